//! What opening and saving an account with segments sends, and what is made of every answer.

use std::collections::BTreeMap;

use ehttp::{Headers, Method, Request};
use etapa::amo::{Fault, Part, Reason};
use etapa::crm::{
    ChangeKind, Draft, Edit, Item, Key, MAX_SEGMENTS, Mode, Problem, SEGMENT_COLORS, Segment, Value, Wrong,
};
use etapa::demo::{
    FaultKind, FaultyServer, Rights, ScriptedFault, Server, World, WorldField, WorldList, WorldSegment,
};
use etapa::model::{Command, LineState, Notice, Page};
use jiff::civil::date;
use serde_json::{Value as Json, json};

use crate::answers::{Call, TABLE, Told, scripted_fault, told};
use crate::support::conversation::Conversation;

const SEGMENTS: &str = "/api/v4/customers/segments";

/// The fields of these tests.
const NOTE: u64 = 7;
const PICK: u64 = 8;
const RATE: u64 = 9;
const UNTIL: u64 = 10;

/// Segments A (11), B (12) and C (13); A has a note, a choice and two price types.
fn world() -> World {
    let fields = vec![
        WorldField::new(NOTE, "Note", "text", 1),
        WorldField::new(PICK, "Pick", "select", 2).with_choices(&[(81, "One"), (82, "Two")]),
        WorldField::new(RATE, "Rate", "numeric", 3),
        WorldField::new(UNTIL, "Until", "date", 4),
    ];
    let segment = |(id, name)| WorldSegment::new(id, name, SEGMENT_COLORS[0]);
    let mut segments: Vec<WorldSegment> = (11..).zip(["A", "B", "C"]).map(segment).collect();
    segments[0].values = [(NOTE, vec![json!("old")]), (PICK, vec![json!(81)])].into();
    segments[0].prices = vec![601, 699];
    let prices = vec![(601, "Retail".to_owned()), (602, "Wholesale".to_owned())];
    let goods = WorldList { id: 5, name: "Goods".into(), kind: "products", prices, texts: Vec::new() };
    World { lists: vec![goods], ..World::with_segments(segments, fields) }
}

fn open() -> Conversation {
    Conversation::open(Server::new(world()))
}

fn faulty(script: Vec<ScriptedFault>) -> Conversation {
    Conversation::open_faulty(FaultyServer::new(Server::new(world()), script))
}

#[test]
fn of_two_fields_the_one_that_is_taken_counts_as_saved() {
    let mut talk = open();
    let segment = key(&talk, "B");
    talk.press(Command::Edit(Edit::Fill { segment, field: NOTE, value: Some(Value::Text("x".into())) }));
    talk.press(Command::Edit(Edit::Fill { segment, field: RATE, value: Some(Value::Number("5".into())) }));
    // Whatever the answer says, the reading after it shows one of the two.
    talk.meanwhile(4, |world| {
        world.segments[1].values.remove(&RATE);
    });
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&Notice::PartlySaved { saved: 1, left: 1 }), "{:?}", talk.sent);
    assert!(matches!(talk.model.lines()[0].change.kind, ChangeKind::Filled { field: RATE, .. }));
}

fn crowd(count: u64) -> World {
    let segment = |id| WorldSegment::new(id, &format!("S{id}"), SEGMENT_COLORS[0]);
    World::with_segments((1..=count).map(segment).collect(), Vec::new())
}

fn json_answer(http_status: u16, body: &Json) -> FaultKind {
    FaultKind::instead(http_status, "application/problem+json", &body.to_string())
}

fn key(talk: &Conversation, name: &str) -> Key {
    talk.item(name).key()
}

fn edit(talk: &mut Conversation, edit: Edit) {
    talk.press(Command::Edit(edit));
}

fn rename(talk: &mut Conversation, name: &str, to: &str) {
    edit(talk, Edit::Rename(talk.item(name), to.into()));
}

fn remove(talk: &mut Conversation, name: &str) {
    edit(talk, Edit::Remove(talk.item(name)));
}

fn fill(talk: &mut Conversation, name: &str, field: u64, value: Option<Value>) {
    edit(talk, Edit::Fill { segment: key(talk, name), field, value });
}

