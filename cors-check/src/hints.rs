//! What the command says beside a report: notes, usage that it refuses, and what a paste or a HAR lacks.
//! `cors_flow` says what is found and what to change; `probes.rs`, `strangers.rs` and `net/failure.rs` say
//! what they saw, `paste/archive.rs` how each request of a HAR fared, and `limits.rs` and `options.rs` what they take.

use std::fmt;

use cors_check::transcript::Lacks;
use cors_flow::cookie::{Remedy, SiteDifference, site_difference};
use cors_flow::{
    Cause, Destination, Exchange, Lead, Note, OriginError, Report, Sent, Url, escaped, is_redirect,
    listed,
};
use http::header::{AUTHORIZATION, COOKIE, HeaderName, ORIGIN, SET_COOKIE, WWW_AUTHENTICATE};
use http::{Method, StatusCode};
use rustls::CertificateError;

use crate::net::failure;
use crate::options::{Options, Target};
use crate::outcome::CannotTell;

pub const NO_ORIGIN: &str = "a URL needs `--origin`, the origin of the page that asks, such as \
                             `--origin https://app.example.com`";

pub const MODE_WITHOUT_ORIGIN: &str =
    "`--credentials` needs `--origin`, the origin of the page that asks";

pub const REQUEST_WITHOUT_ORIGIN: &str = "`-X`, `-H`, `-d`, `--read`, `--keep` and `--then` need `--origin`, the origin of the page that asks";

pub const TWO_URLS: &str =
    "there are two URLs, and a page asks for one at a time: give the next one with `--then`";

pub const COOKIES_WITHOUT_URL: &str = "`--keep` and `--then` need the URL of the response: add it after `-`, as in `cors-check --origin \
     ORIGIN - URL`";

pub const COPY_WITHOUT_ORIGIN: &str = "the copy has neither an `Origin` nor a `Referer`, so it does not say which page asks: add `--origin`, such \
     as `--origin https://app.example.com`, before `curl`";

pub const NAVIGATION: &str = "this copy is of a page that the browser opened (`Sec-Fetch-Mode: navigate`), to which CORS does not apply: \
     copy the request of type `fetch` or `xhr`";

pub const NO_CORS: &str = "this copy is of an image, a script or the like (`Sec-Fetch-Mode: no-cors`), to which CORS does not apply: \
     copy the request of type `fetch` or `xhr`";

pub const WEBSOCKET: &str = "this copy is of a WebSocket, to which CORS does not apply: the server itself has to check its `Origin`";

pub const PAIR_WITHOUT_REQUEST: &str = "the first response answers a preflight, but the paste does not say what that asked for: say what the page sends, with \
     `-X METHOD` and `-H 'NAME: VALUE'`, or paste what `curl -v` prints";

pub const ASKED_WITHOUT_ORIGIN: &str = "this request had no `Origin`, and many servers send CORS headers only if there is one: ask the server, with \
     `cors-check --origin ORIGIN URL`";

pub const NOT_MODIFIED: &str = "a 304 leaves out headers that the browser takes from its cached copy, and those decide: \
     ask again without `If-None-Match` and `If-Modified-Since`";

pub const DEPENDS_ON_MODE: &str = "it depends on the credentials mode";
pub const NO_RESPONSE: &str = "the HAR has no response";
pub const NO_HEADERS: &str = "the response's headers are not in the HAR";
pub const NO_PREFLIGHT: &str = "its preflight is not in the HAR, and no browser sent this";
pub const TAKEN_ANYWAY: &str = "by its headers it is not allowed, but the browser accepted it, perhaps from a cache or a service worker";
pub const FAILED_ANYWAY: &str =
    "by its headers it is allowed, but the browser stopped it for another reason";
/// After a verdict.
pub const PREFLIGHT_NOT_IN_HAR: &str =
    " (its preflight is not in the HAR: most likely, the browser had it in its cache)";
pub const FROM_CACHE: &str =
    "a 304: the headers of the response in the browser's cache are not in the HAR";

pub const MODE_OF_HAR: &str = "some verdicts depend on the credentials mode, which a HAR without cookies does not tell: add \
     `--credentials include`, or the mode that the page uses, and `--origin` with the page's origin";

