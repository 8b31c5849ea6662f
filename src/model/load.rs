//! Reading an account: the account itself, then its lists, page by page; or one thing alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use ehttp::{Request, Response};
use jiff::tz::TimeZone;

use crate::amo::{self, Fault, List, Reason, SendFault, User};
use crate::crm::{Account, Field, Item, Lone, Mode, PriceList, Segment, Status};

use super::patience::Patience;
use super::{Connection, Keeping};

/// More pages than the longest list can ever fill: a server that goes on is not believed.
const MAX_PAGES: u32 = 30;

/// The most lists of goods that are asked for their prices.
const MAX_LISTS: usize = 100;

/// More bytes than all answers about one account have together.
const MAX_BYTES: usize = 1 << 25;

/// Lists that are being read one after the other, page by page, into an account.
#[derive(Debug)]
pub(super) struct Reading {
    account: Account,
    stage: Stage,
    page: u32,
    /// How many bytes the answers had.
    bytes: usize,
    /// What is read last.
    scope: Scope,
    statuses: Vec<Status>,
    segments: Vec<Arc<Segment>>,
    fields: Vec<Field>,
    lists: Vec<List>,
    price_lists: Vec<PriceList>,
}

/// How much of an account is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The statuses, or the segments.
    Items,
    /// The same, and the definitions of the segments' fields.
    Fields,
    /// Everything.
    All,
}

/// Which list is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Statuses,
    Segments,
    Fields,
    /// The lists of goods.
    Lists,
    /// The price types of the list at this place.
    Prices(usize),
    Done,
}

impl Reading {
    /// Starts to read what the account has according to its mode; what is not read stays as it is in
    /// `account`.
    pub fn new(account: Account, scope: Scope) -> Self {
        let stage = if account.mode == Mode::Segments { Stage::Segments } else { Stage::Statuses };
        Self {
            account,
            stage,
            page: 1,
            bytes: 0,
            scope,
            statuses: Vec::new(),
            segments: Vec::new(),
            fields: Vec::new(),
            lists: Vec::new(),
            price_lists: Vec::new(),
        }
    }

    /// Returns the request for the page that is wanted next.
    pub fn request(&self) -> Request {
        match self.stage {
            Stage::Statuses | Stage::Done => amo::request_statuses(self.page),
            Stage::Segments => amo::request_segments(self.page),
            Stage::Fields => amo::request_fields(self.page),
            Stage::Lists => amo::request_lists(self.page),
            Stage::Prices(at) => amo::request_prices(self.lists.get(at).map_or(0, |list| list.id), self.page),
        }
    }

    /// Takes one page; `Some` is the account with all that was wanted.
    pub fn receive(&mut self, response: &Response) -> Result<Option<Account>, Fault> {
        self.bytes += response.bytes.len();
        if self.bytes > MAX_BYTES {
            return Err(Fault::NoAnswer(SendFault::TooLarge));
        }
        match self.receive_page(response) {
            Ok(Some(next)) if next > self.page && next <= MAX_PAGES => {
                self.page = next;
                return Ok(None);
            }
            Ok(_) => self.finish_stage(),
            Err(fault) => self.give_up_stage(fault)?,
        }
        self.page = 1;
        Ok((self.stage == Stage::Done).then(|| self.account.clone()))
    }

    /// Takes over the things of one page, and returns the number of the next.
    fn receive_page(&mut self, response: &Response) -> Result<Option<u32>, Fault> {
        Ok(match self.stage {
            Stage::Statuses | Stage::Done => {
                let page = amo::read_statuses(response)?;
                extend_new(&mut self.statuses, page.items, |status| status.key);
                page.next
            }
            Stage::Segments => {
                let page = amo::read_segments(&self.account.zone, response)?;
                extend_new(&mut self.segments, page.items.into_iter().map(Arc::new), |segment| segment.key);
                page.next
            }
            Stage::Fields => {
                let page = amo::read_fields(response)?;
                extend_new(&mut self.fields, page.items, |field| field.id);
                page.next
            }
            Stage::Lists => {
                let page = amo::read_lists(response)?;
                extend_new(&mut self.lists, page.items, |list| list.id);
                page.next
            }
            Stage::Prices(at) => {
                let page = amo::read_prices(response)?;
                if self.page == 1 {
                    let name = self.lists.get(at).map(|list| list.name.clone()).unwrap_or_default();
                    self.price_lists.push(PriceList { name, prices: Vec::new() });
                }
                if let Some(list) = self.price_lists.last_mut() {
                    extend_new(&mut list.prices, page.items, |price| price.id);
                }
                page.next
            }
        })
    }

