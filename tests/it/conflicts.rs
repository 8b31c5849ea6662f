//! Where the user and somebody else have changed the same thing, nothing vanishes until the user decides.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use egui::accesskit::Role;
use egui::{Key as KeyName, Modifiers};
use egui_kittest::kittest::NodeT as _;
use etapa::crm::{
    Account, Change, ChangeKind, Color, Conflict, Draft, Edit, Item, Key, Mode, SEGMENT_COLORS,
    STATUS_COLORS, Segment, Side, SortRule, Status, StatusKind, Value,
};
use etapa::demo::{SeedWords, Server, World, WorldField, WorldSegment};
use etapa::model::{Command, Language, Leave, Notice, Page, Question};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::json;

use crate::saving;
use crate::support::conversation::Conversation;
use crate::support::loopback::{Answer, Loopback};
use crate::support::window::Window;

// --- The model ---

fn open() -> Conversation {
    Conversation::open(Server::new(saving::world()).with_rule(SortRule::Keep))
}

fn edit(talk: &mut Conversation, edit: impl FnOnce(Item) -> Edit, name: &str) {
    talk.press(Command::Edit(edit(talk.item(name))));
}

fn rename(talk: &mut Conversation, name: &str, to: &str) {
    edit(talk, |item| Edit::Rename(item, to.to_owned()), name);
}

/// Renames a status as another administrator.
fn renamed_there(name: &'static str, to: &'static str) -> impl FnOnce(&mut World) {
    move |world| {
        let status = world.statuses.iter_mut().find(|status| status.name == name);
        status.expect("a status of this name").name = to.into();
    }
}

fn deleted_there(name: &'static str) -> impl FnOnce(&mut World) {
    move |world| world.statuses.retain(|status| status.name != name)
}

/// Saves; what cannot be taken back is read before it is sent.
fn save(talk: &mut Conversation) {
    talk.press(Command::Review);
    talk.press(Command::Save);
}

fn is_open(talk: &Conversation, expected: usize, saved_before: usize) -> bool {
    matches!(talk.notice(), Some(Notice::Conflicts { count, saved, .. }) if (*count, *saved) == (expected, saved_before))
}

#[test]
fn two_names_met_by_a_reload_wait_for_a_decision_before_anything_is_sent() {
    for (side, name) in [(Side::Mine, "Mine"), (Side::Theirs, "Theirs")] {
        let mut talk = open();
        rename(&mut talk, "A", "Mine");
        rename(&mut talk, "B", "Other");
        talk.meanwhile(1, renamed_there("A", "Theirs"));
        talk.press(Command::Reload);
        assert!(is_open(&talk, 1, 0), "{:?}", talk.notice());
        assert_eq!(talk.names()[1], "Mine", "shown until it is decided");
        talk.press(Command::Save);
        assert!(talk.sent.is_empty(), "nothing is sent: {:?}", talk.sent);
        assert_eq!((talk.model.screen().page(), is_open(&talk, 1, 0)), (Page::Review, true));
        assert_eq!(talk.decide(side), 1);
        assert_eq!(talk.notice(), None, "what is decided is not asked any more");
        talk.press(Command::Save);
        assert!(matches!(talk.notice(), Some(Notice::Saved { .. })), "{:?}", talk.notice());
        assert_eq!(talk.on_server()[1..3], [name, "Other"]);
    }
}

#[test]
fn two_names_met_by_the_check_of_a_save_open_the_review_and_nothing_is_sent() {
    let mut talk = open();
    rename(&mut talk, "A", "Mine");
    talk.meanwhile(1, renamed_there("A", "Theirs"));
    talk.press(Command::Save);
    assert_eq!(talk.writes(), 0, "{:?}", talk.sent);
    assert_eq!(
        (talk.model.screen().page(), is_open(&talk, 1, 0)),
        (Page::Review, true),
        "{:?}",
        talk.notice()
    );
    talk.decide(Side::Mine);
    talk.press(Command::Save);
    assert_eq!(talk.notice(), Some(&Notice::Saved { count: 1, made: vec![] }));
    assert_eq!(talk.on_server()[1], "Mine");
}

