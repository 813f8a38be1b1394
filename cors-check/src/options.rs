//! What can be asked on the command line, and the words for it.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use cors_flow::{CredentialsMode, Flow, Origin, Request, Sent, Step, Url};
use http::Method;
use http::header::{CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use url::ParseError;

use crate::generate::Generated;
use crate::limits;
use crate::outcome::CannotTell;

/// The time limit without `--max-time`, as its help says.
const PATIENCE: Duration = Duration::from_secs(30);

const USAGE: &str = "\
cors-check [OPTIONS] --origin ORIGIN URL
       cors-check [OPTIONS] curl ...
       curl -si URL | cors-check [OPTIONS] - [URL]";

const MORE_HELP: &str = "\
What it does:
  It sends the requests that a browser would send for a page of that origin,
  with the headers that matter to CORS: a preflight first if the method or a
  header calls for one, then the request, then one to each URL that a redirect
  leads to. It prints each request, the response headers that matter, and what a
  browser makes of them. Without `--send`, it sends only preflights, GET,
  HEAD and OPTIONS: the preflight alone answers most questions.

With `curl ..`:
  Put `cors-check` before a command that a browser's developer tools copied.
  What comes after `curl` is curl's; the options of `cors-check` go before it.
  Origin, or else Referer, is the page; what the browser added is left out, and
  named. A copy does not say the credentials mode: it is `include` unless you
  say another.

With `-`:
  Standard input is whatever you have: what `curl -si`, `curl -v`, `wget -S`,
  httpie and many other programs print, headers from a browser's network panel,
  or a HAR. Where the requests are in it, they are judged with their responses,
  one after the other; without `--origin`, the page is the one that they name. A
  copied command or a browser's message is answered with the command to run.
  If you paste several responses without their requests, the first one counts,
  unless something shows that another one follows: 100 Continue, a proxy's
  answer to CONNECT, a redirect under -L, a login, a preflight's answer. If
  nothing names a page, only the header Access-Control-Allow-Credentials is
  judged. With a method or a header that calls for a preflight, a head without
  its request is judged as that of the preflight. What becomes of the response's
  cookies depends on its URL: if the input does not show it, name it after the
  `-`.

Cookies:
  Below each response it says what becomes of each cookie that is set there, in
  Chrome, Firefox, Safari and any browser that blocks third-party cookies, and
  what to send if one of them drops it or does not send it back. That decides
  the exit status only with `--keep`. A value is never printed.

Examples:
  May a page of https://app.example.com read this, with its cookies?

    cors-check --origin https://app.example.com https://api.example.com/me

  May it send a PUT with a token, and read the ETag of the response?

    cors-check --origin https://app.example.com -X PUT -H 'X-CSRF-Token: 1' \\
      --read ETag https://api.example.com/me

  Does the login's cookie arrive at the next request?

    cors-check --origin https://app.example.com -d user=u --send --keep sid \\
      --then https://api.example.com/me https://api.example.com/login

  Why does the request that I copied from the browser fail?

    cors-check curl 'https://api.example.com/me' -H 'Origin: https://..' ..

  What does a browser make of a response that curl got?

    curl -si -H 'Origin: https://app.example.com' https://api.example.com/me |
      cors-check --origin https://app.example.com -

Exit status:
  0  the page gets what it asked for; without `--send`, the preflight passes
  1  it does not: the output says at which request, why, and what to send
  2  no usable answer from the server, or wrong usage: the error says what to
     try";

/// Sends a server what a browser would send, and says whether the page gets the
/// response and, if not, why and what to send instead.
#[derive(Clone, Parser)]
#[command(
    name = "cors-check",
    version,
    verbatim_doc_comment,
    next_line_help = true,
    override_usage = USAGE,
    after_help = MORE_HELP
)]
// Each is an option.
#[allow(clippy::struct_excessive_bools)]
pub struct Options {
    /// The URL that the page requests; `-`, to judge what you paste; or
    /// `curl` and the rest of a copied command.
    #[arg(value_name = "URL", verbatim_doc_comment, value_parser = target, required_unless_present = "generate")]
    pub target: Option<Target>,

