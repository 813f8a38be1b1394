//! Every sentence that this crate says, except for the messages of [`headers_allow_credentials`]'s errors, on what
//! the server's CORS headers lack. What a response shows of its cause, such as that it has none of CORS's headers, is
//! in `cause`. The marks in a line of the trace, such as `(body)`, are `trace`'s.

pub(super) mod advice;
mod cause;
mod cookie;
mod credentials;

use std::collections::BTreeSet;
use std::fmt;

use headers_allow_credentials::cors::PreflightError;
use http::StatusCode;
use http::header::HeaderName;

use super::advice::{is_no_header, is_of_response};
use super::escape::{escaped, escaped_url, printable};
use super::{Cause, CookieFinding, Destination, Error, Finding, Kind, Note, Report, Scope, Sign};
use crate::cookie::{Browser, Fate};
use crate::flow::{Sent, is_of_origin};
use crate::{OriginError, RedirectError, ResponseError, SetupError};

/// As the trace has it: what is against the page begins with a word that says so.
pub(super) fn of_trace(finding: &Finding) -> String {
    match (&finding.error, finding.kind) {
        // That one says so itself.
        (None, _) | (Some(_), Kind::Exposed | Kind::Cookie) => finding.to_string(),
        (Some(_), _) => format!("Not allowed: {finding}"),
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.error {
            None => self.in_favour(f),
            Some(error) => self.refusal(error, f),
        }
    }
}

impl Finding {
    fn in_favour(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.status.unwrap_or_default().as_u16();
        match (self.kind, &self.header) {
            _ if self.scope == Scope::HeaderAlone => {
                f.write_str("Access-Control-Allow-Credentials is `true`.")
            }
            (Kind::Preflight, _) => {
                let method = self.asked_method().unwrap_or_else(|| "request".into());
                write!(
                    f,
                    "The preflight allows the {}.",
                    escaped(method.as_bytes())
                )
            }
            (Kind::Exposed, Some(name)) if self.is_absent => {
                write!(
                    f,
                    "The page may read `{name}`, but this response does not have it."
                )
            }
            (Kind::Exposed, Some(name)) => write!(f, "The page may read `{name}`."),
            (Kind::Cookie, _) => {
                write!(
                    f,
                    "Every browser sends {} with the next request.",
                    self.named()
                )
            }
            (Kind::Redirect, _) if self.scope != Scope::SameOrigin => {
                write!(
                    f,
                    "The redirect ({code}) passes the CORS check, so a browser follows it."
                )
            }
            (Kind::Redirect, _) => write!(
                f,
                "The redirect ({code}) is from the page's own origin, so a browser follows it."
            ),
            _ if self.scope != Scope::SameOrigin => f.write_str("The page may read the response."),
            _ => f.write_str("The URL has the page's own origin, so there is no CORS check."),
        }
    }

    /// The cause, then what else is wrong.
    fn refusal(&self, error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_late = |cause: &&Cause| matches!(cause, Cause::ExposedByPreflight);
        let is_cached = self.causes.first() == Some(&Cause::Cached);
        // Behind a cache is what matters once the cache is out of the way.
        let mut more = [" If that is not it: "].into_iter().filter(|_| is_cached);
        let mut more = move || more.next().unwrap_or(" Also: ");
        let mut is_next = false;
        for cause in self.causes.iter().filter(|cause| !is_late(cause)) {
            f.write_str(if is_next { more() } else { "" })?;
            cause::say(cause, self, f)?;
            is_next = true;
        }
        let of_status = self.causes.iter().find_map(|cause| match cause {
            Cause::PreflightStatus(status) => Some(status),
            _ => None,
        });
        let is_of_list = |cause: &Cause| matches!(cause, Cause::NotOnList { .. });
        let is_told_why = self.causes.iter().any(is_of_list);
        if let Some(status) = of_status.filter(|_| self.is_silent() && !is_told_why) {
            f.write_str(if status.is_server_error() {
                " Only then look at CORS: this response has no Access-Control-Allow-Origin."
            } else {
                " The response has no CORS headers either (no Access-Control-Allow-Origin)."
            })?;
        }
        let has_cause = is_next;
        let mut headers = Vec::new();
        for error in [error].into_iter().chain(&self.then) {
            match self.names(error) {
                _ if self.is_told(error, has_cause) => continue,
                Some(name) if !headers.is_empty() => {
                    headers.push(name);
                    continue;
                }
                name => headers.extend(name),
            }
            f.write_str(if is_next { more() } else { "" })?;
            self.against(error, f)?;
            is_next = true;
        }
        if let Some(more) = headers.get(1..).filter(|more| !more.is_empty()) {
            write!(f, " Add {}, too.", listed(more, "and"))?;
        }
        for cause in self.causes.iter().filter(is_late) {
            f.write_str(" ")?;
            cause::say(cause, self, f)?;
        }
        Ok(())
    }

