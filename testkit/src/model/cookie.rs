//! The storage and the retrieval of one cookie, step by step as in RFC 6265bis, with what browsers do
//! beyond it. It reads a line as a list of attributes, walks it once for each question, and knows hosts
//! as text and public suffixes as those that the cases use.

use crate::response::Line;

/// Which browser's additions to the draft hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    Chrome,
    Firefox,
    Safari,
    Blocking,
}

/// A URL, in parts that need no parser.
#[derive(Clone, Debug)]
pub struct Place {
    pub scheme: &'static str,
    pub host: &'static str,
    pub path: String,
}

/// A line, who asks what with it, and what is asked next. All in mode `include`.
#[derive(Clone, Debug)]
pub struct Case {
    /// The page's scheme and host.
    pub page: (&'static str, &'static str),
    pub set: Place,
    pub line: Vec<u8>,
    pub next: Place,
    /// In seconds since 1970.
    pub now: i64,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    Dropped,
    Deleted,
    Kept,
    Sent,
}

/// The public suffixes of the hosts below, besides their last labels.
pub const SUFFIXES: [&str; 3] = ["github.io", "co.uk", "up.railway.app"];

/// A name and a value in lower case and trimmed, as section “The Set-Cookie Header Field” has them.
type Attribute = Line;

struct Cookie {
    name: Vec<u8>,
    value: Vec<u8>,
    has_equals: bool,
    attributes: Vec<Attribute>,
}

fn trim(text: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| *byte == b' ' || *byte == b'\t';
    let Some(first) = text.iter().position(|byte| !is_space(byte)) else {
        return &[];
    };
    let last = text.iter().rposition(|byte| !is_space(byte)).unwrap();
    &text[first..=last]
}

fn starts_with(text: &[u8], prefix: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.starts_with(prefix.as_bytes())
}

/// “Parse a set-cookie-string”.
fn parse(line: &[u8], browser: Browser) -> Option<Cookie> {
    // 1. CTL characters excluding HTAB.
    if line
        .iter()
        .any(|byte| matches!(byte, 0x00..=0x08 | 0x0A..=0x1F | 0x7F))
    {
        return None;
    }
    // 2. The name-value-pair, and the unparsed-attributes with their semicolon.
    let (pair, mut unparsed) = match line.iter().position(|byte| *byte == b';') {
        Some(at) => (line[..at].to_vec(), line[at..].to_vec()),
        None => (line.to_vec(), Vec::new()),
    };
    // 3. Name and value.
    let equals = pair.iter().position(|byte| *byte == b'=');
    let (name, value) = match equals {
        None => (Vec::new(), pair.clone()),
        Some(at) => (pair[..at].to_vec(), pair[at + 1..].to_vec()),
    };
    // 4. Without white space.
    let (name, value) = (trim(&name).to_vec(), trim(&value).to_vec());
    // 5.
    if name.len() + value.len() > 4096 {
        return None;
    }
    let has_tab = |text: &[u8]| text.contains(&b'\t');
    if matches!(browser, Browser::Chrome | Browser::Blocking) && (has_tab(&name) || has_tab(&value))
    {
        return None;
    }
    // The attributes.
    let mut attributes = Vec::new();
    while !unparsed.is_empty() {
        // 2. and 3.
        unparsed.remove(0);
        let end = unparsed
            .iter()
            .position(|byte| *byte == b';')
            .unwrap_or(unparsed.len());
        let av: Vec<u8> = unparsed.drain(..end).collect();
        // 4.
        let (name, value) = match av.iter().position(|byte| *byte == b'=') {
            Some(at) => (av[..at].to_vec(), av[at + 1..].to_vec()),
            None => (av, Vec::new()),
        };
        // 5. and 6.
        let (name, value) = (trim(&name).to_ascii_lowercase(), trim(&value).to_vec());
        if value.len() > 1024 {
            continue;
        }
        let known = [
            "expires",
            "max-age",
            "domain",
            "path",
            "secure",
            "httponly",
            "samesite",
            "partitioned",
        ];
        if let Some(known) = known.into_iter().find(|known| known.as_bytes() == name) {
            attributes.push((known, value));
        }
    }
    Some(Cookie {
        name,
        value,
        has_equals: equals.is_some(),
        attributes,
    })
}

