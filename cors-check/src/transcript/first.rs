//! The first line of a head: where a request or a response could begin.

use super::heads::status;
use super::lines;

/// Where a request begins that this is the first line of.
pub(super) fn request_at(line: &[u8]) -> Option<usize> {
    let line = line.trim_ascii_end();
    if is_of_rest_client(line) {
        return Some(0);
    }
    let version = line.iter().rposition(|&byte| byte == b' ')?;
    if !matches!(
        &line[version + 1..],
        b"HTTP/1.1" | b"HTTP/1.0" | b"HTTP/2" | b"HTTP/2.0" | b"HTTP/3" | b"HTTP/3.0"
    ) {
        return None;
    }
    let target = line[..version].iter().rposition(|&byte| byte == b' ')?;
    let begins = |text: &[u8]| line[target + 1..version].starts_with(text);
    let is_method = |byte: &u8| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_');
    let before = line[..target].iter().rposition(|byte| !is_method(byte));
    let at = before.map_or(0, |before| before + 1);
    let is_connect = &line[at..target] == b"CONNECT";
    (at < target && (begins(b"/") || begins(b"http") || begins(b"*") || is_connect)).then_some(at)
}

/// Whether a request or a response could begin in this line, or a header of CORS is in it. It has no colours.
pub(super) fn could_begin(line: &[u8]) -> bool {
    request_at(line).is_some() || status_at(line).is_some() || is_of_cors(line)
}

/// Whether it is one of the headers that decide, with curl's mark or an indentation before it.
pub(super) fn is_of_cors(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"< ").unwrap_or(line).trim_ascii();
    let name = line.get(..lines::OF_CORS.len()).unwrap_or_default();
    name.eq_ignore_ascii_case(lines::OF_CORS) && is_header(line)
}

/// Whether it is the first line of a request as editors and hurl have it: `GET https://..`.
pub(super) fn is_of_rest_client(line: &[u8]) -> bool {
    let mut words = line.splitn(2, |&byte| byte == b' ');
    let (Some(method), Some(url)) = (words.next(), words.next()) else {
        return false;
    };
    let is_url = |start: &[u8]| url.starts_with(start) && !url.contains(&b' ');
    (is_url(b"http://") || is_url(b"https://"))
        && !method.is_empty()
        && method.iter().all(u8::is_ascii_uppercase)
}

/// Whether it is a header or, in HTTP/2, what stands for a part of the first line.
pub(super) fn is_header(line: &[u8]) -> bool {
    line.starts_with(b":") || lines::is_header(line)
}

/// Where a status line begins that ends with the line.
pub(super) fn status_at(line: &[u8]) -> Option<usize> {
    const START: &[u8] = b"HTTP/";
    /// It is near the beginning of the line; or, after a body without an end, near that of the line.
    const MOST: usize = 120;
    let line = line.trim_ascii_end();
    let last = line.len().saturating_sub(MOST).max(MOST);
    let mut places = (0..line.len().min(MOST)).chain(last..line.len());
    places.find(|&at| line[at..].starts_with(START) && status(&line[at..]).is_some())
}
