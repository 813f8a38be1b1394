//! Where a redirect leads, and what it changes (Fetch standard, “location URL” and “HTTP-redirect
//! fetch”). `hop` applies it.

use std::error;

use http::header::{
    CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, HeaderMap, HeaderName,
    LOCATION,
};
use http::{Method, StatusCode};
use url::Url;

/// The most redirects that are followed.
pub(super) const MOST: usize = 20;

/// “Request-body-header name”: they are dropped with the body.
pub(super) const BODY_HEADERS: [HeaderName; 4] = [
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_LOCATION,
    CONTENT_TYPE,
];

/// Why a browser does not follow a redirect (Fetch standard, “location URL” and “HTTP-redirect
/// fetch”). The message says what to send instead.
///
/// # Examples
///
/// ```
/// use cors_flow::RedirectError;
///
/// assert_eq!(
///     RedirectError::RepeatedLocation.to_string(),
///     "Location is sent more than once: send a single line (often a proxy and the application each \
///      add one)",
/// );
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RedirectError {
    /// `Location` is not a URL, absolute or relative.
    InvalidLocation,
    /// `Location` is empty. By the standard it leads to the same URL again, and so in a circle. Firefox
    /// and WebKit refuse it, Chromium gives the page the redirect itself.
    EmptyLocation,
    /// Two or more lines of `Location`.
    RepeatedLocation,
    /// `Location` has a scheme other than `http` and `https`.
    LocationScheme,
    /// This redirect would be the 21st.
    TooManyRedirects,
    /// `Location` has a user name or a password, and the request is cross-origin, or becomes so.
    LocationCredentials,
}

impl error::Error for RedirectError {}

/// Whether a response is a redirect, which the page does not see: the status is 301, 302, 303, 307 or
/// 308, and there is a `Location` (Fetch standard, *redirect status* and “location URL”). Without one,
/// the page gets the response itself.
///
/// # Examples
///
/// ```
/// use cors_flow::is_redirect;
/// use http::{header::LOCATION, HeaderMap, HeaderValue, StatusCode};
///
/// let mut headers = HeaderMap::new();
/// assert!(!is_redirect(StatusCode::FOUND, &headers));
/// headers.insert(LOCATION, HeaderValue::from_static("/login"));
/// assert!(is_redirect(StatusCode::FOUND, &headers));
/// assert!(!is_redirect(StatusCode::MULTIPLE_CHOICES, &headers));
/// ```
#[must_use]
pub fn is_redirect(status: StatusCode, headers: &HeaderMap) -> bool {
    is_status(status) && headers.contains_key(LOCATION)
}

/// *Redirect status*.
pub(super) fn is_status(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Where a response leads, if it is a redirect.
pub(crate) fn location(
    status: StatusCode,
    headers: &HeaderMap,
    url: &Url,
) -> Result<Option<Url>, RedirectError> {
    if !is_status(status) {
        return Ok(None);
    }
    let mut lines = headers.get_all(LOCATION).iter();
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    if lines.next().is_some() {
        return Err(RedirectError::RepeatedLocation);
    }
    let line = line.as_bytes();
    if line.is_empty() {
        return Err(RedirectError::EmptyLocation);
    }
    // The standard leaves open how to decode bytes beyond ASCII. Browsers try UTF-8 first.
    let text = match std::str::from_utf8(line) {
        Ok(text) => text.to_owned(),
        Err(_) => line.iter().copied().map(char::from).collect(),
    };
    url.join(&with_two_slashes(&text))
        .map(Some)
        .map_err(|_| RedirectError::InvalidLocation)
}

/// Any number of slashes before a host count as two (URL standard, *special authority ignore slashes
/// state*), which the crate `url` does only after a scheme.
fn with_two_slashes(location: &str) -> String {
    // The parser removes these, wherever they are.
    let location = location.trim_matches(|c| c <= ' ').replace('\t', "");
    match location.trim_start_matches(['/', '\\']) {
        host if location.len() - host.len() >= 2 => format!("//{host}"),
        _ => location,
    }
}

/// Whether the request after it is a GET, without a body.
pub(super) fn becomes_get(status: u16, method: &Method) -> bool {
    match status {
        301 | 302 => *method == Method::POST,
        303 => !matches!(*method, Method::GET | Method::HEAD),
        _ => false,
    }
}

/// “Includes credentials”.
pub(super) fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some_and(|password| !password.is_empty())
}
