//! Programs that write heads line by line in a form of their own: each line becomes one that `curl -v`
//! would print. A line in the middle of a head that is not of it is refused: another one may have lost its end there.

use std::collections::BTreeMap;

use super::heads::status;
use super::marked::{request_at, status_at};
use super::{Error, colours, lines};

/// The programs.
pub(super) enum Records {
    /// `curl --trace-ascii`.
    Trace(Trace),
    /// Python's `http.client`, with `debuglevel`.
    Python { in_head: bool },
    /// `nghttp -v`.
    Nghttp(Nghttp),
    /// `mitmdump --flow-detail 3`.
    Mitmdump(Mitmdump),
    /// `tshark -V`, or Wireshark's packet details.
    Tshark(Tshark),
}

const SENT: &str = "> ";
const RECEIVED: &str = "< ";

type Made = Result<Vec<Vec<u8>>, Error>;

/// Which one wrote the text, by the first line that tells.
pub(super) fn of(text: &[u8]) -> Option<Records> {
    // A program says so soon, and a body may be long.
    let beginning = &text[..text.len().min(1 << 18)];
    let mut lines = super::lines::of(beginning);
    lines.find_map(|(_, line)| {
        let line = &colours::removed(line)[..];
        let begins = |start: &[u8]| line.starts_with(start);
        if trace_record(line).is_some() {
            Some(Records::Trace(Trace::default()))
        } else if begins(b"send: b'") || begins(b"send: b\"") || begins(b"reply: '") {
            Some(Records::Python { in_head: false })
        } else if begins(b"[") && (has(line, NGHTTP_RECEIVED) || has(line, NGHTTP_SENT)) {
            Some(Records::Nghttp(Nghttp::default()))
        } else if mitmdump_status(line).is_some() {
            Some(Records::Mitmdump(Mitmdump::default()))
        } else if tshark_first(line).is_some() {
            Some(Records::Tshark(Tshark::default()))
        } else {
            None
        }
    })
}

impl Records {
    /// What becomes of a line.
    pub fn line(&mut self, number: usize, line: &[u8]) -> Made {
        let line = &colours::removed(line)[..];
        match self {
            Self::Trace(trace) => trace.line(number, line),
            Self::Python { in_head } => python(in_head, number, line),
            Self::Nghttp(nghttp) => nghttp.line(number, line),
            Self::Mitmdump(mitmdump) => mitmdump.line(number, line),
            Self::Tshark(tshark) => tshark.line(number, line),
        }
    }

    /// What is left at the end.
    pub fn end(&mut self, number: usize) -> Made {
        match self {
            Self::Trace(trace) => Ok(trace.whole().into_iter().collect()),
            Self::Nghttp(nghttp) => {
                let mut made = nghttp.line(number, b"[ ")?;
                made.extend(std::mem::take(&mut nghttp.requests).into_values().flatten());
                Ok(made)
            }
            _ => self.line(number, b""),
        }
    }
}

fn has(line: &[u8], part: &[u8]) -> bool {
    find(line, part).is_some()
}

fn find(line: &[u8], part: &[u8]) -> Option<usize> {
    line.windows(part.len()).position(|at| at == part)
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
        request_at(line).is_some() || line.starts_with(b":") || lines::is_header(line)
    } else {
        status(line.trim_ascii_end()).is_some() || line.contains(&b':')
    };
    (is_of_head || line.is_empty())
        .then(|| marked(mark, line))
        .ok_or(Error::Line { number })
}

/// `curl --trace-ascii`. Of a line, 64 bytes are in one row.
#[derive(Default)]
pub(super) struct Trace {
    /// Whether the rows of a record were sent or received.
    mark: Option<&'static str>,
    /// The line so far; where in the record its last row begins, and how long that is.
    begun: Option<(Vec<u8>, usize, usize)>,
}

/// If a record begins here, the mark of its lines, which is empty if they are of no head.
fn trace_record(line: &[u8]) -> Option<&'static str> {
    let at = find(line, b"=> Send ").or_else(|| find(line, b"<= Recv "))?;
    // A body may come right before it.
    let record = &line[at..];
    let begins = |start: &[u8]| record.starts_with(start);
    has(record, b" bytes (0x").then_some(if begins(b"=> Send header") {
        SENT
    } else if begins(b"<= Recv header") {
        RECEIVED
    } else {
        ""
    })
}

