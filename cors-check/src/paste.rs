//! The driver that judges what was pasted.

use std::io::{self, IsTerminal, Write};

use cors_check::transcript::{self, Head, Heads};
use cors_flow::{
    Exchange, Flow, Note, Origin, Outgoing, Report, Sent, Step, escaped, is_redirect, trace,
};
use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD,
};

use crate::hints::{self, Hint, quoted};
use crate::options::Options;
use crate::outcome::{CannotTell, Outcome};
use crate::print::Printer;

/// Judges what is on standard input, and prints the report.
pub fn judge(options: &Options, printer: &mut Printer) -> Result<Outcome, CannotTell> {
    if let Some(option) = options.only_for_url() {
        return Err(CannotTell(hints::only_for_url(option)));
    }
    if options.of.is_none() && !(options.keep.is_empty() && options.then.is_empty()) {
        return Err(hints::COOKIES_WITHOUT_URL.into());
    }
    let report = match &options.origin {
        Some(origin) => judge_request(options, origin, printer)?,
        None if options.credentials.is_some() => return Err(hints::MODE_WITHOUT_ORIGIN.into()),
        None if options.describes_request() => return Err(hints::REQUEST_WITHOUT_ORIGIN.into()),
        None => judge_header(options, &read()?, printer),
    };
    printer.end(&report);
    Ok(report.allowed().into())
}

fn read() -> Result<Heads, transcript::Error> {
    let stdin = io::stdin().lock();
    if stdin.is_terminal() {
        // If even stderr is closed, there is nobody to tell.
        let _ = writeln!(
            io::stderr(),
            "Paste a response head, as `curl -si URL` prints it, then a blank line or Ctrl-D."
        );
    }
    transcript::read(stdin)
}

/// The heads as the answers to what a page asks.
fn judge_request(
    options: &Options,
    origin: &Origin,
    printer: &mut Printer,
) -> Result<Report, CannotTell> {
    let mut flow = Flow::new(
        origin,
        &options.keeping(options.request(options.of.as_ref())),
    )?;
    let Step::Send(first) = flow.step() else {
        return Ok(flow.into_report());
    };
    let heads = read()?;
    for head in all(&heads) {
        if let Step::Done(_) = flow.step() {
            break;
        }
        let told = flow.report().findings().len();
        flow.receive(status(head), head.headers());
        let report = flow.report();
        if let Some(exchange) = report.exchanges().last() {
            print(exchange, head, printer);
            printer.cookies(report, report.exchanges().len() - 1);
        }
        printer.findings(&report.findings()[told..]);
    }
    let told = flow.report().findings().len();
    // Nothing tells what the next request is answered.
    flow.stop();
    printer.findings(&flow.report().findings()[told..]);

    let mut report = flow.into_report();
    let mut hints = hints::on_request(options);
    hints.extend(hints::on_cookies(options, &report));
    if first.kind == Sent::Preflight {
        let asks = preflight_command(&first);
        hints.push(Hint::JudgedAsPreflight { asks });
    } else if is_bare(judged(&report, &heads)) {
        let (curl, origin) = (curl(&heads), origin.to_string());
        hints.push(Hint::AskWithOrigin { curl, origin });
    } else if report.notes().contains(&Note::MaybeNull) && *origin != Origin::opaque() {
        let command = check_command("curl -si", "null", options);
        hints.push(Hint::CheckAsNull { command });
    }
    note(&mut report, hints, &heads);
    Ok(report)
}

/// `Access-Control-Allow-Credentials` alone.
fn judge_header(options: &Options, heads: &Heads, printer: &mut Printer) -> Report {
    // A browser goes on only from a redirect, and curl from more.
    let redirects = |head: &&Head| is_redirect(status(head), head.headers());
    let redirects = all(heads).take_while(redirects).count();
    let judged_heads = all(heads).take(redirects + 1);
    let answers = judged_heads.map(|head| (status(head), head.headers().clone()));
    let mut report = Report::of_header_alone(answers);
    let steps = report.exchanges().iter().zip(report.findings());
    for (at, ((exchange, finding), head)) in steps.zip(all(heads)).enumerate() {
        print(exchange, head, printer);
        printer.cookies(&report, at);
        printer.findings(std::slice::from_ref(finding));
    }
    let hint = Hint::CheckBoth {
        command: check_command(curl(heads), "https://app.example.com", options),
        is_bare: is_bare(judged(&report, heads)),
    };
    note(&mut report, vec![hint], heads);
    report
}

