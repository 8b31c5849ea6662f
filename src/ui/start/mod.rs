//! The start screen: the accounts that are known, three steps to another one, or the demo.

mod address;
mod check;
mod integration;
mod notes;
mod page_button;
mod proof;
mod steps;

use egui::text_edit::TextEditState;
use egui::{
    Align, CentralPanel, Context, Frame, Id, Key, Layout, Margin, Modifiers, Popup, Response, RichText,
    ScrollArea, Stroke, TextEdit, Ui, UiBuilder,
};

use zeroize::Zeroizing;

use crate::model::{Command, DemoAccount};

use super::theme::{
    BAR_PADDING, CARD_ROUNDING, CONTROL_HEIGHT, Palette, ROOM_FOR_LOGO, START_HEIGHT, STEP_TOP, font_size,
    logo, space, start_top, strong_font, width,
};
use super::{Cx, accounts, header, keys};
pub use page_button::page_button_ui;
use steps::Step;

/// What is typed, and how far its author has come.
#[derive(Clone, Default)]
struct Form {
    address: String,
    token: Zeroizing<String>,
    client_id: String,
    client_secret: Zeroizing<String>,
    redirect_uri: String,
    code: Zeroizing<String>,
    way: Way,
    /// Whether address and token were typed on the first step: then the other steps are left out.
    at_once: bool,
    /// The step whose first field or button has had the focus that it starts with.
    focused: Option<Step>,
    /// Whether the account was being asked for in the frame before.
    was_connecting: bool,
    /// Whether what the program says on this step has been brought into sight.
    is_told: bool,
}

/// The two ways to prove who one is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Way {
    #[default]
    Token,
    Integration,
}

impl Form {
    /// Returns the step that the model has come to.
    fn step(&self, cx: &Cx<'_>) -> Step {
        match cx.model.job().sign_in() {
            _ if self.at_once => Step::Address,
            Some(sign_in) if sign_in.is_checking() || sign_in.found().is_some() => Step::Check,
            Some(_) => Step::Proof,
            None if cx.model.job().is_loading() || cx.model.job().is_unlocking().is_some() => Step::Check,
            None => Step::Address,
        }
    }

    /// Gives the focus to the widget that a step begins with, once.
    fn focus_first(&mut self, step: Step, widget: &Response) {
        if self.focused.replace(step) != Some(step) {
            widget.request_focus();
            // A low window shows only a part of a step.
            widget.scroll_to_me(None);
        }
    }
}

fn form_id() -> Id {
    Id::unique("start-form")
}

fn token_id() -> Id {
    Id::unique("start-token")
}

/// Wipes what was typed, because an account is open.
pub fn forget_form(ctx: &Context) {
    if ctx.data_mut(|data| data.remove_temp::<Form>(form_id())).is_some() {
        // Fields remember what was typed, for their own undo.
        for secret in [token_id(), integration::secret_id(), integration::code_id()] {
            TextEdit::store_state(ctx, secret, TextEditState::default());
        }
    }
}

/// Draws the screen.
pub fn start_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let is_in_front = !Popup::is_any_open(ui.ctx()) && cx.model.screen().question().is_none();
    let frame = Frame::new().fill(cx.theme.side);
    CentralPanel::no_frame().frame(frame).show(ui, |ui| {
        let corner = ui.max_rect().shrink2(BAR_PADDING);
        ui.scope_builder(UiBuilder::new().max_rect(corner.with_max_y(corner.top() + CONTROL_HEIGHT)), |ui| {
            header::settings_ui(ui, cx, commands);
        });
        let mut form: Form = ui.data(|data| data.get_temp(form_id())).unwrap_or_default();
        let step = form.step(cx);
        if step == Step::Address && !cx.model.screen().start_notes().is_empty() {
            // A low window would scroll to the field that has the focus, past what is to be read first.
            form.focused = Some(step);
        }
        ScrollArea::vertical().id_salt(step).auto_shrink(false).show(ui, |ui| {
            ui.add_space(top_space(ui, step));
            let top = ui.cursor().top();
            ui.vertical_centered(|ui| {
                ui.set_max_width(width::CARD);
                if step == Step::Address {
                    if cx.model.accounts().known().is_empty() {
                        welcome_ui(ui, cx);
                    }
                    notes::notes_ui(ui, cx, commands);
                    known_ui(ui, cx, &mut form, commands);
                }
                card_ui(ui, cx.theme, |ui| step_ui(ui, cx, step, &mut form, commands));
                if step == Step::Address {
                    demo_ui(ui, cx, commands);
                }
            });
            if step == Step::Address {
                let height = ui.min_rect().bottom() - top;
                ui.data_mut(|data| data.insert_temp(form_id(), height));
            }
        });
        let escape = |ui: &mut Ui| keys::take(ui, Modifiers::NONE, Key::Escape);
        if is_in_front && step != Step::Address && escape(ui) {
            commands.push(back(cx));
        }
        ui.data_mut(|data| data.insert_temp(form_id(), form));
    });
}

