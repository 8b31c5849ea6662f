//! The sign-in with the user's own integration: a code becomes two tokens, and the tokens new ones.
//!
//! Each [`OAuthRequest`] carries secrets of its own, names the one [`Host`] that may have them, and goes
//! without an access token. Who sends it looks nowhere else for the address.

use std::borrow::Cow;
use std::fmt;

use ehttp::{Headers, Method, Request, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroize as _;

use super::fault::words;
use super::{Fault, Host, Secret, SendFault, Token, json, jwt};

/// The path at which tokens are given out, on the account's own host.
const TOKENS: &str = "/oauth2/access_token";

/// The path at which the vendor tells where an account lives now.
const LOOKUP: &str = "/oauth2/account/current/subdomain";

/// How long an access token lives by the vendor's documents, in seconds.
const LIFETIME: i64 = 24 * 60 * 60;

/// The integration that the user has made in the account, as its window shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// The integration's id.
    pub client_id: String,
    /// Its secret key.
    pub client_secret: Secret,
    /// The redirect address of its settings, needed to the letter although nobody is redirected.
    pub redirect_uri: String,
}

/// What the vendor gives for a code or for a refresh token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPair {
    /// Proves who the user is, for a day.
    pub access: Token,
    /// Is exchanged for the next pair, once, within three months.
    pub refresh: Token,
    /// When the access token expires, in Unix seconds of this machine's clock.
    pub expires_at: i64,
}

impl TokenPair {
    /// Tells whether the access token expires within `margin` seconds from `now` (Unix seconds), or has.
    #[must_use]
    pub fn is_due(&self, now: i64, margin: i64) -> bool {
        self.expires_at <= now.saturating_add(margin)
    }
}

/// A request of the sign-in, with secrets inside: it prints only where it goes, and is wiped when dropped.
#[derive(Clone)]
pub struct OAuthRequest {
    host: Host,
    request: Request,
}

impl OAuthRequest {
    /// Returns the only host that may see it.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Returns the request itself, with a path for an address, for the one place that sends it. All of
    /// its headers are to be sent, and no access token.
    #[must_use]
    pub fn reveal(&self) -> &Request {
        &self.request
    }
}

impl fmt::Debug for OAuthRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{} ***", self.request.method.as_str(), self.host, self.request.url)
    }
}

impl Drop for OAuthRequest {
    fn drop(&mut self) {
        self.request.body.zeroize();
        for (_, value) in &mut self.request.headers.headers {
            value.zeroize();
        }
    }
}

/// What is sent to get tokens.
#[derive(Serialize)]
struct Ask<'a> {
    client_id: &'a str,
    client_secret: &'a str,
    grant_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    redirect_uri: &'a str,
}

impl<'a> Ask<'a> {
    fn new(integration: &'a Integration, grant_type: &'static str) -> Self {
        Self {
            client_id: integration.client_id.trim(),
            client_secret: integration.client_secret.reveal().trim(),
            grant_type,
            code: None,
            refresh_token: None,
            redirect_uri: integration.redirect_uri.trim(),
        }
    }

    fn request(&self, host: &Host) -> OAuthRequest {
        // Texts alone always become JSON.
        let body = serde_json::to_vec(self).unwrap_or_default();
        let headers = Headers::new(&[("Content-Type", "application/json")]);
        let request = Request::new(Method::POST, TOKENS, headers).with_body(body);
        OAuthRequest { host: host.clone(), request }
    }
}

/// Asks for the first pair of tokens. The code is valid for 20 minutes, and once.
#[must_use]
pub fn request_exchange(host: &Host, integration: &Integration, code: &Token) -> OAuthRequest {
    let ask = Ask { code: Some(code.reveal()), ..Ask::new(integration, "authorization_code") };
    ask.request(host)
}

/// Asks for the next pair of tokens.
///
/// The new pair is to be kept before it is used, and the old one until the new one has worked: by amoCRM's
/// documents the old refresh token dies with the exchange, by Kommo's when the new one is used.
#[must_use]
pub fn request_refresh(host: &Host, integration: &Integration, refresh: &Token) -> OAuthRequest {
    let ask = Ask { refresh_token: Some(refresh.reveal()), ..Ask::new(integration, "refresh_token") };
    ask.request(host)
}

