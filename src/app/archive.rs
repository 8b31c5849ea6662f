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
/// How many bytes of history are kept, thousands of saves; then the older half goes.
const LONGEST_HISTORY: usize = 1 << 24;

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
    /// Drafts that could not be read and are still in their place.
    unread: BTreeMap<Folder, DocumentFault>,
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
            Job::Open => return Ok(Archived::Opened(Box::new(self.open(folder)))),
            Job::TakeTurn => return Ok(Archived::Turn { is_ours: self.take_turn(folder)? }),
            Job::KeepDraft(kept) => {
                // It may have been out of reach when the account was opened.
                if !self.take_turn(folder)? {
                    return Err(io::Error::from(ErrorKind::ResourceBusy).into());
                }
                self.rescue(folder)?;
                let bytes = kept.write(now()).map_err(|_| ArchiveFault::Unreadable)?;
                self.place(folder).write(&path, bytes)?;
            }
            Job::KeepBackup { place, account } => {
                return self.back_up(folder, place, *account).map(Archived::BackedUp);
            }
            Job::KeepSave(entry) => {
                let line = entry.write().map_err(|_| ArchiveFault::Unreadable)?;
                let (path, mut files) = (history_path(folder), self.place(folder));
                files.append(&path, &line)?;
                let bytes = files.read(&path)?.unwrap_or_default();
                if bytes.len() > LONGEST_HISTORY {
                    files.write(&path, younger_half(&bytes).to_vec())?;
                }
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
                // What another window has not saved is that one's.
                if self.take_turn(folder)? {
                    self.place(folder).remove(&path)?;
                    self.close(folder);
                }
            }
        }
        Ok(Archived::Done)
    }

    fn open(&self, folder: &Folder) -> Opened {
        let (is_elsewhere, fault) = match self.take_turn(folder) {
            Ok(is_ours) => (!is_ours, None),
            // What cannot be written can perhaps be read.
            Err(error) => (false, Some(fault(&error))),
        };
        let lasts = self.is_on_disk(folder);
        let opened = Opened { draft: None, is_elsewhere, lasts, set_aside: None, fault };
        let bytes = self.place(folder).read(&draft_path(folder));
        let read = match bytes {
            Ok(None) => return opened,
            Ok(Some(bytes)) => KeptDraft::read(&bytes),
            Err(error) if error.kind() == ErrorKind::FileTooLarge => Err(DocumentFault::Damaged),
            Err(error) => {
                self.shared().unread.insert(folder.clone(), DocumentFault::Damaged);
                return Opened { fault: Some(self::fault(&error)), ..opened };
            }
        };
        match read {
            Ok(draft) => Opened { draft: Some(draft), ..opened },
            // It is the other window's to set aside.
            Err(_) if is_elsewhere => opened,
            Err(set_aside) => {
                self.shared().unread.insert(folder.clone(), set_aside);
                let fault = self.rescue(folder).err().map(|error| self::fault(&error));
                Opened { set_aside: Some(set_aside), fault: fault.or(opened.fault), ..opened }
            }
        }
    }

    /// Sets a draft aside that could not be read, before another one takes its place.
    fn rescue(&self, folder: &Folder) -> io::Result<()> {
        let unread = self.shared().unread.get(folder).copied();
        if let Some(why) = unread {
            let set_aside = self.place(folder).set_aside(&draft_path(folder), why);
            set_aside
                .or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
            self.shared().unread.remove(folder);
        }
        Ok(())
    }

    /// Keeps a copy of an account, and as many of the former ones as are kept.
    fn back_up(&self, folder: &Folder, place: String, account: Account) -> Result<Timestamp, ArchiveFault> {
        let taken = now();
        let bytes = Snapshot { taken, place, account }.to_bytes().map_err(|_| ArchiveFault::Unreadable)?;
        let mut files = self.place(folder);
        files.write(&backup_path(folder, taken), bytes)?;
        let backups = backups(folder, &files)?;
        // The clock may have been set back, and one that is left over does no harm.
        for old in backups.iter().skip(MOST_BACKUPS).filter(|old| **old != taken) {
            files.remove(&backup_path(folder, *old)).unwrap_or_default();
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

    /// Lets everything wait as for a slow disk, for as long as this is held.
    #[cfg(test)]
    pub(super) fn hold(&self) -> impl Sized + '_ {
        self.shared()
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

    fn set_aside(&mut self, path: &str, fault: DocumentFault) -> io::Result<()> {
        let why = match fault {
            DocumentFault::Damaged => "damaged",
            DocumentFault::Newer => "newer",
        };
        match self {
            Self::Disk(dir) => dir.set_aside_as(path, why),
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

/// Returns the later lines of a file of lines.
fn younger_half(bytes: &[u8]) -> &[u8] {
    let half = &bytes[bytes.len() / 2..];
    half.iter().position(|byte| *byte == b'\n').map_or(half, |end| &half[end + 1..])
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use jiff::tz::TimeZone;
    use tempfile::TempDir;

    use crate::crm::{Draft, Edit, Item, Key, Mode, NewStatus, STATUS_COLORS};

    use super::*;

    /// A folder for data, and an account in it that outlasts the program.
    fn scratch() -> (TempDir, Folder) {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        (scratch, Folder { name: "amocrm.ru-7".to_owned(), lasts: true })
    }

    /// The archive of one window.
    fn window(scratch: &TempDir) -> Archive {
        Archive::new(Some(DataDir::at(scratch.path().to_owned())))
    }

    fn path(scratch: &TempDir, name: &str) -> PathBuf {
        scratch.path().join("accounts/amocrm.ru-7").join(name)
    }

    fn names(scratch: &TempDir) -> Vec<String> {
        DataDir::at(scratch.path().to_owned()).names("accounts/amocrm.ru-7").expect("a folder")
    }

    /// The draft of an account that was empty, with one status of this name.
    fn draft(name: &str) -> KeptDraft {
        let account = Account {
            id: 7,
            name: "Aroma Coffee".to_owned(),
            subdomain: "aroma-coffee".to_owned(),
            user: None,
            mode: Mode::Periodicity,
            zone: TimeZone::UTC,
            statuses: Vec::new(),
            segments: Vec::new(),
            fields: Arc::default(),
            price_lists: None,
        };
        let mut draft = Draft::new(account);
        draft.edit(Edit::Add(NewStatus { name: "New".to_owned(), color: STATUS_COLORS[0], place: 0 }));
        draft.edit(Edit::Rename(Item::Status(Key::New(0)), name.to_owned()));
        draft.end_typing();
        KeptDraft { draft, doubtful: None, expected: Vec::new(), saving: None }
    }

    fn keep(archive: &Archive, folder: &Folder, name: &str) -> Result<(), ArchiveFault> {
        archive.carry_out(folder, Job::KeepDraft(Box::new(draft(name)))).map(|_| ())
    }

    fn open(archive: &Archive, folder: &Folder) -> Opened {
        match archive.carry_out(folder, Job::Open) {
            Ok(Archived::Opened(opened)) => *opened,
            other => panic!("the account is opened: {other:?}"),
        }
    }

    fn kept(opened: Opened) -> Option<KeptDraft> {
        opened.draft.map(|(kept, _)| kept)
    }

    #[test]
    fn what_is_kept_comes_back_in_the_next_run_and_in_memory_within_this_one() {
        let (scratch, folder) = scratch();
        let first = window(&scratch);
        let opened = open(&first, &folder);
        assert!(opened.draft.is_none() && opened.lasts && !opened.is_elsewhere, "{opened:?}");
        keep(&first, &folder, "A").expect("a folder to write to");
        keep(&first, &folder, "B").expect("a folder to write to");
        drop(first);
        assert_eq!(kept(open(&window(&scratch), &folder)), Some(draft("B")), "the last one");
        for (archive, lasts) in [(window(&scratch), false), (Archive::new(None), true)] {
            let folder = Folder { name: "in-memory".to_owned(), lasts };
            assert!(!open(&archive, &folder).lasts && !archive.is_on_disk(&folder), "told");
            keep(&archive, &folder, "A").expect("nothing to go wrong");
            assert_eq!(kept(open(&archive, &folder)), Some(draft("A")), "within this run");
        }
        assert_eq!(
            fs::read_dir(scratch.path().join("accounts")).expect("a folder").count(),
            1,
            "and not on disk"
        );
    }

    #[test]
    fn what_cannot_be_read_is_set_aside_by_a_name_that_says_why() {
        let (scratch, folder) = scratch();
        keep(&window(&scratch), &folder, "A").expect("a folder to write to");
        let file = path(&scratch, "draft.json");
        let whole = fs::read_to_string(&file).expect("a draft");
        let newer = whole.replacen("\"version\":1", "\"version\":999", 1);
        assert_ne!(newer, whole, "another version");
        for (text, fault, name) in [
            (&whole[..whole.len() / 2], DocumentFault::Damaged, "draft.json.damaged-1"),
            ("", DocumentFault::Damaged, "draft.json.damaged-2"),
            (&newer, DocumentFault::Newer, "draft.json.newer-1"),
        ] {
            fs::write(&file, text).expect("a folder to write to");
            let opened = open(&window(&scratch), &folder);
            assert_eq!((opened.set_aside, opened.draft.is_none()), (Some(fault), true), "{name}");
            assert_eq!(
                fs::read_to_string(path(&scratch, name)).expect("set aside"),
                text,
                "{name}: as it was"
            );
            assert_eq!(open(&window(&scratch), &folder).set_aside, None, "{name}: told once");
        }
        fs::write(&file, &whole).expect("a folder to write to");
        assert_eq!(kept(open(&window(&scratch), &folder)), Some(draft("A")), "the next one is read");
    }

    #[test]
    fn one_window_at_a_time_writes() {
        let (scratch, folder) = scratch();
        let (first, second) = (window(&scratch), window(&scratch));
        assert!(!open(&first, &folder).is_elsewhere, "the first one has the turn");
        keep(&first, &folder, "A").expect("its turn");
        let opened = open(&second, &folder);
        assert!(opened.is_elsewhere, "and the second is told");
        assert_eq!(kept(opened), Some(draft("A")), "it may look");
        assert!(keep(&second, &folder, "B").is_err(), "and not write");
        assert_eq!(kept(open(&first, &folder)), Some(draft("A")), "as the first one left it");
        fs::write(path(&scratch, "draft.json"), "spoilt").expect("a folder to write to");
        assert_eq!(open(&second, &folder).set_aside, None, "setting aside is for the first one");
        assert!(path(&scratch, "draft.json").exists(), "so it is still there");
        keep(&first, &folder, "A").expect("its turn");
        first.carry_out(&folder, Job::Close).expect("the end of the turn");
        assert!(!open(&second, &folder).is_elsewhere, "the second one's turn");
        keep(&second, &folder, "B").expect("its turn");
        assert!(keep(&first, &folder, "C").is_err(), "the first one is late");
        drop(second);
        assert_eq!(kept(open(&first, &folder)), Some(draft("B")), "a window that is gone has no turn");
    }

    #[test]
    fn forgetting_removes_the_draft_and_ends_the_turn() {
        let (scratch, folder) = scratch();
        let (first, second) = (window(&scratch), window(&scratch));
        open(&first, &folder);
        keep(&first, &folder, "A").expect("a folder to write to");
        first.carry_out(&folder, Job::Forget).expect("a folder to write to");
        assert!(!names(&scratch).contains(&"draft.json".to_owned()), "{:?}", names(&scratch));
        let opened = open(&second, &folder);
        assert!(opened.draft.is_none() && !opened.is_elsewhere, "{opened:?}");
        first.carry_out(&folder, Job::Forget).expect("nothing is there to forget");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_and_leaves_the_former_draft() {
        let (scratch, folder) = scratch();
        let archive = window(&scratch);
        open(&archive, &folder);
        keep(&archive, &folder, "A").expect("room");
        std::os::unix::fs::symlink("/dev/full", path(&scratch, "draft.json.new"))
            .expect("a folder to write to");
        assert_eq!(keep(&archive, &folder, "B"), Err(ArchiveFault::Full), "no room");
        assert_eq!(kept(open(&archive, &folder)), Some(draft("A")), "the former one");
        keep(&archive, &folder, "B").expect("room again");
        assert_eq!(kept(open(&archive, &folder)), Some(draft("B")), "the next one");
    }

    #[test]
    fn what_the_system_says_no_to_has_its_own_name() {
        let said = |kind: ErrorKind| ArchiveFault::from(io::Error::from(kind));
        assert_eq!(said(ErrorKind::PermissionDenied), ArchiveFault::Denied);
        assert_eq!(said(ErrorKind::ReadOnlyFilesystem), ArchiveFault::Denied);
        assert_eq!(said(ErrorKind::QuotaExceeded), ArchiveFault::Full);
        assert!(matches!(said(ErrorKind::TimedOut), ArchiveFault::Other(words) if !words.is_empty()));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_is_read_only_is_read_and_keeps_its_draft() {
        use std::os::unix::fs::PermissionsExt as _;
        let (scratch, folder) = scratch();
        keep(&window(&scratch), &folder, "A").expect("a folder to write to");
        let below = path(&scratch, "");
        // As on a disk that was left read-only: the lock cannot be taken, nor the new file made.
        fs::remove_file(path(&scratch, "open.lock")).expect("the lock of a window that is gone");
        fs::set_permissions(&below, fs::Permissions::from_mode(0o500)).expect("one's own folder");
        let archive = window(&scratch);
        let opened = open(&archive, &folder);
        let (written, is_root) = (keep(&archive, &folder, "B"), opened.fault.is_none());
        fs::set_permissions(&below, fs::Permissions::from_mode(0o700)).expect("one's own folder");
        // Nothing is read-only for root.
        assert_eq!(opened.fault, (!is_root).then_some(ArchiveFault::Denied), "told");
        assert_eq!(kept(opened), Some(draft("A")), "read all the same");
        assert_eq!(written.is_ok(), is_root, "{written:?}");
        let left = if is_root { "B" } else { "A" };
        assert_eq!(kept(open(&archive, &folder)), Some(draft(left)), "nothing is lost");
    }
}
