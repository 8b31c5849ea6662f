//! The closed loop: which status is given which number next.

use super::numbers::{Cost, Row, fits, heaviest_chain, kept_rows, numbers};
use super::rules::{SortRule, SortRules};

/// A status as the server shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// The server's id.
    pub id: u64,
    /// The present number.
    pub sort: i64,
    /// Whether it is a system status, whose number is never written.
    pub system: bool,
    /// Whether it is written anyway, so that a new number costs nothing.
    pub free: bool,
    /// Whether its number was written by us.
    pub written: bool,
}

/// What to do next to reach the wanted order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: the order is as wanted.
    Done,
    /// Give the status `id` the number `sort`, then read the list again.
    Write {
        /// The status to write.
        id: u64,
        /// Its new number.
        sort: i64,
    },
    /// Give up: no write is left that could help, or too many did not.
    Stuck,
}

/// Whether an order can be had without writing a system status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// It can, whichever of the possible rules the server follows.
    Sure,
    /// It depends on the rule.
    Doubtful,
    /// It cannot.
    Hopeless,
}

/// Tells whether a server that follows one of `rules` can get from `current`, in server order, to `goal`,
/// which may have more rows: they are to be created, and have the ids they are expected to get.
#[must_use]
pub fn outlook(current: &[Numbered], goal: &[Numbered], rules: SortRules) -> Outlook {
    let rules = if rules.is_unknown() { rules.moving() } else { rules };
    let reached = rules.iter().filter(|rule| reaches(*rule, current, goal)).count();
    match reached {
        0 => Outlook::Hopeless,
        _ if reached == rules.iter().count() => Outlook::Sure,
        _ => Outlook::Doubtful,
    }
}

/// The writes proposed so far on the way to one wanted order; start with an empty one for each goal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempts(Vec<Attempt>);

/// A state as (id, number) in server order, the rules that were possible, and the (id, number) written then.
type Attempt = ((Vec<(u64, i64)>, SortRules), (u64, i64));

impl Attempts {
    /// How many different writes are tried while the server shows one and the same state and nothing is
    /// learnt.
    pub const PER_STATE: usize = 6;

    /// Returns the number of writes after which a goal with `count` statuses is given up.
    ///
    /// Three for each status are enough where ties go by id, one elsewhere; some more refute rules.
    #[must_use]
    pub const fn limit(count: usize) -> usize {
        3 * count + 10
    }

    /// Takes back the last write that was proposed: the server refused it for another reason.
    pub fn take_back(&mut self) {
        self.0.pop();
    }

    /// Returns the writes already tried in this state and with this knowledge, or `None` if it is time to
    /// give up.
    fn tried(&self, now: &(Vec<(u64, i64)>, SortRules)) -> Option<Vec<(u64, i64)>> {
        let here: Vec<_> =
            self.0.iter().filter(|attempt| attempt.0 == *now).map(|attempt| attempt.1).collect();
        (here.len() < Self::PER_STATE && self.0.len() < Self::limit(now.0.len())).then_some(here)
    }
}

/// Proposes the next write on the way from `current`, in server order, to the ids in `wanted`, and notes it.
///
/// Ids in `wanted` that do not exist are skipped; statuses that `wanted` does not name stay behind
/// their present left neighbour. `moved_rows` are what the user moved: of two swapped statuses the one that
/// is to be written first. At most [`Attempts::limit`] writes are proposed.
#[must_use]
pub fn next_write(
    current: &[Numbered],
    wanted: &[u64],
    moved_rows: &[u64],
    rules: SortRules,
    attempts: &mut Attempts,
) -> Next {
    let goal = goal(current, wanted);
    if goal == current && !(rules.contains(SortRule::Keep) && has_tie_of_ours(current)) {
        return Next::Done;
    }
    let hopeless = outlook(current, &goal, rules) == Outlook::Hopeless;
    let now = (state(current), rules);
    let Some(tried) = attempts.tried(&now) else {
        return Next::Stuck;
    };
    let search = SearchState::new(current, &goal, rules, &tried);
    let write = match rules {
        _ if rules.contains(SortRule::Keep) => search.keeping_write(moved_rows),
        _ if rules.is_unknown() && !hopeless => search.first_wrong_write(),
        _ => None,
    };
    // A tie of ours may be what gives the order.
    let is_open = goal != current && !hopeless;
    let write = write.or_else(|| if is_open { search.moving_write(rules.moving()) } else { None });
    match write {
        Some((id, sort)) => {
            attempts.0.push((now, (id, sort)));
            Next::Write { id, sort }
        }
        None if goal == current => Next::Done,
        None => Next::Stuck,
    }
}

