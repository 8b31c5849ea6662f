//! Tells whether a former run crashed, and records what the next run needs to know if this one does.
//!
//! ```text
//! runs/1.lock     locked by a window that runs
//! runs/1.json     what that window tries: a renderer that has not painted, an account not shown yet
//! crash.json      the last crash, until an account has been opened since, or the user has put it away
//! renderer.json   the renderer that has painted
//! ```
//!
//! A panic is recorded by a hook. What ends a program without one, such as the window system
//! or a stack that is too small, is only seen by what it was trying: a switched-off computer looks the same,
//! so the user is asked and not told that something is wrong.

use std::io;
use std::panic::{self, PanicHookInfo};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use eframe::Renderer;
use egui::Context;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::amo::Host;
use crate::document::read_json;
use crate::model::{About, Crash, CrashMoment, Model, StartNote};

use super::about;
use super::autosave::Autosave;
use super::files::{DataDir, Lock};

const CRASH: &str = "crash.json";
const RENDERER: &str = "renderer.json";
/// Far more bytes than any of these files need.
const LIMIT: usize = 1 << 16;
/// More windows than anybody opens at the same time.
const MOST_WINDOWS: u32 = 64;
/// How long an account has to be on the screen: the window system may take a while to find fault with it.
const SETTLES: f64 = 2.0;
/// More of a message than this tells no more.
const LONGEST_MESSAGE: usize = 300;

/// Watches over one run of the program. Clones share it.
#[derive(Clone, Default)]
pub struct Watch(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// `None` when nothing is written.
    disk: Option<Disk>,
    noted: Noted,
    progress: Progress,
    /// The crash of a former run.
    crash: Option<CrashJson>,
    /// The renderer with which a former run never painted anything.
    failed: Option<Renderer>,
    renderer: Option<Renderer>,
    /// Whether the next run is to begin with this renderer, if it paints.
    is_remembered: bool,
    /// The account on the screen.
    open: Option<Host>,
    /// What was not settled when the window was closed.
    unsettled: Option<Host>,
    /// Whether a crash of this run was recorded.
    is_told: bool,
}

struct Disk {
    dir: DataDir,
    _turn: Lock,
    memory: Autosave<Noted>,
}

/// What is on the disk.
#[derive(Clone, Default, PartialEq)]
struct Noted {
    /// The number of this window.
    slot: u32,
    trial: Trial,
    keeps_crash: bool,
    painted_by: Option<Renderer>,
}

/// What a run tries and has not got through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Trial {
    renderer: Option<String>,
    account: Option<String>,
}

/// The file about a crash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct CrashJson {
    version: String,
    system: String,
    renderer: Option<String>,
    account: Option<String>,
    at: Option<Timestamp>,
    /// Whether the account was being opened.
    opening: bool,
    /// Whether it is known that the program broke down.
    broke_down: bool,
    message: Option<String>,
    place: Option<String>,
}

/// The file about the renderer.
#[derive(Serialize, Deserialize)]
struct RendererJson {
    renderer: String,
}

impl Watch {
    /// Looks at what former runs have left in this folder.
    #[must_use]
    pub fn start(dir: &DataDir) -> Self {
        let (trials, turn) = take_trials(dir);
        let mut crash: Option<CrashJson> = read(dir, CRASH);
        let account = trials.iter().find_map(|trial| trial.account.clone());
        // A recorded crash says more.
        if crash.is_none() && account.is_some() {
            let ended = CrashJson { account, opening: true, ..CrashJson::default() };
            // If it cannot be stored, it is shown this once.
            write(dir, CRASH, &ended).unwrap_or_default();
            crash = Some(ended);
        }
        let painted_by = read::<RendererJson>(dir, RENDERER).and_then(|json| json.renderer.parse().ok());
        let slot = turn.as_ref().map_or(0, |(slot, _)| *slot);
        let trial = Trial::default();
        let noted = Noted { slot, trial, keeps_crash: crash.is_some(), painted_by };
        let memory = Autosave::new(dir.clone(), noted.clone(), write_noted);
        let disk = turn.map(|(_, turn)| Disk { dir: dir.clone(), _turn: turn, memory });
        let failed = trials.iter().find_map(|trial| trial.renderer.as_ref()?.parse().ok());
        Self(Arc::new(Mutex::new(State { disk, noted, crash, failed, ..State::default() })))
    }

