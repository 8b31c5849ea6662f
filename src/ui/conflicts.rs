//! What somebody else has changed too: both versions side by side, and one button for each.

use std::mem::{Discriminant, discriminant};

use egui::{Button, Event, Frame, Id, Key, Label, Margin, RichText, Sense, Stroke, Ui, Vec2, vec2};
use egui_material_icons::icons;

use crate::crm::{ChangeKind, Color, Conflict, Draft, Item, List, Side};
use crate::model::Command;

use super::Cx;
use super::theme::{CONTROL_HEIGHT, ROUNDING, SMALL_ICON_SIZE, font_size, space, strong_font};
use super::widgets::{icon, swatch};

/// Draws one card per conflict.
pub fn conflicts_ui(ui: &mut Ui, cx: &Cx<'_>, draft: &Draft, commands: &mut Vec<Command>) {
    let conflicts = draft.conflicts();
    if conflicts.is_empty() {
        return;
    }
    ui.add_space(space::L);
    ui.label(RichText::new(cx.texts.t("conflicts-heading")).font(strong_font(font_size::SECTION)));
    ui.label(RichText::new(cx.texts.t("conflicts-about")).color(cx.theme.weak));
    // The focus moves on from the card that was just answered.
    let answered = ui.data(|data| data.get_temp::<Answered>(answered_id()));
    let frame = ui.ctx().cumulative_frame_nr();
    let answered = answered.filter(|answered| answered.frame + 1 == frame);
    let next = answered.map(|answered| answered.index.min(conflicts.len() - 1));
    for (index, conflict) in conflicts.iter().enumerate() {
        let card = Card { conflict, index, is_next: next == Some(index) };
        ui.push_id((conflict.item, member(conflict)), |ui| card_ui(ui, cx, draft, &card, commands));
    }
    ui.add_space(space::S);
}

/// One conflict.
struct Card<'a> {
    conflict: &'a Conflict,
    index: usize,
    /// Whether the one before it was just answered, so that it gets the focus.
    is_next: bool,
}

/// The last answer.
#[derive(Clone, Copy)]
struct Answered {
    frame: u64,
    index: usize,
}

fn answered_id() -> Id {
    Id::unique("conflict-answered")
}

/// Tells what of an item a conflict is about. By its place the next one would be taken for it once it is
/// answered.
fn member(conflict: &Conflict) -> (Option<Discriminant<ChangeKind>>, Option<u64>) {
    let field = match conflict.mine.first() {
        Some(ChangeKind::Filled { field, .. }) => Some(*field),
        _ => None,
    };
    (conflict.mine.first().map(discriminant), field)
}

fn card_ui(ui: &mut Ui, cx: &Cx<'_>, draft: &Draft, card: &Card<'_>, commands: &mut Vec<Command>) {
    let (account, conflict) = (draft.edited(), card.conflict);
    let line = Stroke::new(1.0, cx.theme.warning);
    let frame = Frame::new().fill(cx.theme.side).stroke(line).corner_radius(ROUNDING);
    ui.add_space(space::XXS);
    frame.inner_margin(Margin::symmetric(12, 10)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        // A line of text is as high as its letters; buttons are higher by their padding.
        ui.spacing_mut().interact_size.y = 0.0;
        let about = cx.texts.contested(conflict, account);
        ui.horizontal(|ui| {
            icon::icon_ui(ui, icons::ICON_WARNING, cx.theme.warning);
            ui.label(RichText::new(about.as_str()).font(strong_font(font_size::BODY)));
        });
        if let ([before], false) = (conflict.theirs.as_slice(), conflict.is_about_all()) {
            before_ui(ui, cx, draft, conflict, before);
        }
        ui.add_space(space::XS);
        ui.columns(2, |columns| {
            for (ui, side) in columns.iter_mut().zip([Side::Mine, Side::Theirs]) {
                version_ui(ui, cx, draft, conflict, side);
            }
        });
        ui.add_space(space::XS);
        ui.columns(2, |columns| {
            for (ui, side) in columns.iter_mut().zip([Side::Mine, Side::Theirs]) {
                choice_ui(ui, cx, draft, card, side, &about, commands);
            }
        });
        ui.add_space(space::XS);
        ui.label(RichText::new(cx.texts.conflict_rule(conflict)).color(cx.theme.weak).size(font_size::NOTE));
        if !has_room(draft, conflict) {
            let account = draft.edited();
            let told = match conflict.item {
                Item::Status(_) => cx.texts.full(List::Statuses, account.statuses.len()),
                Item::Segment(_) => cx.texts.full(List::Segments, account.segments.len()),
            };
            ui.label(RichText::new(told).color(cx.theme.danger).size(font_size::NOTE));
        }
    });
}

