//! The sign-in side of the pretend amoCRM: it gives out codes and tokens, and takes them back on command.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

/// The pretend vendor's knowledge of one integration. It has no clock: things expire when a test says so.
#[derive(Clone, Debug)]
pub struct OAuth {
    client_id: String,
    client_secret: String,
    redirect_uri: String,
    rotation: Rotation,
    domain: String,
    api_domain: String,
    now: i64,
    lifetime: i64,
    /// How many secrets were made; each has the number of its own.
    made: u64,
    codes: Vec<(String, Life)>,
    grants: Vec<Grant>,
}

/// When an exchanged refresh token dies; the vendor's documents disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// With the exchange, as amoCRM says.
    AtOnce,
    /// When one of the new tokens is used, as Kommo says; until then the exchange may be repeated.
    WhenUsed,
}

/// What has become of a code or a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    Valid,
    Expired,
    Revoked,
}

/// A pair of tokens, or one long-lived token.
#[derive(Clone, Debug)]
struct Grant {
    access: String,
    access_life: Life,
    /// A long-lived token has none.
    refresh: Option<String>,
    refresh_life: Life,
    /// The refresh token that was exchanged for this pair.
    before: Option<String>,
}

impl OAuth {
    /// Makes a vendor that knows this integration of the account, and has given out nothing.
    #[must_use]
    pub fn new(client_id: &str, client_secret: &str, redirect_uri: &str) -> Self {
        Self {
            client_id: client_id.to_owned(),
            client_secret: client_secret.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            rotation: Rotation::AtOnce,
            domain: "aroma-coffee.amocrm.ru".to_owned(),
            api_domain: "api-b.amocrm.ru".to_owned(),
            now: 1_750_000_000,
            lifetime: 24 * 60 * 60,
            made: 0,
            codes: Vec::new(),
            grants: Vec::new(),
        }
    }

    /// Lets exchanged refresh tokens die this way.
    #[must_use]
    pub fn with_rotation(self, rotation: Rotation) -> Self {
        Self { rotation, ..self }
    }

    /// Says in every token that the vendor answers at this host, such as `127.0.0.1:8080`.
    #[must_use]
    pub fn with_api_domain(self, api_domain: &str) -> Self {
        Self { api_domain: api_domain.to_owned(), ..self }
    }

    /// Dates tokens from this time (Unix seconds), and says that access tokens live so many seconds.
    #[must_use]
    pub fn with_times(self, now: i64, lifetime: i64) -> Self {
        Self { now, lifetime, ..self }
    }

    /// Gives out a code, as the window of the integration shows it.
    pub fn issue_code(&mut self) -> String {
        let code = self.opaque();
        self.codes.push((code.clone(), Life::Valid));
        code
    }

    /// Gives out a long-lived token of this account that says it expires then (Unix seconds).
    pub fn issue_long_lived(&mut self, account: u64, user: u64, expires_at: i64) -> String {
        let access = self.jwt(account, user, expires_at);
        self.grant(access.clone(), None, None);
        access
    }

    /// Lets all unused codes grow old.
    pub fn expire_codes(&mut self) {
        self.codes.iter_mut().filter(|code| code.1 == Life::Valid).for_each(|code| code.1 = Life::Expired);
    }

    /// Lets all access tokens grow old; refresh tokens stay good.
    pub fn expire_access(&mut self) {
        self.grants.iter_mut().for_each(|grant| grant.access_life = Life::Expired);
    }

    /// Takes everything back, as when the integration is switched off.
    pub fn revoke(&mut self) {
        for grant in &mut self.grants {
            (grant.access_life, grant.refresh_life) = (Life::Revoked, Life::Revoked);
        }
    }

    /// Moves the account to another address, which the lookup tells from now on.
    pub fn rename(&mut self, domain: &str) {
        domain.clone_into(&mut self.domain);
    }

    /// Tells whether an access token is good, which also counts as its use.
    pub(super) fn lets_in(&mut self, access: &str) -> bool {
        let valid = |grant: &&Grant| grant.access == access && grant.access_life == Life::Valid;
        let Some(grant) = self.grants.iter().find(valid) else { return false };
        if let Some(before) = grant.before.clone() {
            self.kill_refresh(&before);
        }
        true
    }

