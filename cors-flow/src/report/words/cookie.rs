//! What is said of cookies.

use std::fmt;

use super::escaped;
use crate::cookie::{
    Browser, FOR_OTHER_SITES, Fate, Identity, KeepError, ReadError, Remedy, SendError,
    SiteDifference,
};
use crate::report::CookieFinding;
use crate::report::escape::escaped_url;

/// What happens to the cookie in each browser, then what to change. Browsers of the same fate share a
/// sentence.
impl fmt::Display for CookieFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut told: Vec<&Fate> = Vec::new();
        for fate in &self.fates {
            if *fate == Fate::Unknown || told.contains(&fate) {
                continue;
            }
            if !told.is_empty() {
                f.write_str(" ")?;
            }
            self.write_fate(fate, &told, f)?;
            told.push(fate);
        }
        if self.has_unknown_same_site && !self.is_well() {
            f.write_str(
                " Its SameSite has a value that browsers do not know, and so counts as absent.",
            )?;
        }
        if self.is_refused && self.fates.iter().any(Fate::is_kept) {
            f.write_str(" A cookie is kept even if the page gets an error.")?;
        }
        if let Some(error) = &self.unreadable {
            write!(f, " The page's script cannot read it: {error}.")?;
        }
        let mut commands = self.commands();
        let is_told = told.iter().any(|fate| fate.difference().is_some());
        let is_for_other_sites = self.remedies.contains(&Remedy::CrossSiteAttributes);
        let reason = self
            .difference
            .as_ref()
            .filter(|_| is_for_other_sites && !is_told);
        let with_reason = reason.and_then(|reason| Some((reason, commands.pop()?)));
        for ([verb, _], rest) in commands {
            write!(f, " {verb} {rest}.")?;
        }
        match with_reason {
            Some((reason, ([_, verb], rest))) => write!(f, " {reason}: {verb} {rest}."),
            None => Ok(()),
        }
    }
}

impl CookieFinding {
    /// All that is to be done, as commands that go on from other words.
    pub(super) fn to_do(&self) -> Vec<String> {
        let commands = self.commands().into_iter();
        commands
            .map(|([_, verb], rest)| format!("{verb} {rest}"))
            .collect()
    }

    fn commands(&self) -> Vec<Command> {
        let is_unmeant = self.fates.contains(&Fate::Deleted) && self.is_full;
        let later = is_unmeant.then_some(&Remedy::Later);
        let remedies: Vec<_> = later.into_iter().chain(&self.remedies).collect();
        commands(&remedies, self.has_for_other_sites)
    }

    fn write_fate(&self, fate: &Fate, told: &[&Fate], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = Browser::ALL.into_iter();
        let browsers: Vec<_> = all.filter(|browser| self.fate(*browser) == fate).collect();
        let who = Who::of(&browsers);
        // The first sentence names the cookie, and says why page and URL are two sites.
        let name = if told.is_empty() {
            named(&self.name)
        } else {
            "it".to_owned()
        };
        let is_told = told
            .iter()
            .any(|told| told.difference() == fate.difference());
        let cause = |full: String, short: String| if is_told { short } else { full };
        match fate {
            Fate::Sent => {
                let (keep, send) = (who.does("keep"), who.verb("send"));
                write!(f, "{keep} {name}, and {send} it {}", self.whereto())?;
                // A page that asks elsewhere next may wonder.
                if self.next.is_none() && self.path != b"/" {
                    write!(f, ", to `{}` and below", escaped(&self.path))?;
                }
                f.write_str(".")
            }
            fate if self.is_for_another_path(fate) => write!(
                f,
                "{} {name}, and {} it to `{}` and below, so not to this URL.",
                who.does("keep"),
                who.verb("send"),
                escaped(&self.path)
            ),
            Fate::NotSent(error) => write!(
                f,
                "{} {name}, but {} not send it {}: {}.",
                who.does("keep"),
                who.verb("do"),
                self.whereto(),
                cause(error.to_string(), format!("{error:#}"))
            ),
            Fate::Unknown => Ok(()),
            Fate::Deleted => write!(
                f,
                "{} {name}, as its Expires or Max-Age says.",
                who.does("delete")
            ),
            Fate::Dropped(error) => {
                let cause = cause(error.to_string(), format!("{error:#}"));
                match error {
                    KeepError::OtherCookie { .. } => {
                        write!(f, "{} {name}: {cause}.", who.does_not("delete"))
                    }
                    _ if self.is_deletion => write!(
                        f,
                        "{} {name}, since the line is ignored: {cause}.",
                        who.does_not("delete")
                    ),
                    _ => write!(f, "{} {name}: {cause}.", who.does("drop")),
                }
            }
        }
    }

