//! Any bytes as a backup, or as a file with an account.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| etapa_fuzz::snapshot(bytes));
