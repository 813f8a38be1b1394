//! What becomes of the cookies that the responses set.

use std::ops::Range;

use http::HeaderValue;
use http::header::{COOKIE, SET_COOKIE};
use url::Url;

use super::{Error, Exchange, Finding, Kind, Report, Scope};
use crate::cookie::jar::{self, Jar};
use crate::cookie::{
    Browser, Context, Cookie, Fate, KeepError, ReadError, Remedy, SameSite, SendError, SetCookie,
    SiteDifference, remedies, site_difference,
};
use crate::flow::Sent;

/// How many lines of a response are judged: as many cookies as Chrome keeps of one site.
const MOST_LINES: usize = 180;

/// What becomes of one cookie of a response, in each browser. It prints as a few sentences: what happens,
/// why, and what to send instead.
///
/// # Examples
///
/// ```
/// use cors_flow::cookie::{Browser, Remedy};
/// use cors_flow::{CredentialsMode, Flow, Origin, Request};
/// use http::{HeaderMap, HeaderValue, StatusCode};
///
/// let page: Origin = "https://app.example".parse()?;
/// let request = Request::get("https://api.example/login".parse()?);
/// let mut flow = Flow::new(&page, &request.credentials(CredentialsMode::Include))?;
/// let mut headers = HeaderMap::new();
/// headers.insert("set-cookie", HeaderValue::from_static("sid=1"));
/// flow.receive(StatusCode::OK, &headers);
/// let [cookie] = &flow.report().cookies()[..] else { panic!("there is one") };
/// assert_eq!((cookie.name(), cookie.exchange(), cookie.line()), (&b"sid"[..], 0, 0));
/// assert_eq!(cookie.url().map(|url| url.as_str()), Some("https://api.example/login"));
/// assert_eq!(cookie.fate(Browser::Chrome).code().as_deref(), Some("CrossSiteByDefault"));
/// assert_eq!(cookie.remedies(), [Remedy::CrossSiteAttributes]);
/// assert!(!cookie.is_well() && !cookie.is_deletion());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
// They are independent of each other.
#[allow(clippy::struct_excessive_bools)]
pub struct CookieFinding {
    pub(super) name: Vec<u8>,
    pub(super) exchange: usize,
    pub(super) url: Option<Url>,
    pub(super) line: usize,
    /// In the order of [`Browser::ALL`].
    pub(super) fates: [Fate; 4],
    pub(super) remedies: Vec<Remedy>,
    /// Which attributes for another site the line has.
    pub(super) has_for_other_sites: [bool; 3],
    /// The line's `SameSite` has a value that browsers do not know.
    pub(super) has_unknown_same_site: bool,
    /// Why page and URL are two sites.
    pub(super) difference: Option<SiteDifference>,
    /// Why the page's script cannot read it, if its name says that it should.
    pub(super) unreadable: Option<ReadError>,
    /// The cookie has a value, so that a line which deletes it may be meant to keep it.
    pub(super) is_full: bool,
    pub(super) is_deletion: bool,
    /// The path that the cookie is for.
    pub(super) path: Vec<u8>,
    /// The URL that is asked next, if it is another.
    pub(super) next: Option<Url>,
    /// The page does not get the response.
    pub(super) is_refused: bool,
}

impl CookieFinding {
    /// The cookie's name. It is empty if the line has no `=`.
    ///
    /// # Examples
    ///
    /// See [`CookieFinding`].
    #[must_use]
    pub fn name(&self) -> &[u8] {
        &self.name
    }

    /// The place in [`Report::exchanges`] of the request whose response sets it.
    ///
    /// # Examples
    ///
    /// See [`CookieFinding`].
    #[must_use]
    pub fn exchange(&self) -> usize {
        self.exchange
    }

