//! Commands in: one line per command, then the methods behind them.

use crate::amo::{Host, Secret};
use crate::crm::{ChangeKind, Item};
use crate::document::{Contents, DiskRequest, file_name};
use crate::sync::{
    AccountKey, Connection, CredentialStorage, Credentials, Effect, Journal, Leave, Load, Notice, Now,
    Purpose, Rights, Save, Session, SignIn, SignInPreview,
};

use super::job::Work;
use super::lanes::KeyringRequest;
use super::{Command, Leaving, Model, Page, Question};

impl Model {
    /// Does what the user asks, or begins to.
    #[expect(clippy::too_many_lines, reason = "one arm for each command")]
    pub fn update(&mut self, command: Command, now: Now) {
        match command {
            Command::Edit(_)
            | Command::Add(_)
            | Command::AddSegment { .. }
            | Command::Delete(_)
            | Command::DeleteSelected
            | Command::Typed
            | Command::Undo
            | Command::Redo
            | Command::Discard
            | Command::Resolve(..)
            | Command::TakeImport
            | Command::AskPlace(_)
            | Command::Select(_)
            | Command::SelectAlso(_)
            | Command::SelectTo(_)
            | Command::SelectAll => self.edit(|editor| editor.update(command)),
            Command::TellCleaned(_)
            | Command::Review
            | Command::CloseReview
            | Command::ShowExport
            | Command::ShowCopy
            | Command::ChooseWay(_)
            | Command::Cancel
            | Command::DismissStartNote(_) => self.screen.update(command),
            Command::Save => self.save(),
            Command::ShowHistory => self.show_history(None),
            Command::ShowHistoryOf(item) => self.show_history(Some(item)),
            Command::Restore(at) => {
                let open = self.accounts.open.as_ref().filter(|_| self.can_edit());
                self.lanes.disk.store(open, [DiskRequest::ReadBackup(at)]);
            }
            Command::ExportAccount => self.export(now, |session| {
                let title = session.draft.base().name.clone();
                (title, Contents::Account(Box::new(session.snapshot(now.wall))))
            }),
            Command::ExportTable { title, table, format } => {
                self.export(now, |_| (title, Contents::Table(table, format)));
            }
            Command::Import(words) => {
                if let Some(session) = &self.accounts.open {
                    self.lanes.open_dialog(Effect::OpenFile, session, words);
                }
            }
            Command::CopyFrom(key) => {
                let copy = self.accounts.copy_of(&key).filter(|_| self.accounts.open.is_some());
                if let Some(imported) = copy {
                    self.screen.show_import(imported);
                }
            }
            Command::ShowAbout => self.screen.question = Some(Question::About),
            Command::ShowFolder => self.lanes.folders.push(()),
            Command::Stop => self.stop(now),
            Command::Reload => self.load_open(Purpose::Reload),
            Command::ReloadItem(item) => {
                if let Some(draft) = self.draft().filter(|_| !item.is_new()) {
                    let zone = draft.base().zone.clone();
                    self.load_open(Purpose::SingleItem { item, zone });
                }
            }
            Command::SignIn { address, token } => self.sign_in_at_once(&address, &token),
            Command::Renew(token) => self.renew(&token),
            Command::Locate(address) => match Host::parse(&address) {
                _ if self.accounts.open.is_some() => {}
                Ok(host) => {
                    self.finish_job(None, now);
                    self.job.work = Work::SigningIn(Box::new(SignIn::new(host)));
                }
                Err(fault) => self.screen.say(Notice::Address(fault)),
            },
            Command::Check(proof) => {
                if let Work::SigningIn(sign_in) = &mut self.job.work
                    && !sign_in.is_checking()
                {
                    self.screen.notices.main = sign_in.check(proof).err();
                }
            }
            Command::Connect => self.connect(),
            Command::StepBack => self.step_back(),
            Command::SkipKeyring => self.skip_keyring(),
            Command::OpenAccount(host) => self.open_account(host.into(), now),
            Command::OpenDemo(account) => self.open_account(AccountKey::Demo(account), now),
            Command::AddAccount => self.leave_in_background(now),
            Command::SetLabel(host, label) => self.accounts.set_label(&host, label),
            Command::SetAccess(host, access) => self.accounts.set_access(&host, access),
            Command::AskForget(host) => {
                if !self.job.is_saving() && self.accounts.entry(&host).is_some() {
                    self.screen.question = Some(Question::Forget(host));
                }
            }
            Command::ForgetAccount => self.forget_account(now),
            Command::EditHere => self.ask_for_lock(),
            Command::OpenOtherAccount => {
                let is_free = self.job.is_idle() && self.accounts.open.is_some();
                if let Some(id) = self.screen.notices.other_account().filter(|_| is_free) {
                    self.leave(Leave::OpenOther(id), now);
                }
            }
            Command::AskToSignIn => self.screen.ask_to_sign_in(self.accounts.open.as_ref()),
            Command::SignOut => self.leave(Leave::SignOut, now),
            Command::Close => self.leave(Leave::Close, now),
            Command::LeaveAnyway => {
                if let Some(Question::Leave(leave)) =
                    self.screen.question.take_if(|asked| matches!(asked, Question::Leave(_)))
                {
                    self.leaving = Some(Leaving { leave, anyway: true });
                    self.continue_leaving(now);
                }
            }
            Command::Dismiss => match self.notice() {
                // The disk may take its time; whoever stays after all need not wait for it.
                Some(Notice::Leaving(_)) => self.stay(),
                _ => self.screen.notices.dismiss(),
            },
            Command::SetLanguage(language) => self.settings.language = language,
            Command::SetTheme(theme) => self.settings.theme = theme,
            Command::SortSegments(order) => self.settings.segment_order = order,
        }
        self.screen.follow_import(self.accounts.open.as_ref().map(Session::draft));
    }

