//! The methods of lists (the API's catalogs), which name the price types.

use serde_json::{Value, json};

use super::{Refusal, Server, Success, World, WorldList, problem, query};

impl Server {
    /// Answers the lists; their frame counts nothing.
    pub(super) fn lists(&mut self, url: &str) -> Result<Success, Refusal> {
        self.needs_lists()?;
        let lists = (0_u64..).zip(&self.world.lists);
        let lists = lists.map(|(sort, list)| list_json(&self.world, sort, list)).collect();
        let (http_status, mut frame) = self.page(url, "catalogs", lists)?;
        if let Some(members) = frame.as_mut().and_then(Value::as_object_mut) {
            members.remove("_total_items");
            members.remove("_page_count");
        }
        Ok((http_status, frame))
    }

    /// Answers the fields of a list, or those of the asked types.
    pub(super) fn list_fields(&mut self, id: &str, url: &str) -> Result<Success, Refusal> {
        self.needs_lists()?;
        let found = self.world.lists.iter().find(|list| id.parse() == Ok(list.id));
        let list = found.ok_or_else(|| problem(404, "Catalog not found"))?;
        let asked = query(url).filter(|(name, _)| name.starts_with("filter[type]"));
        let kinds: Vec<String> = asked.map(|(_, kind)| kind).collect();
        let fields = [("text", &list.texts), ("price", &list.prices)].into_iter();
        let fields = fields.filter(|(kind, _)| kinds.is_empty() || kinds.iter().any(|asked| asked == kind));
        let fields = fields.flat_map(|(kind, fields)| fields.iter().map(move |field| (kind, field)));
        let fields = fields.map(|(kind, (id, name))| self.list_field_json(list, kind, *id, name)).collect();
        self.page(url, "custom_fields", fields)
    }

    fn needs_lists(&self) -> Result<(), Refusal> {
        if self.lists_are_shown { Ok(()) } else { Err(problem(403, "Access denied")) }
    }

    fn list_field_json(&self, list: &WorldList, kind: &str, id: u64, name: &str) -> Value {
        json!({
            "id": id,
            "name": name,
            "type": kind,
            "account_id": self.world.id,
            "code": null,
            "sort": 500,
            "entity_type": "catalogs",
            "catalog_id": list.id,
            "enums": null,
            "is_deletable": true,
            "_links": self.world.links(&format!("catalogs/{}/custom_fields/{id}", list.id)),
        })
    }
}

fn list_json(world: &World, sort: u64, list: &WorldList) -> Value {
    json!({
        "id": list.id,
        "name": list.name,
        "created_by": world.user,
        "updated_by": world.user,
        "sort": sort,
        "type": list.kind,
        "can_add_elements": true,
        "can_show_in_cards": true,
        "can_link_multiple": true,
        "can_be_deleted": list.kind == "regular",
        "sdk_widget_code": null,
        "account_id": world.id,
        "_links": world.links(&format!("catalogs/{}", list.id)),
    })
}

#[cfg(test)]
mod tests {
    use ehttp::Method;

    use super::super::super::SeedWords;
    use super::super::tests::{ask, body};
    use super::*;
    use crate::amo::Fault;

    const LISTS: &str = "/api/v4/catalogs";

    fn demo() -> Server {
        Server::new(World::demo_segments(SeedWords::English))
    }

    fn get(server: &mut Server, url: &str) -> Value {
        body(&ask(server, Method::GET, url, ""))
    }

    fn names(page: &Value, of: &str) -> Vec<String> {
        let items = page["_embedded"][of].as_array().expect("a list");
        items.iter().map(|item| item["name"].as_str().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn lists_are_read_page_by_page_and_not_counted() {
        let mut server = demo();
        let all = get(&mut server, LISTS);
        assert_eq!(names(&all, "catalogs"), ["Goods", "Coffee school"]);
        assert_eq!((all.get("_total_items"), all.get("_page_count")), (None, None));
        assert_eq!(all["_embedded"]["catalogs"][0]["type"], "products");
        let first = get(&mut server, &format!("{LISTS}?limit=1"));
        let next = first["_links"]["next"]["href"].as_str().expect("a next page");
        assert_eq!(names(&get(&mut server, next), "catalogs"), ["Coffee school"]);
        for (query, http_status) in [("page=2", 204), ("limit=251", 422)] {
            let answer = ask(&mut server, Method::GET, &format!("{LISTS}?{query}"), "");
            assert_eq!(answer.status, http_status, "{query}");
        }
    }

    #[test]
    fn fields_of_a_list_are_narrowed_by_type() {
        let mut server = demo();
        let fields = format!("{LISTS}/9311/custom_fields");
        let prices = ["Retail", "Wholesale", "Partner"];
        let all = get(&mut server, &fields);
        assert_eq!(names(&all, "custom_fields"), ["Article", "Retail", "Wholesale", "Partner"]);
        for query in [
            "filter[type][0]=price&limit=250",
            "filter%5Btype%5D%5B0%5D=price",
            "filter%5btype%5d%5b%5d=price",
        ] {
            let told = get(&mut server, &format!("{fields}?{query}"));
            assert_eq!(names(&told, "custom_fields"), prices, "{query}");
        }
        let first = get(&mut server, &format!("{fields}?filter[type][0]=price&limit=2"));
        let next = first["_links"]["next"]["href"].as_str().expect("a next page");
        assert_eq!(
            names(&get(&mut server, next), "custom_fields"),
            ["Partner"],
            "the next page is filtered, too"
        );
        let none = ask(&mut server, Method::GET, &format!("{fields}?filter[type][0]=date"), "");
        assert_eq!(none.status, 204);
        assert_eq!(ask(&mut server, Method::GET, &format!("{LISTS}/1/custom_fields"), "").status, 404);
    }

    #[test]
    fn lists_may_be_refused_while_the_rest_answers() {
        let mut server = demo().without_lists();
        for url in [LISTS.to_owned(), format!("{LISTS}/9311/custom_fields")] {
            let answer = ask(&mut server, Method::GET, &url, "");
            assert_eq!(answer.content_type(), Some("application/problem+json"));
            assert_eq!(Fault::of(&answer), Fault::Forbidden, "{url}");
        }
        for url in
            ["/api/v4/account", "/api/v4/customers/segments", "/api/v4/customers/segments/custom_fields"]
        {
            assert_eq!(ask(&mut server, Method::GET, url, "").status, 200, "{url}");
        }
    }
}
