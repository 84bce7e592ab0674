#![no_main]

#[allow(dead_code, reason = "each target uses one of the functions")]
#[path = "common.rs"]
mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::csv(bytes));
