//! A month to choose a day from: arrows move by days and weeks, Page Up and Page Down by months, with Shift
//! by years; Enter chooses, Escape closes.
//!
//! To Tab the days are one stop: only the day that the arrows stand on takes the focus.

use egui::{
    Align, Align2, Color32, FontId, Id, Key, Layout, Modifiers, Popup, PopupCloseBehavior, Rect, RectAlign,
    Response, Role, Sense, Stroke, StrokeKind, TextStyle, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};
use egui_material_icons::{MaterialIcon, icons};
use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan as _};

use crate::ui::theme::{RING, ROUNDING, calendar, font_size, space, strong_font};
use crate::ui::{Cx, keys};

use super::{arrows, button};

const WEEK: usize = 7;
/// A month of 31 days touches at most so many weeks; fewer would let the popup jump.
const WEEKS: usize = 6;
/// Years of fewer digits cannot be typed either.
const FIRST: Date = date(1000, 1, 1);

/// Which day the arrows stand on, while the calendar is open.
#[derive(Clone, Copy)]
struct Cursor {
    day: Date,
    wants_focus: bool,
}

/// Lets a click on `opener` open a calendar, and returns the day that is chosen there.
pub fn calendar_ui(cx: &Cx<'_>, opener: &Response, chosen: Option<Date>, today: Date) -> Option<Date> {
    let popup = Popup::default_response_id(opener);
    if opener.clicked() {
        let cursor = Cursor { day: chosen.unwrap_or(today), wants_focus: true };
        opener.ctx.data_mut(|data| data.insert_temp(popup, cursor));
    }
    if !opener.enabled() {
        Popup::close_id(&opener.ctx, popup);
    }
    let mut picked = None;
    let shown = Popup::from_toggle_button_response(opener)
        .align(RectAlign::BOTTOM_END)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| picked = month_ui(ui, cx, popup, chosen, today));
    let escaped = keys::is_pressed(&opener.ctx, Key::Escape);
    if shown.is_some_and(|shown| shown.response.should_close()) && escaped {
        // Escape drops the focus: it returns to the opener.
        opener.request_focus();
    }
    if picked.is_some() {
        Popup::close_id(&opener.ctx, popup);
    }
    picked
}

fn month_ui(ui: &mut Ui, cx: &Cx<'_>, popup: Id, chosen: Option<Date>, today: Date) -> Option<Date> {
    let cursor = ui.data(|data| data.get_temp::<Cursor>(popup));
    let Cursor { mut day, mut wants_focus } = cursor.unwrap_or(Cursor { day: today, wants_focus: false });
    ui.spacing_mut().item_spacing = vec2(0.0, space::XS);
    ui.set_width(calendar::CELL.x * count(WEEK));
    if let Some(span) = head_ui(ui, cx, day) {
        day = moved(day, span);
    }
    if focused(ui, popup, day) {
        arrows::hold(ui, day_id(popup, day));
        for span in pressed(ui) {
            day = moved(day, span);
            wants_focus = true;
        }
    }
    if wants_focus && !ui.is_sizing_pass() {
        ui.memory_mut(|memory| memory.request_focus(day_id(popup, day)));
        wants_focus = false;
    }
    weekdays_ui(ui, cx);
    let mut picked = days_ui(ui, cx, popup, &Days { cursor: day, chosen, today });
    ui.vertical_centered(|ui| {
        if button::quiet(ui, cx.texts.t("calendar-today"), Vec2::ZERO).clicked() {
            picked = Some(today);
        }
    });
    ui.data_mut(|data| data.insert_temp(popup, Cursor { day, wants_focus }));
    picked
}

/// Draws the name of the month between the buttons that lead to others; returns how far one leads.
fn head_ui(ui: &mut Ui, cx: &Cx<'_>, day: Date) -> Option<Span> {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), calendar::CELL.y), Sense::hover());
    let font = strong_font(font_size::BODY);
    ui.painter().text(row.center(), Align2::CENTER_CENTER, cx.texts.month(day), font, cx.theme.text);
    let mut span = None;
    let mut arrow = |ui: &mut Ui, glyph: MaterialIcon, id: &str, leads: Span| {
        let name = cx.texts.t(id);
        if button::small_icon(ui, glyph, &name).on_hover_text(name).clicked() {
            span = Some(leads);
        }
    };
    let side = |layout| UiBuilder::new().max_rect(row.shrink2(vec2(space::XS, 0.0))).layout(layout);
    let mut left = ui.new_child(side(Layout::left_to_right(Align::Center)).id_salt("back"));
    arrow(&mut left, icons::ICON_KEYBOARD_DOUBLE_ARROW_LEFT, "calendar-year-back", -1.year());
    arrow(&mut left, icons::ICON_CHEVRON_LEFT, "calendar-month-back", -1.month());
    let mut right = ui.new_child(side(Layout::right_to_left(Align::Center)).id_salt("on"));
    arrow(&mut right, icons::ICON_KEYBOARD_DOUBLE_ARROW_RIGHT, "calendar-year-on", 1.year());
    arrow(&mut right, icons::ICON_CHEVRON_RIGHT, "calendar-month-on", 1.month());
    span
}