/// Tells whether a server of this rule can show `goal` although no system status is written; the
/// introduction of the module says why.
fn reaches(rule: SortRule, current: &[Numbered], goal: &[Numbered]) -> bool {
    let is_system = |row: &Numbered| row.system;
    let systems: Vec<&Numbered> = current.iter().filter(|row| row.system).collect();
    if !systems.iter().copied().eq(goal.iter().filter(|row| row.system)) {
        return false;
    }
    let stretches = systems.windows(2).zip(goal.split(is_system).zip(current.split(is_system)).skip(1));
    let mut stretches = stretches.map(|(ends, (wanted, present))| (ends[0], wanted, present, ends[1]));
    match rule {
        _ if goal == current => true,
        SortRule::Keep => fits(&rows(current, goal)),
        SortRule::InsertBefore => stretches.all(|(before, wanted, present, after)| {
            let mut present = present.iter();
            before.sort < after.sort || wanted.iter().all(|row| present.any(|other| other == row))
        }),
        SortRule::RenumberById => {
            last_row(goal, rule.into()).and_then(|at| goal.get(at)).is_some_and(|last_row| {
                stretches.all(|(before, wanted, present, after)| {
                    let falls = |row: &Numbered| before.id > row.id && row.id > after.id;
                    let mut others = wanted.iter().filter(|row| row.id != last_row.id).peekable();
                    let helps = |row: &Numbered| !falls(row) || present.contains(row);
                    others.peek().is_none() || !falls(last_row) || others.any(helps)
                })
            })
        }
        SortRule::InsertAt | SortRule::RenumberPatchedFirst | SortRule::RenumberPatchedLast => true,
    }
}

/// Returns the goal as rows of [`numbers`].
#[must_use]
pub fn rows(current: &[Numbered], goal: &[Numbered]) -> Vec<Row> {
    let row = |row: &Numbered| {
        let rank = current.iter().position(|other| other.id == row.id);
        let cost = match row {
            _ if row.system => Cost::System,
            _ if row.free || rank.is_none() => Cost::Free,
            _ => Cost::One,
        };
        Row { rank, id: row.id, sort: rank.map(|_| row.sort), cost, written: row.written }
    };
    goal.iter().map(row).collect()
}

/// Tells whether neighbours share a number that was written by us.
fn has_tie_of_ours(rows: &[Numbered]) -> bool {
    let mut pairs = rows.iter().zip(rows.iter().skip(1));
    pairs.any(|(a, b)| a.sort == b.sort && (a.written || b.written))
}

/// Returns `rows` as (id, number).
fn state(rows: &[Numbered]) -> Vec<(u64, i64)> {
    rows.iter().map(|row| (row.id, row.sort)).collect()
}

/// Returns the rows of `current` in wanted order.
fn goal(current: &[Numbered], wanted: &[u64]) -> Vec<Numbered> {
    let mut goal: Vec<Numbered> = Vec::with_capacity(current.len());
    for row in wanted.iter().filter_map(|id| current.iter().find(|row| row.id == *id)) {
        if !goal.contains(row) {
            goal.push(*row);
        }
    }
    let mut left = None;
    for row in current {
        if !goal.contains(row) {
            let behind = goal.iter().position(|other| Some(other) == left).map_or(0, |place| place + 1);
            goal.insert(behind, *row);
        }
        left = Some(row);
    }
    goal
}

