//! What is not HTTP: it is refused with what to do instead.

use super::{Error, copied};

/// How much of the text is looked at.
const MOST: usize = 1 << 16;

/// How a call of a function with a string, or with options, begins.
const CALLS: [&str; 4] = ["('", "(\"", "(`", "({"];

/// `suspicious` is the number of a line that looks like a status line.
pub(super) fn refused(text: &[u8], suspicious: Option<usize>) -> Error {
    let text = String::from_utf8_lossy(&text[..text.len().min(MOST)]);
    if text.trim_start().starts_with(['{', '[']) && text.contains("\":") {
        return Error::Json;
    }
    if text.lines().any(is_of_access_log) {
        return Error::AccessLog;
    }
    if text.lines().any(|line| line.starts_with("curl: (")) {
        return Error::CurlFailed;
    }
    if let Some(number) = suspicious {
        return Error::Line { number: number + 1 };
    }
    if text.lines().any(is_answer) {
        return Error::HeadersUnread;
    }
    match url(&text) {
        // Its method and headers are in it, too.
        Some(_) if CALLS.iter().any(|call| text.contains(call)) => copied::Error::Code.into(),
        Some(url) => Error::OnlyUrl(url),
        None => Error::NoStatusLine,
    }
}

/// Whether it is what tcpdump prints.
pub(super) fn is_of_packets(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&text[..text.len().min(MOST)]);
    let is_packet = |line: &str| line.contains(": Flags [") && line.contains(", length ");
    text.lines().any(is_packet)
}

/// Whether it has a request line in quotes, and then a status.
fn is_of_access_log(line: &str) -> bool {
    let Some((before, rest)) = line.split_once(" HTTP/") else {
        return false;
    };
    // Of nginx's error log.
    if before.contains("request: \"") {
        return true;
    }
    let after = rest.split_once('"').map(|(_, after)| after.trim_start());
    after.is_some_and(|after| {
        after.len() >= 3 && after.as_bytes()[..3].iter().all(u8::is_ascii_digit)
    })
}

/// Whether it begins with the name of one of CORS' headers, whatever is around that.
fn is_answer(line: &str) -> bool {
    const NAME: &str = "access-control-allow-";
    let line = line.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let start = line.get(..NAME.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(NAME))
}

/// The first URL in it that is not named as the page's.
fn url(text: &str) -> Option<String> {
    let is_end =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | '`' | '\\');
    let is_pages = |at: usize| {
        let before = text[..at].trim_end_matches(|c: char| !c.is_alphanumeric());
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next();
        word.is_some_and(|word| {
            ["origin", "referer"]
                .iter()
                .any(|name| word.eq_ignore_ascii_case(name))
        })
    };
    let mut places = text.match_indices("http").map(|(at, _)| at);
    let at = places.find(|&at| {
        let is_url = ["https://", "http://"]
            .iter()
            .any(|start| text[at..].starts_with(start));
        is_url && !is_pages(at)
    })?;
    let rest = &text[at..];
    let url = &rest[..rest.find(is_end).unwrap_or(rest.len())];
    // A browser may show only a part of it.
    if url.contains('\u{2026}') {
        return None;
    }
    let url = url::Url::parse(url.trim_end_matches(['.', ','])).ok()?;
    Some(url.into())
}
