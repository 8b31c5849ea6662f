//! Reads the conditions of a status, of which the vendor documents no more than three examples.
//!
//! A condition is understood as a whole or not at all: one member more than known may turn its meaning
//! around. What is not understood stays as the very text that was sent.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::crm::{Condition, Tag};

use super::json;

/// The most groups, conditions or tags of a status that are looked into: far more than anybody can overlook.
/// Each takes many times the memory of its text.
const MOST: usize = 1_000;

/// Reads `conditions`: groups of conditions. Whatever is in the way stands there as unknown.
pub(super) fn conditions(raw: Option<&RawValue>) -> Vec<Vec<Condition>> {
    let Some(raw) = raw else { return Vec::new() };
    let Some(groups) = groups(raw) else { return vec![vec![unknown(raw)]] };
    groups.into_iter().map(|group| group.into_iter().map(condition).collect()).collect()
}

fn groups(raw: &RawValue) -> Option<Vec<Vec<&RawValue>>> {
    let groups = json::items(raw).filter(|groups| groups.len() <= MOST)?.into_iter();
    let groups: Vec<_> = groups.map(|group| json::items(group).unwrap_or_else(|| vec![group])).collect();
    (groups.iter().map(Vec::len).sum::<usize>() <= MOST).then_some(groups)
}

fn condition(raw: &RawValue) -> Condition {
    known(raw).unwrap_or_else(|| unknown(raw))
}

fn unknown(raw: &RawValue) -> Condition {
    Condition::Unknown { raw: raw.get().into() }
}

fn known(raw: &RawValue) -> Option<Condition> {
    let members: Map<String, Value> = json::raw_object(raw)?;
    match members.get("type")?.as_str()? {
        "before_purchase" => Some(Condition::BeforePurchase { days: days(&members)? }),
        "after_today" => Some(Condition::AfterToday { days: days(&members)? }),
        "tag" => tags(&members),
        _ => None,
    }
}

/// Reads a number of days, which is said twice.
fn days(members: &Map<String, Value>) -> Option<u32> {
    only(members, &["type", "match", "conditions"])?;
    let number = |of: &Value| {
        let of = of.as_object()?;
        only(of, &["value"])?;
        u32::try_from(json::id(of.get("value")?)?).ok()
    };
    let days = number(members.get("match")?)?;
    let agree = parts(members)?.iter().all(|part| number(part) == Some(days));
    agree.then_some(days)
}

/// Reads the tags, which are said by id, and once more with their names.
fn tags(members: &Map<String, Value>) -> Option<Condition> {
    only(members, &["type", "match", "conditions", "logic_operator", "options", "tmpl"])?;
    // The heading of a list in the web page, and the name of its template.
    let heading = members
        .get("options")
        .is_none_or(|options| options.as_object().is_some_and(|options| only(options, &["name"]).is_some()));
    let template = members.get("tmpl").is_none_or(|template| template == "tag_customers");
    let wanted = members.get("match")?.as_object()?;
    only(wanted, &["value", "logic"])?;
    let logic = wanted.get("logic")?;
    let all = match logic.as_str()? {
        "and" => true,
        "or" => false,
        _ => return None,
    };
    let agree = members.get("logic_operator").is_none_or(|operator| operator == logic);
    let ids: Vec<u64> = wanted.get("value")?.as_array()?.iter().map(json::id).collect::<Option<_>>()?;
    let names: Vec<(u64, Option<String>)> = parts(members)?.iter().map(named).collect::<Option<_>>()?;
    if ids.len().max(names.len()) > MOST {
        return None;
    }
    let strangers = names.iter().any(|(id, _)| !ids.contains(id));
    if ids.is_empty() || strangers || !heading || !template || !agree {
        return None;
    }
    let tag = |id: &u64| {
        let name = names.iter().find(|(other, _)| other == id).and_then(|(_, name)| name.clone());
        name.map_or(Tag::Id(*id), Tag::Named)
    };
    Some(Condition::Tags { tags: ids.iter().map(tag).collect(), all })
}

