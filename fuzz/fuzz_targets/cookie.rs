//! On any line, what becomes of a cookie is what a second model says. No value is ever shown, and what is
//! shown is printable.

#![no_main]

use std::time::{Duration, UNIX_EPOCH};

use cors_flow::cookie::{Browser, Context, Fate, SetCookie};
use cors_flow::{CredentialsMode, Flow, Origin, Request, Url};
use http::{HeaderMap, HeaderValue, StatusCode};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use testkit::model::cookie::{self as model, Case, Outcome};
use testkit::near_miss_cookie::case_of;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    seed: u64,
    name: &'a [u8],
    rest: &'a [u8],
}

const SECRET: &str = "hunter2-hunter2";

const MODELS: [model::Browser; 4] = [
    model::Browser::Chrome,
    model::Browser::Firefox,
    model::Browser::Safari,
    model::Browser::Blocking,
];

fn outcome(fate: &Fate) -> Outcome {
    match fate {
        Fate::Sent => Outcome::Sent,
        Fate::NotSent(_) => Outcome::Kept,
        Fate::Deleted => Outcome::Deleted,
        Fate::Dropped(_) => Outcome::Dropped,
        Fate::Unknown => unreachable!("the URL is known"),
    }
}

fn judge(case: &Case) {
    let page: Origin = format!("{}://{}", case.page.0, case.page.1)
        .parse()
        .expect("an origin");
    let url = |place: &model::Place| -> Url {
        let text = format!("{}://{}{}", place.scheme, place.host, place.path);
        text.parse().expect("a URL")
    };
    let (set, next) = (url(&case.set), url(&case.next));
    let now = UNIX_EPOCH + Duration::from_secs(case.now.unsigned_abs());
    let line = SetCookie::from_bytes(&case.line);
    let mode = CredentialsMode::Include;
    let contexts = (
        Context::new(&page, &set, mode, now),
        Context::new(&page, &next, mode, now),
    );
    for (browser, model) in Browser::ALL.into_iter().zip(MODELS) {
        let fate = Fate::of(&line, &contexts.0, &contexts.1, browser);
        assert_eq!(
            outcome(&fate),
            case.expected(model),
            "{browser} {case:?} {fate:?}"
        );
    }
    let Ok(value) = HeaderValue::from_bytes(&case.line) else {
        return;
    };
    let request = Request::get(set).credentials(mode).then(next);
    let mut flow = Flow::new(&page, &request).expect("a request that a page can send");
    let mut headers = HeaderMap::new();
    headers.insert("set-cookie", value);
    flow.receive(StatusCode::OK, &headers);
    let shown = flow.report().to_string();
    assert!(
        shown
            .bytes()
            .all(|byte| matches!(byte, b'\n' | b' '..=b'~')),
        "{shown}"
    );
    let shown = format!("{shown}{line:?}{:?}", flow.report());
    // After a semicolon, it is an attribute's.
    let end = case.line.iter().position(|&byte| byte == b';');
    let value = &case.line[..end.unwrap_or(case.line.len())];
    let secrets = case.line.windows(SECRET.len());
    let secrets = secrets.filter(|part| *part == SECRET.as_bytes()).count();
    let has_secret = value.ends_with(SECRET.as_bytes()) && secrets == 1;
    assert!(!(has_secret && shown.contains(SECRET)), "{shown}");
}

fuzz_target!(|input: Input<'_>| {
    judge(&case_of(&[input.name, input.rest].concat(), input.seed));
    judge(&case_of(
        &[input.name, b"=", SECRET.as_bytes(), b";", input.rest].concat(),
        input.seed,
    ));
});
