//! What a refused response shows of who answered, and why: data, of which `words` makes sentences.

use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_REQUEST_METHOD, AGE, ALLOW, CACHE_CONTROL, EXPIRES, HeaderMap, HeaderName,
    HeaderValue, PRAGMA, VARY,
};
use url::Url;

use super::{Finding, Lead, code_of, product};
use crate::Origin;
use crate::cookie::parse_date;
use crate::flow::{requested_headers, time_of};

/// What a refused response shows of who answered, and why. The [`Error`](crate::Error) says which step
/// of the standard failed; this is what most often lies behind it.
///
/// # Examples
///
/// ```
/// use cors_flow::{Cause, Flow, Origin, Request};
/// use http::{HeaderMap, StatusCode};
///
/// let page: Origin = "https://app.example.com".parse()?;
/// let mut flow = Flow::new(&page, &Request::put("https://api.example.com/me".parse()?))?;
/// flow.receive(StatusCode::NOT_FOUND, &HeaderMap::new());
/// let refused = flow.report().refused().expect("it is");
/// assert_eq!(refused.causes, [Cause::PreflightStatus(StatusCode::NOT_FOUND)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A preflight's status is not 200 to 299.
    PreflightStatus(StatusCode),
    /// A preflight's headers are right, but its status is not 200 to 299: it went on to something that does
    /// not know OPTIONS.
    OnlyStatus(StatusCode),
    /// A preflight is redirected, which no browser follows.
    PreflightRedirect(Lead),
    /// A redirect leads to another origin. A browser would go on with `Origin: null`, whatever the headers
    /// of the redirect say.
    Redirect(Lead),
    /// A redirect within its origin lacks what any response needs.
    BareRedirect(Lead),
    /// An earlier redirect has led to another origin, and turned `Origin` into `null`.
    Tainted {
        /// Where that redirect led.
        by: Lead,
        /// What this page could ask instead, if it is not a page to log in.
        last: Lead,
    },
    /// A firewall wants to see a person first (Cloudflare's `cf-mitigated: challenge`). A fetch cannot pass
    /// that.
    RobotCheck,
    /// A firewall refuses the request, and says so.
    Firewall(StatusCode),
    /// The server demands a client certificate, after the TLS handshake.
    CertificateDemanded(StatusCode),
    /// The server does not accept the client certificate that came with the request.
    CertificateRefused(StatusCode),
    /// The host has no application, as the one that hosts it says.
    NotDeployed(StatusCode),
    /// The server speaks HTTPS, and was asked over HTTP: the URL to request instead, if it is known, and if the page
    /// did not use HTTPS already.
    PlainHttp(Option<Url>),
    /// A tunnel answers with a page to click through, unless the request has this header.
    WarningPage(HeaderName),
    /// What handles CORS says that it is not set up for this URL.
    NotSetUp,
    /// A redirect within an origin has led to a page to log in, which does not have the CORS headers.
    LedToLogin(Lead),
    /// A response with the status of an error, which does not have the CORS headers of other responses.
    ErrorResponse {
        /// The status.
        status: StatusCode,
        /// Whether the preflight for this request passed.
        after_preflight: bool,
        /// Whether it has no `Access-Control-Allow-Origin` at all.
        is_bare: bool,
    },
    /// Something on the server handles CORS, but not for this page.
    NotOnList {
        /// The page's origin, as the server has to have it.
        origin: Origin,
        /// What shows it.
        sign: Sign,
    },
    /// `Access-Control-Allow-Origin` is almost the page's origin, or not an origin.
    Differs {
        /// The page's origin, as the server has to send it.
        origin: Origin,
        /// How.
        by: Difference,
    },
    /// A header of CORS that the page needs is there by another name, which no browser knows.
    Misspelt {
        /// The name.
        name: HeaderName,
        /// What it has to be called.
        meant: HeaderName,
        /// What it lacks even then: the origin, the method, or names of headers.
        lacks: Vec<String>,
    },
    /// The response comes from a cache, and may have been made for another page.
    Cached,
    /// The preflight's response exposes the header, and this one does not.
    ExposedByPreflight,
    /// Nothing shows that anything handles CORS.
    NoCors {
        /// The page's origin, as the server has to have it.
        origin: Origin,
        /// Whether it is a preflight that was answered with `Allow`, as many frameworks answer OPTIONS by
        /// themselves.
        is_allow: bool,
    },
    /// A preflight is refused without a word, and [turned out](crate::Report::settle) to be refused for this.
    Refuses {
        /// The status.
        status: StatusCode,
        /// The method.
        method: Option<String>,
        /// The headers.
        headers: Vec<HeaderName>,
    },
    /// A preflight is refused for at least one of these headers: the server says so, or it
    /// [turned out](crate::Report::settle_one_of).
    RefusesOneOf {
        /// The status.
        status: StatusCode,
        /// The headers.
        headers: Vec<HeaderName>,
    },
    /// A preflight is refused by its status, and the server's lists lack what was asked for, even if a browser
    /// does not need it on the list.
    Unlisted {
        /// The status.
        status: StatusCode,
        /// The method.
        method: Option<String>,
        /// The headers.
        headers: Vec<HeaderName>,
    },
}

