//! Making new statuses and naming them in the window.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use etapa::crm::{Edit, Problem, STATUS_COLORS, SortRule};
use etapa::demo::{SeedWords, Server, SystemStatuses, World, WorldStatus};
use etapa::model::{Command, Language, Notice, Session, Settings, Theme};

use crate::support::conversation::Conversation;
use crate::support::window::Window;

/// Opens an account with this many ordinary statuses, named `Status 00` and so on.
fn crowded(count: u32, language: Language) -> Window {
    let status = |place: u32| {
        let name = format!("Status {place:02}");
        WorldStatus::ordinary(u64::from(place) + 1, &name, place.into(), STATUS_COLORS[0])
    };
    let world = World::with_statuses((0..count).map(status).collect());
    Window::with(Server::new(world), Settings { language, theme: Theme::Light, ..Settings::default() })
}

fn paste(window: &mut Window, text: &str) {
    window.harness.event(Event::Paste(text.to_owned()));
    window.settle();
}

fn type_text(window: &mut Window, text: &str) {
    window.harness.event(Event::Text(text.to_owned()));
    window.settle();
}

#[test]
fn in_a_new_account_statuses_are_added_between_the_system_ones() {
    for rule in SortRule::ALL {
        let kinds = [4, 1, 2, 3];
        let status = |(id, kind): (u64, i64)| {
            WorldStatus::system(11 + id, &format!("System {kind}"), id.cast_signed(), STATUS_COLORS[0], kind)
        };
        let world = World::with_statuses((0..).zip(kinds).map(status).collect());
        let server = Server::new(world).with_rule(rule).with_system_statuses(SystemStatuses::Fixed);
        let mut talk = Conversation::open(server);
        for name in ["A", "B", "C"] {
            let new = talk.edited().proposal(None, name.to_owned());
            talk.press(Command::Edit(Edit::Add(new)));
        }
        let wanted = ["System 4", "A", "B", "C", "System 1", "System 2", "System 3"];
        assert_eq!(talk.names(), wanted, "{rule:?}");
        talk.press(Command::Save);
        assert_eq!(
            talk.notice(),
            Some(&Notice::Saved { count: 3, made: vec![] }),
            "{rule:?}: {:#?}",
            talk.sent
        );
        assert_eq!(talk.on_server(), wanted, "{rule:?}");
        // Who makes room takes them as they are sent; elsewhere each of them may have to be written once more.
        let makes_room =
            matches!(rule, SortRule::InsertBefore | SortRule::InsertAt | SortRule::RenumberPatchedFirst);
        let again = if makes_room { 0 } else { 3 };
        assert!(talk.writes() <= 1 + again, "{rule:?}: {:#?}", talk.sent);
    }
}

#[test]
fn where_no_number_is_free_a_tie_gives_the_order() {
    for rule in SortRule::ALL {
        let status = |(place, name): (i64, &str)| {
            let id = 11 + place.cast_unsigned();
            match name.strip_prefix('*') {
                Some(kind) => {
                    WorldStatus::system(id - 10, kind, place, STATUS_COLORS[0], kind.parse().unwrap_or(-1))
                }
                None => WorldStatus::ordinary(id, name, place, STATUS_COLORS[1]),
            }
        };
        let names = ["*4", "A", "B", "C", "*1", "*2", "*3"];
        let world = World::with_statuses((0..).zip(names).map(status).collect());
        let server = Server::new(world).with_rule(rule).with_system_statuses(SystemStatuses::Fixed);
        let mut talk = Conversation::open(server);
        let new = talk.edited().proposal(Some(talk.item("A").key()), "N".to_owned());
        talk.press(Command::Edit(Edit::Add(new)));
        talk.press(Command::Save);
        let saved = Notice::Saved { count: 1, made: vec![] };
        assert_eq!((talk.notice(), talk.writes() <= 3), (Some(&saved), true), "{rule:?}: {:#?}", talk.sent);
        assert_eq!(talk.on_server(), ["4", "A", "N", "B", "C", "1", "2", "3"], "{rule:?}");
        for (name, place) in [("C", 1), ("A", 4), ("B", 2)] {
            talk.place(name, place);
        }
        talk.press(Command::Save);
        assert_eq!(
            talk.notice().map(|notice| matches!(notice, Notice::Saved { .. })),
            Some(true),
            "{:#?}",
            talk.sent
        );
        assert_eq!(talk.on_server(), talk.names(), "{rule:?}");
    }
}

