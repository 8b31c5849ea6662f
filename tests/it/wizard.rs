//! The three steps of the sign-in, and what is done with accounts, on the screen.

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;
use etapa::app::credential_store::{CredentialStore, Entries, SecretBytes, VaultFault};
use etapa::demo::{OAuth, SeedWords, Server, World};
use etapa::model::Language;

use crate::support::loopback::{Answer, Loopback};
use crate::support::window::Window;

const TOKEN: &str = "eyJ0eXAi.test-token.c2lnbg";

/// An account on this machine whose server can be changed while it answers.
fn account() -> (Arc<Mutex<Server>>, Loopback) {
    let server = Server::new(World::demo(SeedWords::English)).with_token(TOKEN);
    let server = Arc::new(Mutex::new(server));
    let answering = Arc::clone(&server);
    let loopback = Loopback::start(move |request| {
        Answer::Response(answering.lock().expect("one at a time").answer(request))
    });
    (server, loopback)
}

/// A keyring that asks the user to unlock it, and nobody does.
#[derive(Clone)]
struct Locked(Arc<Mutex<Receiver<()>>>);

impl Locked {
    fn wait<T>(&self) -> Result<T, VaultFault> {
        self.0.lock().expect("one at a time").recv().ok();
        Err(VaultFault::Locked)
    }
}

impl Entries for Locked {
    fn get(&self, _user: &str) -> Result<Option<SecretBytes>, VaultFault> {
        self.wait()
    }

    fn put(&self, _user: &str, _bytes: &[u8]) -> Result<(), VaultFault> {
        self.wait()
    }

    fn remove(&self, _user: &str) -> Result<(), VaultFault> {
        self.wait()
    }
}

/// Comes to the second step by the keyboard alone.
fn at_the_token(address: &str) -> Window {
    let mut window = Window::at_start(Language::English);
    window.fill(Role::TextInput, "Account address", address);
    window.press(Modifiers::NONE, Key::Enter);
    assert!(window.shows("How to get a long-lived token"), "{:?}", window.texts());
    window
}

/// Comes to the third step.
fn at_the_check(address: &str, token: &str) -> Window {
    let mut window = at_the_token(address);
    window.fill(Role::PasswordInput, "Access token", token);
    window.click_and_wait("Check", "what the token opens", |window| window.shows("can change everything"));
    window
}

/// Signs in in one go.
fn signed_in(address: &str) -> Window {
    connected(Window::at_start(Language::English), address)
}

fn connected(mut window: Window, address: &str) -> Window {
    window.fill(Role::TextInput, "Account address", address);
    window.fill(Role::PasswordInput, "Access token", TOKEN);
    window.click_and_wait("Connect", "the account opens", |window| !window.order().is_empty());
    window
}

fn has_focus(window: &Window, role: Role, name: &str) -> bool {
    window.find(role, name).accesskit_node().is_focused()
}

fn length(window: &Window, role: Role, name: &str) -> usize {
    window.find(role, name).accesskit_node().value().unwrap_or_default().chars().count()
}

#[test]
fn whose_account_an_address_is_stands_below_it_before_anything_is_asked() {
    let mut window = Window::at_start(Language::English);
    for (address, told) in [
        ("https://shop.amocrm.ru/leads/?x=1", "amoCRM account shop.amocrm.ru"),
        ("shop.kommo.com", "Kommo account shop.kommo.com"),
        ("http://127.0.0.1:8080", "Training server 127.0.0.1:8080 on this computer"),
    ] {
        window.fill(Role::TextInput, "Account address", address);
        assert!(window.shows(told), "{:?}", window.texts());
    }
    window.fill(Role::TextInput, "Account address", "shop.amocrm.ru.evil.example");
    assert!(!window.shows("account shop"), "a look-alike is nobody's account: {:?}", window.texts());
}

