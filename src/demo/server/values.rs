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
