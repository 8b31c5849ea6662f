//! The way to the vendor's page that shows the keys.

use egui::{Button, OpenUrl, Ui};
use egui_material_icons::icons;

use crate::model::Host;
use crate::ui::Cx;
use crate::ui::widgets::icon;

/// Draws the button that opens the page with the keys; a training server has none.
pub fn page_button_ui(ui: &mut Ui, cx: &Cx<'_>, host: &Host) {
    let Some(page) = host.integrations_page() else { return };
    let text = cx.texts.t("guide-open-page");
    let button = Button::new((icon::text(icons::ICON_OPEN_IN_NEW), text.as_str()));
    if ui.add(button).accessible_name(text).on_hover_text(&page).clicked() {
        ui.open_url(OpenUrl::new_tab(page));
    }
}
