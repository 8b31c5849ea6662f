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
        let old = base.segments[at].clone();
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
                self.change_segment(key, |segment| segment.name.clone_from(&old.name))
            }
            ChangeKind::Recolored { .. } => self.change_segment(key, |segment| segment.color = old.color),
            ChangeKind::Filled { field, .. } => self.fill(key, *field, old.values.get(field).cloned()),
            ChangeKind::Priced { .. } => {
                self.change_segment(key, |segment| segment.prices.clone_from(&old.prices))
            }
            ChangeKind::Added { .. } | ChangeKind::Removed | ChangeKind::Moved { .. } => {
                self.revert_segment(key, base);
            }
        }
    }

    /// Proposes a new segment: like this one where there is one, else empty, in a colour that is easy to tell
    /// from the others. What is not understood is not copied, since it can never be sent.
    #[must_use]
    pub fn segment_proposal(&self, like: Option<Key>, name: String) -> NewSegment {
        let Some(model) = like.and_then(|key| self.segment(key)) else {
            let (values, prices) = Default::default();
            return NewSegment { name, color: self.free_segment_color(), values, prices };
        };
        let values = model.values.iter().filter(|(_, value)| !matches!(value, Value::Unknown(_)));
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