    /// The header that the server's list lacks, and should have.
    fn names(&self, error: &Error) -> Option<HeaderName> {
        match error {
            Error::Preflight(error) => {
                let name: HeaderName = error.header_name(&self.asked)?.parse().ok()?;
                (!is_no_header(&name)).then_some(name)
            }
            _ => None,
        }
    }

    /// Whether a cause says it already.
    fn is_told(&self, error: &Error, has_cause: bool) -> bool {
        let check = match error {
            Error::Preflight(PreflightError::Check(error)) | Error::Check(error) => Some(*error),
            _ => None,
        };
        let is_status = *error == Error::Preflight(PreflightError::Status);
        self.causes.iter().any(|cause| match cause {
            cause if cause.tells_all() => true,
            Cause::BareRedirect(lead) => lead.to == Destination::Login || self.is_silent(),
            cause if is_of_status(cause) => is_status || self.is_silent(),
            Cause::ErrorResponse { is_bare: true, .. } => {
                check.is_some() && (self.is_silent() || check.is_some_and(is_of_origin))
            }
            Cause::NotOnList { sign, .. } => {
                // What is not there at all came with the right origin, as that did.
                let is_absent = |name| !self.allows.contains(&name);
                self.is_of_origin && error.missing_header().is_some_and(is_absent)
                    || check.is_some_and(is_of_origin)
                    || is_status && matches!(sign, Sign::Refusal(_) | Sign::Words(_))
                    || has_cause && self.is_silent()
            }
            // The advice has the rest, all of it.
            Cause::NoCors { .. } | Cause::Refuses { .. } | Cause::RefusesOneOf { .. } => true,
            Cause::Unlisted { .. } => is_status || check.is_none(),
            Cause::OnlyStatus(_) => is_status,
            Cause::Differs { .. } => check.is_some_and(is_of_origin),
            Cause::Misspelt { meant, .. } => {
                self.is_silent() || error.missing_header().as_ref() == Some(meant)
            }
            _ => false,
        })
    }

    fn against(&self, error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match error {
            Error::Preflight(error) => {
                let name = error.header_name(&self.asked);
                if let Some(name) = name.and_then(|name| name.parse().ok()).filter(is_no_header) {
                    let what = if is_of_response(&name) {
                        "a response header, and the page sends it in the request"
                    } else {
                        "an option of the call, not a header"
                    };
                    return write!(f, "`{name}` is {what}: do not send it.");
                }
                write!(f, "{}.", error.display(&self.asked))?;
                match (error, self.status) {
                    (PreflightError::Status, Some(status)) => {
                        write!(f, " Its status is {}.", status.as_u16())
                    }
                    _ => Ok(()),
                }
            }
            Error::Check(error) => write!(f, "{error}."),
            Error::Response(error) => write!(f, "{error}."),
            Error::Redirect(error) => write!(f, "{error}."),
            Error::Exposed(error) => match &self.header {
                Some(name) => write!(f, "`{name}` is not readable: {error}."),
                None => write!(f, "{error}."),
            },
            Error::Keep(error) => {
                write!(f, "{} does not keep {}: {error}.", self.who(), self.named())
            }
            Error::Send(error) => {
                write!(
                    f,
                    "{} does not send {} back: {error}.",
                    self.who(),
                    self.named()
                )
            }
            Error::CookieNotSet => write!(
                f,
                "No response sets {}: send it in a line of Set-Cookie.",
                self.named()
            ),
            Error::CertificateDemanded(sent) => f.write_str(&credentials::certificate(*sent)),
            Error::Network(why) => f.write_str(&printable(why)),
        }
    }
}

impl Finding {
    fn named(&self) -> String {
        cookie::named(self.cookie.as_deref().unwrap_or_default())
    }

    fn who(&self) -> &'static str {
        match self.browser {
            None | Some(Browser::Blocking) => "a browser that blocks third-party cookies",
            Some(Browser::Chrome) => "Chrome",
            Some(Browser::Firefox) => "Firefox",
            Some(Browser::Safari) => "Safari",
        }
    }
}

/// Whether a preflight's status is what it is about, and not what handles CORS.
fn is_of_status(cause: &Cause) -> bool {
    matches!(
        cause,
        Cause::PreflightStatus(_) | Cause::PreflightRedirect(_)
    )
}

