//! The model talking to the pretend amoCRM: no thread, no socket, no waiting.

use std::time::{Duration, Instant};

use ehttp::Method;
use etapa::amo::{Pace, SendFault};
use etapa::app::account_store::AccountStore;
use etapa::crm::{Account, Conflict, Draft, Edit, Item, Key, Side};
use etapa::demo::{Answer, FaultyServer, Server, World};
use etapa::model::{Command, DemoAccount, Effect, IssuedEffect, Model, Notice, Now, Reply, Settings};
use jiff::Timestamp;

/// What another administrator does.
type Elsewhere = Box<dyn FnOnce(&mut World)>;

/// A model, the server it talks to, and what was said.
pub struct Conversation {
    pub model: Model,
    archive: AccountStore,
    pub server: FaultyServer,
    /// Every request as `PATCH /api/v4/customers/statuses/3 {"sort":2}`, since the last [`Self::press`].
    pub sent: Vec<String>,
    now: Instant,
    count: usize,
    others: Option<(usize, Elsewhere)>,
}

/// More requests than any conversation of these tests may need.
const ENDLESS: usize = 500;

/// Returns a moment of which only the clock that goes forward matters.
pub fn at(instant: Instant) -> Now {
    Now { instant, wall: Timestamp::UNIX_EPOCH }
}

impl Conversation {
    /// Opens the account of this server.
    pub fn open(server: Server) -> Self {
        Self::open_faulty(FaultyServer::new(server, Vec::new()))
    }

    /// Opens the account of a server that breaks as its script says.
    pub fn open_faulty(server: FaultyServer) -> Self {
        Self::with(Model::new(Settings::default(), Pace::new(Duration::ZERO)), server)
    }

    /// Opens the account of this server in a program that writes down what it does.
    pub fn open_archived(server: Server) -> Self {
        Self::open_archived_faulty(FaultyServer::new(server, Vec::new()))
    }

    /// Does so with a server that breaks as its script says.
    pub fn open_archived_faulty(server: FaultyServer) -> Self {
        Self::with(Model::new(Settings::default(), Pace::new(Duration::ZERO)).with_archive(), server)
    }

    fn with(model: Model, server: FaultyServer) -> Self {
        let mut talk = Self {
            model,
            archive: AccountStore::new(None),
            server,
            sent: Vec::new(),
            now: Instant::now(),
            count: 0,
            others: None,
        };
        talk.press(Command::OpenDemo(DemoAccount::Statuses));
        talk
    }

    /// Returns the moment for the model; what day it is plays no part.
    pub fn now(&self) -> Now {
        at(self.now)
    }

    /// Gives a command, and sends nothing.
    pub fn update(&mut self, command: Command) {
        self.model.update(command, self.now());
    }

    /// Gives a command and lets the conversation run until nothing more is to be said.
    pub fn press(&mut self, command: Command) {
        self.sent.clear();
        self.update(command);
        self.run();
    }

    /// Lets another administrator change the account just before the `nth` request from now, from 1.
    pub fn meanwhile(&mut self, nth: usize, change: impl FnOnce(&mut World) + 'static) {
        self.others = Some((self.count + nth, Box::new(change)));
    }

    /// Lets the conversation run until nothing more is to be said.
    pub fn run(&mut self) {
        loop {
            while self.turn() {}
            match self.model.wake_at() {
                Some(then) if then > self.now => self.now = then,
                _ => return,
            }
        }
    }

    /// Carries out one request; tells whether there was one.
    pub fn turn(&mut self) -> bool {
        let Some(issued) = self.model.next_effect(self.now()) else { return false };
        if let Some(issued) = self.archived(issued) {
            while let Some(beside) = self.model.next_effect(self.now()) {
                assert!(self.archived(beside).is_none(), "a request is never in company");
            }
            self.sent(&issued);
        }
        true
    }

