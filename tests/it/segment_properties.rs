//! Whatever is filled into segments, refused, lost or changed by others: what the server holds in the end is
//! what was wanted, and nothing that was not touched was ever sent.

use std::collections::{BTreeMap, BTreeSet};

use ehttp::Method;
use etapa::crm::{
    Account, ChangeKind, Color, Draft, Edit, Item, Key, MAX_TEXT, SEGMENT_COLORS, Segment, Side, Value,
    decimal,
};
use etapa::demo::{FaultyServer, ScriptedFault, Server, World, WorldChoice, WorldField, WorldSegment};
use etapa::model::{Command, Notice};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Value as Json, json};

use crate::core_properties::{Broken, scripted_fault};
use crate::support::conversation::Conversation;

/// How many accounts are tried.
const RUNS: u32 = 2_500;

/// How often the user presses Save before giving up.
const PATIENCE: usize = 14;

/// The eleven types that a field of segments may have, at the places of their ids, which begin at 1.
const KINDS: [&str; 11] = [
    "text",
    "textarea",
    "numeric",
    "checkbox",
    "select",
    "radiobutton",
    "multiselect",
    "url",
    "date",
    "date_time",
    "streetaddress",
];

/// A field of a type that Etapa does not know.
const STRANGE: u64 = 12;

/// With and without summer time, with clocks that skip midnight or strike it twice, far from UTC, at odd
/// distances to it.
const ZONES: [&str; 14] = [
    "UTC",
    "Europe/Moscow",
    "Europe/London",
    "America/Sao_Paulo",
    "America/Havana",
    "America/St_Johns",
    "America/Scoresbysund",
    "Africa/Monrovia",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Apia",
];

/// Returns the ids of the choices of a field.
fn choices(field: u64) -> [u64; 3] {
    [1, 2, 3].map(|choice| field * 100 + choice)
}

fn fields() -> Vec<WorldField> {
    let field = |(id, kind): (u64, &'static str)| {
        let [a, b, c] = choices(id);
        let field = WorldField::new(id, kind, kind, 0);
        let has_choices = ["select", "radiobutton", "multiselect"].contains(&kind);
        if has_choices { field.with_choices(&[(a, "A"), (b, "B"), (c, "C")]) } else { field }
    };
    (1..).zip(KINDS).chain([(STRANGE, "brand_new")]).map(field).collect()
}

/// Returns what the pretend server holds of a value.
fn held(value: &Value, zone: &TimeZone) -> Vec<Json> {
    match value {
        Value::Text(text) => vec![text.as_str().into()],
        Value::Number(text) => vec![decimal(text).expect("a number").into()],
        Value::Truth(truth) => vec![(*truth).into()],
        Value::Choice(id) => vec![(*id).into()],
        Value::Choices(ids) => ids.iter().map(|id| (*id).into()).collect(),
        Value::Date(date) => {
            let first = date.to_zoned(zone.clone()).expect("a day of these centuries");
            vec![first.timestamp().as_second().into()]
        }
        Value::Moment(moment) => vec![moment.as_second().into()],
        Value::Typed(_) => panic!("{value:?} is never sent"),
        // The one value that is not understood here.
        Value::Unknown(_) => vec!["?".into()],
    }
}

/// What a segment is to the user, in the terms of the server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    name: String,
    color: Option<Color>,
    values: BTreeMap<u64, String>,
    prices: BTreeSet<u64>,
}

fn words(values: &[Json]) -> String {
    Json::from(values.to_vec()).to_string()
}

fn look(segment: &Segment, zone: &TimeZone) -> Look {
    let tidy = |(id, value): (&u64, &Value)| Some((*id, words(&held(&value.clone().tidy()?, zone))));
    Look {
        name: segment.name.trim().to_owned(),
        color: segment.color,
        values: segment.values.iter().filter_map(tidy).collect(),
        prices: segment.prices.clone(),
    }
}

