//! What the model asks of the outside world, and what comes back.

use std::collections::VecDeque;
use std::time::Instant;

use jiff::Timestamp;

use crate::amo::{Host, Integration, OAuthFault, SendFault, Token, TokenPair};
use crate::document::{
    ArchiveFault, ChosenFile, Contents, DiskReply, DiskRequest, FileReading, ImportFault, Imported, StoreId,
};

use super::access::{Connection, CredentialStorage, Credentials, CredentialsKind, OAuthKeys};

/// The moment at which something happens: the core never asks for the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// For waiting: a clock that only goes forward.
    pub instant: Instant,
    /// For people and files.
    pub wall: Timestamp,
}

/// Names one effect, so that its reply is never taken for another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EffectId(pub u64);

/// Numbers effects.
#[derive(Debug, Default)]
pub(crate) struct EffectIds(u64);

impl EffectIds {
    pub fn next(&mut self) -> EffectId {
        self.0 += 1;
        EffectId(self.0)
    }
}

/// A queue of which one entry at a time is in flight.
#[derive(Debug)]
pub(crate) struct Lane<T> {
    waiting: VecDeque<T>,
    in_flight: Option<(EffectId, T)>,
}

impl<T> Default for Lane<T> {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), in_flight: None }
    }
}

impl<T> Lane<T> {
    pub fn push(&mut self, entry: T) {
        self.waiting.push_back(entry);
    }

    /// Starts the next entry, unless one is in flight.
    pub fn start(&mut self, ids: &mut EffectIds) -> Option<(EffectId, &T)> {
        if self.in_flight.is_some() {
            return None;
        }
        let entry = self.waiting.pop_front()?;
        let (id, entry) = self.in_flight.insert((ids.next(), entry));
        Some((*id, entry))
    }

    /// Takes the entry in flight, if its effect has this id.
    pub fn finish(&mut self, id: EffectId) -> Option<T> {
        self.in_flight.take_if(|(running, _)| *running == id).map(|(_, entry)| entry)
    }

    /// Waits no longer for the entry in flight.
    pub fn abandon(&mut self) -> Option<T> {
        self.in_flight.take().map(|(_, entry)| entry)
    }

    /// Drops entries, the one in flight as well.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.waiting.retain(&mut keep);
        self.in_flight.take_if(|(_, entry)| !keep(entry));
    }

    pub fn in_flight(&self) -> Option<&T> {
        self.in_flight.as_ref().map(|(_, entry)| entry)
    }

    /// Returns the effect whose reply is awaited.
    pub fn awaited(&self) -> Option<EffectId> {
        self.in_flight.as_ref().map(|(id, _)| *id)
    }

    /// Returns all entries, the one in flight first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.in_flight().into_iter().chain(&self.waiting)
    }
}

/// One thing to be done outside.
#[derive(Clone, Debug)]
pub struct IssuedEffect {
    /// To be handed back with the reply.
    pub id: EffectId,
    /// What is to be done.
    pub effect: Effect,
}

/// What is to be done outside.
#[derive(Clone, Debug)]
pub enum Effect {
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
        storage: CredentialStorage,
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
    Disk {
        /// Which account's.
        folder: StoreId,
        /// What is to be done.
        request: DiskRequest,
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
    /// Show the folder where everything lies that is written, as the desktop does.
    ShowFolder,
    /// Read what such a file says.
    ReadFile(Box<FileReading>),
}

/// What came back.
#[derive(Clone, Debug)]
pub enum Reply {
    /// To [`Effect::Request`]: an answer of any HTTP status, or why none came.
    Answer(Result<ehttp::Response, SendFault>),
    /// To [`Effect::Exchange`].
    TokenGranted(Result<TokenPair, OAuthFault>),
    /// To [`Effect::Refresh`].
    Refreshed(Result<Refreshed, OAuthFault>),
    /// To [`Effect::Read`]; `None` means "not signed in".
    CredentialsRead(Result<Option<Credentials>, VaultFault>),
    /// To [`Effect::Keep`] and [`Effect::Forget`].
    CredentialsStored(Result<(), VaultFault>),
    /// To [`Effect::Disk`].
    Disk(Result<DiskReply, ArchiveFault>),
    /// To [`Effect::SaveFile`]: the name of the file; `None` if the user thought better of it.
    FileSaved(Result<Option<String>, ArchiveFault>),
    /// To [`Effect::OpenFile`], likewise.
    FileOpened(Result<Option<ChosenFile>, ArchiveFault>),
    /// To both, where the system has no dialog to ask the user with.
    NoDialog,
    /// To [`Effect::ShowFolder`]: whether the desktop was told.
    FolderShown(bool),
    /// To [`Effect::ReadFile`].
    FileRead(Result<Imported, ImportFault>),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_entry_at_a_time_is_in_flight_and_a_stale_reply_finishes_nothing() {
        let (mut ids, mut lane) = (EffectIds::default(), Lane::default());
        lane.push('a');
        lane.push('b');
        let (first, entry) = lane.start(&mut ids).expect("the lane is free");
        assert_eq!(*entry, 'a', "in the order in which they came");
        assert!(lane.start(&mut ids).is_none(), "one at a time");
        assert_eq!(lane.finish(first), Some('a'));
        assert_eq!(lane.finish(first), None, "a reply is taken once");
        assert!(lane.start(&mut ids).is_some_and(|(id, entry)| id != first && *entry == 'b'), "the next");
        lane.retain(|entry| *entry != 'b');
        assert_eq!((lane.awaited(), lane.iter().count()), (None, 0), "nobody waits for it any more");
    }
}
