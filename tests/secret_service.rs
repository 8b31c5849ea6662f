//! The store against a real Secret Service: unlocked, locked, never set up, and absent.
//!
//! Wants a session bus with an unlocked keyring of its own, and `gnome-keyring-daemon`, `secret-tool`,
//! `dbus-run-session` and `dbus-send`; `tests/run.sh` provides them. Where they are missing the test fails:
//! it is only built when it was asked for. The keyring crate connects once in a process, so whatever is not
//! this process's own session is tested in a process of its own.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say where")]

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use etapa::amo::{Host, Integration, Token, TokenPair, request_account};
use etapa::app::credential_store::{CredentialStore, SecretBytes, VaultFault};
use etapa::app::credentials;
use etapa::app::files::DataDir;
use etapa::app::renewal::Renewal;
use etapa::app::transport::{Deadlines, Network};
use etapa::demo::{OAuth, SeedWords, Server, World};
use etapa::model::{CredentialStorage, Credentials, CredentialsKind, OAuthKeys};
use tempfile::TempDir;

#[expect(dead_code, reason = "made for all tests, which use all of it")]
#[path = "it/support/loopback.rs"]
mod loopback;
#[expect(dead_code, reason = "made for all tests, which use all of it")]
#[path = "it/support/secrets.rs"]
mod secrets;
#[expect(dead_code, clippy::disallowed_methods, reason = "made for all tests, which use all of it and wait")]
#[path = "it/support/window.rs"]
mod window;

use loopback::{Answer, Loopback};
use window::Window;

/// How long one process may take, in seconds. What should be told at once and hangs instead ends here.
const PATIENCE: &str = "60";
/// Set in a process that was started by a test to be the one it is about.
const INNER: &str = "ETAPA_TEST_INNER";
const ACCOUNT: &str = "example.amocrm.ru token";

// ---- an unlocked keyring -------------------------------------------------------------------------------

#[test]
fn what_is_kept_is_read_back_and_forgotten_without_a_trace() {
    let service = "Etapa test: sizes";
    let store = CredentialStore::new(service);
    assert_eq!(store.read(ACCOUNT), Ok(None), "nothing was kept");
    store.forget(ACCOUNT).expect("nothing to forget is no fault");
    // Short by long, long by longer, long by short.
    for (size, entries) in [(1, 1), (2001, 3), (0, 1), (10_000, 6), (4000, 3), (2000, 1)] {
        store.keep(ACCOUNT, &secret(size)).expect("an unlocked keyring");
        assert_eq!(store.read(ACCOUNT), Ok(Some(SecretBytes::from(secret(size)))), "{size} bytes");
        assert_eq!(count_entries(service), entries, "{size} bytes, seen by another program");
    }
    store.keep(ACCOUNT, &secret(10_000)).expect("an unlocked keyring");
    store.forget(ACCOUNT).expect("an unlocked keyring");
    assert_eq!(store.read(ACCOUNT), Ok(None), "forgotten");
    assert_eq!(count_entries(service), 0, "no part is left");
}

#[test]
fn accounts_are_kept_apart() {
    let service = "Etapa test: accounts";
    let store = CredentialStore::new(service);
    store.keep("one", &secret(3000)).expect("an unlocked keyring");
    store.keep("two", &secret(5000)).expect("an unlocked keyring");
    store.forget("one").expect("an unlocked keyring");
    assert_eq!(store.read("two"), Ok(Some(SecretBytes::from(secret(5000)))), "the other one stays");
    store.forget("two").expect("an unlocked keyring");
    assert_eq!(count_entries(service), 0, "both are forgotten");
}

#[test]
fn an_entry_that_is_there_twice_is_no_secret_and_goes_away() {
    let service = "Etapa test: twice";
    let store = CredentialStore::new(service);
    let make_twice = || {
        store.keep(ACCOUNT, b"ours").expect("an unlocked keyring");
        let attributes = ["service", service, "username", ACCOUNT, "copied", "yes"];
        feed(Command::new("secret-tool").args(["store", "--label", "copy"]).args(attributes), b"theirs");
        assert_eq!(count_entries(service), 2, "the entry and its copy");
    };
    make_twice();
    assert_eq!(store.read(ACCOUNT), Ok(None), "nobody can tell which is right");
    store.keep(ACCOUNT, b"next").expect("an unlocked keyring");
    assert_eq!(store.read(ACCOUNT), Ok(Some(SecretBytes::from(b"next".to_vec()))), "signed in again");
    make_twice();
    store.forget(ACCOUNT).expect("an unlocked keyring");
    assert_eq!(count_entries(service), 0, "the copy is forgotten as well");
}