    /// The URL that sets it; `None` if nobody told it.
    ///
    /// # Examples
    ///
    /// See [`CookieFinding`].
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        self.url.as_ref()
    }

    /// Which of the response's lines of `Set-Cookie` it is in, from 0. Two cookies may be in one line by
    /// mistake.
    ///
    /// # Examples
    ///
    /// See [`CookieFinding`].
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// What that browser does with it: whether it keeps it, and sends it with the page's next request.
    ///
    /// # Examples
    ///
    /// See [`CookieFinding`].
    #[must_use]
    pub fn fate(&self, browser: Browser) -> &Fate {
        &self.fates[browser as usize]
    }

    /// What to change, so that every browser keeps it and sends it.
    ///
    /// # Examples
    ///
    /// See [`CookieFinding`].
    #[must_use]
    pub fn remedies(&self) -> &[Remedy] {
        &self.remedies
    }

    /// Whether all is well: every browser keeps it and sends it with the next request, or every browser
    /// deletes it as the line says. If nobody told what is asked next, it may be for another path.
    ///
    /// # Examples
    ///
    /// See [`CookieFinding`].
    #[must_use]
    pub fn is_well(&self) -> bool {
        let comes_back = |fate: &Fate| fate.is_sent() || self.is_for_another_path(fate);
        self.fates.iter().all(comes_back) || self.fates.iter().all(|fate| *fate == Fate::Deleted)
    }

    /// Whether the line is to delete the cookie.
    ///
    /// # Examples
    ///
    /// See [`CookieFinding`].
    #[must_use]
    pub fn is_deletion(&self) -> bool {
        self.is_deletion
    }

    /// A line that deletes none of the cookies that there were, though one has its name, is not what it is
    /// meant to be. In a response that sets another one at the same time, it may be.
    fn compare(&mut self, line: &SetCookie, set: &Context<'_>, before: &Jar, after: &Jar) {
        for (browser, fate) in Browser::ALL.into_iter().zip(&mut self.fates) {
            let expired = line.keep(set, browser).ok().filter(Cookie::is_expired);
            let kept = expired
                .as_ref()
                .and_then(|it| before.spared(it, after, set));
            if let (Some(expired), Some(kept)) = (&expired, kept) {
                let (kept, deleted) = (kept.identity(), expired.identity());
                *fate = Fate::Dropped(KeepError::OtherCookie { kept, deleted });
                for remedy in fate.remedies(set, set) {
                    if !self.remedies.contains(&remedy) {
                        self.remedies.push(remedy);
                    }
                }
            }
        }
    }

    /// Whether only its path is why it does not come back, and nobody told what is asked next.
    pub(super) fn is_for_another_path(&self, fate: &Fate) -> bool {
        self.next.is_none() && matches!(fate, Fate::NotSent(SendError::Path { .. }))
    }
}

