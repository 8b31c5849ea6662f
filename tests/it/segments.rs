//! Arranging segments in the window: by mouse, by keyboard, one and several.

use egui::accesskit::{Role, Toggled};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use etapa::crm::SEGMENT_COLORS;
use etapa::demo::{SeedWords, Server, World, WorldSegment};
use etapa::model::{Command, Language, SegmentOrder, Settings, Theme};

use crate::support::conversation::Conversation;
use crate::support::window::Window;

/// The segments of the demo account by name.
const SEED: [&str; 12] = [
    "Birthday this month",
    "Brand ambassadors",
    "Cafés and restaurants",
    "Coffee school graduates",
    "Franchise partners",
    "Home baristas",
    "Office subscribers",
    "Online shop",
    "Shop guests",
    "Sleeping",
    "VIP",
    "Wholesale",
];

/// Opens the demo account in a window in which nothing has to be scrolled to.
fn demo() -> Window {
    tall(Window::segments())
}

fn tall(mut window: Window) -> Window {
    window.harness.set_size([1120.0, 2200.0].into());
    window.settle();
    window
}

fn russian() -> Settings {
    Settings { language: Language::Russian, theme: Theme::Dark, ..Settings::default() }
}

/// Opens an account with this many segments, named `S00` and so on.
fn crowd(count: u64, settings: Settings) -> Window {
    let segment = |id| WorldSegment::new(id, &format!("S{id:02}"), SEGMENT_COLORS[0]);
    let world = World::with_segments((1..=count).map(segment).collect(), Vec::new());
    tall(Window::with_segments(Server::new(world), settings))
}

fn select(window: &mut Window, name: &str) {
    window.row(name).click();
    window.settle();
}

fn select_also(window: &mut Window, name: &str) {
    window.row(name).click_modifiers(Modifiers::COMMAND);
    window.settle();
}

fn pick(window: &mut Window, role: Role, name: &str) {
    window.find(role, name).click();
    window.settle();
}

fn type_text(window: &mut Window, text: &str) {
    window.harness.event(Event::Text(text.to_owned()));
    window.settle();
}

/// Returns what a screen reader adds to the name of a row.
fn description(window: &Window, name: &str) -> String {
    window.row(name).accesskit_node().description().unwrap_or_default()
}

fn is_chosen(window: &Window, swatch: &str) -> bool {
    window.find(Role::RadioButton, swatch).accesskit_node().toggled() == Some(Toggled::True)
}

fn value(window: &Window, role: Role, name: &str) -> String {
    window.find(role, name).value().unwrap_or_default()
}

#[test]
fn the_panel_shows_every_segment_with_its_customers_and_no_way_to_move_it() {
    let window = demo();
    assert_eq!(window.order(), SEED);
    assert!(window.shows("12 of 100") && window.shows("No changes"), "{:?}", window.texts());
    assert_eq!(description(&window, "Shop guests"), "1,842 customers");
    assert_eq!(description(&window, "Brand ambassadors"), "0 customers");
    let buttons =
        window.harness.query_all_by_role(Role::Button).filter_map(|node| node.accesskit_node().label());
    let moving = ["Drag ", "Move "];
    let moving: Vec<String> =
        buttons.filter(|name| moving.iter().any(|word| name.starts_with(word))).collect();
    assert!(moving.is_empty(), "segments have no order of their own: {moving:?}");
    for list in ["Statuses", "Segments"] {
        assert!(window.harness.query_by_role_and_label(Role::List, list).is_some(), "{list} has a name");
    }
    assert!(window.shows("so it has no statuses"), "the other panel explains itself: {:?}", window.texts());
    assert!(
        window.harness.query_by_role_and_label(Role::Button, "Add status").is_none(),
        "and offers nothing"
    );
}

#[test]
fn keys_and_commands_that_move_statuses_leave_segments_where_they_are() {
    let mut window = demo();
    window.focus_row("VIP");
    for key in [Key::ArrowUp, Key::ArrowDown, Key::Home, Key::End] {
        window.press(Modifiers::ALT, key);
        assert_eq!(window.order(), SEED, "{key:?}");
    }
    assert!(window.shows("No changes") && !window.is_enabled("Undo"), "{:?}", window.texts());
}

