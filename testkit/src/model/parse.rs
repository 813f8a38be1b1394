//! The verdict on one value, and the reason for a refusal.

use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};

/// The reasons one after the other, as documented.
pub fn from_bytes(value: &[u8]) -> Result<AccessControlAllowCredentials, ParseError> {
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
