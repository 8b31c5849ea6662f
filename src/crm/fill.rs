//! Changing segments: their values, their price types, their existence.

use std::sync::Arc;

use super::{Account, ChangeKind, Key, NewSegment, SEGMENT_COLORS, Segment, Value};

impl Account {
    /// Changes a segment; one that stays as it is stays shared.
    pub(super) fn change_segment(&mut self, key: Key, change: impl FnOnce(&mut Segment)) {
        if let Some(segment) = self.segments.iter_mut().find(|segment| segment.key == key) {
            change(Arc::make_mut(segment));
        }
    }

    /// Fills in a field, or clears it.
    pub(super) fn fill(&mut self, key: Key, field: u64, value: Option<Value>) {
        self.change_segment(key, |segment| {
            match value {
                Some(value) => segment.values.insert(field, value),
                None => segment.values.remove(&field),
            };
        });
    }

    pub(super) fn offer_price(&mut self, key: Key, price: u64, offered: bool) {
        self.change_segment(key, |segment| {
            if offered {
                segment.prices.insert(price);
            } else {
                segment.prices.remove(&price);
            }
        });
    }

    pub(super) fn add_segment(&mut self, wanted: NewSegment, key: Key) {
        if self.segment_room() == 0 {
            return;
        }
        self.segments.push(Arc::new(wanted.into_segment(key)));
    }

    pub(super) fn remove_segment(&mut self, key: Key) {
        self.segments.retain(|segment| segment.key != key);
    }

    /// Sets a segment back to what it is in `base`, where it may not exist.
    pub(super) fn revert_segment(&mut self, key: Key, base: &Self) {
        let Some(at) = base.segments.iter().position(|segment| segment.key == key) else {
            return self.remove_segment(key);
        };
        let old = Arc::clone(&base.segments[at]);
        match self.segments.iter_mut().find(|segment| segment.key == key) {
            Some(segment) => *segment = old,
            None => self.segments.insert(at.min(self.segments.len()), old),
        }
    }

    pub(super) fn take_back_in_segment(&mut self, key: Key, change: &ChangeKind, base: &Self) {
        let Some(old) = base.segment(key).filter(|_| self.segment(key).is_some()) else {
            return self.revert_segment(key, base);
        };
        match change {
            ChangeKind::Renamed { .. } => {
                self.change_segment(key, |segment| segment.name.clone_from(&old.name));
            }
            ChangeKind::Recolored { .. } => self.change_segment(key, |segment| segment.color = old.color),
            ChangeKind::Filled { field, .. } => self.fill(key, *field, old.values.get(field).cloned()),
            ChangeKind::Priced { .. } => {
                self.change_segment(key, |segment| segment.prices.clone_from(&old.prices));
            }
            ChangeKind::Added { .. } | ChangeKind::Removed | ChangeKind::Moved { .. } => {
                self.revert_segment(key, base);
            }
        }
    }

    /// Proposes a new segment: like this one where there is one, else empty, in a colour that is easy to tell
    /// from the others. What is not understood, or has no field any more, is not copied: it can never be
    /// sent.
    #[must_use]
    pub fn segment_proposal(&self, like: Option<Key>, name: String) -> NewSegment {
        let Some(model) = like.and_then(|key| self.segment(key)) else {
            let (values, prices) = Default::default();
            return NewSegment { name, color: self.free_segment_color(), values, prices };
        };
        let is_sendable =
            |field: u64, value: &Value| self.field(field).is_some() && !matches!(value, Value::Unknown(_));
        let values = model.values.iter().filter(|(field, value)| is_sendable(**field, value));
        NewSegment {
            name,
            color: model
                .color
                .filter(|color| SEGMENT_COLORS.contains(color))
                .unwrap_or(self.free_segment_color()),
            values: values.map(|(field, value)| (*field, value.clone())).collect(),
            prices: model.prices.clone(),
        }
    }

