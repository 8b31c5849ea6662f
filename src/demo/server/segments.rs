//! The methods of customer segments and of the definitions of their fields.

use ehttp::{Method, Request};
use serde_json::{Map, Value, json};

use crate::crm::{Color, Mode, SEGMENT_COLORS};

use super::answers::{
    BLANK, MISSING, NO_ARRAY, NO_CHOICE, NO_INTEGER, NO_TEXT, NOT_EXPECTED, error, invalid, no_data,
    request_id,
};
use super::values::{Written, read_values, values_json};
use super::{
    Refusal, Server, Success, World, WorldField, WorldSegment, answers, next_id, no_method, page, problem,
};

/// As many segments as an account may have.
const MAX_SEGMENTS: usize = 100;

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
            Method::GET => page(&self.world, &request.url, "segments", self.listed_segments()),
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
        let index = found.ok_or_else(|| problem(404, "Segment not found"))?;
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
    pub(super) fn segment_fields(&self, url: &str) -> Result<Success, Refusal> {
        self.needs_customers()?;
        let fields = self.world.fields.iter().map(|field| field_json(&self.world, field)).collect();
        page(&self.world, url, "custom_fields", fields)
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
            ("name" | "color", _) => errors.push(error(name, NO_TEXT)),
            ("request_id", value) if value.is_string() => {}
            ("request_id", _) => errors.push(error(name, NO_TEXT)),
            ("available_products_price_types", value) => {
                change.prices = Some(read_prices(value, &mut errors))
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
