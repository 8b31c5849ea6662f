//! What can go wrong between asking the server and understanding its answer.

use ehttp::Response;
use serde_json::{Map, Value};

use crate::crm::Identity;

use super::reason::{self, Reason};
use super::{Host, HostFault, json};

/// How many characters of the server's own words are kept: enough to read, too few to flood a window.
const WORDS_LIMIT: usize = 300;

/// How many complaints are kept: more than one request can earn.
const DETAILS_LIMIT: usize = 100;

/// The longest wait that is believed: a day, in seconds.
const RETRY_AFTER_LIMIT: u64 = 24 * 60 * 60;

/// Why no answer came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendFault {
    /// The name of the host is not known to the name service.
    UnknownHost,
    /// Nobody answers at this address, or it refuses connections.
    Unreachable,
    /// The certificate of the other side is not trusted.
    Untrusted,
    /// Connected, but no answer (or not all of it) within the deadline.
    TimedOut,
    /// The connection broke before the whole answer was here.
    Lost,
    /// The answer is larger than anything this program asks for.
    TooLarge,
}

impl SendFault {
    /// Tells whether the server may have done what it was asked although no answer came.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::UnknownHost | Self::Unreachable | Self::Untrusted => false,
            Self::TimedOut | Self::Lost | Self::TooLarge => true,
        }
    }
}

/// What went wrong, in terms that lead to one sentence and one next action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No answer at all.
    NoAnswer(SendFault),
    /// 401 or the older code 110: the token is wrong, expired, revoked or of another account.
    SignedOut,
    /// A redirect to the sign-in page, or the older code 112: the user was switched off.
    AccessOver,
    /// 402: the account's plan or subscription does not cover this.
    Unpaid,
    /// 403 in the vendor's JSON: the user lacks the right.
    Forbidden,
    /// 403 as anything else: the vendor blocks this address or integration.
    Blocked,
    /// The older code 113: the account lets in only the addresses on its list.
    NotListed,
    /// Nothing goes in the whole account, for this reason.
    Account(Reason),
    /// 404: no such thing, or no such method.
    NotFound,
    /// 422 on reading: the list belongs to the other mode, or customers are off.
    ModeOff,
    /// 400, 422 and their kind, or a success with errors inside.
    Refused {
        /// What the server complains about, one entry per complaint; may be empty.
        details: Vec<Detail>,
    },
    /// A success whose effect no reading shows.
    NotTaken,
    /// The answer is about another account than the one that is asked for.
    OtherAccount(Box<Identity>),
    /// 429: too many requests; wait this many seconds if the server said so.
    TooMany {
        /// Seconds from now, from the body.
        retry_after: Option<u64>,
    },
    /// 5xx: the server failed; a write may have been done all the same.
    Broken {
        /// The HTTP status.
        http_status: u16,
    },
    /// The answer is not what this program understands.
    Malformed {
        /// Which part could not be understood, and the first bytes of the answer.
        what: String,
    },
}

/// One complaint of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// Which of several sent things it is about (`request_id`), as the server wrote it.
    pub request_id: Option<String>,
    /// Which member it is about, in dot notation, such as `custom_fields_values.0.values.0.value`.
    pub path: String,
    /// Which part of what was sent the path names, if any: it counts in the order of what was sent, which
    /// only [`accept`](super::accept) knows.
    pub part: Option<Part>,
    /// What the code or the words mean, if they are documented.
    pub reason: Option<Reason>,
    /// The server's own words, in the language of the user's account.
    pub words: String,
}

impl Detail {
    /// Makes the complaint with this code and these words, about nothing in particular.
    pub(super) fn of(code: &str, words: String) -> Self {
        let reason = Reason::of_complaint(code, &words);
        Self { request_id: None, path: String::new(), part: None, reason, words }
    }
}

/// A part of what was sent about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The name.
    Name,
    /// The colour.
    Color,
    /// The number that it is ordered by.
    Sort,
    /// The custom field with this id.
    Field(u64),
    /// The price type with this id; all of them if the complaint names none.
    Prices(Option<u64>),
}

