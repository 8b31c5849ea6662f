//! A run that breaks down locks nobody out: the next one says so, opens nothing by itself, and lets the user
//! decide.
//!
//! What breaks down is this test binary, started once more as a program with a user at it, and the built
//! program.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command as Process, Output, Stdio};

use eframe::Renderer;
use egui::OutputCommand;
use etapa::amo::{Host, Token};
use etapa::app::crash::Watch;
use etapa::app::files::DataDir;
use etapa::app::{accounts, credentials};
use etapa::model::{Access, Credentials, CredentialsKind, KnownAccount, Language, StartNote};

use crate::support::desk::account;
use crate::support::loopback::{Answer, Loopback};
use crate::support::secrets::Secrets;
use crate::support::window::Window;

/// Tells a process that it is the one to break down: how, in which folder, and the address of the account.
const VICTIM: &str = "ETAPA_TEST_CRASH";
const TOKEN: &str = "s3cr3t.token";

// ---- what breaks down ----------------------------------------------------------------------------------

#[test]
#[expect(clippy::exit, reason = "it is the end of a process of its own")]
fn the_one_who_breaks_down() {
    let Ok(words) = env::var(VICTIM) else { return };
    let words: Vec<&str> = words.split('\n').collect();
    let [how, folder, origin] = words[..] else { panic!("three words: {words:?}") };
    let watch = Watch::start(&DataDir::at(folder.into()));
    watch.install_hook();
    watch.begin(Renderer::Glow, false);
    // What is aborted has to be noted before the account was on the screen for long, however slow the disk
    // is.
    let pace = if how == "abort while opening" { 0.001 } else { 0.25 };
    let mut window = Window::watched(Path::new(folder), origin, TOKEN, watch, pace);
    let trial = Path::new(folder).join("runs/1.json");
    if how != "panic at once" {
        window.draw_until("it is noted what is tried", |_| trial.exists());
    }
    window.draw_until("the account is open", |window| window.harness.state().model().session().is_some());
    match how {
        "panic at once" | "panic while opening" => panic!("no font has {:?}", "Aroma Coffee"),
        "abort while opening" => {
            let is_noted = || fs::read_to_string(&trial).is_ok_and(|text| text.contains("127.0.0.1"));
            window.draw_until("the account is noted", |_| is_noted());
            std::process::abort()
        }
        "close" => {
            window.harness.step();
            return window.exit();
        }
        _ => window.draw_until("the account stays", |_| !trial.exists()),
    }
    match how {
        "panic later" => panic!("no place for Aroma in {TOKEN}"),
        "end later" => std::process::exit(9),
        _ => panic!("nobody breaks down like this: {how}"),
    }
}

// ---- the next run --------------------------------------------------------------------------------------

/// A user with one account, and what opens it in the keyring.
struct User {
    folder: tempfile::TempDir,
    wire: Loopback,
    secrets: Secrets,
    host: Host,
}

impl User {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let mut server = account("a", TOKEN);
        let wire = Loopback::start(move |request| Answer::Response(server.answer(request)));
        let host = Host::parse(&wire.origin()).expect("a host");
        let secrets = Secrets::default();
        let token = Credentials::Token(Token::parse(TOKEN).expect("a token"));
        credentials::keep(&secrets.store(), &host, &token).expect("a keyring");
        let known = KnownAccount {
            host: host.clone(),
            name: "Aroma Coffee".to_owned(),
            label: None,
            access: Access::Full,
            kind: CredentialsKind::Token,
            id: 0,
        };
        let dir = DataDir::at(folder.path().to_owned());
        accounts::write(&dir, &Vec::new(), &vec![known]).expect("a folder to write to");
        Self { folder, wire, secrets, host }
    }

    /// Has the program break down like this.
    fn break_down(&self, how: &str) -> Output {
        let folder = self.folder.path().to_str().expect("a path of text");
        let output = Process::new(env::current_exe().expect("this program"))
            .args(["--exact", "crashes::the_one_who_breaks_down"])
            .env(VICTIM, [how, folder, &self.wire.origin()].join("\n"))
            .stdin(Stdio::null())
            .output()
            .expect("this program once more");
        assert_eq!(output.status.success(), how == "close", "{how}: {output:?}");
        output
    }

    fn start(&self) -> Window {
        let mut window = Window::of_a_user(self.folder.path(), self.secrets.store());
        window.harness.step();
        window
    }

    fn requests(&self) -> usize {
        self.wire.record().requests.len()
    }
}

