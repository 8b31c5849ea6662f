//! Files that the user chooses: the system's own dialogs, and what is written and read there.
//!
//! All of this takes as long as the user does: to be called on a thread of its own. rfd asks from any thread;
//! where the system wants its main thread (macOS), it goes there by itself, as long as the program has a
//! window.

use std::env;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use eframe::CreationContext;
use jiff::Timestamp;
use rfd::{FileDialog, MessageDialog, MessageLevel};

use crate::model::{ArchiveFault, ChosenFile, Contents, Reply};

use super::files;

/// Many times what the largest account takes.
const LIMIT: usize = 1 << 26;

/// A folder with more files of one name has no place for another.
const MOST_NAMES: usize = 1000;

/// The system has no dialog in which the user could choose a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDialog;

/// Asks the user for places of files.
pub trait Dialogs: Send + Sync {
    /// Asks where to write a file, and suggests this name; `None` if the user thinks better of it.
    ///
    /// # Errors
    ///
    /// The user cannot be asked.
    fn save(&self, name: &str) -> Result<Option<PathBuf>, NoDialog>;

    /// Asks which file to read, likewise.
    ///
    /// # Errors
    ///
    /// The user cannot be asked.
    fn open(&self) -> Result<Option<PathBuf>, NoDialog>;

    /// Shows a folder, and does not wait until the user has seen it.
    ///
    /// # Errors
    ///
    /// There is no such folder, or nothing that shows it.
    fn show(&self, folder: &Path) -> Result<(), NoDialog>;
}

/// The dialogs of the system.
#[derive(Clone, Debug)]
pub struct Native {
    /// What each of them starts from.
    dialog: FileDialog,
}

impl Native {
    /// Makes dialogs that belong to no window.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that asks for files")]
    pub fn alone() -> Self {
        Self { dialog: FileDialog::new() }
    }

    /// Makes dialogs that belong to this window, so that they stand in front of it.
    #[must_use]
    pub fn over(window: &CreationContext<'_>) -> Self {
        Self { dialog: Self::alone().dialog.set_parent(window) }
    }
}

impl Dialogs for Native {
    fn save(&self, name: &str) -> Result<Option<PathBuf>, NoDialog> {
        let extension = Path::new(name).extension().unwrap_or_default().to_string_lossy();
        let dialog = self.dialog.clone().set_file_name(name);
        answered(dialog.add_filter(extension.to_uppercase(), &[extension]).save_file())
    }

