//! Who else may read it: the same request, for pages that nobody should trust.

use std::fmt;

use cors_flow::trace::{Line, Part};
use cors_flow::{
    CredentialsMode, Flow, Note, Origin, Report, Request, Sent, SetupError, Step, Url, escaped,
};
use http::StatusCode;
use url::Host;

use crate::excerpt::is_error;
use crate::net::{Answer, Client, Failed};
use crate::options::Options;
use crate::outcome::CannotTell;
use crate::print::Printer;

/// A domain for tests, which nobody has (RFC 6761, section 6.5).
const ELSEWHERE: &str = "evil.example";

/// Those that were asked for, and what that shows.
pub struct Asked {
    pub strangers: Vec<Stranger>,
    pub verdict: Line,
}

/// A page that nobody should trust.
#[derive(Clone, Debug)]
pub struct Stranger {
    pub origin: Origin,
    kind: Kind,
    pub allowed: bool,
    /// Whether it may at least without credentials, by the same answers.
    is_let_in_without: bool,
    /// The last answer's.
    status: Option<StatusCode>,
}

/// What makes a careless comparison take it for the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Unrelated,
    Null,
    Http,
    Port,
    Suffix,
    Prefix,
    /// The same, with nothing of the page's but the registrable domain, roughly.
    Parent,
    Subdomain,
    Dot,
}

/// Asks for each of them, and prints it.
pub async fn ask(
    options: &Options,
    page: &Origin,
    url: &Url,
    report: &Report,
    client: &Client,
    printer: &mut Printer,
) -> Result<Asked, CannotTell> {
    let request = options
        .request(Some(url))
        .credentials(CredentialsMode::Include);
    let mut asked = Vec::new();
    printer.next_exchange();
    printer.lines(vec![question(report)]);
    // At the end of redirects, the page is like any that has the origin `null`.
    let is_null_allowed = report.mode() == CredentialsMode::Include
        && report
            .notes()
            .iter()
            .any(|note| matches!(note, Note::NullAllowed(_)));
    for (origin, kind) in strangers(page, url) {
        let report = heard(options, flow(&origin, &request)?, client).await?;
        let allowed = report.as_ref().is_some_and(Report::gets_response)
            || kind == Kind::Null && is_null_allowed;
        let without = request.clone().credentials(CredentialsMode::Omit);
        let stranger = Stranger {
            is_let_in_without: match &report {
                Some(report) => replayed(flow(&origin, &without)?, report).gets_response(),
                None => false,
            },
            status: report.as_ref().and_then(last_status),
            origin,
            kind,
            allowed,
        };
        printer.lines(vec![Line {
            part: if allowed {
                Part::Refused
            } else {
                Part::Allowed
            },
            text: stranger.to_string(),
        }]);
        asked.push(stranger);
    }
    // `--then` is left out.
    let own = request.credentials(report.mode());
    let is_refused = !replayed(Flow::new(page, &own)?, report).gets_response();
    Ok(Asked {
        verdict: verdict(report, is_refused, &asked),
        strangers: asked,
    })
}

/// The request of a page at that origin. A POST that must not be sent, and that no preflight goes before,
/// gets one: a server that knows CORS answers it.
fn flow(origin: &Origin, request: &Request) -> Result<Flow, SetupError> {
    let flow = Flow::new(origin, request)?;
    match flow.step() {
        Step::Send(sent) if sent.kind == Sent::Request && !sent.method.is_safe() => {
            Flow::new(origin, &request.clone().upload_listener())
        }
        _ => Ok(flow),
    }
}

/// What a browser makes of the answers to that page; if the request must not be sent, of those to a
/// preflight. None if the server does not let anybody in without a certificate.
async fn heard(
    options: &Options,
    mut flow: Flow,
    client: &Client,
) -> Result<Option<Report>, CannotTell> {
    while let Step::Send(sent) = flow.step() {
        let is_preflight = sent.kind == Sent::Preflight;
        if !is_preflight && !sent.method.is_safe() {
            flow.stop();
            continue;
        }
        let is_identified = !is_preflight && options.gives_certificate_to(&sent.url);
        match answer(client.send(sent, is_identified).await)? {
            Some(answer) => flow.receive(answer.status, &answer.headers),
            None => return Ok(None),
        }
    }
    Ok(Some(flow.into_report()))
}

