//! Removes everything that the program keeps on this computer, for whoever uninstalls it.

use std::fmt::{self, Display};
use std::fs;
use std::io::{self, ErrorKind};

use crate::model::VaultFault;

use super::files::DataDir;
use super::vault::Vault;
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

/// Removes what the keyring holds for the accounts of this folder, and then the folder with all that is in it.
///
/// # Errors
///
/// Something may be left; it can be tried again.
pub fn remove_all(dir: &DataDir, vault: &Vault) -> Result<(), Left> {
    for slot in dir.names("runs").map_err(Left::Files)?.iter().filter_map(|name| name.strip_suffix(".lock")) {
        if dir.try_lock(&format!("runs/{slot}")).map_err(Left::Files)?.is_none() {
            return Err(Left::Running);
        }
    }
    for account in accounts::read(dir).0 {
        match credentials::forget(vault, &account.host) {
            // Without a keyring there is nothing in one.
            Ok(()) | Err(VaultFault::Absent) => {}
            Err(fault) => return Err(Left::Keyring(fault)),
        }
    }
    match fs::remove_dir_all(dir.path()) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(Left::Files(error)),
        _ => {}
    }
    // On Windows it lies in a folder of the program's name, which nobody else uses. One that is not empty stays.
    if let Some(folder) = dir.path().parent().filter(|folder| folder.ends_with("Etapa")) {
        fs::remove_dir(folder).unwrap_or_default();
    }
    Ok(())
}
