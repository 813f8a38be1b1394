//! What becomes of a refused case once its server follows the crate's advice: a case of its own, in which
//! the page has to get what it asks for, or the advice is wrong.

use cors_flow::advice::Advice;
use cors_flow::{Exchange, Kind, Report, Url};
use http::header::{HeaderName, CONTENT_LENGTH, TRAILER, TRANSFER_ENCODING};

use crate::cases::{title_case, Answer, Case};

const GROUP: &str = "Once the advice is followed";
const RULE: &str = "A server that sends what the crate advises is allowed.";

/// How the id of such a case begins: what follows is the id of the case that is refused.
pub const ADVISED: &str = "advised-";

/// The case with its answers as advised and, if the advice goes beyond redirects, each that they lead to, as
/// `listed` finds it. There is none if there is no advice.
pub fn advised(case: &Case, report: &Report, listed: impl Fn(&Url) -> Option<Case>) -> Vec<Case> {
    let mut urls: Vec<&Url> = Vec::new();
    let asked = report.exchanges().iter().filter_map(Exchange::url);
    let told = report.advice().iter().filter_map(|told| told.url.as_ref());
    for url in asked.chain(told) {
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    let is_told = |url: &&Url| {
        report
            .advice()
            .iter()
            .any(|told| told.url.as_ref() == Some(url))
    };
    let hops = urls.iter().rposition(is_told).map_or(0, |last| last + 1);
    let id = |hop: usize| match hop {
        0 => format!("{ADVISED}{}", case.id),
        _ => format!("{ADVISED}{}-{hop}", case.id),
    };
    let at = |(hop, url): (usize, &&Url)| {
        let mut one = match hop {
            0 => case.clone(),
            _ => listed(url).expect("a redirect that is followed leads to a case"),
        };
        for told in report
            .advice()
            .iter()
            .filter(|told| told.url.as_ref() == Some(*url))
        {
            follow(&mut one, told, report);
        }
        if let (true, Answer::Lines(_, lines)) = (hop + 1 < hops, &mut one.answer) {
            for line in lines {
                lead_to(&id(hop + 1), line);
            }
        }
        one.id = id(hop);
        one.group = GROUP;
        RULE.clone_into(&mut one.rule);
        // What an engine makes of the request stays, and changes nothing now.
        one.differs.iter_mut().for_each(|listed| listed.ways = &[]);
        one.client = None;
        one
    };
    urls[..hops].iter().enumerate().map(at).collect()
}

fn follow(case: &mut Case, told: &Advice, report: &Report) {
    let is_preflight = told.to == Kind::Preflight;
    let own = match &case.preflight {
        Some(preflight) if is_preflight => preflight,
        _ => &case.answer,
    };
    let mut lines = match own {
        Answer::Lines(_, lines) => lines.clone(),
        // What it is to the client: the rest is about how the message is written.
        Answer::Message(_) => {
            let mut seen = report.exchanges().iter();
            let seen = seen
                .find(|seen| seen.url() == told.url.as_ref() && seen.sent().method == told.method);
            let headers = seen.and_then(Exchange::headers).into_iter().flatten();
            let is_kept = |(name, _): &(&HeaderName, _)| {
                ![CONTENT_LENGTH, TRANSFER_ENCODING, TRAILER].contains(name)
            };
            let headers = headers.filter(is_kept);
            headers
                .map(|(name, value)| line(name.as_str(), value.as_bytes()))
                .collect()
        }
    };
    lines.retain(|line| {
        let name = line.split(|&byte| byte == b':').next().unwrap_or_default();
        let is_name = |told: &str| name.trim_ascii().eq_ignore_ascii_case(told.as_bytes());
        !told.headers.iter().any(|(told, _)| is_name(told.as_str()))
    });
    let headers = told.headers.iter();
    lines.extend(headers.map(|(name, value)| line(&title_case(name.as_str()), value.as_bytes())));
    let answer = Answer::Lines(told.status.as_u16(), lines);
    if is_preflight {
        case.preflight = Some(answer);
    } else {
        case.answer = answer;
    }
    // It is for the page that asks.
    case.answered_to = None;
}

fn line(name: &str, value: &[u8]) -> Vec<u8> {
    [name.as_bytes(), b": ", value].concat()
}

/// Makes a `Location` that leads to a case lead to that one, on the same server.
fn lead_to(id: &str, line: &mut Vec<u8>) {
    const CASE: &[u8] = b"/case/";
    let at = line.windows(CASE.len()).position(|part| part == CASE);
    if let (true, Some(at)) = (line.starts_with(b"Location: "), at) {
        line.truncate(at + CASE.len());
        line.extend(id.as_bytes());
    }
}