    /// Answers the exchange of a code or a refresh token; an error is the body of a 400.
    pub(super) fn tokens(&mut self, account: u64, user: u64, body: &[u8]) -> Result<Value, Value> {
        let ask: Map<String, Value> = serde_json::from_slice(body).map_err(|_| problem(None))?;
        let text = |name: &str| ask.get(name).and_then(Value::as_str).unwrap_or_default();
        for (name, expected, hint) in [
            ("client_id", &self.client_id, "Check the `client_id` parameter"),
            ("client_secret", &self.client_secret, "Check the `client_secret` parameter"),
            ("redirect_uri", &self.redirect_uri, "Redirect URI is not associated with client"),
        ] {
            if text(name) != expected {
                return Err(problem(Some(hint)));
            }
        }
        let before = match text("grant_type") {
            "authorization_code" => {
                self.use_code(text("code")).map(|()| None).map_err(|hint| problem(Some(hint)))
            }
            "refresh_token" => {
                let refresh = text("refresh_token");
                self.use_refresh(refresh)
                    .map(|()| Some(refresh.to_owned()))
                    .map_err(|hint| problem(Some(hint)))
            }
            _ => Err(problem(None)),
        }?;
        let access = self.jwt(account, user, self.now.saturating_add(self.lifetime));
        let refresh = self.opaque();
        self.grant(access.clone(), Some(refresh.clone()), before);
        Ok(json!({
            "token_type": "Bearer",
            "expires_in": self.lifetime,
            "server_time": self.now,
            "access_token": access,
            "refresh_token": refresh,
        }))
    }

    /// Answers where the account lives; `None` without a good refresh token.
    pub(super) fn place(&self, account: u64, refresh: Option<&str>) -> Option<Value> {
        let refresh = refresh?;
        self.grants
            .iter()
            .find(|grant| grant.is_refreshed_by(refresh) && grant.refresh_life == Life::Valid)?;
        let (subdomain, home) = self.domain.split_once('.').unwrap_or((&self.domain, ""));
        let top = home.rsplit('.').next().unwrap_or_default();
        Some(json!({
            "id": account, "subdomain": subdomain, "domain": self.domain, "top_level_domain": top,
        }))
    }

    fn use_code(&mut self, code: &str) -> Result<(), &'static str> {
        let known = self.codes.iter_mut().find(|(known, _)| known == code);
        let (_, life) = known.ok_or("Cannot decrypt the authorization code")?;
        match life {
            Life::Valid => {
                *life = Life::Revoked;
                Ok(())
            }
            Life::Expired => Err("Authorization code has expired"),
            Life::Revoked => Err("Authorization code has been revoked"),
        }
    }

    fn use_refresh(&mut self, refresh: &str) -> Result<(), &'static str> {
        let known = self.grants.iter().find(|grant| grant.is_refreshed_by(refresh));
        let grant = known.ok_or("Invalid refresh token")?;
        if grant.refresh_life != Life::Valid {
            return Err("Token has been revoked");
        }
        let dead = match self.rotation {
            Rotation::AtOnce => Some(refresh.to_owned()),
            Rotation::WhenUsed => grant.before.clone(),
        };
        if let Some(dead) = dead {
            self.kill_refresh(&dead);
        }
        Ok(())
    }

    fn kill_refresh(&mut self, refresh: &str) {
        let same = self.grants.iter_mut().filter(|grant| grant.is_refreshed_by(refresh));
        same.for_each(|grant| grant.refresh_life = Life::Revoked);
    }

    fn grant(&mut self, access: String, refresh: Option<String>, before: Option<String>) {
        let life = Life::Valid;
        self.grants.push(Grant { access, access_life: life, refresh, refresh_life: life, before });
    }

    /// Makes a secret that looks like the vendor's codes and refresh tokens.
    fn opaque(&mut self) -> String {
        self.made += 1;
        let digit = |byte: u8| char::from_digit(u32::from(byte >> 4), 16);
        let digits: String = noise(self.made, 640).into_iter().filter_map(digit).collect();
        format!("def50200{digits}")
    }

    /// Makes an access token that looks like the vendor's; its signature is noise.
    fn jwt(&mut self, account: u64, user: u64, expires_at: i64) -> String {
        self.made += 1;
        let payload = json!({
            "aud": self.client_id, "jti": self.made.to_string(), "iat": self.now, "nbf": self.now,
            "exp": expires_at, "sub": user.to_string(), "grant_type": "", "account_id": account,
            "api_domain": self.api_domain, "scopes": ["crm"],
        });
        let header = json!({ "typ": "JWT", "alg": "RS256" });
        let [header, payload] = [header, payload].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part.to_string()));
        format!("{header}.{payload}.{}", BASE64_URL_SAFE_NO_PAD.encode(noise(self.made, 256)))
    }
}

impl Grant {
    fn is_refreshed_by(&self, refresh: &str) -> bool {
        self.refresh.as_deref() == Some(refresh)
    }
}

