//! What several test modules need.

pub mod conversation;
pub mod desk;
pub mod loopback;
pub mod secrets;
pub mod window;