impl Report {
    /// What becomes of each cookie that the responses set, in order, and whether it comes back with the
    /// page's next request: in the same mode, to [the URL](crate::Request::then) that was told or else to
    /// the URL that sets it.
    ///
    /// Cookies are kept even if the page does not get the response. Of the response of an unknown URL there
    /// are only those of which something is true for every URL. The lines after the first 180 of a
    /// response are left out. The time is the response's `Date`; without one, that at which it was received.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::cookie::Browser::{Blocking, Chrome, Firefox, Safari};
    /// use cors_flow::{CredentialsMode, Flow, Origin, Request};
    /// use http::{HeaderMap, HeaderValue, StatusCode};
    ///
    /// let page: Origin = "https://app.example".parse()?;
    /// let request = Request::get("https://api.example/login".parse()?);
    /// let mut flow = Flow::new(&page, &request.credentials(CredentialsMode::Include))?;
    /// let mut headers = HeaderMap::new();
    /// headers.insert("set-cookie", HeaderValue::from_static("sid=1; SameSite=None; Secure"));
    /// flow.receive(StatusCode::OK, &headers);
    /// let report = flow.into_report();
    /// let [cookie] = &report.cookies()[..] else { panic!("there is one") };
    /// assert!(cookie.fate(Chrome).is_sent() && cookie.fate(Firefox).is_sent());
    /// assert_eq!(cookie.fate(Safari).code().as_deref(), Some("NotPartitioned"));
    /// assert_eq!(cookie.fate(Blocking).code().as_deref(), Some("NotPartitioned"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn cookies(&self) -> Vec<CookieFinding> {
        let all = 0..self.exchanges.len();
        all.flat_map(|at| self.cookies_of(at)).collect()
    }

    /// What becomes of the cookies of one response, as [`cookies`](Self::cookies) gives it. `exchange` is the place
    /// of the response in [`exchanges`](Self::exchanges). It is empty if there is no such exchange.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    /// use http::{HeaderMap, HeaderValue, StatusCode};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let mut flow = Flow::new(&page, &Request::get("https://app.example.com/login".parse()?))?;
    /// let mut headers = HeaderMap::new();
    /// headers.insert("set-cookie", HeaderValue::from_static("sid=1"));
    /// flow.receive(StatusCode::OK, &headers);
    /// assert_eq!(flow.report().cookies_of(0)[0].name(), b"sid");
    /// assert!(flow.report().cookies_of(1).is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn cookies_of(&self, exchange: usize) -> Vec<CookieFinding> {
        if self.is_unread(exchange) {
            return Vec::new();
        }
        let lines = self.exchanges[exchange].cookie_lines().take(MOST_LINES);
        let lines: Vec<_> = lines
            .map(SetCookie::from_header_value)
            .enumerate()
            .collect();
        let Some((set, next)) = self.contexts(exchange) else {
            let of_line = |(at, line): &(usize, SetCookie)| self.of_any_url(exchange, *at, line);
            return lines.iter().flat_map(of_line).collect();
        };
        let deletes = lines.iter().any(|(_, line)| line.is_deletion(&set));
        let held = deletes.then(|| self.held(exchange));
        let of_line = |(at, line): &(usize, SetCookie)| {
            let mut findings = self.of_line(exchange, *at, line, &set, &next);
            if let (Some((before, after)), [own, ..]) = (&held, &mut findings[..]) {
                own.compare(line, &set, before, after);
            }
            findings
        };
        lines.iter().flat_map(of_line).collect()
    }

    /// What the browsers hold before and after a response.
    fn held(&self, exchange: usize) -> (Jar, Jar) {
        let before = self.received(self.before.clone(), 0..exchange);
        let after = self.received(before.clone(), exchange..exchange + 1);
        (before, after)
    }

    /// What the browsers hold once these responses have come.
    fn received(&self, mut jar: Jar, exchanges: Range<usize>) -> Jar {
        for at in exchanges {
            if let Some((set, _)) = self.contexts(at) {
                for line in self.exchanges[at].cookie_lines() {
                    jar.receive(&SetCookie::from_header_value(line), &set);
                }
            }
        }
        jar
    }

    /// What is true of a line whatever its URL is: what would be so at its Domain, or at any host, for a
    /// page of the same site.
    fn of_any_url(&self, exchange: usize, at: usize, line: &SetCookie) -> Vec<CookieFinding> {
        let host = line
            .domain()
            .and_then(|host| std::str::from_utf8(host).ok());
        let at_host = |host: &str| Url::parse(&format!("https://{host}/")).ok();
        let Some(url) = host
            .and_then(at_host)
            .or_else(|| at_host("unknown.invalid"))
        else {
            return Vec::new();
        };
        let Ok(page) = url.origin().ascii_serialization().parse() else {
            return Vec::new();
        };
        let context = Context::new(&page, &url, self.mode, self.exchanges[exchange].time);
        let set = match self.exchanges[exchange].sent.kind {
            Sent::Preflight => context.preflight(),
            Sent::Request => context.cross_origin(),
        };
        let is_meant = line.value().is_empty();
        let mut findings = self.of_line(exchange, at, line, &set, &context);
        for finding in &mut findings {
            finding.url = None;
            finding.is_deletion = false;
            for fate in &mut finding.fates {
                *fate = std::mem::replace(fate, Fate::Unknown).for_any_url(is_meant);
            }
            if finding.fates.contains(&Fate::Dropped(KeepError::Expired)) {
                finding.remedies.push(Remedy::Later);
            }
        }
        findings.retain(|finding| finding.fates.iter().any(|fate| *fate != Fate::Unknown));
        findings
    }

    /// Judges whether a cookie is kept and comes back with the page's next request, in every browser, and
    /// adds that as the last decision: what [`Request::keep`](crate::Request::keep) asks for.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::{Flow, Origin, Request};
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let page: Origin = "https://app.example.com".parse()?;
    /// let mut flow = Flow::new(&page, &Request::get("https://app.example.com/login".parse()?))?;
    /// flow.receive(StatusCode::OK, &HeaderMap::new());
    /// let mut report = flow.into_report();
    /// assert!(report.allowed());
    /// report.keep("sid");
    /// assert_eq!(report.refused().and_then(|refused| refused.code()).as_deref(), Some("CookieNotSet"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn keep(&mut self, name: impl Into<Vec<u8>>) {
        let last = self.exchanges.last();
        let finding = Finding {
            exchange: self.exchanges.len().checked_sub(1),
            url: last.and_then(|last| last.url().cloned()),
            status: last.and_then(Exchange::status),
            ..Finding::new(Kind::Cookie, Scope::CrossOrigin)
        };
        let finding = to_keep(self, name.into(), finding);
        self.findings.push(finding);
    }

    fn of_line(
        &self,
        exchange: usize,
        at: usize,
        line: &SetCookie,
        set: &Context<'_>,
        next: &Context<'_>,
    ) -> Vec<CookieFinding> {
        let finding = |name: &[u8], fates: [Fate; 4], remedies: Vec<Remedy>| CookieFinding {
            name: name.to_vec(),
            exchange,
            url: Some(self.exchanges[exchange].sent.url.clone()),
            line: at,
            remedies,
            has_for_other_sites: line.has_for_other_sites(),
            has_unknown_same_site: line.same_site() == Some(SameSite::Unknown),
            difference: self.difference(exchange),
            unreadable: None,
            is_full: !line.value().is_empty(),
            is_deletion: line.is_deletion(set),
            path: line.path_to_keep(set).to_vec(),
            next: self.exchanges[exchange].next.clone(),
            is_refused: self.is_refused(exchange),
            fates,
        };
        let fates = Browser::ALL.map(|browser| Fate::of(line, set, next, browser));
        let lost = line.lost().map(|name| {
            let first = line.name().to_vec();
            let dropped = Fate::Dropped(KeepError::TwoInOneLine { first });
            finding(
                name,
                Browser::ALL.map(|_| dropped.clone()),
                vec![Remedy::OneCookieALine],
            )
        });
        let mut remedies = remedies(line, set, next);
        // It may be meant for another URL.
        remedies.retain(|remedy| {
            !matches!(remedy, Remedy::Path(_)) || self.exchanges[exchange].next.is_some()
        });
        let mut own = finding(line.name(), fates, remedies);
        let kept = line.keep(set, Browser::Chrome).ok();
        if let (Some(page), Some(cookie)) = (&self.origin, kept.filter(|_| is_for_scripts(line))) {
            own.unreadable = cookie.read(page).err();
            let remedy = own
                .unreadable
                .as_ref()
                .map(|error| error.remedy(page, &cookie));
            own.remedies.extend(remedy);
        }
        [own].into_iter().chain(lost).collect()
    }

    /// The request of an exchange, and the one after it; `None` if nothing is known of them.
    fn contexts(&self, exchange: usize) -> Option<(Context<'_>, Context<'_>)> {
        let page = self.origin.as_ref()?;
        if self.is_unread(exchange) {
            return None;
        }
        let exchange = self
            .exchanges
            .get(exchange)
            .filter(|exchange| exchange.is_known)?;
        let context = |url| Context::new(page, url, self.mode, exchange.time);
        let set = context(&exchange.sent.url);
        let set = if exchange.is_cross_origin {
            set.cross_origin()
        } else {
            set
        };
        let next = context(exchange.next.as_ref().unwrap_or(&exchange.sent.url));
        Some(match exchange.sent.kind {
            Sent::Preflight => (set.preflight(), next),
            Sent::Request => (set, next),
        })
    }

    fn difference(&self, exchange: usize) -> Option<SiteDifference> {
        let (page, exchange) = (self.origin.as_ref()?, &self.exchanges[exchange]);
        let difference = |url| site_difference(page, url);
        difference(&exchange.sent.url).or_else(|| difference(exchange.next.as_ref()?))
    }

    /// Whether a browser refuses the response before it looks at its headers; or there is none.
    fn is_unread(&self, exchange: usize) -> bool {
        let is_unread = |finding: &Finding| matches!(finding.error, Some(Error::Response(_)));
        exchange >= self.exchanges.len() || self.findings_of(exchange).any(is_unread)
    }

    fn findings_of(&self, exchange: usize) -> impl Iterator<Item = &Finding> {
        let findings = self.findings.iter();
        findings.filter(move |finding| finding.exchange == Some(exchange))
    }

    fn is_refused(&self, exchange: usize) -> bool {
        self.findings_of(exchange).any(|finding| {
            !finding.allowed() && matches!(finding.kind, Kind::Response | Kind::Redirect)
        })
    }
}

