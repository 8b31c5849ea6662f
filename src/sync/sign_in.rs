//! Signing in: the address, then what opens the account, then a look at whom it opens.

use std::time::Instant;

use ehttp::{Request, Response};

use crate::amo::{self, Fault, Host, Integration, OAuthFault, Secret, Token, TokenPair, User};
use crate::crm::{Account, Identity, Mode};

use super::access::{Connection, Credentials, OAuthKeys};
use super::effect::Effect;
use super::notice::Notice;
use super::output::Output;
use super::retry::{Kind, RetryPolicy};

/// What the user gives to open an account, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInMethod {
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
    retry: RetryPolicy,
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
    Found(Box<SignInPreview>),
}

/// What a token or a code opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInPreview {
    pub(crate) credentials: Credentials,
    pub(crate) account: Account,
    pub(crate) user: User,
}

impl SignInPreview {
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

    /// Returns which account it is.
    pub(crate) fn identity(&self) -> Identity {
        self.account.identity()
    }

    /// Tells whether access is renewed again and again, because it comes from an integration.
    #[must_use]
    pub fn is_renewed(&self) -> bool {
        matches!(self.credentials, Credentials::OAuth(_))
    }
}

impl SignIn {
    pub(crate) fn new(host: Host) -> Self {
        Self { host, stage: Stage::Proof, retry: RetryPolicy::default(), renews: false }
    }

    /// Asks first which account these open.
    pub(crate) fn checking(host: Host, credentials: Credentials) -> Self {
        Self { stage: Stage::Account(credentials), ..Self::new(host) }
    }

    /// Starts to get new tokens for an account that is open, with its own integration.
    pub(crate) fn renewing(host: Host, integration: Integration, code: Token) -> Self {
        Self { stage: Stage::Exchanging(integration, code), renews: true, ..Self::new(host) }
    }

