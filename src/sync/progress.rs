//! How far the changes of a draft have come.

use crate::amo::Fault;
use crate::crm::Change;

/// One change and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is changed.
    pub change: Change,
    /// How far it has come.
    pub state: LineState,
}

/// How far a change has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineState {
    /// Nothing is being saved.
    Planned,
    /// Its turn has not come.
    Waiting,
    /// It is being sent.
    Sending,
    /// It is done.
    Done,
    /// The server refused it.
    Refused(Fault),
}
