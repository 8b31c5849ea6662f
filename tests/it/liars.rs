//! Servers that claim what they have not done, forget, come late, or refuse again and again: no edit is
//! lost, nothing is done twice, and the user is told the truth.

use ehttp::Method;
use etapa::amo::Fault;
use etapa::crm::{ChangeKind, Edit, NewStatus, STATUS_COLORS, SortRule};
use etapa::demo::{FaultKind, FaultyServer, ScriptedFault, Server, WorldStatus};
use etapa::model::{Command, DemoAccount, Effect, LineState, Notice, Reply};

use crate::saving::world;
use crate::support::conversation::{Conversation, at};

fn faulty(rule: SortRule, script: Vec<ScriptedFault>) -> Conversation {
    Conversation::open_faulty(FaultyServer::new(Server::new(world()).with_rule(rule), script))
}

fn json(http_status: u16, body: &str) -> FaultKind {
    FaultKind::instead(http_status, "application/json", body)
}

fn refusal() -> FaultKind {
    json(400, r#"{"detail":"No."}"#)
}

fn rename(talk: &Conversation, name: &str, to: &str) -> Command {
    Command::Edit(Edit::Rename(talk.item(name), to.into()))
}

fn add(name: &str) -> Command {
    Command::Edit(Edit::Add(NewStatus { name: name.into(), color: STATUS_COLORS[3], place: 7 }))
}

fn states(talk: &Conversation) -> Vec<LineState> {
    talk.model.lines().into_iter().map(|line| line.state).collect()
}

#[test]
fn a_success_without_effect_is_not_called_saved() {
    let mut talk = faulty(SortRule::Keep, vec![ScriptedFault::new(Method::PATCH, 1, json(200, "{}"))]);
    talk.press(rename(&talk, "A", "X"));
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&Notice::PartlySaved { saved: 0, left: 1 }));
    assert_eq!(states(&talk), [LineState::Refused(Fault::NotTaken)], "with the reason");
    assert_eq!(talk.count(&Method::PATCH), 1, "it is not repeated within one saving: {:?}", talk.sent);
    talk.press(Command::Save);
    assert!(talk.agrees(), "tried again, it is done: {:?}", talk.on_server());
}

#[test]
fn a_deletion_without_effect_is_still_wanted() {
    let mut talk = faulty(SortRule::Keep, vec![ScriptedFault::new(Method::DELETE, 1, json(204, ""))]);
    talk.press(Command::Edit(Edit::Remove(talk.item("A"))));
    talk.press(Command::Review);
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&Notice::PartlySaved { saved: 0, left: 1 }));
    talk.press(Command::Save);
    assert!(talk.agrees(), "{:?}", talk.on_server());
}

#[test]
fn a_creation_without_effect_is_sent_once_and_stays_wanted() {
    let mut talk = faulty(SortRule::Keep, vec![ScriptedFault::new(Method::POST, 1, json(200, "{}"))]);
    talk.press(add("N"));
    talk.press(Command::Save);
    assert_eq!(talk.count(&Method::POST), 1, "{:?}", talk.sent);
    assert_eq!(talk.notice(), Some(&Notice::PartlySaved { saved: 0, left: 1 }));
    talk.press(Command::Save);
    assert!(talk.agrees(), "{:?}", talk.on_server());
}

/// Saves a new status "N", which the server claims to have created with the id 900 and does not show.
fn claimed() -> Conversation {
    let told = r#"{"_embedded":{"statuses":[{"id":900,"request_id":"0"}]}}"#;
    let mut talk = faulty(SortRule::Keep, vec![ScriptedFault::new(Method::POST, 1, json(200, told))]);
    talk.press(add("N"));
    talk.press(Command::Save);
    assert_eq!(states(&talk), [LineState::Refused(Fault::NotTaken)], "{:?}", talk.notice());
    talk
}

/// Lets the server show that status after all.
fn shown_late(talk: &mut Conversation) {
    let late = WorldStatus::ordinary(900, "N", 7, STATUS_COLORS[3]);
    talk.server.server_mut().world_mut().statuses.push(late);
}

