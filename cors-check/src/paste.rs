//! The driver for heads that somebody pasted.
//!
//! They tell neither the URL nor what was sent, so each head gets a flow of its own: one request to
//! some other origin, and this head as the answer.

use std::io::{self, IsTerminal, Write};

use cors_check::flow::{self, Error, Finding, Flow, Kind, Sent, Step, Url};
use cors_check::heads::{self, Head, Heads};
use cors_check::pasted::{Form, Pasted};
use headers_allow_credentials::cors::{CheckError, CredentialsMode};
use headers_allow_credentials::AccessControlAllowCredentials;
use http::header::{
    HeaderMap, HeaderName, HeaderValue, ACCESS_CONTROL_ALLOW_CREDENTIALS,
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, LOCATION,
};
use http::StatusCode;

use crate::json;
use crate::notes;
use crate::options::Options;
use crate::shown::{shown, shown_line, shown_lines};

/// The step of the CORS check at which only `Access-Control-Allow-Credentials` can be wrong.
const LAST_STEP: u8 = 8;

/// Judges what is on standard input. Returns whether it allows, and what to print.
pub fn paste(options: &Options) -> Result<(bool, String), String> {
    if let Some(option) = options.only_for_url() {
        return Err(format!(
            "`{option}` works only with a URL: leave it out if the response comes from standard input"
        ));
    }
    let origin = match options.origin.as_deref() {
        Some(origin) => origin,
        None if options.credentials.is_some() => {
            return Err("`--credentials` needs `--origin`, the origin of the page that asks".into())
        }
        None if options.describes_request() => {
            return Err(
                "`-X`, `-H`, `-d` and `--read` need `--origin`, the origin of the page that asks"
                    .into(),
            );
        }
        None => "null",
    };
    // Of some origin other than the page's.
    let url = match origin {
        "https://pasted.invalid" => "https://elsewhere.invalid/",
        _ => "https://pasted.invalid/",
    };
    let url = Url::parse(url).map_err(|error| error.to_string())?;
    let flow = Flow::new(options.request(url, origin)).map_err(|error| error.to_string())?;
    let heads = read().map_err(|error| error.to_string())?;
    Ok(Paste { options, flow }.report(&heads))
}

fn read() -> Result<Heads, heads::Error> {
    let stdin = io::stdin().lock();
    if stdin.is_terminal() {
        // If even stderr is closed, there is nobody to tell.
        let _ = writeln!(
            io::stderr(),
            "Paste a response head, as `curl -si URL` prints it, then a blank line or Ctrl-D."
        );
    }
    let pasted = Pasted::new(stdin)?;
    match pasted.form() {
        Form::DevTools => Err(heads::Error::DevTools),
        Form::Utf16 => Err(heads::Error::Utf16),
        Form::Plain => heads::read(pasted),
        // Something was there, but no line of a head.
        Form::Verbose | Form::Indented => heads::read(pasted).map_err(|error| match error {
            heads::Error::Empty => heads::Error::NoStatusLine,
            error => error,
        }),
    }
}

struct Paste<'a> {
    options: &'a Options,
    /// Before any answer: each head gets a copy.
    flow: Flow,
}

/// What a browser makes of one head.
struct Verdict {
    allowed: bool,
    /// The step that decided, if the CORS check did.
    step: Option<u8>,
    why: Vec<String>,
    findings: Vec<Finding>,
    /// What a preflight does not tell about the headers that the page wants to read.
    unanswered: Vec<HeaderName>,
}

