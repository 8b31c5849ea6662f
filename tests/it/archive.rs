//! What is not saved outlasts the program: two windows, the next start, a folder that cannot be written, accounts
//! that come and go.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use egui::accesskit::Role;
use egui::{Key, Modifiers, ViewportEvent, ViewportId};
use egui_kittest::kittest::NodeT as _;
use egui_kittest::{Harness, Node};
use ehttp::{Method, Request};
use etapa::amo::Pace;
use etapa::crm::{ChangeKind, Edit};
use etapa::model::{
    ArchiveFault, Command, Errand, Job, Language, Model, Notice, Page, Question, ReadOnly, Session, Settings,
};
use etapa::text::Texts;
use etapa::ui;
use jiff::Timestamp;

use crate::support::desk::{Desk, account, host};
use crate::support::loopback::{Answer, Loopback};
use crate::support::window::Window;

const TOKEN: &str = "s3cr3t.token";
/// Longer than anything takes, so that only a fault meets it.
const PATIENCE: Duration = Duration::from_secs(30);

// ---- the window ----------------------------------------------------------------------------------------

fn serve() -> Loopback {
    let mut server = account("a", TOKEN);
    Loopback::start(move |request| Answer::Response(server.answer(request)))
}

/// Starts the program with this folder for data and signs in.
fn start(folder: &Path, wire: &Loopback) -> Window {
    let mut window = Window::signing_in(folder, &wire.origin(), TOKEN);
    window.wait_until("the account is open", |window| !window.order().is_empty());
    window
}

/// Renames a status, and waits until that is written down.
fn rename(window: &mut Window, name: &str, new: &str) {
    window.row(name).click();
    window.settle();
    window.fill(Role::TextInput, "Name", new);
    window.wait_until("it is written down", |window| !model(window).is_archiving());
}

fn model(window: &Window) -> &Model {
    window.harness.state().model()
}

fn has(window: &Window, name: &str) -> bool {
    window.order().iter().any(|shown| shown == name)
}

/// Does what a click on the cross of the window does.
fn ask_to_close(window: &mut Window) {
    let viewport = window.harness.input_mut().viewports.entry(ViewportId::ROOT).or_default();
    viewport.events.push(ViewportEvent::Close);
    window.harness.step();
    window.harness.step();
}

/// Returns where the drafts of all accounts are.
fn drafts(folder: &Path) -> Vec<PathBuf> {
    let accounts = fs::read_dir(folder.join("accounts")).expect("a folder");
    let draft = accounts.map(|entry| entry.expect("an entry").path().join("draft.json"));
    draft.filter(|path| path.exists()).collect()
}

#[test]
fn a_second_window_looks_on_until_the_first_is_closed_and_then_has_its_draft() {
    let (wire, scratch) = (serve(), tempfile::tempdir().expect("a scratch folder"));
    let mut first = start(scratch.path(), &wire);
    rename(&mut first, "VIP", "Gold");
    let mut second = start(scratch.path(), &wire);
    assert!(second.shows("This account is open in another window of Etapa"), "{:?}", second.texts());
    assert_eq!(model(&second).session().and_then(Session::read_only), Some(ReadOnly::Elsewhere));
    second.row("Regular").click();
    second.settle();
    second.press(Modifiers::NONE, Key::Delete);
    assert_eq!((second.order().len(), model(&second).question()), (9, None), "nothing can be changed");
    second.click_and_wait("Edit here", "it is told why not", |second| {
        second.shows("still open in the other window")
    });
    rename(&mut first, "Regular", "Silver");
    first.exit();
    second.click_and_wait("Edit here", "what the first one has left", |second| has(second, "Silver"));
    second.wait_until("the account is read again", |second| !model(second).is_loading());
    assert!(has(&second, "Gold") && !second.shows("open in another window"), "{:?}", second.texts());
    rename(&mut second, "Gold", "Platinum");
    second.click("Undo");
    second.click("Undo");
    assert!(has(&second, "Gold") && has(&second, "Regular"), "the way back too: {:?}", second.order());
}

