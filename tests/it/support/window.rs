//! The whole program in a window that nobody sees, driven as a user would: by what is on the screen.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use etapa::amo::Pace;
use etapa::app::accounts;
use etapa::app::crash::Watch;
use etapa::app::credential_store::CredentialStore;
use etapa::app::dialogs::{Dialogs, NoDialog};
use etapa::app::files::DataDir;
use etapa::app::outside::Demo;
use etapa::app::settings;
use etapa::app::transport::Deadlines;
use etapa::app::{App, Start};
use etapa::demo::{SeedWords, Server, World};
use etapa::model::{Command, DemoAccount, Language, Settings, Theme};

use super::secrets::Secrets;

/// Longer than anything on this machine takes, so that only a fault meets it.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long to leave the processor to others between two frames: what is waited for happens on other threads.
const BREATH: Duration = Duration::from_millis(2);

pub struct Window {
    pub harness: Harness<'static, App>,
}

/// A user who always chooses this file, or none.
struct Chooses(Option<PathBuf>);

impl Dialogs for Chooses {
    fn save(&self, _name: &str) -> Result<Option<PathBuf>, NoDialog> {
        Ok(self.0.clone())
    }

    fn open(&self) -> Result<Option<PathBuf>, NoDialog> {
        Ok(self.0.clone())
    }

    fn show(&self, _folder: &Path) -> Result<(), NoDialog> {
        Err(NoDialog)
    }
}

/// A start that writes nothing and knows no account.
fn start(demo: Demo, settings: Settings, command: Option<Command>) -> Start {
    Start {
        settings,
        pace: Pace::new(Duration::ZERO),
        deadlines: Deadlines::default(),
        data_dir: None,
        store: Secrets::default().store(),
        dialogs: Arc::new(Chooses(None)),
        accounts: Vec::new(),
        notes: Vec::new(),
        watch: Watch::default(),
        demo,
        command,
    }
}

impl Window {
    /// Opens the demo account in English.
    pub fn demo() -> Self {
        Self::with(Server::new(World::demo(SeedWords::English)), Settings::default())
    }

    /// Opens this account.
    pub fn with(demo: Server, settings: Settings) -> Self {
        let demo = Demo { statuses: demo, ..Demo::new(SeedWords::English) };
        Self::start(demo, settings, Some(Command::OpenDemo(DemoAccount::Statuses)))
    }

    /// Shows the start screen.
    pub fn at_start(language: Language) -> Self {
        let settings = Settings { language, theme: Theme::Light, ..Settings::default() };
        Self::start(Demo::new(SeedWords::English), settings, None)
    }

    /// Opens the demo account with segments in English.
    pub fn segments() -> Self {
        Self::with_segments(Server::new(World::demo_segments(SeedWords::English)), Settings::default())
    }

    /// Opens this account with segments.
    pub fn with_segments(segments: Server, settings: Settings) -> Self {
        let demo = Demo { segments, ..Demo::new(SeedWords::English) };
        Self::start(demo, settings, Some(Command::OpenDemo(DemoAccount::Segments)))
    }

    /// Starts as for a user with this folder for data, and this keyring; what was open last opens again.
    pub fn of_a_user(folder: &Path, store: CredentialStore) -> Self {
        Self::of_a_user_in(Language::English, folder, store)
    }

    /// Does the same for a user of this language.
    pub fn of_a_user_in(language: Language, folder: &Path, store: CredentialStore) -> Self {
        let dir = DataDir::at(folder.to_owned());
        let (accounts, note) = accounts::read(&dir);
        let lost = settings::read(&dir).1;
        let (notes, watch) = (note.into_iter().chain(lost).collect(), Watch::start(&dir));
        let settings = Settings { language, ..Settings::default() };
        let start = start(Demo::new(SeedWords::English), settings, None);
        Self::of(Start { data_dir: Some(dir), store, accounts, notes, watch, ..start })
    }

    /// Opens these demo accounts for a user who always chooses this file.
    pub fn choosing(file: &Path, demo: Demo, account: DemoAccount, settings: Settings) -> Self {
        let start = start(demo, settings, Some(Command::OpenDemo(account)));
        let mut window = Self::of(Start { dialogs: Arc::new(Chooses(Some(file.to_owned()))), ..start });
        window.settle();
        window
    }

