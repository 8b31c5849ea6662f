//! How Etapa writes things down: values in, bytes out, and back.
//!
//! Every document is one JSON object that says first what it is and in which version, so that a later version
//! of the program can read what this one wrote, and this one can tell that it cannot read what a later one
//! wrote. A document holds no secret. Whatever the bytes are, reading them ends in a value or a
//! [`DocumentFault`]; how many they may be is decided by whoever fetches them.

mod disk;
mod draft;
mod file;
mod history;
mod sheet;
mod snapshot;
mod table;

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use disk::{ArchiveFault, DiskReply, DiskRequest, History, LoadedDraft, StoreId, SystemFault};
pub use draft::{SaveInProgress, SavedDraft};
pub use file::{ChosenFile, Contents, FileReading, ImportFault, Imported, Source, TableFormat, file_name};
pub use history::HistoryEntry;
pub use sheet::{CellFault, Miswritten, Sheet, SheetFault};
pub use snapshot::Snapshot;
pub use table::{Cell, Table, Words};

/// Why a document cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentFault {
    /// It is damaged, or something else than was expected.
    Damaged,
    /// A later version of the program has written it.
    Newer,
}

/// The kinds of documents, and the version that this program writes of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// What is not saved, and the way back.
    Draft,
    /// What was saved at some time.
    Save,
    /// A whole account, for a backup or for other programs.
    Account,
}

impl Format {
    fn word(self) -> &'static str {
        match self {
            Self::Draft => "etapa draft",
            Self::Save => "etapa save",
            Self::Account => "etapa account",
        }
    }

    fn version(self) -> u32 {
        match self {
            Self::Draft | Self::Save | Self::Account => 1,
        }
    }

    /// Writes a document.
    fn write<T: Serialize>(self, content: &T) -> Result<Vec<u8>, DocumentFault> {
        let document = Document { format: self.word(), version: self.version(), content };
        let written = match self {
            Self::Draft | Self::Save => serde_json::to_vec(&document),
            // People read this one too.
            Self::Account => serde_json::to_vec_pretty(&document),
        };
        written.map_err(|_| DocumentFault::Damaged)
    }

    /// Reads a document of this kind.
    fn read<T: DeserializeOwned>(self, bytes: &[u8]) -> Result<T, DocumentFault> {
        let damaged = |_| DocumentFault::Damaged;
        let plain = without_mark(bytes);
        let head: Head = serde_json::from_slice(&plain).map_err(damaged)?;
        if head.format != self.word() {
            return Err(DocumentFault::Damaged);
        }
        if head.version > self.version() {
            return Err(DocumentFault::Newer);
        }
        let body: Body<T> = serde_json::from_slice(&plain).map_err(damaged)?;
        Ok(body.content)
    }
}

/// Reads JSON from a file, which an editor may have saved with a mark before it.
///
/// # Errors
///
/// It is no JSON, or none of this shape.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(&without_mark(bytes))
}

/// Takes away the byte order mark that editors such as Notepad put before a text; a text in UTF-16, which has
/// to have one, becomes UTF-8.
#[must_use]
pub fn without_mark(bytes: &[u8]) -> Cow<'_, [u8]> {
    let units = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let text = String::from_utf16(&pairs.iter().map(|pair| unit(*pair)).collect::<Vec<_>>());
        text.ok().filter(|_| rest.is_empty()).map(String::into_bytes)
    };
    let text = match bytes {
        [0xef, 0xbb, 0xbf, text @ ..] => return Cow::Borrowed(text),
        [0xff, 0xfe, text @ ..] => units(text, u16::from_le_bytes),
        [0xfe, 0xff, text @ ..] => units(text, u16::from_be_bytes),
        _ => None,
    };
    text.map_or(Cow::Borrowed(bytes), Cow::Owned)
}

#[derive(Serialize)]
struct Document<'a, T> {
    format: &'static str,
    version: u32,
    content: &'a T,
}

#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

#[derive(Deserialize)]
struct Body<T> {
    content: T,
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use crate::crm::{Account, Draft, Mode};

    use super::*;

    fn account() -> Account {
        Account { name: "Кофе".to_owned(), mode: Mode::Periodicity, ..Account::empty(7) }
    }

    /// Returns what editors make of a file.
    fn saved_in_editors(bytes: &[u8]) -> [Vec<u8>; 3] {
        let text = format!("\u{feff}{}", str::from_utf8(bytes).expect("a text"));
        let units = || text.encode_utf16();
        let wide =
            [units().flat_map(u16::to_le_bytes).collect(), units().flat_map(u16::to_be_bytes).collect()];
        let [little, big] = wide;
        [text.clone().into_bytes(), little, big]
    }

    #[test]
    fn a_byte_order_mark_is_no_damage_in_any_document() {
        let then = Timestamp::UNIX_EPOCH;
        let draft = SavedDraft { draft: Draft::new(account()), saving: None };
        for bytes in saved_in_editors(&draft.write(then).expect("a draft")) {
            assert_eq!(SavedDraft::read(&bytes), Ok((draft.clone(), then)), "a draft");
        }
        let snapshot = Snapshot { taken: then, place: "shop.amocrm.ru".to_owned(), account: account() };
        for bytes in saved_in_editors(&snapshot.to_bytes().expect("a backup")) {
            assert_eq!(Snapshot::from_bytes(&bytes), Ok(snapshot.clone()), "a backup");
        }
        let entry = HistoryEntry::new(then, "Анна".to_owned(), Some(then), Vec::new(), &account());
        let lines = [&b"\n"[..], &entry.write().expect("a line"), b"\n"].concat();
        let marked = [&b"\xef\xbb\xbf"[..], &lines[1..], &lines].concat();
        assert_eq!(
            HistoryEntry::read_all(&marked),
            (vec![entry.clone(), entry], 0),
            "the first line of a history"
        );
    }

    #[test]
    fn what_only_looks_like_a_mark_is_left_as_it_is() {
        for bytes in [&b""[..], b"\xef\xbb", b"\xff\xfe\x00", b"\xff\xfe\x00\xd8", b"{}"] {
            assert_eq!(&*without_mark(bytes), bytes, "{bytes:?}");
        }
        assert_eq!(&*without_mark(b"\xef\xbb\xbf"), b"", "nothing but a mark");
    }
}