/// Makes bytes that look like chance and are always the same for the same number.
fn noise(number: u64, length: usize) -> Vec<u8> {
    // The constants of a well-known generator (Knuth's MMIX); any would do.
    let next = |state: &u64| {
        Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    };
    std::iter::successors(Some(number), next)
        .skip(1)
        .take(length)
        .map(|state| state.to_be_bytes()[0])
        .collect()
}

/// Makes the body of a refusal; without a hint where none was ever seen.
fn problem(hint: Option<&str>) -> Value {
    let mut body = json!({
        "title": "Некорректный запрос",
        "type": "https://developers.amocrm.ru/v3/errors/OAuthProblemJson",
        "status": 400,
        "detail": "В запросе отсутствует ряд параметров или параметры невалидны",
    });
    if let Some(hint) = hint {
        body["hint"] = hint.into();
    }
    body
}

#[cfg(test)]
mod tests {
    use ehttp::Response;

    use super::super::{Rights, SeedWords, Server, World};
    use super::*;
    use crate::amo::{self, Fault, Host, Integration, OAuthFault, Secret, Token, TokenPair};

    const NOW: i64 = 1_760_000_000;

    fn server(rotation: Rotation) -> Server {
        let oauth = OAuth::new("c11e47", "hush", "https://shop.example/").with_rotation(rotation);
        Server::new(World::demo(SeedWords::English)).with_oauth(oauth)
    }

    fn oauth(server: &mut Server) -> &mut OAuth {
        server.oauth_mut().expect("a server that signs in")
    }

    fn integration() -> Integration {
        Integration {
            client_id: "c11e47".to_owned(),
            client_secret: Secret::from("hush".to_owned()),
            redirect_uri: "https://shop.example/".to_owned(),
        }
    }

    fn host() -> Host {
        Host::parse("aroma-coffee.amocrm.ru").expect("a host")
    }

    fn token(text: &str) -> Token {
        Token::parse(text).expect("a token")
    }

    fn exchange_as(server: &mut Server, own: &Integration, code: &str) -> Result<TokenPair, OAuthFault> {
        let request = amo::request_exchange(&host(), own, &token(code));
        amo::read_tokens(&server.answer(request.reveal()), NOW)
    }

    fn exchange(server: &mut Server, code: &str) -> Result<TokenPair, OAuthFault> {
        exchange_as(server, &integration(), code)
    }

    fn signed_in(server: &mut Server) -> TokenPair {
        let code = oauth(server).issue_code();
        exchange(server, &code).expect("a pair")
    }

    fn refresh(server: &mut Server, pair: &TokenPair) -> Result<TokenPair, OAuthFault> {
        let request = amo::request_refresh(&host(), &integration(), &pair.refresh);
        amo::read_tokens(&server.answer(request.reveal()), NOW)
    }

    fn ask(server: &mut Server, request: ehttp::Request, access: &str) -> Response {
        server.answer(&request.with_header("Authorization", format!("Bearer {access}")))
    }

    fn is_let_in(server: &mut Server, access: &Token) -> bool {
        ask(server, amo::request_account(), access.reveal()).status == 200
    }

    #[test]
    fn a_code_opens_the_account_once() {
        let mut server = server(Rotation::AtOnce);
        assert!(!is_let_in(&mut server, &token("secret")), "nobody knows this one");
        let code = oauth(&mut server).issue_code();
        let pair = exchange(&mut server, &code).expect("a pair");
        assert_eq!(pair.expires_at, NOW + 86_400);
        assert!(is_let_in(&mut server, &pair.access), "signed in");
        assert_eq!(exchange(&mut server, &code), Err(OAuthFault::CodeUsed));
        assert!(is_let_in(&mut server, &pair.access), "still signed in");
    }

    #[test]
    fn what_is_wrong_with_an_exchange_is_told() {
        let mut server = server(Rotation::AtOnce);
        let code = oauth(&mut server).issue_code();
        let own = integration;
        let other = || "other".to_owned();
        for (own, expected) in [
            (Integration { client_id: other(), ..own() }, OAuthFault::WrongClientId),
            (Integration { client_secret: other().into(), ..own() }, OAuthFault::WrongClientSecret),
            (Integration { redirect_uri: other(), ..own() }, OAuthFault::WrongRedirect),
        ] {
            assert_eq!(exchange_as(&mut server, &own, &code), Err(expected));
        }
        assert_eq!(exchange(&mut server, "other"), Err(OAuthFault::CodeUnreadable));
        oauth(&mut server).expire_codes();
        assert_eq!(exchange(&mut server, &code), Err(OAuthFault::CodeExpired));
        let odd = ehttp::Request::post("/oauth2/access_token", b"grant_type=refresh_token".to_vec());
        let refused = amo::read_tokens(&server.answer(&odd), NOW);
        assert!(matches!(refused, Err(OAuthFault::Refused { .. })), "no JSON: {refused:?}");
    }

