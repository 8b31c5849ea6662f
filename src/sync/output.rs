//! What the machines want of the program.

use std::time::Instant;

use crate::amo::User;
use crate::crm::{Account, SingleItem};
use crate::document::DiskRequest;

use super::access::Credentials;
use super::notice::Notice;

/// What a machine wants after an input. Only the program applies it.
#[derive(Debug)]
pub(crate) enum Output {
    /// To go on with its next request.
    Continue,
    /// The same, but not before then: the server has asked for a pause.
    Pause(Instant),
    /// To store this about the account.
    Store(DiskRequest),
    /// To have this shown.
    Say(Notice),
    /// To have it shown what the user's token or code opens.
    Found,
    /// To replace the credentials of an account that is open.
    Renewed(Credentials),
    /// To hand over what was read, and end.
    Loaded(Loaded),
    /// To end; this is to be shown.
    Finished(Notice),
}

/// What was read.
#[derive(Debug)]
pub(crate) enum Loaded {
    /// The whole account, and who reads it, if that was asked.
    Account(Account, Option<User>),
    /// One thing alone.
    SingleItem(SingleItem),
}

impl From<Option<Notice>> for Output {
    /// Ends with this notice, or goes on.
    fn from(ending: Option<Notice>) -> Self {
        ending.map_or(Self::Continue, Self::Finished)
    }
}
