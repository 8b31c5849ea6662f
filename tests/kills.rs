//! The kill test: the program is killed at random moments of editing and of saving and started again; nothing
//! may be lost.
//!
//! This binary is both sides. As `kills victim …` it is the program with a user at it, who tells on standard
//! output what is written down. Without words it is the one who kills, and has the server.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say where")]
#![expect(clippy::disallowed_methods, reason = "tests stand outside: they have a clock and a deadline")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Child, Command as Process, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use ehttp::{Method, Request};
use etapa::crm::{Account, Color, Draft, SEGMENT_COLORS, STATUS_COLORS};
use etapa::demo::{Server, World, WorldField, WorldSegment, WorldStatus};
use etapa::document::SavedDraft;
use etapa::model::Model;

#[expect(dead_code, reason = "made for all tests, which use all of it")]
#[path = "it/support/mod.rs"]
mod support;

use support::conversation::Conversation;
use support::loopback::{Answer, Loopback};
use support::window::Window;

const KILLS: usize = 200;
/// Of this many kills one comes while it saves.
const SAVING_EVERY: usize = 3;
const WORKERS: usize = 3;
const TOKEN: &str = "s3cr3t.token";
/// Longer than anything takes, so that only a fault meets it.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often the user presses Save before giving up on the program.
const MOST_PRESSES: usize = 6;

// ---- the user ------------------------------------------------------------------------------------------

