//! Another account behind the same name: whatever is read, a draft is shown over its own account only,
//! nothing of it is sent to another one, and both can be opened as themselves.

use std::time::Duration;

use egui::accesskit::Role;
use etapa::amo::Pace;
use etapa::demo::{SeedWords, Server, World};
use etapa::model::{
    Access, Command, DemoAccount, Label, Leave, Model, Notice, OtherAccount, Question, Session, Settings,
};
use etapa::text::Texts;

use crate::support::conversation::Conversation;
use crate::support::desk::{Desk, account, host};
use crate::support::loopback::{Answer, Loopback};
use crate::support::window::Window;

/// The id of the other account.
const OTHER: u64 = 777;
const OWN: u64 = 31_042_874;

/// An account with something that is not saved, in a program that writes down what it does.
fn desk() -> Desk {
    let mut desk = Desk::with_two();
    desk.server(&host("b")).world_mut().id = 2;
    desk.model = Model::new(Settings::default(), Pace::new(Duration::ZERO)).with_archive();
    desk.sign_in(&host("a"), "token-of-a");
    desk.rename_a_status("Mine");
    desk
}

/// Lets another account answer at the address, or the own one again.
fn becomes(desk: &mut Desk, id: u64, name: &str) {
    let world = desk.server(&host("a")).world_mut();
    (world.id, world.name, world.subdomain) = (id, name.to_owned(), name.to_lowercase());
}

fn told(desk: &Desk) -> Option<&OtherAccount> {
    match desk.model.notice() {
        Some(Notice::OtherAccount(other)) => Some(other),
        _ => None,
    }
}

fn writes(desk: &Desk) -> usize {
    desk.done.iter().filter(|done| ["POST", "PATCH", "DELETE"].iter().any(|word| done.contains(word))).count()
}

fn unsaved(desk: &Desk) -> usize {
    desk.model.accounts().unsaved()
}

#[test]
fn a_reading_of_another_account_stops_before_its_lists_and_says_whose_it_is() {
    let mut desk = desk();
    becomes(&mut desk, OTHER, "Bean");
    desk.press(Command::Reload);
    assert_eq!(desk.done, ["a.amocrm.ru GET /api/v4/account?with=datetime_settings"], "and no list");
    let other = told(&desk).expect("that it is another account").clone();
    assert_eq!((other.told.id, other.told.name.as_str()), (OTHER, "Bean"));
    assert_eq!((other.known.id, other.known.name.as_str()), (OWN, "A"));
    assert_eq!(other.address, "bean.amocrm.ru");
    assert!(desk.has_status("Mine") && desk.open() == Some("A"), "the draft stays where it belongs");
    let sentence = Texts::new(etapa::model::Language::English).notice(&Notice::OtherAccount(other.into()), 1);
    for part in
        ["“Bean” (No. 777, bean.amocrm.ru)", "“A” (No. 31042874)", "nothing is sent", "Your changes stay"]
    {
        assert!(sentence.contains(part), "{part}: {sentence}");
    }
}

#[test]
fn nothing_is_sent_to_another_account_at_any_moment_of_a_save() {
    for begun in 0..12 {
        let mut desk = desk();
        let there = desk.server(&host("a")).world().statuses.clone();
        desk.press(Command::Review);
        desk.done.clear();
        desk.update(Command::Save);
        for _ in 0..begun {
            if let Some(issued) = desk.ask() {
                desk.carry_out(issued);
            }
        }
        let before = writes(&desk);
        becomes(&mut desk, OTHER, "Bean");
        desk.server(&host("a")).world_mut().statuses.clone_from(&there);
        desk.run();
        // What the last reading before a write has shown may be untrue by then: that one write is found out.
        assert!(writes(&desk) - before <= 1, "after {begun} effects: {:#?}", desk.done);
        if begun == 0 {
            assert_eq!(writes(&desk), 0, "{:#?}", desk.done);
            assert_eq!(unsaved(&desk), 1, "it is still to be saved");
        }
        let is_over = desk.model.notice().is_some_and(|notice| matches!(notice, Notice::Saved { .. }));
        assert!(is_over || told(&desk).is_some(), "after {begun} effects: {:?}", desk.model.notice());
        desk.press(Command::Save);
        assert_eq!(writes(&desk), 0, "{:#?}", desk.done);
    }
}

