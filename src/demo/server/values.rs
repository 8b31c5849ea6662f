//! Values of segments' fields: what may be written, how it is kept, and how it is answered.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::answers::{MISSING, NO_ARRAY, NO_CHOICE, NO_INTEGER, NO_TEXT, NOT_EXPECTED, Wrong, error};
use super::{World, WorldField, WorldSegment};

/// What a request makes of a field: its id, and what it holds from then on.
pub(super) type Written = (u64, Vec<Value>);

/// A place in a request, and what is wrong there.
type Fault = (String, Wrong);

const UNKNOWN_FIELD: Wrong = ("NotSupportedChoice", "This field does not exist.");
const NO_BOOL: Wrong = ("InvalidType", "This value should be of type bool.");
const NO_NUMBER: Wrong = ("InvalidType", "This value should be of type numeric.");
const NO_DATE: Wrong = ("InvalidType", "This value should be of type int|string.");
const TOO_FEW: Wrong = ("TooFew", "This collection should contain 1 element or more.");
const TOO_MANY: Wrong = ("TooMany", "This collection should contain 1 element or less.");
const TOO_LONG: Wrong = ("TooLong", "This value is too long. It should have 256 characters or less.");

/// The longest text that a text field takes through the API, in characters.
const LONGEST_TEXT: usize = 256;

/// Reads `custom_fields_values` of a request; adds to `errors` what is wrong.
///
/// `null` in place of the whole is documented as possible, but not what it does; here it does nothing.
pub(super) fn read_values(world: &World, sent: &Value, errors: &mut Vec<Value>) -> Vec<Written> {
    let entries = match sent {
        Value::Null => return Vec::new(),
        Value::Array(entries) => entries,
        _ => {
            errors.push(error("custom_fields_values", NO_ARRAY));
            return Vec::new();
        }
    };
    let mut written = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        match read_entry(world, entry) {
            Ok(one) => written.extend(one),
            Err(fault) => {
                let (path, wrong) = under(&format!("custom_fields_values.{at}"), fault);
                errors.push(error(&path, wrong));
            }
        }
    }
    written
}

/// Reads what is written into one field; `None` is an empty text, which the server passes over.
fn read_entry(world: &World, entry: &Value) -> Result<Option<Written>, Fault> {
    let members = entry.as_object().ok_or_else(|| here(NO_ARRAY))?;
    expect_only(members, &["field_id", "field_code", "field_name", "values"])?;
    let field = find_field(world, members)?;
    let values = match members.get("values") {
        None => return Err(at("values", MISSING)),
        Some(Value::Null) => return Ok(Some((field.id, Vec::new()))),
        Some(Value::Array(values)) if values.is_empty() => return Err(at("values", TOO_FEW)),
        Some(Value::Array(values)) if values.len() > 1 && field.kind != "multiselect" => {
            return Err(at("values", TOO_MANY));
        }
        Some(Value::Array(values)) => values,
        Some(_) => return Err(at("values", NO_ARRAY)),
    };
    let zone = world.time_zone();
    let numbered = values.iter().enumerate();
    let read = numbered.map(|(at, value)| {
        read_value(field, &zone, value).map_err(|fault| under(&format!("values.{at}"), fault))
    });
    let values: Vec<Value> = read.collect::<Result<_, _>>()?;
    Ok((!values.contains(&Value::from(""))).then_some((field.id, values)))
}

/// Finds the field that an entry is about, by its id or else by its code.
fn find_field<'a>(world: &'a World, members: &Map<String, Value>) -> Result<&'a WorldField, Fault> {
    let (name, found) = if let Some(id) = members.get("field_id") {
        let id = id.as_u64().ok_or_else(|| at("field_id", NO_INTEGER))?;
        ("field_id", world.fields.iter().find(|field| field.id == id))
    } else {
        let code = members.get("field_code").ok_or_else(|| at("field_id", MISSING))?;
        let code = code.as_str().ok_or_else(|| at("field_code", NO_TEXT))?;
        ("field_code", world.fields.iter().find(|field| field.code.as_deref() == Some(code)))
    };
    found.ok_or_else(|| at(name, UNKNOWN_FIELD))
}