// ---- what opens an account --------------------------------------------------------------------------------

#[test]
fn what_opens_an_account_is_kept_and_forgotten_without_a_trace() {
    let service = "Etapa test: credentials";
    let (store, host) = (CredentialStore::new(service), Host::parse("shop.amocrm.ru").expect("a host"));
    let token = |text: &str| Token::parse(text).expect("a token");
    let by_token = Credentials::Token(token(&"t".repeat(3000)));
    let pair =
        TokenPair { access: token(&"a".repeat(1500)), refresh: token(&"r".repeat(900)), expires_at: 7 };
    let by_code = Credentials::OAuth(OAuthKeys { integration: integration(), pair, former: None });
    for credentials in [&by_token, &by_code, &by_token] {
        credentials::keep(&store, &host, credentials).expect("an unlocked keyring");
        let kept = credentials::read(&store, &host, credentials.kind()).expect("an unlocked keyring");
        assert_eq!(kept.as_ref(), Some(credentials), "as it was");
        assert_eq!(count_entries(service), 3, "of the other kind nothing is left");
    }
    credentials::forget(&store, &host).expect("an unlocked keyring");
    assert_eq!(count_entries(service), 0, "forgotten, seen by another program");
}

#[test]
fn two_copies_of_the_program_that_renew_at_once_both_keep_working() {
    const SERVICE: &str = "Etapa test: copies";
    const COPY: &str = "ETAPA_TEST_COPY";
    const TEST: &str = "two_copies_of_the_program_that_renew_at_once_both_keep_working";
    let store = CredentialStore::new(SERVICE);
    if let Some(told) = std::env::var_os(COPY) {
        let told = told.into_string().expect("an address and a folder");
        let (origin, folder) = told.split_once(' ').expect("an address and a folder");
        let (network, data_dir) = (Network::new(Deadlines::default()), Some(DataDir::at(folder.into())));
        let host = Host::parse(origin).expect("a host");
        let kept = credentials::read(&store, &host, CredentialsKind::OAuth).expect("an unlocked keyring");
        let Some(Credentials::OAuth(mut keys)) = kept else { panic!("the keys of an integration") };
        let renewal = Renewal { network: network.clone(), store, data_dir };
        for _ in 0..5 {
            keys = renewal.refresh(&host, &keys, CredentialStorage::Kept).expect("new tokens").keys;
            let answer = network.send(&host, &keys.pair.access, &request_account()).expect("an answer");
            assert_eq!(answer.status, 200, "let in");
        }
        return;
    }
    let oauth = OAuth::new("id", "client-secret", "https://shop.example/");
    let mut server = Server::new(World::demo(SeedWords::English)).with_oauth(oauth);
    let code = server.oauth_mut().expect("a sign-in").issue_code();
    let loopback = Loopback::start(move |request| Answer::Response(server.answer(request)));
    let host = Host::parse(&loopback.origin()).expect("a host");
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let renewal =
        Renewal { network: Network::new(Deadlines::default()), store: store.clone(), data_dir: None };
    let code = Token::parse(&code).expect("a code");
    let pair = renewal.exchange(&host, &integration(), &code).expect("a pair");
    let keys = OAuthKeys { integration: integration(), pair, former: None };
    credentials::keep(&store, &host, &Credentials::OAuth(keys)).expect("an unlocked keyring");
    let told = format!("{} {}", loopback.origin(), scratch.path().display());
    let copies = [(); 2].map(|()| {
        let itself = std::env::current_exe().expect("this program");
        let mut copy = Command::new("timeout");
        copy.arg(PATIENCE).arg(itself).args(["--exact", TEST, "--nocapture"]).env(COPY, &told);
        copy.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a copy")
    });
    for copy in copies {
        let output = copy.wait_with_output().expect("the end of the copy");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stdout));
    }
    credentials::forget(&store, &host).expect("an unlocked keyring");
    assert_eq!(count_entries(SERVICE), 0, "forgotten");
}

