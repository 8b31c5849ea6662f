//! Keys: each does what it does with exactly the modifiers that are named for it, and nothing with any others.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Node;
use egui_kittest::kittest::NodeT as _;
use etapa::model::Language;

use crate::support::window::Window;

/// A key where it does something: how to get there, the key, and every set of modifiers that has a meaning there,
/// the one that is tried first.
struct Place {
    name: &'static str,
    go: fn() -> Window,
    key: Key,
    named: &'static [Modifiers],
}

const NONE: Modifiers = Modifiers::NONE;
const COMMAND: Modifiers = Modifiers::COMMAND;
const AGAIN: Modifiers = COMMAND.plus(Modifiers::SHIFT);
/// What an arrow may be pressed with in a list: to go, to move the row, to select.
const IN_LIST: [Modifiers; 3] = [NONE, Modifiers::ALT, Modifiers::SHIFT];
/// What Space may be pressed with in a list: to select the row, or besides others.
const SPACE_IN_LIST: [Modifiers; 2] = [NONE, Modifiers::CTRL];

fn account() -> Window {
    let mut window = Window::demo();
    window.row("Regular").click();
    window.settle();
    window
}

fn row() -> Window {
    let mut window = account();
    window.focus_row("VIP");
    window
}

fn changed() -> Window {
    let mut window = account();
    window.press(Modifiers::ALT, Key::ArrowUp);
    window
}

fn undone() -> Window {
    let mut window = changed();
    window.press(COMMAND, Key::Z);
    window
}

fn several() -> Window {
    let mut window = account();
    window.press(Modifiers::SHIFT, Key::ArrowUp);
    window
}

fn naming() -> Window {
    let mut window = account();
    window.press(NONE, Key::F2);
    window.harness.event(Event::Text("Loyal".to_owned()));
    window.settle();
    window
}

fn review() -> Window {
    let mut window = changed();
    window.click("Review");
    window
}

fn question() -> Window {
    let mut window = account();
    window.press(NONE, Key::Delete);
    window
}

fn place() -> Window {
    let mut window = account();
    window.click("Drag Regular");
    window.fill(Role::TextInput, "New place", "1");
    window
}

fn menu() -> Window {
    let mut window = account();
    window.button("More").focus();
    window.settle();
    window.press(NONE, Key::Enter);
    window
}

fn button() -> Window {
    let mut window = account();
    window.button("Add status").focus();
    window.settle();
    window
}

fn colors() -> Window {
    let mut window = account();
    window.find(Role::RadioButton, "Light blue #c1e0ff").click();
    window.settle();
    window
}

fn other_color() -> Window {
    let mut window = colors();
    window.press(NONE, Key::ArrowRight);
    window
}

fn calendar() -> Window {
    let mut window = Window::segments();
    window.harness.set_size([1120.0, 1900.0].into());
    window.settle();
    window.row("VIP").click();
    window.settle();
    window.button("Choose the day of “Valid until”").focus();
    window.settle();
    window.press(NONE, Key::Enter);
    window
}

fn radio() -> Window {
    let mut window = Window::segments();
    window.harness.set_size([1120.0, 1900.0].into());
    window.settle();
    window.row("VIP").click();
    window.settle();
    window.find(Role::RadioButton, "Card").click();
    window.settle();
    window
}

fn other_option() -> Window {
    let mut window = radio();
    window.press(NONE, Key::ArrowDown);
    window
}

fn proof() -> Window {
    let mut window = Window::at_start(Language::English);
    window.fill(Role::TextInput, "Account address", "shop.kommo.com");
    window.press(NONE, Key::Enter);
    window
}

