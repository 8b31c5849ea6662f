//! Finds the writes of `sort` that bring the statuses of an account into a wanted order.
//!
//! The server shows statuses by (`sort`, id), and one PATCH may give one status a new `sort`. Nobody
//! documents what happens to the *other* statuses then, so this module works in a closed loop: it
//! proposes one write, the caller sends it and reads the list again, [`SortRules::observe`] drops
//! every behaviour that predicted something else, and so on until the order is right.
//!
//! - While the server may keep numbers, the writes are those of [`numbers`]: the fewest possible
//!   there, the status that the user moved first.
//! - Afterwards every useful write is simulated under every [`SortRule`] that is still possible, and
//!   the one that finishes, or else goes furthest, is taken.
//!
//! # Why the loop ends in the wanted order
//!
//! Whatever the rule, one write takes one status out and puts it back at some *spot*; the others
//! keep their relative order. So the distance to the goal is the number of statuses outside a
//! longest chain that already stands in wanted order, and a write that lengthens the chain is
//! *progress*. A write is only proposed if it is progress under a rule that is still possible:
//! either it happens, or that rule is refuted, which can happen once per rule.
//!
//! With numbers 0, 1, 2 … every spot can be hit under every rule but one. Under
//! [`SortRule::RenumberById`] a status x can be put between a and b unless **a.id > x.id > b.id**
//! (number of b: x lands in front if x.id < b.id; number of a: behind if x.id > a.id). Behind the
//! last status every number is free; in front of the first one only negative numbers are, so there
//! a missing a counts as an endless id. From this follows:
//!
//! - **Impossible** without a negative number or a write to a system status are exactly the goals
//!   whose ids fall strictly from the leading system status (if there is none: from anywhere) through
//!   all ordinary ones to the first trailing system status: whichever status were written last, its
//!   spot would be one that it cannot hit.
//! - **Every other goal is reached.** It has an ordinary status j, the *joker*, whose own spot can be
//!   hit, so j may stand anywhere until the others are right. If a mover x has a third status between
//!   its neighbours p and s (those of the chain), it can be put on one side of it: not both
//!   p > y and y > p can hold. Otherwise p and s are adjacent with p > x > s. If j can go between them,
//!   it goes and x follows. If not, p > j > s, and three writes do it: j behind s, x between s and j,
//!   s between x and j (mirrored with p if s is a system status). So each status costs at most three
//!   writes, and j one more.
//! - In real accounts system statuses have the smallest ids, so only accounts without a leading
//!   system status can meet an impossible goal. There a negative number is tried, and after that, as
//!   the last resort, a system status is written; both make every goal possible.
//!
//! A server that follows none of the rules cannot be reasoned about. Then all rules serve as guesses,
//! and [`Attempts`] ends the loop: no write is made twice in the same state, a state in which
//! [`Attempts::PER_STATE`] writes changed nothing is given up, and so is a goal after
//! [`Attempts::limit`] writes.

// ---------------------------------------------------------------------------------------------
// Numbers for a server that keeps them
// ---------------------------------------------------------------------------------------------

/// What changing the number of a row costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// The row is written anyway, or will be created.
    Free,
    /// The row would be written only for its number.
    One,
    /// A system status: its number is changed only if there is no other way.
    System,
}

/// One row of the wanted order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The place in the server's present order, from 0; `None` if not created yet.
    pub rank: Option<usize>,
    /// The present number; `None` if not created yet.
    pub sort: Option<i64>,
    /// What a new number costs.
    pub cost: Cost,
}

/// Returns a number for each row, in the same order, so that a server that keeps numbers shows the rows as `wanted`.
///
/// The numbers ascend strictly and new ones are never negative; only neighbours that are both left
/// alone may keep a tie. As few [`Cost::System`] rows as possible change, then as few [`Cost::One`]
/// rows. Among equally cheap answers the rows that the user moved change rather than the pushed ones,
/// and rows whose number is their place stay. If nothing moved and nothing is new, nothing changes.
///
/// Rows behind the last unchanged one continue in steps of 1, the vendor's own habit; wider steps
/// would only help later insertions there, and appending never needs room.
#[must_use]
pub fn numbers(wanted: &[Row]) -> Vec<i64> {
    let present: Option<Vec<i64>> = wanted.iter().map(|row| row.sort).collect();
    match present {
        Some(present) if wanted.iter().map(|row| row.rank).is_sorted_by(|a, b| a.is_some() && a < b) => {
            present
        }
        _ => fill(wanted, &unchanged(wanted)),
    }
}

