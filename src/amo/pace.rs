//! How fast requests may follow each other.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Lets no window of time hold more than seven requests, and delays none that fits.
///
/// amoCRM allows 7 requests a second and blocks an integration that goes on after being told so.
#[derive(Clone, Debug)]
pub struct Pace {
    window: Duration,
    /// When the last requests went out, the oldest first; no more than a window may hold.
    sent: VecDeque<Instant>,
}

impl Pace {
    /// The requests that a window may hold.
    pub const MOST: usize = 7;

    /// The second that the server counts in, and a twentieth for requests that bunch up on their way.
    pub const WINDOW: Duration = Duration::from_millis(1_050);

    /// Counts requests within this time; tests take zero.
    #[must_use]
    pub fn new(window: Duration) -> Self {
        Self { window, sent: VecDeque::with_capacity(Self::MOST) }
    }

    /// Returns when the next request may go; `None` means at once.
    #[must_use]
    pub fn next_at(&self) -> Option<Instant> {
        let oldest = self.sent.front().filter(|_| self.sent.len() == Self::MOST)?;
        oldest.checked_add(self.window)
    }

    /// Notes that a request goes out now.
    pub fn sent(&mut self, now: Instant) {
        if self.sent.len() == Self::MOST {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "an `Instant` can be had from the clock only; any will do")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Returns when requests go out that are wanted at these times, in their order.
    fn paced(wanted: &[Instant]) -> Vec<Instant> {
        let mut pace = Pace::new(Pace::WINDOW);
        let mut sent: Vec<Instant> = Vec::new();
        for wanted in wanted {
            let at = sent.last().copied().max(pace.next_at()).map_or(*wanted, |least| least.max(*wanted));
            pace.sent(at);
            sent.push(at);
        }
        sent
    }

    proptest! {
        #[test]
        fn no_second_holds_more_than_seven_requests(
            pauses in prop::collection::vec((0..400_u64, 0..50_u64), 1..80)
        ) {
            let start = Instant::now();
            let mut now = start;
            let wanted: Vec<Instant> = pauses
                .iter()
                .map(|(pause, _)| {
                    now += Duration::from_millis(*pause);
                    now
                })
                .collect();
            // Some are longer on their way than others.
            let arrive = |(at, (_, delay)): (Instant, &(u64, u64))| at + Duration::from_millis(*delay);
            let arrived: Vec<Instant> = paced(&wanted).into_iter().zip(&pauses).map(arrive).collect();
            for from in &arrived {
                let inside = arrived.iter().filter(|at| *at >= from && **at < *from + SECOND).count();
                prop_assert!(inside <= Pace::MOST, "{} requests within a second", inside);
            }
        }

        #[test]
        fn a_request_that_fits_is_not_delayed(pauses in prop::collection::vec(151..400_u64, 1..40)) {
            let mut now = Instant::now();
            let wanted: Vec<Instant> = pauses
                .iter()
                .map(|pause| {
                    now += Duration::from_millis(*pause);
                    now
                })
                .collect();
            prop_assert_eq!(paced(&wanted), wanted);
        }
    }

    #[test]
    fn seven_requests_go_at_once_and_the_eighth_waits() {
        let start = Instant::now();
        let sent = paced(&[start; 9]);
        let waited: Vec<Duration> = sent.iter().map(|at| *at - start).collect();
        let mut expected = vec![Duration::ZERO; 7];
        expected.extend([Pace::WINDOW; 2]);
        assert_eq!(waited, expected);
    }

    #[test]
    fn without_a_window_nothing_has_to_wait() {
        let (now, mut pace) = (Instant::now(), Pace::new(Duration::ZERO));
        (0..20).for_each(|_| pace.sent(now));
        assert!(pace.next_at().is_none_or(|at| at <= now), "due at the same moment");
    }
}
