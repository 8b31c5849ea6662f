//! What is asked of the outside world, and what is waited for.

use std::time::{Duration, Instant};

use crate::amo::{Host, Pace};
use crate::document::{Folder, Job as DiskRequest, Words};
use crate::sync::{AccountKey, CredentialsKind, EffectId, EffectIds, Errand, Lane, Now};

/// How long to wait before what could not be stored is tried once more: the user may have made room.
const PAUSE: Duration = Duration::from_secs(10);

/// The queues of effects.
#[derive(Debug)]
pub(super) struct Lanes {
    pub ids: EffectIds,
    pub requests: RequestSlot,
    pub credentials: Lane<KeyringRequest>,
    pub disk: DiskQueue,
    /// The dialog for files that may be open, and the file that is read after it.
    pub dialogs: Lane<FileDialog>,
}

/// The one request that may be under way, and when the next may go.
#[derive(Debug)]
pub(super) struct RequestSlot {
    pace: Pace,
    outstanding: Option<EffectId>,
    /// Set while the server has asked for a pause.
    pub not_before: Option<Instant>,
}

/// One thing that the keyring is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeyringRequest {
    /// Reads the account's credentials.
    Read(Host, CredentialsKind),
    /// Stores the account's credentials, as they are when it is asked.
    Store(Host),
    /// Removes all that belongs to the account.
    Forget(Host),
}

/// What the disk is asked.
#[derive(Debug, Default)]
pub(super) struct DiskQueue {
    /// Whether anything is stored at all.
    pub is_on: bool,
    pub lane: Lane<(Folder, DiskRequest)>,
    /// When to try again, if something could not be stored.
    next_try: Option<Instant>,
}

/// What a dialog is open for.
#[derive(Debug)]
pub(super) struct FileDialog {
    pub errand: Errand,
    pub account: AccountKey,
    /// The headings that a table may have.
    pub words: Vec<Words>,
}

impl Lanes {
    pub fn new(pace: Pace) -> Self {
        Self {
            ids: EffectIds::default(),
            requests: RequestSlot { pace, outstanding: None, not_before: None },
            credentials: Lane::default(),
            disk: DiskQueue::default(),
            dialogs: Lane::default(),
        }
    }

    /// Returns the effects whose replies are awaited.
    pub fn awaited(&self) -> impl Iterator<Item = EffectId> + '_ {
        let lanes = [self.credentials.awaited(), self.disk.lane.awaited(), self.dialogs.awaited()];
        self.requests.outstanding.into_iter().chain(lanes.into_iter().flatten())
    }

    /// Waits no longer for an answer of the server, nor for the keyring to open an account.
    pub fn abandon_job(&mut self) {
        self.requests.abandon();
        self.stop_reading_credentials();
    }

    pub fn stop_reading_credentials(&mut self) {
        self.credentials.retain(|request| !matches!(request, KeyringRequest::Read(..)));
    }

    /// Tells whether credentials of this account are to be stored that are not there yet.
    pub fn is_to_store(&self, host: &Host) -> bool {
        self.credentials
            .iter()
            .any(|request| matches!(request, KeyringRequest::Store(other) if other == host))
    }
}

impl RequestSlot {
    pub fn is_free(&self) -> bool {
        self.outstanding.is_none()
    }

    /// Returns when the next request may go; `None` if it may go at once.
    pub fn next_at(&self) -> Option<Instant> {
        self.not_before.max(self.pace.next_at())
    }

    pub fn start(&mut self, ids: &mut EffectIds, now: Now) -> EffectId {
        let id = ids.next();
        (self.outstanding, self.not_before) = (Some(id), None);
        self.pace.sent(now.instant);
        id
    }

    /// Takes an answer; tells whether it was waited for.
    pub fn finish(&mut self, id: EffectId) -> bool {
        self.outstanding.take_if(|awaited| *awaited == id).is_some()
    }

    /// Waits for nothing any more.
    pub fn abandon(&mut self) {
        (self.outstanding, self.not_before) = (None, None);
    }
}

impl DiskQueue {
    pub fn push(&mut self, folder: Folder, request: DiskRequest) {
        self.lane.push((folder, request));
    }

    pub fn extend(&mut self, folder: &Folder, requests: impl IntoIterator<Item = DiskRequest>) {
        requests.into_iter().for_each(|request| self.push(folder.clone(), request));
    }

    pub fn is_idle(&self) -> bool {
        self.lane.iter().next().is_none()
    }

    /// Tells once that what could not be stored is to be tried again.
    pub fn takes_retry(&mut self, now: Now) -> bool {
        self.next_try.take_if(|then| *then <= now.instant).is_some()
    }

    /// Plans the next try while something could not be stored.
    pub fn plan_retry(&mut self, is_faulty: bool, now: Now) {
        self.next_try = is_faulty.then(|| self.next_try.unwrap_or(now.instant + PAUSE));
    }

    /// Returns when that is worth doing by itself.
    pub fn next_try(&self) -> Option<Instant> {
        self.next_try.filter(|_| self.lane.awaited().is_none())
    }
}
