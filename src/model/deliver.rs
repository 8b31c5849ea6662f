//! Effects out and replies in: what is asked of the outside world next, and which machine takes the answer.

use std::time::Instant;

use crate::amo::{self, Fault, Host, OAuthFault, SendFault, TokenPair, User};
use crate::crm::{Account, Identity, ImportMode, Origin, TargetState};
use crate::document::{
    ArchiveFault, Archived, FileReading, Folder, ImportFault, Job as DiskRequest, Opened, Snapshot,
};
use crate::sync::{
    Connection, Credentials, Effect, EffectId, Errand, Journal, Keeping, Load, Loaded, NextAction, Notice,
    Now, Output, Purpose, Refreshed, Renewed, Reply, Rights, Save, Session, SignIn, VaultFault,
};

use super::job::{Opening, Work};
use super::lanes::{FileDialog, KeyringRequest};
use super::{Model, Page, Question};

impl Model {
    // ---- effects out ----------------------------------------------------------------------------------

    /// Returns the next thing to be done outside, if one may be done now.
    pub fn next_effect(&mut self, now: Now) -> Option<Effect> {
        self.continue_leaving(now);
        self.next_stored(now).or_else(|| self.next_dialog()).or_else(|| self.next_request(now))
    }

    /// Returns the next thing to be done outside before the program ends: what is to be stored, and nothing
    /// that goes to a server.
    pub fn last_effect(&mut self, now: Now) -> Option<Effect> {
        self.lanes.stop_reading_credentials();
        self.next_stored(now)
    }

    fn next_stored(&mut self, now: Now) -> Option<Effect> {
        self.next_credentials().or_else(|| self.next_disk_request(now))
    }

    fn next_credentials(&mut self) -> Option<Effect> {
        loop {
            let (id, request) = self.lanes.credentials.start(&mut self.lanes.ids)?;
            let errand = match request.clone() {
                KeyringRequest::Read(host, kind) => Errand::Read { host, kind },
                KeyringRequest::Forget(host) => Errand::Forget { host },
                KeyringRequest::Store(host) => {
                    let Some(credentials) = self.accounts.credentials_of(&host) else {
                        self.lanes.credentials.finish(id);
                        continue;
                    };
                    Errand::Keep { host, credentials }
                }
            };
            return Some(Effect { id, errand });
        }
    }

    fn next_disk_request(&mut self, now: Now) -> Option<Effect> {
        if self.lanes.disk.takes_retry(now) {
            self.store_again();
        }
        if self.lanes.disk.is_idle() {
            // Those of other accounts do not change.
            let kept = self.accounts.open.as_mut().and_then(Session::store);
            self.store(kept);
        }
        let (id, (folder, job)) = self.lanes.disk.lane.start(&mut self.lanes.ids)?;
        Some(Effect { id, errand: Errand::Archive { folder: folder.clone(), job: job.clone() } })
    }

    fn next_dialog(&mut self) -> Option<Effect> {
        let (id, dialog) = self.lanes.dialogs.start(&mut self.lanes.ids)?;
        Some(Effect { id, errand: dialog.errand.clone() })
    }

    fn next_request(&mut self, now: Now) -> Option<Effect> {
        if self.waits_for_others() || self.next_request_at().is_some_and(|then| then > now.instant) {
            return None;
        }
        if let Some(effect) = self.next_renewal(now) {
            return Some(effect);
        }
        let errand = match &mut self.job {
            Work::Idle | Work::Unlocking(_) | Work::Opening(_) => return None,
            Work::SigningIn(sign_in) => sign_in.errand()?,
            Work::Loading(load) => {
                Errand::Request { connection: load.connection.clone(), request: load.request() }
            }
            Work::Saving(save) => {
                let session = self.accounts.open.as_mut()?;
                match save.next_action(session) {
                    NextAction::Send(request) => {
                        Errand::Request { connection: session.connection.clone(), request }
                    }
                    NextAction::Wait => return None,
                    NextAction::End(notice) => {
                        self.finish_job(Some(notice), now);
                        return None;
                    }
                }
            }
        };
        Some(Effect { id: self.lanes.requests.start(&mut self.lanes.ids, now), errand })
    }

