//! A literal reading of `ParseError`, written with `std` and allocating at will. The property tests
//! and the fuzz target both hold `from_bytes` to it.

use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};

/// The reasons one after the other, as documented.
fn model(value: &[u8]) -> Result<AccessControlAllowCredentials, ParseError> {
    let trimmed = String::from_utf8_lossy(value);
    let trimmed = trimmed.trim_matches(['\t', '\n', '\r', ' ']);
    Err(match value {
        b"true" => return Ok(AccessControlAllowCredentials),
        b"" => ParseError::Empty,
        _ if value.len() > 64 => ParseError::Other,
        _ if value.eq_ignore_ascii_case(b"false") => ParseError::False,
        _ if value.eq_ignore_ascii_case(b"true") => ParseError::WrongCase,
        _ if value.contains(&b',') => ParseError::List,
        _ if trimmed == "true" => ParseError::Padded,
        _ => ParseError::Other,
    })
}

/// Holds the verdict to `value == b"true"`, and the reason to the reading.
#[track_caller]
pub fn holds(value: &[u8]) {
    let ours = AccessControlAllowCredentials::from_bytes(value);
    assert_eq!(ours.is_ok(), value == b"true", "{}", value.escape_ascii());
    assert_eq!(ours, model(value), "{}", value.escape_ascii());
}
