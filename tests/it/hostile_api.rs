//! Whatever the server answers, and whatever stands in the files, reading it ends in a value or a fault: any
//! bytes, and real documents that were damaged in every way.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use ehttp::{Headers, Request, Response};
use etapa::amo::{Fault, Pace, SendFault};
use etapa::document::{DocumentFault, HistoryEntry, SavedDraft, Snapshot};
use etapa::model::{Command, DemoAccount, Effect, Model, Notice, Reply, Settings};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::Config;
use serde_json::{Value as Json, json};

use crate::support::conversation::at;

#[path = "../fuzz/readers.rs"]
pub mod readers;

/// How many inputs are tried.
const RUNS: u32 = 3_000;

/// Stands where a value is replaced by a text, as long as the document is a value.
const MARK: &str = "<here>";

/// What a damaged document has in the place of some value.
fn odd() -> impl Strategy<Value = String> {
    let fixed = [
        "null",
        "true",
        "[]",
        "{}",
        "[[]]",
        "\"\"",
        "0",
        "-1",
        "0.5",
        "1e308",
        "1e999",
        "-1e999",
        "4294967295",
        "4294967296",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"  7 \"",
        "\"\u{202e}😀\"",
        "253402300800",
    ];
    let deep = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
    let named = |depth: usize| [r#"{"a":"#.repeat(depth), "0".to_owned(), "}".repeat(depth)].concat();
    prop_oneof![
        6 => prop::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        2 => any::<i64>().prop_map(|number| number.to_string()),
        2 => any::<f64>().prop_map(|number| Json::from(number).to_string()),
        2 => ".{0,20}".prop_map(|text| Json::from(text).to_string()),
        1 => (1..70_000_usize).prop_map(|length| Json::from("ы".repeat(length)).to_string()),
        1 => (1..1_000_usize).prop_map(move |digits| "9".repeat(digits)),
        1 => (1..20_000_usize).prop_map(deep),
        1 => (1..20_000_usize).prop_map(named),
        1 => (1..5_000_usize).prop_map(|count| format!("[{}0]", "{},".repeat(count))),
    ]
}

/// One way to damage a document.
#[derive(Clone, Debug)]
enum Damage {
    Flip(Index, u8),
    Cut(Index),
    Insert(Index, Vec<u8>),
    /// Some value becomes this.
    Replace(Index, String),
    /// Some member or item is left out.
    Drop(Index),
    /// Some member or item stands there twice, the second time with another value.
    Double(Index, String),
    /// Some value stands in the place of another one.
    Swap(Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        1 => (at(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        1 => at().prop_map(Damage::Cut),
        1 => (at(), prop::collection::vec(any::<u8>(), 1..5)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        4 => (at(), odd()).prop_map(|(at, odd)| Damage::Replace(at, odd)),
        2 => at().prop_map(Damage::Drop),
        2 => (at(), odd()).prop_map(|(at, odd)| Damage::Double(at, odd)),
        2 => (at(), at()).prop_map(|(from, to)| Damage::Swap(from, to)),
    ]
}

/// Returns where the values inside of a document are.
fn pointers(json: &Json) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), json)];
    while let Some((pointer, json)) = open.pop() {
        let inside: Vec<(String, &Json)> = match json {
            Json::Array(items) => {
                items.iter().enumerate().map(|(at, item)| (format!("{pointer}/{at}"), item)).collect()
            }
            Json::Object(members) => {
                let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
                members.iter().map(|(name, value)| (format!("{pointer}/{}", escaped(name)), value)).collect()
            }
            _ => Vec::new(),
        };
        found.extend(inside.iter().map(|(pointer, _)| pointer.clone()));
        open.extend(inside);
    }
    found
}

