//! The typed header: the type, its `Header` impl, its conversions.

use std::{fmt, str::FromStr};

use bytes::Bytes;
use headers::Header;
use http::header::{HeaderMap, HeaderName, HeaderValue, ACCESS_CONTROL_ALLOW_CREDENTIALS};

use crate::parse::{self, ParseError};

const TRUE: &str = "true";
/// Made at compile time: at run time, `from_static` would check the bytes on each call.
const TRUE_VALUE: HeaderValue = HeaderValue::from_static(TRUE);

/// `Access-Control-Allow-Credentials: true`, a response header that lets a web page read a response
/// to a request that carried credentials: cookies, HTTP authentication or a TLS client certificate.
///
/// It is zero-sized. If decoding succeeds, the header was there exactly once, and valid. To send
/// the header, construct one. To refuse credentials, omit the header.
///
/// If you use a CORS layer, let the layer send it: the layer also answers preflights, which your
/// handlers never see, and browsers check those responses as well.
///
/// # Grammar
///
/// From the Fetch standard, section “HTTP new-header syntax”:
///
/// ```text
/// Access-Control-Allow-Credentials = %s"true" ; case-sensitive
/// ```
///
/// [`Header::decode`] accepts exactly one line whose bytes are exactly `true`. No line, any other
/// bytes, and two or more lines (which the standard's *get* joins into `true, true`) are a
/// [`headers::Error`]. It looks at no more than two lines. [`from_headers`](Self::from_headers)
/// accepts the same, and gives the reason if it refuses.
///
/// # Example values
///
/// * `true`
///
/// # Conversions
///
/// `TryFrom` and [`FromStr`] read bytes, text or one header value, as
/// [`from_bytes`](Self::from_bytes) does. `From` gives `true` as a [`HeaderValue`], as [`Bytes`] or
/// as a `&'static str`, and gives `headers`' own type. There is no conversion from that type, since
/// it also accepts repeated lines: decode this one instead.
///
/// # Examples
///
/// A server allows credentials. `typed_insert` replaces any lines that are there with a single one:
///
/// ```
/// use headers::HeaderMapExt;
/// use headers_allow_credentials::AccessControlAllowCredentials;
///
/// let mut response = http::Response::new("hello");
/// response.headers_mut().typed_insert(AccessControlAllowCredentials);
/// assert_eq!(response.headers()["access-control-allow-credentials"], "true");
/// ```
///
/// A client reads what came back, as a browser does:
///
/// ```
/// use headers::HeaderMapExt;
/// use headers_allow_credentials::AccessControlAllowCredentials;
///
/// let twice = http::Response::builder()
///     .header("access-control-allow-credentials", "true")
///     .header("access-control-allow-credentials", "true")
///     .body(())?;
/// assert_eq!(twice.headers().typed_get::<AccessControlAllowCredentials>(), None);
/// assert!(twice.headers().typed_get::<headers::AccessControlAllowCredentials>().is_some());
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccessControlAllowCredentials;

impl AccessControlAllowCredentials {
    /// Reads one header value: its bytes, without the name and without the line's end.
    ///
    /// It is a length test and one 32-bit compare, allocates nothing, and works in `const` context.
    /// The caller must make sure that there is only one line; [`from_headers`](Self::from_headers)
    /// does.
    ///
    /// # Errors
    ///
    /// The [`ParseError`] that says why the bytes are not exactly `true` (Fetch standard, section
    /// “HTTP new-header syntax”); never [`ParseError::Repeated`].
    ///
    /// # Examples
    ///
    /// Checked at compile time:
    ///
    /// ```
    /// use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};
    ///
    /// const _: () = assert!(AccessControlAllowCredentials::from_bytes(b"true").is_ok());
    /// const _: () = assert!(matches!(
    ///     AccessControlAllowCredentials::from_bytes(b"TRUE"),
    ///     Err(ParseError::WrongCase),
    /// ));
    /// ```
    #[inline]
    pub const fn from_bytes(value: &[u8]) -> Result<Self, ParseError> {
        match parse::from_bytes(value) {
            Ok(()) => Ok(Self),
            Err(reason) => Err(reason),
        }
    }

