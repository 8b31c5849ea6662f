//! Commands in, effects out, replies in: one line per command, then the methods behind them.

use std::time::Instant;

use crate::amo::{self, Fault, Host, Secret, SendFault, User};
use crate::crm::{Account, ChangeKind, Item, Lone};

use super::load::{Load, Loaded, Purpose};
use super::papers::Papers;
use super::patience::{Kind, Patience};
use super::reading::check_plausible;
use super::save::{Save, Turn};
use super::secrets::Wish;
use super::session::{Connection, Credentials, Keeping, Session};
use super::sign_in::SignIn;
use super::work::Work;
use super::{
    Cleaned, Command, Effect, EffectId, Errand, Leave, Leaving, Model, Notice, Page, Question, Reply,
};

impl Model {
    /// Does what the user asks, or begins to.
    pub fn update(&mut self, command: Command) {
        self.obey(command);
        self.follow_import();
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Edit(edit) => self.edit(edit),
            Command::Add(name) => self.add(name),
            Command::AddSegment { like, name } => self.add_segment(like, name),
            Command::Delete(item) => self.delete(item),
            Command::DeleteSelected => self.delete_selected(),
            Command::Typed => self.change_draft(crate::crm::Draft::end_typing),
            Command::TellCleaned(cleaned) => self.tell_cleaned(cleaned),
            Command::Undo => self.change_draft(crate::crm::Draft::undo),
            Command::Redo => self.change_draft(crate::crm::Draft::redo),
            Command::Discard => self.change_draft(crate::crm::Draft::discard),
            Command::Resolve(conflict, side) => self.resolve(&conflict, side),
            Command::Review => self.page = Page::Review,
            Command::CloseReview => self.page = Page::Editor,
            Command::Save => self.save(),
            Command::ShowHistory => self.show_history(None),
            Command::ShowHistoryOf(item) => self.show_history(Some(item)),
            Command::Restore(at) => self.ask_for_backup(at),
            Command::ShowExport => self.page = Page::Export,
            Command::ExportAccount => self.export_account(),
            Command::ExportTable { title, table, format } => self.export_table(&title, table, format),
            Command::Import(words) => self.ask_for_file(words),
            Command::ShowCopy => self.page = Page::Copy,
            Command::CopyFrom(key) => self.copy_from(&key),
            Command::ChooseWay(way) => self.choose_way(way),
            Command::TakeImport => self.take_import(),
            Command::Stop => self.stop(),
            Command::Reload => self.reload(),
            Command::ReloadLone(item) => self.reload_lone(item),
            Command::SignIn { address, token } => self.sign_in_at_once(&address, &token),
            Command::Renew(token) => self.renew(&token),
            Command::Locate(address) => self.locate(&address),
            Command::Check(proof) => self.check(proof),
            Command::Connect => self.connect(),
            Command::StepBack => self.step_back(),
            Command::SkipKeyring => self.skip_keyring(),
            Command::OpenAccount(host) => self.open_account(host),
            Command::OpenDemo(account) => self.open_demo(account),
            Command::AddAccount => self.add_account(),
            Command::SetLabel(host, label) => self.set_label(&host, label),
            Command::SetAccess(host, access) => self.set_access(&host, access),
            Command::AskForget(host) => self.ask_forget(host),
            Command::ForgetAccount => self.forget_account(),
            Command::EditHere => self.ask_for_turn(),
            Command::OpenOtherAccount => self.open_other_account(),
            Command::AskToSignIn => self.ask_to_sign_in(),
            Command::SignOut => self.leave(Leave::SignOut),
            Command::Close => self.leave(Leave::Close),
            Command::Select(item) => self.select(item),
            Command::SelectAlso(item) => self.select_also(item),
            Command::SelectTo(item) => self.select_to(item),
            Command::SelectAll => self.select_all(),
            Command::AskPlace(item) => self.question = self.can_edit().then_some(Question::Place(item)),
            Command::Cancel => self.question = None,
            Command::LeaveAnyway => self.leave_anyway(),
            Command::Dismiss => self.dismiss(),
            Command::DismissStartNote(note) => self.dismiss_start_note(&note),
            Command::SetLanguage(language) => self.settings.language = language,
            Command::SetTheme(theme) => self.settings.theme = theme,
            Command::SortSegments(order) => self.settings.segment_order = order,
        }
    }

    fn dismiss(&mut self) {
        if self.waits_to_leave().is_some() {
            // The disk may take its time; whoever stays after all need not wait for it.
            self.leaving.take_if(|leaving| leaving.leave != Leave::Close);
            return;
        }
        if self.notice.take().is_none() {
            self.later = None;
        }
    }

    /// Says it at once, or behind what matters more.
    fn tell_cleaned(&mut self, cleaned: Cleaned) {
        let notice = Notice::Cleaned(cleaned);
        let is_minor = |shown: &Notice| shown.is_good() || matches!(shown, Notice::Cleaned(_));
        if self.notice.as_ref().is_none_or(is_minor) {
            self.notice = Some(notice);
        } else {
            self.later.get_or_insert(notice);
        }
    }

    fn save(&mut self) {
        // Nothing is begun any more that could not be waited for.
        let is_free = matches!(self.work, Work::Idle) && self.leaving.is_none();
        let Some(session) = self.session.as_mut().filter(|_| is_free) else { return };
        session.draft.tidy();
        if session.draft.unsaved() == 0 || !session.is_writable() {
            return;
        }
        let changes = session.draft.changes();
        let blocking = session.draft.problems().into_iter().filter(|problem| problem.blocks()).count();
        let deletes = changes.iter().any(|change| change.kind == ChangeKind::Removed);
        let is_short = session.draft.order_problem(session.rules).is_some();
        if let Some(notice) = session.to_decide(0, &[]) {
            self.notice = Some(notice);
            self.page = Page::Review;
        } else if blocking > 0 {
            self.notice = Some(Notice::Problems { count: blocking });
            self.page = Page::Review;
        } else if (deletes || is_short) && self.page != Page::Review {
            // What cannot be taken back, or not be done, is read before anything is sent.
            self.page = Page::Review;
            self.notice = Some(Notice::ReadFirst);
        } else {
            session.refused.clear();
            session.papers.iter_mut().for_each(Papers::try_again);
            // Whoever presses Save once more after that was told does not want to wait for a backup.
            let dares = matches!(self.notice, Some(Notice::NotSecured(_)));
            (self.notice, self.later) = (None, None);
            self.page = Page::Review;
            let save = Save::new(changes);
            self.work = Work::Saving(Box::new(if dares { save.daring() } else { save }));
        }
    }

    fn stop(&mut self) {
        match &mut self.work {
            Work::Loading(_) | Work::Opening(_) | Work::Unlocking(_) => {
                let notice = self.is_taking_over().then_some(Notice::NotTakenOver);
                self.end(notice);
            }
            Work::SigningIn(sign_in) if sign_in.is_checking() => self.step_back(),
            Work::Idle | Work::SigningIn(_) => {}
            Work::Saving(save) => {
                save.stop = true;
                self.wire.not_before = None;
            }
        }
    }

    pub(super) fn reload(&mut self) {
        let (Some(session), Work::Idle) = (&self.session, &self.work) else { return };
        let load = Load::new(session.connection.clone(), Purpose::Reload, session.keeping);
        // Rights may have been given meanwhile.
        let asks = session.user.is_admin == Some(false);
        self.notice = None;
        self.work = Work::Loading(Box::new(if asks { load.asking_user() } else { load }));
    }

    fn reload_lone(&mut self, item: Item) {
        if let (Some(session), false, Work::Idle) = (&self.session, item.is_new(), &self.work) {
            let zone = session.draft.base().zone.clone();
            self.load(session.connection.clone(), Purpose::Lone { item, zone }, session.keeping);
        }
    }

    fn sign_in_at_once(&mut self, address: &str, token: &Secret) {
        match (Host::parse(address), token.to_token()) {
            (Err(fault), _) => self.notice = Some(Notice::Address(fault)),
            (Ok(_), None) => self.notice = Some(Notice::NoToken),
            (Ok(host), Some(token)) => {
                self.open(Connection::Live { host, credentials: Credentials::Token(token) });
            }
        }
    }

    /// Goes on where the old token was refused; the reading proves the new one.
    fn renew(&mut self, typed: &Secret) {
        let (Some(session), Work::Idle) = (&self.session, &self.work) else { return };
        let Connection::Live { host, credentials } = session.connection.clone() else { return };
        match (credentials, typed.to_token()) {
            (Credentials::OAuth(keys), _) if self.question == Some(Question::Code) => {
                self.renew_by_code(host, keys.integration, typed);
            }
            (_, Some(token)) => self.renewed(&host, Credentials::Token(token)),
            (_, None) => self.notice = Some(Notice::NoToken),
        }
    }

    pub(super) fn open(&mut self, connection: Connection) {
        let is_free = match &self.work {
            Work::Idle | Work::Unlocking(_) => true,
            Work::SigningIn(sign_in) => !sign_in.is_checking(),
            Work::Loading(_) | Work::Opening(_) | Work::Saving(_) => false,
        };
        if self.session.is_none() && is_free {
            self.load(connection, Purpose::Open, Keeping::New);
        }
    }

    pub(super) fn load(&mut self, connection: Connection, purpose: Purpose, keeping: Keeping) {
        self.notice = None;
        self.work = Work::Loading(Box::new(Load::new(connection, purpose, keeping)));
    }

    pub(super) fn leave(&mut self, leave: Leave) {
        self.question = None;
        if let Work::Saving(save) = &mut self.work {
            // What is under way is waited for, or nobody would know its fate.
            save.leave = Some(leave);
            return self.stop();
        }
        if self.leaving.is_none() {
            // Perhaps there is room by now.
            self.try_again_to_keep();
        }
        self.leaving = Some(Leaving { leave, anyway: false });
        self.go_on_leaving();
    }

    fn leave_anyway(&mut self) {
        if let Some(Question::Leave(leave)) =
            self.question.take_if(|asked| matches!(asked, Question::Leave(_)))
        {
            self.leaving = Some(Leaving { leave, anyway: true });
            self.go_on_leaving();
        }
    }

    /// Leaves as soon as everything is written down, or asks once it is known that something will not be.
    fn go_on_leaving(&mut self) {
        let Some(Leaving { leave, anyway }) = self.leaving else { return };
        if !anyway && self.would_lose(leave) {
            self.leaving = None;
            self.question = Some(Question::Leave(leave));
        } else if leave != Leave::Close && !self.is_archiving() {
            self.leaving = None;
            self.signed_out(leave);
        }
    }

    /// Returns what is said while that waits.
    pub(super) fn waits_to_leave(&self) -> Option<&'static Notice> {
        let Leaving { leave, .. } = self.leaving.filter(|_| self.is_archiving())?;
        Some(match leave {
            Leave::SignOut | Leave::OpenOther(_) => &Notice::Leaving(Leave::SignOut),
            Leave::Close => &Notice::Leaving(Leave::Close),
        })
    }

    fn signed_out(&mut self, leave: Leave) {
        self.end(None);
        self.later = None;
        let left = self.session.take();
        let way_on = left.as_ref().map(|session| (session.connection.clone(), session.keeping));
        if let Some(session) = left {
            self.put_away(session);
        }
        self.select_only(None);
        self.page = Page::Editor;
        if let (Leave::OpenOther(id), Some((connection, keeping))) = (leave, way_on) {
            self.book.expect_id(&connection, id);
            self.load(connection, Purpose::Open, keeping);
        }
    }

    /// Returns the next thing to be done outside, if one may be done now.
    pub fn next_effect(&mut self, now: Instant) -> Option<Effect> {
        self.go_on_leaving();
        let beside = self
            .next_keyring_errand()
            .or_else(|| self.next_archive_errand(now))
            .or_else(|| self.next_file_errand());
        let errand = beside.or_else(|| self.next_request(now))?;
        Some(Effect { id: EffectId(self.wire.last_id), errand })
    }

    /// Returns the next thing to be done outside before the program ends: what is to be kept, and nothing that goes to
    /// a server.
    pub fn last_effect(&mut self, now: Instant) -> Option<Effect> {
        self.keyring.stop_reading();
        let errand = self.next_keyring_errand().or_else(|| self.next_archive_errand(now))?;
        Some(Effect { id: EffectId(self.wire.last_id), errand })
    }

    fn next_request(&mut self, now: Instant) -> Option<Errand> {
        if self.waits_for_others() || self.next_request_at().is_some_and(|then| then > now) {
            return None;
        }
        self.wire.not_before = None;
        if let Some(connection) = self.work_connection()
            && let Some(renewal) = self.renewal_before(&connection)
        {
            return Some(renewal);
        }
        let errand = match &mut self.work {
            Work::Idle | Work::Unlocking(_) | Work::Opening(_) => return None,
            Work::SigningIn(sign_in) => sign_in.errand()?,
            Work::Loading(load) => {
                Errand::Request { connection: load.connection.clone(), request: load.request() }
            }
            Work::Saving(save) => {
                let session = self.session.as_mut()?;
                match save.turn(session) {
                    Turn::Send(request) => {
                        Errand::Request { connection: session.connection.clone(), request }
                    }
                    Turn::End(notice) => {
                        self.end(Some(notice));
                        return None;
                    }
                }
            }
        };
        self.wire.outstanding = Some(self.wire.next_id());
        self.wire.pace.sent(now);
        Some(errand)
    }

    /// Returns where the next request of the conversation in progress goes.
    pub(super) fn work_connection(&self) -> Option<Connection> {
        match &self.work {
            Work::Loading(load) => Some(load.connection.clone()),
            Work::Saving(_) => self.session.as_ref().map(|session| session.connection.clone()),
            // Its tokens are new.
            Work::Idle | Work::Unlocking(_) | Work::Opening(_) | Work::SigningIn(_) => None,
        }
    }

    /// Returns when [`Self::next_effect`] is worth asking again, if it waits for the time alone.
    #[must_use]
    pub fn wake_at(&self) -> Option<Instant> {
        self.next_request_at().into_iter().chain(self.next_try_at()).min()
    }

    fn next_request_at(&self) -> Option<Instant> {
        let has_request = match &self.work {
            Work::Idle | Work::Unlocking(_) | Work::Opening(_) => false,
            Work::SigningIn(sign_in) => sign_in.is_checking(),
            Work::Loading(_) | Work::Saving(_) => true,
        };
        let then = self.wire.not_before.max(self.wire.pace.next_at());
        then.filter(|_| has_request && !self.waits_for_others())
    }

    /// Tells whether the next request waits for something else than the time: nothing is changed on a server before
    /// all that is known of it is written down.
    fn waits_for_others(&self) -> bool {
        // One that is to stop writes nothing more.
        let writes = matches!(&self.work, Work::Saving(save) if save.is_writing() && !save.stop);
        self.wire.outstanding.is_some() || self.is_renewing() || (writes && self.is_archiving())
    }

    /// Takes the reply to an effect. One that nobody waits for any more is dropped.
    pub fn receive(&mut self, id: EffectId, reply: Reply, now: Instant) {
        match reply {
            Reply::Refreshed(refreshed) => self.refreshed(id, refreshed, now),
            Reply::Found(found) => {
                if let Some((_, wish)) = self.keyring.running.take_if(|(running, _)| *running == id) {
                    self.keyring_found(wish, found);
                }
            }
            Reply::Done(done) => {
                if let Some((_, wish)) = self.keyring.running.take_if(|(running, _)| *running == id) {
                    self.keyring_done(wish, done);
                }
            }
            Reply::Archived(archived) => self.archived(id, archived, now),
            Reply::FileSaved(saved) => self.file_saved(id, saved),
            Reply::FileOpened(opened) => self.file_opened(id, opened),
            Reply::NoDialog => self.no_dialog(id),
            Reply::FileRead(read) => self.file_read(id, read),
            Reply::Granted(granted) => {
                if self.wire.outstanding.take_if(|awaited| *awaited == id).is_some() {
                    self.granted(granted);
                }
            }
            Reply::Answer(answer) => {
                if self.wire.outstanding.take_if(|awaited| *awaited == id).is_some() {
                    self.answered(answer, now);
                }
            }
        }
        self.follow_import();
    }

    fn answered(&mut self, answer: Result<ehttp::Response, SendFault>, now: Instant) {
        // A write that may be done is not sent once more: the reading of its fate renews the tokens.
        let is_open = |response: &ehttp::Response| {
            matches!(&self.work, Work::Saving(save) if save.is_writing()) && !amo::proves_undone(Ok(response))
        };
        let is_to_be_renewed = match &answer {
            Ok(response) if !is_open(response) => self.is_to_be_renewed(response.status),
            _ => false,
        };
        if !is_to_be_renewed {
            self.go_on(answer.map_err(Fault::NoAnswer), now);
        }
    }

    /// Hands an answer, or why there is none, to the conversation in progress.
    pub(super) fn go_on(&mut self, response: Result<ehttp::Response, Fault>, now: Instant) {
        let ending = match &mut self.work {
            Work::Idle | Work::Unlocking(_) | Work::Opening(_) => None,
            Work::SigningIn(sign_in) => {
                match response.and_then(|response| sign_in.receive(&response)) {
                    Ok(()) => {
                        sign_in.patience = Patience::default();
                        self.tell_of_other_account();
                    }
                    Err(fault) => {
                        self.wire.not_before = sign_in.patience.again(&fault, Kind::Read, now);
                        if self.wire.not_before.is_none() {
                            sign_in.give_up();
                            self.notice = Some(Notice::Failed(fault));
                        }
                    }
                }
                return;
            }
            Work::Saving(save) => {
                let Some(session) = &mut self.session else { return };
                let ending = save.receive(
                    session,
                    response.as_ref().map_err(Clone::clone),
                    now,
                    &mut self.wire.not_before,
                );
                if save.begins_to_write() {
                    self.back_up();
                }
                ending
            }
            Work::Loading(load) => {
                let key = load.connection.key();
                let open = self.session.as_ref().filter(|session| session.connection.key() == key);
                let session = open.or_else(|| self.book.shelf.get(&key));
                let stakes = session.map(Session::stakes);
                let known = self.book.identity(&load.connection, session);
                let read = response.and_then(|response| load.receive(&response, known.as_ref(), stakes));
                let read = read.or_else(|fault| match load.patience.again(&fault, Kind::Read, now) {
                    Some(then) => {
                        self.wire.not_before = Some(then);
                        Ok(None)
                    }
                    None => load.without(fault, stakes),
                });
                match read {
                    Ok(None) => None,
                    Ok(Some(loaded)) => return self.loaded(loaded),
                    Err(fault) => Some(Notice::Failed(fault)),
                }
            }
        };
        self.follow_keys();
        if ending.is_some() {
            self.end(ending);
        }
    }

    fn loaded(&mut self, loaded: Loaded) {
        let Work::Loading(load) = std::mem::replace(&mut self.work, Work::Idle) else { return };
        let notice = match (loaded, &mut self.session) {
            (Loaded::Account(account, user), Some(session)) if load.purpose == Purpose::Open => {
                // From the window that had it before this one.
                let folder = session.folder().cloned();
                self.session = None;
                self.opened(*load, account, user.unwrap_or_default());
                // It is opened there, unless the server tells another id now.
                if let Some(folder) = folder {
                    self.give_back(folder);
                }
                return;
            }
            (Loaded::Account(account, user), Some(session)) => Some(reloaded(session, account, user)),
            (Loaded::Lone(fresh), Some(session)) => Some(lone_reloaded(session, fresh)),
            (Loaded::Account(account, user), None) => {
                return self.opened(*load, account, user.unwrap_or_default());
            }
            (Loaded::Lone(_), None) => None,
        };
        self.follow_keys();
        self.end(notice);
    }

    /// Opens an account that was read; over its draft, if it was left with one.
    fn opened(&mut self, load: Load, account: Account, user: User) {
        let left = self.book.shelf.remove(&load.connection.key());
        if let Some(left) = left {
            let mut session = Session { connection: load.connection, ..left };
            let notice = reloaded(&mut session, account, Some(user));
            self.show(session, load.keeping, Some(notice));
        } else if self.archive.is_on {
            self.look_for_draft(load, account, user);
        } else {
            self.show(Session::new(load.connection, account, user), load.keeping, None);
        }
    }

    /// Shows an account that was just opened, and keeps what opens it if that is new.
    pub(super) fn show(&mut self, session: Session, keeping: Keeping, notice: Option<Notice>) {
        let keeping = match (keeping, session.connection.host()) {
            (Keeping::New, Some(host)) => {
                self.keyring.wish(Wish::Keep(host.clone()));
                Keeping::Kept
            }
            (keeping, _) => keeping,
        };
        self.session = Some(Session { keeping, ..session });
        self.account_opened();
        self.page = Page::Editor;
        self.follow_keys();
        self.end(notice);
    }

    /// Lets what is selected and asked about go by the keys that the draft has now.
    fn follow_keys(&mut self) {
        let Some(session) = &mut self.session else { return };
        session.follow_keys();
        for (old, new) in session.draft.take_rekeyed() {
            let asked = match &mut self.question {
                Some(Question::Place(item) | Question::Delete(item)) => Some(item),
                _ => None,
            };
            for item in self.selection.iter_mut().chain(&mut self.also_selected).chain(asked) {
                item.follow(old, new);
            }
        }
    }

    /// Asks for what opens the account that is open, over its draft.
    pub(super) fn ask_to_sign_in(&mut self) {
        let credentials = self.session.as_ref().and_then(|session| match &session.connection {
            Connection::Live { credentials, .. } => Some(credentials),
            Connection::Demo(_) => None,
        });
        self.question = match credentials {
            Some(Credentials::OAuth(_)) => Some(Question::Code),
            Some(Credentials::Token(_)) => Some(Question::Token),
            None => self.question.take(),
        };
    }

    /// Ends the conversation in progress; a request that is under way is not waited for.
    pub(super) fn end(&mut self, notice: Option<Notice>) {
        if self.is_taking_over() {
            self.give_turn_back();
            if matches!(notice, Some(Notice::Failed(_))) {
                self.later = Some(Notice::NotTakenOver);
            }
        }
        if matches!(notice, Some(Notice::Saved { .. })) {
            self.page = Page::Editor;
        }
        let work = std::mem::replace(&mut self.work, Work::Idle);
        self.note_saved(if let Work::Saving(save) = &work { Some(save) } else { None });
        self.wire.forget();
        self.keyring.stop_reading();
        self.notice = match notice {
            Some(Notice::Failed(Fault::OtherAccount(told))) => self.other_account(*told, &work),
            notice => notice,
        };
        self.select_something();
        if matches!(&self.notice, Some(Notice::Failed(fault)) if fault.ends_access()) {
            self.ask_to_sign_in();
            if let (Work::Loading(load), None) = (&work, &self.session)
                && let Some(host) = load.connection.host()
            {
                self.work = Work::SigningIn(Box::new(SignIn::new(host.clone())));
            }
        }
        if let Work::Saving(save) = work
            && let Some(leave) = save.leave
        {
            self.leave(leave);
        }
    }
}

