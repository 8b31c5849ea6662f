//! Buttons of every weight, each with a name and an explanation.

use egui::{Button, Color32, IntoAtoms, Response, Stroke, Ui, Vec2, Widget as _};
use egui_material_icons::MaterialIcon;

use crate::ui::theme::{CONTROL_HEIGHT, LARGE_ICON_SIZE, Palette, space};

use super::icon;

/// Draws the one button that leads on.
pub fn primary(ui: &mut Ui, palette: &Palette, text: &str) -> Response {
    if !ui.is_enabled() {
        // White on a faded colour could not be read.
        return filled(ui, palette.pressed, palette.pressed, palette.text, text);
    }
    filled(ui, palette.accent_fill, palette.accent_hover, palette.on_accent, text)
}

/// Draws a button that loses something.
pub fn dangerous(ui: &mut Ui, palette: &Palette, text: &str) -> Response {
    filled(ui, palette.danger_ground, palette.danger_ground, palette.danger, text)
}

fn filled(ui: &mut Ui, fill: Color32, hover: Color32, text_color: Color32, text: &str) -> Response {
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for (widget, fill) in [
            (&mut widgets.inactive, fill),
            (&mut widgets.hovered, hover),
            (&mut widgets.active, hover),
            (&mut widgets.noninteractive, fill),
        ] {
            widget.weak_bg_fill = fill;
            widget.bg_stroke = Stroke::new(1.0, fill);
            widget.fg_stroke.color = text_color;
        }
        ui.button(text)
    })
    .inner
}

/// Draws a square button that shows only an icon.
pub fn icon_only(ui: &mut Ui, glyph: MaterialIcon, name: &str) -> Response {
    quiet(ui, icon::text(glyph), Vec2::splat(CONTROL_HEIGHT)).accessible_name(name)
}

/// Draws a button without a frame, as they stand in bars.
pub fn quiet<'a>(ui: &mut Ui, atoms: impl IntoAtoms<'a>, min_size: Vec2) -> Response {
    ui.scope(|ui| {
        ui.spacing_mut().button_padding.x = space::M;
        let widgets = &mut ui.visuals_mut().widgets;
        for widget in [&mut widgets.hovered, &mut widgets.active, &mut widgets.open] {
            widget.bg_stroke = Stroke::NONE;
        }
        Button::new(atoms).frame_when_inactive(false).min_size(min_size).ui(ui)
    })
    .inner
}

/// Draws a small button that shows only an icon, for a place beside text.
pub fn small_icon(ui: &mut Ui, glyph: MaterialIcon, name: &str) -> Response {
    ui.scope(|ui| {
        ui.spacing_mut().button_padding = Vec2::splat(1.0);
        ui.spacing_mut().interact_size = Vec2::splat(LARGE_ICON_SIZE);
        Button::new(icon::text(glyph)).frame_when_inactive(false).ui(ui)
    })
    .inner
    .accessible_name(name)
}
