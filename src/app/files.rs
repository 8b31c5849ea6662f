//! The folder with everything that Etapa writes: files are written whole, synced and then renamed.
//!
//! A reader sees the former file or the new one, never a part of one, whenever the program or the machine
//! stops. Only the user can look into the folder (on Windows it lies in the user's own profile). A secret
//! never comes here: those are for the [`vault`](super::vault).

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// The folder for everything that is written, which is made when the first file is.
///
/// `name` is a path below the folder, such as `settings.json`, everywhere. All of this may block as long
/// as a disk does: to be called on a thread of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataDir(PathBuf);

/// A turn that only one process at a time has; it ends when this is dropped, or the process ends.
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
    /// What the system says; the former file is still there then.
    pub fn write_whole(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.0.join(name);
        let folder = path.parent().unwrap_or(&self.0);
        make_folder(folder)?;
        // One writer at a time, so that all can use one name, which a killed one leaves to the next.
        let _turn = self.lock("writing")?;
        let new = path.with_added_extension("new");
        let written = write_synced(&new, bytes).and_then(|()| fs::rename(&new, &path));
        if written.is_err() {
            // On a full disk even a part of it is in the way; if this fails as well, the next writer has it.
            fs::remove_file(&new).ok();
            return written;
        }
        sync_folder(folder)
    }

    /// Adds a line to a file of lines. What an interrupted writing has left is a line of its own.
    ///
    /// # Errors
    ///
    /// What the system says; then a part of the line may be there.
    pub fn append_line(&self, name: &str, line: &[u8]) -> io::Result<()> {
        let path = self.0.join(name);
        make_folder(path.parent().unwrap_or(&self.0))?;
        let _turn = self.lock("writing")?;
        let mut file = private_file().append(true).open(path)?;
        file.write_all(&[b"\n", line, b"\n"].concat())?;
        file.sync_all()
    }

    /// Removes a file, if there is one.
    ///
    /// # Errors
    ///
    /// What the system says; the file is still there then.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.0.join(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
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
        let path = self.0.join(name);
        let mut names = (1..).map(|number: u32| path.with_added_extension(format!("{why}-{number}")));
        let free = names.find(|name| !name.exists()).ok_or(ErrorKind::AlreadyExists)?;
        fs::rename(&path, free)
    }

    /// Waits for the turn of this name, across all processes that use the folder.
    ///
    /// # Errors
    ///
    /// The folder cannot be written to, or lies where files cannot be locked.
    pub fn lock(&self, name: &str) -> io::Result<Lock> {
        let file = self.lock_file(name)?;
        file.lock()?;
        Ok(Lock { _file: file })
    }

    /// Takes the turn of this name if nobody else has it.
    ///
    /// # Errors
    ///
    /// As [`lock`](Self::lock).
    pub fn try_lock(&self, name: &str) -> io::Result<Option<Lock>> {
        let file = self.lock_file(name)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn lock_file(&self, name: &str) -> io::Result<File> {
        let path = self.0.join(name).with_added_extension("lock");
        make_folder(path.parent().unwrap_or(&self.0))?;
        private_file().open(path)
    }
}

/// Reads a file that the user has chosen, of at most `limit` bytes.
///
/// # Errors
///
/// [`ErrorKind::FileTooLarge`] when it is longer than that, or what the system says.
pub fn read_chosen(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    read_limited(File::open(path)?, limit)
}

/// Writes a file at a place that the user has chosen, in the place of the former one if there is one. Others may read
/// it as the folder has it.
///
/// # Errors
///
/// What the system says; the former file is still there then.
pub fn write_chosen(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut names = (1..).map(|number: u32| path.with_added_extension(format!("new-{number}")));
    let new = names.find(|name| !name.exists()).ok_or(ErrorKind::AlreadyExists)?;
    let mut file = File::create_new(&new)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    let written = written.and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        fs::remove_file(&new).ok();
    }
    written
}

fn read_limited(file: File, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that is too long, even if it grows meanwhile.
    file.take(u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() > limit { Err(ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private_file().truncate(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn private_file() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = OpenOptions::new();
    options.write(true).create(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    options
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes the renaming itself last.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn scratch() -> (TempDir, DataDir) {
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
        let (_scratch, dir) = scratch();
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
        let (_scratch, dir) = scratch();
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
        let (_scratch, dir) = scratch();
        dir.write_whole("a.json", b"12345").expect("a folder to write to");
        assert!(dir.read_whole("a.json", 5).expect("it fits").is_some(), "five bytes");
        let error = dir.read_whole("a.json", 4).expect_err("it does not fit");
        assert_eq!(error.kind(), ErrorKind::FileTooLarge, "{error}");
    }

    #[test]
    fn a_failed_writing_is_an_error_value_and_leaves_the_former_file() {
        let (_scratch, dir) = scratch();
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
        let (scratch, _dir) = scratch();
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
        let (_scratch, dir) = scratch();
        dir.write_whole("a.json", b"words").expect("a folder to write to");
        let mode = |path: &Path| fs::metadata(path).expect("it exists").permissions().mode() & 0o777;
        assert_eq!(mode(&dir.0), 0o700, "the folder");
        for name in names(&dir.0) {
            assert_eq!(mode(&dir.0.join(&name)), 0o600, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_read_only_folder_is_an_error_value() {
        use std::os::unix::fs::PermissionsExt as _;
        let (scratch, _dir) = scratch();
        fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o500)).expect("one's own folder");
        let written = DataDir::at(scratch.path().to_owned()).write_whole("a.json", b"words");
        // Nothing is read-only for root.
        let is_root = fs::write(scratch.path().join("probe"), b"").is_ok();
        assert!(
            is_root || written.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied),
            "refused"
        );
    }

    #[test]
    fn damaged_files_are_set_aside_side_by_side() {
        let (_scratch, dir) = scratch();
        for words in ["one", "two"] {
            dir.write_whole("a.json", words.as_bytes()).expect("a folder to write to");
            dir.set_aside("a.json").expect("a folder to write to");
        }
        assert_eq!(names(&dir.0), ["a.json.damaged-1", "a.json.damaged-2", "writing.lock"], "both are kept");
        assert_eq!(fs::read(dir.0.join("a.json.damaged-1")).expect("the first"), b"one", "not overwritten");
    }

    #[test]
    fn a_turn_excludes_others_until_it_is_dropped() {
        let (_scratch, dir) = scratch();
        let turn = dir.lock("turn").expect("a folder to write to");
        let other = File::open(dir.0.join("turn.lock")).expect("the file that is locked");
        assert!(matches!(other.try_lock(), Err(TryLockError::WouldBlock)), "somebody else has the turn");
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
        assert_eq!(names(scratch.path()), ["export.csv", "folder"]);
    }
}
