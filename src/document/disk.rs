//! What is written down about accounts on this computer: what can be asked of it, and what it answers.

use std::sync::Arc;

use jiff::Timestamp;

use crate::amo::Host;
use crate::crm::Account;

use super::{DocumentFault, HistoryEntry, SavedDraft, Snapshot};

/// Names what is written down about one account. Renaming the account changes its address and not this.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoreId {
    /// A name that any file system takes.
    pub name: String,
    /// Whether it is to outlast the program. What a made-up account had is gone with it.
    pub lasts: bool,
}

impl StoreId {
    /// Returns the one of the account at this host with this id, which is 0 where the server does not tell.
    #[must_use]
    pub fn of_host(host: &Host, id: u64) -> Self {
        let address = host.to_string();
        let place = match address.split_once('.') {
            Some((_, domain)) if id != 0 && !host.is_local() => domain,
            _ => &address,
        };
        let place = place.replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "-");
        let name = if id == 0 { place } else { format!("{place}-{id}") };
        Self { name, lasts: true }
    }

    /// Returns the one of a made-up account that goes by this word.
    #[must_use]
    pub fn of_demo(word: &str) -> Self {
        Self { name: format!("demo-{word}"), lasts: false }
    }
}

/// What is to be done with what is written down.
#[derive(Clone, Debug)]
pub enum DiskRequest {
    /// Take the lock, which only one window at a time has, and read what is not saved.
    Open,
    /// Take the lock, if no other window has it.
    AcquireLock,
    /// Keep what is not saved, in the place of what was kept before.
    KeepDraft(Arc<SavedDraft>),
    /// Keep a copy of the account as the server shows it before it is changed; the oldest of many copies
    /// goes.
    KeepBackup {
        /// Where the account lives.
        place: String,
        /// The account.
        account: Box<Account>,
    },
    /// Add what was saved to the history.
    KeepSave(Box<HistoryEntry>),
    /// Read what was saved, and which backups there are.
    ReadHistory,
    /// Read the backup that was taken at this time.
    ReadBackup(Timestamp),
    /// Let other windows have the lock.
    Close,
    /// Remove what is not saved, and let other windows have the lock.
    Forget,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum DiskReply {
    /// To [`DiskRequest::Open`].
    Opened(Box<LoadedDraft>),
    /// To [`DiskRequest::AcquireLock`].
    Lock {
        /// Whether this window has the lock now.
        is_ours: bool,
    },
    /// To [`DiskRequest::KeepBackup`]: when it was taken.
    BackedUp(Timestamp),
    /// To [`DiskRequest::ReadHistory`].
    History(Box<History>),
    /// To [`DiskRequest::ReadBackup`].
    Backup(Box<Snapshot>),
    /// To everything that asks for nothing.
    Done,
}

/// What was found of an account.
#[derive(Clone, Debug, Default)]
pub struct LoadedDraft {
    /// What is not saved, and when it was kept.
    pub draft: Option<(SavedDraft, Timestamp)>,
    /// Whether another window has the lock.
    pub locked_by_other_window: bool,
    /// Whether what is kept outlasts the program.
    pub lasts: bool,
    /// Why a draft was set aside that cannot be read.
    pub set_aside: Option<DocumentFault>,
    /// Why nothing can be written, if so.
    pub fault: Option<ArchiveFault>,
}

/// What was done in an account from this computer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// What was saved, the latest first.
    pub saves: Vec<HistoryEntry>,
    /// When backups were taken, the latest first.
    pub backups: Vec<Timestamp>,
    /// How many lines of the history cannot be read.
    pub unreadable: usize,
}

impl History {
    /// Returns each time at which something was saved, or was going to be, the latest first: when, the backup
    /// before it, and what was saved.
    #[must_use]
    pub fn rows(&self) -> Vec<(Timestamp, Option<Timestamp>, Option<&HistoryEntry>)> {
        let is_there = |backup: &Timestamp| self.backups.contains(backup);
        let saves = self.saves.iter().map(|save| (save.at, save.backup.filter(is_there), Some(save)));
        let is_alone = |backup: &&Timestamp| self.saves.iter().all(|save| save.backup != Some(**backup));
        let alone = self.backups.iter().filter(is_alone).map(|backup| (*backup, Some(*backup), None));
        let mut rows: Vec<_> = saves.chain(alone).collect();
        rows.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        rows
    }
}

/// Why nothing can be written or read on this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArchiveFault {
    /// The disk is full.
    Full,
    /// The folder must not be written to.
    Denied,
    /// What was to be read is not there, or damaged.
    Unreadable,
    /// A later version of the program has written what was to be read.
    Newer,
    /// The system cannot.
    System(SystemFault),
}

/// Why the system cannot do what a file is to be done with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SystemFault {
    /// The file or its folder is not there.
    Gone,
    /// Another program uses it.
    Busy,
    /// No file can have this name there.
    BadName,
    /// The drive cannot be reached.
    Away,
    /// The file is larger than the drive takes.
    TooLarge,
    /// The drive does not work.
    Failing,
    /// This program broke down over it.
    Internal,
    /// Something else, in the system's words.
    Other(String),
}
