//! Commands in: one line per command, then the methods behind them.

use crate::amo::{Host, Secret};
use crate::crm::{ChangeKind, Draft, Item};
use crate::document::{Contents, Imported, Job as DiskRequest, Snapshot, Words, file_name};
use crate::sync::{
    Access, AccountKey, Connection, Credentials, DemoAccount, Errand, Found, Journal, Keeping, Leave, Load,
    Notice, Now, Proof, Purpose, Rights, Save, Session, SignIn,
};

use super::import::Import;
use super::job::Work;
use super::lanes::{FileDialog, KeyringRequest};
use super::{Command, Leaving, Model, Page, Question};

impl Model {
    /// Does what the user asks, or begins to.
    pub fn update(&mut self, command: Command, now: Now) {
        self.dispatch(command, now);
        self.follow_import();
    }

    fn dispatch(&mut self, command: Command, now: Now) {
        match command {
            Command::Edit(edit) => self.edit(edit),
            Command::Add(name) => self.add(name),
            Command::AddSegment { like, name } => self.add_segment(like, name),
            Command::Delete(item) => self.delete(vec![item]),
            Command::DeleteSelected => self.delete(self.selected()),
            Command::Typed => self.change_draft(Draft::end_typing),
            Command::TellCleaned(cleaned) => self.screen.notices.cleaned(cleaned),
            Command::Undo => self.change_draft(Draft::undo),
            Command::Redo => self.change_draft(Draft::redo),
            Command::Discard => self.change_draft(Draft::discard),
            Command::Resolve(conflict, side) => self.resolve(&conflict, side),
            Command::Review => self.screen.page = Page::Review,
            Command::CloseReview => self.screen.page = Page::Editor,
            Command::Save => self.save(),
            Command::ShowHistory => self.show_history(None),
            Command::ShowHistoryOf(item) => self.show_history(Some(item)),
            Command::Restore(at) => self.ask_disk(DiskRequest::ReadBackup(at)),
            Command::ShowExport => self.screen.page = Page::Export,
            Command::ExportAccount => self.export_account(now),
            Command::ExportTable { title, table, format } => {
                self.export(&title, Contents::Table(table, format), now);
            }
            Command::Import(words) => self.open_dialog(Errand::OpenFile, words),
            Command::ShowCopy => self.screen.page = Page::Copy,
            Command::CopyFrom(key) => self.copy_from(&key),
            Command::ChooseWay(way) => self.screen.import.iter_mut().for_each(|import| import.way = way),
            Command::TakeImport => self.take_import(),
            Command::Stop => self.stop(now),
            Command::Reload => self.reload(),
            Command::ReloadItem(item) => self.reload_lone(item),
            Command::SignIn { address, token } => self.sign_in_at_once(&address, &token),
            Command::Renew(token) => self.renew(&token),
            Command::Locate(address) => self.locate(&address, now),
            Command::Check(proof) => self.check(proof),
            Command::Connect => self.connect(),
            Command::StepBack => self.step_back(),
            Command::SkipKeyring => self.skip_keyring(),
            Command::OpenAccount(host) => self.open_account(host, now),
            Command::OpenDemo(account) => self.open_demo(account, now),
            Command::AddAccount => self.leave_in_background(now),
            Command::SetLabel(host, label) => {
                self.accounts.entry_mut(&host).into_iter().for_each(|known| known.label = label);
            }
            Command::SetAccess(host, access) => self.set_access(&host, access),
            Command::AskForget(host) => {
                if !self.is_saving() && self.accounts.entry(&host).is_some() {
                    self.screen.question = Some(Question::Forget(host));
                }
            }
            Command::ForgetAccount => self.forget_account(now),
            Command::EditHere => self.ask_for_lock(),
            Command::OpenOtherAccount => self.open_other_account(now),
            Command::AskToSignIn => self.ask_to_sign_in(),
            Command::SignOut => self.leave(Leave::SignOut, now),
            Command::Close => self.leave(Leave::Close, now),
            Command::Select(item) => self.select(|selection, _| selection.only(item)),
            Command::SelectAlso(item) => self.select(|selection, _| selection.toggle(item)),
            Command::SelectTo(item) => self.select(|selection, items| selection.extend_to(item, &items)),
            Command::SelectAll => self.select(super::screen::Selection::all),
            Command::AskPlace(item) => {
                self.screen.question = self.can_edit().then_some(Question::Place(item));
            }
            Command::Cancel => self.screen.question = None,
            Command::LeaveAnyway => self.leave_anyway(now),
            Command::Dismiss => self.dismiss(),
            Command::DismissStartNote(note) => self.screen.start_notes.retain(|known| *known != note),
            Command::SetLanguage(language) => self.settings.language = language,
            Command::SetTheme(theme) => self.settings.theme = theme,
            Command::SortSegments(order) => self.settings.segment_order = order,
        }
    }