const PLACES: [Place; 43] = [
    Place { name: "save", go: changed, key: Key::S, named: &[COMMAND] },
    Place { name: "undo", go: changed, key: Key::Z, named: &[COMMAND, AGAIN] },
    Place { name: "redo", go: undone, key: Key::Z, named: &[AGAIN, COMMAND] },
    Place { name: "redo as on Windows", go: undone, key: Key::Y, named: &[COMMAND] },
    Place { name: "reload", go: account, key: Key::R, named: &[COMMAND] },
    Place { name: "add", go: account, key: Key::N, named: &[COMMAND] },
    Place { name: "leave the review", go: review, key: Key::Escape, named: &[NONE] },
    Place { name: "leave several", go: several, key: Key::Escape, named: &[NONE] },
    Place { name: "row above", go: row, key: Key::ArrowUp, named: &IN_LIST },
    Place { name: "row below", go: row, key: Key::ArrowDown, named: &IN_LIST },
    Place { name: "first row", go: row, key: Key::Home, named: &[NONE] },
    Place { name: "last row", go: row, key: Key::End, named: &[NONE] },
    Place { name: "rename", go: row, key: Key::F2, named: &[NONE] },
    Place { name: "rename by Enter", go: row, key: Key::Enter, named: &[NONE] },
    Place { name: "select", go: row, key: Key::Space, named: &SPACE_IN_LIST },
    Place { name: "select all", go: row, key: Key::A, named: &[COMMAND] },
    Place { name: "delete", go: row, key: Key::Delete, named: &[NONE] },
    Place { name: "end naming", go: naming, key: Key::Enter, named: &[NONE] },
    Place { name: "give up naming", go: naming, key: Key::Escape, named: &[NONE] },
    Place { name: "save while naming", go: naming, key: Key::S, named: &[COMMAND] },
    Place { name: "take back what was typed", go: naming, key: Key::Z, named: &[COMMAND, AGAIN] },
    Place { name: "answer a question", go: question, key: Key::Enter, named: &[NONE] },
    Place { name: "answer a question by Space", go: question, key: Key::Space, named: &[NONE] },
    Place { name: "put a question away", go: question, key: Key::Escape, named: &[NONE] },
    Place { name: "confirm a place", go: place, key: Key::Enter, named: &[NONE] },
    Place { name: "press a button", go: button, key: Key::Enter, named: &[NONE] },
    Place { name: "press a button by Space", go: button, key: Key::Space, named: &[NONE] },
    Place { name: "close a menu", go: menu, key: Key::Escape, named: &[NONE] },
    Place { name: "colour to the right", go: colors, key: Key::ArrowRight, named: &[NONE] },
    Place { name: "colour below", go: colors, key: Key::ArrowDown, named: &[NONE] },
    Place { name: "choose a colour", go: other_color, key: Key::Space, named: &[NONE] },
    Place { name: "choose a colour by Enter", go: other_color, key: Key::Enter, named: &[NONE] },
    Place { name: "day before", go: calendar, key: Key::ArrowLeft, named: &[NONE] },
    Place { name: "week after", go: calendar, key: Key::ArrowDown, named: &[NONE] },
    Place { name: "month before", go: calendar, key: Key::PageUp, named: &[NONE, Modifiers::SHIFT] },
    Place { name: "year after", go: calendar, key: Key::PageDown, named: &[Modifiers::SHIFT, NONE] },
    Place { name: "choose a day", go: calendar, key: Key::Enter, named: &[NONE] },
    Place { name: "choose a day by Space", go: calendar, key: Key::Space, named: &[NONE] },
    Place { name: "close the calendar", go: calendar, key: Key::Escape, named: &[NONE] },
    Place { name: "next choice", go: radio, key: Key::ArrowDown, named: &[NONE] },
    Place { name: "choose", go: other_option, key: Key::Space, named: &[NONE] },
    Place { name: "send a token", go: proof, key: Key::Enter, named: &[NONE] },
    Place { name: "leave a step", go: proof, key: Key::Escape, named: &[NONE] },
];

