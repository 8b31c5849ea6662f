//! One thing the user wants changed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::change::moved_rows;
use super::member::{Content, Member};
use super::{Account, Change, Color, ImportMode, Item, Key, List, NewSegment, Status, TargetState, Value};

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
    /// Makes one item for each of these names, as many as fit: the item gets the first name, and new
    /// items of its kind the others, statuses below it.
    Split(Item, Vec<String>),
    /// Takes it away.
    Remove(Item),
    /// Sets it back to what the server holds: name, colour, place, values, existence.
    Revert(Item),
    /// Takes back one change and leaves what else was changed about the same item.
    TakeBack(Change),
    /// Becomes like this as far as possible; [`Draft::losses`](super::Draft::losses) tells what is not.
    Become(Box<TargetState>, ImportMode),
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
    /// Applies one edit. Added items get keys from `new` on; `base` is what [`Edit::Revert`] goes back
    /// to, leaving what stands in `moved` where the user took it.
    pub(super) fn apply(&mut self, edit: Edit, new: u32, base: &Self, moved: &[Key]) {
        match edit {
            Edit::Rename(item, name) => self.set(item, Content::Name(&name)),
            Edit::Recolor(item, color) => self.set(item, Content::Color(Some(color))),
            Edit::Place(item, place) => self.put(&[item], place),
            Edit::PlaceBlock(items, place) => self.put(&items, place),
            Edit::Add(wanted) => self.add(wanted, Key::New(new)),
            Edit::AddSegment(wanted) => self.add_segment(wanted, Key::New(new)),
            Edit::Fill { segment, field, value } => {
                self.set(Item::Segment(segment), Content::Value(field, value.as_ref()));
            }
            Edit::Price { segment, price, offered } => {
                self.set(Item::Segment(segment), Content::Price(price, offered));
            }
            Edit::Split(item, names) => self.split(item, names, new),
            Edit::Remove(item) if self.is_system(item) => {}
            Edit::Remove(item) => _ = self.remove(item),
            Edit::Revert(item) => self.revert(item, base, moved),
            Edit::TakeBack(change) => self.take_back(&change, base, moved),
            Edit::Become(target, way) => drop(self.apply_target(&target, way, new, base, moved)),
            Edit::Several(edits) => {
                for edit in edits {
                    self.apply(edit, self.free_number(new), base, moved);
                }
            }
        }
    }

    /// Returns the first number of ours from this one on that is not in use. Statuses and segments share
    /// them.
    pub(super) fn free_number(&self, from: u32) -> u32 {
        let is_free = |number: &u32| self.items().all(|item| item.key() != Key::New(*number));
        (from..u32::MAX).find(is_free).unwrap_or(from)
    }

    /// Takes the ordinary ones of these out, and puts them in again side by side.
    pub(super) fn put(&mut self, items: &[Item], place: usize) {
        let allowed = self.ordinary_places();
        let is_taken = |status: &mut Status| !status.system && items.contains(&Item::Status(status.key));
        let taken: Vec<Status> = self.statuses.extract_if(.., is_taken).collect();
        // Ordinary statuses stand at ordinary places only, so there are at least as many.
        let to = place.clamp(allowed.start, allowed.end - taken.len());
        self.statuses.splice(to..to, taken);
    }

    pub(super) fn add(&mut self, wanted: NewStatus, key: Key) {
        if self.room(List::Statuses) == 0 {
            return;
        }
        let allowed = self.ordinary_places();
        let status = Status::new(key, wanted.name, wanted.color, 0);
        self.statuses.insert(wanted.place.clamp(allowed.start, allowed.end), status);
    }

    pub(super) fn add_segment(&mut self, wanted: NewSegment, key: Key) {
        if self.room(List::Segments) > 0 {
            self.segments.push(Arc::new(wanted.into_segment(key)));
        }
    }

    fn split(&mut self, item: Item, names: Vec<String>, new: u32) {
        let mut names = names.into_iter();
        let Some(first) = names.next().filter(|_| self.has(item)) else { return };
        let mut above = item.key();
        self.set(item, Content::Name(&first));
        for (key, name) in (new..).map(Key::New).zip(names) {
            match item {
                Item::Status(_) => self.add(self.proposal(Some(above), name), key),
                Item::Segment(_) => self.add_segment(self.segment_proposal(None, name), key),
            }
            above = key;
        }
    }

    /// Sets one item back to what it is in `base`, where it may not exist, and leaves the order of all the
    /// others as the user wants it.
    pub(super) fn revert(&mut self, item: Item, base: &Self, moved: &[Key]) {
        let at = self.remove(item);
        let Some(old) = base.whole(item) else { return };
        let place = match item {
            Item::Status(key) => Some(self.home(key, base, moved)),
            Item::Segment(_) => at.or_else(|| base.position(item)),
        };
        self.insert(place.unwrap_or_default(), old);
    }

    /// Sets back what a change has changed: the members of an item, or its existence.
    fn take_back(&mut self, Change { item, name, kind }: &Change, base: &Self, moved: &[Key]) {
        let contents = kind.contents(name);
        let Some(old) = base.members(*item).filter(|_| self.has(*item) && !contents.is_empty()) else {
            return self.revert(*item, base, moved);
        };
        for member in contents.into_iter().map(|(before, _)| before.member()) {
            let status = self.whole(*item).filter(|_| member == Member::Place);
            if let Some(status) = status {
                self.remove(*item);
                self.insert(self.home(item.key(), base, moved), status);
            } else {
                self.set(*item, old.get(member));
            }
        }
    }

    /// Finds the place where `key` goes so that it is on the same side as in `base` of as many others
    /// as possible, those that the user has moved left out; of equally good places the leftmost.
    fn home(&self, key: Key, base: &Self, moved: &[Key]) -> usize {
        let moved = moved_rows(base, self, moved);
        let is_left = |other: &Status| base.place(other.key) < base.place(key);
        let counts = |other: &Status| base.place(other.key).is_some() && !moved.contains(&other.key);
        let others = self.statuses.iter().enumerate().filter(|(_, other)| counts(other));
        let others: Vec<(usize, bool)> = others.map(|(at, other)| (at, is_left(other))).collect();
        let wrong = |place: &usize| others.iter().filter(|(at, is_left)| (at < place) != *is_left).count();
        (0..=self.statuses.len()).min_by_key(wrong).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::{account, fill, names, segments, status_item as item, text};
    use super::super::{Draft, SEGMENT_COLORS};
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

    #[test]
    fn every_change_is_taken_back_on_its_own() {
        let mut base = segments("A, B");
        base.fill(Key::Id(1), 1, Some(text("old")));
        let mut draft = Draft::new(base.clone());
        draft.edit(Edit::Rename(segment(1), "Z".into()));
        draft.edit(Edit::Recolor(segment(1), SEGMENT_COLORS[3]));
        draft.edit(fill(1, 1, Some(text("new"))));
        draft.edit(fill(1, 2, Some(Value::Number("1".into()))));
        draft.edit(Edit::Price { segment: Key::Id(1), price: 9, offered: true });
        draft.edit(Edit::Remove(segment(2)));
        draft.edit(Edit::AddSegment(draft.edited().segment_proposal(None, "N".into())));
        let mut count = draft.changes().len();
        assert_eq!(count, 7, "{:?}", draft.changes());
        while let Some(change) = draft.changes().pop() {
            draft.edit(Edit::TakeBack(change));
            count -= 1;
            assert_eq!(draft.changes().len(), count, "one less each time");
        }
        assert!(draft.edited().looks_like(&base), "all is as it was");
    }

    #[test]
    fn names_are_split_into_segments() {
        let mut draft = Draft::new(segments("A"));
        draft.edit(Edit::Split(segment(1), vec!["X".into(), "Y".into(), "Z".into()]));
        let names: Vec<&str> = draft.edited().segments.iter().map(|segment| segment.name.as_str()).collect();
        assert_eq!(names, ["X", "Y", "Z"]);
    }

    fn segment(id: u64) -> Item {
        Item::Segment(Key::Id(id))
    }
}
