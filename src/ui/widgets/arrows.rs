//! Arrow keys that lead from one part of a widget to another, and never out of it.

use egui::{Event, EventFilter, FocusDirection, Id, Key, Modifiers, Ui};

use crate::ui::keys;

/// The keys that are held.
const ARROWS: [Key; 4] = [Key::ArrowLeft, Key::ArrowRight, Key::ArrowUp, Key::ArrowDown];

/// Keeps the arrow keys for what has the focus.
///
/// egui asks for the filter at the beginning of a frame, and knows that of a part only one frame after the
/// focus has come to it: a key pressed meanwhile, as by a quick hand, has already been taken for a wish to
/// leave.
pub fn hold(ui: &Ui, focused: Id) {
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
    hold_with(ui, focused, filter);
}

/// Does the same with a filter of one's own.
pub fn hold_with(ui: &Ui, focused: Id, filter: EventFilter) {
    let is_held = |event: &Event| match event {
        Event::Key { key, pressed: true, .. } => ARROWS.contains(key) && filter.matches(event),
        _ => false,
    };
    let pressed = ui.input(|input| input.events.iter().any(is_held));
    ui.memory_mut(|memory| {
        memory.set_focus_lock_filter(focused, filter);
        if pressed {
            memory.move_focus(FocusDirection::None);
        }
    });
}

/// Takes the arrow keys of this frame, in the order in which they were pressed.
pub fn take(ui: &Ui) -> Vec<Key> {
    let mut taken = Vec::new();
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Key { key, pressed: true, modifiers, .. }
                if ARROWS.contains(key) && keys::is_exactly(*modifiers, Modifiers::NONE) =>
            {
                taken.push(*key);
                false
            }
            _ => true,
        });
    });
    taken
}
