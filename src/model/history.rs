//! What was saved before, and the way back to it.

use jiff::Timestamp;

use crate::crm::{Blueprint, Item, Origin, Way};
use crate::document::{SaveEntry, Snapshot};

use super::archive::{ArchiveFault, Folder, Job};
use super::save::Save;
use super::session::Session;
use super::transfer::place_of;
use super::work::Work;
use super::{Model, Notice, Page};

impl Model {
    /// Returns the backup that undoes the save which was just told, if anything was saved.
    #[must_use]
    pub fn way_back(&self) -> Option<Timestamp> {
        let has_saved = match self.notice()? {
            Notice::Saved { .. } => true,
            Notice::PartlySaved { saved, .. } | Notice::Stopped { saved, .. } => *saved > 0,
            _ => false,
        };
        self.session.as_ref()?.backup().filter(|_| has_saved && self.can_edit())
    }

    /// Keeps the open account as the server shows it, since it is going to be changed.
    pub(super) fn back_up(&mut self) {
        let Some(session) = &mut self.session else { return };
        if let Some(papers) = &mut session.papers {
            papers.backup = None;
            let (folder, place) = (papers.folder.clone(), place_of(session));
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

    /// Writes down what a saving has done, as it ends, or what a reading has shown to be saved after all.
    pub(super) fn note_saved(&mut self, save: Option<&Save>) {
        let at = self.now();
        let Some(session) = &mut self.session else { return };
        let arrived = std::mem::take(&mut session.arrived);
        let done = save.map(|save| save.done(session)).filter(|done| !done.is_empty()).unwrap_or(arrived);
        let session = &*session;
        // What another window was about is its own to tell.
        if done.is_empty() || session.is_elsewhere() {
            return;
        }
        let Some(folder) = session.folder().cloned() else { return };
        let (user, account) = (session.user.name.clone(), session.draft.edited());
        let entry = SaveEntry::new(at, user, session.backup(), done, account);
        self.keep_unnoted(&folder);
        self.keep_saves(&folder, vec![entry]);
    }

    /// Adds to the history what could not be added before.
    pub(super) fn keep_unnoted(&mut self, folder: &Folder) {
        let mut unnoted = Vec::new();
        self.with_papers(folder, |papers| unnoted = std::mem::take(&mut papers.unnoted));
        self.keep_saves(folder, unnoted);
    }

    /// Does so for all accounts.
    pub(super) fn keep_all_unnoted(&mut self) {
        let folders: Vec<Folder> = self.sessions().filter_map(Session::folder).cloned().collect();
        for folder in &folders {
            self.keep_unnoted(folder);
        }
    }

    /// Adds saves to the history, and reads it anew where it is shown.
    pub(super) fn keep_saves(&mut self, folder: &Folder, entries: Vec<SaveEntry>) {
        let is_shown = |session: &Session| session.folder() == Some(folder) && session.history().is_some();
        let is_to_be_read = !entries.is_empty() && self.session.as_ref().is_some_and(is_shown);
        for entry in entries {
            self.archive.wish(folder.clone(), Job::KeepSave(Box::new(entry)));
        }
        if is_to_be_read {
            self.archive.wish(folder.clone(), Job::ReadHistory);
        }
    }

    /// Shows what was saved before, of everything or of one thing, and reads it anew unless it is shown already.
    pub(super) fn show_history(&mut self, about: Option<Item>) {
        let Some(session) = &self.session else { return };
        let was_shown = matches!(self.page, Page::History(_)) && session.history_fault().is_none();
        self.page = Page::History(about);
        if let Some(folder) = session.folder().cloned().filter(|_| !was_shown) {
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
        self.become_like(brought, Way::Replace);
        let Some(session) = &self.session else { return };
        let then = snapshot.taken.to_zoned(session.draft.base().zone.clone());
        self.page = Page::Review;
        self.notice = Some(Notice::Restored { then, count: session.draft.changes().len() });
    }
}
