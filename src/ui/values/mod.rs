//! The form in which the custom fields of a segment are filled in, one control per field.

mod choices;
mod several;
mod typed;

use egui::{Align, Id, Label, Layout, Rect, Response, RichText, Sense, Ui, UiBuilder, Vec2, vec2};
use egui_material_icons::icons;
use jiff::tz::TimeZone;

use crate::crm::{
    Change, ChangeKind, Edit, Field, FieldKind, Item, Key, Problem, Segment, Value, Wrong, display,
};
use crate::model::{Command, Session};

use super::Cx;
use super::theme::{
    COMPACT_HEIGHT, DOT, ICON_SIZE, LINE_HEIGHT, TICK_SIZE, font_size, space, strong_font, width,
};
use super::widgets::callout::Tone;
use super::widgets::{button, icon};

pub use several::several_ui;

/// What one control shows.
pub struct Slot<'a> {
    /// Names the control: egui keeps cursor and undo of what is typed by it, so no two may share one.
    pub id: Id,
    /// The field.
    pub field: &'a Field,
    /// What is filled in.
    pub value: Option<&'a Value>,
    /// Where the account's days begin.
    pub zone: &'a TimeZone,
    /// Whether there is a change that can be taken back.
    pub changed: bool,
    /// Whether the server does not know the segment yet.
    pub is_new: bool,
}

/// What the user does with a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filling {
    /// This is filled in now; `None`: nothing.
    Goes(Option<Value>),
    /// What was typed is complete.
    Ends,
    /// The change is to be taken back.
    TakenBack,
}

/// Draws the custom fields of a segment.
pub fn values_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    session: &Session,
    segment: &Segment,
    commands: &mut Vec<Command>,
) {
    let draft = session.draft();
    let account = draft.edited();
    heading_ui(ui, &cx.texts.t("values-heading"));
    let gone: Vec<Field> = gone(cx, segment, &account.fields);
    if account.fields.is_empty() && gone.is_empty() {
        ui.label(RichText::new(cx.texts.t("values-none")).color(cx.theme.weak));
        return;
    }
    ui.add_enabled_ui(cx.model.can_edit(), |ui| {
        let (changes, problems) = (draft.changes(), draft.problems());
        let refusal = session.refusal(Item::Segment(segment.key));
        for field in account.fields.iter().chain(&gone) {
            let change = changes.iter().find(|change| fills(change, segment.key, field.id));
            let slot = Slot {
                id: Id::unique(("value", segment.key, field.id)),
                field,
                value: segment.values.get(&field.id),
                zone: &account.zone,
                changed: change.is_some(),
                is_new: segment.key.id().is_none(),
            };
            let mut fillings = Vec::new();
            value_ui(ui, cx, &slot, &mut fillings);
            for problem in &problems {
                problem_ui(ui, cx, &slot, segment.key, *problem);
            }
            let is_wanted = change.is_some() || segment.key.id().is_none();
            let words =
                refusal.filter(|_| is_wanted).and_then(|fault| cx.texts.refusal_of_field(fault, field.id));
            if let Some(words) = words {
                note_ui(ui, cx, Tone::Danger, words);
            }
            let command = |filling| command(filling, segment.key, field.id, change);
            commands.extend(fillings.into_iter().filter_map(command));
            ui.add_space(space::S);
        }
    });
}

/// Returns what is filled in where the account has no such field.
fn gone(cx: &Cx<'_>, segment: &Segment, fields: &[Field]) -> Vec<Field> {
    let ids = segment.values.keys().copied().filter(|id| fields.iter().all(|field| field.id != *id));
    let name = |id: u64| cx.texts.t_with("values-field-gone", &[("id", id.to_string().into())]);
    ids.map(|id| Field { id, name: name(id), code: None, kind: FieldKind::Unknown, choices: Vec::new() })
        .collect()
}

fn fills(change: &Change, segment: Key, id: u64) -> bool {
    change.item == Item::Segment(segment)
        && matches!(change.kind, ChangeKind::Filled { field, .. } if field == id)
}

