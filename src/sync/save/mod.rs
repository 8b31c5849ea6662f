//! Saving: check, write one request at a time, read back, until the server shows what is wanted.
//!
//! Nobody documents whether the server keeps, shifts or renumbers the numbers that it orders by. So the
//! first write that touches the order is followed by one reading, which shows it; what was learnt is kept
//! in the session. On a server that keeps numbers the rest follows without readings in between. A write
//! without an answer is never repeated blindly: a reading shows first whether it arrived, of the one status
//! or segment if no other is concerned.

mod phase;
mod reviewed;
mod sent;

use std::time::Instant;

use ehttp::{Request, Response};

use crate::amo::{self, Fault, Reason};
use crate::crm::{Account, Attempts, Change, NextStep, SingleItem, SortRule, SortRules, Step};
use crate::document::{ArchiveFault, DiskRequest};
use crate::sync::journal::Journal;
use crate::sync::notice::{Leave, Notice};
use crate::sync::output::Output;
use crate::sync::progress::Line;
use crate::sync::reading::{Reading, check_plausible};
use crate::sync::retry::{Kind, RetryPolicy};
use crate::sync::review_notes::ReviewNotes;
use crate::sync::session::Session;

use phase::{Phase, is_strange, numbers, untold};
use reviewed::Reviewed;
use sent::Sent;

/// How often a whole plan may be begun anew because the reading at the end shows something else.
const MAX_ROUNDS: u8 = 3;

/// A saving in progress.
#[derive(Debug)]
pub(crate) struct Save {
    /// The changes as they were reviewed.
    reviewed: Reviewed,
    phase: Phase,
    /// The reading that is under way; it begins with its first request.
    reading: Option<Reading>,
    retry: RetryPolicy,
    sent: Sent,
    intent: Intent,
}

/// What the user wants of a saving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Intent {
    /// That it saves everything.
    Finish,
    /// That it writes no more.
    Stop,
    /// The same, and to leave the account as soon as nothing is under way.
    Leave(Leave),
}

/// What a saving does next.
#[derive(Debug)]
pub(crate) enum NextAction {
    /// It sends this request.
    Send(Request),
    /// It waits for the disk: nothing is changed on a server before all that is known of it is stored.
    Wait,
    /// It ends; this is to be shown.
    End(Notice),
}

impl Save {
    /// Starts to save these changes; without a backup if there can be none and the user has confirmed that.
    pub fn new(reviewed: Vec<Change>, without_backup: bool) -> Self {
        Self {
            reviewed: Reviewed::new(reviewed),
            phase: Phase::Check { without_backup },
            reading: None,
            retry: RetryPolicy::default(),
            sent: Sent::default(),
            intent: Intent::Finish,
        }
    }

    /// Writes no more than what is under way.
    pub fn stop(&mut self) {
        if self.intent == Intent::Finish {
            self.intent = Intent::Stop;
        }
    }

    /// The same, and lets the user leave then.
    pub fn stop_and_leave(&mut self, leave: Leave) {
        self.intent = Intent::Leave(leave);
    }

    pub fn is_stopping(&self) -> bool {
        self.intent != Intent::Finish
    }

