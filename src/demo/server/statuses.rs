//! The methods of customer statuses.

use ehttp::Method;
use serde_json::{Map, Value, json};

use crate::crm::{Color, MAX_STATUSES, Mode, STATUS_COLORS};

use super::answers::{
    BLANK, MISSING, NO_ARRAY, NO_CHOICE, NO_INTEGER, NO_TEXT, NOT_EXPECTED, Refusal, Success, Wrong, error,
    invalid, no_data, no_method, parse, problem, request_id,
};
use super::{Server, SystemStatuses, World, WorldStatus, next_id};

impl Server {
    pub(super) fn statuses(&mut self, method: &Method, body: &[u8]) -> Result<Success, Refusal> {
        self.needs(Mode::Periodicity)?;
        match method {
            Method::GET => Ok((200, Some(self.list()))),
            Method::POST => {
                self.needs_administrator()?;
                self.create(body)
            }
            _ => Err(no_method()),
        }
    }

    pub(super) fn one_status(&mut self, method: &Method, id: &str, body: &[u8]) -> Result<Success, Refusal> {
        self.needs(Mode::Periodicity)?;
        let found = |status: &&WorldStatus| id.parse() == Ok(status.id);
        let Some(status) = self.world.statuses.iter().find(found) else {
            return self.missing("Status not found");
        };
        let (id, system) = (status.id, status.system);
        match method {
            Method::GET => Ok((200, Some(self.world.status_json(status).into()))),
            Method::PATCH => {
                self.needs_administrator()?;
                if system && self.system_statuses == SystemStatuses::Fixed {
                    return Err(problem(400, "System status can not be changed"));
                }
                self.update(id, body)
            }
            Method::DELETE => {
                self.needs_administrator()?;
                if system {
                    return Err(problem(400, "System status can not be deleted"));
                }
                self.world.statuses.retain(|status| status.id != id);
                Ok((204, None))
            }
            _ => Err(no_method()),
        }
    }

    fn list(&mut self) -> Value {
        self.world.in_order();
        let statuses = self.world.statuses.iter().map(|status| self.world.status_json(status));
        self.world.list_json(statuses.collect())
    }

    /// Creates all or, if anything is wrong with one, none.
    fn create(&mut self, body: &[u8]) -> Result<Success, Refusal> {
        let items: Vec<Value> = parse(body)?;
        if items.is_empty() {
            return Err(no_data());
        }
        let judged = items.iter().enumerate().map(|(at, item)| complaint(at, item, &["name", "sort"]));
        let complaints: Vec<Value> = judged.flatten().collect();
        if !complaints.is_empty() {
            return Err(invalid(&complaints));
        }
        if self.world.statuses.len() + items.len() > MAX_STATUSES {
            return Err(problem(422, &format!("Limit {MAX_STATUSES} statuses per account")));
        }
        let created = items.iter().enumerate().map(|(at, item)| self.create_one(at, item)).collect();
        Ok((200, Some(self.world.list_json(created))))
    }

    fn create_one(&mut self, index: usize, item: &Value) -> Map<String, Value> {
        let id = next_id(&mut self.last_status, highest_id(&self.world));
        let [first, ..] = STATUS_COLORS;
        self.world.statuses.push(WorldStatus::ordinary(id, "", 0, first));
        self.set(id, item);
        let mut answer = self.world.stub_json(id);
        answer.insert("request_id".to_owned(), request_id(index, item));
        answer
    }

    fn update(&mut self, id: u64, body: &[u8]) -> Result<Success, Refusal> {
        let members: Map<String, Value> = parse(body)?;
        if !["name", "sort", "color"].into_iter().any(|name| members.contains_key(name)) {
            return Err(no_data());
        }
        let item = Value::Object(members);
        if let Some(complaint) = complaint(0, &item, &[]) {
            return Err(invalid(&[complaint]));
        }
        self.set(id, &item);
        let status = self.world.statuses.iter().find(|status| status.id == id);
        let mut answer = status.map(|status| self.world.status_json(status)).unwrap_or_default();
        answer.insert("request_id".to_owned(), request_id(0, &item));
        Ok((200, Some(answer.into())))
    }

