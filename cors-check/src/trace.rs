//! The report for people, printed line by line as things happen.

use std::io::{self, IsTerminal, Write};

use cors_check::flow::{Finding, Kind, Outgoing, Sent, Verdict};
use http::header::{
    HeaderMap, HeaderName, ACCEPT, ACCEPT_LANGUAGE, ACCESS_CONTROL_ALLOW_CREDENTIALS,
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    CONTENT_LANGUAGE, CONTENT_TYPE, LOCATION, ORIGIN, RANGE,
};
use http::StatusCode;

use crate::shown::{shown, shown_line, shown_lines, shown_url};

const GREEN: &str = "\x1b[32m";
const RED: &str = "\x1b[31m";
const DIM: &str = "\x1b[2m";

/// Where the report goes: standard output, or nowhere if that is for JSON.
pub struct Trace {
    on: bool,
    colour: bool,
    /// Why a line could not be written. None is written after it.
    pub failed: Option<io::Error>,
    begun: bool,
}

impl Trace {
    pub fn new(on: bool) -> Self {
        let wanted = |name, unwanted: fn(&str) -> bool| {
            std::env::var_os(name).is_none_or(|value| !unwanted(&value.to_string_lossy()))
        };
        let colour = io::stdout().is_terminal()
            && wanted("NO_COLOR", |value| !value.is_empty())
            && wanted("TERM", |value| value == "dumb");
        Self {
            on,
            colour,
            failed: None,
            begun: false,
        }
    }

    fn line(&mut self, colour: &str, line: &str) {
        if !self.on || self.failed.is_some() {
            return;
        }
        let mut out = io::stdout().lock();
        let written = if self.colour && !colour.is_empty() {
            writeln!(out, "{colour}{line}\x1b[0m")
        } else {
            writeln!(out, "{line}")
        };
        self.failed = written.and_then(|()| out.flush()).err();
    }

    /// A request, as far as CORS is concerned. Of the page's own headers, a value is shown only if it
    /// decides something: any other may be a secret.
    pub fn request(&mut self, sent: &Outgoing) {
        if std::mem::replace(&mut self.begun, true) {
            self.line("", "");
        }
        let method = shown(sent.method.as_str().as_bytes());
        self.line("", &format!("> {method} {}", shown_url(&sent.url)));
        for name in sent.headers.keys() {
            let decides = matches!(
                *name,
                ACCEPT
                    | ACCEPT_LANGUAGE
                    | ACCESS_CONTROL_REQUEST_HEADERS
                    | ACCESS_CONTROL_REQUEST_METHOD
                    | CONTENT_LANGUAGE
                    | CONTENT_TYPE
                    | ORIGIN
                    | RANGE
            );
            let lines = if *name == ACCEPT && sent.headers[name] == "*/*" {
                continue;
            } else if decides {
                shown_lines(&sent.headers, name)
            } else {
                vec![shown_line(name.as_str().as_bytes(), b"(not shown)")]
            };
            for line in lines {
                self.line("", &format!("> {line}"));
            }
        }
    }

    /// A response: its status, and the headers that decide.
    pub fn response(&mut self, kind: Sent, status: StatusCode, headers: &HeaderMap, cross: bool) {
        self.line(DIM, &format!("< {}", status.as_u16()));
        let mut deciding: Vec<HeaderName> = Vec::new();
        if cross {
            deciding.extend([
                ACCESS_CONTROL_ALLOW_ORIGIN,
                ACCESS_CONTROL_ALLOW_CREDENTIALS,
            ]);
        }
        match kind {
            Sent::Preflight => {
                deciding.extend([ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_HEADERS]);
            }
            Sent::Request if status.is_redirection() => deciding.push(LOCATION),
            Sent::Request => {}
        }
        if cross {
            deciding.push(ACCESS_CONTROL_EXPOSE_HEADERS);
        }
        for name in deciding {
            for line in shown_lines(headers, &name) {
                self.line(DIM, &format!("< {line}"));
            }
        }
    }

    /// What a browser makes of it.
    pub fn finding(&mut self, finding: &Finding) {
        let message = &finding.message;
        match finding.allowed() {
            true => self.line("", message),
            false if finding.kind == Kind::Exposed => {
                self.line(RED, &format!("Not readable: {message}"));
            }
            false => self.line(RED, &format!("Not allowed: {message}")),
        }
    }

    /// The verdict on the whole, and the notes.
    pub fn end(&mut self, verdict: &Verdict, sentence: &str, notes: &[String]) {
        self.line("", "");
        let colour = if verdict.allowed { GREEN } else { RED };
        self.line(colour, sentence);
        for note in notes {
            self.line("", &format!("Note: {note}"));
        }
    }

    /// A report that is already written.
    pub fn text(&mut self, text: &str) {
        for line in text.lines() {
            self.line("", line);
        }
    }
}
