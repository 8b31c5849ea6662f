//! What else is known of the selected status: for support, and for the curious.

use egui::{Button, CollapsingHeader, RichText, Ui};
use egui_material_icons::icons;

use crate::crm::{Item, Status};
use crate::model::Command;

use super::Cx;
use super::theme::strong_font;
use super::widgets::{copy, icon};

/// Draws the section, closed until the user opens it.
pub fn details_ui(ui: &mut Ui, cx: &Cx<'_>, status: &Status, commands: &mut Vec<Command>) {
    ui.add_space(14.0);
    let heading = RichText::new(cx.texts.t("details-heading")).font(strong_font(13.0)).color(cx.theme.weak);
    CollapsingHeader::new(heading).id_salt("details").show_unindented(ui, |ui| {
        ui.push_id(status.key, |ui| {
            label_ui(ui, cx, "editor-kind");
            ui.label(cx.texts.kind(status.kind));
            id_ui(ui, cx, status);
            ui.add_space(8.0);
            copy::copy_ui(ui, cx, &cx.texts.t("details-copy-raw"), &status.raw);
            reload_ui(ui, cx, status, commands);
            if status.raw.is_empty() {
                ui.label(RichText::new(cx.texts.t("details-raw-none")).color(cx.theme.weak).size(13.5));
            }
        });
    });
}

fn label_ui(ui: &mut Ui, cx: &Cx<'_>, id: &str) {
    ui.add_space(8.0);
    ui.label(RichText::new(cx.texts.t(id)).font(strong_font(13.0)).color(cx.theme.weak));
}

fn id_ui(ui: &mut Ui, cx: &Cx<'_>, status: &Status) {
    label_ui(ui, cx, "details-id");
    let Some(id) = status.key.id() else {
        ui.label(cx.texts.t("details-id-none"));
        return;
    };
    ui.horizontal(|ui| {
        ui.label(id.to_string());
        copy::copy_ui(ui, cx, &cx.texts.t("details-copy-id"), &id.to_string());
    });
}

fn reload_ui(ui: &mut Ui, cx: &Cx<'_>, status: &Status, commands: &mut Vec<Command>) {
    let is_busy = cx.model.is_loading() || cx.model.is_saving();
    let name = cx.texts.t("details-reload");
    let button = Button::new((icon::text(icons::ICON_REFRESH), name.as_str()));
    let can_reload = !is_busy && status.key.id().is_some();
    if ui.add_enabled(can_reload, button).accessible_name(name).clicked() {
        commands.push(Command::ReloadLone(Item::Status(status.key)));
    }
}
