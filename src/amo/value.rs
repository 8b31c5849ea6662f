//! What is filled into a custom field: how the server says it, and how it wants to be told.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::value::RawValue;
use serde_json::{Value as Json, json};

use crate::crm::{FieldKind, Value, decimal};

use super::json::{self, ValueJson};

/// Reads what can be filled into a field (`type` or `field_type`).
pub(super) fn field_kind(word: &str) -> FieldKind {
    match word {
        "text" => FieldKind::Text,
        "textarea" => FieldKind::TextArea,
        "numeric" => FieldKind::Number,
        "checkbox" => FieldKind::Checkbox,
        "select" => FieldKind::Select,
        "radiobutton" => FieldKind::Radio,
        "multiselect" => FieldKind::MultiSelect,
        "url" => FieldKind::Url,
        "date" => FieldKind::Date,
        "date_time" => FieldKind::DateTime,
        "streetaddress" => FieldKind::Address,
        _ => FieldKind::Unknown,
    }
}

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
/// (`Krukov/amocrm_api`, issues 68 and 116).
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn moscow() -> TimeZone {
        TimeZone::get("Europe/Moscow").expect("a zone")
    }

    fn raw(text: &str) -> &RawValue {
        serde_json::from_str(text).expect("JSON")
    }

    fn read_as(word: &str, values: &str) -> Option<Value> {
        read(field_kind(word), Some(raw(values)), &moscow())
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    fn number(text: &str) -> Value {
        Value::Number(text.into())
    }

    /// 2020-01-01 in Moscow.
    const NEW_YEAR: i64 = 1_577_826_000;

    #[test]
    fn every_type_is_read() {
        let moment = Value::Moment(Timestamp::from_second(NEW_YEAR).expect("a moment"));
        let day = Value::Date(date(2020, 1, 1));
        for (word, values, expected) in [
            ("text", r#"[{"value":"12424"}]"#, text("12424")),
            ("text", r#"[{"value":12424.50}]"#, text("12424.50")),
            ("textarea", r#"[{"value":"a\r\nb\nc"}]"#, text("a\nb\nc")),
            ("url", r#"[{"value":"https://example.com/"}]"#, text("https://example.com/")),
            ("streetaddress", r#"[{"value":"ул. Мира, 1"}]"#, text("ул. Мира, 1")),
            ("numeric", r#"[{"value":"1.50"}]"#, number("1.50")),
            ("numeric", r#"[{"value":"1,5"}]"#, number("1.5")),
            ("numeric", r#"[{"value":0.1000000000000000000001}]"#, number("0.1000000000000000000001")),
            ("numeric", r#"[{"value":"12345678901234567890.5"}]"#, number("12345678901234567890.5")),
            ("numeric", r#"[{"value":12345678901234567890.5}]"#, number("12345678901234567890.5")),
            ("numeric", r#"[{"value":-7}]"#, number("-7")),
            ("checkbox", r#"[{"value":true}]"#, Value::Truth(true)),
            ("checkbox", r#"[{"value":false}]"#, Value::Truth(false)),
            ("checkbox", r#"[{"value":1}]"#, Value::Truth(true)),
            ("checkbox", r#"[{"value":"1"}]"#, Value::Truth(true)),
            ("checkbox", r#"[{"value":"0"}]"#, Value::Truth(false)),
            ("select", r#"[{"value":"A","enum_id":5,"enum_code":null}]"#, Value::Choice(5)),
            ("radiobutton", r#"[{"enum_id":"5"}]"#, Value::Choice(5)),
            ("multiselect", r#"[{"value":"A","enum_id":7},{"enum_id":5}]"#, Value::Choices([5, 7].into())),
            ("date", r#"[{"value":1577826000}]"#, day.clone()),
            ("date", r#"[{"value":"1577826000"}]"#, day.clone()),
            ("date", r#"[{"value":1577912399}]"#, day.clone()),
            ("date", r#"[{"value":"2020-01-01T00:00:00+03:00"}]"#, day.clone()),
            ("date", r#"[{"value":"2019-12-31T21:00:00Z"}]"#, day),
            ("date", r#"[{"value":0}]"#, Value::Date(date(1970, 1, 1))),
            ("date", r#"[{"value":-86400}]"#, Value::Date(date(1969, 12, 31))),
            ("date_time", r#"[{"value":1577826000}]"#, moment.clone()),
            ("date_time", r#"[{"value":"2020-01-01T00:00:00+03:00"}]"#, moment),
        ] {
            assert_eq!(read_as(word, values), Some(expected), "{word} {values}");
        }
    }

    #[test]
    fn a_field_without_anything_in_it_has_no_value() {
        for word in ["text", "numeric", "checkbox", "select", "multiselect", "date", "brand_new"] {
            for values in ["[]", r#"[{"value":null}]"#, r#"[{"value":"","enum_id":null}]"#] {
                assert_eq!(read_as(word, values), None, "{word} {values}");
            }
            assert_eq!(read(field_kind(word), None, &TimeZone::UTC), None, "{word} null");
        }
    }

    #[test]
    fn what_is_not_understood_is_kept_to_the_letter() {
        for (word, values) in [
            ("text", r#"[{"value":true}]"#),
            ("text", r#"[{"value":"a"}, {"value":"b"}]"#),
            ("text", r#"[{"value":"\ud800"}]"#),
            ("text", r#"{"value":"a"}"#),
            ("text", r#""a""#),
            ("text", r#"["a"]"#),
            ("text", r#"[["a",1]]"#),
            ("numeric", r#"[{"value":"many"}]"#),
            ("numeric", r#"[{"value":1e5}]"#),
            ("numeric", r#"[{"value":{"a":1.50}}]"#),
            ("checkbox", r#"[{"value":2}]"#),
            ("checkbox", r#"[{"value":"yes"}]"#),
            ("select", r#"[{"value":"A"}]"#),
            ("select", r#"[{"value":"A","enum_id":-1}]"#),
            ("select", r#"[{"enum_id":1},{"enum_id":2}]"#),
            ("radiobutton", r#"[{"enum_code":"A","value":"A"}]"#),
            ("multiselect", r#"[{"enum_id":1},{"value":"B"}]"#),
            ("date", r#"[{"value":"soon"}]"#),
            ("date", r#"[{"value":1.5}]"#),
            ("date", r#"[{"value":99999999999999}]"#),
            ("date_time", r#"[{"value":"2020-01-01"}]"#),
            ("brand_new", r#"[ { "value" : 1.50 } ]"#),
        ] {
            assert_eq!(read_as(word, values), Some(Value::Unknown(values.into())), "{word} {values}");
        }
        let deep = format!("[{{\"value\":{}{}}}]", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(read_as("text", &deep), Some(Value::Unknown(deep.as_str().into())), "however deep");
    }

    #[test]
    fn every_type_is_written_as_little_as_the_server_needs() {
        let moment = Timestamp::from_second(NEW_YEAR).expect("a moment");
        for (value, expected) in [
            (text("a\nb"), json!([{"value": "a\nb"}])),
            (number(" 1,50"), json!([{"value": "1.5"}])),
            (number("0.1000000000000000000001"), json!([{"value": "0.1000000000000000000001"}])),
            (number("12345678901234567890.5"), json!([{"value": "12345678901234567890.5"}])),
            (Value::Truth(false), json!([{"value": false}])),
            (Value::Choice(5), json!([{"enum_id": 5}])),
            (Value::Choices([7, 5].into()), json!([{"enum_id": 5}, {"enum_id": 7}])),
            (Value::Date(date(2020, 1, 1)), json!([{"value": NEW_YEAR}])),
            (Value::Moment(moment), json!([{"value": NEW_YEAR}])),
        ] {
            assert_eq!(write(&value, &moscow()), expected, "{value:?}");
        }
    }

    #[test]
    fn what_was_written_is_read_as_the_same() {
        let moment = Timestamp::from_second(-1).expect("a moment");
        for (word, value) in [
            ("text", text("a")),
            ("textarea", text("a\n\"б\"")),
            ("numeric", number("-0.5")),
            ("url", text("x")),
            ("streetaddress", text("y")),
            ("checkbox", Value::Truth(true)),
            ("select", Value::Choice(u64::MAX)),
            ("radiobutton", Value::Choice(1)),
            ("multiselect", Value::Choices([1, 2].into())),
            ("date", Value::Date(date(1899, 5, 3))),
            ("date_time", Value::Moment(moment)),
        ] {
            assert_eq!(read_as(word, &write(&value, &moscow()).to_string()), Some(value), "{word}");
        }
    }

    #[test]
    fn a_day_begins_later_where_the_clock_skips_midnight() {
        let zone = TimeZone::get("America/Sao_Paulo").expect("a zone");
        let first: Timestamp = "2015-10-18T01:00:00-02:00".parse().expect("a moment");
        let day = date(2015, 10, 18);
        assert_eq!(write(&Value::Date(day), &zone), json!([{"value": first.as_second()}]));
        assert_eq!(zone.to_datetime(first).date(), day, "and is that day when it is read back");
        let last = write(&Value::Date(jiff::civil::Date::MAX), &zone);
        assert_eq!(last, json!([{"value": Timestamp::MAX.as_second()}]), "the calendar ends here");
    }

    #[test]
    fn what_is_no_value_yet_and_what_is_not_understood_stays_here() {
        assert!(!is_sendable(&Value::Typed("31.02".into())), "no date");
        assert!(!is_sendable(&Value::Unknown("[]".into())), "not understood");
        assert!(is_sendable(&Value::Truth(false)), "a value");
    }
}
