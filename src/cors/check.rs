//! May the page read the response: the Fetch standard's CORS check.

use std::{error, fmt};

use http::header::{HeaderMap, ACCESS_CONTROL_ALLOW_ORIGIN};

use super::CredentialsMode;
use crate::{AccessControlAllowCredentials, ParseError};

/// The CORS check: whether a response to a cross-origin request may be shared with the page that
/// made it.
///
/// It takes the request's serialized origin (the bytes of its `Origin` header, such as
/// `https://rabbit.invalid` or `null`), its credentials mode, and the response's headers. It
/// allocates nothing, and looks at no more than two lines of either header that it reads.
///
/// The origin is compared byte for byte and not validated. Pass the request's own origin. Do not
/// pass a value from the response, which would always match, or an empty string for a request
/// without `Origin`.
///
/// # Errors
///
/// The first step of the check that fails, as a [`CheckError`]. The steps are those of the Fetch
/// standard, section “CORS check”. If a header has several lines, its value is what the standard's
/// *get* returns (section “Headers”): all lines, joined with `, `. No serialized origin contains a
/// space, so a joined `Access-Control-Allow-Origin` never matches.
///
/// # Examples
///
/// ```
/// use headers::HeaderMapExt;
/// use headers_allow_credentials::cors::{check, CheckError, CredentialsMode};
/// use headers_allow_credentials::AccessControlAllowCredentials;
///
/// let mut response = http::Response::builder()
///     .header("access-control-allow-origin", "https://rabbit.invalid")
///     .body(())?;
/// let mode = CredentialsMode::Include;
/// assert_eq!(
///     check("https://rabbit.invalid", mode, response.headers()),
///     Err(CheckError::MissingAllowCredentials),
/// );
///
/// response.headers_mut().typed_insert(AccessControlAllowCredentials);
/// assert_eq!(check("https://rabbit.invalid", mode, response.headers()), Ok(()));
/// assert_eq!(
///     check("https://rabbit.invalid:8443", mode, response.headers()),
///     Err(CheckError::AllowOriginMismatch),
/// );
/// # Ok::<(), http::Error>(())
/// ```
pub fn check(
    origin: impl AsRef<[u8]>,
    credentials: CredentialsMode,
    response: &HeaderMap,
) -> Result<(), CheckError> {
    check_bytes(origin.as_ref(), credentials, response)
}

/// [`check`] for bytes: compiled once, not once for each type of origin. The steps have the
/// standard's numbers.
pub(super) fn check_bytes(
    origin: &[u8],
    credentials: CredentialsMode,
    response: &HeaderMap,
) -> Result<(), CheckError> {
    // 1. Get `Access-Control-Allow-Origin`; 2. if it is absent, failure.
    let mut lines = response.get_all(ACCESS_CONTROL_ALLOW_ORIGIN).iter();
    let allowed = lines
        .next()
        .ok_or(CheckError::MissingAllowOrigin)?
        .as_bytes();
    if lines.next().is_some() {
        // Joined, they are neither `*` nor an origin, so step 4 would fail.
        return Err(CheckError::RepeatedAllowOrigin);
    }
    let include = credentials == CredentialsMode::Include;
    // 3. Without credentials, the wildcard is enough. With credentials, step 4 fails, since no
    // request has the origin `*`. It fails here, so that a caller who passes `*` gets no success.
    if allowed == b"*" {
        return if include {
            Err(CheckError::WildcardAllowOrigin)
        } else {
            Ok(())
        };
    }
    // 4. The serialized origin, byte for byte.
    if allowed != origin {
        return Err(CheckError::AllowOriginMismatch);
    }
    // 5. Without credentials, that is all.
    if !include {
        return Ok(());
    }
    // 6. Get `Access-Control-Allow-Credentials`; 7. if it is `true`, success; 8. otherwise failure.
    match AccessControlAllowCredentials::from_headers(response) {
        Ok(Some(AccessControlAllowCredentials)) => Ok(()),
        Ok(None) => Err(CheckError::MissingAllowCredentials),
        Err(reason) => Err(CheckError::InvalidAllowCredentials(reason)),
    }
}

/// Why a response may not be shared: the step of the CORS check that failed.
///
/// Its [`Display`](fmt::Display) message is one line. It says which header, what is wrong, and what
/// the server should send. It contains none of the input. If it tells a server to name the page's
/// origin, do so for pages that the server trusts: compare the request's origin with a list, and
/// never echo every origin.
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::cors::CheckError;
///
/// assert_eq!(
///     CheckError::WildcardAllowOrigin.to_string(),
///     "Access-Control-Allow-Origin cannot be `*` with credentials: to let this page read it, send \
///      its origin and `Vary: Origin`",
/// );
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckError {
    /// There is no `Access-Control-Allow-Origin`.
    MissingAllowOrigin,
    /// Two or more lines of `Access-Control-Allow-Origin`, whatever their values.
    RepeatedAllowOrigin,
    /// `Access-Control-Allow-Origin: *`, and the credentials mode is `include`.
    WildcardAllowOrigin,
    /// The one line of `Access-Control-Allow-Origin` is not the request's origin, byte for byte: it
    /// names another origin, spells it differently (a trailing slash, an upper-case letter, a
    /// default port), or lists several.
    AllowOriginMismatch,
    /// `Access-Control-Allow-Origin` is right, the credentials mode is `include`, and there is no
    /// `Access-Control-Allow-Credentials`.
    MissingAllowCredentials,
    /// `Access-Control-Allow-Origin` is right, the credentials mode is `include`, and
    /// `Access-Control-Allow-Credentials` is not `true`. The message is that of the reason.
    InvalidAllowCredentials(ParseError),
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MissingAllowOrigin => {
                "Access-Control-Allow-Origin is missing: to let this page read the response, send its \
                 origin and `Vary: Origin`"
            }
            Self::RepeatedAllowOrigin => {
                "Access-Control-Allow-Origin is sent more than once, often by a proxy and the \
                 application: send a single line"
            }
            Self::WildcardAllowOrigin => {
                "Access-Control-Allow-Origin cannot be `*` with credentials: to let this page read it, \
                 send its origin and `Vary: Origin`"
            }
            Self::AllowOriginMismatch => {
                "Access-Control-Allow-Origin is not exactly the request's Origin: to let this page \
                 read it, send that and `Vary: Origin`"
            }
            Self::MissingAllowCredentials => {
                "Access-Control-Allow-Credentials is missing: to let this page read what it fetches \
                 with credentials, send `true`"
            }
            Self::InvalidAllowCredentials(reason) => return reason.fmt(f),
        })
    }
}

impl error::Error for CheckError {}
