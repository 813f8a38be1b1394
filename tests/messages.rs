//! Every message can be read alone: it says which header, what is wrong, and what to send or pass
//! instead, in one line that contains none of the input.

// `UPDATE_EXPECT=1` writes the snapshots this way.
#![allow(clippy::needless_raw_string_hashes)]

use std::error::Error as StdError;
use std::fmt::{Debug, Display, Write};

use expect_test::expect;
use headers_allow_credentials::compat::{Browser, ParseBrowserError, ParseVersionError, Version};
use headers_allow_credentials::cors::{check, check_exposed, check_preflight};
use headers_allow_credentials::cors::{CheckError, ExposedError, PreflightError};
use headers_allow_credentials::cors::{CredentialsMode, ParseCredentialsModeError};
use headers_allow_credentials::AccessControlAllowCredentials;
use http::header::{HeaderName, HeaderValue};
use http::StatusCode;
use support::errors::{self, CHECK, EXPOSED, REASONS};
use support::response::headers;

/// A preflight's own errors. It has one more for each error of the check.
const PREFLIGHT: [PreflightError; 10] = errors::preflight(2, 0, 1);

fn mode_error() -> ParseCredentialsModeError {
    "always".parse::<CredentialsMode>().unwrap_err()
}

fn browser_error() -> ParseBrowserError {
    "netscape".parse::<Browser>().unwrap_err()
}

fn version_error() -> ParseVersionError {
    "latest".parse::<Version>().unwrap_err()
}

/// Each error with its message, as a page to read.
fn page<E: Debug + Display>(errors: &[E]) -> String {
    let mut page = String::new();
    for error in errors {
        writeln!(page, "{error:?}: {error}").unwrap();
    }
    page
}

