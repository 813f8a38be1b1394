//! What a browser does with a request of a page: which requests it sends, and what the page gets of
//! the responses.
//!
//! A [`Flow`] is a state machine without input or output. It says what to send ([`Flow::step`]), is
//! told what came back ([`Flow::receive`]), and ends in a [`Verdict`]. It follows the Fetch
//! standard from `fetch()` to the response that the page sees: forbidden methods and headers, the
//! safelist of request headers, preflights, redirects, same-origin requests, exposure. Each yes or
//! no to a response is the library's: [`cors::check`], [`cors::check_preflight`] and
//! [`cors::check_exposed`].
//!
//! It has three drivers: the network, heads that somebody pasted, and the playground.
//!
//! # A driver
//!
//! ```
//! use cors_check::flow::{Flow, Outgoing, Request, Step};
//! use http::{HeaderMap, HeaderValue, Method, StatusCode};
//!
//! // A real driver asks a server.
//! fn answer(sent: &Outgoing) -> (StatusCode, HeaderMap) {
//!     let mut headers = HeaderMap::new();
//!     headers.insert("access-control-allow-origin", sent.headers["origin"].clone());
//!     headers.insert("access-control-allow-methods", HeaderValue::from_static("PUT"));
//!     (StatusCode::NO_CONTENT, headers)
//! }
//!
//! let mut flow = Flow::new(Request {
//!     method: Method::PUT,
//!     ..Request::new("https://api.example/me".parse()?, "https://app.example")
//! })?;
//! let verdict = loop {
//!     match flow.step() {
//!         Step::Send(sent) => {
//!             let (status, headers) = answer(&sent);
//!             flow.receive(status, &headers);
//!         }
//!         Step::Done(verdict) => break verdict,
//!     }
//! };
//! assert!(verdict.allowed);
//! assert_eq!(verdict.steps.len(), 2, "the preflight, and the response");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A driver that gets no response calls [`Flow::receive_nothing`] instead; one that must not send
//! the next request calls [`Flow::stop`]. [`Flow::actual`] is the request itself, even while its
//! preflight is under way or after that failed.
//!
//! # What is not in it
//!
//! - The preflight cache: each preflight is sent.
//! - The use-CORS-preflight flag (listeners on an upload), which makes a browser send a preflight
//!   that it would not send otherwise.
//! - What a browser decides before CORS: mixed content, Content-Security-Policy, blocked ports,
//!   service workers, access to a local network.
//! - Cookies, except one that the driver gives.
//!
//! [`cors::check`]: headers_allow_credentials::cors::check
//! [`cors::check_preflight`]: headers_allow_credentials::cors::check_preflight
//! [`cors::check_exposed`]: headers_allow_credentials::cors::check_exposed

mod forbidden;
mod method;
mod redirect;
mod safelist;
mod verdict;

use std::{error, fmt};

use headers_allow_credentials::cors::{check, check_exposed, check_preflight, CredentialsMode};
use headers_allow_credentials::cors::{ExposedError, PreflightError};
use http::header::{
    HeaderMap, HeaderName, HeaderValue, ACCEPT, ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, COOKIE, ORIGIN,
};
use http::{Method, StatusCode};
pub use url::Url;

pub use self::redirect::RedirectError;
pub use self::safelist::{is_safelisted, unsafe_names};
pub use self::verdict::{Error, Finding, Kind, Verdict};
use crate::origin;

/// What a page asks for.
#[derive(Clone, Debug)]
pub struct Request {
    /// `http` or `https`, without a user name or a password.
    pub url: Url,
    /// The page's serialized origin, such as `https://app.example` or `null`.
    pub origin: String,
    /// As the page writes it: `put` is sent as `PUT`.
    pub method: Method,
    /// The page's own headers, a `Content-Type` of its body among them. Those that a page cannot
    /// set are left out: see [`Flow::dropped`].
    pub headers: HeaderMap,
    /// Whether it has a body. The driver keeps the body itself.
    pub body: bool,
    /// The request's credentials mode.
    pub credentials: CredentialsMode,
    /// What the browser's cookie jar holds for the URL's host: sent if the request carries
    /// credentials, never with a preflight, and never to another host.
    pub cookie: Option<HeaderValue>,
    /// The response headers that the page wants to read.
    pub read: Vec<HeaderName>,
}

