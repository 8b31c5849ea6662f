//! The folder with everything that Etapa writes: files are written whole, synced and then renamed.
//!
//! A reader sees the former file or the new one, never a part of one, whenever the program or the machine
//! stops. A file of lines is the exception: it gets one line more, or is as it was. Only the user can look
//! into what is written (on Windows it lies in the user's own profile). A secret never comes here: those are
//! for the [`CredentialStore`](super::credential_store::CredentialStore).
//!
//! Some file systems, mostly those on a network, can neither lock files nor sync folders. There it goes on
//! without, for the user's work is safer in a file than in memory.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use directories::ProjectDirs;

/// The folder for everything that is written, which is made when the first file is.
///
/// `name` is a path below the folder, such as `settings.json`, everywhere. All of this may block as long
/// as a disk does: to be called on a thread of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataDir(PathBuf);

/// A lock that one process at a time holds; it is released when this is dropped, or the process ends.
#[derive(Debug)]
#[must_use = "the turn ends when this is dropped"]
pub struct Lock {
    /// Locked as long as it is open.
    _file: File,
}

impl DataDir {
    /// Takes this folder.
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Takes the place where the system wants such data to lie: `~/.local/share/etapa` on Linux,
    /// `%LOCALAPPDATA%\Etapa\data` on Windows, `~/Library/Application Support/Etapa` on macOS. `None` for
    /// a user without a home.
    #[must_use]
    pub fn of_the_system() -> Option<Self> {
        ProjectDirs::from("", "", "Etapa").map(|places| Self(places.data_local_dir().to_owned()))
    }

    /// Returns where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Reads a file of at most `limit` bytes. `None` when there is none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::FileTooLarge`] when it is longer than that, or what the system says.
    pub fn read_whole(&self, name: &str, limit: usize) -> io::Result<Option<Vec<u8>>> {
        let file = match File::open(self.0.join(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        read_limited(file, limit).map(Some)
    }

    /// Writes a file, in the place of the former one if there is one.
    ///
    /// # Errors
    ///
    /// The error of the system; the former file is unchanged.
    pub fn write_whole(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.make_place(name)?;
        // One writer at a time, so that all can use one name, which a killed one leaves to the next.
        let _turn = self.lock("writing")?;
        let new = path.with_added_extension("new");
        let written = write_synced(&new, bytes).and_then(|()| fs::rename(&new, &path));
        if written.is_err() {
            // On a full disk even a part of it is in the way; if this fails as well, the next writer has it.
            fs::remove_file(&new).ok();
            return written;
        }
        sync_folder_of(&path)
    }

    /// Does the same and waits for no other writer: for a program that breaks down, perhaps while it writes.
    ///
    /// # Errors
    ///
    /// As [`write_whole`](Self::write_whole).
    pub fn write_at_once(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.make_place(name)?;
        let new = path.with_added_extension(format!("{}.new", std::process::id()));
        let written = write_synced(&new, bytes).and_then(|()| fs::rename(&new, &path));
        if written.is_err() {
            fs::remove_file(&new).ok();
            return written;
        }
        sync_folder_of(&path)
    }

    /// Adds a line to a file of lines. What a killed writer has left of one is a line of its own.
    ///
    /// # Errors
    ///
    /// What the system says; nothing of the line is there then, unless even that cannot be taken back.
    pub fn append_line(&self, name: &str, line: &[u8]) -> io::Result<()> {
        let path = self.make_place(name)?;
        let _turn = self.lock("writing")?;
        let mut file = private_file().truncate(false).open(&path)?;
        make_private(&path);
        at_the_end(&mut file, |file| {
            file.write_all(&[b"\n", line, b"\n"].concat())?;
            file.sync_all()?;
            // It may be a new file.
            sync_folder_of(&path)
        })
    }

    /// Removes what killed writers have left in this folder, as far as it can be removed. To be called where
    /// each file has a name of its own, so that no later one takes its place.
    pub fn sweep(&self, folder: &str) {
        // Nobody is writing meanwhile.
        let Ok(_turn) = self.lock("writing") else { return };
        let Ok(entries) = fs::read_dir(self.0.join(folder)) else { return };
        for path in entries.flatten().filter(is_file).map(|entry| entry.path()) {
            if path.extension().is_some_and(|extension| extension == "new") {
                fs::remove_file(path).ok();
            }
        }
    }

    /// Removes a file, if there is one.
    ///
    /// # Errors
    ///
    /// What the system says; the file is still there then.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        ignore_errors(fs::remove_file(self.0.join(name)), &[ErrorKind::NotFound])
    }

    /// Returns the names of what lies in a folder, in their order; nothing when there is no folder.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn names(&self, folder: &str) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(self.0.join(folder)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let name = |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().to_string_lossy().into_owned());
        let mut names = entries.map(name).collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    }

