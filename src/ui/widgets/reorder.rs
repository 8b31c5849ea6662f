//! A list whose rows the user arranges by mouse, by keyboard, or by buttons.
//!
//! Written here and not taken from `egui_dnd`: that one takes the time of a drag from the system's
//! clock (tests would be flaky), moves the rows while they are dragged, and has no insertion line, no
//! names for screen readers and no keys. Here nothing moves until the row is dropped; the list returns
//! what the user wants, and the caller says so to the model.

use egui::accesskit::Action;
use egui::{Context, EventFilter, Id, Key as KeyboardKey, Modifiers, Rect, Role, Sense, Ui, UiBuilder, vec2};

use crate::crm::Item;
use crate::ui::theme::{ROW_HEIGHT, space};
use crate::ui::{Cx, keys, shortcuts};

use super::announcement::announce;
use super::arrows;
use super::block::Block;
use super::drag::{Drag, drag_of, drag_ui};
use super::gesture::{Gesture, Reorder};
use super::name_in_row::{self, Typing};
use super::next_frame;
use super::row::{Ways, arrow_ids, row_id, row_ui};
use super::row_menu::row_menu_ui;

/// Draws the list and returns what the user wants of it. Stands within a scroll area.
pub fn reorder_ui(ui: &mut Ui, cx: &Cx<'_>, list: &Reorder<'_>) -> Option<Gesture> {
    let id = ui.scope_id().with("reorder");
    let mut gesture = None;
    let mut rects = Vec::with_capacity(list.entries.len());
    let mut dragged = None;
    list.take_focus_requests(ui, id);
    let stop = list.stop(ui, id);
    ui.spacing_mut().item_spacing.y = space::XXS;
    for (index, entry) in list.entries.iter().enumerate() {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::hover());
        rects.push(rect);
        let builder = UiBuilder::new().id_salt(entry.item).max_rect(rect).accessibility_role(Role::ListItem);
        let is_stop = stop == index || has_focus_within(ui, row_id(id, entry.item));
        let asked =
            one_row_ui(&mut ui.new_child(builder), cx, list, id, (index, is_stop), rect, &mut dragged);
        gesture = gesture.or(asked);
    }
    if let Some(drag) = dragged {
        gesture = gesture.or(drag_ui(ui, cx, list, id, &rects, &drag));
    }
    match &gesture {
        Some(Gesture::Place(item, place)) => tell(ui, cx, list, id, *item, *place),
        Some(Gesture::Rename(item)) => list.rename(ui.ctx(), *item),
        _ => reveal_moved(ui, list, id, &rects),
    }
    gesture
}

fn one_row_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    list: &Reorder<'_>,
    id: Id,
    (index, is_stop): (usize, bool),
    rect: Rect,
    dragged: &mut Option<Drag>,
) -> Option<Gesture> {
    let entry = &list.entries[index];
    let block = Block::of(list.entries, index);
    let (up, down) = (block.up(&list.places), block.down(&list.places));
    let ways = Ways { up: up.is_some() && list.can_edit, down: down.is_some() && list.can_edit };
    let item = entry.item;
    // Taken before the row sees them: to egui, Enter and Space are clicks.
    let focused = ui.memory(|memory| memory.has_focus(row_id(id, item)));
    let entered = focused && keys::take(ui, Modifiers::NONE, KeyboardKey::Enter);
    let toggled = focused && keys::take_toggle(ui);
    let shown = row_ui(ui, cx, id, entry, rect, ways, is_stop);
    // Now and not before: where a dialog has just closed, egui still takes the focus from what was behind it.
    if entry.first && next_frame::is_asked(ui.ctx(), focus_wish()) {
        shown.row.request_focus();
    }
    if entry.first && next_frame::is_asked(ui.ctx(), reveal_wish()) {
        shown.row.scroll_to_me(None);
    }
    let place =
        |place: Option<usize>| place.filter(|_| list.can_edit).map(|place| Gesture::Place(item, place));
    let mut gesture = None;
    if let Some(handle) = &shown.handle
        && list.can_edit
    {
        if handle.clicked() {
            gesture = Some(Gesture::AskPlace(item));
        }
        *dragged = drag_of(ui, handle, index, rect).or(dragged.take());
    }
    if shown.up {
        gesture = place(up);
    } else if shown.down {
        gesture = place(down);
    } else if toggled {
        gesture = Some(Gesture::SelectAlso(item));
    } else if entered || (shown.row.double_clicked() && ui.input(|input| input.modifiers.is_none())) {
        gesture = list.can_edit.then_some(Gesture::Rename(item));
    } else if shown.row.clicked() {
        // So that the keys of the row work at once.
        shown.row.request_focus();
        gesture = Some(clicked(ui, item));
    }
    if let Some(typing) = shown.typing {
        gesture = Some(typed(&shown.row, item, typing));
    } else if shown.row.has_focus() {
        gesture = gesture.or_else(|| take_keys(ui, list, id, index, (place(up), place(down))));
    }
    if shown.row.gained_focus() {
        shown.row.scroll_to_me(None);
    }
    if list.can_edit {
        gesture = row_menu_ui(&shown.row, cx, entry).or(gesture);
    }
    gesture
}

