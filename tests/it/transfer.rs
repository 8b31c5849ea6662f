//! Accounts go out into files, and come in from files and from other accounts as a draft.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};

use egui::accesskit::{Role, Toggled};
use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;
use etapa::app::dialogs::{Dialogs, NoDialog};
use etapa::app::outside::Demo;
use etapa::crm::{Edit, ImportMode, Item, Loss, Mode, SEGMENT_COLORS};
use etapa::demo::{SeedWords, Server, World, WorldField, WorldSegment};
use etapa::document::{DocumentFault, SheetFault};
use etapa::model::{
    AccountKey, ArchiveFault, ChosenFile, Command, DemoAccount, Effect, ImportFault, Language, Notice, Page,
    Session, Settings, TableFormat, Theme,
};
use etapa::text::Texts;

use crate::support::desk::{Desk, host};
use crate::support::window::Window;

// ---- the model alone -------------------------------------------------------------------------------------

const COMMA: TableFormat = TableFormat::Csv { delimiter: b',' };

/// One account is open, and another one is in the list.
fn desk() -> Desk {
    let mut desk = Desk::with_two();
    desk.sign_in(&host("b"), "token-of-b");
    desk.press(Command::AddAccount);
    desk.sign_in(&host("a"), "token-of-a");
    assert_eq!(desk.open(), Some("A"), "the second one is open");
    desk
}

/// Two accounts with segments. The fields and choices of the second have other ids, and one is missing there.
fn desk_of_segments() -> Desk {
    let segment = |id: u64, name: &str, values: &[(u64, serde_json::Value)]| WorldSegment {
        values: values.iter().map(|(field, value)| (*field, vec![value.clone()])).collect(),
        ..WorldSegment::new(id, name, SEGMENT_COLORS[0])
    };
    let theirs = World {
        name: "Theirs".into(),
        ..World::with_segments(
            vec![
                segment(1, "VIP", &[(11, "greet".into()), (12, 101.into()), (13, "7".into())]),
                segment(2, "=HYPERLINK(\"http://evil.example\")", &[]),
            ],
            vec![
                WorldField::new(11, "Note", "text", 1),
                WorldField { code: Some("DELIVERY".into()), ..WorldField::new(12, "Delivery", "select", 2) }
                    .with_choices(&[(101, "Courier"), (102, "Locker")]),
                WorldField::new(13, "Only there", "numeric", 3),
            ],
        )
    };
    let ours = World {
        name: "Ours".into(),
        ..World::with_segments(
            vec![segment(5, "Ours alone", &[])],
            vec![
                WorldField {
                    code: Some("DELIVERY".into()),
                    ..WorldField::new(71, "ImportMode", "select", 1)
                }
                .with_choices(&[(902, "Locker"), (901, "courier")]),
                WorldField::new(72, "note", "text", 2),
            ],
        )
    };
    let mut desk = Desk::new([
        (host("theirs"), Server::new(theirs).with_token("t")),
        (host("ours"), Server::new(ours).with_token("t")),
    ]);
    desk.sign_in(&host("theirs"), "t");
    desk.press(Command::AddAccount);
    desk.sign_in(&host("ours"), "t");
    assert_eq!(desk.open(), Some("Ours"), "the second one is open");
    desk
}

fn import(desk: &mut Desk, name: &str, bytes: impl Into<Vec<u8>>) {
    desk.chosen = Ok(Some(ChosenFile { name: name.to_owned(), bytes: bytes.into() }));
    desk.press(Command::Import(Texts::all_table_words()));
}

fn statuses_on_server(desk: &mut Desk, name: &str) -> Vec<String> {
    let mut statuses = desk.server(&host(name)).world().statuses.clone();
    statuses.sort_by_key(|status| status.sort);
    statuses.into_iter().map(|status| status.name).collect()
}

