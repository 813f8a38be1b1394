//! Request headers that a page cannot set (Fetch standard, “forbidden request-header”).

use http::header::{HeaderMap, HeaderName};

use super::method;
use super::value::items;

/// The names, except those that begin with `proxy-` or `sec-`.
const NAMES: &[&str] = &[
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Those that name a method, which must not be a forbidden one.
const METHOD_NAMES: &[&str] = &[
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
];

/// Arguments of the call that some pages send as headers.
const OPTIONS: &[&str] = &["credentials", "with-credentials", "withcredentials"];

/// Whether that is an argument of `fetch()` or a property of an `XMLHttpRequest`, and not a header.
pub(crate) fn is_option(name: &(impl AsRef<str> + ?Sized)) -> bool {
    OPTIONS.contains(&name.as_ref())
}

/// The headers that a page can set; and the names of the others, each once.
pub(super) fn without_forbidden(headers: &HeaderMap) -> (HeaderMap, Vec<HeaderName>) {
    let (mut kept, mut dropped) = (HeaderMap::new(), Vec::new());
    for (name, value) in headers {
        if is_forbidden(name, value.as_bytes()) {
            // The lines of one name come one after the other.
            if dropped.last() != Some(name) {
                dropped.push(name.clone());
            }
        } else {
            // No panic: it never has more than the map that it comes from.
            kept.append(name, value.clone());
        }
    }
    (kept, dropped)
}

/// Whether browsers let no page set the request header `name` to `value` (Fetch standard, “forbidden
/// request-header”). `fetch()` and `XMLHttpRequest` both leave such a header out without an error. The value matters
/// only if the header names a method, as `X-HTTP-Method-Override` does.
///
/// # Examples
///
/// ```
/// use cors_flow::is_forbidden;
/// use http::HeaderName;
///
/// assert!(is_forbidden(&http::header::COOKIE, b"sid=1"));
/// let name = HeaderName::from_static("x-http-method-override");
/// assert!(is_forbidden(&name, b"TRACE") && !is_forbidden(&name, b"PUT"));
/// ```
#[must_use]
pub fn is_forbidden(name: &HeaderName, value: &[u8]) -> bool {
    let name = name.as_str();
    NAMES.contains(&name)
        || name.starts_with("proxy-")
        || name.starts_with("sec-")
        || METHOD_NAMES.contains(&name) && items(value).iter().any(|item| is_method(item))
}

fn is_method(item: &[u8]) -> bool {
    std::str::from_utf8(item).is_ok_and(method::is_forbidden)
}
