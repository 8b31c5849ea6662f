//! What the program tells about itself: version, folder, details for support, licences.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use egui::accesskit::Role;
use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::kittest::Queryable as _;
use etapa::app::dialogs::{Dialogs, NoDialog};
use etapa::model::{DemoAccount, Language};

use crate::support::window::Window;

/// A desktop that shows folders, or does not.
struct Desktop {
    can_show: bool,
    shown: Mutex<Vec<PathBuf>>,
}

impl Desktop {
    fn new(can_show: bool) -> Arc<Self> {
        Arc::new(Self { can_show, shown: Mutex::default() })
    }
}

impl Dialogs for Desktop {
    fn save(&self, _name: &str) -> Result<Option<PathBuf>, NoDialog> {
        Err(NoDialog)
    }

    fn open(&self) -> Result<Option<PathBuf>, NoDialog> {
        Err(NoDialog)
    }

    fn show(&self, folder: &Path) -> Result<(), NoDialog> {
        self.shown.lock().expect("one at a time").push(folder.to_owned());
        if self.can_show { Ok(()) } else { Err(NoDialog) }
    }
}

fn ask(window: &mut Window) {
    window.click("More");
    window.find(Role::MenuItem, "About Etapa").click();
    window.settle();
}

/// Opens what is folded under this heading.
fn open(window: &mut Window, heading: &str) {
    window.harness.get_by_label(heading).click();
    window.settle();
}

/// Returns what is copied by this button.
fn copied_by(window: &mut Window, button: &str) -> String {
    window.button(button).click();
    window.harness.step();
    let commands = window.harness.output().platform_output.commands.clone();
    let text = commands.into_iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text),
        _ => None,
    });
    text.expect("something is copied")
}

#[test]
fn version_system_and_folder_are_told_with_and_without_an_account() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let mut at_start = Window::on_a_desktop(scratch.path(), Desktop::new(true));
    ask(&mut at_start);
    assert!(at_start.shows(&scratch.path().display().to_string()), "{:#?}", at_start.texts());
    for mut window in [at_start, Window::demo()] {
        if window.harness.query_by_label("Close").is_none() {
            ask(&mut window);
        }
        let dialog = window.find(Role::AlertDialog, "About Etapa");
        assert!(dialog.query_by_label_contains(env!("CARGO_PKG_VERSION")).is_some(), "the version");
        let copied = copied_by(&mut window, "Copy details for support");
        for part in [env!("CARGO_PKG_VERSION"), std::env::consts::OS, "Account: none"] {
            assert!(copied.contains(part), "{part}: {copied}");
        }
        assert!(!copied.contains(&scratch.path().display().to_string()), "no folder of a user: {copied}");
        window.press(Modifiers::NONE, Key::Escape);
        assert!(!window.shows("Licences of what is inside"), "Escape puts it away");
    }
}

#[test]
fn the_dialog_begins_with_close_which_gives_the_focus_back() {
    let mut window = Window::demo();
    window.button("More").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.find(Role::MenuItem, "About Etapa").click();
    window.settle();
    assert!(window.button("Close").is_focused(), "the safest answer");
    window.press(Modifiers::NONE, Key::Enter);
    assert!(!window.shows("Licences of what is inside"), "it is closed");
}

#[test]
fn the_folder_is_shown_by_the_desktop_or_it_is_told_that_it_cannot_be() {
    for can_show in [true, false] {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let desktop = Desktop::new(can_show);
        let mut window = Window::on_a_desktop(scratch.path(), Arc::clone(&desktop) as Arc<dyn Dialogs>);
        ask(&mut window);
        window.button("Open the folder").click();
        window
            .wait_until("the desktop is asked", |_| !desktop.shown.lock().expect("nobody panics").is_empty());
        assert_eq!(*desktop.shown.lock().expect("nobody panics"), [scratch.path()]);
        if !can_show {
            window.wait_until("it is told", |window| window.shows("This desktop does not open folders"));
        }
        assert_eq!(window.shows("Licences of what is inside"), can_show, "what is told is seen");
    }
}

#[test]
fn every_licence_can_be_read_word_by_word() {
    let mut window = Window::demo();
    ask(&mut window);
    open(&mut window, "Licences of what is inside");
    let named = |window: &Window| window.texts().into_iter().find(|text| text.starts_with("rustls 0."));
    let rustls = named(&window).expect("a part that speaks to servers");
    assert!(rustls.ends_with("Apache-2.0 OR ISC OR MIT"), "with its licence: {rustls}");
    assert!(!window.shows("Permission is hereby granted"), "the words come on demand");
    window.harness.get_by_label(&rustls).scroll_to_me();
    window.settle();
    open(&mut window, &rustls);
    assert!(window.shows("THE SOFTWARE IS PROVIDED"), "{:#?}", window.texts());
}

#[test]
fn it_fits_into_a_small_window_in_every_language() {
    for (language, [more, entry, licences, close]) in [
        (Language::English, ["More", "About Etapa", "Licences of what is inside", "Close"]),
        (Language::Russian, ["Ещё", "О программе Etapa", "Лицензии всего, что внутри", "Закрыть"]),
    ] {
        let mut window = Window::at_start(language);
        window.harness.set_size([760.0, 520.0].into());
        window.settle();
        window.click(more);
        window.find(Role::MenuItem, entry).click();
        window.settle();
        open(&mut window, licences);
        let place = window.button(close).rect();
        assert!(place.top() > 0.0 && place.bottom() < 520.0, "{language:?}: {place:?}");
    }
}

#[test]
fn a_demo_account_is_no_address_for_support() {
    let mut window = Window::asking(Desktop::new(true), DemoAccount::Segments);
    ask(&mut window);
    assert!(copied_by(&mut window, "Copy details for support").ends_with("Account: none"));
    assert!(
        window.harness.query_by_label("Open the folder").is_none(),
        "nothing is written, so there is none"
    );
}
