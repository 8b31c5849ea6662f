//! What is stored about one account on this computer: the draft, the backups, the history, and the lock.

use std::sync::Arc;

use jiff::Timestamp;

use crate::crm::{Account, Change, Draft};
use crate::document::{
    ArchiveFault, DiskReply, DiskRequest, History, HistoryEntry, LoadedDraft, SaveInProgress, SavedDraft,
    StoreId,
};

/// The stored state of an open account, and what is still to be stored.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    folder: StoreId,
    /// Whether it outlasts the program.
    lasts: bool,
    /// Whether another window has the lock.
    locked_by_other_window: bool,
    /// The draft as it was handed to the disk last.
    written: Option<Written>,
    /// Why that could not be stored.
    fault: Option<ArchiveFault>,
    /// The save that is stored with the draft, so that any of its steps may have been done.
    save: Option<StoredSave>,
    /// The backup before the last save of this run.
    backup: Option<Timestamp>,
    log: Log,
}

/// A draft that was handed to the disk.
#[derive(Clone, Debug)]
struct Written {
    kept: Arc<SavedDraft>,
    /// Whether the disk has answered, if only with a fault.
    is_answered: bool,
}

/// A save that is stored with the draft.
#[derive(Clone, Debug)]
enum StoredSave {
    /// A former run ended over it; a reading tells what has come of it.
    Interrupted(SaveInProgress),
    /// It is in progress.
    Running(SaveInProgress),
}

/// The history of an account, and what it lacks.
#[derive(Clone, Debug, Default)]
struct Log {
    /// What was saved, or why it cannot be read, once it was asked for.
    history: Option<Result<Arc<History>, ArchiveFault>>,
    /// Changes that readings have shown to be saved although no answer had told so.
    arrived: Vec<Change>,
    /// Saves that are not on their way to the history, because the last one could not be written.
    unlogged_saves: Vec<HistoryEntry>,
    /// Why there are such saves, or were when it was tried last.
    fault: Option<ArchiveFault>,
}

impl Journal {
    /// Takes over what was found in the folder of an account.
    pub fn opened(folder: StoreId, opened: &LoadedDraft) -> Self {
        Self {
            folder,
            lasts: opened.lasts,
            locked_by_other_window: opened.locked_by_other_window,
            written: None,
            fault: opened.fault.clone(),
            save: None,
            backup: None,
            log: Log::default(),
        }
    }

    /// Takes over the draft that was found there.
    pub fn resume(&mut self, kept: SavedDraft) {
        self.backup = kept.saving.as_ref().and_then(|saving| saving.backup);
        self.save = kept.saving.clone().map(StoredSave::Interrupted);
        self.written = Some(Written { kept: Arc::new(kept), is_answered: true });
    }

    pub fn folder(&self) -> &StoreId {
        &self.folder
    }

    pub fn locked_by_other_window(&self) -> bool {
        self.locked_by_other_window
    }

    pub fn fault(&self) -> Option<&ArchiveFault> {
        self.fault.as_ref()
    }

    pub fn log_fault(&self) -> Option<&ArchiveFault> {
        self.log.fault.as_ref()
    }

    pub fn backup(&self) -> Option<Timestamp> {
        self.backup
    }

    pub fn history(&self) -> Option<&Result<Arc<History>, ArchiveFault>> {
        self.log.history.as_ref()
    }

    /// Tells whether the next run will find what is not saved.
    pub fn is_kept(&self) -> bool {
        self.lasts && !self.locked_by_other_window && self.fault.is_none()
    }

    /// Tells whether what is not saved is still there after the account was left, or after the whole program
    /// ended (`ends`). Where a write is under way it may still succeed.
    pub fn survives(&self, ends: bool, is_writing: bool) -> bool {
        (self.lasts || !ends) && (is_writing || self.fault.is_none())
    }