/// What shows that something on the server handles CORS.
///
/// # Examples
///
/// See [`Cause::NotOnList`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    /// The response has other headers of CORS, or `Vary: Origin`.
    Headers,
    /// The same, and a status that refuses the request.
    Refusal(StatusCode),
    /// A status that refuses the request, and a [body](crate::Flow::receive_body) that says it is for CORS or
    /// for the origin.
    Words(StatusCode),
    /// The preflight's response had the headers.
    Preflight,
    /// `Access-Control-Allow-Origin` names another origin.
    Other,
    /// `Access-Control-Allow-Origin` names the origin of the server itself.
    Own,
    /// `Access-Control-Allow-Origin` is `null`.
    Null,
}

/// How an `Access-Control-Allow-Origin` differs from the page's origin, if it is not that of another page.
///
/// # Examples
///
/// See [`Cause::Differs`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Difference {
    /// A slash at its end.
    Slash,
    /// A path.
    Path,
    /// The case of letters.
    Case,
    /// `http` and `https`.
    Scheme,
    /// There is no scheme.
    NoScheme,
    /// The port.
    Port,
    /// The port is the scheme's own, which an origin leaves out.
    DefaultPort,
    /// It is the same origin in another way of writing, such as in other letters and with a slash.
    Spelling,
    /// Quotes around it.
    Quotes,
    /// A pattern: with `*`, or a regular expression.
    Pattern,
    /// It is a list.
    List {
        /// Whether the page's origin is on it.
        has_it: bool,
    },
    /// It is a list of the same again, as two that each add the header make it.
    Repeated,
    /// It is empty.
    Empty,
    /// It is not an origin at all, such as `undefined`: often what a variable or a setting is called.
    NoOrigin,
}

impl Cause {
    /// For a program: the name without its fields, such as `NotOnList`.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::Cause;
    /// use http::StatusCode;
    ///
    /// assert_eq!(Cause::PreflightStatus(StatusCode::NOT_FOUND).code(), "PreflightStatus");
    /// ```
    #[must_use]
    pub fn code(&self) -> String {
        code_of(self)
    }

    /// Whether it tells all: who answered did not get to the CORS headers, or says itself what is wrong.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::Cause;
    /// use http::StatusCode;
    ///
    /// assert!(Cause::NotDeployed(StatusCode::NOT_FOUND).tells_all());
    /// assert!(!Cause::PreflightStatus(StatusCode::NOT_FOUND).tells_all());
    /// ```
    #[must_use]
    pub fn tells_all(&self) -> bool {
        matches!(
            self,
            Self::Redirect(_)
                | Self::Tainted { .. }
                | Self::LedToLogin(_)
                | Self::RobotCheck
                | Self::Firewall(_)
                | Self::CertificateDemanded(_)
                | Self::CertificateRefused(_)
                | Self::NotDeployed(_)
                | Self::PlainHttp(_)
                | Self::WarningPage(_)
                | Self::NotSetUp
        )
    }

