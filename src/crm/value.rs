//! What is filled into a custom field.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Field, FieldKind};

/// The most characters that a field of one line takes; the server refuses more (amocrm-api-php, issue 224).
pub const MAX_TEXT: usize = 256;

/// What is filled into a custom field. An empty field has no value at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Text, lines of text, an address of either kind.
    Text(String),
    /// A number as it was typed, with a point and not a comma; [`decimal`] tells whether it is one.
    Number(String),
    /// Yes or no.
    Truth(bool),
    /// The id of a choice.
    Choice(u64),
    /// The ids of some choices.
    Choices(BTreeSet<u64>),
    /// A day in the account's time zone.
    Date(Date),
    /// A moment.
    Moment(Timestamp),
    /// What the user typed into a field for a date or a moment as long as it is none.
    Typed(String),
    /// What is not understood: the JSON as the server sent it. Never sent.
    Unknown(Arc<str>),
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// More than [`MAX_TEXT`] characters.
    TooLong,
    /// Not a number.
    NotANumber,
    /// Not a day of the calendar.
    NotADate,
    /// Not a day with a time.
    NotAMoment,
    /// A choice that the field does not offer any more.
    ChoiceGone,
    /// The field itself does not exist any more.
    FieldGone,
    /// Not understood, so it cannot be written again.
    Unsendable,
    /// Not the address of a web page. Only a warning: the server takes any text.
    NotAnAddress,
}

impl Value {
    /// Tells whether both mean the same to the server, whose spelling may differ: `1.50` is `1.5`.
    #[must_use]
    pub fn means(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) if one != other => {
                decimal(one).is_some_and(|number| decimal(other) == Some(number))
            }
            _ => self == other,
        }
    }

    /// Returns what is wrong with this as the value of a field.
    #[must_use]
    pub fn wrong(&self, field: &Field) -> Option<Wrong> {
        match self {
            Self::Text(text) if field.kind == FieldKind::Text && text.chars().count() > MAX_TEXT => {
                Some(Wrong::TooLong)
            }
            Self::Text(text) if field.kind == FieldKind::Url && !is_web_address(text) => {
                Some(Wrong::NotAnAddress)
            }
            Self::Number(number) if decimal(number).is_none() => Some(Wrong::NotANumber),
            Self::Typed(_) if field.kind == FieldKind::Date => Some(Wrong::NotADate),
            Self::Typed(_) => Some(Wrong::NotAMoment),
            Self::Choice(id) if field.choice(*id).is_none() => Some(Wrong::ChoiceGone),
            Self::Unknown(_) => Some(Wrong::Unsendable),
            Self::Choices(ids) if ids.iter().any(|id| field.choice(*id).is_none()) => Some(Wrong::ChoiceGone),
            _ => None,
        }
    }

    /// Returns the same without what does not count: spaces around it, needless zeros, other systems'
    /// marks of line breaks. `None` if nothing is left.
    #[must_use]
    pub fn tidy(self) -> Option<Self> {
        match self {
            Self::Text(text) => {
                let text = text.trim();
                (!text.is_empty()).then(|| Self::Text(text.replace("\r\n", "\n").replace('\r', "\n")))
            }
            Self::Typed(text) => {
                Some(text.trim()).filter(|text| !text.is_empty()).map(|text| Self::Typed(text.to_owned()))
            }
            Self::Number(text) if text.trim().is_empty() => None,
            Self::Number(text) => Some(Self::Number(decimal(&text).unwrap_or(text))),
            Self::Choices(ids) => (!ids.is_empty()).then_some(Self::Choices(ids)),
            value => Some(value),
        }
    }
}

/// Returns the shortest spelling of a decimal number, `None` if the text is none. A comma is as good as a
/// point, and spaces may group the digits. Digits are never rounded, so any number of them is kept.
#[must_use]
pub fn decimal(text: &str) -> Option<String> {
    let bare: String =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == ',' { '.' } else { c }).collect();
    let digits = bare.strip_prefix(['-', '\u{2212}']);
    let is_negative = digits.is_some();
    let digits = digits.or_else(|| bare.strip_prefix('+')).unwrap_or(&bare);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + part.len() == 0 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let is_zero = whole == "0" && part.is_empty();
    let sign = if is_negative && !is_zero { "-" } else { "" };
    let point = if part.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{part}"))
}

