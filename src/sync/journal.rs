//! What is stored about one account on this computer: the draft, the backups, the history, and the lock.

use std::sync::Arc;

use jiff::Timestamp;

use crate::crm::Draft;
use crate::document::{ArchiveFault, Archived, Folder, History, Job, KeptDraft, Opened, SaveEntry, Saving};

/// What is not saved in an account, as it is to be stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Unsaved<'a> {
    pub draft: &'a Draft,
    pub saving: Option<&'a Saving>,
}

impl<'a> From<&'a KeptDraft> for Unsaved<'a> {
    fn from(kept: &'a KeptDraft) -> Self {
        Self { draft: &kept.draft, saving: kept.saving.as_ref() }
    }
}

impl From<Unsaved<'_>> for KeptDraft {
    fn from(unsaved: Unsaved<'_>) -> Self {
        Self { draft: unsaved.draft.clone(), saving: unsaved.saving.cloned() }
    }
}

/// The stored state of an open account, and what is still to be stored.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    folder: Folder,
    /// Whether it outlasts the program.
    lasts: bool,
    /// Whether another window has the lock.
    is_elsewhere: bool,
    /// What was stored last, or is being stored, or could not be stored.
    written: Option<Arc<KeptDraft>>,
    /// Why that could not be stored.
    fault: Option<ArchiveFault>,
    /// The backup before the last save of this run.
    backup: Option<Timestamp>,
    /// What was saved, or why it cannot be read, once it was asked for.
    history: Option<Result<Arc<History>, ArchiveFault>>,
    /// Saves that are not on their way to the history, because the last one could not be written.
    unlogged: Vec<SaveEntry>,
    /// Why there are such saves, or were when it was tried last.
    log_fault: Option<ArchiveFault>,
}

impl Journal {
    /// Takes over what was found in the folder of an account.
    pub fn opened(folder: Folder, opened: &Opened) -> Self {
        Self {
            folder,
            lasts: opened.lasts,
            is_elsewhere: opened.is_elsewhere,
            written: None,
            fault: opened.fault.clone(),
            backup: None,
            history: None,
            unlogged: Vec::new(),
            log_fault: None,
        }
    }

    /// Takes over the draft that was found there.
    pub fn resume(&mut self, kept: KeptDraft) {
        self.backup = kept.saving.as_ref().and_then(|saving| saving.backup);
        self.written = Some(Arc::new(kept));
    }

    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    pub fn is_elsewhere(&self) -> bool {
        self.is_elsewhere
    }

    pub fn fault(&self) -> Option<&ArchiveFault> {
        self.fault.as_ref()
    }

    pub fn log_fault(&self) -> Option<&ArchiveFault> {
        self.log_fault.as_ref()
    }

    pub fn backup(&self) -> Option<Timestamp> {
        self.backup
    }

    /// Forgets the backup of the save before: there was none before this one.
    pub fn forget_backup(&mut self) {
        self.backup = None;
    }

    pub fn history(&self) -> Option<&Result<Arc<History>, ArchiveFault>> {
        self.history.as_ref()
    }

    /// Tells whether the next run will find what is not saved.
    pub fn is_kept(&self) -> bool {
        self.lasts && !self.is_elsewhere && self.fault.is_none()
    }

    /// Tells whether what is not saved is still there after the account was left, or after the whole program
    /// ended (`ends`). Where a write is under way it may still succeed.
    pub fn survives(&self, ends: bool, is_writing: bool) -> bool {
        (self.lasts || !ends) && (is_writing || self.fault.is_none())
    }

    /// Tells whether something could not be stored that this window has to store.
    pub fn is_faulty(&self) -> bool {
        (self.fault.is_some() || self.log_fault.is_some()) && !self.is_elsewhere
    }

    /// Tells whether this is stored, or being stored. A draft that nobody has touched needs no file.
    pub fn is_written(&self, now: Unsaved<'_>) -> bool {
        self.is_elsewhere
            || match &self.written {
                Some(written) => now == Unsaved::from(written.as_ref()),
                None => !now.draft.can_undo() && !now.draft.can_redo() && now.saving.is_none(),
            }
    }

    /// Returns the request that stores this, which counts as written then.
    pub fn keep(&mut self, now: Unsaved<'_>) -> Option<Job> {
        if self.is_written(now) {
            return None;
        }
        let now = Arc::new(KeptDraft::from(now));
        self.written = Some(Arc::clone(&now));
        Some(Job::KeepDraft(now))
    }

    /// Lets what could not be stored be stored once more.
    pub fn try_again(&mut self) {
        if self.fault.is_some() {
            self.written = None;
        }
    }

