//! What the command says of its own options: notes beside a report, and usage that it refuses. The
//! rest is said by `cors_flow`.

use std::{env, fmt};

use cors_flow::cookie::{SiteDifference, site_difference};
use cors_flow::{CredentialsMode, Exchange, Note, Report, Sent, Url, escaped, is_redirect};
use http::header::{AUTHORIZATION, COOKIE, LOCATION, ORIGIN, SET_COOKIE, WWW_AUTHENTICATE};
use http::{Method, StatusCode};

use crate::options::Options;

pub const NO_ORIGIN: &str = "a URL needs `--origin`, the origin of the page that asks, such as \
                             `--origin https://app.example.com`";

pub const MODE_WITHOUT_ORIGIN: &str =
    "`--credentials` needs `--origin`, the origin of the page that asks";

pub const REQUEST_WITHOUT_ORIGIN: &str = "`-X`, `-H`, `-d`, `--read`, `--keep` and `--then` need `--origin`, the origin of the page that asks";

pub const TWO_URLS: &str =
    "there are two URLs, and a page asks for one at a time: give the next one with `--then`";

pub const COOKIES_WITHOUT_URL: &str = "`--keep` and `--then` need the URL that the response is of: add it after `-`, as in `cors-check --origin \
     ORIGIN - URL`";

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

/// A server that ends the handshake for want of a client certificate.
pub fn certificate_demanded(host: &str) -> String {
    format!(
        "{host} demands a client certificate: give one with `--cert FILE` and `--key FILE`, as the browser has one"
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
    /// A Cookie was given, and sent. `difference` is why it may not be what the browser sends.
    CookieGiven { difference: Option<SiteDifference> },
    /// The server asks for a login, and no cookie was sent. `given` is whether there was one, for
    /// another host.
    WithoutCookie {
        given: bool,
        difference: Option<SiteDifference>,
    },
    /// Nobody said what URL a response with cookies is of.
    CookiesOfUnknownUrl { is_page_known: bool },
    /// Whether a cookie is kept was asked, but the request that sets it was not sent.
    KeepUnknown,
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

/// What the request's cookie, or that there was none, may have to do with the answer.
pub fn on_cookies(options: &Options, report: &Report) -> Vec<Hint> {
    let sent = |exchange: &&Exchange| exchange.sent().kind == Sent::Request;
    let requests: Vec<_> = report.exchanges().iter().filter(sent).collect();
    let has = |exchange: &Exchange, name| exchange.sent().headers.contains_key(name);
    let given = options.gives(&COOKIE);
    let difference = |exchange: &Exchange| site_difference(report.origin()?, exchange.url()?);
    let mut hints = Vec::new();
    if let Some(carries) = requests
        .iter()
        .find(|request| given && has(request, COOKIE))
    {
        let difference = difference(carries);
        hints.push(Hint::CookieGiven { difference });
    }
    let may_matter =
        options.then.is_empty() && !requests.iter().any(|request| has(request, AUTHORIZATION));
    let asks = requests.iter().rfind(|request| asks_login(request));
    if let Some(asks) = asks.filter(|asks| may_matter && !has(asks, COOKIE)) {
        let carries = match report.mode() {
            CredentialsMode::Omit => false,
            CredentialsMode::SameOrigin => !asks.is_cross_origin(),
            CredentialsMode::Include => true,
        };
        let difference = difference(asks);
        hints.extend(carries.then_some(Hint::WithoutCookie { given, difference }));
    }
    hints
}

/// Whether a server that asks for a login by cookie may have answered so.
fn asks_login(exchange: &Exchange) -> bool {
    /// What the URLs of logins have in them.
    const LOGIN: [&str; 8] = [
        "login", "logon", "signin", "sign-in", "sign_in", "auth", "sso", "saml",
    ];
    let (Some(status), Some(headers)) = (exchange.status(), exchange.headers()) else {
        return false;
    };
    if is_redirect(status, headers) {
        let to = headers
            .get(LOCATION)
            .map(|to| to.as_bytes().to_ascii_lowercase());
        let to = String::from_utf8_lossy(&to.unwrap_or_default()).into_owned();
        return LOGIN.iter().any(|word| to.contains(word));
    }
    let is_denied = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    is_denied && !headers.contains_key(WWW_AUTHENTICATE)
}

/// If there are cookies, and it is not known whose.
pub fn on_unknown_url(report: &Report) -> Option<Hint> {
    let is_unknown = |exchange: &Exchange| {
        let sets = exchange
            .headers()
            .is_some_and(|headers| headers.contains_key(SET_COOKIE));
        sets && exchange.url().is_none() && exchange.sent().kind == Sent::Request
    };
    let mut exchanges = report.exchanges().iter();
    let is_page_known = report.origin().is_some();
    let hint = Hint::CookiesOfUnknownUrl { is_page_known };
    exchanges.any(is_unknown).then_some(hint)
}

/// What is sent to another site, in a sentence.
fn to_another_site(difference: Option<&SiteDifference>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(difference) = difference else {
        return Ok(());
    };
    write!(
        f,
        " But {difference}: only a cookie with `SameSite=None; Secure; Partitioned` goes there in every browser."
    )
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
            Self::CookieGiven { difference } => {
                f.write_str("the Cookie stands for the browser's own, since no page can set one.")?;
                return to_another_site(difference.as_ref(), f);
            }
            Self::WithoutCookie {
                given: false,
                difference,
            } => {
                f.write_str(
                    "no cookie was sent, and with one the server may answer differently: add \
                     `-H 'Cookie: NAME=VALUE'` to send one.",
                )?;
                return to_another_site(difference.as_ref(), f);
            }
            Self::WithoutCookie { given: true, .. } => {
                "the Cookie went only to the host of the URL. Another host may answer differently to \
                 a browser that has a cookie for it."
            }
            Self::CookiesOfUnknownUrl {
                is_page_known: true,
            } => "what becomes of its cookies depends on the URL: add it after the `-`.",
            Self::CookiesOfUnknownUrl {
                is_page_known: false,
            } => {
                "what becomes of its cookies depends on the page and the URL: `cors-check --origin ORIGIN - URL`."
            }
            Self::KeepUnknown => {
                "whether the cookies of `--keep` are kept is not known, because the request was not sent."
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
