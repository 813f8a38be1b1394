//! Whether a browser keeps the cookie of a line (RFC 6265bis, section “Storage Model”).

use std::error;

use headers_allow_credentials::cors::CredentialsMode;

use super::cross_site::{Refusal, refusal};
use super::line::{Control, MOST_BYTES};
use super::site::{public_suffix, registrable_domain};
use super::{Browser, Context, Cookie, Identity, SameSite, SetCookie, SiteDifference};

/// Why a browser does not keep the cookie of a line. The message says why, without the browser and
/// without the cookie's name; [`remedies`](Self::remedies) says what to send instead.
///
/// # Examples
///
/// See [the module](super).
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeepError {
    /// It is a preflight's response, whose cookies are ignored (Fetch standard, “CORS-preflight
    /// fetch”).
    Preflight,
    /// The request was made without credentials, so the cookies of its response are ignored (Fetch
    /// standard, “HTTP-network-or-cache fetch”).
    Mode(CredentialsMode),
    /// It is in the line of another cookie, after a comma.
    TwoInOneLine {
        /// The name of the cookie that the line sets.
        first: Vec<u8>,
    },
    /// There is a control byte in the line.
    ControlByte {
        /// The byte.
        byte: u8,
    },
    /// There is a tab inside of the name or the value, which Chrome refuses.
    Tab,
    /// There is neither a name nor a value.
    Empty,
    /// The line begins with `=`, which Firefox refuses, and Chrome does if the value has another.
    MissingName,
    /// Name and value are longer than 4,096 bytes.
    TooLarge {
        /// How long they are.
        bytes: usize,
    },
    /// `Domain` has bytes beyond ASCII.
    DomainNotAscii,
    /// `Domain` is neither the host of the URL nor a parent of it.
    DomainForeign {
        /// The value of `Domain`.
        domain: String,
        /// The URL's host.
        host: String,
    },
    /// `Domain` is a public suffix, under which each domain is a site.
    PublicSuffix {
        /// The suffix.
        suffix: String,
    },
    /// `Domain` is a parent of the URL's site.
    DomainAboveSite {
        /// The value of `Domain`.
        domain: String,
        /// The registrable domain of the URL's host.
        site: String,
    },
    /// `Secure` from an `http` URL.
    SecureOverHttp,
    /// A cookie without a name, whose value begins with such a prefix.
    PrefixInValue,
    /// The prefix of the name needs `Secure`.
    PrefixWithoutSecure {
        /// The prefix.
        prefix: Prefix,
    },
    /// The prefix of the name needs `HttpOnly`.
    PrefixWithoutHttpOnly {
        /// The prefix.
        prefix: Prefix,
    },
    /// The prefix of the name excludes `Domain`.
    PrefixWithDomain {
        /// The prefix.
        prefix: Prefix,
    },
    /// The prefix of the name needs `Path=/`.
    PrefixWithoutRootPath {
        /// The prefix.
        prefix: Prefix,
    },
    /// `SameSite=None` without `Secure`.
    NoneWithoutSecure,
    /// `Partitioned` without `Secure`.
    PartitionedWithoutSecure,
    /// `SameSite=Lax` or `Strict` from a URL of another site.
    CrossSite {
        /// The value of `SameSite`.
        same_site: SameSite,
        /// Why it is another site.
        difference: SiteDifference,
    },
    /// No `SameSite`, or an unknown one, which counts as `Lax`, from a URL of another site.
    CrossSiteByDefault {
        /// Why it is another site.
        difference: SiteDifference,
    },
    /// The browser blocks third-party cookies that are not `Partitioned`.
    NotPartitioned {
        /// Why the cookie is a third party's.
        difference: SiteDifference,
    },
    /// The browser blocks third-party cookies, and none can be `Partitioned` here: that needs `https`.
    ThirdPartyBlocked {
        /// Why the cookie is a third party's.
        difference: SiteDifference,
    },
    /// The line expires the cookie, so that a browser deletes it.
    Expired,
    /// The line should delete a cookie, but not the one of this name that an earlier response has set, which
    /// stays.
    OtherCookie {
        /// That of the one that stays.
        kept: Identity,
        /// That of the line.
        deleted: Identity,
    },
}

impl error::Error for KeepError {}

impl KeepError {
    /// For a program: the name of the error without its fields, such as `NoneWithoutSecure`.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::cookie::KeepError;
    ///
    /// assert_eq!(KeepError::TooLarge { bytes: 5000 }.code(), "TooLarge");
    /// ```
    #[must_use]
    pub fn code(&self) -> String {
        crate::report::code_of(self)
    }
}

/// A prefix of a name that promises something of its cookie (layered cookies, section “Cookie Name
/// Prefixes”), in any case of letters.
///
/// # Examples
///
/// ```
/// assert_eq!(cors_flow::cookie::Prefix::Host.as_str(), "__Host-");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Prefix {
    /// `__Secure-`: the cookie is `Secure`.
    Secure,
    /// `__Host-`: `Secure`, of this host alone and of all its paths.
    Host,
    /// `__Http-`: `Secure`, and not set by a script.
    Http,
    /// `__Host-Http-`: the two together.
    HostHttp,
}

