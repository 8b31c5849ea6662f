//! The accounts that the user works with: the list, switching between them, forgetting one.

use std::collections::BTreeMap;

use crate::amo::Host;
use crate::crm::{Account, Identity, Mode};
use crate::document::{Imported, StoreId};
use crate::sync::{
    Access, AccountKey, Connection, CredentialStorage, Credentials, CredentialsKind, Journal, Leave,
    OtherAccount, Session, SignIn,
};

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

/// An account that can be copied from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopySource {
    /// Which one.
    pub key: AccountKey,
    /// Its name, or its address where it has none.
    pub name: String,
    /// Which list it uses; `None` if it was not read in this run, so that there is nothing to copy yet.
    pub mode: Option<Mode>,
}

/// The list of accounts, the last opened first, and their sessions.
#[derive(Debug, Default)]
pub struct Accounts {
    pub(super) known: Vec<KnownAccount>,
    /// The account that the user looks at.
    pub(super) open: Option<Session>,
    /// The accounts that were left with their draft.
    pub(super) background: BTreeMap<AccountKey, Session>,
}

impl Accounts {
    /// Returns the accounts that the user has opened, the last one first.
    #[must_use]
    pub fn known(&self) -> &Vec<KnownAccount> {
        &self.known
    }

    /// Returns what is known of the account that is open; `None` for a demo account.
    #[must_use]
    pub fn open_entry(&self) -> Option<&KnownAccount> {
        self.entry(self.open.as_ref()?.connection.host()?)
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

    /// Returns the accounts that the open one can be made like: those of the list and the demo accounts.
    #[must_use]
    pub fn copy_sources(&self) -> Vec<CopySource> {
        let open = self.open.as_ref().map(|session| session.connection.key());
        let listed = self.known.iter().map(|known| AccountKey::Live(known.host.clone()));
        let demo = self.background.keys().filter(|key| matches!(key, AccountKey::Demo(_))).cloned();
        let others = listed.chain(demo).filter(|key| Some(key) != open.as_ref());
        let mode = |key: &AccountKey| self.background.get(key).map(|session| session.draft.base().mode);
        others.map(|key| CopySource { name: self.name_of(&key), mode: mode(&key), key }).collect()
    }

    /// Returns an account's name, or its address where it has none.
    pub(super) fn name_of(&self, key: &AccountKey) -> String {
        let read = self.background.get(key).map(|session| session.draft.base().name.clone());
        let (listed, address) = match key {
            AccountKey::Live(host) => (self.entry(host).map(|known| known.name.clone()), host.to_string()),
            AccountKey::Demo(_) => (None, String::new()),
        };
        [read, listed].into_iter().flatten().find(|name| !name.trim().is_empty()).unwrap_or(address)
    }

    /// Returns which account is to be expected where this leads, as far as that is known.
    pub(super) fn identity(&self, connection: &Connection) -> Option<Identity> {
        let read = self.session_of(connection).map(|session| session.draft.base().identity());
        read.or_else(|| Some(self.entry(connection.host()?)?.identity()))
    }

    /// Returns the session of the account where this leads, open or not.
    pub(super) fn session_of(&self, connection: &Connection) -> Option<&Session> {
        let key = connection.key();
        let open = self.open.as_ref().filter(|session| session.connection.key() == key);
        open.or_else(|| self.background.get(&key))
    }

    /// Expects the account of this id where this leads.
    pub(super) fn expect_id(&mut self, connection: &Connection, id: u64) {
        let known = connection.host().and_then(|host| self.entry_mut(host));
        if let Some(known) = known.filter(|known| known.id != id) {
            *known = KnownAccount { label: None, access: Access::Full, id, ..known.clone() };
        }
    }

    /// Describes the account that the server answers for in the place of the one that was asked for.
    pub(super) fn other_account(&self, told: Identity, connection: &Connection) -> Option<OtherAccount> {
        let open = self.open.as_ref().map(|session| session.draft.base().identity());
        let known = open.or_else(|| self.identity(connection))?;
        let address = address_of(&told, connection.host());
        Some(OtherAccount { told, address, known })
    }

    /// Describes what a sign-in has found, if it is another account than the one of this address.
    pub(super) fn differs_from_found(&self, sign_in: &SignIn) -> Option<OtherAccount> {
        let (found, host) = (sign_in.found()?, sign_in.host().clone());
        let connection = Connection::Live { host, credentials: found.credentials.clone() };
        let other = self.other_account(found.identity(), &connection)?;
        other.known.differs(&other.told).then_some(other)
    }

    pub(super) fn entry(&self, host: &Host) -> Option<&KnownAccount> {
        self.known.iter().find(|known| known.host == *host)
    }

    pub(super) fn entry_mut(&mut self, host: &Host) -> Option<&mut KnownAccount> {
        self.known.iter_mut().find(|known| known.host == *host)
    }

    /// Returns all sessions, the open one first.
    pub(super) fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.open.iter().chain(self.background.values())
    }

