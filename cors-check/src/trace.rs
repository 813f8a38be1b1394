//! The report for people, printed line by line as things happen.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use cors_check::flow::{Finding, Kind, Outgoing, Sent, Verdict};
use http::header::{
    HeaderMap, HeaderName, ACCEPT, ACCEPT_LANGUAGE, ACCESS_CONTROL_ALLOW_CREDENTIALS,
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    CONTENT_LANGUAGE, CONTENT_TYPE, LOCATION, ORIGIN, RANGE,
};
use http::StatusCode;

use crate::shown::{shown, shown_line, shown_lines, shown_url};

const PLAIN: Style = Style::new();
const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default();
const DIM: Style = Style::new().dimmed();

/// Where the report goes: standard output, or nowhere if that is for JSON.
pub struct Trace {
    on: bool,
    /// Why a line could not be written. None is written after it.
    pub failed: Option<io::Error>,
    begun: bool,
}

impl Trace {
    pub fn new(on: bool) -> Self {
        Self {
            on,
            failed: None,
            begun: false,
        }
    }

    /// In colour only on a terminal, and there as `NO_COLOR`, `CLICOLOR` and `TERM` say.
    fn line(&mut self, style: Style, line: &str) {
        if !self.on || self.failed.is_some() {
            return;
        }
        let stdout = io::stdout();
        let colour = match AutoStream::choice(&stdout) {
            choice if stdout.is_terminal() => choice,
            _ => ColorChoice::Never,
        };
        let mut out = AutoStream::new(stdout.lock(), colour);
        let written = writeln!(out, "{style}{line}{style:#}");
        self.failed = written.and_then(|()| out.flush()).err();
    }

    /// A request, as far as CORS is concerned. The value of one of the page's own headers is
    /// shown only if it decides something: any other value may be a secret.
    pub fn request(&mut self, sent: &Outgoing) {
        if std::mem::replace(&mut self.begun, true) {
            self.line(PLAIN, "");
        }
        let method = shown(sent.method.as_str().as_bytes());
        self.line(PLAIN, &format!("> {method} {}", shown_url(&sent.url)));
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
                lines(&sent.headers, name)
            } else {
                vec![shown_line(name.as_str().as_bytes(), b"(not shown)")]
            };
            for line in lines {
                self.line(PLAIN, &format!("> {line}"));
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
            for line in lines(headers, &name) {
                self.line(DIM, &format!("< {line}"));
            }
        }
    }

    /// What a browser makes of it.
    pub fn finding(&mut self, finding: &Finding) {
        let message = &finding.message;
        match finding.allowed() {
            true => self.line(PLAIN, message),
            false if finding.kind == Kind::Exposed => {
                self.line(RED, &format!("Not readable: {message}"));
            }
            false => self.line(RED, &format!("Not allowed: {message}")),
        }
    }

    /// The verdict on the whole, and the notes.
    pub fn end(&mut self, verdict: &Verdict, sentence: &str, notes: &[String]) {
        self.line(PLAIN, "");
        let style = if verdict.allowed { GREEN } else { RED };
        self.line(style, sentence);
        for note in notes {
            self.line(PLAIN, &format!("Note: {note}"));
        }
    }

    /// A report that is already written.
    pub fn text(&mut self, text: &str) {
        for line in text.lines() {
            self.line(PLAIN, line);
        }
    }
}

/// The lines of that header, fit for a terminal.
fn lines(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let values = headers.get_all(name).iter();
    shown_lines(values.map(|value| (name.as_str().as_bytes(), value.as_bytes())))
}
