//! A draft as a plain value that can be stored: every status and segment once, however many steps of
//! undo share it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::conflict::{DeletedRemotely, RemoteChanges};
use super::undo::{MAX_UNDO, UndoStack};
use super::written::OrderWrites;
use super::{Account, Change, Condition, Draft, Key, Segment, Status, Tag};

/// More bytes than all states of any draft take. A record names items by their places, so a short one could
/// ask for endless memory.
const MOST_BYTES: usize = 1 << 28;

/// The highest number of an item that is not created yet: it leaves more of them than any user can make.
const HIGHEST_NEW: u32 = u32::MAX / 2;

/// A draft as it is stored. What was being typed and former keys are not in it: both end with the run of the
/// program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SerializedDraft {
    /// What the server holds, with all that is no list of items.
    base: Account,
    /// Every version of a status that a state shows.
    statuses: Vec<Status>,
    /// Every version of a segment that a state shows.
    segments: Vec<Arc<Segment>>,
    shown: State,
    edited: State,
    past: Vec<State>,
    future: Vec<State>,
    renumbered: bool,
    moved: Vec<Key>,
    numbered: BTreeSet<Key>,
    #[serde(rename = "contested")]
    remote_changes: Vec<Change>,
    #[serde(rename = "gone")]
    deleted_remotely: Vec<DeletedRemotely>,
    next_new: u32,
}

/// What an account shows, as places in the two lists of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    statuses: Vec<usize>,
    segments: Vec<usize>,
}

/// Collects every version of the items once.
struct Pool<T> {
    versions: Vec<T>,
    /// Where the versions of an item are, the latest last.
    places: BTreeMap<Key, Vec<usize>>,
}

impl<T: Clone + PartialEq> Pool<T> {
    fn new() -> Self {
        Self { versions: Vec::new(), places: BTreeMap::new() }
    }

    /// Returns the place of this version, which is most often the latest one.
    fn place(&mut self, key: Key, version: &T) -> usize {
        let places = self.places.entry(key).or_default();
        let known = places.iter().rev().find(|place| self.versions[**place] == *version);
        known.copied().unwrap_or_else(|| {
            places.push(self.versions.len());
            self.versions.push(version.clone());
            self.versions.len() - 1
        })
    }
}

impl From<&Draft> for SerializedDraft {
    fn from(draft: &Draft) -> Self {
        Self::with_steps(draft, MAX_UNDO)
    }
}

impl SerializedDraft {
    /// Writes a draft down with at most so many steps back, and as many forth: the nearest ones.
    #[must_use]
    pub fn with_steps(draft: &Draft, most: usize) -> Self {
        let (mut statuses, mut segments) = (Pool::new(), Pool::new());
        let mut state = |account: &Account| State {
            statuses: account.statuses.iter().map(|one| statuses.place(one.key, one)).collect(),
            segments: account.segments.iter().map(|one| segments.place(one.key, one)).collect(),
        };
        let (shown, edited) = (state(&draft.shown), state(&draft.edited));
        let mut nearest = |states: &[Arc<Account>]| {
            let far = states.len().saturating_sub(most);
            states[far..].iter().map(|account| state(account)).collect()
        };
        let (past, future) = (nearest(&draft.undo.past), nearest(&draft.undo.future));
        Self {
            base: draft.base.clone(),
            statuses: statuses.versions,
            segments: segments.versions,
            shown,
            edited,
            past,
            future,
            renumbered: draft.order.renumbered,
            moved: draft.order.moved.clone(),
            numbered: draft.order.numbered.clone(),
            remote_changes: draft.remote.changes.clone(),
            deleted_remotely: draft.remote.deleted.clone(),
            next_new: draft.keys.next,
        }
    }

    /// Tells whether it takes no more memory than a draft may, which [`Self::restore`] demands.
    #[must_use]
    pub fn fits(&self) -> bool {
        self.size().is_some_and(|size| size <= MOST_BYTES)
    }