    /// Returns when the file in a folder that was changed last was changed; `None` if none is there.
    #[must_use]
    pub fn changed_at(&self, folder: &str) -> Option<SystemTime> {
        let entries = fs::read_dir(self.0.join(folder)).ok()?;
        entries.flatten().filter_map(|entry| entry.metadata().ok()?.modified().ok()).max()
    }

    /// Gives a damaged file another name, so that it is out of the way and can still be looked at:
    /// `settings.json.damaged-1`, or the first number that is free.
    ///
    /// # Errors
    ///
    /// What the system says; the file is still there then.
    pub fn set_aside(&self, name: &str) -> io::Result<()> {
        self.set_aside_as(name, "damaged")
    }

    /// Does the same with a file that has to go for another reason, which its new name says in one word.
    ///
    /// # Errors
    ///
    /// As [`set_aside`](Self::set_aside).
    pub fn set_aside_as(&self, name: &str, why: &str) -> io::Result<()> {
        let _turn = self.lock("writing")?;
        fs::rename(self.0.join(name), self.name_aside(name, why)?)
    }

    /// Keeps a copy of a file under such a name, if there is one; the file itself stays in its place.
    ///
    /// # Errors
    ///
    /// The copy cannot be made.
    pub fn copy_aside_as(&self, name: &str, why: &str) -> io::Result<()> {
        let _turn = self.lock("writing")?;
        let path = self.0.join(name);
        if !path.try_exists()? {
            return Ok(());
        }
        let copy = self.name_aside(name, why)?;
        fs::copy(path, &copy)?;
        OpenOptions::new().write(true).open(copy)?.sync_all()
    }

    fn name_aside(&self, name: &str, why: &str) -> io::Result<PathBuf> {
        let path = self.0.join(name);
        let mut names = (1..).map(|number: u32| path.with_added_extension(format!("{why}-{number}")));
        names.find(|name| !name.exists()).ok_or_else(|| ErrorKind::AlreadyExists.into())
    }

    /// Waits for the lock of this name, across all processes that use the folder. On a file system without
    /// locks every process gets it.
    ///
    /// # Errors
    ///
    /// The folder cannot be written to, or the lock fails.
    pub fn lock(&self, name: &str) -> io::Result<Lock> {
        let file = self.lock_file(name)?;
        ignore_errors(file.lock(), LOCKLESS)?;
        Ok(Lock { _file: file })
    }

    /// Acquires the lock of this name if no other process holds it.
    ///
    /// # Errors
    ///
    /// As [`lock`](Self::lock).
    pub fn try_lock(&self, name: &str) -> io::Result<Option<Lock>> {
        let file = self.lock_file(name)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => {
                ignore_errors(Err(error), LOCKLESS).map(|()| Some(Lock { _file: file }))
            }
        }
    }

    fn lock_file(&self, name: &str) -> io::Result<File> {
        private_file().truncate(false).open(self.make_place(&format!("{name}.lock"))?)
    }

    /// Returns the path of a file, in a folder that is there then, and that only the user can look into.
    fn make_place(&self, name: &str) -> io::Result<PathBuf> {
        let path = self.0.join(name);
        let folder = path.parent().unwrap_or(&self.0);
        make_folder(folder)?;
        // The uppermost one may be the user's, with other things in it.
        folder.ancestors().take_while(|below| **below != self.0).for_each(make_private);
        Ok(path)
    }
}