#[test]
fn in_the_smallest_window_too_it_is_told_that_changes_are_kept() {
    let (wire, scratch) = (serve(), tempfile::tempdir().expect("a scratch folder"));
    let mut window = start(scratch.path(), &wire);
    rename(&mut window, "VIP", "Gold");
    for size in [[1120.0, 740.0], [760.0, 520.0]] {
        window.harness.set_size(size.into());
        window.settle();
        assert!(window.shows("1 change not saved") && window.shows("Kept on this computer"), "{size:?}");
        let save = window.button("Save").rect();
        assert!(save.right() < size[0] && save.bottom() < size[1], "the buttons are there: {save:?}");
    }
}

#[test]
fn closing_with_what_is_not_saved_asks_nothing_and_the_next_start_has_it() {
    let (wire, scratch) = (serve(), tempfile::tempdir().expect("a scratch folder"));
    let mut window = start(scratch.path(), &wire);
    rename(&mut window, "VIP", "Gold");
    ask_to_close(&mut window);
    window.wait_until("it closes", |window| model(window).may_close());
    assert_eq!(model(&window).question(), None, "nothing is asked");
    window.exit();
    let window = start(scratch.path(), &wire);
    assert!(has(&window, "Gold"), "{:?}", window.order());
    assert!(window.shows("Your change of ") && window.shows("that is not saved is here again"), "it is told");
    assert!(window.shows("1 change not saved"), "{:?}", window.texts());
}

#[test]
fn closing_during_a_saving_waits_for_the_answer_and_says_so() {
    let (answer, held) = mpsc::channel::<()>();
    let mut server = account("a", TOKEN);
    let wire = Loopback::start(move |request| {
        if request.method == Method::PATCH {
            held.recv_timeout(PATIENCE).expect("leave to answer");
        }
        Answer::Response(server.answer(request))
    });
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let mut window = start(scratch.path(), &wire);
    rename(&mut window, "VIP", "Gold");
    rename(&mut window, "Regular", "Silver");
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    let is_write = |request: &Request| request.method == Method::PATCH;
    window.draw_until("a write is under way", |_| wire.record().requests.iter().any(is_write));
    ask_to_close(&mut window);
    assert!(window.shows("The window closes as soon as"), "{:?}", window.texts());
    assert!(!model(&window).may_close(), "not yet");
    answer.send(()).expect("a server that waits");
    window.wait_until("it closes", |window| model(window).may_close());
    let writes = wire.record().requests.iter().filter(|request| is_write(request)).count();
    assert_eq!((writes, model(&window).question()), (1, None), "no other write is begun, nothing is asked");
    window.exit();
    let window = start(scratch.path(), &wire);
    assert!(has(&window, "Gold") && has(&window, "Silver"), "{:?}", window.order());
    assert_eq!(model(&window).unsaved(), 1, "what was answered is saved, the other is not");
}

#[test]
fn without_a_folder_to_write_to_work_goes_on_and_closing_asks() {
    let (wire, scratch) = (serve(), tempfile::tempdir().expect("a scratch folder"));
    let file = scratch.path().join("file");
    fs::write(&file, "").expect("a folder to write to");
    let mut window = start(&file.join("below"), &wire);
    assert!(window.shows("Etapa cannot write to its folder on this computer"), "{:?}", window.texts());
    assert!(window.shows("what is not saved will be gone when the window closes"), "{:?}", window.texts());
    rename(&mut window, "VIP", "Gold");
    assert!(has(&window, "Gold") && window.shows("1 change not saved"), "{:?}", window.texts());
    ask_to_close(&mut window);
    window.settle();
    assert!(window.shows("If you leave now, what is not saved is lost."), "{:?}", window.texts());
    assert!(!model(&window).may_close(), "it waits for the word");
    window.click("Leave without saving");
    window.wait_until("it closes", |window| model(window).may_close());
}

