//! The rules by which an engine is known to differ from the standard, whatever the case. What differs
//! in a single case only is listed beside that case.

use headers_allow_credentials::cors::{
    check, check_exposed, check_preflight, CredentialsMode, ExposedError, PreflightError,
};
use http::header::{
    HeaderMap, HeaderName, HeaderValue, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_EXPOSE_HEADERS,
};
use http::StatusCode;
use support::request;

use crate::cases::{Answer, Case, Difference, Engine, WAYS};

const EMPTY_LINES: &str = "It ignores an empty line beside another (for Allow-Origin, only if the \
                           two spell the name differently).";
const WILDCARD_AUTHORIZATION: &str = "Without credentials, it lets `*` cover `Authorization`.";
const EXPOSED_BEFORE_FAULT: &str =
    "Without credentials, its `fetch` honours a `*` before the fault of a malformed list.";

/// What an engine is expected to do with a case: whether it lets the page have what it asked for.
struct Expected {
    engine: Engine,
    allows: bool,
    why: &'static str,
    /// The ways to ask in which it does so.
    ways: &'static [&'static str],
}

/// The engines that are expected to differ from the crate, and why.
pub fn differences(case: &Case, page: &str, allowed: bool) -> Vec<Difference> {
    let firefox = firefox_empty_lines(case, page).into_iter();
    let all = wildcard_authorization(case, page).into_iter().flatten();
    let exposed = firefox_exposed(case, page).into_iter();
    firefox
        .chain(all)
        .chain(exposed)
        .filter(|expected| expected.allows != allowed)
        .map(|expected| Difference {
            engine: expected.engine,
            why: expected.why,
            ways: expected.ways,
        })
        .collect()
}

/// Firefox ignores an empty line of the CORS check's two headers. Of Allow-Origin it counts the
/// lines first, the empty ones too, but only those that spell the name `Access-Control-Allow-Origin`,
/// and refuses two.
fn firefox_empty_lines(case: &Case, page: &str) -> Option<Expected> {
    let is_checked = |name: &[u8]| {
        name.eq_ignore_ascii_case(b"access-control-allow-origin")
            || name.eq_ignore_ascii_case(b"access-control-allow-credentials")
    };
    let is_empty = |(name, value): (&[u8], &[u8])| is_checked(name) && value.is_empty();
    let mut answers = case.preflight.iter().chain([&case.answer]);
    if !answers.any(|answer| lines(answer).any(is_empty)) {
        return None;
    }
    let kept = |line: &(&[u8], &[u8])| !is_empty(*line);
    let counts_one = |answer| {
        let spelled = |(name, _): &(&[u8], &[u8])| *name == b"Access-Control-Allow-Origin";
        lines(answer).filter(spelled).count() < 2
    };
    let preflight = case
        .preflight
        .as_ref()
        .map(|answer| counts_one(answer) && is_allowed(case, page, answer, &headers(answer, kept)));
    let allows = preflight.unwrap_or(true)
        && counts_one(&case.answer)
        && is_got(case, page, &headers(&case.answer, kept));
    Some(Expected {
        engine: Engine::Firefox,
        allows,
        why: EMPTY_LINES,
        ways: &WAYS,
    })
}

/// No engine follows the standard's rule that `*` does not cover Authorization.
fn wildcard_authorization(case: &Case, page: &str) -> Option<[Expected; 3]> {
    let answer = case.preflight.as_ref()?;
    let mut response = headers(answer, |_| true);
    let refused = preflight(case, page, answer, &response);
    let is_the_rule = matches!(refused, Err(PreflightError::AuthorizationNotNamed { .. }));
    if case.credentials == CredentialsMode::Include || !is_the_rule || !lists_wildcard(&response) {
        return None;
    }
    response.append(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("authorization"),
    );
    let allows = is_allowed(case, page, answer, &response)
        && is_got(case, page, &headers(&case.answer, |_| true));
    Some(
        [Engine::Chromium, Engine::Firefox, Engine::WebKit].map(|engine| Expected {
            engine,
            allows,
            why: WILDCARD_AUTHORIZATION,
            ways: &WAYS,
        }),
    )
}

