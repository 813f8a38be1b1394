//! Judges an archive: every request of a page to another origin.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use cors_check::transcript::Head;
use cors_check::transcript::copied::Copied;
use cors_check::transcript::har::{Entry, Har};
use cors_flow::{CredentialsMode, Flow, Origin, Report, Sent, Step, escaped, trace};
use http::StatusCode;

use super::{conversation, status};
use crate::hints::{self, Others};
use crate::options::Options;
use crate::outcome::{CannotTell, Outcome};
use crate::print::Printer;

/// What became of one request.
enum Verdict {
    /// The report; how its mode is known; and whether a preflight is missing.
    Judged(Box<Report>, Mode, bool),
    /// Nothing tells whether the page got the response, for this reason.
    Unclear(Cow<'static, str>),
    /// Only the credentials mode would tell.
    OfUnknownMode,
}

impl Verdict {
    fn unclear(why: &'static str) -> Self {
        Self::Unclear(why.into())
    }
}

/// How the credentials mode is known.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    /// By `--credentials`.
    Given,
    /// By cookies that were sent, or were not.
    Cookies,
    /// By what the browser did.
    Outcome,
    /// It does not matter, or `include` is assumed.
    Any,
}

pub(super) fn judge(
    options: &Options,
    har: &Har,
    printer: &mut Printer,
) -> Result<Outcome, CannotTell> {
    let mut preflights = Preflights::of(har);
    let mut with_cookies = HashSet::new();
    // Chrome's developer tools tell which requests failed.
    let tells_errors = har.creator == "WebInspector";
    let mut judged = Vec::new();
    let mut others = Others::default();
    for (at, entry) in har.entries.iter().enumerate() {
        if entry.asked.preflight().is_some() {
            continue;
        }
        let origin = match page(options, entry) {
            Ok(origin) => origin,
            Err(Other::Page) => {
                others.of_other_pages += 1;
                continue;
            }
            Err(Other::NoCors) => {
                others.without_cors += 1;
                continue;
            }
        };
        let host = entry.asked.url.host_str().map(str::to_owned);
        if entry.asked.header("cookie").is_some() {
            with_cookies.insert(host.clone());
        }
        let case = Case {
            options,
            entry,
            origin,
            preflight: preflights
                .take(at, &entry.asked)
                .map(|place| &har.entries[place]),
            is_told: tells_errors,
            cookies_before: with_cookies.contains(&host),
        };
        judged.push((entry, case.verdict()));
    }
    // Of some preflights, the request itself is not told.
    for at in preflights.rest() {
        let entry = &har.entries[at];
        if let Ok(origin) = page(options, entry) {
            let case = Case {
                options,
                entry,
                origin,
                preflight: None,
                is_told: false,
                cookies_before: false,
            };
            judged.push((entry, case.verdict()));
        }
    }
    if judged.is_empty() && others.of_other_pages > 0 {
        return Err(hints::ONLY_OTHER_PAGES.into());
    }
    if judged.is_empty() {
        return Err(CannotTell(hints::nothing_in_har(&har.creator)));
    }
    print(&judged, others, printer)
}

/// One line for each, those that are refused in full, and how many there are.
fn print(
    judged: &[(&Entry, Verdict)],
    others: Others,
    printer: &mut Printer,
) -> Result<Outcome, CannotTell> {
    for (entry, verdict) in judged {
        let method = escaped(entry.asked.method().as_bytes());
        let url = escaped(entry.asked.url.as_str().as_bytes());
        let status = entry
            .status
            .map(|status| format!(" {status}"))
            .unwrap_or_default();
        let (word, is_refused, more) = match verdict {
            Verdict::Judged(report, mode, lacks_preflight) => {
                let word = if report.allowed() {
                    "allowed"
                } else {
                    "not allowed"
                };
                let lacks = if *lacks_preflight {
                    hints::PREFLIGHT_NOT_IN_HAR
                } else {
                    ""
                };
                (word, !report.allowed(), said(*mode, report) + lacks)
            }
            Verdict::Unclear(why) => ("unclear", false, format!(" ({why})")),
            Verdict::OfUnknownMode => ("unclear", false, format!(" ({})", hints::DEPENDS_ON_MODE)),
        };
        printer.summary(
            is_refused,
            &format!("{word:<12}{method} {url}{status}{more}"),
        );
    }
    let mut reports = Vec::new();
    let (mut refused, mut unclear) = (0, 0);
    for (_, verdict) in judged {
        match verdict {
            Verdict::Judged(report, ..) => {
                if !report.allowed() {
                    refused += 1;
                    in_full(report, printer);
                }
                reports.push((**report).clone());
            }
            Verdict::Unclear(_) | Verdict::OfUnknownMode => unclear += 1,
        }
    }
    let allowed = judged.len() - refused - unclear;
    let lacks_mode = |(_, verdict): &_| matches!(verdict, Verdict::OfUnknownMode);
    if refused == 0 && judged.iter().any(lacks_mode) {
        return Err(CannotTell(hints::MODE_OF_HAR.into()));
    }
    if refused == 0 && allowed == 0 {
        return Err(CannotTell(hints::UNCLEAR_HAR.into()));
    }
    printer.next_exchange();
    let count = hints::counted(judged.len(), allowed, refused, unclear, others);
    printer.summary(refused > 0, &count);
    printer.end_all(&reports);
    Ok((refused == 0).into())
}

