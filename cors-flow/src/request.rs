//! What a page asks for.

use std::error;

use headers_allow_credentials::cors::CredentialsMode;
use http::Method;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

/// What a page asks for: the arguments of `fetch()`, and what the page does with the response.
///
/// It begins as what `fetch(url, { method })` asks for: no headers, no body, credentials mode
/// `same-origin`. What a page cannot ask for is a [`SetupError`] once the request is made.
///
/// `B` is the type of the body, as in [`http::Request`]. Without a call of [`body`](Self::body) it
/// is `String`, which is a body for every server that takes any.
///
/// # Examples
///
/// ```
/// use cors_flow::{CredentialsMode, Request};
///
/// let request = Request::put("https://api.example.com/me".parse()?)
///     .header("content-type", "application/json")
///     .body("{}".to_owned())
///     .credentials(CredentialsMode::Include)
///     .read("etag");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Request<B = String> {
    pub(crate) url: Url,
    /// Whether that is the URL, or only stands for one that nobody told.
    pub(crate) is_known: bool,
    pub(crate) method: Method,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<B>,
    pub(crate) credentials: CredentialsMode,
    pub(crate) cookie: Option<HeaderValue>,
    /// The standard's “use-CORS-preflight flag”.
    pub(crate) listens: bool,
    pub(crate) read: Vec<HeaderName>,
    pub(crate) keep: Vec<Vec<u8>>,
    pub(crate) next: Option<Url>,
    /// The first argument that is not valid.
    pub(crate) invalid: Option<SetupError>,
}

impl Request {
    /// A request of this method, as the page writes it: `put` is sent as `PUT`, `patch` stays
    /// `patch` (Fetch standard, section “Methods”, *normalize*).
    ///
    /// The URL is `http` or `https`, without a user name or a password.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Page, Request, Url};
    ///
    /// let page = Page::new("https://app.example.com".parse()?);
    /// let url: Url = "https://api.example.com/me".parse()?;
    /// let method_of = |request| page.flow(&request).map(|flow| flow.actual().method);
    /// assert_eq!(method_of(Request::new("put".parse()?, url.clone()))?, "PUT");
    /// assert_eq!(method_of(Request::get(url.clone()))?, "GET");
    /// assert_eq!(method_of(Request::head(url.clone()))?, "HEAD");
    /// assert_eq!(method_of(Request::post(url.clone()))?, "POST");
    /// assert_eq!(method_of(Request::put(url.clone()))?, "PUT");
    /// assert_eq!(method_of(Request::patch(url.clone()))?, "PATCH");
    /// assert_eq!(method_of(Request::delete(url))?, "DELETE");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            url,
            is_known: true,
            method,
            headers: HeaderMap::new(),
            body: None,
            credentials: CredentialsMode::default(),
            cookie: None,
            listens: false,
            read: Vec::new(),
            keep: Vec::new(),
            next: None,
            invalid: None,
        }
    }

    /// A request to a URL that nobody knows, of some origin other than the page's: for responses
    /// that were found in a log or on a clipboard.
    ///
    /// Its URL is absent from the report. A redirect that names an origin makes the next URL known.
    /// Whether that redirect left its origin is unknown, so a [`Note`](crate::Note) says what would
    /// change if it did.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let mut flow = Flow::new(&page, &Request::to_unknown_url("GET".parse()?))?;
    /// flow.receive(StatusCode::OK, &HeaderMap::new());
    /// assert_eq!(flow.report().findings()[0].url, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[allow(clippy::missing_panics_doc)] // It does not: the constant is a URL.
    pub fn to_unknown_url(method: Method) -> Self {
        let url = Url::parse(UNKNOWN).expect("a constant that is a URL");
        Self {
            is_known: false,
            ..Self::new(method, url)
        }
    }

    /// A `GET`, as `fetch(url)` sends it.
    ///
    /// # Examples
    ///
    /// See [`Request::new`].
    #[must_use]
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }

    /// A `HEAD`, as `fetch(url, { method: "HEAD" })` sends it.
    ///
    /// # Examples
    ///
    /// See [`Request::new`].
    #[must_use]
    pub fn head(url: Url) -> Self {
        Self::new(Method::HEAD, url)
    }

    /// A `POST`, as `fetch(url, { method: "POST" })` sends it.
    ///
    /// # Examples
    ///
    /// See [`Request::new`].
    #[must_use]
    pub fn post(url: Url) -> Self {
        Self::new(Method::POST, url)
    }

    /// A `PUT`, as `fetch(url, { method: "PUT" })` sends it.
    ///
    /// # Examples
    ///
    /// See [`Request::new`].
    #[must_use]
    pub fn put(url: Url) -> Self {
        Self::new(Method::PUT, url)
    }

    /// A `PATCH`, as `fetch(url, { method: "PATCH" })` sends it: in upper case, as a server knows it.
    ///
    /// # Examples
    ///
    /// See [`Request::new`].
    #[must_use]
    pub fn patch(url: Url) -> Self {
        Self::new(Method::PATCH, url)
    }

    /// A `DELETE`, as `fetch(url, { method: "DELETE" })` sends it.
    ///
    /// # Examples
    ///
    /// See [`Request::new`].
    #[must_use]
    pub fn delete(url: Url) -> Self {
        Self::new(Method::DELETE, url)
    }
}