#[test]
fn the_other_account_opens_as_itself_and_the_way_back_has_the_draft() {
    let mut desk = desk();
    desk.press(Command::SetLabel(host("a"), Some(Label::Red)));
    desk.press(Command::SetAccess(host("a"), Access::LookOnly));
    becomes(&mut desk, OTHER, "Bean");
    desk.press(Command::Reload);
    desk.press(Command::OpenOtherAccount);
    assert_eq!((desk.open(), desk.model.screen().question(), told(&desk)), (Some("Bean"), None, None));
    assert!(!desk.has_status("Mine") && unsaved(&desk) == 0, "nothing of the draft is here");
    let known = &desk.model.accounts().known()[0];
    assert_eq!(
        (known.id, known.name.as_str(), known.label, known.access),
        (OTHER, "Bean", None, Access::Full)
    );
    desk.rename_a_status("Of Bean");

    becomes(&mut desk, OWN, "A");
    desk.press(Command::Reload);
    assert!(told(&desk).is_some(), "{:?}", desk.model.notice());
    desk.press(Command::OpenOtherAccount);
    assert_eq!(desk.open(), Some("A"));
    assert!(desk.has_status("Mine") && !desk.has_status("Of Bean"), "{:?}", desk.model.notice());
    desk.press(Command::Save);
    assert!(matches!(desk.model.notice(), Some(Notice::Saved { count: 1, .. })), "{:?}", desk.model.notice());

    becomes(&mut desk, OTHER, "Bean");
    desk.press(Command::Reload);
    desk.press(Command::OpenOtherAccount);
    assert!(desk.has_status("Of Bean"), "its own draft");
}

#[test]
fn leaving_for_another_account_asks_if_the_draft_is_kept_nowhere() {
    let mut desk = Desk::with_two();
    desk.sign_in(&host("a"), "token-of-a");
    desk.rename_a_status("Mine");
    becomes(&mut desk, OTHER, "Bean");
    desk.press(Command::Reload);
    desk.press(Command::OpenOtherAccount);
    assert_eq!(desk.model.screen().question(), Some(Question::Leave(Leave::OpenOther(OTHER))));
    desk.press(Command::Cancel);
    assert!(desk.has_status("Mine"), "nothing is lost");
    desk.press(Command::Reload);
    desk.press(Command::OpenOtherAccount);
    desk.press(Command::LeaveAnyway);
    assert_eq!((desk.open(), unsaved(&desk)), (Some("Bean"), 0));
}

#[test]
fn a_new_token_of_another_account_opens_nothing_over_the_draft() {
    let mut desk = desk();
    // The old token is refused, and the new one is another account's.
    let other = World { id: OTHER, name: "Bean".to_owned(), ..World::demo(SeedWords::English) };
    *desk.server(&host("a")) = Server::new(other).with_token("token-of-bean");
    desk.press(Command::Reload);
    assert_eq!(desk.model.screen().question(), Some(Question::Token));
    desk.press(Command::Renew("token-of-bean".to_owned().into()));
    assert_eq!(told(&desk).map(|other| other.told.id), Some(OTHER), "{:?}", desk.model.notice());
    assert!(desk.has_status("Mine"), "the draft stays");
    desk.press(Command::AskToSignIn);
    assert_eq!(desk.model.screen().question(), Some(Question::Token), "another token can be given");
    *desk.server(&host("a")) = account("a", "the-right-one");
    desk.press(Command::Renew("the-right-one".to_owned().into()));
    assert_eq!(desk.model.notice(), Some(&Notice::Reloaded(Vec::new())), "the own account");
}

#[test]
fn the_next_start_asks_before_it_opens_another_account_than_the_last() {
    let mut desk = desk();
    becomes(&mut desk, OTHER, "Bean");
    let known = desk.model.accounts().known().clone();
    desk.model =
        Model::new(Settings::default(), Pace::new(Duration::ZERO)).with_archive().with_accounts(known);
    desk.press(Command::OpenAccount(host("a")));
    assert_eq!(desk.open(), None, "nothing is opened unasked");
    assert_eq!(told(&desk).map(|other| other.told.id), Some(OTHER), "{:?}", desk.model.notice());
    let found = desk.model.job().sign_in().and_then(|sign_in| sign_in.found()).expect("the offer to open it");
    assert_eq!(found.account_name(), "Bean");
    desk.press(Command::Connect);
    assert_eq!((desk.open(), unsaved(&desk)), (Some("Bean"), 0));
    assert_eq!(desk.model.accounts().known()[0].id, OTHER);

    becomes(&mut desk, OWN, "A");
    let known = desk.model.accounts().known().clone();
    desk.model =
        Model::new(Settings::default(), Pace::new(Duration::ZERO)).with_archive().with_accounts(known);
    desk.press(Command::OpenAccount(host("a")));
    desk.press(Command::Connect);
    assert!(desk.open() == Some("A") && desk.has_status("Mine"), "{:?}", desk.model.notice());
}

