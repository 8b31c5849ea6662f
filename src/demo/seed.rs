//! The demo account: a small shop that roasts coffee.

use serde_json::{Value, json};

use crate::crm::Color;

use super::{World, WorldStatus};

/// The language of the names in the demo account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeedWords {
    /// English names.
    English,
    /// Russian names.
    Russian,
}

/// The names that the demo account needs, in the order in which they are shown.
struct Words {
    account: &'static str,
    recent: &'static str,
    newcomer: &'static str,
    regular: &'static str,
    vip: &'static str,
    wholesale: &'static str,
    sleeping: &'static str,
    expected: &'static str,
    missed: &'static str,
    closed: &'static str,
    tags: &'static str,
}

const ENGLISH: Words = Words {
    account: "Aroma Coffee",
    recent: "Recently purchased",
    newcomer: "New client",
    regular: "Regular",
    vip: "VIP",
    wholesale: "Wholesale",
    sleeping: "Sleeping",
    expected: "Expected purchase",
    missed: "Did not purchase",
    closed: "Closed",
    tags: "Tags",
};

const RUSSIAN: Words = Words {
    account: "Кофейня «Аромат»",
    recent: "Недавно купили",
    newcomer: "Новый клиент",
    regular: "Постоянный",
    vip: "VIP",
    wholesale: "Оптовый",
    sleeping: "Спящий",
    expected: "Ожидается покупка",
    missed: "Не купили",
    closed: "Закрыт",
    tags: "Теги",
};

impl World {
    /// Makes the demo account.
    ///
    /// As in a real account the system statuses were there first, so their ids are the smallest, and
    /// their colours are none that may be sent.
    #[must_use]
    pub fn demo(language: SeedWords) -> Self {
        let words = match language {
            SeedWords::English => ENGLISH,
            SeedWords::Russian => RUSSIAN,
        };
        let before_purchase = simple_condition("before_purchase", 0);
        let after_today = simple_condition("after_today", 60);
        let statuses = vec![
            WorldStatus::system(5_120_310, words.recent, 0, Color(0xcc, 0xff, 0x66), 4),
            WorldStatus::ordinary(5_120_346, words.newcomer, 1, Color(0xd6, 0xea, 0xff)),
            WorldStatus::ordinary(5_120_349, words.regular, 2, Color(0x87, 0xf2, 0xc0)),
            WorldStatus::ordinary(5_120_352, words.vip, 3, Color(0xff, 0xce, 0x5a))
                .with_conditions(tag_condition(&words)),
            WorldStatus::ordinary(5_121_007, words.wholesale, 4, Color(0xcc, 0xc8, 0xf9)),
            WorldStatus::ordinary(5_121_010, words.sleeping, 5, Color(0xe6, 0xe8, 0xea)),
            WorldStatus::system(5_120_313, words.expected, 6, Color(0x99, 0xcc, 0xff), 1)
                .with_conditions(before_purchase),
            WorldStatus::system(5_120_316, words.missed, 7, Color(0xfd, 0x55, 0x98), 2),
            WorldStatus::system(5_120_319, words.closed, 8, Color(0xd5, 0xd8, 0xdb), 3)
                .with_conditions(after_today),
        ];
        Self { name: words.account.to_owned(), ..Self::with_statuses(statuses) }
    }
}

fn simple_condition(kind: &str, days: u32) -> Value {
    json!([[{ "type": kind, "match": { "value": days }, "conditions": [{ "value": days }] }]])
}

/// The second, empty group is what real accounts have.
fn tag_condition(words: &Words) -> Value {
    json!([
        [{
            "type": "tag",
            "options": { "name": words.tags },
            "logic_operator": "or",
            "conditions": [{ "id": 184_127, "name": words.vip }],
            "match": { "value": [184_127], "logic": "or" },
            "tmpl": "tag_customers",
        }],
        [],
    ])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::crm::STATUS_COLORS;

    #[test]
    fn the_demo_account_is_what_a_real_one_may_be() {
        for language in [SeedWords::English, SeedWords::Russian] {
            let statuses = World::demo(language).statuses;
            let names: BTreeSet<&str> = statuses.iter().map(|status| status.name.as_str()).collect();
            assert_eq!(names.len(), statuses.len(), "each has a name of its own");
            assert!(statuses.is_sorted_by_key(|status| status.sort), "in the order in which they are shown");
            for status in &statuses {
                assert_eq!(status.system, !STATUS_COLORS.contains(&status.color), "{}", status.name);
            }
            let ids = |system| statuses.iter().filter(move |one| one.system == system).map(|one| one.id);
            assert!(ids(true).max() < ids(false).min(), "system statuses were there first");
        }
    }

    #[test]
    fn the_languages_differ_in_names_only() {
        let nameless = |language| {
            let mut world = World::demo(language);
            world.name.clear();
            world.statuses.iter_mut().for_each(|status| status.name.clear());
            world.statuses.iter_mut().for_each(|status| status.conditions = Value::Null);
            world
        };
        assert_eq!(nameless(SeedWords::English), nameless(SeedWords::Russian));
        assert_ne!(World::demo(SeedWords::English), World::demo(SeedWords::Russian));
    }
}