fn exported_table(desk: &mut Desk, format: TableFormat) -> ChosenFile {
    let account = desk.model.draft().expect("an account is open").base().clone();
    let table = Texts::new(Language::English).table(&account).expect("a list");
    desk.press(Command::ExportTable { title: account.name, table, format });
    desk.files.pop().expect("a file")
}

#[test]
fn what_was_exported_as_json_brings_the_account_back() {
    let mut desk = desk();
    desk.press(Command::ExportAccount);
    let file = desk.files.pop().expect("a file");
    assert_eq!(file.name, "A 2025-10-09.json");
    assert_eq!(desk.model.notice(), Some(&Notice::Exported { name: file.name.clone() }));
    let before = statuses_on_server(&mut desk, "a");
    desk.rename_a_status("Renamed");
    let vip = desk.model.draft().and_then(|draft| {
        let status = draft.edited().statuses.iter().find(|status| status.name == "VIP")?;
        Some(Item::Status(status.key))
    });
    desk.press(Command::Edit(Edit::Remove(vip.expect("a status"))));
    desk.press(Command::Review);
    desk.press(Command::Save);
    assert_ne!(statuses_on_server(&mut desk, "a"), before, "the account has changed");
    import(&mut desk, &file.name, file.bytes);
    assert_eq!(desk.model.screen().page(), Page::Import);
    desk.press(Command::ChooseWay(ImportMode::Replace));
    desk.press(Command::TakeImport);
    assert!(matches!(desk.model.notice(), Some(Notice::Imported { .. })), "a draft is made");
    let losses = desk.model.session().map(Session::losses).unwrap_or_default();
    assert!(matches!(losses[..], [Loss::NewId { .. }]), "the deleted one gets another id: {losses:?}");
    assert_eq!(desk.model.screen().page(), Page::Review);
    assert!(desk.done.is_empty(), "nothing is sent: {:?}", desk.done);
    desk.press(Command::Save);
    assert_eq!(statuses_on_server(&mut desk, "a"), before);
    desk.press(Command::Undo);
    assert!(desk.has_status("Renamed"), "it was one step of undo");
}

#[test]
fn a_table_that_was_edited_becomes_a_draft_that_can_be_saved() {
    let mut desk = desk();
    let file = exported_table(&mut desk, COMMA);
    let text =
        String::from_utf8(file.bytes).expect("UTF-8").replace("\"VIP\"", "\"Best\"") + "\"\",\"Made\",,\r\n";
    import(&mut desk, &file.name, text);
    let preview = desk.model.screen().preview().expect("a preview");
    assert_eq!((preview.changes, preview.removals, preview.losses), (2, 0, &[][..]));
    desk.press(Command::TakeImport);
    desk.press(Command::Save);
    let names = statuses_on_server(&mut desk, "a");
    assert!(names.contains(&"Best".into()) && names.contains(&"Made".into()), "{names:?}");
    assert!(!names.contains(&"VIP".into()), "it is known by its id: {names:?}");
}

#[test]
fn another_account_is_copied_by_codes_and_names_and_not_by_ids() {
    let mut desk = desk_of_segments();
    let sources = desk.model.accounts().copy_sources();
    let told: Vec<_> = sources.iter().map(|source| (source.name.as_str(), source.mode)).collect();
    assert_eq!(told, [("Theirs", Some(Mode::Segments))]);
    desk.press(Command::CopyFrom(sources[0].key.clone()));
    let preview = desk.model.screen().preview().expect("a preview");
    let here = |name: &str| Some(name.to_owned());
    assert_eq!(
        preview.fields,
        [("Note".into(), here("note")), ("Delivery".into(), here("ImportMode")), ("Only there".into(), None)],
    );
    assert_eq!(preview.losses, [Loss::FieldGone { field: "Only there".into() }]);
    assert_eq!(preview.removals, 0, "nothing is deleted unless that is chosen");
    desk.press(Command::ChooseWay(ImportMode::Replace));
    assert_eq!(desk.model.screen().preview().map(|preview| preview.removals), Some(1));
    desk.press(Command::ChooseWay(ImportMode::Merge));
    desk.press(Command::TakeImport);
    desk.press(Command::Save);
    let world = desk.server(&host("ours")).world();
    assert_eq!(world.segments.len(), 3, "{:?}", world.segments);
    let vip = world.segments.iter().find(|segment| segment.name == "VIP").expect("the copy");
    assert_eq!(vip.values.get(&72), Some(&vec!["greet".into()]));
    assert_eq!(vip.values.get(&71), Some(&vec![901.into()]));
}

