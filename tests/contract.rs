//! The names and shapes that other crates are compiled against: this file compiles, or one is gone.
//!
//! Review sees a change in `tests/data/public-api.txt` as well, which also shows what is new.

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;

use bytes::Bytes;
use headers::Header;
use headers_allow_credentials::compat::{
    support, Browser, Platform, Row, Support, Version, BCD_VERSION, TABLE,
};
use headers_allow_credentials::cors::{check, CredentialsMode, Error};
use headers_allow_credentials::{AccessControlAllowCredentials as Ours, ParseError};
use http::{HeaderMap, HeaderValue};

fn value<T: Clone + Copy + Debug + Eq + Hash>() {}
fn ordered<T: Ord>() {}
fn printed<T: Display>() {}
fn error<T: std::error::Error + Send + Sync + 'static>() {}
fn parsed<T: FromStr>()
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
}

#[test]
fn header() {
    const _: fn(&[u8]) -> Result<Ours, ParseError> = Ours::from_bytes;
    const _: fn(&HeaderMap) -> Result<Option<Ours>, ParseError> = Ours::from_headers;
    const _: fn(Ours) -> &'static str = Ours::as_str;
    const _: Result<Ours, ParseError> = Ours::from_bytes(b"true");
    const _: &str = Ours.as_str();
    fn is_header<T: Header>() {}
    fn converts<T>()
    where
        T: Default + FromStr<Err = ParseError>,
        T: for<'a> TryFrom<&'a [u8], Error = ParseError>,
        T: for<'a> TryFrom<&'a str, Error = ParseError>,
        T: for<'a> TryFrom<&'a HeaderValue, Error = ParseError>,
        T: TryFrom<Bytes, Error = ParseError> + From<headers::AccessControlAllowCredentials>,
        T: Into<HeaderValue> + Into<Bytes> + Into<&'static str>,
        T: Into<headers::AccessControlAllowCredentials>,
    {
    }
    is_header::<Ours>();
    converts::<Ours>();
    value::<Ours>();
    ordered::<Ours>();
    printed::<Ours>();
    value::<ParseError>();
    error::<ParseError>();
    #[rustfmt::skip]
    let _: [ParseError; 7] = [
        ParseError::Repeated, ParseError::Empty, ParseError::False, ParseError::WrongCase,
        ParseError::Padded, ParseError::List, ParseError::Other,
    ];
}

#[test]
fn cors() {
    const _: fn(&'static str, CredentialsMode, &HeaderMap) -> Result<(), Error> = check;
    const _: fn(Vec<u8>, CredentialsMode, &HeaderMap) -> Result<(), Error> = check;
    const _: CredentialsMode = CredentialsMode::with_credentials(true);
    const _: &str = CredentialsMode::Include.as_str();
    let _ = |mode| match mode {
        CredentialsMode::Omit | CredentialsMode::SameOrigin | CredentialsMode::Include => {}
    };
    assert_eq!(CredentialsMode::default(), CredentialsMode::SameOrigin);
    value::<CredentialsMode>();
    printed::<CredentialsMode>();
    parsed::<CredentialsMode>();
    value::<Error>();
    error::<Error>();
    #[rustfmt::skip]
    let _: [Error; 6] = [
        Error::MissingAllowOrigin, Error::RepeatedAllowOrigin, Error::WildcardAllowOrigin,
        Error::AllowOriginMismatch, Error::MissingAllowCredentials,
        Error::InvalidAllowCredentials(ParseError::Other),
    ];
}

#[test]
fn compat() {
    const _: Support = support(Browser::Chrome);
    const _: fn(Browser) -> &'static str = Browser::name;
    const _: fn(Browser) -> Platform = Browser::platform;
    const _: fn(Browser) -> &'static str = Browser::bcd_key;
    const _: Version = Version::new(3, 5);
    const _: fn(Support, Version) -> Option<bool> = Support::includes;
    const _: &str = BCD_VERSION;
    let _: &'static [Row; 17] = &TABLE;
    let Row { browser, mdn, bcd } = TABLE[0];
    let _: (Browser, Option<Support>, Option<Support>) = (browser, mdn, bcd);
    let _: [Support; 3] = [
        Support::Unknown,
        Support::Yes,
        Support::Since(Version::new(1, 0)),
    ];
    let _: [Platform; 3] = [Platform::Desktop, Platform::Mobile, Platform::Xr];
    #[rustfmt::skip]
    let all = [
        Browser::Chrome, Browser::Edge, Browser::Firefox, Browser::InternetExplorer, Browser::Opera,
        Browser::Safari, Browser::Servo, Browser::Android, Browser::ChromeAndroid,
        Browser::EdgeMobile, Browser::FirefoxAndroid, Browser::IeMobile, Browser::OperaMobile,
        Browser::SafariIos, Browser::SamsungInternet, Browser::Quest, Browser::WebViewIos,
    ];
    assert_eq!(all.as_slice(), Browser::ALL.as_slice());
    value::<Browser>();
    printed::<Browser>();
    parsed::<Browser>();
    value::<Version>();
    ordered::<Version>();
    printed::<Version>();
    parsed::<Version>();
    printed::<Support>();
}
