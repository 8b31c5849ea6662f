//! Signing in: the address, then what opens the account, then a look at whom it opens.

use ehttp::{Request, Response};

use crate::amo::{self, Fault, Host, Integration, OAuthFault, Secret, Token, TokenPair, User};
use crate::crm::{Account, Identity, Mode};

use super::effect::Errand;
use super::load::{Load, Purpose};
use super::patience::Patience;
use super::session::{Connection, Credentials, Keeping, OAuthKeys, Session};
use super::work::Work;
use super::{Model, Notice};

/// What the user gives to open an account, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A long-lived token.
    Token(Secret),
    /// An integration of the user's own, and the code that its page shows for 20 minutes.
    Code {
        /// The integration.
        integration: Integration,
        /// The code.
        code: Secret,
    },
}

/// A sign-in that has come as far as the address.
#[derive(Debug)]
pub struct SignIn {
    host: Host,
    stage: Stage,
    pub(super) patience: Patience,
    /// For an account that is open: its tokens are replaced, and nothing else.
    renews: bool,
}

/// How far a sign-in has come.
#[derive(Debug)]
enum Stage {
    /// The user has to give a token or a code.
    Proof,
    /// A code is exchanged.
    Exchanging(Integration, Token),
    /// The account is asked for.
    Account(Credentials),
    /// The user is asked for.
    User(Credentials, Box<Account>),
    /// Everything is known; the user has to say yes.
    Found(Box<Found>),
}

/// What a token or a code opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    credentials: Credentials,
    account: Account,
    user: User,
}

impl Found {
    /// Returns the account's name, which may be empty.
    #[must_use]
    pub fn account_name(&self) -> &str {
        &self.account.name
    }

    /// Returns the user's name; empty where the server does not tell.
    #[must_use]
    pub fn user_name(&self) -> &str {
        &self.user.name
    }

    /// Tells whether the user is an administrator, and so may change anything; `None` where the server does
    /// not tell.
    #[must_use]
    pub fn is_admin(&self) -> Option<bool> {
        self.user.is_admin
    }

    /// Returns which list the account uses.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.account.mode
    }

    /// Returns when a long-lived token expires, in Unix seconds, if it says so. Tokens of an integration are
    /// renewed by themselves.
    #[must_use]
    pub fn expires_at(&self) -> Option<i64> {
        match &self.credentials {
            Credentials::Token(token) => amo::claims(token).expires_at,
            Credentials::OAuth(_) => None,
        }
    }
}

impl Found {
    /// Returns which account it is.
    pub(super) fn identity(&self) -> Identity {
        self.account.identity()
    }

    /// Tells whether access is renewed again and again, because it comes from an integration.
    #[must_use]
    pub fn is_renewed(&self) -> bool {
        matches!(self.credentials, Credentials::OAuth(_))
    }
}

impl SignIn {
    pub(super) fn new(host: Host) -> Self {
        Self { host, stage: Stage::Proof, patience: Patience::default(), renews: false }
    }

    /// Asks first which account these open.
    pub(super) fn checking(host: Host, credentials: Credentials) -> Self {
        Self { stage: Stage::Account(credentials), ..Self::new(host) }
    }

    /// Returns where the account lives.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Tells whether the server is being asked.
    #[must_use]
    pub fn is_checking(&self) -> bool {
        !matches!(self.stage, Stage::Proof | Stage::Found(_))
    }

    /// Returns what was found, once it is.
    #[must_use]
    pub fn found(&self) -> Option<&Found> {
        match &self.stage {
            Stage::Found(found) => Some(found),
            _ => None,
        }
    }

    /// Returns what is to be done next outside.
    pub(super) fn errand(&self) -> Option<Errand> {
        let host = self.host.clone();
        let request = |credentials: &Credentials, request: Request| Errand::Request {
            connection: Connection::Live { host: self.host.clone(), credentials: credentials.clone() },
            request,
        };
        match &self.stage {
            Stage::Proof | Stage::Found(_) => None,
            Stage::Exchanging(integration, code) => {
                Some(Errand::Exchange { host, integration: integration.clone(), code: code.clone() })
            }
            Stage::Account(credentials) => Some(request(credentials, amo::request_account())),
            Stage::User(credentials, account) => {
                Some(request(credentials, amo::request_user(account.user.unwrap_or_default())))
            }
        }
    }

    /// Takes an answer of the account's server.
    pub(super) fn receive(&mut self, response: &Response) -> Result<(), Fault> {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Proof) {
            Stage::Account(credentials) => match amo::read_account(response) {
                Ok(account) if account.user.is_some() => Stage::User(credentials, Box::new(account)),
                Ok(account) => Stage::found(credentials, account, User::default()),
                Err(fault) => {
                    self.stage = Stage::Account(credentials);
                    return Err(fault);
                }
            },
            Stage::User(credentials, account) => match amo::read_user(response) {
                Ok(user) => Stage::found(credentials, *account, user),
                Err(
                    fault @ (Fault::TooMany { .. }
                    | Fault::Broken { .. }
                    | Fault::SignedOut
                    | Fault::AccessOver),
                ) => {
                    self.stage = Stage::User(credentials, account);
                    return Err(fault);
                }
                // Who the user is, is a comfort.
                Err(_) => Stage::found(credentials, *account, User::default()),
            },
            other => other,
        };
        Ok(())
    }

    /// Goes back to where the user can give another token or code.
    pub(super) fn give_up(&mut self) {
        self.stage = Stage::Proof;
        self.patience = Patience::default();
    }
}

