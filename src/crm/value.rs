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
    /// A number with a point and not a comma; [`decimal`] tells whether it is one.
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
    /// What the user typed into a field for a number, a date or a moment as long as it cannot be read as one.
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
    /// A number that can be read in more than one way, or is grouped in no usual way.
    UnclearNumber,
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
            Self::Typed(text) if field.kind == FieldKind::Number => Some(unread_number(text)),
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

/// What a comma means among digits, where a point is a decimal sign or not, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comma {
    /// It groups thousands, and a point is the decimal sign, as in English.
    Groups,
    /// It is the decimal sign, as in most of Europe.
    Decimal,
    /// Nobody knows, but a point is the decimal sign, as in a table from somewhere.
    Unclear,
}

impl Comma {
    /// Returns the decimal sign, and the other one.
    fn signs(self) -> (char, char) {
        if self == Self::Decimal { (',', '.') } else { ('.', ',') }
    }
}

/// Reads a number that somebody has typed, and returns what [`decimal`] does. `None` if it is no number, or if
/// nobody could tell which one: what `1,234` means to some is a thousand times what it means to others.
#[must_use]
pub fn typed_decimal(text: &str, comma: Comma) -> Option<String> {
    let (sign, other) = comma.signs();
    let digits = text.trim().trim_start_matches(SIGNS);
    let count = |sign| digits.matches(sign).count();
    match (count(sign), count(other)) {
        (_, 0) => decimal(text),
        (0, 1) => {
            let (whole, _) = digits.split_once(other)?;
            if whole.contains(char::is_whitespace) && is_grouped(whole, char::is_whitespace) {
                // Blanks group the thousands, so this one does not.
                return decimal(text);
            }
            if is_grouped(digits, |c| c == other) {
                return decimal(&text.replace(other, "")).filter(|_| comma == Comma::Groups);
            }
            // Where it groups thousands, three digits behind it may be meant as that.
            let may_group =
                comma == Comma::Groups && digits.split(other).next_back().is_some_and(|end| end.len() == 3);
            decimal(text).filter(|_| !may_group && !digits.contains(char::is_whitespace))
        }
        (signs, others) => {
            let (whole, _) = digits.split_once(sign).unwrap_or((digits, ""));
            let is_clear = signs < 2 && whole.matches(other).count() == others;
            let is_read = is_clear && is_grouped(whole, |c| c == other);
            decimal(&text.replace(other, "")).filter(|_| is_read)
        }
    }
}

/// Tells whether a number is typed so that nobody need be told how it is read.
#[must_use]
pub fn is_plain_number(text: &str, comma: Comma) -> bool {
    let (sign, _) = comma.signs();
    let digits = text.strip_prefix(SIGNS).unwrap_or(text);
    digits.chars().all(|c| c.is_ascii_digit() || c == sign)
}

/// What may stand in front of a number.
const SIGNS: [char; 3] = ['-', '\u{2212}', '+'];

/// Tells whether the digits stand in groups as thousands do, parted by such characters: up to three without a
/// zero in front, then three each.
fn is_grouped(digits: &str, parts: impl Fn(char) -> bool) -> bool {
    let is_number = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let is_first =
        |group: &str| (1..=3).contains(&group.len()) && !group.starts_with('0') && is_number(group);
    let mut groups = digits.split(parts);
    groups.next().is_some_and(is_first) && groups.all(|group| group.len() == 3 && is_number(group))
}

/// Tells why what was typed is not read as a number.
fn unread_number(text: &str) -> Wrong {
    let is_of_number = |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ',');
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    let digits = text.trim().strip_prefix(SIGNS).unwrap_or(text);
    if has_digit && digits.chars().all(is_of_number) { Wrong::UnclearNumber } else { Wrong::NotANumber }
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
    fn a_typed_number_is_read_for_sure_or_not_at_all() {
        // As in English, as elsewhere, and as in a table from somewhere.
        let commas = [Comma::Groups, Comma::Decimal, Comma::Unclear];
        for (text, numbers) in [
            ("12", [Some("12"), Some("12"), Some("12")]),
            ("12.5", [Some("12.5"), Some("12.5"), Some("12.5")]),
            ("12,5", [Some("12.5"), Some("12.5"), Some("12.5")]),
            ("1,234", [Some("1234"), Some("1.234"), None]),
            ("1.234", [Some("1.234"), None, Some("1.234")]),
            ("-1,234", [Some("-1234"), Some("-1.234"), None]),
            ("1,234.56", [Some("1234.56"), None, Some("1234.56")]),
            ("1.234,56", [None, Some("1234.56"), None]),
            ("1,234,567", [Some("1234567"), None, Some("1234567")]),
            ("1.234.567", [None, Some("1234567"), None]),
            ("1,234,567.8", [Some("1234567.8"), None, Some("1234567.8")]),
            ("1,", [Some("1"), Some("1"), Some("1")]),
            ("1,2", [Some("1.2"), Some("1.2"), Some("1.2")]),
            ("1,23", [Some("1.23"), Some("1.23"), Some("1.23")]),
            ("1,2345", [Some("1.2345"), Some("1.2345"), Some("1.2345")]),
            ("0,125", [None, Some("0.125"), Some("0.125")]),
            (",125", [None, Some("0.125"), Some("0.125")]),
            ("0.125", [Some("0.125"), Some("0.125"), Some("0.125")]),
            ("1234,567", [None, Some("1234.567"), Some("1234.567")]),
            ("1234.567", [Some("1234.567"), Some("1234.567"), Some("1234.567")]),
            ("12,34,567", [None, None, None]),
            ("1,234.5,6", [None, None, None]),
            ("1.2.3", [None, None, None]),
            // Blanks group the digits in every language, and then any other sign is the decimal one.
            ("1 000", [Some("1000"), Some("1000"), Some("1000")]),
            ("1 000,50", [Some("1000.5"), Some("1000.5"), Some("1000.5")]),
            ("1\u{a0}000,500", [Some("1000.5"), Some("1000.5"), Some("1000.5")]),
            (" 1\u{202f}234\u{202f}567.8 ", [Some("1234567.8"), Some("1234567.8"), Some("1234567.8")]),
            ("1, 234", [None, Some("1.234"), None]),
            ("1,2 3", [None, Some("1.23"), None]),
            ("\u{2212}5", [Some("-5"), Some("-5"), Some("-5")]),
            ("+7", [Some("7"), Some("7"), Some("7")]),
            ("", [None, None, None]),
            (",", [None, None, None]),
            ("--1", [None, None, None]),
            ("x", [None, None, None]),
        ] {
            for (comma, number) in commas.into_iter().zip(numbers) {
                assert_eq!(typed_decimal(text, comma).as_deref(), number, "{text:?} with {comma:?}");
            }
        }
    }

    #[test]
    fn a_number_that_is_read_otherwise_than_it_looks_is_not_plain() {
        for (text, english, others) in [
            ("1234", true, true),
            ("-5", true, true),
            ("\u{2212}5", true, true),
            ("12.50", true, false),
            ("12,50", false, true),
            ("1,234", false, true),
            ("1 000", false, false),
            (" 7", false, false),
        ] {
            let plain = [Comma::Groups, Comma::Decimal].map(|comma| is_plain_number(text, comma));
            assert_eq!(plain, [english, others], "{text:?}");
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
            (FieldKind::Number, Value::Typed("many".into()), Some(Wrong::NotANumber)),
            (FieldKind::Number, Value::Typed("-".into()), Some(Wrong::NotANumber)),
            (FieldKind::Number, Value::Typed("-1,23".into()), Some(Wrong::UnclearNumber)),
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
