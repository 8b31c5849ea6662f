//! Changing the draft, and what is selected afterwards.

use crate::crm::{Account, Draft, Edit, Item, Key};

use super::{Model, Page, Question};

impl Model {
    pub(super) fn edit(&mut self, edit: Edit) {
        // Taking back needs no right to write.
        let takes_back = matches!(edit, Edit::Revert(_) | Edit::TakeBack(_));
        if !(self.can_edit() || (takes_back && self.can_take_back())) {
            return;
        }
        if let Some(item) = about(&edit) {
            self.forget_refusal(item);
        }
        match edit {
            Edit::Place(item, _) => {
                self.question = None;
                self.selection = Some(item);
            }
            Edit::Remove(item) => {
                self.question = None;
                self.leave_item(item);
            }
            _ => {}
        }
        self.change_draft(|draft| draft.edit(edit));
    }

    fn forget_refusal(&mut self, item: Item) {
        if let Some(session) = &mut self.session {
            session.refused.retain(|(other, _)| *other != item);
        }
    }

    /// Selects the neighbour of an item that is about to go, if that one is selected.
    fn leave_item(&mut self, item: Item) {
        let Item::Status(key) = item;
        if self.selection == Some(item)
            && let Some(account) = self.draft().map(Draft::edited)
        {
            self.selection = neighbour(account, key).map(Item::Status);
        }
    }

    pub(super) fn change_draft(&mut self, change: impl FnOnce(&mut Draft)) {
        if !self.can_take_back() {
            return;
        }
        if let Some(session) = &mut self.session {
            change(&mut session.draft);
            // Old good news would contradict what is on the screen now.
            self.notice.take_if(|notice| notice.is_good());
            self.select_something();
        }
    }

    pub(super) fn add(&mut self, name: String) {
        let below = self.selection.map(|Item::Status(key)| key);
        let Some(account) = self.draft().map(Draft::edited).filter(|account| account.has_room()) else {
            return;
        };
        let new = account.proposal(below, name);
        let place = new.place;
        if self.can_edit() {
            self.edit(Edit::Add(new));
            self.page = Page::Editor;
            let added = self.draft().and_then(|draft| draft.edited().statuses.get(place));
            self.selection = added.map(|status| Item::Status(status.key));
        }
    }

    /// Deletes what only the draft has, and asks about what the server has.
    pub(super) fn delete(&mut self, item: Item) {
        let Item::Status(key) = item;
        let status = self.draft().and_then(|draft| draft.edited().status(key));
        match status {
            Some(status) if status.system || !self.can_edit() => {}
            Some(_) if key.id().is_none() => self.edit(Edit::Remove(item)),
            Some(_) => self.question = Some(Question::Delete(item)),
            None => {}
        }
    }

    pub(super) fn select(&mut self, item: Option<Item>) {
        if let Some(session) = &mut self.session {
            session.draft.end_typing();
        }
        self.selection = item;
        if !self.is_saving() {
            self.page = Page::Editor;
        }
    }

    /// Keeps the selection on something that exists.
    pub(super) fn select_something(&mut self) {
        let Some(session) = &self.session else { return self.selection = None };
        let account = session.draft.edited();
        let exists = |item: &Item| {
            let Item::Status(key) = item;
            account.status(*key).is_some()
        };
        let first =
            || account.statuses.iter().find(|status| !status.system).map(|status| Item::Status(status.key));
        self.selection = self.selection.filter(exists).or_else(first);
    }
}

/// Returns the item whose refusal is outdated by this edit.
fn about(edit: &Edit) -> Option<Item> {
    match edit {
        Edit::Add(_) => None,
        Edit::Rename(item, _)
        | Edit::Recolor(item, _)
        | Edit::Place(item, _)
        | Edit::Split(item, _)
        | Edit::Remove(item)
        | Edit::Revert(item) => Some(*item),
        Edit::TakeBack(change) => Some(change.item),
    }
}

/// Returns the status that moves up when this one goes, or else the one above: an ordinary one if there
/// is one beside it.
fn neighbour(account: &Account, key: Key) -> Option<Key> {
    let place = account.place(key)?;
    let beside = [place.checked_add(1), place.checked_sub(1)];
    let beside = || beside.into_iter().flatten().filter_map(|place| account.statuses.get(place));
    let found = beside().find(|status| !status.system).or_else(|| beside().next());
    found.map(|status| status.key)
}
