//! Saving: check, write one request at a time, read back, until the server shows what is wanted.
//!
//! Nobody documents whether the server keeps, shifts or renumbers the numbers that it orders by. So the
//! first write that touches the order is followed by one reading, which shows it; what was learnt is kept
//! in the session. On a server that keeps numbers the rest follows without readings in between. A write
//! without an answer is never repeated blindly: a reading shows first whether it arrived, of the one status
//! or segment if no other is concerned.

use std::time::Instant;

use ehttp::{Request, Response};

use crate::amo::{self, Fault, Part, Reason};
use crate::crm::{
    Account, Attempts, Change, ChangeKind, Created, Item, Key, NewRow, NextStep, SingleItem, Skip, SortRule,
    SortRules, Step,
};

use super::journal::Journal;
use super::notice::{Leave, Notice};
use super::progress::{Line, LineState};
use super::reading::{Reading, Scope, Stakes, check_plausible};
use super::remarks::Remarks;
use super::retry::{Kind, Patience};
use super::session::Session;

/// How often a whole plan may be begun anew because the reading at the end shows something else.
const MAX_ROUNDS: u8 = 3;

/// A saving in progress.
#[derive(Debug)]
pub(crate) struct Save {
    /// The changes as they were reviewed.
    reviewed: Vec<Change>,
    phase: Phase,
    /// The reading that is under way; it begins with its first request.
    reading: Option<Reading>,
    attempts: Attempts,
    skip: Skip,
    patience: Patience,
    /// What was written since the last reading.
    unread: Vec<Item>,
    rounds: u8,
    /// What readings during the saving showed to be otherwise than it was sent or known.
    made: Vec<Change>,
    stage: Stage,
    /// Whether the account was just found as it was reviewed.
    is_checked: bool,
    /// Whether it goes on although it cannot be written down what it does.
    is_daring: bool,
    /// Whether the user wants no further write.
    pub stop: bool,
    /// Where the user wants to go as soon as nothing is under way any more.
    pub leave: Option<Leave>,
}

/// What the next answer is about.
#[derive(Clone, Debug, PartialEq)]
enum Phase {
    /// A reading, to see whether others have changed something.
    Check,
    /// The step that is to be sent or under way; `None` until it is chosen.
    Write(Option<Step>),
    /// A reading after a write that the server may have answered by moving others.
    Learn {
        /// (id, number) before the write.
        before: Vec<(u64, i64)>,
        /// What was written, if it was one number.
        written: Option<(u64, i64)>,
    },
    /// A reading of the one item that a write of unknown fate is about, if it concerns no other.
    Look {
        /// Which.
        item: Item,
        /// The write.
        step: Step,
        /// Why its fate is unknown.
        fault: Fault,
    },
    /// A reading of the list after a write of unknown fate.
    Resolve {
        /// The write.
        step: Step,
        /// Why its fate is unknown.
        fault: Fault,
    },
    /// A reading after the last write.
    Confirm,
}

/// How far a saving has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing is to be changed yet.
    Checking,
    /// What it is going to do is being written down.
    Begun,
    /// Something was sent that changes the account.
    Sent,
}

/// What a saving wants.
pub(crate) enum Turn {
    /// This request.
    Send(Request),
    /// Nothing more; this is to be said.
    End(Notice),
}

impl Save {
    pub fn new(reviewed: Vec<Change>) -> Self {
        Self {
            reviewed,
            phase: Phase::Check,
            reading: None,
            attempts: Attempts::default(),
            skip: Skip::default(),
            patience: Patience::default(),
            unread: Vec::new(),
            rounds: 0,
            made: Vec::new(),
            is_checked: false,
            stage: Stage::Checking,
            is_daring: false,
            stop: false,
            leave: None,
        }
    }

    /// Tells whether the next request changes something.
    pub fn is_writing(&self) -> bool {
        matches!(self.phase, Phase::Write(_))
    }

    /// Tells whether a reading is to show if a write without an answer has arrived.
    pub fn is_resolving(&self) -> bool {
        matches!(self.phase, Phase::Look { .. } | Phase::Resolve { .. })
    }

