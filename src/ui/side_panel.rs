//! What both side panels share: a heading with a counter, and the explanation of an empty list.

use egui::{Align, Frame, Layout, Margin, RichText, Ui};
use egui_material_icons::MaterialIcon;

use super::theme::{Palette, ROUNDING, strong_font};
use super::widgets::icon;

/// Draws the heading of a panel, and at its right end what `counter` draws.
pub fn heading_ui(ui: &mut Ui, text: String, counter: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.set_height(26.0);
        ui.add_space(6.0);
        ui.label(RichText::new(text).font(strong_font(15.0)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(6.0);
            counter(ui);
        });
    });
    ui.add_space(4.0);
}

/// Draws why a list is empty. That is never an error.
pub fn explanation_ui(ui: &mut Ui, palette: &Palette, glyph: MaterialIcon, text: String) {
    let frame = Frame::new().fill(palette.hover).corner_radius(ROUNDING).inner_margin(Margin::same(12));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        icon::icon_ui(ui, glyph, palette.weak);
        ui.label(RichText::new(text).color(palette.weak).size(13.5));
    });
}
