//! Everything the server told us about one account.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Color, Field, Item, Key, List, PriceList, PriceType, Segment, SingleItem, Status, StatusKind};

/// How many statuses an account may have, system ones counted.
pub const MAX_STATUSES: usize = 30;

/// How many segments an account may have.
pub const MAX_SEGMENTS: usize = 100;

/// More items of one list than any account has.
const MOST_ITEMS: usize = 10_000;

/// One account as it was read: a value, never edited in place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The account's own id; 0 when the server did not say.
    pub id: u64,
    /// The account's name, which may be empty.
    pub name: String,
    /// The first label of its address.
    pub subdomain: String,
    /// The id of the user whose token this is.
    pub user: Option<u64>,
    /// Which of the two lists the account uses.
    pub mode: Mode,
    /// Where the account's days begin; UTC if the server did not say.
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub zone: TimeZone,
    /// Statuses in the order that the server shows; empty unless the mode is periodicity.
    pub statuses: Vec<Status>,
    /// Segments in the order in which the server lists them, which means nothing; empty unless the mode is
    /// segments. Shared, so that hundreds of steps of undo cost little.
    pub segments: Vec<Arc<Segment>>,
    /// The custom fields of segments, in the order in which they are shown.
    pub fields: Arc<Vec<Field>>,
    /// The lists that price types come from; `None` if the user may not read them.
    pub price_lists: Option<Arc<Vec<PriceList>>>,
}

/// Which account it is: what tells it from others, and what the user calls it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The account's own id, which is unique on its vendor's servers; 0 if it is not known.
    pub id: u64,
    /// The first label of its address; empty if it is not known.
    pub subdomain: String,
    /// Its name, which may be empty.
    pub name: String,
}

impl Identity {
    /// Tells whether the two are different accounts for sure. An account that was renamed keeps its id.
    #[must_use]
    pub fn differs(&self, other: &Self) -> bool {
        if self.id != 0 && other.id != 0 {
            return self.id != other.id;
        }
        let are_told = !self.subdomain.is_empty() && !other.subdomain.is_empty();
        are_told && !self.subdomain.eq_ignore_ascii_case(&other.subdomain)
    }
}

/// Which list of customers' groups an account has switched on (`customers_mode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Statuses are on.
    Periodicity,
    /// Segments are on (`dynamic` is its older name).
    Segments,
    /// Customers are switched off in the settings.
    Disabled,
    /// The plan that the account pays for has no customers.
    Unavailable,
    /// Not told, as on Kommo, or a word not known here.
    Unknown,
}

impl Mode {
    /// Returns the list that is on.
    #[must_use]
    pub fn list(self) -> Option<List> {
        match self {
            Self::Periodicity => Some(List::Statuses),
            Self::Segments => Some(List::Segments),
            Self::Disabled | Self::Unavailable | Self::Unknown => None,
        }
    }
}

impl Account {
    /// Makes an account of which nothing is known but its id.
    #[must_use]
    pub fn empty(id: u64) -> Self {
        Self {
            id,
            name: String::new(),
            subdomain: String::new(),
            user: None,
            mode: Mode::Unknown,
            zone: TimeZone::UTC,
            statuses: Vec::new(),
            segments: Vec::new(),
            fields: Arc::default(),
            price_lists: None,
        }
    }

    /// Returns the status of this key.
    #[must_use]
    pub fn status(&self, key: Key) -> Option<&Status> {
        self.statuses.iter().find(|status| status.key == key)
    }

