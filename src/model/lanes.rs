//! What is asked of the outside world, and what is waited for.

use std::time::{Duration, Instant};

use ehttp::Response;

use crate::amo::{self, Fault, Host, Pace, SendFault};
use crate::document::{DiskRequest, StoreId, Words};
use crate::sync::{
    AccountKey, CredentialStorage, CredentialsKind, Effect, EffectId, EffectIds, IssuedEffect, Lane, Now,
    Save, Session, Tokens,
};

use super::accounts::Accounts;
use super::job::{Job, Work};

/// How long to wait before what could not be stored is tried once more: the user may have made room.
const PAUSE: Duration = Duration::from_secs(10);

/// What is asked of the outside world: one request at a time, and queues beside it.
#[derive(Debug)]
pub struct Lanes {
    pub(super) ids: EffectIds,
    pub(super) requests: RequestSlot,
    pub(super) tokens: Tokens,
    pub(super) credentials: Lane<KeyringRequest>,
    pub(super) disk: DiskQueue,
    /// The dialog for files that may be open, and the file that is read after it.
    pub(super) dialogs: Lane<FileDialog>,
    /// The folder that the desktop is to show.
    pub(super) folders: Lane<()>,
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
    pub lane: Lane<(StoreId, DiskRequest)>,
    /// When to try again, if something could not be stored.
    next_try: Option<Instant>,
}

/// What a dialog is open for.
#[derive(Debug)]
pub(super) struct FileDialog {
    pub effect: Effect,
    pub account: AccountKey,
    /// The headings that a table may have.
    pub words: Vec<Words>,
}

impl Lanes {
    pub(super) fn new(pace: Pace) -> Self {
        Self {
            ids: EffectIds::default(),
            requests: RequestSlot { pace, outstanding: None, not_before: None },
            tokens: Tokens::default(),
            credentials: Lane::default(),
            disk: DiskQueue::default(),
            dialogs: Lane::default(),
            folders: Lane::default(),
        }
    }

    /// Returns the effects whose replies are awaited.
    #[must_use]
    pub fn awaited(&self) -> Vec<EffectId> {
        let lanes = [
            self.credentials.awaited(),
            self.disk.lane.awaited(),
            self.dialogs.awaited(),
            self.folders.awaited(),
        ];
        let requests = self.requests.outstanding.into_iter();
        requests.chain(lanes.into_iter().flatten()).chain(self.tokens.awaited()).collect()
    }