fn price(talk: &mut Conversation, name: &str, price: u64, offered: bool) {
    edit(talk, Edit::Price { segment: key(talk, name), price, offered });
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn add(talk: &mut Conversation, name: &str) {
    talk.press(Command::AddSegment { like: None, name: name.into() });
}

/// Saves; what cannot be taken back is read before it is sent.
fn save(talk: &mut Conversation) {
    talk.press(Command::Review);
    talk.press(Command::Save);
}

/// Returns the requests that change something, as `PATCH …/11` and body.
fn writes(talk: &Conversation) -> Vec<(String, Json)> {
    let writes = talk.sent.iter().filter(|sent| !sent.starts_with("GET"));
    let parts = writes.map(|sent| {
        let mut parts = sent.splitn(3, ' ');
        let (method, path) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let body = parts.next().map_or(Json::Null, |body| serde_json::from_str(body).expect("JSON"));
        (format!("{method} {}", path.replace(SEGMENTS, "…")), body)
    });
    parts.collect()
}

fn on_server<'a>(talk: &'a Conversation, name: &str) -> &'a WorldSegment {
    let segments = &talk.server.server().world().segments;
    segments.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("none is named {name}"))
}

fn segment<'a>(talk: &'a Conversation, name: &str) -> &'a Segment {
    talk.edited().segment(key(talk, name)).expect("a segment")
}

fn saved(count: usize) -> Notice {
    Notice::Saved { count, made: vec![] }
}

#[test]
fn opening_reads_segments_fields_and_the_prices_of_each_list() {
    let talk = open();
    assert_eq!(
        talk.sent,
        [
            "GET /api/v4/account?with=datetime_settings",
            "GET /api/v4/customers/segments?page=1&limit=250",
            "GET /api/v4/customers/segments/custom_fields?page=1&limit=250&order%5Bsort%5D=asc",
            "GET /api/v4/catalogs?page=1&limit=250",
            "GET /api/v4/catalogs/5/custom_fields?page=1&limit=250&filter%5Btype%5D%5B0%5D=price",
        ]
    );
    assert_eq!((talk.edited().mode, talk.edited().segments.len()), (Mode::Segments, 3));
    assert_eq!(talk.edited().price_type(602).map(|price| price.name.as_str()), Some("Wholesale"));
    assert_eq!(talk.edited().price_type(699), None, "an id without a name");
    assert!(segment(&talk, "A").prices.contains(&699), "is kept");
}

#[test]
fn each_changed_segment_costs_one_request_with_what_is_changed_and_nothing_else() {
    let mut talk = open();
    rename(&mut talk, "A", "Aa");
    fill(&mut talk, "Aa", NOTE, None);
    fill(&mut talk, "Aa", RATE, Some(Value::Number("1,50".into())));
    let item = talk.item("B");
    edit(&mut talk, Edit::Recolor(item, SEGMENT_COLORS[32]));
    fill(&mut talk, "B", PICK, Some(Value::Choice(82)));
    talk.press(Command::Save);
    let a = json!({
        "name": "Aa",
        "custom_fields_values": [
            { "field_id": NOTE, "values": null },
            { "field_id": RATE, "values": [{ "value": "1.5" }] },
        ],
    });
    let b = json!({
        "color": SEGMENT_COLORS[32].to_string(),
        "custom_fields_values": [{ "field_id": PICK, "values": [{ "enum_id": 82 }] }],
    });
    let mut sent = writes(&talk);
    sent.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(sent, [("PATCH …/11".to_owned(), a), ("PATCH …/12".to_owned(), b)]);
    assert_eq!(talk.count(&Method::GET), 3, "segments and fields before, segments after: {:#?}", talk.sent);
    assert_eq!(talk.notice(), Some(&saved(5)));
    assert_eq!(on_server(&talk, "Aa").values, [(PICK, vec![json!(81)]), (RATE, vec![json!("1.5")])].into());
}