pub const UNCLEAR_HAR: &str = "nothing in this HAR can be judged, as said of each request (Safari and Playwright leave out the headers of a \
     blocked response): save it with Chrome or Firefox, or ask the server with `cors-check --origin ORIGIN URL`";

pub const ONLY_OTHER_PAGES: &str = "no request in this HAR is from a page of the origin that `--origin` gives: correct it, or leave it out";

/// No request of the archive is one of a page to another origin.
pub fn nothing_in_har(creator: &str) -> String {
    let creator = match creator {
        "" => String::new(),
        creator => format!(" (of {})", escaped(creator.as_bytes())),
    };
    format!(
        "this HAR{creator} has no request of a page to another origin: reload the page with the network panel open \
         and save it again, or name the page with `--origin`"
    )
}

/// The requests of a HAR that are not judged.
#[derive(Clone, Copy, Default)]
pub struct Others {
    pub without_cors: usize,
    pub of_other_pages: usize,
}

/// How many requests an archive has.
pub fn counted(
    all: usize,
    allowed: usize,
    refused: usize,
    unclear: usize,
    others: Others,
) -> String {
    let verdict = if refused > 0 {
        "Not allowed"
    } else {
        "Allowed"
    };
    let requests = if all == 1 { "request" } else { "requests" };
    let count = |count, what| match count {
        0 => String::new(),
        count => format!(", {count} {what}"),
    };
    let (refused, unclear) = (count(refused, "not allowed"), count(unclear, "unclear"));
    let without_cors = match others.without_cors {
        0 => String::new(),
        1 => " CORS does not apply to 1 other.".to_owned(),
        count => format!(" CORS does not apply to {count} others."),
    };
    let of_other_pages = match others.of_other_pages {
        0 => String::new(),
        1 => " 1 other is from a page of another origin.".to_owned(),
        count => format!(" {count} others are from pages of other origins."),
    };
    format!(
        "{verdict}: {all} {requests} to another origin, {allowed} allowed{refused}{unclear}.{without_cors}{of_other_pages}"
    )
}

/// Of one conversation of several, why it is not judged.
pub fn unclear(CannotTell(why): &CannotTell) -> String {
    // It may end with a command.
    let why = why.trim_end();
    let stop = if why.contains('\n') { "" } else { "." };
    format!("Unclear: {why}{stop}")
}

/// What the paste does not have.
pub fn lacking(lacks: Lacks) -> &'static str {
    match lacks {
        Lacks::Lines => {
            "header lines may be missing from this selection, which begins after the status line: paste it from \
             the status line on"
        }
        _ => {
            "the status is not in this selection, and it decides here: paste it from the status line on (in a \
             browser's network panel, from `General` on)"
        }
    }
}

/// What stands in a command for what is not known.
fn placeholders(options: &Options) -> &'static str {
    let has_url = matches!(options.target, Some(Target::Url(_)));
    match (options.origin.is_some(), has_url) {
        (true, true) => "",
        (true, false) => " (put the URL in place of `URL`)",
        (false, true) => " (put the page's origin in place of `ORIGIN`)",
        (false, false) => " (put the page's origin and the URL in place of `ORIGIN` and `URL`)",
    }
}

/// A request was pasted, and no response.
pub fn not_asked(command: &str, options: &Options) -> String {
    let more = placeholders(options);
    format!("this is a request without its response. Ask the server{more}:\n\n  {command}\n")
}

/// Several requests were pasted, and no response.
pub fn none_asked(commands: &[String], options: &Options, left_out: Option<String>) -> String {
    /// More than that nobody asks one by one.
    const MOST: usize = 20;
    let more = placeholders(options);
    let shown = commands[..commands.len().min(MOST)].join("\n  ");
    let others = match left_out {
        _ if commands.len() > MOST => "\nThere are more: paste those that matter.\n".to_owned(),
        Some(why) => format!("\nNot all of them are here: {why}\n"),
        None => String::new(),
    };
    format!(
        "these are requests without their responses. Ask the server for each{more}:\n\n  {shown}\n{others}"
    )
}

