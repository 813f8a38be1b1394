//! Both sides of a credentialed request: the Fetch standard's CORS check.
//!
//! `Access-Control-Allow-Credentials` decides nothing alone. With it decide the request's
//! [`CredentialsMode`] and its origin, and the response's `Access-Control-Allow-Origin`. [`check`]
//! puts them together as a browser does, and its [`Error`] says which of them was in the way.
//!
//! A browser checks the response to a preflight in the same way, with the mode of the actual request:
//! that check says whether the actual request may be made at all. The preflight's status (200 to 299),
//! `Access-Control-Allow-Methods` and `Access-Control-Allow-Headers` come after it and are not looked
//! at here.
//!
//! # Examples
//!
//! ```
//! use headers_allow_credentials::cors::{check, CredentialsMode, Error};
//!
//! let response = http::Response::builder()
//!     .header("access-control-allow-origin", "*")
//!     .header("access-control-allow-credentials", "true")
//!     .body(())?;
//! let origin = "https://rabbit.invalid";
//! assert_eq!(check(origin, CredentialsMode::SameOrigin, response.headers()), Ok(()));
//! assert_eq!(
//!     check(origin, CredentialsMode::Include, response.headers()),
//!     Err(Error::WildcardAllowOrigin),
//! );
//! # Ok::<(), http::Error>(())
//! ```

use std::{error, fmt, str::FromStr};

use http::header::{HeaderMap, ACCESS_CONTROL_ALLOW_ORIGIN};

use crate::{AccessControlAllowCredentials, ParseError};

/// When a request carries credentials: the Fetch standard's *credentials mode* (section “Requests”).
///
/// The default is `same-origin`, as of `fetch()` and of `new Request()`. It prints as
/// [`as_str`](Self::as_str) and parses from the same words; any other text, as `Include`, is a
/// [`ParseCredentialsModeError`].
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::cors::CredentialsMode;
///
/// assert_eq!("include".parse(), Ok(CredentialsMode::Include));
/// assert_eq!(CredentialsMode::default().to_string(), "same-origin");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CredentialsMode {
    /// Never.
    Omit,
    /// To the request's own origin only.
    #[default]
    SameOrigin,
    /// Always. Only in this mode does the CORS check look at `Access-Control-Allow-Credentials`.
    Include,
}

impl CredentialsMode {
    /// The mode of an `XMLHttpRequest` with that `withCredentials` (`XMLHttpRequest` standard, section
    /// “The `send()` method”): `include` where it is set, else `same-origin`.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::cors::CredentialsMode;
    ///
    /// assert_eq!(CredentialsMode::with_credentials(true), CredentialsMode::Include);
    /// assert_eq!(CredentialsMode::with_credentials(false), CredentialsMode::SameOrigin);
    /// ```
    #[must_use]
    pub const fn with_credentials(flag: bool) -> Self {
        if flag {
            Self::Include
        } else {
            Self::SameOrigin
        }
    }

    /// The mode's name, as in `fetch(url, { credentials })`: `omit`, `same-origin` or `include`.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::cors::CredentialsMode;
    ///
    /// assert_eq!(CredentialsMode::SameOrigin.as_str(), "same-origin");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Omit => "omit",
            Self::SameOrigin => "same-origin",
            Self::Include => "include",
        }
    }
}

impl fmt::Display for CredentialsMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for CredentialsMode {
    type Err = ParseCredentialsModeError;

    fn from_str(text: &str) -> Result<Self, ParseCredentialsModeError> {
        [Self::Omit, Self::SameOrigin, Self::Include]
            .into_iter()
            .find(|mode| mode.as_str() == text)
            .ok_or(ParseCredentialsModeError(()))
    }
}

/// A text that names no [`CredentialsMode`]. Its message lists those there are; it does not repeat the
/// text.
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::cors::CredentialsMode;
///
/// assert_eq!(
///     "always".parse::<CredentialsMode>().unwrap_err().to_string(),
///     "unknown credentials mode: expected `omit`, `same-origin` or `include`, in lower case",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ParseCredentialsModeError(());

impl fmt::Display for ParseCredentialsModeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "unknown credentials mode: expected `omit`, `same-origin` or `include`, in lower case",
        )
    }
}

impl error::Error for ParseCredentialsModeError {}

/// The CORS check: whether a response to a cross-origin request may be shared with the page that made
/// it.
///
/// It takes the request's serialized origin (the bytes of its `Origin` header, such as
/// `https://rabbit.invalid` or `null`), its credentials mode, and the response's headers. Nothing is
/// allocated, and of each of the two headers no more than two lines are looked at.
///
/// The origin is compared byte for byte and not validated. Pass the request's, never a value from the
/// response: with `*` for an origin, `*` in the response would match, even with credentials.
///
/// # Errors
///
/// The first step of the check that fails, as an [`Error`]. The steps are those of the Fetch standard,
/// section “CORS check”, and a header of several lines has the value that the standard's *get* gives it
/// (section “Headers”): all of them, joined with `, `. No serialized origin holds a space, so a
/// joined `Access-Control-Allow-Origin` never fits.
///
/// # Examples
///
/// ```
/// use headers::HeaderMapExt;
/// use headers_allow_credentials::cors::{check, CredentialsMode, Error};
/// use headers_allow_credentials::AccessControlAllowCredentials;
///
/// let mut response = http::Response::builder()
///     .header("access-control-allow-origin", "https://rabbit.invalid")
///     .body(())?;
/// let mode = CredentialsMode::Include;
/// assert_eq!(
///     check("https://rabbit.invalid", mode, response.headers()),
///     Err(Error::MissingAllowCredentials),
/// );
///
/// response.headers_mut().typed_insert(AccessControlAllowCredentials);
/// assert_eq!(check("https://rabbit.invalid", mode, response.headers()), Ok(()));
/// assert_eq!(
///     check("https://rabbit.invalid:8443", mode, response.headers()),
///     Err(Error::AllowOriginMismatch),
/// );
/// # Ok::<(), http::Error>(())
/// ```
pub fn check(
    origin: impl AsRef<[u8]>,
    credentials: CredentialsMode,
    response: &HeaderMap,
) -> Result<(), Error> {
    check_bytes(origin.as_ref(), credentials, response)
}