    /// With `-`: the URL of the response. Its cookies depend on it.
    #[arg(value_name = "URL OF THE RESPONSE", value_parser = url)]
    pub of: Option<Url>,

    /// The page's origin, such as `https://app.example.com`, or `null` for a
    /// sandboxed page or a local file. A URL needs it.
    #[arg(long, verbatim_doc_comment)]
    pub origin: Option<Origin>,

    /// The request's credentials mode, as in `fetch(url, { credentials })`:
    /// `omit`, `same-origin` or `include` (the default).
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
    pub credentials: Option<CredentialsMode>,

    /// The request's method. The default is GET, or POST with `--data`. As in
    /// curl, `--request` is the same.
    #[arg(short = 'X', long, verbatim_doc_comment, alias = "request", value_parser = method)]
    pub method: Option<Method>,

    /// A header that the page sends. May be repeated. A Cookie stands for
    /// what the browser holds for the URL: no page can set one.
    #[arg(
        short = 'H',
        long = "header",
        verbatim_doc_comment,
        value_name = "NAME: VALUE",
        value_parser = header
    )]
    pub headers: Vec<(HeaderName, HeaderValue)>,

    /// The request's body. Unless you give a Content-Type, it is sent as
    /// `text/plain;charset=UTF-8`, as `fetch` sends a string. As in curl,
    /// `@FILE` is the content of a file without its line breaks, and
    /// several bodies are joined with `&`.
    #[arg(short = 'd', long, verbatim_doc_comment, allow_hyphen_values = true)]
    pub data: Vec<String>,

    /// A response header that the page wants to read. May be repeated.
    #[arg(long, verbatim_doc_comment, value_name = "NAME", value_parser = name)]
    pub read: Vec<HeaderName>,

    /// The URL that the same page asks next: a GET in the same mode, with
    /// the cookies that it got. May be repeated.
    #[arg(long, verbatim_doc_comment, value_name = "URL", value_parser = url)]
    pub then: Vec<Url>,

    /// A cookie that every browser has to keep and to send with the next
    /// request. If one does not, the exit status is 1. May be repeated.
    #[arg(long, verbatim_doc_comment, value_name = "NAME")]
    pub keep: Vec<String>,

    /// Send the request itself even if its method is not GET, HEAD or
    /// OPTIONS. It may change something on the server.
    #[arg(long, verbatim_doc_comment)]
    pub send: bool,

    /// Send nothing beyond what a browser sends. Otherwise, a server that
    /// refuses a preflight without saying why is asked again, by at most four
    /// preflights: without a header, for GET, ..
    #[arg(long, verbatim_doc_comment)]
    pub no_probes: bool,

    /// Ask also for pages that nobody should trust, such as `null` or
    /// `https://app.example.com.evil.example`, and fail if one of them may
    /// read the response with credentials. Sends GET, HEAD and preflights.
    #[arg(long, verbatim_doc_comment)]
    pub strangers: bool,

    /// Print the report as JSON, on one line. With exit status 2 there is no
    /// report.
    #[arg(long, verbatim_doc_comment)]
    pub json: bool,

    /// Trust the certificates in this PEM file, and no others. The default is
    /// the platform's, or the file that `SSL_CERT_FILE` names.
    #[arg(long, verbatim_doc_comment, value_name = "FILE")]
    pub cacert: Option<PathBuf>,

    /// Accept any certificate. Browsers do not.
    #[arg(short = 'k', long, verbatim_doc_comment)]
    pub insecure: bool,

    /// The client certificate in this PEM file: for requests to the hosts
    /// that you name, but not for preflights, as browsers do it.
    #[arg(long, verbatim_doc_comment, value_name = "FILE")]
    pub cert: Option<PathBuf>,

    /// The certificate's private key, in a PEM file. The default is the
    /// file of `--cert`.
    #[arg(long, verbatim_doc_comment, value_name = "FILE", requires = "cert")]
    pub key: Option<PathBuf>,

    /// Send requests through this proxy,
    /// `[SCHEME://][USER:PASSWORD@]HOST[:PORT]`, where the scheme is http,
    /// https, socks4, socks4a, socks5 or socks5h. The default is what
    /// `http_proxy`, `https_proxy` or `all_proxy` says, except for hosts in
    /// `no_proxy`. As in curl, an empty value means no proxy.
    #[arg(short = 'x', long, verbatim_doc_comment, value_name = "URL")]
    pub proxy: Option<String>,

    /// The time limit for the whole run. [default: 30]
    #[arg(
        short = 'm',
        long,
        verbatim_doc_comment,
        value_name = "SECONDS",
        value_parser = seconds
    )]
    pub max_time: Option<Duration>,

    /// Connect to this address for that host and port, without looking up the
    /// name. May be repeated.
    #[arg(
        long,
        verbatim_doc_comment,
        value_name = "HOST:PORT:ADDRESS",
        value_parser = resolve
    )]
    pub resolve: Vec<Resolve>,

    /// Print a man page or a shell's completions, and nothing else: `man`,
    /// `complete-bash`, `complete-zsh` or `complete-fish`.
    #[arg(
        long,
        verbatim_doc_comment,
        hide_possible_values = true,
        value_name = "KIND",
        exclusive = true
    )]
    pub generate: Option<Generated>,

    /// What a copied command says that no option above does.
    #[arg(skip)]
    pub copy: Option<Copy>,
}

