//! Nothing allocates: neither a success nor a refusal, and an error can be written into a buffer
//! that is already there.

use std::fmt::{Debug, Display};
use std::hint::black_box;
use std::io::{Cursor, Write};

use allocation_counter::measure;
use bytes::Bytes;
use headers::{Header, HeaderMapExt};
use headers_allow_credentials::compat::{support, Browser, Platform, Support, Version, TABLE};
use headers_allow_credentials::cors::{check, CredentialsMode, Error};
use headers_allow_credentials::{AccessControlAllowCredentials as Credentials, ParseError};
use http::header::{HeaderMap, HeaderValue, ACCESS_CONTROL_ALLOW_CREDENTIALS};

/// Runs it once, counting.
#[track_caller]
fn allocates_nothing(run: impl FnOnce()) {
    let counted = measure(run);
    assert_eq!(counted.count_total, 0, "{counted:?}");
}

/// Writes a value into a fixed buffer, in both of its forms.
fn write(value: impl Display + Debug) {
    let mut buffer = Cursor::new([0_u8; 1024]);
    write!(buffer, "{value} {value:?}").unwrap();
    assert!(buffer.position() > 0);
    black_box(buffer);
}

/// The tests below would pass with a counter that does not count.
#[test]
fn counter_counts() {
    assert_eq!(measure(|| drop(black_box(vec![1_u8]))).count_total, 1);
    assert_eq!(
        measure(|| drop(black_box(Credentials.to_string()))).count_total,
        1
    );
    assert_eq!(
        measure(|| drop(black_box(Box::new(ParseError::Empty)))).count_total,
        1
    );
}

/// A value for success and for each reason, and one that is too long to be explained.
fn values() -> [Vec<u8>; 9] {
    [
        b"true".to_vec(),
        b"".to_vec(),
        b"FALSE".to_vec(),
        b"True".to_vec(),
        b"true, true".to_vec(),
        b" true".to_vec(),
        b"yes".to_vec(),
        b"\xff\xfe".to_vec(),
        vec![b'a'; 8 << 10],
    ]
}

fn response(allow_origin: &[&str], allow_credentials: &[&[u8]]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in allow_origin {
        headers.append("access-control-allow-origin", line.parse().unwrap());
    }
    for line in allow_credentials {
        let line = HeaderValue::from_bytes(line).unwrap();
        headers.append(ACCESS_CONTROL_ALLOW_CREDENTIALS, line);
    }
    headers
}

#[test]
fn reading_bytes() {
    for value in values() {
        allocates_nothing(|| {
            let outcome = Credentials::from_bytes(&value);
            assert_eq!(outcome.is_ok(), value == b"true");
            outcome.map_or_else(write, write);
        });
    }
}

#[test]
fn reading_header_maps() {
    let read = |headers: &HeaderMap| {
        allocates_nothing(|| {
            let lines = headers.get_all(Credentials::name());
            let is_ok = Credentials::decode(&mut lines.iter()).is_ok();
            assert_eq!(headers.typed_get::<Credentials>().is_some(), is_ok);
            assert_eq!(
                matches!(headers.typed_try_get::<Credentials>(), Ok(Some(_))),
                is_ok
            );
            assert_eq!(
                Credentials::from_headers(headers) == Ok(Some(Credentials)),
                is_ok
            );
            if let Err(reason) = Credentials::from_headers(headers) {
                write(reason);
            }
        });
    };
    read(&response(&[], &[]));
    for value in values() {
        read(&response(&[], &[&value]));
        read(&response(&[], &[b"true", &value]));
        read(&response(&[], &[b"true", b"true", &value]));
    }
}

#[test]
fn replacing_a_line() {
    let mut headers = response(&["*"], &[b"TRUE", b"true"]);
    allocates_nothing(|| headers.typed_insert(Credentials));
    assert_eq!(headers, response(&["*"], &[b"true"]));
}

#[test]
fn converting() {
    for value in values() {
        let header_value = HeaderValue::from_bytes(&value).unwrap();
        let bytes = Bytes::from(value.clone());
        let text = String::from_utf8_lossy(&value);
        allocates_nothing(|| {
            let expected = Credentials::from_bytes(&value);
            assert_eq!(Credentials::try_from(value.as_slice()), expected);
            assert_eq!(Credentials::try_from(&header_value), expected);
            assert_eq!(Credentials::try_from(bytes), expected);
            assert_eq!(Credentials::try_from(&*text), text.parse());
        });
    }
    allocates_nothing(|| {
        assert_eq!(HeaderValue::from(Credentials), "true");
        assert_eq!(Bytes::from(Credentials), "true");
        assert_eq!(<&str>::from(Credentials), "true");
        let theirs = headers::AccessControlAllowCredentials::from(Credentials);
        assert_eq!(Credentials::from(theirs), Credentials);
    });
}

#[test]
fn checking() {
    const ORIGIN: &str = "https://rabbit.invalid";
    let check_all_modes = |headers: &HeaderMap, expected: Result<(), Error>| {
        allocates_nothing(|| {
            assert_eq!(check(ORIGIN, CredentialsMode::Include, headers), expected);
            for mode in ["omit", "same-origin"].map(|mode| mode.parse().unwrap()) {
                if let Err(error) = check(ORIGIN, mode, headers) {
                    write(error);
                }
                write(mode);
            }
            if let Err(error) = expected {
                write(error);
            }
        });
    };
    for (allow_origin, expected) in [
        (&[][..], Err(Error::MissingAllowOrigin)),
        (&["*", ORIGIN], Err(Error::RepeatedAllowOrigin)),
        (&["*"], Err(Error::WildcardAllowOrigin)),
        (&["https://fox.invalid"], Err(Error::AllowOriginMismatch)),
        (&[ORIGIN], Ok(())),
    ] {
        check_all_modes(&response(allow_origin, &[b"true"]), expected);
    }
    check_all_modes(
        &response(&[ORIGIN], &[]),
        Err(Error::MissingAllowCredentials),
    );
    let repeated = Err(Error::InvalidAllowCredentials(ParseError::Repeated));
    check_all_modes(&response(&[ORIGIN], &[b"true".as_slice(); 3]), repeated);
    for value in values() {
        let expected = Credentials::from_bytes(&value);
        let expected = expected.map(drop).map_err(Error::InvalidAllowCredentials);
        check_all_modes(&response(&[ORIGIN], &[&value]), expected);
    }
    allocates_nothing(|| write("always".parse::<CredentialsMode>().unwrap_err()));
}

#[test]
fn looking_up() {
    allocates_nothing(|| {
        for row in &TABLE {
            let browser: Browser = row.browser.name().parse().unwrap();
            assert_eq!(browser.bcd_key().parse(), Ok(browser));
            let (support, platform): (Support, Platform) = (support(browser), browser.platform());
            write(browser);
            write(platform);
            write(support);
            black_box(support.includes(Version::new(3, 10)));
        }
        write("3.5".parse::<Version>().unwrap());
        write("netscape".parse::<Browser>().unwrap_err());
        write("latest".parse::<Version>().unwrap_err());
    });
}