#[test]
fn two_names_met_in_the_middle_of_a_save_leave_that_status_alone() {
    let mut talk = Conversation::open(Server::new(saving::world()).with_rule(SortRule::InsertBefore));
    talk.place("E", 2);
    rename(&mut talk, "A", "Mine");
    rename(&mut talk, "B", "Other");
    // A check, the place, then a reading that shows what the server made of it.
    talk.meanwhile(3, renamed_there("A", "Theirs"));
    talk.press(Command::Save);
    assert!(is_open(&talk, 1, 2), "the place and the other name are saved: {:?}", talk.notice());
    assert_eq!(talk.on_server()[..4], ["Recent", "Theirs", "E", "Other"], "{:#?}", talk.sent);
    assert_eq!(talk.model.lines().len(), 1, "the name waits");
    talk.decide(Side::Mine);
    talk.press(Command::Save);
    assert_eq!(talk.on_server()[1], "Mine");
}

#[test]
fn a_status_that_is_deleted_in_the_middle_of_a_save_is_not_called_saved() {
    let mut talk = Conversation::open(Server::new(saving::world()).with_rule(SortRule::InsertBefore));
    talk.place("E", 2);
    rename(&mut talk, "A", "Mine");
    talk.meanwhile(3, deleted_there("A"));
    talk.press(Command::Save);
    assert!(is_open(&talk, 1, 1), "the place is saved: {:?}", talk.notice());
    assert_eq!(talk.decide(Side::Mine), 1);
    talk.press(Command::Save);
    assert!(talk.agrees() && talk.on_server().contains(&"Mine".to_owned()), "{:?}", talk.on_server());
}

#[test]
fn what_was_deleted_there_is_made_again_or_stays_deleted() {
    for side in [Side::Mine, Side::Theirs] {
        let mut talk = open();
        rename(&mut talk, "B", "Mine");
        let old = talk.item("Mine");
        talk.meanwhile(1, deleted_there("B"));
        talk.press(Command::Reload);
        for _ in 0..2 {
            talk.press(Command::Reload);
        }
        assert!(is_open(&talk, 1, 0), "readings do not lose it: {:?}", talk.notice());
        assert!(talk.model.lines().is_empty() && !talk.names().contains(&"Mine".to_owned()), "it is gone");
        talk.press(Command::Save);
        assert!(is_open(&talk, 1, 0) && talk.sent.is_empty(), "{:?}", talk.sent);
        talk.press(Command::SignOut);
        assert_eq!(talk.model.screen().question(), Some(Question::Leave(Leave::SignOut)), "it would be lost");
        talk.press(Command::Cancel);
        talk.decide(side);
        talk.press(Command::Save);
        assert!(talk.agrees(), "{:?}", talk.on_server());
        let is_there = side == Side::Mine;
        assert_eq!(talk.on_server().contains(&"Mine".to_owned()), is_there, "{side:?}");
        if is_there {
            assert_eq!(talk.names()[2], "Mine", "at its old place");
            assert_ne!(talk.item("Mine"), old, "as a new one");
        }
    }
}

#[test]
fn what_i_deleted_and_they_renamed_is_deleted_only_if_i_say_so() {
    for (side, deletions) in [(Side::Mine, 1), (Side::Theirs, 0)] {
        let mut talk = open();
        edit(&mut talk, Edit::Remove, "B");
        talk.meanwhile(1, renamed_there("B", "Theirs"));
        save(&mut talk);
        assert!(is_open(&talk, 1, 0) && talk.writes() == 0, "{:?}", talk.sent);
        talk.decide(side);
        talk.press(Command::Save);
        assert_eq!(talk.writes(), deletions, "{:?}", talk.sent);
        assert_eq!(talk.on_server().contains(&"Theirs".to_owned()), side == Side::Theirs);
        assert!(talk.agrees() && talk.model.lines().is_empty(), "{:?}", talk.names());
    }
}

