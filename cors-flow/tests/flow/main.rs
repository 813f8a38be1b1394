//! What a page asks, what a browser sends and decides, and what is said of it: rule by rule, in tables.

// `expect_test` writes what it expects so.
#![allow(clippy::needless_raw_string_hashes)]

mod advice;
mod causes;
mod cookies;
mod credentials;
mod exposure;
mod fetch;
mod forbidden;
mod json;
mod method;
mod mixed_content;
mod notes;
mod origin;
mod preflight;
mod products;
mod properties;
mod redirect;
mod response;
mod safelist;
mod setup;
mod trace;
mod words;

use cors_flow::{Error, Finding, Flow, Origin, Outgoing, Report, Request, Sent, Step, Url};
use http::header::LOCATION;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

const PAGE: &str = "https://app.example";
const API: &str = "https://api.example/me";

const ALLOW_ORIGIN: &str = "access-control-allow-origin";
const ALLOW_CREDENTIALS: &str = "access-control-allow-credentials";
const ALLOW_METHODS: &str = "access-control-allow-methods";
const ALLOW_HEADERS: &str = "access-control-allow-headers";
const EXPOSE_HEADERS: &str = "access-control-expose-headers";

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

fn origin(text: &str) -> Origin {
    text.parse().unwrap()
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap()
}

fn map(lines: &[(&str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        map.append(name.parse::<HeaderName>().unwrap(), value);
    }
    map
}

fn request(method: &str, to: &str) -> Request {
    Request::new(Method::from_bytes(method.as_bytes()).unwrap(), url(to))
}

fn with_headers(request: Request, lines: &[(&str, &str)]) -> Request {
    let add =
        |request: Request, (name, value): &(&str, &str)| request.header(*name, value.as_bytes());
    lines.iter().fold(request, add)
}

fn flow(request: &Request) -> Flow {
    Flow::new(&origin(PAGE), request).unwrap()
}

#[track_caller]
fn sent(flow: &Flow) -> Outgoing {
    match flow.step() {
        Step::Send(sent) => sent,
        Step::Done(report) => panic!("nothing more is sent:\n{report}"),
    }
}

#[track_caller]
fn done(flow: &Flow) -> &Report {
    match flow.step() {
        Step::Send(sent) => panic!("more is sent: {sent:?}"),
        Step::Done(report) => report,
    }
}

fn header<'a>(sent: &'a Outgoing, name: &str) -> Option<&'a str> {
    assert!(sent.headers.get_all(name).iter().count() <= 1);
    sent.headers.get(name).map(|value| value.to_str().unwrap())
}

/// What a server answers that allows all that it is asked for, and that no cache keeps.
fn willing(sent: &Outgoing) -> HeaderMap {
    let mut headers = map(&[(ALLOW_CREDENTIALS, "true"), ("cache-control", "no-store")]);
    for (asked, allows) in [
        ("origin", ALLOW_ORIGIN),
        ("access-control-request-method", ALLOW_METHODS),
        ("access-control-request-headers", ALLOW_HEADERS),
    ] {
        if let Some(value) = sent.headers.get(asked) {
            headers.insert(allows, value.clone());
        }
    }
    headers
}

/// The same, with these lines in place of those of the same names, and `-` for none.
fn willing_but(sent: &Outgoing, lines: &[(&str, &str)]) -> HeaderMap {
    let mut headers = willing(sent);
    headers.extend(map(lines));
    for (name, _) in lines.iter().filter(|(_, value)| *value == "-") {
        headers.remove(*name);
    }
    headers
}

fn redirected(sent: &Outgoing, location: &[u8]) -> HeaderMap {
    let mut headers = willing(sent);
    headers.insert(LOCATION, HeaderValue::from_bytes(location).unwrap());
    headers
}

/// Runs against willing servers, redirected with these statuses to these locations.
fn follow(request: &Request, redirects: &[(u16, &str)]) -> (Vec<Outgoing>, Report) {
    run(flow(request), redirects)
}

fn run(mut flow: Flow, redirects: &[(u16, &str)]) -> (Vec<Outgoing>, Report) {
    let (mut all, mut redirects) = (Vec::new(), redirects.iter());
    while let Step::Send(out) = flow.step() {
        let next = (out.kind == Sent::Request).then(|| redirects.next());
        let (code, headers) = match next.flatten() {
            Some((code, location)) => (*code, redirected(&out, location.as_bytes())),
            None => (200, willing(&out)),
        };
        flow.receive(status(code), &headers);
        all.push(out);
        assert!(all.len() < 100, "it does not end");
    }
    (all, flow.into_report())
}

/// Is answered this, and nothing more: `STATUS NAME=VALUE.. | STATUS..`, next to what a willing
/// server answers. Names that begin with `allow-` or `expose-` do so after `access-control-`.
#[track_caller]
fn answered(request: &Request, answers: &str) -> Report {
    let mut flow = flow(request);
    for answer in answers.split(" | ").filter(|answer| !answer.is_empty()) {
        let mut words = answer.split(' ');
        let code = words.next().unwrap().parse().unwrap();
        let lines: Vec<_> = words.map(line).collect();
        let lines: Vec<_> = lines
            .iter()
            .map(|(name, value)| (&**name, *value))
            .collect();
        flow.receive(status(code), &willing_but(&sent(&flow), &lines));
    }
    flow.into_report()
}

/// Asks with each mode, and finds that: `MODE ANSWERS -> FINDINGS`.
#[track_caller]
fn judges(request: &Request, rows: &[&str]) {
    for row in rows {
        let (asked, expected) = row.split_once(" -> ").unwrap();
        let (mode, answers) = asked.split_once(' ').unwrap();
        let request = request.clone().credentials(mode.parse().unwrap());
        let report = answered(&request, answers);
        assert_eq!(found(&report), expected, "{row}");
        assert_eq!(report.allowed(), !expected.contains(':'), "{row}");
    }
}

fn line(word: &str) -> (String, &str) {
    let (name, value) = word.split_once('=').unwrap();
    let is_short = ["allow-", "expose-"]
        .iter()
        .any(|start| name.starts_with(start));
    let start = if is_short { "access-control-" } else { "" };
    ([start, name].concat(), value)
}

/// Of each finding the kind, the header, and the codes of its errors.
fn found(report: &Report) -> String {
    let finding = |finding: &Finding| {
        let kind = if finding.foretold {
            "foretold"
        } else {
            finding.kind.as_str()
        };
        let header = finding.header.iter().map(HeaderName::as_str);
        let about: Vec<_> = [kind].into_iter().chain(header).collect();
        let errors = finding.error.iter().chain(&finding.then).map(Error::code);
        let errors: Vec<_> = errors.collect();
        let separator = if errors.is_empty() { "" } else { ": " };
        [&about.join(" "), separator, &errors.join(" ")].concat()
    };
    report
        .findings()
        .iter()
        .map(finding)
        .collect::<Vec<_>>()
        .join(", ")
}
