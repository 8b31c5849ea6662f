//! One row of a list that the user arranges: handle, colour, name, mark, buttons.

use egui::accesskit::Action;
use egui::{
    Align2, CursorIcon, FontSelection, Id, Painter, Rect, Response, RichText, Role, Sense, Stroke,
    StrokeKind, TextStyle, TextWrapMode, Ui, Vec2, WidgetInfo, WidgetText, pos2, vec2,
};
use egui_material_icons::{MaterialIcon, icons};

use crate::crm::Item;
use crate::ui::Cx;
use crate::ui::shortcuts;
use crate::ui::theme::{
    DISABLED, DOT, FADED, ICON_SIZE, LARGE_ICON_SIZE, Palette, ROUNDING, SMALL_ICON_SIZE, row, space,
};

use super::entry::{Entry, Kind, Mark};
use super::name_in_row::{self, Typing};
use super::{icon, swatch};

/// The widgets of one row.
pub struct RowResponses {
    /// The whole row.
    pub row: Response,
    /// The handle.
    pub handle: Option<Response>,
    /// The button that moves it up.
    pub up: bool,
    /// The button that moves it down.
    pub down: bool,
    /// The field that the name is while it is changed in place.
    pub typing: Option<Typing>,
}

/// Which of the buttons lead somewhere.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    /// There is a place above.
    pub up: bool,
    /// There is a place below.
    pub down: bool,
}

/// Returns the id of the row of this item in a list.
pub fn row_id(list: Id, item: Item) -> Id {
    list.with(("row", item))
}

/// Returns the ids of the two small buttons of a row.
pub fn arrow_ids(row: Id) -> [Id; 2] {
    [0, 1].map(|at| row.with(("arrow", at)))
}

/// Draws a row into `rect`. Tab stops at it and its buttons only if it `is_stop`.
pub fn row_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    list: Id,
    entry: &Entry,
    rect: Rect,
    ways: Ways,
    is_stop: bool,
) -> RowResponses {
    let row = ui.interact(rect, row_id(list, entry.item), click(is_stop));
    // For a screen reader every row takes the focus.
    ui.ctx().accesskit_node_builder(row.id, |node| node.add_action(Action::Focus));
    let label = cx.name(&entry.name);
    row.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), entry.selected, &label));
    let renaming = name_in_row::is_open(ui.ctx(), entry.item);
    let tip = mark_tip(cx, entry.mark);
    describe(ui, cx, &row, entry, tip.as_deref());
    let is_measured = matches!(entry.kind, Kind::Measured { .. });
    if is_measured && !renaming && !ui.is_rect_visible(rect) {
        // One of a hundred, most of which are out of sight: a screen reader has been told.
        return RowResponses { row, handle: None, up: false, down: false, typing: None };
    }
    let arrows = arrow_rects(rect);
    let over = ui.rect_contains_pointer(rect);
    paint_ground(ui.painter(), rect, cx.theme, entry.selected, over);
    let handle = entry.is_movable().then(|| handle_ui(ui, cx, list, entry, rect, &label));
    let (mut up, mut down) = (false, false);
    if entry.is_movable() {
        let names = [("row-up", "row-up-tip"), ("row-down", "row-down-tip")];
        let names = names
            .map(|(name, tip)| (cx.texts.t_with(name, &[("name", label.as_str().into())]), cx.texts.t(tip)));
        let shown = !renaming && (over || entry.selected || row.has_focus());
        let arrow = |ui: &mut Ui, at: usize, glyph, way| {
            let id = arrow_ids(row.id)[at];
            let shortcut = [shortcuts::MOVE_UP, shortcuts::MOVE_DOWN][at];
            let tip = format!("{} ({})", names[at].1, ui.ctx().format_shortcut(&shortcut));
            arrow_ui(
                ui,
                cx.theme,
                &Arrow { rect: arrows[at], id, glyph, enabled: way, shown, is_stop },
                &names[at].0,
                tip,
            )
        };
        up = arrow(ui, 0, icons::ICON_KEYBOARD_ARROW_UP, ways.up);
        down = arrow(ui, 1, icons::ICON_KEYBOARD_ARROW_DOWN, ways.down);
    } else if entry.kind == Kind::Fixed {
        let lock = Rect::from_center_size(handle_rect(rect).center(), Vec2::splat(row::HANDLE));
        icon::paint(ui.painter(), lock.center(), icons::ICON_LOCK, SMALL_ICON_SIZE, cx.theme.weak);
        ui.interact(lock, row.id.with("lock"), Sense::hover()).on_hover_text(cx.texts.t("row-system"));
    }
    let end = match &entry.kind {
        Kind::Movable => arrows[0].left(),
        Kind::Measured { customers, share } if !renaming => measure_ui(ui, cx, *customers, *share, rect),

        Kind::Measured { .. } | Kind::Fixed => rect.right() - row::EDGE,
    };
    let end = mark_ui(ui, cx, &row, entry.mark, tip, pos2(end, rect.center().y));
    let typing = if renaming {
        let square = square_rect(entry, rect);
        swatch::paint(ui.painter(), square, entry.color, cx.theme);
        name_in_row::field_ui(ui, cx, entry, rect, square.right() + row::EDGE)
    } else {
        paint_content(ui, cx.theme, entry, &label, rect.with_max_x(end));
        None
    };
    RowResponses { row, handle, up, down, typing }
}

