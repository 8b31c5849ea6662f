//! Reads segments and what belongs to them: custom fields, lists of goods, price types.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::crm::{Choice, Color, Field, FieldKind, Key, PriceType, Segment, Value};

use super::json::{self, CatalogJson, ChoiceJson, FieldJson, FilledJson, SegmentJson};
use super::value;

/// A list of goods, whose fields may be price types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The server's id.
    pub id: u64,
    /// What the user sees.
    pub name: String,
}

/// Reads one segment; its dates are days in this zone. `None` without a usable id.
pub(super) fn segment(raw: &RawValue, zone: &TimeZone) -> Option<Segment> {
    let segment: SegmentJson<'_> = json::raw_object(raw)?;
    Some(Segment {
        key: Key::Id(json::id(&segment.id)?),
        name: json::text(&segment.name).unwrap_or_default(),
        color: segment.color.as_str().and_then(Color::parse),
        customers: count(&segment.customers_count),
        values: values(segment.custom_fields_values, zone),
        prices: prices(segment.available_products_price_types),
        created: moment(&segment.created_at),
        updated: moment(&segment.updated_at),
        raw: raw.get().into(),
    })
}

fn count(value: &Json) -> u64 {
    json::whole(value).and_then(|count| u64::try_from(count).ok()).unwrap_or_default()
}

/// Reads Unix seconds; 0 means that the server does not know.
fn moment(value: &Json) -> Option<Timestamp> {
    let second = json::whole(value).filter(|second| *second > 0)?;
    Timestamp::from_second(second).ok()
}

/// Reads what is filled in. Of two entries for one field the first counts.
fn values(raw: Option<&RawValue>, zone: &TimeZone) -> BTreeMap<u64, Value> {
    let mut values = BTreeMap::new();
    for entry in raw.and_then(json::items).into_iter().flatten() {
        let entry: FilledJson<'_> = json::raw_object(entry).unwrap_or_default();
        let kind = entry.field_type.as_str().map_or(FieldKind::Unknown, FieldKind::from_word);
        if let (Some(id), Some(value)) = (json::id(&entry.field_id), value::read(kind, entry.values, zone)) {
            values.entry(id).or_insert(value);
        }
    }
    values
}

fn prices(raw: Option<&RawValue>) -> BTreeSet<u64> {
    let ids: Vec<Json> = raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
    ids.iter().filter_map(json::id).collect()
}

/// Reads the definition of a custom field of segments, with its number.
pub(super) fn field(raw: &RawValue) -> Option<(Option<i64>, Field)> {
    let field: FieldJson<'_> = json::raw_object(raw)?;
    let kind = field.kind.as_str().map_or(FieldKind::Unknown, FieldKind::from_word);
    let has_choices = matches!(kind, FieldKind::Select | FieldKind::Radio | FieldKind::MultiSelect);
    let choices = field.enums.filter(|_| has_choices).and_then(json::items).unwrap_or_default();
    Some((
        json::whole(&field.sort),
        Field {
            id: json::id(&field.id)?,
            name: json::text(&field.name).unwrap_or_default(),
            kind,
            choices: in_order(choices.into_iter().filter_map(choice).collect()),
        },
    ))
}

fn choice(raw: &RawValue) -> Option<(Option<i64>, Choice)> {
    let choice: ChoiceJson = json::raw_object(raw)?;
    let name = json::text(&choice.value).unwrap_or_default();
    Some((json::whole(&choice.sort), Choice { id: json::id(&choice.id)?, name }))
}

/// Brings things into the order of their numbers; one without stays behind the one before.
pub(super) fn in_order<T>(numbered: Vec<(Option<i64>, T)>) -> Vec<T> {
    let mut last = i64::MIN;
    let mut numbered: Vec<(i64, T)> = numbered
        .into_iter()
        .map(|(number, item)| {
            last = number.unwrap_or(last);
            (last, item)
        })
        .collect();
    numbered.sort_by_key(|(number, _)| *number);
    numbered.into_iter().map(|(_, item)| item).collect()
}

/// Reads one list of goods.
pub(super) fn list(raw: &RawValue) -> Option<List> {
    let list: CatalogJson = json::raw_object(raw)?;
    Some(List { id: json::id(&list.id)?, name: json::text(&list.name).unwrap_or_default() })
}

/// Reads one field of a list of goods; the inner `None` stands for one that holds no price, which a server
/// that does not know the filter sends too.
pub(super) fn price(raw: &RawValue) -> Option<(u64, Option<PriceType>)> {
    let field: FieldJson<'_> = json::raw_object(raw)?;
    let id = json::id(&field.id)?;
    let name = || json::text(&field.name).unwrap_or_default();
    Some((id, (field.kind == "price").then(|| PriceType { id, name: name() })))
}