/// Returns which rows keep their number: the dearest set that leaves room for all others.
fn unchanged(wanted: &[Row]) -> Vec<bool> {
    let weights: Vec<_> = (0..)
        .zip(wanted)
        .zip(stayers(wanted))
        .map(|((place, row), stays)| {
            let (sort, one) = (row.sort?, row.cost == Cost::One);
            row.rank?;
            Some([row.cost == Cost::System, one, one && stays, true, sort == place].map(usize::from))
        })
        .collect();
    heaviest_chain(&weights, |before, after| leaves_room(wanted, before, after))
}

/// Returns which rows the user did not move: a longest run in present order, with all system rows if possible.
fn stayers(wanted: &[Row]) -> Vec<bool> {
    let weights: Vec<_> = wanted
        .iter()
        .map(|row| {
            row.rank.map(|_| [row.cost == Cost::System, true, row.cost != Cost::Free].map(usize::from))
        })
        .collect();
    let rank = |at: usize| wanted.get(at).and_then(|row| row.rank);
    heaviest_chain(&weights, |before, after| match (before, after) {
        (Some(before), Some(after)) => rank(before) < rank(after),
        _ => true,
    })
}

/// Tells whether all rows strictly between two unchanged ones (or an end) find different numbers.
fn leaves_room(wanted: &[Row], before: Option<usize>, after: Option<usize>) -> bool {
    let at = |index: Option<usize>| index.and_then(|index| wanted.get(index));
    let between = after.unwrap_or(wanted.len()) - before.map_or(0, |before| before + 1);
    match (at(before), at(after)) {
        (Some(before), Some(after)) if between == 0 => {
            before.sort < after.sort || (before.sort == after.sort && before.rank < after.rank)
        }
        (before, after) => {
            between == 0 || i64::try_from(between).is_ok_and(|between| room(before, after) > between)
        }
    }
}

/// Returns the distance from the number of `before`, at least -1, to the number of `after`.
fn room(before: Option<&Row>, after: Option<&Row>) -> i64 {
    after.and_then(|row| row.sort).unwrap_or(i64::MAX).saturating_sub(floor(before))
}

/// Returns the number above which a changed row behind `before` may lie.
fn floor(before: Option<&Row>) -> i64 {
    before.and_then(|row| row.sort).map_or(-1, |sort| sort.max(-1))
}

/// Gives numbers to the changed rows: spread over each gap, in steps of 1 behind the last unchanged row.
fn fill(wanted: &[Row], unchanged: &[bool]) -> Vec<i64> {
    let stays = |at: &usize| unchanged.get(*at).copied().unwrap_or(false);
    let mut numbers = Vec::with_capacity(wanted.len());
    let mut before = None;
    for after in (0..wanted.len()).filter(stays).map(Some).chain([None]) {
        let row = after.and_then(|at| wanted.get(at));
        let between = after.unwrap_or(wanted.len()) - numbers.len();
        let parts = i64::try_from(between).unwrap_or(i64::MAX).saturating_add(1);
        let width = if row.is_some() { room(before, row) } else { parts };
        // Quotient and remainder apart, so that huge gaps do not overflow.
        let (step, rest) = (width / parts, width % parts);
        let spread =
            |part: i64| floor(before).saturating_add(step * part).saturating_add(rest * part / parts);
        numbers.extend((1..parts).map(spread));
        numbers.extend(row.and_then(|row| row.sort));
        before = row;
    }
    numbers
}

/// Returns which items form the heaviest chain in which every link `fits`; `None` in a link is the open end.
///
/// Items without a weight are never in it; weights add up and compare component by component.
fn heaviest_chain<const N: usize>(
    weights: &[Option<[usize; N]>],
    fits: impl Fn(Option<usize>, Option<usize>) -> bool,
) -> Vec<bool> {
    // For each item the heaviest chain that ends there: its weight and its last but one item.
    let mut ends: Vec<Option<([usize; N], Option<usize>)>> = Vec::with_capacity(weights.len());
    let heaviest = |ends: &[Option<([usize; N], Option<usize>)>], next: Option<usize>| {
        let start = fits(None, next).then_some(([0; N], None));
        let longer = ends.iter().enumerate().filter(|(at, _)| fits(Some(*at), next));
        longer.filter_map(|(at, end)| end.map(|(weight, _)| (weight, Some(at)))).chain(start).max()
    };
    for (at, own) in weights.iter().enumerate() {
        let end = own.and_then(|own| {
            let (mut weight, before) = heaviest(&ends, Some(at))?;
            weight.iter_mut().zip(own).for_each(|(sum, part)| *sum += part);
            Some((weight, before))
        });
        ends.push(end);
    }
    let mut chain = vec![false; weights.len()];
    let mut last = heaviest(&ends, None).and_then(|(_, last)| last);
    while let Some(at) = last {
        if let Some(member) = chain.get_mut(at) {
            *member = true;
        }
        last = ends.get(at).copied().flatten().and_then(|(_, before)| before);
    }
    chain
}