#[test]
fn an_order_that_cannot_be_written_is_told_before_and_not_tried_again() {
    let status = |(id, kind): (u64, i64)| {
        WorldStatus::system(11 + id, &format!("System {kind}"), id.cast_signed(), STATUS_COLORS[0], kind)
    };
    let mut statuses: Vec<WorldStatus> = (0..).zip([4, 1]).map(status).collect();
    statuses.extend(
        [("A", 21), ("B", 22)].map(|(name, id)| WorldStatus::ordinary(id, name, 0, STATUS_COLORS[1])),
    );
    let server = Server::new(World::with_statuses(statuses))
        .with_rule(SortRule::Keep)
        .with_system_statuses(SystemStatuses::Fixed);
    let mut talk = Conversation::open(server);
    assert_eq!(talk.names(), ["System 4", "A", "B", "System 1"]);
    talk.place("B", 1);
    talk.press(Command::Edit(Edit::Rename(talk.item("A"), "Z".into())));
    let told = |talk: &Conversation| {
        let problems = talk.model.session().map(Session::problems).unwrap_or_default();
        problems.into_iter().find_map(|problem| match problem {
            Problem::Order { certain, .. } => Some(certain),
            _ => None,
        })
    };
    assert_eq!(told(&talk), Some(false), "another server could");
    talk.press(Command::Save);
    assert_eq!((talk.notice(), talk.sent.len()), (Some(&Notice::ReadFirst), 0), "the review opens first");
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&Notice::PartlySaved { saved: 1, left: 1 }), "{:#?}", talk.sent);
    assert_eq!(told(&talk), Some(true), "this one cannot");
    assert!(talk.on_server().contains(&"Z".to_owned()), "the rest is saved");
    talk.press(Command::Save);
    talk.press(Command::Save);
    assert_eq!(talk.writes(), 0, "{:#?}", talk.sent);
    talk.press(Command::Discard);
    assert_eq!(told(&talk), None);
}

#[test]
fn a_status_is_added_below_the_selected_one_and_typing_names_it() {
    let mut window = Window::demo();
    window.row("Regular").click();
    window.settle();
    window.click("Add status");
    assert_eq!(window.order()[2..4], ["Regular", "New status"]);
    assert!(window.find(Role::TextInput, "Name").is_focused(), "its name waits for typing");
    type_text(&mut window, "Loyal");
    assert_eq!(window.order()[3], "Loyal", "the proposed name was selected, so it is replaced");
    assert!(window.shows("1 change not saved"), "{:?}", window.texts());
    let chosen = window.find(Role::RadioButton, "Pale yellow #fffeb2");
    assert!(chosen.accesskit_node().toggled().is_some(), "the first free colour");
    window.click("Review");
    assert!(window.shows("“Loyal” is added at place 4"), "{:?}", window.texts());
    window.click("Save");
    assert!(window.shows("1 change is saved"), "{:?}", window.texts());
    assert_eq!(window.order()[3], "Loyal", "as the server holds it now");
}

#[test]
fn the_keyboard_adds_a_status_too_even_from_the_review() {
    let mut window = Window::demo();
    window.row("Closed").click();
    window.settle();
    window.press(Modifiers::COMMAND, Key::N);
    assert_eq!(window.order()[6], "New status", "below the last ordinary one, a system one being selected");
    window.click("Review");
    window.press(Modifiers::COMMAND, Key::N);
    type_text(&mut window, "Second");
    assert_eq!(window.order()[6..8], ["New status", "Second"]);
    for _ in 0..3 {
        window.click("Undo");
    }
    assert_eq!(window.order().len(), 9, "added, named, added: three steps");
}

