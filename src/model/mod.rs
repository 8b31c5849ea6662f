//! What the program knows and decides.
//!
//! The [`Model`] takes [`Command`]s from views and [`Reply`]s from the outside world, and hands out
//! [`Effect`]s. It starts no thread, opens no socket and never asks for the time: `now` is a parameter.
//! So a whole conversation with a server runs in a test within microseconds.

mod accounts;
mod archive;
mod arrange;
mod command;
mod effect;
mod history;
mod load;
mod notice;
mod papers;
mod patience;
mod reading;
mod remarks;
mod renew;
mod save;
mod secrets;
mod segment_order;
mod session;
mod sign_in;
mod start_notes;
mod transfer;
mod update;
mod work;

use std::time::Instant;

use crate::amo::Pace;
use crate::crm::{Draft, Item};

use accounts::Book;
use archive::Archive;
use renew::Renewals;
use secrets::Keyring;
use transfer::Files;
use work::Work;

pub use crate::amo::{Fault, Host, Integration, Part, Secret, Vendor};
pub use crate::document::{CellFault, SaveEntry};
pub use accounts::{KnownAccount, Label};
pub use archive::{ArchiveFault, Archived, Folder, History, Job, Opened, SystemFault};
pub use command::{Command, Language, Theme};
pub use effect::{Effect, EffectId, Errand, Refreshed, Reply, VaultFault};
pub use notice::{Cleaned, Notice, OtherAccount};
pub use save::{Line, LineState};
pub use segment_order::SegmentOrder;
pub use session::{
    Access, AccountKey, Connection, Credentials, CredentialsKind, DemoAccount, Keeping, OAuthKeys, ReadOnly,
    Session,
};
pub use sign_in::{Found, Proof, SignIn};
pub use start_notes::{Crash, CrashMoment, StartNote};
pub use transfer::{
    ChosenFile, Contents, CopySource, FileReading, Import, ImportFault, Preview, Source, TableFormat,
};

/// Everything the program knows. Views read it, commands and replies change it.
#[derive(Debug)]
pub struct Model {
    session: Option<Session>,
    work: Work,
    page: Page,
    selection: Option<Item>,
    /// What is selected besides, in no order.
    also_selected: Vec<Item>,
    question: Option<Question>,
    notice: Option<Notice>,
    /// What is said once the notice is put away: it is about something beside what the user does, such as the keyring,
    /// and can wait.
    later: Option<Notice>,
    settings: Settings,
    leaving: Option<Leaving>,
    wire: Wire,
    book: Book,
    keyring: Keyring,
    archive: Archive,
    renewals: Renewals,
    files: Files,
    /// What the draft may become like, while that is shown.
    import: Option<Import>,
    /// What the start screen has to say of former runs.
    start_notes: Vec<StartNote>,
}

/// What the middle of the window shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// The selected item.
    #[default]
    Editor,
    /// The list of changes.
    Review,
    /// What was saved before, of everything or of one thing.
    History(Option<Item>),
    /// What can be written into files.
    Export,
    /// The accounts that can be copied from.
    Copy,
    /// What the account would become.
    Import,
}

/// What the user is asked, in front of everything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// To which place this item is to be moved.
    Place(Item),
    /// Whether this item is to be deleted.
    Delete(Item),
    /// Whether all that is selected is to be deleted.
    DeleteSelected,
    /// Whether to leave although changes are not saved.
    Leave(Leave),
    /// Another token, because the server does not accept this one any more.
    Token,
    /// Another code of the user's own integration, because the vendor does not renew its tokens any more.
    Code,
    /// Whether to forget this account.
    Forget(Host),
}

/// Ways to leave an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Back to the start screen.
    SignOut,
    /// Out of the program.
    Close,
    /// To the account of this id, which the open one's address or token opens now.
    OpenOther(u64),
}

/// A leaving that is under way: it waits until everything is written down.
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

/// The one request that may be under way, and when the next may go.
#[derive(Debug)]
struct Wire {
    pace: Pace,
    outstanding: Option<EffectId>,
    last_id: u64,
    /// Set while the server has asked for a pause.
    not_before: Option<Instant>,
}

impl Wire {
    fn next_id(&mut self) -> EffectId {
        self.last_id += 1;
        EffectId(self.last_id)
    }

    /// Waits for nothing any more.
    fn forget(&mut self) {
        self.outstanding = None;
        self.not_before = None;
    }
}

impl Model {
    /// Starts at the start screen. `pace` says how soon one request may follow another.
    #[must_use]
    pub fn new(settings: Settings, pace: Pace) -> Self {
        Self {
            session: None,
            work: Work::Idle,
            page: Page::default(),
            selection: None,
            also_selected: Vec::new(),
            question: None,
            notice: None,
            later: None,
            settings,
            leaving: None,
            wire: Wire { pace, outstanding: None, last_id: 0, not_before: None },
            book: Book::default(),
            keyring: Keyring::default(),
            archive: Archive::default(),
            renewals: Renewals::default(),
            files: Files::default(),
            import: None,
            start_notes: Vec::new(),
        }
    }

