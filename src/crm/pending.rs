//! Writes whose outcome is not known yet: a reading shows whether they were done.

use serde::{Deserialize, Serialize};

use super::member::{Content, Member, Members};
use super::written::id_of;
use super::{Account, Created, Draft, Item, Key, NewRow, NewSegment, SingleItem, Status, Step};

/// The writes of a draft whose outcome is not known yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// A change or a deletion, until the next reading.
    pub update: Option<Step>,
    /// Creations, until a reading shows what they made: one that is done twice makes two.
    pub creates: Vec<PendingCreate>,
}

/// A creation whose outcome is not known yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PendingCreate {
    /// A status.
    Status(NewRow),
    /// A segment.
    Segment {
        /// The number in its [`Key::New`].
        number: u32,
        /// What it was to be.
        segment: NewSegment,
    },
}

impl Pending {
    /// Adds creations that are not known yet.
    pub(super) fn add(&mut self, creates: impl IntoIterator<Item = PendingCreate>) {
        for create in creates {
            if !self.creates.contains(&create) {
                self.creates.push(create);
            }
        }
    }

    /// Returns the items concerned.
    pub fn items(&self) -> impl Iterator<Item = Item> {
        let updated = self.update.iter().flat_map(Step::items);
        updated.chain(self.creates.iter().map(PendingCreate::item))
    }
}

impl Draft {
    /// Returns the writes whose outcome is not known yet.
    #[must_use]
    pub fn pending(&self) -> &Pending {
        &self.pending
    }

    /// Takes over the writes whose outcome was not known when the draft was stored.
    pub fn resume(&mut self, Pending { update, creates }: Pending) {
        self.pending.creates = creates;
        if let Some(step) = update {
            self.mark_unconfirmed(step);
        }
    }

    /// Remembers a write whose outcome only a reading can tell.
    pub fn mark_unconfirmed(&mut self, step: Step) {
        let creates = PendingCreate::by(&step);
        if creates.is_empty() {
            self.pending.update = Some(step);
        } else {
            self.pending.add(creates);
        }
    }

    /// Remembers that any step of the plan may have been done, and applies what `fresh` shows of it.
    pub fn mark_plan_unconfirmed(&mut self, fresh: &Account) {
        for step in self.plan() {
            if step.creates().is_empty() {
                self.apply_if_done(&step, fresh);
            } else {
                self.mark_unconfirmed(step);
            }
        }
    }

    /// Forgets the creations of these items, which the server refused: what looks like one of them later is
    /// somebody else's.
    pub fn forget_creates(&mut self, refused: &[Item]) {
        self.pending.creates.retain(|create| !refused.contains(&create.item()));
    }

    /// Tells whether something that the user wants may be there already without its id being known.
    #[must_use]
    pub fn awaits_creates(&self) -> bool {
        self.pending.creates.iter().any(|create| self.edited.has(create.item()))
    }

    /// Tells whether a reading shows the effect of a write of unknown outcome.
    #[must_use]
    pub fn is_applied(&self, step: &Step, fresh: &Account) -> bool {
        let members = step.item().and_then(|item| fresh.members(item));
        match step {
            Step::DeleteStatus { .. } | Step::DeleteSegment { .. } => members.is_none(),
            Step::UpdateStatus { .. } | Step::UpdateSegment { .. } => members.is_some_and(|there| {
                let written = step.written(there);
                written.iter().all(|content| content.same(there.get(content.member())))
                    && (!written.is_empty() || self.shows_number(step, fresh))
            }),
            Step::CreateStatuses(_) | Step::CreateSegment { .. } => {
                let creates = PendingCreate::by(step);
                self.arrivals(&creates, fresh).len() == creates.len()
            }
        }
    }

    /// Tells whether a reading shows the effect of a number that was sent alone. A server that renumbers
    /// shows another number than that, but then it shows another order too.
    fn shows_number(&self, step: &Step, fresh: &Account) -> bool {
        let Step::UpdateStatus { id, sort: Some(sort), .. } = step else { return true };
        fresh.status(Key::Id(*id)).is_some_and(|status| status.sort == *sort)
            || fresh.order() != self.base.order()
    }

    /// Recognises pending creations in `fresh`. The others stay pending: they may still be on their way.
    pub(super) fn confirm_creates(&mut self, fresh: &Account) {
        let creates = self.pending.creates.clone();
        let created = self.arrivals(&creates, fresh);
        for new in &creates {
            let id = new.item().key().number().and_then(|number| id_of(number, &created));
            // Where one arrives, the server may move others; where none does, an order is somebody's wish.
            if let Some(id) = id {
                self.apply_to_base(&new.step(), &created);
                self.keep_unmatched_values(new.item().with_key(Key::Id(id)), fresh);
            }
        }
    }

    /// Takes out of the base what was sent of a new item and is not in the one that was taken for it: that
    /// may be somebody else's after all, and what the user has filled in stays a wish.
    fn keep_unmatched_values(&mut self, item: Item, fresh: &Account) {
        let (Some(sent), Some(there)) = (self.base.members(item), fresh.members(item)) else { return };
        let sent = sent.contents().filter(|sent| !sent.same(there.get(sent.member())));
        let missing: Vec<Member> = sent.map(Content::member).collect();
        self.base.copy(item, &missing, there);
    }