/// `0040: ` and the row.
fn trace_row(line: &[u8]) -> Option<(usize, &[u8])> {
    let end = line.iter().position(|&byte| byte == b':')?;
    let digits = std::str::from_utf8(&line[..end]).ok()?;
    let is_offset = (4..=8).contains(&end) && !digits.starts_with('+');
    let offset = usize::from_str_radix(digits, 16)
        .ok()
        .filter(|_| is_offset)?;
    let row = &line[end + 1..];
    // An editor may have removed the space at its end.
    (row.is_empty() || row[0] == b' ').then(|| (offset, row.get(1..).unwrap_or_default()))
}

/// Whether the row has its bytes in hexadecimal, and then their characters.
fn is_hex(row: &[u8]) -> bool {
    row.len() > 48
        && row[..48].chunks(3).all(|byte| {
            byte == b"   " || (byte[2] == b' ' && byte[..2].iter().all(u8::is_ascii_hexdigit))
        })
}

/// What curl says in between, after its time and the numbers of transfer and connection.
fn trace_remark(line: &[u8]) -> Option<Vec<u8>> {
    let is_before = |byte: &u8| byte.is_ascii_digit() || b":.[]-x ".contains(byte);
    let at = line.iter().position(|byte| !is_before(byte))?;
    let line = &line[at..];
    match line.strip_prefix(b"== Info:") {
        Some(rest) => Some(marked("*", rest)),
        None => line.starts_with(b"* ").then(|| line.to_vec()),
    }
}

impl Trace {
    fn line(&mut self, number: usize, line: &[u8]) -> Made {
        const ROW: usize = 64;
        let row = trace_row(line);
        let record = trace_record(line).filter(|_| row.is_none());
        let remark = trace_remark(line).filter(|_| row.is_none());
        if record.is_some() || remark.is_some() {
            let mut made: Vec<_> = self.whole().into_iter().collect();
            made.extend(remark);
            self.mark = record.filter(|mark| !mark.is_empty());
            return Ok(made);
        }
        let Some(mark) = self.mark else {
            return Ok(Vec::new());
        };
        let Some((at, row)) = row else {
            // `-i` prints the line, too.
            let begun = self.begun.as_ref().map_or(&b""[..], |(begun, ..)| begun);
            let is_known = line.trim_ascii().is_empty() || line.trim_ascii() == begun.trim_ascii();
            return is_known.then(Vec::new).ok_or(Error::Line { number });
        };
        if is_hex(row) {
            return Err(Error::Form {
                printed: "curl --trace",
                instead: "curl -v` or `curl --trace-ascii -",
            });
        }
        if let Some((begun, last, length)) = &mut self.begun {
            // An editor may have removed a space at its end.
            if at == *last + ROW && *length >= ROW - 1 {
                begun.resize(begun.len() + ROW - *length, b' ');
                begun.extend(row);
                (*last, *length) = (at, row.len());
                return Ok(Vec::new());
            }
        }
        of_head(mark, number, row)?;
        let before = self.whole();
        self.begun = Some((row.to_vec(), at, row.len()));
        Ok(before.into_iter().collect())
    }

    /// The line that was begun, with its mark.
    fn whole(&mut self) -> Option<Vec<u8>> {
        let (line, ..) = self.begun.take()?;
        Some(marked(self.mark?, &line))
    }
}

fn python(in_head: &mut bool, number: usize, line: &[u8]) -> Made {
    let mut made = Vec::new();
    let mut end = |in_head: &mut bool| {
        if std::mem::take(in_head) {
            made.push(b"< ".to_vec());
        }
    };
    if let Some(rest) = line.strip_prefix(b"send: b") {
        end(in_head);
        let text = unescaped(rest.get(1..).unwrap_or_default());
        let head = text
            .split(|&byte| byte == b'\n')
            .take_while(|line| !line.trim_ascii().is_empty());
        let mut lines: Vec<_> = head
            .map(|line| marked("> ", line.trim_ascii_end()))
            .collect();
        lines.push(b"> ".to_vec());
        // A body is sent, too.
        let begins = lines[0].ends_with(b"HTTP/1.1");
        lines.retain(|_| begins);
        made.extend(lines);
    } else if let Some(rest) = line.strip_prefix(b"reply: '") {
        end(in_head);
        *in_head = true;
        made.push(marked("< ", unescaped(rest).trim_ascii_end()));
    } else if let Some(rest) = line.strip_prefix(b"header: ") {
        if !*in_head {
            return Err(Error::Line { number });
        }
        made.push(marked("< ", rest));
    } else {
        end(in_head);
    }
    Ok(made)
}