    fn whereto(&self) -> String {
        match &self.next {
            Some(next) => format!("to {}", escaped_url(next)),
            None => "back".to_owned(),
        }
    }
}

/// Some browsers, as the subject of a sentence.
enum Who {
    All,
    One(&'static str),
    Many(String),
}

impl Who {
    fn of(browsers: &[Browser]) -> Self {
        let name = |browser: &Browser| match browser {
            Browser::Chrome => "Chrome",
            Browser::Firefox => "Firefox",
            Browser::Safari => "Safari",
            Browser::Blocking => "browsers that block third-party cookies",
        };
        match browsers {
            [Browser::Blocking] => Self::Many("Browsers that block third-party cookies".to_owned()),
            [browser] => Self::One(name(browser)),
            _ if browsers.len() == Browser::ALL.len() => Self::All,
            [before @ .., last] => {
                let before: Vec<_> = before.iter().map(name).collect();
                Self::Many(format!("{} and {}", before.join(", "), name(last)))
            }
            [] => Self::Many(String::new()),
        }
    }

    fn does(&self, verb: &str) -> String {
        let who = match self {
            Self::All => "Every browser",
            Self::One(name) => name,
            Self::Many(names) => names,
        };
        format!("{who} {}", self.verb(verb))
    }

    fn does_not(&self, verb: &str) -> String {
        match self {
            Self::All => format!("No browser {verb}s"),
            _ => format!("{} not {verb}", self.does("do")),
        }
    }

    fn verb(&self, verb: &str) -> String {
        match (self, verb) {
            (Self::Many(_), _) => verb.to_owned(),
            (_, "do") => "does".to_owned(),
            _ => format!("{verb}s"),
        }
    }
}

/// Alternate (`{:#}`), without why page and URL are two sites.
impl fmt::Display for KeepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preflight => f.write_str("a preflight's response sets no cookies"),
            Self::Mode(mode) => write!(
                f,
                "with credentials mode `{mode}`, the cookies of this response are ignored"
            ),
            Self::TwoInOneLine { first } => write!(
                f,
                "it comes after a comma in the line of {}, and one Set-Cookie line sets one cookie",
                named(first)
            ),
            Self::ControlByte { byte } => {
                write!(f, "the line has the control byte 0x{byte:02X} in it")
            }
            Self::Tab => f.write_str("there is a tab inside of its name or its value"),
            Self::Empty => f.write_str("it has neither a name nor a value"),
            Self::MissingName => f.write_str("the line begins with `=`"),
            Self::TooLarge { bytes } => write!(
                f,
                "its name and value are {bytes} bytes long, and 4096 are the most"
            ),
            Self::DomainNotAscii => f.write_str("its Domain is not ASCII"),
            Self::DomainForeign { domain, host } => write!(
                f,
                "its Domain, `{}`, is neither {host} nor a parent of it",
                escaped(domain.as_bytes())
            ),
            Self::PublicSuffix { suffix } => {
                let suffix = escaped(suffix.as_bytes());
                write!(f, "its Domain, `{suffix}`, is a public suffix")
            }
            Self::DomainAboveSite { domain, site } => {
                let domain = escaped(domain.as_bytes());
                write!(f, "its Domain, `{domain}`, reaches beyond the site {site}")
            }
            Self::SecureOverHttp => f.write_str("it is Secure, and comes from an http URL"),
            Self::PrefixInValue => f.write_str(
                "it has no name, and its value begins with a prefix that only names may have",
            ),
            Self::PrefixWithoutSecure { prefix } => {
                write!(f, "a name with `{}` needs Secure", prefix.as_str())
            }
            Self::PrefixWithoutHttpOnly { prefix } => {
                write!(f, "a name with `{}` needs HttpOnly", prefix.as_str())
            }
            Self::PrefixWithDomain { prefix } => {
                write!(
                    f,
                    "a name with `{}` must not have a Domain",
                    prefix.as_str()
                )
            }
            Self::PrefixWithoutRootPath { prefix } => {
                write!(f, "a name with `{}` needs Path=/", prefix.as_str())
            }
            Self::NoneWithoutSecure => f.write_str("it has SameSite=None without Secure"),
            Self::PartitionedWithoutSecure => f.write_str("it is Partitioned without Secure"),
            Self::CrossSite {
                same_site,
                difference,
            } => two_sites(
                &format!("it has SameSite={}", same_site.as_str()),
                difference,
                f,
            ),
            Self::CrossSiteByDefault { difference } => two_sites(BY_DEFAULT, difference, f),
            Self::NotPartitioned { difference } => two_sites(NOT_PARTITIONED, difference, f),
            Self::ThirdPartyBlocked { difference } => two_sites(
                "a third-party cookie has to be Partitioned, which takes https",
                difference,
                f,
            ),
            Self::Expired => f.write_str("its Expires or Max-Age deletes it"),
            Self::OtherCookie { kept, deleted } => other_cookie(kept, deleted, f),
        }
    }
}

