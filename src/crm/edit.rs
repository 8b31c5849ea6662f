//! One thing the user wants changed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::change::movers;
use super::{Account, Blueprint, Change, ChangeKind, Color, Key, NewSegment, Status, StatusKind, Value, Way};

/// Names a thing that the user can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// A customer status.
    Status(Key),
    /// A customer segment.
    Segment(Key),
}

impl Item {
    /// Returns the key of the thing among those of its kind.
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

    /// Tells whether both are statuses or both are segments.
    #[must_use]
    pub fn is_like(self, other: Self) -> bool {
        matches!(self, Self::Status(_)) == matches!(other, Self::Status(_))
    }

    /// Returns the thing of the same kind that goes by another key.
    #[must_use]
    pub fn with_key(self, key: Key) -> Self {
        match self {
            Self::Status(_) => Self::Status(key),
            Self::Segment(_) => Self::Segment(key),
        }
    }

    /// Goes by the key of `new` if it is `old`.
    pub fn follow(&mut self, old: Self, new: Self) {
        if *self == old {
            *self = new;
        }
    }
}

/// One thing the user wants changed.
///
/// Places count from 0. An edit that cannot be done (a system status removed, a place beyond the
/// system ones) does as much of itself as is allowed, which may be nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Gives it another name; any text is taken, [`problems`](super::problems) judges.
    Rename(Item, String),
    /// Gives it another colour.
    Recolor(Item, Color),
    /// Takes it to this place of the list as it will be afterwards. Segments have no places.
    Place(Item, usize),
    /// Takes these, without what stands between them, to the places from this one on; they keep their
    /// order.
    PlaceBlock(Vec<Item>, usize),
    /// Puts a new status at a place.
    Add(NewStatus),
    /// Makes a new segment.
    AddSegment(NewSegment),
    /// Fills in a custom field of a segment, or clears it.
    Fill {
        /// Which segment.
        segment: Key,
        /// The id of the field.
        field: u64,
        /// What is filled in; `None` clears the field.
        value: Option<Value>,
    },
    /// Lets the customers of a segment buy at a price, or not any more.
    Price {
        /// Which segment.
        segment: Key,
        /// The id of the price type.
        price: u64,
        /// Whether they may.
        offered: bool,
    },
    /// Makes one thing for each of these names, as many as fit: the item gets the first name, and new
    /// things of its kind the others, statuses below it.
    Split(Item, Vec<String>),
    /// Takes it away.
    Remove(Item),
    /// Sets it back to what the server holds: name, colour, place, values, existence.
    Revert(Item),
    /// Takes back one change and leaves what else was changed about the same item.
    TakeBack(Change),
    /// Becomes like this as far as possible; [`Draft::losses`](super::Draft::losses) tells what is not.
    Become(Box<Blueprint>, Way),
    /// Does all of these, as one thing to the user.
    Several(Vec<Edit>),
}

