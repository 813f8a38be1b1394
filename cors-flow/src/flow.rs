//! What a browser sends, and what it makes of the answers: the state machine.

mod challenge;
mod changes;
mod forbidden;
mod hop;
mod lacking;
mod method;
mod mixed_content;
pub(crate) mod redirect;
pub(crate) mod response;
mod safelist;
mod value;

use std::time::SystemTime;

use headers_allow_credentials::cors::{
    CheckError, CredentialsMode, ExposedError, PreflightError, check, check_exposed,
};
use http::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS,
    ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_METHOD,
    AUTHORIZATION, COOKIE, DATE, Entry, HeaderMap, HeaderName, HeaderValue, LOCATION, SET_COOKIE,
};
use http::{Method, StatusCode};
use url::Url;

pub use self::challenge::Challenge;
pub use self::forbidden::is_forbidden;
pub(crate) use self::forbidden::is_option;
use self::hop::Hop;
pub(crate) use self::hop::{includes_credentials, requested_headers, set_requested_headers};
pub use self::redirect::{RedirectError, is_redirect};
pub use self::response::ResponseError;
pub use self::safelist::{is_safelisted, unsafe_names};
pub(crate) use self::value::{items, trim, trimmed};
use crate::cookie::jar::Jar;
use crate::cookie::parse_date;
use crate::report::advice::Alternative;
use crate::report::cause::{self, Refused, Taint};
use crate::report::escape::escaped;
use crate::report::{Cause, Destination, Lead, misspelt, product};
use crate::report::{Error, Exchange, Finding, Kind, Note, Report, Scope};
use crate::{Origin, Request, SetupError};

/// One request of a page, from the call to what the page gets.
///
/// It is a state machine without input or output. It says what to send ([`step`](Self::step)), is
/// told what came back ([`receive`](Self::receive)), and ends in a [`Report`]. It follows the Fetch
/// standard from `fetch()` to the response that the page sees: forbidden methods and headers, the
/// safelist of request headers, preflights, redirects, same-origin requests, exposure. Each yes or no
/// to a response is that of [`headers_allow_credentials::cors`].
///
/// A driver that gets no response calls [`receive_nothing`](Self::receive_nothing) instead; one that
/// must not send the next request calls [`stop`](Self::stop).
///
/// Not in it are the preflight cache (each preflight is sent), and what a browser decides before CORS:
/// Content-Security-Policy, blocked ports, service workers, access to a local network. Mixed content
/// becomes a [`Note`].
///
/// # Examples
///
/// A driver. A real one asks a server.
///
/// ```
/// use cors_flow::{Flow, Origin, Outgoing, Request, Step};
/// use http::{HeaderMap, HeaderValue, StatusCode};
///
/// fn answer(sent: &Outgoing) -> (StatusCode, HeaderMap) {
///     let mut headers = HeaderMap::new();
///     headers.insert("access-control-allow-origin", sent.headers["origin"].clone());
///     headers.insert("access-control-allow-methods", HeaderValue::from_static("PUT"));
///     (StatusCode::NO_CONTENT, headers)
/// }
///
/// let page: Origin = "https://app.example.com".parse()?;
/// let mut flow = Flow::new(&page, &Request::put("https://api.example.com/me".parse()?))?;
/// assert!(flow.is_cross_origin() && !flow.carries_credentials());
/// while let Step::Send(sent) = flow.step() {
///     let (status, headers) = answer(&sent);
///     flow.receive(status, &headers);
/// }
/// assert!(flow.report().allowed());
/// assert_eq!(flow.report().exchanges().len(), 2, "the preflight, and the request");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Flow {
    hop: Hop,
    read: Vec<HeaderName>,
    keep: Vec<Vec<u8>>,
    /// The URL that the page asks next, if it is told.
    next: Option<Url>,
    dropped: Vec<HeaderName>,
    /// The answer to the preflight for the next request.
    preflight: Option<HeaderMap>,
    /// The exchange whose redirect has turned the origin into `null`, and where it led.
    taint: Option<(usize, Lead)>,
    /// The exchange whose redirect has led to a page to log in, and where that is.
    login: Option<(usize, Lead)>,
    /// Where the request began, if another mode may be tried.
    first: Option<Hop>,
    state: State,
    report: Report,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Preflight,
    Request,
    Done,
}

/// What comes next.
///
/// # Examples
///
/// See [`Flow`].
#[derive(Clone, Debug)]
// There is only one at a time, so its size does not matter.
#[allow(clippy::large_enum_variant)]
pub enum Step<'a> {
    /// Send this, follow no redirect, and pass what comes back to [`Flow::receive`].
    Send(Outgoing),
    /// Nothing: this is the outcome.
    Done(&'a Report),
}