/// Tells whether a browser could open this.
#[must_use]
pub fn is_web_address(text: &str) -> bool {
    let rest = ["https://", "http://"].into_iter().find_map(|scheme| {
        let start = text.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
    });
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    host.is_some_and(|host| !host.is_empty()) && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_exactly_however_it_is_typed() {
        for (text, number) in [
            ("12", Some("12")),
            ("1,5", Some("1.5")),
            ("1.50", Some("1.5")),
            (" 1 234,00 ", Some("1234")),
            ("1\u{a0}234\u{202f}567", Some("1234567")),
            ("-0.10", Some("-0.1")),
            ("\u{2212}7", Some("-7")),
            ("+7", Some("7")),
            ("-0", Some("0")),
            (".5", Some("0.5")),
            ("5.", Some("5")),
            ("007", Some("7")),
            ("0.1000000000000000000000000000000000001", Some("0.1000000000000000000000000000000000001")),
            ("", None),
            (".", None),
            ("-", None),
            ("1.2.3", None),
            ("1e5", None),
            ("twelve", None),
            ("--1", None),
        ] {
            assert_eq!(decimal(text).as_deref(), number, "{text:?}");
        }
    }

    #[test]
    fn a_number_means_the_same_in_any_spelling() {
        let number = |text: &str| Value::Number(text.to_owned());
        assert!(number("1.50").means(&number("1.5")), "zeros do not count");
        assert!(!number("1.50").means(&number("1.05")), "digits do");
        assert!(!number("x").means(&number("y")), "what is no number means only itself");
        assert!(number("x").means(&number("x")), "but that it does");
        assert!(!Value::Text("1.50".into()).means(&Value::Text("1.5".into())), "texts are texts");
    }

    fn field(kind: FieldKind) -> Field {
        Field { id: 1, name: "F".into(), code: None, kind, choices: vec![Choice { id: 5, name: "A".into() }] }
    }

    use super::super::Choice;

    #[test]
    fn what_the_server_would_refuse_is_seen() {
        let text = |count| Value::Text("ы".repeat(count));
        for (kind, value, wrong) in [
            (FieldKind::Text, text(256), None),
            (FieldKind::Text, text(257), Some(Wrong::TooLong)),
            (FieldKind::TextArea, text(5000), None),
            (FieldKind::Number, Value::Number("1,5".into()), None),
            (FieldKind::Number, Value::Number("many".into()), Some(Wrong::NotANumber)),
            (FieldKind::Date, Value::Typed("31.02".into()), Some(Wrong::NotADate)),
            (FieldKind::DateTime, Value::Typed("31.02".into()), Some(Wrong::NotAMoment)),
            (FieldKind::Select, Value::Choice(5), None),
            (FieldKind::Select, Value::Choice(6), Some(Wrong::ChoiceGone)),
            (FieldKind::MultiSelect, Value::Choices([5].into()), None),
            (FieldKind::MultiSelect, Value::Choices([5, 6].into()), Some(Wrong::ChoiceGone)),
            (FieldKind::Url, Value::Text("https://example.com/x".into()), None),
            (FieldKind::Url, Value::Text("example".into()), Some(Wrong::NotAnAddress)),
            (FieldKind::Text, Value::Unknown("{}".into()), Some(Wrong::Unsendable)),
        ] {
            assert_eq!(value.wrong(&field(kind)), wrong, "{value:?}");
        }
    }

    #[test]
    fn what_does_not_count_is_dropped() {
        for (value, tidy) in [
            (Value::Text("  a\nb \n".into()), Some(Value::Text("a\nb".into()))),
            (Value::Text("a\r\nb\r\r\nc".into()), Some(Value::Text("a\nb\n\nc".into()))),
            (Value::Text(" \n".into()), None),
            (Value::Number(" 1,50 ".into()), Some(Value::Number("1.5".into()))),
            (Value::Number("x".into()), Some(Value::Number("x".into()))),
            (Value::Number(String::new()), None),
            (Value::Typed(" 3 May ".into()), Some(Value::Typed("3 May".into()))),
            (Value::Typed(" ".into()), None),
            (Value::Choices(BTreeSet::new()), None),
            (Value::Truth(false), Some(Value::Truth(false))),
        ] {
            assert_eq!(value.clone().tidy(), tidy, "{value:?}");
        }
    }

    #[test]
    fn an_address_is_what_a_browser_can_open() {
        for (text, is_address) in [
            ("https://example.com", true),
            ("HTTP://пример.рф/путь?x=1#y", true),
            ("example.com", false),
            ("https://", false),
            ("https:///path", false),
            ("https://two words", false),
            ("javascript:alert(1)", false),
            ("ы", false),
        ] {
            assert_eq!(is_web_address(text), is_address, "{text}");
        }
    }
}