/// Tells what a click on a row means.
fn clicked(ui: &Ui, item: Item) -> Gesture {
    let modifiers = ui.input(|input| input.modifiers);
    if keys::is_exactly(modifiers, Modifiers::COMMAND) {
        Gesture::SelectAlso(item)
    } else if keys::is_exactly(modifiers, Modifiers::SHIFT) {
        Gesture::SelectTo { from: None, to: item }
    } else {
        Gesture::Select(item)
    }
}

/// Tells whether the row or one of its buttons has the focus.
fn has_focus_within(ui: &Ui, row: Id) -> bool {
    let [up, down] = arrow_ids(row);
    [row, up, down].into_iter().any(|id| ui.memory(|memory| memory.has_focus(id)))
}

/// Turns what was done with the field in a row into a gesture, and gives the focus back to the row.
fn typed(row: &egui::Response, item: Item, typing: Typing) -> Gesture {
    if matches!(typing, Typing::Kept { by_key: true } | Typing::Dropped(_)) {
        row.request_focus();
    }
    match typing {
        Typing::Goes(name) | Typing::Dropped(name) => Gesture::Type(item, name),
        Typing::Kept { .. } => Gesture::Typed,
    }
}

/// Gives the focus to the row that is selected once the model has done what was asked.
pub fn focus_selected(ctx: &Context) {
    next_frame::ask(ctx, focus_wish());
}

/// Brings the row that is selected into sight once the model has done what was asked.
pub fn reveal_selected(ctx: &Context) {
    next_frame::ask(ctx, reveal_wish());
}

fn reveal_wish() -> Id {
    Id::unique("reveal-selected-row")
}

fn focus_wish() -> Id {
    Id::unique("focus-selected-row")
}

