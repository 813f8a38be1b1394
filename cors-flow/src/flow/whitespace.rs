//! The whitespace around a value, which is not part of it (Fetch standard, *normalize* a value). A
//! parser of HTTP/1.1 removes it; one of HTTP/2 may not.

use http::header::{HeaderMap, HeaderValue};

/// The headers, their values without it.
pub(crate) fn trimmed(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for value in headers.values_mut() {
        let bytes = trim(value.as_bytes());
        if bytes.len() != value.len() {
            // A part of a valid value is a valid value.
            *value = HeaderValue::from_bytes(bytes).unwrap_or_else(|_| value.clone());
        }
    }
    headers
}

/// A value without HTTP whitespace at either end. There is no line end in it.
pub(crate) fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}
