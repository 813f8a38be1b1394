//! Which browsers know the header, and since when, as data.
//!
//! Two sources stand side by side in the [`TABLE`]: the compatibility table that MDN's page of the
//! header printed in 2017 ([`Row::mdn`]), and the `@mdn/browser-compat-data` package, version
//! [`BCD_VERSION`], which feeds today's page ([`Row::bcd`]). They differ here and there, and each
//! has browsers that the other has not. [`support`] gives the newer word for a browser.
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

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::{error, fmt, fmt::Write, str};

#[rustfmt::skip]
mod table;

pub use self::table::BCD_VERSION;

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
pub static TABLE: [Row; 17] = table::ROWS;

/// What the newest source that has the browser says: [`Row::bcd`] where it is there, else
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

/// A browser that either source of the [`TABLE`] has a column for.
///
/// It prints as its [`name`](Self::name), and parses from that or from its
/// [`bcd_key`](Self::bcd_key), ASCII case ignored; else the error is a [`ParseBrowserError`].
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::compat::{Browser, Platform};
///
/// let browser: Browser = "safari_ios".parse()?;
/// assert_eq!(browser, Browser::SafariIos);
/// assert_eq!(browser.to_string(), "Safari Mobile");
/// assert_eq!(browser.platform(), Platform::Mobile);
/// # Ok::<(), headers_allow_credentials::compat::ParseBrowserError>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Browser {
    /// Google Chrome, and Chromium, on a desktop.
    Chrome,
    /// Microsoft Edge on a desktop.
    Edge,
    /// Mozilla Firefox on a desktop.
    Firefox,
    /// Internet Explorer on a desktop.
    InternetExplorer,
    /// Opera on a desktop.
    Opera,
    /// Apple Safari on a desktop.
    Safari,
    /// Servo, the engine's own browser.
    Servo,
    /// Android's own: the page's column of that name, and the data's Android `WebView`.
    Android,
    /// Google Chrome on Android.
    ChromeAndroid,
    /// Microsoft Edge on Windows phones, which the data no longer has.
    EdgeMobile,
    /// Mozilla Firefox on Android.
    FirefoxAndroid,
    /// Internet Explorer on Windows phones, which the data no longer has.
    IeMobile,
    /// Opera on phones.
    OperaMobile,
    /// Apple Safari on iOS.
    SafariIos,
    /// Samsung's browser on Android.
    SamsungInternet,
    /// The browser of Meta's Quest headsets.
    Quest,
    /// The web view that iOS gives to applications.
    WebViewIos,
}

impl Browser {
    /// Every browser, in the order of the [`TABLE`]'s rows.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::compat::{Browser, TABLE};
    ///
    /// assert_eq!(TABLE.map(|row| row.browser), Browser::ALL);
    /// ```
    pub const ALL: [Self; 17] = [
        Self::Chrome,
        Self::Edge,
        Self::Firefox,
        Self::InternetExplorer,
        Self::Opera,
        Self::Safari,
        Self::Servo,
        Self::Android,
        Self::ChromeAndroid,
        Self::EdgeMobile,
        Self::FirefoxAndroid,
        Self::IeMobile,
        Self::OperaMobile,
        Self::SafariIos,
        Self::SamsungInternet,
        Self::Quest,
        Self::WebViewIos,
    ];