    /// Makes the draft again. `None` if this is no record of a draft: places that do not exist, a key twice,
    /// more than any account has.
    #[must_use]
    pub fn restore(self) -> Option<Draft> {
        if self.past.len().max(self.future.len()) > MAX_UNDO || !self.fits() {
            return None;
        }
        let frame = Account { statuses: Vec::new(), segments: Vec::new(), ..self.base.clone() };
        let state = |state: &State| {
            let statuses: Option<_> =
                state.statuses.iter().map(|at| self.statuses.get(*at).cloned()).collect();
            let segments: Option<_> =
                state.segments.iter().map(|at| self.segments.get(*at).cloned()).collect();
            let account = Account { statuses: statuses?, segments: segments?, ..frame.clone() };
            account.is_possible().then_some(account)
        };
        let states =
            |states: &[State]| states.iter().map(|one| state(one).map(Arc::new)).collect::<Option<Vec<_>>>();
        let (shown, edited) = (state(&self.shown)?, state(&self.edited)?);
        let (past, future) = (states(&self.past)?, states(&self.future)?);
        let is_the_servers = |account: &Account| account.items().all(|item| !item.is_new());
        if !self.base.is_possible() || !is_the_servers(&self.base) || !is_the_servers(&shown) {
            return None;
        }
        let accounts = past.iter().chain(&future).map(AsRef::as_ref).chain([&edited]);
        let numbers = accounts.flat_map(Account::items).filter_map(|item| item.key().number());
        let next_new = numbers.max().map_or(0, |number| number.saturating_add(1)).max(self.next_new);
        if next_new > HIGHEST_NEW {
            return None;
        }
        let mut draft = Draft::new(self.base);
        (draft.shown, draft.edited) = (shown, edited);
        draft.undo = UndoStack::new(past, future);
        draft.order = OrderWrites { moved: self.moved, numbered: self.numbered, renumbered: self.renumbered };
        draft.remote = RemoteChanges { changes: self.remote_changes, deleted: self.deleted_remotely };
        draft.keys.next = next_new;
        Some(draft)
    }

