//! `nghttp -v`.

use std::collections::BTreeMap;

use super::{Made, RECEIVED, SENT, has_time, marked, of_head};
use crate::transcript::Error;
use crate::transcript::lines::has;

pub const SENDS: &[u8] = b"] send HEADERS frame <";
pub const RECEIVES: &[u8] = b"] recv (stream_id=";

/// `nghttp -v`. Several streams have requests before the first one has its response.
#[derive(Default)]
pub struct Nghttp {
    /// The requests without a response, by stream.
    requests: BTreeMap<u32, Vec<Vec<u8>>>,
    /// The request that is being printed: its stream, pseudo-headers and headers.
    sending: Option<(u32, Vec<String>)>,
    in_head: bool,
}

impl Nghttp {
    pub fn line(&mut self, number: usize, line: &[u8]) -> Made {
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
                .extend(request(&lines).map(|lines| (of, lines)));
        }
        let received = has(line, RECEIVES).then(stream).flatten();
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
        if has(line, SENDS) {
            self.sending = stream().map(|(of, _)| (of, Vec::new()));
        }
        Ok(made)
    }

    /// What is left at the end: the requests that were not answered, too.
    pub fn end(&mut self, number: usize) -> Made {
        let mut made = self.line(number, b"[ ")?;
        made.extend(std::mem::take(&mut self.requests).into_values().flatten());
        Ok(made)
    }
}

/// A request as `curl -v` prints it.
fn request(lines: &[String]) -> Option<Vec<Vec<u8>>> {
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