#[test]
fn a_name_that_is_missing_or_stands_twice_is_told_at_the_status_and_in_the_review() {
    for (language, empty, twin) in [
        (Language::English, "A status needs a name", "Another status has the same name"),
        (Language::Russian, "дайте ему название", "Так же называется другой статус"),
    ] {
        let mut window = crowded(3, language);
        window.press(Modifiers::COMMAND, Key::N);
        type_text(&mut window, "Status 00");
        assert!(window.shows(twin), "{:?}", window.texts());
        window.press(Modifiers::COMMAND, Key::A);
        window.press(Modifiers::NONE, Key::Backspace);
        assert!(window.shows(empty) && !window.shows(twin), "{:?}", window.texts());
        window.press(Modifiers::COMMAND, Key::S);
        assert_eq!(window.alerts().len(), 1, "nothing is sent, and it says so: {:?}", window.alerts());
        assert!(window.shows(empty), "the review says it as well: {:?}", window.texts());
    }
}

#[test]
fn at_thirty_statuses_nothing_is_added_and_the_button_says_why() {
    for (language, button, reason) in [
        (Language::English, "Add status", "All 30 statuses are there"),
        (Language::Russian, "Добавить статус", "Создано 30 статусов из 30"),
    ] {
        let mut window = crowded(29, language);
        window.click(button);
        assert_eq!(window.order().len(), 30, "the last one");
        assert!(!window.is_enabled(button), "no more");
        let described = window.button(button).accesskit_node().description();
        assert!(described.is_some_and(|text| text.contains(reason)), "to be heard");
        assert!(window.shows(reason), "to be seen: {:?}", window.texts());
        window.press(Modifiers::COMMAND, Key::N);
        assert_eq!(window.order().len(), 30, "by no key either");
    }
}

#[test]
fn pasted_lines_become_one_status_each_in_one_step() {
    let mut window = Window::demo();
    window.row("VIP").click();
    window.settle();
    window.click("Add status");
    paste(&mut window, "Bronze\r\n\r\n  Silver \nGold\nGold\n");
    assert!(window.shows("Make 4 statuses, one for each line?"), "{:?}", window.texts());
    window.click("Make 4 statuses");
    assert_eq!(window.order()[3..8], ["VIP", "Bronze", "Silver", "Gold", "Gold"]);
    assert!(!window.shows("Keep as one name"), "asked and answered");
    window.click("Undo");
    assert_eq!(window.order().len(), 10, "one step: {:?}", window.order());
}

#[test]
fn pasted_lines_may_stay_one_name() {
    let mut window = Window::demo();
    window.click("Add status");
    paste(&mut window, "Gold\nSilver");
    window.click("Keep as one name");
    assert!(window.order().contains(&"Gold Silver".to_owned()), "{:?}", window.order());
    assert!(!window.shows("Keep as one name"), "asked and answered");
    paste(&mut window, "One line\n");
    assert!(!window.shows("Keep as one name"), "one line is a name");
    window.row("VIP").click();
    window.settle();
    window.find(Role::TextInput, "Name").focus();
    window.settle();
    paste(&mut window, "Gold\nSilver");
    assert!(!window.shows("Keep as one name"), "a status that exists is only renamed");
}

#[test]
fn as_many_lines_as_fit_become_statuses_and_the_rest_is_told() {
    for (language, [add, left_out, make]) in [
        (Language::English, ["Add status", "so the last 3 lines are left out", "Make 2 statuses"]),
        (Language::Russian, ["Добавить статус", "не поместится строк: 3", "Создать 2 статуса"]),
    ] {
        let mut window = crowded(28, language);
        window.click(add);
        paste(&mut window, "A\nB\nC\nD\nE");
        assert!(window.shows(left_out), "{:?}", window.texts());
        window.click(make);
        assert_eq!(window.order().len(), 30, "no more than there may be");
    }
}

