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
use testkit::errors::{self, CHECK, EXPOSED, REASONS};
use testkit::response::headers;

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
        Repeated: Access-Control-Allow-Credentials is sent more than once, often by a proxy and the application: send a single `true`
        Empty: Access-Control-Allow-Credentials is empty: send `true`, or omit the header to refuse credentials
        False: Access-Control-Allow-Credentials cannot be `false`: omit the header to refuse credentials, or send `true` to allow them
        WrongCase: Access-Control-Allow-Credentials is `true` in the wrong case: send `true` in lower case
        List: Access-Control-Allow-Credentials has a comma, as if two lines were joined: send a single `true`
        Padded: Access-Control-Allow-Credentials has whitespace around `true`, which an HTTP parser strips: pass `true` alone
        Other: Access-Control-Allow-Credentials is not `true`: send exactly `true`, or omit the header to refuse credentials
    "#]].assert_eq(&page(&REASONS));
}

#[test]
fn check_error() {
    expect![[r#"
        MissingAllowOrigin: Access-Control-Allow-Origin is missing: to let this page read the response, send its origin and `Vary: Origin`
        RepeatedAllowOrigin: Access-Control-Allow-Origin is sent more than once, often by a proxy and the application: send a single line
        WildcardAllowOrigin: Access-Control-Allow-Origin cannot be `*` with credentials: to let this page read it, send its origin and `Vary: Origin`
        AllowOriginMismatch: Access-Control-Allow-Origin is not exactly the request's Origin: to let this page read it, send that and `Vary: Origin`
        MissingAllowCredentials: Access-Control-Allow-Credentials is missing: to let this page read what it fetches with credentials, send `true`
    "#]].assert_eq(&page(&CHECK));
}

#[test]
fn preflight_error() {
    expect![[r#"
        InvalidRequest: not a preflight request: pass one Origin, one Access-Control-Request-Method, and valid Access-Control-Request-Headers
        Status: the preflight's response has a status outside 200 to 299: send 204 to OPTIONS, without a redirect or authentication
        InvalidAllowMethods: Access-Control-Allow-Methods is malformed, which fails every request: send methods separated by commas, without quotes
        InvalidAllowHeaders: Access-Control-Allow-Headers is malformed, which fails every request: send names separated by commas, without quotes
        MethodNotAllowed: Access-Control-Allow-Methods does not list the request's method: to let this page send the request, add it
        MethodWrongCase: Access-Control-Allow-Methods lists the request's method only in another case, but case matters: use the same case
        WildcardAllowMethods: Access-Control-Allow-Methods cannot use `*` with credentials: to let this page use the request's method, add it
        HeaderNotAllowed { index: 2 }: Access-Control-Allow-Headers lacks item 2 (from 0) of Access-Control-Request-Headers: to let this page send it, add it
        WildcardAllowHeaders { index: 0 }: Access-Control-Allow-Headers cannot use `*` with credentials: to let this page send item 0 (from 0) of Access-Control-Request-Headers, add it
        AuthorizationNotNamed { index: 1 }: Access-Control-Allow-Headers does not list Authorization by name: to let this page send it, add `Authorization`
    "#]].assert_eq(&page(&PREFLIGHT));
}

/// The message says what is wrong, and that it is wrong in the preflight's response, not in the
/// response that follows. Since it contains the whole message of the check's error, that error is
/// not a source too.
#[test]
fn check_error_in_a_preflight() {
    expect![[r#"
        Check(MissingAllowOrigin): the preflight's Access-Control-Allow-Origin is missing: to let this page read the response, send its origin and `Vary: Origin`
    "#]].assert_eq(&page(&[PreflightError::Check(
        CheckError::MissingAllowOrigin,
    )]));
    let invalid = REASONS.map(CheckError::InvalidAllowCredentials);
    for error in CHECK.into_iter().chain(invalid) {
        let preflights = PreflightError::Check(error);
        assert_eq!(preflights.to_string(), format!("the preflight's {error}"));
        assert!(preflights.source().is_none());
    }
}

/// The header or the method by its name, if the error is about one and the request has it.
#[test]
fn preflight_error_with_a_name() {
    let request = headers([
        ("access-control-request-method", "patch"),
        ("access-control-request-headers", "X-A, authorization, x-b"),
    ]);
    let mut named = String::new();
    for error in PREFLIGHT {
        let display = error.display(&request).to_string();
        if display != error.to_string() {
            writeln!(named, "{display}").unwrap();
        }
    }
    expect![[r#"
        Access-Control-Allow-Methods does not list `patch`: to let this page send the request, add it
        Access-Control-Allow-Methods lists `patch` only in another case, but case matters: use the same case
        Access-Control-Allow-Methods cannot use `*` with credentials: to let this page use `patch`, add it
        Access-Control-Allow-Headers lacks `x-b`: to let this page send it, add it
        Access-Control-Allow-Headers cannot use `*` with credentials: to let this page send `X-A`, add it
    "#]].assert_eq(&named);
    for value in ["", "a b", "a\u{e9}"] {
        let request = headers([("access-control-request-method", value)]);
        for error in PREFLIGHT {
            assert_eq!(error.display(&request).to_string(), error.to_string());
        }
    }
}

#[test]
fn exposed_error() {
    expect![[r#"
        Forbidden: Set-Cookie and Set-Cookie2 can never be read by a page: send the value in another header or in the body
        MissingExposeHeaders: Access-Control-Expose-Headers is missing: to let this page read the header, send its name there
        InvalidExposeHeaders: Access-Control-Expose-Headers is malformed, so browsers ignore it: send names separated by commas, without quotes
        WildcardExposeHeaders: Access-Control-Expose-Headers cannot use `*` with credentials: to let this page read the header, add its name
        NotExposed: Access-Control-Expose-Headers does not list the header: to let this page read it, add its name
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
            PreflightError::InvalidRequest => "not a preflight request: ",
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

/// Fits on a line of most editors and terminals.
const SHORT: usize = 120;

#[test]
fn each_message_is_short() {
    for error in PREFLIGHT {
        let most = match error {
            // Where the header is takes more words than its name, which `display` gives.
            PreflightError::WildcardAllowHeaders { .. } => 150,
            _ => SHORT,
        };
        assert_at_most(most, &error);
    }
    let checks = REASONS.map(CheckError::InvalidAllowCredentials);
    for error in CHECK.into_iter().chain(checks) {
        assert_at_most(SHORT, &error);
        // A few words more say that it is about the preflight.
        assert_at_most(SHORT + 16, &PreflightError::Check(error));
    }
    for error in EXPOSED {
        assert_at_most(SHORT, &error);
    }
    assert_at_most(SHORT, &mode_error());
    assert_at_most(SHORT, &version_error());
    // The other message lists all browsers.
}

fn assert_at_most(most: usize, message: &dyn Display) {
    let len = message.to_string().len();
    assert!(len <= most, "{len} characters: {message}");
}

/// What is wrong comes before the colon, what to do about it after.
#[test]
fn each_message_says_what_to_do() {
    for message in messages() {
        let (wrong, advice) = message.split_once(": ").unwrap();
        assert!(!wrong.is_empty());
        // A server should name an origin, a method or a header only for pages that it trusts.
        let advice = match advice.strip_prefix("to let this page ") {
            Some(advice) => advice.split_once(", ").unwrap().1,
            None => advice,
        };
        assert!(
            ["send ", "add ", "use ", "omit ", "pass ", "expected "]
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