#[test]
fn segments_are_sorted_for_the_eye_and_that_is_no_change() {
    let mut window = demo();
    let mut former = "Sorted: by name";
    for (order, name, first, last) in [
        ("by customers", "Sorted: by customers", "Shop guests", "Brand ambassadors"),
        ("by colour", "Sorted: by colour", "Online shop", "Coffee school graduates"),
        ("by last change", "Sorted: by last change", "Brand ambassadors", "Shop guests"),
        ("by name", "Sorted: by name", "Birthday this month", "Wholesale"),
    ] {
        window.click(former);
        pick(&mut window, Role::MenuItemRadio, order);
        let shown = window.order();
        assert_eq!((shown[0].as_str(), shown[11].as_str(), shown.len()), (first, last, 12), "{order}");
        assert!(window.shows("No changes"), "{order}: {:?}", window.texts());
        former = name;
    }
    window.click("Sorted: by name");
    pick(&mut window, Role::MenuItemRadio, "by customers");
    window.click_and_wait("Reload", "the account is read", |window| window.shows("was read again"));
    assert_eq!(window.order()[0], "Shop guests", "it stays so");
}

#[test]
fn a_menu_closes_after_a_choice_by_the_keyboard() {
    let mut window = Window::segments();
    window.button("Sorted: by name").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.find(Role::MenuItemRadio, "by customers").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.harness.query_all_by_role(Role::MenuItemRadio).count(), 0, "{:?}", window.texts());
    assert!(window.shows("Sorted: by customers"), "{:?}", window.texts());
}

#[test]
fn the_page_follows_the_focus_of_the_keyboard() {
    let mut window = Window::segments();
    select(&mut window, "VIP");
    window.find(Role::TextInput, "Name").focus();
    window.settle();
    for _ in 0..14 {
        window.press(Modifiers::NONE, Key::Tab);
    }
    let focused = window.harness.root().children_recursive().find(|node| node.accesskit_node().is_focused());
    let rect = focused.expect("something has the focus").rect();
    assert!(rect.top() > 50.0 && rect.bottom() < 690.0, "in sight, between the bars: {rect:?}");
}

#[test]
fn the_order_is_remembered() {
    let mut talk = Conversation::open(Server::new(World::demo_segments(SeedWords::English)));
    talk.press(Command::SortSegments(SegmentOrder::Customers));
    assert_eq!(talk.model.settings().segment_order, SegmentOrder::Customers);
    let draft = talk.model.draft().expect("an account is open");
    assert_eq!(SegmentOrder::Customers.items(draft)[0], talk.item("Shop guests"));
    let settings = Settings { segment_order: SegmentOrder::Color, ..Settings::default() };
    let window = Window::with_segments(Server::new(World::demo_segments(SeedWords::English)), settings);
    assert_eq!(window.order()[0], "Online shop", "the next start begins with it");
}

#[test]
fn a_segment_is_added_at_the_end_named_and_saved() {
    let mut window = demo();
    window.click("Add segment");
    assert_eq!(window.order()[12], "New segment");
    assert!(window.find(Role::TextInput, "Name").is_focused(), "its name waits for typing");
    type_text(&mut window, "Aunts");
    assert_eq!(window.order()[12], "Aunts", "it stays last until it is saved");
    assert!(window.shows("13 of 100") && window.shows("1 change not saved"), "{:?}", window.texts());
    window.click("Review");
    assert!(window.shows("The segment “Aunts” is added"), "{:?}", window.texts());
    window.click("Save");
    assert!(window.shows("1 change is saved"), "{:?}", window.texts());
    assert_eq!(window.order()[0], "Aunts", "then it stands where its name belongs");
    assert!(window.row("Aunts").accesskit_node().toggled() == Some(Toggled::True), "and is still selected");
}

