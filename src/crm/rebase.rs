//! A fresh reading under an edited draft: a three-way merge.

use serde::{Deserialize, Serialize};

use super::change::movers;
use super::member::{Content, Member, Members};
use super::settle::id_of;
use super::{
    Account, Change, ChangeKind, Created, Draft, Item, Key, NewRow, NewSegment, Segment, Status, Step,
    changes,
};

/// One thing that was read alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SingleItem {
    /// A status.
    Status(Status),
    /// A segment.
    Segment(Segment),
}

impl SingleItem {
    /// Returns what it is.
    #[must_use]
    pub fn item(&self) -> Item {
        match self {
            Self::Status(status) => Item::Status(status.key),
            Self::Segment(segment) => Item::Segment(segment.key),
        }
    }
}

/// What was to be created, to be recognised when a reading shows it.
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

impl Draft {
    /// Puts the draft onto a fresh reading and returns what others have changed since the last one.
    ///
    /// `doubtful` is a write of unknown fate: it is settled first if the reading shows its effect.
    /// Without that a create whose answer was lost would be done twice.
    ///
    /// Per member (name, colour, value of a field, price) mine wins if I changed it, else theirs. What is
    /// gone on the server is gone, unless I have just made it. In the order, what I moved and made stays
    /// behind its left neighbour; all others stand as they do there. Where that overrides somebody else, and
    /// where what is gone was changed by me, the user decides (see [`Draft::conflicts`]).
    pub fn rebase(&mut self, fresh: Account, doubtful: Option<&Step>) -> Vec<Change> {
        // What has not arrived may still be on its way.
        let on_its_way = doubtful.is_some_and(|step| step.changes_order() && !self.is_applied(step, &fresh));
        if let Some(step) = doubtful {
            self.apply_if_done(step, &fresh);
        }
        self.revert_unapplied(&fresh);
        // Of two that they swapped, the one that I moved too is the one to be asked about.
        let mut theirs = changes(&self.base, &fresh, &self.moved);
        if self.renumbered {
            // We have written numbers since, and what the server makes of them is its own affair.
            theirs.retain(|change| !matches!(change.kind, ChangeKind::Moved { .. }));
        }
        self.note_conflicts(&theirs);
        let base = self.base.clone();
        self.shown = fresh.clone();
        let half_done = self.renumbered || doubtful.is_some_and(Step::changes_order);
        let moved = (!half_done).then(|| self.moved.clone());
        self.for_each_state(|mine| *mine = merged(&base, moved.as_deref(), mine, &fresh));
        self.renumbered = on_its_way;
        self.base = fresh;
        self.review_conflicts();
        self.forget_empty_steps();
        theirs
    }

    /// Takes back out of the base what was settled although `fresh` shows it as it was before: servers
    /// are known to answer that all went well and to change nothing. The wish then stands as a change.
    fn revert_unapplied(&mut self, fresh: &Account) {
        let mut left = None;
        for (item, before) in self.shown.each() {
            let now = fresh.members(item);
            if let Some(held) = self.base.members(item) {
                // A success proves nothing about what is not there any more: nobody has what was written.
                let is_unapplied =
                    |member: &Member| now.is_none_or(|now| now.get(*member).same(before.get(*member)));
                let unapplied: Vec<Member> =
                    held.differing(before).into_iter().filter(is_unapplied).collect();
                self.base.copy(item, &unapplied, before);
            } else if now.is_some() {
                // Behind whoever it stood behind: among equal numbers nothing else tells its place.
                let place = left.and_then(|left| self.base.position(left)).map_or(0, |left| left + 1);
                self.shown.whole(item).into_iter().for_each(|one| self.base.insert(place, one));
            }
            left = now.map(|_| item).or(left);
        }
        // Where one that is gone only made room, its number was nobody's wish.
        let is_moved =
            |status: &&Status| fresh.status(status.key).is_none() && self.moved.contains(&status.key);
        for before in self.shown.statuses.iter().filter(is_moved) {
            self.base.set_sort(before.key, before.sort);
        }
        let is_ours = |item: &Item| !self.shown.has(*item) && !fresh.has(*item);
        for old in self.base.items().filter(is_ours).collect::<Vec<_>>() {
            let new = self.new_key();
            // A list may lag behind the answers.
            let unseen = new.number().and_then(|number| PendingCreate::again(&self.base, old, number));
            self.unseen.extend(unseen);
            self.rekey(old, new);
            self.base.remove(old);
        }
        self.base.in_server_order();
    }

