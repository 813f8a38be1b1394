use std::{error, fmt};

use headers::{HeaderMapExt, Vary};
use headers_allow_credentials::cors::{self, CredentialsMode};
use headers_allow_credentials::AccessControlAllowCredentials;
use http::header::{HeaderMap, HeaderValue, ACCESS_CONTROL_ALLOW_ORIGIN, VARY};

/// One origin may read the response to a request with credentials, and caches keep it for that
/// origin: `Access-Control-Allow-Origin`, `Access-Control-Allow-Credentials` and `Vary: Origin`.
///
/// # Examples
///
/// ```
/// use downstream::CredentialedCors;
/// use http::HeaderValue;
///
/// let rabbit = HeaderValue::from_static("https://rabbit.invalid");
/// let policy = CredentialedCors { origin: rabbit.clone() };
/// let mut response = http::Response::new("hello");
/// policy.write(response.headers_mut());
/// assert_eq!(CredentialedCors::read(&rabbit, response.headers()), Ok(policy));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialedCors {
    /// The origin, as in the request's `Origin` header.
    pub origin: HeaderValue,
}

impl CredentialedCors {
    /// Writes the three headers into a response. This replaces the first two, and keeps other names
    /// in `Vary`.
    pub fn write(&self, response: &mut HeaderMap) {
        response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, self.origin.clone());
        response.typed_insert(AccessControlAllowCredentials);
        if !varies_by_origin(response) {
            response.append(VARY, HeaderValue::from_static("origin"));
        }
    }

    /// Reads what a response allows to that origin.
    ///
    /// # Errors
    ///
    /// A browser would withhold the response, or a cache could hand it to another origin.
    pub fn read(origin: &HeaderValue, response: &HeaderMap) -> Result<Self, Error> {
        cors::check(origin, CredentialsMode::Include, response).map_err(Error::Withheld)?;
        if varies_by_origin(response) {
            let origin = origin.clone();
            Ok(Self { origin })
        } else {
            Err(Error::MissingVary)
        }
    }
}

fn varies_by_origin(response: &HeaderMap) -> bool {
    response.typed_get::<Vary>().map_or(false, |vary| {
        vary.is_any()
            || vary
                .iter_strs()
                .any(|name| name.eq_ignore_ascii_case("origin"))
    })
}

/// Why a response does not carry the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// The CORS check fails.
    Withheld(cors::CheckError),
    /// The CORS check passes, but nothing tells a cache that it may fail for others.
    MissingVary,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Withheld(_) => "browsers withhold the response",
            Self::MissingVary => "Vary is without `Origin`: send `Vary: Origin`",
        })
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Withheld(error) => Some(error),
            Self::MissingVary => None,
        }
    }
}