#[test]
fn a_creation_with_an_id_that_no_reading_shows_stays_wanted() {
    let mut talk = claimed();
    assert_eq!(talk.notice(), Some(&Notice::PartlySaved { saved: 0, left: 1 }));
    talk.press(Command::Save);
    assert!(talk.agrees(), "{:?}", talk.on_server());
}

#[test]
fn a_creation_that_comes_after_other_writes_is_recognised() {
    let mut talk = faulty(SortRule::Keep, vec![ScriptedFault::new(Method::POST, 1, json(200, "{}"))]);
    talk.press(add("N"));
    talk.press(rename(&talk, "A", "X"));
    talk.press(Command::Save);
    // Only now does the server do what it has claimed.
    let late = WorldStatus::ordinary(112, "N", 7, STATUS_COLORS[3]);
    talk.server.server_mut().world_mut().statuses.push(late);
    for _ in 0..2 {
        talk.press(Command::Save);
    }
    assert_eq!(talk.on_server().iter().filter(|name| *name == "N").count(), 1, "no twin");
    assert!(talk.agrees(), "{:?}", talk.on_server());
}

#[test]
fn a_new_status_stays_selected_when_it_gets_its_id() {
    let mut talk = faulty(SortRule::Keep, Vec::new());
    talk.press(Command::Add("N".into()));
    talk.press(Command::Save);
    assert_eq!(talk.model.screen().selection(), Some(talk.item("N")));
}

#[test]
fn a_question_about_what_others_deleted_goes_away() {
    let mut talk = faulty(SortRule::Keep, Vec::new());
    let gone = talk.item("A");
    talk.update(Command::Reload);
    talk.turn();
    talk.update(Command::Delete(gone));
    talk.server.server_mut().world_mut().statuses.retain(|status| status.name != "A");
    talk.run();
    assert!(
        !talk.names().contains(&"A".to_owned()) && talk.model.screen().question().is_none(),
        "nothing to ask about"
    );
}

#[test]
fn what_was_created_beside_a_complaint_is_not_created_again() {
    let told = r#"{"_embedded":{"statuses":[{"id":112,"request_id":"0"}]},
        "validation-errors":[{"request_id":"7","errors":[{"path":"name","detail":"Odd."}]}]}"#;
    let FaultKind::Instead(answer) = json(200, told) else { panic!("an answer") };
    let mut talk =
        faulty(SortRule::Keep, vec![ScriptedFault::new(Method::POST, 1, FaultKind::DoneBut(answer))]);
    talk.press(add("N"));
    talk.press(add("M"));
    for _ in 0..3 {
        talk.press(Command::Save);
    }
    assert!(talk.agrees(), "{:?}", talk.on_server());
    assert_eq!(talk.on_server().iter().filter(|name| *name == "N").count(), 1, "no twin");
}

#[test]
fn one_refused_creation_does_not_hold_up_the_others() {
    let told = r#"{"validation-errors":[{"request_id":"0","errors":[{"path":"name","detail":"Bad."}]}]}"#;
    let mut talk = faulty(SortRule::Keep, vec![ScriptedFault::new(Method::POST, 1, json(400, told))]);
    talk.press(add("N"));
    talk.press(add("M"));
    talk.press(Command::Save);
    assert!(talk.on_server().contains(&"M".to_owned()), "{:?}", talk.on_server());
    assert_eq!(talk.notice(), Some(&Notice::PartlySaved { saved: 1, left: 1 }));
}

#[test]
fn a_creation_that_arrives_late_is_recognised() {
    let mut talk = faulty(SortRule::Keep, vec![ScriptedFault::new(Method::POST, 1, FaultKind::Late)]);
    talk.press(add("N"));
    talk.press(Command::Save);
    assert!(matches!(talk.notice(), Some(Notice::NotArrived(_))), "{:?}", talk.notice());
    talk.press(Command::Save);
    assert_eq!(talk.count(&Method::POST), 0, "it is there meanwhile: {:?}", talk.sent);
    assert!(talk.agrees(), "{:?}", talk.on_server());
}

