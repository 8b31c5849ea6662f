//! What is to be sent: the difference between base and edited, one request at a time.

use std::collections::BTreeSet;

use super::order::SortRule;
use super::order::{self, Cost, Next, Numbered, Row};
use super::{Color, Draft, Key, SortRules};

pub use super::order::Attempts;

/// One request that changes the account.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

/// A status to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Tells whether this concerns the status of this key.
    #[must_use]
    pub fn is_about(&self, key: Key) -> bool {
        match self {
            Self::DeleteStatus { id } | Self::UpdateStatus { id, .. } => key == Key::Id(*id),
            Self::CreateStatuses(news) => news.iter().any(|new| key == Key::New(new.number)),
        }
    }

    /// Returns the id of the one status that shows whether this was done; `None` if only the whole list
    /// does.
    #[must_use]
    pub fn lone_status(&self) -> Option<u64> {
        match self {
            Self::DeleteStatus { id } | Self::UpdateStatus { id, sort: None, .. } => Some(*id),
            Self::CreateStatuses(_) | Self::UpdateStatus { .. } => None,
        }
    }

    /// Tells whether the server may move other statuses when it does this.
    #[must_use]
    pub fn changes_order(&self) -> bool {
        match self {
            Self::DeleteStatus { .. } => false,
            Self::CreateStatuses(_) => true,
            Self::UpdateStatus { sort, .. } => sort.is_some(),
        }
    }
}

/// What is left alone for the rest of one save, because the server refused it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skip {
    /// Statuses whose name, colour or existence is not written again.
    pub items: BTreeSet<Key>,
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
    /// `rules` is what is known of the server's way with numbers, `attempts` what this save has
    /// already tried.
    pub fn next_step(&self, rules: SortRules, attempts: &mut Attempts, skip: &Skip) -> NextStep {
        let step = self.next_removal(skip).or_else(|| self.next_creation(skip));
        if let Some(step) = step {
            return NextStep::Step(step);
        }
        let order = if skip.order { Next::Done } else { self.next_order(rules, attempts, skip) };
        if let Next::Write { id, sort } = order {
            return NextStep::Step(self.update(id, Some(sort), skip));
        }
        let mut updates = self.edited.statuses.iter().filter(|status| !skip.items.contains(&status.key));
        match updates.find_map(|status| Some(status.key.id()?).filter(|_| self.is_rewritten(status.key))) {
            Some(id) => NextStep::Step(self.update(id, None, skip)),
            None if matches!(order, Next::Stuck) => NextStep::Stuck,
            None => NextStep::Done,
        }
    }

    fn next_removal(&self, skip: &Skip) -> Option<Step> {
        let gone = |key: &Key| self.edited.place(*key).is_none() && !skip.items.contains(key);
        let key = self.base.statuses.iter().map(|status| status.key).find(gone)?;
        Some(Step::DeleteStatus { id: key.id()? })
    }

    fn next_creation(&self, skip: &Skip) -> Option<Step> {
        let sorts = order::numbers(&self.rows());
        let new = self.edited.statuses.iter().zip(sorts).filter_map(|(status, sort)| match status.key {
            Key::New(number) if !skip.items.contains(&status.key) => {
                Some(NewRow { number, name: status.name.clone(), color: status.color?, sort })
            }
            _ => None,
        });
        let news: Vec<NewRow> = new.collect();
        (!news.is_empty()).then_some(Step::CreateStatuses(news))
    }

    /// The statuses in the wanted order, with what the server holds of them.
    fn rows(&self) -> Vec<Row> {
        let row = |status: &super::Status| {
            let rank = self.base.place(status.key);
            let cost = match status {
                _ if rank.is_none() || self.is_rewritten(status.key) => Cost::Free,
                _ if status.system => Cost::System,
                _ => Cost::One,
            };
            Row {
                rank,
                sort: rank.map(|rank| self.base.statuses[rank].sort),
                cost,
                written: self.numbered.contains(&status.key),
            }
        };
        self.edited.statuses.iter().map(row).collect()
    }

    fn next_order(&self, rules: SortRules, attempts: &mut Attempts, skip: &Skip) -> Next {
        let numbered = |status: &super::Status| {
            let free = self.is_rewritten(status.key) && !skip.items.contains(&status.key);
            Some(Numbered {
                id: status.key.id()?,
                sort: status.sort,
                system: status.system,
                free,
                written: self.numbered.contains(&status.key),
            })
        };
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
        let (old, new) =
            (self.base.status(key), self.edited.status(key).filter(|_| !skip.items.contains(&key)));
        let changed = |differs: fn(&super::Status, &super::Status) -> bool| match (old, new) {
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
    let mut steps = Vec::new();
    while let NextStep::Step(step) = draft.next_step(rules, &mut attempts, &skip) {
        let created: Vec<super::Created> = match &step {
            // Any ids do that nobody else has.
            Step::CreateStatuses(news) => {
                news.iter().map(|new| (new.number, u64::MAX - u64::from(new.number))).collect()
            }
            _ => Vec::new(),
        };
        draft.settle(&step, &created);
        steps.push(step);
    }
    steps
}
