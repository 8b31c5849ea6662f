//! What was saved before, and the way back to it.

use jiff::Timestamp;

use crate::crm::{Account, Blueprint, Brought, Draft, Edit, Loss, Origin, Way};
use crate::document::{SaveEntry, Snapshot};

use super::archive::{Folder, Job};
use super::save::Save;
use super::{Model, Notice, Page};

impl Model {
    /// Keeps the open account as the server shows it, since it is going to be changed.
    pub(super) fn back_up(&mut self) {
        let Some(session) = &mut self.session else { return };
        session.backup = None;
        if let Some(folder) = session.folder.clone() {
            let place = session.connection.host().map(ToString::to_string).unwrap_or_default();
            let account = Box::new(session.draft.base().clone());
            self.archive.wish(folder, Job::KeepBackup { place, account });
        }
    }

    /// Writes down what a saving has done, as it ends.
    pub(super) fn note_save(&mut self, save: &Save) {
        let Some(session) = &mut self.session else { return };
        let done = save.done(session);
        let (Some(folder), false) = (session.folder.clone(), done.is_empty()) else { return };
        let at = Timestamp::from_second(self.renewals.now).unwrap_or_default();
        let entry =
            SaveEntry::new(at, session.user.name.clone(), session.backup, done, session.draft.edited());
        self.archive.wish(folder.clone(), Job::KeepSave(Box::new(entry)));
        if session.history.is_some() {
            self.archive.wish(folder, Job::ReadHistory);
        }
    }

    /// Shows what was saved before, and reads it anew.
    pub(super) fn show_history(&mut self) {
        let Some(session) = &self.session else { return };
        self.page = Page::History;
        if let Some(folder) = session.folder.clone() {
            self.archive.wish(folder, Job::ReadHistory);
        }
    }

    /// Asks for a backup, to make the draft like it.
    pub(super) fn ask_for_backup(&mut self, at: Timestamp) {
        let folder = self.session.as_ref().and_then(|session| session.folder.clone());
        if let Some(folder) = folder.filter(|_| self.can_edit()) {
            self.archive.wish(folder, Job::ReadBackup(at));
        }
    }

    /// Makes the draft of the open account like a backup of it.
    pub(super) fn restore(&mut self, folder: &Folder, snapshot: &Snapshot) {
        let is_open = self.session.as_ref().is_some_and(|session| session.folder.as_ref() == Some(folder));
        if !is_open || !self.can_edit() {
            return;
        }
        let losses = self.become_like(&snapshot.account, Origin::SameAccount, Way::Replace);
        let Some(session) = &self.session else { return };
        let then = snapshot.taken.to_zoned(session.draft.base().zone.clone());
        self.page = Page::Review;
        self.notice = Some(Notice::Restored { then, count: session.draft.changes().len(), losses });
    }

    /// Makes the draft like another account, in one step of undo, and returns what cannot come along.
    pub(super) fn become_like(&mut self, source: &Account, origin: Origin, way: Way) -> Vec<Loss> {
        let Some(draft) = self.draft() else { return Vec::new() };
        let Brought { blueprint, mut losses, .. } = Blueprint::of(source, draft.edited(), origin);
        losses.extend(draft.losses(&blueprint, way));
        losses.sort();
        losses.dedup();
        self.change_draft(|draft: &mut Draft| draft.edit(Edit::Become(Box::new(blueprint), way)));
        losses
    }
}
