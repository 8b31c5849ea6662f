//! How fast requests may follow each other.

use std::time::{Duration, Instant};

/// Spaces requests evenly.
///
/// amoCRM allows 7 requests a second and blocks an account that goes on after being told so. With
/// 150 ms between any two, no second holds more than 7, wherever the server's window begins; what
/// is left over (7 × 150 ms = 1.05 s) absorbs requests that bunch up a little on their way.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    gap: Duration,
    next_at: Option<Instant>,
}

impl Pace {
    /// The gap that keeps within the server's limit.
    pub const GAP: Duration = Duration::from_millis(150);

    /// Makes a pace with this gap; tests take zero.
    #[must_use]
    pub fn new(gap: Duration) -> Self {
        Self { gap, next_at: None }
    }

    /// Returns when the next request may go; `None` means at once.
    #[must_use]
    pub fn next_at(&self) -> Option<Instant> {
        self.next_at
    }

    /// Notes that a request goes out now.
    pub fn sent(&mut self, now: Instant) {
        self.next_at = now.checked_add(self.gap);
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "an `Instant` can be had from the clock only; any will do")]
mod tests {
    use super::*;

    #[test]
    fn no_second_holds_more_than_seven_requests() {
        let (start, mut pace) = (Instant::now(), Pace::new(Pace::GAP));
        assert_eq!(pace.next_at(), None, "the first goes at once");
        let mut sent = vec![start];
        pace.sent(start);
        while let Some(at) = pace.next_at().filter(|at| *at < start + Duration::from_secs(5)) {
            sent.push(at);
            pace.sent(at);
        }
        for from in &sent {
            let inside = sent.iter().filter(|at| *at >= from && **at <= *from + Duration::from_secs(1));
            assert!(inside.count() <= 7, "a window may begin at any request");
        }
    }

    #[test]
    fn without_a_gap_nothing_has_to_wait() {
        let (now, mut pace) = (Instant::now(), Pace::new(Duration::ZERO));
        pace.sent(now);
        assert!(pace.next_at().is_none_or(|at| at <= now), "due at the same moment");
    }
}
