//! Answers requests about one account as amoCRM's documents say it would.

mod answers;
mod lists;
mod segments;
mod statuses;
mod values;

use ehttp::{Method, Request, Response};
use serde_json::{Value, json};

use crate::crm::Mode;
use crate::crm::order::SortRule;

use super::{OAuth, World, WorldField, WorldList, WorldSegment, WorldStatus};
use answers::{LARGEST_PAGE, Refusal, Success, no_method, path, problem, query, response};

/// The earliest moment at which something may be written: 2026-01-01T00:00:00Z.
const FIRST_WRITE: i64 = 1_767_225_600;

/// A pretend amoCRM with one account.
#[derive(Clone, Debug)]
pub struct Server {
    world: World,
    /// The highest id that a status was ever given; a deleted one is not given again.
    last_status: u64,
    /// The same for segments.
    last_segment: u64,
    /// When a segment was last written, in seconds since 1970.
    now: i64,
    token: Option<String>,
    oauth: Option<OAuth>,
    rights: Rights,
    system_statuses: SystemStatuses,
    rule: SortRule,
    lists_are_shown: bool,
    pages: Pages,
    misses_are_quiet: bool,
}

/// How lists are cut into pages.
#[derive(Clone, Copy, Debug)]
struct Pages {
    /// As many entries as a request may ask for.
    largest: usize,
    /// How many more pages, other than a first one, begin with the last entry of the page before in the place
    /// of their own first: as when something was added while the pages were read.
    shifted: u32,
}

/// What the user who asks may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rights {
    /// Everything.
    Administrator,
    /// Only reading.
    Reader,
}

/// What happens to a changed system status; the vendor's documents disagree.
///
/// Deleting one is always refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemStatuses {
    /// Changed like any other.
    Changeable,
    /// Refused.
    Fixed,
}

impl Server {
    /// Makes a server that asks for no token, lets the user do everything and moves statuses aside
    /// where one is inserted.
    #[must_use]
    pub fn new(world: World) -> Self {
        Self {
            last_status: statuses::highest_id(&world),
            last_segment: segments::highest_id(&world),
            now: FIRST_WRITE,
            world,
            token: None,
            oauth: None,
            rights: Rights::Administrator,
            system_statuses: SystemStatuses::Changeable,
            rule: SortRule::InsertBefore,
            lists_are_shown: true,
            pages: Pages { largest: LARGEST_PAGE, shifted: 0 },
            misses_are_quiet: false,
        }
    }

