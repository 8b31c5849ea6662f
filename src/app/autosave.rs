//! Writes what is to be remembered when it has changed, on a thread of its own, one writing after the other.

use std::io;
use std::thread;
use std::time::Duration;

use super::files::DataDir;
use super::task::Task;

/// How long the end of the program waits for the writing under way: 1000 times 5 ms.
const MOST_LOOKS: u32 = 1000;
const LOOK: Duration = Duration::from_millis(5);

/// Remembers one value across runs.
///
/// A writing that fails is not repeated: the program goes on without remembering.
pub struct Autosave<T: Send + 'static> {
    dir: DataDir,
    write: Write<T>,
    written: T,
    /// The writing under way, and what was written before it.
    running: Option<(T, Task<()>)>,
}

/// Writes what differs from the former value, the first of the two.
type Write<T> = fn(&DataDir, &T, &T) -> io::Result<()>;

impl<T: Clone + PartialEq + Send + 'static> Autosave<T> {
    /// Remembers what differs from this, with which the program starts. `write` gets the former value and
    /// the new one.
    #[must_use]
    pub fn new(dir: DataDir, start: T, write: Write<T>) -> Self {
        Self { dir, write, written: start, running: None }
    }

    /// Starts to write what has changed, unless a writing is under way: then this is to be called again
    /// after that has called `wake`, from its thread.
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
        // Whether it succeeds changes nothing.
        let job = move || write(&dir, &before, &now).unwrap_or_default();
        self.running = Some((former, Task::spawn("memory", wake, job)));
    }

    /// Writes what has changed and is not certain to be written, here and now: the program ends, and its
    /// threads end with it.
    pub fn finish(&mut self, value: &T) {
        // One that is late would put the former value in the place of the last one.
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
