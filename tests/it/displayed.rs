//! Whatever characters a text has, it is shown: nothing breaks or hides, and what is stored stays as it is.

use std::sync::{Arc, Mutex};

use egui::accesskit::Role;
use egui::{Key, Modifiers, ViewportCommand, ViewportId};
use egui_kittest::kittest::NodeT as _;
use ehttp::{Method, Request};
use etapa::crm::display;
use etapa::demo::{SeedWords, Server, World};
use etapa::model::Settings;
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Value as Json, json};

use crate::hostile_api::readers::painted::{self, PLACES, Page};
use crate::support::loopback::{self, Answer, Loopback};
use crate::support::window::Window;

// ---- in the window -------------------------------------------------------------------------------------

const ACCOUNT: &str = include_str!("../fixtures/account-name-with-control-characters.json");
const STATUSES: &str = include_str!("../fixtures/status-names-with-control-characters.json");
/// What is shown of the names in the files.
const SHOWN: [&str; 7] =
    ["Recently purchased", "a□b", "x□z□[31m", "□exe.live□", "line↵break⇥tab", "↵", "Closed"];

/// Answers with the two files, and keeps the names that are sent.
fn serve(statuses: &mut Json, request: &Request) -> Answer {
    let path = request.url.split('?').next().unwrap_or_default();
    let body = match (request.method.clone(), path) {
        (Method::GET, "/api/v4/account") => ACCOUNT.to_owned(),
        (Method::GET, "/api/v4/customers/statuses") => statuses.to_string(),
        (Method::GET, "/api/v4/users/5") => {
            json!({"id": 5, "name": "An\0na", "rights": {"is_admin": true}}).to_string()
        }
        (Method::PATCH, path) => {
            let sent: Json = serde_json::from_slice(&request.body).expect("JSON");
            let id: u64 = path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
            let rows = statuses["_embedded"]["statuses"].as_array_mut().expect("statuses");
            let row = rows.iter_mut().find(|row| row["id"] == id).expect("a status of this id");
            row["name"] = sent["name"].clone();
            row.to_string()
        }
        _ => return Answer::Response(loopback::json(404, "{}")),
    };
    Answer::Response(loopback::json(200, &body))
}

fn open(statuses: Json) -> (Loopback, Window, tempfile::TempDir) {
    let statuses = Mutex::new(statuses);
    let wire = Loopback::start(move |request| serve(&mut statuses.lock().expect("a lock"), request));
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = Window::signing_in(folder.path(), &wire.origin(), "token");
    window.wait_until("the account opens", |window| {
        window.harness.state().model().draft().is_some() && !window.harness.state().model().job().is_loading()
    });
    (wire, window, folder)
}

#[test]
fn an_account_whose_name_has_control_characters_opens_and_shows_them() {
    let statuses = json!({"_embedded": {"statuses": [
        {"id": 1, "name": "Plain", "sort": 1, "color": "#fffd7f", "type": 0}]}});
    let statuses = Mutex::new(statuses);
    let wire = Loopback::start(move |request| serve(&mut statuses.lock().expect("a lock"), request));
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = Window::signing_in(folder.path(), &wire.origin(), "token");
    let titles: Arc<Mutex<Vec<String>>> = Arc::default();
    let noted = Arc::clone(&titles);
    window.wait_until("the account opens", move |window| {
        let output = &window.harness.output().viewport_output[&ViewportId::ROOT];
        let titles = output.commands.iter().filter_map(|command| match command {
            ViewportCommand::Title(title) => Some(title.clone()),
            _ => None,
        });
        noted.lock().expect("a lock").extend(titles);
        window.shows("Plain")
    });
    let title = titles.lock().expect("a lock").last().cloned().unwrap_or_default();
    assert!(title.starts_with("Shop□ one□□[31m – "), "the title: {title:?}");
    assert_eq!(
        window.harness.state().model().draft().map(|draft| draft.base().name.as_str()),
        Some("Shop\0 one\u{7}\u{1b}[31m"),
        "what is stored stays as it is"
    );
    window.click("Shop□ one□□[31m");
    assert!(window.shows("An□na"), "the menu: {:#?}", window.texts());
}

