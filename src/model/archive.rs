//! What is written down about accounts on this computer: one thing after the other, beside everything else.
//!
//! Whatever is not saved is kept as soon as it differs from what was kept last, so the program may be killed at any
//! moment. Nothing here is waited for but the opening of an account, which may have a draft, and the beginning of
//! a saving: what it is about to do is written down before the first request that changes something.

use std::collections::VecDeque;

use jiff::Timestamp;

use crate::amo::{Host, User};
use crate::crm::{Account, Change};
use crate::document::{DocumentFault, KeptDraft, SaveEntry, Snapshot};

use super::effect::{EffectId, Errand};
use super::load::Load;
use super::save::is_done;
use super::session::{Connection, Session};
use super::update::reloaded;
use super::work::Work;
use super::{Model, Notice};

/// Names what is written down about one account. Renaming the account changes its address and not this.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Folder {
    /// A name that any file system takes.
    pub name: String,
    /// Whether it is to outlast the program. What a made-up account had is gone with it.
    pub lasts: bool,
}

impl Folder {
    /// Returns the one of an account with this id, which is 0 where the server does not tell.
    pub(super) fn of(connection: &Connection, id: u64) -> Self {
        match connection.host() {
            Some(host) => Self::of_host(host, id),
            None => Self { name: format!("demo-{id}"), lasts: false },
        }
    }

    pub(super) fn of_host(host: &Host, id: u64) -> Self {
        let address = host.to_string();
        let domain = address.split_once('.').map(|(_, domain)| domain);
        let name = match domain.filter(|_| id != 0 && !host.is_local()) {
            Some(domain) => format!("{domain}-{id}"),
            None => address.replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "-"),
        };
        Self { name, lasts: true }
    }
}

/// What is to be done with what is written down.
#[derive(Clone, Debug)]
pub enum Job {
    /// Take the turn to write, which only one window at a time has, and read what is not saved.
    Open,
    /// Keep what is not saved, in the place of what was kept before.
    KeepDraft(Box<KeptDraft>),
    /// Keep a copy of the account as the server shows it before it is changed; the oldest of many copies goes.
    KeepBackup {
        /// Where the account lives.
        place: String,
        /// The account.
        account: Box<Account>,
    },
    /// Add what was saved to the history.
    KeepSave(Box<SaveEntry>),
    /// Read what was saved, and which backups there are.
    ReadHistory,
    /// Read the backup that was taken at this time.
    ReadBackup(Timestamp),
    /// Let other windows have the turn.
    Close,
    /// Remove what is not saved, and let other windows have the turn.
    Forget,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Archived {
    /// To [`Job::Open`].
    Opened(Box<Opened>),
    /// To [`Job::KeepBackup`]: when it was taken.
    BackedUp(Timestamp),
    /// To [`Job::ReadHistory`].
    History(Box<History>),
    /// To [`Job::ReadBackup`].
    Backup(Box<Snapshot>),
    /// To everything that asks for nothing.
    Done,
}

/// What was found of an account.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// What is not saved, and when it was kept.
    pub draft: Option<(KeptDraft, Timestamp)>,
    /// Whether another window has the turn to write.
    pub is_elsewhere: bool,
    /// Whether what is kept outlasts the program.
    pub lasts: bool,
    /// Why a draft was set aside that cannot be read.
    pub set_aside: Option<DocumentFault>,
    /// Why nothing can be written, if so.
    pub fault: Option<ArchiveFault>,
}

/// What was done in an account from this computer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// What was saved, the latest first.
    pub saves: Vec<SaveEntry>,
    /// When backups were taken, the latest first.
    pub backups: Vec<Timestamp>,
    /// How many lines of the history cannot be read.
    pub unreadable: usize,
}

impl History {
    /// Returns each time at which something was saved, or was going to be, the latest first: when, the backup
    /// before it, and what was saved.
    #[must_use]
    pub fn rows(&self) -> Vec<(Timestamp, Option<Timestamp>, Option<&SaveEntry>)> {
        let is_there = |backup: &Timestamp| self.backups.contains(backup);
        let saves = self.saves.iter().map(|save| (save.at, save.backup.filter(is_there), Some(save)));
        let is_alone = |backup: &&Timestamp| self.saves.iter().all(|save| save.backup != Some(**backup));
        let alone = self.backups.iter().filter(is_alone).map(|backup| (*backup, Some(*backup), None));
        let mut rows: Vec<_> = saves.chain(alone).collect();
        rows.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        rows
    }
}

/// Why nothing can be written or read on this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArchiveFault {
    /// The disk is full.
    Full,
    /// The folder must not be written to.
    Denied,
    /// What was to be read is not there, or damaged.
    Unreadable,
    /// Something else, in the system's words.
    Other(String),
}

