//! The members of statuses and segments: what differs, whose version wins and what is written are loops over
//! them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Account, Color, Item, NewRow, NewSegment, Segment, SingleItem, Status, Value};

static NO_VALUES: BTreeMap<u64, Value> = BTreeMap::new();
static NO_PRICES: BTreeSet<u64> = BTreeSet::new();

/// One member of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Member {
    Name,
    Color,
    /// The place in the list, which only statuses have.
    Place,
    /// What is filled into the custom field of this id.
    Value(u64),
    /// Whether the price type of this id is offered.
    Price(u64),
}

/// A member together with what it holds. `==` compares the spelling, which the user sees; see
/// [`Content::same`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content<'a> {
    Name(&'a str),
    Color(Option<Color>),
    Place(Option<usize>),
    Value(u64, Option<&'a Value>),
    Price(u64, bool),
}

impl Content<'_> {
    pub fn member(self) -> Member {
        match self {
            Self::Name(_) => Member::Name,
            Self::Color(_) => Member::Color,
            Self::Place(_) => Member::Place,
            Self::Value(field, _) => Member::Value(field),
            Self::Price(price, _) => Member::Price(price),
        }
    }

    /// Tells whether both mean the same to the server, which may spell a value in its own way.
    pub fn same(self, other: Content<'_>) -> bool {
        match (self, other) {
            (Content::Value(_, Some(one)), Content::Value(_, Some(other))) => one.means(other),
            (one, other) => one == other,
        }
    }
}

/// An item, seen as its members.
#[derive(Clone, Copy, Debug)]
pub(super) struct Members<'a> {
    /// Where the name lies tells apart two items that are equal.
    pub name: &'a String,
    pub color: Option<Color>,
    /// `None` for what has no place.
    pub place: Option<usize>,
    pub values: &'a BTreeMap<u64, Value>,
    pub prices: &'a BTreeSet<u64>,
}

impl<'a> From<&'a Status> for Members<'a> {
    fn from(status: &'a Status) -> Self {
        let Status { name, color, .. } = status;
        Self { name, color: *color, place: None, values: &NO_VALUES, prices: &NO_PRICES }
    }
}

impl<'a> From<&'a NewRow> for Members<'a> {
    fn from(row: &'a NewRow) -> Self {
        let NewRow { name, color, .. } = row;
        Self { name, color: Some(*color), place: None, values: &NO_VALUES, prices: &NO_PRICES }
    }
}

impl<'a> From<&'a NewSegment> for Members<'a> {
    fn from(segment: &'a NewSegment) -> Self {
        let NewSegment { name, color, values, prices } = segment;
        Self { name, color: Some(*color), place: None, values, prices }
    }
}

impl<'a> From<&'a Segment> for Members<'a> {
    fn from(segment: &'a Segment) -> Self {
        let Segment { name, color, values, prices, .. } = segment;
        Self { name, color: *color, place: None, values, prices }
    }
}

/// Equal if the user sees no difference.
impl PartialEq for Members<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place && (self.is_shared_with(*other) || self.contents().eq(other.contents()))
    }
}

impl<'a> Members<'a> {
    /// Returns what a member holds.
    pub fn get(self, member: Member) -> Content<'a> {
        match member {
            Member::Name => Content::Name(self.name),
            Member::Color => Content::Color(self.color),
            Member::Place => Content::Place(self.place),
            Member::Value(field) => Content::Value(field, self.values.get(&field)),
            Member::Price(price) => Content::Price(price, self.prices.contains(&price)),
        }
    }

    /// Returns all members that hold something, in order, but for the place, which others have a say in.
    pub fn contents(self) -> impl Iterator<Item = Content<'a>> {
        let values = self.values.iter().map(|(field, value)| Content::Value(*field, Some(value)));
        let prices = self.prices.iter().map(|price| Content::Price(*price, true));
        [Content::Name(self.name), Content::Color(self.color)].into_iter().chain(values).chain(prices)
    }

    /// Returns the members in which this differs from `other`, in order; the place is not compared.
    pub fn differing(self, other: Members<'_>) -> Vec<Member> {
        if self.is_shared_with(other) {
            return Vec::new();
        }
        let all: BTreeSet<Member> =
            self.contents().map(Content::member).chain(other.contents().map(Content::member)).collect();
        all.into_iter().filter(|member| !self.get(*member).same(other.get(*member))).collect()
    }

    /// Tells whether both are the very same value in memory, as nearly all segments of two states are.
    fn is_shared_with(self, other: Members<'_>) -> bool {
        std::ptr::eq(self.name, other.name)
    }
}

