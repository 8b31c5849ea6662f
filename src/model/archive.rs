//! What is written down about accounts on this computer: one thing after the other, beside everything else.
//!
//! Whatever is not saved is kept as soon as it differs from what was kept last, so the program may be killed at any
//! moment. Nothing here is waited for but the opening of an account, which may have a draft, and the beginning of
//! a saving: what it is about to do is written down before the first request that changes something.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::amo::{Host, User};
use crate::crm::Account;
use crate::document::{DocumentFault, KeptDraft, SaveEntry, Saving, Snapshot};

use super::effect::{EffectId, Errand};
use super::load::{self, Load};
use super::papers::{Papers, lacks, resumed};
use super::session::{Connection, DemoAccount, Session};
use super::work::Work;
use super::{Leave, Model, Notice, Question};

/// How long to wait before what could not be written is tried once more: the user may have made room.
const PAUSE: Duration = Duration::from_secs(10);

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
        let name = match connection {
            Connection::Live { host, .. } => return Self::of_host(host, id),
            Connection::Demo(DemoAccount::Statuses) => "demo-statuses",
            Connection::Demo(DemoAccount::Segments) => "demo-segments",
        };
        Self { name: name.to_owned(), lasts: false }
    }

    /// Returns the one of the account with this address and id.
    #[must_use]
    pub fn of_host(host: &Host, id: u64) -> Self {
        let address = host.to_string();
        let place = match address.split_once('.') {
            Some((_, domain)) if id != 0 && !host.is_local() => domain,
            _ => &address,
        };
        let place = place.replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "-");
        let name = if id == 0 { place } else { format!("{place}-{id}") };
        Self { name, lasts: true }
    }
}

/// What is to be done with what is written down.
#[derive(Clone, Debug)]
pub enum Job {
    /// Take the turn to write, which only one window at a time has, and read what is not saved.
    Open,
    /// Take the turn to write, if no other window has it.
    TakeTurn,
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
    /// To [`Job::TakeTurn`].
    Turn {
        /// Whether this window has the turn now.
        is_ours: bool,
    },
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
    /// A later version of the program has written what was to be read.
    Newer,
    /// The system cannot.
    System(SystemFault),
}

/// Why the system cannot do what a file is to be done with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SystemFault {
    /// The file or its folder is not there.
    Gone,
    /// Another program uses it.
    Busy,
    /// No file can have this name there.
    BadName,
    /// The drive cannot be reached.
    Away,
    /// The file is larger than the drive takes.
    TooLarge,
    /// The drive does not work.
    Failing,
    /// This program broke down over it.
    Internal,
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
    /// When to try again, if something could not be written.
    next_try: Option<Instant>,
}

#[derive(Debug)]
struct Running {
    id: EffectId,
    folder: Folder,
    purpose: Purpose,
}

/// What a job is for, as far as its failure matters.
#[derive(Debug)]
enum Purpose {
    Open,
    Draft,
    Backup,
    Save(Box<SaveEntry>),
    History,
    /// The user waits for it.
    Asked,
    Other,
}

