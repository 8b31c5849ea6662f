//! What earlier versions have left on the disk opens: the list of accounts, settings, drafts, backups, and
//! history.
//!
//! `tests/fixtures/0.1.0` was written by the version of November 2026: in each of two accounts one save, and
//! then unsaved changes with steps of undo and redo. The program was killed in account `a` while it created a
//! status, and in account `b` over a conflict.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use etapa::amo::{Pace, Token};
use etapa::app::account_store::AccountStore;
use etapa::app::files::DataDir;
use etapa::app::{accounts, settings};
use etapa::crm::{Draft, Key, Mode, Side};
use etapa::demo::{SeedWords, Server, World};
use etapa::model::{
    Command, Credentials, Host, KnownAccount, Language, Model, Notice, SegmentOrder, Session, Settings, Theme,
};
use tempfile::TempDir;

use crate::support::desk::{Desk, host};

/// The accounts as they were when the program was killed.
fn servers() -> [(Host, Server); 2] {
    let mut statuses = World::demo(SeedWords::English);
    let vip = statuses.statuses.iter_mut().find(|status| status.id == 5_120_352);
    "Gold".clone_into(&mut vip.expect("a status of the demo").name);
    let mut segments = World { mode: Mode::Segments, ..World::demo_segments(SeedWords::English) };
    for (id, name) in [(95, "Saved"), (89, "Theirs")] {
        let segment = segments.segments.iter_mut().find(|segment| segment.id == id);
        name.clone_into(&mut segment.expect("a segment of the demo").name);
    }
    [("a", statuses), ("b", segments)].map(|(name, world)| (host(name), Server::new(world).with_token("t")))
}

/// Copies what the former version has left, so that it can be changed.
fn left_behind() -> (TempDir, DataDir) {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("a folder to write to");
        for entry in fs::read_dir(from).expect("a folder of fixtures") {
            let (from, name) = entry.map(|entry| (entry.path(), entry.file_name())).expect("an entry");
            if from.is_dir() {
                copy(&from, &to.join(name));
            } else {
                fs::copy(&from, to.join(name)).expect("a copy");
            }
        }
    }
    let scratch = tempfile::tempdir().expect("a scratch folder");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/0.1.0"), scratch.path());
    let dir = DataDir::at(scratch.path().to_owned());
    (scratch, dir)
}

/// Starts the program in this folder and opens an account.
fn opened(dir: &DataDir, name: &str) -> Desk {
    let (known, note) = accounts::read(dir);
    assert_eq!(note, None, "nothing is amiss with the list");
    let token =
        |known: &KnownAccount| (known.host.clone(), Credentials::Token(Token::parse("t").expect("a token")));
    let mut desk = Desk::new(servers());
    desk.keyring = known.iter().map(token).collect();
    desk.model =
        Model::new(Settings::default(), Pace::new(Duration::ZERO)).with_archive().with_accounts(known);
    desk.archive = AccountStore::new(Some(dir.clone()));
    desk.press(Command::OpenAccount(host(name)));
    desk
}

fn draft(desk: &Desk) -> &Draft {
    desk.model.draft().expect("an account is open")
}

/// Returns the names of an account's items in their order.
fn names(desk: &Desk) -> Vec<&str> {
    let edited = draft(desk).edited();
    edited.items().filter_map(|item| edited.name_of(item)).collect()
}

#[test]
fn settings_and_the_list_of_accounts_are_as_they_were() {
    let (_scratch, dir) = left_behind();
    let (chosen, note) = settings::read(&dir);
    assert_eq!(note, None, "the file is whole");
    assert_eq!(
        (chosen.language, chosen.theme, chosen.segment_order),
        (Some(Language::Russian), Some(Theme::Dark), Some(SegmentOrder::Customers))
    );
    let (known, _) = accounts::read(&dir);
    let hosts: Vec<&Host> = known.iter().map(|known| &known.host).collect();
    assert_eq!(hosts, [&host("b"), &host("a")], "the last opened first");
}

#[test]
fn a_draft_in_the_middle_of_a_creation_goes_on_and_creates_once() {
    let (_scratch, dir) = left_behind();
    let mut desk = opened(&dir, "a");
    assert!(
        matches!(desk.model.notice(), Some(Notice::Resumed { count: 3, .. })),
        "{:?}",
        desk.model.notice()
    );
    let wanted = ["New client", "Regular", "Gold", "Trade", "Asleep", "Newcomer"];
    let ordinary = |desk: &Desk| -> Vec<String> {
        let is_ordinary =
            |name: &&str| wanted.contains(name) || ["Sleeping", "Wholesale", "VIP"].contains(name);
        names(desk).into_iter().filter(is_ordinary).map(str::to_owned).collect()
    };
    let mut sorted = wanted.map(str::to_owned);
    sorted.sort();
    let mut shown = ordinary(&desk);
    shown.sort();
    assert_eq!(shown, sorted, "everything that was not saved is there");
    desk.press(Command::Save);
    assert!(matches!(desk.model.notice(), Some(Notice::Saved { .. })), "{:?}", desk.model.notice());
    let server = desk.server(&host("a"));
    let created = server.world_mut().statuses.iter().filter(|status| status.name == "Newcomer").count();
    assert_eq!(created, 1, "one status, although the outcome of the first attempt was unknown");
}

#[test]
fn the_steps_of_undo_and_redo_are_there() {
    let (_scratch, dir) = left_behind();
    let mut desk = opened(&dir, "a");
    assert!(draft(&desk).can_redo(), "one step was taken back");
    desk.press(Command::Redo);
    let recolored = draft(&desk).changes().iter().any(|change| change.item.key() == Key::Id(5_120_346));
    assert!(recolored, "{:?}", draft(&desk).changes());
    while draft(&desk).can_undo() {
        desk.press(Command::Undo);
    }
    assert!(names(&desk).contains(&"Sleeping") && !names(&desk).contains(&"Newcomer"), "{:?}", names(&desk));
}

#[test]
fn the_history_and_its_backups_open() {
    let (_scratch, dir) = left_behind();
    for (name, before, after) in [("a", "VIP", "Gold"), ("b", "Online shop", "Saved")] {
        let mut desk = opened(&dir, name);
        desk.press(Command::ShowHistory);
        let history = Arc::clone(desk.model.session().and_then(Session::history).expect("it is read"));
        assert_eq!((history.saves.len(), history.unreadable), (1, 0), "one save in {name}");
        let backup = history.saves[0].backup.expect("a backup was taken before");
        desk.press(Command::Restore(backup));
        assert!(names(&desk).contains(&before) && !names(&desk).contains(&after), "{:?}", names(&desk));
    }
}

#[test]
fn a_conflict_is_still_to_be_decided() {
    let (_scratch, dir) = left_behind();
    let mut desk = opened(&dir, "b");
    let conflicts = draft(&desk).conflicts();
    assert_eq!(conflicts.len(), 1, "{conflicts:?}");
    desk.press(Command::Resolve(conflicts[0].clone(), Side::Mine));
    desk.press(Command::Save);
    assert!(matches!(desk.model.notice(), Some(Notice::Saved { .. })), "{:?}", desk.model.notice());
    let segments = &desk.server(&host("b")).world_mut().segments;
    let count = |name: &str| segments.iter().filter(|segment| segment.name == name).count();
    assert_eq!((count("Mine"), count("Fresh"), count("Theirs")), (1, 1, 0), "as it was wanted");
}
