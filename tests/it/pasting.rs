//! What is pasted: what nobody sees is left out of it, and told.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::NodeT as _;
use etapa::crm::STATUS_COLORS;
use etapa::demo::{Server, World, WorldStatus};
use etapa::model::{Language, Settings};

use crate::support::window::Window;

/// One of each kind that means nothing in a Latin name.
const UNSEEN: [char; 14] = [
    '\0',
    '\u{1b}',
    '\u{85}',
    '\u{ad}',
    '\u{200b}',
    '\u{200c}',
    '\u{200d}',
    '\u{200e}',
    '\u{202e}',
    '\u{2060}',
    '\u{2066}',
    '\u{feff}',
    '\u{fe0f}',
    '\u{e0041}',
];

fn paste(window: &mut Window, text: &str) {
    window.harness.event(Event::Paste(text.to_owned()));
    window.settle();
}

fn paste_over(window: &mut Window, role: Role, name: &str, text: &str) {
    window.find(role, name).focus();
    window.settle();
    window.press(Modifiers::COMMAND, Key::A);
    paste(window, text);
}

fn text(window: &Window, role: Role, name: &str) -> String {
    window.find(role, name).accesskit_node().value().unwrap_or_default()
}

fn account() -> Window {
    let mut window = Window::demo();
    window.row("Regular").click();
    window.settle();
    window
}

#[test]
fn what_nobody_sees_does_not_come_into_a_name() {
    for c in UNSEEN.into_iter().filter(|c| !c.is_whitespace()) {
        let mut window = account();
        paste_over(&mut window, Role::TextInput, "Name", &format!("{c}Lo{c}yal{c}"));
        assert_eq!(window.order()[2], "Loyal", "{c:?}");
        let told = "3 characters that cannot be seen were left out of what you pasted.";
        assert!(window.alerts().iter().any(|alert| alert == told), "{c:?}: {:?}", window.texts());
        window.click("Close this message");
        window.press(Modifiers::NONE, Key::F2);
        assert!(!window.shows("cannot be seen"), "it is told once");
    }
}

#[test]
fn what_was_left_out_is_told_beside_a_failure() {
    let mut window = Window::at_start(Language::English);
    window.fill(Role::TextInput, "Account address", "shop.example");
    window.click("I have no token yet");
    assert!(window.shows("does not belong to amoCRM"), "{:?}", window.texts());
    paste_over(&mut window, Role::TextInput, "Account address", "shop.\u{200b}kommo.com");
    assert!(window.shows("does not belong to amoCRM"), "the failure is still told: {:?}", window.texts());
    assert!(window.shows("1 character that cannot be seen was left out"), "{:?}", window.texts());
}

#[test]
fn a_name_stays_one_line() {
    let mut window = account();
    paste_over(&mut window, Role::TextInput, "Name", "\tLoyal\r\n  for\tyears\u{2028}now\u{85}\n");
    assert_eq!(window.order()[2], "Loyal for years now");
    assert!(window.shows("Line breaks and tabs in what you pasted became spaces."), "{:?}", window.texts());
    paste_over(&mut window, Role::TextInput, "Name", "A cell\n");
    assert_eq!(window.order()[2], "A cell", "what a spreadsheet puts behind a cell is no news");
}

#[test]
fn a_name_that_is_typed_in_the_row_is_cleaned_too() {
    let mut window = account();
    window.focus_row("Regular");
    window.press(Modifiers::NONE, Key::F2);
    paste(&mut window, "Lo\u{ad}yal");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.order()[2], "Loyal");
    assert!(window.shows("1 character that cannot be seen was left out"), "{:?}", window.texts());
}

#[test]
fn pictures_and_words_that_need_them_stay_whole() {
    for name in ["👩\u{200d}⚕\u{fe0f} VIP", "می\u{200c}خواهم", "क\u{94d}\u{200d}ष"] {
        let mut window = account();
        // The bundled fonts lack them; the system's have them.
        window.harness.ctx.set_missing_glyph_policy(egui::MissingGlyphPolicy::Tofu);
        paste_over(&mut window, Role::TextInput, "Name", name);
        assert_eq!(text(&window, Role::TextInput, "Name"), name);
        assert!(!window.shows("cannot be seen"), "{:?}", window.texts());
    }
}

#[test]
fn a_list_is_still_offered_as_several_statuses() {
    let mut window = account();
    window.click("Add status");
    paste(&mut window, "\u{feff}Gold\n\u{200b}\nSil\u{ad}ver\nBronze\n");
    assert!(window.shows("3 characters that cannot be seen"), "{:?}", window.texts());
    assert!(!window.shows("became spaces"), "the question says what becomes of the lines");
    window.click("Make 3 statuses");
    assert_eq!(window.order()[3..6], ["Gold", "Silver", "Bronze"]);
}

#[test]
fn lines_stay_lines_where_there_is_room_for_them() {
    let mut window = Window::segments();
    window.harness.set_size([1120.0, 1900.0].into());
    window.settle();
    window.row("VIP").click();
    window.settle();
    paste_over(&mut window, Role::MultilineTextInput, "Description", "One\u{200b}\n\tTwo\n");
    assert_eq!(text(&window, Role::MultilineTextInput, "Description"), "One\n\tTwo\n");
    assert!(window.shows("1 character that cannot be seen was left out"), "{:?}", window.texts());
    paste_over(&mut window, Role::TextInput, "Discount, %", "\u{200e}1\u{a0}250\u{feff}\n");
    assert_eq!(text(&window, Role::TextInput, "Discount, %"), "1\u{a0}250");
    assert!(window.shows("= 1250"), "{:?}", window.texts());
}

#[test]
fn what_came_from_the_server_is_told_in_the_review() {
    let status =
        |id, name: &str| WorldStatus::ordinary(id, name, i64::try_from(id).unwrap_or(0), STATUS_COLORS[0]);
    let world = World::with_statuses(vec![status(1, "VI\u{200b}P"), status(2, "Regular")]);
    let mut window = Window::with(Server::new(world), Settings::default());
    window.row("Regular").click();
    window.settle();
    window.press(Modifiers::ALT, Key::ArrowUp);
    window.click("Review");
    assert!(!window.shows("cannot be seen"), "nothing is said of what is not changed: {:?}", window.texts());
    window.click("Back");
    window.press(Modifiers::COMMAND, Key::Z);
    window.focus_row("Regular");
    window.row("VI□P").click();
    window.settle();
    paste_over(&mut window, Role::TextInput, "Name", "VIP");
    window.click("Review");
    assert!(
        window.shows("Before, this held characters that cannot be seen: U+200B."),
        "{:?}",
        window.texts()
    );
}

#[test]
fn an_address_and_the_keys_of_an_integration_are_cleaned() {
    let mut window = Window::at_start(Language::English);
    paste_over(
        &mut window,
        Role::TextInput,
        "Account address",
        "\u{2066}“https://shop.kommo.com/”\u{2069}\n",
    );
    assert!(window.shows("Kommo account shop.kommo.com"), "{:?}", window.texts());
}
