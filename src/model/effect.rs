//! What the model asks of the outside world, and what comes back.

use jiff::Timestamp;

use crate::amo::{Host, Integration, OAuthFault, SendFault, Token, TokenPair};

use super::archive::{ArchiveFault, Archived, Folder, Job};
use super::transfer::{ChosenFile, Contents, FileReading, Import, ImportFault};
use super::{Connection, Credentials, CredentialsKind, Keeping, OAuthKeys};

/// Names one effect, so that its reply is never taken for another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EffectId(pub u64);

/// One thing to be done outside.
#[derive(Clone, Debug)]
pub struct Effect {
    /// To be handed back with the reply.
    pub id: EffectId,
    /// What is to be done.
    pub errand: Errand,
}

/// What is to be done outside.
#[derive(Clone, Debug)]
pub enum Errand {
    /// Send a request. Its `url` is a path (`/api/v4/…`); host and token are in `connection`.
    Request {
        /// Where to.
        connection: Connection,
        /// What; without host, token or any header but `Content-Type`.
        request: ehttp::Request,
    },
    /// Exchange a code for the first pair of tokens.
    Exchange {
        /// The account's host.
        host: Host,
        /// The user's own integration.
        integration: Integration,
        /// What the integration's page shows for 20 minutes.
        code: Token,
    },
    /// Get the next pair of tokens, unless another running copy of the program has got it already.
    Refresh {
        /// The account's host.
        host: Host,
        /// The keys whose access token is expired or soon will be.
        keys: OAuthKeys,
        /// Whether the keyring has them.
        keeping: Keeping,
    },
    /// Read what the keyring holds for an account.
    Read {
        /// The account's host.
        host: Host,
        /// Which of its entries.
        kind: CredentialsKind,
    },
    /// Keep what opens an account in the keyring.
    Keep {
        /// The account's host.
        host: Host,
        /// What opens it.
        credentials: Credentials,
    },
    /// Remove everything that the keyring holds for an account.
    Forget {
        /// The account's host.
        host: Host,
    },
    /// Do something with what is written down about an account on this computer.
    Archive {
        /// Which account's.
        folder: Folder,
        /// What is to be done.
        job: Job,
    },
    /// Ask the user for a place, and write a file there.
    SaveFile {
        /// The name that is suggested.
        name: String,
        /// When it is made.
        made: Timestamp,
        /// What it holds.
        contents: Contents,
    },
    /// Ask the user for a file, and get its bytes.
    OpenFile,
    /// Read what such a file says.
    ReadFile(Box<FileReading>),
}

/// What came back.
#[derive(Clone, Debug)]
pub enum Reply {
    /// To [`Errand::Request`]: an answer of any HTTP status, or why none came.
    Answer(Result<ehttp::Response, SendFault>),
    /// To [`Errand::Exchange`].
    Granted(Result<TokenPair, OAuthFault>),
    /// To [`Errand::Refresh`].
    Refreshed(Result<Refreshed, OAuthFault>),
    /// To [`Errand::Read`]; `None` means "not signed in".
    Found(Result<Option<Credentials>, VaultFault>),
    /// To [`Errand::Keep`] and [`Errand::Forget`].
    Done(Result<(), VaultFault>),
    /// To [`Errand::Archive`].
    Archived(Result<Archived, ArchiveFault>),
    /// To [`Errand::SaveFile`]: the name of the file; `None` if the user thought better of it.
    FileSaved(Result<Option<String>, ArchiveFault>),
    /// To [`Errand::OpenFile`], likewise.
    FileOpened(Result<Option<ChosenFile>, ArchiveFault>),
    /// To both, where the system has no dialog to ask the user with.
    NoDialog,
    /// To [`Errand::ReadFile`].
    FileRead(Result<Import, ImportFault>),
}

/// New tokens for an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refreshed {
    /// Where the account lives: elsewhere than before if it was renamed.
    pub host: Host,
    /// The keys with the new pair.
    pub keys: OAuthKeys,
    /// Whether the keyring has them, if it was to have them.
    pub kept: Result<(), VaultFault>,
}

/// Why the keyring could not be asked. Never holds a part of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultFault {
    /// This system has no keyring, or it cannot be reached. The answer does not change until the program
    /// starts again.
    Absent,
    /// The keyring is locked and was not unlocked, or the system keeps this program out of it.
    Locked,
    /// Another copy of the program has forgotten the account, so nothing of it is kept again.
    Forgotten,
    /// What the keyring holds for the account cannot be read.
    Unreadable,
    /// What is to be kept is longer than keyrings take.
    TooLong,
    /// This program broke down over it.
    Internal,
    /// Something else, in the system's English words.
    Other(String),
}
