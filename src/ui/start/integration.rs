//! The form for the keys of the user's own integration, which renews its tokens by itself.

use egui::{Id, Key, RichText, Ui};

use crate::crm::plain;
use crate::model::{Host, Integration, SignInMethod};
use crate::ui::widgets::{secret_field, text_field};
use crate::ui::{Cx, keys};

use super::page_button::page_button_ui;
use super::steps::Step;
use super::{Form, field_label_ui};
use crate::ui::theme::{FIELD_PADDING, font_size};

/// Names the field of the secret key.
pub fn secret_id() -> Id {
    Id::unique("start-secret")
}

/// Names the field of the code.
pub fn code_id() -> Id {
    Id::unique("start-code")
}

/// Returns what the form holds.
pub fn proof(form: &Form) -> SignInMethod {
    SignInMethod::Code {
        integration: Integration {
            client_id: plain(&form.client_id),
            client_secret: plain(&form.client_secret).into(),
            redirect_uri: plain(&form.redirect_uri),
        },
        code: String::clone(&form.code).into(),
    }
}

/// Draws the form; tells whether Enter was pressed in its last field. In the others it moves the focus on.
pub fn integration_ui(ui: &mut Ui, cx: &Cx<'_>, host: &Host, form: &mut Form) -> bool {
    ui.label(RichText::new(cx.texts.t("integration-about")).size(font_size::NOTE));
    page_button_ui(ui, cx, host);
    let [id, secret, redirect] = ["integration-id", "integration-secret", "integration-redirect"];
    let first = text_ui(ui, cx, [id, "integration-id-about"], &mut form.client_id);
    form.focus_first(Step::Proof, &first);
    let second =
        secret_ui(ui, cx, [secret, "integration-secret-about"], secret_id(), &mut form.client_secret);
    let third = text_ui(ui, cx, [redirect, "integration-redirect-about"], &mut form.redirect_uri);
    let last = secret_ui(ui, cx, ["integration-code", "integration-code-about"], code_id(), &mut form.code);
    let enter = keys::is_pressed(ui, Key::Enter);
    for (field, next) in [(&first, &second), (&second, &third), (&third, &last)] {
        if enter && field.lost_focus() {
            next.request_focus();
        }
    }
    enter && last.lost_focus()
}

fn text_ui(ui: &mut Ui, cx: &Cx<'_>, [name, about]: [&str; 2], text: &mut String) -> egui::Response {
    let label = field_label_ui(ui, cx, &cx.texts.t(name));
    let hint = RichText::new(cx.texts.t(about)).color(cx.theme.weak);
    let field = text_field::line(ui, Id::unique(name), text).hint_text(hint);
    ui.add(field.margin(FIELD_PADDING).desired_width(f32::INFINITY)).labelled_by(label.id)
}

fn secret_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    [name, about]: [&str; 2],
    id: Id,
    text: &mut String,
) -> egui::Response {
    let name = cx.texts.t(name);
    let label = field_label_ui(ui, cx, &name);
    secret_field::secret_field_ui(ui, cx, id, text, [&name, &cx.texts.t(about)]).labelled_by(label.id)
}
