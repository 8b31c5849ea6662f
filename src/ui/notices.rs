//! What the program has to say, in a strip of its own that covers nothing.

use egui::{Align, Frame, Layout, Margin, Panel, RichText, Ui};
use egui_material_icons::icons;

use crate::crm::{Change, Draft};
use crate::model::{Access, Command, Connection, CredentialsKind, Notice, Page, Question, ReadOnly, Session};

use super::theme::{font_size, space};
use super::widgets::announcement::alert_ui;
use super::widgets::button;
use super::widgets::callout::{Tone, callout_ui};
use super::{Cx, unlocking};

/// More changes than these are counted and not listed.
const MOST_LISTED: usize = 3;

/// Draws the strip above the bottom bar, if there is something to say.
pub fn notice_panel_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let read_only = cx.model.session().and_then(Session::read_only);
    let takes_its_time = unlocking::takes_its_time(ui, cx);
    // A question that shows the sentence stands in front of it.
    let is_told = matches!(cx.model.screen().question(), Some(Question::Token | Question::Code));
    let has_notice = cx.model.notice().is_some() && !is_told;
    let archive_fault = cx.model.session().and_then(Session::archive_fault);
    let log_fault = cx.model.session().and_then(Session::log_fault);
    let told = archive_fault.map(|fault| cx.texts.archive_fault(fault));
    let told: Vec<String> =
        told.into_iter().chain(log_fault.map(|fault| cx.texts.not_noted(fault))).collect();
    let is_choosing = cx.model.lanes().is_choosing_file();
    if !has_notice && read_only.is_none() && told.is_empty() && !takes_its_time && !is_choosing {
        return;
    }
    let frame = Frame::new().fill(cx.theme.ground).inner_margin(Margin::symmetric(16, 8));
    Panel::bottom("notice").frame(frame).show_separator_line(false).show(ui, |ui| {
        if let Some(reason) = read_only {
            read_only_ui(ui, cx, reason, commands);
        }
        for sentence in told {
            callout_ui(ui, cx.theme, Tone::Warning, |ui| {
                ui.set_width(ui.available_width());
                alert_ui(ui, sentence);
            });
        }
        if takes_its_time {
            unlocking::waiting_ui(ui, cx, commands);
        }
        if is_choosing {
            callout_ui(ui, cx.theme, Tone::Calm, |ui| {
                ui.set_width(ui.available_width());
                alert_ui(ui, cx.texts.t("files-choosing"));
            });
        }
        if has_notice {
            notice_callout_ui(ui, cx, commands);
        }
    });
}

/// Says why nothing can be changed, and offers to take the user's own lock away.
fn read_only_ui(ui: &mut Ui, cx: &Cx<'_>, reason: ReadOnly, commands: &mut Vec<Command>) {
    let locked = cx.model.accounts().open_entry().filter(|_| reason == ReadOnly::LookOnly);
    callout_ui(ui, cx.theme, Tone::Calm, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            if let Some(known) = locked
                && ui.button(cx.texts.t("read-only-unlock")).clicked()
            {
                commands.push(Command::SetAccess(known.host.clone(), Access::Full));
            }
            if reason == ReadOnly::Elsewhere && ui.button(cx.texts.t("read-only-edit-here")).clicked() {
                commands.push(Command::EditHere);
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                if reason != ReadOnly::NoAdministrator {
                    // Level with the middle of the button beside it.
                    ui.add_space(space::S);
                }
                ui.label(cx.texts.read_only(reason));
            });
        });
    });
}