fn read_value(field: &WorldField, zone: &TimeZone, sent: &Value) -> Result<Value, Fault> {
    let members = sent.as_object().ok_or_else(|| here(NO_ARRAY))?;
    if field.has_choices() {
        expect_only(members, &["value", "enum_id"])?;
        return read_choice(field, members);
    }
    expect_only(members, &["value"])?;
    let value = members.get("value").ok_or_else(|| at("value", MISSING))?;
    plain_value(field.kind, zone, value).map_err(|wrong| at("value", wrong))
}

/// Reads a choice by its id or else by its words.
fn read_choice(field: &WorldField, members: &Map<String, Value>) -> Result<Value, Fault> {
    let (name, choice) = if let Some(id) = members.get("enum_id") {
        let id = id.as_u64().ok_or_else(|| at("enum_id", NO_INTEGER))?;
        ("enum_id", field.choices.iter().find(|choice| choice.id == id))
    } else {
        let words = members.get("value").ok_or_else(|| at("value", MISSING))?;
        let words = words.as_str().ok_or_else(|| at("value", NO_TEXT))?;
        ("value", field.choices.iter().find(|choice| choice.name == words))
    };
    choice.map(|choice| choice.id.into()).ok_or_else(|| at(name, NO_CHOICE))
}

fn plain_value(kind: &str, zone: &TimeZone, value: &Value) -> Result<Value, Wrong> {
    match kind {
        "checkbox" => value.as_bool().map(Value::from).ok_or(NO_BOOL),
        "numeric" => canonical_number(value).map(Value::from).ok_or(NO_NUMBER),
        "date" => {
            let midnight = moment(value).and_then(|moment| moment.to_zoned(zone.clone()).start_of_day().ok());
            midnight.map(|midnight| midnight.timestamp().as_second().into()).ok_or(NO_DATE)
        }
        "date_time" => moment(value).map(|moment| moment.as_second().into()).ok_or(NO_DATE),
        _ => {
            let text = value.as_str().ok_or(NO_TEXT)?;
            let is_too_long = kind == "text" && text.chars().count() > LONGEST_TEXT;
            if is_too_long { Err(TOO_LONG) } else { Ok(text.replace("\r\n", "\n").into()) }
        }
    }
}

