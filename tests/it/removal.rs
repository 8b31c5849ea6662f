//! Whoever uninstalls the program can take everything away that it has kept on the computer.

use std::fs;

use etapa::amo::{Host, Token};
use etapa::app::crash::Watch;
use etapa::app::credential_store::{CredentialStore, Entries, SecretBytes, VaultFault};
use etapa::app::files::DataDir;
use etapa::app::removal::{Left, remove_all};
use etapa::app::{accounts, credentials};
use etapa::model::{Access, Credentials, CredentialsKind, KnownAccount};

use crate::support::secrets::Secrets;

/// Knows these accounts, whose tokens the keyring holds.
fn user(dir: &DataDir, store: &CredentialStore, names: &[&str]) {
    let known = names.iter().map(|name| KnownAccount {
        host: Host::parse(name).expect("a host"),
        name: String::new(),
        label: None,
        access: Access::Full,
        kind: CredentialsKind::Token,
        id: 0,
    });
    let known: Vec<KnownAccount> = known.collect();
    for account in &known {
        let token = Credentials::Token(Token::parse("s3cr3t").expect("a token"));
        credentials::keep(store, &account.host, &token).expect("a keyring");
    }
    accounts::write(dir, &Vec::new(), &known).expect("a folder to write to");
}

#[test]
fn keyring_and_folder_are_empty_afterwards_and_what_is_not_of_it_stays() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (etapa, other) = (scratch.path().join("Etapa"), scratch.path().join("other"));
    fs::write(&other, "mine").expect("a file");
    let dir = DataDir::at(etapa.join("data"));
    let secrets = Secrets::default();
    user(&dir, &secrets.store(), &["a.amocrm.ru", "b.kommo.com"]);
    secrets.store().keep("somebody else's", b"kept").expect("a keyring");
    assert!(remove_all(&dir, &secrets.store()).is_ok(), "all of it");
    assert_eq!(secrets.names(), ["somebody else's"]);
    assert!(!etapa.exists() && other.exists());
    assert!(remove_all(&dir, &secrets.store()).is_ok(), "where there is nothing there is nothing to remove");
}

#[test]
fn in_a_folder_of_the_users_only_the_programs_own_files_are_removed() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let dir = DataDir::at(scratch.path().to_owned());
    let secrets = Secrets::default();
    user(&dir, &secrets.store(), &["a.amocrm.ru"]);
    dir.write_whole("settings.json", b"{").expect("a folder to write to");
    dir.set_aside("settings.json").expect("a folder to write to");
    drop(dir.lock("refresh-a.amocrm.ru").expect("a folder to write to"));
    let mine = ["accounts.xlsx", "letters.txt"].map(|name| scratch.path().join(name));
    for path in &mine {
        fs::write(path, "mine").expect("a file");
    }
    assert!(remove_all(&dir, &secrets.store()).is_ok(), "all of the program's");
    let left: Vec<_> =
        fs::read_dir(scratch.path()).expect("the folder").map(|entry| entry.expect("one").path()).collect();
    assert!(mine.iter().all(|path| left.contains(path)) && left.len() == mine.len(), "{left:?}");
}

#[test]
fn while_a_window_is_open_nothing_is_removed() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let dir = DataDir::at(scratch.path().join("data"));
    let secrets = Secrets::default();
    user(&dir, &secrets.store(), &["a.amocrm.ru"]);
    let window = Watch::start(&dir);
    assert!(matches!(remove_all(&dir, &secrets.store()), Err(Left::Running)));
    assert!(dir.path().join("accounts.json").exists() && !secrets.names().is_empty(), "all is there");
    drop(window);
    assert!(remove_all(&dir, &secrets.store()).is_ok(), "the next time");
}

/// A keyring that cannot be asked.
struct Unreachable(VaultFault);

impl Entries for Unreachable {
    fn get(&self, _user: &str) -> Result<Option<SecretBytes>, VaultFault> {
        Err(self.0.clone())
    }

    fn put(&self, _user: &str, _bytes: &[u8]) -> Result<(), VaultFault> {
        Err(self.0.clone())
    }

    fn remove(&self, _user: &str) -> Result<(), VaultFault> {
        Err(self.0.clone())
    }
}

#[test]
fn the_list_stays_as_long_as_the_keyring_may_hold_something() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let dir = DataDir::at(scratch.path().join("data"));
    user(&dir, &Secrets::default().store(), &["a.amocrm.ru"]);
    for fault in [VaultFault::Locked, VaultFault::Absent] {
        let left = remove_all(&dir, &CredentialStore::over(Unreachable(fault.clone())));
        assert!(matches!(&left, Err(Left::Keyring(told)) if *told == fault), "{left:?}");
        assert!(dir.path().join("accounts.json").exists(), "it tells what to look for");
    }
}
