//! The right panel: why there are no segments to arrange.

use egui::{Role, ScrollArea, Ui, UiBuilder};
use egui_material_icons::icons;

use super::{Cx, side_panel};

/// Draws the panel.
pub fn segments_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(draft) = cx.model.draft() else { return };
    let heading = cx.texts.t("segments-heading");
    let builder = UiBuilder::new().accessibility_role(Role::List).accessibility_label(heading.as_str());
    ui.scope_builder(builder, |ui| {
        side_panel::heading_ui(ui, heading, |_| {});
        let text = cx.texts.no_segments(draft.edited().mode);
        ScrollArea::vertical().id_salt("segments").auto_shrink(false).show(ui, |ui| {
            side_panel::explanation_ui(ui, cx.theme, icons::ICON_GROUPS, text);
        });
    });
}