/// What the user does by hand; each is one step that can be written down.
#[derive(Clone, Copy)]
enum Act {
    Row(&'static str),
    Click(&'static str),
    Pick(&'static str),
    /// Selects what a field holds, for what is typed next.
    Field(&'static str),
    Letter(char),
    Press(Modifiers, Key),
}

fn typed(text: &'static str) -> impl Iterator<Item = Act> {
    text.chars().map(Act::Letter)
}

const UNDO: Act = Act::Press(Modifiers::COMMAND, Key::Z);

/// An account, and what is done in it.
struct Story {
    name: &'static str,
    server: fn() -> Server,
    acts: fn() -> Vec<Act>,
}

const STORIES: [Story; 2] = [
    Story { name: "statuses", server: statuses, acts: status_acts },
    Story { name: "segments", server: segments, acts: segment_acts },
];

/// Five statuses S1 to S5 between two of amoCRM's own.
fn statuses() -> Server {
    let ours = (1..=5_u32)
        .map(|at| WorldStatus::ordinary(u64::from(100 + at), &format!("S{at}"), at.into(), STATUS_COLORS[0]));
    let first = WorldStatus::system(11, "Recent", 0, Color(0xcc, 0xff, 0x66), 4);
    let last = WorldStatus::system(12, "Closed", 9, Color(0xd5, 0xd8, 0xdb), 3);
    let all = [first].into_iter().chain(ours).chain([last]);
    Server::new(World::with_statuses(all.collect()))
}

fn status_acts() -> Vec<Act> {
    let acts = [Act::Row("S2"), Act::Click("Add status")].into_iter().chain(typed("Loyal")).chain([
        Act::Pick("Light blue #c1e0ff"),
        Act::Row("S1"),
        Act::Field("Name"),
    ]);
    let acts = acts.chain(typed("One")).chain([
        Act::Click("Move S4 up"),
        UNDO,
        Act::Click("Redo"),
        Act::Row("S3"),
        Act::Click("Delete status"),
        Act::Click("Delete"),
        Act::Row("S5"),
        Act::Pick("Light blue #c1e0ff"),
        UNDO,
        Act::Click("Move S5 up"),
    ]);
    acts.collect()
}

/// Four segments G1 to G4 with a note.
fn segments() -> Server {
    let segment = |at: u64| WorldSegment::new(10 + at, &format!("G{at}"), SEGMENT_COLORS[0]);
    let fields = vec![WorldField::new(7, "Note", "text", 1)];
    Server::new(World::with_segments((1..=4).map(segment).collect(), fields))
}

fn segment_acts() -> Vec<Act> {
    let acts = [Act::Row("G1"), Act::Field("Note")]
        .into_iter()
        .chain(typed("Call"))
        .chain([Act::Press(Modifiers::NONE, Key::Tab), Act::Field("Name")]);
    let acts = acts.chain(typed("One")).chain([
        Act::Pick("Royal blue #006acc"),
        UNDO,
        Act::Click("Redo"),
        Act::Row("G3"),
        Act::Click("Delete segment"),
        Act::Click("Delete"),
        Act::Click("Add segment"),
    ]);
    let acts = acts.chain(typed("New")).chain([Act::Field("Note")]).chain(typed("x1")).chain([
        Act::Row("G4"),
        Act::Pick("Royal blue #006acc"),
        UNDO,
    ]);
    acts.collect()
}

/// Does one thing, and waits until all that is known is written down.
fn act(window: &mut Window, act: Act) {
    match act {
        Act::Row(name) => window.row(name).click(),
        Act::Click(name) => window.button(name).click(),
        Act::Pick(name) => window.find(Role::RadioButton, name).click(),
        Act::Field(name) => {
            window.find(Role::TextInput, name).focus();
            window.settle();
            window.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        }
        Act::Letter(letter) => window.harness.event(Event::Text(letter.to_string())),
        Act::Press(modifiers, key) => window.harness.key_press_modifiers(modifiers, key),
    }
    window.settle();
    window.wait_until("all is written down", |window| !model(window).is_archiving());
}

/// Starts the program for a user who signs in to this account.
fn start(folder: &Path, origin: &str) -> Window {
    let mut window = Window::signing_in(folder, origin, TOKEN);
    window.harness.set_size([1120.0, 1300.0].into());
    window.wait_until("the account is open", |window| model(window).session().is_some());
    window
}

/// Presses Save until the saving has begun or nothing is left to save.
fn begin_to_save(window: &mut Window) {
    for _ in 0..2 {
        if unsaved(window) > 0 && !model(window).job().is_saving() {
            window.harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
            window.harness.step();
        }
    }
}

fn model(window: &Window) -> &Model {
    window.harness.state().model()
}

fn draft(window: &Window) -> &Draft {
    model(window).draft().expect("an account is open")
}

fn unsaved(window: &Window) -> usize {
    draft(window).unsaved()
}

// ---- what is killed ------------------------------------------------------------------------------------

/// Is the program with a user at it: `<story> <edit or save> <folder> <address>`.
fn be_the_victim(arguments: &[String]) {
    let [story, goal, folder, origin] = arguments else { panic!("four words: {arguments:?}") };
    let story = STORIES.iter().find(|known| known.name == story).expect("a story of this name");
    let mut window = start(Path::new(folder), origin);
    let mut stdout = std::io::stdout().lock();
    let mut tell = |words: &str| {
        writeln!(stdout, "{words}").expect("somebody reads this");
        stdout.flush().expect("somebody reads this");
    };
    tell("ready");
    for one in (story.acts)() {
        act(&mut window, one);
        tell("written");
    }
    if goal == "save" {
        begin_to_save(&mut window);
        tell("saving");
        window.wait_until("the saving ends", |window| !model(window).job().is_saving());
        tell("saved");
    }
    // Whoever is to kill this comes, or is gone, and then the input ends.
    std::io::stdin().read_to_end(&mut Vec::new()).expect("an input that ends");
}

// ---- the one who kills ---------------------------------------------------------------------------------

/// What can be seen of an account: statuses in their order, segments in any.
fn seen(account: &Account) -> String {
    let statuses: Vec<_> = account.statuses.iter().map(|one| (&one.name, one.color)).collect();
    let mut segments: Vec<_> =
        account.segments.iter().map(|one| format!("{} {:?} {:?}", one.name, one.color, one.values)).collect();
    segments.sort();
    format!("{statuses:?} {segments:?}")
}

/// What the user sees, and what each press of Undo and of Redo would show.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    now: String,
    past: Vec<String>,
    future: Vec<String>,
}

impl Shown {
    fn of(draft: &Draft) -> Self {
        let (mut back, mut forth) = (draft.clone(), draft.clone());
        let undo = || {
            back.can_undo().then(|| {
                back.undo();
                seen(back.edited())
            })
        };
        let past = std::iter::from_fn(undo).collect();
        let redo = || {
            forth.can_redo().then(|| {
                forth.redo();
                seen(forth.edited())
            })
        };
        Self { now: seen(draft.edited()), past, future: std::iter::from_fn(redo).collect() }
    }
}

/// How a story goes when nobody is killed.
struct Course {
    story: &'static Story,
    /// What is shown at first and after each act.
    shown: Vec<Shown>,
    /// How many requests are sent before the saving, and with it.
    requests: (usize, usize),
}

impl Course {
    fn of(story: &'static Story) -> Self {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let scene = Scene::start(story, None);
        let mut window = start(scratch.path(), &scene.wire.origin());
        let mut shown = vec![Shown::of(draft(&window))];
        for one in (story.acts)() {
            act(&mut window, one);
            shown.push(Shown::of(draft(&window)));
        }
        let before = scene.wire.record().requests.len();
        assert!(
            shown.iter().all(|one| one.past.last().is_none_or(|first| *first == shown[0].now)),
            "back to the start"
        );
        scene.save(&mut window, &shown.last().expect("something is shown").now);
        Self { story, requests: (before, scene.wire.record().requests.len()), shown }
    }
}

/// When the server has the program killed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Moment {
    /// Before it has done what it was asked.
    Before,
    /// When it has, and has not answered.
    Done,
    /// A little after the answer.
    Answered,
}

/// The account behind the wire, and whom it has killed.
struct Behind {
    server: Server,
    /// At which request, from 1, and when.
    kill: Option<(usize, Moment)>,
    requests: usize,
    victim: Option<Child>,
    /// The addresses of what was deleted.
    deleted: Vec<String>,
    /// What was to be deleted although it had been.
    deleted_again: Vec<String>,
    reached: mpsc::Sender<()>,
}

impl Behind {
    fn answer(&mut self, request: &Request) -> Answer {
        self.requests += 1;
        let moment = self.kill.take_if(|(nth, _)| *nth == self.requests).map(|(_, moment)| moment);
        if moment == Some(Moment::Before) {
            self.kill_now();
            return Answer::Hangup;
        }
        let deletes = request.method == Method::DELETE;
        if deletes && self.deleted.contains(&request.url) {
            self.deleted_again.push(request.url.clone());
        }
        let answer = self.server.answer(request);
        if deletes && answer.ok {
            self.deleted.push(request.url.clone());
        }
        match moment {
            Some(Moment::Done) => {
                self.kill_now();
                Answer::Hangup
            }
            Some(_) => {
                self.reached.send(()).expect("somebody waits for this moment");
                Answer::Response(answer)
            }
            None => Answer::Response(answer),
        }
    }

    /// Kills the program (SIGKILL, or what the system has for it).
    fn kill_now(&mut self) {
        if let Some(victim) = &mut self.victim {
            assert_eq!(victim.try_wait().expect("a child of ours"), None, "it does not end by itself");
            victim.kill().expect("a child of ours");
            victim.wait().expect("a child of ours");
        }
    }
}

struct Scene {
    behind: Arc<Mutex<Behind>>,
    wire: Loopback,
    reached: Receiver<()>,
}

impl Scene {
    fn start(story: &Story, kill: Option<(usize, Moment)>) -> Self {
        let (sender, reached) = mpsc::channel();
        let behind = Behind {
            server: (story.server)(),
            kill,
            requests: 0,
            victim: None,
            deleted: Vec::new(),
            deleted_again: Vec::new(),
            reached: sender,
        };
        let behind = Arc::new(Mutex::new(behind));
        let answering = Arc::clone(&behind);
        let wire = Loopback::start(move |request| lock(&answering).answer(request));
        Self { behind, wire, reached }
    }

    /// Starts the program that is to be killed, and hands over what it tells, and when.
    fn start_victim(&self, story: &Story, goal: &str, folder: &Path) -> Receiver<(String, Instant)> {
        let program = std::env::current_exe().expect("this program");
        let mut process = Process::new(program);
        process.args(["victim", story.name, goal]).arg(folder).arg(self.wire.origin());
        // The server has to know whom to kill before the first request.
        let mut behind = lock(&self.behind);
        let mut victim =
            process.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("this program again");
        let told = BufReader::new(victim.stdout.take().expect("its words"));
        behind.victim = Some(victim);
        let (sender, heard) = mpsc::channel();
        let listen = move || {
            let lines = told.lines().map_while(Result::ok);
            lines.map(|line| (line, Instant::now())).try_for_each(|line| sender.send(line)).ok();
        };
        thread::Builder::new().name("listening".to_owned()).spawn(listen).expect("a thread");
        heard
    }

    /// Presses Save until nothing is left, and compares what the server has then with what was wanted.
    fn save(&self, window: &mut Window, wanted: &str) {
        for _ in 0..MOST_PRESSES {
            begin_to_save(window);
            window.wait_until("the saving ends", |window| !model(window).job().is_saving());
        }
        let notice = model(window).notice();
        assert_eq!(unsaved(window), 0, "nothing is left: {notice:?}, {:?}", draft(window).changes());
        assert_eq!(seen(draft(window).edited()), wanted, "what is shown in the end");
        let behind = lock(&self.behind);
        let there = Conversation::open(behind.server.clone());
        assert_eq!(seen(there.edited()), wanted, "what the server has in the end");
        assert_eq!(behind.deleted.len(), 1, "deleted once: {:?}", behind.deleted);
        assert!(behind.deleted_again.is_empty(), "deleted again: {:?}", behind.deleted_again);
    }
}

fn lock(behind: &Mutex<Behind>) -> MutexGuard<'_, Behind> {
    behind.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Random numbers that are the same in every run (`SplitMix64`).
struct Dice(u64);

impl Dice {
    /// Returns a number below this one.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).expect("31 bits") % end
    }
}

/// Lets this much time pass, whatever is told meanwhile.
fn pass<T>(heard: &Receiver<T>, time: Duration) -> Vec<T> {
    let until = Instant::now() + time;
    let mut told = Vec::new();
    loop {
        match heard.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(one) => told.push(one),
            Err(RecvTimeoutError::Timeout) => return told,
            Err(RecvTimeoutError::Disconnected) => panic!("the program has ended by itself: {}", told.len()),
        }
    }
}

