//! The controls that are typed into: text, numbers, addresses, dates.

use egui::text::{CCursor, CCursorRange};
use egui::{Frame, Id, Label, Margin, OpenUrl, Response, RichText, ScrollArea, TextEdit, TextStyle, Ui};
use egui_material_icons::icons;
use jiff::civil::{Date, Time};

use crate::crm::{FieldKind, MAX_TEXT, Value, display, is_web_address, typed_decimal};
use crate::ui::Cx;
use crate::ui::theme::{CONTROL_HEIGHT, MOST_TEXT_ROWS, ROUNDING, font_size, space};
use crate::ui::widgets::{button, calendar, text_field};

use super::{Filling, Slot, fill};

/// How many characters before the limit the counter appears.
const COUNTED: usize = 26;
/// How much of what is not understood is shown.
const MOST_RAW: usize = 200;
/// The space between the edge of a field and its text.
const MARGIN: Margin = Margin::symmetric(10, 8);

/// Draws one line of text.
pub fn line_ui(ui: &mut Ui, slot: &Slot<'_>, label: Id, fillings: &mut Vec<Filling>) -> Id {
    let mut text = text_of(slot).to_owned();
    let response = field_ui(ui, slot, label, &mut text, "");
    report(&response, fillings, || some_text(text));
    slot.id
}

/// Draws how much of the room for text is used, once it grows short.
pub fn counter_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>) {
    let used = text_of(slot).chars().count();
    if used + COUNTED < MAX_TEXT {
        return;
    }
    let color = if used > MAX_TEXT { cx.theme.danger } else { cx.theme.weak };
    ui.label(RichText::new(cx.texts.characters(used)).size(font_size::SMALL).color(color));
}

/// Draws lines of text.
pub fn area_ui(ui: &mut Ui, slot: &Slot<'_>, label: Id, rows: usize, fillings: &mut Vec<Filling>) -> Id {
    let mut text = text_of(slot).to_owned();
    let is_focused = ui.memory(|memory| memory.has_focus(slot.id));
    let visuals = ui.visuals();
    let outline = if is_focused { visuals.selection.stroke } else { visuals.widgets.inactive.bg_stroke };
    // The frame stands around what scrolls, or it would scroll away.
    let frame = Frame::new().fill(visuals.text_edit_bg_color()).stroke(outline).corner_radius(ROUNDING);
    let row = ui.text_style_height(&TextStyle::Body);
    let response = frame.inner_margin(MARGIN).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let scroll = ScrollArea::vertical().id_salt("lines").max_height(MOST_TEXT_ROWS * row);
        let lines = text_field::lines(ui, slot.id, &mut text).frame(Frame::NONE).margin(Margin::ZERO);
        let lines = lines.desired_rows(rows).desired_width(f32::INFINITY);
        scroll.show(ui, |ui| ui.add(lines).labelled_by(label)).inner
    });
    report(&response.inner, fillings, || some_text(text));
    slot.id
}

/// Draws a number, with the decimal sign of the language, and below it how it is read unless that is plain.
pub fn number_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>, label: Id, fillings: &mut Vec<Filling>) -> Id {
    let mut text = shown_number(ui, cx, slot);
    let response = field_ui(ui, slot, label, &mut text, "");
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(slot.id, text.clone()));
    }
    let is_read = !matches!(slot.value, Some(Value::Typed(_)));
    if let Some(reading) = cx.texts.number_reading(&text).filter(|_| is_read) {
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(reading.as_str()));
        ui.add_space(-space::XS);
        ui.label(RichText::new(reading).size(font_size::NOTE).color(cx.theme.weak));
    }
    report(&response, fillings, || read_number(cx, &text));
    slot.id
}

/// Returns the text in the field of a number: what was typed for as long as it means what is filled in.
fn shown_number(ui: &Ui, cx: &Cx<'_>, slot: &Slot<'_>) -> String {
    let typed = ui.data(|data| data.get_temp::<String>(slot.id));
    if let Some(typed) = typed.filter(|typed| read_number(cx, typed).as_ref() == slot.value) {
        return typed;
    }
    match slot.value {
        Some(Value::Number(number)) => cx.texts.typed_number(number),
        Some(Value::Typed(text)) => text.clone(),
        _ => String::new(),
    }
}