    /// Tells whether it replaces the tokens of an account that is open.
    pub(crate) fn renews(&self) -> bool {
        self.renews
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
    pub fn found(&self) -> Option<&SignInPreview> {
        match &self.stage {
            Stage::Found(found) => Some(found),
            _ => None,
        }
    }

    /// Returns what is to be done next outside.
    pub(crate) fn effect(&self) -> Option<Effect> {
        let host = self.host.clone();
        let request = |credentials: &Credentials, request: Request| Effect::Request {
            connection: Connection::Live { host: self.host.clone(), credentials: credentials.clone() },
            request,
        };
        match &self.stage {
            Stage::Proof | Stage::Found(_) => None,
            Stage::Exchanging(integration, code) => {
                Some(Effect::Exchange { host, integration: integration.clone(), code: code.clone() })
            }
            Stage::Account(credentials) => Some(request(credentials, amo::request_account())),
            Stage::User(credentials, account) => {
                Some(request(credentials, amo::request_user(account.user.unwrap_or_default())))
            }
        }
    }

    /// Asks the server whom this opens.
    pub(crate) fn check(&mut self, proof: SignInMethod) -> Result<(), Notice> {
        self.stage = match proof {
            SignInMethod::Token(typed) => {
                Stage::Account(Credentials::Token(typed.to_token().ok_or(Notice::NoToken)?))
            }
            SignInMethod::Code { integration, code } => {
                Stage::Exchanging(integration, code.to_token().ok_or(Notice::NoCode)?)
            }
        };
        Ok(())
    }

    /// Takes an answer of the account's server, or why there is none.
    pub(crate) fn receive(&mut self, response: Result<&Response, Fault>, now: Instant) -> Output {
        let Err(fault) = response.and_then(|response| self.read(response)) else {
            self.retry = RetryPolicy::default();
            return if self.found().is_some() { Output::Found } else { Output::Continue };
        };
        if let Some(then) = self.retry.again(&fault, Kind::Read, now) {
            return Output::Pause(then);
        }
        self.give_up();
        Output::Say(Notice::Failed(fault))
    }

    fn read(&mut self, response: &Response) -> Result<(), Fault> {
        let stage = match &self.stage {
            Stage::Account(credentials) => match amo::read_account(response)? {
                account if account.user.is_some() => Stage::User(credentials.clone(), Box::new(account)),
                account => Stage::found(credentials.clone(), account, User::default()),
            },
            Stage::User(credentials, account) => {
                let user = match amo::read_user(response) {
                    Err(fault)
                        if fault.ends_access()
                            || matches!(fault, Fault::TooMany { .. } | Fault::Broken { .. }) =>
                    {
                        return Err(fault);
                    }
                    // Who the user is, is not needed.
                    user => user.unwrap_or_default(),
                };
                Stage::found(credentials.clone(), account.as_ref().clone(), user)
            }
            Stage::Proof | Stage::Exchanging(..) | Stage::Found(_) => return Ok(()),
        };
        self.stage = stage;
        Ok(())
    }

    /// Takes the first pair of tokens.
    pub(crate) fn granted(&mut self, granted: Result<TokenPair, OAuthFault>) -> Output {
        let Stage::Exchanging(integration, _) = &self.stage else { return Output::Continue };
        let pair = match granted {
            Ok(pair) => pair,
            Err(fault) => {
                self.give_up();
                return Output::Say(Notice::SignIn(fault));
            }
        };
        let credentials =
            Credentials::OAuth(OAuthKeys { integration: integration.clone(), pair, former: None });
        if self.renews {
            return Output::Renewed(credentials);
        }
        self.stage = Stage::Account(credentials);
        Output::Continue
    }

    /// Goes back to where the user can give another token or code.
    pub(crate) fn give_up(&mut self) {
        self.stage = Stage::Proof;
        self.retry = RetryPolicy::default();
    }

    /// Returns where the account is and what was found there, once it is.
    pub(crate) fn into_found(self) -> Option<(Host, SignInPreview)> {
        match self.stage {
            Stage::Found(found) => Some((self.host, *found)),
            _ => None,
        }
    }
}

impl Stage {
    fn found(credentials: Credentials, account: Account, user: User) -> Self {
        Self::Found(Box::new(SignInPreview { credentials, account, user }))
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test needs some moment to start from")]
mod tests {
    use ehttp::Headers;

    use super::*;

    fn answer(http_status: u16, body: &str) -> Response {
        Response {
            url: String::new(),
            ok: http_status == 200,
            status: http_status,
            status_text: String::new(),
            headers: Headers::default(),
            bytes: body.as_bytes().to_vec(),
        }
    }

    fn sign_in() -> SignIn {
        SignIn::new(Host::parse("shop.amocrm.ru").expect("a host"))
    }

    fn token(text: &str) -> SignInMethod {
        SignInMethod::Token(text.to_owned().into())
    }

    fn integration() -> Integration {
        Integration {
            client_id: "id".into(),
            client_secret: "secret".to_owned().into(),
            redirect_uri: "https://shop.example/".into(),
        }
    }

    #[test]
    fn a_token_is_checked_by_the_account_and_its_user() {
        let mut sign_in = sign_in();
        assert_eq!(sign_in.check(token(" ")), Err(Notice::NoToken));
        assert!(!sign_in.is_checking() && sign_in.effect().is_none(), "nothing was typed");
        assert_eq!(sign_in.check(token("secret")), Ok(()));
        assert!(matches!(sign_in.effect(), Some(Effect::Request { .. })));
        let account =
            answer(200, r#"{"id":7,"name":"Shop","current_user_id":5,"customers_mode":"segments"}"#);
        assert!(matches!(sign_in.receive(Ok(&account), Instant::now()), Output::Continue));
        let user = answer(200, r#"{"id":5,"name":"Anna","rights":{"is_admin":true}}"#);
        assert!(matches!(sign_in.receive(Ok(&user), Instant::now()), Output::Found));
        let found = sign_in.found().expect("what it opens");
        assert_eq!((found.account_name(), found.user_name(), found.is_admin()), ("Shop", "Anna", Some(true)));
    }

    #[test]
    fn a_token_that_is_refused_can_be_typed_anew() {
        let mut sign_in = sign_in();
        sign_in.check(token("secret")).expect("a token");
        let output = sign_in.receive(Ok(&answer(401, "{}")), Instant::now());
        assert!(matches!(output, Output::Say(Notice::Failed(Fault::SignedOut))), "{output:?}");
        assert!(!sign_in.is_checking() && sign_in.found().is_none());
    }

    #[test]
    fn a_code_is_exchanged_first_and_renews_an_open_account_at_once() {
        let token = |text| Token::parse(text).expect("a token");
        let pair = TokenPair { access: token("access"), refresh: token("refresh"), expires_at: 0 };
        let mut first = sign_in();
        let code = "code".to_owned().into();
        first.check(SignInMethod::Code { integration: integration(), code }).expect("a code");
        assert!(matches!(first.effect(), Some(Effect::Exchange { .. })));
        assert!(matches!(first.granted(Ok(pair.clone())), Output::Continue), "the account is asked for now");
        assert!(matches!(first.effect(), Some(Effect::Request { .. })));

        let mut renewing = SignIn::renewing(first.host().clone(), integration(), token("code"));
        let output = renewing.granted(Ok(pair));
        assert!(matches!(output, Output::Renewed(Credentials::OAuth(_))), "{output:?}");
        let output = renewing.granted(Err(OAuthFault::CodeUsed));
        assert!(matches!(output, Output::Say(Notice::SignIn(OAuthFault::CodeUsed))), "{output:?}");
    }
}
