//! On any bytes, `from_bytes` is `value == b"true"`, with the reason that a literal reading gives.

#![no_main]

use headers_allow_credentials::AccessControlAllowCredentials;
use libfuzzer_sys::fuzz_target;
use testkit::model::parse;

fuzz_target!(|value: &[u8]| {
    let verdict = AccessControlAllowCredentials::from_bytes(value);
    assert_eq!(verdict.is_ok(), value == b"true");
    assert_eq!(verdict, parse::from_bytes(value));
});
