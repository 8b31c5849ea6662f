//! Carries out what is to be written down about accounts: drafts, backups and history, in the folder of the data or in memory.
//!
//! ```text
//! accounts/amocrm.ru-12345678/draft.json   what is not saved, and the way back
//! accounts/amocrm.ru-12345678/history.jsonl   what was saved, a line for each time
//! accounts/amocrm.ru-12345678/backups/     the account before each save
//! accounts/amocrm.ru-12345678/open.lock    locked by the window that may write it
//! ```
//!
//! Everything here may block as long as a disk does, unless it concerns what does not outlast the program.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::crm::Account;
use crate::document::{DocumentFault, KeptDraft, SaveEntry, Snapshot};
use crate::model::{ArchiveFault, Archived, Folder, History, Job, Opened};

use super::files::{DataDir, Lock};

/// Many times what a draft with all its steps of undo takes.
const LIMIT: usize = 1 << 26;
/// How many backups of an account are kept.
const MOST_BACKUPS: usize = 50;

/// What is written down about accounts. Clones share it.
#[derive(Clone)]
pub struct Archive {
    /// `None` when nothing outlasts the program.
    dir: Option<DataDir>,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// The turns of this window.
    locks: BTreeMap<Folder, Lock>,
    /// What is not on a disk, by its path.
    memory: BTreeMap<String, Vec<u8>>,
}

/// Where files are: on a disk, or in memory.
enum Place<'a> {
    Disk(&'a DataDir),
    Memory(MutexGuard<'a, Shared>),
}

impl Archive {
    /// Keeps everything in this folder; without one nothing outlasts the program.
    #[must_use]
    pub fn new(dir: Option<DataDir>) -> Self {
        Self { dir, shared: Arc::default() }
    }

    /// Tells whether this may block.
    #[must_use]
    pub fn is_on_disk(&self, folder: &Folder) -> bool {
        folder.lasts && self.dir.is_some()
    }

    /// Does one thing.
    ///
    /// # Errors
    ///
    /// The disk is full, or the system says no. What was there before still is.
    pub fn carry_out(&self, folder: &Folder, job: Job) -> Result<Archived, ArchiveFault> {
        let path = draft_path(folder);
        match job {
            Job::Open => return self.open(folder).map(|opened| Archived::Opened(Box::new(opened))),
            Job::KeepDraft(kept) => {
                let bytes = kept.write(now()).map_err(|_| ArchiveFault::Unreadable)?;
                self.place(folder).write(&path, bytes)?;
            }
            Job::KeepBackup { place, account } => {
                return self.back_up(folder, place, *account).map(Archived::BackedUp);
            }
            Job::KeepSave(entry) => {
                let line = entry.write().map_err(|_| ArchiveFault::Unreadable)?;
                self.place(folder).append(&history_path(folder), &line)?;
            }
            Job::ReadHistory => {
                return self.history(folder).map(|history| Archived::History(Box::new(history)));
            }
            Job::ReadBackup(at) => {
                let bytes = self.place(folder).read(&backup_path(folder, at))?;
                let snapshot = bytes.and_then(|bytes| Snapshot::from_bytes(&bytes).ok());
                return snapshot
                    .map(|snapshot| Archived::Backup(Box::new(snapshot)))
                    .ok_or(ArchiveFault::Unreadable);
            }
            Job::Close => self.close(folder),
            Job::Forget => {
                self.close(folder);
                self.place(folder).remove(&path)?;
            }
        }
        Ok(Archived::Done)
    }

    fn open(&self, folder: &Folder) -> Result<Opened, ArchiveFault> {
        let (is_elsewhere, fault) = match self.take_turn(folder) {
            Ok(is_ours) => (!is_ours, None),
            // What cannot be written can perhaps be read.
            Err(error) => (false, Some(fault(&error))),
        };
        let (path, mut place) = (draft_path(folder), self.place(folder));
        let read = match place.read(&path) {
            Ok(None) => None,
            Ok(Some(bytes)) => Some(KeptDraft::read(&bytes)),
            Err(error) if error.kind() == ErrorKind::FileTooLarge => Some(Err(DocumentFault::Damaged)),
            Err(error) => return Err(error.into()),
        };
        let (draft, set_aside) = match read.transpose() {
            Ok(draft) => (draft, None),
            // It is the other window's to set aside.
            Err(_) if is_elsewhere => (None, None),
            Err(fault) => {
                place.set_aside(&path)?;
                (None, Some(fault))
            }
        };
        Ok(Opened { draft, is_elsewhere, lasts: self.is_on_disk(folder), set_aside, fault })
    }

    /// Keeps a copy of an account, and as many of the former ones as are kept.
    fn back_up(&self, folder: &Folder, place: String, account: Account) -> Result<Timestamp, ArchiveFault> {
        let taken = now();
        let bytes = Snapshot { taken, place, account }.to_bytes().map_err(|_| ArchiveFault::Unreadable)?;
        let mut files = self.place(folder);
        files.write(&backup_path(folder, taken), bytes)?;
        let backups = backups(folder, &files)?;
        for old in backups.iter().skip(MOST_BACKUPS) {
            files.remove(&backup_path(folder, *old))?;
        }
        Ok(taken)
    }

    fn history(&self, folder: &Folder) -> Result<History, ArchiveFault> {
        let place = self.place(folder);
        let bytes = place.read(&history_path(folder))?.unwrap_or_default();
        let (mut saves, unreadable) = SaveEntry::read_all(&bytes);
        saves.reverse();
        Ok(History { saves, backups: backups(folder, &place)?, unreadable })
    }

    /// Takes the turn to write; tells whether this window has it now.
    fn take_turn(&self, folder: &Folder) -> io::Result<bool> {
        let Some(dir) = self.dir.as_ref().filter(|_| folder.lasts) else { return Ok(true) };
        let mut shared = self.shared();
        if shared.locks.contains_key(folder) {
            return Ok(true);
        }
        let lock = dir.try_lock(&format!("accounts/{}/open", folder.name))?;
        Ok(lock.is_some_and(|lock| shared.locks.insert(folder.clone(), lock).is_none()))
    }

    fn close(&self, folder: &Folder) {
        self.shared().locks.remove(folder);
    }

    fn place(&self, folder: &Folder) -> Place<'_> {
        match &self.dir {
            Some(dir) if folder.lasts => Place::Disk(dir),
            _ => Place::Memory(self.shared()),
        }
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place<'_> {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self {
            Self::Disk(dir) => dir.read_whole(path, LIMIT),
            Self::Memory(shared) => Ok(shared.memory.get(path).cloned()),
        }
    }

    fn write(&mut self, path: &str, bytes: Vec<u8>) -> io::Result<()> {
        match self {
            Self::Disk(dir) => dir.write_whole(path, &bytes),
            Self::Memory(shared) => {
                shared.memory.insert(path.to_owned(), bytes);
                Ok(())
            }
        }
    }

    /// Adds a line to a file of lines.
    fn append(&mut self, path: &str, line: &[u8]) -> io::Result<()> {
        match self {
            Self::Disk(dir) => dir.append_line(path, line),
            Self::Memory(shared) => {
                shared.memory.entry(path.to_owned()).or_default().extend(line.iter().chain(b"\n"));
                Ok(())
            }
        }
    }

    /// Returns the names of the files in a folder.
    fn names(&self, folder: &str) -> io::Result<Vec<String>> {
        match self {
            Self::Disk(dir) => dir.names(folder),
            Self::Memory(shared) => {
                let below =
                    shared.memory.keys().filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/'));
                Ok(below.map(str::to_owned).collect())
            }
        }
    }

    fn remove(&mut self, path: &str) -> io::Result<()> {
        match self {
            Self::Disk(dir) => dir.remove(path),
            Self::Memory(shared) => {
                shared.memory.remove(path);
                Ok(())
            }
        }
    }

    fn set_aside(&mut self, path: &str) -> io::Result<()> {
        match self {
            Self::Disk(dir) => dir.set_aside(path),
            Self::Memory(_) => self.remove(path),
        }
    }
}

