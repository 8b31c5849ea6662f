//! Numbers for a server that keeps them: the fewest changes that give the wanted order.

/// What changing the number of a row costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// The row is written anyway, or will be created.
    Free,
    /// The row would be written only for its number.
    One,
    /// A system status: its number is never changed.
    System,
}

/// One row of the wanted order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The place in the server's present order, from 0; `None` if not created yet.
    pub rank: Option<usize>,
    /// The id, by which equal numbers are shown; of a row that is not created yet the one it is expected to
    /// get.
    pub id: u64,
    /// The present number; `None` if not created yet.
    pub sort: Option<i64>,
    /// What a new number costs.
    pub cost: Cost,
    /// Whether the number was written by us. How a server shows a tie is its own affair: one that
    /// it holds is left alone, but none of our making is left behind where another number is free.
    pub written: bool,
}

impl Row {
    /// Tells whether two neighbours, both left alone, stand in the right order.
    fn precedes(&self, next: &Self) -> bool {
        let tie = self.sort == next.sort && self.rank < next.rank;
        self.sort < next.sort || (tie && !self.written && !next.written)
    }
}

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

/// Which numbers may be given in a stretch of rows between two system statuses.
#[derive(Clone, Copy)]
struct Means {
    /// Equal ones, where the ids give the order.
    ties: bool,
    /// Those below 0, in front of everything else.
    negative: bool,
}

impl Means {
    /// The later ones lean on what is documented nowhere, and are taken only if the earlier ones do not
    /// suffice.
    const ALL: [Self; 3] = [
        Self { ties: false, negative: false },
        Self { ties: true, negative: false },
        Self { ties: true, negative: true },
    ];
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

/// Returns a number for each row, so that a server that keeps numbers shows the rows as `wanted`.
///
/// The numbers of [`Cost::System`] rows never change, so each stretch between two of them stands alone. The
/// numbers in it ascend strictly, and only neighbours that are both left alone may keep a tie that the
/// server made; if there are too few for that, rows with ascending ids share one; if that does not suffice
/// either, those in front of everything go below 0. As few [`Cost::One`] rows as possible change. Among
/// equally cheap answers the rows that the user moved change rather than the pushed ones, and rows whose
/// number is their place stay. If nothing moved and nothing is new, nothing changes. Nor does a stretch
/// that no numbers fit: there a new row gets the number of the row before it.
///
/// Rows behind the last unchanged one continue in steps of 1, the vendor's own habit; wider steps
/// would only help later insertions there, and appending never needs room.
#[must_use]
pub fn numbers(wanted: &[Row]) -> Vec<i64> {
    if let Some(present) = present_if_in_order(wanted) {
        return present;
    }
    let mut numbers = Vec::with_capacity(wanted.len());
    for stretch in stretches(wanted) {
        let found = stretch.numbers().unwrap_or_else(|| stretch.nearest());
        // The system status in front ends the stretch before, too.
        numbers.extend(found.into_iter().skip(numbers.len() - stretch.first));
    }
    numbers
}

/// Tells whether there are numbers with which a server that keeps them shows the rows as `wanted`.
#[must_use]
pub fn fits(wanted: &[Row]) -> bool {
    present_if_in_order(wanted).is_some() || stretches(wanted).all(|stretch| stretch.numbers().is_some())
}

/// Returns numbers for a server that makes room itself: they ascend strictly, as if those of system rows
/// could be changed, too. Only those of new rows are of use.
#[must_use]
pub fn numbers_with_room(wanted: &[Row]) -> Vec<i64> {
    let [means, ..] = Means::ALL;
    let all = Stretch { first: 0, rows: wanted };
    all.fill(&all.unchanged(means), means)
}

fn present_if_in_order(wanted: &[Row]) -> Option<Vec<i64>> {
    let present: Option<Vec<i64>> = wanted.iter().map(|row| row.sort).collect();
    let in_order = wanted.is_sorted_by(|a, b| a.rank.is_some() && a.rank < b.rank)
        && wanted.is_sorted_by(|a, b| a.precedes(b) || !(a.written || b.written));
    present.filter(|_| in_order)
}

/// Returns which rows the user did not move: a longest run in present order, system rows first of all.
pub(super) fn kept_rows(wanted: &[Row]) -> Vec<bool> {
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

/// Returns the stretches that system rows divide the rows into; those rows belong to both sides.
fn stretches(wanted: &[Row]) -> impl Iterator<Item = Stretch<'_>> {
    let systems = (0..wanted.len()).filter(|at| wanted[*at].cost == Cost::System);
    let ends = systems.clone().map(|at| at + 1).chain([wanted.len()]);
    [0].into_iter().chain(systems).zip(ends).map(|(first, end)| Stretch { first, rows: &wanted[first..end] })
}

/// Rows of which only the first and the last may be system ones.
#[derive(Clone, Copy)]
struct Stretch<'a> {
    /// The place of its first row among all.
    first: usize,
    rows: &'a [Row],
}

