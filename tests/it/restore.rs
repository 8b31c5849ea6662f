//! An account becomes like a backup of itself or like another account, and the server shows it after Save.

use std::collections::BTreeSet;

use etapa::crm::{
    Account, Change, ChangeKind, Draft, Edit, ImportMode, Item, Key, List, Loss, MAX_SEGMENTS, MAX_STATUSES,
    NewSegment, NewStatus, Origin, Problem, SEGMENT_COLORS, STATUS_COLORS, Segment, SortRule, Status, Step,
    TargetState, plan,
};
use etapa::demo::{Server, World};
use etapa::model::{Command, Line};
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::support::conversation::Conversation;
use crate::{core_properties, segment_properties};

/// How many pairs of accounts are tried.
const RUNS: u32 = 500;

fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// Two accounts of one shape: the second is the first after somebody has worked in it.
fn pair() -> impl Strategy<Value = (World, World)> {
    let statuses = core_properties::world(SortRule::Keep);
    let worlds = prop_oneof![statuses.boxed(), segment_properties::world().boxed()];
    (worlds, any::<[u8; 12]>()).prop_map(|(before, salt)| (before.clone(), worked_in(before, salt)))
}

/// Returns the account after some things were deleted, renamed, recoloured, emptied and moved.
fn worked_in(mut world: World, salt: [u8; 12]) -> World {
    let mut at = 0;
    world.statuses.retain(|status| {
        at += 1;
        status.system || !salt[at % 12].is_multiple_of(4)
    });
    for (status, salt) in world.statuses.iter_mut().zip(salt).filter(|(status, _)| !status.system) {
        match salt % 5 {
            1 => status.name = format!("Other {salt}"),
            2 => status.color = STATUS_COLORS[usize::from(salt) % 21],
            _ => {}
        }
    }
    let ordinary: Vec<usize> =
        (0..world.statuses.len()).filter(|place| !world.statuses[*place].system).collect();
    if let [first, .., last] = ordinary[..] {
        let sort = world.statuses[first].sort;
        world.statuses[first].sort = std::mem::replace(&mut world.statuses[last].sort, sort);
    }
    world
        .segments
        .retain(|segment| !salt[usize::try_from(segment.id % 12).unwrap_or_default()].is_multiple_of(4));
    for (segment, salt) in world.segments.iter_mut().zip(salt) {
        match salt % 5 {
            1 => segment.name = format!("Other {salt}"),
            2 => segment.color = SEGMENT_COLORS[usize::from(salt) % 40],
            3 => segment.values.clear(),
            4 => segment.prices = vec![u64::from(salt)],
            _ => {}
        }
    }
    world
}

fn opened(world: World) -> Conversation {
    Conversation::open(Server::new(world))
}

fn apply_target(draft: &mut Draft, source: &Account, origin: Origin, way: ImportMode) -> Vec<Loss> {
    let brought = TargetState::of(source, draft.edited(), origin);
    let losses = [brought.losses, draft.losses(&brought.target, way)].concat();
    draft.edit(Edit::Become(Box::new(brought.target), way));
    losses
}

/// What the user sees of a status or a segment, but for its id.
type Look = (String, String);

fn status_look(status: &Status) -> Look {
    (status.name.clone(), format!("{:?}", status.color))
}

fn segment_look(segment: &Segment) -> Look {
    let values = format!("{:?} {:?} {:?}", segment.color, segment.values, segment.prices);
    (segment.name.clone(), values)
}

/// Returns how an account looks: statuses in their order, segments in the order of their looks.
fn look(account: &Account) -> (Vec<Look>, Vec<Look>) {
    let mut segments: Vec<Look> = account.segments.iter().map(|segment| segment_look(segment)).collect();
    segments.sort();
    (account.statuses.iter().map(status_look).collect(), segments)
}

fn keys(account: &Account) -> Vec<Item> {
    account.items().collect()
}

fn assert_keys_differ(account: &Account) {
    let keys = keys(account);
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "no key stands twice: {keys:?}");
}