    pub(super) fn say(&mut self, notice: Notice) {
        self.screen.notices.main = Some(notice);
    }

    fn dismiss(&mut self) {
        if self.waits_to_leave().is_some() {
            // The disk may take its time; whoever stays after all need not wait for it.
            self.leaving.take_if(|leaving| leaving.leave != Leave::Close);
        } else {
            self.screen.notices.dismiss();
        }
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
            self.say(notice);
        } else if blocking > 0 {
            self.say(Notice::Problems { count: blocking });
        } else if (deletes || is_short) && !was_reviewed {
            // What cannot be taken back, or not be done, is read before anything is sent.
            self.say(Notice::ReadFirst);
        } else {
            session.notes.forget_refusals(|_| true);
            session.journal.iter_mut().for_each(Journal::try_again);
            // Whoever presses Save once more after that was told does not want to wait for a backup.
            let without_backup = matches!(self.screen.notices.main, Some(Notice::NotSecured(_)));
            (self.screen.notices.main, self.screen.notices.later) = (None, None);
            self.job = Work::Saving(Box::new(Save::new(changes, without_backup)));
        }
    }

    fn stop(&mut self, now: Now) {
        match &mut self.job {
            Work::Loading(_) | Work::Opening(_) | Work::Unlocking(_) => {
                let notice = self.is_taking_over().then_some(Notice::NotTakenOver);
                self.finish_job(notice, now);
            }
            Work::SigningIn(sign_in) if sign_in.is_checking() => self.step_back(),
            Work::Idle | Work::SigningIn(_) => {}
            Work::Saving(save) => {
                save.stop();
                self.lanes.requests.not_before = None;
            }
        }
    }

    pub(super) fn load(&mut self, load: Load) {
        self.screen.notices.main = None;
        self.job = Work::Loading(Box::new(load));
    }

    /// Reads the open account, for this purpose.
    pub(super) fn load_open(&mut self, purpose: Purpose) {
        if let (Some(session), Work::Idle) = (&self.accounts.open, &self.job) {
            // Rights may have been given meanwhile.
            let asks = purpose == Purpose::Reload && session.rights.user.is_admin == Some(false);
            let load = Load::new(session.connection.clone(), purpose, session.rights.keeping);
            self.load(if asks { load.asking_user() } else { load });
        }
    }

    pub(super) fn reload(&mut self) {
        self.load_open(Purpose::Reload);
    }

    fn reload_lone(&mut self, item: Item) {
        if let (Some(session), false) = (&self.accounts.open, item.is_new()) {
            let zone = session.draft.base().zone.clone();
            self.load_open(Purpose::SingleItem { item, zone });
        }
    }

    // ---- opening an account ---------------------------------------------------------------------------

    fn open(&mut self, connection: Connection) {
        if self.accounts.open.is_none() && self.job.may_be_left() {
            self.load(Load::new(connection, Purpose::Open, Keeping::New));
        }
    }

    fn sign_in_at_once(&mut self, address: &str, token: &Secret) {
        match (Host::parse(address), token.to_token()) {
            (Err(fault), _) => self.say(Notice::Address(fault)),
            (Ok(_), None) => self.say(Notice::NoToken),
            (Ok(host), Some(token)) => {
                self.open(Connection::Live { host, credentials: Credentials::Token(token) });
            }
        }
    }

    /// Takes the address of an account.
    fn locate(&mut self, address: &str, now: Now) {
        if self.accounts.open.is_some() {
            return;
        }
        match Host::parse(address) {
            Ok(host) => {
                self.finish_job(None, now);
                self.job = Work::SigningIn(Box::new(SignIn::new(host)));
            }
            Err(fault) => self.say(Notice::Address(fault)),
        }
    }

    /// Asks the server whom this opens.
    fn check(&mut self, proof: Proof) {
        if let Work::SigningIn(sign_in) = &mut self.job
            && !sign_in.is_checking()
        {
            self.screen.notices.main = sign_in.check(proof).err();
        }
    }

    /// Goes one step back in the sign-in.
    fn step_back(&mut self) {
        let Work::SigningIn(sign_in) = &mut self.job else { return };
        self.screen.notices.main = None;
        self.lanes.requests.abandon();
        if sign_in.renews() {
            self.job = Work::Idle;
            self.ask_to_sign_in();
        } else if sign_in.is_checking() || sign_in.found().is_some() {
            sign_in.give_up();
        } else {
            self.job = Work::Idle;
        }
    }

    /// Opens what was found.
    fn connect(&mut self) {
        if self.sign_in().is_none_or(|sign_in| sign_in.found().is_none()) {
            return;
        }
        let Work::SigningIn(sign_in) = self.job.take() else { return };
        let Some((host, Found { credentials, account, user })) = sign_in.into_found() else { return };
        // Whatever became of former tokens says nothing of these.
        self.tokens.forget(&host);
        if let Some(session) = self.accounts.background.remove(&host.clone().into()) {
            // Signed in anew over a draft.
            let rights = Rights { user, keeping: Keeping::Kept, ..session.rights };
            self.accounts.open = Some(Session { rights, ..session });
            self.keep_selection();
            return self.renewed(&host, credentials);
        }
        let connection = Connection::Live { host, credentials };
        self.load(Load::new(connection, Purpose::Open, Keeping::New).begun_with(account, user));
    }

    /// Goes on where the old token was refused; the reading proves the new one.
    fn renew(&mut self, typed: &Secret) {
        let (Some(session), Work::Idle) = (&self.accounts.open, &self.job) else { return };
        let Connection::Live { host, credentials } = session.connection.clone() else { return };
        match (credentials, typed.to_token()) {
            (Credentials::OAuth(_), None) if self.screen.question == Some(Question::Code) => {
                self.say(Notice::NoCode);
            }
            (Credentials::OAuth(keys), Some(code)) if self.screen.question == Some(Question::Code) => {
                (self.screen.question, self.screen.notices.main) = (None, None);
                self.job = Work::SigningIn(Box::new(SignIn::renewing(host, keys.integration, code)));
            }
            (_, Some(token)) => self.renewed(&host, Credentials::Token(token)),
            (_, None) => self.say(Notice::NoToken),
        }
    }

    /// Goes on with the credentials that the user has just got, in an account that is open.
    pub(super) fn renewed(&mut self, host: &Host, credentials: Credentials) {
        self.tokens.forget(host);
        self.accounts.replace(host, &Connection::Live { host: host.clone(), credentials });
        if self.accounts.keeping_of(host) == Keeping::Kept {
            self.lanes.credentials.push(KeyringRequest::Store(host.clone()));
        }
        self.screen.question = None;
        self.reload();
    }

    /// Asks for what opens the account that is open, over its draft.
    pub(super) fn ask_to_sign_in(&mut self) {
        match self.accounts.open.as_ref().map(|session| &session.connection) {
            Some(Connection::Live { credentials: Credentials::OAuth(_), .. }) => {
                self.screen.question = Some(Question::Code);
            }
            Some(Connection::Live { credentials: Credentials::Token(_), .. }) => {
                self.screen.question = Some(Question::Token);
            }
            Some(Connection::Demo(_)) | None => {}
        }
    }

    /// Goes on without the keyring: what it is asked to store is kept for this run only, and what it is asked
    /// for can be typed in.
    fn skip_keyring(&mut self) {
        match self.lanes.credentials.abandon() {
            Some(KeyringRequest::Store(host)) => self.not_stored(&host, None),
            // Whoever does not wait for an account any more has stopped this.
            Some(KeyringRequest::Read(host, _)) => self.not_found(host, None),
            Some(KeyringRequest::Forget(_)) | None => {}
        }
    }

    // ---- several accounts -----------------------------------------------------------------------------

    fn open_account(&mut self, host: Host, now: Now) {
        let key = AccountKey::Live(host.clone());
        let Some(kind) = self.accounts.entry(&host).map(|known| known.kind) else { return };
        if !self.is_saving() && !self.accounts.is_open(&key) && !self.switch_to(&key, now) {
            self.lanes.credentials.push(KeyringRequest::Read(host.clone(), kind));
            self.job = Work::Unlocking(host);
        }
    }

    fn open_demo(&mut self, account: DemoAccount, now: Now) {
        let key = AccountKey::Demo(account);
        if !self.is_saving() && !self.accounts.is_open(&key) && !self.switch_to(&key, now) {
            self.open(Connection::Demo(account));
        }
    }

    /// Leaves the open account with its draft and opens that one; tells whether it was left with its draft
    /// before.
    fn switch_to(&mut self, key: &AccountKey, now: Now) -> bool {
        self.leave_in_background(now);
        let is_there = self.accounts.reopen(key);
        self.keep_selection();
        is_there
    }

    /// Leaves the open account with its draft, and shows the start screen.
    fn leave_in_background(&mut self, now: Now) {
        if self.is_saving() {
            return;
        }
        // That was about the account that is left now.
        self.leaving.take_if(|leaving| leaving.leave != Leave::Close);
        self.finish_job(None, now);
        if let Some(mut session) = self.accounts.open.take() {
            self.store_all(&mut session);
            self.accounts.background.insert(session.connection.key(), session);
        }
        self.screen.reset();
    }

    fn set_access(&mut self, host: &Host, access: Access) {
        self.accounts.entry_mut(host).into_iter().for_each(|known| known.access = access);
        self.accounts.at(host).into_iter().for_each(|session| session.rights.access = access);
    }

    /// Forgets the account that was asked about: the list, the keyring and the draft.
    fn forget_account(&mut self, now: Now) {
        let asked = self.screen.question.take_if(|asked| matches!(asked, Question::Forget(_)));
        let Some(Question::Forget(host)) = asked else { return };
        if self.job_host() == Some(&host) {
            self.finish_job(None, now);
        }
        self.tokens.forget(&host);
        let was_open = self.accounts.is_open(&host.clone().into());
        match self.accounts.forget(&host) {
            Some((folder, true)) => self.release_lock(folder),
            Some((folder, false)) => self.lanes.disk.push(folder, DiskRequest::Forget),
            None => {}
        }
        if was_open {
            self.leaving.take_if(|leaving| leaving.leave != Leave::Close);
            self.screen.notices.later = None;
            self.screen.selection.only(None);
        }
        self.lanes.credentials.push(KeyringRequest::Forget(host));
    }

    // ---- leaving --------------------------------------------------------------------------------------

    pub(super) fn leave(&mut self, leave: Leave, now: Now) {
        self.screen.question = None;
        if let Work::Saving(save) = &mut self.job {
            // What is under way is waited for, or nobody would know whether it was done.
            save.stop_and_leave(leave);
            return self.stop(now);
        }
        if self.leaving.is_none() {
            // Perhaps there is room by now.
            self.store_again();
        }
        self.leaving = Some(Leaving { leave, anyway: false });
        self.continue_leaving(now);
    }

    fn leave_anyway(&mut self, now: Now) {
        let asked = self.screen.question.take_if(|asked| matches!(asked, Question::Leave(_)));
        if let Some(Question::Leave(leave)) = asked {
            self.leaving = Some(Leaving { leave, anyway: true });
            self.continue_leaving(now);
        }
    }

    /// Leaves as soon as everything is stored, or asks once it is known that something will not be.
    pub(super) fn continue_leaving(&mut self, now: Now) {
        let Some(Leaving { leave, anyway }) = self.leaving else { return };
        if !anyway && self.would_lose(leave) {
            self.leaving = None;
            self.screen.question = Some(Question::Leave(leave));
        } else if leave != Leave::Close && !self.is_archiving() {
            self.leaving = None;
            self.finish_job(None, now);
            let Some(mut session) = self.accounts.open.take() else { return };
            self.store_all(&mut session);
            session.folder().cloned().into_iter().for_each(|folder| self.release_lock(folder));
            self.screen.reset();
            if let Leave::OpenOther(id) = leave {
                self.accounts.expect_id(&session.connection, id);
                self.load(Load::new(session.connection, Purpose::Open, session.rights.keeping));
            }
        }
    }

    /// Opens the account that the address of the open one leads to now.
    fn open_other_account(&mut self, now: Now) {
        if let (Some(Notice::OtherAccount(other)), Work::Idle) = (&self.screen.notices.main, &self.job)
            && self.accounts.open.is_some()
        {
            let leave = Leave::OpenOther(other.told.id);
            self.leave(leave, now);
        }
    }

    // ---- history, files and imports -------------------------------------------------------------------

    /// Asks the disk for something about the open account that would change its draft.
    fn ask_disk(&mut self, request: DiskRequest) {
        if let Some(folder) = self.session().and_then(Session::folder).cloned().filter(|_| self.can_edit()) {
            self.lanes.disk.push(folder, request);
        }
    }

    /// Shows what was saved before, of everything or of one item, and reads it anew unless it is shown
    /// already.
    fn show_history(&mut self, about: Option<Item>) {
        let Some(session) = &self.accounts.open else { return };
        let was_shown = matches!(self.screen.page, Page::History(_)) && session.history_fault().is_none();
        self.screen.page = Page::History(about);
        if let Some(folder) = session.folder().filter(|_| !was_shown) {
            self.lanes.disk.push(folder.clone(), DiskRequest::ReadHistory);
        }
    }

    fn export_account(&mut self, now: Now) {
        let Some(session) = &self.accounts.open else { return };
        let account = session.draft.base().clone();
        let title = account.name.clone();
        let snapshot = Snapshot { taken: now.wall, place: session.place(), account };
        self.export(&title, Contents::Account(Box::new(snapshot)), now);
    }

    fn export(&mut self, title: &str, contents: Contents, now: Now) {
        let Some(session) = &self.accounts.open else { return };
        let day = session.draft.base().zone.to_datetime(now.wall).date();
        let name = file_name(title, day, contents.extension());
        self.open_dialog(Errand::SaveFile { name, made: now.wall, contents }, Vec::new());
    }

    fn open_dialog(&mut self, errand: Errand, words: Vec<Words>) {
        if let Some(session) = self.accounts.open.as_ref().filter(|_| !self.is_choosing_file()) {
            self.lanes.dialogs.push(FileDialog { errand, account: session.connection.key(), words });
        }
    }

    /// Shows what the open account would become like another one, as that one was read last.
    fn copy_from(&mut self, key: &AccountKey) {
        if let Some(session) = self.accounts.background.get(key) {
            let (name, account) = (self.accounts.name_of(key), session.draft.base().clone());
            self.show_import(Imported::from_account(name, account));
        }
    }

    pub(super) fn show_import(&mut self, imported: Imported) {
        if self.accounts.open.is_some() {
            self.screen.import = Some(Import::new(imported));
            self.screen.notices.main = None;
            self.screen.page = Page::Import;
        }
    }

    /// Keeps what is shown of an import in step with the draft, and forgets it as soon as the user looks at
    /// something else: it may be large.
    pub(super) fn follow_import(&mut self) {
        self.screen.import.take_if(|_| self.screen.page != Page::Import);
        if let (Some(import), Some(session)) = (&mut self.screen.import, &self.accounts.open) {
            import.follow(&session.draft);
        }
    }

    /// Makes a draft of what is shown, and opens the review. Nothing is sent.
    fn take_import(&mut self) {
        if !self.can_edit() {
            return;
        }
        let (Some(session), Some(import)) = (&self.accounts.open, self.screen.import.take()) else { return };
        self.apply_target(import.brought(&session.draft), import.way);
        let count = self.draft().map_or(0, |draft| draft.changes().len());
        self.screen.page = Page::Review;
        self.say(Notice::Imported { count });
    }
}
