//! Custom fields of segments: what can be filled in.

use serde::{Deserialize, Serialize};

/// The definition of one custom field of segments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The server's id.
    pub id: u64,
    /// What the user sees.
    pub name: String,
    /// A word that programs know it by (`code` in the API); few fields have one.
    #[serde(default)]
    pub code: Option<String>,
    /// What can be filled in.
    pub kind: FieldKind,
    /// What can be chosen, in the order in which it is offered; empty unless the kind is one of choices.
    pub choices: Vec<Choice>,
}

/// One choice that a field offers (`enum` in the API).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The server's id.
    pub id: u64,
    /// What the user sees.
    pub name: String,
}

/// What can be filled into a field: the eleven types that the vendor allows for segments, and any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line of at most [`MAX_TEXT`](super::MAX_TEXT) characters.
    Text,
    /// Lines of text.
    TextArea,
    /// A decimal number.
    Number,
    /// Yes or no.
    Checkbox,
    /// One choice, from a list.
    Select,
    /// One choice, all of them in sight.
    Radio,
    /// Any number of choices.
    MultiSelect,
    /// The address of a web page.
    Url,
    /// A day.
    Date,
    /// A day and a time.
    DateTime,
    /// A postal address, as one text.
    Address,
    /// Anything else: shown, and left alone.
    Unknown,
}

impl FieldKind {
    /// Tells whether what is filled into a field of this kind can be filled into one of the other.
    pub(super) fn becomes(self, other: Self) -> bool {
        match self {
            Self::Unknown => false,
            Self::Text | Self::TextArea => matches!(other, Self::Text | Self::TextArea),
            Self::Select | Self::Radio => matches!(other, Self::Select | Self::Radio),
            kind => kind == other,
        }
    }
}

impl Field {
    /// Returns the choice of this id.
    #[must_use]
    pub fn choice(&self, id: u64) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }
}