    /// Returns the renewal of tokens that has to come before the next request.
    fn next_renewal(&mut self, now: Now) -> Option<Effect> {
        let connection = self.job_connection()?.clone();
        if !self.tokens.is_due(&connection, now) {
            return None;
        }
        let host = connection.host()?;
        let keeping = match &self.job {
            // They are on their way: that the keyring lacks them does not mean that somebody has forgotten
            // them.
            _ if self.lanes.is_to_store(host) => Keeping::New,
            Work::Loading(load) => load.keeping,
            _ => self.accounts.keeping_of(host),
        };
        let id = self.lanes.ids.next();
        let errand = self.tokens.renew(id, &connection, keeping, now)?;
        Some(Effect { id, errand })
    }

    /// Returns when [`Self::next_effect`] is worth asking again, if it waits for the time alone.
    #[must_use]
    pub fn wake_at(&self) -> Option<Instant> {
        self.next_request_at().into_iter().chain(self.lanes.disk.next_try()).min()
    }

    fn next_request_at(&self) -> Option<Instant> {
        self.lanes.requests.next_at().filter(|_| self.job.has_request() && !self.waits_for_others())
    }

    /// Tells whether the next request waits for something else than the time.
    fn waits_for_others(&self) -> bool {
        let save = self.job.save().zip(self.session());
        let waits_for_disk = save.is_some_and(|(save, session)| save.waits_for_disk(session));
        let is_renewing = self.job_host().is_some_and(|host| self.tokens.is_renewing(host));
        !self.lanes.requests.is_free() || is_renewing || waits_for_disk
    }

    fn job_connection(&self) -> Option<&Connection> {
        self.job.connection(self.accounts.open.as_ref().map(Session::connection))
    }

    pub(super) fn job_host(&self) -> Option<&Host> {
        self.job.host(self.accounts.open.as_ref().map(Session::connection))
    }

    // ---- replies in -----------------------------------------------------------------------------------

    /// Takes the reply to an effect. One that nobody waits for any more is dropped.
    pub fn receive(&mut self, id: EffectId, reply: Reply, now: Now) {
        match reply {
            Reply::Refreshed(refreshed) => self.refreshed(id, refreshed, now),
            Reply::Found(found) => {
                if let Some(KeyringRequest::Read(host, _)) = self.lanes.credentials.finish(id) {
                    self.credentials_read(host, found);
                }
            }
            Reply::Done(done) => match (self.lanes.credentials.finish(id), done) {
                (Some(KeyringRequest::Store(host)), Err(fault)) => self.not_stored(&host, Some(fault)),
                (Some(KeyringRequest::Forget(_)), Err(fault)) => self.say(Notice::NotForgotten(fault)),
                _ => {}
            },
            Reply::Archived(archived) => self.disk_replied(id, archived, now),
            Reply::FileSaved(_) | Reply::FileOpened(_) | Reply::NoDialog | Reply::FileRead(_) => {
                if let Some(dialog) = self.lanes.dialogs.finish(id) {
                    self.dialog_ended(dialog, reply);
                }
            }
            Reply::Granted(granted) => {
                if self.lanes.requests.finish(id) {
                    self.granted(granted, now);
                }
            }
            Reply::Answer(answer) => {
                if self.lanes.requests.finish(id) {
                    self.answered(answer.as_ref().map_err(Clone::clone), now);
                }
            }
        }
        self.follow_import();
    }

    fn answered(&mut self, answer: Result<&ehttp::Response, SendFault>, now: Now) {
        let connection = self.job_connection().cloned();
        // A write that may be done is not sent once more: the reading that tells renews the tokens.
        let writes = self.job.save().is_some_and(Save::is_writing);
        let is_to_be_sent_again = match (&answer, connection) {
            (Ok(response), Some(connection)) if !writes || amo::proves_undone(Ok(response)) => {
                let is_refused = !response.ok && Fault::of(response) == Fault::SignedOut;
                self.tokens.answered(&connection, is_refused)
            }
            _ => false,
        };
        if !is_to_be_sent_again {
            self.deliver(answer.map_err(Fault::NoAnswer), now);
        }
    }

