//! The left panel: the statuses in their order, to be selected and moved.

use egui::{RichText, Role, ScrollArea, Ui, UiBuilder};
use egui_material_icons::icons;

use crate::crm::{Change, Edit, Item, MAX_STATUSES, Mode, Problem, Status};
use crate::model::{Command, Session};

use super::widgets::reorder::{Gesture, Reorder, reorder_ui};
use super::widgets::row::{Entry, Mark};
use super::{Cx, editor, side_panel};

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
                counter_ui(ui, cx, account.statuses.len());
            }
        });
        let scroll = ScrollArea::vertical().id_salt("statuses").auto_shrink(false);
        scroll.show(ui, |ui| {
            if shows_rows {
                rows_ui(ui, cx, session, commands);
            } else {
                let text = cx.texts.no_statuses(account.mode);
                side_panel::explanation_ui(ui, cx.theme, icons::ICON_TOGGLE_OFF, text);
            }
        });
    });
}

fn counter_ui(ui: &mut Ui, cx: &Cx<'_>, count: usize) {
    let values = [("n", count.to_string().into()), ("max", MAX_STATUSES.to_string().into())];
    let text = RichText::new(cx.texts.t_with("statuses-counter", &values)).color(cx.theme.weak).size(13.5);
    ui.label(text).on_hover_text(cx.texts.t_with("statuses-counter-about", &values));
}

fn rows_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, commands: &mut Vec<Command>) {
    let draft = session.draft();
    let (changes, problems) = (draft.changes(), draft.problems());
    let entry = |status: &Status| entry(cx, session, status, &changes, &problems);
    let entries: Vec<Entry> = draft.edited().statuses.iter().map(entry).collect();
    let places = draft.edited().ordinary_places();
    let list = Reorder { entries: &entries, places, can_edit: cx.model.can_edit() };
    let Some(gesture) = reorder_ui(ui, cx, &list) else { return };
    match gesture {
        Gesture::Select(key) => commands.push(Command::Select(Some(Item::Status(key)))),
        Gesture::Place(key, place) => commands.push(Command::Edit(Edit::Place(Item::Status(key), place))),
        Gesture::AskPlace(key) => commands.push(Command::AskPlace(Item::Status(key))),
        Gesture::Rename(key) => {
            commands.push(Command::Select(Some(Item::Status(key))));
            editor::focus_name(ui.ctx(), Item::Status(key));
        }
    }
}

fn entry(cx: &Cx<'_>, session: &Session, status: &Status, changes: &[Change], problems: &[Problem]) -> Entry {
    let item = Item::Status(status.key);
    let blocked = problems.contains(&Problem::EmptyName(item));
    let mark = if blocked || session.refusal(item).is_some() {
        Mark::Refused
    } else if changes.iter().any(|change| change.item == item) {
        Mark::Changed
    } else {
        Mark::None
    };
    Entry {
        key: status.key,
        name: status.name.clone(),
        color: status.color,
        movable: !status.system,
        selected: cx.model.selection() == Some(item),
        mark,
    }
}
