//! What the crate says of a case.

use std::time::SystemTime;

use cors_flow::cookie::{site_difference, Browser, Context, Cookie, SetCookie, SiteDifference};
use cors_flow::CredentialsMode::Include;

use super::case::{Case, Stands, Step};
use super::differences::{DELETE, NAMELESS, UNKNOWN_PREFIX};
use super::relation::Ports;

impl Case {
    /// The pairs that come back with the second request, by the rules of that browser, if these are the
    /// two lines, the earlier one first.
    pub fn answer(&self, browser: Browser, lines: &[String; 2]) -> String {
        let page = self.relation().page(Ports::ANY);
        let [first, next] = [Step::First, Step::Next].map(|step| self.url(step, Ports::ANY));
        let mode = |mode: &String| mode.parse().expect("a mode");
        let [of_first, of_next] = self.modes.each_ref().map(mode);
        let now = SystemTime::now();
        let before = Context::new(&page, &first, Include, now);
        let setting = Context::new(&page, &first, of_first, now);
        let setting = match self.stands {
            Stands::Preflight => setting.preflight(),
            Stands::Response | Stands::Redirect => setting,
        };
        let mut jar: Vec<(Key, Cookie)> = Vec::new();
        for (line, context) in lines.iter().zip([before, setting]) {
            let line = read(line);
            if let Ok(cookie) = line.keep(&context, browser) {
                // To Firefox, all that is cross-site is kept apart.
                let is_apart =
                    line.is_partitioned() && !(browser == Browser::Firefox && self.is_cross_site());
                let key = key(&cookie, is_apart);
                jar.retain(|(other, _)| *other != key);
                if !cookie.is_expired() {
                    jar.push((key, cookie));
                }
            }
        }
        let asking = Context::new(&page, &next, of_next, now);
        let sent = jar
            .iter()
            .filter(|(_, cookie)| cookie.send(&asking).is_ok());
        let pairs: Vec<_> = sent.map(|(_, cookie)| pair(cookie)).collect();
        self.pairs(&pairs.join("; "))
    }

    /// Whether page and API are two sites, whatever their schemes.
    pub fn is_cross_site(&self) -> bool {
        let page = self.relation().page(Ports::ANY);
        let difference = site_difference(&page, &self.url(Step::First, Ports::ANY));
        !matches!(difference, None | Some(SiteDifference::Scheme { .. }))
    }
}

/// Each character is a byte.
fn read(line: &str) -> SetCookie {
    let bytes: Option<Vec<u8>> = line.chars().map(|c| u8::try_from(c).ok()).collect();
    SetCookie::from_bytes(bytes.expect("its characters are bytes").trim_ascii())
}

/// A cookie replaces that with the same.
type Key = (Vec<u8>, String, bool, Vec<u8>, bool);

fn key(cookie: &Cookie, is_apart: bool) -> Key {
    (
        name(cookie).to_vec(),
        cookie.domain().to_owned(),
        cookie.is_host_only(),
        cookie.path().to_vec(),
        is_apart,
    )
}

/// A line without `=` is a value to Chromium, and a name to Firefox.
fn name(cookie: &Cookie) -> &[u8] {
    match cookie.browser() {
        Browser::Firefox if cookie.name().is_empty() => cookie.value(),
        _ => cookie.name(),
    }
}

/// As the header `Cookie` has it.
fn pair(cookie: &Cookie) -> String {
    let bytes = match (cookie.name(), cookie.value()) {
        (b"", name) if cookie.browser() == Browser::Firefox => [name, b"="].concat(),
        (b"", value) => value.to_vec(),
        (name, value) => [name, b"=", value].concat(),
    };
    let pair: String = bytes.into_iter().map(char::from).collect();
    let pair = pair.replace(UNKNOWN_PREFIX, "__").replace(DELETE, "\u{7f}");
    pair.strip_prefix(NAMELESS).unwrap_or(&pair).to_owned()
}
