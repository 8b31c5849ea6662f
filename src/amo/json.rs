//! The shapes of the server's JSON, and forgiving readers for their members.
//!
//! Members are kept as [`Value`] where the server's type cannot be relied on, so that one odd member
//! does not lose the rest. What is not named here is passed over without being built, however deep it
//! is nested, and survives in the raw text.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// `GET /api/v4/account`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct AccountJson<'a> {
    pub id: Value,
    pub name: Value,
    pub subdomain: Value,
    pub current_user_id: Value,
    pub customers_mode: Value,
    /// What was asked for with `with`, as it was sent.
    #[serde(borrow, rename = "_embedded")]
    pub embedded: Option<&'a RawValue>,
}

/// An answer that lists things.
#[derive(Deserialize)]
pub(super) struct ListJson<'a> {
    /// The list under its name, as it was sent.
    #[serde(borrow, rename = "_embedded")]
    embedded: BTreeMap<String, &'a RawValue>,
    #[serde(default, rename = "_page")]
    pub page: Value,
    #[serde(default, rename = "_page_count")]
    pub page_count: Value,
    #[serde(default, rename = "_links")]
    pub links: Value,
    /// How many items all pages have; in the vendor's own example it disagrees with the list.
    #[serde(default, rename = "_total_items")]
    pub total: Value,
}

/// Whose an item is.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct OwnerJson {
    pub account_id: Value,
}

impl<'a> ListJson<'a> {
    /// Returns the items of the list of this name, each as the very text that was sent.
    pub fn items(&self, name: &str) -> Option<Vec<&'a RawValue>> {
        items(self.embedded.get(name)?)
    }
}

/// One status, in a list or alone, and in the answers to writes.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct StatusJson<'a> {
    pub id: Value,
    pub name: Value,
    pub sort: Value,
    pub is_default: Value,
    pub color: Value,
    #[serde(rename = "type")]
    pub kind: Value,
    /// As it was sent: it may be nested deeper than a [`Value`] can be.
    #[serde(borrow)]
    pub conditions: Option<&'a RawValue>,
    pub request_id: Value,
}

/// One segment, in a list or alone, and in the answers to writes.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct SegmentJson<'a> {
    pub id: Value,
    pub name: Value,
    pub color: Value,
    pub customers_count: Value,
    pub created_at: Value,
    pub updated_at: Value,
    /// As it was sent: its numbers may have more digits than a [`Value`] can hold.
    #[serde(borrow)]
    pub custom_fields_values: Option<&'a RawValue>,
    #[serde(borrow)]
    pub available_products_price_types: Option<&'a RawValue>,
}

/// What is filled into one field of a segment.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct FilledJson<'a> {
    pub field_id: Value,
    pub field_type: Value,
    #[serde(borrow)]
    pub values: Option<&'a RawValue>,
}

/// One of the values of a field.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct ValueJson<'a> {
    #[serde(borrow)]
    pub value: Option<&'a RawValue>,
    pub enum_id: Value,
}

/// The definition of a custom field of segments or of lists.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct FieldJson<'a> {
    pub id: Value,
    pub name: Value,
    pub code: Value,
    #[serde(rename = "type")]
    pub kind: Value,
    pub sort: Value,
    #[serde(borrow)]
    pub enums: Option<&'a RawValue>,
}

/// One of the choices of a field.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct ChoiceJson {
    pub id: Value,
    pub value: Value,
    pub sort: Value,
}

/// One list of goods.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct CatalogJson {
    pub id: Value,
    pub name: Value,
}

/// Reads one object; `None` for anything else.
pub(super) fn object<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    // serde would take an array for an object without names.
    let is_object = bytes.trim_ascii_start().starts_with(b"{");
    is_object.then(|| serde_json::from_slice(bytes).ok())?
}

/// Reads one object from its raw text; `None` for anything else.
pub(super) fn raw_object<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    object(raw.get().as_bytes())
}

