//! One field of several segments, filled in at once.

use egui::{Id, RichText, Ui};

use crate::crm::{Account, Edit, Field, FieldKind, Item, Key, Segment, Value};
use crate::model::Command;
use crate::ui::Cx;
use crate::ui::widgets::menu;

use super::{Filling, Slot, heading_ui, value_ui};

/// Draws the choice of a field, and its control: what is filled in goes to all of these segments.
pub fn several_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, items: &[Item], commands: &mut Vec<Command>) {
    let fields: Vec<&Field> =
        account.fields.iter().filter(|field| field.kind != FieldKind::Unknown).collect();
    let Some(first) = fields.first() else { return };
    heading_ui(ui, &cx.texts.t("several-values-heading"));
    let segments: Vec<&Segment> = items.iter().filter_map(|item| account.segment(item.key())).collect();
    let chosen = ui.data(|data| data.get_temp::<u64>(chosen_id()));
    let field = fields.iter().find(|field| Some(field.id) == chosen).unwrap_or(first);
    let name = cx.texts.t_with("several-values-field", &[("field", field.name.as_str().into())]);
    menu::menu_ui(ui, field.name.as_str(), &name, |ui| {
        for other in &fields {
            if menu::choice_ui(ui, cx.theme, &other.name, other.id == field.id) {
                ui.data_mut(|data| data.insert_temp(chosen_id(), other.id));
            }
        }
    });
    let mut values = segments.iter().map(|segment| segment.values.get(&field.id));
    let value = values.next().flatten();
    let is_shared = values.all(|other| other == value);
    let slot = Slot {
        id: Id::unique(("several-values", field.id, items)),
        field,
        value: value.filter(|_| is_shared),
        zone: &account.zone,
        changed: false,
    };
    let mut fillings = Vec::new();
    value_ui(ui, cx, &slot, &mut fillings);
    if !is_shared {
        let told = cx.texts.t("several-values-differ");
        ui.label(RichText::new(told).color(cx.theme.weak).size(13.5));
    }
    for filling in fillings {
        match filling {
            Filling::Goes(value) => {
                let keys = segments.iter().map(|segment| segment.key);
                commands.push(Command::Edit(Edit::Several(fill_all(keys, field.id, value.as_ref()))));
            }
            Filling::Ends => commands.push(Command::Typed),
            // There is no one change to take back.
            Filling::TakenBack => {}
        }
    }
}

fn fill_all(keys: impl Iterator<Item = Key>, field: u64, value: Option<&Value>) -> Vec<Edit> {
    keys.map(|segment| Edit::Fill { segment, field, value: value.cloned() }).collect()
}

fn chosen_id() -> Id {
    Id::unique("several-values-field")
}
