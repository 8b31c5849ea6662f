//! Changing the draft of the open account, and what is selected afterwards.

use crate::crm::{
    Account, Conflict, Conversion, Draft, Edit, ImportMode, Item, Key, List, Origin, Side, TargetState,
};
use crate::document::Snapshot;
use crate::sync::{Notice, Session};

use super::command::Command;
use super::import::all_losses;
use super::screen::{Page, Question, Screen, Selection};
use super::segment_order::SegmentOrder;

/// The open account and what the window shows of it: all that an edit touches.
pub(super) struct Editor<'a> {
    pub session: &'a mut Session,
    pub screen: &'a mut Screen,
    pub order: SegmentOrder,
    /// Whether a save is in progress, during which the draft is not edited.
    pub is_saving: bool,
}

impl Editor<'_> {
    fn can_edit(&self) -> bool {
        !self.is_saving && self.session.is_writable()
    }

    fn can_take_back(&self) -> bool {
        !self.is_saving && !self.session.locked_by_other_window()
    }

    fn account(&self) -> &Account {
        self.session.draft.edited()
    }

    fn items(&self) -> Vec<Item> {
        self.screen.items(&self.session.draft, self.order)
    }

    /// Does what the user asks of the draft and of what is selected.
    pub fn update(&mut self, command: Command) {
        match command {
            Command::Edit(edit) => self.edit(edit),
            Command::Add(name) => self.add(name),
            Command::AddSegment { like, name } => self.add_segment(like, name),
            Command::Delete(item) => self.delete(&[item]),
            Command::DeleteSelected => self.delete(&self.screen.selected(&self.session.draft, self.order)),
            Command::Typed => self.change(Draft::end_typing),
            Command::Undo => self.change(Draft::undo),
            Command::Redo => self.change(Draft::redo),
            Command::Discard => self.change(Draft::discard),
            Command::Resolve(conflict, side) => self.resolve(&conflict, side),
            Command::TakeImport => self.take_import(),
            // To which place it is to be moved.
            Command::AskPlace(item) => {
                self.screen.question = self.can_edit().then_some(Question::Place(item));
            }
            Command::Select(item) => self.select(|selection, _| selection.only(item)),
            Command::SelectAlso(item) => self.select(|selection, _| selection.toggle(item)),
            Command::SelectTo(item) => self.select(|selection, items| selection.extend_to(item, &items)),
            Command::SelectAll => self.select(Selection::all),
            _ => {}
        }
    }

    fn edit(&mut self, edit: Edit) {
        // Taking back needs no right to write.
        let takes_back = matches!(edit, Edit::Revert(_) | Edit::TakeBack(_));
        if !(self.can_edit() || (takes_back && self.can_take_back())) {
            return;
        }
        let (about, removed) = (about(&edit), removed(&edit));
        let is_new = matches!(edit, Edit::Become(..));
        self.session.notes.forget_refusals(&self.session.draft, |item| is_new || about.contains(&item));
        self.session.notes.edited(&self.session.draft);
        if let Edit::Place(item, _) = edit {
            self.screen.question = None;
            self.screen.selection.only(Some(item));
        }
        if !removed.is_empty() {
            self.screen.question = None;
            let items = self.items();
            self.screen.selection.leave(&removed, &items, self.session.draft.edited());
        }
        self.change(|draft| draft.edit(edit));
    }

    fn change(&mut self, change: impl FnOnce(&mut Draft)) {
        if !self.can_take_back() {
            return;
        }
        let draft = &mut self.session.draft;
        change(draft);
        let has_problems = draft.problems().iter().any(|problem| problem.blocks());
        self.screen.notices.edited(has_problems, draft.conflicts().len());
        self.screen.keep_existing(Some(draft), self.order);
    }

    /// Lets one side's version of what both have changed stay.
    fn resolve(&mut self, conflict: &Conflict, side: Side) {
        self.session.notes.forget_refusals(&self.session.draft, |item| item == conflict.item);
        self.change(|draft| draft.resolve(conflict, side));
    }

    /// Makes a draft of the import that is shown, and opens the review. Nothing is sent.
    fn take_import(&mut self) {
        if self.can_edit()
            && let Some(import) = self.screen.import.take()
        {
            let count = self.become_like(import.brought(&self.session.draft), import.way);
            self.screen.say(Notice::Imported { count });
        }
    }

    /// Makes the draft like a backup of the account, and opens the review.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        if self.can_edit() {
            let then = snapshot.taken.to_zoned(self.session.draft.base().zone.clone());
            let brought = TargetState::of(&snapshot.account, self.account(), Origin::SameAccount);
            let count = self.become_like(brought, ImportMode::Replace);
            self.screen.say(Notice::Restored { then, count });
        }
    }

    /// Makes the draft like something else, in one step of undo, and counts the changes. The review says what
    /// cannot come along.
    fn become_like(&mut self, brought: Conversion, way: ImportMode) -> usize {
        let losses = all_losses(&self.session.draft, &brought, way);
        let before = self.account().clone();
        self.edit(Edit::Become(Box::new(brought.target), way));
        self.session.notes.became_like(before, losses);
        self.screen.page = Page::Review;
        self.session.draft.changes().len()
    }

    /// Adds a status below the selected one.
    fn add(&mut self, name: String) {
        if self.account().room(List::Statuses) > 0 {
            let below = self.screen.selection.first.map(Item::key);
            let new = self.account().proposal(below, name);
            let place = new.place;
            self.add_and_select(Edit::Add(new), |account| {
                account.statuses.get(place).map(|status| Item::Status(status.key))
            });
        }
    }

    /// Makes a segment, like that one where there is one.
    fn add_segment(&mut self, like: Option<Key>, name: String) {
        if self.account().room(List::Segments) > 0 {
            let new = self.account().segment_proposal(like, name);
            self.add_and_select(Edit::AddSegment(new), |account| {
                account.segments.last().map(|segment| Item::Segment(segment.key))
            });
        }
    }

    fn add_and_select(&mut self, edit: Edit, added: impl FnOnce(&Account) -> Option<Item>) {
        if self.can_edit() {
            self.edit(edit);
            self.screen.page = Page::Editor;
            let added = added(self.account());
            self.screen.selection.only(added);
        }
    }

    /// Deletes what only the draft has, and asks about what the server has. System statuses are left out.
    fn delete(&mut self, items: &[Item]) {
        if !self.can_edit() {
            return;
        }
        let items = deletable(items, self.account());
        match items.as_slice() {
            [] => {}
            [item] if item.is_new() => self.edit(Edit::Remove(*item)),
            [item] => self.screen.question = Some(Question::Delete(*item)),
            _ if items.iter().all(|item| item.is_new()) => {
                self.edit(Edit::Several(items.into_iter().map(Edit::Remove).collect()));
            }
            _ => self.screen.question = Some(Question::DeleteSelected),
        }
    }

    /// Changes the selection, and shows the editor, where what is selected can be changed.
    fn select(&mut self, select: impl FnOnce(&mut Selection, Vec<Item>)) {
        self.session.draft.end_typing();
        if !self.is_saving {
            self.screen.page = Page::Editor;
        }
        let items = self.items();
        select(&mut self.screen.selection, items);
    }
}

