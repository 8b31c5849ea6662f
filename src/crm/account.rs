//! Everything the server told us about one account.

use std::ops::Range;

use super::{Key, Status};

/// How many statuses an account may have, system ones counted.
pub const MAX_STATUSES: usize = 30;

/// One account as it was read: a value, never edited in place.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Statuses in the order that the server shows; empty unless the mode is periodicity.
    pub statuses: Vec<Status>,
}

/// Which list of customers' groups an account has switched on (`customers_mode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl Account {
    /// Returns the status of this key.
    #[must_use]
    pub fn status(&self, key: Key) -> Option<&Status> {
        self.statuses.iter().find(|status| status.key == key)
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
    /// Nothing goes before the leading system statuses or behind the trailing ones. A system status
    /// in the middle stays where it is in the list of system ones, and ordinary ones may stand on both
    /// sides of it.
    #[must_use]
    pub fn ordinary_places(&self) -> Range<usize> {
        let first = self.statuses.iter().take_while(|status| status.system).count();
        let behind = self.statuses.iter().rev().take_while(|status| status.system).count();
        let end = self.statuses.len() - behind;
        first.min(end)..end
    }

    /// Tells whether the user would see no difference: the same things, by name, colour and order.
    #[must_use]
    pub fn looks_like(&self, other: &Self) -> bool {
        let seen = |status: &Status| (status.key, status.name.clone(), status.color);
        self.statuses.iter().map(seen).eq(other.statuses.iter().map(seen))
    }

    /// Brings the statuses into the order that the server shows: by number, and where numbers are
    /// equal in the order in which it listed them.
    pub fn in_server_order(&mut self) {
        self.statuses.sort_by_key(|status| status.sort);
    }

    /// Lets a status go by another key.
    pub(super) fn rename_key(&mut self, old: Key, new: Key) {
        self.statuses.iter_mut().filter(|status| status.key == old).for_each(|status| status.key = new);
    }

    /// Tells whether one more status fits.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.room() > 0
    }

    /// Returns how many more statuses fit.
    #[must_use]
    pub fn room(&self) -> usize {
        MAX_STATUSES.saturating_sub(self.statuses.len())
    }
}
