//! The changes of a saving, as the user has read them.

use crate::crm::{Change, ChangeKind, Draft, Item};

use crate::sync::progress::{Line, LineState};
use crate::sync::session::Session;

/// The changes as they were reviewed.
#[derive(Debug)]
pub(super) struct Reviewed(Vec<Change>);

impl Reviewed {
    pub fn new(changes: Vec<Change>) -> Self {
        Self(changes)
    }

    /// Counts them.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns them by the keys that their items have now.
    pub fn current(&self, draft: &Draft) -> Vec<Change> {
        self.0.iter().map(|change| draft.current_change(change)).collect()
    }

    /// Tells whether the changes of the draft read like the reviewed ones: they are the same, or what is left
    /// of them if nobody else has changed anything.
    pub fn reads_like(&self, draft: &Draft, is_alone: bool) -> bool {
        let (changes, reviewed) = (draft.changes(), self.current(draft));
        let is_reviewed = |change: &Change| reviewed.iter().any(|known| covers(known, change));
        changes == reviewed || (is_alone && changes.iter().all(is_reviewed))
    }

    /// Tells whether values of custom fields are among the changes; new segments may have some.
    pub fn fills(&self) -> bool {
        self.0.iter().any(|change| {
            let is_segment = matches!(change.item, Item::Segment(_));
            is_segment && matches!(change.kind, ChangeKind::Filled { .. } | ChangeKind::Added { .. })
        })
    }

    /// Returns what is saved so far.
    pub fn done(&self, session: &Session) -> Vec<Change> {
        let left = session.draft.changes();
        let mut done = self.current(&session.draft);
        done.retain(|change| session.is_done(change, &left));
        done
    }

    /// Returns the changes with how far each has come, while these items are being sent.
    pub fn lines(&self, session: &Session, sending: &[Item]) -> Vec<Line> {
        let left = session.draft.changes();
        let state = |change: &Change| {
            if session.is_done(change, &left) {
                LineState::Done
            } else if sending.contains(&change.item) {
                LineState::Sending
            } else {
                session.refusal_of(change, &left).map_or(LineState::Waiting, LineState::Refused)
            }
        };
        let changes = self.current(&session.draft).into_iter();
        changes.map(|change| Line { state: state(&change), change }).collect()
    }
}

/// Tells whether whoever has read one change has read the other: places are counted among others, which may
/// have come or gone, and what was to be added and is there by now may still lack some of what it was to be.
fn covers(read: &Change, change: &Change) -> bool {
    read.item == change.item
        && match &read.kind {
            ChangeKind::Added { .. } => change.kind != ChangeKind::Removed,
            ChangeKind::Moved { .. } => read.kind.is_same_member(&change.kind),
            kind => *kind == change.kind,
        }
}