#[test]
fn a_status_that_both_moved_goes_where_the_user_decides() {
    for (side, place) in [(Side::Mine, 1), (Side::Theirs, 3)] {
        let mut talk = open();
        talk.place("E", 1);
        talk.meanwhile(1, |world| {
            let moved = world.statuses.remove(5);
            world.statuses.insert(3, moved);
            (0..).zip(&mut world.statuses).for_each(|(sort, status)| status.sort = sort);
        });
        talk.press(Command::Save);
        assert!(is_open(&talk, 1, 0) && talk.writes() == 0, "{:?}", talk.notice());
        talk.decide(side);
        talk.press(Command::Save);
        assert_eq!(talk.on_server()[place], "E", "{side:?}: {:?}", talk.on_server());
        assert!(talk.agrees(), "{:?}", talk.names());
    }
}

#[test]
fn values_of_one_field_and_deleted_segments_are_decided_too() {
    let world = || {
        let fields = vec![WorldField::new(7, "Note", "text", 1)];
        let segment = |(id, name)| WorldSegment::new(id, name, SEGMENT_COLORS[0]);
        World::with_segments((11..).zip(["A", "B"]).map(segment).collect(), fields)
    };
    for side in [Side::Mine, Side::Theirs] {
        let mut talk = Conversation::open(Server::new(world()));
        for name in ["A", "B"] {
            let value = Some(Value::Text("mine".into()));
            edit(&mut talk, |item| Edit::Fill { segment: item.key(), field: 7, value }, name);
        }
        talk.meanwhile(1, |world| {
            world.segments.retain(|segment| segment.name == "A");
            world.segments[0].values.insert(7, vec![json!("theirs")]);
        });
        talk.press(Command::Save);
        assert!(is_open(&talk, 2, 0) && talk.writes() == 0, "{:?}", talk.notice());
        assert_eq!(talk.decide(side), 2);
        talk.press(Command::Save);
        let segments = &talk.server.server().world().segments;
        let there: BTreeMap<&str, &str> =
            segments.iter().filter_map(|one| Some((&*one.name, one.values[&7][0].as_str()?))).collect();
        let expected = match side {
            Side::Mine => BTreeMap::from([("A", "mine"), ("B", "mine")]),
            Side::Theirs => BTreeMap::from([("A", "theirs")]),
        };
        assert_eq!(there, expected, "{:#?}", talk.sent);
    }
}

// --- Whatever both have changed ---

/// How many pairs of others and users are tried.
const RUNS: u32 = 20_000;

/// Something that somebody does; items and places are taken modulo what is there.
#[derive(Clone, Copy, Debug)]
enum Op {
    Rename(usize, u8),
    Recolor(usize, usize),
    Move(usize, usize),
    Remove(usize),
    Fill(usize, u64, Option<u8>),
    Price(usize, u64, bool),
}

fn op() -> impl Strategy<Value = Op> {
    let at = 0..9_usize;
    prop_oneof![
        2 => (at.clone(), 0..3_u8).prop_map(|(at, name)| Op::Rename(at, name)),
        2 => (at.clone(), 1..4_usize).prop_map(|(at, color)| Op::Recolor(at, color)),
        2 => (0..6_usize, 0..6_usize).prop_map(|(at, place)| Op::Move(at, place)),
        1 => at.prop_map(Op::Remove),
        3 => (6..9_usize, 1..3_u64, prop::option::of(0..2_u8))
            .prop_map(|(at, field, value)| Op::Fill(at, field, value)),
        1 => (6..9_usize, 1..4_u64, any::<bool>()).prop_map(|(at, price, on)| Op::Price(at, price, on)),
    ]
}

/// Six statuses and three segments, which no real account has together.
fn account() -> Account {
    let status = |place: u8| Status {
        key: Key::Id(u64::from(place) + 1),
        name: format!("S{place}"),
        color: Some(STATUS_COLORS[0]),
        sort: place.into(),
        system: place == 0,
        kind: StatusKind::Ordinary,
        conditions: Vec::new(),
        raw: "".into(),
    };
    let segment = |id| {
        Arc::new(Segment {
            key: Key::Id(id),
            name: format!("G{id}"),
            color: Some(STATUS_COLORS[0]),
            customers: 0,
            values: [(1, Value::Text("old".into()))].into(),
            prices: [1].into(),
            created: None,
            updated: None,
            raw: "".into(),
        })
    };
    Account {
        id: 1,
        name: String::new(),
        subdomain: String::new(),
        user: None,
        mode: Mode::Unknown,
        zone: TimeZone::UTC,
        statuses: (0..6).map(status).collect(),
        segments: (11..14).map(segment).collect(),
        fields: Arc::default(),
        price_lists: None,
    }
}