fn read_number(cx: &Cx<'_>, text: &str) -> Option<Value> {
    if text.trim().is_empty() {
        return None;
    }
    let number = typed_decimal(text, cx.texts.comma()).map(Value::Number);
    number.or_else(|| Some(Value::Typed(text.to_owned())))
}

/// Draws the address of a web page, and a button that opens it.
pub fn url_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>, label: Id, fillings: &mut Vec<Filling>) -> Id {
    let mut text = text_of(slot).to_owned();
    let address = text.trim().to_owned();
    ui.horizontal(|ui| {
        let (open, name) = (cx.texts.t("values-open"), slot.field.name.as_str());
        let galley =
            ui.painter().layout_no_wrap(open.clone(), TextStyle::Button.resolve(ui.style()), cx.theme.text);
        let spacing = ui.spacing();
        let width = galley.size().x + 2.0 * spacing.button_padding.x + spacing.item_spacing.x;
        let response = ui.scope(|ui| {
            ui.set_width(ui.available_width() - width);
            field_ui(ui, slot, label, &mut text, "https://")
        });
        report(&response.inner, fillings, || some_text(text));
        let name = cx.texts.t_with("values-open-name", &[("field", name.into())]);
        let button = ui.add_enabled(is_web_address(&address), egui::Button::new(open)).accessible_name(name);
        if button.on_hover_text(display::line(&address)).clicked() {
            ui.open_url(OpenUrl::new_tab(&address));
        }
    });
    slot.id
}

/// Draws a day, with or without a time, and a button that opens a calendar.
pub fn date_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>, label: Id, fillings: &mut Vec<Filling>) -> Id {
    let mut text = shown_date(ui, cx, slot);
    ui.horizontal(|ui| {
        let hint = match slot.field.kind {
            FieldKind::Date => "date-typed-hint",
            _ => "date-typed-hint-moment",
        };
        let button = CONTROL_HEIGHT + ui.spacing().item_spacing.x;
        let response = ui.scope(|ui| {
            ui.set_width(ui.available_width() - button);
            field_ui(ui, slot, label, &mut text, &cx.texts.t(hint))
        });
        keep_typed(ui, slot, &response.inner, &text);
        report(&response.inner, fillings, || read_date(cx, slot, &text));
        let name = cx.texts.t_with("values-calendar", &[("field", slot.field.name.as_str().into())]);
        let opener = button::icon_only(ui, icons::ICON_CALENDAR_MONTH, &name).on_hover_text(name);
        let today = slot.zone.to_datetime(cx.now).date();
        if let Some(day) = calendar::calendar_ui(cx, &opener, chosen_day(slot), today) {
            let value = at_day(slot, day);
            select_time(ui, cx, slot, value.as_ref());
            fill(fillings, value);
        }
    });
    if slot.field.kind == FieldKind::DateTime {
        let zone = slot.zone.iana_name().unwrap_or("UTC");
        let told = cx.texts.t_with("values-zone", &[("zone", zone.into())]);
        ui.add_space(-space::XS);
        ui.label(RichText::new(told).size(font_size::SMALL).color(cx.theme.weak));
    }
    slot.id
}

/// Draws what is not understood.
pub fn unknown_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>) {
    if let Some(value) = slot.value {
        let raw = raw_of(value);
        let short: String = display::lines(&raw).chars().take(MOST_RAW).collect();
        let more = if raw.chars().nth(MOST_RAW).is_some() { "…" } else { "" };
        ui.add(Label::new(RichText::new(format!("{short}{more}")).monospace()).wrap());
    }
    ui.label(RichText::new(cx.texts.t("values-unknown")).size(font_size::NOTE).color(cx.theme.weak));
}

fn raw_of(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Number(text) | Value::Typed(text) => text.clone(),
        Value::Truth(truth) => truth.to_string(),
        Value::Choice(id) => format!("#{id}"),
        Value::Choices(ids) => ids.iter().map(|id| format!("#{id}")).collect::<Vec<_>>().join(", "),
        Value::Date(date) => date.to_string(),
        Value::Moment(moment) => moment.to_string(),
        Value::Unknown(raw) => raw.to_string(),
    }
}

