//! A grid of the colours that the CRM offers: arrows move, Space or a click chooses.
//!
//! To Tab it is one stop, as radio buttons are: only one swatch at a time takes the focus from outside.

use egui::{Id, Key, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo, pos2};
use egui_material_icons::icons;

use crate::crm::Color;
use crate::ui::Cx;
use crate::ui::theme::{CONTROL_HEIGHT, LARGE_ICON_SIZE, RING, ROUNDING, crm_color, on_crm_color, space};

use super::{arrows, icon};

/// What a grid shows.
pub struct Grid<'a> {
    /// What a screen reader calls the grid.
    pub name: &'a str,
    /// What is offered.
    pub offered: &'a [Color],
    /// The colour with the tick.
    pub chosen: Option<Color>,
    /// Tells who has a colour already.
    pub users: &'a dyn Fn(Color) -> String,
}

/// What the user does with a grid.
#[derive(Default)]
pub struct Seen {
    /// The colour that was just chosen.
    pub picked: Option<Color>,
    /// The colour under the pointer, or else the one that has the focus.
    pub looked_at: Option<Color>,
}

/// Draws the grid.
///
/// A colour outside the list is shown as one more swatch: the server has such and never loses them.
pub fn color_grid_ui(ui: &mut Ui, cx: &Cx<'_>, grid: &Grid<'_>) -> Seen {
    let mut colors = grid.offered.to_vec();
    colors.extend(grid.chosen.filter(|color| !colors.contains(color)));
    let builder = UiBuilder::new().accessibility_role(Role::RadioGroup).accessibility_label(grid.name);
    ui.scope_builder(builder, |ui| swatches_ui(ui, cx, grid, &colors)).inner
}

fn swatches_ui(ui: &mut Ui, cx: &Cx<'_>, grid: &Grid<'_>, colors: &[Color]) -> Seen {
    let chosen = grid.chosen;
    let columns = columns(grid.offered.len());
    let rows = colors.len().div_ceil(columns);
    let (area, _) = ui.allocate_exact_size(Vec2::new(length(columns), length(rows)), Sense::hover());
    let id = ui.scope_id();
    let focused = colors.iter().position(|color| ui.memory(|memory| memory.has_focus(id.with(color))));
    let target = focused
        .filter(|_| ui.is_enabled())
        .and_then(|from| step(ui, id.with(colors[from]), from, (colors.len(), columns)));
    if let Some(target) = target {
        ui.memory_mut(|memory| memory.request_focus(id.with(colors[target])));
    }
    // egui takes the focus from what is not focusable, so the way in has to move along with it.
    let chosen_at = || colors.iter().position(|color| chosen == Some(*color));
    let entrance = target.or(focused).or_else(chosen_at).unwrap_or(0);
    let mut seen = Seen { picked: None, looked_at: target.or(focused).map(|at| colors[at]) };
    for (index, color) in colors.iter().enumerate() {
        let rect = cell(area, index, columns);
        let mut sense = Sense::CLICK;
        sense.set(Sense::FOCUSABLE, index == entrance);
        let response = ui.interact(rect, id.with(color), sense);
        let is_chosen = chosen == Some(*color);
        let label = cx.texts.color(*color);
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is_chosen, &label));
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
        paint_swatch(ui, cx, &response, *color, is_chosen);
        let users = (grid.users)(*color);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(users.as_str()));
        if response.hovered() {
            seen.looked_at = Some(*color);
        }
        if response.on_hover_text(format!("{label}\n{users}")).clicked() {
            // So that the arrows work at once.
            ui.memory_mut(|memory| memory.request_focus(id.with(color)));
            seen.picked = seen.picked.or(Some(*color).filter(|_| !is_chosen));
        }
    }
    seen
}

fn paint_swatch(ui: &Ui, cx: &Cx<'_>, response: &Response, color: Color, is_chosen: bool) {
    let alpha = if ui.is_enabled() { 1.0 } else { 0.5 };
    let grown = if response.hovered() && ui.is_enabled() { RING } else { 0.0 };
    let rect = response.rect.expand(grown);
    let outline = Stroke::new(1.0, cx.theme.outline);
    ui.painter().rect(rect, ROUNDING, crm_color(color).gamma_multiply(alpha), outline, StrokeKind::Inside);
    if is_chosen {
        let ring = Stroke::new(2.0, cx.theme.accent.gamma_multiply(alpha));
        ui.painter().rect_stroke(rect.expand(1.0), ROUNDING + 1, ring, StrokeKind::Middle);
        icon::paint(ui.painter(), rect.center(), icons::ICON_CHECK, LARGE_ICON_SIZE, on_crm_color(color));
    }
}

/// Returns how many swatches stand side by side, so that the rows are full.
fn columns(count: usize) -> usize {
    if count.is_multiple_of(10) { 10 } else { 7 }
}

/// Returns the swatch that the arrow keys of this frame lead to.
fn step(ui: &Ui, focused: Id, from: usize, grid: (usize, usize)) -> Option<usize> {
    arrows::hold(ui, focused);
    let keys = arrows::take(ui);
    let to = keys.iter().fold(from, |at, key| target(at, *key, grid).unwrap_or(at));
    (to != from).then_some(to)
}

fn target(from: usize, key: Key, (count, columns): (usize, usize)) -> Option<usize> {
    let to = match key {
        Key::ArrowLeft => from.checked_sub(1),
        Key::ArrowRight => Some(from + 1),
        Key::ArrowUp => from.checked_sub(columns),
        Key::ArrowDown => Some(from + columns),
        _ => None,
    };
    to.filter(|to| *to < count)
}

#[expect(clippy::cast_precision_loss, reason = "a grid has a handful of cells")]
fn length(cells: usize) -> f32 {
    cells as f32 * (CONTROL_HEIGHT + space::M) - space::M
}

#[expect(clippy::cast_precision_loss, reason = "a grid has a handful of cells")]
fn cell(area: Rect, index: usize, columns: usize) -> Rect {
    let at = |n: usize| n as f32 * (CONTROL_HEIGHT + space::M);
    let corner = pos2(area.left() + at(index % columns), area.top() + at(index / columns));
    Rect::from_min_size(corner, Vec2::splat(CONTROL_HEIGHT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_stay_within_the_grid() {
        assert_eq!(target(0, Key::ArrowLeft, (21, 7)), None);
        assert_eq!(target(0, Key::ArrowUp, (21, 7)), None);
        assert_eq!(target(0, Key::ArrowDown, (21, 7)), Some(7));
        assert_eq!(target(6, Key::ArrowRight, (21, 7)), Some(7), "on to the next row");
        assert_eq!(target(20, Key::ArrowRight, (21, 7)), None);
        assert_eq!(target(14, Key::ArrowDown, (22, 7)), Some(21), "to the colour outside the list");
    }
}