/// What a file system says that has no locks.
const LOCKLESS: &[ErrorKind] = &[ErrorKind::Unsupported];
/// What file systems say that do not sync folders.
const SYNCLESS: &[ErrorKind] =
    &[ErrorKind::Unsupported, ErrorKind::InvalidInput, ErrorKind::PermissionDenied];

/// Takes these failures for success.
fn ignore_errors(done: io::Result<()>, kinds: &[ErrorKind]) -> io::Result<()> {
    done.or_else(|error| if kinds.contains(&error.kind()) { Ok(()) } else { Err(error) })
}

/// Reads a file that the user has chosen, of at most `limit` bytes.
///
/// # Errors
///
/// [`ErrorKind::FileTooLarge`] when it is longer than that, or what the system says.
pub fn read_chosen(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    read_limited(File::open(path)?, limit)
}

/// Writes a file at a place that the user has chosen, in the place of the former one if there is one. Others
/// may read it as the folder has it.
///
/// # Errors
///
/// The error of the system; the former file is unchanged.
pub fn write_chosen(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // No other program uses such a name, so the file may be removed.
    let mut names = (1..).map(|number: u32| path.with_added_extension(format!("etapa-new-{number}")));
    let new = names.find(|name| is_free(name)).ok_or(ErrorKind::AlreadyExists)?;
    let mut file = File::create_new(&new)?;
    // For whoever looks if the name is free.
    file.try_lock().ok();
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    let written = written.and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        fs::remove_file(&new).ok();
    }
    written
}

/// Tells whether no process is writing there. Removes the leftovers of a killed one.
fn is_free(name: &Path) -> bool {
    match File::open(name) {
        // What else is in the way, whoever makes the file is told.
        Err(_) => !name.exists(),
        Ok(file) => {
            let is_left = file.try_lock().is_ok();
            drop(file);
            is_left && fs::remove_file(name).is_ok()
        }
    }
}

fn read_limited(file: File, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that is too long, even if it grows meanwhile.
    file.take(u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() > limit { Err(ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private_file().truncate(true).open(path)?;
    make_private(path);
    file.write_all(bytes)?;
    file.sync_all()
}

/// Writes something at the end of a file, or nothing.
fn at_the_end(file: &mut File, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    // A disk that becomes full has room for a part of it.
    write(file).inspect_err(|_| file.set_len(length).unwrap_or_default())
}

/// A file that is made if it is not there, for the user alone.
fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn is_file(entry: &fs::DirEntry) -> bool {
    entry.file_type().is_ok_and(|kind| kind.is_file())
}

/// Makes a folder for the user alone, and those above it, so that they last.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    make_folder(above(folder))?;
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        // Another process was faster.
        Err(_) if folder.is_dir() => Ok(()),
        made => made.and_then(|()| sync_folder_of(folder)),
    }
}

/// Returns the folder in which this one, or a file, lies.
fn above(path: &Path) -> &Path {
    path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Keeps others out of a file or folder that was made without thinking of them, such as a copy that was put
/// back. A file system that cannot do it is no error.
#[cfg(unix)]
fn make_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(known) = fs::symlink_metadata(path) else { return };
    let mode = known.permissions().mode();
    if (known.is_file() || known.is_dir()) && mode & 0o077 != 0 {
        fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700)).ok();
    }
}

#[cfg(not(unix))]
fn make_private(_path: &Path) {}

