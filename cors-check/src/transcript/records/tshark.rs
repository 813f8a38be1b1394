//! `tshark -V`, or Wireshark's packet details.

use super::{Made, RECEIVED, SENT, marked, of_head};
use crate::transcript::Error;
use crate::transcript::first::{request_at, status_at};

/// What Wireshark shows of several messages of HTTP/2. Which of them belong together, it says elsewhere.
pub const HTTP2: Error = Error::Form {
    printed: "Wireshark",
    instead: "curl -v",
};

/// `tshark -V`. Each line of a head ends with `\r\n`, written out; what else is there Wireshark says.
#[derive(Default)]
pub struct Tshark {
    /// The head that is being printed: its mark, and what stands before its lines.
    head: Option<(&'static str, Vec<u8>)>,
    in_body: bool,
}

/// A line with its end written out, without that.
fn written(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_suffix(br"\n")?;
    Some(line.strip_suffix(br"\r").unwrap_or(line))
}

/// If a head begins here, its mark, and what stands before it.
pub fn first(line: &[u8]) -> Option<(&'static str, Vec<u8>)> {
    let line = written(line)?;
    let sent = request_at(line).map(|at| (SENT, line[..at].to_vec()));
    sent.or_else(|| Some((RECEIVED, line[..status_at(line)?].to_vec())))
}

impl Tshark {
    pub fn line(&mut self, number: usize, line: &[u8]) -> Made {
        let shown = line.trim_ascii();
        if shown == b"HyperText Transfer Protocol 2" {
            return Err(HTTP2);
        }
        self.in_body |= shown.starts_with(b"Line-based text data");
        self.in_body &= shown != b"Hypertext Transfer Protocol";
        if let (Some((mark, before)), false) = (first(line), self.in_body) {
            let first = &written(line).unwrap_or_default()[before.len()..];
            let made = vec![marked(mark, first)];
            self.head = Some((mark, before));
            return Ok(made);
        }
        let Some((mark, before)) = &self.head else {
            return Ok(Vec::new());
        };
        let rest = line.strip_prefix(&before[..]).unwrap_or(line);
        let Some(header) = written(rest) else {
            let is_said = rest.is_empty() || matches!(rest[0], b' ' | b'\t' | b'[');
            return is_said.then(Vec::new).ok_or(Error::Line { number });
        };
        let made = of_head(mark, number, header.trim_ascii_start())?;
        if header.is_empty() {
            self.head = None;
        }
        Ok(vec![made])
    }
}
