//! What the start screen has to say of former runs, before the last account is opened again.

use crate::amo::Host;

/// One thing to know, or to decide, before going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartNote {
    /// The former run did not end well.
    Crashed(Crash),
    /// The list of accounts was damaged, and is put together again from what lies in their folders.
    AccountsRebuilt {
        /// How many accounts were found.
        found: usize,
    },
    /// The list of accounts cannot be read now; it is put together likewise.
    AccountsOutOfReach,
    /// The settings were damaged, and are as before the first run.
    SettingsLost,
    /// The settings cannot be read now, and are as before the first run.
    SettingsOutOfReach,
}

/// How a former run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crash {
    /// The account that was open then; `None` for a demo account, or none.
    pub host: Option<Host>,
    /// What was going on.
    pub moment: CrashMoment,
    /// What support has to know, in English; nothing of what the account holds.
    pub details: String,
}

/// When a run ended that did not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrashMoment {
    /// It broke down while the account was being opened.
    Opening,
    /// It broke down later.
    Later,
    /// It ended while the account was being opened, and nobody knows why: it may have been switched off.
    Unknown,
}
