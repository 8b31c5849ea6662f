//! One connected account: where it is, what proves who we are, and the draft.

use std::sync::Arc;

use jiff::Timestamp;

use crate::amo::{Detail, Fault, Host, Integration, Part, Token, TokenPair, User};
use crate::crm::{Account, Change, ChangeKind, Draft, Expected, Item, Lone, Loss, Problem, SortRules, Step};
use crate::document::{KeptDraft, Saving};

use super::Notice;
use super::archive::{ArchiveFault, Folder, History, Job};
use super::papers::Papers;
use super::reading::Stakes;
use super::remarks::Remarks;
use super::save::{Line, LineState, is_done};

/// One of the two built-in demo accounts: amoCRM has one of two lists switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DemoAccount {
    /// The one with statuses.
    Statuses,
    /// The one with segments.
    Segments,
}

impl DemoAccount {
    /// Returns the other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Statuses => Self::Segments,
            Self::Segments => Self::Statuses,
        }
    }
}

/// Where requests of an account go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Connection {
    /// A built-in demo account.
    Demo(DemoAccount),
    /// A real account, or a stand-in server on this machine.
    Live {
        /// The account's own host.
        host: Host,
        /// Proof of who we are.
        credentials: Credentials,
    },
}

/// What opens an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// A long-lived token.
    Token(Token),
    /// Tokens that the user's own integration renews every day.
    OAuth(OAuthKeys),
}

impl Credentials {
    /// Returns the token that requests carry.
    #[must_use]
    pub fn access(&self) -> &Token {
        match self {
            Self::Token(token) => token,
            Self::OAuth(keys) => &keys.pair.access,
        }
    }

    /// Returns which kind these are.
    #[must_use]
    pub fn kind(&self) -> CredentialsKind {
        match self {
            Self::Token(_) => CredentialsKind::Token,
            Self::OAuth(_) => CredentialsKind::OAuth,
        }
    }
}

/// The two ways to open an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialsKind {
    /// By a long-lived token.
    Token,
    /// By the user's own integration.
    OAuth,
}

/// The keys of an integration, and what they have opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthKeys {
    /// The user's own integration.
    pub integration: Integration,
    /// The tokens in use.
    pub pair: TokenPair,
    /// The refresh token before that: by Kommo's documents it is good until the new tokens have been used.
    pub former: Option<Token>,
}

/// Whether an account's credentials are in the keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// They are to be kept as soon as they have opened the account.
    New,
    /// They are there, or on their way.
    Kept,
    /// They are forgotten when the program ends.
    SessionOnly,
}

/// What the user wants to do in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whatever the account allows.
    Full,
    /// Nothing but looking.
    LookOnly,
}

/// Why nothing can be changed in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOnly {
    /// The user wants it so.
    LookOnly,
    /// The user is no administrator.
    NoAdministrator,
    /// The account is open in another window of the program, which has the draft.
    Elsewhere,
}

/// Tells accounts apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountKey {
    /// A built-in demo account.
    Demo(DemoAccount),
    /// The account at this host.
    Live(Host),
}

impl From<Host> for AccountKey {
    fn from(host: Host) -> Self {
        Self::Live(host)
    }
}

impl Connection {
    /// Returns the address of the web page on which the account's customers are arranged. A made-up
    /// account has none.
    #[must_use]
    pub fn customers_page(&self) -> Option<String> {
        match self {
            Self::Live { host, .. } if !host.is_local() => Some(format!("{}/customers/", host.origin())),
            Self::Live { .. } | Self::Demo(_) => None,
        }
    }

    /// Returns where the account lives. A demo account lives nowhere.
    #[must_use]
    pub fn host(&self) -> Option<&Host> {
        match self {
            Self::Live { host, .. } => Some(host),
            Self::Demo(_) => None,
        }
    }

