//! A saving alone: a session, a pretend server, and a disk that answers when the test says so.

#![expect(clippy::disallowed_methods, reason = "a test needs some moment to start from")]

use ehttp::Method;
use jiff::Timestamp;

use super::*;
use crate::amo::User;
use crate::crm::{Edit, Item};
use crate::demo::{SeedWords, Server, World};
use crate::document::{DiskReply, LoadedDraft, StoreId};
use crate::sync::access::{Connection, CredentialStorage, DemoAccount, Rights};
use crate::sync::output::Loaded;
use crate::sync::read::{Load, Purpose};

struct Story {
    server: Server,
    session: Session,
    save: Save,
    /// The writes that were sent.
    writes: Vec<Method>,
}

/// A status is renamed, and is to be saved.
fn story(is_stored: bool, without_backup: bool) -> Story {
    let mut server = Server::new(World::demo(SeedWords::English));
    let connection = Connection::Demo(DemoAccount::Statuses);
    let mut load = Load::new(connection.clone(), Purpose::Open, CredentialStorage::Kept);
    let account = loop {
        let response = server.answer(&load.request());
        match load.receive(Ok(&response), (None, None), Instant::now()) {
            Output::Continue => {}
            Output::Loaded(Loaded::Account(account, _)) => break account,
            other => panic!("the account: {other:?}"),
        }
    };
    let mut session =
        Session::new(connection, account, Rights::new(User::default(), CredentialStorage::Kept));
    if is_stored {
        let folder = StoreId { name: "a".into(), lasts: true };
        session.journal =
            Some(Journal::opened(folder, &LoadedDraft { lasts: true, ..LoadedDraft::default() }));
    }
    let status = session.draft.base().statuses.iter().find(|status| !status.system).expect("a status");
    let edit = Edit::Rename(Item::Status(status.key), "Mine".into());
    session.draft.edit(edit);
    let save = Save::new(session.draft.changes(), without_backup);
    Story { server, session, save, writes: Vec::new() }
}

impl Story {
    /// Answers requests until the saving wants something else.
    fn run(&mut self) -> Result<Output, NextAction> {
        loop {
            let request = match self.save.next_action(&mut self.session) {
                NextAction::Send(request) => request,
                other => return Err(other),
            };
            if request.method != Method::GET {
                self.writes.push(request.method.clone());
            }
            let response = self.server.answer(&request);
            match self.save.receive(&mut self.session, Ok(&response), Instant::now()) {
                Output::Continue => {}
                output => return Ok(output),
            }
        }
    }

    /// Runs to where something is to be stored.
    fn run_until_stored(&mut self) -> DiskRequest {
        match self.run() {
            Ok(Output::Store(job)) => job,
            other => panic!("something to store: {other:?}"),
        }
    }

    /// Lets the disk answer.
    fn stored(&mut self, job: &DiskRequest, reply: Result<DiskReply, ArchiveFault>) -> Output {
        let fault = reply.as_ref().err().cloned();
        self.session.journal.as_mut().expect("a journal").replied(job, reply);
        self.save.stored(&mut self.session, job, fault.as_ref())
    }

    fn waits(&mut self) -> bool {
        matches!(self.save.next_action(&mut self.session), NextAction::Wait)
    }

    /// Lets the disk answer to all that is to be stored, and returns what is shown at the end.
    fn end(&mut self) -> Notice {
        loop {
            match self.run() {
                Err(NextAction::End(notice)) | Ok(Output::Finished(notice)) => return notice,
                Err(NextAction::Wait) => {
                    let job = self.session.store().expect("what it waits for");
                    self.stored(&job, Ok(DiskReply::Done));
                }
                other => panic!("an end: {other:?}"),
            }
        }
    }
}