    /// Returns the request that stores once more what could not be stored; where nothing is to be stored, one
    /// that looks whether it could be.
    pub fn keep_again(&mut self, now: Unsaved<'_>) -> Option<Job> {
        if self.fault.is_none() || self.is_elsewhere {
            return None;
        }
        self.try_again();
        Some(self.keep(now).unwrap_or(Job::Open))
    }

    /// Adds a save to the history, after those that could not be added before.
    pub fn log(&mut self, entry: SaveEntry) -> Vec<Job> {
        self.unlogged.push(entry);
        self.log_unlogged()
    }

    /// Adds to the history what could not be added before, and reads it anew where it was read.
    pub fn log_unlogged(&mut self) -> Vec<Job> {
        let mut jobs: Vec<Job> = std::mem::take(&mut self.unlogged)
            .into_iter()
            .map(|entry| Job::KeepSave(Box::new(entry)))
            .collect();
        if !jobs.is_empty() && matches!(self.history, Some(Ok(_))) {
            jobs.push(Job::ReadHistory);
        }
        jobs
    }

    /// Takes the reply to one of these requests, and returns what is to be asked next.
    pub fn replied(&mut self, job: &Job, reply: Result<Archived, ArchiveFault>) -> Vec<Job> {
        match (job, reply) {
            (Job::KeepBackup { .. }, Ok(Archived::BackedUp(at))) => self.backup = Some(at),
            (Job::ReadHistory, Ok(Archived::History(history))) => self.history = Some(Ok(Arc::from(history))),
            (Job::ReadHistory, Err(fault)) => self.history = Some(Err(fault)),
            (Job::KeepDraft(_), Err(fault)) => self.fault = Some(fault),
            (Job::KeepDraft(_), Ok(_)) => {
                self.fault = None;
                return self.log_unlogged();
            }
            (Job::KeepSave(entry), Err(fault)) => {
                self.unlogged.push(entry.as_ref().clone());
                self.log_fault = Some(fault);
            }
            (Job::KeepSave(_), Ok(_)) => {
                self.log_fault = None;
                return self.log_unlogged();
            }
            // It can be written to again.
            (Job::Open, Ok(_)) => self.fault = None,
            _ => {}
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{Account, Edit, NewStatus, STATUS_COLORS};

    fn journal() -> Journal {
        let folder = Folder { name: "amocrm.ru-1".into(), lasts: true };
        Journal::opened(folder, &Opened { lasts: true, ..Opened::default() })
    }

    fn draft(names: &[&str]) -> Draft {
        let mut draft = Draft::new(Account::empty(1));
        for (place, name) in names.iter().enumerate() {
            let new = NewStatus { name: (*name).into(), color: STATUS_COLORS[0], place };
            draft.edit(Edit::Add(new));
        }
        draft
    }

    fn unsaved(draft: &Draft) -> Unsaved<'_> {
        Unsaved { draft, saving: None }
    }

    #[test]
    fn a_draft_is_stored_once_and_again_after_a_fault() {
        let mut journal = journal();
        assert!(journal.keep(unsaved(&draft(&[]))).is_none(), "nobody has touched it");
        let draft = draft(&["A"]);
        let job = journal.keep(unsaved(&draft)).expect("a change is stored");
        assert!(journal.keep(unsaved(&draft)).is_none(), "the same is stored once");
        journal.replied(&job, Err(ArchiveFault::Full));
        assert!(journal.is_faulty() && !journal.is_kept(), "the disk is full");
        let job = journal.keep_again(unsaved(&draft)).expect("there may be room by now");
        assert!(matches!(job, Job::KeepDraft(_)), "the draft itself");
        journal.replied(&job, Ok(Archived::Done));
        assert!(journal.is_kept(), "it is stored");
        assert!(journal.keep_again(unsaved(&draft)).is_none(), "nothing is left to be tried again");
    }

    #[test]
    fn a_save_that_could_not_be_logged_is_logged_after_the_next_write_that_succeeds() {
        let mut journal = journal();
        let account = Account::empty(1);
        let entry = SaveEntry::new(Timestamp::UNIX_EPOCH, String::new(), None, Vec::new(), &account);
        let jobs = journal.log(entry.clone());
        assert!(matches!(jobs.as_slice(), [Job::KeepSave(_)]), "{jobs:?}");
        assert!(journal.replied(&jobs[0], Err(ArchiveFault::Denied)).is_empty(), "not at once again");
        assert_eq!(journal.log_fault(), Some(&ArchiveFault::Denied));
        let draft = draft(&["A"]);
        let kept = journal.keep(unsaved(&draft)).expect("a change is stored");
        let again = journal.replied(&kept, Ok(Archived::Done));
        assert!(matches!(again.as_slice(), [Job::KeepSave(kept)] if **kept == entry), "{again:?}");
    }
}