    /// Returns how a former run broke down, if the user has not decided about that yet.
    #[must_use]
    pub fn crash(&self) -> Option<Crash> {
        self.state().crash.as_ref().map(CrashJson::told)
    }

    /// Returns the renderer that has painted in a former run, and the one that has not.
    #[must_use]
    pub fn renderers(&self) -> (Option<Renderer>, Option<Renderer>) {
        let state = self.state();
        (state.noted.painted_by, state.failed)
    }

    /// Returns the renderer of this run.
    #[must_use]
    pub fn renderer(&self) -> Option<Renderer> {
        self.state().renderer
    }

    /// Notes which renderer is tried now, and whether the next run is to begin with it if it paints.
    pub fn begin(&self, renderer: Renderer, is_remembered: bool) {
        let mut state = self.state();
        state.renderer = Some(renderer);
        state.is_remembered = is_remembered;
        state.progress = Progress::default();
        state.unsettled = None;
        state.noted.trial = Trial { renderer: Some(renderer.to_string()), account: None };
        state.note(|| ());
    }

    /// Notes how far the window has come. To be called at the beginning of each frame that is painted.
    pub fn follow(&self, ctx: &Context, model: &Model) {
        let open = model.session().and_then(|session| session.connection().host());
        let look = Look {
            frame: ctx.cumulative_frame_nr(),
            time: ctx.input(|input| input.time),
            opening: model.job().reading().filter(|_| model.session().is_none()),
            open,
        };
        let mut state = self.state();
        let (account, wait) = state.progress.go_on(&look);
        let is_told = model.screen().start_notes().iter().any(|note| matches!(note, StartNote::Crashed(_)));
        state.noted.keeps_crash &= is_told || account.is_some();
        let renderer = state.renderer.filter(|_| !state.progress.is_painted);
        if renderer.is_none() && state.is_remembered {
            state.noted.painted_by = state.renderer;
        }
        state.noted.trial = Trial {
            renderer: renderer.map(|renderer| renderer.to_string()),
            account: account.map(|host| host.to_string()),
        };
        state.open = open.cloned();
        let waker = ctx.clone();
        state.note(move || waker.request_repaint());
        drop(state);
        if let Some(wait) = wait {
            ctx.request_repaint_after(wait);
        }
    }

    /// Notes that the window was closed.
    pub fn end(&self) {
        let mut state = self.state();
        state.unsettled = state.progress.shown.as_ref().map(|shown| shown.host.clone());
        if state.progress.shown.as_ref().is_some_and(|shown| shown.painted.is_some()) {
            state.noted.keeps_crash = false;
        }
        state.noted.trial = Trial::default();
        let State { disk, noted, .. } = &mut *state;
        if let Some(disk) = disk {
            disk.memory.finish(noted);
        }
    }

    /// Tells that the window was closed by an error: of what was on the screen for a short time only, that is
    /// a crash.
    pub fn ended_by(&self, error: &eframe::Error) {
        let mut state = self.state();
        if let Some(host) = state.unsettled.take() {
            let message = Some(cleaned(&error.to_string()));
            state.tell(CrashJson { account: Some(host.to_string()), opening: true, message, ..now() });
        }
    }

    /// Has every panic of this thread, which is the one of the window, written down.
    pub fn install_hook(&self) {
        let (watch, window, former) = (self.clone(), thread::current().id(), panic::take_hook());
        panic::set_hook(Box::new(move |info| {
            former(info);
            // A task that panics ends in a notice, and the program continues.
            if thread::current().id() == window {
                watch.panicked(info);
            }
        }));
    }