/// Makes it last that something has this name.
#[cfg(unix)]
fn sync_folder_of(path: &Path) -> io::Result<()> {
    ignore_errors(File::open(above(path)).and_then(|folder| folder.sync_all()), SYNCLESS)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
fn sync_folder_of(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use tempfile::TempDir;

    use super::*;

    /// Returns a folder for data that goes with the first value.
    pub(in crate::app) fn scratch() -> (TempDir, DataDir) {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let dir = DataDir::at(scratch.path().to_owned());
        (scratch, dir)
    }

    fn unmade() -> (TempDir, DataDir) {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let dir = DataDir::at(scratch.path().join("not yet there"));
        (scratch, dir)
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_written_is_read_and_nothing_else_is_left() {
        let (_scratch, dir) = unmade();
        assert_eq!(dir.read_whole("a.json", 10).expect("no file"), None, "nothing was written");
        for words in ["first words", "second", ""] {
            dir.write_whole("a.json", words.as_bytes()).expect("a folder to write to");
            let read = dir.read_whole("a.json", 11).expect("a file");
            assert_eq!(read.as_deref(), Some(words.as_bytes()), "{words}");
        }
        assert_eq!(names(&dir.0), ["a.json", "writing.lock"], "no part of a file");
        dir.write_whole("accounts/b.json", b"below").expect("a folder below");
        assert_eq!(names(&dir.0.join("accounts")), ["b.json"], "a path below the folder");
    }

    #[test]
    fn an_interrupted_writing_is_never_seen_and_does_not_stop_the_next() {
        let (_scratch, dir) = unmade();
        dir.write_whole("a.json", b"former").expect("a folder to write to");
        fs::write(dir.0.join("a.json.new"), b"half of a much longer file")
            .expect("what a killed writer leaves");
        assert_eq!(
            dir.read_whole("a.json", 99).expect("a file").as_deref(),
            Some(b"former".as_slice()),
            "whole"
        );
        dir.write_whole("a.json", b"next").expect("a folder to write to");
        assert_eq!(
            dir.read_whole("a.json", 99).expect("a file").as_deref(),
            Some(b"next".as_slice()),
            "whole"
        );
        assert_eq!(names(&dir.0), ["a.json", "writing.lock"], "nothing is left of it");
    }

    #[test]
    fn a_file_that_is_too_long_is_not_read() {
        let (_scratch, dir) = unmade();
        dir.write_whole("a.json", b"12345").expect("a folder to write to");
        assert!(dir.read_whole("a.json", 5).expect("it fits").is_some(), "five bytes");
        let error = dir.read_whole("a.json", 4).expect_err("it does not fit");
        assert_eq!(error.kind(), ErrorKind::FileTooLarge, "{error}");
    }

    #[test]
    fn a_failed_writing_is_an_error_value_and_leaves_the_former_file() {
        let (_scratch, dir) = unmade();
        dir.write_whole("a.json", b"former").expect("a folder to write to");
        // Works for root as well, who may write to a folder that is read-only.
        fs::create_dir(dir.0.join("a.json.new")).expect("a folder in the way");
        dir.write_whole("a.json", b"next").expect_err("the new file cannot be made");
        assert_eq!(
            dir.read_whole("a.json", 99).expect("a file").as_deref(),
            Some(b"former".as_slice()),
            "kept"
        );
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_value() {
        let (scratch, _dir) = unmade();
        let file = scratch.path().join("file");
        fs::write(&file, b"").expect("a scratch folder");
        let dir = DataDir::at(file.join("below a file"));
        dir.write_whole("a.json", b"words").expect_err("no folder");
        dir.set_aside("a.json").expect_err("no folder");
        dir.lock("turn").expect_err("no folder");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error_value() {
        let error = write_synced(Path::new("/dev/full"), b"words").expect_err("no room");
        assert_eq!(error.kind(), ErrorKind::StorageFull, "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_user_may_look_into_what_is_written() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_scratch, dir) = unmade();
        dir.write_whole("a.json", b"words").expect("a folder to write to");
        let mode = |path: &Path| fs::metadata(path).expect("it exists").permissions().mode() & 0o777;
        assert_eq!(mode(&dir.0), 0o700, "the folder");
        for name in names(&dir.0) {
            assert_eq!(mode(&dir.0.join(&name)), 0o600, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_others_could_look_into_is_for_the_user_alone_once_it_is_written() {
        use std::os::unix::fs::PermissionsExt as _;
        let (scratch, _dir) = unmade();
        // A folder that the user has chosen, with a copy in it that was put back.
        let (top, below) = (scratch.path().join("top"), scratch.path().join("top/accounts/a"));
        fs::create_dir_all(&below).expect("a scratch folder");
        for name in ["b.jsonl", "c.json.new"] {
            fs::write(below.join(name), b"words").expect("a scratch folder");
        }
        let all = [&top, &top.join("accounts"), &below, &below.join("b.jsonl"), &below.join("c.json.new")];
        for path in all {
            let mode = if path.is_dir() { 0o755 } else { 0o644 };
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("one's own");
        }
        let dir = DataDir::at(top.clone());
        dir.append_line("accounts/a/b.jsonl", b"words").expect("a folder to write to");
        dir.write_whole("accounts/a/c.json", b"words").expect("a folder to write to");
        let mode = |path: &Path| fs::metadata(path).expect("it exists").permissions().mode() & 0o777;
        let modes = [&top, &top.join("accounts"), &below, &below.join("b.jsonl"), &below.join("c.json")];
        assert_eq!(modes.map(|path| mode(path)), [0o755, 0o700, 0o700, 0o600, 0o600]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_read_only_folder_is_an_error_value() {
        // Nobody may make files there, not even root.
        let dir = DataDir::at(PathBuf::from("/sys"));
        for name in ["etapa.json", "etapa/below.json"] {
            let errors = [dir.write_whole(name, b"words"), dir.append_line(name, b"words")];
            for error in errors.map(|written| written.expect_err("refused").kind()) {
                assert!(
                    matches!(error, ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem),
                    "{error}"
                );
            }
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_system_that_does_not_sync_folders_is_good_enough() {
        // What is not on a disk at all refuses like some that are elsewhere.
        let folder = File::open("/proc/self").expect("every process has one");
        assert_eq!(folder.sync_all().map_err(|error| error.kind()), Err(ErrorKind::InvalidInput));
        sync_folder_of(Path::new("/proc/self/status")).expect("nothing to be done about it");
    }

    #[test]
    fn what_a_file_system_cannot_do_is_no_failure_and_everything_else_is() {
        let said =
            |kind: ErrorKind, kinds| ignore_errors(Err(kind.into()), kinds).map_err(|error| error.kind());
        assert_eq!(said(ErrorKind::Unsupported, LOCKLESS), Ok(()));
        assert_eq!(said(ErrorKind::PermissionDenied, LOCKLESS), Err(ErrorKind::PermissionDenied));
        for kind in [ErrorKind::Unsupported, ErrorKind::InvalidInput, ErrorKind::PermissionDenied] {
            assert_eq!(said(kind, SYNCLESS), Ok(()), "{kind}");
        }
        assert_eq!(said(ErrorKind::StorageFull, SYNCLESS), Err(ErrorKind::StorageFull));
    }

    #[test]
    fn a_line_is_added_or_the_file_is_as_it_was() {
        let (_scratch, dir) = unmade();
        dir.append_line("below/a.jsonl", b"one").expect("a folder to write to");
        let path = dir.0.join("below/a.jsonl");
        let mut file = OpenOptions::new().write(true).open(&path).expect("the file");
        let half = |file: &mut File| {
            file.write_all(b"\nhalf of a li")?;
            Err(ErrorKind::StorageFull.into())
        };
        let error = at_the_end(&mut file, half).expect_err("no room");
        assert_eq!(error.kind(), ErrorKind::StorageFull, "{error}");
        assert_eq!(fs::read(&path).expect("the file"), b"\none\n", "nothing of it");
        // A killed writer cannot take it back.
        fs::write(&path, b"\none\n\nhalf").expect("a folder to write to");
        dir.append_line("below/a.jsonl", b"two").expect("a folder to write to");
        assert_eq!(fs::read(&path).expect("the file"), b"\none\n\nhalf\ntwo\n", "a line of its own");
    }

    #[test]
    fn what_killed_writers_have_left_is_swept_and_nothing_else() {
        let (_scratch, dir) = unmade();
        dir.write_whole("below/a.json", b"words").expect("a folder to write to");
        let below = dir.0.join("below");
        for name in ["b.json.new", "new", "c.json.newer"] {
            fs::write(below.join(name), b"words").expect("a folder to write to");
        }
        fs::create_dir(below.join("folder.new")).expect("a folder to write to");
        dir.sweep("below");
        assert_eq!(names(&below), ["a.json", "c.json.newer", "folder.new", "new"]);
        dir.sweep("not there");
    }

    #[test]
    fn damaged_files_are_set_aside_side_by_side() {
        let (_scratch, dir) = unmade();
        for words in ["one", "two"] {
            dir.write_whole("a.json", words.as_bytes()).expect("a folder to write to");
            dir.set_aside("a.json").expect("a folder to write to");
        }
        assert_eq!(names(&dir.0), ["a.json.damaged-1", "a.json.damaged-2", "writing.lock"], "both are kept");
        assert_eq!(fs::read(dir.0.join("a.json.damaged-1")).expect("the first"), b"one", "not overwritten");
    }

    #[test]
    fn a_turn_excludes_others_until_it_is_dropped() {
        let (_scratch, dir) = unmade();
        let turn = dir.lock("turn").expect("a folder to write to");
        let other = File::open(dir.0.join("turn.lock")).expect("the file that is locked");
        assert!(matches!(other.try_lock(), Err(TryLockError::WouldBlock)), "somebody else has the lock");
        let _another = dir.lock("another").expect("turns of other names do not wait");
        drop(turn);
        other.try_lock().expect("the turn is free");
    }

    #[test]
    fn a_chosen_file_that_cannot_be_replaced_stays_and_leaves_nothing_beside_it() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let path = scratch.path().join("export.csv");
        write_chosen(&path, b"former").expect("the first file");
        write_chosen(&path, b"latter").expect("the second one");
        assert_eq!(read_chosen(&path, 6).expect("the file"), b"latter");
        assert_eq!(read_chosen(&path, 5).map_err(|error| error.kind()), Err(ErrorKind::FileTooLarge));
        let folder = scratch.path().join("folder");
        fs::create_dir(&folder).expect("a folder");
        assert!(write_chosen(&folder, b"new").is_err(), "a folder is no file");
        if cfg!(target_os = "linux") {
            let long = scratch.path().join("я".repeat(125));
            assert!(write_chosen(&long, b"new").is_err(), "no room for a name beside it");
        }
        assert_eq!(names(scratch.path()), ["export.csv", "folder"]);
    }

    #[test]
    fn what_a_killed_export_has_left_goes_with_the_next_and_what_is_being_written_stays() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let path = |name: &str| scratch.path().join(name);
        fs::write(path("a.csv.etapa-new-1"), b"half").expect("a scratch folder");
        write_chosen(&path("a.csv"), b"whole").expect("a folder to write to");
        assert_eq!(names(scratch.path()), ["a.csv"], "nothing is left");
        let other = File::create_new(path("a.csv.etapa-new-1")).expect("another window writes");
        other.lock().expect("its file");
        write_chosen(&path("a.csv"), b"again").expect("a folder to write to");
        assert_eq!(names(scratch.path()), ["a.csv", "a.csv.etapa-new-1"], "the other one goes on");
    }
}
