//! Several statuses at once: selected, moved, recoloured and deleted together, by mouse and by keyboard.

use egui::accesskit::{Role, Toggled};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use etapa::crm::{Edit, Item, STATUS_COLORS};
use etapa::demo::{SeedWords, Server, World};
use etapa::model::{Command, Language, Settings, Theme};

use crate::statuses::SEED;
use crate::support::conversation::Conversation;
use crate::support::window::Window;

fn click(window: &mut Window, name: &str, modifiers: Modifiers) {
    window.row(name).click_modifiers(modifiers);
    window.settle();
}

/// Returns what a screen reader calls selected.
fn selected(window: &Window) -> Vec<String> {
    let is_selected = |name: &String| window.row(name).accesskit_node().toggled() == Some(Toggled::True);
    window.order().into_iter().filter(is_selected).collect()
}

fn select(window: &mut Window, from: &str, to: &str) {
    click(window, from, Modifiers::NONE);
    click(window, to, Modifiers::SHIFT);
}

#[test]
fn clicks_with_ctrl_and_shift_select_several_and_a_plain_one_selects_one() {
    let mut window = Window::demo();
    click(&mut window, "VIP", Modifiers::NONE);
    click(&mut window, "New client", Modifiers::COMMAND);
    assert_eq!(selected(&window), ["New client", "VIP"]);
    assert!(window.shows("2 statuses selected"), "{:?}", window.texts());
    click(&mut window, "Regular", Modifiers::SHIFT);
    assert_eq!(selected(&window), ["New client", "Regular"], "a range from the last one");
    click(&mut window, "Wholesale", Modifiers::SHIFT);
    assert_eq!(selected(&window), ["New client", "Regular", "VIP", "Wholesale"]);
    click(&mut window, "Regular", Modifiers::COMMAND);
    assert_eq!(selected(&window), ["New client", "VIP", "Wholesale"], "one is left out");
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(selected(&window), ["New client"], "Escape leads back to one");
    assert!(window.row("Regular").is_focused(), "the focus stays in the list");
    select(&mut window, "Regular", "VIP");
    click(&mut window, "Sleeping", Modifiers::NONE);
    assert_eq!(selected(&window), ["Sleeping"]);
}

#[test]
fn keys_alone_select_several() {
    let mut window = Window::demo();
    window.focus_row("Regular");
    window.press(Modifiers::SHIFT, Key::ArrowDown);
    window.press(Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(selected(&window), ["Regular", "VIP", "Wholesale"]);
    window.press(Modifiers::SHIFT, Key::ArrowUp);
    assert_eq!(selected(&window), ["Regular", "VIP"], "and back");
    assert!(window.row("VIP").is_focused(), "the focus goes along");
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::CTRL, Key::Space);
    assert_eq!(selected(&window), ["Regular", "VIP", "Sleeping"]);
    window.press(Modifiers::COMMAND, Key::A);
    assert_eq!(selected(&window), SEED, "all");
}