    /// Tells whether something could not be stored that this window has to store.
    pub fn is_faulty(&self) -> bool {
        (self.fault.is_some() || self.log.fault.is_some()) && !self.locked_by_other_window
    }

    // ---- the draft ------------------------------------------------------------------------------------

    /// Tells whether this draft is stored, or being stored. One that nobody has touched needs no file.
    pub fn is_written(&self, draft: &Draft) -> bool {
        self.locked_by_other_window
            || match &self.written {
                Some(Written { kept, .. }) => kept.draft == *draft && kept.saving == self.stored_save(draft),
                None => !draft.can_undo() && !draft.can_redo() && self.save.is_none(),
            }
    }

    /// Tells whether nothing about this draft is on its way to the disk.
    pub fn is_settled(&self, draft: &Draft) -> bool {
        self.is_written(draft) && self.written.as_ref().is_none_or(|written| written.is_answered)
    }

    /// Returns the request that stores this draft, which counts as written then.
    pub fn keep(&mut self, draft: &Draft) -> Option<DiskRequest> {
        if self.is_written(draft) {
            return None;
        }
        let kept = Arc::new(SavedDraft { draft: draft.clone(), saving: self.stored_save(draft) });
        self.written = Some(Written { kept: Arc::clone(&kept), is_answered: false });
        Some(DiskRequest::KeepDraft(kept))
    }

    /// Lets what could not be stored be stored once more.
    pub fn try_again(&mut self) {
        if self.fault.is_some() {
            self.written = None;
        }
    }

    /// Returns the requests that store once more what could not be stored. Where the draft need not be
    /// stored any more, one looks whether it could be.
    pub fn store_again(&mut self, draft: &Draft) -> Vec<DiskRequest> {
        let mut jobs = Vec::new();
        if self.fault.is_some() && !self.locked_by_other_window {
            self.try_again();
            jobs.push(self.keep(draft).unwrap_or(DiskRequest::Open));
        }
        jobs.extend(self.log_unlogged());
        jobs
    }

    /// Returns the requests that store what is left to store of an account that is not looked at any more.
    pub fn store_all(&mut self, draft: &Draft) -> Vec<DiskRequest> {
        self.try_again();
        let mut jobs = self.log_unlogged();
        jobs.extend(self.keep(draft));
        jobs
    }

    // ---- the save -------------------------------------------------------------------------------------

    /// Stores from now on with the draft that these changes are being saved. Returns the request for a backup
    /// of the account as the server shows it; `place` is where it lives.
    pub fn begin_save(&mut self, reviewed: Vec<Change>, place: String, account: Account) -> DiskRequest {
        self.backup = None;
        self.save = Some(StoredSave::Running(SaveInProgress { reviewed, backup: None }));
        DiskRequest::KeepBackup { place, account: Box::new(account) }
    }

    /// Forgets the backup of the save before, unless readings show only now what that one has saved.
    pub fn forget_backup(&mut self) {
        if self.log.arrived.is_empty() {
            self.backup = None;
        }
    }

    /// Returns what a former run was saving when it ended.
    pub fn interrupted(&self) -> Option<&SaveInProgress> {
        match &self.save {
            Some(StoredSave::Interrupted(saving)) => Some(saving),
            _ => None,
        }
    }

    /// Forgets what a former run was saving, since a reading shows what has come of it; tells whether there
    /// was such a save.
    pub fn take_interrupted(&mut self) -> bool {
        self.save.take_if(|save| matches!(save, StoredSave::Interrupted(_))).is_some()
    }

    /// Returns the save that is stored with this draft, by the keys that its items have now.
    fn stored_save(&self, draft: &Draft) -> Option<SaveInProgress> {
        let (StoredSave::Interrupted(saving) | StoredSave::Running(saving)) = self.save.as_ref()?;
        let reviewed = saving.reviewed.iter().map(|change| draft.current_change(change)).collect();
        Some(SaveInProgress { reviewed, backup: saving.backup })
    }

