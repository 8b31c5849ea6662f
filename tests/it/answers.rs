//! What the user is told for every answer that the vendor documents, and some that he does not.

use ehttp::Method;
use etapa::amo::{Fault, Reason};
use etapa::crm::{Color, Edit, Mode, NewStatus, STATUS_COLORS, Side, SortRule};
use etapa::demo::{FaultKind, FaultyServer, ScriptedFault, Server, World, WorldStatus};
use etapa::model::{Command, LineState, Notice};

use crate::support::conversation::Conversation;

/// What is asked of the server; each is one method of the vendor's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    List,
    One,
    Create,
    Change,
    Delete,
}

/// What the user is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Saved,
    Reloaded,
    ItemReloaded,
    /// One change is refused and stays in the draft with its reason.
    Refused,
    SignedOut,
    Forbidden,
    NotFound,
    ModeOff,
    /// Reading is refused with words.
    Failed,
    Malformed,
}

pub const TABLE: [(Call, u16, Told); 30] = [
    (Call::List, 200, Told::Reloaded),
    (Call::List, 204, Told::Reloaded), // System statuses cannot be gone: it is read again.
    (Call::List, 400, Told::Failed),
    (Call::List, 401, Told::SignedOut),
    (Call::List, 403, Told::Forbidden),
    (Call::List, 422, Told::ModeOff),
    (Call::One, 200, Told::ItemReloaded),
    (Call::One, 204, Told::NotFound),
    (Call::One, 400, Told::Failed),
    (Call::One, 401, Told::SignedOut),
    (Call::One, 403, Told::Forbidden),
    (Call::One, 422, Told::ModeOff),
    (Call::Create, 200, Told::Saved),
    (Call::Create, 204, Told::Refused),
    (Call::Create, 400, Told::Refused),
    (Call::Create, 401, Told::SignedOut),
    (Call::Create, 403, Told::Forbidden),
    (Call::Create, 422, Told::Refused),
    (Call::Change, 200, Told::Saved),
    (Call::Change, 204, Told::Refused),
    (Call::Change, 400, Told::Refused),
    (Call::Change, 401, Told::SignedOut),
    (Call::Change, 403, Told::Forbidden),
    (Call::Change, 422, Told::Refused),
    (Call::Delete, 200, Told::Saved),
    (Call::Delete, 204, Told::Saved),
    (Call::Delete, 400, Told::Refused),
    (Call::Delete, 401, Told::SignedOut),
    (Call::Delete, 403, Told::Forbidden),
    (Call::Delete, 422, Told::Refused),
];

const GONE: &str = r#"{"title":"Not Found","status":404,"detail":"Status not found"}"#;
const PROBLEM: &str = "application/problem+json";

fn world() -> World {
    let system = |id, name, sort| WorldStatus::system(id, name, sort, Color(0xcc, 0xff, 0x66), 4);
    let ordinary = |id, name, sort| WorldStatus::ordinary(id, name, sort, STATUS_COLORS[0]);
    World::with_statuses(vec![
        system(1, "Recent", 0),
        ordinary(10, "A", 1),
        ordinary(11, "B", 2),
        system(2, "Closed", 3),
    ])
}

fn faulty(script: Vec<ScriptedFault>) -> Conversation {
    let server = Server::new(world()).with_rule(SortRule::Keep);
    Conversation::open_faulty(FaultyServer::new(server, script))
}

