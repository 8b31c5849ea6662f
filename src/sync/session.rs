//! One connected account: where it is, what proves who we are, and the draft.

use std::sync::Arc;

use jiff::Timestamp;

use crate::amo::{Detail, Fault, Part, User};
use crate::crm::{Account, Change, ChangeKind, Conflict, Draft, Item, Loss, Problem, SingleItem, SortRules};
use crate::document::{ArchiveFault, Folder, History, KeptDraft, SaveEntry, Saving};

use super::access::{Access, Connection, Keeping, ReadOnly};
use super::journal::{Journal, Unsaved};
use super::notice::Notice;
use super::progress::{Line, LineState};
use super::reading::{Stakes, check_plausible};
use super::remarks::Remarks;

/// The account has to be read once more before it can be said what became of the draft.
#[derive(Debug)]
pub(crate) struct ReadAgain;

/// One account that is open.
#[derive(Clone, Debug)]
pub struct Session {
    pub(crate) connection: Connection,
    pub(crate) draft: Draft,
    /// What is known of the way in which this server treats numbers of order.
    pub(crate) rules: SortRules,
    /// How many items the list was short of, by its own count, when it was read last.
    pub(crate) shortage: usize,
    /// What a former run was saving when it ended, until a reading tells what has come of it.
    pub(crate) interrupted: Option<Saving>,
    /// What readings have shown to be saved although no answer had told so, until it is logged.
    pub(crate) arrived: Vec<Change>,
    /// What the server refused in the last save, and why.
    pub(crate) refused: Vec<(Item, Fault)>,
    /// False once the server has said that this user may not write.
    pub(crate) writable: bool,
    pub(crate) user: User,
    pub(crate) access: Access,
    pub(crate) keeping: Keeping,
    /// What is stored about it; `None` if nothing is.
    pub(crate) journal: Option<Journal>,
    /// What the review says besides the changes.
    pub(crate) remarks: Remarks,
}

