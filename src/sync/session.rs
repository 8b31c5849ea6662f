//! One connected account: where it is, what proves who we are, and the draft.

use std::sync::Arc;

use jiff::Timestamp;

use crate::amo::{Fault, User};
use crate::crm::{Account, Change, Conflict, Draft, Item, Loss, Problem, SingleItem, SortRules};
use crate::document::{
    ArchiveFault, DiskRequest, History, HistoryEntry, SaveInProgress, SavedDraft, Snapshot, StoreId,
};

use super::access::{Access, Connection, CredentialStorage, ReadOnly, Rights};
use super::journal::Journal;
use super::notice::Notice;
use super::progress::{Line, LineState};
use super::reading::{Stakes, check_plausible};
use super::refusal;
use super::review_notes::ReviewNotes;

/// The account has to be read once more before it can be said what became of the draft.
#[derive(Debug)]
pub(crate) struct ReadAgain;

/// One account that is open.
#[derive(Clone, Debug)]
pub struct Session {
    pub(crate) connection: Connection,
    pub(crate) draft: Draft,
    pub(crate) server: ServerTraits,
    pub(crate) rights: Rights,
    /// What is stored about it; `None` if nothing is.
    pub(crate) journal: Option<Journal>,
    /// What the review says besides the changes.
    pub(crate) notes: ReviewNotes,
}

/// What readings have shown of the server.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ServerTraits {
    /// How it treats numbers of order.
    pub rules: SortRules,
    /// How many items the list was short of, by its own count, when it was read last.
    pub shortage: usize,
}

impl Session {
    /// Opens an account that was just read.
    #[must_use]
    pub(crate) fn new(connection: Connection, account: Account, rights: Rights) -> Self {
        Self {
            connection,
            draft: Draft::new(account),
            server: ServerTraits::default(),
            rights,
            journal: None,
            notes: ReviewNotes::default(),
        }
    }

