//! What is not saved outlasts the program: two windows, the next start, a folder that cannot be written,
//! accounts that come and go.

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
use etapa::app::account_store::AccountStore;
use etapa::app::files::DataDir;
use etapa::crm::{ChangeKind, Edit};
use etapa::model::{
    ArchiveFault, Command, DiskReply, DiskRequest, Effect, IssuedEffect, Language, Leave, Model, Notice,
    Page, Question, ReadOnly, Session, Settings, StoreId,
};
use etapa::text::Texts;
use etapa::ui;
use jiff::Timestamp;
use tempfile::TempDir;

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
    assert_eq!(
        (second.order().len(), model(&second).screen().question()),
        (9, None),
        "nothing can be changed"
    );
    second.click_and_wait("Edit here", "it is told why not", |second| {
        second.shows("still open in the other window")
    });
    rename(&mut first, "Regular", "Silver");
    first.exit();
    second.click_and_wait("Edit here", "what the first one has left", |second| has(second, "Silver"));
    second.wait_until("the account is read again", |second| !model(second).job().is_loading());
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
    assert_eq!(model(&window).screen().question(), None, "nothing is asked");
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
    assert_eq!(
        (writes, model(&window).screen().question()),
        (1, None),
        "no other write is begun, nothing is asked"
    );
    window.exit();
    let window = start(scratch.path(), &wire);
    assert!(has(&window, "Gold") && has(&window, "Silver"), "{:?}", window.order());
    assert_eq!(model(&window).accounts().unsaved(), 1, "what was answered is saved, the other is not");
}

