//! Says whether a response allows credentials and, if not, why and what to send:
//! `curl -si URL | cargo run -q --example explain`.
//!
//! It reads a response head as curl prints it. Alone it judges `Access-Control-Allow-Credentials`;
//! with `--origin` it makes the whole CORS check of a browser. `--help` says the rest.

mod heads;
mod origin;

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use headers_allow_credentials::cors::{self, CredentialsMode};
use headers_allow_credentials::AccessControlAllowCredentials;
use http::header::{
    HeaderMap, HeaderValue, ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN,
};

use self::heads::{Head, Heads, Line};

const USAGE: &str = "curl -si URL | cargo run -q --example explain [-- OPTIONS]";

const MORE_HELP: &str = "\
Input:
  What `curl -si URL` prints: a head, and after it a body, which is not read. Of
  several heads in a row (a proxy's, 100 Continue, redirects under -L, logins)
  the last one counts, and each redirect before it: a browser makes the check
  there, too. A head that is pasted from elsewhere will do, too.

Examples:
  curl -si https://api.example/me | cargo run -q --example explain

  curl -si -H 'Origin: https://app.example' https://api.example/me |
    cargo run -q --example explain -- --origin https://app.example

  The second sends an Origin, as a browser does: many servers send the headers
  of CORS only where a request has one.

Exit status:
  0  allowed
  1  not allowed: the output says why and what to send
  2  no HTTP response on standard input, or a wrong option";

/// Of a value that may fill a megabyte, how many bytes are shown.
const LONGEST_SHOWN: usize = 160;

/// Of a header's lines, how many are shown: a thousand would hide the verdict.
const MOST_LINES: usize = 4;

/// The step of the CORS check at which only `Access-Control-Allow-Credentials` can be wrong.
const LAST_STEP: u8 = 8;

/// Says whether a response, as `curl -si` prints it, allows credentials and, if
/// not, why and what to send.
#[derive(Parser)]
#[command(
    name = "explain",
    verbatim_doc_comment,
    next_line_help = true,
    override_usage = USAGE,
    after_help = MORE_HELP
)]
struct Options {
    /// Make the whole CORS check, for a page of this origin, such as
    /// `https://app.example` or `null`. Without it, only the header
    /// Access-Control-Allow-Credentials is judged.
    #[arg(long, verbatim_doc_comment, value_parser = origin::parse)]
    origin: Option<String>,

    /// The request's credentials mode, as in `fetch(url, { credentials })`:
    /// `omit`, `same-origin` or `include`, which is the default.
    #[arg(
        long,
        verbatim_doc_comment,
        hide_possible_values = true,
        value_name = "MODE",
        value_parser = PossibleValuesParser::new([
            CredentialsMode::Omit.as_str(),
            CredentialsMode::SameOrigin.as_str(),
            CredentialsMode::Include.as_str(),
        ])
        .try_map(|mode| mode.parse::<CredentialsMode>()),
    )]
    credentials: Option<CredentialsMode>,
}

