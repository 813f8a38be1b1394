//! What to send instead of a line, as data.

use super::site::registrable_domain;
use super::{Context, Cookie, KeepError, Prefix, ReadError, SendError, SiteDifference};
use crate::Origin;

/// The attributes of a cookie that every browser sends to another site.
pub(crate) const FOR_OTHER_SITES: [&str; 3] = ["SameSite=None", "Secure", "Partitioned"];

/// What to change, so that a cookie is kept and comes back. It prints as a command: `send ..`.
///
/// # Examples
///
/// ```
/// use cors_flow::cookie::Remedy;
///
/// assert_eq!(
///     Remedy::CrossSiteAttributes.to_string(),
///     "send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site",
/// );
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Let the page ask in mode `include`, each time.
    Include,
    /// Send the cookie with the response to the request itself.
    WithTheResponse,
    /// Send a line for each cookie.
    OneCookieALine,
    /// Leave out control characters and tabs.
    NoControlBytes,
    /// Send a name and a value.
    NameAndValue,
    /// Keep less in the cookie.
    Shorten,
    /// Leave out `Domain`.
    NoDomain,
    /// Send this `Domain`.
    Domain(String),
    /// Serve the URL over `https`.
    Https,
    /// Add these attributes.
    Attributes(&'static str),
    /// Send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site.
    CrossSiteAttributes,
    /// Call page and API by the same host: `localhost`, or `127.0.0.1`.
    SameHost,
    /// Serve page and API both over `https`.
    SameScheme,
    /// Send this `Path`.
    Path(Vec<u8>),
    /// Leave out `Partitioned`.
    NoPartitioned,
    /// Send a later `Expires` or `Max-Age`.
    Later,
    /// Send the value in another way, for the page's script to read.
    InBody,
}

impl KeepError {
    /// What to change, in the response to that request or around it. It is what this error takes; there
    /// may be another error behind it.
    ///
    /// # Examples
    ///
    /// See [the module](super).
    #[must_use]
    pub fn remedies(&self, context: &Context<'_>) -> Vec<Remedy> {
        let secure = |remedy| {
            let https = (!context.may_be_secure()).then_some(Remedy::Https);
            https.into_iter().chain([remedy]).collect()
        };
        match self {
            Self::Preflight => vec![Remedy::WithTheResponse],
            Self::Mode(_) => vec![Remedy::Include],
            Self::TwoInOneLine { .. } => vec![Remedy::OneCookieALine],
            Self::ControlByte { .. } | Self::Tab => vec![Remedy::NoControlBytes],
            Self::Empty | Self::MissingName | Self::PrefixInValue => vec![Remedy::NameAndValue],
            Self::TooLarge { .. } => vec![Remedy::Shorten],
            Self::DomainNotAscii
            | Self::DomainForeign { .. }
            | Self::PublicSuffix { .. }
            | Self::PrefixWithDomain { .. } => vec![Remedy::NoDomain],
            Self::DomainAboveSite { site, .. } => vec![Remedy::Domain(site.clone())],
            Self::SecureOverHttp => vec![Remedy::Https],
            Self::PrefixWithoutSecure {
                prefix: Prefix::Host,
            }
            | Self::PrefixWithoutRootPath { .. } => secure(Remedy::Attributes("Secure; Path=/")),
            Self::PrefixWithoutSecure { .. }
            | Self::NoneWithoutSecure
            | Self::PartitionedWithoutSecure => secure(Remedy::Attributes("Secure")),
            Self::PrefixWithoutHttpOnly { .. } => vec![Remedy::Attributes("HttpOnly")],
            Self::CrossSite { difference, .. }
            | Self::CrossSiteByDefault { difference }
            | Self::NotPartitioned { difference }
            | Self::ThirdPartyBlocked { difference } => for_cross_site(difference, context),
            Self::Expired => vec![Remedy::Later],
            Self::OtherCookie { kept, deleted } => {
                let domain = kept.domain.clone().map_or(Remedy::NoDomain, Remedy::Domain);
                let partition = if kept.is_partitioned {
                    Remedy::Attributes("Secure; Partitioned")
                } else {
                    Remedy::NoPartitioned
                };
                [
                    (kept.domain != deleted.domain, domain),
                    (kept.path != deleted.path, Remedy::Path(kept.path.clone())),
                    (kept.is_partitioned != deleted.is_partitioned, partition),
                ]
                .into_iter()
                .filter_map(|(differs, remedy)| differs.then_some(remedy))
                .collect()
            }
        }
    }
}

impl ReadError {
    /// What to change, so that a script of that page can read the cookie, or get what is in it.
    pub(crate) fn remedy(&self, page: &Origin, cookie: &Cookie) -> Remedy {
        let host = page.tuple().map(|(_, host)| host.into_owned());
        let site = host.as_deref().and_then(registrable_domain);
        match (self, site) {
            (Self::Host { domain, .. }, Some(site))
                if registrable_domain(domain) == Some(site) && !cookie.is_bound_to_host() =>
            {
                Remedy::Domain(site.to_owned())
            }
            _ => Remedy::InBody,
        }
    }
}

impl SendError {
    /// What to change, so that the request of the context carries the cookie.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::cookie::{Context, Remedy, SendError};
    /// use cors_flow::CredentialsMode::Omit;
    ///
    /// let page = "https://app.example.com".parse()?;
    /// let url = "https://api.example.com/".parse()?;
    /// let context = Context::new(&page, &url, Omit, std::time::SystemTime::now());
    /// assert_eq!(SendError::Mode(Omit).remedies(&context), [Remedy::Include]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn remedies(&self, context: &Context<'_>) -> Vec<Remedy> {
        match self {
            // There is nothing to change.
            Self::Preflight | Self::OtherPartition { .. } => vec![],
            Self::Mode(_) => vec![Remedy::Include],
            Self::Expired => vec![Remedy::Later],
            // Only a domain above both hosts can cover both.
            Self::Host { domain, .. } => {
                let site = context.site().filter(|site| {
                    super::site::registrable_domain(domain).is_some_and(|domain| domain == *site)
                });
                site.map(|site| Remedy::Domain(site.to_owned()))
                    .into_iter()
                    .collect()
            }
            // It covers every URL.
            Self::Path { .. } => vec![Remedy::Path(b"/".to_vec())],
            Self::SecureOverHttp => vec![Remedy::Https],
            Self::CrossSite { difference, .. }
            | Self::CrossSiteByDefault { difference }
            | Self::NotPartitioned { difference } => for_cross_site(difference, context),
        }
    }
}

fn for_cross_site(difference: &SiteDifference, context: &Context<'_>) -> Vec<Remedy> {
    match difference {
        SiteDifference::Loopback { .. } => vec![Remedy::SameHost],
        SiteDifference::Scheme { .. } => vec![Remedy::SameScheme],
        _ if context.may_be_secure() => vec![Remedy::CrossSiteAttributes],
        _ => vec![Remedy::Https, Remedy::CrossSiteAttributes],
    }
}