#[test]
fn the_steps_lead_to_an_open_account_by_the_keyboard_alone() {
    let (_, loopback) = account();
    let mut window = Window::at_start(Language::English);
    assert!(has_focus(&window, Role::TextInput, "Account address"), "the first field");
    window.find(Role::TextInput, "Account address").type_text(&loopback.origin());
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    assert!(has_focus(&window, Role::PasswordInput, "Access token"), "the field of the second step");
    window.find(Role::PasswordInput, "Access token").type_text(TOKEN);
    window.settle();
    window.harness.key_press(Key::Enter);
    window.wait_until("what the token opens", |window| window.shows("Administrator: can change"));
    for told in ["Aroma Coffee", "Statuses are on", "No expiry date is told"] {
        assert!(window.shows(told), "{told}: {:?}", window.texts());
    }
    assert!(has_focus(&window, Role::Button, "Connect"), "the button that opens it");
    window.harness.key_press(Key::Enter);
    window.wait_until("the account opens", |window| !window.order().is_empty());
    let asked: Vec<String> = loopback.record().requests.iter().map(|request| request.url.clone()).collect();
    let accounts = asked.iter().filter(|target| target.starts_with("/api/v4/account")).count();
    assert_eq!(accounts, 1, "what was found is not asked for twice: {asked:?}");
}

#[test]
fn escape_goes_one_step_back_and_what_was_typed_stays() {
    let (_, loopback) = account();
    let mut window = at_the_check(&loopback.origin(), TOKEN);
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(length(&window, Role::PasswordInput, "Access token"), TOKEN.len(), "the token");
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(length(&window, Role::TextInput, "Account address"), loopback.origin().len(), "the address");
    assert!(window.shows("Open the demo account"), "the first step: {:?}", window.texts());
}

#[test]
fn a_refused_token_is_told_on_its_step_and_stays_in_the_field() {
    let (_, loopback) = account();
    let mut window = at_the_token(&loopback.origin());
    window.fill(Role::PasswordInput, "Access token", "wrong");
    window.click_and_wait("Check", "an alert", |window| !window.alerts().is_empty());
    assert!(window.alerts()[0].contains("does not accept this token"), "{:?}", window.alerts());
    assert_eq!(length(&window, Role::PasswordInput, "Access token"), 5, "what was typed");
    window.fill(Role::PasswordInput, "Access token", TOKEN);
    window.click_and_wait("Check", "what it opens", |window| window.shows("can change everything"));
}

#[test]
fn when_a_token_expires_is_told_before_it_opens_anything() {
    let (server, loopback) = account();
    let [id, secret, redirect] = ["id", "secret", "https://shop.example/"];
    let mut oauth = OAuth::new(id, secret, redirect);
    // 3 May 2033.
    let token = oauth.issue_long_lived(1, 1, 1_998_734_400);
    {
        let mut server = server.lock().expect("one at a time");
        *server = server.clone().with_oauth(oauth);
    }
    let window = at_the_check(&loopback.origin(), &token);
    assert!(window.shows("Valid until 3 May 2033"), "{:?}", window.texts());
}

#[test]
fn an_integration_of_ones_own_opens_the_account_by_its_code() {
    let (server, loopback) = account();
    let mut oauth = OAuth::new("c11e47", "client-secret", "https://shop.example/");
    let code = oauth.issue_code();
    {
        let mut server = server.lock().expect("one at a time");
        *server = server.clone().with_oauth(oauth);
    }
    let mut window = at_the_token(&loopback.origin());
    window.find(Role::Link, "Use your own integration instead (OAuth)").click();
    window.settle();
    window.fill(Role::TextInput, "Integration ID", " c11e47 ");
    window.fill(Role::PasswordInput, "Secret key", "another");
    window.fill(Role::TextInput, "Redirect address", "https://shop.example/");
    window.fill(Role::PasswordInput, "Authorization code", &code);
    window.click_and_wait("Check", "an alert", |window| !window.alerts().is_empty());
    assert!(window.alerts()[0].contains("not the secret key"), "{:?}", window.alerts());
    window.fill(Role::PasswordInput, "Secret key", "client-secret");
    window.click_and_wait("Check", "what it opens", |window| window.shows("can change everything"));
    window.click_and_wait("Connect", "the account opens", |window| !window.order().is_empty());
}

#[test]
fn after_a_refused_token_the_keyboard_goes_on_in_its_field() {
    let (_, loopback) = account();
    let mut window = Window::at_start(Language::English);
    window.fill(Role::TextInput, "Account address", &loopback.origin());
    window.fill(Role::PasswordInput, "Access token", "wrong");
    window.harness.key_press(Key::Enter);
    window.harness.step();
    window.wait_until("the refusal", |window| !window.alerts().is_empty());
    window.wait_until("the focus", |window| has_focus(window, Role::PasswordInput, "Access token"));
    window.find(Role::PasswordInput, "Access token").type_text(TOKEN);
    window.settle();
    window.harness.key_press(Key::Enter);
    window.harness.step();
    window.wait_until("the account opens", |window| !window.order().is_empty());
}