/// Whether the list of allowed headers, which does not fail, has a `*`.
fn lists_wildcard(response: &HeaderMap) -> bool {
    let lines = response.get_all(ACCESS_CONTROL_ALLOW_HEADERS);
    let mut items = lines
        .iter()
        .flat_map(|line| line.as_bytes().split(|&byte| byte == b','));
    items.any(|item| item.trim_ascii() == b"*")
}

/// Firefox reads a list of exposed headers up to its fault, so a `*` before that counts.
fn firefox_exposed(case: &Case, page: &str) -> Option<Expected> {
    let name: HeaderName = case.read.as_ref()?.parse().ok()?;
    let mut response = headers(&case.answer, |_| true);
    let refused = check_exposed(&name, case.credentials, &response);
    if refused != Err(ExposedError::InvalidExposeHeaders) {
        return None;
    }
    let lines = response.get_all(ACCESS_CONTROL_EXPOSE_HEADERS);
    let wildcard = lines
        .iter()
        .flat_map(|line| line.as_bytes().split(|&byte| byte == b','))
        .map(<[u8]>::trim_ascii)
        .take_while(|item| item.is_empty() || HeaderName::from_bytes(item).is_ok())
        .any(|item| item == b"*");
    response.remove(ACCESS_CONTROL_EXPOSE_HEADERS);
    let exposed = wildcard && case.credentials != CredentialsMode::Include;
    Some(Expected {
        engine: Engine::Firefox,
        allows: exposed && check(case.origin(page), case.credentials, &response).is_ok(),
        why: EXPOSED_BEFORE_FAULT,
        // An `XMLHttpRequest` reads the list by other code, as the standard says.
        ways: &["fetch", "request"],
    })
}

/// The lines of an answer, each with its name and its value.
fn lines(answer: &Answer) -> impl Iterator<Item = (&[u8], &[u8])> {
    let lines = match answer {
        Answer::Lines(_, lines) => lines.as_slice(),
        Answer::Message(_) => &[],
    };
    lines.iter().filter_map(|line| {
        let colon = line.iter().position(|&byte| byte == b':')?;
        Some((&line[..colon], line[colon + 1..].trim_ascii()))
    })
}

/// Those of the lines that an engine reads.
fn headers(answer: &Answer, is_read: impl Fn(&(&[u8], &[u8])) -> bool) -> HeaderMap {
    lines(answer)
        .filter(is_read)
        .filter_map(|(name, value)| {
            let name = HeaderName::from_bytes(name).ok()?;
            Some((name, HeaderValue::from_bytes(value).ok()?))
        })
        .collect()
}

fn preflight(
    case: &Case,
    page: &str,
    answer: &Answer,
    response: &HeaderMap,
) -> Result<(), PreflightError> {
    let status = match answer {
        Answer::Lines(status, _) => StatusCode::from_u16(*status).unwrap_or_default(),
        Answer::Message(_) => StatusCode::OK,
    };
    check_preflight(
        &preflight_request(case, page),
        case.credentials,
        status,
        response,
    )
}

/// The headers that matter of the preflight: of a case to which a rule applies, all headers are unsafe.
fn preflight_request(case: &Case, page: &str) -> HeaderMap {
    let names: Vec<_> = case.headers.iter().map(|(name, _)| name.as_str()).collect();
    request::preflight(case.origin(page), &case.method, &names)
}

fn is_allowed(case: &Case, page: &str, answer: &Answer, response: &HeaderMap) -> bool {
    preflight(case, page, answer, response).is_ok()
}

/// Whether the page gets the response, and the header of it that it wants to read.
fn is_got(case: &Case, page: &str, response: &HeaderMap) -> bool {
    let name = case.read.as_ref().and_then(|name| name.parse().ok());
    check(case.origin(page), case.credentials, response).is_ok()
        && name.is_none_or(|name| check_exposed(&name, case.credentials, response).is_ok())
}
