//! Whose rules.

use std::fmt;

/// A browser, with the settings that it has when it is installed.
///
/// # Examples
///
/// ```
/// use cors_flow::cookie::Browser;
///
/// assert_eq!(Browser::ALL.map(Browser::as_str), ["chrome", "firefox", "safari", "blocking"]);
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Browser {
    /// Chrome, and Edge: third-party cookies are allowed. A cookie without `SameSite` counts as `Lax`,
    /// and an `http` page and an `https` URL are two sites.
    Chrome,
    /// Firefox: third-party cookies are kept apart for each site that a person visits.
    Firefox,
    /// Safari 26.2 and later: third-party cookies are blocked unless they are `Partitioned`. Earlier
    /// ones block those, too. From documentation, not measured.
    Safari,
    /// Any browser that blocks third-party cookies, such as Chrome in Incognito mode: Chrome's rules,
    /// and of the third-party cookies only the `Partitioned` ones work.
    Blocking,
}

impl Browser {
    /// All of them, in the order of the report.
    ///
    /// # Examples
    ///
    /// See [`Browser`].
    pub const ALL: [Self; 4] = [Self::Chrome, Self::Firefox, Self::Safari, Self::Blocking];

    /// The name in the JSON report: `chrome`, `firefox`, `safari` or `blocking`.
    ///
    /// # Examples
    ///
    /// See [`Browser`].
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chrome => "chrome",
            Self::Firefox => "firefox",
            Self::Safari => "safari",
            Self::Blocking => "blocking",
        }
    }

    /// Whether the engine is Chromium's.
    pub(super) fn is_chromium(self) -> bool {
        matches!(self, Self::Chrome | Self::Blocking)
    }

    /// Whether a third-party cookie works only if it is `Partitioned`.
    pub(super) fn blocks_third_parties(self) -> bool {
        matches!(self, Self::Safari | Self::Blocking)
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
