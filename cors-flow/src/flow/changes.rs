//! At the end, what would have to change: the server's answers, or what the page asks.

use headers_allow_credentials::cors::{
    CredentialsMode, ExposedError, PreflightError, check_exposed, check_preflight,
};
use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderName, HeaderValue, ORIGIN,
};

use super::hop::{Hop, requested_headers};
use super::{Flow, Outgoing, Sent, lacking, method};
use crate::Origin;
use crate::report::advice::{self, Advice, Alternative};
use crate::report::{Cause, Destination, Error, Exchange, Finding, Kind, Lead, Report};

impl Flow {
    /// Says in the report what would have to change, if anything has to.
    pub(super) fn set_changes(&mut self) {
        let Some(refused) = self.report.refused().cloned() else {
            return;
        };
        let mut alternatives = self.alternatives(&refused);
        self.report.advice = self.advice(&refused);
        // A preflight has to be answered before anybody can log in.
        let is_401 = |advice: &Advice| advice.status == StatusCode::UNAUTHORIZED;
        if !self.report.advice.iter().any(is_401) {
            alternatives.retain(|alternative| *alternative != Alternative::LogIn);
        }
        // With credentials, the one thing that a server could send is `null`, which any page can have.
        let is_of_null = *self.hop.page() == Origin::opaque();
        let is_public = self.report.mode != CredentialsMode::Include;
        if is_of_null && !is_public && !self.report.advice.is_empty() {
            alternatives.insert(0, Alternative::OwnOrigin);
        }
        self.report.alternatives = alternatives;
    }

    fn advice(&self, refused: &Finding) -> Vec<Advice> {
        match (&refused.error, refused.causes.first()) {
            (
                None
                | Some(
                    Error::Network(_)
                    | Error::CertificateDemanded(_)
                    | Error::Keep(_)
                    | Error::Send(_)
                    | Error::CookieNotSet,
                ),
                _,
            ) => Vec::new(),
            // The server's headers are not the cause.
            (_, Some(Cause::PlainHttp(_) | Cause::WarningPage(_) | Cause::NotDeployed(_))) => {
                Vec::new()
            }
            // Without HTTPS is not how to go on.
            (_, Some(Cause::PreflightRedirect(lead) | Cause::Redirect(lead)))
                if lead.to == Destination::Https =>
            {
                Vec::new()
            }
            (_, Some(Cause::Redirect(lead))) => vec![self.answer_instead(self.latest(), lead)],
            // The one thing to send here would be `null`, which any page can have.
            _ if self.hop.is_tainted() && !self.is_public() => self.instead_of_taint(),
            (_, Some(Cause::LedToLogin(_))) => self.instead_of_login(),
            (_, Some(Cause::BareRedirect(lead))) if lead.to == Destination::Login => {
                vec![self.answer_instead(self.latest(), lead)]
            }
            (Some(Error::Preflight(_)), _) => {
                self.preflight_and_response(&self.hop, Some(self.latest()))
            }
            (Some(Error::Response(_)), _) if self.is_of_preflight() => {
                self.preflight_and_response(&self.hop, Some(self.latest()))
            }
            (Some(Error::Redirect(_)), _) => {
                vec![self.ok_instead(self.latest())]
            }
            (Some(Error::Exposed(_)), _) => self.exposing(),
            (Some(_), _) => self.response_and_next(),
        }
    }

    /// Whether the latest response is for everybody, who all ask without credentials.
    fn is_public(&self) -> bool {
        let latest = self.report.exchanges.last();
        self.report.mode != CredentialsMode::Include
            && latest.is_some_and(Exchange::names_everybody)
    }

    fn instead_of_taint(&self) -> Vec<Advice> {
        let taint = self
            .taint
            .iter()
            .filter(|(_, lead)| lead.to != Destination::Https);
        taint
            .map(|(at, lead)| self.answer_instead(*at, lead))
            .collect()
    }

    fn instead_of_login(&self) -> Vec<Advice> {
        let login = self.login.iter();
        login
            .map(|(at, lead)| self.answer_instead(*at, lead))
            .collect()
    }

    fn latest(&self) -> usize {
        self.report.exchanges.len().saturating_sub(1)
    }

    fn is_of_preflight(&self) -> bool {
        let latest = self.report.exchanges.last();
        latest.is_some_and(|latest| latest.sent.kind == Sent::Preflight)
    }

    /// In place of a redirect that a fetch cannot go through.
    fn answer_instead(&self, at: usize, lead: &Lead) -> Advice {
        let exchange = &self.report.exchanges[at];
        let status = match lead.to {
            Destination::Login => StatusCode::UNAUTHORIZED,
            _ => StatusCode::OK,
        };
        let (sent, is_known) = (&exchange.sent, exchange.is_known);
        let read = self.to_expose();
        advice::response(sent, self.report.mode, &read, is_known, Some(exchange))
            .in_place_of_redirect(status, exchange)
    }

