//! The JSON has the fields that the documentation names, and no others.

use std::collections::BTreeSet;

use cors_flow::cookie::Browser;
use cors_flow::{Report, Request};
use headers_allow_credentials::cors::CredentialsMode::Include;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};

use crate::{ALLOW_CREDENTIALS, ALLOW_ORIGIN, API, EXPOSE_HEADERS, PAGE};
use crate::{answered, flow, follow, map, redirected, request, sent, willing, willing_but};

fn parsed(report: &Report) -> Value {
    let json = report.to_json();
    assert!(
        json.bytes().all(|byte| matches!(byte, b' '..=b'~')),
        "{json}"
    );
    serde_json::from_str(&json).unwrap()
}

/// A step of it, without its sentence.
fn step(report: &Report, at: usize) -> Value {
    let mut step = parsed(report)["steps"][at].take();
    let message = step.as_object_mut().unwrap().remove("message").unwrap();
    assert_eq!(message, report.findings()[at].to_string());
    step
}

/// What controls a terminal, or turns the text around, is escaped, and stays the same value.
#[test]
fn is_printable() {
    for name in ["a\u{9b}31m", "a\u{202e}", "\u{1f36a}"] {
        let report = answered(&request("GET", API), &format!("200 set-cookie={name}=1"));
        assert_eq!(parsed(&report)["cookies"][0]["name"], name);
    }
}

#[test]
fn has_every_field() {
    let asked = request("PUT", API).credentials(Include);
    let (_, report) = follow(&asked.clone().read("ETag"), &[(307, "https://b.example/")]);
    assert_eq!(
        step(&report, 0),
        json!({"kind": "preflight", "url": API, "method": "OPTIONS", "status": 200,
            "allowed": true, "code": null, "then": [], "causes": [], "header": null, "foretold": false}),
    );
    assert_eq!(
        step(&report, 1),
        json!({"kind": "redirect", "url": API, "method": "PUT", "status": 307,
            "allowed": true, "code": null, "then": [], "causes": [], "header": null, "foretold": false}),
    );
    let url = "https://b.example/";
    assert_eq!(
        step(&report, 3),
        json!({"kind": "response", "url": url, "method": "PUT", "status": 200,
            "allowed": true, "code": null, "then": [], "causes": [], "header": null, "foretold": false}),
    );
    assert_eq!(
        step(&report, 4),
        json!({"kind": "exposed", "url": url, "method": "PUT", "status": 200,
            "allowed": false, "code": "MissingExposeHeaders", "then": [], "causes": [], "header": "etag",
            "foretold": false}),
    );
    let mut whole = parsed(&report);
    assert_eq!(whole["steps"].take().as_array().unwrap().len(), 5);
    // Only `null` would help at the end, so the redirect has to go.
    assert_eq!(
        whole["advice"].take(),
        json!([{"to": "response", "method": "PUT", "url": API, "status": 200, "headers": [
            [ALLOW_ORIGIN, PAGE], [ALLOW_CREDENTIALS, "true"], [EXPOSE_HEADERS, "etag"], ["vary", "origin"],
        ]}]),
    );
    let ask = json!([{"code": "Ask", "message": "request https://b.example/ directly, which has to allow the request"}]);
    assert_eq!(whole["alternatives"].take(), ask);
    assert_eq!(
        whole,
        json!({"version": 1, "allowed": false, "origin": PAGE, "mode": "include", "steps": null,
            "advice": null, "alternatives": null, "cookies": [], "unsent": null, "unanswered": [], "notes": []}),
    );

    // Stopped before the request.
    let mut flow = flow(&asked.read("etag").header("host", "x"));
    let headers = willing_but(&sent(&flow), &[(EXPOSE_HEADERS, "etag")]);
    flow.receive(StatusCode::NO_CONTENT, &headers);
    flow.stop();
    let report = flow.report();
    assert_eq!(
        step(report, 1),
        json!({"kind": "exposed", "url": API, "method": "OPTIONS", "status": null,
            "allowed": true, "code": null, "then": [], "causes": [], "header": "etag", "foretold": true}),
    );
    let whole = parsed(report);
    assert_eq!(
        (&whole["allowed"], &whole["unsent"]),
        (&json!(true), &json!("PUT"))
    );
    let notes: Vec<_> = report.notes().iter().map(ToString::to_string).collect();
    assert_eq!((&whole["notes"], notes.len()), (&json!(notes), 2));

    let mut flow = self::flow(&request("PUT", API).read("etag"));
    flow.receive(StatusCode::OK, &willing(&sent(&flow)));
    let report = flow.into_report();
    assert_eq!(report.unanswered(), ["etag"]);
    assert_eq!(parsed(&report)["unanswered"], json!(["etag"]));
}