impl Stretch<'_> {
    /// Returns the numbers of its rows; `None` if there are none that would give the order.
    fn numbers(&self) -> Option<Vec<i64>> {
        Means::ALL.into_iter().find_map(|means| {
            let unchanged = self.unchanged(means);
            let is_free = |(row, stays): (&Row, &bool)| *stays || row.cost != Cost::System;
            self.rows.iter().zip(&unchanged).all(is_free).then(|| self.fill(&unchanged, means))
        })
    }

    /// Returns numbers that at least bring every row between the same system rows, if there are such: what
    /// stands there stays as it is, and what comes from elsewhere gets the number of the row before it.
    fn nearest(&self) -> Vec<i64> {
        let (front, back) = (self.rows.first(), self.rows.last());
        let [front, back] = [front, back].map(|row| row.filter(|row| row.cost == Cost::System));
        let stands = |row: &Row| {
            row.rank.is_some()
                && front.is_none_or(|front| front.rank <= row.rank)
                && back.is_none_or(|back| row.rank <= back.rank)
        };
        let fits = |row: &Row, sort: i64| {
            let place = (Some(sort), row.id);
            front.is_none_or(|front| (front.sort, front.id) < place)
                && back.is_none_or(|back| place < (back.sort, back.id))
        };
        let mut last = self.rows.iter().find_map(|row| row.sort).unwrap_or(0);
        let number = |row: &Row| {
            let lowest = front.and_then(|front| front.sort);
            let above = lowest.and_then(|lowest| lowest.checked_add(1));
            let mut others =
                [Some(last), lowest, above].into_iter().flatten().filter(|sort| fits(row, *sort));
            last = match row.sort {
                Some(sort) if row.cost == Cost::System || stands(row) => sort,
                present => others.next().or(present).unwrap_or(last),
            };
            last
        };
        self.rows.iter().map(number).collect()
    }

    /// Returns which rows keep their number: the dearest set that leaves room for all others.
    fn unchanged(&self, means: Means) -> Vec<bool> {
        let places = (0..).skip(self.first);
        let weights: Vec<_> = places
            .zip(self.rows)
            .zip(kept_rows(self.rows))
            .map(|((place, row), stays)| {
                let (sort, one) = (row.sort?, row.cost == Cost::One);
                row.rank?;
                Some([row.cost == Cost::System, one, one && stays, true, sort == place].map(usize::from))
            })
            .collect();
        heaviest_chain(&weights, |before, after| self.leaves_room(before, after, means))
    }

    /// Tells whether all rows strictly between two unchanged ones (or an end) find numbers.
    fn leaves_room(&self, before: Option<usize>, after: Option<usize>, means: Means) -> bool {
        let between = between(before, after, self.rows.len());
        match (self.at(before), self.at(after)) {
            (Some(before), Some(after)) if between.is_empty() => {
                let tie = before.sort == after.sort && before.id < after.id;
                before.precedes(after) || (means.ties && tie)
            }
            _ => between.is_empty() || self.room(before, after, means) >= self.needed(before, after, means),
        }
    }

    fn at(&self, place: Option<usize>) -> Option<&Row> {
        place.and_then(|place| self.rows.get(place))
    }

    /// Returns the distance from the number of `before` to that of `after`.
    fn room(&self, before: Option<usize>, after: Option<usize>, means: Means) -> i64 {
        let ceiling = self.at(after).and_then(|row| row.sort).unwrap_or(i64::MAX);
        ceiling.saturating_sub(self.floor(before, after, means))
    }

    /// Returns the number that changed rows behind `before` do not go below.
    fn floor(&self, before: Option<usize>, after: Option<usize>, means: Means) -> i64 {
        match (self.at(before).and_then(|row| row.sort), self.at(after).and_then(|row| row.sort)) {
            (Some(sort), _) if means.negative => sort,
            (Some(sort), _) => sort.max(-1),
            (None, Some(ceiling)) if means.negative => {
                let parts = between(before, after, self.rows.len()).len() + 1;
                ceiling.saturating_sub(i64::try_from(parts).unwrap_or(i64::MAX)).min(-1)
            }
            (None, _) => -1,
        }
    }

    /// Returns by how much the numbers have to grow from `before` to `after` at least.
    fn needed(&self, before: Option<usize>, after: Option<usize>, means: Means) -> i64 {
        let end = after.map_or(self.rows.len(), |after| after + 1);
        let start = between(before, after, self.rows.len()).start;
        (start..end).map(|at| i64::from(self.grows(at, before, means))).sum()
    }

    /// Tells whether a row behind the unchanged row `before` needs a higher number than the one in front of
    /// it.
    fn grows(&self, at: usize, before: Option<usize>, means: Means) -> bool {
        let front = at.checked_sub(1);
        // Below 0 nothing new is given, so what stands there shares its number with nothing new.
        let is_below = |row: &Row| front == before && !means.negative && row.sort < Some(0);
        let shares = |front: &Row, row: &Row| means.ties && front.id < row.id && !is_below(front);
        !self.at(front).zip(self.at(Some(at))).is_some_and(|(front, row)| shares(front, row))
    }

    /// Gives numbers to the changed rows: spread over a gap, in steps of 1 behind the last unchanged row.
    fn fill(&self, unchanged: &[bool], means: Means) -> Vec<i64> {
        let stays = |at: &usize| unchanged.get(*at).copied().unwrap_or(false);
        let mut numbers = Vec::with_capacity(self.rows.len());
        let mut before = None;
        for after in (0..self.rows.len()).filter(stays).map(Some).chain([None]) {
            let between = between(before, after, self.rows.len());
            let parts = i64::try_from(between.len()).unwrap_or(i64::MAX).saturating_add(1);
            let (floor, mut width) = (self.floor(before, after, means), self.room(before, after, means));
            if after.is_none() {
                width = width.min(parts);
            }
            if width >= parts {
                // Quotient and remainder apart, so that huge gaps do not overflow.
                let (step, rest) = (width / parts, width % parts);
                let spread =
                    |part: i64| floor.saturating_add(step * part).saturating_add(rest * part / parts);
                numbers.extend((1..parts).map(spread));
            } else {
                let mut spare = width - self.needed(before, after, means);
                let mut number = floor;
                for at in between {
                    let must = self.grows(at, before, means);
                    let grows = must || spare > 0;
                    spare -= i64::from(grows && !must);
                    number = number.saturating_add(i64::from(grows));
                    numbers.push(number);
                }
            }
            numbers.extend(self.at(after).and_then(|row| row.sort));
            before = after;
        }
        numbers
    }
}

/// Returns the places strictly between two of `count`, or an end.
fn between(before: Option<usize>, after: Option<usize>, count: usize) -> std::ops::Range<usize> {
    before.map_or(0, |before| before + 1)..after.unwrap_or(count)
}

/// Returns which items form the heaviest chain in which every link `fits`.
///
/// `None` in a link is the open end. Items without a weight are never in it; weights add up and compare
/// component by component.
pub(super) fn heaviest_chain<const N: usize>(
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
