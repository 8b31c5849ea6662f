//! What the review says besides the changes: what others have changed meanwhile, and what does not come along
//! with a backup, a file or another account.
//!
//! It stays until the account begins to be changed or the program ends, whatever else is said in between.
//! While nothing is left to save, or what it is about is undone, it is silent, for that can be done again;
//! the next edit forgets it then.

use crate::amo::Fault;
use crate::crm::{Account, Change, Draft, Item, Loss};

/// What is to be read before anything is sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReviewNotes {
    /// What others have changed, the oldest first.
    others: Vec<Change>,
    /// Each time that the draft became like something else: how it looked before, and what did not come
    /// along.
    losses: Vec<(Account, Vec<Loss>)>,
    /// What the server refused in the last save, and why.
    refused: Vec<(Item, Fault)>,
}

impl ReviewNotes {
    /// Returns why the server refused what was last sent for this item.
    pub fn refusal(&self, draft: &Draft, item: Item) -> Option<&Fault> {
        self.refused.iter().find(|(other, _)| draft.current(*other) == item).map(|(_, fault)| fault)
    }

    /// Notes that the server refused what was sent for this item, beside what it complained about before.
    pub fn refuse(&mut self, draft: &Draft, item: Item, fault: &Fault) {
        let known = self.refused.iter_mut().find(|(other, _)| draft.current(*other) == item);
        match (known.map(|(_, known)| known), fault) {
            (Some(Fault::Refused { details: known }), Fault::Refused { details }) => {
                known.extend(details.iter().cloned());
            }
            (Some(known), _) => *known = fault.clone(),
            (None, _) => self.refused.push((item, fault.clone())),
        }
    }

    /// Forgets the refusals of these items.
    pub fn forget_refusals(&mut self, draft: &Draft, is_meant: impl Fn(Item) -> bool) {
        self.refused.retain(|(item, _)| !is_meant(draft.current(*item)));
    }

    /// Notes what a reading has shown.
    pub fn changed_elsewhere(&mut self, changes: &[Change]) {
        self.others.retain(|known| !changes.contains(known));
        self.others.extend_from_slice(changes);
    }

    /// Notes what has not come along as the draft, which looked like this before, became like something else.
    pub fn became_like(&mut self, before: Account, losses: Vec<Loss>) {
        if !losses.is_empty() {
            self.losses.push((before, losses));
        }
    }

    /// Forgets what an edit of this draft leaves no way back to.
    pub fn edited(&mut self, draft: &Draft) {
        self.losses.truncate(self.standing(draft));
        if draft.unsaved() == 0 {
            self.others.clear();
        }
    }

    pub fn others(&self, draft: &Draft) -> &[Change] {
        if draft.unsaved() == 0 { &[] } else { &self.others }
    }

    /// Returns what does not come along, each once.
    pub fn losses(&self, draft: &Draft) -> Vec<&Loss> {
        let standing = self.losses.iter().take(self.standing(draft));
        let mut losses: Vec<&Loss> = standing.flat_map(|(_, losses)| losses).collect();
        losses.sort();
        losses.dedup();
        losses
    }

    /// Counts the times that are not undone.
    fn standing(&self, draft: &Draft) -> usize {
        if self.losses.is_empty() || draft.unsaved() == 0 {
            return 0;
        }
        let is_undone = |(before, _): &(Account, _)| before.looks_like(draft.edited());
        self.losses.iter().position(is_undone).unwrap_or(self.losses.len())
    }
}
