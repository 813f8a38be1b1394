//! A page's serialized origin.

use std::{borrow::Cow, error, str::FromStr};

use http::HeaderValue;
use url::{Host, Url};

use crate::cookie::site_difference;

/// The serialized origin of a page, exactly as browsers write it in a request's `Origin`: such as
/// `https://app.example.com`, `http://localhost:3000` or `null` (HTML standard, section “Origin”).
///
/// Browsers compare it with the response byte for byte. Any other spelling of the same origin would
/// never match, and the response would get the blame. So parsing accepts only the one spelling, and
/// the [`OriginError`] says which that is. The origins of extensions, which the URL standard calls
/// opaque but which browsers write out, are accepted, too.
///
/// # Examples
///
/// ```
/// use cors_flow::Origin;
///
/// let origin: Origin = "https://app.example.com".parse()?;
/// assert_eq!(origin.to_string(), "https://app.example.com");
///
/// let error = "https://app.example.com/".parse::<Origin>().unwrap_err();
/// assert_eq!(error.to_string(), "browsers write this origin as `https://app.example.com`");
/// # Ok::<(), cors_flow::OriginError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    text: HeaderValue,
    /// For comparing. An opaque origin equals no other, so it has none.
    tuple: Option<url::Origin>,
}

impl Origin {
    /// The opaque origin `null`: that of a sandboxed page, of a local file, and of a request that a
    /// redirect led on from one foreign origin to another.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::Origin;
    ///
    /// assert_eq!(Origin::opaque(), "null".parse()?);
    /// # Ok::<(), cors_flow::OriginError>(())
    /// ```
    #[must_use]
    pub fn opaque() -> Self {
        Self {
            text: HeaderValue::from_static("null"),
            tuple: None,
        }
    }

    /// The text, as the request's `Origin` has it.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(cors_flow::Origin::opaque().as_str(), "null");
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        // It was made from a `str` of visible ASCII.
        self.text.to_str().unwrap_or_default()
    }

    /// Whether a request to the URL stays within the page's own origin, so that CORS does not apply:
    /// the same scheme, host and port (HTML standard, section “Origin”, *same origin*). Never, for an
    /// opaque origin.
    ///
    /// # Examples
    ///
    /// ```
    /// let page: cors_flow::Origin = "https://app.example.com".parse()?;
    /// assert!(page.is_same_origin(&"https://app.example.com:443/me".parse()?));
    /// assert!(!page.is_same_origin(&"https://api.example.com/me".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_same_origin(&self, url: &Url) -> bool {
        self.tuple.as_ref() == Some(&url.origin())
    }

    /// Whether the URL belongs to the page's site: the same scheme, and the same host or two hosts
    /// under one registrable domain (HTML standard, section “Sites”, *same site*).
    ///
    /// The registrable domain is one label more than the public suffix. That is by the Public Suffix
    /// List, its private part included: `a.github.io` and `b.github.io` are two sites. IP addresses
    /// have no registrable domain, and neither has `localhost`, so they are the same site only if they
    /// are equal. Ports do not matter. Never the same, for an opaque origin.
    ///
    /// [`site_difference`] says why it is not.
    ///
    /// # Examples
    ///
    /// ```
    /// let page: cors_flow::Origin = "https://app.example.com".parse()?;
    /// assert!(page.is_same_site(&"https://api.example.com:8443/me".parse()?));
    /// assert!(!page.is_same_site(&"http://api.example.com/me".parse()?));
    /// assert!(!page.is_same_site(&"https://api.example.org/me".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_same_site(&self, url: &Url) -> bool {
        site_difference(self, url).is_none()
    }

    /// The scheme and the host, unless it is opaque.
    pub(crate) fn tuple(&self) -> Option<(&str, Cow<'_, str>)> {
        match &self.tuple {
            Some(url::Origin::Tuple(scheme, Host::Domain(name), _)) => Some((scheme, name.into())),
            Some(url::Origin::Tuple(scheme, host, _)) => Some((scheme, host.to_string().into())),
            _ => None,
        }
    }

    /// The value of the request's `Origin`.
    pub(crate) fn header_value(&self) -> HeaderValue {
        self.text.clone()
    }

    pub(crate) fn is_secure(&self) -> bool {
        self.as_str().starts_with("https://")
    }
}

/// Why a text is not the serialized origin of a page. The message says what to write instead.
///
/// # Examples
///
/// ```
/// use cors_flow::{Origin, OriginError};
///
/// let error = "https://app.example.com, https://b.example.com".parse::<Origin>().unwrap_err();
/// assert_eq!(error, OriginError::List);
/// assert_eq!(error.to_string(), "expected one origin, not a list");
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OriginError {
    /// There is whitespace around it.
    Padded,
    /// There is a space or a comma in it, as in a list.
    List,
    /// There is a `*` in it.
    Wildcard,
    /// It is a local file's URL, whose origin is `null`.
    File,
    /// It is an origin, in another spelling than the one that browsers write.
    Spelling {
        /// The spelling that browsers write.
        serialized: String,
    },
    /// It is a host, perhaps with a port, without a scheme before it.
    MissingScheme {
        /// The host and the port.
        host: String,
    },
    /// It is not an absolute URL with a host, or not a valid one.
    Invalid {
        /// What is wrong with the URL, if it looks like one.
        reason: Option<url::ParseError>,
    },
}

impl error::Error for OriginError {}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        if text == "null" {
            return Ok(Self::opaque());
        }
        if text.eq_ignore_ascii_case("null") {
            let serialized = "null".to_owned();
            return Err(OriginError::Spelling { serialized });
        }
        if text.trim() != text {
            return Err(OriginError::Padded);
        }
        if text.contains([' ', ',']) {
            return Err(OriginError::List);
        }
        if text.contains('*') {
            return Err(OriginError::Wildcard);
        }
        let url = match Url::parse(text) {
            Ok(url) if text.contains("://") => url,
            Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => {
                return Err(without_scheme(text));
            }
            Err(error) => {
                let reason = Some(error);
                return Err(OriginError::Invalid { reason });
            }
        };
        if url.scheme() == "file" {
            return Err(OriginError::File);
        }
        let serialized = serialized(&url).ok_or(OriginError::Invalid { reason: None })?;
        if serialized != text {
            return Err(OriginError::Spelling { serialized });
        }
        Ok(Self {
            text: HeaderValue::from_str(text).map_err(|_| OriginError::Invalid { reason: None })?,
            tuple: Some(url.origin()).filter(url::Origin::is_tuple),
        })
    }
}

/// What is wrong with a text that has no `://`.
fn without_scheme(text: &str) -> OriginError {
    let guess = format!("https://{text}");
    match Url::parse(&guess) {
        Ok(url) if serialized(&url).as_ref() == Some(&guess) => OriginError::MissingScheme {
            host: text.to_owned(),
        },
        _ => OriginError::Invalid { reason: None },
    }
}

fn serialized(url: &Url) -> Option<String> {
    let origin = url.origin();
    if origin.is_tuple() {
        return Some(origin.ascii_serialization());
    }
    // By the standard, this origin is opaque. But browsers do write it out, for example for an
    // extension's page.
    let host = url.host_str().filter(|host| !host.is_empty())?;
    let port = url.port().map(|port| format!(":{port}"));
    Some([url.scheme(), "://", host, &port.unwrap_or_default()].concat())
}
