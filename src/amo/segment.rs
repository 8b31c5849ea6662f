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
        let kind = entry.field_type.as_str().map_or(FieldKind::Unknown, value::field_kind);
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
    let kind = field.kind.as_str().map_or(FieldKind::Unknown, value::field_kind);
    let has_choices = matches!(kind, FieldKind::Select | FieldKind::Radio | FieldKind::MultiSelect);
    let choices = field.enums.filter(|_| has_choices).and_then(json::items).unwrap_or_default();
    Some((
        json::whole(&field.sort),
        Field {
            id: json::id(&field.id)?,
            name: json::text(&field.name).unwrap_or_default(),
            code: json::text(&field.code).filter(|code| !code.is_empty()),
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The vendor's example, with members of other ages and places added.
    pub(in crate::amo) const SEGMENTS_LIST: &str = r#"{"_total_items":2,"_page":1,"_page_count":1,
        "_links":{"self":{"href":"https://x.amocrm.ru/api/v4/customers/segments?page=1&limit=50"}},
        "_embedded":{"segments":[
        {"id":51,"created_at":1589615328,"updated_at":1591089010,"account_id":28805383,"name":"Сегмент 1",
            "color":"6610f2","available_products_price_types":[288891],"customers_count":7,
            "custom_fields_values":[
                {"values":[{"value":true}],"field_id":269471,"field_name":"Чекбокс","field_type":"checkbox"},
                {"values":[{"value":"Да","enum_id":381857}],"field_id":269473,"field_type":"select"},
                {"values":[{"value":"12424"}],"field_id":272427,"field_code":null,"field_type":"text"}],
            "bonus_points_conversion_rate":1.50,
            "_links":{"self":{"href":"https://x.amocrm.ru/api/v4/customers/segments/51"}}},
        {"id":21,"created_at":1587376544,"updated_at":1587376544,"name":"Сегмент 2","color":"4a001f",
            "available_products_price_types":[271211],"customers_count":0,"custom_fields_values":[]}]}}"#;

    fn read(text: &str) -> Option<Segment> {
        segment(serde_json::from_str(text).expect("JSON"), &TimeZone::UTC)
    }

    fn with(member: &str) -> Segment {
        read(&format!(r#"{{"id":7,{member}}}"#)).expect("a segment")
    }

    #[test]
    fn a_segment_is_read_whole() {
        let body: Json = serde_json::from_str(SEGMENTS_LIST).expect("JSON");
        let text = body["_embedded"]["segments"][0].to_string();
        let expected = Segment {
            key: Key::Id(51),
            name: "Сегмент 1".into(),
            color: Some(Color(0x66, 0x10, 0xf2)),
            customers: 7,
            values: [
                (269_471, Value::Truth(true)),
                (269_473, Value::Choice(381_857)),
                (272_427, Value::Text("12424".into())),
            ]
            .into(),
            prices: [288_891].into(),
            created: Timestamp::from_second(1_589_615_328).ok(),
            updated: Timestamp::from_second(1_591_089_010).ok(),
            raw: text.as_str().into(),
        };
        assert_eq!(read(&text), Some(expected));
    }

    #[test]
    fn the_text_of_a_segment_is_kept_to_the_letter() {
        let text =
            r#"{"id":1,"huge":123456789012345678901234567890,"f":1.50,"esc":"\u0041","a":{ "x" : [ ] }}"#;
        assert_eq!(&*read(text).expect("a segment").raw, text);
    }

    #[test]
    fn missing_and_odd_members_do_not_lose_a_segment() {
        let bare = read(r#"{"id":"7"}"#).expect("a segment");
        assert_eq!((bare.key, bare.name.as_str(), bare.color, bare.customers), (Key::Id(7), "", None, 0));
        assert_eq!((bare.created, bare.updated), (None, None));
        for odd in [
            r#""name":null,"color":null,"customers_count":null,"created_at":null,"updated_at":null"#,
            r#""custom_fields_values":null,"available_products_price_types":null"#,
            r#""custom_fields_values":[],"available_products_price_types":[]"#,
            r#""custom_fields_values":"x","available_products_price_types":{"1":2}"#,
            r#""custom_fields_values":[null,5,{},{"field_id":null,"field_type":"text","values":[{"value":"x"}]}]"#,
            r#""customers_count":-5,"created_at":0,"updated_at":99999999999999"#,
            r##""color":"#nothex","created_at":"soon","updated_at":-1"##,
        ] {
            let segment = with(odd);
            assert_eq!(Segment { raw: std::sync::Arc::clone(&bare.raw), ..segment }, bare, "{odd}");
        }
        assert_eq!(
            with(r##""color":"#AE003F""##).color,
            Some(Color(0xae, 0, 0x3f)),
            "with a hash, in capitals"
        );
        assert_eq!(with(r#""customers_count":"12""#).customers, 12);
        assert_eq!(with(r#""available_products_price_types":[3,"1",null,3]"#).prices, [1, 3].into());
        for text in ["{}", r#"{"id":null}"#, r#"{"id":-1}"#, r#"{"id":1.5}"#, "5", "null", "[1]"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_value_without_a_known_type_is_kept_and_of_two_the_first_counts() {
        let segment = with(
            r#""custom_fields_values":[
                {"field_id":1,"values":[{"value":"x"}]},
                {"field_id":2,"field_type":"text","values":[{"value":"a"}]},
                {"field_id":"2","field_type":"text","values":[{"value":"b"}]},
                {"field_id":3,"field_type":"text","values":null}]"#,
        );
        let unknown = Value::Unknown(r#"[{"value":"x"}]"#.into());
        assert_eq!(segment.values, [(1, unknown), (2, Value::Text("a".into()))].into());
    }
}