    fn panicked(&self, info: &PanicHookInfo<'_>) {
        // A panic in this module holds the lock.
        let Ok(mut state) = self.0.try_lock() else { return };
        let place = info
            .location()
            .map(|place| format!("{}:{}:{}", short_path(place.file()), place.line(), place.column()));
        let trial = state.noted.trial.account.clone();
        let account = trial.clone().or_else(|| state.open.as_ref().map(Host::to_string));
        let message = Some(message(info));
        state.tell(CrashJson { account, opening: trial.is_some(), message, place, ..now() });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Starts to write what has changed.
    fn note(&mut self, wake: impl FnOnce() + Send + 'static) {
        if let Some(disk) = &mut self.disk {
            disk.memory.update(&self.noted, wake);
        }
    }

    /// Writes a crash down. Of several, the first is the cause of the others.
    fn tell(&mut self, crash: CrashJson) {
        if let Some(disk) = self.disk.as_ref().filter(|_| !self.is_told) {
            let crash = CrashJson { renderer: self.renderer.map(|renderer| renderer.to_string()), ..crash };
            // The program ends; nobody is left to be told that it failed.
            write(&disk.dir, CRASH, &crash).unwrap_or_default();
            self.is_told = true;
        }
    }
}

impl CrashJson {
    fn told(&self) -> Crash {
        let moment = match (self.broke_down, self.opening) {
            (true, true) => CrashMoment::Opening,
            (true, false) => CrashMoment::Later,
            (false, _) => CrashMoment::Unknown,
        };
        let host = self.account.as_deref().and_then(|account| Host::parse(account).ok());
        Crash { moment, details: self.details(host.as_ref()), host }
    }

    /// Says for support what is known.
    fn details(&self, host: Option<&Host>) -> String {
        let moment = match (host, self.opening) {
            (None, _) => "no account was open",
            (_, true) => "the account was being opened",
            (_, false) => "the account was open",
        };
        let about = About {
            version: self.version.clone(),
            system: self.system.clone(),
            renderer: self.renderer.clone().unwrap_or_default(),
            folder: None,
        };
        let told = |text: &Option<String>| text.clone().unwrap_or_else(|| "not known".to_owned());
        [
            about.details(host),
            format!("Time: {}", told(&self.at.map(|at| at.to_string()))),
            format!("When: {moment}"),
            format!("Message: {}", told(&self.message)),
            format!("Place: {}", told(&self.place)),
        ]
        .join("\n")
    }
}

// ---- how far the window has come -----------------------------------------------------------------------

/// What can be seen at the beginning of a frame.
struct Look<'a> {
    frame: u64,
    /// In seconds.
    time: f64,
    /// The account that is being read and not on the screen yet.
    opening: Option<&'a Host>,
    /// The account on the screen.
    open: Option<&'a Host>,
}

/// How far the window has come.
#[derive(Default)]
struct Progress {
    first_frame: Option<u64>,
    is_painted: bool,
    /// The account that is on the screen for a short time only.
    shown: Option<Shown>,
    /// The account that is on the screen, and stays.
    settled: Option<Host>,
}

struct Shown {
    host: Host,
    first_frame: u64,
    /// When the first frame had been painted.
    painted: Option<f64>,
}

impl Progress {
    /// Returns the account that is being tried, and how soon to look again.
    fn go_on(&mut self, look: &Look<'_>) -> (Option<Host>, Option<Duration>) {
        let first = *self.first_frame.get_or_insert(look.frame);
        // A frame begins when the one before it is on the screen.
        self.is_painted |= look.frame > first;
        let wait = (!self.is_painted).then_some(Duration::ZERO);
        let Some(open) = look.open else {
            (self.shown, self.settled) = (None, None);
            return (look.opening.cloned(), wait);
        };
        if self.settled.as_ref() == Some(open) {
            return (None, wait);
        }
        self.settled = None;
        let shown = match self.shown.take().filter(|shown| shown.host == *open) {
            Some(shown) => shown,
            None => Shown { host: open.clone(), first_frame: look.frame, painted: None },
        };
        let painted = shown.painted.or_else(|| (look.frame > shown.first_frame).then_some(look.time));
        let left = painted.map_or(Duration::ZERO, |then| {
            Duration::try_from_secs_f64(then + SETTLES - look.time).unwrap_or_default()
        });
        if painted.is_some() && left.is_zero() {
            self.settled = Some(shown.host);
            return (None, wait);
        }
        self.shown = Some(Shown { painted, ..shown });
        (Some(open.clone()), wait.or(Some(left)))
    }
}

// ---- files ---------------------------------------------------------------------------------------------