#[test]
fn statuses_whose_names_have_control_characters_are_shown_and_sent_as_they_are() {
    let (wire, mut window, _folder) = open(serde_json::from_str(STATUSES).expect("JSON"));
    assert_eq!(window.order(), SHOWN, "every row");
    // The name of one is changed; the others are sent no more than before.
    window.click("Recently purchased");
    window.fill(Role::TextInput, "Name", "Bought");
    window.click_and_wait("Save", "it is saved", |window| {
        let model = window.harness.state().model();
        !model.job().is_saving() && model.draft().is_some_and(|draft| draft.changes().is_empty())
    });
    let sent: Vec<String> = wire
        .record()
        .requests
        .iter()
        .filter(|request| request.method != Method::GET)
        .map(|request| format!("{} {}", request.url, String::from_utf8_lossy(&request.body)))
        .collect();
    assert_eq!(sent, [r#"/api/v4/customers/statuses/11 {"name":"Bought"}"#]);
    assert_eq!(window.order()[1..], SHOWN[1..], "and they are still there");
}

#[test]
fn a_field_shows_what_cannot_be_displayed_and_changes_only_what_is_typed() {
    let mut world = World::demo(SeedWords::English);
    world.statuses[2].name = "a\0b\n\u{202e}c".to_owned();
    let mut window = Window::with(Server::new(world), Settings::default());
    window.click("a□b↵□c");
    let field = window.find(Role::TextInput, "Name");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("a□b↵□c"), "as it is told");
    field.focus();
    window.settle();
    window.press(Modifiers::NONE, Key::End);
    for _ in 0..2 {
        window.press(Modifiers::NONE, Key::ArrowLeft);
    }
    window.find(Role::TextInput, "Name").type_text("x");
    window.settle();
    let names = |window: &Window| -> Vec<String> {
        let draft = window.harness.state().model().draft().expect("an account is open");
        draft.edited().statuses.iter().map(|status| status.name.clone()).collect()
    };
    assert_eq!(names(&window)[2], "a\0b\nx\u{202e}c", "the cursor stood where it seemed to");
    assert_eq!(window.find(Role::TextInput, "Name").accesskit_node().value().as_deref(), Some("a□b↵x□c"));
    window.press(Modifiers::NONE, Key::Delete);
    assert_eq!(names(&window)[2], "a\0b\nxc", "one stands for one");
}

// ---- every place, every kind of character ----------------------------------------------------------------

/// Something of every kind of character.
const KINDS: [(&str, &str); 30] = [
    ("NUL", "\0"),
    ("bell", "\u{7}"),
    ("escape", "\u{1b}[31m"),
    ("delete", "\u{7f}"),
    ("C1", "\u{9b}"),
    ("next line", "\u{85}"),
    ("tab", "\t"),
    ("line feed", "\n"),
    ("carriage return", "\r"),
    ("both", "\r\n"),
    ("vertical tab", "\u{b}"),
    ("line separator", "\u{2028}"),
    ("paragraph separator", "\u{2029}"),
    ("override", "\u{202e}"),
    ("isolate", "\u{2066}"),
    ("mark of direction", "\u{200f}"),
    ("Arabic mark", "\u{61c}"),
    ("zero width space", "\u{200b}"),
    ("stray joiner", "\u{200d}"),
    ("soft hyphen", "\u{ad}"),
    ("byte order mark", "\u{feff}"),
    ("Hangul filler", "\u{3164}"),
    ("tag", "\u{e0041}"),
    ("variation", "\u{fe0f}"),
    ("noncharacter", "\u{fdd0}"),
    ("private use", "\u{e5ca}"),
    ("replacement", "\u{fffd}"),
    ("emoji", "👩\u{200d}🚀❤\u{fe0f}"),
    ("joined words", "می\u{200c}خواهم क्\u{200d}ष"),
    ("markup", "{$n}<b>\"'\\"),
];

/// On which pages each text is painted and told.
const SEEN: [(&str, &[&str]); 16] = [
    ("account", &["sign-in", "status", "account", "start", "segment"]),
    ("user", &["sign-in", "account", "history"]),
    ("status", &["status", "review", "refused", "history"]),
    ("newer", &["review", "refused", "refused-status", "history", "question"]),
    ("tag", &["status"]),
    ("refusal", &["refused", "refused-status"]),
    ("segment", &["segment", "segment-review"]),
    ("field", &["segment", "segment-review", "import"]),
    ("lines", &["segment", "import"]),
    ("choice", &["segment", "choices"]),
    ("radio", &["segment"]),
    ("tick", &["segment"]),
    ("list", &["segment"]),
    ("price", &["segment", "segment-review"]),
    ("file", &["import"]),
    ("gone", &["import"]),
];

fn texts(odd: &str) -> [String; PLACES.len()] {
    PLACES.map(|place| format!("{place} a{odd}b"))
}

/// Puts the words of a server on one line, as they are read.
fn on_one_line(words: &str) -> String {
    let pieces = words.split(|c: char| c.is_whitespace() || c.is_control());
    pieces.filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(" ")
}

fn page<'a>(pages: &'a [Page], name: &str) -> &'a Page {
    pages.iter().find(|page| page.name == name).unwrap_or_else(|| panic!("no page is called {name}"))
}