/// Paints a row that follows the pointer, above everything else.
pub fn paint_ghost(ui: &Ui, painter: &Painter, palette: &Palette, entry: &Entry, label: &str, rect: Rect) {
    painter.add(Palette::shadow().as_shape(rect, ROUNDING));
    painter.rect(rect, ROUNDING, palette.raised, Stroke::new(1.0, palette.accent), StrokeKind::Inside);
    icon::paint(painter, handle_rect(rect).center(), icons::ICON_DRAG_INDICATOR, ICON_SIZE, palette.weak);
    content_on(ui, painter, palette, entry, label, rect.with_max_x(rect.right() - row::EDGE));
}

fn paint_ground(painter: &Painter, rect: Rect, palette: &Palette, selected: bool, over: bool) {
    if selected {
        painter.rect_filled(rect, ROUNDING, palette.selected);
    } else if over {
        painter.rect_filled(rect, ROUNDING, palette.hover);
    }
}

fn handle_rect(rect: Rect) -> Rect {
    rect.with_max_x(rect.left() + row::HANDLE + space::XXS)
}

fn square_rect(entry: &Entry, rect: Rect) -> Rect {
    let is_measured = matches!(entry.kind, Kind::Measured { .. });
    let left = rect.left() + if is_measured { row::EDGE } else { row::HANDLE + space::XS };
    Rect::from_center_size(pos2(left + SMALL_ICON_SIZE / 2.0, rect.center().y), Vec2::splat(SMALL_ICON_SIZE))
}

fn arrow_rects(rect: Rect) -> [Rect; 2] {
    let down = Rect::from_center_size(
        pos2(rect.right() - space::XS - row::ARROW / 2.0, rect.center().y),
        Vec2::splat(row::ARROW),
    );
    [down.translate(vec2(-row::ARROW, 0.0)), down]
}

