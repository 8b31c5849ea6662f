//! The account as the server holds it and as the user wants it.

use std::collections::BTreeSet;

use super::conflict::RemoteChanges;
use super::keys::Keys;
use super::member::Content;
use super::undo::UndoStack;
use super::written::OrderWrites;
use super::{Account, Change, Edit, Item, Pending, Problem, Step, Value, changes, plan, problems};

/// The account as read (*base*), as the user wants it (*edited*), and the way back.
///
/// It is a copy and not a list of edits: moving a status there and back is an empty difference by
/// construction, and what will be sent is a pure function of two values. Drafts are equal if they are the
/// same when they are stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What the server holds, as far as we know: as read, plus what was saved since.
    pub(super) base: Account,
    /// What the last reading showed, to tell a write that had no effect (see `rebase`).
    pub(super) shown: Account,
    pub(super) edited: Account,
    pub(super) undo: UndoStack,
    pub(super) order: OrderWrites,
    pub(super) remote: RemoteChanges,
    pub(super) pending: Pending,
    pub(super) keys: Keys,
}

impl Draft {
    /// Starts with nothing changed.
    #[must_use]
    pub fn new(base: Account) -> Self {
        Self {
            shown: base.clone(),
            edited: base.clone(),
            base,
            undo: UndoStack::default(),
            order: OrderWrites::default(),
            remote: RemoteChanges::default(),
            pending: Pending::default(),
            keys: Keys::default(),
        }
    }

    /// Returns the account as the server holds it.
    #[must_use]
    pub fn base(&self) -> &Account {
        &self.base
    }

    /// Returns the account as the user wants it.
    #[must_use]
    pub fn edited(&self) -> &Account {
        &self.edited
    }

    /// Applies one edit. One that changes nothing leaves no step of undo.
    pub fn edit(&mut self, edit: Edit) {
        let answered = self.answered();
        let typing = edit.typed();
        self.order.move_by_hand(edit.placed());
        let edited = self.with(self.edited.clone(), edit);
        if edited.looks_like(&self.edited) {
            return;
        }
        let before = std::mem::replace(&mut self.edited, edited);
        self.undo.edited(before, &self.edited, typing);
        self.forget_known(&answered);
    }

    /// Drops what does not count in what the user has typed, such as spaces around names; no step of undo.
    pub fn tidy(&mut self) {
        for (item, now) in self.edited.clone().each() {
            let old = self.base.members(item);
            let is_typed =
                |content: &Content<'_>| old.is_none_or(|old| old.get(content.member()) != *content);
            for content in now.contents().filter(is_typed) {
                if let Content::Name(name) = content {
                    self.edited.set(item, Content::Name(name.trim()));
                } else if let Content::Value(field, value) = content {
                    let value = value.cloned().and_then(Value::tidy);
                    self.edited.set(item, Content::Value(field, value.as_ref()));
                }
            }
        }
        self.forget_empty_steps();
    }

    /// Says that what was being typed is complete: the next letter begins a new step of undo.
    pub fn end_typing(&mut self) {
        self.undo.end_typing();
    }