fn next<T>(heard: &Receiver<T>) -> T {
    heard.recv_timeout(PATIENCE).expect("the next word of the program")
}

/// Kills the program while it is edited in, starts it again and looks.
fn kill_while_editing(course: &Course, dice: &mut Dice) {
    let Course { story, shown, .. } = course;
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let scene = Scene::start(story, None);
    let after = dice.below(shown.len() - 1);
    let heard = scene.start_victim(story, "edit", scratch.path());
    let (mut told, mut last) = (0, next(&heard).1);
    let mut pace = Duration::ZERO;
    while told < after {
        let (_, then) = next(&heard);
        (pace, last) = (then - last, then);
        told += 1;
    }
    // Most often before the next word, now and then after it.
    let share = u32::try_from(dice.below(120)).expect("a small number");
    told += pass(&heard, pace.max(Duration::from_millis(4)) * share / 100).len();
    lock(&scene.behind).kill_now();
    // What was said before the end.
    while heard.recv_timeout(PATIENCE).is_ok() {
        told += 1;
    }
    let journal = journal(scratch.path()).map(|kept| kept.draft.unsaved());
    let window = start(scratch.path(), &scene.wire.origin());
    let now = Shown::of(draft(&window));
    let allowed = &shown[told..shown.len().min(told + 2)];
    assert!(
        allowed.contains(&now),
        "written {told}, journal {journal:?}\nfound {now:#?}\nwanted {allowed:#?}"
    );
    assert_whole(scratch.path());
    undo_all(window, &shown[0].now);
}