    /// Opens a demo account in a system with these dialogs.
    pub fn asking(dialogs: Arc<dyn Dialogs>, account: DemoAccount) -> Self {
        let command = Some(Command::OpenDemo(account));
        let start = start(Demo::new(SeedWords::English), Settings::default(), command);
        let mut window = Self::of(Start { dialogs, ..start });
        window.settle();
        window
    }

    /// Shows the start screen to a user with this folder for data, on a desktop with these dialogs.
    pub fn on_a_desktop(folder: &Path, dialogs: Arc<dyn Dialogs>) -> Self {
        let start = start(Demo::new(SeedWords::English), Settings::default(), None);
        let mut window = Self::of(Start { data_dir: Some(DataDir::at(folder.to_owned())), dialogs, ..start });
        window.settle();
        window
    }

    /// Starts as for a user with this folder for data, who signs in to this account; what comes of it is to
    /// be waited for.
    pub fn signing_in(folder: &Path, origin: &str, token: &str) -> Self {
        let command = Command::SignIn { address: origin.to_owned(), token: token.to_owned().into() };
        let start = start(Demo::new(SeedWords::English), Settings::default(), Some(command));
        Self::of(Start { data_dir: Some(DataDir::at(folder.to_owned())), ..start })
    }

    /// Does the same in a run that is watched over, with so many seconds from one frame to the next.
    pub fn watched(folder: &Path, origin: &str, token: &str, watch: Watch, pace: f32) -> Self {
        let command = Command::SignIn { address: origin.to_owned(), token: token.to_owned().into() };
        let start = start(Demo::new(SeedWords::English), Settings::default(), Some(command));
        let start = Start { data_dir: Some(DataDir::at(folder.to_owned())), watch, ..start };
        let builder = Harness::builder().with_size([1120.0, 740.0]).with_max_steps(40).with_step_dt(pace);
        Self { harness: builder.build_eframe(|cc| App::new(&cc.egui_ctx, start)) }
    }

    /// Shows the start screen of a program that soon gives a server up; only for a test with one that never
    /// answers.
    pub fn hasty(deadlines: Deadlines) -> Self {
        let start = start(Demo::new(SeedWords::English), Settings::default(), None);
        let mut window = Self::of(Start { deadlines, ..start });
        window.settle();
        window
    }

    /// Shows the start screen to a user with this keyring.
    pub fn with_vault(store: CredentialStore) -> Self {
        let start = start(Demo::new(SeedWords::English), Settings::default(), None);
        let mut window = Self::of(Start { store, ..start });
        window.settle();
        window
    }

    /// Ends the program, as when its window was closed.
    pub fn exit(mut self) {
        eframe::App::on_exit(self.harness.state_mut(), None);
    }

    fn start(demo: Demo, settings: Settings, command: Option<Command>) -> Self {
        let mut window = Self::of(start(demo, settings, command));
        window.settle();
        window
    }

    fn of(start: Start) -> Self {
        let builder = Harness::builder().with_size([1120.0, 740.0]).with_max_steps(40);
        Self { harness: builder.build_eframe(|cc| App::new(&cc.egui_ctx, start)) }
    }

    /// Draws until nothing changes any more; a window that never rests fails here.
    pub fn settle(&mut self) {
        self.harness.run();
    }

    /// Draws until something is so, for what happens on other threads.
    pub fn wait_until(&mut self, what: &str, is_so: impl FnMut(&Self) -> bool) {
        self.draw_until(what, is_so);
        self.settle();
    }

    /// Does the same where the window does not come to rest then.
    pub fn draw_until(&mut self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is_so(self) {
            assert!(Instant::now() < deadline, "{what}; on the screen: {:#?}", self.texts());
            self.harness.step();
            std::thread::sleep(BREATH);
        }
    }