/// Settles the plan as a server that does what it is told.
fn settle(draft: &mut Draft) {
    for step in plan(draft) {
        let id = |item: Item| match item.key() {
            Key::New(number) => Some((number, 1_000_000_000 + u64::from(number))),
            Key::Id(_) => None,
        };
        let created: Vec<_> = Step::creates(&step).into_iter().filter_map(id).collect();
        draft.apply_to_base(&step, &created);
    }
}

#[test]
fn a_backup_is_restored_but_for_what_is_told() {
    proptest!(config(RUNS), |((before, after) in pair())| {
        let backup = opened(before).edited().clone();
        let mut draft = Draft::new(opened(after).edited().clone());
        let losses = apply_target(&mut draft, &backup, Origin::SameAccount, ImportMode::Replace);
        let is_told = |loss: &Loss| {
            matches!(loss, Loss::NewId { .. } | Loss::NotUnderstood { .. } | Loss::OtherSide { .. })
        };
        prop_assert!(losses.iter().all(is_told), "nothing else is lost: {losses:?}");
        let (mut restored, mut wanted) = (draft.edited().clone(), backup.clone());
        if losses.iter().any(|loss| matches!(loss, Loss::NotUnderstood { .. })) {
            // What the server wrote in its own way is the one thing that does not come back.
            for account in [&mut restored, &mut wanted] {
                account.segments.clear();
            }
        }
        if losses.iter().any(|loss| matches!(loss, Loss::OtherSide { .. })) {
            // Where equal numbers mix ordinary statuses with system ones, the order may differ.
            for account in [&mut restored, &mut wanted] {
                account.statuses.sort_by(|a, b| a.name.cmp(&b.name));
            }
        }
        prop_assert_eq!(look(&restored), look(&wanted));
        assert_keys_differ(draft.edited());
        let news = draft.edited().items().filter(|item| item.is_new()).count();
        let anew = losses.iter().filter(|loss| matches!(loss, Loss::NewId { .. })).count();
        prop_assert_eq!(news, anew, "who comes back as another is told");
        let is_told = draft.order_problem(SortRule::Keep.into()).is_some();
        settle(&mut draft);
        let left = draft.changes();
        let is_done = |change: &Change| is_told && matches!(change.kind, ChangeKind::Moved { .. });
        prop_assert!(left.iter().all(is_done), "nothing is left to do: {left:?}");
    });
}

#[test]
fn restoring_twice_is_restoring_once() {
    proptest!(config(RUNS), |((before, after) in pair())| {
        let backup = opened(before).edited().clone();
        let mut draft = Draft::new(opened(after).edited().clone());
        apply_target(&mut draft, &backup, Origin::SameAccount, ImportMode::Replace);
        settle(&mut draft);
        let mut again = Draft::new(draft.edited().clone());
        apply_target(&mut again, &backup, Origin::SameAccount, ImportMode::Replace);
        prop_assert!(!again.can_undo(), "no twin, and no other change: {:?}", again.changes());
    });
}

#[test]
fn an_account_that_becomes_like_itself_does_not_change() {
    proptest!(config(RUNS), |((world, _) in pair(), adds in any::<bool>())| {
        let account = opened(world).edited().clone();
        let mut draft = Draft::new(account.clone());
        let way = if adds { ImportMode::Merge } else { ImportMode::Replace };
        let losses = apply_target(&mut draft, &account, Origin::SameAccount, way);
        prop_assert_eq!(losses, vec![]);
        prop_assert!(!draft.can_undo() && draft.changes().is_empty(), "{:?}", draft.changes());
    });
}