    /// Writes the checked members of an item into a status.
    fn set(&mut self, id: u64, item: &Value) {
        if let Some(status) = self.world.statuses.iter_mut().find(|status| status.id == id) {
            if let Some(name) = item.get("name").and_then(Value::as_str) {
                name.clone_into(&mut status.name);
            }
            if let Some(color) = item.get("color").and_then(offered_color) {
                status.color = color;
            }
        }
        if let Some(sort) = item.get("sort").and_then(Value::as_i64) {
            self.place(id, sort);
        }
    }

    /// Gives a status a number, and the others what the rule says.
    fn place(&mut self, id: u64, sort: i64) {
        self.world.in_order();
        let mut rows: Vec<(u64, i64)> =
            self.world.statuses.iter().map(|status| (status.id, status.sort)).collect();
        self.rule.apply(&mut rows, id, sort);
        for status in &mut self.world.statuses {
            status.sort = rows.iter().find(|row| row.0 == status.id).map_or(sort, |row| row.1);
        }
    }
}

pub(super) fn highest_id(world: &World) -> u64 {
    world.statuses.iter().map(|status| status.id).max().unwrap_or_default()
}

fn offered_color(value: &Value) -> Option<Color> {
    let text = value.as_str().filter(|text| text.starts_with('#'))?;
    Color::parse(text).filter(|color| STATUS_COLORS.contains(color))
}

/// Returns what is wrong with one item of a request, in the form of the API; `None` if nothing is.
fn complaint(index: usize, item: &Value, demanded: &[&str]) -> Option<Value> {
    let errors: Vec<Value> = if let Value::Object(members) = item {
        let missing =
            demanded.iter().filter(|name| !members.contains_key(**name)).map(|name| (*name, MISSING));
        let wrong = members.iter().filter_map(|(name, value)| Some((name.as_str(), wrong(name, value)?)));
        missing.chain(wrong).map(|(path, fault)| error(path, fault)).collect()
    } else {
        vec![error("", NO_ARRAY)]
    };
    (!errors.is_empty()).then(|| json!({ "request_id": request_id(index, item), "errors": errors }))
}

