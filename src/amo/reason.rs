//! What the vendor's documented codes and constant words mean; whatever else it says is quoted.

use serde_json::{Map, Value};

use super::{Fault, json};

/// Why amoCRM refuses, where it says so in a documented way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The value is none of the choices of its field.
    NotAChoice,
    /// The value is no whole number.
    NotInteger,
    /// The value is no number.
    NotNumber,
    /// The value is no text.
    NotText,
    /// The value is neither yes nor no.
    NotTruth,
    /// The value is of another kind than its field.
    OtherKind,
    /// No such value is taken there.
    NotExpected,
    /// A value that is demanded was not sent.
    Missing,
    /// The value must not be empty.
    Blank,
    /// The value is too long.
    TooLong,
    /// Nothing was found in what was sent.
    NothingSent,
    /// What was sent could not be read.
    Unreadable,
    /// More was sent or asked for at once than is allowed.
    TooMuchAtOnce,
    /// There is no account at this address.
    NoAccount,
    /// Somebody has to prove in a browser to be a person.
    Captcha,
    /// The user lacks the right, or the subscription is over.
    NoRights,
    /// The plan has no customers.
    NotInPlan,
    /// Customers are switched off in the account.
    CustomersOff,
    /// The signature of the integration is not accepted.
    NotSigned,
    /// The integration is not registered.
    NotRegistered,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::NotAChoice,
        Self::NotInteger,
        Self::NotNumber,
        Self::NotText,
        Self::NotTruth,
        Self::OtherKind,
        Self::NotExpected,
        Self::Missing,
        Self::Blank,
        Self::TooLong,
        Self::NothingSent,
        Self::Unreadable,
        Self::TooMuchAtOnce,
        Self::NoAccount,
        Self::Captcha,
        Self::NoRights,
        Self::NotInPlan,
        Self::CustomersOff,
        Self::NotSigned,
        Self::NotRegistered,
    ];

    /// Reads what a complaint says: its constant words tell more than its code.
    pub(super) fn of_complaint(code: &str, words: &str) -> Option<Self> {
        let words = words.trim();
        let told = WORDS.iter().find(|(known, _)| words.eq_ignore_ascii_case(known)).map(|(_, told)| *told);
        // The limit stands behind these words.
        let too_long = || words.starts_with("This value is too long.").then_some(Self::TooLong);
        let kind = || words.starts_with("This value should be of type ").then_some(Self::OtherKind);
        let by_code = || CODES.iter().find(|(known, _)| *known == code).map(|(_, told)| *told);
        told.or_else(too_long).or_else(kind).or_else(by_code)
    }
}

/// The words of complaints, always in English. Those about values are the ones of Symfony, which the vendor
/// uses.
const WORDS: [(&str, Reason); 16] = [
    ("The value you selected is not a valid choice.", Reason::NotAChoice),
    ("This value should be of type int.", Reason::NotInteger),
    ("This value should be of type integer.", Reason::NotInteger),
    ("This value should be of type float.", Reason::NotNumber),
    ("This value should be of type numeric.", Reason::NotNumber),
    ("This value should be of type string.", Reason::NotText),
    ("This value should be of type bool.", Reason::NotTruth),
    ("This value should be of type boolean.", Reason::NotTruth),
    ("This field was not expected.", Reason::NotExpected),
    ("This field is missing.", Reason::Missing),
    ("This value should not be blank.", Reason::Blank),
    ("This value should not be null.", Reason::Blank),
    ("Request data can not be empty", Reason::NothingSent),
    ("Request data can not be empty.", Reason::NothingSent),
    ("Invalid request body", Reason::Unreadable),
    ("Limit 250 per page", Reason::TooMuchAtOnce),
];

/// The codes of complaints about values.
const CODES: [(&str, Reason); 5] = [
    ("NotSupportedChoice", Reason::NotAChoice),
    ("InvalidType", Reason::OtherKind),
    ("FieldNotExpected", Reason::NotExpected),
    ("FieldMissing", Reason::Missing),
    ("NotBlank", Reason::Blank),
];

