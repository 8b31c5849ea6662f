//! What is to be sent: the difference between base and edited, one request at a time.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::member::{Content, Member, Members};
use super::order::SortRule;
use super::order::{self, Next, Numbered, Outlook};
use super::{
    ChangeKind, Color, Draft, Item, Key, MAX_STATUSES, NewSegment, PendingCreate, Problem, SortRules, Status,
    Value,
};

pub use super::order::Attempts;

/// One request that changes the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Deletes one status.
    DeleteStatus {
        /// Which.
        id: u64,
    },
    /// Creates statuses, any number in one request.
    CreateStatuses(Vec<NewRow>),
    /// Changes one status; at least one member is given.
    UpdateStatus {
        /// Which.
        id: u64,
        /// The new name.
        name: Option<String>,
        /// The new colour.
        color: Option<Color>,
        /// The new number to be ordered by.
        sort: Option<i64>,
    },
    /// Deletes one segment.
    DeleteSegment {
        /// Which.
        id: u64,
    },
    /// Creates one segment; the vendor knows no other form.
    CreateSegment {
        /// The number in its [`Key::New`].
        number: u32,
        /// What it is to be.
        segment: NewSegment,
    },
    /// Changes one segment; at least one member is given.
    UpdateSegment {
        /// Which.
        id: u64,
        /// The new name.
        name: Option<String>,
        /// The new colour.
        color: Option<Color>,
        /// What is filled in, by the id of the field; `None` clears it. Other fields stay as they are.
        values: BTreeMap<u64, Option<Value>>,
        /// All price types, if they are others.
        prices: Option<BTreeSet<u64>>,
    },
}

/// A status to be created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRow {
    /// The number in its [`Key::New`]; goes along as `request_id`.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub color: Color,
    /// The number to be ordered by.
    pub sort: i64,
}

impl Step {
    /// Returns what this concerns.
    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        self.item().map_or_else(|| self.creates(), |item| vec![item])
    }

    /// Returns the existing item that this concerns.
    pub(super) fn item(&self) -> Option<Item> {
        match self {
            Self::DeleteStatus { id } | Self::UpdateStatus { id, .. } => Some(Item::Status(Key::Id(*id))),
            Self::DeleteSegment { id } | Self::UpdateSegment { id, .. } => Some(Item::Segment(Key::Id(*id))),
            Self::CreateStatuses(_) | Self::CreateSegment { .. } => None,
        }
    }

    /// Returns what this writes to the members of an item that holds these.
    pub(super) fn written<'a>(&'a self, held: Members<'_>) -> Vec<Content<'a>> {
        let (name, color, values, prices) = match self {
            Self::UpdateStatus { name, color, .. } => (name, color, None, None),
            Self::UpdateSegment { name, color, values, prices, .. } => {
                (name, color, Some(values), prices.as_ref())
            }
            _ => return Vec::new(),
        };
        let values = values.into_iter().flatten().map(|(id, value)| Content::Value(*id, value.as_ref()));
        // Prices are written as a whole.
        let all =
            prices.map(|prices| prices.union(held.prices).map(|id| Content::Price(*id, prices.contains(id))));
        let name = name.iter().map(|name| Content::Name(name));
        let color = color.iter().map(|color| Content::Color(Some(*color)));
        name.chain(color).chain(values).chain(all.into_iter().flatten()).collect()
    }

    /// Returns what this creates.
    #[must_use]
    pub fn creates(&self) -> Vec<Item> {
        PendingCreate::by(self).iter().map(PendingCreate::item).collect()
    }

    /// Returns the one item that shows whether this was done; `None` if only the whole list does.
    #[must_use]
    pub fn single_item(&self) -> Option<Item> {
        self.item().filter(|_| !self.changes_order())
    }

    /// Tells whether the server may move other statuses when it does this.
    #[must_use]
    pub fn changes_order(&self) -> bool {
        matches!(self, Self::CreateStatuses(_) | Self::UpdateStatus { sort: Some(_), .. })
    }
}

/// What is left alone for the rest of one save, because the server refused it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skip {
    /// What is not written again but for its order.
    pub items: BTreeSet<Item>,
    /// Whether the order is left as it is.
    pub order: bool,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Send this.
    Step(Step),
    /// Nothing is left to send.
    Done,
    /// The order is not as wanted, and nothing that could be sent would bring it about.
    Stuck,
}

