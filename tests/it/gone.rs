//! What is gone and what only seems to be: a success proves nothing about a thing that nobody has any more,
//! and a list whose pages shifted proves nothing about what it lacks. Nothing is lost by it, and nothing is
//! made twice.

use ehttp::Method;
use etapa::amo::Fault;
use etapa::crm::{Edit, Item, NewSegment, NewStatus, SEGMENT_COLORS, STATUS_COLORS, Side, SortRule, Value};
use etapa::demo::{
    FaultKind, FaultyServer, ScriptedFault, Server, World, WorldField, WorldSegment, WorldStatus,
};
use etapa::model::{Command, LineState, Notice};
use serde_json::{Value as Json, json};

use crate::saving;
use crate::support::conversation::Conversation;

const NOTE: u64 = 7;
const LIST: &str = "GET /api/v4/customers/segments?page=1&limit=250";

/// Segments S1 to S5; the server lists the youngest first.
fn world() -> World {
    let segment = |id| WorldSegment::new(id, &format!("S{id}"), SEGMENT_COLORS[0]);
    let fields = vec![WorldField::new(NOTE, "Note", "text", 1)];
    World { segments: (1..=5).map(segment).collect(), ..World::with_segments(Vec::new(), fields) }
}

/// Opens that account on a server with two items on a page.
fn paged() -> Conversation {
    let mut server = Server::new(world());
    server.set_largest_page(2);
    Conversation::open(server)
}

fn edit(talk: &mut Conversation, edit: impl Fn(Item) -> Edit, name: &str) {
    let item = talk.item(name);
    talk.press(Command::Edit(edit(item)));
}

fn rename(talk: &mut Conversation, name: &str, new: &str) {
    edit(talk, |item| Edit::Rename(item, new.to_owned()), name);
}

/// Returns the names of the segments on the server, in their order.
fn there(talk: &Conversation) -> Vec<&str> {
    let mut names: Vec<&str> =
        talk.server.server().world().segments.iter().map(|segment| segment.name.as_str()).collect();
    names.sort_unstable();
    names
}

fn is_asked_for(talk: &Conversation, id: u64) -> usize {
    let one = format!("GET /api/v4/customers/segments/{id}");
    talk.sent.iter().filter(|sent| **sent == one).count()
}

// ---- a write to what is gone ---------------------------------------------------------------------------

/// Lets somebody delete the segment between the first reading of a save and its first write.
fn deleted_while_saving(server: Server, change: &dyn Fn(Item) -> Edit) -> Conversation {
    let mut talk = Conversation::open(server);
    edit(&mut talk, change, "S2");
    let filled = talk
        .model
        .lines()
        .iter()
        .any(|line| matches!(line.change.kind, etapa::crm::ChangeKind::Filled { .. }));
    talk.meanwhile(if filled { 3 } else { 2 }, |world| world.segments.retain(|segment| segment.id != 2));
    talk.press(Command::Save);
    talk
}

#[test]
fn an_edit_of_a_segment_that_is_gone_is_not_called_saved_whatever_the_answer() {
    let fill =
        |item: Item| Edit::Fill { segment: item.key(), field: NOTE, value: Some(Value::Text("mine".into())) };
    let price = |item: Item| Edit::Price { segment: item.key(), price: 601, offered: true };
    let changes: [&dyn Fn(Item) -> Edit; 4] = [
        &|item| Edit::Rename(item, "Mine".into()),
        &|item| Edit::Recolor(item, SEGMENT_COLORS[5]),
        &fill,
        &price,
    ];
    for quiet in [true, false] {
        for (at, change) in changes.iter().enumerate() {
            for side in [Side::Mine, Side::Theirs] {
                let server = Server::new(world());
                let server = if quiet { server.with_quiet_misses() } else { server };
                let mut talk = deleted_while_saving(server, change);
                let what = format!("{at} {quiet} {side:?}: {:?} {:#?}", talk.notice(), talk.sent);
                assert_eq!(talk.count(&Method::PATCH), 1, "{what}");
                assert!(
                    matches!(talk.notice(), Some(Notice::Conflicts { count: 1, saved: 0, .. })),
                    "{what}"
                );
                assert!(talk.conflicts().iter().all(etapa::crm::Conflict::is_gone), "{what}");
                talk.decide(side);
                talk.press(Command::Save);
                assert!(talk.model.lines().is_empty() && talk.conflicts().is_empty(), "{what}");
                let wanted = usize::from(side == Side::Mine);
                assert_eq!(talk.count(&Method::POST), wanted, "made once if it is wanted: {what}");
                assert_eq!(there(&talk).len(), 4 + wanted, "{what}");
            }
        }
    }
}

