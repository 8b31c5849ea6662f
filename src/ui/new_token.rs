//! Asks for another token where the server does not accept the old one any more: over the draft, which
//! is kept.

use egui::{Id, Key, RichText, TextEdit, Ui, vec2};

use crate::model::Command;

use super::Cx;
use super::widgets::{button, dialog};

/// Draws the question.
pub fn new_token_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let mut typed: String = ui.data(|data| data.get_temp(typed_id())).unwrap_or_default();
    let heading = cx.texts.t("ask-token-heading");
    let ((confirmed, cancelled), escaped) = dialog::dialog_ui(ui, cx.theme, &heading, |ui| {
        ui.label(RichText::new(cx.texts.t("ask-token-about")).color(cx.theme.weak));
        ui.add_space(8.0);
        let field = TextEdit::singleline(&mut typed).password(true).hint_text(cx.texts.t("start-token-hint"));
        let field = ui.add(field.desired_width(f32::INFINITY).margin(vec2(10.0, 8.0)));
        let field = field.accessible_name(cx.texts.t("start-token"));
        dialog::focus_first(&field);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        dialog::answers_ui(ui, |ui| {
            let ready = !typed.trim().is_empty();
            let text = cx.texts.t("start-connect");
            let confirm = ui.add_enabled_ui(ready, |ui| button::primary(ui, cx.theme, &text)).inner;
            let cancel = ui.button(cx.texts.t("ask-token-later")).clicked();
            (ready && (confirm.clicked() || entered), cancel)
        })
    });
    if confirmed {
        commands.push(Command::Renew(typed.into()));
        forget(ui);
    } else if cancelled || escaped {
        commands.push(Command::Cancel);
        forget(ui);
    } else {
        ui.data_mut(|data| data.insert_temp(typed_id(), typed));
    }
}

/// Wipes what was typed.
fn forget(ui: &Ui) {
    ui.data_mut(|data| data.remove_temp::<String>(typed_id()));
}

fn typed_id() -> Id {
    Id::unique("new-token-typed")
}
