//! The name of an item, before and after the server has made it.

use serde::{Deserialize, Serialize};

use super::{Color, MAX_SEGMENTS, MAX_STATUSES, SEGMENT_COLORS, STATUS_COLORS};

/// Names an item within its list.
///
/// The user may edit, move and undo an item that the server does not know yet. It goes by a number of ours
/// until its creation is answered, then by the server's id; see [`Draft::current`](super::Draft::current).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The id that the server gave it.
    Id(u64),
    /// A number of this draft's own, for an item that is not created yet.
    New(u32),
}

impl Key {
    /// Returns the server's id, or `None` for an item that is not created yet.
    #[must_use]
    pub fn id(self) -> Option<u64> {
        match self {
            Self::Id(id) => Some(id),
            Self::New(_) => None,
        }
    }

    /// Returns our own number, or `None` for an item that the server has made.
    #[must_use]
    pub fn number(self) -> Option<u32> {
        match self {
            Self::Id(_) => None,
            Self::New(number) => Some(number),
        }
    }
}

/// Names an item that the user can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// A customer status.
    Status(Key),
    /// A customer segment.
    Segment(Key),
}

impl Item {
    /// Returns the key of the item among those of its kind.
    #[must_use]
    pub fn key(self) -> Key {
        match self {
            Self::Status(key) | Self::Segment(key) => key,
        }
    }

    /// Tells whether the server does not know it yet.
    #[must_use]
    pub fn is_new(self) -> bool {
        self.key().id().is_none()
    }

    /// Returns the list that it belongs to.
    #[must_use]
    pub fn list(self) -> List {
        match self {
            Self::Status(_) => List::Statuses,
            Self::Segment(_) => List::Segments,
        }
    }

    /// Tells whether both are statuses or both are segments.
    #[must_use]
    pub fn is_like(self, other: Self) -> bool {
        self.list() == other.list()
    }

    /// Returns the item of the same kind that goes by another key.
    #[must_use]
    pub fn with_key(self, key: Key) -> Self {
        match self {
            Self::Status(_) => Self::Status(key),
            Self::Segment(_) => Self::Segment(key),
        }
    }
}

/// One of the two lists of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// Statuses.
    Statuses,
    /// Segments.
    Segments,
}

impl List {
    /// Returns how many items it may have.
    #[must_use]
    pub fn limit(self) -> usize {
        match self {
            Self::Statuses => MAX_STATUSES,
            Self::Segments => MAX_SEGMENTS,
        }
    }

    /// Returns the colours that its items may be given.
    #[must_use]
    pub fn colors(self) -> &'static [Color] {
        match self {
            Self::Statuses => &STATUS_COLORS,
            Self::Segments => &SEGMENT_COLORS,
        }
    }
}