/// Returns what Linux and Windows, and macOS, report for every set of modifiers that can be held.
fn held() -> Vec<Modifiers> {
    let mut all = Vec::new();
    for is_mac in [false, true] {
        for bits in 0..16_u8 {
            let [alt, shift, ctrl, cmd] = [1, 2, 4, 8].map(|bit| bits & bit != 0);
            let command = if is_mac { cmd } else { ctrl };
            let held = Modifiers { alt, ctrl, shift, mac_cmd: is_mac && cmd, command };
            if (is_mac || !cmd) && !all.contains(&held) {
                all.push(held);
            }
        }
    }
    all
}

/// Returns what the systems report when exactly these modifiers are held.
fn reported(named: Modifiers) -> [Modifiers; 2] {
    let command = named.ctrl || named.command;
    let elsewhere = Modifiers { ctrl: command, command, mac_cmd: false, ..named };
    [elsewhere, Modifiers { mac_cmd: named.command, ..named }]
}

/// Returns all that is seen and heard, and what has the focus.
fn seen(window: &Window) -> (Vec<String>, Option<String>) {
    let mut nodes = window.harness.root().children_recursive();
    let focused = nodes.find(|node| node.accesskit_node().is_focused());
    let name =
        focused.map(|node| format!("{:?} {:?}", node.accesskit_node().role(), node.accesskit_node().label()));
    let state = |node: Node<'_>| {
        let node = node.accesskit_node();
        let switches = (node.toggled(), node.is_selected(), node.is_disabled());
        format!("{:?} {:?} {:?} {switches:?}", node.role(), node.label(), node.value())
    };
    (window.harness.root().children_recursive().map(state).collect(), name)
}

/// Goes there, and takes the pointer away, so that no tooltip comes up meanwhile.
fn begin(go: fn() -> Window) -> Window {
    let mut window = go();
    window.harness.event(Event::PointerGone);
    window.settle();
    window
}

#[test]
fn every_key_needs_exactly_its_modifiers() {
    for Place { name, go, key, named } in PLACES {
        let mut window = begin(go);
        let before = seen(&window);
        let meant: Vec<Modifiers> = named.iter().flat_map(|named| reported(*named)).collect();
        for modifiers in held().into_iter().filter(|modifiers| !meant.contains(modifiers)) {
            window.press(modifiers, key);
            assert_eq!(seen(&window), before, "{name}: {key:?} with {modifiers:?}");
        }
        for modifiers in reported(named[0]) {
            let mut window = begin(go);
            window.press(modifiers, key);
            assert_ne!(seen(&window), before, "{name}: {key:?} with {modifiers:?} does nothing");
        }
    }
}

/// On Windows, `AltGr` is Ctrl and Alt; on macOS the letters are typed with Alt.
#[test]
fn letters_typed_with_alt_reach_the_field_and_command_nothing() {
    let alt_gr = Modifiers::ALT.plus(Modifiers::CTRL).plus(COMMAND);
    for modifiers in [alt_gr, Modifiers::ALT, alt_gr.plus(Modifiers::SHIFT)] {
        let mut window = naming();
        for (key, letter) in
            [(Key::S, "ś"), (Key::Z, "ż"), (Key::N, "ń"), (Key::R, "®"), (Key::A, "ą"), (Key::Y, "ÿ")]
        {
            let key =
                |pressed| Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers };
            window.harness.event(key(true));
            window.harness.event(Event::Text(letter.to_owned()));
            window.harness.event(key(false));
            window.settle();
        }
        assert!(window.order().contains(&"Loyalśżń®ąÿ".to_owned()), "{modifiers:?}: {:?}", window.order());
        assert!(window.shows("1 change not saved"), "{:?}", window.texts());
    }
}

/// On a Russian keyboard the key of S types ы, and egui tells its place.
#[test]
fn shortcuts_work_on_a_keyboard_without_latin_letters() {
    let mut window = changed();
    let key = Event::Key {
        key: Key::S,
        physical_key: Some(Key::S),
        pressed: true,
        repeat: false,
        modifiers: COMMAND,
    };
    window.harness.event(key);
    window.settle();
    assert!(window.shows("1 change is saved"), "{:?}", window.texts());
}
