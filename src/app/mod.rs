//! The only place with side effects: the window, the network, the clock, threads and the command line.
//!
//! [`App::logic`](eframe::App::logic) carries effects out and replies back, [`App::ui`](eframe::App::ui)
//! draws and hands commands to the model. Nothing here decides anything.

pub mod about;
pub mod account_store;
pub mod accounts;
pub mod args;
pub mod autosave;
mod card;
pub mod crash;
pub mod credential_store;
pub mod credentials;
pub mod dialogs;
pub mod files;
pub mod outside;
mod rebuild;
pub mod removal;
pub mod renderer;
pub mod renewal;
pub mod settings;
pub mod task;
pub mod transport;

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use egui::{Context, ViewportCommand};
use jiff::Timestamp;

use crate::amo::Pace;
use crate::crm::display;
use crate::model::{Command, KnownAccount, Model, Now, Settings, StartNote};
use crate::text::Texts;
use crate::ui;

use autosave::Autosave;
use crash::Watch;
use credential_store::CredentialStore;
use dialogs::Dialogs;
use files::DataDir;
use outside::{Demo, Outside};
use renewal::Renewal;
use transport::{Deadlines, Network};

/// How long the shutdown waits for the disk, for the keyring, and for tokens that are being renewed.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// How many seconds it takes to read why the window does not close yet; a double click is faster.
const NOTICE_READ_TIME: f64 = 1.0;

/// The program: a model, the words of its language, and the outside world.
pub struct App {
    model: Model,
    texts: Texts,
    outside: Outside,
    /// `None` when nothing is written.
    memory: Option<(Autosave<Settings>, Autosave<Vec<KnownAccount>>)>,
    watch: Watch,
    title: String,
    /// Whether the window was told to close.
    is_closing: bool,
    /// Since when the notice has been shown that the window waits for the disk, in egui's seconds.
    waits_since: Option<f64>,
}

/// What the program starts with.
pub struct Start {
    /// Language and theme.
    pub settings: Settings,
    /// How soon one request may follow another.
    pub pace: Pace,
    /// How long a request to a real account may take.
    pub deadlines: Deadlines,
    /// Where to write; `None` writes nothing.
    pub data_dir: Option<DataDir>,
    /// Where secrets are kept.
    pub store: CredentialStore,
    /// What asks the user for files.
    pub dialogs: Arc<dyn Dialogs>,
    /// The accounts of former runs, the last opened first.
    pub accounts: Vec<KnownAccount>,
    /// Notes for the start screen.
    pub notes: Vec<StartNote>,
    /// Whether the former run broke down, and what the next one has to know of this one.
    pub watch: Watch,
    /// The built-in demo accounts.
    pub demo: Demo,
    /// What the user would otherwise ask for first, such as opening the demo account; else the account that
    /// was open last is opened, if the start screen has nothing to say.
    pub command: Option<Command>,
}

impl App {
    /// Prepares the window; nothing is drawn or sent yet.
    #[must_use]
    pub fn new(ctx: &Context, start: Start) -> Self {
        ui::install(ctx);
        ui::apply_settings(ctx, start.settings);
        let waker = ctx.clone();
        let wake = Arc::new(move || waker.request_repaint());
        let notes: Vec<_> =
            start.watch.crash().map(StartNote::Crashed).into_iter().chain(start.notes).collect();
        let last = start.accounts.first().filter(|_| notes.is_empty());
        let last = last.map(|known| Command::OpenAccount(known.host.clone()));
        let mut model = Model::new(start.settings, start.pace)
            .with_accounts(start.accounts.clone())
            .with_start(about::about(start.watch.renderer(), start.data_dir.as_ref()), notes)
            .with_archive();
        if let Some(command) = start.command.or(last) {
            model.update(command, clock());
        }
        let network = Network::new(start.deadlines);
        let renewal = Renewal { network, store: start.store, data_dir: start.data_dir.clone() };
        let remember = |dir: DataDir| {
            let settings = Autosave::new(dir.clone(), start.settings, settings::write);
            (settings, Autosave::new(dir, start.accounts, accounts::write))
        };
        Self {
            model,
            texts: Texts::new(start.settings.language),
            outside: Outside::new(start.demo, renewal, start.dialogs, wake),
            memory: start.data_dir.map(remember),
            watch: start.watch,
            title: String::new(),
            is_closing: false,
            waits_since: None,
        }
    }

    /// Returns the model, for tests.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Carries effects out and replies back until nothing can be done now.
    fn pump(&mut self, ctx: &Context) {
        loop {
            let now = clock();
            self.outside.keep_only(&self.model.lanes().awaited());
            while let Some((id, reply)) = self.outside.finished() {
                self.model.receive(id, reply, now);
            }
            match self.model.next_effect(now) {
                Some(issued) => self.outside.start(issued),
                None => break,
            }
        }
        if let Some(then) = self.model.wake_at() {
            ctx.request_repaint_after(then.saturating_duration_since(clock().instant));
        }
    }