/// One state of the server and the goal.
struct SearchState<'a> {
    current: &'a [Numbered],
    /// The same as (id, number).
    rows: Vec<(u64, i64)>,
    goal: &'a [Numbered],
    /// The wanted place of each row of `current`.
    targets: Vec<usize>,
    /// The wanted place of the row that is put right last, if there is such a one.
    last_row: Option<usize>,
    /// What each row of `goal` counts in [`order`]: the last row 1, others 2, system statuses more than all
    /// together.
    weights: Vec<usize>,
    /// How much order there is now.
    order: usize,
    /// How much order the goal has.
    full: usize,
    tried: &'a [(u64, i64)],
}

impl<'a> SearchState<'a> {
    fn new(current: &'a [Numbered], goal: &'a [Numbered], rules: SortRules, tried: &'a [(u64, i64)]) -> Self {
        let place = |row: &Numbered| goal.iter().position(|other| other == row).unwrap_or(0);
        let targets: Vec<_> = current.iter().map(place).collect();
        let last_row = last_row(goal, rules.moving());
        let weight = |(place, row): (usize, &Numbered)| match place {
            _ if row.system => 2 * goal.len(),
            _ if Some(place) == last_row => 1,
            _ => 2,
        };
        let weights: Vec<_> = goal.iter().enumerate().map(weight).collect();
        Self {
            current,
            goal,
            order: order(&targets, &weights),
            full: weights.iter().sum(),
            rows: state(current),
            targets,
            last_row,
            weights,
            tried,
        }
    }

    /// Returns the next write of the plan for a server that keeps numbers: what the user moved goes first.
    fn keeping_write(&self, moved_rows: &[u64]) -> Option<(u64, i64)> {
        let rows = rows(self.current, self.goal);
        let writes = self.goal.iter().zip(numbers(&rows)).zip(kept_rows(&rows));
        writes
            .filter(|((row, number), _)| self.is_new((row.id, *number)))
            .min_by_key(|((row, _), stays)| (!moved_rows.contains(&row.id), *stays))
            .map(|((row, number), _)| (row.id, number))
    }

    /// Returns the write that gives the first misplaced row the number of whoever stands in its place.
    fn first_wrong_write(&self) -> Option<(u64, i64)> {
        let (row, holder) = self.goal.iter().zip(self.current).find(|(row, holder)| row != holder)?;
        let write = (row.id, holder.sort);
        (!row.system && self.is_new(write)).then_some(write)
    }

    /// Returns the next write for a server that follows one of `rules`; negative numbers come last.
    fn moving_write(&self, rules: SortRules) -> Option<(u64, i64)> {
        let helps = |score: Score| score.progress > 0;
        // Any write makes a renumbering server close the gaps; one that only shifts never does.
        let closes_gaps = rules != SortRules::from(SortRule::InsertBefore);
        let tidy = !closes_gaps || self.rows.iter().map(|row| row.1).eq((0..).take(self.rows.len()));
        self.best(rules, Sign::Positive, helps)
            .or_else(|| self.best(rules, Sign::Positive, |score| score.dissolves_tie))
            .or_else(|| rules.iter().find_map(|rule| self.fallback_write(rule)))
            .or_else(|| self.best(rules, Sign::Negative, helps))
            .or_else(|| self.best(rules, Sign::Positive, |_| !tidy))
    }