/// A request as a browser sends it, except for headers that CORS does not use (`User-Agent`,
/// `Referer`, ..).
///
/// # Examples
///
/// ```
/// use cors_flow::{Flow, Origin, Request, Sent, Step};
///
/// let page: Origin = "https://app.example.com".parse()?;
/// let flow = Flow::new(&page, &Request::put("https://api.example.com/me".parse()?))?;
/// let Step::Send(sent) = flow.step() else { panic!("a PUT needs a preflight") };
/// assert_eq!(sent.kind, Sent::Preflight);
/// assert_eq!(sent.method, "OPTIONS");
/// assert_eq!(sent.headers["access-control-request-method"], "PUT");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Which of the two requests it is.
    pub kind: Sent,
    /// The method: `OPTIONS` if it is a preflight.
    pub method: Method,
    /// The URL, without a fragment, a user name or a password.
    pub url: Url,
    /// The headers.
    pub headers: HeaderMap,
    /// Whether the request's body goes with it.
    pub body: bool,
}

impl Outgoing {
    /// Sets the names of the headers that this preflight asks for, in place of those that it has: sorted, each once,
    /// as a browser writes them (Fetch standard, “CORS-preflight fetch”). With no names, the header is removed.
    ///
    /// It is for a driver that asks again, to see which header a server refuses. It is only for a preflight: no
    /// browser sends `Access-Control-Request-Headers` with another request.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request, Step};
    /// use http::HeaderName;
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let request = Request::get("https://api.example.com/me".parse()?).header("x-a", "1");
    /// let flow = Flow::new(&page, &request.header("x-b", "2"))?;
    /// let Step::Send(mut sent) = flow.step() else { panic!("such headers need a preflight") };
    /// assert_eq!(sent.headers["access-control-request-headers"], "x-a,x-b");
    /// sent.set_requested_headers(&["x-b", "authorization", "x-b"].map(HeaderName::from_static));
    /// assert_eq!(sent.headers["access-control-request-headers"], "authorization,x-b");
    /// sent.set_requested_headers(&[]);
    /// assert!(!sent.headers.contains_key("access-control-request-headers"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_requested_headers(&mut self, names: &[HeaderName]) {
        set_requested_headers(&mut self.headers, names);
    }
}

/// Which of the two requests it is.
///
/// # Examples
///
/// See [`Outgoing`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sent {
    /// Asks whether the request may be sent (Fetch standard, “CORS-preflight fetch”).
    Preflight,
    /// The request itself.
    Request,
}

