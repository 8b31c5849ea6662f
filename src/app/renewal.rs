//! Gets tokens for the user's own integration: the first pair for a code, and the next ones one copy of the
//! program at a time.
//!
//! A refresh token works once. The process that holds the lock therefore reads the keyring first: if another
//! process has renewed the tokens meanwhile, those are used and nothing is requested. New tokens are stored
//! before they are used. The refresh token before them stays beside them until the next renewal, because
//! by Kommo's documents it is good until the new ones have been used.

use jiff::Timestamp;
use zeroize::Zeroize as _;

use crate::amo::{self, Host, Integration, OAuthFault, OAuthRequest, Token, TokenPair};
use crate::model::{CredentialStorage, Credentials, CredentialsKind, OAuthKeys, Refreshed, VaultFault};

use super::credential_store::CredentialStore;
use super::credentials;
use super::files::{DataDir, Lock};
use super::transport::Network;

/// The outside world as a renewal sees it.
#[derive(Clone)]
pub struct Renewal {
    /// The way to the vendor.
    pub network: Network,
    /// Where the keys are kept.
    pub store: CredentialStore,
    /// The folder of the lock; without one, processes do not wait for each other.
    pub data_dir: Option<DataDir>,
}

impl Renewal {
    /// Exchanges a code for the first pair. Blocks up to the network's deadline.
    ///
    /// # Errors
    ///
    /// Says why there are no tokens.
    pub fn exchange(
        &self,
        host: &Host,
        integration: &Integration,
        code: &Token,
    ) -> Result<TokenPair, OAuthFault> {
        self.tokens(&amo::request_exchange(host, integration, code))
    }

    /// Gets the next pair, or the one that another copy of the program has got. Blocks while that one is at
    /// it, and while the keyring waits for the user.
    ///
    /// # Errors
    ///
    /// Says why there are no new tokens.
    pub fn refresh(
        &self,
        host: &Host,
        stale: &OAuthKeys,
        storage: CredentialStorage,
    ) -> Result<Refreshed, OAuthFault> {
        if storage == CredentialStorage::SessionOnly {
            let (host, keys) = self.next(host, stale)?;
            return Ok(Refreshed { host, keys, kept: Ok(()) });
        }
        let _turn = self.turn(host);
        let kept = credentials::read(&self.store, host, CredentialsKind::OAuth);
        if storage == CredentialStorage::Kept && kept == Ok(None) {
            // Another process has deleted the account: its credentials must not come back.
            let (host, keys) = self.next(host, stale)?;
            return Ok(Refreshed { host, keys, kept: Err(VaultFault::Forgotten) });
        }
        let keys = match kept {
            // The keyring may not have been able to keep the newest.
            Ok(Some(Credentials::OAuth(kept))) if kept.pair.expires_at >= stale.pair.expires_at => kept,
            _ => stale.clone(),
        };
        if keys.pair.access != stale.pair.access && !keys.pair.is_due(now(), 0) {
            return Ok(Refreshed { host: host.clone(), keys, kept: Ok(()) });
        }
        let (new_host, keys) = self.next(host, &keys)?;
        let kept = credentials::keep(&self.store, &new_host, &Credentials::OAuth(keys.clone()));
        if kept.is_ok() && new_host != *host {
            // The stored token is revoked already.
            credentials::forget(&self.store, host).unwrap_or_default();
        }
        Ok(Refreshed { host: new_host, keys, kept })
    }

    /// Stores the credentials of an account, once no renewal is in progress.
    ///
    /// # Errors
    ///
    /// The keyring could not be asked.
    pub fn keep(&self, host: &Host, credentials: &Credentials) -> Result<(), VaultFault> {
        let _turn = self.turn(host);
        if let (Credentials::OAuth(new), Ok(Some(Credentials::OAuth(kept)))) =
            (credentials, credentials::read(&self.store, host, CredentialsKind::OAuth))
            && kept.integration == new.integration
            && kept.pair.expires_at > new.pair.expires_at
        {
            // A renewal has overtaken this.
            return Ok(());
        }
        credentials::keep(&self.store, host, credentials)
    }

    /// Deletes the credentials of an account, once no renewal is in progress, which would store new tokens.
    ///
    /// # Errors
    ///
    /// The keyring could not be asked; then something may be left.
    pub fn forget(&self, host: &Host) -> Result<(), VaultFault> {
        let _turn = self.turn(host);
        credentials::forget(&self.store, host)
    }

    /// Waits for this account's lock. A read-only folder does not lock the user out.
    fn turn(&self, host: &Host) -> Option<Lock> {
        self.data_dir.as_ref()?.lock(&lock_name(host)).ok()
    }

    /// Asks the vendor for the next pair, where the account lives by now.
    fn next(&self, host: &Host, keys: &OAuthKeys) -> Result<(Host, OAuthKeys), OAuthFault> {
        match self.next_at(host, keys) {
            Ok(next) => Ok((host.clone(), next)),
            Err(fault) if fault.may_mean_renamed() => {
                let lookup = amo::request_lookup(host, &keys.pair).ok_or_else(|| fault.clone())?;
                let answer = self.network.send_sign_in(&lookup)?;
                let found = amo::read_lookup(host, &answer)?;
                if found == *host {
                    return Err(fault);
                }
                self.next_at(&found, keys).map(|next| (found, next))
            }
            Err(fault) => Err(fault),
        }
    }

    fn next_at(&self, host: &Host, keys: &OAuthKeys) -> Result<OAuthKeys, OAuthFault> {
        let ask = |refresh: &Token| self.tokens(&amo::request_refresh(host, &keys.integration, refresh));
        let refresh = &keys.pair.refresh;
        let (pair, former) = match (ask(refresh), &keys.former) {
            (Err(OAuthFault::RefreshRevoked), Some(former)) => (ask(former)?, former),
            (pair, _) => (pair?, refresh),
        };
        Ok(OAuthKeys { integration: keys.integration.clone(), pair, former: Some(former.clone()) })
    }

    fn tokens(&self, request: &OAuthRequest) -> Result<TokenPair, OAuthFault> {
        let mut answer = self.network.send_sign_in(request)?;
        let tokens = amo::read_tokens(&answer, now());
        answer.bytes.zeroize();
        tokens
    }
}

/// Returns the time in Unix seconds: tokens count their lifetime from when they came.
#[expect(clippy::disallowed_methods, reason = "on a thread of its own, long after anybody could tell it")]
fn now() -> i64 {
    Timestamp::now().as_second()
}

/// Names the lock of an account; a colon is not allowed in every file name.
fn lock_name(host: &Host) -> String {
    let sound = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '_' };
    format!("refresh-{}", host.to_string().chars().map(sound).collect::<String>())
}
