//! Any bytes as the texts of an account that is shown.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| etapa_fuzz::painted::shown(bytes));