    /// Returns the write with the highest score among those of this sign that are `good` and not tried yet.
    fn best(&self, rules: SortRules, sign: Sign, good: impl Fn(Score) -> bool) -> Option<(u64, i64)> {
        let mut best: Option<(Score, (u64, i64))> = None;
        for (at, row) in self.current.iter().enumerate().filter(|(_, row)| !row.system) {
            let others: Vec<_> = self.rows.iter().filter(|other| other.0 != row.id).copied().collect();
            let orders = self.orders(at);
            let dissolves_tie = others.iter().any(|other| other.1 == row.sort) && !self.is_enclosed(at);
            for number in candidates(&others, sign) {
                let mut score = Score { dissolves_tie, ..Score::default() };
                for rule in rules.iter() {
                    score.add(self, orders.get(rule.place(&others, row.id, number)).copied().unwrap_or(0));
                }
                let better = best.is_none_or(|(highest, _)| score > highest);
                if better && good(score) && self.is_new((row.id, number)) {
                    best = Some((score, (row.id, number)));
                }
            }
        }
        best.map(|(_, write)| write)
    }

    /// Tells whether a row stands between two system statuses of one number and is to: there may be no way
    /// back.
    fn is_enclosed(&self, at: usize) -> bool {
        fn ends(rows: &[Numbered], at: usize) -> Option<(&Numbered, &Numbered)> {
            let (before, after) = rows.split_at(at);
            Some((before.iter().rfind(|row| row.system)?, after.iter().find(|row| row.system)?))
        }
        let wanted = self.targets.get(at).and_then(|target| ends(self.goal, *target));
        ends(self.current, at)
            .is_some_and(|(before, after)| before.sort == after.sort && wanted == Some((before, after)))
    }

    /// Returns how much order there is after one row moved, for each spot among the others.
    fn orders(&self, moved: usize) -> Vec<usize> {
        let mut targets = self.targets.clone();
        let target = targets.remove(moved);
        targets.insert(0, target);
        let mut orders = vec![order(&targets, &self.weights)];
        for spot in 1..targets.len() {
            targets.swap(spot - 1, spot);
            orders.push(order(&targets, &self.weights));
        }
        orders
    }

    /// Returns a write that makes progress possible if there is none, as the introduction of the module
    /// proves.
    fn fallback_write(&self, rule: SortRule) -> Option<(u64, i64)> {
        let last_row = self.last_row?;
        let ordinary = |place: &usize| self.goal.get(*place).is_some_and(|row| !row.system);
        let weight = |target: &usize| (*target != last_row).then_some([usize::from(!ordinary(target)), 1]);
        let weights: Vec<_> = self.targets.iter().map(weight).collect();
        let target = |at: Option<usize>| at.and_then(|at| self.targets.get(at));
        let chain = heaviest_chain(&weights, |a, b| a.is_none() || b.is_none() || target(a) < target(b));
        let chain: Vec<_> =
            self.targets.iter().zip(chain).filter_map(|(target, stays)| stays.then_some(*target)).collect();

        let mover = (0..self.goal.len()).find(|target| *target != last_row && !chain.contains(target))?;
        let next = *chain.iter().find(|target| **target > mover)?;
        let previous = chain.iter().rfind(|target| **target < mover).copied();
        let sides = [(Some(next), Side::Behind), (previous, Side::Before)];
        let mut sides = sides.into_iter().filter_map(|(place, side)| Some((place.filter(ordinary)?, side)));

        let land = |rows: &[(u64, i64)], moved: usize, beside: usize, side| {
            landing(rule, rows, self.goal.get(moved)?.id, self.goal.get(beside)?.id, side)
        };
        let exchange = |(neighbour, side)| {
            let write = land(&self.rows, mover, neighbour, side)?;
            let mut rows = self.rows.clone();
            rule.apply(&mut rows, write.0, write.1);
            land(&rows, neighbour, mover, side).and(Some(write))
        };
        let write = sides.clone().find_map(exchange);
        let write = write.or_else(|| land(&self.rows, last_row, next, Side::Before));
        let write =
            write.or_else(|| sides.find_map(|(neighbour, side)| land(&self.rows, last_row, neighbour, side)));
        write.filter(|write| self.is_new(*write))
    }

    /// Tells whether a write changes something and was not tried here yet.
    fn is_new(&self, write: (u64, i64)) -> bool {
        !self.tried.contains(&write) && !self.rows.contains(&write)
    }
}

