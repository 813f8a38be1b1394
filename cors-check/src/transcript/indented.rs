//! `wget -S`: the lines of a head are indented, and its end is the first line that is not.

use std::io::BufRead;

use super::colours;
use super::rewritten::by_line;

/// What wget says of each request.
const SENT: &[u8] = b"HTTP request sent";

/// Whether what wget prints, or an indented head, may begin with this line.
pub(super) fn begins_with(line: &[u8]) -> bool {
    let starts = [
        "--1",
        "--2",
        "Resolving ",
        "Connecting to ",
        "HTTP request sent",
        "Spider mode",
    ];
    is_status_line(line)
        || starts
            .iter()
            .any(|start| line.starts_with(start.as_bytes()))
}

fn is_indented(line: &[u8]) -> bool {
    let content = line.trim_ascii_start();
    content.len() < line.len() && !content.is_empty()
}

fn is_status_line(line: &[u8]) -> bool {
    is_indented(line) && colours::trim_start(line.trim_ascii_start()).starts_with(b"HTTP/")
}

/// The lines of heads, as `curl -si` prints them. After a head, another one counts only if it comes
/// right after that or wget has said in between that it sent another request.
pub(super) fn heads(input: impl BufRead) -> impl BufRead {
    let mut in_head = false;
    let mut may_begin = true;
    by_line(input, move |line, heads| {
        let line = colours::trim_start(line);
        // In a body, which `-O -` prints, such a line is not wget's.
        let begins = may_begin && is_status_line(line);
        if in_head && (begins || !is_indented(line)) {
            heads.push(b'\n');
            in_head = false;
            may_begin = begins;
        }
        may_begin |= line.starts_with(SENT);
        in_head |= begins;
        if in_head {
            heads.extend_from_slice(line.trim_ascii_start());
        }
    })
}
