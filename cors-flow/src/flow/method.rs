//! Methods (Fetch standard, section “Methods”).

use http::Method;

/// These six are upper-cased, and no others: `patch` stays `patch`, which a server may not know.
const NORMALIZED: [Method; 6] = [
    Method::DELETE,
    Method::GET,
    Method::HEAD,
    Method::OPTIONS,
    Method::POST,
    Method::PUT,
];

/// “Normalize a method”.
pub(super) fn normalized(method: Method) -> Method {
    let is_same = |known: &Method| known.as_str().eq_ignore_ascii_case(method.as_str());
    NORMALIZED.into_iter().find(is_same).unwrap_or(method)
}

/// “Forbidden method”.
pub(super) fn is_forbidden(method: &str) -> bool {
    ["CONNECT", "TRACE", "TRACK"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(method))
}

/// “CORS-safelisted method”, of a method that is normalized.
pub(super) fn is_safelisted(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::POST)
}