    pub(super) fn key(&self) -> AccountKey {
        match self {
            Self::Live { host, .. } => AccountKey::Live(host.clone()),
            Self::Demo(account) => AccountKey::Demo(*account),
        }
    }
}

/// One account that is open.
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) connection: Connection,
    pub(super) draft: Draft,
    /// What is known of the way in which this server treats numbers of order.
    pub(super) rules: SortRules,
    /// A write whose fate is unknown until the next reading.
    pub(super) doubtful: Option<Step>,
    /// What was to be created and has not been seen yet.
    pub(super) expected: Vec<Expected>,
    /// What a former run was saving when it ended, until a reading tells what has come of it.
    pub(super) interrupted: Option<Saving>,
    /// What readings have shown to be saved although no answer had told so, until it is noted.
    pub(super) arrived: Vec<Change>,
    /// What the server refused in the last save, and why.
    pub(super) refused: Vec<(Item, Fault)>,
    /// False once the server has said that this user may not write.
    pub(super) writable: bool,
    pub(super) user: User,
    pub(super) access: Access,
    pub(super) keeping: Keeping,
    /// What is written down about it; `None` if nothing is.
    pub(super) papers: Option<Papers>,
    /// What the review says besides the changes.
    pub(super) remarks: Remarks,
}

impl Session {
    /// Opens an account that was just read.
    #[must_use]
    pub(super) fn new(connection: Connection, account: Account, user: User) -> Self {
        Self {
            connection,
            draft: Draft::new(account),
            rules: SortRules::default(),
            doubtful: None,
            expected: Vec::new(),
            interrupted: None,
            arrived: Vec::new(),
            refused: Vec::new(),
            writable: true,
            user,
            access: Access::Full,
            keeping: Keeping::Kept,
            papers: None,
            remarks: Remarks::default(),
        }
    }

