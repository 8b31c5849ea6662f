//! A small square of a colour of the CRM.

use egui::{Painter, Rect, Stroke, StrokeKind};

use crate::crm::Color;
use crate::ui::theme::{Palette, crm_color, swatch_rounding};

/// Paints the square. The outline is always there: the CRM's colours are as pale as the ground.
pub fn paint(painter: &Painter, rect: Rect, color: Option<Color>, palette: &Palette) {
    let rounding = swatch_rounding(rect.height());
    let fill = color.map_or(palette.ground, crm_color);
    painter.rect(rect, rounding, fill, Stroke::new(1.0, palette.outline), StrokeKind::Inside);
    if color.is_none() {
        // A stroke through it says "none" without a word.
        painter.line_segment([rect.left_bottom(), rect.right_top()], Stroke::new(1.0, palette.outline));
    }
}
