//! Commands in, effects out, replies in: one line per command, then the methods behind them.

use std::time::Instant;

use crate::amo::{Fault, Host, Secret, Token};
use crate::crm::{Account, ChangeKind, Item, Lone};

use super::load::{Load, Loaded, Purpose};
use super::patience::Kind;
use super::save::{Save, Turn};
use super::session::{Connection, DemoAccount, Session};
use super::work::Work;
use super::{Command, Effect, EffectId, Leave, Model, Notice, Page, Question, Reply};

impl Model {
    /// Does what the user asks, or begins to.
    pub fn update(&mut self, command: Command) {
        match command {
            Command::Edit(edit) => self.edit(edit),
            Command::Add(name) => self.add(name),
            Command::AddSegment { like, name } => self.add_segment(like, name),
            Command::Delete(item) => self.delete(item),
            Command::DeleteSelected => self.delete_selected(),
            Command::Typed => self.change_draft(crate::crm::Draft::end_typing),
            Command::Undo => self.change_draft(crate::crm::Draft::undo),
            Command::Redo => self.change_draft(crate::crm::Draft::redo),
            Command::Discard => self.change_draft(crate::crm::Draft::discard),
            Command::Review => self.page = Page::Review,
            Command::CloseReview => self.page = Page::Editor,
            Command::Save => self.save(),
            Command::Stop => self.stop(),
            Command::Reload => self.reload(),
            Command::ReloadLone(item) => self.reload_lone(item),
            Command::SignIn { address, token } => self.sign_in(&address, &token),
            Command::Renew(token) => self.renew(&token),
            Command::OpenDemo(account) => self.open_demo(account),
            Command::SignOut => self.leave(Leave::SignOut),
            Command::Close => self.leave(Leave::Close),
            Command::Select(item) => self.select(item),
            Command::SelectAlso(item) => self.select_also(item),
            Command::SelectTo(item) => self.select_to(item),
            Command::SelectAll => self.select_all(),
            Command::AskPlace(item) => self.question = self.can_edit().then_some(Question::Place(item)),
            Command::Cancel => self.question = None,
            Command::LeaveAnyway => self.leave_anyway(),
            Command::Dismiss => self.notice = None,
            Command::SetLanguage(language) => self.settings.language = language,
            Command::SetTheme(theme) => self.settings.theme = theme,
            Command::SortSegments(order) => self.settings.segment_order = order,
        }
    }

    fn save(&mut self) {
        let Some(session) = self.session.as_mut().filter(|_| matches!(self.work, Work::Idle)) else { return };
        session.draft.tidy();
        let changes = session.draft.changes();
        if changes.is_empty() || !session.writable {
            return;
        }
        let blocking = session.draft.problems().into_iter().filter(|problem| problem.blocks()).count();
        let deletes = changes.iter().any(|change| change.kind == ChangeKind::Removed);
        if blocking > 0 {
            self.notice = Some(Notice::Problems { count: blocking });
            self.page = Page::Review;
        } else if deletes && self.page != Page::Review {
            // What cannot be taken back is read before it is sent.
            self.page = Page::Review;
        } else {
            session.refused.clear();
            self.notice = None;
            self.page = Page::Review;
            self.work = Work::Saving(Box::new(Save::new(changes)));
        }
    }

    fn stop(&mut self) {
        match &mut self.work {
            Work::Idle => {}
            Work::Loading(_) => self.end(None),
            Work::Saving(save) => {
                save.stop = true;
                self.wire.not_before = None;
            }
        }
    }

    fn reload(&mut self) {
        if let (Some(session), Work::Idle) = (&self.session, &self.work) {
            self.load(session.connection.clone(), Purpose::Reload);
        }
    }

    fn reload_lone(&mut self, item: Item) {
        if let (Some(session), false, Work::Idle) = (&self.session, item.is_new(), &self.work) {
            let zone = session.draft.base().zone.clone();
            self.load(session.connection.clone(), Purpose::Lone { item, zone });
        }
    }

    fn sign_in(&mut self, address: &str, token: &Secret) {
        match (Host::parse(address), Token::parse(token.reveal())) {
            (Err(fault), _) => self.notice = Some(Notice::Address(fault)),
            (Ok(_), None) => self.notice = Some(Notice::NoToken),
            (Ok(host), Some(token)) => self.open(Connection::Live { host, token }),
        }
    }

    /// Goes on where the old token was refused; the reading proves the new one.
    fn renew(&mut self, token: &Secret) {
        let (Some(session), Work::Idle) = (&mut self.session, &self.work) else { return };
        let (Connection::Live { token: old, .. }, Some(new)) =
            (&mut session.connection, Token::parse(token.reveal()))
        else {
            return self.notice = Some(Notice::NoToken);
        };
        *old = new;
        self.question = None;
        self.reload();
    }

    fn open_demo(&mut self, account: DemoAccount) {
        match self.session.as_ref().map(Session::connection) {
            None => self.open(Connection::Demo(account)),
            Some(Connection::Demo(open)) if *open != account => self.leave(Leave::Demo(account)),
            Some(_) => {}
        }
    }

    fn open(&mut self, connection: Connection) {
        if self.session.is_none() && matches!(self.work, Work::Idle) {
            self.load(connection, Purpose::Open);
        }
    }