    /// Applies a change or a deletion of unknown outcome if a reading shows its effect.
    pub(super) fn apply_if_done(&mut self, step: &Step, fresh: &Account) {
        if self.is_applied(step, fresh) {
            self.apply_to_base(step, &[]);
        }
    }

    /// Recognises what was created by what was sent: a stranger of its name and colour, of several the most
    /// alike, of those the oldest. Ids grow, so twins are taken in the order in which they were sent.
    fn arrivals(&self, creates: &[PendingCreate], fresh: &Account) -> Vec<Created> {
        let mut strangers: Vec<_> = fresh.each().filter(|(item, _)| !self.base.has(*item)).collect();
        let mut created = Vec::new();
        for new in creates {
            let sent = new.members();
            let is_it = |(item, one): &(Item, Members<'_>)| {
                item.is_like(new.item()) && (one.name, one.color) == (sent.name, sent.color)
            };
            let places = (0..strangers.len()).filter(|at| is_it(&strangers[*at]));
            let nearest = places.min_by_key(|at| (sent.differing(strangers[*at].1).len(), strangers[*at].0));
            let found = nearest.and_then(|at| strangers.remove(at).0.key().id());
            created.extend(new.item().key().number().zip(found));
        }
        created
    }
}

impl PendingCreate {
    /// Returns what a step was to create.
    #[must_use]
    pub fn by(step: &Step) -> Vec<Self> {
        match step {
            Step::CreateStatuses(rows) => rows.iter().cloned().map(Self::Status).collect(),
            Step::CreateSegment { number, segment } => {
                vec![Self::Segment { number: *number, segment: segment.clone() }]
            }
            _ => Vec::new(),
        }
    }

    /// Returns what an item of this account is recognised by, should it be seen at last.
    pub(super) fn again(account: &Account, item: Item, number: u32) -> Option<Self> {
        Some(match account.whole(item)? {
            SingleItem::Status(Status { name, color, sort, .. }) => {
                Self::Status(NewRow { number, name, color: color?, sort })
            }
            SingleItem::Segment(segment) => Self::Segment { number, segment: segment.into_new()? },
        })
    }

    /// Returns the request that creates it.
    fn step(&self) -> Step {
        match self.clone() {
            Self::Status(row) => Step::CreateStatuses(vec![row]),
            Self::Segment { number, segment } => Step::CreateSegment { number, segment },
        }
    }

    /// Returns what it is until it is recognised.
    #[must_use]
    pub fn item(&self) -> Item {
        match self {
            Self::Status(row) => Item::Status(Key::New(row.number)),
            Self::Segment { number, .. } => Item::Segment(Key::New(*number)),
        }
    }