/// Alternate (`{:#}`), without why page and URL are two sites.
impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preflight => f.write_str("a preflight carries no cookies"),
            Self::Mode(mode) => {
                write!(
                    f,
                    "with credentials mode `{mode}`, this request carries no cookies"
                )
            }
            Self::Expired => f.write_str("it has expired"),
            Self::Host {
                domain,
                is_host_only: true,
                host,
            } => write!(
                f,
                "without a Domain it is for {domain} alone, not for {host}"
            ),
            Self::Host { domain, host, .. } => {
                write!(f, "its Domain is {domain}, which does not cover {host}")
            }
            Self::Path { cookie, url } => {
                let (cookie, url) = (escaped(cookie), escaped(url.as_bytes()));
                write!(f, "its path is `{cookie}`, which does not cover `{url}`")
            }
            Self::SecureOverHttp => f.write_str("it is Secure, and the URL is http"),
            Self::CrossSite {
                same_site,
                difference,
            } => two_sites(
                &format!("it has SameSite={}", same_site.as_str()),
                difference,
                f,
            ),
            Self::CrossSiteByDefault { difference } => two_sites(BY_DEFAULT, difference, f),
            Self::NotPartitioned { difference } => two_sites(NOT_PARTITIONED, difference, f),
            Self::OtherPartition {
                kept_for: Some(site),
            } => write!(f, "it is kept for pages of {site}"),
            Self::OtherPartition { kept_for: None } => {
                f.write_str("it is kept for pages of its own site")
            }
        }
    }
}

const BY_DEFAULT: &str = "without SameSite it counts as Lax";
const NOT_PARTITIONED: &str = "it is not Partitioned";

/// What matters only because page and URL are two sites.
fn two_sites(what: &str, difference: &SiteDifference, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(what)?;
    if f.alternate() {
        return Ok(());
    }
    write!(f, ", and {difference}")
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HttpOnly => f.write_str("it is HttpOnly, so no script can read it"),
            Self::Host {
                domain,
                is_host_only: true,
            } => write!(f, "without a Domain it is for {domain} alone"),
            Self::Host { domain, .. } => {
                write!(
                    f,
                    "its Domain is {domain}, which does not cover the page's host"
                )
            }
            Self::Secure => f.write_str("it is Secure, and the page is http"),
        }
    }
}

impl fmt::Display for SiteDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpaqueOrigin => f.write_str("the page's origin is opaque and belongs to no site"),
            Self::Domains { page, url } | Self::Loopback { page, url } => {
                write!(f, "{page} and {url} are two sites")
            }
            Self::PublicSuffix { suffix, page, url } => write!(
                f,
                "{page} and {url} are two sites, since {suffix} is a public suffix"
            ),
            Self::Address { page, url } => write!(
                f,
                "{page} and {url} are two sites, since an IP address is a site of its own"
            ),
            Self::Scheme { page, url } => write!(
                f,
                "{page} and {url} are two sites, even though the domain is the same"
            ),
        }
    }
}

/// By what the cookie that stays differs from the one that a line deletes.
fn other_cookie(kept: &Identity, deleted: &Identity, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let domain = |of: &Identity| match &of.domain {
        Some(domain) => format!("with `Domain={domain}`"),
        None => "without a Domain".to_owned(),
    };
    let path = |of: &Identity| format!("for the path `{}`", escaped(&of.path));
    let partition = |of: &Identity| {
        let how = if of.is_partitioned { "as" } else { "without" };
        format!("{how} Partitioned")
    };
    let sides: [&dyn Fn(&Identity) -> String; 3] = [&domain, &path, &partition];
    let mut before = "it was set ";
    for side in sides {
        let (kept, deleted) = (side(kept), side(deleted));
        if kept != deleted {
            write!(f, "{before}{kept}, and this line deletes one {deleted}")?;
            before = "; it was set ";
        }
    }
    Ok(())
}