/// [`check`] once, not once for each type of origin. The steps are numbered as in the standard.
fn check_bytes(
    origin: &[u8],
    credentials: CredentialsMode,
    response: &HeaderMap,
) -> Result<(), Error> {
    // 1. Get `Access-Control-Allow-Origin`; 2. where it is absent, failure.
    let mut lines = response.get_all(ACCESS_CONTROL_ALLOW_ORIGIN).iter();
    let allowed = lines.next().ok_or(Error::MissingAllowOrigin)?.as_bytes();
    if lines.next().is_some() {
        // Joined, they are neither `*` nor an origin: steps 3 and 4 would come to the same.
        return Err(Error::RepeatedAllowOrigin);
    }
    let include = credentials == CredentialsMode::Include;
    // 3. The wildcard suffices, but not for credentials.
    if !include && allowed == b"*" {
        return Ok(());
    }
    // 4. The serialized origin, byte for byte.
    if allowed != origin {
        return Err(match allowed {
            b"*" => Error::WildcardAllowOrigin,
            _ => Error::AllowOriginMismatch,
        });
    }
    // 5. Without credentials that is all.
    if !include {
        return Ok(());
    }
    // 6. Get `Access-Control-Allow-Credentials`; 7. where it is `true`, success; 8. else failure.
    match AccessControlAllowCredentials::from_headers(response) {
        Ok(Some(AccessControlAllowCredentials)) => Ok(()),
        Ok(None) => Err(Error::MissingAllowCredentials),
        Err(reason) => Err(Error::InvalidAllowCredentials(reason)),
    }
}

/// Why a response may not be shared: the step of the CORS check that failed.
///
/// Its message, by [`Display`](fmt::Display), is one line: which header, what is wrong, and what the
/// server should send. It holds none of the input. Where it tells a server to name the page's origin,
/// that is for pages that the server trusts: compare the request's origin with a list of your own, and
/// never echo every origin.
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::cors::Error;
///
/// assert_eq!(
///     Error::WildcardAllowOrigin.to_string(),
///     "Access-Control-Allow-Origin is the wildcard `*`, which does not count for a request with \
///      credentials mode `include`: if the page may read the response, name its origin instead, \
///      with `Vary: Origin`",
/// );
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Error {
    /// No line of `Access-Control-Allow-Origin`.
    MissingAllowOrigin,
    /// Two or more lines of `Access-Control-Allow-Origin`, whatever their values.
    RepeatedAllowOrigin,
    /// `Access-Control-Allow-Origin: *`, and the credentials mode is `include`.
    WildcardAllowOrigin,
    /// One line of `Access-Control-Allow-Origin` that is not the request's origin, byte for byte: it
    /// names another, writes it in another way (a trailing slash, an upper-case letter, a default
    /// port), or lists several.
    AllowOriginMismatch,
    /// `Access-Control-Allow-Origin` is right, the credentials mode is `include`, and there is no
    /// line of `Access-Control-Allow-Credentials`.
    MissingAllowCredentials,
    /// As before, but `Access-Control-Allow-Credentials` is there and is not `true`. The message is
    /// that of the reason.
    InvalidAllowCredentials(ParseError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MissingAllowOrigin => {
                "Access-Control-Allow-Origin is missing: if the page may read the response, name its \
                 origin there, with `Vary: Origin`"
            }
            Self::RepeatedAllowOrigin => {
                "Access-Control-Allow-Origin is sent more than once, and multiple values are not \
                 allowed: send a single line (often a proxy and the application each add one)"
            }
            Self::WildcardAllowOrigin => {
                "Access-Control-Allow-Origin is the wildcard `*`, which does not count for a \
                 request with credentials mode `include`: if the page may read the response, name \
                 its origin instead, with `Vary: Origin`"
            }
            Self::AllowOriginMismatch => {
                "Access-Control-Allow-Origin does not match the request's origin, byte for byte: if \
                 the page may read the response, send its origin exactly as in the request's \
                 Origin header (no trailing slash, no path, no list), with `Vary: Origin`"
            }
            Self::MissingAllowCredentials => {
                "Access-Control-Allow-Credentials is missing from the response, and the request's \
                 credentials mode is `include`: send `Access-Control-Allow-Credentials: true`"
            }
            Self::InvalidAllowCredentials(reason) => return reason.fmt(f),
        })
    }
}

impl error::Error for Error {}
