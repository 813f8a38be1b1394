//! The playground's own client: it does with each case what a browser would, over real sockets.
//! `cors-check`'s flow, and so the crate, decides what to send next and what the page gets.

use cors_check::flow::{
    self, Finding, Flow, Kind, Outgoing, Request, Sent, SetupError, Step, Url, Verdict as Flowed,
};
use headers_allow_credentials::cors::CredentialsMode;
use http::header::ORIGIN;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Serialize;
use testkit::instead;

use crate::asked::{Asked, Origin};
use crate::cases::Case;

const NOT_READ: &str = "The playground's client cannot read the response as HTTP";

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
    pub hops: Vec<Asked>,
}

impl Verdict {
    fn of(flowed: &Flowed, instead: &Instead, hops: Vec<Asked>) -> Self {
        let first = flowed.steps.first();
        let preflight = first.filter(|step| step.kind == Kind::Preflight);
        let refused = flowed.steps.iter().find(|step| !step.allowed());
        Self {
            allowed: flowed.allowed,
            reason: refused.map(|step| step.message.clone()),
            code: refused.and_then(Finding::code),
            headers: instead.headers,
            get: instead.get,
            preflight: preflight.map(Finding::allowed),
            header: refused.and_then(|step| step.header.as_ref().map(ToString::to_string)),
            hops,
        }
    }
}

/// What each way without the crate says of a case: true until something refuses it.
struct Instead<'a> {
    credentials: CredentialsMode,
    read: &'a [HeaderName],
    headers: bool,
    get: bool,
}

impl Instead<'_> {
    fn receive(&mut self, sent: &Outgoing, status: StatusCode, response: &HeaderMap) {
        let mode = self.credentials;
        if sent.kind == Sent::Preflight {
            let asked = &sent.headers;
            self.headers &= instead::preflight_by_headers(asked, mode, status, response);
            self.get &= instead::preflight_by_hand(asked, mode, status, response);
            return;
        }
        let origin = sent
            .headers
            .get(ORIGIN)
            .and_then(|origin| origin.to_str().ok());
        let origin = origin.unwrap_or_default();
        self.headers &= instead::check_by_headers(origin, mode, response);
        self.get &= instead::check_by_get(origin, mode, response);
        if !status.is_redirection() {
            for name in self.read {
                self.headers &= instead::exposed_by_headers(name, mode, response);
                self.get &= instead::exposed_by_hand(name, mode, response);
            }
        }
    }

    fn receive_nothing(&mut self) {
        self.headers = false;
        self.get = false;
    }
}

/// A case as a page of that origin asks for it.
///
/// # Errors
///
/// If no browser sends such a request.
pub fn flow(case: &Case, url: &str, page: &str) -> Result<Flow, SetupError> {
    let url: Url = url.parse().expect("a case's URL is one");
    Flow::new(Request {
        method: Method::from_bytes(case.method.as_bytes()).expect("a case's method is one"),
        headers: case.headers.iter().map(header).collect(),
        credentials: case.credentials,
        read: read(case),
        ..Request::new(url, case.origin(page))
    })
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

fn read(case: &Case) -> Vec<HeaderName> {
    let names = case.read.iter();
    names
        .map(|name| name.parse().expect("a case's names are names"))
        .collect()
}

/// An HTTP client that reads responses as browsers do, as far as it can be told to.
pub struct Client(reqwest::Client);

impl Client {
    pub fn new() -> Result<Self, reqwest::Error> {
        reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            // Some answers close their connection, which could happen just as it is used again.
            .pool_max_idle_per_host(0)
            .http1_only()
            // Browsers read a folded line as one, and pass over a line that is not a header.
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_ignore_invalid_headers_in_responses(true)
            .build()
            .map(Self)
    }

    /// Sends a case as a page of that origin would: with a preflight if it needs one, and following
    /// redirects.
    pub async fn run(&self, case: &Case, url: &str, page: &str) -> Verdict {
        let mut flow = flow(case, url, page).expect("a browser sends each case");
        let read = read(case);
        let mut instead = Instead {
            credentials: case.credentials,
            read: &read,
            headers: true,
            get: true,
        };
        let mut last = Sent::Request;
        let mut hops: Vec<Asked> = Vec::new();
        while let Step::Send(sent) = flow.step() {
            if sent.kind == Sent::Preflight || last == Sent::Request {
                hops.push(Asked::default());
            }
            let origin = Origin::of(sent.headers.get(ORIGIN), page);
            if let Some(hop) = hops.last_mut() {
                hop.note(sent.kind == Sent::Preflight, origin);
            }
            last = sent.kind;
            if let Some((status, headers)) = self.send(&sent).await {
                instead.receive(&sent, status, &headers);
                flow.receive(status, &headers);
            } else {
                instead.receive_nothing();
                flow.receive_nothing(NOT_READ);
            }
        }
        if last == Sent::Preflight {
            // The crate refused it, but a way without the crate may allow it.
            let sent = flow.actual();
            match self.send(&sent).await {
                Some((status, headers)) => instead.receive(&sent, status, &headers),
                None => instead.receive_nothing(),
            }
        }
        let refused = flow.verdict().steps.last().and_then(|step| step.error);
        if let Some(flow::Error::Redirect(_)) = refused {
            // Not their task: whoever follows redirects refuses this one.
            instead.receive_nothing();
        }
        Verdict::of(flow.verdict(), &instead, hops)
    }

    /// What comes back, if it can be read.
    async fn send(&self, sent: &Outgoing) -> Option<(StatusCode, HeaderMap)> {
        let request = self.0.request(sent.method.clone(), sent.url.clone());
        let response = request.headers(sent.headers.clone()).send().await.ok()?;
        Some((response.status(), response.headers().clone()))
    }
}