fn look_there(segment: &WorldSegment) -> Look {
    Look {
        name: segment.name.clone(),
        color: Some(segment.color),
        values: segment.values.iter().map(|(id, values)| (*id, words(values))).collect(),
        prices: segment.prices.iter().copied().collect(),
    }
}

/// Returns how the segments look, by their ids; those that have none yet come in the order of their looks.
fn looks(account: &Account) -> (BTreeMap<u64, Look>, Vec<Look>) {
    let all = account.segments.iter().map(|segment| (segment.key, look(segment, &account.zone)));
    let (known, new): (Vec<_>, Vec<_>) = all.partition(|(key, _)| key.id().is_some());
    let mut new: Vec<Look> = new.into_iter().map(|(_, look)| look).collect();
    new.sort();
    (known.into_iter().filter_map(|(key, look)| Some((key.id()?, look))).collect(), new)
}

fn looks_there(world: &World) -> BTreeMap<u64, Look> {
    world.segments.iter().map(|segment| (segment.id, look_there(segment))).collect()
}

/// Tells whether the server holds what the user wants, under the same ids.
fn agrees(talk: &Conversation) -> bool {
    looks(talk.edited()) == (looks_there(talk.server.server().world()), Vec::new())
}

// --- What the editor can produce ---

/// Whether this day has a moment at all: where the date line was moved, a day was left out.
fn exists(day: Date, zone: &TimeZone) -> bool {
    day.to_zoned(zone.clone()).is_ok_and(|first| first.date() == day)
}

fn filling(zone: TimeZone) -> impl Strategy<Value = (u64, Option<Value>)> {
    let text = |text: String| Some(Value::Text(text));
    let line = prop_oneof![4 => "\\PC{0,30}", 1 => "[ы€😀👩‍👩‍👧é\u{301} ]{0,50}", 1 => "[a-z \t]{32}".prop_map(|text| text.repeat(8))];
    let lines = prop_oneof![
        "(?s).{0,80}",
        "([а-яё😀 ]{0,9}(\r\n|\n)){0,7}",
        "[x\n]{30}".prop_map(|text| text.repeat(100))
    ];
    let number = "[ \u{a0}]?[-+\u{2212}]?[0-9 ]{0,40}[.,]?[0-9]{0,40} ?";
    let number = number.prop_filter("a number", |text| text.trim().is_empty() || decimal(text).is_some());
    let choice = |field: u64| (0..3_usize).prop_map(move |at| Some(Value::Choice(choices(field)[at])));
    let several = prop::collection::btree_set(prop::sample::select(choices(7).to_vec()), 0..=3);
    let day =
        (1900..=2100_i16, 0..366_i64).prop_map(|(year, day)| date(year, 1, 1) + jiff::Span::new().days(day));
    let day = day.prop_filter("a day that there is", move |day| exists(*day, &zone));
    let moment = date(1900, 1, 1)..date(2100, 12, 31);
    let second = |day: Date| day.to_zoned(TimeZone::UTC).expect("a day").timestamp().as_second();
    let moment = second(moment.start)..second(moment.end);
    let moment = moment.prop_map(|second| Timestamp::from_second(second).expect("a moment"));
    let value = prop_oneof![
        2 => line.clone().prop_map(move |line| (1, text(line))),
        2 => lines.prop_map(move |lines| (2, text(lines))),
        2 => number.prop_map(|number| (3, Some(Value::Number(number)))),
        1 => any::<bool>().prop_map(|truth| (4, Some(Value::Truth(truth)))),
        1 => choice(5).prop_map(|value| (5, value)),
        1 => choice(6).prop_map(|value| (6, value)),
        1 => several.prop_map(|ids| (7, Some(Value::Choices(ids)))),
        1 => "(https?://)?[a-zа-я0-9./?#]{0,40}".prop_map(move |address| (8, text(address))),
        2 => day.prop_map(|day| (9, Some(Value::Date(day)))),
        1 => moment.prop_map(|moment| (10, Some(Value::Moment(moment)))),
        1 => line.prop_map(move |line| (11, text(line))),
    ];
    (value, prop::bool::weighted(0.15))
        .prop_map(|((field, value), is_cleared)| (field, value.filter(|_| !is_cleared)))
        .prop_filter("not too long", |(field, value)| match value {
            Some(Value::Text(text)) if *field == 1 => text.chars().count() <= MAX_TEXT,
            _ => true,
        })
}