/// A string of Python, up to its quote.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut bytes = text.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\'' => break,
            b'\\' => match bytes.next() {
                Some(b'n') => plain.push(b'\n'),
                Some(b'r') => plain.push(b'\r'),
                Some(b't') => plain.push(b'\t'),
                Some(byte) => plain.push(byte),
                None => {}
            },
            byte => plain.push(byte),
        }
    }
    plain
}

const NGHTTP_SENT: &[u8] = b"] send HEADERS frame <";
const NGHTTP_RECEIVED: &[u8] = b"] recv (stream_id=";

/// `nghttp -v`. Several streams have requests before the first one has its response.
#[derive(Default)]
pub(super) struct Nghttp {
    /// The requests without a response, by stream.
    requests: BTreeMap<u32, Vec<Vec<u8>>>,
    /// The request that is being printed: its stream, pseudo-headers and headers.
    sending: Option<(u32, Vec<String>)>,
    in_head: bool,
}

impl Nghttp {
    fn line(&mut self, number: usize, line: &[u8]) -> Made {
        const INDENTATION: &str = "          ";
        let text = String::from_utf8_lossy(line);
        // A body may come right before it.
        let is_entry = has_time(line) || has(line, b"] recv HEADERS frame <");
        let stream = || {
            let (_, rest) = text.split_once("stream_id=")?;
            let end = rest.find(|c: char| !c.is_ascii_digit())?;
            Some((rest[..end].parse().ok()?, &rest[end..]))
        };
        if let Some((of, mut lines)) = self.sending.take() {
            if let Some(line) = text.strip_prefix(INDENTATION) {
                if !line.starts_with([';', '(']) {
                    of_head(SENT, number, line.as_bytes())?;
                    lines.push(line.to_owned());
                }
                self.sending = Some((of, lines));
                return Ok(Vec::new());
            }
            if !is_entry {
                return Err(Error::Line { number });
            }
            self.requests
                .extend(nghttp_request(&lines).map(|lines| (of, lines)));
        }
        let received = has(line, NGHTTP_RECEIVED).then(stream).flatten();
        let header = received.and_then(|(of, rest)| Some((of, rest.split_once(") ")?.1)));
        let mut made = Vec::new();
        if let Some((of, status)) =
            header.and_then(|(of, line)| Some((of, line.strip_prefix(":status: ")?)))
        {
            made.extend(self.requests.remove(&of).into_iter().flatten());
            made.push(format!("< HTTP/2 {}", status.trim()).into_bytes());
            self.in_head = true;
        } else if let (Some((_, header)), true) = (header, self.in_head) {
            made.push(of_head(RECEIVED, number, header.as_bytes())?);
        } else if self.in_head {
            if !is_entry {
                return Err(Error::Line { number });
            }
            self.in_head = false;
            made.push(marked(RECEIVED, b""));
        }
        if has(line, NGHTTP_SENT) {
            self.sending = stream().map(|(of, _)| (of, Vec::new()));
        }
        Ok(made)
    }
}