#[test]
fn a_segment_is_renamed_in_the_form_and_in_its_row() {
    let mut window = demo();
    select(&mut window, "VIP");
    window.fill(Role::TextInput, "Name", "Best");
    assert_eq!(window.order()[10], "Best", "where it was: nothing jumps while it is typed");
    window.focus_row("Best");
    window.press(Modifiers::NONE, Key::F2);
    assert!(window.find(Role::TextInput, "Rename Best").is_focused(), "F2 opens the field");
    type_text(&mut window, "Very best");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(value(&window, Role::TextInput, "Name"), "Very best");
    window.click("Review");
    assert!(window.shows("“VIP” is renamed to “Very best”"), "{:?}", window.texts());
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows("1 change is saved"), "{:?}", window.texts());
    assert!(window.order().contains(&"Very best".to_owned()), "{:?}", window.order());
}

#[test]
fn forty_colours_have_names_and_numbers_and_one_click_changes_the_colour() {
    let mut window = demo();
    select(&mut window, "VIP");
    let swatches =
        window.harness.query_all_by_role(Role::RadioButton).filter_map(|node| node.accesskit_node().label());
    let mut swatches: Vec<String> = swatches.filter(|name| name.contains('#')).collect();
    assert_eq!(swatches.len(), 40, "{swatches:?}");
    swatches.sort();
    swatches.dedup();
    assert_eq!(swatches.len(), 40, "each has a name of its own");
    let royal = "Royal blue #006acc";
    assert!(!is_chosen(&window, royal), "not yet");
    pick(&mut window, Role::RadioButton, royal);
    assert!(is_chosen(&window, royal) && window.shows("1 change not saved"), "{:?}", window.texts());
    window.click("Take back changes");
    assert!(!is_chosen(&window, royal) && window.shows("No changes"), "{:?}", window.texts());
}

#[test]
fn a_deletion_is_asked_about_with_the_number_of_customers() {
    let mut window = demo();
    for (name, customers) in [
        ("VIP", "158 customers belong here. They stay in amoCRM"),
        ("Shop guests", "1,842 customers belong here."),
        ("Brand ambassadors", "No customer belongs here now."),
    ] {
        select(&mut window, name);
        window.click("Delete segment");
        assert!(
            window.shows(&format!("Delete “{name}”?")) && window.shows(customers),
            "{:?}",
            window.texts()
        );
        assert!(window.shows("id and its conditions cannot come back"), "{:?}", window.texts());
        assert!(window.button("Keep it").is_focused(), "the safe answer comes first");
        window.press(Modifiers::NONE, Key::Enter);
        assert_eq!(window.order(), SEED, "{name} stays");
    }
    select(&mut window, "VIP");
    window.press(Modifiers::NONE, Key::Delete);
    window.click("Delete");
    assert!(!window.order().contains(&"VIP".to_owned()) && window.shows("11 of 100"), "{:?}", window.order());
    assert!(window.row("Wholesale").is_focused(), "the neighbour has the focus");
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows("The segment “VIP” is deleted"), "the review comes first: {:?}", window.texts());
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows("1 change is saved"), "{:?}", window.texts());
    assert_eq!(window.order().len(), 11, "as the server holds it now");
}

#[test]
fn a_copy_has_the_colour_the_values_and_the_prices() {
    let mut window = demo();
    select(&mut window, "VIP");
    window.click("Duplicate");
    assert_eq!(window.order()[12], "VIP (copy)");
    assert!(window.find(Role::TextInput, "Name").is_focused(), "its name waits for typing");
    assert!(is_chosen(&window, "Indigo #6610f2"), "the same colour");
    assert_eq!(value(&window, Role::TextInput, "Manager's note"), "Ask about the grinder");
    for (price, ticked) in
        [("Retail", Toggled::True), ("Partner", Toggled::True), ("Wholesale", Toggled::False)]
    {
        assert_eq!(window.find(Role::CheckBox, price).accesskit_node().toggled(), Some(ticked), "{price}");
    }
    window.click("Review");
    assert!(window.shows("11 fields filled in") && window.shows("2 price types"), "{:?}", window.texts());
    window.click("Save");
    assert!(window.shows("1 change is saved"), "{:?}", window.texts());
    assert_eq!(value(&window, Role::TextInput, "Manager's note"), "Ask about the grinder", "read back");
}

