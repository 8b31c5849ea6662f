//! The conversation in progress.

use super::load::Load;
use super::save::Save;

/// What the program is talking to the server about.
#[derive(Debug)]
pub(super) enum Work {
    /// Nothing.
    Idle,
    /// An account is being read, to be opened or once more.
    Loading(Box<Load>),
    /// Changes are being saved.
    Saving(Box<Save>),
}