#[test]
fn a_row_is_renamed_in_place_by_key_and_escape_restores_it() {
    let mut window = Window::demo();
    for key in [Key::F2, Key::Enter] {
        window.focus_row("VIP");
        window.press(Modifiers::NONE, key);
        assert!(window.find(Role::TextInput, "Rename VIP").is_focused(), "{key:?} opens the field");
        type_text(&mut window, "Best");
        assert_eq!(window.order()[3], "Best");
        window.press(Modifiers::NONE, Key::Enter);
        assert!(window.harness.query_by_role_and_label(Role::TextInput, "Rename VIP").is_none(), "closed");
        assert!(window.row("Best").is_focused(), "the row has the focus again");
        window.press(Modifiers::COMMAND, Key::Z);
        assert_eq!(window.order()[3], "VIP", "one step");
    }
    window.focus_row("VIP");
    window.press(Modifiers::NONE, Key::F2);
    type_text(&mut window, "Worst");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(window.row("VIP").is_focused(), "the old name and the focus are back");
    assert!(window.shows("No changes") && !window.is_enabled("Undo"), "without a trace");
}

#[test]
fn a_double_click_renames_and_a_click_elsewhere_keeps_the_name() {
    let mut window = Window::demo();
    let at = window.row("Regular").rect().center();
    window.harness.hover_at(at);
    window.harness.step();
    // All at once: a step of the harness is longer than a double click may take.
    window.harness.input_mut().events.extend([true, false, true, false].map(|pressed| {
        let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::NONE);
        Event::PointerButton { pos: at, button, pressed, modifiers }
    }));
    window.settle();
    assert!(window.find(Role::TextInput, "Rename Regular").is_focused(), "{:?}", window.texts());
    type_text(&mut window, "Loyal");
    window.row("VIP").click();
    window.settle();
    assert_eq!(window.order()[2], "Loyal");
    assert!(window.row("VIP").is_focused(), "the focus went where the click was");
    let field = window.harness.query_by_role_and_label(Role::TextInput, "Rename Regular");
    assert!(field.is_none(), "closed");
}

#[test]
fn every_gesture_on_a_name_is_a_step_of_its_own() {
    let mut window = Window::demo();
    window.row("VIP").click();
    window.settle();
    window.fill(Role::TextInput, "Name", "First");
    window.focus_row("First");
    window.press(Modifiers::NONE, Key::F2);
    type_text(&mut window, "Second");
    window.press(Modifiers::NONE, Key::Enter);
    window.click("Undo");
    assert_eq!(window.order()[3], "First");
    window.click("Undo");
    assert_eq!(window.order()[3], "VIP");
}

#[test]
fn the_grid_tells_which_statuses_have_a_colour_already() {
    for (words, language, [add, free, used]) in [
        (
            SeedWords::English,
            Language::English,
            ["Add status", "No other status has this colour", "Used by: Regular"],
        ),
        (
            SeedWords::Russian,
            Language::Russian,
            ["Добавить статус", "Других статусов с этим цветом нет", "Этот цвет уже у статусов: Постоянный"],
        ),
    ] {
        let settings = Settings { language, theme: Theme::Light, ..Settings::default() };
        let mut window = Window::with(Server::new(World::demo(words)), settings);
        window.click(add);
        assert!(window.shows(free), "{:?}", window.texts());
        let mint = |node: &egui_kittest::Node<'_>| {
            node.accesskit_node().label().is_some_and(|label| label.contains("#87f2c0"))
        };
        let described = |window: &Window| {
            let node = window.harness.query_all_by_role(Role::RadioButton).find(mint);
            node.and_then(|node| node.accesskit_node().description())
        };
        assert_eq!(described(&window).as_deref(), Some(used), "to be heard");
        window.harness.query_all_by_role(Role::RadioButton).find(mint).expect("mint").hover();
        window.settle();
        assert!(window.shows(used), "to be seen: {:?}", window.texts());
    }
    let mut window = crowded(7, Language::English);
    window.click("Status 00");
    assert!(window.shows("Used by: Status 01, Status 02, Status 03, Status 04 and 2 more"), "counted");
}