    /// Puts a list that is complete into the account, and goes on to the next one.
    fn finish_stage(&mut self) {
        self.stage = match self.stage {
            Stage::Statuses => {
                self.account.statuses = std::mem::take(&mut self.statuses);
                self.account.in_server_order();
                // The list is here, so the mode is on, whatever else was told or not told.
                self.account.mode = Mode::Periodicity;
                Stage::Done
            }
            Stage::Segments => {
                self.account.segments = std::mem::take(&mut self.segments);
                self.account.mode = Mode::Segments;
                if self.scope == Scope::Items { Stage::Done } else { Stage::Fields }
            }
            Stage::Fields => {
                self.account.fields = Arc::new(std::mem::take(&mut self.fields));
                if self.scope == Scope::All { Stage::Lists } else { Stage::Done }
            }
            Stage::Lists => {
                self.lists.truncate(MAX_LISTS);
                self.prices_or_done(0)
            }
            Stage::Prices(at) => self.prices_or_done(at + 1),
            Stage::Done => Stage::Done,
        };
    }

    fn prices_or_done(&mut self, at: usize) -> Stage {
        if at < self.lists.len() {
            return Stage::Prices(at);
        }
        self.price_lists.retain(|list| !list.prices.is_empty());
        self.account.price_lists = Some(Arc::new(std::mem::take(&mut self.price_lists)));
        Stage::Done
    }

    /// Goes on where the account uses the other list, or none: when an account is opened that is no failure.
    fn give_up_stage(&mut self, fault: Fault) -> Result<(), Fault> {
        if self.scope != Scope::All {
            return Err(fault);
        }
        let mode = self.account.mode;
        let is_off = matches!(fault, Fault::Account(Reason::CustomersOff | Reason::NotInPlan));
        self.stage = match (self.stage, if is_off { Fault::ModeOff } else { fault }) {
            (Stage::Statuses, Fault::ModeOff) if mode == Mode::Unknown => Stage::Segments,
            (Stage::Segments, Fault::ModeOff) if mode == Mode::Segments => {
                self.account.mode = Mode::Disabled;
                Stage::Statuses
            }
            (Stage::Statuses | Stage::Segments, Fault::ModeOff) => {
                if matches!(mode, Mode::Periodicity | Mode::Unknown) {
                    self.account.mode = Mode::Disabled;
                }
                Stage::Done
            }
            (Stage::Statuses | Stage::Segments, Fault::NotFound) => {
                self.account.mode = Mode::Unavailable;
                Stage::Done
            }
            // Without the definitions what is filled in can still be seen, and all the rest be done.
            (
                Stage::Fields,
                Fault::Forbidden
                | Fault::NotFound
                | Fault::ModeOff
                | Fault::Account(_)
                | Fault::Refused { .. },
            ) => Stage::Lists,
            (_, fault) => return Err(fault),
        };
        Ok(())
    }

    /// Returns the account without the names of prices if those are what failed: they are a comfort, and not
    /// every user may read them.
    fn without_prices(&mut self, fault: &Fault) -> Option<Account> {
        let is_about_prices = matches!(self.stage, Stage::Lists | Stage::Prices(_));
        let says_more = matches!(fault, Fault::NoAnswer(_)) || fault.ends_access();
        (is_about_prices && !says_more).then(|| Account { price_lists: None, ..self.account.clone() })
    }
}

/// Adds what is not there yet: servers are known to repeat things at the seam of two pages.
fn extend_new<T, K: Ord>(known: &mut Vec<T>, more: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) {
    let mut seen: BTreeSet<K> = known.iter().map(&key).collect();
    known.extend(more.into_iter().filter(|item| seen.insert(key(item))));
}

