//! The page of one status.

use egui::Ui;

use crate::crm::{Item, Status};
use crate::model::{Command, Session};

use super::sections::{color_ui, refusal_ui, section_ui, take_back_changed_ui, title_ui};
use super::theme::space;
use super::widgets::button;
use super::widgets::callout::{Tone, callout_ui};
use super::{Cx, conditions, details, items, naming};

/// Draws the page.
pub fn status_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, status: &Status, commands: &mut Vec<Command>) {
    let item = Item::Status(status.key);
    title_ui(ui, cx, &status.name, status.color);
    refusal_ui(ui, cx, session, item, commands);
    if status.system {
        ui.add_space(space::S);
        callout_ui(ui, cx.theme, Tone::Calm, |ui| {
            ui.set_width(ui.available_width());
            ui.label(cx.texts.t("editor-system"));
        });
    }
    ui.add_enabled_ui(cx.model.can_edit(), |ui| {
        let label = section_ui(ui, cx, "editor-name");
        naming::name_ui(ui, cx, session, item, label.id, commands);
        color_ui(ui, cx, session, &[item], commands);
        place_ui(ui, cx, session, status, commands);
    });
    ui.add_space(space::XL);
    ui.horizontal_wrapped(|ui| {
        take_back_changed_ui(ui, cx, session, item, commands);
        ui.add_enabled_ui(cx.model.can_edit(), |ui| delete_ui(ui, cx, status, commands));
    });
    conditions::conditions_ui(ui, cx, session, status);
    details::status_ui(ui, cx, status, commands);
}

fn delete_ui(ui: &mut Ui, cx: &Cx<'_>, status: &Status, commands: &mut Vec<Command>) {
    let (text, reason) = (cx.texts.t("status-delete"), cx.texts.t("delete-system"));
    let delete = ui.add_enabled_ui(!status.system, |ui| button::dangerous(ui, cx.theme, &text)).inner;
    if status.system {
        ui.ctx().accesskit_node_builder(delete.id, |node| node.set_description(reason.as_str()));
    }
    if delete.on_disabled_hover_text(reason).clicked() {
        items::ask_delete(ui.ctx(), cx, Item::Status(status.key), commands);
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
        ui.add_space(space::M);
        if ui.button(cx.texts.t("editor-move")).clicked() {
            commands.push(Command::AskPlace(Item::Status(status.key)));
        }
    });
}
