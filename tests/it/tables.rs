//! Files of accounts: what is written is read back, and what a spreadsheet might take amiss is made harmless.

use etapa::crm::{
    Account, Color, Condition, Draft, Edit, ImportMode, Key, List, Loss, Mode, Segment, StatusKind,
    TargetState, Value,
};
use etapa::demo::Server;
use etapa::document::{
    Cell, CellFault, DocumentFault, Miswritten, Sheet, SheetFault, Snapshot, Table, Words,
};
use etapa::model::Language;
use etapa::text::Texts;
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::support::conversation::Conversation;
use crate::{core_properties, segment_properties};

const RUNS: u32 = 300;

fn config() -> Config {
    Config { cases: RUNS, failure_persistence: None, ..Config::default() }
}

/// A backup of version 1. It is never changed: every later Etapa has to read it.
pub const GOLDEN: &[u8] = include_bytes!("../fixtures/account-1.json");

fn words(language: Language) -> Words {
    Texts::new(language).table_words()
}

/// Returns some account with statuses or with segments.
fn account() -> impl Strategy<Value = Account> {
    let statuses = core_properties::world(etapa::crm::SortRule::Keep);
    let worlds = prop_oneof![statuses.boxed(), segment_properties::world().boxed()];
    let names = prop::collection::vec("['=+@ -]{0,3}\\PC{0,9}[,;\"\n\t]?", 12);
    (worlds, names).prop_map(|(world, names)| {
        let mut draft = Draft::new(Conversation::open(Server::new(world)).edited().clone());
        let items: Vec<_> = draft.edited().items().collect();
        for (item, name) in items.into_iter().zip(names).filter(|(_, name)| !name.trim().is_empty()) {
            draft.edit(Edit::Rename(item, name));
        }
        draft.edited().clone()
    })
}

fn list(account: &Account) -> List {
    if account.mode == Mode::Segments { List::Segments } else { List::Statuses }
}

fn snapshot(account: Account) -> Snapshot {
    Snapshot { taken: Timestamp::UNIX_EPOCH, place: "shop.amocrm.ru".into(), account }
}

/// Forgets what is never written down.
fn without_raw(mut account: Account) -> Account {
    account.statuses.iter_mut().for_each(|status| status.raw = "".into());
    for segment in &mut account.segments {
        *segment = Segment { raw: "".into(), ..Segment::clone(segment) }.into();
    }
    account
}

#[test]
fn a_backup_is_read_as_it_was_written() {
    proptest!(config(), |(account in account())| {
        let written = snapshot(account.clone()).to_bytes().expect("it can be written");
        let read = Snapshot::from_bytes(&written).expect("it can be read");
        prop_assert_eq!(read, snapshot(without_raw(account)));
    });
}

#[test]
fn the_first_backup_ever_is_still_read_and_written_alike() {
    let read = Snapshot::from_bytes(GOLDEN).expect("version 1 is read forever");
    let account = &read.account;
    assert_eq!((read.place.as_str(), account.zone.iana_name()), ("shop.amocrm.ru", Some("Europe/Moscow")));
    assert_eq!(read.taken, "2026-11-22T09:30:00Z".parse::<Timestamp>().expect("a moment"));
    let status = &account.statuses[0];
    assert_eq!((status.key, status.system, status.kind), (Key::Id(5), true, StatusKind::Closed));
    assert_eq!(status.color, Some(Color(0xc1, 0xe0, 0xff)));
    assert!(
        matches!(status.conditions[0][..], [Condition::BeforePurchase { .. }]),
        "{:?}",
        status.conditions
    );
    let kinds: Vec<_> = account.segments[0].values.values().map(std::mem::discriminant).collect();
    assert_eq!(kinds.len(), 8, "one value of each shape: {:?}", account.segments[0].values);
    assert_eq!(account.segments[0].values.get(&3), Some(&Value::Number("1.5".into())));
    assert_eq!(account.fields[0].code.as_deref(), Some("NOTE"));
    let written = read.to_bytes().expect("it can be written");
    assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(GOLDEN).trim_end(), "version 1");
}