/// The same answers, in another flow.
fn replayed(mut flow: Flow, report: &Report) -> Report {
    for exchange in report.exchanges() {
        if let Some((status, headers)) = exchange.status().zip(exchange.headers()) {
            flow.receive(status, headers);
        }
    }
    flow.into_report()
}

fn last_status(report: &Report) -> Option<StatusCode> {
    report.exchanges().last()?.status()
}

/// None if the server does not let anybody in without a certificate.
fn answer(answer: Result<Answer, Failed>) -> Result<Option<Answer>, CannotTell> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Failed::CertificateDemanded) => Ok(None),
        Err(Failed::Because(why)) => Err(CannotTell(why)),
    }
}

/// Those that a page has, each once. Not the page itself, nor one of the URL's own origin, to which CORS
/// does not apply.
fn strangers(page: &Origin, url: &Url) -> Vec<(Origin, Kind)> {
    let mut found = vec![
        (format!("https://{ELSEWHERE}"), Kind::Unrelated),
        ("null".to_owned(), Kind::Null),
    ];
    if let Some(own) = http_url(page) {
        let (scheme, host) = (own.scheme(), own.host_str().unwrap_or_default());
        let port = own
            .port()
            .map_or_else(String::new, |port| format!(":{port}"));
        let at = |host: &str| format!("{scheme}://{host}{port}");
        let labels: Vec<_> = host.split('.').collect();
        let parent = labels.get(1..).unwrap_or_default().join(".");
        let is_address = !matches!(own.host(), Some(Host::Domain(_)));
        if scheme == "https" {
            found.push((format!("http://{host}{port}"), Kind::Http));
        }
        let other = if own.port() == Some(8443) { 8444 } else { 8443 };
        found.push((format!("{scheme}://{host}:{other}"), Kind::Port));
        if !is_address {
            found.push((at(&format!("{host}.{ELSEWHERE}")), Kind::Suffix));
            found.push((at(&format!("evil{host}")), Kind::Prefix));
            if labels.len() > 2 {
                found.push((at(&format!("evil{parent}")), Kind::Parent));
                found.push((at(&format!("evil.{parent}")), Kind::Subdomain));
                found.push((at(&format!("{}x{parent}", labels[0])), Kind::Dot));
            } else {
                found.push((at(&format!("evil.{host}")), Kind::Subdomain));
            }
        }
    }
    let mut strangers: Vec<(Origin, Kind)> = Vec::new();
    for (text, kind) in found {
        let Ok(origin) = text.parse::<Origin>() else {
            continue;
        };
        let is_known = strangers.iter().any(|(known, _)| *known == origin);
        // Of those that have the origin `null`, nobody can tell one from another.
        let is_page = origin == *page && kind != Kind::Null;
        if !is_page && !is_known && !origin.is_same_origin(url) {
            strangers.push((origin, kind));
        }
    }
    strangers
}

/// The page's origin as a URL, if it is one of HTTP: neither `null` nor an extension's.
fn http_url(page: &Origin) -> Option<Url> {
    let url: Url = page.as_str().parse().ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

impl fmt::Display for Stranger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let may = if self.allowed { "yes" } else { "no " };
        let what = match self.kind {
            Kind::Unrelated => "an unrelated site",
            Kind::Null => "a sandboxed page, or a local file",
            Kind::Http => "the page's host, without encryption",
            Kind::Port => "another port",
            Kind::Suffix => "a host that begins like the page's",
            Kind::Prefix | Kind::Parent => "a host that ends like the page's",
            Kind::Subdomain => "another subdomain",
            Kind::Dot => "another letter for a dot",
        };
        write!(f, "{may}  {} ({what})", self.origin)
    }
}