    /// Returns where requests of this account go.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Returns the draft.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Returns what stands in the way of saving, and what is to be read before.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self.draft.problems();
        problems.extend(self.draft.order_problem(self.server.rules));
        problems
    }

    /// Counts the changes that are not saved. Those of another window are shown here and are that one's.
    #[must_use]
    pub(crate) fn unsaved(&self) -> usize {
        if self.locked_by_other_window() { 0 } else { self.draft.unsaved() }
    }

    /// Tells whether writing is worth trying.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.read_only().is_none()
    }

    /// Returns why nothing can be changed. Where the server does not tell who is an administrator, its first
    /// refusal does.
    #[must_use]
    pub fn read_only(&self) -> Option<ReadOnly> {
        if self.rights.access == Access::LookOnly {
            Some(ReadOnly::LookOnly)
        } else if self.locked_by_other_window() {
            Some(ReadOnly::Elsewhere)
        } else {
            (!self.rights.allow_writing()).then_some(ReadOnly::NoAdministrator)
        }
    }

    /// Tells whether the next run will have what is not saved.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.journal.as_ref().is_some_and(Journal::is_kept)
    }

    /// Returns why what is not saved cannot be written down, if so.
    #[must_use]
    pub fn archive_fault(&self) -> Option<&ArchiveFault> {
        self.journal.as_ref()?.fault()
    }

    /// Returns what was saved from this computer; `None` until it is read. The same value is the same
    /// reading.
    #[must_use]
    pub fn history(&self) -> Option<&Arc<History>> {
        self.journal.as_ref()?.history()?.as_ref().ok()
    }

    /// Returns why that cannot be read, if so.
    #[must_use]
    pub fn history_fault(&self) -> Option<&ArchiveFault> {
        self.journal.as_ref()?.history()?.as_ref().err()
    }

    /// Returns why a save is not in the history yet, if so.
    #[must_use]
    pub fn log_fault(&self) -> Option<&ArchiveFault> {
        self.journal.as_ref()?.log_fault()
    }

    /// Returns when the backup before the last save of this run was taken.
    #[must_use]
    pub fn backup(&self) -> Option<Timestamp> {
        self.journal.as_ref()?.backup()
    }

    /// Returns where the account lives, as files tell it; empty for a demo account.
    pub(crate) fn place(&self) -> String {
        self.connection.host().map(ToString::to_string).unwrap_or_default()
    }

    /// Returns the account as the server shows it, as a backup.
    pub(crate) fn snapshot(&self, taken: Timestamp) -> Snapshot {
        Snapshot { taken, place: self.place(), account: self.draft.base().clone() }
    }

    pub(crate) fn folder(&self) -> Option<&StoreId> {
        self.journal.as_ref().map(Journal::folder)
    }

    /// Tells whether another window has the lock.
    pub(crate) fn locked_by_other_window(&self) -> bool {
        self.journal.as_ref().is_some_and(Journal::locked_by_other_window)
    }

    /// Returns what others have changed while something was not saved, for the review.
    #[must_use]
    pub fn others(&self) -> &[Change] {
        self.notes.others(&self.draft)
    }

    /// Returns what will not be as it was in a backup, or as it is where it was brought from, for the review.
    #[must_use]
    pub fn losses(&self) -> Vec<&Loss> {
        self.notes.losses(&self.draft)
    }

    /// Returns the user's name; empty where the server does not tell.
    #[must_use]
    pub fn user_name(&self) -> &str {
        &self.rights.user.name
    }

    /// Tells whether the credentials are forgotten when the program ends. A demo account has none.
    #[must_use]
    pub fn is_for_this_run_only(&self) -> bool {
        self.connection.host().is_some() && self.rights.storage == CredentialStorage::SessionOnly
    }

    /// Returns why the server refused what was last sent for this item, as long as it is still wanted.
    #[must_use]
    pub fn refusal(&self, item: Item) -> Option<&Fault> {
        let refused = self.notes.refusal(&self.draft, item)?;
        let is_wanted = self.draft.changes().iter().any(|change| change.item == item);
        is_wanted.then_some(refused)
    }

    /// Returns why the server refused this change, one of `left`.
    pub(crate) fn refusal_of(&self, change: &Change, left: &[Change]) -> Option<Fault> {
        refusal::about(self.refusal(change.item)?, change, left)
    }

    /// Tells whether the server refused what was last sent for this item.
    #[must_use]
    pub fn was_refused(&self, item: Item) -> bool {
        self.notes.refusal(&self.draft, item).is_some()
    }

    /// Puts the draft onto a fresh reading and returns what others have changed.
    pub(crate) fn rebase(&mut self, fresh: Account) -> Vec<Change> {
        let unconfirmed = self.unconfirmed();
        if self.journal.as_mut().is_some_and(Journal::take_interrupted) {
            self.draft.mark_plan_unconfirmed(&fresh);
        }
        let theirs = self.draft.rebase(fresh);
        self.notes.changed_elsewhere(&theirs);
        self.note_arrived(&unconfirmed);
        theirs
    }

    /// Returns the changes of which only a reading can tell whether they are saved.
    fn unconfirmed(&self) -> Vec<Change> {
        if let Some(SaveInProgress { reviewed, .. }) = self.interrupted() {
            return reviewed.clone();
        }
        let items: Vec<Item> = self.draft.pending().items().collect();
        if items.is_empty() {
            return Vec::new();
        }
        self.draft.changes().into_iter().filter(|change| items.contains(&change.item)).collect()
    }

    /// Notes which of these changes are saved.
    fn note_arrived(&mut self, unconfirmed: &[Change]) {
        if unconfirmed.is_empty() {
            return;
        }
        let left = self.draft.changes();
        let unconfirmed = unconfirmed.iter().map(|change| self.draft.current_change(change));
        let arrived = unconfirmed.filter(|change| self.is_done(change, &left)).collect();
        if let Some(journal) = &mut self.journal {
            journal.arrived(arrived);
        }
    }

    /// Returns that the user has to decide something, if so. `saved` changes were saved before, and `others`
    /// is all that others have changed.
    pub(crate) fn to_decide(&self, saved: usize, others: &[Change]) -> Option<Notice> {
        let count = self.draft.conflicts().len();
        (count > 0).then(|| Notice::Conflicts { count, saved, others: others.to_vec() })
    }

    /// Forgets pending creations that the server refused.
    pub(crate) fn forget_refused_creates(&mut self) {
        let refusal = |item: &Item| self.notes.refusal(&self.draft, *item);
        let pending = self.draft.pending().items();
        let refused: Vec<Item> =
            pending.filter(|item| matches!(refusal(item), Some(Fault::Refused { .. }))).collect();
        self.draft.forget_creates(&refused);
    }

    /// Takes over what was read alone, and returns what others have changed in it.
    pub(crate) fn rebase_item(&mut self, fresh: SingleItem) -> Vec<Change> {
        let unconfirmed = if self.interrupted().is_some() { Vec::new() } else { self.unconfirmed() };
        let unconfirmed: Vec<Change> =
            unconfirmed.into_iter().filter(|change| change.item == fresh.item()).collect();
        let theirs = self.draft.rebase_item(fresh);
        self.notes.changed_elsewhere(&theirs);
        self.note_arrived(&unconfirmed);
        theirs
    }

    /// Returns what a reading of this account must not get wrong.
    pub(crate) fn stakes(&self) -> Stakes<'_> {
        let awaits = self.draft.awaits_creates() || self.interrupted().is_some();
        Stakes {
            draft: &self.draft,
            awaits,
            shortage: self.server.shortage,
            gone: None,
            precedes_write: false,
        }
    }

    fn interrupted(&self) -> Option<&SaveInProgress> {
        self.journal.as_ref()?.interrupted()
    }

    /// Tells whether everything is stored, or being stored.
    pub(crate) fn is_written(&self) -> bool {
        self.journal.as_ref().is_none_or(|journal| journal.is_written(&self.draft))
    }

    /// Tells whether nothing of it is on its way to the disk.
    pub(crate) fn is_settled(&self) -> bool {
        self.journal.as_ref().is_none_or(|journal| journal.is_settled(&self.draft))
    }

    /// Returns the request that stores the draft, unless it is written.
    pub(crate) fn store(&mut self) -> Option<DiskRequest> {
        self.journal.as_mut()?.keep(&self.draft)
    }

    /// Begins a save of these changes; returns the request for the backup before it, if anything is stored.
    pub(crate) fn secure(&mut self, reviewed: Vec<Change>) -> Option<DiskRequest> {
        let (place, account) = (self.place(), self.draft.base().clone());
        Some(self.journal.as_mut()?.begin_save(reviewed, place, account))
    }

    /// Ends the save in progress, and logs what was saved: `saved`, or what a reading has shown to be saved
    /// after all.
    pub(crate) fn log(&mut self, saved: Vec<Change>, at: Timestamp) -> Vec<DiskRequest> {
        let (user, draft) = (&self.rights.user.name, &self.draft);
        let entry = |done: Vec<Change>, backup| {
            let done = done.iter().map(|change| draft.current_change(change)).collect();
            HistoryEntry::new(at, user.clone(), backup, done, draft.edited())
        };
        self.journal.as_mut().map_or_else(Vec::new, |journal| journal.log(saved, entry))
    }

    /// Puts a draft that was stored onto the account that was just read; tells what has come of it. Where the
    /// reading lacks something that the draft depends on, it waits for another reading: `Err`.
    pub(crate) fn resume(&mut self, kept: SavedDraft, then: Timestamp) -> Result<Option<Notice>, ReadAgain> {
        let fresh = self.draft.base().clone();
        if let Some(journal) = &mut self.journal {
            journal.resume(kept.clone());
        }
        self.draft = kept.draft;
        let is_alike = fresh.mode == self.draft.base().mode;
        let lacks = self.draft.at_stake().into_iter().any(|item| !fresh.has(item));
        if is_alike && lacks && !self.locked_by_other_window() {
            return Err(ReadAgain);
        }
        let told = self.reloaded(fresh, None);
        let (count, then) = (self.draft.unsaved(), then.to_zoned(self.draft.base().zone.clone()));
        Ok(match told {
            Notice::Reloaded(_) if count == 0 => None,
            Notice::Reloaded(others) => Some(Notice::Resumed { count, then, others }),
            told => Some(told),
        })
    }

    /// Takes over an account that was read again, unless all that is not saved would be lost by it.
    pub(crate) fn reloaded(&mut self, fresh: Account, user: Option<User>) -> Notice {
        let told = fresh.identity();
        if self.draft.base().identity().differs(&told) {
            return Notice::Failed(Fault::OtherAccount(Box::new(told)));
        }
        if let Some(user) = user {
            self.rights.user = user;
        }
        let kept = if fresh.mode == self.draft.base().mode {
            check_plausible(self.draft.base(), &fresh)
        } else if self.draft.unsaved() == 0 {
            Ok(())
        } else {
            Err(Fault::ModeOff)
        };
        match kept {
            Ok(()) => {
                // Another reading is another chance.
                self.rights.refuses_writes = false;
                let others = self.rebase(fresh);
                self.to_decide(0, &others).unwrap_or(Notice::Reloaded(others))
            }
            Err(fault) => Notice::Failed(fault),
        }
    }

    /// Takes over one item that was read again.
    pub(crate) fn item_reloaded(&mut self, fresh: SingleItem) -> Notice {
        let moved = match &fresh {
            SingleItem::Status(fresh) => {
                self.draft.base().status(fresh.key).is_some_and(|status| status.sort != fresh.sort)
            }
            SingleItem::Segment(_) => false,
        };
        let changes = self.rebase_item(fresh);
        self.to_decide(0, &changes).unwrap_or(Notice::ItemReloaded { changes, moved })
    }

    /// Tells whether this change is done: nothing of it is left, nor a decision about what somebody else has
    /// deleted. `left` are the changes of the draft.
    pub(crate) fn is_done(&self, change: &Change, left: &[Change]) -> bool {
        let same = |left: &Change| left.item == change.item && left.kind.is_same_member(&change.kind);
        let is_gone = |conflict: &Conflict| conflict.is_gone() && conflict.item == change.item;
        !left.iter().any(same) && !self.draft.conflicts().iter().any(is_gone)
    }

    pub(crate) fn lines(&self) -> Vec<Line> {
        let changes = self.draft.changes();
        let state = |change| self.refusal_of(change, &changes).map_or(LineState::Planned, LineState::Refused);
        changes.iter().map(|change| Line { state: state(change), change: change.clone() }).collect()
    }
}
