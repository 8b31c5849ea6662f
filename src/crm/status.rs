//! Customer statuses: the stages of the periodicity mode.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Color, Condition, Key};

/// One customer status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Names it, before and after it was created.
    pub key: Key,
    /// What the user sees; the server has no documented limit for it.
    pub name: String,
    /// `None` when the server sent something that is no colour.
    pub color: Option<Color>,
    /// The number that the server orders by; of no meaning for a status that is not created yet.
    pub sort: i64,
    /// Whether it is one of amoCRM's own (`is_default`): never deleted and never moved.
    pub system: bool,
    /// What the server says it is for. Advisory: the vendor's own example contradicts its legend.
    pub kind: StatusKind,
    /// On what amoCRM takes a customer into it, in groups; how groups work together is not documented.
    /// Never sent.
    pub conditions: Vec<Vec<Condition>>,
    /// The JSON object as the server sent it, unknown members included; empty for a
    /// status that is not created yet. Kept for the eye and for support, never sent, and never stored.
    #[serde(skip)]
    pub raw: Arc<str>,
}

impl Status {
    /// Makes an ordinary status.
    pub(super) fn new(key: Key, name: String, color: Color, sort: i64) -> Self {
        Self {
            key,
            name,
            color: Some(color),
            sort,
            system: false,
            kind: StatusKind::Ordinary,
            conditions: Vec::new(),
            raw: "".into(),
        }
    }
}

/// What a status is for (`type` in the API).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusKind {
    /// 0: made by a user.
    Ordinary,
    /// 1: a purchase is expected.
    PurchaseExpected,
    /// 2: the purchase did not happen.
    NotPurchased,
    /// 3: closed.
    Closed,
    /// 4: bought recently.
    RecentlyPurchased,
    /// Any other number, or none at all.
    Unknown,
}

impl StatusKind {
    /// Tells whether system statuses of this kind stand behind the ordinary ones.
    #[must_use]
    pub fn trails(self) -> bool {
        matches!(self, Self::PurchaseExpected | Self::NotPurchased | Self::Closed)
    }
}
