//! What the command says of its own options: notes beside a report, and usage that it refuses. The
//! rest is said by `cors_flow`.

use std::{env, fmt};

use cors_flow::{Note, Url, escaped};
use http::Method;
use http::header::{COOKIE, ORIGIN};

use crate::options::Options;

pub const NO_ORIGIN: &str = "a URL needs `--origin`, the origin of the page that asks, such as \
                             `--origin https://app.example.com`";

pub const MODE_WITHOUT_ORIGIN: &str =
    "`--credentials` needs `--origin`, the origin of the page that asks";

pub const REQUEST_WITHOUT_ORIGIN: &str =
    "`-X`, `-H`, `-d` and `--read` need `--origin`, the origin of the page that asks";

/// Of the headers of CORS.
const ONLY_TO_ORIGIN: &str = "many servers send CORS headers only if the request has an `Origin`";

pub fn only_for_url(option: &str) -> String {
    format!(
        "`{option}` works only with a URL: leave it out if the response comes from standard input"
    )
}

/// A request that must not be sent without leave, and that no preflight goes before.
pub fn not_sent(method: &Method, options: &Options) -> String {
    let json = if options.is_json_as_text() {
        "set its type as the page does (`-H 'Content-Type: application/json'`), so that a preflight tells, \
         or "
    } else {
        ""
    };
    format!(
        "a browser sends this {} without a preflight, so only the request itself can tell, and it may \
         change something on the server: {json}add `--send` to send it",
        escaped(method.as_str().as_bytes())
    )
}

/// What a person who typed these options should know.
#[derive(Clone, Debug)]
pub enum Hint {
    /// The page's Origin was given as a header.
    OriginIsAnOption,
    /// The body is JSON, and its type is not.
    JsonAsText,
    /// The environment names a proxy, in this variable.
    ProxyNotUsed(&'static str),
    /// The beginning of the body shows that a browser cannot read it.
    BodyBroken,
    /// The request was not sent.
    AddSend,
    /// The server asks for a login, and no cookie was sent. `given` is whether there was one, for
    /// another host.
    WithoutCookie { given: bool },
    /// A response in answer to a request without `Origin` may lack the headers.
    AskWithOrigin { curl: &'static str, origin: String },
    /// The header alone was judged. `is_bare` is as for `AskWithOrigin`.
    CheckBoth { command: String, is_bare: bool },
    /// The origin may have become `null` on the way.
    CheckAsNull { command: String },
    /// The heads were judged as the answer to a preflight.
    JudgedAsPreflight { asks: String },
    /// The last response is a redirect.
    NotFollowed,
    /// curl went on from a response with this status, and a browser does not.
    NotJudged { status: u16 },
    /// The input ends within a head.
    CutOff,
    /// A line that is not the header that it looks like.
    SpaceBeforeColon { name: String },
}

impl From<Hint> for Note {
    fn from(hint: Hint) -> Self {
        Self::Driver(hint.to_string())
    }
}

impl Hint {
    pub fn without_cookie(options: &Options) -> Self {
        Self::WithoutCookie {
            given: options.gives(&COOKIE),
        }
    }
}

/// If the environment names a proxy for such a URL, as curl reads it.
pub fn on_proxy(url: &Url) -> Option<Hint> {
    let names: &[_] = match url.scheme() {
        "https" => &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
        _ => &["http_proxy", "all_proxy", "ALL_PROXY"],
    };
    let value = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let host = url.host_str().unwrap_or_default();
    let without = ["no_proxy", "NO_PROXY"]
        .into_iter()
        .find_map(value)
        .unwrap_or_default();
    let is_without = |entry: &str| {
        let entry = entry.trim().trim_start_matches('.');
        let subdomain = host
            .strip_suffix(entry)
            .is_some_and(|rest| rest.ends_with('.'));
        entry == "*" || !entry.is_empty() && (entry == host || subdomain)
    };
    if without.split(',').any(is_without) {
        return None;
    }
    let is_set = |name: &&str| value(name).is_some();
    names.iter().copied().find(is_set).map(Hint::ProxyNotUsed)
}

/// Those that the options call for, whoever answers.
pub fn on_request(options: &Options) -> Vec<Hint> {
    [
        (options.gives(&ORIGIN), Hint::OriginIsAnOption),
        (options.is_json_as_text(), Hint::JsonAsText),
    ]
    .into_iter()
    .filter_map(|(applies, hint)| applies.then_some(hint))
    .collect()
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OriginIsAnOption => "`--origin` already gives the page's origin. The header is ignored.",
            Self::JsonAsText => {
                "the body looks like JSON, but is sent as text/plain, as `fetch` sends a string. If \
                 the page sets a type, set it here, too: `-H 'Content-Type: application/json'` makes \
                 a browser send a preflight."
            }
            Self::ProxyNotUsed(name) => {
                return write!(
                    f,
                    "`{name}` is set, but no proxy is used: the server was asked directly."
                );
            }
            Self::BodyBroken => {
                "the body breaks off, or is not in the coding that Content-Encoding says: a browser fails \
                 while it reads it. Bodies are not judged otherwise."
            }
            Self::AddSend => "add `--send` to send the request and check its response.",
            Self::WithoutCookie { given: false } => {
                "no cookie was sent, and with one the server may answer differently: add \
                 `-H 'Cookie: NAME=VALUE'` to send one. To another site, a browser sends only cookies \
                 with `SameSite=None; Secure`, and some browsers not even those."
            }
            Self::WithoutCookie { given: true } => {
                "the Cookie went only to the host of the URL. Another host may answer differently to \
                 a browser that has a cookie for it. To another site, a browser sends only cookies \
                 with `SameSite=None; Secure`, and some browsers not even those."
            }
            Self::AskWithOrigin { curl, origin } => {
                let header = quoted(&format!("Origin: {origin}"));
                return write!(f, "{ONLY_TO_ORIGIN}: `{curl} -H {header} URL`.");
            }
            Self::CheckBoth { command, is_bare } => {
                if *is_bare {
                    f.write_str(ONLY_TO_ORIGIN)?;
                    f.write_str(": ")?;
                }
                return write!(f, "check both headers with `{command}`.");
            }
            Self::CheckAsNull { command } => {
                return write!(f, "check the last URL for the origin `null` with `{command}`.");
            }
            Self::JudgedAsPreflight { asks } => {
                return write!(
                    f,
                    "this was judged as the answer to a preflight: `{asks}`. The response to the \
                     request itself has to pass, too: check it without the method and the headers."
                );
            }
            Self::NotFollowed => {
                "curl did not follow the redirect: `curl -siL URL` prints the response that it leads to, \
                 which has to pass, too."
            }
            Self::NotJudged { status } => {
                return write!(
                    f,
                    "curl went on from this response ({status}), but a browser does not: what came \
                     after it was not judged."
                );
            }
            Self::CutOff => "the input ends in the middle of the head: lines may be missing.",
            Self::SpaceBeforeColon { name } => {
                return write!(
                    f,
                    "a line has a space between `{name}` and its colon. Chromium reads that line \
                     anyway, Firefox and WebKit do not."
                );
            }
        })
    }
}

/// One word for a shell.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
