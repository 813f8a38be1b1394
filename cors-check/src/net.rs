//! The driver that asks a server.

mod body;
mod client;
mod controls;
pub mod failure;
mod hsts;
mod lenient;
mod proxy;
mod tls;

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use cors_flow::{Finding, Flow, Kind, Outgoing, Page, Report, Sent, Step, Url, escaped};
use http::Method;
use tokio::time::Instant;

pub use self::client::{Answer, Client, Failed};
use crate::excerpt::{self, is_error};
use crate::hints::{self, Hint};
use crate::limits;
use crate::modes;
use crate::options::Options;
use crate::outcome::{CannotTell, Outcome};
use crate::print::Printer;
use crate::{probes, strangers};

/// How long to wait for an answer before saying so.
const QUIET: Duration = Duration::from_secs(2);

/// Asks, and prints the report.
pub fn ask(options: &Options, url: &Url, printer: &mut Printer) -> Result<Outcome, CannotTell> {
    let deadline = Instant::now() + options.patience();
    limits::end_in(options.patience());
    let origin = options.origin.as_ref().ok_or(hints::NO_ORIGIN)?;
    let body = options.body()?;
    let request = options.request(Some(url));
    // What is wrong with the arguments is told before anything is sent.
    Flow::new(origin, &options.keeping(request.clone()))?;
    let page = Page::new(origin.clone());
    let flow = page.flow(&request)?;
    let is_sent_first = matches!(flow.step(), Step::Send(sent) if sent.kind == Sent::Request);
    if is_sent_first && !may_send(options, &flow.actual()) {
        return Err(CannotTell(hints::not_sent(&flow.actual().method, options)));
    }
    let client = Client::new(options, body, deadline)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the network cannot be used: {error}"))?;
    let outcome = runtime.block_on(async {
        let mut report = run(options, page, flow, &client, printer).await?;
        look_around(options, &mut report, &client, printer).await;
        let strangers = if options.strangers {
            Some(strangers::ask(options, origin, url, &report, &client, printer).await?)
        } else {
            None
        };
        Ok::<_, CannotTell>((report, strangers))
    });
    // Dropping it would wait for a name that is still being looked up.
    runtime.shutdown_background();
    let (report, strangers) = outcome?;
    printer.end(&report, strangers.as_ref());
    let mut strangers = strangers.iter().flat_map(|asked| &asked.strangers);
    let is_too_open = strangers.any(|stranger| stranger.allowed);
    Ok((report.allowed() && !is_too_open).into())
}

/// Whether that request, which is not a preflight, may be sent.
fn may_send(options: &Options, sent: &Outgoing) -> bool {
    !options.is_only_preflight()
        && (options.send || matches!(sent.method, Method::GET | Method::HEAD | Method::OPTIONS))
}

/// What the page asks for, and then what it asks next, as long as it gets the responses: whether it may
/// read each of their headers and whether their cookies are kept shows in what comes of that.
async fn run(
    options: &Options,
    mut page: Page,
    flow: Flow,
    client: &Client,
    printer: &mut Printer,
) -> Result<Report, CannotTell> {
    let mut hints = hints::on_request(options);
    let mut to_keep: Vec<&String> = options.keep.iter().collect();
    to_keep.sort_unstable();
    to_keep.dedup();
    let mut report = drive(options, &mut page, flow, client, &mut hints, printer).await?;
    for turn in 0.. {
        if !report.gets_response() || report.unsent().is_some() {
            let unsent = report.unsent().map(|unsent| unsent.method.clone());
            let url = options.then.get(turn).cloned();
            hints.extend(url.map(|url| Hint::ThenNotAsked { url, unsent }));
            break;
        }
        let next = options.next_request(turn);
        // A cookie is judged once it is set, and at the latest at the end.
        let cookies = report.cookies();
        let is_set = |name: &&String| {
            let mut set = cookies.iter().filter(|cookie| !cookie.is_deletion());
            next.is_none() || set.any(|cookie| cookie.name() == name.as_bytes())
        };
        let (set, rest): (Vec<_>, Vec<_>) = to_keep.into_iter().partition(is_set);
        to_keep = rest;
        let told = report.findings().len();
        for name in set {
            report.keep(name.as_bytes());
        }
        printer.findings(&report.findings()[told..]);
        let Some(next) = next else {
            break;
        };
        let flow = page.flow(&next)?;
        let next = drive(options, &mut page, flow, client, &mut hints, printer).await?;
        report = report.and_then(next);
    }
    hints.extend(modes::other(options, &report));
    if report.unsent().is_some() && !options.is_only_preflight() {
        hints.push(Hint::AddSend);
        if !options.keep.is_empty() {
            hints.push(Hint::KeepUnknown);
        }
    }
    hints.extend(hints::on_cookies(options, &report));
    hints.extend(hints::on_certificate(options, &report));
    for hint in hints {
        report.note(hint.into());
    }
    Ok(report)
}

