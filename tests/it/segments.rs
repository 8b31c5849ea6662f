//! Arranging segments in the window.