    /// The browser's name: MDN's page's where that has the browser, else the data's.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::compat::Browser;
    ///
    /// assert_eq!(Browser::IeMobile.name(), "IE Mobile");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chrome => "Chrome",
            Self::Edge => "Edge",
            Self::Firefox => "Firefox",
            Self::InternetExplorer => "Internet Explorer",
            Self::Opera => "Opera",
            Self::Safari => "Safari",
            Self::Servo => "Servo",
            Self::Android => "Android",
            Self::ChromeAndroid => "Chrome for Android",
            Self::EdgeMobile => "Edge Mobile",
            Self::FirefoxAndroid => "Firefox for Android",
            Self::IeMobile => "IE Mobile",
            Self::OperaMobile => "Opera Mobile",
            Self::SafariIos => "Safari Mobile",
            Self::SamsungInternet => "Samsung Browser",
            Self::Quest => "Quest Browser",
            Self::WebViewIos => "WebView on iOS",
        }
    }

    /// Where the browser runs.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::compat::{Browser, Platform};
    ///
    /// assert_eq!(Browser::Quest.platform(), Platform::Xr);
    /// ```
    #[must_use]
    pub const fn platform(self) -> Platform {
        match self {
            Self::Chrome
            | Self::Edge
            | Self::Firefox
            | Self::InternetExplorer
            | Self::Opera
            | Self::Safari
            | Self::Servo => Platform::Desktop,
            Self::Android
            | Self::ChromeAndroid
            | Self::EdgeMobile
            | Self::FirefoxAndroid
            | Self::IeMobile
            | Self::OperaMobile
            | Self::SafariIos
            | Self::SamsungInternet
            | Self::WebViewIos => Platform::Mobile,
            Self::Quest => Platform::Xr,
        }
    }

    /// The browser's key in `@mdn/browser-compat-data`, today's or, for a browser that it has
    /// dropped, the one it had in 2017.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::compat::Browser;
    ///
    /// assert_eq!(Browser::Android.bcd_key(), "webview_android");
    /// ```
    #[must_use]
    pub const fn bcd_key(self) -> &'static str {
        match self {
            Self::Chrome => "chrome",
            Self::Edge => "edge",
            Self::Firefox => "firefox",
            Self::InternetExplorer => "ie",
            Self::Opera => "opera",
            Self::Safari => "safari",
            Self::Servo => "servo",
            Self::Android => "webview_android",
            Self::ChromeAndroid => "chrome_android",
            Self::EdgeMobile => "edge_mobile",
            Self::FirefoxAndroid => "firefox_android",
            Self::IeMobile => "ie_mobile",
            Self::OperaMobile => "opera_android",
            Self::SafariIos => "safari_ios",
            Self::SamsungInternet => "samsunginternet_android",
            Self::Quest => "oculus",
            Self::WebViewIos => "webview_ios",
        }
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Browser {
    type Err = ParseBrowserError;

    fn from_str(text: &str) -> Result<Self, ParseBrowserError> {
        Self::ALL
            .into_iter()
            .find(|browser| {
                text.eq_ignore_ascii_case(browser.name())
                    || text.eq_ignore_ascii_case(browser.bcd_key())
            })
            .ok_or(ParseBrowserError(()))
    }
}

/// A text that is neither a browser's [`name`](Browser::name) nor its [`bcd_key`](Browser::bcd_key).
///
/// Its message lists the keys that there are. It does not repeat the text.
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::compat::Browser;
///
/// let error = "Netscape".parse::<Browser>().unwrap_err();
/// assert!(error.to_string().starts_with("unknown browser: expected one of chrome, edge, firefox"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ParseBrowserError(());

impl fmt::Display for ParseBrowserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown browser: expected one of ")?;
        for browser in Browser::ALL {
            write!(f, "{}, ", browser.bcd_key())?;
        }
        f.write_str("or a name as the table prints it")
    }
}

impl error::Error for ParseBrowserError {}

/// Where a browser runs. It prints as the data's word for it: `desktop`, `mobile` or `xr`.
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::compat::Browser;
///
/// assert_eq!(Browser::Chrome.platform().to_string(), "desktop");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// A desktop or laptop computer.
    Desktop,
    /// A phone or tablet.
    Mobile,
    /// A headset for virtual or augmented reality.
    Xr,
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Desktop => "desktop",
            Self::Mobile => "mobile",
            Self::Xr => "xr",
        })
    }
}

/// A browser's version: a major and, where one is written, a minor number.
///
/// It parses from, and prints as, what is written: `4` or `3.5`. `4` and `4.0` compare equal, and
/// `3.10` is later than `3.5`. A text that is no version is a [`ParseVersionError`].
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::compat::Version;
///
/// let written: Version = "4".parse()?;
/// assert_eq!(written, Version::new(4, 0));
/// assert_eq!(written.to_string(), "4");
/// assert_eq!(Version::new(4, 0).to_string(), "4.0");
/// assert!(Version::new(3, 10) > Version::new(3, 5));
/// # Ok::<(), headers_allow_credentials::compat::ParseVersionError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Version {
    major: u32,
    minor: Option<u32>,
}

impl Version {
    /// The version `major.minor`, which prints with both numbers.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::compat::Version;
    ///
    /// const FIREFOX: Version = Version::new(3, 5);
    /// assert_eq!(FIREFOX.to_string(), "3.5");
    /// ```
    #[must_use]
    pub const fn new(major: u32, minor: u32) -> Self {
        Self {
            major,
            minor: Some(minor),
        }
    }

    /// The first number.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(headers_allow_credentials::compat::Version::new(3, 5).major(), 3);
    /// ```
    #[must_use]
    pub const fn major(self) -> u32 {
        self.major
    }

    /// The second number, zero where none is written.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(headers_allow_credentials::compat::Version::new(3, 5).minor(), 5);
    /// ```
    #[must_use]
    pub const fn minor(self) -> u32 {
        match self.minor {
            Some(minor) => minor,
            None => 0,
        }
    }