impl Edit {
    /// Returns what this takes to a place, as the user would say.
    pub(super) fn placed(&self) -> Vec<Key> {
        let status = |item: &Item| matches!(item, Item::Status(_)).then_some(item.key());
        match self {
            Self::Place(item, _) => status(item).into_iter().collect(),
            Self::PlaceBlock(items, _) => items.iter().filter_map(status).collect(),
            Self::Several(edits) => edits.iter().flat_map(Self::placed).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the name or the field that this is about if it may come from a key that was pressed in it:
    /// what is typed there is one step of undo.
    pub(super) fn typed(&self) -> Option<(Item, Option<u64>)> {
        match self {
            Self::Rename(item, _) => Some((*item, None)),
            Self::Fill { value: Some(Value::Truth(_) | Value::Choice(_) | Value::Choices(_)), .. } => None,
            Self::Fill { segment, field, .. } => Some((Item::Segment(*segment), Some(*field))),
            _ => None,
        }
    }
}

/// A status that the user wants created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewStatus {
    /// Its name, which may be empty until it is saved.
    pub name: String,
    /// Its colour, one of [`STATUS_COLORS`](super::STATUS_COLORS).
    pub color: Color,
    /// Where it goes, from 0, in the list as it will be afterwards.
    pub place: usize,
}

impl Account {
    /// Applies one edit. Added things get keys from `new` on; `base` is what [`Edit::Revert`] goes back
    /// to, leaving what stands in `moved` where the user took it.
    pub(super) fn apply(&mut self, edit: Edit, new: u32, base: &Self, moved: &[Key]) {
        match edit {
            Edit::Rename(Item::Status(key), name) => {
                if let Some(status) = self.status_mut(key) {
                    status.name = name;
                }
            }
            Edit::Rename(Item::Segment(key), name) => self.change_segment(key, |segment| segment.name = name),
            Edit::Recolor(Item::Status(key), color) => {
                if let Some(status) = self.status_mut(key) {
                    status.color = Some(color);
                }
            }
            Edit::Recolor(Item::Segment(key), color) => {
                self.change_segment(key, |segment| segment.color = Some(color));
            }
            Edit::Place(item, place) => self.put(&[item], place),
            Edit::PlaceBlock(items, place) => self.put(&items, place),
            Edit::Add(wanted) => self.add(wanted, Key::New(new)),
            Edit::AddSegment(wanted) => self.add_segment(wanted, Key::New(new)),
            Edit::Fill { segment, field, value } => self.fill(segment, field, value),
            Edit::Price { segment, price, offered } => self.offer_price(segment, price, offered),
            Edit::Split(item, names) => self.split(item, names, new),
            Edit::Remove(Item::Status(key)) => {
                self.statuses.retain(|status| status.key != key || status.system);
            }
            Edit::Remove(Item::Segment(key)) => self.remove_segment(key),
            Edit::Revert(Item::Status(key)) => self.revert(key, base, moved),
            Edit::Revert(Item::Segment(key)) => self.revert_segment(key, base),
            Edit::TakeBack(change) => self.take_back(&change, base, moved),
            Edit::Become(blueprint, way) => {
                self.become_like(&blueprint, way, new, base, moved);
            }
            Edit::Several(edits) => {
                let mut new = new;
                for edit in edits {
                    while self.has_new(new) {
                        new += 1;
                    }
                    self.apply(edit, new, base, moved);
                }
            }
        }
    }

    /// Tells whether this number of ours is in use. Statuses and segments share them.
    pub(super) fn has_new(&self, number: u32) -> bool {
        let key = Key::New(number);
        self.place(key).is_some() || self.segment(key).is_some()
    }

    pub(super) fn status_mut(&mut self, key: Key) -> Option<&mut Status> {
        self.statuses.iter_mut().find(|status| status.key == key)
    }

    /// Takes the ordinary ones of these out, and puts them in again side by side.
    fn put(&mut self, items: &[Item], place: usize) {
        let allowed = self.ordinary_places();
        let is_taken = |status: &mut Status| !status.system && items.contains(&Item::Status(status.key));
        let taken: Vec<Status> = self.statuses.extract_if(.., is_taken).collect();
        // Ordinary statuses stand at ordinary places only, so there are at least as many.
        let to = place.clamp(allowed.start, allowed.end - taken.len());
        self.statuses.splice(to..to, taken);
    }

    pub(super) fn add(&mut self, wanted: NewStatus, key: Key) {
        if !self.has_room() {
            return;
        }
        let allowed = self.ordinary_places();
        self.statuses.insert(
            wanted.place.clamp(allowed.start, allowed.end),
            Status {
                key,
                name: wanted.name,
                color: Some(wanted.color),
                sort: 0,
                system: false,
                kind: StatusKind::Ordinary,
                conditions: Vec::new(),
                raw: "".into(),
            },
        );
    }

    fn split(&mut self, item: Item, names: Vec<String>, new: u32) {
        let mut names = names.into_iter();
        let Some(first) = names.next().filter(|_| self.has(item)) else { return };
        let mut above = item.key();
        match item {
            Item::Status(key) => {
                self.status_mut(key).into_iter().for_each(|status| status.name.clone_from(&first));
            }
            Item::Segment(key) => self.change_segment(key, |segment| segment.name.clone_from(&first)),
        }
        for (key, name) in (new..).map(Key::New).zip(names) {
            match item {
                Item::Status(_) => self.add(self.proposal(Some(above), name), key),
                Item::Segment(_) => self.add_segment(self.segment_proposal(None, name), key),
            }
            above = key;
        }
    }