impl Paste<'_> {
    /// Whether all heads allow, and all that is printed.
    fn report(&self, Heads { redirects, last }: &Heads) -> (bool, String) {
        // A browser makes the check on each response and does not go on from one that fails (Fetch
        // standard, section “HTTP fetch”, before “HTTP-redirect fetch”).
        let verdicts: Vec<_> = redirects
            .iter()
            .map(|redirect| self.judge(redirect))
            .collect();
        let failed = verdicts.iter().position(|verdict| !verdict.allowed);
        let (passed, failed) = match failed {
            Some(at) => (&redirects[..at], Some(&redirects[at])),
            None => (&redirects[..], None),
        };
        let head = failed.unwrap_or(last);
        let verdict = self.judge(head);

        let notes = self.notes(redirects, passed, head, last, failed.is_some(), &verdict);
        if self.options.json {
            let passed = verdicts.into_iter().take(passed.len());
            let steps = passed.flat_map(|verdict| verdict.findings);
            let whole = flow::Verdict {
                allowed: verdict.allowed,
                steps: steps.chain(verdict.findings).collect(),
                unanswered: verdict.unanswered,
                unsent: None,
            };
            let bare = |note: &String| note.strip_prefix("Note: ").unwrap_or(note).to_owned();
            let notes: Vec<_> = notes.iter().map(bare).collect();
            return (verdict.allowed, json::report(&whole, false, &notes));
        }

        let mut report = Vec::new();
        for shown_head in failed.into_iter().chain([last]) {
            report.push(shown(&shown_head.status_line));
            for name in self.deciding() {
                report.extend(lines_called(shown_head, name));
            }
            report.push(String::new());
        }
        report.push(self.sentence(&verdict, failed));
        report.extend(verdict.why.iter().cloned());
        if failed.is_some() {
            report.push(
                "A browser checks each redirect, too, and does not follow one that fails.".into(),
            );
        } else if verdict.allowed && !passed.is_empty() {
            report.push("Each redirect before this response passes, too.".into());
        }
        report.extend(notes);
        report.push(String::new());
        (verdict.allowed, report.join("\n"))
    }

    /// Whether the heads answer a preflight, which the request needs.
    fn is_preflight(&self) -> bool {
        matches!(self.flow.step(), Step::Send(sent) if sent.kind == Sent::Preflight)
    }

    /// The headers that decide, with the capitals that people write.
    fn deciding(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        if self.options.origin.is_some() {
            names.push("Access-Control-Allow-Origin");
        }
        names.push("Access-Control-Allow-Credentials");
        if self.is_preflight() {
            names.extend([
                "Access-Control-Allow-Methods",
                "Access-Control-Allow-Headers",
            ]);
        }
        if !self.options.read.is_empty() {
            names.push("Access-Control-Expose-Headers");
        }
        names
    }

    /// What else the user should know.
    fn notes(
        &self,
        redirects: &[Head],
        passed: &[Head],
        head: &Head,
        last: &Head,
        failed: bool,
        verdict: &Verdict,
    ) -> Vec<String> {
        let mut notes = Vec::new();
        let options = self.options;
        let headers = self.headers(head);
        let is_bare = ![
            ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_ALLOW_CREDENTIALS,
        ]
        .iter()
        .any(|name| headers.contains_key(name));
        let curl = if redirects.is_empty() && last.location().is_none() {
            "curl -si"
        } else {
            "curl -siL"
        };
        if let Some(origin) = &options.origin {
            if self.is_preflight() {
                let asks = self.preflight_command(origin);
                notes.push(format!(
                    "Note: this was judged as the answer to a preflight: `{asks}`."
                ));
                notes.push(
                    "The response to the request itself has to pass, too: check it without the \
                     method and the headers."
                        .into(),
                );
                let open = notes::on_exposure(&verdict.findings, &verdict.unanswered);
                notes.extend(open.iter().map(|note| format!("Note: {note}")));
                let mode = options.mode();
                if notes::is_authorization_by_wildcard(&verdict.findings, mode, &headers) {
                    notes.push(format!("Note: {}", notes::AUTHORIZATION_BY_WILDCARD));
                }
            } else {
                if is_bare {
                    notes.push(format!(
                        "Note: many servers send these headers only in answer to a request with an \
                         `Origin`: `{curl} -H {} URL`.",
                        quoted(&format!("Origin: {origin}"))
                    ));
                }
                notes.extend(note_on_null(origin, options, passed, verdict, &headers));
            }
        } else {
            notes.push(format!(
                "Access-Control-Allow-Origin decides, too: check both with `{}`.",
                command(curl, "https://app.example", options)
            ));
            if is_bare {
                notes.push(
                    "Note: many servers send these headers only in answer to a request with an \
                     `Origin`, which this command sends."
                        .into(),
                );
            }
        }
        if !failed && last.location().is_some() && !self.is_preflight() {
            notes.push(
                "Note: this is a redirect. A browser checks it, and then the response that it leads \
                 to: `curl -siL URL` prints both."
                    .into(),
            );
        }
        if !last.complete {
            notes.push(
                "Note: the input ends in the middle of the head: lines may be missing.".into(),
            );
        }
        notes
    }

    /// The command that asks as the preflight does.
    fn preflight_command(&self, origin: &str) -> String {
        let mut command = format!(
            "curl -si -X OPTIONS -H {}",
            quoted(&format!("Origin: {origin}"))
        );
        if let Step::Send(sent) = self.flow.step() {
            for (name, wire) in [
                (
                    "access-control-request-method",
                    "Access-Control-Request-Method",
                ),
                (
                    "access-control-request-headers",
                    "Access-Control-Request-Headers",
                ),
            ] {
                if let Some(value) = sent.headers.get(name) {
                    let header = format!("{wire}: {}", shown(value.as_bytes()));
                    command.extend([" -H ", &quoted(&header)]);
                }
            }
        }
        command + " URL"
    }

    /// The verdict in one sentence; `failed` is the redirect that it is on, if it is not on the
    /// last head.
    fn sentence(&self, verdict: &Verdict, failed: Option<&Head>) -> String {
        let request = self.options.origin.as_ref().map(|origin| {
            format!(
                "for {origin} with credentials mode `{}`",
                self.options.mode()
            )
        });
        let Some(request) = request else {
            return match (verdict.allowed, failed) {
                (true, _) => "Allowed, as far as this header goes.".into(),
                (false, None) => "Not allowed.".into(),
                (false, Some(redirect)) => format!(
                    "Not allowed: the redirect before this response ({}) does not allow credentials.",
                    redirect.status
                ),
            };
        };
        let what = match verdict.step {
            Some(step) => format!("step {step} of the CORS check"),
            None if self.is_preflight() => "the rules for preflights".into(),
            None => "the rules for redirects".into(),
        };
        match (verdict.allowed, failed) {
            (true, _) => format!("Allowed by {what}, {request}."),
            (false, None) if verdict.findings.first().is_some_and(Finding::allowed) => {
                format!("Allowed by {what}, {request}, but the page cannot read all the headers that it wants to read.")
            }
            (false, None) => format!("Not allowed by {what}, {request}."),
            (false, Some(redirect)) => format!(
                "Not allowed: the redirect before this response ({}) fails {what}, {request}.",
                redirect.status
            ),
        }
    }

    fn judge(&self, head: &Head) -> Verdict {
        if self.options.origin.is_some() {
            self.judge_both_sides(head)
        } else {
            self.judge_header(head)
        }
    }

    /// `Access-Control-Allow-Credentials` alone.
    fn judge_header(&self, head: &Head) -> Verdict {
        let error = credentials(&self.headers(head)).err();
        let message = match error {
            None => "Access-Control-Allow-Credentials is `true`.".into(),
            // The library's message speaks of a mode, which is not known here.
            Some(CheckError::MissingAllowCredentials) => {
                "Access-Control-Allow-Credentials is missing from the response: send \
                 `Access-Control-Allow-Credentials: true`."
                    .into()
            }
            Some(error) => format!("{error}."),
        };
        Verdict {
            allowed: error.is_none(),
            step: None,
            why: error.map(|_| message.clone()).into_iter().collect(),
            findings: vec![Finding {
                kind: Kind::Response,
                url: self.flow.actual().url,
                error: error.map(Error::Check),
                message,
                status: StatusCode::from_u16(head.status).ok(),
                header: None,
                foretold: false,
            }],
            unanswered: Vec::new(),
        }
    }

    /// The CORS check, with the step that decided as the Fetch standard's section “CORS check”
    /// numbers it; a preflight's check; and what the page may read.
    fn judge_both_sides(&self, head: &Head) -> Verdict {
        let headers = self.headers(head);
        let include = self.options.mode() == CredentialsMode::Include;
        let mut flow = self.flow.clone();
        // The reader takes no status that is not one.
        flow.receive(
            StatusCode::from_u16(head.status).unwrap_or_default(),
            &headers,
        );
        if self.is_preflight() {
            // Nothing tells what the request itself is answered.
            flow.stop();
        }
        let findings = flow.verdict().steps.clone();
        let error = findings.first().and_then(|finding| finding.error);
        let (step, mut why) =
            match error {
                None if self.is_preflight() => (None, Vec::new()),
                None => {
                    let is_wildcard = headers
                        .get(ACCESS_CONTROL_ALLOW_ORIGIN)
                        .is_some_and(|line| line == "*");
                    let (step, why) = match (include, is_wildcard) {
                        (true, _) => (
                            7,
                            "The origin is right, and Access-Control-Allow-Credentials is `true`.",
                        ),
                        (false, true) => (3, "In this mode the wildcard `*` is enough."),
                        (false, false) => (5, "In this mode the right origin is enough."),
                    };
                    (Some(step), vec![why.to_owned()])
                }
                Some(Error::Check(error)) => {
                    let step = match error {
                        CheckError::MissingAllowOrigin => 2,
                        CheckError::RepeatedAllowOrigin
                        | CheckError::WildcardAllowOrigin
                        | CheckError::AllowOriginMismatch => 4,
                        // The enum may grow, but the standard has no other step that fails.
                        _ => LAST_STEP,
                    };
                    let mut why = vec![format!("{error}.")];
                    if include && step < LAST_STEP {
                        // So that both headers can be fixed at once.
                        let next = credentials(&headers).err();
                        why.extend(next.map(|error| {
                            format!("After that, step {LAST_STEP} would fail: {error}.")
                        }));
                    }
                    (Some(step), why)
                }
                Some(_) => (None, Vec::new()),
            };
        let told = usize::from(step.is_some());
        why.extend(
            findings
                .iter()
                .skip(told)
                .map(|finding| match finding.kind {
                    Kind::Exposed if !finding.allowed() => {
                        format!("Not readable: {}", finding.message)
                    }
                    _ => finding.message.clone(),
                }),
        );
        Verdict {
            allowed: findings.iter().all(Finding::allowed),
            step,
            why,
            findings,
            unanswered: flow.verdict().unanswered.clone(),
        }
    }

    /// What decides: the lines of those headers, and of those that the page wants to read.
    fn headers(&self, head: &Head) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in &head.lines {
            let name = HeaderName::from_bytes(&line.name);
            let Some(name) = name.ok().filter(|name| self.decides(name)) else {
                continue;
            };
            // curl ignores an empty Location, and so there is no more than this head.
            if name != LOCATION || !line.value.is_empty() {
                headers.append(name, header_value(&line.value));
            }
        }
        headers
    }

    fn decides(&self, name: &HeaderName) -> bool {
        [
            ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_ALLOW_CREDENTIALS,
            ACCESS_CONTROL_ALLOW_METHODS,
            ACCESS_CONTROL_ALLOW_HEADERS,
            ACCESS_CONTROL_EXPOSE_HEADERS,
            LOCATION,
        ]
        .contains(name)
            || self.options.read.contains(name)
    }
}

