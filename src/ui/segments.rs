//! The right panel: the segments, sorted for the eye, with how many customers belong to each.

use egui::{RichText, Role, ScrollArea, Ui, UiBuilder};
use egui_material_icons::icons;

use crate::crm::{Account, Edit, Item, List, Mode, Segment};
use crate::model::{Command, SegmentOrder, Session};

use super::items::{RowState, ask_delete, select};
use super::theme::{font_size, space};
use super::widgets::entry::{Entry, Kind};
use super::widgets::gesture::{Gesture, Reorder};
use super::widgets::reorder::reorder_ui;
use super::widgets::{icon, menu};
use super::{Cx, naming, side_panel};

/// Draws the panel.
pub fn segments_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let Some(session) = cx.model.session() else { return };
    let account = session.draft().edited();
    let heading = cx.texts.t("segments-heading");
    let builder = UiBuilder::new().accessibility_role(Role::List).accessibility_label(heading.as_str());
    ui.scope_builder(builder, |ui| {
        let is_on = account.mode == Mode::Segments;
        side_panel::heading_ui(ui, heading, |ui| {
            if is_on {
                side_panel::counter_ui(ui, cx, List::Segments, account.segments.len());
            }
        });
        if is_on && !account.segments.is_empty() {
            order_ui(ui, cx, commands);
        }
        let foot =
            if account.room(List::Segments) > 0 { side_panel::FOOT } else { side_panel::FOOT_WHEN_FULL };
        let scroll = ScrollArea::vertical().id_salt("segments").auto_shrink([false, true]);
        scroll.max_height((ui.available_height() - foot).max(0.0)).show(ui, |ui| {
            if is_on && !account.segments.is_empty() {
                rows_ui(ui, cx, session, commands);
            } else {
                let text = cx.texts.no_segments(account.mode);
                side_panel::explanation_ui(ui, cx.theme, icons::ICON_GROUPS, text);
            }
        });
        if is_on {
            add_ui(ui, cx, account, commands);
        }
    });
}

/// Draws what the segments are sorted by: for the eye only, the server knows no order.
fn order_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let chosen = cx.model.settings().segment_order;
    let text = cx.texts.segment_order(chosen);
    let name = cx.texts.t_with("segments-sorted", &[("order", text.as_str().into())]);
    let shown = (
        icon::text(icons::ICON_SORT).color(cx.theme.weak),
        RichText::new(text).color(cx.theme.weak).size(font_size::NOTE),
        icon::text(icons::ICON_EXPAND_MORE).color(cx.theme.weak),
    );
    let orders = menu::menu_ui(ui, shown, &name, |ui| {
        for order in SegmentOrder::ALL {
            if menu::choice_ui(ui, cx.theme, &cx.texts.segment_order(order), order == chosen) {
                commands.push(Command::SortSegments(order));
            }
        }
    });
    orders.on_hover_text(cx.texts.t("segments-sort"));
    ui.add_space(space::XXS);
}

fn add_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, commands: &mut Vec<Command>) {
    let full =
        (account.room(List::Segments) == 0).then(|| cx.texts.full(List::Segments, account.segments.len()));
    if side_panel::add_ui(ui, cx, &cx.texts.t("segment-add"), full) {
        commands.push(Command::AddSegment { like: None, name: cx.texts.t("segment-new") });
        naming::focus_next(ui.ctx());
    }
}

fn rows_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, commands: &mut Vec<Command>) {
    let state = RowState::new(cx, session);
    let account = session.draft().edited();
    let order = cx.model.settings().segment_order;
    let most = account.segments.iter().map(|segment| segment.customers).max().unwrap_or_default();
    let entry = |item: Item| account.segment(item.key()).map(|segment| entry(&state, segment, most));
    let entries: Vec<Entry> = order.items(session.draft()).into_iter().filter_map(entry).collect();
    let list = Reorder { entries: &entries, places: 0..0, can_edit: cx.model.can_edit() };
    match reorder_ui(ui, cx, &list) {
        None | Some(Gesture::Place(..) | Gesture::AskPlace(_)) => {}
        Some(Gesture::Type(item, name)) => commands.push(Command::Edit(Edit::Rename(item, name))),
        Some(Gesture::Typed) => commands.push(Command::Typed),
        Some(Gesture::Duplicate(item)) => duplicate(ui, cx, account, item, commands),
        Some(Gesture::Delete(item)) => ask_delete(ui.ctx(), cx, item, commands),
        Some(gesture) => select(cx, &gesture, commands),
    }
}

/// Asks for another segment like this one.
pub fn duplicate(ui: &Ui, cx: &Cx<'_>, account: &Account, item: Item, commands: &mut Vec<Command>) {
    let Some(segment) = account.segment(item.key()).filter(|_| account.room(List::Segments) > 0) else {
        return;
    };
    let name = cx.texts.t_stored("segment-copy-of", &[("name", segment.name.as_str().into())]);
    commands.push(Command::AddSegment { like: Some(segment.key), name });
    naming::focus_next(ui.ctx());
}

fn entry(state: &RowState<'_>, segment: &Segment, most: u64) -> Entry {
    let customers = segment.key.id().map(|_| segment.customers);
    let kind = Kind::Measured { customers, share: share(segment.customers, most) };
    state.entry(Item::Segment(segment.key), &segment.name, segment.color, kind)
}

#[expect(clippy::cast_precision_loss, reason = "a bar is some points long")]
fn share(customers: u64, most: u64) -> f32 {
    if most == 0 { 0.0 } else { customers as f32 / most as f32 }
}
