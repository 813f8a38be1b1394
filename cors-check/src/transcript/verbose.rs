//! `curl -v`: each line of a head begins with `< `. Among them are the lines of the request (`> `),
//! curl's remarks (`* `), counts of bytes (`{ [`), the progress meter, and bodies.

use std::io::BufRead;

use super::rewritten::by_line;

/// Whether a transcript of `curl -v` may begin with this line.
pub(super) fn begins_with(line: &[u8]) -> bool {
    let starts = ["* ", "> ", "< ", "{ [", "} [", "  % Total"];
    starts
        .iter()
        .any(|start| line.starts_with(start.as_bytes()))
}

/// The lines of heads, as `curl -si` prints them.
pub(super) fn heads(input: impl BufRead) -> impl BufRead {
    by_line(input, |line, heads| {
        let line = without_meter(line);
        let rest = line.strip_prefix(b"<").unwrap_or_default();
        // curl ends a head with the line `< `, and an editor may remove its space.
        if rest.starts_with(b" ") || matches!(rest, b"\n" | b"\r\n") {
            heads.extend_from_slice(rest.strip_prefix(b" ").unwrap_or(rest));
        }
    })
}

/// The line without the progress meter that curl may have written before it. Each state of the meter
/// begins with a carriage return, and only its last is followed by the line.
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