    /// Hands an answer, or why there is none, to the job in progress.
    fn deliver(&mut self, answer: Result<&ehttp::Response, Fault>, now: Now) {
        let output = match &mut self.job {
            Work::Idle | Work::Unlocking(_) | Work::Opening(_) => return,
            Work::SigningIn(sign_in) => sign_in.receive(answer, now.instant),
            Work::Saving(save) => {
                let Some(session) = &mut self.accounts.open else { return };
                save.receive(session, answer, now.instant)
            }
            Work::Loading(load) => {
                let known = self.accounts.identity(&load.connection);
                let stakes = self.accounts.session_of(&load.connection).map(Session::stakes);
                load.receive(answer, (known.as_ref(), stakes), now.instant)
            }
        };
        self.follow_keys();
        self.apply(output, now);
    }

    /// Does what the machine that is running wants.
    fn apply(&mut self, output: Output, now: Now) {
        match output {
            Output::Continue => {}
            Output::Pause(then) => self.lanes.requests.not_before = Some(then),
            Output::Store(request) => self.store([request]),
            Output::Say(notice) => self.say(notice),
            Output::Found => self.tell_of_other_account(),
            Output::Renewed(credentials) => {
                let Work::SigningIn(sign_in) = self.job.take() else { return };
                self.renewed(sign_in.host(), credentials);
            }
            Output::Loaded(loaded) => self.loaded(loaded, now),
            Output::Finished(notice) => self.finish_job(Some(notice), now),
        }
    }

    /// Has something of the open account stored.
    fn store(&mut self, requests: impl IntoIterator<Item = DiskRequest>) {
        if let Some(folder) = self.session().and_then(Session::folder).cloned() {
            self.lanes.disk.extend(&folder, requests);
        }
    }

    fn loaded(&mut self, loaded: Loaded, now: Now) {
        let Work::Loading(load) = self.job.take() else { return };
        let notice = match (loaded, &mut self.accounts.open) {
            (Loaded::Account(account, user), Some(session)) if load.purpose == Purpose::Open => {
                // From the window that had it before this one.
                let folder = session.folder().cloned();
                self.accounts.open = None;
                self.opened(*load, account, user.unwrap_or_default(), now);
                // It is opened there, unless the server tells another id now.
                if let Some(folder) = folder {
                    self.release_lock(folder);
                }
                return;
            }
            (Loaded::Account(account, user), Some(session)) => {
                session.server.shortage = load.shortage();
                Some(session.reloaded(account, user))
            }
            (Loaded::SingleItem(fresh), Some(session)) => Some(session.item_reloaded(fresh)),
            (Loaded::Account(account, user), None) => {
                return self.opened(*load, account, user.unwrap_or_default(), now);
            }
            (Loaded::SingleItem(_), None) => None,
        };
        self.follow_keys();
        self.finish_job(notice, now);
    }

    /// Opens an account that was read; over its draft, if it was left with one.
    fn opened(&mut self, load: Load, account: Account, user: User, now: Now) {
        if let Some(left) = self.accounts.background.remove(&load.connection.key()) {
            let mut session = left;
            session.server.shortage = load.shortage();
            session.connection = load.connection;
            let notice = session.reloaded(account, Some(user));
            self.show(session, load.keeping, Some(notice), now);
        } else if self.lanes.disk.is_on {
            let folder = load.connection.folder(account.id);
            self.lanes.disk.push(folder.clone(), DiskRequest::Open);
            self.job = Work::Opening(Box::new(Opening { load, account, user, folder }));
        } else {
            let keeping = load.keeping;
            self.show(read_session(load, account, user), keeping, None, now);
        }
    }

    /// Shows an account that was just opened, and stores its credentials if they are new.
    fn show(&mut self, mut session: Session, keeping: Keeping, notice: Option<Notice>, now: Now) {
        let keeping = match (keeping, session.connection.host()) {
            (Keeping::New, Some(host)) => {
                self.lanes.credentials.push(KeyringRequest::Store(host.clone()));
                Keeping::Kept
            }
            (keeping, _) => keeping,
        };
        if session.connection.host().is_some() {
            // Whoever has opened an account has read what was to be decided before that.
            self.screen.start_notes.clear();
        }
        session.rights.keeping = keeping;
        self.accounts.opened(session);
        self.screen.page = Page::Editor;
        self.follow_keys();
        self.finish_job(notice, now);
    }