#[test]
fn an_edit_of_a_status_that_is_gone_is_not_called_saved_whatever_the_answer() {
    let changes: [&dyn Fn(Item) -> Edit; 3] =
        [&|item| Edit::Rename(item, "Mine".into()), &|item| Edit::Recolor(item, STATUS_COLORS[5]), &|item| {
            Edit::Place(item, 5)
        }];
    for rule in SortRule::ALL {
        for (at, change) in changes.iter().enumerate() {
            for side in [Side::Mine, Side::Theirs] {
                let server = Server::new(saving::world()).with_rule(rule).with_quiet_misses();
                let mut talk = Conversation::open(server);
                edit(&mut talk, change, "B");
                talk.meanwhile(2, |world| world.statuses.retain(|status| status.name != "B"));
                talk.press(Command::Save);
                let what = format!("{rule:?} {at} {side:?}: {:?} {:#?}", talk.notice(), talk.sent);
                assert!(
                    matches!(talk.notice(), Some(Notice::Conflicts { count: 1, saved: 0, .. })),
                    "{what}"
                );
                assert!(talk.conflicts()[0].is_gone(), "{what}");
                talk.decide(side);
                for _ in 0..3 {
                    talk.press(Command::Save);
                }
                assert!(talk.model.lines().is_empty() && talk.agrees(), "{what}");
                let wanted = usize::from(side == Side::Mine);
                let made = talk.on_server().into_iter().filter(|name| ["B", "Mine"].contains(&&**name));
                assert_eq!(made.count(), wanted, "{what}");
            }
        }
    }
}

#[test]
fn an_empty_success_is_judged_by_what_the_reading_shows() {
    for (method, deed) in [(Method::PATCH, "changed"), (Method::POST, "made"), (Method::DELETE, "deleted")] {
        let nothing = ScriptedFault::new(method.clone(), 1, FaultKind::instead(204, "text/plain", ""));
        let mut talk = Conversation::open_faulty(FaultyServer::new(Server::new(world()), vec![nothing]));
        match method {
            Method::PATCH => rename(&mut talk, "S2", "Mine"),
            Method::POST => talk.press(Command::AddSegment { like: None, name: "New".into() }),
            _ => edit(&mut talk, Edit::Remove, "S2"),
        }
        talk.press(Command::Review);
        talk.press(Command::Save);
        assert_eq!(talk.notice(), Some(&Notice::PartlySaved { saved: 0, left: 1 }), "not {deed}");
        talk.press(Command::Save);
        assert!(talk.model.lines().is_empty(), "{deed} at last: {:?}", talk.notice());
        let there = there(&talk);
        assert_eq!(there.iter().filter(|name| **name == "New").count(), usize::from(deed == "made"));
        assert_eq!(there.contains(&"Mine"), deed == "changed", "{there:?}");
        assert_eq!(
            there.len(),
            if deed == "made" {
                6
            } else if deed == "deleted" {
                4
            } else {
                5
            }
        );
    }
}

#[test]
fn deleting_what_is_gone_already_is_no_question() {
    for quiet in [true, false] {
        let server = Server::new(world());
        let mut talk = Conversation::open(if quiet { server.with_quiet_misses() } else { server });
        edit(&mut talk, Edit::Remove, "S2");
        talk.press(Command::Review);
        talk.meanwhile(2, |world| world.segments.retain(|segment| segment.id != 2));
        talk.press(Command::Save);
        assert!(matches!(talk.notice(), Some(Notice::Saved { count: 1, .. })), "{:?}", talk.notice());
        assert!(talk.conflicts().is_empty() && talk.model.lines().is_empty(), "done is done");
    }
}

// ---- a list that lacks something by mistake ------------------------------------------------------------

