//! Tells what the user and somebody else have changed in different ways.

use crate::crm::{Account, ChangeKind, Conflict, Item, Value};

use super::Texts;

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
        let member = self.member(kind, account);
        self.t_with(
            "conflict-outcome",
            &[("member", member.into()), ("to", to.into()), ("from", from.into())],
        )
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
        self.t_with("conflict-at", &[("place", place.saturating_add(1).to_string().into())])
    }

    fn filled(&self, field: u64, value: Option<&Value>, account: &Account) -> String {
        value.map_or_else(
            || self.t("conflict-empty"),
            |value| self.value(value, account.field(field), account),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::changes::tests::account;
    use super::*;
    use crate::model::Language;

    #[test]
    fn a_place_that_cannot_be_is_told_all_the_same() {
        let moved = ChangeKind::Moved { from: 0, to: usize::MAX };
        let told = Texts::new(Language::English).outcome(&moved, &account());
        assert_eq!(told, format!("place {}", usize::MAX), "as a damaged file may have it");
    }
}
