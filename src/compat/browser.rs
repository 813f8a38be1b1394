//! The browsers of the table, and the platform that each runs on.

use std::str::FromStr;
use std::{error, fmt};

/// A browser that at least one source of the [`TABLE`](super::TABLE) has a column for.
///
/// It prints as its [`name`](Self::name), and parses from its name or its
/// [`bcd_key`](Self::bcd_key), ignoring ASCII case. Any other text is a [`ParseBrowserError`].
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
    /// Android's own browser: “Android” on MDN's page, Android WebView in the data.
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
    /// Every browser, in the order of the [`TABLE`](super::TABLE)'s rows.
    ///
    /// # Examples
    ///
    /// ```
    /// use headers_allow_credentials::compat::{Browser, TABLE};
    ///
    /// assert!(TABLE.iter().map(|row| &row.browser).eq(Browser::ALL));
    /// ```
    pub const ALL: &'static [Self] = &[
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

    /// The browser's name: as on MDN's page if the page has the browser, otherwise as in the data.
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
            .iter()
            .copied()
            .find(|browser| {
                text.eq_ignore_ascii_case(browser.name())
                    || text.eq_ignore_ascii_case(browser.bcd_key())
            })
            .ok_or(ParseBrowserError(()))
    }
}

/// The text is neither a browser's [`name`](Browser::name) nor its [`bcd_key`](Browser::bcd_key).
///
/// The message lists the known keys and does not repeat the text.
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