#[test]
fn nothing_more_is_asked_where_lists_are_whole() {
    let mut talk = Conversation::open(Server::new(world()));
    rename(&mut talk, "S2", "Mine");
    talk.press(Command::Reload);
    let lists = "GET /api/v4/catalogs?page=1&limit=250";
    let fields = "GET /api/v4/customers/segments/custom_fields?page=1&limit=250&order%5Bsort%5D=asc";
    assert_eq!(talk.sent, ["GET /api/v4/account?with=datetime_settings", LIST, fields, lists]);
    talk.press(Command::Save);
    assert_eq!(talk.sent, [LIST, r#"PATCH /api/v4/customers/segments/2 {"name":"Mine"}"#, LIST]);
}

#[test]
fn a_list_that_repeats_and_lacks_something_is_read_once_more() {
    let mut talk = paged();
    rename(&mut talk, "S3", "Mine");
    // The second page begins with S4 once more, and lacks S3.
    talk.server.server_mut().shift_pages(1);
    talk.press(Command::Reload);
    let pages = talk.sent.iter().filter(|sent| sent.contains("segments?page=")).count();
    assert_eq!((pages, is_asked_for(&talk, 3)), (6, 0), "three pages twice: {:#?}", talk.sent);
    assert_eq!(talk.notice(), Some(&Notice::Reloaded(Vec::new())), "nobody has done anything");
    assert_eq!(talk.model.lines().len(), 1, "what is not saved is still there");
}

#[test]
fn what_a_list_lacks_twice_is_asked_for_by_its_id_if_something_depends_on_it() {
    let mut talk = paged();
    rename(&mut talk, "S3", "Mine");
    talk.server.server_mut().shift_pages(4);
    talk.press(Command::Reload);
    assert_eq!(is_asked_for(&talk, 3), 1, "{:#?}", talk.sent);
    assert_eq!((talk.conflicts(), talk.model.lines().len()), (Vec::new(), 1), "it is there");
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&Notice::Saved { count: 1, made: Vec::new() }), "{:#?}", talk.sent);
    assert_eq!(there(&talk), ["Mine", "S1", "S2", "S4", "S5"]);
}

#[test]
fn what_is_really_gone_is_asked_for_once_and_then_the_user() {
    for quiet in [true, false] {
        let server = Server::new(world());
        let mut talk = Conversation::open(if quiet { server.with_quiet_misses() } else { server });
        rename(&mut talk, "S2", "Mine");
        talk.server.server_mut().world_mut().segments.retain(|segment| segment.id != 2);
        talk.press(Command::Reload);
        assert_eq!(is_asked_for(&talk, 2), 1, "{:#?}", talk.sent);
        assert!(matches!(talk.notice(), Some(Notice::Conflicts { count: 1, .. })), "{:?}", talk.notice());
        talk.press(Command::Reload);
        assert_eq!(is_asked_for(&talk, 2), 0, "that is known: {:#?}", talk.sent);
    }
}

