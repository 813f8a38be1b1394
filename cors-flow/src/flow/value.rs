//! How the Fetch standard reads a header's value: without the whitespace around it and, if it is a list, item by item.

use http::header::{HeaderMap, HeaderValue};

/// The headers with each value *normalized*: without the whitespace around it. A parser of HTTP/1.1 removes that; one
/// of HTTP/2 may not.
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

/// Without the whitespace at either end: of a header's value, which has no line ends, that is SP and TAB.
pub(crate) fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

/// “Get, decode, and split”: at the commas that are not in a quoted string.
pub(crate) fn items(value: &[u8]) -> Vec<&[u8]> {
    let (mut items, mut start, mut at) = (Vec::new(), 0, 0);
    while at < value.len() {
        match value[at] {
            b'"' => at = end_of_quoted(value, at),
            b',' => {
                items.push(trim(&value[start..at]));
                at += 1;
                start = at;
            }
            _ => at += 1,
        }
    }
    items.push(trim(&value[start..]));
    items
}

/// Past the quoted string that begins there, or to the end if nothing ends it.
fn end_of_quoted(value: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < value.len() {
        match value[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    value.len()
}