#[test]
fn the_whole_program_signs_in_opens_again_without_asking_and_forgets() {
    const TOKEN: &str = "eyJ0eXAi.test-token.c2lnbg";
    let service = "Etapa test: a whole program";
    let oauth = OAuth::new("id", "client-secret", "https://shop.example/");
    let mut server = Server::new(World::demo(SeedWords::English)).with_token(TOKEN).with_oauth(oauth);
    let code = server.oauth_mut().expect("a sign-in").issue_code();
    let loopback = Loopback::start(move |request| Answer::Response(server.answer(request)));
    let by_token = |window: &mut Window| {
        window.fill(Role::PasswordInput, "Access token", TOKEN);
    };
    let by_code = |window: &mut Window| {
        window.find(Role::Link, "Use your own integration instead (OAuth)").click();
        window.settle();
        window.fill(Role::TextInput, "Integration ID", "id");
        window.fill(Role::PasswordInput, "Secret key", "client-secret");
        window.fill(Role::TextInput, "Redirect address", "https://shop.example/");
        window.fill(Role::PasswordInput, "Authorization code", &code);
    };
    for prove in [&by_token as &dyn Fn(&mut Window), &by_code] {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let mut window = Window::of_a_user(scratch.path(), CredentialStore::new(service));
        window.settle();
        window.fill(Role::TextInput, "Account address", &loopback.origin());
        window.press(Modifiers::NONE, Key::Enter);
        prove(&mut window);
        window.click_and_wait("Check", "what it opens", |window| window.shows("can change everything"));
        window.click_and_wait("Connect", "the account opens", |window| !window.order().is_empty());
        // A long secret is several entries: the first of them is not all of it.
        window.wait_until("what opens it is kept", |window| {
            window.harness.state().model().lanes().is_keeping().is_none()
                && entries_of(service).is_ok_and(|count| count > 0)
        });
        window.exit();

        let mut window = Window::of_a_user(scratch.path(), CredentialStore::new(service));
        window.wait_until("it opens without asking", |window| !window.order().is_empty());
        window.click("Aroma Coffee");
        window.click("Forget this account…");
        window.click("Forget");
        window.wait_until("the keyring is empty", |_| entries_of(service) == Ok(0));
        window.exit();
    }
}

fn integration() -> Integration {
    Integration {
        client_id: "id".to_owned(),
        client_secret: "client-secret".to_owned().into(),
        redirect_uri: "https://shop.example/".to_owned(),
    }
}

// ---- other sessions ------------------------------------------------------------------------------------

#[test]
fn a_locked_keyring_is_told_at_once_whatever_is_asked() {
    if !is_inner() {
        return in_session("a_locked_keyring_is_told_at_once_whatever_is_asked", &[]);
    }
    let store = CredentialStore::new("Etapa test: locked");
    unlock();
    store.keep(ACCOUNT, &secret(5000)).expect("an unlocked keyring");
    lock();
    assert_eq!(store.read(ACCOUNT), Err(VaultFault::Locked), "to read");
    assert_eq!(store.keep(ACCOUNT, b"next"), Err(VaultFault::Locked), "to replace");
    assert_eq!(store.keep("another account", b"first"), Err(VaultFault::Locked), "to keep");
    assert_eq!(store.forget(ACCOUNT), Err(VaultFault::Locked), "to forget");
}

#[test]
fn a_keyring_that_was_never_set_up_keeps_nothing_and_says_so() {
    if !is_inner() {
        return in_session("a_keyring_that_was_never_set_up_keeps_nothing_and_says_so", &[]);
    }
    let store = CredentialStore::new("Etapa test: never set up");
    assert_eq!(store.read(ACCOUNT), Ok(None), "nothing was ever kept");
    assert_eq!(store.keep(ACCOUNT, b"secret"), Err(VaultFault::Locked), "nowhere to keep it");
}

#[test]
fn a_session_without_a_secret_service_is_told_as_absent() {
    if !is_inner() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let config = scratch.path().join("bus.conf");
        // As the usual session, but without the folders that name programs to start on demand.
        let words = format!(
            "<busconfig><type>session</type><listen>unix:dir={}</listen><policy context='default'>\
             <allow send_destination='*'/><allow receive_sender='*'/><allow own='*'/></policy></busconfig>",
            scratch.path().display()
        );
        fs::write(&config, words).expect("a scratch folder");
        let config = format!("--config-file={}", config.display());
        return in_session("a_session_without_a_secret_service_is_told_as_absent", &[&config]);
    }
    assert_absent();
}