/// Which of the two segments is filled, and what goes where.
type Fillings = Vec<(usize, (u64, Option<Value>))>;

fn form() -> impl Strategy<Value = (&'static str, Fillings, Fillings)> {
    prop::sample::select(ZONES.to_vec()).prop_flat_map(|name| {
        let zone = TimeZone::get(name).expect("a time zone");
        let some = |zone| prop::collection::vec((0..2_usize, filling(zone)), 1..9);
        (Just(name), some(zone.clone()), some(zone))
    })
}

/// Returns which fields of which segment the bodies of the sent requests speak of, and whether they clear
/// them.
fn sent_fields(talk: &Conversation) -> BTreeMap<(u64, u64), bool> {
    let mut fields = BTreeMap::new();
    for sent in talk.sent.iter().filter(|sent| !sent.starts_with("GET")) {
        let mut parts = sent.splitn(3, ' ');
        assert_eq!(parts.next(), Some("PATCH"), "nothing is made or deleted: {sent}");
        let id = parts.next().and_then(|path| path.strip_prefix("/api/v4/customers/segments/")?.parse().ok());
        let body: Json = serde_json::from_str(parts.next().expect("a body")).expect("JSON");
        let members: Vec<&String> = body.as_object().expect("an object").keys().collect();
        assert_eq!(members, ["custom_fields_values"], "no other member: {sent}");
        for entry in body["custom_fields_values"].as_array().expect("a list") {
            let members: Vec<&String> = entry.as_object().expect("an object").keys().collect();
            assert_eq!(members, ["field_id", "values"], "{sent}");
            assert!(!entry.to_string().contains("enum_code"), "{sent}");
            let field = entry["field_id"].as_u64().expect("an id");
            let twin = fields.insert((id.expect("the id of a segment"), field), entry["values"].is_null());
            assert!(twin.is_none(), "each field once: {sent}");
        }
    }
    fields
}

/// Returns which fields differ, and whether they are empty afterwards.
fn changed_fields(before: &BTreeMap<u64, Look>, after: &BTreeMap<u64, Look>) -> BTreeMap<(u64, u64), bool> {
    let mut changed = BTreeMap::new();
    for (id, after) in after {
        for field in 1..=STRANGE {
            let (old, new) = (before[id].values.get(&field), after.values.get(&field));
            if old != new {
                changed.insert((*id, field), new.is_none());
            }
        }
    }
    changed
}

fn fill_and_save(talk: &mut Conversation, fillings: &Fillings) {
    for (at, (field, value)) in fillings {
        let segment = Key::Id([1, 2][*at]);
        talk.press(Command::Edit(Edit::Fill { segment, field: *field, value: value.clone() }));
    }
    let wanted = looks(talk.edited()).0;
    let before = looks_there(talk.server.server().world());
    let changed = changed_fields(&before, &wanted);
    talk.press(Command::Save);
    assert_eq!(sent_fields(talk), changed, "what is changed is sent, and nothing else: {:#?}", talk.sent);
    let segments: BTreeSet<u64> = changed.keys().map(|(segment, _)| *segment).collect();
    assert_eq!(talk.writes(), segments.len(), "one request for a segment: {:#?}", talk.sent);
    if !changed.is_empty() {
        let saved = Notice::Saved { count: changed.len(), made: vec![] };
        assert_eq!(talk.notice(), Some(&saved), "{:#?}", talk.sent);
    }
    assert_eq!(looks_there(talk.server.server().world()), wanted, "the server holds it");
    assert!(talk.model.lines().is_empty(), "nothing is left: {:?}", talk.model.lines());
    let read = talk.read_again();
    assert!(
        read.looks_like(talk.edited()),
        "read back, it is equal: {:?} {:?}",
        read.segments,
        talk.edited()
    );
    assert!(Draft::new(read).plan().is_empty(), "a fresh reading wants nothing");
}