impl Fault {
    /// Reads what an answer without success means.
    ///
    /// The HTTP status decides; a `status` inside the body may differ from it and is not looked at. A
    /// 422 comes out as refused: only the reader of a list knows that its mode must be off.
    #[must_use]
    pub fn of(response: &Response) -> Self {
        let body = vendors(&response.bytes);
        let says_more = matches!(response.status, 400..=407 | 409..=428);
        if let Some(fault) = body.as_ref().filter(|_| says_more).and_then(reason::of_body) {
            return fault;
        }
        let is_problem =
            |body: &Map<String, Value>| !["response", "error_type"].iter().any(|it| body.contains_key(*it));
        match response.status {
            300..=399 if leads_to_sign_in(response) => Self::AccessOver,
            401 => Self::SignedOut,
            402 => Self::Unpaid,
            403 if body.as_ref().is_some_and(is_problem) => Self::Forbidden,
            403 if body.is_none() => Self::Blocked,
            404 | 405 | 410 if body.is_some() || is_silent(&response.bytes) => Self::NotFound,
            // That something is not there, or a page, may be the word of somebody in between.
            http_status @ (404 | 405 | 410) => {
                Self::malformed(&format!("HTTP {http_status}"), &response.bytes)
            }
            http_status @ (400 | 406..=407 | 409..=428 | 430..=499) if is_page(&response.bytes) => {
                Self::malformed(&format!("HTTP {http_status}"), &response.bytes)
            }
            429 => Self::TooMany { retry_after: retry_after(response) },
            // A 408 comes from a proxy that tired of waiting; like a 5xx it leaves the deed open.
            http_status @ (408 | 500..=599) => Self::Broken { http_status },
            400..=499 => Self::Refused { details: details(response) },
            http_status => Self::malformed(&format!("HTTP {http_status}"), &response.bytes),
        }
    }

    /// Tells whether the account opens only after somebody has signed in anew.
    #[must_use]
    pub fn ends_access(&self) -> bool {
        matches!(self, Self::SignedOut | Self::AccessOver)
    }

    /// Makes the fault of an answer whose `part` could not be understood.
    pub(super) fn malformed(part: &str, bytes: &[u8]) -> Self {
        // No character is longer than 4 bytes, so this many hold all the words that are kept.
        let start = bytes.get(..4 * WORDS_LIMIT).unwrap_or(bytes);
        let said =
            if start.trim_ascii().is_empty() { "(nothing)".into() } else { String::from_utf8_lossy(start) };
        Self::Malformed { what: words(&format!("{part}: {said}")) }
    }
}

/// Tells whether what came back for a write proves that nothing was done: it never left, or the vendor
/// refuses it in JSON of its own.
///
/// Any other answer may come from somebody in between, after the deed was done: a page of a guard or a
/// proxy, a redirect, a failure. So may a 429 in HTML: who wrote it is not known.
#[must_use]
pub fn proves_undone(reply: Result<&Response, &Fault>) -> bool {
    match reply {
        Ok(response) => match response.status {
            200..=299 => complaints(response).is_some(),
            408 => false,
            400..=499 => vendors(&response.bytes).is_some(),
            _ => false,
        },
        Err(Fault::NoAnswer(reason)) => !reason.may_have_arrived(),
        Err(_) => true,
    }
}

/// The members by which a refusal is known as the vendor's; each of its shapes has one.
const VENDORS_MEMBERS: [&str; 8] =
    ["title", "detail", "status", "validation-errors", "errors", "response", "error_type", "retry_after"];

/// Reads the body of a refusal if the vendor has written it.
fn vendors(bytes: &[u8]) -> Option<Map<String, Value>> {
    let body: Map<String, Value> = json::object(bytes)?;
    VENDORS_MEMBERS.iter().any(|member| body.contains_key(*member)).then_some(body)
}

/// Tells whether a body says nothing at all.
fn is_silent(bytes: &[u8]) -> bool {
    bytes.trim_ascii().is_empty()
        || json::object::<Map<String, Value>>(bytes).is_some_and(|body| body.is_empty())
}

/// Tells whether a body is made for a browser.
fn is_page(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"<")
}

