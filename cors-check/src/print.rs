//! Standard output: the trace, line by line as things happen, or the report as JSON.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use cors_flow::trace::{self, Line, Part};
use cors_flow::{Finding, Note, Outgoing, Report};
use serde_json::{Value, json};

use crate::strangers::{Asked, Stranger};

/// Where the report goes.
pub struct Printer {
    json: bool,
    /// Why a line could not be written. None is written after it.
    pub failed: Option<io::Error>,
    begun: bool,
}

impl Printer {
    /// One that prints JSON, and so nothing before the end; or the trace.
    pub fn new(json: bool) -> Self {
        Self {
            json,
            failed: None,
            begun: false,
        }
    }

    /// A blank line between what came before, if anything did, and the next exchange.
    pub fn next_exchange(&mut self) {
        if std::mem::replace(&mut self.begun, true) {
            self.write(Style::new(), "");
        }
    }

    pub fn request(&mut self, sent: &Outgoing) {
        self.lines(trace::request(sent));
    }

    pub fn lines(&mut self, lines: Vec<Line>) {
        self.begun = true;
        for line in lines {
            self.write(style(line.part), &line.text);
        }
    }

    /// What becomes of the cookies of a response.
    pub fn cookies(&mut self, report: &Report, exchange: usize) {
        self.lines(trace::cookies(report, exchange));
    }

    pub fn findings(&mut self, findings: &[Finding]) {
        self.lines(findings.iter().map(trace::finding).collect());
    }

    /// What a browser makes of a response.
    pub fn findings_of(&mut self, report: &Report, exchange: usize) {
        let of_it = |finding: &&Finding| finding.exchange == Some(exchange);
        let findings = report.findings().iter().filter(of_it);
        self.lines(findings.map(trace::finding).collect());
    }

    /// The outcome; as JSON, all of it. Strangers are told of if any were asked for.
    pub fn end(&mut self, report: &Report, strangers: Option<&Asked>) {
        if std::mem::take(&mut self.json) {
            self.write(Style::new(), &json(report, strangers));
            return;
        }
        self.conclusion(report);
        if let Some(asked) = strangers {
            self.next_exchange();
            self.lines(vec![asked.verdict.clone()]);
        }
    }

    /// The outcome of one conversation of several.
    pub fn conclusion(&mut self, report: &Report) {
        self.lines(trace::conclusion(report));
    }

    /// As JSON, all of it: the report, or several.
    pub fn end_all(&mut self, reports: &[Report]) {
        if !std::mem::take(&mut self.json) {
            return;
        }
        let line = match reports {
            [report] => json(report, None),
            reports => {
                let allowed = reports.iter().all(Report::allowed);
                let reports: Vec<_> = reports.iter().map(|report| json(report, None)).collect();
                let reports = reports.join(",");
                format!("{{\"version\":1,\"allowed\":{allowed},\"reports\":[{reports}]}}")
            }
        };
        self.write(Style::new(), &line);
    }

    /// A line of a summary.
    pub fn summary(&mut self, is_refused: bool, line: &str) {
        let part = if is_refused {
            Part::Refused
        } else {
            Part::Allowed
        };
        self.begun = true;
        self.write(style(part), line);
    }

    /// In colour only on a terminal, and there as `NO_COLOR`, `CLICOLOR` and `TERM` say.
    fn write(&mut self, style: Style, line: &str) {
        if self.json || self.failed.is_some() {
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
}

/// The report, and what only the command knows.
fn json(report: &Report, asked: Option<&Asked>) -> String {
    let mut report = report.clone();
    let of_one = |stranger: &Stranger| json!({"origin": stranger.origin.as_str(), "allowed": stranger.allowed});
    let strangers = asked.into_iter().flat_map(|asked| &asked.strangers);
    let strangers: Value = strangers.map(of_one).collect();
    if let Some(asked) = asked {
        report.note(Note::Driver(asked.verdict.text.clone()));
    }
    // Not read and written again, which would lose what is escaped in it.
    let mut json = report.to_json();
    json.truncate(json.len() - "}".len());
    json + &format!(",\"strangers\":{strangers}}}")
}

fn style(part: Part) -> Style {
    match part {
        Part::Response => Style::new().dimmed(),
        Part::Refused | Part::Failed => AnsiColor::Red.on_default(),
        Part::CookieLost => AnsiColor::Yellow.on_default(),
        Part::Passed => AnsiColor::Green.on_default(),
        _ => Style::new(),
    }
}
