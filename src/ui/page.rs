//! What the pages that stand in the place of the editor have in common.

use egui::{Align, Layout, Ui, vec2};
use egui_material_icons::icons;

use crate::model::Command;

use super::Cx;
use super::theme::COMPACT_HEIGHT;
use super::widgets::{button, icon};

/// Draws the heading of a page that stands in the place of the editor, with the way back.
pub fn heading_ui(ui: &mut Ui, cx: &Cx<'_>, heading: &str, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let text = cx.texts.t("review-back");
            let back = (icon::text(icons::ICON_ARROW_BACK), text.as_str());
            if button::quiet(ui, back, vec2(0.0, COMPACT_HEIGHT)).accessible_name(&text).clicked() {
                commands.push(Command::CloseReview);
            }
            // In a narrow window it takes two lines.
            ui.with_layout(Layout::left_to_right(Align::Center).with_main_wrap(true), |ui| {
                ui.heading(cx.texts.t(heading));
            });
        });
    });
}
