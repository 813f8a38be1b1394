//! The driver that judges what was pasted.

mod archive;
mod command;
mod conversation;

use std::io::{self, IsTerminal, Write};

use cors_check::transcript::{self, Exchange as Response, Head, Lacks, Line, Pasted};
use cors_flow::{
    Error, Exchange, Flow, Note, Origin, Outgoing, Report, Sent, Step, escaped, is_redirect, trace,
};
use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ALLOW, LOCATION, ORIGIN,
};

use crate::excerpt::{self, excerpt};
use crate::hints::{self, Hint, quoted};
use crate::options::{Copy, Options};
use crate::outcome::{CannotTell, Outcome};
use crate::print::Printer;

/// Judges what is on standard input, and prints the report.
pub fn judge(options: &Options, printer: &mut Printer) -> Result<Outcome, CannotTell> {
    if let Some(option) = options.only_for_url() {
        return Err(CannotTell(hints::only_for_url(option)));
    }
    // What no page can ask is refused before anything is read.
    if let Some(origin) = &options.origin {
        Flow::new(origin, &options.keeping(options.request(None)))?;
    }
    let pasted = match (read(), needs(options)) {
        (Ok(pasted), _) => pasted,
        (Err(_), Some(why)) => return Err(why.into()),
        (Err(error), None) => return Err(error.into()),
    };
    match pasted {
        Pasted::Har(_) if options.describes_request() => Err(hints::REQUEST_AND_HAR.into()),
        Pasted::Exchanges(responses) => judge_all(options, &responses, printer),
        Pasted::Har(archive) => archive::judge(options, &archive, printer),
        Pasted::Request(request) => {
            let own = command::following(options, &request)?;
            Err(CannotTell(hints::not_asked(&command::asking(&own), &own)))
        }
        Pasted::Commands(requests) => Err(CannotTell(command::for_each(options, &requests)?)),
        Pasted::Complaint(complaint) => {
            let mut own = options.clone();
            command::follow_complaint(&mut own, &complaint);
            let is_vague = complaint.is_of_preflight && !own.describes_request();
            let command = command::asking(&own);
            Err(CannotTell(hints::complained(&command, &own, is_vague)))
        }
    }
}

/// Why more has to be said than there is, unless what is pasted says it.
fn needs(options: &Options) -> Option<&'static str> {
    if options.origin.is_some() {
        let asks_of_cookies = !(options.keep.is_empty() && options.then.is_empty());
        (asks_of_cookies && options.of.is_none()).then_some(hints::COOKIES_WITHOUT_URL)
    } else if options.credentials.is_some() {
        Some(hints::MODE_WITHOUT_ORIGIN)
    } else if options.describes_request() {
        Some(hints::REQUEST_WITHOUT_ORIGIN)
    } else {
        None
    }
}

fn read() -> Result<Pasted, transcript::Error> {
    let stdin = io::stdin().lock();
    if stdin.is_terminal() {
        // If even stderr is closed, there is nobody to tell.
        let _ = writeln!(
            io::stderr(),
            "Paste a response, as `curl -si URL` prints it, then a blank line or Ctrl-D; or anything else, such as a \
             copied command or a browser's message, then Ctrl-D."
        );
        return transcript::read_typed(stdin);
    }
    transcript::read(stdin)
}

/// What became of one conversation.
struct Judged {
    report: Report,
    /// Why the report is not the answer.
    unclear: Option<CannotTell>,
}

impl From<Report> for Judged {
    fn from(report: Report) -> Self {
        Self {
            report,
            unclear: None,
        }
    }
}

/// Judges conversation by conversation.
fn judge_all(
    options: &Options,
    responses: &[Response],
    printer: &mut Printer,
) -> Result<Outcome, CannotTell> {
    let mut reports = Vec::new();
    let mut unclear = None;
    let all = conversation::all(responses);
    for conversation in &all {
        let first = &responses[conversation.first()];
        let judged = match (&first.asked, &options.origin) {
            (Some(asked), _) if options.origin.is_some() || asked.origin().is_some() => {
                conversation::judge(options, conversation, responses, printer)?
            }
            (_, None) if needs(options).is_some() => {
                return Err(needs(options).unwrap_or_default().into());
            }
            (asked, None) => judge_header(
                &conversation.heads(responses),
                asked.is_some(),
                first.lacks,
                options,
                printer,
            ),
            (_, Some(origin)) => judge_request(
                options,
                origin,
                &conversation.heads(responses),
                first.lacks,
                printer,
            )?,
        };
        if let Some(why) = judged.unclear {
            if all.len() > 1 {
                printer.next_exchange();
                printer.summary(false, &hints::unclear(&why));
            }
            unclear.get_or_insert(why);
        } else {
            printer.conclusion(&judged.report);
            reports.push(judged.report);
        }
    }
    let is_allowed = reports.iter().all(Report::allowed);
    match unclear {
        // One that is refused is the answer, whatever the others are.
        Some(why) if is_allowed => Err(why),
        _ => {
            printer.end_all(&reports);
            Ok(is_allowed.into())
        }
    }
}