/// Takes the records of windows that do not run any more, and a slot for this one.
fn take_trials(dir: &DataDir) -> (Vec<Trial>, Option<(u32, Lock)>) {
    let take = |slot: u32| dir.try_lock(&format!("runs/{slot}")).ok().flatten().map(|turn| (slot, turn));
    let turn = (1..=MOST_WINDOWS).find_map(take);
    let mine = turn.as_ref().map(|(slot, _)| *slot);
    let names = dir.names("runs").unwrap_or_default();
    let slots = names.iter().filter_map(|name| name.strip_suffix(".json")?.parse::<u32>().ok());
    // Held until it is read, or a window that starts now might write it meanwhile.
    let left = slots.filter_map(|slot| {
        if mine == Some(slot) {
            Some((slot, None))
        } else {
            take(slot).map(|(slot, turn)| (slot, Some(turn)))
        }
    });
    let trials = left.filter_map(|(slot, _turn)| {
        let trial = read(dir, &trial_path(slot));
        dir.remove(&trial_path(slot)).unwrap_or_default();
        trial
    });
    (trials.collect(), turn)
}

fn trial_path(slot: u32) -> String {
    format!("runs/{slot}.json")
}

/// Writes what has changed.
fn write_noted(dir: &DataDir, former: &Noted, noted: &Noted) -> io::Result<()> {
    if former.trial != noted.trial {
        let path = trial_path(noted.slot);
        if noted.trial == Trial::default() {
            dir.remove(&path)?;
        } else {
            dir.write_whole(&path, &serde_json::to_vec(&noted.trial)?)?;
        }
    }
    if former.keeps_crash && !noted.keeps_crash {
        dir.remove(CRASH)?;
    }
    if let Some(renderer) = noted.painted_by.filter(|_| former.painted_by != noted.painted_by) {
        write(dir, RENDERER, &RendererJson { renderer: renderer.to_string() })?;
    }
    Ok(())
}

/// Reads a file. One that cannot be read tells nothing.
fn read<T: DeserializeOwned>(dir: &DataDir, name: &str) -> Option<T> {
    read_json(&dir.read_whole(name, LIMIT).ok()??).ok()
}

/// Writes a file, in the middle of a panic too.
fn write<T: Serialize>(dir: &DataDir, name: &str, content: &T) -> io::Result<()> {
    dir.write_at_once(name, &serde_json::to_vec_pretty(content)?)
}

// ---- the report ----------------------------------------------------------------------------------------

/// What is true of every crash of this run.
#[expect(clippy::disallowed_methods, reason = "tells support when it was")]
fn now() -> CrashJson {
    CrashJson {
        version: about::version(),
        system: about::system(),
        at: Some(Timestamp::now()),
        broke_down: true,
        ..CrashJson::default()
    }
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    if let Some(literal) = payload.downcast_ref::<&'static str>() {
        // A literal of the source holds no data.
        return literal.chars().take(LONGEST_MESSAGE).collect();
    }
    payload.downcast_ref::<String>().map_or_else(String::new, |message| cleaned(message))
}

/// What stands between quotes in the messages of the standard library, and is no value.
const CODE: [&str; 8] =
    ["Option::unwrap()", "Result::unwrap()", "Some", "None", "Ok", "Err", "left == right", "left != right"];

/// Takes everything out of a message that may come from an account: what stands between quotes or brackets,
/// names, ids, and whatever else is no plain English word.
fn cleaned(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let mut told: Vec<String> = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(|c: char| !c.is_whitespace()) {
        rest = &rest[at..];
        let part = next_part(rest);
        rest = &rest[part.len()..];
        let code = part.strip_prefix('`').and_then(|part| part.strip_suffix('`'));
        let word = if code.is_some_and(|code| CODE.contains(&code)) || is_plain(part) { part } else { "…" };
        if word != "…" || told.last().is_none_or(|last| last != word) {
            told.push(word.to_owned());
        }
    }
    told.join(" ").chars().take(LONGEST_MESSAGE).collect()
}

/// Returns the next word, or all that stands between quotes or brackets; where they are not closed, all that
/// is left.
fn next_part(text: &str) -> &str {
    let open = text.chars().next().unwrap_or_default();
    let close = match open {
        '"' | '\'' | '`' => open,
        '[' => ']',
        '{' => '}',
        '(' => ')',
        '«' => '»',
        '“' => '”',
        '‘' => '’',
        _ => {
            let ends = |c: char| c.is_whitespace() || "\"`[{(«“‘".contains(c);
            return &text[..text.find(ends).unwrap_or(text.len())];
        }
    };
    let inside = &text[open.len_utf8()..];
    let mut is_escaped = false;
    let closes = |(_, c): &(usize, char)| {
        let was_escaped = is_escaped;
        is_escaped = *c == '\\' && !was_escaped;
        *c == close && !was_escaped
    };
    let end = inside.char_indices().find(closes).map(|(at, _)| open.len_utf8() + at + close.len_utf8());
    &text[..end.unwrap_or(text.len())]
}

