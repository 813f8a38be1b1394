//! Programs that write heads line by line in a form of their own: each line becomes one that `curl -v`
//! would print. A line in the middle of a head that is not of it is refused: another one may have lost its end there.

mod http_client;
mod mitmdump;
mod nghttp;
mod trace;
pub(super) mod tshark;

use super::first::{is_header, request_at};
use super::heads::status;
use super::lines::{find, has};
use super::{Error, colours, lines};

/// The programs.
pub(super) enum Records {
    /// `curl --trace-ascii`.
    Trace(trace::Trace),
    /// Python's `http.client`, with `debuglevel`.
    Python { in_head: bool },
    /// `nghttp -v`.
    Nghttp(nghttp::Nghttp),
    /// `mitmdump --flow-detail 3`.
    Mitmdump(mitmdump::Mitmdump),
    /// `tshark -V`, or Wireshark's packet details.
    Tshark(tshark::Tshark),
}

const SENT: &str = "> ";
const RECEIVED: &str = "< ";

type Made = Result<Vec<Vec<u8>>, Error>;

/// Which one wrote the text, by the first line that tells.
pub(super) fn of(text: &[u8]) -> Option<Records> {
    // A program says so soon, and a body may be long.
    let beginning = &text[..text.len().min(1 << 18)];
    let lines = super::lines::of(beginning).map(|(_, line)| colours::removed(line));
    // What comes after a head that none of them prints may be of its body.
    let mut lines = lines.take_while(|line| !begins_other(line));
    lines.find_map(|line| {
        let line = &line[..];
        let begins = |start: &[u8]| line.starts_with(start);
        if trace::begun(line).is_some() {
            Some(Records::Trace(trace::Trace::default()))
        } else if begins(b"send: b'") || begins(b"send: b\"") || begins(b"reply: '") {
            Some(Records::Python { in_head: false })
        } else if begins(b"[") && (has(line, nghttp::RECEIVES) || has(line, nghttp::SENDS)) {
            Some(Records::Nghttp(nghttp::Nghttp::default()))
        } else if mitmdump::status(line).is_some() {
            Some(Records::Mitmdump(mitmdump::Mitmdump::default()))
        } else if tshark::first(line).is_some() {
            Some(Records::Tshark(tshark::Tshark::default()))
        } else {
            None
        }
    })
}

/// Whether a head begins as curl or a server prints it: with a mark, or with nothing before it.
fn begins_other(line: &[u8]) -> bool {
    let mark = find(line, b"< HTTP/");
    mark.is_some_and(|at| at == 0 || line[at - 1] != b'<') || status(line).is_some()
}

impl Records {
    /// What becomes of a line.
    pub fn line(&mut self, number: usize, line: &[u8]) -> Made {
        let line = &colours::removed(line)[..];
        match self {
            Self::Trace(trace) => trace.line(number, line),
            Self::Python { in_head } => http_client::line(in_head, number, line),
            Self::Nghttp(nghttp) => nghttp.line(number, line),
            Self::Mitmdump(mitmdump) => mitmdump.line(number, line),
            Self::Tshark(tshark) => tshark.line(number, line),
        }
    }

    /// What is left at the end.
    pub fn end(&mut self, number: usize) -> Made {
        match self {
            Self::Trace(trace) => Ok(trace.whole().into_iter().collect()),
            Self::Nghttp(nghttp) => nghttp.end(number),
            _ => self.line(number, b""),
        }
    }
}

/// Whether a line begins with a time, as `[  0.017]` or `[10:00:00.123]`.
fn has_time(line: &[u8]) -> bool {
    line.starts_with(b"[") && matches!(line.get(1), Some(b' ' | b'0'..=b'9'))
}

fn marked(mark: &str, line: &[u8]) -> Vec<u8> {
    [mark.as_bytes(), line].concat()
}

/// A line of a head with its mark, if it is one.
fn of_head(mark: &str, number: usize, line: &[u8]) -> Result<Vec<u8>, Error> {
    let is_of_head = if mark == SENT {
        request_at(line).is_some() || is_header(line)
    } else {
        status(line.trim_ascii_end()).is_some() || lines::colon(line).is_some()
    };
    (is_of_head || line.is_empty())
        .then(|| marked(mark, line))
        .ok_or(Error::Line { number })
}