#[test]
fn without_fillings_fields_are_not_read_again() {
    let mut talk = open();
    rename(&mut talk, "A", "X");
    talk.press(Command::Save);
    let list = "GET /api/v4/customers/segments?page=1&limit=250";
    assert_eq!(talk.sent, [list, r#"PATCH /api/v4/customers/segments/11 {"name":"X"}"#, list]);
}

#[test]
fn deletions_go_first_and_each_creation_alone() {
    let mut talk = open();
    add(&mut talk, "N");
    rename(&mut talk, "B", "Bee");
    remove(&mut talk, "C");
    talk.press(Command::AddSegment { like: Some(key(&talk, "A")), name: "M".into() });
    talk.press(Command::Save);
    assert!(talk.sent.is_empty() && talk.model.screen().page() == Page::Review, "a deletion is read first");
    talk.press(Command::Save);
    let sent = writes(&talk);
    let requests: Vec<&str> = sent.iter().map(|(request, _)| request.as_str()).collect();
    assert_eq!(requests[0], "DELETE …/13", "it makes room: {requests:?}");
    assert_eq!((requests.len(), talk.count(&Method::POST)), (4, 2), "{requests:?}");
    let made: Vec<&Json> =
        sent.iter().filter(|(request, _)| request == "POST …").map(|(_, body)| body).collect();
    let color = |name: &str| segment(&talk, name).color.map(|color| color.to_string());
    assert_eq!(made[0], &json!({ "name": "N", "color": color("N") }), "nothing that is empty");
    let copy = json!({
        "name": "M",
        "color": color("A"),
        "custom_fields_values": [
            { "field_id": NOTE, "values": [{ "value": "old" }] },
            { "field_id": PICK, "values": [{ "enum_id": 81 }] },
        ],
        "available_products_price_types": [601, 699],
    });
    assert_eq!(made[1], &copy);
    assert_eq!(talk.notice(), Some(&saved(4)));
    assert!(talk.read_again().looks_like(talk.edited()), "{:?}", talk.server.server().world().segments);
    assert!(!talk.item("N").is_new() && !talk.item("M").is_new(), "they go by the server's ids");
}

/// What is told of statuses, but for an empty list: there are no segments that have to be there, so it is
/// read once more, and then nothing is gone.
fn table() -> [(Call, u16, Told); 30] {
    TABLE.map(|row| match row {
        (Call::List, 204, _) => (Call::List, 204, Told::Reloaded),
        row => row,
    })
}

#[test]
fn every_answer_about_segments_has_a_sentence_and_none_costs_the_draft() {
    for (call, code, expected) in table() {
        // The addresses of the fields begin like those of one segment.
        let script = scripted_fault(call, code, ["/segments?", "/segments/1"]);
        let mut talk = faulty(script.into_iter().collect());
        match call {
            Call::List | Call::One | Call::Change => rename(&mut talk, "A", "X"),
            Call::Create => add(&mut talk, "N"),
            Call::Delete => remove(&mut talk, "A"),
        }
        match call {
            Call::List => talk.press(Command::Reload),
            Call::One => talk.press(Command::ReloadItem(talk.item("B"))),
            Call::Create | Call::Change | Call::Delete => save(&mut talk),
        }
        let notice = talk.notice().unwrap_or_else(|| panic!("{call:?} {code}: nothing is said"));
        assert_eq!(told(notice), Some(expected), "{call:?} {code}: {notice:?} {:#?}", talk.sent);
        let is_kept = expected != Told::Saved;
        assert_eq!(talk.model.lines().len(), usize::from(is_kept), "{call:?} {code}: what is left");
        if is_kept {
            let expected = matches!(expected, Told::Refused);
            let refused = matches!(talk.model.lines()[0].state, LineState::Refused(_));
            assert_eq!(refused, expected, "{call:?} {code}: {:?}", talk.model.lines());
        } else {
            assert!(talk.read_again().looks_like(talk.edited()), "{call:?} {code}");
        }
    }
}

/// Answers the pages of a list of segments as a server that gives 50 at once and links to another host.
fn paged(world: &World) -> Conversation {
    let pages = world.segments.len().div_ceil(50);
    let mut server = Server::new(world.clone());
    let page = |number: usize| {
        let url = format!("{SEGMENTS}?page={number}&limit=50");
        let answer = server.answer(&Request::new(Method::GET, url, Headers::default()));
        let body = String::from_utf8(answer.bytes).expect("text").replace(".amocrm.ru", ".evil.example");
        let answer = FaultKind::instead(200, "application/hal+json", &body);
        ScriptedFault::new(Method::GET, 1, answer).at(&format!("/segments?page={number}&"))
    };
    let script = (1..=pages).map(page).collect();
    Conversation::open_faulty(FaultyServer::new(Server::new(world.clone()), script))
}

#[test]
fn all_pages_are_read_from_the_same_host() {
    for count in [60, 100, 101, 260] {
        let talk = paged(&crowd(count));
        assert_eq!(talk.edited().segments.len() as u64, count, "{:#?}", talk.sent);
        assert!(talk.sent.iter().all(|sent| sent.starts_with("GET /api/v4/")), "{:#?}", talk.sent);
        let pages = talk.sent.iter().filter(|sent| sent.contains("/segments?page=")).count() as u64;
        assert_eq!(pages, count.div_ceil(50), "each page once: {:#?}", talk.sent);
    }
}

#[test]
fn an_account_without_segments_is_empty_and_takes_the_first_one() {
    let mut talk = Conversation::open(Server::new(crowd(0)));
    assert_eq!((talk.edited().mode, talk.edited().segments.len()), (Mode::Segments, 0));
    assert_eq!(talk.notice(), None, "nothing to complain about");
    add(&mut talk, "N");
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&saved(1)), "{:#?}", talk.sent);
    remove(&mut talk, "N");
    save(&mut talk);
    assert_eq!(talk.notice(), Some(&saved(1)), "the last one may go too: {:#?}", talk.sent);
}

