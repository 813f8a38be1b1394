//! The central claim, straight from the recording and without a server in between: the checks say
//! what three browser engines did with the playground's cases.

use headers_allow_credentials::cors::{
    check, check_exposed, check_preflight, CredentialsMode, PreflightError,
};
use http::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use http::StatusCode;
use serde_json::Value;
use testkit::request::preflight;

/// A case as it was recorded, if `http` accepts all of it.
struct Recorded {
    credentials: CredentialsMode,
    /// The preflight request's headers, and what it was answered.
    preflight: Option<(HeaderMap, StatusCode, HeaderMap)>,
    origin: String,
    response: HeaderMap,
    read: Option<HeaderName>,
}

impl Recorded {
    fn of(case: &Value) -> Option<Self> {
        if !case["answered_to"].is_null() {
            // What was sent depends on the origin that arrived.
            return None;
        }
        let origin = match case["from"].as_str()? {
            "page" => "http://127.0.0.1:{port}",
            other => other,
        };
        let origin = with_port(origin);
        let (_, response) = answer(&case["wire"])?;
        let preflight = match &case["preflight"] {
            Value::Null => None,
            lines => {
                let (status, response) = answer(lines)?;
                Some((preflight_request(case, &origin), status, response))
            }
        };
        let read = case["read"].as_str().and_then(|name| name.parse().ok());
        Some(Self {
            credentials: case["credentials"].as_str()?.parse().ok()?,
            preflight,
            origin,
            response,
            read,
        })
    }

    fn preflight_outcome(&self) -> Result<(), PreflightError> {
        self.preflight
            .as_ref()
            .map_or(Ok(()), |(request, status, response)| {
                check_preflight(request, self.credentials, *status, response)
            })
    }

    /// Whether the page gets what it asked for.
    fn is_allowed(&self) -> bool {
        let Self {
            credentials,
            origin,
            response,
            ..
        } = self;
        self.preflight_outcome().is_ok()
            && check(origin, *credentials, response).is_ok()
            && (self.read.iter()).all(|name| check_exposed(name, *credentials, response).is_ok())
    }

    /// The one rule of the standard that no engine has: without credentials, all of them let `*`
    /// cover Authorization.
    fn is_authorization_by_wildcard(&self) -> bool {
        let Some((_, _, response)) = &self.preflight else {
            return false;
        };
        self.preflight_outcome()
            .is_err_and(|error| error.is_only_authorization_by_wildcard(self.credentials, response))
    }
}

/// The headers of the preflight request, as a browser writes them.
fn preflight_request(case: &Value, origin: &str) -> HeaderMap {
    let method = case["method"].as_str().expect("a case has a method");
    let headers = case["headers"].as_array().expect("a case has headers");
    let names: Vec<_> = headers
        .iter()
        .filter_map(|header| header[0].as_str())
        .collect();
    preflight(origin, method, &names)
}

/// A response as it was on the wire: `None` if it leads elsewhere, or `http` does not accept it.
fn answer(lines: &Value) -> Option<(StatusCode, HeaderMap)> {
    let mut status = StatusCode::OK;
    let mut headers = HeaderMap::new();
    for line in lines.as_array()? {
        let line = with_port(line.as_str()?);
        if let Some(code) = line.strip_prefix("HTTP/1.1 ") {
            status = code.parse().ok()?;
            continue;
        }
        let line = unescaped(&line)?;
        let colon = line.iter().position(|&byte| byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        let value = HeaderValue::from_bytes(trimmed(&line[colon + 1..])).ok()?;
        headers.append(name, value);
    }
    (!headers.contains_key(LOCATION)).then_some((status, headers))
}

/// Strips a value as an HTTP parser does: of spaces and tabs, but not of a form feed.
fn trimmed(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

fn with_port(text: &str) -> String {
    text.replace("{port}", "49152")
        .replace("{port cut}", "4915")
}

/// The bytes of a recorded line: `\t`, `\xA0` and the like stand for what cannot be shown.
fn unescaped(line: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        bytes.push(match c {
            '\\' => match rest.next()? {
                't' => b'\t',
                'r' => b'\r',
                'n' => b'\n',
                'x' => {
                    let digits: String = rest.by_ref().take(2).collect();
                    u8::from_str_radix(&digits, 16).ok()?
                }
                other => u8::try_from(other).ok()?,
            },
            c => u8::try_from(c).ok()?,
        });
    }
    Some(bytes)
}

/// If engines differ, the checks must say what most of them did. An engine that answers `fetch`
/// and `XMLHttpRequest` differently does not count. The playground's README names each difference.
#[test]
fn checks_say_what_the_engines_did() {
    let recording = include_str!("../../playground/tests/data/engines.json");
    let recording: Value = serde_json::from_str(recording).unwrap();
    let cases = recording["cases"].as_array().unwrap();
    let mut judged = 0;
    let mut by_wildcard = 0;
    let mut by_most = 0;
    for case in cases {
        // Which requests need a preflight is not for the checks to say, nor what is refused before them.
        let id = case["id"].as_str().unwrap();
        if id.starts_with("safe-") || id.starts_with("disposition-") || id == "status-101" {
            continue;
        }
        let Some(recorded) = Recorded::of(case) else {
            continue;
        };
        judged += 1;
        let answers = case["answers"].as_object().unwrap();
        assert_eq!(answers.len(), 3);
        let count = |answer: bool| answers.values().filter(|it| **it == answer).count();
        let (allowed, refused) = (count(true), count(false));
        if recorded.is_authorization_by_wildcard() {
            assert_eq!(allowed, 3, "{}", case["id"]);
            by_wildcard += 1;
            continue;
        }
        assert_ne!(allowed, refused, "{}", case["id"]);
        assert_eq!(recorded.is_allowed(), allowed > refused, "{}", case["id"]);
        by_most += usize::from(allowed.max(refused) < 3);
    }
    // So that neither a change of the recording's form nor an engine that changes goes unnoticed.
    assert!(judged > cases.len() * 2 / 3, "{judged} of {}", cases.len());
    assert_eq!((by_wildcard, by_most), (1, 9));
}
