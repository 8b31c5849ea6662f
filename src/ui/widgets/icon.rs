//! Icons: marks for the eye. A screen reader hears the words beside them instead.

use egui::{Align2, Color32, FontId, Painter, Pos2, Response, RichText, Sense, Ui, Vec2};
use egui_material_icons::MaterialIcon;

use crate::ui::theme::{HUGE_ICON_SIZE, ICON_SIZE, space};

/// Returns an icon as text, for a button that has a name of its own.
pub fn text(icon: MaterialIcon) -> RichText {
    icon.rich_text().size(ICON_SIZE)
}

/// Draws an icon that is not part of the accessibility tree.
pub fn icon_ui(ui: &mut Ui, icon: MaterialIcon, color: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(ICON_SIZE), Sense::hover());
    paint(ui.painter(), rect.center(), icon, ICON_SIZE, color);
    response
}

/// Paints an icon around a point.
pub fn paint(painter: &Painter, center: Pos2, icon: MaterialIcon, size: f32, color: Color32) {
    let font = FontId::new(size, icon.font_family());
    painter.text(center, Align2::CENTER_CENTER, icon.codepoint, font, color);
}

/// Draws a large icon, for a place that is empty otherwise.
pub fn large_ui(ui: &mut Ui, icon: MaterialIcon, color: Color32) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(HUGE_ICON_SIZE + space::M), Sense::hover());
    paint(ui.painter(), rect.center(), icon, HUGE_ICON_SIZE, color);
}
