//! What a server refuses without saying so: it is asked again, by preflights only, which change nothing.
//! A preflight is sent with one thing less each time; what makes the difference is not on a list.

use std::fmt;

use cors_flow::headers_allow_credentials::cors::{check, check_preflight};
use cors_flow::trace::{Line, Part};
use cors_flow::{
    Cause, CheckError, CredentialsMode, Destination, Error, Exchange, Finding, Flow, Kind, Lead,
    Outgoing, PreflightError, Report, Step, Url, escaped, is_redirect, listed, may_be_of_list,
};
use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderName, HeaderValue,
    ORIGIN,
};
use tokio::time::{Instant, timeout_at};

use crate::hints::Hint;
use crate::net::{Client, Failed};
use crate::options::Options;
use crate::print::Printer;

/// How often it asks again.
const MOST: usize = 4;

/// Methods of which most lists have one.
const METHODS: [&str; 3] = ["GET", "POST", "PUT"];

/// Names that most lists of allowed headers have.
const COMMON: [&str; 3] = ["authorization", "content-type", "x-requested-with"];

/// What is different when it asks again.
enum Change {
    /// Of the headers that the page sends, only these.
    Only {
        kept: Vec<HeaderName>,
        left: Vec<HeaderName>,
    },
    /// This method, and no headers unless that is set.
    Method {
        method: &'static str,
        with_headers: bool,
    },
    Origin(String),
    Url(Url),
}

/// How a preflight was answered.
#[derive(Clone, Copy)]
struct Judged {
    status: StatusCode,
    /// The origin is allowed, whatever else is not: without credentials, or with them, too.
    names_origin: bool,
    /// By `*`, which with credentials allows nobody.
    is_for_all: bool,
    is_allowed: bool,
}

impl Judged {
    fn new(
        asked: &HeaderMap,
        mode: CredentialsMode,
        status: StatusCode,
        answer: &HeaderMap,
    ) -> Self {
        let origin = asked.get(ORIGIN).and_then(|origin| origin.to_str().ok());
        let names_origin = |origin| check(origin, CredentialsMode::Omit, answer).is_ok();
        let allow_origin = answer.get(ACCESS_CONTROL_ALLOW_ORIGIN);
        Self {
            status,
            names_origin: status.is_success() && origin.is_some_and(names_origin),
            is_for_all: mode == CredentialsMode::Include
                && allow_origin.is_some_and(|named| named == "*"),
            is_allowed: check_preflight(asked, mode, status, answer).is_ok(),
        }
    }

    fn is_better_than(self, before: Self) -> bool {
        self.is_allowed || self.names_origin && !before.names_origin
    }
}

/// Asks again, if the report ends with a preflight that was refused for reasons that its response
/// does not tell, and settles which they are.
pub async fn ask(
    options: &Options,
    report: &mut Report,
    client: &Client,
    printer: &mut Printer,
) -> Learned {
    let mut learned = Learned::default();
    let refused = report.refused();
    // What went past the lists was not refused by one, nor what did not get to them.
    let is_told = |finding: &Finding| match &finding.causes[..] {
        [Cause::OnlyStatus(_) | Cause::Misspelt { .. } | Cause::Refuses { .. }] => true,
        [cause] => cause.tells_all(),
        _ => false,
    };
    let refused = refused.filter(|finding| finding.kind == Kind::Preflight && !is_told(finding));
    let Some((refused, exchange)) = refused.zip(report.exchanges().last()) else {
        return learned;
    };
    let Some(Error::Preflight(error)) = &refused.error else {
        return learned;
    };
    let Some((status, headers)) = exchange.status().zip(exchange.headers()) else {
        return learned;
    };
    // What is not known in half of the time that is left does not matter so much.
    let now = Instant::now();
    let mut prober = Prober {
        options,
        sent: exchange.sent().clone(),
        names: refused.asked_headers(),
        mode: report.mode(),
        before: Judged::new(&exchange.sent().headers, report.mode(), status, headers),
        client,
        printer,
        until: now + client.deadline().saturating_duration_since(now) / 2,
        times: 0,
        refuses: None,
        heads: Vec::new(),
    };
    learned.hint = prober.explain(*error, exchange).await.ok().flatten();
    learned.heads = prober.heads;
    match prober.refuses {
        Some(Refuses::Each { method, headers }) => report.settle(method, headers),
        Some(Refuses::OneOf(headers)) => report.settle_one_of(headers),
        None => {}
    }
    learned
}

