//! What the editor shows of a status beside name, colour and place: conditions and details.

use egui::OutputCommand;
use egui_kittest::kittest::Queryable as _;
use etapa::demo::{SeedWords, Server, World};
use etapa::model::{Language, Settings, Theme};

use crate::support::window::Window;

/// Opens the demo account with this `conditions` member in its status VIP.
fn with_conditions(conditions: &str) -> Window {
    let mut world = World::demo(SeedWords::English);
    let vip = world.statuses.iter_mut().find(|status| status.name == "VIP").expect("a status");
    vip.conditions = conditions.parse().expect("JSON");
    let mut window = Window::with(Server::new(world), Settings::default());
    // High enough that nothing has to be scrolled to.
    window.harness.set_size([1120.0, 1300.0].into());
    window.settle();
    select(&mut window, "VIP");
    window
}

fn select(window: &mut Window, name: &str) {
    window.row(name).click();
    window.settle();
}

fn open_details(window: &mut Window) {
    window.harness.get_by_label("Details").click();
    window.settle();
}

/// Clicks a button and returns what it put on the clipboard.
fn copied(window: &mut Window, button: &str) -> Option<String> {
    window.button(button).click();
    let mut copied = None;
    for _ in 0..3 {
        window.harness.step();
        let commands = &window.harness.output().platform_output.commands;
        copied = copied.or_else(|| {
            commands.iter().find_map(|command| match command {
                OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            })
        });
    }
    window.settle();
    copied
}

#[test]
fn conditions_are_read_as_sentences() {
    let mut window = with_conditions(
        r#"[[{"type":"tag","match":{"value":[1,2],"logic":"and"},"conditions":[{"id":1,"name":"Gold"}]}],[],
            [{"type":"before_purchase","match":{"value":1}},{"type":"after_today","match":{"value":3}}]]"#,
    );
    for sentence in [
        "Group 1",
        "The customer has all of these tags: “Gold”, number 2",
        "Group 2",
        "1 day before the purchase",
        "3 days after today",
    ] {
        assert!(window.shows(sentence), "{sentence}: {:?}", window.texts());
    }
    assert!(!window.shows("Group 3"), "an empty group says nothing");
    select(&mut window, "Wholesale");
    assert!(window.shows("This status has no conditions."), "{:?}", window.texts());
}

#[test]
fn an_unknown_condition_is_said_to_be_one_and_can_be_copied() {
    let mut window = with_conditions(r#"[[{"type":"moon_phase","match":{"value":"full"}}]]"#);
    assert!(window.shows("A condition that Etapa does not know"), "{:?}", window.texts());
    assert!(!window.shows("Group 1"), "one group needs no number");
    let text = copied(&mut window, "Copy the text of this condition");
    assert_eq!(text.as_deref(), Some(r#"{"match":{"value":"full"},"type":"moon_phase"}"#));
    assert!(window.shows("Copied"), "{:?}", window.texts());
}

#[test]
fn a_made_up_account_has_no_page_to_open() {
    let window = with_conditions("[]");
    assert!(!window.is_enabled("Open the customers page"), "nothing to open");
    assert!(window.shows("This account is made up, so it has no web page."), "{:?}", window.texts());
}

#[test]
fn details_are_closed_until_they_are_opened() {
    let mut window = with_conditions("[]");
    assert!(!window.shows("Number in amoCRM"), "closed: {:?}", window.texts());
    open_details(&mut window);
    assert!(window.shows("5120352") && window.shows("Made in this account"), "{:?}", window.texts());
    assert_eq!(copied(&mut window, "Copy the number").as_deref(), Some("5120352"));
    let raw = copied(&mut window, "Copy the raw JSON for support").expect("a text");
    assert!(raw.starts_with('{') && raw.contains(r#""id":5120352"#), "{raw}");
    select(&mut window, "Regular");
    assert!(window.shows("5120349"), "it stays open: {:?}", window.texts());
}

#[test]
fn a_status_is_read_again_on_its_own() {
    let mut window = with_conditions("[]");
    open_details(&mut window);
    window.click("Reload this status");
    assert_eq!(window.alerts(), ["It was read again. Nothing has changed in it."]);
}

#[test]
fn both_sections_are_whole_in_russian_and_in_the_dark() {
    // The harness fails on an input without a name and on a character without a glyph.
    let settings = Settings { language: Language::Russian, theme: Theme::Dark, ..Settings::default() };
    let mut window = Window::with(Server::new(World::demo(SeedWords::Russian)), settings);
    window.harness.set_size([1120.0, 1300.0].into());
    window.settle();
    select(&mut window, "VIP");
    window.harness.get_by_label("Подробности").click();
    window.settle();
    assert!(window.shows("У покупателя есть тег «VIP»"), "{:?}", window.texts());
    window.click("Обновить этот статус");
    assert!(window.shows("Данные обновлены. Ничего не изменилось."), "{:?}", window.texts());
}
