//! The outcome of a request, as data. `words` makes the sentences, `trace` puts them in lines, `json`
//! writes them for programs.

pub mod advice;
pub(crate) mod cause;
pub(crate) mod cookies;
pub(crate) mod escape;
mod finding;
#[cfg(feature = "json")]
mod json;
mod lead;
pub(crate) mod misspelt;
pub(crate) mod product;
pub mod trace;
pub(crate) mod words;

use std::time::SystemTime;

use headers_allow_credentials::cors::{CheckError, CredentialsMode, check};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use url::Url;

use self::advice::{Advice, Alternative};
pub use self::cause::{Cause, Difference, Sign, may_be_of_list};
pub use self::cookies::CookieFinding;
pub use self::finding::{Error, Finding, Kind};
pub(crate) use self::finding::{Scope, code_of};
pub use self::lead::{Destination, Lead};
use crate::cookie::jar::Jar;
use crate::flow::{
    Challenge, Outgoing, Sent, credentials_header, redirect, response, time_of, trimmed,
};
use crate::{Origin, Request};

/// What a page gets of what it asked for, and each decision on the way, in order.
///
/// It prints as the trace that the command `cors-check` prints: each request, the headers of its
/// response that decide, what becomes of its cookies, what a browser makes of it all, then the verdict and
/// the notes. A test that
/// fails with it says why. Bytes of a server are escaped, and long values cut; values of the page's
/// headers that may be secret are not shown.
///
/// # Examples
///
/// ```
/// use cors_flow::{CredentialsMode, Flow, Origin, Request};
/// use http::{HeaderMap, StatusCode};
///
/// let page: Origin = "https://app.example.com".parse()?;
/// let mut flow = Flow::new(&page, &Request::get("https://api.example.com/me".parse()?))?;
/// flow.receive(StatusCode::OK, &HeaderMap::new());
/// let report = flow.into_report();
/// assert!(!report.allowed());
/// assert_eq!((report.origin(), report.mode()), (Some(&page), CredentialsMode::SameOrigin));
/// let refused = report.refused().expect("a response without the header");
/// assert!(!refused.allowed());
/// assert_eq!(refused.code().as_deref(), Some("MissingAllowOrigin"));
/// assert_eq!(report.findings().len(), 1);
/// assert!(report.to_string().starts_with("> GET https://api.example.com/me\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a refused request is a report, not an error"]
#[derive(Clone, Debug)]
pub struct Report {
    /// `None` if only the header itself was judged.
    pub(crate) origin: Option<Origin>,
    pub(crate) mode: CredentialsMode,
    /// The page's cookies, before it asked.
    pub(crate) before: Jar,
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) notes: Vec<Note>,
    pub(crate) unsent: Option<Outgoing>,
    pub(crate) unanswered: Vec<HeaderName>,
    /// The cookie that was given instead of one that was kept.
    pub(crate) given: Option<HeaderValue>,
    pub(crate) advice: Vec<Advice>,
    pub(crate) alternatives: Vec<Alternative>,
}

/// A request that was sent, and what came back.
///
/// Of those of [`Report::of_header_alone`], nobody knows the request: it is a placeholder.
///
/// # Examples
///
/// ```
/// use cors_flow::{Flow, Origin, Request};
/// use http::{HeaderMap, StatusCode};
///
/// let page: Origin = "https://app.example.com".parse()?;
/// let mut flow = Flow::new(&page, &Request::get("https://api.example.com/me".parse()?))?;
/// flow.receive(StatusCode::NOT_FOUND, &HeaderMap::new());
/// flow.receive_body(b"No such user");
/// let [exchange] = flow.report().exchanges() else { panic!("it asks once") };
/// assert_eq!(exchange.sent().headers["origin"], "https://app.example.com");
/// assert_eq!(exchange.url(), Some(&exchange.sent().url));
/// assert_eq!(exchange.status(), Some(StatusCode::NOT_FOUND));
/// assert_eq!(exchange.headers(), Some(&HeaderMap::new()));
/// assert_eq!(exchange.excerpt(), Some("No such user"));
/// assert!(exchange.is_cross_origin() && !exchange.carries_credentials());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
// They are independent of each other.
#[allow(clippy::struct_excessive_bools)]
pub struct Exchange {
    pub(crate) sent: Outgoing,
    pub(crate) is_known: bool,
    pub(crate) is_cross_origin: bool,
    pub(crate) carries_credentials: bool,
    /// When the response came.
    pub(crate) time: SystemTime,
    /// The URL that the page asks next, if it is another than that of the cookie.
    pub(crate) next: Option<Url>,
    pub(crate) received: Option<(StatusCode, HeaderMap)>,
    /// Of the body, escaped.
    pub(crate) excerpt: Option<String>,
    /// The response was refused.
    pub(crate) is_refused: bool,
}

