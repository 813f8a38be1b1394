//! The lines of a text, with their numbers.

use std::io::BufRead;
use std::iter;

use super::colours;

/// What the names of CORS' headers begin with, in lower case.
pub(super) const OF_CORS: &[u8] = b"access-control-";

/// The lines without their ends, and without the progress meter that curl may have written before them. If a blank
/// line comes after every line, those are left out.
pub(super) fn of(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let lines = || split(text).zip(1..);
    let is_blank = |line: &[u8]| colours::removed(line).trim_ascii().is_empty();
    let mut filled = lines().filter(|(line, _)| !is_blank(line));
    let first = filled.next().map_or(0, |(_, number)| number);
    let mut others = 0;
    let is_of_spaced = |(_, number): (_, usize)| {
        others += 1;
        (number - first) % 2 == 0
    };
    let is_spaced = filled.all(is_of_spaced) && others > 1;
    let lines = lines().filter(move |(_, number)| !is_spaced || (number + first) % 2 == 0);
    lines.map(|(line, number)| {
        let line = without_meter(colours::trim_start(line));
        let line = colours::trim_end(line);
        (number, line.strip_suffix(b"\r").unwrap_or(line))
    })
}

/// What stands before, between and after line ends. `[u8]::split` looks at each byte by itself, and a text may
/// have 64 MiB.
pub(super) fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut left = Some(text);
    iter::from_fn(move || {
        let text = left?;
        let mut after = text;
        let length = after.skip_until(b'\n').ok()?;
        let line = text[..length].strip_suffix(b"\n");
        left = line.map(|_| after);
        Some(line.unwrap_or(text))
    })
}

/// How long the first lines of a text are: as many as have that many ends among them, without the last end.
pub(super) fn length(text: &[u8], ends: usize) -> usize {
    let lines = split(text).take(ends + 1);
    lines.map(<[u8]>::len).sum::<usize>() + ends
}

/// Each state of the meter begins with a carriage return, and only its last is followed by the line.
fn without_meter(line: &[u8]) -> &[u8] {
    // In any other line, a carriage return is the server's, which must not make a line of its own.
    if !line.starts_with(b"\r") {
        return line;
    }
    let content = line.trim_ascii_end();
    let start = content.iter().rposition(|&byte| byte == b'\r');
    let last = &line[start.map_or(0, |at| at + 1)..];
    let is_of_meter = |byte: &u8| {
        matches!(
            byte,
            b'0'..=b'9' | b' ' | b':' | b'-' | b'.' | b'k' | b'M' | b'G'
        )
    };
    match last.iter().position(|byte| !is_of_meter(byte)) {
        Some(at) => &last[at..],
        None => line,
    }
}

/// Where a part begins in a line.
pub(super) fn find(line: &[u8], part: &[u8]) -> Option<usize> {
    line.windows(part.len()).position(|at| at == part)
}

pub(super) fn has(line: &[u8], part: &[u8]) -> bool {
    find(line, part).is_some()
}

/// Whether it begins like a header: a token and a colon.
pub(super) fn is_header(line: &[u8]) -> bool {
    colon(line).is_some_and(|at| is_token(line[..at].trim_ascii_end()))
}

/// Where the name in a header line ends. A URL has none: it is the value of the line before, which did not fit there.
pub(super) fn colon(line: &[u8]) -> Option<usize> {
    let at = line.iter().position(|&byte| byte == b':')?;
    let is_url = matches!(&line[..at], b"http" | b"https") && line[at..].starts_with(b"://");
    (!is_url).then_some(at)
}

/// Whether it could be a header's name (RFC 9110, section 5.6.2).
pub(super) fn is_token(text: &[u8]) -> bool {
    let is_of_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !text.is_empty() && text.len() <= 100 && text.iter().all(is_of_token)
}
