//! The report for a person, line by line. [`Report`] prints all of it; a driver that prints as things
//! happen takes it piece by piece.
//!
//! # Examples
//!
//! ```
//! use cors_flow::trace::{self, Part};
//! use cors_flow::{Flow, Origin, Request, Step};
//!
//! let page: Origin = "https://app.example.com".parse()?;
//! let flow = Flow::new(&page, &Request::get("https://api.example.com/me".parse()?))?;
//! let Step::Send(sent) = flow.step() else { panic!("it asks") };
//! let lines = trace::request(&sent);
//! assert_eq!(lines[0].text, "> GET https://api.example.com/me");
//! assert_eq!(lines[1].text, "> origin: https://app.example.com");
//! assert_eq!(lines[1].part, Part::Request);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;

use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS,
    ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, CONTENT_LANGUAGE, CONTENT_TYPE,
    HeaderMap, HeaderName, LOCATION, ORIGIN, RANGE,
};

use super::advice::Alternative;
use super::cause::{CACHES, is_error};
use super::escape::{escaped, escaped_url, printable};
use super::misspelt::meant;
use super::{CookieFinding, Exchange, Finding, Report, product, words};
use crate::flow::{Outgoing, Sent, is_redirect, response};

/// How many lines of one header are shown: a thousand would hide the verdict.
const MOST_LINES: usize = 4;

/// How many headers are shown that a server may call as it likes.
const MOST_NAMES: usize = 8;

/// How many cookies of a response are told of.
const MOST_COOKIES: usize = 20;

/// One line of the trace, without its line end: printable ASCII.
///
/// # Examples
///
/// See [the module](self).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is part of, for a driver that uses colours.
    pub part: Part,
    /// The text.
    pub text: String,
}

/// What a line is part of.
///
/// # Examples
///
/// See [the module](self).
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// A request. The line begins with `> `.
    Request,
    /// A response. The line begins with `< `.
    Response,
    /// What becomes of a cookie: every browser keeps it and sends it next, or deletes it as told.
    CookieKept,
    /// What becomes of a cookie: something else, in some browser.
    CookieLost,
    /// A decision in favour of the page.
    Allowed,
    /// A decision against the page.
    Refused,
    /// The outcome: the page gets what it asked for.
    Passed,
    /// The outcome: what was sent is allowed, but the response was not checked.
    Unchecked,
    /// The outcome: it does not.
    Failed,
    /// A note.
    Note,
    /// What would have to change.
    Advice,
    /// A blank line.
    Blank,
}

impl Line {
    fn new(part: Part, text: impl AsRef<str>) -> Self {
        let text = printable(text.as_ref());
        Self { part, text }
    }
}

/// The lines of a request, with the headers that matter to CORS. The value of one of the page's own headers is
/// shown only if it decides something: any other value may be a secret.
///
/// # Examples
///
/// See [the module](self).
#[must_use]
pub fn request(sent: &Outgoing) -> Vec<Line> {
    let method = escaped(sent.method.as_str().as_bytes());
    let mut lines = vec![format!("{method} {}", escaped_url(&sent.url))];
    for name in sent.headers.keys() {
        let decides = matches!(
            *name,
            ACCEPT
                | ACCEPT_LANGUAGE
                | ACCESS_CONTROL_REQUEST_HEADERS
                | ACCESS_CONTROL_REQUEST_METHOD
                | CONTENT_LANGUAGE
                | CONTENT_TYPE
                | ORIGIN
                | RANGE
        );
        if *name == ACCEPT && sent.headers.get_all(name).iter().eq(["*/*"]) {
            continue;
        }
        if decides {
            lines.extend(lines_called(name, &of_map(&sent.headers)));
        } else {
            lines.push(header_line(name.as_str().as_bytes(), b"(not shown)"));
        }
    }
    let text = |line| Line::new(Part::Request, format!("> {line}"));
    lines.into_iter().map(text).collect()
}

/// The lines of a response: its status, the headers that decide, and the [excerpt](Exchange::excerpt) of its
/// body. Empty if there was no response.
///
/// # Examples
///
/// ```
/// use cors_flow::{Report, trace};
/// use http::{HeaderMap, StatusCode};
///
/// let report = Report::of_header_alone([(StatusCode::NOT_FOUND, HeaderMap::new())]);
/// let lines = trace::response(&report.exchanges()[0]);
/// assert_eq!(lines[0].text, "< 404");
/// ```
#[must_use]
pub fn response(exchange: &Exchange) -> Vec<Line> {
    match exchange.headers() {
        Some(headers) => response_of(exchange, &of_map(headers)),
        None => Vec::new(),
    }
}

