//! A row that follows the pointer: where it would land, and that the list scrolls at its edges.

use egui::{Id, LayerId, Order, Painter, Rangef, Rect, Stroke, Ui, pos2, vec2};

use crate::ui::Cx;
use crate::ui::theme::{DOT, FADED, Palette, ROUNDING, ROW_HEIGHT, drag, space};

use super::block::Block;
use super::gesture::{Gesture, Reorder};
use super::row::{paint_ghost, row_id};

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
    let block = Block::of(list.entries, drag.from);
    let to = block.place_under(middle, &rows, &list.places);
    let entry = &list.entries[drag.from];
    if drag.dropped {
        ui.memory_mut(|memory| memory.request_focus(row_id(id, entry.item)));
        return (!block.stays_at(to)).then_some(Gesture::Place(entry.item, to));
    }
    let row = rects[drag.from];
    for at in block.rows() {
        ui.painter().rect_filled(rects[*at], ROUNDING, cx.theme.side.gamma_multiply(FADED));
    }
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Tooltip, ui.scope_id().with("ghost")));
    let ghost = row.translate(vec2(space::M, drag.pointer - drag.grasp - row.top()));
    let label = if block.is_several() {
        cx.texts.t_with("several-count", &[("n", block.rows().len().into())])
    } else {
        cx.name(&entry.name)
    };
    paint_ghost(ui, &painter, cx.theme, entry, &label, ghost);
    if !block.stays_at(to) {
        let mut others = (0..rects.len()).filter(|at| !block.rows().contains(at));
        let above = to.checked_sub(1).and_then(|above| others.nth(above));
        let y = match (above, others.next()) {
            (_, Some(below)) if below < drag.from => rects[below].top() - 1.0,
            (Some(above), _) => rects[above].bottom() + 1.0,
            _ => rects[0].top() - 1.0,
        };
        paint_insertion(&painter.with_clip_rect(ui.clip_rect().expand(2.0)), cx.theme, row.x_range(), y);
    }
    scroll_at_edges(ui, rects, drag.pointer);
    None
}

/// Paints the line where the row lands; above the row that follows the pointer, which is often there.
fn paint_insertion(painter: &Painter, palette: &Palette, x: Rangef, y: f32) {
    painter.hline(x, y, Stroke::new(2.0, palette.accent));
    for end in [x.min, x.max] {
        painter.circle_filled(pos2(end, y), DOT, palette.accent);
    }
}

/// Scrolls while a row is held near the upper or lower edge and there is more to see.
fn scroll_at_edges(ui: &Ui, rects: &[Rect], pointer: f32) {
    let view = ui.clip_rect().y_range();
    let (Some(first), Some(last)) = (rects.first(), rects.last()) else { return };
    let above = (view.min + ROW_HEIGHT - pointer).clamp(0.0, ROW_HEIGHT) / ROW_HEIGHT;
    let below = (pointer - view.max + ROW_HEIGHT).clamp(0.0, ROW_HEIGHT) / ROW_HEIGHT;
    let up = if first.top() < view.min { above } else { 0.0 };
    let down = if last.bottom() > view.max { below } else { 0.0 };
    if up > 0.0 || down > 0.0 {
        let seconds = ui.input(|input| input.stable_dt.min(drag::LONGEST_FRAME));
        let delta = vec2(0.0, (up - down) * drag::SCROLL_SPEED * seconds);
        ui.scroll_with_delta_animation(delta, egui::style::ScrollAnimation::none());
        ui.ctx().request_repaint();
    }
}
