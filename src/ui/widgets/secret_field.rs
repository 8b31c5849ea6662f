//! A field for a secret: dots instead of letters, and a button that shows them.

use egui::{Id, Response, RichText, Ui};
use egui_material_icons::icons;

use crate::ui::Cx;
use crate::ui::theme::{CONTROL_HEIGHT, FIELD_PADDING, space};

use super::{button, text_field};

/// Draws field and button over the whole width. The name is for the button; the caller names the field.
pub fn secret_field_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    id: Id,
    text: &mut String,
    [name, hint]: [&str; 2],
) -> Response {
    // Wherever the field was not drawn for a frame, the secret is hidden again.
    let (frame, shown_id) = (ui.ctx().cumulative_frame_nr(), id.with("shown"));
    let shown_at: Option<u64> = ui.data(|data| data.get_temp(shown_id));
    let shown = shown_at.is_some_and(|shown_at| shown_at + 1 >= frame);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        let width = ui.available_width() - CONTROL_HEIGHT - space::XS;
        let hint = RichText::new(hint).color(cx.theme.weak);
        let make = if shown { text_field::shown_secret } else { text_field::secret };
        let field = make(ui, id, text).hint_text(hint);
        let response = ui.add(field.margin(FIELD_PADDING).desired_width(width));
        let (glyph, tip) = if shown {
            (icons::ICON_VISIBILITY_OFF, "secret-hide")
        } else {
            (icons::ICON_VISIBILITY, "secret-show")
        };
        let tip = cx.texts.t_with(tip, &[("field", name.into())]);
        let toggled = button::icon_only(ui, glyph, &tip).on_hover_text(tip).clicked();
        if shown == toggled {
            ui.data_mut(|data| data.remove_temp::<u64>(shown_id));
        } else {
            ui.data_mut(|data| data.insert_temp(shown_id, frame));
        }
        response
    })
    .inner
}
