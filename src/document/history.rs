//! What was saved, when and by whom: one line for each save, with all that its sentences need.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::crm::{Account, Change, ChangeKind, Field, Key, PriceList, Segment};

use super::{DocumentFault, Format};

/// One save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When it ended.
    pub at: Timestamp,
    /// Who saved; empty where the server does not tell.
    pub user: String,
    /// When the backup before it was taken, if there is one.
    pub backup: Option<Timestamp>,
    /// What was saved.
    pub changes: Vec<Change>,
    /// What the changes name: fields, prices, new segments, and nothing else of the account.
    pub account: Account,
}

impl HistoryEntry {
    /// Makes the entry of what was saved in this account.
    #[must_use]
    pub fn new(
        at: Timestamp,
        user: String,
        backup: Option<Timestamp>,
        changes: Vec<Change>,
        account: &Account,
    ) -> Self {
        let account = named(&changes, account);
        Self { at, user, backup, changes, account }
    }

    /// Writes it as one line, without its end.
    ///
    /// # Errors
    ///
    /// [`DocumentFault::Damaged`] if the account's time zone has no name.
    pub fn write(&self) -> Result<Vec<u8>, DocumentFault> {
        Format::Save.write(self)
    }

    /// Returns what of it is not at the end of these lines yet; `None` if all is: a save may be told once
    /// more after a kill. Each has a backup of its own, by which it is recognised.
    #[must_use]
    pub fn not_yet_in(mut self, lines: &[u8]) -> Option<Self> {
        let Some(backup) = self.backup else { return Some(self) };
        let lines = lines.rsplit(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let read = |line| Format::Save.read(line).ok();
        let same = lines.filter_map(read).take_while(|known: &Self| known.backup == Some(backup));
        for known in same {
            self.changes.retain(|change| !known.changes.contains(change));
        }
        (!self.changes.is_empty()).then_some(self)
    }

    /// Reads lines, and counts those that cannot be read: the last one may be half of one.
    #[must_use]
    pub fn read_all(bytes: &[u8]) -> (Vec<Self>, usize) {
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let mut unreadable = 0;
        let entries = lines.filter_map(|line| {
            let entry = Format::Save.read(line);
            unreadable += usize::from(entry.is_err());
            entry.ok()
        });
        (entries.collect(), unreadable)
    }
}

/// Returns an account with no more than these changes name.
fn named(changes: &[Change], account: &Account) -> Account {
    let (mut fields, mut prices) = (BTreeSet::new(), BTreeSet::new());
    let mut added: BTreeSet<Key> = BTreeSet::new();
    for change in changes {
        match &change.kind {
            ChangeKind::Filled { field, .. } => {
                fields.insert(*field);
            }
            ChangeKind::Priced { added, removed } => {
                prices.extend(added.iter().chain(removed).copied());
            }
            ChangeKind::Added { .. } => {
                added.insert(change.item.key());
            }
            _ => {}
        }
    }
    let is_added = |segment: &&Arc<Segment>| added.contains(&segment.key);
    let fields: Vec<Field> =
        account.fields.iter().filter(|field| fields.contains(&field.id)).cloned().collect();
    let of_list = |list: &PriceList| PriceList {
        prices: list.prices.iter().filter(|price| prices.contains(&price.id)).cloned().collect(),
        ..list.clone()
    };
    let price_lists = account.price_lists.as_ref();
    Account {
        statuses: Vec::new(),
        segments: account.segments.iter().filter(is_added).cloned().collect(),
        fields: Arc::new(fields),
        price_lists: price_lists.map(|lists| Arc::new(lists.iter().map(of_list).collect())),
        ..account.clone()
    }
}