    // ---- the history ----------------------------------------------------------------------------------

    /// Takes changes that a reading has shown to be saved.
    pub fn arrived(&mut self, changes: Vec<Change>) {
        self.log.arrived.extend(changes);
    }

    /// Ends the save in progress, and adds to the history what was saved, or else what has arrived since:
    /// `entry` makes the line of it. What another window was about is its own to tell.
    pub fn log(
        &mut self,
        saved: Vec<Change>,
        entry: impl FnOnce(Vec<Change>, Option<Timestamp>) -> HistoryEntry,
    ) -> Vec<DiskRequest> {
        self.save.take_if(|save| matches!(save, StoredSave::Running(_)));
        let arrived = std::mem::take(&mut self.log.arrived);
        let done = if saved.is_empty() { arrived } else { saved };
        if done.is_empty() || self.locked_by_other_window {
            return Vec::new();
        }
        self.log.unlogged_saves.push(entry(done, self.backup));
        self.log_unlogged()
    }

    /// Adds to the history what could not be added before, and reads it anew where it was read.
    fn log_unlogged(&mut self) -> Vec<DiskRequest> {
        let mut jobs: Vec<DiskRequest> = std::mem::take(&mut self.log.unlogged_saves)
            .into_iter()
            .map(|entry| DiskRequest::KeepSave(Box::new(entry)))
            .collect();
        if !jobs.is_empty() && matches!(self.log.history, Some(Ok(_))) {
            jobs.push(DiskRequest::ReadHistory);
        }
        jobs
    }

