//! All that has to change, until every browser keeps a cookie and sends it.

use headers_allow_credentials::cors::CredentialsMode;
use url::Url;

use super::{Browser, Context, Fate, Remedy, SendError, SetCookie};
use crate::Origin;

/// How often a line is mended. Each time takes away one reason of each browser.
const MOST_ROUNDS: usize = 12;

/// What to change in a line and around it, so that every browser keeps the cookie and sends it with the
/// next request, or deletes it if that is what the line does. It is empty if all is well. It is not
/// enough if nothing is: no line sends a cookie to another site.
///
/// # Examples
///
/// ```
/// use std::time::SystemTime;
///
/// use cors_flow::CredentialsMode::Include;
/// use cors_flow::cookie::{Context, Remedy, SetCookie, remedies};
///
/// let page = "https://app.example".parse()?;
/// let url = "https://api.example/login".parse()?;
/// let context = Context::new(&page, &url, Include, SystemTime::now());
/// let line = SetCookie::from_bytes(b"sid=1; Domain=app.example");
/// assert_eq!(
///     remedies(&line, &context, &context),
///     [Remedy::NoDomain, Remedy::CrossSiteAttributes],
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn remedies(line: &SetCookie, set: &Context<'_>, next: &Context<'_>) -> Vec<Remedy> {
    let mut line = line.clone();
    let (mut set, mut next) = (Situation::of(set), Situation::of(next));
    let mut all: Vec<Remedy> = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let contexts = (set.context(), next.context());
        let fates = Browser::ALL.map(|browser| Fate::of(&line, &contexts.0, &contexts.1, browser));
        // No line sends a cookie to a host that no Domain covers.
        let is_for_another_host = |fate: &Fate| {
            matches!(fate, Fate::NotSent(SendError::Host { .. }))
                && fate.remedies(&contexts.0, &contexts.1).is_empty()
        };
        if fates.iter().any(is_for_another_host) {
            return Vec::new();
        }
        let remedies = fates
            .iter()
            .flat_map(|fate| fate.remedies(&contexts.0, &contexts.1));
        let mut new: Vec<Remedy> = Vec::new();
        for remedy in remedies {
            if !all.contains(&remedy) && !new.contains(&remedy) {
                new.push(remedy);
            }
        }
        if new.is_empty() {
            break;
        }
        for remedy in &new {
            line.mend(remedy);
            set.mend(remedy);
            next.mend(remedy);
        }
        all.append(&mut new);
    }
    if all.contains(&Remedy::CrossSiteAttributes) {
        all.retain(|remedy| *remedy != Remedy::Attributes("Secure"));
    }
    all
}

/// A context that can be changed.
struct Situation<'a> {
    page: &'a Origin,
    url: Url,
    mode: CredentialsMode,
    is_preflight: bool,
    has_credentials: bool,
    now: i64,
}

impl<'a> Situation<'a> {
    fn of(context: &Context<'a>) -> Self {
        Self {
            page: context.page,
            url: context.url.clone(),
            mode: context.mode,
            is_preflight: context.is_preflight,
            has_credentials: context.has_credentials,
            now: context.now,
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            page: self.page,
            url: &self.url,
            mode: self.mode,
            is_preflight: self.is_preflight,
            has_credentials: self.has_credentials,
            now: self.now,
        }
    }

    fn mend(&mut self, remedy: &Remedy) {
        match remedy {
            Remedy::Include => {
                self.mode = CredentialsMode::Include;
                self.has_credentials = true;
            }
            Remedy::WithTheResponse => self.is_preflight = false,
            // Neither call fails for an http URL.
            Remedy::Https => drop(self.url.set_scheme("https")),
            Remedy::SameHost => {
                let host = self.page.tuple().map(|(_, host)| host.into_owned());
                let _ = self.url.set_host(host.as_deref());
            }
            // The line is mended by itself. `SameScheme` hides nothing: only Chrome minds, and last of all.
            _ => {}
        }
    }
}
