//! Carries effects out and brings their replies back.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::amo::SendFault;
use crate::demo;
use crate::model::{
    ArchiveFault, Connection, DemoAccount, Effect, EffectId, ImportFault, IssuedEffect, Reply, SystemFault,
    VaultFault,
};

use super::account_store::AccountStore;
use super::credentials;
use super::dialogs::{self, Dialogs};
use super::files::DataDir;
use super::renewal::Renewal;
use super::task::{Outcome, Task};

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

/// The outside world: the network, the keyring, and the demo accounts that live in this program.
///
/// A demo account answers within [`start`](Self::start), as does what is kept in memory; everything else runs
/// on threads that wake the window when they are done. A reply is delivered once, under the id of its effect.
pub struct Outside {
    wake: Arc<dyn Fn() + Send + Sync>,
    renewal: Renewal,
    store: AccountStore,
    dialogs: Arc<dyn Dialogs>,
    demo: Demo,
    answered: VecDeque<(EffectId, Reply)>,
    running: BTreeMap<EffectId, Running>,
}

/// An effect in progress, and the reply if it panics: a bug here, and its outcome is unknown.
struct Running {
    task: Task<Reply>,
    broken: Reply,
    /// Whether something is lost if the program ends before it does.
    lasts: Arc<AtomicBool>,
}

impl Running {
    fn lasts(&self) -> bool {
        self.lasts.load(Ordering::Relaxed)
    }
}

impl Outside {
    /// Makes an outside with these demo accounts, this way to real ones, and these dialogs for files. It
    /// calls `wake`, from any thread, whenever a reply has become available.
    pub fn new(
        demo: Demo,
        renewal: Renewal,
        dialogs: Arc<dyn Dialogs>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        let store = AccountStore::new(renewal.data_dir.clone());
        Self { wake, renewal, store, dialogs, demo, answered: VecDeque::new(), running: BTreeMap::new() }
    }

    /// Starts to carry an effect out.
    pub fn start(&mut self, issued: IssuedEffect) {
        let IssuedEffect { id, effect } = issued;
        if let Effect::Request { connection: Connection::Demo(account), request } = &effect {
            let server = match account {
                DemoAccount::Statuses => &mut self.demo.statuses,
                DemoAccount::Segments => &mut self.demo.segments,
            };
            return self.answered.push_back((id, Reply::Answer(Ok(server.answer(request)))));
        }
        if let Effect::Disk { folder, .. } = &effect
            && !self.store.is_on_disk(folder)
        {
            let reply = carry_out(&self.renewal, &self.store, &*self.dialogs, effect, || ());
            return self.answered.push_back((id, reply));
        }
        let broken = broken_down(&effect);
        let lasts = matches!(
            effect,
            Effect::Refresh { .. } | Effect::Keep { .. } | Effect::Forget { .. } | Effect::Disk { .. }
        );
        let lasts = Arc::new(AtomicBool::new(lasts));
        // A file that the user is still asked about is not waited for.
        let begins = Arc::clone(&lasts);
        let (renewal, store) = (self.renewal.clone(), self.store.clone());
        let (dialogs, wake) = (Arc::clone(&self.dialogs), Arc::clone(&self.wake));
        let begins = move || begins.store(true, Ordering::Relaxed);
        let job = move || carry_out(&renewal, &store, &*dialogs, effect, begins);
        let task = Task::spawn("effect", move || wake(), job);
        self.running.insert(id, Running { task, broken, lasts });
    }

    /// Returns a reply that has arrived, if any. To be called until there is none.
    pub fn finished(&mut self) -> Option<(EffectId, Reply)> {
        if let Some(answered) = self.answered.pop_front() {
            return Some(answered);
        }
        let (id, outcome) =
            self.running.iter_mut().find_map(|(id, running)| Some((*id, running.task.take()?)))?;
        let Running { broken, .. } = self.running.remove(&id)?;
        let reply = match outcome {
            Outcome::Done(reply) => reply,
            Outcome::Failed => broken,
        };
        Some((id, reply))
    }

    /// Drops everything but these effects; a reply to any other is not delivered, even if it has arrived.
    pub fn keep_only(&mut self, awaited: &[EffectId]) {
        self.answered.retain(|(id, _)| awaited.contains(id));
        self.running.retain(|id, _| awaited.contains(id));
    }

