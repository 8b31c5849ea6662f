//! The controls that offer something to choose from.

use std::collections::BTreeSet;

use egui::{
    Align, Button, Checkbox, Direction, EventFilter, Id, Layout, Popup, PopupCloseBehavior, Response,
    RichText, Role, ScrollArea, Stroke, Ui, UiBuilder, WidgetInfo, vec2,
};
use egui_material_icons::icons;

use crate::crm::{Choice, Field, Value, display};
use crate::ui::Cx;
use crate::ui::theme::{CONTROL_HEIGHT, FIELD_PADDING, MENU_HEIGHT};
use crate::ui::widgets::radio::{Group, group_ui};
use crate::ui::widgets::{icon, menu, text_field};

use super::{Filling, Slot, fill, space_ticks};

/// More choices than these fold into one line, or are searched.
const MOST_IN_SIGHT: usize = 8;

/// Draws yes, no and neither.
pub fn truth_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>, fillings: &mut Vec<Filling>) -> Id {
    let options = ["values-yes", "values-no", "values-empty"].map(|id| cx.texts.t(id));
    let truths = [Some(true), Some(false), None];
    let truth = match slot.value {
        Some(Value::Truth(truth)) => Some(*truth),
        _ => None,
    };
    let chosen = truths.iter().position(|other| *other == truth);
    let direction = Direction::LeftToRight;
    let group =
        Group { id: slot.id, name: &display::line(&slot.field.name), options: &options, chosen, direction };
    let (picked, entrance) = group_ui(ui, cx, &group);
    if let Some(truth) = picked.and_then(|at| truths.get(at)) {
        fill(fillings, truth.map(Value::Truth));
    }
    entrance
}

/// Draws all choices, of which one counts.
pub fn radio_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>, fillings: &mut Vec<Filling>) -> Id {
    let chosen = chosen(slot);
    let choices = offered(cx, slot.field, &chosen);
    let options: Vec<String> = choices.iter().map(|choice| choice.name.clone()).collect();
    let group = Group {
        id: slot.id,
        name: &display::line(&slot.field.name),
        options: &options,
        chosen: choices.iter().position(|choice| chosen.contains(&choice.id)),
        direction: Direction::TopDown,
    };
    let (picked, entrance) = group_ui(ui, cx, &group);
    if let Some(choice) = picked.and_then(|at| choices.get(at)) {
        fill(fillings, Some(Value::Choice(choice.id)));
    }
    entrance
}

/// Draws one line that opens a list, of which one counts.
pub fn select_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>, fillings: &mut Vec<Filling>) -> Id {
    let chosen = chosen(slot);
    let choices = offered(cx, slot.field, &chosen);
    list_ui(ui, cx, slot, &choices, &chosen, |ui, choice| {
        let (text, value) = match choice {
            Some(choice) => (choice.name.clone(), Some(Value::Choice(choice.id))),
            None => (cx.texts.t("values-empty"), None),
        };
        if menu::choice_ui(ui, cx.theme, &text, value.as_ref() == slot.value) {
            fill(fillings, value);
            ui.close();
        }
    })
}

/// Draws all choices, of which any number counts; many of them fold into one line.
pub fn several_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>, fillings: &mut Vec<Filling>) -> Id {
    let chosen = chosen(slot);
    let choices = offered(cx, slot.field, &chosen);
    let mut tick = |ui: &mut Ui, choice: &Choice| {
        let mut is_chosen = chosen.contains(&choice.id);
        let response = ui.add(Checkbox::new(&mut is_chosen, choice.name.as_str()));
        if response.changed() {
            fill(fillings, with(&chosen, choice.id, is_chosen));
        }
        response.id
    };
    if choices.len() > MOST_IN_SIGHT {
        return list_ui(ui, cx, slot, &choices, &chosen, |ui, choice| {
            if let Some(choice) = choice {
                // Menus have no outlines, but an empty box is nothing else.
                let widgets = &mut ui.visuals_mut().widgets;
                for widget in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
                    widget.bg_stroke = Stroke::new(1.0, cx.theme.outline);
                }
                space_ticks(ui);
                tick(ui, choice);
            }
        });
    }
    let builder = UiBuilder::new()
        .accessibility_role(Role::Group)
        .accessibility_label(display::line(&slot.field.name).as_ref());
    let first = ui.scope_builder(builder, |ui| {
        space_ticks(ui);
        let ids: Vec<Id> =
            choices.iter().map(|choice| ui.push_id(choice.id, |ui| tick(ui, choice)).inner).collect();
        ids.first().copied()
    });
    first.inner.unwrap_or(slot.id)
}

/// Returns the same choices with one more or one less; none at all are no value.
fn with(chosen: &BTreeSet<u64>, id: u64, is_chosen: bool) -> Option<Value> {
    let mut ids = chosen.clone();
    if is_chosen {
        ids.insert(id);
    } else {
        ids.remove(&id);
    }
    (!ids.is_empty()).then_some(Value::Choices(ids))
}

