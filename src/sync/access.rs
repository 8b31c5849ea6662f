//! What opens an account, and what may be done in it.

use crate::amo::{Host, Integration, Token, TokenPair, User};
use crate::document::StoreId;

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
pub enum CredentialStorage {
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

/// Who the user is in an account, and what may be done there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rights {
    pub user: User,
    pub access: Access,
    /// Whether the server has said that this user may not write.
    pub refuses_writes: bool,
    pub storage: CredentialStorage,
}

impl Rights {
    pub fn new(user: User, storage: CredentialStorage) -> Self {
        Self { user, access: Access::Full, refuses_writes: false, storage }
    }

    /// Tells whether writing is worth trying. Where the server does not tell who is an administrator, its
    /// first refusal does.
    pub fn allow_writing(&self) -> bool {
        !self.refuses_writes && self.user.is_admin != Some(false)
    }
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

impl AccountKey {
    /// Returns where the account lives. A demo account lives nowhere.
    pub(crate) fn host(&self) -> Option<&Host> {
        match self {
            Self::Live(host) => Some(host),
            Self::Demo(_) => None,
        }
    }
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

    /// Returns where an account with this id is stored; the id is 0 where the server does not tell.
    pub(crate) fn folder(&self, id: u64) -> StoreId {
        match self {
            Self::Live { host, .. } => StoreId::of_host(host, id),
            Self::Demo(DemoAccount::Statuses) => StoreId::of_demo("statuses"),
            Self::Demo(DemoAccount::Segments) => StoreId::of_demo("segments"),
        }
    }

    pub(crate) fn key(&self) -> AccountKey {
        match self {
            Self::Live { host, .. } => AccountKey::Live(host.clone()),
            Self::Demo(account) => AccountKey::Demo(*account),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