/// Returns the items of an array, each as it was sent.
pub(super) fn items(raw: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(raw.get()).ok()
}

/// Reads a text; of a number every digit as it was sent. `None` for anything else.
pub(super) fn exact_text(raw: &RawValue) -> Option<String> {
    let text = raw.get();
    if text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        return Some(text.to_owned());
    }
    serde_json::from_str(text).ok()
}

/// Reads an id: a whole number, or its digits in a string.
pub(super) fn id(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Reads a whole number from any number, or from a string that holds one.
pub(super) fn whole(value: &Value) -> Option<i64> {
    let (exact, rough) = match value {
        Value::Number(number) => (number.as_i64(), number.as_f64()),
        Value::String(text) => (text.trim().parse().ok(), text.trim().parse().ok()),
        _ => (None, None),
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a number out of range becomes the nearest one in range"
    )]
    let rough = rough.filter(|number: &f64| number.is_finite()).map(|number| number.floor() as i64);
    exact.or(rough)
}

/// Reads a text; a number is taken as it is written. `None` for anything else.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Reads a yes or no, which PHP also writes as 1 or "1".
pub(super) fn truth(value: &Value) -> bool {
    match value {
        Value::Bool(truth) => *truth,
        Value::String(text) if text.trim().eq_ignore_ascii_case("true") => true,
        number => whole(number).is_some_and(|number| number != 0),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_read_from_whatever_holds_one() {
        for (value, expected) in [
            (json!(5), Some(5)),
            (json!(-5), Some(-5)),
            (json!("5"), Some(5)),
            (json!(" 5 "), Some(5)),
            (json!(5.9), Some(5)),
            (json!("5.0"), Some(5)),
            (json!(1e300), Some(i64::MAX)),
            (json!(u64::MAX), Some(i64::MAX)),
            (json!("NaN"), None),
            (json!("inf"), None),
            (json!(""), None),
            (json!(null), None),
            (json!([5]), None),
            (json!(true), None),
        ] {
            assert_eq!(whole(&value), expected, "{value}");
        }
    }

    #[test]
    fn ids_are_whole_and_never_rounded() {
        for (value, expected) in [
            (json!(5), Some(5)),
            (json!("5"), Some(5)),
            (json!(u64::MAX), Some(u64::MAX)),
            (json!(-5), None),
            (json!(5.5), None),
            (json!("5a"), None),
            (json!(""), None),
            (json!(null), None),
        ] {
            assert_eq!(id(&value), expected, "{value}");
        }
    }

    #[test]
    fn yes_may_be_written_in_several_ways() {
        for (value, expected) in [
            (json!(true), true),
            (json!(1), true),
            (json!("1"), true),
            (json!("True"), true),
            (json!(false), false),
            (json!(0), false),
            (json!("0"), false),
            (json!("false"), false),
            (json!(null), false),
            (json!({}), false),
        ] {
            assert_eq!(truth(&value), expected, "{value}");
        }
    }

    #[test]
    fn every_digit_of_a_number_is_kept() {
        for (raw, expected) in [
            ("0.1000000000000000000001", Some("0.1000000000000000000001")),
            ("-12345678901234567890.50", Some("-12345678901234567890.50")),
            ("1e5", Some("1e5")),
            (r#""\u0041\n""#, Some("A\n")),
            (r#""\ud800""#, None),
            ("true", None),
            ("null", None),
            ("[1]", None),
            (r#"{"a":"1"}"#, None),
        ] {
            let raw: &RawValue = serde_json::from_str(raw).expect("JSON");
            assert_eq!(exact_text(raw).as_deref(), expected, "{raw}");
        }
    }

    #[test]
    fn an_array_is_no_object() {
        assert!(object::<StatusJson<'_>>(b"[1,\"x\"]").is_none(), "an array has no names");
        assert!(object::<StatusJson<'_>>(b" {\"id\":1}").is_some(), "an object has");
    }
}
