//! The form of a segment: what is typed, chosen and cleared there, and what is said about it.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use etapa::demo::{SeedWords, Server, World};
use etapa::model::{Language, Settings, Theme};

use crate::support::window::Window;

/// Opens the page of a segment of the demo account, high enough that nothing has to be scrolled to.
fn page(language: Language, name: &str) -> Window {
    let (words, theme) = match language {
        Language::English => (SeedWords::English, Theme::Light),
        Language::Russian => (SeedWords::Russian, Theme::Dark),
    };
    let settings = Settings { language, theme, ..Settings::default() };
    let mut window = Window::with_segments(Server::new(World::demo_segments(words)), settings);
    window.harness.set_size([1120.0, 1900.0].into());
    window.settle();
    window.row(name).click();
    window.settle();
    window
}

fn text(window: &Window, name: &str) -> String {
    window.find(Role::TextInput, name).accesskit_node().value().unwrap_or_default()
}

fn leave_field(window: &mut Window) {
    window.press(Modifiers::NONE, Key::Tab);
}

fn is_chosen(window: &Window, name: &str) -> bool {
    window.find(Role::RadioButton, name).accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
}

#[test]
fn a_text_is_typed_cleared_and_undone() {
    let mut window = page(Language::English, "VIP");
    window.fill(Role::TextInput, "Manager's note", "Call first");
    leave_field(&mut window);
    assert!(window.shows("1 change not saved"), "{:?}", window.texts());
    window.click("Clear “Manager's note”");
    assert_eq!(text(&window, "Manager's note"), "");
    leave_field(&mut window);
    window.click("Undo");
    assert_eq!(text(&window, "Manager's note"), "Call first", "clearing is a step of its own");
    window.click("Take back the change of “Manager's note”");
    assert!(window.shows("No changes"), "{:?}", window.texts());
}

#[test]
fn the_room_for_a_text_is_counted_near_its_end() {
    let mut window = page(Language::English, "VIP");
    window.fill(Role::TextInput, "Manager's note", &"x".repeat(200));
    assert!(!window.shows("200 of 256"), "there is room enough");
    window.fill(Role::TextInput, "Manager's note", &"x".repeat(257));
    assert!(window.shows("1 too many") && window.shows("longer than 256 characters"), "{:?}", window.texts());
}

#[test]
fn a_number_has_the_sign_of_the_language_and_what_is_none_is_kept() {
    let mut window = page(Language::Russian, "VIP");
    window.fill(Role::TextInput, "Скидка, %", "12.5");
    assert_eq!(text(&window, "Скидка, %"), "12.5", "what was typed stays");
    assert!(window.shows("= 12,5"), "{:?}", window.texts());
    window.fill(Role::TextInput, "Скидка, %", "много");
    leave_field(&mut window);
    assert_eq!(text(&window, "Скидка, %"), "много");
    assert!(window.shows("Это не число."), "{:?}", window.texts());
}

#[test]
fn a_number_stays_as_it_was_typed_and_below_stands_how_it_is_read() {
    let english = [
        ("1,234", Some("= 1234"), None),
        ("1,234.56", Some("= 1234.56"), None),
        ("1 000,50", Some("= 1000.5"), None),
        ("\u{2212}5", None, None),
        ("12.50", None, None),
        ("1,23", Some("= 1.23"), None),
        ("0,125", None, Some("It is not clear which number this is.")),
        ("1.234,56", None, Some("It is not clear which number this is.")),
        ("twelve", None, Some("This is not a number.")),
    ];
    let russian = [
        ("1,234", None, None),
        ("1 000,50", Some("= 1000,5"), None),
        ("1.234,56", Some("= 1234,56"), None),
        ("1.234", None, Some("Непонятно, какое это число.")),
        ("1,234.56", None, Some("Непонятно, какое это число.")),
    ];
    for (language, field, cases) in [
        (Language::English, "Discount, %", english.as_slice()),
        (Language::Russian, "Скидка, %", russian.as_slice()),
    ] {
        let mut window = page(language, "VIP");
        for (typed, reading, refusal) in cases {
            window.fill(Role::TextInput, field, typed);
            for is_left in [false, true] {
                if is_left {
                    leave_field(&mut window);
                }
                assert_eq!(text(&window, field), *typed, "left: {is_left}");
                let readings: Vec<_> =
                    window.texts().into_iter().filter(|text| text.starts_with("= ")).collect();
                assert_eq!(
                    readings,
                    reading.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>(),
                    "{typed}"
                );
                let is_told = refusal.is_some_and(|words| window.shows(words));
                assert_eq!(is_told, refusal.is_some(), "{typed}: {:?}", window.texts());
            }
        }
    }
}

#[test]
fn a_number_that_is_not_clear_is_not_sent() {
    let mut window = page(Language::English, "VIP");
    window.fill(Role::TextInput, "Discount, %", "0,125");
    leave_field(&mut window);
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows("Nothing was sent: 1 thing has to be mended first."), "{:?}", window.texts());
    assert!(window.shows("It is not clear which number this is."), "the review says so too");
    window.click("Back");
    window.fill(Role::TextInput, "Discount, %", "1,230");
    leave_field(&mut window);
    window.click("Review");
    assert!(window.shows("to “1230”"), "{:?}", window.texts());
    window.press(Modifiers::COMMAND, Key::S);
    assert!(window.shows("1 change is saved"), "{:?}", window.texts());
}

