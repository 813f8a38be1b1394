//! The CORS check as a table: the standard's own examples, then each way in which the origin, the
//! mode and the two headers decide, up to the last error.

use headers::HeaderMapExt;
use headers_allow_credentials::cors::CredentialsMode::{self, Include, Omit, SameOrigin};
use headers_allow_credentials::cors::{check, CheckError};
use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};
use http::header::{HeaderMap, HeaderValue};
use http::Response;
use testkit::response::response;

use super::{CHECK_ERRORS, ORIGIN};

const MODES: [CredentialsMode; 3] = [Omit, SameOrigin, Include];

/// For a page at `https://rabbit.invalid/`.
#[test]
fn examples_of_the_standard() {
    let credentials: &[&str] = &["true"];
    for (mode, allow_origin, allow_credentials, shared) in [
        (Omit, "*", &[][..], true),
        (Omit, "*", credentials, true),
        (Omit, "https://rabbit.invalid/", &[], false),
        (Omit, "https://rabbit.invalid", &[], true),
        (Include, "*", credentials, false),
        (Include, "https://rabbit.invalid", credentials, true),
        (Include, "https://rabbit.invalid", &["True"], false),
    ] {
        let response = response(&[allow_origin], allow_credentials);
        let outcome = check(ORIGIN, mode, &response);
        assert_eq!(
            outcome.is_ok(),
            shared,
            "{mode} {allow_origin} {allow_credentials:?}"
        );
    }
}

/// One response, and what the check says of it in the modes without and with credentials.
fn both(
    origin: &str,
    allow_origin: &[&str],
    allow_credentials: &[&str],
) -> (Result<(), CheckError>, Result<(), CheckError>) {
    let headers = response(allow_origin, allow_credentials);
    let without = check(origin, Omit, &headers);
    assert_eq!(without, check(origin, SameOrigin, &headers));
    (without, check(origin, Include, &headers))
}

#[test]
fn each_error() {
    for (allow_origin, allow_credentials, error) in CHECK_ERRORS {
        assert_eq!(both(ORIGIN, allow_origin, allow_credentials).1, Err(error));
    }
    for (allow_credentials, reason) in [
        (&["true", "true"][..], ParseError::Repeated),
        (&[""], ParseError::Empty),
        (&["False"], ParseError::False),
        (&["TRUE"], ParseError::WrongCase),
        (&["true, true"], ParseError::List),
        (&[" true"], ParseError::Padded),
        (&["1"], ParseError::Other),
    ] {
        let error = CheckError::InvalidAllowCredentials(reason);
        assert_eq!(
            both(ORIGIN, &[ORIGIN], allow_credentials),
            (Ok(()), Err(error))
        );
    }
}

/// The first step that fails gives the error, whatever is wrong after it.
#[test]
fn origin_is_checked_before_credentials() {
    for allow_credentials in [&[][..], &["TRUE"], &["true", "true"]] {
        for (allow_origin, error) in [
            (&[][..], CheckError::MissingAllowOrigin),
            (&["*", "*"], CheckError::RepeatedAllowOrigin),
            (&["*"], CheckError::WildcardAllowOrigin),
            (&["null"], CheckError::AllowOriginMismatch),
        ] {
            assert_eq!(both(ORIGIN, allow_origin, allow_credentials).1, Err(error));
        }
    }
}

#[test]
fn allow_credentials_matters_only_for_include() {
    for allow_credentials in [
        &[][..],
        &["true"],
        &["TRUE"],
        &["false"],
        &["true", "true"],
        &[""],
    ] {
        assert_eq!(both(ORIGIN, &[ORIGIN], allow_credentials).0, Ok(()));
        assert_eq!(both(ORIGIN, &["*"], allow_credentials).0, Ok(()));
    }
}

#[test]
fn wildcard_is_one_asterisk() {
    assert_eq!(
        both(ORIGIN, &["*"], &["true"]),
        (Ok(()), Err(CheckError::WildcardAllowOrigin))
    );
    for other in [
        "**",
        "* ",
        " *",
        "*.invalid",
        "https://*",
        "https://*.invalid",
        "any",
    ] {
        let error = Err(CheckError::AllowOriginMismatch);
        assert_eq!(both(ORIGIN, &[other], &["true"]), (error, error), "{other}");
    }
}

/// No request has this origin, but a caller may pass it.
#[test]
fn asterisk_is_not_an_origin() {
    assert_eq!(
        both("*", &["*"], &["true"]),
        (Ok(()), Err(CheckError::WildcardAllowOrigin))
    );
    assert_eq!(
        both("*", &["*"], &[]),
        (Ok(()), Err(CheckError::WildcardAllowOrigin))
    );
}

#[test]
fn origin_is_compared_byte_for_byte() {
    for other in [
        "http://rabbit.invalid",
        "wss://rabbit.invalid",
        "https://rabbit.invalid:443",
        "https://rabbit.invalid:8443",
        "https://Rabbit.invalid",
        "HTTPS://rabbit.invalid",
        "https://rabbit.invalid/",
        "https://rabbit.invalid/path",
        "https://rabbit.invalid.",
        "https://www.rabbit.invalid",
        "https://rabbit.invalid.example",
        "https://rabbit.invali",
        "https://rabbit.invalid ",
        " https://rabbit.invalid",
        "\"https://rabbit.invalid\"",
        "//rabbit.invalid",
        "rabbit.invalid",
        "null",
        "",
    ] {
        let error = Err(CheckError::AllowOriginMismatch);
        assert_eq!(
            both(ORIGIN, &[other], &["true"]),
            (error, error),
            "allowed: {other}"
        );
        // The request's origin may be the one that differs. It is not normalized either.
        assert_eq!(
            both(other, &[ORIGIN], &["true"]),
            (error, error),
            "origin: {other}"
        );
    }
}