#[test]
fn a_damaged_draft_is_told_and_the_account_opens_all_the_same() {
    let (wire, scratch) = (serve(), tempfile::tempdir().expect("a scratch folder"));
    let mut window = start(scratch.path(), &wire);
    rename(&mut window, "VIP", "Gold");
    window.exit();
    for (text, told) in [
        ("{\"format\":\"etapa dr", "you had not saved last time is damaged. It was set aside"),
        (
            r#"{"format":"etapa draft","version":999,"content":{}}"#,
            "A later version of Etapa has written what you had not saved",
        ),
    ] {
        let draft = drafts(scratch.path()).pop().expect("a draft");
        fs::write(&draft, text).expect("a folder to write to");
        let mut window = start(scratch.path(), &wire);
        assert!(window.shows(told), "{:?}", window.texts());
        assert!(has(&window, "VIP") && window.shows("No changes"), "as the account is: {:?}", window.texts());
        rename(&mut window, "VIP", "Gold");
        window.exit();
    }
    assert!(has(&start(scratch.path(), &wire), "Gold"), "and the next draft is kept");
}

// ---- the accounts --------------------------------------------------------------------------------------

fn new_model() -> Model {
    Model::new(Settings::default(), Pace::new(Duration::ZERO)).with_archive()
}

/// Two accounts of different ids, whose drafts are kept.
fn desk() -> Desk {
    let mut desk = Desk::with_two();
    desk.server(&host("b")).world_mut().id = 2;
    desk.model = new_model();
    desk.sign_in(&host("a"), "token-of-a");
    desk.rename_a_status("Mine in A");
    desk
}

/// Ends the program without a word, and starts it again.
fn started_again(mut desk: Desk) -> Desk {
    let known = desk.model.accounts().clone();
    desk.model = new_model().with_accounts(known);
    desk
}

#[test]
fn the_drafts_of_all_accounts_are_there_after_switching_and_a_new_start() {
    let mut desk = desk();
    desk.press(Command::AddAccount);
    desk.sign_in(&host("b"), "token-of-b");
    assert!(!desk.has_status("Mine in A"), "another account");
    desk.rename_a_status("Mine in B");
    desk.press(Command::OpenAccount(host("a")));
    desk.press(Command::Review);
    let mut desk = started_again(desk);
    desk.press(Command::OpenAccount(host("a")));
    assert_eq!((desk.open(), desk.model.page()), (Some("A"), Page::Editor));
    assert!(desk.has_status("Mine in A"), "{:?}", desk.model.notice());
    assert!(
        matches!(desk.model.notice(), Some(Notice::Resumed { count: 1, .. })),
        "{:?}",
        desk.model.notice()
    );
    desk.press(Command::OpenAccount(host("b")));
    assert!(desk.has_status("Mine in B") && !desk.has_status("Mine in A"), "{:?}", desk.open());
    desk.press(Command::Undo);
    assert_eq!(desk.model.unsaved_in(&host("b")), 0, "with its way back");
}

#[test]
fn signing_out_asks_nothing_and_signing_in_brings_the_draft_back() {
    let mut desk = desk();
    desk.press(Command::SignOut);
    assert_eq!((desk.model.question(), desk.open()), (None, None), "nothing is asked");
    desk.sign_in(&host("a"), "token-of-a");
    assert!(desk.has_status("Mine in A"), "{:?}", desk.model.notice());
    desk.press(Command::Save);
    assert!(matches!(desk.model.notice(), Some(Notice::Saved { .. })), "{:?}", desk.model.notice());
    let mut desk = started_again(desk);
    desk.press(Command::OpenAccount(host("a")));
    assert_eq!((desk.model.notice(), desk.model.unsaved()), (None, 0), "what is saved does not come again");
}

#[test]
fn a_forgotten_account_has_no_draft() {
    let mut desk = desk();
    desk.press(Command::AskForget(host("a")));
    assert_eq!(desk.model.question(), Some(Question::Forget(host("a"))));
    desk.press(Command::ForgetAccount);
    let mut desk = started_again(desk);
    desk.sign_in(&host("a"), "token-of-a");
    assert_eq!((desk.open(), desk.model.unsaved()), (Some("A"), 0), "{:?}", desk.model.notice());
    assert!(
        !desk.has_status("Mine in A") && !desk.model.draft().expect("open").can_undo(),
        "nothing is left"
    );
}

#[test]
fn an_account_that_has_another_address_has_its_draft() {
    let mut desk = desk();
    let server = desk.accounts.remove(&host("a")).expect("the account");
    desk.accounts.insert(host("another"), server);
    let mut desk = started_again(desk);
    desk.sign_in(&host("another"), "token-of-a");
    assert!(desk.has_status("Mine in A"), "{:?}", desk.model.notice());
}

