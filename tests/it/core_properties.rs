//! Whatever is edited, refused, lost or changed by others: the account ends as wanted, nothing twice.

use std::collections::BTreeSet;

use ehttp::Method;
use etapa::crm::{
    ChangeKind, Color, Draft, Edit, Item, Key, NewStatus, Problem, STATUS_COLORS, Side, SortRule,
};
use etapa::demo::{FaultKind, FaultyServer, ScriptedFault, Server, World, WorldStatus};
use etapa::model::{Command, Session};
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::support::conversation::Conversation;

/// How many accounts are tried.
const RUNS: u32 = 10_000;

/// How often the user presses Save before giving up.
const PATIENCE: usize = 12;

/// One account, what is done to it, and what goes wrong.
#[derive(Clone, Debug)]
struct Scenario {
    world: World,
    rule: SortRule,
    edits: Vec<Op>,
    scripted_faults: Vec<(Method, u32, Broken)>,
    other: Option<(usize, Op, Side)>,
    /// Whether what is about a thing that is not there is answered 204.
    quiet: bool,
}

/// Something a user, or another administrator, does; places and items are taken modulo what is there.
#[derive(Clone, Copy, Debug)]
enum Op {
    Move(usize, usize),
    Rename(usize, u8),
    Recolor(usize, usize),
    Add(usize, u8),
    Remove(usize),
    Revert(usize),
    /// As many from here on, as a block.
    MoveBlock(usize, usize, usize),
    RecolorSeveral(usize, usize, usize),
    RemoveSeveral(usize, usize),
    Undo,
    Redo,
}

/// What goes wrong with one request.
#[derive(Clone, Copy, Debug)]
pub enum Broken {
    Refused,
    SignedOut,
    TooMany,
    NotFound,
    FailedBefore,
    DoneButLost,
    LostBeforeDone,
    Silence,
    Late,
    /// A success that does nothing.
    Claimed,
    /// It is done, and complained about.
    DoneButComplained,
    /// A success without a word that does nothing.
    ClaimedSilently,
    /// A page repeats an item and lacks one.
    Shifted,
    /// The answer says that it is another account's.
    Stranger,
}

