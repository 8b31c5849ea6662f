//! Reading an account: the account itself, then its lists, page by page; or one thing alone.

use std::time::Instant;

use ehttp::{Request, Response};
use jiff::tz::TimeZone;

use crate::amo::{self, Fault, User};
use crate::crm::{Account, Identity, Item};

use super::access::{Connection, CredentialStorage};
use super::notice::Notice;
use super::output::{Loaded, Output};
use super::reading::{Reading, Scope, Stakes};
use super::retry::{Kind, RetryPolicy};

/// An account, or one thing of it, that is being read.
#[derive(Debug)]
pub(crate) struct Load {
    pub connection: Connection,
    pub purpose: Purpose,
    retry: RetryPolicy,
    /// Whether the keyring has what opens the account.
    pub storage: CredentialStorage,
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
pub(crate) enum Purpose {
    /// To open it.
    Open,
    /// To see what is new.
    Reload,
    /// To see what is new in one thing, and nothing else.
    SingleItem {
        /// Which.
        item: Item,
        /// Where the account's days begin.
        zone: TimeZone,
    },
}

impl Load {
    pub fn new(connection: Connection, purpose: Purpose, storage: CredentialStorage) -> Self {
        // In a made-up account everybody may do everything.
        let asks = purpose == Purpose::Open && connection.host().is_some();
        let user = if asks { Asked::ToAsk } else { Asked::No };
        let retry = RetryPolicy::default();
        Self { connection, purpose, retry, storage, reading: None, user, account: None }
    }

    /// Asks also who the user is.
    pub fn asking_user(self) -> Self {
        Self { user: Asked::ToAsk, ..self }
    }

    /// Goes on from where somebody else has begun.
    pub fn begun_with(self, account: Account, user: User) -> Self {
        Self { reading: Some(Reading::new(account, Scope::All)), user: Asked::Told(user), ..self }
    }

    /// Returns how many items the list that was read is short of, by its own count.
    pub fn shortage(&self) -> usize {
        self.reading.as_ref().map_or(0, Reading::shortage)
    }

    pub fn request(&self) -> Request {
        if let Some(user) = self.account.as_ref().and_then(|account| account.user) {
            return amo::request_user(user);
        }
        match (&self.purpose, &self.reading) {
            (Purpose::SingleItem { item, .. }, _) => amo::request_lone(*item),
            (_, None) => amo::request_account(),
            (_, Some(reading)) => reading.request(),
        }
    }

