//! The cookies that a page's browsers keep, each its own.

use http::HeaderValue;

use super::keep::domain_matches;
use super::send::path_matches;
use super::{Browser, Context, Cookie, SetCookie};

/// The most cookies that are kept: 3,000 by each browser (RFC 6265bis, section “Limits”).
const MOST: usize = 3000 * Browser::ALL.len();

/// The stores of all browsers in one, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Jar {
    cookies: Vec<Cookie>,
}

impl Jar {
    /// Each browser does what it does with a line.
    pub fn receive(&mut self, line: &SetCookie, context: &Context<'_>) {
        for browser in Browser::ALL {
            if let Ok(cookie) = line.keep(context, browser) {
                self.keep(cookie, context);
            }
        }
    }

    /// Keeps a cookie, in place of the one that it renews, or deletes that one (RFC 6265bis, section
    /// “Storage Model”, from step 16 on).
    fn keep(&mut self, cookie: Cookie, context: &Context<'_>) {
        let is_safe = context.is_secure(cookie.browser) || cookie.is_secure;
        if !is_safe
            && self
                .cookies
                .iter()
                .any(|kept| kept.is_secure && overlays(&cookie, kept))
        {
            return;
        }
        let is_old = |kept: &Cookie| is_same(&cookie, kept);
        if cookie.is_expired() {
            self.cookies.retain(|kept| !is_old(kept));
        } else if let Some(old) = self.cookies.iter().position(is_old) {
            // It keeps the place of the old one: that is its creation-time.
            self.cookies[old] = cookie;
        } else {
            if self.cookies.len() == MOST {
                self.cookies.remove(0);
            }
            self.cookies.push(cookie);
        }
    }

    /// The cookie that an expired one leaves there, though it has the same name: one of the host that
    /// deletes it, which no line of its response deletes or renews. `after` is the store after that.
    pub fn spared(&self, expired: &Cookie, after: &Self, context: &Context<'_>) -> Option<&Cookie> {
        let is_named = |kept: &&Cookie| {
            (kept.browser, &kept.name) == (expired.browser, &expired.name)
                && !kept.is_expired_at(context.now)
        };
        let mut named = self.cookies.iter().filter(is_named);
        if named.clone().any(|kept| is_same(expired, kept)) {
            return None;
        }
        named.find(|kept| kept.is_for(context.host()) && after.cookies.contains(kept))
    }

    /// The cookies that go with a browser's request: longer paths first, then older ones.
    pub fn cookies(&self, context: &Context<'_>, browser: Browser) -> Vec<&Cookie> {
        let is_sent = |cookie: &&Cookie| cookie.browser == browser && cookie.send(context).is_ok();
        let sent = self.cookies.iter().filter(is_sent);
        let mut sent: Vec<_> = sent.collect();
        sent.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        sent
    }
}

/// The value of `Cookie`: what was given, then the cookies whose names are not in it.
pub(crate) fn header(given: Option<&HeaderValue>, cookies: &[&Cookie]) -> Option<HeaderValue> {
    let given = given.map(HeaderValue::as_bytes);
    let mut pairs: Vec<Vec<u8>> = given.map(<[u8]>::to_vec).into_iter().collect();
    for cookie in cookies {
        if given.is_none_or(|given| !names(given).any(|name| name == cookie.name)) {
            let name = [&cookie.name[..], b"="].concat();
            let name = if cookie.name.is_empty() { vec![] } else { name };
            pairs.push([name, cookie.value.clone()].concat());
        }
    }
    let mut value = HeaderValue::from_bytes(&pairs.join(&b"; "[..])).ok()?;
    // `Debug` does not show it.
    value.set_sensitive(true);
    (!pairs.is_empty()).then_some(value)
}

/// The names in the value of `Cookie`.
pub(crate) fn names(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|&byte| byte == b';').map(|pair| {
        let name = pair.split(|&byte| byte == b'=').next().unwrap_or_default();
        name.trim_ascii()
    })
}

/// Step 16: a cookie from an insecure URL must not hide a secure one.
fn overlays(cookie: &Cookie, kept: &Cookie) -> bool {
    (cookie.browser, &cookie.name) == (kept.browser, &kept.name)
        && (domain_matches(&cookie.domain, &kept.domain)
            || domain_matches(&kept.domain, &cookie.domain))
        && path_matches(&cookie.path, &kept.path)
}

/// Step 23, and the partition, which the draft does not know.
fn is_same(cookie: &Cookie, kept: &Cookie) -> bool {
    (cookie.browser, &cookie.name) == (kept.browser, &kept.name)
        && (&cookie.domain, cookie.is_host_only) == (&kept.domain, kept.is_host_only)
        && (&cookie.path, &cookie.partition) == (&kept.path, &kept.partition)
}