/// What is known of a copied request besides what the options say.
#[derive(Clone, Debug, Default)]
pub struct Copy {
    /// Its body.
    pub body: Option<Vec<u8>>,
    /// It is a preflight: nothing else may be sent.
    pub is_preflight: bool,
    /// There is a preflight, whether or not the method and the headers call for one.
    pub is_preflighted: bool,
    /// The headers of the browser's, which were left out.
    pub left_out: Vec<String>,
    /// Those of them that a page may have set.
    pub perhaps: Vec<String>,
    /// The page of the copy, if `--origin` names another.
    pub other_page: Option<String>,
}

/// Where the answer comes from.
#[derive(Clone, Debug)]
pub enum Target {
    Url(Url),
    /// Standard input.
    Input,
    /// The words after it are a command of curl.
    Curl,
}

/// Where to find a host and port, instead of looking up the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolve {
    /// As the URL has it; `*` is any.
    host: String,
    port: u16,
    pub addresses: Vec<IpAddr>,
}

impl Resolve {
    pub fn is_for(&self, host: &str, port: u16) -> bool {
        self.port == port && (self.host == "*" || self.host.eq_ignore_ascii_case(host))
    }
}

impl Options {
    pub fn mode(&self) -> CredentialsMode {
        self.credentials.unwrap_or(CredentialsMode::Include)
    }

    /// Whether nothing but a preflight may be sent.
    pub fn is_only_preflight(&self) -> bool {
        self.copy.as_ref().is_some_and(|copy| copy.is_preflight)
    }

    /// How long the whole run may take.
    pub fn patience(&self) -> Duration {
        self.max_time.unwrap_or(PATIENCE)
    }

    /// Whether any option says more of the request than its origin and mode.
    pub fn describes_request(&self) -> bool {
        self.method.is_some()
            || !self.headers.is_empty()
            || !self.data.is_empty()
            || !self.read.is_empty()
            || !self.keep.is_empty()
            || !self.then.is_empty()
    }

    /// Whether the client certificate may go there: to no host that only a redirect names.
    pub fn gives_certificate_to(&self, url: &Url) -> bool {
        let target = match &self.target {
            Some(Target::Url(target)) => Some(target),
            _ => None,
        };
        let mut named = target.into_iter().chain(&self.then);
        self.cert.is_some() && named.any(|named| named.host() == url.host())
    }