    /// Answers only to this token from now on.
    #[must_use]
    pub fn with_token(self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self }
    }

    /// Answers also to the tokens that this gives out, and to nobody without a token.
    #[must_use]
    pub fn with_oauth(self, oauth: OAuth) -> Self {
        Self { oauth: Some(oauth), ..self }
    }

    /// Gives the user these rights.
    #[must_use]
    pub fn with_rights(self, rights: Rights) -> Self {
        Self { rights, ..self }
    }

    /// Treats system statuses this way.
    #[must_use]
    pub fn with_system_statuses(self, system_statuses: SystemStatuses) -> Self {
        Self { system_statuses, ..self }
    }

    /// Does this with `sort` numbers.
    #[must_use]
    pub fn with_rule(self, rule: SortRule) -> Self {
        Self { rule, ..self }
    }

    /// Refuses the account's lists from now on, as to a user without the right to see them.
    #[must_use]
    pub fn without_lists(self) -> Self {
        Self { lists_are_shown: false, ..self }
    }

    /// Answers 204 from now on to whatever is about a thing that is not there, as amoCRM does in places; else
    /// 404.
    #[must_use]
    pub fn with_quiet_misses(self) -> Self {
        Self { misses_are_quiet: true, ..self }
    }

    /// Puts at most this many entries on a page from now on, however many are asked for.
    pub fn set_largest_page(&mut self, largest: usize) {
        self.pages.largest = largest.max(1);
    }

    /// Lets this many pages, other than a first one, repeat the last entry of the page before and lack one of
    /// their own.
    pub fn shift_pages(&mut self, count: u32) {
        self.pages.shifted = count;
    }

    /// Returns what the server knows, for tests to look at.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Lets somebody else change the account.
    pub fn world_mut(&mut self) -> &mut World {
        &mut self.world
    }

    /// Lets the sign-in give out, expire and revoke; `None` if the server has none.
    pub fn oauth_mut(&mut self) -> Option<&mut OAuth> {
        self.oauth.as_mut()
    }

    /// Answers one request, whose `url` may be a path or a whole address.
    pub fn answer(&mut self, request: &Request) -> Response {
        let answered = match self.sign_in(request) {
            Some(answered) => answered,
            None => self.check_token(request).and_then(|()| self.route(request)),
        };
        let (http_status, kind, body) = match answered {
            Ok((http_status, body)) => (http_status, "application/hal+json", body),
            Err(Refusal(http_status, body)) => (http_status, "application/problem+json", Some(body)),
        };
        response(&request.url, http_status, kind, body.as_ref())
    }

    /// Answers what needs no access token; `None` for everything else.
    fn sign_in(&mut self, request: &Request) -> Option<Result<Success, Refusal>> {
        let oauth = self.oauth.as_mut()?;
        let (account, user) = (self.world.id, self.world.user);
        match (path(&request.url), &request.method) {
            ("/oauth2/access_token", Method::POST) => {
                let given = oauth.tokens(account, user, &request.body);
                Some(given.map(|body| (200, Some(body))).map_err(|body| Refusal(400, body)))
            }
            ("/oauth2/account/current/subdomain", Method::GET) => {
                let place = oauth.place(account, request.headers.get("x-refresh-token"));
                let refused = || problem(401, "Invalid user name or password");
                Some(place.map(|body| (200, Some(body))).ok_or_else(refused))
            }
            _ => None,
        }
    }

    fn check_token(&mut self, request: &Request) -> Result<(), Refusal> {
        if self.token.is_none() && self.oauth.is_none() {
            return Ok(());
        }
        let given = request.headers.get("authorization").and_then(|value| value.strip_prefix("Bearer "));
        let is_known = |given: &str| {
            self.token.as_deref() == Some(given)
                || self.oauth.as_mut().is_some_and(|oauth| oauth.lets_in(given))
        };
        if given.is_some_and(is_known) { Ok(()) } else { Err(problem(401, "Invalid user name or password")) }
    }

    fn route(&mut self, request: &Request) -> Result<Success, Refusal> {
        let path = path(&request.url);
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match (parts.as_slice(), &request.method) {
            (["api", "v4", "account"], Method::GET) => Ok((200, Some(self.account(&request.url)))),
            (["api", "v4", "users", id], Method::GET) => self.user(id),
            (["api", "v4", "customers", "statuses"], method) => self.statuses(method, &request.body),
            (["api", "v4", "customers", "statuses", id], method) => {
                self.one_status(method, id, &request.body)
            }
            (["api", "v4", "customers", "segments"], _) => self.segments(request),
            (["api", "v4", "customers", "segments", "custom_fields"], Method::GET) => {
                self.segment_fields(&request.url)
            }
            (["api", "v4", "customers", "segments", "custom_fields"], _) => Err(no_method()),
            (["api", "v4", "customers", "segments", id], method) => {
                self.one_segment(method, id, &request.body)
            }
            (["api", "v4", "catalogs"], Method::GET) => self.lists(&request.url),
            (["api", "v4", "catalogs", id, "custom_fields"], Method::GET) => {
                self.list_fields(id, &request.url)
            }
            (["api", "v4", "account" | "catalogs"] | ["api", "v4", "catalogs", _, "custom_fields"], _) => {
                Err(no_method())
            }
            _ => Err(problem(404, &format!("Cannot {} {path}", request.method.as_str()))),
        }
    }

    /// Answers who and where we are, and how dates are written there if that is asked for.
    fn account(&self, url: &str) -> Value {
        let mut account = self.world.account_json();
        let asked = |name: &str, value: &str| {
            name == "with" && value.split(',').any(|one| one == "datetime_settings")
        };
        if query(url).any(|(name, value)| asked(&name, &value)) {
            account["_embedded"] = json!({ "datetime_settings": self.world.datetime_json(self.now) });
        }
        account
    }

    /// Tells an administrator who they are; nobody else may ask.
    fn user(&self, id: &str) -> Result<Success, Refusal> {
        self.needs_administrator()?;
        if id.parse() != Ok(self.world.user) {
            return Err(problem(404, "User not found"));
        }
        let rights = json!({ "is_admin": true, "is_free": false, "is_active": true });
        let user = json!({
            "id": self.world.user, "name": "Anna Smirnova", "email": "anna@example.com", "lang": "ru",
            "rights": rights,
        });
        Ok((200, Some(user)))
    }

    /// Answers what is about a thing that is not there.
    fn missing(&self, words: &str) -> Result<Success, Refusal> {
        if self.misses_are_quiet { Ok((204, None)) } else { Err(problem(404, words)) }
    }

    fn needs_customers(&self) -> Result<(), Refusal> {
        match self.world.mode {
            Mode::Disabled | Mode::Unavailable => Err(problem(422, "Customers disabled")),
            _ => Ok(()),
        }
    }

    fn needs(&self, mode: Mode) -> Result<(), Refusal> {
        self.needs_customers()?;
        match self.world.mode {
            now if now == mode || now == Mode::Unknown => Ok(()),
            _ => Err(problem(422, "Customers mode does not allow this")),
        }
    }

    fn needs_administrator(&self) -> Result<(), Refusal> {
        match self.rights {
            Rights::Administrator => Ok(()),
            Rights::Reader => Err(problem(403, "Access denied")),
        }
    }
}

