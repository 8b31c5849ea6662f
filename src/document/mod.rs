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

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use disk::{ArchiveFault, Archived, Folder, History, Job, Opened};
pub use draft::{KeptDraft, Saving};
pub use file::{
    ChosenFile, Contents, FileReading, ImportFault, Imported, Source, TableFormat, file_name,
};
pub use history::SaveEntry;
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
        let head: Head = serde_json::from_slice(bytes).map_err(damaged)?;
        if head.format != self.word() {
            return Err(DocumentFault::Damaged);
        }
        if head.version > self.version() {
            return Err(DocumentFault::Newer);
        }
        let body: Body<T> = serde_json::from_slice(bytes).map_err(damaged)?;
        Ok(body.content)
    }
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
