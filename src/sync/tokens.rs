//! Renews access tokens: before they expire, and once after a refusal; never in a loop.

use std::collections::BTreeMap;

use crate::amo::{Host, OAuthFault};

use super::access::{Connection, CredentialStorage, Credentials, OAuthKeys};
use super::effect::{Effect, EffectId, Now, Refreshed};

/// How many seconds before it expires an access token is renewed: longer than any one request takes.
const MARGIN: i64 = 5 * 60;

/// How many seconds to leave the vendor alone that could not renew a token which is still good.
const PAUSE: i64 = 60;

/// The state of each account's renewal; nothing for an account whose token is simply good.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    by_host: BTreeMap<Host, Renewal>,
}

/// The state of one renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Renewal {
    /// The server has refused the token.
    Needed,
    /// New tokens are requested.
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

/// What came of a renewal that was awaited.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Renewed {
    /// There are new tokens for the account at this host, which may have another one now.
    Keys(Host, Box<Refreshed>),
    /// There are none, and requests to this host would be refused.
    Failed(Host, OAuthFault),
    /// There are none yet, and the old ones are still good.
    Postponed,
}

impl Tokens {
    /// Forgets what became of former tokens, which says nothing of other ones.
    pub fn forget(&mut self, host: &Host) {
        self.by_host.remove(host);
    }

    /// Returns the effects whose replies are awaited.
    pub fn awaited(&self) -> impl Iterator<Item = EffectId> + '_ {
        self.by_host.values().filter_map(|renewal| match renewal {
            Renewal::Running(id, _) => Some(*id),
            _ => None,
        })
    }

    /// Tells whether requests to this host have to wait until new tokens are here.
    pub fn is_renewing(&self, host: &Host) -> bool {
        matches!(self.by_host.get(host), Some(Renewal::Running(..)))
    }

    /// Tells whether a renewal has to come before the next request of this connection.
    pub fn is_due(&self, connection: &Connection, now: Now) -> bool {
        keys_of(connection).is_some_and(|(host, keys)| self.why(host, keys, now).is_some())
    }

    /// Starts the renewal that has to come before the next request of this connection, if there is one.
    pub fn renew(
        &mut self,
        id: EffectId,
        connection: &Connection,
        storage: CredentialStorage,
        now: Now,
    ) -> Option<Effect> {
        let (host, keys) = keys_of(connection)?;
        let why = self.why(host, keys, now)?;
        self.by_host.insert(host.clone(), Renewal::Running(id, why));
        Some(Effect::Refresh { host: host.clone(), keys: keys.clone(), storage })
    }

    fn why(&self, host: &Host, keys: &OAuthKeys, now: Now) -> Option<Why> {
        let now = now.wall.as_second();
        match self.by_host.get(host) {
            Some(Renewal::Needed) => Some(Why::Refused),
            Some(Renewal::Later(then)) if *then > now => None,
            None | Some(Renewal::Later(_)) => keys.pair.is_due(now, MARGIN).then_some(Why::Due),
            Some(_) => None,
        }
    }

    /// Takes whether an answer refuses the token; tells whether its request is to be sent once more with new
    /// tokens.
    pub fn answered(&mut self, connection: &Connection, is_refused: bool) -> bool {
        let Some((host, _)) = keys_of(connection) else { return false };
        match (self.by_host.get(host), is_refused) {
            (None | Some(Renewal::Later(_)), true) => {
                self.by_host.insert(host.clone(), Renewal::Needed);
                true
            }
            (Some(Renewal::Tried), _) => {
                self.forget(host);
                false
            }
            _ => false,
        }
    }

    /// Takes the reply to a renewal. `waiting` is the host that requests are waiting for.
    pub fn refreshed(
        &mut self,
        id: EffectId,
        refreshed: Result<Refreshed, OAuthFault>,
        waiting: Option<&Host>,
        now: Now,
    ) -> Option<Renewed> {
        let (host, why) = self.by_host.iter().find_map(|(host, renewal)| match renewal {
            Renewal::Running(running, why) if *running == id => Some((host.clone(), *why)),
            _ => None,
        })?;
        self.forget(&host);
        let fault = match refreshed {
            Ok(refreshed) => {
                if waiting == Some(&host) {
                    self.by_host.insert(refreshed.host.clone(), Renewal::Tried);
                }
                return Some(Renewed::Keys(host, Box::new(refreshed)));
            }
            Err(fault) => fault,
        };
        if fault.is_terminal() {
            self.by_host.insert(host.clone(), Renewal::Refused);
        } else if why == Why::Due {
            let then = now.wall.as_second().saturating_add(PAUSE);
            self.by_host.insert(host, Renewal::Later(then));
            return Some(Renewed::Postponed);
        }
        // The job ends with it; whatever the user does next may try once more.
        Some(Renewed::Failed(host, fault))
    }
}

