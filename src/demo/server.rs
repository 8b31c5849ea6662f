//! Answers requests about one account as amoCRM's documents say it would.

use ehttp::{Headers, Method, Request, Response};
use serde_json::{Map, Value, json};

use crate::crm::order::SortRule;
use crate::crm::{Color, MAX_STATUSES, Mode, STATUS_COLORS};

use super::{OAuth, World, WorldStatus};

/// A pretend amoCRM with one account.
#[derive(Clone, Debug)]
pub struct Server {
    world: World,
    /// The highest id that was ever given; a deleted one is not given again.
    last_id: u64,
    token: Option<String>,
    oauth: Option<OAuth>,
    rights: Rights,
    system_statuses: SystemStatuses,
    rule: SortRule,
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

/// A success: the HTTP status, and the body if there is one.
type Success = (u16, Option<Value>);

/// A refusal: the HTTP status and the body.
struct Refusal(u16, Value);

impl Server {
    /// Makes a server that asks for no token, lets the user do everything and moves statuses aside
    /// where one is inserted.
    #[must_use]
    pub fn new(world: World) -> Self {
        let last_id = highest_id(&world);
        Self {
            world,
            last_id,
            token: None,
            oauth: None,
            rights: Rights::Administrator,
            system_statuses: SystemStatuses::Changeable,
            rule: SortRule::InsertBefore,
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
            (["api", "v4", "account"], Method::GET) => Ok((200, Some(self.world.account_json()))),
            (["api", "v4", "users", id], Method::GET) => self.user(id),
            (["api", "v4", "customers", "statuses"], method) => self.statuses(method, &request.body),
            (["api", "v4", "customers", "statuses", id], method) => {
                self.one_status(method, id, &request.body)
            }
            (["api", "v4", "customers", "segments"], Method::GET) => {
                self.needs(Mode::Segments)?;
                Ok((204, None))
            }
            (["api", "v4", "account"] | ["api", "v4", "customers", "segments"], _) => Err(no_method()),
            _ => Err(problem(404, &format!("Cannot {} {path}", request.method.as_str()))),
        }
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

    fn statuses(&mut self, method: &Method, body: &[u8]) -> Result<Success, Refusal> {
        self.needs(Mode::Periodicity)?;
        match method {
            Method::GET => Ok((200, Some(self.list()))),
            Method::POST => {
                self.needs_administrator()?;
                self.create(body)
            }
            _ => Err(no_method()),
        }
    }

    fn one_status(&mut self, method: &Method, id: &str, body: &[u8]) -> Result<Success, Refusal> {
        self.needs(Mode::Periodicity)?;
        let found = |status: &&WorldStatus| id.parse() == Ok(status.id);
        let status =
            self.world.statuses.iter().find(found).ok_or_else(|| problem(404, "Status not found"))?;
        let (id, system) = (status.id, status.system);
        match method {
            Method::GET => Ok((200, Some(self.world.status_json(status).into()))),
            Method::PATCH => {
                self.needs_administrator()?;
                if system && self.system_statuses == SystemStatuses::Fixed {
                    return Err(problem(400, "System status can not be changed"));
                }
                self.update(id, body)
            }
            Method::DELETE => {
                self.needs_administrator()?;
                if system {
                    return Err(problem(400, "System status can not be deleted"));
                }
                self.world.statuses.retain(|status| status.id != id);
                Ok((204, None))
            }
            _ => Err(no_method()),
        }
    }

    fn needs(&self, mode: Mode) -> Result<(), Refusal> {
        match self.world.mode {
            Mode::Disabled | Mode::Unavailable => Err(problem(422, "Customers disabled")),
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

    fn list(&mut self) -> Value {
        self.world.in_order();
        let statuses = self.world.statuses.iter().map(|status| self.world.status_json(status));
        self.world.list_json(statuses.collect())
    }

    /// Creates all or, if anything is wrong with one, none.
    fn create(&mut self, body: &[u8]) -> Result<Success, Refusal> {
        let items: Vec<Value> = parse(body)?;
        if items.is_empty() {
            return Err(problem(400, "Request data can not be empty"));
        }
        let judged = items.iter().enumerate().map(|(at, item)| complaint(at, item, &["name", "sort"]));
        let complaints: Vec<Value> = judged.flatten().collect();
        if !complaints.is_empty() {
            return Err(invalid(&complaints));
        }
        if self.world.statuses.len() + items.len() > MAX_STATUSES {
            return Err(problem(422, &format!("Limit {MAX_STATUSES} statuses per account")));
        }
        let created = items.iter().enumerate().map(|(at, item)| self.create_one(at, item)).collect();
        Ok((200, Some(self.world.list_json(created))))
    }

    fn create_one(&mut self, index: usize, item: &Value) -> Map<String, Value> {
        // Somebody else may have added some. Ids only grow, and the vendor's leave gaps.
        self.last_id = self.last_id.max(highest_id(&self.world)) + 3;
        let id = self.last_id;
        let [first, ..] = STATUS_COLORS;
        self.world.statuses.push(WorldStatus::ordinary(id, "", 0, first));
        self.set(id, item);
        let mut answer = self.world.stub_json(id);
        answer.insert("request_id".to_owned(), request_id(index, item));
        answer
    }

    fn update(&mut self, id: u64, body: &[u8]) -> Result<Success, Refusal> {
        let members: Map<String, Value> = parse(body)?;
        if !["name", "sort", "color"].into_iter().any(|name| members.contains_key(name)) {
            return Err(problem(400, "Request data can not be empty"));
        }
        let item = Value::Object(members);
        if let Some(complaint) = complaint(0, &item, &[]) {
            return Err(invalid(&[complaint]));
        }
        self.set(id, &item);
        let status = self.world.statuses.iter().find(|status| status.id == id);
        let mut answer = status.map(|status| self.world.status_json(status)).unwrap_or_default();
        answer.insert("request_id".to_owned(), request_id(0, &item));
        Ok((200, Some(answer.into())))
    }

    /// Writes the checked members of an item into a status.
    fn set(&mut self, id: u64, item: &Value) {
        if let Some(status) = self.world.statuses.iter_mut().find(|status| status.id == id) {
            if let Some(name) = item.get("name").and_then(Value::as_str) {
                name.clone_into(&mut status.name);
            }
            if let Some(color) = item.get("color").and_then(offered_color) {
                status.color = color;
            }
        }
        if let Some(sort) = item.get("sort").and_then(Value::as_i64) {
            self.place(id, sort);
        }
    }

    /// Gives a status a number, and the others what the rule says.
    fn place(&mut self, id: u64, sort: i64) {
        self.world.in_order();
        let mut rows: Vec<(u64, i64)> =
            self.world.statuses.iter().map(|status| (status.id, status.sort)).collect();
        self.rule.apply(&mut rows, id, sort);
        for status in &mut self.world.statuses {
            status.sort = rows.iter().find(|row| row.0 == status.id).map_or(sort, |row| row.1);
        }
    }
}

fn highest_id(world: &World) -> u64 {
    world.statuses.iter().map(|status| status.id).max().unwrap_or_default()
}

/// Returns the path of an address or a path, without its query.
fn path(url: &str) -> &str {
    let path = match url.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => rest.find('/').map_or("", |at| rest.split_at(at).1),
        _ => url,
    };
    path.split(['?', '#']).next().unwrap_or_default()
}

fn parse<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| problem(400, "Invalid request body"))
}

/// Returns what was sent along to be given back, or else the place in the request.
fn request_id(index: usize, item: &Value) -> Value {
    item.get("request_id").cloned().unwrap_or_else(|| index.to_string().into())
}

fn offered_color(value: &Value) -> Option<Color> {
    let text = value.as_str().filter(|text| text.starts_with('#'))?;
    Color::parse(text).filter(|color| STATUS_COLORS.contains(color))
}

/// Returns what is wrong with one item of a request, in the form of the API; `None` if nothing is.
fn complaint(index: usize, item: &Value, demanded: &[&str]) -> Option<Value> {
    let errors: Vec<Value> = if let Value::Object(members) = item {
        let missing =
            demanded.iter().filter(|name| !members.contains_key(**name)).map(|name| (*name, MISSING));
        let wrong = members.iter().filter_map(|(name, value)| Some((name.as_str(), wrong(name, value)?)));
        missing.chain(wrong).map(|(path, fault)| error(path, fault)).collect()
    } else {
        vec![error("", ("InvalidType", "This value should be of type array."))]
    };
    (!errors.is_empty()).then(|| json!({ "request_id": request_id(index, item), "errors": errors }))
}

const MISSING: (&str, &str) = ("FieldMissing", "This field is missing.");

/// Returns code and words of what is wrong with a member.
fn wrong(name: &str, value: &Value) -> Option<(&'static str, &'static str)> {
    match (name, value) {
        ("name", Value::String(text)) if text.trim().is_empty() => {
            Some(("NotBlank", "This value should not be blank."))
        }
        ("name" | "request_id", Value::String(_)) => None,
        ("sort", value) if value.is_i64() => None,
        ("color", Value::String(_)) if offered_color(value).is_some() => None,
        ("color", Value::String(_)) => {
            Some(("NotSupportedChoice", "The value you selected is not a valid choice."))
        }
        ("name" | "request_id" | "color", _) => Some(("InvalidType", "This value should be of type string.")),
        ("sort", _) => Some(("InvalidType", "This value should be of type int.")),
        _ => Some(("FieldNotExpected", "This field was not expected.")),
    }
}

fn error(path: &str, (code, detail): (&str, &str)) -> Value {
    json!({ "code": code, "path": path, "detail": detail })
}

fn invalid(complaints: &[Value]) -> Refusal {
    Refusal(
        400,
        json!({
            "validation-errors": complaints,
            "title": "Bad Request",
            "type": "https://httpstatus.es/400",
            "status": 400,
            "detail": "Request validation failed",
        }),
    )
}

fn no_method() -> Refusal {
    problem(405, "Method not allowed")
}

fn problem(http_status: u16, detail: &str) -> Refusal {
    Refusal(
        http_status,
        json!({
            "title": title(http_status),
            "type": format!("https://httpstatus.es/{http_status}"),
            "status": http_status,
            "detail": detail,
        }),
    )
}

fn title(http_status: u16) -> &'static str {
    match http_status {
        200 => "OK",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        422 => "Unprocessable Entity",
        _ => "",
    }
}