/// A browser's message was pasted.
pub fn complained(command: &str, options: &Options, is_vague: bool) -> String {
    let more = placeholders(options);
    let what = if is_vague {
        ", with the method and the headers that the page sends (`-X`, `-H`)"
    } else {
        ""
    };
    format!(
        "this is a browser's message, without the response. Ask the server{what}{more}:\n\n  {command}\n"
    )
}

fn origin_of(given: Option<&str>) -> String {
    match given {
        Some(origin) => format!("`Origin: {}`", escaped(origin.as_bytes())),
        None => "no `Origin`".to_owned(),
    }
}

/// The response is refused, and perhaps only because another page seemed to ask.
pub fn origin_differs(given: Option<&str>, wanted: Option<&str>, command: &str) -> String {
    format!(
        "this request was sent with {}, and a browser sends {}, which the server may answer differently. Ask it as \
         a browser does:\n\n  {command}\n",
        origin_of(given),
        origin_of(wanted)
    )
}

/// In place of a method that is not known.
pub fn some_method() -> Method {
    Method::from_bytes(b"METHOD").expect("it is a token")
}

/// OPTIONS was asked without what makes it a preflight, or it is not told.
pub fn unfinished_preflight(command: &str, is_told: bool) -> String {
    let why = if is_told {
        "this OPTIONS has no `Access-Control-Request-Method`, so the server does not take it for a preflight"
    } else {
        "the request headers of this OPTIONS are not in the selection, and they say what it asks for"
    };
    format!(
        "{why}. Ask the server as a browser does, with the method that the page uses:\n\n  {command}\n"
    )
}

/// The response passes, but a preflight comes first.
pub fn without_preflight(command: &str) -> String {
    format!(
        "a browser sends a preflight before this request, and its answer is not in the paste. Ask the \
         server:\n\n  {command}\n"
    )
}

/// The `Origin` or `Referer` of a copy.
pub fn invalid_origin(error: &OriginError) -> String {
    format!(
        "the copy\'s `Origin` is not one that a browser sends: {error}. Give the page\'s with `--origin`"
    )
}

pub const REQUEST_AND_HAR: &str =
    "a HAR has its requests: leave out `-X`, `-H`, `-d`, `--read`, `--keep` and `--then`";

/// Of the headers of CORS.
const ONLY_TO_ORIGIN: &str = "if the request had no `Origin`, this proves nothing: many servers send CORS headers only \
                              if there is one. ";

pub fn only_for_url(option: &str) -> String {
    format!(
        "`{option}` works only with a URL: leave it out if the response comes from standard input"
    )
}

/// A request that must not be sent without leave, and that no preflight goes before.
pub fn not_sent(method: &Method, options: &Options) -> String {
    let json = if options.is_json_as_text() {
        "set its type as the page does (`-H 'Content-Type: application/json'`), which calls for a preflight, or "
    } else {
        ""
    };
    format!(
        "a browser sends this {method} without a preflight, so only the {method} itself can be checked, and it may \
         change something on the server: {json}add `--send` to send it",
        method = escaped(method.as_str().as_bytes())
    )
}

/// A server that ends the handshake for want of a client certificate.
pub fn certificate_demanded(host: &str) -> String {
    format!(
        "{host} demands a client certificate: give one with `--cert FILE` and `--key FILE`, as the browser would"
    )
}

/// If the server says that it wants a client certificate, and may get one.
pub fn on_certificate(options: &Options, report: &Report) -> Option<Hint> {
    let refused = report.refused()?;
    let is_demanded = |cause: &Cause| matches!(cause, Cause::CertificateDemanded(_));
    let carries = report.exchanges().last()?.carries_credentials();
    let url = refused.url.as_ref()?;
    let is_missing = carries && refused.causes.iter().any(is_demanded);
    let host = escaped(url.host_str().unwrap_or_default().as_bytes());
    (is_missing && options.cert.is_none()).then_some(Hint::CertificateMissing { host })
}