/// A request as `curl -v` prints it.
fn nghttp_request(lines: &[String]) -> Option<Vec<Vec<u8>>> {
    let value = |name: &str| {
        let mut values = lines.iter();
        values.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    let first = format!("{} {} HTTP/2", value(":method")?, value(":path")?);
    let host = format!("host: {}", value(":authority")?);
    let rest = lines.iter().filter(|line| !line.starts_with(':'));
    let lines = [&first, &host].into_iter().chain(rest);
    let lines = lines.map(String::as_str).chain([""]);
    Some(lines.map(|line| marked(SENT, line.as_bytes())).collect())
}

/// `mitmdump --flow-detail 2` or more. With less, it prints no headers.
#[derive(Default)]
pub(super) struct Mitmdump {
    mark: Option<&'static str>,
    has_headers: bool,
}

/// ` << HTTP/2.0 200 OK 12b`: how it is indented; the version, which is not told if it is HTTP/1 on both sides; and
/// the status and what follows it.
fn mitmdump_status(line: &[u8]) -> Option<(usize, &str, &str)> {
    let line = line.strip_prefix(b"[replay]").unwrap_or(line);
    let rest = line.trim_ascii_start();
    let indentation = line.len() - rest.len();
    let rest = std::str::from_utf8(rest.strip_prefix(b"<< ")?).ok()?;
    let (version, status) = match rest.split_once(' ') {
        Some((version, status)) if version.starts_with("HTTP/") => (version, status),
        _ => ("HTTP/1.1", rest),
    };
    let is_status = status.len() > 3 && status.as_bytes()[3] == b' ';
    let is_status = is_status && status.bytes().take(3).all(|byte| byte.is_ascii_digit());
    is_status.then_some((indentation, version, status))
}

impl Mitmdump {
    fn line(&mut self, number: usize, line: &[u8]) -> Made {
        let form = Error::Form {
            printed: "mitmdump",
            instead: "mitmdump --flow-detail 3",
        };
        // `ADDRESS: METHOD URL`, and the version.
        let text = String::from_utf8_lossy(line);
        let sent = text.split_once(": ").and_then(|(client, rest)| {
            let is_address =
                client.ends_with(|c: char| c.is_ascii_digit()) && !client.contains(' ');
            let (method, rest) = rest.split_once(' ')?;
            let version = if rest.contains(' ') { "" } else { " HTTP/1.1" };
            let is_sent = (is_address || client == "[replay]") && rest.starts_with("http");
            is_sent.then(|| format!("{method} {rest}{version}"))
        });
        let shown = line.trim_ascii();
        let is_head = self.mark == Some(SENT);
        let status = mitmdump_status(line).filter(|(indentation, ..)| is_head || *indentation == 1);
        let is_event = has_time(line) || has(line, b" connect") || has(line, b" disconnect");
        let is_end = shown.is_empty() || (is_event && !line.starts_with(b" "));
        let is_end = is_end || status.is_some() || sent.is_some() || line.starts_with(b" << ");
        if is_end && self.mark == Some(RECEIVED) && !self.has_headers {
            return Err(form);
        }
        if let Some((indentation, version, status)) = status {
            if indentation > 1 {
                return Err(form);
            }
            (self.mark, self.has_headers) = (Some(RECEIVED), false);
            return Ok(vec![format!("< {version} {status}").into_bytes()]);
        }
        if let Some(sent) = sent {
            self.mark = Some(SENT);
            return Ok(vec![of_head(SENT, number, sent.as_bytes())?]);
        }
        let Some(mark) = self.mark else {
            return Ok(Vec::new());
        };
        if is_end {
            self.mark = None;
            return Ok(vec![marked(mark, b"")]);
        }
        let header = line.strip_prefix(b"    ").ok_or(Error::Line { number })?;
        self.has_headers = true;
        Ok(vec![of_head(mark, number, header)?])
    }
}

/// What Wireshark shows of several messages of HTTP/2. Which of them belong together, it says elsewhere.
pub(super) const TSHARK_HTTP2: Error = Error::Form {
    printed: "Wireshark",
    instead: "curl -v",
};

/// `tshark -V`. Each line of a head ends with `\r\n`, written out; what else is there Wireshark says.
#[derive(Default)]
pub(super) struct Tshark {
    /// The head that is being printed: its mark, and what stands before its lines.
    head: Option<(&'static str, Vec<u8>)>,
    in_body: bool,
}

/// A line with its end written out, without that.
fn tshark_line(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_suffix(br"\n")?;
    Some(line.strip_suffix(br"\r").unwrap_or(line))
}

/// If a head begins here, its mark, and what stands before it.
fn tshark_first(line: &[u8]) -> Option<(&'static str, Vec<u8>)> {
    let line = tshark_line(line)?;
    let sent = request_at(line).map(|at| (SENT, line[..at].to_vec()));
    sent.or_else(|| Some((RECEIVED, line[..status_at(line)?].to_vec())))
}

impl Tshark {
    fn line(&mut self, number: usize, line: &[u8]) -> Made {
        let shown = line.trim_ascii();
        if shown == b"HyperText Transfer Protocol 2" {
            return Err(TSHARK_HTTP2);
        }
        self.in_body |= shown.starts_with(b"Line-based text data");
        self.in_body &= shown != b"Hypertext Transfer Protocol";
        if let (Some((mark, before)), false) = (tshark_first(line), self.in_body) {
            let first = &tshark_line(line).unwrap_or_default()[before.len()..];
            let made = vec![marked(mark, first)];
            self.head = Some((mark, before));
            return Ok(made);
        }
        let Some((mark, before)) = &self.head else {
            return Ok(Vec::new());
        };
        let rest = line.strip_prefix(&before[..]).unwrap_or(line);
        let Some(header) = tshark_line(rest) else {
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