#[test]
fn a_draft_that_could_not_be_written_is_not_taken_for_written_by_what_other_accounts_do() {
    let mut desk = desk();
    desk.press(Command::AddAccount);
    desk.sign_in(&host("b"), "token-of-b");
    desk.archive_fault = Some(ArchiveFault::Full);
    desk.rename_a_status("Mine in B");
    assert_eq!(desk.model.archive_fault(), Some(&ArchiveFault::Full), "it is said");
    desk.press(Command::OpenAccount(host("a")));
    assert_eq!(desk.model.archive_fault(), None, "that was the other account");
    desk.press(Command::Close);
    assert!(matches!(desk.model.question(), Some(Question::Leave(_))), "what would be lost is asked about");
    desk.press(Command::Cancel);
    desk.archive_fault = None;
    desk.press(Command::OpenAccount(host("b")));
    desk.rename_a_status("Mine in B again");
    assert_eq!(desk.model.archive_fault(), None, "there is room again");
    let mut desk = started_again(desk);
    desk.press(Command::OpenAccount(host("b")));
    assert!(desk.has_status("Mine in B again"), "{:?}", desk.model.notice());
}

#[test]
fn leaving_an_account_tries_once_more_to_write_its_draft() {
    let mut desk = desk();
    desk.archive_fault = Some(ArchiveFault::Denied);
    desk.rename_a_status("Late");
    desk.archive_fault = None;
    desk.press(Command::SignOut);
    desk.press(Command::LeaveAnyway);
    let mut desk = started_again(desk);
    desk.press(Command::OpenAccount(host("a")));
    assert!(desk.has_status("Late"), "{:?}", desk.model.notice());
}

#[test]
fn nothing_is_sent_without_a_backup_unless_the_user_wants_it() {
    let mut desk = desk();
    desk.archive_fault = Some(ArchiveFault::Full);
    desk.press(Command::Save);
    assert_eq!(desk.model.notice(), Some(&Notice::NotSecured(ArchiveFault::Full)));
    assert!(!desk.done.iter().any(|done| done.contains("PATCH")), "{:?}", desk.done);
    desk.press(Command::Save);
    assert!(matches!(desk.model.notice(), Some(Notice::Saved { .. })), "{:?}", desk.model.notice());
    assert_eq!(desk.model.session().and_then(Session::backup), None, "and there is none");
}

#[test]
fn a_stopped_save_does_not_offer_the_backup_of_the_one_before() {
    let mut desk = desk();
    desk.press(Command::Save);
    assert!(desk.model.way_back().is_some(), "a backup");
    desk.rename_a_status("Another");
    desk.model.update(Command::Save);
    desk.press(Command::Stop);
    assert!(
        matches!(desk.model.notice(), Some(Notice::Stopped { saved: 0, .. })),
        "{:?}",
        desk.model.notice()
    );
    assert_eq!(desk.model.way_back(), None, "nothing was saved");
}

#[test]
fn a_save_that_waits_for_the_disk_can_be_left() {
    let mut desk = desk();
    desk.model.update(Command::Save);
    let mut backup = None;
    while let Some(effect) = desk.ask() {
        match effect.errand {
            Errand::Archive { job: Job::KeepBackup { .. }, .. } => backup = Some(effect),
            _ => desk.carry_out(effect),
        }
    }
    assert!(backup.is_some() && desk.model.is_saving(), "the disk does not answer");
    desk.press(Command::Close);
    assert!(!desk.model.is_saving(), "nothing was sent, and nothing is waited for");
    let asked = desk.model.question();
    assert!(matches!(asked, Some(Question::Leave(_))), "what outlasts no program is asked about: {asked:?}");
}

