//! The built program in a real window: it starts, paints, and closes when asked to.
//!
//! Wants a display with a window manager, and `wmctrl`, `xwininfo` and `xwd`; `tests/run.sh` provides them.
//! Where they are missing the test fails: it is only built when it was asked for.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say where")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use etapa::amo::{Host, Integration, Token, TokenPair};
use etapa::app::credential_store::CredentialStore;
use etapa::app::files::DataDir;
use etapa::app::renewal::Renewal;
use etapa::app::transport::{Deadlines, Network};
use etapa::app::{accounts, credentials};
use etapa::demo::{OAuth, SeedWords, Server, World};
use etapa::model::{Access, Credentials, CredentialsKind, KnownAccount, OAuthKeys};

#[expect(dead_code, reason = "made for all tests, which use all of it")]
#[path = "it/support/loopback.rs"]
mod loopback;

use loopback::{Answer, Loopback};

/// How long anything may take; software rendering on a busy machine is slow.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long to leave the display alone between two looks.
const LOOK: Duration = Duration::from_millis(100);
/// A painted window has its ground, its panels, and text with smoothed edges; an empty one has one or two.
const FEWEST_COLORS: usize = 8;

/// One program at a time: there is one display, and windows are told apart by their names.
static DISPLAY: Mutex<()> = Mutex::new(());

#[test]
fn the_program_opens_a_window_paints_it_and_closes_when_asked() {
    let _turn = DISPLAY.lock().unwrap_or_else(PoisonError::into_inner);
    let mut program = Program::start(&["--demo", "--language", "en"]);
    let window = program.wait_for("a window", || window_called("Etapa"));
    let colors =
        program.wait_for("a painted window", || Some(colors_of(&window)).filter(|n| *n >= FEWEST_COLORS));
    assert!(colors >= FEWEST_COLORS, "{colors} colours");
    succeed(Command::new("wmctrl").args(["-i", "-c", &window]));
    let output = program.wait_for_the_end();
    assert!(output.status.success(), "left with {}", output.status);
    let told = String::from_utf8_lossy(&output.stderr);
    let complaints: Vec<&str> = told.lines().filter(|line| is_complaint(line)).collect();
    assert!(complaints.is_empty(), "complaints on stderr: {complaints:#?}");
    assert!(output.stdout.is_empty(), "words on stdout: {}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_whole_run_opens_the_last_account_renews_its_tokens_and_writes_no_secret_anywhere() {
    let _turn = DISPLAY.lock().unwrap_or_else(PoisonError::into_inner);
    let secret = "a-client-secret-that-nobody-writes-down";
    let oauth = OAuth::new("id", secret, "https://shop.example/");
    let mut server = Server::new(World::demo(SeedWords::English)).with_oauth(oauth);
    let code = server.oauth_mut().expect("a sign-in").issue_code();
    let loopback = Loopback::start(move |request| Answer::Response(server.answer(request)));
    let host = Host::parse(&loopback.origin()).expect("a host");
    let store = CredentialStore::new(CredentialStore::SERVICE);
    let first = signed_in(&store, &host, secret, &code);
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let known = KnownAccount {
        host: host.clone(),
        name: String::new(),
        label: None,
        access: Access::Full,
        kind: CredentialsKind::OAuth,
        id: 0,
    };
    accounts::write(&DataDir::at(scratch.path().to_owned()), &Vec::new(), &vec![known]).expect("a list");
    let folder = scratch.path().to_str().expect("a path of text");
    let mut program = Program::start(&["--data-dir", folder, "--language", "en"]);
    let window = program.wait_for("the account in the window's title", || window_called(&host.to_string()));
    succeed(Command::new("wmctrl").args(["-i", "-c", &window]));
    let output = program.wait_for_the_end();
    assert!(output.status.success(), "left with {}", output.status);
    let Ok(Some(Credentials::OAuth(last))) = credentials::read(&store, &host, CredentialsKind::OAuth) else {
        panic!("the keys are kept");
    };
    credentials::forget(&store, &host).expect("an unlocked keyring");
    assert_ne!(first.access, last.pair.access, "the tokens were renewed");
    let mut told = vec![output.stdout, output.stderr];
    read_all(scratch.path(), &mut told);
    assert!(told.iter().any(|bytes| holds(bytes, "Aroma Coffee")), "the account was written down");
    for secret in [&first, &last.pair].into_iter().flat_map(|pair| [&pair.access, &pair.refresh]) {
        assert!(!told.iter().any(|bytes| holds(bytes, secret.reveal())), "a token was written down");
    }
    assert!(!told.iter().any(|bytes| holds(bytes, secret)), "the client secret was written down");
}

/// Signs in with an integration, long enough ago that its tokens have to be renewed.
fn signed_in(store: &CredentialStore, host: &Host, secret: &str, code: &str) -> TokenPair {
    let integration = Integration {
        client_id: "id".to_owned(),
        client_secret: secret.to_owned().into(),
        redirect_uri: "https://shop.example/".to_owned(),
    };
    let network = Network::new(Deadlines::default());
    let renewal = Renewal { network, store: store.clone(), data_dir: None };
    let code = Token::parse(code).expect("a code");
    let pair = renewal.exchange(host, &integration, &code).expect("a pair");
    let keys = OAuthKeys { integration, pair: TokenPair { expires_at: 0, ..pair.clone() }, former: None };
    credentials::keep(store, host, &Credentials::OAuth(keys)).expect("an unlocked keyring");
    pair
}

/// Reads every file below a folder.
fn read_all(folder: &Path, told: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_all(&path, told);
        } else {
            told.push(fs::read(&path).expect("a file"));
        }
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

#[test]
fn a_command_line_that_makes_no_sense_is_refused_before_any_window_opens() {
    let output = run(Command::new(env!("CARGO_BIN_EXE_etapa")).args(["--renderer", "vulkan"]));
    assert_eq!(output.status.code(), Some(2), "the exit code");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.lines().count() == 1 && told.contains("the renderers are glow and wgpu"),
        "one sentence: {told}"
    );
}

