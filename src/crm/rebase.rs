//! A fresh reading under an edited draft: a three-way merge.

use super::change::moved_rows;
use super::member::Member;
use super::{Account, Change, ChangeKind, Draft, Item, Key, PendingCreate, Segment, Status, Step, changes};

/// One item that was read alone.
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

impl Draft {
    /// Puts the draft onto a fresh reading and returns what others have changed since the last one.
    ///
    /// Pending writes are applied first if the reading shows their effect: a creation whose answer was lost
    /// would be done twice otherwise. Pending creations that it does not show stay pending.
    ///
    /// Per member (name, colour, value of a field, price) mine wins if I changed it, else theirs. What is
    /// gone on the server is gone, unless I have just made it. In the order, what I moved and made stays
    /// behind its left neighbour; all others stand as they do there. Where that overrides somebody else, and
    /// where what is gone was changed by me, the user decides (see [`Draft::conflicts`]).
    pub fn rebase(&mut self, fresh: Account) -> Vec<Change> {
        self.confirm_creates(&fresh);
        let update = self.pending.update.take();
        let theirs = self.put_onto(fresh, update.as_ref());
        let Self { pending, edited, .. } = self;
        pending.creates.retain(|create| edited.has(create.item()));
        theirs
    }

    /// Puts the draft onto a reading, which shows whether `update` was done.
    fn put_onto(&mut self, fresh: Account, update: Option<&Step>) -> Vec<Change> {
        // What has not arrived may still be on its way.
        let on_its_way = update.is_some_and(|step| step.changes_order() && !self.is_applied(step, &fresh));
        if let Some(step) = update {
            self.apply_if_done(step, &fresh);
        }
        self.revert_unapplied(&fresh);
        // Of two that they swapped, the one that I moved too is the one to be asked about.
        let mut theirs = changes(&self.base, &fresh, &self.order.moved);
        if self.order.renumbered {
            // We have written numbers since, and what the server makes of them is its own affair.
            theirs.retain(|change| !matches!(change.kind, ChangeKind::Moved { .. }));
        }
        self.note_conflicts(&theirs);
        let base = self.base.clone();
        self.shown = fresh.clone();
        let half_done = self.order.renumbered || update.is_some_and(Step::changes_order);
        let moved = (!half_done).then(|| self.order.moved.clone());
        self.for_each_state(|mine| *mine = merged(&base, moved.as_deref(), mine, &fresh));
        self.order.renumbered = on_its_way;
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
            |status: &&Status| fresh.status(status.key).is_none() && self.order.moved.contains(&status.key);
        for before in self.shown.statuses.iter().filter(is_moved) {
            self.base.set_sort(before.key, before.sort);
        }
        let is_ours = |item: &Item| !self.shown.has(*item) && !fresh.has(*item);
        for old in self.base.items().filter(is_ours).collect::<Vec<_>>() {
            let new = self.keys.create();
            // A list may lag behind the answers.
            let unseen = new.number().and_then(|number| PendingCreate::again(&self.base, old, number));
            self.pending.add(unseen);
            self.rekey(old, new);
            self.base.remove(old);
        }
        self.base.in_server_order();
    }

    /// Puts the draft onto one item that was read alone and returns what others have changed in it. A
    /// pending write that concerns nothing else is decided by it.
    pub fn rebase_item(&mut self, fresh: SingleItem) -> Vec<Change> {
        // Nobody has read the others, nor an order: what is known of those stays.
        let (renumbered, mut shown) = (self.order.renumbered, self.shown.clone());
        shown.take_over(fresh.clone());
        let update = self.pending.update.take_if(|step| step.single_item() == Some(fresh.item()));
        let theirs = self.put_onto(self.base_with(fresh), update.as_ref());
        (self.order.renumbered, self.shown) = (renumbered, shown);
        theirs
    }

    /// Returns the base with what was read alone.
    #[must_use]
    pub fn base_with(&self, fresh: SingleItem) -> Account {
        let mut account = self.base.clone();
        account.take_over(fresh);
        account
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
            let mine_moved = moved_rows(base, mine, moved);
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
    use super::super::member::Content;
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
        let theirs = draft.rebase(read);
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
        let theirs = draft.rebase(shown);
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
        assert_eq!(draft.rebase(shown), [], "nobody else has done anything");
        assert_eq!((draft.conflicts(), draft.changes().len()), (vec![], 1), "it is still to be removed");
    }

    #[test]
    fn what_the_server_makes_of_a_name_is_taken_over() {
        let mut draft = Draft::new(account("*S, A, *E"));
        draft.edit(Edit::Rename(item(2), "Some name".into()));
        draft.apply_to_base(&draft.plan()[0], &[]);
        draft.rebase(account("*S, Some, *E"));
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
        draft.rebase(account("*S, A, B, C, *E"));
        assert_eq!(names(draft.edited()), "S C A B E", "the wish stands");
    }

    #[test]
    fn a_status_read_alone_is_merged_and_says_nothing_about_the_order() {
        let mut draft = Draft::new(account("*S, A, B, C, *E"));
        draft.edit(Edit::Place(item(4), 1));
        draft.edit(Edit::Rename(item(2), "M".into()));
        let mut fresh = draft.base().statuses[1].clone();
        (fresh.name, fresh.color, fresh.sort) = ("T".into(), Some(Color(9, 9, 9)), 77);
        let theirs = draft.rebase_item(SingleItem::Status(fresh));
        assert_eq!(names(draft.edited()), "S C M B E", "my name and my order stay");
        assert_eq!(draft.edited().statuses[2].color, Some(Color(9, 9, 9)), "their colour came along");
        assert_eq!(draft.base().statuses[1].sort, 1, "a number alone is no place");
        assert_eq!(theirs.len(), 2, "a name and a colour");
        let nobody = Status { key: Key::Id(99), ..draft.base().statuses[1].clone() };
        assert_eq!(
            draft.rebase_item(SingleItem::Status(nobody)),
            [],
            "of a status that is not in the list nothing is known"
        );
    }

    #[test]
    fn a_status_read_alone_keeps_a_half_done_reordering_ours() {
        let mut draft = Draft::new(account("*S, A, B, C, *E"));
        draft.edit(Edit::Place(item(4), 1));
        draft.apply_to_base(&draft.plan().remove(0), &[]);
        draft.rebase_item(SingleItem::Status(draft.base().statuses[1].clone()));
        draft.rebase(account("*S, A, B, C, *E"));
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
        let foreign = draft.rebase(base);
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
        assert_eq!(draft.rebase(segments("A, B")), [], "nobody else has done anything");
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
        assert_eq!(draft.rebase(fresh), [], "nobody else has done anything");
        let kinds: Vec<ChangeKind> = draft.changes().into_iter().map(|change| change.kind).collect();
        assert_eq!(kinds, [ChangeKind::Priced { added: vec![9], removed: vec![] }]);
    }
}
