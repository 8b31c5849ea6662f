//! The one way to ask the user something in front of everything else.
//!
//! [`egui::Modal`] blocks the pointer and keeps Tab inside, but it has no name, gives the focus to
//! nothing, does not give it back, and takes a click beside it for an answer. This adds all four: a
//! click beside it means nothing here.

use egui::{Align, Context, Frame, Id, Key, Layout, Margin, Modal, Modifiers, Role, Ui, UiBuilder};

use crate::ui::keys;
use crate::ui::theme::{CARD_ROUNDING, Palette, space, width};

/// Draws a dialog; returns what `content` returns, and whether Escape put the dialog away.
///
/// `content` calls [`focus_first`] on its safest answer.
pub fn dialog_ui<R>(
    ui: &mut Ui,
    palette: &Palette,
    heading: &str,
    content: impl FnOnce(&mut Ui) -> R,
) -> (R, bool) {
    sized_ui(ui, palette, heading, width::DIALOG, content)
}

/// Draws a dialog in which there is something to read, likewise.
pub fn wide_dialog_ui<R>(
    ui: &mut Ui,
    palette: &Palette,
    heading: &str,
    content: impl FnOnce(&mut Ui) -> R,
) -> (R, bool) {
    sized_ui(ui, palette, heading, width::READING_DIALOG, content)
}

fn sized_ui<R>(
    ui: &mut Ui,
    palette: &Palette,
    heading: &str,
    dialog_width: f32,
    content: impl FnOnce(&mut Ui) -> R,
) -> (R, bool) {
    remember_focus(ui.ctx());
    let frame = Frame::popup(ui.style()).corner_radius(CARD_ROUNDING).inner_margin(Margin::same(24));
    let modal = Modal::new(Id::unique("dialog")).frame(frame.fill(palette.raised));
    let shown = modal.show(ui.ctx(), |ui| {
        let builder = UiBuilder::new().accessibility_role(Role::AlertDialog);
        ui.scope_builder(builder, |ui| {
            ui.set_width(dialog_width);
            let name = ui.heading(heading).id.accesskit_id();
            ui.ctx().accesskit_node_builder(ui.unique_id(), |node| node.push_labelled_by(name));
            content(ui)
        })
        .inner
    });
    let escaped = keys::take(ui, Modifiers::NONE, Key::Escape);
    (shown.inner, escaped)
}

/// Lays out the answers of a dialog, the first one at the right end.
pub fn answers_ui<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(space::L);
    ui.with_layout(Layout::right_to_left(Align::Center), content).inner
}

/// Gives the focus to this widget if the dialog has just opened.
pub fn focus_first(response: &egui::Response) {
    let opened = response.ctx.data_mut(|data| {
        let origin = data.get_temp_mut_or_default::<Origin>(origin_id());
        std::mem::replace(&mut origin.wants_focus, false)
    });
    if opened {
        response.request_focus();
    }
}

/// Gives the focus back to what had it before the dialog; called in frames without a dialog.
pub fn return_focus(ctx: &Context) {
    let origin = ctx.data_mut(|data| data.remove_temp::<Origin>(origin_id()));
    if let Some(widget) = origin.and_then(|origin| origin.widget) {
        ctx.memory_mut(|memory| memory.request_focus(widget));
    }
}

/// Lets [`return_focus`] give the focus to nothing: the answer gives it to something else.
pub fn forget_focus(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(origin_id(), Origin::default()));
}

/// What had the focus when the dialog opened.
#[derive(Clone, Copy, Default)]
struct Origin {
    widget: Option<Id>,
    wants_focus: bool,
}

fn origin_id() -> Id {
    Id::unique("dialog-origin")
}

fn remember_focus(ctx: &Context) {
    if ctx.data(|data| data.get_temp::<Origin>(origin_id())).is_none() {
        let widget = ctx.memory(egui::Memory::focused);
        ctx.data_mut(|data| data.insert_temp(origin_id(), Origin { widget, wants_focus: true }));
    }
}
