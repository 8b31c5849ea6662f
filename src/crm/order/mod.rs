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
//! New statuses are created before anything is known of the server, so they get numbers that leave the order
//! right if it makes room for them. If it keeps numbers, they may have to be written once more.
//!
//! The number of a system status is never written, for amoCRM does not let them be moved. They divide the
//! list into *stretches*, and some goals are out of reach. [`outlook`] tells which, so that the user can be
//! told before anything is sent. Towards a goal that no possible rule reaches nothing is written, or where
//! numbers are kept only the stretches that can be had.
//!
//! # What is in reach
//!
//! **Where numbers are kept**, each stretch stands alone. From the system status in front of it to the one
//! behind it numbers must not fall, and where the ids of two neighbours fall, the numbers must grow,
//! because equal ones are shown by ids. So a stretch can be had if and only if its ids, ends included, fall
//! no more often than the numbers of its ends are apart: each fall takes one, and numbers that grow at
//! every fall and nowhere else give the order. In front of the first system status and behind the last
//! there is no end of numbers. Those below 0, of which the documents say neither yes nor no, come last;
//! equal ones come before them, and both only where it does not go without.
//!
//! **Where the others are shifted**, system statuses of one number never part. What is to stand between
//! them has to stand there already, in this order; any other spot can be hit.
//!
//! **Where ties go by id and all is renumbered**, x can be put between a and b unless a > x > b, meaning
//! their ids (with the number of b it lands in front of b if x < b, with that of a behind a if x > a).
//! Behind the last status all numbers are free, in front of the first one the negative ones. Call a status
//! that can hit its own spot in the goal a *last row*.
//!
//! - Without a last row the goal is out of reach, whichever status were written last. If all ordinary
//!   statuses are one stretch, as in a real account, these are the goals whose ids fall strictly from the
//!   leading system status through all ordinary ones to the first trailing one. System statuses have the
//!   smallest ids there, so there is none.
//! - A stretch between system statuses p > s that holds none of its own now, nor is to hold any but such as
//!   fall between them, is given up, unless the last row can enter it.
//! - Every other goal is reached, as is shown below.
//!
//! **Elsewhere** every goal is reached. Where the written status goes last among equals, only a negative
//! number brings it to the front, but it can go second, and the first one behind it.
//!
//! # Why the loop ends in the wanted order
//!
//! Whatever the rule, one write takes one status out and puts it back at some *spot*; the others keep their
//! relative order. So the distance to the goal is the number of statuses outside a longest chain that
//! already stands in wanted order, and a write that lengthens the chain is *progress*. All system statuses
//! are in the chain, since nothing moves them. A write is proposed if it is progress under a rule that is
//! still possible: either it happens, or that rule is refuted, which can happen once per rule.
//!
//! With numbers 0, 1, 2 … any spot can be hit but those named above. Where ties go by id, let the last row
//! j stand anywhere until the others, whose chain is what counts, are right. If no write is progress, then
//! each status x outside the chain belongs between adjacent p > x > s of it: a third status y there would
//! open a spot on one of its sides, as p > y and y > p exclude each other. Let r follow s. If s is ordinary
//! and s < r, then x goes behind s and s behind x; likewise in front of p. Otherwise j goes between p and
//! s, and x beside it; or if j cannot because p > j > s, it goes behind s and is the r that was missing, or
//! in front of p. One of p and s is ordinary then, or the stretch between them was given up: a stretch that
//! holds some of its own has one of them in the chain. So a status costs three writes at most.
//!
//! A server that follows none of the rules cannot be reasoned about. Then the first misplaced status gets
//! the number of whoever holds its place, all rules serve as further guesses, and [`Attempts`] ends the
//! loop: no write is proposed twice in the same state unless something was learnt, a state is given up
//! after [`Attempts::PER_STATE`] writes, and a goal after [`Attempts::limit`].

mod numbers;
mod rules;
mod search;
#[cfg(test)]
mod tests;
mod writes;

pub use numbers::{Cost, Numbered, Row, numbers, numbers_with_room, rows};
pub use rules::{SortRule, SortRules};
pub use writes::{Attempts, Next, Outlook, next_write, outlook};