/// Complains about a place of the request.
fn complaint(path: &str) -> Json {
    json!({
        "validation-errors": [{ "request_id": "0", "errors": [
            { "code": "NotSupportedChoice", "path": path, "detail": "Odd." },
        ]}],
        "title": "Bad Request", "status": 400, "detail": "Request validation failed",
    })
}

#[test]
fn a_complaint_is_told_at_the_field_that_it_is_about_even_inside_a_success() {
    for (http_status, path, part) in [
        (400, "custom_fields_values.0.values.0.value", Some(Part::Field(NOTE))),
        (400, "custom_fields_values.1.values.0.enum_id", Some(Part::Field(PICK))),
        (400, "custom_fields_values.2", Some(Part::Field(RATE))),
        (400, "0.custom_fields_values.2.values", Some(Part::Field(RATE))),
        (400, "custom_fields_values.3.values", None),
        (400, "custom_fields_values", None),
        (400, "sort", None),
        (200, "custom_fields_values.1.values.0.enum_id", Some(Part::Field(PICK))),
        (422, "custom_fields_values.2.values.0.value", Some(Part::Field(RATE))),
    ] {
        for is_new in [false, true] {
            let method = if is_new { Method::POST } else { Method::PATCH };
            let mut talk =
                faulty(vec![ScriptedFault::new(method, 1, json_answer(http_status, &complaint(path)))]);
            if is_new {
                add(&mut talk, "N");
            }
            let name = if is_new { "N" } else { "B" };
            fill(&mut talk, name, RATE, Some(Value::Number("5".into())));
            fill(&mut talk, name, NOTE, Some(text("x")));
            fill(&mut talk, name, PICK, Some(Value::Choice(82)));
            talk.press(Command::Save);
            let item = talk.item(name);
            let session = talk.model.session().expect("an account is open");
            let Some(Fault::Refused { details }) = session.refusal(item) else {
                panic!("{http_status} {path}: refused, not {:?}", session.refusal(item))
            };
            let told: Vec<_> = details.iter().map(|one| (one.part, one.words.as_str())).collect();
            assert_eq!(told, [(part, "Odd.")], "{http_status} {path}");
            talk.press(Command::Save);
            assert!(
                talk.read_again().looks_like(talk.edited()),
                "tried again, it is taken: {:#?}",
                talk.sent
            );
        }
    }
}

#[test]
fn only_the_change_that_is_named_is_marked_as_refused() {
    type IsMeant = fn(&ChangeKind) -> bool;
    let is_rename: IsMeant = |kind| matches!(kind, ChangeKind::Renamed { .. });
    let is_filled: IsMeant = |kind| matches!(kind, ChangeKind::Filled { field: RATE, .. });
    let is_priced: IsMeant = |kind| matches!(kind, ChangeKind::Priced { .. });
    let cases = [
        ("name", is_rename),
        ("custom_fields_values.1.values.0.value", is_filled),
        ("available_products_price_types.1", is_priced),
        ("available_products_price_types", is_priced),
        // Nothing that was sent: told once, of the segment.
        ("custom_fields_values.7", is_rename),
        ("color", is_rename),
        ("", is_rename),
    ];
    for (path, is_meant) in cases {
        let mut talk = faulty(vec![ScriptedFault::new(Method::PATCH, 1, json_answer(400, &complaint(path)))]);
        rename(&mut talk, "B", "Bee");
        fill(&mut talk, "Bee", NOTE, Some(text("x")));
        fill(&mut talk, "Bee", RATE, Some(Value::Number("5".into())));
        price(&mut talk, "Bee", 601, true);
        price(&mut talk, "Bee", 602, true);
        talk.press(Command::Save);
        let lines = talk.model.lines();
        assert_eq!(lines.len(), 4, "{lines:?}");
        for line in lines {
            let expected = is_meant(&line.change.kind);
            assert_eq!(matches!(line.state, LineState::Refused(_)), expected, "{path}: {line:?}");
        }
    }
}

