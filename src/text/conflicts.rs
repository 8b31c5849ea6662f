//! Tells what the user and somebody else have changed in different ways.

use crate::crm::{Account, ChangeKind, Conflict, Item, Value};

use super::Texts;
use super::changes::place_value;

impl Texts {
    /// Tells in a few words what is to be decided, such as "VIP: name".
    #[must_use]
    pub fn contested(&self, conflict: &Conflict, account: &Account) -> String {
        let name = ("name", self.name(&conflict.name).into());
        match conflict.theirs.as_slice() {
            [kind] if !conflict.is_about_all() => {
                self.t_with("conflict-member", &[name, ("member", self.member(kind, account).into())])
            }
            _ => self.t_with("conflict-item", &[name]),
        }
    }

    /// Tells why the two versions cannot both stay, and what comes of either choice.
    #[must_use]
    pub fn conflict_rule(&self, conflict: &Conflict) -> String {
        let is_status = matches!(conflict.item, Item::Status(_));
        self.t(match conflict.mine.as_slice() {
            _ if conflict.is_gone() && is_status => "conflict-gone",
            _ if conflict.is_gone() => "conflict-gone-segment",
            _ if conflict.is_removal() && is_status => "conflict-removal",
            _ if conflict.is_removal() => "conflict-removal-segment",
            [ChangeKind::Moved { .. }] => "conflict-both-moved",
            _ => "conflict-both-changed",
        })
    }

    /// Tells the outcome of a change without its item: the new name, colour, place or value.
    #[must_use]
    pub fn outcome(&self, kind: &ChangeKind, account: &Account) -> String {
        match kind {
            ChangeKind::Removed => self.t("conflict-deleted"),
            ChangeKind::Renamed { to } => self.name(to),
            ChangeKind::Recolored { to, .. } => self.color_word(*to),
            ChangeKind::Moved { to, .. } => self.place(*to),
            ChangeKind::Filled { field, to, .. } => self.filled(*field, to.as_ref(), account),
            ChangeKind::Priced { added, removed } => {
                let told = |ids: &[u64], id| {
                    let names: Vec<String> = ids.iter().map(|id| self.price(*id, account)).collect();
                    (!ids.is_empty()).then(|| self.t_with(id, &[("prices", names.join(", ").into())]))
                };
                let parts = [told(added, "conflict-prices-added"), told(removed, "conflict-prices-removed")];
                parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
            }
            ChangeKind::Added { .. } => String::new(),
        }
    }

    /// Tells the same with the name of the member and what was there before.
    #[must_use]
    pub fn outcome_in_full(&self, kind: &ChangeKind, name: &str, account: &Account) -> String {
        let to = self.outcome(kind, account);
        let Some(from) = self.before(kind, name, account) else { return to };
        let values = [("to", to.into()), ("from", from.into())];
        if matches!(kind, ChangeKind::Moved { .. }) {
            // That it is a place is said already.
            return self.t_with("conflict-outcome-place", &values);
        }
        let member = ("member", self.member(kind, account).into());
        self.t_with("conflict-outcome", &values.into_iter().chain([member]).collect::<Vec<_>>())
    }

    /// Tells what was there before a change of an item of this name; `None` if that says nothing.
    #[must_use]
    pub fn before(&self, kind: &ChangeKind, name: &str, account: &Account) -> Option<String> {
        Some(match kind {
            ChangeKind::Renamed { .. } => self.name(name),
            ChangeKind::Recolored { from, .. } => self.color_word(*from),
            ChangeKind::Moved { from, .. } => self.place(*from),
            ChangeKind::Filled { field, from, .. } => self.filled(*field, from.as_ref(), account),
            ChangeKind::Priced { .. } | ChangeKind::Removed | ChangeKind::Added { .. } => return None,
        })
    }

    fn member(&self, kind: &ChangeKind, account: &Account) -> String {
        self.t(match kind {
            ChangeKind::Filled { field, .. } => return Self::field_name(*field, account),
            ChangeKind::Recolored { .. } => "conflict-colour",
            ChangeKind::Moved { .. } => "conflict-place",
            _ => "conflict-name",
        })
    }