    /// Takes the reply to one of these requests, and returns what is to be asked next.
    pub fn replied(&mut self, job: &DiskRequest, reply: Result<DiskReply, ArchiveFault>) -> Vec<DiskRequest> {
        match (job, reply) {
            (DiskRequest::KeepBackup { .. }, Ok(DiskReply::BackedUp(at))) => {
                self.backup = Some(at);
                if let Some(StoredSave::Running(saving)) = &mut self.save {
                    saving.backup = Some(at);
                }
            }
            (DiskRequest::ReadHistory, Ok(DiskReply::History(history))) => {
                self.log.history = Some(Ok(Arc::from(history)));
            }
            (DiskRequest::ReadHistory, Err(fault)) => self.log.history = Some(Err(fault)),
            (DiskRequest::KeepDraft(kept), reply) => {
                if let Some(written) =
                    self.written.as_mut().filter(|written| Arc::ptr_eq(&written.kept, kept))
                {
                    written.is_answered = true;
                }
                self.fault = reply.err();
                if self.fault.is_none() {
                    return self.log_unlogged();
                }
            }
            (DiskRequest::KeepSave(entry), Err(fault)) => {
                self.log.unlogged_saves.push(entry.as_ref().clone());
                self.log.fault = Some(fault);
            }
            (DiskRequest::KeepSave(_), Ok(_)) => {
                self.log.fault = None;
                return self.log_unlogged();
            }
            // It can be written to again.
            (DiskRequest::Open, Ok(_)) => self.fault = None,
            _ => {}
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{ChangeKind, Edit, Item, Key, NewStatus, STATUS_COLORS};

    fn journal() -> Journal {
        let folder = StoreId { name: "amocrm.ru-1".into(), lasts: true };
        Journal::opened(folder, &LoadedDraft { lasts: true, ..LoadedDraft::default() })
    }

    fn draft(names: &[&str]) -> Draft {
        let mut draft = Draft::new(Account::empty(1));
        for (place, name) in names.iter().enumerate() {
            let new = NewStatus { name: (*name).into(), color: STATUS_COLORS[0], place };
            draft.edit(Edit::Add(new));
        }
        draft
    }

    #[test]
    fn a_draft_is_stored_once_and_again_after_a_fault() {
        let mut journal = journal();
        assert!(journal.keep(&draft(&[])).is_none(), "nobody has touched it");
        let draft = draft(&["A"]);
        let job = journal.keep(&draft).expect("a change is stored");
        assert!(journal.keep(&draft).is_none(), "the same is stored once");
        journal.replied(&job, Err(ArchiveFault::Full));
        assert!(journal.is_faulty() && !journal.is_kept(), "the disk is full");
        let again = journal.store_again(&draft);
        assert!(
            matches!(again.as_slice(), [DiskRequest::KeepDraft(_)]),
            "there may be room by now: {again:?}"
        );
        assert!(!journal.is_settled(&draft), "it is on its way");
        journal.replied(&again[0], Ok(DiskReply::Done));
        assert!(journal.is_settled(&draft), "the disk has answered");
        assert!(journal.is_kept(), "it is stored");
        assert!(journal.store_again(&draft).is_empty(), "nothing is left to be tried again");
    }

    #[test]
    fn a_save_that_could_not_be_logged_is_logged_after_the_next_write_that_succeeds() {
        let mut journal = journal();
        let account = Account::empty(1);
        let saved =
            vec![Change { item: Item::Status(Key::Id(1)), name: "A".into(), kind: ChangeKind::Removed }];
        let entry = HistoryEntry::new(Timestamp::UNIX_EPOCH, String::new(), None, saved.clone(), &account);
        let jobs = journal.log(saved, |_, _| entry.clone());
        assert!(matches!(jobs.as_slice(), [DiskRequest::KeepSave(_)]), "{jobs:?}");
        assert!(journal.replied(&jobs[0], Err(ArchiveFault::Denied)).is_empty(), "not at once again");
        assert_eq!(journal.log_fault(), Some(&ArchiveFault::Denied));
        let draft = draft(&["A"]);
        let kept = journal.keep(&draft).expect("a change is stored");
        let again = journal.replied(&kept, Ok(DiskReply::Done));
        assert!(matches!(again.as_slice(), [DiskRequest::KeepSave(kept)] if **kept == entry), "{again:?}");
    }

    #[test]
    fn a_save_is_stored_with_the_draft_until_it_ends_and_once_more_with_its_backup() {
        let mut journal = journal();
        let draft = draft(&["A"]);
        let stored = |job: Option<DiskRequest>| match job {
            Some(DiskRequest::KeepDraft(kept)) => kept.saving.clone(),
            other => panic!("a draft: {other:?}"),
        };
        assert_eq!(stored(journal.keep(&draft)), None);
        let backup = journal.begin_save(draft.changes(), String::new(), draft.base().clone());
        let begun = stored(journal.keep(&draft)).expect("a save in progress");
        assert_eq!((begun.reviewed, begun.backup), (draft.changes(), None));
        journal.replied(&backup, Ok(DiskReply::BackedUp(Timestamp::UNIX_EPOCH)));
        let secured = stored(journal.keep(&draft)).expect("a save in progress");
        assert_eq!(secured.backup, Some(Timestamp::UNIX_EPOCH));
        assert!(journal.log(Vec::new(), |_, _| panic!("nothing was saved")).is_empty());
        assert_eq!(stored(journal.keep(&draft)), None, "it has ended");
    }

    #[test]
    fn a_save_that_was_interrupted_is_stored_until_a_reading_has_told_of_it() {
        let mut journal = journal();
        let draft = draft(&["A"]);
        let saving = SaveInProgress { reviewed: draft.changes(), backup: Some(Timestamp::UNIX_EPOCH) };
        journal.resume(SavedDraft { draft: draft.clone(), saving: Some(saving.clone()) });
        assert_eq!(journal.interrupted(), Some(&saving));
        assert!(journal.is_settled(&draft), "that is what lies there");
        assert!(journal.take_interrupted() && !journal.take_interrupted(), "once");
        assert!(journal.keep(&draft).is_some(), "without it");
        assert_eq!(journal.backup(), Some(Timestamp::UNIX_EPOCH), "the way back stays");
    }
}
