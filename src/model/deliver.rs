//! Effects out and replies in: what is asked of the outside world next, and which machine takes the answer.

use std::time::Instant;

use crate::amo::{Fault, OAuthFault};
use crate::document::{ArchiveFault, DiskReply, DiskRequest, FileReading, ImportFault, LoadedDraft, StoreId};
use crate::sync::{
    Connection, CredentialStorage, Credentials, Effect, EffectId, IssuedEffect, Journal, Load, NextAction,
    Notice, Now, Output, Purpose, Refreshed, Renewed, Reply, Session, SignIn,
};

use super::apply::read_session;
use super::job::{Opening, Work};
use super::lanes::{FileDialog, KeyringRequest};
use super::{Model, Question};

impl Model {
    // ---- effects out ----------------------------------------------------------------------------------

    /// Returns the next thing to be done outside, if one may be done now.
    pub fn next_effect(&mut self, now: Now) -> Option<IssuedEffect> {
        self.continue_leaving(now);
        let stored = self.lanes.next_stored(&mut self.accounts, now);
        stored.or_else(|| self.lanes.next_dialog()).or_else(|| self.next_request(now))
    }

    /// Returns the next thing to be done outside before the program ends: what is to be stored, and nothing
    /// that goes to a server.
    pub fn last_effect(&mut self, now: Now) -> Option<IssuedEffect> {
        self.lanes.stop_reading_credentials();
        self.lanes.next_stored(&mut self.accounts, now)
    }

    /// Returns when [`Self::next_effect`] is worth asking again, if it waits for the time alone.
    #[must_use]
    pub fn wake_at(&self) -> Option<Instant> {
        let next_request = self.lanes.requests.next_at().filter(|_| self.may_send());
        next_request.into_iter().chain(self.lanes.disk.next_try()).min()
    }

    /// Tells whether the next request waits for nothing but the time.
    fn may_send(&self) -> bool {
        let host = self.job.host(&self.accounts);
        let is_renewing = host.is_some_and(|host| self.lanes.tokens.is_renewing(host));
        self.lanes.requests.is_free() && !is_renewing && self.job.has_request(self.session())
    }

    fn next_request(&mut self, now: Now) -> Option<IssuedEffect> {
        if !self.may_send() || self.lanes.requests.next_at().is_some_and(|then| then > now.instant) {
            return None;
        }
        if let Some(issued) = self.lanes.next_renewal(&self.job, &self.accounts, now) {
            return Some(issued);
        }
        let effect = match &mut self.job.work {
            Work::Idle | Work::Unlocking(_) | Work::Opening(_) => return None,
            Work::SigningIn(sign_in) => sign_in.effect()?,
            Work::Loading(load) => {
                Effect::Request { connection: load.connection.clone(), request: load.request() }
            }
            Work::Saving(save) => {
                let session = self.accounts.open.as_mut()?;
                match save.next_action(session) {
                    NextAction::Send(request) => {
                        Effect::Request { connection: session.connection.clone(), request }
                    }
                    NextAction::Wait => return None,
                    NextAction::End(notice) => {
                        self.finish_job(Some(notice), now);
                        // What is to be stored of it does not wait for the next frame.
                        return self.lanes.next_stored(&mut self.accounts, now);
                    }
                }
            }
        };
        Some(IssuedEffect { id: self.lanes.requests.start(&mut self.lanes.ids, now), effect })
    }

    // ---- replies in -----------------------------------------------------------------------------------

    /// Takes the reply to an effect. One that nobody waits for any more is dropped.
    pub fn receive(&mut self, id: EffectId, reply: Reply, now: Now) {
        match reply {
            Reply::Answer(answer) => {
                let is_awaited = self.lanes.requests.finish(id);
                if is_awaited && !self.lanes.is_to_be_sent_again(&answer, &self.job, &self.accounts) {
                    let answer = answer.as_ref().map_err(|fault| Fault::NoAnswer(fault.clone()));
                    let output = self.job.receive(answer, &mut self.accounts, now);
                    self.apply(output, now);
                }
            }
            Reply::TokenGranted(granted) => {
                if self.lanes.requests.finish(id)
                    && let Work::SigningIn(sign_in) = &mut self.job.work
                {
                    let output = sign_in.granted(granted);
                    if sign_in.renews() && matches!(output, Output::Say(_)) {
                        self.job.take();
                        self.screen.ask_to_sign_in(self.accounts.open.as_ref());
                    }
                    self.apply(output, now);
                }
            }
            Reply::Refreshed(refreshed) => self.refreshed(id, refreshed, now),
            Reply::CredentialsRead(found) => {
                if let Some(KeyringRequest::Read(host, _)) = self.lanes.credentials.finish(id) {
                    match found {
                        Ok(Some(credentials)) => {
                            let connection = Connection::Live { host, credentials };
                            self.load(Load::new(connection, Purpose::Open, CredentialStorage::Kept));
                        }
                        // The keyring does not open the account, so the user can sign in.
                        found => {
                            self.job.work = Work::SigningIn(Box::new(SignIn::new(host)));
                            self.screen.notices.main = found.err().map(Notice::Keyring);
                        }
                    }
                }
            }
            Reply::CredentialsStored(done) => match (self.lanes.credentials.finish(id), done) {
                (Some(KeyringRequest::Store(host)), Err(fault)) => self.not_stored(&host, Some(fault)),
                (Some(KeyringRequest::Forget(_)), Err(fault)) => self.screen.say(Notice::NotForgotten(fault)),
                _ => {}
            },
            Reply::Disk(archived) => {
                if let Some((folder, request)) = self.lanes.disk.lane.finish(id) {
                    self.disk_replied(&folder, &request, archived, now);
                }
            }
            Reply::FileSaved(_) | Reply::FileOpened(_) | Reply::NoDialog | Reply::FileRead(_) => {
                if let Some(dialog) = self.lanes.dialogs.finish(id) {
                    self.dialog_ended(dialog, reply);
                }
            }
            Reply::FolderShown(is_shown) => {
                if self.lanes.folders.finish(id).is_some() && !is_shown {
                    self.screen.question.take_if(|asked| *asked == Question::About);
                    self.screen.say(Notice::FolderNotShown);
                }
            }
        }
        self.screen.follow_import(self.accounts.open.as_ref().map(Session::draft));
    }