/// What a person who typed these options should know.
#[derive(Clone, Debug)]
pub enum Hint {
    /// The page's Origin was given as a header.
    OriginIsAnOption,
    /// The server of this host wants a client certificate.
    CertificateMissing { host: String },
    /// The body is JSON, and its type is not.
    JsonAsText,
    /// The answer came by this proxy, which may have given it.
    ByProxy(String),
    /// `-k` let this host's certificate pass.
    BadCertificate { host: String, wrong: String },
    /// The host asks browsers to use HTTPS only.
    Hsts(String),
    /// A redirected preflight is allowed where the redirect leads.
    AllowedAt(Url),
    /// The preflight is allowed without these headers, and it is not known which of them matter; if not
    /// `allowed`, then at least the origin is.
    AllowedWithout {
        without: Vec<HeaderName>,
        allowed: bool,
    },
    /// A redirected preflight is refused where the redirect leads, too, for this reason.
    RefusedAt { url: Url, why: String },
    /// With these headers the preflight is refused even for this method, and it is not known which of them
    /// matter.
    RefusedFor {
        method: &'static str,
        names: Vec<HeaderName>,
    },
    /// The preflight is allowed for an origin without the port.
    AllowedWithoutPort { with: String, without: String },
    /// The beginning of the body shows that a browser cannot read it.
    BodyBroken,
    /// These headers of a copied request are the browser's; `perhaps` may be the page's.
    LeftOut {
        names: Vec<String>,
        perhaps: Vec<String>,
    },
    /// A copy is of another page than the options name.
    OtherPage { copied: String },
    /// A copy does not say the mode; whether the other one would differ.
    ModeAssumed(Other),
    /// The request was sent with another `Origin` than a browser sends, or without one.
    OriginDiffers {
        given: Option<String>,
        wanted: Option<String>,
    },
    /// The preflight that goes before the request is not told.
    PreflightMissing,
    /// The status is not told.
    StatusAssumed,
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
    /// The server asks for a login, and none of the cookies that came before was sent.
    CookieMissing { to: String },
    /// Nobody said what URL a response with cookies is of.
    CookiesOfUnknownUrl { is_page_known: bool },
    /// Whether a cookie is kept was asked, but the request that sets it was not sent.
    KeepUnknown,
    /// A URL of `--then` was not asked, as a request before it was not sent, if that is its method, or failed.
    ThenNotAsked { url: Url, unsent: Option<Method> },
    /// A response in answer to a request without `Origin` may lack the headers.
    AskWithOrigin { curl: &'static str, origin: String },
    /// The header alone was judged. `is_bare` is as for `AskWithOrigin`.
    CheckBoth { command: String, is_bare: bool },
    /// The origin may have become `null` on the way.
    CheckAsNull { command: String },
    /// The heads were judged as the answer to a preflight.
    JudgedAsPreflight { asks: String },
    /// The head was judged as the answer to the request itself, and looks like one to a preflight.
    JudgedAsRequest,
    /// The last response is a redirect.
    NotFollowed,
    /// curl went on from a response with this status, and a browser does not.
    NotJudged { status: u16 },
    /// The input ends within a head.
    CutOff,
    /// A line could begin another request or response, and is not judged.
    PerhapsAnother { number: usize },
    /// A line that is not the header that it looks like.
    SpaceBeforeColon { name: String },
}

/// What the verdict would be in credentials mode `same-origin`, as far as the answers tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    Same,
    Allowed,
    PreflightPasses,
}

impl From<Hint> for Note {
    fn from(hint: Hint) -> Self {
        match hint {
            Hint::BadCertificate { .. } => Self::Untrusted(hint.to_string()),
            _ => Self::Driver(hint.to_string()),
        }
    }
}

impl Hint {
    pub fn of_certificate((host, bad): (String, CertificateError)) -> Self {
        let (host, (wrong, _)) = (
            escaped(host.as_bytes()),
            failure::of_certificate(&bad, false),
        );
        Self::BadCertificate { host, wrong }
    }
}