    /// Leaves no account any more. A program that is to end ends all the same.
    fn stay(&mut self) {
        self.leaving.take_if(|leaving| leaving.leave != Leave::Close);
    }

    // ---- saving and reading ---------------------------------------------------------------------------

    fn save(&mut self) {
        // Nothing is begun any more that could not be waited for.
        let is_free = self.job.is_idle() && self.leaving.is_none();
        let Some(session) = self.accounts.open.as_mut().filter(|_| is_free) else { return };
        session.draft.tidy();
        if session.draft.unsaved() == 0 || !session.is_writable() {
            return;
        }
        let changes = session.draft.changes();
        let blocking = session.draft.problems().into_iter().filter(|problem| problem.blocks()).count();
        let deletes = changes.iter().any(|change| change.kind == ChangeKind::Removed);
        let is_short = session.draft.order_problem(session.server.rules).is_some();
        let was_reviewed = std::mem::replace(&mut self.screen.page, Page::Review) == Page::Review;
        if let Some(notice) = session.to_decide(0, &[]) {
            self.screen.say(notice);
        } else if blocking > 0 {
            self.screen.say(Notice::Problems { count: blocking });
        } else if (deletes || is_short) && !was_reviewed {
            // What cannot be taken back, or not be done, is read before anything is sent.
            self.screen.say(Notice::ReadFirst);
        } else {
            session.notes.forget_refusals(&session.draft, |_| true);
            session.journal.iter_mut().for_each(Journal::try_again);
            // Whoever presses Save once more after that was told does not want to wait for a backup.
            let without_backup = matches!(self.screen.notices.main, Some(Notice::BackupFailed(_)));
            (self.screen.notices.main, self.screen.notices.later) = (None, None);
            self.job.work = Work::Saving(Box::new(Save::new(changes, without_backup)));
        }
    }

