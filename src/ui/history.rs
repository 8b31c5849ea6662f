//! What was saved before, with the way back to each time.

use egui::{Align, Frame, Id, Layout, Margin, RichText, TextEdit, Ui, vec2};
use egui_material_icons::icons;
use jiff::Timestamp;

use crate::crm::Account;
use crate::model::{Command, History, SaveEntry, Session};

use super::theme::{ROUNDING, strong_font};
use super::widgets::announcement::alert_ui;
use super::widgets::callout::{Tone, callout_ui};
use super::widgets::{button, icon};
use super::{Cx, export, review};

const WIDTH: f32 = 640.0;
/// How many saves are shown at first, and how many more each time.
const PAGE: usize = 50;

/// Draws the history.
pub fn history_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    ui.set_max_width(WIDTH.min(ui.available_width()));
    review::page_heading_ui(ui, cx, "history-heading", commands);
    let Some(session) = cx.model.session() else { return };
    let Some(history) = session.history() else { return no_history_ui(ui, cx, session) };
    let account = session.draft().base();
    ui.label(RichText::new(about(cx, history, account)).color(cx.theme.weak));
    ui.add_space(8.0);
    if history.saves.is_empty() && history.backups.is_empty() {
        ui.label(RichText::new(cx.texts.t("history-empty")).font(strong_font(15.0)));
        ui.label(RichText::new(cx.texts.t("history-empty-about")).color(cx.theme.weak));
        return;
    }
    if history.unreadable > 0 {
        let told = cx.texts.t_with("history-unreadable", &[("n", history.unreadable.into())]);
        callout_ui(ui, cx.theme, Tone::Warning, |ui| ui.label(told));
    }
    export::history_ui(ui, cx, history, commands);
    let wanted = find_ui(ui, cx);
    ui.add_space(6.0);
    let shown_id = ui.scope_id().with("shown");
    let shown = ui.data(|data| data.get_temp(shown_id)).unwrap_or(PAGE);
    // No more are told than are shown, and one that tells whether there are older ones.
    let rows = history.rows().into_iter().filter_map(|row| told(cx, row, &wanted));
    let rows: Vec<Row> = rows.take(shown + 1).collect();
    if rows.is_empty() {
        ui.label(RichText::new(cx.texts.t("history-not-found")).color(cx.theme.weak));
    }
    for (index, row) in rows.iter().take(shown).enumerate() {
        ui.push_id((row.at, index), |ui| row_ui(ui, cx, row, account, commands));
        ui.add_space(8.0);
    }
    if rows.len() > shown && ui.button(cx.texts.t("history-older")).clicked() {
        ui.data_mut(|data| data.insert_temp(shown_id, shown + PAGE));
    }
}

/// Tells why there is no history to show, or not yet.
fn no_history_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session) {
    if let Some(fault) = session.history_fault() {
        callout_ui(ui, cx.theme, Tone::Warning, |ui| alert_ui(ui, cx.texts.history_fault(fault)));
    } else {
        ui.label(RichText::new(cx.texts.t("history-reading")).color(cx.theme.weak));
    }
}

/// Tells how many backups there are, and how old the oldest is.
fn about(cx: &Cx<'_>, history: &History, account: &Account) -> String {
    let about = cx.texts.t("history-about");
    let Some(oldest) = history.backups.last() else { return about };
    let oldest = cx.texts.minute(*oldest, &account.zone);
    let values = [("n", history.backups.len().into()), ("oldest", oldest.into())];
    format!("{about} {}", cx.texts.t_with("history-backups", &values))
}

/// Draws the field in which the user types what is looked for, and returns that.
fn find_ui(ui: &mut Ui, cx: &Cx<'_>) -> String {
    let id = Id::unique("history-find");
    let mut wanted: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let name = cx.texts.t("history-find");
    let field = TextEdit::singleline(&mut wanted).id(id.with("field")).hint_text(name.as_str());
    ui.add(field.desired_width(f32::INFINITY).margin(vec2(10.0, 8.0))).accessible_name(name);
    ui.data_mut(|data| data.insert_temp(id, wanted.clone()));
    wanted.trim().to_lowercase()
}

/// One time at which something was saved, or was going to be.
struct Row {
    at: Timestamp,
    backup: Option<Timestamp>,
    user: String,
    /// What was saved, in sentences; nothing if there is but a backup.
    sentences: Vec<String>,
}

/// Tells what was saved as far as it is looked for; `None` if nothing of it is.
fn told(
    cx: &Cx<'_>,
    (at, backup, save): (Timestamp, Option<Timestamp>, Option<&SaveEntry>),
    wanted: &str,
) -> Option<Row> {
    let sentences = save.iter().flat_map(|save| {
        let tell = |change| cx.texts.change(change, &save.account);
        save.changes.iter().map(tell).filter(|sentence| sentence.to_lowercase().contains(wanted))
    });
    let sentences: Vec<String> = sentences.collect();
    let user = save.map(|save| save.user.clone()).unwrap_or_default();
    (wanted.is_empty() || !sentences.is_empty()).then_some(Row { at, backup, user, sentences })
}

fn row_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row, account: &Account, commands: &mut Vec<Command>) {
    let frame =
        Frame::new().fill(cx.theme.side).corner_radius(ROUNDING).inner_margin(Margin::symmetric(12, 10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let when = cx.texts.minute(row.at, &account.zone);
        ui.horizontal(|ui| {
            ui.label(RichText::new(when.as_str()).font(strong_font(14.0)));
            if !row.user.is_empty() {
                ui.label(RichText::new(row.user.as_str()).color(cx.theme.weak));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some(backup) = row.backup {
                    restore_ui(ui, cx, backup, &when, commands);
                }
            });
        });
        if row.sentences.is_empty() {
            ui.label(RichText::new(cx.texts.t("history-backup-only")).color(cx.theme.weak));
        }
        for sentence in &row.sentences {
            ui.label(sentence);
        }
    });
}

fn restore_ui(ui: &mut Ui, cx: &Cx<'_>, backup: Timestamp, when: &str, commands: &mut Vec<Command>) {
    let text = cx.texts.t("history-restore");
    let atoms = (icon::text(icons::ICON_HISTORY), text.as_str());
    let name = cx.texts.t_with("history-restore-name", &[("when", when.into())]);
    let restore =
        ui.add_enabled_ui(cx.model.can_edit(), |ui| button::quiet(ui, atoms, vec2(0.0, 28.0))).inner;
    if restore.accessible_name(&name).on_hover_text(cx.texts.t("history-restore-tip")).clicked() {
        commands.push(Command::Restore(backup));
    }
}
