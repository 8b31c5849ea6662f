//! What was saved before, and the way back to it.

use jiff::Timestamp;

use crate::crm::{Blueprint, Change, Origin, Way};
use crate::document::{SaveEntry, Snapshot};

use super::archive::{ArchiveFault, Folder, Job};
use super::save::Save;
use super::transfer::place_of;
use super::work::Work;
use super::{Model, Notice, Page};

impl Model {
    /// Keeps the open account as the server shows it, since it is going to be changed.
    pub(super) fn back_up(&mut self) {
        let Some(session) = &mut self.session else { return };
        if let Some(folder) = session.folder().cloned() {
            let place = place_of(session);
            let account = Box::new(session.draft.base().clone());
            self.archive.wish(folder, Job::KeepBackup { place, account });
        }
    }

    /// Ends a saving before it has sent anything, since what protects it cannot be written down.
    pub(super) fn not_secured(&mut self, fault: ArchiveFault) {
        if matches!(&self.work, Work::Saving(save) if save.needs_security()) {
            self.end(Some(Notice::NotSecured(fault)));
        }
    }

    /// Writes down what a saving has done, as it ends.
    pub(super) fn note_save(&mut self, save: &Save) {
        if let Some(session) = &self.session {
            self.keep_save(save.done(session));
        }
    }

    /// Writes down that these changes of the open account are saved.
    pub(super) fn keep_save(&mut self, done: Vec<Change>) {
        let Some(session) = &self.session else { return };
        let (Some(folder), false) = (session.folder().cloned(), done.is_empty()) else { return };
        let at = self.now();
        let (user, account) = (session.user.name.clone(), session.draft.edited());
        let entry = SaveEntry::new(at, user, session.backup(), done, account);
        self.archive.wish(folder.clone(), Job::KeepSave(Box::new(entry)));
        if session.history().is_some() {
            self.archive.wish(folder, Job::ReadHistory);
        }
    }

    /// Shows what was saved before, and reads it anew.
    pub(super) fn show_history(&mut self) {
        let Some(session) = &self.session else { return };
        self.page = Page::History;
        if let Some(folder) = session.folder().cloned() {
            self.archive.wish(folder, Job::ReadHistory);
        }
    }

    /// Asks for a backup, to make the draft like it.
    pub(super) fn ask_for_backup(&mut self, at: Timestamp) {
        let folder = self.session.as_ref().and_then(|session| session.folder().cloned());
        if let Some(folder) = folder.filter(|_| self.can_edit()) {
            self.archive.wish(folder, Job::ReadBackup(at));
        }
    }

    /// Makes the draft of the open account like a backup of it.
    pub(super) fn restore(&mut self, folder: &Folder, snapshot: &Snapshot) {
        let is_open = self.session.as_ref().is_some_and(|session| session.folder() == Some(folder));
        if !is_open || !self.can_edit() {
            return;
        }
        let Some(draft) = self.draft() else { return };
        let brought = Blueprint::of(&snapshot.account, draft.edited(), Origin::SameAccount);
        let losses = self.become_like(brought, Way::Replace);
        let Some(session) = &self.session else { return };
        let then = snapshot.taken.to_zoned(session.draft.base().zone.clone());
        self.page = Page::Review;
        self.notice = Some(Notice::Restored { then, count: session.draft.changes().len(), losses });
    }
}