    /// `FromStr` as a `const fn`.
    const fn from_bytes(text: &[u8]) -> Option<Self> {
        match number(text) {
            Some((major, [])) => Some(Self { major, minor: None }),
            Some((major, [b'.', rest @ ..])) => match number(rest) {
                Some((minor, [])) => Some(Self::new(major, minor)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The decimal number at the start of a text, and what follows it. None where there is none, or
/// where it would not print as it is written: too large, or with a leading zero.
const fn number(text: &[u8]) -> Option<(u32, &[u8])> {
    let (mut value, mut rest) = match text {
        [b'0', b'0'..=b'9', ..] => return None,
        [digit @ b'0'..=b'9', rest @ ..] => ((*digit - b'0') as u32, rest),
        _ => return None,
    };
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        value = match value.checked_mul(10) {
            Some(tens) => match tens.checked_add((*digit - b'0') as u32) {
                Some(value) => value,
                None => return None,
            },
            None => return None,
        };
        rest = after;
    }
    Some((value, rest))
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Written down first, so that a width in the format is that of the whole.
        let mut text = Text::default();
        match self.minor {
            Some(minor) => write!(text, "{}.{minor}", self.major)?,
            None => write!(text, "{}", self.major)?,
        }
        f.pad(str::from_utf8(&text.bytes[..text.len]).map_err(|_| fmt::Error)?)
    }
}

/// Room for the longest version, without an allocation.
#[derive(Default)]
struct Text {
    bytes: [u8; "4294967295.4294967295".len()],
    len: usize,
}

impl fmt::Write for Text {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let end = self.len + part.len();
        let room = self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?;
        room.copy_from_slice(part.as_bytes());
        self.len = end;
        Ok(())
    }
}

impl FromStr for Version {
    type Err = ParseVersionError;

    fn from_str(text: &str) -> Result<Self, ParseVersionError> {
        Self::from_bytes(text.as_bytes()).ok_or(ParseVersionError(()))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.major(), self.minor()).cmp(&(other.major(), other.minor()))
    }
}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.major(), self.minor()).hash(state);
    }
}

/// A text that is no [`Version`]. Its message says what one is; it does not repeat the text.
///
/// # Examples
///
/// ```
/// use headers_allow_credentials::compat::Version;
///
/// assert_eq!(
///     "4.x".parse::<Version>().unwrap_err().to_string(),
///     "not a version: expected one or two whole numbers, as in `4` or `3.5`, each without leading \
///      zeros and at most 4294967295",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ParseVersionError(());

impl fmt::Display for ParseVersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not a version: expected one or two whole numbers, as in `4` or `3.5`, each without \
             leading zeros and at most {}",
            u32::MAX
        )
    }
}

impl error::Error for ParseVersionError {}

/// What a source says of a browser. It prints as MDN's page printed it: `?`, `(Yes)`, or the version.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Support {
    /// The source has the browser, but does not know.
    Unknown,
    /// The browser knows the header; the source does not say since which version.
    Yes,
    /// The browser knows the header since this version.
    Since(Version),
}

impl Support {
    /// For the table, whose versions are thus checked when it is compiled.
    const fn since(version: &str) -> Self {
        match Version::from_bytes(version.as_bytes()) {
            Some(version) => Self::Since(version),
            None => panic!("not a version"),
        }
    }

    /// Whether that version of the browser knows the header, `None` where the source does not say:
    /// neither [`Yes`](Self::Yes) nor [`Unknown`](Self::Unknown) is taken for an answer.
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
            Self::Unknown => f.pad("?"),
            Self::Yes => f.pad("(Yes)"),
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
/// let Row { browser, mdn, bcd } = TABLE[Browser::ChromeAndroid as usize];
/// assert_eq!(browser, Browser::ChromeAndroid);
/// assert_eq!(mdn, Some(Support::Yes));
/// assert_eq!(bcd, Some(Support::Since("18".parse()?)));
/// # Ok::<(), headers_allow_credentials::compat::ParseVersionError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// The browser.
    pub browser: Browser,
    /// What MDN's page printed in 2017, `None` where it had no such column.
    pub mdn: Option<Support>,
    /// What `@mdn/browser-compat-data` says in version [`BCD_VERSION`], `None` where it has dropped
    /// the browser or never had it.
    pub bcd: Option<Support>,
}

impl Row {
    const fn new(browser: Browser, mdn: Option<Support>, bcd: Option<Support>) -> Self {
        Self { browser, mdn, bcd }
    }
}

/// What only the compiler runs, for the table, and no test from outside can reach.
#[cfg(test)]
mod tests {
    use super::{Browser, Row, Support, Version};

    #[test]
    fn a_row_is_made_of_what_is_written() {
        let since = Support::since("3.5");
        assert_eq!(since, Support::Since(Version::new(3, 5)));
        let row = Row::new(Browser::Firefox, Some(since), None);
        assert_eq!(row.browser, Browser::Firefox);
        assert_eq!((row.mdn, row.bcd), (Some(since), None));
    }

    #[test]
    #[should_panic(expected = "not a version")]
    fn a_row_takes_versions_only() {
        Support::since("3.x");
    }
}