    #[test]
    fn a_refresh_gives_new_tokens_and_the_old_one_dies_at_once() {
        let mut server = server(Rotation::AtOnce);
        let first = signed_in(&mut server);
        oauth(&mut server).expire_access();
        assert!(!is_let_in(&mut server, &first.access), "expired");
        let second = refresh(&mut server, &first).expect("a pair");
        assert!(second.access != first.access && second.refresh != first.refresh, "both are new");
        assert!(is_let_in(&mut server, &second.access), "signed in again");
        assert_eq!(refresh(&mut server, &first), Err(OAuthFault::RefreshRevoked));
        let never = TokenPair { refresh: token("never"), ..second };
        assert_eq!(refresh(&mut server, &never), Err(OAuthFault::RefreshRevoked));
    }

    #[test]
    fn a_refresh_may_be_repeated_until_the_new_tokens_are_used() {
        for is_used_by_a_call in [true, false] {
            let mut server = server(Rotation::WhenUsed);
            let first = signed_in(&mut server);
            assert!(refresh(&mut server, &first).is_ok(), "the answer is lost");
            let second = refresh(&mut server, &first).expect("once more");
            if is_used_by_a_call {
                assert!(is_let_in(&mut server, &second.access), "a call");
            } else {
                assert!(refresh(&mut server, &second).is_ok(), "the next exchange");
            }
            assert_eq!(refresh(&mut server, &first), Err(OAuthFault::RefreshRevoked));
        }
    }

    #[test]
    fn what_is_revoked_opens_nothing() {
        let mut server = server(Rotation::AtOnce);
        let pair = signed_in(&mut server);
        let long_lived = oauth(&mut server).issue_long_lived(1, 2, NOW);
        oauth(&mut server).revoke();
        assert!(!is_let_in(&mut server, &pair.access), "the access token");
        assert!(!is_let_in(&mut server, &token(&long_lived)), "the long-lived token");
        assert_eq!(refresh(&mut server, &pair), Err(OAuthFault::RefreshRevoked));
        assert!(signed_in(&mut server).refresh != pair.refresh, "a new code begins anew");
    }

    #[test]
    fn a_long_lived_token_tells_when_it_expires() {
        let mut server = server(Rotation::AtOnce);
        let long_lived = token(&oauth(&mut server).issue_long_lived(31_042_874, 7, NOW));
        assert!(is_let_in(&mut server, &long_lived), "it needs no exchange");
        let told = amo::claims(&long_lived);
        assert_eq!((told.expires_at, told.issued_at), (Some(NOW), Some(1_750_000_000)));
        assert_eq!(told.account, Some(31_042_874));
    }

    #[test]
    fn a_renamed_account_is_found_again() {
        let mut server = server(Rotation::AtOnce);
        let pair = signed_in(&mut server);
        oauth(&mut server).rename("aroma.amocrm.ru");
        let request = amo::request_lookup(&host(), &pair).expect("a token that names a host");
        assert_eq!(request.host().to_string(), "api-b.amocrm.ru");
        let found = amo::read_lookup(&host(), &server.answer(request.reveal()));
        assert_eq!(found.map(|host| host.to_string()).as_deref(), Ok("aroma.amocrm.ru"));
        oauth(&mut server).revoke();
        let refused = amo::read_lookup(&host(), &server.answer(request.reveal()));
        assert!(refused.is_err_and(|fault| fault.is_terminal()), "only with a good refresh token");
    }

    #[test]
    fn only_an_administrator_is_told_who_the_user_is() {
        let world = World::demo(SeedWords::Russian);
        let user = world.user;
        let mut server = Server::new(world);
        let admin = amo::read_user(&server.answer(&amo::request_user(user))).expect("a user");
        assert_eq!((admin.is_admin, admin.name.is_empty()), (Some(true), false));
        assert_eq!(amo::read_user(&server.answer(&amo::request_user(1))), Err(Fault::NotFound));
        let mut server = server.with_rights(Rights::Reader);
        assert_eq!(amo::read_user(&server.answer(&amo::request_user(user))), Ok(amo::User::default()));
    }

    #[test]
    fn a_server_without_a_sign_in_has_no_such_addresses() {
        let mut server = Server::new(World::demo(SeedWords::English));
        assert!(server.oauth_mut().is_none(), "nothing to command");
        assert_eq!(exchange(&mut server, "code"), Err(OAuthFault::Failed(Fault::NotFound)));
    }
}
