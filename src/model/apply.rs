//! What the machines want is done here, and what a job leaves behind when it ends.

use crate::amo::{Fault, Host, User};
use crate::crm::{Account, Identity};
use crate::document::DiskRequest;
use crate::sync::{
    Connection, CredentialStorage, Credentials, Leave, Load, Loaded, Notice, Now, Output, Purpose, Rights,
    Session, SignIn, VaultFault,
};

use super::job::{Opening, Work};
use super::lanes::KeyringRequest;
use super::{Leaving, Model, Page, Question};

impl Model {
    /// Does what the machine that runs wants.
    pub(super) fn apply(&mut self, output: Output, now: Now) {
        let open = self.accounts.open.as_ref().map(Session::draft);
        self.screen.keep_existing(open, self.settings.segment_order);
        match output {
            Output::Continue => {}
            Output::Pause(then) => self.lanes.requests.not_before = Some(then),
            Output::Store(request) => self.lanes.disk.store(self.accounts.open.as_ref(), [request]),
            Output::Say(notice) => self.screen.say(notice),
            Output::Found => {
                // Before it is opened: the address has opened another one so far.
                let found = self.job.sign_in().and_then(|sign_in| self.accounts.differs_from_found(sign_in));
                if let Some(other) = found {
                    self.screen.say(Notice::OtherAccount(Box::new(other)));
                }
            }
            Output::Renewed(credentials) => {
                if let Work::SigningIn(sign_in) = self.job.take() {
                    self.renewed(sign_in.host(), credentials);
                }
            }
            Output::Loaded(loaded) => self.loaded(loaded, now),
            Output::Finished(notice) => self.finish_job(Some(notice), now),
        }
    }

    // ---- jobs that begin ------------------------------------------------------------------------------

    pub(super) fn load(&mut self, load: Load) {
        self.screen.notices.main = None;
        self.job.work = Work::Loading(Box::new(load));
    }

    /// Reads the open account, for this purpose.
    pub(super) fn load_open(&mut self, purpose: Purpose) {
        if let (Some(session), true) = (&self.accounts.open, self.job.is_idle()) {
            // Rights may have been given meanwhile.
            let asks = purpose == Purpose::Reload && session.rights.user.is_admin == Some(false);
            let load = Load::new(session.connection.clone(), purpose, session.rights.storage);
            self.load(if asks { load.asking_user() } else { load });
        }
    }

    /// Goes on with the credentials that the user has just got, in an account that is open.
    pub(super) fn renewed(&mut self, host: &Host, credentials: Credentials) {
        self.lanes.tokens.forget(host);
        let connection = Connection::Live { host: host.clone(), credentials };
        self.accounts.replace(host, &connection);
        if self.accounts.storage_of(&connection) == CredentialStorage::Kept {
            self.lanes.credentials.push(KeyringRequest::Store(host.clone()));
        }
        self.screen.question = None;
        self.load_open(Purpose::Reload);
    }

