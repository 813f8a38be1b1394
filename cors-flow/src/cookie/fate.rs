//! What becomes of a line in one browser.

use super::{Browser, Context, KeepError, Remedy, SendError, SetCookie, SiteDifference};

/// What one browser does with a line of `Set-Cookie`, and then with the page's next request.
///
/// # Examples
///
/// ```
/// use std::time::SystemTime;
///
/// use cors_flow::CredentialsMode::Include;
/// use cors_flow::cookie::{Browser, Context, Fate, SetCookie};
///
/// let page = "https://app.example.com".parse()?;
/// let login = "https://api.example.com/auth/login".parse()?;
/// let me = "https://api.example.com/me".parse()?;
/// let now = SystemTime::now();
/// let (set, next) = (Context::new(&page, &login, Include, now), Context::new(&page, &me, Include, now));
/// let fate = |line: &[u8]| Fate::of(&SetCookie::from_bytes(line), &set, &next, Browser::Chrome);
/// assert_eq!(fate(b"sid=1; Path=/"), Fate::Sent);
/// assert_eq!(fate(b"sid=; Path=/; Max-Age=0"), Fate::Deleted);
/// let for_auth = fate(b"sid=1");
/// assert!(for_auth.is_kept() && !for_auth.is_sent());
/// assert_eq!(for_auth.code().as_deref(), Some("Path"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is kept, and sent with the next request.
    Sent,
    /// It is kept, but not sent.
    NotSent(SendError),
    /// The line deletes it, as it says.
    Deleted,
    /// It is not kept. A line that should delete a cookie deletes none.
    Dropped(KeepError),
    /// That depends on the URL, which nobody told: only in a report on an unknown URL.
    Unknown,
}

impl Fate {
    /// Of a line in the response to one request, and with the next one.
    ///
    /// # Examples
    ///
    /// See [`Fate`].
    #[must_use]
    pub fn of(line: &SetCookie, set: &Context<'_>, next: &Context<'_>, browser: Browser) -> Self {
        match line.keep(set, browser) {
            Err(error) => Self::Dropped(error),
            Ok(cookie) if cookie.is_expired() => Self::Deleted,
            Ok(cookie) => cookie
                .send(next)
                .map_or_else(Self::NotSent, |()| Self::Sent),
        }
    }

    /// Whether the browser keeps the cookie, whether or not the next request carries it.
    ///
    /// # Examples
    ///
    /// See [`Fate`].
    #[must_use]
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Sent | Self::NotSent(_))
    }

    /// Whether the next request carries it.
    ///
    /// # Examples
    ///
    /// See [`Fate`].
    #[must_use]
    pub fn is_sent(&self) -> bool {
        *self == Self::Sent
    }

    /// For a program: the name of the error without its fields, such as `Path`; `None` if there is no error.
    ///
    /// # Examples
    ///
    /// See [`Fate`].
    #[must_use]
    pub fn code(&self) -> Option<String> {
        match self {
            Self::Sent | Self::Deleted | Self::Unknown => None,
            Self::NotSent(error) => Some(error.code()),
            Self::Dropped(error) => Some(error.code()),
        }
    }

    /// As far as it is the same for any URL. `is_meant` is whether a line that deletes the cookie is meant
    /// to.
    pub(crate) fn for_any_url(self, is_meant: bool) -> Self {
        match self {
            // Of a host that is below it, it may be kept.
            Self::Dropped(KeepError::DomainForeign { .. }) => Self::Unknown,
            Self::Dropped(error) => Self::Dropped(error),
            Self::Deleted if !is_meant => Self::Dropped(KeepError::Expired),
            _ => Self::Unknown,
        }
    }

    /// Why page and URL are two sites, if that matters.
    pub(crate) fn difference(&self) -> Option<&SiteDifference> {
        match self {
            Self::NotSent(
                SendError::CrossSite { difference, .. }
                | SendError::CrossSiteByDefault { difference }
                | SendError::NotPartitioned { difference },
            )
            | Self::Dropped(
                KeepError::CrossSite { difference, .. }
                | KeepError::CrossSiteByDefault { difference }
                | KeepError::NotPartitioned { difference }
                | KeepError::ThirdPartyBlocked { difference },
            ) => Some(difference),
            _ => None,
        }
    }

    pub(crate) fn remedies(&self, set: &Context<'_>, next: &Context<'_>) -> Vec<Remedy> {
        match self {
            Self::Sent | Self::Deleted | Self::Unknown => vec![],
            Self::NotSent(error) => error.remedies(next),
            Self::Dropped(error) => error.remedies(set),
        }
    }
}