    fn members(&self) -> Members<'_> {
        match self {
            Self::Status(row) => row.into(),
            Self::Segment { segment, .. } => segment.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::{account, fill, segments, status_item as item, text};
    use super::super::{Color, Edit, NewStatus, Value};
    use super::*;

    #[test]
    fn a_create_whose_answer_was_lost_is_recognised() {
        let mut draft = Draft::new(account("*S, A, *E"));
        for _ in 0..2 {
            draft.edit(Edit::Add(NewStatus { name: "N".into(), color: Color(0, 0, 0), place: 2 }));
        }
        let step = draft.plan().remove(0);
        let Step::CreateStatuses(news) = &step else { panic!("a create comes first: {step:?}") };
        let mut fresh = account("*S, A, *E");
        for (id, new) in (50..).zip(news) {
            let mut status = fresh.statuses[1].clone();
            (status.key, status.name, status.color) = (Key::Id(id), new.name.clone(), Some(new.color));
            status.sort = new.sort;
            fresh.statuses.push(status);
        }
        fresh.in_server_order();
        draft.mark_unconfirmed(step.clone());
        draft.rebase(fresh);
        assert!(
            !draft.plan().iter().any(|step| matches!(step, Step::CreateStatuses(_))),
            "neither is created a second time: {:?}",
            draft.plan()
        );
    }

    #[test]
    fn a_status_read_alone_settles_a_write_of_unknown_fate() {
        let mut draft = Draft::new(account("*S, A, B, *E"));
        draft.edit(Edit::Rename(item(2), "X".into()));
        let step = draft.plan().remove(0);
        assert_eq!(step.single_item(), Some(item(2)), "nothing but its name is concerned");
        let fresh = Status { name: "X".into(), ..draft.base().statuses[1].clone() };
        assert!(
            draft.is_applied(&step, &draft.base_with(SingleItem::Status(fresh.clone()))),
            "it shows the new name"
        );
        draft.mark_unconfirmed(step);
        assert_eq!(draft.rebase_item(SingleItem::Status(fresh)), [], "nobody else did it");
        assert_eq!(draft.changes(), [], "saved");
    }

    #[test]
    fn a_created_segment_whose_answer_was_lost_is_recognised() {
        let mut draft = Draft::new(segments("A"));
        draft.edit(Edit::AddSegment(draft.edited().segment_proposal(None, "N".into())));
        let step = draft.plan().remove(0);
        let Step::CreateSegment { segment, .. } = &step else { panic!("a creation: {step:?}") };
        let mut fresh = segments("A");
        fresh.add_segment(segment.clone(), Key::Id(50));
        assert!(draft.is_applied(&step, &fresh), "it is there");
        draft.mark_unconfirmed(step.clone());
        assert_eq!(draft.rebase(fresh), [], "and not somebody else's");
        assert_eq!((draft.changes(), draft.edited().segments.len()), (vec![], 2));
    }

    #[test]
    fn what_is_filled_in_stays_wanted_if_somebody_elses_segment_is_taken_for_mine() {
        let mut draft = Draft::new(segments("A"));
        let mut proposal = draft.edited().segment_proposal(None, "N".into());
        proposal.values.insert(1, text("mine"));
        proposal.prices = [8, 9].into();
        draft.edit(Edit::AddSegment(proposal));
        let step = draft.plan().remove(0);
        let Step::CreateSegment { segment, .. } = &step else { panic!("a creation: {step:?}") };
        let mut theirs = segment.clone();
        theirs.values = [(1, text("theirs")), (2, Value::Number("5".into()))].into();
        theirs.prices = [9].into();
        let mut fresh = segments("A");
        fresh.add_segment(theirs, Key::Id(50));
        let mut both = fresh.clone();
        draft.mark_unconfirmed(step.clone());
        draft.rebase(fresh);
        let now = draft.edited().segment(Key::Id(50)).expect("it goes by that id");
        assert_eq!(now.values.get(&1), Some(&text("mine")), "mine");
        assert_eq!((now.prices.clone(), now.values.len()), ([8, 9].into(), 2), "and what they have besides");
        assert_eq!(draft.changes().len(), 2, "the value and the price: {:?}", draft.changes());
        // The one that has all of it is mine, however young.
        both.add_segment(segment.clone(), Key::Id(60));
        let mut draft = Draft::new(segments("A"));
        draft.edit(Edit::AddSegment(segment.clone()));
        draft.mark_unconfirmed(step.clone());
        draft.rebase(both);
        assert_eq!(draft.changes(), [], "nothing is left");
    }

    #[test]
    fn of_strangers_of_its_name_and_colour_the_most_alike_is_mine_and_then_the_oldest() {
        let mut proposal = Draft::new(segments("A")).edited().segment_proposal(None, "N".into());
        proposal.values = [(1, text("x")), (2, Value::Number("5".into()))].into();
        proposal.prices = [8, 9].into();
        let mut draft = Draft::new(segments("A"));
        draft.edit(Edit::AddSegment(proposal.clone()));
        let step = draft.plan().remove(0);
        let stranger = |values: &[u64], prices: &[u64], color| NewSegment {
            color,
            values: values.iter().map(|id| (*id, proposal.values[id].clone())).collect(),
            prices: prices.iter().copied().collect(),
            ..proposal.clone()
        };
        let (ours, other) = (proposal.color, Color(9, 9, 9));
        for (strangers, expected) in [
            // None has all of it, and those that lack one member are equal.
            (
                vec![stranger(&[], &[], ours), stranger(&[1, 2], &[9], ours), stranger(&[2], &[8, 9], ours)],
                51,
            ),
            (vec![stranger(&[1], &[8], ours), stranger(&[2], &[9], ours)], 50),
            (vec![stranger(&[1, 2], &[8, 9], other), stranger(&[], &[], ours)], 51),
        ] {
            let mut fresh = segments("A");
            // They are not listed by age.
            for (id, stranger) in (50..).zip(strangers).collect::<Vec<_>>().into_iter().rev() {
                fresh.add_segment(stranger, Key::Id(id));
            }
            let mut draft = draft.clone();
            draft.mark_unconfirmed(step.clone());
            draft.rebase(fresh);
            let wanted = draft.changes();
            assert!(
                wanted.iter().all(|change| change.item == Item::Segment(Key::Id(expected))),
                "what it lacks is still wanted of {expected}: {wanted:?}"
            );
            assert!(!wanted.is_empty(), "none has all of it");
        }
    }

    #[test]
    fn a_segment_read_alone_settles_a_write_of_unknown_fate() {
        let mut draft = Draft::new(segments("A, B"));
        draft.edit(fill(1, 1, Some(text("x"))));
        let step = draft.plan().remove(0);
        assert_eq!(step.single_item(), Some(Item::Segment(Key::Id(1))));
        let mut there = segments("A, B");
        there.fill(Key::Id(1), 1, Some(text("x")));
        let fresh = SingleItem::Segment(there.segments[0].as_ref().clone());
        assert!(draft.is_applied(&step, &draft.base_with(fresh.clone())), "it shows the new value");
        draft.mark_unconfirmed(step);
        assert_eq!(draft.rebase_item(fresh), [], "nobody else did it");
        assert_eq!(draft.changes(), [], "saved");
    }
}
