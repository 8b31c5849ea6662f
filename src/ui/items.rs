//! What the lists of statuses and of segments have in common: marks, selecting, deleting.

use egui::Context;

use crate::crm::{Change, Color, Conflict, Item, Problem};
use crate::model::{Command, Session};

use super::Cx;
use super::widgets::announcement::announce;
use super::widgets::entry::{Entry, Kind, Mark};
use super::widgets::gesture::Gesture;
use super::widgets::reorder;

/// What is known of all items, computed once for a frame.
pub struct RowState<'a> {
    session: &'a Session,
    changes: Vec<Change>,
    problems: Vec<Problem>,
    conflicts: Vec<Conflict>,
    selected: Vec<Item>,
    first: Option<Item>,
}

impl<'a> RowState<'a> {
    /// Looks at the draft and at what is selected.
    pub fn new(cx: &Cx<'_>, session: &'a Session) -> Self {
        let draft = session.draft();
        let (changes, problems) = (draft.changes(), draft.problems());
        let (conflicts, selected) = (draft.conflicts(), cx.model.selected());
        Self { session, changes, problems, conflicts, selected, first: cx.model.screen().selection() }
    }

    /// Makes the row of an item.
    pub fn entry(&self, item: Item, name: &str, color: Option<Color>, kind: Kind) -> Entry {
        let is_changed = self.changes.iter().any(|change| change.item == item);
        let is_blocked = self.problems.iter().any(|problem| problem.item() == item && problem.blocks());
        let mark = if is_blocked || (is_changed && self.session.was_refused(item)) {
            Mark::Refused
        } else if self.conflicts.iter().any(|conflict| conflict.item == item) {
            Mark::Contested
        } else if is_changed {
            Mark::Changed
        } else {
            Mark::None
        };
        let (selected, first) = (self.selected.contains(&item), self.first == Some(item));
        Entry { item, name: name.to_owned(), color, kind, selected, first, mark }
    }
}

/// Turns a gesture that selects into commands.
pub fn select(cx: &Cx<'_>, gesture: &Gesture, commands: &mut Vec<Command>) {
    match *gesture {
        Gesture::Select(item) | Gesture::Rename(item) => commands.push(Command::Select(Some(item))),
        Gesture::SelectAlso(item) => commands.push(Command::SelectAlso(item)),
        Gesture::SelectTo { from, to } => {
            let selected = cx.model.selected();
            if !from.is_none_or(|from| selected.contains(&from)) {
                commands.push(Command::Select(from));
            }
            commands.push(Command::SelectTo(to));
        }
        Gesture::SelectAll => commands.push(Command::SelectAll),
        _ => {}
    }
}

/// Asks for an item, and what is selected together with it, to be deleted; says why if none of it can be.
/// What the server does not know yet goes without a question.
pub fn ask_delete(ctx: &Context, cx: &Cx<'_>, item: Item, commands: &mut Vec<Command>) {
    let selected = cx.model.selected();
    if selected.len() > 1 && selected.contains(&item) {
        return ask_delete_selected(ctx, cx, commands);
    }
    let is_system = cx.model.draft().is_some_and(|draft| draft.edited().is_system(item));
    if is_system {
        return announce(ctx, cx.texts.t("delete-system"));
    }
    commands.push(Command::Delete(item));
    if item.is_new() {
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
    if items.iter().all(|item| item.is_new()) {
        reorder::focus_selected(ctx);
    }
}