/// Damages the values of a document; `None` if it is none, or has nothing inside.
fn damaged_json(bytes: &[u8], damage: &Damage) -> Option<Vec<u8>> {
    let mut json: Json = serde_json::from_slice(bytes).ok()?;
    let pointers = pointers(&json);
    let pick = |at: &Index| (!pointers.is_empty()).then(|| at.get(&pointers).clone());
    let marked = |json: &Json, text: &str| json.to_string().replace(&format!("\"{MARK}\""), text);
    let text = match damage {
        Damage::Replace(at, odd) => {
            *json.pointer_mut(&pick(at)?)? = MARK.into();
            marked(&json, odd)
        }
        Damage::Drop(at) => {
            let pointer = pick(at)?;
            let (parent, name) = pointer.rsplit_once('/')?;
            match json.pointer_mut(parent)? {
                Json::Array(items) => drop(items.remove(name.parse().ok()?)),
                Json::Object(members) => drop(members.remove(name)),
                _ => return None,
            }
            json.to_string()
        }
        Damage::Double(at, odd) => {
            let pointer = pick(at)?;
            let (parent, name) = pointer.rsplit_once('/')?;
            let is_member = json.pointer(parent)?.is_object();
            let value = std::mem::replace(json.pointer_mut(&pointer)?, MARK.into());
            let second = if is_member { format!("{}:{odd}", Json::from(name)) } else { odd.clone() };
            marked(&json, &format!("{value},{second}"))
        }
        Damage::Swap(from, to) => {
            let value = json.pointer(&pick(from)?)?.clone();
            *json.pointer_mut(&pick(to)?)? = value;
            json.to_string()
        }
        Damage::Flip(..) | Damage::Cut(_) | Damage::Insert(..) => return None,
    };
    Some(text.into_bytes())
}

fn damaged(mut bytes: Vec<u8>, damage: &Damage) -> Vec<u8> {
    match damage {
        Damage::Flip(at, byte) if !bytes.is_empty() => {
            let at = at.index(bytes.len());
            bytes[at] ^= byte;
        }
        Damage::Cut(at) => bytes.truncate(at.index(bytes.len() + 1)),
        Damage::Insert(at, more) => {
            let at = at.index(bytes.len() + 1);
            bytes.splice(at..at, more.iter().copied());
        }
        _ => return damaged_json(&bytes, damage).unwrap_or(bytes),
    }
    bytes
}

/// Returns the real documents that the fuzz target of this name starts from.
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds").join(target);
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("seeds").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a seed")).collect()
}

fn config() -> Config {
    Config { cases: RUNS, failure_persistence: None, ..Config::default() }
}

#[test]
fn any_bytes_end_in_a_value_or_a_fault() {
    proptest!(config(), |(bytes in prop::collection::vec(any::<u8>(), 0..200))| {
        for read in [readers::api, readers::draft, readers::history, readers::snapshot, readers::csv] {
            read(&bytes);
        }
    });
}

#[test]
fn answers_that_are_damaged_in_any_way_end_in_a_value_or_a_fault() {
    let seeds = seeds("api");
    let damages = prop::collection::vec(damage(), 0..4);
    let head = prop::option::weighted(0.2, (any::<u8>(), any::<u8>()));
    proptest!(config(), |(seed in any::<Index>(), line in any::<Index>(), head in head, damages in damages)| {
        let seed = seed.get(&seeds);
        // The first byte chooses the reader; what follows is an answer, of a conversation one in each line.
        let mut lines: Vec<Vec<u8>> = seed[1..].split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        let line = line.index(lines.len());
        let (status, body) = lines[line].split_first().expect("a status");
        let body = damages.iter().fold(body.to_vec(), damaged);
        let (reader, status) = head.unwrap_or((seed[0], *status));
        lines[line] = [&[status][..], &body].concat();
        readers::api(&[&[reader][..], &lines.join(&b'\n')].concat());
    });
}

/// A kind of files.
struct Kind {
    /// The fuzz target whose seeds are such files.
    target: &'static str,
    /// Reads one, and uses what was read.
    read: fn(&[u8]),
    is_whole: fn(&[u8]) -> bool,
}

const KINDS: [Kind; 3] = [
    Kind { target: "draft", read: readers::draft, is_whole: |bytes| SavedDraft::read(bytes).is_ok() },
    Kind {
        target: "history",
        read: readers::history,
        is_whole: |bytes| HistoryEntry::read_all(bytes).1 == 0,
    },
    Kind {
        target: "snapshot",
        read: readers::snapshot,
        is_whole: |bytes| Snapshot::from_bytes(bytes).is_ok(),
    },
];

#[test]
fn files_that_are_damaged_in_any_way_end_in_a_value_or_a_fault() {
    for kind in KINDS {
        let seeds = seeds(kind.target);
        assert!(
            !seeds.is_empty() && seeds.iter().all(|seed| (kind.is_whole)(seed)),
            "{} is whole",
            kind.target
        );
        let damages = prop::collection::vec(damage(), 0..4);
        proptest!(config(), |(seed in any::<Index>(), damages in damages)| {
            (kind.read)(&damages.iter().fold(seed.get(&seeds).clone(), damaged));
        });
    }
}

// --- Servers that never end ---