/// Answers the first such request, once, with this code. A success is left to the server, except for the
/// one that says nothing.
///
/// `list` is what only addresses of the list contain, `one` what only those of one item do.
pub fn scripted_fault(call: Call, code: u16, [list, one]: [&str; 2]) -> Option<ScriptedFault> {
    let body = format!(r#"{{"title":"T","status":{code},"detail":"No."}}"#);
    let fault_kind = match (call, code) {
        (_, 200) | (Call::Delete, 204) => return None,
        (_, 204) => FaultKind::instead(204, "", ""),
        _ => FaultKind::instead(code, PROBLEM, &body),
    };
    Some(match call {
        // Opening has read the list once.
        Call::List => ScriptedFault::new(Method::GET, 2, fault_kind).at(list),
        Call::One => ScriptedFault::new(Method::GET, 1, fault_kind).at(one),
        Call::Create => ScriptedFault::new(Method::POST, 1, fault_kind),
        Call::Change => ScriptedFault::new(Method::PATCH, 1, fault_kind),
        Call::Delete => ScriptedFault::new(Method::DELETE, 1, fault_kind),
    })
}

fn rename(talk: &Conversation, name: &str, to: &str) -> Command {
    Command::Edit(Edit::Rename(talk.item(name), to.into()))
}

/// Makes one change, then asks for what sends the request.
fn ask(talk: &mut Conversation, call: Call) {
    let edit = match call {
        Call::List | Call::One | Call::Change => Edit::Rename(talk.item("A"), "X".into()),
        Call::Create => Edit::Add(NewStatus { name: "N".into(), color: STATUS_COLORS[3], place: 3 }),
        Call::Delete => Edit::Remove(talk.item("A")),
    };
    talk.press(Command::Edit(edit));
    match call {
        Call::List => talk.press(Command::Reload),
        Call::One => talk.press(Command::ReloadItem(talk.item("B"))),
        Call::Create | Call::Change => talk.press(Command::Save),
        Call::Delete => {
            // What cannot be taken back is read before it is sent.
            talk.press(Command::Review);
            talk.press(Command::Save);
        }
    }
}

/// Returns what a notice about one change says.
pub fn told(notice: &Notice) -> Option<Told> {
    Some(match notice {
        Notice::Saved { count: 1, .. } => Told::Saved,
        Notice::Reloaded(changes) if changes.is_empty() => Told::Reloaded,
        Notice::ItemReloaded { changes, moved: false } if changes.is_empty() => Told::ItemReloaded,
        Notice::PartlySaved { saved: 0, left: 1 } => Told::Refused,
        Notice::Failed(Fault::SignedOut) => Told::SignedOut,
        Notice::Failed(Fault::Forbidden) => Told::Forbidden,
        Notice::Failed(Fault::NotFound) => Told::NotFound,
        Notice::Failed(Fault::ModeOff) => Told::ModeOff,
        Notice::Failed(Fault::Refused { details }) if details[0].words == "No." => Told::Failed,
        Notice::Failed(Fault::Malformed { .. }) => Told::Malformed,
        _ => return None,
    })
}

#[test]
fn every_answer_has_a_sentence_and_none_costs_the_draft() {
    for (call, code, expected) in TABLE {
        let mut talk = faulty(scripted_fault(call, code, ["/statuses", "/statuses/"]).into_iter().collect());
        ask(&mut talk, call);
        let notice = talk.notice().unwrap_or_else(|| panic!("{call:?} {code}: nothing is said"));
        assert_eq!(told(notice), Some(expected), "{call:?} {code}: {notice:?} {:#?}", talk.sent);
        let left = talk.model.lines().len();
        if expected == Told::Saved {
            assert!(left == 0 && talk.agrees(), "{call:?} {code}: {:?}", talk.on_server());
        } else {
            assert_eq!(left, 1, "{call:?} {code}: the change is kept");
            assert_eq!(
                talk.names().len(),
                if call == Call::Create {
                    5
                } else if call == Call::Delete {
                    3
                } else {
                    4
                }
            );
        }
    }
}

#[test]
fn a_status_that_is_read_again_is_merged() {
    let mut talk = faulty(Vec::new());
    talk.press(rename(&talk, "A", "X"));
    talk.meanwhile(1, |world| {
        (world.statuses[1].name, world.statuses[1].color) = ("Theirs".into(), STATUS_COLORS[5]);
        world.statuses[2].name = "Not asked for".into();
    });
    talk.press(Command::ReloadItem(talk.item("X")));
    assert_eq!(talk.sent, ["GET /api/v4/customers/statuses/10"]);
    assert_eq!(talk.names(), ["Recent", "X", "B", "Closed"]);
    assert_eq!(talk.edited().statuses[1].color, Some(STATUS_COLORS[5]), "theirs where mine is untouched");
    assert!(
        matches!(talk.notice(), Some(Notice::Conflicts { count: 1, saved: 0, others }) if others.len() == 2),
        "{:?}",
        talk.notice()
    );
    talk.press(Command::Undo);
    assert_eq!(talk.names(), ["Recent", "Theirs", "B", "Closed"], "undo leads to what the server holds");
}

#[test]
fn a_status_that_has_another_number_may_have_moved() {
    let mut talk = faulty(Vec::new());
    talk.meanwhile(1, |world| world.statuses[1].sort = 9);
    talk.press(Command::ReloadItem(talk.item("A")));
    assert_eq!(talk.notice(), Some(&Notice::ItemReloaded { changes: vec![], moved: true }));
    assert!(talk.model.lines().is_empty(), "nothing is to be saved for it");
}

#[test]
fn a_status_that_is_gone_stays_until_the_list_says_so() {
    let mut talk = faulty(Vec::new());
    talk.press(rename(&talk, "A", "X"));
    talk.meanwhile(1, |world| world.statuses.retain(|status| status.name != "A"));
    talk.press(Command::ReloadItem(talk.item("X")));
    assert_eq!(talk.notice(), Some(&Notice::Failed(Fault::NotFound)), "press Reload, it says");
    assert_eq!(talk.model.lines().len(), 1, "the change is kept");
    talk.press(Command::Reload);
    assert_eq!(talk.names(), ["Recent", "B", "Closed"]);
}

#[test]
fn a_write_of_unknown_fate_is_looked_up_by_its_id() {
    for (fault_kind, saved) in
        [(FaultKind::DoneButLost, true), (FaultKind::LostBeforeDone, false), (FaultKind::broken(502), false)]
    {
        let mut talk = faulty(vec![ScriptedFault::new(Method::PATCH, 1, fault_kind.clone())]);
        talk.press(rename(&talk, "A", "X"));
        talk.press(Command::Save);
        assert_eq!(talk.sent[2], "GET /api/v4/customers/statuses/10", "{fault_kind:?}");
        if saved {
            assert_eq!(talk.notice(), Some(&Notice::Saved { count: 1, made: vec![] }), "{:?}", talk.sent);
            assert_eq!(talk.sent.len(), 4, "check, write, look, confirm: {:?}", talk.sent);
        } else {
            assert!(matches!(talk.notice(), Some(Notice::NotArrived(_))), "{:?}", talk.notice());
            assert_eq!(talk.sent.len(), 3, "check, write, look: {:?}", talk.sent);
            assert_eq!(talk.model.lines().len(), 1, "the change is kept");
        }
        talk.press(Command::Save);
        assert!(talk.agrees(), "{fault_kind:?}: {:?}", talk.on_server());
    }
}

#[test]
fn a_deletion_of_unknown_fate_is_looked_up_by_its_id() {
    for (fault_kind, saved) in [(FaultKind::DoneButLost, true), (FaultKind::LostBeforeDone, false)] {
        let mut talk = faulty(vec![ScriptedFault::new(Method::DELETE, 1, fault_kind)]);
        ask(&mut talk, Call::Delete);
        assert_eq!(talk.sent[2], "GET /api/v4/customers/statuses/10", "{saved}");
        let reads = talk.count(&Method::GET);
        // That it is gone is believed only if the list lacks it too; that reading is the last one.
        assert_eq!(reads, if saved { 3 } else { 2 }, "{:?}", talk.sent);
        assert_eq!(
            matches!(talk.notice(), Some(Notice::Saved { count: 1, .. })),
            saved,
            "{:?}",
            talk.notice()
        );
        assert_eq!(talk.model.lines().len(), usize::from(!saved), "what is left");
    }
}

#[test]
fn a_look_that_wrongly_finds_nothing_loses_nothing() {
    let script = vec![
        ScriptedFault::new(Method::DELETE, 1, FaultKind::LostBeforeDone),
        ScriptedFault::new(Method::GET, 1, FaultKind::instead(404, PROBLEM, GONE)).at("/statuses/"),
    ];
    let mut talk = faulty(script);
    ask(&mut talk, Call::Delete);
    assert!(matches!(talk.notice(), Some(Notice::NotArrived(_))), "{:?}", talk.notice());
    assert_eq!(talk.model.lines().len(), 1, "the deletion is still wanted");
}

#[test]
fn a_write_of_unknown_fate_to_what_others_deleted_is_not_offered_again() {
    let mut talk = faulty(vec![ScriptedFault::new(Method::PATCH, 1, FaultKind::Silence)]);
    talk.press(rename(&talk, "A", "X"));
    talk.meanwhile(3, |world| world.statuses.retain(|status| status.id != 10));
    talk.press(Command::Save);
    assert!(matches!(talk.notice(), Some(Notice::Conflicts { count: 1, .. })), "{:?}", talk.notice());
    assert_eq!(talk.names(), ["Recent", "B", "Closed"]);
    assert_eq!(talk.decide(Side::Theirs), 1, "deleted there, renamed here");
    assert!(talk.model.lines().is_empty(), "nothing is left: {:?}", talk.model.lines());
}

#[test]
fn what_somebody_in_between_answers_is_looked_up_and_never_sent_twice() {
    let page = |http_status| FaultKind::instead(http_status, "text/html", "<html>Sorry</html>");
    let guard = FaultKind::instead(403, "application/json", r#"{"message":"Denied"}"#);
    let empty = FaultKind::instead(200, "application/json", "");
    let pages = [page(200), page(400), page(403), page(404), page(422), page(500), guard, empty];
    for fault_kind in pages.into_iter().chain([FaultKind::sign_in_page()]) {
        for call in [Call::Create, Call::Change, Call::Delete] {
            for is_done in [true, false] {
                let method = match call {
                    Call::Create => Method::POST,
                    Call::Change => Method::PATCH,
                    _ => Method::DELETE,
                };
                let what = format!("{call:?} {fault_kind:?} {is_done}");
                let fault_kind = if is_done { fault_kind.clone().but_done() } else { fault_kind.clone() };
                let mut talk = faulty(vec![ScriptedFault::new(method.clone(), 1, fault_kind)]);
                ask(&mut talk, call);
                assert_eq!(talk.count(&method), 1, "{what}: {:#?}", talk.sent);
                let notice = talk.notice();
                assert_eq!(
                    matches!(notice, Some(Notice::Saved { count: 1, .. })),
                    is_done,
                    "{what}: {notice:?}"
                );
                assert_eq!(matches!(notice, Some(Notice::NotArrived(_))), !is_done, "{what}: {notice:?}");
                talk.press(Command::Save);
                assert!(talk.agrees(), "{what}: {:?}", talk.on_server());
            }
        }
    }
}

#[test]
fn after_too_many_requests_a_write_is_repeated_only_once_it_is_known_to_be_undone() {
    let html = || FaultKind::instead(429, "text/html", "<html>429 Too Many Requests</html>");
    for call in [Call::Create, Call::Change] {
        let method = if call == Call::Create { Method::POST } else { Method::PATCH };
        for (script, writes) in [
            (vec![ScriptedFault::new(method.clone(), 1, html().but_done())], 1),
            (vec![ScriptedFault::new(method.clone(), 1, html())], 2),
            (
                vec![
                    ScriptedFault::new(method.clone(), 1, html()),
                    ScriptedFault::new(method.clone(), 2, html().but_done()),
                ],
                2,
            ),
            ((1..=3).map(|nth| ScriptedFault::new(method.clone(), nth, html())).collect(), 4),
        ] {
            let mut talk = faulty(script);
            ask(&mut talk, call);
            let notice = talk.notice();
            assert_eq!(talk.count(&method), writes, "{call:?}: {notice:?} {:#?}", talk.sent);
            assert!(matches!(notice, Some(Notice::Saved { count: 1, .. })), "{call:?}: {notice:?}");
            assert!(talk.agrees(), "{call:?}: {:?}", talk.on_server());
        }
        let mut talk = faulty((1..=9).map(|nth| ScriptedFault::new(method.clone(), nth, html())).collect());
        ask(&mut talk, call);
        assert_eq!(talk.count(&method), 4, "it ends: {:#?}", talk.sent);
        assert!(
            matches!(talk.notice(), Some(Notice::NotArrived(Fault::TooMany { .. }))),
            "{:?}",
            talk.notice()
        );
        assert_eq!(talk.model.lines().len(), 1, "the change is kept");
    }
}

#[test]
fn what_concerns_the_whole_account_is_told_once_and_the_changes_stay() {
    let signature = r#"{"status":0,"error_code":403,"error_type":"ORIGIN_INVALID_SIGNATURE",
        "error_description":"invalid signature"}"#;
    let wrapped = |code: u16| {
        format!(
            r#"{{"response":{{"error":"Wrong login or password","error_code":"{code}","server_time":1}}}}"#
        )
    };
    let problem = |code: u16, detail: &str| format!(r#"{{"title":"T","status":{code},"detail":"{detail}"}}"#);
    for (code, body, fault) in [
        (403, signature.to_owned(), Fault::Account(Reason::NotSigned)),
        (400, wrapped(110), Fault::SignedOut),
        (403, wrapped(112), Fault::AccessOver),
        (403, wrapped(113), Fault::NotListed),
        (400, wrapped(111), Fault::Account(Reason::Captcha)),
        (404, wrapped(101), Fault::Account(Reason::NoAccount)),
        (422, problem(422, "Customers disabled"), Fault::Account(Reason::CustomersOff)),
        (400, problem(400, "Error 426."), Fault::Account(Reason::CustomersOff)),
        (403, problem(403, "Код ошибки 244. Нет прав."), Fault::Account(Reason::NoRights)),
        (402, problem(402, "Payment required"), Fault::Unpaid),
    ] {
        let fault_kind = FaultKind::instead(code, PROBLEM, &body);
        let mut talk = faulty(vec![ScriptedFault::new(Method::PATCH, 1, fault_kind)]);
        for (name, to) in [("A", "X"), ("B", "Y")] {
            talk.press(rename(&talk, name, to));
        }
        talk.press(Command::Save);
        assert_eq!(talk.notice(), Some(&Notice::Failed(fault)), "{body}");
        assert_eq!((talk.writes(), talk.sent.len()), (1, 2), "nothing more is sent: {:#?}", talk.sent);
        assert!(talk.model.can_edit(), "{body}: nothing is said of rights");
        let states: Vec<_> = talk.model.lines().into_iter().map(|line| line.state).collect();
        assert_eq!(states, [LineState::Planned, LineState::Planned], "no change is to blame: {body}");
        talk.press(Command::Save);
        assert!(talk.agrees(), "{body}: {:?}", talk.on_server());
    }
}

#[test]
fn customers_that_were_switched_off_meanwhile_are_told_also_when_reading() {
    for mode in [Mode::Disabled, Mode::Unavailable] {
        let mut talk = faulty(Vec::new());
        talk.press(rename(&talk, "A", "X"));
        talk.server.server_mut().world_mut().mode = mode;
        talk.press(Command::Save);
        assert_eq!(talk.notice(), Some(&Notice::Failed(Fault::Account(Reason::CustomersOff))), "{mode:?}");
        assert_eq!((talk.writes(), talk.model.lines().len()), (0, 1), "{mode:?}: the change is kept");
    }
}

#[test]
fn the_user_is_told_that_what_arrived_is_being_checked() {
    let mut talk = faulty(vec![ScriptedFault::new(Method::PATCH, 1, FaultKind::DoneButLost)]);
    talk.press(rename(&talk, "A", "X"));
    talk.update(Command::Save);
    let mut checked = 0;
    while talk.turn() {
        checked += usize::from(talk.model.job().is_resolving());
    }
    assert_eq!(checked, 1, "between the lost answer and the reading");
    assert!(matches!(talk.notice(), Some(Notice::Saved { .. })), "{:?}", talk.notice());
}

#[test]
fn a_look_that_fails_leaves_the_doubt_to_the_next_reading() {
    let signed_out = FaultKind::instead(401, PROBLEM, r#"{"status":401}"#);
    let script = vec![
        ScriptedFault::new(Method::PATCH, 1, FaultKind::DoneButLost),
        ScriptedFault::new(Method::GET, 1, signed_out).at("/statuses/"),
    ];
    for by_id in [true, false] {
        let mut talk = faulty(script.clone());
        talk.press(rename(&talk, "A", "X"));
        talk.press(Command::Save);
        assert_eq!(talk.notice(), Some(&Notice::Failed(Fault::SignedOut)));
        assert_eq!(talk.model.lines().len(), 1, "the change is kept");
        talk.press(if by_id { Command::ReloadItem(talk.item("X")) } else { Command::Reload });
        assert!(talk.model.lines().is_empty(), "it had arrived: {:?}", talk.notice());
    }
}