/// Gives an id that is higher than the last one and than those that somebody else gave.
///
/// The vendor's ids leave gaps.
fn next_id(last: &mut u64, highest: u64) -> u64 {
    *last = highest.max(*last) + 3;
    *last
}

#[cfg(test)]
mod tests {
    use super::super::{SeedWords, WorldStatus};
    use super::*;
    use crate::amo;
    use crate::crm::{Color, STATUS_COLORS};

    use ehttp::Headers;

    pub(super) const LIST: &str = "/api/v4/customers/statuses";
    pub(super) const OFFERED: Color = STATUS_COLORS[0];

    pub(super) fn demo() -> Server {
        Server::new(World::demo(SeedWords::English))
    }

    /// A server with system statuses 1 and 2 around ordinary ones 11, 12, 13.
    pub(super) fn small() -> Server {
        Server::new(World::with_statuses(vec![
            WorldStatus::system(2, "Closed", 4, OFFERED, 3),
            WorldStatus::ordinary(12, "B", 2, OFFERED),
            WorldStatus::system(1, "Recent", 0, OFFERED, 4),
            WorldStatus::ordinary(11, "A", 1, OFFERED),
            WorldStatus::ordinary(13, "C", 3, OFFERED),
        ]))
    }

    pub(super) fn ask(server: &mut Server, method: Method, url: &str, body: &str) -> Response {
        let request = Request::new(method, url, Headers::default()).with_body(body.as_bytes().to_vec());
        server.answer(&request)
    }

    pub(super) fn body(response: &Response) -> Value {
        serde_json::from_slice(&response.bytes).expect("a body of JSON")
    }

    pub(super) fn listed(server: &mut Server) -> Vec<(u64, i64)> {
        let page = amo::read_statuses(&ask(server, Method::GET, LIST, "")).expect("a list");
        page.items.iter().map(|status| (status.key.id().unwrap_or_default(), status.sort)).collect()
    }

    pub(super) fn paths(response: &Response) -> Vec<(String, String)> {
        let amo::Fault::Refused { details } = amo::Fault::of(response) else {
            panic!("refused: {response:?}")
        };
        let told = |detail: amo::Detail| (detail.request_id.unwrap_or_default(), detail.path);
        details.into_iter().map(told).collect()
    }

    #[test]
    fn a_path_and_a_whole_address_are_the_same() {
        let mut server = small();
        for url in [
            LIST,
            "http://127.0.0.1:8080/api/v4/customers/statuses?page=1",
            "https://x.amocrm.ru/api/v4/customers/statuses",
            "/api/v4/customers/statuses?back=http://x/y",
        ] {
            assert_eq!(ask(&mut server, Method::GET, url, "").status, 200, "{url}");
        }
    }