    /// Returns where requests of this account go.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Returns the draft.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Returns what stands in the way of saving, and what is to be read before.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self.draft.problems();
        problems.extend(self.draft.order_problem(self.rules));
        problems
    }

    /// Counts the changes that are not saved. Those of another window are shown here and are that one's.
    #[must_use]
    pub(super) fn unsaved(&self) -> usize {
        if self.is_elsewhere() { 0 } else { self.draft.unsaved() }
    }

    /// Tells whether writing is worth trying.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.read_only().is_none()
    }

    /// Returns why nothing can be changed. Where the server does not tell who is an administrator, its first
    /// refusal does.
    #[must_use]
    pub fn read_only(&self) -> Option<ReadOnly> {
        if self.access == Access::LookOnly {
            Some(ReadOnly::LookOnly)
        } else if self.is_elsewhere() {
            Some(ReadOnly::Elsewhere)
        } else {
            let may_write = self.writable && self.user.is_admin != Some(false);
            (!may_write).then_some(ReadOnly::NoAdministrator)
        }
    }

    /// Tells whether the next run will have what is not saved.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.papers.as_ref().is_some_and(Papers::outlast)
    }

    /// Returns why what is not saved cannot be written down, if so.
    #[must_use]
    pub fn archive_fault(&self) -> Option<&ArchiveFault> {
        self.papers.as_ref()?.fault.as_ref()
    }

    /// Returns what was saved from this computer; `None` until it is read. The same value is the same reading.
    #[must_use]
    pub fn history(&self) -> Option<&Arc<History>> {
        self.papers.as_ref()?.history.as_ref()?.as_ref().ok()
    }

    /// Returns why that cannot be read, if so.
    #[must_use]
    pub fn history_fault(&self) -> Option<&ArchiveFault> {
        self.papers.as_ref()?.history.as_ref()?.as_ref().err()
    }

    /// Returns why a save is not in the history yet, if so.
    #[must_use]
    pub fn note_fault(&self) -> Option<&ArchiveFault> {
        self.papers.as_ref()?.note_fault.as_ref()
    }

    /// Returns when the backup before the last save of this run was taken.
    #[must_use]
    pub fn backup(&self) -> Option<Timestamp> {
        self.papers.as_ref()?.backup
    }

    pub(super) fn folder(&self) -> Option<&Folder> {
        self.papers.as_ref().map(|papers| &papers.folder)
    }

    /// Tells whether another window has the turn to write.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.papers.as_ref().is_some_and(|papers| papers.is_elsewhere)
    }

    /// Returns what others have changed while something was not saved, for the review.
    #[must_use]
    pub fn others(&self) -> &[Change] {
        self.remarks.others(&self.draft)
    }

    /// Returns what will not be as it was in a backup, or as it is where it was brought from, for the review.
    #[must_use]
    pub fn losses(&self) -> Vec<&Loss> {
        self.remarks.losses(&self.draft)
    }

    /// Returns the user's name; empty where the server does not tell.
    #[must_use]
    pub fn user_name(&self) -> &str {
        &self.user.name
    }

    /// Tells whether the credentials are forgotten when the program ends. A demo account has none.
    #[must_use]
    pub fn is_for_this_run_only(&self) -> bool {
        self.connection.host().is_some() && self.keeping == Keeping::SessionOnly
    }

    /// Returns why the server refused what was last sent for this item, as long as it is still wanted.
    #[must_use]
    pub fn refusal(&self, item: Item) -> Option<&Fault> {
        let refused = self.refused.iter().find(|(other, _)| *other == item).map(|(_, fault)| fault)?;
        let is_wanted = self.draft.changes().iter().any(|change| change.item == item);
        is_wanted.then_some(refused)
    }

    /// Returns why the server refused this change, one of `left`. What it does not say of any one of an
    /// item's changes is said at the first.
    pub(super) fn refusal_of(&self, change: &Change, left: &[Change]) -> Option<Fault> {
        let refused = self.refusal(change.item)?;
        let Fault::Refused { details } = refused else { return Some(refused.clone()) };
        let mine: Vec<&Change> = left.iter().filter(|other| other.item == change.item).collect();
        let is_first = mine.first().is_none_or(|first| first.kind.is_same_member(&change.kind));
        let names =
            |detail: &Detail, change: &Change| detail.part.is_some_and(|part| is_about(part, &change.kind));
        let is_meant = |detail: &&Detail| {
            names(detail, change) || (is_first && !mine.iter().any(|other| names(detail, other)))
        };
        let meant: Vec<Detail> = details.iter().filter(is_meant).cloned().collect();
        (!meant.is_empty() || (is_first && details.is_empty())).then_some(Fault::Refused { details: meant })
    }

    /// Tells whether the server refused what was last sent for this item.
    #[must_use]
    pub fn was_refused(&self, item: Item) -> bool {
        self.refused.iter().any(|(other, _)| *other == item)
    }

    /// Remembers that the server refused what was sent for this item, beside what it complained about before.
    pub(super) fn refuse(&mut self, item: Item, fault: &Fault) {
        let known = self.refused.iter_mut().find(|(other, _)| *other == item);
        match (known.map(|(_, known)| known), fault) {
            (Some(Fault::Refused { details: known }), Fault::Refused { details }) => {
                known.extend(details.iter().cloned());
            }
            (Some(known), _) => *known = fault.clone(),
            (None, _) => self.refused.push((item, fault.clone())),
        }
    }

    /// Puts the draft onto a fresh reading and returns what others have changed.
    pub(super) fn rebase(&mut self, fresh: Account) -> Vec<Change> {
        let doubted = self.doubted();
        if self.interrupted.take().is_some() {
            // Any step may have been done before the program ended.
            for step in self.draft.plan() {
                self.may_be_done(&step, &fresh);
            }
        }
        let expected = std::mem::take(&mut self.expected);
        self.draft.recognize(&expected, &fresh);
        let doubtful = self.doubtful.take();
        let theirs = self.draft.rebase(fresh, doubtful.as_ref());
        self.expect(expected);
        self.remarks.changed_elsewhere(&theirs);
        let unseen = self.draft.take_unseen();
        self.expect(unseen);
        self.note_arrived(doubted);
        theirs
    }

    /// Returns the changes of which only a reading can tell whether they are saved.
    fn doubted(&self) -> Vec<Change> {
        if let Some(Saving { reviewed, .. }) = &self.interrupted {
            return reviewed.clone();
        }
        let expected = self.expected.iter().map(Expected::item);
        let items: Vec<Item> = self.doubtful.iter().flat_map(Step::items).chain(expected).collect();
        if items.is_empty() {
            return Vec::new();
        }
        self.draft.changes().into_iter().filter(|change| items.contains(&change.item)).collect()
    }

    /// Notes which of these changes are saved.
    fn note_arrived(&mut self, mut doubted: Vec<Change>) {
        if doubted.is_empty() {
            return;
        }
        for (old, new) in self.draft.rekeyed() {
            for change in &mut doubted {
                change.item.follow(*old, *new);
            }
        }
        let left = self.draft.changes();
        doubted.retain(|change| is_done(change, self, &left));
        self.arrived.extend(doubted);
    }

    /// Returns that the user has to decide something, if so. `saved` changes were saved before, and `others`
    /// is all that others have changed.
    pub(super) fn to_decide(&self, saved: usize, others: &[Change]) -> Option<Notice> {
        let count = self.draft.conflicts().len();
        (count > 0).then(|| Notice::Conflicts { count, saved, others: others.to_vec() })
    }

    /// Remembers a write whose fate only a reading can tell.
    pub(super) fn doubt(&mut self, step: Step) {
        let expected = Expected::by(&step);
        if expected.is_empty() {
            self.doubtful = Some(step);
        } else {
            self.expect(expected);
        }
    }

    /// Remembers what was to be created and has not been seen: it may still be on its way, and must be
    /// recognised when it arrives, or it would be made twice.
    fn expect(&mut self, news: Vec<Expected>) {
        for new in news {
            if self.draft.edited().has(new.item()) && !self.expected.contains(&new) {
                self.expected.push(new);
            }
        }
    }

    /// Forgets what was to be created and was refused: what looks like it later is somebody else's.
    pub(super) fn expect_nothing_refused(&mut self) {
        let is_refused = |item: Item| {
            self.refused.iter().any(|(other, fault)| *other == item && matches!(fault, Fault::Refused { .. }))
        };
        self.expected.retain(|expected| !is_refused(expected.item()));
    }

    /// Lets what the session remembers go by the keys that the draft has now.
    pub(super) fn follow_keys(&mut self) {
        for (old, new) in self.draft.rekeyed() {
            for (item, _) in &mut self.refused {
                item.follow(*old, *new);
            }
        }
    }

    /// Takes over what was read alone, and returns what others have changed in it.
    pub(super) fn rebase_lone(&mut self, fresh: Lone) -> Vec<Change> {
        let doubted = if self.interrupted.is_some() { Vec::new() } else { self.doubted() };
        let doubted = doubted.into_iter().filter(|change| change.item == fresh.item()).collect();
        let doubtful = self.doubtful.take_if(|step| step.lone_item() == Some(fresh.item()));
        let theirs = self.draft.rebase_lone(fresh, doubtful.as_ref());
        self.remarks.changed_elsewhere(&theirs);
        self.note_arrived(doubted);
        theirs
    }

    /// Returns what a reading of this account must not get wrong.
    pub(super) fn stakes(&self) -> Stakes<'_> {
        let awaits = !self.expected.is_empty() || self.interrupted.is_some();
        Stakes { draft: &self.draft, awaits, gone: None, precedes_write: false }
    }

    /// Returns what is not written down yet, which counts as written then.
    pub(super) fn draft_to_keep(&mut self, saving: Option<Saving>) -> Option<(Folder, Job)> {
        if self.is_written(saving.as_ref()) {
            return None;
        }
        let saving = saving.or_else(|| self.interrupted.clone());
        let (draft, doubtful, expected) = (self.draft.clone(), self.doubtful.clone(), self.expected.clone());
        let kept = KeptDraft { draft, doubtful, expected, saving };
        let papers = self.papers.as_mut()?;
        papers.written = Some(kept.clone());
        Some((papers.folder.clone(), Job::KeepDraft(Box::new(kept))))
    }

    /// Returns once more what could not be written down, which counts as written then; where nothing is to be
    /// written, whether it could be is looked at.
    pub(super) fn draft_to_keep_again(&mut self, saving: Option<Saving>) -> Option<(Folder, Job)> {
        let is_faulty = |papers: &&mut Papers| papers.fault.is_some() && !papers.is_elsewhere;
        let papers = self.papers.as_mut().filter(is_faulty)?;
        papers.try_again();
        let folder = papers.folder.clone();
        Some(self.draft_to_keep(saving).unwrap_or((folder, Job::Open)))
    }

    /// Tells whether everything is written down, or being written. A draft that nobody has touched needs no file.
    pub(super) fn is_written(&self, saving: Option<&Saving>) -> bool {
        let Some(papers) = self.papers.as_ref().filter(|papers| !papers.is_elsewhere) else { return true };
        let saving = saving.or(self.interrupted.as_ref());
        match &papers.written {
            Some(KeptDraft { draft, doubtful, expected, saving: was_saving }) => {
                let now = (&self.draft, &self.doubtful, &self.expected, saving);
                now == (draft, doubtful, expected, was_saving.as_ref())
            }
            None => !self.draft.can_undo() && !self.draft.can_redo() && saving.is_none(),
        }
    }

    /// Takes over that this step may be under way, or done: `fresh` shows it.
    fn may_be_done(&mut self, step: &Step, fresh: &Account) {
        let expected = Expected::by(step);
        if expected.is_empty() {
            self.draft.settle_if_done(step, fresh);
        }
        self.expect(expected);
    }

    pub(super) fn lines(&self) -> Vec<Line> {
        let changes = self.draft.changes();
        let state = |change| self.refusal_of(change, &changes).map_or(LineState::Planned, LineState::Refused);
        changes.iter().map(|change| Line { state: state(change), change: change.clone() }).collect()
    }
}