impl Prefix {
    /// The prefix, as servers write it.
    ///
    /// # Examples
    ///
    /// See [`Prefix`].
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Secure => "__Secure-",
            Self::Host => "__Host-",
            Self::Http => "__Http-",
            Self::HostHttp => "__Host-Http-",
        }
    }

    /// Of a name, by the rules of a browser. Safari does not know the newer two.
    pub(super) fn of(name: &[u8], browser: Browser) -> Option<Self> {
        let is_new = |prefix: Self| matches!(prefix, Self::Http | Self::HostHttp);
        let has = |prefix: &Self| {
            let start = name.get(..prefix.as_str().len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_str().as_bytes()))
        };
        // The longer one before the one that it begins with.
        [Self::HostHttp, Self::Host, Self::Http, Self::Secure]
            .into_iter()
            .filter(|prefix| browser != Browser::Safari || !is_new(*prefix))
            .find(has)
    }

    pub(super) fn is_of_host(self) -> bool {
        matches!(self, Self::Host | Self::HostHttp)
    }

    fn is_of_http(self) -> bool {
        matches!(self, Self::Http | Self::HostHttp)
    }
}

impl SetCookie {
    /// What a browser makes of the line in a response to that request: the cookie that it keeps. If the
    /// cookie [is expired](Cookie::is_expired) by then, the line deletes it.
    ///
    /// # Errors
    ///
    /// A [`KeepError`] if the browser ignores the line. Of several reasons, the first in the order of that type.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::SystemTime;
    ///
    /// use cors_flow::CredentialsMode::Include;
    /// use cors_flow::cookie::{Browser, Context, KeepError, SetCookie};
    ///
    /// let page = "https://app.example.com".parse()?;
    /// let url = "https://api.example.com/".parse()?;
    /// let context = Context::new(&page, &url, Include, SystemTime::now());
    /// let keep = |line: &str| SetCookie::from_bytes(line.as_bytes()).keep(&context, Browser::Safari);
    /// assert_eq!(keep("sid=1; Domain=.Example.com")?.domain(), "example.com");
    /// assert!(keep("sid=; Max-Age=0")?.is_expired());
    /// assert_eq!(
    ///     keep("sid=1; Domain=com"),
    ///     Err(KeepError::PublicSuffix { suffix: "com".to_owned() }),
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn keep(&self, context: &Context<'_>, browser: Browser) -> Result<Cookie, KeepError> {
        if context.is_preflight {
            return Err(KeepError::Preflight);
        }
        if !context.has_credentials {
            return Err(KeepError::Mode(context.mode));
        }
        self.check_pair(browser)?;
        let domain = self.domain_to_keep(context, browser)?;
        if self.is_secure() && !context.is_secure(browser) {
            return Err(KeepError::SecureOverHttp);
        }
        self.check_prefix(context, browser, domain.is_none())?;
        // Safari alone does without.
        if self.same_site() == Some(SameSite::None)
            && !self.is_secure()
            && browser != Browser::Safari
        {
            return Err(KeepError::NoneWithoutSecure);
        }
        if self.is_partitioned() && !self.is_secure() {
            return Err(KeepError::PartitionedWithoutSecure);
        }
        if let Some(difference) = context.cross_site(browser) {
            let refusal = refusal(browser, self.same_site(), self.is_partitioned());
            if let Some(refusal) = refusal {
                return Err(cross_site_error(refusal, difference, context, browser));
            }
        }
        Ok(Cookie {
            browser,
            name: self.name().to_vec(),
            value: self.value().to_vec(),
            is_host_only: domain.is_none(),
            domain: domain.unwrap_or(context.host()).to_owned(),
            path: self.path_to_keep(context).to_vec(),
            is_secure: self.is_secure(),
            is_http_only: self.is_http_only(),
            same_site: self.same_site(),
            is_partitioned: self.is_partitioned(),
            partition: context.partition(browser, self.is_partitioned()),
            expiry: self.expiry(context.now),
            kept_at: context.now,
        })
    }

    /// Steps 2 to 4, and what comes before them.
    fn check_pair(&self, browser: Browser) -> Result<(), KeepError> {
        match self.control() {
            Some(Control::Byte(byte)) => return Err(KeepError::ControlByte { byte }),
            Some(Control::Tab) if browser.is_chromium() => return Err(KeepError::Tab),
            _ => {}
        }
        if self.len() == 0 {
            return Err(KeepError::Empty);
        }
        let is_ambiguous = || match browser {
            Browser::Firefox => true,
            Browser::Safari => false,
            Browser::Chrome | Browser::Blocking => self.value().contains(&b'='),
        };
        if self.name().is_empty() && self.has_equals_sign() && is_ambiguous() {
            return Err(KeepError::MissingName);
        }
        if self.len() > MOST_BYTES {
            return Err(KeepError::TooLarge { bytes: self.len() });
        }
        Ok(())
    }

