//! What web-platform-tests state about these headers under `cors/`, `fetch/api/cors/` and `xhr/`:
//! `tests/data/wpt.json` has a line for each fact, with the file that it comes from.

use headers_allow_credentials::cors::{check, check_exposed, check_preflight, CredentialsMode};
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::StatusCode;
use serde_json::Value;
use testkit::request::preflight;

fn text<'a>(fact: &'a Value, key: &str) -> &'a str {
    let text = fact[key].as_str();
    text.unwrap_or_else(|| panic!("{fact} has no {key}"))
}

/// The response's headers. `None` if `http` cannot hold one of them, such as a value with a NUL.
fn response(fact: &Value) -> Option<HeaderMap> {
    let lines = fact["lines"].as_array()?.iter().map(|line| {
        let name = line[0].as_str()?.parse::<HeaderName>().ok()?;
        // A character stands for a byte.
        let value: Option<Vec<u8>> = line[1]
            .as_str()?
            .chars()
            .map(|c| u8::try_from(c).ok())
            .collect();
        Some((name, HeaderValue::from_bytes(&value?).ok()?))
    });
    let lines: Option<Vec<_>> = lines.collect();
    Some(lines?.into_iter().collect())
}

/// The preflight request's headers.
fn request(fact: &Value) -> HeaderMap {
    let names = fact["unsafe_headers"]
        .as_array()
        .expect("a preflight has unsafe headers");
    let names: Vec<_> = names.iter().filter_map(Value::as_str).collect();
    preflight(text(fact, "origin"), text(fact, "method"), &names)
}

/// Whether the crate allows it.
fn is_allowed(fact: &Value, response: &HeaderMap) -> bool {
    let mode: CredentialsMode = text(fact, "mode").parse().expect("a credentials mode");
    match text(fact, "kind") {
        "check" => check(text(fact, "origin"), mode, response).is_ok(),
        "preflight" => {
            let status = fact["status"]
                .as_u64()
                .and_then(|status| u16::try_from(status).ok());
            let status = StatusCode::from_u16(status.expect("a status")).expect("a status");
            check_preflight(&request(fact), mode, status, response).is_ok()
        }
        "exposed" => {
            let name = text(fact, "name").parse().expect("a header's name");
            check_exposed(&name, mode, response).is_ok()
        }
        kind => panic!("no such kind: {kind}"),
    }
}

#[test]
fn facts_of_web_platform_tests() {
    let facts: Vec<Value> = serde_json::from_str(include_str!("../../data/wpt.json")).unwrap();
    let mut checked = 0;
    for fact in &facts {
        if let Some(response) = response(fact) {
            checked += 1;
            assert_eq!(
                is_allowed(fact, &response),
                fact["allowed"] == true,
                "{fact}"
            );
        }
    }
    // The others have control bytes.
    assert_eq!((facts.len(), checked), (446, 433));
}