#[test]
fn a_backup_and_the_changes_are_stored_before_the_first_write() {
    let mut story = story(true, false);
    let backup = story.run_until_stored();
    assert!(matches!(backup, DiskRequest::KeepBackup { .. }), "{backup:?}");
    assert!(story.waits(), "for the backup");
    let draft = match story.stored(&backup, Ok(DiskReply::BackedUp(Timestamp::UNIX_EPOCH))) {
        Output::Store(draft) => draft,
        other => panic!("the draft: {other:?}"),
    };
    let DiskRequest::KeepDraft(kept) = &draft else { panic!("the draft: {draft:?}") };
    let saving = kept.saving.as_ref().expect("the changes that are being saved");
    assert_eq!(saving.reviewed, story.session.draft.changes());
    assert_eq!(saving.backup, Some(Timestamp::UNIX_EPOCH));
    assert!(story.waits() && story.writes.is_empty(), "for the draft");
    assert!(matches!(story.stored(&draft, Ok(DiskReply::Done)), Output::Continue));
    assert!(matches!(story.end(), Notice::Saved { count: 1, .. }));
    assert_eq!(story.writes, [Method::PATCH]);
    let logged = story.session.log(story.save.done(&story.session), Timestamp::UNIX_EPOCH);
    assert!(matches!(logged.as_slice(), [DiskRequest::KeepSave(_)]), "{logged:?}");
}

#[test]
fn without_a_backup_nothing_is_sent_unless_the_user_has_confirmed_it() {
    let mut refused = story(true, false);
    let backup = refused.run_until_stored();
    let output = refused.stored(&backup, Err(ArchiveFault::Full));
    assert!(matches!(output, Output::Finished(Notice::BackupFailed(ArchiveFault::Full))), "{output:?}");
    assert!(refused.writes.is_empty() && refused.save.done(&refused.session).is_empty());

    let mut confirmed = story(true, true);
    let backup = confirmed.run_until_stored();
    let Output::Store(draft) = confirmed.stored(&backup, Err(ArchiveFault::Full)) else {
        panic!("the draft is still tried");
    };
    assert!(matches!(confirmed.stored(&draft, Err(ArchiveFault::Full)), Output::Continue));
    assert!(matches!(confirmed.end(), Notice::Saved { count: 1, .. }));
}

#[test]
fn a_draft_that_cannot_be_stored_ends_the_saving_before_the_first_write_only() {
    let mut story = story(true, false);
    let backup = story.run_until_stored();
    let Output::Store(draft) = story.stored(&backup, Ok(DiskReply::BackedUp(Timestamp::UNIX_EPOCH))) else {
        panic!("the draft");
    };
    let output = story.stored(&draft, Err(ArchiveFault::Denied));
    assert!(matches!(output, Output::Finished(Notice::BackupFailed(ArchiveFault::Denied))), "{output:?}");

    let mut story = self::story(true, false);
    let backup = story.run_until_stored();
    let Output::Store(draft) = story.stored(&backup, Ok(DiskReply::BackedUp(Timestamp::UNIX_EPOCH))) else {
        panic!("the draft");
    };
    story.stored(&draft, Ok(DiskReply::Done));
    assert!(matches!(story.save.next_action(&mut story.session), NextAction::Send(_)), "a write");
    let output = story.save.stored(&mut story.session, &draft, Some(&ArchiveFault::Denied));
    assert!(matches!(output, Output::Continue), "{output:?}");
}

#[test]
fn a_saving_that_waits_for_the_disk_can_be_stopped() {
    let mut story = story(true, false);
    story.run_until_stored();
    story.save.stop();
    let ending = story.save.next_action(&mut story.session);
    assert!(matches!(ending, NextAction::End(Notice::Stopped { saved: 0, left: 1 })), "{ending:?}");
}

#[test]
fn where_nothing_is_stored_the_first_write_follows_the_check() {
    let mut story = story(false, false);
    assert!(matches!(story.end(), Notice::Saved { count: 1, .. }));
    assert_eq!(story.writes, [Method::PATCH]);
}

#[test]
fn a_saving_is_left_where_the_user_wanted_to_go_whatever_is_pressed_then() {
    let mut story = story(false, false);
    story.save.stop_and_leave(Leave::Close);
    story.save.stop();
    assert_eq!(story.save.leave(), Some(Leave::Close));
}
