//! A cookie that a browser keeps, and whether it sends it with a request (RFC 6265bis, section
//! “Retrieval Algorithm”).

use std::{error, fmt};

use headers_allow_credentials::cors::CredentialsMode;

use super::cross_site::{Refusal, refusal};
use super::keep::domain_matches;
use super::{Browser, Context, Prefix, SameSite, SiteDifference};
use crate::Origin;

/// A cookie, as one browser keeps it.
///
/// `Debug` does not show the value.
///
/// # Examples
///
/// ```
/// use std::time::SystemTime;
///
/// use cors_flow::CredentialsMode::Include;
/// use cors_flow::cookie::{Browser, Context, SetCookie};
///
/// let page = "https://app.example.com".parse()?;
/// let url = "https://api.example.com/v1/login".parse()?;
/// let context = Context::new(&page, &url, Include, SystemTime::now());
/// let cookie = SetCookie::from_bytes(b"sid=1").keep(&context, Browser::Chrome)?;
/// assert_eq!((cookie.name(), cookie.value()), (&b"sid"[..], &b"1"[..]));
/// assert_eq!((cookie.domain(), cookie.path()), ("api.example.com", &b"/v1"[..]));
/// assert!(cookie.is_host_only() && !cookie.is_expired());
/// assert_eq!(cookie.browser(), Browser::Chrome);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
// They are independent of each other, as the attributes are.
#[allow(clippy::struct_excessive_bools)]
pub struct Cookie {
    pub(super) browser: Browser,
    pub(super) name: Vec<u8>,
    pub(super) value: Vec<u8>,
    pub(super) domain: String,
    pub(super) is_host_only: bool,
    pub(super) path: Vec<u8>,
    pub(super) is_secure: bool,
    pub(super) is_http_only: bool,
    pub(super) same_site: Option<SameSite>,
    pub(super) is_partitioned: bool,
    /// What it is kept apart for, if it is.
    pub(super) partition: Option<String>,
    /// In seconds since 1970.
    pub(super) expiry: Option<i64>,
    pub(super) kept_at: i64,
}

/// What tells a cookie from others of its name: a line that deletes one of them leaves the others there
/// (RFC 6265bis, section “Storage Model”, step 23, and what browsers do with `Partitioned`).
///
/// # Examples
///
/// ```
/// use std::time::SystemTime;
///
/// use cors_flow::CredentialsMode::Include;
/// use cors_flow::cookie::{Browser, Context, SetCookie};
///
/// let page = "https://app.example.com".parse()?;
/// let url = "https://api.example.com/v1/login".parse()?;
/// let context = Context::new(&page, &url, Include, SystemTime::now());
/// let identity = |line: &[u8]| SetCookie::from_bytes(line).keep(&context, Browser::Chrome).map(|it| it.identity());
/// assert_ne!(identity(b"sid=1")?, identity(b"sid=; Path=/; Max-Age=0")?);
/// assert_eq!(identity(b"sid=1")?, identity(b"sid=; Path=/v1; Max-Age=0")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Its `Domain`; `None` if it is for one host alone.
    pub domain: Option<String>,
    /// The path that it is for.
    pub path: Vec<u8>,
    /// Whether it is kept apart for the page's site.
    pub is_partitioned: bool,
}

/// Why a browser does not send a cookie that it keeps.
///
/// # Examples
///
/// See [`Cookie::send`].
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// A preflight carries no cookie.
    Preflight,
    /// The request is made without credentials.
    Mode(CredentialsMode),
    /// The line deleted it, or it has expired since.
    Expired,
    /// The URL's host is not the cookie's, nor below it.
    Host {
        /// The cookie's domain.
        domain: String,
        /// Whether the cookie is for that host alone, since its line has no `Domain`.
        is_host_only: bool,
        /// The URL's host.
        host: String,
    },
    /// The URL's path is not the cookie's, nor below it.
    Path {
        /// The cookie's path.
        cookie: Vec<u8>,
        /// The URL's path.
        url: String,
    },
    /// The cookie is `Secure`, and the URL is `http`.
    SecureOverHttp,
    /// `SameSite=Lax` or `Strict`, and the URL is of another site. No `fetch` carries those, whatever its
    /// method.
    CrossSite {
        /// The value of `SameSite`.
        same_site: SameSite,
        /// Why it is another site.
        difference: SiteDifference,
    },
    /// No `SameSite`, or an unknown one, which counts as `Lax`, and the URL is of another site.
    CrossSiteByDefault {
        /// Why it is another site.
        difference: SiteDifference,
    },
    /// The browser blocks third-party cookies that are not `Partitioned`.
    NotPartitioned {
        /// Why the cookie is a third party's.
        difference: SiteDifference,
    },
    /// It is kept apart for another site than the page's.
    OtherPartition {
        /// The site for which it is kept; `None` if it was set as a first-party cookie.
        kept_for: Option<String>,
    },
}