/// Tells whether a part of what was sent carries this change.
fn is_about(part: Part, kind: &ChangeKind) -> bool {
    match (part, kind) {
        (_, ChangeKind::Added { .. })
        | (Part::Name, ChangeKind::Renamed { .. })
        | (Part::Color, ChangeKind::Recolored { .. })
        | (Part::Sort, ChangeKind::Moved { .. })
        | (Part::Prices(_), ChangeKind::Priced { .. }) => true,
        (Part::Field(id), ChangeKind::Filled { field, .. }) => id == *field,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Command;
    use super::*;

    #[test]
    fn a_token_does_not_print_itself() {
        let command = Command::SignIn { address: String::new(), token: "secret".to_owned().into() };
        assert!(!format!("{command:?}").contains("secret"), "as typed");
        let connection = Token::parse("secret").map(|token| format!("{token:?}"));
        assert_eq!(connection.as_deref(), Some("***"), "three stars instead of the secret");
    }

    #[test]
    fn only_a_real_account_has_a_web_page() {
        let token = || Token::parse("secret").expect("a token");
        let live = |host: &str| {
            let host = Host::parse(host).expect("a host");
            Connection::Live { host, credentials: Credentials::Token(token()) }
        };
        let page = live("shop.amocrm.ru").customers_page();
        assert_eq!(page.as_deref(), Some("https://shop.amocrm.ru/customers/"));
        assert_eq!(live("http://127.0.0.1:8080").customers_page(), None, "a training server has no pages");
        assert_eq!(Connection::Demo(DemoAccount::Statuses).customers_page(), None);
    }
}
