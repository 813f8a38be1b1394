//! The request whose response sets a cookie, or which might carry it.

use std::time::SystemTime;

use headers_allow_credentials::cors::CredentialsMode;
use url::Url;

use super::date::seconds_of;
use super::site::{SiteDifference, host_difference, is_loopback, site_difference, site_of};
use super::{Browser, site};
use crate::Origin;
use crate::flow::includes_credentials;

/// A request by a page's `fetch`: who asks for what, and when. Its response may set a cookie, and it may
/// carry one.
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
/// let url = "https://api.example.com/login".parse()?;
/// let context = Context::new(&page, &url, Include, SystemTime::now());
/// let line = SetCookie::from_bytes(b"sid=1");
/// assert!(line.keep(&context, Browser::Chrome).is_ok());
/// assert_eq!(line.keep(&context.preflight(), Browser::Chrome), Err(KeepError::Preflight));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub(super) page: &'a Origin,
    pub(super) url: &'a Url,
    pub(super) mode: CredentialsMode,
    pub(super) is_preflight: bool,
    pub(super) has_credentials: bool,
    pub(super) now: i64,
}

impl<'a> Context<'a> {
    /// The page asks for the URL in this mode, and the response comes at that time.
    ///
    /// # Examples
    ///
    /// See [`Context`].
    #[must_use]
    pub fn new(page: &'a Origin, url: &'a Url, mode: CredentialsMode, now: SystemTime) -> Self {
        let has_credentials = includes_credentials(mode, !page.is_same_origin(url));
        Self {
            page,
            url,
            mode,
            is_preflight: false,
            has_credentials,
            now: seconds_of(now),
        }
    }

    /// The preflight of that request, which neither carries nor sets a cookie (Fetch standard, “CORS-preflight
    /// fetch”).
    ///
    /// # Examples
    ///
    /// See [`Context`].
    #[must_use]
    pub fn preflight(self) -> Self {
        Self {
            is_preflight: true,
            ..self
        }
    }

    /// The same, after redirects: once cross-origin, a request stays so.
    pub(crate) fn cross_origin(self) -> Self {
        Self {
            has_credentials: includes_credentials(self.mode, true),
            ..self
        }
    }

    pub(super) fn host(&self) -> &'a str {
        self.url.host_str().unwrap_or_default()
    }

    /// Whether `Secure` cookies may be set and sent there.
    pub(super) fn is_secure(&self, browser: Browser) -> bool {
        let is_local = || browser != Browser::Safari && is_loopback(self.host());
        self.url.scheme() == "https" || is_local()
    }

    /// Whether any browser thinks so.
    pub(super) fn may_be_secure(&self) -> bool {
        self.is_secure(Browser::Chrome)
    }

    /// Why it is a cross-site request, if it is one.
    pub(super) fn cross_site(&self, browser: Browser) -> Option<SiteDifference> {
        if browser.is_chromium() {
            site_difference(self.page, self.url)
        } else {
            host_difference(self.page, self.url)
        }
    }

    /// What a browser keeps a cookie apart for, if it does: the page's site. Firefox does so with all
    /// cookies of third parties.
    pub(super) fn partition(&self, browser: Browser, is_partitioned: bool) -> Option<String> {
        let is_apart =
            is_partitioned || browser == Browser::Firefox && self.cross_site(browser).is_some();
        is_apart.then(|| site_of(self.page).unwrap_or_else(|| self.page.as_str().to_owned()))
    }

    /// The registrable domain of the URL's host.
    pub(super) fn site(&self) -> Option<&'a str> {
        site::registrable_domain(self.host())
    }
}
