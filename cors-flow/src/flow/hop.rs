//! The request at one URL: what is sent there, and what a redirect makes of it.

use std::time::SystemTime;

use headers_allow_credentials::cors::CredentialsMode;
use http::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue,
    ORIGIN, SET_COOKIE,
};
use http::{Method, StatusCode};
use url::Url;

use super::{Outgoing, RedirectError, Sent};
use super::{method, mixed_content, redirect, safelist};
use crate::cookie::jar::{self, Jar};
use crate::cookie::{Browser, Context, SetCookie};
use crate::{Origin, Request};

#[derive(Clone, Debug)]
// They are independent of each other, and the standard has them as flags, too.
#[allow(clippy::struct_excessive_bools)]
pub(super) struct Hop {
    page: Origin,
    credentials: CredentialsMode,
    /// A cookie, and the URL that it is for.
    cookie: Option<(HeaderValue, Url)>,
    /// What the page's browser keeps, if that is known.
    pub jar: Option<Jar>,
    url: Url,
    /// Whether that is the URL, or only stands for one that nobody told.
    is_known: bool,
    method: Method,
    headers: HeaderMap,
    body: bool,
    listens: bool,
    redirects: usize,
    /// The standard's “response tainting” is `cors`: once cross-origin, a request stays so.
    is_cross_origin: bool,
    /// The standard's “redirect-tainted origin”: `Origin` is `null` from here on.
    is_tainted: bool,
}

impl Hop {
    /// Where a request begins, with its method and headers as the browser sends them.
    pub fn first<B>(
        page: &Origin,
        request: &Request<B>,
        method: Method,
        headers: HeaderMap,
    ) -> Self {
        let cookie = request.cookie.clone();
        Self {
            page: page.clone(),
            credentials: request.credentials,
            cookie: cookie.map(|cookie| (cookie, request.url.clone())),
            jar: None,
            url: request.url.clone(),
            is_known: request.is_known,
            method,
            headers,
            body: request.body.is_some(),
            listens: request.listens,
            redirects: 0,
            is_cross_origin: !request.is_known || !page.is_same_origin(&request.url),
            is_tainted: false,
        }
    }

    /// The URL as it is sent, if it is known.
    pub fn known_url(&self) -> Option<Url> {
        self.is_known.then(|| self.url_to_send())
    }

    pub fn page(&self) -> &Origin {
        &self.page
    }

    pub fn url(&self) -> &Url {
        &self.url
    }

    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The same request, of a page that asks in another mode.
    pub fn in_mode(mut self, mode: CredentialsMode) -> Self {
        self.credentials = mode;
        self
    }

    pub fn is_known(&self) -> bool {
        self.is_known
    }

    pub fn is_cross_origin(&self) -> bool {
        self.is_cross_origin
    }

    /// Whether redirects have turned the request's origin into `null`.
    pub fn is_tainted(&self) -> bool {
        self.is_tainted
    }

    pub fn needs_preflight(&self) -> bool {
        self.is_cross_origin
            && (self.listens
                || !method::is_safelisted(&self.method)
                || !safelist::unsafe_names(&self.headers).is_empty())
    }

    /// The URL of the next request, if that does not get the Authorization that this one has.
    pub fn leaves_authorization(&self, next: &Self) -> Option<Url> {
        let is_removed =
            self.headers.contains_key(AUTHORIZATION) && !next.headers.contains_key(AUTHORIZATION);
        is_removed.then(|| next.url.clone())
    }

    /// The preflight's answer as it counts: with the “use-CORS-preflight flag”, one that names no
    /// methods allows the request's.
    pub fn answer_to_preflight(&self, headers: &HeaderMap) -> HeaderMap {
        let mut headers = headers.clone();
        if self.listens && !headers.contains_key(ACCESS_CONTROL_ALLOW_METHODS) {
            if let Ok(method) = HeaderValue::from_str(self.method.as_str()) {
                headers.insert(ACCESS_CONTROL_ALLOW_METHODS, method);
            }
        }
        headers
    }

    pub fn carries_credentials(&self) -> bool {
        includes_credentials(self.credentials, self.is_cross_origin)
    }

    /// The origin that a browser does not let the page ask, before any CORS.
    pub fn mixed_content(&self) -> Option<String> {
        (self.is_known && mixed_content::is_blocked(&self.page, &self.url))
            .then(|| self.url.origin().ascii_serialization())
    }

    /// “Serializing a request origin”.
    pub fn origin_to_send(&self) -> HeaderValue {
        if self.is_tainted {
            Origin::opaque().header_value()
        } else {
            self.page.header_value()
        }
    }

    /// The preflight: no credentials, and of the page's headers only the names.
    pub fn preflight(&self) -> Outgoing {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(ORIGIN, self.origin_to_send());
        // A method and names are tokens, which are always valid in a header's value.
        if let Ok(method) = HeaderValue::from_str(self.method.as_str()) {
            headers.insert(ACCESS_CONTROL_REQUEST_METHOD, method);
        }
        set_requested_headers(&mut headers, &safelist::unsafe_names(&self.headers));
        Outgoing {
            kind: Sent::Preflight,
            method: Method::OPTIONS,
            url: self.url_to_send(),
            headers,
            body: false,
        }
    }

    /// The request itself.
    pub fn request(&self) -> Outgoing {
        let mut headers = self.headers.clone();
        // Section “Append a request `Origin` header”. A script's request has mode `cors`, for which
        // the referrer policy does not matter.
        if self.is_cross_origin || !matches!(self.method, Method::GET | Method::HEAD) {
            headers.insert(ORIGIN, self.origin_to_send());
        }
        if let Some(cookie) = self.cookie_to_send() {
            headers.insert(COOKIE, cookie);
        }
        Outgoing {
            kind: Sent::Request,
            method: self.method.clone(),
            url: self.url_to_send(),
            headers,
            body: self.body,
        }
    }