fn weekdays_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), calendar::HEAD), Sense::hover());
    let font = FontId::proportional(font_size::SMALL);
    for (column, weekday) in cx.texts.first_weekday().cycle_forward().take(WEEK).enumerate() {
        let center = pos2(row.left() + calendar::CELL.x * (count(column) + 0.5), row.center().y);
        let text = cx.texts.weekday(weekday);
        ui.painter().text(center, Align2::CENTER_CENTER, text, font.clone(), cx.theme.weak);
    }
}

/// The days that differ from others.
struct Days {
    cursor: Date,
    chosen: Option<Date>,
    today: Date,
}

fn days_ui(ui: &mut Ui, cx: &Cx<'_>, popup: Id, days: &Days) -> Option<Date> {
    let size = vec2(calendar::CELL.x * count(WEEK), calendar::CELL.y * count(WEEKS));
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let first = days.cursor.first_of_month();
    let offset = column(first.weekday(), cx.texts.first_weekday());
    let mut picked = None;
    for (cell, day) in
        (offset..).zip(first.series(1.day())).take_while(|(_, day)| day.month() == first.month())
    {
        let corner =
            pos2(calendar::CELL.x * count(cell % WEEK), calendar::CELL.y * count(cell / WEEK)).to_vec2();
        let rect = Rect::from_min_size(area.min + corner, calendar::CELL).shrink(1.0);
        if day_ui(ui, cx, day_id(popup, day), rect, day, days) {
            picked = Some(day);
        }
    }
    picked
}

fn day_ui(ui: &mut Ui, cx: &Cx<'_>, id: Id, rect: Rect, day: Date, days: &Days) -> bool {
    let mut sense = Sense::CLICK;
    sense.set(Sense::FOCUSABLE, day == days.cursor);
    let response = ui.interact(rect, id, sense);
    let is_chosen = days.chosen == Some(day);
    let name = cx.texts.date(day);
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), is_chosen, &name));
    let (fill, text) = match (is_chosen, response.hovered()) {
        (true, _) => (cx.theme.accent_fill, cx.theme.on_accent),
        (false, true) => (cx.theme.hover, cx.theme.text),
        (false, false) => (Color32::TRANSPARENT, cx.theme.text),
    };
    ui.painter().rect_filled(rect, ROUNDING, fill);
    if day == days.today {
        let ring = Stroke::new(RING, cx.theme.accent);
        ui.painter().rect_stroke(rect, ROUNDING, ring, StrokeKind::Inside);
    }
    let font = TextStyle::Body.resolve(ui.style());
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, day.day().to_string(), font, text);
    response.clicked()
}

/// Tells whether the arrows have something to move.
fn focused(ui: &Ui, popup: Id, day: Date) -> bool {
    ui.memory(|memory| memory.has_focus(day_id(popup, day)))
}

/// Returns how far each of the keys leads that were just pressed.
fn pressed(ui: &Ui) -> Vec<Span> {
    let arrows = arrows::take(ui).into_iter().map(|key| match key {
        Key::ArrowLeft => -1.day(),
        Key::ArrowRight => 1.day(),
        Key::ArrowUp => -1.week(),
        _ => 1.week(),
    });
    let pages = [
        (Modifiers::SHIFT, Key::PageUp, -1.year()),
        (Modifiers::SHIFT, Key::PageDown, 1.year()),
        (Modifiers::NONE, Key::PageUp, -1.month()),
        (Modifiers::NONE, Key::PageDown, 1.month()),
    ];
    let pages =
        pages.into_iter().filter_map(|(modifiers, key, span)| keys::take(ui, modifiers, key).then_some(span));
    arrows.chain(pages).collect()
}

fn moved(day: Date, span: Span) -> Date {
    day.saturating_add(span).max(FIRST)
}

fn day_id(popup: Id, day: Date) -> Id {
    popup.with((day.year(), day.month(), day.day()))
}

/// Returns the place of a weekday in weeks that begin with `first`.
fn column(weekday: Weekday, first: Weekday) -> usize {
    usize::from(first.until(weekday).unsigned_abs())
}

#[expect(clippy::cast_precision_loss, reason = "a month has a handful of cells")]
fn count(cells: usize) -> f32 {
    cells as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_where_the_language_says() {
        assert_eq!(column(Weekday::Sunday, Weekday::Monday), 6);
        assert_eq!(column(Weekday::Sunday, Weekday::Sunday), 0);
        assert_eq!(column(Weekday::Monday, Weekday::Sunday), 1);
    }

    #[test]
    fn a_month_on_is_never_a_day_that_does_not_exist() {
        assert_eq!(moved(date(2026, 1, 31), 1.month()), date(2026, 2, 28));
        assert_eq!(moved(date(2028, 2, 29), -1.year()), date(2027, 2, 28));
        assert_eq!(moved(date(9999, 12, 31), 1.day()), date(9999, 12, 31), "the last day there is");
        assert_eq!(moved(FIRST, -1.day()), FIRST, "the first that can be typed");
    }
}