/// Goes all the way back by the keyboard.
fn undo_all(mut window: Window, first: &str) {
    let steps = Shown::of(draft(&window)).past;
    for step in &steps {
        window.press(Modifiers::COMMAND, Key::Z);
        assert_eq!(seen(draft(&window).edited()), *step, "one step back");
    }
    assert_eq!(seen(draft(&window).edited()), first, "back at the start");
}

/// Kills the program while it saves, starts it again and saves again.
fn kill_while_saving(course: &Course, dice: &mut Dice) {
    let Course { story, shown, requests: (before, all) } = course;
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let moment = [Moment::Before, Moment::Done, Moment::Answered][dice.below(3)];
    let nth = before + 1 + dice.below(all - before);
    let scene = Scene::start(story, Some((nth, moment)));
    let heard = scene.start_victim(story, "save", scratch.path());
    if moment == Moment::Answered {
        next(&scene.reached);
        let share = u64::try_from(dice.below(4_000)).expect("a small number");
        pass(&heard, Duration::from_micros(share));
        lock(&scene.behind).kill_now();
    }
    // Its words end with it.
    let deadline = Instant::now() + PATIENCE;
    while heard.recv_timeout(PATIENCE).is_ok() {
        assert!(Instant::now() < deadline, "request {nth} comes");
    }
    let kept = journal(scratch.path()).expect("what was to be saved");
    if scene.wire.record().requests.iter().any(|request| request.method != Method::GET) {
        assert!(has_backup(scratch.path()), "request {nth}, {moment:?}: a backup before the first write");
        // Answered, it may have been the last one.
        let is_told = kept.saving.is_some() || moment == Moment::Answered;
        assert!(is_told, "request {nth}, {moment:?}: what it was doing");
    }
    let wanted = &shown.last().expect("something is shown").now;
    let mut window = start(scratch.path(), &scene.wire.origin());
    assert_eq!(seen(draft(&window).edited()), *wanted, "request {nth}, {moment:?}: the draft");
    assert_whole(scratch.path());
    scene.save(&mut window, wanted);
}