#[test]
fn whatever_is_filled_in_is_written_read_back_and_wanted_no_more() {
    let config = Config { cases: RUNS / 2, failure_persistence: None, ..Config::default() };
    proptest!(config, |((zone, first, second) in form())| {
        let mut segments = [1, 2].map(|id| WorldSegment::new(id, &format!("S{id}"), SEGMENT_COLORS[0]));
        segments[0].values = [(STRANGE, vec![json!("?")])].into();
        let world = World { zone: zone.to_owned(), ..World::with_segments(segments.into(), fields()) };
        let mut talk = Conversation::open(Server::new(world));
        fill_and_save(&mut talk, &first);
        fill_and_save(&mut talk, &second);
        let clear = |at: usize| (1..=11).map(move |field| (at, (field, None)));
        fill_and_save(&mut talk, &clear(0).chain(clear(1)).collect());
        let left: Vec<usize> = talk.edited().segments.iter().map(|segment| segment.values.len()).collect();
        prop_assert_eq!(left, [0, 1], "what is not understood stays");
    });
}

// --- Whatever goes wrong ---

/// One account, what is done to it, and what goes wrong.
#[derive(Clone, Debug)]
struct Scenario {
    world: World,
    edits: Vec<Op>,
    scripted_faults: Vec<(Method, u32, Broken)>,
    other: Option<(usize, Elsewhere, Side)>,
    /// Whether what is about a thing that is not there is answered 204.
    quiet: bool,
    /// How many items are on a page once the account is open.
    page: usize,
}

/// Something a user does; segments, fields and prices are taken modulo what is there.
#[derive(Clone, Copy, Debug)]
enum Op {
    Rename(usize, u8),
    Recolor(usize, usize),
    Fill(usize, u64, u8),
    Clear(usize, u64),
    Price(usize, u64, bool),
    Add(u8),
    Duplicate(usize),
    Remove(usize),
    Revert(usize),
    /// Takes back one of the changes.
    TakeBack(usize),
    /// As many from here on.
    RecolorSeveral(usize, usize, usize),
    FillSeveral(usize, usize, u64, u8),
    RemoveSeveral(usize, usize),
    Undo,
    Redo,
}

/// Something another administrator does.
#[derive(Clone, Copy, Debug)]
enum Elsewhere {
    Rename(usize),
    Recolor(usize, usize),
    Fill(usize, u64, u8),
    Clear(usize),
    Price(usize, u64),
    Add,
    Remove(usize),
    RenameField(u64),
    RemoveField(u64),
    RemoveChoice(u64, usize),
    AddField,
}

fn op() -> impl Strategy<Value = Op> {
    let (at, color, field) = (0..20_usize, 0..40_usize, 1..=11_u64);
    prop_oneof![
        2 => (at.clone(), 0..4_u8).prop_map(|(at, name)| Op::Rename(at, name)),
        1 => (at.clone(), color.clone()).prop_map(|(at, color)| Op::Recolor(at, color)),
        4 => (at.clone(), field.clone(), 0..5_u8).prop_map(|(at, field, value)| Op::Fill(at, field, value)),
        2 => (at.clone(), field.clone()).prop_map(|(at, field)| Op::Clear(at, field)),
        2 => (at.clone(), 1..5_u64, any::<bool>()).prop_map(|(at, price, on)| Op::Price(at, price, on)),
        2 => (0..4_u8).prop_map(Op::Add),
        1 => at.clone().prop_map(Op::Duplicate),
        1 => at.clone().prop_map(Op::Remove),
        1 => at.clone().prop_map(Op::Revert),
        1 => at.clone().prop_map(Op::TakeBack),
        1 => (at.clone(), 2..4_usize, color).prop_map(|(from, n, color)| Op::RecolorSeveral(from, n, color)),
        1 => (at.clone(), 2..4_usize, field, 0..5_u8)
            .prop_map(|(from, n, field, value)| Op::FillSeveral(from, n, field, value)),
        1 => (at, 2..4_usize).prop_map(|(from, n)| Op::RemoveSeveral(from, n)),
        1 => Just(Op::Undo),
        1 => Just(Op::Redo),
    ]
}

