//! The left panel: the statuses in their order, to be selected and moved.

use egui::{Role, ScrollArea, Ui, UiBuilder};
use egui_material_icons::icons;

use crate::crm::{Account, Edit, Item, List, Mode, Status};
use crate::model::{Command, Session};

use super::items::{RowState, ask_delete, select};
use super::widgets::entry::{Entry, Kind};
use super::widgets::gesture::{Gesture, Reorder};
use super::widgets::reorder::reorder_ui;
use super::{Cx, naming, side_panel};

/// Draws the panel.
pub fn statuses_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let Some(session) = cx.model.session() else { return };
    let account = session.draft().edited();
    let heading = cx.texts.t("statuses-heading");
    let builder = UiBuilder::new().accessibility_role(Role::List).accessibility_label(heading.as_str());
    ui.scope_builder(builder, |ui| {
        let shows_rows = account.mode == Mode::Periodicity && !account.statuses.is_empty();
        side_panel::heading_ui(ui, heading, |ui| {
            if shows_rows {
                side_panel::counter_ui(ui, cx, List::Statuses, account.statuses.len());
            }
        });
        let foot =
            if account.room(List::Statuses) > 0 { side_panel::FOOT } else { side_panel::FOOT_WHEN_FULL };
        let scroll = ScrollArea::vertical().id_salt("statuses").auto_shrink([false, true]);
        scroll.max_height((ui.available_height() - foot).max(0.0)).show(ui, |ui| {
            if shows_rows {
                rows_ui(ui, cx, session, commands);
            } else {
                let text = cx.texts.no_statuses(account.mode);
                side_panel::explanation_ui(ui, cx.theme, icons::ICON_TOGGLE_OFF, text);
            }
        });
        if account.mode == Mode::Periodicity {
            add_ui(ui, cx, account, commands);
        }
    });
}

fn add_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, commands: &mut Vec<Command>) {
    let full =
        (account.room(List::Statuses) == 0).then(|| cx.texts.full(List::Statuses, account.statuses.len()));
    if side_panel::add_ui(ui, cx, &cx.texts.t("status-add"), full) {
        commands.push(Command::Add(cx.texts.t("status-new")));
        naming::focus_next(ui.ctx());
    }
}

fn rows_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, commands: &mut Vec<Command>) {
    let state = RowState::new(cx, session);
    let account = session.draft().edited();
    let entries: Vec<Entry> = account.statuses.iter().map(|status| entry(&state, status)).collect();
    let list =
        Reorder { entries: &entries, places: account.ordinary_places(), can_edit: cx.model.can_edit() };
    let selected = cx.model.selected();
    match reorder_ui(ui, cx, &list) {
        None | Some(Gesture::Duplicate(_)) => {}
        Some(Gesture::Place(item, place)) if selected.len() > 1 && selected.contains(&item) => {
            commands.push(Command::Edit(Edit::PlaceBlock(selected, place)));
        }
        Some(Gesture::Place(item, place)) => commands.push(Command::Edit(Edit::Place(item, place))),
        Some(Gesture::AskPlace(item)) => commands.push(Command::AskPlace(item)),
        Some(Gesture::Type(item, name)) => commands.push(Command::Edit(Edit::Rename(item, name))),
        Some(Gesture::Typed) => commands.push(Command::Typed),
        Some(Gesture::Delete(item)) => ask_delete(ui.ctx(), cx, item, commands),
        Some(gesture) => select(cx, &gesture, commands),
    }
}

fn entry(state: &RowState<'_>, status: &Status) -> Entry {
    let kind = if status.system { Kind::Fixed } else { Kind::Movable };
    state.entry(Item::Status(status.key), &status.name, status.color, kind)
}