    /// Goes on even if it cannot be written down what it does.
    pub fn daring(self) -> Self {
        Self { is_daring: true, ..self }
    }

    /// Tells once that the account is going to be changed.
    pub fn begins_to_write(&mut self) -> bool {
        std::mem::take(&mut self.is_checked)
    }

    /// Returns all that is to be saved, once that has begun.
    pub fn reviewed_if_begun(&self) -> Option<&[Change]> {
        (self.stage != Stage::Checking).then_some(&self.reviewed)
    }

    /// Tells whether nothing was sent yet, so that it may still wait for a backup.
    pub fn needs_security(&self) -> bool {
        self.stage == Stage::Begun && !self.is_daring
    }

    /// Returns what is saved so far; nothing if nothing was sent, whatever others have done.
    pub fn done(&self, session: &Session) -> Vec<Change> {
        if self.stage != Stage::Sent {
            return Vec::new();
        }
        let left = session.draft.changes();
        self.reviewed.iter().filter(|change| session.is_done(change, &left)).cloned().collect()
    }

    /// Returns what to send now, or that nothing is left to send.
    pub fn turn(&mut self, session: &mut Session) -> Turn {
        if self.stop {
            match self.phase {
                // Not sent yet, or to be sent once more after a pause.
                Phase::Write(Some(_)) => self.phase = Phase::Write(None),
                Phase::Check => return Turn::End(self.ending(session)),
                _ => {}
            }
        }
        if self.phase == Phase::Write(None) {
            let next = if self.stop {
                NextStep::Done
            } else {
                session.draft.next_step(session.rules, &mut self.attempts, &self.skip)
            };
            match next {
                NextStep::Step(step) => {
                    session.draft.send(&step);
                    if self.stage != Stage::Sent {
                        // What was to be read before is told no more.
                        session.remarks = Remarks::default();
                    }
                    self.stage = Stage::Sent;
                    self.phase = Phase::Write(Some(step));
                }
                NextStep::Done | NextStep::Stuck if !self.unread.is_empty() => self.read_for(Phase::Confirm),
                NextStep::Done => return Turn::End(self.ending(session)),
                NextStep::Stuck => return Turn::End(self.stuck(session)),
            }
        }
        Turn::Send(match &self.phase {
            Phase::Write(Some(step)) => amo::request(step, &session.draft.base().zone),
            Phase::Look { item, .. } => amo::request_lone(*item),
            phase => {
                let scope = match phase {
                    // What is filled in has to fit the fields as they are now.
                    Phase::Check if fills(&self.reviewed) => Scope::Fields,
                    _ => Scope::Items,
                };
                self.reading
                    .get_or_insert_with(|| Reading::new(session.draft.base().clone(), scope))
                    .request()
            }
        })
    }

    /// Takes the answer to what was sent last. `Some` ends the saving.
    pub fn receive(
        &mut self,
        session: &mut Session,
        reply: Result<&Response, Fault>,
        now: Instant,
        not_before: &mut Option<Instant>,
    ) -> Option<Notice> {
        let kind = if matches!(self.phase, Phase::Write(_)) { Kind::Write } else { Kind::Read };
        let is_undone = kind == Kind::Read || amo::proves_undone(reply.as_ref().copied());
        // What tells of the fate of a write is no success of it: the pauses before it count on.
        let was_resolving = self.is_resolving();
        let outcome = reply.and_then(|response| match self.phase.clone() {
            Phase::Write(Some(step)) => self.written(session, &step, response),
            // It is another account's, which the reading of the list finds out.
            Phase::Look { .. } if is_strange(session, response) => Err(Fault::NotFound),
            Phase::Look { item, step, fault } => {
                let fresh = amo::read_lone(item, &session.draft.base().zone, response)?;
                Ok(self.looked(session, &step, fault, fresh))
            }
            _ => self.read(session, response),
        });
        let fault = match outcome {
            Ok(ending) => {
                if !was_resolving {
                    self.patience = Patience::default();
                }
                return ending;
            }
            Err(fault) => fault,
        };
        *not_before = self.patience.again(&fault, kind, now);
        match not_before {
            Some(_) if is_undone => return None,
            Some(_) => {}
            None => self.patience = Patience::default(),
        }
        self.failed(session, fault, is_undone)
    }