impl Draft {
    /// Returns the next request of a save.
    ///
    /// Removals come first (they make room), then creations, then the order, then what is left of
    /// names and colours. A status that is written for the order takes its new name and colour along.
    /// What is to be written to segments, which have no order, comes last.
    /// `rules` is what is known of the server's way with numbers, `attempts` what this save has
    /// already tried.
    pub fn next_step(&self, rules: SortRules, attempts: &mut Attempts, skip: &Skip) -> NextStep {
        let skip = &self.current_skip(skip);
        let step = self.next_removal(skip).or_else(|| self.next_creation(rules, skip));
        if let Some(step) = step {
            return NextStep::Step(step);
        }
        let order = if skip.order { Next::Done } else { self.next_order(rules, attempts, skip) };
        if let Next::Write { id, sort } = order {
            let item = Item::Status(Key::Id(id));
            let open = if skip.items.contains(&item) { Vec::new() } else { self.rewritten(item) };
            return NextStep::Step(self.update(id, item, &open, Some(sort)));
        }
        let mut open = self.edited.each().map(|(item, _)| item).filter(|item| !skip.items.contains(item));
        match open.find_map(|item| self.next_update(item)) {
            Some(step) => NextStep::Step(step),
            None if matches!(order, Next::Stuck) => NextStep::Stuck,
            None => NextStep::Done,
        }
    }

    /// Returns what is to be written to one item, unless that is a status that is not created yet.
    fn next_update(&self, item: Item) -> Option<Step> {
        if let Item::Segment(Key::New(number)) = item {
            let segment = self.edited.segment(item.key())?.clone().into_new()?;
            return Some(Step::CreateSegment { number, segment });
        }
        let members = self.rewritten(item);
        let id = item.key().id().filter(|_| !members.is_empty())?;
        Some(self.update(id, item, &members, None))
    }

    /// Returns the members that are to be written of an item that exists; no colour cannot be.
    fn rewritten(&self, item: Item) -> Vec<Member> {
        let (Some(old), Some(new)) = (self.base.members(item), self.edited.members(item)) else {
            return Vec::new();
        };
        let is_sendable = |member: &Member| *member != Member::Color || new.color.is_some();
        new.differing(old).into_iter().filter(is_sendable).collect()
    }

    /// Makes the request that writes these members of an item.
    fn update(&self, id: u64, item: Item, members: &[Member], sort: Option<i64>) -> Step {
        let wanted = self.edited.members(item);
        let name = wanted.filter(|_| members.contains(&Member::Name)).map(|wanted| wanted.name.clone());
        let color = wanted.filter(|_| members.contains(&Member::Color)).and_then(|wanted| wanted.color);
        if matches!(item, Item::Status(_)) {
            return Step::UpdateStatus { id, name, color, sort };
        }
        let value = |member: &Member| match (member, wanted) {
            (Member::Value(field), Some(wanted)) => Some((*field, wanted.values.get(field).cloned())),
            _ => None,
        };
        let is_price = |member: &Member| matches!(member, Member::Price(_));
        // Prices are written as a whole.
        let prices = wanted.filter(|_| members.iter().any(is_price)).map(|wanted| wanted.prices.clone());
        Step::UpdateSegment { id, name, color, values: members.iter().filter_map(value).collect(), prices }
    }

    fn next_removal(&self, skip: &Skip) -> Option<Step> {
        let gone = |item: &Item| !self.edited.has(*item) && !skip.items.contains(item);
        let item = self.base.items().find(gone)?;
        let id = item.key().id()?;
        Some(match item {
            Item::Status(_) => Step::DeleteStatus { id },
            Item::Segment(_) => Step::DeleteSegment { id },
        })
    }

    fn next_creation(&self, rules: SortRules, skip: &Skip) -> Option<Step> {
        let is_kept = rules == SortRules::from(SortRule::Keep);
        let (current, goal) = self.numbered(skip);
        let rows = order::rows(&current, &goal);
        let sorts = if is_kept { order::numbers(&rows) } else { order::numbers_with_room(&rows) };
        let new = self.edited.statuses.iter().zip(sorts).filter_map(|(status, sort)| match status.key {
            Key::New(number) if !skip.items.contains(&Item::Status(status.key)) => {
                Some(NewRow { number, name: status.name.clone(), color: status.color?, sort })
            }
            _ => None,
        });
        let news: Vec<NewRow> = new.collect();
        (!news.is_empty()).then_some(Step::CreateStatuses(news))
    }