    // ---- tokens ---------------------------------------------------------------------------------------

    fn refreshed(&mut self, id: EffectId, refreshed: Result<Refreshed, OAuthFault>, now: Now) {
        let waiting = self.job.host(&self.accounts);
        match self.lanes.tokens.refreshed(id, refreshed, waiting, now) {
            Some(Renewed::Keys(host, refreshed)) => {
                let Refreshed { host: new_host, keys, kept } = *refreshed;
                let credentials = Credentials::OAuth(keys);
                let connection = Connection::Live { host: new_host.clone(), credentials };
                self.job.replace(&host, &connection, &kept);
                self.accounts.replace(&host, &connection);
                if let Err(fault) = kept {
                    self.not_stored(&new_host, Some(fault));
                }
            }
            Some(Renewed::Failed(host, fault))
                if self.job.connection(&self.accounts).and_then(Connection::host) == Some(&host) =>
            {
                // The job ends as after a refusal, but what really happened is said.
                let output = self.job.receive(Err(Fault::SignedOut), &mut self.accounts, now);
                self.apply(output, now);
                let notice = match fault {
                    OAuthFault::Failed(fault) => {
                        // It says nothing against the keys: nobody has to sign in anew.
                        let question = &mut self.screen.question;
                        question.take_if(|asked| matches!(asked, Question::Token | Question::Code));
                        self.job.take();
                        Notice::Failed(fault)
                    }
                    fault => Notice::SignIn(fault),
                };
                self.screen.say(notice);
            }
            _ => {}
        }
    }

    // ---- the disk -------------------------------------------------------------------------------------

    fn disk_replied(
        &mut self,
        folder: &StoreId,
        request: &DiskRequest,
        reply: Result<DiskReply, ArchiveFault>,
        now: Now,
    ) {
        let fault = reply.as_ref().err().cloned();
        match (request, reply) {
            (DiskRequest::Open, Ok(DiskReply::Opened(opened))) => {
                self.draft_found(folder.clone(), *opened, now);
            }
            (DiskRequest::Open, Err(fault)) => {
                self.draft_found(
                    folder.clone(),
                    LoadedDraft { fault: Some(fault), ..LoadedDraft::default() },
                    now,
                );
            }
            (DiskRequest::AcquireLock, Ok(DiskReply::Lock { is_ours })) => {
                self.lock_replied(folder.clone(), is_ours, now);
            }
            (DiskRequest::ReadBackup(_), Ok(DiskReply::Backup(snapshot))) => {
                if self.session().and_then(Session::folder) == Some(folder) {
                    self.edit(|editor| editor.restore(&snapshot));
                }
            }
            (DiskRequest::ReadBackup(_) | DiskRequest::AcquireLock, Err(fault)) => {
                self.screen.say(Notice::NotRead(fault));
            }
            (DiskRequest::Close | DiskRequest::Forget, Err(fault)) => {
                self.screen.notices.later = Some(Notice::NotRead(fault));
            }
            (request, reply) => {
                let session = self.accounts.stored_in(folder);
                match (session.and_then(|session| session.journal.as_mut()), reply) {
                    (Some(journal), reply) => {
                        self.lanes.disk.extend(folder, journal.replied(request, reply));
                    }
                    // No account of this window waits for it.
                    (None, Err(fault)) if matches!(request, DiskRequest::KeepSave(_)) => {
                        self.screen.notices.later = Some(Notice::NotRead(fault));
                    }
                    (None, _) => {}
                }
            }
        }
        if matches!(request, DiskRequest::KeepDraft(_)) && fault.is_none() {
            // It can be written again, so that is not true any more.
            self.screen.notices.later.take_if(|notice| matches!(notice, Notice::NotRead(_)));
        }
        if let (Work::Saving(save), Some(session)) = (&mut self.job.work, &mut self.accounts.open)
            && session.folder() == Some(folder)
        {
            let output = save.stored(session, request, fault.as_ref());
            self.apply(output, now);
        }
        let mut journals = self.accounts.sessions().filter_map(|session| session.journal.as_ref());
        let is_faulty = journals.any(Journal::is_faulty);
        self.lanes.disk.plan_retry(is_faulty, now);
        // What is asked about is not lost any more.
        if let Some(Question::Leave(leave)) = self.screen.question
            && !self.is_archiving()
            && !self.accounts.would_lose(leave, false)
        {
            self.screen.question = None;
        }
    }