#[test]
fn a_system_without_a_session_bus_is_told_as_absent() {
    if !is_inner() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let nowhere = format!("unix:path={}", scratch.path().join("no bus").display());
        let mut command = Command::new("timeout");
        command.arg(PATIENCE).env("DBUS_SESSION_BUS_ADDRESS", nowhere);
        return run_inner(&mut command, "a_system_without_a_session_bus_is_told_as_absent");
    }
    assert_absent();
}

fn assert_absent() {
    let store = CredentialStore::new("Etapa test: absent");
    assert_eq!(store.read(ACCOUNT), Err(VaultFault::Absent), "to read");
    assert_eq!(store.keep(ACCOUNT, b"secret"), Err(VaultFault::Absent), "to keep");
    assert_eq!(store.forget(ACCOUNT), Err(VaultFault::Absent), "to forget");
}

// ---- tools ---------------------------------------------------------------------------------------------

/// Bytes that are no text.
fn secret(size: usize) -> Vec<u8> {
    (0..size).map(|at| (at % 251).to_le_bytes()[0] ^ 0xa5).collect()
}

/// Counts the entries of a service, which nobody is changing, as another program sees them.
fn count_entries(service: &str) -> usize {
    entries_of(service).unwrap_or_else(|told| panic!("secret-tool says: {told}"))
}

/// Counts the entries of a service as another program sees them, or returns what that one complains about: it
/// lists first and fetches then, and an entry that goes away in between breaks it off.
fn entries_of(service: &str) -> Result<usize, String> {
    // Without a match it fails and prints nothing, but a locked or absent keyring makes it complain. Beside
    // what it finds it prints attributes there.
    let output = run(Command::new("secret-tool").args(["search", "--all", "service", service]));
    let listed = String::from_utf8_lossy(&output.stdout);
    let count = listed.lines().filter(|line| line.starts_with("[/")).count();
    let told = String::from_utf8_lossy(&output.stderr);
    let is_whole = if count > 0 { !told.contains("secret-tool: ") } else { told.is_empty() };
    if is_whole { Ok(count) } else { Err(told.into_owned()) }
}

fn is_inner() -> bool {
    std::env::var_os(INNER).is_some()
}

/// Runs a test once more, in a session of its own, where nobody is asked anything and nothing is unlocked.
fn in_session(test: &str, options: &[&str]) {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let mut command = Command::new("timeout");
    command.args([PATIENCE, "dbus-run-session"]).args(options).arg("--");
    // Without a display there is no prompt to wait for. And the keyring of whoever runs this is not ours.
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("GNOME_KEYRING_CONTROL");
    for place in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"] {
        command.env(place, private_folder(&scratch, place));
    }
    run_inner(&mut command, test);
}

fn private_folder(scratch: &TempDir, name: &str) -> std::path::PathBuf {
    use std::os::unix::fs::DirBuilderExt as _;
    let folder = scratch.path().join(name);
    fs::DirBuilder::new().mode(0o700).create(&folder).expect("a scratch folder");
    folder
}

/// Runs a test of this binary by way of a command that takes another one.
fn run_inner(command: &mut Command, test: &str) {
    let itself = std::env::current_exe().expect("this program");
    let output = run(command.arg(itself).args(["--exact", test, "--nocapture"]).env(INNER, "yes"));
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "{test}, {}:\n{told}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Unlocks the keyring of this session, and makes it first if there is none.
fn unlock() {
    feed(Command::new("gnome-keyring-daemon").args(["--unlock", "--components=secrets"]), b"password");
}

/// Locks the keyring of this session.
fn lock() {
    let service = "org.freedesktop.secrets";
    let output = run(Command::new("dbus-send").args([
        "--session",
        "--print-reply",
        &format!("--dest={service}"),
        "/org/freedesktop/secrets",
        "org.freedesktop.Secret.Service.Lock",
        "array:objpath:/org/freedesktop/secrets/aliases/default",
    ]));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Runs a command that reads `words`.
fn feed(command: &mut Command, words: &[u8]) {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("a command");
    child.stdin.take().expect("its input").write_all(words).expect("a command that reads");
    let status = child.wait().expect("the end of the command");
    assert!(status.success(), "{command:?}: {status}");
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}
