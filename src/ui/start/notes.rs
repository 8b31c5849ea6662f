//! What is to be known of former runs before an account is opened: a crash, a damaged file.

use egui::{Align, Layout, Ui};
use egui_material_icons::icons;

use crate::model::{Command, Crash, Host, StartNote};
use crate::ui::Cx;
use crate::ui::theme::space;
use crate::ui::widgets::announcement::alert_ui;
use crate::ui::widgets::button;
use crate::ui::widgets::callout::{Tone, callout_ui};
use crate::ui::widgets::copy::copy_ui;

/// Draws all of it, each with a button that puts it away.
pub fn notes_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    ui.with_layout(Layout::top_down(Align::Min), |ui| {
        for (at, note) in cx.model.screen().start_notes().iter().enumerate() {
            ui.push_id(at, |ui| {
                callout_ui(ui, cx.theme, Tone::Warning, |ui| note_ui(ui, cx, note, commands));
            });
            ui.add_space(space::S);
        }
    });
}

fn note_ui(ui: &mut Ui, cx: &Cx<'_>, note: &StartNote, commands: &mut Vec<Command>) {
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let name = cx.texts.t("notice-dismiss");
        let close = button::small_icon(ui, icons::ICON_CLOSE, &name);
        if close.on_hover_text(name).clicked() {
            commands.push(Command::DismissStartNote(note.clone()));
        }
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            // Level with the middle of the button beside it.
            ui.add_space(space::XS);
            alert_ui(ui, cx.texts.start_note(note));
            if let StartNote::Crashed(crash) = note {
                ui.add_space(space::XS);
                crash_ui(ui, cx, crash, commands);
            }
        });
    });
}

/// Draws what can be done about a crash.
fn crash_ui(ui: &mut Ui, cx: &Cx<'_>, crash: &Crash, commands: &mut Vec<Command>) {
    let is_listed = |host: &&Host| cx.model.accounts().known().iter().any(|known| known.host == **host);
    if let Some(host) = crash.host.as_ref().filter(is_listed) {
        let open =
            ui.add_enabled_ui(!cx.model.job().is_loading(), |ui| ui.button(cx.texts.t("crash-open-anyway")));
        if open.inner.clicked() {
            commands.push(Command::OpenAccount(host.clone()));
        }
    }
    copy_ui(ui, cx, &cx.texts.t("crash-copy"), &crash.details);
}