    /// Lets what is selected and asked about go by the keys that the draft has now.
    fn follow_keys(&mut self) {
        let Some(session) = &mut self.accounts.open else { return };
        session.follow_keys();
        for (old, new) in session.draft.take_rekeyed() {
            let asked = match &mut self.screen.question {
                Some(Question::Place(item) | Question::Delete(item)) => Some(item),
                _ => None,
            };
            let selection = &mut self.screen.selection;
            selection
                .first
                .iter_mut()
                .chain(&mut selection.also)
                .chain(asked)
                .for_each(|item| item.follow(old, new));
        }
    }

    /// Ends the job in progress; a request that is under way is not waited for.
    pub(super) fn finish_job(&mut self, notice: Option<Notice>, now: Now) {
        if self.is_taking_over() {
            self.session()
                .and_then(Session::folder)
                .cloned()
                .into_iter()
                .for_each(|folder| self.release_lock(folder));
            if matches!(notice, Some(Notice::Failed(_))) {
                self.screen.notices.later = Some(Notice::NotTakenOver);
            }
        }
        if matches!(notice, Some(Notice::Saved { .. })) {
            self.screen.page = Page::Editor;
        }
        self.log_saved(now);
        let job = self.job.take();
        self.lanes.abandon_job();
        let is_refused = matches!(&notice, Some(Notice::Failed(fault)) if fault.ends_access());
        self.screen.notices.main = match notice {
            Some(Notice::Failed(Fault::OtherAccount(told))) => self.other_account(*told, &job),
            notice => notice,
        };
        self.keep_selection();
        if is_refused {
            self.ask_to_sign_in();
            if let (Work::Loading(load), None) = (&job, &self.accounts.open)
                && let Some(host) = load.connection.host()
            {
                self.job = Work::SigningIn(Box::new(SignIn::new(host.clone())));
            }
        }
        if let Some(leave) = job.save().and_then(Save::leave) {
            self.leave(leave, now);
        }
    }

    /// Stops because the server answers for another account than the one that was asked for, and says so.
    /// Without an open account it is offered as in a sign-in.
    fn other_account(&mut self, told: Identity, job: &Work) -> Option<Notice> {
        let connection = match job {
            Work::Loading(load) => load.connection.clone(),
            _ => self.session()?.connection.clone(),
        };
        if self.accounts.open.is_none()
            && let Some(left) = self.accounts.background.remove(&connection.key())
        {
            self.accounts.open = Some(Session { connection: connection.clone(), ..left });
        }
        let other = self.accounts.other_account(told, &connection);
        if let (None, Connection::Live { host, credentials }) = (&self.accounts.open, connection) {
            self.job = Work::SigningIn(Box::new(SignIn::checking(host, credentials)));
        }
        other.map(|other| Notice::OtherAccount(Box::new(other)))
    }

    /// Says before an account is opened that its address has opened another one so far.
    fn tell_of_other_account(&mut self) {
        let Some(sign_in) = self.job.sign_in() else { return };
        let (Some(found), host) = (sign_in.found(), sign_in.host()) else { return };
        let connection = Connection::Live { host: host.clone(), credentials: found.credentials.clone() };
        let other = self.accounts.other_account(found.identity(), &connection);
        if let Some(other) = other.filter(|other| other.known.differs(&other.told)) {
            self.say(Notice::OtherAccount(Box::new(other)));
        }
    }

    // ---- credentials ----------------------------------------------------------------------------------

    fn credentials_read(&mut self, host: Host, found: Result<Option<Credentials>, VaultFault>) {
        match found {
            Ok(Some(credentials)) => {
                let connection = Connection::Live { host, credentials };
                self.load(Load::new(connection, Purpose::Open, Keeping::Kept));
            }
            Ok(None) => self.not_found(host, None),
            Err(fault) => self.not_found(host, Some(fault)),
        }
    }

    /// Lets the user sign in, since the keyring does not open the account.
    pub(super) fn not_found(&mut self, host: Host, fault: Option<VaultFault>) {
        self.job = Work::SigningIn(Box::new(SignIn::new(host)));
        self.screen.notices.main = fault.map(Notice::Keyring);
    }