#[test]
fn an_answer_that_says_neither_yes_nor_no_ends_the_reading_and_changes_nothing() {
    for (http_status, expected) in [(403, Fault::Forbidden), (401, Fault::SignedOut)] {
        let no = FaultKind::instead(http_status, "application/json", r#"{"detail":"No."}"#);
        let script = vec![ScriptedFault::new(Method::GET, 1, no).at("/segments/2")];
        let mut talk = Conversation::open_faulty(FaultyServer::new(Server::new(world()), script));
        rename(&mut talk, "S2", "Mine");
        talk.server.server_mut().world_mut().segments.retain(|segment| segment.id != 2);
        talk.press(Command::Reload);
        assert_eq!(talk.notice(), Some(&Notice::Failed(expected)));
        assert_eq!((talk.conflicts(), talk.model.lines().len()), (Vec::new(), 1), "all is as it was");
    }
}

#[test]
fn no_shifted_page_of_a_save_loses_or_doubles_anything() {
    for begun in 0..14 {
        for shifted in 1..=6 {
            for kind in 0..4 {
                let mut talk = paged();
                match kind {
                    0 => rename(&mut talk, "S3", "Mine"),
                    1 => edit(&mut talk, Edit::Remove, "S3"),
                    2 => talk.press(Command::AddSegment { like: None, name: "New".into() }),
                    _ => {
                        rename(&mut talk, "S1", "One");
                        rename(&mut talk, "S3", "Mine");
                        talk.press(Command::AddSegment { like: None, name: "New".into() });
                    }
                }
                let wanted: Vec<String> = {
                    let segments = &talk.edited().segments;
                    let mut names: Vec<String> =
                        segments.iter().map(|segment| segment.name.clone()).collect();
                    names.sort();
                    names
                };
                talk.press(Command::Review);
                talk.update(Command::Save);
                for _ in 0..begun {
                    talk.turn();
                }
                talk.server.server_mut().shift_pages(shifted);
                talk.run();
                let what = format!("{kind}, {shifted} pages after {begun} requests");
                for _ in 0..4 {
                    assert_eq!(talk.conflicts(), [], "{what}: {:#?}", talk.sent);
                    talk.press(Command::Review);
                    talk.press(Command::Save);
                    talk.press(Command::Reload);
                }
                assert!(talk.model.lines().is_empty(), "{what}: {:?} {:#?}", talk.notice(), talk.sent);
                assert_eq!(there(&talk), wanted, "{what}");
            }
        }
    }
}

/// Answers the list of segments with these only, and says that there are so many.
fn list_of(world: &World, ids: &[u64], total: usize) -> FaultKind {
    let color = SEGMENT_COLORS[0].to_string();
    let segment =
        |id: &u64| json!({ "id": id, "name": format!("S{id}"), "color": color, "account_id": world.id });
    let segments: Vec<Json> = ids.iter().map(segment).collect();
    let body =
        json!({ "_total_items": total, "_page": 1, "_page_count": 1, "_embedded": { "segments": segments } });
    FaultKind::instead(200, "application/hal+json", &body.to_string())
}

#[test]
fn what_was_created_and_told_is_not_made_again_because_a_list_lacks_it() {
    let lags = |nth| {
        ScriptedFault::new(Method::GET, nth, list_of(&world(), &[1, 2, 3, 4, 5], 5))
            .at("/customers/segments?")
    };
    let mut talk =
        Conversation::open_faulty(FaultyServer::new(Server::new(world()), [3, 4].map(lags).to_vec()));
    talk.press(Command::AddSegment { like: None, name: "New".into() });
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&Notice::Saved { count: 1, made: Vec::new() }), "{:#?}", talk.sent);
    assert_eq!(is_asked_for(&talk, 8), 2, "before and after the second list: {:#?}", talk.sent);
    for _ in 0..2 {
        talk.press(Command::Save);
        talk.press(Command::Reload);
    }
    assert_eq!(there(&talk), ["New", "S1", "S2", "S3", "S4", "S5"], "no twin");
}

#[test]
fn a_creation_without_answer_is_not_repeated_as_long_as_the_list_lacks_something() {
    let short = || list_of(&world(), &[1, 2, 3, 4, 5], 6);
    let lists = (3..=9).map(|nth| ScriptedFault::new(Method::GET, nth, short()).at("/customers/segments?"));
    let script = [ScriptedFault::new(Method::POST, 1, FaultKind::DoneButLost)].into_iter().chain(lists);
    let mut talk = Conversation::open_faulty(FaultyServer::new(Server::new(world()), script.collect()));
    talk.press(Command::AddSegment { like: None, name: "New".into() });
    talk.press(Command::Save);
    assert!(matches!(talk.notice(), Some(Notice::Failed(_))), "{:?} {:#?}", talk.notice(), talk.sent);
    for _ in 0..3 {
        talk.press(Command::Save);
        assert_eq!(talk.count(&Method::POST), 0, "nobody knows yet: {:#?}", talk.sent);
    }
    for _ in 0..3 {
        talk.press(Command::Save);
    }
    assert!(talk.model.lines().is_empty(), "recognised: {:?} {:#?}", talk.notice(), talk.sent);
    assert_eq!(there(&talk), ["New", "S1", "S2", "S3", "S4", "S5"], "no twin");
}

