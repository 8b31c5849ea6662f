//! Carries effects out into the world and brings their replies back.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::amo::SendFault;
use crate::demo;
use crate::model::{Connection, DemoAccount, Effect, EffectId, Reply};

use super::task::{Outcome, Task};
use super::transport::{Deadlines, Network};

/// The built-in demo accounts.
pub struct Demo {
    /// The one with statuses.
    pub statuses: demo::Server,
    /// The one with segments.
    pub segments: demo::Server,
}

impl Demo {
    /// Makes the demo accounts with names in this language.
    #[must_use]
    pub fn new(words: demo::SeedWords) -> Self {
        Self {
            statuses: demo::Server::new(demo::World::demo(words)),
            segments: demo::Server::new(demo::World::demo_segments(words)),
        }
    }
}

/// The outside world: the network, and the demo account that lives in this program.
///
/// The demo account answers within [`start`](Self::start); requests to a real one run on threads that
/// wake the window when they are done. A reply is delivered once, under the id of its effect.
pub struct Outside {
    wake: Arc<dyn Fn() + Send + Sync>,
    network: Network,
    demo: Demo,
    answered: VecDeque<(EffectId, Reply)>,
    running: BTreeMap<EffectId, Task<Reply>>,
}

impl Outside {
    /// Makes an outside with these demo accounts, and these deadlines for real ones. It calls `wake`, from
    /// any thread, whenever a reply of the network has become available.
    pub fn new(demo: Demo, deadlines: Deadlines, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            wake,
            network: Network::new(deadlines),
            demo,
            answered: VecDeque::new(),
            running: BTreeMap::new(),
        }
    }

    /// Starts to carry an effect out.
    pub fn start(&mut self, effect: Effect) {
        let Effect { id, connection, request } = effect;
        match connection {
            Connection::Demo(account) => {
                let server = match account {
                    DemoAccount::Statuses => &mut self.demo.statuses,
                    DemoAccount::Segments => &mut self.demo.segments,
                };
                self.answered.push_back((id, Ok(server.answer(&request))));
            }
            Connection::Live { host, token } => {
                let network = self.network.clone();
                let wake = Arc::clone(&self.wake);
                let job = move || network.send(&host, &token, &request);
                self.running.insert(id, Task::spawn("request", move || wake(), job));
            }
        }
    }

    /// Returns a reply that has arrived, if any. To be called until there is none.
    pub fn finished(&mut self) -> Option<(EffectId, Reply)> {
        if let Some(answered) = self.answered.pop_front() {
            return Some(answered);
        }
        let (id, outcome) = self.running.iter_mut().find_map(|(id, task)| Some((*id, task.take()?)))?;
        self.running.remove(&id);
        let reply = match outcome {
            Outcome::Done(reply) => reply,
            // A bug on our side, and how far the request came is unknown.
            Outcome::Failed => Err(SendFault::Lost),
        };
        Some((id, reply))
    }

    /// Drops everything but this effect: a reply that nobody waits for, even if it is already here, will
    /// not be delivered.
    pub fn keep_only(&mut self, awaited: Option<EffectId>) {
        self.answered.retain(|(id, _)| Some(*id) == awaited);
        self.running.retain(|id, _| Some(*id) == awaited);
    }

    #[cfg(test)]
    fn is_idle(&self) -> bool {
        self.answered.is_empty() && self.running.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::sync::mpsc;
    use std::time::Duration;

    use crate::amo::{Host, Token};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    fn outside() -> (Outside, mpsc::Receiver<()>) {
        let (woken, wait) = mpsc::channel();
        // Nobody listens any more when a test is over.
        let wake = move || woken.send(()).unwrap_or_default();
        (Outside::new(Demo::new(demo::SeedWords::English), Deadlines::default(), Arc::new(wake)), wait)
    }

    fn effect(id: u64, connection: Connection) -> Effect {
        Effect { id: EffectId(id), connection, request: ehttp::Request::get("/api/v4/account") }
    }

    fn live(port: u16) -> Connection {
        let host = Host::parse(&format!("http://127.0.0.1:{port}")).expect("a loopback address");
        Connection::Live { host, token: Token::parse("secret").expect("a token") }
    }

    /// A port that was free a moment ago, so that nobody answers there.
    fn closed_port() -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("an address").port()
    }

    #[test]
    fn the_demo_account_answers_at_once_and_in_order() {
        let (mut outside, _wait) = outside();
        outside.start(effect(1, Connection::Demo(DemoAccount::Statuses)));
        outside.start(effect(2, Connection::Demo(DemoAccount::Statuses)));
        let ids: Vec<u64> =
            std::iter::from_fn(|| outside.finished()).map(|(EffectId(id), _reply)| id).collect();
        assert_eq!(ids, [1, 2], "one reply each");
        assert!(outside.is_idle(), "everything was taken");
    }

    #[test]
    fn a_reply_of_the_network_is_there_when_the_window_wakes() {
        let (mut outside, wait) = outside();
        outside.start(effect(3, live(closed_port())));
        assert!(!outside.is_idle(), "a request is under way");
        wait.recv_timeout(PATIENCE).expect("the wake call");
        let (id, reply) = outside.finished().expect("a reply");
        assert_eq!(id, EffectId(3), "the id comes back");
        assert_eq!(reply.map(|response| response.status), Err(SendFault::Unreachable), "nobody listens");
        assert!(outside.is_idle(), "everything was taken");
    }

    #[test]
    fn a_forgotten_effect_is_never_delivered() {
        let (mut outside, wait) = outside();
        outside.start(effect(4, live(closed_port())));
        outside.start(effect(5, Connection::Demo(DemoAccount::Statuses)));
        outside.keep_only(None);
        assert!(outside.is_idle(), "nothing is waited for");
        wait.recv_timeout(PATIENCE).expect("the wake call of the forgotten request");
        assert!(outside.finished().is_none(), "late replies go nowhere");
    }
}
