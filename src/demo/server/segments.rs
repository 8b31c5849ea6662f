//! The methods of customer segments and of the definitions of their fields.

use ehttp::{Method, Request};
use serde_json::{Map, Value, json};

use crate::crm::{Color, MAX_SEGMENTS, Mode, SEGMENT_COLORS};

use super::answers::{
    BLANK, MISSING, NO_ARRAY, NO_CHOICE, NO_INTEGER, NO_TEXT, NOT_EXPECTED, error, invalid, no_data,
    request_id,
};
use super::values::{Written, read_values, values_json};
use super::{
    Refusal, Server, Success, World, WorldField, WorldSegment, answers, next_id, no_method, problem,
};

/// What a request makes of a segment; what it does not mention is `None`.
#[derive(Default)]
struct Change {
    name: Option<String>,
    color: Option<Color>,
    prices: Option<Vec<u64>>,
    values: Vec<Written>,
}

impl Server {
    pub(super) fn segments(&mut self, request: &Request) -> Result<Success, Refusal> {
        self.needs(Mode::Segments)?;
        match request.method {
            Method::GET => {
                let segments = self.listed_segments();
                self.page(&request.url, "segments", segments)
            }
            Method::POST => {
                self.needs_administrator()?;
                self.create_segment(&request.body)
            }
            _ => Err(no_method()),
        }
    }

    pub(super) fn one_segment(&mut self, method: &Method, id: &str, body: &[u8]) -> Result<Success, Refusal> {
        self.needs(Mode::Segments)?;
        let found = self.world.segments.iter().position(|segment| id.parse() == Ok(segment.id));
        let Some(index) = found else { return self.missing("Segment not found") };
        match method {
            Method::GET => Ok((200, Some(segment_json(&self.world, &self.world.segments[index]).into()))),
            Method::PATCH => {
                self.needs_administrator()?;
                self.update_segment(index, body)
            }
            Method::DELETE => {
                self.needs_administrator()?;
                self.world.segments.remove(index);
                Ok((204, None))
            }
            _ => Err(no_method()),
        }
    }

    /// Answers the definitions of the fields, in either mode.
    pub(super) fn segment_fields(&mut self, url: &str) -> Result<Success, Refusal> {
        self.needs_customers()?;
        let fields = self.world.fields.iter().map(|field| field_json(&self.world, field)).collect();
        self.page(url, "custom_fields", fields)
    }

    /// Lists the newest segment first, as in the vendor's example.
    fn listed_segments(&self) -> Vec<Value> {
        let mut segments: Vec<&WorldSegment> = self.world.segments.iter().collect();
        segments.sort_by_key(|segment| std::cmp::Reverse(segment.id));
        segments.into_iter().map(|segment| segment_json(&self.world, segment).into()).collect()
    }

    fn create_segment(&mut self, body: &[u8]) -> Result<Success, Refusal> {
        let members: Map<String, Value> = answers::parse(body)?;
        let change = read_change(&self.world, &members, &["name"])?;
        if self.world.segments.len() >= MAX_SEGMENTS {
            return Err(problem(422, &format!("Limit {MAX_SEGMENTS} segments per account")));
        }
        let id = next_id(&mut self.last_segment, highest_id(&self.world));
        let [first, ..] = SEGMENT_COLORS;
        let created = self.tick();
        self.world.segments.push(WorldSegment { created, ..WorldSegment::new(id, "", first) });
        Ok(self.write_segment(self.world.segments.len() - 1, change, created, members))
    }

    fn update_segment(&mut self, index: usize, body: &[u8]) -> Result<Success, Refusal> {
        let members: Map<String, Value> = answers::parse(body)?;
        if !members.keys().any(|name| name != "request_id") {
            return Err(no_data());
        }
        let change = read_change(&self.world, &members, &[])?;
        let now = self.tick();
        Ok(self.write_segment(index, change, now, members))
    }