/// An account, or one thing of it, that is being read.
#[derive(Debug)]
pub(super) struct Load {
    pub connection: Connection,
    pub purpose: Purpose,
    pub patience: Patience,
    /// Whether the keyring has what opens the account.
    pub keeping: Keeping,
    reading: Option<Reading>,
    /// What is known of the user; asked for last.
    user: Asked,
    /// Everything but the user.
    account: Option<Account>,
}

/// What is known of the user whose account is read.
#[derive(Debug)]
enum Asked {
    /// Nothing, and nothing is to be asked.
    No,
    /// It is to be asked.
    ToAsk,
    /// It was told.
    Told(User),
}

/// Why an account is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To open it.
    Open,
    /// To see what is new.
    Reload,
    /// To see what is new in one thing, and nothing else.
    Lone {
        /// Which.
        item: Item,
        /// Where the account's days begin.
        zone: TimeZone,
    },
}

/// What was read.
pub(super) enum Loaded {
    /// The whole account, and who reads it, if that was asked.
    Account(Account, Option<User>),
    /// One thing alone.
    Lone(Lone),
}

impl Load {
    pub fn new(connection: Connection, purpose: Purpose, keeping: Keeping) -> Self {
        // In a made-up account everybody may do everything.
        let asks = purpose == Purpose::Open && connection.host().is_some();
        let user = if asks { Asked::ToAsk } else { Asked::No };
        let patience = Patience::default();
        Self { connection, purpose, patience, keeping, reading: None, user, account: None }
    }

    /// Asks also who the user is.
    pub fn asking_user(self) -> Self {
        Self { user: Asked::ToAsk, ..self }
    }

    /// Goes on from where somebody else has begun.
    pub fn begun_with(self, account: Account, user: User) -> Self {
        Self { reading: Some(Reading::new(account, Scope::All)), user: Asked::Told(user), ..self }
    }

    pub fn request(&self) -> Request {
        if let Some(user) = self.account.as_ref().and_then(|account| account.user) {
            return amo::request_user(user);
        }
        match (&self.purpose, &self.reading) {
            (Purpose::Lone { item, .. }, _) => amo::request_lone(*item),
            (_, None) => amo::request_account(),
            (_, Some(reading)) => reading.request(),
        }
    }

    /// Takes one answer; `Some` is all that was wanted.
    pub fn receive(&mut self, response: &Response) -> Result<Option<Loaded>, Fault> {
        if self.account.is_some() {
            self.user = Asked::Told(amo::read_user(response)?);
            return Ok(self.complete());
        }
        match (&self.purpose, &mut self.reading) {
            (Purpose::Lone { item, zone }, _) => {
                Ok(Some(Loaded::Lone(amo::read_lone(*item, zone, response)?)))
            }
            (_, Some(reading)) => {
                let read = reading.receive(response)?;
                Ok(read.and_then(|account| self.read(account)))
            }
            (_, reading @ None) => {
                *reading = Some(Reading::new(amo::read_account(response)?, Scope::All));
                Ok(None)
            }
        }
    }

    /// Goes on without what this fault makes unreadable, if that is nothing important.
    pub fn without(&mut self, fault: Fault) -> Result<Option<Loaded>, Fault> {
        if self.account.is_some() {
            // Who the user is, is a comfort.
            return if fault.ends_access() { Err(fault) } else { Ok(self.complete()) };
        }
        let account = self.reading.as_mut().and_then(|reading| reading.without_prices(&fault));
        account.map(|account| self.read(account)).ok_or(fault)
    }

    /// Takes the account itself; `Some` if nothing is left to ask.
    fn read(&mut self, account: Account) -> Option<Loaded> {
        let asks = account.user.is_some() && matches!(self.user, Asked::ToAsk);
        self.account = Some(account);
        if asks { None } else { self.complete() }
    }

    fn complete(&mut self) -> Option<Loaded> {
        let user = match std::mem::replace(&mut self.user, Asked::No) {
            Asked::Told(user) => Some(user),
            Asked::No | Asked::ToAsk => None,
        };
        self.account.take().map(|account| Loaded::Account(account, user))
    }
}
