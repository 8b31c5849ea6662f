//! What all methods of the pretend amoCRM share: reading a request, and the frames of its answers.

use ehttp::{Headers, Response};
use serde_json::{Value, json};

use super::Server;

/// A success: the HTTP status, and the body if there is one.
pub(super) type Success = (u16, Option<Value>);

/// A refusal: the HTTP status and the body.
pub(super) struct Refusal(pub(super) u16, pub(super) Value);

/// What is wrong with a value: the API's code and its words.
pub(super) type Wrong = (&'static str, &'static str);

pub(super) const MISSING: Wrong = ("FieldMissing", "This field is missing.");
pub(super) const NOT_EXPECTED: Wrong = ("FieldNotExpected", "This field was not expected.");
pub(super) const BLANK: Wrong = ("NotBlank", "This value should not be blank.");
pub(super) const NO_CHOICE: Wrong = ("NotSupportedChoice", "The value you selected is not a valid choice.");
pub(super) const NO_TEXT: Wrong = ("InvalidType", "This value should be of type string.");
pub(super) const NO_INTEGER: Wrong = ("InvalidType", "This value should be of type int.");
pub(super) const NO_ARRAY: Wrong = ("InvalidType", "This value should be of type array.");

/// As many entries as a page of a list has unless the request says how many.
const USUAL_PAGE: usize = 50;
/// As many as it may ask for.
pub(super) const LARGEST_PAGE: usize = 250;

/// Returns the path of an address or a path, without its query.
pub(super) fn path(url: &str) -> &str {
    let path = match url.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => rest.find('/').map_or("", |at| rest.split_at(at).1),
        _ => url,
    };
    path.split(['?', '#']).next().unwrap_or_default()
}

/// Returns the names and values of an address's query, decoded.
pub(super) fn query(url: &str) -> impl Iterator<Item = (String, String)> {
    let query = url.split('#').next().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
}

/// Undoes percent-encoding; what is not encoded stays.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digit = |at: usize| char::from(*after.get(at)?).to_digit(16);
        let code = digit(0).zip(digit(1)).filter(|_| *first == b'%');
        let byte = code.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Server {
    /// Answers the page of a list that the address asks for; 204 where there is nothing on it.
    pub(super) fn page(&mut self, url: &str, name: &str, items: Vec<Value>) -> Result<Success, Refusal> {
        let number = asked_number(url, "page", 1)?;
        let limit = asked_number(url, "limit", USUAL_PAGE)?;
        if limit > LARGEST_PAGE {
            return Err(problem(422, &format!("Limit {LARGEST_PAGE} per page")));
        }
        let limit = limit.min(self.pages.largest);
        let total = items.len();
        let start = (number - 1).saturating_mul(limit);
        let before = start.checked_sub(1).and_then(|at| items.get(at)).cloned();
        let mut shown: Vec<Value> = items.into_iter().skip(start).take(limit).collect();
        if let (Some(before), Some(first), 1..) = (before, shown.first_mut(), self.pages.shifted) {
            *first = before;
            self.pages.shifted -= 1;
        }
        if shown.is_empty() {
            return Ok((204, None));
        }
        let page_count = total.div_ceil(limit);
        let list = path(url).strip_prefix("/api/v4/").unwrap_or_default();
        let others = query(url).filter(|(name, _)| !["page", "limit"].contains(&name.as_str()));
        let others: Vec<String> = others.map(|(name, value)| format!("&{name}={value}")).collect();
        let others = others.concat();
        let href = |number| self.world.href(&format!("{list}?page={number}&limit={limit}{others}"));
        let mut links = json!({ "self": { "href": href(number) } });
        if number < page_count {
            links["next"] = json!({ "href": href(number + 1) });
        }
        let frame = json!({
            "_total_items": total,
            "_page": number,
            "_page_count": page_count,
            "_links": links,
            "_embedded": { name: shown },
        });
        Ok((200, Some(frame)))
    }
}

/// Returns a number from 1 of the query.
fn asked_number(url: &str, name: &str, usual: usize) -> Result<usize, Refusal> {
    let Some((_, text)) = query(url).find(|(asked, _)| asked == name) else {
        return Ok(usual);
    };
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| problem(400, &format!("Invalid {name}")))
}

pub(super) fn parse<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| problem(400, "Invalid request body"))
}

pub(super) fn error(path: &str, (code, detail): Wrong) -> Value {
    json!({ "code": code, "path": path, "detail": detail })
}

/// Returns what was sent along to be given back, or else the place in the request.
pub(super) fn request_id(index: usize, item: &Value) -> Value {
    item.get("request_id").cloned().unwrap_or_else(|| index.to_string().into())
}

pub(super) fn invalid(complaints: &[Value]) -> Refusal {
    Refusal(
        400,
        json!({
            "validation-errors": complaints,
            "title": "Bad Request",
            "type": "https://httpstatus.es/400",
            "status": 400,
            "detail": "Request validation failed",
        }),
    )
}

pub(super) fn no_data() -> Refusal {
    problem(400, "Request data can not be empty")
}

pub(super) fn no_method() -> Refusal {
    problem(405, "Method not allowed")
}

pub(super) fn problem(http_status: u16, detail: &str) -> Refusal {
    Refusal(
        http_status,
        json!({
            "title": title(http_status),
            "type": format!("https://httpstatus.es/{http_status}"),
            "status": http_status,
            "detail": detail,
        }),
    )
}

fn title(http_status: u16) -> &'static str {
    match http_status {
        200 => "OK",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        422 => "Unprocessable Entity",
        _ => "",
    }
}

/// Makes an answer; without a body it has no type either.
pub(super) fn response(url: &str, http_status: u16, kind: &str, body: Option<&Value>) -> Response {
    let bytes = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
    let headers = if body.is_some() { Headers::new(&[("content-type", kind)]) } else { Headers::default() };
    Response {
        url: url.to_owned(),
        ok: (200..300).contains(&http_status),
        status: http_status,
        status_text: title(http_status).to_owned(),
        headers,
        bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_decoded() {
        for (url, expected) in [
            ("/x", vec![]),
            ("/x?a=1&b=%D1%8F", vec![("a", "1"), ("b", "я")]),
            ("/x?a%5b0%5D=1#?b=2", vec![("a[0]", "1")]),
            ("/x?a=100%&b=%+1&c=%", vec![("a", "100%"), ("b", "%+1"), ("c", "%")]),
        ] {
            let told: Vec<_> = query(url).collect();
            let expected: Vec<_> =
                expected.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            assert_eq!(told, expected, "{url}");
        }
    }
}
