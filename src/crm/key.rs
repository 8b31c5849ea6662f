//! One name for a thing before and after the server has made it.

use serde::{Deserialize, Serialize};

/// Names a status for as long as the program runs.
///
/// The user may edit, move and undo a thing that the server does not know yet. It goes by a number of
/// ours until its creation is answered; from then on it goes by the server's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The id that the server gave it.
    Id(u64),
    /// A number of this draft's own, for a thing that is not created yet.
    New(u32),
}

impl Key {
    /// Returns the server's id, or `None` for a thing that is not created yet.
    #[must_use]
    pub fn id(self) -> Option<u64> {
        match self {
            Self::Id(id) => Some(id),
            Self::New(_) => None,
        }
    }

    /// Returns our own number, or `None` for a thing that the server has made.
    #[must_use]
    pub fn number(self) -> Option<u32> {
        match self {
            Self::Id(_) => None,
            Self::New(number) => Some(number),
        }
    }
}
