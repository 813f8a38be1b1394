//! What to send instead: all that a server has to send, and what the page can do.
//!
//! [`Report::advice`](crate::Report::advice) and [`Report::alternatives`](crate::Report::alternatives) give
//! them.

use headers_allow_credentials::cors::CredentialsMode;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, ORIGIN,
    VARY,
};
use http::{Method, StatusCode};
use url::Url;

use super::{Exchange, Kind};
use crate::flow::{Outgoing, is_option, items, requested_headers, response, set_requested_headers};

/// What a server has to send to one request: a status, and all the headers of CORS.
///
/// It names only the page's origin, and the method and headers of its request. A server that has to answer
/// other pages, too, sends each the same with that page's origin, if it trusts that page.
///
/// # Examples
///
/// See [`Report::advice`](crate::Report::advice).
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What it is the response to: [`Kind::Preflight`] or [`Kind::Response`].
    pub to: Kind,
    /// The method of the request: `OPTIONS` if it is a preflight.
    pub method: Method,
    /// The URL of the request, if it is known.
    pub url: Option<Url>,
    /// The status: the server's own, if that is right, or if it does not matter.
    pub status: StatusCode,
    /// The headers, with names in lower case.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Whether the status has to be that.
    pub(crate) is_status_told: bool,
    /// Whether the response that was seen is a redirect, and this one must not be.
    pub(crate) is_instead_of_redirect: bool,
    /// Whether a list in the response that was seen has more, which other requests may need.
    pub(crate) is_shorter: bool,
}

/// What the page can do instead. It prints as a command to the page.
///
/// # Examples
///
/// ```
/// use cors_flow::advice::Alternative;
/// use cors_flow::{CredentialsMode, Flow, Origin, Request};
/// use http::{HeaderMap, HeaderValue, StatusCode};
///
/// let page: Origin = "https://app.example.com".parse()?;
/// let request = Request::get("https://api.example.com/me".parse()?);
/// let mut flow = Flow::new(&page, &request.credentials(CredentialsMode::Include))?;
/// let mut headers = HeaderMap::new();
/// headers.insert("access-control-allow-origin", HeaderValue::from_static("*"));
/// flow.receive(StatusCode::OK, &headers);
/// assert_eq!(flow.report().alternatives(), [Alternative::WithoutCredentials]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alternative {
    /// Request this URL directly, to which the one that the page requests redirects.
    Ask(Url),
    /// Navigate to the page to log in, which no fetch can complete, when it gets the 401 that the server has
    /// to send.
    LogIn,
    /// Leave out these headers: a library often adds them, or they do nothing in a request.
    LeaveOut {
        /// The headers.
        headers: Vec<HeaderName>,
        /// Whether there is no preflight without them.
        is_simple: bool,
    },
    /// Send this header, with any value, which lets a tunnel leave out its page to click through.
    Send(HeaderName),
    /// Ask without credentials: the responses, as they are, allow that.
    WithoutCredentials,
    /// Write the method so, in upper case, as the server's list has it: methods are case-sensitive.
    WriteMethod(String),
    /// Be a page of an origin of its own, and not of `null`, which is that of every sandboxed or local page.
    OwnOrigin,
}

impl Alternative {
    /// Whether it is the page that has to change, or that should.
    pub(crate) fn is_of_page(&self) -> bool {
        match self {
            Self::LeaveOut { headers, .. } => headers.iter().any(is_no_header),
            Self::WriteMethod(_) | Self::OwnOrigin => true,
            _ => false,
        }
    }
}