/// What asking again showed: what to note, and the heads of the answers, each with its URL.
#[derive(Default)]
pub struct Learned {
    pub hint: Option<Hint>,
    pub heads: Vec<(Url, HeaderMap)>,
}

/// What the server refuses, once that is known. If it is neither the method nor a header, it is the origin.
enum Refuses {
    Each {
        method: bool,
        headers: Vec<HeaderName>,
    },
    /// At least one of these.
    OneOf(Vec<HeaderName>),
}

struct Prober<'a> {
    options: &'a Options,
    /// The preflight that was refused.
    sent: Outgoing,
    /// The headers that it asked for.
    names: Vec<HeaderName>,
    mode: CredentialsMode,
    before: Judged,
    client: &'a Client,
    printer: &'a mut Printer,
    until: Instant,
    /// How often it was asked.
    times: usize,
    refuses: Option<Refuses>,
    heads: Vec<(Url, HeaderMap)>,
}

/// A question stayed without an answer.
struct Unanswered;

impl Prober<'_> {
    /// None if nothing was found.
    async fn explain(
        &mut self,
        error: PreflightError,
        exchange: &Exchange,
    ) -> Result<Option<Hint>, Unanswered> {
        let Judged { status, .. } = self.before;
        let headers = exchange.headers().ok_or(Unanswered)?;
        if is_redirect(status, headers) {
            let Some(url) = leads_to(exchange) else {
                return Ok(None);
            };
            let judged = self.ask(Change::Url(url.clone())).await?;
            return Ok(if judged.is_allowed {
                Some(Hint::AllowedAt(url))
            } else {
                let why = self.why_refused(&url, judged.status);
                why.map(|why| Hint::RefusedAt { url, why })
            });
        }
        let is_of_null = self
            .sent
            .headers
            .get(ORIGIN)
            .is_some_and(|origin| origin == "null");
        if is_of_null || !may_be_of_list(status) {
            return Ok(None);
        }
        let is_silent = match error {
            PreflightError::Check(CheckError::MissingAllowOrigin) => true,
            PreflightError::Check(CheckError::AllowOriginMismatch) => false,
            // Unless its lists tell.
            PreflightError::Status => {
                let asked = &self.sent.headers;
                check_preflight(asked, self.mode, StatusCode::OK, headers).is_ok()
            }
            _ => return Ok(None),
        };
        if is_silent {
            let hint = self.explain_silence().await?;
            let is_known = match &self.refuses {
                Some(Refuses::Each { method, headers }) => *method || !headers.is_empty(),
                Some(Refuses::OneOf(_)) => true,
                None => false,
            };
            if hint.is_some() || is_known {
                return Ok(hint);
            }
        }
        if let Some((with, without)) = without_port(&self.sent) {
            let judged = self.ask(Change::Origin(without.clone())).await?;
            if judged.is_better_than(self.before) {
                self.refuses = Some(Refuses::of_origin());
                return Ok(Some(Hint::AllowedWithoutPort { with, without }));
            }
        }
        Ok(None)
    }

    /// Whether it is about a header, or about the method.
    async fn explain_silence(&mut self) -> Result<Option<Hint>, Unanswered> {
        let names = self.names.clone();
        if !names.is_empty() {
            let judged = self.ask(only(&[], &names)).await?;
            if judged.is_better_than(self.before) {
                let (without, is_sure) = self.narrowed(&names).await;
                if is_sure {
                    self.refuses = Some(Refuses::Each {
                        method: false,
                        headers: without,
                    });
                    return Ok(None);
                }
                self.refuses = Some(Refuses::OneOf(without.clone()));
                let allowed = judged.is_allowed;
                return Ok(Some(Hint::AllowedWithout { without, allowed }));
            }
        }
        let method = self.sent.headers.get(ACCESS_CONTROL_REQUEST_METHOD);
        let own = method.map(HeaderValue::as_bytes).unwrap_or_default();
        // Lists of what changes something have neither GET nor POST, now and then.
        let mut others = METHODS.to_vec();
        others.retain(|other| other.as_bytes() != own);
        if matches!(own, b"GET" | b"HEAD" | b"POST") {
            others.retain(|other| *other != "PUT");
        }
        let is_for_port = usize::from(without_port(&self.sent).is_some());
        others.truncate(MOST - self.times - is_for_port);
        let mut listed = None;
        for method in others {
            let with_headers = names.is_empty();
            let judged = self
                .ask(Change::Method {
                    method,
                    with_headers,
                })
                .await?;
            // What answers that did not get to the lists.
            if !may_be_of_list(judged.status) {
                return Ok(None);
            }
            if judged.is_better_than(self.before) {
                listed = Some(method);
                break;
            }
        }
        let Some(method) = listed else {
            self.refuses = Some(Refuses::of_origin());
            return Ok(None);
        };
        let with_headers = true;
        let is_of_method = names.is_empty()
            || self.times == MOST
            || self
                .ask(Change::Method {
                    method,
                    with_headers,
                })
                .await?
                .is_better_than(self.before);
        let headers = if is_of_method { Vec::new() } else { names };
        // Which of several headers it refuses was not asked.
        let (known, suspects) = if headers.len() > 1 {
            (Vec::new(), headers)
        } else {
            (headers, Vec::new())
        };
        self.refuses = Some(Refuses::Each {
            method: true,
            headers: known,
        });
        Ok((!suspects.is_empty()).then_some(Hint::RefusedFor {
            method,
            names: suspects,
        }))
    }

    /// What is wrong where a redirect leads, as if the page had asked there.
    fn why_refused(&self, url: &Url, status: StatusCode) -> Option<String> {
        let request = self.options.request(Some(url));
        let mut flow = Flow::new(self.options.origin.as_ref()?, &request).ok()?;
        let is_same = matches!(flow.step(), Step::Send(sent) if sent.headers == self.sent.headers);
        let (_, headers) = self.heads.last().filter(|_| is_same)?;
        flow.receive(status, headers);
        flow.report().refused().map(ToString::to_string)
    }

    /// Those of the names that are not known to be on the list, and whether each of them is known not to be.
    /// Without all of them the server allows it; each question is about half of those that are left.
    async fn narrowed(&mut self, all: &[HeaderName]) -> (Vec<HeaderName>, bool) {
        let mut sorted = all.to_vec();
        // What most lists have comes first, so that one question clears it.
        sorted.sort_by_key(|name| !COMMON.contains(&name.as_str()));
        // Each with whether it is known that one of them is refused.
        let mut rest = vec![(sorted, true)];
        let mut left = Vec::new();
        let mut is_sure = true;
        while let Some((names, is_refused)) = rest.pop() {
            let (one, other) = names.split_at(names.len() / 2);
            if one.is_empty() || self.times == MOST {
                is_sure &= is_refused && names.len() == 1;
                left.extend(names);
                continue;
            }
            let first = self.is_fine(one, all).await;
            if first == Some(true) {
                // If one half is fine, then the other is not.
                rest.push((other.to_vec(), is_refused));
                continue;
            }
            let second = if self.times < MOST {
                self.is_fine(other, all).await
            } else {
                None
            };
            let is_first_refused = first == Some(false) || is_refused && second == Some(true);
            rest.push((one.to_vec(), is_first_refused));
            if second != Some(true) {
                rest.push((other.to_vec(), second == Some(false)));
            }
        }
        left.sort_by_key(|name| all.iter().position(|other| other == name));
        (left, is_sure)
    }

    /// Whether the server allows these, without the others. None if it does not answer.
    async fn is_fine(&mut self, names: &[HeaderName], all: &[HeaderName]) -> Option<bool> {
        let others: Vec<_> = all
            .iter()
            .filter(|name| !names.contains(name))
            .cloned()
            .collect();
        let judged = self.ask(only(names, &others)).await.ok()?;
        Some(judged.is_better_than(self.before))
    }

    /// Asks, and prints it.
    async fn ask(&mut self, change: Change) -> Result<Judged, Unanswered> {
        let mut sent = self.sent.clone();
        change.apply_to(&mut sent);
        let (asked, url) = (sent.headers.clone(), sent.url.clone());
        self.times += 1;
        let answer = timeout_at(self.until, self.client.send(sent, false)).await;
        let answer = answer.unwrap_or_else(|_| Err(Failed::from("no answer in time")));
        let (judged, verdict) = match answer {
            Err(Failed::Because(why)) => (Err(Unanswered), why),
            Err(Failed::CertificateDemanded) => {
                let why = "it demands a client certificate";
                (Err(Unanswered), why.into())
            }
            Ok(answer) => {
                let judged = Judged::new(&asked, self.mode, answer.status, &answer.headers);
                self.heads.push((url, answer.headers));
                let verdict = if judged.is_allowed {
                    "allowed"
                } else if judged.names_origin && judged.is_for_all {
                    "`*` allows any origin, but not with credentials"
                } else if judged.is_better_than(self.before) {
                    "the origin is allowed, but not the request"
                } else {
                    "not allowed"
                };
                let status = answer.status.as_u16();
                (Ok(judged), format!("{verdict} ({status})"))
            }
        };
        self.printer.lines(vec![Line {
            part: Part::Response,
            text: format!("Asked again {change}: {verdict}."),
        }]);
        judged
    }
}

