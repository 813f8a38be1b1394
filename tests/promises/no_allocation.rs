//! Nothing allocates, neither on success nor on failure. Even writing an error into an existing
//! buffer does not.

use std::fmt::{Debug, Display};
use std::hint::black_box;
use std::io::{Cursor, Write};

use allocation_counter::measure;
use bytes::Bytes;
use headers::{Header, HeaderMapExt};
use headers_allow_credentials::compat::{support, Browser, Platform, Support, Version, TABLE};
use headers_allow_credentials::cors::{check, check_exposed, check_preflight, CredentialsMode};
use headers_allow_credentials::cors::{CheckError, ExposedError, PreflightError};
use headers_allow_credentials::{AccessControlAllowCredentials as Credentials, ParseError};
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::StatusCode;
use testkit::response::{headers, response};

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

const NONE: &[&str] = &[];

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
                black_box(headers::Error::from(reason));
            }
        });
    };
    read(&HeaderMap::new());
    for value in values() {
        read(&response(NONE, &[&value[..]]));
        read(&response(NONE, &[b"true", &value[..]]));
        read(&response(NONE, &[b"true", b"true", &value[..]]));
    }
}

#[test]
fn replacing_a_line() {
    let mut headers = response(&["*"], &["TRUE", "true"]);
    allocates_nothing(|| headers.typed_insert(Credentials));
    assert_eq!(headers, response(&["*"], &["true"]));
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
        black_box(headers::AccessControlAllowCredentials::from(Credentials));
    });
}

const ORIGIN: &str = "https://rabbit.invalid";

#[test]
fn checking() {
    let check_all_modes = |headers: &HeaderMap, expected: Result<(), CheckError>| {
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
        (&[][..], Err(CheckError::MissingAllowOrigin)),
        (&["*", ORIGIN], Err(CheckError::RepeatedAllowOrigin)),
        (&["*"], Err(CheckError::WildcardAllowOrigin)),
        (
            &["https://fox.invalid"],
            Err(CheckError::AllowOriginMismatch),
        ),
        (&[ORIGIN], Ok(())),
    ] {
        check_all_modes(&response(allow_origin, &["true"]), expected);
    }
    check_all_modes(
        &response(&[ORIGIN], NONE),
        Err(CheckError::MissingAllowCredentials),
    );
    let repeated = Err(CheckError::InvalidAllowCredentials(ParseError::Repeated));
    check_all_modes(&response(&[ORIGIN], &["true"; 3]), repeated);
    for value in values() {
        let expected = Credentials::from_bytes(&value);
        let expected = expected
            .map(drop)
            .map_err(CheckError::InvalidAllowCredentials);
        check_all_modes(&response(&[ORIGIN], &[&value]), expected);
    }
    allocates_nothing(|| write("always".parse::<CredentialsMode>().unwrap_err()));
}

/// In each mode, with the outcome expected in mode `include`, the strictest.
fn preflight(
    request: &HeaderMap,
    status: StatusCode,
    response: &HeaderMap,
    expected: Result<(), PreflightError>,
) {
    use CredentialsMode::{Include, Omit, SameOrigin};

    allocates_nothing(|| {
        assert_eq!(
            check_preflight(request, Include, status, response),
            expected
        );
        for mode in [Omit, SameOrigin, Include] {
            if let Err(error) = check_preflight(request, mode, status, response) {
                write(error);
                black_box(error.header_name(request));
                black_box(error.is_only_authorization_by_wildcard(mode, response));
                let mut buffer = Cursor::new([0_u8; 1024]);
                write!(buffer, "{}", error.display(request)).unwrap();
                black_box(buffer);
            }
        }
    });
}

#[test]
fn judging_preflights() {
    use PreflightError as E;

    let many: Vec<_> = (0..200).map(|index| format!("x-{index}")).collect();
    let many = many.join(",");
    let long = "x".repeat(64 << 10);
    let status = StatusCode::NO_CONTENT;
    let with_origin = |lines: &[(&str, &str)]| {
        let good = [
            ("access-control-allow-origin", ORIGIN),
            ("access-control-allow-credentials", "true"),
        ];
        headers(good.iter().chain(lines).copied())
    };
    let asks = |method, names| {
        headers([
            ("origin", ORIGIN),
            ("access-control-request-method", method),
            ("access-control-request-headers", names),
        ])
    };
    let (methods, names) = (
        "access-control-allow-methods",
        "access-control-allow-headers",
    );
    let request = asks("PUT", "a,authorization");
    preflight(
        &HeaderMap::new(),
        status,
        &with_origin(&[]),
        Err(E::InvalidRequest),
    );
    let missing = Err(E::Check(CheckError::MissingAllowOrigin));
    preflight(&request, status, &HeaderMap::new(), missing);
    preflight(
        &request,
        StatusCode::FOUND,
        &with_origin(&[]),
        Err(E::Status),
    );
    for (lines, expected) in [
        (&[(methods, "\"")][..], Err(E::InvalidAllowMethods)),
        (&[(names, "\"")], Err(E::InvalidAllowHeaders)),
        (&[(methods, "GET")], Err(E::MethodNotAllowed)),
        (&[(methods, "put")], Err(E::MethodWrongCase)),
        (&[(methods, "*")], Err(E::WildcardAllowMethods)),
        (&[(methods, "PUT")], Err(E::HeaderNotAllowed { index: 0 })),
        (
            &[(methods, "PUT"), (names, "*")],
            Err(E::WildcardAllowHeaders { index: 0 }),
        ),
        (
            &[(methods, "PUT"), (names, "A, *")],
            Err(E::AuthorizationNotNamed { index: 1 }),
        ),
        (&[(methods, "PUT"), (names, "A, Authorization")], Ok(())),
        (
            &[(methods, &long), (names, &many)],
            Err(E::MethodNotAllowed),
        ),
    ] {
        preflight(&request, status, &with_origin(lines), expected);
    }
    let request = asks(&long, &many);
    preflight(
        &request,
        status,
        &with_origin(&[(methods, &long), (names, &many)]),
        Ok(()),
    );
    let response = with_origin(&[(methods, &long), (names, &many[..many.len() - 4])]);
    preflight(
        &request,
        status,
        &response,
        Err(E::HeaderNotAllowed { index: 199 }),
    );
}

#[test]
fn reading_what_is_exposed() {
    let long = "x,".repeat(32 << 10);
    for (name, lines, expected) in [
        ("set-cookie", &["*"][..], Err(ExposedError::Forbidden)),
        ("etag", &[], Err(ExposedError::MissingExposeHeaders)),
        ("etag", &["\""], Err(ExposedError::InvalidExposeHeaders)),
        ("etag", &["*"], Err(ExposedError::WildcardExposeHeaders)),
        ("etag", &[&long], Err(ExposedError::NotExposed)),
        ("etag", &["X-A", "ETag"], Ok(())),
        ("expires", &[], Ok(())),
    ] {
        let name = HeaderName::from_static(name);
        let lines = lines
            .iter()
            .map(|line| ("access-control-expose-headers", *line));
        let response = headers(lines);
        allocates_nothing(|| {
            assert_eq!(
                check_exposed(&name, CredentialsMode::Include, &response),
                expected
            );
            black_box(check_exposed(&name, CredentialsMode::Omit, &response).is_ok());
            if let Err(error) = expected {
                write(error);
            }
        });
    }
}

#[test]
fn looking_up() {
    allocates_nothing(|| {
        for row in TABLE {
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
