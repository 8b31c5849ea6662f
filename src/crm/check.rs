//! Why a draft cannot be saved as it is.

use super::member::{Content, Member, Members};
use super::{Account, Item, Key, List, Wrong, without_unseen};

/// Something the user has to look at before saving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It has no name. Blocks saving: the server demands one.
    EmptyName(Item),
    /// Another one has the same name. Only a warning: the server allows it.
    TwinName(Item),
    /// What is filled into a field of a segment cannot be saved, or looks odd.
    Value {
        /// Which segment.
        segment: Key,
        /// The id of the field.
        field: u64,
        /// What is wrong.
        wrong: Wrong,
    },
    /// It is new, and there is no room for it. Blocks saving: deletions that made room were taken back.
    NoRoom(Item),
    /// The order cannot be written, because the numbers of system statuses are not ours to change. Blocks
    /// nothing: what can be written is.
    Order {
        /// A status that was moved or added.
        status: Key,
        /// Whether that is sure; else it depends on what the server does with numbers.
        certain: bool,
    },
}

impl Problem {
    /// Returns what it is about.
    #[must_use]
    pub fn item(self) -> Item {
        match self {
            Self::EmptyName(item) | Self::TwinName(item) | Self::NoRoom(item) => item,
            Self::Value { segment, .. } => Item::Segment(segment),
            Self::Order { status, .. } => Item::Status(status),
        }
    }

    /// Returns the id of the field that it is about.
    #[must_use]
    pub fn field(self) -> Option<u64> {
        match self {
            Self::Value { field, .. } => Some(field),
            _ => None,
        }
    }

    /// Tells whether saving has to wait until this is mended.
    #[must_use]
    pub fn blocks(self) -> bool {
        !matches!(
            self,
            Self::TwinName(_) | Self::Order { .. } | Self::Value { wrong: Wrong::NotAnAddress, .. }
        )
    }
}

/// Returns what is wrong with `edited`, looking only at what the user changed against `base`.
///
/// What the server already holds is never called a problem: it may hold twins and nameless items.
/// No limit for the length of a name is invented; the vendor documents none.
#[must_use]
pub fn problems(base: &Account, edited: &Account) -> Vec<Problem> {
    let mut found = Vec::new();
    for list in [List::Statuses, List::Segments] {
        let items: Vec<Item> = edited.items().filter(|item| item.list() == list).collect();
        found.extend(items.iter().filter_map(|item| name_problem(base, edited, *item, &items)));
        let too_many = items.len().saturating_sub(list.limit());
        let new = items.iter().rev().filter(|item| item.is_new());
        found.extend(new.take(too_many).copied().map(Problem::NoRoom));
    }
    found.extend(edited.each().flat_map(|(item, now)| value_problems(base, edited, item, now)));
    found
}

fn name_problem(base: &Account, edited: &Account, item: Item, items: &[Item]) -> Option<Problem> {
    let name = edited.name_of(item)?;
    if base.name_of(item) == Some(name) {
        return None;
    }
    // What nobody sees makes no name, and tells none from another.
    let seen = |name: &str| without_unseen(name).trim().to_owned();
    let name = seen(name);
    let is_twin = |other: &Item| *other != item && edited.name_of(*other).map(seen).as_ref() == Some(&name);
    match name.as_str() {
        "" => Some(Problem::EmptyName(item)),
        _ if items.iter().any(is_twin) => Some(Problem::TwinName(item)),
        _ => None,
    }
}

/// Looks at what the user has filled in.
fn value_problems(base: &Account, edited: &Account, item: Item, now: Members<'_>) -> Vec<Problem> {
    let changed = match base.members(item) {
        Some(old) => now.differing(old),
        None => now.contents().map(Content::member).collect(),
    };
    let problem = |member: Member| {
        let Member::Value(field) = member else { return None };
        let wrong = match (edited.field(field), now.values.get(&field)) {
            (None, _) => Some(Wrong::FieldGone),
            (Some(field), Some(value)) => value.wrong(field),
            (Some(_), None) => None,
        };
        Some(Problem::Value { segment: item.key(), field, wrong: wrong? })
    };
    changed.into_iter().filter_map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::{account, fill, segments, status_item as item, text};
    use super::super::{Draft, Edit, Value};
    use super::*;

    #[test]
    fn only_what_the_user_changed_can_be_a_problem() {
        let mut draft = Draft::new(account("A, A, B"));
        assert_eq!(draft.problems(), [], "the server holds twins");
        draft.edit(Edit::Rename(item(3), " A ".into()));
        assert_eq!(draft.problems(), [Problem::TwinName(item(3))]);
        draft.edit(Edit::Rename(item(3), "A\u{200b}".into()));
        assert_eq!(draft.problems(), [Problem::TwinName(item(3))], "it looks the same");
        draft.edit(Edit::Rename(item(3), "\u{ad}\u{feff}".into()));
        assert_eq!(draft.problems(), [Problem::EmptyName(item(3))], "nobody sees that name");
        draft.edit(Edit::Rename(item(3), " ".into()));
        assert_eq!(draft.problems(), [Problem::EmptyName(item(3))]);
        assert!(draft.problems()[0].blocks(), "a nameless status cannot be saved");
    }

    #[test]
    fn what_is_filled_in_is_checked_against_the_fields_as_they_are() {
        let mut base = segments("A");
        base.fill(Key::Id(1), 3, Some(Value::Choice(99)));
        let mut draft = Draft::new(base);
        assert_eq!(draft.problems(), [], "what the server holds is its own affair");
        let problem = |field, wrong| Problem::Value { segment: Key::Id(1), field, wrong };
        draft.edit(fill(1, 2, Some(Value::Number("many".into()))));
        draft.edit(fill(1, 3, Some(Value::Choice(98))));
        draft.edit(fill(1, 7, Some(text("x"))));
        assert_eq!(
            draft.problems(),
            [problem(2, Wrong::NotANumber), problem(3, Wrong::ChoiceGone), problem(7, Wrong::FieldGone)]
        );
        assert!(draft.problems().iter().all(|problem| problem.blocks()), "none of them can be saved");
        assert!(!problem(1, Wrong::NotAnAddress).blocks(), "that one is a remark only");
    }
}