#[test]
fn a_field_or_choice_that_is_gone_meanwhile_is_a_problem_and_nothing_is_sent() {
    let gone_field = |world: &mut World| world.fields.retain(|field| field.id != PICK);
    let gone_choice = |world: &mut World| world.fields[1].choices.retain(|choice| choice.id != 82);
    for (wrong, change) in [
        (Wrong::FieldGone, Box::new(gone_field) as Box<dyn FnOnce(&mut World)>),
        (Wrong::ChoiceGone, Box::new(gone_choice)),
    ] {
        let mut talk = open();
        rename(&mut talk, "C", "Sea");
        fill(&mut talk, "B", PICK, Some(Value::Choice(82)));
        talk.meanwhile(1, change);
        talk.press(Command::Save);
        assert_eq!(talk.notice(), Some(&Notice::Problems { count: 1 }));
        assert_eq!((talk.writes(), talk.model.lines().len()), (0, 2), "{wrong:?}: {:#?}", talk.sent);
        let problem = Problem::Value { segment: key(&talk, "B"), field: PICK, wrong };
        assert_eq!(talk.model.draft().map(Draft::problems), Some(vec![problem]));
        let item = talk.item("B");
        edit(&mut talk, Edit::Revert(item));
        talk.press(Command::Save);
        assert_eq!(talk.notice(), Some(&saved(1)), "{wrong:?}: the rest goes: {:#?}", talk.sent);
    }
}

#[test]
fn a_gone_field_of_a_new_segment_is_cleared_and_the_segment_saved() {
    let mut talk = open();
    add(&mut talk, "New");
    fill(&mut talk, "New", NOTE, Some(text("x")));
    talk.server.server_mut().world_mut().fields.retain(|field| field.id != NOTE);
    save(&mut talk);
    assert_eq!((talk.notice(), writes(&talk).len()), (Some(&Notice::Problems { count: 1 }), 0));
    fill(&mut talk, "New", NOTE, None);
    assert_eq!(talk.notice(), None, "what is mended is not complained about any more");
    save(&mut talk);
    assert_eq!(talk.notice(), Some(&saved(1)), "{:?}", talk.sent);
}

#[test]
fn a_gone_field_that_nothing_is_filled_into_stops_nothing() {
    let mut talk = open();
    fill(&mut talk, "B", NOTE, Some(text("x")));
    talk.meanwhile(1, |world| {
        world.fields.retain(|field| field.id != PICK);
        world.segments.iter_mut().for_each(|segment| drop(segment.values.remove(&PICK)));
    });
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&saved(1)), "{:#?}", talk.sent);
    assert_eq!(segment(&talk, "A").values.len(), 1, "as the server shows it");
}

#[test]
fn without_a_right_to_see_the_lists_price_types_are_ids_and_still_changed() {
    let mut talk = Conversation::open(Server::new(world()).without_lists());
    assert_eq!((talk.notice(), &talk.edited().price_lists), (None, &None), "it opens");
    assert_eq!(segment(&talk, "A").prices, [601, 699].into());
    price(&mut talk, "A", 699, false);
    talk.press(Command::Save);
    assert_eq!(writes(&talk)[0].1, json!({ "available_products_price_types": [601] }));
    talk.press(Command::Reload);
    assert!(matches!(talk.notice(), Some(Notice::Reloaded(_))), "{:?}", talk.notice());
}