impl Request {
    /// What `fetch(url)` asks for: a GET with credentials mode `same-origin`.
    #[must_use]
    pub fn new(url: Url, origin: impl Into<String>) -> Self {
        Self {
            url,
            origin: origin.into(),
            method: Method::GET,
            headers: HeaderMap::new(),
            body: false,
            credentials: CredentialsMode::SameOrigin,
            cookie: None,
            read: Vec::new(),
        }
    }
}

/// Why a browser sends nothing at all: the page's call throws.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupError {
    /// `CONNECT`, `TRACE` or `TRACK`, in any case.
    ForbiddenMethod,
    /// Not a serialized origin, and what to write instead.
    InvalidOrigin(String),
    /// The URL's scheme is neither `http` nor `https`.
    Scheme,
    /// The URL has a user name or a password.
    UrlCredentials,
    /// A body on a GET or a HEAD.
    BodyNotAllowed,
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ForbiddenMethod => {
                "no page can send CONNECT, TRACE or TRACK, in any case (`fetch` throws a \
                 TypeError): choose another method"
            }
            Self::InvalidOrigin(what) => return write!(f, "not an origin: {what}"),
            Self::Scheme => "expected a URL that begins with `http://` or `https://`",
            Self::UrlCredentials => {
                "no page can ask for a URL with a user name or a password (`fetch` throws a \
                 TypeError): leave them out, and add an Authorization header if the page sends one"
            }
            Self::BodyNotAllowed => {
                "no page can send a body with GET or HEAD (`fetch` throws a TypeError): choose \
                 another method, or leave out the body"
            }
        })
    }
}

impl error::Error for SetupError {}

/// What comes next.
#[derive(Clone, Debug)]
// There is only one at a time, so its size does not matter.
#[allow(clippy::large_enum_variant)]
pub enum Step<'a> {
    /// Send this, follow no redirect, and pass what comes back to [`Flow::receive`].
    Send(Outgoing),
    /// Nothing: this is the outcome.
    Done(&'a Verdict),
}

/// A request as a browser sends it, except for headers that CORS does not use (`User-Agent`,
/// `Referer`, ..).
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub kind: Sent,
    pub method: Method,
    /// Without a fragment, a user name or a password.
    pub url: Url,
    pub headers: HeaderMap,
    /// Whether the request's body goes with it.
    pub body: bool,
}

/// Which of the two requests it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Asks whether the request may be sent.
    Preflight,
    /// The request itself.
    Request,
}

/// One request of a page, from the call to the verdict.
#[derive(Clone, Debug)]
pub struct Flow {
    /// The page's origin, as `Origin` has it.
    origin: HeaderValue,
    /// The same for comparing. An opaque origin equals no other, so it is None.
    tuple: Option<url::Origin>,
    credentials: CredentialsMode,
    cookie: Option<(HeaderValue, Url)>,
    read: Vec<HeaderName>,
    dropped: Vec<HeaderName>,
    // Redirects change all below.
    url: Url,
    method: Method,
    headers: HeaderMap,
    body: bool,
    redirects: usize,
    /// The standard's “response tainting” is `cors`: once cross-origin, a request stays so.
    cross_origin: bool,
    /// The standard's “redirect-tainted origin”: `Origin` is `null` from here on.
    tainted: bool,
    /// The answer to the preflight for the next request.
    preflight: Option<HeaderMap>,
    state: State,
    verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Preflight,
    Request,
    Done,
}

impl Flow {
    /// Sets the request up as the `Request` constructor and `fetch()` do.
    ///
    /// # Errors
    ///
    /// If that throws, so that no browser sends anything.
    pub fn new(request: Request) -> Result<Self, SetupError> {
        let method = method::normalized(request.method);
        if method::is_forbidden(method.as_str()) {
            return Err(SetupError::ForbiddenMethod);
        }
        let origin = origin::parse(&request.origin).map_err(SetupError::InvalidOrigin)?;
        let tuple = Url::parse(&origin).map(|url| url.origin());
        let origin = HeaderValue::from_str(&origin)
            .map_err(|_| SetupError::InvalidOrigin("expected visible ASCII".into()))?;
        if !matches!(request.url.scheme(), "http" | "https") {
            return Err(SetupError::Scheme);
        }
        if redirect::has_credentials(&request.url) {
            return Err(SetupError::UrlCredentials);
        }
        if request.body && matches!(method, Method::GET | Method::HEAD) {
            return Err(SetupError::BodyNotAllowed);
        }
        let (mut headers, dropped) = forbidden::without_forbidden(&request.headers);
        // The browser's own, which counts towards the safelist's limit (section “Fetching”).
        if !headers.contains_key(ACCEPT) {
            headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        }
        let mut flow = Self {
            origin,
            tuple: tuple.ok().filter(url::Origin::is_tuple),
            credentials: request.credentials,
            cookie: request.cookie.map(|cookie| (cookie, request.url.clone())),
            read: request.read,
            dropped,
            url: request.url,
            method,
            headers,
            body: request.body,
            redirects: 0,
            cross_origin: false,
            tainted: false,
            preflight: None,
            state: State::Request,
            verdict: Verdict::default(),
        };
        flow.begin_hop();
        Ok(flow)
    }