    pub(super) fn not_stored(&mut self, host: &Host, fault: Option<VaultFault>) {
        self.accounts.at(host).into_iter().for_each(|session| session.rights.keeping = Keeping::SessionOnly);
        // In front of another account it would be taken for that one's.
        let is_open = self.accounts.is_open(&host.clone().into());
        if let Some(fault) = fault.filter(|_| is_open) {
            self.screen.notices.later = Some(Notice::NotKept(fault));
        }
    }

    /// Takes the first pair of tokens.
    fn granted(&mut self, granted: Result<TokenPair, OAuthFault>, now: Now) {
        let Work::SigningIn(sign_in) = &mut self.job else { return };
        let output = sign_in.granted(granted);
        if sign_in.renews() && matches!(output, Output::Say(_)) {
            self.job = Work::Idle;
            self.ask_to_sign_in();
        }
        self.apply(output, now);
    }

    fn refreshed(&mut self, id: EffectId, refreshed: Result<Refreshed, OAuthFault>, now: Now) {
        let waiting = self.job_host().cloned();
        match self.tokens.refreshed(id, refreshed, waiting.as_ref(), now) {
            Some(Renewed::Keys(host, refreshed)) => self.take_keys(&host, *refreshed),
            Some(Renewed::Failed(host, fault))
                if self.job_connection().is_some_and(|connection| connection.host() == Some(&host)) =>
            {
                self.fail_renewal(fault, now);
            }
            _ => {}
        }
    }

    /// Puts new keys wherever the old ones were.
    fn take_keys(&mut self, host: &Host, Refreshed { host: new_host, keys, kept }: Refreshed) {
        let connection = Connection::Live { host: new_host.clone(), credentials: Credentials::OAuth(keys) };
        if let Work::Loading(load) = &mut self.job
            && load.connection.host() == Some(host)
        {
            load.connection = connection.clone();
            load.keeping = match kept {
                Ok(()) => load.keeping,
                Err(VaultFault::Forgotten) => Keeping::SessionOnly,
                // To be tried once more, and told, when the account is open.
                Err(_) => Keeping::New,
            };
        }
        self.accounts.replace(host, &connection);
        if let Err(fault) = kept {
            self.not_stored(&new_host, Some(fault));
        }
    }

    /// Ends the job in progress as after a refusal, but says what really happened.
    fn fail_renewal(&mut self, fault: OAuthFault, now: Now) {
        self.deliver(Err(Fault::SignedOut), now);
        let notice = match fault {
            OAuthFault::Failed(fault) => {
                // It says nothing against the keys: nobody has to sign in anew.
                self.screen.question.take_if(|asked| matches!(asked, Question::Token | Question::Code));
                self.job = Work::Idle;
                Notice::Failed(fault)
            }
            fault => Notice::SignIn(fault),
        };
        self.say(notice);
    }

    // ---- the disk -------------------------------------------------------------------------------------

    /// Ends the save in progress, and logs what it has done, or what a reading has shown to be saved after all.
    fn log_saved(&mut self, now: Now) {
        let Some(session) = &mut self.accounts.open else { return };
        let saved = self.job.save().map(|save| save.done(session)).unwrap_or_default();
        let requests = session.log(saved, now.wall);
        self.store(requests);
    }

    /// Stores whatever could not be stored, in all accounts.
    pub(super) fn store_again(&mut self) {
        for Session { draft, journal, .. } in self.accounts.sessions_mut() {
            let Some(journal) = journal else { continue };
            self.lanes.disk.extend(&journal.folder().clone(), journal.store_again(draft));
        }
    }

    /// Stores what is left to store of an account that is not looked at any more.
    pub(super) fn store_all(&mut self, session: &mut Session) {
        if let Session { draft, journal: Some(journal), .. } = session {
            self.lanes.disk.extend(&journal.folder().clone(), journal.store_all(draft));
        }
    }

