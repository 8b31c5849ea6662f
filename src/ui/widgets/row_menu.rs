//! What a click with the other mouse button on a row offers.

use egui::{Button, Popup, Response};

use crate::crm::List;
use crate::ui::Cx;

use super::entry::{Entry, Kind};
use super::gesture::Gesture;
use super::menu;

/// Draws the menu while it is open, and returns what was chosen.
pub fn row_menu_ui(row: &Response, cx: &Cx<'_>, entry: &Entry) -> Option<Gesture> {
    let mut gesture = None;
    Popup::context_menu(row).style(menu::menu_style).show(|ui| {
        if ui.button(cx.texts.t("row-menu-rename")).clicked() {
            gesture = Some(Gesture::Rename(entry.item));
        }
        if entry.is_movable() && ui.button(cx.texts.t("editor-move")).clicked() {
            gesture = Some(Gesture::AskPlace(entry.item));
        }
        if matches!(entry.kind, Kind::Measured { .. }) {
            let has_room = cx.model.draft().is_some_and(|draft| draft.edited().room(List::Segments) > 0);
            if ui.add_enabled(has_room, Button::new(cx.texts.t("segment-duplicate"))).clicked() {
                gesture = Some(Gesture::Duplicate(entry.item));
            }
        }
        if entry.kind != Kind::Fixed {
            // Only what amoCRM knows is asked about.
            let name = if entry.item.is_new() { "row-menu-delete-new" } else { "row-menu-delete" };
            if ui.button(cx.texts.t(name)).clicked() {
                gesture = Some(Gesture::Delete(entry.item));
            }
        }
    });
    gesture
}