    /// In place of a redirect that leads nowhere.
    fn ok_instead(&self, at: usize) -> Advice {
        let seen = &self.report.exchanges[at];
        self.response(&self.hop, Some(at))
            .in_place_of_redirect(StatusCode::OK, seen)
    }

    /// The names that a server has to expose, and can.
    fn to_expose(&self) -> Vec<HeaderName> {
        let is_to_expose = |name: &&HeaderName| {
            let error = check_exposed(name, CredentialsMode::Include, &HeaderMap::new());
            error == Err(ExposedError::MissingExposeHeaders)
        };
        self.read.iter().filter(is_to_expose).cloned().collect()
    }

    /// To the request of this hop, whose response was seen at that place.
    fn response(&self, hop: &Hop, seen: Option<usize>) -> Advice {
        let seen = seen.map(|at| &self.report.exchanges[at]);
        advice::response(
            &hop.request(),
            self.report.mode,
            &self.to_expose(),
            hop.is_known(),
            seen,
        )
    }

    /// To the preflight of this hop, and to the request after it, which nobody has seen.
    fn preflight_and_response(&self, hop: &Hop, seen: Option<usize>) -> Vec<Advice> {
        let malformed = Error::Preflight(PreflightError::InvalidAllowHeaders);
        let refused = self.report.refused().filter(|_| seen.is_some());
        let is_malformed = refused.is_some_and(|refused| {
            refused
                .error
                .iter()
                .chain(&refused.then)
                .any(|error| *error == malformed)
        });
        let seen = seen.map(|at| &self.report.exchanges[at]);
        let preflight = advice::preflight(
            &hop.preflight(),
            self.report.mode,
            hop.is_known(),
            is_malformed,
            seen,
        );
        let mut response = self.response(hop, None);
        if preflight.is_public() {
            response.make_public();
        }
        vec![preflight, response]
    }

    /// To the request of this hop and, if it is a redirect, at the next one.
    fn response_and_next(&self) -> Vec<Advice> {
        let at = self.latest();
        let response = self.response(&self.hop, Some(at));
        let received = self.report.exchanges[at].received.as_ref();
        let next = received.map(|(status, headers)| self.hop.follow(*status, headers));
        let (response, next) = match next {
            Some(Ok(Some(next))) if next.is_tainted() => {
                (self.answer_instead(at, &self.lead(next.url())), Vec::new())
            }
            Some(Ok(Some(next))) if !self.was_asked(&next.request()) => {
                (response, self.to_hop(&next))
            }
            // In a circle or to nowhere, whatever the headers are.
            Some(Ok(Some(_)) | Err(_)) => (self.ok_instead(at), Vec::new()),
            Some(Ok(None)) | None => (response, Vec::new()),
        };
        [response].into_iter().chain(next).collect()
    }

    /// To all of a hop that nobody has seen.
    fn to_hop(&self, hop: &Hop) -> Vec<Advice> {
        if hop.needs_preflight() {
            self.preflight_and_response(hop, None)
        } else {
            vec![self.response(hop, None)]
        }
    }

    fn was_asked(&self, next: &Outgoing) -> bool {
        let asked = self.report.exchanges.iter().map(|exchange| &exchange.sent);
        let mut asked = asked.filter(|sent| sent.kind == next.kind);
        asked.any(|sent| (&sent.method, &sent.url) == (&next.method, &next.url))
    }

    fn exposing(&self) -> Vec<Advice> {
        // Some names no server can let a page read.
        let can_be_mended = |finding: &Finding| match finding.error {
            Some(Error::Exposed(error)) => error != ExposedError::Forbidden,
            _ => false,
        };
        if !self.report.findings.iter().any(can_be_mended) {
            return Vec::new();
        }
        vec![self.response(&self.hop, Some(self.latest()))]
    }