/// Returns code and words of what is wrong with a member.
fn wrong(name: &str, value: &Value) -> Option<Wrong> {
    match (name, value) {
        ("name", Value::String(text)) if text.trim().is_empty() => Some(BLANK),
        ("name" | "request_id", Value::String(_)) => None,
        ("sort", value) if value.is_i64() => None,
        ("color", Value::String(_)) if offered_color(value).is_some() => None,
        ("color", Value::String(_)) => Some(NO_CHOICE),
        ("name" | "request_id" | "color", _) => Some(NO_TEXT),
        ("sort", _) => Some(NO_INTEGER),
        _ => Some(NOT_EXPECTED),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Rights;
    use super::super::tests::{LIST, OFFERED, ask, body, demo, listed, paths, small};
    use super::*;
    use crate::amo;
    use jiff::tz::TimeZone;

    use crate::crm::order::SortRule;
    use crate::crm::{Item, NewRow, SingleItem, Step};

    use ehttp::Response;

    fn post(server: &mut Server, body: &str) -> Response {
        ask(server, Method::POST, LIST, body)
    }

    fn patch(server: &mut Server, id: u64, body: &str) -> Response {
        ask(server, Method::PATCH, &format!("{LIST}/{id}"), body)
    }

    #[test]
    fn the_demo_account_is_understood() {
        let mut server = demo();
        let account = amo::read_account(&server.answer(&amo::request_account())).expect("an account");
        assert_eq!((account.subdomain.as_str(), account.mode), ("aroma-coffee", Mode::Periodicity));
        let page = amo::read_statuses(&server.answer(&amo::request_statuses(1))).expect("a list");
        let names: Vec<&str> = page.items.iter().map(|status| status.name.as_str()).collect();
        let all: Vec<&str> = server.world().statuses.iter().map(|status| status.name.as_str()).collect();
        assert_eq!(names, all);
        let first = page.items.first().expect("a status");
        let item = Item::Status(first.key);
        let one = amo::read_lone(item, &account.zone, &server.answer(&amo::request_lone(item)));
        assert_eq!(one, Ok(SingleItem::Status(first.clone())));
    }

    #[test]
    fn answers_look_like_the_vendors() {
        let mut server = small();
        let list = ask(&mut server, Method::GET, LIST, "");
        assert_eq!((list.status, list.content_type()), (200, Some("application/hal+json")));
        let told = body(&list);
        assert_eq!(told["_total_items"], 5);
        assert_eq!(
            told["_links"]["self"]["href"],
            "https://aroma-coffee.amocrm.ru/api/v4/customers/statuses"
        );
        let expected = json!({
            "id": 1, "name": "Recent", "sort": 0, "is_default": true, "conditions": [],
            "color": "#fffeb2", "type": 4, "account_id": 31_042_874,
            "_links": {"self": {"href": "https://aroma-coffee.amocrm.ru/api/v4/customers/statuses/1"}},
        });
        assert_eq!(told["_embedded"]["statuses"][0], expected);
        let refused = ask(&mut server, Method::GET, &format!("{LIST}/99"), "");
        assert_eq!((refused.status, refused.content_type()), (404, Some("application/problem+json")));
    }

    #[test]
    fn a_reader_may_not_write() {
        let mut server = small().with_rights(Rights::Reader);
        let before = server.world().clone();
        let writes = [
            post(&mut server, r#"[{"name":"X","sort":1}]"#),
            patch(&mut server, 11, r#"{"name":"X"}"#),
            ask(&mut server, Method::DELETE, &format!("{LIST}/11"), ""),
        ];
        assert_eq!(writes.map(|answer| amo::Fault::of(&answer)), [(); 3].map(|()| amo::Fault::Forbidden));
        assert_eq!(server.world(), &before);
    }

    #[test]
    fn created_statuses_get_ids_and_give_back_their_numbers() {
        let mut server = small();
        let answer = post(
            &mut server,
            r##"[{"name":"X","sort":4,"request_id":"seven"},{"name":"Y","sort":9,"color":"#c1e0ff"}]"##,
        );
        assert_eq!(answer.status, 200);
        let told = body(&answer);
        let ids: Vec<_> = [0, 1].map(|at| told["_embedded"]["statuses"][at].clone()).into();
        assert_eq!(
            ids.iter().map(|one| one["request_id"].clone()).collect::<Vec<_>>(),
            [json!("seven"), json!("1")]
        );
        assert_eq!(listed(&mut server), [(1, 0), (11, 1), (12, 2), (13, 3), (16, 4), (2, 5), (19, 9)]);
    }

    #[test]
    fn no_id_is_given_twice() {
        let mut server = small();
        assert_eq!(ask(&mut server, Method::DELETE, &format!("{LIST}/13"), "").status, 204);
        assert_eq!(post(&mut server, r#"[{"name":"X","sort":4}]"#).status, 200);
        assert_eq!(listed(&mut server).iter().map(|row| row.0).max(), Some(16), "13 is not given again");
        server.world_mut().statuses.push(WorldStatus::ordinary(19, "Y", 9, OFFERED));
        assert_eq!(post(&mut server, r#"[{"name":"Z","sort":4}]"#).status, 200);
        assert_eq!(listed(&mut server).iter().map(|row| row.0).max(), Some(22), "19 is somebody else's");
    }

    #[test]
    fn a_step_of_ours_is_accepted() {
        let mut server = small();
        let news = vec![NewRow { number: 3, name: "X".into(), color: OFFERED, sort: 2 }];
        let create = Step::CreateStatuses(news);
        let created = amo::accept(&create, &server.answer(&amo::request(&create, &TimeZone::UTC)))
            .map(|accepted| accepted.created);
        assert_eq!(created, Ok(vec![(3, 16)]));
        let update = Step::UpdateStatus {
            id: 16,
            name: Some("Z".into()),
            color: Some(STATUS_COLORS[3]),
            sort: Some(1),
        };
        let sort = amo::accept(&update, &server.answer(&amo::request(&update, &TimeZone::UTC)))
            .map(|accepted| accepted.sort);
        assert_eq!(sort, Ok(Some(1)));
        let delete = Step::DeleteStatus { id: 16 };
        let accepted = amo::accept(&delete, &server.answer(&amo::request(&delete, &TimeZone::UTC)));
        assert_eq!(accepted, Ok(amo::Accepted::default()), "deleted");
        let again = amo::accept(&delete, &server.answer(&amo::request(&delete, &TimeZone::UTC)));
        assert_eq!(again, Err(amo::Fault::NotFound), "gone is gone");
    }

    #[test]
    fn a_wrong_creation_creates_nothing_and_says_all_that_is_wrong() {
        let mut server = small();
        let answer = post(
            &mut server,
            r##"[{"name":"Fine","sort":1},{"color":"#123456","sort":"1","request_id":"b"},{"name":" ","sort":1,"id":5},7]"##,
        );
        assert_eq!(answer.status, 400);
        let mut told = paths(&answer);
        told.sort();
        let expected = [("2", "id"), ("2", "name"), ("3", ""), ("b", "color"), ("b", "name"), ("b", "sort")];
        assert_eq!(told, expected.map(|(id, path)| (id.to_owned(), path.to_owned())));
        assert_eq!(server.world().statuses.len(), 5);
        for body in ["", "{", "{}", "[]", "7"] {
            assert_eq!(post(&mut server, body).status, 400, "{body}");
        }
    }

    #[test]
    fn thirty_statuses_are_all() {
        let statuses = (1..=29).map(|id| WorldStatus::ordinary(id, "S", 0, OFFERED)).collect();
        let mut server = Server::new(World::with_statuses(statuses));
        assert_eq!(post(&mut server, r#"[{"name":"A","sort":1},{"name":"B","sort":1}]"#).status, 422);
        assert_eq!(post(&mut server, r#"[{"name":"A","sort":1}]"#).status, 200);
        assert_eq!(post(&mut server, r#"[{"name":"B","sort":1}]"#).status, 422);
        assert_eq!(server.world().statuses.len(), 30);
    }

    #[test]
    fn a_change_is_checked_member_by_member() {
        let mut server = small();
        for (body, path) in [
            (r#"{"name":5}"#, "name"),
            (r#"{"name":""}"#, "name"),
            (r#"{"sort":"5"}"#, "sort"),
            (r#"{"sort":1.5}"#, "sort"),
            (r##"{"color":"#123456"}"##, "color"),
            (r#"{"color":"fffeb2"}"#, "color"),
            (r#"{"color":null}"#, "color"),
            (r#"{"name":"X","conditions":[]}"#, "conditions"),
        ] {
            let answer = patch(&mut server, 11, body);
            assert_eq!(
                (answer.status, paths(&answer)),
                (400, vec![("0".to_owned(), path.to_owned())]),
                "{body}"
            );
        }
        for body in ["", "{}", "[]", r#"{"request_id":"1"}"#] {
            assert_eq!(patch(&mut server, 11, body).status, 400, "{body}");
        }
        assert_eq!(patch(&mut server, 99, r#"{"name":"X"}"#).status, 404);
    }

    #[test]
    fn a_change_answers_the_whole_status() {
        let mut server = small();
        let told = body(&patch(&mut server, 11, r##"{"name":"X","color":"#c1e0ff","request_id":"q"}"##));
        assert_eq!(
            (&told["id"], &told["name"], &told["color"]),
            (&json!(11), &json!("X"), &json!("#c1e0ff"))
        );
        assert_eq!((&told["sort"], &told["request_id"]), (&json!(1), &json!("q")));
    }

    #[test]
    fn system_statuses_are_never_deleted_and_changed_only_if_allowed() {
        for (system_statuses, http_status) in
            [(SystemStatuses::Changeable, 200), (SystemStatuses::Fixed, 400)]
        {
            let mut server = small().with_system_statuses(system_statuses);
            assert_eq!(patch(&mut server, 1, r#"{"name":"X"}"#).status, http_status, "{system_statuses:?}");
            assert_eq!(ask(&mut server, Method::DELETE, &format!("{LIST}/1"), "").status, 400);
        }
    }

    #[test]
    fn what_a_number_does_is_a_setting() {
        for (rule, expected) in [
            (SortRule::Keep, [(1, 0), (11, 1), (12, 2), (13, 2), (2, 4)]),
            (SortRule::InsertBefore, [(1, 0), (11, 1), (13, 2), (12, 3), (2, 5)]),
            (SortRule::InsertAt, [(1, 0), (11, 1), (13, 2), (12, 3), (2, 4)]),
            (SortRule::RenumberById, [(1, 0), (11, 1), (12, 2), (13, 3), (2, 4)]),
        ] {
            let mut server = small().with_rule(rule);
            assert_eq!(patch(&mut server, 13, r#"{"sort":2}"#).status, 200);
            assert_eq!(listed(&mut server), expected, "{rule:?}");
        }
    }
}