/// The heads as the answers to what a page asks.
fn judge_request(
    options: &Options,
    origin: &Origin,
    heads: &[&Head],
    lacks: Lacks,
    printer: &mut Printer,
) -> Result<Judged, CannotTell> {
    if let Some(why) = needs(options) {
        return Err(why.into());
    }
    let mut own = options.clone();
    // A preflight's answer, and one to the request.
    let is_pair = heads.len() > 1 && heads[0].curl_goes_on_to().is_none();
    let mut flow = Flow::new(origin, &options.keeping(own.request(options.of.as_ref())))?;
    if let (true, Step::Send(sent)) = (is_pair, flow.step()) {
        if sent.kind == Sent::Request {
            own.copy.get_or_insert_with(Copy::default).is_preflighted = true;
            flow = Flow::new(origin, &options.keeping(own.request(options.of.as_ref())))?;
        }
    }
    let Step::Send(first) = flow.step() else {
        return Ok(flow.into_report().into());
    };
    for head in heads {
        if let Step::Done(_) = flow.step() {
            break;
        }
        feed(&mut flow, head);
    }
    let is_done = matches!(flow.step(), Step::Done(_));
    // Nothing tells what the next request is answered.
    let mut report = flow.into_report();
    let mut hints = hints::on_request(options);
    // What was sent is not told, and so not whether a cookie was.
    let on_cookies = hints::on_cookies(options, &report).into_iter();
    hints.extend(on_cookies.filter(|hint| !matches!(hint, Hint::WithoutCookie { .. })));
    if first.kind == Sent::Preflight {
        if !is_done && report.exchanges().len() == 1 && !is_pair {
            let asks = preflight_command(&first);
            hints.push(Hint::JudgedAsPreflight { asks });
        }
    } else if is_bare(judged(&report, heads)) {
        let (curl, origin) = (curl(heads), origin.to_string());
        // It is the likeliest cause.
        hints.insert(0, Hint::AskWithOrigin { curl, origin });
    } else if report.notes().contains(&Note::MaybeNull) && *origin != Origin::opaque() {
        let command = check_command("curl -si", "null", options);
        hints.push(Hint::CheckAsNull { command });
    }
    let answers_options =
        |head: &&Head| head.answers_preflight() || head.headers().contains_key(ALLOW);
    if first.kind == Sent::Request && !is_pair && heads.first().is_some_and(answers_options) {
        hints.push(Hint::JudgedAsRequest);
    }
    let unclear = if is_pair && own.copy.is_some() && report.allowed() {
        Some(hints::PAIR_WITHOUT_REQUEST.into())
    } else {
        lacking(lacks, &report, heads, options, &mut hints)
    };
    show(&report, heads, unclear.is_some(), printer);
    note(&mut report, hints, heads);
    Ok(Judged { report, unclear })
}

/// Passes a head on, and what its body says for itself.
fn feed(flow: &mut Flow, head: &Head) {
    let (status, headers) = (status(head), head.headers());
    flow.receive(status, headers);
    let says_why = excerpt::says_why(flow);
    let excerpt =
        says_why.and_then(|is_error| excerpt(status, headers, &head.rest.begin, is_error));
    if let Some(line) = excerpt {
        flow.receive_body(line.as_bytes());
    }
}

/// Prints each exchange and what a browser makes of it. If the verdict is unclear, the last has none.
fn show(report: &Report, heads: &[&Head], is_unclear: bool, printer: &mut Printer) {
    let last = report.exchanges().len().saturating_sub(1);
    for (at, (exchange, head)) in report.exchanges().iter().zip(heads).enumerate() {
        print(exchange, head, printer);
        printer.cookies(report, at);
        if !(is_unclear && at == last) {
            printer.findings_of(report, at);
        }
    }
}

