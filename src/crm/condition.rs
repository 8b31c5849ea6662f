//! The conditions on which amoCRM takes a customer into a status: shown, never written.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// One condition of a status.
///
/// Only the web page of amoCRM can edit conditions, so these are for the eye. Whatever is not understood
/// as a whole is [`Condition::Unknown`]: half a condition told as a sentence would be a lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// So many days before the purchase (`before_purchase`).
    BeforePurchase {
        /// How many.
        days: u32,
    },
    /// So many days after today (`after_today`).
    AfterToday {
        /// How many.
        days: u32,
    },
    /// The customer has tags (`tag`).
    Tags {
        /// Which.
        tags: Vec<Tag>,
        /// Whether all of them are needed; else one is enough.
        all: bool,
    },
    /// Anything else.
    Unknown {
        /// The JSON as the server sent it.
        raw: Arc<str>,
    },
}

/// A tag of a customer, as a condition names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// By its name.
    Named(String),
    /// By its id, because the server did not tell its name.
    Id(u64),
}

impl Tag {
    /// Returns how many bytes its name has.
    pub(super) fn text_len(&self) -> usize {
        match self {
            Self::Named(name) => name.len(),
            Self::Id(_) => 0,
        }
    }
}
