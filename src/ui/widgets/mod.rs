//! Parts that views are made of, each with a name for screen readers and usable by keyboard alone.

pub mod announcement;
pub mod button;
pub mod callout;
pub mod color_grid;
pub mod copy;
pub mod dialog;
pub mod focus_ring;
pub mod icon;
pub mod menu;
pub mod reorder;
pub mod row;
pub mod swatch;