    /// Whether it is an `Access-Control-Allow-Origin` by another name.
    pub(crate) fn is_of_allow_origin(&self) -> bool {
        matches!(self, Self::Misspelt { meant, .. } if *meant == ACCESS_CONTROL_ALLOW_ORIGIN)
    }
}

/// A refused response.
pub(crate) struct Refused<'a> {
    pub page: &'a Origin,
    pub url: &'a Url,
    pub status: StatusCode,
    pub headers: &'a HeaderMap,
    /// The preflight, if it is the response to one.
    pub preflight: Option<&'a HeaderMap>,
    /// Whether the preflight for this request passed.
    pub after_preflight: bool,
    /// Where it leads, if it has the status of a redirect.
    pub lead: Option<Lead>,
    /// Whether a redirect has turned the origin into `null`, or this one does.
    pub taint: Taint,
    /// The page to log in to which a redirect has led.
    pub login: Option<Lead>,
    /// Whether the CORS check failed.
    pub is_check: bool,
    /// Whether it failed for `Access-Control-Allow-Origin`.
    pub is_of_origin: bool,
}

#[derive(Clone)]
pub(crate) enum Taint {
    None,
    Next,
    Before { by: Lead, last: Lead },
}

impl Refused<'_> {
    pub fn causes(self) -> Vec<Cause> {
        match (self.taint.clone(), self.lead.clone()) {
            (Taint::Before { by, last }, _) if self.is_check => {
                return vec![Cause::Tainted { by, last }];
            }
            (Taint::Next, Some(lead)) if self.preflight.is_none() => {
                return vec![Cause::Redirect(lead)];
            }
            _ => {}
        }
        if let Some(lead) = self.login {
            return vec![Cause::LedToLogin(lead)];
        }
        let of_origin = self.of_origin();
        let unlisted = self.unlisted();
        let is_unlisted = unlisted.is_some();
        let mut causes: Vec<_> = unlisted.into_iter().collect();
        let is_refusal = matches!(
            of_origin,
            Some(Cause::NotOnList {
                sign: Sign::Refusal(_),
                ..
            })
        );
        match (self.preflight, &self.lead) {
            (Some(_), Some(lead)) => causes.push(Cause::PreflightRedirect(lead.clone())),
            (Some(_), None) if is_unlisted || self.status.is_success() => {}
            (Some(_), None)
                if !self.is_check
                    && matches!(self.status.as_u16(), 300..=399 | 404 | 405 | 501) =>
            {
                causes.push(Cause::OnlyStatus(self.status));
            }
            (Some(_), None) if !is_refusal => {
                causes.push(Cause::PreflightStatus(self.status));
            }
            (None, Some(lead)) if self.is_of_origin => {
                causes.push(Cause::BareRedirect(lead.clone()));
            }
            (None, None) if self.status.as_u16() == 495 => {
                causes.push(Cause::CertificateRefused(self.status));
            }
            (None, None) if self.status.as_u16() == 496 => {
                causes.push(Cause::CertificateDemanded(self.status));
            }
            (None, None) if is_error(self.status) && !is_refusal => {
                causes.push(Cause::ErrorResponse {
                    status: self.status,
                    after_preflight: self.after_preflight,
                    is_bare: !self.headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN),
                });
            }
            _ => {}
        }
        let is_told = !causes.is_empty();
        let may_be_of_others = is_from_cache(self.headers) && !varies_by_origin(self.headers);
        let is_difference = matches!(of_origin, Some(Cause::Differs { .. }));
        let is_cached = self.is_of_origin && may_be_of_others && !is_difference;
        let cached = is_cached.then_some(Cause::Cached);
        let of_origin =
            of_origin.filter(|cause| !is_told || !matches!(cause, Cause::NoCors { .. }));
        // A status that refuses is what the cache keeps.
        let (first, next) = if is_refusal {
            (of_origin, cached)
        } else {
            (cached, of_origin)
        };
        causes.extend(first.into_iter().chain(next));
        causes
    }

    fn is_own(&self, line: &HeaderValue) -> bool {
        let named = line.to_str().ok().and_then(|line| line.parse::<Url>().ok());
        named.is_some_and(|named| named.origin() == self.url.origin())
    }

    /// What `Access-Control-Allow-Origin`, or its absence, shows.
    fn of_origin(&self) -> Option<Cause> {
        if !self.is_of_origin {
            return None;
        }
        let origin = self.page.clone();
        let not_on_list = |sign| Cause::NotOnList {
            origin: origin.clone(),
            sign,
        };
        let mut lines = self.headers.get_all(ACCESS_CONTROL_ALLOW_ORIGIN).iter();
        Some(match (lines.next(), lines.next()) {
            (Some(_), Some(_)) => return None,
            (Some(line), None) if line == "*" => return None,
            (Some(line), None) if line == "null" => not_on_list(Sign::Null),
            (Some(line), None) => match difference(line.to_str().unwrap_or_default(), &origin) {
                Some(by) => Cause::Differs { origin, by },
                None if self.is_own(line) => not_on_list(Sign::Own),
                None if is_url(line) => not_on_list(Sign::Other),
                None if line.is_empty() => Cause::Differs {
                    origin,
                    by: Difference::Empty,
                },
                None => Cause::Differs {
                    origin,
                    by: Difference::NoOrigin,
                },
            },
            // The origin is on the list, and an error may well come from somewhere else.
            (None, _) if self.after_preflight && self.status.is_success() => {
                not_on_list(Sign::Preflight)
            }
            (None, _) if has_signs(self.headers) && !self.after_preflight => {
                not_on_list(if refuses(self.status) {
                    Sign::Refusal(self.status)
                } else {
                    Sign::Headers
                })
            }
            (None, _) => Cause::NoCors {
                origin,
                is_allow: self.preflight.is_some() && self.headers.contains_key(ALLOW),
            },
        })
    }

    /// What the server's own lists lack, which may be why its status is bad.
    fn unlisted(&self) -> Option<Cause> {
        let refuses = refuses(self.status) || self.status == StatusCode::METHOD_NOT_ALLOWED;
        let asked = self.preflight.filter(|_| refuses)?;
        let lacks = |list: &HeaderName, item: &str| {
            let mut lines = self.headers.get_all(list).iter().peekable();
            lines.peek().is_some() && !lines.any(|line| has_item(line.as_bytes(), &[item, "*"]))
        };
        let method = asked.get(ACCESS_CONTROL_REQUEST_METHOD);
        let method = method.and_then(|method| method.to_str().ok());
        let method = method.filter(|method| lacks(&ACCESS_CONTROL_ALLOW_METHODS, method));
        let mut headers = requested_headers(asked);
        headers.retain(|name| lacks(&ACCESS_CONTROL_ALLOW_HEADERS, name.as_str()));
        let method = method.map(ToOwned::to_owned);
        (method.is_some() || !headers.is_empty()).then_some(Cause::Unlisted {
            status: self.status,
            method,
            headers,
        })
    }
}