impl Stage {
    fn found(credentials: Credentials, account: Account, user: User) -> Self {
        Self::Found(Box::new(Found { credentials, account, user }))
    }
}

impl Model {
    /// Returns the sign-in in progress; `None` before its address is known.
    #[must_use]
    pub fn sign_in(&self) -> Option<&SignIn> {
        match &self.work {
            Work::SigningIn(sign_in) => Some(sign_in),
            _ => None,
        }
    }

    /// Takes the address of an account.
    pub(super) fn locate(&mut self, address: &str) {
        if self.session.is_some() {
            return;
        }
        match Host::parse(address) {
            Ok(host) => {
                self.end(None);
                self.work = Work::SigningIn(Box::new(SignIn::new(host)));
            }
            Err(fault) => self.notice = Some(Notice::Address(fault)),
        }
    }

    /// Asks the server whom this opens.
    pub(super) fn check(&mut self, proof: Proof) {
        let Work::SigningIn(sign_in) = &mut self.work else { return };
        if sign_in.is_checking() {
            return;
        }
        let stage = match proof {
            Proof::Token(typed) => {
                typed.to_token().map(|token| Stage::Account(Credentials::Token(token))).ok_or(Notice::NoToken)
            }
            Proof::Code { integration, code } => {
                let code = code.to_token().ok_or(Notice::NoCode);
                code.map(|code| Stage::Exchanging(integration, code))
            }
        };
        match stage {
            Ok(stage) => {
                self.notice = None;
                sign_in.stage = stage;
            }
            Err(notice) => self.notice = Some(notice),
        }
    }

    /// Gets new tokens for the account that is open, with its own integration.
    pub(super) fn renew_by_code(&mut self, host: Host, integration: Integration, code: &Secret) {
        let Some(code) = code.to_token() else { return self.notice = Some(Notice::NoCode) };
        let stage = Stage::Exchanging(integration, code);
        self.question = None;
        self.notice = None;
        self.work =
            Work::SigningIn(Box::new(SignIn { host, stage, patience: Patience::default(), renews: true }));
    }

    /// Takes the first pair of tokens.
    pub(super) fn granted(&mut self, granted: Result<TokenPair, OAuthFault>) {
        let Work::SigningIn(sign_in) = &mut self.work else { return };
        let Stage::Exchanging(integration, _) = &sign_in.stage else { return };
        match granted {
            Ok(pair) => {
                let keys = OAuthKeys { integration: integration.clone(), pair, former: None };
                let (credentials, host) = (Credentials::OAuth(keys), sign_in.host.clone());
                if sign_in.renews {
                    self.work = Work::Idle;
                    self.renewed(&host, credentials);
                } else {
                    sign_in.stage = Stage::Account(credentials);
                }
            }
            Err(fault) => {
                sign_in.give_up();
                if sign_in.renews {
                    self.work = Work::Idle;
                    self.ask_to_sign_in();
                }
                self.notice = Some(Notice::SignIn(fault));
            }
        }
    }

    /// Opens what was found.
    pub(super) fn connect(&mut self) {
        if self.sign_in().is_none_or(|sign_in| sign_in.found().is_none()) {
            return;
        }
        let Work::SigningIn(sign_in) = std::mem::replace(&mut self.work, Work::Idle) else { return };
        let SignIn { host, stage: Stage::Found(found), .. } = *sign_in else { return };
        let Found { credentials, account, user } = *found;
        // Whatever became of former tokens says nothing of these.
        self.renewals.forget(&host);
        if let Some(session) = self.book.shelf.remove(&host.clone().into()) {
            // Signed in anew over a draft.
            self.session = Some(Session { user, keeping: Keeping::Kept, ..session });
            self.select_something();
            return self.renewed(&host, credentials);
        }
        self.notice = None;
        let connection = Connection::Live { host, credentials };
        let load = Load::new(connection, Purpose::Open, Keeping::New).begun_with(account, user);
        self.work = Work::Loading(Box::new(load));
    }

    /// Goes one step back in the sign-in.
    pub(super) fn step_back(&mut self) {
        let Work::SigningIn(sign_in) = &mut self.work else { return };
        self.notice = None;
        self.wire.forget();
        if sign_in.renews {
            self.work = Work::Idle;
            self.ask_to_sign_in();
        } else if sign_in.is_checking() || sign_in.found().is_some() {
            sign_in.give_up();
        } else {
            self.work = Work::Idle;
        }
    }
}