// ---------------------------------------------------------------------------------------------
// What a server may do with a written number
// ---------------------------------------------------------------------------------------------

/// What a server does when one status is given a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum SortRule {
    /// Keeps the number and touches nothing else.
    Keep = 1,
    /// Keeps the number and moves everyone who holds it or more up by one.
    InsertBefore = 2,
    /// Takes the number as the final place, then renumbers from 0.
    InsertAt = 4,
    /// Orders by (number, id), then renumbers from 0.
    RenumberById = 8,
    /// Orders by number, the written one first among equals, then renumbers from 0.
    RenumberPatchedFirst = 16,
    /// Orders by number, the written one last among equals, then renumbers from 0.
    RenumberPatchedLast = 32,
}

impl SortRule {
    /// All rules.
    pub const ALL: [Self; 6] = [
        Self::Keep,
        Self::InsertBefore,
        Self::InsertAt,
        Self::RenumberById,
        Self::RenumberPatchedFirst,
        Self::RenumberPatchedLast,
    ];

    /// Writes number `sort` to status `id` in `rows`, which are (id, number) in server order and stay so.
    ///
    /// An id that is not in `rows` is created.
    pub fn apply(self, rows: &mut Vec<(u64, i64)>, id: u64, sort: i64) {
        rows.retain(|row| row.0 != id);
        let place = self.place(rows, id, sort);
        rows.insert(place, (id, sort));
        match self {
            Self::Keep => {}
            Self::InsertBefore => {
                rows.iter_mut().skip(place + 1).for_each(|row| row.1 = row.1.saturating_add(1))
            }
            _ => rows.iter_mut().zip(0..).for_each(|(row, number)| row.1 = number),
        }
    }

    /// Returns where the written status lands among the `others`.
    fn place(self, others: &[(u64, i64)], id: u64, sort: i64) -> usize {
        let place = match self {
            Self::InsertAt => usize::try_from(sort.max(0)).ok(),
            Self::Keep | Self::RenumberById => {
                others.iter().position(|other| (other.1, other.0) > (sort, id))
            }
            Self::InsertBefore | Self::RenumberPatchedFirst => {
                others.iter().position(|other| other.1 >= sort)
            }
            Self::RenumberPatchedLast => others.iter().position(|other| other.1 > sort),
        };
        place.map_or(others.len(), |place| place.min(others.len()))
    }
}

/// The rules that a server may still follow: all at first, none once its behaviour fits no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortRules(u8);

impl Default for SortRules {
    fn default() -> Self {
        Self::where_rule(|_| true)
    }
}

impl From<SortRule> for SortRules {
    fn from(rule: SortRule) -> Self {
        Self(rule as u8)
    }
}

impl SortRules {
    /// Tells whether the server may follow `rule`.
    #[must_use]
    pub const fn contains(self, rule: SortRule) -> bool {
        self.0 & rule as u8 != 0
    }

    /// Tells whether the last observation fitted no rule at all.
    #[must_use]
    pub const fn is_unknown(self) -> bool {
        self.0 == 0
    }

    /// Learns from one write: keeps the rules that turn `before` into `after`, both (id, number) in server order.
    ///
    /// If no rule gets all numbers right, those that get the order right count, except
    /// [`SortRule::Keep`]: a server may well renumber in steps of ten. An observation that
    /// contradicts everything learnt so far replaces it, since a second administrator may have spoilt
    /// the earlier or this one; one in which other statuses came or went is ignored.
    pub fn observe(&mut self, before: &[(u64, i64)], written: (u64, i64), after: &[(u64, i64)]) {
        let predicted = |rule: SortRule| {
            let mut rows = before.to_vec();
            rule.apply(&mut rows, written.0, written.1);
            rows
        };
        if sorted_ids(&predicted(SortRule::Keep)) != sorted_ids(after) {
            return;
        }
        let ids = |rows: &[(u64, i64)]| rows.iter().map(|row| row.0).collect::<Vec<_>>();
        let exact = Self::where_rule(|rule| predicted(rule) == after);
        let fitting = if exact.is_unknown() {
            Self::where_rule(|rule| rule != SortRule::Keep && ids(&predicted(rule)) == ids(after))
        } else {
            exact
        };
        let agreed = self.0 & fitting.0;
        self.0 = if agreed == 0 { fitting.0 } else { agreed };
    }

