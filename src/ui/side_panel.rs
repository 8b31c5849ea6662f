//! What both side panels share: a heading with a counter, a button that adds, and the explanation of an
//! empty list.

use egui::{Align, Button, Frame, Layout, Margin, RichText, Ui, vec2};
use egui_material_icons::{MaterialIcon, icons};

use crate::crm::List;

use super::theme::{
    COMPACT_HEIGHT, CONTROL_HEIGHT, LINE_HEIGHT, Palette, ROUNDING, font_size, space, strong_font,
};
use super::widgets::icon;
use super::{Cx, shortcuts};

/// Room below a list for the button, and for the sentence that says why it is off.
pub const FOOT: f32 = CONTROL_HEIGHT + space::L;
/// The same with the sentence that says why there is no room.
pub const FOOT_WHEN_FULL: f32 = FOOT + 2.0 * LINE_HEIGHT;

/// Draws the heading of a panel, and at its right end what `counter` draws.
pub fn heading_ui(ui: &mut Ui, text: String, counter: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.set_height(COMPACT_HEIGHT);
        ui.add_space(space::S);
        ui.label(RichText::new(text).font(strong_font(font_size::SECTION)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(space::S);
            counter(ui);
        });
    });
    ui.add_space(space::XS);
}

/// Draws why a list is empty. That is never an error.
pub fn explanation_ui(ui: &mut Ui, palette: &Palette, glyph: MaterialIcon, text: String) {
    let frame = Frame::new().fill(palette.hover).corner_radius(ROUNDING).inner_margin(Margin::same(12));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        icon::icon_ui(ui, glyph, palette.weak);
        ui.label(RichText::new(text).color(palette.weak).size(font_size::NOTE));
    });
}

/// Draws how many items there are, of how many at most.
pub fn counter_ui(ui: &mut Ui, cx: &Cx<'_>, list: List, count: usize) {
    let [text, about] = cx.texts.counter(list, count);
    ui.label(RichText::new(text).color(cx.theme.weak).size(font_size::NOTE)).on_hover_text(about);
}

/// Draws the button that adds something; `full` says why nothing can be added. Tells whether something is
/// to be added, which the keyboard can say as well.
pub fn add_ui(ui: &mut Ui, cx: &Cx<'_>, text: &str, full: Option<String>) -> bool {
    ui.add_space(space::XS);
    let enabled = full.is_none() && cx.model.can_edit();
    let add = Button::new((icon::text(icons::ICON_ADD), text));
    let size = vec2(ui.available_width(), CONTROL_HEIGHT);
    let add = ui.add_enabled(enabled, add.min_size(size)).accessible_name(text);
    let add = add.on_hover_text(shortcuts::with_shortcut(ui, text, shortcuts::ADD));
    let Some(full) = full else {
        return add.clicked() || (enabled && shortcuts::pressed(ui, cx, shortcuts::ADD));
    };
    ui.ctx().accesskit_node_builder(add.id, |node| node.set_description(full.as_str()));
    ui.label(RichText::new(full.as_str()).color(cx.theme.weak).size(font_size::NOTE));
    add.on_disabled_hover_text(full);
    false
}