/// How many response headers a page may want to read: each reads the whole list that exposes them.
const MOST_READ: usize = 100;

/// Stands for a URL that nobody told. Its host cannot exist (RFC 6761).
const UNKNOWN: &str = "https://unknown.invalid/";

/// A [`HeaderMap`] panics beyond some 24,000, and the browser adds headers of its own.
const MOST_HEADERS: usize = 10_000;

impl<B> Request<B> {
    /// Adds a header that the page sets. A name may be added more than once.
    ///
    /// One that a page cannot set, such as `Origin` or `Cookie`, is left out, as in a browser: see
    /// [`Flow::dropped`](crate::Flow::dropped). An invalid name or value becomes a [`SetupError`].
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Page, Request};
    ///
    /// let page = Page::new("https://app.example.com".parse()?);
    /// let request = Request::get("https://api.example.com/me".parse()?)
    ///     .header(http::header::ACCEPT, "application/json")
    ///     .header("x-csrf-token", "1");
    /// assert_eq!(page.flow(&request)?.actual().headers["x-csrf-token"], "1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn header(
        mut self,
        name: impl TryInto<HeaderName>,
        value: impl TryInto<HeaderValue>,
    ) -> Self {
        match (name.try_into(), value.try_into()) {
            (Err(_), _) => self.refuse(SetupError::InvalidHeaderName),
            (_, Err(_)) => self.refuse(SetupError::InvalidHeaderValue),
            _ if self.headers.len() == MOST_HEADERS => self.refuse(SetupError::TooManyHeaders),
            (Ok(name), Ok(value)) => {
                self.headers.append(name, value);
                self
            }
        }
    }

    /// Sets the body, of any type. Its `Content-Type` is one of the page's headers. With `GET` and `HEAD`, a
    /// body becomes a [`SetupError`].
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Page, Request};
    ///
    /// let page = Page::new("https://app.example.com".parse()?);
    /// let request = Request::post("https://api.example.com/me".parse()?)
    ///     .header("content-type", "text/plain;charset=UTF-8")
    ///     .body("hello".to_owned());
    /// assert!(page.flow(&request)?.actual().body);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn body<C>(self, body: C) -> Request<C> {
        Request {
            url: self.url,
            is_known: self.is_known,
            method: self.method,
            headers: self.headers,
            body: Some(body),
            credentials: self.credentials,
            cookie: self.cookie,
            listens: self.listens,
            read: self.read,
            keep: self.keep,
            next: self.next,
            invalid: self.invalid,
        }
    }

    /// Sets the credentials mode, as in `fetch(url, { credentials })`.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{CredentialsMode, Page, Request};
    ///
    /// let page = Page::new("https://app.example.com".parse()?);
    /// let request = Request::get("https://api.example.com/me".parse()?);
    /// assert!(!page.flow(&request)?.carries_credentials());
    /// assert!(page.flow(&request.credentials(CredentialsMode::Include))?.carries_credentials());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn credentials(mut self, mode: CredentialsMode) -> Self {
        self.credentials = mode;
        self
    }

    /// What the browser's cookie store holds for the URL's host, as the header `Cookie` has it. It is
    /// sent if the request carries credentials, never with a preflight, and never to another host. Of the
    /// cookies that a [`Page`](crate::Page) keeps, those of other names follow it.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{CredentialsMode, Page, Request};
    /// use http::HeaderValue;
    ///
    /// let page = Page::new("https://app.example.com".parse()?);
    /// let request = Request::get("https://api.example.com/me".parse()?)
    ///     .credentials(CredentialsMode::Include)
    ///     .cookie(HeaderValue::from_static("sid=1"));
    /// assert_eq!(page.flow(&request)?.actual().headers["cookie"], "sid=1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn cookie(mut self, cookie: HeaderValue) -> Self {
        self.cookie = Some(cookie);
        self
    }

    /// The page listens to the progress of its upload (`XMLHttpRequest`, `xhr.upload`), so that a
    /// cross-origin request needs a preflight even if its method and headers do not (Fetch standard,
    /// “use-CORS-preflight flag”). The answer to that need not name the method.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request, Sent, Step};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let request = Request::post("https://api.example.com/me".parse()?).upload_listener();
    /// let flow = Flow::new(&page, &request)?;
    /// assert!(matches!(flow.step(), Step::Send(sent) if sent.kind == Sent::Preflight));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn upload_listener(mut self) -> Self {
        self.listens = true;
        self
    }

    /// Adds a response header that the page wants to read, as by `response.headers.get(name)`. The
    /// report then says of each, once, whether it may (Fetch standard, “CORS filtered response”). There may
    /// be 100.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Page, Request};
    ///
    /// let page = Page::new("https://app.example.com".parse()?);
    /// let request = Request::get("https://api.example.com/me".parse()?)
    ///     .read("x-request-id")
    ///     .read(http::header::ETAG);
    /// let report = page.flow(&request)?.into_report();
    /// assert_eq!(report.unanswered(), ["x-request-id", "etag"], "nothing was sent");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn read(mut self, name: impl TryInto<HeaderName>) -> Self {
        match name.try_into() {
            Ok(name) if self.read.contains(&name) => self,
            Ok(_) if self.read.len() == MOST_READ => self.refuse(SetupError::TooManyToRead),
            Ok(name) => {
                self.read.push(name);
                self
            }
            Err(_) => self.refuse(SetupError::InvalidHeaderName),
        }
    }

    /// Adds a cookie that has to be kept and to come back: in each [browser](crate::cookie::Browser), the
    /// cookie has to be part of the next request, else the page does not get what it asks for. If no
    /// response sets it, this request has to carry it.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{CredentialsMode, Flow, Origin, Request};
    /// use http::{HeaderMap, HeaderValue, StatusCode};
    ///
    /// let page: Origin = "https://app.example".parse()?;
    /// let request = Request::get("https://api.example/login".parse()?)
    ///     .credentials(CredentialsMode::Include)
    ///     .keep("sid");
    /// let mut flow = Flow::new(&page, &request)?;
    /// let mut headers = HeaderMap::new();
    /// headers.insert("access-control-allow-origin", HeaderValue::from_static("https://app.example"));
    /// headers.insert("access-control-allow-credentials", HeaderValue::from_static("true"));
    /// headers.insert("set-cookie", HeaderValue::from_static("sid=1"));
    /// flow.receive(StatusCode::OK, &headers);
    /// let refused = flow.report().refused().expect("app.example and api.example are two sites");
    /// assert_eq!(refused.code().as_deref(), Some("CrossSiteByDefault"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn keep(mut self, name: impl Into<Vec<u8>>) -> Self {
        let name = name.into();
        let is_of_name = |byte: &u8| !byte.is_ascii_control() && !b"=;".contains(byte);
        if name.is_empty() || !name.iter().all(is_of_name) || name.trim_ascii() != name {
            return self.refuse(SetupError::InvalidCookieName);
        }
        if !self.keep.contains(&name) {
            self.keep.push(name);
        }
        self
    }

    /// The URL that the page asks next, in the same mode: whether cookies come back is judged for it. If
    /// this is not called, it is the URL that sets the cookie.
    ///
    /// # Examples
    ///
    /// ```
    /// # use cors_flow::Request;
    /// let request = Request::post("https://api.example.com/auth/login".parse()?)
    ///     .keep("sid")
    ///     .then("https://api.example.com/me".parse()?);
    /// # Ok::<(), url::ParseError>(())
    /// ```
    #[must_use]
    pub fn then(mut self, next: Url) -> Self {
        self.next = Some(next);
        self
    }

    fn refuse(mut self, error: SetupError) -> Self {
        self.invalid.get_or_insert(error);
        self
    }
}

/// Why a browser sends nothing at all: the page's call throws (Fetch standard, the constructor of
/// `Request`).
///
/// # Examples
///
/// ```
/// use cors_flow::{Flow, Origin, Request, SetupError};
///
/// let page: Origin = "https://app.example.com".parse()?;
/// let request = Request::new("TRACE".parse()?, "https://api.example.com/".parse()?);
/// assert_eq!(Flow::new(&page, &request).unwrap_err(), SetupError::ForbiddenMethod);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetupError {
    /// `CONNECT`, `TRACE` or `TRACK`, in any case.
    ForbiddenMethod,
    /// The URL's scheme is neither `http` nor `https`.
    Scheme,
    /// The URL has a user name or a password.
    UrlCredentials,
    /// A body on a GET or a HEAD.
    BodyNotAllowed,
    /// The name of a header, sent or read, is not a token.
    InvalidHeaderName,
    /// The value of a header has a control character.
    InvalidHeaderValue,
    /// The name of a cookie to keep is empty, or has `=`, `;`, a control character or a space around it.
    InvalidCookieName,
    /// More than 10,000 headers.
    TooManyHeaders,
    /// More than 100 response headers to read.
    TooManyToRead,
}

impl error::Error for SetupError {}
