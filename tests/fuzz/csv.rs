//! Any bytes as a table from a spreadsheet.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| etapa_fuzz::csv(bytes));
