//! Radio buttons: arrows move, Space or a click chooses.
//!
//! To Tab they are one stop: only one of them at a time takes the focus from outside.

use egui::{
    Align2, Direction, Id, Key, Layout, Role, Sense, Stroke, TextStyle, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::ui::Cx;

use super::arrows;
use crate::ui::theme::{COMPACT_HEIGHT, ICON_SIZE, RADIO_DOT, RING, space};

/// What a group of radio buttons shows.
pub struct Group<'a> {
    /// Names the group.
    pub id: Id,
    /// What a screen reader calls it.
    pub name: &'a str,
    /// What can be chosen.
    pub options: &'a [String],
    /// Which one is chosen.
    pub chosen: Option<usize>,
    /// Whether they stand side by side or one below the other.
    pub direction: Direction,
}

/// Draws the group; returns what was just chosen, and the button that the keyboard enters.
pub fn group_ui(ui: &mut Ui, cx: &Cx<'_>, group: &Group<'_>) -> (Option<usize>, Id) {
    let builder =
        UiBuilder::new().accessibility_role(Role::RadioGroup).accessibility_label(group.name).layout(
            Layout::from_main_dir_and_cross_align(group.direction, egui::Align::Min)
                .with_main_wrap(group.direction.is_horizontal()),
        );
    ui.scope_builder(builder, |ui| options_ui(ui, cx, group)).inner
}

fn options_ui(ui: &mut Ui, cx: &Cx<'_>, group: &Group<'_>) -> (Option<usize>, Id) {
    ui.spacing_mut().item_spacing = vec2(space::XXL, space::XXS);
    let focused = (0..group.options.len()).find(|at| ui.memory(|memory| memory.has_focus(group.id.with(at))));
    let target = focused
        .filter(|_| ui.is_enabled())
        .and_then(|from| step(ui, group.id.with(from), from, group.options.len()));
    if let Some(target) = target {
        ui.memory_mut(|memory| memory.request_focus(group.id.with(target)));
    }
    // egui takes the focus from what is not focusable, so the way in has to move along with it.
    let entrance = target.or(focused).or(group.chosen).unwrap_or(0);
    let mut picked = None;
    for at in 0..group.options.len() {
        if option_ui(ui, cx, group, at, entrance) {
            // So that the arrows work at once.
            ui.memory_mut(|memory| memory.request_focus(group.id.with(at)));
            picked = Some(at).filter(|_| group.chosen != Some(at));
        }
    }
    (picked, group.id.with(entrance))
}

fn option_ui(ui: &mut Ui, cx: &Cx<'_>, group: &Group<'_>, at: usize, entrance: usize) -> bool {
    let (text, is_chosen) = (&group.options[at], group.chosen == Some(at));
    let font = TextStyle::Body.resolve(ui.style());
    let width = ui.max_rect().width() - ICON_SIZE - space::M;
    let galley = ui.painter().layout(text.clone(), font, cx.theme.text, width);
    let size = vec2(ICON_SIZE + space::M + galley.size().x, COMPACT_HEIGHT.max(galley.size().y));
    let (_, rect) = ui.allocate_space(size);
    let mut sense = Sense::CLICK;
    sense.set(Sense::FOCUSABLE, at == entrance);
    let response = ui.interact(rect, group.id.with(at), sense);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is_chosen, text));
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    let center = pos2(rect.left() + ICON_SIZE / 2.0, rect.center().y);
    let fill = if response.hovered() { cx.theme.hover } else { cx.theme.raised };
    let outline =
        if is_chosen { Stroke::new(RING, cx.theme.accent) } else { Stroke::new(1.0, cx.theme.outline) };
    ui.painter().circle(center, ICON_SIZE / 2.0 - RING / 2.0, fill, outline);
    if is_chosen {
        ui.painter().circle_filled(center, RADIO_DOT, cx.theme.accent);
    }
    let corner = pos2(rect.left() + ICON_SIZE + space::M, rect.center().y);
    let corner = Align2::LEFT_CENTER.anchor_size(corner, galley.size()).min;
    ui.painter().galley(corner, galley, cx.theme.text);
    response.clicked()
}

/// Returns the button that the arrow keys of this frame lead to.
fn step(ui: &Ui, focused: Id, from: usize, count: usize) -> Option<usize> {
    arrows::hold(ui, focused);
    let to = arrows::take(ui).into_iter().fold(from, |at, key| match key {
        Key::ArrowUp | Key::ArrowLeft => at.saturating_sub(1),
        _ => (at + 1).min(count - 1),
    });
    (to != from).then_some(to)
}
