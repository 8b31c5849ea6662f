//! A wish about something that is there only after the model has done what was asked.

use egui::{Context, Id};

/// Notes a wish; it counts from the next frame on.
pub fn ask(ctx: &Context, wish: Id) {
    let frame = ctx.cumulative_frame_nr();
    ctx.data_mut(|data| data.insert_temp(wish, frame));
    ctx.request_repaint();
}

/// Tells whether there was such a wish before this frame, and takes it back.
pub fn is_asked(ctx: &Context, wish: Id) -> bool {
    let frame = ctx.cumulative_frame_nr();
    let asked = ctx.data(|data| data.get_temp::<u64>(wish)).is_some_and(|asked| asked < frame);
    if asked {
        ctx.data_mut(|data| data.remove_temp::<u64>(wish));
    }
    asked
}
