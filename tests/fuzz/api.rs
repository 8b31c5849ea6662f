//! Any bytes as the server's answers.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| etapa_fuzz::api(bytes));