fn said(mode: Mode, report: &Report) -> String {
    let how = match mode {
        Mode::Given | Mode::Any => return String::new(),
        Mode::Cookies => "cookies",
        Mode::Outcome => "what the browser did",
    };
    format!(" (mode `{}`, by {how})", report.mode())
}

fn in_full(report: &Report, printer: &mut Printer) {
    for (at, exchange) in report.exchanges().iter().enumerate() {
        printer.next_exchange();
        printer.request(exchange.sent());
        printer.lines(trace::response(exchange));
        printer.cookies(report, at);
        printer.findings_of(report, at);
    }
    printer.conclusion(report);
}

/// Why a request is not judged.
enum Other {
    /// A page of another origin than that of `--origin` made it.
    Page,
    /// CORS does not apply to it.
    NoCors,
}

/// The origin of the page that made the request, or why the request is not judged.
fn page(options: &Options, entry: &Entry) -> Result<Origin, Other> {
    let own = entry
        .asked
        .origin()
        .and_then(|origin| origin.parse::<Origin>().ok());
    let origin = match (own, &options.origin) {
        (Some(own), Some(given)) if own != *given && own != Origin::opaque() => {
            return Err(Other::Page);
        }
        (Some(own), _) => own,
        (None, given) => given.clone().ok_or(Other::NoCors)?,
    };
    let is_script = matches!(entry.kind.as_deref(), Some("fetch" | "xhr" | "preflight"));
    let applies = match entry.asked.header("sec-fetch-mode") {
        Some(mode) => mode == "cors",
        None => is_script || entry.asked.header("origin").is_some(),
    };
    if applies && !origin.is_same_origin(&entry.asked.url) {
        Ok(origin)
    } else {
        Err(Other::NoCors)
    }
}

/// The preflights of an archive that no request is known for yet.
struct Preflights(HashMap<String, BTreeSet<usize>>);

impl Preflights {
    fn of(har: &Har) -> Self {
        let mut places = HashMap::<_, BTreeSet<usize>>::new();
        for (at, entry) in har.entries.iter().enumerate() {
            if let Some((method, _)) = entry.asked.preflight() {
                let key = format!("{method} {}", entry.asked.url);
                places.entry(key).or_default().insert(at);
            }
        }
        Self(places)
    }

    /// The nearest one for that request, before it or after it.
    fn take(&mut self, at: usize, asked: &Copied) -> Option<usize> {
        let key = format!("{} {}", asked.method(), asked.url);
        let places = self.0.get_mut(&key)?;
        let before = places.range(..at).next_back().copied();
        let after = places.range(at..).next().copied();
        let nearest = [before, after]
            .into_iter()
            .flatten()
            .min_by_key(|place| place.abs_diff(at))?;
        places.remove(&nearest);
        Some(nearest)
    }

    fn rest(self) -> BTreeSet<usize> {
        self.0.into_values().flatten().collect()
    }
}

struct Case<'a> {
    options: &'a Options,
    entry: &'a Entry,
    origin: Origin,
    preflight: Option<&'a Entry>,
    /// The browser tells which requests failed.
    is_told: bool,
    /// A request to the same host had cookies.
    cookies_before: bool,
}

