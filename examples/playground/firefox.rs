//! The one rule in which Firefox reads these headers otherwise than the standard: it passes over an
//! empty line. Of Allow-Origin it counts the lines first, the empty ones too, but only those that
//! spell the name `Access-Control-Allow-Origin`, and refuses two.

use headers_allow_credentials::cors::check;
use http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::cases::{Answer, Case};

pub const EMPTY_LINES: &str = "It passes over an empty line beside another (of Allow-Origin only \
                               where the two spell the name differently).";

/// Whether Firefox is expected to share the response: `None` where the rule does not come in.
pub fn shares(case: &Case, page: &str) -> Option<bool> {
    let answers = || case.preflight.iter().chain([&case.answer]);
    if !answers().any(|answer| lines(answer).any(|(_, value)| value.is_empty())) {
        return None;
    }
    let shares = |answer| {
        let spelled = |(name, _): &(&[u8], &[u8])| *name == b"Access-Control-Allow-Origin";
        lines(answer).filter(spelled).count() < 2
            && check(case.origin(page), case.credentials, &read(answer)).is_ok()
    };
    Some(answers().all(shares))
}

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

fn read(answer: &Answer) -> HeaderMap {
    lines(answer)
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(name, value)| {
            let name = HeaderName::from_bytes(name).ok()?;
            Some((name, HeaderValue::from_bytes(value).ok()?))
        })
        .collect()
}
