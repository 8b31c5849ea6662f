//! The job in progress: what the program is talking to the server about.

use crate::amo::Host;
use crate::amo::User;
use crate::crm::Account;
use crate::document::Folder;
use crate::sync::{Connection, Load, Purpose, Save, SignIn};

/// What the program is talking to the server about.
#[derive(Debug)]
pub(super) enum Work {
    /// Nothing.
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
    pub folder: Folder,
}

impl Work {
    pub fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Idle)
    }

    pub fn is_idle(&self) -> bool {
        matches!(self, Self::Idle)
    }

    pub fn is_saving(&self) -> bool {
        matches!(self, Self::Saving(_))
    }

    pub fn is_loading(&self) -> bool {
        matches!(self, Self::Loading(_) | Self::Opening(_))
    }

    /// Tells whether an account may be opened instead.
    pub fn may_be_left(&self) -> bool {
        match self {
            Self::Idle | Self::Unlocking(_) => true,
            Self::SigningIn(sign_in) => !sign_in.is_checking(),
            Self::Loading(_) | Self::Opening(_) | Self::Saving(_) => false,
        }
    }

    /// Tells whether a server is asked, now or as soon as it may be.
    pub fn has_request(&self) -> bool {
        match self {
            Self::Idle | Self::Unlocking(_) | Self::Opening(_) => false,
            Self::SigningIn(sign_in) => sign_in.is_checking(),
            Self::Loading(_) | Self::Saving(_) => true,
        }
    }

    pub fn save(&self) -> Option<&Save> {
        match self {
            Self::Saving(save) => Some(save),
            _ => None,
        }
    }

    pub fn sign_in(&self) -> Option<&SignIn> {
        match self {
            Self::SigningIn(sign_in) => Some(sign_in),
            _ => None,
        }
    }

    /// Returns where the next request goes, if its tokens may have to be renewed first. `open` is the
    /// connection of the open account.
    pub fn connection<'a>(&'a self, open: Option<&'a Connection>) -> Option<&'a Connection> {
        match self {
            Self::Loading(load) => Some(&load.connection),
            Self::Saving(_) => open,
            // Its tokens are new.
            Self::Idle | Self::Unlocking(_) | Self::Opening(_) | Self::SigningIn(_) => None,
        }
    }

    /// Returns the host that it is about.
    pub fn host<'a>(&'a self, open: Option<&'a Connection>) -> Option<&'a Host> {
        match self {
            Self::Idle => None,
            Self::Unlocking(host) => Some(host),
            Self::SigningIn(sign_in) => Some(sign_in.host()),
            Self::Loading(load) => load.connection.host(),
            Self::Opening(opening) => opening.load.connection.host(),
            Self::Saving(_) => open?.host(),
        }
    }

    /// Tells whether an account is being opened.
    pub fn opens(&self) -> bool {
        matches!(self, Self::Loading(load) if load.purpose == Purpose::Open)
    }
}
