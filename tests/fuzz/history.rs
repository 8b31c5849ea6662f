//! Any bytes as the history of an account.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| etapa_fuzz::history(bytes));
