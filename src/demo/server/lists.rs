//! The methods of lists (the API's catalogs), which name the price types.

use serde_json::{Value, json};

use super::{Refusal, Server, Success, World, WorldList, page, problem, query};

impl Server {
    /// Answers the lists; their frame counts nothing.
    pub(super) fn lists(&self, url: &str) -> Result<Success, Refusal> {
        self.needs_lists()?;
        let lists = (0_u64..).zip(&self.world.lists);
        let lists = lists.map(|(sort, list)| list_json(&self.world, sort, list)).collect();
        let (http_status, mut frame) = page(&self.world, url, "catalogs", lists)?;
        if let Some(members) = frame.as_mut().and_then(Value::as_object_mut) {
            members.remove("_total_items");
            members.remove("_page_count");
        }
        Ok((http_status, frame))
    }

    /// Answers the fields of a list, or those of the asked types.
    pub(super) fn list_fields(&self, id: &str, url: &str) -> Result<Success, Refusal> {
        self.needs_lists()?;
        let found = self.world.lists.iter().find(|list| id.parse() == Ok(list.id));
        let list = found.ok_or_else(|| problem(404, "Catalog not found"))?;
        let asked = query(url).filter(|(name, _)| name.starts_with("filter[type]"));
        let kinds: Vec<String> = asked.map(|(_, kind)| kind).collect();
        let fields = [("text", &list.texts), ("price", &list.prices)].into_iter();
        let fields = fields.filter(|(kind, _)| kinds.is_empty() || kinds.iter().any(|asked| asked == kind));
        let fields = fields.flat_map(|(kind, fields)| fields.iter().map(move |field| (kind, field)));
        let fields = fields.map(|(kind, (id, name))| self.list_field_json(list, kind, *id, name)).collect();
        page(&self.world, url, "custom_fields", fields)
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