    /// The first of the given options that have no effect with an answer on standard input.
    pub fn only_for_url(&self) -> Option<&'static str> {
        [
            (self.send, "--send"),
            (self.no_probes, "--no-probes"),
            (self.strangers, "--strangers"),
            (self.proxy.is_some(), "--proxy"),
            (self.cacert.is_some(), "--cacert"),
            (self.cert.is_some(), "--cert"),
            (self.insecure, "--insecure"),
            (self.max_time.is_some(), "--max-time"),
            (!self.resolve.is_empty(), "--resolve"),
        ]
        .into_iter()
        .find_map(|(given, name)| given.then_some(name))
    }

    /// The body, from every `--data` together.
    pub fn body(&self) -> Result<Vec<u8>, CannotTell> {
        if let (Some(copy), []) = (&self.copy, &self.data[..]) {
            return Ok(copy.body.clone().unwrap_or_default());
        }
        let mut parts = Vec::new();
        for data in &self.data {
            parts.push(match data.strip_prefix('@') {
                None => data.clone().into_bytes(),
                Some(file) => limits::read_text("--data @", file.as_ref())?,
            });
        }
        Ok(parts.join(&b'&'))
    }

    /// Whether the body looks like JSON, and is sent as a text since no type is given.
    pub fn is_json_as_text(&self) -> bool {
        let is_json = |data: &String| data.trim_start().starts_with(['{', '[']);
        self.data.first().is_some_and(is_json) && !self.gives(&CONTENT_TYPE)
    }

    /// Whether `-H` gives that header.
    pub fn gives(&self, name: &HeaderName) -> bool {
        self.headers.iter().any(|(given, _)| given == name)
    }

    /// What the page asks for, of that URL or of one that nobody knows.
    pub fn request(&self, url: Option<&Url>) -> Request {
        let copied = self.copy.as_ref();
        let has_body = !self.data.is_empty() || copied.is_some_and(|copy| copy.body.is_some());
        let method = match &self.method {
            Some(method) => method.clone(),
            None if has_body => Method::POST,
            None => Method::GET,
        };
        let mut request = match url {
            Some(url) => Request::new(method, url.clone()),
            None => Request::to_unknown_url(method),
        };
        let mut cookies = Vec::new();
        for (name, value) in &self.headers {
            if *name == COOKIE {
                cookies.push(value.as_bytes());
            } else {
                request = request.header(name, value);
            }
        }
        // Values that are valid are valid together.
        let cookie = (!cookies.is_empty()).then(|| cookies.join(&b"; "[..]));
        if let Some(Ok(cookie)) = cookie.as_deref().map(HeaderValue::from_bytes) {
            request = request.cookie(cookie);
        }
        if has_body {
            if !self.gives(&CONTENT_TYPE) {
                request = request.header(CONTENT_TYPE, "text/plain;charset=UTF-8");
            }
            // The client has the body itself.
            request = request.body(String::new());
        }
        let is_preflighted = copied.is_some_and(|copy| copy.is_preflight || copy.is_preflighted);
        if is_preflighted && !self.calls_for_preflight(&request) {
            // A person may have made it. What does call for one, its answer has to allow.
            request = request.upload_listener();
        }
        for name in &self.read {
            request = request.read(name);
        }
        if let Some(next) = self.then.first() {
            request = request.then(next.clone());
        }
        request.credentials(self.mode())
    }

    /// Whether a browser sends a preflight before the page asks for this.
    fn calls_for_preflight(&self, request: &Request) -> bool {
        let flow = self.origin.as_ref().map(|page| Flow::new(page, request));
        let step = flow
            .as_ref()
            .and_then(|flow| Some(flow.as_ref().ok()?.step()));
        matches!(step, Some(Step::Send(sent)) if sent.kind == Sent::Preflight)
    }

    /// The same, with the cookies that have to be kept.
    pub fn keeping(&self, request: Request) -> Request {
        let keep = |request: Request, name: &String| request.keep(name.as_bytes());
        self.keep.iter().fold(request, keep)
    }

    /// What the page asks after that: a URL of `--then`, by its place there.
    pub fn next_request(&self, at: usize) -> Option<Request> {
        let request = Request::get(self.then.get(at)?.clone()).credentials(self.mode());
        Some(match self.then.get(at + 1) {
            Some(next) => request.then(next.clone()),
            None => request,
        })
    }
}