impl Cookie {
    fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|attribute| attribute.0 == name)
    }

    fn last(&self, name: &str) -> Option<&[u8]> {
        let of_name = self
            .attributes
            .iter()
            .filter(|attribute| attribute.0 == name);
        of_name.map(|attribute| &attribute.1[..]).next_back()
    }
}

/// “The Max-Age Attribute”: whether it is zero or less.
fn max_age(value: &[u8]) -> Option<bool> {
    let text = std::str::from_utf8(value).ok()?;
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || digits.chars().any(|c| !c.is_ascii_digit()) {
        return None;
    }
    Some(text.starts_with('-') || digits.chars().all(|c| c == '0'))
}

/// “Dates”, by the grammar, a token at a time.
#[must_use]
pub fn date(text: &[u8]) -> Option<i64> {
    let is_delimiter =
        |byte: &u8| matches!(byte, 0x09 | 0x20..=0x2F | 0x3B..=0x40 | 0x5B..=0x60 | 0x7B..=0x7E);
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(is_delimiter).filter(|token| !token.is_empty()) {
        // Decoded byte by byte, so that nothing but ASCII is a digit or a letter of a month.
        let token: String = token.iter().map(|byte| char::from(*byte)).collect();
        let mut digits: String = token.chars().take_while(char::is_ascii_digit).collect();
        if time.is_none() {
            if let Some(found) = hms(&token) {
                time = Some(found);
                continue;
            }
        }
        // As browsers do: with a colon it is no number.
        if token.contains(':') {
            digits.clear();
        }
        if day.is_none() && (1..=2).contains(&digits.len()) {
            day = digits.parse::<i64>().ok();
            continue;
        }
        if month.is_none() {
            let names = [
                "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
            ];
            let lower = token.to_ascii_lowercase();
            if let Some(found) = names.iter().position(|name| lower.starts_with(name)) {
                month = Some(found);
                continue;
            }
        }
        if year.is_none() && (2..=4).contains(&digits.len()) {
            year = digits.parse::<i64>().ok();
        }
    }
    let (time, day, month, mut year) = (time?.ok()?, day?, month?, year?);
    if (70..=99).contains(&year) {
        year += 1900;
    }
    if (0..=69).contains(&year) {
        year += 2000;
    }
    let is_leap = |year: i64| year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
    let days_of = |year: i64| {
        [
            31,
            if is_leap(year) { 29 } else { 28 },
            31,
            30,
            31,
            30,
            31,
            31,
            30,
            31,
            30,
            31,
        ]
    };
    if !(1..=31).contains(&day) || day > days_of(year)[month] {
        return None;
    }
    // Year by year, as slow as it is plain.
    let years: i64 = if year >= 1970 {
        (1970..year)
            .map(|year| days_of(year).iter().sum::<i64>())
            .sum()
    } else {
        -(year..1970)
            .map(|year| days_of(year).iter().sum::<i64>())
            .sum::<i64>()
    };
    let months: i64 = days_of(year)[..month].iter().sum();
    Some((years + months + day - 1) * 86_400 + time)
}

/// A time that makes its date invalid.
struct OutOfRange;

/// *time*: in seconds.
fn hms(token: &str) -> Option<Result<i64, OutOfRange>> {
    let mut fields = Vec::new();
    let mut rest = token;
    for at in 0..3 {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if !(1..=2).contains(&digits.len()) {
            return None;
        }
        rest = &rest[digits.len()..];
        if at < 2 {
            rest = rest.strip_prefix(':')?;
        }
        fields.push(digits.parse::<i64>().ok()?);
    }
    let (hour, minute, second) = (fields[0], fields[1], fields[2]);
    let is_valid = hour <= 23 && minute <= 59 && second <= 59;
    Some(
        is_valid
            .then_some(hour * 3600 + minute * 60 + second)
            .ok_or(OutOfRange),
    )
}