    /// Takes the answer to a write.
    fn written(
        &mut self,
        session: &mut Session,
        step: &Step,
        response: &Response,
    ) -> Result<Option<Notice>, Fault> {
        let accepted = amo::accept(step, response)?;
        let before = numbers(session.draft.base());
        session.draft.apply_to_base(step, &accepted.created);
        self.unread.extend(step.items());
        self.follow_keys(session);
        let written = match step {
            Step::UpdateStatus { id, sort: Some(sort), .. } => Some((*id, *sort)),
            _ => None,
        };
        // Some may be created without their ids being told: the reading recognises them.
        let untold = untold(step, &accepted.created);
        let as_sent = match written {
            Some((_, sent)) => accepted.sort.is_none_or(|sort| sort == sent),
            None => untold.is_none(),
        };
        if let Some(untold) = untold {
            session.draft.mark_unconfirmed(untold);
        }
        if as_sent && (!step.changes_order() || session.rules == SortRules::from(SortRule::Keep)) {
            self.phase = Phase::Write(None);
        } else {
            self.read_for(Phase::Learn { before, written });
        }
        Ok(None)
    }

    /// Takes the one item that a write of unknown fate was about.
    fn looked(
        &mut self,
        session: &mut Session,
        step: &Step,
        fault: Fault,
        fresh: SingleItem,
    ) -> Option<Notice> {
        let arrived = session.draft.is_applied(step, &session.draft.base_with(fresh.clone()));
        session.draft.mark_unconfirmed(step.clone());
        let others = session.rebase_item(fresh);
        self.made.extend(others);
        self.skip_contested(session);
        self.phase = Phase::Write(None);
        if arrived {
            self.unread.extend(step.items());
            return None;
        }
        self.not_arrived(session, fault)
    }

    /// Tells that a write did not arrive: to try again is for the user, since the server may be too ill for
    /// it. One that only wanted a pause has had it.
    fn not_arrived(&self, session: &Session, fault: Fault) -> Option<Notice> {
        let goes_on = matches!(fault, Fault::TooMany { .. }) && self.patience.is_paused();
        self.to_decide(session).or_else(|| (!goes_on).then_some(Notice::NotArrived(fault)))
    }

    /// Takes one page of a reading.
    fn read(&mut self, session: &mut Session, response: &Response) -> Result<Option<Notice>, Fault> {
        let Some(reading) = &mut self.reading else { return Ok(None) };
        let stakes = stakes(&self.phase, session);
        let Some(fresh) = reading.receive(response, Some(stakes))? else { return Ok(None) };
        let shortage = reading.shortage();
        self.reading = None;
        check_plausible(session.draft.base(), &fresh)?;
        session.shortage = shortage;
        let phase = std::mem::replace(&mut self.phase, Phase::Write(None));
        Ok(match phase {
            Phase::Check => self.checked(session, fresh),
            Phase::Learn { before, written } => {
                if let Some(written) = written {
                    session.rules.observe(&before, written, &numbers(&fresh));
                }
                let made = session.rebase(fresh);
                self.made.extend(made);
                self.follow_keys(session);
                session.forget_refused_creates();
                self.check_taken(session);
                None
            }
            Phase::Resolve { step, fault } => {
                let arrived = session.draft.is_applied(&step, &fresh);
                let gone = step.single_item().is_some_and(|item| !fresh.has(item));
                session.draft.mark_unconfirmed(step);
                let others = session.rebase(fresh);
                self.made.extend(others);
                self.check_taken(session);
                // What arrived needs nothing.
                if arrived {
                    None
                } else if gone {
                    // Somebody else has deleted it meanwhile, so there is nothing to send again.
                    Some(self.to_decide(session).unwrap_or(Notice::Failed(Fault::NotFound)))
                } else {
                    self.not_arrived(session, fault)
                }
            }
            Phase::Confirm | Phase::Look { .. } | Phase::Write(_) => {
                let made = session.rebase(fresh);
                self.made.extend(made);
                self.check_taken(session);
                self.confirmed(session)
            }
        })
    }