fn elsewhere() -> impl Strategy<Value = Elsewhere> {
    let (at, field) = (0..20_usize, 1..=11_u64);
    prop_oneof![
        at.clone().prop_map(Elsewhere::Rename),
        (at.clone(), 0..40_usize).prop_map(|(at, color)| Elsewhere::Recolor(at, color)),
        (at.clone(), field.clone(), 0..5_u8).prop_map(|(at, field, value)| Elsewhere::Fill(at, field, value)),
        at.clone().prop_map(Elsewhere::Clear),
        (at.clone(), 1..5_u64).prop_map(|(at, price)| Elsewhere::Price(at, price)),
        Just(Elsewhere::Add),
        at.prop_map(Elsewhere::Remove),
        field.clone().prop_map(Elsewhere::RenameField),
        field.prop_map(Elsewhere::RemoveField),
        (5..=7_u64, 0..3_usize).prop_map(|(field, at)| Elsewhere::RemoveChoice(field, at)),
        Just(Elsewhere::AddField),
    ]
}

/// Returns one of a few values of a field, one of which may be as good as nothing.
fn sample(field: u64, seed: u8) -> Value {
    let at = usize::from(seed % 3);
    match field {
        1 | 2 | 8 | 11 => {
            Value::Text(["a", " b\nc 😀 ", "  ", "https://x.example/", "12.50"][usize::from(seed)].to_owned())
        }
        3 => Value::Number(["1", "1,50", "1.5", "", "-000.10"][usize::from(seed)].to_owned()),
        4 => Value::Truth(seed.is_multiple_of(2)),
        5 | 6 => Value::Choice(choices(field)[at]),
        7 => Value::Choices(choices(7)[..at].iter().copied().collect()),
        9 => Value::Date(date(2026, 1, 1) + jiff::Span::new().days(i64::from(seed) * 40)),
        _ => Value::Moment(Timestamp::from_second(i64::from(seed) * 1_000_003).expect("a moment")),
    }
}

/// A segment of these places, seeds and ids: whether it has a twin, its colour, its values and its prices.
type Seeds = (u8, usize, BTreeMap<u64, u8>, BTreeSet<u64>);

fn seeds() -> impl Strategy<Value = Seeds> {
    let values = prop::collection::btree_map(1..=STRANGE, 0..5_u8, 0..5);
    (0..3_u8, 0..40_usize, values, prop::collection::btree_set(1..5_u64, 0..3))
}

fn grown(place: u64, (twin, color, values, prices): Seeds, zone: &TimeZone) -> WorldSegment {
    let value = |(field, seed): (u64, u8)| match field {
        STRANGE => Some((field, vec![json!("?")])),
        _ => Some((field, held(&sample(field, seed).tidy()?, zone))),
    };
    // The server may hold twins.
    let name = if twin == 0 { "N0".to_owned() } else { format!("S{place}") };
    WorldSegment {
        values: values.into_iter().filter_map(value).collect(),
        prices: prices.into_iter().collect(),
        ..WorldSegment::new(place * 3, &name, SEGMENT_COLORS[color])
    }
}

