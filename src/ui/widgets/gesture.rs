//! A list that can be arranged, and what the user wants of it.

use std::ops::Range;

use crate::crm::Item;

use super::entry::Entry;

/// What the user wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// To see it in the editor.
    Select(Item),
    /// To select it besides the others, or not any more.
    SelectAlso(Item),
    /// To select all from the first selected row to this one.
    SelectTo {
        /// Where the range begins if this row is not selected.
        from: Option<Item>,
        /// Where it ends.
        to: Item,
    },
    /// To select every row.
    SelectAll,
    /// To take it, and what is selected together with it, to this place, from 0, in the list as it will be
    /// afterwards.
    Place(Item, usize),
    /// To be asked for a place.
    AskPlace(Item),
    /// To type another name in place.
    Rename(Item),
    /// That its name is this.
    Type(Item, String),
    /// That what was typed is complete.
    Typed,
    /// To have another one like it.
    Duplicate(Item),
    /// To have it deleted, and what is selected together with it.
    Delete(Item),
}

/// A list that can be arranged.
pub struct Reorder<'a> {
    /// The rows, in order.
    pub entries: &'a [Entry],
    /// The places that a row may take.
    pub places: Range<usize>,
    /// Whether rows may be moved now.
    pub can_edit: bool,
}