    /// Refuses, on behalf of the server, what it said it had done but does not show: no write is repeated
    /// within one saving.
    fn check_taken(&mut self, session: &mut Session) {
        self.follow_keys(session);
        self.skip_contested(session);
        let written = std::mem::take(&mut self.unread);
        for change in session.draft.changes() {
            let moved = matches!(change.kind, ChangeKind::Moved { .. });
            if written.contains(&change.item) && !moved && self.skip.items.insert(change.item) {
                session.refuse(change.item, &Fault::NotTaken);
            }
        }
    }

    /// Leaves alone for the rest of this saving what the user has to decide first.
    fn skip_contested(&mut self, session: &Session) {
        for conflict in session.draft.conflicts() {
            self.skip.items.insert(conflict.item);
            self.skip.order |= conflict.mine.iter().any(|kind| matches!(kind, ChangeKind::Moved { .. }));
        }
    }

    /// Goes on after the first reading, unless the changes read differently now.
    fn checked(&mut self, session: &mut Session, fresh: Account) -> Option<Notice> {
        let others = session.rebase(fresh);
        self.follow_keys(session);
        let changes = session.draft.changes();
        let blocking = session.draft.problems().into_iter().filter(|problem| problem.blocks()).count();
        if let Some(notice) = session.to_decide(0, &others) {
            return Some(notice);
        }
        if blocking > 0 {
            // A field or a choice that is filled in may have been deleted meanwhile.
            return Some(Notice::Problems { count: blocking });
        }
        let is_reviewed = |change: &Change| self.reviewed.iter().any(|known| covers(known, change));
        if changes != self.reviewed && !(others.is_empty() && changes.iter().all(is_reviewed)) {
            return Some(Notice::ChangedMeanwhile(others));
        }
        if changes.is_empty() {
            // All had arrived before. The backup that was taken then is the way back.
            if session.arrived.is_empty() {
                session.journal.iter_mut().for_each(Journal::forget_backup);
            }
            return Some(self.ending(session));
        }
        (self.is_checked, self.stage) = (true, Stage::Begun);
        None
    }

    /// Compares what the server shows after the last write with what is wanted.
    fn confirmed(&mut self, session: &mut Session) -> Option<Notice> {
        let left = session.draft.next_step(session.rules, &mut Attempts::default(), &self.skip);
        if self.stop || matches!(left, NextStep::Done) {
            return Some(self.ending(session));
        }
        if matches!(left, NextStep::Stuck) {
            // Nothing can be sent that was not tried.
            return Some(self.stuck(session));
        }
        // The numbers that were sent did not stay: all that was learnt is in doubt.
        self.rounds += 1;
        session.rules = SortRules::default();
        self.attempts = Attempts::default();
        let is_order = !moved_items(session).is_empty();
        let told = || if is_order { Notice::OrderNotKept } else { self.ending(session) };
        (self.rounds >= MAX_ROUNDS).then(told)
    }

    /// Decides what a failure means for the rest of the saving. Of a write that is not known to be undone
    /// only a reading tells the fate.
    fn failed(&mut self, session: &mut Session, fault: Fault, is_undone: bool) -> Option<Notice> {
        let phase = std::mem::replace(&mut self.phase, Phase::Write(None));
        let step = match phase {
            Phase::Write(Some(step)) => step,
            // That a thing is not found is believed only if the list lacks it too.
            Phase::Look { step, fault: doubt, .. } if matches!(fault, Fault::NotFound) => {
                self.read_for(Phase::Resolve { step, fault: doubt });
                return None;
            }
            Phase::Look { step, .. } | Phase::Resolve { step, .. } => {
                session.draft.mark_unconfirmed(step);
                return Some(Notice::Failed(fault));
            }
            _ => return Some(Notice::Failed(fault)),
        };
        if !is_undone {
            self.read_for(match step.single_item() {
                Some(item) => Phase::Look { item, step, fault },
                None => Phase::Resolve { step, fault },
            });
            return None;
        }
        match &fault {
            Fault::Refused { .. } | Fault::NotFound | Fault::ModeOff | Fault::NotTaken => {
                self.refuse(session, &step, &fault);
                let creates = !step.creates().is_empty();
                if creates || matches!(fault, Fault::NotFound) {
                    // A part may have been created all the same, and what was not found may have been
                    // deleted meanwhile: a reading shows it.
                    if creates {
                        session.draft.mark_unconfirmed(step);
                    }
                    self.read_for(Phase::Learn { before: Vec::new(), written: None });
                }
                None
            }
            // Whether such a one may be changed at all is documented nowhere: it says nothing of the user.
            Fault::Forbidden | Fault::Account(Reason::NoRights) if is_system(session, &step) => {
                self.refuse(session, &step, &fault);
                None
            }
            // The next one would fare no better.
            _ => {
                session.writable &= !matches!(fault, Fault::Forbidden);
                Some(Notice::Failed(fault))
            }
        }
    }