/// The public suffix of a host that is not an address.
fn suffix(host: &str) -> &str {
    let listed = SUFFIXES
        .into_iter()
        .find(|suffix| host == *suffix || host.ends_with(&format!(".{suffix}")));
    let last = &host[host.rfind('.').map_or(0, |dot| dot + 1)..];
    let listed = listed.map(|suffix| &host[host.len() - suffix.len()..]);
    listed.unwrap_or(last)
}

fn is_address(host: &str) -> bool {
    host.starts_with('[')
        || host.split('.').all(|label| label.parse::<u8>().is_ok()) && host.split('.').count() == 4
}

/// The registrable domain, or the host itself.
fn site(host: &str) -> String {
    if is_address(host) || suffix(host) == host {
        return host.to_owned();
    }
    let labels: Vec<_> = host.split('.').collect();
    let count = suffix(host).split('.').count() + 1;
    labels[labels.len() - count..].join(".")
}

/// “Domain Matching”.
fn domain_matches(string: &str, domain: &str) -> bool {
    string == domain || string.ends_with(&format!(".{domain}")) && !is_address(string)
}

/// “Paths and Path-Match”.
fn default_path(uri_path: &str) -> String {
    if uri_path.is_empty() || !uri_path.starts_with('/') || uri_path.matches('/').count() == 1 {
        return "/".to_owned();
    }
    uri_path[..uri_path.rfind('/').unwrap()].to_owned()
}

fn path_matches(request: &[u8], cookie: &[u8]) -> bool {
    request == cookie
        || request.starts_with(cookie) && cookie.last() == Some(&b'/')
        || request.starts_with(cookie) && request.get(cookie.len()) == Some(&b'/')
}

fn is_secure(place: &Place, browser: Browser) -> bool {
    let is_local = place.host == "localhost"
        || place.host.ends_with(".localhost")
        || place.host.starts_with("127.") && is_address(place.host)
        || place.host == "[::1]";
    place.scheme == "https" || is_local && browser != Browser::Safari
}

fn is_same_site(page: (&str, &str), place: &Place, browser: Browser) -> bool {
    let schemes = page.0 == place.scheme || matches!(browser, Browser::Firefox | Browser::Safari);
    site(page.1) == site(place.host) && schemes
}

