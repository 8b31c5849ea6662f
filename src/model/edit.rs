//! Changing the draft, and what is selected afterwards.

use crate::crm::{Account, Conflict, Conversion, Draft, Edit, ImportMode, Item, Key, Side};
use crate::sync::Session;

use super::import::all_losses;
use super::{Model, Page, Question};

impl Model {
    pub(super) fn edit(&mut self, edit: Edit) {
        // Taking back needs no right to write.
        let takes_back = matches!(edit, Edit::Revert(_) | Edit::TakeBack(_));
        if !(self.can_edit() || (takes_back && self.can_take_back())) {
            return;
        }
        let Some(session) = &mut self.accounts.open else { return };
        let about = about(&edit);
        session.notes.forget_refusals(|item| about.contains(&item));
        session.notes.edited(&session.draft);
        if matches!(edit, Edit::Become(..)) {
            session.notes.forget_refusals(|_| true);
        }
        if let Edit::Place(item, _) = edit {
            self.screen.question = None;
            self.screen.selection.only(Some(item));
        }
        let removed = removed(&edit);
        if !removed.is_empty() {
            self.screen.question = None;
            let items = self.items();
            if let Some(session) = &self.accounts.open {
                self.screen.selection.leave(&removed, &items, session.draft.edited());
            }
        }
        self.change_draft(|draft| draft.edit(edit));
    }

    pub(super) fn change_draft(&mut self, change: impl FnOnce(&mut Draft)) {
        if !self.can_take_back() {
            return;
        }
        if let Some(Session { draft, .. }) = &mut self.accounts.open {
            change(draft);
            let has_problems = draft.problems().iter().any(|problem| problem.blocks());
            self.screen.notices.edited(has_problems, draft.conflicts().len());
            self.keep_selection();
        }
    }

    /// Lets one side's version of what both have changed stay.
    pub(super) fn resolve(&mut self, conflict: &Conflict, side: Side) {
        if let Some(session) = &mut self.accounts.open {
            session.notes.forget_refusals(|item| item == conflict.item);
        }
        self.change_draft(|draft| draft.resolve(conflict, side));
    }

    /// Makes the draft like something else, in one step of undo. The review says what cannot come along.
    pub(super) fn apply_target(&mut self, brought: Conversion, way: ImportMode) {
        let Some(Session { draft, .. }) = &self.accounts.open else { return };
        let (losses, before) = (all_losses(draft, &brought, way), draft.edited().clone());
        self.edit(Edit::Become(Box::new(brought.target), way));
        if let Some(session) = &mut self.accounts.open {
            session.notes.became_like(before, losses);
        }
    }

    pub(super) fn add(&mut self, name: String) {
        let below = self.selection().map(Item::key);
        let Some(account) = self.draft().map(Draft::edited).filter(|account| account.has_room()) else {
            return;
        };
        let new = account.proposal(below, name);
        let place = new.place;
        let added = |account: &Account| account.statuses.get(place).map(|status| Item::Status(status.key));
        self.add_and_select(Edit::Add(new), added);
    }

    /// Makes a segment, like that one where there is one.
    pub(super) fn add_segment(&mut self, like: Option<Key>, name: String) {
        let Some(account) = self.draft().map(Draft::edited).filter(|account| account.segment_room() > 0)
        else {
            return;
        };
        let new = account.segment_proposal(like, name);
        let added = |account: &Account| account.segments.last().map(|segment| Item::Segment(segment.key));
        self.add_and_select(Edit::AddSegment(new), added);
    }

    fn add_and_select(&mut self, edit: Edit, added: impl FnOnce(&Account) -> Option<Item>) {
        if self.can_edit() {
            self.edit(edit);
            self.screen.page = Page::Editor;
            let added = self.draft().map(Draft::edited).and_then(added);
            self.screen.selection.only(added);
        }
    }

    /// Deletes what only the draft has, and asks about what the server has. System statuses are left out.
    pub(super) fn delete(&mut self, items: Vec<Item>) {
        let items: Vec<Item> = items.into_iter().filter(|item| self.is_deletable(*item)).collect();
        match items.as_slice() {
            _ if !self.can_edit() => {}
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
    pub(super) fn select(&mut self, select: impl FnOnce(&mut super::screen::Selection, Vec<Item>)) {
        if let Some(session) = &mut self.accounts.open {
            session.draft.end_typing();
        }
        if !self.is_saving() {
            self.screen.page = Page::Editor;
        }
        let items = self.items();
        select(&mut self.screen.selection, items);
    }

    /// Keeps the selection on something that exists.
    pub(super) fn keep_selection(&mut self) {
        let shown = self.shown_segments();
        let account = self.accounts.open.as_ref().map(|session| session.draft.edited());
        self.screen.keep_existing(account, || {
            let ordinary = account?.statuses.iter().find(|status| !status.system);
            ordinary.map(|status| Item::Status(status.key)).or_else(|| shown.first().copied())
        });
    }
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