    /// Writes a checked change into a segment and answers the whole of it.
    fn write_segment(
        &mut self,
        index: usize,
        change: Change,
        now: i64,
        mut sent: Map<String, Value>,
    ) -> Success {
        let segment = &mut self.world.segments[index];
        segment.updated = now;
        segment.name = change.name.unwrap_or_else(|| std::mem::take(&mut segment.name));
        segment.color = change.color.unwrap_or(segment.color);
        segment.prices = change.prices.unwrap_or_else(|| std::mem::take(&mut segment.prices));
        segment.values.extend(change.values);
        segment.values.retain(|_, values| !values.is_empty());
        let mut answer = segment_json(&self.world, &self.world.segments[index]);
        answer.extend(sent.remove_entry("request_id"));
        (200, Some(answer.into()))
    }

    /// Lets a minute pass; returns what time it is then, in seconds since 1970.
    ///
    /// Somebody else may have written later than we did.
    fn tick(&mut self) -> i64 {
        let latest = self.world.segments.iter().map(|segment| segment.updated).max();
        self.now = self.now.max(latest.unwrap_or_default()) + 60;
        self.now
    }
}

pub(super) fn highest_id(world: &World) -> u64 {
    world.segments.iter().map(|segment| segment.id).max().unwrap_or_default()
}

/// Reads a request that creates or changes a segment; refuses it with all that is wrong.
fn read_change(world: &World, sent: &Map<String, Value>, demanded: &[&str]) -> Result<Change, Refusal> {
    let missing = demanded.iter().filter(|name| !sent.contains_key(**name));
    let mut errors: Vec<Value> = missing.map(|name| error(name, MISSING)).collect();
    let mut change = Change::default();
    for (name, value) in sent {
        match (name.as_str(), value) {
            ("name", Value::String(text)) if text.trim().is_empty() => errors.push(error(name, BLANK)),
            ("name", Value::String(text)) => change.name = Some(text.clone()),
            ("color", Value::String(text)) => {
                change.color = offered_color(text);
                if change.color.is_none() {
                    errors.push(error(name, NO_CHOICE));
                }
            }
            ("request_id", Value::String(_)) => {}
            ("name" | "color" | "request_id", _) => errors.push(error(name, NO_TEXT)),
            ("available_products_price_types", value) => {
                change.prices = Some(read_prices(value, &mut errors));
            }
            ("custom_fields_values", value) => change.values = read_values(world, value, &mut errors),
            _ => errors.push(error(name, NOT_EXPECTED)),
        }
    }
    if errors.is_empty() {
        return Ok(change);
    }
    let request_id = request_id(0, &sent.clone().into());
    Err(invalid(&[json!({ "request_id": request_id, "errors": errors })]))
}

fn offered_color(text: &str) -> Option<Color> {
    SEGMENT_COLORS.into_iter().find(|color| color.to_string() == text)
}

/// Reads ids of prices; whether there are such prices is not asked.
fn read_prices(sent: &Value, errors: &mut Vec<Value>) -> Vec<u64> {
    const PATH: &str = "available_products_price_types";
    let Value::Array(ids) = sent else {
        errors.push(error(PATH, NO_ARRAY));
        return Vec::new();
    };
    let wrong = ids.iter().enumerate().filter(|(_, id)| !id.is_u64());
    errors.extend(wrong.map(|(at, _)| error(&format!("{PATH}.{at}"), NO_INTEGER)));
    ids.iter().filter_map(Value::as_u64).collect()
}

fn segment_json(world: &World, segment: &WorldSegment) -> Map<String, Value> {
    Map::from_iter([
        ("id".to_owned(), segment.id.into()),
        ("created_at".to_owned(), segment.created.into()),
        ("updated_at".to_owned(), segment.updated.into()),
        ("account_id".to_owned(), world.id.into()),
        ("name".to_owned(), segment.name.clone().into()),
        ("color".to_owned(), segment.color.to_string().into()),
        ("available_products_price_types".to_owned(), segment.prices.clone().into()),
        ("customers_count".to_owned(), segment.customers.into()),
        ("custom_fields_values".to_owned(), values_json(world, segment).into()),
        ("_links".to_owned(), world.links(&format!("customers/segments/{}", segment.id))),
    ])
}

