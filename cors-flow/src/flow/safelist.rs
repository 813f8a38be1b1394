//! Which headers make a browser send a preflight (Fetch standard, “CORS-safelisted request-header”
//! and “CORS-unsafe request-header names”).
//!
//! This follows the standard. Engines differ from it in a few values, which the playground records,
//! among them long numbers in a `Range`, odd parameters of a `Content-Type`, repeated lines, client
//! hints.

use http::header::{HeaderMap, HeaderName};

use super::value::trim;

/// The most bytes that a safe value may have.
const LONGEST_VALUE: usize = 128;

/// The most bytes that all values together may have, if each is safe by itself.
const MOST_TOGETHER: usize = 1024;

/// The names of the headers that a preflight has to ask for: lower case, sorted, each once (Fetch
/// standard, “CORS-unsafe request-header names”).
///
/// Lines of one name are judged one by one, not joined.
///
/// # Examples
///
/// ```
/// use http::{HeaderMap, HeaderValue};
///
/// let mut headers = HeaderMap::new();
/// headers.insert("accept", HeaderValue::from_static("*/*"));
/// headers.insert("x-csrf-token", HeaderValue::from_static("1"));
/// assert_eq!(cors_flow::unsafe_names(&headers), ["x-csrf-token"]);
/// ```
#[must_use]
pub fn unsafe_names(headers: &HeaderMap) -> Vec<HeaderName> {
    let (safe, mut names): (Vec<_>, Vec<_>) = headers
        .iter()
        .partition(|(name, value)| is_safelisted(name, value.as_bytes()));
    let together: usize = safe.iter().map(|(_, value)| value.len()).sum();
    if together > MOST_TOGETHER {
        names.extend(safe);
    }
    let mut names: Vec<_> = names.into_iter().map(|(name, _)| name.clone()).collect();
    // `http` keeps names in lower case.
    names.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
    names.dedup();
    names
}

/// Whether a browser sends the header without asking first (Fetch standard, “CORS-safelisted
/// request-header”). The value has no spaces around it.
///
/// # Examples
///
/// ```
/// use http::header::CONTENT_TYPE;
///
/// assert!(cors_flow::is_safelisted(&CONTENT_TYPE, b"text/plain"));
/// assert!(!cors_flow::is_safelisted(&CONTENT_TYPE, b"application/json"));
/// ```
#[must_use]
pub fn is_safelisted(name: &HeaderName, value: &[u8]) -> bool {
    value.len() <= LONGEST_VALUE
        && match name.as_str() {
            "accept" => !has_unsafe_byte(value),
            "accept-language" | "content-language" => value.iter().all(|&byte| is_language(byte)),
            "content-type" => !has_unsafe_byte(value) && is_safe_type(value),
            "range" => is_simple_range(value),
            _ => false,
        }
}

/// “CORS-unsafe request-header byte”. A byte beyond ASCII is not one.
fn has_unsafe_byte(value: &[u8]) -> bool {
    value.iter().any(|&byte| {
        byte < b' ' && byte != b'\t' || byte == 0x7F || b"\"():<>?@[\\]{}".contains(&byte)
    })
}

/// What language tags, lists of them and their weights are made of.
fn is_language(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" *,-.;=".contains(&byte)
}

/// One of the three types that a form can send, whatever its parameters: “parse a MIME type” of the
/// MIME Sniffing standard never fails for those. What it fails for is none of the three.
fn is_safe_type(value: &[u8]) -> bool {
    let end = value.iter().position(|&byte| byte == b';');
    let essence = trim(&value[..end.unwrap_or(value.len())]);
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
    ]
    .iter()
    .any(|safe| essence.eq_ignore_ascii_case(safe.as_bytes()))
}

/// `bytes=FIRST-` or `bytes=FIRST-LAST`, without a space: “parse a single range header value”, with
/// a start, as a media element asks for the rest of a file.
fn is_simple_range(value: &[u8]) -> bool {
    let Some(range) = value.strip_prefix(b"bytes=") else {
        return false;
    };
    let Some(dash) = range.iter().position(|&byte| byte == b'-') else {
        return false;
    };
    let (first, last) = (&range[..dash], &range[dash + 1..]);
    let is_number = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
    let in_order = || {
        // Numbers of any length: without leading zeros, the longer one is the greater.
        let (first, last) = (significant(first), significant(last));
        (first.len(), first) <= (last.len(), last)
    };
    !first.is_empty() && is_number(first) && is_number(last) && (last.is_empty() || in_order())
}

fn significant(mut digits: &[u8]) -> &[u8] {
    while let [b'0', rest @ ..] = digits {
        digits = rest;
    }
    digits
}
