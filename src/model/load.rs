//! Reading an account: the account itself, then its lists, page by page; or one status alone.

use ehttp::{Request, Response};

use crate::amo::{self, Fault};
use crate::crm::{Account, Mode, Status};

use super::Connection;
use super::patience::Patience;

/// A list of statuses that is being read page by page.
#[derive(Debug)]
pub(super) struct Reading {
    page: u32,
    statuses: Vec<Status>,
}

/// More pages than 30 statuses can ever fill: a server that goes on is not believed.
const MAX_PAGES: u32 = 30;

impl Default for Reading {
    fn default() -> Self {
        Self { page: 1, statuses: Vec::new() }
    }
}

impl Reading {
    /// Returns the request for the page that is wanted next.
    pub fn request(&self) -> Request {
        amo::request_statuses(self.page)
    }

    /// Takes one page; `Some` is the whole list.
    pub fn receive(&mut self, response: &Response) -> Result<Option<Vec<Status>>, Fault> {
        let page = amo::read_statuses(response)?;
        for status in page.statuses {
            if !self.statuses.iter().any(|known| known.key == status.key) {
                self.statuses.push(status);
            }
        }
        match page.next {
            Some(next) if next > self.page && next <= MAX_PAGES => {
                self.page = next;
                Ok(None)
            }
            _ => Ok(Some(std::mem::take(&mut self.statuses))),
        }
    }
}

/// An account that is being read.
#[derive(Debug)]
pub(super) struct Load {
    pub connection: Connection,
    pub purpose: Purpose,
    pub patience: Patience,
    account: Option<Account>,
    reading: Reading,
}

/// Why an account is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To open it.
    Open,
    /// To see what is new.
    Reload,
    /// To see what is new in the status of this id, and nothing else.
    Status(u64),
}

/// What was read.
pub(super) enum Loaded {
    /// The whole account.
    Account(Account),
    /// One status alone.
    Status(Status),
}

impl Load {
    pub fn new(connection: Connection, purpose: Purpose) -> Self {
        Self {
            connection,
            purpose,
            patience: Patience::default(),
            account: None,
            reading: Reading::default(),
        }
    }

    pub fn request(&self) -> Request {
        match self.purpose {
            Purpose::Status(id) => amo::request_status(id),
            Purpose::Open | Purpose::Reload if self.account.is_none() => amo::request_account(),
            Purpose::Open | Purpose::Reload => self.reading.request(),
        }
    }

    /// Takes one answer; `Some` is all that was wanted.
    pub fn receive(&mut self, response: &Response) -> Result<Option<Loaded>, Fault> {
        match self.purpose {
            Purpose::Status(id) => Ok(Some(Loaded::Status(amo::read_status(id, response)?))),
            Purpose::Open | Purpose::Reload => Ok(self.receive_account(response)?.map(Loaded::Account)),
        }
    }

    fn receive_account(&mut self, response: &Response) -> Result<Option<Account>, Fault> {
        let Some(account) = &mut self.account else {
            self.account = Some(amo::read_account(response)?);
            return Ok(None);
        };
        match self.reading.receive(response) {
            Ok(None) => return Ok(None),
            Ok(Some(statuses)) => {
                account.statuses = statuses;
                account.in_server_order();
                // The list is here, so the mode is on, whatever else was told or not told.
                account.mode = Mode::Periodicity;
            }
            // Not a failure: the account uses the other list, or none.
            Err(Fault::ModeOff) if matches!(account.mode, Mode::Periodicity | Mode::Unknown) => {
                account.mode = Mode::Disabled;
            }
            Err(Fault::ModeOff) => {}
            Err(Fault::NotFound) => account.mode = Mode::Unavailable,
            Err(fault) => return Err(fault),
        }
        Ok(self.account.take())
    }
}