    /// Puts the draft onto something that was read alone and returns what others have changed in it.
    ///
    /// `doubtful` is a write of unknown fate that concerns this alone.
    pub fn rebase_item(&mut self, fresh: SingleItem, doubtful: Option<&Step>) -> Vec<Change> {
        // Nobody has read the others, nor an order: what is known of those stays.
        let (renumbered, mut shown) = (self.renumbered, self.shown.clone());
        shown.take_over(fresh.clone());
        let theirs = self.rebase(self.base_with(fresh), doubtful);
        (self.renumbered, self.shown) = (renumbered, shown);
        theirs
    }

    /// Returns the base with what was read alone.
    #[must_use]
    pub fn base_with(&self, fresh: SingleItem) -> Account {
        let mut account = self.base.clone();
        account.take_over(fresh);
        account
    }

    /// Tells whether a reading shows the effect of a write of unknown fate.
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
                let wanted = PendingCreate::by(step);
                self.arrivals(&wanted, fresh).len() == wanted.len()
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

    /// Recognises what was to be created and may still be on its way, and settles what `fresh` shows.
    pub fn recognize(&mut self, wanted: &[PendingCreate], fresh: &Account) {
        let created = self.arrivals(wanted, fresh);
        for new in wanted {
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

    /// Takes over a write of unknown fate if a reading shows its effect.
    pub fn apply_if_done(&mut self, step: &Step, fresh: &Account) {
        match step {
            Step::CreateStatuses(_) | Step::CreateSegment { .. } => {
                self.recognize(&PendingCreate::by(step), fresh);
            }
            _ if self.is_applied(step, fresh) => self.apply_to_base(step, &[]),
            _ => {}
        }
    }

    /// Recognises what was created by what was sent: a stranger of its name and colour, of several the most
    /// alike, of those the oldest. Ids grow, so twins are taken in the order in which they were sent.
    fn arrivals(&self, wanted: &[PendingCreate], fresh: &Account) -> Vec<Created> {
        let mut strangers: Vec<_> = fresh.each().filter(|(item, _)| !self.base.has(*item)).collect();
        let mut created = Vec::new();
        for new in wanted {
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

/// Merges `mine`, which was made from `base`, onto `fresh`. `moved` is what the user dragged, or `None` if we
/// have written numbers since the last reading: then the order that is read may be a half-done one of ours.
fn merged(base: &Account, moved: Option<&[Key]>, mine: &Account, fresh: &Account) -> Account {
    let alive = |key: &Key| fresh.place(*key).is_some() || matches!(key, Key::New(_));
    let my_order: Vec<Key> = mine.order().into_iter().filter(alive).collect();
    let is_removed = |item: Item| base.has(item) && !mine.has(item);
    let their_order: Vec<Key> =
        fresh.order().into_iter().filter(|key| !is_removed(Item::Status(*key))).collect();

    let order = match moved {
        // Only what I moved goes where I want it; all others stay as they are there.
        Some(moved) => {
            let mine_moved = movers(base, mine, moved);
            merge_order(their_order.into_iter().filter(|key| !mine_moved.contains(key)).collect(), &my_order)
        }
        None => merge_order(my_order, &their_order),
    };

    let status = |key: Key| fresh.status(key).or_else(|| mine.status(key)).cloned();
    let theirs = fresh.segments.iter().filter(|segment| !is_removed(Item::Segment(segment.key)));
    let new = mine.segments.iter().filter(|segment| segment.key.id().is_none());
    let mut merged = Account {
        statuses: order.into_iter().filter_map(status).collect(),
        segments: theirs.chain(new).cloned().collect(),
        ..fresh.clone()
    };
    for (item, mine) in mine.each() {
        if let Some(base) = base.members(item) {
            merged.copy(item, &mine.differing(base), mine);
        }
    }
    merged
}

impl Account {
    /// Takes over what was read alone, if it is known. The number of a status stays as in the list that was
    /// read last: without the numbers of the others it says nothing about its place.
    fn take_over(&mut self, mut fresh: SingleItem) {
        let item = fresh.item();
        if let (SingleItem::Status(fresh), Some(known)) = (&mut fresh, self.status(item.key())) {
            fresh.sort = known.sort;
        }
        if let Some(at) = self.remove(item) {
            self.insert(at, fresh);
        }
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
    fn again(account: &Account, item: Item, number: u32) -> Option<Self> {
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

/// Puts what only `follow` has into `lead`, each behind its nearest left neighbour in `follow`.
fn merge_order(mut lead: Vec<Key>, follow: &[Key]) -> Vec<Key> {
    for (index, key) in follow.iter().enumerate() {
        if !lead.contains(key) {
            let left =
                follow[..index].iter().rev().find_map(|left| lead.iter().position(|other| other == left));
            lead.insert(left.map_or(0, |left| left + 1), *key);
        }
    }
    lead
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::{account, fill, names, segments, status_item as item, text};
    use super::super::{ChangeKind, Color, Edit, NewStatus, Value};
    use super::*;

    /// Applies `edits` to `A, B, C`, then puts the draft onto `fresh`.
    fn rebased(edits: &[Edit], fresh: impl FnOnce(&mut Account)) -> (Draft, Vec<Change>) {
        let base = account("*S, A, B, C, *E");
        let mut draft = Draft::new(base.clone());
        for edit in edits {
            draft.edit(edit.clone());
        }
        let mut read = base;
        fresh(&mut read);
        let theirs = draft.rebase(read, None);
        (draft, theirs)
    }

    fn result(edits: &[Edit], fresh: impl FnOnce(&mut Account)) -> String {
        names(rebased(edits, fresh).0.edited())
    }

    #[test]
    fn a_reading_without_news_changes_nothing() {
        let (draft, theirs) = rebased(&[Edit::Rename(item(2), "X".into()), Edit::Place(item(4), 1)], |_| ());
        assert_eq!(names(draft.edited()), "S C X B E");
        assert_eq!(theirs, [], "nobody else was there");
        assert_eq!(draft.changes().len(), 2, "both edits are still wanted");
    }

    #[test]
    fn mine_wins_where_i_changed_it_and_theirs_elsewhere() {
        let theirs = |account: &mut Account| {
            account.statuses[1].name = "T".into();
            account.statuses[1].color = Some(Color(9, 9, 9));
            account.statuses[2].name = "U".into();
        };
        let (draft, foreign) = rebased(&[Edit::Rename(item(2), "M".into())], theirs);
        assert_eq!(names(draft.edited()), "S M U C E");
        assert_eq!(draft.edited().statuses[1].color, Some(Color(9, 9, 9)), "their colour came along");
        assert_eq!(foreign.len(), 3, "two names and a colour");
    }

    #[test]
    fn what_i_moved_stays_behind_its_neighbour_and_the_rest_as_it_is_there() {
        assert_eq!(result(&[], |theirs| theirs.statuses.swap(1, 3)), "S C B A E");
        assert_eq!(result(&[Edit::Place(item(4), 2)], |theirs| theirs.statuses.swap(1, 2)), "S B A C E");
    }

    #[test]
    fn newcomers_stay_behind_their_left_neighbour() {
        let add = Edit::Add(NewStatus { name: "N".into(), color: Color(0, 0, 0), place: 3 });
        let newcomer = |theirs: &mut Account| {
            let mut status = theirs.statuses[1].clone();
            (status.key, status.name) = (Key::Id(50), "T".into());
            theirs.statuses.insert(2, status);
        };
        assert_eq!(result(std::slice::from_ref(&add), newcomer), "S A T B N C E");
        assert_eq!(result(&[add, Edit::Place(item(4), 1)], newcomer), "S C A T B N E");
    }

    #[test]
    fn what_is_gone_there_is_gone_here() {
        let (draft, foreign) = rebased(&[Edit::Rename(item(2), "X".into())], |theirs| {
            theirs.statuses.remove(1);
        });
        assert_eq!(names(draft.edited()), "S B C E");
        assert_eq!(foreign[0].kind, ChangeKind::Removed, "and the user is told");
        assert!(!draft.can_undo(), "nothing is left to take back");
    }

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
        draft.rebase(fresh, Some(&step));
        assert!(
            !draft.plan().iter().any(|step| matches!(step, Step::CreateStatuses(_))),
            "neither is created a second time: {:?}",
            draft.plan()
        );
    }

    #[test]
    fn a_write_that_the_server_only_claims_to_have_done_is_still_wanted() {
        let shown = account("*S, A, B, *E");
        let mut draft = Draft::new(shown.clone());
        draft.edit(Edit::Rename(item(2), "X".into()));
        draft.edit(Edit::Recolor(item(2), Color(1, 1, 1)));
        draft.edit(Edit::Remove(item(3)));
        for step in draft.plan() {
            draft.apply_to_base(&step, &[]);
        }
        assert_eq!(draft.changes(), [], "as far as the answers tell");
        let theirs = draft.rebase(shown, None);
        assert_eq!(theirs, [], "nobody else has done anything");
        assert_eq!(draft.changes().len(), 3, "name, colour and removal are still to be done");
    }

    #[test]
    fn a_removal_that_the_server_only_claims_is_no_move_of_somebody_elses() {
        let mut shown = account("*S, A, B, C, *E");
        for status in &mut shown.statuses[1..4] {
            status.sort = 1;
        }
        let mut draft = Draft::new(shown.clone());
        draft.edit(Edit::Remove(item(2)));
        draft.apply_to_base(&draft.plan()[0], &[]);
        assert_eq!(draft.rebase(shown, None), [], "nobody else has done anything");
        assert_eq!((draft.conflicts(), draft.changes().len()), (vec![], 1), "it is still to be removed");
    }

    #[test]
    fn what_the_server_makes_of_a_name_is_taken_over() {
        let mut draft = Draft::new(account("*S, A, *E"));
        draft.edit(Edit::Rename(item(2), "Some name".into()));
        draft.apply_to_base(&draft.plan()[0], &[]);
        draft.rebase(account("*S, Some, *E"), None);
        assert_eq!(names(draft.edited()), "S Some E", "shown as it is");
        assert_eq!(draft.changes(), [], "and not fought over");
    }

    #[test]
    fn a_half_done_reordering_of_ours_is_not_taken_for_somebody_elses() {
        let mut draft = Draft::new(account("*S, A, B, C, *E"));
        draft.edit(Edit::Place(item(4), 1));
        let step = draft.plan().remove(0);
        draft.apply_to_base(&step, &[]);
        // The server renumbered in its own way and shows the old order.
        draft.rebase(account("*S, A, B, C, *E"), None);
        assert_eq!(names(draft.edited()), "S C A B E", "the wish stands");
    }

    #[test]
    fn a_status_read_alone_is_merged_and_says_nothing_about_the_order() {
        let mut draft = Draft::new(account("*S, A, B, C, *E"));
        draft.edit(Edit::Place(item(4), 1));
        draft.edit(Edit::Rename(item(2), "M".into()));
        let mut fresh = draft.base().statuses[1].clone();
        (fresh.name, fresh.color, fresh.sort) = ("T".into(), Some(Color(9, 9, 9)), 77);
        let theirs = draft.rebase_item(SingleItem::Status(fresh), None);
        assert_eq!(names(draft.edited()), "S C M B E", "my name and my order stay");
        assert_eq!(draft.edited().statuses[2].color, Some(Color(9, 9, 9)), "their colour came along");
        assert_eq!(draft.base().statuses[1].sort, 1, "a number alone is no place");
        assert_eq!(theirs.len(), 2, "a name and a colour");
        let nobody = Status { key: Key::Id(99), ..draft.base().statuses[1].clone() };
        assert_eq!(
            draft.rebase_item(SingleItem::Status(nobody), None),
            [],
            "of a status that is not in the list nothing is known"
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
        assert_eq!(draft.rebase_item(SingleItem::Status(fresh), Some(&step)), [], "nobody else did it");
        assert_eq!(draft.changes(), [], "saved");
    }

    #[test]
    fn a_status_read_alone_keeps_a_half_done_reordering_ours() {
        let mut draft = Draft::new(account("*S, A, B, C, *E"));
        draft.edit(Edit::Place(item(4), 1));
        draft.apply_to_base(&draft.plan().remove(0), &[]);
        draft.rebase_item(SingleItem::Status(draft.base().statuses[1].clone()), None);
        draft.rebase(account("*S, A, B, C, *E"), None);
        assert_eq!(names(draft.edited()), "S C A B E", "the wish stands");
    }

    fn filled(edits: &[Edit], theirs: impl FnOnce(&mut Account)) -> (Draft, Vec<Change>) {
        let mut base = segments("A, B, C");
        base.fill(Key::Id(1), 1, Some(text("old")));
        base.offer_price(Key::Id(1), 8, true);
        let mut draft = Draft::new(base.clone());
        for edit in edits {
            draft.edit(edit.clone());
        }
        theirs(&mut base);
        let foreign = draft.rebase(base, None);
        (draft, foreign)
    }

    #[test]
    fn segments_are_merged_field_by_field() {
        let price = |price, offered| Edit::Price { segment: Key::Id(1), price, offered };
        let edits = [fill(1, 1, Some(text("mine"))), price(9, true), price(8, false)];
        let (draft, foreign) = filled(&edits, |theirs| {
            theirs.fill(Key::Id(1), 1, Some(text("theirs")));
            theirs.fill(Key::Id(1), 2, Some(Value::Number("5".into())));
            theirs.offer_price(Key::Id(1), 7, true);
            theirs.set(Item::Segment(Key::Id(1)), Content::Name("T"));
            theirs.remove(Item::Segment(Key::Id(3)));
        });
        let segment = draft.edited().segment(Key::Id(1)).expect("it is still there");
        assert_eq!(
            (&*segment.name, segment.values.get(&1)),
            ("T", Some(&text("mine"))),
            "mine where I changed it"
        );
        assert_eq!(segment.values.get(&2), Some(&Value::Number("5".into())), "theirs elsewhere");
        assert_eq!(segment.prices, [7, 9].into(), "both came, and what I took away went");
        assert_eq!(draft.edited().segments.len(), 2, "what is gone there is gone here");
        assert_eq!(foreign.len(), 5, "{foreign:?}");
        assert_eq!(draft.changes().len(), 2, "the value and the prices are still to be saved");
    }

    #[test]
    fn what_the_server_only_claims_to_have_filled_in_is_still_wanted() {
        let mut draft = Draft::new(segments("A, B"));
        draft.edit(fill(1, 1, Some(text("x"))));
        draft.edit(Edit::Remove(Item::Segment(Key::Id(2))));
        draft.edit(Edit::AddSegment(draft.edited().segment_proposal(None, "N".into())));
        for step in draft.plan() {
            draft.apply_to_base(&step, &[(0, 50)]);
        }
        assert_eq!(draft.changes(), [], "as far as the answers tell");
        assert_eq!(draft.rebase(segments("A, B"), None), [], "nobody else has done anything");
        assert_eq!(draft.changes().len(), 3, "value, removal and creation: {:?}", draft.changes());
    }

    #[test]
    fn a_price_that_the_server_has_left_out_is_still_wanted() {
        let mut draft = Draft::new(segments("A"));
        let prices = [8, 9].map(|price| Edit::Price { segment: Key::Id(1), price, offered: true });
        draft.edit(Edit::Several(prices.into()));
        draft.apply_to_base(&draft.plan()[0], &[]);
        let mut fresh = segments("A");
        fresh.offer_price(Key::Id(1), 8, true);
        assert_eq!(draft.rebase(fresh, None), [], "nobody else has done anything");
        let kinds: Vec<ChangeKind> = draft.changes().into_iter().map(|change| change.kind).collect();
        assert_eq!(kinds, [ChangeKind::Priced { added: vec![9], removed: vec![] }]);
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
        assert_eq!(draft.rebase(fresh, Some(&step)), [], "and not somebody else's");
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
        draft.rebase(fresh, Some(&step));
        let now = draft.edited().segment(Key::Id(50)).expect("it goes by that id");
        assert_eq!(now.values.get(&1), Some(&text("mine")), "mine");
        assert_eq!((now.prices.clone(), now.values.len()), ([8, 9].into(), 2), "and what they have besides");
        assert_eq!(draft.changes().len(), 2, "the value and the price: {:?}", draft.changes());
        // The one that has all of it is mine, however young.
        both.add_segment(segment.clone(), Key::Id(60));
        let mut draft = Draft::new(segments("A"));
        draft.edit(Edit::AddSegment(segment.clone()));
        draft.rebase(both, Some(&step));
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
            draft.rebase(fresh, Some(&step));
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
        assert_eq!(draft.rebase_item(fresh, Some(&step)), [], "nobody else did it");
        assert_eq!(draft.changes(), [], "saved");
    }
}
