//! The job in progress: what the program is talking to the server about.

use ehttp::Response;

use crate::amo::{Fault, Host, User};
use crate::crm::Account;
use crate::document::StoreId;
use crate::sync::{
    Connection, CredentialStorage, Leave, Load, Now, Output, Purpose, Save, Session, SignIn, VaultFault,
};

use super::accounts::Accounts;

/// The job in progress, of which there is one at a time.
#[derive(Debug, Default)]
pub struct Job {
    pub(super) work: Work,
}

/// What the program is talking to the server about.
#[derive(Debug, Default)]
pub(super) enum Work {
    /// Nothing.
    #[default]
    Idle,
    /// The keyring is to give the credentials of this account.
    Unlocking(Host),
    /// The user signs in.
    SigningIn(Box<SignIn>),
    /// An account is being read, to be opened or once more.
    Loading(Box<Load>),
    /// An account was read, and what was not saved in it is being read from the disk.
    Opening(Box<Opening>),
    /// Changes are being saved.
    Saving(Box<Save>),
}

/// An account that was read, and waits for its draft.
#[derive(Debug)]
pub(super) struct Opening {
    pub load: Load,
    pub account: Account,
    pub user: User,
    pub folder: StoreId,
}

impl Job {
    /// Tells whether an account is being read.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        matches!(self.work, Work::Loading(_) | Work::Opening(_))
    }

    /// Tells whether changes are being saved.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.save().is_some()
    }

    /// Tells whether a saving ends as soon as the request under way is answered.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.save().is_some_and(Save::is_stopping)
    }

    /// Tells whether a reading is to show if a write without an answer has been applied.
    #[must_use]
    pub fn is_resolving(&self) -> bool {
        self.save().is_some_and(Save::is_resolving)
    }

    /// Tells whether the window closes as soon as a saving is over.
    #[must_use]
    pub fn closes_after_saving(&self) -> bool {
        self.save().and_then(Save::leave) == Some(Leave::Close)
    }

    /// Returns the sign-in in progress; `None` before its address is known.
    #[must_use]
    pub fn sign_in(&self) -> Option<&SignIn> {
        match &self.work {
            Work::SigningIn(sign_in) => Some(sign_in),
            _ => None,
        }
    }

    /// Returns the account that is opened as soon as the keyring gives its credentials.
    #[must_use]
    pub fn is_unlocking(&self) -> Option<&Host> {
        match &self.work {
            Work::Unlocking(host) => Some(host),
            _ => None,
        }
    }

    /// Returns the account that is being read; `None` for a demo account.
    #[must_use]
    pub fn reading(&self) -> Option<&Host> {
        match &self.work {
            Work::Loading(load) => load.connection.host(),
            Work::Opening(opening) => opening.load.connection.host(),
            _ => None,
        }
    }

    pub(super) fn take(&mut self) -> Work {
        std::mem::take(&mut self.work)
    }

    pub(super) fn is_idle(&self) -> bool {
        matches!(self.work, Work::Idle)
    }

    pub(super) fn save(&self) -> Option<&Save> {
        match &self.work {
            Work::Saving(save) => Some(save),
            _ => None,
        }
    }

    /// Tells whether an account may be opened instead.
    pub(super) fn may_be_left(&self) -> bool {
        match &self.work {
            Work::Idle | Work::Unlocking(_) => true,
            Work::SigningIn(sign_in) => !sign_in.is_checking(),
            Work::Loading(_) | Work::Opening(_) | Work::Saving(_) => false,
        }
    }

    /// Tells whether a server is asked as soon as it may be. A saving may have to wait for the disk.
    pub(super) fn has_request(&self, open: Option<&Session>) -> bool {
        match &self.work {
            Work::Idle | Work::Unlocking(_) | Work::Opening(_) => false,
            Work::SigningIn(sign_in) => sign_in.is_checking(),
            Work::Loading(_) => true,
            Work::Saving(save) => open.is_some_and(|session| !save.waits_for_disk(session)),
        }
    }

    /// Returns where the next request goes, if its tokens may have to be renewed first.
    pub(super) fn connection<'a>(&'a self, accounts: &'a Accounts) -> Option<&'a Connection> {
        match &self.work {
            Work::Loading(load) => Some(&load.connection),
            Work::Saving(_) => accounts.open.as_ref().map(Session::connection),
            // Its tokens are new.
            Work::Idle | Work::Unlocking(_) | Work::Opening(_) | Work::SigningIn(_) => None,
        }
    }

    /// Returns the host that it is about.
    pub(super) fn host<'a>(&'a self, accounts: &'a Accounts) -> Option<&'a Host> {
        match &self.work {
            Work::Idle => None,
            Work::Unlocking(host) => Some(host),
            Work::SigningIn(sign_in) => Some(sign_in.host()),
            Work::Loading(_) | Work::Opening(_) => self.reading(),
            Work::Saving(_) => accounts.open.as_ref()?.connection.host(),
        }
    }

    /// Tells whether the open account is being read because this window has the lock now, and the draft with
    /// it.
    pub(super) fn takes_over(&self, accounts: &Accounts) -> bool {
        let opens = matches!(&self.work, Work::Loading(load) if load.purpose == Purpose::Open);
        opens && accounts.open.as_ref().is_some_and(Session::locked_by_other_window)
    }

    /// Tells whether what is stored in this folder is being opened.
    pub(super) fn is_opening(&self, folder: &StoreId) -> bool {
        matches!(&self.work, Work::Opening(opening) if opening.folder == *folder)
    }

    /// Hands an answer, or why there is none, to the machine that runs.
    pub(super) fn receive(
        &mut self,
        answer: Result<&Response, Fault>,
        accounts: &mut Accounts,
        now: Now,
    ) -> Output {
        match &mut self.work {
            Work::Idle | Work::Unlocking(_) | Work::Opening(_) => Output::Continue,
            Work::SigningIn(sign_in) => sign_in.receive(answer, now.instant),
            Work::Saving(save) => match &mut accounts.open {
                Some(session) => save.receive(session, answer, now.instant),
                None => Output::Continue,
            },
            Work::Loading(load) => {
                let known = accounts.identity(&load.connection);
                let stakes = accounts.session_of(&load.connection).map(Session::stakes);
                load.receive(answer, (known.as_ref(), stakes), now.instant)
            }
        }
    }

    /// Goes on with new tokens for the account at this host, if it is being read.
    pub(super) fn replace(&mut self, host: &Host, connection: &Connection, kept: &Result<(), VaultFault>) {
        if let Work::Loading(load) = &mut self.work
            && load.connection.host() == Some(host)
        {
            load.connection = connection.clone();
            load.storage = match kept {
                Ok(()) => load.storage,
                Err(VaultFault::Forgotten) => CredentialStorage::SessionOnly,
                // To be tried once more, and told, when the account is open.
                Err(_) => CredentialStorage::New,
            };
        }
    }
}
