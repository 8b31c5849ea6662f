//! What one row of a list shows.

use crate::crm::{Color, Item};

/// What a row shows.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it stands for; the ids of its widgets come from here.
    pub item: Item,
    /// Its name as it is stored.
    pub name: String,
    /// The square beside the name.
    pub color: Option<Color>,
    /// What it is like.
    pub kind: Kind,
    /// Whether it is selected.
    pub selected: bool,
    /// Whether it was selected first.
    pub first: bool,
    /// What is to be noticed about it.
    pub mark: Mark,
}

/// What a row is like.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// It may be moved.
    Movable,
    /// It keeps its place, and is never deleted.
    Fixed,
    /// It has no place of its own, but a number.
    Measured {
        /// How many customers belong to it; `None` where they are not counted yet.
        customers: Option<u64>,
        /// How long its bar is, from 0 to 1.
        share: f32,
    },
}

impl Entry {
    /// Tells whether it may be moved.
    pub fn is_movable(&self) -> bool {
        self.kind == Kind::Movable
    }
}

/// What is to be noticed about a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    None,
    /// It has changes that are not saved.
    Changed,
    /// The server refused its last change, or it cannot be saved as it is.
    Refused,
    /// Somebody else has changed the same, and the user has to decide.
    Contested,
}