/// What becomes of cookies in some browsers, or in all. What a preflight sets is often set by each response.
fn lost_cookies(report: &Report) -> Option<String> {
    let mut cookies = report.cookies();
    cookies.retain(|cookie| {
        let sent = &report.exchanges[cookie.exchange()].sent;
        sent.kind == Sent::Request && !cookie.is_well()
    });
    if !cookies.is_empty() && cookies.iter().all(CookieFinding::is_deletion) {
        return Some("not every browser deletes the cookies that it should".into());
    }
    // Several responses may set the same.
    let names: BTreeSet<_> = cookies.iter().map(CookieFinding::name).collect();
    let what = match (names.len(), *names.first()?) {
        (1, b"") => "its cookie".to_owned(),
        (1, name) => format!("its cookie {}", cookie::named(name)),
        (several, _) => format!("{several} of its cookies"),
    };
    let is_all = |is_it: fn(&CookieFinding, &Fate) -> bool| {
        let mut cookies = cookies.iter();
        cookies.all(|cookie| cookie.fates.iter().all(|fate| is_it(cookie, fate)))
    };
    Some(if is_all(|_, fate| matches!(fate, Fate::Dropped(_))) {
        format!("no browser keeps {what}")
    } else if is_all(|cookie, fate| {
        matches!(fate, Fate::NotSent(_) | Fate::Dropped(_)) && !cookie.is_for_another_path(fate)
    }) {
        format!("no browser sends back {what}")
    } else {
        format!("some browsers drop, or do not send back, {what}")
    })
}

