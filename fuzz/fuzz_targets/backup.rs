#![no_main]

#[allow(dead_code, reason = "each target uses one of the functions")]
#[path = "house.rs"]
mod house;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| house::restored(bytes));
