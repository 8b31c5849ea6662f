//! Stores drafts, backups and history of accounts, in the data folder or in memory.
//!
//! ```text
//! accounts/amocrm.ru-12345678/draft.json   unsaved changes with their undo history
//! accounts/amocrm.ru-12345678/history.jsonl   one line per save
//! accounts/amocrm.ru-12345678/backups/     the account before each save
//! accounts/amocrm.ru-12345678/open.lock    locked by the window that may write it
//! ```
//!
//! Every call may block on the disk, except for accounts that are stored in memory.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::document::{DocumentFault, HistoryEntry, SavedDraft, Snapshot};
use crate::model::{ArchiveFault, DiskReply, DiskRequest, History, LoadedDraft, StoreId, SystemFault};

use super::files::{DataDir, Lock};

/// The largest file that is read: many times a draft with its undo history.
const LIMIT: usize = 1 << 26;
/// How many backups of an account are kept.
const MOST_BACKUPS: usize = 50;
/// The size of a history in bytes, thousands of saves, at which its older half is dropped.
const LONGEST_HISTORY: usize = 1 << 24;

/// Storage of drafts, backups and history. Clones share it.
#[derive(Clone)]
pub struct AccountStore {
    /// `None` stores everything in memory.
    dir: Option<DataDir>,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// The locks that this window holds.
    locks: BTreeMap<StoreId, Lock>,
    /// Unreadable drafts that are not quarantined yet.
    unread: BTreeMap<StoreId, DocumentFault>,
    /// Files in memory, by path.
    memory: BTreeMap<String, Vec<u8>>,
}

