//! Numbers for a server that keeps them: the fewest changes that give the wanted order.

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
    /// Whether the number was written by us. How a server shows a tie is its own affair: one that
    /// it holds is left alone, but none of our making is left behind.
    pub written: bool,
}

impl Row {
    /// Tells whether two neighbours, both left alone, stand in the right order.
    fn precedes(&self, next: &Self) -> bool {
        let tie = self.sort == next.sort && self.rank < next.rank;
        self.sort < next.sort || (tie && !self.written && !next.written)
    }
}

/// Returns a number for each row, so that a server that keeps numbers shows the rows as `wanted`.
///
/// The numbers ascend strictly and new ones are never negative; only neighbours that are both left
/// alone may keep a tie that the server made. As few [`Cost::System`] rows as possible change, then as few [`Cost::One`]
/// rows. Among equally cheap answers the rows that the user moved change rather than the pushed ones,
/// and rows whose number is their place stay. If nothing moved and nothing is new, nothing changes.
///
/// Rows behind the last unchanged one continue in steps of 1, the vendor's own habit; wider steps
/// would only help later insertions there, and appending never needs room.
#[must_use]
pub fn numbers(wanted: &[Row]) -> Vec<i64> {
    let present: Option<Vec<i64>> = wanted.iter().map(|row| row.sort).collect();
    let in_order = wanted.is_sorted_by(|a, b| a.rank.is_some() && a.rank < b.rank)
        && wanted.is_sorted_by(|a, b| a.precedes(b) || !(a.written || b.written));
    present.filter(|_| in_order).unwrap_or_else(|| fill(wanted, &unchanged(wanted)))
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

/// Returns which rows the user did not move: a longest run in present order, system rows first of all.
pub(super) fn stayers(wanted: &[Row]) -> Vec<bool> {
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
        (Some(before), Some(after)) if between == 0 => before.precedes(after),
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

/// Gives numbers to the changed rows: spread over a gap, in steps of 1 behind the last unchanged row.
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

/// Returns which items form the heaviest chain in which every link `fits`.
///
/// `None` in a link is the open end. Items without a weight are never in it; weights add up and compare component by component.
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
