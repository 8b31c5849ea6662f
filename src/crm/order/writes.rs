//! The closed loop: which status is given which number next.

use super::numbers::{Numbered, fits, rows};
use super::rules::{SortRule, SortRules};
use super::search::{SearchState, last_row, state};

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

/// Tells whether neighbours share a number that was written by us.
fn has_tie_of_ours(rows: &[Numbered]) -> bool {
    let mut pairs = rows.iter().zip(rows.iter().skip(1));
    pairs.any(|(a, b)| a.sort == b.sort && (a.written || b.written))
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