/// Takes the keys of a row that has the focus.
fn take_keys(
    ui: &Ui,
    list: &Reorder<'_>,
    id: Id,
    index: usize,
    (up, down): (Option<Gesture>, Option<Gesture>),
) -> Option<Gesture> {
    let item = list.entries[index].item;
    // Escape leads from several selected rows back to one, and not out of the list.
    let is_several = list.entries.iter().filter(|entry| entry.selected).count() > 1;
    let filter = EventFilter { vertical_arrows: true, escape: is_several, ..Default::default() };
    arrows::hold_with(ui, row_id(id, item), filter);
    if keys::take_shortcut(ui, shortcuts::MOVE_UP) {
        return up;
    }
    if keys::take_shortcut(ui, shortcuts::MOVE_DOWN) {
        return down;
    }
    if keys::take_shortcut(ui, shortcuts::RENAME) {
        return list.can_edit.then_some(Gesture::Rename(item));
    }
    if keys::take_shortcut(ui, shortcuts::DELETE) {
        return list.can_edit.then_some(Gesture::Delete(item));
    }
    if keys::take_shortcut(ui, shortcuts::SELECT_ALL) {
        return Some(Gesture::SelectAll);
    }
    for (shortcut, to) in
        [(shortcuts::EXTEND_UP, index.checked_sub(1)), (shortcuts::EXTEND_DOWN, Some(index + 1))]
    {
        if keys::take_shortcut(ui, shortcut) {
            let to = list.entries.get(to?)?.item;
            ui.memory_mut(|memory| memory.request_focus(row_id(id, to)));
            return Some(Gesture::SelectTo { from: Some(item), to });
        }
    }
    // Taken away, or the row that gets the focus would see the key as well and pass the focus on.
    let pressed = |key| keys::take(ui, Modifiers::NONE, key);
    let count = |key| keys::count(ui, Modifiers::NONE, key);
    let (up, down) = (count(KeyboardKey::ArrowUp), count(KeyboardKey::ArrowDown));
    let last = list.entries.len().saturating_sub(1);
    let to = match () {
        () if up > down => Some(index.saturating_sub(up - down)),
        () if down > up => Some(last.min(index + down - up)),
        () if pressed(KeyboardKey::Home) => Some(0),
        () if pressed(KeyboardKey::End) => Some(last),
        () => None,
    };
    if let Some(entry) = to.and_then(|to| list.entries.get(to)) {
        ui.memory_mut(|memory| memory.request_focus(row_id(id, entry.item)));
    }
    None
}

/// Says where a row goes, and remembers to bring it into sight.
fn tell(ui: &Ui, cx: &Cx<'_>, list: &Reorder<'_>, id: Id, item: Item, place: usize) {
    let Some(index) = list.entries.iter().position(|entry| entry.item == item) else { return };
    let block = Block::of(list.entries, index);
    let place = (place + 1).to_string();
    let count = list.entries.len().to_string();
    let (name, n) = (list.entries[index].name.as_str(), block.rows().len());
    let values = [("name", name.into()), ("place", place.into()), ("count", count.into()), ("n", n.into())];
    let told = if block.is_several() {
        cx.texts.t_with("several-moved", &values)
    } else {
        cx.texts.t_with("row-moved", &values)
    };
    announce(ui.ctx(), told);
    ui.data_mut(|data| data.insert_temp(id.with("moved"), Some(item)));
}

fn reveal_moved(ui: &Ui, list: &Reorder<'_>, id: Id, rects: &[Rect]) {
    let moved = ui.data_mut(|data| data.remove_temp::<Option<Item>>(id.with("moved"))).flatten();
    if let Some(at) = list.entries.iter().position(|entry| moved == Some(entry.item)) {
        ui.scroll_to_rect(rects[at], None);
    }
}

impl Reorder<'_> {
    fn rename(&self, ctx: &Context, item: Item) {
        if let Some(entry) = self.entries.iter().find(|entry| entry.item == item) {
            name_in_row::open(ctx, item, &entry.name);
        }
    }

    /// Gives a row the focus if a screen reader asks for it; egui does so only where Tab stops.
    fn take_focus_requests(&self, ui: &Ui, id: Id) {
        let rows = self.entries.iter().map(|entry| row_id(id, entry.item));
        let mut asked = rows.flat_map(|row| [row, arrow_ids(row)[0], arrow_ids(row)[1]]);
        let is_asked = |id: &Id| ui.input(|input| input.has_accesskit_action_request(*id, Action::Focus));
        if let Some(asked) = asked.find(is_asked) {
            ui.memory_mut(|memory| memory.request_focus(asked));
        }
    }

    /// Returns the row at which Tab stops: the list is one stop.
    fn stop(&self, ui: &Ui, id: Id) -> usize {
        let focused = || self.entries.iter().position(|entry| has_focus_within(ui, row_id(id, entry.item)));
        focused().or_else(|| self.entries.iter().position(|entry| entry.first)).unwrap_or(0)
    }
}
