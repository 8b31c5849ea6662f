//! Why a draft cannot be saved as it is.

use super::{Account, Item};

/// Something the user has to look at before saving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It has no name. Blocks saving: the server demands one.
    EmptyName(Item),
    /// Another one has the same name. Only a warning: the server allows it.
    TwinName(Item),
}

impl Problem {
    /// Returns what it is about.
    #[must_use]
    pub fn item(self) -> Item {
        match self {
            Self::EmptyName(item) | Self::TwinName(item) => item,
        }
    }

    /// Tells whether saving has to wait until this is mended.
    #[must_use]
    pub fn blocks(self) -> bool {
        matches!(self, Self::EmptyName(_))
    }
}

/// Returns what is wrong with `edited`, looking only at what the user changed against `base`.
///
/// What the server already holds is never called a problem: it may hold twins and nameless things.
/// No limit for the length of a name is invented; the vendor documents none.
#[must_use]
pub fn problems(base: &Account, edited: &Account) -> Vec<Problem> {
    let mut found = Vec::new();
    for status in &edited.statuses {
        let item = Item::Status(status.key);
        if base.status(status.key).is_some_and(|before| before.name == status.name) {
            continue;
        }
        let name = status.name.trim();
        if name.is_empty() {
            found.push(Problem::EmptyName(item));
        } else if edited.statuses.iter().any(|other| other.key != status.key && other.name.trim() == name) {
            found.push(Problem::TwinName(item));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::{account, status_item as item};
    use super::super::{Draft, Edit};
    use super::*;

    #[test]
    fn only_what_the_user_changed_can_be_a_problem() {
        let mut draft = Draft::new(account("A, A, B"));
        assert_eq!(draft.problems(), [], "the server holds twins");
        draft.edit(Edit::Rename(item(3), " A ".into()));
        assert_eq!(draft.problems(), [Problem::TwinName(item(3))]);
        draft.edit(Edit::Rename(item(3), " ".into()));
        assert_eq!(draft.problems(), [Problem::EmptyName(item(3))]);
        assert!(draft.problems()[0].blocks(), "a nameless status cannot be saved");
    }
}
