//! The conditions of the selected status, to be read: only the web page of amoCRM can edit them.

use egui::{Button, OpenUrl, RichText, Ui};
use egui_material_icons::icons;

use crate::crm::{Condition, Status};
use crate::model::Session;

use super::Cx;
use super::theme::{font_size, space, strong_font};
use super::widgets::{copy, icon};

/// Draws the section: groups as they were sent, since how they work together is documented nowhere.
pub fn conditions_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, status: &Status) {
    ui.add_space(space::L);
    let heading = RichText::new(cx.texts.t("conditions-heading"));
    ui.label(heading.font(strong_font(font_size::NOTE)).color(cx.theme.weak));
    let groups: Vec<&[Condition]> =
        status.conditions.iter().map(Vec::as_slice).filter(|group| !group.is_empty()).collect();
    if groups.is_empty() {
        ui.label(cx.texts.t("conditions-none"));
    }
    for (index, group) in groups.iter().enumerate() {
        ui.push_id((status.key, index), |ui| {
            if groups.len() > 1 {
                let number = (index + 1).to_string();
                let told = cx.texts.t_with("conditions-group", &[("n", number.into())]);
                ui.label(RichText::new(told).color(cx.theme.weak).size(font_size::NOTE));
            }
            group_ui(ui, cx, group);
        });
    }
    let about = cx.texts.t("conditions-only-web");
    ui.label(RichText::new(about).color(cx.theme.weak).size(font_size::NOTE));
    page_ui(ui, cx, session);
}

fn group_ui(ui: &mut Ui, cx: &Cx<'_>, group: &[Condition]) {
    for (index, condition) in group.iter().enumerate() {
        ui.push_id(index, |ui| {
            ui.label(cx.texts.condition(condition));
            if let Condition::Unknown { raw } = condition {
                copy::copy_ui(ui, cx, &cx.texts.t("condition-copy"), raw);
            }
        });
    }
}

/// Draws the button that opens the web page in the browser.
fn page_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session) {
    let page = session.connection().customers_page();
    let name = cx.texts.t("conditions-open");
    let button = Button::new((icon::text(icons::ICON_OPEN_IN_NEW), name.as_str()));
    let response = ui.add_enabled(page.is_some(), button).accessible_name(name);
    match page {
        Some(page) if response.clicked() => ui.open_url(OpenUrl::new_tab(page)),
        Some(_) => {}
        None => {
            let why = cx.texts.t("conditions-no-page");
            ui.label(RichText::new(why).color(cx.theme.weak).size(font_size::NOTE));
        }
    }
}