fn is_url(line: &HeaderValue) -> bool {
    line.to_str()
        .is_ok_and(|line| line.parse::<Url>().is_ok_and(|url| url.has_host()))
}

/// Looks whether the body says why, if nothing else tells.
pub(crate) fn take_words(line: &[u8], page: &Origin, finding: &mut Finding) {
    finding.says_list = says_list(line);
    let meaning = product::of_body(line);
    if meaning.is_some_and(|meaning| meaning.apply(finding)) {
        return;
    }
    let (Some(status), [cause]) = (finding.status, &mut finding.causes[..]) else {
        return;
    };
    let is_vague = matches!(
        cause,
        Cause::PreflightStatus(_) | Cause::ErrorResponse { is_bare: true, .. }
    );
    let page_url = page.as_str().parse::<Url>().ok();
    let urls = page_url.iter().chain(&finding.url);
    let hosts: Vec<_> = urls.filter_map(Url::host_str).collect();
    if is_vague && speaks_of_cors(status, line, &hosts) {
        *cause = Cause::NotOnList {
            origin: page.clone(),
            sign: Sign::Words(status),
        };
    }
}

fn words_of(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    let words = line.split(|byte| !byte.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty())
}

fn says_list(line: &[u8]) -> bool {
    let line = line.to_ascii_lowercase();
    let has = |start: &[u8]| words_of(&line).any(|word| word.starts_with(start));
    has(b"cors") && (has(b"method") || has(b"header"))
}