    fn disk_replied(&mut self, id: EffectId, reply: Result<Archived, ArchiveFault>, now: Now) {
        let Some((folder, request)) = self.lanes.disk.lane.finish(id) else { return };
        let fault = reply.as_ref().err().cloned();
        match (&request, reply) {
            (DiskRequest::Open, Ok(Archived::Opened(opened))) => {
                self.draft_found(folder.clone(), *opened, now);
            }
            (DiskRequest::Open, Err(fault)) => {
                self.draft_found(folder.clone(), Opened { fault: Some(fault), ..Opened::default() }, now);
            }
            (DiskRequest::TakeTurn, Ok(Archived::Turn { is_ours })) => {
                self.lock_replied(folder.clone(), is_ours, now);
            }
            (DiskRequest::ReadBackup(_), Ok(Archived::Backup(snapshot))) => self.restore(&folder, &snapshot),
            (DiskRequest::ReadBackup(_) | DiskRequest::TakeTurn, Err(fault)) => {
                self.say(Notice::NotRead(fault));
            }
            (_, reply) => self.stored(&folder, &request, reply),
        }
        if let (Work::Saving(save), Some(session)) = (&mut self.job, &mut self.accounts.open)
            && session.folder() == Some(&folder)
        {
            let output = save.stored(session, &request, fault.as_ref());
            self.apply(output, now);
        }
        let is_faulty = self.accounts.sessions().filter_map(|session| session.journal.as_ref());
        let is_faulty = is_faulty.into_iter().any(Journal::is_faulty);
        self.lanes.disk.plan_retry(is_faulty, now);
        // What is asked about is not lost any more.
        if let Some(Question::Leave(leave)) = self.screen.question
            && !self.is_archiving()
            && !self.would_lose(leave)
        {
            self.screen.question = None;
        }
    }

    /// Lets the journal of an account take a reply; one that no account of this window waits for is told.
    fn stored(&mut self, folder: &Folder, request: &DiskRequest, reply: Result<Archived, ArchiveFault>) {
        if matches!((request, &reply), (DiskRequest::KeepDraft(_), Ok(_))) {
            // It can be written again, so that is not true any more.
            self.screen.notices.later.take_if(|notice| matches!(notice, Notice::NotRead(_)));
        }
        let journal = self.accounts.stored_in(folder).and_then(|session| session.journal.as_mut());
        match (request, reply, journal) {
            (DiskRequest::Close | DiskRequest::Forget, Err(fault), _)
            | (DiskRequest::KeepSave(_), Err(fault), None) => {
                self.screen.notices.later = Some(Notice::NotRead(fault));
            }
            (request, reply, Some(journal)) => {
                self.lanes.disk.extend(folder, journal.replied(request, reply));
            }
            _ => {}
        }
    }

    /// Shows the account that waits for its draft.
    fn draft_found(&mut self, folder: Folder, mut opened: Opened, now: Now) {
        // An account that was renamed may be in the window under both of its addresses.
        let has_it = self.accounts.has_lock(&folder);
        match self.job.take() {
            Work::Opening(opening) if opening.folder == folder => {
                let Opening { load, account, user, .. } = *opening;
                let draft = opened.draft.take().filter(|_| !has_it);
                opened.is_elsewhere |= has_it;
                let keeping = load.keeping;
                let mut session = read_session(load, account, user);
                session.journal = Some(Journal::opened(folder, &opened));
                let resumed = draft.map_or(Ok(None), |(kept, then)| session.resume(kept, then));
                let is_to_be_read_again = resumed.is_err();
                // What another window is about is not told as if it were about this one.
                let notice = resumed.ok().flatten().filter(|_| !opened.is_elsewhere);
                let notice = opened.set_aside.map(Notice::DraftSetAside).or(notice);
                self.show(session, keeping, notice, now);
                if is_to_be_read_again {
                    // Another reading asks for what seems to be deleted by its id.
                    self.reload();
                }
            }
            // Nobody waits for it any more.
            job => {
                self.job = job;
                if has_it && opened.fault.is_none() && !opened.is_elsewhere {
                    match opened.draft {
                        None => self.stored(&folder, &DiskRequest::Open, Ok(Archived::Done)),
                        Some(_) => self.open_with_draft(&folder),
                    }
                }
                self.release_lock(folder);
            }
        }
    }

