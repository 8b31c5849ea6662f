//! The only place with side effects: the window, the network, the clock, threads and the command line.
//!
//! [`App::logic`](eframe::App::logic) carries effects out and replies back, [`App::ui`](eframe::App::ui)
//! draws and hands commands to the model. Nothing here decides anything.

pub mod accounts;
pub mod archive;
pub mod args;
pub mod credentials;
pub mod dialogs;
pub mod files;
pub mod memory;
pub mod outside;
pub mod renewal;
pub mod settings;
pub mod task;
pub mod transport;
pub mod vault;

use std::sync::Arc;
use std::time::Instant;

use egui::{Context, ViewportCommand};
use jiff::Timestamp;

use crate::amo::Pace;
use crate::model::{Command, KnownAccount, Model, Settings};
use crate::text::Texts;
use crate::ui;

use dialogs::Dialogs;
use files::DataDir;
use memory::Memory;
use outside::{Demo, Outside};
use renewal::Renewal;
use transport::{Deadlines, Network};
use vault::Vault;

/// The program: a model, the words of its language, and the outside world.
pub struct App {
    model: Model,
    texts: Texts,
    outside: Outside,
    /// `None` when nothing is written.
    memory: Option<(Memory<Settings>, Memory<Vec<KnownAccount>>)>,
    title: String,
    /// Whether the window was told to close.
    is_closing: bool,
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
    pub vault: Vault,
    /// What asks the user for files.
    pub dialogs: Arc<dyn Dialogs>,
    /// The accounts of former runs, the last opened first.
    pub accounts: Vec<KnownAccount>,
    /// The built-in demo accounts.
    pub demo: Demo,
    /// What the user would otherwise ask for first, such as opening the demo account; else the account that
    /// was open last is opened.
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
        let mut model =
            Model::new(start.settings, start.pace).with_accounts(start.accounts.clone()).with_archive();
        let last = || start.accounts.first().map(|known| Command::OpenAccount(known.host.clone()));
        if let Some(command) = start.command.or_else(last) {
            model.update(command);
        }
        let network = Network::new(start.deadlines);
        let renewal = Renewal { network, vault: start.vault, data_dir: start.data_dir.clone() };
        let remember = |dir: DataDir| {
            let settings = Memory::new(dir.clone(), start.settings, settings::write);
            (settings, Memory::new(dir, start.accounts, accounts::write))
        };
        Self {
            model,
            texts: Texts::new(start.settings.language),
            outside: Outside::new(start.demo, renewal, start.dialogs, wake),
            memory: start.data_dir.map(remember),
            title: String::new(),
            is_closing: false,
        }
    }

    /// Returns what the program knows, for whoever drives it without looking.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Carries effects out and replies back until nothing can be done now.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks for the time")]
    fn pump(&mut self, ctx: &Context) {
        loop {
            let now = Instant::now();
            self.model.set_time(Timestamp::now().as_second());
            self.outside.keep_only(&self.model.awaited());
            while let Some((id, reply)) = self.outside.finished() {
                self.model.receive(id, reply, now);
            }
            match self.model.next_effect(now) {
                Some(effect) => self.outside.start(effect),
                None => break,
            }
        }
        if let Some(then) = self.model.wake_at() {
            ctx.request_repaint_after(then.saturating_duration_since(Instant::now()));
        }
    }

    /// Closes the window if nothing is lost by it, or lets the model ask.
    fn guard_close(&mut self, ctx: &Context) {
        let is_asked = ctx.input(|input| input.viewport().close_requested());
        // Whoever asks once more while a slow disk is waited for does not want to wait.
        if is_asked && !self.model.is_leaving() {
            self.model.update(Command::Close);
            if !self.model.may_close() {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            }
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
            accounts.update(self.model.accounts(), move || waker.request_repaint());
        }
    }

    fn show_title(&mut self, ctx: &Context) {
        let name = self.model.draft().map(|draft| draft.base().name.as_str()).unwrap_or_default();
        let host = self.model.account().map(|account| account.host.to_string()).unwrap_or_default();
        let parts = [name, &host, "Etapa"].into_iter().filter(|part| !part.is_empty());
        let title = parts.collect::<Vec<_>>().join(" – ");
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.guard_close(ctx);
        self.pump(ctx);
        self.close(ctx);
        self.remember(ctx);
        self.show_title(ctx);
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that asks what day it is")]
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let commands = ui::root_ui(ui, &self.model, &self.texts, Timestamp::now());
        if commands.is_empty() {
            return;
        }
        for command in commands {
            self.model.update(command);
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
        if let Some((settings, accounts)) = &mut self.memory {
            settings.finish(&self.model.settings());
            accounts.finish(self.model.accounts());
        }
        self.outside.finish();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use egui_kittest::Harness;

    use crate::demo;
    use crate::model::{Language, Theme};

    use super::*;

    #[test]
    fn settings_that_change_are_there_in_the_next_run() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let dir = DataDir::at(scratch.path().to_owned());
        let start = Start {
            settings: Settings::default(),
            pace: Pace::new(Duration::ZERO),
            deadlines: Deadlines::default(),
            data_dir: Some(dir.clone()),
            vault: Vault::new("Etapa test: settings"),
            dialogs: Arc::new(dialogs::Native::alone()),
            accounts: Vec::new(),
            demo: Demo::new(demo::SeedWords::English),
            command: None,
        };
        let mut harness = Harness::builder().build_eframe(|cc| App::new(&cc.egui_ctx, start));
        harness.run();
        assert!(!scratch.path().join("settings.json").exists(), "nothing has changed");
        harness.state_mut().model.update(Command::SetTheme(Theme::Dark));
        harness.run();
        harness.state_mut().model.update(Command::SetLanguage(Language::Russian));
        eframe::App::on_exit(harness.state_mut(), None);
        let chosen = settings::Chosen {
            language: Some(Language::Russian),
            theme: Some(Theme::Dark),
            ..Default::default()
        };
        assert_eq!(settings::read(&dir), chosen, "what the user chose");
    }
}