    /// Returns the rules that move others along, or all such rules if there are none: then they are guesses.
    fn moving(self) -> Self {
        let moving = Self::where_rule(|rule| rule != SortRule::Keep);
        let possible = self.0 & moving.0;
        if possible == 0 { moving } else { Self(possible) }
    }

    fn where_rule(holds: impl Fn(SortRule) -> bool) -> Self {
        Self(SortRule::ALL.into_iter().filter(|rule| holds(*rule)).fold(0, |bits, rule| bits | rule as u8))
    }

    fn iter(self) -> impl Iterator<Item = SortRule> {
        SortRule::ALL.into_iter().filter(move |rule| self.contains(*rule))
    }
}

fn sorted_ids(rows: &[(u64, i64)]) -> Vec<u64> {
    let mut ids: Vec<u64> = rows.iter().map(|row| row.0).collect();
    ids.sort_unstable();
    ids
}

// ---------------------------------------------------------------------------------------------
// The closed loop
// ---------------------------------------------------------------------------------------------

/// A status as the server shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// The server's id.
    pub id: u64,
    /// The present number.
    pub sort: i64,
    /// Whether it is a system status, which is written only as a last resort.
    pub system: bool,
    /// Whether it is written anyway, so that a new number costs nothing.
    pub free: bool,
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

/// The writes proposed so far on the way to one wanted order; start with an empty one for each goal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempts(Vec<Attempt>);

/// A state as (id, number) in server order, and the (id, number) written then.
type Attempt = (Vec<(u64, i64)>, (u64, i64));

impl Attempts {
    /// How many different writes are tried while the server shows one and the same state.
    pub const PER_STATE: usize = 6;

    /// Returns the number of writes after which a goal with `count` statuses is given up.
    #[must_use]
    pub const fn limit(count: usize) -> usize {
        3 * count + 10
    }

    /// Returns the writes already tried in this state, or `None` if it is time to give up.
    fn tried(&self, state: &[(u64, i64)]) -> Option<Vec<(u64, i64)>> {
        let here: Vec<_> =
            self.0.iter().filter(|attempt| attempt.0 == state).map(|attempt| attempt.1).collect();
        (here.len() < Self::PER_STATE && self.0.len() < Self::limit(state.len())).then_some(here)
    }
}

/// Proposes the next write on the way from `current`, in server order, to the ids in `wanted`, and notes it in `attempts`.
///
/// Ids in `wanted` that do not exist are skipped; statuses that `wanted` does not name stay behind
/// their present left neighbour. At most [`Attempts::limit`] writes are proposed.
#[must_use]
pub fn next_write(
    current: &[Numbered],
    wanted: &[u64],
    movers: &[u64],
    rules: SortRules,
    attempts: &mut Attempts,
) -> Next {
    let goal = goal(current, wanted);
    if goal == current {
        return Next::Done;
    }
    let Some(tried) = attempts.tried(&state(current)) else {
        return Next::Stuck;
    };
    let board = Board::new(current, &goal, rules, &tried);
    let write = match rules {
        _ if rules.contains(SortRule::Keep) => board.keeping_write(movers),
        _ if rules.is_unknown() => board.first_wrong_write(),
        _ => None,
    };
    match write.or_else(|| board.moving_write(rules.moving())) {
        Some((id, sort)) => {
            attempts.0.push((state(current), (id, sort)));
            Next::Write { id, sort }
        }
        None => Next::Stuck,
    }
}

/// Returns `rows` as (id, number).
fn state(rows: &[Numbered]) -> Vec<(u64, i64)> {
    rows.iter().map(|row| (row.id, row.sort)).collect()
}