fn draft_path(folder: &Folder) -> String {
    format!("accounts/{}/draft.json", folder.name)
}

fn history_path(folder: &Folder) -> String {
    format!("accounts/{}/history.jsonl", folder.name)
}

fn backups_path(folder: &Folder) -> String {
    format!("accounts/{}/backups", folder.name)
}

/// No file system minds the name: `2026-11-22T22-17-19.123456789Z.json`.
fn backup_path(folder: &Folder, taken: Timestamp) -> String {
    format!("{}/{}.json", backups_path(folder), taken.to_string().replace(':', "-"))
}

/// Returns when backups were taken, the latest first.
fn backups(folder: &Folder, place: &Place<'_>) -> io::Result<Vec<Timestamp>> {
    let taken = |name: &String| -> Option<Timestamp> {
        let (date, time) = name.strip_suffix(".json")?.split_once('T')?;
        format!("{date}T{}", time.replace('-', ":")).parse().ok()
    };
    let mut all: Vec<_> = place.names(&backups_path(folder))?.iter().filter_map(taken).collect();
    all.sort_by_key(|taken| std::cmp::Reverse(*taken));
    Ok(all)
}

#[expect(clippy::disallowed_methods, reason = "tells the user when a draft was kept")]
fn now() -> Timestamp {
    Timestamp::now()
}

impl From<io::Error> for ArchiveFault {
    fn from(error: io::Error) -> Self {
        fault(&error)
    }
}

fn fault(error: &io::Error) -> ArchiveFault {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ArchiveFault::Full,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => ArchiveFault::Denied,
        _ => ArchiveFault::Other(error.to_string()),
    }
}