fn field_json(world: &World, field: &WorldField) -> Value {
    let choices = field.choices.iter();
    let choices = choices.map(|choice| json!({ "id": choice.id, "value": choice.name, "sort": choice.sort }));
    json!({
        "id": field.id,
        "name": field.name,
        "type": field.kind,
        "account_id": world.id,
        "code": field.code,
        "sort": field.sort,
        "entity_type": "segments",
        "is_deletable": true,
        "enums": field.has_choices().then(|| choices.collect::<Vec<_>>()),
        "_links": world.links(&format!("customers/segments/custom_fields/{}", field.id)),
    })
}

#[cfg(test)]
mod tests {
    use ehttp::Response;

    use super::super::Rights;
    use super::super::tests::{ask, body, paths};
    use super::*;
    use crate::amo::Fault;

    const LIST: &str = "/api/v4/customers/segments";
    const FIELDS: &str = "/api/v4/customers/segments/custom_fields";

    /// A server with segments 51 and 21, a text field 7 and a choice 8 of A (81) and B (82).
    fn small() -> Server {
        let fields = vec![
            WorldField { code: Some("NOTE".into()), ..WorldField::new(7, "Note", "text", 1) },
            WorldField::new(8, "Pick", "select", 2).with_choices(&[(81, "A"), (82, "B")]),
        ];
        let mut first = WorldSegment::new(21, "First", SEGMENT_COLORS[29]);
        first.customers = 4;
        first.prices = vec![271_211];
        first.values = [(7, vec![json!("x")]), (8, vec![json!(82)])].into();
        let second = WorldSegment::new(51, "Second", SEGMENT_COLORS[32]);
        Server::new(World::with_segments(vec![first, second], fields))
    }

    fn crowd(count: u64) -> Server {
        let segments = (1..=count).map(|id| WorldSegment::new(id, "S", SEGMENT_COLORS[0])).collect();
        Server::new(World::with_segments(segments, Vec::new()))
    }

    fn get(server: &mut Server, url: &str) -> Response {
        ask(server, Method::GET, url, "")
    }

    fn post(server: &mut Server, body: &str) -> Response {
        ask(server, Method::POST, LIST, body)
    }

    fn patch(server: &mut Server, id: u64, body: &str) -> Response {
        ask(server, Method::PATCH, &format!("{LIST}/{id}"), body)
    }

    fn ids(page: &Value) -> Vec<u64> {
        let segments = page["_embedded"]["segments"].as_array().expect("segments");
        segments.iter().filter_map(|segment| segment["id"].as_u64()).collect()
    }

    #[test]
    fn a_list_of_segments_looks_like_the_vendors() {
        let mut server = small();
        let list = get(&mut server, LIST);
        assert_eq!((list.status, list.content_type()), (200, Some("application/hal+json")));
        let root = "https://aroma-coffee.amocrm.ru/api/v4/customers/segments";
        let told = body(&list);
        let expected = json!({
            "id": 21, "created_at": 1_589_615_328, "updated_at": 1_589_615_328, "account_id": 31_042_874,
            "name": "First", "color": "4a001f", "available_products_price_types": [271_211],
            "customers_count": 4,
            "custom_fields_values": [
                {"values": [{"value": "x"}],
                 "field_id": 7, "field_name": "Note", "field_code": "NOTE", "field_type": "text"},
                {"values": [{"value": "B", "enum_id": 82, "enum_code": null}],
                 "field_id": 8, "field_name": "Pick", "field_code": null, "field_type": "select"},
            ],
            "_links": {"self": {"href": format!("{root}/21")}},
        });
        assert_eq!(told["_embedded"]["segments"][1], expected);
        assert_eq!(body(&get(&mut server, &format!("{LIST}/21"))), expected, "alone it looks the same");
        assert_eq!(told["_embedded"]["segments"][0]["custom_fields_values"], json!([]));
        assert_eq!(ids(&told), [51, 21], "the newest first");
        assert_eq!(
            (&told["_total_items"], &told["_page"], &told["_page_count"]),
            (&json!(2), &json!(1), &json!(1))
        );
        assert_eq!(told["_links"], json!({"self": {"href": format!("{root}?page=1&limit=50")}}));
    }