fn chosen(slot: &Slot<'_>) -> BTreeSet<u64> {
    match slot.value {
        Some(Value::Choice(id)) => [*id].into(),
        Some(Value::Choices(ids)) => ids.clone(),
        _ => BTreeSet::new(),
    }
}

/// Returns what can be chosen, by its name as it is displayed, and what is chosen but not offered any more.
fn offered(cx: &Cx<'_>, field: &Field, chosen: &BTreeSet<u64>) -> Vec<Choice> {
    let gone = chosen.iter().filter(|id| field.choice(**id).is_none());
    let name = |id: &u64| cx.texts.t_with("values-choice-gone", &[("id", id.to_string().into())]);
    let gone = gone.map(|id| Choice { id: *id, name: name(id) });
    let there = field
        .choices
        .iter()
        .map(|choice| Choice { name: display::line(&choice.name).into_owned(), ..*choice });
    there.chain(gone).collect()
}

/// Draws a line that tells what is chosen and opens a list, whose entries `entry_ui` draws; the first one,
/// `None`, stands for nothing.
fn list_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    slot: &Slot<'_>,
    choices: &[Choice],
    chosen: &BTreeSet<u64>,
    mut entry_ui: impl FnMut(&mut Ui, Option<&Choice>),
) -> Id {
    let names: Vec<&str> = choices
        .iter()
        .filter(|choice| chosen.contains(&choice.id))
        .map(|choice| choice.name.as_str())
        .collect();
    let opener = opener_ui(ui, cx, slot, &names.join(", "));
    let popup = Popup::default_response_id(&opener);
    let search = (choices.len() > MOST_IN_SIGHT).then(|| popup.with("search"));
    let was_open = Popup::is_id_open(ui.ctx(), popup);
    // A click on the line of an open list closes it.
    if opener.clicked() && !was_open {
        ui.data_mut(|data| data.remove::<String>(popup));
        if let Some(search) = search {
            ui.memory_mut(|memory| memory.request_focus(search));
        }
    }
    if !opener.enabled() {
        Popup::close_id(ui.ctx(), popup);
    }
    let list = Popup::menu(&opener).style(menu::menu_style).accessible_name(display::line(&slot.field.name));
    list.width(opener.rect.width()).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(ui.available_width());
        let part = search.map(|search| search_ui(ui, cx, popup, search)).unwrap_or_default();
        ScrollArea::vertical().max_height(MENU_HEIGHT).show(ui, |ui| {
            ui.with_layout(Layout::top_down_justified(Align::LEFT), |ui| {
                if part.is_empty() {
                    entry_ui(ui, None);
                }
                let mut found =
                    choices.iter().filter(|choice| choice.name.to_lowercase().contains(&part)).peekable();
                if found.peek().is_none() {
                    ui.label(RichText::new(cx.texts.t("values-search-none")).color(cx.theme.weak));
                }
                found.for_each(|choice| {
                    ui.push_id(choice.id, |ui| entry_ui(ui, Some(choice)));
                });
            });
        });
    });
    let by_pointer = ui.input(|input| input.pointer.any_click());
    let is_chosen = by_pointer && !opener.clicked_elsewhere();
    if was_open && !Popup::is_id_open(ui.ctx(), popup) && (!by_pointer || is_chosen) {
        // Escape drops the focus, and the chosen entry is gone: the focus returns here.
        opener.request_focus();
    }
    opener.id
}

/// Draws the line; it looks like a field, and an arrow says that there is more.
fn opener_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>, told: &str) -> Response {
    let text = match told {
        "" => RichText::new(cx.texts.t("values-empty")).color(cx.theme.weak),
        told => RichText::new(told),
    };
    let size = vec2(ui.available_width(), CONTROL_HEIGHT);
    ui.spacing_mut().button_padding.x = FIELD_PADDING.x;
    let line = Button::new(text).right_text(icon::text(icons::ICON_EXPAND_MORE).color(cx.theme.weak));
    let response = ui.add(line.min_size(size).truncate());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), display::line(&slot.field.name));
        info.current_text_value = Some(told.to_owned());
        info
    });
    response
}

/// Draws the field that narrows a list down; returns what is searched, in small letters.
fn search_ui(ui: &mut Ui, cx: &Cx<'_>, popup: Id, search: Id) -> String {
    let mut part: String = ui.data(|data| data.get_temp(popup)).unwrap_or_default();
    let name = cx.texts.t("values-search");
    // Up and down go to the entries.
    let filter = EventFilter { horizontal_arrows: true, ..Default::default() };
    let field = text_field::line(ui, search, &mut part).hint_text(name.as_str()).event_filter(filter);
    let field = ui.add(field.margin(FIELD_PADDING).desired_width(f32::INFINITY)).accessible_name(name);
    if field.changed() {
        ui.data_mut(|data| data.insert_temp(popup, part.clone()));
    }
    part.trim().to_lowercase()
}
