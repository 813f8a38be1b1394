//! May the page read this response header: the Fetch standard's CORS filtered response.

use std::{error, fmt};

use http::header::{HeaderMap, HeaderName, ACCESS_CONTROL_EXPOSE_HEADERS};

use super::list::{find, is_token, read, Malformed};
use super::CredentialsMode;

/// Whether a page may read a header of a cross-origin response that is shared with it, for example
/// by `response.headers.get(name)`.
///
/// It takes the header's name, the request's credentials mode and the response's headers. It does
/// not say whether the response is shared at all, which [`check`](super::check) does, or whether
/// the response has that header.
///
/// `Set-Cookie` and `Set-Cookie2` can never be read. `Cache-Control`, `Content-Language`,
/// `Content-Length`, `Content-Type`, `Expires`, `Last-Modified` and `Pragma` always can. Any other
/// name must be listed in `Access-Control-Expose-Headers`, ignoring ASCII case. There, `*` covers
/// every other name, but with credentials mode `include` it is only the name of a header called
/// `*`.
///
/// It reads the list once, at a cost linear in its length, and allocates nothing.
///
/// # Errors
///
/// An [`ExposedError`] that says which of these rules the response fails. A list that does not
/// parse exposes nothing. The rules are the Fetch standard's, sections “Main fetch” (the
/// CORS-exposed header-name list), “Headers” (“forbidden response-header name”, “CORS-safelisted
/// response-header name”, “extract header list values”) and “CORS filtered response”.
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::cors::{check_exposed, CredentialsMode, ExposedError};
/// use http::header::{HeaderName, CONTENT_TYPE, ETAG, SET_COOKIE};
///
/// let response = http::Response::builder()
///     .header("access-control-expose-headers", "ETag, X-Request-Id")
///     .body(())?;
/// let exposed = |name: &HeaderName| {
///     check_exposed(name, CredentialsMode::Include, response.headers())
/// };
/// assert_eq!(exposed(&ETAG), Ok(()));
/// assert_eq!(exposed(&CONTENT_TYPE), Ok(()));
/// assert_eq!(exposed(&SET_COOKIE), Err(ExposedError::Forbidden));
/// assert_eq!(
///     exposed(&HeaderName::from_static("x-rate-limit")),
///     Err(ExposedError::NotExposed),
/// );
/// # Ok::<(), http::Error>(())
/// ```
pub fn check_exposed(
    name: &HeaderName,
    credentials: CredentialsMode,
    response: &HeaderMap,
) -> Result<(), ExposedError> {
    match name.as_str() {
        // Forbidden response-header names.
        "set-cookie" | "set-cookie2" => return Err(ExposedError::Forbidden),
        // CORS-safelisted response-header names.
        "cache-control" | "content-language" | "content-length" | "content-type" | "expires"
        | "last-modified" | "pragma" => return Ok(()),
        _ => {}
    }
    // “Main fetch”: extract the list; with credentials `*` is not a wildcard in it.
    let lines = response.get_all(&ACCESS_CONTROL_EXPOSE_HEADERS);
    if lines.iter().next().is_none() {
        return Err(ExposedError::MissingExposeHeaders);
    }
    let name = [name.as_str().as_bytes()];
    // `http` before 1.2 also accepts a quote in a name, and no list has an item with one.
    let names = if is_token(name[0]) { &name[..] } else { &[] };
    let (mut listed, mut wildcard) = (false, false);
    read(
        &lines,
        |line| find(names, line),
        |item, found| {
            listed |= found != 0;
            wildcard |= item == b"*";
        },
    )
    .map_err(|Malformed| ExposedError::InvalidExposeHeaders)?;
    if listed {
        Ok(())
    } else if !wildcard {
        Err(ExposedError::NotExposed)
    } else if credentials == CredentialsMode::Include {
        Err(ExposedError::WildcardExposeHeaders)
    } else {
        Ok(())
    }
}

/// Why a page may not read a response header.
///
/// Its [`Display`](fmt::Display) message is one line. It says which header, what is wrong, and what
/// the server should send. It contains none of the input.
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::cors::ExposedError;
///
/// assert_eq!(
///     ExposedError::WildcardExposeHeaders.to_string(),
///     "Access-Control-Expose-Headers cannot use `*` with credentials: to let this page \
///      read the header, add its name",
/// );
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExposedError {
    /// The header is `Set-Cookie` or `Set-Cookie2`, which no page can read.
    Forbidden,
    /// There is no `Access-Control-Expose-Headers`, and the header is not safelisted.
    MissingExposeHeaders,
    /// A line of `Access-Control-Expose-Headers` is not a list of tokens, so browsers ignore all
    /// lines.
    InvalidExposeHeaders,
    /// The header is not listed, but `*` is, and the credentials mode is `include`.
    WildcardExposeHeaders,
    /// Neither the header nor `*` is listed.
    NotExposed,
}

impl fmt::Display for ExposedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Forbidden => {
                "Set-Cookie and Set-Cookie2 can never be read by a page: send the value in another \
                 header or in the body"
            }
            Self::MissingExposeHeaders => {
                "Access-Control-Expose-Headers is missing: to let this page read the header, send its \
                 name there"
            }
            Self::InvalidExposeHeaders => {
                "Access-Control-Expose-Headers is malformed, so browsers ignore it: send names \
                 separated by commas, without quotes"
            }
            Self::WildcardExposeHeaders => {
                "Access-Control-Expose-Headers cannot use `*` with credentials: to let this \
                 page read the header, add its name"
            }
            Self::NotExposed => {
                "Access-Control-Expose-Headers does not list the header: to let this page read it, add \
                 its name"
            }
        })
    }
}

impl error::Error for ExposedError {}