/// Words by which an answer refuses.
const REFUSES: &[&str] = &[
    "allow",
    "allowed",
    "allowlist",
    "bad",
    "blocked",
    "blocking",
    "checking",
    "denied",
    "disallowed",
    "enabled",
    "error",
    "failed",
    "forbidden",
    "illegal",
    "invalid",
    "match",
    "matched",
    "mismatch",
    "missing",
    "permitted",
    "policy",
    "prohibited",
    "rejected",
    "supported",
    "trusted",
    "unauthorized",
    "unknown",
    "valid",
    "whitelist",
    "whitelisted",
];

/// How far such a word is from what it is about.
const NEAR: usize = 5;

/// What follows `origin` if it is not that of a page: a gateway speaks of its origin server, an airline of
/// airports.
const OF_OTHERS: &[&str] = &[
    "address", "airport", "city", "code", "country", "id", "ip", "location", "port", "server",
    "station",
];

/// What may follow `cors` in one word. (`corsair` is another.)
const OF_CORS: &[&str] = &[
    "",
    "error",
    "exception",
    "filter",
    "middleware",
    "origin",
    "policy",
    "request",
    "response",
];

/// Whether it says of the origin, or of CORS, that it refuses.
fn speaks_of_cors(status: StatusCode, line: &[u8], hosts: &[&str]) -> bool {
    let mut text = String::from_utf8_lossy(line).to_ascii_lowercase();
    // In JSON, an origin in quotes does not end the message.
    text = text.replace(r#"\""#, " ");
    // Without its scheme, a host is no word of the message, either: it is left out as a URL is.
    for host in hosts.iter().filter(|host| host.contains('.')) {
        text = text.replace(host, "://");
    }
    let is_json = text.starts_with(['{', '[']);
    // A string of JSON says nothing of the next one.
    let mut messages = text.split(|c| is_json && c == '"');
    messages.any(|message| {
        let words: Vec<_> = message
            .split_whitespace()
            .flat_map(words_but_urls)
            .collect();
        (0..words.len()).any(|at| is_subject(status, &words, at) && is_refused(&words, at))
    })
}

/// A URL may be any number of words, and a path is a single one: `origin/main` is not about an origin.
fn words_but_urls(text: &str) -> impl Iterator<Item = &str> {
    let before_url = match text.split_once("://") {
        Some((before, _)) => before.trim_end_matches(|c: char| c.is_ascii_alphanumeric()),
        None => text,
    };
    let words = before_url.split(|c: char| !c.is_ascii_alphanumeric() && c != '/');
    words.filter(|word| !word.is_empty())
}

fn is_subject(status: StatusCode, words: &[&str], at: usize) -> bool {
    let may_throw = refuses(status) || status == StatusCode::INTERNAL_SERVER_ERROR;
    let next = words.get(at + 1);
    // As a stack trace has it.
    if at > 0 && words[at - 1] == "at" {
        return false;
    }
    match words[at] {
        "origin" | "origins" => {
            refuses(status) && !next.is_some_and(|next| OF_OTHERS.contains(next))
        }
        word => {
            may_throw
                && word
                    .strip_prefix("cors")
                    .is_some_and(|rest| OF_CORS.contains(&rest))
        }
    }
}

fn is_refused(words: &[&str], at: usize) -> bool {
    let near = &words[at.saturating_sub(NEAR)..words.len().min(at + NEAR + 1)];
    near.iter().any(|word| REFUSES.contains(word))
}

pub(crate) fn is_error(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

/// Whether something that is not on one of the server's lists may be the reason for a preflight's status.
/// One such as 401 or 503 has another reason.
///
/// # Examples
///
/// ```
/// use cors_flow::may_be_of_list;
/// use http::StatusCode;
///
/// assert!(may_be_of_list(StatusCode::FORBIDDEN));
/// assert!(!may_be_of_list(StatusCode::UNAUTHORIZED));
/// ```
#[must_use]
pub fn may_be_of_list(status: StatusCode) -> bool {
    match status.as_u16() {
        401 | 407 | 408 | 413 | 429 | 431 | 495 | 496 => false,
        // What a CORS layer throws often comes out as 500.
        code => status.is_success() || status.is_client_error() || code == 500,
    }
}

/// What a CORS layer that refuses a request answers.
fn refuses(status: StatusCode) -> bool {
    matches!(status, StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN)
}

/// Whether something that handles CORS has written these headers, or would for another origin.
fn has_signs(headers: &HeaderMap) -> bool {
    let is_cors = |name: &HeaderName| {
        let name = name.as_str();
        name.starts_with("access-control-") || name == "x-rack-cors"
    };
    headers.keys().any(is_cors)
        || varies(
            headers,
            &[
                "origin",
                "access-control-request-method",
                "access-control-request-headers",
            ],
        )
}

fn varies(headers: &HeaderMap, by: &[&str]) -> bool {
    let mut lines = headers.get_all(VARY).iter();
    lines.any(|line| has_item(line.as_bytes(), by))
}

pub(crate) fn varies_by_origin(headers: &HeaderMap) -> bool {
    varies(headers, &["origin", "*"])
}

/// Whether a list, as people write it, has one of these.
fn has_item(line: &[u8], items: &[&str]) -> bool {
    let is_one = |item: &[u8]| {
        items
            .iter()
            .any(|one| item.eq_ignore_ascii_case(one.as_bytes()))
    };
    line.split(|&byte| byte == b',')
        .map(<[u8]>::trim_ascii)
        .any(is_one)
}

/// Headers in which caches say that an answer is theirs.
pub(super) const CACHES: &[&str] = &[
    "cache-status",
    "cdn-cache",
    "cf-cache-status",
    "x-drupal-cache",
    "x-fastcgi-cache",
    "x-litespeed-cache",
    "x-nextjs-cache",
    "x-cache",
    "x-cache-status",
    "x-proxy-cache",
    "x-vercel-cache",
];

pub(crate) fn is_from_cache(headers: &HeaderMap) -> bool {
    let is_hit = |value: &[u8]| {
        let value = value.to_ascii_lowercase();
        // CloudFront says `RefreshHit`.
        words_of(&value).any(|word| matches!(word, b"hit" | b"refreshhit"))
    };
    let hits = CACHES.iter().filter_map(|name| headers.get(*name));
    let age = headers
        .get(AGE)
        .and_then(|age| age.to_str().ok()?.parse::<u64>().ok());
    age.is_some_and(|age| age > 0) || hits.into_iter().any(|value| is_hit(value.as_bytes()))
}

/// Whether a cache, be it the browser's own, may give the response to another request without asking the
/// server (RFC 9111, 3 and 4.2).
pub(crate) fn is_cacheable(status: StatusCode, headers: &HeaderMap) -> bool {
    let says = |name: &HeaderName, words: &[&str]| {
        let mut lines = headers.get_all(name).iter();
        lines.any(|line| has_item(line.as_bytes(), words))
    };
    let forbids = ["no-store", "no-cache"];
    let is_forbidden = says(&CACHE_CONTROL, &forbids) || says(&PRAGMA, &["no-cache"]);
    let is_likely = says(&CACHE_CONTROL, &["public", "private"])
        || HEURISTICALLY_CACHEABLE.contains(&status.as_u16());
    is_from_cache(headers) || !is_forbidden && is_fresh(headers).unwrap_or(is_likely)
}

/// Whether the response says that it can be used for a while, if it says how long.
fn is_fresh(headers: &HeaderMap) -> Option<bool> {
    let lines = headers.get_all(CACHE_CONTROL).iter();
    let items = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    let age = |item: &str| {
        let (name, age) = item.split_once('=')?;
        let name = name.trim().to_ascii_lowercase();
        let is_age = matches!(&*name, "max-age" | "s-maxage");
        is_age.then(|| age.trim().trim_matches('"') != "0")
    };
    // The longest counts: caches differ in which of the two they follow.
    let by_age = items.filter_map(age).max();
    by_age.or_else(|| {
        let expires = parse_date(headers.get(EXPIRES)?.as_bytes());
        Some(expires.is_some_and(|expires| expires > time_of(Some(headers))))
    })
}

/// Statuses of which caches need no word to keep the response (RFC 9110, 15.1).
const HEURISTICALLY_CACHEABLE: &[u16] =
    &[200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501];

/// How a value that is about this origin differs from it.
fn difference(value: &str, origin: &Origin) -> Option<Difference> {
    let origin = origin.as_str();
    let items = || value.split([',', ' ', ';']).filter(|item| !item.is_empty());
    if value.contains([',', ' ', ';']) {
        let has_it = items().any(|item| item == origin);
        let is_repeated = items().count() > 1 && items().all(|item| Some(item) == items().next());
        return Some(if is_repeated {
            Difference::Repeated
        } else {
            Difference::List { has_it }
        });
    }
    if value.contains(['*', '^', '\\']) {
        return Some(Difference::Pattern);
    }
    let (scheme, host) = origin.split_once("://")?;
    let rest = value.strip_prefix(origin);
    let tail = |text: &str| text.split_once("://").map(|(_, tail)| tail.to_owned());
    let is_default_port = |rest: &str| match scheme {
        "http" => rest == ":80",
        _ => rest == ":443",
    };
    let without_port = |text: &str| {
        let end = text.rfind(':').filter(|at| {
            text[*at..]
                .bytes()
                .skip(1)
                .all(|byte| byte.is_ascii_digit())
        });
        text[..end.unwrap_or(text.len())].to_ascii_lowercase()
    };
    let scheme_of = value.split("://").next().unwrap_or_default();
    let bare = value.trim_end_matches('/');
    let same = bare.parse::<Url>().ok();
    let same = same.filter(|url| url.origin().ascii_serialization() == origin);
    let has_path = same
        .as_ref()
        .map(|url| url.path() != "/" || url.query().is_some());
    Some(match (rest, value) {
        (Some("/"), _) => Difference::Slash,
        (_, value) if value.eq_ignore_ascii_case(origin) => Difference::Case,
        _ if bare.strip_prefix(origin).is_some_and(is_default_port) => Difference::DefaultPort,
        _ if has_path == Some(true) => Difference::Path,
        _ if has_path == Some(false) => Difference::Spelling,
        (_, value) if value.trim_matches(['"', '\'']) == origin => Difference::Quotes,
        (_, value) if value.trim_end_matches('/').eq_ignore_ascii_case(host) => {
            Difference::NoScheme
        }
        (_, value)
            if tail(value)
                .is_some_and(|tail| tail.trim_end_matches('/').eq_ignore_ascii_case(host)) =>
        {
            Difference::Scheme
        }
        (_, value)
            if scheme_of.eq_ignore_ascii_case(scheme)
                && tail(value).is_some_and(|tail| {
                    without_port(tail.trim_end_matches('/')) == without_port(host)
                }) =>
        {
            Difference::Port
        }
        _ => return None,
    })
}