    /// Shows the account that waits for its draft.
    fn draft_found(&mut self, folder: StoreId, mut opened: LoadedDraft, now: Now) {
        // An account that was renamed may be in the window under both of its addresses.
        let has_it = self.accounts.has_lock(&folder);
        match self.job.take() {
            Work::Opening(opening) if opening.folder == folder => {
                let Opening { load, account, user, .. } = *opening;
                let draft = opened.draft.take().filter(|_| !has_it);
                opened.locked_by_other_window |= has_it;
                let storage = load.storage;
                let mut session = read_session(load, account, user);
                session.journal = Some(Journal::opened(folder, &opened));
                let resumed = draft.map_or(Ok(None), |(kept, then)| session.resume(kept, then));
                let is_to_be_read_again = resumed.is_err();
                // What another window is about is not told as if it were about this one.
                let notice = resumed.ok().flatten().filter(|_| !opened.locked_by_other_window);
                let notice = opened.set_aside.map(Notice::DraftSetAside).or(notice);
                self.show(session, storage, notice, now);
                if is_to_be_read_again {
                    // Another reading asks for what seems to be deleted by its id.
                    self.load_open(Purpose::Reload);
                }
            }
            // Nobody waits for it any more.
            work => {
                self.job.work = work;
                if has_it && opened.fault.is_none() && !opened.locked_by_other_window {
                    let is_untouched =
                        |session: &Session| session.folder() == Some(&folder) && session.draft.is_untouched();
                    if opened.draft.is_none() {
                        let session = self.accounts.stored_in(&folder);
                        if let Some(journal) = session.and_then(|session| session.journal.as_mut()) {
                            journal.replied(&DiskRequest::Open, Ok(DiskReply::Done));
                        }
                    } else if self.session().is_some_and(is_untouched) {
                        // It could not be read before, and the user has begun no other.
                        self.load_open(Purpose::Open);
                    }
                }
                self.lanes.disk.release_lock(folder, &self.accounts, &self.job);
            }
        }
    }

    /// Opens the open account anew, with what the other window has left.
    fn lock_replied(&mut self, folder: StoreId, is_ours: bool, now: Now) {
        let is_meant =
            |session: &Session| session.folder() == Some(&folder) && session.locked_by_other_window();
        if !self.session().is_some_and(is_meant) {
            self.lanes.disk.release_lock(folder, &self.accounts, &self.job);
        } else if !is_ours {
            self.screen.say(Notice::StillElsewhere);
        } else if !self.job.takes_over(&self.accounts) {
            // Another reading would only show once more what that window had.
            self.finish_job(None, now);
            self.load_open(Purpose::Open);
        }
    }

    // ---- files that the user chooses ------------------------------------------------------------------

    fn dialog_ended(&mut self, dialog: FileDialog, reply: Reply) {
        let FileDialog { account, words, .. } = dialog;
        let session = self.accounts.open.as_ref().filter(|session| session.connection.key() == account);
        match reply {
            Reply::FileSaved(Ok(Some(name))) => self.screen.say(Notice::Exported { name }),
            Reply::FileSaved(Err(fault)) => self.screen.say(Notice::NotExported(fault)),
            Reply::NoDialog => self.screen.say(Notice::NoDialog),
            Reply::FileOpened(Ok(Some(file))) => {
                // In terms of the account that it was asked for, as that is by now.
                if let Some(session) = session {
                    let (target, host) = (session.draft.edited().clone(), session.connection.host().cloned());
                    let effect = Effect::ReadFile(Box::new(FileReading::new(file, words, target, host)));
                    self.lanes.dialogs.push(FileDialog { effect, account, words: Vec::new() });
                }
            }
            Reply::FileOpened(Err(fault)) if session.is_some() => {
                self.screen.say(Notice::NotImported(ImportFault::File(fault)));
            }
            Reply::FileRead(Ok(imported)) if session.is_some() => self.screen.show_import(imported),
            Reply::FileRead(Err(fault)) if session.is_some() => self.screen.say(Notice::NotImported(fault)),
            _ => {}
        }
    }
}