    fn place(&self, place: usize) -> String {
        self.t_with("conflict-at", &[("place", place_value(place))])
    }

    /// Tells what is filled into a field, which may be nothing.
    pub(super) fn filled(&self, field: u64, value: Option<&Value>, account: &Account) -> String {
        value.map_or_else(
            || self.t("conflict-empty"),
            |value| self.value(value, account.field(field), account),
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::crm::{Change, Key, STATUS_COLORS};
    use crate::model::Language;

    use super::super::changes::tests::account;
    use super::*;

    fn renamed() -> ChangeKind {
        ChangeKind::Renamed { to: "Gold".to_owned() }
    }

    #[test]
    fn every_kind_of_conflict_has_a_rule_of_its_own_in_every_language() {
        let (moved, removed) = (ChangeKind::Moved { from: 0, to: 1 }, ChangeKind::Removed);
        let pairs = [
            (renamed(), renamed()),
            (moved.clone(), moved),
            (renamed(), removed.clone()),
            (removed, renamed()),
        ];
        for language in Language::ALL {
            let texts = Texts::new(language);
            let mut rules: Vec<String> = Vec::new();
            for item in [Item::Status(Key::Id(1)), Item::Segment(Key::Id(1))] {
                for (mine, theirs) in &pairs {
                    let (mine, theirs) = (vec![mine.clone()], vec![theirs.clone()]);
                    rules.push(texts.conflict_rule(&Conflict { item, name: "VIP".into(), mine, theirs }));
                }
            }
            rules.sort_unstable();
            rules.dedup();
            assert_eq!(rules.len(), 6, "two members alike, deletions by what is deleted: {rules:#?}");
        }
    }

    #[test]
    fn outcomes_are_told_alone_or_with_what_was_there() {
        let (texts, account) = (Texts::new(Language::English), account());
        let value = |text: &str| Some(Value::Text(text.to_owned()));
        for (kind, alone, in_full) in [
            (renamed(), "Gold", "name: Gold (was: VIP)"),
            (ChangeKind::Moved { from: 4, to: 1 }, "place 2", "place 2 (was: place 5)"),
            (
                ChangeKind::Recolored { from: None, to: Some(STATUS_COLORS[14]) },
                "mint",
                "colour: mint (was: no colour)",
            ),
            (ChangeKind::Filled { field: 1, from: value("a"), to: None }, "empty", "Note: empty (was: a)"),
            (
                ChangeKind::Priced { added: vec![9], removed: vec![8] },
                "prices added: Retail; prices removed: #8 (unknown)",
                "prices added: Retail; prices removed: #8 (unknown)",
            ),
            (ChangeKind::Removed, "deleted", "deleted"),
        ] {
            assert_eq!(texts.outcome(&kind, &account), alone);
            assert_eq!(texts.outcome_in_full(&kind, "VIP", &account), in_full);
        }
    }

    #[test]
    fn a_place_that_cannot_be_is_told_all_the_same() {
        let moved = ChangeKind::Moved { from: 0, to: usize::MAX };
        let (texts, account) = (Texts::new(Language::English), account());
        let (item, name) = (Item::Status(Key::Id(1)), String::new());
        let last = usize::MAX.to_string();
        assert!(texts.outcome(&moved, &account).ends_with(&last), "of a conflict");
        let change = Change { item, name, kind: moved };
        assert!(texts.change(&change, &account).contains(&last), "of a change");
    }

    #[test]
    fn a_change_that_cannot_be_is_told_all_the_same() {
        let kind = ChangeKind::Filled { field: 1, from: None, to: None };
        let change = Change { item: Item::Segment(Key::Id(1)), name: "VIP".to_owned(), kind };
        let told = Texts::new(Language::English).change(&change, &account());
        assert!(told.ends_with("is cleared, it was “empty”"), "as a damaged history may have it: {told}");
    }
}