/// Where files are: on a disk, or in memory.
enum Place<'a> {
    Disk(&'a DataDir),
    Memory(MutexGuard<'a, Shared>),
}

impl AccountStore {
    /// Stores files in this folder, or in memory without one.
    #[must_use]
    pub fn new(dir: Option<DataDir>) -> Self {
        Self { dir, shared: Arc::default() }
    }

    /// Tells whether this may block.
    #[must_use]
    pub fn is_on_disk(&self, folder: &StoreId) -> bool {
        folder.lasts && self.dir.is_some()
    }

    /// Carries out one request.
    ///
    /// # Errors
    ///
    /// The disk is full, or the system refuses. The former files are unchanged.
    pub fn carry_out(&self, folder: &StoreId, request: DiskRequest) -> Result<DiskReply, ArchiveFault> {
        let path = draft_path(folder);
        match request {
            DiskRequest::Open => return Ok(DiskReply::Opened(Box::new(self.open(folder)))),
            DiskRequest::AcquireLock => return Ok(DiskReply::Lock { is_ours: self.acquire_lock(folder)? }),
            DiskRequest::KeepDraft(kept) => {
                // The lock may have been unavailable when the account was opened.
                let had_lock = self.shared().locks.contains_key(folder);
                if !self.acquire_lock(folder)? {
                    return Err(io::Error::from(ErrorKind::ResourceBusy).into());
                }
                if !had_lock && let Err(error) = self.keep_copy(folder) {
                    self.close(folder);
                    return Err(error.into());
                }
                self.quarantine_unreadable(folder)?;
                let bytes = kept.write(now())?;
                self.place(folder).write(&path, bytes)?;
            }
            DiskRequest::KeepBackup { place, account } => {
                let snapshot = Snapshot { taken: now(), place, account: *account };
                return self.back_up(folder, &snapshot).map(DiskReply::BackedUp);
            }
            DiskRequest::KeepSave(entry) => self.keep_save(folder, *entry, LONGEST_HISTORY)?,
            DiskRequest::ReadHistory => {
                return self.history(folder).map(|history| DiskReply::History(Box::new(history)));
            }
            DiskRequest::ReadBackup(at) => {
                let bytes = self.place(folder).read(&backup_path(folder, at))?;
                let snapshot = Snapshot::from_bytes(&bytes.ok_or(ArchiveFault::Unreadable)?)?;
                return Ok(DiskReply::Backup(Box::new(snapshot)));
            }
            DiskRequest::Close => self.close(folder),
            DiskRequest::Forget => {
                // The unsaved changes of another window stay.
                if self.acquire_lock(folder)? {
                    self.place(folder).remove(&path)?;
                    self.close(folder);
                }
            }
        }
        Ok(DiskReply::Done)
    }

    fn open(&self, folder: &StoreId) -> LoadedDraft {
        let (locked_by_other_window, fault) = match self.acquire_lock(folder) {
            Ok(is_ours) => (!is_ours, None),
            // A read-only folder can still be read.
            Err(error) => (false, Some(fault(&error))),
        };
        let lasts = self.is_on_disk(folder);
        let opened = LoadedDraft { draft: None, locked_by_other_window, lasts, set_aside: None, fault };
        let bytes = self.place(folder).read(&draft_path(folder));
        let read = match bytes {
            Ok(None) => return opened,
            Ok(Some(bytes)) => SavedDraft::read(&bytes),
            Err(error) if error.kind() == ErrorKind::FileTooLarge => Err(DocumentFault::Damaged),
            Err(error) => {
                self.shared().unread.insert(folder.clone(), DocumentFault::Damaged);
                return LoadedDraft { fault: Some(self::fault(&error)), ..opened };
            }
        };
        match read {
            Ok(draft) => LoadedDraft { draft: Some(draft), ..opened },
            // The window that holds the lock quarantines it.
            Err(_) if locked_by_other_window => opened,
            Err(set_aside) => {
                self.shared().unread.insert(folder.clone(), set_aside);
                let fault = self.quarantine_unreadable(folder).err().map(|error| self::fault(&error));
                LoadedDraft { set_aside: Some(set_aside), fault: fault.or(opened.fault), ..opened }
            }
        }
    }

    /// Copies the draft before this window first overwrites it: another window may have written it while this
    /// one had no lock.
    fn keep_copy(&self, folder: &StoreId) -> io::Result<()> {
        match self.place(folder) {
            Place::Disk(dir) => dir.copy_aside_as(&draft_path(folder), "other"),
            Place::Memory(_) => Ok(()),
        }
    }

    /// Renames an unreadable draft before it would be overwritten.
    fn quarantine_unreadable(&self, folder: &StoreId) -> io::Result<()> {
        let unread = self.shared().unread.get(folder).copied();
        if let Some(why) = unread {
            let set_aside = self.place(folder).set_aside(&draft_path(folder), why);
            set_aside
                .or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
            self.shared().unread.remove(folder);
        }
        Ok(())
    }

    /// Stores a backup, and deletes the oldest ones.
    fn back_up(&self, folder: &StoreId, snapshot: &Snapshot) -> Result<Timestamp, ArchiveFault> {
        let (taken, bytes) = (snapshot.taken, snapshot.to_bytes()?);
        let mut files = self.place(folder);
        files.sweep(&backups_path(folder));
        files.write(&backup_path(folder, taken), bytes)?;
        // The backup is stored; an old one that cannot be deleted does no harm.
        let backups = backups(folder, &files).unwrap_or_default();
        // The clock may have been set back.
        for old in backups.iter().skip(MOST_BACKUPS).filter(|old| **old != taken) {
            files.remove(&backup_path(folder, *old)).unwrap_or_default();
        }
        Ok(taken)
    }

    /// Appends a save to the history unless it is there already; drops the older half of a history that is
    /// longer than `longest` bytes.
    fn keep_save(&self, folder: &StoreId, entry: HistoryEntry, longest: usize) -> Result<(), ArchiveFault> {
        let (path, mut files) = (history_path(folder), self.place(folder));
        // An unreadable history is appended to as well.
        let former = files.read(&path).unwrap_or_default().unwrap_or_default();
        let Some(entry) = entry.not_yet_in(&former) else { return Ok(()) };
        files.append(&path, &entry.write()?)?;
        if former.len() > longest {
            // The save is stored; a history that is too long does no harm.
            let bytes = files.read(&path).unwrap_or_default().unwrap_or_default();
            let younger = younger_half(&bytes);
            if !younger.is_empty() {
                files.write(&path, younger.to_vec()).unwrap_or_default();
            }
        }
        Ok(())
    }

    fn history(&self, folder: &StoreId) -> Result<History, ArchiveFault> {
        let place = self.place(folder);
        let bytes = place.read(&history_path(folder))?.unwrap_or_default();
        let (mut saves, unreadable) = HistoryEntry::read_all(&bytes);
        saves.reverse();
        Ok(History { saves, backups: backups(folder, &place)?, unreadable })
    }

    /// Acquires the lock of an account; tells whether this window holds it.
    fn acquire_lock(&self, folder: &StoreId) -> io::Result<bool> {
        let Some(dir) = self.dir.as_ref().filter(|_| folder.lasts) else { return Ok(true) };
        let mut shared = self.shared();
        if shared.locks.contains_key(folder) {
            return Ok(true);
        }
        let lock = dir.try_lock(&format!("accounts/{}/open", folder.name))?;
        Ok(lock.is_some_and(|lock| shared.locks.insert(folder.clone(), lock).is_none()))
    }

    fn close(&self, folder: &StoreId) {
        self.shared().locks.remove(folder);
    }

    /// Blocks all requests until dropped, like a slow disk.
    #[cfg(test)]
    pub(super) fn hold(&self) -> impl Sized + '_ {
        self.shared()
    }

    fn place(&self, folder: &StoreId) -> Place<'_> {
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

    /// Appends a line to a file.
    fn append(&mut self, path: &str, line: &[u8]) -> io::Result<()> {
        match self {
            Self::Disk(dir) => dir.append_line(path, line),
            Self::Memory(shared) => {
                shared.memory.entry(path.to_owned()).or_default().extend(line.iter().chain(b"\n"));
                Ok(())
            }
        }
    }

    /// Removes temporary files of killed processes from a folder.
    fn sweep(&self, folder: &str) {
        if let Self::Disk(dir) = self {
            dir.sweep(folder);
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

fn draft_path(folder: &StoreId) -> String {
    format!("accounts/{}/draft.json", folder.name)
}

fn history_path(folder: &StoreId) -> String {
    format!("accounts/{}/history.jsonl", folder.name)
}

/// Returns the later half of the lines, at least the last one.
fn younger_half(bytes: &[u8]) -> &[u8] {
    let ends = |place: &usize| bytes[*place] == b'\n';
    let last = bytes.trim_ascii_end().len();
    let begin = (bytes.len() / 2..last).find(ends).or_else(|| (0..last).rfind(ends));
    begin.map_or(bytes, |end| &bytes[end + 1..])
}

fn backups_path(folder: &StoreId) -> String {
    format!("accounts/{}/backups", folder.name)
}

/// Returns a file name that is valid on every system: `2026-11-22T22-17-19.123456789Z.json`.
fn backup_path(folder: &StoreId, taken: Timestamp) -> String {
    format!("{}/{}.json", backups_path(folder), taken.to_string().replace(':', "-"))
}

/// Returns when backups were taken, the latest first.
fn backups(folder: &StoreId, place: &Place<'_>) -> io::Result<Vec<Timestamp>> {
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

impl From<DocumentFault> for ArchiveFault {
    fn from(fault: DocumentFault) -> Self {
        match fault {
            DocumentFault::Damaged => Self::Unreadable,
            DocumentFault::Newer => Self::Newer,
        }
    }
}

fn fault(error: &io::Error) -> ArchiveFault {
    // No kind of error tells of a drive's failure, nor on Windows of a file that another program holds.
    let (failing, held): (&[i32], &[i32]) =
        if cfg!(windows) { (&[23, 483, 1117], &[32, 33]) } else { (&[5], &[]) };
    let is_one_of = |codes: &[i32]| error.raw_os_error().is_some_and(|code| codes.contains(&code));
    ArchiveFault::System(match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => return ArchiveFault::Full,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => return ArchiveFault::Denied,
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::StaleNetworkFileHandle => {
            SystemFault::Gone
        }
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy | ErrorKind::WouldBlock => SystemFault::Busy,
        ErrorKind::InvalidFilename | ErrorKind::IsADirectory => SystemFault::BadName,
        ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::NotConnected
        | ErrorKind::TimedOut => SystemFault::Away,
        ErrorKind::FileTooLarge => SystemFault::TooLarge,
        _ if is_one_of(held) => SystemFault::Busy,
        _ if is_one_of(failing) => SystemFault::Failing,
        _ => SystemFault::Other(error.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use tempfile::TempDir;

    use crate::crm::{Account, Draft, Edit, Item, Key, Mode, NewStatus, STATUS_COLORS};

    use super::*;

    /// A folder for data, and an account in it that outlasts the program.
    fn scratch() -> (TempDir, StoreId) {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        (scratch, StoreId { name: "amocrm.ru-7".to_owned(), lasts: true })
    }

    /// The store of one window.
    fn window(scratch: &TempDir) -> AccountStore {
        AccountStore::new(Some(DataDir::at(scratch.path().to_owned())))
    }

    fn path(scratch: &TempDir, name: &str) -> PathBuf {
        scratch.path().join("accounts/amocrm.ru-7").join(name)
    }

    fn names(scratch: &TempDir) -> Vec<String> {
        DataDir::at(scratch.path().to_owned()).names("accounts/amocrm.ru-7").expect("a folder")
    }

    /// The draft of an account that was empty, with one status of this name.
    fn draft(name: &str) -> SavedDraft {
        let mut draft = Draft::new(Account { mode: Mode::Periodicity, ..Account::empty(7) });
        draft.edit(Edit::Add(NewStatus { name: "New".to_owned(), color: STATUS_COLORS[0], place: 0 }));
        draft.edit(Edit::Rename(Item::Status(Key::New(0)), name.to_owned()));
        draft.end_typing();
        SavedDraft { draft, saving: None }
    }

    fn keep(store: &AccountStore, folder: &StoreId, name: &str) -> Result<(), ArchiveFault> {
        store.carry_out(folder, DiskRequest::KeepDraft(Arc::new(draft(name)))).map(|_| ())
    }

    fn open(store: &AccountStore, folder: &StoreId) -> LoadedDraft {
        match store.carry_out(folder, DiskRequest::Open) {
            Ok(DiskReply::Opened(opened)) => *opened,
            other => panic!("the account is opened: {other:?}"),
        }
    }

    fn kept(opened: LoadedDraft) -> Option<SavedDraft> {
        opened.draft.map(|(kept, _)| kept)
    }

    #[test]
    fn what_is_kept_comes_back_in_the_next_run_and_in_memory_within_this_one() {
        let (scratch, folder) = scratch();
        let first = window(&scratch);
        let opened = open(&first, &folder);
        assert!(opened.draft.is_none() && opened.lasts && !opened.locked_by_other_window, "{opened:?}");
        keep(&first, &folder, "A").expect("a folder to write to");
        keep(&first, &folder, "B").expect("a folder to write to");
        drop(first);
        assert_eq!(kept(open(&window(&scratch), &folder)), Some(draft("B")), "the last one");
        for (store, lasts) in [(window(&scratch), false), (AccountStore::new(None), true)] {
            let folder = StoreId { name: "in-memory".to_owned(), lasts };
            assert!(!open(&store, &folder).lasts && !store.is_on_disk(&folder), "told");
            keep(&store, &folder, "A").expect("nothing to go wrong");
            assert_eq!(kept(open(&store, &folder)), Some(draft("A")), "within this run");
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
        assert!(!open(&first, &folder).locked_by_other_window, "the first one has the lock");
        keep(&first, &folder, "A").expect("its turn");
        let opened = open(&second, &folder);
        assert!(opened.locked_by_other_window, "and the second is told");
        assert_eq!(kept(opened), Some(draft("A")), "it may look");
        assert!(keep(&second, &folder, "B").is_err(), "and not write");
        assert_eq!(kept(open(&first, &folder)), Some(draft("A")), "as the first one left it");
        fs::write(path(&scratch, "draft.json"), "spoilt").expect("a folder to write to");
        assert_eq!(open(&second, &folder).set_aside, None, "setting aside is for the first one");
        assert!(path(&scratch, "draft.json").exists(), "so it is still there");
        keep(&first, &folder, "A").expect("its turn");
        first.carry_out(&folder, DiskRequest::Close).expect("the end of the turn");
        assert!(!open(&second, &folder).locked_by_other_window, "the second one's turn");
        keep(&second, &folder, "B").expect("its turn");
        assert!(keep(&first, &folder, "C").is_err(), "the first one is late");
        drop(second);
        assert_eq!(kept(open(&first, &folder)), Some(draft("B")), "a window that is gone has no turn");
    }

    #[test]
    fn what_another_window_wrote_before_this_one_had_the_turn_is_not_lost() {
        let (scratch, folder) = scratch();
        let (first, second) = (window(&scratch), window(&scratch));
        // As where the folder is out of reach for a while.
        let lock = path(&scratch, "open.lock");
        fs::create_dir_all(&lock).expect("a folder to write to");
        assert!(open(&first, &folder).fault.is_some(), "told");
        fs::remove_dir(&lock).expect("a folder");
        open(&second, &folder);
        keep(&second, &folder, "B").expect("its turn");
        second.carry_out(&folder, DiskRequest::Close).expect("the end of the turn");
        for name in ["A", "C"] {
            keep(&first, &folder, name).expect("its turn");
        }
        let aside = fs::read(path(&scratch, "draft.json.other-1")).expect("a copy");
        let (theirs, _) = SavedDraft::read(&aside).expect("a draft");
        assert_eq!(theirs, draft("B"), "as it was");
        assert!(!path(&scratch, "draft.json.other-2").exists(), "once");
        assert_eq!(kept(open(&first, &folder)), Some(draft("C")), "in its place");
    }

    #[test]
    fn forgetting_removes_the_draft_and_ends_the_turn() {
        let (scratch, folder) = scratch();
        let (first, second) = (window(&scratch), window(&scratch));
        open(&first, &folder);
        keep(&first, &folder, "A").expect("a folder to write to");
        first.carry_out(&folder, DiskRequest::Forget).expect("a folder to write to");
        assert!(!names(&scratch).contains(&"draft.json".to_owned()), "{:?}", names(&scratch));
        let opened = open(&second, &folder);
        assert!(opened.draft.is_none() && !opened.locked_by_other_window, "{opened:?}");
        first.carry_out(&folder, DiskRequest::Forget).expect("nothing is there to forget");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_and_leaves_the_former_draft() {
        let (scratch, folder) = scratch();
        let store = window(&scratch);
        open(&store, &folder);
        keep(&store, &folder, "A").expect("room");
        std::os::unix::fs::symlink("/dev/full", path(&scratch, "draft.json.new"))
            .expect("a folder to write to");
        assert_eq!(keep(&store, &folder, "B"), Err(ArchiveFault::Full), "no room");
        assert_eq!(kept(open(&store, &folder)), Some(draft("A")), "the former one");
        keep(&store, &folder, "B").expect("room again");
        assert_eq!(kept(open(&store, &folder)), Some(draft("B")), "the next one");
    }

    #[test]
    fn what_the_system_says_no_to_has_its_own_name() {
        let said = |kind: ErrorKind| ArchiveFault::from(io::Error::from(kind));
        assert_eq!(said(ErrorKind::PermissionDenied), ArchiveFault::Denied);
        assert_eq!(said(ErrorKind::ReadOnlyFilesystem), ArchiveFault::Denied);
        assert_eq!(said(ErrorKind::QuotaExceeded), ArchiveFault::Full);
        assert_eq!(said(ErrorKind::NotFound), ArchiveFault::System(SystemFault::Gone));
        assert_eq!(said(ErrorKind::ResourceBusy), ArchiveFault::System(SystemFault::Busy));
        assert_eq!(said(ErrorKind::TimedOut), ArchiveFault::System(SystemFault::Away));
        let code = if cfg!(windows) { 1117 } else { 5 };
        let failing = ArchiveFault::from(io::Error::from_raw_os_error(code));
        assert_eq!(failing, ArchiveFault::System(SystemFault::Failing), "a broken drive");
        let other = said(ErrorKind::Unsupported);
        assert!(
            matches!(&other, ArchiveFault::System(SystemFault::Other(words)) if !words.is_empty()),
            "{other:?}"
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_that_is_read_only_is_read_and_keeps_its_draft() {
        use std::os::unix::fs::symlink;
        let (scratch, folder) = scratch();
        keep(&window(&scratch), &folder, "A").expect("a folder to write to");
        // As on a disk that was left read-only, for root as well: the lock cannot be taken, nor the new file
        // made.
        fs::remove_file(path(&scratch, "open.lock")).expect("the lock of a window that is gone");
        for name in ["open.lock", "draft.json.new"] {
            symlink("/sys/etapa", path(&scratch, name)).expect("a folder to write to");
        }
        let store = window(&scratch);
        let opened = open(&store, &folder);
        assert_eq!(opened.fault, Some(ArchiveFault::Denied), "told");
        assert_eq!(kept(opened), Some(draft("A")), "read all the same");
        assert_eq!(keep(&store, &folder, "B"), Err(ArchiveFault::Denied), "without a turn");
        fs::remove_file(path(&scratch, "open.lock")).expect("what was in the way");
        assert_eq!(keep(&store, &folder, "B"), Err(ArchiveFault::Denied), "no new file");
        assert_eq!(kept(open(&store, &folder)), Some(draft("A")), "nothing is lost");
        keep(&store, &folder, "B").expect("nothing is in the way any more");
    }

    // ---- the history and the backups -------------------------------------------------------------------

    fn time(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    /// What was saved in this second, with these names.
    fn entry(second: i64, names: &[&str]) -> HistoryEntry {
        let drafts = names.iter().map(|name| draft(name).draft);
        let changes = drafts.flat_map(|draft| draft.changes()).collect();
        HistoryEntry::new(
            time(second),
            "Ann".to_owned(),
            Some(time(second)),
            changes,
            draft("").draft.edited(),
        )
    }

    fn note(store: &AccountStore, folder: &StoreId, entry: &HistoryEntry) -> Result<(), ArchiveFault> {
        store.carry_out(folder, DiskRequest::KeepSave(Box::new(entry.clone()))).map(|_| ())
    }

    fn history(store: &AccountStore, folder: &StoreId) -> History {
        match store.carry_out(folder, DiskRequest::ReadHistory) {
            Ok(DiskReply::History(history)) => *history,
            other => panic!("the history is read: {other:?}"),
        }
    }

    fn snapshot(second: i64) -> Snapshot {
        let account = draft("A").draft.base().clone();
        Snapshot { taken: time(second), place: "shop.amocrm.ru".to_owned(), account }
    }

    #[test]
    fn the_history_has_each_save_once_whatever_happens_between() {
        let (scratch, folder) = scratch();
        let (first, second) = (entry(1, &["A"]), entry(2, &["A", "B"]));
        let store = window(&scratch);
        assert_eq!(history(&store, &folder), History::default(), "nothing was saved");
        note(&store, &folder, &first).expect("a folder to write to");
        // Half of a line of a killed program.
        let mut bytes = fs::read(path(&scratch, "history.jsonl")).expect("the history");
        bytes.extend(b"\n{\"format\":\"etapa sa");
        fs::write(path(&scratch, "history.jsonl"), bytes).expect("a folder to write to");
        note(&store, &folder, &second).expect("a folder to write to");
        // A killed program tells again what it has saved, perhaps in another order.
        let mut again = second.clone();
        again.changes.reverse();
        note(&store, &folder, &again).expect("nothing to write");
        let read = history(&store, &folder);
        assert_eq!((&read.saves, read.unreadable), (&vec![second.clone(), first.clone()], 1));
        // What a later reading has shown of the same save is new.
        note(&store, &folder, &entry(2, &["B", "C"])).expect("a folder to write to");
        let read = history(&store, &folder);
        assert_eq!(read.saves, [entry(2, &["C"]), second, first]);
        note(&store, &folder, &entry(2, &["A", "C"])).expect("nothing to write");
        assert_eq!(history(&store, &folder).saves.len(), 3, "both lines of it count");
        let alone = HistoryEntry { backup: None, ..entry(3, &["A"]) };
        note(&store, &folder, &alone).expect("a folder to write to");
        note(&store, &folder, &alone).expect("a folder to write to");
        assert_eq!(history(&store, &folder).saves.len(), 5, "without backups they are different ones");
    }

    #[test]
    fn of_a_long_history_the_younger_half_is_kept() {
        let (scratch, folder) = scratch();
        let store = window(&scratch);
        let line = entry(0, &["A"]).write().expect("an entry").len() + 2;
        for second in 0..9 {
            store.keep_save(&folder, entry(second, &["A"]), 8 * line - 9).expect("a folder to write to");
        }
        let seconds = |history: History| history.saves.iter().map(|save| save.at.as_second()).collect();
        let left: Vec<i64> = seconds(history(&store, &folder));
        assert_eq!(left, [8, 7, 6, 5], "the latest of nine, and whole lines");
        assert_eq!(younger_half(b"\na\n\nlonger than half\n"), b"longer than half\n", "the last one stays");
        assert_eq!(younger_half(b"alone"), b"alone");
        assert_eq!(younger_half(b"\n\n\n"), b"\n\n\n", "nothing to choose from");
        assert_eq!(younger_half(b""), b"");
    }

    #[test]
    fn backups_are_found_by_their_names_and_the_latest_fifty_are_kept() {
        let (scratch, folder) = scratch();
        let store = window(&scratch);
        for second in 100..153 {
            store.back_up(&folder, &snapshot(second)).expect("a folder to write to");
        }
        let below = path(&scratch, "backups");
        assert!(below.join("1970-01-01T00-02-32Z.json").is_file(), "a name that every file system takes");
        assert!(!below.join("1970-01-01T00-01-42Z.json").exists(), "the third, counted from the oldest");
        for name in ["notes.txt", "1970-01-01T00-00-09Z.json.new", "1970-13-01T00-00-00Z.json", "T.json"] {
            fs::write(below.join(name), b"words").expect("a folder to write to");
        }
        let times: Vec<i64> =
            history(&store, &folder).backups.iter().map(|taken| taken.as_second()).collect();
        assert_eq!(times, (103..153).rev().collect::<Vec<_>>(), "the latest first, and nothing else");
        // The clock was set back.
        store.back_up(&folder, &snapshot(1)).expect("a folder to write to");
        assert_eq!(history(&store, &folder).backups.len(), 51, "the one that was just taken stays");
        let read = store.carry_out(&folder, DiskRequest::ReadBackup(time(1)));
        assert!(matches!(&read, Ok(DiskReply::Backup(read)) if **read == snapshot(1)), "{read:?}");
        let others = ["1970-13-01T00-00-00Z.json", "T.json", "notes.txt"];
        assert!(others.iter().all(|name| below.join(name).exists()), "what is not ours stays");
        assert!(!below.join("1970-01-01T00-00-09Z.json.new").exists(), "what a killed program has left goes");
    }

    #[test]
    fn a_backup_of_a_later_version_is_told_from_a_damaged_one() {
        let (scratch, folder) = scratch();
        let store = window(&scratch);
        store.back_up(&folder, &snapshot(1)).expect("a folder to write to");
        let file = path(&scratch, "backups/1970-01-01T00-00-01Z.json");
        let whole = fs::read_to_string(&file).expect("a backup");
        let newer = whole.replacen("\"version\": 1", "\"version\": 999", 1);
        assert_ne!(newer, whole, "another version");
        for (text, fault) in [(newer, ArchiveFault::Newer), ("spoilt".to_owned(), ArchiveFault::Unreadable)] {
            fs::write(&file, text).expect("a folder to write to");
            assert_eq!(
                store.carry_out(&folder, DiskRequest::ReadBackup(time(1))).expect_err("not read"),
                fault
            );
        }
        let gone = store.carry_out(&folder, DiskRequest::ReadBackup(time(2)));
        assert_eq!(gone.expect_err("not there"), ArchiveFault::Unreadable);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_keeps_the_former_backups_and_the_former_history() {
        use std::os::unix::fs::symlink;
        let (scratch, folder) = scratch();
        let store = window(&scratch);
        store.back_up(&folder, &snapshot(1)).expect("room");
        symlink("/dev/full", path(&scratch, "backups/1970-01-01T00-00-02Z.json.new")).expect("a link");
        assert_eq!(store.back_up(&folder, &snapshot(2)), Err(ArchiveFault::Full), "no room");
        assert_eq!(history(&store, &folder).backups, [time(1)], "the former one");
        store.back_up(&folder, &snapshot(2)).expect("room again");
        let history_file = path(&scratch, "history.jsonl");
        symlink("/dev/full", &history_file).expect("a link");
        assert_eq!(note(&store, &folder, &entry(1, &["A"])), Err(ArchiveFault::Full), "no room");
        fs::remove_file(&history_file).expect("a link");
        note(&store, &folder, &entry(1, &["A"])).expect("room again");
        assert_eq!(history(&store, &folder).saves, [entry(1, &["A"])]);
    }

    #[test]
    fn a_line_that_is_there_is_told_as_such_whatever_becomes_of_the_rest() {
        let (scratch, folder) = scratch();
        let store = window(&scratch);
        note(&store, &folder, &entry(1, &["A"])).expect("a folder to write to");
        // The history cannot be made shorter.
        fs::create_dir(path(&scratch, "history.jsonl.new")).expect("a folder in the way");
        store.keep_save(&folder, entry(2, &["A"]), 1).expect("it is there");
        assert_eq!(history(&store, &folder).saves.len(), 2);
    }
}