/// What is under way, and what is to be done after it.
#[derive(Debug, Default)]
pub(super) struct Archive {
    /// Whether anything is written down at all.
    pub is_on: bool,
    wishes: VecDeque<(Folder, Job)>,
    running: Option<Running>,
    /// Why the last writing failed.
    fault: Option<ArchiveFault>,
}

#[derive(Debug)]
struct Running {
    id: EffectId,
    folder: Folder,
    purpose: Purpose,
}

/// What a job is for, as far as its failure matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Open,
    Read,
    Write,
}

impl Purpose {
    fn of(job: &Job) -> Self {
        match job {
            Job::Open => Self::Open,
            Job::ReadHistory | Job::ReadBackup(_) => Self::Read,
            _ => Self::Write,
        }
    }
}

impl Archive {
    pub fn wish(&mut self, folder: Folder, job: Job) {
        self.wishes.push_back((folder, job));
    }

    pub fn running(&self) -> Option<EffectId> {
        self.running.as_ref().map(|running| running.id)
    }

    fn is_idle(&self) -> bool {
        self.wishes.is_empty() && self.running.is_none()
    }
}

/// An account that was read, and waits for its draft.
#[derive(Debug)]
pub(super) struct Opening {
    pub load: Load,
    account: Account,
    user: User,
    folder: Folder,
}

impl Model {
    /// Keeps what is not saved for the next run.
    #[must_use]
    pub fn with_archive(mut self) -> Self {
        self.archive.is_on = true;
        self
    }

    /// Returns why nothing can be written down; then what is not saved is lost when the program ends.
    #[must_use]
    pub fn archive_fault(&self) -> Option<&ArchiveFault> {
        self.archive.fault.as_ref()
    }

    /// Tells whether the next run will have everything that is not saved.
    pub(super) fn is_kept(&self) -> bool {
        let is_kept = |session: &Session| session.lasts || session.draft.unsaved() == 0;
        self.archive.fault.is_none() && self.sessions().all(is_kept)
    }

    /// Tells whether what is not saved will be there when the open account is opened again.
    pub(super) fn is_open_kept(&self) -> bool {
        let has_folder = self.session.as_ref().is_some_and(|session| session.folder.is_some());
        has_folder && self.archive.fault.is_none()
    }

    /// Tells whether something is still being written down; else the program may be killed, and nothing is lost.
    #[must_use]
    pub fn is_archiving(&self) -> bool {
        let is_saving = self.is_saving();
        let is_written = |session: &Session| session.is_written(is_saving);
        !self.archive.is_idle() || !self.session.iter().all(is_written)
    }

    /// Looks for the draft of an account that was read, before it is shown.
    pub(super) fn look_for_draft(&mut self, load: Load, account: Account, user: User) {
        let folder = Folder::of(&load.connection, account.id);
        self.archive.wish(folder.clone(), Job::Open);
        self.work = Work::Opening(Box::new(Opening { load, account, user, folder }));
    }

    /// Returns what is to be done next.
    pub(super) fn next_archive_errand(&mut self) -> Option<Errand> {
        if self.archive.running.is_some() {
            return None;
        }
        let (folder, job) = self.archive.wishes.pop_front().or_else(|| self.draft_to_keep())?;
        let (id, purpose) = (self.wire.next_id(), Purpose::of(&job));
        self.archive.running = Some(Running { id, folder: folder.clone(), purpose });
        Some(Errand::Archive { folder, job })
    }

    /// Returns what of the open account is not written yet. Others do not change.
    fn draft_to_keep(&mut self) -> Option<(Folder, Job)> {
        let is_saving = self.is_saving();
        self.session.as_mut()?.draft_to_keep(is_saving)
    }

    /// Writes down what is left to write of an account that is not looked at any more.
    pub(super) fn keep(&mut self, session: &mut Session) {
        self.archive.wishes.extend(session.draft_to_keep(false));
    }

    /// Does the same with an account that leaves the window, and lets other windows have it.
    pub(super) fn put_away(&mut self, mut session: Session) {
        self.keep(&mut session);
        if let Some(folder) = session.folder {
            self.archive.wish(folder, Job::Close);
        }
    }

    /// Takes what came of the job under way.
    pub(super) fn archived(&mut self, id: EffectId, archived: Result<Archived, ArchiveFault>) {
        let Some(Running { folder, purpose, .. }) = self.archive.running.take_if(|running| running.id == id)
        else {
            return;
        };
        match archived {
            Ok(Archived::Opened(opened)) => {
                self.archive.fault.clone_from(&opened.fault);
                self.draft_found(folder, Some(*opened));
            }
            Ok(Archived::Done) => self.archive.fault = None,
            Ok(Archived::BackedUp(at)) => {
                self.archive.fault = None;
                self.with_open(&folder, |session| session.backup = Some(at));
            }
            Ok(Archived::History(history)) => {
                self.with_open(&folder, |session| session.history = Some(*history));
            }
            Ok(Archived::Backup(snapshot)) => self.restore(&folder, &snapshot),
            Err(fault) if purpose == Purpose::Read => self.notice = Some(Notice::NotRead(fault)),
            Err(fault) => {
                self.archive.fault = Some(fault);
                if purpose == Purpose::Open {
                    self.draft_found(folder, None);
                }
            }
        }
    }