/// Tells whether a word is one of English or a small number, as far as its letters can tell.
fn is_plain(word: &str) -> bool {
    let bare = word.trim_end_matches([',', '.', ';', ':', '!', '?']);
    let is_word = bare.len() <= 16 && bare.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let is_number = bare.len() <= 4 && bare.bytes().all(|byte| byte.is_ascii_digit());
    is_word || is_number
}

/// Returns the part of a source's path that does not depend on where it was built.
fn short_path(path: &str) -> String {
    let path = path.replace('\\', "/");
    let of_crate = path.split_once("/registry/src/").and_then(|(_, rest)| rest.split_once('/'));
    of_crate.map_or_else(|| path.clone(), |(_, rest)| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::files::tests::scratch;
    use super::*;

    fn host(name: &str) -> Host {
        Host::parse(&format!("{name}.amocrm.ru")).expect("a host")
    }

    fn leave(dir: &DataDir, slot: u32, trial: &Trial) {
        let bytes = serde_json::to_vec(trial).expect("JSON");
        dir.write_whole(&trial_path(slot), &bytes).expect("a folder to write to");
    }

    fn opening() -> Trial {
        Trial { renderer: None, account: Some("a.amocrm.ru".to_owned()) }
    }

    #[test]
    fn an_account_is_tried_from_its_reading_until_it_was_on_the_screen_for_a_while() {
        let (a, b) = (host("a"), host("b"));
        let mut progress = Progress::default();
        let mut go_on = |frame, time, opening: Option<&Host>, open: Option<&Host>| {
            progress.go_on(&Look { frame, time, opening, open })
        };
        let soon = Some(Duration::ZERO);
        assert_eq!(go_on(7, 0.0, None, None), (None, soon), "nothing is painted yet");
        assert_eq!(go_on(7, 0.0, None, None), (None, soon), "the same frame once more");
        assert_eq!(go_on(8, 0.1, None, None), (None, None), "the start screen, and idle");
        assert_eq!(go_on(9, 1.0, Some(&a), None), (Some(a.clone()), None), "it is being read");
        assert_eq!(go_on(10, 1.5, None, None), (None, None), "which has failed");
        assert_eq!(go_on(11, 2.0, Some(&a), None), (Some(a.clone()), None));
        assert_eq!(go_on(12, 3.0, None, Some(&a)), (Some(a.clone()), soon), "its first frame begins");
        let wait = Some(Duration::from_secs(2));
        assert_eq!(go_on(13, 3.5, None, Some(&a)), (Some(a.clone()), wait), "and is painted");
        let wait = Some(Duration::from_millis(500));
        assert_eq!(go_on(14, 5.0, None, Some(&a)), (Some(a.clone()), wait));
        assert_eq!(go_on(15, 5.5, None, Some(&a)), (None, None), "all is well, and idle");
        assert_eq!(go_on(16, 6.0, Some(&a), Some(&a)), (None, None), "to read it again is no opening");
        assert_eq!(go_on(17, 7.0, None, Some(&b)), (Some(b.clone()), soon), "another one");
        assert_eq!(go_on(18, 9.5, None, Some(&a)), (Some(a.clone()), soon), "and back at once");
    }

    #[test]
    fn what_a_window_tried_that_is_gone_is_told_until_the_user_has_decided() {
        let (_scratch, dir) = scratch();
        assert_eq!(Watch::start(&dir).crash(), None, "before the first run");
        leave(&dir, 1, &opening());
        for _ in 0..2 {
            let crash = Watch::start(&dir).crash().expect("what the former run was doing");
            assert_eq!((crash.host, crash.moment), (Some(host("a")), CrashMoment::Unknown), "it is asked");
            assert_eq!(read::<Trial>(&dir, &trial_path(1)), None, "it is counted once");
        }
        let watch = Watch::start(&dir);
        watch.state().noted.keeps_crash = false;
        watch.end();
        assert_eq!(Watch::start(&dir).crash(), None, "decided");
    }

    #[test]
    fn two_windows_do_not_take_each_other_for_dead() {
        let (_scratch, dir) = scratch();
        let first = Watch::start(&dir);
        leave(&dir, 1, &opening());
        let second = Watch::start(&dir);
        assert_eq!(second.crash(), None, "the first one is at it");
        assert_eq!(read(&dir, &trial_path(1)), Some(opening()), "and goes on");
        leave(&dir, 2, &opening());
        second.end();
        assert_eq!(read(&dir, &trial_path(1)), Some(opening()), "each for itself");
        drop(second);
        assert!(Watch::start(&dir).crash().is_some(), "the second one is gone, and had begun anew");
        drop(first);
    }

    #[test]
    fn a_renderer_that_never_painted_is_known_and_one_that_did_is_remembered() {
        let (_scratch, dir) = scratch();
        let glow = Some(Renderer::Glow);
        leave(&dir, 1, &Trial { renderer: Some("glow".to_owned()), account: None });
        let watch = Watch::start(&dir);
        assert_eq!((watch.renderers(), watch.crash()), ((None, glow), None), "no account is to blame");
        for is_remembered in [false, true] {
            watch.begin(Renderer::Glow, is_remembered);
            let ctx = Context::default();
            let model = Model::new(crate::model::Settings::default(), crate::amo::Pace::new(Duration::ZERO));
            for _ in 0..2 {
                let mut output = ctx.run_ui(egui::RawInput::default(), |ui| watch.follow(ui.ctx(), &model));
                output.textures_delta.clear();
            }
            watch.end();
            let painted = is_remembered.then_some(Renderer::Glow);
            assert_eq!(Watch::start(&dir).renderers(), (painted, None), "{is_remembered}");
        }
        dir.write_whole(RENDERER, b"{\"renderer\": \"crayon\"}").expect("a folder to write to");
        assert_eq!(Watch::start(&dir).renderers(), (None, None), "of a later version");
    }

    #[test]
    fn what_closes_the_window_against_its_will_is_a_crash_of_what_was_just_opened() {
        let (_scratch, dir) = scratch();
        let error = eframe::Error::WinitEventLoop(winit::error::EventLoopError::ExitFailure(1));
        for told in [None, Some((Some(host("a")), CrashMoment::Opening))] {
            let watch = Watch::start(&dir);
            let shown = told.clone().and_then(|(host, _)| host);
            let shown = shown.map(|host| Shown { host, first_frame: 1, painted: None });
            watch.state().progress.shown = shown;
            watch.end();
            watch.ended_by(&error);
            drop(watch);
            let crash = Watch::start(&dir).crash();
            assert_eq!(crash.map(|crash| (crash.host, crash.moment)), told, "on the screen: {told:?}");
        }
    }

    #[test]
    fn nothing_of_an_account_stays_in_a_message() {
        for (message, told) in [
            ("index out of bounds: the len is 3 but the index is 7", None),
            ("called `Option::unwrap()` on a `None` value", None),
            ("assertion `left == right` failed: widths", None),
            (
                "called `Result::unwrap()` on an `Err` value: NulError(4, [65, 66, 0])",
                Some("called `Result::unwrap()` on an `Err` value: …"),
            ),
            (
                "byte index 5 is not a char boundary; it is inside 'ы' (bytes 4..6) of `Анна Смирнова`",
                Some("byte index 5 is not a char boundary; it is inside … of …"),
            ),
            ("no status \"anna maria smith\" here", Some("no status … here")),
            ("no status \"a \\\" anna maria smith", Some("no status …")),
            ("no status Anna here", Some("no status … here")),
            ("customer 12345678 of anna@shop.example", Some("customer … of …")),
            ("token eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiIxIn0.c2ln", Some("token …")),
            ("token def50200aabbccdd", Some("token …")),
            ("one\nAnna two", Some("one")),
            ("`anna maria", Some("…")),
            ("", None),
        ] {
            assert_eq!(cleaned(message), told.unwrap_or(message), "{message}");
        }
        assert!(cleaned(&"word ".repeat(1000)).len() <= LONGEST_MESSAGE);
    }

    #[test]
    fn a_place_does_not_tell_where_the_program_was_built() {
        let path = "/builds/anna/registry/src/index.crates.io-1949cf/winit-0.30.13/src/window.rs";
        assert_eq!(short_path(path), "winit-0.30.13/src/window.rs");
        assert_eq!(short_path(&path.replace('/', "\\")), "winit-0.30.13/src/window.rs");
        assert_eq!(short_path("src/app/mod.rs"), "src/app/mod.rs");
    }
}