impl Options {
    fn mode(&self) -> CredentialsMode {
        self.credentials.unwrap_or(CredentialsMode::Include)
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    // With clap's own `requires` the message would name an argument that is missing, and not why.
    if options.credentials.is_some() && options.origin.is_none() {
        fail("`--credentials` needs `--origin`");
    }
    let stdin = io::stdin().lock();
    if stdin.is_terminal() {
        // Where even stderr is closed there is nobody to tell.
        let _ = writeln!(
            io::stderr(),
            "Paste a response head, as `curl -si URL` prints it, then a blank line or Ctrl-D."
        );
    }
    let heads = match heads::read(stdin) {
        Ok(heads) => heads,
        Err(error) => fail(error),
    };
    let (allowed, report) = report(&heads, &options);
    match io::stdout().write_all(report.as_bytes()) {
        Ok(()) => {}
        // Who closed the pipe, as `| head -1` does, has read enough. The exit status still answers.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) => fail(format!("standard output cannot be written: {error}")),
    }
    ExitCode::from(u8::from(!allowed))
}

/// Ends with status 2, in the form of clap's own errors.
fn fail(message: impl Display) -> ! {
    Options::command().error(ErrorKind::Io, message).exit()
}

/// What comes of one head.
struct Verdict {
    allowed: bool,
    /// The step of the CORS check that decided. Without `--origin` there is none.
    step: Option<u8>,
    why: Vec<String>,
}

/// Whether all heads allow, and all that is printed.
fn report(Heads { redirects, last }: &Heads, options: &Options) -> (bool, String) {
    // A browser makes the check on each response and does not go on from one that fails (Fetch
    // standard, section “HTTP fetch”, before “HTTP-redirect fetch”).
    let failed = redirects
        .iter()
        .position(|redirect| !judge(redirect, options).allowed);
    let (passed, failed) = match failed {
        Some(at) => (&redirects[..at], Some(&redirects[at])),
        None => (&redirects[..], None),
    };
    let head = failed.unwrap_or(last);
    let verdict = judge(head, options);

    let mut report = Vec::new();
    for shown_head in failed.into_iter().chain([last]) {
        report.push(shown(&shown_head.status_line));
        if options.origin.is_some() {
            report.extend(shown_lines(shown_head, "Access-Control-Allow-Origin"));
        }
        report.extend(shown_lines(shown_head, "Access-Control-Allow-Credentials"));
        report.push(String::new());
    }
    report.push(sentence(&verdict, failed, options));
    report.extend(verdict.why.iter().cloned());
    if failed.is_some() {
        report.push(
            "A browser makes the check on each redirect, too, and does not follow one that fails."
                .into(),
        );
    } else if verdict.allowed && !passed.is_empty() {
        report.push("Each redirect before this response passes, too.".into());
    }

    let headers = headers(head);
    let curl = if redirects.is_empty() && last.location().is_none() {
        "curl -si"
    } else {
        "curl -siL"
    };
    if let Some(origin) = &options.origin {
        if headers.is_empty() {
            report.push(format!(
                "Note: many servers send these headers only where the request has an origin: \
                 `{curl} -H 'Origin: {origin}' URL`."
            ));
        }
        report.extend(note_on_null(origin, options, passed, &verdict, &headers));
    } else {
        report.push(format!(
            "Access-Control-Allow-Origin decides too: check both with `{}`.",
            command(curl, "https://app.example", options)
        ));
        if headers.is_empty() {
            report.push(
                "Note: many servers send these headers only where the request has an origin, as \
                 with this command."
                    .into(),
            );
        }
    }
    if failed.is_none() && last.location().is_some() {
        report.push(
            "Note: this is a redirect. A browser makes the check here and again where it leads; \
             `curl -siL URL` prints that, too."
                .into(),
        );
    }
    if !last.complete {
        report.push("Note: the input ends inside the head. Lines may be missing.".into());
    }
    report.push(String::new());
    (verdict.allowed, report.join("\n"))
}

/// The verdict in one sentence; `failed` is the redirect that it is on, if it is not on the last head.
fn sentence(verdict: &Verdict, failed: Option<&Head>, options: &Options) -> String {
    let step = verdict.step.zip(options.origin.as_ref());
    let step = step.map(|(step, origin)| {
        let mode = options.mode();
        format!("step {step} of the CORS check, for {origin} with credentials mode `{mode}`")
    });
    match (verdict.allowed, failed, step) {
        (true, _, None) => "Allowed, as far as this header goes.".into(),
        (true, _, Some(step)) => format!("Allowed by {step}."),
        (false, None, None) => "Not allowed.".into(),
        (false, None, Some(step)) => format!("Not allowed by {step}."),
        (false, Some(redirect), step) => format!(
            "Not allowed: the redirect before this response ({}) {}.",
            redirect.status,
            step.map_or("does not allow credentials".into(), |step| format!(
                "fails {step}"
            ))
        ),
    }
}

/// The command that asks for a page of that origin and checks the answer.
fn command(curl: &str, origin: &str, options: &Options) -> String {
    let mut command = format!(
        "{curl} -H 'Origin: {origin}' URL | cargo run -q --example explain -- --origin {origin}"
    );
    if let Some(mode) = options.credentials {
        command.extend([" --credentials ", mode.as_str()]);
    }
    command
}

/// On the origin `null`, where it may be what a response has to allow, or is taken for a page's.
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
        // seen: the heads do not hold the first URL.
        return Some(format!(
            "Note: if a redirect led to another origin than its own, a browser goes on with \
             `Origin: null`, and what follows has to allow `null`: check the last URL with `{}`.",
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

fn judge(head: &Head, options: &Options) -> Verdict {
    let headers = headers(head);
    match &options.origin {
        Some(origin) => judge_both_sides(origin, options.mode(), &headers),
        None => judge_header(&headers),
    }
}

/// `Access-Control-Allow-Credentials` alone.
fn judge_header(headers: &HeaderMap) -> Verdict {
    let why = match AccessControlAllowCredentials::from_headers(headers) {
        Ok(Some(AccessControlAllowCredentials)) => None,
        Ok(None) => Some(
            "Access-Control-Allow-Credentials is missing from the response: send \
             `Access-Control-Allow-Credentials: true`."
                .into(),
        ),
        Err(reason) => Some(format!("{reason}.")),
    };
    Verdict {
        allowed: why.is_none(),
        step: None,
        why: why.into_iter().collect(),
    }
}

/// The CORS check, with the step that decided as the Fetch standard's section “CORS check” numbers it.
fn judge_both_sides(origin: &str, credentials: CredentialsMode, headers: &HeaderMap) -> Verdict {
    let include = credentials == CredentialsMode::Include;
    let Err(error) = cors::check(origin, credentials, headers) else {
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
        return Verdict {
            allowed: true,
            step: Some(step),
            why: vec![why.into()],
        };
    };
    let step = match error {
        cors::Error::MissingAllowOrigin => 2,
        cors::Error::RepeatedAllowOrigin
        | cors::Error::WildcardAllowOrigin
        | cors::Error::AllowOriginMismatch => 4,
        // The enum may grow, but the standard has no other step that fails.
        _ => LAST_STEP,
    };
    let mut why = vec![format!("{error}.")];
    if include && step < LAST_STEP {
        // Who mends the one header should not have to come back for the other.
        let next = match AccessControlAllowCredentials::from_headers(headers) {
            Ok(Some(AccessControlAllowCredentials)) => None,
            Ok(None) => Some(cors::Error::MissingAllowCredentials),
            Err(reason) => Some(cors::Error::InvalidAllowCredentials(reason)),
        };
        why.extend(next.map(|error| format!("After that, step {LAST_STEP} would fail: {error}.")));
    }
    Verdict {
        allowed: false,
        step: Some(step),
        why,
    }
}

/// What the crate looks at: the lines of the two headers.
fn headers(head: &Head) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in &head.lines {
        for name in [
            ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_ALLOW_CREDENTIALS,
        ] {
            if line.is(name.as_str()) {
                headers.append(name, header_value(&line.value));
            }
        }
    }
    headers
}

/// The value in a form that `http` can hold: it holds no control bytes.
///
/// Such a byte makes a value invalid. To leave out its line would make the header absent, or a single
/// line of two; to leave out the byte, or to put a blank there, could make the value valid. So 0xFF
/// stands in its place: `http` holds it, and `true`, `*` and every serialized origin are ASCII.
fn header_value(value: &[u8]) -> HeaderValue {
    let held: Vec<u8> = value
        .iter()
        .map(|&byte| if byte.is_ascii_control() { 0xFF } else { byte })
        .collect();
    HeaderValue::from_bytes(&held).expect("no control byte is left")
}

/// The header's lines as received, and those that only look like it.
fn shown_lines(head: &Head, name: &str) -> Vec<String> {
    let mut lines: Vec<_> = head
        .lines
        .iter()
        .filter(|line| line.is(name))
        .map(shown_line)
        .collect();
    let more = lines.len().saturating_sub(MOST_LINES);
    lines.truncate(MOST_LINES);
    if lines.is_empty() {
        lines.push(format!("(no {name})"));
    } else if more > 0 {
        lines.push(format!("(and {more} more)"));
    }
    if let Some(line) = head.lines.iter().find(|line| line.is_with_blank(name)) {
        lines.push(format!(
            "{}  (not that header: blank before the colon; Chromium 156 reads it all the same, \
             Firefox and WebKit do not)",
            shown_line(line)
        ));
    }
    lines
}

fn shown_line(line: &Line) -> String {
    let separator = if line.value.is_empty() { ":" } else { ": " };
    [&shown(&line.name), separator, &shown(&line.value)].concat()
}

/// Text from the other side, fit for a terminal: printable ASCII as it is, the rest escaped, and no
/// more of it than one wants to read.
fn shown(text: &[u8]) -> String {
    let mut shown = String::new();
    for &byte in text.iter().take(LONGEST_SHOWN) {
        match byte {
            // `escape_ascii` would escape quotes, too, and `"true"` is a mistake that people make.
            b'"' | b'\'' => shown.push(byte.into()),
            _ => shown.extend(byte.escape_ascii().map(char::from)),
        }
    }
    if text.len() > LONGEST_SHOWN {
        shown += "... (";
        shown += &text.len().to_string();
        shown += " bytes)";
    }
    shown
}