fn target(text: &str) -> Result<Target, String> {
    match text {
        "-" => return Ok(Target::Input),
        "curl" | "curl.exe" => return Ok(Target::Curl),
        "http" | "https" | "xh" | "xhs" | "wget" => {
            return Err(
                "only curl's commands are read here: paste this one to `cors-check -`".into(),
            );
        }
        _ if text.starts_with("curl ") => {
            return Err("leave out the quotes around the whole command".into());
        }
        _ => {}
    }
    url_or(text, ", or `-` for standard input, or `curl ..`").map(Target::Url)
}

fn url(text: &str) -> Result<Url, String> {
    url_or(text, "")
}

fn url_or(text: &str, other: &str) -> Result<Url, String> {
    let expected = format!("expected a URL that begins with `http://` or `https://`{other}");
    match text.parse::<Url>() {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
        Ok(_) | Err(ParseError::RelativeUrlWithoutBase) => Err(expected),
        Err(error) => Err(format!("{error}: {expected}")),
    }
}

fn method(text: &str) -> Result<Method, &'static str> {
    Method::from_bytes(text.as_bytes()).map_err(|_| "expected a method, such as `PUT`")
}

fn name(text: &str) -> Result<HeaderName, &'static str> {
    HeaderName::from_bytes(text.as_bytes()).map_err(|_| "expected a header's name, such as `ETag`")
}

/// `Name: value`, or `Name;` for one without a value.
fn header(text: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let (name, value) = match text.split_once(':') {
        Some((name, value)) if !value.trim().is_empty() => (name, value),
        _ => match text.strip_suffix(';') {
            Some(name) => (name, ""),
            None => return Err("expected `Name: value`, or `Name;` for an empty value"),
        },
    };
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| "expected a header's name before the colon, without spaces")?;
    let value = value.trim_matches([' ', '\t']);
    let value = HeaderValue::from_bytes(value.as_bytes())
        .map_err(|_| "expected a value without control characters")?;
    Ok((name, value))
}

pub fn seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.parse().ok().filter(|seconds: &f64| *seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        // So that adding it to the current time cannot overflow.
        .filter(|time| time.as_secs() < u64::from(u32::MAX))
        .ok_or("expected a number of seconds above 0, such as `5` or `0.5`")
}

pub fn resolve(text: &str) -> Result<Resolve, &'static str> {
    const EXPECTED: &str = "expected `HOST:PORT:ADDRESS`, such as `api.example.com:443:127.0.0.1`, with one or more \
         addresses, separated by commas";
    // In curl, the plus sign lets the entry time out, which no entry of one run does.
    let text = text.strip_prefix('+').unwrap_or(text);
    let bracketed = text.starts_with('[').then(|| text.find("]:")).flatten();
    let (host, rest) = match bracketed {
        Some(end) => (&text[..=end], &text[end + 2..]),
        None => text.split_once(':').ok_or(EXPECTED)?,
    };
    let (port, addresses) = rest.split_once(':').ok_or(EXPECTED)?;
    let addresses: Result<Vec<IpAddr>, _> = addresses
        .split(',')
        .map(|address| {
            let bare = address
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'));
            bare.unwrap_or(address).parse()
        })
        .collect();
    match (port.parse(), addresses) {
        (Ok(port), Ok(addresses)) if !host.is_empty() => Ok(Resolve {
            host: host.into(),
            port,
            addresses,
        }),
        _ => Err(EXPECTED),
    }
}
