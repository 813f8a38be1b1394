//! The names and signatures that other crates are compiled against. If one is gone, this file does
//! not compile.
//!
//! `tests/data/public-api.txt` shows every change of the public API, additions included.

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;

use bytes::Bytes;
use headers::Header;
use headers_allow_credentials::compat::{
    support, Browser, Platform, Row, Support, Version, BCD_VERSION, TABLE,
};
use headers_allow_credentials::cors::{check, check_exposed, check_preflight, CredentialsMode};
use headers_allow_credentials::cors::{CheckError, ExposedError, PreflightError};
use headers_allow_credentials::{AccessControlAllowCredentials as Ours, ParseError};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

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
        T: TryFrom<Bytes, Error = ParseError>,
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
fn modes() {
    const _: CredentialsMode = CredentialsMode::for_xhr(true);
    const _: &str = CredentialsMode::Include.as_str();
    let _ = |mode| match mode {
        CredentialsMode::Omit | CredentialsMode::SameOrigin | CredentialsMode::Include => {}
    };
    assert_eq!(CredentialsMode::default(), CredentialsMode::SameOrigin);
    value::<CredentialsMode>();
    printed::<CredentialsMode>();
    parsed::<CredentialsMode>();
}

#[test]
fn checks() {
    type Mode = CredentialsMode;
    type Name = HeaderName;
    type Map = HeaderMap;
    const _: fn(&'static str, Mode, &Map) -> Result<(), CheckError> = check;
    const _: fn(Vec<u8>, Mode, &Map) -> Result<(), CheckError> = check;
    const _: fn(&Map, Mode, StatusCode, &Map) -> Result<(), PreflightError> = check_preflight;
    const _: fn(&Name, Mode, &Map) -> Result<(), ExposedError> = check_exposed;
    const _: fn(PreflightError, &Map) -> Option<&str> = PreflightError::header_name;
    value::<CheckError>();
    error::<CheckError>();
    #[rustfmt::skip]
    let _: [CheckError; 6] = [
        CheckError::MissingAllowOrigin, CheckError::RepeatedAllowOrigin,
        CheckError::WildcardAllowOrigin, CheckError::AllowOriginMismatch,
        CheckError::MissingAllowCredentials,
        CheckError::InvalidAllowCredentials(ParseError::Other),
    ];
    value::<PreflightError>();
    error::<PreflightError>();
    #[rustfmt::skip]
    let _: [PreflightError; 11] = [
        PreflightError::InvalidRequest, PreflightError::Check(CheckError::MissingAllowOrigin),
        PreflightError::Status,
        PreflightError::InvalidAllowMethods, PreflightError::InvalidAllowHeaders,
        PreflightError::MethodNotAllowed, PreflightError::MethodWrongCase,
        PreflightError::WildcardAllowMethods,
        PreflightError::HeaderNotAllowed { index: 0 },
        PreflightError::WildcardAllowHeaders { index: 0 },
        PreflightError::AuthorizationNotNamed { index: 0 },
    ];
    value::<ExposedError>();
    error::<ExposedError>();
    #[rustfmt::skip]
    let _: [ExposedError; 5] = [
        ExposedError::Forbidden, ExposedError::MissingExposeHeaders, ExposedError::InvalidExposeHeaders,
        ExposedError::WildcardExposeHeaders, ExposedError::NotExposed,
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
    let table: &'static [Row] = TABLE;
    let Row {
        browser, mdn, bcd, ..
    } = table[0];
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
    let listed: &'static [Browser] = Browser::ALL;
    assert_eq!(listed, all);
    value::<Browser>();
    printed::<Browser>();
    parsed::<Browser>();
    value::<Version>();
    ordered::<Version>();
    printed::<Version>();
    parsed::<Version>();
    printed::<Support>();
}
