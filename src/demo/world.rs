//! What the pretend amoCRM knows of one account.

use serde_json::{Map, Value, json};

use crate::crm::{Color, Mode};

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
    /// The statuses, in any order.
    pub statuses: Vec<WorldStatus>,
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
            statuses,
        }
    }

    /// Switches the account to this mode.
    #[must_use]
    pub fn with_mode(self, mode: Mode) -> Self {
        Self { mode, ..self }
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

    fn links(&self, path: &str) -> Value {
        json!({ "self": { "href": format!("https://{}.amocrm.ru/api/v4/{path}", self.subdomain) } })
    }
}