/// Adds the hints, and those on the head that decided.
fn note(report: &mut Report, mut hints: Vec<Hint>, heads: &Heads) {
    let head = judged(report, heads);
    let leads_on = is_redirect(status(head), head.headers());
    if report.exchanges().len() <= heads.redirects.len() {
        let status = head.status;
        hints.push(Hint::NotJudged { status });
    } else if leads_on && report.allowed() {
        hints.push(Hint::NotFollowed);
    }
    let deciding = report.exchanges().last().map(trace::deciding);
    for name in deciding.into_iter().flatten() {
        let mut lines = head.lines.iter();
        if lines.any(|line| line.is_with_space(name.as_str())) {
            let name = name.to_string();
            hints.push(Hint::SpaceBeforeColon { name });
        }
    }
    if !head.complete {
        hints.push(Hint::CutOff);
    }
    hints.extend(hints::on_unknown_url(report));
    for hint in hints {
        report.note(hint.into());
    }
}

/// The last head that was judged: a browser does not go on from one that it refuses.
fn judged<'a>(report: &Report, heads: &'a Heads) -> &'a Head {
    let at = report.exchanges().len().saturating_sub(1);
    all(heads).nth(at).unwrap_or(&heads.last)
}

/// The request, if it is known whereto, and the lines of the response that decide, as they were
/// received.
fn print(exchange: &Exchange, head: &Head, printer: &mut Printer) {
    printer.next_exchange();
    if exchange.url().is_some() {
        printer.request(exchange.sent());
    }
    let lines = head.lines.iter();
    let lines: Vec<_> = lines
        .map(|line| (&line.name[..], &line.value[..]))
        .collect();
    printer.lines(trace::response_of(exchange, &lines));
}

fn all(heads: &Heads) -> impl Iterator<Item = &Head> {
    heads.redirects.iter().chain([&heads.last])
}

fn status(head: &Head) -> StatusCode {
    // The reader takes no status that is not one.
    StatusCode::from_u16(head.status).unwrap_or_default()
}

/// Whether it has neither of the headers that a server sends only to a request with an `Origin`.
fn is_bare(head: &Head) -> bool {
    let headers = head.headers();
    !headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN)
        && !headers.contains_key(ACCESS_CONTROL_ALLOW_CREDENTIALS)
}

fn curl(heads: &Heads) -> &'static str {
    if heads.redirects.is_empty() && heads.last.curl_goes_on_to().is_none() {
        "curl -si"
    } else {
        "curl -siL"
    }
}

/// The command that asks for a page of that origin, and judges what it gets.
fn check_command(curl: &str, origin: &str, options: &Options) -> String {
    let header = quoted(&format!("Origin: {origin}"));
    let mode = options
        .credentials
        .map(|mode| format!(" --credentials {mode}"));
    let mode = mode.unwrap_or_default();
    format!("{curl} -H {header} URL | cors-check - --origin {origin}{mode}")
}

/// The command that asks as the preflight does.
fn preflight_command(sent: &Outgoing) -> String {
    let mut command = "curl -si -X OPTIONS".to_owned();
    for (name, wire) in [
        (http::header::ORIGIN, "Origin"),
        (
            ACCESS_CONTROL_REQUEST_METHOD,
            "Access-Control-Request-Method",
        ),
        (
            ACCESS_CONTROL_REQUEST_HEADERS,
            "Access-Control-Request-Headers",
        ),
    ] {
        if let Some(value) = sent.headers.get(name) {
            let header = format!("{wire}: {}", escaped(value.as_bytes()));
            command.extend([" -H ", &quoted(&header)]);
        }
    }
    command + " URL"
}