/// The numeric codes of the older interface, which still come in its wrapper or in words.
const NUMBERS: [(i64, Fault); 11] = [
    (101, Fault::Account(Reason::NoAccount)),
    (110, Fault::SignedOut),
    (111, Fault::Account(Reason::Captcha)),
    (112, Fault::AccessOver),
    (113, Fault::NotListed),
    (244, Fault::Account(Reason::NoRights)),
    (288, Fault::Account(Reason::NoRights)),
    (402, Fault::Unpaid),
    (425, Fault::Account(Reason::NotInPlan)),
    (426, Fault::Account(Reason::CustomersOff)),
    (2002, Fault::NotFound),
];

/// The words that speak of the whole account, and the types of errors of the services beside the interface.
const NAMES: [(&str, Fault); 4] = [
    ("Customers disabled", Fault::Account(Reason::CustomersOff)),
    ("Payment required", Fault::Unpaid),
    ("ORIGIN_INVALID_SIGNATURE", Fault::Account(Reason::NotSigned)),
    ("ORIGIN_NOT_REGISTERED", Fault::Account(Reason::NotRegistered)),
];

/// Reads what a refusal says about the account or its user, where its status alone says less.
pub(super) fn of_body(body: &Map<String, Value>) -> Option<Fault> {
    let wrapped = body.get("response").and_then(|response| json::whole(response.get("error_code")?));
    let told =
        ["detail", "error_type"].iter().filter_map(|member| body.get(*member)?.as_str()).map(str::trim);
    let named = |told: &str| {
        let is_so = |(known, _): &&(&str, Fault)| told.trim_end_matches('.').eq_ignore_ascii_case(known);
        NAMES.iter().find(is_so).map(|(_, fault)| fault.clone())
    };
    let numbered =
        |number: i64| NUMBERS.iter().find(|(known, _)| *known == number).map(|(_, fault)| fault.clone());
    wrapped
        .and_then(numbered)
        .or_else(|| told.into_iter().find_map(|told| named(told).or_else(|| numbered(number_in(told)?))))
}

/// Finds the number in words such as `Error 426.` or `Код ошибки 244. …`.
fn number_in(words: &str) -> Option<i64> {
    let mut rest =
        ["Error ", "Error code ", "Код ошибки "].iter().filter_map(|start| words.strip_prefix(start));
    let digits =
        |rest: &str| rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok());
    rest.find_map(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_more_than_a_code_and_a_code_is_good_in_any_language() {
        for (code, words, expected) in [
            ("InvalidType", "This value should be of type int.", Some(Reason::NotInteger)),
            ("InvalidType", "This value should be of type int|array.", Some(Reason::OtherKind)),
            ("InvalidType", "Неверный тип.", Some(Reason::OtherKind)),
            ("", "This value should be of type string. ", Some(Reason::NotText)),
            ("NotSupportedChoice", "", Some(Reason::NotAChoice)),
            ("", "This value is too long. It should have 256 characters or less.", Some(Reason::TooLong)),
            ("", "This field was not expected.", Some(Reason::NotExpected)),
            ("New", "Something new.", None),
            ("", "", None),
        ] {
            assert_eq!(Reason::of_complaint(code, words), expected, "{code} {words}");
        }
    }

    #[test]
    fn every_documented_number_is_found_in_each_of_its_wrappers() {
        for (number, fault) in NUMBERS {
            for body in [
                format!(r#"{{"response":{{"error":"Oops","error_code":"{number}"}}}}"#),
                format!(r#"{{"response":{{"error":"Oops","error_code":{number}}}}}"#),
                format!(r#"{{"title":"T","status":400,"detail":"Error {number}."}}"#),
                format!(r#"{{"title":"T","status":403,"detail":"Код ошибки {number}. Нет прав."}}"#),
            ] {
                let read: Map<String, Value> = serde_json::from_str(&body).expect("an object");
                assert_eq!(of_body(&read), Some(fault.clone()), "{body}");
            }
        }
        for other in [
            "{}",
            r#"{"response":{"error":"Oops","error_code":"7"}}"#,
            r#"{"response":[]}"#,
            r#"{"detail":"Error x"}"#,
            r#"{"detail":"An Error 426."}"#,
            r#"{"status":0,"error_code":402,"error_type":"SOMETHING_ELSE"}"#,
        ] {
            let read: Map<String, Value> = serde_json::from_str(other).expect("an object");
            assert_eq!(of_body(&read), None, "{other}");
        }
    }
}
