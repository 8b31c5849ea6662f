//! Asks for another token, or another code, where the server does not accept the old one any more: over the
//! draft, which is kept.

use egui::text_edit::TextEditState;
use egui::{Context, Id, Key, RichText, TextEdit, Ui};

use zeroize::Zeroizing;

use crate::model::{Command, Question};

use super::start::page_button_ui;
use super::theme::space;
use super::widgets::announcement::alert_ui;
use super::widgets::callout::{Tone, callout_ui};
use super::widgets::{button, dialog, secret_field};
use super::{Cx, keys};

/// What is in the field.
#[derive(Clone, Default)]
struct Typed {
    text: Zeroizing<String>,
    /// Whether it has been tried: what the program says then is about it.
    was_tried: bool,
}

/// Draws the question.
pub fn new_token_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let [heading, about, name, hint] = if cx.model.screen().question() == Some(Question::Code) {
        ["ask-code-heading", "ask-code-about", "integration-code", "integration-code-about"]
    } else {
        ["ask-token-heading", "ask-token-about", "start-token", "start-token-hint"]
    }
    .map(|id| cx.texts.t(id));
    let mut typed: Typed = ui.data(|data| data.get_temp(typed_id())).unwrap_or_default();
    let ((confirmed, cancelled), escaped) = dialog::dialog_ui(ui, cx.theme, &heading, |ui| {
        ui.label(RichText::new(about).color(cx.theme.weak));
        if let Some(account) = cx.model.accounts().open_entry() {
            page_button_ui(ui, cx, &account.host);
        }
        ui.add_space(space::M);
        let field = secret_field::secret_field_ui(ui, cx, field_id(), &mut typed.text, [&name, &hint]);
        let field = field.accessible_name(name.clone());
        dialog::focus_first(&field);
        let entered = field.lost_focus() && keys::is_pressed(ui, Key::Enter);
        if typed.was_tried {
            reason_ui(ui, cx);
        }
        dialog::answers_ui(ui, |ui| {
            let ready = !typed.text.trim().is_empty();
            let text = cx.texts.t("start-connect");
            let confirm = ui.add_enabled_ui(ready, |ui| button::primary(ui, cx.theme, &text)).inner;
            let cancel = ui.button(cx.texts.t("ask-token-later")).clicked();
            (ready && (confirm.clicked() || entered), cancel)
        })
    });
    if confirmed {
        typed.was_tried = true;
        commands.push(Command::Renew(String::clone(&typed.text).into()));
    }
    ui.data_mut(|data| data.insert_temp(typed_id(), typed));
    if cancelled || escaped {
        commands.push(Command::Cancel);
        forget_typed(ui.ctx());
    }
}

/// Says why what was tried does not do.
fn reason_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(notice) = cx.model.notice() else { return };
    let sentence = cx.texts.notice(notice, 0);
    callout_ui(ui, cx.theme, Tone::Danger, |ui| alert_ui(ui, sentence));
}

/// Wipes what was typed, once nothing asks for it any more.
pub fn forget_typed(ctx: &Context) {
    if ctx.data_mut(|data| data.remove_temp::<Typed>(typed_id())).is_some() {
        // The field remembers what was typed, for its own undo.
        TextEdit::store_state(ctx, field_id(), TextEditState::default());
    }
}

fn typed_id() -> Id {
    Id::unique("new-token-typed")
}

fn field_id() -> Id {
    Id::unique("new-token-field")
}