    fn alternatives(&self, refused: &Finding) -> Vec<Alternative> {
        match refused.causes.first() {
            Some(Cause::PlainHttp(url)) => {
                return url.clone().map(Alternative::Ask).into_iter().collect();
            }
            // A preflight cannot carry it.
            Some(Cause::WarningPage(_)) if refused.kind == Kind::Preflight => return Vec::new(),
            Some(Cause::WarningPage(name)) => return vec![Alternative::Send(name.clone())],
            _ => {}
        }
        let mut all = Vec::new();
        let lead = match (&self.taint, refused.causes.first()) {
            (Some((_, by)), _) if by.to == Destination::Login => Some(by.clone()),
            (Some((_, by)), _) => Some(self.lead_after(by)),
            (
                None,
                Some(
                    Cause::PreflightRedirect(lead)
                    | Cause::Redirect(lead)
                    | Cause::BareRedirect(lead)
                    | Cause::LedToLogin(lead),
                ),
            ) if lead.to != Destination::Itself => Some(lead.clone()),
            (None, _) => None,
        };
        let first = self.report.exchanges.first().map(|first| &first.sent.url);
        match lead {
            Some(Lead {
                to: Destination::Login,
                ..
            }) => all.push(Alternative::LogIn),
            Some(lead) => {
                let url = lead.to_ask().filter(|url| first != Some(url));
                all.extend(url.map(Alternative::Ask));
            }
            None => {}
        }
        all.extend(self.leaves_out(refused));
        all.extend(self.writes_method(refused));
        // A page that has to get its cookie back asks with credentials, and so does a login that sets one.
        let is_about_cookies =
            !self.keep.is_empty() || self.report.exchanges.iter().any(Exchange::sets_cookies);
        if self.report.mode == CredentialsMode::Include
            && !is_about_cookies
            && self.is_allowed_without_credentials(refused)
        {
            all.push(Alternative::WithoutCredentials);
        }
        all
    }

    /// The method in upper case, if that is what the server lists.
    fn writes_method(&self, refused: &Finding) -> Option<Alternative> {
        let mut errors = refused.error.iter().chain(&refused.then);
        let is_of_case =
            errors.any(|error| *error == Error::Preflight(PreflightError::MethodWrongCase));
        let latest = self.report.exchanges.last()?;
        let method = self.hop.method().as_str().to_ascii_uppercase();
        let mut asked = latest.sent.headers.clone();
        asked.insert(ACCESS_CONTROL_REQUEST_METHOD, method.parse().ok()?);
        let checked =
            lacking::of_preflight(&asked, self.report.mode, StatusCode::OK, latest.headers()?);
        let is_listed = !checked.contains(&PreflightError::MethodWrongCase);
        (is_of_case && is_listed).then(|| Alternative::WriteMethod(method))
    }

    /// The headers that the page may leave out, if that helps.
    fn leaves_out(&self, refused: &Finding) -> Option<Alternative> {
        let latest = self.report.exchanges.last()?;
        let (_, received) = latest.received.as_ref()?;
        let Some(Error::Preflight(_)) = refused.error else {
            return None;
        };
        // Without a preflight, the request is sent to log in.
        let is_login = |cause: &Cause| matches!(cause, Cause::PreflightRedirect(lead) if lead.to == Destination::Login);
        if refused.causes.iter().any(is_login) {
            return None;
        }
        let sent = self.hop.request();
        let asked = &latest.sent.headers;
        let names = requested_headers(asked);
        if names.is_empty() {
            return None;
        }
        let candidates: Vec<_> = names
            .iter()
            .filter(|name| advice::is_of_library(name, &sent))
            .cloned()
            .collect();
        if candidates.len() == names.len() && method::is_safelisted(self.hop.method()) {
            let (headers, is_simple) = (candidates, true);
            return Some(Alternative::LeaveOut { headers, is_simple });
        }
        let is_refused = |name: &HeaderName| {
            let others: Vec<_> = names
                .iter()
                .filter(|other| *other != name)
                .cloned()
                .collect();
            let alone = advice::without(asked, &others);
            let mut willing = received.clone();
            let _ = willing.try_insert(ACCESS_CONTROL_ALLOW_ORIGIN, asked[ORIGIN].clone());
            let _ = willing.try_insert(
                ACCESS_CONTROL_ALLOW_CREDENTIALS,
                HeaderValue::from_static("true"),
            );
            let checked = check_preflight(&alone, self.report.mode, StatusCode::OK, &willing);
            matches!(checked, Err(error) if error.header_name(&alone).is_some())
        };
        let lists = received.contains_key(ACCESS_CONTROL_ALLOW_HEADERS);
        let headers: Vec<_> = candidates
            .into_iter()
            .filter(|name| advice::is_no_header(name) || lists && is_refused(name))
            .collect();
        (!headers.is_empty()).then_some(Alternative::LeaveOut {
            headers,
            is_simple: false,
        })
    }

    /// Whether the same responses would do for a request without credentials.
    fn is_allowed_without_credentials(&self, refused: &Finding) -> bool {
        let wants_login =
            |status| matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        let Some(first) = self
            .first
            .clone()
            .filter(|_| !refused.status.is_some_and(wants_login))
        else {
            return false;
        };
        let report = Report::new(self.hop.page(), CredentialsMode::Omit);
        let mut flow = Self {
            read: self.read.clone(),
            ..Self::of_hop(first.in_mode(CredentialsMode::Omit), report)
        };
        flow.begin_hop();
        for exchange in &self.report.exchanges {
            match &exchange.received {
                Some((status, headers)) => flow.receive(*status, headers),
                None => return false,
            }
        }
        flow.stop();
        flow.report.allowed()
    }
}