    #[test]
    fn unknown_ways_and_methods_are_told() {
        let mut server = small();
        for (method, url, http_status) in [
            (Method::GET, "/", 404),
            (Method::GET, "https://x.amocrm.ru", 404),
            (Method::GET, "/api/v4/customers", 404),
            (Method::GET, "/api/v4/customers/statuses/", 404),
            (Method::GET, "/api/v4/customers/statuses/x", 404),
            (Method::GET, "/api/v4/customers/statuses/11/x", 404),
            (Method::PUT, "/api/v4/customers/statuses", 405),
            (Method::PATCH, "/api/v4/customers/statuses", 405),
            (Method::POST, "/api/v4/customers/statuses/11", 405),
            (Method::POST, "/api/v4/account", 405),
            (Method::GET, "/api/v4/customers/segments/x", 422),
            (Method::POST, "/api/v4/customers/segments/custom_fields", 405),
            (Method::POST, "/api/v4/catalogs", 405),
            (Method::POST, "/api/v4/catalogs/1/custom_fields", 405),
        ] {
            let told = format!("{method:?} {url}");
            assert_eq!(ask(&mut server, method, url, "").status, http_status, "{told}");
        }
        let unknown = body(&ask(&mut server, Method::GET, "/api/v4/leads?x=1", ""));
        assert_eq!(unknown["detail"], "Cannot GET /api/v4/leads");
    }

    #[test]
    fn how_dates_are_written_is_told_if_it_is_asked_for() {
        let mut server = demo();
        let mut account = |url: &str| body(&ask(&mut server, Method::GET, url, ""));
        assert_eq!(account("/api/v4/account").get("_embedded"), None);
        assert_eq!(account("/api/v4/account?with=version").get("_embedded"), None);
        for query in
            ["with=datetime_settings", "with=version,datetime_settings", "with=version%2Cdatetime_settings"]
        {
            let told = account(&format!("/api/v4/account?{query}"));
            let expected = json!({
                "date_pattern": "d.m.Y H:i", "short_date_pattern": "d.m.Y", "short_time_pattern": "H:i",
                "date_format": "d.m.Y", "time_format": "H:i:s",
                "timezone": "Europe/Moscow", "timezone_offset": "+03:00",
            });
            assert_eq!(told["_embedded"]["datetime_settings"], expected, "{query}");
        }
    }

    #[test]
    fn the_offset_is_that_of_the_accounts_zone() {
        for (zone, offset) in
            [("America/St_Johns", "-03:30"), ("Asia/Tokyo", "+09:00"), ("nowhere", "+00:00")]
        {
            let mut server = Server::new(World { zone: zone.to_owned(), ..World::demo(SeedWords::English) });
            let told = body(&ask(&mut server, Method::GET, "/api/v4/account?with=datetime_settings", ""));
            let settings = &told["_embedded"]["datetime_settings"];
            assert_eq!((&settings["timezone"], &settings["timezone_offset"]), (&json!(zone), &json!(offset)));
        }
    }

    #[test]
    fn only_the_right_token_is_let_in() {
        let mut server = small().with_token("secret");
        for (header, http_status) in
            [(None, 401), (Some("Bearer other"), 401), (Some("secret"), 401), (Some("Bearer secret"), 200)]
        {
            let mut request = amo::request_account();
            if let Some(value) = header {
                request.headers.insert("authorization", value);
            }
            assert_eq!(server.answer(&request).status, http_status, "{header:?}");
        }
    }

    #[test]
    fn each_list_answers_only_in_its_mode() {
        let segments = "/api/v4/customers/segments";
        for (mode, statuses, others) in [
            (Mode::Periodicity, 200, 422),
            (Mode::Segments, 422, 204),
            (Mode::Disabled, 422, 422),
            (Mode::Unavailable, 422, 422),
            (Mode::Unknown, 200, 204),
        ] {
            let mut server = Server::new(World::demo(SeedWords::Russian).with_mode(mode));
            assert_eq!(ask(&mut server, Method::GET, LIST, "").status, statuses, "{mode:?}");
            assert_eq!(ask(&mut server, Method::GET, segments, "").status, others, "{mode:?}");
            let account = amo::read_account(&server.answer(&amo::request_account()));
            assert_eq!(account.map(|account| account.mode), Ok(mode));
        }
    }
}
