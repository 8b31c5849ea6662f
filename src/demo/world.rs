//! What the pretend amoCRM knows of one account.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::crm::{Color, Mode};

/// The day of the vendor's example of a segment: 2020-05-16T07:48:48Z.
const FIRST_SEGMENTS: i64 = 1_589_615_328;

/// One account of the pretend amoCRM.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// The account's id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// The first label of its address.
    pub subdomain: String,
    /// The id of the user who asks.
    pub user: u64,
    /// Which list is switched on. [`Mode::Unknown`] is an account that does not tell, as on Kommo; it
    /// answers for both lists.
    pub mode: Mode,
    /// The name of its time zone as in the IANA database; an unknown one is UTC.
    pub zone: String,
    /// The statuses, in any order.
    pub statuses: Vec<WorldStatus>,
    /// The segments, in any order; the server lists the one with the highest id first.
    pub segments: Vec<WorldSegment>,
    /// What the segments' custom fields are, in the order in which they are listed.
    pub fields: Vec<WorldField>,
    /// The lists, in the order in which they are listed.
    pub lists: Vec<WorldList>,
}

/// One status of the pretend amoCRM.
#[derive(Clone, Debug, PartialEq)]
pub struct WorldStatus {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// The number that it is ordered by.
    pub sort: i64,
    /// Its colour, which for a system status need not be one that may be sent.
    pub color: Color,
    /// Whether it is one of amoCRM's own.
    pub system: bool,
    /// The API's `type`.
    pub kind: i64,
    /// The API's `conditions`.
    pub conditions: Value,
}

/// One segment of the pretend amoCRM.
#[derive(Clone, Debug, PartialEq)]
pub struct WorldSegment {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub color: Color,
    /// How many customers are in it.
    pub customers: u64,
    /// When it was made, in seconds since 1970.
    pub created: i64,
    /// When it was last written, in seconds since 1970.
    pub updated: i64,
    /// What its fields hold, by the id of the field: texts, numbers as texts, booleans, seconds since 1970,
    /// ids of choices.
    pub values: BTreeMap<u64, Vec<Value>>,
    /// The ids of the price types that are available in it.
    pub prices: Vec<u64>,
}

/// What one custom field of segments is.
#[derive(Clone, Debug, PartialEq)]
pub struct WorldField {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// The name by which programs may call it.
    pub code: Option<String>,
    /// The API's `type`.
    pub kind: &'static str,
    /// The number that it is ordered by.
    pub sort: i64,
    /// What may be chosen in it.
    pub choices: Vec<WorldChoice>,
}

/// One choice of a field (the API's enum).
#[derive(Clone, Debug, PartialEq)]
pub struct WorldChoice {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// The number that it is ordered by.
    pub sort: i64,
}

/// One list of the pretend amoCRM (the API's catalog), with its fields as ids and names.
#[derive(Clone, Debug, PartialEq)]
pub struct WorldList {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// The API's `type`: `products` or `regular`.
    pub kind: &'static str,
    /// Its fields of type price.
    pub prices: Vec<(u64, String)>,
    /// Its fields of type text.
    pub texts: Vec<(u64, String)>,
}

impl WorldSegment {
    /// Makes a segment without customers, values and prices, as old as amoCRM's segments themselves.
    #[must_use]
    pub fn new(id: u64, name: &str, color: Color) -> Self {
        Self {
            id,
            name: name.to_owned(),
            color,
            customers: 0,
            created: FIRST_SEGMENTS,
            updated: FIRST_SEGMENTS,
            values: BTreeMap::new(),
            prices: Vec::new(),
        }
    }
}

impl WorldField {
    /// Makes a field of this `type`, without code and choices.
    #[must_use]
    pub fn new(id: u64, name: &str, kind: &'static str, sort: i64) -> Self {
        Self { id, name: name.to_owned(), code: None, kind, sort, choices: Vec::new() }
    }

    /// Gives it these choices, as ids and names, in this order.
    #[must_use]
    pub fn with_choices(self, choices: &[(u64, &str)]) -> Self {
        let choice =
            |(sort, (id, name)): (i64, &(u64, &str))| WorldChoice { id: *id, name: (*name).to_owned(), sort };
        Self { choices: (1..).zip(choices).map(choice).collect(), ..self }
    }

    /// Tells whether it is filled by choosing.
    pub(super) fn has_choices(&self) -> bool {
        ["select", "multiselect", "radiobutton"].contains(&self.kind)
    }
}

impl WorldStatus {
    /// Makes an ordinary status without conditions.
    #[must_use]
    pub fn ordinary(id: u64, name: &str, sort: i64, color: Color) -> Self {
        Self { id, name: name.to_owned(), sort, color, system: false, kind: 0, conditions: json!([]) }
    }

