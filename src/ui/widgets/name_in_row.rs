//! The name of a row as a text field, to be changed where it stands.
//!
//! Every letter goes to the draft at once, as in the editor; so saving in the middle loses nothing. Escape
//! brings back the name that was there before.

use egui::{Context, EventFilter, Id, Key as KeyboardKey, Modifiers, Rect, Ui, vec2};

use crate::crm::Item;
use crate::ui::theme::{ROW_HEIGHT, space};
use crate::ui::{Cx, keys};

use super::entry::Entry;
use super::text_field;

/// What the user does with the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typing {
    /// The name is this now.
    Goes(String),
    /// The name stays as it was typed.
    Kept {
        /// Whether the keyboard said so; then the row takes the focus again.
        by_key: bool,
    },
    /// The name is to be again what it was.
    Dropped(String),
}

/// Which row is being renamed, and what it was called before.
#[derive(Clone)]
struct Open {
    item: Item,
    before: String,
}

/// Turns the name of a row into a field, with the text selected.
pub fn open(ctx: &Context, item: Item, name: &str) {
    ctx.data_mut(|data| data.insert_temp(open_id(), Open { item, before: name.to_owned() }));
    text_field::focus_selected(ctx, field_id(item), name);
}

/// Tells whether the name of this row is a field now.
pub fn is_open(ctx: &Context, item: Item) -> bool {
    ctx.data(|data| data.get_temp::<Open>(open_id())).is_some_and(|open| open.item == item)
}

/// Makes the name of whichever row a name again.
pub fn close(ctx: &Context) {
    ctx.data_mut(|data| data.remove::<Open>(open_id()));
}

/// Draws the field within the row, from `left` on.
pub fn field_ui(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry, row: Rect, left: f32) -> Option<Typing> {
    let before = ui.data(|data| data.get_temp::<Open>(open_id()))?.before;
    let id = field_id(entry.item);
    let rect = Rect::from_x_y_ranges(left - space::S..=row.right() - space::S, row.y_range())
        .shrink2(vec2(0.0, space::XXS));
    let mut name = entry.name.clone();
    let field = text_field::line(ui, id, &mut name).margin(vec2(space::S, space::XS)).min_size(rect.size());
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
    let response = ui.put(rect, field.desired_width(rect.width()).event_filter(filter));
    let spoken = cx.name(&before);
    let response =
        response.accessible_name(cx.texts.t_with("row-rename", &[("name", spoken.as_str().into())]));
    if response.gained_focus() {
        ui.scroll_to_rect(row.expand(ROW_HEIGHT / 2.0), None);
    }
    if !cx.model.can_edit() {
        // Saving has begun: what was typed is being sent, and Escape must not bring back what was before.
        close(ui.ctx());
        return Some(Typing::Kept { by_key: true });
    }
    if response.lost_focus() {
        close(ui.ctx());
        let pressed = |key| keys::take(ui, Modifiers::NONE, key);
        return Some(if pressed(KeyboardKey::Escape) {
            Typing::Dropped(before)
        } else {
            Typing::Kept { by_key: pressed(KeyboardKey::Enter) }
        });
    }
    response.changed().then_some(Typing::Goes(name))
}

fn open_id() -> Id {
    Id::unique("name-in-row")
}

fn field_id(item: Item) -> Id {
    Id::unique(("name-in-row", item))
}