#[test]
fn a_server_with_more_segments_than_are_documented_is_counted_as_it_is() {
    for (settings, add, reason) in [
        (Settings::default(), "Add segment", "There are 101 segments"),
        (russian(), "Добавить сегмент", "Сегментов уже 101"),
    ] {
        let window = crowd(101, settings);
        assert!(window.texts().contains(&"101".to_owned()), "{:?}", window.texts());
        assert!(!window.shows("101 of") && !window.shows("101 из"), "{:?}", window.texts());
        assert!(!window.is_enabled(add) && window.shows(reason), "{:?}", window.texts());
    }
}

#[test]
fn at_a_hundred_segments_nothing_is_added_and_the_buttons_say_why() {
    for (settings, add, copy, reason) in [
        (Settings::default(), "Add segment", "Duplicate", "All 100 segments are there"),
        (russian(), "Добавить сегмент", "Создать копию", "Создано 100 сегментов"),
    ] {
        let mut window = crowd(99, settings);
        window.click(add);
        assert!(window.shows("100 of 100") || window.shows("100 из 100"), "the last one");
        assert!(!window.is_enabled(add) && !window.is_enabled(copy), "no more");
        let described = window.button(add).accesskit_node().description();
        assert!(described.is_some_and(|text| text.contains(reason)), "to be heard");
        assert!(window.shows(reason), "to be seen: {:?}", window.texts());
        window.press(Modifiers::COMMAND, Key::N);
        assert!(!window.shows("101"), "by no key either");
    }
}

#[test]
fn what_is_filled_in_and_cleared_is_read_as_sentences_taken_back_and_saved() {
    let mut window = demo();
    select(&mut window, "VIP");
    window.fill(Role::TextInput, "Manager's note", "Call before noon");
    window.click("Clear “Discount, %”");
    pick(&mut window, Role::CheckBox, "Wholesale");
    pick(&mut window, Role::CheckBox, "Retail");
    select(&mut window, "Shop guests");
    window.fill(Role::TextInput, "Discount, %", "2,50");
    assert!(window.shows("4 changes not saved"), "{:?}", window.texts());
    window.click("Review");
    for sentence in [
        "“VIP”: “Manager's note” changes from “Ask about the grinder” to “Call before noon”",
        "“VIP”: “Discount, %” is cleared, it was “12.5”",
        "“VIP”: prices added: Wholesale",
        "“Shop guests”: “Discount, %” is filled with “2.5",
    ] {
        assert!(window.shows(sentence), "{sentence}: {:?}", window.texts());
    }
    window.click("Take back: “VIP”: “Discount, %” is cleared, it was “12.5”");
    assert!(window.shows("3 changes not saved"), "{:?}", window.texts());
    window.click("Save");
    assert!(window.shows("3 changes are saved"), "{:?}", window.texts());
    select(&mut window, "VIP");
    assert_eq!(value(&window, Role::TextInput, "Manager's note"), "Call before noon");
    assert_eq!(value(&window, Role::TextInput, "Discount, %"), "12.5");
}

#[test]
fn several_segments_are_recoloured_filled_and_deleted_together() {
    let mut window = demo();
    select(&mut window, "VIP");
    select_also(&mut window, "Sleeping");
    assert!(window.shows("2 segments selected"), "{:?}", window.texts());
    pick(&mut window, Role::RadioButton, "Royal blue #006acc");
    assert!(window.shows("2 changes not saved"), "{:?}", window.texts());
    window.click("Choose a field");
    pick(&mut window, Role::MenuItemRadio, "Discount, %");
    window.fill(Role::TextInput, "Discount, %", "30");
    window.click("Fill in for 2 segments");
    assert!(window.shows("4 changes not saved"), "{:?}", window.texts());
    window.click("Undo");
    assert!(window.shows("2 changes not saved"), "one step: {:?}", window.texts());
    window.click("Redo");
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows("4 changes are saved"), "{:?}", window.texts());
    window.click("Delete segments");
    assert!(
        window.shows("Delete 2 segments?") && window.shows("Up to 561 customers belong to them"),
        "{:?}",
        window.texts()
    );
    assert!(window.button("Keep them").is_focused(), "the safe answer comes first");
    window.click("Delete");
    assert!(window.shows("10 of 100") && window.shows("2 changes not saved"), "{:?}", window.texts());
    window.click("Undo");
    assert_eq!(window.order(), SEED, "one step");
}

