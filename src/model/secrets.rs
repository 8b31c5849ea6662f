//! What the keyring is asked: one thing after the other, beside everything else, and skippable.
//!
//! The system may ask the user to unlock the keyring, for minutes. Nothing but an account that is to be
//! opened with what lies there waits for that, and the user need not.

use std::collections::VecDeque;

use crate::amo::Host;

use super::effect::{EffectId, Errand, VaultFault};
use super::load::Purpose;
use super::session::{Connection, Credentials, CredentialsKind, Keeping};
use super::sign_in::SignIn;
use super::work::Work;
use super::{Model, Notice};

/// The things that the keyring is to be asked.
#[derive(Debug, Default)]
pub(super) struct Keyring {
    wishes: VecDeque<Wish>,
    pub running: Option<(EffectId, Wish)>,
}

/// One thing that the keyring is to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// What opens this account.
    Read(Host, CredentialsKind),
    /// To keep what opens this account by then.
    Keep(Host),
    /// To forget this account.
    Forget(Host),
}

impl Keyring {
    pub fn wish(&mut self, wish: Wish) {
        self.wishes.push_back(wish);
    }

    /// Tells whether something of this account is to be kept that is not there yet.
    pub fn is_to_keep(&self, host: &Host) -> bool {
        let running = self.running.as_ref().map(|(_, wish)| wish);
        self.wishes.iter().chain(running).any(|wish| matches!(wish, Wish::Keep(other) if other == host))
    }

    /// Waits no longer for what opens an account.
    pub fn stop_reading(&mut self) {
        self.wishes.retain(|wish| !matches!(wish, Wish::Read(..)));
        self.running.take_if(|(_, wish)| matches!(wish, Wish::Read(..)));
    }
}

impl Model {
    /// Returns the account whose secret the keyring is asked to keep right now. That may take as long as the
    /// user needs to unlock it.
    #[must_use]
    pub fn is_keeping(&self) -> Option<&Host> {
        match &self.keyring.running {
            Some((_, Wish::Keep(host))) => Some(host),
            _ => None,
        }
    }

    /// Returns the account that is opened as soon as the keyring gives its secret.
    #[must_use]
    pub fn is_unlocking(&self) -> Option<&Host> {
        match &self.work {
            Work::Unlocking(host) => Some(host),
            _ => None,
        }
    }

    /// Returns what the keyring is to be asked next.
    pub(super) fn next_keyring_errand(&mut self) -> Option<Errand> {
        while self.keyring.running.is_none() {
            let wish = self.keyring.wishes.pop_front()?;
            let errand = match wish.clone() {
                Wish::Read(host, kind) => Some(Errand::Read { host, kind }),
                Wish::Forget(host) => Some(Errand::Forget { host }),
                Wish::Keep(host) => self.session_of(&host).and_then(|session| match &session.connection {
                    Connection::Live { credentials, .. } => {
                        Some(Errand::Keep { host, credentials: credentials.clone() })
                    }
                    Connection::Demo(_) => None,
                }),
            };
            if errand.is_some() {
                self.keyring.running = Some((self.wire.next_id(), wish));
                return errand;
            }
        }
        None
    }

    /// Goes on without the keyring: what it is asked to keep is kept for this run only, and what it is asked
    /// for can be typed in.
    pub(super) fn skip_keyring(&mut self) {
        match self.keyring.running.take() {
            Some((_, Wish::Keep(host))) => self.not_kept(&host, None),
            // Whoever does not wait for an account any more has stopped this.
            Some((_, Wish::Read(host, _))) => self.not_found(host, None),
            Some((_, Wish::Forget(_))) | None => {}
        }
    }

    pub(super) fn keyring_found(&mut self, wish: Wish, found: Result<Option<Credentials>, VaultFault>) {
        let Wish::Read(host, _) = wish else { return };
        match found {
            Ok(Some(credentials)) => {
                self.load(Connection::Live { host, credentials }, Purpose::Open, Keeping::Kept);
            }
            Ok(None) => self.not_found(host, None),
            Err(fault) => self.not_found(host, Some(fault)),
        }
    }

    pub(super) fn keyring_done(&mut self, wish: Wish, done: Result<(), VaultFault>) {
        match (wish, done) {
            (Wish::Keep(host), Err(fault)) => self.not_kept(&host, Some(fault)),
            (Wish::Forget(_), Err(fault)) => self.notice = Some(Notice::NotForgotten(fault)),
            _ => {}
        }
    }

    /// Lets the user sign in, since the keyring does not open the account.
    fn not_found(&mut self, host: Host, fault: Option<VaultFault>) {
        self.work = Work::SigningIn(Box::new(SignIn::new(host)));
        self.notice = fault.map(Notice::Keyring);
    }

    pub(super) fn not_kept(&mut self, host: &Host, fault: Option<VaultFault>) {
        if let Some(session) = self.session_of(host) {
            session.keeping = Keeping::SessionOnly;
        }
        // In front of another account it would be taken for that one's.
        let is_open = self.session.as_ref().is_some_and(|session| session.connection.host() == Some(host));
        if let Some(fault) = fault.filter(|_| is_open) {
            self.later = Some(Notice::NotKept(fault));
        }
    }
}
