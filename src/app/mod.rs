//! The only place with side effects: the window, the network, the clock, threads and the command line.
//!
//! [`App::logic`](eframe::App::logic) carries effects out and replies back, [`App::ui`](eframe::App::ui)
//! draws and hands commands to the model. Nothing here decides anything.

pub mod args;
pub mod outside;
pub mod task;
pub mod transport;

use std::sync::Arc;
use std::time::Instant;

use egui::{Context, ViewportCommand};
use jiff::Timestamp;

use crate::amo::Pace;
use crate::model::{Command, Model, Settings};
use crate::text::Texts;
use crate::ui;

use outside::{Demo, Outside};
use transport::Deadlines;

/// The program: a model, the words of its language, and the outside world.
pub struct App {
    model: Model,
    texts: Texts,
    outside: Outside,
    title: String,
}

/// What the program starts with.
pub struct Start {
    /// Language and theme.
    pub settings: Settings,
    /// How soon one request may follow another.
    pub pace: Pace,
    /// How long a request to a real account may take.
    pub deadlines: Deadlines,
    /// The built-in demo accounts.
    pub demo: Demo,
    /// What the user would otherwise ask for first, such as opening the demo account.
    pub command: Option<Command>,
}

impl App {
    /// Prepares the window; nothing is drawn or sent yet.
    #[must_use]
    pub fn new(ctx: &Context, start: Start) -> Self {
        ui::install(ctx);
        ui::apply_settings(ctx, start.settings);
        let waker = ctx.clone();
        let mut model = Model::new(start.settings, start.pace);
        if let Some(command) = start.command {
            model.update(command);
        }
        Self {
            model,
            texts: Texts::new(start.settings.language),
            outside: Outside::new(start.demo, start.deadlines, Arc::new(move || waker.request_repaint())),
            title: String::new(),
        }
    }

    /// Carries effects out and replies back until nothing can be done now.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks for the time")]
    fn pump(&mut self, ctx: &Context) {
        loop {
            let now = Instant::now();
            self.outside.keep_only(self.model.awaited());
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
        if ctx.input(|input| input.viewport().close_requested()) && !self.model.wants_to_close() {
            self.model.update(Command::Close);
            if !self.model.wants_to_close() {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            }
        }
    }

    fn show_title(&mut self, ctx: &Context) {
        let account =
            self.model.draft().map(|draft| draft.base().name.as_str()).filter(|name| !name.is_empty());
        let title = account.map_or_else(|| "Etapa".to_owned(), |name| format!("{name} – Etapa"));
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
        if self.model.wants_to_close() {
            ui.send_viewport_cmd(ViewportCommand::Close);
        }
        // What was asked for is seen in the next frame.
        ui.ctx().request_repaint();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
