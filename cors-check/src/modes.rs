//! What the verdict would be in the other credentials mode, by the answers that there are.

use cors_flow::{CredentialsMode, Flow, Report, Sent, Step};
use http::header::COOKIE;

use crate::hints::{Hint, Other};
use crate::options::Options;

/// For a copied request, which does not say its mode. A cookie tells it: cross-origin, it is sent only with
/// `include`.
pub fn other(options: &Options, report: &Report) -> Option<Hint> {
    let is_told = options.credentials.is_some() || options.gives(&COOKIE);
    let exchanges = report.exchanges();
    let is_cross_origin = exchanges.iter().any(cors_flow::Exchange::is_cross_origin);
    // Cookies are what these are about, and they are ignored with `same-origin`.
    let needs_cookies = !(options.keep.is_empty() && options.then.is_empty());
    if options.copy.is_none() || is_told || needs_cookies || !is_cross_origin {
        return None;
    }
    let url = exchanges.first()?.url();
    let request = options
        .request(url)
        .credentials(CredentialsMode::SameOrigin);
    let mut flow = Flow::new(report.origin()?, &request).ok()?;
    let is_preflighted = exchanges.first()?.sent().kind == Sent::Preflight;
    if !is_preflighted && matches!(flow.step(), Step::Send(sent) if sent.kind == Sent::Preflight) {
        flow.skip_preflight();
    }
    for exchange in exchanges {
        flow.receive(exchange.status()?, exchange.headers()?);
    }
    let is_at_end = matches!(flow.step(), Step::Done(_));
    let replayed = flow.into_report();
    Some(Hint::ModeAssumed(
        match (replayed.allowed() == report.allowed(), is_at_end) {
            (true, _) => Other::Same,
            (false, true) => Other::Allowed,
            (false, false) => Other::PreflightPasses,
        },
    ))
}