#[test]
fn without_a_right_to_see_the_fields_the_account_opens_and_values_are_kept() {
    let forbidden = json_answer(403, &json!({ "status": 403 }));
    let script = vec![ScriptedFault::new(Method::GET, 1, forbidden).at("/custom_fields")];
    let mut talk = faulty(script);
    assert_eq!((talk.notice(), talk.edited().segments.len()), (None, 3), "it opens");
    rename(&mut talk, "A", "Z");
    save(&mut talk);
    assert_eq!(writes(&talk).len(), 1, "one request");
    assert_eq!(on_server(&talk, "Z").values.len(), 2, "what is filled in stays");
}

#[test]
fn lists_that_fail_in_any_way_are_no_obstacle() {
    for fault_kind in [
        FaultKind::broken(500),
        json_answer(404, &json!({ "status": 404 })),
        FaultKind::blocked(),
        FaultKind::instead(200, "text/html", "<html>"),
    ] {
        for path in ["/catalogs?", "/catalogs/5/"] {
            let script = (1..=3)
                .map(|nth| ScriptedFault::new(Method::GET, nth, fault_kind.clone()).at(path))
                .collect();
            let talk = faulty(script);
            assert_eq!((talk.notice(), talk.edited().segments.len()), (None, 3), "{path} {fault_kind:?}");
            assert_eq!(talk.edited().price_lists, None, "{path} {fault_kind:?}");
        }
    }
}

#[test]
fn an_untouched_list_of_prices_is_not_sent_and_an_emptied_one_is_empty() {
    let mut talk = open();
    rename(&mut talk, "A", "X");
    price(&mut talk, "X", 601, false);
    price(&mut talk, "X", 601, true);
    talk.press(Command::Save);
    assert_eq!(writes(&talk)[0].1, json!({ "name": "X" }), "there and back");
    price(&mut talk, "X", 601, false);
    price(&mut talk, "X", 699, false);
    price(&mut talk, "B", 602, true);
    talk.press(Command::Save);
    let prices = |ids: Json| json!({ "available_products_price_types": ids });
    let sent: BTreeMap<String, Json> = writes(&talk).into_iter().collect();
    assert_eq!(sent["PATCH …/11"], prices(json!([])));
    assert_eq!(sent["PATCH …/12"], prices(json!([602])));
    assert!(on_server(&talk, "X").prices.is_empty(), "none is left");
}

#[test]
fn a_date_that_the_server_shifts_is_told_and_not_fought_over() {
    let mut talk = open();
    fill(&mut talk, "B", UNTIL, Some(Value::Date(date(2026, 5, 9))));
    // Segments and fields are read, one is written, then the list is read once more.
    talk.meanwhile(4, |world| {
        let there = world.segments.iter_mut().find(|segment| segment.name == "B").expect("B");
        let day = there.values[&UNTIL][0].as_i64().expect("seconds");
        there.values.insert(UNTIL, vec![json!(day - 86_400)]);
    });
    talk.press(Command::Save);
    let Some(Notice::Saved { count: 1, made }) = talk.notice() else { panic!("{:?}", talk.notice()) };
    let [made] = made.as_slice() else { panic!("one thing: {made:?}") };
    let kind = ChangeKind::Filled {
        field: UNTIL,
        from: Some(Value::Date(date(2026, 5, 9))),
        to: Some(Value::Date(date(2026, 5, 8))),
    };
    assert_eq!((made.item, &made.kind), (Item::Segment(Key::Id(12)), &kind));
    assert_eq!((talk.count(&Method::PATCH), talk.model.lines().len()), (1, 0), "{:#?}", talk.sent);
    assert_eq!(segment(&talk, "B").values[&UNTIL], Value::Date(date(2026, 5, 8)), "as the server shows it");
}

#[test]
fn a_day_that_the_calendar_of_the_account_left_out_becomes_the_next() {
    let world = World { zone: "Pacific/Apia".to_owned(), ..world() };
    let mut talk = Conversation::open(Server::new(world));
    fill(&mut talk, "B", UNTIL, Some(Value::Date(date(2011, 12, 30))));
    talk.press(Command::Save);
    assert!(
        matches!(talk.notice(), Some(Notice::Saved { made, .. }) if made.len() == 1),
        "{:?}",
        talk.notice()
    );
    assert_eq!(segment(&talk, "B").values[&UNTIL], Value::Date(date(2011, 12, 31)));
    assert!(talk.model.lines().is_empty(), "and nothing is wanted any more");
}