/// Asks until a flow is at its end.
async fn drive(
    options: &Options,
    page: &mut Page,
    mut flow: Flow,
    client: &Client,
    hints: &mut Vec<Hint>,
    printer: &mut Printer,
) -> Result<Report, CannotTell> {
    let mut told = 0;
    let mut has_broken_body = false;
    let mut by_proxy = None;
    while let Step::Send(sent) = flow.step() {
        if sent.kind == Sent::Request && !may_send(options, &sent) {
            flow.stop();
        } else {
            printer.next_exchange();
            printer.request(&sent);
            // As a browser: with a request that has credentials, and never with a preflight.
            let carries = sent.kind == Sent::Request && flow.carries_credentials();
            let is_identified = carries && options.gives_certificate_to(&sent.url);
            let host = escaped(sent.url.host_str().unwrap_or_default().as_bytes());
            match send(client, sent, is_identified).await {
                Ok(answer) => {
                    has_broken_body |= answer.body.is_broken;
                    let proxy = answer.proxy.clone().filter(|_| is_error(answer.status));
                    by_proxy = proxy.map(Hint::ByProxy);
                    flow.receive(answer.status, &answer.headers);
                    receive_body(&mut flow, answer, client).await;
                }
                Err(Failed::CertificateDemanded) if !carries => flow.receive_certificate_demand(),
                Err(Failed::CertificateDemanded) => {
                    return Err(CannotTell(hints::certificate_demanded(&host)));
                }
                Err(Failed::Because(why)) => return Err(CannotTell(why)),
            }
            let report = flow.report();
            if let Some(exchange) = report.exchanges().last() {
                printer.lines(cors_flow::trace::response(exchange));
                printer.cookies(report, report.exchanges().len() - 1);
            }
        }
        let findings = flow.report().findings();
        let is_known = |finding: &&Finding| !is_asked_again(options, finding);
        let known = findings.iter().take_while(is_known).count();
        printer.findings(&findings[told..known]);
        told = known;
    }
    page.remember(&flow);
    hints.extend(has_broken_body.then_some(Hint::BodyBroken));
    hints.extend(by_proxy);
    Ok(flow.into_report())
}

/// Whether the reason is told only once the server was asked again.
fn is_asked_again(options: &Options, finding: &Finding) -> bool {
    !options.no_probes && finding.kind == Kind::Preflight && !finding.allowed()
}

/// Asks a server again that does not say why it refuses a preflight, and notes what the connections show.
async fn look_around(
    options: &Options,
    report: &mut Report,
    client: &Client,
    printer: &mut Printer,
) {
    let probed = if options.no_probes {
        probes::Learned::default()
    } else {
        probes::ask(options, report, client, printer).await
    };
    let refused = report.refused();
    let refused = refused.filter(|finding| is_asked_again(options, finding));
    printer.findings(refused.map(std::slice::from_ref).unwrap_or_default());
    let known = report.exchanges().iter();
    let known = known.filter_map(|exchange| exchange.url().zip(exchange.headers()));
    let known = known.chain(probed.heads.iter().map(|(url, headers)| (url, headers)));
    let known: Vec<_> = known.collect();
    let passed = client.passed();
    // A browser takes no such word from a host that it does not trust.
    let hsts = passed.is_none().then(|| hsts::host(&known)).flatten();
    let hints = [
        probed.hint,
        passed.map(Hint::of_certificate),
        hsts.map(Hint::Hsts),
    ];
    for hint in hints.into_iter().flatten() {
        report.note(hint.into());
    }
}

/// Lets the flow know what an error page says for itself, or the answer that is refused.
async fn receive_body(flow: &mut Flow, answer: Answer, client: &Client) {
    let Some(is_error) = excerpt::says_why(flow) else {
        return;
    };
    let Answer {
        status,
        headers,
        body,
        ..
    } = answer;
    let excerpt = body.excerpt(status, &headers, is_error, client.deadline());
    if let Some(line) = excerpt.await {
        flow.receive_body(line.as_bytes());
    }
}

/// Sends it and, if that takes long, says what it is waiting for.
async fn send(client: &Client, sent: Outgoing, is_identified: bool) -> Result<Answer, Failed> {
    let host = escaped(sent.url.host_str().unwrap_or_default().as_bytes());
    let answer = client.send(sent, is_identified);
    tokio::pin!(answer);
    tokio::select! {
        answer = &mut answer => return answer,
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
    answer.await
}
