//! What is seen: functions that read the model, draw, and push commands.
//!
//! Views are stateless: unfinished input, drags and the focus are in egui's memory, everything else in the
//! model.

mod about;
mod accounts;
mod bottom_bar;
mod conditions;
mod conflicts;
mod details;
mod displayed;
mod editor;
mod export;
mod fonts;
mod header;
mod history;
mod import;
mod items;
mod keys;
mod naming;
mod new_token;
mod notices;
mod page;
mod prices;
mod questions;
mod review;
mod sections;
mod segment;
mod segments;
mod several;
mod shortcuts;
mod side_panel;
mod start;
mod status;
mod statuses;
mod theme;
mod unlocking;
mod values;
mod widgets;

use egui::{CentralPanel, Context, Frame, Margin, Panel, Popup, ScrollArea, Ui};
use jiff::Timestamp;

use crate::crm::{Mode, display};
use crate::model::{Command, Model, Page, Settings};
use crate::text::Texts;

pub use theme::Palette;

/// What every view may read.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    /// What the program knows.
    pub model: &'a Model,
    /// The words.
    pub texts: &'a Texts,
    /// The colours.
    pub theme: &'static Palette,
    /// What the time is, to tell which day is today.
    pub now: Timestamp,
}

impl Cx<'_> {
    /// Returns the name of an item as it is displayed where nothing stands around it.
    pub(super) fn name(&self, name: &str) -> String {
        let name = display::line(name);
        if name.trim().is_empty() { self.texts.t("row-nameless") } else { name.into_owned() }
    }
}

/// Prepares egui once, before the first frame: fonts, icons and styles.
pub fn install(ctx: &Context) {
    fonts::install(ctx);
    theme::install(ctx);
    displayed::install(ctx);
    keys::install(ctx);
    // Where the desktop does not tell its theme, light is what offices have.
    ctx.options_mut(|options| options.fallback_theme = egui::Theme::Light);
    // Ctrl+Q would close the window in the middle of an edit; closing goes through the model.
    ctx.options_mut(|options| options.quit_shortcuts.clear());
}

/// Makes egui follow the user's settings; costs nothing while they stay the same.
pub fn apply_settings(ctx: &Context, settings: Settings) {
    theme::choose(ctx, settings.theme);
}

/// Draws the whole window and returns what the user asks for.
#[must_use]
pub fn root_ui(ui: &mut Ui, model: &Model, texts: &Texts, now: Timestamp) -> Vec<Command> {
    let cx = Cx { model, texts, theme: Palette::of(ui.visuals()), now };
    let mut commands = Vec::new();
    widgets::focus_ring::watch(ui);
    let popup_was_open = Popup::is_any_open(ui.ctx());
    if model.session().is_some() {
        account_ui(ui, &cx, &mut commands);
    } else {
        start::start_ui(ui, &cx, &mut commands);
    }
    questions::questions_ui(ui, &cx, &mut commands);
    shortcuts::take(ui, &cx, popup_was_open, &mut commands);
    commands.extend(widgets::text_field::take_cleaned(ui.ctx()).map(Command::TellCleaned));
    widgets::announcement::announcement_ui(ui);
    widgets::focus_ring::focus_ring_ui(ui, cx.theme);
    commands
}

/// Draws an account that is open.
fn account_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    start::forget_form(ui.ctx());
    header::edge_ui(ui, cx);
    let bar = |fill| Frame::new().fill(fill).inner_margin(Margin::symmetric(16, 9));
    Panel::top("header").frame(bar(cx.theme.ground)).show(ui, |ui| header::header_ui(ui, cx, commands));
    Panel::bottom("bottom-bar")
        .frame(bar(cx.theme.ground))
        .show(ui, |ui| bottom_bar::bottom_bar_ui(ui, cx, commands));
    notices::notice_panel_ui(ui, cx, commands);

    let side = Frame::new().fill(cx.theme.side).inner_margin(Margin::symmetric(10, 12));
    // The list that the account uses gets the room; of the other one only the explanation is shown.
    let has_segments = cx.model.draft().is_some_and(|draft| draft.edited().mode == Mode::Segments);
    let (left, right) = theme::panel_widths(ui.available_width(), has_segments);
    let left = Panel::left("statuses").resizable(false).exact_size(left);
    left.frame(side).show(ui, |ui| statuses::statuses_ui(ui, cx, commands));
    let right = Panel::right("segments").resizable(false).exact_size(right);
    right.frame(side).show(ui, |ui| segments::segments_ui(ui, cx, commands));

    CentralPanel::no_frame().frame(Frame::new().fill(cx.theme.ground)).show(ui, |ui| {
        let page = match cx.model.screen().page() {
            Page::Editor => "editor",
            Page::Review => "review",
            Page::History(_) => "history",
            Page::Export => "export",
            Page::Copy => "copy",
            Page::Import => "import",
        };
        // Another account begins at the top.
        let account = cx.model.draft().map(|draft| (draft.edited().id, draft.edited().mode));
        let scroll = ScrollArea::vertical().id_salt((page, account)).auto_shrink(false);
        scroll.content_margin(Margin::symmetric(24, 18)).show(ui, |ui| {
            match cx.model.screen().page() {
                Page::Editor => editor::editor_ui(ui, cx, commands),
                Page::Review => review::review_ui(ui, cx, commands),
                Page::History(about) => history::history_ui(ui, cx, about, commands),
                Page::Export => export::export_ui(ui, cx, commands),
                Page::Copy => import::copy_ui(ui, cx, commands),
                Page::Import => import::import_ui(ui, cx, commands),
            }
            widgets::focus_ring::follow(ui);
        });
    });
}
