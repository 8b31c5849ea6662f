//! Arranging statuses in the window: by mouse, by keyboard, by buttons.

use egui::accesskit::{Role, Toggled};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use etapa::crm::{Mode, STATUS_COLORS};
use etapa::demo::{SeedWords, Server, World, WorldStatus};
use etapa::model::{Language, Settings, Theme};

use crate::support::window::Window;

/// The statuses of the demo account.
pub const SEED: [&str; 9] = [
    "Recently purchased",
    "New client",
    "Regular",
    "VIP",
    "Wholesale",
    "Sleeping",
    "Expected purchase",
    "Did not purchase",
    "Closed",
];

/// Returns the demo account's names with one taken to a place, from 0.
fn with(name: &str, place: usize) -> Vec<&str> {
    let mut names: Vec<&str> = SEED.iter().copied().filter(|other| *other != name).collect();
    names.insert(place, name);
    names
}

#[test]
fn the_account_is_shown_with_its_statuses_and_how_many_there_may_be() {
    let window = Window::demo();
    assert_eq!(window.order(), SEED);
    assert!(window.shows("9 of 30") && window.shows("No changes"), "{:?}", window.texts());
    assert!(window.harness.query_by_role_and_label(Role::List, "Statuses").is_some(), "the list has a name");
    assert!(window.harness.query_by_role_and_label(Role::List, "Segments").is_some(), "so has the other one");
}

#[test]
fn a_status_is_dragged_and_the_change_is_read_as_a_sentence() {
    let mut window = Window::demo();
    window.drag_and_drop("Sleeping", "Regular");
    assert_eq!(window.order(), with("Sleeping", 2));
    assert!(window.shows("1 change not saved"), "{:?}", window.texts());
    window.click("Review");
    assert!(window.shows("moves from place 6 to place 3"), "{:?}", window.texts());
    window.click("Save");
    assert!(window.shows("1 change is saved") && window.shows("No changes"), "{:?}", window.texts());
    assert_eq!(window.order(), with("Sleeping", 2), "as the server holds it now");
}

#[test]
fn dragging_there_and_back_is_no_change() {
    let mut window = Window::demo();
    window.drag_and_drop("New client", "VIP");
    assert_eq!(window.order(), with("New client", 3));
    window.drag_and_drop("New client", "Regular");
    assert_eq!(window.order(), SEED);
    assert!(window.shows("No changes") && !window.is_enabled("Save"), "{:?}", window.texts());
}

#[test]
fn escape_ends_a_drag_without_a_trace() {
    let mut window = Window::demo();
    let at = window.drag("Sleeping", "New client");
    window.harness.key_press(Key::Escape);
    window.settle();
    window.harness.drop_at(at);
    window.settle();
    assert_eq!(window.order(), SEED);
    assert!(window.shows("No changes"), "{:?}", window.texts());
}

#[test]
fn nothing_is_dragged_past_the_system_statuses() {
    let mut window = Window::demo();
    window.drag_and_drop("VIP", "Recently purchased");
    assert_eq!(window.order(), with("VIP", 1));
    window.drag_and_drop("VIP", "Closed");
    assert_eq!(window.order(), with("VIP", 5));
    let handle = window.harness.query_by_label("Drag Closed");
    assert!(handle.is_none(), "a system status has no handle");
}

#[test]
fn a_long_list_scrolls_while_a_row_is_held_at_its_edge() {
    let status = |place: u32| {
        let name = format!("Status {place:02}");
        WorldStatus::ordinary(u64::from(place) + 1, &name, place.into(), STATUS_COLORS[0])
    };
    let world = World::with_statuses((0..30).map(status).collect());
    let mut window = Window::with(Server::new(world), Settings::default());
    window.harness.set_size([900.0, 560.0].into());
    window.settle();
    let handle = window.button("Drag Status 00").rect().center();
    let bottom = egui::pos2(handle.x, 480.0);
    window.harness.drag_at(handle);
    window.harness.run_ok();
    for _ in 0..200 {
        window.harness.hover_at(bottom);
        window.harness.step();
    }
    window.harness.drop_at(bottom);
    window.settle();
    let place = window.order().iter().position(|name| name == "Status 00");
    assert!(place.is_some_and(|place| place > 20), "far below what was seen at first: {place:?}");
}

#[test]
fn the_buttons_of_a_row_move_it_one_step() {
    let mut window = Window::demo();
    window.click("Move VIP up");
    assert_eq!(window.order(), with("VIP", 2));
    window.click("Move VIP down");
    window.click("Move VIP down");
    assert_eq!(window.order(), with("VIP", 4));
    assert!(!window.is_enabled("Move New client up"), "nothing goes before the first system status");
}

#[test]
fn arrows_of_a_quick_hand_stay_in_the_list_and_in_the_grid() {
    let mut window = Window::demo();
    window.focus_row("New client");
    press_at_once(&mut window, Key::ArrowDown, 3);
    assert!(window.row("Wholesale").is_focused(), "three rows further down");
    window.find(Role::RadioButton, "Light blue #c1e0ff").click();
    window.settle();
    press_at_once(&mut window, Key::ArrowRight, 3);
    assert!(window.find(Role::RadioButton, "Lime #deff81").is_focused(), "three swatches further on");
}

/// Presses a key several times between two frames, and once more in the very next one.
fn press_at_once(window: &mut Window, key: Key, times: usize) {
    let event =
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
    for _ in 1..times {
        window.harness.input_mut().events.push(event.clone());
    }
    window.harness.step();
    window.harness.input_mut().events.push(event);
    window.harness.step();
    window.settle();
}