pub fn world() -> impl Strategy<Value = World> {
    let zones = prop::sample::select(ZONES.to_vec());
    (prop::collection::vec(seeds(), 0..7), zones).prop_map(|(segments, name)| {
        let zone = TimeZone::get(name).expect("a time zone");
        let segments = (1..).zip(segments).map(|(place, seeds)| grown(place, seeds, &zone)).collect();
        World { zone: name.to_owned(), ..World::with_segments(segments, fields()) }
    })
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let edits = prop::collection::vec(op(), 0..10);
    let scripted_faults = prop::collection::vec(scripted_fault(), 0..3);
    let side = prop::sample::select(vec![Side::Mine, Side::Theirs]);
    let other = prop::option::weighted(0.3, (1..7_usize, elsewhere(), side));
    let page = prop::sample::select(vec![1, 2, 3, 250]);
    (world(), edits, scripted_faults, other, any::<bool>(), page).prop_map(
        |(world, edits, scripted_faults, other, quiet, page)| Scenario {
            world,
            edits,
            scripted_faults,
            other,
            quiet,
            page,
        },
    )
}

fn apply(talk: &mut Conversation, op: Op) {
    let segments = &talk.edited().segments;
    let count = segments.len().max(1);
    let key = |at: usize| segments.get(at % count).map(|segment| segment.key);
    let item = |at: usize| key(at).map(Item::Segment);
    // Every second one, so that there are gaps.
    let items = |from: usize, n: usize| (0..n).filter_map(move |step| item(from + 2 * step));
    let fill = |segment, field, seed| Edit::Fill { segment, field, value: Some(sample(field, seed)) };
    let edit = match op {
        Op::Undo => return talk.press(Command::Undo),
        Op::Redo => return talk.press(Command::Redo),
        Op::Add(name) => {
            return talk.press(Command::AddSegment { like: None, name: format!("N{name}") });
        }
        Op::Duplicate(at) => {
            let like = key(at);
            return talk.press(Command::AddSegment { like, name: "Copy".into() });
        }
        Op::Rename(at, name) => item(at).map(|item| Edit::Rename(item, format!(" N{name}"))),
        Op::Recolor(at, color) => item(at).map(|item| Edit::Recolor(item, SEGMENT_COLORS[color])),
        Op::Fill(at, field, seed) => key(at).map(|key| fill(key, field, seed)),
        Op::Clear(at, field) => key(at).map(|segment| Edit::Fill { segment, field, value: None }),
        Op::Price(at, price, offered) => key(at).map(|segment| Edit::Price { segment, price, offered }),
        Op::Remove(at) => item(at).map(Edit::Remove),
        Op::Revert(at) => item(at).map(Edit::Revert),
        Op::TakeBack(at) => {
            let lines = talk.model.lines();
            lines.get(at % lines.len().max(1)).map(|line| Edit::TakeBack(line.change.clone()))
        }
        Op::RecolorSeveral(from, n, color) => {
            let edits = items(from, n).map(|item| Edit::Recolor(item, SEGMENT_COLORS[color]));
            Some(Edit::Several(edits.collect()))
        }
        Op::FillSeveral(from, n, field, seed) => {
            Some(Edit::Several(items(from, n).map(|item| fill(item.key(), field, seed)).collect()))
        }
        Op::RemoveSeveral(from, n) => Some(Edit::Several(items(from, n).map(Edit::Remove).collect())),
    };
    if let Some(edit) = edit {
        talk.press(Command::Edit(edit));
    }
}