#[test]
fn has_null_for_what_is_not_known() {
    let mut flow = flow(&Request::to_unknown_url("POST".parse().unwrap()));
    flow.receive_nothing("Nobody is there.");
    assert_eq!(
        step(flow.report(), 0),
        json!({"kind": "network", "url": null, "method": "POST", "status": null,
            "allowed": false, "code": "NetworkError", "then": [], "causes": [], "header": null, "foretold": false}),
    );
    assert_eq!(parsed(flow.report())["mode"], "same-origin");

    let redirect = map(&[("location", "/x"), (ALLOW_CREDENTIALS, "true")]);
    let heads = [
        (StatusCode::FOUND, redirect),
        (StatusCode::OK, HeaderMap::new()),
    ];
    let heads = heads
        .into_iter()
        .chain([(StatusCode::OK, HeaderMap::new())]);
    let report = Report::of_header_alone(heads);
    assert_eq!(
        step(&report, 0),
        json!({"kind": "redirect", "url": null, "method": null, "status": 302,
            "allowed": true, "code": null, "then": [], "causes": [], "header": null, "foretold": false}),
    );
    assert_eq!(
        step(&report, 1),
        json!({"kind": "response", "url": null, "method": null, "status": 200,
            "allowed": false, "code": "MissingAllowCredentials", "then": [], "causes": [], "header": null,
            "foretold": false}),
    );
    // The first that is refused is the last that is judged.
    assert_eq!((report.findings().len(), report.exchanges().len()), (2, 2));
    let whole = parsed(&report);
    assert_eq!(
        (&whole["origin"], &whole["mode"]),
        (&json!(null), &json!("include"))
    );
    assert_eq!((report.origin(), report.mode()), (None, Include));
    assert_eq!(report.refused().unwrap().exchange, Some(1));
}

#[test]
fn is_one_line_whatever_comes() {
    for byte in (0..=255).filter_map(|byte| HeaderValue::from_bytes(&[b'/', byte]).ok()) {
        let mut flow =
            flow(&request("GET", "https://api.example/\"\\?\u{2028}'").credentials(Include));
        let mut headers = redirected(&sent(&flow), byte.as_bytes());
        headers.insert(ALLOW_ORIGIN, byte);
        flow.receive(StatusCode::FOUND, &headers);
        parsed(flow.report());
    }
    let mut flow = flow(&request("GET", API));
    flow.receive_nothing("\"\\\n\r\u{1B}\u{2028}\0");
    assert_eq!(
        parsed(flow.report())["steps"][0]["message"],
        "\"\\\\n\\r\\u{1b}\\u{2028}\\u{0}"
    );
}

/// The tables, in the documentation of `to_json`.
#[test]
fn is_documented() {
    let documented = include_str!("../../src/report/json.rs");
    let tables = documented.split("/// | field | |\n").skip(1).map(|table| {
        let rows = table.lines().skip(1);
        let rows = rows.map_while(|line| line.trim().strip_prefix("/// | `"));
        rows.map(|row| row.split('`').next().unwrap().to_owned())
            .collect()
    });
    let asked = request("GET", API).credentials(Include);
    let answers = "302 location=//b.example/ | 200 set-cookie=a allow-origin=*";
    let whole = parsed(&answered(&asked, answers));
    let keys = |value: &Value| {
        let keys = value.as_object().unwrap().keys().cloned();
        keys.collect::<BTreeSet<_>>()
    };
    let cookie = &whole["cookies"][0];
    let all = [
        &whole,
        &whole["steps"][0],
        cookie,
        &cookie["browsers"]["safari"],
        &whole["advice"][0],
        &whole["alternatives"][0],
    ];
    assert_eq!(tables.collect::<Vec<BTreeSet<_>>>(), all.map(keys));
    assert_eq!(
        keys(&cookie["browsers"]),
        Browser::ALL
            .map(|browser| browser.as_str().to_owned())
            .into()
    );
}