    /// Returns the account that is open.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// Returns the draft of the account that is open.
    #[must_use]
    pub fn draft(&self) -> Option<&Draft> {
        self.session.as_ref().map(Session::draft)
    }

    /// Returns what the middle of the window shows.
    #[must_use]
    pub fn page(&self) -> Page {
        self.page
    }

    /// Returns what was selected first: what the editor shows if it is alone, and where a range begins.
    #[must_use]
    pub fn selection(&self) -> Option<Item> {
        self.selection
    }

    /// Returns all that is selected, in the order of the list.
    #[must_use]
    pub fn selected(&self) -> Vec<Item> {
        if self.also_selected.is_empty() {
            // Asked several times a frame, and then nothing has to be sorted.
            return self.selection.into_iter().collect();
        }
        let is_selected = |item: &Item| self.selection == Some(*item) || self.also_selected.contains(item);
        self.items().into_iter().filter(is_selected).collect()
    }

    /// Returns what of the selected may be deleted.
    #[must_use]
    pub fn deletable(&self) -> Vec<Item> {
        self.selected().into_iter().filter(|item| self.is_deletable(*item)).collect()
    }

    fn is_deletable(&self, item: Item) -> bool {
        let account = self.draft().map(Draft::edited);
        account.is_some_and(|account| account.has(item) && !account.is_system(item))
    }

    /// Returns what the user is being asked.
    #[must_use]
    pub fn question(&self) -> Option<Question> {
        self.question.clone()
    }

    /// Returns the sentence to be shown, if there is one.
    #[must_use]
    pub fn notice(&self) -> Option<&Notice> {
        self.waits_to_leave().or(self.notice.as_ref()).or(self.later.as_ref())
    }

    /// Returns how the user wants the program to look.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Tells whether an account is being read.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        matches!(self.work, Work::Loading(_) | Work::Opening(_))
    }

    /// Tells whether changes are being saved.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        matches!(self.work, Work::Saving(_))
    }

    /// Tells whether the user may change the draft now. While the account is read again that goes on:
    /// the reading is merged with what is edited meanwhile.
    #[must_use]
    pub fn can_edit(&self) -> bool {
        self.can_take_back() && self.session.as_ref().is_some_and(Session::is_writable)
    }

    /// Tells whether edits may be undone, done again, discarded and taken back now, which needs no right to
    /// write.
    #[must_use]
    pub fn can_take_back(&self) -> bool {
        let is_here = self.session.as_ref().is_some_and(|session| !session.is_elsewhere());
        is_here && !self.is_saving()
    }

    /// Tells whether a saving ends as soon as the request under way is answered.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        matches!(&self.work, Work::Saving(save) if save.stop)
    }

    /// Tells whether a reading is to show if a write without an answer has arrived.
    #[must_use]
    pub fn is_resolving(&self) -> bool {
        matches!(&self.work, Work::Saving(save) if save.is_resolving())
    }

    /// Tells whether the server has asked for a pause that is not over.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.wire.not_before.is_some()
    }

    /// Returns the changes with how far each has come: what the review shows.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        match (&self.session, &self.work) {
            (Some(session), Work::Saving(save)) => save.lines(session),
            (Some(session), _) => session.lines(),
            (None, _) => Vec::new(),
        }
    }

    /// Returns the effects whose replies are waited for.
    #[must_use]
    pub fn awaited(&self) -> Vec<EffectId> {
        let keyring = self.keyring.running.as_ref().map(|(id, _)| *id);
        let archive = self.archive.running();
        let beside =
            keyring.into_iter().chain(archive).chain(self.renewals.running()).chain(self.files.running());
        self.wire.outstanding.into_iter().chain(beside).collect()
    }

    /// Tells whether the program is to end, now or as soon as everything is written down.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.leaving.is_some_and(|leaving| leaving.leave == Leave::Close)
    }

    /// Tells whether the window closes as soon as a saving is over.
    #[must_use]
    pub fn closes_after_saving(&self) -> bool {
        matches!(&self.work, Work::Saving(save) if save.leave == Some(Leave::Close))
    }

    /// Tells whether the program may end: the user wants it, and everything is written down that can be.
    #[must_use]
    pub fn may_close(&self) -> bool {
        let is_free = |leaving: Leaving| leaving.anyway || !self.would_lose(leaving.leave);
        self.is_leaving() && self.leaving.is_some_and(is_free) && !self.is_archiving()
    }
}