    /// Carries an effect out if it is about what is written down.
    fn archived(&mut self, issued: IssuedEffect) -> Option<IssuedEffect> {
        match issued.effect {
            Effect::Disk { folder, request } => {
                let archived = self.archive.carry_out(&folder, request);
                self.model.receive(issued.id, Reply::Disk(archived), self.now());
                None
            }
            effect => Some(IssuedEffect { effect, ..issued }),
        }
    }

    fn sent(&mut self, issued: &IssuedEffect) {
        self.count += 1;
        assert!(self.count < ENDLESS, "the conversation ends: {:#?}", self.sent);
        if let Some((_, change)) = self.others.take_if(|(nth, _)| *nth == self.count) {
            change(self.server.server_mut().world_mut());
        }
        let Effect::Request { request, .. } = &issued.effect else {
            panic!("a demo account only answers requests")
        };
        let body = String::from_utf8_lossy(&request.body);
        self.sent.push(format!("{} {} {body}", request.method.as_str(), request.url).trim_end().to_owned());
        let reply = match self.server.answer(request) {
            Answer::Response(response) => Ok(response),
            Answer::DoneButLost | Answer::LostBeforeDone => Err(SendFault::Lost),
            Answer::Silence => Err(SendFault::TimedOut),
        };
        self.model.receive(issued.id, Reply::Answer(reply), self.now());
    }

    /// Counts the requests of a method since the last command.
    pub fn count(&self, method: &Method) -> usize {
        self.sent.iter().filter(|sent| sent.starts_with(method.as_str())).count()
    }

    /// Counts the requests that change something, since the last command.
    pub fn writes(&self) -> usize {
        self.sent.len() - self.count(&Method::GET)
    }

    /// Drags the status of this name to a place, from 0.
    pub fn place(&mut self, name: &str, place: usize) {
        let item = self.item(name);
        self.press(Command::Edit(Edit::Place(item, place)));
    }

    /// Returns what is to be decided.
    pub fn conflicts(&self) -> Vec<Conflict> {
        self.model.draft().map(Draft::conflicts).unwrap_or_default()
    }

    /// Lets this side's version stay wherever somebody else has changed the same; returns how often.
    pub fn decide(&mut self, side: Side) -> usize {
        let mut count = 0;
        while let Some(conflict) = self.conflicts().into_iter().next() {
            self.press(Command::Resolve(conflict, side));
            count += 1;
            assert!(count < ENDLESS, "each decision is one less: {:?}", self.conflicts());
        }
        count
    }

    /// Returns the status or segment of this name.
    pub fn item(&self, name: &str) -> Item {
        let item = self.edited().items().find(|item| self.edited().name_of(*item) == Some(name));
        item.unwrap_or_else(|| panic!("nothing is named {name}"))
    }

    pub fn edited(&self) -> &Account {
        self.model.draft().expect("an account is open").edited()
    }

    pub fn notice(&self) -> Option<&Notice> {
        self.model.notice()
    }

    /// Returns the names on the server, in its order.
    pub fn on_server(&mut self) -> Vec<String> {
        let mut statuses = self.server.server().world().statuses.clone();
        statuses.sort_by_key(|status| (status.sort, status.id));
        statuses.into_iter().map(|status| status.name).collect()
    }

    pub fn names(&self) -> Vec<String> {
        self.edited().statuses.iter().map(|status| status.name.clone()).collect()
    }

    /// Reads the same account once more, as somebody who opens it now.
    pub fn read_again(&self) -> Account {
        Self::open(self.server.server().clone()).edited().clone()
    }

    /// Tells whether the server holds what the user wants: ids, names, colours and order.
    pub fn agrees(&self) -> bool {
        let mut statuses = self.server.server().world().statuses.clone();
        statuses.sort_by_key(|status| (status.sort, status.id));
        let theirs = statuses.iter().map(|status| (Key::Id(status.id), &status.name, Some(status.color)));
        let mine = self.edited().statuses.iter().map(|status| (status.key, &status.name, status.color));
        theirs.eq(mine)
    }
}