/// The outcome, in a sentence.
pub(super) fn verdict(report: &Report) -> String {
    if report.exchanges.is_empty() {
        return "Nothing is known: there was no response.".into();
    }
    let Some(origin) = &report.origin else {
        return if report.allowed() {
            "Allowed by this header. Access-Control-Allow-Origin also matters; it was not checked."
                .into()
        } else {
            "Not allowed: no page gets this response with credentials.".into()
        };
    };
    let page = match origin.as_str() {
        "null" => "a page of origin `null`".to_owned(),
        origin => format!("a page at {origin}"),
    };
    let unsent = report.unsent.as_ref();
    let unsent = unsent.map(|unsent| escaped(unsent.method.as_str().as_bytes()));
    let has = |is_it: fn(&Note) -> bool| report.notes.iter().any(is_it);
    let mixed_content = has(|note| matches!(note, Note::MixedContent(_)));
    let condition = if mixed_content {
        " if everything is served over HTTPS"
    } else if has(|note| matches!(note, Note::Untrusted(_))) {
        " once browsers accept the certificate"
    } else {
        ""
    };
    let Some(refused) = report.refused() else {
        let mut decisions = report.findings.iter().rev();
        let last = decisions.find(|finding| finding.kind.is_of_exchange());
        let allowed = if condition.is_empty() {
            "Allowed"
        } else {
            "Allowed by CORS"
        };
        let but = || {
            // What becomes of cookies over HTTPS is another question.
            let cookies = lost_cookies(report).filter(|_| !mixed_content);
            cookies.map_or(String::new(), |what| format!(", but {what}"))
        };
        return match last.map_or(Kind::Response, |last| last.kind) {
            Kind::Preflight => format!(
                "The preflight passes for {page}{condition}. The {} was not sent, so its response was not checked.",
                unsent.as_deref().unwrap_or("request")
            ),
            Kind::Redirect => format!(
                "The redirect is allowed for {page}{condition}. The response after it was not checked."
            ),
            _ if has(|note| matches!(note, Note::StatusRefused(_))) => {
                format!("{allowed}, except in Chromium: {page} gets what it asked for{condition}.")
            }
            _ => match last.and_then(|last| last.status) {
                Some(status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)) => format!(
                    "Allowed by CORS, but the server answers {}{}: {page} gets that response{condition}.",
                    status.as_u16(),
                    if has(|note| matches!(note, Note::AuthorizationRemoved(_))) {
                        ", after a redirect that removed Authorization"
                    } else {
                        ""
                    }
                ),
                _ => format!(
                    "{allowed}: {page} gets what it asked for{condition}{}.",
                    but()
                ),
            },
        };
    };
    let by_wildcard = report.notes.contains(&Note::AuthorizationByWildcard);
    let cause = match refused.kind {
        Kind::Exposed => {
            let reads = "cannot read all the headers that it wants to read";
            return format!("Not allowed: {page} {reads}.");
        }
        Kind::Cookie => {
            return format!(
                "Not allowed: {page} gets the response, but a cookie that it needs does not come back in \
                 every browser."
            );
        }
        Kind::Preflight if by_wildcard => {
            "by the Fetch standard, a browser does not send the request after this preflight, and"
        }
        Kind::Preflight => "a browser does not send the request after this preflight, and",
        Kind::Redirect => "a browser does not follow the redirect, and",
        Kind::Network => "there is no response, and",
        _ if mixed_content => "even over HTTPS,",
        _ => "a browser sends the request, but",
    };
    format!("Not allowed: {cause} {page} gets an error instead of the response.")
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dropped(names) => write!(
                f,
                "a page cannot set {}: browsers leave it out, and so does this request.",
                list(names, "or", |name| {
                    // Such a header is dropped only if its value is a forbidden method.
                    let with_that = match name.as_str() {
                        name if name.starts_with("x-") => " with a forbidden method",
                        _ => "",
                    };
                    format!("`{name}`{with_that}")
                })
            ),
            Self::CookieWithheld(mode) => write!(
                f,
                "the Cookie was not sent: with credentials mode `{mode}`, a browser sends none here."
            ),
            Self::OptionAsHeader(name) => credentials::option_as_header(name, f),
            Self::AuthorizationRemoved(to) => write!(
                f,
                "the page's Authorization was removed, since the redirect leaves the origin (Chrome 119, \
                 Firefox 111, Safari 16.1): let the page request {} directly.",
                escaped_url(to)
            ),
            Self::Unauthorized {
                challenges,
                is_refused,
            } => credentials::unauthorized(challenges, *is_refused, f),
            Self::NoCookieSet => f.write_str(
                "the response to this POST sets no cookie. If it is a login by cookie, send Set-Cookie: without \
                 it, the page's next request carries none.",
            ),
            Self::MixedContent(origin) => write!(
                f,
                "browsers block this as mixed content, whatever the headers say: no HTTPS page can \
                 request {}. Serve it over HTTPS.",
                escaped(origin.as_bytes())
            ),
            Self::AuthorizationByWildcard => f.write_str(
                "without credentials, today's browsers let `*` cover Authorization, although the Fetch \
                 standard does not allow it: list Authorization in Access-Control-Allow-Headers, and all \
                 agree.",
            ),
            Self::SameLocations => f.write_str(
                "Chromium and Firefox follow a redirect whose lines of Location are all the same. The Fetch \
                 standard does not allow it, and WebKit does not follow.",
            ),
            Self::NullNamed => {
                f.write_str("`null` is the origin of sandboxed and local pages, not of this one.")
            }
            Self::StatusRefused(status) => write!(
                f,
                "Chromium refuses a response with the status {}, whatever its headers say: send another \
                 status.",
                status.as_u16()
            ),
            Self::MaybeNull => f.write_str(
                "if a redirect led to another origin, a browser goes on with `Origin: null`, which no \
                 server should allow: let the page request the final URL.",
            ),
            Self::Foretold => f.write_str(
                "the request was not sent, so what the page may read was judged by the preflight's \
                 response. The response itself decides.",
            ),
            Self::Unanswered(names) => write!(
                f,
                "whether the page may read {} is not known, because the request was not sent.",
                listed(names, "or")
            ),
            Self::WildcardWithoutCookie => f.write_str(
                "the request carried no cookie. Some servers send `*` only then, and the page's origin to a request \
                 with a cookie.",
            ),
            Self::VaryMissing => f.write_str(
                "a cache may keep this response, and give it to a page of another origin, which then gets an error: \
                 send `Vary: Origin` with it, unless no other origin may read it.",
            ),
            Self::NullAllowed(to_ask) => {
                f.write_str(
                    "`Access-Control-Allow-Origin: null` lets any sandboxed page of any site read this response: do \
                     not send it",
                )?;
                match to_ask {
                    Some(url) => write!(f, ", and let the page request {} directly.", escaped_url(url)),
                    None => f.write_str("."),
                }
            }
            Self::LedToLogin => f.write_str(
                "a redirect led to a login page, so the page gets that instead of what it asked for: answer a \
                 fetch with 401, and let the page navigate to the login."
            ),
            Self::Untrusted(note) | Self::Driver(note) => f.write_str(&printable(note)),
        }
    }
}

/// How many names are listed: a list of thousands would hide what is said of it.
const MOST_NAMES: usize = 10;

/// Names for a sentence, with that word before the last. Of more than ten, it says how many more there are.
///
/// # Examples
///
/// ```
/// use http::header::{ACCEPT, ETAG, VARY};
///
/// assert_eq!(cors_flow::listed(&[ACCEPT, ETAG, VARY], "and"), "`accept`, `etag` and `vary`");
/// ```
#[must_use]
pub fn listed(names: &[HeaderName], word: &str) -> String {
    list(names, word, |name| {
        format!("`{}`", escaped(name.as_str().as_bytes()))
    })
}