fn credentials(headers: &HeaderMap) -> Result<(), CheckError> {
    match AccessControlAllowCredentials::from_headers(headers) {
        Ok(Some(AccessControlAllowCredentials)) => Ok(()),
        Ok(None) => Err(CheckError::MissingAllowCredentials),
        Err(reason) => Err(CheckError::InvalidAllowCredentials(reason)),
    }
}

/// One word for a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The command that asks for a page of that origin and checks the answer.
fn command(curl: &str, origin: &str, options: &Options) -> String {
    let header = quoted(&format!("Origin: {origin}"));
    // Most origins are safe as they are, and easier to read.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/.-".contains(&byte);
    let given = if origin.bytes().all(is_plain) {
        origin.to_owned()
    } else {
        quoted(origin)
    };
    let mut command = format!("{curl} -H {header} URL | cors-check - --origin {given}");
    if let Some(mode) = options.credentials {
        command.extend([" --credentials ", mode.as_str()]);
    }
    command
}

/// A note on the origin `null`, if a response may have to allow it, or allows it by mistake.
fn note_on_null(
    origin: &str,
    options: &Options,
    passed: &[Head],
    verdict: &Verdict,
    headers: &HeaderMap,
) -> Option<String> {
    // The wildcard fits every origin, this one too.
    if origin == "null" || (verdict.allowed && verdict.step == Some(3)) {
        return None;
    }
    if passed.iter().filter_map(Head::location).any(names_origin) {
        // The standard calls the request's origin “redirect-tainted” then. Whether it is cannot be
        // seen: the heads do not tell the first URL.
        return Some(format!(
            "Note: if a redirect led to an origin other than its own, a browser goes on with \
             `Origin: null`, and every response after that has to allow `null`: check the last URL \
             with `{}`.",
            command("curl -si", "null", options)
        ));
    }
    let is_null = |line: &HeaderValue| line == "null";
    headers
        .get(ACCESS_CONTROL_ALLOW_ORIGIN)
        .is_some_and(is_null)
        .then(|| format!("Note: `null` is the origin of sandboxed and local pages, not {origin}."))
}

