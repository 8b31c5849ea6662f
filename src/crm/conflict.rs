//! What the user and somebody else have changed in different ways, until the user decides.

use serde::{Deserialize, Serialize};

use super::member::Member;
use super::{Account, Change, ChangeKind, Draft, Edit, Item, Key, List, NewSegment, NewStatus};

/// One item or member that the user and somebody else have changed in different ways.
///
/// It is about one member (name, colour, place, value of one field), or about an item that one of them has
/// deleted: then the other side holds all that was changed about it. Until the user decides, the draft shows
/// what the user wants, but for an item that is gone there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What it is about.
    pub item: Item,
    /// Its name before anybody changed it.
    pub name: String,
    /// What the user has changed.
    pub mine: Vec<ChangeKind>,
    /// What somebody else has changed.
    pub theirs: Vec<ChangeKind>,
}

/// Whose version stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The user's.
    Mine,
    /// That of somebody else.
    Theirs,
}

/// What others have changed that the user may have to decide about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RemoteChanges {
    /// What others have changed where the user wants something else.
    pub changes: Vec<Change>,
    /// What others have deleted although the user has changed it.
    pub deleted: Vec<DeletedRemotely>,
}

/// What somebody else has deleted while the user was changing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DeletedRemotely {
    conflict: Conflict,
    /// The user's version, as a new item.
    again: Again,
    /// That item, once the user wants it: as long as it is there, the question is answered.
    made: Option<Key>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Again {
    Status(NewStatus),
    Segment(NewSegment),
}

impl DeletedRemotely {
    fn made(&self) -> Option<Item> {
        self.made.map(|made| self.conflict.item.with_key(made))
    }
}

impl From<DeletedRemotely> for Edit {
    fn from(gone: DeletedRemotely) -> Self {
        match gone.again {
            Again::Status(status) => Self::Add(status),
            Again::Segment(segment) => Self::AddSegment(segment),
        }
    }
}

impl Conflict {
    /// Tells whether somebody else has deleted the item.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.theirs == [ChangeKind::Removed]
    }

    /// Tells whether one side has deleted the item, so that it is about all of it.
    #[must_use]
    pub fn is_about_all(&self) -> bool {
        self.is_gone() || self.is_removal()
    }

    /// Tells whether the user has deleted the item.
    #[must_use]
    pub fn is_removal(&self) -> bool {
        self.mine == [ChangeKind::Removed]
    }
}

impl Account {
    /// Returns a new item that looks like this one and stands at its place.
    fn copied(&self, item: Item) -> Option<Again> {
        Some(match item {
            Item::Status(key) => {
                let status = self.status(key)?;
                let color = self.offered_or_free(List::Statuses, status.color);
                Again::Status(NewStatus { name: status.name.clone(), color, place: self.place(key)? })
            }
            Item::Segment(key) => {
                let name = self.segment(key)?.name.clone();
                Again::Segment(self.segment_proposal(Some(key), name))
            }
        })
    }
}

impl RemoteChanges {
    /// Remembers what somebody else has changed; of the same member the oldest *before* counts.
    pub fn note(&mut self, theirs: &Change) {
        let is_same =
            |known: &&mut Change| known.item == theirs.item && known.kind.is_same_member(&theirs.kind);
        let Some(known) = self.changes.iter_mut().find(is_same) else {
            return self.changes.push(theirs.clone());
        };
        let mut all = known.kind.contents(&known.name);
        let members: Vec<_> = all.iter().map(|(before, _)| before.member()).collect();
        let newer = theirs.kind.contents(&theirs.name);
        all.extend(newer.into_iter().filter(|(before, _)| !members.contains(&before.member())));
        if let Some(kind) = ChangeKind::of(all).pop() {
            known.kind = kind;
        }
    }

    /// Lets an item go by another key. What was made again is there for good by that, and no longer asked
    /// about.
    pub fn rekey(&mut self, old: Item, new: Item) {
        for theirs in self.changes.iter_mut().filter(|theirs| theirs.item == old) {
            theirs.item = new;
        }
        self.deleted.retain(|gone| gone.made() != Some(old));
    }
}

