//! What the two of them write and read, with the `http` and the `headers` that an application has.

use std::error::Error as _;

use downstream::{AccessControlAllowPrivateNetwork, CredentialedCors, Error};
use headers::HeaderMapExt;
use headers_allow_credentials::{cors, ParseError};
use http::header::{HeaderMap, HeaderName, HeaderValue, ETAG};
use http::StatusCode;

const RABBIT: HeaderValue = HeaderValue::from_static("https://rabbit.invalid");

fn response(lines: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for &(name, value) in lines {
        headers.append(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    headers
}

#[test]
fn private_network_is_one_line_of_true() {
    const NAME: &str = "access-control-allow-private-network";
    type Decoded = Option<AccessControlAllowPrivateNetwork>;
    let decode = |lines: &[_]| -> Decoded { response(lines).typed_get() };

    assert_eq!(
        decode(&[(NAME, "true")]),
        Some(AccessControlAllowPrivateNetwork)
    );
    assert_eq!(decode(&[]), None);
    assert_eq!(decode(&[(NAME, "True")]), None);
    assert_eq!(decode(&[(NAME, "true"), (NAME, "true")]), None);

    let mut stale = response(&[(NAME, "false"), (NAME, "false")]);
    stale.typed_insert(AccessControlAllowPrivateNetwork);
    assert_eq!(stale, response(&[(NAME, "true")]));
}

#[test]
fn policy_is_written_over_what_a_response_has() {
    let allowed = [
        ("access-control-allow-origin", "https://rabbit.invalid"),
        ("access-control-allow-credentials", "true"),
    ];
    let stale = [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-credentials", "true"),
    ];
    for (before, after) in [
        (&[][..], &["origin"][..]),
        (&["accept-encoding"], &["accept-encoding", "origin"]),
        (&["Accept, Origin"], &["Accept, Origin"]),
        (&["*"], &["*"]),
    ] {
        let vary = |lines: &[_]| lines.iter().map(|line| ("vary", *line)).collect::<Vec<_>>();
        let mut headers = response(&[&stale[..], &vary(before)].concat());
        let policy = CredentialedCors { origin: RABBIT };
        policy.write(&mut headers);
        assert_eq!(headers, response(&[&allowed[..], &vary(after)].concat()));
        assert_eq!(CredentialedCors::read(&RABBIT, &headers), Ok(policy));
    }
}

#[test]
fn policy_is_refused_with_the_reason() {
    let origin = ("access-control-allow-origin", "https://rabbit.invalid");
    let credentials = ("access-control-allow-credentials", "true");
    let repeated = cors::CheckError::InvalidAllowCredentials(ParseError::Repeated);
    for (lines, error) in [
        (
            &[][..],
            Error::Withheld(cors::CheckError::MissingAllowOrigin),
        ),
        (
            &[origin],
            Error::Withheld(cors::CheckError::MissingAllowCredentials),
        ),
        (
            &[origin, credentials, credentials],
            Error::Withheld(repeated),
        ),
        (&[origin, credentials], Error::MissingVary),
        (
            &[origin, credentials, ("vary", "accept")],
            Error::MissingVary,
        ),
    ] {
        assert_eq!(
            CredentialedCors::read(&RABBIT, &response(lines)),
            Err(error)
        );
    }
    assert_eq!(
        Error::Withheld(repeated).source().unwrap().to_string(),
        ParseError::Repeated.to_string(),
    );
    assert!(Error::MissingVary.source().is_none());
}

/// `http` before 1.2 accepts a quote in a name, but no list has an item with one.
#[test]
fn name_with_a_quote_is_not_exposed() {
    if let Ok(name) = HeaderName::from_bytes(b"a\"") {
        let exposed = response(&[("access-control-expose-headers", "a\"")]);
        assert_eq!(
            cors::check_exposed(&name, cors::CredentialsMode::Include, &exposed),
            Err(cors::ExposedError::InvalidExposeHeaders),
        );
    }
}

/// The two other checks work with the oldest compiler and the oldest dependencies, too.
#[test]
fn preflights_and_exposed_headers_are_judged() {
    let include = cors::CredentialsMode::Include;
    let request = response(&[
        ("origin", "https://rabbit.invalid"),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "x-burrow"),
    ]);
    let mut allowed = response(&[
        ("access-control-allow-origin", "https://rabbit.invalid"),
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-methods", "GET, PUT"),
        ("access-control-expose-headers", "*"),
    ]);
    let judge = |allowed: &HeaderMap| {
        cors::check_preflight(&request, include, StatusCode::NO_CONTENT, allowed)
    };
    let error = judge(&allowed).unwrap_err();
    assert_eq!(error, cors::PreflightError::HeaderNotAllowed { index: 0 });
    assert_eq!(error.header_name(&request), Some("x-burrow"));
    allowed.insert(
        "access-control-allow-headers",
        HeaderValue::from_static("X-Burrow"),
    );
    assert_eq!(judge(&allowed), Ok(()));
    assert_eq!(
        cors::check_exposed(&ETAG, include, &allowed),
        Err(cors::ExposedError::WildcardExposeHeaders)
    );
}