#[test]
fn a_window_that_waits_for_the_disk_to_close_says_so() {
    for (language, told) in [
        (Language::English, "The window closes as soon as everything is written down"),
        (Language::Russian, "Окно закроется, как только всё будет записано"),
    ] {
        let mut desk = desk();
        let item = desk.model.draft().and_then(|draft| draft.edited().items().nth(2)).expect("a status");
        for command in
            [Command::Edit(Edit::Rename(item, "Mine".into())), Command::Close, Command::LeaveAnyway]
        {
            desk.model.update(command);
        }
        assert!(desk.model.is_leaving() && !desk.model.may_close(), "nothing is written down yet");
        let (model, texts) = (desk.model, Texts::new(language));
        let mut is_installed = false;
        let mut harness = Harness::new_ui(move |ui| {
            // Fonts are there in the next frame.
            if !std::mem::replace(&mut is_installed, true) {
                return ui::install(ui.ctx());
            }
            let asked = ui::root_ui(ui, &model, &texts, Timestamp::UNIX_EPOCH);
            assert_eq!(asked, [], "nothing is asked for");
        });
        harness.run_steps(3);
        let sentence =
            |node: &Node<'_>| node.accesskit_node().label().is_some_and(|label| label.contains(told));
        assert!(harness.root().children_recursive().any(|node| sentence(&node)), "{told}");
    }
}

#[test]
fn what_an_interrupted_save_has_done_is_in_the_history() {
    let mut desk = desk();
    let removed = desk.model.draft().expect("open").edited().items().nth(2).expect("a status");
    desk.press(Command::Edit(Edit::Remove(removed)));
    desk.press(Command::Review);
    desk.model.update(Command::Save);
    // The program ends as soon as the first of two writes is answered and that is written down.
    while let Some(effect) = desk.ask() {
        desk.carry_out(effect);
        if desk.done.iter().any(|done| done.contains("DELETE")) && !desk.model.is_archiving() {
            break;
        }
    }
    let mut desk = started_again(desk);
    desk.press(Command::OpenAccount(host("a")));
    desk.press(Command::ShowHistory);
    let history = desk.model.session().and_then(|session| session.history().cloned()).expect("a history");
    let saved = history.saves.iter().flat_map(|save| &save.changes).map(|change| &change.kind);
    assert_eq!(saved.collect::<Vec<_>>(), [&ChangeKind::Removed], "what was done, and no more");
    assert_eq!(history.rows().len(), 1, "with the backup before it");
}

#[test]
fn after_a_kill_a_reading_that_cannot_be_believed_tells_nothing() {
    let mut desk = desk();
    let removed = desk.model.draft().expect("open").edited().items().nth(2).expect("a status");
    desk.press(Command::Edit(Edit::Remove(removed)));
    desk.press(Command::Review);
    desk.model.update(Command::Save);
    // The program ends before the first write is sent.
    while let Some(effect) = desk.ask() {
        if matches!(&effect.errand, Errand::Request { request, .. } if request.method != Method::GET) {
            break;
        }
        desk.carry_out(effect);
    }
    let mut desk = started_again(desk);
    let statuses = std::mem::take(&mut desk.server(&host("a")).world_mut().statuses);
    desk.press(Command::OpenAccount(host("a")));
    assert!(matches!(desk.model.notice(), Some(Notice::Failed(_))), "{:?}", desk.model.notice());
    assert_eq!(desk.model.unsaved_in(&host("a")), 2, "nothing counts as done");
    // Nor after another kill.
    let mut desk = started_again(desk);
    desk.server(&host("a")).world_mut().statuses = statuses;
    desk.press(Command::OpenAccount(host("a")));
    assert_eq!(desk.model.unsaved_in(&host("a")), 2, "{:?}", desk.model.notice());
    desk.press(Command::ShowHistory);
    let history = desk.model.session().and_then(|session| session.history().cloned()).expect("a history");
    assert_eq!(history.saves, [], "nothing was saved");
}

#[test]
fn forgetting_the_old_address_of_an_account_leaves_the_draft_to_the_new_one() {
    let mut desk = desk();
    let server = desk.accounts.remove(&host("a")).expect("the account");
    desk.accounts.insert(host("another"), server);
    let mut desk = started_again(desk);
    desk.sign_in(&host("another"), "token-of-a");
    desk.press(Command::AskForget(host("a")));
    desk.press(Command::ForgetAccount);
    let mut desk = started_again(desk);
    desk.press(Command::OpenAccount(host("another")));
    assert!(desk.has_status("Mine in A"), "{:?}", desk.model.notice());
}
