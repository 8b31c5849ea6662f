//! Writes a value to disk whenever it changes, on a thread of its own, one write at a time.

use std::io;
use std::thread;
use std::time::Duration;

use super::files::DataDir;
use super::task::Task;

/// How often the shutdown polls the write in progress: 1000 times 5 ms.
const MOST_LOOKS: u32 = 1000;
const LOOK: Duration = Duration::from_millis(5);

/// One value that is stored across runs.
///
/// A failed write is not retried.
pub struct Autosave<T: Send + 'static> {
    dir: DataDir,
    write: Write<T>,
    written: T,
    /// The write in progress, and the value before it.
    running: Option<(T, Task<()>)>,
}

/// Writes the differences of two values, the former first.
type Write<T> = fn(&DataDir, &T, &T) -> io::Result<()>;

impl<T: Clone + PartialEq + Send + 'static> Autosave<T> {
    /// Stores changes against this value. `write` gets the former value and the new one.
    #[must_use]
    pub fn new(dir: DataDir, start: T, write: Write<T>) -> Self {
        Self { dir, write, written: start, running: None }
    }

    /// Starts to write a changed value. While a write is in progress it does nothing: call it again once
    /// `wake` was called, which happens on the thread of the write.
    pub fn update(&mut self, value: &T, wake: impl FnOnce() + Send + 'static) {
        if self.running.as_mut().is_some_and(|(_, task)| task.take().is_none()) {
            return;
        }
        self.running = None;
        if *value == self.written {
            return;
        }
        let former = std::mem::replace(&mut self.written, value.clone());
        let (dir, write) = (self.dir.clone(), self.write);
        let (before, now) = (former.clone(), value.clone());
        // A failed write is not retried.
        let job = move || write(&dir, &before, &now).unwrap_or_default();
        self.running = Some((former, Task::spawn("memory", wake, job)));
    }

    /// Writes a changed value on this thread: the program ends, and its threads end with it.
    pub fn finish(&mut self, value: &T) {
        // A late write would overwrite the last value with a former one.
        for _ in 0..MOST_LOOKS {
            if self.running.as_mut().is_none_or(|(_, task)| task.take().is_some()) {
                self.running = None;
                break;
            }
            thread::park_timeout(LOOK);
        }
        let former = self.running.take().map_or_else(|| self.written.clone(), |(former, _)| former);
        if *value != former {
            (self.write)(&self.dir, &former, value).unwrap_or_default();
        }
    }
}
