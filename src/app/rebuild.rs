//! Rebuilds a lost list of accounts from their folders.
//!
//! Each account of the list has a card in its folder, `accounts/amocrm.ru-12345678/account.json`, which says
//! all that the list does. Where an earlier version has written no card, its draft, its latest backup and its
//! history tell where the account lives and what it is called.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use serde_json::{Value, json};

use crate::amo::Host;
use crate::crm::Account;
use crate::document::{HistoryEntry, SavedDraft, Snapshot, read_json};
use crate::model::{Access, CredentialsKind, KnownAccount, StoreId};

use super::card::Card;
use super::files::DataDir;

/// Far more bytes than a card needs.
const CARD_LIMIT: usize = 1 << 16;
/// The names of this machine, for stand-in servers.
const LOCAL: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Writes the cards of these accounts, and takes away those of accounts that are not in the list any more.
/// The first of two accounts with one folder has the card.
///
/// # Errors
///
/// What the system says; then some cards are as they were.
pub fn write_cards(dir: &DataDir, former: &[KnownAccount], accounts: &[KnownAccount]) -> io::Result<()> {
    let mut cards = BTreeMap::new();
    for known in accounts.iter().rev() {
        cards.insert(folder_of(known), Some(known));
    }
    for known in former {
        cards.entry(folder_of(known)).or_insert(None);
    }
    for (folder, known) in cards {
        // What is kept of an account that was forgotten does not bring it back.
        let card = known.map_or_else(
            || Ok(json!({ "forgotten": true })),
            |known| serde_json::to_value(Card::from(known)),
        )?;
        let path = card_path(&folder);
        if read_card(dir, &folder).as_ref() != Some(&card) {
            dir.write_whole(&path, format!("{card:#}\n").as_bytes())?;
        }
    }
    Ok(())
}

/// Returns all accounts that have left something in their folders, the last changed first.
#[must_use]
pub fn from_folders(dir: &DataDir) -> Vec<KnownAccount> {
    let folders = dir.names("accounts").unwrap_or_default();
    let mut found: Vec<KnownAccount> = Vec::new();
    let mut newest_first: Vec<_> =
        folders.into_iter().map(|folder| (dir.changed_at(&format!("accounts/{folder}")), folder)).collect();
    newest_first.sort_by_key(|(changed_at, _)| Reverse(*changed_at));
    for (_, folder) in newest_first {
        if let Some(known) = in_folder(dir, &folder)
            && found.iter().all(|other| other.host != known.host)
        {
            found.push(known);
        }
    }
    found
}

fn in_folder(dir: &DataDir, folder: &str) -> Option<KnownAccount> {
    if let Some(card) = read_card(dir, folder) {
        if card.get("forgotten").is_some() {
            return None;
        }
        let known = serde_json::from_value::<Card>(card).ok().and_then(|card| card.known());
        // Not one that was copied from elsewhere.
        if let Some(known) = known.filter(|known| folder_of(known) == folder) {
            return Some(known);
        }
    }
    let (account, place) =
        what_is_kept(dir, folder).map_or((None, None), |(account, place)| (Some(account), place));
    let id = account.as_ref().map(|account| account.id).or_else(|| folder.rsplit_once('-')?.1.parse().ok());
    let hosts = hosts(folder, account.as_ref(), place);
    let (host, id) = [id.unwrap_or_default(), 0].into_iter().find_map(|id| {
        let lives_here = |host: &&Host| StoreId::of_host(host, id).name == folder;
        Some((hosts.iter().find(lives_here)?.clone(), id))
    })?;
    let name = account.map(|account| account.name).unwrap_or_default();
    Some(KnownAccount { host, name, label: None, access: Access::Full, kind: CredentialsKind::Token, id })
}

/// Returns the addresses that may have this folder.
fn hosts(folder: &str, account: Option<&Account>, place: Option<String>) -> Vec<Host> {
    // `amocrm.ru-7`, and `127.0.0.1-8080-7` or `127.0.0.1-8080` for a stand-in server.
    let (front, _) = folder.rsplit_once('-').unwrap_or((folder, ""));
    let subdomain = account.map(|account| format!("{}.{front}", account.subdomain));
    let ports = [folder, front].into_iter().filter_map(|text| text.rsplit_once('-'));
    let local = ports.flat_map(|(_, port)| LOCAL.map(|name| format!("{name}:{port}")));
    let named = place.into_iter().chain(subdomain).chain([folder.to_owned()]);
    named.chain(local).filter_map(|text| Host::parse(&text).ok()).collect()
}

/// Returns the last stored state of an account, and its address if that is known.
fn what_is_kept(dir: &DataDir, folder: &str) -> Option<(Account, Option<String>)> {
    let read =
        |name: &str| dir.read_whole(&format!("accounts/{folder}/{name}"), SavedDraft::MOST_BYTES).ok()?;
    let backups = dir.names(&format!("accounts/{folder}/backups")).unwrap_or_default();
    let latest = backups.iter().rfind(|name| name.strip_suffix(".json").is_some());
    let backup = latest.and_then(|name| Snapshot::from_bytes(&read(&format!("backups/{name}"))?).ok());
    let (place, backup) = backup.map(|backup| (backup.place, backup.account)).unzip();
    let draft = || Some(SavedDraft::read(&read("draft.json")?).ok()?.0.draft.base().clone());
    let history = || Some(HistoryEntry::read_all(&read("history.jsonl")?).0.pop()?.account);
    Some((draft().or(backup).or_else(history)?, place))
}

