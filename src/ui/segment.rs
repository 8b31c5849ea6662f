//! The page of one segment: a form.

use egui::{Button, RichText, Ui};
use egui_material_icons::icons;

use crate::crm::{Item, List, Segment};
use crate::model::{Command, Session};

use super::sections::{color_ui, refusal_ui, section_ui, take_back_changed_ui, title_ui};
use super::theme::space;
use super::widgets::{button, icon};
use super::{Cx, details, items, naming, prices, segments, values};

/// Draws the page.
pub fn segment_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    session: &Session,
    segment: &Segment,
    commands: &mut Vec<Command>,
) {
    let item = Item::Segment(segment.key);
    let account = session.draft().edited();
    title_ui(ui, cx, &segment.name, segment.color);
    if !item.is_new() {
        let customers = cx.texts.customers(segment.customers);
        ui.label(RichText::new(customers).color(cx.theme.weak));
    }
    refusal_ui(ui, cx, session, item, commands);
    ui.add_enabled_ui(cx.model.can_edit(), |ui| {
        let label = section_ui(ui, cx, "editor-name");
        naming::name_ui(ui, cx, session, item, label.id, commands);
        color_ui(ui, cx, session, &[item], commands);
    });
    values::values_ui(ui, cx, session, segment, commands);
    prices::prices_ui(ui, cx, session, segment, commands);
    ui.add_space(space::XL);
    ui.horizontal_wrapped(|ui| {
        take_back_changed_ui(ui, cx, session, item, commands);
        ui.add_enabled_ui(cx.model.can_edit(), |ui| {
            duplicate_ui(ui, cx, session, item, commands);
            if button::dangerous(ui, cx.theme, &cx.texts.t("segment-delete")).clicked() {
                items::ask_delete(ui.ctx(), cx, item, commands);
            }
        });
    });
    details::segment_ui(ui, cx, &account.zone, segment, commands);
}

fn duplicate_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, item: Item, commands: &mut Vec<Command>) {
    let account = session.draft().edited();
    let text = cx.texts.t("segment-duplicate");
    let button = Button::new((icon::text(icons::ICON_CONTENT_COPY), text.as_str()));
    let full = cx.texts.full(List::Segments, account.segments.len());
    let response = ui.add_enabled(account.room(List::Segments) > 0, button).accessible_name(text);
    if response.on_disabled_hover_text(full).clicked() {
        segments::duplicate(ui, cx, account, item, commands);
    }
}