/// Those that the options call for, whoever answers.
pub fn on_request(options: &Options) -> Vec<Hint> {
    let left_out = options.copy.iter().filter(|copy| !copy.left_out.is_empty());
    let left_out = left_out.map(|copy| Hint::LeftOut {
        names: copy.left_out.clone(),
        perhaps: copy.perhaps.clone(),
    });
    let copied = options.copy.iter().find_map(|copy| copy.other_page.clone());
    let other_page = copied.map(|copied| Hint::OtherPage { copied });
    let others = [
        (options.gives(&ORIGIN), Hint::OriginIsAnOption),
        (options.is_json_as_text(), Hint::JsonAsText),
    ]
    .into_iter()
    .filter_map(|(applies, hint)| applies.then_some(hint));
    left_out.chain(other_page).chain(others).collect()
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
    let may_matter = !requests.iter().any(|request| has(request, AUTHORIZATION));
    // With a cookie there, there might have been no redirect to a login.
    let is_led = |at: usize| {
        let before = at.checked_sub(1).map(|before| requests[before]);
        before.is_some_and(|before| asks_login(before) && before.leads_to().is_some())
    };
    let mut asks = (0..requests.len()).rev();
    let asks = asks.find(|at| asks_login(requests[*at]) && !is_led(*at));
    let asks = asks.map(|at| (requests[at], &requests[..at]));
    if let Some((asks, before)) = asks.filter(|(asks, _)| may_matter && !has(asks, COOKIE)) {
        let hint = if before.iter().any(|request| sets_cookies(request)) {
            let to = asks.sent().url.to_string();
            Hint::CookieMissing { to }
        } else {
            let difference = difference(asks);
            Hint::WithoutCookie { given, difference }
        };
        hints.extend(asks.carries_credentials().then_some(hint));
    }
    hints
}

/// Whether a server that asks for a login by cookie may have answered so.
fn asks_login(exchange: &Exchange) -> bool {
    let (Some(status), Some(headers)) = (exchange.status(), exchange.headers()) else {
        return false;
    };
    if is_redirect(status, headers) {
        let to = exchange.leads_to();
        let to = to.map(|to| Lead::new(&exchange.sent().url, &to).to);
        return to == Some(Destination::Login);
    }
    let is_denied = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    // A challenge for people has nothing to do with cookies.
    is_denied && !headers.contains_key(WWW_AUTHENTICATE) && !headers.contains_key("cf-mitigated")
}

fn sets_cookies(exchange: &Exchange) -> bool {
    let headers = exchange.headers();
    headers.is_some_and(|headers| headers.contains_key(SET_COOKIE))
}

