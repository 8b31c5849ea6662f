//! New access tokens in place of expired ones: before they expire, and once after a refusal; never in a loop.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::amo::{Fault, Host, OAuthFault};

use super::effect::{EffectId, Errand, Refreshed, VaultFault};
use super::secrets::Wish;
use super::session::{Connection, Credentials, Keeping, OAuthKeys};
use super::work::Work;
use super::{Model, Notice, Question};

/// How many seconds before it expires an access token is renewed: longer than any one request takes.
const MARGIN: i64 = 5 * 60;

/// How many seconds to leave the vendor alone that could not renew a token which is still good.
const PAUSE: i64 = 60;

/// How the renewal of each account's token stands; nothing where there is nothing special.
#[derive(Debug, Default)]
pub(super) struct Renewals {
    by_host: BTreeMap<Host, Renewal>,
    /// The time of the last question, in Unix seconds.
    pub now: i64,
}

/// How a renewal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Renewal {
    /// The server has refused the token.
    Needed,
    /// New tokens are under way.
    Running(EffectId, Why),
    /// The tokens were renewed, and no answer has come since: it is not tried again.
    Tried,
    /// The tokens could not be renewed, but are still good; not to be tried before this (Unix seconds).
    Later(i64),
    /// The vendor gives no new tokens; only the user can go on.
    Refused,
}

/// Why a token is renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// It will soon expire.
    Due,
    /// The server does not accept it.
    Refused,
}

impl Renewals {
    pub fn forget(&mut self, host: &Host) {
        self.by_host.remove(host);
    }

    pub fn running(&self) -> impl Iterator<Item = EffectId> + '_ {
        self.by_host.values().filter_map(|renewal| match renewal {
            Renewal::Running(id, _) => Some(*id),
            _ => None,
        })
    }

    fn of(&self, host: &Host) -> Option<Renewal> {
        self.by_host.get(host).copied()
    }

    fn why(&self, host: &Host, keys: &OAuthKeys) -> Option<Why> {
        match self.of(host) {
            Some(Renewal::Needed) => Some(Why::Refused),
            Some(Renewal::Later(then)) if then > self.now => None,
            None | Some(Renewal::Later(_)) => keys.pair.is_due(self.now, MARGIN).then_some(Why::Due),
            Some(_) => None,
        }
    }
}

impl Model {
    /// Tells what time it is, in Unix seconds; to be called before effects are asked for.
    pub fn set_time(&mut self, now: i64) {
        self.renewals.now = now;
    }

    /// Tells whether requests have to wait until new tokens are here.
    pub(super) fn is_renewing(&self) -> bool {
        let renewal = self.work_host().and_then(|host| self.renewals.of(host));
        matches!(renewal, Some(Renewal::Running(..)))
    }

    /// Returns the renewal that has to come before the next request of this connection.
    pub(super) fn renewal_before(&mut self, connection: &Connection) -> Option<Errand> {
        let Connection::Live { host, credentials: Credentials::OAuth(keys) } = connection else {
            return None;
        };
        let why = self.renewals.why(host, keys)?;
        let keeping = self.keeping_of(host);
        let id = self.wire.next_id();
        self.renewals.by_host.insert(host.clone(), Renewal::Running(id, why));
        Some(Errand::Refresh { host: host.clone(), keys: keys.clone(), keeping })
    }

    fn keeping_of(&mut self, host: &Host) -> Keeping {
        if self.keyring.is_to_keep(host) {
            // They are on their way: that the keyring lacks them does not mean that somebody has forgotten them.
            return Keeping::New;
        }
        let loading = match &self.work {
            Work::Loading(load) if load.connection.host() == Some(host) => Some(load.keeping),
            _ => None,
        };
        loading
            .or_else(|| self.session_of(host).map(|session| session.keeping))
            .unwrap_or(Keeping::SessionOnly)
    }