#[test]
fn a_creation_that_never_happened_does_not_hide_what_others_arrange() {
    let broken = [refusal(), FaultKind::Silence, json(200, "{}"), FaultKind::LostBeforeDone];
    for fault_kind in broken {
        let what = format!("{fault_kind:?}");
        let mut talk = faulty(SortRule::Keep, vec![ScriptedFault::new(Method::POST, 1, fault_kind)]);
        talk.press(add("N"));
        talk.press(Command::Save);
        // Another administrator drags the third ordinary status to the top.
        let statuses = &mut talk.server.server_mut().world_mut().statuses;
        let ordinary: Vec<usize> = (0..statuses.len()).filter(|at| !statuses[*at].system).collect();
        let [first, second, third, ..] = ordinary[..] else { panic!("three ordinary ones") };
        let sorts = [first, second, third].map(|at| statuses[at].sort);
        (statuses[third].sort, statuses[first].sort, statuses[second].sort) = (sorts[0], sorts[1], sorts[2]);
        let theirs = talk.on_server();
        talk.press(Command::Save);
        let mut now = talk.on_server();
        now.retain(|name| name != "N");
        assert_eq!(now, theirs, "{what}: their order stays: {:?}", talk.sent);
        talk.press(Command::Save);
        assert!(talk.agrees(), "{what}: {:?} {:?}", talk.on_server(), talk.names());
        assert_eq!(talk.on_server().iter().filter(|name| *name == "N").count(), 1, "{what}: no twin");
    }
}

#[test]
fn what_arrives_after_it_was_taken_back_is_not_deleted_before_that_was_read() {
    let mut talk = faulty(SortRule::Keep, vec![ScriptedFault::new(Method::POST, 1, FaultKind::Late)]);
    talk.press(add("N"));
    talk.press(Command::Save);
    talk.press(Command::Undo);
    talk.press(rename(&talk, "A", "X"));
    talk.press(Command::Review);
    talk.press(Command::Save);
    assert_eq!(talk.writes(), 0, "nothing is sent that was not read before: {:?}", talk.sent);
    assert_eq!(talk.notice(), Some(&Notice::ChangedMeanwhile(Vec::new())), "and nobody is blamed");
    let removals = talk.model.lines().into_iter().filter(|line| line.change.kind == ChangeKind::Removed);
    assert_eq!(removals.map(|line| line.change.name).collect::<Vec<_>>(), ["N"], "it can be read now");
    talk.press(Command::Save);
    assert!(talk.agrees(), "{:?}", talk.on_server());
}

#[test]
fn what_was_refused_is_not_seen_in_what_others_make() {
    let mut talk = faulty(SortRule::Keep, vec![ScriptedFault::new(Method::POST, 1, refusal())]);
    talk.press(add("N"));
    talk.press(Command::Save);
    let theirs = WorldStatus::ordinary(900, "N", 7, STATUS_COLORS[3]);
    talk.server.server_mut().world_mut().statuses.push(theirs);
    for _ in 0..2 {
        talk.press(Command::Save);
    }
    assert_eq!(talk.on_server().iter().filter(|name| *name == "N").count(), 2, "theirs and mine");
}

#[test]
fn what_a_list_shows_late_is_not_created_twice() {
    let mut talk = claimed();
    shown_late(&mut talk);
    for _ in 0..2 {
        talk.press(Command::Save);
        assert_eq!(talk.count(&Method::POST), 0, "it is there: {:?}", talk.sent);
    }
    assert_eq!(talk.on_server().iter().filter(|name| *name == "N").count(), 1, "no twin");
    assert!(talk.agrees(), "{:?}", talk.on_server());
}

#[test]
fn what_a_list_shows_late_although_it_is_not_wanted_any_more_is_an_item_like_others() {
    let mut talk = claimed();
    talk.press(Command::Undo);
    talk.press(Command::Reload);
    assert!(!talk.names().contains(&"N".to_owned()), "it is not wanted any more");
    shown_late(&mut talk);
    talk.press(Command::Reload);
    let item = talk.item("N");
    talk.press(Command::Select(Some(item)));
    talk.press(rename(&talk, "N", "M"));
    assert_eq!(talk.model.screen().selection(), Some(item), "it stays selected");
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&Notice::Saved { count: 1, made: vec![] }));
    assert!(talk.agrees() && talk.names().contains(&"M".to_owned()), "{:?}", talk.on_server());
}

