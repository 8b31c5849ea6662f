//! The middle of the window: the selected status.

use egui::{Frame, Label, RichText, TextStyle, TextWrapMode, Ui, WidgetText, vec2};
use egui_material_icons::icons;

use crate::crm::{Color, Edit, Item, Mode, Status};
use crate::model::{Command, Session};

use super::theme::{TEXT_WIDTH, strong_font};
use super::widgets::callout::{Tone, callout_ui};
use super::widgets::{button, color_grid, icon, swatch};
use super::{Cx, conditions, details, naming, several, statuses};

/// Draws the editor.
pub fn editor_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let Some(session) = cx.model.session() else { return };
    let account = session.draft().edited();
    let items = cx.model.selected();
    let selected = cx.model.selection().and_then(|Item::Status(key)| account.status(key));
    if items.len() > 1 {
        ui.set_max_width(TEXT_WIDTH.min(ui.available_width()));
        several::several_ui(ui, cx, account, &items, commands);
    } else if let Some(status) = selected {
        ui.set_max_width(TEXT_WIDTH.min(ui.available_width()));
        status_ui(ui, cx, session, status, commands);
    } else if account.mode == Mode::Periodicity {
        hint_ui(ui, cx, &cx.texts.t("editor-none"), &cx.texts.t("editor-none-about"));
    } else {
        hint_ui(ui, cx, &cx.texts.t("editor-nothing"), &cx.texts.mode(account.mode));
    }
}

fn status_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, status: &Status, commands: &mut Vec<Command>) {
    let item = Item::Status(status.key);
    title_ui(ui, cx, status);
    remarks_ui(ui, cx, session, status, commands);
    ui.add_enabled_ui(cx.model.can_edit(), |ui| {
        let label = section_ui(ui, cx, "editor-name");
        naming::name_ui(ui, cx, session, status, label.id, commands);
        color_ui(ui, cx, session, status, commands);
        place_ui(ui, cx, session, status, commands);
        ui.add_space(18.0);
        ui.horizontal_wrapped(|ui| {
            // What was refused is taken back beside the reason, and what is new by deleting it.
            let is_new = status.key.id().is_none();
            let changed = session.draft().changes().iter().any(|change| change.item == item);
            if changed && !is_new && session.refusal(item).is_none() {
                take_back_ui(ui, cx, item, commands);
            }
            delete_ui(ui, cx, status, commands);
        });
    });
    conditions::conditions_ui(ui, cx, session, status);
    details::details_ui(ui, cx, status, commands);
}

fn take_back_ui(ui: &mut Ui, cx: &Cx<'_>, item: Item, commands: &mut Vec<Command>) {
    let text = cx.texts.t("editor-take-back");
    let button = egui::Button::new((icon::text(icons::ICON_UNDO), text.as_str()));
    if ui.add(button).accessible_name(text).clicked() {
        commands.push(Command::Edit(Edit::Revert(item)));
    }
}

fn delete_ui(ui: &mut Ui, cx: &Cx<'_>, status: &Status, commands: &mut Vec<Command>) {
    let (text, reason) = (cx.texts.t("status-delete"), cx.texts.t("delete-system"));
    let delete = ui.add_enabled_ui(!status.system, |ui| button::dangerous(ui, cx.theme, &text)).inner;
    if status.system {
        ui.ctx().accesskit_node_builder(delete.id, |node| node.set_description(reason.as_str()));
    }
    if delete.on_disabled_hover_text(reason).clicked() {
        statuses::ask_delete(ui.ctx(), status.key, commands);
    }
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
fn remarks_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, status: &Status, commands: &mut Vec<Command>) {
    let item = Item::Status(status.key);
    if let Some(fault) = session.refusal(item) {
        ui.add_space(6.0);
        callout_ui(ui, cx.theme, Tone::Danger, |ui| {
            ui.set_width(ui.available_width());
            ui.label(RichText::new(cx.texts.t("editor-refused")).strong());
            ui.label(cx.texts.fault(fault));
            if cx.model.can_edit() {
                take_back_ui(ui, cx, item, commands);
            }
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

/// Draws the name of a part of the page.
pub fn section_ui(ui: &mut Ui, cx: &Cx<'_>, id: &str) -> egui::Response {
    ui.add_space(14.0);
    ui.label(RichText::new(cx.texts.t(id)).font(strong_font(13.0)).color(cx.theme.weak))
}

fn color_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, status: &Status, commands: &mut Vec<Command>) {
    let item = Item::Status(status.key);
    section_ui(ui, cx, "editor-colour");
    let users = |color: Color| {
        let others = session.draft().edited().statuses.iter();
        let others = others.filter(|other| other.key != status.key && other.color == Some(color));
        cx.texts.color_users(&others.map(|other| other.name.as_str()).collect::<Vec<_>>())
    };
    let grid = color_grid::Grid { name: &cx.texts.t("editor-colour"), chosen: status.color, users: &users };
    let seen = ui.push_id(status.key, |ui| color_grid::color_grid_ui(ui, cx, &grid)).inner;
    let small = |text: String| Label::new(RichText::new(text).color(cx.theme.weak).size(13.5)).truncate();
    ui.spacing_mut().item_spacing.y = 4.0;
    match seen.looked_at.or(status.color) {
        Some(color) => {
            ui.add(small(cx.texts.color(color)));
            ui.add(small(users(color)));
        }
        None => {
            ui.add(small(cx.texts.t("editor-colour-none")));
        }
    }
    ui.spacing_mut().item_spacing.y = 8.0;
    if let Some(color) = seen.picked {
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