#[test]
fn parse_error() {
    expect![[r#"
        Repeated: Access-Control-Allow-Credentials is sent more than once, and browsers join the lines into one value that is not `true`: send `true` on a single line (often a proxy and the application each add one)
        Empty: Access-Control-Allow-Credentials has an empty value: send `true`, or omit the header to refuse credentials
        False: Access-Control-Allow-Credentials is `false`, and its only valid value is `true`: omit the header to refuse credentials, or send `true` to allow them
        WrongCase: Access-Control-Allow-Credentials is `true` in the wrong case, and browsers compare byte for byte: send `true` in lower case
        List: Access-Control-Allow-Credentials has a comma, as if two lines were joined into one, and browsers do not accept a list: send a single `true`
        Padded: Access-Control-Allow-Credentials has whitespace around `true`, which an HTTP parser would have removed: pass exactly `true`
        Other: Access-Control-Allow-Credentials is not `true`, its only valid value: send `true` (four lower-case letters, no quotes), or omit the header to refuse credentials
    "#]].assert_eq(&page(&REASONS));
}

#[test]
fn check_error() {
    expect![[r#"
        MissingAllowOrigin: Access-Control-Allow-Origin is missing: if the page may read the response, name its origin there, with `Vary: Origin`
        RepeatedAllowOrigin: Access-Control-Allow-Origin is sent more than once, and multiple values are not allowed: send a single line (often a proxy and the application each add one)
        WildcardAllowOrigin: Access-Control-Allow-Origin is the wildcard `*`, which does not count for a request with credentials mode `include`: if the page may read the response, name its origin instead, with `Vary: Origin`
        AllowOriginMismatch: Access-Control-Allow-Origin does not match the request's origin, byte for byte: if the page may read the response, send its origin exactly as in the request's Origin header (no trailing slash, no path, no list), with `Vary: Origin`
        MissingAllowCredentials: Access-Control-Allow-Credentials is missing from the response, and the request's credentials mode is `include`: send `Access-Control-Allow-Credentials: true`
    "#]].assert_eq(&page(&CHECK));
}

#[test]
fn preflight_error() {
    expect![[r#"
        InvalidRequest: the request is not a preflight as browsers send it: pass exactly one Origin, exactly one Access-Control-Request-Method, and in Access-Control-Request-Headers only header names, separated by commas
        Status: the preflight's response has a status outside 200 to 299, and browsers accept no other: send 204 in answer to OPTIONS, without a redirect and without asking for authentication
        InvalidAllowMethods: Access-Control-Allow-Methods is not a list of methods, and one malformed item makes browsers refuse every request: send names separated by commas, without quotes
        InvalidAllowHeaders: Access-Control-Allow-Headers is not a list of header names, and one malformed item makes browsers refuse every request: send names separated by commas, without quotes
        MethodNotAllowed: Access-Control-Allow-Methods does not list the request's method: if the page may make the request, name its method there
        MethodWrongCase: Access-Control-Allow-Methods lists the request's method in another case, and methods are compared byte for byte: if the page may make the request, name its method exactly as in Access-Control-Request-Method (a page that sends `patch` should send `PATCH`)
        WildcardAllowMethods: Access-Control-Allow-Methods has `*`, which with credentials mode `include` is a name and not a wildcard: if the page may make the request, name its method there
        HeaderNotAllowed { index: 2 }: Access-Control-Allow-Headers does not list the header at index 2 (from 0) of Access-Control-Request-Headers: if the page may make the request, name that header there
        WildcardAllowHeaders { index: 0 }: Access-Control-Allow-Headers has `*`, which with credentials mode `include` is a name and not a wildcard: if the page may make the request, name the header at index 0 (from 0) of Access-Control-Request-Headers there
        AuthorizationNotNamed { index: 1 }: Access-Control-Allow-Headers does not list Authorization, which by the Fetch standard `*` does not cover: if the page may make the request, name Authorization there
    "#]].assert_eq(&page(&PREFLIGHT));
}

/// The message says what is wrong, and that it is wrong in the preflight's response, not in the
/// response that follows. Since it contains the whole message of the check's error, that error is
/// not a source too.
#[test]
fn check_error_in_a_preflight() {
    expect![[r#"
        Check(MissingAllowOrigin): in the preflight's response, Access-Control-Allow-Origin is missing: if the page may read the response, name its origin there, with `Vary: Origin`
    "#]].assert_eq(&page(&[PreflightError::Check(
        CheckError::MissingAllowOrigin,
    )]));
    let invalid = REASONS.map(CheckError::InvalidAllowCredentials);
    for error in CHECK.into_iter().chain(invalid) {
        let preflights = PreflightError::Check(error);
        assert_eq!(
            preflights.to_string(),
            format!("in the preflight's response, {error}")
        );
        assert!(preflights.source().is_none());
    }
}

#[test]
fn exposed_error() {
    expect![[r#"
        Forbidden: Set-Cookie and Set-Cookie2 cannot be read by a page, whatever Access-Control-Expose-Headers lists: send the value in another header or in the body
        Missing: Access-Control-Expose-Headers is missing, and without it a page can read only a few safelisted headers: if the page may read the header, name it there
        InvalidExposeHeaders: Access-Control-Expose-Headers is not a list of header names, and one malformed item makes browsers ignore all of them: send names separated by commas, without quotes
        WildcardExposeHeaders: Access-Control-Expose-Headers has `*`, which with credentials mode `include` is a name and not a wildcard: if the page may read the header, name it there
        NotExposed: Access-Control-Expose-Headers does not list the header: if the page may read the header, name it there
    "#]].assert_eq(&page(&EXPOSED));
}

/// The reason is the whole message, so it is not a source too: a reporter that prints the chain
/// would print it twice.
#[test]
fn invalid_allow_credentials_reads_as_its_reason() {
    for reason in REASONS {
        let error = CheckError::InvalidAllowCredentials(reason);
        assert_eq!(error.to_string(), reason.to_string());
        assert!(error.source().is_none());
    }
}

#[test]
fn credentials_mode() {
    expect![[r#"
        ParseCredentialsModeError(()): unknown credentials mode: expected `omit`, `same-origin` or `include`, in lower case
    "#]].assert_eq(&page(&[mode_error()]));
}

#[test]
fn browser() {
    expect![[r#"
        ParseBrowserError(()): unknown browser: expected one of chrome, edge, firefox, ie, opera, safari, servo, webview_android, chrome_android, edge_mobile, firefox_android, ie_mobile, opera_android, safari_ios, samsunginternet_android, oculus, webview_ios, or a name as the table prints it
    "#]].assert_eq(&page(&[browser_error()]));
}

#[test]
fn version() {
    expect![[r#"
        ParseVersionError(()): not a version: expected one or two whole numbers, as in `4` or `3.5`, each without leading zeros and at most 4294967295
    "#]].assert_eq(&page(&[version_error()]));
}

/// All messages.
fn messages() -> Vec<String> {
    let mut all: Vec<_> = REASONS.iter().map(ToString::to_string).collect();
    all.extend(CHECK.iter().map(ToString::to_string));
    all.extend(PREFLIGHT.iter().map(ToString::to_string));
    all.extend(EXPOSED.iter().map(ToString::to_string));
    all.extend([
        mode_error().to_string(),
        browser_error().to_string(),
        version_error().to_string(),
    ]);
    all
}

#[test]
fn each_message_is_one_distinct_line() {
    let mut all = messages();
    for message in &all {
        assert!(
            message.bytes().all(|byte| matches!(byte, b' '..=b'~')),
            "{message}"
        );
        assert!(!message.contains("  "), "{message}");
        assert!(!message.ends_with(['.', ' ', ':']), "{message}");
    }
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
}

/// The header that is at fault, before any other.
#[test]
fn each_message_names_its_header_first() {
    const CREDENTIALS: &str = "Access-Control-Allow-Credentials ";
    const ORIGIN: &str = "Access-Control-Allow-Origin ";
    const METHODS: &str = "Access-Control-Allow-Methods ";
    const HEADERS: &str = "Access-Control-Allow-Headers ";
    const EXPOSE: &str = "Access-Control-Expose-Headers ";
    let assert_begins = |error: &dyn Display, name: &str| {
        assert!(error.to_string().starts_with(name), "{error}");
    };
    for reason in REASONS {
        assert_begins(&reason, CREDENTIALS);
        assert!(!reason.to_string().contains("Allow-Origin"), "{reason}");
    }
    for step in CHECK {
        let name = match step {
            CheckError::MissingAllowCredentials => CREDENTIALS,
            _ => ORIGIN,
        };
        assert_begins(&step, name);
    }
    for error in PREFLIGHT {
        let name = match error {
            PreflightError::InvalidRequest => "the request ",
            PreflightError::Status => "the preflight's response ",
            PreflightError::InvalidAllowMethods
            | PreflightError::MethodNotAllowed
            | PreflightError::MethodWrongCase
            | PreflightError::WildcardAllowMethods => METHODS,
            _ => HEADERS,
        };
        assert_begins(&error, name);
    }
    for error in EXPOSED {
        let name = match error {
            ExposedError::Forbidden => "Set-Cookie ",
            _ => EXPOSE,
        };
        assert_begins(&error, name);
    }
}

/// With credentials, `*` is a name. Someone who reads only the message learns it there.
#[test]
fn each_wildcard_message_says_that_it_is_a_name() {
    for error in [
        PreflightError::WildcardAllowMethods.to_string(),
        PreflightError::WildcardAllowHeaders { index: 7 }.to_string(),
        ExposedError::WildcardExposeHeaders.to_string(),
    ] {
        let rule = "has `*`, which with credentials mode `include` is a name and not a wildcard: ";
        assert!(error.contains(rule), "{error}");
    }
}

#[test]
fn messages_about_a_name_say_its_index() {
    for index in [0, 7, usize::MAX] {
        for error in [
            PreflightError::HeaderNotAllowed { index },
            PreflightError::WildcardAllowHeaders { index },
        ] {
            let place = format!("at index {index} (from 0) of Access-Control-Request-Headers");
            assert!(error.to_string().contains(&place), "{error}");
        }
    }
}

/// What is wrong comes before the colon, what to do about it after.
#[test]
fn each_message_says_what_to_do() {
    for message in messages() {
        let (wrong, advice) = message.split_once(": ").unwrap();
        assert!(!wrong.is_empty());
        // A server should name an origin, a method or a header only for pages that it trusts.
        let trusted = ["read the response", "make the request", "read the header"]
            .iter()
            .find_map(|what| advice.strip_prefix(&format!("if the page may {what}, ")));
        let advice = trusted.unwrap_or(advice);
        assert!(
            ["send ", "name ", "omit ", "pass ", "expected "]
                .iter()
                .any(|verb| advice.starts_with(verb)),
            "{message}",
        );
    }
}

/// A value may come from an attacker, and an error may end up in a log.
#[test]
fn no_message_contains_the_input() {
    const MARK: &str = "Zq7";
    fn silent<E: Debug + Display>(error: E) {
        assert!(
            !format!("{error} {error:?} {error:#?}")
                .to_ascii_lowercase()
                .contains("zq7"),
            "{error}"
        );
    }
    silent(AccessControlAllowCredentials::from_bytes(MARK.as_bytes()).unwrap_err());
    silent(AccessControlAllowCredentials::from_bytes(b"true,Zq7\r\n").unwrap_err());
    silent(MARK.parse::<CredentialsMode>().unwrap_err());
    silent(MARK.parse::<Browser>().unwrap_err());
    silent(MARK.parse::<Version>().unwrap_err());
    let response = headers([("access-control-allow-origin", "https://Zq7.example")]);
    for origin in ["https://b.Zq7.example", "https://Zq7.example"] {
        silent(check(origin, CredentialsMode::Include, &response).unwrap_err());
    }
    let exposed = HeaderName::from_static("zq7");
    for list in ["", "*", "Zq7 Zq7"] {
        let response = headers([("access-control-expose-headers", list)]);
        silent(check_exposed(&exposed, CredentialsMode::Include, &response).unwrap_err());
    }
    let mut request = headers([
        ("origin", "https://Zq7.example"),
        ("access-control-request-method", "Zq7"),
        ("access-control-request-headers", "Zq7"),
    ]);
    let allow_origin = ("access-control-allow-origin", "https://Zq7.example");
    let mut response = headers([allow_origin, ("access-control-allow-credentials", "true")]);
    for (name, list) in [
        ("access-control-allow-methods", "Zq7 Zq7"),
        ("access-control-allow-methods", "zq7"),
        ("access-control-allow-methods", "x"),
        ("access-control-allow-methods", "*"),
        ("access-control-allow-methods", "Zq7"),
        ("access-control-allow-headers", "Zq7 Zq7"),
        ("access-control-allow-headers", "x"),
        ("access-control-allow-headers", "*"),
    ] {
        let mode = CredentialsMode::Include;
        response.insert(name, HeaderValue::from_static(list));
        silent(check_preflight(&request, mode, StatusCode::OK, &response).unwrap_err());
    }
    for names in ["Authorization, Zq7", "Zq7 Zq7"] {
        let names = HeaderValue::from_static(names);
        request.insert("access-control-request-headers", names);
        let mode = CredentialsMode::Omit;
        silent(check_preflight(&request, mode, StatusCode::OK, &response).unwrap_err());
    }
}