/// Opens an account whose every list is answered by this; returns the model and how many requests there were.
fn opened(mut answer: impl FnMut(&Request) -> String) -> (Model, usize) {
    let mut model = Model::new(Settings::default(), Pace::new(Duration::ZERO));
    model.update(Command::OpenDemo(DemoAccount::Segments), at(Instant::now()));
    let mut count = 0;
    while let Some(issued) = model.next_effect(at(Instant::now())) {
        let Effect::Request { request, .. } = &issued.effect else { panic!("no request: {issued:?}") };
        count += 1;
        let is_account = request.url.starts_with("/api/v4/account");
        let account = || r#"{"id":1,"customers_mode":"segments"}"#.to_owned();
        let bytes = if is_account { account() } else { answer(request) }.into_bytes();
        let headers = Headers::default();
        let (url, status_text) = Default::default();
        let response = Response { url, ok: true, status: 200, status_text, headers, bytes };
        model.receive(issued.id, Reply::Answer(Ok(response)), at(Instant::now()));
    }
    (model, count)
}

/// Returns a page with items that no page before had, which names a page after it.
fn endless_page(request: &Request, numbers: &mut u64, items: u64) -> String {
    let [path, query] =
        request.url.split_once('?').map_or([request.url.as_str(), ""], |(path, query)| [path, query]);
    let page = query.split('&').find_map(|pair| pair.strip_prefix("page=")).unwrap_or("1");
    let name = path.rsplit('/').next().expect("a name");
    let items = (0..items).map(|_| {
        *numbers += 1;
        json!({ "id": *numbers, "name": "N", "type": "price" })
    });
    let items: Vec<Json> = items.collect();
    let next = page.parse::<u32>().expect("a number") + 1;
    json!({ "_embedded": { name: items }, "_links": { "next": { "href": format!("/?page={next}") } } })
        .to_string()
}

#[test]
fn lists_without_end_are_read_to_an_end() {
    let mut numbers = 0;
    let (model, count) = opened(|request| endless_page(request, &mut numbers, 10));
    let account = model.draft().expect("it is open all the same").base();
    assert_eq!((account.segments.len(), account.fields.len()), (300, 300), "30 pages of each");
    let lists = account.price_lists.as_ref().expect("prices");
    assert_eq!((lists.len(), lists[0].prices.len()), (100, 300), "not of every list that there may be");
    assert_eq!(count, 1 + 3 * 30 + 100 * 30, "requests");
}

#[test]
fn answers_that_are_too_large_together_are_not_kept() {
    let (mut numbers, mut bytes) = (0, 0);
    let (model, _) = opened(|request| {
        let mut answer = endless_page(request, &mut numbers, 1);
        answer.push_str(&" ".repeat(7 << 20));
        bytes += answer.len();
        answer
    });
    assert_eq!(model.notice(), Some(&Notice::Failed(Fault::NoAnswer(SendFault::TooLarge))));
    assert!(bytes < 50 << 20, "{bytes} bytes were asked for");
}

#[test]
fn a_page_with_more_items_than_anybody_has_is_not_believed() {
    let mut numbers = 0;
    let (model, count) = opened(|request| endless_page(request, &mut numbers, 1_001));
    assert!(matches!(model.notice(), Some(Notice::Failed(Fault::Malformed { .. }))), "{:?}", model.notice());
    assert_eq!(count, 2, "nothing more is asked");
}

#[test]
fn a_small_draft_that_asks_for_endless_memory_is_refused() {
    // Its steps of undo all show the same statuses, whose conditions are thousands of empty groups.
    let seed = seeds("draft").pop().expect("a draft with statuses");
    let mut json: Json = serde_json::from_slice(&seed).expect("JSON");
    let draft = &mut json["content"]["draft"];
    let status = draft["statuses"][0].clone();
    let statuses = (0..20).map(|id| {
        let mut status = status.clone();
        status["key"] = json!({ "id": id + 1 });
        status["conditions"] = json!(vec![json!([]); 1_500]);
        status
    });
    draft["statuses"] = statuses.collect();
    let state = json!({ "statuses": (0..20).collect::<Vec<_>>(), "segments": [] });
    for name in ["shown", "edited"] {
        draft[name] = state.clone();
    }
    let few = |draft: &mut Json, count: usize| draft["past"] = json!(vec![state.clone(); count]);
    few(draft, 5);
    assert!(SavedDraft::read(json.to_string().as_bytes()).is_ok(), "a few steps are no trouble");
    few(&mut json["content"]["draft"], 500);
    let text = json.to_string();
    assert!(text.len() < 200_000, "{} bytes", text.len());
    assert_eq!(SavedDraft::read(text.as_bytes()), Err(DocumentFault::Damaged));
}