/// Returns which of these items may be deleted.
pub(super) fn deletable(items: &[Item], account: &Account) -> Vec<Item> {
    let may_go = |item: &Item| account.has(*item) && !account.is_system(*item);
    items.iter().copied().filter(may_go).collect()
}

/// Returns the items whose refusal is outdated by this edit.
fn about(edit: &Edit) -> Vec<Item> {
    match edit {
        Edit::Add(_) | Edit::AddSegment(_) | Edit::Become(..) => Vec::new(),
        Edit::Fill { segment, .. } | Edit::Price { segment, .. } => vec![Item::Segment(*segment)],
        Edit::Rename(item, _)
        | Edit::Recolor(item, _)
        | Edit::Place(item, _)
        | Edit::Split(item, _)
        | Edit::Remove(item)
        | Edit::Revert(item) => vec![*item],
        Edit::PlaceBlock(items, _) => items.clone(),
        Edit::TakeBack(change) => vec![change.item],
        Edit::Several(edits) => edits.iter().flat_map(about).collect(),
    }
}

/// Returns what this edit takes away.
fn removed(edit: &Edit) -> Vec<Item> {
    match edit {
        Edit::Remove(item) => vec![*item],
        Edit::Several(edits) => edits.iter().flat_map(removed).collect(),
        _ => Vec::new(),
    }
}