    /// Sets one status back, leaving the order of all the others as the user wants it.
    pub(super) fn revert(&mut self, key: Key, base: &Self, moved: &[Key]) {
        self.statuses.retain(|status| status.key != key);
        if let Some(old) = base.status(key) {
            let place = self.home(key, base, &movers(base, self, moved));
            self.statuses.insert(place, old.clone());
        }
    }

    fn take_back(&mut self, change: &Change, base: &Self, moved: &[Key]) {
        let key = match change.item {
            Item::Status(key) => key,
            Item::Segment(key) => return self.take_back_in_segment(key, &change.kind, base),
        };
        let (Some(old), Some(at)) = (base.status(key), self.place(key)) else {
            return self.revert(key, base, moved);
        };
        match change.kind {
            ChangeKind::Renamed { .. } => self.statuses[at].name.clone_from(&old.name),
            ChangeKind::Recolored { .. } => self.statuses[at].color = old.color,
            ChangeKind::Moved { .. } => {
                let status = self.statuses.remove(at);
                let place = self.home(key, base, &movers(base, self, moved));
                self.statuses.insert(place, status);
            }
            _ => self.revert(key, base, moved),
        }
    }

    /// Finds the place where `key` goes so that it is on the same side as in `base` of as many others
    /// as possible, those in `moved` left out; of equally good places the leftmost.
    fn home(&self, key: Key, base: &Self, moved: &BTreeSet<Key>) -> usize {
        let is_left = |other: &Status| base.place(other.key) < base.place(key);
        let counts = |other: &&Status| base.place(other.key).is_some() && !moved.contains(&other.key);
        let mut wrong = self.statuses.iter().filter(counts).filter(|other| is_left(other)).count();
        let (mut best, mut place) = (wrong, 0);
        for (index, other) in self.statuses.iter().enumerate().filter(|(_, other)| counts(other)) {
            if is_left(other) {
                wrong -= 1;
            } else {
                wrong += 1;
            }
            if wrong < best {
                (best, place) = (wrong, index + 1);
            }
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::super::Draft;
    use super::super::draft::tests::{account, names, status_item as item};
    use super::*;

    fn edited(edits: &[Edit]) -> String {
        let base = account("*Recent, A, B, C, *Expected, *Closed");
        let mut edited = base.clone();
        for (n, edit) in (0..).zip(edits) {
            edited.apply(edit.clone(), n, &base, &[Key::Id(2)]);
        }
        names(&edited)
    }

    #[test]
    fn a_status_is_put_where_it_is_dropped() {
        assert_eq!(edited(&[Edit::Place(item(4), 1)]), "Recent C A B Expected Closed");
        assert_eq!(edited(&[Edit::Place(item(2), 3)]), "Recent B C A Expected Closed");
    }

    #[test]
    fn nothing_goes_past_the_system_statuses() {
        assert_eq!(edited(&[Edit::Place(item(3), 0)]), "Recent B A C Expected Closed");
        assert_eq!(edited(&[Edit::Place(item(2), 99)]), "Recent B C A Expected Closed");
        assert_eq!(edited(&[Edit::Place(item(1), 3)]), "Recent A B C Expected Closed");
        assert_eq!(edited(&[Edit::Place(item(6), 1)]), "Recent A B C Expected Closed");
    }

    #[test]
    fn a_block_keeps_its_order_and_closes_up() {
        let block = |ids: &[u64], place| Edit::PlaceBlock(ids.iter().map(|id| item(*id)).collect(), place);
        assert_eq!(edited(&[block(&[2, 3], 2)]), "Recent C A B Expected Closed");
        assert_eq!(edited(&[block(&[4, 2], 1)]), "Recent A C B Expected Closed", "in the order of the list");
        assert_eq!(edited(&[block(&[3, 4], 0)]), "Recent B C A Expected Closed", "below the system one");
        assert_eq!(edited(&[block(&[2, 3], 99)]), "Recent C A B Expected Closed", "above the system ones");
        assert_eq!(edited(&[block(&[1, 3, 5, 99], 1)]), "Recent B A C Expected Closed", "ordinary ones only");
        assert_eq!(edited(&[block(&[1, 6], 3)]), "Recent A B C Expected Closed");
        assert_eq!(edited(&[block(&[], 1)]), "Recent A B C Expected Closed");
    }

    #[test]
    fn several_edits_are_one_step() {
        let mut draft = Draft::new(account("*Recent, A, B, C, *Closed"));
        let color = Color(1, 2, 3);
        draft.edit(Edit::Several([2, 3].map(|id| Edit::Recolor(item(id), color)).into()));
        let colored = draft.edited().statuses.iter().filter(|status| status.color == Some(color)).count();
        draft.edit(Edit::Several([1, 2, 4].map(|id| Edit::Remove(item(id))).into()));
        assert_eq!((names(draft.edited()).as_str(), colored), ("Recent B Closed", 2));
        draft.undo();
        draft.undo();
        assert!(!draft.can_undo() && draft.changes().is_empty(), "two steps");
    }

    #[test]
    fn several_new_statuses_get_keys_of_their_own() {
        let add = |place| Edit::Add(NewStatus { name: "N".into(), color: Color(1, 2, 3), place });
        let mut draft = Draft::new(account("A"));
        draft.edit(Edit::Several(vec![add(1), add(2)]));
        assert_eq!(draft.edited().order(), [Key::Id(1), Key::New(0), Key::New(1)]);
    }

    #[test]
    fn a_system_status_is_not_removed() {
        assert_eq!(edited(&[Edit::Remove(item(1)), Edit::Remove(item(3))]), "Recent A C Expected Closed");
    }

    #[test]
    fn a_new_status_stays_between_the_system_ones() {
        let add = |place| Edit::Add(NewStatus { name: "N".into(), color: Color(1, 2, 3), place });
        assert_eq!(edited(&[add(0)]), "Recent N A B C Expected Closed");
        assert_eq!(edited(&[add(2)]), "Recent A N B C Expected Closed");
        assert_eq!(edited(&[add(99)]), "Recent A B C N Expected Closed");
    }

    #[test]
    fn a_full_account_takes_no_new_status() {
        let base = account(&["X"; MAX].join(", "));
        let mut edited = base.clone();
        let add = Edit::Add(NewStatus { name: "N".into(), color: Color(1, 2, 3), place: 0 });
        edited.apply(add, 0, &base, &[]);
        assert_eq!(edited.statuses.len(), MAX, "the limit holds");
    }
    const MAX: usize = super::super::MAX_STATUSES;

    #[test]
    fn one_status_is_made_for_each_name_as_many_as_fit() {
        let names = |names: &str| names.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(
            edited(&[Edit::Split(item(3), names("X Y Y"))]),
            "Recent A X Y Y C Expected Closed",
            "twins are kept"
        );
        let mut draft = Draft::new(account(&["Z"; MAX - 2].join(", ")));
        draft.edit(Edit::Split(item(1), names("A B C D E")));
        assert_eq!(draft.edited().statuses.len(), MAX, "the limit holds");
        let keys: Vec<Key> = draft.edited().statuses[..4].iter().map(|status| status.key).collect();
        assert_eq!(keys, [Key::Id(1), Key::New(0), Key::New(1), Key::Id(2)]);
        draft.undo();
        assert!(!draft.can_undo(), "one step");
    }

    #[test]
    fn reverting_a_status_brings_back_its_name_colour_and_place() {
        assert_eq!(
            edited(&[
                Edit::Rename(item(3), "Z".into()),
                Edit::Recolor(item(3), Color(1, 2, 3)),
                Edit::Place(item(3), 1),
                Edit::Revert(item(3)),
            ]),
            "Recent A B C Expected Closed"
        );
        assert_eq!(edited(&[Edit::Remove(item(3)), Edit::Revert(item(3))]), "Recent A B C Expected Closed");
    }

    #[test]
    fn reverting_one_move_keeps_the_other() {
        // Both A and C were moved; C goes home, A stays where the user took it.
        assert_eq!(
            edited(&[Edit::Place(item(2), 3), Edit::Place(item(4), 1), Edit::Revert(item(4))]),
            "Recent B C A Expected Closed"
        );
    }

    #[test]
    fn reverting_a_new_status_takes_it_away() {
        let add = Edit::Add(NewStatus { name: "N".into(), color: Color(1, 2, 3), place: 2 });
        let new = Item::Status(Key::New(0));
        assert_eq!(edited(&[add, Edit::Revert(new)]), "Recent A B C Expected Closed");
    }
}