    /// Makes a system status of this `type` without conditions.
    #[must_use]
    pub fn system(id: u64, name: &str, sort: i64, color: Color, kind: i64) -> Self {
        Self { system: true, kind, ..Self::ordinary(id, name, sort, color) }
    }

    /// Gives it conditions.
    #[must_use]
    pub fn with_conditions(self, conditions: Value) -> Self {
        Self { conditions, ..self }
    }
}

impl World {
    /// Makes an account in periodicity mode with these statuses.
    #[must_use]
    pub fn with_statuses(statuses: Vec<WorldStatus>) -> Self {
        Self {
            id: 31_042_874,
            name: "Aroma Coffee".to_owned(),
            subdomain: "aroma-coffee".to_owned(),
            user: 10_874_311,
            mode: Mode::Periodicity,
            zone: "Europe/Moscow".to_owned(),
            statuses,
            segments: Vec::new(),
            fields: Vec::new(),
            lists: Vec::new(),
        }
    }

    /// Makes an account in segments mode with these segments and fields of segments.
    #[must_use]
    pub fn with_segments(segments: Vec<WorldSegment>, fields: Vec<WorldField>) -> Self {
        Self { mode: Mode::Segments, segments, fields, ..Self::with_statuses(Vec::new()) }
    }

    /// Switches the account to this mode.
    #[must_use]
    pub fn with_mode(self, mode: Mode) -> Self {
        Self { mode, ..self }
    }

    /// Returns the time zone that the account's days begin in.
    pub(super) fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// Brings the statuses into the order in which they are listed.
    pub(super) fn in_order(&mut self) {
        self.statuses.sort_by_key(|status| (status.sort, status.id));
    }

    /// Writes the answer to the question who and where we are.
    pub(super) fn account_json(&self) -> Value {
        let mut account = Map::from_iter([
            ("id".to_owned(), self.id.into()),
            ("name".to_owned(), self.name.clone().into()),
            ("subdomain".to_owned(), self.subdomain.clone().into()),
            ("current_user_id".to_owned(), self.user.into()),
            ("country".to_owned(), "RU".into()),
            ("is_technical_account".to_owned(), false.into()),
            ("_links".to_owned(), self.links("account")),
        ]);
        if let Some(mode) = self.mode_word() {
            account.insert("customers_mode".to_owned(), mode.into());
        }
        account.into()
    }

    /// Writes how the account writes dates, with the offset of its time zone at this moment.
    pub(super) fn datetime_json(&self, now: i64) -> Value {
        let now = Timestamp::from_second(now).unwrap_or_default().to_zoned(self.time_zone());
        json!({
            "date_pattern": "d.m.Y H:i",
            "short_date_pattern": "d.m.Y",
            "short_time_pattern": "H:i",
            "date_format": "d.m.Y",
            "time_format": "H:i:s",
            "timezone": self.zone,
            "timezone_offset": now.strftime("%:z").to_string(),
        })
    }

    fn mode_word(&self) -> Option<&'static str> {
        match self.mode {
            Mode::Periodicity => Some("periodicity"),
            Mode::Segments => Some("segments"),
            Mode::Disabled => Some("disabled"),
            Mode::Unavailable => Some("unavailable"),
            Mode::Unknown => None,
        }
    }

    /// Writes one status with all its members.
    pub(super) fn status_json(&self, status: &WorldStatus) -> Map<String, Value> {
        let mut members = self.stub_json(status.id);
        members.insert("name".to_owned(), status.name.clone().into());
        members.insert("sort".to_owned(), status.sort.into());
        members.insert("is_default".to_owned(), status.system.into());
        members.insert("conditions".to_owned(), status.conditions.clone());
        members.insert("color".to_owned(), status.color.with_hash().into());
        members.insert("type".to_owned(), status.kind.into());
        members.insert("account_id".to_owned(), self.id.into());
        members
    }

    /// Writes the little of a status that a creation answers.
    pub(super) fn stub_json(&self, id: u64) -> Map<String, Value> {
        let links = self.links(&format!("customers/statuses/{id}"));
        Map::from_iter([("id".to_owned(), id.into()), ("_links".to_owned(), links)])
    }

    /// Writes a list of statuses with its frame.
    pub(super) fn list_json(&self, statuses: Vec<Map<String, Value>>) -> Value {
        let total = statuses.len();
        json!({
            "_total_items": total,
            "_links": self.links("customers/statuses"),
            "_embedded": { "statuses": Value::from(statuses) },
        })
    }

    /// Writes the link to a place of the API.
    pub(super) fn links(&self, path: &str) -> Value {
        json!({ "self": { "href": self.href(path) } })
    }

    /// Returns the whole address of a place of the API.
    pub(super) fn href(&self, path: &str) -> String {
        format!("https://{}.amocrm.ru/api/v4/{path}", self.subdomain)
    }
}
