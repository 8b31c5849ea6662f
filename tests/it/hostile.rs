//! Whatever stands in a file that is opened, reading it ends in a value or a fault.

use etapa::crm::{
    Account, Draft, Edit, ImportMode, List, MAX_SEGMENTS, MAX_STATUSES, Mode, Origin, TargetState,
};
use etapa::document::{Sheet, Snapshot, Table};
use etapa::model::Language;
use etapa::text::Texts;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::tables::GOLDEN;

const RUNS: u32 = 3_000;

fn config() -> Config {
    Config { cases: RUNS, failure_persistence: None, ..Config::default() }
}

/// One thing that goes wrong with a file: where (modulo its length), how, and with what.
type Damage = (usize, u8, u8, usize);

fn damaged(file: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut file = file.to_vec();
    for (at, how, byte, length) in damages {
        let at = at % (file.len() + 1);
        let end = (at + length).min(file.len());
        match how % 5 {
            0 => drop(file.splice(at..end, [*byte])),
            1 => drop(file.drain(at..end)),
            2 => file.truncate(at),
            3 => {
                let part = file[at..end].to_vec();
                drop(file.splice(at..at, part));
            }
            _ => {
                // Another digit or letter keeps the file well-formed more often than any byte does.
                let digit = b"0123456789abn\",;=-"[usize::from(*byte) % 18];
                file.iter_mut().skip(at).take(1).for_each(|one| *one = digit);
            }
        }
    }
    file
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    prop::collection::vec((any::<usize>(), any::<u8>(), any::<u8>(), 0..40_usize), 1..6)
}

/// Returns the account of the backup with its other list switched on, if that is asked for.
fn golden(mode: Mode) -> Account {
    Account { mode, ..Snapshot::from_bytes(GOLDEN).expect("a backup").account }
}

/// Reads a backup, and lets an account become like it if it is one.
fn read_backup(bytes: &[u8]) -> bool {
    let Ok(read) = Snapshot::from_bytes(bytes) else { return false };
    let origins = [Origin::SameAccount, Origin::Elsewhere];
    for (mode, origin) in
        [Mode::Periodicity, Mode::Segments].into_iter().flat_map(|mode| origins.map(|one| (mode, one)))
    {
        let mut draft = Draft::new(golden(mode));
        let source = Account { mode, ..read.account.clone() };
        let brought = TargetState::of(&source, draft.edited(), origin);
        draft.edit(Edit::Become(Box::new(brought.target), ImportMode::Replace));
        let edited = draft.edited();
        assert!(
            edited.statuses.len() <= MAX_STATUSES && edited.segments.len() <= MAX_SEGMENTS,
            "limits hold"
        );
    }
    true
}

#[test]
fn no_bytes_are_too_odd_for_a_backup() {
    let bytes = prop::collection::vec(any::<u8>(), 0..2_000);
    proptest!(config(), |(bytes in bytes)| { read_backup(&bytes); });
}

#[test]
fn no_damage_is_too_odd_for_a_backup() {
    assert!(read_backup(GOLDEN), "without damage it is read");
    proptest!(config(), |(damages in damages())| { read_backup(&damaged(GOLDEN, &damages)); });
}

#[test]
fn a_backup_that_is_nested_too_deep_is_refused() {
    let deep = format!("{{\"format\":\"etapa account\",\"version\":1,\"content\":{}", "[".repeat(1_000_000));
    assert!(!read_backup(deep.as_bytes()), "it is no account");
}

#[test]
fn nothing_is_too_odd_for_a_table() {
    let words = [Texts::new(Language::English).table_words(), Texts::new(Language::Russian).table_words()];
    for (list, mode) in [(List::Statuses, Mode::Periodicity), (List::Segments, Mode::Segments)] {
        let account = golden(mode);
        let table = Table::of(&account, list, &words[0]).to_csv(b';').expect("CSV");
        let read = |bytes: &[u8]| {
            let Ok(sheet) = Sheet::read(bytes, list, &account, &words) else { return false };
            let mut draft = Draft::new(account.clone());
            draft.edit(Edit::Become(Box::new(sheet.target), ImportMode::Replace));
            true
        };
        assert!(read(&table), "without damage it is read");
        let bytes = prop_oneof![
            prop::collection::vec(any::<u8>(), 0..500),
            "(Name|ID|Sum|[,;\t\"\r\n' =#0-9a]|\\PC){0,60}".prop_map(String::into_bytes),
            damages().prop_map(move |damages| damaged(&table, &damages)),
        ];
        proptest!(config(), |(bytes in bytes)| { read(&bytes); });
    }
}