/// If there are cookies, and it is not known whose.
pub fn on_unknown_url(report: &Report) -> Option<Hint> {
    let is_unknown = |exchange: &Exchange| {
        sets_cookies(exchange) && exchange.url().is_none() && exchange.sent().kind == Sent::Request
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
    let remedy = Remedy::CrossSiteAttributes;
    write!(
        f,
        " But {difference}, so a browser may not send it there. When you set it, {remedy}."
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
            Self::CertificateMissing { host } => {
                return write!(f, "{}.", certificate_demanded(host));
            }
            Self::ByProxy(proxy) => {
                return write!(
                    f,
                    "the answer came through the proxy {proxy}, which may have produced it itself. `-x ''` \
                     bypasses it."
                );
            }
            Self::BadCertificate { host, wrong } => {
                return write!(
                    f,
                    "the certificate of {host} {wrong}. `-k` let it pass; a browser sends nothing until \
                     it is replaced or trusted."
                );
            }
            Self::Hsts(host) => {
                return write!(
                    f,
                    "{host} sends Strict-Transport-Security: a browser that has seen it goes to `https://` \
                     by itself, and does not get what is shown here for `http://`. Let the page ask for \
                     `https://{host}`."
                );
            }
            Self::AllowedAt(url) => {
                let url = escaped(url.as_str().as_bytes());
                return write!(
                    f,
                    "{url} allows the same preflight, without a redirect."
                );
            }
            Self::AllowedWithout { without, allowed } => {
                let (names, what) = (listed(without, "and"), if *allowed { "it" } else { "the origin" });
                return write!(
                    f,
                    "without {names} the same server allows {what}: add the missing ones to its list of allowed \
                     headers, or let the page leave out what it does not need."
                );
            }
            Self::RefusedAt { url, why } => {
                return write!(f, "at {}: {why}", escaped(url.as_str().as_bytes()));
            }
            Self::RefusedFor { method, names } => {
                return write!(
                    f,
                    "even for {method}, the same server refuses {}: add the missing ones to its list of allowed \
                     headers, too.",
                    listed(names, "and")
                );
            }
            Self::AllowedWithoutPort { with, without } => {
                return write!(
                    f,
                    "the same server allows `{without}`, without the port: add exactly `{with}` to its list \
                     of origins."
                );
            }
            Self::BodyBroken => {
                "the body ends early, or is not encoded as Content-Encoding says: a browser fails \
                 while it reads it. Bodies are not judged otherwise."
            }
            Self::LeftOut { names, perhaps } => {
                write!(f, "left out, as the browser adds them: {}.", names.join(", "))?;
                if let Some(first) = perhaps.first() {
                    write!(
                        f,
                        " If the page itself sets {}, say so before `curl`: `-H '{first}: VALUE'`.",
                        perhaps.join(" or ")
                    )?;
                }
                return Ok(());
            }
            Self::OtherPage { copied } => {
                return write!(
                    f,
                    "the copy is of a page at {}. This is for the page that `--origin` names.",
                    escaped(copied.as_bytes())
                );
            }
            Self::ModeAssumed(other) => {
                const ASSUMED: &str = "the credentials mode is unknown, so this is for `include`. ";
                return match other {
                    Other::Same => write!(f, "{ASSUMED}For `same-origin`, the verdict is the same."),
                    Other::Allowed => write!(
                        f,
                        "{ASSUMED}For `same-origin`, the default of `fetch`, the page gets the response: add \
                         `--credentials same-origin` if that is what it uses."
                    ),
                    Other::PreflightPasses => write!(
                        f,
                        "{ASSUMED}For `same-origin`, the default of `fetch`, the preflight passes: add \
                         `--credentials same-origin` if that is what it uses."
                    ),
                };
            }
            Self::OriginDiffers { given, wanted } => {
                return write!(
                    f,
                    "this request was sent with {}, and a browser sends {}, which the server may answer differently.",
                    origin_of(given.as_deref()),
                    origin_of(wanted.as_deref())
                );
            }
            Self::PreflightMissing => {
                "a browser sends a preflight before this request, unless it has the answer in its cache: the \
                 paste has none, so none was judged."
            }
            Self::StatusAssumed => "the status is unknown: what matters here does not depend on it.",
            Self::AddSend => "add `--send` to send the request and check its response.",
            Self::CookieGiven { difference } => {
                f.write_str("the Cookie was sent as if the browser had it.")?;
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
            Self::CookieMissing { to } => {
                return write!(
                    f,
                    "no cookie was sent to {}, and with one the server may answer differently: see above \
                     what becomes of those that were set.",
                    escaped(to.as_bytes())
                );
            }
            Self::CookiesOfUnknownUrl {
                is_page_known: true,
            } => "whether browsers keep these cookies depends on the URL: add it after the `-`.",
            Self::CookiesOfUnknownUrl {
                is_page_known: false,
            } => {
                "whether browsers keep these cookies depends on the page and the URL: `cors-check --origin ORIGIN - URL`."
            }
            Self::KeepUnknown => {
                "whether the cookies of `--keep` are kept is not known, because the request was not sent."
            }
            Self::ThenNotAsked { url, unsent } => {
                let url = escaped(url.as_str().as_bytes());
                write!(f, "`--then {url}` was not asked, since ")?;
                return match unsent {
                    Some(method) => write!(
                        f,
                        "the {} before it was not sent.",
                        escaped(method.as_str().as_bytes())
                    ),
                    None => f.write_str("the page does not get the response before it."),
                };
            }
            Self::AskWithOrigin { curl, origin } => {
                let header = quoted(&format!("Origin: {origin}"));
                return write!(f, "{ONLY_TO_ORIGIN}Ask with `{curl} -H {header} URL`.");
            }
            Self::CheckBoth { command, is_bare } => {
                return if *is_bare {
                    write!(f, "{ONLY_TO_ORIGIN}Check both headers with `{command}`.")
                } else {
                    write!(f, "check both headers with `{command}`.")
                };
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
            Self::JudgedAsRequest => {
                "this was judged as the answer to the request itself. If it answers a preflight, say what the page \
                 sends: `-X METHOD`, `-H 'NAME: VALUE'`."
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
            Self::PerhapsAnother { number } => {
                return write!(
                    f,
                    "line {number} of the input looks like a part of another request or response, and was not judged: paste \
                     that alone to have it judged."
                );
            }
            Self::CutOff => "the input has no blank line after the headers: some may be missing.",
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