    /// Takes one answer, or why there is none. `known` says which account it is to be, as far as that is
    /// known, and `stakes` what must not be got wrong if it is open.
    pub fn receive(
        &mut self,
        answer: Result<&Response, Fault>,
        (known, stakes): (Option<&Identity>, Option<Stakes<'_>>),
        now: Instant,
    ) -> Output {
        let read = match answer.and_then(|response| self.read_answer(response, known, stakes)) {
            Err(fault) => match self.retry.again(&fault, Kind::Read, now) {
                Some(then) => return Output::Pause(then),
                None => self.without(fault, stakes),
            },
            read => read,
        };
        match read {
            Ok(Some(loaded)) => Output::Loaded(loaded),
            Ok(None) => Output::Continue,
            Err(fault) => Output::Finished(Notice::Failed(fault)),
        }
    }

    fn read_answer(
        &mut self,
        response: &Response,
        known: Option<&Identity>,
        stakes: Option<Stakes<'_>>,
    ) -> Result<Option<Loaded>, Fault> {
        if self.account.is_some() {
            self.user = Asked::Told(amo::read_user(response)?);
            return Ok(self.complete());
        }
        match (&self.purpose, &mut self.reading) {
            (Purpose::SingleItem { item, zone }, _) => {
                let lone = amo::read_lone(*item, zone, response)?;
                let owner = amo::read_owner(response);
                let owner = owner.map(|id| Identity { id, ..Identity::default() });
                if owner.is_some_and(|owner| known.is_some_and(|known| known.differs(&owner))) {
                    // The account itself has the last word.
                    self.purpose = Purpose::Reload;
                    return Ok(None);
                }
                Ok(Some(Loaded::SingleItem(lone)))
            }
            (_, Some(reading)) => {
                let read = reading.receive(response, stakes)?;
                Ok(read.and_then(|account| self.read(account)))
            }
            (_, reading @ None) => {
                let account = amo::read_account(response)?;
                let told = account.identity();
                if known.is_some_and(|known| known.differs(&told)) {
                    return Err(Fault::OtherAccount(Box::new(told)));
                }
                *reading = Some(Reading::new(account, Scope::All));
                Ok(None)
            }
        }
    }

    /// Goes on without what this fault makes unreadable, if that is nothing important.
    fn without(&mut self, fault: Fault, stakes: Option<Stakes<'_>>) -> Result<Option<Loaded>, Fault> {
        if self.account.is_some() {
            // Who the user is, is a comfort.
            return if fault.ends_access() { Err(fault) } else { Ok(self.complete()) };
        }
        let Some(reading) = &mut self.reading else { return Err(fault) };
        let read = reading.without_prices(fault, stakes)?;
        Ok(read.and_then(|account| self.read(account)))
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

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test needs some moment to start from")]
mod tests {
    use super::*;
    use crate::amo::SendFault;
    use crate::crm::Key;
    use crate::demo::{SeedWords, Server, World};
    use crate::sync::access::DemoAccount;

    fn load(purpose: Purpose) -> Load {
        Load::new(Connection::Demo(DemoAccount::Statuses), purpose, CredentialStorage::Kept)
    }

    /// Answers requests until the reading wants something else.
    fn run(mut load: Load, known: Option<&Identity>) -> Output {
        let mut server = Server::new(World::demo(SeedWords::English));
        loop {
            let response = server.answer(&load.request());
            match load.receive(Ok(&response), (known, None), Instant::now()) {
                Output::Continue => {}
                output => return output,
            }
        }
    }

    fn account() -> Account {
        match run(load(Purpose::Open), None) {
            Output::Loaded(Loaded::Account(account, None)) => account,
            other => panic!("the account: {other:?}"),
        }
    }

    #[test]
    fn an_account_is_read_with_all_its_lists() {
        let account = account();
        assert!(account.statuses.iter().any(|status| status.system), "{:?}", account.statuses);
        let known = account.identity();
        assert!(matches!(run(load(Purpose::Reload), Some(&known)), Output::Loaded(_)), "it is the same one");
    }

    #[test]
    fn another_account_than_the_known_one_is_not_read() {
        let known = Identity { id: account().id + 1, ..Identity::default() };
        let output = run(load(Purpose::Open), Some(&known));
        assert!(matches!(output, Output::Finished(Notice::Failed(Fault::OtherAccount(_)))), "{output:?}");
    }

    #[test]
    fn one_item_is_read_by_one_request() {
        let account = account();
        let status = account.statuses.iter().find(|status| !status.system).expect("a status");
        let (item, zone) = (Item::Status(status.key), account.zone.clone());
        let output = run(load(Purpose::SingleItem { item, zone: zone.clone() }), None);
        assert!(
            matches!(&output, Output::Loaded(Loaded::SingleItem(fresh)) if fresh.item() == item),
            "{output:?}"
        );
        let gone = Item::Status(Key::Id(u64::MAX));
        let output = run(load(Purpose::SingleItem { item: gone, zone }), None);
        assert!(matches!(output, Output::Finished(Notice::Failed(Fault::NotFound))), "{output:?}");
    }

    #[test]
    fn a_server_that_asks_for_a_pause_gets_it_and_a_lost_answer_ends_the_reading() {
        let (mut load, now) = (load(Purpose::Open), Instant::now());
        let busy = Fault::TooMany { retry_after: Some(2) };
        let output = load.receive(Err(busy), (None, None), now);
        assert!(matches!(output, Output::Pause(then) if (then - now).as_secs() == 2), "{output:?}");
        let output = load.receive(Err(Fault::NoAnswer(SendFault::Lost)), (None, None), now);
        assert!(matches!(output, Output::Finished(Notice::Failed(Fault::NoAnswer(_)))), "{output:?}");
    }
}