/// The running program; it does not outlive the test.
struct Program(Option<Child>);

impl Program {
    fn start(args: &[&str]) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_etapa"))
            .args(args)
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the built program");
        Self(Some(child))
    }

    /// Looks until there is something to see, or the program has ended.
    fn wait_for<T>(&mut self, what: &str, look: impl Fn() -> Option<T>) -> T {
        let (_never, pause) = mpsc::channel::<()>();
        let deadline = now() + PATIENCE;
        while now() < deadline && self.is_running() {
            if let Some(seen) = look() {
                return seen;
            }
            pause.recv_timeout(LOOK).unwrap_or_default();
        }
        panic!("waited in vain for {what}");
    }

    fn is_running(&mut self) -> bool {
        self.0.as_mut().is_some_and(|child| child.try_wait().is_ok_and(|ended| ended.is_none()))
    }

    fn wait_for_the_end(mut self) -> Output {
        let child = self.0.take().expect("a running program");
        let id = child.id().to_string();
        let (ended, wait) = mpsc::channel();
        // Reads its output to the end, which a program that writes much needs in order to end.
        let reading = std::thread::Builder::new().name("end".to_owned());
        reading.spawn(move || ended.send(child.wait_with_output())).expect("a thread");
        wait.recv_timeout(PATIENCE)
            .unwrap_or_else(|_late| {
                run(Command::new("kill").args(["-KILL", &id]));
                panic!("the program does not close")
            })
            .expect("the program's output")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a test against the real world has a real deadline")]
fn now() -> Instant {
    Instant::now()
}

/// Returns the id of the window that the window manager lists with this in its title. It may fail while a
/// window comes or goes: then it is asked again.
fn window_called(title: &str) -> Option<String> {
    let output = run(Command::new("wmctrl").arg("-l"));
    let listed = String::from_utf8_lossy(&output.stdout);
    let line = listed.lines().find(|line| line.contains(title))?;
    line.split_whitespace().next().map(str::to_owned)
}

/// Counts the colours of a window's picture, up to as many as it takes to tell.
fn colors_of(window: &str) -> usize {
    let picture = run(Command::new("xwd").args(["-silent", "-id", window])).stdout;
    // The head of the format says its own size, how many palette entries of 12 bytes follow it, and then
    // come the pixels, 4 bytes each at the depth that `tests/run.sh` asks for.
    let word =
        |at: usize| picture.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
    let (Some(head), Some(palette)) = (word(0), word(76)) else { return 0 };
    let pixels = usize::try_from(head + palette * 12).unwrap_or(usize::MAX);
    let pixels = picture.get(pixels..).unwrap_or_default();
    pixels.chunks_exact(4).collect::<BTreeSet<_>>().len()
}

/// Tells what the program itself complains about from what libraries of the system mutter: it has two ways to
/// do so.
fn is_complaint(line: &str) -> bool {
    line.starts_with("etapa:") || line.contains("panicked at")
}

fn succeed(command: &mut Command) -> String {
    let output = run(command);
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}