#[test]
fn alt_and_arrows_move_the_row_and_the_focus_goes_along() {
    let mut window = Window::demo();
    window.focus_row("VIP");
    window.press(Modifiers::ALT, Key::ArrowUp);
    window.press(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(window.order(), with("VIP", 1));
    assert!(window.row("VIP").is_focused(), "the row keeps the focus");
    window.press(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(window.order(), with("VIP", 1), "no further");
    window.press(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(window.order(), with("VIP", 2));
    assert!(window.row("VIP").is_focused(), "still");
}

#[test]
fn a_status_is_moved_to_a_position_that_is_typed() {
    let mut window = Window::demo();
    window.row("New client").click();
    window.settle();
    window.click("Move to position…");
    window.press(Modifiers::COMMAND, Key::A);
    window.harness.event(egui::Event::Text("5".into()));
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.order(), with("New client", 4));
    window.click("Move to position…");
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(window.order(), with("New client", 4), "Escape asks for nothing");
}

#[test]
fn undo_redo_and_discard_work_by_button_and_by_key() {
    let mut window = Window::demo();
    window.click("Move VIP up");
    window.click("Move Regular down");
    let arranged = window.order();
    window.click("Undo");
    window.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.order(), SEED);
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.press(Modifiers::COMMAND, Key::Y);
    assert_eq!(window.order(), arranged);
    window.click("Discard");
    assert_eq!(window.order(), SEED);
    window.click("Undo");
    assert_eq!(window.order(), arranged, "discarding can be undone");
}

#[test]
fn undo_in_a_text_field_is_the_text_fields_own() {
    let mut window = Window::demo();
    window.click("Move VIP up");
    window.row("Regular").click();
    window.settle();
    window.fill(Role::TextInput, "Name", "Loyal");
    assert!(window.order().contains(&"Loyal".to_owned()), "{:?}", window.order());
    window.press(Modifiers::COMMAND, Key::Z);
    assert!(!window.order().contains(&"Loyal".to_owned()), "the typing is undone: {:?}", window.order());
    assert_eq!(window.order()[2], "VIP", "the move before it is not");
}

#[test]
fn one_change_is_taken_back_without_the_other() {
    let mut window = Window::demo();
    window.drag_and_drop("Sleeping", "New client");
    window.row("VIP").click();
    window.settle();
    window.fill(Role::TextInput, "Name", "Best");
    assert!(window.shows("2 changes not saved"), "{:?}", window.texts());
    window.click("Review");
    let back =
        window.texts().into_iter().find(|text| text.contains("Sleeping") && text.starts_with("Take back"));
    window.click(&back.expect("a button for the first change"));
    assert!(window.shows("1 change not saved"), "{:?}", window.texts());
    let names = window.order();
    assert_eq!(names[5], "Sleeping", "back home");
    assert_eq!(names[3], "Best", "the other change stays");
}

#[test]
fn a_colour_is_chosen_by_its_name() {
    let mut window = Window::demo();
    window.row("VIP").click();
    window.settle();
    let chosen = window.harness.query_all_by_role(Role::RadioButton).count();
    assert_eq!(chosen, 21, "all colours are offered");
    window.harness.get_by_role_and_label(Role::RadioButton, "Light blue #c1e0ff").click();
    window.settle();
    let node = window.harness.get_by_role_and_label(Role::RadioButton, "Light blue #c1e0ff");
    assert_eq!(node.accesskit_node().toggled(), Some(Toggled::True), "it is the chosen one");
    assert!(window.shows("1 change not saved"), "{:?}", window.texts());
}

#[test]
fn a_colour_outside_the_list_is_shown_and_kept() {
    let mut window = Window::demo();
    window.row("Recently purchased").click();
    window.settle();
    assert_eq!(
        window.harness.query_all_by_role(Role::RadioButton).count(),
        22,
        "one more than may be chosen"
    );
    assert!(window.shows("#ccff66"), "{:?}", window.texts());
}

#[test]
fn the_list_of_the_other_mode_is_explained() {
    for mode in [Mode::Segments, Mode::Disabled, Mode::Unavailable] {
        let world = World::demo(SeedWords::English).with_mode(mode);
        let window = Window::with(Server::new(world), Settings::default());
        assert!(window.order().is_empty(), "{mode:?}: no statuses");
        assert!(window.harness.query_by_role(Role::Alert).is_none(), "{mode:?}: that is no error");
    }
}

#[test]
fn the_window_is_whole_in_every_language_and_theme() {
    // The harness fails on an input without a name and on a character without a glyph.
    for language in Language::ALL {
        for theme in [Theme::Light, Theme::Dark] {
            let words = match language {
                Language::English => SeedWords::English,
                Language::Russian => SeedWords::Russian,
            };
            let settings = Settings { language, theme, ..Settings::default() };
            let mut window = Window::with(Server::new(World::demo(words)), settings);
            for size in [[1120.0, 740.0], [760.0, 520.0]] {
                window.harness.set_size(size.into());
                window.settle();
            }
            assert_eq!(window.order().len(), 9, "{language:?}, {theme:?}");
            let third = window.order()[2].clone();
            window.focus_row(&third);
            window.press(Modifiers::ALT, Key::ArrowDown);
            let russian = window.shows("1 изменение не сохранено");
            assert_eq!(russian, language == Language::Russian, "{language:?}: {:?}", window.texts());
            window.press(Modifiers::COMMAND, Key::S);
            assert_eq!(window.order()[3], third, "{language:?}: saved");
        }
    }
}

#[test]
fn the_language_changes_at_once() {
    let mut window = Window::demo();
    window.click("Language");
    window.harness.get_by_label("Русский").click();
    window.settle();
    assert!(window.shows("Изменений нет"), "{:?}", window.texts());
}
