//! What the program knows and decides.
//!
//! The [`Model`] takes [`Command`]s from views and [`Reply`]s from the outside world, and hands out
//! [`IssuedEffect`]s. It starts no thread, opens no socket and never asks for the time: `now` is a parameter.
//! So a whole conversation with a server runs in a test within microseconds.

mod about;
mod accounts;
mod apply;
mod command;
mod deliver;
mod dispatch;
mod edit;
mod import;
mod job;
mod lanes;
mod screen;
mod segment_order;
mod start_notes;

use jiff::Timestamp;

use crate::amo::Pace;
use crate::crm::{Draft, Item};

use edit::{Editor, deletable};

pub use crate::amo::{Fault, Host, Integration, Part, Secret, Vendor};
pub use crate::document::{
    ArchiveFault, CellFault, ChosenFile, Contents, DiskReply, DiskRequest, FileReading, History,
    HistoryEntry, ImportFault, Imported, LoadedDraft, Source, StoreId, SystemFault, TableFormat,
};
pub use crate::sync::{
    Access, AccountKey, Cleaned, Connection, CredentialStorage, Credentials, CredentialsKind, DemoAccount,
    Effect, EffectId, IssuedEffect, Leave, Line, LineState, Notice, Now, OAuthKeys, OtherAccount, ReadOnly,
    Refreshed, Reply, Session, SignIn, SignInMethod, SignInPreview, VaultFault,
};
pub use about::About;
pub use accounts::{Accounts, CopySource, KnownAccount, Label};
pub use command::{Command, Language, Theme};
pub use import::Preview;
pub use job::Job;
pub use lanes::Lanes;
pub use screen::{Page, Question, Screen};
pub use segment_order::SegmentOrder;
pub use start_notes::{Crash, CrashMoment, StartNote};

/// Everything the program knows. Views read it, commands and replies change it.
#[derive(Debug)]
pub struct Model {
    accounts: Accounts,
    job: Job,
    lanes: Lanes,
    screen: Screen,
    settings: Settings,
    leaving: Option<Leaving>,
}

/// A leaving that is under way: it waits until everything is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Leaving {
    leave: Leave,
    /// Whether the user wants it although something is lost by it.
    anyway: bool,
}

/// How the user wants the program to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The language of the interface.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// How segments are sorted for the eye.
    pub segment_order: SegmentOrder,
}

impl Model {
    /// Starts at the start screen. `pace` says how soon one request may follow another.
    #[must_use]
    pub fn new(settings: Settings, pace: Pace) -> Self {
        Self {
            accounts: Accounts::default(),
            job: Job::default(),
            lanes: Lanes::new(pace),
            screen: Screen::default(),
            settings,
            leaving: None,
        }
    }

    /// Takes over the accounts of former runs, the last opened first.
    #[must_use]
    pub fn with_accounts(mut self, known: Vec<KnownAccount>) -> Self {
        self.accounts.known = known;
        self
    }

    /// Takes over what is known of this run, and what the start screen has to say of former ones.
    #[must_use]
    pub fn with_start(mut self, about: About, notes: Vec<StartNote>) -> Self {
        (self.screen.about, self.screen.start_notes) = (about, notes);
        self
    }

    /// Keeps what is not saved for the next run.
    #[must_use]
    pub fn with_archive(mut self) -> Self {
        self.lanes.disk.is_on = true;
        self
    }

    /// Returns the account that is open.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        self.accounts.open.as_ref()
    }

    /// Returns the draft of the account that is open.
    #[must_use]
    pub fn draft(&self) -> Option<&Draft> {
        self.session().map(Session::draft)
    }

    /// Returns the accounts that the user works with.
    #[must_use]
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Returns what the program is talking to the server about.
    #[must_use]
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// Returns what is asked of the outside world.
    #[must_use]
    pub fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    /// Returns what the window shows beside the account itself.
    #[must_use]
    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    /// Returns how the user wants the program to look.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Returns all that is selected, in the order of the list.
    #[must_use]
    pub fn selected(&self) -> Vec<Item> {
        let order = self.settings.segment_order;
        self.draft().map_or_else(Vec::new, |draft| self.screen.selected(draft, order))
    }

    /// Returns what of the selected may be deleted.
    #[must_use]
    pub fn deletable(&self) -> Vec<Item> {
        let selected = self.selected();
        self.draft().map_or_else(Vec::new, |draft| deletable(&selected, draft.edited()))
    }

    /// Returns the sentence to be shown, if there is one.
    #[must_use]
    pub fn notice(&self) -> Option<&Notice> {
        match self.leaving.filter(|_| self.is_archiving()) {
            Some(Leaving { leave: Leave::Close, .. }) => Some(&Notice::Leaving(Leave::Close)),
            Some(_) => Some(&Notice::Leaving(Leave::SignOut)),
            None => self.screen.notices.current(),
        }
    }

    /// Tells whether the user may change the draft now. While the account is read again that goes on: the
    /// reading is merged with what is edited meanwhile.
    #[must_use]
    pub fn can_edit(&self) -> bool {
        !self.job.is_saving() && self.session().is_some_and(Session::is_writable)
    }

    /// Tells whether edits may be undone, done again, discarded and taken back now, which needs no right to
    /// write.
    #[must_use]
    pub fn can_take_back(&self) -> bool {
        !self.job.is_saving() && self.session().is_some_and(|session| !session.locked_by_other_window())
    }

    /// Returns the changes with how far each has come: what the review shows.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        match (self.session(), self.job.save()) {
            (Some(session), Some(save)) => save.lines(session),
            (Some(session), None) => session.lines(),
            (None, _) => Vec::new(),
        }
    }

    /// Returns the backup that undoes the save which was just told, if anything was saved.
    #[must_use]
    pub fn way_back(&self) -> Option<Timestamp> {
        let has_saved = match self.notice()? {
            Notice::Saved { .. } => true,
            Notice::PartlySaved { saved, .. } | Notice::Stopped { saved, .. } => *saved > 0,
            _ => false,
        };
        self.session()?.backup().filter(|_| has_saved && self.can_edit())
    }

    /// Tells whether something is still being stored; else the program may be killed, and nothing is lost.
    #[must_use]
    pub fn is_archiving(&self) -> bool {
        !self.lanes.disk.is_idle() || !self.session().is_none_or(Session::is_written)
    }

    /// Tells whether the program is to end, now or as soon as everything is stored.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.leaving.is_some_and(|leaving| leaving.leave == Leave::Close)
    }

    /// Tells whether the program may end: the user wants it, and everything is stored that can be.
    #[must_use]
    pub fn may_close(&self) -> bool {
        let is_writing = self.is_archiving();
        let is_free =
            |leaving: Leaving| leaving.anyway || !self.accounts.would_lose(leaving.leave, is_writing);
        self.is_leaving() && self.leaving.is_some_and(is_free) && !is_writing
    }

    /// Lets the open account be edited.
    fn edit(&mut self, edit: impl FnOnce(&mut Editor<'_>)) {
        let (is_saving, order) = (self.job.is_saving(), self.settings.segment_order);
        if let Some(session) = &mut self.accounts.open {
            edit(&mut Editor { session, screen: &mut self.screen, order, is_saving });
        }
    }
}