    /// Tells whether there is something to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.undo.past.is_empty()
    }

    /// Tells whether there is something to do again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.undo.future.is_empty()
    }

    /// Tells whether nobody has changed anything: nothing is unsaved, and there is no way back or forth.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.unsaved() == 0 && !self.can_undo() && !self.can_redo()
    }

    /// Counts the steps back, or forth if those are more.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.undo.len()
    }

    /// Takes back the last edit, if there is one.
    pub fn undo(&mut self) {
        self.undo.undo(&mut self.edited);
    }

    /// Does the last undone edit again, if there is one.
    pub fn redo(&mut self) {
        self.undo.redo(&mut self.edited);
    }

    /// Takes back everything that is not saved; one step of undo.
    pub fn discard(&mut self) {
        let mut before = self.edited.clone();
        let open: Vec<_> = self.undecided_deletions().cloned().collect();
        self.remote.deleted.clear();
        for gone in open {
            // What others have deleted comes back as something new if this is undone.
            before = self.with(before, gone.into());
        }
        if !before.looks_like(&self.base) {
            self.edited = self.base.clone();
            self.undo.push(before);
        }
    }

    /// Returns a state with one edit more.
    pub(super) fn with(&mut self, mut state: Account, edit: Edit) -> Account {
        state.apply(edit, self.keys.next, &self.base, &self.order.moved);
        self.keys.next = state.free_number(self.keys.next);
        state
    }

    /// Returns what differs from the server, as the user would tell it.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        changes(&self.base, &self.edited, &self.order.moved)
    }

    /// Returns what must not be taken for deleted because a list lacks it by mistake: what has unsaved
    /// changes, and what was written since the last reading. Nothing of it is new.
    #[must_use]
    pub fn at_stake(&self) -> Vec<Item> {
        let changed = self.changes().into_iter().map(|change| change.item);
        let written = self.base.items().filter(|item| self.base.whole(*item) != self.shown.whole(*item));
        let items: BTreeSet<Item> = changed.chain(written).filter(|item| !item.is_new()).collect();
        items.into_iter().filter(|item| self.base.has(*item)).collect()
    }

    /// Returns what stands in the way of saving.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        problems(&self.base, &self.edited)
    }

    /// Returns the requests that make a server which keeps numbers equal to the draft.
    #[must_use]
    pub fn plan(&self) -> Vec<Step> {
        plan(self)
    }

    /// Calls `map` on every remembered state: undo, redo and the present one.
    pub(super) fn for_each_state(&mut self, mut map: impl FnMut(&mut Account)) {
        self.undo.states_mut().for_each(&mut map);
        map(&mut self.edited);
    }

    /// Drops steps of undo and redo that became equal to their neighbour.
    pub(super) fn forget_empty_steps(&mut self) {
        self.undo.forget_empty_steps(&self.edited);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use jiff::tz::TimeZone;

    use super::super::{
        Choice, Color, Field, FieldKind, Key, Mode, NewSegment, NewStatus, SEGMENT_COLORS, Status,
        StatusKind, Value,
    };
    use super::*;

    #[test]
    fn what_ends_with_the_run_does_not_make_drafts_differ() {
        let mut typing = Draft::new(account("A, B"));
        typing.edit(Edit::Rename(status_item(1), "X".into()));
        let mut typed = typing.clone();
        typed.end_typing();
        assert_eq!(typing, typed, "nothing new is to be stored");
        typed.edit(Edit::Rename(status_item(1), "Y".into()));
        assert_ne!(typing, typed);
    }

    /// Writes an account as `"*Recent, A, B"`: ids from 1, numbers from 0, a star for system ones.
    pub fn account(statuses: &str) -> Account {
        let status = |(index, name): (u8, &str)| Status {
            key: Key::Id(u64::from(index) + 1),
            name: name.trim().trim_start_matches('*').into(),
            color: Some(Color(0xff, 0xfe, 0xb2)),
            sort: i64::from(index),
            system: name.trim().starts_with('*'),
            kind: StatusKind::Ordinary,
            conditions: Vec::new(),
            raw: "".into(),
        };
        Account {
            id: 1,
            name: "Shop".into(),
            subdomain: "shop".into(),
            user: Some(1),
            mode: Mode::Periodicity,
            zone: TimeZone::UTC,
            statuses: (0..).zip(statuses.split(',')).map(status).collect(),
            segments: Vec::new(),
            fields: Arc::default(),
            price_lists: None,
        }
    }

    /// An account of these segments: ids from 1, the first colour, and three fields: 1 takes a text, 2 a
    /// number, 3 one of the choices 31 and 32.
    pub fn segments(names: &str) -> Account {
        let segment = |(id, name): (u64, &str)| {
            let (values, prices) = Default::default();
            let new = NewSegment { name: name.trim().into(), color: SEGMENT_COLORS[0], values, prices };
            Arc::new(new.into_segment(Key::Id(id)))
        };
        let choice = |id| Choice { id, name: format!("Choice {id}") };
        let field = |id, kind, choices| Field { id, name: format!("Field {id}"), code: None, kind, choices };
        Account {
            mode: Mode::Segments,
            statuses: Vec::new(),
            segments: (1..).zip(names.split(',')).map(segment).collect(),
            fields: Arc::new(vec![
                field(1, FieldKind::Text, Vec::new()),
                field(2, FieldKind::Number, Vec::new()),
                field(3, FieldKind::Select, vec![choice(31), choice(32)]),
            ]),
            ..account("A")
        }
    }

    impl Account {
        pub(crate) fn fill(&mut self, key: Key, field: u64, value: Option<Value>) {
            let base = self.clone();
            self.apply(Edit::Fill { segment: key, field, value }, 0, &base, &[]);
        }

        pub(crate) fn offer_price(&mut self, key: Key, price: u64, offered: bool) {
            self.set(Item::Segment(key), Content::Price(price, offered));
        }
    }

    pub fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    pub fn fill(id: u64, field: u64, value: Option<Value>) -> Edit {
        Edit::Fill { segment: Key::Id(id), field, value }
    }

    pub fn status_item(id: u64) -> Item {
        Item::Status(Key::Id(id))
    }

    pub fn names(account: &Account) -> String {
        account.statuses.iter().map(|status| &*status.name).collect::<Vec<_>>().join(" ")
    }

    fn rename(id: u64, name: &str) -> Edit {
        Edit::Rename(status_item(id), name.into())
    }

    #[test]
    fn at_stake_is_what_is_changed_or_was_written_and_nothing_new() {
        let mut draft = Draft::new(account("A, B, C, D"));
        draft.edit(rename(1, "X"));
        draft.edit(Edit::Remove(status_item(2)));
        draft.edit(Edit::Add(NewStatus { name: "N".into(), color: Color(0, 0, 0), place: 3 }));
        assert_eq!(draft.at_stake(), [1, 2].map(status_item));
        for step in draft.plan() {
            draft.apply_to_base(&step, &[(0, 77)]);
        }
        assert_eq!(draft.changes(), [], "written");
        assert_eq!(draft.at_stake(), [1, 77].map(status_item), "and not seen; what was deleted may be gone");
        draft.rebase(draft.edited().clone());
        assert_eq!(draft.at_stake(), []);
    }

    #[test]
    fn undo_goes_back_step_by_step_and_redo_forward() {
        let mut draft = Draft::new(account("A, B, C"));
        draft.edit(Edit::Place(status_item(3), 0));
        draft.edit(rename(1, "X"));
        assert_eq!(names(draft.edited()), "C X B");
        draft.undo();
        assert_eq!(names(draft.edited()), "C A B");
        draft.undo();
        assert_eq!(names(draft.edited()), "A B C");
        assert!(!draft.can_undo(), "back at the start");
        draft.redo();
        draft.redo();
        assert_eq!(names(draft.edited()), "C X B");
        assert!(!draft.can_redo(), "at the end again");
    }

    #[test]
    fn typing_a_name_is_one_step() {
        let mut draft = Draft::new(account("A, B"));
        draft.edit(rename(1, "N"));
        draft.edit(rename(1, "Ne"));
        draft.edit(rename(1, "New"));
        draft.edit(rename(2, "O"));
        draft.undo();
        assert_eq!(names(draft.edited()), "New B");
        draft.undo();
        assert_eq!(names(draft.edited()), "A B");
    }

    #[test]
    fn typing_is_two_steps_if_it_was_ended_between_and_none_if_it_leads_back() {
        let mut draft = Draft::new(account("A, B"));
        draft.edit(rename(1, "N"));
        draft.end_typing();
        draft.edit(rename(1, "Ne"));
        draft.undo();
        assert_eq!(names(draft.edited()), "N B");
        draft.edit(rename(1, "No"));
        draft.edit(rename(1, "N"));
        draft.undo();
        assert_eq!(names(draft.edited()), "A B", "typing there and back left no step");
    }

    #[test]
    fn an_edit_without_effect_leaves_no_step() {
        let mut draft = Draft::new(account("A, B"));
        draft.edit(rename(1, "A"));
        draft.edit(Edit::Place(status_item(1), 0));
        draft.edit(Edit::Remove(status_item(99)));
        assert!(!draft.can_undo(), "nothing to take back");
    }

    #[test]
    fn discard_can_be_undone() {
        let mut draft = Draft::new(account("A, B"));
        draft.edit(rename(1, "X"));
        draft.discard();
        assert_eq!(names(draft.edited()), "A B");
        draft.undo();
        assert_eq!(names(draft.edited()), "X B");
    }

    #[test]
    fn every_new_status_gets_a_key_of_its_own() {
        let mut draft = Draft::new(account("A"));
        let add = || Edit::Add(NewStatus { name: "N".into(), color: Color(0, 0, 0), place: 1 });
        draft.edit(add());
        draft.undo();
        draft.edit(add());
        draft.edit(add());
        let keys: Vec<Key> = draft.edited().statuses.iter().map(|status| status.key).collect();
        assert_eq!(keys, [Key::Id(1), Key::New(2), Key::New(1)]);
    }

    #[test]
    fn typing_into_a_field_is_one_step_and_choosing_is_one_each() {
        let mut draft = Draft::new(segments("A"));
        for typed in ["x", "xy", "xyz"] {
            draft.edit(fill(1, 1, Some(text(typed))));
        }
        draft.edit(fill(1, 2, Some(Value::Number("5".into()))));
        draft.edit(fill(1, 3, Some(Value::Choice(31))));
        draft.edit(fill(1, 3, Some(Value::Choice(32))));
        let filled = |draft: &Draft| draft.edited().segments[0].values.len();
        let mut left = vec![filled(&draft)];
        while draft.can_undo() {
            draft.undo();
            left.push(filled(&draft));
        }
        assert_eq!(left, [3, 3, 2, 1, 0], "four steps");
    }

    #[test]
    fn what_does_not_count_is_dropped_before_a_save() {
        let mut draft = Draft::new(segments("A, B"));
        draft.edit(Edit::Rename(Item::Segment(Key::Id(1)), " A ".into()));
        draft.edit(fill(2, 1, Some(text("  \n "))));
        draft.edit(fill(2, 2, Some(Value::Number("1,50".into()))));
        draft.tidy();
        let [first, second] = draft.edited().segments.as_slice() else { panic!("two segments") };
        assert_eq!((first.name.as_str(), second.values.len()), ("A", 1));
        assert_eq!(second.values.get(&2), Some(&Value::Number("1.5".into())));
        assert_eq!(draft.changes().len(), 1, "only the number is left");
    }
}