fn apply_elsewhere(world: &mut World, other: Elsewhere) {
    let zone = TimeZone::get(&world.zone).expect("a time zone");
    let count = world.segments.len().max(1);
    let mut segments = world.segments.iter_mut();
    let mut segment = |at: usize| segments.nth(at % count);
    match other {
        Elsewhere::Rename(at) => segment(at).into_iter().for_each(|one| one.name = "Theirs".into()),
        Elsewhere::Recolor(at, color) => {
            if let Some(one) = segment(at) {
                one.color = SEGMENT_COLORS[color];
            }
        }
        Elsewhere::Fill(at, field, seed) => {
            if let (Some(one), Some(value)) = (segment(at), sample(field, seed).tidy()) {
                one.values.insert(field, held(&value, &zone));
            }
        }
        Elsewhere::Clear(at) => segment(at).into_iter().for_each(|one| one.values.clear()),
        Elsewhere::Price(at, price) => segment(at).into_iter().for_each(|one| one.prices = vec![price]),
        Elsewhere::Add => world.segments.push(WorldSegment::new(9_000, "Their new one", SEGMENT_COLORS[2])),
        Elsewhere::Remove(at) => {
            let gone = segment(at).map(|one| one.id);
            world.segments.retain(|one| Some(one.id) != gone);
        }
        Elsewhere::RenameField(id) => {
            world.fields.iter_mut().filter(|field| field.id == id).for_each(|one| one.name = "Theirs".into());
        }
        Elsewhere::RemoveField(id) => {
            world.fields.retain(|field| field.id != id);
            world.segments.iter_mut().for_each(|one| drop(one.values.remove(&id)));
        }
        Elsewhere::RemoveChoice(field, at) => {
            let gone = choices(field)[at];
            let there = world.fields.iter_mut().filter(|one| one.id == field);
            there.for_each(|one| one.choices.retain(|choice: &WorldChoice| choice.id != gone));
            for segment in &mut world.segments {
                segment.values.values_mut().for_each(|values| values.retain(|value| *value != json!(gone)));
                segment.values.retain(|_, values| !values.is_empty());
            }
        }
        Elsewhere::AddField => world.fields.push(WorldField::new(77, "Their new field", "text", 9)),
    }
}

/// Mends what a field or a choice that was deleted meanwhile stands in the way of.
fn mend(talk: &mut Conversation) {
    let problems = talk.model.draft().map(Draft::problems).unwrap_or_default();
    for problem in problems.into_iter().filter(|problem| problem.blocks()) {
        let (item, field) = (problem.item(), problem.field());
        let is_it =
            |kind: &ChangeKind| matches!(kind, ChangeKind::Filled { field: id, .. } if Some(*id) == field);
        let lines = talk.model.lines();
        let change =
            lines.into_iter().map(|line| line.change).find(|one| one.item == item && is_it(&one.kind));
        let edit = match (change, field) {
            (Some(change), _) => Edit::TakeBack(change),
            (None, Some(field)) => Edit::Fill { segment: item.key(), field, value: None },
            (None, None) => panic!("{problem:?} is not for this test"),
        };
        talk.press(Command::Edit(edit));
    }
}

