//! On any bytes `from_bytes` is `value == b"true"`, with the reason of a literal reading.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/common/reason.rs"]
mod reason;

fuzz_target!(|value: &[u8]| reason::holds(value));