impl Draft {
    /// Returns what the user has to decide before anything is saved.
    ///
    /// One goes away by itself as soon as the user's change is not there any more.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Conflict> {
        let gone = self.undecided_deletions().map(|gone| gone.conflict.clone());
        if self.remote.changes.is_empty() {
            return gone.collect();
        }
        let open = self.changes().into_iter().filter_map(|mine| {
            let theirs: Vec<&Change> =
                self.remote.changes.iter().filter(|theirs| mine.conflicts_with(theirs)).collect();
            let name = theirs.first()?.name.clone();
            let theirs = theirs.into_iter().map(|theirs| theirs.kind.clone()).collect();
            Some(Conflict { item: mine.item, name, mine: vec![mine.kind], theirs })
        });
        gone.chain(open).collect()
    }

    /// Counts what would be lost if the draft were: changes that are not saved, and versions of what somebody
    /// else has deleted.
    #[must_use]
    pub fn unsaved(&self) -> usize {
        self.changes().len() + self.undecided_deletions().count()
    }

    /// Returns what is gone that the user has to decide about.
    pub(super) fn undecided_deletions(&self) -> impl Iterator<Item = &DeletedRemotely> {
        let is_open = |gone: &&DeletedRemotely| gone.made().is_none_or(|made| !self.edited.has(made));
        self.remote.deleted.iter().filter(is_open)
    }

    /// Lets one side's version stay. What changes the draft by that is one step of undo.
    ///
    /// Keeping mine of what is gone makes it as a new item, if there is room for it.
    pub fn resolve(&mut self, conflict: &Conflict, side: Side) {
        if let Some(at) = self.remote.deleted.iter().position(|gone| gone.conflict == *conflict) {
            if side == Side::Mine {
                if self.edited.room(conflict.item.list()) == 0 {
                    return;
                }
                self.remote.deleted[at].made = Some(Key::New(self.keys.next));
                self.edit(self.remote.deleted[at].clone().into());
            } else {
                // If this is undone it comes back as something new.
                let gone = self.remote.deleted.remove(at);
                let with = self.with(self.edited.clone(), gone.into());
                if !with.looks_like(&self.edited) {
                    self.undo.push(with);
                }
            }
        } else if side == Side::Mine {
            let is_decided =
                |theirs: &Change| theirs.item == conflict.item && conflict.theirs.contains(&theirs.kind);
            self.remote.changes.retain(|theirs| !is_decided(theirs));
        } else if self.conflicts().contains(conflict) {
            let Conflict { item, name, mine, .. } = conflict.clone();
            let change = |kind| Edit::TakeBack(Change { item, name: name.clone(), kind });
            self.edit(Edit::Several(mine.into_iter().map(change).collect()));
        }
    }

    /// Notes where `theirs` conflicts with what the user has changed, before the draft is put onto it.
    pub(super) fn note_conflicts(&mut self, theirs: &[Change]) {
        let mine = self.changes();
        for theirs in theirs {
            if theirs.kind == ChangeKind::Removed {
                self.remote.deleted.extend(self.deleted_there(theirs, &mine));
            } else if mine.iter().any(|mine| mine.conflicts_with(theirs)) {
                self.remote.note(theirs);
            }
        }
    }

    /// Keeps the user's version of what somebody else has deleted, if the user has changed it.
    fn deleted_there(&self, theirs: &Change, mine: &[Change]) -> Option<DeletedRemotely> {
        let mine = mine.iter().filter(|mine| mine.item == theirs.item);
        let mine: Vec<ChangeKind> = mine.map(|mine| mine.kind.clone()).collect();
        let again = self.edited.copied(theirs.item).filter(|_| !mine.is_empty())?;
        let (item, name, theirs) = (theirs.item, theirs.name.clone(), vec![ChangeKind::Removed]);
        Some(DeletedRemotely { conflict: Conflict { item, name, mine, theirs }, again, made: None })
    }

    /// Looks at the new base: what is gone may be back, and what others have changed may be otherwise or
    /// agreed.
    pub(super) fn review_conflicts(&mut self) {
        let (back, gone): (Vec<_>, _) = std::mem::take(&mut self.remote.deleted)
            .into_iter()
            .partition(|gone: &DeletedRemotely| self.base.has(gone.conflict.item));
        self.remote.deleted = gone;
        for DeletedRemotely { conflict, .. } in back.into_iter().filter(|gone| gone.made.is_none()) {
            // A reading of many pages may have missed it.
            for (_, wanted) in conflict.mine.iter().flat_map(|kind| kind.contents(&conflict.name)) {
                self.edited.set(conflict.item, wanted);
            }
        }
        self.remote.changes.retain_mut(|theirs| is_still_so(theirs, &self.base));
        let answered = self.answered();
        self.remote.changes.retain(|theirs| !answered.contains(theirs));
    }

    /// Returns the remote changes that are no conflict at present, since the user has nothing against it.
    /// Undo may bring the user's change back, and the question with it.
    pub(super) fn answered(&self) -> Vec<Change> {
        if self.remote.changes.is_empty() {
            return Vec::new();
        }
        let mine = self.changes();
        let is_answered = |theirs: &&Change| !mine.iter().any(|mine| mine.conflicts_with(theirs));
        self.remote.changes.iter().filter(is_answered).cloned().collect()
    }

    /// Forgets what had an answer, and what the user has changed anew since: knowing theirs.
    pub(super) fn forget_known(&mut self, answered: &[Change]) {
        if !answered.is_empty() {
            let still = self.answered();
            self.remote.changes.retain(|theirs| !answered.contains(theirs) || still.contains(theirs));
        }
    }
}