/// Reads seconds since 1970 or the words of RFC 3339.
fn moment(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(seconds) => Timestamp::from_second(seconds.as_i64()?).ok(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Reads a number, or a text of digits with at most one dot and a minus before them, and drops the zeros
/// that say nothing.
fn canonical_number(value: &Value) -> Option<String> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, share) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(share) {
        return None;
    }
    let (whole, share) = (whole.trim_start_matches('0'), share.trim_end_matches('0'));
    Some(match (whole, share) {
        ("", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        ("", share) => format!("{sign}0.{share}"),
        (whole, share) => format!("{sign}{whole}.{share}"),
    })
}

fn expect_only(members: &Map<String, Value>, expected: &[&str]) -> Result<(), Fault> {
    match members.keys().find(|name| !expected.contains(&name.as_str())) {
        Some(name) => Err(at(name, NOT_EXPECTED)),
        None => Ok(()),
    }
}

fn here(wrong: Wrong) -> Fault {
    (String::new(), wrong)
}

fn at(path: &str, wrong: Wrong) -> Fault {
    (path.to_owned(), wrong)
}

/// Puts a path before the path of a fault.
fn under(path: &str, (rest, wrong): Fault) -> Fault {
    let joined = if rest.is_empty() { path.to_owned() } else { format!("{path}.{rest}") };
    (joined, wrong)
}

/// Writes the fields of a segment that hold something, in the order of the definitions.
pub(super) fn values_json(world: &World, segment: &WorldSegment) -> Vec<Value> {
    let filled = world.fields.iter().filter_map(|field| {
        let values: Vec<Value> =
            segment.values.get(&field.id)?.iter().filter_map(|value| value_json(field, value)).collect();
        (!values.is_empty()).then(|| {
            json!({
                "values": values,
                "field_id": field.id,
                "field_name": field.name,
                "field_code": field.code,
                "field_type": field.kind,
            })
        })
    });
    filled.collect()
}

/// Writes one value; `None` for a choice that is no more.
fn value_json(field: &WorldField, value: &Value) -> Option<Value> {
    if !field.has_choices() {
        return Some(json!({ "value": value }));
    }
    let choice = field.choices.iter().find(|choice| value.as_u64() == Some(choice.id))?;
    Some(json!({ "value": choice.name, "enum_id": choice.id, "enum_code": null }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::crm::SEGMENT_COLORS;

    const TEXT: u64 = 1;
    const NUMERIC: u64 = 2;
    const CHECKBOX: u64 = 3;
    const SELECT: u64 = 4;
    const MULTISELECT: u64 = 5;
    const DATE: u64 = 6;
    const URL: u64 = 7;
    const DATE_TIME: u64 = 8;
    const TEXTAREA: u64 = 9;
    const RADIO: u64 = 10;
    const ADDRESS: u64 = 11;

    /// An account with one field of each type; whatever is chosen is A or B.
    fn world() -> World {
        const KINDS: [&str; 11] = [
            "text",
            "numeric",
            "checkbox",
            "select",
            "multiselect",
            "date",
            "url",
            "date_time",
            "textarea",
            "radiobutton",
            "streetaddress",
        ];
        let fields = (1..).zip(KINDS).map(|(id, kind)| {
            let field = WorldField { code: Some(kind.to_uppercase()), ..WorldField::new(id, kind, kind, 0) };
            let choices = [(id * 100 + 1, "A"), (id * 100 + 2, "B")];
            if field.has_choices() { field.with_choices(&choices) } else { field }
        });
        World::with_segments(Vec::new(), fields.collect())
    }

    fn read(world: &World, sent: &Value) -> Result<Vec<Written>, Vec<(String, String)>> {
        let mut errors = Vec::new();
        let written = read_values(world, sent, &mut errors);
        let member = |error: &Value, name: &str| error[name].as_str().unwrap_or_default().to_owned();
        let errors: Vec<_> =
            errors.iter().map(|error| (member(error, "path"), member(error, "code"))).collect();
        if errors.is_empty() { Ok(written) } else { Err(errors) }
    }

    fn read_one(field: u64, values: &Value) -> Result<Vec<Written>, Vec<(String, String)>> {
        read(&world(), &json!([{ "field_id": field, "values": values }]))
    }

    #[test]
    fn each_kind_of_field_keeps_its_values_in_one_form() {
        let longest = "я".repeat(256);
        for (field, sent, kept) in [
            (TEXT, json!("x"), json!("x")),
            (TEXT, json!(longest), json!(longest)),
            (TEXTAREA, json!("a\r\nb\nc"), json!("a\nb\nc")),
            (TEXTAREA, json!("я".repeat(300)), json!("я".repeat(300))),
            (URL, json!("https://x.example"), json!("https://x.example")),
            (ADDRESS, json!("a\r\nb"), json!("a\nb")),
            (NUMERIC, json!("12.50"), json!("12.5")),
            (NUMERIC, json!("-007.0"), json!("-7")),
            (NUMERIC, json!("-0.0"), json!("0")),
            (NUMERIC, json!("-0.25"), json!("-0.25")),
            (NUMERIC, json!(7), json!("7")),
            (NUMERIC, json!(123.45), json!("123.45")),
            (NUMERIC, json!("100"), json!("100")),
            (CHECKBOX, json!(true), json!(true)),
            (CHECKBOX, json!(false), json!(false)),
            (SELECT, json!("B"), json!(402)),
            (RADIO, json!("A"), json!(1001)),
            (MULTISELECT, json!("A"), json!(501)),
            // The vendor's example, on 2021-10-19 in Moscow, becomes that day's midnight.
            (DATE, json!(1_634_601_600), json!(1_634_590_800)),
            (DATE, json!(1_634_590_800), json!(1_634_590_800)),
            (DATE, json!("2021-10-18T23:00:00+01:00"), json!(1_634_590_800)),
            (DATE, json!("2021-10-18T20:59:59Z"), json!(1_634_504_400)),
            (DATE_TIME, json!(1_634_601_600), json!(1_634_601_600)),
            (DATE_TIME, json!("2021-10-19T03:00:00+03:00"), json!(1_634_601_600)),
        ] {
            let written = read_one(field, &json!([{ "value": sent }]));
            assert_eq!(written, Ok(vec![(field, vec![kept])]), "{field}: {sent}");
        }
    }

    #[test]
    fn a_day_begins_where_the_account_is() {
        for (zone, midnight) in [
            ("Europe/Moscow", 1_634_590_800),
            ("UTC", 1_634_601_600),
            ("America/New_York", 1_634_529_600),
            ("nowhere", 1_634_601_600),
        ] {
            let world = World { zone: zone.to_owned(), ..world() };
            let sent = json!([{ "field_id": DATE, "values": [{ "value": 1_634_601_600 }] }]);
            assert_eq!(read(&world, &sent), Ok(vec![(DATE, vec![json!(midnight)])]), "{zone}");
        }
    }

    #[test]
    fn choices_are_written_by_id_too() {
        for (field, values, kept) in [
            (SELECT, json!([{ "enum_id": 402 }]), vec![json!(402)]),
            (RADIO, json!([{ "enum_id": 1002 }]), vec![json!(1002)]),
            (MULTISELECT, json!([{ "enum_id": 502 }, { "value": "A" }]), vec![json!(502), json!(501)]),
            (SELECT, json!([{ "enum_id": 402, "value": "B" }]), vec![json!(402)]),
        ] {
            assert_eq!(read_one(field, &values), Ok(vec![(field, kept)]), "{values}");
        }
    }

    #[test]
    fn a_field_is_cleared_by_null_and_passed_over_with_an_empty_text() {
        for field in TEXT..=ADDRESS {
            assert_eq!(read_one(field, &Value::Null), Ok(vec![(field, vec![])]), "{field}");
        }
        for field in [TEXT, TEXTAREA, URL, ADDRESS] {
            assert_eq!(read_one(field, &json!([{ "value": "" }])), Ok(vec![]), "{field}");
        }
    }

    #[test]
    fn a_field_is_found_by_its_id_or_its_code() {
        let by_code = json!([{ "field_code": "TEXT", "values": [{ "value": "x" }] }]);
        assert_eq!(read(&world(), &by_code), Ok(vec![(TEXT, vec![json!("x")])]));
        for (entry, path, code) in [
            (json!({ "field_id": 12, "values": null }), "field_id", "NotSupportedChoice"),
            (json!({ "field_id": "1", "values": null }), "field_id", "InvalidType"),
            (json!({ "field_code": "X", "values": null }), "field_code", "NotSupportedChoice"),
            (json!({ "field_code": null, "values": null }), "field_code", "InvalidType"),
            (json!({ "values": null }), "field_id", "FieldMissing"),
            (json!({ "field_id": 1 }), "values", "FieldMissing"),
            (json!({ "field_id": 1, "values": "x" }), "values", "InvalidType"),
            (json!({ "field_id": 1, "values": [] }), "values", "TooFew"),
            (
                json!({ "field_id": 1, "values": null, "field_type": "text" }),
                "field_type",
                "FieldNotExpected",
            ),
        ] {
            let faults = Err(vec![(format!("custom_fields_values.0.{path}"), code.to_owned())]);
            assert_eq!(read(&world(), &json!([entry])), faults, "{entry}");
        }
    }

    #[test]
    fn wrong_values_are_told_where_they_stand() {
        for (field, value, path, code) in [
            (TEXT, json!({ "value": 5 }), ".value", "InvalidType"),
            (TEXT, json!({ "value": null }), ".value", "InvalidType"),
            (TEXT, json!({ "value": "я".repeat(257) }), ".value", "TooLong"),
            (TEXT, json!({}), ".value", "FieldMissing"),
            (TEXT, json!("x"), "", "InvalidType"),
            (TEXT, json!({ "value": "x", "enum_id": 1 }), ".enum_id", "FieldNotExpected"),
            (TEXT, json!({ "value": "x", "enum_code": null }), ".enum_code", "FieldNotExpected"),
            (NUMERIC, json!({ "value": "1,5" }), ".value", "InvalidType"),
            (NUMERIC, json!({ "value": "1." }), ".value", "InvalidType"),
            (NUMERIC, json!({ "value": ".5" }), ".value", "InvalidType"),
            (NUMERIC, json!({ "value": "+5" }), ".value", "InvalidType"),
            (NUMERIC, json!({ "value": "1e3" }), ".value", "InvalidType"),
            (NUMERIC, json!({ "value": "" }), ".value", "InvalidType"),
            (NUMERIC, json!({ "value": true }), ".value", "InvalidType"),
            (CHECKBOX, json!({ "value": 1 }), ".value", "InvalidType"),
            (CHECKBOX, json!({ "value": "true" }), ".value", "InvalidType"),
            (DATE, json!({ "value": "2021-10-19" }), ".value", "InvalidType"),
            (DATE, json!({ "value": 1.5 }), ".value", "InvalidType"),
            (DATE, json!({ "value": i64::MAX }), ".value", "InvalidType"),
            (DATE_TIME, json!({ "value": "2021-10-19T03:00:00" }), ".value", "InvalidType"),
            (URL, json!({ "value": ["https://x.example"] }), ".value", "InvalidType"),
            (SELECT, json!({ "value": "C" }), ".value", "NotSupportedChoice"),
            (SELECT, json!({ "value": 401 }), ".value", "InvalidType"),
            (SELECT, json!({ "enum_id": 501 }), ".enum_id", "NotSupportedChoice"),
            (SELECT, json!({ "enum_id": "401" }), ".enum_id", "InvalidType"),
            (SELECT, json!({ "enum_id": 401, "enum_code": null }), ".enum_code", "FieldNotExpected"),
            (MULTISELECT, json!({ "enum_code": "A" }), ".enum_code", "FieldNotExpected"),
            (RADIO, json!({}), ".value", "FieldMissing"),
        ] {
            let path = format!("custom_fields_values.0.values.0{path}");
            assert_eq!(read_one(field, &json!([value])), Err(vec![(path, code.to_owned())]), "{value}");
        }
        let second = read_one(MULTISELECT, &json!([{ "enum_id": 501 }, { "enum_id": 9 }]));
        let path = "custom_fields_values.0.values.1.enum_id";
        assert_eq!(
            second,
            Err(vec![(path.to_owned(), "NotSupportedChoice".to_owned())]),
            "places are counted"
        );
    }

    #[test]
    fn only_a_multiselect_takes_several_values() {
        for field in (TEXT..=ADDRESS).filter(|field| *field != MULTISELECT) {
            let two = read_one(field, &json!([{ "value": "x" }, { "value": "y" }]));
            let path = "custom_fields_values.0.values".to_owned();
            assert_eq!(two, Err(vec![(path, "TooMany".to_owned())]), "{field}");
        }
    }

    #[test]
    fn what_is_no_list_of_values_is_refused() {
        let wrong = |path: &str| Err(vec![(path.to_owned(), "InvalidType".to_owned())]);
        assert_eq!(read(&world(), &json!("x")), wrong("custom_fields_values"));
        assert_eq!(read(&world(), &json!([7])), wrong("custom_fields_values.0"));
    }

    #[test]
    fn what_a_choice_or_field_that_is_no_more_held_is_not_answered() {
        let segment = WorldSegment {
            values: BTreeMap::from([
                (SELECT, vec![json!(409)]),
                (MULTISELECT, vec![json!(509), json!(502)]),
                (99, vec![json!("x")]),
            ]),
            ..WorldSegment::new(1, "S", SEGMENT_COLORS[0])
        };
        let told = values_json(&world(), &segment);
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0]["values"], json!([{ "value": "B", "enum_id": 502, "enum_code": null }]));
    }
}