    /// Tells whether this answer is to be forgotten, because its request is sent once more with new tokens.
    pub(super) fn is_to_be_renewed(&mut self, http_status: u16) -> bool {
        let Some(Connection::Live { host, credentials: Credentials::OAuth(_) }) = self.work_connection()
        else {
            return false;
        };
        match (self.renewals.of(&host), http_status) {
            (None | Some(Renewal::Later(_)), 401) => {
                self.renewals.by_host.insert(host, Renewal::Needed);
                true
            }
            (Some(Renewal::Tried), _) => {
                self.renewals.forget(&host);
                false
            }
            _ => false,
        }
    }

    /// Takes the outcome of a renewal.
    pub(super) fn refreshed(&mut self, id: EffectId, refreshed: Result<Refreshed, OAuthFault>, now: Instant) {
        let is_meant =
            |entry: &(&Host, &Renewal)| matches!(entry.1, Renewal::Running(other, _) if *other == id);
        let Some((host, Renewal::Running(_, why))) = self.renewals.by_host.iter().find(is_meant) else {
            return;
        };
        let (host, why) = (host.clone(), *why);
        match refreshed {
            Ok(refreshed) => {
                self.renewals.forget(&host);
                if self.work_host() == Some(&host) {
                    self.renewals.by_host.insert(refreshed.host.clone(), Renewal::Tried);
                }
                self.take_keys(&host, refreshed);
            }
            Err(fault) => {
                let pause = self.renewals.now.saturating_add(PAUSE);
                let renewal = match why {
                    _ if fault.is_terminal() => Some(Renewal::Refused),
                    Why::Due => Some(Renewal::Later(pause)),
                    // The conversation ends with it; whatever the user does next may try once more.
                    Why::Refused => None,
                };
                self.renewals.forget(&host);
                self.renewals.by_host.extend(renewal.map(|renewal| (host.clone(), renewal)));
                let goes_on = matches!(renewal, Some(Renewal::Later(_)));
                let concerned = self.work_connection();
                if !goes_on && concerned.is_some_and(|connection| connection.host() == Some(&host)) {
                    self.fail_renewal(fault, now);
                }
            }
        }
    }

    /// Puts new keys wherever the old ones were.
    fn take_keys(&mut self, host: &Host, refreshed: Refreshed) {
        let Refreshed { host: new_host, keys, kept } = refreshed;
        let credentials = Credentials::OAuth(keys);
        let connection = Connection::Live { host: new_host.clone(), credentials };
        if let Some(known) = self.book.entry_mut(host) {
            known.host = new_host.clone();
        }
        if let Work::Loading(load) = &mut self.work
            && load.connection.host() == Some(host)
        {
            load.connection = connection.clone();
            match kept {
                Ok(()) => {}
                Err(VaultFault::Forgotten) => load.keeping = Keeping::SessionOnly,
                // To be tried once more, and told, when the account is open.
                Err(_) => load.keeping = Keeping::New,
            }
        }
        if let Some(session) = self.session_of(host) {
            session.connection = connection;
        }
        if *host != new_host
            && let Some(session) = self.book.shelf.remove(&host.clone().into())
        {
            self.book.shelf.insert(new_host.clone().into(), session);
        }
        if let Err(fault) = kept {
            self.not_kept(&new_host, Some(fault));
        }
    }

    /// Ends the conversation in progress as after a refusal, but says what really happened.
    fn fail_renewal(&mut self, fault: OAuthFault, now: Instant) {
        self.go_on(Err(Fault::SignedOut), now);
        self.notice = Some(match fault {
            OAuthFault::Failed(fault) => {
                // It says nothing against the keys: nobody has to sign in anew.
                self.question.take_if(|asked| matches!(asked, Question::Token | Question::Code));
                self.work = Work::Idle;
                Notice::Failed(fault)
            }
            fault => Notice::SignIn(fault),
        });
    }

    /// Goes on with the keys that the user has just got, in an account that is open.
    pub(super) fn renewed(&mut self, host: &Host, credentials: Credentials) {
        self.renewals.forget(host);
        if let Some(known) = self.book.entry_mut(host) {
            known.kind = credentials.kind();
        }
        if let Some(session) = self.session_of(host) {
            session.connection = Connection::Live { host: host.clone(), credentials };
            if session.keeping == Keeping::Kept {
                self.keyring.wish(Wish::Keep(host.clone()));
            }
        }
        self.question = None;
        self.reload();
    }
}