impl Purpose {
    fn of(job: &Job) -> Self {
        match job {
            Job::Open => Self::Open,
            Job::KeepDraft(_) => Self::Draft,
            Job::KeepBackup { .. } => Self::Backup,
            Job::KeepSave(entry) => Self::Save(entry.clone()),
            Job::ReadHistory => Self::History,
            Job::ReadBackup(_) | Job::TakeTurn => Self::Asked,
            Job::Close | Job::Forget => Self::Other,
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

    /// Returns why the draft of the open account cannot be written down; then what is not saved is lost when the
    /// program ends.
    #[must_use]
    pub fn archive_fault(&self) -> Option<&ArchiveFault> {
        self.session.as_ref()?.archive_fault()
    }

    /// Tells whether something that is not saved is lost by leaving now. What is being written is not lost yet.
    pub(super) fn would_lose(&self, leave: Leave) -> bool {
        let may_succeed = self.is_archiving();
        let keeps = |papers: &Papers| {
            let lasts = papers.lasts || leave != Leave::Close;
            lasts && (may_succeed || papers.fault.is_none())
        };
        let loses = |session: &Session| session.unsaved() > 0 && !session.papers.as_ref().is_some_and(keeps);
        match leave {
            Leave::SignOut | Leave::OpenOther(_) => self.session.as_ref().is_some_and(loses),
            Leave::Close => self.sessions().any(loses),
        }
    }

    /// Tells whether something is still being written down; else the program may be killed, and nothing is lost.
    #[must_use]
    pub fn is_archiving(&self) -> bool {
        let saving = self.saving();
        let is_written = |session: &Session| session.is_written(saving.as_ref());
        !self.archive.is_idle() || !self.session.iter().all(is_written)
    }

    /// Returns what is being saved, once that has begun.
    fn saving(&self) -> Option<Saving> {
        let Work::Saving(save) = &self.work else { return None };
        let backup = self.session.as_ref().and_then(Session::backup);
        save.reviewed_if_begun().map(|reviewed| Saving { reviewed: reviewed.to_vec(), backup })
    }

    /// Looks for the draft of an account that was read, before it is shown.
    pub(super) fn look_for_draft(&mut self, load: Load, account: Account, user: User) {
        let folder = Folder::of(&load.connection, account.id);
        self.archive.wish(folder.clone(), Job::Open);
        self.work = Work::Opening(Box::new(Opening { load, account, user, folder }));
    }

    /// Returns what is to be done next.
    pub(super) fn next_archive_errand(&mut self, now: Instant) -> Option<Errand> {
        if self.archive.running.is_some() {
            return None;
        }
        if self.archive.next_try.is_some_and(|then| then <= now) {
            self.try_again_to_keep();
        }
        let (folder, job) = self.archive.wishes.pop_front().or_else(|| self.draft_to_keep())?;
        let (id, purpose) = (self.wire.next_id(), Purpose::of(&job));
        self.archive.running = Some(Running { id, folder: folder.clone(), purpose });
        Some(Errand::Archive { folder, job })
    }

    /// Returns what of the open account is not written yet. Others do not change.
    fn draft_to_keep(&mut self) -> Option<(Folder, Job)> {
        let saving = self.saving();
        self.session.as_mut()?.draft_to_keep(saving)
    }

    /// Tries once more to write down whatever could not be written, in all accounts.
    pub(super) fn try_again_to_keep(&mut self) {
        self.archive.next_try = None;
        let saving = self.saving();
        let open = self.session.iter_mut().zip([saving]);
        let others = self.book.shelf.values_mut().map(|session| (session, None));
        let wishes = open.chain(others).filter_map(|(session, saving)| session.draft_to_keep_again(saving));
        self.archive.wishes.extend(wishes);
        self.keep_all_unnoted();
    }

    /// Returns when that is worth doing by itself.
    pub(super) fn next_try_at(&self) -> Option<Instant> {
        self.archive.next_try.filter(|_| self.archive.running.is_none())
    }

    /// Writes down what is left to write of an account that is not looked at any more.
    pub(super) fn keep(&mut self, session: &mut Session) {
        if let Some(papers) = &mut session.papers {
            papers.try_again();
            let (folder, unnoted) = (papers.folder.clone(), std::mem::take(&mut papers.unnoted));
            self.keep_saves(&folder, unnoted);
        }
        self.archive.wishes.extend(session.draft_to_keep(None));
    }

    /// Does the same with an account that leaves the window, and lets other windows have it.
    pub(super) fn put_away(&mut self, mut session: Session) {
        self.keep(&mut session);
        if let Some(papers) = session.papers {
            self.give_back(papers.folder);
        }
    }

    /// Takes what came of the job under way.
    pub(super) fn archived(&mut self, id: EffectId, archived: Result<Archived, ArchiveFault>, now: Instant) {
        let Some(Running { folder, purpose, .. }) = self.archive.running.take_if(|running| running.id == id)
        else {
            return;
        };
        self.take_archived(folder, purpose, archived);
        let is_faulty = |session: &Session| {
            let has_fault = session.archive_fault().is_some() || session.note_fault().is_some();
            has_fault && !session.is_elsewhere()
        };
        let is_faulty = self.sessions().any(is_faulty);
        self.archive.next_try = is_faulty.then(|| self.archive.next_try.unwrap_or(now + PAUSE));
        // What is asked about is not lost any more.
        if let Some(Question::Leave(leave)) = self.question
            && !self.is_archiving()
            && !self.would_lose(leave)
        {
            self.question = None;
        }
    }

    fn take_archived(&mut self, folder: Folder, purpose: Purpose, archived: Result<Archived, ArchiveFault>) {
        match (archived, purpose) {
            (Ok(Archived::Opened(opened)), _) => self.draft_found(folder, *opened),
            (Err(fault), Purpose::Open) => {
                self.draft_found(folder, Opened { fault: Some(fault), ..Opened::default() });
            }
            (Ok(Archived::Turn { is_ours }), _) => self.turn_asked(folder, is_ours),
            (Ok(Archived::BackedUp(at)), _) => self.with_papers(&folder, |papers| papers.backup = Some(at)),
            (Ok(Archived::History(history)), _) => {
                self.with_papers(&folder, |papers| papers.history = Some(Ok(Arc::from(history))));
            }
            (Ok(Archived::Backup(snapshot)), _) => self.restore(&folder, &snapshot),
            (Ok(Archived::Done), Purpose::Draft) => {
                self.with_papers(&folder, |papers| papers.fault = None);
                // It can be written again, so that is not true any more.
                self.later.take_if(|notice| matches!(notice, Notice::NotRead(_)));
                self.keep_unnoted(&folder);
            }
            (Ok(Archived::Done), Purpose::Save(_)) => {
                self.with_papers(&folder, |papers| papers.note_fault = None);
                self.keep_unnoted(&folder);
            }
            (Ok(Archived::Done), _) => {}
            (Err(fault), Purpose::Draft) => {
                self.with_papers(&folder, |papers| papers.fault = Some(fault.clone()));
                // What is being saved has nothing to do with other accounts.
                if self.session.as_ref().is_some_and(|session| session.folder() == Some(&folder)) {
                    self.not_secured(fault);
                }
            }
            (Err(fault), Purpose::Backup) => self.not_secured(fault),
            (Err(fault), Purpose::Save(entry)) if self.has(&folder) => {
                self.with_papers(&folder, |papers| {
                    papers.unnoted.push(*entry);
                    papers.note_fault = Some(fault);
                });
            }
            // Shown where the history would be.
            (Err(fault), Purpose::History) => {
                self.with_papers(&folder, |papers| papers.history = Some(Err(fault)));
            }
            (Err(fault), Purpose::Asked) => self.notice = Some(Notice::NotRead(fault)),
            (Err(fault), Purpose::Save(_) | Purpose::Other) => self.later = Some(Notice::NotRead(fault)),
        }
    }

    /// Changes what is known of what is written down in this folder.
    pub(super) fn with_papers(&mut self, folder: &Folder, change: impl FnOnce(&mut Papers)) {
        let sessions = self.session.iter_mut().chain(self.book.shelf.values_mut());
        let mut papers = sessions.filter_map(|session| session.papers.as_mut());
        papers.find(|papers| papers.folder == *folder).map(change);
    }

    /// Tells whether an account of this window has this folder.
    fn has(&self, folder: &Folder) -> bool {
        self.sessions().any(|session| session.folder() == Some(folder))
    }

    /// Shows the account that waits for its draft.
    fn draft_found(&mut self, folder: Folder, opened: Opened) {
        // An account that was renamed may be in the window under both of its addresses.
        let has_it = self.has_turn(&folder);
        match std::mem::replace(&mut self.work, Work::Idle) {
            Work::Opening(opening) if opening.folder == folder => {
                let Opening { load, account, user, .. } = *opening;
                let Opened { draft, is_elsewhere, lasts, set_aside, fault } = opened;
                let (draft, is_elsewhere) = if has_it { (None, true) } else { (draft, is_elsewhere) };
                let papers = Papers { lasts, is_elsewhere, fault, ..Papers::new(folder) };
                let may_lack =
                    |(kept, _): &(KeptDraft, Timestamp)| !is_elsewhere && lacks(&account, &kept.draft);
                let is_doubtful = draft.as_ref().is_some_and(may_lack);
                let (session, notice) = if let Some((kept, then)) = draft {
                    resumed(load.connection, papers, kept, then, (!is_doubtful).then_some(account), user)
                } else {
                    let session = Session::new(load.connection, account, user);
                    (Session { papers: Some(papers), ..session }, None)
                };
                // What another window is about is not told as if it were about this one.
                let notice = set_aside.map(Notice::DraftSetAside).or(notice.filter(|_| !is_elsewhere));
                self.show(session, load.keeping, notice);
                if is_doubtful {
                    // Another reading asks for what seems to be deleted by its id.
                    self.reload();
                }
            }
            // Nobody waits for it any more.
            work => {
                self.work = work;
                if has_it && opened.fault.is_none() && !opened.is_elsewhere {
                    match opened.draft {
                        // It can be written to again.
                        None => self.with_papers(&folder, |papers| papers.fault = None),
                        Some(_) => self.open_with_draft(&folder),
                    }
                }
                self.give_back(folder);
            }
        }
    }

    /// Opens the open account anew, with a draft that could not be read before, unless the user has begun another.
    fn open_with_draft(&mut self, folder: &Folder) {
        let Some(session) = &self.session else { return };
        let draft = &session.draft;
        let is_untouched = draft.unsaved() == 0 && !draft.can_undo() && !draft.can_redo();
        if session.folder() == Some(folder) && is_untouched && matches!(self.work, Work::Idle) {
            self.load(session.connection.clone(), load::Purpose::Open, session.keeping);
        }
    }

    /// Asks once more for the turn to write in the open account.
    pub(super) fn ask_for_turn(&mut self) {
        let folder = self.session.as_ref().filter(|session| session.is_elsewhere()).and_then(Session::folder);
        let Some(folder) = folder.cloned().filter(|_| !self.is_taking_over()) else { return };
        if self.has_turn(&folder) {
            self.notice = Some(Notice::StillElsewhere);
        } else {
            self.archive.wish(folder, Job::TakeTurn);
        }
    }

    /// Opens the open account anew, with what the other window has left.
    fn turn_asked(&mut self, folder: Folder, is_ours: bool) {
        let is_meant = |session: &&Session| session.folder() == Some(&folder) && session.is_elsewhere();
        let Some(session) = self.session.as_ref().filter(is_meant) else { return self.give_back(folder) };
        let (connection, keeping) = (session.connection.clone(), session.keeping);
        if !is_ours {
            self.notice = Some(Notice::StillElsewhere);
        } else if !self.is_taking_over() {
            // Another reading would only show once more what that window had.
            self.end(None);
            self.load(connection, load::Purpose::Open, keeping);
        }
    }

    /// Tells whether the open account is being read because this window has the turn now, and the draft with it.
    pub(super) fn is_taking_over(&self) -> bool {
        let opens = matches!(&self.work, Work::Loading(load) if load.purpose == load::Purpose::Open);
        opens && self.session.as_ref().is_some_and(Session::is_elsewhere)
    }

    /// Lets other windows have the turn in the open account, since it could not be taken over.
    pub(super) fn give_turn_back(&mut self) {
        if let Some(folder) = self.session.as_ref().and_then(Session::folder).cloned() {
            self.give_back(folder);
        }
    }

    /// Lets other windows have the turn, unless an account of this one needs it.
    pub(super) fn give_back(&mut self, folder: Folder) {
        let opens = matches!(&self.work, Work::Opening(opening) if opening.folder == folder);
        if !opens && !self.has_turn(&folder) {
            self.archive.wish(folder, Job::Close);
        }
    }

    /// Tells whether an account of this window has the turn to write there.
    fn has_turn(&self, folder: &Folder) -> bool {
        self.sessions().any(|session| session.folder() == Some(folder) && !session.is_elsewhere())
    }
}