    /// Tells whether something is under way of which a part would be lost if the program ended now.
    #[must_use]
    pub fn is_keeping(&self) -> bool {
        self.running.values().any(Running::lasts)
    }

    #[cfg(test)]
    pub(super) fn store(&self) -> &AccountStore {
        &self.store
    }

    #[cfg(test)]
    fn is_idle(&self) -> bool {
        self.answered.is_empty() && self.running.is_empty()
    }
}

/// Carries an effect out; `begins` when a file is written at a place that the user has chosen.
fn carry_out(
    renewal: &Renewal,
    store: &AccountStore,
    dialogs: &dyn Dialogs,
    effect: Effect,
    begins: impl FnOnce(),
) -> Reply {
    let Renewal { network, store: secrets, .. } = renewal;
    match effect {
        Effect::Request { connection: Connection::Live { host, credentials }, request } => {
            Reply::Answer(network.send(&host, credentials.access(), &request))
        }
        // Answered where it was asked.
        Effect::Request { connection: Connection::Demo(_), .. } => Reply::Answer(Err(SendFault::Unreachable)),
        Effect::Exchange { host, integration, code } => {
            Reply::TokenGranted(renewal.exchange(&host, &integration, &code))
        }
        Effect::Refresh { host, keys, storage } => Reply::Refreshed(renewal.refresh(&host, &keys, storage)),
        Effect::Read { host, kind } => Reply::CredentialsRead(credentials::read(secrets, &host, kind)),
        Effect::Keep { host, credentials } => Reply::CredentialsStored(renewal.keep(&host, &credentials)),
        Effect::Forget { host } => Reply::CredentialsStored(renewal.forget(&host)),
        Effect::Disk { folder, request } => Reply::Disk(store.carry_out(&folder, request)),
        Effect::SaveFile { name, made, contents } => dialogs::save(dialogs, &name, &contents, made, begins),
        Effect::OpenFile => dialogs::open(dialogs),
        Effect::ShowFolder => {
            let folder = renewal.data_dir.as_ref().map(DataDir::path);
            Reply::FolderShown(folder.is_some_and(|folder| dialogs.show(folder).is_ok()))
        }
        Effect::ReadFile(reading) => Reply::FileRead(reading.read()),
    }
}

