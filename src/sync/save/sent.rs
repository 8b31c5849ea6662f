//! What a saving has sent, and what it leaves alone from then on.

use crate::amo::Fault;
use crate::crm::{Attempts, Change, ChangeKind, Item, Key, Skip, Step};

use crate::sync::refusal;
use crate::sync::session::Session;

/// What was sent so far, and what has come of it.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// Whether anything was sent that changes the account.
    pub any: bool,
    pub attempts: Attempts,
    /// What is left alone for the rest of this saving.
    pub skip: Skip,
    /// What was written since the last reading.
    pub unread: Vec<Item>,
    /// How often the whole plan was begun.
    pub rounds: u8,
    /// Differences that the server introduced, and what others have changed meanwhile.
    pub made: Vec<Change>,
}

impl Sent {
    /// Leaves alone what the server refused.
    pub fn refuse(&mut self, session: &mut Session, step: &Step, fault: &Fault) {
        if let Step::UpdateStatus { name: None, color: None, .. } = step {
            // A refused number is no fault of the status, which may only have to make room: it is what
            // was moved that cannot be had.
            self.skip.order = true;
            let fault = refusal::of_place(fault);
            for item in moved_items(session) {
                session.notes.refuse(&session.draft, item, &fault);
            }
            return;
        }
        if matches!(step, Step::UpdateStatus { .. }) {
            self.attempts.take_back();
        }
        for item in refusal::items(step, fault) {
            self.skip.items.insert(item);
            session.notes.refuse(&session.draft, item, fault);
        }
    }

    /// Refuses, on behalf of the server, what it said it had done but a reading does not show: no write is
    /// repeated within one saving.
    pub fn check_taken(&mut self, session: &mut Session) {
        self.skip_contested(session);
        self.skip = session.draft.current_skip(&self.skip);
        let written = std::mem::take(&mut self.unread).into_iter().map(|item| session.draft.current(item));
        let written: Vec<Item> = written.collect();
        for change in session.draft.changes() {
            let moved = matches!(change.kind, ChangeKind::Moved { .. });
            if written.contains(&change.item) && !moved && self.skip.items.insert(change.item) {
                session.notes.refuse(&session.draft, change.item, &Fault::NotTaken);
            }
        }
    }

    /// Leaves alone what the user has to decide first.
    pub fn skip_contested(&mut self, session: &Session) {
        for conflict in session.draft.conflicts() {
            self.skip.items.insert(conflict.item);
            self.skip.order |= conflict.mine.iter().any(|kind| matches!(kind, ChangeKind::Moved { .. }));
        }
    }
}

/// Returns what the draft has moved.
pub(super) fn moved_items(session: &Session) -> Vec<Item> {
    let moved = |change: &Change| matches!(change.kind, ChangeKind::Moved { .. });
    session.draft.changes().into_iter().filter(moved).map(|change| change.item).collect()
}

/// Tells whether a step changes one of amoCRM's own statuses.
pub(super) fn is_system(session: &Session, step: &Step) -> bool {
    matches!(step, Step::UpdateStatus { id, .. }
        if session.draft.base().status(Key::Id(*id)).is_some_and(|status| status.system))
}