    #[test]
    fn segments_are_read_page_by_page() {
        let mut server = crowd(60);
        let first = body(&get(&mut server, LIST));
        assert_eq!((ids(&first).len(), first["_total_items"].as_u64()), (50, Some(60)));
        let next = first["_links"]["next"]["href"].as_str().expect("a next page");
        assert!(next.ends_with("/customers/segments?page=2&limit=50"), "{next}");
        let second = body(&get(&mut server, next));
        assert_eq!(ids(&second), (1..=10).rev().collect::<Vec<_>>());
        assert_eq!(second["_links"]["next"], Value::Null, "the last page leads nowhere");
        for (query, http_status) in [
            ("page=3", 204),
            ("page=18446744073709551615&limit=250", 204),
            ("limit=250", 200),
            ("limit=251", 422),
            ("limit=0", 400),
            ("page=x", 400),
        ] {
            let answer = get(&mut server, &format!("{LIST}?{query}"));
            assert_eq!(
                (answer.status, answer.bytes.is_empty()),
                (http_status, http_status == 204),
                "{query}"
            );
        }
        assert_eq!(body(&get(&mut server, &format!("{LIST}?limit=251")))["detail"], "Limit 250 per page");
        assert_eq!(get(&mut crowd(0), LIST).status, 204, "no segments at all");
    }

    #[test]
    fn definitions_of_fields_are_read_in_either_mode() {
        let mut server = small();
        let told = body(&get(&mut server, &format!("{FIELDS}?limit=1&page=2")));
        assert_eq!((&told["_total_items"], &told["_page_count"]), (&json!(2), &json!(2)));
        let expected = json!({
            "id": 8, "name": "Pick", "type": "select", "account_id": 31_042_874, "code": null, "sort": 2,
            "entity_type": "segments", "is_deletable": true,
            "enums": [{"id": 81, "value": "A", "sort": 1}, {"id": 82, "value": "B", "sort": 2}],
            "_links": {"self": {"href": "https://aroma-coffee.amocrm.ru/api/v4/customers/segments/custom_fields/8"}},
        });
        assert_eq!(told["_embedded"]["custom_fields"], json!([expected]));
        let first = body(&get(&mut server, FIELDS));
        assert_eq!(first["_embedded"]["custom_fields"][0]["enums"], Value::Null, "nothing to choose");
        for (mode, http_status) in
            [(Mode::Periodicity, 200), (Mode::Unknown, 200), (Mode::Disabled, 422), (Mode::Unavailable, 422)]
        {
            server.world_mut().mode = mode;
            assert_eq!(get(&mut server, FIELDS).status, http_status, "{mode:?}");
        }
        assert_eq!(get(&mut crowd(1), FIELDS).status, 204, "no fields at all");
    }

