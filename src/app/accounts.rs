//! Stores the list of accounts in `accounts.json`, and a card of each in its folder; never credentials.

use std::io::{self, ErrorKind};

use serde::{Deserialize, Serialize};

use crate::amo::Host;
use crate::document::read_json;
use crate::model::{KnownAccount, StartNote};

use super::card::Card;
use super::files::DataDir;
use super::rebuild::{from_folders, write_cards};

const FILE: &str = "accounts.json";
/// Far more bytes than thousands of accounts need.
const LIMIT: usize = 1 << 20;

/// The whole file.
#[derive(Serialize, Deserialize, Default)]
struct FileJson {
    accounts: Vec<Card>,
}

/// Reads the list of accounts, the last opened first, and the note for the start screen if it was damaged.
/// Unreadable entries are left out. A damaged file is quarantined, and the list is rebuilt from the folders
/// of the accounts, as where there is no file.
#[must_use]
pub fn read(dir: &DataDir) -> (Vec<KnownAccount>, Option<StartNote>) {
    match read_file(dir) {
        Ok(List { accounts, is_damaged: false }) => (accounts, None),
        Ok(List { accounts, is_damaged: true }) => {
            let note = StartNote::AccountsRebuilt { found: accounts.len() };
            (accounts, Some(note))
        }
        Err(_) => (from_folders(dir), Some(StartNote::AccountsOutOfReach)),
    }
}

/// Writes the changes against the former list: accounts that another window has added stay.
///
/// # Errors
///
/// The error of the system; the former file is unchanged.
#[expect(clippy::ptr_arg, reason = "as a memory of lists calls it")]
pub fn write(dir: &DataDir, former: &Vec<KnownAccount>, accounts: &Vec<KnownAccount>) -> io::Result<()> {
    let _turn = dir.lock("accounts")?;
    let theirs = read_file(dir)?.accounts;
    let has = |list: &[KnownAccount], host: &Host| list.iter().any(|known| known.host == *host);
    let mine = accounts.iter().map(|known| match theirs.iter().find(|other| other.host == known.host) {
        // Unchanged here: their version stays.
        Some(other) if former.contains(known) => other,
        _ => known,
    });
    // In neither list: added by another window.
    let added = theirs.iter().filter(|other| !has(former, &other.host) && !has(accounts, &other.host));
    let all: Vec<KnownAccount> = mine.chain(added).cloned().collect();
    let mut bytes = serde_json::to_vec_pretty(&FileJson { accounts: all.iter().map(Card::from).collect() })?;
    bytes.push(b'\n');
    dir.write_whole(FILE, &bytes)?;
    write_cards(dir, &theirs, &all)
}

/// What was read.
struct List {
    accounts: Vec<KnownAccount>,
    /// Whether the file was damaged, and is set aside now.
    is_damaged: bool,
}

