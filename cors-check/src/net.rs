//! The driver that asks a server.

mod client;
mod failure;
mod lenient;
mod tls;

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use cors_flow::{Flow, Outgoing, Report, Sent, Step, Url, escaped, is_redirect};
use http::header::{COOKIE, HeaderMap};
use http::{Method, StatusCode};

use tokio::time::Instant;

use self::client::{Answer, Client};
use crate::hints::{self, Hint};
use crate::limits;
use crate::options::Options;
use crate::outcome::{CannotTell, Outcome};
use crate::print::Printer;

/// How long to wait for an answer before saying so.
const QUIET: Duration = Duration::from_secs(2);

/// Asks, and prints the report.
pub fn ask(options: &Options, url: &Url, printer: &mut Printer) -> Result<Outcome, CannotTell> {
    let deadline = Instant::now() + options.patience();
    limits::end_in(options.patience());
    let origin = options.origin.as_ref().ok_or(hints::NO_ORIGIN)?;
    let body = options.body()?;
    let flow = Flow::new(origin, &options.request(Some(url)))?;
    let is_sent_first = matches!(flow.step(), Step::Send(sent) if sent.kind == Sent::Request);
    if is_sent_first && !may_send(options, &flow.actual()) {
        return Err(CannotTell(hints::not_sent(&flow.actual().method, options)));
    }
    let client = Client::new(options, body, deadline)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the network cannot be used: {error}"))?;
    let proxy = hints::on_proxy(url);
    let outcome = runtime.block_on(run(options, flow, &client, printer));
    // Dropping it would wait for a name that is still being looked up.
    runtime.shutdown_background();
    let mut report = match (outcome, &proxy) {
        (Ok(report), _) => report,
        (Err(CannotTell(why)), Some(proxy)) => return Err(CannotTell(format!("{why}. {proxy}"))),
        (Err(why), None) => return Err(why),
    };
    if let Some(hint) = proxy {
        report.note(hint.into());
    }
    printer.end(&report);
    Ok(report.allowed().into())
}

/// Whether that request, which is not a preflight, may be sent.
fn may_send(options: &Options, sent: &Outgoing) -> bool {
    options.send || matches!(sent.method, Method::GET | Method::HEAD)
}

async fn run(
    options: &Options,
    mut flow: Flow,
    client: &Client,
    printer: &mut Printer,
) -> Result<Report, CannotTell> {
    let mut told = 0;
    let mut without_cookie = false;
    let mut has_broken_body = false;
    while let Step::Send(sent) = flow.step() {
        if sent.kind == Sent::Request && !may_send(options, &sent) {
            flow.stop();
        } else {
            printer.next_exchange();
            printer.request(&sent);
            let is_bare = sent.kind == Sent::Request
                && flow.carries_credentials()
                && !sent.headers.contains_key(COOKIE);
            let answer = send(client, sent).await?;
            let Answer {
                status, headers, ..
            } = &answer;
            without_cookie |= is_bare && asks_login(*status, headers);
            has_broken_body |= answer.has_broken_body;
            flow.receive(*status, headers);
            if let Some(exchange) = flow.report().exchanges().last() {
                printer.lines(cors_flow::trace::response(exchange));
            }
        }
        let findings = flow.report().findings();
        printer.findings(&findings[told..]);
        told = findings.len();
    }
    let mut report = flow.into_report();
    let mut hints = hints::on_request(options);
    if report.unsent().is_some() {
        hints.push(Hint::AddSend);
    }
    if has_broken_body {
        hints.push(Hint::BodyBroken);
    }
    if without_cookie {
        hints.push(Hint::without_cookie(options));
    }
    for hint in hints {
        report.note(hint.into());
    }
    Ok(report)
}

/// Whether a server that asks for a login may answer otherwise to a browser that has logged in.
fn asks_login(status: StatusCode, headers: &HeaderMap) -> bool {
    is_redirect(status, headers)
        || matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
}

/// Sends it and, if that takes long, says what it is waiting for.
async fn send(client: &Client, sent: Outgoing) -> Result<Answer, CannotTell> {
    let host = escaped(sent.url.host_str().unwrap_or_default().as_bytes());
    let answer = client.send(sent);
    tokio::pin!(answer);
    tokio::select! {
        answer = &mut answer => return Ok(answer?),
        () = tokio::time::sleep(QUIET) => {}
    }
    if io::stderr().is_terminal() {
        // If this cannot be written, the answer still can.
        let _ = writeln!(
            io::stderr(),
            "Waiting for {host} (the time limit is {} s) ...",
            client.patience().as_secs_f64()
        );
    }
    Ok(answer.await?)
}
