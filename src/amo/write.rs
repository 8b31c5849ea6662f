//! How a step becomes a request, and whether its answer means that it was done.

use ehttp::{Method, Request, Response};
use jiff::tz::TimeZone;
use serde::de::IgnoredAny;
use serde_json::{Value as Json, json};

use crate::crm::{Created, NewRow, NewSegment, Step, Value};

use super::json::{self, ListJson, SegmentJson, StatusJson};
use super::{Detail, Fault, Part, SEGMENTS, STATUSES, fault, value};

/// The member that lists the price types of a segment.
const PRICES: &str = "available_products_price_types";

/// What the server says about a step that it did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// The ids of what was created. Fewer than were sent if the server did not tell: then only
    /// reading the list again can.
    pub created: Vec<Created>,
    /// The number that a changed status has now, if the server told. It may differ from the one sent.
    pub sort: Option<i64>,
}

/// Makes the one request of a step; dates are days in this zone.
#[must_use]
pub fn request(step: &Step, zone: &TimeZone) -> Request {
    let (method, path) = match step {
        Step::DeleteStatus { id } => (Method::DELETE, format!("{STATUSES}/{id}")),
        Step::CreateStatuses(_) => (Method::POST, STATUSES.to_owned()),
        Step::UpdateStatus { id, .. } => (Method::PATCH, format!("{STATUSES}/{id}")),
        Step::DeleteSegment { id } => (Method::DELETE, format!("{SEGMENTS}/{id}")),
        Step::CreateSegment { .. } => (Method::POST, SEGMENTS.to_owned()),
        Step::UpdateSegment { id, .. } => (Method::PATCH, format!("{SEGMENTS}/{id}")),
    };
    // The vendor asks for the header even where there is no body.
    let request = Request::new(method, path, &[("Content-Type", "application/json")]);
    request.with_body(body(step, zone).map(|body| body.to_string().into_bytes()).unwrap_or_default())
}

/// Makes what is sent for a step, if anything is.
fn body(step: &Step, zone: &TimeZone) -> Option<Json> {
    Some(match step {
        Step::DeleteStatus { .. } | Step::DeleteSegment { .. } => return None,
        Step::CreateStatuses(news) => Json::Array(news.iter().map(new_status).collect()),
        Step::UpdateStatus { name, color, sort, .. } => object([
            ("name", name.clone().map(Json::from)),
            ("color", color.map(|color| color.with_hash().into())),
            ("sort", sort.map(Json::from)),
        ]),
        Step::CreateSegment { segment: NewSegment { name, color, prices, .. }, .. } => object([
            ("name", Some(name.clone().into())),
            ("color", Some(color.to_string().into())),
            ("custom_fields_values", filled_in(step, zone)),
            (PRICES, (!prices.is_empty()).then(|| json!(prices))),
        ]),
        Step::UpdateSegment { name, color, prices, .. } => object([
            ("name", name.clone().map(Json::from)),
            ("color", color.map(|color| color.to_string().into())),
            ("custom_fields_values", filled_in(step, zone)),
            (PRICES, prices.as_ref().map(|prices| json!(prices))),
        ]),
    })
}

/// Makes an object of the members that are given.
fn object<const N: usize>(members: [(&str, Option<Json>); N]) -> Json {
    let given = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Json::Object(given.collect())
}

/// Makes the list of what a step fills in; `None` if that is nothing.
fn filled_in(step: &Step, zone: &TimeZone) -> Option<Json> {
    let entry = |(field, value): (u64, Option<&Value>)| {
        // Null clears a field (amocrm-api-php, `NullCustomFieldValueCollection`).
        json!({ "field_id": field, "values": value.map(|value| value::write(value, zone)) })
    };
    let entries: Vec<Json> = fields(step).into_iter().map(entry).collect();
    (!entries.is_empty()).then_some(Json::Array(entries))
}

/// Returns the fields that a step fills in or clears, in the order in which they are sent.
fn fields(step: &Step) -> Vec<(u64, Option<&Value>)> {
    let mut fields: Vec<(u64, Option<&Value>)> = match step {
        Step::CreateSegment { segment, .. } => {
            segment.values.iter().map(|(field, value)| (*field, Some(value))).collect()
        }
        Step::UpdateSegment { values, .. } => {
            values.iter().map(|(field, value)| (*field, value.as_ref())).collect()
        }
        _ => Vec::new(),
    };
    fields.retain(|(_, value)| value.is_none_or(value::is_sendable));
    fields
}