/// As a command that goes on from other words.
impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let commands = commands(&[self], [false; 3]);
        let mut commands = commands.iter();
        commands.try_for_each(|([_, verb], rest)| write!(f, "{verb} {rest}"))
    }
}

/// A verb as it begins a sentence and within one, and the rest.
type Command = ([&'static str; 2], String);

const SEND: [&str; 2] = ["Send", "send"];
const SERVE: [&str; 2] = ["Serve", "serve"];

/// What is to be done. The attributes to send are named together, without those that are there; what another
/// site takes comes last.
fn commands(remedies: &[&Remedy], has_for_other_sites: [bool; 3]) -> Vec<Command> {
    let has = |remedy| remedies.contains(&remedy);
    let is_for_other_sites = has(&Remedy::CrossSiteAttributes);
    let needs_https = has(&Remedy::Https) && !has(&Remedy::SameScheme);
    let is_told_together =
        |remedy: &Remedy| *remedy == Remedy::Https && (is_for_other_sites || !needs_https);
    let others = remedies.iter().filter(|remedy| !is_told_together(remedy));
    let mut commands: Vec<_> = others.filter_map(|remedy| command(remedy)).collect();
    let mut attributes = Vec::new();
    let is_there = |attribute: &str| {
        let mut known = FOR_OTHER_SITES.into_iter().zip(has_for_other_sites);
        known.any(|(name, has_it)| has_it && name == attribute)
    };
    for attribute in remedies.iter().flat_map(|remedy| attributes_of(remedy)) {
        if !is_there(&attribute) && !attributes.contains(&attribute) {
            attributes.push(attribute);
        }
    }
    if !attributes.is_empty() {
        let attributes = format!("`{}`", attributes.join("; "));
        commands.push(match (is_for_other_sites, needs_https) {
            (true, true) => (
                SERVE,
                format!(
                    "the API over https and send {attributes}, or serve it from the page's site"
                ),
            ),
            (true, false) => (
                SEND,
                format!("{attributes}, or serve the API from the page's site"),
            ),
            (false, _) => (SEND, attributes),
        });
    }
    commands
}

/// What to send in the line.
fn attributes_of(remedy: &Remedy) -> Vec<String> {
    let split = |attributes: &str| attributes.split("; ").map(str::to_owned).collect();
    match remedy {
        Remedy::NameAndValue => split("NAME=VALUE"),
        Remedy::Domain(domain) => vec![format!("Domain={domain}")],
        Remedy::Path(path) => vec![format!("Path={}", escaped(path))],
        Remedy::Attributes(attributes) => split(attributes),
        Remedy::CrossSiteAttributes => FOR_OTHER_SITES.map(str::to_owned).into(),
        _ => Vec::new(),
    }
}

/// What else to do.
fn command(remedy: &Remedy) -> Option<Command> {
    const LEAVE: [&str; 2] = ["Leave", "leave"];
    let (verb, rest) = match remedy {
        Remedy::Include => (
            ["Let", "let"],
            "the page send requests with credentials mode `include`, here and wherever the cookie is needed",
        ),
        Remedy::WithTheResponse => (SEND, "it with the response to the request that follows"),
        Remedy::OneCookieALine => (SEND, "a Set-Cookie line for each cookie"),
        Remedy::NoControlBytes => (LEAVE, "out control characters"),
        Remedy::Shorten => (["Keep", "keep"], "less in it"),
        Remedy::NoDomain => (LEAVE, "out Domain"),
        Remedy::NoPartitioned => (LEAVE, "out Partitioned"),
        Remedy::Https => (SERVE, "it over https"),
        Remedy::SameScheme => (SERVE, "both over https"),
        Remedy::SameHost => {
            let host = "the same host for both, `localhost` or `127.0.0.1`";
            (["Use", "use"], host)
        }
        Remedy::InBody => (SEND, "the value in the response's body, too"),
        Remedy::Later => (SEND, "a later Expires or Max-Age if it is to be kept"),
        Remedy::NameAndValue
        | Remedy::Domain(_)
        | Remedy::Path(_)
        | Remedy::Attributes(_)
        | Remedy::CrossSiteAttributes => return None,
    };
    Some((verb, rest.to_owned()))
}

/// A name of the server's, in words.
pub(super) fn named(name: &[u8]) -> String {
    if name.is_empty() {
        "a cookie without a name".to_owned()
    } else {
        format!("`{}`", escaped(name))
    }
}