    /// Opens the open account anew, with a draft that could not be read before, unless the user has begun
    /// another.
    fn open_with_draft(&mut self, folder: &Folder) {
        let is_untouched =
            |session: &Session| session.folder() == Some(folder) && session.draft.is_untouched();
        if self.session().is_some_and(is_untouched) {
            self.load_open(Purpose::Open);
        }
    }

    /// Asks once more for the lock of the open account.
    pub(super) fn ask_for_lock(&mut self) {
        let folder =
            self.session().filter(|session| session.is_elsewhere()).and_then(Session::folder).cloned();
        let Some(folder) = folder.filter(|_| !self.is_taking_over()) else { return };
        if self.accounts.has_lock(&folder) {
            self.say(Notice::StillElsewhere);
        } else {
            self.lanes.disk.push(folder, DiskRequest::TakeTurn);
        }
    }

    /// Opens the open account anew, with what the other window has left.
    fn lock_replied(&mut self, folder: Folder, is_ours: bool, now: Now) {
        let is_meant = |session: &Session| session.folder() == Some(&folder) && session.is_elsewhere();
        if !self.session().is_some_and(is_meant) {
            self.release_lock(folder);
        } else if !is_ours {
            self.say(Notice::StillElsewhere);
        } else if !self.is_taking_over() {
            // Another reading would only show once more what that window had.
            self.finish_job(None, now);
            self.load_open(Purpose::Open);
        }
    }

    /// Tells whether the open account is being read because this window has the lock now, and the draft with
    /// it.
    pub(super) fn is_taking_over(&self) -> bool {
        self.job.opens() && self.session().is_some_and(Session::is_elsewhere)
    }

    /// Lets other windows have the lock, unless an account of this one needs it.
    pub(super) fn release_lock(&mut self, folder: Folder) {
        let opens = matches!(&self.job, Work::Opening(opening) if opening.folder == folder);
        if !opens && !self.accounts.has_lock(&folder) {
            self.lanes.disk.push(folder, DiskRequest::Close);
        }
    }

    /// Makes the draft of the open account like a backup of it.
    fn restore(&mut self, folder: &Folder, snapshot: &Snapshot) {
        let Some(session) = self.session().filter(|session| session.folder() == Some(folder)) else { return };
        if !self.can_edit() {
            return;
        }
        let then = snapshot.taken.to_zoned(session.draft.base().zone.clone());
        let brought = TargetState::of(&snapshot.account, session.draft.edited(), Origin::SameAccount);
        self.apply_target(brought, ImportMode::Replace);
        let count = self.draft().map_or(0, |draft| draft.changes().len());
        self.screen.page = Page::Review;
        self.say(Notice::Restored { then, count });
    }

    // ---- files that the user chooses ------------------------------------------------------------------

    fn dialog_ended(&mut self, dialog: FileDialog, reply: Reply) {
        let FileDialog { account, words, .. } = dialog;
        let session = self.accounts.open.as_ref().filter(|session| session.connection.key() == account);
        match reply {
            Reply::FileSaved(Ok(Some(name))) => self.say(Notice::Exported { name }),
            Reply::FileSaved(Err(fault)) => self.say(Notice::NotExported(fault)),
            Reply::NoDialog => self.say(Notice::NoDialog),
            Reply::FileOpened(Ok(Some(file))) => {
                // In terms of the account that it was asked for, as that is by now.
                if let Some(session) = session {
                    let (target, host) = (session.draft.edited().clone(), session.connection.host().cloned());
                    let errand = Errand::ReadFile(Box::new(FileReading::new(file, words, target, host)));
                    self.lanes.dialogs.push(FileDialog { errand, account, words: Vec::new() });
                }
            }
            Reply::FileOpened(Err(fault)) if session.is_some() => {
                self.say(Notice::NotImported(ImportFault::File(fault)));
            }
            Reply::FileRead(Ok(imported)) if session.is_some() => self.show_import(imported),
            Reply::FileRead(Err(fault)) if session.is_some() => self.say(Notice::NotImported(fault)),
            _ => {}
        }
    }
}

/// Makes the session of an account that was just read.
fn read_session(load: Load, account: Account, user: User) -> Session {
    let shortage = load.shortage();
    let mut session = Session::new(load.connection, account, Rights::new(user, load.keeping));
    session.server.shortage = shortage;
    session
}