/// Draws what was there before anybody changed it.
fn before_ui(ui: &mut Ui, cx: &Cx<'_>, draft: &Draft, conflict: &Conflict, kind: &ChangeKind) {
    let Some(before) = cx.texts.before(kind, &conflict.name, draft.edited()) else { return };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(cx.texts.t("conflict-before")).color(cx.theme.weak).size(font_size::NOTE));
        if let ChangeKind::Recolored { from, .. } = kind {
            square_ui(ui, cx, *from);
        }
        ui.label(RichText::new(before).color(cx.theme.weak).size(font_size::NOTE));
    });
}

fn version_ui(ui: &mut Ui, cx: &Cx<'_>, draft: &Draft, conflict: &Conflict, side: Side) {
    let (title, kinds) = match side {
        Side::Mine => ("conflict-yours", &conflict.mine),
        Side::Theirs => ("conflict-theirs", &conflict.theirs),
    };
    ui.label(RichText::new(cx.texts.t(title)).font(strong_font(font_size::NOTE)).color(cx.theme.weak));
    for kind in kinds {
        let told = if conflict.is_about_all() {
            cx.texts.outcome_in_full(kind, &conflict.name, draft.edited())
        } else {
            cx.texts.outcome(kind, draft.edited())
        };
        let color = if *kind == ChangeKind::Removed { cx.theme.danger } else { cx.theme.text };
        ui.horizontal_top(|ui| {
            if let ChangeKind::Recolored { to, .. } = kind {
                square_ui(ui, cx, *to);
            }
            ui.add(Label::new(RichText::new(told).color(color)).wrap());
        });
    }
}

fn square_ui(ui: &mut Ui, cx: &Cx<'_>, color: Option<Color>) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(SMALL_ICON_SIZE), Sense::hover());
    swatch::paint(ui.painter(), rect, color, cx.theme);
}

fn choice_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    draft: &Draft,
    card: &Card<'_>,
    side: Side,
    about: &str,
    commands: &mut Vec<Command>,
) {
    let conflict = card.conflict;
    let text = cx.texts.t(match side {
        Side::Mine => "conflict-keep-mine",
        Side::Theirs => "conflict-take-theirs",
    });
    let is_possible = |side| side == Side::Theirs || has_room(draft, conflict);
    let is_enabled = is_possible(side) && cx.model.can_take_back();
    let size = vec2(0.0, CONTROL_HEIGHT);
    let button = Button::new(text.as_str()).min_size(size).wrap();
    let button = ui.horizontal(|ui| ui.add_enabled(is_enabled, button)).inner;
    if button.gained_focus() {
        button.scroll_to_me(None);
    }
    let is_first = [Side::Mine, Side::Theirs].into_iter().find(|side| is_possible(*side)) == Some(side);
    if card.is_next && is_first {
        button.request_focus();
    }
    let button = button.accessible_name(format!("{text}: {about}"));
    // The next card moves to where this one was: a second click was not meant for it, nor a key that is held.
    if button.clicked() && !button.double_clicked() && !button.triple_clicked() && !is_held(ui) {
        commands.push(Command::Resolve(conflict.clone(), side));
        let answered = Answered { frame: ui.ctx().cumulative_frame_nr(), index: card.index };
        ui.data_mut(|data| data.insert_temp(answered_id(), answered));
    }
}

/// Tells whether a key that presses buttons is held, and was not pressed anew.
fn is_held(ui: &Ui) -> bool {
    let pressed = |repeated: bool| move |event: &Event| matches!(event, Event::Key { key: Key::Enter | Key::Space, pressed: true, repeat, .. } if *repeat == repeated);
    ui.input(|input| input.events.iter().any(pressed(true)) && !input.events.iter().any(pressed(false)))
}

/// Tells whether the user's version can be kept: what is gone is made as a new item.
fn has_room(draft: &Draft, conflict: &Conflict) -> bool {
    !conflict.is_gone() || draft.edited().room(conflict.item.list()) > 0
}
