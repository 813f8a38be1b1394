//! What the crate says of a case: the playground does with it what a browser would, over real
//! sockets. `cors-flow` decides what to send next, and what the page gets.

mod connection;
mod instead;

use cors_flow::{Error, Exchange, Finding, Flow, Report, Request, Sent, SetupError, Step};
use http::header::ORIGIN;
use http::{HeaderName, HeaderValue, Method};
use serde::Serialize;

use self::instead::Instead;
use crate::arrivals::{Arrived, SentOrigin};
use crate::cases::Case;

const NOT_READ: &str = "The playground's client cannot read the response as HTTP.";

/// Whether a page gets what it asks for in a case, by the crate and by what is written instead.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// Whether the page gets the response, and the header of it that it wants to read.
    pub allowed: bool,
    /// For a person: `None` if it is allowed.
    pub reason: Option<String>,
    /// The same for a program: the name of the crate's error.
    pub code: Option<String>,
    /// The same checks with the types of `headers`.
    pub headers: bool,
    /// The same checks with `get`, `to_str` and `split`, of the first line of each header.
    pub get: bool,
    /// Whether the preflight allows the actual request, if there is a preflight.
    pub preflight: Option<bool>,
    /// The header that is refused: one that the page sends, or wants to read.
    pub header: Option<String>,
    /// What was sent to the case's URL, and to each URL that redirects led to.
    pub hops: Vec<Arrived>,
    /// All that the crate says.
    #[serde(skip)]
    pub report: Report,
}

impl Verdict {
    fn of(report: &Report, instead: &Instead, hops: Vec<Arrived>) -> Self {
        let begins = report.exchanges().first().map(|first| first.sent().kind);
        let first = report.findings().first();
        let refused = report.refused();
        Self {
            allowed: report.allowed(),
            reason: refused.map(ToString::to_string),
            code: refused.and_then(Finding::code),
            headers: instead.headers,
            get: instead.get,
            preflight: first
                .filter(|_| begins == Some(Sent::Preflight))
                .map(Finding::allowed),
            header: refused.and_then(|finding| Some(finding.header.as_ref()?.to_string())),
            hops,
            report: report.clone(),
        }
    }
}

/// A case as its page asks for it.
///
/// # Errors
///
/// If no browser sends such a request.
pub fn flow(case: &Case, url: &str) -> Result<Flow, SetupError> {
    let method = Method::from_bytes(case.method.as_bytes()).expect("a case's method is one");
    let mut request = Request::new(method, url.parse().expect("a case's URL is one"))
        .credentials(case.credentials);
    for (name, value) in case.headers.iter().map(header) {
        request = request.header(name, value);
    }
    if let Some(name) = read(case) {
        request = request.read(name);
    }
    Flow::new(&case.origin, &request)
}

/// A header as a script gives it: each character of its value is a byte.
fn header((name, value): &(String, String)) -> (HeaderName, HeaderValue) {
    let bytes: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(c).ok()).collect();
    let value = bytes.and_then(|bytes| HeaderValue::from_bytes(&bytes).ok());
    (
        name.parse().expect("a case's names are names"),
        value.expect("a case's values are values"),
    )
}

fn read(case: &Case) -> Option<HeaderName> {
    let name = case.read.as_ref()?;
    Some(name.parse().expect("a case's names are names"))
}

/// What was sent to each URL, in order.
fn hops(case: &Case, exchanges: &[Exchange]) -> Vec<Arrived> {
    let mut hops = Vec::new();
    let mut last = Sent::Request;
    for sent in exchanges.iter().map(Exchange::sent) {
        if sent.kind == Sent::Preflight || last == Sent::Request {
            hops.push(Arrived::default());
        }
        let origin = SentOrigin::of(sent.headers.get(ORIGIN), &case.origin);
        if let Some(hop) = hops.last_mut() {
            hop.note(sent.kind == Sent::Preflight, origin);
        }
        last = sent.kind;
    }
    hops
}

/// Sends a case as its page would: with a preflight if it needs one, and following redirects.
pub async fn verdict(case: &Case, url: &str) -> Verdict {
    let mut flow = flow(case, url).expect("a browser sends each case");
    while let Step::Send(sent) = flow.step() {
        match connection::send(&sent).await {
            Some((status, headers)) => flow.receive(status, &headers),
            None => flow.receive_nothing(NOT_READ),
        }
    }
    let report = flow.report();
    let mut instead = Instead::new(case.credentials, read(case));
    for exchange in report.exchanges() {
        instead.receive(exchange.sent(), exchange.status().zip(exchange.headers()));
    }
    let last = report.exchanges().last().map(|last| last.sent().kind);
    if last == Some(Sent::Preflight) {
        // The crate refused it, but a way without the crate may allow it.
        let sent = flow.actual();
        let received = connection::send(&sent).await;
        instead.receive(
            &sent,
            received
                .as_ref()
                .map(|(status, headers)| (*status, headers)),
        );
    }
    if let Some(Some(Error::Redirect(_))) = report.refused().map(|refused| &refused.error) {
        // Not their task: whoever follows redirects refuses this one.
        instead.refuse();
    }
    Verdict::of(report, &instead, hops(case, report.exchanges()))
}
