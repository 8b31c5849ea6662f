//! The middle of the window while several statuses, or several segments, are selected.

use egui::Ui;
use egui_material_icons::icons;

use crate::crm::{Account, Edit, Item};
use crate::model::{Command, Session};

use super::Cx;
use super::items::ask_delete_selected;
use super::sections::{color_ui, section_ui};
use super::theme::space;
use super::values;
use super::widgets::block::Block;
use super::widgets::callout::{Tone, callout_ui};
use super::widgets::{button, icon};

/// Draws what can be done with all of these.
pub fn several_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, items: &[Item], commands: &mut Vec<Command>) {
    let account = session.draft().edited();
    let are_segments = matches!(items, [Item::Segment(_), ..]);
    let heading = if are_segments { "several-segments-heading" } else { "several-heading" };
    ui.heading(cx.texts.t_with(heading, &[("n", items.len().into())]));
    let deletable = cx.model.deletable();
    if deletable.len() < items.len() {
        ui.add_space(space::S);
        callout_ui(ui, cx.theme, Tone::Calm, |ui| {
            ui.set_width(ui.available_width());
            ui.label(cx.texts.t("several-system"));
        });
    }
    ui.add_enabled_ui(cx.model.can_edit(), |ui| {
        color_ui(ui, cx, session, items, commands);
        if are_segments {
            values::several_ui(ui, cx, account, items, commands);
        } else {
            place_ui(ui, cx, account, items, commands);
        }
        ui.add_space(space::XL);
        let text = cx.texts.t(if are_segments { "several-segments-delete" } else { "several-delete" });
        let delete = ui.add_enabled_ui(!deletable.is_empty(), |ui| button::dangerous(ui, cx.theme, &text));
        if delete.inner.clicked() {
            ask_delete_selected(ui.ctx(), cx, commands);
        }
    });
}

fn place_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, items: &[Item], commands: &mut Vec<Command>) {
    section_ui(ui, cx, "editor-place");
    let rows = account.statuses.iter().enumerate();
    let rows = rows.filter(|(_, status)| !status.system && items.contains(&Item::Status(status.key)));
    let block = Block::new(rows.map(|(place, _)| place).collect());
    let places = account.ordinary_places();
    ui.horizontal(|ui| {
        for (text, glyph, place) in [
            ("row-up-tip", icons::ICON_KEYBOARD_ARROW_UP, block.up(&places)),
            ("row-down-tip", icons::ICON_KEYBOARD_ARROW_DOWN, block.down(&places)),
        ] {
            let text = cx.texts.t(text);
            let button = egui::Button::new((icon::text(glyph), text.as_str()));
            let clicked = ui.add_enabled(place.is_some(), button).accessible_name(&text).clicked();
            if let Some(place) = place.filter(|_| clicked) {
                commands.push(Command::Edit(Edit::PlaceBlock(items.to_vec(), place)));
            }
        }
    });
}