    /// Returns where the user wants to go as soon as nothing is under way any more.
    pub fn leave(&self) -> Option<Leave> {
        match self.intent {
            Intent::Leave(leave) => Some(leave),
            Intent::Finish | Intent::Stop => None,
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

    /// Tells whether the disk has to answer before the next request. What is to stop writes nothing more.
    pub fn waits_for_disk(&self, session: &Session) -> bool {
        !self.is_stopping() && self.phase.waits_for_disk(session)
    }

    /// Returns what is saved so far; nothing if nothing was sent, whatever others have done.
    pub fn done(&self, session: &Session) -> Vec<Change> {
        if self.sent.any { self.reviewed.done(session) } else { Vec::new() }
    }

    /// Returns what to do now.
    pub fn next_action(&mut self, session: &mut Session) -> NextAction {
        if self.waits_for_disk(session) {
            return NextAction::Wait;
        }
        if self.is_stopping() {
            match self.phase {
                // Not sent yet, or to be sent once more after a pause.
                Phase::Write(Some(_)) => self.phase = Phase::Write(None),
                Phase::Check { .. } | Phase::Secure { .. } => return NextAction::End(self.ending(session)),
                _ => {}
            }
        }
        if self.phase == Phase::Write(None) {
            let next = if self.is_stopping() {
                NextStep::Done
            } else {
                session.draft.next_step(session.server.rules, &mut self.sent.attempts, &self.sent.skip)
            };
            match next {
                NextStep::Step(step) => {
                    session.draft.send(&step);
                    if !std::mem::replace(&mut self.sent.any, true) {
                        // What was to be read before is told no more.
                        session.notes = ReviewNotes::default();
                    }
                    self.phase = Phase::Write(Some(step));
                }
                NextStep::Done | NextStep::Stuck if !self.sent.unread.is_empty() => {
                    self.read_for(Phase::Confirm);
                }
                NextStep::Done => return NextAction::End(self.ending(session)),
                NextStep::Stuck => return NextAction::End(self.stuck(session)),
            }
        }
        NextAction::Send(match &self.phase {
            Phase::Write(Some(step)) => amo::request(step, &session.draft.base().zone),
            Phase::Look { item, .. } => amo::request_lone(*item),
            phase => {
                let scope = phase.scope(&self.reviewed);
                self.reading
                    .get_or_insert_with(|| Reading::new(session.draft.base().clone(), scope))
                    .request()
            }
        })
    }

    /// Takes the reply of the disk to a request that stores something, with the fault if there is one. Before
    /// the first write it ends the saving, unless the user has confirmed that.
    pub fn stored(
        &mut self,
        session: &mut Session,
        job: &DiskRequest,
        fault: Option<&ArchiveFault>,
    ) -> Output {
        let Phase::Secure { without_backup, is_backed_up } = &mut self.phase else { return Output::Continue };
        match (job, fault) {
            (DiskRequest::KeepDraft(_) | DiskRequest::KeepBackup { .. }, Some(fault)) if !*without_backup => {
                return Output::Finished(Notice::BackupFailed(fault.clone()));
            }
            (DiskRequest::KeepBackup { .. }, _) => *is_backed_up = true,
            _ => {}
        }
        if *is_backed_up {
            if let Some(draft) = session.store() {
                return Output::Store(draft);
            }
            if session.is_settled() {
                self.phase = Phase::Write(None);
            }
        }
        Output::Continue
    }

    /// Takes the answer to what was sent last.
    pub fn receive(
        &mut self,
        session: &mut Session,
        reply: Result<&Response, Fault>,
        now: Instant,
    ) -> Output {
        let kind = if self.is_writing() { Kind::Write } else { Kind::Read };
        let is_undone = kind == Kind::Read || amo::proves_undone(reply.as_ref().copied());
        // What tells of the fate of a write is no success of it: the pauses before it count on.
        let was_resolving = self.is_resolving();
        let outcome = reply.and_then(|response| match self.phase.clone() {
            Phase::Write(Some(step)) => self.written(session, &step, response).map(|()| Output::Continue),
            // It is another account's, which the reading of the list finds out.
            Phase::Look { .. } if is_strange(session, response) => Err(Fault::NotFound),
            Phase::Look { item, step, fault } => {
                let fresh = amo::read_lone(item, &session.draft.base().zone, response)?;
                Ok(self.looked(session, &step, fault, fresh).into())
            }
            _ => self.read(session, response),
        });
        let fault = match outcome {
            Ok(output) => {
                if !was_resolving {
                    self.retry = RetryPolicy::default();
                }
                return output;
            }
            Err(fault) => fault,
        };
        let pause = self.retry.again(&fault, kind, now);
        if pause.is_none() {
            self.retry = RetryPolicy::default();
        }
        let is_repeated = pause.is_some() && is_undone;
        let ending = if is_repeated { None } else { self.failed(session, fault, is_undone) };
        match (ending, pause) {
            (Some(notice), _) => Output::Finished(notice),
            (None, Some(then)) => Output::Pause(then),
            (None, None) => Output::Continue,
        }
    }

    /// Takes the answer to a write.
    fn written(&mut self, session: &mut Session, step: &Step, response: &Response) -> Result<(), Fault> {
        let accepted = amo::accept(step, response)?;
        let before = numbers(session.draft.base());
        session.draft.apply_to_base(step, &accepted.created);
        self.sent.unread.extend(step.items());
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
        if as_sent && (!step.changes_order() || session.server.rules == SortRules::from(SortRule::Keep)) {
            self.phase = Phase::Write(None);
        } else {
            self.read_for(Phase::Learn { before, written });
        }
        Ok(())
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
        self.sent.made.extend(others);
        self.sent.skip_contested(session);
        self.phase = Phase::Write(None);
        if arrived {
            self.sent.unread.extend(step.items());
            return None;
        }
        self.not_arrived(session, fault)
    }

    /// Tells that a write did not arrive: to try again is for the user, since the server may be too ill for
    /// it. One that only wanted a pause has had it.
    fn not_arrived(&self, session: &Session, fault: Fault) -> Option<Notice> {
        let goes_on = matches!(fault, Fault::TooMany { .. }) && self.retry.is_paused();
        self.to_decide(session).or_else(|| (!goes_on).then_some(Notice::NotArrived(fault)))
    }

    /// Takes one page of a reading.
    fn read(&mut self, session: &mut Session, response: &Response) -> Result<Output, Fault> {
        let Some(reading) = &mut self.reading else { return Ok(Output::Continue) };
        let stakes = self.phase.stakes(session);
        let Some(fresh) = reading.receive(response, Some(stakes))? else { return Ok(Output::Continue) };
        let shortage = reading.shortage();
        self.reading = None;
        check_plausible(session.draft.base(), &fresh)?;
        session.server.shortage = shortage;
        let phase = std::mem::replace(&mut self.phase, Phase::Write(None));
        let ending = match phase {
            Phase::Check { without_backup } => return Ok(self.checked(session, fresh, without_backup)),
            Phase::Learn { before, written } => {
                if let Some(written) = written {
                    session.server.rules.observe(&before, written, &numbers(&fresh));
                }
                let made = session.rebase(fresh);
                self.sent.made.extend(made);
                session.forget_refused_creates();
                self.sent.check_taken(session);
                None
            }
            Phase::Resolve { step, fault } => {
                let arrived = session.draft.is_applied(&step, &fresh);
                let gone = step.single_item().is_some_and(|item| !fresh.has(item));
                session.draft.mark_unconfirmed(step);
                let others = session.rebase(fresh);
                self.sent.made.extend(others);
                self.sent.check_taken(session);
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
            Phase::Confirm | Phase::Look { .. } | Phase::Write(_) | Phase::Secure { .. } => {
                let made = session.rebase(fresh);
                self.sent.made.extend(made);
                self.sent.check_taken(session);
                self.confirmed(session)
            }
        };
        Ok(ending.into())
    }

    /// Goes on after the first reading, unless the changes read differently now.
    fn checked(&mut self, session: &mut Session, fresh: Account, without_backup: bool) -> Output {
        let others = session.rebase(fresh);
        let blocking = session.draft.problems().into_iter().filter(|problem| problem.blocks()).count();
        if let Some(notice) = session.to_decide(0, &others) {
            return Output::Finished(notice);
        }
        if blocking > 0 {
            // A field or a choice that is filled in may have been deleted meanwhile.
            return Output::Finished(Notice::Problems { count: blocking });
        }
        if !self.reviewed.reads_like(&session.draft, others.is_empty()) {
            return Output::Finished(Notice::ChangedMeanwhile(others));
        }
        if session.draft.changes().is_empty() {
            // All had arrived before. The backup that was taken then is the way back.
            session.journal.iter_mut().for_each(Journal::forget_backup);
            return Output::Finished(self.ending(session));
        }
        match session.secure(self.reviewed.current(&session.draft)) {
            Some(backup) => {
                self.phase = Phase::Secure { without_backup, is_backed_up: false };
                Output::Store(backup)
            }
            // Nothing is stored of it.
            None => Output::Continue,
        }
    }

    /// Compares what the server shows after the last write with what is wanted.
    fn confirmed(&mut self, session: &mut Session) -> Option<Notice> {
        let left = session.draft.next_step(session.server.rules, &mut Attempts::default(), &self.sent.skip);
        if self.is_stopping() || matches!(left, NextStep::Done) {
            return Some(self.ending(session));
        }
        if matches!(left, NextStep::Stuck) {
            // Nothing can be sent that was not tried.
            return Some(self.stuck(session));
        }
        // The numbers that were sent did not stay: all that was learnt is in doubt.
        self.sent.rounds += 1;
        session.server.rules = SortRules::default();
        self.sent.attempts = Attempts::default();
        let is_order = !sent::moved_items(session).is_empty();
        let told = || if is_order { Notice::OrderNotKept } else { self.ending(session) };
        (self.sent.rounds >= MAX_ROUNDS).then(told)
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
                self.sent.refuse(session, &step, &fault);
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
            Fault::Forbidden | Fault::Account(Reason::NoRights) if sent::is_system(session, &step) => {
                self.sent.refuse(session, &step, &fault);
                None
            }
            // The next one would fare no better.
            _ => {
                session.rights.refuses_writes |= matches!(fault, Fault::Forbidden);
                Some(Notice::Failed(fault))
            }
        }
    }

    fn read_for(&mut self, phase: Phase) {
        self.reading = None;
        self.phase = phase;
    }

    /// Returns that the user has to decide something, if so.
    fn to_decide(&self, session: &Session) -> Option<Notice> {
        session.to_decide(self.reviewed.done(session).len(), &self.sent.made)
    }

    /// Returns what to say when nothing that could be sent would give the order.
    fn stuck(&self, session: &Session) -> Notice {
        match session.draft.order_problem(session.server.rules) {
            // The review says why.
            Some(_) => self.ending(session),
            None => Notice::OrderNotKept,
        }
    }

    fn ending(&self, session: &Session) -> Notice {
        if let Some(notice) = self.to_decide(session) {
            return notice;
        }
        let (saved, left) = (self.reviewed.done(session).len(), session.draft.changes());
        match left.len() {
            0 => Notice::Saved { count: self.reviewed.len(), made: self.sent.made.clone() },
            left if self.is_stopping() => Notice::Stopped { saved, left },
            left => Notice::PartlySaved { saved, left },
        }
    }

    /// Returns the changes with how far each has come.
    pub fn lines(&self, session: &Session) -> Vec<Line> {
        let sending = self.phase.step().map_or_else(Vec::new, Step::items);
        self.reviewed.lines(session, &sending)
    }
}

#[cfg(test)]
mod tests;