/// Whether what the paste lacks could change the verdict; if not, it is said.
fn lacking(
    lacks: Lacks,
    report: &Report,
    heads: &[&Head],
    options: &Options,
    hints: &mut Vec<Hint>,
) -> Option<CannotTell> {
    let exchange = report.exchanges().last()?;
    if report.refused().is_some() && is_cut_short(exchange, judged(report, heads), options) {
        return Some(transcript::Error::Cut.into());
    }
    let has = |name| {
        exchange
            .headers()
            .is_some_and(|headers| headers.contains_key(name))
    };
    let error = report.refused().and_then(|finding| finding.error.as_ref());
    let is_unclear = match lacks {
        Lacks::Nothing => return None,
        Lacks::Status | Lacks::Lines if error.is_none() => {
            exchange.sent().kind == Sent::Preflight || has(LOCATION)
        }
        Lacks::Status => false,
        Lacks::Lines => {
            let missing = error.and_then(Error::missing_header);
            let is_listed = exchange.sent().kind != Sent::Preflight
                || (has(ACCESS_CONTROL_ALLOW_METHODS) && has(ACCESS_CONTROL_ALLOW_HEADERS));
            missing.is_some_and(|name| !has(name)) || !is_listed
        }
    };
    if is_unclear {
        return Some(hints::lacking(lacks).into());
    }
    hints.push(Hint::StatusAssumed);
    None
}

/// Whether the input ends in a header that decides, whose value could have become right.
fn is_cut_short(exchange: &Exchange, head: &Head, options: &Options) -> bool {
    let last = head.lines.last().filter(|_| head.is_cut);
    let deciding = trace::deciding(exchange);
    let decides = |line: &&Line| deciding.iter().any(|name| line.is(name.as_str()));
    let Some(line) = last.filter(decides) else {
        return false;
    };
    // Names of headers in any case, all else byte for byte.
    let is_of_names = [ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_EXPOSE_HEADERS];
    let is_of_names = is_of_names.iter().any(|name| line.is(name.as_str()));
    let mut values = line.value.rsplit(|&byte| byte == b',');
    let begin = values.next().unwrap_or_default().trim_ascii();
    let sent = &exchange.sent().headers;
    let asked = [
        ORIGIN,
        ACCESS_CONTROL_REQUEST_METHOD,
        ACCESS_CONTROL_REQUEST_HEADERS,
    ];
    let asked = asked.iter().filter_map(|name| sent.get(name));
    let asked = asked.flat_map(|value| value.as_bytes().split(|&byte| byte == b','));
    let read = options.read.iter().map(|name| name.as_str().as_bytes());
    let mut right = asked.chain(read).chain([&b"true"[..]]);
    right.any(|right| {
        let start = right.get(..begin.len()).unwrap_or_default();
        let is_begun = start == begin || (is_of_names && start.eq_ignore_ascii_case(begin));
        right.len() > begin.len() && is_begun
    })
}

/// `Access-Control-Allow-Credentials` alone.
fn judge_header(
    heads: &[&Head],
    is_asked: bool,
    lacks: Lacks,
    options: &Options,
    printer: &mut Printer,
) -> Judged {
    // A browser goes on only from a redirect, and curl from more.
    let redirects = |head: &&&Head| is_redirect(status(head), head.headers());
    let redirects = heads.iter().take_while(redirects).count();
    let judged_heads = heads.iter().take(redirects + 1);
    let answers = judged_heads.map(|head| (status(head), head.headers().clone()));
    let mut report = Report::of_header_alone(answers);
    let is_bare = is_bare(judged(&report, heads));
    let mut hints = vec![Hint::CheckBoth {
        command: check_command(curl(heads), "https://app.example.com", options),
        is_bare,
    }];
    let lacking = lacking(lacks, &report, heads, options, &mut hints);
    // The request is known, and had no `Origin`.
    let without_origin = || hints::ASKED_WITHOUT_ORIGIN.into();
    let unclear = lacking.or_else(|| (is_asked && is_bare).then(without_origin));
    show(&report, heads, unclear.is_some(), printer);
    note(&mut report, hints, heads);
    Judged { report, unclear }
}

/// Adds the hints, and those on the head that decided.
fn note(report: &mut Report, mut hints: Vec<Hint>, heads: &[&Head]) {
    let head = judged(report, heads);
    let leads_on = is_redirect(status(head), head.headers());
    if report.exchanges().len() < heads.len() {
        if head.curl_goes_on_to().is_some() {
            let status = head.status;
            hints.push(Hint::NotJudged { status });
        }
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
    let judged = heads.iter().zip(report.exchanges());
    let lines = judged.filter_map(|(head, _)| head.rest.unread);
    hints.extend(lines.map(|number| Hint::PerhapsAnother { number }));
    hints.extend(hints::on_unknown_url(report));
    for hint in hints {
        report.note(hint.into());
    }
}

/// The last head that was judged: a browser does not go on from one that it refuses.
fn judged<'a>(report: &Report, heads: &[&'a Head]) -> &'a Head {
    let at = report.exchanges().len().saturating_sub(1);
    heads[at.min(heads.len() - 1)]
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

fn curl(heads: &[&Head]) -> &'static str {
    if heads.iter().all(|head| head.curl_goes_on_to().is_none()) {
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