    pub(super) fn sessions_mut(&mut self) -> impl Iterator<Item = &mut Session> {
        self.open.iter_mut().chain(self.background.values_mut())
    }

    /// Returns the session of the account at this host, open or not.
    pub(super) fn at(&mut self, host: &Host) -> Option<&mut Session> {
        self.sessions_mut().find(|session| session.connection.host() == Some(host))
    }

    /// Returns the session that is stored in this folder. Of an account that stands in the list under two
    /// addresses it is the one that has the lock.
    pub(super) fn stored_in(&mut self, folder: &StoreId) -> Option<&mut Session> {
        let stored = self.sessions_mut().filter(|session| session.folder() == Some(folder));
        stored.min_by_key(|session| session.locked_by_other_window())
    }

    /// Tells whether an account of this window has the lock of this folder.
    pub(super) fn has_lock(&self, folder: &StoreId) -> bool {
        self.sessions().any(|session| session.folder() == Some(folder) && !session.locked_by_other_window())
    }

    pub(super) fn credentials_of(&mut self, host: &Host) -> Option<Credentials> {
        match &self.at(host)?.connection {
            Connection::Live { credentials, .. } => Some(credentials.clone()),
            Connection::Demo(_) => None,
        }
    }

    pub(super) fn is_open(&self, key: &AccountKey) -> bool {
        self.open.as_ref().is_some_and(|open| open.connection.key() == *key)
    }

    /// Opens an account that was just read, and lists it first.
    pub(super) fn opened(&mut self, session: Session) {
        let session = self.open.insert(session);
        let Connection::Live { credentials, .. } = &session.connection else { return };
        let kind = credentials.kind();
        self.list_first(kind);
        if let (Some(known), Some(session)) = (self.known.first(), &mut self.open) {
            session.rights.access = known.access;
        }
    }

    /// Lists the open account first.
    fn list_first(&mut self, kind: CredentialsKind) {
        let Some(Session { connection: Connection::Live { host, .. }, draft, .. }) = &self.open else {
            return;
        };
        let Account { name, id, .. } = draft.base();
        let place = self.known.iter().position(|known| known.host == *host);
        let known = place.map(|place| self.known.remove(place));
        // Colour and lock are not those of another account at the same address.
        let known = known.filter(|known| !known.identity().differs(&draft.base().identity()));
        let known = known.unwrap_or_else(|| KnownAccount {
            host: host.clone(),
            name: String::new(),
            label: None,
            access: Access::Full,
            kind,
            id: 0,
        });
        self.known.insert(0, KnownAccount { name: name.clone(), kind, id: *id, ..known });
    }

    /// Opens an account that was left with its draft; tells whether there is one.
    pub(super) fn reopen(&mut self, key: &AccountKey) -> bool {
        let Some(session) = self.background.remove(key) else { return false };
        self.open = Some(session);
        if let AccountKey::Live(host) = key
            && let Some(kind) = self.entry(host).map(|known| known.kind)
        {
            self.list_first(kind);
        }
        true
    }

    /// Puts new credentials wherever the old ones were: the account may have got another host with them.
    pub(super) fn replace(&mut self, host: &Host, connection: &Connection) {
        let Connection::Live { host: new_host, credentials } = connection else { return };
        if let Some(known) = self.entry_mut(host) {
            (known.host, known.kind) = (new_host.clone(), credentials.kind());
        }
        if let Some(session) = self.at(host) {
            session.connection = connection.clone();
        }
        if host != new_host
            && let Some(session) = self.background.remove(&host.clone().into())
        {
            self.background.insert(new_host.clone().into(), session);
        }
    }

    /// Returns whether the credentials of the account where this leads are stored.
    pub(super) fn storage_of(&self, connection: &Connection) -> CredentialStorage {
        self.session_of(connection).map_or(CredentialStorage::SessionOnly, |session| session.rights.storage)
    }

    /// Keeps the credentials of the account at this host for this run only; tells whether it is open.
    pub(super) fn keep_for_this_run(&mut self, host: &Host) -> bool {
        if let Some(session) = self.at(host) {
            session.rights.storage = CredentialStorage::SessionOnly;
        }
        self.is_open(&host.clone().into())
    }

    /// Gives the account at this host a colour, or none.
    pub(super) fn set_label(&mut self, host: &Host, label: Option<Label>) {
        if let Some(known) = self.entry_mut(host) {
            known.label = label;
        }
    }

    /// Lets the user only look at the account at this host, or change it again.
    pub(super) fn set_access(&mut self, host: &Host, access: Access) {
        if let Some(known) = self.entry_mut(host) {
            known.access = access;
        }
        if let Some(session) = self.at(host) {
            session.rights.access = access;
        }
    }

    /// Returns this account as it was read last, to copy from.
    pub(super) fn copy_of(&self, key: &AccountKey) -> Option<Imported> {
        let account = self.background.get(key)?.draft.base().clone();
        Some(Imported::from_account(self.name_of(key), account))
    }