    fn stop(&mut self, now: Now) {
        match &mut self.job.work {
            Work::Loading(_) | Work::Opening(_) | Work::Unlocking(_) => {
                let takes_over = self.job.takes_over(&self.accounts);
                self.finish_job(takes_over.then_some(Notice::NotTakenOver), now);
            }
            Work::SigningIn(sign_in) if sign_in.is_checking() => self.step_back(),
            Work::Idle | Work::SigningIn(_) => {}
            Work::Saving(save) => {
                save.stop();
                self.lanes.requests.not_before = None;
            }
        }
    }

    // ---- opening an account ---------------------------------------------------------------------------

    fn sign_in_at_once(&mut self, address: &str, token: &Secret) {
        match (Host::parse(address), token.to_token()) {
            (Err(fault), _) => self.screen.say(Notice::Address(fault)),
            (Ok(_), None) => self.screen.say(Notice::NoToken),
            (Ok(host), Some(token)) => {
                if self.accounts.open.is_none() && self.job.may_be_left() {
                    let connection = Connection::Live { host, credentials: Credentials::Token(token) };
                    self.load(Load::new(connection, Purpose::Open, CredentialStorage::New));
                }
            }
        }
    }

    /// Goes one step back in the sign-in.
    fn step_back(&mut self) {
        let Work::SigningIn(sign_in) = &mut self.job.work else { return };
        self.screen.notices.main = None;
        self.lanes.requests.abandon();
        if sign_in.renews() {
            self.job.take();
            self.screen.ask_to_sign_in(self.accounts.open.as_ref());
        } else if sign_in.is_checking() || sign_in.found().is_some() {
            sign_in.give_up();
        } else {
            self.job.take();
        }
    }

    /// Opens what was found.
    fn connect(&mut self) {
        if self.job.sign_in().is_none_or(|sign_in| sign_in.found().is_none()) {
            return;
        }
        let Work::SigningIn(sign_in) = self.job.take() else { return };
        let Some((host, SignInPreview { credentials, account, user })) = sign_in.into_found() else { return };
        // Whatever became of former tokens says nothing of these.
        self.lanes.tokens.forget(&host);
        if let Some(session) = self.accounts.background.remove(&host.clone().into()) {
            // Signed in anew over a draft.
            let rights = Rights { user, storage: CredentialStorage::Kept, ..session.rights };
            let session = self.accounts.open.insert(Session { rights, ..session });
            self.screen.keep_existing(Some(&session.draft), self.settings.segment_order);
            return self.renewed(&host, credentials);
        }
        let connection = Connection::Live { host, credentials };
        self.load(Load::new(connection, Purpose::Open, CredentialStorage::New).begun_with(account, user));
    }

    /// Goes on where the old token was refused; the reading proves the new one.
    fn renew(&mut self, typed: &Secret) {
        let Some(session) = self.accounts.open.as_ref().filter(|_| self.job.is_idle()) else { return };
        let Connection::Live { host, credentials } = session.connection.clone() else { return };
        match (credentials, typed.to_token()) {
            (Credentials::OAuth(_), None) if self.screen.question == Some(Question::Code) => {
                self.screen.say(Notice::NoCode);
            }
            (Credentials::OAuth(keys), Some(code)) if self.screen.question == Some(Question::Code) => {
                (self.screen.question, self.screen.notices.main) = (None, None);
                let sign_in = SignIn::renewing(host, keys.integration, code);
                self.job.work = Work::SigningIn(Box::new(sign_in));
            }
            (_, Some(token)) => self.renewed(&host, Credentials::Token(token)),
            (_, None) => self.screen.say(Notice::NoToken),
        }
    }

    /// Goes on without the keyring: what it is asked to store is kept for this run only, and what it is asked
    /// for can be typed in.
    fn skip_keyring(&mut self) {
        match self.lanes.credentials.abandon() {
            Some(KeyringRequest::Store(host)) => self.not_stored(&host, None),
            // Whoever does not wait for an account any more has stopped this.
            Some(KeyringRequest::Read(host, _)) => {
                self.job.work = Work::SigningIn(Box::new(SignIn::new(host)));
                self.screen.notices.main = None;
            }
            Some(KeyringRequest::Forget(_)) | None => {}
        }
    }