#[test]
fn what_is_no_backup_is_refused() {
    let golden = String::from_utf8_lossy(GOLDEN).into_owned();
    let read = |from: &str, to: &str| {
        let text = golden.replacen(from, to, 1);
        assert_ne!(text, golden, "{from} is there");
        Snapshot::from_bytes(text.as_bytes()).map(|_| ())
    };
    assert_eq!(read("\"version\": 1", "\"version\": 2"), Err(DocumentFault::Newer));
    assert_eq!(read("etapa account", "etapa draft"), Err(DocumentFault::Damaged));
    assert_eq!(read("\"id\": 6", "\"id\": 5"), Err(DocumentFault::Damaged), "two statuses of one key");
    assert_eq!(read("\"id\": 6", "\"new\": 6"), Err(DocumentFault::Damaged), "never created");
    assert_eq!(
        read("\"version\": 1", "\"more\": {}, \"version\": 1"),
        Ok(()),
        "what is not known is passed over"
    );
    let choices = |count: usize| {
        let choices: Vec<String> = (0..count).map(|id| format!(r#"{{"id":{id},"name":""}}"#)).collect();
        read("\"choices\": []", &format!("\"choices\": [{}]", choices.join(",")))
    };
    assert_eq!((choices(10_000), choices(100_001)), (Ok(()), Err(DocumentFault::Damaged)), "too many");
}

#[test]
fn a_table_that_nobody_edited_changes_nothing() {
    let delimiters = prop::sample::select(vec![b',', b';', b'\t']);
    let languages = prop::sample::select(vec![Language::English, Language::Russian]);
    proptest!(config(), |(account in account(), delimiter in delimiters, language in languages)| {
        let list = list(&account);
        let written = Table::of(&account, list, &words(language)).to_csv(delimiter).expect("CSV");
        let all = [words(Language::English), words(Language::Russian)];
        let read = Sheet::read(&written, list, &account, &all).expect("a table");
        prop_assert_eq!((&read.losses, &read.faults), (&vec![], &vec![]));
        let mut draft = Draft::new(account);
        draft.edit(Edit::Become(Box::new(read.target.clone()), ImportMode::Merge));
        prop_assert!(!draft.can_undo(), "{:?}", draft.changes());
        draft.edit(Edit::Become(Box::new(read.target), ImportMode::Replace));
        prop_assert!(!draft.can_undo(), "{:?}", draft.changes());
    });
}

#[test]
fn no_text_of_a_table_is_taken_for_a_formula() {
    let texts = "[ \u{a0}\t\r\n']{0,3}[-=+@＝＋－＠a1]?\\PC{0,9}";
    proptest!(config(), |(name in texts.prop_filter("a name", |name| !name.trim().is_empty()))| {
        let table = Table { header: vec![name.clone()], rows: vec![vec![Cell::Text(name)]] };
        let csv = String::from_utf8(table.to_csv(b';').expect("CSV")).expect("UTF-8");
        let bare = csv.trim_start_matches('\u{feff}').trim_start_matches('"');
        let first = bare.trim_start().chars().next();
        prop_assert!(!first.is_some_and(|c| "=+-@＝＋－＠".contains(c)), "{csv:?}");
    });
}

fn golden() -> Account {
    Snapshot::from_bytes(GOLDEN).expect("a backup").account
}

fn segments() -> Account {
    Account { mode: Mode::Segments, statuses: Vec::new(), ..golden() }
}

fn read(text: &str) -> Result<Sheet, SheetFault> {
    Sheet::read(text.as_bytes(), List::Segments, &segments(), &[words(Language::English)])
}

#[test]
fn numbers_stay_numbers_and_formulas_become_texts() {
    let table = Table {
        header: vec!["A".into(), "B".into()],
        rows: vec![
            vec![Cell::Number("-1.5".into()), Cell::Text("-1.5".into())],
            vec![Cell::Text("=1+1".into()), Cell::Text(" '@x".into())],
            vec![Cell::Color(Color(1, 2, 3)), Cell::Text("a;\"b\"".into())],
        ],
    };
    let written = |delimiter| String::from_utf8(table.to_csv(delimiter).expect("CSV")).expect("UTF-8");
    let expected =
        "\u{feff}\"A\",\"B\"\r\n-1.5,\"'-1.5\"\r\n\"'=1+1\",\" '@x\"\r\n\"#010203\",\"a;\"\"b\"\"\"\r\n";
    assert_eq!(written(b','), expected);
    assert!(written(b';').contains("-1,5"), "as Excel writes it where columns are parted by semicolons");
}

#[test]
fn an_edited_table_is_read_in_the_forms_of_spreadsheets() {
    for text in [
        "ID,Name,Colour,Sum\r\n7,New name,#2176FF,\"1 234,50\"\r\n",
        "\u{feff}ID;Name;Colour;Sum\n7;New name;2176ff;1234,5\n;;;\n",
        "Sum\tcolour\t NAME \tid\r1234.50\t#2176ff\t\"New name\"\t7",
    ] {
        let sheet = read(text).expect("a table");
        assert_eq!((&sheet.losses[..], &sheet.faults[..]), (&[][..], &[][..]), "{text}");
        let mut draft = Draft::new(segments());
        draft.edit(Edit::Become(Box::new(sheet.target), ImportMode::Merge));
        let segment = draft.edited().segment(Key::Id(7)).expect("it is there");
        assert_eq!((segment.name.as_str(), segment.color), ("New name", Some(Color(0x21, 0x76, 0xff))));
        assert_eq!(segment.values.get(&3), Some(&Value::Number("1234.5".into())), "{text}");
        assert_eq!(segment.values.len(), 8, "columns that are not there say nothing");
    }
}

#[test]
fn what_cannot_be_read_is_told_with_its_row() {
    let sheet = read("Name,Colour,Sum,Ticked,Size,Elsewhere\nA,red,many,maybe,Huge,x\n,#2176ff,1,yes,Big,\n");
    let sheet = sheet.expect("a table");
    let fault = |row, column: &str, kind| CellFault { row, column: column.into(), kind };
    let expected = [
        fault(2, "Colour", Miswritten::Color),
        fault(2, "Sum", Miswritten::Number),
        fault(2, "Ticked", Miswritten::Truth),
        fault(3, "Name", Miswritten::Nameless),
    ];
    assert_eq!(sheet.faults, expected);
    let gone = Loss::FieldGone { field: "Elsewhere".into() };
    assert_eq!(sheet.losses, [gone, Loss::ChoiceGone { field: "Size".into(), choice: "Huge".into() }]);
    let Some([segment]) = sheet.target.segments.as_deref() else { panic!("one row is left") };
    assert_eq!((segment.name.as_str(), segment.color, segment.values.len()), ("A", None, 0));
}

#[test]
fn a_row_without_a_name_that_is_known_by_its_id_keeps_its_name() {
    let account = segments();
    let known = &account.segments[0];
    let id = known.key.id().expect("it was created");
    let sheet = read(&format!("ID,Name,Colour\n{id},,#2176ff\n")).expect("a table");
    let Some([segment]) = sheet.target.segments.as_deref() else { panic!("the row is not left out") };
    assert_eq!((segment.id, &segment.name), (Some(id), &known.name));
    assert_eq!(sheet.faults.len(), 1, "and it is told");
}

#[test]
fn many_times_more_than_an_account_has_is_refused_wherever_it_is() {
    let is_read = |account: Account| {
        let bytes = snapshot(account).to_bytes().expect("plain values");
        Snapshot::from_bytes(&bytes).is_ok()
    };
    let mut account = segments();
    assert!(is_read(account.clone()), "as it is");
    std::sync::Arc::make_mut(&mut account.segments[0]).prices = (0..100_001).collect();
    assert!(!is_read(account), "prices");
    let mut account = segments();
    let value = Value::Number("1".into());
    let values = (0..100_001).map(|field| (field, value.clone())).collect();
    std::sync::Arc::make_mut(&mut account.segments[0]).values = values;
    assert!(!is_read(account), "values");
}

#[test]
fn what_is_no_table_is_refused() {
    assert_eq!(read(""), Err(SheetFault::NoNames));
    assert_eq!(read("ID;Colour\n1;#2176ff"), Err(SheetFault::NoNames));
    assert_eq!(read(&format!("Name\n{}", "A\n".repeat(1_000))), Err(SheetFault::TooLarge));
    assert_eq!(read(&",".repeat(2_000)), Err(SheetFault::TooLarge));
    let cyrillic = b"ID;\xcd\xe0\xe7\xe2\xe0\xed\xe8\xe5\r\n1;\xc0";
    let read = Sheet::read(cyrillic, List::Segments, &segments(), &[words(Language::Russian)]);
    assert_eq!(read, Err(SheetFault::Encoding), "Windows-1251");
}

#[test]
fn an_excel_file_is_a_zip_that_is_the_same_each_time() {
    proptest!(Config { cases: 30, ..config() }, |(account in account())| {
        let table = Table::of(&account, list(&account), &words(Language::Russian));
        let file = table.to_xlsx(Timestamp::UNIX_EPOCH).expect("a file");
        prop_assert!(file.starts_with(b"PK\x03\x04"), "a ZIP");
        prop_assert_eq!(&file, &table.to_xlsx(Timestamp::UNIX_EPOCH).expect("a file"));
    });
    let long = Table { header: vec!["A".into()], rows: vec![vec![Cell::Text("😀".repeat(40_000))]] };
    assert!(long.to_xlsx(Timestamp::UNIX_EPOCH).is_ok(), "what is too long for a cell is cut");
}

#[test]
fn a_blueprint_of_a_table_says_nothing_about_the_other_list() {
    let sheet = read("Name\nA\n").expect("a table");
    assert!(matches!(sheet.target, TargetState { statuses: None, segments: Some(_) }), "{sheet:?}");
}
