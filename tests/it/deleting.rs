//! Deleting statuses in the window, and what amoCRM's own statuses refuse.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use etapa::demo::{SeedWords, Server, SystemStatuses, World};
use etapa::model::{Language, Settings, Theme};

use crate::support::window::Window;

fn select(window: &mut Window, name: &str) {
    window.row(name).click();
    window.settle();
}

#[test]
fn a_deletion_is_asked_about_reviewed_and_saved() {
    let mut window = Window::demo();
    select(&mut window, "VIP");
    window.click("Delete status");
    assert!(window.shows("Delete “VIP”?") && window.shows("moves its customers"), "{:?}", window.texts());
    assert!(window.shows("cannot come back"), "{:?}", window.texts());
    assert!(window.button("Keep it").is_focused(), "the safe answer comes first");
    window.click("Delete");
    assert!(!window.order().contains(&"VIP".to_owned()), "{:?}", window.order());
    assert!(window.row("Wholesale").is_focused(), "the neighbour has the focus");
    assert_eq!(window.find(Role::TextInput, "Name").value().as_deref(), Some("Wholesale"), "and is shown");
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows("“VIP” is deleted"), "the review opens first: {:?}", window.texts());
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows("1 change is saved"), "{:?}", window.texts());
    assert_eq!(window.order().len(), 8, "as the server holds it now");
}

#[test]
fn a_deletion_can_be_undone_until_it_is_saved() {
    let mut window = Window::demo();
    window.focus_row("VIP");
    window.press(Modifiers::NONE, Key::Delete);
    window.press(Modifiers::NONE, Key::Tab);
    assert!(window.button("Delete").is_focused(), "{:?}", window.texts());
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.order().len(), 8, "by keys alone: {:?}", window.order());
    window.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.order()[3], "VIP");
    assert!(window.shows("No changes"), "{:?}", window.texts());
}

#[test]
fn escape_the_safe_answer_and_a_click_beside_the_question_delete_nothing() {
    let mut window = Window::demo();
    window.focus_row("VIP");
    window.press(Modifiers::NONE, Key::Delete);
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Delete “VIP”?"), "put away");
    assert!(window.row("VIP").is_focused(), "the focus is back");
    window.press(Modifiers::NONE, Key::Delete);
    window.press(Modifiers::NONE, Key::Enter);
    assert!(!window.shows("Delete “VIP”?"), "Enter is the safe answer");
    window.press(Modifiers::NONE, Key::Delete);
    let beside = Pos2::new(5.0, 5.0);
    window.harness.drag_at(beside);
    window.harness.run_ok();
    window.harness.drop_at(beside);
    window.settle();
    assert!(window.shows("Delete “VIP”?"), "a click beside it is no answer");
    window.click("Keep it");
    assert!(window.shows("No changes"), "{:?}", window.texts());
}

#[test]
fn a_status_that_is_not_created_yet_goes_without_a_question() {
    let mut window = Window::demo();
    select(&mut window, "VIP");
    window.click("Add status");
    window.click("Delete status");
    assert!(window.shows("No changes"), "{:?}", window.texts());
    assert!(window.row("Wholesale").is_focused(), "the neighbour has the focus");
    window.click("Undo");
    assert_eq!(window.order()[4], "New status", "undo brings it back");
    window.focus_row("New status");
    window.press(Modifiers::NONE, Key::Delete);
    assert!(window.row("Wholesale").is_focused(), "by key too");
}

#[test]
fn the_last_ordinary_status_hands_over_to_the_one_above() {
    let mut window = Window::demo();
    select(&mut window, "Sleeping");
    window.press(Modifiers::NONE, Key::Delete);
    window.click("Delete");
    assert!(window.row("Wholesale").is_focused(), "not to a system status");
}

#[test]
fn a_system_status_is_not_deleted_and_says_why() {
    for (words, language, [name, button, reason]) in [
        (SeedWords::English, Language::English, ["Closed", "Delete status", "statuses cannot be deleted"]),
        (SeedWords::Russian, Language::Russian, ["Закрыт", "Удалить статус", "нельзя удалить"]),
    ] {
        let settings = Settings { language, theme: Theme::Dark, ..Settings::default() };
        let mut window = Window::with(Server::new(World::demo(words)), settings);
        select(&mut window, name);
        assert!(!window.is_enabled(button), "{language:?}");
        let described = window.button(button).accesskit_node().description();
        assert!(described.is_some_and(|text| text.contains(reason)), "{language:?}: to be heard");
        window.press(Modifiers::NONE, Key::Delete);
        assert_eq!(window.order().len(), 9, "{language:?}: by no key either");
        let said = window.harness.query_all_by_role(Role::Status);
        let said: Vec<_> = said.filter_map(|node| node.accesskit_node().label()).collect();
        assert!(said.iter().any(|text| text.contains(reason)), "{language:?}: it is said: {said:?}");
    }
}

#[test]
fn the_question_is_asked_in_russian_too() {
    let settings = Settings { language: Language::Russian, theme: Theme::Dark, ..Settings::default() };
    let mut window = Window::with(Server::new(World::demo(SeedWords::Russian)), settings);
    window.focus_row("VIP");
    window.press(Modifiers::NONE, Key::Delete);
    assert!(
        window.shows("Удалить «VIP»?") && window.shows("amoCRM со временем сама"),
        "{:?}",
        window.texts()
    );
    assert!(window.button("Оставить").is_focused(), "the safe answer comes first");
    window.click("Удалить");
    window.click("Проверить");
    assert!(window.shows("«VIP» удаляется"), "{:?}", window.texts());
}

#[test]
fn a_refused_system_status_says_so_and_is_set_back_with_one_click() {
    let server = Server::new(World::demo(SeedWords::English)).with_system_statuses(SystemStatuses::Fixed);
    let mut window = Window::with(server, Settings::default());
    select(&mut window, "Closed");
    assert!(window.shows("amoCRM may refuse it"), "the remark comes before: {:?}", window.texts());
    window.fill(Role::TextInput, "Name", "Gone");
    select(&mut window, "VIP");
    window.fill(Role::TextInput, "Name", "Best");
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows("1 change is saved; 1 change was refused"), "{:?}", window.texts());
    select(&mut window, "Gone");
    assert!(
        window.shows("System status can not be changed"),
        "the reason is at the item: {:?}",
        window.texts()
    );
    window.click("Take back changes");
    assert!(window.shows("No changes") && !window.shows("System status can not"), "{:?}", window.texts());
    assert_eq!(window.order()[8], "Closed");
    assert_eq!(window.order()[3], "Best", "the rest is saved");
}