impl Refuses {
    fn of_origin() -> Self {
        Self::Each {
            method: false,
            headers: Vec::new(),
        }
    }
}

impl Change {
    fn apply_to(&self, sent: &mut Outgoing) {
        match self {
            Self::Only { kept, .. } => sent.set_requested_headers(kept),
            Self::Method {
                method,
                with_headers,
            } => {
                let method = HeaderValue::from_static(method);
                sent.headers.insert(ACCESS_CONTROL_REQUEST_METHOD, method);
                if !with_headers {
                    sent.set_requested_headers(&[]);
                }
            }
            Self::Origin(origin) => {
                if let Ok(origin) = HeaderValue::from_str(origin) {
                    sent.headers.insert(ORIGIN, origin);
                }
            }
            Self::Url(url) => sent.url = url.clone(),
        }
    }
}

fn only(kept: &[HeaderName], left: &[HeaderName]) -> Change {
    Change::Only {
        kept: kept.to_vec(),
        left: left.to_vec(),
    }
}

/// The URL of a redirect that stays at the same server, or goes from its HTTP to its HTTPS: nobody else is
/// asked.
fn leads_to(exchange: &Exchange) -> Option<Url> {
    let from = exchange.url()?;
    let mut to = exchange.leads_to()?;
    to.set_fragment(None);
    let is_same_host = to.host_str() == from.host_str();
    let is_upgrade = is_same_host && (from.scheme(), to.scheme()) == ("http", "https");
    let is_near = to.origin() == from.origin() || is_upgrade;
    let is_bare = to.username().is_empty() && to.password().is_none();
    let is_login = Lead::new(from, &to).to == Destination::Login;
    (is_near && is_bare && !is_login && to != *from).then_some(to)
}

/// The page's origin, if it has a port, and the one without.
fn without_port(sent: &Outgoing) -> Option<(String, String)> {
    let origin = sent.headers.get(ORIGIN)?.to_str().ok()?;
    let mut url: Url = origin.parse().ok()?;
    url.port()?;
    url.set_port(None).ok()?;
    Some((origin.to_owned(), url.origin().ascii_serialization()))
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Only { left, .. } => write!(f, "without {}", listed(left, "and")),
            Self::Method {
                method,
                with_headers,
            } => {
                let without = if *with_headers {
                    ""
                } else {
                    ", without headers"
                };
                write!(f, "for {method}{without}")
            }
            Self::Origin(origin) => write!(f, "for `{origin}`, without the port"),
            Self::Url(url) => write!(f, "at {}", escaped(url.as_str().as_bytes())),
        }
    }
}