/// What all of them may do or not: to read the response, unless the request was not sent.
fn deed(report: &Report) -> String {
    match report.unsent() {
        None => "read the response".into(),
        Some(unsent) => format!("send the {}", escaped(unsent.method.as_str().as_bytes())),
    }
}

/// What is asked of all of them.
fn question(report: &Report) -> Line {
    Line {
        part: Part::Note,
        text: format!(
            "May pages that nobody should trust {} with credentials?",
            deed(report)
        ),
    }
}

/// The outcome, in a line. A server that refuses the page, too, may let others in once it is mended.
fn verdict(report: &Report, is_refused: bool, strangers: &[Stranger]) -> Line {
    let deed = deed(report);
    let allowed: Vec<_> = strangers
        .iter()
        .filter(|stranger| stranger.allowed)
        .collect();
    let [first, rest @ ..] = &allowed[..] else {
        let mut text = if is_refused {
            "This proves nothing about other pages: the server refuses this page, too. Fix that, then run \
             `--strangers` again."
                .into()
        } else {
            format!("No stranger may {deed} with credentials.")
        };
        if strangers.iter().all(|stranger| stranger.is_let_in_without) {
            text.extend([" Without credentials, every page may ", &deed, "."]);
        }
        let statuses = strangers.iter().map(|stranger| stranger.status);
        let mut statuses = statuses.chain([last_status(report)]);
        let are_errors = statuses.all(|status| status.is_some_and(is_error));
        if are_errors && !is_refused {
            text += " But the server answered each of them, and the page, with an error: what it does \
                     otherwise is not known.";
        }
        return Line {
            part: if are_errors || is_refused {
                Part::Note
            } else {
                Part::Passed
            },
            text,
        };
    };
    let more = match rest.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let advice = advice(&allowed);
    let first = escaped(first.origin.as_str().as_bytes());
    Line {
        part: Part::Failed,
        text: format!("Too open: `{first}`{more} may {deed} with credentials. {advice}"),
    }
}

/// What is to be changed, in a few sentences.
fn advice(allowed: &[&Stranger]) -> String {
    let is_allowed = |kind| allowed.iter().any(|stranger| stranger.kind == kind);
    // What follows from another mistake is not told.
    let follows = |kind| match kind {
        Kind::Unrelated => false,
        _ if is_allowed(Kind::Unrelated) => true,
        Kind::Port => is_allowed(Kind::Suffix),
        Kind::Prefix => is_allowed(Kind::Parent) || is_allowed(Kind::Subdomain),
        Kind::Subdomain | Kind::Dot => is_allowed(Kind::Parent),
        _ => false,
    };
    let kinds = allowed.iter().map(|stranger| stranger.kind);
    let sentences: Vec<_> = kinds.filter(|kind| !follows(*kind)).map(remedy).collect();
    sentences.join(" ")
}

fn remedy(kind: Kind) -> &'static str {
    match kind {
        Kind::Unrelated => {
            "The server allows any origin, most likely by sending back whatever Origin it gets: compare \
             the Origin with a list of whole origins."
        }
        Kind::Null => {
            "Take `null` off the server's list: any page can open a sandboxed frame, whose origin is `null`."
        }
        Kind::Http => {
            "Compare the scheme, too: whoever controls a visitor's network can put anything into an http page."
        }
        Kind::Port => "Compare the port, too.",
        Kind::Suffix => {
            "The server does not look at the end of the Origin: compare whole origins, or end the pattern \
             with `$`."
        }
        Kind::Prefix | Kind::Parent => {
            "The server does not look at the beginning of the host: compare whole origins, or begin the \
             pattern with `^https://`."
        }
        Kind::Subdomain => {
            "The server allows every subdomain: list those that need it, since one that is abandoned, or \
             that others can fill, is enough."
        }
        Kind::Dot => {
            "A dot in the server's pattern stands for any character: write `\\.`, or compare whole origins."
        }
    }
}