    /// Returns the first colour that the fewest segments have.
    fn free_segment_color(&self) -> super::Color {
        let [first, ..] = SEGMENT_COLORS;
        let users =
            |color: &super::Color| self.segments.iter().filter(|one| one.color == Some(*color)).count();
        SEGMENT_COLORS.into_iter().min_by_key(users).unwrap_or(first)
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::{fill, segments, text};
    use super::super::{Draft, Edit, Item, MAX_SEGMENTS, Step, plan};
    use super::*;

    fn item(id: u64) -> Item {
        Item::Segment(Key::Id(id))
    }

    #[test]
    fn only_what_is_changed_is_planned() {
        let mut draft = Draft::new(segments("A, B"));
        draft.edit(fill(1, 1, Some(text("x"))));
        draft.edit(fill(2, 1, Some(text("x"))));
        draft.edit(fill(2, 1, None));
        draft.edit(Edit::Price { segment: Key::Id(1), price: 9, offered: true });
        let expected = Step::UpdateSegment {
            id: 1,
            name: None,
            color: None,
            values: [(1, Some(text("x")))].into(),
            prices: Some([9].into()),
        };
        assert_eq!(
            plan(&draft),
            [expected],
            "one request, and none for what was filled in and cleared again"
        );
    }

    #[test]
    fn a_cleared_field_is_written_as_cleared_and_another_spelling_not_at_all() {
        let mut base = segments("A");
        base.fill(Key::Id(1), 1, Some(text("x")));
        base.fill(Key::Id(1), 2, Some(Value::Number("1.50".into())));
        let mut draft = Draft::new(base);
        draft.edit(fill(1, 2, Some(Value::Number("1.5".into()))));
        assert!(plan(&draft).is_empty(), "the same number");
        draft.edit(fill(1, 1, None));
        let [Step::UpdateSegment { values, prices: None, .. }] = &plan(&draft)[..] else {
            panic!("one update")
        };
        assert_eq!(*values, [(1, None)].into());
    }

    #[test]
    fn deletions_come_before_creations_so_that_there_is_room() {
        let mut draft = Draft::new(segments(&["X"; MAX_SEGMENTS].join(",")));
        let add =
            |draft: &Draft| Edit::AddSegment(draft.edited().segment_proposal(Some(Key::Id(2)), "N".into()));
        draft.edit(add(&draft));
        assert!(!draft.can_undo(), "no room");
        draft.edit(Edit::Remove(item(1)));
        draft.edit(add(&draft));
        let [Step::DeleteSegment { id: 1 }, Step::CreateSegment { segment, .. }] = &plan(&draft)[..] else {
            panic!("a deletion and a creation: {:?}", plan(&draft));
        };
        assert_eq!(segment.name, "N");
        draft.edit(Edit::Revert(item(1)));
        let problems = draft.problems();
        assert!(
            matches!(problems[..], [super::super::Problem::NoRoom(item)] if item.is_new()),
            "{problems:?}"
        );
        assert!(problems[0].blocks(), "nothing is sent before that is mended");
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

    #[test]
    fn every_change_is_taken_back_on_its_own() {
        let mut base = segments("A, B");
        base.fill(Key::Id(1), 1, Some(text("old")));
        let mut draft = Draft::new(base.clone());
        draft.edit(Edit::Rename(item(1), "Z".into()));
        draft.edit(Edit::Recolor(item(1), SEGMENT_COLORS[3]));
        draft.edit(fill(1, 1, Some(text("new"))));
        draft.edit(fill(1, 2, Some(Value::Number("1".into()))));
        draft.edit(Edit::Price { segment: Key::Id(1), price: 9, offered: true });
        draft.edit(Edit::Remove(item(2)));
        draft.edit(Edit::AddSegment(draft.edited().segment_proposal(None, "N".into())));
        let mut count = draft.changes().len();
        assert_eq!(count, 7, "{:?}", draft.changes());
        while let Some(change) = draft.changes().pop() {
            draft.edit(Edit::TakeBack(change));
            count -= 1;
            assert_eq!(draft.changes().len(), count, "one less each time");
        }
        let same =
            draft.edited().segments.iter().zip(&base.segments).all(|(one, other)| one.looks_like(other));
        assert!(same && draft.edited().segments.len() == 2, "all is as it was");
    }

    #[test]
    fn names_are_split_into_segments() {
        let mut draft = Draft::new(segments("A"));
        draft.edit(Edit::Split(item(1), vec!["X".into(), "Y".into(), "Z".into()]));
        let names: Vec<&str> = draft.edited().segments.iter().map(|segment| segment.name.as_str()).collect();
        assert_eq!(names, ["X", "Y", "Z"]);
    }
}