impl Exchange {
    /// The request, as it was sent.
    ///
    /// # Examples
    ///
    /// See [`Exchange`].
    #[must_use]
    pub fn sent(&self) -> &Outgoing {
        &self.sent
    }

    /// The request's URL; `None` if nobody told it ([`Request::to_unknown_url`]).
    ///
    /// # Examples
    ///
    /// See [`Exchange`].
    ///
    /// [`Request::to_unknown_url`]: crate::Request::to_unknown_url
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        self.is_known.then_some(&self.sent.url)
    }

    /// The response's status; `None` if there was no response.
    ///
    /// # Examples
    ///
    /// See [`Exchange`].
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.received.as_ref().map(|(status, _)| *status)
    }

    /// The response's headers; `None` if there was no response.
    ///
    /// # Examples
    ///
    /// See [`Exchange`].
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.received.as_ref().map(|(_, headers)| headers)
    }

    /// Where the response redirects to, whether or not a browser follows: `None` if it is not a redirect, or
    /// leads to no URL that is known (Fetch standard, “location URL”).
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    /// use http::{HeaderMap, HeaderValue, StatusCode};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let mut flow = Flow::new(&page, &Request::put("https://api.example.com/me".parse()?))?;
    /// let mut headers = HeaderMap::new();
    /// headers.insert("location", HeaderValue::from_static("/login"));
    /// flow.receive(StatusCode::FOUND, &headers);
    /// let to = flow.report().exchanges()[0].leads_to().expect("it redirects");
    /// assert_eq!(to.as_str(), "https://api.example.com/login");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn leads_to(&self) -> Option<Url> {
        let (status, headers) = self.received.as_ref()?;
        let to = redirect::location(*status, headers, &self.sent.url).ok()??;
        let is_known = self.is_known || self.sent.url.origin() != to.origin();
        is_known.then_some(to)
    }

    /// Whether the request carries what the browser has for its URL, which no preflight does (Fetch
    /// standard, “HTTP-network-or-cache fetch”, *includeCredentials*).
    ///
    /// # Examples
    ///
    /// See [`Exchange`].
    #[must_use]
    pub fn carries_credentials(&self) -> bool {
        self.carries_credentials
    }

    /// The first line of the response's body, or the title of an HTML page, [`escaped`](crate::escaped) and so
    /// bounded. `None` unless the driver told it ([`receive_body`](crate::Flow::receive_body)).
    ///
    /// # Examples
    ///
    /// See [`Exchange`].
    #[must_use]
    pub fn excerpt(&self) -> Option<&str> {
        self.excerpt.as_deref()
    }

    /// Whether the response's `Access-Control-Allow-Origin` is `*`.
    pub(crate) fn names_everybody(&self) -> bool {
        let named = self
            .headers()
            .map(|headers| headers.get_all(ACCESS_CONTROL_ALLOW_ORIGIN));
        named.is_some_and(|named| named.iter().eq(["*"]))
    }

    /// Whether CORS applied to the request (see [`Flow::is_cross_origin`](crate::Flow::is_cross_origin)).
    ///
    /// # Examples
    ///
    /// See [`Exchange`].
    #[must_use]
    pub fn is_cross_origin(&self) -> bool {
        self.is_cross_origin
    }
}