#[test]
fn a_count_that_is_always_off_is_no_hindrance() {
    // As in the vendor's own example: six by its count, five in the list.
    let off = || list_of(&world(), &[1, 2, 3, 4, 5], 6);
    let script = (1..=20).map(|nth| ScriptedFault::new(Method::GET, nth, off()).at("/customers/segments?"));
    let mut talk = Conversation::open_faulty(FaultyServer::new(Server::new(world()), script.collect()));
    assert_eq!(talk.sent.iter().filter(|sent| **sent == LIST).count(), 2, "read once more: {:#?}", talk.sent);
    rename(&mut talk, "S2", "Mine");
    talk.press(Command::Save);
    assert_eq!(talk.count(&Method::PATCH), 1, "{:?} {:#?}", talk.notice(), talk.sent);
    assert_eq!(states(&talk), [LineState::Refused(Fault::NotTaken)], "this list never changes");
}

#[test]
fn a_count_that_is_always_off_does_not_keep_a_lost_creation_from_being_looked_up() {
    for (fault_kind, arrives) in [(FaultKind::LostBeforeDone, false), (FaultKind::DoneButLost, true)] {
        // Each list counts one more than it has.
        let script = vec![ScriptedFault::new(Method::POST, 1, fault_kind)];
        let server = Server::new(world()).with_surplus(1);
        let mut talk = Conversation::open_faulty(FaultyServer::new(server, script));
        let (values, prices) = Default::default();
        let new = NewSegment { name: "N".into(), color: SEGMENT_COLORS[0], values, prices };
        talk.press(Command::Edit(Edit::AddSegment(new)));
        talk.press(Command::Save);
        talk.press(Command::Reload);
        assert!(matches!(talk.notice(), Some(Notice::Reloaded(_))), "{arrives}: {:?}", talk.notice());
        talk.press(Command::Save);
        let there = talk.server.server().world().segments.iter().filter(|one| one.name == "N").count();
        assert_eq!((there, talk.model.lines().len()), (1, 0), "{arrives}: {:?}", talk.notice());
    }
}

fn states(talk: &Conversation) -> Vec<LineState> {
    talk.model.lines().into_iter().map(|line| line.state).collect()
}

#[test]
fn a_status_that_its_list_lacks_is_asked_for_too() {
    let mut talk = Conversation::open(Server::new(saving::world()).with_rule(SortRule::Keep));
    edit(&mut talk, |item| Edit::Rename(item, "Mine".into()), "C");
    talk.press(Command::Edit(Edit::Add(NewStatus { name: "N".into(), color: STATUS_COLORS[3], place: 2 })));
    // Somebody takes C away from the list and brings it back before it is asked for.
    let taken = std::rc::Rc::new(std::cell::RefCell::new(None));
    let keep = std::rc::Rc::clone(&taken);
    talk.meanwhile(1, move |world| {
        let at = world.statuses.iter().position(|status| status.name == "C").expect("C");
        *keep.borrow_mut() = Some(world.statuses.remove(at));
    });
    talk.update(Command::Save);
    talk.turn();
    talk.server.server_mut().world_mut().statuses.push(taken.borrow_mut().take().expect("C"));
    talk.run();
    assert!(talk.sent.contains(&"GET /api/v4/customers/statuses/103".to_owned()), "{:#?}", talk.sent);
    assert_eq!(talk.conflicts(), [], "it is there");
    assert!(talk.agrees(), "{:?}", talk.on_server());
}

#[test]
fn an_empty_answer_in_place_of_the_list_takes_no_order_away() {
    let statuses = vec![WorldStatus::ordinary(1001, "First", 0, STATUS_COLORS[0])];
    let nothing = ScriptedFault::new(Method::GET, 3, FaultKind::instead(204, "text/plain", ""));
    let server = FaultyServer::new(Server::new(World::with_statuses(statuses)), vec![nothing]);
    let mut talk = Conversation::open_faulty(server);
    let new = NewStatus { name: "New".to_owned(), color: STATUS_COLORS[1], place: 0 };
    talk.press(Command::Edit(Edit::Add(new)));
    talk.press(Command::Save);
    assert_eq!((talk.names(), talk.on_server()), (vec!["New".to_owned(), "First".to_owned()], talk.names()));
}
