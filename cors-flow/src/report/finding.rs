//! One decision, as data.

use std::fmt;

use headers_allow_credentials::cors::{CheckError, ExposedError, PreflightError};
use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    HeaderMap, HeaderName,
};
use url::Url;

use super::Cause;
use crate::cookie::{Browser, KeepError, SendError};
use crate::flow::requested_headers;
use crate::{Challenge, RedirectError, ResponseError, Sent, is_redirect};

/// One decision. It prints as a sentence: what was decided and, if it is against the page, what to
/// send. Of a response, it repeats only where it
/// leads.
///
/// # Examples
///
/// See [`Report`](crate::Report).
#[non_exhaustive]
#[derive(Clone, Debug)]
// They are independent of each other.
#[allow(clippy::struct_excessive_bools)]
pub struct Finding {
    /// What was decided on.
    pub kind: Kind,
    /// The place in [`Report::exchanges`](crate::Report::exchanges) of the request that was answered;
    /// `None` if nothing was sent yet.
    pub exchange: Option<usize>,
    /// The URL that was asked, if it is known.
    pub url: Option<Url>,
    /// The response's status, if there was a response.
    pub status: Option<StatusCode>,
    /// Why it is against the page, if it is.
    pub error: Option<Error>,
    /// What of the same response would fail next, once `error` is mended: all of it, up to 15.
    pub then: Vec<Error>,
    /// What the response shows of who answered, and why, the nearest first.
    pub causes: Vec<Cause>,
    /// The header that it is about: one that the page wants to read, or one that the preflight
    /// asked for.
    pub header: Option<HeaderName>,
    /// The name of the cookie that it is about: one that has to be kept.
    pub cookie: Option<Vec<u8>>,
    /// The first browser in which the cookie is not kept or does not come back.
    pub browser: Option<Browser>,
    /// Whether it was judged by the preflight's response, because the request was not sent.
    pub foretold: bool,
    /// The preflight that was answered, if it is about one.
    pub(crate) asked: HeaderMap,
    /// What the server asks for, to log in.
    pub(crate) challenges: Vec<Challenge>,
    /// The body says that the method or a header is not on a list.
    pub(crate) says_list: bool,
    /// What the status means, if a sign of a product tells that it means another one.
    pub(crate) meant: Option<StatusCode>,
    /// The request that was answered carried an Authorization.
    pub(crate) has_authorization: bool,
    pub(crate) scope: Scope,
    /// The response does not have the header that the page may read.
    pub(crate) is_absent: bool,
    /// The headers of the response that allow something.
    pub(crate) allows: Vec<HeaderName>,
    /// It is known that neither the method nor a header is the reason.
    pub(crate) is_of_origin: bool,
}

/// What was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// CORS does not apply.
    SameOrigin,
    /// All that CORS requires.
    CrossOrigin,
    /// The same, for the origin `null` that redirects have made of the page's.
    RedirectTainted,
    /// Only `Access-Control-Allow-Credentials`.
    HeaderAlone,
}

impl Finding {
    pub(crate) fn new(kind: Kind, scope: Scope) -> Self {
        Self {
            kind,
            exchange: None,
            url: None,
            status: None,
            error: None,
            then: Vec::new(),
            causes: Vec::new(),
            header: None,
            cookie: None,
            browser: None,
            foretold: false,
            asked: HeaderMap::new(),
            challenges: Vec::new(),
            says_list: false,
            meant: None,
            has_authorization: false,
            scope,
            is_absent: false,
            allows: Vec::new(),
            is_of_origin: false,
        }
    }

    /// Whether the response does not have a single header that allows something.
    pub(crate) fn is_silent(&self) -> bool {
        self.allows.is_empty()
    }

    /// The method that the preflight asked for.
    pub(crate) fn asked_method(&self) -> Option<String> {
        let method = self.asked.get(ACCESS_CONTROL_REQUEST_METHOD)?;
        Some(method.to_str().ok()?.to_owned())
    }

    /// The names of the headers that the preflight asked for, if it is about one.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let request = Request::get("https://api.example.com/me".parse()?).header("x-a", "1");
    /// let mut flow = Flow::new(&page, &request)?;
    /// flow.receive(StatusCode::FORBIDDEN, &HeaderMap::new());
    /// assert_eq!(flow.report().findings()[0].asked_headers(), ["x-a"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn asked_headers(&self) -> Vec<HeaderName> {
        requested_headers(&self.asked)
    }

    /// Whether it is in favour of the page.
    ///
    /// # Examples
    ///
    /// See [`Report`](crate::Report).
    #[must_use]
    pub fn allowed(&self) -> bool {
        self.error.is_none()
    }

    /// For a program: the name of the error, as [`Error::code`] gives it; `None` if it is in favour of the page.
    ///
    /// # Examples
    ///
    /// See [`Report`](crate::Report).
    #[must_use]
    pub fn code(&self) -> Option<String> {
        self.error.as_ref().map(Error::code)
    }
}

/// What was decided on.
///
/// # Examples
///
/// ```
/// assert_eq!(cors_flow::Kind::Preflight.as_str(), "preflight");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A preflight's response: whether the request may be sent.
    Preflight,
    /// A response: whether the page may read it.
    Response,
    /// A response that is a redirect: whether the browser may follow it.
    Redirect,
    /// One header of the response: whether the page may read it.
    Exposed,
    /// A cookie that the page needs: whether every browser keeps it and sends it next.
    Cookie,
    /// There was no response.
    Network,
}

