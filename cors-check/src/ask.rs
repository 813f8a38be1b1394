//! The driver that asks a server.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use cors_check::flow::{Error, Flow, Kind, Outgoing, Sent, Step, Url, Verdict};
use http::header::{HeaderMap, CONTENT_TYPE, COOKIE, ORIGIN};
use http::{Method, StatusCode};

use crate::client::Client;
use crate::json;
use crate::notes;
use crate::options::Options;
use crate::shown::{shown, shown_url};
use crate::trace::Trace;

/// How long to wait for an answer before saying so.
const QUIET: Duration = Duration::from_secs(2);

/// Asks, and prints the report. Returns whether the page gets what it asked for, or why the server
/// could not be asked.
pub fn ask(options: &Options, url: &Url, trace: &mut Trace) -> Result<bool, String> {
    let Some(origin) = &options.origin else {
        return Err(
            "a URL needs `--origin`, the origin of the page that asks, such as \
             `--origin https://app.example`"
                .into(),
        );
    };
    let body = options.body()?;
    let request = options.request(url.clone(), origin);
    let flow = Flow::new(request).map_err(|error| error.to_string())?;
    if matches!(flow.step(), Step::Send(sent) if sent.kind == Sent::Request)
        && !may_send(options, &flow.actual())
    {
        let method = shown(flow.actual().method.as_str().as_bytes());
        return Err(format!(
            "a browser sends this {method} without a preflight, so only the request itself can tell, \
             and it may change something on the server: add `--send` to send it"
        ));
    }
    let client = Client::new(options, body.unwrap_or_default())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the network cannot be used: {error}"))?;
    let conversation = Conversation {
        options,
        origin,
        client,
        notes: Vec::new(),
        mixed_content: false,
        by_wildcard: false,
        without_cookie: false,
    };
    let outcome = runtime.block_on(conversation.run(flow, trace));
    // Dropping it would wait for a name that is still being looked up.
    runtime.shutdown_background();
    outcome
}

/// Whether that request, which is not a preflight, may be sent.
fn may_send(options: &Options, sent: &Outgoing) -> bool {
    options.send || matches!(sent.method, Method::GET | Method::HEAD)
}

struct Conversation<'a> {
    options: &'a Options,
    origin: &'a str,
    client: Client,
    notes: Vec<String>,
    /// Whether a browser blocks a request before CORS.
    mixed_content: bool,
    /// Whether a rule of the standard decided that no browser follows.
    by_wildcard: bool,
    /// Whether a server that asks for a login got a request without the cookies that a browser may
    /// have.
    without_cookie: bool,
}