/// What a person should know besides the decisions. It prints as a sentence.
///
/// # Examples
///
/// ```
/// use cors_flow::{Flow, Note, Origin, Request};
///
/// let page: Origin = "https://app.example.com".parse()?;
/// let flow = Flow::new(&page, &Request::get("http://api.example.com/me".parse()?))?;
/// assert_eq!(
///     flow.report().notes(),
///     [Note::MixedContent("http://api.example.com".to_owned())],
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// The page's headers that no page can set. A browser leaves them out.
    Dropped(Vec<HeaderName>),
    /// The given cookie was not sent, because the request does not carry credentials in this mode.
    CookieWithheld(CredentialsMode),
    /// The page sends this header, which is an option of the call: `credentials` of `fetch()`, or
    /// `withCredentials` of an `XMLHttpRequest`.
    OptionAsHeader(HeaderName),
    /// A redirect leads to this URL of another origin, so the page's Authorization is removed (Fetch standard,
    /// “HTTP-redirect fetch”).
    AuthorizationRemoved(Url),
    /// The page gets a 401, and the server says what it asks for or has refused an Authorization.
    Unauthorized {
        /// What `WWW-Authenticate` asks for.
        challenges: Vec<Challenge>,
        /// Whether the request had an Authorization.
        is_refused: bool,
    },
    /// A POST without any credentials succeeds, and no response sets a cookie: it may be a login.
    NoCookieSet,
    /// A secure page asks this insecure origin, which a browser blocks before CORS.
    MixedContent(String),
    /// Refused only because `*` does not cover Authorization, a rule that no browser follows today.
    AuthorizationByWildcard,
    /// A redirect has several lines of `Location` that are the same. By the standard it is refused;
    /// Chromium and Firefox follow it.
    SameLocations,
    /// `Access-Control-Allow-Origin` names `null`, and the request's origin is another.
    NullNamed,
    /// Chromium refuses a response with this status, whatever its headers say.
    StatusRefused(StatusCode),
    /// A redirect from an unknown URL names an origin. If that is another, the request's origin is
    /// `null` from there on.
    MaybeNull,
    /// What the page may read was judged by the preflight's response.
    Foretold,
    /// Whether the page may read these headers is unknown, since the request was not sent.
    Unanswered(Vec<HeaderName>),
    /// `Access-Control-Allow-Origin` is `*`, and the request carried no cookie: some servers answer
    /// otherwise to one that does.
    WildcardWithoutCookie,
    /// A response that a cache may keep, be it the browser's own, names the page's origin, without
    /// `Vary: Origin`.
    VaryMissing,
    /// The page gets the response because `Access-Control-Allow-Origin` is `null`, which is the origin of any
    /// sandboxed page, too. If redirects have made the page's origin `null`, this is the URL to ask instead,
    /// unless it is a page to log in.
    NullAllowed(Option<Url>),
    /// The page gets a response to which a redirect has led that leads to a page to log in, to judge by its
    /// URL.
    LedToLogin,
    /// Browsers refuse the server's certificate, although the driver did not: what it has to say of that, a whole
    /// sentence.
    Untrusted(String),
    /// What a driver has to say: a whole sentence.
    Driver(String),
}

impl Report {
    pub(crate) fn new(page: &Origin, mode: CredentialsMode) -> Self {
        Self {
            origin: Some(page.clone()),
            mode,
            before: Jar::default(),
            exchanges: Vec::new(),
            findings: Vec::new(),
            notes: Vec::new(),
            unsent: None,
            unanswered: Vec::new(),
            given: None,
            advice: Vec::new(),
            alternatives: Vec::new(),
        }
    }

    /// Judges `Access-Control-Allow-Credentials` alone, for responses of which nobody knows what page
    /// asked: those of redirects, in order, and the one that they led to. The first that is not what
    /// the CORS check requires with credentials mode `include` is the last that is judged. The CORS
    /// check itself needs the page's origin. Without it, an `Access-Control-Allow-Origin` that fits no
    /// origin is refused as well.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::Report;
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let report = Report::of_header_alone([(StatusCode::OK, HeaderMap::new())]);
    /// assert_eq!(report.findings()[0].code().as_deref(), Some("MissingAllowCredentials"));
    /// ```
    pub fn of_header_alone(responses: impl IntoIterator<Item = (StatusCode, HeaderMap)>) -> Self {
        let mut report = Self::new(&Origin::opaque(), CredentialsMode::Include);
        report.origin = None;
        for (at, (status, headers)) in responses.into_iter().enumerate() {
            let headers = trimmed(&headers);
            let refused = response::refused(status, &headers).map_err(Error::Response);
            let judged = refused.and_then(|()| header_alone(&headers).map_err(Error::Check));
            let error = judged.err();
            let is_refused = error.is_some();
            report.findings.push(Finding {
                exchange: Some(at),
                status: Some(status),
                error,
                ..Finding::new(Kind::of(status, &headers), Scope::HeaderAlone)
            });
            report.exchanges.push(Exchange {
                sent: Outgoing {
                    kind: Sent::Request,
                    method: Method::GET,
                    url: Request::to_unknown_url(Method::GET).url,
                    headers: HeaderMap::new(),
                    body: false,
                },
                is_known: false,
                is_cross_origin: true,
                carries_credentials: true,
                time: time_of(Some(&headers)),
                next: None,
                received: Some((status, headers)),
                excerpt: None,
                is_refused,
            });
            if is_refused {
                break;
            }
        }
        report
    }

    /// Whether something was asked, and all decisions were in favour of the page.
    ///
    /// If the driver stopped before the request was sent, this is about the preflight only: see
    /// [`unsent`](Self::unsent).
    ///
    /// # Examples
    ///
    /// See [`Report`].
    #[must_use]
    pub fn allowed(&self) -> bool {
        !self.exchanges.is_empty() && self.refused().is_none()
    }