    /// Closes the window if nothing is lost by it, or lets the model ask.
    fn guard_close(&mut self, ctx: &Context) {
        let (is_asked, now) = ctx.input(|input| (input.viewport().close_requested(), input.time));
        // A second request after the notice was readable means not to wait for a slow disk.
        if !is_asked || self.waits_since.is_some_and(|since| now - since >= NOTICE_READ_TIME) {
            return;
        }
        if !self.model.is_leaving() {
            self.model.update(Command::Close, clock());
        }
        if !self.model.may_close() {
            self.is_closing = false;
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        }
    }

    /// Notes since when the user can read that the window waits.
    fn note_waiting(&mut self, ctx: &Context) {
        let waits = self.model.is_leaving() && !self.model.may_close();
        self.waits_since = waits.then(|| self.waits_since.unwrap_or_else(|| ctx.input(|input| input.time)));
    }

    /// Waits a while for what must not be cut off: the program ends, and its threads end with it. What is not
    /// saved would be lost, and a token that was renewed but not kept would lock the user out.
    fn finish(&mut self, patience: Duration) {
        let deadline = clock().instant + patience;
        loop {
            let now = clock();
            while let Some((id, reply)) = self.outside.finished() {
                self.model.receive(id, reply, now);
            }
            while let Some(issued) = self.model.last_effect(now) {
                self.outside.start(issued);
            }
            let is_done = !self.model.is_archiving() && !self.outside.is_keeping();
            if is_done || now.instant >= deadline {
                return;
            }
            thread::park_timeout(Duration::from_millis(5));
        }
    }