/// One, or all with that word before the last.
fn list(names: &[HeaderName], word: &str, each: impl Fn(&HeaderName) -> String) -> String {
    let more = names.len().saturating_sub(MOST_NAMES);
    let names = names.iter().take(MOST_NAMES).map(each);
    let more = (more > 0).then(|| format!("{more} more"));
    let names: Vec<_> = names.chain(more).collect();
    match &names[..] {
        [before @ .., last] if !before.is_empty() => {
            format!("{} {word} {last}", before.join(", "))
        }
        names => names.concat(),
    }
}

impl fmt::Display for ResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::DifferentContentDisposition => "Content-Disposition",
            Self::DifferentContentLength => "Content-Length",
            Self::DifferentLocation => "Location",
            Self::SwitchingProtocols => {
                return f.write_str(
                    "the status is 101, which Chromium and WebKit refuse: send another status",
                );
            }
        };
        write!(
            f,
            "{name} is sent with two different values, which Chromium and Firefox refuse: send a single \
             line"
        )
    }
}

impl fmt::Display for RedirectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidLocation => {
                "Location is not a valid URL, so the redirect leads nowhere: send an absolute URL, or \
                 a path"
            }
            Self::EmptyLocation => {
                "Location is empty, so the redirect leads to the same URL again: send an absolute URL, \
                 or a path"
            }
            Self::RepeatedLocation => {
                "Location is sent more than once: send a single line (often a proxy and the \
                 application each add one)"
            }
            Self::LocationScheme => {
                "Location is neither an `http` nor an `https` URL, so a browser does not follow it: \
                 redirect to an `https` URL"
            }
            Self::TooManyRedirects => {
                "this is the 21st redirect, and a browser follows at most 20: look for a loop, or \
                 redirect straight to the last URL"
            }
            Self::LocationCredentials => {
                "Location has a user name or a password, which browsers refuse in a cross-origin \
                 request: leave them out of the URL"
            }
        })
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ForbiddenMethod => {
                "no page can send CONNECT, TRACE or TRACK, in any case (`fetch` throws a TypeError): \
                 choose another method"
            }
            Self::Scheme => "expected a URL that begins with `http://` or `https://`",
            Self::UrlCredentials => {
                "no page can ask for a URL with a user name or a password (`fetch` throws a \
                 TypeError): leave them out, and add an Authorization header if the page sends one"
            }
            Self::BodyNotAllowed => {
                "no page can send a body with GET or HEAD (`fetch` throws a TypeError): choose \
                 another method, or leave out the body"
            }
            Self::InvalidHeaderName => {
                "a header's name is not valid (`fetch` throws a TypeError): use letters, digits and \
                 hyphens, as in `x-csrf-token`"
            }
            Self::InvalidHeaderValue => {
                "a header's value is not valid: leave out control characters"
            }
            Self::InvalidCookieName => {
                "no cookie can have this name: leave out `=`, `;`, control characters, and spaces around it"
            }
            Self::TooManyHeaders => "there are more than 10,000 headers: send fewer",
            Self::TooManyToRead => "there are more than 100 response headers to read: name fewer",
        })
    }
}

#[cfg(feature = "tower")]
impl fmt::Display for crate::FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setup(error) => error.fmt(f),
            Self::Service(error) => write!(f, "the service failed: {error}"),
            Self::Url(error) => write!(f, "the request's URL does not fit an `http::Uri`: {error}"),
        }
    }
}

impl fmt::Display for OriginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let expected =
            "expected `scheme://host` or `scheme://host:port`, such as `https://app.example.com`";
        match self {
            Self::Padded => f.write_str("leave out the spaces around the origin"),
            Self::List => f.write_str("expected one origin, not a list"),
            Self::Wildcard => f.write_str("expected one origin, without a wildcard"),
            Self::File => f.write_str("expected `null`, which is the origin of a local file"),
            Self::Spelling { serialized } => {
                let serialized = escaped(serialized.as_bytes());
                write!(f, "browsers write this origin as `{serialized}`")
            }
            Self::MissingScheme { host } => {
                write!(
                    f,
                    "the scheme is missing: write `https://{host}` or `http://{host}`"
                )
            }
            Self::Invalid { reason: None } => write!(f, "{expected}, or `null`"),
            Self::Invalid {
                reason: Some(reason),
            } => write!(f, "{reason}: {expected}"),
        }
    }
}

/// The page's origin, exactly as the request's `Origin` has it.
impl fmt::Display for crate::Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