impl Flow {
    /// Sets the request up as the `Request` constructor and `fetch()` do, for a page of that origin (Fetch
    /// standard, sections “Request class” and “Fetch method”). The page has no cookies yet: for one that has,
    /// see [`Page::flow`](crate::Page::flow).
    ///
    /// # Errors
    ///
    /// A [`SetupError`] if the constructor of `Request` or `fetch()` would throw: then a browser sends nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request, SetupError};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let request = Request::get("https://api.example.com/me".parse()?);
    /// assert!(Flow::new(&page, &request).is_ok());
    /// let error = Flow::new(&page, &request.body("{}")).unwrap_err();
    /// assert_eq!(error, SetupError::BodyNotAllowed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new<B>(page: &Origin, request: &Request<B>) -> Result<Self, SetupError> {
        if let Some(invalid) = request.invalid {
            return Err(invalid);
        }
        let method = method::normalized(request.method.clone());
        if method::is_forbidden(method.as_str()) {
            return Err(SetupError::ForbiddenMethod);
        }
        if !matches!(request.url.scheme(), "http" | "https") {
            return Err(SetupError::Scheme);
        }
        if redirect::has_credentials(&request.url) {
            return Err(SetupError::UrlCredentials);
        }
        if request.body.is_some() && matches!(method, Method::GET | Method::HEAD) {
            return Err(SetupError::BodyNotAllowed);
        }
        let (mut headers, dropped) = forbidden::without_forbidden(&trimmed(&request.headers));
        // The browser's own, which counts towards the safelist's limit (section “Fetching”).
        if !headers.contains_key(ACCEPT) {
            headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        }
        let mut report = Report::new(page, request.credentials);
        report.given.clone_from(&request.cookie);
        // Not shown by `Debug` either.
        report
            .given
            .iter_mut()
            .for_each(|cookie| cookie.set_sensitive(true));
        if !dropped.is_empty() {
            report.note(Note::Dropped(dropped.clone()));
        }
        let hop = Hop::first(page, request, method, headers);
        if request.cookie.is_some() && !hop.carries_credentials() {
            report.note(Note::CookieWithheld(request.credentials));
        }
        let mut flow = Self {
            first: Some(hop.clone()),
            read: request.read.clone(),
            keep: request.keep.clone(),
            next: request.next.clone(),
            dropped,
            ..Self::of_hop(hop, report)
        };
        flow.begin_hop();
        Ok(flow)
    }

    /// Before it begins, and of a page that wants nothing but the response.
    fn of_hop(hop: Hop, report: Report) -> Self {
        Self {
            hop,
            read: Vec::new(),
            keep: Vec::new(),
            next: None,
            dropped: Vec::new(),
            preflight: None,
            taint: None,
            login: None,
            first: None,
            state: State::Request,
            report,
        }
    }

    /// The names of the request's headers that a page cannot set (Fetch standard, “forbidden request-header”). A
    /// browser leaves them out without a word.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let request = Request::get("https://api.example.com/me".parse()?).header("host", "example.com");
    /// assert_eq!(Flow::new(&page, &request)?.dropped(), ["host"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn dropped(&self) -> &[HeaderName] {
        &self.dropped
    }

    /// The same flow, of a page whose browser keeps these cookies.
    pub(crate) fn with_jar(mut self, jar: Jar) -> Self {
        self.report.before = jar.clone();
        self.hop.jar = Some(jar);
        self
    }

    pub(crate) fn jar(&self) -> Option<&Jar> {
        self.hop.jar.as_ref()
    }

    /// What to do now: send a request, or nothing more. Asking twice changes nothing.
    ///
    /// # Examples
    ///
    /// See [`Flow`].
    #[must_use]
    pub fn step(&self) -> Step<'_> {
        match self.state {
            State::Preflight => Step::Send(self.hop.preflight()),
            State::Request => Step::Send(self.hop.request()),
            State::Done => Step::Done(&self.report),
        }
    }

    /// The request itself at the current URL, even while its preflight is under way or after that
    /// failed.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request, Step};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let flow = Flow::new(&page, &Request::put("https://api.example.com/me".parse()?))?;
    /// assert!(matches!(flow.step(), Step::Send(sent) if sent.method == "OPTIONS"));
    /// assert_eq!(flow.actual().method, "PUT");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn actual(&self) -> Outgoing {
        self.hop.request()
    }

    /// Whether CORS applies to the request at the current URL. Once cross-origin, a request stays
    /// so, even back at the page's own origin (Fetch standard, “Main fetch”, *response tainting*).
    ///
    /// # Examples
    ///
    /// See [`Flow`].
    #[must_use]
    pub fn is_cross_origin(&self) -> bool {
        self.hop.is_cross_origin()
    }

    /// Whether the request itself, and never its preflight, carries what the browser has for the
    /// current URL (Fetch standard, “HTTP-network-or-cache fetch”, *includeCredentials*).
    ///
    /// # Examples
    ///
    /// See [`Flow`].
    #[must_use]
    pub fn carries_credentials(&self) -> bool {
        self.hop.carries_credentials()
    }

    /// What happened so far; after [`Step::Done`], all of it.
    ///
    /// # Examples
    ///
    /// See [`Flow`].
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The report alone. A flow that is not at its end is [stopped](Self::stop) first.
    ///
    /// # Examples
    ///
    /// See [`Report`].
    pub fn into_report(mut self) -> Report {
        self.stop();
        self.report
    }

    /// Takes the response to what [`step`](Self::step) said to send: its final status (not 100 to
    /// 199) and its headers. After the end, this changes nothing.
    ///
    /// # Examples
    ///
    /// See [`Flow`].
    pub fn receive(&mut self, status: StatusCode, headers: &HeaderMap) {
        let headers = &without_secrets(trimmed(headers));
        let Some(sent) = self.record(Some((status, headers.clone()))) else {
            return;
        };
        if let Some(note) = response::note(status) {
            self.report.note(note);
        }
        let kind = match sent {
            Sent::Preflight => Kind::Preflight,
            Sent::Request => Kind::of(status, headers),
        };
        let mut finding = Finding {
            status: Some(status),
            ..self.finding(kind)
        };
        if sent == Sent::Preflight {
            finding.asked = self.hop.preflight().headers;
        } else {
            finding.has_authorization = self.hop.request().headers.contains_key(AUTHORIZATION);
        }
        finding.challenges = challenge::of(headers);
        if let Err(error) = response::refused(status, headers) {
            let then = self.errors(sent, status, headers);
            return self.fail(Finding { then, ..finding }, Error::Response(error));
        }
        match sent {
            Sent::Preflight => self.receive_preflight(finding, status, headers),
            Sent::Request => {
                // Whatever CORS says of it.
                self.hop.keep_cookies(headers);
                self.receive_response(finding, status, headers);
            }
        }
    }

    /// What the latest response says for itself: the first line of a small body of text, or the title of
    /// an HTML page. It decides nothing. The report shows it, since an error page is often the cause in
    /// the server's own words; and if it speaks of CORS, that is the [cause](Cause::NotOnList). A line that is
    /// blank changes nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let mut flow = Flow::new(&page, &Request::get("https://api.example.com/me".parse()?))?;
    /// flow.receive(StatusCode::FORBIDDEN, &HeaderMap::new());
    /// flow.receive_body(b"Invalid CORS request");
    /// assert_eq!(flow.report().exchanges()[0].excerpt(), Some("Invalid CORS request"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn receive_body(&mut self, line: &[u8]) {
        let line = line.trim_ascii();
        let latest = self.report.exchanges.last_mut();
        let latest = latest.filter(|latest| latest.received.is_some());
        let (Some(latest), false) = (latest, line.is_empty()) else {
            return;
        };
        latest.excerpt = Some(escaped(line));
        let finding = self.report.findings.last_mut();
        if let Some(finding) = finding.filter(|finding| !finding.allowed()) {
            cause::take_words(line, self.hop.page(), finding);
            self.set_changes();
        }
    }

    /// Records that there was no response: the server could not be reached, or does not speak HTTP.
    /// To a browser that is a network error, like a response that it refuses. `why` is what the driver
    /// knows of it, for a person. After the end, this changes nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let mut flow = Flow::new(&page, &Request::get("https://api.example.com/me".parse()?))?;
    /// flow.receive_nothing("connection refused");
    /// let report = flow.into_report();
    /// assert!(!report.allowed());
    /// assert_eq!(report.findings()[0].code().as_deref(), Some("NetworkError"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn receive_nothing(&mut self, why: impl Into<String>) {
        if self.record(None).is_some() {
            self.fail(self.finding(Kind::Network), Error::Network(why.into()));
        }
    }

    /// Records that there was no response because the server demands a client certificate in the TLS
    /// handshake and got none. No browser sends one with a preflight (Fetch standard, “CORS-preflight
    /// fetch”), nor without credentials: after this, the page does not get the response.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let mut flow = Flow::new(&page, &Request::put("https://api.example.com/me".parse()?))?;
    /// flow.receive_certificate_demand();
    /// let refused = flow.report().refused().expect("it is");
    /// assert_eq!(refused.code().as_deref(), Some("CertificateDemanded"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn receive_certificate_demand(&mut self) {
        if let Some(sent) = self.record(None) {
            self.fail(
                self.finding(Kind::Network),
                Error::CertificateDemanded(sent),
            );
        }
    }

    /// Which of the two requests was answered, unless the flow is at its end.
    fn record(&mut self, received: Option<(StatusCode, HeaderMap)>) -> Option<Sent> {
        let Step::Send(sent) = self.step() else {
            return None;
        };
        let kind = sent.kind;
        self.report.exchanges.push(Exchange {
            sent,
            is_known: self.hop.is_known(),
            is_cross_origin: self.hop.is_cross_origin(),
            carries_credentials: kind == Sent::Request && self.hop.carries_credentials(),
            time: time_of(received.as_ref().map(|(_, headers)| headers)),
            next: self.next.clone(),
            received,
            excerpt: None,
            is_refused: false,
        });
        Some(kind)
    }

    /// Goes on as if the preflight had been answered well: a browser that has the answer in its
    /// preflight cache does not ask again, and what was recorded of a page may lack it. If no preflight
    /// comes next, this changes nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request, Sent, Step};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let mut flow = Flow::new(&page, &Request::put("https://api.example.com/me".parse()?))?;
    /// flow.skip_preflight();
    /// assert!(matches!(flow.step(), Step::Send(sent) if sent.kind == Sent::Request));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn skip_preflight(&mut self) {
        if self.state == State::Preflight {
            self.state = State::Request;
        }
    }

    /// Ends before the next request is sent: the report covers only what happened so far.
    ///
    /// It is unknown what the page may read of a response that was never requested. But if the
    /// preflight's response exposes a header, then the response most likely does so, too
    /// ([`Finding::foretold`]). A preflight that does not says nothing of the response, which alone
    /// counts. What stays unknown is in [`Report::unanswered`].
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let request = Request::get("https://api.example.com/me".parse()?).read("etag");
    /// let mut flow = Flow::new(&page, &request)?;
    /// flow.stop();
    /// assert_eq!(flow.report().unsent().map(|unsent| unsent.method.as_str()), Some("GET"));
    /// assert_eq!(flow.report().unanswered(), ["etag"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn stop(&mut self) {
        if self.state == State::Done {
            return;
        }
        let preflight = self.preflight.take();
        for name in self.read.clone() {
            // A page can always read some names, and never some others.
            let finding = self.exposed(&name, &HeaderMap::new());
            let depends = finding.error == Some(Error::Exposed(ExposedError::MissingExposeHeaders));
            let foretold = preflight
                .as_ref()
                .map(|headers| self.exposed(&name, headers));
            match foretold.filter(Finding::allowed) {
                _ if !depends => self.report.findings.push(finding),
                None => self.report.unanswered.push(name),
                Some(foretold) => self.report.findings.push(Finding {
                    foretold: true,
                    ..foretold
                }),
            }
        }
        if self.report.findings.iter().any(|finding| finding.foretold) {
            self.report.note(Note::Foretold);
        }
        if !self.report.unanswered.is_empty() {
            let names = self.report.unanswered.clone();
            self.report.note(Note::Unanswered(names));
        }
        self.report.unsent = Some(self.actual());
        self.end();
    }

    /// The beginning of “Main fetch” and of “HTTP fetch”, for the current URL.
    fn begin_hop(&mut self) {
        self.preflight = None;
        self.state = if self.hop.needs_preflight() {
            State::Preflight
        } else {
            State::Request
        };
        if let Some(blocked) = self.hop.mixed_content() {
            self.report.note(Note::MixedContent(blocked));
        }
    }

    /// All that the checks find.
    fn errors(&self, sent: Sent, status: StatusCode, headers: &HeaderMap) -> Vec<Error> {
        let mode = self.report.mode;
        match sent {
            Sent::Preflight => {
                let asked = self.hop.preflight().headers;
                let headers = self.hop.answer_to_preflight(headers);
                let errors = lacking::of_preflight(&asked, mode, status, &headers);
                errors.into_iter().map(Error::Preflight).collect()
            }
            Sent::Request if self.hop.is_cross_origin() => {
                let errors = lacking::of_response(&self.hop.origin_to_send(), mode, headers);
                errors.into_iter().map(Error::Check).collect()
            }
            Sent::Request => Vec::new(),
        }
    }

    /// “CORS-preflight fetch”, from step 7 on.
    fn receive_preflight(&mut self, finding: Finding, status: StatusCode, headers: &HeaderMap) {
        let asked = finding.asked.clone();
        let mode = self.report.mode;
        let answer = self.hop.answer_to_preflight(headers);
        let errors = lacking::of_preflight(&asked, mode, status, &answer);
        let Some((&error, then)) = errors.split_first() else {
            self.report.findings.push(finding);
            self.preflight = Some(headers.clone());
            self.state = State::Request;
            return;
        };
        if error.is_only_authorization_by_wildcard(mode, headers) {
            self.report.note(Note::AuthorizationByWildcard);
        }
        let name = error.header_name(&asked);
        if let PreflightError::Check(error) = error {
            self.note_null(error, headers);
        }
        let finding = Finding {
            header: name.and_then(|name| name.parse().ok()),
            then: then.iter().copied().map(Error::Preflight).collect(),
            causes: self.causes(error, Some(&asked), status, headers),
            allows: allows(headers),
            ..finding
        };
        self.fail(finding, Error::Preflight(error));
    }

    /// The rest of “HTTP fetch”, and the end of “Main fetch”.
    fn receive_response(&mut self, finding: Finding, status: StatusCode, headers: &HeaderMap) {
        // Whatever the status: a redirect is checked, too.
        if self.hop.is_cross_origin() {
            let errors =
                lacking::of_response(&self.hop.origin_to_send(), self.report.mode, headers);
            if let Some((&error, then)) = errors.split_first() {
                self.note_null(error, headers);
                let causes = self.causes(PreflightError::Check(error), None, status, headers);
                let is_of_error = |cause: &Cause| matches!(cause, Cause::ErrorResponse { .. });
                // It says the same, if the page sent one.
                if !(finding.has_authorization && causes.iter().any(is_of_error)) {
                    self.note_unauthorized(status, headers);
                }
                self.note_wildcard(error, status);
                let finding = Finding {
                    then: then.iter().copied().map(Error::Check).collect(),
                    causes,
                    allows: allows(headers),
                    ..finding
                };
                return self.fail(finding, Error::Check(error));
            }
        }
        match self.hop.follow(status, headers) {
            Ok(None) => {
                self.report.findings.push(finding);
                for name in self.read.clone() {
                    self.report.findings.push(Finding {
                        status: Some(status),
                        is_absent: !headers.contains_key(&name),
                        ..self.exposed(&name, headers)
                    });
                }
                for name in self.keep.clone() {
                    self.report.keep(name);
                }
                self.note_null_allowed(headers);
                self.note_credentials(status, headers);
                self.end();
            }
            Ok(Some(next)) => {
                self.report.findings.push(finding);
                if let Some(to) = self.hop.leaves_authorization(&next) {
                    self.report.note(Note::AuthorizationRemoved(to));
                }
                let led = (
                    self.report.exchanges.len().saturating_sub(1),
                    self.lead(next.url()),
                );
                if led.1.to == Destination::Login && self.login.is_none() {
                    self.login = Some(led.clone());
                }
                if next.is_tainted() && self.taint.is_none() {
                    self.taint = Some(led);
                }
                if next.is_known() && !self.hop.is_known() && !next.is_tainted() {
                    self.report.note(Note::MaybeNull);
                }
                self.hop = next;
                self.begin_hop();
            }
            Err(error) => {
                let is_repeated = error == RedirectError::RepeatedLocation;
                if is_repeated && !response::differ(headers, &LOCATION) {
                    self.report.note(Note::SameLocations);
                }
                self.fail(finding, Error::Redirect(error));
            }
        }
    }

    /// What the response shows of who answered, and why.
    fn causes(
        &self,
        error: PreflightError,
        preflight: Option<&HeaderMap>,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Vec<Cause> {
        let lead = redirect::location(status, headers, self.hop.url())
            .ok()
            .flatten();
        let lead = lead.map(|to| self.lead(&to));
        let leads_away =
            || matches!(self.hop.follow(status, headers), Ok(Some(next)) if next.is_tainted());
        let taint = match &self.taint {
            Some((_, by)) => Taint::Before {
                by: by.clone(),
                last: self.lead_after(by),
            },
            None if leads_away() => Taint::Next,
            None => Taint::None,
        };
        let findings = self.report.findings.last();
        let refused = Refused {
            page: self.hop.page(),
            url: self.hop.url(),
            status,
            headers,
            preflight,
            after_preflight: findings.is_some_and(|last| last.kind == Kind::Preflight),
            lead,
            taint,
            login: self.login.as_ref().map(|(_, lead)| lead.clone()),
            is_check: matches!(error, PreflightError::Check(_)),
            is_of_origin: matches!(error, PreflightError::Check(error) if is_of_origin(error)),
        };
        refused.causes()
    }

    /// What the page could ask itself, instead of being led there by that redirect.
    fn lead_after(&self, by: &Lead) -> Lead {
        match by.to {
            Destination::Insecure => by.clone(),
            _ => self.lead(self.hop.url()),
        }
    }

    fn lead(&self, to: &Url) -> Lead {
        let lead = Lead::new(self.hop.url(), to);
        // Within an unknown origin, the URL is a placeholder.
        let is_known = self.hop.is_known() || self.hop.url().origin() != to.origin();
        Lead {
            url: lead.url.filter(|_| is_known),
            ..lead
        }
    }

    fn note_wildcard(&mut self, error: CheckError, status: StatusCode) {
        let carries_cookie = self.hop.request().headers.contains_key(COOKIE);
        let is_seen = self.hop.is_known() && status.is_success();
        if error == CheckError::WildcardAllowOrigin && is_seen && !carries_cookie {
            self.report.note(Note::WildcardWithoutCookie);
        }
    }

    /// Responses that a cache may give to another page.
    fn note_caches(&mut self) {
        let lacks_vary = |exchange: &Exchange| {
            let Some((status, headers)) = exchange
                .received
                .as_ref()
                .filter(|_| exchange.is_cross_origin)
            else {
                return false;
            };
            let named = headers.get(ACCESS_CONTROL_ALLOW_ORIGIN);
            named.is_some_and(|named| named != "*" && named != "null")
                && matches!(exchange.sent.method, Method::GET | Method::HEAD)
                && !cause::varies_by_origin(headers)
                && cause::is_cacheable(*status, headers)
        };
        if self.report.exchanges.iter().any(lacks_vary) {
            self.report.note(Note::VaryMissing);
        }
    }

    /// A response that the page gets, as any sandboxed page would.
    fn note_null_allowed(&mut self, headers: &HeaderMap) {
        let named = headers.get(ACCESS_CONTROL_ALLOW_ORIGIN);
        let is_null = self.hop.is_cross_origin() && named.is_some_and(|named| named == "null");
        // Otherwise it is said what to do instead.
        if is_null && self.report.allowed() {
            let by = self
                .taint
                .as_ref()
                .map(|(_, by)| by)
                .filter(|by| by.to != Destination::Login);
            let to_ask = by.and_then(|by| self.lead_after(by).to_ask());
            let is_told = |to: &Url| {
                self.report
                    .notes
                    .contains(&Note::AuthorizationRemoved(to.clone()))
            };
            let to_ask = to_ask.filter(|to| !is_told(to));
            self.report.note(Note::NullAllowed(to_ask));
        }
    }

    /// What a response that the page gets says of the credentials.
    fn note_credentials(&mut self, status: StatusCode, headers: &HeaderMap) {
        let exchanges = &self.report.exchanges;
        let is_post = |exchange: &Exchange| exchange.sent.method == Method::POST;
        let has_any = |exchange: &Exchange| {
            let sent = &exchange.sent.headers;
            sent.contains_key(COOKIE) || sent.contains_key(AUTHORIZATION) || exchange.sets_cookies()
        };
        let may_be_login = exchanges.iter().any(is_post) && !exchanges.iter().any(has_any);
        if may_be_login && status.is_success() && self.carries_credentials() {
            self.report.note(Note::NoCookieSet);
        }
        self.note_unauthorized(status, headers);
    }

    fn note_unauthorized(&mut self, status: StatusCode, headers: &HeaderMap) {
        let challenges = challenge::of(headers);
        let last = self.report.exchanges.last();
        let is_refused = last.is_some_and(|last| last.sent.headers.contains_key(AUTHORIZATION));
        let says_something = !challenges.is_empty() || is_refused;
        // At home, a browser asks the person.
        if status == StatusCode::UNAUTHORIZED && self.is_cross_origin() && says_something {
            self.report.note(Note::Unauthorized {
                challenges,
                is_refused,
            });
        }
    }

    fn note_null(&mut self, error: CheckError, headers: &HeaderMap) {
        let named = headers.get(ACCESS_CONTROL_ALLOW_ORIGIN);
        if error == CheckError::AllowOriginMismatch && named.is_some_and(|named| named == "null") {
            self.report.note(Note::NullNamed);
        }
    }

    /// “CORS filtered response” or, for the page's own origin, “basic filtered response”.
    fn exposed(&self, name: &HeaderName, headers: &HeaderMap) -> Finding {
        let error = check_exposed(name, self.report.mode, headers).err();
        let is_hidden = |error: &_| self.hop.is_cross_origin() || *error == ExposedError::Forbidden;
        let is_exposed = |preflight| check_exposed(name, self.report.mode, preflight).is_ok();
        let misplaced = error.is_some() && self.preflight.as_ref().is_some_and(is_exposed);
        let error = error.filter(is_hidden).map(Error::Exposed);
        let lacks = |renamed: &_, _: &_| match check_exposed(name, self.report.mode, renamed) {
            Ok(()) => Vec::new(),
            Err(_) => vec![name.to_string()],
        };
        let mut causes = misspelt::causes(&error, headers, lacks);
        causes.extend(misplaced.then_some(Cause::ExposedByPreflight));
        Finding {
            header: Some(name.clone()),
            error,
            causes,
            ..self.finding(Kind::Exposed)
        }
    }

    /// What that header of a response lacks, to a preflight if one was asked.
    fn lacks(&self, asked: &HeaderMap, headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
        // No server should name that origin.
        if self.hop.is_tainted() {
            return Vec::new();
        }
        let (mode, origin) = (self.report.mode, self.hop.origin_to_send());
        let errors = if asked.is_empty() {
            let errors = lacking::of_response(&origin, mode, headers);
            errors.into_iter().map(PreflightError::Check).collect()
        } else {
            let answer = self.hop.answer_to_preflight(headers);
            lacking::of_preflight(asked, mode, StatusCode::NO_CONTENT, &answer)
        };
        let text = |value: &HeaderValue| Some(value.to_str().ok()?.to_owned());
        let lacks = |error: PreflightError| match error {
            PreflightError::Check(error) if is_of_origin(error) => {
                Some((ACCESS_CONTROL_ALLOW_ORIGIN, text(&origin)?))
            }
            PreflightError::Check(_) => Some((ACCESS_CONTROL_ALLOW_CREDENTIALS, "true".into())),
            _ => match error.header_name(asked) {
                Some(name) => Some((ACCESS_CONTROL_ALLOW_HEADERS, name.to_owned())),
                None => Some((
                    ACCESS_CONTROL_ALLOW_METHODS,
                    text(asked.get(ACCESS_CONTROL_REQUEST_METHOD)?)?,
                )),
            },
        };
        let lacks = errors.into_iter().filter_map(lacks);
        lacks
            .filter(|(of, _)| of == name)
            .map(|(_, item)| item)
            .collect()
    }

    fn fail(&mut self, mut finding: Finding, error: Error) {
        if let Some(latest) = self.report.exchanges.last_mut() {
            latest.is_refused = true;
        }
        let latest = self.report.exchanges.last();
        if let Some(headers) = latest.and_then(Exchange::headers) {
            if let Some(meaning) = product::of_headers(headers) {
                meaning.apply(&mut finding);
            }
            let errors = [&error].into_iter().chain(&finding.then);
            let lacks = |renamed: &_, meant: &_| self.lacks(&finding.asked, renamed, meant);
            let causes = misspelt::causes(errors, headers, lacks);
            if causes.iter().any(Cause::is_of_allow_origin) {
                let is_guess =
                    |cause: &Cause| matches!(cause, Cause::NotOnList { .. } | Cause::NoCors { .. });
                finding.causes.retain(|cause| !is_guess(cause));
            }
            finding.causes.extend(causes);
        }
        self.report.findings.push(Finding {
            error: Some(error),
            ..finding
        });
        self.end();
    }

    fn end(&mut self) {
        self.state = State::Done;
        if self.report.allowed() {
            self.note_caches();
            if self.login.is_some() {
                self.report.note(Note::LedToLogin);
            }
        }
        self.set_changes();
        self.note_options();
    }

    /// Options of the call that came as headers, unless it is said already that they have to go.
    fn note_options(&mut self) {
        let alternatives = self.report.alternatives.iter();
        let told = alternatives.flat_map(|alternative| match alternative {
            Alternative::LeaveOut { headers, .. } => headers.clone(),
            _ => Vec::new(),
        });
        let told: Vec<_> = told.collect();
        for name in self.hop.request().headers.keys() {
            if is_option(name) && !told.contains(name) {
                self.report.note(Note::OptionAsHeader(name.clone()));
            }
        }
    }

    /// A decision on the latest exchange, or on what comes next if there is none.
    fn finding(&self, kind: Kind) -> Finding {
        let scope = match (self.hop.is_cross_origin(), self.hop.is_tainted()) {
            (false, _) => Scope::SameOrigin,
            (true, false) => Scope::CrossOrigin,
            (true, true) => Scope::RedirectTainted,
        };
        Finding {
            exchange: self.report.exchanges.len().checked_sub(1),
            url: self.hop.known_url(),
            ..Finding::new(kind, scope)
        }
    }
}