/// To a preflight. `is_malformed` is about the list of headers that was seen.
pub(crate) fn preflight(
    sent: &Outgoing,
    mode: CredentialsMode,
    is_known: bool,
    is_malformed: bool,
    seen: Option<&Exchange>,
) -> Advice {
    let status = seen
        .and_then(Exchange::status)
        .filter(StatusCode::is_success);
    let mut advice = Advice::new(
        Kind::Preflight,
        sent,
        is_known,
        status.unwrap_or(StatusCode::NO_CONTENT),
    );
    advice.is_status_told = true;
    advice.share(sent, mode, seen);
    let lists = [
        (ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_REQUEST_METHOD),
        (ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS),
    ];
    for (allows, asks) in lists {
        match sent.headers.get(asks) {
            Some(asked) => advice.headers.push((allows, asked.clone())),
            // A list that is malformed fails, even if nothing is asked of it.
            None if is_malformed => advice.headers.push((allows, HeaderValue::from_static(""))),
            None => {}
        }
    }
    advice.end(seen)
}

/// To a request itself.
pub(crate) fn response(
    sent: &Outgoing,
    mode: CredentialsMode,
    read: &[HeaderName],
    is_known: bool,
    seen: Option<&Exchange>,
) -> Advice {
    let status = seen.and_then(Exchange::status);
    let mut advice = Advice::new(
        Kind::Response,
        sent,
        is_known,
        status.unwrap_or(StatusCode::OK),
    );
    if let Some(instead) = status.and_then(response::status_instead) {
        (advice.status, advice.is_status_told) = (instead, true);
    }
    if seen.is_some_and(|seen| !seen.is_cross_origin) {
        return advice.end(seen);
    }
    advice.share(sent, mode, seen);
    let names: Vec<_> = read.iter().map(HeaderName::as_str).collect();
    if let (false, Ok(names)) = (names.is_empty(), HeaderValue::from_str(&names.join(","))) {
        advice.headers.push((ACCESS_CONTROL_EXPOSE_HEADERS, names));
    }
    advice.end(seen)
}

impl Advice {
    fn new(to: Kind, sent: &Outgoing, is_known: bool, status: StatusCode) -> Self {
        Self {
            to,
            method: sent.method.clone(),
            url: is_known.then(|| sent.url.clone()),
            status,
            headers: Vec::new(),
            is_status_told: false,
            is_instead_of_redirect: false,
            is_shorter: false,
        }
    }

    /// The same with this status, which matters, in place of that redirect.
    pub(crate) fn in_place_of_redirect(mut self, status: StatusCode, seen: &Exchange) -> Self {
        (self.status, self.is_status_told) = (status, true);
        self.is_instead_of_redirect = true;
        self.send_one_line(seen);
        self
    }

    /// What passes the CORS check.
    fn share(&mut self, sent: &Outgoing, mode: CredentialsMode, seen: Option<&Exchange>) {
        let is_public = mode != CredentialsMode::Include;
        let origin = match sent.headers.get(ORIGIN) {
            // What is right stays.
            _ if is_public && seen.is_some_and(Exchange::names_everybody) => {
                HeaderValue::from_static("*")
            }
            // Any page can have that one.
            Some(origin) if is_public && origin == "null" => HeaderValue::from_static("*"),
            Some(origin) => origin.clone(),
            None => return,
        };
        self.headers.push((ACCESS_CONTROL_ALLOW_ORIGIN, origin));
        if mode == CredentialsMode::Include {
            self.headers.push((
                ACCESS_CONTROL_ALLOW_CREDENTIALS,
                HeaderValue::from_static("true"),
            ));
        }
    }

    pub(crate) fn is_public(&self) -> bool {
        let named = self.headers.first();
        named.is_some_and(|(name, value)| *name == ACCESS_CONTROL_ALLOW_ORIGIN && value == "*")
    }

    /// For everybody, as its preflight is.
    pub(crate) fn make_public(&mut self) {
        self.headers.retain(|(name, _)| *name != VARY);
        for (name, value) in &mut self.headers {
            if *name == ACCESS_CONTROL_ALLOW_ORIGIN {
                *value = HeaderValue::from_static("*");
            }
        }
    }

