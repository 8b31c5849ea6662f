//! The fault table: every fault at every request of a mixed save, over real connections; nothing may be lost.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ehttp::{Method, Request, Response};
use etapa::amo::{Host, Pace, SendFault, Token};
use etapa::app::transport::{Deadlines, Network};
use etapa::crm::{
    Account, Color, Edit, NewSegment, NewStatus, SEGMENT_COLORS, STATUS_COLORS, SortRule, Value,
};
use etapa::demo::{Server, World, WorldField, WorldList, WorldSegment, WorldStatus};
use etapa::model::{Command, Connection, Effect, Model, Question, Reply, Settings};
use serde_json::{Value as Json, json};

use crate::support::conversation::{Conversation, at};
use crate::support::loopback::{self, Answer, Loopback, NOBODY, response};

const TOKEN: &str = "s3cr3t.token";
const JSON: &str = "application/hal+json";
const HTML: &str = "text/html";
const PAGE: &[u8] = b"<html><body><h1>Sorry</h1></body></html>";

/// How often the user tries again before giving up on the program.
const MOST_PRESSES: usize = 6;
/// More requests than any save of these tests may need.
const ENDLESS: usize = 200;

/// The fields of the segments.
const NOTE: u64 = 7;
const PICK: u64 = 8;
const RATE: u64 = 9;

/// Whether the server does what it is asked although its answer is spoilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Done,
    NotDone,
}
use Deed::{Done, NotDone};

/// What goes wrong with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NetworkFault {
    /// Nobody listens.
    Refused,
    /// The connection is reset.
    Reset(Deed),
    /// The connection stays, and no word comes.
    Silence(Deed),
    /// It is done, and its answer comes too slowly.
    Drip,
    /// It is done, and its answer breaks off.
    Truncated,
    /// Of several things that are to be created the last is not created, nor told.
    FewerDone,
    /// All is created, and the answer does not tell the last id.
    FewerTold,
    /// This is the answer.
    Instead(Deed, u16, &'static str, &'static [u8]),
}
use NetworkFault::{Drip, FewerDone, FewerTold, Instead, Refused, Reset, Silence, Truncated};

const PROBLEM: &[u8] = br#"{"title":"Error","status":400,"detail":"No."}"#;
const COMPLAINT: &[u8] = br#"{"validation-errors":[{"request_id":"0","errors":[
    {"code":"NotSupportedChoice","path":"name","detail":"Odd."}]}],"title":"Bad Request","status":400}"#;

const SIGNATURE: &[u8] = br#"{"status":0,"error_code":403,"error_type":"ORIGIN_INVALID_SIGNATURE",
    "error_description":"invalid signature"}"#;
const WRAPPED: &[u8] = br#"{"response":{"error":"Wrong login or password","error_code":"110"}}"#;
const OFF: &[u8] = br#"{"title":"Unprocessable Entity","status":422,"detail":"Customers disabled"}"#;
const NUMBER: &[u8] = br#"{"title":"Bad Request","status":400,"detail":"Error 426."}"#;
const GUARD: &[u8] = br#"{"message":"Denied by the guard"}"#;

