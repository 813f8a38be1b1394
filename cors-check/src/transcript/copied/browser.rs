//! Which headers of a copied request are the browser's, or another program's, and not the page's.

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

/// Names that no page can set (Fetch standard, “forbidden request-header”), other than those that begin
/// with `sec-` or `proxy-`; and those that browsers and tools add of their own.
const BROWSERS: &[&str] = &[
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "access-control-request-private-network",
    "alt-used",
    // So Chrome copied `:authority` for years.
    "authority",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "device-memory",
    "dnt",
    "downlink",
    "dpr",
    "ect",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "postman-token",
    "priority",
    "purpose",
    "referer",
    "rtt",
    "save-data",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "upgrade-insecure-requests",
    "via",
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
    // A pseudo-header of HTTP/2, as panels show it, begins with a colon.
    if is_among(BROWSERS)
        || ["sec-", "proxy-", ":"]
            .iter()
            .any(|start| name.starts_with(start))
    {
        Author::Browser
    } else if is_among(MOST_LIKELY_BROWSERS) {
        Author::BrowserMostLikely
    } else {
        Author::Page
    }
}