    pub fn button(&self, name: &str) -> Node<'_> {
        self.find(Role::Button, name)
    }

    /// Returns the widget of this role and name, which there must be exactly one of.
    pub fn find(&self, role: Role, name: &str) -> Node<'_> {
        let wanted = name.to_owned();
        let found =
            self.harness.query_by(move |node| node.role() == role && node.label() == Some(wanted.clone()));
        found.unwrap_or_else(|| panic!("no {role:?} is named {name}; on the screen: {:#?}", self.texts()))
    }

    pub fn click(&mut self, name: &str) {
        self.button(name).click();
        self.settle();
    }

    /// Clicks what starts a conversation over the network; what comes of it is to be waited for.
    pub fn click_and_wait(&mut self, name: &str, what: &str, is_so: impl FnMut(&Self) -> bool) {
        self.button(name).click();
        self.harness.step();
        self.wait_until(what, is_so);
    }

    pub fn is_enabled(&self, name: &str) -> bool {
        !self.button(name).accesskit_node().is_disabled()
    }

    /// Types into a field, replacing what is in it.
    pub fn fill(&mut self, role: Role, name: &str, text: &str) {
        self.find(role, name).focus();
        self.settle();
        self.press(Modifiers::COMMAND, Key::A);
        self.find(role, name).type_text(text);
        self.settle();
    }

    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Presses a key several times, as a quick hand does: all but the last between two frames, the last in
    /// the very next one.
    pub fn press_at_once(&mut self, key: Key, times: usize) {
        let event =
            Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
        for _ in 1..times {
            self.harness.input_mut().events.push(event.clone());
        }
        self.harness.step();
        self.harness.input_mut().events.push(event);
        self.harness.step();
        self.settle();
    }

    /// Gives the keyboard focus to a row.
    pub fn focus_row(&mut self, name: &str) {
        self.row(name).focus();
        self.settle();
    }

    pub fn row(&self, name: &str) -> Node<'_> {
        self.button(name)
    }

    /// Drags a row by its handle to the middle of another one, without letting go.
    pub fn drag(&mut self, name: &str, over: &str) -> Pos2 {
        let handle = self.button(&format!("Drag {name}")).rect().center();
        let (to, downwards) = (self.row(over).rect().center(), self.row(over).rect().center().y > handle.y);
        // A little past the middle: that is where the row lands beyond the other one.
        let to = Pos2::new(handle.x, to.y + if downwards { 4.0 } else { -4.0 });
        self.harness.drag_at(handle);
        self.harness.run_ok();
        for share in [0.3, 0.7, 1.0] {
            self.harness.hover_at(handle.lerp(to, share));
            self.harness.run_ok();
        }
        to
    }

    /// Drags a row by its handle and drops it onto another one.
    pub fn drag_and_drop(&mut self, name: &str, over: &str) {
        let at = self.drag(name, over);
        self.harness.drop_at(at);
        self.settle();
    }

    /// Returns the names in the list of statuses, from the top.
    pub fn order(&self) -> Vec<String> {
        let button = |row: Node<'_>| {
            let is_button = |node: &Node<'_>| node.accesskit_node().role() == Role::Button;
            let button = row.children_recursive().find(is_button)?;
            Some((button.rect().top(), button.accesskit_node().label()?))
        };
        let mut rows: Vec<_> = self.harness.query_all_by_role(Role::ListItem).filter_map(button).collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        rows.into_iter().map(|(_, name)| name).collect()
    }

    /// Tells whether this text is on the screen, alone or as part of a longer one.
    pub fn shows(&self, text: &str) -> bool {
        self.texts().iter().any(|shown| shown.contains(text))
    }

    /// Returns the sentences that a screen reader would speak up for.
    pub fn alerts(&self) -> Vec<String> {
        let alerts = self.harness.query_all_by_role(Role::Alert);
        let text = |node: Node<'_>| node.accesskit_node().label().or_else(|| node.accesskit_node().value());
        alerts.filter_map(text).collect()
    }

    /// Returns every text on the screen.
    pub fn texts(&self) -> Vec<String> {
        let node = |node: Node<'_>| node.accesskit_node().label().or_else(|| node.accesskit_node().value());
        self.harness.root().children_recursive().filter_map(node).collect()
    }
}