#[test]
fn port_belongs_to_the_origin() {
    let with_port = "http://127.0.0.1:8080";
    assert_eq!(both(with_port, &[with_port], &["true"]), (Ok(()), Ok(())));
    for other in [
        "http://127.0.0.1",
        "http://127.0.0.1:80",
        "http://localhost:8080",
    ] {
        let error = Err(CheckError::AllowOriginMismatch);
        assert_eq!(
            both(with_port, &[other], &["true"]),
            (error, error),
            "{other}"
        );
    }
}

/// The origin of a sandboxed frame, of a local file or after a redirect. It is an ordinary value,
/// not the absence of one.
#[test]
fn null_is_an_origin() {
    assert_eq!(both("null", &["null"], &["true"]), (Ok(()), Ok(())));
    assert_eq!(
        both("null", &["*"], &["true"]),
        (Ok(()), Err(CheckError::WildcardAllowOrigin))
    );

    let error = Err(CheckError::MissingAllowOrigin);
    assert_eq!(both("null", &[], &["true"]), (error, error));
    for other in ["NULL", "Null", "nul", "", ORIGIN] {
        let error = Err(CheckError::AllowOriginMismatch);
        assert_eq!(both("null", &[other], &["true"]), (error, error), "{other}");
    }
}

#[test]
fn none_of_several_allow_origins_is_picked() {
    for lines in [
        &[ORIGIN, ORIGIN][..],
        &["*", "*"],
        &["*", ORIGIN],
        &[ORIGIN, "https://fox.invalid"],
        &["https://fox.invalid", ORIGIN],
        &[ORIGIN, ""],
        &["", ORIGIN],
        &[ORIGIN, ORIGIN, ORIGIN],
    ] {
        let error = Err(CheckError::RepeatedAllowOrigin);
        assert_eq!(both(ORIGIN, lines, &["true"]), (error, error), "{lines:?}");
    }
    for joined in [
        "https://rabbit.invalid, https://rabbit.invalid",
        "https://rabbit.invalid,https://fox.invalid",
        "https://fox.invalid, https://rabbit.invalid",
        "https://rabbit.invalid https://fox.invalid",
        "https://rabbit.invalid, ",
        ", https://rabbit.invalid",
        "https://rabbit.invalid,",
        "*, *",
        "*, https://rabbit.invalid",
    ] {
        let error = Err(CheckError::AllowOriginMismatch);
        assert_eq!(
            both(ORIGIN, &[joined], &["true"]),
            (error, error),
            "{joined}"
        );
    }
}

/// A preflight carries no credentials, yet its response must allow them if the actual request has
/// them. `check` ignores the methods and the headers that it allows.
#[test]
fn preflights_response_is_checked_with_the_actual_requests_mode() {
    let mut preflight = Response::builder()
        .header("access-control-allow-origin", ORIGIN)
        .header("access-control-allow-methods", "PUT")
        .header("access-control-allow-headers", "x-burrow")
        .body(())
        .unwrap();
    assert_eq!(check(ORIGIN, SameOrigin, preflight.headers()), Ok(()));
    assert_eq!(
        check(ORIGIN, Include, preflight.headers()),
        Err(CheckError::MissingAllowCredentials)
    );

    preflight
        .headers_mut()
        .typed_insert(AccessControlAllowCredentials);
    assert_eq!(check(ORIGIN, Include, preflight.headers()), Ok(()));

    preflight
        .headers_mut()
        .remove("access-control-allow-methods");
    assert_eq!(check(ORIGIN, Include, preflight.headers()), Ok(()));
}

#[test]
fn origin_may_be_any_bytes_of_a_header() {
    let headers = response(&[ORIGIN], &["true"]);
    let (value, text) = (HeaderValue::from_static(ORIGIN), String::from(ORIGIN));
    assert_eq!(check(&value, Include, &headers), Ok(()));
    assert_eq!(check(value, Include, &headers), Ok(()));
    assert_eq!(check(&text, Include, &headers), Ok(()));
    assert_eq!(check(text, Include, &headers), Ok(()));
    assert_eq!(check(ORIGIN.as_bytes(), Include, &headers), Ok(()));

    // Any bytes, not only text.
    let allowed = HeaderValue::from_bytes(b"https://\xff").unwrap();
    let headers = HeaderMap::from_iter([(http::header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed)]);
    assert_eq!(check(b"https://\xff", Omit, &headers), Ok(()));
    assert_eq!(
        check(b"https://\xfe", Omit, &headers),
        Err(CheckError::AllowOriginMismatch)
    );
}

#[test]
fn modes_print_and_parse_as_in_fetch() {
    assert_eq!(
        MODES.map(CredentialsMode::as_str),
        ["omit", "same-origin", "include"]
    );
    for mode in MODES {
        assert_eq!(mode.to_string(), mode.as_str());
        assert_eq!(mode.as_str().parse(), Ok(mode));
    }
    assert_eq!(format!("{Include:>9}|{Omit:<6}|"), "  include|omit  |");
    for other in [
        "",
        "Include",
        "OMIT",
        "same_origin",
        "sameorigin",
        "same-origin ",
        " omit",
        "true",
    ] {
        assert!(other.parse::<CredentialsMode>().is_err(), "{other:?}");
    }
}

#[test]
fn xhr_with_credentials_is_include() {
    assert_eq!(CredentialsMode::for_xhr(true), Include);
    assert_eq!(CredentialsMode::for_xhr(false), SameOrigin);
}
