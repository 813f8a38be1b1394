//! What is said of cookies.

use std::fmt;

use super::escaped;
use crate::cookie::{Browser, Fate, KeepError, ReadError, Remedy, SendError, SiteDifference};
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
        if self.is_refused && self.fates.iter().any(Fate::is_kept) {
            f.write_str(" A cookie is kept even if the page gets an error.")?;
        }
        if let Some(error) = &self.unreadable {
            write!(f, " The page's script cannot read it: {error}.")?;
        }
        if self.fates.contains(&Fate::Deleted) && self.is_full {
            write!(f, " {}.", capitalized(&Remedy::Later.to_string()))?;
        }
        match &self.remedies[..] {
            [] => Ok(()),
            remedies => {
                let remedies: Vec<_> = remedies.iter().map(Remedy::to_string).collect();
                write!(f, " {}.", capitalized(&remedies.join("; ")))
            }
        }
    }
}

impl CookieFinding {
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
            Fate::Deleted => write!(f, "{} {name}: {}.", who.does("delete"), KeepError::Expired),
            Fate::Dropped(error) => {
                let cause = cause(error.to_string(), format!("{error:#}"));
                if self.is_deletion {
                    let ignore = who.they("ignore");
                    write!(
                        f,
                        "{} not delete {name}, since {ignore} the line: {cause}.",
                        who.does("do")
                    )
                } else {
                    write!(f, "{} {name}: {cause}.", who.does("drop"))
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
struct Who {
    text: String,
    is_singular: bool,
}

impl Who {
    fn of(browsers: &[Browser]) -> Self {
        if browsers.len() == Browser::ALL.len() {
            let text = "Every browser".to_owned();
            return Self {
                text,
                is_singular: true,
            };
        }
        let name = |browser: &Browser| match browser {
            Browser::Chrome => "Chrome",
            Browser::Firefox => "Firefox",
            Browser::Safari => "Safari",
            Browser::Blocking => "browsers that block third-party cookies",
        };
        let names: Vec<_> = browsers.iter().map(name).collect();
        let text = match &names[..] {
            [before @ .., last] if !before.is_empty() => {
                format!("{} and {last}", before.join(", "))
            }
            names => capitalized(&names.concat()),
        };
        Self {
            text,
            is_singular: names.len() == 1 && browsers != [Browser::Blocking],
        }
    }

    fn does(&self, verb: &str) -> String {
        format!("{} {}", self.text, self.verb(verb))
    }

    fn they(&self, verb: &str) -> String {
        let they = if self.is_singular { "it" } else { "they" };
        format!("{they} {}", self.verb(verb))
    }

    fn verb(&self, verb: &str) -> String {
        match verb {
            _ if !self.is_singular => verb.to_owned(),
            "do" => "does".to_owned(),
            _ => format!("{verb}s"),
        }
    }
}

fn capitalized(text: &str) -> String {
    let (first, rest) = text.split_at(text.len().min(1));
    first.to_ascii_uppercase() + rest
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
                "it is in the line of {}, after a comma, and a line sets one cookie",
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
            Self::Expired => f.write_str("its Expires or Max-Age is in the past"),
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
            Self::OpaqueOrigin => f.write_str("the page's origin is opaque, which is no site's"),
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
                "{page} and {url} are two sites, even if the domain is the same"
            ),
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Include => f.write_str(
                "let the page ask with credentials mode `include`, here and wherever the cookie is \
                 needed",
            ),
            Self::WithTheResponse => {
                f.write_str("send it with the response to the request that follows")
            }
            Self::OneCookieALine => f.write_str("send a Set-Cookie line for each cookie"),
            Self::NoControlBytes => f.write_str("leave out control characters"),
            Self::NameAndValue => f.write_str("send `NAME=VALUE`"),
            Self::Shorten => f.write_str("keep less in it"),
            Self::NoDomain => f.write_str("leave out Domain"),
            Self::Domain(domain) => write!(f, "send `Domain={domain}`"),
            Self::Https => f.write_str("serve it over https"),
            Self::Attributes(attributes) => write!(f, "send `{attributes}`"),
            Self::CrossSiteAttributes => f.write_str(
                "send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site",
            ),
            Self::SameHost => f.write_str("use the same host for both, `localhost` or `127.0.0.1`"),
            Self::SameScheme => f.write_str("serve both over https"),
            Self::Path => f.write_str("send `Path=/`"),
            Self::InBody => f.write_str("send the value in the response's body, too"),
            Self::Later => f.write_str("send a later Expires or Max-Age if it is to be kept"),
        }
    }
}

/// A name of the server's, in words.
pub(super) fn named(name: &[u8]) -> String {
    if name.is_empty() {
        "a cookie without a name".to_owned()
    } else {
        format!("`{}`", escaped(name))
    }
}