/// The lines of a response, as [`response`] gives them, but of header lines as a driver received them: pairs of
/// a name, in the server's own case, and a value, which a [`HeaderMap`] may not be able to hold.
///
/// # Examples
///
/// ```
/// use cors_flow::{Report, trace};
/// use http::{HeaderMap, StatusCode};
///
/// let report = Report::of_header_alone([(StatusCode::OK, HeaderMap::new())]);
/// let received: [(&[u8], &[u8]); 1] = [(b"Access-Control-Allow-Origin", b"*")];
/// let lines = trace::response_of(&report.exchanges()[0], &received);
/// assert_eq!(lines[1].text, "< Access-Control-Allow-Origin: *");
/// ```
#[must_use]
pub fn response_of(exchange: &Exchange, lines: &[(&[u8], &[u8])]) -> Vec<Line> {
    let status = exchange.status().map(|status| status.as_u16().to_string());
    let mut shown = deciding(exchange);
    for name in of_cors(exchange).chain(telling(exchange)) {
        if !shown.contains(&name) {
            shown.push(name);
        }
    }
    let headers = shown.iter().flat_map(|name| lines_called(name, lines));
    let excerpt = exchange.excerpt();
    let excerpt = excerpt.map(|line| format!("(body) {line}"));
    let text = |line| Line::new(Part::Response, format!("< {line}"));
    let lines = status.into_iter().chain(headers).chain(excerpt);
    lines.map(text).collect()
}

/// The names of the response headers that decide, in the order in which they do, whether the response has them
/// or not. Empty if there was no response.
///
/// # Examples
///
/// ```
/// use cors_flow::{Report, trace};
/// use http::{HeaderMap, StatusCode};
///
/// let report = Report::of_header_alone([(StatusCode::OK, HeaderMap::new())]);
/// let names = trace::deciding(&report.exchanges()[0]);
/// assert_eq!(names[0], "access-control-allow-origin");
/// assert_eq!(names[1], "access-control-allow-credentials");
/// ```
#[must_use]
pub fn deciding(exchange: &Exchange) -> Vec<HeaderName> {
    let Some((status, headers)) = &exchange.received else {
        return Vec::new();
    };
    let is_preflight = exchange.sent.kind == Sent::Preflight;
    let leads_on = !is_preflight && is_redirect(*status, headers);
    let cross_origin = exchange.is_cross_origin;
    let differs = response::differing(*status, headers);
    let deciding = [
        (cross_origin, ACCESS_CONTROL_ALLOW_ORIGIN),
        (cross_origin, ACCESS_CONTROL_ALLOW_CREDENTIALS),
        (is_preflight, ACCESS_CONTROL_ALLOW_METHODS),
        (is_preflight, ACCESS_CONTROL_ALLOW_HEADERS),
        (leads_on, LOCATION),
        (cross_origin, ACCESS_CONTROL_EXPOSE_HEADERS),
    ]
    .into_iter()
    .filter_map(|(decides, name)| decides.then_some(name));
    differs.into_iter().chain(deciding).collect()
}

/// Headers that tell who answered, and why: after those that decide, if a response is refused or is an
/// error. So do those of products and of caches.
const TELLING: &[&str] = &[
    "allow",
    "location",
    "vary",
    "www-authenticate",
    "proxy-authenticate",
    "retry-after",
    "age",
    "server",
    "via",
    "x-powered-by",
    "cf-ray",
    "x-amz-cf-pop",
    "x-azure-ref",
    "x-cache-lookup",
    "x-envoy-upstream-service-time",
    "x-kong-response-latency",
    "x-served-by",
    "x-squid-error",
    "x-varnish",
    "x-ms-error-code",
    "strict-transport-security",
];

/// Every header of CORS that a refused response has, even if it decides nothing, or is not one.
fn of_cors(exchange: &Exchange) -> impl Iterator<Item = HeaderName> {
    let headers = exchange.headers().filter(|_| exchange.is_refused);
    let names = headers.into_iter().flat_map(HeaderMap::keys);
    let is_of_cors =
        |name: &&HeaderName| name.as_str().starts_with("access-control-") || meant(name).is_some();
    names.filter(is_of_cors).take(MOST_NAMES).cloned()
}

fn telling(exchange: &Exchange) -> impl Iterator<Item = HeaderName> {
    let is_error = exchange.status().is_some_and(is_error);
    let names = TELLING.iter().chain(CACHES).copied();
    let names = names.chain(product::headers()).map(HeaderName::from_static);
    names.filter(move |_| exchange.is_refused || is_error)
}

