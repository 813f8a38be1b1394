//! The rules by which an engine is known to differ from the standard, whatever the case. What
//! differs in a single case only is listed with that case.

use cors_flow::headers_allow_credentials::cors::{check, check_exposed, check_preflight};
use cors_flow::{CredentialsMode, ExposedError, Flow, PreflightError, Sent, Step};
use http::header::{
    HeaderMap, HeaderName, HeaderValue, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_EXPOSE_HEADERS,
};
use http::StatusCode;

use crate::cases::{Answer, Case, Difference, Engine, WAYS};

const EMPTY_LINES: &str =
    "It ignores an empty line next to another one (for Allow-Origin, only if the \
                           two spell the name differently).";
const WILDCARD_AUTHORIZATION: &str = "Without credentials, it lets `*` cover `Authorization`.";
const EXPOSED_BEFORE_FAULT: &str =
    "Without credentials, its `fetch` accepts a `*` that precedes the error in a malformed list.";

/// What an engine is expected to do with a case: whether it lets the page have what it asked for.
struct Expected {
    engine: Engine,
    allows: bool,
    why: &'static str,
    /// The ways to ask in which it does so.
    ways: &'static [&'static str],
}

/// A case as an engine meets it.
struct Met<'a> {
    case: &'a Case,
    /// The preflight's headers, and the answer to it, if the flow sends one.
    preflight: Option<(HeaderMap, &'a Answer)>,
}

impl<'a> Met<'a> {
    fn new(case: &'a Case, flow: &Flow) -> Self {
        let preflight = match (flow.step(), &case.preflight) {
            (Step::Send(sent), Some(answer)) if sent.kind == Sent::Preflight => {
                Some((sent.headers, answer))
            }
            _ => None,
        };
        Self { case, preflight }
    }

    fn judge_preflight(&self, response: &HeaderMap) -> Result<(), PreflightError> {
        let Some((asked, answer)) = &self.preflight else {
            return Ok(());
        };
        let status = match answer {
            Answer::Lines(status, _) => StatusCode::from_u16(*status).unwrap_or_default(),
            Answer::Message(_) => StatusCode::OK,
        };
        check_preflight(asked, self.case.credentials, status, response)
    }

    /// Whether the preflight, if there is one, allows the request.
    fn is_sent(&self) -> bool {
        let answer = self.preflight.as_ref().map(|(_, answer)| *answer);
        let response = answer.map(|answer| headers(answer, |_| true));
        self.judge_preflight(&response.unwrap_or_default()).is_ok()
    }

    /// Whether the page gets the response, and the header of it that it wants to read.
    fn is_got(&self, response: &HeaderMap) -> bool {
        let mode = self.case.credentials;
        let name = self.case.read.as_ref().and_then(|name| name.parse().ok());
        check(self.case.origin.as_str(), mode, response).is_ok()
            && name.is_none_or(|name| check_exposed(&name, mode, response).is_ok())
    }
}

/// The engines that are expected to differ from the crate, and why.
pub fn differences(case: &Case, flow: &Flow, allowed: bool) -> Vec<Difference> {
    let met = Met::new(case, flow);
    let firefox = firefox_empty_lines(&met).into_iter();
    let all = wildcard_authorization(&met).into_iter().flatten();
    let exposed = firefox_exposed(&met).into_iter();
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
/// lines first, the empty ones too, but only those that spell the name
/// `Access-Control-Allow-Origin`, and refuses two.
fn firefox_empty_lines(met: &Met<'_>) -> Option<Expected> {
    let is_checked = |name: &[u8]| {
        name.eq_ignore_ascii_case(b"access-control-allow-origin")
            || name.eq_ignore_ascii_case(b"access-control-allow-credentials")
    };
    let is_empty = |(name, value): (&[u8], &[u8])| is_checked(name) && value.is_empty();
    let preflight = met.preflight.as_ref().map(|(_, answer)| *answer);
    let answers: Vec<_> = preflight.into_iter().chain([&met.case.answer]).collect();
    if !answers.iter().any(|answer| lines(answer).any(is_empty)) {
        return None;
    }
    let kept = |line: &(&[u8], &[u8])| !is_empty(*line);
    let counts_one = |answer: &&Answer| {
        let spelled = |(name, _): &(&[u8], &[u8])| *name == b"Access-Control-Allow-Origin";
        lines(answer).filter(spelled).count() < 2
    };
    let preflight = preflight
        .map(|answer| headers(answer, kept))
        .unwrap_or_default();
    Some(Expected {
        engine: Engine::Firefox,
        allows: answers.iter().all(counts_one)
            && met.judge_preflight(&preflight).is_ok()
            && met.is_got(&headers(&met.case.answer, kept)),
        why: EMPTY_LINES,
        ways: &WAYS,
    })
}

/// No engine follows the standard's rule that `*` does not cover Authorization.
fn wildcard_authorization(met: &Met<'_>) -> Option<[Expected; 3]> {
    let (_, answer) = met.preflight.as_ref()?;
    let mut response = headers(answer, |_| true);
    let refused = met.judge_preflight(&response).err()?;
    if !refused.is_only_authorization_by_wildcard(met.case.credentials, &response) {
        return None;
    }
    response.append(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("authorization"),
    );
    let allows =
        met.judge_preflight(&response).is_ok() && met.is_got(&headers(&met.case.answer, |_| true));
    Some(
        [Engine::Chromium, Engine::Firefox, Engine::WebKit].map(|engine| Expected {
            engine,
            allows,
            why: WILDCARD_AUTHORIZATION,
            ways: &WAYS,
        }),
    )
}

/// Firefox reads a list of exposed headers up to its error, so a `*` before that counts. This reads
/// such a list itself: to the library, as to the standard, a list with an error lists nothing.
fn firefox_exposed(met: &Met<'_>) -> Option<Expected> {
    let mode = met.case.credentials;
    let name: HeaderName = met.case.read.as_ref()?.parse().ok()?;
    let mut response = headers(&met.case.answer, |_| true);
    let refused = check_exposed(&name, mode, &response);
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
    let exposed = wildcard && mode != CredentialsMode::Include;
    Some(Expected {
        engine: Engine::Firefox,
        allows: exposed
            && met.is_sent()
            && check(met.case.origin.as_str(), mode, &response).is_ok(),
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
