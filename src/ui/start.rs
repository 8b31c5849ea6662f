//! The start screen: connect to an account, or try the demo.

use egui::text_edit::TextEditState;
use egui::{
    CentralPanel, Frame, Id, Key, Margin, RichText, ScrollArea, Stroke, TextEdit, Ui, UiBuilder, Vec2, vec2,
};
use egui_material_icons::icons;

use crate::model::{Command, DemoAccount};

use super::theme::{CARD_ROUNDING, Palette, strong_font};
use super::widgets::button;
use super::{Cx, header, notices};

const CARD_WIDTH: f32 = 420.0;

/// What is typed, and what is unfolded.
#[derive(Clone, Default)]
struct Form {
    address: String,
    token: String,
    shows_token: bool,
    shows_help: bool,
    /// Whether the address has had the focus that it starts with.
    was_shown: bool,
}

fn token_id() -> Id {
    Id::unique("start-token")
}

fn form_id() -> Id {
    Id::unique("start-form")
}

/// Wipes the token that was typed, because an account is open.
pub fn forget_token(ui: &Ui) {
    let form: Form = ui.data(|data| data.get_temp(form_id())).unwrap_or_default();
    if !form.token.is_empty() {
        ui.data_mut(|data| {
            data.insert_temp(form_id(), Form { token: String::new(), shows_token: false, ..form })
        });
        // The field remembers what was typed, for its own undo.
        TextEdit::store_state(ui.ctx(), token_id(), TextEditState::default());
    }
}

/// Draws the screen.
pub fn start_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let frame = Frame::new().fill(cx.theme.side);
    CentralPanel::no_frame().frame(frame).show(ui, |ui| {
        let corner = ui.max_rect().shrink2(vec2(16.0, 9.0));
        ui.scope_builder(UiBuilder::new().max_rect(corner.with_max_y(corner.top() + 34.0)), |ui| {
            header::settings_ui(ui, cx, commands);
        });
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let height = ui.data(|data| data.get_temp::<f32>(form_id())).unwrap_or(520.0);
            ui.add_space(((ui.available_height() - height) * 0.42).max(12.0));
            let top = ui.cursor().top();
            ui.vertical_centered(|ui| {
                ui.set_max_width(CARD_WIDTH);
                welcome_ui(ui, cx);
                card_ui(ui, cx, commands);
                demo_ui(ui, cx, commands);
            });
            let height = ui.min_rect().bottom() - top;
            ui.data_mut(|data| data.insert_temp(form_id(), height));
        });
    });
}

fn welcome_ui(ui: &mut Ui, cx: &Cx<'_>) {
    // A low window has room for the form, which is what matters.
    if ui.ctx().content_rect().height() > 640.0 {
        logo_ui(ui, cx.theme);
        ui.add_space(4.0);
    }
    ui.label(RichText::new(cx.texts.t("app-name")).font(strong_font(28.0)));
    ui.label(RichText::new(cx.texts.t("app-purpose")).color(cx.theme.weak));
    ui.add_space(12.0);
}

/// Paints three stages, one behind the other.
fn logo_ui(ui: &mut Ui, palette: &Palette) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(52.0, 44.0), egui::Sense::hover());
    for (step, strength) in [(0.0, 0.35), (1.0, 0.65), (2.0, 1.0)] {
        let bar = egui::Rect::from_min_size(rect.min + vec2(step * 7.0, 4.0 + step * 13.0), vec2(38.0, 9.0));
        ui.painter().rect_filled(bar, 4.5, palette.accent_fill.gamma_multiply(strength));
    }
}

fn card_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let frame = Frame::new()
        .fill(cx.theme.raised)
        .stroke(Stroke::new(1.0, cx.theme.line))
        .corner_radius(CARD_ROUNDING)
        .inner_margin(Margin::same(22));
    frame.show(ui, |ui| {
        ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
            ui.set_width(ui.available_width());
            form_ui(ui, cx, commands);
        });
    });
}