/// Reads id and name of a tag.
fn named(part: &Value) -> Option<(u64, Option<String>)> {
    let part = part.as_object()?;
    only(part, &["id", "name"])?;
    let name = part.get("name").and_then(json::text).filter(|name| !name.trim().is_empty());
    Some((json::id(part.get("id")?)?, name))
}

/// Returns the list in which a condition says once more what it wants; it may be left out.
fn parts(members: &Map<String, Value>) -> Option<&[Value]> {
    members.get("conditions").map_or(Some(&[]), |parts| parts.as_array().map(Vec::as_slice))
}

/// Holds only if there is no other member than these.
fn only(members: &Map<String, Value>, known: &[&str]) -> Option<()> {
    members.keys().all(|name| known.contains(&name.as_str())).then_some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Vec<Vec<Condition>> {
        let status = json!({ "conditions": value }).to_string();
        conditions(json::object::<json::StatusJson<'_>>(status.as_bytes()).expect("a status").conditions)
    }

    fn one(value: &Value) -> Condition {
        let mut groups = read(&json!([[value]]));
        assert_eq!(groups.len(), 1, "one group: {value}");
        groups.swap_remove(0).swap_remove(0)
    }

    fn is_unknown(value: &Value) -> bool {
        let Condition::Unknown { raw } = one(value) else { return false };
        assert_eq!(&*raw, value.to_string(), "the very text");
        true
    }

    fn days_condition() -> Value {
        json!({"type": "after_today", "match": {"value": 60}, "conditions": [{"value": 60}]})
    }

    fn tag_condition() -> Value {
        json!({
            "type": "tag",
            "options": {"name": "Tags"},
            "logic_operator": "or",
            "conditions": [{"id": 7, "name": "VIP"}, {"id": 8, "name": ""}],
            "match": {"value": [7, "8", 9], "logic": "or"},
            "tmpl": "tag_customers",
        })
    }

    #[test]
    fn the_three_documented_kinds_are_understood() {
        let before = json!({"type": "before_purchase", "match": {"value": "0"}});
        assert_eq!(one(&before), Condition::BeforePurchase { days: 0 });
        assert_eq!(one(&days_condition()), Condition::AfterToday { days: 60 });
        let tags = vec![Tag::Named("VIP".into()), Tag::Id(8), Tag::Id(9)];
        assert_eq!(one(&tag_condition()), Condition::Tags { tags: tags.clone(), all: false });
        let mut every = tag_condition();
        every["match"]["logic"] = json!("and");
        assert!(is_unknown(&every), "the two operators disagree");
        every["logic_operator"] = json!("and");
        assert_eq!(one(&every), Condition::Tags { tags, all: true });
    }

    #[test]
    fn groups_stay_groups_and_empty_ones_too() {
        let known = Condition::AfterToday { days: 60 };
        let groups = read(&json!([[days_condition(), days_condition()], [], days_condition()]));
        assert_eq!(groups, [vec![known.clone(), known.clone()], vec![], vec![known]]);
        assert_eq!(read(&json!([])), Vec::<Vec<Condition>>::new());
        assert_eq!(read(&Value::Null), Vec::<Vec<Condition>>::new());
        assert_eq!(conditions(None), Vec::<Vec<Condition>>::new());
        for odd in [json!({"0": []}), json!("x"), json!(5), json!(true)] {
            let raw = odd.to_string().as_str().into();
            assert_eq!(read(&odd), [vec![Condition::Unknown { raw }]], "all of it in one piece");
        }
    }

    #[test]
    fn half_understood_is_not_understood() {
        for (path, value) in [
            ("/type", json!("before_sunset")),
            ("/type", json!(5)),
            ("/match/value", json!(-1)),
            ("/match/value", json!(1.5)),
            ("/match/value", json!(4_294_967_296_u64)),
            ("/match/value", json!(61)),
            ("/match", json!(60)),
            ("/conditions", json!({})),
            ("/conditions/0", json!([60])),
            ("/conditions/0/value", json!(null)),
        ] {
            let mut changed = days_condition();
            *changed.pointer_mut(path).expect("a member") = value;
            assert!(is_unknown(&changed), "{changed}");
        }
        for (path, value) in [
            ("/match/value", json!([])),
            ("/match/value", json!(["x"])),
            ("/match/logic", json!("xor")),
            ("/logic_operator", json!("and")),
            ("/conditions/0/id", json!(99)),
            ("/options", json!("Tags")),
            ("/tmpl", json!("no_tag")),
        ] {
            let mut changed = tag_condition();
            *changed.pointer_mut(path).expect("a member") = value;
            assert!(is_unknown(&changed), "{changed}");
        }
        for (mut changed, objects) in [
            (days_condition(), ["", "/match", "/conditions/0"]),
            (tag_condition(), ["", "/match", "/options"]),
        ] {
            for object in objects {
                let before = changed.clone();
                changed.pointer_mut(object).expect("an object")["not"] = json!(true);
                assert!(is_unknown(&changed), "one member more: {changed}");
                changed = before;
            }
        }
    }

    #[test]
    fn more_than_anybody_can_overlook_stays_text() {
        let whole = |odd: &Value| vec![vec![Condition::Unknown { raw: odd.to_string().as_str().into() }]];
        for many in [json!(vec![json!([]); MOST + 1]), json!([vec![1; MOST], [1]])] {
            assert_eq!(read(&many), whole(&many), "in one piece");
        }
        assert_eq!(read(&json!([vec![1; MOST - 1], [1]])).concat().len(), MOST, "looked into");
        for (member, value) in [
            ("match", json!({"value": vec![7; MOST + 1], "logic": "or"})),
            ("conditions", json!(vec![json!({"id": 7}); MOST + 1])),
        ] {
            let mut tags = tag_condition();
            tags[member] = value;
            assert!(is_unknown(&tags), "too many in {member}");
        }
    }

    #[test]
    fn nesting_of_any_depth_is_kept_as_text() {
        let deep = format!("[[{}{}]]", "[".repeat(5000), "]".repeat(5000));
        let raw = RawValue::from_string(deep.clone()).expect("JSON");
        let [group] = &conditions(Some(&raw))[..] else { panic!("one group") };
        assert_eq!(group, &[Condition::Unknown { raw: deep[2..deep.len() - 2].into() }]);
    }

    /// JSON of any shape, with the words that the reader looks for.
    fn any_json() -> impl Strategy<Value = Value> {
        let word = prop::sample::select(vec![
            "type",
            "match",
            "value",
            "conditions",
            "logic",
            "logic_operator",
            "options",
            "name",
            "id",
            "tmpl",
            "tag",
            "after_today",
            "before_purchase",
            "or",
            "and",
            "7",
        ]);
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            (0..9_u8).prop_map(Value::from),
            word.clone().prop_map(Value::from),
            ".{0,4}".prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((word.clone(), inner), 0..6).prop_map(|members| {
                    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
                }),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn nothing_is_lost_whatever_is_sent(value in any_json()) {
            let sent = |value: &Value| match value {
                Value::Array(items) => items.clone(),
                other => vec![other.clone()],
            };
            let read = read(&value);
            let groups: Vec<Vec<Value>> = match &value {
                Value::Null => Vec::new(),
                Value::Array(groups) => groups.iter().map(sent).collect(),
                other => vec![vec![other.clone()]],
            };
            prop_assert_eq!(read.len(), groups.len());
            for (read, sent) in read.iter().zip(&groups) {
                prop_assert_eq!(read.len(), sent.len());
                for (read, sent) in read.iter().zip(sent) {
                    match read {
                        Condition::Unknown { raw } => prop_assert_eq!(&**raw, sent.to_string()),
                        _ => prop_assert!(sent.get("type").is_some(), "{}", sent),
                    }
                }
            }
        }
    }
}