/// Returns the write that puts the status `moved` right beside another, if there is one.
fn landing(rule: SortRule, rows: &[(u64, i64)], moved: u64, beside: u64, side: Side) -> Option<(u64, i64)> {
    let others: Vec<_> = rows.iter().filter(|row| row.0 != moved).copied().collect();
    let spot = others.iter().position(|other| other.0 == beside)? + usize::from(side == Side::Behind);
    let hits = |number: &i64| rule.place(&others, moved, *number) == spot;
    candidates(&others, Sign::Positive).into_iter().find(hits).map(|number| (moved, number))
}

/// How good a write is; earlier fields outweigh later ones.
#[derive(Clone, Copy, Default, PartialEq, PartialOrd)]
struct Score {
    /// Under how many rules it finishes.
    finishes: usize,
    /// Under how many rules it is progress.
    progress: usize,
    /// How much order it leaves, summed over the rules.
    order: usize,
    dissolves_tie: bool,
}

impl Score {
    /// Adds the outcome under one more rule.
    fn add(&mut self, search: &SearchState, outcome: usize) {
        let finished = outcome == search.full;
        self.finishes += usize::from(finished);
        self.progress += usize::from(finished || outcome / 2 > search.order / 2);
        self.order += outcome;
    }
}

/// Which numbers are looked at.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    /// Those from 0.
    Positive,
    /// Those below 0.
    Negative,
}

/// The side of a neighbour.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Before,
    Behind,
}

/// Returns numbers that stand for all there are, ascending.
///
/// Where a status lands depends only on which of the others hold less, as much or more, or on the
/// number as a place. So the numbers of the others, one from each gap, one beyond each end and all
/// places suffice.
fn candidates(others: &[(u64, i64)], sign: Sign) -> Vec<i64> {
    let held = others.iter().map(|other| other.1);
    let gaps = others.windows(2).filter_map(|pair| match pair {
        [a, b] if b.1.saturating_sub(a.1) > 1 => Some(a.1.midpoint(b.1)),
        _ => None,
    });
    let ends = [
        held.clone().min().map(|least| least.saturating_sub(1)),
        held.clone().max().map(|most| most.saturating_add(1)),
    ];
    let places = (0..).zip(0..=others.len()).map(|(number, _)| number);
    let mut numbers: Vec<i64> = held.chain(gaps).chain(ends.into_iter().flatten()).chain(places).collect();
    numbers.retain(|number| (*number < 0) == (sign == Sign::Negative));
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Measures the order in a list of wanted places: the weight of the heaviest ascending chain.
fn order(targets: &[usize], weights: &[usize]) -> usize {
    let mut chains: Vec<usize> = Vec::with_capacity(targets.len());
    for target in targets {
        let shorter = targets.iter().zip(&chains).filter(|(other, _)| *other < target);
        let heaviest = shorter.map(|(_, chain)| *chain).max().unwrap_or(0);
        chains.push(heaviest + weights.get(*target).copied().unwrap_or(0));
    }
    chains.into_iter().max().unwrap_or(0)
}

/// Returns the wanted place of an ordinary row that can be put right last, wherever it stands.
fn last_row(goal: &[Numbered], rules: SortRules) -> Option<usize> {
    let by_id = rules.contains(SortRule::RenumberById);
    let hits = |place: &usize| {
        let next = goal.get(place + 1);
        let previous = place.checked_sub(1).and_then(|place| goal.get(place));
        goal.get(*place).is_some_and(|row| {
            let in_front = next.is_none_or(|next| row.id < next.id);
            !row.system && (!by_id || in_front || previous.is_some_and(|previous| previous.id < row.id))
        })
    };
    // The first place takes a negative number.
    let first = || goal.first().filter(|row| !row.system).map(|_| 0);
    (0..goal.len()).rfind(hits).or_else(first)
}