#[test]
fn a_date_is_typed_in_any_form_and_written_in_one() {
    let mut window = page(Language::English, "VIP");
    window.fill(Role::TextInput, "Valid until", "1 Mar 2027");
    assert_eq!(text(&window, "Valid until"), "1 Mar 2027", "nothing is rewritten under the cursor");
    leave_field(&mut window);
    assert_eq!(text(&window, "Valid until"), "2027-03-01");
    window.fill(Role::TextInput, "Valid until", "31 Feb 2027");
    leave_field(&mut window);
    assert_eq!(text(&window, "Valid until"), "31 Feb 2027", "what is no date is kept");
    assert!(window.shows("This is not a complete date."), "{:?}", window.texts());
}

#[test]
fn a_day_is_chosen_in_the_calendar_by_keyboard() {
    let mut window = page(Language::English, "VIP");
    window.fill(Role::TextInput, "Valid until", "2026-12-31");
    window.button("Choose the day of “Valid until”").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    assert!(window.shows("31 December 2026"), "{:?}", window.texts());
    window.press(Modifiers::NONE, Key::ArrowRight);
    assert!(window.shows("1 January 2027"), "{:?}", window.texts());
    window.press(Modifiers::NONE, Key::PageDown);
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(text(&window, "Valid until"), "2027-02-08");
    assert!(!window.shows("9 February 2027"), "the calendar is closed");
}

#[test]
fn escape_closes_the_calendar_and_changes_nothing() {
    let mut window = page(Language::English, "VIP");
    window.click("Choose the day of “Next review”");
    assert!(window.shows("Next month"), "{:?}", window.texts());
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Next month") && window.shows("No changes"), "{:?}", window.texts());
    let opener = window.button("Choose the day of “Next review”");
    assert!(opener.accesskit_node().is_focused(), "the keyboard goes on where it was");
}

#[test]
fn a_moment_keeps_its_time_when_another_day_is_chosen() {
    let mut window = page(Language::English, "VIP");
    window.fill(Role::TextInput, "Next review", "2026-12-31 18:30");
    leave_field(&mut window);
    window.click("Choose the day of “Next review”");
    window.click("1 December 2026");
    assert_eq!(text(&window, "Next review"), "2026-12-01 18:30");
    assert!(window.shows("Europe/Moscow"), "{:?}", window.texts());
}

#[test]
fn yes_no_and_neither_are_three_answers() {
    let mut window = page(Language::English, "Birthday this month");
    assert!(is_chosen(&window, "Not filled in"), "empty at first");
    for answer in ["No", "Yes", "Not filled in"] {
        window.find(Role::RadioButton, answer).click();
        window.settle();
        assert!(is_chosen(&window, answer), "{answer}");
    }
    assert!(window.shows("No changes"), "back where it was");
}

#[test]
fn radio_buttons_are_reached_by_arrows() {
    let mut window = page(Language::English, "Birthday this month");
    window.find(Role::RadioButton, "Card").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::Space);
    assert!(is_chosen(&window, "Cash"), "{:?}", window.texts());
}

#[test]
fn one_choice_is_made_in_a_list() {
    let mut window = page(Language::English, "Birthday this month");
    window.find(Role::ComboBox, "Delivery").click();
    window.settle();
    let entry = window.harness.query_all_by_role(Role::MenuItemRadio).nth(1).expect("an entry");
    let name = entry.accesskit_node().label().expect("a name");
    entry.click();
    window.settle();
    let value = window.find(Role::ComboBox, "Delivery").accesskit_node().value();
    assert_eq!(value.as_deref(), Some(name.as_str()));
    assert_eq!(window.harness.query_all_by_role(Role::MenuItemRadio).count(), 0, "the list is closed");
}

#[test]
fn the_keyboard_goes_on_at_the_line_of_a_list_that_closes() {
    let mut window = page(Language::English, "VIP");
    for closing in [Key::Escape, Key::Enter] {
        window.find(Role::ComboBox, "Delivery").focus();
        window.settle();
        window.press(Modifiers::NONE, Key::Enter);
        assert!(window.harness.query_all_by_role(Role::MenuItemRadio).count() > 0, "the list is open");
        if closing == Key::Enter {
            window.press(Modifiers::NONE, Key::ArrowDown);
        }
        window.press(Modifiers::NONE, closing);
        assert_eq!(window.harness.query_all_by_role(Role::MenuItemRadio).count(), 0, "the list is closed");
        assert!(window.find(Role::ComboBox, "Delivery").is_focused(), "{closing:?}");
    }
}

#[test]
fn arrows_of_a_quick_hand_stay_among_radio_buttons_and_days() {
    let mut window = page(Language::English, "Birthday this month");
    window.find(Role::RadioButton, "Card").focus();
    window.settle();
    window.press_at_once(Key::ArrowDown, 2);
    assert!(window.find(Role::RadioButton, "Invoice").is_focused(), "two further down");
    window.fill(Role::TextInput, "Valid until", "2026-12-01");
    window.button("Choose the day of “Valid until”").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.press_at_once(Key::ArrowRight, 3);
    assert!(window.button("4 December 2026").is_focused(), "three days later");
}

#[test]
fn prices_are_ticked() {
    let mut window = page(Language::English, "Birthday this month");
    let tick = window.harness.query_all_by_role(Role::CheckBox).next().expect("a price");
    tick.click();
    window.settle();
    assert!(window.shows("1 change not saved"), "{:?}", window.texts());
    window.harness.query_all_by_role(Role::CheckBox).next().expect("a price").click();
    window.settle();
    assert!(window.shows("No changes"), "{:?}", window.texts());
}
