//! What a new status looks like before the user has said anything about it.

use super::{Account, Color, Key, NewStatus, STATUS_COLORS};

impl Account {
    /// Proposes a new status: below this ordinary one, or else at the last ordinary place, in a colour
    /// that is easy to tell from the others.
    #[must_use]
    pub fn proposal(&self, below: Option<Key>, name: String) -> NewStatus {
        let ordinary = |place: &usize| !self.statuses[*place].system;
        let above = below.and_then(|key| self.place(key)).filter(ordinary);
        let place = above.map_or(self.ordinary_places().end, |above| above + 1);
        NewStatus { name, color: self.free_color(), place }
    }

    /// Returns the first colour that no status has; when all are taken, the first of those that the
    /// fewest have.
    #[must_use]
    pub fn free_color(&self) -> Color {
        let [first, ..] = STATUS_COLORS;
        let users = |color: &Color| self.statuses.iter().filter(|one| one.color == Some(*color)).count();
        STATUS_COLORS.into_iter().min_by_key(users).unwrap_or(first)
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::account;
    use super::*;

    #[test]
    fn the_first_colour_that_is_free_is_proposed() {
        let mut account = account("A, B, C");
        assert_eq!(account.free_color(), STATUS_COLORS[1], "all three have the first one");
        account.statuses[1].color = Some(STATUS_COLORS[1]);
        account.statuses[2].color = Some(STATUS_COLORS[3]);
        assert_eq!(account.free_color(), STATUS_COLORS[2], "the gap is filled");
    }

    #[test]
    fn when_all_colours_are_taken_the_least_used_is_proposed() {
        let mut account = account(&["A"; 23].join(", "));
        for (status, color) in account.statuses.iter_mut().zip(STATUS_COLORS.into_iter().cycle()) {
            status.color = Some(color);
        }
        assert_eq!(account.free_color(), STATUS_COLORS[2], "the first two are taken twice");
    }

    #[test]
    fn a_new_status_goes_below_the_selected_ordinary_one_or_last() {
        let account = account("*Recent, A, B, *Closed");
        let place = |below| account.proposal(below, String::new()).place;
        assert_eq!(place(Some(Key::Id(2))), 2, "below A");
        assert_eq!(place(Some(Key::Id(3))), 3, "below B");
        assert_eq!(place(Some(Key::Id(1))), 3, "nothing hangs on a system status");
        assert_eq!(place(Some(Key::Id(99))), 3, "nor on one that is gone");
        assert_eq!(place(None), 3, "the last ordinary place");
    }
}
