//! What browsers refuse before they look at a response's CORS headers.
//!
//! No standard says it all. Two of three engines or more refuse what is an error here; what one
//! refuses is a [`Note`].

use std::error;

use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, HeaderMap, HeaderName, LOCATION};

use super::redirect;
use crate::report::Note;

/// Why browsers refuse a response, whatever its CORS headers say. To a page that is a network error.
/// The message says which browsers do, and what to send instead.
///
/// Lines that differ are refused by Chromium and Firefox, which guard against responses that were split
/// in two.
///
/// # Examples
///
/// ```
/// use cors_flow::ResponseError;
///
/// assert_eq!(
///     ResponseError::DifferentContentDisposition.to_string(),
///     "Content-Disposition is sent with two different values, which Chromium and Firefox refuse: send \
///      a single line",
/// );
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResponseError {
    /// Two lines of `Content-Disposition` differ. An empty one counts.
    DifferentContentDisposition,
    /// Two lines of `Content-Length` differ.
    DifferentContentLength,
    /// Two lines of `Location` differ, and the status is not that of a redirect.
    DifferentLocation,
    /// The status is 101, to which nobody asked to switch. Chromium and WebKit refuse it.
    SwitchingProtocols,
}

impl error::Error for ResponseError {}

pub(crate) fn refused(status: StatusCode, headers: &HeaderMap) -> Result<(), ResponseError> {
    match differing(status, headers) {
        _ if status == StatusCode::SWITCHING_PROTOCOLS => Err(ResponseError::SwitchingProtocols),
        None => Ok(()),
        Some(CONTENT_DISPOSITION) => Err(ResponseError::DifferentContentDisposition),
        Some(CONTENT_LENGTH) => Err(ResponseError::DifferentContentLength),
        Some(_) => Err(ResponseError::DifferentLocation),
    }
}

/// The header whose lines differ and must not.
pub(crate) fn differing(status: StatusCode, headers: &HeaderMap) -> Option<HeaderName> {
    // A redirect with more than one is refused as such.
    let location = (!redirect::is_status(status)).then_some(LOCATION);
    let names = [CONTENT_DISPOSITION, CONTENT_LENGTH].into_iter();
    names.chain(location).find(|name| differ(headers, name))
}

/// Whether the lines of a header are not all the same.
pub(super) fn differ(headers: &HeaderMap, name: &HeaderName) -> bool {
    let mut lines = headers.get_all(name).iter();
    let first = lines.next();
    lines.any(|line| Some(line) != first)
}

/// What to send in place of a status that an engine refuses.
pub(crate) fn status_instead(status: StatusCode) -> Option<StatusCode> {
    match status {
        StatusCode::SWITCHING_PROTOCOLS => Some(StatusCode::OK),
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => Some(StatusCode::UNAUTHORIZED),
        _ => None,
    }
}

/// What one engine refuses.
pub(super) fn note(status: StatusCode) -> Option<Note> {
    (status == StatusCode::PROXY_AUTHENTICATION_REQUIRED).then_some(Note::StatusRefused(status))
}
