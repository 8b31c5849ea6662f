//! The difference between two accounts, in terms of what the user did.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::member::{Content, Member};
use super::{Account, Color, Item, Key, Status, Value};

/// One difference, to be told in one sentence and taken back on its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What it is about.
    pub item: Item,
    /// Its name before the change.
    pub name: String,
    /// What differs.
    pub kind: ChangeKind,
}

/// What differs. Places count from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is gone.
    Removed,
    /// It is new.
    Added {
        /// Its place in the new list; `None` for a segment.
        place: Option<usize>,
    },
    /// It has another name.
    Renamed {
        /// The new name.
        to: String,
    },
    /// It has another colour.
    Recolored {
        /// The old colour, if it had one.
        from: Option<Color>,
        /// The new colour, if it has one.
        to: Option<Color>,
    },
    /// It stands elsewhere among the others.
    Moved {
        /// Its place in the old list.
        from: usize,
        /// Its place in the new list.
        to: usize,
    },
    /// Something else is filled into a custom field.
    Filled {
        /// The id of the field.
        field: u64,
        /// What was filled in.
        from: Option<Value>,
        /// What is filled in now.
        to: Option<Value>,
    },
    /// It is sold to at other prices.
    Priced {
        /// The ids of the price types that came.
        added: Vec<u64>,
        /// The ids of those that went.
        removed: Vec<u64>,
    },
}

impl ChangeKind {
    /// Tells whether the other one is about the same member of an item: its name, colour, place, value of one
    /// field, prices, or that it comes or goes.
    #[must_use]
    pub fn is_same_member(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Filled { field: one, .. }, Self::Filled { field: other, .. }) => one == other,
            (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
        }
    }

    /// Tells what these members are that held the first and hold the second now. Prices are told together.
    pub(super) fn of<'a>(members: impl IntoIterator<Item = (Content<'a>, Content<'a>)>) -> Vec<Self> {
        let (mut kinds, mut added, mut removed) = (Vec::new(), Vec::new(), Vec::new());
        for pair in members {
            match pair {
                (Content::Name(_), Content::Name(to)) => kinds.push(Self::Renamed { to: to.to_owned() }),
                (Content::Color(from), Content::Color(to)) => kinds.push(Self::Recolored { from, to }),
                (Content::Place(Some(from)), Content::Place(Some(to))) => {
                    kinds.push(Self::Moved { from, to });
                }
                (Content::Value(field, from), Content::Value(_, to)) => {
                    kinds.push(Self::Filled { field, from: from.cloned(), to: to.cloned() });
                }
                (_, Content::Price(price, true)) => added.push(price),
                (_, Content::Price(price, false)) => removed.push(price),
                _ => {}
            }
        }
        if !(added.is_empty() && removed.is_empty()) {
            kinds.push(Self::Priced { added, removed });
        }
        kinds
    }

    /// Returns what each member of this change held, and what it holds now; nothing for an item that comes or
    /// goes. `name` is the name before the change.
    pub(super) fn contents<'a>(&'a self, name: &'a str) -> Vec<(Content<'a>, Content<'a>)> {
        let price =
            |offered: bool| move |id: &u64| (Content::Price(*id, !offered), Content::Price(*id, offered));
        match self {
            Self::Removed | Self::Added { .. } => Vec::new(),
            Self::Renamed { to } => vec![(Content::Name(name), Content::Name(to))],
            Self::Recolored { from, to } => vec![(Content::Color(*from), Content::Color(*to))],
            Self::Moved { from, to } => vec![(Content::Place(Some(*from)), Content::Place(Some(*to)))],
            Self::Filled { field, from, to } => {
                vec![(Content::Value(*field, from.as_ref()), Content::Value(*field, to.as_ref()))]
            }
            Self::Priced { added, removed } => {
                added.iter().map(price(true)).chain(removed.iter().map(price(false))).collect()
            }
        }
    }
}