impl Broken {
    pub fn fault_kind(self) -> FaultKind {
        let problem = |status| FaultKind::instead(status, "application/problem+json", r#"{"detail":"No."}"#);
        match self {
            Self::Refused => problem(400),
            Self::SignedOut => problem(401),
            Self::TooMany => FaultKind::too_many(1),
            Self::NotFound => problem(404),
            Self::FailedBefore => FaultKind::broken(500),
            Self::DoneButLost => FaultKind::DoneButLost,
            Self::LostBeforeDone => FaultKind::LostBeforeDone,
            Self::Silence => FaultKind::Silence,
            Self::Late => FaultKind::Late,
            Self::Claimed => FaultKind::instead(200, "application/hal+json", "{}"),
            Self::ClaimedSilently => FaultKind::instead(204, "text/plain", ""),
            Self::Shifted => FaultKind::Shifted,
            Self::Stranger => FaultKind::Stranger(777),
            Self::DoneButComplained => {
                let complaint = r#"{"validation-errors":[{"errors":[{"path":"name","detail":"Odd."}]}]}"#;
                match FaultKind::instead(200, "application/hal+json", complaint) {
                    FaultKind::Instead(response) => FaultKind::DoneBut(response),
                    other => other,
                }
            }
        }
    }
}

fn op() -> impl Strategy<Value = Op> {
    let at = 0..20_usize;
    prop_oneof![
        4 => (at.clone(), at.clone()).prop_map(|(item, place)| Op::Move(item, place)),
        2 => (at.clone(), 0..4_u8).prop_map(|(item, name)| Op::Rename(item, name)),
        1 => (at.clone(), 0..21_usize).prop_map(|(item, color)| Op::Recolor(item, color)),
        2 => (at.clone(), 0..4_u8).prop_map(|(place, name)| Op::Add(place, name)),
        1 => at.clone().prop_map(Op::Remove),
        1 => at.clone().prop_map(Op::Revert),
        2 => (at.clone(), 2..4_usize, at.clone()).prop_map(|(from, n, place)| Op::MoveBlock(from, n, place)),
        1 => (at.clone(), 2..4_usize, 0..21_usize)
            .prop_map(|(from, n, color)| Op::RecolorSeveral(from, n, color)),
        1 => (at, 2..4_usize).prop_map(|(from, n)| Op::RemoveSeveral(from, n)),
        1 => Just(Op::Undo),
        1 => Just(Op::Redo),
    ]
}

/// Which request of which method goes wrong, and how.
pub fn scripted_fault() -> impl Strategy<Value = (Method, u32, Broken)> {
    let method = prop_oneof![
        3 => Just(Method::PATCH),
        2 => Just(Method::POST),
        1 => Just(Method::DELETE),
        1 => Just(Method::GET)
    ];
    let broken = prop::sample::select(vec![
        Broken::Refused,
        Broken::SignedOut,
        Broken::TooMany,
        Broken::NotFound,
        Broken::FailedBefore,
        Broken::DoneButLost,
        Broken::LostBeforeDone,
        Broken::Silence,
        Broken::Late,
        Broken::Claimed,
        Broken::DoneButComplained,
        Broken::ClaimedSilently,
        Broken::Shifted,
        Broken::Stranger,
    ]);
    (method, 1..5_u32, broken)
}

/// An account of at most 11 statuses; a server that renumbers holds dense numbers.
pub fn world(rule: SortRule) -> impl Strategy<Value = World> {
    let gaps = matches!(rule, SortRule::Keep | SortRule::InsertBefore);
    (
        0..=1_usize,
        0..=7_usize,
        0..=3_usize,
        prop::collection::vec(0..5_i64, 11),
        any::<[u16; 11]>(),
        any::<bool>(),
    )
        .prop_map(move |(lead, ordinary, trail, steps, salt, real)| {
            let count = lead + ordinary + trail;
            let mut sort = 0;
            let mut statuses = Vec::new();
            for place in 0..count {
                let system = place < lead || place >= lead + ordinary;
                // In a real account system statuses were there first.
                let age = if real && system { 0 } else { u64::from(salt[place]) * 100 + 1_000 };
                let id = age + u64::try_from(place).unwrap_or_default() + 1;
                let (name, color) = (format!("S{place}"), STATUS_COLORS[place]);
                statuses.push(if system {
                    WorldStatus::system(id, &name, sort, Color(1, 2, 3), 3)
                } else {
                    WorldStatus::ordinary(id, &name, sort, color)
                });
                // Servers that keep numbers hold gaps, and equal numbers too.
                sort += if gaps { steps[place] } else { 1 };
            }
            if !matches!(rule, SortRule::Keep) {
                (0..).zip(&mut statuses).for_each(|(place, status)| status.sort = status.sort.max(place));
                let mut last = -1;
                for status in &mut statuses {
                    status.sort = status.sort.max(last + 1);
                    last = status.sort;
                }
            }
            World::with_statuses(statuses)
        })
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let rule = prop::sample::select(SortRule::ALL.to_vec());
    rule.prop_flat_map(|rule| {
        let edits = prop::collection::vec(op(), 0..9);
        let scripted_faults = prop::collection::vec(scripted_fault(), 0..3);
        let side = prop::sample::select(vec![Side::Mine, Side::Theirs]);
        let other = prop::option::weighted(0.3, (1..6_usize, op(), side));
        (world(rule), edits, scripted_faults, other, any::<bool>()).prop_map(
            move |(world, edits, scripted_faults, other, quiet)| Scenario {
                world,
                rule,
                edits,
                scripted_faults,
                other,
                quiet,
            },
        )
    })
}

/// An account of up to 30 statuses with system ones anywhere, or nothing but such, of any kinds and numbers.
fn odd_world() -> impl Strategy<Value = World> {
    let row = (0..100_u8, 0..6_i64, -1..6_i64, any::<u16>());
    let share = prop_oneof![1 => Just(100_u8), 4 => 0..100_u8];
    let rows =
        prop_oneof![4 => prop::collection::vec(row.clone(), 0..9), 1 => prop::collection::vec(row, 0..31)];
    (rows, share, any::<bool>()).prop_map(|(rows, share, dense)| {
        let status = |(place, (part, sort, kind, salt)): (u64, (u8, i64, i64, u16))| {
            let id = u64::from(salt) * 100 + place + 1;
            let (name, color) = (format!("S{place}"), STATUS_COLORS[usize::from(salt) % STATUS_COLORS.len()]);
            if part < share {
                WorldStatus::system(id, &name, sort, color, kind)
            } else {
                WorldStatus::ordinary(id, &name, sort, color)
            }
        };
        let mut statuses: Vec<WorldStatus> = (0..).zip(rows).map(status).collect();
        if dense {
            statuses.iter_mut().zip(0..).for_each(|(status, place)| status.sort = place);
        }
        World::with_statuses(statuses)
    })
}

fn odd_scenario() -> impl Strategy<Value = Scenario> {
    let rule = prop::sample::select(SortRule::ALL.to_vec());
    (odd_world(), rule, prop::collection::vec(op(), 0..9)).prop_map(|(world, rule, edits)| Scenario {
        world,
        rule,
        edits,
        scripted_faults: Vec::new(),
        other: None,
        quiet: false,
    })
}

/// Tells whether the user is told that the order may not come out as wanted.
fn is_told(talk: &Conversation) -> bool {
    let problems = talk.model.session().map(Session::problems).unwrap_or_default();
    problems.iter().any(|problem| matches!(problem, Problem::Order { .. }))
}

/// Checks that no request since the last command gives a system status a number, or deletes it.
fn check_systems(talk: &Conversation, systems: &BTreeSet<u64>) {
    for sent in talk.sent.iter().filter(|sent| !sent.starts_with("GET")) {
        let (address, body) = sent.split_once(" {").unwrap_or((sent, ""));
        let id = address.rsplit('/').next().and_then(|id| id.parse().ok());
        let is_system = id.is_some_and(|id| systems.contains(&id));
        let is_harmless = sent.starts_with("PATCH") && !body.contains("\"sort\"");
        assert!(!is_system || is_harmless, "a system status is moved or deleted: {sent}");
    }
}

fn apply(talk: &mut Conversation, op: Op) {
    let statuses = &talk.edited().statuses;
    let count = statuses.len().max(1);
    let item = |at: usize| statuses.get(at % count).map(|status| Item::Status(status.key));
    // Every second one, so that there are gaps.
    let items = |from: usize, n: usize| (0..n).filter_map(|step| item(from + 2 * step)).collect::<Vec<_>>();
    let several = |from, n, edit: &dyn Fn(Item) -> Edit| {
        Some(Edit::Several(items(from, n).into_iter().map(edit).collect()))
    };
    let name = |name: u8| format!("N{name}");
    let edit = match op {
        Op::Undo => return talk.press(Command::Undo),
        Op::Redo => return talk.press(Command::Redo),
        Op::Move(at, place) => item(at).map(|item| Edit::Place(item, place % count)),
        Op::Rename(at, text) => item(at).map(|item| Edit::Rename(item, name(text))),
        Op::Recolor(at, color) => item(at).map(|item| Edit::Recolor(item, STATUS_COLORS[color])),
        Op::Add(place, text) => {
            Some(Edit::Add(NewStatus { name: name(text), color: STATUS_COLORS[7], place: place % count }))
        }
        Op::Remove(at) => item(at).map(Edit::Remove),
        Op::Revert(at) => item(at).map(Edit::Revert),
        Op::MoveBlock(from, n, place) => Some(Edit::PlaceBlock(items(from, n), place % count)),
        Op::RecolorSeveral(from, n, color) => {
            several(from, n, &|item| Edit::Recolor(item, STATUS_COLORS[color]))
        }
        Op::RemoveSeveral(from, n) => several(from, n, &Edit::Remove),
    };
    if let Some(edit) = edit {
        talk.press(Command::Edit(edit));
    }
}

/// Does something as another administrator, in the way of this server.
fn apply_elsewhere(world: &mut World, op: Op) {
    let count = world.statuses.len().max(1);
    match op {
        Op::Move(from, to) | Op::MoveBlock(from, _, to) => {
            // Two ordinary statuses change places.
            let number =
                |at: usize| world.statuses.get(at % count).filter(|status| !status.system).map(|s| s.sort);
            if let (Some(one), Some(other)) = (number(from), number(to)) {
                world.statuses[from % count].sort = other;
                world.statuses[to % count].sort = one;
            }
        }
        Op::Rename(at, _) => {
            world
                .statuses
                .iter_mut()
                .skip(at % count)
                .take(1)
                .for_each(|status| status.name = "Theirs".into());
        }
        Op::Recolor(at, color) | Op::RecolorSeveral(at, _, color) => {
            let color = STATUS_COLORS[color];
            world.statuses.iter_mut().skip(at % count).take(1).for_each(|status| status.color = color);
        }
        Op::Remove(at) | Op::RemoveSeveral(at, _) => {
            let gone = world.statuses.get(at % count).filter(|status| !status.system).map(|status| status.id);
            world.statuses.retain(|status| Some(status.id) != gone);
        }
        Op::Add(..) => {
            let last = world.statuses.iter().map(|status| status.sort).max().unwrap_or(0);
            world.statuses.push(WorldStatus::ordinary(
                90_000_000,
                "Their new one",
                last + 1,
                STATUS_COLORS[2],
            ));
        }
        Op::Revert(_) | Op::Undo | Op::Redo => {}
    }
}

fn look(statuses: &[etapa::crm::Status]) -> Vec<(String, Option<Color>)> {
    statuses.iter().map(|status| (status.name.clone(), status.color)).collect()
}

fn check(scenario: &Scenario) {
    let script = scenario.scripted_faults.iter().map(|(method, nth, broken)| {
        // Opening reads twice.
        let nth = if *method == Method::GET { nth + 2 } else { *nth };
        ScriptedFault::new(method.clone(), nth, broken.fault_kind())
    });
    let server = Server::new(scenario.world.clone()).with_rule(scenario.rule);
    let server = if scenario.quiet { server.with_quiet_misses() } else { server };
    let mut talk = Conversation::open_faulty(FaultyServer::new(server, script.collect()));
    assert_eq!(talk.model.draft().map(|draft| draft.plan().len()), Some(0), "a fresh reading wants nothing");
    for edit in &scenario.edits {
        apply(&mut talk, *edit);
    }
    let systems = scenario.world.statuses.iter().filter(|status| status.system);
    let systems: BTreeSet<u64> = systems.map(|status| status.id).collect();
    let mut wanted = look(&talk.edited().statuses);
    let created: BTreeSet<Key> =
        talk.edited().statuses.iter().map(|status| status.key).filter(|key| key.id().is_none()).collect();
    let before = scenario.world.statuses.len();
    let deleted = before + created.len() - wanted.len();
    if let Some((nth, other, _)) = scenario.other {
        talk.meanwhile(nth, move |world| apply_elsewhere(world, other));
    }
    // A save that could not read back, or somebody else, may leave something for the next reading.
    let (mut presses, mut told) = (0, is_told(&talk));
    while presses < PATIENCE && !(talk.model.lines().is_empty() && talk.agrees()) {
        talk.press(if talk.model.lines().is_empty() { Command::Reload } else { Command::Save });
        check_systems(&talk, &systems);
        // Somebody else may have brought it about since.
        told |= scenario.other.is_some() && is_told(&talk);
        match scenario.other {
            Some((_, _, side)) => drop(talk.decide(side)),
            None => assert_eq!(talk.conflicts(), [], "what we did ourselves is not taken for another's"),
        }
        presses += 1;
    }
    let is_place = |kind: &ChangeKind| matches!(kind, ChangeKind::Moved { .. });
    let is_short = told && talk.model.lines().iter().all(|line| is_place(&line.change.kind));
    assert!(
        talk.model.lines().is_empty() || is_short,
        "all is saved in the end: {:?} {:#?} {:?}",
        talk.notice(),
        talk.sent,
        talk.model.lines()
    );
    let (mut there, mut here) = (talk.on_server(), talk.names());
    if is_short {
        there.sort();
        here.sort();
    }
    assert!(
        there == here && (is_short || talk.agrees()),
        "the server holds the draft: {there:?} and {here:?}"
    );
    if scenario.other.is_none() {
        let mut look = look(&talk.edited().statuses);
        if is_short {
            look.sort();
            wanted.sort();
        }
        assert_eq!(look, wanted, "no edit is lost");
        let there = talk.server.server().world().statuses.len();
        assert_eq!(there, before + created.len() - deleted, "nothing is there twice");
    }
}

#[test]
fn every_account_ends_as_wanted() {
    let config = Config { cases: RUNS, failure_persistence: None, ..Config::default() };
    proptest!(config, |(scenario in scenario())| check(&scenario));
}

#[test]
fn no_system_status_is_moved_and_every_order_is_reached_or_told_to_be_out_of_reach() {
    let config = Config { cases: RUNS / 2, failure_persistence: None, ..Config::default() };
    proptest!(config, |(scenario in odd_scenario())| check(&scenario));
}

#[test]
fn undoing_everything_leads_back_to_the_beginning_and_redoing_to_the_end() {
    let config = Config { cases: RUNS / 10, failure_persistence: None, ..Config::default() };
    proptest!(config, |(scenario in scenario())| {
        let mut talk = Conversation::open(Server::new(scenario.world).with_rule(scenario.rule));
        let beginning = look(&talk.edited().statuses);
        for edit in scenario.edits {
            apply(&mut talk, edit);
        }
        // What was undone last may be done again first.
        while talk.model.draft().is_some_and(Draft::can_redo) {
            talk.press(Command::Redo);
        }
        let end = look(&talk.edited().statuses);
        while talk.model.draft().is_some_and(Draft::can_undo) {
            talk.press(Command::Undo);
        }
        prop_assert_eq!(&look(&talk.edited().statuses), &beginning);
        prop_assert!(talk.model.lines().is_empty(), "nothing is changed");
        while talk.model.draft().is_some_and(Draft::can_redo) {
            talk.press(Command::Redo);
        }
        prop_assert_eq!(look(&talk.edited().statuses), end);
        talk.press(Command::Discard);
        prop_assert_eq!(&look(&talk.edited().statuses), &beginning);
        prop_assert_eq!(talk.model.draft().map(|draft| draft.plan().len()), Some(0));
    });
}

#[test]
fn taking_back_every_change_one_by_one_leaves_nothing() {
    let config = Config { cases: RUNS / 10, failure_persistence: None, ..Config::default() };
    proptest!(config, |(scenario in scenario())| {
        let mut talk = Conversation::open(Server::new(scenario.world).with_rule(scenario.rule));
        for edit in scenario.edits {
            apply(&mut talk, edit);
        }
        let mut left = usize::MAX;
        while let Some(line) = talk.model.lines().first() {
            prop_assert!(talk.model.lines().len() < left, "each taking back leaves fewer changes");
            left = talk.model.lines().len();
            talk.press(Command::Edit(Edit::Revert(line.change.item)));
        }
        prop_assert_eq!(talk.model.draft().map(|draft| draft.plan().len()), Some(0));
    });
}
