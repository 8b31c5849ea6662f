//! What all fields for text share.

use egui::text::CCursorRange;
use egui::{Context, Id, TextEdit};

/// Gives the focus to a field, with its text selected: the first letter replaces it.
pub fn focus_selected(ctx: &Context, field: Id, text: &str) {
    let mut state = TextEdit::load_state(ctx, field).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::select_all_str(text)));
    TextEdit::store_state(ctx, field, state);
    ctx.memory_mut(|memory| memory.request_focus(field));
}