#[test]
fn without_a_folder_to_write_to_work_goes_on_and_closing_asks() {
    let (wire, scratch) = (serve(), tempfile::tempdir().expect("a scratch folder"));
    let file = scratch.path().join("file");
    fs::write(&file, "").expect("a folder to write to");
    let mut window = start(&file.join("below"), &wire);
    assert!(window.shows("Etapa cannot use its folder on this computer"), "{:?}", window.texts());
    assert!(window.shows("what is not saved will be gone when the window closes"), "{:?}", window.texts());
    rename(&mut window, "VIP", "Gold");
    assert!(has(&window, "Gold") && window.shows("1 change not saved"), "{:?}", window.texts());
    ask_to_close(&mut window);
    // Once more it is tried to write that down.
    window.wait_until("it is asked", |window| window.shows("If you leave now, what is not saved is lost."));
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

#[test]
fn closing_with_changes_in_a_demo_account_asks_since_they_are_not_kept() {
    let mut window = Window::demo();
    window.click("Move VIP up");
    assert!(!window.shows("Kept on this computer"), "{:?}", window.texts());
    ask_to_close(&mut window);
    window.settle();
    assert_eq!(model(&window).screen().question(), Some(Question::Leave(Leave::Close)));
    assert!(!model(&window).may_close(), "it waits for the word");
}

#[cfg(unix)]
#[test]
fn a_history_that_is_being_read_or_cannot_be_read_is_no_empty_page() {
    let (wire, scratch) = (serve(), tempfile::tempdir().expect("a scratch folder"));
    let mut window = start(scratch.path(), &wire);
    rename(&mut window, "VIP", "Gold");
    let history = drafts(scratch.path()).pop().expect("a draft").with_file_name("history.jsonl");
    let show = |window: &mut Window| {
        window.click("More");
        window.wait_until("nothing is before it", |window| !model(window).is_archiving());
        window.find(Role::MenuItem, "History").click();
        window.harness.run_steps(3);
    };
    // Reading it takes until somebody writes.
    let made = std::process::Command::new("mkfifo").arg(&history).status().expect("a system with pipes");
    assert!(made.success(), "a pipe");
    show(&mut window);
    assert!(window.shows("The history is being read"), "{:?}", window.texts());
    drop(fs::OpenOptions::new().write(true).open(&history).expect("somebody reads"));
    window.wait_until("it is read", |window| window.shows("Nothing was saved yet"));
    fs::remove_file(&history).expect("a pipe");
    window.click("Back");
    fs::create_dir(&history).expect("a folder in the way");
    show(&mut window);
    window.wait_until("it is told", |window| window.shows("The history cannot be read."));
    fs::remove_dir(&history).expect("a folder");
    window.click("Back");
    show(&mut window);
    window.wait_until("it is read", |window| window.shows("Nothing was saved yet"));
}

#[test]
fn a_save_that_is_not_in_the_history_is_told_until_it_is() {
    let (wire, scratch) = (serve(), tempfile::tempdir().expect("a scratch folder"));
    let mut window = start(scratch.path(), &wire);
    rename(&mut window, "VIP", "Gold");
    let history = drafts(scratch.path()).pop().expect("a draft").with_file_name("history.jsonl");
    fs::create_dir(&history).expect("a folder in the way");
    let told = "A save is not in the history yet.";
    window.click_and_wait("Save", "it is told", |window| window.shows(told));
    window.wait_until("it is saved", |window| window.shows("1 change is saved"));
    fs::remove_dir(&history).expect("a folder");
    rename(&mut window, "Gold", "Platinum");
    window.wait_until("it is in the history", |window| !window.shows(told));
    assert!(fs::read_to_string(&history).expect("the history").contains("Gold"), "what was saved");
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
    let known = desk.model.accounts().known().clone();
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
    assert_eq!((desk.open(), desk.model.screen().page()), (Some("A"), Page::Editor));
    assert!(desk.has_status("Mine in A"), "{:?}", desk.model.notice());
    assert!(
        matches!(desk.model.notice(), Some(Notice::Resumed { count: 1, .. })),
        "{:?}",
        desk.model.notice()
    );
    desk.press(Command::OpenAccount(host("b")));
    assert!(desk.has_status("Mine in B") && !desk.has_status("Mine in A"), "{:?}", desk.open());
    desk.press(Command::Undo);
    assert_eq!(desk.model.accounts().unsaved_in(&host("b")), 0, "with its way back");
}

#[test]
fn signing_out_asks_nothing_and_signing_in_brings_the_draft_back() {
    let mut desk = desk();
    desk.press(Command::SignOut);
    assert_eq!((desk.model.screen().question(), desk.open()), (None, None), "nothing is asked");
    desk.sign_in(&host("a"), "token-of-a");
    assert!(desk.has_status("Mine in A"), "{:?}", desk.model.notice());
    desk.press(Command::Save);
    assert!(matches!(desk.model.notice(), Some(Notice::Saved { .. })), "{:?}", desk.model.notice());
    let mut desk = started_again(desk);
    desk.press(Command::OpenAccount(host("a")));
    assert_eq!(
        (desk.model.notice(), desk.model.accounts().unsaved()),
        (None, 0),
        "what is saved does not come again"
    );
}

#[test]
fn a_forgotten_account_has_no_draft() {
    let mut desk = desk();
    desk.press(Command::AskForget(host("a")));
    assert_eq!(desk.model.screen().question(), Some(Question::Forget(host("a"))));
    desk.press(Command::ForgetAccount);
    let mut desk = started_again(desk);
    desk.sign_in(&host("a"), "token-of-a");
    assert_eq!((desk.open(), desk.model.accounts().unsaved()), (Some("A"), 0), "{:?}", desk.model.notice());
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
    assert_eq!(
        desk.model.session().and_then(Session::archive_fault),
        Some(&ArchiveFault::Full),
        "it is said"
    );
    desk.press(Command::OpenAccount(host("a")));
    assert_eq!(desk.model.session().and_then(Session::archive_fault), None, "that was the other account");
    desk.press(Command::Close);
    assert!(
        matches!(desk.model.screen().question(), Some(Question::Leave(_))),
        "what would be lost is asked about"
    );
    desk.press(Command::Cancel);
    desk.archive_fault = None;
    desk.press(Command::OpenAccount(host("b")));
    desk.rename_a_status("Mine in B again");
    assert_eq!(desk.model.session().and_then(Session::archive_fault), None, "there is room again");
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
    assert_eq!(desk.model.notice(), Some(&Notice::BackupFailed(ArchiveFault::Full)));
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
    desk.update(Command::Save);
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
    desk.update(Command::Save);
    let mut backup = None;
    while let Some(issued) = desk.ask() {
        match issued.effect {
            Effect::Disk { request: DiskRequest::KeepBackup { .. }, .. } => backup = Some(issued),
            _ => desk.carry_out(issued),
        }
    }
    assert!(backup.is_some() && desk.model.job().is_saving(), "the disk does not answer");
    desk.press(Command::Close);
    assert!(!desk.model.job().is_saving(), "nothing was sent, and nothing is waited for");
    let asked = desk.model.screen().question();
    assert!(matches!(asked, Some(Question::Leave(_))), "what outlasts no program is asked about: {asked:?}");
}

#[test]
fn a_window_that_waits_for_the_disk_to_close_says_so() {
    for (language, told) in [
        (Language::English, "The window closes as soon as your changes are written down"),
        (Language::Russian, "Окно закроется, как только ваши изменения запишутся"),
    ] {
        let mut desk = desk();
        let item = desk.model.draft().and_then(|draft| draft.edited().items().nth(2)).expect("a status");
        for command in
            [Command::Edit(Edit::Rename(item, "Mine".into())), Command::Close, Command::LeaveAnyway]
        {
            desk.update(command);
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
    desk.update(Command::Save);
    // The program ends as soon as the first of two writes is answered and that is written down.
    while let Some(issued) = desk.ask() {
        desk.carry_out(issued);
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

/// Saves what is not saved; no save can be written to the history.
fn save_without_history(desk: &mut Desk) {
    desk.update(Command::Save);
    while let Some(issued) = desk.ask() {
        let is_noted = matches!(&issued.effect, Effect::Disk { request: DiskRequest::KeepSave(_), .. });
        desk.archive_fault = is_noted.then_some(ArchiveFault::Full);
        desk.carry_out(issued);
    }
    desk.archive_fault = None;
    assert!(matches!(desk.model.notice(), Some(Notice::Saved { .. })), "{:?}", desk.model.notice());
}

/// Returns what is in the history of the open account, the latest first.
fn saved(desk: &mut Desk) -> Vec<String> {
    desk.press(Command::ShowHistory);
    let history = desk.model.session().and_then(Session::history).expect("a history");
    let change = |change: &etapa::crm::Change| match &change.kind {
        ChangeKind::Renamed { to } => to.clone(),
        other => format!("{other:?}"),
    };
    history.saves.iter().flat_map(|save| &save.changes).map(change).collect()
}

fn log_fault(desk: &Desk) -> Option<&ArchiveFault> {
    desk.model.session().and_then(Session::log_fault)
}

#[test]
fn a_save_that_could_not_be_noted_is_noted_as_soon_as_a_draft_can_be_written() {
    let mut desk = desk();
    save_without_history(&mut desk);
    assert_eq!(log_fault(&desk), Some(&ArchiveFault::Full), "it is said");
    desk.rename_a_status("Next");
    assert_eq!((log_fault(&desk), desk.model.notice()), (None, None), "there is room again");
    desk.press(Command::Save);
    assert_eq!(saved(&mut desk), ["Next", "Mine in A"], "each once");
}

#[test]
fn leaving_an_account_or_the_program_tries_once_more_to_note_its_saves() {
    for leave in [Command::AddAccount, Command::SignOut, Command::Close] {
        let mut desk = desk();
        save_without_history(&mut desk);
        desk.press(leave.clone());
        let mut desk = started_again(desk);
        desk.press(Command::OpenAccount(host("a")));
        assert_eq!(saved(&mut desk), ["Mine in A"], "{leave:?}");
    }
}

#[test]
fn a_kill_between_the_history_and_the_draft_notes_nothing_twice() {
    let mut desk = desk();
    let color = etapa::crm::STATUS_COLORS[0];
    let new = etapa::crm::NewStatus { name: "Extra".to_owned(), color, place: 2 };
    desk.press(Command::Edit(Edit::Add(new)));
    let removed = desk.model.draft().expect("open").edited().items().nth(3).expect("a status");
    desk.press(Command::Edit(Edit::Remove(removed)));
    desk.press(Command::Review);
    desk.update(Command::Save);
    let mut is_noted = false;
    while !is_noted {
        let issued = desk.ask().expect("the end of the saving");
        is_noted = matches!(&issued.effect, Effect::Disk { request: DiskRequest::KeepSave(_), .. });
        desk.carry_out(issued);
    }
    let mut desk = started_again(desk);
    desk.press(Command::OpenAccount(host("a")));
    assert_eq!(desk.model.accounts().unsaved(), 0, "all was saved: {:?}", desk.model.notice());
    let told = saved(&mut desk);
    assert_eq!(told.len(), 3, "each once: {told:?}");
}

#[test]
fn after_a_kill_a_reading_that_cannot_be_believed_tells_nothing() {
    let mut desk = desk();
    let removed = desk.model.draft().expect("open").edited().items().nth(2).expect("a status");
    desk.press(Command::Edit(Edit::Remove(removed)));
    desk.press(Command::Review);
    desk.update(Command::Save);
    // The program ends before the first write is sent.
    while let Some(issued) = desk.ask() {
        if matches!(&issued.effect, Effect::Request { request, .. } if request.method != Method::GET) {
            break;
        }
        desk.carry_out(issued);
    }
    let mut desk = started_again(desk);
    let statuses = std::mem::take(&mut desk.server(&host("a")).world_mut().statuses);
    desk.press(Command::OpenAccount(host("a")));
    assert!(matches!(desk.model.notice(), Some(Notice::Failed(_))), "{:?}", desk.model.notice());
    assert_eq!(desk.model.accounts().unsaved_in(&host("a")), 2, "nothing counts as done");
    // Nor after another kill.
    let mut desk = started_again(desk);
    desk.server(&host("a")).world_mut().statuses = statuses;
    desk.press(Command::OpenAccount(host("a")));
    assert_eq!(desk.model.accounts().unsaved_in(&host("a")), 2, "{:?}", desk.model.notice());
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

// ---- a disk that fails late, and turns -----------------------------------------------------------------

/// The same desk with a folder that outlasts the program, and nothing to save.
fn lasting_desk() -> (TempDir, Desk) {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let desk = desk_over(scratch.path());
    (scratch, desk)
}

/// Another window over the same folder, with the account in it.
fn desk_over(folder: &Path) -> Desk {
    let mut desk = Desk::with_two();
    desk.server(&host("b")).world_mut().id = 2;
    desk.archive = archive(folder);
    desk.model = new_model();
    desk.sign_in(&host("a"), "token-of-a");
    desk
}

fn archive(folder: &Path) -> AccountStore {
    AccountStore::new(Some(DataDir::at(folder.to_owned())))
}

/// Tells whether a window that comes now gets the lock in the open account.
fn is_free(folder: &Path, desk: &Desk) -> bool {
    let id = desk.model.draft().expect("an account is open").base().id;
    let account = StoreId { name: format!("amocrm.ru-{id}"), lasts: true };
    matches!(
        archive(folder).carry_out(&account, DiskRequest::AcquireLock),
        Ok(DiskReply::Lock { is_ours: true })
    )
}

/// Renames a status, and returns the writing of that before it has come to anything.
fn rename_on_a_slow_disk(desk: &mut Desk, name: &str) -> IssuedEffect {
    desk.update(desk.renaming(name));
    desk.ask().expect("it is written down")
}

fn locked_by_other_window(desk: &Desk) -> bool {
    desk.model.session().and_then(Session::read_only) == Some(ReadOnly::Elsewhere)
}

#[test]
fn a_draft_that_cannot_be_written_while_the_window_closes_is_asked_about() {
    let (_scratch, mut desk) = lasting_desk();
    let writing = rename_on_a_slow_disk(&mut desk, "Late");
    desk.press(Command::Close);
    assert_eq!((desk.model.screen().question(), desk.model.may_close()), (None, false), "it is waited for");
    assert_eq!(desk.model.notice(), Some(&Notice::Leaving(Leave::Close)), "and that is said");
    desk.archive_fault = Some(ArchiveFault::Full);
    desk.carry_out(writing);
    desk.run();
    assert!(!desk.model.may_close() && !desk.model.is_leaving(), "it does not close");
    assert_eq!(desk.model.screen().question(), Some(Question::Leave(Leave::Close)));
    desk.press(Command::LeaveAnyway);
    assert!(desk.model.may_close(), "unless the user wants that");
}

#[test]
fn a_window_that_closes_on_a_slow_disk_begins_nothing_that_cannot_be_waited_for() {
    let (_scratch, mut desk) = lasting_desk();
    let writing = rename_on_a_slow_disk(&mut desk, "Late");
    desk.press(Command::Close);
    desk.press(Command::Save);
    assert!(!desk.model.job().is_saving(), "no saving");
    desk.carry_out(writing);
    desk.run();
    assert!(desk.model.may_close(), "it closes");
    let mut desk = started_again(desk);
    desk.press(Command::OpenAccount(host("a")));
    assert!(desk.has_status("Late"), "{:?}", desk.model.notice());
}

#[test]
fn signing_out_waits_for_the_disk_and_asks_if_that_fails() {
    let (_scratch, mut desk) = lasting_desk();
    let writing = rename_on_a_slow_disk(&mut desk, "Late");
    desk.press(Command::SignOut);
    assert_eq!(desk.model.notice(), Some(&Notice::Leaving(Leave::SignOut)), "it is waited for");
    desk.archive_fault = Some(ArchiveFault::Full);
    desk.carry_out(writing);
    desk.run();
    assert!(desk.has_status("Late"), "the account is still open");
    assert_eq!(desk.model.screen().question(), Some(Question::Leave(Leave::SignOut)));
    // Freeing the disk answers it.
    desk.archive_fault = None;
    desk.run();
    assert_eq!(
        (desk.model.screen().question(), desk.model.session().and_then(Session::archive_fault)),
        (None, None),
        "nothing is lost any more"
    );
    let writing = rename_on_a_slow_disk(&mut desk, "Later");
    desk.press(Command::SignOut);
    assert_eq!(desk.open(), Some("A"), "not before it is written");
    desk.carry_out(writing);
    desk.run();
    assert_eq!((desk.open(), desk.model.screen().question()), (None, None), "then nothing is asked");
    desk.sign_in(&host("a"), "token-of-a");
    assert!(desk.has_status("Later"), "{:?}", desk.model.notice());
}

#[test]
fn an_account_that_was_switched_to_meanwhile_is_not_signed_out_of() {
    let (_scratch, mut desk) = lasting_desk();
    let writing = rename_on_a_slow_disk(&mut desk, "Late");
    desk.press(Command::SignOut);
    desk.press(Command::AddAccount);
    desk.carry_out(writing);
    desk.sign_in(&host("b"), "token-of-b");
    assert_eq!(desk.open(), Some("B"), "{:?}", desk.model.notice());
}

#[test]
fn closing_tries_again_in_all_accounts_and_asks_only_if_that_fails_too() {
    let (_scratch, mut desk) = lasting_desk();
    desk.archive_fault = Some(ArchiveFault::Full);
    desk.rename_a_status("Mine in A");
    desk.press(Command::AddAccount);
    desk.sign_in(&host("b"), "token-of-b");
    desk.rename_a_status("Mine in B");
    desk.press(Command::Close);
    assert_eq!(desk.model.screen().question(), Some(Question::Leave(Leave::Close)), "there is no room");
    desk.update(Command::Cancel);
    desk.archive_fault = None;
    desk.update(Command::Close);
    assert_eq!(desk.model.screen().question(), None, "there may be room");
    desk.run();
    assert!(desk.model.may_close() && desk.model.screen().question().is_none(), "and there is");
    let mut desk = started_again(desk);
    for (name, draft) in [("a", "Mine in A"), ("b", "Mine in B")] {
        desk.press(Command::OpenAccount(host(name)));
        assert!(desk.has_status(draft), "{name}: {:?}", desk.model.notice());
    }
}

#[test]
fn freeing_the_disk_is_enough_and_a_full_one_is_left_alone_in_between() {
    let tries = |desk: &Desk| desk.printed.iter().filter(|told| told.contains("request: KeepDraft")).count();
    let (_scratch, mut desk) = lasting_desk();
    desk.archive_fault = Some(ArchiveFault::Full);
    desk.rename_a_status("Late");
    let before = tries(&desk);
    desk.pass(Duration::from_secs(9));
    assert_eq!(tries(&desk), before, "not at once");
    for _ in 0..3 {
        desk.pass(Duration::from_secs(10));
    }
    assert_eq!(tries(&desk), before + 3, "once each time");
    assert_eq!(
        desk.model.session().and_then(Session::archive_fault),
        Some(&ArchiveFault::Full),
        "and that is still said"
    );
    desk.archive_fault = None;
    desk.pass(Duration::from_secs(10));
    assert_eq!(
        (desk.model.session().and_then(Session::archive_fault), desk.model.wake_at()),
        (None, None),
        "there is room: idle again"
    );
    let mut desk = started_again(desk);
    desk.press(Command::OpenAccount(host("a")));
    assert!(desk.has_status("Late"), "{:?}", desk.model.notice());
}

#[test]
fn a_draft_that_can_be_read_later_is_there_without_an_edit() {
    let (scratch, mut former) = lasting_desk();
    former.rename_a_status("Mine in A");
    drop(former);
    let (accounts, away) = (scratch.path().join("accounts"), scratch.path().join("away"));
    fs::rename(&accounts, &away).expect("a folder");
    fs::write(&accounts, "no folder").expect("a folder to write to");
    let mut desk = Desk::with_two();
    (desk.archive, desk.model) = (archive(scratch.path()), new_model());
    // Else the clock would run for ever.
    desk.archive_fault = Some(ArchiveFault::Denied);
    desk.sign_in(&host("a"), "token-of-a");
    assert!(
        !desk.has_status("Mine in A") && desk.model.session().and_then(Session::archive_fault).is_some(),
        "out of reach"
    );
    fs::remove_file(&accounts).expect("a folder to write to");
    fs::rename(&away, &accounts).expect("a folder");
    desk.archive_fault = None;
    desk.pass(Duration::from_secs(10));
    assert!(desk.has_status("Mine in A"), "{:?}", desk.model.notice());
    assert_eq!(desk.model.session().and_then(Session::archive_fault), None);
}

#[test]
fn a_line_of_the_history_that_could_not_be_written_is_written_without_an_edit() {
    let mut desk = desk();
    desk.update(Command::Save);
    while let Some(issued) = desk.ask() {
        let is_line = matches!(&issued.effect, Effect::Disk { request: DiskRequest::KeepSave(_), .. });
        desk.archive_fault = is_line.then_some(ArchiveFault::Full);
        desk.carry_out(issued);
    }
    assert!(desk.model.session().and_then(Session::log_fault).is_some(), "it is told");
    desk.archive_fault = None;
    desk.pass(Duration::from_secs(10));
    assert_eq!(desk.model.session().and_then(Session::log_fault), None, "{:?}", desk.model.notice());
    desk.press(Command::ShowHistory);
    let history = desk.model.session().and_then(|session| session.history().cloned()).expect("a history");
    assert_eq!(history.saves.len(), 1, "once");
}

#[test]
fn whoever_stays_after_all_need_not_wait_for_the_disk() {
    let mut desk = desk();
    desk.update(desk.renaming("Later"));
    desk.update(Command::SignOut);
    assert!(matches!(desk.model.notice(), Some(Notice::Leaving(_))), "{:?}", desk.model.notice());
    desk.update(Command::Dismiss);
    desk.run();
    assert_eq!(desk.open(), Some("A"), "still there");
}

#[test]
fn a_folder_that_can_be_written_to_later_is_noticed_without_an_edit() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let accounts = scratch.path().join("accounts");
    fs::write(&accounts, "no folder").expect("a folder to write to");
    let mut desk = Desk::with_two();
    (desk.archive, desk.model) = (archive(scratch.path()), new_model());
    // Else the clock would run for ever.
    desk.archive_fault = Some(ArchiveFault::Denied);
    desk.sign_in(&host("a"), "token-of-a");
    assert!(desk.model.session().and_then(Session::archive_fault).is_some(), "nothing can be written");
    fs::remove_file(&accounts).expect("a folder to write to");
    desk.pass(Duration::from_secs(10));
    assert_eq!(desk.model.session().and_then(Session::archive_fault), None, "it can be again");
}

#[test]
fn what_another_window_has_not_saved_is_not_asked_about() {
    let (scratch, mut first) = lasting_desk();
    first.rename_a_status("Mine in A");
    let mut second = desk_over(scratch.path());
    assert!(locked_by_other_window(&second) && second.has_status("Mine in A"), "it is shown");
    assert_eq!(
        (second.model.accounts().unsaved(), second.model.accounts().unsaved_in(&host("a"))),
        (0, 0),
        "and not this one's"
    );
    second.press(Command::Close);
    assert_eq!((second.model.screen().question(), second.model.may_close()), (None, true), "nothing is lost");
}

#[test]
fn a_turn_that_cannot_be_used_is_given_back_and_can_be_taken_again() {
    let (scratch, mut first) = lasting_desk();
    first.rename_a_status("Mine in A");
    let mut second = desk_over(scratch.path());
    first.press(Command::SignOut);
    // The account cannot be read.
    let server = second.accounts.remove(&host("a")).expect("the account");
    second.press(Command::EditHere);
    assert!(matches!(second.model.notice(), Some(Notice::Failed(_))), "{:?}", second.model.notice());
    second.press(Command::Dismiss);
    assert_eq!(second.model.notice(), Some(&Notice::NotTakenOver), "what that means");
    assert!(locked_by_other_window(&second) && is_free(scratch.path(), &second), "any window may take it");
    // The user does not wait.
    second.accounts.insert(host("a"), server);
    second.update(Command::EditHere);
    let turn = second.ask().expect("the turn is asked for");
    second.carry_out(turn);
    let reading = second.ask().expect("the account is read");
    assert!(!is_free(scratch.path(), &second), "this window has the lock");
    second.press(Command::Stop);
    second.carry_out(reading);
    assert_eq!(second.model.notice(), Some(&Notice::NotTakenOver), "it is said");
    assert!(locked_by_other_window(&second) && is_free(scratch.path(), &second), "any window may take it");
    second.press(Command::EditHere);
    assert!(
        !locked_by_other_window(&second) && second.has_status("Mine in A"),
        "{:?}",
        second.model.notice()
    );
}

#[test]
fn a_reading_that_is_under_way_does_not_keep_the_turn_from_being_taken() {
    let (scratch, mut first) = lasting_desk();
    let mut second = desk_over(scratch.path());
    first.rename_a_status("Mine in A");
    first.press(Command::SignOut);
    second.update(Command::Reload);
    let reading = second.ask().expect("the account is read again");
    second.press(Command::EditHere);
    second.carry_out(reading);
    second.run();
    assert!(
        !locked_by_other_window(&second) && second.has_status("Mine in A"),
        "{:?}",
        second.model.notice()
    );
}

#[test]
fn a_window_that_leaves_while_it_gets_the_turn_does_not_keep_it() {
    let (scratch, mut first) = lasting_desk();
    let mut second = desk_over(scratch.path());
    first.press(Command::SignOut);
    second.update(Command::EditHere);
    let turn = second.ask().expect("the turn is asked for");
    second.press(Command::AddAccount);
    second.carry_out(turn);
    second.run();
    second.press(Command::OpenAccount(host("a")));
    assert!(locked_by_other_window(&second) && is_free(scratch.path(), &second), "any window may take it");
}
