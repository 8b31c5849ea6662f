//! it
mod saving;
mod support {
    pub mod conversation;
}
