//! Removes everything that the program keeps on this computer, for whoever uninstalls it.

use std::fmt::{self, Display};
use std::fs;
use std::io;
use std::path::Path;

use crate::model::{StartNote, VaultFault};

use super::credential_store::CredentialStore;
use super::files::DataDir;
use super::{accounts, credentials};

/// Why something may be left.
#[derive(Debug)]
pub enum Left {
    /// A window of the program is open; nothing is removed.
    Running,
    /// The keyring could not be asked; the files stay, for they tell what it may hold.
    Keyring(VaultFault),
    /// The files could not be removed.
    Files(io::Error),
}

impl Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running => write!(f, "a window of Etapa is open"),
            Self::Keyring(fault) => write!(f, "the keyring cannot be asked: {fault:?}"),
            Self::Files(error) => write!(f, "not all files can be removed: {error}"),
        }
    }
}

/// What the program writes into its folder under this name only.
const OWN: [&str; 4] = ["accounts", "accounts.lock", "runs", "writing.lock"];

/// Files beside which their next version may lie, and former ones that could not be read.
const FILES: [&str; 4] = ["accounts.json", "crash.json", "renderer.json", "settings.json"];

/// Tells whether the program has written this.
fn is_own(name: &str) -> bool {
    let is_version =
        |file: &str| name.strip_prefix(file).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let is_lock_of_host =
        name.strip_prefix("refresh-").is_some_and(|rest| rest.strip_suffix(".lock").is_some());
    OWN.contains(&name) || FILES.iter().any(|file| is_version(file)) || is_lock_of_host
}

/// Removes what the keyring holds for the accounts of this folder, and then the program's own files. Other
/// files in the folder stay: the user may have named any folder.
///
/// # Errors
///
/// Something may be left; it can be tried again.
pub fn remove_all(dir: &DataDir, store: &CredentialStore) -> Result<(), Left> {
    // Held until the files go: a window that starts meanwhile might store more.
    let mut locks = Vec::new();
    for slot in dir.names("runs").map_err(Left::Files)?.iter().filter_map(|name| name.strip_suffix(".lock")) {
        locks.push(dir.try_lock(&format!("runs/{slot}")).map_err(Left::Files)?.ok_or(Left::Running)?);
    }
    let (known, note) = accounts::read(dir);
    if note == Some(StartNote::AccountsOutOfReach) {
        return Err(Left::Files(io::Error::other("the list of accounts cannot be read")));
    }
    for account in known {
        credentials::forget(store, &account.host).map_err(Left::Keyring)?;
    }
    // Windows removes no file that is open.
    drop(locks);
    for name in dir.names("").map_err(Left::Files)?.iter().filter(|name| is_own(name)) {
        remove(&dir.path().join(name)).map_err(Left::Files)?;
    }
    // On Windows the folder lies in one of the program's name. Folders that are not empty stay.
    let parent = dir.path().parent().filter(|folder| folder.ends_with("Etapa"));
    for folder in [dir.path()].into_iter().chain(parent) {
        fs::remove_dir(folder).unwrap_or_default();
    }
    Ok(())
}

/// Removes a file, a link or a whole folder.
fn remove(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}