/// Asks where an account lives now that may have been renamed.
///
/// The question goes to the host that the access token names, as the vendor demands. `None` if it names
/// none, or one of another vendor than the account's: the refresh token is no business of theirs.
#[must_use]
pub fn request_lookup(host: &Host, pair: &TokenPair) -> Option<OAuthRequest> {
    let api_host = jwt::claims(&pair.access).api_host?;
    let headers = Headers::new(&[("X-Refresh-Token", pair.refresh.reveal())]);
    let request = Request::new(Method::GET, LOOKUP, headers);
    (api_host.vendor() == host.vendor()).then_some(OAuthRequest { host: api_host, request })
}

/// Why there are no tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OAuthFault {
    /// The code is older than 20 minutes.
    CodeExpired,
    /// The code was exchanged before.
    CodeUsed,
    /// The code is not one of the vendor's, or not all of it was copied.
    CodeUnreadable,
    /// There is no integration with this id.
    WrongClientId,
    /// The secret key is not that of the integration.
    WrongClientSecret,
    /// The redirect address is another one than in the integration's settings.
    WrongRedirect,
    /// The code or token belongs to another account than the one at this host.
    WrongAccount,
    /// The refresh token was exchanged before, revoked, or is none.
    RefreshRevoked,
    /// The vendor refuses for a reason of its own.
    Refused {
        /// The vendor's words; may be empty.
        words: String,
    },
    /// What can happen to any other request too.
    Failed(Fault),
}

/// The hints that the vendor was seen to give, always in English.
const HINTS: [(&str, OAuthFault); 9] = [
    ("Authorization code has expired", OAuthFault::CodeExpired),
    ("Authorization code has been revoked", OAuthFault::CodeUsed),
    ("Cannot decrypt the authorization code", OAuthFault::CodeUnreadable),
    ("Check the `client_id` parameter", OAuthFault::WrongClientId),
    ("Check the `client_secret` parameter", OAuthFault::WrongClientSecret),
    ("Redirect URI is not associated with client", OAuthFault::WrongRedirect),
    ("Invalid account", OAuthFault::WrongAccount),
    ("Token has been revoked", OAuthFault::RefreshRevoked),
    ("Invalid refresh token", OAuthFault::RefreshRevoked),
];

impl OAuthFault {
    /// Tells whether the code or the keys themselves are refused, so that asking the same again is useless,
    /// and in a loop leads to a ban. What can happen to any other request says nothing about them.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        !matches!(self, Self::Failed(_))
    }

    /// Tells whether the account may live elsewhere by now, which [`request_lookup`] answers.
    #[must_use]
    pub fn may_mean_renamed(&self) -> bool {
        // The vendor's own client asks after every 401 and 404; a known hint explains a 401 better.
        matches!(self, Self::WrongAccount | Self::Refused { .. } | Self::Failed(Fault::NotFound))
    }

    /// Reads why there is no success. The HTTP status decides; a `status` in the body may differ.
    fn of(response: &Response) -> Self {
        match Fault::of(response) {
            // A refusal: the hint says more than the status.
            Fault::SignedOut | Fault::Forbidden | Fault::Refused { .. } => Self::of_body(response),
            fault => Self::Failed(fault),
        }
    }

    fn of_body(response: &Response) -> Self {
        let problem: ProblemJson = json::object(&response.bytes).unwrap_or_default();
        let said = [problem.hint, problem.detail, problem.title].map(|value| json::text(&value));
        let said = said.into_iter().flatten().find(|text| !text.trim().is_empty()).unwrap_or_default();
        let hint = said.trim().trim_end_matches('.');
        let known = HINTS.iter().find(|(known, _)| known.eq_ignore_ascii_case(hint));
        known.map_or_else(|| Self::Refused { words: words(&said) }, |(_, fault)| fault.clone())
    }

    /// Makes the fault of a success that is not understood. What came is not shown: tokens may be in it.
    fn malformed(what: &str) -> Self {
        Self::Failed(Fault::Malformed { what: what.to_owned() })
    }
}

impl From<SendFault> for OAuthFault {
    fn from(fault: SendFault) -> Self {
        Self::Failed(Fault::NoAnswer(fault))
    }
}

/// A refusal of the sign-in.
#[derive(Deserialize, Default)]
#[serde(default)]
struct ProblemJson {
    hint: Value,
    detail: Value,
    title: Value,
}

/// The tokens, not copied out of the answer unless they hold escapes.
#[derive(Deserialize)]
struct TokensJson<'a> {
    #[serde(borrow)]
    access_token: Cow<'a, str>,
    #[serde(borrow)]
    refresh_token: Cow<'a, str>,
    #[serde(default)]
    expires_in: Value,
}