    fn load(&mut self, connection: Connection, purpose: Purpose) {
        self.notice = None;
        self.work = Work::Loading(Box::new(Load::new(connection, purpose)));
    }

    fn leave(&mut self, leave: Leave) {
        self.question = None;
        if let Work::Saving(save) = &mut self.work {
            // What is under way is waited for, or nobody would know its fate.
            save.leave = Some(leave);
            return self.stop();
        }
        if self.has_changes() {
            self.question = Some(Question::Leave(leave));
        } else {
            self.left(leave);
        }
    }

    fn leave_anyway(&mut self) {
        if let Some(Question::Leave(leave)) = self.question.take() {
            self.left(leave);
        }
    }

    fn left(&mut self, leave: Leave) {
        self.leave = Some(leave);
        if leave == Leave::Close {
            return;
        }
        self.end(None);
        self.session = None;
        self.select_only(None);
        self.page = Page::Editor;
        if let Leave::Demo(account) = leave {
            self.open(Connection::Demo(account));
        }
    }

    /// Returns the next request to send, if one may go now.
    pub fn next_effect(&mut self, now: Instant) -> Option<Effect> {
        if self.wire.outstanding.is_some() || self.wake_at().is_some_and(|then| then > now) {
            return None;
        }
        self.wire.not_before = None;
        let (connection, request) = match &mut self.work {
            Work::Idle => return None,
            Work::Loading(load) => (load.connection.clone(), load.request()),
            Work::Saving(save) => {
                let session = self.session.as_mut()?;
                match save.turn(session) {
                    Turn::Send(request) => (session.connection.clone(), request),
                    Turn::End(notice) => {
                        self.end(Some(notice));
                        return None;
                    }
                }
            }
        };
        self.wire.next_id += 1;
        let id = EffectId(self.wire.next_id);
        self.wire.outstanding = Some(id);
        self.wire.pace.sent(now);
        Some(Effect { id, connection, request })
    }

    /// Returns when [`Self::next_effect`] is worth asking again, if it waits for the time alone.
    #[must_use]
    pub fn wake_at(&self) -> Option<Instant> {
        let working = !matches!(self.work, Work::Idle) && self.wire.outstanding.is_none();
        let then = self.wire.not_before.max(self.wire.pace.next_at());
        then.filter(|_| working)
    }

    /// Takes the reply to an effect. One that nobody waits for any more is dropped.
    pub fn receive(&mut self, id: EffectId, reply: Reply, now: Instant) {
        if self.wire.outstanding != Some(id) {
            return;
        }
        self.wire.outstanding = None;
        let response = reply.map_err(Fault::NoAnswer);
        let ending = match &mut self.work {
            Work::Idle => None,
            Work::Saving(save) => {
                let Some(session) = &mut self.session else { return };
                save.receive(session, response.as_ref().map_err(Clone::clone), now, &mut self.wire.not_before)
            }
            Work::Loading(load) => match response.and_then(|response| load.receive(&response)) {
                Ok(None) => None,
                Ok(Some(loaded)) => return self.loaded(loaded),
                Err(fault) => match load.patience.again(&fault, Kind::Read, now) {
                    Some(then) => {
                        self.wire.not_before = Some(then);
                        None
                    }
                    None => match load.without(&fault) {
                        Some(loaded) => return self.loaded(loaded),
                        None => Some(Notice::Failed(fault)),
                    },
                },
            },
        };
        self.follow_keys();
        if ending.is_some() {
            self.end(ending);
        }
    }

    fn loaded(&mut self, loaded: Loaded) {
        let Work::Loading(load) = std::mem::replace(&mut self.work, Work::Idle) else { return };
        let notice = match (loaded, &mut self.session) {
            (Loaded::Account(account), Some(session)) => Some(reloaded(session, account)),
            (Loaded::Lone(fresh), Some(session)) => Some(lone_reloaded(session, fresh)),
            (Loaded::Account(account), None) => {
                self.session = Some(Session::new(load.connection, account));
                self.page = Page::Editor;
                None
            }
            (Loaded::Lone(_), None) => None,
        };
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

    /// Ends the conversation in progress; a request that is under way is not waited for.
    fn end(&mut self, notice: Option<Notice>) {
        if matches!(notice, Some(Notice::Saved { .. })) {
            self.page = Page::Editor;
        }
        let work = std::mem::replace(&mut self.work, Work::Idle);
        self.wire.outstanding = None;
        self.wire.not_before = None;
        self.notice = notice;
        self.select_something();
        let is_signed_out = matches!(self.notice, Some(Notice::Failed(Fault::SignedOut)));
        if is_signed_out && self.session.is_some() {
            self.question = Some(Question::Token);
        }
        if let Work::Saving(save) = work
            && let Some(leave) = save.leave
        {
            self.leave(leave);
        }
    }
}

/// Takes over an account that was read again, unless all that is not saved would be lost by it.
fn reloaded(session: &mut Session, fresh: Account) -> Notice {
    let kept = if fresh.mode == session.draft.base().mode {
        session.believes(&fresh)
    } else if session.draft.changes().is_empty() {
        Ok(())
    } else {
        Err(Fault::ModeOff)
    };
    match kept {
        Ok(()) => {
            // Another reading is another chance.
            session.writable = true;
            Notice::Reloaded(session.rebase(fresh))
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
    Notice::LoneReloaded { changes: session.rebase_lone(fresh), moved }
}
