//! What several test modules need.

pub mod conversation;
pub mod loopback;
pub mod window;
