//! Which hosts are one site, and why two are not (HTML standard, section “Sites”).

use std::net::Ipv4Addr;

use url::Url;

use crate::Origin;

/// Why a page and a URL belong to two sites.
///
/// # Examples
///
/// ```
/// use cors_flow::cookie::{SiteDifference, site_difference};
///
/// let page = "https://app.herokuapp.com".parse()?;
/// let api = "https://api.herokuapp.com/me".parse()?;
/// assert_eq!(
///     site_difference(&page, &api),
///     Some(SiteDifference::PublicSuffix {
///         suffix: "herokuapp.com".to_owned(),
///         page: "app.herokuapp.com".to_owned(),
///         url: "api.herokuapp.com".to_owned(),
///     }),
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SiteDifference {
    /// The page's origin is opaque, and so is its site: `null`, or that of an extension.
    OpaqueOrigin,
    /// Two hosts without a registrable domain in common: `example.com` and `example.org`.
    Domains {
        /// The page's site.
        page: String,
        /// The URL's site.
        url: String,
    },
    /// Two hosts directly under a public suffix of more than one label, as hosting services have:
    /// each customer is a site.
    PublicSuffix {
        /// The suffix.
        suffix: String,
        /// The page's site.
        page: String,
        /// The URL's site.
        url: String,
    },
    /// Two names of this machine: `localhost` and `127.0.0.1`.
    Loopback {
        /// The page's host.
        page: String,
        /// The URL's host.
        url: String,
    },
    /// One of them is an IP address, which is the same site only as itself.
    Address {
        /// The page's host.
        page: String,
        /// The URL's host.
        url: String,
    },
    /// One site but for the scheme, which counts to Chrome: `http` and `https`.
    Scheme {
        /// The page's scheme.
        page: String,
        /// The URL's scheme.
        url: String,
    },
}

/// Why the URL is not of the page's site, if it is not: [`Origin::is_same_site`] with the reason. The
/// scheme counts.
///
/// # Examples
///
/// See [`SiteDifference`].
#[must_use]
pub fn site_difference(page: &Origin, url: &Url) -> Option<SiteDifference> {
    host_difference(page, url).or_else(|| {
        let page = page.tuple()?.0;
        let differs = page != url.scheme();
        differs.then(|| SiteDifference::Scheme {
            page: page.to_owned(),
            url: url.scheme().to_owned(),
        })
    })
}

/// The same, for a browser to which the scheme does not count.
pub(super) fn host_difference(page: &Origin, url: &Url) -> Option<SiteDifference> {
    let (Some((_, one)), Some(other)) = (page.tuple(), url.host_str()) else {
        return Some(SiteDifference::OpaqueOrigin);
    };
    if one == other {
        return None;
    }
    let owned = |page: &str, url: &str| (page.to_owned(), url.to_owned());
    if is_address(&one) || is_address(other) {
        let (page, url) = owned(&one, other);
        return Some(if is_loopback(&one) && is_loopback(other) {
            SiteDifference::Loopback { page, url }
        } else {
            SiteDifference::Address { page, url }
        });
    }
    let site = |host| registrable_domain(host).unwrap_or(host);
    let (page, url) = (site(&one), site(other));
    if page == url {
        return None;
    }
    let (page, url) = owned(page, url);
    if is_loopback(&one) && is_loopback(other) {
        return Some(SiteDifference::Loopback { page, url });
    }
    let suffix = public_suffix(&one).filter(|suffix| public_suffix(other) == Some(suffix));
    Some(match suffix.filter(|suffix| suffix.contains('.')) {
        Some(suffix) => SiteDifference::PublicSuffix {
            suffix: suffix.to_owned(),
            page,
            url,
        },
        None => SiteDifference::Domains { page, url },
    })
}

/// The page's site, as a key for what is kept apart for each: a scheme, and a registrable domain or a
/// host.
pub(super) fn site_of(page: &Origin) -> Option<String> {
    let (scheme, host) = page.tuple()?;
    Some(format!(
        "{scheme}://{}",
        registrable_domain(&host).unwrap_or(&host)
    ))
}

/// *Registrable domain*: one label more than the public suffix. `None` if the host is a public suffix
/// or an IP address.
pub(crate) fn registrable_domain(host: &str) -> Option<&str> {
    let suffix = public_suffix(host)?;
    let before = host.strip_suffix(suffix)?.strip_suffix('.')?;
    let start = before.rfind('.').map_or(0, |dot| dot + 1);
    Some(&host[start..])
}

/// *Public suffix*: by the Public Suffix List, its private part included. What is not on the list is
/// the last label. A dot at the end belongs to it.
pub(super) fn public_suffix(host: &str) -> Option<&str> {
    if is_address(host) {
        return None;
    }
    let suffix = psl::suffix(host.as_bytes())?;
    std::str::from_utf8(suffix.as_bytes()).ok()
}

/// Whether it is an IP address, as a URL has it.
pub(super) fn is_address(host: &str) -> bool {
    host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok()
}

/// Whether an `http` URL of that host, as it has it, counts as secure, since it stays on this machine (Secure
/// Contexts, section “Is origin potentially trustworthy?”).
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = host.trim_end_matches('.');
    let address = host.parse::<Ipv4Addr>();
    name == "localhost"
        || name.ends_with(".localhost")
        || host == "[::1]"
        || address.is_ok_and(|address| address.is_loopback())
}
