//! All tests of the program from outside, as one binary: linking is what takes the time.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say where")]
#![expect(clippy::disallowed_methods, reason = "tests stand outside: they have a clock and a deadline")]

mod about;
mod accounts;
mod adding;
mod answers;
mod archive;
mod conflicts;
mod core_properties;
mod crashes;
mod deleting;
mod details;
mod displayed;
mod faults;
mod former;
mod gone;
mod history;
mod hostile;
mod hostile_api;
mod hostile_server;
mod http;
mod keys;
mod liars;
mod oauth;
mod other_account;
mod pasting;
mod removal;
mod restore;
mod saving;
mod segment_properties;
mod segment_saving;
mod segments;
mod several;
mod sign_in;
mod statuses;
mod structure;
mod support;
mod tables;
mod texts;
mod tidy;
mod transfer;
mod values;
mod wizard;