/// Tells whether a redirect leads to a page of the account or the vendor: whoever asks for data is sent
/// there only to sign in. Another way to the same data, or a stranger as in a hotel's network, says nothing
/// of the user.
fn leads_to_sign_in(response: &Response) -> bool {
    let Some(to) = response.headers.get("location").map(str::trim).filter(|to| !to.is_empty()) else {
        return false;
    };
    let address = to.strip_prefix("//").or_else(|| to.contains("://").then_some(to));
    let is_near = address
        .is_none_or(|address| matches!(Host::parse(address), Ok(_) | Err(HostFault::NoAccount { .. })));
    is_near && !to.split(['?', '#']).next().is_some_and(|path| path.contains("/api/"))
}

/// Returns the server's own number of this answer, which its support asks for.
#[must_use]
pub fn request_id(response: &Response) -> Option<&str> {
    response.headers.get("x-request-id")
}

/// Returns what the server complains about: the list of its validation where there is one, else the
/// map of errors, else its one sentence.
fn details(response: &Response) -> Vec<Detail> {
    let Some(body) = json::object(&response.bytes) else {
        return Vec::new();
    };
    let found = [validation_errors(&body), errors_by_name(&body)];
    found.into_iter().find(|details| !details.is_empty()).unwrap_or_else(|| one_sentence(&body))
}

/// Returns what the validation complains about, which may stand in an answer of success too.
///
/// `None` when the body does not speak of validation; an empty list when it does in a way not known.
pub(super) fn complaints(response: &Response) -> Option<Vec<Detail>> {
    let body: Map<String, Value> = json::object(&response.bytes)?;
    let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    body.get("validation-errors").filter(|value| !is_empty(value)).map(|_| validation_errors(&body))
}

/// Reads `{"validation-errors":[{"request_id","errors":[{"code","path","detail"}]}]}`.
fn validation_errors(body: &Map<String, Value>) -> Vec<Detail> {
    let entries = body.get("validation-errors").and_then(Value::as_array).into_iter().flatten();
    let complaint = |entry: &Value, error: &Value| {
        let code = error.get("code").and_then(Value::as_str).unwrap_or_default();
        Detail {
            request_id: entry.get("request_id").and_then(json::text),
            path: error.get("path").and_then(json::text).unwrap_or_default(),
            ..Detail::of(code, first_words(error, &["detail", "code"]))
        }
    };
    entries
        .flat_map(|entry| {
            let errors = entry.get("errors").and_then(Value::as_array).into_iter().flatten();
            errors.map(move |error| complaint(entry, error))
        })
        .take(DETAILS_LIMIT)
        .collect()
}

/// Reads `{"errors":{"<name>":"<words>"}}`.
fn errors_by_name(body: &Map<String, Value>) -> Vec<Detail> {
    let errors = body.get("errors").and_then(Value::as_object).into_iter().flatten();
    let detail = |(path, error): (&String, &Value)| {
        let said = json::text(error).unwrap_or_else(|| error.to_string());
        Detail { path: path.clone(), ..Detail::of("", words(&said)) }
    };
    errors.take(DETAILS_LIMIT).map(detail).collect()
}

/// Reads the sentence of the shapes that have only one.
fn one_sentence(body: &Map<String, Value>) -> Vec<Detail> {
    let body = Value::Object(body.clone());
    let names = ["detail", "hint", "title", "error_description", "error_type"];
    let words = [first_words(&body, &names), first_words(body.get("response").unwrap_or(&body), &["error"])];
    let words = words.into_iter().find(|words| !words.is_empty());
    words.map(|words| Detail::of("", words)).into_iter().collect()
}

/// Returns the words of the first of these members that has any.
fn first_words(value: &Value, names: &[&str]) -> String {
    let members = names.iter().filter_map(|name| json::text(value.get(name)?));
    members.map(|text| words(&text)).find(|text| !text.is_empty()).unwrap_or_default()
}

/// Reads the seconds to wait from the body, else from the header. A date there says nothing: no clock.
fn retry_after(response: &Response) -> Option<u64> {
    let body: Option<Map<String, Value>> = json::object(&response.bytes);
    let in_body = body.as_ref().and_then(|body| json::whole(body.get("retry_after")?));
    let in_header = || response.headers.get("retry-after")?.trim().parse().ok();
    let seconds = u64::try_from(in_body.or_else(in_header)?).ok()?;
    Some(seconds.min(RETRY_AFTER_LIMIT))
}

