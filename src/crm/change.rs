//! The difference between two accounts, in terms of what the user did.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Account, Color, Item, Key, Segment, Status, Value};

/// One thing that differs, to be told in one sentence and taken back on its own.
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
}

/// Returns what differs between `old` and `new`: removals first, then item by item in the new order.
///
/// Which of two swapped statuses has moved is a matter of opinion: as few as possible, and among
/// equals those that stand in `moved` (what the user dragged). System statuses never count as moved
/// when an ordinary one can.
#[must_use]
pub fn changes(old: &Account, new: &Account, moved: &[Key]) -> Vec<Change> {
    let removed = old.items().filter(|item| !new.has(*item)).filter_map(|item| {
        Some(Change { item, name: old.name_of(item)?.to_owned(), kind: ChangeKind::Removed })
    });
    let movers = movers(old, new, moved);
    let statuses = new.statuses.iter().enumerate().flat_map(|(place, status)| {
        let Some((from, before)) = old.place(status.key).map(|at| (at, &old.statuses[at])) else {
            return told(
                Item::Status(status.key),
                &status.name,
                [Some(ChangeKind::Added { place: Some(place) })],
            );
        };
        let moved = movers.contains(&status.key).then_some(ChangeKind::Moved { from, to: place });
        let kinds = [renamed(&before.name, &status.name), recolored(before.color, status.color), moved];
        told(Item::Status(status.key), &before.name, kinds)
    });
    let segments = new.segments.iter().flat_map(|segment| {
        let item = Item::Segment(segment.key);
        match old.segment(segment.key) {
            None => told(item, &segment.name, [Some(ChangeKind::Added { place: None })]),
            Some(before) => told(item, &before.name, in_segment(new, before, segment)),
        }
    });
    removed.chain(statuses).chain(segments).collect()
}

fn told(item: Item, name: &str, kinds: impl IntoIterator<Item = Option<ChangeKind>>) -> Vec<Change> {
    let kinds = kinds.into_iter().flatten();
    kinds.map(|kind| Change { item, name: name.to_owned(), kind }).collect()
}

fn renamed(from: &str, to: &str) -> Option<ChangeKind> {
    (from != to).then(|| ChangeKind::Renamed { to: to.to_owned() })
}

fn recolored(from: Option<Color>, to: Option<Color>) -> Option<ChangeKind> {
    (from != to).then_some(ChangeKind::Recolored { from, to })
}

/// Returns what differs in a segment, its values in the order of the account's fields.
fn in_segment(account: &Account, old: &Segment, new: &Segment) -> Vec<Option<ChangeKind>> {
    let mut kinds = vec![renamed(&old.name, &new.name), recolored(old.color, new.color)];
    let mut fields = refilled(old, new);
    fields.sort_by_key(|id| account.fields.iter().position(|field| field.id == *id).unwrap_or(usize::MAX));
    kinds.extend(fields.into_iter().map(|field| {
        let (from, to) = (old.values.get(&field).cloned(), new.values.get(&field).cloned());
        Some(ChangeKind::Filled { field, from, to })
    }));
    if old.prices != new.prices {
        kinds.push(Some(ChangeKind::Priced {
            added: new.prices.difference(&old.prices).copied().collect(),
            removed: old.prices.difference(&new.prices).copied().collect(),
        }));
    }
    kinds
}

/// Returns the ids of the fields into which something else is filled.
pub(super) fn refilled(old: &Segment, new: &Segment) -> Vec<u64> {
    if std::ptr::eq(old, new) {
        // Shared, so untouched, as nearly all are.
        return Vec::new();
    }
    let fields: BTreeSet<u64> = old.values.keys().chain(new.values.keys()).copied().collect();
    let differs = |id: &u64| !means_same(old.values.get(id), new.values.get(id));
    fields.into_iter().filter(differs).collect()
}

/// Tells whether two fillings of a field mean the same to the server.
pub(super) fn means_same(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.means(other),
        (None, None) => true,
        _ => false,
    }
}

/// Returns the fewest statuses that have to be taken out so that the rest stand in the same order in
/// both lists: everything outside a heaviest common subsequence.
pub(super) fn movers(old: &Account, new: &Account, moved: &[Key]) -> BTreeSet<Key> {
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
    let mut movers: BTreeSet<Key> = common.iter().map(|(_, status)| status.key).collect();
    let mut stays = (0..common.len()).max_by_key(|&k| best[k].0);
    while let Some(k) = stays {
        movers.remove(&common[k].1.key);
        stays = best[k].1;
    }
    movers
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