#[test]
fn adding_removes_nothing_and_adding_again_adds_nothing() {
    proptest!(config(RUNS), |((before, after) in pair(), is_same in any::<bool>())| {
        let source = opened(before).edited().clone();
        let target = opened(after).edited().clone();
        let origin = if is_same { Origin::SameAccount } else { Origin::Elsewhere };
        let mut draft = Draft::new(target.clone());
        apply_target(&mut draft, &source, origin, ImportMode::Merge);
        for item in target.items() {
            prop_assert!(draft.edited().has(item), "{item:?} stays");
        }
        for segment in &target.segments {
            let now = draft.edited().segment(segment.key).expect("it stays");
            let filled: Vec<&u64> = segment.values.keys().collect();
            prop_assert!(filled.iter().all(|field| now.values.contains_key(field)), "nothing is emptied");
            prop_assert!(now.prices.is_superset(&segment.prices), "no price is taken away");
        }
        assert_keys_differ(draft.edited());
        let count = keys(draft.edited()).len();
        apply_target(&mut draft, &source, origin, ImportMode::Merge);
        prop_assert_eq!(keys(draft.edited()).len(), count, "all is known by its name now");
    });
}

#[test]
fn no_list_grows_beyond_its_limit_and_what_is_left_out_is_counted() {
    let many = (0..40_usize, 0..120_usize, 0..40_usize, 0..120_usize, any::<bool>());
    proptest!(config(RUNS / 5), |((statuses, segments, more_statuses, more_segments, adds) in many)| {
        let way = if adds { ImportMode::Merge } else { ImportMode::Replace };
        for (world, count, more, list) in [
            (World::with_statuses(Vec::new()), statuses, more_statuses, List::Statuses),
            (World::with_segments(Vec::new(), Vec::new()), segments, more_segments, List::Segments),
        ] {
            let empty = opened(world).edited().clone();
            let source = grown(&empty, list, "Theirs", more);
            let mut draft = Draft::new(grown(&empty, list, "Ours", count));
            let losses = apply_target(&mut draft, &source, Origin::Elsewhere, way);
            let is_told = |loss: &&Loss| matches!(loss, Loss::NoRoom { list: of, .. } if *of == list);
            let (mine, theirs) = (count.min(list.limit()), more.min(list.limit()));
            let wanted = if adds { mine + theirs } else { theirs };
            let there = keys(draft.edited()).len();
            prop_assert_eq!(there, wanted.min(list.limit()));
            prop_assert_eq!(losses.iter().filter(is_told).count(), wanted - there);
            assert_keys_differ(draft.edited());
        }
    });
}

/// Returns an account with so many things, as far as they fit.
fn grown(empty: &Account, list: List, name: &str, count: usize) -> Account {
    let mut draft = Draft::new(empty.clone());
    for place in 0..count.min(MAX_STATUSES.max(MAX_SEGMENTS)) {
        let name = format!("{name} {place}");
        let (values, prices) = Default::default();
        draft.edit(match list {
            List::Statuses => Edit::Add(NewStatus { name, color: STATUS_COLORS[0], place }),
            List::Segments => Edit::AddSegment(NewSegment { name, color: SEGMENT_COLORS[0], values, prices }),
        });
    }
    draft.edited().clone()
}

#[test]
fn a_restored_account_is_what_the_server_shows_after_saving() {
    proptest!(config(RUNS / 2), |((before, after) in pair())| {
        let backup = opened(before).edited().clone();
        let mut talk = opened(after);
        let brought = TargetState::of(&backup, talk.edited(), Origin::SameAccount);
        talk.press(Command::Edit(Edit::Become(Box::new(brought.target), ImportMode::Replace)));
        let wanted = look(talk.edited());
        let problems = talk.model.session().expect("an account").problems();
        let is_told = problems.iter().any(|problem| matches!(problem, Problem::Order { .. }));
        talk.press(Command::Review);
        talk.press(Command::Save);
        if is_told {
            let left = talk.model.lines();
            let is_order = |line: &Line| matches!(line.change.kind, ChangeKind::Moved { .. });
            prop_assert!(left.iter().all(is_order), "all else is saved: {left:?}");
        } else {
            prop_assert!(talk.model.lines().is_empty(), "all is saved: {:?}", talk.notice());
            prop_assert_eq!(look(&talk.read_again()), wanted);
        }
    });
}