    // ---- several accounts -----------------------------------------------------------------------------

    /// Leaves the open account with its draft and opens this one.
    fn open_account(&mut self, key: AccountKey, now: Now) {
        let is_known = |host| self.accounts.entry(host).is_some();
        if self.job.is_saving() || self.accounts.is_open(&key) || !key.host().is_none_or(is_known) {
            return;
        }
        self.leave_in_background(now);
        let is_there = self.accounts.reopen(&key);
        let open = self.accounts.open.as_ref().map(Session::draft);
        self.screen.keep_existing(open, self.settings.segment_order);
        match key {
            _ if is_there => {}
            AccountKey::Demo(account) => {
                self.load(Load::new(Connection::Demo(account), Purpose::Open, CredentialStorage::New));
            }
            AccountKey::Live(host) => {
                if let Some(kind) = self.accounts.entry(&host).map(|known| known.kind) {
                    self.lanes.credentials.push(KeyringRequest::Read(host.clone(), kind));
                    self.job.work = Work::Unlocking(host);
                }
            }
        }
    }

    /// Leaves the open account with its draft, and shows the start screen.
    fn leave_in_background(&mut self, now: Now) {
        if self.job.is_saving() {
            return;
        }
        // That was about the account that is left now.
        self.stay();
        self.finish_job(None, now);
        if let Some(mut session) = self.accounts.open.take() {
            self.lanes.disk.store_all(&mut session);
            self.accounts.background.insert(session.connection.key(), session);
        }
        self.screen.reset();
    }

    /// Forgets the account that was asked about: the list, the keyring and the draft.
    fn forget_account(&mut self, now: Now) {
        let asked = self.screen.question.take_if(|asked| matches!(asked, Question::Forget(_)));
        let Some(Question::Forget(host)) = asked else { return };
        if self.job.host(&self.accounts) == Some(&host) {
            self.finish_job(None, now);
        }
        self.lanes.tokens.forget(&host);
        let was_open = self.accounts.is_open(&host.clone().into());
        match self.accounts.forget(&host) {
            Some((folder, true)) => self.lanes.disk.release_lock(folder, &self.accounts, &self.job),
            Some((folder, false)) => self.lanes.disk.push(folder, DiskRequest::Forget),
            None => {}
        }
        if was_open {
            self.stay();
            self.screen.notices.later = None;
            self.screen.selection.only(None);
        }
        self.lanes.credentials.push(KeyringRequest::Forget(host));
    }

    /// Asks once more for the lock of the open account.
    fn ask_for_lock(&mut self) {
        let is_asked = self.job.takes_over(&self.accounts);
        let locked = self.session().filter(|session| session.locked_by_other_window() && !is_asked);
        let Some(folder) = locked.and_then(Session::folder).cloned() else { return };
        if self.accounts.has_lock(&folder) {
            self.screen.say(Notice::StillElsewhere);
        } else {
            self.lanes.disk.push(folder, DiskRequest::AcquireLock);
        }
    }

    // ---- history and files ----------------------------------------------------------------------------

    /// Shows what was saved before, of everything or of one item, and reads it anew unless it is shown
    /// already.
    fn show_history(&mut self, about: Option<Item>) {
        let Some(session) = &self.accounts.open else { return };
        let was_shown = matches!(self.screen.page, Page::History(_)) && session.history_fault().is_none();
        self.screen.page = Page::History(about);
        let request = (!was_shown).then_some(DiskRequest::ReadHistory);
        self.lanes.disk.store(Some(session), request);
    }

    /// Asks where to write a file with this title and these contents.
    fn export(&mut self, now: Now, what: impl FnOnce(&Session) -> (String, Contents)) {
        if let Some(session) = &self.accounts.open {
            let (title, contents) = what(session);
            let day = session.draft.base().zone.to_datetime(now.wall).date();
            let name = file_name(&title, day, contents.extension());
            self.lanes.open_dialog(Effect::SaveFile { name, made: now.wall, contents }, session, Vec::new());
        }
    }
}