/// Reads the answer to [`request_exchange`] and [`request_refresh`] that came at `now` (Unix seconds).
///
/// The lifetime counts from here, so that a clock that goes wrong does no harm; the vendor's
/// `server_time` may be missing anyway.
///
/// # Errors
///
/// Says why there are no tokens; [`OAuthFault::is_terminal`] whether to ask again.
pub fn read_tokens(response: &Response, now: i64) -> Result<TokenPair, OAuthFault> {
    if !(200..300).contains(&response.status) {
        return Err(OAuthFault::of(response));
    }
    let read: Option<TokensJson<'_>> = json::object(&response.bytes);
    let pair = read.and_then(|read| {
        // A pair without its lifetime is not thrown away: the tokens before it may be dead already.
        let lifetime = json::whole(&read.expires_in).filter(|lifetime| *lifetime > 0).unwrap_or(LIFETIME);
        Some(TokenPair {
            access: Token::parse(&read.access_token)?,
            refresh: Token::parse(&read.refresh_token)?,
            expires_at: now.saturating_add(lifetime),
        })
    });
    pair.ok_or_else(|| OAuthFault::malformed("tokens"))
}

/// Where an account lives.
#[derive(Deserialize)]
struct PlaceJson {
    domain: String,
}

/// Reads the answer to [`request_lookup`]: where the account that was known at `host` lives now, which
/// may be there still.
///
/// # Errors
///
/// Says what went wrong; an address that is not the same vendor's counts as not understood.
pub fn read_lookup(host: &Host, response: &Response) -> Result<Host, OAuthFault> {
    if !(200..300).contains(&response.status) {
        return Err(OAuthFault::of(response));
    }
    let read: Option<PlaceJson> = json::object(&response.bytes);
    let found = read.and_then(|place| Host::parse(&place.domain).ok());
    let found = found.filter(|found| found.vendor() == host.vendor());
    found.ok_or_else(|| OAuthFault::malformed("account's domain"))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;

    use super::super::fault::tests::answer;
    use super::*;

    const NOW: i64 = 1_750_000_000;

    fn host(text: &str) -> Host {
        Host::parse(text).expect("a host")
    }

    fn token(text: &str) -> Token {
        Token::parse(text).expect("a token")
    }

    fn integration() -> Integration {
        Integration {
            client_id: " c11e47 \n".to_owned(),
            client_secret: Secret::from("hush\t".to_owned()),
            redirect_uri: " https://shop.example/?a=\"b\" ".to_owned(),
        }
    }

    fn body(request: &OAuthRequest) -> Value {
        serde_json::from_slice(&request.reveal().body).expect("a body of JSON")
    }

    /// A pair whose access token names this host.
    fn pair(api_domain: &str) -> TokenPair {
        let payload = BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"api_domain":"{api_domain}"}}"#));
        let access = token(&format!("e30.{payload}.x"));
        TokenPair { access, refresh: token("again"), expires_at: NOW }
    }

    #[test]
    fn a_code_is_exchanged_on_the_accounts_own_host() {
        let request = request_exchange(&host("shop.amocrm.ru"), &integration(), &token("def502"));
        assert_eq!(request.host(), &host("shop.amocrm.ru"));
        assert_eq!(request.reveal().method, Method::POST);
        assert_eq!(request.reveal().url, "/oauth2/access_token");
        assert_eq!(request.reveal().headers.get("content-type"), Some("application/json"));
        let expected = serde_json::json!({
            "client_id": "c11e47", "client_secret": "hush", "grant_type": "authorization_code",
            "code": "def502", "redirect_uri": "https://shop.example/?a=\"b\"",
        });
        assert_eq!(body(&request), expected);
    }

    #[test]
    fn a_refresh_sends_the_redirect_address_too() {
        let request = request_refresh(&host("shop.kommo.com"), &integration(), &token("again"));
        assert_eq!((request.host(), request.reveal().url.as_str()), (&host("shop.kommo.com"), TOKENS));
        let expected = serde_json::json!({
            "client_id": "c11e47", "client_secret": "hush", "grant_type": "refresh_token",
            "refresh_token": "again", "redirect_uri": "https://shop.example/?a=\"b\"",
        });
        assert_eq!(body(&request), expected);
    }

    #[test]
    fn nothing_of_a_sign_in_prints_its_secrets() {
        let exchange = request_exchange(&host("shop.amocrm.ru"), &integration(), &token("again"));
        assert_eq!(format!("{exchange:?}"), "POST shop.amocrm.ru/oauth2/access_token ***");
        let lookup = request_lookup(&host("shop.amocrm.ru"), &pair("api-a.amocrm.ru"));
        for printed in
            [format!("{lookup:?}"), format!("{:?}", integration()), format!("{:?}", pair("api-a.amocrm.ru"))]
        {
            assert!(!printed.contains("hush") && !printed.contains("again"), "{printed}");
        }
    }

    #[test]
    fn tokens_are_read_with_the_lifetime_from_now() {
        let given = |expires_in: &str| {
            let body = format!(
                r#"{{"token_type":"Bearer",{expires_in}"server_time":5,"access_token":"a.b.c","refresh_token":"def\/502"}}"#
            );
            read_tokens(&answer(200, &body), NOW)
        };
        for (expires_in, lifetime) in [
            (r#""expires_in":86400,"#, 86_400),
            (r#""expires_in":"60","#, 60),
            (r#""expires_in":0,"#, LIFETIME),
            (r#""expires_in":null,"#, LIFETIME),
            ("", LIFETIME),
        ] {
            let expected = TokenPair {
                access: token("a.b.c"),
                refresh: token("def/502"),
                expires_at: NOW.saturating_add(lifetime),
            };
            assert_eq!(given(expires_in), Ok(expected), "{expires_in}");
        }
    }

    #[test]
    fn half_a_pair_is_not_understood_and_not_shown() {
        for body in [
            "",
            "<html>",
            "[]",
            "{}",
            r#"{"access_token":"hush"}"#,
            r#"{"access_token":"hush","refresh_token":null}"#,
            r#"{"access_token":"hush","refresh_token":""}"#,
            r#"{"access_token":"hush","refresh_token":"ключ"}"#,
        ] {
            let fault = read_tokens(&answer(200, body), NOW).expect_err("no pair");
            assert_eq!(fault, OAuthFault::malformed("tokens"), "{body}");
            assert!(!fault.is_terminal(), "it may have been a page of the network's own");
        }
    }

    #[test]
    fn a_token_is_due_a_while_before_it_expires() {
        let pair = pair("");
        for (now, margin, is_due) in [
            (NOW - 301, 300, false),
            (NOW - 300, 300, true),
            (NOW - 1, 0, false),
            (NOW, 0, true),
            (NOW + 1, 0, true),
            (i64::MAX, i64::MAX, true),
        ] {
            assert_eq!(pair.is_due(now, margin), is_due, "{now} {margin}");
        }
    }

    #[test]
    fn every_known_hint_is_told_apart() {
        for (hint, expected) in [
            ("Authorization code has expired", OAuthFault::CodeExpired),
            ("Authorization code has been revoked", OAuthFault::CodeUsed),
            ("Cannot decrypt the authorization code", OAuthFault::CodeUnreadable),
            ("Check the `client_id` parameter", OAuthFault::WrongClientId),
            ("Check the `client_secret` parameter", OAuthFault::WrongClientSecret),
            ("Redirect URI is not associated with client", OAuthFault::WrongRedirect),
            ("Invalid account", OAuthFault::WrongAccount),
            ("Token has been revoked", OAuthFault::RefreshRevoked),
            (" invalid refresh token. ", OAuthFault::RefreshRevoked),
        ] {
            let body = serde_json::json!({
                "hint": hint,
                "title": "Некорректный запрос",
                "type": "https://developers.amocrm.ru/v3/errors/OAuthProblemJson",
                "status": 401,
                "detail": "В запросе отсутствует ряд параметров или параметры невалидны",
            });
            for http_status in [400, 401, 403] {
                let read = read_tokens(&answer(http_status, &body.to_string()), NOW);
                assert_eq!(read, Err(expected.clone()), "{http_status} {hint}");
            }
            assert!(expected.is_terminal(), "{hint}");
        }
    }

    #[test]
    fn what_is_not_known_keeps_the_vendors_words() {
        for (body, words) in [
            (
                r#"{"title":"Некорректный клиент","detail":"Авторизация клиента не прошла","status":401}"#,
                "Авторизация клиента не прошла",
            ),
            (r#"{"hint":"Something\nnew","detail":"Odd"}"#, "Something new"),
            (r#"{"hint":"The words: Invalid account"}"#, "The words: Invalid account"),
            (r#"{"hint":null,"title":"Error"}"#, "Error"),
            ("{}", ""),
            ("", ""),
        ] {
            let fault = read_tokens(&answer(401, body), NOW).expect_err("refused");
            assert_eq!(fault, OAuthFault::Refused { words: words.to_owned() }, "{body}");
            assert!(fault.is_terminal(), "{body}");
        }
    }

    #[test]
    fn what_can_happen_to_any_request_says_nothing_about_the_keys() {
        let hint = r#"{"hint":"Invalid refresh token","status":400,"retry_after":7}"#;
        for (http_status, body, expected) in [
            (429, hint, Fault::TooMany { retry_after: Some(7) }),
            (429, "<html>", Fault::TooMany { retry_after: None }),
            (503, hint, Fault::Broken { http_status: 503 }),
            (402, hint, Fault::Unpaid),
            (403, "<html>", Fault::Blocked),
            (404, hint, Fault::NotFound),
        ] {
            let fault = read_tokens(&answer(http_status, body), NOW).expect_err("no tokens");
            assert_eq!(fault, OAuthFault::Failed(expected), "{http_status}");
            assert!(!fault.is_terminal(), "{http_status}");
        }
        for fault in [SendFault::UnknownHost, SendFault::TimedOut, SendFault::Lost] {
            assert!(!OAuthFault::from(fault.clone()).is_terminal(), "{fault:?}");
        }
        let page = read_tokens(&answer(302, ""), NOW).expect_err("a redirect");
        assert!(!page.is_terminal(), "as a hotel's network answers");
    }

    #[test]
    fn an_account_may_have_been_renamed_when_nobody_knows_it() {
        let hinted = |hint: &str| format!(r#"{{"hint":"{hint}"}}"#);
        for (http_status, body, may_be) in [
            (404, String::new(), true),
            (401, "{}".to_owned(), true),
            (400, hinted("Invalid account"), true),
            (401, hinted("Token has been revoked"), false),
            (400, hinted("Check the `client_secret` parameter"), false),
            (402, String::new(), false),
            (500, String::new(), false),
        ] {
            let fault = read_tokens(&answer(http_status, &body), NOW).expect_err("no tokens");
            assert_eq!(fault.may_mean_renamed(), may_be, "{http_status} {body}");
        }
    }

    #[test]
    fn the_lookup_goes_to_the_host_that_the_token_names() {
        let request = request_lookup(&host("shop.amocrm.ru"), &pair("api-a.amocrm.ru")).expect("a request");
        assert_eq!(request.host(), &host("api-a.amocrm.ru"));
        let asked = request.reveal();
        assert_eq!((&asked.method, asked.url.as_str()), (&Method::GET, "/oauth2/account/current/subdomain"));
        assert_eq!(asked.headers.get("x-refresh-token"), Some("again"));
        assert_eq!(asked.headers.get("authorization"), None);
        let local = host("http://127.0.0.1:8080");
        assert!(request_lookup(&local, &pair("127.0.0.1:8081")).is_some(), "among stand-in servers");
    }

    #[test]
    fn the_lookup_never_leaves_the_vendor() {
        for (account, api_domain) in [
            ("shop.amocrm.ru", ""),
            ("shop.amocrm.ru", "evil.example"),
            ("shop.amocrm.ru", "api-a.amocrm.ru.evil.example"),
            ("shop.amocrm.ru", "amocrm.ru@evil.example"),
            ("shop.amocrm.ru", "www.amocrm.ru"),
            ("shop.amocrm.ru", "shop.kommo.com"),
            ("shop.amocrm.ru", "127.0.0.1:80"),
            ("http://127.0.0.1:8080", "api-a.amocrm.ru"),
        ] {
            let request = request_lookup(&host(account), &pair(api_domain));
            assert!(request.is_none(), "{account} {api_domain}: {request:?}");
        }
        let no_jwt = TokenPair { access: token("secret"), ..pair("") };
        assert!(request_lookup(&host("shop.amocrm.ru"), &no_jwt).is_none(), "no word of a host");
    }

    #[test]
    fn a_renamed_account_is_found_where_the_same_vendor_says() {
        let old = host("shop.amocrm.ru");
        let told = |domain: &str| {
            let body =
                format!(r#"{{"id":123456,"subdomain":"store","domain":"{domain}","top_level_domain":"ru"}}"#);
            read_lookup(&old, &answer(200, &body))
        };
        assert_eq!(told("store.amocrm.ru"), Ok(host("store.amocrm.ru")));
        assert_eq!(told("shop.amocrm.ru"), Ok(old.clone()), "not renamed at all");
        let odd = Err(OAuthFault::malformed("account's domain"));
        for domain in ["evil.example", "store.amocrm.ru.evil.example", "store.kommo.com", "127.0.0.1:80", ""]
        {
            assert_eq!(told(domain), odd, "{domain}");
        }
        assert_eq!(read_lookup(&old, &answer(200, "{}")), odd);
        let refused = read_lookup(&old, &answer(401, r#"{"hint":"Invalid refresh token"}"#));
        assert_eq!(refused, Err(OAuthFault::RefreshRevoked));
    }
}
