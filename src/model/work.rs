//! The conversation in progress.

use crate::amo::Host;

use super::archive::Opening;
use super::load::Load;
use super::save::Save;
use super::sign_in::SignIn;

/// What the program is talking to the server about.
#[derive(Debug)]
pub(super) enum Work {
    /// Nothing.
    Idle,
    /// The keyring is to give what opens this account.
    Unlocking(Host),
    /// The user signs in.
    SigningIn(Box<SignIn>),
    /// An account is being read, to be opened or once more.
    Loading(Box<Load>),
    /// An account was read, and what was not saved in it is being fetched.
    Opening(Box<Opening>),
    /// Changes are being saved.
    Saving(Box<Save>),
}
