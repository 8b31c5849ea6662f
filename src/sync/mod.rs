//! One account: reading it, saving its draft, and what is stored about it.
//!
//! Each machine here owns its state, takes inputs and returns outputs as values; only [`crate::model`]
//! applies them. None of them starts a thread, opens a socket or asks for the time.

mod access;
mod effect;
mod journal;
mod notice;
mod output;
mod progress;
mod read;
mod reading;
mod refusal;
mod retry;
mod review_notes;
mod save;
mod session;
mod sign_in;
mod tokens;

pub use access::{
    Access, AccountKey, Connection, CredentialStorage, Credentials, CredentialsKind, DemoAccount, OAuthKeys,
    ReadOnly,
};
pub use effect::{Effect, EffectId, IssuedEffect, Now, Refreshed, Reply, VaultFault};
pub use notice::{Cleaned, Leave, Notice, OtherAccount};
pub use progress::{Line, LineState};
pub use session::Session;
pub use sign_in::{SignIn, SignInMethod, SignInPreview};

pub(crate) use access::Rights;
pub(crate) use effect::{EffectIds, Lane};
pub(crate) use journal::Journal;
pub(crate) use output::{Loaded, Output};
pub(crate) use read::{Load, Purpose};
pub(crate) use save::{NextAction, Save};
pub(crate) use tokens::{Renewed, Tokens};
