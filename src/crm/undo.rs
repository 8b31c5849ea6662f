//! What can be undone and redone.

use std::sync::Arc;

use super::{Account, Item};

/// How many steps of undo are kept; one is a clone of at most 30 statuses, and shares its segments.
pub(super) const MAX_UNDO: usize = 500;

/// The states before each edit and after each undone one, the nearest last. They are shared, so that the
/// whole draft can be handed to whoever stores it.
#[derive(Clone, Debug, Default)]
pub(super) struct UndoStack {
    pub past: Vec<Arc<Account>>,
    pub future: Vec<Arc<Account>>,
    /// The item whose name, or the field whose value, is being typed: one step of undo however many keys are
    /// pressed.
    typing: Option<(Item, Option<u64>)>,
}

/// Equal if they are the same when they are stored: typing ends with the run of the program.
impl PartialEq for UndoStack {
    fn eq(&self, other: &Self) -> bool {
        (&self.past, &self.future) == (&other.past, &other.future)
    }
}

impl UndoStack {
    pub fn new(past: Vec<Arc<Account>>, future: Vec<Arc<Account>>) -> Self {
        Self { past, future, typing: None }
    }

    /// Adds the state before an edit that has led to `now`. Typing that goes on is no step of its own, and
    /// what is typed back to what it was is none at all.
    pub fn edited(&mut self, before: Account, now: &Account, typing: Option<(Item, Option<u64>)>) {
        if typing.is_none() || typing != self.typing {
            self.push(before);
            self.typing = typing;
        } else if self.past.pop_if(|state| state.looks_like(now)).is_some() {
            self.typing = None;
        }
    }

    /// Adds a state to go back to.
    pub fn push(&mut self, before: Account) {
        self.typing = None;
        self.past.push(Arc::new(before));
        if self.past.len() > MAX_UNDO {
            self.past.remove(0);
        }
        self.future.clear();
    }

    pub fn end_typing(&mut self) {
        self.typing = None;
    }

    /// Counts the steps back, or forth if those are more.
    pub fn len(&self) -> usize {
        self.past.len().max(self.future.len())
    }

    pub fn undo(&mut self, present: &mut Account) {
        step(present, &mut self.past, &mut self.future);
        self.typing = None;
    }

    pub fn redo(&mut self, present: &mut Account) {
        step(present, &mut self.future, &mut self.past);
        self.typing = None;
    }

    pub fn states_mut(&mut self) -> impl Iterator<Item = &mut Account> {
        self.past.iter_mut().chain(&mut self.future).map(Arc::make_mut)
    }

    /// Drops steps that became equal to their neighbour.
    pub fn forget_empty_steps(&mut self, present: &Account) {
        for steps in [&mut self.past, &mut self.future] {
            steps.dedup_by(|a, b| a.looks_like(b));
            steps.pop_if(|state| state.looks_like(present));
        }
        self.typing = None;
    }
}

/// Goes to the last of the states in `from`, if there is one, and leaves the present one in `back`.
fn step(present: &mut Account, from: &mut Vec<Arc<Account>>, back: &mut Vec<Arc<Account>>) {
    if let Some(state) = from.pop() {
        back.push(Arc::new(std::mem::replace(present, Arc::unwrap_or_clone(state))));
    }
}