#[test]
fn an_account_that_was_not_read_in_this_run_is_listed_and_cannot_be_copied() {
    let mut desk = desk().restarted();
    assert_eq!(desk.open(), Some("A"));
    let sources = desk.model.accounts().copy_sources();
    assert_eq!(sources.len(), 1, "{sources:?}");
    assert_eq!((sources[0].mode, &sources[0].key), (None, &AccountKey::Live(host("b"))));
    desk.press(Command::CopyFrom(sources[0].key.clone()));
    assert_eq!(desk.model.screen().preview(), None);
}

#[test]
fn what_cannot_be_read_changes_nothing_and_says_why() {
    let mut desk = desk();
    desk.rename_a_status("Mine");
    let newer = r#"{"format":"etapa account","version":2,"content":{}}"#;
    for (bytes, fault) in [
        (b"{\"a\"".to_vec(), ImportFault::Document(DocumentFault::Damaged)),
        (newer.into(), ImportFault::Document(DocumentFault::Newer)),
        (vec![0x50, 0x4b, 0x03, 0x04, 0xff], ImportFault::Sheet(SheetFault::Encoding)),
        (b"a,b\n1,2\n".to_vec(), ImportFault::Sheet(SheetFault::NoNames)),
        (Vec::new(), ImportFault::Sheet(SheetFault::NoNames)),
    ] {
        import(&mut desk, "some.file", bytes);
        assert_eq!(desk.model.notice(), Some(&Notice::NotImported(fault)));
    }
    desk.chosen = Err(ArchiveFault::Denied);
    desk.press(Command::Import(Vec::new()));
    let fault = ImportFault::File(ArchiveFault::Denied);
    assert_eq!(desk.model.notice(), Some(&Notice::NotImported(fault)));
    assert!(desk.has_status("Mine") && desk.model.screen().preview().is_none(), "the draft is as it was");
}

#[test]
fn a_dialog_that_is_put_away_leaves_everything_as_it_is() {
    let mut desk = desk();
    desk.press(Command::Import(Vec::new()));
    assert_eq!((desk.model.screen().page(), desk.model.notice()), (Page::Editor, None));
    assert!(!desk.model.lanes().is_choosing_file(), "another one can be opened");
}

#[test]
fn a_file_that_was_asked_for_in_another_account_is_not_imported() {
    let mut desk = desk();
    desk.press(Command::ExportAccount);
    desk.chosen = Ok(desk.files.pop());
    desk.update(Command::Import(Vec::new()));
    let dialog = desk.ask().expect("a dialog");
    desk.press(Command::OpenAccount(host("b")));
    desk.press(Command::Import(Vec::new()));
    assert!(desk.model.lanes().is_choosing_file(), "there is one dialog at a time");
    desk.carry_out(dialog);
    assert_eq!(desk.open(), Some("B"));
    assert_eq!((desk.model.screen().preview(), desk.model.screen().page()), (None, Page::Editor));
    // It may also take a while to be read.
    desk.update(Command::Import(Vec::new()));
    let dialog = desk.ask().expect("a dialog");
    desk.carry_out(dialog);
    let reading = desk.ask().expect("a file to be read");
    assert!(
        desk.model.lanes().is_choosing_file() && matches!(reading.effect, Effect::ReadFile(_)),
        "{reading:?}"
    );
    desk.press(Command::OpenAccount(host("a")));
    desk.carry_out(reading);
    assert_eq!((desk.model.screen().preview(), desk.model.lanes().is_choosing_file()), (None, false));
}

