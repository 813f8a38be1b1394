//! `curl -v`: each line of a head begins with `< `. Among them are the lines of the request (`> `),
//! curl's remarks (`* `), counts of bytes (`{ [`), the progress meter, and bodies.

use std::io::BufRead;

use super::colours;
use super::heads::status;
use super::rewritten::by_line;

/// Whether a transcript of `curl -v` may begin with this line.
pub(super) fn begins_with(line: &[u8]) -> bool {
    let starts = ["* ", "> ", "< ", "{ [", "} [", "  % Total"];
    starts
        .iter()
        .any(|start| line.starts_with(start.as_bytes()))
}

/// The lines of heads, as `curl -si` prints them, without those of a proxy's answer to CONNECT.
///
/// A body is printed as it is, and any of its lines may begin with `< HTTP/`. So after a head another
/// one counts only if curl has said in between that it sent another request. Only an interim response
/// is followed by another head without a word, in some versions without the line that ends it.
pub(super) fn heads(input: impl BufRead) -> impl BufRead {
    let mut may_begin = true;
    let mut connects = false;
    let mut part = Part::Other;
    by_line(input, move |line, heads| {
        let line = colours::trim_start(without_meter(colours::trim_start(line)));
        if is_request(line) {
            may_begin = true;
            connects = line.starts_with(b"> CONNECT ");
        }
        may_begin |= line.starts_with(b"* Issue another request");
        let Some(rest) = line.strip_prefix(b"<").map(colours::trim_start) else {
            return;
        };
        // curl ends a head with the line `< `, and an editor may remove its space.
        let is_end = |text: &[u8]| matches!(text, b"\n" | b"\r\n");
        let content = match rest.strip_prefix(b" ").map(colours::trim_start) {
            Some(content) => content,
            None if is_end(rest) => rest,
            None => return,
        };
        if may_begin || part == Part::Interim {
            if let Some(status) = status(&colours::removed(content.trim_ascii_end())) {
                if part == Part::Interim {
                    heads.push(b'\n');
                }
                may_begin = false;
                part = match status {
                    100..=199 => Part::Interim,
                    200..=299 if connects => Part::Other,
                    _ => Part::Final,
                };
            }
        }
        if part != Part::Other {
            heads.extend_from_slice(content);
        }
        if is_end(content) {
            may_begin |= part == Part::Interim;
            part = Part::Other;
        }
    })
}

/// What a line that begins with `< ` is of.
#[derive(PartialEq)]
enum Part {
    /// The head of an interim response.
    Interim,
    /// The head of a final response.
    Final,
    /// Something else: a body, or a proxy's answer to CONNECT.
    Other,
}

/// Whether it is the first line of a request, such as `> GET / HTTP/1.1`.
fn is_request(line: &[u8]) -> bool {
    let words = line.strip_prefix(b"> ").map(<[u8]>::trim_ascii_end);
    let version = words.and_then(|words| words.split(|&byte| byte == b' ').nth(2));
    version.is_some_and(|version| version.starts_with(b"HTTP/"))
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