    /// The request's headers that a page cannot set. A browser leaves them out without a word.
    #[must_use]
    pub fn dropped(&self) -> &[HeaderName] {
        &self.dropped
    }

    /// What to do now. Asking twice changes nothing.
    #[must_use]
    pub fn step(&self) -> Step<'_> {
        match self.state {
            State::Preflight => Step::Send(Outgoing {
                kind: Sent::Preflight,
                method: Method::OPTIONS,
                url: self.url_to_send(),
                headers: self.preflight_headers(),
                body: false,
            }),
            State::Request => Step::Send(self.actual()),
            State::Done => Step::Done(&self.verdict),
        }
    }

    /// The request itself at the current URL, even while its preflight is under way or after that
    /// failed.
    #[must_use]
    pub fn actual(&self) -> Outgoing {
        let mut headers = self.headers.clone();
        // Section “Append a request `Origin` header”. A script's request has mode `cors`, for which
        // the referrer policy does not matter.
        if self.cross_origin || !matches!(self.method, Method::GET | Method::HEAD) {
            headers.insert(ORIGIN, self.origin_to_send());
        }
        match &self.cookie {
            Some((cookie, of)) if self.carries_credentials() && may_get_cookie(of, &self.url) => {
                headers.insert(COOKIE, cookie.clone());
            }
            _ => {}
        }
        Outgoing {
            kind: Sent::Request,
            method: self.method.clone(),
            url: self.url_to_send(),
            headers,
            body: self.body,
        }
    }

    /// Whether CORS applies to the request at the current URL. Once cross-origin, a request stays
    /// so, even back at the page's own origin.
    #[must_use]
    pub fn is_cross_origin(&self) -> bool {
        self.cross_origin
    }

    /// The decisions so far; after [`Step::Done`], all of them.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Takes the response to what [`step`](Self::step) said to send: its final status (not 100 to
    /// 199) and its headers. After the end, this changes nothing.
    pub fn receive(&mut self, status: StatusCode, headers: &HeaderMap) {
        match self.state {
            State::Preflight => self.receive_preflight(status, headers),
            State::Request => self.receive_response(status, headers),
            State::Done => {}
        }
    }

    /// Records that there was no response: the server could not be reached, or does not speak HTTP.
    /// To a browser that is a network error, like a response that it refuses. `why` becomes the
    /// message.
    pub fn receive_nothing(&mut self, why: &str) {
        let kind = match self.state {
            State::Preflight => Kind::Preflight,
            State::Request => Kind::Response,
            State::Done => return,
        };
        let finding = Finding::new(kind, &self.url, why.to_owned());
        self.fail(finding, Error::Network);
    }

    /// Ends before the next request is sent: the verdict covers only what happened so far.
    ///
    /// It is unknown what the page may read of a response that was never requested. But if the
    /// preflight's response has an `Access-Control-Expose-Headers`, then the server most likely
    /// sends the same line with each response, and that line is judged ([`Finding::foretold`]).
    /// What stays unknown is in [`Verdict::unanswered`].
    pub fn stop(&mut self) {
        if self.state == State::Done {
            return;
        }
        let preflight = self.preflight.take();
        let foretells = |headers: &HeaderMap| headers.contains_key(ACCESS_CONTROL_EXPOSE_HEADERS);
        let preflight = preflight.filter(foretells);
        for name in self.read.clone() {
            // A page can always read some names, and never some others.
            match (self.exposes(&name, &HeaderMap::new()), &preflight) {
                (Err(ExposedError::MissingExposeHeaders), None) => {
                    self.verdict.unanswered.push(name);
                }
                (Err(ExposedError::MissingExposeHeaders), Some(headers)) => {
                    let exposed = self.exposes(&name, headers);
                    self.find_exposed(name, exposed, true, "");
                }
                (exposed, _) => self.find_exposed(name, exposed, false, ""),
            }
        }
        self.verdict.unsent = Some(self.actual());
        self.end();
    }

    /// The beginning of “Main fetch” and of “HTTP fetch”, for the current URL.
    fn begin_hop(&mut self) {
        self.preflight = None;
        self.cross_origin |= !self.is_own(&self.url);
        let asks_first = self.cross_origin
            && (!method::is_safelisted(&self.method) || !unsafe_names(&self.headers).is_empty());
        self.state = if asks_first {
            State::Preflight
        } else {
            State::Request
        };
    }

    /// “CORS-preflight fetch”, from step 7 on.
    fn receive_preflight(&mut self, status: StatusCode, headers: &HeaderMap) {
        let asked = self.preflight_headers();
        let finding = |message| Finding::new(Kind::Preflight, &self.url, message).with(status);
        match check_preflight(&asked, self.credentials, status, headers) {
            Ok(()) => {
                let method = &self.method;
                let finding = finding(format!("The preflight allows the {method}."));
                self.verdict.steps.push(finding);
                self.preflight = Some(headers.clone());
                self.state = State::Request;
            }
            Err(error) => {
                let name = error.header_name(&asked);
                let failed = |error| in_words(error, name, status);
                let mut message = failed(error);
                if error != PreflightError::Status && !status.is_success() {
                    // The status is often the cause: an error page does not come with CORS headers.
                    message += " After that, the status would fail: ";
                    message += &failed(PreflightError::Status);
                }
                let name = name.and_then(|name| name.parse().ok());
                let finding = Finding {
                    header: name,
                    ..finding(message)
                };
                self.fail(finding, Error::Preflight(error));
            }
        }
    }

    /// The rest of “HTTP fetch”, and the end of “Main fetch”.
    fn receive_response(&mut self, status: StatusCode, headers: &HeaderMap) {
        let finding = |message| Finding::new(Kind::Response, &self.url, message).with(status);
        // Before anything else, and whatever the status: a redirect is checked, too.
        if self.cross_origin {
            let origin = self.origin_to_send();
            if let Err(error) = check(origin, self.credentials, headers) {
                let finding = finding(format!("{error}."));
                return self.fail(finding, Error::Check(error));
            }
        }
        let code = status.as_u16();
        match redirect::location(status, headers, &self.url) {
            Ok(None) => {
                let finding = finding(if self.cross_origin {
                    "The page may read the response.".into()
                } else {
                    "The URL has the page's own origin, so there is no CORS check.".into()
                });
                self.verdict.steps.push(finding);
                for name in self.read.clone() {
                    let exposed = self.exposes(&name, headers);
                    let note = if headers.contains_key(&name) {
                        ""
                    } else {
                        ", but this response does not have it"
                    };
                    self.find_exposed(name, exposed, false, note);
                }
                self.end();
            }
            Ok(Some(next)) => {
                match self.may_follow(&next) {
                    Ok(()) => {
                        let finding = finding(if self.cross_origin {
                            format!("The redirect ({code}) passes the CORS check, and is followed.")
                        } else {
                            format!("The redirect ({code}) is from the page's own origin, and is followed.")
                        });
                        self.verdict.steps.push(finding);
                        self.follow(code, next);
                    }
                    Err(error) => self.fail(finding(format!("{error}.")), Error::Redirect(error)),
                }
            }
            Err(error) => self.fail(finding(format!("{error}.")), Error::Redirect(error)),
        }
    }

    /// “HTTP-redirect fetch”: the steps that can fail (6, 7, 9 and 10).
    fn may_follow(&self, next: &Url) -> Result<(), RedirectError> {
        if !matches!(next.scheme(), "http" | "https") {
            return Err(RedirectError::LocationScheme);
        }
        if self.redirects == redirect::MOST {
            return Err(RedirectError::TooManyRedirects);
        }
        if redirect::has_credentials(next) && (self.cross_origin || !self.is_own(next)) {
            return Err(RedirectError::LocationCredentials);
        }
        Ok(())
    }

    /// “HTTP-redirect fetch”: the steps that change the request.
    fn follow(&mut self, status: u16, next: Url) {
        self.redirects += 1;
        // 12. The method, and with it the body.
        if redirect::becomes_get(status, &self.method) {
            self.method = Method::GET;
            self.body = false;
            for name in redirect::BODY_HEADERS {
                self.headers.remove(name);
            }
        }
        let same_origin = self.url.origin() == next.origin();
        // 13. What was meant for one origin does not go to another.
        if !same_origin {
            self.headers.remove(AUTHORIZATION);
        }
        // “Redirect-taint”: a redirect from an origin that is not the page's own to a third.
        self.tainted |= !same_origin && !self.is_own(&self.url);
        self.url = next;
        // A browser sends the URL's user name and password only in answer to a 401. Neither call
        // fails for a URL with a host, which every http URL has.
        let _ = self.url.set_username("");
        let _ = self.url.set_password(None);
        self.begin_hop();
    }

    /// “CORS filtered response” or, for the page's own origin, “basic filtered response”.
    fn exposes(&self, name: &HeaderName, headers: &HeaderMap) -> Result<(), ExposedError> {
        let exposed = check_exposed(name, self.credentials, headers);
        match exposed {
            Err(ExposedError::Forbidden) => exposed,
            _ if !self.cross_origin => Ok(()),
            _ => exposed,
        }
    }

    fn find_exposed(
        &mut self,
        name: HeaderName,
        exposed: Result<(), ExposedError>,
        foretold: bool,
        note: &str,
    ) {
        let message = match exposed {
            Ok(()) => format!("The page may read `{name}`{note}."),
            Err(error) => format!("For `{name}`: {error}."),
        };
        self.verdict.steps.push(Finding {
            header: Some(name),
            error: exposed.err().map(Error::Exposed),
            foretold,
            ..Finding::new(Kind::Exposed, &self.url, message)
        });
    }

    fn fail(&mut self, finding: Finding, error: Error) {
        self.verdict.steps.push(Finding {
            error: Some(error),
            ..finding
        });
        self.end();
    }

    fn end(&mut self) {
        let steps = &self.verdict.steps;
        self.verdict.allowed = !steps.is_empty() && steps.iter().all(Finding::allowed);
        self.state = State::Done;
    }

    /// The preflight's headers: no credentials, and of the page's headers only the names.
    fn preflight_headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(ORIGIN, self.origin_to_send());
        // A method and names are tokens, which are always valid in a header's value.
        if let Ok(method) = HeaderValue::from_str(self.method.as_str()) {
            headers.insert(ACCESS_CONTROL_REQUEST_METHOD, method);
        }
        let names = unsafe_names(&self.headers);
        if !names.is_empty() {
            let names: Vec<_> = names.iter().map(HeaderName::as_str).collect();
            if let Ok(names) = HeaderValue::from_str(&names.join(",")) {
                headers.insert(ACCESS_CONTROL_REQUEST_HEADERS, names);
            }
        }
        headers
    }

    fn url_to_send(&self) -> Url {
        let mut url = self.url.clone();
        url.set_fragment(None);
        url
    }

    /// “Serializing a request origin”.
    fn origin_to_send(&self) -> HeaderValue {
        if self.tainted {
            HeaderValue::from_static("null")
        } else {
            self.origin.clone()
        }
    }

    /// Whether the request itself, and never its preflight, carries what the browser has for the
    /// current URL: the standard's *includeCredentials*.
    #[must_use]
    pub fn carries_credentials(&self) -> bool {
        match self.credentials {
            CredentialsMode::Omit => false,
            CredentialsMode::SameOrigin => !self.cross_origin,
            CredentialsMode::Include => true,
        }
    }

    fn is_own(&self, url: &Url) -> bool {
        self.tuple.as_ref() == Some(&url.origin())
    }
}

/// Whether a cookie for the one URL may be sent to the other. Cookies ignore the port. One that is
/// for an `https` URL counts as `Secure`.
fn may_get_cookie(of: &Url, to: &Url) -> bool {
    of.host() == to.host() && (of.scheme() == to.scheme() || to.scheme() == "https")
}

/// The error as a sentence, in which the header's name replaces its place in the request, and the
/// status is the one that came. The library's own sentences contain nothing of the input.
fn in_words(error: PreflightError, name: Option<&str>, status: StatusCode) -> String {
    let sentence = error.to_string();
    let sentence = match (error, name) {
        (
            PreflightError::HeaderNotAllowed { index }
            | PreflightError::WildcardAllowHeaders { index },
            Some(name),
        ) => {
            let place = format!("item {index} (from 0) of Access-Control-Request-Headers");
            debug_assert!(sentence.contains(&place), "{sentence}");
            sentence.replace(&place, &format!("`{name}`"))
        }
        (PreflightError::Status, _) => {
            let code = status.as_u16();
            debug_assert!(sentence.contains("a status outside"), "{sentence}");
            sentence.replace("a status outside", &format!("the status {code}, outside"))
        }
        _ => sentence,
    };
    sentence + "."
}
