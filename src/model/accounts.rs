//! The accounts that the user works with: the list, switching between them, forgetting one.

use std::collections::BTreeMap;

use crate::amo::Host;
use crate::crm::{Account, Identity};

use super::archive::{Folder, Job};
use super::secrets::Wish;
use super::session::{Access, AccountKey, Connection, CredentialsKind, DemoAccount, Session};
use super::sign_in::SignIn;
use super::work::Work;
use super::{Leave, Model, Notice, OtherAccount, Page, Question};

/// An account that was opened before: everything about it that may be written down, so no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAccount {
    /// Where it lives.
    pub host: Host,
    /// Its name when it was last read; may be empty.
    pub name: String,
    /// The colour that the user has given it.
    pub label: Option<Label>,
    /// Whether the user wants to change anything there.
    pub access: Access,
    /// What opens it.
    pub kind: CredentialsKind,
    /// The account's own id; 0 if it is not known.
    pub id: u64,
}

impl KnownAccount {
    fn identity(&self) -> Identity {
        Identity { id: self.id, subdomain: String::new(), name: self.name.clone() }
    }
}

/// A colour by which the user tells accounts apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Green.
    Green,
    /// Turquoise.
    Turquoise,
    /// Blue.
    Blue,
    /// Violet.
    Violet,
}

impl Label {
    /// All labels, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Red, Self::Orange, Self::Green, Self::Turquoise, Self::Blue, Self::Violet];
}

/// The list of accounts, the last opened first, and the sessions that are not looked at.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub known: Vec<KnownAccount>,
    pub shelf: BTreeMap<AccountKey, Session>,
}

impl Book {
    pub fn entry(&self, host: &Host) -> Option<&KnownAccount> {
        self.known.iter().find(|known| known.host == *host)
    }

    pub fn entry_mut(&mut self, host: &Host) -> Option<&mut KnownAccount> {
        self.known.iter_mut().find(|known| known.host == *host)
    }

    /// Returns which account is to be expected where this leads, as far as that is known. `session` is the
    /// open one, if it is.
    pub fn identity(&self, connection: &Connection, session: Option<&Session>) -> Option<Identity> {
        let open = session.map(|session| session.draft.base().identity());
        open.or_else(|| Some(self.entry(connection.host()?)?.identity()))
    }

    /// Expects the account of this id where this leads.
    pub fn expect_id(&mut self, connection: &Connection, id: u64) {
        let known = connection.host().and_then(|host| self.entry_mut(host));
        if let Some(known) = known.filter(|known| known.id != id) {
            *known = KnownAccount { label: None, access: Access::Full, id, ..known.clone() };
        }
    }

    /// Puts an account that was just opened first.
    fn opened(&mut self, host: &Host, account: &Account, kind: CredentialsKind) {
        let place = self.known.iter().position(|known| known.host == *host);
        let known = place.map(|place| self.known.remove(place));
        // Colour and lock are not those of another account at the same address.
        let known = known.filter(|known| !known.identity().differs(&account.identity()));
        let known = known.unwrap_or_else(|| KnownAccount {
            host: host.clone(),
            name: String::new(),
            label: None,
            access: Access::Full,
            kind,
            id: 0,
        });
        let (name, id) = (account.name.clone(), account.id);
        self.known.insert(0, KnownAccount { name, kind, id, ..known });
    }
}

impl Model {
    /// Takes over the accounts of former runs, the last opened first.
    #[must_use]
    pub fn with_accounts(mut self, known: Vec<KnownAccount>) -> Self {
        self.book.known = known;
        self
    }

    /// Returns the accounts that the user has opened, the last one first.
    #[must_use]
    pub fn accounts(&self) -> &Vec<KnownAccount> {
        &self.book.known
    }

    /// Returns what is known of the account that is open; `None` for a demo account.
    #[must_use]
    pub fn account(&self) -> Option<&KnownAccount> {
        self.book.entry(self.session.as_ref()?.connection.host()?)
    }