impl Kind {
    /// What a response is, if it is not a preflight's.
    pub(crate) fn of(status: StatusCode, headers: &HeaderMap) -> Self {
        if is_redirect(status, headers) {
            Self::Redirect
        } else {
            Self::Response
        }
    }

    /// Whether the decision is about getting the response at all, and not about reading one of its headers or about
    /// a cookie.
    pub(crate) fn is_of_exchange(self) -> bool {
        !matches!(self, Self::Exposed | Self::Cookie)
    }

    /// The name in the JSON report: `preflight`, `response`, `redirect`, `exposed`, `cookie` or `network`.
    ///
    /// # Examples
    ///
    /// See [`Kind`].
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Preflight => "preflight",
            Self::Response => "response",
            Self::Redirect => "redirect",
            Self::Exposed => "exposed",
            Self::Cookie => "cookie",
            Self::Network => "network",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why a decision is against the page: an error of the library, of a response, or of a redirect.
///
/// # Examples
///
/// ```
/// use cors_flow::Error;
/// use headers_allow_credentials::cors::{CheckError, PreflightError};
///
/// let error = Error::Preflight(PreflightError::WildcardAllowHeaders { index: 0 });
/// assert_eq!(error.code(), "WildcardAllowHeaders");
/// let error = Error::Preflight(PreflightError::Check(CheckError::MissingAllowOrigin));
/// assert_eq!(error.code(), "MissingAllowOrigin");
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A preflight's response does not allow the request.
    Preflight(PreflightError),
    /// A response does not pass the CORS check.
    Check(CheckError),
    /// A response is refused before its CORS headers are looked at.
    Response(ResponseError),
    /// A redirect is not followed.
    Redirect(RedirectError),
    /// The page cannot read a header.
    Exposed(ExposedError),
    /// A browser does not keep the cookie that the page needs.
    Keep(KeepError),
    /// A browser keeps it, but does not send it with the next request.
    Send(SendError),
    /// No response sets the cookie that the page needs, and the request did not carry it.
    CookieNotSet,
    /// There was no response, since the server demands a client certificate of this one: see
    /// [`Flow::receive_certificate_demand`](crate::Flow::receive_certificate_demand).
    CertificateDemanded(Sent),
    /// There was no response: what the driver knows of it, for a person. See
    /// [`Flow::receive_nothing`](crate::Flow::receive_nothing).
    Network(String),
}

impl Error {
    /// For a program: the name of the error without its fields, such as `WildcardAllowOrigin`,
    /// `TooManyRedirects` or `NetworkError`. A preflight's response that does not pass the CORS check
    /// has the name of the [`CheckError`].
    ///
    /// # Examples
    ///
    /// See [`Error`].
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Preflight(PreflightError::Check(error)) | Self::Check(error) => code_of(error),
            Self::Preflight(error) => code_of(error),
            Self::Response(error) => code_of(error),
            Self::Redirect(error) => code_of(error),
            Self::Exposed(error) => code_of(error),
            Self::Keep(error) => error.code(),
            Self::Send(error) => error.code(),
            Self::CookieNotSet => "CookieNotSet".into(),
            Self::CertificateDemanded(_) => "CertificateDemanded".into(),
            Self::Network(_) => "NetworkError".into(),
        }
    }

    /// The header that the response lacks. If a method or a request header is not allowed, it is the header that has
    /// to list it, which the response may have: look whether it does. `None` if the error is about something else, or
    /// if a list of response headers is there and does not have the name.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::Error;
    /// use headers_allow_credentials::cors::{CheckError, PreflightError};
    ///
    /// let missing = Error::Check(CheckError::MissingAllowOrigin).missing_header();
    /// assert_eq!(missing.unwrap(), "access-control-allow-origin");
    /// let missing = Error::Preflight(PreflightError::MethodNotAllowed).missing_header();
    /// assert_eq!(missing.unwrap(), "access-control-allow-methods");
    /// let unnamed = PreflightError::AuthorizationNotNamed { index: 0 };
    /// let missing = Error::Preflight(unnamed).missing_header();
    /// assert_eq!(missing.unwrap(), "access-control-allow-headers");
    /// assert_eq!(Error::Check(CheckError::WildcardAllowOrigin).missing_header(), None);
    /// ```
    #[must_use]
    pub fn missing_header(&self) -> Option<HeaderName> {
        Some(match self {
            Self::Preflight(PreflightError::Check(error)) | Self::Check(error) => match error {
                CheckError::MissingAllowOrigin => ACCESS_CONTROL_ALLOW_ORIGIN,
                CheckError::MissingAllowCredentials => ACCESS_CONTROL_ALLOW_CREDENTIALS,
                _ => return None,
            },
            Self::Preflight(PreflightError::MethodNotAllowed) => ACCESS_CONTROL_ALLOW_METHODS,
            Self::Preflight(
                PreflightError::HeaderNotAllowed { .. }
                | PreflightError::AuthorizationNotNamed { .. },
            ) => ACCESS_CONTROL_ALLOW_HEADERS,
            Self::Exposed(ExposedError::MissingExposeHeaders) => ACCESS_CONTROL_EXPOSE_HEADERS,
            _ => return None,
        })
    }
}

/// The name of a variant, without its fields.
pub(crate) fn code_of(error: &impl fmt::Debug) -> String {
    let debug = format!("{error:?}");
    let is_of_name = |c: &char| c.is_ascii_alphanumeric();
    debug.chars().take_while(is_of_name).collect()
}