    #[test]
    fn one_segment_needs_the_mode_too() {
        let mut server = small();
        server.world_mut().mode = Mode::Periodicity;
        for method in [Method::GET, Method::PATCH, Method::DELETE] {
            let answer = ask(&mut server, method, &format!("{LIST}/21"), r#"{"name":"X"}"#);
            assert_eq!(answer.status, 422, "{answer:?}");
        }
        assert_eq!(post(&mut server, r#"{"name":"X"}"#).status, 422);
    }

    #[test]
    fn a_reader_may_not_write_segments() {
        let mut server = small().with_rights(Rights::Reader);
        let before = server.world().clone();
        let writes = [
            post(&mut server, r#"{"name":"X"}"#),
            patch(&mut server, 21, r#"{"name":"X"}"#),
            ask(&mut server, Method::DELETE, &format!("{LIST}/21"), ""),
        ];
        assert_eq!(writes.map(|answer| Fault::of(&answer)), [(); 3].map(|()| Fault::Forbidden));
        assert_eq!(server.world(), &before);
        assert_eq!(get(&mut server, LIST).status, 200, "reading is free");
    }

    #[test]
    fn a_created_segment_is_answered_whole() {
        let mut server = small();
        let sent = r#"{"name":"New","color":"ae003f","available_products_price_types":[5],
            "custom_fields_values":[{"field_id":8,"field_name":"Pick","values":[{"enum_id":81}]}]}"#;
        let answer = post(&mut server, sent);
        assert_eq!(answer.status, 200);
        let told = body(&answer);
        assert_eq!((&told["id"], &told["customers_count"]), (&json!(54), &json!(0)));
        assert_eq!((&told["name"], &told["color"]), (&json!("New"), &json!("ae003f")));
        assert_eq!(told["available_products_price_types"], json!([5]));
        assert_eq!(told["custom_fields_values"][0]["values"][0]["value"], "A");
        assert!(told["created_at"].as_i64() > Some(1_767_225_600), "later than all before");
        assert_eq!(told["created_at"], told["updated_at"]);
        assert_eq!(told.get("request_id"), None, "none was sent");
        let bare = body(&post(&mut server, r#"{"name":"Bare","request_id":"r"}"#));
        assert_eq!(
            (&bare["available_products_price_types"], &bare["custom_fields_values"]),
            (&json!([]), &json!([]))
        );
        assert_eq!((&bare["id"], &bare["request_id"]), (&json!(57), &json!("r")));
    }

    #[test]
    fn a_deleted_segment_is_gone_and_its_id_with_it() {
        let mut server = small();
        let delete = |server: &mut Server| ask(server, Method::DELETE, &format!("{LIST}/51"), "");
        let answer = delete(&mut server);
        assert_eq!((answer.status, answer.bytes.is_empty()), (204, true));
        assert_eq!(delete(&mut server).status, 404, "gone is gone");
        assert_eq!(get(&mut server, &format!("{LIST}/51")).status, 404);
        assert_eq!(body(&post(&mut server, r#"{"name":"X"}"#))["id"], 54);
        server.world_mut().segments.push(WorldSegment::new(60, "Y", SEGMENT_COLORS[0]));
        assert_eq!(body(&post(&mut server, r#"{"name":"Z"}"#))["id"], 63, "60 is somebody else's");
    }

    #[test]
    fn a_hundred_segments_are_all() {
        let mut server = crowd(99);
        assert_eq!(post(&mut server, r#"{"name":"X"}"#).status, 200);
        assert_eq!(post(&mut server, r#"{"name":"Y"}"#).status, 422);
        assert_eq!(server.world().segments.len(), 100);
    }

    #[test]
    fn a_change_leaves_what_it_does_not_mention() {
        for (sent, member, expected) in [
            (r#"{"name":"X"}"#, "name", json!("X")),
            (r#"{"color":"10599d"}"#, "color", json!("10599d")),
            (r#"{"available_products_price_types":[1,2]}"#, "available_products_price_types", json!([1, 2])),
            (r#"{"available_products_price_types":[]}"#, "available_products_price_types", json!([])),
        ] {
            let mut server = small();
            let mut expected_whole = body(&get(&mut server, &format!("{LIST}/21")));
            let mut told = body(&patch(&mut server, 21, sent));
            let updated = (told["updated_at"].take(), expected_whole["updated_at"].take());
            assert!(updated.0.as_i64() > updated.1.as_i64(), "{sent}");
            expected_whole[member] = expected;
            assert_eq!(told, expected_whole, "{sent}");
        }
    }

    #[test]
    fn fields_that_are_not_sent_stay() {
        for (sent, note, pick) in [
            (r#"{"custom_fields_values":[{"field_id":7,"values":[{"value":"y"}]}]}"#, Some("y"), Some(82)),
            (r#"{"custom_fields_values":[{"field_id":7,"values":null}]}"#, None, Some(82)),
            (r#"{"custom_fields_values":[{"field_id":8,"values":null}]}"#, Some("x"), None),
            (r#"{"custom_fields_values":[]}"#, Some("x"), Some(82)),
            (r#"{"custom_fields_values":null}"#, Some("x"), Some(82)),
        ] {
            let mut server = small();
            assert_eq!(patch(&mut server, 21, sent).status, 200, "{sent}");
            let values = &server.world().segments[0].values;
            assert_eq!(values.get(&7), note.map(|note| vec![json!(note)]).as_ref(), "{sent}");
            assert_eq!(values.get(&8), pick.map(|pick| vec![json!(pick)]).as_ref(), "{sent}");
        }
    }

    #[test]
    fn every_write_is_later_than_all_before_it() {
        let mut server = small();
        let updated = |server: &mut Server| {
            body(&patch(server, 21, r#"{"name":"X","request_id":"q"}"#))["updated_at"].as_i64()
        };
        let first = updated(&mut server);
        let second = updated(&mut server);
        assert!(first < second, "{first:?} {second:?}");
        server.world_mut().segments[1].updated = 2_000_000_000;
        assert!(updated(&mut server) > Some(2_000_000_000), "somebody else wrote in between");
        assert_eq!(body(&patch(&mut server, 21, r#"{"name":"X","request_id":"q"}"#))["request_id"], "q");
    }

    #[test]
    fn a_wrong_segment_is_refused_with_all_that_is_wrong() {
        let price = "available_products_price_types";
        let table: Vec<(Value, Vec<(&str, &str)>)> = vec![
            (json!({"name": " "}), vec![("name", "NotBlank")]),
            (json!({"name": 5}), vec![("name", "InvalidType")]),
            (json!({"name": null}), vec![("name", "InvalidType")]),
            (json!({"color": "ffffff"}), vec![("color", "NotSupportedChoice")]),
            (json!({"color": "#ae003f"}), vec![("color", "NotSupportedChoice")]),
            (json!({"color": "AE003F"}), vec![("color", "NotSupportedChoice")]),
            (json!({"color": null}), vec![("color", "InvalidType")]),
            (json!({"name": "X", "customers_count": 5}), vec![("customers_count", "FieldNotExpected")]),
            (json!({"name": "X", "id": 21}), vec![("id", "FieldNotExpected")]),
            (json!({"name": "X", "request_id": 5}), vec![("request_id", "InvalidType")]),
            (json!({price: null}), vec![(price, "InvalidType")]),
            (json!({price: 5}), vec![(price, "InvalidType")]),
            (
                json!({price: [1, "2", -3]}),
                vec![
                    ("available_products_price_types.1", "InvalidType"),
                    ("available_products_price_types.2", "InvalidType"),
                ],
            ),
            (
                json!({"name": "", "color": "red", "custom_fields_values": [
                    {"field_id": 7, "values": [{"value": "fine"}]},
                    {"field_id": 8, "values": [{"enum_id": 83}]},
                    {"field_id": 9, "values": null},
                ]}),
                vec![
                    ("color", "NotSupportedChoice"),
                    ("custom_fields_values.1.values.0.enum_id", "NotSupportedChoice"),
                    ("custom_fields_values.2.field_id", "NotSupportedChoice"),
                    ("name", "NotBlank"),
                ],
            ),
        ];
        for (sent, expected) in table {
            let mut server = small();
            let before = server.world().clone();
            let answer = patch(&mut server, 21, &sent.to_string());
            assert_eq!(
                (answer.status, answer.content_type()),
                (400, Some("application/problem+json")),
                "{sent}"
            );
            let told = body(&answer);
            let errors = told["validation-errors"][0]["errors"].as_array().expect("errors");
            let mut pairs: Vec<_> =
                errors.iter().map(|one| (one["path"].as_str(), one["code"].as_str())).collect();
            pairs.sort_unstable();
            let expected: Vec<_> = expected.iter().map(|(path, code)| (Some(*path), Some(*code))).collect();
            assert_eq!(pairs, expected, "{sent}");
            assert_eq!(server.world(), &before, "{sent}: all or nothing");
        }
    }

    #[test]
    fn what_is_no_segment_is_refused() {
        let mut server = small();
        let before = server.world().clone();
        for sent in ["", "{", "[]", r#"[{"name":"X"}]"#, "7", "{}", r#"{"color":"ae003f"}"#] {
            assert_eq!(post(&mut server, sent).status, 400, "POST {sent}");
        }
        for sent in ["", "[]", r#"[{"name":"X"}]"#, "{}", r#"{"request_id":"1"}"#] {
            assert_eq!(patch(&mut server, 21, sent).status, 400, "PATCH {sent}");
        }
        assert_eq!(patch(&mut server, 99, r#"{"name":"X"}"#).status, 404);
        let nameless = post(&mut server, r#"{"color":"ae003f","request_id":"seven"}"#);
        assert_eq!(paths(&nameless), [("seven".to_owned(), "name".to_owned())]);
        assert_eq!(server.world(), &before);
    }
}