fn command(filling: Filling, segment: Key, field: u64, change: Option<&Change>) -> Option<Command> {
    Some(match filling {
        Filling::Goes(value) => Command::Edit(Edit::Fill { segment, field, value }),
        Filling::Ends => Command::Typed,
        Filling::TakenBack => Command::Edit(Edit::TakeBack(change?.clone())),
    })
}

/// Draws the name of a part of the form.
pub fn heading_ui(ui: &mut Ui, text: &str) {
    ui.add_space(space::XXL);
    ui.label(RichText::new(text).font(strong_font(font_size::SECTION)));
    ui.add_space(space::XXS);
}

/// Gives boxes to tick the size of radio buttons.
pub fn space_ticks(ui: &mut Ui) {
    let spacing = ui.spacing_mut();
    (spacing.item_spacing.y, spacing.interact_size.y) = (space::XXS, COMPACT_HEIGHT);
    (spacing.icon_width, spacing.icon_width_inner) = (ICON_SIZE, TICK_SIZE);
    spacing.icon_spacing = space::M;
}

/// Draws one field: its name, its control, and the buttons that clear it or take a change back.
pub fn value_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>, fillings: &mut Vec<Filling>) {
    ui.push_id(slot.id, |ui| {
        let (label, tools) = name_ui(ui, cx, slot);
        ui.add_space(-space::XS);
        if is_understood(slot.field.kind, slot.value) {
            let control = control_ui(ui, cx, slot, &label, fillings);
            tools_ui(ui, cx, slot, tools, control, fillings);
        } else {
            typed::unknown_ui(ui, cx, slot);
            tools_ui(ui, cx, slot, tools, label.id, fillings);
        }
    });
}

/// Draws the control, and returns the part of it that the keyboard enters.
fn control_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    slot: &Slot<'_>,
    label: &Response,
    fillings: &mut Vec<Filling>,
) -> Id {
    match slot.field.kind {
        FieldKind::Text | FieldKind::Unknown => typed::line_ui(ui, slot, label.id, fillings),
        FieldKind::TextArea => typed::area_ui(ui, slot, label.id, 3, fillings),
        FieldKind::Address => typed::area_ui(ui, slot, label.id, 2, fillings),
        FieldKind::Number => typed::number_ui(ui, cx, slot, label.id, fillings),
        FieldKind::Url => typed::url_ui(ui, cx, slot, label.id, fillings),
        FieldKind::Date | FieldKind::DateTime => typed::date_ui(ui, cx, slot, label.id, fillings),
        FieldKind::Checkbox => choices::truth_ui(ui, cx, slot, fillings),
        FieldKind::Radio => choices::radio_ui(ui, cx, slot, fillings),
        FieldKind::Select => choices::select_ui(ui, cx, slot, fillings),
        FieldKind::MultiSelect => choices::several_ui(ui, cx, slot, fillings),
    }
}

/// Tells whether a value is one that the control of its field can show.
fn is_understood(kind: FieldKind, value: Option<&Value>) -> bool {
    use FieldKind::{
        Address, Checkbox, Date, DateTime, MultiSelect, Number, Radio, Select, Text, TextArea, Url,
    };
    match value {
        None => kind != FieldKind::Unknown,
        Some(Value::Text(_)) => matches!(kind, Text | TextArea | Url | Address),
        Some(Value::Number(_)) => kind == Number,
        Some(Value::Truth(_)) => kind == Checkbox,
        Some(Value::Choice(_)) => matches!(kind, Select | Radio),
        Some(Value::Choices(_)) => kind == MultiSelect,
        Some(Value::Date(_)) => kind == Date,
        Some(Value::Moment(_)) => kind == DateTime,
        Some(Value::Typed(_)) => matches!(kind, Number | Date | DateTime),
        Some(Value::Unknown(_)) => false,
    }
}

