//! What the benchmarks share: a response, and the code that a user would write instead.

use headers::{AccessControlAllowOrigin, HeaderMapExt};
use headers_allow_credentials::cors::CredentialsMode;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::header::{ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN};

pub const ORIGIN: &str = "https://rabbit.invalid";

/// A dozen ordinary response headers, and these lines. There is room for more, so that no insertion
/// has to move what is there.
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
pub fn origins(value: &'static str, count: usize) -> Vec<(HeaderName, HeaderValue)> {
    vec![(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static(value)); count]
}

/// Whether the first line of that name is this text.
pub fn get_is(headers: &HeaderMap, name: HeaderName, text: &str) -> bool {
    headers.get(name).and_then(|value| value.to_str().ok()) == Some(text)
}

/// The CORS check by `get` and `to_str`, which sees the first line of each header alone.
pub fn check_by_get(origin: &str, mode: CredentialsMode, response: &HeaderMap) -> bool {
    let allowed = response.get(ACCESS_CONTROL_ALLOW_ORIGIN);
    match allowed.and_then(|value| value.to_str().ok()) {
        None => false,
        Some("*") if mode != CredentialsMode::Include => true,
        Some(allowed) if allowed != origin => false,
        Some(_) => {
            mode != CredentialsMode::Include
                || get_is(response, ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
        }
    }
}

/// The CORS check by `headers`' two types, as a browser engine in Rust has it.
pub fn check_by_headers(origin: &str, mode: CredentialsMode, response: &HeaderMap) -> bool {
    let allowed = match response.typed_get::<AccessControlAllowOrigin>() {
        None => return false,
        Some(allowed) => allowed,
    };
    if mode != CredentialsMode::Include && allowed == AccessControlAllowOrigin::ANY {
        return true;
    }
    match allowed.origin() {
        Some(allowed) if allowed.to_string() == origin => {}
        _ => return false,
    }
    mode != CredentialsMode::Include
        || response
            .typed_get::<headers::AccessControlAllowCredentials>()
            .is_some()
}