#[test]
fn line_breaks_of_another_system_are_not_fought_over() {
    let mut talk = open();
    fill(&mut talk, "B", NOTE, Some(text("a\r\nb")));
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&saved(1)), "{:#?}", talk.sent);
    assert_eq!(segment(&talk, "B").values.get(&NOTE), Some(&text("a\nb")));
}

#[test]
fn there_are_a_hundred_segments_and_no_more() {
    let mut talk = Conversation::open(Server::new(crowd(99)));
    for name in ["N", "M"] {
        add(&mut talk, name);
    }
    assert_eq!(talk.edited().segments.len(), MAX_SEGMENTS, "the second does not fit");
    talk.meanwhile(1, |world| world.segments.push(WorldSegment::new(900, "Theirs", SEGMENT_COLORS[1])));
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&Notice::Problems { count: 1 }), "somebody else took the last place");
    let problem = Problem::NoRoom(talk.item("N"));
    assert_eq!(talk.model.draft().map(Draft::problems), Some(vec![problem]));
    assert_eq!(talk.writes(), 0, "nothing is sent: {:#?}", talk.sent);
    remove(&mut talk, "S1");
    save(&mut talk);
    assert_eq!(talk.notice(), Some(&saved(2)), "a deletion makes room: {:#?}", talk.sent);
    assert!(talk.read_again().looks_like(talk.edited()), "{:#?}", talk.sent);
}

#[test]
fn which_list_is_on_is_found_out_when_the_account_is_opened() {
    for (mode, shown) in [
        (Mode::Segments, Mode::Segments),
        (Mode::Periodicity, Mode::Periodicity),
        (Mode::Disabled, Mode::Disabled),
        (Mode::Unavailable, Mode::Unavailable),
    ] {
        let talk = Conversation::open(Server::new(world().with_mode(mode)));
        assert_eq!((talk.notice(), talk.edited().mode), (None, shown), "{mode:?}");
        assert_eq!(talk.edited().segments.is_empty(), shown != Mode::Segments, "{mode:?}");
    }
    // Kommo does not tell the mode: the list that is off says so itself.
    let off = json_answer(422, &json!({ "status": 422, "detail": "Customers mode does not allow this" }));
    let script = vec![ScriptedFault::new(Method::GET, 1, off).at("/statuses")];
    let server = Server::new(world().with_mode(Mode::Unknown));
    let talk = Conversation::open_faulty(FaultyServer::new(server, script));
    assert_eq!((talk.notice(), talk.edited().mode), (None, Mode::Segments), "{:#?}", talk.sent);
    assert_eq!(talk.edited().segments.len(), 3);
}

#[test]
fn a_mode_that_others_changed_costs_no_unsaved_edit() {
    let off = Fault::Account(Reason::CustomersOff);
    for (mode, fault) in [(Mode::Periodicity, Fault::ModeOff), (Mode::Disabled, off)] {
        let mut talk = open();
        fill(&mut talk, "B", NOTE, Some(text("x")));
        talk.meanwhile(1, move |world| world.mode = mode);
        talk.press(Command::Reload);
        assert_eq!(talk.notice(), Some(&Notice::Failed(Fault::ModeOff)), "{mode:?}: {:#?}", talk.sent);
        assert_eq!(talk.model.lines().len(), 1, "{mode:?}: the draft is kept");
        talk.press(Command::Save);
        assert_eq!(talk.notice(), Some(&Notice::Failed(fault)), "{mode:?}: {:#?}", talk.sent);
        assert_eq!((talk.writes(), talk.model.lines().len()), (0, 1), "{mode:?}");
        talk.server.server_mut().world_mut().mode = Mode::Segments;
        talk.press(Command::Save);
        assert_eq!(talk.notice(), Some(&saved(1)), "{mode:?}: switched back, it is saved");
        talk.server.server_mut().world_mut().mode = mode;
        talk.press(Command::Reload);
        assert_eq!(talk.edited().mode, mode, "without unsaved edits the account is shown as it is now");
    }
}