/// The lines that say what becomes of the cookies that a response sets, one for each, to print below the response.
/// `exchange` is the place of the response in [`Report::exchanges`]. If there are more than 20, those that get lost
/// come first, the rest is left out, and a last line counts it.
///
/// # Examples
///
/// ```
/// use cors_flow::trace::{self, Part};
/// use cors_flow::{Flow, Origin, Request};
/// use http::{HeaderMap, HeaderValue, StatusCode};
///
/// let page: Origin = "https://app.example.com".parse()?;
/// let mut flow = Flow::new(&page, &Request::get("https://app.example.com/login".parse()?))?;
/// let mut headers = HeaderMap::new();
/// headers.insert("set-cookie", HeaderValue::from_static("sid=1; SameSite=None"));
/// flow.receive(StatusCode::OK, &headers);
/// assert_eq!(trace::cookies(flow.report(), 0)[0].part, Part::CookieLost);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn cookies(report: &Report, exchange: usize) -> Vec<Line> {
    let mut cookies = report.cookies_of(exchange);
    let more = cookies.len().saturating_sub(MOST_COOKIES);
    if more > 0 {
        cookies.sort_by_key(CookieFinding::is_well);
        cookies.truncate(MOST_COOKIES);
    }
    let line = |cookie: &CookieFinding| {
        let part = if cookie.is_well() {
            Part::CookieKept
        } else {
            Part::CookieLost
        };
        Line::new(part, cookie.to_string())
    };
    let mut lines: Vec<_> = cookies.iter().map(line).collect();
    if more > 0 {
        let part = lines.last().map_or(Part::CookieKept, |line| line.part);
        lines.push(Line::new(part, format!("(and {more} more cookies)")));
    }
    lines
}

/// The line of a decision: what a browser makes of a response.
///
/// # Examples
///
/// ```
/// use cors_flow::trace::{self, Part};
/// use cors_flow::Report;
/// use http::{HeaderMap, StatusCode};
///
/// let report = Report::of_header_alone([(StatusCode::OK, HeaderMap::new())]);
/// assert_eq!(trace::finding(&report.findings()[0]).part, Part::Refused);
/// ```
#[must_use]
pub fn finding(finding: &Finding) -> Line {
    let part = if finding.allowed() {
        Part::Allowed
    } else {
        Part::Refused
    };
    Line::new(part, words::of_trace(finding))
}

/// The lines at the end: the outcome, the notes, and what would have to change. The first is blank.
///
/// # Examples
///
/// ```
/// use cors_flow::trace::{self, Part};
/// use cors_flow::Report;
/// use http::{HeaderMap, StatusCode};
///
/// let report = Report::of_header_alone([(StatusCode::OK, HeaderMap::new())]);
/// let lines = trace::conclusion(&report);
/// assert_eq!((lines[0].part, lines[1].part), (Part::Blank, Part::Failed));
/// ```
#[must_use]
pub fn conclusion(report: &Report) -> Vec<Line> {
    let part = match report.allowed() {
        true if report.unsent().is_some() => Part::Unchecked,
        true => Part::Passed,
        false => Part::Failed,
    };
    let mut lines = vec![
        Line::new(Part::Blank, ""),
        Line::new(part, words::verdict(report)),
    ];
    let notes = report.notes().iter();
    lines.extend(notes.map(|note| Line::new(Part::Note, format!("Note: {note}"))));
    let alternatives = report.alternatives();
    let is_of_page = alternatives.iter().any(Alternative::is_of_page);
    let server = words::advice::block(report, !is_of_page);
    let page = words::advice::instead(alternatives, server.is_empty() || is_of_page);
    let cookies = words::advice::for_cookies(report);
    for block in if is_of_page {
        [page, server, cookies]
    } else {
        [server, page, cookies]
    } {
        if !block.is_empty() {
            lines.push(Line::new(Part::Blank, ""));
            lines.extend(block.into_iter().map(|line| Line::new(Part::Advice, line)));
        }
    }
    lines
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, exchange) in self.exchanges().iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            let sent = exchange.url().map(|_| request(exchange.sent()));
            let findings = self.findings().iter();
            let findings = findings.filter(|finding| finding.exchange == Some(at));
            let lines = sent.into_iter().flatten().chain(response(exchange));
            let lines = lines.chain(cookies(self, at));
            for line in lines.chain(findings.map(finding)) {
                writeln!(f, "{}", line.text)?;
            }
        }
        for line in conclusion(self) {
            writeln!(f, "{}", line.text)?;
        }
        Ok(())
    }
}

fn of_map(headers: &HeaderMap) -> Vec<(&[u8], &[u8])> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str().as_bytes(), value.as_bytes()))
        .collect()
}

/// The lines of one header, as far as a person would read them.
fn lines_called(called: &HeaderName, lines: &[(&[u8], &[u8])]) -> Vec<String> {
    let is_called = |name: &[u8]| name.eq_ignore_ascii_case(called.as_str().as_bytes());
    let mut shown: Vec<_> = lines
        .iter()
        .filter(|(name, _)| is_called(name))
        .map(|(name, value)| header_line(name, value))
        .collect();
    let more = shown.len().saturating_sub(MOST_LINES);
    if more > 0 {
        shown.truncate(MOST_LINES);
        shown.push(format!("(and {more} more)"));
    }
    shown
}

fn header_line(name: &[u8], value: &[u8]) -> String {
    let separator = if value.is_empty() { ":" } else { ": " };
    [&escaped(name), separator, &escaped(value)].concat()
}
