//! The middle of the window while several statuses are selected.

use egui::{RichText, Ui};
use egui_material_icons::icons;

use crate::crm::{Account, Color, Edit, Item, Status};
use crate::model::Command;

use super::Cx;
use super::editor::section_ui;
use super::statuses;
use super::widgets::block::Block;
use super::widgets::callout::{Tone, callout_ui};
use super::widgets::{button, color_grid, icon};

/// Draws what can be done with all of these.
pub fn several_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, items: &[Item], commands: &mut Vec<Command>) {
    ui.heading(cx.texts.t_with("several-heading", &[("n", items.len().into())]));
    let deletable = cx.model.deletable();
    if deletable.len() < items.len() {
        ui.add_space(6.0);
        callout_ui(ui, cx.theme, Tone::Calm, |ui| {
            ui.set_width(ui.available_width());
            ui.label(cx.texts.t("several-system"));
        });
    }
    ui.add_enabled_ui(cx.model.can_edit(), |ui| {
        color_ui(ui, cx, account, items, commands);
        place_ui(ui, cx, account, items, commands);
        ui.add_space(18.0);
        let text = cx.texts.t("several-delete");
        let delete = ui.add_enabled_ui(!deletable.is_empty(), |ui| button::dangerous(ui, cx.theme, &text));
        if delete.inner.clicked() {
            statuses::ask_delete_selected(ui.ctx(), cx, commands);
        }
    });
}

fn color_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, items: &[Item], commands: &mut Vec<Command>) {
    section_ui(ui, cx, "editor-colour");
    let is_selected = |status: &&Status| items.contains(&Item::Status(status.key));
    let mut colors = account.statuses.iter().filter(is_selected).map(|status| status.color);
    let first = colors.next().flatten();
    let chosen = first.filter(|_| colors.all(|color| color == first));
    let users = |color: Color| {
        let others = account.statuses.iter().filter(|status| !is_selected(status));
        let others = others.filter(|other| other.color == Some(color));
        cx.texts.color_users(&others.map(|other| other.name.as_str()).collect::<Vec<_>>())
    };
    let grid = color_grid::Grid { name: &cx.texts.t("editor-colour"), chosen, users: &users };
    let seen = ui.push_id("several", |ui| color_grid::color_grid_ui(ui, cx, &grid)).inner;
    if let Some(color) = seen.looked_at.or(chosen) {
        ui.label(RichText::new(cx.texts.color(color)).color(cx.theme.weak).size(13.5));
    }
    if let Some(color) = seen.picked {
        let edits = items.iter().map(|item| Edit::Recolor(*item, color)).collect();
        commands.push(Command::Edit(Edit::Several(edits)));
    }
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
