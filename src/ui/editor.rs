//! The middle of the window: the selected status.

use egui::{Context, Frame, Id, RichText, TextEdit, TextStyle, TextWrapMode, Ui, WidgetText, vec2};
use egui_material_icons::icons;

use crate::crm::{Edit, Item, Mode, Problem, Status};
use crate::model::{Command, Session};

use super::theme::{TEXT_WIDTH, strong_font};
use super::widgets::callout::{Tone, callout_ui};
use super::widgets::{color_grid, icon, swatch};
use super::{Cx, conditions, details};

/// Draws the editor.
pub fn editor_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let Some(session) = cx.model.session() else { return };
    let account = session.draft().edited();
    let selected = cx.model.selection().and_then(|Item::Status(key)| account.status(key));
    if let Some(status) = selected {
        ui.set_max_width(TEXT_WIDTH.min(ui.available_width()));
        status_ui(ui, cx, session, status, commands);
    } else if account.mode == Mode::Periodicity {
        hint_ui(ui, cx, &cx.texts.t("editor-none"), &cx.texts.t("editor-none-about"));
    } else {
        hint_ui(ui, cx, &cx.texts.t("editor-nothing"), &cx.texts.mode(account.mode));
    }
}

/// Gives the focus to the name of this item.
pub fn focus_name(ctx: &Context, item: Item) {
    ctx.memory_mut(|memory| memory.request_focus(name_id(item)));
}

/// The id belongs to the item, so that undoing in the field never brings back another item's name.
fn name_id(item: Item) -> Id {
    Id::unique(("editor-name", item))
}

fn status_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, status: &Status, commands: &mut Vec<Command>) {
    let item = Item::Status(status.key);
    title_ui(ui, cx, status);
    remarks_ui(ui, cx, session, status);
    ui.add_enabled_ui(cx.model.can_edit(), |ui| {
        name_ui(ui, cx, session, status, commands);
        color_ui(ui, cx, status, commands);
        place_ui(ui, cx, session, status, commands);
        if session.draft().changes().iter().any(|change| change.item == item) {
            ui.add_space(18.0);
            let text = cx.texts.t("editor-take-back");
            let button = egui::Button::new((icon::text(icons::ICON_UNDO), text.as_str()));
            if ui.add(button).accessible_name(text).clicked() {
                commands.push(Command::Edit(Edit::Revert(item)));
            }
        }
    });
    conditions::conditions_ui(ui, cx, session, status);
    details::details_ui(ui, cx, status, commands);
}

fn title_ui(ui: &mut Ui, cx: &Cx<'_>, status: &Status) {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(22.0, 28.0), egui::Sense::hover());
        swatch::paint(
            ui.painter(),
            egui::Rect::from_center_size(rect.center(), vec2(22.0, 22.0)),
            status.color,
            cx.theme,
        );
        ui.add_space(4.0);
        let nameless = status.name.trim().is_empty();
        let name = if nameless { cx.texts.t("row-nameless") } else { status.name.clone() };
        // Painted only: a screen reader hears the name from the row and from the field.
        let text = WidgetText::from(RichText::new(name).heading());
        let wrap = Some(TextWrapMode::Truncate);
        let galley = text.into_galley(ui, wrap, ui.available_width(), TextStyle::Heading);
        let (rect, _) = ui.allocate_exact_size(galley.size(), egui::Sense::hover());
        ui.painter().galley(rect.min, galley, cx.theme.text);
    });
}

/// Draws what is to be known about the status before changing it.
fn remarks_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, status: &Status) {
    if let Some(fault) = session.refusal(Item::Status(status.key)) {
        ui.add_space(6.0);
        callout_ui(ui, cx.theme, Tone::Danger, |ui| {
            ui.set_width(ui.available_width());
            ui.label(RichText::new(cx.texts.t("editor-refused")).strong());
            ui.label(cx.texts.fault(fault));
        });
    }
    if status.system {
        ui.add_space(6.0);
        callout_ui(ui, cx.theme, Tone::Calm, |ui| {
            ui.set_width(ui.available_width());
            ui.label(cx.texts.t("editor-system"));
        });
    }
}

fn section_ui(ui: &mut Ui, cx: &Cx<'_>, id: &str) -> egui::Response {
    ui.add_space(14.0);
    ui.label(RichText::new(cx.texts.t(id)).font(strong_font(13.0)).color(cx.theme.weak))
}

fn name_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, status: &Status, commands: &mut Vec<Command>) {
    let item = Item::Status(status.key);
    let label = section_ui(ui, cx, "editor-name");
    let mut name = status.name.clone();
    let field = TextEdit::singleline(&mut name).id(name_id(item)).margin(vec2(10.0, 8.0));
    let response = ui.add(field.desired_width(f32::INFINITY)).labelled_by(label.id);
    if response.changed() {
        commands.push(Command::Edit(Edit::Rename(item, name)));
    }
    for problem in session.draft().problems() {
        let (Problem::EmptyName(about) | Problem::TwinName(about)) = problem;
        if about == item {
            let tone = if problem.blocks() { Tone::Danger } else { Tone::Warning };
            callout_ui(ui, cx.theme, tone, |ui| {
                ui.set_width(ui.available_width());
                ui.label(cx.texts.problem(problem));
            });
        }
    }
}

fn color_ui(ui: &mut Ui, cx: &Cx<'_>, status: &Status, commands: &mut Vec<Command>) {
    let item = Item::Status(status.key);
    section_ui(ui, cx, "editor-colour");
    let name = cx.texts.t("editor-colour");
    let picked = ui.push_id(status.key, |ui| color_grid::color_grid_ui(ui, cx, &name, status.color)).inner;
    let told = status.color.map_or_else(|| cx.texts.t("editor-colour-none"), |color| cx.texts.color(color));
    ui.label(RichText::new(told).color(cx.theme.weak).size(13.5));
    if let Some(color) = picked {
        commands.push(Command::Edit(Edit::Recolor(item, color)));
    }
}

fn place_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, status: &Status, commands: &mut Vec<Command>) {
    let account = session.draft().edited();
    let Some(place) = account.place(status.key) else { return };
    section_ui(ui, cx, "editor-place");
    let values =
        [("place", (place + 1).to_string().into()), ("count", account.statuses.len().to_string().into())];
    let told = cx.texts.t_with("editor-place-of", &values);
    if status.system {
        ui.label(told);
        return;
    }
    ui.horizontal(|ui| {
        ui.label(told);
        ui.add_space(8.0);
        if ui.button(cx.texts.t("editor-move")).clicked() {
            commands.push(Command::AskPlace(Item::Status(status.key)));
        }
    });
}

fn hint_ui(ui: &mut Ui, cx: &Cx<'_>, heading: &str, about: &str) {
    ui.add_space((ui.available_height() * 0.3).min(180.0));
    ui.vertical_centered(|ui| {
        Frame::new().show(ui, |ui| {
            ui.set_max_width(320.0);
            icon::large_ui(ui, icons::ICON_TOUCH_APP, cx.theme.weak);
            ui.label(RichText::new(heading).font(strong_font(16.0)));
            ui.label(RichText::new(about).color(cx.theme.weak));
        });
    });
}
