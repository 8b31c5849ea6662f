//! What a server may do with a written number, and which of it is still possible.

/// What a server does when one status is given a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum SortRule {
    /// Keeps the number and touches nothing else.
    Keep = 1,
    /// Keeps the number and moves everyone who holds it or more up by one.
    ///
    /// Renumbering from 0 afterwards would make it [`SortRule::RenumberPatchedFirst`].
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
                for row in rows.iter_mut().skip(place + 1) {
                    row.1 = row.1.saturating_add(1);
                }
            }
            _ => rows.iter_mut().zip(0..).for_each(|(row, number)| row.1 = number),
        }
    }

    /// Returns where the written status lands among the `others`.
    pub(super) fn place(self, others: &[(u64, i64)], id: u64, sort: i64) -> usize {
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

    /// Tells whether the last useful observation fitted no rule at all.
    #[must_use]
    pub const fn is_unknown(self) -> bool {
        self.0 == 0
    }

    /// Learns from one write: keeps the rules that turn `before` into `after`, both (id, number) in server
    /// order.
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
    pub(super) fn moving(self) -> Self {
        let moving = Self::where_rule(|rule| rule != SortRule::Keep);
        let possible = self.0 & moving.0;
        if possible == 0 { moving } else { Self(possible) }
    }

    fn where_rule(holds: impl Fn(SortRule) -> bool) -> Self {
        Self(SortRule::ALL.into_iter().filter(|rule| holds(*rule)).fold(0, |bits, rule| bits | rule as u8))
    }

    pub(super) fn iter(self) -> impl Iterator<Item = SortRule> {
        SortRule::ALL.into_iter().filter(move |rule| self.contains(*rule))
    }
}

fn sorted_ids(rows: &[(u64, i64)]) -> Vec<u64> {
    let mut ids: Vec<u64> = rows.iter().map(|row| row.0).collect();
    ids.sort_unstable();
    ids
}