impl error::Error for SendError {}

impl SendError {
    /// For a program: the name of the error without its fields, such as `Path`.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(cors_flow::cookie::SendError::SecureOverHttp.code(), "SecureOverHttp");
    /// ```
    #[must_use]
    pub fn code(&self) -> String {
        crate::report::code_of(self)
    }
}

/// Why a page's script cannot read a cookie by `document.cookie`.
///
/// # Examples
///
/// See [`Cookie::read`].
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is `HttpOnly`.
    HttpOnly,
    /// The page's host is not the cookie's, nor below it.
    Host {
        /// The cookie's domain.
        domain: String,
        /// Whether the cookie is for that host alone, since its line has no `Domain`.
        is_host_only: bool,
    },
    /// It is `Secure`, and the page is not.
    Secure,
}

impl error::Error for ReadError {}

impl ReadError {
    /// For a program: the name of the error without its fields, such as `HttpOnly`.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(cors_flow::cookie::ReadError::HttpOnly.code(), "HttpOnly");
    /// ```
    #[must_use]
    pub fn code(&self) -> String {
        crate::report::code_of(self)
    }
}

impl Cookie {
    /// The browser that keeps it.
    ///
    /// # Examples
    ///
    /// See [`Cookie`].
    #[must_use]
    pub fn browser(&self) -> Browser {
        self.browser
    }

    /// Its name, which may be empty.
    ///
    /// # Examples
    ///
    /// See [`Cookie`].
    #[must_use]
    pub fn name(&self) -> &[u8] {
        &self.name
    }

    /// Its value: a secret. This crate never prints it.
    ///
    /// # Examples
    ///
    /// See [`Cookie`].
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// The host that it is for.
    ///
    /// # Examples
    ///
    /// See [`Cookie`].
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Whether it is for that host alone, and not for those below it.
    ///
    /// # Examples
    ///
    /// See [`Cookie`].
    #[must_use]
    pub fn is_host_only(&self) -> bool {
        self.is_host_only
    }

    /// The path that it is for, and all below it.
    ///
    /// # Examples
    ///
    /// See [`Cookie`].
    #[must_use]
    pub fn path(&self) -> &[u8] {
        &self.path
    }

    /// Whether it was expired when it came: its line deletes the cookie.
    ///
    /// # Examples
    ///
    /// See [`Cookie`].
    #[must_use]
    pub fn is_expired(&self) -> bool {
        self.is_expired_at(self.kept_at)
    }

    pub(super) fn is_expired_at(&self, now: i64) -> bool {
        self.expiry.is_some_and(|expiry| expiry <= now)
    }

