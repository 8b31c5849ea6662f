//! What is filled into a custom field: how the server says it, and how it wants to be told.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::value::RawValue;
use serde_json::{Value as Json, json};

use crate::crm::{FieldKind, Value, decimal};

use super::json::{self, ValueJson};

/// Reads the `values` of a field of this kind; `None` if nothing is filled in. What is not understood as a
/// whole stays as the very text that was sent.
pub(super) fn read(kind: FieldKind, raw: Option<&RawValue>, zone: &TimeZone) -> Option<Value> {
    let raw = raw?;
    let unknown = || Value::Unknown(raw.get().into());
    let values = json::items(raw)
        .and_then(|items| items.into_iter().map(json::raw_object).collect::<Option<Vec<ValueJson<'_>>>>());
    let Some(values) = values else { return Some(unknown()) };
    if values.iter().all(is_blank) {
        return None;
    }
    Some(known(kind, &values, zone).unwrap_or_else(unknown))
}

/// Tells whether nothing is filled in, which is also said by a value of nothing.
fn is_blank(value: &ValueJson<'_>) -> bool {
    value.enum_id.is_null() && value.value.is_none_or(|value| value.get() == "\"\"")
}

fn known(kind: FieldKind, values: &[ValueJson<'_>], zone: &TimeZone) -> Option<Value> {
    if kind == FieldKind::MultiSelect {
        let ids = values.iter().map(|value| json::id(&value.enum_id));
        return Some(Value::Choices(ids.collect::<Option<BTreeSet<u64>>>()?));
    }
    let [only] = values else { return None };
    Some(match kind {
        FieldKind::Text | FieldKind::TextArea | FieldKind::Url | FieldKind::Address => {
            Value::Text(json::exact_text(only.value?)?.replace("\r\n", "\n"))
        }
        FieldKind::Number => {
            let number = json::exact_text(only.value?)?.replace(',', ".");
            decimal(&number)?;
            Value::Number(number)
        }
        FieldKind::Checkbox => Value::Truth(truth(only.value?)?),
        FieldKind::Select | FieldKind::Radio => Value::Choice(json::id(&only.enum_id)?),
        FieldKind::Date => Value::Date(zone.to_datetime(moment(only.value?)?).date()),
        FieldKind::DateTime => Value::Moment(moment(only.value?)?),
        FieldKind::MultiSelect | FieldKind::Unknown => return None,
    })
}

/// Reads a yes or a no and nothing else, in any of the forms that PHP gives them.
fn truth(raw: &RawValue) -> Option<bool> {
    match raw.get().trim_matches('"') {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// Reads Unix seconds, or the text of RFC 3339 (crm_platform/custom-fields: both may be written).
fn moment(raw: &RawValue) -> Option<Timestamp> {
    let text = json::exact_text(raw)?;
    match text.trim().parse() {
        Ok(second) => Timestamp::from_second(second).ok(),
        Err(_) => text.trim().parse().ok(),
    }
}

/// Tells whether a value goes to the server: not what is no value yet, nor what is not understood.
pub(super) fn is_sendable(value: &Value) -> bool {
    !matches!(value, Value::Typed(_) | Value::Unknown(_))
}

/// Writes the `values` of a field, as little as the server needs: it refuses members that it does not expect
/// (amocrm_api, issues 68 and 116).
pub(super) fn write(value: &Value, zone: &TimeZone) -> Json {
    let one = |value: Json| json!([{ "value": value }]);
    match value {
        Value::Text(text) => one(text.as_str().into()),
        Value::Number(number) => one(decimal(number).unwrap_or_else(|| number.clone()).into()),
        Value::Truth(truth) => one((*truth).into()),
        Value::Choice(id) => json!([{ "enum_id": id }]),
        Value::Choices(ids) => ids.iter().map(|id| json!({ "enum_id": id })).collect(),
        Value::Date(date) => one(midnight(*date, zone).as_second().into()),
        Value::Moment(moment) => one(moment.as_second().into()),
        Value::Typed(_) | Value::Unknown(_) => Json::Null,
    }
}

/// Returns the first moment of a day, which is later than midnight where the clock skips that.
fn midnight(date: Date, zone: &TimeZone) -> Timestamp {
    // Only days at the very ends of the calendar have no moment: about 10 000 years from now.
    zone.to_timestamp(date.into()).unwrap_or(Timestamp::MAX)
}
