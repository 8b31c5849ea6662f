//! A write that succeeded moves the base.

use std::sync::Arc;

use super::{Draft, Item, Key, Status, StatusKind, Step};

/// A thing of ours that the server has created: our number ([`Key::New`]) and its id.
pub type Created = (u32, u64);

impl Draft {
    /// Takes note that `step` is being sent: whatever is answered, the server may have done a part of it.
    pub fn send(&mut self, step: &Step) {
        self.renumbered |= step.changes_order();
    }

    /// Takes over that the server has done `step`: the base becomes what the server now holds (if it
    /// keeps numbers as sent), and created things go by their ids from now on, also in the steps of
    /// undo. What is gone for good is gone from the steps of undo too: bringing it back would be
    /// making another one.
    pub fn settle(&mut self, step: &Step, created: &[Created]) {
        self.send(step);
        match step {
            Step::DeleteStatus { id } => {
                let gone = Key::Id(*id);
                self.base.statuses.retain(|status| status.key != gone);
                self.for_each_state(|state| state.statuses.retain(|status| status.key != gone));
                self.forget_empty_steps();
            }
            Step::UpdateStatus { id, name, color, sort } => {
                if let Some(status) = self.base.statuses.iter_mut().find(|status| status.key == Key::Id(*id))
                {
                    status.name = name.as_ref().unwrap_or(&status.name).clone();
                    status.color = color.or(status.color);
                    status.sort = sort.unwrap_or(status.sort);
                }
                if sort.is_some() {
                    self.numbered.insert(Key::Id(*id));
                }
                self.base.in_expected_order(&self.numbered);
            }
            Step::CreateStatuses(wanted) => {
                for new in wanted {
                    let Some((_, id)) = created.iter().find(|(number, _)| *number == new.number) else {
                        continue;
                    };
                    let (old, key) = (Key::New(new.number), Key::Id(*id));
                    self.rekey(Item::Status(old), key);
                    self.numbered.insert(key);
                    self.base.statuses.push(Status {
                        key,
                        name: new.name.clone(),
                        color: Some(new.color),
                        sort: new.sort,
                        system: false,
                        kind: StatusKind::Ordinary,
                        conditions: Vec::new(),
                        raw: "".into(),
                    });
                }
                self.base.in_expected_order(&self.numbered);
            }
            Step::DeleteSegment { id } => {
                let gone = Key::Id(*id);
                self.base.remove_segment(gone);
                self.for_each_state(|state| state.remove_segment(gone));
                self.forget_empty_steps();
            }
            Step::UpdateSegment { id, name, color, values, prices } => {
                self.base.change_segment(Key::Id(*id), |segment| {
                    segment.name = name.as_ref().unwrap_or(&segment.name).clone();
                    segment.color = color.or(segment.color);
                    segment.prices = prices.as_ref().unwrap_or(&segment.prices).clone();
                });
                for (field, value) in values {
                    self.base.fill(Key::Id(*id), *field, value.clone());
                }
            }
            Step::CreateSegment { number, segment } => {
                let Some((_, id)) = created.iter().find(|(created, _)| created == number) else { return };
                let key = Key::Id(*id);
                self.rekey(Item::Segment(Key::New(*number)), key);
                self.base.segments.push(Arc::new(segment.clone().into_segment(key)));
            }
        }
    }
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
            draft.settle(&step, &[]);
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
        draft.settle(&plan[0], &[(0, 77)]);
        assert_eq!(draft.edited().place(Key::Id(77)), Some(1), "it goes by the server's id");
        assert_eq!(draft.changes().len(), 2, "the later name, and its right neighbour making room");
        draft.undo();
        assert_eq!(names(draft.edited()), "A N B", "undo knows the new id too");
    }

    #[test]
    fn a_deleted_status_does_not_come_back_by_undo() {
        let mut draft = Draft::new(account("A, B"));
        draft.edit(Edit::Remove(item(1)));
        draft.settle(&draft.plan()[0], &[]);
        assert!(!draft.can_undo(), "making it again would be another status");
    }
}