impl Conversation<'_> {
    async fn run(mut self, mut flow: Flow, trace: &mut Trace) -> Result<bool, String> {
        self.note_before(&flow);
        let mut told = 0;
        loop {
            let sent = match flow.step() {
                Step::Send(sent) => sent,
                Step::Done(verdict) => {
                    self.end(verdict, trace);
                    return Ok(verdict.allowed);
                }
            };
            if sent.kind == Sent::Request && !may_send(self.options, &sent) {
                flow.stop();
            } else {
                trace.request(&sent);
                let kind = sent.kind;
                let crossed = flow.is_cross_origin();
                let without_cookie =
                    flow.carries_credentials() && !sent.headers.contains_key(COOKIE);
                let (status, headers) = self.send(sent).await?;
                trace.response(kind, status, &headers, crossed);
                // A server that asks for a login may answer otherwise to a browser that has logged
                // in.
                let asks_login = status.is_redirection() || matches!(status.as_u16(), 401 | 403);
                self.without_cookie |= kind == Sent::Request && without_cookie && asks_login;
                flow.receive(status, &headers);
                let findings = &flow.verdict().steps;
                self.by_wildcard |= kind == Sent::Preflight
                    && notes::is_authorization_by_wildcard(findings, self.options.mode(), &headers);
            }
            for finding in &flow.verdict().steps[told..] {
                trace.finding(finding);
                told += 1;
            }
            self.note_mixed_content(&flow);
        }
    }

    /// Sends it and, if that takes long, says what it is waiting for.
    async fn send(&self, sent: Outgoing) -> Result<(StatusCode, HeaderMap), String> {
        let host = shown_url(sent.url.host_str().unwrap_or_default());
        let answer = self.client.send(sent);
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
                self.client.patience().as_secs_f64()
            );
        }
        answer.await
    }

    /// What the user should know about the request.
    fn note_before(&mut self, flow: &Flow) {
        let dropped: Vec<_> = flow
            .dropped()
            .iter()
            // A header that begins with `x-` is dropped only if its value is a forbidden method.
            .map(|name| {
                let with_that = if name.as_str().starts_with("x-") {
                    " with a forbidden method"
                } else {
                    ""
                };
                format!("`{name}`{with_that}")
            })
            .collect();
        if !dropped.is_empty() {
            let mut note = format!(
                "a page cannot set {}. Browsers leave out such a header, and so does this request.",
                dropped.join(", ")
            );
            if flow.dropped().contains(&ORIGIN) {
                note += " The page's origin is `--origin`.";
            }
            self.notes.push(note);
        }
        let given = |name| self.options.headers.iter().any(|(given, _)| *given == name);
        if given(COOKIE) && !flow.actual().headers.contains_key(COOKIE) {
            self.notes.push(format!(
                "the Cookie was not sent, because a browser sends no cookies here with credentials \
                 mode `{}`.",
                self.options.mode()
            ));
        }
        let json = |data: &String| data.trim_start().starts_with(['{', '[']);
        if self.options.data.first().is_some_and(json) && !given(CONTENT_TYPE) {
            self.notes.push(
                "the body looks like JSON, but is sent as text/plain, as `fetch` sends a string. If \
                 the page sets a type, set it here, too: `-H 'Content-Type: application/json'` \
                 makes a browser send a preflight."
                    .into(),
            );
        }
        self.note_mixed_content(flow);
    }

    /// Before CORS, a browser keeps a secure page from asking an insecure URL.
    fn note_mixed_content(&mut self, flow: &Flow) {
        let Step::Send(sent) = flow.step() else {
            return;
        };
        if self.origin.starts_with("https://") && !is_trustworthy(&sent.url) {
            self.mixed_content = true;
            let note = format!(
                "browsers block this as mixed content, whatever the headers say: no HTTPS page can \
                 request {}. Serve it over HTTPS.",
                shown(sent.url.origin().ascii_serialization().as_bytes())
            );
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }

    fn end(&mut self, verdict: &Verdict, trace: &mut Trace) {
        let sentence = self.sentence(verdict);
        self.note_after(verdict);
        if self.options.json {
            trace.failed = write(&json::report(verdict, true, &self.notes)).err();
        } else {
            trace.end(verdict, &sentence, &self.notes);
        }
    }

    fn sentence(&self, verdict: &Verdict) -> String {
        let page = match self.origin {
            "null" => "a page of origin `null`".to_owned(),
            origin => format!("a page at {origin}"),
        };
        let failed = verdict.steps.iter().find(|step| !step.allowed());
        let (allowed, over_https) = if self.mixed_content {
            ("Allowed by CORS", " if everything is served over HTTPS")
        } else {
            ("Allowed", "")
        };
        let Some(failed) = failed else {
            return match &verdict.unsent {
                None => format!("{allowed}: {page} gets what it asked for{over_https}."),
                Some(unsent) => {
                    let method = shown(unsent.method.as_str().as_bytes());
                    format!(
                        "{allowed}: {page} gets what it asked for{over_https}, as far as the preflight \
                         decides. The {method} was not sent: add `--send` to send it and check its \
                         response."
                    )
                }
            };
        };
        let what = match (failed.kind, failed.error) {
            (Kind::Preflight, _) if self.by_wildcard => {
                "by the Fetch standard, a browser does not send the request after this preflight, and"
            }
            (Kind::Preflight, _) => "a browser does not send the request after this preflight, and",
            (_, Some(Error::Redirect(_))) => "a browser does not follow the redirect, and",
            (Kind::Response, _) if self.mixed_content => "even over HTTPS,",
            (Kind::Response, _) => "a browser sends the request, but",
            (Kind::Exposed, _) => {
                let reads = "cannot read all the headers that it wants to read";
                return match &verdict.unsent {
                    Some(unsent) if failed.foretold => {
                        let method = shown(unsent.method.as_str().as_bytes());
                        format!(
                            "Not allowed, if the response exposes what the preflight's response does: \
                             {page} {reads}. The {method} was not sent: add `--send` to be sure."
                        )
                    }
                    _ => format!("Not allowed: {page} {reads}."),
                };
            }
        };
        format!("Not allowed: {what} {page} gets an error instead of the response.")
    }

    /// What the user should know about the answers.
    fn note_after(&mut self, verdict: &Verdict) {
        let open = notes::on_exposure(&verdict.steps, &verdict.unanswered);
        if !verdict.unanswered.is_empty() {
            self.notes.extend(
                open.into_iter()
                    .map(|note| note + " Add `--send` to send the request."),
            );
        } else if verdict.allowed {
            self.notes.extend(open);
        }
        if self.by_wildcard {
            self.notes.push(notes::AUTHORIZATION_BY_WILDCARD.into());
        }
        if self.without_cookie {
            let given = self.options.headers.iter().any(|(name, _)| *name == COOKIE);
            let mut note = String::from(
                "no cookie was sent, and with one the server may answer differently: add \
                 `-H 'Cookie: NAME=VALUE'` to send one.",
            );
            if given {
                note = "the Cookie went only to the host of the URL. Another host may answer differently \
                        to a browser that has a cookie for it."
                    .into();
            }
            note += " To another site, a browser sends only cookies with `SameSite=None; Secure`, and some \
                     browsers not even those.";
            self.notes.push(note);
        }
    }
}

/// “Potentially trustworthy”: secure, or on this machine.
fn is_trustworthy(url: &Url) -> bool {
    let of_this_machine = match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    };
    url.scheme() == "https" || of_this_machine
}

/// Writes all at once.
fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