fn check(scenario: &Scenario) {
    let script = scenario.scripted_faults.iter().map(|(method, nth, broken)| {
        // Opening reads four times: the account, segments, fields and lists.
        let nth = if *method == Method::GET { nth + 4 } else { *nth };
        ScriptedFault::new(method.clone(), nth, broken.fault_kind())
    });
    let server = Server::new(scenario.world.clone());
    let server = if scenario.quiet { server.with_quiet_misses() } else { server };
    let mut talk = Conversation::open_faulty(FaultyServer::new(server, script.collect()));
    talk.server.server_mut().set_largest_page(scenario.page);
    assert_eq!(talk.model.draft().map(|draft| draft.plan().len()), Some(0), "a fresh reading wants nothing");
    for edit in &scenario.edits {
        apply(&mut talk, *edit);
    }
    let (known, new) = looks(talk.edited());
    if let Some((nth, other, _)) = scenario.other {
        talk.meanwhile(nth, move |world| apply_elsewhere(world, other));
    }
    // A save that could not read back, or somebody else, may leave something for the next reading.
    let mut presses = 0;
    while presses < PATIENCE && !(talk.model.lines().is_empty() && agrees(&talk)) {
        talk.press(if talk.model.lines().is_empty() { Command::Reload } else { Command::Save });
        match scenario.other {
            Some((_, _, side)) => drop(talk.decide(side)),
            None => assert_eq!(talk.conflicts(), [], "what we did ourselves is not taken for another's"),
        }
        mend(&mut talk);
        presses += 1;
    }
    assert!(talk.model.lines().is_empty(), "all is saved in the end: {:?} {:#?}", talk.notice(), talk.sent);
    let there = looks_there(talk.server.server().world());
    assert!(agrees(&talk), "the server holds the draft: {there:#?} and {:#?}", talk.edited().segments);
    let fresh = Draft::new(talk.read_again());
    assert!(fresh.plan().is_empty(), "a fresh reading wants nothing");
    assert_eq!(looks(fresh.base()), looks(talk.edited()), "it is the same");
    if scenario.other.is_none() {
        let (kept, made): (BTreeMap<u64, Look>, BTreeMap<u64, Look>) =
            there.into_iter().partition(|(id, _)| scenario.world.segments.iter().any(|one| one.id == *id));
        assert_eq!(kept, known, "no edit is lost");
        let mut made: Vec<Look> = made.into_values().collect();
        made.sort();
        assert_eq!(made, new, "nothing is there twice");
    }
}

#[test]
fn every_account_with_segments_ends_as_wanted() {
    let config = Config { cases: RUNS, failure_persistence: None, ..Config::default() };
    proptest!(config, |(scenario in scenario())| check(&scenario));
}

/// Opens the account and edits it; nothing goes wrong.
fn edited(scenario: Scenario) -> (Conversation, Account) {
    let mut talk = Conversation::open(Server::new(scenario.world));
    let beginning = talk.edited().clone();
    for edit in scenario.edits {
        apply(&mut talk, edit);
    }
    (talk, beginning)
}

#[test]
fn undoing_all_about_segments_leads_back_to_the_beginning_and_redoing_to_the_end() {
    let config = Config { cases: RUNS / 5, failure_persistence: None, ..Config::default() };
    proptest!(config, |(scenario in scenario())| {
        let (mut talk, beginning) = edited(scenario);
        // What was undone last may be done again first.
        while talk.model.draft().is_some_and(Draft::can_redo) {
            talk.press(Command::Redo);
        }
        let end = talk.edited().clone();
        while talk.model.draft().is_some_and(Draft::can_undo) {
            talk.press(Command::Undo);
        }
        prop_assert!(talk.edited().looks_like(&beginning) && talk.model.lines().is_empty(), "as it was");
        while talk.model.draft().is_some_and(Draft::can_redo) {
            talk.press(Command::Redo);
        }
        prop_assert!(talk.edited().looks_like(&end), "as it was to be");
        talk.press(Command::Discard);
        prop_assert!(talk.edited().looks_like(&beginning), "nothing is left");
        prop_assert_eq!(talk.model.draft().map(|draft| draft.plan().len()), Some(0));
    });
}

#[test]
fn taking_back_every_change_of_segments_one_by_one_leaves_nothing() {
    let config = Config { cases: RUNS / 5, failure_persistence: None, ..Config::default() };
    proptest!(config, |(scenario in scenario(), from_the_end in any::<bool>())| {
        let (mut talk, beginning) = edited(scenario);
        let mut left = talk.model.lines().len();
        while left > 0 {
            let mut lines = talk.model.lines();
            let line = if from_the_end { lines.pop() } else { Some(lines.swap_remove(0)) };
            talk.press(Command::Edit(Edit::TakeBack(line.expect("a change").change)));
            left -= 1;
            prop_assert_eq!(talk.model.lines().len(), left, "each taking back leaves one less");
        }
        prop_assert_eq!(looks(talk.edited()), looks(&beginning), "all is as it was");
        prop_assert_eq!(talk.model.draft().map(|draft| draft.plan().len()), Some(0));
    });
}