fn read_card(dir: &DataDir, folder: &str) -> Option<Value> {
    read_json(&dir.read_whole(&card_path(folder), CARD_LIMIT).ok()??).ok()
}

fn card_path(folder: &str) -> String {
    format!("accounts/{folder}/account.json")
}

fn folder_of(known: &KnownAccount) -> String {
    StoreId::of_host(&known.host, known.id).name
}

#[cfg(test)]
mod tests {
    use crate::crm::Draft;
    use crate::model::Label;
    use jiff::Timestamp;

    use super::super::files::tests::scratch;
    use super::*;

    fn known(host: &str, id: u64) -> KnownAccount {
        KnownAccount {
            host: Host::parse(host).expect("a host"),
            name: "Shop".to_owned(),
            label: None,
            access: Access::Full,
            kind: CredentialsKind::Token,
            id,
        }
    }

    fn account(subdomain: &str, id: u64) -> Account {
        Account { name: "Shop".to_owned(), subdomain: subdomain.to_owned(), ..Account::empty(id) }
    }

    fn write(dir: &DataDir, known: &KnownAccount, name: &str, bytes: &[u8]) {
        let path = format!("accounts/{}/{name}", folder_of(known));
        dir.write_whole(&path, bytes).expect("a folder to write to");
    }

    fn draft(subdomain: &str, id: u64) -> Vec<u8> {
        let draft = Draft::new(account(subdomain, id));
        let kept = SavedDraft { draft, saving: None };
        kept.write(Timestamp::UNIX_EPOCH).expect("a draft")
    }

    fn backup(place: &str, id: u64) -> Vec<u8> {
        let account = account("", id);
        let snapshot = Snapshot { taken: Timestamp::UNIX_EPOCH, place: place.to_owned(), account };
        snapshot.to_bytes().expect("a backup")
    }

    #[test]
    fn a_card_brings_all_of_an_account_back_but_one_that_was_forgotten() {
        let (_scratch, dir) = scratch();
        let blue = KnownAccount {
            label: Some(Label::Blue),
            access: Access::LookOnly,
            kind: CredentialsKind::OAuth,
            ..known("blue.kommo.com", 7)
        };
        let (plain, gone) = (known("plain.amocrm.ru", 0), known("gone.amocrm.ru", 8));
        let both = [blue.clone(), gone.clone()];
        write_cards(&dir, &[], &both).expect("a folder to write to");
        write(&dir, &gone, "draft.json", &draft("gone", 8));
        write_cards(&dir, &both, &[blue.clone(), plain.clone()]).expect("a folder to write to");
        let found = from_folders(&dir);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.contains(&blue) && found.contains(&plain), "{found:?}");
        // An account that was renamed is in the list under both of its addresses, and has one folder.
        let renamed = KnownAccount { host: known("new.kommo.com", 7).host, ..blue.clone() };
        write_cards(&dir, std::slice::from_ref(&blue), &[renamed.clone(), blue.clone()])
            .expect("a folder to write to");
        assert!(from_folders(&dir).contains(&renamed), "the one that was opened last");
        write_cards(&dir, &[renamed, blue.clone()], std::slice::from_ref(&blue))
            .expect("a folder to write to");
        assert!(from_folders(&dir).contains(&blue), "the one that is left");
    }

    #[test]
    fn without_a_card_what_lies_in_the_folder_tells_where_the_account_lives() {
        for (host, id, name, bytes) in [
            ("shop.amocrm.ru", 7, "draft.json", draft("shop", 7)),
            ("shop.kommo.com", 7, "backups/2026-11-22T22-17-19Z.json", backup("shop.kommo.com", 7)),
            ("http://127.0.0.1:8080", 7, "draft.json", draft("shop", 7)),
            ("http://localhost:8080", 0, "draft.json", draft("shop", 0)),
            ("http://[::1]:8080", 7, "draft.json", draft("shop", 7)),
        ] {
            let (_scratch, dir) = scratch();
            let known = known(host, id);
            write(&dir, &known, name, &bytes);
            assert_eq!(from_folders(&dir), [known], "{host}: {name}");
        }
        let (_scratch, dir) = scratch();
        let nameless = KnownAccount { name: String::new(), ..known("shop.amocrm.ru", 0) };
        write(&dir, &nameless, "open.lock", b"");
        write(&dir, &known("other.amocrm.ru", 9), "open.lock", b"");
        assert_eq!(from_folders(&dir), [nameless], "its folder says it, and the other one's does not");
    }

    #[test]
    fn what_is_damaged_or_was_copied_from_elsewhere_brings_nothing_up() {
        let (_scratch, dir) = scratch();
        let shop = known("shop.amocrm.ru", 7);
        for card in
            [&b"{"[..], b"[]", b"{\"host\": \"other.amocrm.ru\", \"opened_by\": \"token\", \"id\": 8}"]
        {
            write(&dir, &shop, "account.json", card);
            assert_eq!(from_folders(&dir), [], "nothing is known");
            write(&dir, &shop, "draft.json", &draft("shop", 7));
            assert_eq!(from_folders(&dir), std::slice::from_ref(&shop), "the draft tells");
            dir.remove("accounts/amocrm.ru-7/draft.json").expect("a draft");
        }
        write(&dir, &shop, "draft.json", &draft("evil.example/", 7));
        assert_eq!(from_folders(&dir), [], "only hosts of the vendor");
    }
}
