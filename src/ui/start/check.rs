//! The third step: whom this opens, and the button that opens it.

use egui::{Align, Color32, Layout, RichText, Ui};
use egui_material_icons::{MaterialIcon, icons};

use crate::crm::display;
use crate::model::{Command, SignIn, SignInPreview};
use crate::text::Expiry;
use crate::ui::theme::{FOUND_HEIGHT, ICON_SIZE, LINE_HEIGHT, font_size, space, strong_font};
use crate::ui::widgets::{button, icon};
use crate::ui::{Cx, unlocking};

use super::steps::Step;
use super::{Form, back};

/// Draws the step.
pub fn check_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut Form, commands: &mut Vec<Command>) {
    let sign_in = cx.model.job().sign_in();
    ui.vertical(|ui| {
        ui.set_min_height(FOUND_HEIGHT);
        match sign_in.and_then(|sign_in| Some((sign_in.host().to_string(), sign_in.found()?))) {
            Some((host, found)) => found_ui(ui, cx, &host, found),
            None => waiting_ui(ui, cx, commands),
        }
    });
    ui.add_space(space::XS);
    let is_found = sign_in.is_some_and(|sign_in| sign_in.found().is_some());
    ui.horizontal(|ui| {
        let text = cx.texts.t(if is_found { "start-back" } else { "start-stop" });
        let leave = ui.button(text);
        if leave.clicked() {
            commands.push(back(cx));
        }
        if !is_found {
            // The next button that appears may have the focus.
            form.focused = None;
            return;
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let connect = button::primary(ui, cx.theme, &cx.texts.t("start-connect"));
            form.focus_first(Step::Check, &connect);
            if connect.clicked() {
                commands.push(Command::Connect);
            }
        });
    });
}

/// Says what is waited for.
fn waiting_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let checked = cx.model.job().sign_in().map(SignIn::host);
    let text = match checked.or(cx.model.job().is_unlocking()) {
        Some(host) if checked.is_some() => {
            cx.texts.t_with("start-checking", &[("host", host.to_string().into())])
        }
        Some(host) => cx.texts.t_with("start-opening", &[("host", host.to_string().into())]),
        None => cx.texts.t("bottom-loading"),
    };
    ui.horizontal(|ui| {
        ui.add(egui::Spinner::new().size(ICON_SIZE).color(cx.theme.accent));
        ui.label(text);
    });
    unlocking::waiting_ui(ui, cx, commands);
}

/// Lists what is worth knowing before it is opened.
fn found_ui(ui: &mut Ui, cx: &Cx<'_>, host: &str, found: &SignInPreview) {
    let name = Some(found.account_name()).filter(|name| !name.trim().is_empty()).unwrap_or(host);
    ui.label(RichText::new(display::line(name)).font(strong_font(font_size::PAGE)));
    let (text, weak, warning) = (cx.theme.text, cx.theme.weak, cx.theme.warning);
    line_ui(ui, icons::ICON_LANGUAGE, weak, host);
    if !found.user_name().is_empty() {
        line_ui(ui, icons::ICON_PERSON, text, &display::line(found.user_name()));
    }
    let admin = if found.is_admin() == Some(false) { warning } else { text };
    line_ui(ui, icons::ICON_SHIELD_PERSON, admin, &cx.texts.admin(found.is_admin()));
    line_ui(ui, icons::ICON_VIEW_LIST, text, &cx.texts.mode(found.mode()));
    let expiry = Expiry::new(found.expires_at(), cx.now);
    let color = if expiry.is_near() { warning } else { text };
    let told = if found.is_renewed() { cx.texts.t("expiry-renewed") } else { cx.texts.expiry(expiry) };
    line_ui(ui, icons::ICON_EVENT, color, &told);
}

fn line_ui(ui: &mut Ui, glyph: MaterialIcon, color: Color32, text: &str) {
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = LINE_HEIGHT;
        icon::icon_ui(ui, glyph, color);
        ui.label(RichText::new(text).color(color));
    });
}