fn broken_down(effect: &Effect) -> Reply {
    let fault = || VaultFault::Internal;
    let archive_fault = || ArchiveFault::System(SystemFault::Internal);
    match effect {
        Effect::Request { .. } => Reply::Answer(Err(SendFault::Lost)),
        Effect::Exchange { .. } => Reply::TokenGranted(Err(SendFault::Lost.into())),
        Effect::Refresh { .. } => Reply::Refreshed(Err(SendFault::Lost.into())),
        Effect::Read { .. } => Reply::CredentialsRead(Err(fault())),
        Effect::Keep { .. } | Effect::Forget { .. } => Reply::CredentialsStored(Err(fault())),
        Effect::Disk { .. } => Reply::Disk(Err(archive_fault())),
        Effect::SaveFile { .. } => Reply::FileSaved(Err(archive_fault())),
        Effect::OpenFile => Reply::FileOpened(Err(archive_fault())),
        Effect::ShowFolder => Reply::FolderShown(false),
        Effect::ReadFile(_) => Reply::FileRead(Err(ImportFault::File(archive_fault()))),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::sync::{Mutex, PoisonError, mpsc};
    use std::thread;
    use std::time::{Duration, Instant};

    use jiff::Timestamp;

    use crate::amo::{Host, Token};
    use crate::app::credential_store::CredentialStore;
    use crate::app::dialogs::{Native, NoDialog};
    use crate::app::transport::{Deadlines, Network};
    use crate::document::{Cell, Table};
    use crate::model::{Contents, Credentials, TableFormat};

    use super::*;

    const PATIENCE: Duration = Duration::from_mins(1);

    fn demo() -> Demo {
        Demo::new(demo::SeedWords::English)
    }

    fn outside() -> (Outside, mpsc::Receiver<()>) {
        let (woken, wait) = mpsc::channel();
        // Nobody listens any more when a test is over.
        let wake = move || woken.send(()).unwrap_or_default();
        let network = Network::new(Deadlines::default());
        let renewal = Renewal { network, store: CredentialStore::new("Etapa test: outside"), data_dir: None };
        (Outside::new(demo(), renewal, Arc::new(Native::alone()), Arc::new(wake)), wait)
    }

    fn issued(id: u64, connection: Connection) -> IssuedEffect {
        let request = ehttp::Request::get("/api/v4/account");
        IssuedEffect { id: EffectId(id), effect: Effect::Request { connection, request } }
    }

    /// An account where nobody answers: at the port of `discard`, since one of the system's choice might be
    /// given to somebody else in the meantime.
    fn unreachable() -> Connection {
        let host = Host::parse("http://127.0.0.1:9").expect("a loopback address");
        Connection::Live { host, credentials: Credentials::Token(Token::parse("secret").expect("a token")) }
    }

    #[test]
    fn the_demo_account_answers_at_once_and_in_order() {
        let (mut outside, _wait) = outside();
        outside.start(issued(1, Connection::Demo(DemoAccount::Statuses)));
        outside.start(issued(2, Connection::Demo(DemoAccount::Statuses)));
        let ids: Vec<u64> =
            std::iter::from_fn(|| outside.finished()).map(|(EffectId(id), _reply)| id).collect();
        assert_eq!(ids, [1, 2], "one reply each");
        assert!(outside.is_idle(), "everything was taken");
    }

    #[test]
    fn a_reply_of_the_network_is_there_when_the_window_wakes() {
        let (mut outside, wait) = outside();
        outside.start(issued(3, unreachable()));
        assert!(!outside.is_idle(), "a request is under way");
        wait.recv_timeout(PATIENCE).expect("the wake call");
        let (id, reply) = outside.finished().expect("a reply");
        assert_eq!(id, EffectId(3), "the id comes back");
        assert!(matches!(reply, Reply::Answer(Err(SendFault::Unreachable))), "nobody listens: {reply:?}");
        assert!(outside.is_idle(), "everything was taken");
    }

    #[test]
    fn a_forgotten_effect_is_never_delivered() {
        let (mut outside, wait) = outside();
        outside.start(issued(4, unreachable()));
        outside.start(issued(5, Connection::Demo(DemoAccount::Statuses)));
        outside.keep_only(&[]);
        assert!(outside.is_idle(), "nothing is waited for");
        wait.recv_timeout(PATIENCE).expect("the wake call of the forgotten request");
        assert!(outside.finished().is_none(), "late replies go nowhere");
    }

    /// Somebody who chooses this place, as soon as that is allowed.
    struct Chooses(PathBuf, Mutex<mpsc::Receiver<()>>);

    impl Dialogs for Chooses {
        fn save(&self, _name: &str) -> Result<Option<PathBuf>, NoDialog> {
            self.1.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(PATIENCE).expect("leave");
            Ok(Some(self.0.clone()))
        }

        fn open(&self) -> Result<Option<PathBuf>, NoDialog> {
            Ok(None)
        }

        fn show(&self, _folder: &Path) -> Result<(), NoDialog> {
            Err(NoDialog)
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test that waits has a deadline")]
    fn the_end_of_the_program_waits_for_a_file_that_is_being_written_and_not_for_a_dialog() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let path = scratch.path().join("large.csv");
        let (leave, wait) = mpsc::channel();
        let network = Network::new(Deadlines::default());
        let renewal = Renewal { network, store: CredentialStore::new("Etapa test: files"), data_dir: None };
        let dialogs = Arc::new(Chooses(path.clone(), Mutex::new(wait)));
        let mut outside = Outside::new(demo(), renewal, dialogs, Arc::new(|| ()));
        // Writing it takes a while.
        let cell = Cell::Text("a".repeat(1 << 23));
        let table = Table { header: vec!["Text".to_owned()], rows: vec![vec![cell]] };
        let contents = Contents::Table(table, TableFormat::Csv { delimiter: b',' });
        let effect = Effect::SaveFile { name: "large.csv".to_owned(), made: Timestamp::UNIX_EPOCH, contents };
        outside.start(IssuedEffect { id: EffectId(1), effect });
        assert!(!outside.is_keeping(), "the user is still being asked");
        let asked = Instant::now();
        leave.send(()).expect("a dialog");
        while fs::read_dir(scratch.path()).expect("a folder").next().is_none() {
            assert!(asked.elapsed() < PATIENCE, "it is written");
            thread::yield_now();
        }
        while outside.is_keeping() {
            assert!(asked.elapsed() < PATIENCE, "it ends");
            outside.finished();
            thread::yield_now();
        }
        assert!(path.exists(), "it is there before the program ends");
    }
}
