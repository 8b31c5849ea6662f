//! What is not saved, written down so that it survives the program: the draft, its way back, and what is known of
//! writes whose answer never came.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::crm::{Change, Draft, DraftRecord, Expected, Step};

use super::{DocumentFault, Format};

/// A draft as it was at some moment.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptDraft {
    /// The draft.
    pub draft: Draft,
    /// A write whose fate is unknown.
    pub doubtful: Option<Step>,
    /// What was to be created and has not been seen.
    pub expected: Vec<Expected>,
    /// What was being saved, if so: then any step of the draft's plan may have been done.
    pub saving: Option<Saving>,
}

/// A saving that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saving {
    /// All changes that are to be saved, those that are done by then too.
    pub reviewed: Vec<Change>,
    /// When the backup before it was taken, if there is one.
    pub backup: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct Content {
    kept: Timestamp,
    draft: DraftRecord,
    doubtful: Option<Step>,
    expected: Vec<Expected>,
    saving: Option<Saving>,
}

impl KeptDraft {
    /// Writes it down as it is at this moment.
    ///
    /// # Errors
    ///
    /// [`DocumentFault::Damaged`] if the account's time zone has no name.
    pub fn write(&self, kept: Timestamp) -> Result<Vec<u8>, DocumentFault> {
        let (doubtful, expected) = (self.doubtful.clone(), self.expected.clone());
        let draft = DraftRecord::from(&self.draft);
        Format::Draft.write(&Content { kept, draft, doubtful, expected, saving: self.saving.clone() })
    }

    /// Reads what was written, and when.
    ///
    /// # Errors
    ///
    /// It is no draft, or one of a later version.
    pub fn read(bytes: &[u8]) -> Result<(Self, Timestamp), DocumentFault> {
        let Content { kept, draft, doubtful, expected, saving } = Format::Draft.read(bytes)?;
        let draft = draft.restore().ok_or(DocumentFault::Damaged)?;
        Ok((Self { draft, doubtful, expected, saving }, kept))
    }
}