    /// Steps 7 to 10: the domain, or `None` for the host alone.
    fn domain_to_keep(
        &self,
        context: &Context<'_>,
        browser: Browser,
    ) -> Result<Option<&str>, KeepError> {
        let Some(domain) = self.domain().filter(|domain| !domain.is_empty()) else {
            return Ok(None);
        };
        let domain = std::str::from_utf8(domain)
            .ok()
            .filter(|domain| domain.is_ascii());
        let (domain, host) = (domain.ok_or(KeepError::DomainNotAscii)?, context.host());
        if public_suffix(domain) == Some(domain) && domain != "." {
            return if domain == host {
                Ok(None)
            } else {
                let suffix = domain.to_owned();
                Err(KeepError::PublicSuffix { suffix })
            };
        }
        if !domain_matches(host, domain) {
            let (domain, host) = (domain.to_owned(), host.to_owned());
            return Err(KeepError::DomainForeign { domain, host });
        }
        // A host that is a public suffix is a site of its own, and has nothing above it.
        let site = registrable_domain(host).unwrap_or(host);
        // The draft does not ask for it, and WebKit does not know it.
        if domain.len() < site.len() && browser != Browser::Safari {
            return Err(KeepError::DomainAboveSite {
                domain: domain.to_owned(),
                site: site.to_owned(),
            });
        }
        Ok(Some(domain))
    }

    /// Whether it is expired when it comes.
    pub(crate) fn is_deletion(&self, context: &Context<'_>) -> bool {
        self.expiry(context.now)
            .is_some_and(|expiry| expiry <= context.now)
    }

    /// Step 11.
    pub(crate) fn path_to_keep<'a>(&'a self, context: &Context<'a>) -> &'a [u8] {
        let path = self.path().filter(|path| path.starts_with(b"/"));
        path.unwrap_or_else(|| default_path(context.url.path().as_bytes()))
    }

    /// Steps 20 to 22.
    fn check_prefix(
        &self,
        context: &Context<'_>,
        browser: Browser,
        is_host_only: bool,
    ) -> Result<(), KeepError> {
        if self.name().is_empty() {
            // To Firefox, what has no `=` is a name.
            let prefix = Prefix::of(self.value(), browser);
            return match prefix {
                Some(prefix) if browser == Browser::Firefox => {
                    self.check_promise(prefix, context, browser, is_host_only)
                }
                Some(_) => Err(KeepError::PrefixInValue),
                None => Ok(()),
            };
        }
        match Prefix::of(self.name(), browser) {
            Some(prefix) => self.check_promise(prefix, context, browser, is_host_only),
            None => Ok(()),
        }
    }

    fn check_promise(
        &self,
        prefix: Prefix,
        context: &Context<'_>,
        browser: Browser,
        is_host_only: bool,
    ) -> Result<(), KeepError> {
        if !self.is_secure() {
            return Err(KeepError::PrefixWithoutSecure { prefix });
        }
        if prefix.is_of_http() && !self.is_http_only() {
            return Err(KeepError::PrefixWithoutHttpOnly { prefix });
        }
        if prefix.is_of_host() && !is_host_only {
            return Err(KeepError::PrefixWithDomain { prefix });
        }
        // Firefox takes the default path as well.
        let path = match browser {
            Browser::Firefox => Some(self.path_to_keep(context)),
            _ => self.path(),
        };
        if prefix.is_of_host() && path != Some(b"/") {
            return Err(KeepError::PrefixWithoutRootPath { prefix });
        }
        Ok(())
    }
}

/// Steps 17 and 18, and what browsers do with third-party cookies.
fn cross_site_error(
    refusal: Refusal,
    difference: SiteDifference,
    context: &Context<'_>,
    browser: Browser,
) -> KeepError {
    match refusal {
        Refusal::SameSite(same_site) => KeepError::CrossSite {
            same_site,
            difference,
        },
        Refusal::Default => KeepError::CrossSiteByDefault { difference },
        Refusal::ThirdParty if context.is_secure(browser) => {
            KeepError::NotPartitioned { difference }
        }
        Refusal::ThirdParty => KeepError::ThirdPartyBlocked { difference },
    }
}

/// Section “Domain Matching”: whether the host is that domain, or below it.
pub(super) fn domain_matches(host: &str, domain: &str) -> bool {
    let is_below = || {
        let before = host.strip_suffix(domain);
        before.is_some_and(|before| before.ends_with('.')) && !super::site::is_address(host)
    };
    host == domain || is_below()
}

/// *Default-path* (section “Paths and Path-Match”).
fn default_path(path: &[u8]) -> &[u8] {
    match path.iter().rposition(|&byte| byte == b'/') {
        None | Some(0) => b"/",
        Some(slash) => &path[..slash],
    }
}