/// Returns all rows of `current` in wanted order.
fn goal(current: &[Numbered], wanted: &[u64]) -> Vec<Numbered> {
    let mut goal: Vec<Numbered> = Vec::with_capacity(current.len());
    for id in wanted {
        let new = current.iter().filter(|row| row.id == *id && !goal.contains(row)).copied();
        goal.extend(new.collect::<Vec<_>>());
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
struct Board<'a> {
    current: &'a [Numbered],
    /// The same as (id, number).
    rows: Vec<(u64, i64)>,
    goal: &'a [Numbered],
    /// The wanted place of each row of `current`.
    targets: Vec<usize>,
    /// The wanted place of the row that is put right last; it depends on the goal only.
    joker: usize,
    /// What each row of `goal` counts in [`order`]: the joker 1, others 2, system statuses more than all together.
    weights: Vec<usize>,
    /// How much order there is now.
    order: usize,
    tried: &'a [(u64, i64)],
}

impl<'a> Board<'a> {
    fn new(current: &'a [Numbered], goal: &'a [Numbered], rules: SortRules, tried: &'a [(u64, i64)]) -> Self {
        let place = |row: &Numbered| goal.iter().position(|other| other == row).unwrap_or(0);
        let targets: Vec<_> = current.iter().map(place).collect();
        let joker = joker(goal, rules.moving());
        let weight = |(place, row): (usize, &Numbered)| match place {
            _ if place == joker => 1,
            _ if row.system => 2 * goal.len(),
            _ => 2,
        };
        let weights: Vec<_> = goal.iter().enumerate().map(weight).collect();
        Self {
            current,
            goal,
            order: order(&targets, &weights),
            rows: state(current),
            targets,
            joker,
            weights,
            tried,
        }
    }

    /// Returns the next write of the plan for a server that keeps numbers: what the user moved goes first.
    fn keeping_write(&self, movers: &[u64]) -> Option<(u64, i64)> {
        let rank = |row: &Numbered| self.current.iter().position(|other| other == row);
        let cost = |row: &Numbered| match row {
            _ if row.free => Cost::Free,
            _ if row.system => Cost::System,
            _ => Cost::One,
        };
        let rows: Vec<_> = self
            .goal
            .iter()
            .map(|row| Row { rank: rank(row), sort: Some(row.sort), cost: cost(row) })
            .collect();
        let writes = self.goal.iter().zip(numbers(&rows)).zip(stayers(&rows));
        writes
            .filter(|((row, number), _)| row.sort != *number && !self.tried.contains(&(row.id, *number)))
            .min_by_key(|((row, _), stays)| (row.system, !movers.contains(&row.id), *stays))
            .map(|((row, number), _)| (row.id, number))
    }

    /// Returns the write that gives the first misplaced row the number of whoever stands in its place.
    fn first_wrong_write(&self) -> Option<(u64, i64)> {
        let (row, holder) = self.goal.iter().zip(self.current).find(|(row, holder)| row != holder)?;
        let write = (row.id, holder.sort);
        (!row.system && self.is_new(write)).then_some(write)
    }

    /// Returns the next write for a server that follows one of `rules`; what it might refuse comes last.
    fn moving_write(&self, rules: SortRules) -> Option<(u64, i64)> {
        let helps = |merit: Merit| merit.progress > 0;
        let dissolves_tie = |merit: Merit| merit.dissolves_tie;
        // Any write makes a renumbering server close the gaps.
        let tidy = self.rows.iter().map(|row| row.1).eq((0..).take(self.rows.len()));
        self.best(rules, Reach::Ordinary, helps)
            .or_else(|| self.best(rules, Reach::Ordinary, dissolves_tie))
            .or_else(|| rules.iter().find_map(|rule| self.detour(rule)))
            .or_else(|| self.best(rules, Reach::Negative, helps))
            .or_else(|| self.best(rules, Reach::Ordinary, |_| !tidy))
            .or_else(|| self.best(rules, Reach::System, helps))
    }

    /// Returns the write with the highest merit among those in `reach` that are `good` and not tried yet.
    fn best(&self, rules: SortRules, reach: Reach, good: impl Fn(Merit) -> bool) -> Option<(u64, i64)> {
        let mut best: Option<(Merit, (u64, i64))> = None;
        for (at, row) in self.current.iter().enumerate() {
            if row.system != (reach == Reach::System) {
                continue;
            }
            let others: Vec<_> = self.rows.iter().filter(|other| other.0 != row.id).copied().collect();
            let orders = self.orders(at);
            let dissolves_tie = others.iter().any(|other| other.1 == row.sort);
            for number in candidates(&others, reach) {
                let mut merit = Merit { dissolves_tie, ..Merit::default() };
                for rule in rules.iter() {
                    merit.add(self, orders.get(rule.place(&others, row.id, number)).copied().unwrap_or(0));
                }
                let better = best.is_none_or(|(highest, _)| merit > highest);
                if better && good(merit) && self.is_new((row.id, number)) {
                    best = Some((merit, (row.id, number)));
                }
            }
        }
        best.map(|(_, write)| write)
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

    /// Returns a write that is no progress but makes some possible, as the module's introduction proves.
    fn detour(&self, rule: SortRule) -> Option<(u64, i64)> {
        let ordinary = |place: &usize| self.goal.get(*place).is_some_and(|row| !row.system);
        let weight = |target: &usize| (*target != self.joker).then_some([usize::from(!ordinary(target)), 1]);
        let weights: Vec<_> = self.targets.iter().map(weight).collect();
        let target = |at: Option<usize>| at.and_then(|at| self.targets.get(at));
        let chain = heaviest_chain(&weights, |a, b| a.is_none() || b.is_none() || target(a) < target(b));
        let chain: Vec<_> =
            self.targets.iter().zip(chain).filter_map(|(target, stays)| stays.then_some(*target)).collect();

        let mover = (0..self.goal.len()).find(|target| *target != self.joker && !chain.contains(target))?;
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
        let write = write.or_else(|| land(&self.rows, self.joker, next, Side::Before));
        let write = write
            .or_else(|| sides.find_map(|(neighbour, side)| land(&self.rows, self.joker, neighbour, side)));
        write.filter(|write| self.is_new(*write))
    }

    fn is_new(&self, write: (u64, i64)) -> bool {
        !self.tried.contains(&write) && !self.rows.contains(&write)
    }
}

/// Returns the write that puts the status `moved` right beside another, if there is one.
fn landing(rule: SortRule, rows: &[(u64, i64)], moved: u64, beside: u64, side: Side) -> Option<(u64, i64)> {
    let others: Vec<_> = rows.iter().filter(|row| row.0 != moved).copied().collect();
    let spot = others.iter().position(|other| other.0 == beside)? + usize::from(side == Side::Behind);
    let hits = |number: &i64| rule.place(&others, moved, *number) == spot;
    candidates(&others, Reach::Ordinary).into_iter().find(hits).map(|number| (moved, number))
}

/// How good a write is; earlier fields outweigh later ones.
#[derive(Clone, Copy, Default, PartialEq, PartialOrd)]
struct Merit {
    /// Under how many rules it finishes.
    finishes: usize,
    /// Under how many rules it is progress.
    progress: usize,
    /// How much order it leaves, summed over the rules.
    order: usize,
    dissolves_tie: bool,
}

impl Merit {
    /// Adds the outcome under one more rule.
    fn add(&mut self, board: &Board, outcome: usize) {
        let finished = outcome == board.weights.iter().sum();
        self.finishes += usize::from(finished);
        self.progress += usize::from(finished || outcome / 2 > board.order / 2);
        self.order += outcome;
    }
}

/// Which writes are looked at.
#[derive(Clone, Copy, PartialEq)]
enum Reach {
    /// Ordinary statuses, numbers from 0.
    Ordinary,
    /// Ordinary statuses, negative numbers.
    Negative,
    /// System statuses, numbers from 0.
    System,
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
fn candidates(others: &[(u64, i64)], reach: Reach) -> Vec<i64> {
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
    numbers.retain(|number| (*number < 0) == (reach == Reach::Negative));
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
fn joker(goal: &[Numbered], rules: SortRules) -> usize {
    let by_id = rules.contains(SortRule::RenumberById);
    let hits = |place: &usize| {
        let next = goal.get(place + 1);
        let previous = place.checked_sub(1).and_then(|place| goal.get(place));
        goal.get(*place).is_some_and(|row| {
            let in_front = next.is_none_or(|next| row.id < next.id);
            !row.system && (!by_id || in_front || previous.is_some_and(|previous| previous.id < row.id))
        })
    };
    // An impossible goal: the first place takes a negative number, the last one any.
    let reserve =
        || if goal.first().is_some_and(|row| row.system) { goal.len().saturating_sub(1) } else { 0 };
    (0..goal.len()).rfind(hits).unwrap_or_else(reserve)
}