impl Account {
    /// Returns every item with its members: statuses in their order, then segments.
    pub(super) fn each(&self) -> impl Iterator<Item = (Item, Members<'_>)> {
        let statuses = self.statuses.iter().enumerate().map(|(place, status)| {
            (Item::Status(status.key), Members { place: Some(place), ..status.into() })
        });
        let segments = self.segments.iter().map(|segment| (Item::Segment(segment.key), (&**segment).into()));
        statuses.chain(segments)
    }

    /// Returns the members of an item.
    pub(super) fn members(&self, item: Item) -> Option<Members<'_>> {
        self.each().find(|(one, _)| *one == item).map(|(_, members)| members)
    }

    /// Returns an item as a whole.
    pub(super) fn whole(&self, item: Item) -> Option<SingleItem> {
        match item {
            Item::Status(key) => self.status(key).cloned().map(SingleItem::Status),
            Item::Segment(key) => self.segment(key).cloned().map(SingleItem::Segment),
        }
    }

    /// Puts an item at this place of its list, or at the end.
    pub(super) fn insert(&mut self, place: usize, one: SingleItem) {
        match one {
            SingleItem::Status(status) => self.statuses.insert(place.min(self.statuses.len()), status),
            SingleItem::Segment(segment) => {
                self.segments.insert(place.min(self.segments.len()), Arc::new(segment));
            }
        }
    }

    /// Takes an item away, and returns where it stood in its list.
    pub(super) fn remove(&mut self, item: Item) -> Option<usize> {
        let at = self.position(item)?;
        match item {
            Item::Status(_) => drop(self.statuses.remove(at)),
            Item::Segment(_) => drop(self.segments.remove(at)),
        }
        Some(at)
    }

    /// Returns where an item stands in its list.
    pub(super) fn position(&self, item: Item) -> Option<usize> {
        self.items().filter(|one| one.is_like(item)).position(|one| one == item)
    }

    /// Sets one member of an item, if there is such an item. One that stays as it is stays shared.
    pub(super) fn set(&mut self, item: Item, content: Content<'_>) {
        if self.members(item).is_none_or(|there| there.get(content.member()) == content) {
            return;
        }
        if let Content::Place(Some(place)) = content {
            return self.put(&[item], place);
        }
        let key = item.key();
        let (name, color, filled) = match item {
            Item::Status(_) => {
                let Some(status) = self.statuses.iter_mut().find(|one| one.key == key) else { return };
                (&mut status.name, &mut status.color, None)
            }
            Item::Segment(_) => {
                let Some(segment) = self.segments.iter_mut().find(|one| one.key == key) else { return };
                let Segment { name, color, values, prices, .. } = Arc::make_mut(segment);
                (name, color, Some((values, prices)))
            }
        };
        match (content, filled) {
            (Content::Name(to), _) => to.clone_into(name),
            (Content::Color(to), _) => *color = to,
            (Content::Value(field, to), Some((values, _))) => {
                values.remove(&field);
                values.extend(to.map(|value| (field, value.clone())));
            }
            (Content::Price(price, is_offered), Some((_, prices))) => {
                prices.remove(&price);
                prices.extend(is_offered.then_some(price));
            }
            (Content::Place(_) | Content::Value(..) | Content::Price(..), _) => {}
        }
    }

    /// Sets members of an item to what they are in `other`.
    pub(super) fn copy(&mut self, item: Item, members: &[Member], other: Members<'_>) {
        for member in members {
            self.set(item, other.get(*member));
        }
    }
}