fn edited(ops: &[Op]) -> Draft {
    let base = account();
    let items: Vec<Item> = base.items().collect();
    let mut draft = Draft::new(base);
    for op in ops {
        draft.edit(match *op {
            Op::Rename(at, name) => Edit::Rename(items[at], format!("N{name}")),
            Op::Recolor(at, color) => Edit::Recolor(items[at], STATUS_COLORS[color]),
            Op::Move(at, place) => Edit::Place(items[at], place),
            Op::Remove(at) => Edit::Remove(items[at]),
            Op::Fill(at, field, value) => {
                let value = value.map(|value| Value::Text(format!("V{value}")));
                Edit::Fill { segment: items[at].key(), field, value }
            }
            Op::Price(at, price, offered) => Edit::Price { segment: items[at].key(), price, offered },
        });
    }
    draft
}

/// Tells whether an account has the outcome of this change. Of a place that can only be told by comparing.
fn shows(account: &Account, change: &Change) -> bool {
    let segment = || account.segment(change.item.key());
    match &change.kind {
        ChangeKind::Removed => !account.has(change.item),
        ChangeKind::Renamed { to } => account.name_of(change.item) == Some(to),
        ChangeKind::Recolored { to, .. } => account.has(change.item) && account.color_of(change.item) == *to,
        ChangeKind::Filled { field, to, .. } => {
            segment().is_some_and(|one| one.values.get(field) == to.as_ref())
        }
        ChangeKind::Priced { added, removed } => segment().is_some_and(|one| {
            added.iter().all(|price| one.prices.contains(price))
                && !removed.iter().any(|price| one.prices.contains(price))
        }),
        ChangeKind::Moved { .. } | ChangeKind::Added { .. } => true,
    }
}

fn is_moved(changes: &[Change], item: Item) -> bool {
    changes.iter().any(|change| change.item == item && matches!(change.kind, ChangeKind::Moved { .. }))
}

fn changes_of(conflict: &Conflict, kinds: &[ChangeKind]) -> Vec<Change> {
    let change = |kind: &ChangeKind| Change { item: conflict.item, name: String::new(), kind: kind.clone() };
    kinds.iter().map(change).collect()
}

/// Lets this side's version stay everywhere.
fn decide(draft: &mut Draft, side: Side) {
    let mut left = draft.conflicts().len();
    while let Some(conflict) = draft.conflicts().first() {
        draft.resolve(conflict, side);
        assert!(draft.conflicts().len() < left, "each decision is at least one less");
        left = draft.conflicts().len();
    }
}

