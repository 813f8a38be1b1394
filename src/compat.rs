//! Which browsers know the header, and since when, as data.
//!
//! Two sources stand side by side in the [`TABLE`]: the compatibility table that MDN's page about
//! the header printed in 2017 ([`Row::mdn`]), and the package `@mdn/browser-compat-data`, version
//! [`BCD_VERSION`], which feeds today's page ([`Row::bcd`]). They differ here and there, and each
//! has browsers that the other lacks. [`support`] gives the newer of the two answers.
//!
//! # The table
//!
//! “MDN 2017” is what MDN's page printed then, with `?` for not known and `(Yes)` for a version
//! that is not stated. “BCD” is the package. “—” means that the source does not have the browser.
//!
//! <!-- table -->
//! | browser | platform | MDN 2017 | BCD 8.1.9 |
//! |---|---|---|---|
//! | Chrome | desktop | 4 | 4 |
//! | Edge | desktop | 12 | 12 |
//! | Firefox | desktop | 3.5 | 3.5 |
//! | Internet Explorer | desktop | 10 | 10 |
//! | Opera | desktop | 12 | 12 |
//! | Safari | desktop | 4 | 4 |
//! | Servo | desktop | ? | — |
//! | Android | mobile | 2.1 | 2 |
//! | Chrome for Android | mobile | (Yes) | 18 |
//! | Edge Mobile | mobile | (Yes) | — |
//! | Firefox for Android | mobile | 1.0 | 4 |
//! | IE Mobile | mobile | (Yes) | — |
//! | Opera Mobile | mobile | 12 | 12 |
//! | Safari Mobile | mobile | 3.2 | 3.2 |
//! | Samsung Browser | mobile | — | 1.0 |
//! | Quest Browser | xr | — | 5.0 |
//! | WebView on iOS | mobile | — | 3.2 |
//! <!-- /table -->
//!
//! # Examples
//!
//! ```
//! use headers_allow_credentials::compat::{support, Browser, Support};
//!
//! let firefox: Browser = "firefox".parse()?;
//! assert_eq!(support(firefox), Support::Since("3.5".parse()?));
//! assert_eq!(support(firefox).includes("3.10".parse()?), Some(true));
//! assert_eq!(support(Browser::Servo).includes("1".parse()?), None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;

mod browser;
#[rustfmt::skip]
mod table;
mod version;

pub use self::browser::{Browser, ParseBrowserError, Platform};
pub use self::table::BCD_VERSION;
pub use self::version::{ParseVersionError, Version};

/// The compatibility table: one row for each browser, in the order of [`Browser::ALL`].
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::compat::TABLE;
///
/// let only_on_the_page: Vec<_> =
///     TABLE.iter().filter(|row| row.bcd.is_none()).map(|row| row.browser.name()).collect();
/// assert_eq!(only_on_the_page, ["Servo", "Edge Mobile", "IE Mobile"]);
/// ```
pub static TABLE: &[Row] = &table::ROWS;

/// What the newest source that has the browser says: [`Row::bcd`] if it is there, otherwise
/// [`Row::mdn`].
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::compat::{support, Browser, Support};
///
/// const EDGE_MOBILE: Support = support(Browser::EdgeMobile);
/// assert_eq!(EDGE_MOBILE, Support::Yes);
/// assert_eq!(support(Browser::Android).to_string(), "2");
/// ```
#[must_use]
pub const fn support(browser: Browser) -> Support {
    let row = table::ROWS[browser as usize];
    let mut support = Support::Unknown;
    if let Some(mdn) = row.mdn {
        support = mdn;
    }
    if let Some(bcd) = row.bcd {
        support = bcd;
    }
    support
}

/// What a source says of a browser. It prints as MDN's page printed it: `?`, `(Yes)`, or the
/// version.
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::compat::{Support, Version};
///
/// assert_eq!(Support::Unknown.to_string(), "?");
/// assert_eq!(Support::Yes.to_string(), "(Yes)");
/// assert_eq!(Support::Since(Version::new(3, 5)).to_string(), "3.5");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Support {
    /// The source lists the browser, but does not know whether it supports the header.
    Unknown,
    /// The browser supports the header, but the source does not say from which version on.
    Yes,
    /// The browser supports the header from this version on.
    Since(Version),
}

impl Support {
    /// For the table: its versions are checked at compile time.
    const fn since(version: &str) -> Self {
        match Version::from_bytes(version.as_bytes()) {
            Some(version) => Self::Since(version),
            None => panic!("not a version"),
        }
    }

    /// Whether that version of the browser knows the header. `None` if the source does not say, as
    /// with [`Yes`](Self::Yes) and [`Unknown`](Self::Unknown).
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::compat::{Support, Version};
    ///
    /// let since = Support::Since(Version::new(3, 5));
    /// assert_eq!(since.includes(Version::new(3, 10)), Some(true));
    /// assert_eq!(since.includes(Version::new(3, 0)), Some(false));
    /// assert_eq!(Support::Yes.includes(Version::new(3, 10)), None);
    /// ```
    #[must_use]
    pub fn includes(self, version: Version) -> Option<bool> {
        match self {
            Self::Unknown | Self::Yes => None,
            Self::Since(first) => Some(version >= first),
        }
    }
}

impl fmt::Display for Support {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("?"),
            Self::Yes => f.write_str("(Yes)"),
            Self::Since(version) => version.fmt(f),
        }
    }
}

/// A browser, and what each source says of it.
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::compat::{Browser, Row, Support, TABLE};
///
/// for Row { browser, mdn, bcd, .. } in TABLE {
///     if *browser == Browser::ChromeAndroid {
///         assert_eq!(*mdn, Some(Support::Yes));
///         assert_eq!(*bcd, Some(Support::Since("18".parse()?)));
///     }
/// }
/// # Ok::<(), headers_allow_credentials::compat::ParseVersionError>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// The browser.
    pub browser: Browser,
    /// What MDN's page printed in 2017, `None` if it had no such column.
    pub mdn: Option<Support>,
    /// What `@mdn/browser-compat-data` says in version [`BCD_VERSION`], `None` if it has dropped
    /// the browser or never had it.
    pub bcd: Option<Support>,
}

impl Row {
    const fn new(browser: Browser, mdn: Option<Support>, bcd: Option<Support>) -> Self {
        Self { browser, mdn, bcd }
    }
}

/// For the table, these run only at compile time, so tests outside the crate cannot reach them.
#[cfg(test)]
mod tests {
    use super::{Browser, Row, Support, Version};

    #[test]
    fn row_has_the_cells_it_is_given() {
        let since = Support::since("3.5");
        assert_eq!(since, Support::Since(Version::new(3, 5)));
        let row = Row::new(Browser::Firefox, Some(since), None);
        assert_eq!(row.browser, Browser::Firefox);
        assert_eq!((row.mdn, row.bcd), (Some(since), None));
    }

    #[test]
    #[should_panic(expected = "not a version")]
    fn since_panics_if_the_text_is_not_a_version() {
        Support::since("3.x");
    }
}