    /// Returns about how many bytes all states take that are not shared; `None` if a place does not exist.
    fn size(&self) -> Option<usize> {
        let condition = |condition: &Condition| {
            let tags: &[Tag] = if let Condition::Tags { tags, .. } = condition { tags } else { &[] };
            size_of_val(condition) + tags.iter().map(|tag| size_of_val(tag) + tag.text_len()).sum::<usize>()
        };
        let status = |status: &Status| {
            let groups = status.conditions.iter();
            let groups = groups.map(|group| size_of_val(group) + group.iter().map(condition).sum::<usize>());
            size_of_val(status) + status.name.len() + groups.sum::<usize>()
        };
        let sizes: Vec<usize> = self.statuses.iter().map(status).collect();
        let frame = size_of::<Account>() + self.base.name.len() + self.base.subdomain.len();
        let states = self.past.iter().chain(&self.future).chain([&self.shown, &self.edited]);
        let all = states.map(|state| {
            let statuses: Option<usize> = state.statuses.iter().map(|at| sizes.get(*at)).sum();
            Some(frame + size_of::<usize>() * state.segments.len() + statuses?)
        });
        all.sum()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value as Json;

    use super::super::draft::tests::{account, fill, names, segments, status_item as item, text};
    use super::super::{Color, Edit, Item, NewStatus};
    use super::*;

    fn again(draft: &Draft) -> Draft {
        let text = serde_json::to_string(&SerializedDraft::from(draft)).expect("plain values");
        serde_json::from_str::<SerializedDraft>(&text).expect("the same").restore().expect("a draft")
    }

    fn edited() -> Draft {
        let mut draft = Draft::new(account("A, B, C"));
        draft.edit(Edit::Rename(item(1), "X".into()));
        draft.edit(Edit::Place(item(3), 0));
        draft.edit(Edit::Add(NewStatus { name: "N".into(), color: Color(1, 2, 3), place: 1 }));
        draft.edit(Edit::Remove(item(2)));
        draft.undo();
        draft
    }

    #[test]
    fn a_draft_comes_back_with_its_way_back() {
        let mut draft = again(&edited());
        assert_eq!((names(draft.edited()).as_str(), draft.changes()), ("C N X B", edited().changes()));
        draft.redo();
        assert_eq!(names(draft.edited()), "C N X", "the undone removal");
        for _ in 0..4 {
            draft.undo();
        }
        assert!(!draft.can_undo() && draft.changes().is_empty(), "back at the start");
    }

    #[test]
    fn what_is_to_be_decided_comes_back() {
        let mut draft = edited();
        draft.rebase(account("Y, B"));
        draft.edit(Edit::Rename(item(2), "Z".into()));
        draft.rebase(account("Y"));
        assert_eq!(draft.conflicts().len(), 3, "{:?}", draft.conflicts());
        assert_eq!(again(&draft).conflicts(), draft.conflicts());
    }

    #[test]
    fn what_is_new_after_a_restart_gets_a_key_of_its_own() {
        let mut draft = again(&edited());
        draft.edit(Edit::Add(NewStatus { name: "M".into(), color: Color(1, 2, 3), place: 1 }));
        assert_eq!(draft.edited().order()[1], Key::New(1), "the number after the one in use");
    }

    #[test]
    fn what_steps_of_undo_share_is_written_once() {
        let mut draft = Draft::new(segments("A, B, C"));
        for number in 0..100 {
            draft.edit(fill(1, 1, Some(text(&number.to_string()))));
            draft.end_typing();
        }
        let record = SerializedDraft::from(&draft);
        assert_eq!((record.past.len(), record.segments.len()), (100, 103), "one version for each step");
        let record = SerializedDraft::from(&again(&draft));
        assert_eq!(record.segments.len(), 103, "after a restart too");
    }

    #[test]
    fn a_record_that_cannot_be_is_refused() {
        let spoil = |change: &dyn Fn(&mut Json)| {
            let mut json = serde_json::to_value(SerializedDraft::from(&edited())).expect("plain values");
            change(&mut json);
            serde_json::from_value::<SerializedDraft>(json).expect("a record").restore()
        };
        assert!(spoil(&|_| ()).is_some(), "as it was");
        assert!(
            spoil(&|json| json["edited"]["statuses"][0] = 99.into()).is_none(),
            "a place that is not there"
        );
        assert!(spoil(&|json| json["edited"]["statuses"] = vec![0, 0].into()).is_none(), "a thing twice");
        assert!(
            spoil(&|json| json["shown"]["statuses"] = vec![3].into()).is_none(),
            "the server knows no new one"
        );
        let many: Vec<Json> = vec![json_state(0); MAX_UNDO + 1];
        assert!(spoil(&|json| json["past"] = many.clone().into()).is_none(), "more steps than are kept");
        let long = "x".repeat(MOST_BYTES / MAX_UNDO + 1);
        let heavy = |json: &mut Json| {
            json["statuses"][0]["name"] = long.clone().into();
            json["past"] = vec![json_state(0); MAX_UNDO].into();
        };
        assert!(spoil(&heavy).is_none(), "more than fits into memory");
        for group in [serde_json::json!([]), serde_json::json!([{"tags": {"tags": [], "all": false}}])] {
            let crowded = |json: &mut Json| {
                json["statuses"][0]["conditions"] = vec![group.clone(); MOST_BYTES / MAX_UNDO / 20].into();
                json["past"] = vec![json_state(0); MAX_UNDO].into();
            };
            assert!(spoil(&crowded).is_none(), "{group} takes memory too");
        }
        let full = |json: &mut Json| json["statuses"][3]["key"] = serde_json::json!({"new": u32::MAX});
        assert!(spoil(&full).is_none(), "no number is left");
        assert!(spoil(&|json| json["next_new"] = u32::MAX.into()).is_none(), "nor here");
    }

    fn json_state(place: usize) -> Json {
        serde_json::json!({"statuses": [place], "segments": []})
    }

    proptest! {
        #[test]
        fn any_way_of_undo_and_redo_comes_back(edits in prop::collection::vec((0..6u8, 1..5u64, 0..5usize), 0..40)) {
            let mut draft = Draft::new(account("*R, A, B, C, *E"));
            for (kind, id, place) in edits {
                match kind {
                    0 => draft.edit(Edit::Place(item(id), place)),
                    1 => draft.edit(Edit::Rename(item(id), place.to_string())),
                    2 => draft.edit(Edit::Add(NewStatus { name: "N".into(), color: Color(1, 2, 3), place })),
                    3 => draft.edit(Edit::Remove(Item::Status(Key::New(u32::try_from(place).expect("small"))))),
                    4 => draft.undo(),
                    _ => draft.redo(),
                }
            }
            draft.end_typing();
            prop_assert_eq!(again(&draft), draft);
        }
    }
}
