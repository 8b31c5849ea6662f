//! What opens an account as bytes in the keyring, and back.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::amo::{Host, Integration, Secret, Token, TokenPair};
use crate::model::{Credentials, CredentialsKind, OAuthKeys, VaultFault};

use super::credential_store::{CredentialStore, SecretBytes};

/// Room for the names and signs around what is kept.
const FRAME: usize = 1024;

/// The keys of an integration as they lie in the keyring.
#[derive(Serialize, Deserialize)]
struct KeysJson<'a> {
    #[serde(borrow)]
    client_id: Cow<'a, str>,
    #[serde(borrow)]
    client_secret: Cow<'a, str>,
    #[serde(borrow)]
    redirect_uri: Cow<'a, str>,
    #[serde(borrow)]
    access: Cow<'a, str>,
    #[serde(borrow)]
    refresh: Cow<'a, str>,
    expires_at: i64,
    #[serde(borrow, default)]
    former: Option<Cow<'a, str>>,
}

/// Reads what the keyring holds for an account; what opens it in the other way, if it is not opened in this
/// one: a list that was put together again does not know. `None` when nothing opens it.
///
/// # Errors
///
/// The keyring could not be asked.
pub fn read(
    store: &CredentialStore,
    host: &Host,
    kind: CredentialsKind,
) -> Result<Option<Credentials>, VaultFault> {
    match read_entry(store, host, kind)? {
        None => read_entry(store, host, other(kind)),
        found => Ok(found),
    }
}

fn read_entry(
    store: &CredentialStore,
    host: &Host,
    kind: CredentialsKind,
) -> Result<Option<Credentials>, VaultFault> {
    let bytes = store.read(&entry(host, kind))?;
    Ok(bytes.and_then(|bytes| match kind {
        CredentialsKind::Token => token(bytes.reveal()).map(Credentials::Token),
        CredentialsKind::OAuth => keys(bytes.reveal()).map(Credentials::OAuth),
    }))
}

/// Stores the credentials of an account, and removes those of the other kind.
///
/// # Errors
///
/// The keyring could not be asked.
pub fn keep(store: &CredentialStore, host: &Host, credentials: &Credentials) -> Result<(), VaultFault> {
    let bytes = match credentials {
        Credentials::Token(token) => SecretBytes::from(token.reveal().as_bytes().to_vec()),
        Credentials::OAuth(keys) => bytes(keys)?,
    };
    let kind = credentials.kind();
    store.keep(&entry(host, kind), bytes.reveal())?;
    store.forget(&entry(host, other(kind)))
}

/// Removes everything that the keyring holds for an account.
///
/// # Errors
///
/// The keyring could not be asked; then something may be left.
pub fn forget(store: &CredentialStore, host: &Host) -> Result<(), VaultFault> {
    let kinds = [CredentialsKind::Token, CredentialsKind::OAuth];
    kinds.into_iter().try_for_each(|kind| store.forget(&entry(host, kind)))
}

fn other(kind: CredentialsKind) -> CredentialsKind {
    match kind {
        CredentialsKind::Token => CredentialsKind::OAuth,
        CredentialsKind::OAuth => CredentialsKind::Token,
    }
}

fn entry(host: &Host, kind: CredentialsKind) -> String {
    match kind {
        CredentialsKind::Token => format!("{host} token"),
        CredentialsKind::OAuth => format!("{host} oauth"),
    }
}

fn token(bytes: &[u8]) -> Option<Token> {
    Token::parse(std::str::from_utf8(bytes).ok()?)
}

fn bytes(keys: &OAuthKeys) -> Result<SecretBytes, VaultFault> {
    let OAuthKeys { integration, pair, former } = keys;
    let secret = integration.client_secret.reveal();
    let former = former.as_ref().map(Token::reveal);
    let json = KeysJson {
        client_id: integration.client_id.as_str().into(),
        client_secret: secret.into(),
        redirect_uri: integration.redirect_uri.as_str().into(),
        access: pair.access.reveal().into(),
        refresh: pair.refresh.reveal().into(),
        expires_at: pair.expires_at,
        former: former.map(Cow::from),
    };
    let texts = [&json.client_id, &json.client_secret, &json.redirect_uri, &json.access, &json.refresh];
    let length: usize = texts.iter().map(|text| text.len()).sum();
    // Memory that a growing vector leaves is not wiped.
    let mut bytes = Vec::with_capacity(FRAME + 2 * (length + former.map_or(0, str::len)));
    let written = serde_json::to_writer(&mut bytes, &json);
    let bytes = SecretBytes::from(bytes);
    written.map(|()| bytes).map_err(|_never| VaultFault::Internal)
}

fn keys(bytes: &[u8]) -> Option<OAuthKeys> {
    let json: KeysJson<'_> = serde_json::from_slice(bytes).ok()?;
    // What was not borrowed had to be copied, and is wiped with the secret that it becomes.
    let secret = |text: Cow<'_, str>| Secret::from(text.into_owned());
    let token = |text: Cow<'_, str>| Token::parse(&Zeroizing::new(text.into_owned()));
    Some(OAuthKeys {
        integration: Integration {
            client_id: json.client_id.into_owned(),
            client_secret: secret(json.client_secret),
            redirect_uri: json.redirect_uri.into_owned(),
        },
        pair: TokenPair {
            access: token(json.access)?,
            refresh: token(json.refresh)?,
            expires_at: json.expires_at,
        },
        former: json.former.and_then(token),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(text: &str) -> Token {
        Token::parse(text).expect("a token")
    }

    #[test]
    fn the_keys_of_an_integration_come_back_as_they_were() {
        for former in [None, Some(token("before"))] {
            let integration = Integration {
                client_id: "an \"id\"".to_owned(),
                client_secret: "hush \\ \u{1}".to_owned().into(),
                redirect_uri: "https://shop.example/".to_owned(),
            };
            let pair = TokenPair { access: token("a.b.c"), refresh: token("def50200"), expires_at: 7 };
            let written = OAuthKeys { integration, pair, former };
            let kept = bytes(&written).expect("bytes");
            assert_eq!(keys(kept.reveal()), Some(written), "nothing is lost");
            assert_eq!(format!("{kept:?}"), "***", "and nothing is printed");
        }
    }

    #[test]
    fn what_is_damaged_opens_nothing() {
        for damaged in [&b""[..], b"{}", b"[1]", b"\xff", br#"{"client_id":"a"}"#] {
            assert_eq!(keys(damaged), None, "{damaged:?}");
        }
    }
}