    /// Whether its browser sends it with that request.
    ///
    /// # Errors
    ///
    /// A [`SendError`] if it does not. Of several reasons, the first in the order of that type.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::SystemTime;
    ///
    /// use cors_flow::CredentialsMode::Include;
    /// use cors_flow::cookie::{Browser, Context, SendError, SetCookie};
    ///
    /// let page = "https://app.example.com".parse()?;
    /// let login = "https://api.example.com/auth/login".parse()?;
    /// let me = "https://api.example.com/me".parse()?;
    /// let now = SystemTime::now();
    /// let line = SetCookie::from_bytes(b"sid=1");
    /// let cookie = line.keep(&Context::new(&page, &login, Include, now), Browser::Chrome)?;
    /// let error = cookie.send(&Context::new(&page, &me, Include, now)).unwrap_err();
    /// assert_eq!(error, SendError::Path { cookie: b"/auth".to_vec(), url: "/me".to_owned() });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn send(&self, context: &Context<'_>) -> Result<(), SendError> {
        if context.is_preflight {
            return Err(SendError::Preflight);
        }
        if !context.has_credentials {
            return Err(SendError::Mode(context.mode));
        }
        if self.is_expired_at(context.now) {
            return Err(SendError::Expired);
        }
        if !self.is_for(context.host()) {
            return Err(SendError::Host {
                domain: self.domain.clone(),
                is_host_only: self.is_host_only,
                host: context.host().to_owned(),
            });
        }
        if !path_matches(context.url.path().as_bytes(), &self.path) {
            return Err(SendError::Path {
                cookie: self.path.clone(),
                url: context.url.path().to_owned(),
            });
        }
        if self.is_secure && !context.is_secure(self.browser) {
            return Err(SendError::SecureOverHttp);
        }
        if let Some(difference) = context.cross_site(self.browser) {
            match refusal(self.browser, self.same_site, self.is_partitioned) {
                Some(Refusal::SameSite(same_site)) => {
                    return Err(SendError::CrossSite {
                        same_site,
                        difference,
                    });
                }
                Some(Refusal::Default) => return Err(SendError::CrossSiteByDefault { difference }),
                Some(Refusal::ThirdParty) => return Err(SendError::NotPartitioned { difference }),
                None => {}
            }
        }
        if self.partition != context.partition(self.browser, self.is_partitioned) {
            let kept_for = self.partition.clone();
            return Err(SendError::OtherPartition { kept_for });
        }
        Ok(())
    }

    /// Whether a script of the page finds it in `document.cookie`, in a document below the cookie's
    /// path: the page's own cookies are there, those of an API only if `Domain` covers both.
    ///
    /// # Errors
    ///
    /// A [`ReadError`] if it does not.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::SystemTime;
    ///
    /// use cors_flow::CredentialsMode::Include;
    /// use cors_flow::cookie::{Browser, Context, ReadError, SetCookie};
    ///
    /// let page = "https://app.example.com".parse()?;
    /// let url = "https://api.example.com/".parse()?;
    /// let context = Context::new(&page, &url, Include, SystemTime::now());
    /// let read = |line: &str| {
    ///     let cookie = SetCookie::from_bytes(line.as_bytes()).keep(&context, Browser::Chrome);
    ///     cookie.map(|cookie| cookie.read(&page))
    /// };
    /// assert_eq!(read("csrf=1; Domain=example.com")?, Ok(()));
    /// assert_eq!(read("csrf=1; Domain=example.com; HttpOnly")?, Err(ReadError::HttpOnly));
    /// let domain = "api.example.com".to_owned();
    /// assert_eq!(read("csrf=1")?, Err(ReadError::Host { domain, is_host_only: true }));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(&self, page: &Origin) -> Result<(), ReadError> {
        if self.is_http_only {
            return Err(ReadError::HttpOnly);
        }
        if !page.tuple().is_some_and(|(_, host)| self.is_for(&host)) {
            return Err(ReadError::Host {
                domain: self.domain.clone(),
                is_host_only: self.is_host_only,
            });
        }
        if self.is_secure && !page.is_secure() {
            return Err(ReadError::Secure);
        }
        Ok(())
    }

    /// Whether its name says that it has no `Domain`.
    pub(super) fn is_bound_to_host(&self) -> bool {
        Prefix::of(&self.name, self.browser).is_some_and(Prefix::is_of_host)
    }

    /// What tells it from other cookies of its name.
    ///
    /// # Examples
    ///
    /// See [`Identity`].
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity {
            domain: (!self.is_host_only).then(|| self.domain.clone()),
            path: self.path.clone(),
            is_partitioned: self.partition.is_some(),
        }
    }

    pub(super) fn is_for(&self, host: &str) -> bool {
        host == self.domain || !self.is_host_only && domain_matches(host, &self.domain)
    }
}

/// Without the value.
impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cookie")
            .field("browser", &self.browser)
            .field("name", &self.name.escape_ascii().to_string())
            .field("domain", &self.domain)
            .field("is_host_only", &self.is_host_only)
            .field("path", &self.path.escape_ascii().to_string())
            .field("is_secure", &self.is_secure)
            .field("is_http_only", &self.is_http_only)
            .field("same_site", &self.same_site)
            .field("partition", &self.partition)
            .field("expiry", &self.expiry)
            .finish_non_exhaustive()
    }
}

/// *Path-match* (section “Paths and Path-Match”): whether the path is the cookie's, or below it.
pub(super) fn path_matches(path: &[u8], cookie: &[u8]) -> bool {
    path.strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with(b"/") || rest.starts_with(b"/"))
}