#[test]
fn a_preview_is_reckoned_once_for_each_draft_and_way() {
    let mut desk = desk();
    desk.press(Command::ExportAccount);
    let file = desk.files.pop().expect("a file");
    import(&mut desk, &file.name, file.bytes);
    let reckoned =
        |desk: &Desk| desk.model.screen().preview().map(|preview| std::ptr::from_ref(preview.losses));
    let first = reckoned(&desk);
    assert_eq!(
        (first, desk.model.screen().preview().map(|preview| preview.changes)),
        (reckoned(&desk), Some(0))
    );
    desk.rename_a_status("Mine");
    desk.press(Command::ChooseWay(ImportMode::Replace));
    assert_eq!(
        desk.model.screen().preview().map(|preview| preview.changes),
        Some(0),
        "it would be as before"
    );
    desk.press(Command::ChooseWay(ImportMode::Merge));
    desk.press(Command::Undo);
    assert_eq!(
        desk.model.screen().preview().map(|preview| preview.differs),
        Some(false),
        "nothing is to be changed back"
    );
}

#[test]
fn what_is_not_imported_is_forgotten() {
    let mut desk = desk();
    desk.press(Command::ExportAccount);
    let file = desk.files.pop().expect("a file");
    for away in [Command::CloseReview, Command::Review, Command::ShowHistory, Command::OpenAccount(host("b"))]
    {
        import(&mut desk, &file.name, file.bytes.clone());
        assert!(desk.model.screen().preview().is_some(), "it is shown");
        desk.press(away);
        assert_eq!(desk.model.screen().preview(), None);
    }
}

#[test]
fn a_name_that_looks_like_a_formula_is_harmless_in_a_table_and_comes_back_as_it_was() {
    let mut desk = desk_of_segments();
    desk.press(Command::OpenAccount(host("theirs")));
    let file = exported_table(&mut desk, COMMA);
    let text = String::from_utf8(file.bytes.clone()).expect("UTF-8");
    assert!(text.contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\""), "{text}");
    assert!(!text.contains("\"=") && !text.contains(",="), "no cell begins like a formula: {text}");
    import(&mut desk, &file.name, file.bytes);
    assert_eq!(desk.model.screen().preview().map(|preview| preview.differs), Some(false));
}

// ---- in the window ---------------------------------------------------------------------------------------

fn choosing(file: &Path, account: DemoAccount) -> Window {
    Window::choosing(file, Demo::new(SeedWords::English), account, Settings::default())
}

/// Picks an entry of the menu of what is wanted now and then.
fn pick(window: &mut Window, entry: &str) {
    window.click("More");
    window.find(Role::MenuItem, entry).click();
    window.harness.step();
}

fn preview(window: &mut Window) {
    pick(window, "Import…");
    window.wait_until("the preview", |window| window.shows("Look before you import"));
}

fn export(window: &mut Window, kind: &str) {
    pick(window, "Export…");
    window.settle();
    window.click_and_wait(kind, "the file is written", |window| window.shows("Exported to"));
    window.click("Close this message");
    window.click("Back");
}

#[test]
fn what_is_exported_and_imported_again_changes_nothing() {
    for (account, kind, ending) in [
        (DemoAccount::Statuses, "Export the whole account (JSON)…", "json"),
        (DemoAccount::Statuses, "Export as a table (CSV)…", "csv"),
        (DemoAccount::Segments, "Export the whole account (JSON)…", "json"),
        (DemoAccount::Segments, "Export as a table (CSV)…", "csv"),
    ] {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let path = scratch.path().join(format!("account.{ending}"));
        fs::write(&path, "what was there before").expect("a file");
        let mut window = choosing(&path, account);
        export(&mut window, kind);
        let left: Vec<_> = fs::read_dir(scratch.path()).expect("a folder").collect();
        assert_eq!(left.len(), 1, "nothing but the file is left: {left:?}");
        preview(&mut window);
        for way in ["Add to what is here", "Make it the same: what is not in it is deleted here"] {
            window.find(Role::RadioButton, way).click();
            window.settle();
            assert!(window.shows("Nothing would change"), "{kind}, {way}: {:#?}", window.texts());
            assert!(!window.is_enabled("Make a draft of it"), "there is nothing to make");
        }
    }
}