    /// Whether the page gets the response, whatever it may read of it and whatever becomes of its cookies.
    ///
    /// If the driver stopped before the request was sent, this is about the preflight only: see
    /// [`unsent`](Self::unsent).
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    /// use http::{HeaderMap, HeaderValue, StatusCode};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let request = Request::get("https://api.example.com/me".parse()?).read("etag");
    /// let mut flow = Flow::new(&page, &request)?;
    /// assert!(!flow.report().gets_response());
    /// let mut headers = HeaderMap::new();
    /// headers.insert("access-control-allow-origin", HeaderValue::from_static("*"));
    /// flow.receive(StatusCode::OK, &headers);
    /// let report = flow.into_report();
    /// assert!(report.gets_response() && !report.allowed(), "the ETag is not exposed");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn gets_response(&self) -> bool {
        let mut findings = self.findings.iter();
        !self.exchanges.is_empty()
            && findings.all(|finding| finding.allowed() || !finding.kind.is_of_exchange())
    }

    /// The first decision against the page; `None` if there is none.
    ///
    /// # Examples
    ///
    /// See [`Report`].
    #[must_use]
    pub fn refused(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| !finding.allowed())
    }

    /// The page's origin; `None` if only the header itself was judged
    /// ([`of_header_alone`](Self::of_header_alone)).
    ///
    /// # Examples
    ///
    /// See [`Report`].
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// The request's credentials mode.
    ///
    /// # Examples
    ///
    /// See [`Report`].
    #[must_use]
    pub fn mode(&self) -> CredentialsMode {
        self.mode
    }

    /// The requests that were sent and what came back, in order.
    ///
    /// # Examples
    ///
    /// See [`Exchange`].
    #[must_use]
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// The decisions, in order. If a preflight or a response is refused, that decision is the last. If
    /// the page gets the response, there is one for each header that it wants to read, and for each cookie
    /// that it has to [keep](crate::Request::keep).
    ///
    /// # Examples
    ///
    /// See [`Report`].
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What a person should know besides the decisions, each once.
    ///
    /// # Examples
    ///
    /// See [`Note`].
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Adds a note, if it is not there yet.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Note, Report};
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let mut report = Report::of_header_alone([(StatusCode::OK, HeaderMap::new())]);
    /// let note = Note::Driver("The server is a test server.".to_owned());
    /// report.note(note.clone());
    /// report.note(note.clone());
    /// assert_eq!(report.notes(), [note]);
    /// ```
    pub fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Takes what a driver found out that asked again, with less, after a preflight was refused without a
    /// word: whether the server refuses the method, and which of the headers. If it is neither, then it is the
    /// origin, or nothing that answers preflights.
    ///
    /// It does nothing unless a preflight was refused. If only some of the headers may be to blame, see
    /// [`settle_one_of`](Self::settle_one_of).
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    /// use http::{HeaderMap, HeaderName, StatusCode};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let request = Request::put("https://api.example.com/me".parse()?).header("x-a", "1");
    /// let mut flow = Flow::new(&page, &request)?;
    /// flow.receive(StatusCode::FORBIDDEN, &HeaderMap::new());
    /// let mut report = flow.into_report();
    /// report.settle(false, vec![HeaderName::from_static("x-a")]);
    /// assert_eq!(
    ///     report.findings()[0].to_string(),
    ///     "`x-a` is not on the server's list of allowed headers, so it answers 403.",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn settle(&mut self, is_of_method: bool, headers: Vec<HeaderName>) {
        let refused = self.findings.iter_mut().find(|finding| !finding.allowed());
        let Some(refused) = refused.filter(|refused| refused.kind == Kind::Preflight) else {
            return;
        };
        refused.is_of_origin = !is_of_method && headers.is_empty();
        if !refused.is_of_origin {
            let method = refused.asked_method().filter(|_| is_of_method);
            refused.causes = vec![Cause::Refuses {
                status: refused.status.unwrap_or_default(),
                method,
                headers,
            }];
        }
    }

    /// Takes what a driver found out that asked again, with less, after a preflight was refused without a
    /// word: the server refuses at least one of these headers, and neither the origin nor the method. Which
    /// of them is unknown; if it is known, see [`settle`](Self::settle).
    ///
    /// It does nothing unless a preflight was refused.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let request = Request::put("https://api.example.com/me".parse()?).header("x-a", "1").header("x-b", "1");
    /// let mut flow = Flow::new(&page, &request)?;
    /// flow.receive(StatusCode::FORBIDDEN, &HeaderMap::new());
    /// let mut report = flow.into_report();
    /// report.settle_one_of(report.findings()[0].asked_headers());
    /// assert_eq!(
    ///     report.findings()[0].to_string(),
    ///     "at least one of `x-a` and `x-b` is not on the server's list of allowed headers, so it answers 403.",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn settle_one_of(&mut self, headers: Vec<HeaderName>) {
        let refused = self.findings.iter_mut().find(|finding| !finding.allowed());
        if let Some(refused) = refused.filter(|refused| refused.kind == Kind::Preflight) {
            let status = refused.status.unwrap_or_default();
            refused.causes = vec![Cause::RefusesOneOf { status, headers }];
        }
    }

    /// This, and then what came of the same page's next request, in one report. Origin, mode and earlier
    /// cookies are those of the first. What was not sent is that of the next one.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Page, Request};
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let page = Page::new("https://app.example.com".parse()?);
    /// let ask = |url: &str| {
    ///     let mut flow = page.flow(&Request::get(url.parse()?))?;
    ///     flow.receive(StatusCode::OK, &HeaderMap::new());
    ///     Ok::<_, Box<dyn std::error::Error>>(flow.into_report())
    /// };
    /// let report = ask("https://app.example.com/a")?.and_then(ask("https://api.example.com/b")?);
    /// assert_eq!(report.exchanges().len(), 2);
    /// assert_eq!(report.refused().and_then(|refused| refused.exchange), Some(1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn and_then(mut self, next: Self) -> Self {
        let before = self.exchanges.len();
        self.exchanges.extend(next.exchanges);
        self.findings
            .extend(next.findings.into_iter().map(|finding| Finding {
                exchange: finding.exchange.map(|at| before + at),
                ..finding
            }));
        for note in next.notes {
            self.note(note);
        }
        self.advice.extend(next.advice);
        self.alternatives.extend(next.alternatives);
        self.unsent = next.unsent;
        self.unanswered.extend(next.unanswered);
        self
    }

    /// All that the server has to send so that the page gets what it asked for, each request in turn. A
    /// server that sends it is allowed.
    ///
    /// It is empty if the page gets what it asked for, and if headers cannot mend it: if there was no
    /// response, or if the page has to ask another URL ([`alternatives`](Self::alternatives)).
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let mut flow = Flow::new(&page, &Request::put("https://api.example.com/me".parse()?))?;
    /// flow.receive(StatusCode::NOT_FOUND, &HeaderMap::new());
    /// let [preflight, response] = flow.report().advice() else { panic!("there are two requests") };
    /// assert_eq!(preflight.method, "OPTIONS");
    /// assert_eq!(preflight.status, 204);
    /// assert_eq!(preflight.headers[0].0, "access-control-allow-origin");
    /// assert_eq!(preflight.headers[0].1, "https://app.example.com");
    /// assert_eq!(response.method, "PUT");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn advice(&self) -> &[Advice] {
        &self.advice
    }

    /// What the page can do instead, if something would help it.
    ///
    /// # Examples
    ///
    /// See [`Alternative`].
    #[must_use]
    pub fn alternatives(&self) -> &[Alternative] {
        &self.alternatives
    }

    /// The request that was not sent, if the driver stopped before it.
    ///
    /// # Examples
    ///
    /// See [`Flow::stop`].
    ///
    /// [`Flow::stop`]: crate::Flow::stop
    #[must_use]
    pub fn unsent(&self) -> Option<&Outgoing> {
        self.unsent.as_ref()
    }

    /// The names of the headers that the page wants to read, but for which the answer is unknown because the
    /// request was not sent.
    ///
    /// # Examples
    ///
    /// See [`Flow::stop`](crate::Flow::stop).
    #[must_use]
    pub fn unanswered(&self) -> &[HeaderName] {
        &self.unanswered
    }
}

/// The CORS check, as far as it does not depend on the page's origin.
fn header_alone(headers: &HeaderMap) -> Result<(), CheckError> {
    credentials_header(headers)?;
    let named = headers.get(ACCESS_CONTROL_ALLOW_ORIGIN);
    let named = named.map(|named| named.to_str().unwrap_or_default());
    match named.map(|named| (named, named.parse::<Origin>())) {
        // It may be that there was no `Origin` in the request.
        None => Ok(()),
        Some((named, Ok(_))) => check(named, CredentialsMode::Include, headers),
        Some((_, Err(_))) => check(Origin::opaque().as_str(), CredentialsMode::Include, headers),
    }
}