#[test]
fn a_block_is_moved_by_mouse_by_key_and_by_button_in_one_step() {
    let mut window = Window::demo();
    let moved = |names: [&str; 5]| {
        let mut order = SEED.map(str::to_owned);
        order[1..6].clone_from_slice(&names.map(str::to_owned));
        order
    };
    select(&mut window, "Regular", "VIP");
    window.drag_and_drop("Regular", "Sleeping");
    let below = moved(["New client", "Wholesale", "Sleeping", "Regular", "VIP"]);
    assert_eq!(window.order(), below);
    assert_eq!(selected(&window), ["Regular", "VIP"], "still selected");
    window.click("Undo");
    assert_eq!(window.order(), SEED, "one step");
    assert!(!window.is_enabled("Undo"), "no other");
    window.focus_row("VIP");
    window.press(Modifiers::ALT, Key::ArrowUp);
    let above = moved(["Regular", "VIP", "New client", "Wholesale", "Sleeping"]);
    assert_eq!(window.order(), above, "by key");
    window.press(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(window.order(), above, "no further");
    assert!(window.row("VIP").is_focused(), "the focus goes along");
    assert!(!window.is_enabled("Move up"), "nothing goes before the first system status");
    window.click("Move down");
    assert_eq!(window.order(), SEED, "by button");
}

#[test]
fn several_are_recoloured_in_one_step() {
    let mut window = Window::demo();
    select(&mut window, "Regular", "Wholesale");
    let ticks = |window: &Window| {
        let swatches = window.harness.query_all_by_role(Role::RadioButton);
        swatches.filter(|node| node.accesskit_node().toggled() == Some(Toggled::True)).count()
    };
    assert_eq!(ticks(&window), 0, "they have different colours");
    window.find(Role::RadioButton, "Light blue #c1e0ff").click();
    window.settle();
    assert_eq!(ticks(&window), 1, "now they have the same");
    assert!(window.shows("3 changes not saved"), "{:?}", window.texts());
    window.click("Undo");
    assert!(window.shows("No changes"), "{:?}", window.texts());
}

#[test]
fn several_are_deleted_after_one_question_that_says_what_stays() {
    let mut window = Window::demo();
    select(&mut window, "VIP", "Expected purchase");
    assert!(window.shows("4 statuses selected"), "{:?}", window.texts());
    window.click("Delete statuses");
    assert!(window.shows("Delete 3 statuses?"), "{:?}", window.texts());
    assert!(window.shows("1 of amoCRM’s own statuses is selected as well"), "{:?}", window.texts());
    assert!(window.button("Keep them").is_focused(), "the safe answer comes first");
    window.click("Delete");
    let left =
        ["Recently purchased", "New client", "Regular", "Expected purchase", "Did not purchase", "Closed"];
    assert_eq!(window.order(), left);
    assert_eq!(selected(&window), ["Regular"], "the neighbour");
    assert!(window.row("Regular").is_focused(), "it has the focus");
    window.click("Undo");
    assert_eq!(window.order(), SEED, "one step");
}

#[test]
fn several_are_counted_in_russian() {
    let settings = Settings { language: Language::Russian, theme: Theme::Dark, ..Settings::default() };
    let mut window = Window::with(Server::new(World::demo(SeedWords::Russian)), settings);
    let names = window.order();
    select(&mut window, &names[1], &names[2]);
    assert!(window.shows("Выбрано 2 статуса"), "{:?}", window.texts());
    window.press(Modifiers::COMMAND, Key::A);
    assert!(window.shows("Выбрано 9 статусов"), "{:?}", window.texts());
    window.press(Modifiers::NONE, Key::Delete);
    assert!(window.shows("Удалить 5 статусов?"), "{:?}", window.texts());
    assert!(window.shows("Выбраны и 4 системных статуса"), "{:?}", window.texts());
}

#[test]
fn the_list_is_one_stop_for_tab() {
    let mut window = Window::demo();
    window.focus_row("VIP");
    window.press(Modifiers::NONE, Key::Tab);
    assert!(window.button("Move VIP up").is_focused(), "its own buttons");
    window.press(Modifiers::NONE, Key::Tab);
    window.press(Modifiers::NONE, Key::Tab);
    assert!(window.button("Add status").is_focused(), "then out of the list");
    window.press(Modifiers::SHIFT, Key::Tab);
    window.press(Modifiers::SHIFT, Key::Tab);
    window.press(Modifiers::SHIFT, Key::Tab);
    assert!(window.row("New client").is_focused(), "and back to the selected one");
    for (key, name) in [(Key::End, "Closed"), (Key::ArrowUp, "Did not purchase"), (Key::Home, SEED[0])] {
        window.press(Modifiers::NONE, key);
        assert!(window.row(name).is_focused(), "{key:?}");
    }
}

#[test]
fn what_is_done_to_several_is_saved_with_few_requests() {
    let mut talk = Conversation::open(Server::new(World::demo(SeedWords::English)));
    let items: Vec<Item> = talk.edited().statuses.iter().map(|status| Item::Status(status.key)).collect();
    talk.press(Command::Select(Some(items[2])));
    talk.press(Command::SelectTo(items[3]));
    assert_eq!(talk.model.selected(), items[2..=3]);
    talk.press(Command::Edit(Edit::PlaceBlock(talk.model.selected(), 4)));
    let recolor = |item: &Item| Edit::Recolor(*item, STATUS_COLORS[0]);
    talk.press(Command::Edit(Edit::Several(items[4..=5].iter().map(recolor).collect())));
    talk.press(Command::Save);
    assert!(talk.model.lines().is_empty() && talk.agrees(), "{:?}", talk.notice());
    // One to learn how this server orders, two for the block of two, two colours.
    assert_eq!(talk.writes(), 5, "{:#?}", talk.sent);
}
