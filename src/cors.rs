//! What credentials change: may a page make a request, and how much of the response may it read?
//!
//! A browser asks up to three questions about a cross-origin request. Each is a function here,
//! which follows the Fetch standard step by step:
//!
//! - [`check_preflight`]: may the request be sent? Asked first, unless the request is a simple one.
//! - [`check`]: may the page read the response?
//! - [`check_exposed`]: may the page read this header of the response?
//!
//! Each takes the request's [`CredentialsMode`], since with mode `include` a `*` is not a wildcard:
//!
//! | response header | `*` without credentials | `*` with credentials |
//! |---|---|---|
//! | `Access-Control-Allow-Origin` | any origin | no origin |
//! | `Access-Control-Allow-Methods` | any method | only a method called `*` |
//! | `Access-Control-Allow-Headers` | any header (not `Authorization`, by the standard) | only a header called `*` |
//! | `Access-Control-Expose-Headers` | any header (not `Set-Cookie`) | only a header called `*` |
//!
//! With credentials, both the preflight's response and the response itself must also have
//! `Access-Control-Allow-Credentials: true`.
//!
//! # Examples
//!
//! A server's test makes all three checks. Here they are given a preflight, the server's answer to
//! it, and its answer to the request that follows:
//!
//! ```
//! use headers_allow_credentials::cors::{check, check_exposed, check_preflight, CredentialsMode};
//! use http::{header::ETAG, Request, Response};
//!
//! let origin = "https://rabbit.invalid";
//! let preflight = Request::options("/burrow")
//!     .header("origin", origin)
//!     .header("access-control-request-method", "PUT")
//!     .header("access-control-request-headers", "content-type")
//!     .body(())?;
//! let allowed = Response::builder()
//!     .status(204)
//!     .header("access-control-allow-origin", origin)
//!     .header("access-control-allow-credentials", "true")
//!     .header("access-control-allow-methods", "PUT, DELETE")
//!     .header("access-control-allow-headers", "Content-Type")
//!     .body(())?;
//! let response = Response::builder()
//!     .header("access-control-allow-origin", origin)
//!     .header("access-control-allow-credentials", "true")
//!     .header("access-control-expose-headers", "ETag")
//!     .body(())?;
//!
//! let mode = CredentialsMode::Include;
//! let outcome =
//!     check_preflight(preflight.headers(), mode, allowed.status(), allowed.headers());
//! assert_eq!(outcome, Ok(()));
//! assert_eq!(check(origin, mode, response.headers()), Ok(()));
//! assert_eq!(check_exposed(&ETAG, mode, response.headers()), Ok(()));
//! # Ok::<(), http::Error>(())
//! ```

use std::{error, fmt, str::FromStr};

mod check;
mod exposed;
mod index;
mod list;
mod preflight;

pub use self::check::{check, CheckError};
pub use self::exposed::{check_exposed, ExposedError};
pub use self::preflight::{check_preflight, PreflightError};

/// When a request carries credentials: the Fetch standard's *credentials mode* (section
/// “Requests”).
///
/// The default is `same-origin`, as for `fetch()` and `new Request()`. A mode prints as
/// [`as_str`](Self::as_str) and parses from the same words; any other text, such as `Include`, is a
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
    /// Always. Only in this mode does `Access-Control-Allow-Credentials` matter, and only in this
    /// mode is `*` not a wildcard.
    Include,
}

impl CredentialsMode {
    /// The mode of an `XMLHttpRequest` with this `withCredentials` (`XMLHttpRequest` standard, section
    /// “The `send()` method”): `include` if it is set, otherwise `same-origin`.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::cors::CredentialsMode;
    ///
    /// assert_eq!(CredentialsMode::for_xhr(true), CredentialsMode::Include);
    /// assert_eq!(CredentialsMode::for_xhr(false), CredentialsMode::SameOrigin);
    /// ```
    #[must_use]
    pub const fn for_xhr(with_credentials: bool) -> Self {
        if with_credentials {
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

/// The text is not the name of a [`CredentialsMode`]. The message lists the names and does not
/// repeat the text.
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