    /// Returns the id of a status in the wanted order. Ids grow, and new statuses are sent in this order.
    fn expected_id(&self, place: usize, status: &Status) -> u64 {
        let later = u64::try_from(self.edited.statuses.len() - place).unwrap_or(0);
        status.key.id().unwrap_or(u64::MAX - later)
    }

    /// Returns the statuses that stay, in the order of the server, and all that are wanted, in that order.
    /// What was refused may be there on one side only; the order of the rest is what counts.
    fn numbered(&self, skip: &Skip) -> (Vec<Numbered>, Vec<Numbered>) {
        let numbered = |id: u64, status: &Status| Numbered {
            id,
            sort: status.sort,
            system: status.system,
            free: !self.rewritten(Item::Status(status.key)).is_empty()
                && !skip.items.contains(&Item::Status(status.key)),
            written: self.order.numbered.contains(&status.key),
        };
        let staying = self.base.statuses.iter().filter(|status| self.edited.place(status.key).is_some());
        let current = staying.filter_map(|status| Some(numbered(status.key.id()?, status)));
        let wanted = |(place, status): (usize, &Status)| {
            let held = self.base.status(status.key).unwrap_or(status);
            numbered(self.expected_id(place, status), held)
        };
        (current.collect(), self.edited.statuses.iter().enumerate().map(wanted).collect())
    }

    /// Returns that the wanted order cannot be written, or perhaps not, to a server of which `rules` are
    /// known.
    #[must_use]
    pub fn order_problem(&self, rules: SortRules) -> Option<Problem> {
        if self.edited.statuses.len() > 4 * MAX_STATUSES {
            // No account has so many; to find out would take longer than a frame.
            return None;
        }
        let (current, goal) = self.numbered(&Skip::default());
        let certain = match order::outlook(&current, &goal, rules) {
            Outlook::Sure => return None,
            Outlook::Doubtful => false,
            Outlook::Hopeless => true,
        };
        let mut changes = self.changes().into_iter();
        let is_placed =
            |kind: &ChangeKind| matches!(kind, ChangeKind::Moved { .. } | ChangeKind::Added { .. });
        let status = changes.find(|change| is_placed(&change.kind))?.item.key();
        Some(Problem::Order { status, certain })
    }

    fn next_order(&self, rules: SortRules, attempts: &mut Attempts, skip: &Skip) -> Next {
        let (current, goal) = self.numbered(skip);
        let is_there = |id: &u64| current.iter().any(|row| row.id == *id);
        let wanted: Vec<u64> = goal.iter().map(|row| row.id).filter(is_there).collect();
        let moved_rows: Vec<u64> = super::change::moved_rows(&self.base, &self.edited, &self.order.moved)
            .into_iter()
            .filter_map(Key::id)
            .collect();
        order::next_write(&current, &wanted, &moved_rows, rules, attempts)
    }
}

/// Returns the requests that make a server which keeps numbers equal to the draft, in their order.
///
/// They are what [`Draft::next_step`] answers when each is done as sent; nothing else plans.
#[must_use]
pub fn plan(draft: &Draft) -> Vec<Step> {
    let mut draft = draft.clone();
    let (mut attempts, skip, rules) = (Attempts::default(), Skip::default(), SortRules::from(SortRule::Keep));
    // Any ids do that nobody else has and that grow.
    let mut ids = u64::MAX / 2..;
    let mut steps = Vec::new();
    while let NextStep::Step(step) = draft.next_step(rules, &mut attempts, &skip) {
        let id = |item: Item| Some((item.key().number()?, ids.next()?));
        let created: Vec<super::Created> = step.creates().into_iter().filter_map(id).collect();
        draft.apply_to_base(&step, &created);
        steps.push(step);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::{fill, segments, text};
    use super::super::{Edit, MAX_SEGMENTS, Problem};
    use super::*;

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
        assert!(matches!(problems[..], [Problem::NoRoom(item)] if item.is_new()), "{problems:?}");
        assert!(problems[0].blocks(), "nothing is sent before that is mended");
    }

    fn item(id: u64) -> Item {
        Item::Segment(Key::Id(id))
    }
}
