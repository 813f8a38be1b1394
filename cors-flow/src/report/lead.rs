//! Where a redirect leads, as far as the two URLs tell.

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
    /// The port of the URL that redirects.
    pub(crate) port: Option<u16>,
}

/// What kind of place a redirect leads to.
///
/// # Examples
///
/// See [`Lead`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Destination {
    /// The same URL, by HTTPS.
    Https,
    /// The same URL, no longer by HTTPS.
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

/// Words in a URL of a page to log in.
const LOGIN: &[&str] = &[
    "account",
    "accounts",
    "adfs",
    "auth",
    "authelia",
    "authentik",
    "authorize",
    "cas",
    "idp",
    "id",
    "identity",
    "keycloak",
    "oauth",
    "oauth2",
    "oidc",
    "openid",
    "saml",
    "saml2",
    "session",
    "sso",
];

/// Parameters that say where to go on after a login.
const LOGIN_PARAMETERS: &[&str] = &[
    "client_id",
    "rd",
    "redirect_uri",
    "relaystate",
    "samlrequest",
];

impl Lead {
    /// Of a redirect from one URL to another.
    #[must_use]
    pub fn new(from: &Url, to: &Url) -> Self {
        let is_same = path(from) == path(to) && from.query() == to.query();
        let is_from_to =
            |schemes| (from.scheme(), to.scheme()) == schemes && from.host() == to.host();
        let is_here = from.origin() == to.origin();
        let destination = match (is_same, is_here) {
            (true, _) if is_from_to(("http", "https")) => Destination::Https,
            (true, _) if is_from_to(("https", "http")) => Destination::Insecure,
            (true, true) if from.path() == to.path() => Destination::Itself,
            (true, true) => Destination::Slash,
            (true, false) if !is_login(to) => Destination::Host,
            _ if is_login(to) && !(is_here && is_login(from)) => Destination::Login,
            (false, true) => Destination::Here,
            (_, false) => Destination::Elsewhere,
        };
        let mut url = to.clone();
        url.set_fragment(None);
        Self {
            url: Some(url),
            to: destination,
            port: from.port(),
        }
    }
}

impl Lead {
    /// The URL that the page could ask instead.
    pub(crate) fn to_ask(&self) -> Option<Url> {
        let mut url = self.url.clone()?;
        if self.to == Destination::Insecure {
            url.set_scheme("https").ok()?;
            // Of the redirect's, HTTPS most likely knows nothing.
            url.set_port(self.port).ok()?;
        }
        Some(url)
    }
}

fn path(url: &Url) -> &str {
    url.path().trim_end_matches('/')
}

fn is_login(url: &Url) -> bool {
    let is_word = |word: &str| {
        let word = word.to_ascii_lowercase();
        LOGIN.contains(&&*word) || is_sign_in(&word)
    };
    // The name of the host itself, not of its domain.
    let host = url.host_str().unwrap_or_default().split('.').take(1);
    let path = url.path().split(['/', '.']);
    let is_parameter = |name: &str| LOGIN_PARAMETERS.contains(&&*name.to_ascii_lowercase());
    let is_of_login = |name: &str, page: &str| is_parameter(name) || names_login(page);
    let mut parameters = url.query_pairs();
    host.chain(path).any(is_word) || parameters.any(|(name, page)| is_of_login(&name, &page))
}

/// Whether it can mean nothing else: `wp-login`, and not `last_login`, which is data.
fn is_sign_in(word: &str) -> bool {
    let word = plain(word);
    let is_data = word.ends_with("lastlogin");
    word.starts_with("login")
        || word.ends_with("login") && !is_data
        || word.ends_with("signin")
        || word == "logon"
}

/// Whether a parameter has it as its value, as `?page=login` has.
fn names_login(value: &str) -> bool {
    matches!(&*plain(value), "login" | "logon" | "signin")
}

fn plain(word: &str) -> String {
    word.to_ascii_lowercase().replace(['-', '_'], "")
}