/// Returns how far from the top a step begins: the first in the middle of the window, the others all at the
/// same place, so that nothing jumps from step to step.
fn top_space(ui: &Ui, step: Step) -> f32 {
    if step != Step::Address {
        return STEP_TOP;
    }
    let height = ui.data(|data| data.get_temp::<f32>(form_id())).unwrap_or(START_HEIGHT);
    start_top(ui.available_height() - height)
}

/// Returns what leads one step back.
fn back(cx: &Cx<'_>) -> Command {
    if cx.model.job().sign_in().is_some() { Command::StepBack } else { Command::Stop }
}

fn welcome_ui(ui: &mut Ui, cx: &Cx<'_>) {
    // A low window has room for the form, which is what matters.
    if ui.ctx().content_rect().height() > ROOM_FOR_LOGO {
        logo_ui(ui, cx.theme);
        ui.add_space(space::XS);
    }
    ui.label(RichText::new(cx.texts.t("app-name")).font(strong_font(font_size::TITLE)));
    ui.label(RichText::new(cx.texts.t("app-purpose")).color(cx.theme.weak));
    ui.add_space(space::L);
}

/// Paints three stages, one behind the other.
fn logo_ui(ui: &mut Ui, palette: &Palette) {
    let (rect, _) = ui.allocate_exact_size(logo::SIZE, egui::Sense::hover());
    for (corner, strength) in logo::BARS {
        let bar = egui::Rect::from_min_size(rect.min + corner, logo::BAR);
        ui.painter().rect_filled(bar, logo::BAR.y / 2.0, palette.accent_fill.gamma_multiply(strength));
    }
}

/// Draws the accounts that open with one click.
fn known_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut Form, commands: &mut Vec<Command>) {
    if cx.model.accounts().known().is_empty() {
        return;
    }
    card_ui(ui, cx.theme, |ui| {
        ui.label(RichText::new(cx.texts.t("accounts-heading")).font(strong_font(font_size::SECTION)));
        ui.add_enabled_ui(!cx.model.job().is_loading(), |ui| accounts::list_ui(ui, cx, commands));
    });
    if commands.iter().any(|command| matches!(command, Command::OpenAccount(_))) {
        form.at_once = false;
    }
    ui.add_space(space::S);
}

fn card_ui(ui: &mut Ui, palette: &Palette, content: impl FnOnce(&mut Ui)) {
    let frame = Frame::new()
        .fill(palette.raised)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CARD_ROUNDING)
        .inner_margin(Margin::same(22));
    frame.show(ui, |ui| {
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ui.set_width(ui.available_width());
            content(ui);
        });
    });
}

fn step_ui(ui: &mut Ui, cx: &Cx<'_>, step: Step, form: &mut Form, commands: &mut Vec<Command>) {
    ui.label(RichText::new(cx.texts.t("start-heading")).font(strong_font(font_size::SECTION)));
    steps::steps_ui(ui, cx, step);
    ui.add_space(space::M);
    match step {
        Step::Address => address::address_ui(ui, cx, form, commands),
        Step::Proof => proof::proof_ui(ui, cx, form, commands),
        Step::Check => check::check_ui(ui, cx, form, commands),
    }
}

/// Draws the name of the field below it.
fn field_label_ui(ui: &mut Ui, cx: &Cx<'_>, text: &str) -> Response {
    ui.label(RichText::new(text).color(cx.theme.weak).size(font_size::NOTE))
}

fn demo_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    ui.add_space(space::M);
    ui.add_enabled_ui(!cx.model.job().is_loading(), |ui| {
        let buttons = [("start-demo", DemoAccount::Statuses), ("start-demo-segments", DemoAccount::Segments)];
        for (text, account) in buttons {
            let about = cx.texts.t("start-demo-about");
            if ui.button(cx.texts.t(text)).on_hover_text(about).clicked() {
                commands.push(Command::OpenDemo(account));
            }
        }
    });
    ui.add_space(space::M);
    ui.label(RichText::new(cx.texts.t("start-promise")).color(cx.theme.weak).size(font_size::NOTE));
    ui.add_space(space::XL);
}