    /// Closes the window once that was wanted and nothing is lost by it.
    fn close(&mut self, ctx: &Context) {
        if self.model.may_close() && !self.is_closing {
            self.is_closing = true;
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    /// Starts to write the settings and the list of accounts if they have changed.
    fn remember(&mut self, ctx: &Context) {
        if let Some((settings, accounts)) = &mut self.memory {
            let waker = ctx.clone();
            settings.update(&self.model.settings(), move || waker.request_repaint());
            let waker = ctx.clone();
            accounts.update(self.model.accounts().known(), move || waker.request_repaint());
        }
    }

    fn show_title(&mut self, ctx: &Context) {
        let name = self.model.draft().map(|draft| draft.base().name.as_str()).unwrap_or_default();
        let host =
            self.model.accounts().open_entry().map(|account| account.host.to_string()).unwrap_or_default();
        let parts = [name, &host, "Etapa"].into_iter().filter(|part| !part.is_empty());
        let title = parts.collect::<Vec<_>>().join(" – ");
        let title = display::line(&title).into_owned();
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

/// Asks for the time.
#[expect(clippy::disallowed_methods, reason = "the one place that asks for the time")]
fn clock() -> Now {
    Now { instant: Instant::now(), wall: Timestamp::now() }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.guard_close(ctx);
        self.pump(ctx);
        self.close(ctx);
        self.remember(ctx);
        self.show_title(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.watch.follow(ui.ctx(), &self.model);
        let commands = ui::root_ui(ui, &self.model, &self.texts, clock().wall);
        self.note_waiting(ui.ctx());
        if commands.is_empty() {
            return;
        }
        for command in commands {
            self.model.update(command, clock());
        }
        let settings = self.model.settings();
        if settings.language != self.texts.language() {
            self.texts = Texts::new(settings.language);
        }
        ui::apply_settings(ui.ctx(), settings);
        // What was asked for is seen in the next frame.
        ui.ctx().request_repaint();
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.finish(SHUTDOWN_TIMEOUT);
        if let Some((settings, accounts)) = &mut self.memory {
            settings.finish(&self.model.settings());
            accounts.finish(self.model.accounts().known());
        }
        self.watch.end();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, PoisonError, mpsc};

    use egui::{ViewportEvent, ViewportId};
    use egui_kittest::Harness;

    use crate::crm::{Edit, Item};
    use crate::demo;
    use crate::model::{
        DiskReply, DiskRequest, Effect, IssuedEffect, Language, Leave, Notice, Reply, StoreId, Theme,
        VaultFault,
    };

    use super::account_store::AccountStore;
    use super::credential_store::{Entries, SecretBytes};
    use super::*;

    /// Longer than anything takes, so that only a fault meets it.
    const PATIENCE: Duration = Duration::from_mins(1);

    type Window = Harness<'static, App>;

    fn start(dir: DataDir, store: CredentialStore) -> Window {
        let start = Start {
            settings: Settings::default(),
            pace: Pace::new(Duration::ZERO),
            deadlines: Deadlines::default(),
            data_dir: Some(dir),
            store,
            dialogs: Arc::new(dialogs::Native::alone()),
            accounts: Vec::new(),
            notes: Vec::new(),
            watch: Watch::default(),
            demo: Demo::new(demo::SeedWords::English),
            command: None,
        };
        let mut window = Harness::builder().build_eframe(|cc| App::new(&cc.egui_ctx, start));
        window.run();
        window
    }

    /// Opens an account whose token is to be kept next.
    fn open_account(app: &mut App) {
        let (address, token) = ("shop.amocrm.ru".to_owned(), "secret".to_owned().into());
        app.model.update(Command::SignIn { address, token }, clock());
        let mut server = demo::Server::new(demo::World::demo(demo::SeedWords::English));
        while app.model.session().is_none() {
            let IssuedEffect { id, effect } = app.model.next_effect(clock()).expect("the account is read");
            let reply = match effect {
                Effect::Request { request, .. } => Reply::Answer(Ok(server.answer(&request))),
                Effect::Disk { folder, request } => {
                    Reply::Disk(app.outside.store().carry_out(&folder, request))
                }
                effect => panic!("nothing else is asked for: {effect:?}"),
            };
            app.model.receive(id, reply, clock());
        }
    }

    fn rename(app: &mut App, name: &str) {
        let status = app.model.draft().and_then(|draft| draft.edited().statuses.get(1)).expect("a status");
        let edit = Edit::Rename(Item::Status(status.key), name.to_owned());
        app.model.update(Command::Edit(edit), clock());
    }

    /// Tells whether another window finds a draft with this in it.
    fn has_draft_of(window: &Window, dir: &DataDir, name: &str) -> bool {
        let id = window.state().model.draft().expect("an account is open").base().id;
        let folder = StoreId { name: format!("amocrm.ru-{id}"), lasts: true };
        match AccountStore::new(Some(dir.clone())).carry_out(&folder, DiskRequest::Open) {
            Ok(DiskReply::Opened(opened)) => opened.draft.is_some_and(|(kept, _)| {
                kept.draft.edited().statuses.iter().any(|status| status.name == name)
            }),
            other => panic!("the account is opened: {other:?}"),
        }
    }

    /// Clicks on the cross; tells whether the window closes at once.
    fn click_on_the_cross(window: &mut Window) -> bool {
        let viewport = window.input_mut().viewports.entry(ViewportId::ROOT).or_default();
        viewport.events.push(ViewportEvent::Close);
        window.step();
        let commands = &window.output().viewport_output[&ViewportId::ROOT].commands;
        !commands.contains(&ViewportCommand::CancelClose)
    }

    #[test]
    fn a_double_click_on_the_cross_waits_for_a_slow_disk_and_another_click_does_not() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let dir = DataDir::at(scratch.path().to_owned());
        let mut window = start(dir.clone(), CredentialStore::over(Tells(Mutex::new(mpsc::channel().0))));
        open_account(window.state_mut());
        let store = window.state().outside.store().clone();
        let disk = store.hold();
        rename(window.state_mut(), "Older");
        window.step();
        rename(window.state_mut(), "Newest");
        assert!(!click_on_the_cross(&mut window), "what is not saved is not written down yet");
        assert!(!click_on_the_cross(&mut window), "a double click");
        assert_eq!(
            window.state().model.notice(),
            Some(&Notice::Leaving(Leave::Close)),
            "it is said what is waited for"
        );
        window.run_steps(8);
        assert!(click_on_the_cross(&mut window), "who has read that does not want to wait");
        drop(disk);
        window.state_mut().finish(PATIENCE);
        assert!(has_draft_of(&window, &dir, "Newest"), "the last word of the program");
    }

    /// A keyring that tells what it is asked to keep.
    struct Tells(Mutex<mpsc::Sender<String>>);

    impl Entries for Tells {
        fn get(&self, _user: &str) -> Result<Option<SecretBytes>, VaultFault> {
            Ok(None)
        }

        fn put(&self, user: &str, _bytes: &[u8]) -> Result<(), VaultFault> {
            // Nobody listens where it is about something else.
            self.0.lock().unwrap_or_else(PoisonError::into_inner).send(user.to_owned()).unwrap_or_default();
            Ok(())
        }

        fn remove(&self, _user: &str) -> Result<(), VaultFault> {
            Ok(())
        }
    }

    #[test]
    fn the_end_of_the_program_begins_and_awaits_whatever_is_to_be_kept() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let dir = DataDir::at(scratch.path().to_owned());
        let (tell, kept) = mpsc::channel();
        let mut window = start(dir.clone(), CredentialStore::over(Tells(Mutex::new(tell))));
        open_account(window.state_mut());
        rename(window.state_mut(), "Newest");
        window.state_mut().finish(PATIENCE);
        assert_eq!(kept.try_recv().as_deref(), Ok("shop.amocrm.ru token"), "what opens the account");
        assert!(has_draft_of(&window, &dir, "Newest"), "what is not saved");
    }

    #[test]
    fn settings_that_change_are_there_in_the_next_run() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let dir = DataDir::at(scratch.path().to_owned());
        let mut harness = start(dir.clone(), CredentialStore::new("Etapa test: settings"));
        assert!(!scratch.path().join("settings.json").exists(), "nothing has changed");
        harness.state_mut().model.update(Command::SetTheme(Theme::Dark), clock());
        harness.run();
        harness.state_mut().model.update(Command::SetLanguage(Language::Russian), clock());
        eframe::App::on_exit(harness.state_mut(), None);
        let chosen = settings::Chosen {
            language: Some(Language::Russian),
            theme: Some(Theme::Dark),
            ..Default::default()
        };
        assert_eq!(settings::read(&dir).0, chosen, "what the user chose");
    }
}
