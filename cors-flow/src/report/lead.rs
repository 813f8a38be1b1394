//! Where a redirect leads, as far as the two URLs tell.

use std::collections::BTreeSet;

use url::Url;

/// Where a redirect leads.
///
/// # Examples
///
/// ```
/// use cors_flow::{Destination, Lead};
///
/// let lead = |from: &str, to: &str| Ok::<_, url::ParseError>(Lead::new(&from.parse()?, &to.parse()?).to);
/// assert_eq!(lead("http://api.example/me", "https://api.example/me")?, Destination::Https);
/// assert_eq!(lead("https://api.example/me", "https://api.example/me/")?, Destination::Slash);
/// assert_eq!(lead("https://api.example/me", "https://auth.example/?rd=/me")?, Destination::Login);
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// The URL, if it is known.
    pub url: Option<Url>,
    /// What kind of place that is.
    pub to: Destination,
    /// The port of the URL that redirects, unless it is the scheme's own.
    pub port: Option<u16>,
}

/// What kind of place a redirect leads to.
///
/// # Examples
///
/// See [`Lead`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Destination {
    /// The same URL, over HTTPS.
    Https,
    /// The same URL, no longer over HTTPS.
    Insecure,
    /// The same path of another host.
    Host,
    /// The same URL with a slash at the end of its path, or without it.
    Slash,
    /// The very same URL.
    Itself,
    /// A page to log in, to judge by its URL.
    Login,
    /// Another URL of the same origin.
    Here,
    /// Another origin.
    Elsewhere,
}

/// What a page to log in is called, as a host or in a path.
const LOGIN: &[&str] = &[
    "2fa",
    "adfs",
    "auth",
    "authelia",
    "authentik",
    "authorize",
    "idp",
    "keycloak",
    "loggedout",
    "mfa",
    "oauth",
    "oauth2",
    "oidc",
    "openid",
    "saml",
    "saml2",
    "sessionexpired",
    "sso",
    "ssoapi",
    "unauthorized",
];

/// The same of hosts only: in a path, it may be data.
const LOGIN_HOSTS: &[&str] = &["account", "accounts", "cas", "id", "identity", "session"];

/// Domains that are for logins only.
const LOGIN_DOMAINS: &[&str] = &[
    ".amazoncognito.com",
    ".auth0.com",
    ".b2clogin.com",
    ".ciamlogin.com",
    ".cloudflareaccess.com",
    ".okta.com",
    ".oktapreview.com",
    ".onelogin.com",
];

/// Parameters that say where to go on after a login.
const LOGIN_PARAMETERS: &[&str] = &["rd", "redirect_uri", "relaystate", "samlrequest"];

/// The endings of files. What has another one, or none, may be a page.
const FILES: &[&str] = &[
    "css", "csv", "gif", "ico", "jpeg", "jpg", "js", "json", "map", "pdf", "png", "svg", "txt",
    "webp", "woff", "woff2", "xml",
];

impl Lead {
    /// Where a redirect from the URL `from` to the URL `to` leads.
    ///
    /// # Examples
    ///
    /// See [`Lead`].
    #[must_use]
    pub fn new(from: &Url, to: &Url) -> Self {
        let is_same = path(from) == path(to) && from.query() == to.query();
        let is_from_to =
            |schemes| (from.scheme(), to.scheme()) == schemes && from.host() == to.host();
        let is_here = from.origin() == to.origin();
        // A URL that is for logins itself, such as that of their API, may move.
        let known = signs_of_login(from);
        let [asked, last] = [from, to].map(last_segment);
        let is_login = !signs_of_login(to).is_subset(&known)
            || last != asked && page(&last).is_some_and(names_login);
        let destination = match (is_same, is_here) {
            (true, _) if is_from_to(("http", "https")) => Destination::Https,
            (true, _) if is_from_to(("https", "http")) => Destination::Insecure,
            _ if is_login => Destination::Login,
            (true, true) if from.path() == to.path() => Destination::Itself,
            (true, true) => Destination::Slash,
            (true, false) => Destination::Host,
            (false, true) => Destination::Here,
            (false, false) => Destination::Elsewhere,
        };
        let mut url = to.clone();
        url.set_fragment(None);
        Self {
            url: Some(url),
            to: destination,
            port: from.port(),
        }
    }

    /// The URL that the page could ask instead.
    pub(crate) fn to_ask(&self) -> Option<Url> {
        let mut url = self.url.clone()?;
        if self.to == Destination::Insecure {
            url.set_scheme("https").ok()?;
            // The redirect's port is that of plain HTTP.
            url.set_port(self.port).ok()?;
        }
        Some(url)
    }
}

fn path(url: &Url) -> &str {
    url.path().trim_end_matches('/')
}

fn last_segment(url: &Url) -> String {
    let last = path(url).rsplit('/').next();
    last.unwrap_or_default().to_ascii_lowercase()
}

/// What in a URL is as in that of a page to log in.
fn signs_of_login(url: &Url) -> BTreeSet<String> {
    let host = url.host_str().unwrap_or_default();
    let domains = LOGIN_DOMAINS
        .iter()
        .filter(|domain| host.ends_with(**domain));
    // The name of the host itself, not of its domain.
    let label = host
        .split('.')
        .next()
        .filter(|label| names_login(label) || LOGIN_HOSTS.contains(label));
    let path = url.path().to_ascii_lowercase();
    // A page with a router of its own.
    let route = url.fragment().unwrap_or_default().to_ascii_lowercase();
    let segments = path.split('/').chain(route.split('/').skip(1));
    let segments = segments.filter_map(page).filter(|page| names_login(page));
    let form = ["/session/new", "/sessions/new"]
        .into_iter()
        .filter(|form| path.ends_with(form));
    let parameters = url.query_pairs().filter_map(|(name, value)| {
        let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
        let is_to_go_on = LOGIN_PARAMETERS.contains(&&*name);
        // Of `?page=account/login`, and not of `?next=/login`.
        let page = value
            .split('/')
            .next_back()
            .filter(|_| !value.starts_with('/'));
        let is_page =
            page.is_some_and(|page| matches!(&*plain(page), "login" | "logon" | "signin"));
        (is_to_go_on || is_page).then_some(name)
    });
    let words = domains.copied().chain(label).chain(segments).chain(form);
    words.map(ToOwned::to_owned).chain(parameters).collect()
}

/// A segment of a path without its ending. None if it is a file.
fn page(segment: &str) -> Option<&str> {
    match segment.rsplit_once('.') {
        Some((name, ending)) => (!FILES.contains(&ending)).then_some(name),
        None => Some(segment),
    }
}

fn names_login(word: &str) -> bool {
    let word = plain(word);
    LOGIN.contains(&&*word) || is_sign_in(&word)
}

/// Whether it can mean nothing else: `wp-login`, and not `last_login`, which is data.
fn is_sign_in(word: &str) -> bool {
    let is_data = word.ends_with("lastlogin");
    word.starts_with("login")
        || word.ends_with("login") && !is_data
        || word.ends_with("signin")
        || word == "logon"
}

fn plain(word: &str) -> String {
    word.replace(['-', '_'], "")
}
