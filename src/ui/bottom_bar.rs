//! The bar at the bottom: how many changes wait, and what can be done with them.

use egui::text::LayoutJob;
use egui::{Align, FontSelection, Layout, RichText, Ui};

use crate::crm::Draft;
use crate::model::{Command, LineState, Page, Session};

use super::theme::{ICON_SIZE, font_size, strong_font, width};
use super::widgets::button;
use super::{Cx, shortcuts};

/// Draws the bar.
pub fn bottom_bar_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        if cx.model.job().is_saving() || cx.model.job().is_loading() {
            work_ui(ui, cx, commands);
        } else {
            draft_ui(ui, cx, commands);
        }
    });
}

/// Returns how many changes are done, and how many there are.
pub fn progress(cx: &Cx<'_>) -> (usize, usize) {
    let lines = cx.model.lines();
    (lines.iter().filter(|line| line.state == LineState::Done).count(), lines.len())
}

fn work_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let text = if cx.model.job().closes_after_saving() {
        cx.texts.t("bottom-closing")
    } else if cx.model.job().is_stopping() {
        cx.texts.t("bottom-stopping")
    } else if cx.model.job().is_resolving() {
        cx.texts.t("bottom-checking")
    } else if cx.model.job().is_saving() {
        let (done, count) = progress(cx);
        let values = [("done", done.to_string().into()), ("count", count.to_string().into())];
        cx.texts.t_with("bottom-saving", &values)
    } else {
        cx.texts.t("bottom-loading")
    };
    ui.add(egui::Spinner::new().size(ICON_SIZE).color(cx.theme.accent));
    ui.label(text);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let stop =
            ui.add_enabled(!cx.model.job().is_stopping(), egui::Button::new(cx.texts.t("bottom-stop")));
        if stop.clicked() {
            commands.push(Command::Stop);
        }
    });
}

fn draft_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let count = cx.model.draft().map_or(0, Draft::unsaved);
    let is_kept = count > 0 && cx.model.session().is_some_and(Session::is_kept);
    count_ui(ui, cx, count, is_kept);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add_enabled_ui(count > 0 && cx.model.can_take_back(), |ui| {
            let text = cx.texts.t("bottom-save");
            let tip = shortcuts::with_shortcut(ui, &text, shortcuts::SAVE);
            let save =
                ui.add_enabled_ui(cx.model.can_edit(), |ui| button::primary(ui, cx.theme, &text)).inner;
            if save.on_hover_text(tip).clicked() {
                commands.push(Command::Save);
            }
            let reviewing = cx.model.screen().page() == Page::Review;
            let review = ui.add_enabled(!reviewing, egui::Button::new(cx.texts.t("bottom-review")));
            if review.clicked() {
                commands.push(Command::Review);
            }
            if ui.button(cx.texts.t("bottom-discard")).clicked() {
                commands.push(Command::Discard);
            }
        });
    });
}

/// Draws how many changes wait, and that they are kept on this computer: beside it, or below it where the
/// buttons need the room.
fn count_ui(ui: &mut Ui, cx: &Cx<'_>, count: usize, is_kept: bool) {
    let text = cx.texts.t_with("bottom-changes", &[("n", count.into())]);
    let width =
        ui.painter().layout_no_wrap(text.clone(), strong_font(font_size::BODY), cx.theme.text).size().x;
    let has_room = ui.available_width() - width > width::BOTTOM_BUTTONS;
    let size = if is_kept && !has_room { font_size::NOTE } else { font_size::BODY };
    let text = RichText::new(text);
    let text = if count == 0 { text.color(cx.theme.weak) } else { text.font(strong_font(size)) };
    if !is_kept {
        ui.label(text);
        return;
    }
    let kept = RichText::new(cx.texts.t("bottom-kept")).color(cx.theme.weak);
    if has_room {
        ui.label(text);
        ui.label(kept.size(font_size::NOTE));
    } else {
        let mut lines = LayoutJob::default();
        for text in [text, RichText::new("\n"), kept.size(font_size::SMALL)] {
            text.append_to(&mut lines, ui.style(), FontSelection::Default, Align::Min);
        }
        ui.label(lines);
    }
}
