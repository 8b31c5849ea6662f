//! The start screen, and accounts over real HTTP.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use egui::accesskit::Role;
use etapa::app::transport::Deadlines;
use etapa::crm::SortRule;
use etapa::demo::{SeedWords, Server, World};
use etapa::model::Language;

use crate::support::loopback::{Answer, Loopback, NOBODY};
use crate::support::window::Window;

const TOKEN: &str = "eyJ0eXAi.test-token.c2lnbg";

/// An account on this machine that answers over HTTP, as a real one would.
fn account(server: Server) -> Loopback {
    let server = Arc::new(Mutex::new(server.with_token(TOKEN)));
    Loopback::start(move |request| Answer::Response(server.lock().expect("one at a time").answer(request)))
}

fn demo_world() -> Server {
    Server::new(World::demo(SeedWords::English)).with_rule(SortRule::InsertBefore)
}

fn connect(window: &mut Window, address: &str, token: &str, what: &str, is_so: impl FnMut(&Window) -> bool) {
    window.fill(Role::TextInput, "Account address", address);
    window.fill(Role::PasswordInput, "Access token", token);
    window.click_and_wait("Connect", what, is_so);
}

#[test]
fn the_demo_account_opens_from_the_start_screen() {
    let mut window = Window::at_start(Language::English);
    window.click("Open the demo account");
    assert_eq!(window.order().len(), 9);
}

#[test]
fn an_account_is_opened_arranged_and_saved_over_http() {
    let loopback = account(demo_world());
    let mut window = Window::at_start(Language::English);
    let address = format!(" {}/settings/pipeline?x=1 ", loopback.origin());
    let token = format!("Bearer {TOKEN}\n");
    connect(&mut window, &address, &token, "the account opens", |window| !window.order().is_empty());
    window.drag_and_drop("Sleeping", "New client");
    window.click_and_wait("Save", "the change is saved", |window| window.shows("1 change is saved"));
    assert_eq!(window.order()[1], "Sleeping");
    let record = loopback.record();
    let methods: Vec<&str> = record.requests.iter().map(|request| request.method.as_str()).collect();
    assert_eq!(
        methods,
        ["GET", "GET", "GET", "GET", "PATCH", "GET"],
        "account, list, user; check, one write, reading back"
    );
    // Whoever takes very long between two requests finds a connection dropped; `http.rs` counts without a
    // window.
    assert!(record.connections < methods.len(), "connections are used again");
}

#[test]
fn a_token_that_ends_in_the_middle_is_renewed_over_the_draft() {
    let server = Arc::new(Mutex::new(demo_world().with_token(TOKEN)));
    let answering = Arc::clone(&server);
    let loopback = Loopback::start(move |request| {
        Answer::Response(answering.lock().expect("one at a time").answer(request))
    });
    let mut window = Window::at_start(Language::English);
    connect(&mut window, &loopback.origin(), TOKEN, "the account opens", |window| !window.order().is_empty());
    window.drag_and_drop("Sleeping", "New client");
    {
        let mut server = server.lock().expect("one at a time");
        *server = server.clone().with_token("another.token");
    }
    window.click_and_wait("Save", "a question", |window| window.shows("The token is not accepted any more"));
    window.fill(Role::PasswordInput, "Access token", "another.token");
    window.click_and_wait("Connect", "the account is read again", |window| window.shows("was read again"));
    assert_eq!(window.order()[1], "Sleeping", "the change is kept");
    window.click_and_wait("Save", "the change is saved", |window| window.shows("1 change is saved"));
}

#[test]
fn what_is_not_saved_is_there_again_when_the_account_is() {
    let mut window = Window::demo();
    window.click("Move VIP up");
    let order = window.order();
    window.click("Aroma Coffee");
    window.click("Close this account");
    assert!(window.order().is_empty() && window.shows("Open the demo account"), "{:?}", window.texts());
    window.click("Open the demo account");
    assert_eq!(window.order(), order, "the draft");
    assert!(window.shows("Your change of "), "{:?}", window.texts());
    window.click("Undo");
    assert!(window.shows("No changes"), "and the way back: {:?}", window.texts());
}

#[test]
fn a_server_that_never_answers_a_write_ends_in_a_sentence_and_the_change_is_kept() {
    let mut server = demo_world().with_token(TOKEN);
    let loopback = Loopback::start(move |request| match request.method {
        ehttp::Method::PATCH => Answer::Silence,
        _ => Answer::Response(server.answer(request)),
    });
    // The readings have to be in time on a busy machine too.
    let deadlines = Deadlines { whole: Duration::from_secs(5), ..Deadlines::default() };
    let mut window = Window::hasty(deadlines);
    connect(&mut window, &loopback.origin(), TOKEN, "the account opens", |window| !window.order().is_empty());
    window.drag_and_drop("Sleeping", "New client");
    window.click_and_wait("Save", "an alert", |window| !window.alerts().is_empty());
    assert!(window.alerts()[0].contains("did not arrive"), "{:?}", window.alerts());
    assert!(window.shows("1 change not saved"), "{:?}", window.texts());
    assert_eq!(window.order()[1], "Sleeping", "the wish stands");
}

#[test]
fn each_thing_that_goes_wrong_has_its_own_sentence() {
    let loopback = account(demo_world());
    let here = loopback.origin();
    let table = [
        (here.as_str(), "wrong-token"),
        (NOBODY, TOKEN),
        ("https://shop.amocrm.ru.evil.example/", TOKEN),
        ("", TOKEN),
        (here.as_str(), ""),
        (here.as_str(), "токен"),
    ];
    let mut seen: Vec<String> = Vec::new();
    for (address, token) in table {
        let mut window = Window::at_start(Language::English);
        connect(&mut window, address, token, "an alert", |window| !window.alerts().is_empty());
        let alerts = window.alerts();
        assert!(window.order().is_empty(), "{address} {token}: nothing opens");
        assert!(alerts.iter().all(|alert| !alert.contains(TOKEN)), "the token is never shown");
        seen.extend(alerts);
    }
    let mut different = seen.clone();
    different.sort();
    different.dedup();
    // No token and a token that cannot be one share theirs.
    assert_eq!(different.len(), table.len() - 1, "{seen:#?}");
}