fn check(mine: &[Op], theirs: &[Op]) {
    let mut fresh = edited(theirs).edited().clone();
    (0..).zip(&mut fresh.statuses).for_each(|(sort, status)| status.sort = sort);
    let mut draft = edited(mine);
    let (wanted, wishes) = (draft.edited().clone(), draft.changes());
    let news = draft.rebase(fresh.clone());
    let (conflicts, left) = (draft.conflicts(), draft.changes());
    for change in &news {
        let is_listed =
            conflicts.iter().any(|one| one.item == change.item && one.theirs.contains(&change.kind));
        let is_mine = wishes.iter().any(|wish| wish.item == change.item);
        let overrides = match change.kind {
            ChangeKind::Removed => is_mine && wanted.has(change.item),
            // Which of two swapped ones has moved is a matter of opinion, so both sides have to say so.
            ChangeKind::Moved { .. } => {
                let is_both = is_moved(&wishes, change.item) && is_moved(&left, change.item);
                is_both || !draft.edited().has(change.item)
            }
            _ => !shows(draft.edited(), change),
        };
        assert_eq!(is_listed, overrides, "{change:?} of theirs, {conflicts:#?}");
    }
    let again = draft.rebase(fresh.clone());
    assert_eq!((again, draft.conflicts()), (vec![], conflicts.clone()), "another reading loses nothing");

    let mut as_theirs = draft.clone();
    decide(&mut as_theirs, Side::Theirs);
    for change in conflicts.iter().flat_map(|conflict| changes_of(conflict, &conflict.theirs)) {
        assert!(shows(as_theirs.edited(), &change), "{change:?} is taken");
        assert!(!is_moved(&as_theirs.changes(), change.item) || is_moved(&left, change.item), "{change:?}");
    }
    decide(&mut draft, Side::Mine);
    for conflict in &conflicts {
        if conflict.is_gone() {
            let name = wanted.name_of(conflict.item);
            let is_offered = |color: &Color| match conflict.item {
                Item::Status(_) => STATUS_COLORS.contains(color),
                Item::Segment(_) => SEGMENT_COLORS.contains(color),
            };
            let color = wanted.color_of(conflict.item).filter(is_offered);
            let is_it = |item: Item| {
                let has_color = color.is_none() || draft.edited().color_of(item) == color;
                item.is_new() && draft.edited().name_of(item) == name && has_color
            };
            assert!(draft.edited().items().any(is_it), "{conflict:?} is made again");
        } else {
            for change in changes_of(conflict, &conflict.mine) {
                assert!(shows(draft.edited(), &change), "{change:?} is kept");
            }
        }
    }
    for wish in wishes.iter().filter(|wish| fresh.has(wish.item)) {
        assert!(shows(draft.edited(), wish), "{wish:?} was wanted");
    }
}

#[test]
fn nothing_of_theirs_vanishes_silently_and_either_side_can_be_had() {
    let config = Config { cases: RUNS, failure_persistence: None, ..Config::default() };
    let ops = || prop::collection::vec(op(), 0..7);
    proptest!(config, |(mine in ops(), theirs in ops())| check(&mine, &theirs));
}

// --- The screen ---

const TOKEN: &str = "eyJ0eXAi.test-token.c2lnbg";

/// Opens an account, changes it, and lets another administrator change it before it is read again.
fn reloaded(
    change: impl FnOnce(&mut Window),
    elsewhere: impl FnOnce(&mut World),
) -> (Window, Arc<Mutex<Server>>, Loopback) {
    let server = Server::new(World::demo(SeedWords::English)).with_token(TOKEN);
    let server = Arc::new(Mutex::new(server));
    let answering = Arc::clone(&server);
    let loopback = Loopback::start(move |request| {
        Answer::Response(answering.lock().expect("one at a time").answer(request))
    });
    let mut window = Window::at_start(Language::English);
    window.fill(Role::TextInput, "Account address", &loopback.origin());
    window.fill(Role::PasswordInput, "Access token", TOKEN);
    window.click_and_wait("Connect", "the account opens", |window| !window.order().is_empty());
    change(&mut window);
    elsewhere(server.lock().expect("one at a time").world_mut());
    window.click_and_wait("Reload", "it is told", |window| window.shows("Somebody else has changed"));
    window.click("Review");
    (window, server, loopback)
}

fn rename_vip(window: &mut Window) {
    window.click("VIP");
    window.fill(Role::TextInput, "Name", "Gold");
}

#[test]
fn both_versions_stand_side_by_side_and_mine_is_kept_with_one_click() {
    let (mut window, server, _loopback) = reloaded(rename_vip, renamed_there("VIP", "Platinum"));
    for shown in ["Changed by others too", "“VIP”: name", "Before:", "Yours", "Gold", "Theirs", "Platinum"]
    {
        assert!(window.shows(shown), "{shown} is not on the screen: {:#?}", window.texts());
    }
    assert!(
        window.row("Gold").accesskit_node().description().is_some_and(|told| told.contains("Somebody else"))
    );
    window.click("Save");
    assert!(window.shows("Choose which version stays"), "nothing is saved before that");
    window.click("Keep mine: “VIP”: name");
    assert!(!window.shows("Changed by others too"), "decided");
    window.click_and_wait("Save", "it is saved", |window| window.shows("1 change is saved"));
    let server = server.lock().expect("one at a time");
    assert!(server.world().statuses.iter().any(|status| status.name == "Gold"), "mine");
}

