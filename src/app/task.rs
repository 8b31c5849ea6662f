//! Runs a job on a thread of its own and hands its value over without blocking: the one user of poll-promise.
//!
//! The value is sent first and the window woken second. The other way round, which is what
//! `Promise::spawn_thread` amounts to, the window may look, find nothing, and sleep with the value lying
//! there. And a job that panics must neither hang nor panic the window: the promise is kept with `None`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use poll_promise::Promise;

/// A job that is running, or that has left its value.
///
/// Dropping it does not stop the job, but its value can no longer be delivered.
#[must_use = "a task that is dropped cannot deliver"]
pub struct Task<T: Send + 'static>(Option<Promise<Option<T>>>);

/// What became of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// The job has returned this.
    Done(T),
    /// The job has panicked, or no thread could be started for it.
    Failed,
}

impl<T: Send + 'static> Task<T> {
    /// Runs `job` on a new thread called `name`, and then calls `wake` from there.
    ///
    /// `wake` is called however the job ends. It is not called when no thread could be started: then
    /// [`take`](Self::take) already has the outcome.
    pub fn spawn(
        name: &str,
        wake: impl FnOnce() + Send + 'static,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place that makes promises and threads")]
        let (sender, promise) = Promise::new();
        let body = move || {
            // Safe to assert: the job is consumed and nothing of it is looked at after a panic.
            let value = catch_unwind(AssertUnwindSafe(job)).ok();
            sender.send(value);
            wake();
        };
        match thread::Builder::new().name(name.to_owned()).spawn(body) {
            Ok(_detached) => Self(Some(promise)),
            Err(_no_thread) => Self(Some(Promise::from_ready(None))),
        }
    }

    /// Takes the outcome if it is there. `None` while the job runs, and after the outcome was taken.
    pub fn take(&mut self) -> Option<Outcome<T>> {
        // `try_take` would panic if the sender were dropped without sending, which `spawn` rules out.
        match self.0.take()?.try_take() {
            Ok(Some(value)) => Some(Outcome::Done(value)),
            Ok(None) => Some(Outcome::Failed),
            Err(pending) => {
                self.0 = Some(pending);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    #[test]
    fn the_value_is_there_when_the_window_wakes() {
        for _ in 0..200 {
            let (woken, wait) = mpsc::channel();
            let mut task = Task::spawn("value", move || woken.send(()).expect("a listener"), || 7);
            wait.recv_timeout(PATIENCE).expect("the wake call");
            assert_eq!(task.take(), Some(Outcome::Done(7)), "the value comes before the wake call");
            assert_eq!(task.take(), None, "a value is handed over once");
        }
    }

    #[test]
    fn a_running_job_has_no_value_and_blocks_nobody() {
        let (go, wait_for_go) = mpsc::channel::<()>();
        let (woken, wait) = mpsc::channel();
        let wake = move || woken.send(()).expect("a listener");
        let mut task = Task::spawn("slow", wake, move || wait_for_go.recv().is_ok());
        assert_eq!(task.take(), None, "the job still waits");
        go.send(()).expect("a waiting job");
        wait.recv_timeout(PATIENCE).expect("the wake call");
        assert_eq!(task.take(), Some(Outcome::Done(true)), "the job has ended");
    }

    #[test]
    fn a_job_that_panics_fails_and_wakes() {
        let (woken, wait) = mpsc::channel();
        let mut task: Task<u8> =
            Task::spawn("panics", move || woken.send(()).expect("a listener"), || panic!("on purpose"));
        wait.recv_timeout(PATIENCE).expect("the wake call");
        assert_eq!(task.take(), Some(Outcome::Failed), "a panic is an outcome");
    }

    #[test]
    fn a_task_that_is_dropped_lets_its_job_end() {
        let (go, wait_for_go) = mpsc::channel::<()>();
        let (woken, wait) = mpsc::channel();
        let wake = move || woken.send(()).expect("a listener");
        drop(Task::spawn("dropped", wake, move || wait_for_go.recv().is_ok()));
        go.send(()).expect("a waiting job");
        wait.recv_timeout(PATIENCE).expect("the wake call");
    }
}
