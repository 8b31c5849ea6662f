//! What the program knows and decides.
//!
//! The [`Model`] takes [`Command`]s from views and [`Reply`]s from the outside world, and hands out
//! [`Effect`]s. It starts no thread, opens no socket and never asks for the time: `now` is a parameter.
//! So a whole conversation with a server runs in a test within microseconds.

mod accounts;
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
use crate::sync::{Journal, Save, Tokens};

use job::Work;
use lanes::{KeyringRequest, Lanes};
use screen::Screen;

pub use crate::amo::{Fault, Host, Integration, Part, Secret, Vendor};
pub use crate::document::{
    ArchiveFault, Archived, CellFault, ChosenFile, Contents, FileReading, Folder, History, ImportFault,
    Imported, Job, Opened, SaveEntry, Source, SystemFault, TableFormat,
};
pub use crate::sync::{
    Access, AccountKey, Cleaned, Connection, Credentials, CredentialsKind, DemoAccount, Effect, EffectId,
    Errand, Found, Keeping, Leave, Line, LineState, Notice, Now, OAuthKeys, OtherAccount, Proof, ReadOnly,
    Refreshed, Reply, Session, SignIn, VaultFault,
};
pub use accounts::{Accounts, CopySource, KnownAccount, Label};
pub use command::{Command, Language, Theme};
pub use import::Preview;
pub use screen::{Page, Question};
pub use segment_order::SegmentOrder;
pub use start_notes::{Crash, CrashMoment, StartNote};