fn read_file(dir: &DataDir) -> io::Result<List> {
    let file: Option<FileJson> = match dir.read_whole(FILE, LIMIT) {
        Ok(None) => return Ok(List { accounts: from_folders(dir), is_damaged: false }),
        Ok(Some(bytes)) => read_json(&bytes).ok(),
        Err(error) if error.kind() == ErrorKind::FileTooLarge => None,
        Err(error) => return Err(error),
    };
    if let Some(file) = file {
        let accounts = file.accounts.iter().filter_map(Card::known).collect();
        return Ok(List { accounts, is_damaged: false });
    }
    dir.set_aside(FILE)?;
    Ok(List { accounts: from_folders(dir), is_damaged: true })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::model::{Access, CredentialsKind, Label};

    use super::super::files::tests::scratch;
    use super::*;

    fn known(name: &str) -> KnownAccount {
        KnownAccount {
            host: Host::parse(&format!("{name}.amocrm.ru")).expect("a host"),
            name: name.to_owned(),
            label: None,
            access: Access::Full,
            kind: CredentialsKind::Token,
            id: 17,
        }
    }

    #[test]
    fn everything_about_an_account_comes_back_in_its_order() {
        let (_scratch, dir) = scratch();
        assert_eq!(read(&dir), (Vec::new(), None), "before the first run");
        let mut accounts: Vec<KnownAccount> = ["c", "a", "b"].map(known).to_vec();
        for label in Label::ALL {
            accounts[0].label = Some(label);
            accounts[1] =
                KnownAccount { access: Access::LookOnly, kind: CredentialsKind::OAuth, ..known("a") };
            let (former, _) = read(&dir);
            write(&dir, &former, &accounts).expect("a folder to write to");
            assert_eq!(read(&dir).0, accounts, "{label:?}");
        }
    }

    #[test]
    fn two_copies_of_the_program_do_not_undo_each_other() {
        let (_scratch, dir) = scratch();
        let both = vec![known("a"), known("b")];
        write(&dir, &Vec::new(), &both).expect("a folder to write to");
        let mut renamed = both.clone();
        renamed[1].name = "another name".to_owned();
        renamed.insert(0, known("new"));
        write(&dir, &both, &renamed).expect("a folder to write to");
        // The other copy knows nothing of that, and forgets an account.
        write(&dir, &both, &vec![known("b")]).expect("a folder to write to");
        let names: Vec<String> = read(&dir).0.into_iter().map(|known| known.name).collect();
        assert_eq!(names, ["another name", "new"], "what each has done");
    }

    #[test]
    fn a_list_that_is_damaged_or_gone_is_put_together_again() {
        let (scratch, dir) = scratch();
        let label = Some(Label::Blue);
        let both = vec![
            KnownAccount { label, access: Access::LookOnly, ..known("a") },
            KnownAccount { id: 18, ..known("b") },
        ];
        write(&dir, &Vec::new(), &both).expect("a folder to write to");
        let sorted = |mut accounts: Vec<KnownAccount>| {
            accounts.sort_by(|a, b| a.host.cmp(&b.host));
            accounts
        };
        for damaged in [&b"{\"acc"[..], b"", b"[]", b"\xef\xbb\xbf{\"accounts\": [{}]}"] {
            fs::write(scratch.path().join(FILE), damaged).expect("a scratch folder");
            let (accounts, note) = read(&dir);
            assert_eq!(note, Some(StartNote::AccountsRebuilt { found: 2 }), "told");
            assert_eq!(sorted(accounts), both, "all of it");
            assert_eq!(sorted(read(&dir).0), both, "at the next start too");
        }
        assert!(scratch.path().join("accounts.json.damaged-4").exists(), "each is kept");
        write(&dir, &both, &vec![known("a")]).expect("a folder to write to");
        fs::write(scratch.path().join(FILE), "{").expect("a scratch folder");
        assert_eq!(read(&dir).0, [known("a")], "what was forgotten does not come back");
    }

    #[test]
    fn a_byte_order_mark_is_no_damage() {
        let (scratch, dir) = scratch();
        write(&dir, &Vec::new(), &vec![known("a")]).expect("a folder to write to");
        let text = fs::read_to_string(scratch.path().join(FILE)).expect("the list");
        fs::write(scratch.path().join(FILE), format!("\u{feff}{text}")).expect("a scratch folder");
        assert_eq!(read(&dir), (vec![known("a")], None), "as it was saved in an editor");
    }

    #[cfg(unix)]
    #[test]
    fn a_list_out_of_reach_is_told_and_stays() {
        let (scratch, dir) = scratch();
        write(&dir, &Vec::new(), &vec![known("a")]).expect("a folder to write to");
        let path = scratch.path().join(FILE);
        fs::remove_file(&path).expect("the list");
        fs::create_dir(&path).expect("something that is no file");
        assert_eq!(read(&dir), (vec![known("a")], Some(StartNote::AccountsOutOfReach)));
        assert!(path.exists(), "nothing is done to it");
    }

    #[test]
    fn a_damaged_list_is_set_aside_and_strange_entries_are_left_out() {
        let (scratch, dir) = scratch();
        fs::write(scratch.path().join(FILE), b"{\"acc").expect("a scratch folder");
        let told = Some(StartNote::AccountsRebuilt { found: 0 });
        assert_eq!(read(&dir), (Vec::new(), told), "nothing can be read");
        assert!(scratch.path().join("accounts.json.damaged-1").exists(), "set aside");
        let strange = r#"{"later": 1, "accounts": [{"host": "evil.example", "opened_by": "token"},
            {"host": "a.amocrm.ru", "name": "a", "label": "plaid", "opened_by": "token"}]}"#;
        fs::write(scratch.path().join(FILE), strange).expect("a scratch folder");
        assert_eq!(read(&dir).0, [KnownAccount { id: 0, ..known("a") }], "only hosts of the vendor");
    }
}
