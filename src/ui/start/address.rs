//! The first step: the address of the account, and a token if the user has one.

use egui::{Id, Key, RichText, Ui};
use egui_material_icons::icons;

use crate::model::{Command, Host};
use crate::ui::widgets::{button, icon, secret_field, text_field};
use crate::ui::{Cx, keys, notices};

use super::steps::Step;
use super::{Form, field_label_ui, token_id};
use crate::ui::theme::{FIELD_PADDING, ICON_SIZE, LINE_HEIGHT, font_size, space};

/// What was asked for on this step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    Connect,
    GetToken,
}

/// Draws the step.
pub fn address_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut Form, commands: &mut Vec<Command>) {
    let loading = cx.model.job().is_loading();
    let entered = ui.add_enabled_ui(!loading, |ui| fields_ui(ui, cx, form)).inner;
    notices::notice_callout_ui(ui, cx, commands);
    ui.add_space(space::XS);
    if std::mem::replace(&mut form.was_connecting, loading) && !loading && cx.model.notice().is_some() {
        // What was refused is the token, most likely; the first letter replaces it.
        text_field::focus_selected(ui.ctx(), token_id(), &form.token);
    }
    if loading {
        return connecting_ui(ui, cx, commands);
    }
    let clicked = buttons_ui(ui, cx, form);
    match clicked.or(entered) {
        Some(Wish::Connect) => {
            form.at_once = true;
            let (address, token) = (form.address.clone(), String::clone(&form.token).into());
            commands.push(Command::SignIn { address, token });
        }
        Some(Wish::GetToken) => {
            form.at_once = false;
            commands.push(Command::Locate(form.address.clone()));
        }
        None => {}
    }
}

/// Draws the two fields; returns what Enter in one of them asks for.
fn fields_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut Form) -> Option<Wish> {
    let label = field_label_ui(ui, cx, &cx.texts.t("start-address"));
    let hint = RichText::new(cx.texts.t("start-address-hint")).color(cx.theme.weak);
    let field = text_field::line(ui, Id::unique("start-address"), &mut form.address).hint_text(hint);
    let address = ui.add(field.margin(FIELD_PADDING).desired_width(f32::INFINITY)).labelled_by(label.id);
    form.focus_first(Step::Address, &address);
    recognized_ui(ui, cx, Host::parse(&form.address).ok().as_ref());
    let name = cx.texts.t("start-token");
    let label = field_label_ui(ui, cx, &name);
    let hint = cx.texts.t("start-token-hint-first");
    let token = secret_field::secret_field_ui(ui, cx, token_id(), &mut form.token, [&name, &hint]);
    let token = token.labelled_by(label.id);
    ui.add_space(space::XS);
    if !keys::is_pressed(ui, Key::Enter) {
        None
    } else if token.lost_focus() || (address.lost_focus() && !form.token.is_empty()) {
        Some(Wish::Connect)
    } else {
        address.lost_focus().then_some(Wish::GetToken)
    }
}

/// Tells whose account this is; the line is there from the beginning, so that nothing jumps.
pub fn recognized_ui(ui: &mut Ui, cx: &Cx<'_>, host: Option<&Host>) {
    ui.horizontal(|ui| {
        ui.set_height(LINE_HEIGHT);
        ui.spacing_mut().interact_size.y = LINE_HEIGHT;
        let Some(host) = host else { return };
        icon::icon_ui(ui, icons::ICON_CHECK_CIRCLE, cx.theme.good);
        ui.label(RichText::new(cx.texts.recognized(host)).color(cx.theme.good).size(font_size::NOTE));
    });
}

/// Draws the two ways on; the one that is likely meant is the strong one.
fn buttons_ui(ui: &mut Ui, cx: &Cx<'_>, form: &Form) -> Option<Wish> {
    let mut wish = None;
    let buttons = [("start-connect", Wish::Connect), ("start-token-none", Wish::GetToken)];
    let likely = if form.token.is_empty() { Wish::GetToken } else { Wish::Connect };
    for (text, meaning) in buttons {
        let text = cx.texts.t(text);
        let response = ui.vertical_centered_justified(|ui| {
            if meaning == likely { button::primary(ui, cx.theme, &text) } else { ui.button(text) }
        });
        if response.inner.clicked() {
            wish = Some(meaning);
        }
    }
    wish
}

fn connecting_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.add(egui::Spinner::new().size(ICON_SIZE).color(cx.theme.accent));
        ui.label(cx.texts.t("start-connecting"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button(cx.texts.t("start-stop")).clicked() {
                commands.push(Command::Stop);
            }
        });
    });
}
