//! Words for the conditions of a status: close to those of the API, since their meaning is undocumented.

use crate::crm::{Condition, Tag};

use super::Texts;

impl Texts {
    /// Tells one condition.
    #[must_use]
    pub fn condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::BeforePurchase { days } => {
                self.t_with("condition-before-purchase", &[("days", (*days).into())])
            }
            Condition::AfterToday { days } => {
                self.t_with("condition-after-today", &[("days", (*days).into())])
            }
            Condition::Tags { tags, all } => {
                let names: Vec<String> = tags.iter().map(|tag| self.tag(tag)).collect();
                let tags = [("tags", names.join(", ").into())];
                match (names.len(), all) {
                    (1, _) => self.t_with("condition-tag", &tags),
                    (_, true) => self.t_with("condition-tags-all", &tags),
                    (_, false) => self.t_with("condition-tags-any", &tags),
                }
            }
            Condition::Unknown { .. } => self.t("condition-unknown"),
        }
    }

    fn tag(&self, tag: &Tag) -> String {
        match tag {
            Tag::Named(name) => self.t_with("condition-tag-name", &[("name", name.as_str().into())]),
            // A text, so that no language puts marks between its digits.
            Tag::Id(id) => self.t_with("condition-tag-id", &[("id", id.to_string().into())]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    fn tags(tags: &[Tag], all: bool) -> Condition {
        Condition::Tags { tags: tags.to_vec(), all }
    }

    #[test]
    fn conditions_are_told_in_english() {
        let texts = Texts::new(Language::English);
        let (vip, number) = (Tag::Named("VIP".into()), Tag::Id(184_127));
        for (condition, sentence) in [
            (Condition::BeforePurchase { days: 0 }, "0 days before the purchase"),
            (Condition::BeforePurchase { days: 1 }, "1 day before the purchase"),
            (Condition::AfterToday { days: 1 }, "1 day after today"),
            (Condition::AfterToday { days: 60 }, "60 days after today"),
            (tags(std::slice::from_ref(&vip), true), "The customer has the tag “VIP”"),
            (
                tags(&[vip.clone(), number.clone()], false),
                "The customer has one of these tags: “VIP”, number 184127",
            ),
            (tags(&[number, vip], true), "The customer has all of these tags: number 184127, “VIP”"),
            (Condition::Unknown { raw: "{}".into() }, "A condition that Etapa does not know"),
        ] {
            assert_eq!(texts.condition(&condition), sentence);
        }
    }

    #[test]
    fn russian_days_have_three_forms() {
        let texts = Texts::new(Language::Russian);
        let told = [0, 1, 2, 11, 60].map(|days| texts.condition(&Condition::BeforePurchase { days }));
        let days = ["0 дней", "1 день", "2 дня", "11 дней", "60 дней"];
        assert_eq!(told, days.map(|days| format!("За {days} до покупки")));
    }
}