impl Case<'_> {
    /// What cannot be asked does not keep the others from being judged.
    fn verdict(&self) -> Verdict {
        self.judge()
            .unwrap_or_else(|CannotTell(why)| Verdict::Unclear(why.into()))
    }

    fn judge(&self) -> Result<Verdict, CannotTell> {
        if let Some(mode) = self.options.credentials {
            return self.in_mode(mode, Mode::Given);
        }
        if self.entry.asked.header("cookie").is_some() {
            return self.in_mode(CredentialsMode::Include, Mode::Cookies);
        }
        let is_font = self.entry.kind.as_deref() == Some("font")
            || self.entry.asked.header("sec-fetch-dest") == Some("font");
        if is_font {
            return self.in_mode(CredentialsMode::SameOrigin, Mode::Any);
        }
        let with = self.in_mode(CredentialsMode::Include, Mode::Any)?;
        let without = self.in_mode(CredentialsMode::SameOrigin, Mode::Any)?;
        let (Verdict::Judged(one, ..), Verdict::Judged(other, ..)) = (&with, &without) else {
            return Ok(with);
        };
        let is_allowed = self.entry.error.is_none();
        if one.allowed() == other.allowed() {
            // What CORS does not decide: a cache, a service worker, an extension.
            let is_other = self.is_told && one.allowed() != is_allowed;
            return Ok(match with {
                _ if is_other && is_allowed => Verdict::unclear(hints::TAKEN_ANYWAY),
                _ if is_other => Verdict::unclear(hints::FAILED_ANYWAY),
                with => with,
            });
        }
        // They differ, so one of them is what the browser did.
        if self.is_told {
            let mode = if one.allowed() == is_allowed {
                CredentialsMode::Include
            } else {
                CredentialsMode::SameOrigin
            };
            return self.in_mode(mode, Mode::Outcome);
        }
        if self.cookies_before {
            return self.in_mode(CredentialsMode::SameOrigin, Mode::Cookies);
        }
        Ok(Verdict::OfUnknownMode)
    }

    fn in_mode(&self, mode: CredentialsMode, how: Mode) -> Result<Verdict, CannotTell> {
        let preflight = match (&self.preflight, self.entry.asked.preflight()) {
            (Some(entry), _) => Some((&entry.asked, entry.head.as_ref())),
            (None, Some(_)) => Some((&self.entry.asked, self.entry.head.as_ref())),
            (None, None) => None,
        };
        let own = self.follow(mode, preflight.map(|(asked, _)| asked))?;
        let mut flow = Flow::new(&self.origin, &own.request(Some(&self.entry.asked.url)))?;
        let mut lacks_preflight = false;
        if let Step::Send(sent) = flow.step() {
            match preflight {
                Some((_, Some(head))) => receive(&mut flow, head),
                // It was in the browser's cache, or is not told.
                _ if sent.kind == Sent::Preflight => {
                    lacks_preflight = true;
                    flow.skip_preflight();
                }
                _ => {}
            }
        }
        let is_preflight = self.entry.asked.preflight().is_some();
        if matches!(flow.step(), Step::Send(_)) && !is_preflight {
            match &self.entry.head {
                Some(head) => receive(&mut flow, head),
                None if self.entry.status.is_some() => {
                    return Ok(Verdict::unclear(hints::NO_HEADERS));
                }
                None => return Ok(Verdict::unclear(hints::NO_RESPONSE)),
            }
        }
        if is_preflight && self.entry.head.is_none() {
            return Ok(Verdict::unclear(hints::NO_RESPONSE));
        }
        let report = flow.into_report();
        let last = report
            .exchanges()
            .last()
            .and_then(cors_flow::Exchange::status);
        if last == Some(StatusCode::NOT_MODIFIED) && !report.allowed() {
            return Ok(Verdict::unclear(hints::FROM_CACHE));
        }
        if lacks_preflight && report.allowed() && !self.is_by_browser() {
            return Ok(Verdict::unclear(hints::NO_PREFLIGHT));
        }
        let lacks_preflight = lacks_preflight && !is_preflight;
        Ok(Verdict::Judged(Box::new(report), how, lacks_preflight))
    }

    /// Whether a browser sent it: then the preflight passed, or was in its cache.
    fn is_by_browser(&self) -> bool {
        let agent = self.entry.asked.header("user-agent").unwrap_or_default();
        self.entry.kind.is_some() || agent.starts_with("Mozilla/")
    }

    fn follow(
        &self,
        mode: CredentialsMode,
        preflight: Option<&Copied>,
    ) -> Result<Options, CannotTell> {
        let mut own = self.options.clone();
        own.origin = Some(self.origin.clone());
        own.credentials = Some(mode);
        // What the options say of a request is of another one.
        let first = preflight.unwrap_or(&self.entry.asked);
        conversation::follow_both(&mut own, first, &self.entry.asked)?;
        Ok(own)
    }
}

fn receive(flow: &mut Flow, head: &Head) {
    flow.receive(status(head), head.headers());
}
