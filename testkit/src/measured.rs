//! Requests and responses whose checks the benches measure.

use crate::response::headers;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::header::{ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN};
use http::header::{ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS};

pub const ORIGIN: &str = "https://rabbit.invalid";

/// A dozen ordinary response headers, and these lines. There is room for more, so that no insertion
/// has to move what is there.
#[must_use]
pub fn response(lines: &[(HeaderName, HeaderValue)]) -> HeaderMap {
    const ORDINARY: [(&str, &str); 12] = [
        ("date", "Mon, 23 Nov 2026 12:00:00 GMT"),
        ("content-type", "application/json; charset=utf-8"),
        ("content-length", "1729"),
        ("cache-control", "private, no-cache"),
        ("etag", "\"5f3c1a\""),
        ("vary", "Origin, Accept-Encoding"),
        ("server", "example"),
        (
            "set-cookie",
            "session=0123456789abcdef; Secure; HttpOnly; SameSite=None",
        ),
        ("strict-transport-security", "max-age=31536000"),
        ("x-content-type-options", "nosniff"),
        ("access-control-expose-headers", "etag, x-request-id"),
        ("x-request-id", "01890a5d-ac96-774b-bcce-b302099a8057"),
    ];
    let mut headers = HeaderMap::with_capacity(32);
    for (name, value) in ORDINARY {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in lines {
        headers.append(name, value.clone());
    }
    headers
}

/// That many lines of the header.
#[must_use]
pub fn credentials(value: &'static str, count: usize) -> Vec<(HeaderName, HeaderValue)> {
    vec![
        (
            ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static(value)
        );
        count
    ]
}

/// That many lines of `Access-Control-Allow-Origin`.
#[must_use]
pub fn origins(value: &'static str, count: usize) -> Vec<(HeaderName, HeaderValue)> {
    vec![(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static(value)); count]
}

/// The request's names and the response's list of most benchmarks: three unsafe headers.
pub const NAMES: &str = "authorization,content-type,x-csrf-token";
pub const LISTED: &str = "Authorization, Content-Type, X-CSRF-Token";

/// A preflight for `PUT`, with these unsafe headers.
#[must_use]
pub fn preflight(names: &str) -> HeaderMap {
    headers([
        ("origin", ORIGIN),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", names),
    ])
}

/// The response that allows `PUT` with credentials, and these headers.
#[must_use]
pub fn allowed(names: &str) -> HeaderMap {
    let names = HeaderValue::try_from(names).expect("a header's value");
    let lists = [
        (
            ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, PUT, DELETE"),
        ),
        (ACCESS_CONTROL_ALLOW_HEADERS, names),
    ];
    response(&[&origins(ORIGIN, 1)[..], &credentials("true", 1), &lists].concat())
}

/// 64 KiB of names of that many bytes. They are as many different ones as there are, over and over.
#[must_use]
pub fn full_line(len: u32) -> String {
    const BYTES: &[u8] = b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz";
    let count = (64 << 10) / (len as usize + 1);
    let name = |number: usize| {
        let digits = (0..len).map(|digit| number / BYTES.len().pow(digit) % BYTES.len());
        digits.map(|digit| char::from(BYTES[digit])).collect()
    };
    (0..count).map(name).collect::<Vec<String>>().join(",")
}

/// A name that the response exposes, the second of two.
pub const EXPOSED: HeaderName = HeaderName::from_static("x-request-id");