/// Takes over an account that was read again, unless all that is not saved would be lost by it.
pub(super) fn reloaded(session: &mut Session, fresh: Account, user: Option<User>) -> Notice {
    let told = fresh.identity();
    if session.draft.base().identity().differs(&told) {
        return Notice::Failed(Fault::OtherAccount(Box::new(told)));
    }
    if let Some(user) = user {
        session.user = user;
    }
    let kept = if fresh.mode == session.draft.base().mode {
        check_plausible(session.draft.base(), &fresh)
    } else if session.draft.unsaved() == 0 {
        Ok(())
    } else {
        Err(Fault::ModeOff)
    };
    match kept {
        Ok(()) => {
            // Another reading is another chance.
            session.writable = true;
            let others = session.rebase(fresh);
            session.to_decide(0, &others).unwrap_or(Notice::Reloaded(others))
        }
        Err(fault) => Notice::Failed(fault),
    }
}

fn lone_reloaded(session: &mut Session, fresh: Lone) -> Notice {
    let moved = match &fresh {
        Lone::Status(fresh) => {
            session.draft.base().status(fresh.key).is_some_and(|status| status.sort != fresh.sort)
        }
        Lone::Segment(_) => false,
    };
    let changes = session.rebase_lone(fresh);
    session.to_decide(0, &changes).unwrap_or(Notice::LoneReloaded { changes, moved })
}