fn form_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let mut form: Form = ui.data(|data| data.get_temp(form_id())).unwrap_or_default();
    let loading = cx.model.is_loading();
    ui.label(RichText::new(cx.texts.t("start-heading")).font(strong_font(17.0)));
    ui.add_space(4.0);
    let enter = ui.add_enabled_ui(!loading, |ui| fields_ui(ui, cx, &mut form)).inner;
    notices::notice_callout_ui(ui, cx, commands);
    ui.add_space(4.0);
    if loading {
        connecting_ui(ui, cx, commands);
    } else {
        ui.spacing_mut().interact_size.x = ui.available_width();
        let connect =
            ui.vertical_centered_justified(|ui| button::primary(ui, cx.theme, &cx.texts.t("start-connect")));
        if connect.inner.clicked() || enter {
            commands
                .push(Command::SignIn { address: form.address.clone(), token: form.token.clone().into() });
        }
    }
    ui.data_mut(|data| data.insert_temp(form_id(), form));
}

/// Draws the two fields; tells whether Enter was pressed in one of them.
fn fields_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut Form) -> bool {
    let label = ui.label(RichText::new(cx.texts.t("start-address")).color(cx.theme.weak).size(13.5));
    let hint = RichText::new(cx.texts.t("start-address-hint")).color(cx.theme.weak);
    let field = TextEdit::singleline(&mut form.address).hint_text(hint).margin(vec2(10.0, 8.0));
    let address = ui.add(field.desired_width(f32::INFINITY)).labelled_by(label.id);
    if !std::mem::replace(&mut form.was_shown, true) {
        address.request_focus();
    }
    ui.add_space(4.0);
    let label = ui.label(RichText::new(cx.texts.t("start-token")).color(cx.theme.weak).size(13.5));
    let token = ui.horizontal(|ui| token_ui(ui, cx, form)).inner.labelled_by(label.id);
    if ui.link(RichText::new(cx.texts.t("start-token-where")).size(13.5)).clicked() {
        form.shows_help = !form.shows_help;
    }
    if form.shows_help {
        ui.label(RichText::new(cx.texts.t("start-token-help")).color(cx.theme.weak).size(13.5));
    }
    let enter = ui.input(|input| input.key_pressed(Key::Enter));
    enter && (address.lost_focus() || token.lost_focus())
}

fn token_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut Form) -> egui::Response {
    let hint = RichText::new(cx.texts.t("start-token-hint")).color(cx.theme.weak);
    let width = ui.available_width() - 34.0 - 4.0;
    ui.spacing_mut().item_spacing.x = 4.0;
    let field =
        TextEdit::singleline(&mut form.token).id(token_id()).password(!form.shows_token).hint_text(hint);
    let response = ui.add(field.margin(vec2(10.0, 8.0)).desired_width(width));
    let (glyph, name) = if form.shows_token {
        (icons::ICON_VISIBILITY_OFF, "start-token-hide")
    } else {
        (icons::ICON_VISIBILITY, "start-token-show")
    };
    let name = cx.texts.t(name);
    if button::icon_only(ui, glyph, &name).on_hover_text(name).clicked() {
        form.shows_token = !form.shows_token;
    }
    response
}

fn connecting_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.add(egui::Spinner::new().size(18.0).color(cx.theme.accent));
        ui.label(cx.texts.t("start-connecting"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button(cx.texts.t("start-stop")).clicked() {
                commands.push(Command::Stop);
            }
        });
    });
}

fn demo_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    ui.add_space(8.0);
    let open = ui.add_enabled_ui(!cx.model.is_loading(), |ui| ui.button(cx.texts.t("start-demo"))).inner;
    if open.on_hover_text(cx.texts.t("start-demo-about")).clicked() {
        commands.push(Command::OpenDemo(DemoAccount::Statuses));
    }
    ui.add_space(8.0);
    ui.label(RichText::new(cx.texts.t("start-promise")).color(cx.theme.weak).size(13.5));
    ui.add_space(16.0);
}
