//! How segments are sorted for the eye; the server knows no order of them.

use crate::crm::{Color, Draft, Item, Key, SEGMENT_COLORS, Segment};

/// What segments are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SegmentOrder {
    /// By name, as in a dictionary.
    #[default]
    Name,
    /// Those with the most customers first.
    Customers,
    /// In the order in which colours are offered.
    Color,
    /// Those changed last first.
    Changed,
}

impl SegmentOrder {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Name, Self::Customers, Self::Color, Self::Changed];

    /// Returns the segments of a draft as items, in this order.
    #[must_use]
    pub fn items(self, draft: &Draft) -> Vec<Item> {
        self.arranged(draft).into_iter().map(Item::Segment).collect()
    }

    /// Returns the segments of a draft in this order.
    ///
    /// What counts is what the server holds, so that nothing moves away while it is edited; what is new stays
    /// last, in the order in which it was made.
    #[must_use]
    pub fn arranged(self, draft: &Draft) -> Vec<Key> {
        let mut sorted: Vec<(String, &Segment)> = Vec::new();
        for segment in &draft.edited().segments {
            let held = draft.base().segment(segment.key).unwrap_or(segment);
            sorted.push((held.name.to_lowercase(), held));
        }
        sorted.sort_by(|(a_name, a), (b_name, b)| {
            let is_new = |segment: &Segment| segment.key.id().is_none();
            let by_name = || a_name.cmp(b_name).then(a.key.cmp(&b.key));
            is_new(a).cmp(&is_new(b)).then_with(|| match self {
                _ if is_new(a) => a.key.cmp(&b.key),
                Self::Name => by_name(),
                Self::Customers => b.customers.cmp(&a.customers).then_with(by_name),
                Self::Color => rank(a.color).cmp(&rank(b.color)).then_with(by_name),
                Self::Changed => b.updated.cmp(&a.updated).then_with(by_name),
            })
        });
        sorted.into_iter().map(|(_, segment)| segment.key).collect()
    }
}

/// Offered colours come first, in the order in which they are offered.
fn rank(color: Option<Color>) -> (usize, Option<Color>) {
    let offered = SEGMENT_COLORS.iter().position(|offered| Some(*offered) == color);
    (offered.unwrap_or(SEGMENT_COLORS.len()), color)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::crm::{Account, Edit, Mode, NewSegment};
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    fn segment(id: u64, name: &str, customers: u64, color: usize, updated: i64) -> Arc<Segment> {
        Arc::new(Segment {
            key: Key::Id(id),
            name: name.to_owned(),
            color: SEGMENT_COLORS.get(color).copied(),
            customers,
            values: [].into(),
            prices: [].into(),
            created: None,
            updated: Timestamp::from_second(updated).ok(),
            raw: "".into(),
        })
    }

    #[test]
    fn segments_are_sorted_by_what_the_server_holds_and_new_ones_stay_last() {
        let segments = vec![
            segment(1, "vip", 5, 2, 30),
            segment(2, "Ящик", 9, 1, 10),
            segment(3, "Anna", 5, 99, 20),
            segment(4, "ёж", 0, 1, 40),
        ];
        let mut draft = Draft::new(Account {
            id: 1,
            name: String::new(),
            subdomain: String::new(),
            user: None,
            mode: Mode::Segments,
            zone: TimeZone::UTC,
            statuses: Vec::new(),
            segments,
            fields: Arc::default(),
            price_lists: None,
        });
        let (values, prices) = Default::default();
        let new = NewSegment { name: "0 new".into(), color: SEGMENT_COLORS[0], values, prices };
        draft.edit(Edit::AddSegment(new));
        draft.edit(Edit::Rename(Item::Segment(Key::Id(1)), "A".into()));
        let ids = |order: SegmentOrder| -> Vec<Option<u64>> {
            order.arranged(&draft).into_iter().map(Key::id).collect()
        };
        let known = |ids: [u64; 4]| ids.map(Some).into_iter().chain([None]).collect::<Vec<_>>();
        assert_eq!(ids(SegmentOrder::Name), known([3, 1, 2, 4]), "the new name does not count yet");
        assert_eq!(ids(SegmentOrder::Customers), known([2, 3, 1, 4]));
        assert_eq!(ids(SegmentOrder::Color), known([2, 4, 1, 3]));
        assert_eq!(ids(SegmentOrder::Changed), known([4, 1, 3, 2]));
    }
}
