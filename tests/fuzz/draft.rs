//! Any bytes as a draft that was written down.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| etapa_fuzz::draft(bytes));