#[test]
fn signing_in_over_an_account_in_the_background_shows_its_draft_over_no_other() {
    let mut desk = desk();
    desk.press(Command::AddAccount);
    becomes(&mut desk, OTHER, "Bean");
    desk.sign_in(&host("a"), "token-of-a");
    assert_eq!((desk.open(), told(&desk).map(|other| other.told.id)), (Some("A"), Some(OTHER)));
    assert_eq!((desk.has_status("Mine"), unsaved(&desk)), (true, 1), "the draft over its own account");
    desk.press(Command::OpenOtherAccount);
    assert_eq!((desk.open(), unsaved(&desk)), (Some("Bean"), 0));
}

#[test]
fn one_thing_that_belongs_to_another_account_is_not_taken_over() {
    let mut desk = desk();
    let item = desk.model.draft().and_then(|draft| draft.edited().items().nth(1)).expect("a status");
    becomes(&mut desk, OTHER, "Bean");
    desk.press(Command::ReloadItem(item));
    assert_eq!(told(&desk).map(|other| other.told.id), Some(OTHER), "{:?}", desk.model.notice());
}

#[test]
fn a_renamed_account_is_the_same_account() {
    let mut desk = desk();
    becomes(&mut desk, OWN, "Other name");
    desk.press(Command::Reload);
    assert!(matches!(desk.model.notice(), Some(Notice::Reloaded(_))), "{:?}", desk.model.notice());
    assert!(desk.has_status("Mine"), "the draft goes on");
}

#[test]
fn an_empty_list_says_nothing_so_the_account_is_asked_before_the_first_write() {
    let empty = || World::with_segments(Vec::new(), Vec::new());
    let mut talk = Conversation::open(Server::new(empty()));
    talk.press(Command::AddSegment { like: None, name: "New".into() });
    talk.server.server_mut().world_mut().id = OTHER;
    talk.press(Command::Save);
    assert_eq!(talk.writes(), 0, "{:#?}", talk.sent);
    assert!(matches!(talk.notice(), Some(Notice::OtherAccount(_))), "{:?}", talk.notice());
    talk.server.server_mut().world_mut().id = OWN;
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&Notice::Saved { count: 1, made: Vec::new() }));
    let asked = talk.sent.iter().filter(|sent| sent.contains("/api/v4/account")).count();
    assert_eq!((talk.writes(), asked), (1, 1), "once: {:#?}", talk.sent);
}

// ---- the demo accounts ---------------------------------------------------------------------------------

#[test]
fn the_demo_accounts_are_two() {
    let [statuses, segments] =
        [World::demo(SeedWords::English), World::demo_segments(SeedWords::English)].map(|world| world.id);
    assert_ne!(statuses, segments, "each has its own id");
}

#[test]
fn both_demo_accounts_can_be_changed_in_one_window() {
    // The same answers for both: what is written down is told apart by more than an id.
    let mut talk = Conversation::open_archived(Server::new(World::demo(SeedWords::English)));
    let item = talk.item("VIP");
    talk.press(Command::Edit(etapa::crm::Edit::Rename(item, "First".into())));
    talk.press(Command::OpenDemo(DemoAccount::Segments));
    assert_eq!(talk.model.session().and_then(Session::read_only), None, "not open elsewhere");
    assert!(talk.names().contains(&"VIP".to_owned()), "and not with the other one's draft");
    talk.press(Command::OpenDemo(DemoAccount::Statuses));
    assert!(talk.names().contains(&"First".to_owned()), "each has its own");
}

// ---- the window ----------------------------------------------------------------------------------------

#[test]
fn the_window_says_whose_account_it_is_and_offers_to_open_it() {
    let server = std::sync::Arc::new(std::sync::Mutex::new(account("a", "s3cr3t.token")));
    let answering = std::sync::Arc::clone(&server);
    let wire = Loopback::start(move |request| {
        Answer::Response(answering.lock().expect("a whole server").answer(request))
    });
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let mut window = Window::signing_in(scratch.path(), &wire.origin(), "s3cr3t.token");
    window.wait_until("the account is open", |window| !window.order().is_empty());
    window.row("VIP").click();
    window.settle();
    window.fill(Role::TextInput, "Name", "Mine");
    {
        let mut server = server.lock().expect("a whole server");
        (server.world_mut().id, server.world_mut().name) = (OTHER, "Bean".to_owned());
    }
    window.click_and_wait("Reload", "it is told", |window| {
        matches!(window.harness.state().model().notice(), Some(Notice::OtherAccount(_)))
    });
    window.click("Give another token");
    window.settle();
    window.click("Later");
    window.settle();
    window.click_and_wait("Open the other account", "it is open", |window| {
        window.harness.state().model().draft().is_some_and(|draft| draft.base().name == "Bean")
    });
    assert!(window.order().iter().all(|name| name != "Mine"), "{:?}", window.order());
}