fn handle_ui(ui: &mut Ui, cx: &Cx<'_>, list: Id, entry: &Entry, rect: Rect, label: &str) -> Response {
    // No stop for Tab: the row's own keys and buttons do the same.
    let sense = if ui.is_enabled() { Sense::CLICK | Sense::DRAG } else { Sense::hover() };
    let response = ui.interact(handle_rect(rect), row_id(list, entry.item).with("handle"), sense);
    let name = cx.texts.t_with("row-drag", &[("name", label.into())]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
    let color = if response.hovered() { cx.theme.text } else { cx.theme.weak.gamma_multiply(FADED) };
    icon::paint(ui.painter(), response.rect.center(), icons::ICON_DRAG_INDICATOR, ICON_SIZE, color);
    if ui.is_enabled() { response.on_hover_and_drag_cursor(CursorIcon::Grab) } else { response }
}

/// One of the two small buttons.
struct Arrow {
    rect: Rect,
    id: Id,
    glyph: MaterialIcon,
    enabled: bool,
    shown: bool,
    is_stop: bool,
}

/// Returns what a widget senses that is clicked, and that Tab stops at or passes.
fn click(is_stop: bool) -> Sense {
    let mut sense = Sense::CLICK;
    sense.set(Sense::FOCUSABLE, is_stop);
    sense
}

/// Draws a small button; it is always there for keyboard and screen reader, and seen when it matters.
fn arrow_ui(ui: &mut Ui, palette: &Palette, arrow: &Arrow, name: &str, tip: String) -> bool {
    let enabled = arrow.enabled && ui.is_enabled();
    // It takes the focus even where it leads nowhere, or the focus would be lost at the end of the list.
    let response = ui.interact(arrow.rect, arrow.id, click(arrow.is_stop));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    if response.hovered() && enabled {
        ui.painter().rect_filled(arrow.rect.shrink(1.0), ROUNDING - 2, palette.pressed);
    }
    if arrow.shown || response.has_focus() {
        let color = if enabled { palette.text } else { palette.weak.gamma_multiply(DISABLED) };
        icon::paint(ui.painter(), arrow.rect.center(), arrow.glyph, LARGE_ICON_SIZE, color);
    }
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    let response = response.on_hover_text(tip);
    let clicked = response.clicked() && enabled;
    if clicked {
        response.request_focus();
    }
    clicked
}

/// Draws the number of a row and its bar, and returns where the rest has to end.
fn measure_ui(ui: &Ui, cx: &Cx<'_>, customers: Option<u64>, share: f32, rect: Rect) -> f32 {
    let (y, right) = (rect.center().y, rect.right() - row::EDGE);
    let track =
        Rect::from_min_max(pos2(right - row::BAR.x, y - row::BAR.y / 2.0), pos2(right, y + row::BAR.y / 2.0));
    if share > 0.0 {
        // However small, it can be seen.
        let bar = track.with_max_x(track.left() + (row::BAR.x * share.min(1.0)).max(2.0));
        ui.painter().rect_filled(bar, 2, cx.theme.bar);
    }
    let font = TextStyle::Body.resolve(ui.style());
    let number = pos2(track.left() - space::M, y);
    let count = customers.map(|customers| cx.texts.count(customers)).unwrap_or_default();
    let shown = ui.painter().text(number, Align2::RIGHT_CENTER, count, font, cx.theme.weak);
    shown.left().min(number.x - row::NUMBER) - space::M
}

/// Draws the mark left of `end`, and returns where the name has to end.
fn mark_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    row: &Response,
    mark: Mark,
    tip: Option<String>,
    end: egui::Pos2,
) -> f32 {
    let Some(tip) = tip else { return end.x - space::XS };
    let rect = Rect::from_center_size(end - vec2(row::EDGE, 0.0), Vec2::splat(ICON_SIZE));
    let sign = |glyph, color| icon::paint(ui.painter(), rect.center(), glyph, SMALL_ICON_SIZE, color);
    match mark {
        Mark::Refused => sign(icons::ICON_ERROR, cx.theme.danger),
        Mark::Contested => sign(icons::ICON_WARNING, cx.theme.warning),
        Mark::Changed | Mark::None => {
            ui.painter().circle_filled(rect.center(), DOT, cx.theme.accent);
        }
    }
    ui.interact(rect, row.id.with("mark"), Sense::hover()).on_hover_text(tip);
    rect.left() - space::XS
}

fn mark_tip(cx: &Cx<'_>, mark: Mark) -> Option<String> {
    match mark {
        Mark::None => None,
        Mark::Changed => Some(cx.texts.t("row-changed")),
        Mark::Refused => Some(cx.texts.t("row-refused")),
        Mark::Contested => Some(cx.texts.t("row-contested")),
    }
}

/// Tells a screen reader what is painted beside the name.
fn describe(ui: &Ui, cx: &Cx<'_>, row: &Response, entry: &Entry, tip: Option<&str>) {
    ui.ctx().accesskit_node_builder(row.id, |node| {
        let customers = match entry.kind {
            Kind::Measured { customers: Some(customers), .. } => Some(cx.texts.customers(customers)),
            _ => None,
        };
        let told = [customers.as_deref(), tip].into_iter().flatten().collect::<Vec<_>>().join(". ");
        if !told.is_empty() {
            node.set_description(told);
        }
    });
}

fn paint_content(ui: &Ui, palette: &Palette, entry: &Entry, label: &str, rect: Rect) {
    content_on(ui, ui.painter(), palette, entry, label, rect);
}

fn content_on(ui: &Ui, painter: &Painter, palette: &Palette, entry: &Entry, label: &str, rect: Rect) {
    let square = square_rect(entry, rect);
    swatch::paint(painter, square, entry.color, palette);
    let start = square.right() + row::EDGE;
    let nameless = entry.name.trim().is_empty();
    let color = if nameless || entry.kind == Kind::Fixed { palette.weak } else { palette.text };
    let text = WidgetText::from(RichText::new(label));
    let font = FontSelection::Style(TextStyle::Body);
    let width = (rect.right() - start).max(0.0);
    let galley = text.into_galley(ui, Some(TextWrapMode::Truncate), width, font);
    let corner = Align2::LEFT_CENTER.anchor_size(pos2(start, rect.center().y), galley.size()).min;
    painter.galley(corner, galley, color);
}
