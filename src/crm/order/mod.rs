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
//! *progress*. A write is proposed if it is progress under a rule that is still possible: either
//! it happens, or that rule is refuted, which can happen once per rule.
//!
//! With numbers 0, 1, 2 … every spot can be hit, with two exceptions. Where the written status goes
//! last among equals, only a negative number brings it to the front, but it can go second, and the
//! first one behind it. Where ties go by id, x can be put between a and b unless a > x > b, meaning
//! their ids (with the number of b it lands in front of b if x < b, with that of a behind a if
//! x > a). Behind the last status all numbers are free; in front of the first one only negative
//! ones are, so there a missing a counts as an endless id. For ties by id this means:
//!
//! - **Impossible** without a negative number or a write to a system status are exactly the goals
//!   whose ids fall strictly from the leading system status (from nothing, if there is none) through
//!   all ordinary ones to the first trailing one: whichever status were written last, it could not
//!   hit its spot.
//! - **Every other goal is reached.** It has a *joker*: an ordinary status j that can hit its own
//!   spot, so it may stand anywhere until the others, whose chain is what counts, are right. If no
//!   write is progress, then each status x outside the chain belongs between adjacent p > x > s of
//!   it: a third status y there would open a spot on one of its sides, as p > y and y > p exclude
//!   each other. Let r follow s. If s < r, then x goes behind s and s behind x; likewise in front
//!   of p. Otherwise j goes between p and s, and x beside it; or if j cannot because p > j > s, it
//!   goes behind s and is the r that was missing. So a status costs three writes at most.
//! - Real accounts begin with a system status and system statuses have the smallest ids: there no
//!   goal is impossible. An impossible one without a leading system status takes a negative number,
//!   with one, as the last resort, a write to the last system status; both exist for every goal.
//!
//! A server that follows none of the rules cannot be reasoned about. Then the first misplaced status
//! gets the number of whoever holds its place, all rules serve as further guesses, and [`Attempts`]
//! ends the loop: no write is proposed twice in the same state, a state is given up after
//! [`Attempts::PER_STATE`] writes, and a goal after [`Attempts::limit`].

mod numbers;
mod rules;
#[cfg(test)]
mod tests;
mod writes;

pub use numbers::{Cost, Row, numbers};
pub use rules::{SortRule, SortRules};
pub use writes::{Attempts, Next, Numbered, next_write};