    /// Does something with the open account if it is the one of this folder.
    fn with_open(&mut self, folder: &Folder, change: impl FnOnce(&mut Session)) {
        if let Some(session) = self.session.as_mut().filter(|open| open.folder.as_ref() == Some(folder)) {
            change(session);
        }
    }

    /// Shows the account that waits for its draft; `None` if nobody can say whether there is one.
    fn draft_found(&mut self, folder: Folder, opened: Option<Opened>) {
        if self.session.as_ref().is_some_and(|session| session.folder.as_ref() == Some(&folder)) {
            return self.turn_asked(opened);
        }
        match std::mem::replace(&mut self.work, Work::Idle) {
            Work::Opening(opening) if opening.folder == folder => {
                let Opening { load, account, user, .. } = *opening;
                let folder = opened.is_some().then_some(folder);
                let Opened { draft, is_elsewhere, lasts, set_aside, .. } = opened.unwrap_or_default();
                let Resumed { session, notice, done } = match draft {
                    Some((kept, then)) => resumed(load.connection, kept, then, account, user),
                    None => {
                        let session = Session::new(load.connection, account, user);
                        Resumed { session, notice: None, done: Vec::new() }
                    }
                };
                let session = Session { folder, lasts, is_elsewhere, ..session };
                // What another window is about is not told as if it were about this one.
                let notice = set_aside.map(Notice::DraftSetAside).or(notice.filter(|_| !is_elsewhere));
                self.show(session, load.keeping, notice);
                if !is_elsewhere {
                    self.keep_save(done);
                }
            }
            // Nobody waits for it any more.
            work => {
                self.work = work;
                self.archive.wish(folder, Job::Close);
            }
        }
    }

    /// Asks once more for the turn to write in the open account.
    pub(super) fn ask_for_turn(&mut self) {
        if let Some(Session { folder: Some(folder), is_elsewhere: true, .. }) = &self.session {
            self.archive.wish(folder.clone(), Job::Open);
        }
    }

    /// Takes the turn to write, and what the other window has left.
    fn turn_asked(&mut self, opened: Option<Opened>) {
        let Some(session) = self.session.as_mut().filter(|session| session.is_elsewhere) else { return };
        match opened {
            Some(opened) if !opened.is_elsewhere => {
                session.is_elsewhere = false;
                if let Some((kept, then)) = opened.draft {
                    let (account, user) = (session.draft.base().clone(), session.user.clone());
                    let Resumed { session: resumed, notice, .. } =
                        resumed(session.connection.clone(), kept, then, account, user);
                    *session = Session {
                        draft: resumed.draft,
                        doubtful: resumed.doubtful,
                        expected: resumed.expected,
                        written: resumed.written,
                        ..session.clone()
                    };
                    self.notice = notice;
                }
                // The other window may have saved something.
                self.reload();
            }
            _ => self.notice = Some(Notice::StillElsewhere),
        }
    }
}

/// What comes of a draft that was kept.
struct Resumed {
    session: Session,
    notice: Option<Notice>,
    /// What a saving has done that the end of the program interrupted.
    done: Vec<Change>,
}

/// Puts a draft that was kept onto an account that was just read.
fn resumed(
    connection: Connection,
    kept: KeptDraft,
    then: Timestamp,
    account: Account,
    user: User,
) -> Resumed {
    let mut session = Session::new(connection, kept.draft.base().clone(), user.clone());
    session.written = Some(kept.clone());
    let KeptDraft { draft, doubtful, expected, saving } = kept;
    (session.draft, session.doubtful, session.expected) = (draft, doubtful, expected);
    let mut done = Vec::new();
    if saving {
        done = session.draft.changes();
        // The program ended in the middle of it: any step may have been done.
        for step in session.draft.plan() {
            session.interrupted(&step, &account);
        }
    }
    let told = reloaded(&mut session, account, Some(user));
    let left = session.draft.changes();
    done.retain(|change| is_done(change, &session, &left));
    let (count, then) = (session.draft.unsaved(), then.to_zoned(session.draft.base().zone.clone()));
    let notice = match told {
        Notice::Reloaded(_) if count == 0 => None,
        Notice::Reloaded(others) => Some(Notice::Resumed { count, then, others }),
        told => Some(told),
    };
    Resumed { session, notice, done }
}