/// Whether a Location names an origin, the redirect's own or another; else it is a path there.
fn names_origin(location: &[u8]) -> bool {
    // Browsers take a backslash for a slash.
    let is_slash = |byte: u8| matches!(byte, b'/' | b'\\');
    match *location {
        [first, second, ..] if is_slash(first) && is_slash(second) => true,
        _ => location
            .iter()
            .take_while(|&&byte| !is_slash(byte) && !matches!(byte, b'?' | b'#'))
            .any(|&byte| byte == b':'),
    }
}

/// The value in a form that `http` accepts, which is without control bytes.
///
/// Such a byte makes a value invalid. If its line were dropped, the header would be absent, or only
/// one of two lines would be left. If the byte were dropped or became a space, the value could
/// become valid. So 0xFF takes its place: `http` accepts it, and every valid value is ASCII.
fn header_value(value: &[u8]) -> HeaderValue {
    let held: Vec<u8> = value
        .iter()
        .map(|&byte| if byte.is_ascii_control() { 0xFF } else { byte })
        .collect();
    HeaderValue::from_bytes(&held).expect("no control byte is left")
}

/// The header's lines as received, and those that only look like it.
fn lines_called(head: &Head, name: &str) -> Vec<String> {
    let received = head.lines.iter().filter(|line| line.is(name));
    let mut lines = shown_lines(received.map(|line| (&line.name[..], &line.value[..])));
    if lines.is_empty() {
        lines.push(format!("(no {name})"));
    }
    if let Some(line) = head.lines.iter().find(|line| line.is_with_space(name)) {
        lines.push(format!(
            "{}  (not that header: it has a space before the colon. Chromium 156 reads it anyway, \
             Firefox and WebKit do not)",
            shown_line(&line.name, &line.value)
        ));
    }
    lines
}
