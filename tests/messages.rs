//! Every message can be read alone: it says which header, what is wrong, and what to send or pass
//! instead, in one line that holds none of the input.

// `UPDATE_EXPECT=1` writes the snapshots so.
#![allow(clippy::needless_raw_string_hashes)]

use std::error::Error as StdError;
use std::fmt::{Debug, Display, Write};

use expect_test::expect;
use headers_allow_credentials::compat::{Browser, ParseBrowserError, ParseVersionError, Version};
use headers_allow_credentials::cors::{self, CredentialsMode, ParseCredentialsModeError};
use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};

const REASONS: [ParseError; 7] = [
    ParseError::Repeated,
    ParseError::Empty,
    ParseError::False,
    ParseError::WrongCase,
    ParseError::List,
    ParseError::Padded,
    ParseError::Other,
];

/// The check's own errors; with each reason it has one more.
const STEPS: [cors::Error; 5] = [
    cors::Error::MissingAllowOrigin,
    cors::Error::RepeatedAllowOrigin,
    cors::Error::WildcardAllowOrigin,
    cors::Error::AllowOriginMismatch,
    cors::Error::MissingAllowCredentials,
];

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
        List: Access-Control-Allow-Credentials holds a comma, as where two lines were joined into one, and browsers take no list: send a single `true`
        Padded: Access-Control-Allow-Credentials has whitespace around `true`, which an HTTP parser would have removed: pass exactly `true`
        Other: Access-Control-Allow-Credentials is not `true`, its only valid value: send `true` (four lower-case letters, no quotes), or omit the header to refuse credentials
    "#]].assert_eq(&page(&REASONS));
}

#[test]
fn cors_error() {
    expect![[r#"
        MissingAllowOrigin: Access-Control-Allow-Origin is missing: if the page may read the response, name its origin there, with `Vary: Origin`
        RepeatedAllowOrigin: Access-Control-Allow-Origin is sent more than once, and multiple values are not allowed: send a single line (often a proxy and the application each add one)
        WildcardAllowOrigin: Access-Control-Allow-Origin is the wildcard `*`, which does not count for a request with credentials mode `include`: if the page may read the response, name its origin instead, with `Vary: Origin`
        AllowOriginMismatch: Access-Control-Allow-Origin does not match the request's origin, byte for byte: if the page may read the response, send its origin exactly as in the request's Origin header (no trailing slash, no path, no list), with `Vary: Origin`
        MissingAllowCredentials: Access-Control-Allow-Credentials is missing from the response, and the request's credentials mode is `include`: send `Access-Control-Allow-Credentials: true`
    "#]].assert_eq(&page(&STEPS));
}

/// To the check the reason is the whole message, so it is no source as well: a reporter that prints
/// the chain would print it twice.
#[test]
fn invalid_allow_credentials_reads_as_its_reason() {
    for reason in REASONS {
        let error = cors::Error::InvalidAllowCredentials(reason);
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

/// All messages, none the same as another.
fn messages() -> Vec<String> {
    let mut all: Vec<_> = REASONS.iter().map(ToString::to_string).collect();
    all.extend(STEPS.iter().map(ToString::to_string));
    all.extend([
        mode_error().to_string(),
        browser_error().to_string(),
        version_error().to_string(),
    ]);
    all
}

#[test]
fn each_message_is_one_line_of_its_own() {
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

#[test]
fn each_message_names_its_header_first() {
    for reason in REASONS {
        let message = reason.to_string();
        assert!(
            message.starts_with("Access-Control-Allow-Credentials "),
            "{message}"
        );
        assert!(!message.contains("Allow-Origin"), "{message}");
    }
    for step in STEPS {
        let name = match step {
            cors::Error::MissingAllowCredentials => "Access-Control-Allow-Credentials ",
            _ => "Access-Control-Allow-Origin ",
        };
        assert!(step.to_string().starts_with(name), "{step}");
    }
}

/// What is wrong stands before the colon, what to do about it after.
#[test]
fn each_message_says_what_to_do() {
    for message in messages() {
        let (wrong, advice) = message.split_once(": ").unwrap();
        assert!(!wrong.is_empty());
        // To name an origin is for pages that the server trusts.
        let trusted = advice.strip_prefix("if the page may read the response, ");
        let advice = trusted.unwrap_or(advice);
        assert!(
            ["send ", "name ", "omit ", "pass ", "expected "]
                .iter()
                .any(|verb| advice.starts_with(verb)),
            "{message}",
        );
    }
}

/// A value may come from an attacker, and an error may end in a log.
#[test]
fn no_message_holds_the_input() {
    const MARK: &str = "Zq7";
    fn silent<E: Debug + Display>(error: E) {
        assert!(
            !format!("{error} {error:?} {error:#?}").contains(MARK),
            "{error}"
        );
    }
    silent(AccessControlAllowCredentials::from_bytes(MARK.as_bytes()).unwrap_err());
    silent(AccessControlAllowCredentials::from_bytes(b"true,Zq7\r\n").unwrap_err());
    silent(MARK.parse::<CredentialsMode>().unwrap_err());
    silent(MARK.parse::<Browser>().unwrap_err());
    silent(MARK.parse::<Version>().unwrap_err());
    let response = http::Response::builder()
        .header("access-control-allow-origin", "https://Zq7.example")
        .body(())
        .unwrap();
    for origin in ["https://b.Zq7.example", "https://Zq7.example"] {
        silent(cors::check(origin, CredentialsMode::Include, response.headers()).unwrap_err());
    }
}