/// Returns what differs between `old` and `new`: removals first, then item by item in the new order.
///
/// Which of two swapped statuses has moved is a matter of opinion: as few as possible, and among
/// equals those that stand in `moved` (what the user dragged). System statuses never count as moved
/// when an ordinary one can.
#[must_use]
pub fn changes(old: &Account, new: &Account, moved: &[Key]) -> Vec<Change> {
    let change = |item, name: &str, kind| Change { item, name: name.to_owned(), kind };
    let removed = old.each().filter(|(item, _)| !new.has(*item));
    let mut changes: Vec<Change> =
        removed.map(|(item, gone)| change(item, gone.name, ChangeKind::Removed)).collect();
    let moved_rows = moved_rows(old, new, moved);
    // Values are told in the order in which the account shows its fields.
    let rank = |member: &Member| match member {
        Member::Value(id) => {
            let place = new.fields.iter().position(|field| field.id == *id);
            (Member::Value(0), place.unwrap_or(usize::MAX))
        }
        member => (*member, 0),
    };
    for (item, now) in new.each() {
        let Some(before) = old.members(item) else {
            changes.push(change(item, now.name, ChangeKind::Added { place: now.place }));
            continue;
        };
        let mut members = now.differing(before);
        if now.place.is_some() && moved_rows.contains(&item.key()) {
            members.push(Member::Place);
        }
        members.sort_by_key(rank);
        let kinds = ChangeKind::of(members.iter().map(|member| (before.get(*member), now.get(*member))));
        changes.extend(kinds.into_iter().map(|kind| change(item, before.name, kind)));
    }
    changes
}

/// Returns the fewest statuses that have to be taken out so that the rest stand in the same order in
/// both lists: everything outside a heaviest common subsequence.
pub(super) fn moved_rows(old: &Account, new: &Account, moved: &[Key]) -> BTreeSet<Key> {
    // A system status outweighs every ordinary one; one row outweighs every preference.
    let weight = |status: &Status| {
        let preference = u32::from(!moved.contains(&status.key));
        if status.system { 1_000_000 } else { 1_000 + preference }
    };
    let common: Vec<(usize, &Status)> =
        new.statuses.iter().filter_map(|status| Some((old.place(status.key)?, status))).collect();
    // best[j]: the weight of the heaviest ascending run that ends in j, and the row before it.
    let mut best: Vec<(u32, Option<usize>)> = Vec::with_capacity(common.len());
    for (index, (rank, status)) in common.iter().enumerate() {
        let before = (0..index).filter(|&k| common[k].0 < *rank).max_by_key(|&k| best[k].0);
        best.push((before.map_or(0, |k| best[k].0) + weight(status), before));
    }
    let mut moved_rows: BTreeSet<Key> = common.iter().map(|(_, status)| status.key).collect();
    let mut stays = (0..common.len()).max_by_key(|&k| best[k].0);
    while let Some(k) = stays {
        moved_rows.remove(&common[k].1.key);
        stays = best[k].1;
    }
    moved_rows
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::{account, status_item as item};
    use super::super::{Draft, Edit, NewStatus};
    use super::*;

    const BASE: &str = "*Recent, A, B, C, *Closed";

    fn told(edits: &[Edit]) -> Vec<String> {
        let mut draft = Draft::new(account(BASE));
        for edit in edits {
            draft.edit(edit.clone());
        }
        let tell = |change: Change| match change.kind {
            ChangeKind::Removed => format!("-{}", change.name),
            ChangeKind::Added { place } => format!("+{} {}", change.name, place.unwrap_or(99)),
            ChangeKind::Renamed { to } => format!("{}={to}", change.name),
            ChangeKind::Recolored { to, .. } => format!("{} {to:?}", change.name),
            ChangeKind::Moved { from, to } => format!("{} {from}>{to}", change.name),
            other => format!("{} {other:?}", change.name),
        };
        draft.changes().into_iter().map(tell).collect()
    }

    #[test]
    fn nothing_differs_from_itself() {
        assert!(told(&[]).is_empty(), "no change");
        assert!(told(&[Edit::Place(item(2), 3), Edit::Place(item(2), 1)]).is_empty(), "there and back");
    }

    #[test]
    fn the_dragged_one_of_two_swapped_statuses_has_moved() {
        assert_eq!(told(&[Edit::Place(item(2), 2)]), ["A 1>2"]);
        assert_eq!(told(&[Edit::Place(item(3), 1)]), ["B 2>1"]);
    }

    #[test]
    fn removals_come_first_and_each_member_is_told_on_its_own() {
        let edits = [
            Edit::Rename(item(2), "Z".into()),
            Edit::Recolor(item(2), Color(1, 2, 3)),
            Edit::Place(item(4), 1),
            Edit::Remove(item(3)),
            Edit::Add(NewStatus { name: "N".into(), color: Color(0, 0, 0), place: 1 }),
        ];
        assert_eq!(told(&edits), ["-B", "+N 1", "C 3>2", "A=Z", "A Some(#010203)"]);
    }
}