    fn cookie_to_send(&self) -> Option<HeaderValue> {
        if !self.carries_credentials() {
            return None;
        }
        let given = self.cookie.as_ref();
        let given = given.filter(|(_, of)| may_get_cookie(of, &self.url));
        let given = given.map(|(cookie, _)| cookie);
        let kept = self.jar.as_ref().filter(|_| self.is_known);
        let kept = kept.map(|jar| jar.cookies(&self.context(), Browser::Chrome));
        jar::header(given, &kept.unwrap_or_default())
    }

    /// Keeps the cookies of a response, as each browser does. Chrome's are sent.
    pub fn keep_cookies(&mut self, response: &HeaderMap) {
        let Some(mut jar) = self.jar.take() else {
            return;
        };
        for line in response
            .get_all(SET_COOKIE)
            .iter()
            .filter(|_| self.is_known)
        {
            jar.receive(&SetCookie::from_header_value(line), &self.context());
        }
        self.jar = Some(jar);
    }

    fn context(&self) -> Context<'_> {
        let context = Context::new(&self.page, &self.url, self.credentials, SystemTime::now());
        if self.is_cross_origin {
            context.cross_origin()
        } else {
            context
        }
    }

    fn url_to_send(&self) -> Url {
        let mut url = self.url.clone();
        url.set_fragment(None);
        url
    }

    /// “HTTP-redirect fetch”: the request at the next URL, if the response leads there.
    pub fn follow(
        &self,
        status: StatusCode,
        response: &HeaderMap,
    ) -> Result<Option<Self>, RedirectError> {
        let Some(next) = redirect::location(status, response, &self.url)? else {
            return Ok(None);
        };
        // 6, 7, 9 and 10: the steps that can fail.
        if !matches!(next.scheme(), "http" | "https") {
            return Err(RedirectError::LocationScheme);
        }
        if self.redirects == redirect::MOST {
            return Err(RedirectError::TooManyRedirects);
        }
        if redirect::has_credentials(&next)
            && (self.is_cross_origin || !self.page.is_same_origin(&next))
        {
            return Err(RedirectError::LocationCredentials);
        }
        Ok(Some(self.at(status, next)))
    }

    /// “HTTP-redirect fetch”: the steps that change the request.
    fn at(&self, status: StatusCode, mut next: Url) -> Self {
        let mut hop = self.clone();
        hop.redirects += 1;
        // 12. The method, and with it the body.
        if redirect::becomes_get(status.as_u16(), &self.method) {
            hop.method = Method::GET;
            hop.body = false;
            for name in redirect::BODY_HEADERS {
                hop.headers.remove(name);
            }
        }
        // A `Location` that names no origin leads from an unknown URL to another.
        hop.is_known |= self.url.origin() != next.origin();
        // An unknown URL is not the page's own. Whether its origin changes is known only if the next one is
        // that.
        let leaves_origin = self.url.origin() != next.origin();
        if leaves_origin && (self.is_known || self.page.is_same_origin(&next)) {
            // 13. What was meant for one origin does not go to another.
            hop.headers.remove(AUTHORIZATION);
            // “Redirect-taint”: a redirect from an origin that is not the page's own to a third.
            hop.is_tainted |= !self.page.is_same_origin(&self.url);
        }
        // A browser sends the URL's user name and password only in answer to a 401. Neither call
        // fails for a URL with a host, which every http URL has.
        let _ = next.set_username("");
        let _ = next.set_password(None);
        hop.is_cross_origin |= !self.page.is_same_origin(&next);
        hop.url = next;
        hop
    }
}

/// Lets a preflight ask for headers of these names, and no others: sorted, each once, as servers count on it.
pub(crate) fn set_requested_headers(preflight: &mut HeaderMap, names: &[HeaderName]) {
    preflight.remove(ACCESS_CONTROL_REQUEST_HEADERS);
    let mut names: Vec<_> = names.iter().map(HeaderName::as_str).collect();
    names.sort_unstable();
    names.dedup();
    if let (false, Ok(names)) = (names.is_empty(), HeaderValue::from_str(&names.join(","))) {
        preflight.insert(ACCESS_CONTROL_REQUEST_HEADERS, names);
    }
}

/// The names of the headers that a preflight asks for.
pub(crate) fn requested_headers(preflight: &HeaderMap) -> Vec<HeaderName> {
    let names = preflight.get(ACCESS_CONTROL_REQUEST_HEADERS);
    let names = names.and_then(|names| names.to_str().ok());
    let names = names.unwrap_or_default().split(',');
    names.filter_map(|name| name.parse().ok()).collect()
}

/// *includeCredentials* of “HTTP-network-or-cache fetch”.
pub(crate) fn includes_credentials(mode: CredentialsMode, is_cross_origin: bool) -> bool {
    match mode {
        CredentialsMode::Omit => false,
        CredentialsMode::SameOrigin => !is_cross_origin,
        CredentialsMode::Include => true,
    }
}

/// Whether a cookie for the one URL may be sent to the other. Cookies ignore the port. One that is
/// for an `https` URL counts as `Secure`.
fn may_get_cookie(of: &Url, to: &Url) -> bool {
    of.host() == to.host() && (of.scheme() == to.scheme() || to.scheme() == "https")
}
