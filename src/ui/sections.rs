//! What the pages of one item and of several have in common.

use egui::{Label, RichText, TextStyle, TextWrapMode, Ui, Vec2, WidgetText, vec2};
use egui_material_icons::icons;

use crate::crm::{Color, Edit, Item, SEGMENT_COLORS, STATUS_COLORS};
use crate::model::{Command, Session};

use super::Cx;
use super::theme::{COMPACT_HEIGHT, LINE_HEIGHT, font_size, space, strong_font};
use super::widgets::callout::{Tone, callout_ui};
use super::widgets::{color_grid, icon, swatch};

/// Draws the colour and the name of an item.
pub fn title_ui(ui: &mut Ui, cx: &Cx<'_>, name: &str, color: Option<Color>) {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(LINE_HEIGHT, COMPACT_HEIGHT), egui::Sense::hover());
        let square = egui::Rect::from_center_size(rect.center(), Vec2::splat(LINE_HEIGHT));
        swatch::paint(ui.painter(), square, color, cx.theme);
        ui.add_space(space::XS);
        // Painted only: a screen reader hears the name from the row and from the field.
        let text = WidgetText::from(RichText::new(cx.name(name)).heading());
        let wrap = Some(TextWrapMode::Truncate);
        let galley = text.into_galley(ui, wrap, ui.available_width(), TextStyle::Heading);
        let (rect, _) = ui.allocate_exact_size(galley.size(), egui::Sense::hover());
        ui.painter().galley(rect.min, galley, cx.theme.text);
    });
}

/// Draws why the server refused what was last sent for an item.
pub fn refusal_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, item: Item, commands: &mut Vec<Command>) {
    let Some(fault) = session.refusal(item) else { return };
    ui.add_space(space::S);
    callout_ui(ui, cx.theme, Tone::Danger, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new(cx.texts.t("editor-refused")).strong());
        ui.label(cx.texts.refusal(fault, session.draft().edited()));
        // What is new is given up by deleting it.
        if !item.is_new() {
            take_back_ui(ui, cx, item, commands);
        }
    });
}

/// Draws the button that takes back all that was changed about an item, if anything was. What was refused is
/// taken back beside the reason, and what is new by deleting it.
pub fn take_back_changed_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    session: &Session,
    item: Item,
    commands: &mut Vec<Command>,
) {
    let is_changed = || session.draft().changes().iter().any(|change| change.item == item);
    if !item.is_new() && session.refusal(item).is_none() && is_changed() {
        take_back_ui(ui, cx, item, commands);
    }
}

fn take_back_ui(ui: &mut Ui, cx: &Cx<'_>, item: Item, commands: &mut Vec<Command>) {
    let text = cx.texts.t("editor-take-back");
    let button = egui::Button::new((icon::text(icons::ICON_UNDO), text.as_str()));
    if ui.add_enabled(cx.model.can_take_back(), button).accessible_name(text).clicked() {
        commands.push(Command::Edit(Edit::Revert(item)));
    }
}

/// Draws the name of a part of the page.
pub fn section_ui(ui: &mut Ui, cx: &Cx<'_>, id: &str) -> egui::Response {
    ui.add_space(space::L);
    ui.label(RichText::new(cx.texts.t(id)).font(strong_font(font_size::NOTE)).color(cx.theme.weak))
}

/// Draws the grid of colours for these items, and a line about the one under the pointer.
pub fn color_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, items: &[Item], commands: &mut Vec<Command>) {
    let Some(first) = items.first() else { return };
    section_ui(ui, cx, "editor-colour");
    let account = session.draft().edited();
    let mut colors = items.iter().map(|item| account.color_of(*item));
    let color = colors.next().flatten();
    let chosen = color.filter(|_| colors.all(|other| other == color));
    let users = |color: Color| {
        let is_other = |item: &Item| item.is_like(*first) && !items.contains(item);
        let others = account.items().filter(is_other).filter(|item| account.color_of(*item) == Some(color));
        cx.texts.color_users(*first, &others.filter_map(|item| account.name_of(item)).collect::<Vec<_>>())
    };
    let offered: &[Color] = match first {
        Item::Status(_) => &STATUS_COLORS,
        Item::Segment(_) => &SEGMENT_COLORS,
    };
    let grid = color_grid::Grid { name: &cx.texts.t("editor-colour"), offered, chosen, users: &users };
    let seen = ui.push_id(items, |ui| color_grid::color_grid_ui(ui, cx, &grid)).inner;
    let small =
        |text: String| Label::new(RichText::new(text).color(cx.theme.weak).size(font_size::NOTE)).truncate();
    ui.spacing_mut().item_spacing.y = space::XS;
    match seen.looked_at.or(chosen) {
        Some(color) => {
            ui.add(small(cx.texts.color(color)));
            ui.add(small(users(color)));
        }
        None if items.len() == 1 => {
            ui.add(small(cx.texts.t("editor-colour-none")));
        }
        None => {
            ui.add(small(cx.texts.t("several-colours")));
        }
    }
    ui.spacing_mut().item_spacing.y = space::M;
    if let Some(color) = seen.picked {
        let mut edits: Vec<Edit> = items.iter().map(|item| Edit::Recolor(*item, color)).collect();
        let edit = if edits.len() == 1 { edits.swap_remove(0) } else { Edit::Several(edits) };
        commands.push(Command::Edit(edit));
    }
}