fn is_open(window: &Window) -> bool {
    window.harness.state().model().session().is_some()
}

/// Waits until the account has been on the screen for long enough.
fn settle(window: &mut Window, user: &User) {
    window.wait_until("the account is open", is_open);
    let crash = user.folder.path().join("crash.json");
    window.draw_until("the crash is decided", |_| !crash.exists());
    let trial = user.folder.path().join("runs/1.json");
    window.draw_until("nothing is tried any more", |_| !trial.exists());
}

#[test]
fn after_a_crash_the_list_is_shown_and_nothing_opens_by_itself() {
    for (how, sentence) in [
        ("panic at once", "Etapa crashed last time while"),
        ("panic while opening", "Etapa crashed last time while it was opening"),
        ("panic later", "Etapa crashed last time while"),
        ("abort while opening", "Last time Etapa ended while it was opening"),
    ] {
        let user = User::new();
        user.break_down(how);
        let before = user.requests();
        for _ in 0..2 {
            let mut window = user.start();
            window.settle();
            let alerts = window.alerts();
            assert!(alerts.iter().any(|alert| alert.starts_with(sentence)), "{how}: {alerts:#?}");
            assert!(alerts.iter().any(|alert| alert.contains(&user.host.to_string())), "{how}: {alerts:#?}");
            assert!(window.shows("Your accounts") && !is_open(&window), "{how}: the list");
            assert_eq!(user.requests(), before, "{how}: nobody was asked");
            // Who closes the window without a decision is asked again.
            window.exit();
        }
        let mut window = user.start();
        window.settle();
        window.button("Open anyway").click();
        window.harness.step();
        settle(&mut window, &user);
        window.exit();
        let mut window = user.start();
        window.wait_until("the account opens by itself", is_open);
        assert!(!window.shows("Last time") && !window.shows("crashed"), "{how}: {:#?}", window.texts());
    }
}

#[test]
fn what_ends_well_or_later_without_a_panic_is_not_asked_about() {
    for how in ["close", "end later"] {
        let user = User::new();
        user.break_down(how);
        let mut window = user.start();
        window.wait_until("the account opens by itself", is_open);
        assert!(!window.shows("ast time"), "{how}: {:#?}", window.texts());
    }
}

#[test]
fn the_details_for_support_hold_nothing_of_the_account_but_its_address() {
    let user = User::new();
    let told = user.break_down("panic later");
    assert!(String::from_utf8_lossy(&told.stdout).contains("no place for"), "the panic is real: {told:?}");
    let mut window = user.start();
    window.settle();
    window.button("Copy details for support").click();
    window.harness.step();
    let copied = window.harness.output().platform_output.commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.expect("something is copied");
    let host = user.host.to_string();
    for part in
        [env!("CARGO_PKG_VERSION"), env::consts::OS, "glow", &host, "no place for … in …", "crashes.rs:"]
    {
        assert!(copied.contains(part), "{part} is told: {copied}");
    }
    let file = fs::read_to_string(user.folder.path().join("crash.json")).expect("the crash");
    for secret in [TOKEN, "Aroma", "Coffee"] {
        assert!(!copied.contains(secret) && !file.contains(secret), "{secret} is not told: {copied}\n{file}");
    }
    window.click("Close this message");
    window.draw_until("it is decided", |_| !user.folder.path().join("crash.json").exists());
    assert!(!is_open(&window), "and nothing opens");
    window.exit();
    let mut window = user.start();
    window.wait_until("the account opens by itself", is_open);
}

