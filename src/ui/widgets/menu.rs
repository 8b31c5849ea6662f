//! A button that opens a short menu.

use egui::{Button, Color32, IntoAtoms, Popup, Response, Role, Stroke, Style, Ui, Widget as _, vec2};
use egui_material_icons::{MaterialIcon, icons};

use crate::ui::theme::{FIELD_PADDING, Palette, space, width};

use super::{button, icon};

/// Draws the button, and the menu while it is open.
pub fn menu_ui<'a>(
    ui: &mut Ui,
    atoms: impl IntoAtoms<'a>,
    name: &str,
    content: impl FnOnce(&mut Ui),
) -> Response {
    let response = button::quiet(ui, atoms, vec2(0.0, ui.spacing().interact_size.y)).accessible_name(name);
    Popup::menu(&response).style(menu_style).accessible_name(name).show(content);
    response
}

/// Gives the entries of a menu room to breathe.
pub fn menu_style(style: &mut Style) {
    style.spacing.button_padding = vec2(FIELD_PADDING.x, space::S);
    style.spacing.item_spacing.y = space::XXS;
    for widget in [&mut style.visuals.widgets.hovered, &mut style.visuals.widgets.active] {
        widget.bg_stroke = Stroke::NONE;
    }
    style.visuals.widgets.inactive.weak_bg_fill = Color32::TRANSPARENT;
    style.visuals.widgets.inactive.bg_stroke = Stroke::NONE;
}

/// Draws an entry that does something; tells whether it was picked.
pub fn entry_ui(ui: &mut Ui, glyph: MaterialIcon, text: &str) -> bool {
    let response = Button::new((icon::text(glyph), text)).min_size(vec2(width::MENU, 0.0)).ui(ui);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::MenuItem, ui.is_enabled(), text));
    if response.clicked() {
        ui.close();
    }
    response.clicked()
}

/// Draws one of several entries of which one is chosen, with a tick at it.
pub fn choice_ui(ui: &mut Ui, palette: &Palette, text: &str, chosen: bool) -> bool {
    let picked = ticked_ui(ui, palette, text, (text, Role::MenuItemRadio), chosen);
    if picked {
        // egui closes a menu after a click, but not after Enter.
        ui.close();
    }
    picked
}

/// Draws an entry that is on or off, with a tick at it while it is on.
pub fn switch_ui(ui: &mut Ui, palette: &Palette, glyph: MaterialIcon, text: &str, is_on: bool) -> bool {
    ticked_ui(ui, palette, (icon::text(glyph), text), (text, Role::MenuItemCheckBox), is_on)
}

fn ticked_ui<'a>(
    ui: &mut Ui,
    palette: &Palette,
    atoms: impl IntoAtoms<'a>,
    (name, role): (&str, Role),
    ticked: bool,
) -> bool {
    // Where there is no tick there is room for one, so that it never covers the text.
    let tick =
        icon::text(icons::ICON_CHECK).color(if ticked { palette.accent } else { Color32::TRANSPARENT });
    let response = Button::new(atoms).right_text(tick).min_size(vec2(width::MENU, 0.0)).ui(ui);
    response.widget_info(|| egui::WidgetInfo::selected(role, true, ticked, name));
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    response.clicked()
}
