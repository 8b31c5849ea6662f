//! What a saving is waiting for, and what the answer must not get wrong.

use ehttp::Response;

use crate::amo::{self, Fault};
use crate::crm::{Account, Created, Item, NewRow, Step};
use crate::sync::reading::{Scope, Stakes};
use crate::sync::session::Session;

use super::reviewed::Reviewed;

/// What the next answer is about.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Phase {
    /// A reading, to see whether others have changed something.
    Check {
        /// Saves without a backup: the user confirmed.
        without_backup: bool,
    },
    /// The disk: before the first write a backup is stored, and that the changes are being saved.
    Secure {
        /// Saves without a backup: the user confirmed.
        without_backup: bool,
        /// Whether the backup is stored, or cannot be.
        is_backed_up: bool,
    },
    /// The step that is to be sent or under way; `None` until it is chosen.
    Write(Option<Step>),
    /// A reading after a write that the server may have answered by moving others.
    Learn {
        /// (id, number) before the write.
        before: Vec<(u64, i64)>,
        /// What was written, if it was one number.
        written: Option<(u64, i64)>,
    },
    /// A reading of the one item that a write of unknown fate is about, if it concerns no other.
    Look {
        /// Which.
        item: Item,
        /// The write.
        step: Step,
        /// Why its fate is unknown.
        fault: Fault,
    },
    /// A reading of the list after a write of unknown fate.
    Resolve {
        /// The write.
        step: Step,
        /// Why its fate is unknown.
        fault: Fault,
    },
    /// A reading after the last write.
    Confirm,
}

impl Phase {
    /// Returns what a reading must not get wrong now.
    pub fn stakes<'a>(&self, session: &'a Session) -> Stakes<'a> {
        let stakes = session.stakes();
        match self {
            Self::Check { .. } => Stakes { precedes_write: true, ..stakes },
            // What it is about alone was asked for already.
            Self::Resolve { step, .. } => {
                let awaits = stakes.awaits || !step.creates().is_empty();
                Stakes { awaits, gone: step.single_item(), ..stakes }
            }
            _ => stakes,
        }
    }

    /// Returns how much of the account a reading reads now.
    pub fn scope(&self, reviewed: &Reviewed) -> Scope {
        match self {
            // What is filled in has to fit the fields as they are now.
            Self::Check { .. } if reviewed.fills() => Scope::Fields,
            _ => Scope::Items,
        }
    }

    /// Tells whether the disk has to answer before the next request.
    pub fn waits_for_disk(&self, session: &Session) -> bool {
        match self {
            Self::Secure { .. } => true,
            Self::Write(_) => !session.is_settled(),
            _ => false,
        }
    }

    /// Returns the step that is being sent, or whose fate is being found out.
    pub fn step(&self) -> Option<&Step> {
        match self {
            Self::Write(Some(step)) | Self::Look { step, .. } | Self::Resolve { step, .. } => Some(step),
            _ => None,
        }
    }
}

/// Tells whether a thing that was read alone belongs to another account by its own word.
pub(super) fn is_strange(session: &Session, response: &Response) -> bool {
    let id = session.draft.base().id;
    id != 0 && amo::read_owner(response).is_some_and(|owner| owner != id)
}

/// Returns what was to be created without an id having come back for it.
pub(super) fn untold(step: &Step, created: &[Created]) -> Option<Step> {
    let told = |number: u32| created.iter().any(|(told, _)| *told == number);
    match step {
        Step::CreateStatuses(news) => {
            let left: Vec<NewRow> = news.iter().filter(|new| !told(new.number)).cloned().collect();
            (!left.is_empty()).then_some(Step::CreateStatuses(left))
        }
        Step::CreateSegment { number, .. } => (!told(*number)).then(|| step.clone()),
        _ => None,
    }
}

/// Returns (id, number) of all statuses in the server's order.
pub(super) fn numbers(account: &Account) -> Vec<(u64, i64)> {
    account.statuses.iter().filter_map(|status| Some((status.key.id()?, status.sort))).collect()
}
