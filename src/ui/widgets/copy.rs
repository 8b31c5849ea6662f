//! A button that copies a text, and says that it has.

use egui::{Button, Event, Id, RichText, Ui};
use egui_material_icons::icons;

use crate::ui::Cx;

use super::{announcement, icon};

/// Names the button that was used last; nothing is remembered of what it copied.
fn last_used() -> Id {
    Id::unique("copied-last")
}

/// Draws the button; nothing to copy disables it. `Copied` stands behind it until the next click or key.
pub fn copy_ui(ui: &mut Ui, cx: &Cx<'_>, name: &str, text: &str) {
    ui.horizontal(|ui| {
        let button = Button::new((icon::text(icons::ICON_CONTENT_COPY), name));
        let response = ui.add_enabled(!text.is_empty(), button).accessible_name(name);
        let told = cx.texts.t("copied");
        if response.clicked() {
            ui.copy_text(text.to_owned());
            ui.data_mut(|data| data.insert_temp(last_used(), response.id));
            announcement::announce(ui.ctx(), told.clone());
        } else if anything_pressed(ui) {
            ui.data_mut(|data| data.remove::<Id>(last_used()));
        }
        if ui.data(|data| data.get_temp(last_used())) == Some(response.id) {
            icon::icon_ui(ui, icons::ICON_CHECK, cx.theme.good);
            ui.label(RichText::new(told).color(cx.theme.good));
        }
    });
}

fn anything_pressed(ui: &Ui) -> bool {
    let is_key = |event: &Event| matches!(event, Event::Key { pressed: true, .. });
    ui.input(|input| input.pointer.any_pressed() || input.events.iter().any(is_key))
}
