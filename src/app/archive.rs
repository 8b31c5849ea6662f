//! Carries out what is to be written down about accounts: drafts, in the folder of the data or in memory.
//!
//! ```text
//! accounts/amocrm.ru-12345678/draft.json   what is not saved, and the way back
//! accounts/amocrm.ru-12345678/open.lock    locked by the window that may write it
//! ```
//!
//! Everything here may block as long as a disk does, unless it concerns what does not outlast the program.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::document::{DocumentFault, KeptDraft};
use crate::model::{ArchiveFault, Archived, Folder, Job, Opened};

use super::files::{DataDir, Lock};

/// Many times what a draft with all its steps of undo takes.
const LIMIT: usize = 1 << 26;

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
                let bytes = kept.write(now()).map_err(|_| ArchiveFault::Other(String::new()))?;
                self.place(folder).write(&path, bytes)?;
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
