//! What is to be sent: the difference between base and edited, one request at a time.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::change::refilled;
use super::order::SortRule;
use super::order::{self, Cost, Next, Numbered, Outlook, Row};
use super::{
    ChangeKind, Color, Draft, Item, Key, MAX_STATUSES, NewSegment, Problem, Segment, SortRules, Status, Value,
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
        match self {
            Self::DeleteStatus { id } | Self::UpdateStatus { id, .. } => vec![Item::Status(Key::Id(*id))],
            Self::DeleteSegment { id } | Self::UpdateSegment { id, .. } => vec![Item::Segment(Key::Id(*id))],
            Self::CreateStatuses(_) | Self::CreateSegment { .. } => self.creates(),
        }
    }

    /// Returns what this creates.
    #[must_use]
    pub fn creates(&self) -> Vec<Item> {
        match self {
            Self::CreateStatuses(news) => news.iter().map(|new| Item::Status(Key::New(new.number))).collect(),
            Self::CreateSegment { number, .. } => vec![Item::Segment(Key::New(*number))],
            _ => Vec::new(),
        }
    }

    /// Returns the one item that shows whether this was done; `None` if only the whole list does.
    #[must_use]
    pub fn lone_item(&self) -> Option<Item> {
        match self {
            Self::DeleteStatus { id } | Self::UpdateStatus { id, sort: None, .. } => {
                Some(Item::Status(Key::Id(*id)))
            }
            Self::DeleteSegment { id } | Self::UpdateSegment { id, .. } => Some(Item::Segment(Key::Id(*id))),
            Self::CreateStatuses(_) | Self::UpdateStatus { .. } | Self::CreateSegment { .. } => None,
        }
    }

    /// Tells whether the server may move other statuses when it does this.
    #[must_use]
    pub fn changes_order(&self) -> bool {
        match self {
            Self::CreateStatuses(_) => true,
            Self::UpdateStatus { sort, .. } => sort.is_some(),
            Self::DeleteStatus { .. }
            | Self::DeleteSegment { .. }
            | Self::CreateSegment { .. }
            | Self::UpdateSegment { .. } => false,
        }
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
        let step = self.next_removal(skip).or_else(|| self.next_creation(rules, skip));
        if let Some(step) = step {
            return NextStep::Step(step);
        }
        let order = if skip.order { Next::Done } else { self.next_order(rules, attempts, skip) };
        if let Next::Write { id, sort } = order {
            return NextStep::Step(self.update(id, Some(sort), skip));
        }
        let is_open = |key: Key| !skip.items.contains(&Item::Status(key));
        let mut updates = self.edited.statuses.iter().filter(|status| is_open(status.key));
        let rewritten =
            updates.find_map(|status| Some(status.key.id()?).filter(|_| self.is_rewritten(status.key)));
        if let Some(id) = rewritten {
            return NextStep::Step(self.update(id, None, skip));
        }
        let mut segments = self.edited.segments.iter();
        match segments.find_map(|segment| self.next_of_segment(segment, skip)) {
            Some(step) => NextStep::Step(step),
            None if matches!(order, Next::Stuck) => NextStep::Stuck,
            None => NextStep::Done,
        }
    }

    fn next_of_segment(&self, segment: &Segment, skip: &Skip) -> Option<Step> {
        if skip.items.contains(&Item::Segment(segment.key)) {
            return None;
        }
        let Segment { name, values, prices, .. } = segment.clone();
        match segment.key {
            Key::New(number) => {
                let new = NewSegment { name, color: segment.color?, values, prices };
                Some(Step::CreateSegment { number, segment: new })
            }
            Key::Id(id) => {
                let old = self.base.segment(segment.key)?;
                let refilled = refilled(old, segment);
                let step = Step::UpdateSegment {
                    id,
                    name: Some(name).filter(|name| *name != old.name),
                    color: segment.color.filter(|color| Some(*color) != old.color),
                    values: refilled.into_iter().map(|field| (field, values.get(&field).cloned())).collect(),
                    prices: Some(prices).filter(|prices| *prices != old.prices),
                };
                let is_empty = matches!(&step, Step::UpdateSegment { name: None, color: None, values, prices: None, .. } if values.is_empty());
                (!is_empty).then_some(step)
            }
        }
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
        let sorts = if is_kept { order::numbers } else { order::numbers_with_room }(&self.rows());
        let new = self.edited.statuses.iter().zip(sorts).filter_map(|(status, sort)| match status.key {
            Key::New(number) if !skip.items.contains(&Item::Status(status.key)) => {
                Some(NewRow { number, name: status.name.clone(), color: status.color?, sort })
            }
            _ => None,
        });
        let news: Vec<NewRow> = new.collect();
        (!news.is_empty()).then_some(Step::CreateStatuses(news))
    }

    /// The statuses in the wanted order, with what the server holds of them.
    fn rows(&self) -> Vec<Row> {
        let row = |(place, status): (usize, &Status)| {
            let rank = self.base.place(status.key);
            let cost = match status {
                _ if rank.is_none() => Cost::Free,
                _ if status.system => Cost::System,
                _ if self.is_rewritten(status.key) => Cost::Free,
                _ => Cost::One,
            };
            Row {
                rank,
                id: self.expected_id(place, status),
                sort: rank.map(|rank| self.base.statuses[rank].sort),
                cost,
                written: self.numbered.contains(&status.key),
            }
        };
        self.edited.statuses.iter().enumerate().map(row).collect()
    }

    /// Returns the id of a status in the wanted order. Ids grow, and new statuses are sent in this order.
    fn expected_id(&self, place: usize, status: &Status) -> u64 {
        let later = u64::try_from(self.edited.statuses.len() - place).unwrap_or(0);
        status.key.id().unwrap_or(u64::MAX - later)
    }

    fn numbered(&self, id: u64, status: &Status, skip: &Skip) -> Numbered {
        Numbered {
            id,
            sort: status.sort,
            system: status.system,
            free: self.is_rewritten(status.key) && !skip.items.contains(&Item::Status(status.key)),
            written: self.numbered.contains(&status.key),
        }
    }

    /// Returns that the wanted order cannot be written, or perhaps not, to a server of which `rules` are
    /// known.
    #[must_use]
    pub fn order_problem(&self, rules: SortRules) -> Option<Problem> {
        if self.edited.statuses.len() > 4 * MAX_STATUSES {
            // No account has so many; to find out would take longer than a frame.
            return None;
        }
        let skip = Skip::default();
        let known = |status: &Status| Some(self.numbered(status.key.id()?, status, &skip));
        let is_kept = |status: &&Status| self.edited.place(status.key).is_some();
        let current: Vec<Numbered> = self.base.statuses.iter().filter(is_kept).filter_map(known).collect();
        let wanted = |(place, status): (usize, &Status)| {
            let held = self.base.status(status.key).unwrap_or(status);
            self.numbered(self.expected_id(place, status), held, &skip)
        };
        let goal: Vec<Numbered> = self.edited.statuses.iter().enumerate().map(wanted).collect();
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
        let numbered = |status: &Status| Some(self.numbered(status.key.id()?, status, skip));
        let current: Vec<Numbered> = self.base.statuses.iter().filter_map(numbered).collect();
        // What was refused is there on one side only; the order of the rest is what counts.
        let wanted: Vec<u64> = self.edited.statuses.iter().filter_map(|status| status.key.id()).collect();
        let left: Vec<u64> = current.iter().map(|row| row.id).filter(|id| !wanted.contains(id)).collect();
        let current: Vec<Numbered> = current.into_iter().filter(|row| !left.contains(&row.id)).collect();
        let movers: Vec<u64> = super::change::movers(&self.base, &self.edited, &self.moved)
            .into_iter()
            .filter_map(Key::id)
            .collect();
        order::next_write(&current, &wanted, &movers, rules, attempts)
    }

    /// Tells whether a status that exists is to be written for its name or colour.
    fn is_rewritten(&self, key: Key) -> bool {
        match (self.base.status(key), self.edited.status(key)) {
            (Some(old), Some(new)) => old.name != new.name || (old.color != new.color && new.color.is_some()),
            _ => false,
        }
    }

    fn update(&self, id: u64, sort: Option<i64>, skip: &Skip) -> Step {
        let key = Key::Id(id);
        let is_open = !skip.items.contains(&Item::Status(key));
        let (old, new) = (self.base.status(key), self.edited.status(key).filter(|_| is_open));
        let changed = |differs: fn(&Status, &Status) -> bool| match (old, new) {
            (Some(old), Some(new)) if differs(old, new) => Some(new),
            _ => None,
        };
        Step::UpdateStatus {
            id,
            name: changed(|old, new| old.name != new.name).map(|new| new.name.clone()),
            color: changed(|old, new| old.color != new.color).and_then(|new| new.color),
            sort,
        }
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
        draft.settle(&step, &created);
        steps.push(step);
    }
    steps
}