    fn open(&self) -> Result<Option<PathBuf>, NoDialog> {
        // On Linux capitals matter.
        let dialog = self.dialog.clone().add_filter("JSON, CSV", &["json", "csv", "JSON", "CSV"]);
        answered(dialog.pick_file())
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that asks the desktop")]
    fn show(&self, folder: &Path) -> Result<(), NoDialog> {
        opener::open(folder).map_err(|_| NoDialog)
    }
}

/// Tells the user something before there is a window, and waits until it is read.
pub fn tell(words: &str) {
    MessageDialog::new().set_level(MessageLevel::Error).set_title("Etapa").set_description(words).show();
}

/// Tells a user who thought better of it from a system without dialogs, which rfd does not.
fn answered(chosen: Option<PathBuf>) -> Result<Option<PathBuf>, NoDialog> {
    if chosen.is_none() && cfg!(target_os = "linux") && !has_dialogs(|name| env::var_os(name)) {
        return Err(NoDialog);
    }
    Ok(chosen)
}

/// Tells whether a Linux desktop has what rfd asks: a portal, or else zenity. The session bus starts a portal
/// when it is first asked, so what tells of one is the file that says how.
fn has_dialogs(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    // Whatever runs in a box sees the portal of its host without such a file.
    let is_boxed = Path::new("/.flatpak-info").exists() || variable("SNAP").is_some();
    let data = variable("XDG_DATA_DIRS").filter(|dirs| !dirs.is_empty());
    let data = data.unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    let own = variable("XDG_DATA_HOME").map(PathBuf::from);
    let own = own.or_else(|| Some(PathBuf::from(variable("HOME")?).join(".local/share")));
    let portal = Path::new("dbus-1/services/org.freedesktop.portal.Desktop.service");
    let has_portal = env::split_paths(&data).chain(own).any(|dir| dir.join(portal).exists());
    let has_zenity = || {
        variable("PATH").is_some_and(|path| env::split_paths(&path).any(|dir| dir.join("zenity").exists()))
    };
    is_boxed || has_portal || has_zenity()
}

/// Asks for a place and writes a file there, which `begins` then. What was there before still is if the
/// contents cannot be written like this, or the system says no.
pub fn save(
    dialogs: &dyn Dialogs,
    name: &str,
    contents: &Contents,
    made: Timestamp,
    begins: impl FnOnce(),
) -> Reply {
    let Ok(bytes) = contents.to_bytes(made) else { return Reply::FileSaved(Err(ArchiveFault::Unreadable)) };
    let path = match dialogs.save(name) {
        Err(NoDialog) => return Reply::NoDialog,
        Ok(None) => return Reply::FileSaved(Ok(None)),
        Ok(Some(path)) => with_ending(path, name),
    };
    begins();
    let written = files::write_chosen(&path, &bytes).map_err(ArchiveFault::from);
    Reply::FileSaved(written.map(|()| Some(name_of(&path))))
}

/// Asks for a file and fetches it, unless it is too large for anything of Etapa's.
pub fn open(dialogs: &dyn Dialogs) -> Reply {
    let path = match dialogs.open() {
        Err(NoDialog) => return Reply::NoDialog,
        Ok(None) => return Reply::FileOpened(Ok(None)),
        Ok(Some(path)) => path,
    };
    let bytes = files::read_chosen(&path, LIMIT).map_err(|error: io::Error| match error.kind() {
        ErrorKind::FileTooLarge => ArchiveFault::Unreadable,
        _ => error.into(),
    });
    Reply::FileOpened(bytes.map(|bytes| Some(ChosenFile { name: name_of(&path), bytes })))
}

/// Gives a chosen name without an ending that of the suggested one: by it the system knows what opens the
/// file. The dialog has asked about a file of the chosen name only, so one of the new name is left alone.
fn with_ending(chosen: PathBuf, suggested: &str) -> PathBuf {
    let (None, Some(ending)) = (chosen.extension(), Path::new(suggested).extension()) else { return chosen };
    let stem = chosen.file_name().unwrap_or_default().to_os_string();
    let numbered = |number: usize| {
        let mut name = stem.clone();
        if number > 1 {
            name.push(format!(" ({number})"));
        }
        name.push(".");
        name.push(ending);
        chosen.with_file_name(name)
    };
    (1..MOST_NAMES).map(numbered).find(|path| !path.exists()).unwrap_or_else(|| chosen.clone())
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_name_without_an_ending_gets_one_and_no_other_file_goes() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let at = |name: &str| scratch.path().join(name);
        let named = |name: &str| with_ending(at(name), "Shop 2026-11-22.csv");
        assert_eq!(named("shop.csv"), at("shop.csv"));
        assert_eq!(named("shop.txt"), at("shop.txt"), "the user knows better");
        assert_eq!(named("shop"), at("shop.csv"));
        for taken in ["shop.csv", "shop (2).csv"] {
            fs::write(at(taken), "mine").expect("a file");
        }
        assert_eq!(named("shop"), at("shop (3).csv"));
    }

    #[test]
    fn a_desktop_without_portal_and_zenity_has_no_dialogs() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let (bin, share) = (scratch.path().join("bin"), scratch.path().join("share"));
        let services = share.join("dbus-1/services");
        for folder in [&bin, &services] {
            fs::create_dir_all(folder).expect("a folder");
        }
        let variable = |name: &str| match name {
            "PATH" => Some(bin.clone().into_os_string()),
            "XDG_DATA_DIRS" => Some(share.clone().into_os_string()),
            _ => None,
        };
        assert!(!has_dialogs(variable));
        let portal = services.join("org.freedesktop.portal.Desktop.service");
        for program in [bin.join("zenity"), portal] {
            fs::write(&program, "").expect("a file");
            assert!(has_dialogs(variable), "{}", program.display());
            fs::remove_file(&program).expect("the file is there");
        }
    }
}
