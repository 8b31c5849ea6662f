//! One field, filled in the same for several segments.

use std::borrow::Cow;

use egui::{Button, Id, Layout, Popup, RichText, ScrollArea, Ui, vec2};
use egui_material_icons::icons;

use crate::crm::{Account, Edit, Field, FieldKind, Item, Value, Wrong, display};
use crate::model::Command;
use crate::ui::Cx;
use crate::ui::theme::{CONTROL_HEIGHT, MENU_HEIGHT, font_size, space};
use crate::ui::widgets::callout::Tone;
use crate::ui::widgets::{icon, menu};

use super::{Filling, Slot, heading_ui, note_ui, value_ui};

/// What is to be filled in, as long as the button has not been pressed.
#[derive(Clone)]
struct Wanted {
    /// Of which segments: for others something else may be wanted.
    items: Vec<Item>,
    field: u64,
    value: Option<Value>,
}

/// Draws the choice of a field, its control, and the button that fills it in for all of these.
pub fn several_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, items: &[Item], commands: &mut Vec<Command>) {
    let fields: Vec<&Field> =
        account.fields.iter().filter(|field| field.kind != FieldKind::Unknown).collect();
    if fields.is_empty() {
        return;
    }
    heading_ui(ui, &cx.texts.t("several-values-heading"));
    let wanted = ui.data(|data| data.get_temp::<Wanted>(wanted_id())).filter(|wanted| wanted.items == items);
    let field = wanted.as_ref().and_then(|wanted| account.field(wanted.field));
    if let Some(chosen) = field_ui(ui, cx, &fields, field) {
        // What they have in common is where to begin.
        let mut values = items.iter().filter_map(|item| account.segment(item.key()));
        let first = values.next().and_then(|segment| segment.values.get(&chosen));
        let is_common = values.all(|segment| segment.values.get(&chosen) == first);
        let value = first.filter(|_| is_common).cloned();
        ui.data_mut(|data| {
            data.insert_temp(wanted_id(), Wanted { items: items.to_vec(), field: chosen, value })
        });
    }
    let (Some(field), Some(mut wanted)) = (field, wanted) else { return };
    let mut fillings = Vec::new();
    let id = Id::unique("value-of-several").with(field.id);
    let slot =
        Slot { id, field, value: wanted.value.as_ref(), zone: &account.zone, changed: false, is_new: false };
    value_ui(ui, cx, &slot, &mut fillings);
    let wrong = wanted.value.clone().and_then(Value::tidy).and_then(|value| value.wrong(field));
    if let Some(wrong) = wrong {
        let tone = if wrong == Wrong::NotAnAddress { Tone::Warning } else { Tone::Danger };
        note_ui(ui, cx, tone, cx.texts.wrong(wrong));
    }
    ui.add_space(space::XS);
    let text = if wanted.value.is_some() { "several-values-fill" } else { "several-values-clear" };
    let text = cx.texts.t_with(text, &[("n", items.len().into())]);
    if ui.add_enabled(wrong.is_none_or(|wrong| wrong == Wrong::NotAnAddress), Button::new(text)).clicked() {
        let fill = |item: &Item| {
            let value = wanted.value.clone().and_then(Value::tidy);
            Edit::Fill { segment: item.key(), field: field.id, value }
        };
        commands.push(Command::Edit(Edit::Several(items.iter().map(fill).collect())));
    }
    let is_open = |item: &Item| {
        let segment = account.segment(item.key());
        segment.is_some_and(|segment| segment.values.get(&field.id) != wanted.value.as_ref())
    };
    if wanted.value.is_some() && items.iter().any(is_open) {
        let told = cx.texts.t("several-values-open");
        ui.label(RichText::new(told).color(cx.theme.weak).size(font_size::NOTE));
    }
    for filling in fillings {
        if let Filling::Goes(value) = filling {
            wanted.value = value;
            ui.data_mut(|data| data.insert_temp(wanted_id(), wanted.clone()));
        }
    }
}

/// Draws the choice of a field; returns the id of the one that was just chosen.
fn field_ui(ui: &mut Ui, cx: &Cx<'_>, fields: &[&Field], chosen: Option<&Field>) -> Option<u64> {
    let name = cx.texts.t("several-values-field");
    let text = chosen.map_or(Cow::Borrowed(name.as_str()), |field| display::line(&field.name));
    let opener =
        Button::new(text.as_ref()).right_text(icon::text(icons::ICON_EXPAND_MORE).color(cx.theme.weak));
    let opener = ui.add(opener.min_size(vec2(ui.available_width(), CONTROL_HEIGHT)).truncate());
    let opener = opener.accessible_name(name.as_str());
    let mut picked = None;
    Popup::menu(&opener).style(menu::menu_style).accessible_name(name).width(opener.rect.width()).show(
        |ui| {
            ui.set_width(ui.available_width());
            ScrollArea::vertical().max_height(MENU_HEIGHT).show(ui, |ui| {
                ui.with_layout(Layout::top_down_justified(egui::Align::LEFT), |ui| {
                    for field in fields {
                        let is_chosen = chosen.is_some_and(|chosen| chosen.id == field.id);
                        let entry = ui.push_id(field.id, |ui| {
                            menu::choice_ui(ui, cx.theme, &display::line(&field.name), is_chosen)
                        });
                        if entry.inner {
                            picked = Some(field.id);
                            opener.request_focus();
                        }
                    }
                });
            });
        },
    );
    picked
}

fn wanted_id() -> Id {
    Id::unique("wanted-of-several")
}