#[test]
fn every_kind_of_character_is_shown_in_every_place() {
    for (kind, odd) in KINDS {
        let texts = texts(odd);
        let pages = painted::pages(&texts);
        for (place, names) in SEEN {
            let at = PLACES.iter().position(|other| *other == place).expect("a place");
            let text = if place == "refusal" { on_one_line(&texts[at]) } else { texts[at].clone() };
            let shown = display::line(&text);
            for name in names {
                let page = page(&pages, name);
                assert!(page.paints_part(&shown), "{kind}: {place} on {name}: {:#?}", page.painted);
                assert!(page.tells_part(&shown), "{kind}: {place} on {name} is not told");
            }
        }
        let segment = page(&pages, "segment");
        for (place, is_one_line) in [("value", true), ("area", false), ("address", true)] {
            let at = PLACES.iter().position(|other| *other == place).expect("a place");
            // Reading a value makes each line break one character.
            let text = texts[at].replace("\r\n", "\n");
            let shown = if is_one_line { display::line(&text) } else { display::lines(&text) };
            assert!(segment.paints(&shown), "{kind}: {place}: {:#?}", segment.painted);
            assert!(segment.tells_part(&shown), "{kind}: {place} is not told");
        }
    }
}

#[test]
fn any_texts_at_all_are_shown() {
    let chars = prop_oneof![
        4 => any::<char>(),
        2 => prop::char::range('\0', '\u{a0}'),
        1 => prop::char::range('\u{2000}', '\u{206f}'),
        1 => prop::char::range('\u{fe00}', '\u{ffff}'),
        1 => prop::char::range('\u{e0000}', '\u{e01ff}'),
        1 => prop::char::range('\u{1f1e6}', '\u{1faff}'),
        1 => prop::char::range('\u{600}', '\u{dff}'),
        2 => prop::char::range('a', 'e'),
    ];
    let text = prop::collection::vec(chars, 0..12).prop_map(String::from_iter);
    let config = Config { cases: 100, failure_persistence: None, ..Config::default() };
    proptest!(config, |(texts in prop::collection::vec(text, PLACES.len()))| {
        painted::pages(&texts.try_into().expect("a text for each place"));
    });
}

#[test]
fn what_the_fuzzer_begins_with_is_shown() {
    for seed in crate::hostile_api::seeds("shown") {
        painted::shown(&seed);
    }
    painted::shown(b"");
}