#[test]
fn spaces_around_a_name_are_not_fought_over() {
    let mut talk = faulty(SortRule::Keep, Vec::new());
    talk.press(rename(&talk, "A", " X  "));
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&Notice::Saved { count: 1, made: vec![] }));
    assert!(talk.agrees() && talk.names()[1] == "X", "{:?}", talk.on_server());
}

#[test]
fn a_refused_name_does_not_shuffle_the_order() {
    let script = (1..=60).map(|nth| ScriptedFault::new(Method::PATCH, nth, refusal()).at("/105")).collect();
    let mut talk = faulty(SortRule::InsertBefore, script);
    talk.press(rename(&talk, "E", "Eee"));
    talk.place("Eee", 2);
    talk.press(Command::Save);
    assert!(talk.count(&Method::PATCH) <= 2, "name and number, then the number alone: {:?}", talk.sent);
    assert_eq!(talk.notice(), Some(&Notice::PartlySaved { saved: 0, left: 2 }));
    assert!(states(&talk).iter().all(|state| matches!(state, LineState::Refused(_))), "{:?}", states(&talk));
}

#[test]
fn a_refused_name_lets_the_number_pass() {
    let script = vec![ScriptedFault::new(Method::PATCH, 1, refusal()).at("/105")];
    let mut talk = faulty(SortRule::InsertBefore, script);
    talk.press(rename(&talk, "E", "Eee"));
    talk.place("Eee", 2);
    talk.press(Command::Save);
    assert_eq!(talk.on_server()[2], "E", "it stands where it was wanted");
    assert_eq!(talk.notice(), Some(&Notice::PartlySaved { saved: 1, left: 1 }));
}

#[test]
fn the_reason_of_a_refused_order_stands_at_what_was_moved() {
    let mut talk = faulty(SortRule::Keep, vec![ScriptedFault::new(Method::PATCH, 2, refusal())]);
    talk.place("E", 2);
    talk.press(Command::Save);
    assert!(matches!(&states(&talk)[..], [LineState::Refused(_)]), "{:?}", talk.model.lines());
}

#[test]
fn stop_ends_a_pause_without_another_write() {
    let mut talk =
        faulty(SortRule::Keep, vec![ScriptedFault::new(Method::PATCH, 1, FaultKind::too_many(50))]);
    talk.press(rename(&talk, "A", "X"));
    talk.update(Command::Save);
    talk.turn();
    talk.turn();
    assert!(talk.model.lanes().is_waiting(), "the server asked for a pause");
    talk.press(Command::Stop);
    assert_eq!(talk.writes(), 0, "nothing more is sent: {:?}", talk.sent);
    assert_eq!(talk.notice(), Some(&Notice::Stopped { saved: 0, left: 1 }));
}