    /// Reads the header from a response's headers: `None` if no line has its name.
    ///
    /// It allocates nothing and looks at no more than two lines, however many there are.
    ///
    /// # Errors
    ///
    /// [`ParseError::Repeated`] for two or more lines, whatever their values; otherwise the
    /// [`ParseError`] that says why the one line is not exactly `true`. The rule is the Fetch
    /// standard's: *getting* a header (section “Headers”) joins its lines with `, `, and the CORS
    /// check requires the result to be `true`.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};
    /// use http::{header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderMap, HeaderValue};
    ///
    /// let mut headers = HeaderMap::new();
    /// assert_eq!(AccessControlAllowCredentials::from_headers(&headers), Ok(None));
    ///
    /// let line = HeaderValue::from_static("true");
    /// headers.append(ACCESS_CONTROL_ALLOW_CREDENTIALS, line.clone());
    /// assert_eq!(
    ///     AccessControlAllowCredentials::from_headers(&headers),
    ///     Ok(Some(AccessControlAllowCredentials)),
    /// );
    ///
    /// headers.append(ACCESS_CONTROL_ALLOW_CREDENTIALS, line);
    /// assert_eq!(
    ///     AccessControlAllowCredentials::from_headers(&headers),
    ///     Err(ParseError::Repeated),
    /// );
    /// ```
    pub fn from_headers(headers: &HeaderMap) -> Result<Option<Self>, ParseError> {
        let mut lines = headers.get_all(ACCESS_CONTROL_ALLOW_CREDENTIALS).iter();
        match (lines.next(), lines.next()) {
            (None, _) => Ok(None),
            (Some(line), None) => Self::try_from(line).map(Some),
            (Some(_), Some(_)) => Err(ParseError::Repeated),
        }
    }

    /// The header's value, `true`.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::AccessControlAllowCredentials;
    ///
    /// assert_eq!(AccessControlAllowCredentials.as_str(), "true");
    /// ```
    #[inline]
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        TRUE
    }
}

impl Header for AccessControlAllowCredentials {
    #[inline]
    fn name() -> &'static HeaderName {
        &ACCESS_CONTROL_ALLOW_CREDENTIALS
    }

    #[inline]
    fn decode<'i, I>(values: &mut I) -> Result<Self, headers::Error>
    where
        I: Iterator<Item = &'i HeaderValue>,
    {
        let line = values.next().ok_or_else(headers::Error::invalid)?;
        // In this order, the iterator's state need not be kept while the bytes are compared.
        if values.next().is_none() && parse::is_true(line.as_bytes()) {
            Ok(Self)
        } else {
            Err(headers::Error::invalid())
        }
    }

    #[inline]
    fn encode<E: Extend<HeaderValue>>(&self, values: &mut E) {
        values.extend(Some(TRUE_VALUE));
    }
}

impl fmt::Display for AccessControlAllowCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(TRUE)
    }
}

impl FromStr for AccessControlAllowCredentials {
    type Err = ParseError;

    fn from_str(value: &str) -> Result<Self, ParseError> {
        Self::from_bytes(value.as_bytes())
    }
}

impl TryFrom<&[u8]> for AccessControlAllowCredentials {
    type Error = ParseError;

    fn try_from(value: &[u8]) -> Result<Self, ParseError> {
        Self::from_bytes(value)
    }
}

impl TryFrom<&str> for AccessControlAllowCredentials {
    type Error = ParseError;

    fn try_from(value: &str) -> Result<Self, ParseError> {
        Self::from_bytes(value.as_bytes())
    }
}

impl TryFrom<&HeaderValue> for AccessControlAllowCredentials {
    type Error = ParseError;

    fn try_from(value: &HeaderValue) -> Result<Self, ParseError> {
        Self::from_bytes(value.as_bytes())
    }
}

impl TryFrom<Bytes> for AccessControlAllowCredentials {
    type Error = ParseError;

    fn try_from(value: Bytes) -> Result<Self, ParseError> {
        Self::from_bytes(&value)
    }
}

/// For the [`Header::decode`] of another header whose only value is `true`, so that `?` turns a
/// reason into what `decode` returns. That type has no reasons, so this one is lost.
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::AccessControlAllowCredentials;
///
/// fn decode_line(line: &[u8]) -> Result<(), headers::Error> {
///     AccessControlAllowCredentials::from_bytes(line)?;
///     Ok(())
/// }
/// assert!(decode_line(b"true").is_ok());
/// assert!(decode_line(b"TRUE").is_err());
/// ```
impl From<ParseError> for headers::Error {
    fn from(_: ParseError) -> Self {
        Self::invalid()
    }
}

impl From<AccessControlAllowCredentials> for HeaderValue {
    fn from(_: AccessControlAllowCredentials) -> Self {
        TRUE_VALUE
    }
}

impl From<AccessControlAllowCredentials> for Bytes {
    fn from(_: AccessControlAllowCredentials) -> Self {
        Self::from_static(TRUE.as_bytes())
    }
}

impl From<AccessControlAllowCredentials> for &'static str {
    fn from(header: AccessControlAllowCredentials) -> Self {
        header.as_str()
    }
}

/// There is no conversion back: `headers`' own type also decodes repeated lines, which browsers
/// refuse.
impl From<AccessControlAllowCredentials> for headers::AccessControlAllowCredentials {
    fn from(_: AccessControlAllowCredentials) -> Self {
        Self
    }
}
