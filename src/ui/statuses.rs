//! The left panel: the statuses in their order, to be selected and moved.

use egui::{Button, Context, RichText, Role, ScrollArea, Ui, UiBuilder, vec2};
use egui_material_icons::icons;

use crate::crm::{Account, Change, Edit, Item, Key, MAX_STATUSES, Mode, Problem, Status};
use crate::model::{Command, Session};

use super::theme::CONTROL_HEIGHT;
use super::widgets::announcement::announce;
use super::widgets::icon;
use super::widgets::reorder::{self, Gesture, Reorder, reorder_ui};
use super::widgets::row::{Entry, Mark};
use super::{Cx, naming, shortcuts, side_panel};

/// Room below the list for the button, and for the sentence that says why it is off.
const FOOT: f32 = CONTROL_HEIGHT + 12.0;
const FOOT_WHEN_FULL: f32 = FOOT + 44.0;

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
        let foot = if account.has_room() { FOOT } else { FOOT_WHEN_FULL };
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

/// Asks for a status to be deleted; what the server does not know yet goes without a question.
pub fn ask_delete(ctx: &Context, key: Key, commands: &mut Vec<Command>) {
    commands.push(Command::Delete(Item::Status(key)));
    if key.id().is_none() {
        reorder::focus_selected(ctx);
    }
}

/// Asks for all that is selected to be deleted; says why if none of it can be.
pub fn ask_delete_selected(ctx: &Context, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let items = cx.model.deletable();
    if items.is_empty() {
        return announce(ctx, cx.texts.t("delete-system"));
    }
    commands.push(Command::DeleteSelected);
    if items.iter().all(|Item::Status(key)| key.id().is_none()) {
        reorder::focus_selected(ctx);
    }
}

fn add_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, commands: &mut Vec<Command>) {
    ui.add_space(4.0);
    let enabled = account.has_room() && cx.model.can_edit();
    let text = cx.texts.t("status-add");
    let full = cx.texts.t_with("status-add-full", &[("max", MAX_STATUSES.to_string().into())]);
    let add = Button::new((icon::text(icons::ICON_ADD), text.as_str()));
    let size = vec2(ui.available_width(), CONTROL_HEIGHT);
    let add = ui.add_enabled(enabled, add.min_size(size)).accessible_name(&text);
    let add = add.on_hover_text(shortcuts::with_shortcut(ui, &text, shortcuts::ADD));
    if !account.has_room() {
        ui.ctx().accesskit_node_builder(add.id, |node| node.set_description(full.as_str()));
        ui.label(RichText::new(full.as_str()).color(cx.theme.weak).size(13.0));
    }
    let clicked = add.on_disabled_hover_text(full).clicked();
    if clicked || (enabled && shortcuts::pressed(ui, cx, shortcuts::ADD)) {
        commands.push(Command::Add(cx.texts.t("status-new")));
        naming::focus_next(ui.ctx());
    }
}

fn counter_ui(ui: &mut Ui, cx: &Cx<'_>, count: usize) {
    let values = [("n", count.to_string().into()), ("max", MAX_STATUSES.to_string().into())];
    let text = RichText::new(cx.texts.t_with("statuses-counter", &values)).color(cx.theme.weak).size(13.5);
    ui.label(text).on_hover_text(cx.texts.t_with("statuses-counter-about", &values));
}

fn rows_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, commands: &mut Vec<Command>) {
    let draft = session.draft();
    let (changes, problems) = (draft.changes(), draft.problems());
    let selected = cx.model.selected();
    let entry = |status: &Status| entry(cx, session, status, &selected, &changes, &problems);
    let entries: Vec<Entry> = draft.edited().statuses.iter().map(entry).collect();
    let places = draft.edited().ordinary_places();
    let list = Reorder { entries: &entries, places, can_edit: cx.model.can_edit() };
    let Some(gesture) = reorder_ui(ui, cx, &list) else { return };
    let is_several = |key| selected.len() > 1 && selected.contains(&Item::Status(key));
    match gesture {
        Gesture::SelectAlso(key) => commands.push(Command::SelectAlso(Item::Status(key))),
        Gesture::SelectTo { from, to } => {
            if !from.is_none_or(|from| selected.contains(&Item::Status(from))) {
                commands.push(Command::Select(from.map(Item::Status)));
            }
            commands.push(Command::SelectTo(Item::Status(to)));
        }
        Gesture::SelectAll => commands.push(Command::SelectAll),
        Gesture::Place(key, place) if is_several(key) => {
            commands.push(Command::Edit(Edit::PlaceBlock(selected, place)));
        }
        Gesture::Delete(key) if is_several(key) => ask_delete_selected(ui.ctx(), cx, commands),
        Gesture::Select(key) | Gesture::Rename(key) => {
            commands.push(Command::Select(Some(Item::Status(key))));
        }
        Gesture::Place(key, place) => commands.push(Command::Edit(Edit::Place(Item::Status(key), place))),
        Gesture::AskPlace(key) => commands.push(Command::AskPlace(Item::Status(key))),
        Gesture::Type(key, name) => commands.push(Command::Edit(Edit::Rename(Item::Status(key), name))),
        Gesture::Typed => commands.push(Command::Typed),
        Gesture::Delete(key) if is_system(draft.edited(), key) => {
            announce(ui.ctx(), cx.texts.t("delete-system"));
        }
        Gesture::Delete(key) => ask_delete(ui.ctx(), key, commands),
    }
}

fn is_system(account: &Account, key: Key) -> bool {
    account.status(key).is_some_and(|status| status.system)
}

fn entry(
    cx: &Cx<'_>,
    session: &Session,
    status: &Status,
    selected: &[Item],
    changes: &[Change],
    problems: &[Problem],
) -> Entry {
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
        selected: selected.contains(&item),
        first: cx.model.selection() == Some(item),
        mark,
    }
}