/// Draws the name of the field; returns it, and the row whose right end is left for buttons.
fn name_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>) -> (Response, Rect) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), LINE_HEIGHT), Sense::hover());
    let layout = Layout::left_to_right(Align::Center);
    let mut left = ui.new_child(
        UiBuilder::new().max_rect(row.with_max_x(row.right() - width::FIELD_TOOLS)).layout(layout),
    );
    let text = RichText::new(display::line(&slot.field.name))
        .font(strong_font(font_size::NOTE))
        .color(cx.theme.weak);
    let label = left.add(Label::new(text).truncate());
    if slot.changed {
        let mark =
            Rect::from_center_size(label.rect.right_center() + vec2(space::L, 0.0), Vec2::splat(ICON_SIZE));
        ui.painter().circle_filled(mark.center(), DOT, cx.theme.accent);
        ui.interact(mark, slot.id.with("mark"), Sense::hover()).on_hover_text(cx.texts.t("values-changed"));
    }
    (label, row)
}

/// Draws the buttons beside the name. They are drawn behind the control, so that Tab meets it first.
fn tools_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>, row: Rect, control: Id, fillings: &mut Vec<Filling>) {
    let layout = Layout::right_to_left(Align::Center);
    let mut ui = ui.new_child(UiBuilder::new().id_salt("tools").max_rect(row).layout(layout));
    ui.spacing_mut().item_spacing.x = space::XS;
    // They stand there all the time, so they are quiet until the pointer is over them.
    ui.visuals_mut().widgets.inactive.fg_stroke.color = cx.theme.weak;
    let before = fillings.len();
    // What is not understood is left alone, unless the server never had it.
    let can_clear = slot.is_new || is_understood(slot.field.kind, slot.value);
    if slot.value.is_some() && can_clear {
        let name = cx.texts.t_with("values-clear", &[("field", slot.field.name.as_str().into())]);
        if button::small_icon(&mut ui, icons::ICON_CLOSE, &name).on_hover_text(name).clicked() {
            fill(fillings, None);
        }
    }
    if slot.changed {
        let name = cx.texts.t_with("values-take-back", &[("field", slot.field.name.as_str().into())]);
        if button::small_icon(&mut ui, icons::ICON_UNDO, &name).on_hover_text(name).clicked() {
            fillings.extend([Filling::Ends, Filling::TakenBack]);
        }
    }
    if fillings.len() > before {
        // The button that was just pressed disappears; the focus moves to the control.
        ui.memory_mut(|memory| memory.request_focus(control));
    }
    if slot.field.kind == FieldKind::Text {
        typed::counter_ui(&mut ui, cx, slot);
    }
}

/// Fills in what is complete at once, as a step of undo of its own.
fn fill(fillings: &mut Vec<Filling>, value: Option<Value>) {
    fillings.extend([Filling::Ends, Filling::Goes(value), Filling::Ends]);
}

/// Draws what is wrong with the value. What is half typed is no mistake yet, only not complete: then the same
/// words stand in the same place, so that nothing moves when they become a mistake.
fn problem_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>, key: Key, problem: Problem) {
    let Problem::Value { segment, field, wrong } = problem else { return };
    if segment != key || field != slot.field.id {
        return;
    }
    let is_typed = !matches!(wrong, Wrong::TooLong | Wrong::ChoiceGone | Wrong::FieldGone);
    let tone = match problem.blocks() {
        _ if is_typed && ui.memory(|memory| memory.has_focus(slot.id)) => Tone::Calm,
        true => Tone::Danger,
        false => Tone::Warning,
    };
    note_ui(ui, cx, tone, cx.texts.wrong(wrong));
}

/// Draws a sentence below a control.
pub fn note_ui(ui: &mut Ui, cx: &Cx<'_>, tone: Tone, words: String) {
    let (color, _) = tone.colors(cx.theme);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.spacing_mut().item_spacing.x = space::S;
        icon::icon_ui(ui, tone.icon(), color);
        ui.add(Label::new(RichText::new(words).size(font_size::NOTE).color(color)).wrap());
    });
}