    /// Leaves alone for the rest of this saving what the server refused.
    fn refuse(&mut self, session: &mut Session, step: &Step, fault: &Fault) {
        if let Step::UpdateStatus { name: None, color: None, .. } = step {
            // A refused number is no fault of the status, which may only have to make room: it is what
            // was moved that cannot be had.
            self.skip.order = true;
            let fault = about(Part::Sort, fault);
            for item in moved_items(session) {
                session.refuse(item, &fault);
            }
            return;
        }
        let items = match step {
            Step::UpdateStatus { id, .. } => {
                self.attempts.take_back();
                vec![Item::Status(Key::Id(*id))]
            }
            Step::DeleteStatus { id } => vec![Item::Status(Key::Id(*id))],
            Step::CreateStatuses(news) => complained_about(news, fault),
            Step::DeleteSegment { id } | Step::UpdateSegment { id, .. } => vec![Item::Segment(Key::Id(*id))],
            Step::CreateSegment { .. } => step.creates(),
        };
        for item in items {
            self.skip.items.insert(item);
            session.refuse(item, fault);
        }
    }

    fn read_for(&mut self, phase: Phase) {
        self.reading = None;
        self.phase = phase;
    }

    /// Lets what is remembered go by the keys that the draft has now.
    fn follow_keys(&mut self, session: &mut Session) {
        for (old, new) in session.draft.rekeyed() {
            for change in &mut self.reviewed {
                change.item.follow(*old, *new);
            }
            for item in &mut self.unread {
                item.follow(*old, *new);
            }
            if self.skip.items.remove(old) {
                self.skip.items.insert(*new);
            }
        }
        session.follow_keys();
    }

    /// Counts what is saved so far.
    fn saved(&self, session: &Session) -> usize {
        let left = session.draft.changes();
        self.reviewed.iter().filter(|change| session.is_done(change, &left)).count()
    }

    /// Returns that the user has to decide something, if so.
    fn to_decide(&self, session: &Session) -> Option<Notice> {
        session.to_decide(self.saved(session), &self.made)
    }

    /// Returns what to say when nothing that could be sent would give the order.
    fn stuck(&self, session: &Session) -> Notice {
        match session.draft.order_problem(session.rules) {
            // The review says why.
            Some(_) => self.ending(session),
            None => Notice::OrderNotKept,
        }
    }

    fn ending(&self, session: &Session) -> Notice {
        if let Some(notice) = self.to_decide(session) {
            return notice;
        }
        let (saved, left) = (self.saved(session), session.draft.changes());
        match left.len() {
            0 => Notice::Saved { count: self.reviewed.len(), made: self.made.clone() },
            left if self.stop => Notice::Stopped { saved, left },
            left => Notice::PartlySaved { saved, left },
        }
    }

    pub fn lines(&self, session: &Session) -> Vec<Line> {
        let left = session.draft.changes();
        let state = |change: &Change| match &self.phase {
            _ if session.is_done(change, &left) => LineState::Done,
            Phase::Write(Some(step)) | Phase::Look { step, .. } | Phase::Resolve { step, .. }
                if step.items().contains(&change.item) =>
            {
                LineState::Sending
            }
            _ => session.refusal_of(change, &left).map_or(LineState::Waiting, LineState::Refused),
        };
        self.reviewed.iter().map(|change| Line { change: change.clone(), state: state(change) }).collect()
    }
}

