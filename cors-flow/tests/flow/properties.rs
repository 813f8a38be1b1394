//! Any request, any answers.

use CredentialsMode::{Include, Omit, SameOrigin};
use cors_flow::{Error, Finding, Flow, Request, Sent, Step, trace};
use headers_allow_credentials::cors::{CredentialsMode, check, check_preflight};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use proptest::prelude::*;
use serde_json::Value;

use crate::{API, PAGE, done, origin, status, url, willing};

/// Parts of methods, names, values and locations, near what counts.
const NEAR: &str = "GET post PUT x accept range bytes=0-1 content-type text/plain * / // \
                    https://a.example/ https://app.example/ u:p@ x-http-method \" , \\ true \
                    https://app.example null access-control-expose-headers ? # etag set-cookie a=1 ;Path=/x ;Domain=example";

fn part() -> impl Strategy<Value = Vec<u8>> {
    let near = NEAR.split(' ').map(|part| part.as_bytes().to_vec());
    let part = prop_oneof![
        4 => prop::sample::select(near.collect::<Vec<_>>()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(part, 0..3).prop_map(|parts| parts.concat())
}

fn lines() -> impl Strategy<Value = HeaderMap> {
    prop::collection::vec((part(), part()), 0..5).prop_map(|lines| {
        let mut map = HeaderMap::new();
        for (name, value) in lines {
            if let (Ok(name), Ok(value)) = (name.as_slice().try_into(), value.try_into()) {
                map.append::<HeaderName>(name, value);
            }
        }
        map
    })
}

/// Whether it allows all, a status, headers and a location.
fn answer() -> impl Strategy<Value = (bool, u16, HeaderMap, Option<Vec<u8>>)> {
    (
        any::<bool>(),
        100..600_u16,
        lines(),
        prop::option::of(part()),
    )
}

/// What the library says of an answer.
fn passes(flow: &Flow, mode: CredentialsMode, code: StatusCode, headers: &HeaderMap) -> bool {
    match flow.step() {
        Step::Send(sent) if sent.kind == Sent::Preflight => {
            check_preflight(&sent.headers, mode, code, headers).is_ok()
        }
        Step::Send(sent) if flow.is_cross_origin() => {
            check(sent.headers["origin"].clone(), mode, headers).is_ok()
        }
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    /// No panic, an end, and findings that are of one mind with the library and the outcome.
    #[test]
    fn ends_whatever_comes(
        method in part(),
        headers in lines(),
        at_home in any::<bool>(),
        mode in prop::sample::select(vec![Omit, SameOrigin, Include]),
        answers in prop::collection::vec(answer(), 1..8),
    ) {
        let method = Method::from_bytes(&method).unwrap_or_default();
        let request = Request::new(method, url(if at_home { PAGE } else { API }));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let Ok(mut flow) = Flow::new(&origin(PAGE), &request.credentials(mode).read("etag")) else {
            return Ok(());
        };
        // A driver that prints as things happen prints the report.
        let mut lines: Vec<String> = Vec::new();
        let mut requests = 0;
        for (willing_to, code, headers, location) in answers.iter().cycle() {
            let Step::Send(sent) = flow.step() else { break };
            requests += 1;
            prop_assert!(requests <= 42);
            let redirect = requests % 3 != 0;
            let mut headers = headers.clone();
            if *willing_to {
                headers.extend(willing(&sent));
            }
            let location = location.as_ref().map(|bytes| HeaderValue::from_bytes(bytes));
            if let (true, Some(Ok(location))) = (redirect, location) {
                headers.insert("location", location);
            }
            let code = match (sent.kind, redirect) {
                (Sent::Request, true) => 302,
                (Sent::Preflight, _) if *willing_to => 200,
                _ => *code,
            };
            let code = status(code);
            let passes = !code.is_informational() && passes(&flow, mode, code, &headers);
            let told = flow.report().findings().len();
            if code.is_informational() {
                flow.receive_nothing("there was no answer.");
            } else {
                flow.receive(code, &headers);
            }
            let first = &flow.report().findings()[told];
            let is_redirect = matches!(first.error, Some(Error::Redirect(_)));
            prop_assert_eq!(first.allowed() || is_redirect, passes);
            if told > 0 {
                lines.push(String::new());
            }
            let report = flow.report();
            let exchange = report.exchanges().last().unwrap();
            let findings = report.findings()[told..].iter().map(trace::finding);
            let pieces = trace::request(&sent).into_iter().chain(trace::response(exchange));
            let cookies = trace::cookies(report, report.exchanges().len() - 1);
            lines.extend(pieces.chain(cookies).chain(findings).map(|line| line.text));
        }
        let report = done(&flow);
        prop_assert_eq!(report.allowed(), report.findings().iter().all(Finding::allowed));
        for finding in report.findings() {
            let sentence = finding.to_string();
            prop_assert!(sentence.ends_with('.'), "{}", sentence);
        }
        lines.extend(trace::conclusion(report).into_iter().map(|line| line.text));
        prop_assert!(lines.concat().bytes().all(|byte| matches!(byte, b' '..=b'~')));
        prop_assert_eq!(lines.join("\n") + "\n", report.to_string());
        let json: Value = serde_json::from_str(&report.to_json())?;
        prop_assert_eq!(&json["allowed"], report.allowed());
        prop_assert!(!report.to_json().contains('\n'));
    }
}