    /// Tells whether changes that are not saved are lost by leaving now. Where something is being written
    /// (`is_writing`) it may still succeed.
    pub(super) fn would_lose(&self, leave: Leave, is_writing: bool) -> bool {
        let ends = leave == Leave::Close;
        let survives = |journal: &Journal| journal.survives(ends, is_writing);
        let loses =
            |session: &Session| session.unsaved() > 0 && !session.journal.as_ref().is_some_and(survives);
        match leave {
            Leave::SignOut | Leave::OpenOther(_) => self.open.as_ref().is_some_and(loses),
            Leave::Close => self.sessions().any(loses),
        }
    }

    /// Forgets an account. Returns its folder, if no other account of the list shares it: one that was
    /// renamed may stand there under both of its addresses.
    pub(super) fn forget(&mut self, host: &Host) -> Option<(StoreId, bool)> {
        let folder = |known: &KnownAccount| StoreId::of_host(&known.host, known.id);
        let gone = self.entry(host).map(folder)?;
        self.known.retain(|known| known.host != *host);
        self.background.remove(&AccountKey::Live(host.clone()));
        self.open.take_if(|open| open.connection.host() == Some(host));
        let is_shared = self.known.iter().any(|known| folder(known) == gone);
        Some((gone, is_shared))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amo::{Token, User};
    use crate::crm::{Edit, NewStatus, STATUS_COLORS};
    use crate::sync::Rights;

    fn host(name: &str) -> Host {
        Host::parse(&format!("{name}.amocrm.ru")).expect("a host")
    }

    fn session(name: &str, id: u64) -> Session {
        let credentials = Credentials::Token(Token::parse("secret").expect("a token"));
        let account = Account { name: name.to_uppercase(), ..Account::empty(id) };
        let rights = Rights::new(User::default(), CredentialStorage::Kept);
        Session::new(Connection::Live { host: host(name), credentials }, account, rights)
    }

    /// Opens accounts one after the other; each leaves the former in the background.
    fn opened(names: &[(&str, u64)]) -> Accounts {
        let mut accounts = Accounts::default();
        for (name, id) in names {
            if let Some(left) = accounts.open.take() {
                accounts.background.insert(left.connection.key(), left);
            }
            accounts.opened(session(name, *id));
        }
        accounts
    }

    fn listed(accounts: &Accounts) -> Vec<&str> {
        accounts.known().iter().map(|known| known.name.as_str()).collect()
    }

    #[test]
    fn the_account_opened_last_is_listed_first_and_keeps_its_label() {
        let mut accounts = opened(&[("a", 1), ("b", 2)]);
        accounts.set_label(&host("a"), Some(Label::Green));
        assert_eq!(listed(&accounts), ["B", "A"]);
        accounts.open = None;
        assert!(accounts.reopen(&host("a").into()), "it was left with its draft");
        assert_eq!(listed(&accounts), ["A", "B"]);
        assert_eq!(accounts.open_entry().and_then(|known| known.label), Some(Label::Green));
        // Colour and lock are not those of another account at the same address.
        accounts.opened(session("a", 3));
        assert_eq!(accounts.open_entry().and_then(|known| known.label), None);
    }

    #[test]
    fn what_is_stored_of_a_renamed_account_is_forgotten_with_its_last_address() {
        let mut accounts = opened(&[("old", 7), ("new", 7)]);
        assert!(matches!(accounts.forget(&host("old")), Some((_, true))), "the other address shares it");
        assert!(matches!(accounts.forget(&host("new")), Some((_, false))));
        assert!(accounts.forget(&host("new")).is_none() && accounts.known().is_empty());
    }

    #[test]
    fn unsaved_changes_that_nothing_stores_would_be_lost() {
        let mut accounts = opened(&[("a", 1), ("b", 2)]);
        assert!(!accounts.would_lose(Leave::Close, false), "there are none");
        let new = NewStatus { name: "New".into(), color: STATUS_COLORS[0], place: 0 };
        let left = accounts.at(&host("a")).expect("left with its draft");
        left.draft.edit(Edit::Add(new));
        assert!(accounts.would_lose(Leave::Close, false), "all accounts end with the program");
        assert!(!accounts.would_lose(Leave::SignOut, false), "only the open one is left");
        assert_eq!((accounts.unsaved(), accounts.unsaved_in(&host("b"))), (1, 0));
    }

    #[test]
    fn new_credentials_move_an_account_to_its_new_address() {
        let mut accounts = opened(&[("a", 1), ("b", 2)]);
        let credentials = Credentials::Token(Token::parse("other").expect("a token"));
        accounts.replace(&host("a"), &Connection::Live { host: host("c"), credentials: credentials.clone() });
        assert!(accounts.entry(&host("a")).is_none() && accounts.entry(&host("c")).is_some());
        assert_eq!(accounts.credentials_of(&host("c")), Some(credentials));
        assert!(accounts.reopen(&host("c").into()), "its session goes along");
    }
}
