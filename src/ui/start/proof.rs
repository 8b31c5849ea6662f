//! The second step: how to get a token, and where to paste it; or the keys of the user's own integration.

use egui::{Align, Key, Layout, RichText, Sense, Ui, Vec2};
use egui_material_icons::{MaterialIcon, icons};

use crate::model::{Command, Host, SignIn, SignInMethod, Vendor};
use crate::ui::theme::{COMPACT_HEIGHT, SMALL_ICON_SIZE, font_size, space, strong_font};
use crate::ui::widgets::callout::{Tone, callout_ui};
use crate::ui::widgets::{button, icon, secret_field};
use crate::ui::{Cx, keys, notices};

use super::address::recognized_ui;
use super::integration::{self, integration_ui};
use super::page_button::page_button_ui;
use super::steps::Step;
use super::{Form, Way, field_label_ui, token_id};

/// Draws the step.
pub fn proof_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut Form, commands: &mut Vec<Command>) {
    let Some(host) = cx.model.job().sign_in().map(SignIn::host) else { return };
    recognized_ui(ui, cx, Some(host));
    let entered = match form.way {
        Way::Token => token_ui(ui, cx, host, form),
        Way::Integration => integration_ui(ui, cx, host, form),
    };
    other_way_ui(ui, cx, form);
    notices::notice_callout_ui(ui, cx, commands);
    ui.add_space(space::XS);
    let checks = ui.horizontal(|ui| {
        if ui.button(cx.texts.t("start-back")).clicked() {
            commands.push(Command::StepBack);
        }
        let right = Layout::right_to_left(Align::Center);
        ui.with_layout(right, |ui| button::primary(ui, cx.theme, &cx.texts.t("start-check")).clicked()).inner
    });
    let is_told = std::mem::replace(&mut form.is_told, cx.model.notice().is_some());
    if form.is_told && !is_told {
        ui.scroll_to_cursor(Some(Align::BOTTOM));
    }
    if checks.inner || entered {
        commands.push(Command::Check(match form.way {
            Way::Token => SignInMethod::Token(String::clone(&form.token).into()),
            Way::Integration => integration::proof(form),
        }));
    }
}

/// Draws the guide and the field; tells whether Enter was pressed in it.
fn token_ui(ui: &mut Ui, cx: &Cx<'_>, host: &Host, form: &mut Form) -> bool {
    ui.label(RichText::new(cx.texts.t("guide-heading")).font(strong_font(font_size::BODY)));
    let (open, create) = match host.vendor() {
        Some(Vendor::AmoCrm) => ("guide-open-amocrm", "guide-create-amocrm"),
        Some(Vendor::Kommo) | None => ("guide-open-kommo", "guide-create-kommo"),
    };
    let guide = [
        (icons::ICON_SETTINGS, open),
        (icons::ICON_EXTENSION, create),
        (icons::ICON_KEY, "guide-keys"),
        (icons::ICON_CALENDAR_TODAY, "guide-generate"),
        (icons::ICON_CONTENT_COPY, "guide-copy"),
    ];
    for (number, (glyph, text)) in (1..).zip(guide) {
        line_ui(ui, cx, number, glyph, &cx.texts.t(text));
    }
    page_button_ui(ui, cx, host);
    if host.vendor() != Some(Vendor::Kommo) {
        callout_ui(ui, cx.theme, Tone::Calm, |ui| {
            ui.set_width(ui.available_width());
            ui.label(RichText::new(cx.texts.t("guide-support")).size(font_size::NOTE));
        });
    }
    let name = cx.texts.t("start-token");
    let label = field_label_ui(ui, cx, &name);
    let hint = cx.texts.t("start-token-hint");
    let token = secret_field::secret_field_ui(ui, cx, token_id(), &mut form.token, [&name, &hint]);
    let token = token.labelled_by(label.id);
    form.focus_first(Step::Proof, &token);
    token.lost_focus() && keys::is_pressed(ui, Key::Enter)
}

/// Draws one line of a guide: its number, a picture, the words.
fn line_ui(ui: &mut Ui, cx: &Cx<'_>, number: u8, glyph: MaterialIcon, text: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        let (tile, _) = ui.allocate_exact_size(Vec2::splat(COMPACT_HEIGHT), Sense::hover());
        ui.painter().rect_filled(tile, 8, cx.theme.selected);
        icon::paint(ui.painter(), tile.center(), glyph, SMALL_ICON_SIZE, cx.theme.accent);
        ui.vertical(|ui| {
            ui.set_min_height(COMPACT_HEIGHT);
            ui.add_space(space::XS);
            ui.label(RichText::new(format!("{number}. {text}")).size(font_size::NOTE));
        });
    });
}

/// Draws the link from one way to the other.
fn other_way_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut Form) {
    let (text, other) = match form.way {
        Way::Token => ("start-integration-instead", Way::Integration),
        Way::Integration => ("start-token-instead", Way::Token),
    };
    if ui.link(RichText::new(cx.texts.t(text)).size(font_size::NOTE)).clicked() {
        form.way = other;
        form.focused = None;
    }
}
