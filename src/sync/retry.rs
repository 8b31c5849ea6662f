//! How often the same request is tried again, and how long the server is waited for.

use std::time::{Duration, Instant};

use crate::amo::Fault;

/// Longer than this nobody waits for a server that asks for a pause.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Counts the tries of one request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RetryPolicy {
    pauses: u8,
    failures: u8,
}

impl RetryPolicy {
    /// Returns when to send the same request once more, or `None` to give up.
    ///
    /// Whatever was answered with 429 may be repeated after the pause; a write only once it is known that it
    /// was not done. What made the server fail is repeated only if it reads.
    pub fn again(&mut self, fault: &Fault, kind: Kind, now: Instant) -> Option<Instant> {
        match (fault, kind) {
            (Fault::TooMany { retry_after }, _) if self.pauses < 3 => {
                let seconds = retry_after.unwrap_or(1 << self.pauses);
                self.pauses += 1;
                let pause = Duration::from_secs(seconds);
                (pause <= LONGEST_PAUSE).then(|| now + pause)
            }
            (Fault::Broken { .. }, Kind::Read) if self.failures < 2 => {
                self.failures += 1;
                Some(now)
            }
            _ => None,
        }
    }

    /// Tells whether the server has asked for a pause, and was not given up.
    pub fn is_paused(self) -> bool {
        self.pauses > 0
    }
}

/// Whether a request changes something on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It changes nothing.
    Read,
    /// It may change something.
    Write,
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test needs some moment to start from")]
mod tests {
    use super::*;

    #[test]
    fn a_pause_grows_and_ends_after_three() {
        let (mut retry, now) = (RetryPolicy::default(), Instant::now());
        let fault = Fault::TooMany { retry_after: None };
        let mut pause = || retry.again(&fault, Kind::Write, now).map(|at| (at - now).as_secs());
        assert_eq!([pause(), pause(), pause(), pause()], [Some(1), Some(2), Some(4), None]);
    }

    #[test]
    fn the_servers_own_pause_is_kept_unless_nobody_would_wait_for_it() {
        let now = Instant::now();
        let pause = |seconds| {
            let fault = Fault::TooMany { retry_after: Some(seconds) };
            RetryPolicy::default().again(&fault, Kind::Read, now).map(|at| (at - now).as_secs())
        };
        assert_eq!([pause(7), pause(300)], [Some(7), None]);
    }

    #[test]
    fn only_reading_is_repeated_after_a_failure() {
        let (mut retry, now) = (RetryPolicy::default(), Instant::now());
        let fault = Fault::Broken { http_status: 502 };
        let mut again = |kind| retry.again(&fault, kind, now).is_some();
        assert_eq!(
            [again(Kind::Write), again(Kind::Read), again(Kind::Read), again(Kind::Read)],
            [false, true, true, false]
        );
    }
}