/// Makes an answer; without a body it has no type either.
fn response(url: &str, http_status: u16, kind: &str, body: Option<&Value>) -> Response {
    let bytes = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
    let headers = if body.is_some() { Headers::new(&[("content-type", kind)]) } else { Headers::default() };
    Response {
        url: url.to_owned(),
        ok: (200..300).contains(&http_status),
        status: http_status,
        status_text: title(http_status).to_owned(),
        headers,
        bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::super::SeedWords;
    use super::*;
    use crate::amo;
    use crate::crm::{Key, NewRow, Step};

    const LIST: &str = "/api/v4/customers/statuses";
    const OFFERED: Color = STATUS_COLORS[0];

    fn demo() -> Server {
        Server::new(World::demo(SeedWords::English))
    }

    /// A server with system statuses 1 and 2 around ordinary ones 11, 12, 13.
    fn small() -> Server {
        Server::new(World::with_statuses(vec![
            WorldStatus::system(2, "Closed", 4, OFFERED, 3),
            WorldStatus::ordinary(12, "B", 2, OFFERED),
            WorldStatus::system(1, "Recent", 0, OFFERED, 4),
            WorldStatus::ordinary(11, "A", 1, OFFERED),
            WorldStatus::ordinary(13, "C", 3, OFFERED),
        ]))
    }

    fn ask(server: &mut Server, method: Method, url: &str, body: &str) -> Response {
        let request = Request::new(method, url, Headers::default()).with_body(body.as_bytes().to_vec());
        server.answer(&request)
    }

    fn post(server: &mut Server, body: &str) -> Response {
        ask(server, Method::POST, LIST, body)
    }

    fn patch(server: &mut Server, id: u64, body: &str) -> Response {
        ask(server, Method::PATCH, &format!("{LIST}/{id}"), body)
    }

    fn body(response: &Response) -> Value {
        serde_json::from_slice(&response.bytes).expect("a body of JSON")
    }

    fn listed(server: &mut Server) -> Vec<(u64, i64)> {
        let page = amo::read_statuses(&ask(server, Method::GET, LIST, "")).expect("a list");
        page.statuses.iter().map(|status| (status.key.id().unwrap_or_default(), status.sort)).collect()
    }

    fn paths(response: &Response) -> Vec<(String, String)> {
        let amo::Fault::Refused { details } = amo::Fault::of(response) else {
            panic!("refused: {response:?}")
        };
        let told = |detail: amo::Detail| (detail.request_id.unwrap_or_default(), detail.path);
        details.into_iter().map(told).collect()
    }

    #[test]
    fn the_demo_account_is_understood() {
        let mut server = demo();
        let account = amo::read_account(&server.answer(&amo::request_account())).expect("an account");
        assert_eq!((account.subdomain.as_str(), account.mode), ("aroma-coffee", Mode::Periodicity));
        let page = amo::read_statuses(&server.answer(&amo::request_statuses(1))).expect("a list");
        let names: Vec<&str> = page.statuses.iter().map(|status| status.name.as_str()).collect();
        let all: Vec<&str> = server.world().statuses.iter().map(|status| status.name.as_str()).collect();
        assert_eq!(names, all);
        let Some(Key::Id(id)) = page.statuses.first().map(|status| status.key) else { panic!("a status") };
        let one = amo::read_status(id, &server.answer(&amo::request_status(id)));
        assert_eq!(one.as_ref().ok(), page.statuses.first());
    }

    #[test]
    fn answers_look_like_the_vendors() {
        let mut server = small();
        let list = ask(&mut server, Method::GET, LIST, "");
        assert_eq!((list.status, list.content_type()), (200, Some("application/hal+json")));
        let told = body(&list);
        assert_eq!(told["_total_items"], 5);
        assert_eq!(
            told["_links"]["self"]["href"],
            "https://aroma-coffee.amocrm.ru/api/v4/customers/statuses"
        );
        let expected = json!({
            "id": 1, "name": "Recent", "sort": 0, "is_default": true, "conditions": [],
            "color": "#fffeb2", "type": 4, "account_id": 31_042_874,
            "_links": {"self": {"href": "https://aroma-coffee.amocrm.ru/api/v4/customers/statuses/1"}},
        });
        assert_eq!(told["_embedded"]["statuses"][0], expected);
        let refused = ask(&mut server, Method::GET, &format!("{LIST}/99"), "");
        assert_eq!((refused.status, refused.content_type()), (404, Some("application/problem+json")));
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
        ] {
            let told = format!("{method:?} {url}");
            assert_eq!(ask(&mut server, method, url, "").status, http_status, "{told}");
        }
        let unknown = body(&ask(&mut server, Method::GET, "/api/v4/leads?x=1", ""));
        assert_eq!(unknown["detail"], "Cannot GET /api/v4/leads");
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

    #[test]
    fn a_reader_may_not_write() {
        let mut server = small().with_rights(Rights::Reader);
        let before = server.world().clone();
        let writes = [
            post(&mut server, r#"[{"name":"X","sort":1}]"#),
            patch(&mut server, 11, r#"{"name":"X"}"#),
            ask(&mut server, Method::DELETE, &format!("{LIST}/11"), ""),
        ];
        assert_eq!(writes.map(|answer| amo::Fault::of(&answer)), [(); 3].map(|()| amo::Fault::Forbidden));
        assert_eq!(server.world(), &before);
    }

    #[test]
    fn created_statuses_get_ids_and_give_back_their_numbers() {
        let mut server = small();
        let answer = post(
            &mut server,
            r##"[{"name":"X","sort":4,"request_id":"seven"},{"name":"Y","sort":9,"color":"#c1e0ff"}]"##,
        );
        assert_eq!(answer.status, 200);
        let told = body(&answer);
        let ids: Vec<_> = [0, 1].map(|at| told["_embedded"]["statuses"][at].clone()).into();
        assert_eq!(
            ids.iter().map(|one| one["request_id"].clone()).collect::<Vec<_>>(),
            [json!("seven"), json!("1")]
        );
        assert_eq!(listed(&mut server), [(1, 0), (11, 1), (12, 2), (13, 3), (16, 4), (2, 5), (19, 9)]);
    }

    #[test]
    fn no_id_is_given_twice() {
        let mut server = small();
        assert_eq!(ask(&mut server, Method::DELETE, &format!("{LIST}/13"), "").status, 204);
        assert_eq!(post(&mut server, r#"[{"name":"X","sort":4}]"#).status, 200);
        assert_eq!(listed(&mut server).iter().map(|row| row.0).max(), Some(16), "13 is not given again");
        server.world_mut().statuses.push(WorldStatus::ordinary(19, "Y", 9, OFFERED));
        assert_eq!(post(&mut server, r#"[{"name":"Z","sort":4}]"#).status, 200);
        assert_eq!(listed(&mut server).iter().map(|row| row.0).max(), Some(22), "19 is somebody else's");
    }

    #[test]
    fn a_step_of_ours_is_accepted() {
        let mut server = small();
        let news = vec![NewRow { number: 3, name: "X".into(), color: OFFERED, sort: 2 }];
        let create = Step::CreateStatuses(news);
        let created =
            amo::accept(&create, &server.answer(&amo::request(&create))).map(|accepted| accepted.created);
        assert_eq!(created, Ok(vec![(3, 16)]));
        let update = Step::UpdateStatus {
            id: 16,
            name: Some("Z".into()),
            color: Some(STATUS_COLORS[3]),
            sort: Some(1),
        };
        let sort = amo::accept(&update, &server.answer(&amo::request(&update))).map(|accepted| accepted.sort);
        assert_eq!(sort, Ok(Some(1)));
        let delete = Step::DeleteStatus { id: 16 };
        let accepted = amo::accept(&delete, &server.answer(&amo::request(&delete)));
        assert_eq!(accepted, Ok(amo::Accepted::default()), "deleted");
        let again = amo::accept(&delete, &server.answer(&amo::request(&delete)));
        assert_eq!(again, Err(amo::Fault::NotFound), "gone is gone");
    }

    #[test]
    fn a_wrong_creation_creates_nothing_and_says_all_that_is_wrong() {
        let mut server = small();
        let answer = post(
            &mut server,
            r##"[{"name":"Fine","sort":1},{"color":"#123456","sort":"1","request_id":"b"},{"name":" ","sort":1,"id":5},7]"##,
        );
        assert_eq!(answer.status, 400);
        let mut told = paths(&answer);
        told.sort();
        let expected = [("2", "id"), ("2", "name"), ("3", ""), ("b", "color"), ("b", "name"), ("b", "sort")];
        assert_eq!(told, expected.map(|(id, path)| (id.to_owned(), path.to_owned())));
        assert_eq!(server.world().statuses.len(), 5);
        for body in ["", "{", "{}", "[]", "7"] {
            assert_eq!(post(&mut server, body).status, 400, "{body}");
        }
    }

    #[test]
    fn thirty_statuses_are_all() {
        let statuses = (1..=29).map(|id| WorldStatus::ordinary(id, "S", 0, OFFERED)).collect();
        let mut server = Server::new(World::with_statuses(statuses));
        assert_eq!(post(&mut server, r#"[{"name":"A","sort":1},{"name":"B","sort":1}]"#).status, 422);
        assert_eq!(post(&mut server, r#"[{"name":"A","sort":1}]"#).status, 200);
        assert_eq!(post(&mut server, r#"[{"name":"B","sort":1}]"#).status, 422);
        assert_eq!(server.world().statuses.len(), 30);
    }

    #[test]
    fn a_change_is_checked_member_by_member() {
        let mut server = small();
        for (body, path) in [
            (r#"{"name":5}"#, "name"),
            (r#"{"name":""}"#, "name"),
            (r#"{"sort":"5"}"#, "sort"),
            (r#"{"sort":1.5}"#, "sort"),
            (r##"{"color":"#123456"}"##, "color"),
            (r#"{"color":"fffeb2"}"#, "color"),
            (r#"{"color":null}"#, "color"),
            (r#"{"name":"X","conditions":[]}"#, "conditions"),
        ] {
            let answer = patch(&mut server, 11, body);
            assert_eq!(
                (answer.status, paths(&answer)),
                (400, vec![("0".to_owned(), path.to_owned())]),
                "{body}"
            );
        }
        for body in ["", "{}", "[]", r#"{"request_id":"1"}"#] {
            assert_eq!(patch(&mut server, 11, body).status, 400, "{body}");
        }
        assert_eq!(patch(&mut server, 99, r#"{"name":"X"}"#).status, 404);
    }

    #[test]
    fn a_change_answers_the_whole_status() {
        let mut server = small();
        let told = body(&patch(&mut server, 11, r##"{"name":"X","color":"#c1e0ff","request_id":"q"}"##));
        assert_eq!(
            (&told["id"], &told["name"], &told["color"]),
            (&json!(11), &json!("X"), &json!("#c1e0ff"))
        );
        assert_eq!((&told["sort"], &told["request_id"]), (&json!(1), &json!("q")));
    }

    #[test]
    fn system_statuses_are_never_deleted_and_changed_only_if_allowed() {
        for (system_statuses, http_status) in
            [(SystemStatuses::Changeable, 200), (SystemStatuses::Fixed, 400)]
        {
            let mut server = small().with_system_statuses(system_statuses);
            assert_eq!(patch(&mut server, 1, r#"{"name":"X"}"#).status, http_status, "{system_statuses:?}");
            assert_eq!(ask(&mut server, Method::DELETE, &format!("{LIST}/1"), "").status, 400);
        }
    }

    #[test]
    fn what_a_number_does_is_a_setting() {
        for (rule, expected) in [
            (SortRule::Keep, [(1, 0), (11, 1), (12, 2), (13, 2), (2, 4)]),
            (SortRule::InsertBefore, [(1, 0), (11, 1), (13, 2), (12, 3), (2, 5)]),
            (SortRule::InsertAt, [(1, 0), (11, 1), (13, 2), (12, 3), (2, 4)]),
            (SortRule::RenumberById, [(1, 0), (11, 1), (12, 2), (13, 3), (2, 4)]),
        ] {
            let mut server = small().with_rule(rule);
            assert_eq!(patch(&mut server, 13, r#"{"sort":2}"#).status, 200);
            assert_eq!(listed(&mut server), expected, "{rule:?}");
        }
    }
}
