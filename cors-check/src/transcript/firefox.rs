//! The summary above the headers in Firefox's panel: the request's method and URL, the status, and more.
//!
//! ```text
//! GET
//!     https://api.example.com/me
//! Status
//! 200
//! OK
//! VersionHTTP/1.1
//! Transferred1.05 kB (12 B size)
//! ```
//!
//! An unfolded URL is in parts. A row of the console has the method and the URL once more, before that.

use url::Url;

type Line = (usize, String);

/// The most lines of a summary up to the version. Each part of a query has two.
const MOST: usize = 200;

/// Labels that a copy joins with their values, of which none matters.
const JOINED: [&str; 6] = [
    "Blocking",
    "DNS Resolution",
    "Enhanced Tracking Protection",
    "Referrer Policy",
    "Request Priority",
    "Transferred",
];

/// The lines with each summary as other panels have it: a name, and its value on the next line.
pub(super) fn renamed(lines: Vec<Line>) -> Vec<Line> {
    let mut read: Vec<Line> = Vec::new();
    for (number, line) in lines {
        let is_joined = |label: &&str| {
            let value = line.strip_prefix(*label);
            value.is_some_and(|value| !value.is_empty() && !value.starts_with(':'))
        };
        if JOINED.iter().any(is_joined) {
            continue;
        }
        if !line.starts_with("VersionHTTP/") {
            read.push((number, line));
        } else if let Some((length, summary)) = summary(&read) {
            let number = read[read.len() - length].0;
            read.truncate(read.len() - length);
            let rows = summary.into_iter();
            read.extend(
                rows.flat_map(|(name, value)| [(number, name.to_owned()), (number, value)]),
            );
        }
    }
    read
}

/// Its rows, and of how many lines before the version it was read.
fn summary(lines: &[Line]) -> Option<(usize, Vec<(&'static str, String)>)> {
    let lines = &lines[lines.len().saturating_sub(MOST)..];
    let texts: Vec<_> = lines.iter().map(|(_, line)| &line[..]).collect();
    // The status, on its own line or not, and perhaps the reason phrase.
    let at = texts.iter().rposition(|line| is_status(line))?;
    if texts.len() - at > 3 {
        return None;
    }
    let joined = &texts[at]["Status".len()..];
    let status = if joined.is_empty() {
        texts.get(at + 1)?
    } else {
        joined
    };
    // Another panel begins with its URL.
    let mut rows = Vec::new();
    let mut before = &texts[..at];
    if let [rest @ .., "Address", _] = before {
        before = rest;
    }
    if let Some((rest, url)) = url(before) {
        rows.push(("Request URL", url.to_string()));
        before = rest;
        if let [rest @ .., method] = before {
            if is_method(method) {
                rows.push(("Request Method", (*method).to_owned()));
                before = rest;
            }
        }
        before = without_row(before, &url);
    }
    rows.push(("Status Code", status.to_owned()));
    Some((texts.len() - before.len(), rows))
}

fn is_status(line: &str) -> bool {
    line.strip_prefix("Status")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_method(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_url(line: &str) -> bool {
    line.starts_with("http://") || line.starts_with("https://")
}

/// The URL that ends there, and what is before it.
fn url<'a, 'b>(lines: &'a [&'b str]) -> Option<(&'a [&'b str], Url)> {
    if let [before @ .., line] = lines {
        if is_url(line) {
            return Some((before, Url::parse(line).ok()?));
        }
    }
    let at = lines
        .iter()
        .rposition(|line| line.eq_ignore_ascii_case("scheme"))?;
    let [_, scheme, _, host, _, path, query @ ..] = &lines[at..] else {
        return None;
    };
    let mut url = Url::parse(&format!("{scheme}://{host}{path}")).ok()?;
    for pair in query.chunks(2) {
        let [name, value] = pair else { return None };
        url.query_pairs_mut().append_pair(name, value);
    }
    Some((&lines[..at], url))
}

/// Without a row of the console that shows the same request: `XHRGET`, the URL, and what became of it.
fn without_row<'a, 'b>(lines: &'a [&'b str], url: &Url) -> &'a [&'b str] {
    let is_same = |line: &str| is_url(line) && Url::parse(line).is_ok_and(|other| other == *url);
    let at = lines
        .iter()
        .rposition(|line| is_same(line))
        .filter(|at| lines.len() - at <= 2);
    let Some(at) = at.and_then(|at| at.checked_sub(1)) else {
        return lines;
    };
    let method = lines[at].rsplit(' ').next().unwrap_or_default();
    if !is_method(method) {
        return lines;
    }
    let before = &lines[..at];
    before.strip_suffix(&["XHR"]).unwrap_or(before)
}