const TABLE: [(&str, NetworkFault); 54] = [
    ("refused connection", Refused),
    ("reset before the request was read", Reset(NotDone)),
    ("reset after the server had done it", Reset(Done)),
    ("no answer", Silence(NotDone)),
    ("no answer after the server had done it", Silence(Done)),
    ("slow drip", Drip),
    ("truncated body", Truncated),
    ("malformed JSON", Instead(Done, 200, JSON, br#"{"_embedded":{"#)),
    ("malformed JSON before", Instead(NotDone, 200, JSON, br#"{"_embedded":{"#)),
    ("wrong content type", Instead(NotDone, 200, HTML, PAGE)),
    ("wrong content type after the server had done it", Instead(Done, 200, HTML, PAGE)),
    ("validation-errors inside a success", Instead(NotDone, 200, JSON, COMPLAINT)),
    ("fewer items done than sent", FewerDone),
    ("fewer items told than sent", FewerTold),
    ("400", Instead(NotDone, 400, JSON, PROBLEM)),
    ("400 with validation-errors", Instead(NotDone, 400, JSON, COMPLAINT)),
    ("401", Instead(NotDone, 401, JSON, PROBLEM)),
    ("402", Instead(NotDone, 402, JSON, PROBLEM)),
    ("403 JSON", Instead(NotDone, 403, JSON, PROBLEM)),
    ("403 HTML", Instead(NotDone, 403, HTML, PAGE)),
    // That others have deleted it is said by the list alone: this is a 404 for something that is there.
    ("404", Instead(NotDone, 404, JSON, PROBLEM)),
    ("422", Instead(NotDone, 422, JSON, PROBLEM)),
    ("429 JSON with retry_after", Instead(NotDone, 429, JSON, br#"{"status":429,"retry_after":7}"#)),
    ("429 JSON with a pause too long to wait", Instead(NotDone, 429, JSON, br#"{"retry_after":300}"#)),
    ("429 HTML", Instead(NotDone, 429, HTML, PAGE)),
    ("500", Instead(NotDone, 500, JSON, PROBLEM)),
    ("502 HTML", Instead(NotDone, 502, HTML, PAGE)),
    ("502 HTML after the server had done it", Instead(Done, 502, HTML, PAGE)),
    ("504 after the server had done it", Instead(Done, 504, HTML, PAGE)),
    ("504 before", Instead(NotDone, 504, HTML, PAGE)),
    ("500 after the server had done it", Instead(Done, 500, JSON, PROBLEM)),
    // Whatever is no refusal of the vendor's own says nothing of the deed.
    ("200 empty", Instead(NotDone, 200, JSON, b"")),
    ("200 empty after the server had done it", Instead(Done, 200, JSON, b"")),
    ("204 before", Instead(NotDone, 204, JSON, b"")),
    ("204 after the server had done it", Instead(Done, 204, JSON, b"")),
    ("302", Instead(NotDone, 302, HTML, PAGE)),
    ("302 after the server had done it", Instead(Done, 302, HTML, PAGE)),
    ("400 HTML", Instead(NotDone, 400, HTML, PAGE)),
    ("400 HTML after the server had done it", Instead(Done, 400, HTML, PAGE)),
    ("401 HTML", Instead(NotDone, 401, HTML, PAGE)),
    ("401 HTML after the server had done it", Instead(Done, 401, HTML, PAGE)),
    ("403 HTML after the server had done it", Instead(Done, 403, HTML, PAGE)),
    ("403 JSON of a guard", Instead(NotDone, 403, JSON, GUARD)),
    ("403 JSON of a guard after the server had done it", Instead(Done, 403, JSON, GUARD)),
    ("403 empty after the server had done it", Instead(Done, 403, HTML, b"")),
    ("404 HTML", Instead(NotDone, 404, HTML, PAGE)),
    ("404 HTML after the server had done it", Instead(Done, 404, HTML, PAGE)),
    ("422 HTML after the server had done it", Instead(Done, 422, HTML, PAGE)),
    ("429 HTML after the server had done it", Instead(Done, 429, HTML, PAGE)),
    ("413 HTML", Instead(NotDone, 413, HTML, PAGE)),
    // What concerns the whole account.
    ("403 about the signature", Instead(NotDone, 403, JSON, SIGNATURE)),
    ("400 in the older wrapper", Instead(NotDone, 400, JSON, WRAPPED)),
    ("422 customers are off", Instead(NotDone, 422, JSON, OFF)),
    ("400 with a number in words", Instead(NotDone, 400, JSON, NUMBER)),
];

impl NetworkFault {
    /// Tells whether this can happen to a request: only a creation sends items, and only statuses are sent
    /// several at once. A reading does nothing, so it is the same whether that was done; a 204 says that
    /// nothing is listed, which is no fault.
    fn fits(self, request: &Request) -> bool {
        match self {
            FewerDone => request.method == Method::POST && request.body.starts_with(b"["),
            FewerTold => request.method == Method::POST,
            Reset(Done) | Silence(Done) | Instead(Done, ..) | Instead(_, 204, ..) => {
                request.method != Method::GET
            }
            _ => true,
        }
    }
}

/// The account behind the wire, and what is done to it.
struct Scene {
    server: Server,
    network_fault: Option<NetworkFault>,
    /// The addresses of what was deleted.
    deleted: Vec<String>,
    /// The addresses that were to be deleted although they had been.
    deleted_again: Vec<String>,
}

impl Scene {
    fn answer(&mut self, request: &Request) -> Answer {
        let Some(network_fault) = self.network_fault.take() else {
            return Answer::Response(self.carry_out(request));
        };
        let deed = match network_fault {
            Reset(deed) | Silence(deed) | Instead(deed, ..) => deed,
            Refused => NotDone,
            Drip | Truncated | FewerDone | FewerTold => Done,
        };
        let fewer = request.clone().with_body(without_last(&request.body));
        let carried_out = if network_fault == FewerDone { &fewer } else { request };
        let answer = if deed == Done { self.carry_out(carried_out) } else { loopback::json(200, "") };
        match network_fault {
            Refused | Reset(_) => Answer::Hangup,
            Silence(_) => Answer::Silence,
            // A deletion has no body of its own; with this one there is always something to wait for.
            Drip => Answer::Drip(loopback::json(200, &" ".repeat(100_000))),
            Truncated => {
                // Longer than all that comes, also where a deletion is answered without a body.
                let length = (answer.bytes.len() + 10).to_string();
                let whole = response(200, &[("Content-Type", JSON), ("Content-Length", &length)], b"");
                let half = &answer.bytes[..answer.bytes.len() / 2];
                Answer::Bytes([loopback::head(&whole), half.to_vec()].concat())
            }
            FewerDone => Answer::Response(answer),
            FewerTold => Answer::Response(Response { bytes: without_last(&answer.bytes), ..answer }),
            Instead(_, http_status, kind, body) => {
                let page = [("Content-Type", kind), ("Location", "/auth/")];
                let headers = if http_status == 302 { &page[..] } else { &page[..1] };
                Answer::Response(response(http_status, headers, body))
            }
        }
    }

    fn carry_out(&mut self, request: &Request) -> Response {
        let deletes = request.method == Method::DELETE;
        if deletes && self.deleted.contains(&request.url) {
            self.deleted_again.push(request.url.clone());
        }
        let answer = self.server.answer(request);
        if deletes && answer.ok {
            self.deleted.push(request.url.clone());
        }
        answer
    }
}

/// Takes the last item out of a list, or the id out of a single thing.
fn without_last(body: &[u8]) -> Vec<u8> {
    let Ok(mut body) = serde_json::from_slice::<Json>(body) else { return body.to_vec() };
    let pointer = if body.is_array() { "" } else { "/_embedded/statuses" };
    if let Some(items) = body.pointer_mut(pointer).and_then(Json::as_array_mut) {
        items.pop();
    } else if let Some(members) = body.as_object_mut() {
        members.remove("id");
    }
    body.to_string().into_bytes()
}

fn lock(scene: &Mutex<Scene>) -> MutexGuard<'_, Scene> {
    scene.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A user at the program, over real connections.
struct Client {
    model: Model,
    scene: Arc<Mutex<Scene>>,
    wire: Loopback,
    network: Network,
    sent: Vec<Request>,
    /// At which request from the first save on, from 1, and what happens there.
    network_fault: Option<(usize, NetworkFault)>,
    now: Instant,
}

impl Client {
    /// Opens the account and makes the edits.
    fn open(story: &Story) -> Self {
        let server = story.server.clone();
        let scene = Scene { server, network_fault: None, deleted: Vec::new(), deleted_again: Vec::new() };
        let scene = Arc::new(Mutex::new(scene));
        let behind = Arc::clone(&scene);
        let mut client = Self {
            model: Model::new(Settings::default(), Pace::new(Duration::ZERO)),
            scene,
            wire: Loopback::start(move |request| lock(&behind).answer(request)),
            network: Network::new(Deadlines::default()),
            sent: Vec::new(),
            network_fault: None,
            now: Instant::now(),
        };
        let address = client.wire.origin();
        client.press(Command::SignIn { address, token: TOKEN.to_owned().into() });
        for edit in (story.edits)(client.edited()) {
            client.press(Command::Edit(edit));
        }
        client.sent.clear();
        client
    }

    fn edited(&self) -> &Account {
        self.model.draft().expect("an account is open").edited()
    }

    fn is_saved(&self) -> bool {
        self.model.draft().is_some_and(|draft| draft.changes().is_empty())
    }

    fn press(&mut self, command: Command) {
        self.model.update(command, at(self.now));
        loop {
            while let Some(issued) = self.model.next_effect(at(self.now)) {
                let reply = match issued.effect {
                    Effect::Request { connection: Connection::Live { host, credentials }, request } => {
                        Reply::Answer(self.send(&host, credentials.access(), &request))
                    }
                    Effect::Keep { .. } => Reply::CredentialsStored(Ok(())),
                    effect => panic!("nothing else is asked for: {effect:?}"),
                };
                self.model.receive(issued.id, reply, at(self.now));
            }
            // Nobody waits for a pause: the clock is put forward.
            match self.model.wake_at() {
                Some(then) if then > self.now => self.now = then,
                _ => return,
            }
        }
    }

    fn send(&mut self, host: &Host, token: &Token, request: &Request) -> Result<Response, SendFault> {
        self.sent.push(request.clone());
        assert!(self.sent.len() < ENDLESS, "the save ends: {:#?}", self.sent);
        let nth = self.sent.len();
        let Some((_, network_fault)) = self.network_fault.take_if(|(faulty, _)| *faulty == nth) else {
            return self.network.send(host, token, request);
        };
        if network_fault == Refused {
            let nobody = Host::parse(NOBODY).expect("an address of this machine");
            return self.network.send(&nobody, token, request);
        }
        lock(&self.scene).network_fault = Some(network_fault);
        if let Reset(_) = network_fault {
            self.wire.reset_next();
        }
        if !matches!(network_fault, Silence(_) | Drip) {
            return self.network.send(host, token, request);
        }
        // Only where no answer is to come in time is the deadline short: so no other depends on speed.
        let hasty = Deadlines { whole: Duration::from_millis(250), ..Deadlines::default() };
        loop {
            let before = self.wire.record();
            let answer = Network::new(hasty).send(host, token, request);
            if answer.as_ref().err() != Some(&SendFault::Unreachable) {
                self.wire.wait_until("the client to leave", |record| record.closed > before.closed);
            }
            // On a busy machine the client may have left before it said a word: that is not this fault,
            // which would wait for the next request.
            if lock(&self.scene).network_fault.is_none() {
                return answer;
            }
        }
    }

    /// Does what the program asks for, which is to save again if it is nothing else.
    fn go_on(&mut self) {
        if self.model.screen().question() == Some(Question::Token) {
            self.press(Command::Renew(TOKEN.to_owned().into()));
        } else if self.model.session().is_some_and(|session| !session.is_writable()) {
            self.press(Command::Reload);
        } else {
            self.press(Command::Review);
            self.press(Command::Save);
        }
    }

    /// Saves until nothing is left, and compares what the server has then with what was wanted.
    fn save(&mut self) -> Result<(), String> {
        let wanted = seen(self.edited());
        for _ in 0..MOST_PRESSES {
            if !self.is_saved() {
                self.go_on();
            }
        }
        assert_eq!(self.network_fault, None, "it has happened");
        let scene = lock(&self.scene);
        let there = seen(Conversation::open(scene.server.clone()).edited());
        let draft = self.model.draft().expect("an account is open");
        let complaints = [
            (!draft.changes().is_empty(), format!("changes are left: {:?}", draft.changes())),
            (!draft.problems().is_empty(), format!("problems: {:?}", draft.problems())),
            (there != wanted, format!("the server has {there:#?}")),
            (seen(draft.edited()) != wanted, format!("the draft is {:#?}", seen(draft.edited()))),
            (scene.deleted.len() != 1, format!("deleted: {:?}", scene.deleted)),
            (!scene.deleted_again.is_empty(), format!("deleted again: {:?}", scene.deleted_again)),
        ];
        let told: Vec<String> =
            complaints.into_iter().filter(|(is_so, _)| *is_so).map(|(_, it)| it).collect();
        if told.is_empty() {
            return Ok(());
        }
        let sent: Vec<String> = self.sent.iter().map(line).collect();
        Err(format!("{told:#?}\nwanted {wanted:#?}\nnotice {:?}\nsent {sent:#?}", self.model.notice()))
    }
}

fn line(request: &Request) -> String {
    format!("{} {} {}", request.method.as_str(), request.url, String::from_utf8_lossy(&request.body))
}

/// What can be seen of an account: statuses in their order, segments in any.
fn seen(account: &Account) -> (Vec<(String, Option<Color>)>, Vec<String>) {
    let statuses = account.statuses.iter().map(|status| (status.name.clone(), status.color)).collect();
    let mut segments: Vec<String> = account
        .segments
        .iter()
        .map(|one| format!("{} {:?} {:?} {:?}", one.name, one.color, one.values, one.prices))
        .collect();
    segments.sort();
    (statuses, segments)
}

/// An account, and what is to be changed in it.
struct Story {
    name: &'static str,
    server: Server,
    edits: fn(&Account) -> Vec<Edit>,
}

/// Twelve statuses S1 to S12 between two of amoCRM's own.
fn statuses(name: &'static str, rule: SortRule) -> Story {
    let ours = (1..=12_u64).map(|at| {
        let sort = i64::try_from(at).expect("a small number");
        WorldStatus::ordinary(100 + at, &format!("S{at}"), sort, STATUS_COLORS[0])
    });
    let first = WorldStatus::system(11, "Recent", 0, Color(0xcc, 0xff, 0x66), 4);
    let last = WorldStatus::system(12, "Closed", 13, Color(0xd5, 0xd8, 0xdb), 3);
    let statuses = [first].into_iter().chain(ours).chain([last]).collect();
    let server = Server::new(World::with_statuses(statuses)).with_rule(rule);
    Story { name, server, edits: status_edits }
}

/// Adds 2, renames 3, moves 4, recolours 2 and deletes 1.
fn status_edits(account: &Account) -> Vec<Edit> {
    let named = |name: &str| account.items().find(|item| account.name_of(*item) == Some(name)).expect(name);
    let add = |name: &str, place| Edit::Add(NewStatus { name: name.into(), color: STATUS_COLORS[1], place });
    vec![
        Edit::Rename(named("S1"), "One".into()),
        Edit::Rename(named("S2"), "Two".into()),
        Edit::Rename(named("S3"), "Three".into()),
        Edit::Place(named("S4"), 9),
        Edit::Place(named("S5"), 1),
        Edit::Place(named("S6"), 11),
        Edit::Place(named("S12"), 3),
        Edit::Recolor(named("S8"), STATUS_COLORS[2]),
        // One that is moved too.
        Edit::Recolor(named("S5"), STATUS_COLORS[3]),
        Edit::Remove(named("S10")),
        add("New", 2),
        add("Newer", 7),
    ]
}

/// Nine segments G1 to G9, of which the first has a note and a choice.
fn segments() -> Story {
    let fields = vec![
        WorldField::new(NOTE, "Note", "text", 1),
        WorldField::new(PICK, "Pick", "select", 2).with_choices(&[(81, "One"), (82, "Two")]),
        WorldField::new(RATE, "Rate", "numeric", 3),
    ];
    let segment = |at: u64| WorldSegment::new(10 + at, &format!("G{at}"), SEGMENT_COLORS[0]);
    let mut segments: Vec<WorldSegment> = (1..=9).map(segment).collect();
    segments[0].values = [(NOTE, vec![json!("old")]), (PICK, vec![json!(81)])].into();
    let prices = vec![(601, "Retail".to_owned()), (602, "Wholesale".to_owned())];
    let goods = WorldList { id: 5, name: "Goods".into(), kind: "products", prices, texts: Vec::new() };
    let world = World { lists: vec![goods], ..World::with_segments(segments, fields) };
    Story { name: "segments", server: Server::new(world), edits: segment_edits }
}

/// Adds 2, renames 3, recolours 2, deletes 1, fills in 3 fields and clears 1, and offers 1 price.
fn segment_edits(account: &Account) -> Vec<Edit> {
    let named = |name: &str| account.items().find(|item| account.name_of(*item) == Some(name)).expect(name);
    let key = |name: &str| named(name).key();
    let text = |text: &str| Value::Text(text.into());
    let fill = |name: &str, field, value| Edit::Fill { segment: key(name), field, value };
    let add = |name: &str, value: &str| {
        Edit::AddSegment(NewSegment {
            name: name.into(),
            color: SEGMENT_COLORS[3],
            values: [(NOTE, text(value))].into(),
            prices: [602].into(),
        })
    };
    vec![
        Edit::Rename(named("G1"), "One".into()),
        Edit::Rename(named("G2"), "Two".into()),
        Edit::Rename(named("G3"), "Three".into()),
        Edit::Recolor(named("G4"), SEGMENT_COLORS[1]),
        Edit::Recolor(named("G5"), SEGMENT_COLORS[2]),
        Edit::Remove(named("G6")),
        fill("G1", NOTE, None),
        fill("G2", NOTE, Some(text("new"))),
        fill("G7", PICK, Some(Value::Choice(82))),
        fill("G8", RATE, Some(Value::Number("1.5".into()))),
        Edit::Price { segment: key("G9"), price: 601, offered: true },
        add("New", "first"),
        add("Newer", "second"),
    ]
}

#[test]
fn whatever_fails_at_whatever_request_the_account_ends_as_wanted() {
    let stories = [
        statuses("statuses, numbers kept", SortRule::Keep),
        statuses("statuses, renumbered", SortRule::InsertAt),
        segments(),
    ];
    let mut cases = Vec::new();
    for story in &stories {
        let mut client = Client::open(story);
        client.save().unwrap_or_else(|told| panic!("{} without a fault: {told}", story.name));
        for (nth, request) in (1..).zip(&client.sent) {
            let fitting = TABLE.into_iter().filter(|(_, network_fault)| network_fault.fits(request));
            cases.extend(
                fitting.map(|(what, network_fault)| (story, nth, line(request), what, network_fault)),
            );
        }
    }
    let (next, lost) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some((story, nth, request, what, network_fault)) =
            cases.get(next.fetch_add(1, Ordering::SeqCst))
        {
            let mut client = Client::open(story);
            client.network_fault = Some((*nth, *network_fault));
            if let Err(told) = client.save() {
                let told = format!("{}, request {nth} ({request}), {what}: {told}", story.name);
                lost.lock().unwrap_or_else(PoisonError::into_inner).push(told);
            }
        }
    };
    // Most of the time goes into waiting for deadlines.
    thread::scope(|scope| (0..6).for_each(|_| drop(scope.spawn(work))));
    let lost = lost.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(cases.len() > TABLE.len(), "there is something to survive");
    println!("faults survived: {} of {}", cases.len() - lost.len(), cases.len());
    assert!(lost.is_empty(), "{}", lost.join("\n\n"));
}
