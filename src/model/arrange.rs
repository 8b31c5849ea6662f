//! Changing the draft, and what is selected afterwards.

use crate::crm::{Account, Conflict, Draft, Edit, Item, Key, Side};

use super::{Model, Notice, Page, Question};

impl Model {
    pub(super) fn edit(&mut self, edit: Edit) {
        // Taking back needs no right to write.
        let takes_back = matches!(edit, Edit::Revert(_) | Edit::TakeBack(_));
        if !(self.can_edit() || (takes_back && self.can_take_back())) {
            return;
        }
        for item in about(&edit) {
            self.forget_refusal(item);
        }
        if let Some(session) = &mut self.session {
            session.remarks.edited(&session.draft);
            if matches!(edit, Edit::Become(..)) {
                session.refused.clear();
            }
        }
        if let Edit::Place(item, _) = edit {
            self.question = None;
            self.select_only(Some(item));
        }
        let removed = removed(&edit);
        if !removed.is_empty() {
            self.question = None;
            self.leave_items(&removed);
        }
        self.change_draft(|draft| draft.edit(edit));
    }

    fn forget_refusal(&mut self, item: Item) {
        if let Some(session) = &mut self.session {
            session.refused.retain(|(other, _)| *other != item);
        }
    }

    /// Selects the neighbour of the selected item if that one is about to go.
    fn leave_items(&mut self, gone: &[Item]) {
        if let Some(item) = self.selection.filter(|item| gone.contains(item))
            && let Some(account) = self.draft().map(Draft::edited)
        {
            self.select_only(neighbour(account, &self.items(), item, gone));
        }
    }

    pub(super) fn change_draft(&mut self, change: impl FnOnce(&mut Draft)) {
        if !self.can_take_back() {
            return;
        }
        if let Some(session) = &mut self.session {
            change(&mut session.draft);
            // Old good news would contradict what is on the screen now.
            let is_mended = !session.draft.problems().iter().any(|problem| problem.blocks());
            let open = session.draft.conflicts().len();
            if let Some(Notice::Conflicts { count, .. }) = &mut self.notice {
                *count = open;
            }
            self.notice.take_if(|notice| match notice {
                Notice::Problems { .. } => is_mended,
                Notice::Conflicts { .. } => open == 0,
                notice => notice.is_good(),
            });
            self.select_something();
        }
    }

    /// Lets one side's version of a contested thing stay.
    pub(super) fn resolve(&mut self, conflict: &Conflict, side: Side) {
        self.forget_refusal(conflict.item);
        self.change_draft(|draft| draft.resolve(conflict, side));
    }

    pub(super) fn add(&mut self, name: String) {
        let below = self.selection.map(Item::key);
        let Some(account) = self.draft().map(Draft::edited).filter(|account| account.has_room()) else {
            return;
        };
        let new = account.proposal(below, name);
        let place = new.place;
        if self.can_edit() {
            self.edit(Edit::Add(new));
            self.page = Page::Editor;
            let added = self.draft().and_then(|draft| draft.edited().statuses.get(place));
            self.select_only(added.map(|status| Item::Status(status.key)));
        }
    }

    /// Makes a segment, like that one where there is one.
    pub(super) fn add_segment(&mut self, like: Option<Key>, name: String) {
        let Some(account) = self.draft().map(Draft::edited).filter(|account| account.segment_room() > 0)
        else {
            return;
        };
        let new = account.segment_proposal(like, name);
        if self.can_edit() {
            self.edit(Edit::AddSegment(new));
            self.page = Page::Editor;
            let added = self.draft().and_then(|draft| draft.edited().segments.last());
            self.select_only(added.map(|segment| Item::Segment(segment.key)));
        }
    }

    /// Deletes what only the draft has, and asks about what the server has.
    pub(super) fn delete(&mut self, item: Item) {
        if !self.can_edit() || !self.is_deletable(item) {
            return;
        }
        if item.is_new() {
            self.edit(Edit::Remove(item));
        } else {
            self.question = Some(Question::Delete(item));
        }
    }