    /// Tells whether the server has asked for a pause that is not over.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.requests.not_before.is_some()
    }

    /// Tells whether the user is being asked for a file.
    #[must_use]
    pub fn is_choosing_file(&self) -> bool {
        self.dialogs.iter().next().is_some()
    }

    /// Returns the account whose credentials the keyring is asked to store right now. That may take as long
    /// as the user needs to unlock it.
    #[must_use]
    pub fn is_keeping(&self) -> Option<&Host> {
        match self.credentials.in_flight() {
            Some(KeyringRequest::Store(host)) => Some(host),
            _ => None,
        }
    }

    /// Returns the next thing to be stored or read on this computer.
    pub(super) fn next_stored(&mut self, accounts: &mut Accounts, now: Now) -> Option<IssuedEffect> {
        self.next_credentials(accounts).or_else(|| self.next_disk_request(accounts, now))
    }

    fn next_credentials(&mut self, accounts: &mut Accounts) -> Option<IssuedEffect> {
        loop {
            let (id, request) = self.credentials.start(&mut self.ids)?;
            let effect = match request.clone() {
                KeyringRequest::Read(host, kind) => Effect::Read { host, kind },
                KeyringRequest::Forget(host) => Effect::Forget { host },
                KeyringRequest::Store(host) => {
                    let Some(credentials) = accounts.credentials_of(&host) else {
                        self.credentials.finish(id);
                        continue;
                    };
                    Effect::Keep { host, credentials }
                }
            };
            return Some(IssuedEffect { id, effect });
        }
    }

    fn next_disk_request(&mut self, accounts: &mut Accounts, now: Now) -> Option<IssuedEffect> {
        if self.disk.takes_retry(now) {
            self.disk.store_again(accounts);
        }
        if self.disk.is_idle() {
            // Those of other accounts do not change.
            let kept = accounts.open.as_mut().and_then(Session::store);
            self.disk.store(accounts.open.as_ref(), kept);
        }
        let (id, (folder, request)) = self.disk.lane.start(&mut self.ids)?;
        Some(IssuedEffect { id, effect: Effect::Disk { folder: folder.clone(), request: request.clone() } })
    }

    pub(super) fn next_dialog(&mut self) -> Option<IssuedEffect> {
        if let Some((id, ())) = self.folders.start(&mut self.ids) {
            return Some(IssuedEffect { id, effect: Effect::ShowFolder });
        }
        let (id, dialog) = self.dialogs.start(&mut self.ids)?;
        Some(IssuedEffect { id, effect: dialog.effect.clone() })
    }

    /// Asks the user for a file, unless that is being done; `session` is the account that it is for.
    pub(super) fn open_dialog(&mut self, effect: Effect, session: &Session, words: Vec<Words>) {
        if !self.is_choosing_file() {
            self.dialogs.push(FileDialog { effect, account: session.connection.key(), words });
        }
    }

    /// Tells whether the request of the job is to be sent once more, with new tokens. A write that may be
    /// done is not: the reading that tells renews the tokens.
    pub(super) fn is_to_be_sent_again(
        &mut self,
        answer: &Result<Response, SendFault>,
        job: &Job,
        accounts: &Accounts,
    ) -> bool {
        let writes = job.save().is_some_and(Save::is_writing);
        match (answer, job.connection(accounts)) {
            (Ok(response), Some(connection)) if !writes || amo::proves_undone(Ok(response)) => {
                let is_refused = !response.ok && Fault::of(response) == Fault::SignedOut;
                self.tokens.answered(connection, is_refused)
            }
            _ => false,
        }
    }

    /// Returns the renewal of tokens that has to come before the next request of the job.
    pub(super) fn next_renewal(&mut self, job: &Job, accounts: &Accounts, now: Now) -> Option<IssuedEffect> {
        let connection = job.connection(accounts)?;
        if !self.tokens.is_due(connection, now) {
            return None;
        }
        let storage = match (connection.host()?, &job.work) {
            // They are on their way: that the keyring lacks them does not mean that somebody has forgotten
            // them.
            (host, _) if self.is_to_store(host) => CredentialStorage::New,
            (_, Work::Loading(load)) => load.storage,
            _ => accounts.storage_of(connection),
        };
        let id = self.ids.next();
        let effect = self.tokens.renew(id, connection, storage, now)?;
        self.requests.pace.sent(now.instant);
        Some(IssuedEffect { id, effect })
    }

    /// Waits no longer for an answer of the server, nor for the keyring to open an account.
    pub(super) fn abandon_job(&mut self) {
        self.requests.abandon();
        self.stop_reading_credentials();
    }

    pub(super) fn stop_reading_credentials(&mut self) {
        self.credentials.retain(|request| !matches!(request, KeyringRequest::Read(..)));
    }

    /// Tells whether credentials of this account are to be stored that are not there yet.
    fn is_to_store(&self, host: &Host) -> bool {
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
    pub fn push(&mut self, folder: StoreId, request: DiskRequest) {
        self.lane.push((folder, request));
    }

    pub fn extend(&mut self, folder: &StoreId, requests: impl IntoIterator<Item = DiskRequest>) {
        requests.into_iter().for_each(|request| self.push(folder.clone(), request));
    }

    /// Has something of the open account stored, if it is stored at all.
    pub fn store(&mut self, open: Option<&Session>, requests: impl IntoIterator<Item = DiskRequest>) {
        if let Some(folder) = open.and_then(Session::folder) {
            self.extend(folder, requests);
        }
    }

    /// Stores whatever could not be stored, in all accounts.
    pub fn store_again(&mut self, accounts: &mut Accounts) {
        for Session { draft, journal, .. } in accounts.sessions_mut() {
            let Some(journal) = journal else { continue };
            self.extend(&journal.folder().clone(), journal.store_again(draft));
        }
    }

    /// Stores what is left to store of an account that is not looked at any more.
    pub fn store_all(&mut self, session: &mut Session) {
        if let Session { draft, journal: Some(journal), .. } = session {
            self.extend(&journal.folder().clone(), journal.store_all(draft));
        }
    }

    /// Lets other windows have the lock, unless an account of this one needs it.
    pub fn release_lock(&mut self, folder: StoreId, accounts: &Accounts, job: &Job) {
        if !job.is_opening(&folder) && !accounts.has_lock(&folder) {
            self.push(folder, DiskRequest::Close);
        }
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