    /// Counts the changes that are not saved in this account.
    #[must_use]
    pub fn unsaved_in(&self, host: &Host) -> usize {
        let is_meant = |session: &&Session| session.connection.host() == Some(host);
        self.sessions().find(is_meant).map_or(0, Session::unsaved)
    }

    /// Counts the changes that are not saved in any account.
    #[must_use]
    pub fn unsaved(&self) -> usize {
        self.sessions().map(Session::unsaved).sum()
    }

    /// Returns all sessions, the one that is looked at first.
    pub(super) fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.session.iter().chain(self.book.shelf.values())
    }

    /// Returns the session of an account, whether it is looked at or not.
    pub(super) fn session_of(&mut self, host: &Host) -> Option<&mut Session> {
        let sessions = self.session.iter_mut().chain(self.book.shelf.values_mut());
        let mut sessions = sessions.filter(|session| session.connection.host() == Some(host));
        sessions.next()
    }

    pub(super) fn open_account(&mut self, host: Host) {
        if self.is_saving() || self.session.as_ref().is_some_and(|open| open.connection.host() == Some(&host))
        {
            return;
        }
        let Some(kind) = self.book.entry(&host).map(|known| known.kind) else { return };
        if self.switch_to(&AccountKey::Live(host.clone())) {
            if let Some(session) = &self.session {
                self.book.opened(&host, session.draft.base(), kind);
            }
        } else {
            self.keyring.wish(Wish::Read(host.clone(), kind));
            self.work = Work::Unlocking(host);
        }
    }

    pub(super) fn open_demo(&mut self, account: DemoAccount) {
        let key = AccountKey::Demo(account);
        let is_open = self.session.as_ref().is_some_and(|open| open.connection.key() == key);
        if !self.is_saving() && !is_open && !self.switch_to(&key) {
            self.open(Connection::Demo(account));
        }
    }

    /// Shows the start screen, for another account.
    pub(super) fn add_account(&mut self) {
        if !self.is_saving() {
            self.put_on_shelf();
        }
    }

    /// Puts the open account on the shelf and takes that one down; tells whether it was there.
    fn switch_to(&mut self, key: &AccountKey) -> bool {
        self.put_on_shelf();
        self.session = self.book.shelf.remove(key);
        self.select_something();
        self.session.is_some()
    }

    fn put_on_shelf(&mut self) {
        self.question = None;
        // That was about the account that is put away now.
        self.leaving.take_if(|leaving| leaving.leave != Leave::Close);
        self.end(None);
        self.later = None;
        self.page = Page::Editor;
        if let Some(mut session) = self.session.take() {
            self.keep(&mut session);
            self.book.shelf.insert(session.connection.key(), session);
        }
        self.select_only(None);
    }

    /// Lists an account that was just read, and keeps what opens it if that is new.
    pub(super) fn account_opened(&mut self) {
        let Some(session) = &mut self.session else { return };
        let Connection::Live { host, credentials } = &session.connection else { return };
        self.book.opened(host, session.draft.base(), credentials.kind());
        // Whoever has opened an account has read what was to be decided before that.
        self.start_notes.clear();
        session.access = self.book.entry(host).map_or(Access::Full, |known| known.access);
    }

    pub(super) fn set_label(&mut self, host: &Host, label: Option<Label>) {
        if let Some(known) = self.book.entry_mut(host) {
            known.label = label;
        }
    }

    pub(super) fn set_access(&mut self, host: &Host, access: Access) {
        if let Some(known) = self.book.entry_mut(host) {
            known.access = access;
        }
        if let Some(session) = self.session_of(host) {
            session.access = access;
        }
    }

    pub(super) fn ask_forget(&mut self, host: Host) {
        if !self.is_saving() && self.book.entry(&host).is_some() {
            self.question = Some(Question::Forget(host));
        }
    }

    /// Forgets the account that was asked about: the list, the keyring and the draft.
    pub(super) fn forget_account(&mut self) {
        let Some(Question::Forget(host)) =
            self.question.take_if(|asked| matches!(asked, Question::Forget(_)))
        else {
            return;
        };
        let folder = |known: &KnownAccount| Folder::of_host(&known.host, known.id);
        let gone = self.book.entry(&host).map(folder);
        // An account that was renamed may stand in the list under both of its addresses.
        let is_shared =
            |gone: &Folder| self.book.known.iter().any(|known| known.host != host && folder(known) == *gone);
        let is_shared = gone.as_ref().is_some_and(is_shared);
        self.book.known.retain(|known| known.host != host);
        self.book.shelf.remove(&AccountKey::Live(host.clone()));
        self.renewals.forget(&host);
        if self.work_host() == Some(&host) {
            self.end(None);
        }
        if self.session.take_if(|open| open.connection.host() == Some(&host)).is_some() {
            self.leaving.take_if(|leaving| leaving.leave != Leave::Close);
            self.later = None;
            self.select_only(None);
        }
        match gone {
            Some(folder) if is_shared => self.give_back(folder),
            Some(folder) => self.archive.wish(folder, Job::Forget),
            None => {}
        }
        self.keyring.wish(Wish::Forget(host));
    }

    /// Stops because the server answers for another account than the one that was asked for, and says so.
    /// Without an open account it is offered as in a sign-in.
    pub(super) fn other_account(&mut self, told: Identity, work: &Work) -> Option<Notice> {
        let connection = match work {
            Work::Loading(load) => load.connection.clone(),
            _ => self.session.as_ref()?.connection.clone(),
        };
        if self.session.is_none()
            && let Some(left) = self.book.shelf.remove(&connection.key())
        {
            self.session = Some(Session { connection: connection.clone(), ..left });
        }
        let notice = self.notice_of_other(told, &connection);
        if let (None, Connection::Live { host, credentials }) = (&self.session, connection) {
            self.work = Work::SigningIn(Box::new(SignIn::checking(host, credentials)));
        }
        notice
    }

    /// Says before an account is opened that its address has opened another one so far.
    pub(super) fn tell_of_other_account(&mut self) {
        let Work::SigningIn(sign_in) = &self.work else { return };
        let (Some(found), host) = (sign_in.found(), sign_in.host()) else { return };
        let Some(known) = self.book.entry(host).map(KnownAccount::identity) else { return };
        let told = found.identity();
        if known.differs(&told) {
            let address = address_of(&told, Some(host));
            self.notice = Some(Notice::OtherAccount(Box::new(OtherAccount { told, address, known })));
        }
    }

    fn notice_of_other(&self, told: Identity, connection: &Connection) -> Option<Notice> {
        let known = self.book.identity(connection, self.session.as_ref())?;
        let address = address_of(&told, connection.host());
        Some(Notice::OtherAccount(Box::new(OtherAccount { told, address, known })))
    }

    /// Opens the account that the address of the open one leads to now.
    pub(super) fn open_other_account(&mut self) {
        let (Some(Notice::OtherAccount(other)), Work::Idle) = (&self.notice, &self.work) else { return };
        if self.session.is_some() {
            self.leave(Leave::OpenOther(other.told.id));
        }
    }

    /// Returns the host that the conversation in progress is about.
    pub(super) fn work_host(&self) -> Option<&Host> {
        match &self.work {
            Work::Idle => None,
            Work::Unlocking(host) => Some(host),
            Work::SigningIn(sign_in) => Some(SignIn::host(sign_in)),
            Work::Loading(load) => load.connection.host(),
            Work::Opening(opening) => opening.load.connection.host(),
            Work::Saving(_) => self.session.as_ref()?.connection.host(),
        }
    }
}

/// Returns the address of an account as its own answers tell it; an account may answer at another one.
fn address_of(told: &Identity, host: Option<&Host>) -> String {
    let Some(host) = host else { return String::new() };
    let address = host.to_string();
    match address.split_once('.') {
        Some((_, domain)) if !host.is_local() && !told.subdomain.is_empty() => {
            format!("{}.{domain}", told.subdomain)
        }
        _ => address,
    }
}