impl Case {
    /// What becomes of the line, and of the cookie.
    #[must_use]
    pub fn expected(&self, browser: Browser) -> Outcome {
        let is_chromium = matches!(browser, Browser::Chrome | Browser::Blocking);
        let Some(cookie) = parse(&self.line, browser) else {
            return Outcome::Dropped;
        };
        // 2.
        if cookie.name.is_empty() && cookie.value.is_empty() {
            return Outcome::Dropped;
        }
        let begins_with_equals = cookie.name.is_empty() && cookie.has_equals;
        let is_refused = browser == Browser::Firefox || is_chromium && cookie.value.contains(&b'=');
        if begins_with_equals && is_refused {
            return Outcome::Dropped;
        }
        // 6.
        // Beyond the draft: a last one that cannot be read leaves none.
        let is_past = |expires| expires <= self.now;
        let max_age = cookie.last("max-age").and_then(max_age);
        let is_expired = max_age
            .or_else(|| cookie.last("expires").and_then(date).map(is_past))
            .unwrap_or_default();
        // 7.
        let domain = cookie
            .last("domain")
            .unwrap_or_default()
            .to_ascii_lowercase();
        // Beyond the draft: a dot alone is not empty.
        let mut domain = match domain.strip_prefix(b".") {
            Some(rest) if !rest.is_empty() => rest.to_vec(),
            _ => domain,
        };
        // 8.
        if domain.iter().any(|byte| *byte > 0x7F) {
            return Outcome::Dropped;
        }
        let host = self.set.host;
        // 9.
        let text = String::from_utf8(domain.clone()).unwrap();
        if !text.is_empty() && !is_address(&text) && suffix(&text) == text {
            if text == host {
                domain.clear();
            } else {
                return Outcome::Dropped;
            }
        }
        // 10.
        let is_host_only = domain.is_empty();
        let mut domain = host.to_owned();
        if !is_host_only {
            if !domain_matches(host, &text) {
                return Outcome::Dropped;
            }
            // Beyond the draft.
            if browser != Browser::Safari && !is_address(host) && text.len() < site(host).len() {
                return Outcome::Dropped;
            }
            domain = text;
        }
        // 11.
        let path = match cookie.last("path") {
            Some(path) if path.first() == Some(&b'/') => path.to_vec(),
            _ => default_path(&self.set.path).into_bytes(),
        };
        // 12. and 13.
        let secure = cookie.has("secure");
        if secure && !is_secure(&self.set, browser) {
            return Outcome::Dropped;
        }
        // 17. and 18.
        let same_site = cookie
            .last("samesite")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let enforcement = match &same_site[..] {
            b"none" => "none",
            b"strict" | b"lax" => "strict or lax",
            // Not every browser takes the default for Lax.
            _ if is_chromium => "strict or lax",
            _ => "default",
        };
        let partitioned = cookie.has("partitioned");
        let travels = |place: &Place| {
            let is_blocked = matches!(browser, Browser::Safari | Browser::Blocking) && !partitioned;
            is_same_site(self.page, place, browser) || enforcement != "strict or lax" && !is_blocked
        };
        if !travels(&self.set) {
            return Outcome::Dropped;
        }
        // 19.
        if enforcement == "none" && !secure && browser != Browser::Safari {
            return Outcome::Dropped;
        }
        if partitioned && !secure {
            return Outcome::Dropped;
        }
        // 20. to 22.
        if !self.keeps_promise(&cookie, browser, is_host_only) {
            return Outcome::Dropped;
        }
        if is_expired {
            return Outcome::Deleted;
        }
        // “Retrieval Algorithm”.
        let next = &self.next;
        let is_of_host = if is_host_only {
            next.host == domain
        } else {
            domain_matches(next.host, &domain)
        };
        // Firefox's jar for each site that is visited.
        let is_in_jar = browser != Browser::Firefox
            || partitioned
            || is_same_site(self.page, &self.set, browser)
                == is_same_site(self.page, next, browser);
        let is_sent = is_of_host
            && path_matches(next.path.as_bytes(), &path)
            && (!secure || is_secure(next, browser))
            && travels(next)
            && is_in_jar;
        if is_sent {
            Outcome::Sent
        } else {
            Outcome::Kept
        }
    }

    fn keeps_promise(&self, cookie: &Cookie, browser: Browser, is_host_only: bool) -> bool {
        let is_nameless = cookie.name.is_empty();
        let name = match (is_nameless, browser) {
            // It has a name without a value.
            (true, Browser::Firefox) => &cookie.value,
            _ => &cookie.name,
        };
        let (secure, http_only) = (cookie.has("secure"), cookie.has("httponly"));
        let is_new = browser != Browser::Safari;
        if is_nameless && browser != Browser::Firefox {
            let starts = |prefix| starts_with(&cookie.value, prefix);
            let is_forbidden =
                starts("__secure-") || starts("__host-") || is_new && starts("__http-");
            return !is_forbidden;
        }
        if starts_with(name, "__secure-") && !secure {
            return false;
        }
        if starts_with(name, "__host-") {
            let path = match cookie.last("path") {
                Some(path) if path.first() == Some(&b'/') => path.to_vec(),
                // Chrome and the layered draft want it to be said.
                _ if browser != Browser::Firefox => Vec::new(),
                _ => default_path(&self.set.path).into_bytes(),
            };
            if !secure || !is_host_only || path != b"/" {
                return false;
            }
        }
        let promises_http = starts_with(name, "__http-") || starts_with(name, "__host-http-");
        !(is_new && promises_http) || secure && http_only
    }
}
