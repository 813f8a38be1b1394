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
    match url(&text) {
        // Its method and headers are in it, too.
        Some(_) if CALLS.iter().any(|call| text.contains(call)) => copied::Error::Code.into(),
        Some(url) => Error::OnlyUrl(url),
        None => Error::NoStatusLine,
    }
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

/// The first URL in it. That of a response's header is the page's.
fn url(text: &str) -> Option<String> {
    let is_header = |line: &&str| {
        line.to_ascii_lowercase()
            .contains("access-control-allow-origin")
    };
    let others: Vec<_> = text.lines().filter(|line| !is_header(line)).collect();
    let text = others.join("\n");
    let at = ["https://", "http://"]
        .iter()
        .filter_map(|start| text.find(start))
        .min()?;
    let rest = &text[at..];
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | '`');
    let url = &rest[..rest.find(is_end).unwrap_or(rest.len())];
    let url = url::Url::parse(url.trim_end_matches(['.', ','])).ok()?;
    Some(url.into())
}
