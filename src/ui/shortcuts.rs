//! Which key does what: one table.
//!
//! Keys are matched as egui reports them, by their logical meaning or else by their place, so that they
//! work on a Russian keyboard as well.

use egui::{Key, KeyboardShortcut, Modifiers, Ui};

use crate::model::{Command, Page};

use super::{Cx, keys};

/// Takes back the last edit.
pub const UNDO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Z);
/// Does it again.
pub const REDO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
/// Does it again, as on Windows.
const REDO_TOO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Y);
/// Sends the changes.
pub const SAVE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::S);
/// Reads the account again.
pub const RELOAD: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::R);
/// Adds a status; taken by the panel of the statuses.
pub const ADD: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::N);
/// Goes back from the review and such pages, or from several selected items to one.
const BACK: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::Escape);
/// Moves the row that has the focus; taken by the list itself.
pub const MOVE_UP: KeyboardShortcut = KeyboardShortcut::new(Modifiers::ALT, Key::ArrowUp);
/// Moves the row that has the focus; taken by the list itself.
pub const MOVE_DOWN: KeyboardShortcut = KeyboardShortcut::new(Modifiers::ALT, Key::ArrowDown);
/// Renames the row that has the focus; taken by the list itself.
pub const RENAME: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::F2);
/// Selects the row above as well; taken by the list itself.
pub const EXTEND_UP: KeyboardShortcut = KeyboardShortcut::new(Modifiers::SHIFT, Key::ArrowUp);
/// Selects the row below as well; taken by the list itself.
pub const EXTEND_DOWN: KeyboardShortcut = KeyboardShortcut::new(Modifiers::SHIFT, Key::ArrowDown);
/// Selects every row; taken by the list itself.
pub const SELECT_ALL: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::A);
/// Deletes the row that has the focus; taken by the list itself.
pub const DELETE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::Delete);

/// When a shortcut counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// Whenever an account is open.
    Always,
    /// Not while typing: a text field has an undo of its own.
    NotTyping,
    /// While a page stands in the place of the editor, such as the review.
    Reviewing,
}

/// The shortcuts of the whole window.
const TABLE: [(KeyboardShortcut, When, Command); 6] = [
    (REDO, When::NotTyping, Command::Redo),
    (UNDO, When::NotTyping, Command::Undo),
    (REDO_TOO, When::NotTyping, Command::Redo),
    (SAVE, When::Always, Command::Save),
    (RELOAD, When::Always, Command::Reload),
    (BACK, When::Reviewing, Command::CloseReview),
];

/// Tells whether Escape was pressed and nothing else is to end by it: neither a menu nor the typing nor a
/// drag.
fn escapes_several(ui: &Ui, cx: &Cx<'_>, popup_was_open: bool) -> bool {
    let busy = popup_was_open || ui.ctx().text_edit_focused() || ui.input(|input| input.pointer.any_down());
    !busy && cx.model.selected().len() > 1 && keys::take_shortcut(ui, BACK)
}

/// Turns the keys of this frame into commands. `popup_was_open`: Escape belonged to a menu.
pub fn take(ui: &Ui, cx: &Cx<'_>, popup_was_open: bool, commands: &mut Vec<Command>) {
    if cx.model.session().is_none() || cx.model.screen().question().is_some() {
        return;
    }
    let typing = ui.ctx().text_edit_focused();
    for (shortcut, when, command) in TABLE {
        let counts = match when {
            When::Always => true,
            When::NotTyping => !typing,
            When::Reviewing => cx.model.screen().page() != Page::Editor && !popup_was_open && !typing,
        };
        if counts && keys::take_shortcut(ui, shortcut) {
            commands.push(command);
        }
    }
    if escapes_several(ui, cx, popup_was_open) {
        commands.push(Command::Select(cx.model.screen().selection()));
    }
}

/// Tells whether a shortcut of the account was pressed that a view takes itself.
pub fn pressed(ui: &Ui, cx: &Cx<'_>, shortcut: KeyboardShortcut) -> bool {
    cx.model.screen().question().is_none() && keys::take_shortcut(ui, shortcut)
}

/// Adds a shortcut to the explanation of a button.
pub fn with_shortcut(ui: &Ui, text: &str, shortcut: KeyboardShortcut) -> String {
    format!("{text} ({})", ui.ctx().format_shortcut(&shortcut))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<KeyboardShortcut> {
        let rows =
            [MOVE_UP, MOVE_DOWN, RENAME, EXTEND_UP, EXTEND_DOWN, keys::TOGGLE, SELECT_ALL, DELETE, ADD];
        TABLE.iter().map(|(shortcut, ..)| *shortcut).chain(rows).collect()
    }

    #[test]
    fn no_two_shortcuts_clash() {
        let mut seen = Vec::new();
        for shortcut in all() {
            assert!(!seen.contains(&shortcut), "{shortcut:?} stands twice");
            seen.push(shortcut);
        }
    }
}