/// Returns what a reading in this phase must not get wrong.
fn stakes<'a>(phase: &Phase, session: &'a Session) -> Stakes<'a> {
    let stakes = session.stakes();
    match phase {
        Phase::Check => Stakes { precedes_write: true, ..stakes },
        // What it is about alone was asked for already.
        Phase::Resolve { step, .. } => {
            Stakes { awaits: stakes.awaits || !step.creates().is_empty(), gone: step.single_item(), ..stakes }
        }
        _ => stakes,
    }
}

/// Tells whether a thing that was read alone belongs to another account by its own word.
fn is_strange(session: &Session, response: &Response) -> bool {
    let id = session.draft.base().id;
    id != 0 && amo::read_owner(response).is_some_and(|owner| owner != id)
}

/// Tells whether whoever has read one change has read the other: places are counted among others, which may
/// have come or gone, and what was to be added and is there by now may still lack some of what it was to be.
fn covers(read: &Change, change: &Change) -> bool {
    read.item == change.item
        && match &read.kind {
            ChangeKind::Added { .. } => change.kind != ChangeKind::Removed,
            ChangeKind::Moved { .. } => read.kind.is_same_member(&change.kind),
            kind => *kind == change.kind,
        }
}

/// Tells whether values of custom fields are among these changes; new segments may have some.
fn fills(changes: &[Change]) -> bool {
    changes.iter().any(|change| {
        let is_segment = matches!(change.item, Item::Segment(_));
        is_segment && matches!(change.kind, ChangeKind::Filled { .. } | ChangeKind::Added { .. })
    })
}

/// Returns what the draft has moved.
fn moved_items(session: &Session) -> Vec<Item> {
    let moved = |change: &Change| matches!(change.kind, ChangeKind::Moved { .. });
    session.draft.changes().into_iter().filter(moved).map(|change| change.item).collect()
}

/// Returns which of the wanted ones the server complains about; all of them if it does not say.
fn complained_about(news: &[NewRow], fault: &Fault) -> Vec<Item> {
    let Fault::Refused { details } = fault else { return all(news) };
    let is_meant = |new: &&NewRow| {
        let number = new.number.to_string();
        details.iter().any(|detail| detail.request_id.as_deref() == Some(&*number))
    };
    let meant: Vec<NewRow> = news.iter().filter(is_meant).cloned().collect();
    all(if meant.is_empty() { news } else { &meant })
}

/// Says of a refusal that it is about this part, as nothing else was sent.
fn about(part: Part, fault: &Fault) -> Fault {
    let mut fault = fault.clone();
    if let Fault::Refused { details } = &mut fault {
        for detail in details {
            detail.part = Some(part);
        }
    }
    fault
}

fn all(news: &[NewRow]) -> Vec<Item> {
    news.iter().map(|new| Item::Status(Key::New(new.number))).collect()
}

/// Tells whether a step changes one of amoCRM's own statuses.
fn is_system(session: &Session, step: &Step) -> bool {
    matches!(step, Step::UpdateStatus { id, .. }
        if session.draft.base().status(Key::Id(*id)).is_some_and(|status| status.system))
}

/// Returns what was to be created without an id having come back for it.
fn untold(step: &Step, created: &[Created]) -> Option<Step> {
    let told = |number: u32| created.iter().any(|(told, _)| *told == number);
    match step {
        Step::CreateStatuses(news) => {
            let left: Vec<NewRow> = news.iter().filter(|new| !told(new.number)).cloned().collect();
            (!left.is_empty()).then_some(Step::CreateStatuses(left))
        }
        Step::CreateSegment { number, .. } => (!told(*number)).then(|| step.clone()),
        _ => None,
    }
}

/// Returns (id, number) of all statuses in the server's order.
fn numbers(account: &Account) -> Vec<(u64, i64)> {
    account.statuses.iter().filter_map(|status| Some((status.key.id()?, status.sort))).collect()
}
