//! Which headers of a copied request are the browser's, or another program's, and not the page's.

use http::HeaderName;

/// Who put a header into a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The page. Whether a preflight goes first depends on it.
    Page,
    /// The browser: no page can set it, or none does.
    Browser,
    /// The browser, most likely. But a page may set it as well.
    BrowserMostLikely,
}

/// Names that browsers and tools add of their own, besides those that no page can set.
const BROWSERS: &[&str] = &[
    "accept-language",
    "access-control-request-private-network",
    "alt-used",
    // So Chrome copied `:authority` for years.
    "authority",
    "device-memory",
    "downlink",
    "dpr",
    "ect",
    "postman-token",
    "priority",
    "purpose",
    "rtt",
    "save-data",
    "upgrade-insecure-requests",
    "viewport-width",
    "width",
    "x-client-data",
];

/// What a reload, a disabled cache or the cache itself adds, and a page can set.
const MOST_LIKELY_BROWSERS: &[&str] = &[
    "cache-control",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "pragma",
    "user-agent",
];

/// Who put a header of that name into a request that a browser or another program sent.
///
/// ```
/// use cors_check::transcript::copied::{Author, author};
///
/// assert_eq!(author("Sec-Fetch-Mode"), Author::Browser);
/// assert_eq!(author("If-None-Match"), Author::BrowserMostLikely);
/// assert_eq!(author("X-CSRF-Token"), Author::Page);
/// ```
#[must_use]
pub fn author(name: &str) -> Author {
    let name = name.to_ascii_lowercase();
    let name = name.as_str();
    let is_among = |names: &[&str]| names.contains(&name);
    let is_forbidden = HeaderName::from_bytes(name.as_bytes());
    let is_forbidden = is_forbidden.is_ok_and(|name| cors_flow::is_forbidden(&name, b""));
    // A pseudo-header of HTTP/2, as panels show it, begins with a colon.
    if is_forbidden || is_among(BROWSERS) || name.starts_with(':') {
        Author::Browser
    } else if is_among(MOST_LIKELY_BROWSERS) {
        Author::BrowserMostLikely
    } else {
        Author::Page
    }
}