    /// The rest: `Vary`, and one line instead of several that browsers refuse.
    fn end(mut self, seen: Option<&Exchange>) -> Self {
        let named = self.headers.first();
        if named.is_some_and(|(name, value)| *name == ACCESS_CONTROL_ALLOW_ORIGIN && value != "*") {
            self.headers
                .push((VARY, HeaderValue::from_static("origin")));
        }
        if let Some(seen) = seen {
            self.is_shorter = self.headers.iter().any(|advised| has_more(seen, advised));
            self.send_one_line(seen);
        }
        self
    }

    /// Instead of several that browsers refuse with this status.
    fn send_one_line(&mut self, seen: &Exchange) {
        let differing = seen.received.as_ref().and_then(|(_, headers)| {
            let name = response::differing(self.status, headers);
            let name = name.filter(|name| *name != CONTENT_LENGTH)?;
            Some((name.clone(), headers.get(&name)?.clone()))
        });
        let is_new =
            |(name, _): &(HeaderName, _)| self.headers.iter().all(|(told, _)| told != name);
        let differing = differing.filter(is_new);
        self.headers.extend(differing);
    }
}

/// Whether that is a list, and a longer one in the response. What `*` stands for is told.
fn has_more(seen: &Exchange, (name, advised): &(HeaderName, HeaderValue)) -> bool {
    const LISTS: [HeaderName; 3] = [
        ACCESS_CONTROL_ALLOW_METHODS,
        ACCESS_CONTROL_ALLOW_HEADERS,
        ACCESS_CONTROL_EXPOSE_HEADERS,
    ];
    fn names(value: &HeaderValue) -> impl Iterator<Item = &[u8]> {
        let items = items(value.as_bytes()).into_iter();
        items.filter(|item| !matches!(*item, b"" | b"*"))
    }
    let lines = seen.headers().filter(|_| LISTS.contains(name));
    let lines = lines
        .map(|headers| headers.get_all(name))
        .into_iter()
        .flatten();
    lines.flat_map(names).any(|item| {
        let mut advised = names(advised);
        !advised.any(|advised| advised.eq_ignore_ascii_case(item))
    })
}

/// Headers that libraries add, and of which the page's author often does not know.
const OF_LIBRARIES: &[&str] = &[
    "b3",
    "baggage",
    "cache-control",
    "correlation-context",
    "elastic-apm-traceparent",
    "expires",
    "if-modified-since",
    "newrelic",
    "pragma",
    "request-context",
    "request-id",
    "sentry-trace",
    "traceparent",
    "tracestate",
    "uber-trace-id",
    "x-amzn-trace-id",
    "x-cloud-trace-context",
    "x-correlation-id",
    "x-datadog-origin",
    "x-datadog-parent-id",
    "x-datadog-sampling-priority",
    "x-datadog-trace-id",
    "x-http-method-override",
    "x-request-id",
    "x-requested-with",
];

/// Whether a page may well do without this header of its request.
pub(crate) fn is_of_library(name: &HeaderName, sent: &Outgoing) -> bool {
    let text = name.as_str();
    OF_LIBRARIES.contains(&text)
        || text.starts_with("x-b3-")
        || text == "content-type" && !sent.body && sent.method.is_safe()
        || is_no_header(name)
}

/// Whether it does nothing as a header of a request.
pub(crate) fn is_no_header(name: &HeaderName) -> bool {
    is_of_response(name) || is_option(name)
}

/// Whether it is a response's header, which does nothing in a request. A page cannot set those of CORS that
/// are a request's.
pub(crate) fn is_of_response(name: &HeaderName) -> bool {
    name.as_str().starts_with("access-control-")
}

/// The preflight that does not ask for these headers.
pub(crate) fn without(asked: &HeaderMap, leave_out: &[HeaderName]) -> HeaderMap {
    let mut names = requested_headers(asked);
    names.retain(|name| !leave_out.contains(name));
    let mut asked = asked.clone();
    set_requested_headers(&mut asked, &names);
    asked
}
