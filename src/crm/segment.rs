//! Customer segments: the groups of the segmentation mode.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Color, Key, Value};

/// One customer segment. Segments have no order of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Names it, before and after it was created.
    pub key: Key,
    /// What the user sees; the server has no documented limit for it.
    pub name: String,
    /// `None` when the server sent something that is no colour.
    pub color: Option<Color>,
    /// How many customers belong to it; the server counts with a delay.
    pub customers: u64,
    /// What is filled in, by the id of the field.
    pub values: BTreeMap<u64, Value>,
    /// The ids of the price types that its customers may buy at (`available_products_price_types`).
    pub prices: BTreeSet<u64>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// When it was changed last.
    pub updated: Option<Timestamp>,
    /// The JSON object as the server sent it, unknown members included; empty for a segment that is not
    /// created yet. Kept for the eye and for support, never sent, and never stored.
    #[serde(skip)]
    pub raw: Arc<str>,
}

/// A list of goods and what its goods may cost (a catalog with its fields of type `price`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceList {
    /// What the user sees.
    pub name: String,
    /// Its price types.
    pub prices: Vec<PriceType>,
}

/// One of the prices of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceType {
    /// The id of the field that holds it.
    pub id: u64,
    /// What the user sees.
    pub name: String,
}

/// A segment that the user wants created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSegment {
    /// Its name, which may be empty until it is saved.
    pub name: String,
    /// Its colour, one of [`SEGMENT_COLORS`](super::SEGMENT_COLORS).
    pub color: Color,
    /// What is filled in, by the id of the field.
    pub values: BTreeMap<u64, Value>,
    /// The ids of its price types.
    pub prices: BTreeSet<u64>,
}

impl NewSegment {
    /// Makes the segment, which nobody belongs to yet.
    pub(super) fn into_segment(self, key: Key) -> Segment {
        Segment {
            key,
            name: self.name,
            color: Some(self.color),
            customers: 0,
            values: self.values,
            prices: self.prices,
            created: None,
            updated: None,
            raw: "".into(),
        }
    }
}

impl Segment {
    /// Returns what makes such a segment; `None` if it has no colour.
    pub(super) fn into_new(self) -> Option<NewSegment> {
        let Self { name, color, values, prices, .. } = self;
        Some(NewSegment { name, color: color?, values, prices })
    }
}