/// What allows something: without any of them, the rest is told only if there is more to tell.
const ALLOWS: [HeaderName; 4] = [
    ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_ALLOW_CREDENTIALS,
    ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_HEADERS,
];

fn allows(headers: &HeaderMap) -> Vec<HeaderName> {
    let has = |name: &HeaderName| headers.contains_key(name);
    ALLOWS.into_iter().filter(has).collect()
}

/// Whether `Access-Control-Allow-Origin` is what is wrong.
pub(crate) fn is_of_origin(error: CheckError) -> bool {
    matches!(
        error,
        CheckError::MissingAllowOrigin
            | CheckError::RepeatedAllowOrigin
            | CheckError::WildcardAllowOrigin
            | CheckError::AllowOriginMismatch
    )
}

/// The headers, whose `Debug` does not show the values of cookies.
fn without_secrets(mut headers: HeaderMap) -> HeaderMap {
    if let Entry::Occupied(mut lines) = headers.entry(SET_COOKIE) {
        lines.iter_mut().for_each(|line| line.set_sensitive(true));
    }
    headers
}

/// When a response was sent, by its `Date`: it may have been pasted much later. Without one, now.
pub(crate) fn time_of(response: Option<&HeaderMap>) -> SystemTime {
    let date = response.and_then(|headers| headers.get(DATE));
    date.and_then(|date| parse_date(date.as_bytes()))
        .unwrap_or_else(SystemTime::now)
}

/// What of the CORS check would fail if `Access-Control-Allow-Origin` were right.
pub(crate) fn credentials_header(headers: &HeaderMap) -> Result<(), CheckError> {
    let mut mended = headers.clone();
    mended.insert(ACCESS_CONTROL_ALLOW_ORIGIN, Origin::opaque().header_value());
    check("null", CredentialsMode::Include, &mended)
}