/// Everything the program knows. Views read it, commands and replies change it.
#[derive(Debug)]
pub struct Model {
    accounts: Accounts,
    job: Work,
    lanes: Lanes,
    screen: Screen,
    settings: Settings,
    leaving: Option<Leaving>,
    tokens: Tokens,
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
            job: Work::Idle,
            lanes: Lanes::new(pace),
            screen: Screen::default(),
            settings,
            leaving: None,
            tokens: Tokens::default(),
        }
    }

    /// Takes over the accounts of former runs, the last opened first.
    #[must_use]
    pub fn with_accounts(mut self, known: Vec<KnownAccount>) -> Self {
        self.accounts.known = known;
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

    /// Returns how the user wants the program to look.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Returns what the middle of the window shows.
    #[must_use]
    pub fn page(&self) -> Page {
        self.screen.page
    }

    /// Returns what was selected first: what the editor shows if it is alone, and where a range begins.
    #[must_use]
    pub fn selection(&self) -> Option<Item> {
        self.screen.selection.first
    }

    /// Returns all that is selected, in the order of the list.
    #[must_use]
    pub fn selected(&self) -> Vec<Item> {
        self.screen.selection.among(|| self.items())
    }

    /// Returns what of the selected may be deleted.
    #[must_use]
    pub fn deletable(&self) -> Vec<Item> {
        self.selected().into_iter().filter(|item| self.is_deletable(*item)).collect()
    }

    /// Returns the segments in the order in which they are shown.
    #[must_use]
    pub fn shown_segments(&self) -> Vec<Item> {
        let keys = self.draft().map(|draft| self.settings.segment_order.arranged(draft));
        keys.unwrap_or_default().into_iter().map(Item::Segment).collect()
    }

    /// Returns what the user is being asked.
    #[must_use]
    pub fn question(&self) -> Option<Question> {
        self.screen.question.clone()
    }

    /// Returns the sentence to be shown, if there is one.
    #[must_use]
    pub fn notice(&self) -> Option<&Notice> {
        self.waits_to_leave().or(self.screen.notices.current())
    }

    /// Returns what the open account would become by an import.
    #[must_use]
    pub fn preview(&self) -> Option<Preview<'_>> {
        self.screen.import.as_ref()?.preview()
    }

    /// Tells whether an account is being read.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        self.job.is_loading()
    }

    /// Tells whether changes are being saved.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.job.is_saving()
    }

    /// Returns the sign-in in progress; `None` before its address is known.
    #[must_use]
    pub fn sign_in(&self) -> Option<&SignIn> {
        self.job.sign_in()
    }

    /// Returns the account that is opened as soon as the keyring gives its credentials.
    #[must_use]
    pub fn is_unlocking(&self) -> Option<&Host> {
        match &self.job {
            Work::Unlocking(host) => Some(host),
            _ => None,
        }
    }

    /// Returns the account whose credentials the keyring is asked to store right now. That may take as long
    /// as the user needs to unlock it.
    #[must_use]
    pub fn is_keeping(&self) -> Option<&Host> {
        match self.lanes.credentials.in_flight() {
            Some(KeyringRequest::Store(host)) => Some(host),
            _ => None,
        }
    }

    /// Tells whether the user may change the draft now. While the account is read again that goes on: the
    /// reading is merged with what is edited meanwhile.
    #[must_use]
    pub fn can_edit(&self) -> bool {
        self.can_take_back() && self.session().is_some_and(Session::is_writable)
    }

    /// Tells whether edits may be undone, done again, discarded and taken back now, which needs no right to
    /// write.
    #[must_use]
    pub fn can_take_back(&self) -> bool {
        self.session().is_some_and(|session| !session.is_elsewhere()) && !self.is_saving()
    }

    /// Tells whether a saving ends as soon as the request under way is answered.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.job.save().is_some_and(Save::is_stopping)
    }

    /// Tells whether a reading is to show if a write without an answer has been applied.
    #[must_use]
    pub fn is_resolving(&self) -> bool {
        self.job.save().is_some_and(Save::is_resolving)
    }

    /// Tells whether the window closes as soon as a saving is over.
    #[must_use]
    pub fn closes_after_saving(&self) -> bool {
        self.job.save().and_then(Save::leave) == Some(Leave::Close)
    }

    /// Tells whether the server has asked for a pause that is not over.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.lanes.requests.not_before.is_some()
    }

    /// Tells whether the user is being asked for a file.
    #[must_use]
    pub fn is_choosing_file(&self) -> bool {
        self.lanes.dialogs.iter().next().is_some()
    }

    /// Returns the changes with how far each has come: what the review shows.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        match (self.session(), &self.job) {
            (Some(session), Work::Saving(save)) => save.lines(session),
            (Some(session), _) => session.lines(),
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

    /// Returns the effects whose replies are awaited.
    #[must_use]
    pub fn awaited(&self) -> Vec<EffectId> {
        self.lanes.awaited().chain(self.tokens.awaited()).collect()
    }

    /// Returns why the draft of the open account cannot be stored; then what is not saved is lost when the
    /// program ends.
    #[must_use]
    pub fn archive_fault(&self) -> Option<&ArchiveFault> {
        self.session()?.archive_fault()
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
        let is_free = |leaving: Leaving| leaving.anyway || !self.would_lose(leaving.leave);
        self.is_leaving() && self.leaving.is_some_and(is_free) && !self.is_archiving()
    }

    /// Tells whether something that is not saved is lost by leaving now.
    fn would_lose(&self, leave: Leave) -> bool {
        let (ends, is_writing) = (leave == Leave::Close, self.is_archiving());
        let survives = |journal: &Journal| journal.survives(ends, is_writing);
        let loses =
            |session: &Session| session.unsaved() > 0 && !session.journal.as_ref().is_some_and(survives);
        match leave {
            Leave::SignOut | Leave::OpenOther(_) => self.session().is_some_and(loses),
            Leave::Close => self.accounts.sessions().any(loses),
        }
    }

    /// Returns what is said while leaving waits for the disk.
    fn waits_to_leave(&self) -> Option<&'static Notice> {
        let Leaving { leave, .. } = self.leaving.filter(|_| self.is_archiving())?;
        Some(match leave {
            Leave::SignOut | Leave::OpenOther(_) => &Notice::Leaving(Leave::SignOut),
            Leave::Close => &Notice::Leaving(Leave::Close),
        })
    }

    /// Returns everything of the kind of what is selected, in the order in which it is shown.
    fn items(&self) -> Vec<Item> {
        let Some(account) = self.draft().map(Draft::edited) else { return Vec::new() };
        match self.selection() {
            Some(Item::Segment(_)) => self.shown_segments(),
            _ => account.order().into_iter().map(Item::Status).collect(),
        }
    }

    fn is_deletable(&self, item: Item) -> bool {
        let account = self.draft().map(Draft::edited);
        account.is_some_and(|account| account.has(item) && !account.is_system(item))
    }
}