#[test]
fn the_keyboard_alone_makes_names_fills_and_saves_a_segment() {
    let mut window = demo();
    window.press(Modifiers::COMMAND, Key::N);
    type_text(&mut window, "Aunts");
    // Name, colours, then the first field of the form.
    window.press(Modifiers::NONE, Key::Tab);
    window.press(Modifiers::NONE, Key::ArrowRight);
    window.press(Modifiers::NONE, Key::Space);
    window.press(Modifiers::NONE, Key::Tab);
    assert!(window.find(Role::MultilineTextInput, "Description").is_focused(), "{:?}", window.texts());
    type_text(&mut window, "Bring cake");
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows("1 change is saved"), "{:?}", window.texts());
    window.focus_row("Aunts");
    assert_eq!(value(&window, Role::MultilineTextInput, "Description"), "Bring cake");
    window.press(Modifiers::NONE, Key::End);
    assert!(window.row("Wholesale").is_focused(), "arrows walk through the list");
    window.press(Modifiers::NONE, Key::ArrowUp);
    assert!(window.row("VIP").is_focused(), "{:?}", window.order());
    window.press(Modifiers::SHIFT, Key::ArrowUp);
    assert!(window.shows("2 segments selected"), "{:?}", window.texts());
}

#[test]
fn a_nameless_and_a_twin_segment_are_told_at_the_name() {
    let mut window = demo();
    select(&mut window, "VIP");
    window.fill(Role::TextInput, "Name", "Sleeping");
    assert!(window.shows("Another segment has the same name"), "{:?}", window.texts());
    window.press(Modifiers::COMMAND, Key::A);
    window.press(Modifiers::NONE, Key::Backspace);
    assert!(window.shows("A segment needs a name"), "{:?}", window.texts());
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows("Nothing was sent"), "{:?}", window.texts());
}

#[test]
fn pasted_lines_become_one_segment_each() {
    let mut window = demo();
    window.click("Add segment");
    window.harness.event(Event::Paste("Gold\n\n Silver \nBronze".to_owned()));
    window.settle();
    assert!(window.shows("Make 3 segments, one for each line?"), "{:?}", window.texts());
    window.click("Make 3 segments");
    assert_eq!(window.order()[12..], ["Gold", "Silver", "Bronze"]);
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows("3 changes are saved") && window.shows("15 of 100"), "{:?}", window.texts());
}

#[test]
fn without_a_right_to_see_the_lists_prices_are_numbers() {
    let server = Server::new(World::demo_segments(SeedWords::English)).without_lists();
    let mut window = tall(Window::with_segments(server, Settings::default()));
    select(&mut window, "Wholesale");
    assert!(window.shows("The names of prices cannot be read with your rights"), "{:?}", window.texts());
    pick(&mut window, Role::CheckBox, "#598213 (unknown)");
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows("1 change is saved"), "{:?}", window.texts());
}

#[test]
fn all_of_it_is_whole_in_russian_and_in_the_dark() {
    // The harness fails on an input without a name and on a character without a glyph.
    let world = || Server::new(World::demo_segments(SeedWords::Russian));
    let mut window = tall(Window::with_segments(world(), russian()));
    assert!(
        window.shows("12 из 100") && window.order().contains(&"Оптовики".to_owned()),
        "{:?}",
        window.texts()
    );
    select(&mut window, "VIP");
    assert!(window.shows("158 покупателей"), "{:?}", window.texts());
    window.fill(Role::TextInput, "Скидка, %", "7,25");
    window.click("Создать копию");
    window.click("Проверить");
    assert!(window.shows("7,25"), "with the decimal comma: {:?}", window.texts());
    window.click("Сохранить");
    assert!(window.shows("сохранен"), "{:?}", window.texts());
    select(&mut window, "VIP");
    window.click("Удалить сегмент");
    assert!(window.shows("Здесь 158 покупателей"), "{:?}", window.texts());
    window.press(Modifiers::NONE, Key::Escape);
    select_also(&mut window, "Спящие");
    assert!(window.shows("Выбрано 2 сегмента"), "{:?}", window.texts());
}