#[test]
fn an_excel_file_is_written_and_not_read_back() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let path = scratch.path().join("account.xlsx");
    let mut window = choosing(&path, DemoAccount::Segments);
    export(&mut window, "Export as an Excel file (XLSX)…");
    assert!(fs::read(&path).expect("a file").starts_with(b"PK"), "it is a ZIP");
    pick(&mut window, "Import…");
    window.wait_until("why not", |window| window.shows("CSV UTF-8"));
}

/// A user who takes a while, or a system that cannot ask.
struct Slow(Mutex<mpsc::Receiver<Result<PathBuf, NoDialog>>>);

impl Dialogs for Slow {
    fn save(&self, _name: &str) -> Result<Option<PathBuf>, NoDialog> {
        self.open()
    }

    fn open(&self) -> Result<Option<PathBuf>, NoDialog> {
        self.0.lock().expect("one at a time").recv().expect("somebody who chooses").map(Some)
    }

    fn show(&self, _folder: &Path) -> Result<(), NoDialog> {
        Err(NoDialog)
    }
}

#[test]
fn while_a_dialog_is_open_that_is_told_and_no_other_is_offered() {
    let (choose, chosen) = mpsc::channel();
    let mut window = Window::asking(Arc::new(Slow(Mutex::new(chosen))), DemoAccount::Statuses);
    pick(&mut window, "Import…");
    window.wait_until("it is told", |window| window.shows("A window in which you choose a file is open"));
    window.click("More");
    for entry in ["Import…", "Export…"] {
        assert!(window.find(Role::MenuItem, entry).accesskit_node().is_disabled(), "{entry}");
    }
    assert!(!window.find(Role::MenuItem, "History").accesskit_node().is_disabled(), "the rest is there");
    window.press(Modifiers::NONE, Key::Escape);
    choose.send(Err(NoDialog)).expect("a dialog");
    window.wait_until("that there is none", |window| {
        window.shows("This system has no window for choosing files")
    });
    assert!(!window.shows("A window in which you choose a file is open"), "{:#?}", window.texts());
}

#[test]
fn a_file_that_is_named_without_an_ending_gets_one_and_is_told_by_it() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    fs::write(scratch.path().join("account.json"), "mine").expect("a file");
    let mut window = choosing(&scratch.path().join("account"), DemoAccount::Statuses);
    pick(&mut window, "Export…");
    window.settle();
    let kind = "Export the whole account (JSON)…";
    window.click_and_wait(kind, "it is written", |window| window.shows("Exported to “account (2).json”"));
    let mine = fs::read_to_string(scratch.path().join("account.json")).expect("a file");
    assert_eq!(mine, "mine", "nobody was asked about that one");
}

#[test]
fn many_losses_are_counted_and_not_all_told() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let path = scratch.path().join("edited.csv");
    let rows: Vec<String> = (0..100).map(|row| format!("New {row},perhaps\n")).collect();
    fs::write(&path, format!("Name,Newsletter\n{}", rows.concat())).expect("a file");
    let mut window = choosing(&path, DemoAccount::Segments);
    preview(&mut window);
    let told =
        |window: &Window| window.texts().iter().filter(|text| text.contains("write “yes” or “no”")).count();
    assert!(
        told(&window) < 20 && window.shows("There is no room for the segments “New"),
        "{:#?}",
        window.texts()
    );
    assert!(window.shows("and 81 more"), "{:#?}", window.texts());
}