impl Exchange {
    /// Whether the response sets cookies, and a browser looks at them.
    pub(crate) fn sets_cookies(&self) -> bool {
        self.sent.kind == Sent::Request && self.cookie_lines().next().is_some()
    }

    fn cookie_lines(&self) -> impl Iterator<Item = &HeaderValue> {
        let headers = self.headers().into_iter();
        headers.flat_map(|headers| headers.get_all(SET_COOKIE))
    }

    /// Whether the request carried a cookie of that name.
    fn carried(&self, name: &[u8]) -> bool {
        has(self.sent.headers.get(COOKIE), name)
    }
}

fn has(cookie: Option<&HeaderValue>, name: &[u8]) -> bool {
    cookie.is_some_and(|cookie| jar::names(cookie.as_bytes()).any(|sent| sent == name))
}

/// Whether a cookie that the page needs is kept, and comes back.
fn to_keep(report: &Report, name: Vec<u8>, finding: Finding) -> Finding {
    let lines = report.cookies();
    let last = lines
        .iter()
        .rfind(|line| line.name == name && line.url.is_some());
    let (browser, error) = match last {
        // One that was given shows nothing of what a browser keeps.
        None if !has(report.given.as_ref(), &name)
            && report
                .exchanges
                .iter()
                .any(|exchange| exchange.carried(&name)) =>
        {
            (None, None)
        }
        None => (None, Some(Error::CookieNotSet)),
        Some(last) => {
            let browser = loses(report, &name);
            (
                browser,
                browser.and_then(|browser| error_of(last.fate(browser))),
            )
        }
    };
    Finding {
        cookie: Some(name),
        browser,
        error,
        ..finding
    }
}

