//! A ring around whatever has the keyboard focus.
//!
//! egui shows focus as it shows a pressed button, and not at all on what is painted by hand. The ring is
//! painted last and only for those who use the keyboard: a click hides it, a key that moves the focus
//! brings it back.

use egui::{Event, Id, Key, Stroke, StrokeKind, Ui};

use crate::ui::theme::{Palette, ROUNDING, focus, space};

/// Paints the ring above everything that was drawn before.
pub fn focus_ring_ui(ui: &Ui, palette: &Palette) {
    let by_key = ui.data(|data| data.get_temp(by_key_id())).unwrap_or(false);
    if !by_key || ui.ctx().text_edit_focused() {
        return;
    }
    let Some(focused) = ui.memory(egui::Memory::focused) else { return };
    let Some(response) = ui.ctx().read_response(focused) else { return };
    let rect = response.rect.expand(focus::GAP);
    let painter =
        ui.ctx().layer_painter(response.layer_id).with_clip_rect(response.interact_rect.expand(focus::CLIP));
    painter.rect_stroke(rect, ROUNDING + 1, Stroke::new(2.0, palette.accent), StrokeKind::Middle);
}

/// Remembers whether the focus was last moved by a key or by the pointer; called before any view takes
/// keys away.
pub fn watch(ui: &Ui) {
    let arrows = [Key::ArrowUp, Key::ArrowDown, Key::ArrowLeft, Key::ArrowRight];
    let others = [Key::Tab, Key::Enter, Key::Escape, Key::Delete, Key::F2];
    let now = ui.input(|input| {
        let mut last = None;
        for event in &input.events {
            match event {
                Event::Key { key, pressed: true, .. } if arrows.contains(key) || others.contains(key) => {
                    last = Some(true);
                }
                Event::PointerButton { pressed: true, .. } => last = Some(false),
                _ => {}
            }
        }
        last
    });
    if let Some(now) = now {
        ui.data_mut(|data| data.insert_temp(by_key_id(), now));
    }
}

/// Scrolls to what a key has just brought the focus to. Called at the end of what a scroll area shows.
pub fn follow(ui: &mut Ui) {
    let by_key = ui.data(|data| data.get_temp(by_key_id())).unwrap_or(false);
    let focused = ui.memory(egui::Memory::focused);
    let seen = Id::unique("focus-followed");
    let before = ui.data(|data| data.get_temp::<Option<Id>>(seen)).flatten();
    ui.data_mut(|data| data.insert_temp(seen, focused));
    if !by_key || focused == before {
        return;
    }
    let Some(response) = focused.and_then(|id| ui.ctx().read_response(id)) else { return };
    // A list that lies above the page is no part of it.
    if response.layer_id == ui.layer_id() && ui.min_rect().contains_rect(response.rect) {
        ui.scroll_to_rect(response.rect.expand(space::L), None);
    }
}

fn by_key_id() -> Id {
    Id::unique("focus-by-key")
}