#[test]
fn the_preview_shows_where_fields_go_what_is_lost_and_both_ways() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let path = scratch.path().join("edited.csv");
    fs::write(&path, "Name,Discount (%),Newsletter,Colour\nVIP,5,perhaps,#c1e0ff\nNew one,,yes,\n")
        .expect("a file");
    let mut window = choosing(&path, DemoAccount::Segments);
    preview(&mut window);
    for shown in [
        "From the table “edited.csv”.",
        "It has 2 segments.",
        "Newsletter",
        "not here",
        "The field “Discount (%)” is not in this account",
        "Row 2, “Newsletter”: write “yes” or “no”.",
    ] {
        assert!(window.shows(shown), "{shown}; on the screen: {:#?}", window.texts());
    }
    let add = "Add to what is here";
    let chosen = window.find(Role::RadioButton, add).accesskit_node().toggled();
    assert_eq!(chosen, Some(Toggled::True), "nothing is deleted unless that is chosen");
    assert!(!window.shows("deletion"), "{:#?}", window.texts());
    window.find(Role::RadioButton, "Make it the same: what is not in it is deleted here").click();
    window.settle();
    assert!(window.shows("of them are deletions"), "{:#?}", window.texts());
    window.find(Role::RadioButton, add).click();
    window.settle();
    window.click("Make a draft of it");
    assert!(window.shows("Review the changes") && window.shows("What does not come along"));
    assert!(window.shows("The segment “New one” is added"), "{:#?}", window.texts());
    window.click("Undo");
    assert!(window.shows("No changes"), "it was one step: {:#?}", window.texts());
}

#[test]
fn a_demo_account_is_copied_from_if_it_was_opened() {
    let mut window = Window::demo();
    pick(&mut window, "Copy from another account…");
    window.settle();
    assert!(window.shows("There is no other account yet"), "{:#?}", window.texts());
    window.click("Back");
    window.click("Aroma Coffee");
    window.click("Show the demo with segments");
    pick(&mut window, "Copy from another account…");
    window.settle();
    window.click("Aroma Coffee, Demo, Statuses are on");
    assert!(window.shows("From the account “Aroma Coffee”"), "{:#?}", window.texts());
    assert!(window.shows("Statuses are not brought over"), "{:#?}", window.texts());
    assert!(!window.is_enabled("Make a draft of it"), "there is nothing to make");
}

#[test]
fn the_history_goes_out_as_a_table() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let path = scratch.path().join("history.csv");
    let settings = Settings { language: Language::Russian, theme: Theme::Dark, ..Settings::default() };
    let mut window = Window::choosing(&path, Demo::new(SeedWords::Russian), DemoAccount::Statuses, settings);
    window.row("VIP").click();
    window.settle();
    window.fill(Role::TextInput, "Название", "Лучшие");
    window.click("Сохранить");
    window.click("Ещё");
    window.find(Role::MenuItem, "История").click();
    window.settle();
    let name = "Экспортировать историю как таблицу (CSV)…";
    window.click_and_wait(name, "the file is written", |window| window.shows("Экспортировано"));
    let text = fs::read_to_string(&path).expect("a file");
    assert!(text.starts_with("\u{feff}\"Когда\";\"Кто\";\"Статус или сегмент\";\"Изменение\""), "{text}");
    assert!(text.contains("«Лучшие»") && text.contains("\"VIP\""), "{text}");
    let all = text.lines().count();
    window.row("Новый клиент").click();
    window.settle();
    window.fill(Role::TextInput, "Название", "Новые");
    window.click("Сохранить");
    window.click("Ещё");
    window.find(Role::MenuItem, "История").click();
    window.settle();
    window.fill(Role::TextInput, "Найти в истории", "лучшие");
    let name = "Экспортировать показанное как таблицу (CSV)…";
    window.click_and_wait(name, "the file is written", |window| window.shows("Экспортировано"));
    let text = fs::read_to_string(&path).expect("a file");
    assert!(text.contains("«Лучшие»") && !text.contains("«Новые»"), "only what is shown: {text}");
    assert_eq!(text.lines().count(), all);
}