fn new_status(new: &NewRow) -> Json {
    // The server demands a string here and returns it as it was.
    json!({
        "name": new.name,
        "color": new.color.with_hash(),
        "sort": new.sort,
        "request_id": new.number.to_string(),
    })
}

/// Reads the answer to the request of a step.
///
/// # Errors
///
/// Says what went wrong. A success with complaints inside is a refusal, of a part at least; one that
/// is no JSON, or empty without a 204, comes from somebody else than amoCRM, so the step may not have been
/// done.
pub fn accept(step: &Step, response: &Response) -> Result<Accepted, Fault> {
    if !(200..300).contains(&response.status) {
        return Err(match Fault::of(response) {
            Fault::Refused { details } => refused(step, details),
            fault => fault,
        });
    }
    if response.status == 204 {
        return Ok(Accepted::default());
    }
    if json::object::<IgnoredAny>(&response.bytes).is_none() {
        return Err(Fault::malformed("answer to a write", &response.bytes));
    }
    if let Some(details) = fault::complaints(response) {
        return Err(refused(step, details));
    }
    Ok(match step {
        Step::CreateStatuses(news) => Accepted { created: created(news, response), sort: None },
        Step::UpdateStatus { .. } => Accepted { created: Vec::new(), sort: sort(response) },
        Step::CreateSegment { number, .. } => {
            let id = json::object(&response.bytes).and_then(|segment: SegmentJson<'_>| json::id(&segment.id));
            Accepted { created: id.map(|id| (*number, id)).into_iter().collect(), sort: None }
        }
        Step::DeleteStatus { .. } | Step::DeleteSegment { .. } | Step::UpdateSegment { .. } => {
            Accepted::default()
        }
    })
}

/// Finds out which parts of the step the server complains about.
fn refused(step: &Step, mut details: Vec<Detail>) -> Fault {
    // Whatever the zone, the parts are the same.
    if let Some(body) = body(step, &TimeZone::UTC) {
        for detail in &mut details {
            detail.part = part_of(&body, &detail.path);
        }
    }
    Fault::Refused { details }
}

/// Returns the part that a path such as `custom_fields_values.6.values.0.value` names, if it was sent. In
/// front may stand the place among several things.
fn part_of(sent: &Json, path: &str) -> Option<Part> {
    let mut names = path.split(['.', '[', ']']).filter(|name| !name.is_empty()).peekable();
    let place = names.next_if(|name| name.parse::<usize>().is_ok()).and_then(|place| place.parse().ok());
    let sent = if sent.is_array() { sent.get(place.unwrap_or(0_usize))? } else { sent };
    let name = names.next()?;
    let member = sent.get(name)?;
    let mut entry = || member.get(names.next()?.parse::<usize>().ok()?);
    match name {
        "name" => Some(Part::Name),
        "color" => Some(Part::Color),
        "sort" => Some(Part::Sort),
        "custom_fields_values" => entry()?.get("field_id")?.as_u64().map(Part::Field),
        PRICES => Some(Part::Prices(entry().and_then(Json::as_u64))),
        _ => None,
    }
}

fn sort(response: &Response) -> Option<i64> {
    json::whole(&json::object::<StatusJson<'_>>(&response.bytes)?.sort)
}

/// Matches what the server created to what was sent: by `request_id`, and by position only if the
/// server names no `request_id` and made as many as were sent.
fn created(news: &[NewRow], response: &Response) -> Vec<Created> {
    let items = created_items(response);
    let is_complete = items.len() == news.len();
    let mut created: Vec<Created> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let number = match json::text(&item.request_id) {
            Some(sent) => news.iter().map(|new| new.number).find(|number| sent.trim() == number.to_string()),
            None => news.get(index).filter(|_| is_complete).map(|new| new.number),
        };
        let (Some(number), Some(id)) = (number, json::id(&item.id)) else {
            continue;
        };
        if created.iter().all(|known| known.0 != number && known.1 != id) {
            created.push((number, id));
        }
    }
    created
}

/// Returns the items of an answer to a creation; none if it has no list.
fn created_items(response: &Response) -> Vec<StatusJson<'_>> {
    let list: Option<ListJson<'_>> = json::object(&response.bytes);
    let items = list.and_then(|list| list.items("statuses")).unwrap_or_default();
    // An item that cannot be read holds its place, so that the others keep theirs.
    items.into_iter().map(|raw| json::raw_object(raw).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::super::Detail;
    use super::super::fault::tests::answer;
    use super::*;
    use crate::crm::Color;
    use jiff::civil::date;

    fn new(number: u32, name: &str) -> NewRow {
        NewRow { number, name: name.into(), color: Color(0xff, 0xfe, 0xb2), sort: 2 }
    }

    fn create() -> Step {
        Step::CreateStatuses(vec![new(5, "A"), new(7, "B")])
    }

    fn rename() -> Step {
        Step::UpdateStatus { id: 20, name: Some("VIP \"1\"".into()), color: None, sort: None }
    }

    fn create_segment(values: BTreeMap<u64, Value>) -> Step {
        let color = Color(0xae, 0, 0x3f);
        let segment = NewSegment { name: "S".into(), color, values, prices: BTreeSet::new() };
        Step::CreateSegment { number: 5, segment }
    }

    fn refill(values: BTreeMap<u64, Option<Value>>) -> Step {
        Step::UpdateSegment { id: 51, name: None, color: None, values, prices: None }
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    fn body(step: &Step) -> Json {
        serde_json::from_slice(&request(step, &TimeZone::UTC).body).expect("a body of JSON")
    }

    fn created_of(items: &str) -> Vec<Created> {
        let body = format!(r#"{{"_total_items":2,"_embedded":{{"statuses":[{items}]}}}}"#);
        accept(&create(), &answer(200, &body)).expect("accepted").created
    }

    #[test]
    fn each_step_is_one_request_with_the_header_that_the_vendor_asks_for() {
        let one = "/api/v4/customers/statuses/20";
        for (step, method, path) in [
            (Step::DeleteStatus { id: 20 }, Method::DELETE, one),
            (create(), Method::POST, "/api/v4/customers/statuses"),
            (rename(), Method::PATCH, one),
            (Step::DeleteSegment { id: 51 }, Method::DELETE, "/api/v4/customers/segments/51"),
            (create_segment(BTreeMap::new()), Method::POST, "/api/v4/customers/segments"),
            (refill(BTreeMap::new()), Method::PATCH, "/api/v4/customers/segments/51"),
        ] {
            let request = request(&step, &TimeZone::UTC);
            assert_eq!((request.method, request.url.as_str()), (method, path));
            let headers = [("Content-Type".to_owned(), "application/json".to_owned())];
            assert_eq!(request.headers.headers, headers, "no other header");
        }
        assert!(request(&Step::DeleteStatus { id: 20 }, &TimeZone::UTC).body.is_empty(), "nothing to say");
    }

    #[test]
    fn only_what_changes_is_sent() {
        assert_eq!(body(&rename()), json!({"name": "VIP \"1\""}));
        let all = Step::UpdateStatus {
            id: 1,
            name: Some("Б".into()),
            color: Some(Color(0xc1, 0xe0, 0xff)),
            sort: Some(-1),
        };
        assert_eq!(body(&all), json!({"name": "Б", "color": "#c1e0ff", "sort": -1}));
    }

    #[test]
    fn creations_go_together_each_with_its_number() {
        let expected = json!([
            {"name": "A", "color": "#fffeb2", "sort": 2, "request_id": "5"},
            {"name": "B", "color": "#fffeb2", "sort": 2, "request_id": "7"},
        ]);
        assert_eq!(body(&create()), expected);
    }

    #[test]
    fn created_things_are_matched_by_their_number_not_by_position() {
        assert_eq!(
            created_of(r#"{"id":31,"request_id":"7"},{"id":30,"request_id":"5"}"#),
            [(7, 31), (5, 30)]
        );
        assert_eq!(created_of(r#"{"id":"31","request_id":7},{"id":30,"request_id":5}"#), [(7, 31), (5, 30)]);
    }

    #[test]
    fn without_numbers_the_position_counts_if_nothing_is_missing() {
        assert_eq!(created_of(r#"{"id":30},{"id":31,"request_id":null}"#), [(5, 30), (7, 31)]);
        assert_eq!(created_of(r#"{"id":30}"#), [], "which one is missing?");
        assert_eq!(created_of(r#"{"id":30},{"id":31},{"id":32}"#), [], "which one is not ours?");
    }

    #[test]
    fn what_the_server_does_not_tell_is_left_out() {
        assert_eq!(created_of(""), []);
        assert_eq!(created_of(r#"{"id":30,"request_id":"5"}"#), [(5, 30)]);
        assert_eq!(created_of(r#"{"id":30,"request_id":"5"},{"id":31,"request_id":"99"}"#), [(5, 30)]);
        assert_eq!(created_of(r#"{"id":30,"request_id":"5"},{"id":31,"request_id":"5"}"#), [(5, 30)]);
        assert_eq!(created_of(r#"{"id":30,"request_id":"5"},{"id":30,"request_id":"7"}"#), [(5, 30)]);
        assert_eq!(created_of(r#"{"request_id":"5"},{"id":31,"request_id":"7"}"#), [(7, 31)]);
        assert_eq!(created_of(r#"null,{"id":31}"#), [(7, 31)]);
        for silent in ["{}", r#"{"_embedded":[]}"#] {
            assert_eq!(accept(&create(), &answer(200, silent)), Ok(Accepted::default()), "{silent:?}");
        }
        assert_eq!(
            accept(&create(), &answer(204, "")),
            Ok(Accepted::default()),
            "it says that it says nothing"
        );
    }

    #[test]
    fn the_number_of_a_changed_status_is_reported() {
        for (body, sort) in [
            (r#"{"id":20,"name":"VIP","sort":5,"conditions":[[]]}"#, Some(5)),
            (r#"{"id":20,"sort":"5"}"#, Some(5)),
            (r#"{"id":20}"#, None),
        ] {
            for http_status in [200, 201, 202] {
                let accepted = accept(&rename(), &answer(http_status, body));
                assert_eq!(accepted, Ok(Accepted { created: Vec::new(), sort }), "{http_status} {body}");
            }
        }
    }

    #[test]
    fn a_deletion_needs_no_body() {
        let delete = Step::DeleteStatus { id: 20 };
        for (http_status, body) in [(204, ""), (200, "{}")] {
            assert_eq!(accept(&delete, &answer(http_status, body)), Ok(Accepted::default()), "{http_status}");
        }
        assert_eq!(
            accept(&delete, &answer(404, "")),
            Err(Fault::NotFound),
            "whether it is gone, a reading shows"
        );
        assert_eq!(accept(&rename(), &answer(404, "")), Err(Fault::NotFound), "nothing to rename");
    }

    #[test]
    fn a_success_with_complaints_inside_is_a_refusal() {
        let body = r#"{"validation-errors":[{"request_id":"5","errors":[{"code":"X","path":"name","detail":"Bad."}]}],"status":200}"#;
        let detail =
            Detail { request_id: Some("5".into()), path: "name".into(), ..Detail::of("", "Bad.".into()) };
        let named = Some(Part::Name);
        for (step, part) in [(create(), named), (rename(), named), (Step::DeleteStatus { id: 20 }, None)] {
            let refused = accept(&step, &answer(200, body));
            assert_eq!(refused, Err(Fault::Refused { details: vec![Detail { part, ..detail.clone() }] }));
        }
        let odd = accept(&rename(), &answer(200, r#"{"validation-errors":"odd"}"#));
        assert_eq!(odd, Err(Fault::Refused { details: Vec::new() }));
        let none = accept(&rename(), &answer(200, r#"{"id":20,"validation-errors":[]}"#));
        assert_eq!(none, Ok(Accepted::default()));
    }

    #[test]
    fn a_success_that_is_no_json_is_not_believed() {
        for body in ["<html>Welcome to our hotel</html>", "ok", "[]", "{\"id\":20", "", " \n"] {
            for step in [create(), rename(), Step::DeleteStatus { id: 20 }] {
                assert!(matches!(accept(&step, &answer(200, body)), Err(Fault::Malformed { .. })), "{body}");
            }
        }
    }

    #[test]
    fn a_refused_write_says_why() {
        for http_status in [400, 422] {
            let refused =
                accept(&create(), &answer(http_status, r#"{"title":"T","detail":"No more than 30"}"#));
            let detail = Detail::of("", "No more than 30".into());
            assert_eq!(refused, Err(Fault::Refused { details: vec![detail] }), "{http_status}");
        }
        assert_eq!(accept(&create(), &answer(403, r#"{"status":403}"#)), Err(Fault::Forbidden));
        assert_eq!(accept(&create(), &answer(503, "")), Err(Fault::Broken { http_status: 503 }));
    }

    #[test]
    fn a_segment_is_created_as_one_object_without_what_is_empty() {
        assert_eq!(body(&create_segment(BTreeMap::new())), json!({"name": "S", "color": "ae003f"}));
        let values = [
            (7, Value::Choice(70)),
            (3, text("a\nb")),
            (4, Value::Typed("31.02".into())),
            (5, Value::Unknown("[]".into())),
        ];
        let mut step = create_segment(values.into());
        if let Step::CreateSegment { segment, .. } = &mut step {
            segment.prices = [2, 1].into();
        }
        let expected = json!({
            "name": "S",
            "color": "ae003f",
            "custom_fields_values": [
                {"field_id": 3, "values": [{"value": "a\nb"}]},
                {"field_id": 7, "values": [{"enum_id": 70}]},
            ],
            "available_products_price_types": [1, 2],
        });
        assert_eq!(body(&step), expected);
    }

    #[test]
    fn of_a_segment_only_what_changes_is_sent() {
        let day = date(2020, 1, 1);
        let step =
            refill([(3, None), (9, Some(Value::Date(day))), (10, Some(Value::Typed("x".into())))].into());
        let moscow = TimeZone::get("Europe/Moscow").expect("a zone");
        let sent: Json = serde_json::from_slice(&request(&step, &moscow).body).expect("a body of JSON");
        let expected = json!({"custom_fields_values": [
            {"field_id": 3, "values": null},
            {"field_id": 9, "values": [{"value": 1_577_826_000}]},
        ]});
        assert_eq!(sent, expected);
        let rest = Step::UpdateSegment {
            id: 51,
            name: Some("N".into()),
            color: Some(Color(0x66, 0x10, 0xf2)),
            values: BTreeMap::new(),
            prices: Some(BTreeSet::new()),
        };
        let expected = json!({"name": "N", "color": "6610f2", "available_products_price_types": []});
        assert_eq!(body(&rest), expected, "all prices are taken away");
    }

    #[test]
    fn the_id_of_a_created_segment_is_told_by_the_model() {
        let create = create_segment(BTreeMap::new());
        for (body, created) in [
            (r#"{"id":17,"name":"S","custom_fields_values":[]}"#, vec![(5, 17)]),
            (r#"{"id":"17"}"#, vec![(5, 17)]),
            (r#"{"name":"S"}"#, Vec::new()),
        ] {
            assert_eq!(accept(&create, &answer(200, body)), Ok(Accepted { created, sort: None }), "{body}");
        }
        for step in [refill(BTreeMap::new()), Step::DeleteSegment { id: 51 }] {
            assert_eq!(accept(&step, &answer(200, r#"{"id":51}"#)), Ok(Accepted::default()), "{step:?}");
        }
    }

    #[test]
    fn a_complaint_names_a_part_by_its_place_in_what_was_sent() {
        let changed = [(40, Some(Value::Typed("x".into()))), (30, None), (50, Some(text("x")))];
        let created = [(50, text("x")), (30, Value::Truth(true)), (40, Value::Unknown("[]".into()))];
        let (mut change, mut creation) = (refill(changed.into()), create_segment(created.into()));
        if let Step::UpdateSegment { prices, .. } = &mut change {
            *prices = Some([602, 601].into());
        }
        if let Step::CreateSegment { segment, .. } = &mut creation {
            segment.prices = [602, 601].into();
        }
        for (path, part) in [
            ("custom_fields_values.0.values.0.value", Some(Part::Field(30))),
            ("custom_fields_values.1", Some(Part::Field(50))),
            ("0.custom_fields_values.1.values", Some(Part::Field(50))),
            ("[custom_fields_values][1][values]", Some(Part::Field(50))),
            ("custom_fields_values.2.values.0.value", None),
            ("custom_fields_values.x", None),
            ("custom_fields_values", None),
            ("available_products_price_types.0", Some(Part::Prices(Some(601)))),
            ("available_products_price_types.1", Some(Part::Prices(Some(602)))),
            ("available_products_price_types.2", Some(Part::Prices(None))),
            ("available_products_price_types", Some(Part::Prices(None))),
            ("sort", None),
            ("names", None),
            ("0", None),
            ("", None),
        ] {
            let body = format!(
                r#"{{"validation-errors":[{{"request_id":"0","errors":[{{"path":"{path}","detail":"No."}}]}}]}}"#
            );
            for step in [&change, &creation] {
                for http_status in [200, 400] {
                    let Err(Fault::Refused { details }) = accept(step, &answer(http_status, &body)) else {
                        panic!("{path} is a complaint")
                    };
                    let told: Vec<Option<Part>> = details.iter().map(|detail| detail.part).collect();
                    assert_eq!(told, [part], "{http_status} {path}");
                }
            }
        }
        let sent = super::body(&rename(), &TimeZone::UTC).expect("a body");
        for (path, part) in [("name", Some(Part::Name)), ("color", None), ("sort", None)] {
            assert_eq!(part_of(&sent, path), part, "{path}: only what was sent");
        }
    }
}
