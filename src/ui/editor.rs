//! The middle of the window: the selected item, or what can be done with several.

use egui::{Frame, RichText, Ui};
use egui_material_icons::icons;

use crate::crm::{Item, Mode};
use crate::model::Command;

use super::theme::{font_size, hint_top, strong_font, width};
use super::widgets::icon;
use super::{Cx, segment, several, status};

/// Draws the editor.
pub fn editor_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let Some(session) = cx.model.session() else { return };
    let account = session.draft().edited();
    let items = cx.model.selected();
    if !items.is_empty() {
        ui.set_max_width(width::TEXT.min(ui.available_width()));
    }
    match (items.as_slice(), cx.model.screen().selection()) {
        ([_, _, ..], _) => several::several_ui(ui, cx, session, &items, commands),
        (_, Some(Item::Status(key))) if let Some(one) = account.status(key) => {
            status::status_ui(ui, cx, session, one, commands);
        }
        (_, Some(Item::Segment(key))) if let Some(one) = account.segment(key) => {
            segment::segment_ui(ui, cx, session, one, commands);
        }
        _ => match account.mode {
            Mode::Periodicity => {
                hint_ui(ui, cx, &cx.texts.t("editor-none"), &cx.texts.t("editor-none-about"));
            }
            Mode::Segments => {
                hint_ui(ui, cx, &cx.texts.t("editor-none"), &cx.texts.t("editor-none-segments"));
            }
            mode => hint_ui(ui, cx, &cx.texts.t("editor-nothing"), &cx.texts.mode(mode)),
        },
    }
}

fn hint_ui(ui: &mut Ui, cx: &Cx<'_>, heading: &str, about: &str) {
    ui.add_space(hint_top(ui.available_height()));
    ui.vertical_centered(|ui| {
        Frame::new().show(ui, |ui| {
            ui.set_max_width(width::HINT);
            icon::large_ui(ui, icons::ICON_TOUCH_APP, cx.theme.weak);
            ui.label(RichText::new(heading).font(strong_font(font_size::SECTION)));
            ui.label(RichText::new(about).color(cx.theme.weak));
        });
    });
}