/// Whether a script is to read the cookie, and send its value in a header: a token against forged
/// requests. One that is `HttpOnly` may be the secret beside the token.
fn is_for_scripts(line: &SetCookie) -> bool {
    let name = line.name().to_ascii_lowercase();
    let has = |word: &[u8]| name.windows(word.len()).any(|part| part == word);
    has(b"xsrf") || has(b"csrf") && !line.is_http_only()
}

fn error_of(fate: &Fate) -> Option<Error> {
    match fate {
        Fate::Sent | Fate::Unknown => None,
        Fate::NotSent(error) => Some(Error::Send(error.clone())),
        Fate::Deleted => Some(Error::Keep(KeepError::Expired)),
        Fate::Dropped(error) => Some(Error::Keep(error.clone())),
    }
}

/// The first browser that does not send a cookie of that name next, if it had no cookies before.
fn loses(report: &Report, name: &[u8]) -> Option<Browser> {
    let all = 0..report.exchanges.len();
    let (_, next) = all.clone().rev().find_map(|at| report.contexts(at))?;
    let jar = report.received(Jar::default(), all);
    let sends = |browser: &Browser| {
        let sent = jar.cookies(&next, *browser);
        sent.iter().any(|cookie| cookie.name() == name)
    };
    Browser::ALL.into_iter().find(|browser| !sends(browser))
}
