//! `mitmdump`.

use super::{Made, RECEIVED, SENT, has_time, marked, of_head};
use crate::transcript::Error;
use crate::transcript::lines::has;

/// `mitmdump --flow-detail 2` or more. With less, it prints no headers.
#[derive(Default)]
pub struct Mitmdump {
    mark: Option<&'static str>,
    has_headers: bool,
}

/// ` << HTTP/2.0 200 OK 12b`: how it is indented; the version, which is not told if it is HTTP/1 on both sides; and
/// the status and what follows it.
pub fn status(line: &[u8]) -> Option<(usize, &str, &str)> {
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
    pub fn line(&mut self, number: usize, line: &[u8]) -> Made {
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
        let status = status(line).filter(|(indentation, ..)| is_head || *indentation == 1);
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