#[test]
fn the_built_program_writes_a_panic_down() {
    let user = User::new();
    let output = Process::new(env!("CARGO_BIN_EXE_etapa"))
        .arg("--data-dir")
        .arg(user.folder.path())
        // eframe panics if it is to make a picture and was not built for that.
        .env("EFRAME_SCREENSHOT_TO", "picture.png")
        .stdin(Stdio::null())
        .output()
        .expect("the built program");
    assert_eq!(output.status.code(), Some(101), "{output:?}");
    let mut window = user.start();
    window.settle();
    assert!(window.shows("Etapa crashed last time, so no account is opened"), "{:#?}", window.texts());
    let notes = window.harness.state().model().screen().start_notes();
    let [StartNote::Crashed(crash)] = notes else { panic!("one crash: {notes:?}") };
    assert!(crash.details.contains("\nPlace: eframe-"), "{}", crash.details);
    assert!(crash.details.contains("EFRAME_SCREENSHOT_TO found"), "{}", crash.details);
    let names = DataDir::at(user.folder.path().to_owned()).names("").expect("a folder");
    assert!(!names.iter().any(|name| name.strip_suffix(".new").is_some()), "no part of a file: {names:?}");
}

#[test]
fn everything_about_a_crash_fits_into_a_small_window() {
    for language in [Language::English, Language::Russian] {
        let user = User::new();
        user.break_down("panic at once");
        fs::write(user.folder.path().join("accounts.json"), "{").expect("a folder to write to");
        let mut window = Window::of_a_user_in(language, user.folder.path(), user.secrets.store());
        let copy = match language {
            Language::English => "Copy details for support",
            Language::Russian => "Скопировать сведения для поддержки",
        };
        for size in [[1120.0, 740.0], [760.0, 520.0]] {
            window.harness.set_size(size.into());
            window.settle();
            let place = window.button(copy).rect();
            let is_inside = place.top() > 0.0 && place.bottom() < size[1] && place.right() < size[0];
            assert!(is_inside, "{language:?} {size:?}: {place:?}");
        }
    }
}

// ---- damaged files -------------------------------------------------------------------------------------

#[test]
fn a_damaged_list_is_told_and_the_accounts_are_there_again() {
    let user = User::new();
    let mut window = user.start();
    window.wait_until("the account is open", is_open);
    window.exit();
    fs::write(user.folder.path().join("accounts.json"), "{\"accounts\": [{\"ho")
        .expect("a folder to write to");
    let before = user.requests();
    let mut window = user.start();
    window.settle();
    let sentence = "The list of your accounts was damaged.";
    assert!(window.alerts().iter().any(|alert| alert.starts_with(sentence)), "{:#?}", window.alerts());
    assert_eq!(user.requests(), before, "nothing opens by itself");
    assert!(user.folder.path().join("accounts.json.damaged-1").exists(), "it is set aside");
    let name = window.harness.state().model().accounts().known()[0].name.clone();
    window.button(&format!("{name}, {}", user.host)).click();
    window.harness.step();
    window.wait_until("the keyring opens it", is_open);
    window.exit();
    let mut window = user.start();
    window.wait_until("it opens by itself", is_open);
}

#[test]
fn damaged_settings_are_told() {
    let user = User::new();
    fs::write(user.folder.path().join("settings.json"), "{\"theme\": \"da").expect("a folder to write to");
    let mut window = user.start();
    window.settle();
    let sentence = "The file with your settings was damaged.";
    assert!(window.alerts().iter().any(|alert| alert.starts_with(sentence)), "{:#?}", window.alerts());
    window.click("Close this message");
    assert!(!window.shows(sentence));
}

#[test]
fn an_account_opens_whichever_way_its_keys_are_kept() {
    let secrets = Secrets::default();
    let host = Host::parse("a.amocrm.ru").expect("a host");
    let token = Credentials::Token(Token::parse(TOKEN).expect("a token"));
    credentials::keep(&secrets.store(), &host, &token).expect("a keyring");
    for kind in [CredentialsKind::Token, CredentialsKind::OAuth] {
        assert_eq!(credentials::read(&secrets.store(), &host, kind), Ok(Some(token.clone())), "{kind:?}");
    }
    credentials::forget(&secrets.store(), &host).expect("a keyring");
    assert_eq!(
        credentials::read(&secrets.store(), &host, CredentialsKind::OAuth),
        Ok(None),
        "nothing is there"
    );
}
