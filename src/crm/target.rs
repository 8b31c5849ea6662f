//! What an account is wanted to look like: a backup, another account or a file.

use std::collections::{BTreeMap, BTreeSet};

use super::mapping::Mapping;
use super::{Account, Color, Key, List, Mode, StatusKind, Value};

/// What an account is wanted to look like, in terms of that account: its fields, choices and prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetState {
    /// The statuses in their order; `None` if nothing is said about them.
    pub statuses: Option<Vec<WantedItem>>,
    /// The segments; `None` if nothing is said about them.
    pub segments: Option<Vec<WantedItem>>,
}

/// A status or a segment as it is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WantedItem {
    /// Its id, if it is an item of this very account; others are known by their names only.
    pub id: Option<u64>,
    /// Its name.
    pub name: String,
    /// Its colour; `None` if nothing is said about it.
    pub color: Option<Color>,
    /// What it is for, if it is one of amoCRM's own statuses: such a status is never created, moved or
    /// removed, and changed only if its id is known.
    pub system: Option<StatusKind>,
    /// What is filled in, by the id of the field; `None` for an empty one. Nothing is said about other
    /// fields.
    pub values: BTreeMap<u64, Option<Value>>,
    /// The ids of its price types; `None` if nothing is said about them.
    pub prices: Option<BTreeSet<u64>>,
}

/// Where a target comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An earlier state of the account: ids mean the same.
    SameAccount,
    /// Another account: only names mean the same.
    Elsewhere,
}

impl Origin {
    /// Returns the id of a thing, if it means something in the target.
    pub(super) fn id(self, key: Key) -> Option<u64> {
        key.id().filter(|_| self == Self::SameAccount)
    }
}

/// How an account becomes like a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportMode {
    /// It has what the target has, in its order, and nothing else.
    Replace,
    /// It gets what the target has, and keeps what it has besides.
    Merge,
}

/// What will not be as the target says. Names are those of items of the target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// The account does not have this list switched on.
    ListOff(List),
    /// It was deleted: it comes back under another id, a status without conditions, and without its
    /// customers.
    NewId {
        /// What it is.
        list: List,
        /// Its name.
        name: String,
    },
    /// There is no room for it.
    NoRoom {
        /// What it is.
        list: List,
        /// Its name.
        name: String,
    },
    /// It is one of amoCRM's own statuses, and this account has none like it.
    NoSystemStatus {
        /// Its name.
        name: String,
    },
    /// It stands on the other side of one of amoCRM's own statuses, past which nothing can be moved.
    OtherSide {
        /// Its name.
        name: String,
    },
    /// Its colour is none that can be given to it.
    ColorNotOffered {
        /// The name of the status or segment.
        name: String,
        /// The colour.
        color: Color,
    },
    /// No field corresponds to this one.
    FieldGone {
        /// The name of the field.
        field: String,
    },
    /// The field of this name takes other values.
    FieldKind {
        /// The name of the field.
        field: String,
    },
    /// The field does not offer this choice.
    ChoiceGone {
        /// The name of the field.
        field: String,
        /// The name of the choice.
        choice: String,
    },
    /// What is filled in is not understood, so it cannot be written.
    NotUnderstood {
        /// The name of the segment.
        segment: String,
        /// The name of the field.
        field: String,
    },
    /// No price corresponds to this one.
    PriceGone {
        /// The name of the price.
        price: String,
    },
    /// The prices cannot be compared, for the names of one side may not be read.
    PricesUnreadable,
}

/// What comes of carrying one account over to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// The account as the target is to look.
    pub target: TargetState,
    /// The names of the fields, each with that of its counterpart in the target.
    pub fields: Vec<(String, Option<String>)>,
    /// What cannot come along, each once.
    pub losses: Vec<Loss>,
}

impl TargetState {
    /// Says what `source` is in terms of `target`. Of its two lists, the one that is switched on is told.
    #[must_use]
    pub fn of(source: &Account, target: &Account, origin: Origin) -> Conversion {
        let mut mapping = Mapping::between(source, target, origin);
        let statuses = || source.statuses.iter().map(|status| mapping.status(status)).collect();
        let statuses = (source.mode == Mode::Periodicity).then(statuses);
        let segments = || source.segments.iter().map(|segment| mapping.segment(segment)).collect();
        let segments = (source.mode == Mode::Segments).then(segments);
        let target = Self { statuses, segments };
        let fields = if target.segments.is_some() { mapping.told() } else { Vec::new() };
        Conversion { target, fields, losses: mapping.losses.into_iter().collect() }
    }
}
