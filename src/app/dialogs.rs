//! Files that the user chooses: the system's own dialogs, and what is written and read there.
//!
//! All of this takes as long as the user does: to be called on a thread of its own. rfd asks from any thread; where
//! the system wants its main thread (macOS), it goes there by itself, as long as the program has a window.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rfd::FileDialog;

use crate::model::{ArchiveFault, ChosenFile, Contents};

use super::files;

/// Many times what the largest account takes.
const LIMIT: usize = 1 << 26;

/// Asks the user for places of files.
pub trait Dialogs: Send + Sync {
    /// Asks where to write a file, and suggests this name; `None` if the user thinks better of it.
    fn save(&self, name: &str) -> Option<PathBuf>;

    /// Asks which file to read, likewise.
    fn open(&self) -> Option<PathBuf>;
}

/// The dialogs of the system.
#[derive(Clone, Copy, Debug)]
pub struct Native;

impl Dialogs for Native {
    fn save(&self, name: &str) -> Option<PathBuf> {
        let extension = Path::new(name).extension().unwrap_or_default().to_string_lossy();
        dialog().set_file_name(name).add_filter(extension.to_uppercase(), &[extension]).save_file()
    }

    fn open(&self) -> Option<PathBuf> {
        // On Linux capitals matter.
        dialog().add_filter("JSON, CSV", &["json", "csv", "JSON", "CSV"]).pick_file()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks for files")]
fn dialog() -> FileDialog {
    FileDialog::new()
}

/// Asks for a place and writes a file there, which `begins` then; returns its name, or `None` if the user thought
/// better of it.
///
/// # Errors
///
/// The contents cannot be written like this, or the system says no. What was there before still is.
pub fn save(
    dialogs: &dyn Dialogs,
    name: &str,
    contents: &Contents,
    made: Timestamp,
    begins: impl FnOnce(),
) -> Result<Option<String>, ArchiveFault> {
    let bytes = contents.to_bytes(made).map_err(|_| ArchiveFault::Unreadable)?;
    let Some(path) = dialogs.save(name) else { return Ok(None) };
    begins();
    files::write_chosen(&path, &bytes)?;
    Ok(Some(name_of(&path)))
}

/// Asks for a file and reads it; `None` if the user thought better of it.
///
/// # Errors
///
/// The file is too large for anything of Etapa's, or the system says no.
pub fn open(dialogs: &dyn Dialogs) -> Result<Option<ChosenFile>, ArchiveFault> {
    let Some(path) = dialogs.open() else { return Ok(None) };
    let bytes = files::read_chosen(&path, LIMIT).map_err(|error: io::Error| match error.kind() {
        ErrorKind::FileTooLarge | ErrorKind::NotFound => ArchiveFault::Unreadable,
        _ => error.into(),
    })?;
    Ok(Some(ChosenFile { name: name_of(&path), bytes }))
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
