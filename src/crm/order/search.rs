//! The search for the write that brings the list nearest to its goal.

use super::numbers::{Numbered, heaviest_chain, kept_rows, numbers, rows};
use super::rules::{SortRule, SortRules};

/// One state of the server and the goal.
pub(super) struct SearchState<'a> {
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
    pub fn new(
        current: &'a [Numbered],
        goal: &'a [Numbered],
        rules: SortRules,
        tried: &'a [(u64, i64)],
    ) -> Self {
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
    pub fn keeping_write(&self, moved_rows: &[u64]) -> Option<(u64, i64)> {
        let rows = rows(self.current, self.goal);
        let writes = self.goal.iter().zip(numbers(&rows)).zip(kept_rows(&rows));
        writes
            .filter(|((row, number), _)| self.is_new((row.id, *number)))
            .min_by_key(|((row, _), stays)| (!moved_rows.contains(&row.id), *stays))
            .map(|((row, number), _)| (row.id, number))
    }

    /// Returns the write that gives the first misplaced row the number of whoever stands in its place.
    pub fn first_wrong_write(&self) -> Option<(u64, i64)> {
        let (row, holder) = self.goal.iter().zip(self.current).find(|(row, holder)| row != holder)?;
        let write = (row.id, holder.sort);
        (!row.system && self.is_new(write)).then_some(write)
    }

    /// Returns the next write for a server that follows one of `rules`; negative numbers come last.
    pub fn moving_write(&self, rules: SortRules) -> Option<(u64, i64)> {
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
pub(super) fn last_row(goal: &[Numbered], rules: SortRules) -> Option<usize> {
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

/// Returns `rows` as (id, number).
pub(super) fn state(rows: &[Numbered]) -> Vec<(u64, i64)> {
    rows.iter().map(|row| (row.id, row.sort)).collect()
}