#[test]
fn a_write_of_unknown_fate_is_looked_up_and_not_done_twice() {
    for (fault_kind, arrived) in [
        (FaultKind::DoneButLost, true),
        (FaultKind::LostBeforeDone, false),
        (FaultKind::Silence, false),
        (FaultKind::broken(502), false),
    ] {
        for (method, look) in [
            (Method::PATCH, "GET /api/v4/customers/segments/11"),
            (Method::DELETE, "GET /api/v4/customers/segments/11"),
            (Method::POST, "GET /api/v4/customers/segments?page=1&limit=250"),
        ] {
            let what = format!("{method:?} {fault_kind:?}");
            let mut talk = faulty(vec![ScriptedFault::new(method.clone(), 1, fault_kind.clone())]);
            match method {
                Method::PATCH => fill(&mut talk, "A", NOTE, None),
                Method::DELETE => remove(&mut talk, "A"),
                _ => add(&mut talk, "N"),
            }
            save(&mut talk);
            let write = talk.sent.iter().position(|sent| !sent.starts_with("GET")).expect("a write");
            assert_eq!(talk.sent[write + 1], look, "{what}");
            assert_eq!(talk.writes(), 1, "{what}: {:#?}", talk.sent);
            if arrived {
                assert_eq!(talk.notice(), Some(&saved(1)), "{what}: {:#?}", talk.sent);
            } else {
                assert!(matches!(talk.notice(), Some(Notice::NotArrived(_))), "{what}: {:?}", talk.notice());
                assert_eq!(talk.model.lines().len(), 1, "{what}: the change is kept");
                save(&mut talk);
            }
            assert!(talk.read_again().looks_like(talk.edited()), "{what}: {:#?}", talk.sent);
            assert!(talk.model.lines().is_empty(), "{what}");
        }
    }
}

#[test]
fn a_creation_that_arrives_late_is_recognised_by_what_was_sent() {
    let mut talk = faulty(vec![ScriptedFault::new(Method::POST, 1, FaultKind::Late)]);
    talk.press(Command::AddSegment { like: Some(key(&talk, "A")), name: "N".into() });
    talk.press(Command::Save);
    assert!(matches!(talk.notice(), Some(Notice::NotArrived(_))), "{:?}", talk.notice());
    // Edited meanwhile: that is written then, and no twin is made.
    fill(&mut talk, "N", NOTE, Some(text("new")));
    talk.press(Command::Save);
    assert_eq!(talk.count(&Method::POST), 0, "it is there meanwhile: {:#?}", talk.sent);
    let values = json!([{ "field_id": NOTE, "values": [{ "value": "new" }] }]);
    assert_eq!(writes(&talk)[0].1, json!({ "custom_fields_values": values }));
    assert!(talk.read_again().looks_like(talk.edited()), "{:#?}", talk.sent);
}

#[test]
fn others_fill_other_fields_and_both_are_kept() {
    let mut talk = open();
    fill(&mut talk, "A", NOTE, Some(text("mine")));
    price(&mut talk, "A", 602, true);
    talk.meanwhile(1, |world| {
        world.segments[0].values.insert(RATE, vec![json!("7")]);
        world.segments[0].prices = vec![699];
    });
    talk.press(Command::Save);
    talk.press(Command::Save);
    let there = on_server(&talk, "A");
    let values = [(NOTE, vec![json!("mine")]), (PICK, vec![json!(81)]), (RATE, vec![json!("7")])];
    assert_eq!(there.values, values.into());
    assert_eq!(there.prices, [602, 699], "mine came, theirs went");
}

#[test]
fn a_reader_is_told_once_and_may_take_back() {
    let mut talk = Conversation::open(Server::new(world()).with_rights(Rights::Reader));
    fill(&mut talk, "B", NOTE, Some(text("x")));
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&Notice::Failed(Fault::Forbidden)));
    assert!(!talk.model.can_edit() && talk.model.can_take_back(), "reading only from now on");
    fill(&mut talk, "B", NOTE, Some(text("y")));
    assert_eq!(segment(&talk, "B").values.get(&NOTE), Some(&text("x")), "nothing more is edited");
    let change = talk.model.lines().remove(0).change;
    edit(&mut talk, Edit::TakeBack(change));
    assert!(talk.model.lines().is_empty(), "but it may be taken back");
}

#[test]
fn what_cannot_be_saved_is_not_sent() {
    let mut talk = open();
    rename(&mut talk, "A", " ");
    fill(&mut talk, "B", NOTE, Some(text(&"ы".repeat(257))));
    fill(&mut talk, "B", RATE, Some(Value::Number("many".into())));
    fill(&mut talk, "C", UNTIL, Some(Value::Typed("31.02.2026".into())));
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&Notice::Problems { count: 4 }));
    assert!(talk.sent.is_empty(), "{:#?}", talk.sent);
}