    /// Deletes what is selected: the system ones are left out.
    pub(super) fn delete_selected(&mut self) {
        let items = self.deletable();
        match items.as_slice() {
            [] => {}
            [item] => self.delete(*item),
            _ if !self.can_edit() => {}
            _ if items.iter().all(|item| item.is_new()) => {
                self.edit(Edit::Several(items.into_iter().map(Edit::Remove).collect()));
            }
            _ => self.question = Some(Question::DeleteSelected),
        }
    }

    pub(super) fn select(&mut self, item: Option<Item>) {
        self.look_at_selection();
        self.select_only(item);
    }

    /// Selects one thing besides, which then is what the user looks at, or leaves it out again. Only things
    /// of one kind are selected together.
    pub(super) fn select_also(&mut self, item: Item) {
        self.look_at_selection();
        if self.selection.is_some_and(|first| !first.is_like(item)) {
            self.select_only(Some(item));
        } else if let Some(at) = self.also_selected.iter().position(|other| *other == item) {
            self.also_selected.remove(at);
        } else if self.selection == Some(item) {
            // The last one stays: there is always something to show.
            self.selection = self.also_selected.pop().or(self.selection);
        } else {
            self.also_selected.extend(self.selection.replace(item));
        }
    }

    /// Selects all between the first selected item and this one.
    pub(super) fn select_to(&mut self, item: Item) {
        self.look_at_selection();
        let Some(first) = self.selection else { return self.select_only(Some(item)) };
        let items = self.items();
        let place = |item: Item| items.iter().position(|other| *other == item);
        if let (Some(from), Some(to)) = (place(first), place(item)) {
            self.also_selected = items[from.min(to)..=from.max(to)].to_vec();
            self.also_selected.retain(|other| *other != first);
        }
    }

    pub(super) fn select_all(&mut self) {
        self.look_at_selection();
        let first = self.selection;
        self.also_selected = self.items().into_iter().filter(|item| Some(*item) != first).collect();
    }

    pub(super) fn select_only(&mut self, item: Option<Item>) {
        self.selection = item;
        self.also_selected.clear();
    }

    /// Shows the editor, where what is selected can be changed.
    fn look_at_selection(&mut self) {
        if let Some(session) = &mut self.session {
            session.draft.end_typing();
        }
        if !self.is_saving() {
            self.page = Page::Editor;
        }
    }

    /// Returns everything of the kind of what is selected, in the order in which it is shown.
    pub(super) fn items(&self) -> Vec<Item> {
        let Some(account) = self.draft().map(Draft::edited) else { return Vec::new() };
        match self.selection {
            Some(Item::Segment(_)) => self.shown_segments(),
            _ => account.order().into_iter().map(Item::Status).collect(),
        }
    }

    /// Returns the segments in the order in which they are shown.
    #[must_use]
    pub fn shown_segments(&self) -> Vec<Item> {
        let keys = self.draft().map(|draft| self.settings.segment_order.arranged(draft));
        keys.unwrap_or_default().into_iter().map(Item::Segment).collect()
    }

    /// Keeps the selection on something that exists.
    pub(super) fn select_something(&mut self) {
        let Some(session) = &self.session else { return self.select_only(None) };
        let account = session.draft.edited();
        let ordinary = || account.statuses.iter().find(|status| !status.system);
        let first = ordinary().map(|status| Item::Status(status.key));
        let first = first.or_else(|| self.shown_segments().first().copied());
        if let Some(Question::Place(item) | Question::Delete(item)) = &self.question
            && !account.has(*item)
        {
            // What was asked about is gone.
            self.question = None;
        }
        self.also_selected.retain(|item| account.has(*item));
        let selection = self.selection.filter(|item| account.has(*item));
        self.selection = selection.or_else(|| self.also_selected.pop()).or(first);
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

/// Returns the item that moves up to this one when all of `gone` go, or else the one above: one that is not
/// amoCRM's own if there is one beside it.
fn neighbour(account: &Account, items: &[Item], item: Item, gone: &[Item]) -> Option<Item> {
    let place = items.iter().position(|other| *other == item)?;
    let stays = |item: &&Item| !gone.contains(item);
    let (above, below) = items.split_at(place);
    let beside = [below.iter().find(stays), above.iter().rev().find(stays)];
    let beside = || beside.into_iter().flatten().copied();
    beside().find(|item| !account.is_system(*item)).or_else(|| beside().next())
}