/// Makes one line of a text and cuts it where it gets long.
pub(super) fn words(text: &str) -> String {
    let pieces = text.split(|c: char| c.is_whitespace() || c.is_control());
    let line = pieces.filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(" ");
    if line.chars().nth(WORDS_LIMIT).is_none() {
        return line;
    }
    line.chars().take(WORDS_LIMIT - 1).chain(['…']).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use ehttp::Headers;

    use super::*;

    /// Makes an answer of the server.
    pub(crate) fn answer(http_status: u16, body: &str) -> Response {
        Response {
            url: String::new(),
            ok: (200..300).contains(&http_status),
            status: http_status,
            status_text: String::new(),
            headers: Headers::default(),
            bytes: body.as_bytes().to_vec(),
        }
    }

    fn refused(body: &str) -> Vec<(Option<String>, String, String)> {
        match Fault::of(&answer(400, body)) {
            Fault::Refused { details } => {
                details.into_iter().map(|detail| (detail.request_id, detail.path, detail.words)).collect()
            }
            fault => panic!("refused, not {fault:?}"),
        }
    }

    fn one(words: &str) -> Vec<(Option<String>, String, String)> {
        vec![(None, String::new(), words.to_owned())]
    }

    #[test]
    fn the_http_status_decides() {
        let problem = r#"{"title":"Oops","status":999,"detail":"Something"}"#;
        for (http_status, expected) in [
            (401, Fault::SignedOut),
            (402, Fault::Unpaid),
            (403, Fault::Forbidden),
            (404, Fault::NotFound),
            (405, Fault::NotFound),
            (408, Fault::Broken { http_status: 408 }),
            (429, Fault::TooMany { retry_after: None }),
            (500, Fault::Broken { http_status: 500 }),
            (504, Fault::Broken { http_status: 504 }),
        ] {
            assert_eq!(Fault::of(&answer(http_status, problem)), expected, "{http_status}");
        }
        for http_status in [400, 409, 413, 422] {
            let fault = Fault::of(&answer(http_status, problem));
            assert!(matches!(fault, Fault::Refused { .. }), "{http_status}");
        }
        for body in ["404 page not found", r#"{"message":"no Route matched with those values"}"#] {
            let fault = Fault::of(&answer(404, body));
            assert!(matches!(fault, Fault::Malformed { .. }), "somebody in between: {body}");
        }
        for body in ["", "{}"] {
            assert_eq!(Fault::of(&answer(404, body)), Fault::NotFound, "{body:?}");
        }
        for http_status in [400, 404, 405, 410, 413, 422, 451] {
            let fault = Fault::of(&answer(http_status, "\n <html>Sorry</html>"));
            assert!(matches!(fault, Fault::Malformed { .. }), "a page, {http_status}");
        }
        for http_status in [0, 100, 302, 600] {
            let fault = Fault::of(&answer(http_status, problem));
            assert!(matches!(fault, Fault::Malformed { .. }), "{http_status}");
        }
    }

    #[test]
    fn a_403_that_is_not_of_the_vendors_json_is_a_block() {
        let guard = r#"{"message":"Access denied by the guard"}"#;
        for body in
            ["<html><body>403 Forbidden</body></html>", "", "403 Forbidden", "[]", "\"no\"", "{}", guard]
        {
            assert_eq!(Fault::of(&answer(403, body)), Fault::Blocked, "{body}");
        }
    }

    #[test]
    fn what_is_documented_of_the_account_counts_more_than_the_status() {
        let signature = r#"{"status":0,"error_code":403,"error_type":"ORIGIN_INVALID_SIGNATURE",
            "error_description":"invalid signature"}"#;
        let login =
            r#"{"response":{"error":"Wrong login or password","error_code":"110","ip":"203.0.113.7"}}"#;
        let problem = |detail: &str| format!(r#"{{"title":"T","status":422,"detail":"{detail}"}}"#);
        for (http_status, body, expected) in [
            (403, signature.to_owned(), Fault::Account(Reason::NotSigned)),
            (400, login.to_owned(), Fault::SignedOut),
            (422, problem("Customers disabled"), Fault::Account(Reason::CustomersOff)),
            (400, problem("Error 426."), Fault::Account(Reason::CustomersOff)),
            (403, problem("Код ошибки 244. Нет прав."), Fault::Account(Reason::NoRights)),
            (403, problem("Access denied"), Fault::Forbidden),
            (429, problem("Error 426."), Fault::TooMany { retry_after: None }),
            (503, problem("Customers disabled"), Fault::Broken { http_status: 503 }),
        ] {
            assert_eq!(Fault::of(&answer(http_status, &body)), expected, "{http_status} {body}");
        }
        let unknown =
            r#"{"status":0,"error_code":403,"error_type":"NEW","error_description":"Something new"}"#;
        let refused = Fault::of(&answer(403, unknown));
        let details = vec![Detail::of("", "Something new".to_owned())];
        assert_eq!(refused, Fault::Refused { details }, "nothing about rights");
        let wrapped = r#"{"response":{"error":"Something older","error_code":"7"}}"#;
        assert_eq!(self::refused(wrapped), one("Something older"));
    }

    #[test]
    fn a_redirect_to_a_page_of_the_vendor_ends_the_access() {
        for (location, is_over) in [
            ("/login", true),
            ("/", true),
            ("login?from=/dashboard", true),
            ("/login?redirect=/api/v4/account", true),
            ("https://www.amocrm.ru/", true),
            ("https://shop.kommo.com/?logout=yes", true),
            ("//shop.amocrm.ru/auth/", true),
            ("http://127.0.0.1:8080/login", true),
            ("https://renamed.amocrm.ru/api/v4/account", false),
            ("/api/v4/account/", false),
            ("https://hotel.example/welcome", false),
            ("//hotel.example/", false),
            ("https://amocrm.ru.evil.example/login", false),
            ("", false),
        ] {
            for http_status in [301, 302, 303, 307, 308] {
                let mut response = answer(http_status, "<html>Sign in</html>");
                response.headers.insert("Location", location);
                let fault = Fault::of(&response);
                assert_eq!(fault == Fault::AccessOver, is_over, "{http_status} {location}: {fault:?}");
                assert!(!proves_undone(Ok(&response)), "{http_status} {location}");
            }
        }
    }

    #[test]
    fn only_what_never_left_and_the_vendors_own_refusals_prove_that_nothing_was_done() {
        let problem = r#"{"title":"Bad Request","status":400,"detail":"No."}"#;
        let complaint = r#"{"validation-errors":[{"errors":[{"path":"name"}]}]}"#;
        let html = "<html>Sorry</html>";
        for http_status in [400, 401, 402, 403, 404, 405, 409, 410, 413, 422, 429] {
            for body in [problem, r#"{"response":{"error_code":"110"}}"#, r#"{"retry_after":7}"#, complaint] {
                assert!(proves_undone(Ok(&answer(http_status, body))), "{http_status} {body}");
            }
            for body in [html, "", "{}", "[]", r#"{"message":"guard"}"#, r#"{"title":"cut","#] {
                assert!(!proves_undone(Ok(&answer(http_status, body))), "{http_status} {body}");
            }
        }
        for http_status in [200, 201, 204, 302, 408, 500, 502, 504] {
            for body in [problem, html, "", "{}"] {
                assert!(!proves_undone(Ok(&answer(http_status, body))), "{http_status} {body}");
            }
        }
        assert!(proves_undone(Ok(&answer(200, complaint))), "a refusal inside a success");
        let silent = |fault| proves_undone(Err(&Fault::NoAnswer(fault)));
        assert!(silent(SendFault::Unreachable) && !silent(SendFault::TimedOut));
    }

    #[test]
    fn the_wait_after_too_many_requests_is_found_where_it_is() {
        let html = "<html>429 Too Many Requests</html>";
        for (body, header, expected) in [
            (r#"{"status":429,"retry_after":300}"#, None, Some(300)),
            (r#"{"retry_after":"7"}"#, None, Some(7)),
            (r#"{"retry_after":7}"#, Some("9"), Some(7)),
            (r#"{"detail":"slow down"}"#, Some("9"), Some(9)),
            (html, Some(" 9 "), Some(9)),
            (html, Some("Wed, 21 Oct 2015 07:28:00 GMT"), None),
            (html, None, None),
            ("", None, None),
            (r#"{"retry_after":-1}"#, None, None),
            (r#"{"retry_after":1e30}"#, None, Some(RETRY_AFTER_LIMIT)),
        ] {
            let mut response = answer(429, body);
            if let Some(seconds) = header {
                response.headers.insert("Retry-After", seconds);
            }
            assert_eq!(Fault::of(&response), Fault::TooMany { retry_after: expected }, "{body} {header:?}");
        }
    }

    #[test]
    fn a_flood_of_complaints_is_cut() {
        let nothings = vec!["0"; 2 * DETAILS_LIMIT].join(",");
        let named: Vec<String> = (0..2 * DETAILS_LIMIT).map(|name| format!(r#""{name}":"No.""#)).collect();
        for body in [
            format!(r#"{{"validation-errors":[{{"errors":[{nothings}]}}]}}"#),
            format!(r#"{{"errors":{{{}}}}}"#, named.join(",")),
        ] {
            assert_eq!(refused(&body).len(), DETAILS_LIMIT, "{body}");
        }
    }

    #[test]
    fn every_complaint_of_the_validation_is_kept() {
        let body = r#"{"validation-errors":[
            {"request_id":"7","errors":[
                {"code":"InvalidType","path":"sort","detail":"This value should be of type int."},
                {"code":"NotBlank","path":"sort","detail":""}]},
            {"request_id":1,"errors":[{"code":"FieldMissing"}]},
            {"errors":[{"path":"name","detail":"Too long."}]},
            {"request_id":"9"}, null, 5],
            "title":"Bad Request","status":400,"detail":"Request validation failed"}"#;
        let entry = |id: Option<&str>, path: &str, words: &str| {
            (id.map(str::to_owned), path.to_owned(), words.to_owned())
        };
        let expected = [
            entry(Some("7"), "sort", "This value should be of type int."),
            entry(Some("7"), "sort", "NotBlank"),
            entry(Some("1"), "", "FieldMissing"),
            entry(None, "name", "Too long."),
        ];
        assert_eq!(refused(body), expected);
    }

    #[test]
    fn other_shapes_of_refusals_are_read_too() {
        let mapped =
            r#"{"errors":{"51":"Name is taken"},"title":"Bad Request","detail":"Invalid request body"}"#;
        assert_eq!(refused(mapped), [(None, "51".to_owned(), "Name is taken".to_owned())]);
        for (body, expected) in [
            (
                r#"{"title":"Bad Request","detail":"Request data can not be empty"}"#,
                one("Request data can not be empty"),
            ),
            (r#"{"title":"Bad Request","detail":null}"#, one("Bad Request")),
            (r#"{"title":"Error","hint":"Invalid account","detail":""}"#, one("Invalid account")),
            (r#"{"status":0,"error_type":"GONE","error_description":"NOT_FOUND"}"#, one("NOT_FOUND")),
            (r#"{"validation-errors":[],"detail":"No"}"#, one("No")),
            (r#"{"validation-errors":"odd","errors":["odd"],"title":5}"#, one("5")),
            ("{}", Vec::new()),
            ("", Vec::new()),
        ] {
            assert_eq!(refused(body), expected, "{body}");
        }
    }

    #[test]
    fn long_words_are_cut_between_characters() {
        let said = refused(&format!(r#"{{"detail":"  a\n\tb {} "}}"#, "ы".repeat(1000)));
        let words = said.first().map(|detail| detail.2.as_str()).unwrap_or_default();
        assert!(words.starts_with("a b ыы") && words.ends_with("ы…"), "one line: {words}");
        assert_eq!(words.chars().count(), WORDS_LIMIT);
    }

    #[test]
    fn what_is_malformed_shows_its_beginning() {
        let fault = Fault::of(&answer(302, &format!("<html>\u{0}{}", "ы".repeat(5000))));
        let Fault::Malformed { what } = fault else { panic!("malformed, not {fault:?}") };
        assert!(what.starts_with("HTTP 302: <html> ыы"), "{what}");
        assert_eq!(what.chars().count(), WORDS_LIMIT);
    }

    #[test]
    fn the_number_of_an_answer_is_found_in_any_case() {
        let mut response = answer(500, "");
        assert_eq!(request_id(&response), None);
        response.headers.insert("X-Request-Id", "abc");
        assert_eq!(request_id(&response), Some("abc"));
    }
}
