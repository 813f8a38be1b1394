//! Where a redirect leads, and what it changes (Fetch standard, “location URL” and “HTTP-redirect
//! fetch”).

use std::{error, fmt};

use http::header::{
    HeaderMap, HeaderName, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE,
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

/// Why a browser does not follow a redirect.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RedirectError {
    /// `Location` is not a URL, absolute or relative.
    InvalidLocation,
    /// Two or more lines of `Location`.
    RepeatedLocation,
    /// `Location` has a scheme other than `http` and `https`.
    LocationScheme,
    /// This redirect would be the 21st.
    TooManyRedirects,
    /// `Location` has a user name or a password, and the request is cross-origin, or becomes so.
    LocationCredentials,
}

impl fmt::Display for RedirectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidLocation => {
                "Location is not a valid URL, so the redirect leads nowhere: send an absolute URL, \
                 or a path"
            }
            Self::RepeatedLocation => {
                "Location is sent more than once, and multiple values are not allowed: send a \
                 single line (often a proxy and the application each add one)"
            }
            Self::LocationScheme => {
                "Location has a scheme other than `http` and `https`, which no page's request can \
                 follow: redirect to an `https` URL"
            }
            Self::TooManyRedirects => {
                "this is the 21st redirect, and a browser follows at most twenty: check whether \
                 they form a loop, and redirect straight to the last URL"
            }
            Self::LocationCredentials => {
                "Location has a user name or a password, which no cross-origin request can follow: \
                 leave them out of the URL"
            }
        })
    }
}

impl error::Error for RedirectError {}

/// Where a response leads, if its status is a redirect's and it has a `Location`. Without one, the
/// page gets the response itself.
pub(super) fn location(
    status: StatusCode,
    headers: &HeaderMap,
    url: &Url,
) -> Result<Option<Url>, RedirectError> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
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
    // The standard leaves open how to decode bytes beyond ASCII. Browsers try UTF-8 first.
    let text = match std::str::from_utf8(line) {
        Ok(text) => text.to_owned(),
        Err(_) => line.iter().copied().map(char::from).collect(),
    };
    url.join(&text)
        .map(Some)
        .map_err(|_| RedirectError::InvalidLocation)
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