    /// Returns the segment of this key.
    #[must_use]
    pub fn segment(&self, key: Key) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.key == key).map(AsRef::as_ref)
    }

    /// Tells whether there is such an item.
    #[must_use]
    pub fn has(&self, item: Item) -> bool {
        self.members(item).is_some()
    }

    /// Returns the name of an item.
    #[must_use]
    pub fn name_of(&self, item: Item) -> Option<&str> {
        self.members(item).map(|members| members.name.as_str())
    }

    /// Returns the colour of an item, if it has one.
    #[must_use]
    pub fn color_of(&self, item: Item) -> Option<Color> {
        self.members(item).and_then(|members| members.color)
    }

    /// Tells whether this is one of amoCRM's own statuses.
    #[must_use]
    pub fn is_system(&self, item: Item) -> bool {
        matches!(item, Item::Status(key) if self.status(key).is_some_and(|status| status.system))
    }

    /// Returns every status and segment.
    pub fn items(&self) -> impl Iterator<Item = Item> + '_ {
        self.each().map(|(item, _)| item)
    }

    /// Returns which account this is.
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity { id: self.id, subdomain: self.subdomain.clone(), name: self.name.clone() }
    }

    /// Adds a status or a segment that its list lacks.
    pub fn add_unlisted(&mut self, found: SingleItem) {
        self.insert(usize::MAX, found);
        self.in_server_order();
    }

    /// Tells whether every status and segment is there once, and not many times more of them than anybody
    /// has. What comes from a file may be anything.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        let mut seen = BTreeSet::new();
        self.statuses.len().max(self.segments.len()) <= MOST_ITEMS
            && self.items().all(|item| seen.insert(item))
    }

    /// Returns the custom field of this id.
    #[must_use]
    pub fn field(&self, id: u64) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// Returns the price type of this id, if it is known.
    #[must_use]
    pub fn price_type(&self, id: u64) -> Option<&PriceType> {
        let lists = self.price_lists.iter().flat_map(|lists| lists.iter());
        lists.flat_map(|list| &list.prices).find(|price| price.id == id)
    }

    /// Returns the place of this key in the list, from 0.
    #[must_use]
    pub fn place(&self, key: Key) -> Option<usize> {
        self.statuses.iter().position(|status| status.key == key)
    }

    /// Returns the keys in the order of the list.
    #[must_use]
    pub fn order(&self) -> Vec<Key> {
        self.statuses.iter().map(|status| status.key).collect()
    }

    /// Returns the places that an ordinary status may take, from 0.
    ///
    /// Nothing goes before the leading system statuses or behind the trailing ones. Those of "bought
    /// recently" lead and the other kinds trail; one whose kind is not told does both, if it stands at an
    /// end. Where that leaves no place, there are system statuses only: then the first one leads, as
    /// documented. A system status in the middle stays where it is in the list of system ones, and ordinary
    /// ones may stand on both sides of it.
    #[must_use]
    pub fn ordinary_places(&self) -> Range<usize> {
        let leads = |status: &&Status| status.system && !status.kind.trails();
        let trails = |status: &&Status| status.system && status.kind != StatusKind::RecentlyPurchased;
        let first = self.statuses.iter().take_while(leads).count();
        let end = self.statuses.len() - self.statuses.iter().rev().take_while(trails).count();
        if first <= end {
            return first..end;
        }
        let only = end.max(1);
        only..only
    }

    /// Tells whether the user would see no difference: the same items, by name, colour, order and what is
    /// filled in.
    #[must_use]
    pub fn looks_like(&self, other: &Self) -> bool {
        self.each().eq(other.each())
    }

    /// Brings the statuses into the order that the server shows: by number, and where numbers are
    /// equal in the order in which it listed them.
    pub fn in_server_order(&mut self) {
        self.statuses.sort_by_key(|status| status.sort);
    }

    /// Brings the statuses into the order that the server is expected to show after these were written: an
    /// equal number of theirs was written because the ids give the order.
    pub(super) fn in_expected_order(&mut self, written: &BTreeSet<Key>) {
        let ours = self.statuses.iter().filter(|status| written.contains(&status.key));
        let ours: BTreeSet<i64> = ours.map(|status| status.sort).collect();
        self.statuses
            .sort_by_key(|status| (status.sort, Some(status.key).filter(|_| ours.contains(&status.sort))));
    }

    /// Gives a status another number to be ordered by; its place stays.
    pub(super) fn set_sort(&mut self, key: Key, sort: i64) {
        let status = self.statuses.iter_mut().find(|status| status.key == key);
        if let Some(status) = status {
            status.sort = sort;
        }
    }

    /// Lets an item go by another key.
    pub(super) fn rename_key(&mut self, old: Item, new: Key) {
        match old {
            Item::Status(old) => {
                self.statuses.iter_mut().filter(|one| one.key == old).for_each(|one| one.key = new);
            }
            Item::Segment(old) => {
                let segments = self.segments.iter_mut().filter(|one| one.key == old);
                segments.for_each(|one| Arc::make_mut(one).key = new);
            }
        }
    }

    /// Returns how many more items fit into a list.
    #[must_use]
    pub fn room(&self, list: List) -> usize {
        list.limit().saturating_sub(self.items().filter(|item| item.list() == list).count())
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::account;
    use super::*;

    /// Writes statuses as one letter each: `o` an ordinary one, a digit a system one of that type, `?` one
    /// of none.
    fn places(statuses: &str) -> Range<usize> {
        let mut account = account("A");
        let status = account.statuses.remove(0);
        account.statuses = (0..)
            .zip(statuses.chars())
            .map(|(id, letter)| Status {
                key: Key::Id(id),
                system: letter != 'o',
                kind: match letter {
                    '0' => StatusKind::Ordinary,
                    '1' => StatusKind::PurchaseExpected,
                    '2' => StatusKind::NotPurchased,
                    '3' => StatusKind::Closed,
                    '4' => StatusKind::RecentlyPurchased,
                    _ => StatusKind::Unknown,
                },
                ..status.clone()
            })
            .collect();
        account.ordinary_places()
    }

    #[test]
    fn ordinary_statuses_stand_behind_the_leading_system_ones_and_before_the_trailing_ones() {
        for (statuses, expected) in [
            ("", 0..0),
            ("ooo", 0..3),
            ("4oo123", 1..3),
            ("?oo???", 1..3),
            // The vendor's own example tells two of one type.
            ("4oo323", 1..3),
            // Only system ones.
            ("4123", 1..1),
            ("4", 1..1),
            ("44", 2..2),
            ("123", 0..0),
            ("3", 0..0),
            ("?", 1..1),
            ("????", 1..1),
            ("0000", 1..1),
            ("?123", 1..1),
            ("4???", 1..1),
            ("44??", 2..2),
            // Only at one end.
            ("4oo", 1..3),
            ("oo123", 0..2),
            ("?oo", 1..3),
            ("oo?", 0..2),
            // Amid ordinary ones.
            ("4o1o23", 1..4),
            ("o4o3", 0..3),
            ("?o?o?", 1..4),
            // One that trails stands before ordinary ones, one that leads behind them.
            ("41o23", 1..3),
            ("o4", 0..2),
            ("1o", 0..2),
        ] {
            assert_eq!(places(statuses), expected, "{statuses}");
        }
    }

    #[test]
    fn the_id_tells_accounts_apart_and_else_the_address() {
        let account = |id, subdomain: &str| Identity { id, subdomain: subdomain.into(), name: String::new() };
        for (one, other, differs) in [
            (account(1, "a"), account(1, "b"), false),
            (account(1, "a"), account(2, "a"), true),
            (account(0, "a"), account(2, "A"), false),
            (account(0, "a"), account(2, "b"), true),
            (account(0, ""), account(2, "b"), false),
            (account(1, ""), account(2, ""), true),
        ] {
            assert_eq!((one.differs(&other), other.differs(&one)), (differs, differs), "{one:?} {other:?}");
        }
    }
}