/// Reads what a killed program has left.
fn journal(folder: &Path) -> Option<SavedDraft> {
    let accounts = fs::read_dir(folder.join("accounts")).ok()?;
    let mut drafts = accounts.map(|entry| entry.expect("an entry").path().join("draft.json"));
    let bytes = drafts.find_map(|path| fs::read(path).ok())?;
    let (kept, _) = SavedDraft::read(&bytes).expect("a journal that can be read");
    Some(kept)
}

/// Tells whether the account was written down before it was changed.
fn has_backup(folder: &Path) -> bool {
    let accounts = fs::read_dir(folder.join("accounts")).expect("a folder");
    let backups =
        accounts.filter_map(|entry| fs::read_dir(entry.expect("an entry").path().join("backups")).ok());
    backups
        .flatten()
        .any(|entry| entry.is_ok_and(|file| file.path().extension().is_some_and(|end| end == "json")))
}

/// Nothing was set aside.
fn assert_whole(folder: &Path) {
    let Ok(accounts) = fs::read_dir(folder.join("accounts")) else { return };
    let files = accounts.flat_map(|entry| fs::read_dir(entry.expect("an entry").path()).expect("a folder"));
    for file in files.map(|entry| entry.expect("an entry").path()) {
        assert!(!file.to_string_lossy().contains(".damaged-"), "{}", file.display());
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let Some((role, rest)) = words.split_first()
        && role == "victim"
    {
        be_the_victim(rest);
        return ExitCode::SUCCESS;
    }
    let courses = STORIES.each_ref().map(Course::of);
    let (next, survived) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::SeqCst);
            if number >= KILLS {
                return;
            }
            let mut dice = Dice(u64::try_from(number).expect("a small number"));
            let course = &courses[number % courses.len()];
            let kill = if number % SAVING_EVERY == 0 { kill_while_saving } else { kill_while_editing };
            match catch_unwind(AssertUnwindSafe(|| kill(course, &mut dice))) {
                Ok(()) => drop(survived.fetch_add(1, Ordering::SeqCst)),
                Err(_told) => say(&format!("kill {number} ({}): see above", course.story.name)),
            }
        }
    };
    thread::scope(|scope| (0..WORKERS).for_each(|_| drop(scope.spawn(work))));
    let survived = survived.into_inner();
    say(&format!("kills survived: {survived} of {KILLS}"));
    // In the words of the other tests, for whoever counts them.
    let (word, passed) = if survived == KILLS { ("ok", 1) } else { ("FAILED", 0) };
    say(&format!("test result: {word}. {passed} passed; {} failed;", 1 - passed));
    if passed == 1 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn say(words: &str) {
    writeln!(std::io::stdout(), "{words}").ok();
}
