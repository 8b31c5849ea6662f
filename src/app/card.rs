//! One account as stored in the list of accounts and in its own folder, without credentials.

use serde::{Deserialize, Serialize};

use crate::amo::Host;
use crate::model::{Access, CredentialsKind, KnownAccount, Label};

/// An account in a file.
#[derive(Serialize, Deserialize)]
pub(super) struct Card {
    host: String,
    #[serde(default)]
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(default)]
    look_only: bool,
    /// `token` or `oauth`.
    opened_by: String,
    #[serde(default)]
    id: u64,
}

impl Card {
    /// Reads the account; `None` where no account can live there.
    pub fn known(&self) -> Option<KnownAccount> {
        Some(KnownAccount {
            host: Host::parse(&self.host).ok()?,
            name: self.name.clone(),
            label: self.label.as_deref().and_then(label_from_word),
            access: if self.look_only { Access::LookOnly } else { Access::Full },
            kind: match self.opened_by.as_str() {
                "oauth" => CredentialsKind::OAuth,
                _ => CredentialsKind::Token,
            },
            id: self.id,
        })
    }
}

impl From<&KnownAccount> for Card {
    fn from(known: &KnownAccount) -> Self {
        let opened_by = match known.kind {
            CredentialsKind::Token => "token",
            CredentialsKind::OAuth => "oauth",
        };
        Self {
            host: known.host.to_string(),
            name: known.name.clone(),
            label: known.label.map(|label| label_word(label).to_owned()),
            look_only: known.access == Access::LookOnly,
            opened_by: opened_by.to_owned(),
            id: known.id,
        }
    }
}

fn label_word(label: Label) -> &'static str {
    match label {
        Label::Red => "red",
        Label::Orange => "orange",
        Label::Green => "green",
        Label::Turquoise => "turquoise",
        Label::Blue => "blue",
        Label::Violet => "violet",
    }
}

fn label_from_word(word: &str) -> Option<Label> {
    Label::ALL.into_iter().find(|label| label_word(*label) == word)
}