/// Draws the sentence with a button that puts it away, if there is one.
pub fn notice_callout_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let Some(notice) = cx.model.notice() else { return };
    let tone = match notice {
        Notice::ReadFirst | Notice::Leaving(_) => Tone::Calm,
        notice if notice.is_good() => Tone::Good,
        Notice::ChangedMeanwhile(_)
        | Notice::Conflicts { .. }
        | Notice::Stopped { .. }
        | Notice::NotTakenOver
        | Notice::OtherAccount(_)
        | Notice::NotForgotten(_) => Tone::Warning,
        Notice::NotKept(_) | Notice::Keyring(_) | Notice::Cleaned(_) => Tone::Calm,
        _ => Tone::Danger,
    };
    callout_ui(ui, cx.theme, tone, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            dismiss_ui(ui, cx, commands);
            let has_button = undo_save_ui(ui, cx, commands) || other_account_ui(ui, cx, notice, commands);
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                // Level with the middle of the button beside it.
                ui.add_space(if has_button { space::S } else { space::XS });
                sentence_ui(ui, cx, notice);
                others_ui(ui, cx, notice);
            });
        });
    });
    if let Some(beside) = cx.model.screen().notice_beside() {
        callout_ui(ui, cx.theme, Tone::Calm, |ui| {
            ui.set_width(ui.available_width());
            alert_ui(ui, cx.texts.notice(beside, 0));
        });
    }
}

/// Offers the way back to the account as it was before the save; tells whether there is one.
fn undo_save_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) -> bool {
    let Some(backup) = cx.model.way_back() else { return false };
    if ui.button(cx.texts.t("notice-undo-save")).clicked() {
        commands.push(Command::Restore(backup));
    }
    true
}

/// Offers what to do where the server answers for another account; tells whether it does.
fn other_account_ui(ui: &mut Ui, cx: &Cx<'_>, notice: &Notice, commands: &mut Vec<Command>) -> bool {
    // Before an account is open the sign-in offers both.
    let Some(session) = cx.model.session().filter(|_| matches!(notice, Notice::OtherAccount(_))) else {
        return false;
    };
    if ui.button(cx.texts.t("notice-other-open")).clicked() {
        commands.push(Command::OpenOtherAccount);
    }
    if let Connection::Live { credentials, .. } = session.connection() {
        let text = match credentials.kind() {
            CredentialsKind::Token => "notice-other-token",
            CredentialsKind::OAuth => "notice-other-code",
        };
        if ui.button(cx.texts.t(text)).clicked() {
            commands.push(Command::AskToSignIn);
        }
    }
    true
}

fn dismiss_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let name = cx.texts.t("notice-dismiss");
    let close = button::small_icon(ui, icons::ICON_CLOSE, &name);
    if close.on_hover_text(name).clicked() {
        commands.push(Command::Dismiss);
    }
}

fn sentence_ui(ui: &mut Ui, cx: &Cx<'_>, notice: &Notice) {
    let unsaved = cx.model.draft().map_or(0, Draft::unsaved);
    alert_ui(ui, cx.texts.notice(notice, unsaved));
}

/// Lists what others have changed; the review has the whole list as long as something is not saved.
fn others_ui(ui: &mut Ui, cx: &Cx<'_>, notice: &Notice) {
    let is_listed = cx.model.session().is_some_and(|session| !session.others().is_empty());
    let listed_there = cx.model.screen().page() == Page::Review && is_listed;
    let Some(changes) = changes_of_others(notice).filter(|_| !listed_there) else { return };
    let small = |text: String| RichText::new(text).color(cx.theme.weak).size(font_size::NOTE);
    let Some(account) = cx.model.draft().map(Draft::base) else { return };
    for change in changes.iter().take(MOST_LISTED) {
        ui.label(small(cx.texts.change(change, account)));
    }
    if let Some(more) = changes.len().checked_sub(MOST_LISTED).filter(|more| *more > 0) {
        ui.label(small(cx.texts.t_with("notice-more", &[("n", more.into())])));
    }
}

/// Returns what others have changed, as far as a notice tells it.
fn changes_of_others(notice: &Notice) -> Option<&[Change]> {
    match notice {
        Notice::ChangedMeanwhile(changes)
        | Notice::Conflicts { others: changes, .. }
        | Notice::Reloaded(changes)
        | Notice::Resumed { others: changes, .. }
        | Notice::Saved { made: changes, .. }
        | Notice::ItemReloaded { changes, .. } => Some(changes),
        _ => None,
    }
}