/// Returns what can be renewed: the keys of the user's own integration.
fn keys_of(connection: &Connection) -> Option<(&Host, &OAuthKeys)> {
    match connection {
        Connection::Live { host, credentials: Credentials::OAuth(keys) } => Some((host, keys)),
        _ => None,
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test needs some moment to start from")]
mod tests {
    use std::time::Instant;

    use jiff::Timestamp;

    use super::*;
    use crate::amo::{Fault, Integration, SendFault, Token, TokenPair};

    const NOW: i64 = 1_760_000_000;

    fn now() -> Now {
        Now { instant: Instant::now(), wall: Timestamp::from_second(NOW).expect("a time") }
    }

    fn host() -> Host {
        Host::parse("shop.amocrm.ru").expect("a host")
    }

    fn keys(expires_at: i64) -> OAuthKeys {
        let token = |text| Token::parse(text).expect("a token");
        let pair = TokenPair { access: token("access"), refresh: token("refresh"), expires_at };
        let integration = Integration {
            client_id: "id".into(),
            client_secret: "secret".to_owned().into(),
            redirect_uri: "https://shop.example/".into(),
        };
        OAuthKeys { integration, pair, former: None }
    }

    fn connection(expires_at: i64) -> Connection {
        Connection::Live { host: host(), credentials: Credentials::OAuth(keys(expires_at)) }
    }

    #[test]
    fn a_token_is_renewed_before_it_expires_and_never_in_a_loop() {
        let (mut tokens, id) = (Tokens::default(), EffectId(1));
        assert!(!tokens.is_due(&connection(NOW + 3600), now()), "it is good for an hour");
        let due = connection(NOW + 60);
        let effect = tokens.renew(id, &due, CredentialStorage::Kept, now());
        assert!(matches!(effect, Some(Effect::Refresh { .. })), "{effect:?}");
        assert!(tokens.is_renewing(&host()) && !tokens.is_due(&due, now()), "once at a time");
        let refreshed = Refreshed { host: host(), keys: keys(NOW + 3600), kept: Ok(()) };
        let renewed = tokens.refreshed(id, Ok(refreshed), Some(&host()), now());
        assert!(matches!(renewed, Some(Renewed::Keys(..))), "{renewed:?}");
        assert!(!tokens.answered(&due, true), "new tokens that are refused are not renewed at once");
        assert!(tokens.answered(&due, true), "but later");
    }

    #[test]
    fn a_vendor_that_cannot_be_reached_is_left_alone_while_the_token_is_good() {
        let (mut tokens, id, due) = (Tokens::default(), EffectId(1), connection(NOW + 60));
        tokens.renew(id, &due, CredentialStorage::Kept, now());
        let fault = OAuthFault::Failed(Fault::NoAnswer(SendFault::TimedOut));
        let renewed = tokens.refreshed(id, Err(fault), Some(&host()), now());
        assert_eq!(renewed, Some(Renewed::Postponed));
        assert!(!tokens.is_due(&due, now()), "not at once");
    }

    #[test]
    fn a_vendor_that_refuses_is_not_asked_again_until_the_user_signs_in() {
        let (mut tokens, id, due) = (Tokens::default(), EffectId(1), connection(NOW + 60));
        tokens.renew(id, &due, CredentialStorage::Kept, now());
        let renewed = tokens.refreshed(id, Err(OAuthFault::RefreshRevoked), Some(&host()), now());
        assert_eq!(renewed, Some(Renewed::Failed(host(), OAuthFault::RefreshRevoked)));
        assert!(!tokens.is_due(&due, now()) && !tokens.answered(&due, true));
        tokens.forget(&host());
        assert!(tokens.is_due(&due, now()), "other credentials start anew");
    }
}
