//! What is known of the files of one account, and the session that comes of them.

use std::sync::Arc;

use jiff::Timestamp;

use crate::amo::User;
use crate::crm::{Account, Draft};
use crate::document::{KeptDraft, SaveEntry};

use super::Notice;
use super::archive::{ArchiveFault, Folder, History};
use super::session::{Connection, Session};
use super::update::reloaded;

/// What is written down about an account that is open.
#[derive(Clone, Debug)]
pub(super) struct Papers {
    pub folder: Folder,
    /// Whether it outlasts the program.
    pub lasts: bool,
    /// Whether another window has the turn to write.
    pub is_elsewhere: bool,
    /// What was written down last, or is being written, or could not be written.
    pub written: Option<KeptDraft>,
    /// Why that could not be written.
    pub fault: Option<ArchiveFault>,
    /// The backup before the last save of this run.
    pub backup: Option<Timestamp>,
    /// What was saved, or why it cannot be read, once it was asked for.
    pub history: Option<Result<Arc<History>, ArchiveFault>>,
    /// Saves that could not be written to the history, and are not on their way to it.
    pub unnoted: Vec<SaveEntry>,
    /// Why there are such saves, or were when it was tried last.
    pub note_fault: Option<ArchiveFault>,
}

impl Papers {
    pub fn new(folder: Folder) -> Self {
        Self {
            folder,
            lasts: false,
            is_elsewhere: false,
            written: None,
            fault: None,
            backup: None,
            history: None,
            unnoted: Vec::new(),
            note_fault: None,
        }
    }

    /// Tells whether the next run will have what is not saved.
    pub fn outlast(&self) -> bool {
        self.lasts && !self.is_elsewhere && self.fault.is_none()
    }

    /// Lets what could not be written be written once more.
    pub fn try_again(&mut self) {
        if self.fault.is_some() {
            self.written = None;
        }
    }
}

/// Tells whether an account that was just read lacks something that a draft depends on.
pub(super) fn lacks(account: &Account, draft: &Draft) -> bool {
    let is_alike = account.mode == draft.base().mode;
    is_alike && draft.at_stake().into_iter().any(|item| !account.has(item))
}

/// Puts a draft that was kept onto an account that was just read, if that is sure; tells what has come of it.
pub(super) fn resumed(
    connection: Connection,
    papers: Papers,
    kept: KeptDraft,
    then: Timestamp,
    account: Option<Account>,
    user: User,
) -> (Session, Option<Notice>) {
    let mut session = Session::new(connection, kept.draft.base().clone(), user.clone());
    let backup = kept.saving.as_ref().and_then(|saving| saving.backup);
    session.papers = Some(Papers { written: Some(kept.clone()), backup, ..papers });
    let KeptDraft { draft, doubtful, expected, saving } = kept;
    (session.draft, session.doubtful, session.expected) = (draft, doubtful, expected);
    session.interrupted = saving;
    let Some(account) = account else { return (session, None) };
    let told = reloaded(&mut session, account, Some(user));
    let (count, then) = (session.draft.unsaved(), then.to_zoned(session.draft.base().zone.clone()));
    let notice = match told {
        Notice::Reloaded(_) if count == 0 => None,
        Notice::Reloaded(others) => Some(Notice::Resumed { count, then, others }),
        told => Some(told),
    };
    (session, notice)
}