#[test]
fn a_token_that_is_refused_again_stays_in_the_question_with_the_reason() {
    let (server, loopback) = account();
    let mut window = signed_in(&loopback.origin());
    window.drag_and_drop("Sleeping", "New client");
    {
        let mut server = server.lock().expect("one at a time");
        *server = server.clone().with_token("another.token");
    }
    window.click_and_wait("Save", "a question", |window| window.shows("The token is not accepted any more"));
    window.fill(Role::PasswordInput, "Access token", "wrong");
    window.click_and_wait("Connect", "the reason", |window| !window.alerts().is_empty());
    assert!(window.alerts()[0].contains("does not accept this token"), "{:?}", window.alerts());
    assert_eq!(window.alerts().len(), 1, "it is said once: {:?}", window.alerts());
    assert_eq!(length(&window, Role::PasswordInput, "Access token"), 5, "what was typed");
    window.fill(Role::PasswordInput, "Access token", "another.token");
    window.click_and_wait("Connect", "the account is read again", |window| window.shows("was read again"));
    assert_eq!(window.order()[1], "Sleeping", "the change is kept");
}

#[test]
fn an_account_has_a_colour_and_a_lock_that_can_be_taken_away() {
    let (_, loopback) = account();
    let mut window = signed_in(&loopback.origin());
    window.click("Aroma Coffee");
    window.find(Role::RadioButton, "Orange").click();
    window.settle();
    window.click("Aroma Coffee");
    let is_chosen = window.find(Role::RadioButton, "Orange").accesskit_node().toggled();
    assert_eq!(is_chosen, Some(egui::accesskit::Toggled::True), "the colour is remembered");
    window.find(Role::MenuItemCheckBox, "Look only").click();
    window.settle();
    assert!(window.shows("locked against changes by you"), "{:?}", window.texts());
    assert!(!window.is_enabled("Add status"), "nothing can be changed");
    window.click("Allow changes");
    assert!(window.is_enabled("Add status"), "everything can be changed again");
}

#[test]
fn accounts_are_added_gone_back_to_and_forgotten() {
    let (_, loopback) = account();
    let mut window = signed_in(&loopback.origin());
    window.drag_and_drop("Sleeping", "New client");
    window.click("Aroma Coffee");
    window.click("Add account…");
    assert_eq!(length(&window, Role::TextInput, "Account address"), 0, "an empty form");
    let here = loopback.origin().replace("http://", "");
    window.click(&format!("Aroma Coffee, {here}"));
    assert_eq!(window.order()[1], "Sleeping", "the change is kept");
    window.click("Aroma Coffee");
    window.click("Forget this account…");
    assert!(window.shows("1 change is not saved"), "what goes with it: {:?}", window.texts());
    window.click("Forget");
    assert!(window.shows("Connect to your account"), "the start screen: {:?}", window.texts());
    assert!(!window.shows("Your accounts"), "it has left the list: {:?}", window.texts());
}

#[test]
fn one_demo_account_leads_to_the_other_and_to_the_start_screen() {
    let mut window = Window::segments();
    window.click("Aroma Coffee");
    window.click("Show the demo with statuses");
    assert_eq!(window.order().len(), 9, "{:?}", window.texts());
    window.click("Aroma Coffee");
    window.click("Add account…");
    window.click("Try the demo with segments");
    assert!(window.shows("by name"), "the segments: {:?}", window.texts());
}

#[test]
fn a_keyring_that_takes_its_time_is_told_and_gone_on_without() {
    let (_, loopback) = account();
    let (unlocked, waiting) = mpsc::channel();
    let store = CredentialStore::over(Locked(Arc::new(Mutex::new(waiting))));
    let mut window = connected(Window::with_vault(store), &loopback.origin());
    window.wait_until("a calm line", |window| window.shows("Waiting for the system’s keyring"));
    assert!(window.is_enabled("Add status"), "nothing else waits");
    window.click("Go on without it");
    assert!(!window.shows("Waiting for the system’s keyring"), "{:?}", window.texts());
    window.click("Aroma Coffee");
    assert!(window.shows("kept until you close Etapa"), "{:?}", window.texts());
    drop(unlocked);
}
