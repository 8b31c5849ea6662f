//! A row that follows the pointer: where it would land, and that the list scrolls at its edges.

use std::ops::Range;

use egui::{Id, LayerId, Order, Painter, Rangef, Rect, Stroke, Ui, pos2, vec2};

use crate::ui::Cx;
use crate::ui::theme::{Palette, ROUNDING, ROW_HEIGHT};

use super::reorder::{Gesture, Reorder};
use super::row::{paint_ghost, row_id};

/// How close to the edge of the list a dragged row makes it scroll.
const SCROLL_ZONE: f32 = 36.0;
/// How many points per second it scrolls then, at most.
const SCROLL_SPEED: f32 = 600.0;

/// A row that is dragged, or was dropped in this frame.
pub struct Drag {
    from: usize,
    pointer: f32,
    /// How far below the top of the row it was grasped.
    grasp: f32,
    dropped: bool,
}

/// Returns the drag that this handle is in the middle of, or has just ended.
pub fn drag_of(ui: &Ui, handle: &egui::Response, from: usize, rect: Rect) -> Option<Drag> {
    // Escape ends a drag as well, but it drops nothing.
    let dropped = handle.drag_stopped() && ui.input(|input| input.pointer.any_released());
    if !handle.dragged() && !dropped {
        return None;
    }
    let (pointer, origin) = ui.input(|input| (input.pointer.latest_pos(), input.pointer.press_origin()));
    let grasp_id = handle.id.with("grasp");
    if handle.drag_started() {
        let grasp = origin.map_or(ROW_HEIGHT / 2.0, |origin| origin.y - rect.top());
        ui.data_mut(|data| data.insert_temp(grasp_id, grasp));
    }
    let grasp = ui.data(|data| data.get_temp(grasp_id)).unwrap_or(ROW_HEIGHT / 2.0);
    Some(Drag { from, pointer: pointer?.y, grasp, dropped })
}

/// Paints where the row would land, and drops it.
pub fn drag_ui(
    ui: &Ui,
    cx: &Cx<'_>,
    list: &Reorder<'_>,
    id: Id,
    rects: &[Rect],
    drag: &Drag,
) -> Option<Gesture> {
    let rows: Vec<Rangef> = rects.iter().map(Rect::y_range).collect();
    let middle = drag.pointer - drag.grasp + ROW_HEIGHT / 2.0;
    let to = place_under(middle, &rows, drag.from, &list.places);
    let entry = &list.entries[drag.from];
    if drag.dropped {
        ui.memory_mut(|memory| memory.request_focus(row_id(id, entry.key)));
        return (to != drag.from).then_some(Gesture::Place(entry.key, to));
    }
    let row = rects[drag.from];
    ui.painter().rect_filled(row, ROUNDING, cx.theme.side.gamma_multiply(0.7));
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Tooltip, ui.scope_id().with("ghost")));
    let ghost = row.translate(vec2(10.0, drag.pointer - drag.grasp - row.top()));
    paint_ghost(ui, &painter, cx.theme, entry, ghost);
    if to != drag.from {
        let y = if to < drag.from { rects[to].top() - 1.0 } else { rects[to].bottom() + 1.0 };
        paint_insertion(&painter.with_clip_rect(ui.clip_rect().expand(2.0)), cx.theme, row.x_range(), y);
    }
    scroll_at_edges(ui, rects, drag.pointer);
    None
}

/// Paints the line where the row lands; above the row that follows the pointer, which is often there.
fn paint_insertion(painter: &Painter, palette: &Palette, x: Rangef, y: f32) {
    painter.hline(x, y, Stroke::new(2.5, palette.accent));
    for end in [x.min, x.max] {
        painter.circle_filled(pos2(end, y), 3.5, palette.accent);
    }
}

/// Scrolls while a row is held near the upper or lower edge and there is more to see.
fn scroll_at_edges(ui: &Ui, rects: &[Rect], pointer: f32) {
    let view = ui.clip_rect().y_range();
    let (Some(first), Some(last)) = (rects.first(), rects.last()) else { return };
    let above = (view.min + SCROLL_ZONE - pointer).clamp(0.0, SCROLL_ZONE) / SCROLL_ZONE;
    let below = (pointer - view.max + SCROLL_ZONE).clamp(0.0, SCROLL_ZONE) / SCROLL_ZONE;
    let up = if first.top() < view.min { above } else { 0.0 };
    let down = if last.bottom() > view.max { below } else { 0.0 };
    if up > 0.0 || down > 0.0 {
        let seconds = ui.input(|input| input.stable_dt.min(0.05));
        let delta = vec2(0.0, (up - down) * SCROLL_SPEED * seconds);
        ui.scroll_with_delta_animation(delta, egui::style::ScrollAnimation::none());
        ui.ctx().request_repaint();
    }
}

/// Returns the place that a row from `from` lands on when its middle is dropped at `y`.
///
/// The place counts in the list as it will be afterwards, and stays within `places`.
fn place_under(y: f32, rows: &[Rangef], from: usize, places: &Range<usize>) -> usize {
    if places.is_empty() {
        return from;
    }
    let above = rows.iter().enumerate().filter(|(index, row)| *index != from && row.center() < y).count();
    above.clamp(places.start, places.end - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five rows of 10 points: 0..10, 10..20, and so on.
    fn place(y: f32, from: usize, places: Range<usize>) -> usize {
        let rows: Vec<Rangef> =
            [0.0, 10.0, 20.0, 30.0, 40.0].map(|top| Rangef::new(top, top + 10.0)).to_vec();
        place_under(y, &rows, from, &places)
    }

    #[test]
    fn a_row_lands_between_the_rows_around_it() {
        assert_eq!(place(-50.0, 3, 0..5), 0, "far above");
        assert_eq!(place(4.0, 3, 0..5), 0, "over the upper half of the first row");
        assert_eq!(place(6.0, 3, 0..5), 1, "over its lower half");
        assert_eq!(place(46.0, 1, 0..5), 4, "behind the last row");
        assert_eq!(place(900.0, 1, 0..5), 4, "far below");
    }

    #[test]
    fn a_row_that_is_hardly_moved_stays() {
        for y in [16.0, 25.0, 34.0] {
            assert_eq!(place(y, 2, 0..5), 2, "{y}");
        }
    }

    #[test]
    fn nothing_lands_past_the_system_rows() {
        assert_eq!(place(-50.0, 3, 1..4), 1);
        assert_eq!(place(900.0, 1, 1..4), 3);
        assert_eq!(place(900.0, 2, 5..5), 2, "no place at all");
    }
}