impl Session {
    /// Opens an account that was just read.
    #[must_use]
    pub(crate) fn new(connection: Connection, account: Account, user: User) -> Self {
        Self {
            connection,
            draft: Draft::new(account),
            rules: SortRules::default(),
            shortage: 0,
            interrupted: None,
            arrived: Vec::new(),
            refused: Vec::new(),
            writable: true,
            user,
            access: Access::Full,
            keeping: Keeping::Kept,
            journal: None,
            remarks: Remarks::default(),
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
        problems.extend(self.draft.order_problem(self.rules));
        problems
    }

    /// Counts the changes that are not saved. Those of another window are shown here and are that one's.
    #[must_use]
    pub(crate) fn unsaved(&self) -> usize {
        if self.is_elsewhere() { 0 } else { self.draft.unsaved() }
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
        if self.access == Access::LookOnly {
            Some(ReadOnly::LookOnly)
        } else if self.is_elsewhere() {
            Some(ReadOnly::Elsewhere)
        } else {
            let may_write = self.writable && self.user.is_admin != Some(false);
            (!may_write).then_some(ReadOnly::NoAdministrator)
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
    pub fn note_fault(&self) -> Option<&ArchiveFault> {
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

    pub(crate) fn folder(&self) -> Option<&Folder> {
        self.journal.as_ref().map(Journal::folder)
    }

    /// Tells whether another window has the turn to write.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.journal.as_ref().is_some_and(Journal::is_elsewhere)
    }

    /// Returns what others have changed while something was not saved, for the review.
    #[must_use]
    pub fn others(&self) -> &[Change] {
        self.remarks.others(&self.draft)
    }

    /// Returns what will not be as it was in a backup, or as it is where it was brought from, for the review.
    #[must_use]
    pub fn losses(&self) -> Vec<&Loss> {
        self.remarks.losses(&self.draft)
    }

    /// Returns the user's name; empty where the server does not tell.
    #[must_use]
    pub fn user_name(&self) -> &str {
        &self.user.name
    }

    /// Tells whether the credentials are forgotten when the program ends. A demo account has none.
    #[must_use]
    pub fn is_for_this_run_only(&self) -> bool {
        self.connection.host().is_some() && self.keeping == Keeping::SessionOnly
    }

    /// Returns why the server refused what was last sent for this item, as long as it is still wanted.
    #[must_use]
    pub fn refusal(&self, item: Item) -> Option<&Fault> {
        let refused = self.refused.iter().find(|(other, _)| *other == item).map(|(_, fault)| fault)?;
        let is_wanted = self.draft.changes().iter().any(|change| change.item == item);
        is_wanted.then_some(refused)
    }

    /// Returns why the server refused this change, one of `left`. What it does not say of any one of an
    /// item's changes is said at the first.
    pub(crate) fn refusal_of(&self, change: &Change, left: &[Change]) -> Option<Fault> {
        let refused = self.refusal(change.item)?;
        let Fault::Refused { details } = refused else { return Some(refused.clone()) };
        let mine: Vec<&Change> = left.iter().filter(|other| other.item == change.item).collect();
        let is_first = mine.first().is_none_or(|first| first.kind.is_same_member(&change.kind));
        let names =
            |detail: &Detail, change: &Change| detail.part.is_some_and(|part| is_about(part, &change.kind));
        let is_meant = |detail: &&Detail| {
            names(detail, change) || (is_first && !mine.iter().any(|other| names(detail, other)))
        };
        let meant: Vec<Detail> = details.iter().filter(is_meant).cloned().collect();
        (!meant.is_empty() || (is_first && details.is_empty())).then_some(Fault::Refused { details: meant })
    }

    /// Tells whether the server refused what was last sent for this item.
    #[must_use]
    pub fn was_refused(&self, item: Item) -> bool {
        self.refused.iter().any(|(other, _)| *other == item)
    }

    /// Remembers that the server refused what was sent for this item, beside what it complained about before.
    pub(crate) fn refuse(&mut self, item: Item, fault: &Fault) {
        let known = self.refused.iter_mut().find(|(other, _)| *other == item);
        match (known.map(|(_, known)| known), fault) {
            (Some(Fault::Refused { details: known }), Fault::Refused { details }) => {
                known.extend(details.iter().cloned());
            }
            (Some(known), _) => *known = fault.clone(),
            (None, _) => self.refused.push((item, fault.clone())),
        }
    }

    /// Puts the draft onto a fresh reading and returns what others have changed.
    pub(crate) fn rebase(&mut self, fresh: Account) -> Vec<Change> {
        let doubted = self.doubted();
        if self.interrupted.take().is_some() {
            self.draft.mark_plan_unconfirmed(&fresh);
        }
        let theirs = self.draft.rebase(fresh);
        self.remarks.changed_elsewhere(&theirs);
        self.note_arrived(doubted);
        theirs
    }

    /// Returns the changes of which only a reading can tell whether they are saved.
    fn doubted(&self) -> Vec<Change> {
        if let Some(Saving { reviewed, .. }) = &self.interrupted {
            return reviewed.clone();
        }
        let items: Vec<Item> = self.draft.pending().items().collect();
        if items.is_empty() {
            return Vec::new();
        }
        self.draft.changes().into_iter().filter(|change| items.contains(&change.item)).collect()
    }

    /// Notes which of these changes are saved.
    fn note_arrived(&mut self, mut doubted: Vec<Change>) {
        if doubted.is_empty() {
            return;
        }
        for (old, new) in self.draft.rekeyed() {
            for change in &mut doubted {
                change.item.follow(*old, *new);
            }
        }
        let left = self.draft.changes();
        doubted.retain(|change| self.is_done(change, &left));
        self.arrived.extend(doubted);
    }

    /// Returns that the user has to decide something, if so. `saved` changes were saved before, and `others`
    /// is all that others have changed.
    pub(crate) fn to_decide(&self, saved: usize, others: &[Change]) -> Option<Notice> {
        let count = self.draft.conflicts().len();
        (count > 0).then(|| Notice::Conflicts { count, saved, others: others.to_vec() })
    }

    /// Forgets pending creations that the server refused.
    pub(crate) fn forget_refused_creates(&mut self) {
        let is_refused = |item: Item| {
            self.refused.iter().any(|(other, fault)| *other == item && matches!(fault, Fault::Refused { .. }))
        };
        self.draft.forget_creates(is_refused);
    }

    /// Lets what the session remembers go by the keys that the draft has now.
    pub(crate) fn follow_keys(&mut self) {
        for (old, new) in self.draft.rekeyed() {
            for (item, _) in &mut self.refused {
                item.follow(*old, *new);
            }
        }
    }

    /// Takes over what was read alone, and returns what others have changed in it.
    pub(crate) fn rebase_item(&mut self, fresh: SingleItem) -> Vec<Change> {
        let doubted = if self.interrupted.is_some() { Vec::new() } else { self.doubted() };
        let doubted = doubted.into_iter().filter(|change| change.item == fresh.item()).collect();
        let theirs = self.draft.rebase_item(fresh);
        self.remarks.changed_elsewhere(&theirs);
        self.note_arrived(doubted);
        theirs
    }

    /// Returns what a reading of this account must not get wrong.
    pub(crate) fn stakes(&self) -> Stakes<'_> {
        let awaits = self.draft.awaits_creates() || self.interrupted.is_some();
        Stakes { draft: &self.draft, awaits, shortage: self.shortage, gone: None, precedes_write: false }
    }

    /// Returns what is not saved, as it is to be stored. `saving` is the save in progress.
    pub(crate) fn to_store<'a>(&'a self, saving: Option<&'a Saving>) -> Unsaved<'a> {
        Unsaved { draft: &self.draft, saving: saving.or(self.interrupted.as_ref()) }
    }

    /// Tells whether everything is stored, or being stored.
    pub(crate) fn is_written(&self, saving: Option<&Saving>) -> bool {
        self.journal.as_ref().is_none_or(|journal| journal.is_written(self.to_store(saving)))
    }

    /// Lets the journal say what is to be stored of the session as it is now.
    pub(crate) fn with_journal<T>(
        &mut self,
        saving: Option<&Saving>,
        ask: impl FnOnce(&mut Journal, Unsaved<'_>) -> T,
    ) -> Option<T> {
        let mut journal = self.journal.take()?;
        let answer = ask(&mut journal, self.to_store(saving));
        self.journal = Some(journal);
        Some(answer)
    }

    /// Returns the line of the history about what was saved, if anything was. What another window was about
    /// is its own to tell.
    pub(crate) fn log_entry(&mut self, saved: Vec<Change>, at: Timestamp) -> Option<SaveEntry> {
        let arrived = std::mem::take(&mut self.arrived);
        let done = if saved.is_empty() { arrived } else { saved };
        let is_told = !done.is_empty() && self.journal.is_some() && !self.is_elsewhere();
        is_told.then(|| SaveEntry::new(at, self.user.name.clone(), self.backup(), done, self.draft.edited()))
    }

    /// Puts a draft that was stored onto the account that was just read; tells what has come of it. Where the
    /// reading lacks something that the draft depends on, it waits for another reading: `Err`.
    pub(crate) fn resume(&mut self, kept: KeptDraft, then: Timestamp) -> Result<Option<Notice>, ReadAgain> {
        let fresh = self.draft.base().clone();
        if let Some(journal) = &mut self.journal {
            journal.resume(kept.clone());
        }
        (self.draft, self.interrupted) = (kept.draft, kept.saving);
        let is_alike = fresh.mode == self.draft.base().mode;
        let lacks = self.draft.at_stake().into_iter().any(|item| !fresh.has(item));
        if is_alike && lacks && !self.is_elsewhere() {
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
            self.user = user;
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
                self.writable = true;
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
        self.to_decide(0, &changes).unwrap_or(Notice::LoneReloaded { changes, moved })
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

/// Tells whether a part of what was sent carries this change.
fn is_about(part: Part, kind: &ChangeKind) -> bool {
    match (part, kind) {
        (_, ChangeKind::Added { .. })
        | (Part::Name, ChangeKind::Renamed { .. })
        | (Part::Color, ChangeKind::Recolored { .. })
        | (Part::Sort, ChangeKind::Moved { .. })
        | (Part::Prices(_), ChangeKind::Priced { .. }) => true,
        (Part::Field(id), ChangeKind::Filled { field, .. }) => id == *field,
        _ => false,
    }
}
