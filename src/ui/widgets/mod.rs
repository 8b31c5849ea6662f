//! Parts that views are made of, each with a name for screen readers and usable by keyboard alone.

pub mod announcement;
pub mod arrows;
pub mod block;
pub mod button;
pub mod calendar;
pub mod callout;
pub mod color_grid;
pub mod copy;
pub mod dialog;
pub mod drag;
pub mod entry;
pub mod focus_ring;
pub mod gesture;
pub mod icon;
pub mod menu;
pub mod name_in_row;
pub mod next_frame;
pub mod radio;
pub mod reorder;
pub mod row;
pub mod row_menu;
pub mod secret_field;
pub mod swatch;
pub mod text_field;
