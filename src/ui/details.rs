//! What else is known of the selected item: for support, and for the curious.

use egui::{Button, CollapsingHeader, RichText, Ui};
use egui_material_icons::icons;
use jiff::tz::TimeZone;

use crate::crm::{Item, Segment, Status};
use crate::model::Command;

use super::Cx;
use super::theme::{font_size, space, strong_font};
use super::widgets::{copy, icon};

/// Draws what is known of a status, closed until the user opens it.
pub fn status_ui(ui: &mut Ui, cx: &Cx<'_>, status: &Status, commands: &mut Vec<Command>) {
    section_ui(ui, cx, Item::Status(status.key), &status.raw, commands, |ui| {
        label_ui(ui, cx, "editor-kind");
        ui.label(cx.texts.kind(status.kind));
    });
}

/// Draws what is known of a segment, closed until the user opens it.
pub fn segment_ui(ui: &mut Ui, cx: &Cx<'_>, zone: &TimeZone, segment: &Segment, commands: &mut Vec<Command>) {
    section_ui(ui, cx, Item::Segment(segment.key), &segment.raw, commands, |ui| {
        for (id, moment) in [("details-created", segment.created), ("details-changed", segment.updated)] {
            if let Some(moment) = moment {
                label_ui(ui, cx, id);
                ui.label(cx.texts.moment(moment, zone));
            }
        }
    });
}

fn section_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    item: Item,
    raw: &str,
    commands: &mut Vec<Command>,
    special: impl FnOnce(&mut Ui),
) {
    ui.add_space(space::L);
    let heading =
        RichText::new(cx.texts.t("details-heading")).font(strong_font(font_size::NOTE)).color(cx.theme.weak);
    CollapsingHeader::new(heading).id_salt("details").show_unindented(ui, |ui| {
        ui.push_id(item, |ui| {
            special(ui);
            id_ui(ui, cx, item);
            ui.add_space(space::M);
            copy::copy_ui(ui, cx, &cx.texts.t("details-copy-raw"), raw);
            reload_ui(ui, cx, item, commands);
            history_ui(ui, cx, item, commands);
            if raw.is_empty() {
                ui.label(
                    RichText::new(cx.texts.t("details-raw-none")).color(cx.theme.weak).size(font_size::NOTE),
                );
            }
        });
    });
}

fn label_ui(ui: &mut Ui, cx: &Cx<'_>, id: &str) {
    ui.add_space(space::M);
    ui.label(RichText::new(cx.texts.t(id)).font(strong_font(font_size::NOTE)).color(cx.theme.weak));
}

fn id_ui(ui: &mut Ui, cx: &Cx<'_>, item: Item) {
    label_ui(ui, cx, "details-id");
    let Some(id) = item.key().id() else {
        ui.label(cx.texts.t("details-id-none"));
        return;
    };
    ui.horizontal(|ui| {
        ui.label(id.to_string());
        copy::copy_ui(ui, cx, &cx.texts.t("details-copy-id"), &id.to_string());
    });
}

fn reload_ui(ui: &mut Ui, cx: &Cx<'_>, item: Item, commands: &mut Vec<Command>) {
    let is_busy = cx.model.job().is_loading() || cx.model.job().is_saving();
    let name = cx.texts.t(match item {
        Item::Status(_) => "details-reload",
        Item::Segment(_) => "details-reload-segment",
    });
    let button = Button::new((icon::text(icons::ICON_REFRESH), name.as_str()));
    if ui.add_enabled(!is_busy && !item.is_new(), button).accessible_name(name).clicked() {
        commands.push(Command::ReloadItem(item));
    }
}

fn history_ui(ui: &mut Ui, cx: &Cx<'_>, item: Item, commands: &mut Vec<Command>) {
    let name = cx.texts.t(match item {
        Item::Status(_) => "details-history",
        Item::Segment(_) => "details-history-segment",
    });
    let button = Button::new((icon::text(icons::ICON_HISTORY), name.as_str()));
    if ui.add_enabled(!item.is_new(), button).accessible_name(name).clicked() {
        commands.push(Command::ShowHistoryOf(item));
    }
}
