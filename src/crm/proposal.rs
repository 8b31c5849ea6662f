//! What a new item looks like before the user has said anything about it.

use super::{Account, Color, Key, List, NewSegment, NewStatus, Value};

impl Account {
    /// Proposes a new status: below this ordinary one, or else at the last ordinary place, in a colour
    /// that is easy to tell from the others.
    #[must_use]
    pub fn proposal(&self, below: Option<Key>, name: String) -> NewStatus {
        let ordinary = |place: &usize| !self.statuses[*place].system;
        let above = below.and_then(|key| self.place(key)).filter(ordinary);
        let place = above.map_or(self.ordinary_places().end, |above| above + 1);
        NewStatus { name, color: self.free_color(List::Statuses), place }
    }

    /// Proposes a new segment: like this one where there is one, else empty, in a colour that is easy to tell
    /// from the others. What is not understood, or has no field any more, is not copied: it can never be
    /// sent.
    #[must_use]
    pub fn segment_proposal(&self, like: Option<Key>, name: String) -> NewSegment {
        let Some(model) = like.and_then(|key| self.segment(key)) else {
            let (values, prices) = Default::default();
            return NewSegment { name, color: self.free_color(List::Segments), values, prices };
        };
        let is_sendable =
            |field: u64, value: &Value| self.field(field).is_some() && !matches!(value, Value::Unknown(_));
        let values = model.values.iter().filter(|(field, value)| is_sendable(**field, value));
        NewSegment {
            name,
            color: self.offered_or_free(List::Segments, model.color),
            values: values.map(|(field, value)| (*field, value.clone())).collect(),
            prices: model.prices.clone(),
        }
    }

    /// Returns this colour if it may be given, else a free one.
    pub(super) fn offered_or_free(&self, list: List, color: Option<Color>) -> Color {
        let offered = color.filter(|color| list.colors().contains(color));
        offered.unwrap_or_else(|| self.free_color(list))
    }

    /// Returns the first colour that the fewest items of the list have.
    fn free_color(&self, list: List) -> Color {
        let of_list = || self.each().filter(|(item, _)| item.list() == list);
        let users = |color: &&Color| of_list().filter(|(_, one)| one.color == Some(**color)).count();
        list.colors().iter().min_by_key(users).copied().unwrap_or(Color(0, 0, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::{account, segments, text};
    use super::super::{SEGMENT_COLORS, STATUS_COLORS};
    use super::*;

    #[test]
    fn the_first_colour_that_is_free_is_proposed() {
        let mut account = account("A, B, C");
        assert_eq!(account.free_color(List::Statuses), STATUS_COLORS[1], "all three have the first one");
        account.statuses[1].color = Some(STATUS_COLORS[1]);
        account.statuses[2].color = Some(STATUS_COLORS[3]);
        assert_eq!(account.free_color(List::Statuses), STATUS_COLORS[2], "the gap is filled");
    }

    #[test]
    fn when_all_colours_are_taken_the_least_used_is_proposed() {
        let mut account = account(&["A"; 23].join(", "));
        for (status, color) in account.statuses.iter_mut().zip(STATUS_COLORS.into_iter().cycle()) {
            status.color = Some(color);
        }
        assert_eq!(account.free_color(List::Statuses), STATUS_COLORS[2], "the first two are taken twice");
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

    #[test]
    fn a_copy_has_all_that_can_be_sent() {
        let mut base = segments("A");
        base.fill(Key::Id(1), 1, Some(text("x")));
        base.fill(Key::Id(1), 2, Some(Value::Unknown("{}".into())));
        base.fill(Key::Id(1), 99, Some(text("of a field that is gone")));
        base.offer_price(Key::Id(1), 9, true);
        let copy = base.segment_proposal(Some(Key::Id(1)), "Copy".into());
        assert_eq!((copy.values.len(), copy.prices.len()), (1, 1), "what is not understood stays behind");
        assert_eq!(Some(copy.color), base.segments[0].color);
        let empty = base.segment_proposal(None, "New".into());
        assert!(empty.values.is_empty() && empty.color == SEGMENT_COLORS[1], "the first free colour");
    }
}