impl Change {
    /// Tells whether not both can stay. Prices are merged one by one, so they never conflict.
    fn conflicts_with(&self, theirs: &Self) -> bool {
        self.item == theirs.item
            && match (&self.kind, &theirs.kind) {
                (ChangeKind::Removed, theirs) => *theirs != ChangeKind::Removed,
                (ChangeKind::Priced { .. }, _) => false,
                (mine, theirs) => mine.is_same_member(theirs),
            }
    }
}

/// Brings what somebody else has changed up to date; tells whether it is still changed.
fn is_still_so(theirs: &mut Change, now: &Account) -> bool {
    let Some(members) = now.members(theirs.item) else { return false };
    let mut contents = theirs.kind.contents(&theirs.name);
    for (before, after) in &mut contents {
        *after = members.get(before.member());
    }
    // Whether a status has moved is no matter of its place alone.
    contents.retain(|(before, after)| before.member() == Member::Place || !before.same(*after));
    let kind = ChangeKind::of(contents).pop();
    kind.map(|kind| theirs.kind = kind).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::{account, fill, names, segments, status_item as item, text};
    use super::super::{Color, Key, STATUS_COLORS, SingleItem, Status, Value};
    use super::*;

    const MINE: Color = Color(1, 1, 1);
    const THEIRS: Color = Color(2, 2, 2);

    /// Applies `edits` to `A, B, C`, then puts the draft onto what somebody else has made of it.
    fn draft(edits: &[Edit], theirs: &[Edit]) -> Draft {
        let base = account("*S, A, B, C, *E");
        let mut draft = Draft::new(base.clone());
        for edit in edits {
            draft.edit(edit.clone());
        }
        draft.rebase(elsewhere(base, theirs));
        draft
    }

    fn elsewhere(mut account: Account, edits: &[Edit]) -> Account {
        let base = account.clone();
        for edit in edits {
            account.apply(edit.clone(), 0, &base, &[]);
        }
        account
    }

    fn rename(id: u64, name: &str) -> Edit {
        Edit::Rename(item(id), name.into())
    }

    fn renamed(to: &str) -> ChangeKind {
        ChangeKind::Renamed { to: to.into() }
    }

    /// Decides the only open conflict.
    fn decide(draft: &mut Draft, side: Side) {
        let [conflict] = &draft.conflicts()[..] else { panic!("one conflict: {:?}", draft.conflicts()) };
        draft.resolve(conflict, side);
        assert_eq!(draft.conflicts(), [], "decided");
    }

    #[test]
    fn two_names_are_shown_side_by_side_and_either_may_stay() {
        let mut mine = draft(&[rename(2, "M")], &[rename(2, "T")]);
        let conflict = Conflict {
            item: item(2),
            name: "A".into(),
            mine: vec![renamed("M")],
            theirs: vec![renamed("T")],
        };
        assert_eq!(mine.conflicts(), [conflict]);
        assert_eq!(names(mine.edited()), "S M B C E", "mine is shown until it is decided");
        let mut theirs = mine.clone();
        decide(&mut mine, Side::Mine);
        assert_eq!((names(mine.edited()), mine.changes().len()), ("S M B C E".into(), 1));
        decide(&mut theirs, Side::Theirs);
        assert_eq!((names(theirs.edited()), theirs.changes().len()), ("S T B C E".into(), 0));
        theirs.undo();
        assert_eq!(names(theirs.edited()), "S M B C E", "one step");
        assert_eq!(theirs.conflicts().len(), 1, "and the question is open again");
    }

    #[test]
    fn different_members_and_equal_outcomes_do_not_meet() {
        let recolor = |color| Edit::Recolor(item(2), color);
        for (mine, theirs) in [
            (vec![rename(2, "M")], vec![recolor(THEIRS)]),
            (vec![rename(2, "M")], vec![rename(3, "M")]),
            (vec![rename(2, "X"), recolor(MINE)], vec![rename(2, "X"), recolor(MINE)]),
            (vec![Edit::Place(item(2), 3)], vec![Edit::Place(item(2), 3), rename(2, "T")]),
            (vec![Edit::Remove(item(2))], vec![Edit::Remove(item(2))]),
            (vec![], vec![Edit::Remove(item(2))]),
            (vec![Edit::Remove(item(2))], vec![rename(3, "T"), Edit::Place(item(4), 2)]),
        ] {
            assert_eq!(draft(&mine, &theirs).conflicts(), [], "{mine:?} and {theirs:?}");
        }
    }

    #[test]
    fn two_colours_meet_and_name_what_was_there_before() {
        let mut draft = draft(&[Edit::Recolor(item(2), MINE)], &[Edit::Recolor(item(2), THEIRS)]);
        let before = account("A").statuses[0].color;
        let [Conflict { theirs, .. }] = &draft.conflicts()[..] else { panic!("one conflict") };
        assert_eq!(theirs[..], [ChangeKind::Recolored { from: before, to: Some(THEIRS) }]);
        decide(&mut draft, Side::Theirs);
        assert_eq!(draft.edited().statuses[1].color, Some(THEIRS));
    }

    #[test]
    fn two_places_of_one_status_meet_and_the_others_stay() {
        let mut mine = draft(&[Edit::Place(item(2), 3)], &[Edit::Place(item(2), 2), rename(3, "T")]);
        assert_eq!(names(mine.edited()), "S T C A E", "where I took it");
        assert_eq!(mine.conflicts()[0].theirs, [ChangeKind::Moved { from: 1, to: 2 }]);
        let mut theirs = mine.clone();
        decide(&mut mine, Side::Mine);
        assert_eq!(names(mine.edited()), "S T C A E");
        decide(&mut theirs, Side::Theirs);
        assert_eq!(names(theirs.edited()), "S T A C E", "where they took it");
        assert_eq!(theirs.changes(), []);
    }

    #[test]
    fn what_was_deleted_there_can_be_made_again_with_all_that_was_changed() {
        let offered = STATUS_COLORS[5];
        let edits = [rename(3, "M"), Edit::Recolor(item(3), offered), Edit::Place(item(3), 1)];
        let mut mine = draft(&edits, &[Edit::Remove(item(3))]);
        assert_eq!(names(mine.edited()), "S A C E", "it is gone");
        let [conflict] = &mine.conflicts()[..] else { panic!("one conflict: {:?}", mine.conflicts()) };
        assert!(conflict.is_gone() && conflict.mine.len() == 3, "{conflict:?}");
        assert_eq!((mine.changes().len(), mine.unsaved()), (0, 1), "it would be lost with the draft");
        let fresh = mine.base().clone();
        mine.rebase(fresh);
        let lone = SingleItem::Status(mine.base().statuses[1].clone());
        mine.rebase_item(lone);
        let mut theirs = mine.clone();
        decide(&mut mine, Side::Mine);
        assert_eq!(names(mine.edited()), "S M A C E", "where I had taken it");
        let again = &mine.edited().statuses[1];
        assert_eq!((again.key, again.color), (Key::New(0), Some(offered)));
        decide(&mut theirs, Side::Theirs);
        assert_eq!((names(theirs.edited()), theirs.unsaved()), ("S A C E".into(), 0));
    }

    #[test]
    fn what_was_deleted_there_waits_until_there_is_room() {
        let full = account(&["X"; super::super::MAX_STATUSES].join(", "));
        let mut draft = Draft::new(full.clone());
        draft.edit(rename(2, "M"));
        let mut fresh = elsewhere(full, &[Edit::Remove(item(2))]);
        let newcomer = NewStatus { name: "T".into(), color: THEIRS, place: 0 };
        fresh.apply(Edit::Add(newcomer), 0, &fresh.clone(), &[]);
        fresh.rename_key(Item::Status(Key::New(0)), Key::Id(99));
        draft.rebase(fresh);
        let conflict = draft.conflicts().remove(0);
        draft.resolve(&conflict, Side::Mine);
        assert_eq!(draft.conflicts()[..], *std::slice::from_ref(&conflict), "nothing is lost");
        draft.edit(Edit::Remove(item(5)));
        draft.resolve(&conflict, Side::Mine);
        assert!(draft.conflicts().is_empty() && names(draft.edited()).contains('M'), "now it fits");
    }

    #[test]
    fn what_only_seemed_to_be_deleted_is_changed_as_before() {
        let edits = [rename(3, "M"), Edit::Recolor(item(3), MINE), Edit::Place(item(3), 1)];
        let mut mine = draft(&edits, &[Edit::Remove(item(3))]);
        mine.rebase(account("*S, A, B, C, *E"));
        assert_eq!(mine.conflicts(), [], "it is back");
        assert_eq!((names(mine.edited()).as_str(), mine.changes().len()), ("S M A C E", 3));

        let mut draft = Draft::new(segments("A, B"));
        draft.edit(fill(1, 1, Some(text("mine"))));
        draft.edit(Edit::Price { segment: Key::Id(1), price: 9, offered: true });
        let wanted = draft.edited().clone();
        draft.rebase(segments("X, B"));
        draft.rebase(elsewhere(segments("A, B"), &[Edit::Remove(Item::Segment(Key::Id(1)))]));
        assert_eq!(draft.conflicts()[0].mine.len(), 2, "a value and a price");
        draft.rebase(segments("A, B"));
        assert!(draft.edited().looks_like(&wanted), "{:?}", draft.changes());
    }

    #[test]
    fn what_i_deleted_and_they_changed_comes_back_as_theirs_or_not_at_all() {
        let theirs = [rename(3, "T"), Edit::Recolor(item(3), THEIRS)];
        let mut mine = draft(&[Edit::Remove(item(3))], &theirs);
        assert_eq!(names(mine.edited()), "S A C E", "deleted until it is decided");
        let conflict = mine.conflicts().remove(0);
        assert!(conflict.is_removal() && conflict.theirs.len() == 2, "{conflict:?}");
        let mut theirs = mine.clone();
        decide(&mut mine, Side::Mine);
        assert_eq!(mine.changes().len(), 1, "still to be deleted");
        decide(&mut theirs, Side::Theirs);
        assert_eq!((names(theirs.edited()), theirs.changes().len()), ("S A T C E".into(), 0));
    }

    #[test]
    fn values_of_one_field_meet_and_prices_never_do() {
        let price = |price| Edit::Price { segment: Key::Id(1), price, offered: true };
        let mut draft = Draft::new(segments("A"));
        for edit in [fill(1, 1, Some(text("mine"))), fill(1, 3, None), price(8)] {
            draft.edit(edit);
        }
        let theirs = [fill(1, 1, Some(text("theirs"))), fill(1, 2, Some(text("t"))), price(9)];
        draft.rebase(elsewhere(segments("A"), &theirs));
        let to = Some(text("theirs"));
        assert_eq!(draft.conflicts()[0].theirs, [ChangeKind::Filled { field: 1, from: None, to }]);
        decide(&mut draft, Side::Theirs);
        assert_eq!(draft.changes().len(), 1, "the prices of both: {:?}", draft.changes());
        assert_eq!(draft.edited().segments[0].prices, [8, 9].into());
    }

    #[test]
    fn prices_that_they_changed_twice_are_told_together_where_i_deleted() {
        let segment = Key::Id(1);
        let price = |price, offered| Edit::Price { segment, price, offered };
        let mut draft = Draft::new(elsewhere(segments("A, B"), &[price(7, true)]));
        draft.edit(Edit::Remove(Item::Segment(segment)));
        for edits in [vec![price(8, true)], vec![price(8, true), price(9, true), price(7, false)]] {
            draft.rebase(elsewhere(elsewhere(segments("A, B"), &[price(7, true)]), &edits));
        }
        let prices = ChangeKind::Priced { added: vec![8, 9], removed: vec![7] };
        assert_eq!(draft.conflicts()[0].theirs, [prices]);
    }

    #[test]
    fn a_price_that_came_and_went_is_no_change_of_theirs() {
        let price = |price, offered| Edit::Price { segment: Key::Id(1), price, offered };
        let mut draft = Draft::new(segments("A, B"));
        draft.edit(Edit::Remove(Item::Segment(Key::Id(1))));
        for edits in [vec![price(8, true)], vec![price(9, true)]] {
            draft.rebase(elsewhere(segments("A, B"), &edits));
        }
        let prices = ChangeKind::Priced { added: vec![9], removed: vec![] };
        assert_eq!(draft.conflicts()[0].theirs, [prices]);
        draft.rebase(segments("A, B"));
        assert_eq!(draft.conflicts(), [], "they took all of it back");
    }

    #[test]
    fn several_readings_keep_the_oldest_before_and_the_newest_of_theirs() {
        let mut draft = draft(&[rename(2, "M")], &[rename(2, "T")]);
        draft.rebase(account("*S, U, B, C, *E"));
        let conflict = draft.conflicts().remove(0);
        assert_eq!((conflict.name.as_str(), &conflict.theirs[..]), ("A", &[renamed("U")][..]));
        let lone = Status { name: "V".into(), ..draft.base().statuses[1].clone() };
        draft.rebase_item(SingleItem::Status(lone));
        assert_eq!(draft.conflicts()[0].theirs, [renamed("V")], "read alone");
        draft.rebase(account("*S, A, B, C, *E"));
        assert_eq!(draft.conflicts(), [], "they took it back");
        assert_eq!(names(draft.edited()), "S M B C E", "and mine stands");
    }

    #[test]
    fn a_question_that_had_an_answer_comes_back_by_undo_and_not_by_a_new_change() {
        let mut draft = draft(&[rename(2, "M")], &[rename(2, "T")]);
        decide(&mut draft, Side::Theirs);
        draft.edit(Edit::Recolor(item(3), MINE));
        let mut anew = draft.clone();
        anew.edit(rename(2, "N"));
        assert_eq!(anew.conflicts(), [], "the user knows what it was");
        draft.undo();
        assert_eq!(draft.conflicts(), [], "still theirs");
        draft.undo();
        assert_eq!(draft.conflicts().len(), 1, "mine is back");
    }

    #[test]
    fn what_cannot_be_sent_is_not_made_again() {
        let mut base = segments("A, B");
        base.fill(Key::Id(1), 1, Some(Value::Unknown("odd".into())));
        base.fill(Key::Id(1), 77, Some(text("of a field that is gone")));
        let mut draft = Draft::new(base.clone());
        let segment = Item::Segment(Key::Id(1));
        draft.edit(Edit::Rename(segment, "M".into()));
        draft.rebase(elsewhere(base, &[Edit::Remove(segment)]));
        decide(&mut draft, Side::Mine);
        assert_eq!(draft.problems(), [], "it can be saved");
        assert!(draft.edited().segments.iter().any(|one| one.name == "M"), "{:?}", draft.edited().segments);
    }

    #[test]
    fn a_conflict_goes_away_with_my_change() {
        let open = || draft(&[rename(2, "M")], &[rename(2, "T")]);
        let mut undone = open();
        undone.undo();
        assert_eq!(undone.conflicts(), [], "undone");
        undone.redo();
        assert_eq!(undone.conflicts().len(), 1, "done again");
        let mut discarded = open();
        discarded.discard();
        assert_eq!((discarded.conflicts(), names(discarded.edited())), (vec![], "S T B C E".into()));
        discarded.edit(rename(2, "later"));
        assert_eq!(discarded.conflicts(), [], "who changes theirs knows it");
        let mut equal = open();
        equal.edit(rename(2, "T"));
        assert_eq!(equal.conflicts(), [], "the same name");
        let mut gone = draft(&[rename(2, "M")], &[Edit::Remove(item(2))]);
        let mut theirs = gone.clone();
        gone.discard();
        assert_eq!(gone.unsaved(), 0, "discarded");
        gone.undo();
        assert_eq!(names(gone.edited()), "S M B C E", "and not lost");
        theirs.resolve(&theirs.conflicts()[0], Side::Theirs);
        assert_eq!((theirs.unsaved(), names(theirs.edited()).as_str()), (0, "S B C E"));
        theirs.undo();
        assert_eq!(names(theirs.edited()), "S M B C E", "as something new");
        assert!(theirs.edited().items().any(Item::is_new), "under another id");
    }

    #[test]
    fn undoing_an_answer_opens_the_question_again() {
        let mut draft = draft(&[rename(2, "M")], &[Edit::Remove(item(2))]);
        draft.resolve(&draft.conflicts()[0], Side::Mine);
        assert!(draft.conflicts().is_empty() && draft.edited().items().any(Item::is_new), "answered");
        draft.undo();
        assert_eq!((draft.conflicts().len(), draft.unsaved()), (1, 1), "as before");
        draft.redo();
        assert_eq!(draft.conflicts(), [], "answered again");
        let step = draft.plan().into_iter().find(|step| !step.creates().is_empty()).expect("a creation");
        let new = draft.edited().items().find(|item| item.is_new()).and_then(|item| item.key().number());
        draft.apply_to_base(&step, &[(new.expect("a number of ours"), 77)]);
        draft.edit(Edit::Remove(Item::Status(Key::Id(77))));
        assert_eq!(draft.conflicts(), [], "what was made for good is deleted like any other");
    }

    #[test]
    fn a_conflict_turns_into_another_when_one_side_deletes() {
        let mut mine = draft(&[rename(2, "M")], &[rename(2, "T")]);
        let mut theirs = mine.clone();
        mine.edit(Edit::Remove(item(2)));
        assert!(mine.conflicts()[0].is_removal(), "I delete what they renamed");
        theirs.rebase(elsewhere(theirs.base().clone(), &[Edit::Remove(item(2))]));
        let conflicts = theirs.conflicts();
        assert!(conflicts.len() == 1 && conflicts[0].is_gone(), "they delete what I renamed: {conflicts:?}");
    }

    #[test]
    fn a_conflict_that_is_not_open_any_more_is_not_decided() {
        let mut draft = draft(&[rename(2, "M")], &[rename(2, "T")]);
        let conflict = draft.conflicts().remove(0);
        draft.edit(rename(2, "N"));
        draft.resolve(&conflict, Side::Theirs);
        assert_eq!(names(draft.edited()), "S N B C E", "that was about another name of mine");
    }

    #[test]
    fn what_we_have_half_written_ourselves_is_no_conflict() {
        let mut draft = Draft::new(account("*S, A, B, C, *E"));
        draft.edit(rename(2, "M"));
        draft.edit(Edit::Place(item(4), 1));
        let step = draft.plan().remove(0);
        draft.send(&step);
        draft.mark_unconfirmed(step);
        draft.rebase(elsewhere(account("*S, A, B, C, *E"), &[rename(2, "M"), Edit::Place(item(3), 1)]));
        assert_eq!(draft.conflicts(), [], "the name arrived, and the order may be our doing");
    }
}
