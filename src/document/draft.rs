//! What is not saved, stored so that it survives the program: the draft with its steps of undo and the
//! writes of unknown outcome, and the save in progress.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::crm::{Change, Draft, Pending, PendingCreate, SerializedDraft, Step};

use super::{DocumentFault, Format};

/// A draft as it was at some moment.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedDraft {
    /// The draft.
    pub draft: Draft,
    /// What was being saved, if so: then any step of the draft's plan may have been done.
    pub saving: Option<SaveInProgress>,
}

/// A saving that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveInProgress {
    /// All changes that are to be saved, those that are done by then too.
    pub reviewed: Vec<Change>,
    /// When the backup before it was taken, if there is one.
    pub backup: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct Content {
    kept: Timestamp,
    draft: SerializedDraft,
    doubtful: Option<Step>,
    expected: Vec<PendingCreate>,
    saving: Option<SaveInProgress>,
}

impl SavedDraft {
    /// More bytes than a draft takes; whoever reads one need not read more.
    pub const MOST_BYTES: usize = 1 << 26;

    /// Writes it down as it is at this moment. One with very much to go back to loses the oldest steps of
    /// that.
    ///
    /// # Errors
    ///
    /// [`DocumentFault::Damaged`] if the account's time zone has no name.
    pub fn write(&self, kept: Timestamp) -> Result<Vec<u8>, DocumentFault> {
        self.write_within(Self::MOST_BYTES, kept)
    }

    fn write_within(&self, most_bytes: usize, kept: Timestamp) -> Result<Vec<u8>, DocumentFault> {
        let Self { draft, saving } = self;
        let Pending { update: doubtful, creates: expected } = draft.pending().clone();
        let saving = saving.clone();
        let mut content = Content { kept, draft: SerializedDraft::from(draft), doubtful, expected, saving };
        let mut steps = draft.steps();
        loop {
            let bytes = Format::Draft.write(&content)?;
            if steps == 0 || (bytes.len() <= most_bytes && content.draft.fits()) {
                return Ok(bytes);
            }
            steps /= 2;
            content.draft = SerializedDraft::with_steps(draft, steps);
        }
    }

    /// Reads what was written, and when.
    ///
    /// # Errors
    ///
    /// It is no draft, or one of a later version.
    pub fn read(bytes: &[u8]) -> Result<(Self, Timestamp), DocumentFault> {
        let Content { kept, draft, doubtful, expected, saving } = Format::Draft.read(bytes)?;
        let mut draft = draft.restore().ok_or(DocumentFault::Damaged)?;
        draft.resume(Pending { update: doubtful, creates: expected });
        Ok((Self { draft, saving }, kept))
    }
}

#[cfg(test)]
mod tests {
    use crate::crm::{Account, Edit, Mode, NewStatus, STATUS_COLORS};

    use super::*;

    #[test]
    fn a_draft_with_too_much_to_go_back_to_loses_the_oldest_steps() {
        let mut draft = Draft::new(Account { mode: Mode::Periodicity, ..Account::empty(7) });
        for place in 0..20 {
            let name = format!("Status {place}");
            draft.edit(Edit::Add(NewStatus { name, color: STATUS_COLORS[0], place }));
        }
        for _ in 0..4 {
            draft.undo();
        }
        let kept = SavedDraft { draft: draft.clone(), saving: None };
        let whole = kept.write(Timestamp::UNIX_EPOCH).expect("a zone with a name");
        let bytes = kept.write_within(whole.len() - 1, Timestamp::UNIX_EPOCH).expect("a zone with a name");
        let (mut read, _) = SavedDraft::read(&bytes).expect("what was written");
        assert!(bytes.len() < whole.len(), "{} bytes", bytes.len());
        assert_eq!(read.draft.edited(), draft.edited(), "nothing of what is not saved is lost");
        assert_eq!(read.draft.steps(), 8, "half of the sixteen steps back");
        for _ in 0..2 {
            read.draft.undo();
            draft.undo();
            assert_eq!(read.draft.edited(), draft.edited(), "the nearest ones");
        }
        let least = kept.write_within(0, Timestamp::UNIX_EPOCH).expect("a zone with a name");
        assert!(SavedDraft::read(&least).is_ok(), "without any way back, if it must be");
    }

    #[test]
    fn the_writes_of_unknown_outcome_of_a_former_version_are_read() {
        let bytes = include_bytes!("../../tests/fixtures/draft-1.json");
        let (read, _) = SavedDraft::read(bytes).expect("a draft of version 1");
        let pending = read.draft.pending();
        assert_eq!(
            (pending.update.as_ref(), pending.creates.len()),
            (None, 1),
            "it was noted in both places"
        );
        assert!(read.draft.awaits_creates() && read.saving.is_some(), "the new status may be there already");
    }
}