    // ---- what was read --------------------------------------------------------------------------------

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
                    self.lanes.disk.release_lock(folder, &self.accounts, &self.job);
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
        self.finish_job(notice, now);
    }

    /// Opens an account that was read; over its draft, if it was left with one.
    fn opened(&mut self, load: Load, account: Account, user: User, now: Now) {
        if let Some(mut session) = self.accounts.background.remove(&load.connection.key()) {
            session.server.shortage = load.shortage();
            session.connection = load.connection;
            let notice = session.reloaded(account, Some(user));
            self.show(session, load.storage, Some(notice), now);
        } else if self.lanes.disk.is_on {
            let folder = load.connection.folder(account.id);
            self.lanes.disk.push(folder.clone(), DiskRequest::Open);
            self.job.work = Work::Opening(Box::new(Opening { load, account, user, folder }));
        } else {
            let storage = load.storage;
            self.show(read_session(load, account, user), storage, None, now);
        }
    }

    /// Shows an account that was just opened, and stores its credentials if they are new.
    pub(super) fn show(
        &mut self,
        mut session: Session,
        storage: CredentialStorage,
        notice: Option<Notice>,
        now: Now,
    ) {
        session.rights.storage = match (storage, session.connection.host()) {
            (CredentialStorage::New, Some(host)) => {
                self.lanes.credentials.push(KeyringRequest::Store(host.clone()));
                CredentialStorage::Kept
            }
            (storage, _) => storage,
        };
        if session.connection.host().is_some() {
            // Whoever has opened an account has read what was to be decided before that.
            self.screen.start_notes.clear();
        }
        self.accounts.opened(session);
        self.screen.page = Page::Editor;
        self.finish_job(notice, now);
    }

    // ---- jobs that end --------------------------------------------------------------------------------

    /// Ends the job in progress; a request that is under way is not waited for.
    pub(super) fn finish_job(&mut self, notice: Option<Notice>, now: Now) {
        if self.job.takes_over(&self.accounts) {
            if let Some(folder) = self.session().and_then(Session::folder).cloned() {
                self.lanes.disk.release_lock(folder, &self.accounts, &self.job);
            }
            if matches!(notice, Some(Notice::Failed(_))) {
                self.screen.notices.later = Some(Notice::NotTakenOver);
            }
        }
        if matches!(notice, Some(Notice::Saved { .. })) {
            self.screen.page = Page::Editor;
        }
        let job = self.job.take();
        if let Some(session) = &mut self.accounts.open {
            let saved = if let Work::Saving(save) = &job { save.done(session) } else { Vec::new() };
            let requests = session.log(saved, now.wall);
            self.lanes.disk.store(Some(session), requests);
        }
        self.lanes.abandon_job();
        let is_refused = matches!(&notice, Some(Notice::Failed(fault)) if fault.ends_access());
        self.screen.notices.main = match notice {
            Some(Notice::Failed(Fault::OtherAccount(told))) => self.other_account(*told, &job),
            notice => notice,
        };
        self.screen
            .keep_existing(self.accounts.open.as_ref().map(Session::draft), self.settings.segment_order);
        if is_refused {
            self.screen.ask_to_sign_in(self.accounts.open.as_ref());
            if let (Work::Loading(load), None) = (&job, &self.accounts.open)
                && let Some(host) = load.connection.host()
            {
                self.job.work = Work::SigningIn(Box::new(SignIn::new(host.clone())));
            }
        }
        if let Work::Saving(save) = &job
            && let Some(leave) = save.leave()
        {
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
            self.job.work = Work::SigningIn(Box::new(SignIn::checking(host, credentials)));
        }
        other.map(|other| Notice::OtherAccount(Box::new(other)))
    }

    /// Keeps credentials for this run only, since the keyring does not take them.
    pub(super) fn not_stored(&mut self, host: &Host, fault: Option<VaultFault>) {
        let is_open = self.accounts.keep_for_this_run(host);
        // In front of another account it would be taken for that one's.
        if let Some(fault) = fault.filter(|_| is_open) {
            self.screen.notices.later = Some(Notice::NotKept(fault));
        }
    }

    // ---- leaving --------------------------------------------------------------------------------------

    pub(super) fn leave(&mut self, leave: Leave, now: Now) {
        self.screen.question = None;
        if let Work::Saving(save) = &mut self.job.work {
            // What is under way is waited for, or nobody would know whether it was done.
            save.stop_and_leave(leave);
            self.lanes.requests.not_before = None;
            return;
        }
        if self.leaving.is_none() {
            // Perhaps there is room by now.
            self.lanes.disk.store_again(&mut self.accounts);
        }
        self.leaving = Some(Leaving { leave, anyway: false });
        self.continue_leaving(now);
    }

    /// Leaves as soon as everything is stored, or asks once it is known that something will not be.
    pub(super) fn continue_leaving(&mut self, now: Now) {
        let Some(Leaving { leave, anyway }) = self.leaving else { return };
        let is_writing = self.is_archiving();
        if !anyway && self.accounts.would_lose(leave, is_writing) {
            self.leaving = None;
            self.screen.question = Some(Question::Leave(leave));
        } else if leave != Leave::Close && !is_writing {
            self.leaving = None;
            self.finish_job(None, now);
            let Some(mut session) = self.accounts.open.take() else { return };
            self.lanes.disk.store_all(&mut session);
            if let Some(folder) = session.folder().cloned() {
                self.lanes.disk.release_lock(folder, &self.accounts, &self.job);
            }
            self.screen.reset();
            if let Leave::OpenOther(id) = leave {
                self.accounts.expect_id(&session.connection, id);
                self.load(Load::new(session.connection, Purpose::Open, session.rights.storage));
            }
        }
    }
}

/// Makes the session of an account that was just read.
pub(super) fn read_session(load: Load, account: Account, user: User) -> Session {
    let shortage = load.shortage();
    let mut session = Session::new(load.connection, account, Rights::new(user, load.storage));
    session.server.shortage = shortage;
    session
}
