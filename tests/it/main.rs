//! All tests of the program from outside, as one binary: linking is what takes the time.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say where")]

mod core_properties;
mod http;
mod saving;
mod support;
mod tidy;