/// Draws a field of one line.
fn field_ui(ui: &mut Ui, slot: &Slot<'_>, label: Id, text: &mut String, hint: &str) -> Response {
    let field = text_field::line(ui, slot.id, text).margin(MARGIN).hint_text(hint.to_owned());
    ui.add(field.desired_width(f32::INFINITY)).labelled_by(label)
}

/// Reports what was typed, and that typing is over.
fn report(response: &Response, fillings: &mut Vec<Filling>, value: impl FnOnce() -> Option<Value>) {
    if response.changed() {
        fillings.push(Filling::Goes(value()));
    }
    if response.lost_focus() {
        fillings.push(Filling::Ends);
    }
}

fn text_of<'a>(slot: &Slot<'a>) -> &'a str {
    match slot.value {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

fn some_text(text: String) -> Option<Value> {
    (!text.is_empty()).then_some(Value::Text(text))
}

/// Returns the text in the field of a date. What is being typed stays as it is for as long as it means what
/// is filled in; anything else is written anew.
fn shown_date(ui: &Ui, cx: &Cx<'_>, slot: &Slot<'_>) -> String {
    let typed = ui.data(|data| data.get_temp::<String>(slot.id));
    let typed = typed.filter(|_| ui.memory(|memory| memory.has_focus(slot.id)));
    if let Some(typed) = typed.filter(|typed| read_date(cx, slot, typed).as_ref() == slot.value) {
        return typed;
    }
    slot.value.map(|value| typed_date(cx, slot, value)).unwrap_or_default()
}

fn typed_date(cx: &Cx<'_>, slot: &Slot<'_>, value: &Value) -> String {
    match value {
        Value::Date(date) => cx.texts.typed_date(*date),
        Value::Moment(moment) => cx.texts.typed_moment(*moment, slot.zone),
        Value::Typed(text) => text.clone(),
        _ => String::new(),
    }
}

fn keep_typed(ui: &Ui, slot: &Slot<'_>, response: &Response, text: &str) {
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(slot.id, text.to_owned()));
    } else if response.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(slot.id));
    }
}

fn read_date(cx: &Cx<'_>, slot: &Slot<'_>, text: &str) -> Option<Value> {
    if text.trim().is_empty() {
        return None;
    }
    let value = match slot.field.kind {
        FieldKind::Date => cx.texts.date_of(text).map(Value::Date),
        _ => cx.texts.moment_of(text, slot.zone).map(Value::Moment),
    };
    value.or_else(|| Some(Value::Typed(text.to_owned())))
}

fn chosen_day(slot: &Slot<'_>) -> Option<Date> {
    match slot.value {
        Some(Value::Date(date)) => Some(*date),
        Some(Value::Moment(moment)) => Some(slot.zone.to_datetime(*moment).date()),
        _ => None,
    }
}

/// Returns this day as a value; a moment keeps its time of the day.
fn at_day(slot: &Slot<'_>, day: Date) -> Option<Value> {
    if slot.field.kind == FieldKind::Date {
        return Some(Value::Date(day));
    }
    let time = match slot.value {
        Some(Value::Moment(moment)) => slot.zone.to_datetime(*moment).time(),
        _ => Time::midnight(),
    };
    slot.zone.to_timestamp(day.to_datetime(time)).ok().map(Value::Moment)
}

/// Gives the focus to the field that the calendar has filled, with the time selected: it comes next.
fn select_time(ui: &Ui, cx: &Cx<'_>, slot: &Slot<'_>, value: Option<&Value>) {
    let text = value.map(|value| typed_date(cx, slot, value)).unwrap_or_default();
    // Nothing but digits and signs stands in front of the time, so bytes are characters.
    let start = text.find(' ').map_or(text.len(), |gap| gap + 1);
    let mut state = TextEdit::load_state(ui.ctx(), slot.id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(start), CCursor::new(text.len()))));
    TextEdit::store_state(ui.ctx(), slot.id, state);
    ui.memory_mut(|memory| memory.request_focus(slot.id));
}