#[test]
fn theirs_is_taken_by_keyboard_and_can_be_undone() {
    let (mut window, _server, _loopback) = reloaded(rename_vip, renamed_there("VIP", "Platinum"));
    window.button("Keep mine: “VIP”: name").focus();
    window.settle();
    window.press(Modifiers::NONE, KeyName::Tab);
    assert!(window.button("Take theirs: “VIP”: name").is_focused(), "the next stop");
    window.press(Modifiers::NONE, KeyName::Enter);
    assert!(window.order().contains(&"Platinum".to_owned()), "{:?}", window.order());
    assert!(window.shows("There are no changes"), "nothing is left: {:#?}", window.texts());
    window.press(Modifiers::COMMAND, KeyName::Z);
    assert!(window.shows("Changed by others too"), "undone, the question is back");
}

#[test]
fn an_answer_leads_to_the_next_question_and_a_key_that_is_held_does_not_answer_it() {
    let change = |window: &mut Window| {
        rename_vip(window);
        window.find(Role::RadioButton, "Light blue #c1e0ff").click();
        window.settle();
        window.click("Sleeping");
        window.fill(Role::TextInput, "Name", "Dreaming");
    };
    let (mut window, _server, _loopback) = reloaded(change, |world| {
        for (name, to) in [("VIP", "Platinum"), ("Sleeping", "Gone")] {
            let status = world.statuses.iter_mut().find(|status| status.name == name).expect("a status");
            (status.name, status.color) = (to.into(), STATUS_COLORS[20]);
        }
    });
    window.harness.set_size([1120.0, 1300.0].into());
    window.settle();
    let questions = |window: &Window| {
        window.texts().into_iter().filter(|text| text.starts_with("Keep mine: ")).collect::<Vec<_>>()
    };
    for left in (0..3).rev() {
        let asked = questions(&window);
        assert_eq!(asked.len(), left + 1, "{asked:?}");
        window.button(&asked[0]).focus();
        window.settle();
        window.press_at_once(KeyName::Enter, 3);
        let asked = questions(&window);
        assert_eq!(asked.len(), left, "a key that is held answers once: {asked:?}");
        assert!(asked.first().is_none_or(|next| window.button(next).is_focused()), "{asked:?}");
        window.harness.key_up(KeyName::Enter);
        window.settle();
    }
}

#[test]
fn what_was_deleted_there_is_shown_with_all_that_was_changed_about_it() {
    let (mut window, _server, _loopback) = reloaded(rename_vip, deleted_there("VIP"));
    for shown in ["“VIP”", "name: Gold (was: VIP)", "deleted", "with another id and without conditions"] {
        assert!(window.shows(shown), "{shown} is not on the screen: {:#?}", window.texts());
    }
    assert!(window.shows("1 change not saved") && window.is_enabled("Save"), "it waits");
    window.click("Keep mine: “VIP”");
    assert!(window.order().contains(&"Gold".to_owned()), "made again: {:?}", window.order());
}

#[test]
fn colours_and_places_are_told_in_words() {
    let recolored = |window: &mut Window| {
        window.click("VIP");
        window.find(Role::RadioButton, "Light blue #c1e0ff").click();
        window.settle();
        window.drag_and_drop("Sleeping", "New client");
    };
    let (window, _server, _loopback) = reloaded(recolored, |world| {
        world.statuses[3].color = STATUS_COLORS[20];
        let moved = world.statuses.remove(5);
        world.statuses.insert(3, moved);
        (0..).zip(&mut world.statuses).for_each(|(sort, status)| status.sort = sort * 10);
    });
    for shown in
        ["“VIP”: colour", "light blue", "“Sleeping”: place", "place 2", "place 4", "Somebody else moved"]
    {
        assert!(window.shows(shown), "{shown} is not on the screen: {:#?}", window.texts());
    }
}
