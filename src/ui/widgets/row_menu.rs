//! What a click with the other mouse button on a row offers.

use egui::{Popup, Response};

use crate::ui::Cx;

use super::menu;
use super::reorder::Gesture;
use super::row::Entry;

/// Draws the menu while it is open, and returns what was chosen.
pub fn row_menu_ui(row: &Response, cx: &Cx<'_>, entry: &Entry) -> Option<Gesture> {
    let mut gesture = None;
    Popup::context_menu(row).style(menu::menu_style).show(|ui| {
        if ui.button(cx.texts.t("row-menu-rename")).clicked() {
            gesture = Some(Gesture::Rename(entry.key));
        }
        if entry.movable {
            if ui.button(cx.texts.t("editor-move")).clicked() {
                gesture = Some(Gesture::AskPlace(entry.key));
            }
            if ui.button(cx.texts.t("row-menu-delete")).clicked() {
                gesture = Some(Gesture::Delete(entry.key));
            }
        }
    });
    gesture
}