#[test]
fn a_forbidden_system_status_does_not_lock_the_account() {
    let forbidden = json(403, r#"{"detail":"system"}"#);
    let mut talk = faulty(SortRule::Keep, vec![ScriptedFault::new(Method::PATCH, 1, forbidden).at("/9")]);
    talk.press(rename(&talk, "Closed", "Gone"));
    talk.press(rename(&talk, "A", "X"));
    talk.press(Command::Save);
    assert!(talk.model.can_edit(), "it says nothing of the user");
    assert_eq!(talk.on_server()[1], "X", "the rest is saved");
}

#[test]
fn who_may_not_write_may_still_take_back() {
    let mut talk =
        faulty(SortRule::Keep, vec![ScriptedFault::new(Method::PATCH, 1, json(403, r#"{"detail":"No."}"#))]);
    talk.press(rename(&talk, "A", "X"));
    talk.press(Command::Save);
    assert!(!talk.model.can_edit() && talk.model.can_take_back(), "reading only");
    talk.press(Command::Discard);
    assert!(talk.model.lines().is_empty(), "nothing is left");
    talk.press(Command::Reload);
    assert!(talk.model.can_edit(), "another reading is another chance");
}

#[test]
fn taking_back_a_move_keeps_the_name_and_the_other_way_round() {
    let mut talk = faulty(SortRule::Keep, Vec::new());
    talk.place("A", 6);
    talk.press(rename(&talk, "B", "Bee"));
    talk.place("Bee", 2);
    let is_move = |change: &etapa::crm::Change| matches!(change.kind, ChangeKind::Moved { .. });
    let lines = talk.model.lines();
    let line =
        lines.iter().find(|line| line.change.name == "B" && is_move(&line.change)).expect("B has moved");
    talk.press(Command::Edit(Edit::TakeBack(line.change.clone())));
    assert_eq!(talk.names()[..7], ["Recent", "Bee", "C", "D", "E", "F", "A"], "home, and still renamed");
    let lines = talk.model.lines();
    let line = lines.iter().find(|line| line.change.name == "B").expect("B is renamed");
    talk.press(Command::Edit(Edit::TakeBack(line.change.clone())));
    assert_eq!(talk.model.lines().len(), 1, "only A's move is left");
}

#[test]
fn a_reading_that_failed_after_a_write_is_not_blamed_on_others() {
    for rule in SortRule::ALL {
        let mut talk = faulty(rule, vec![ScriptedFault::new(Method::GET, 4, FaultKind::LostBeforeDone)]);
        talk.place("E", 2);
        talk.press(Command::Save);
        assert!(matches!(talk.notice(), Some(Notice::Failed(_))), "{rule:?}: {:?}", talk.notice());
        talk.press(if talk.model.lines().is_empty() { Command::Reload } else { Command::Save });
        let blamed = match talk.notice() {
            Some(Notice::ChangedMeanwhile(others) | Notice::Reloaded(others)) => !others.is_empty(),
            _ => false,
        };
        assert!(!blamed, "{rule:?}: nobody else was there: {:?}", talk.notice());
        talk.press(Command::Save);
        assert!(talk.agrees(), "{rule:?}: {:?}", talk.on_server());
    }
}

#[test]
fn a_refusal_is_forgotten_with_its_change() {
    let mut talk = faulty(SortRule::Keep, vec![ScriptedFault::new(Method::PATCH, 1, refusal())]);
    talk.press(rename(&talk, "A", "X"));
    talk.press(Command::Save);
    let item = talk.item("X");
    assert!(
        talk.model.session().is_some_and(|session| session.refusal(item).is_some()),
        "while it is wanted"
    );
    talk.press(Command::Discard);
    assert!(talk.model.session().is_some_and(|session| session.refusal(item).is_none()), "and not longer");
}

#[test]
fn closing_while_saving_waits_for_the_answer_and_asks_about_the_rest() {
    let mut talk = faulty(SortRule::Keep, Vec::new());
    talk.press(rename(&talk, "A", "X"));
    talk.press(rename(&talk, "B", "Y"));
    talk.update(Command::Save);
    talk.turn();
    talk.turn();
    talk.update(Command::Close);
    assert!(
        talk.model.job().is_stopping() && !talk.model.may_close(),
        "the reading after it is still to come"
    );
    talk.run();
    assert!(talk.model.screen().question().is_some(), "one change is left");
    talk.press(Command::LeaveAnyway);
    assert!(talk.model.may_close(), "now it closes");
}

#[test]
fn no_more_requests_go_out_within_a_second_than_the_vendor_allows() {
    use etapa::amo::Pace;
    use std::time::Instant;
    let now = Instant::now();
    let mut model = etapa::model::Model::new(etapa::model::Settings::default(), Pace::new(Pace::WINDOW));
    let mut server = Server::new(world());
    let mut sent = 0;
    // Opening takes fewer requests than fit into a second.
    while sent < Pace::MOST {
        model.update(
            if sent == 0 { Command::OpenDemo(DemoAccount::Statuses) } else { Command::Reload },
            at(now),
        );
        while let Some(issued) = model.next_effect(at(now)) {
            let Effect::Request { request, .. } = &issued.effect else { panic!("a request") };
            model.receive(issued.id, Reply::Answer(Ok(server.answer(request))), at(now));
            sent += 1;
        }
    }
    assert_eq!(sent, Pace::MOST, "the next one waits");
    model.update(Command::Reload, at(now));
    assert!(model.next_effect(at(now)).is_none(), "not at once");
    assert_eq!(model.wake_at(), Some(now + Pace::WINDOW));
    assert!(model.next_effect(at(now + Pace::WINDOW)).is_some(), "but then");
}
