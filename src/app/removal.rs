//! Removes everything that the program keeps on this computer, for whoever uninstalls it.

use std::fmt::{self, Display};
use std::fs;
use std::io;
use std::path::Path;

use crate::model::VaultFault;

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

/// What everything is called that the program writes into its folder, up to the first dot.
const OWN: [&str; 6] = ["accounts", "crash", "renderer", "runs", "settings", "writing"];

/// Removes what the keyring holds for the accounts of this folder, and then the program's own files. Other
/// files in the folder stay: the user may have named any folder.
///
/// # Errors
///
/// Something may be left; it can be tried again.
pub fn remove_all(dir: &DataDir, store: &CredentialStore) -> Result<(), Left> {
    for slot in dir.names("runs").map_err(Left::Files)?.iter().filter_map(|name| name.strip_suffix(".lock")) {
        if dir.try_lock(&format!("runs/{slot}")).map_err(Left::Files)?.is_none() {
            return Err(Left::Running);
        }
    }
    for account in accounts::read(dir).0 {
        match credentials::forget(store, &account.host) {
            // Without a keyring there is nothing in one.
            Ok(()) | Err(VaultFault::Absent) => {}
            Err(fault) => return Err(Left::Keyring(fault)),
        }
    }
    for name in dir.names("").map_err(Left::Files)? {
        if OWN.contains(&name.split('.').next().unwrap_or_default()) {
            remove(&dir.path().join(name)).map_err(Left::Files)?;
        }
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
