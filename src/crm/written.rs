//! A write that succeeded moves the base.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Draft, Item, Key, Status, Step};

/// What the user and we have done to the order of statuses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OrderWrites {
    /// What the user dragged, to tell which of two swapped statuses has moved.
    pub moved: Vec<Key>,
    /// Statuses whose number we wrote: a tie of theirs would be our doing.
    pub numbered: BTreeSet<Key>,
    /// Whether numbers were written since the last reading: then an order that nobody wanted is a half-done
    /// one of our own.
    pub renumbered: bool,
}

impl OrderWrites {
    pub fn move_by_hand(&mut self, keys: Vec<Key>) {
        self.moved.retain(|other| !keys.contains(other));
        self.moved.extend(keys);
    }
}

/// A new item that the server has created: our number ([`Key::New`]) and its id.
pub type Created = (u32, u64);

impl Draft {
    /// Takes note that `step` is being sent: whatever is answered, the server may have done a part of it.
    pub fn send(&mut self, step: &Step) {
        self.order.renumbered |= step.changes_order();
    }

    /// Takes over that the server has done `step`: the base becomes what the server now holds (if it
    /// keeps numbers as sent), and created items go by their ids from now on, also in the steps of
    /// undo. What is gone for good is gone from the steps of undo too: bringing it back would be
    /// making another one.
    pub fn apply_to_base(&mut self, step: &Step, created: &[Created]) {
        self.send(step);
        match step {
            Step::DeleteStatus { .. } | Step::DeleteSegment { .. } => {
                for item in step.items() {
                    self.base.remove(item);
                    self.for_each_state(|state| _ = state.remove(item));
                }
                self.forget_empty_steps();
            }
            Step::UpdateStatus { .. } | Step::UpdateSegment { .. } => self.update_base(step),
            Step::CreateStatuses(wanted) => {
                for new in wanted {
                    let Some(id) = id_of(new.number, created) else { continue };
                    let key = Key::Id(id);
                    self.rekey(Item::Status(Key::New(new.number)), key);
                    self.order.numbered.insert(key);
                    self.base.statuses.push(Status::new(key, new.name.clone(), new.color, new.sort));
                }
                self.base.in_expected_order(&self.order.numbered);
            }
            Step::CreateSegment { number, segment } => {
                let Some(key) = id_of(*number, created).map(Key::Id) else { return };
                self.rekey(Item::Segment(Key::New(*number)), key);
                self.base.segments.push(Arc::new(segment.clone().into_segment(key)));
            }
        }
    }

    fn update_base(&mut self, step: &Step) {
        let Some(item) = step.item() else { return };
        let written = self.base.members(item).map(|held| step.written(held));
        written.into_iter().flatten().for_each(|content| self.base.set(item, content));
        if let Step::UpdateStatus { sort: Some(sort), .. } = step {
            self.base.set_sort(item.key(), *sort);
            self.order.numbered.insert(item.key());
        }
        self.base.in_expected_order(&self.order.numbered);
    }
}

/// Returns the id that was given to what goes by this number of ours.
pub(super) fn id_of(number: u32, created: &[Created]) -> Option<u64> {
    created.iter().find(|(one, _)| *one == number).map(|(_, id)| *id)
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::{account, names, status_item as item};
    use super::super::{Color, Edit, Item, NewStatus};
    use super::*;

    #[test]
    fn a_saved_change_is_no_change_any_more_and_can_be_undone_as_a_new_one() {
        let mut draft = Draft::new(account("A, B"));
        draft.edit(Edit::Rename(item(1), "X".into()));
        for step in draft.plan() {
            draft.apply_to_base(&step, &[]);
        }
        assert_eq!(draft.changes(), [], "saved");
        draft.undo();
        assert_eq!(names(draft.edited()), "A B", "the old name is wanted again");
        assert_eq!(draft.changes().len(), 1, "and would have to be saved");
    }

    #[test]
    fn a_created_status_keeps_its_edits_under_its_new_id() {
        let mut draft = Draft::new(account("A, B"));
        draft.edit(Edit::Add(NewStatus { name: "N".into(), color: Color(0, 0, 0), place: 1 }));
        let plan = draft.plan();
        draft.edit(Edit::Rename(Item::Status(Key::New(0)), "M".into()));
        draft.apply_to_base(&plan[0], &[(0, 77)]);
        assert_eq!(draft.edited().place(Key::Id(77)), Some(1), "it goes by the server's id");
        assert_eq!(draft.changes().len(), 2, "the later name, and its right neighbour making room");
        draft.undo();
        assert_eq!(names(draft.edited()), "A N B", "undo knows the new id too");
    }

    #[test]
    fn a_deleted_status_does_not_come_back_by_undo() {
        let mut draft = Draft::new(account("A, B"));
        draft.edit(Edit::Remove(item(1)));
        draft.apply_to_base(&draft.plan()[0], &[]);
        assert!(!draft.can_undo(), "making it again would be another status");
    }
}
