//! A line of `Set-Cookie`, as data.

use std::fmt;
use std::time::SystemTime;

use http::HeaderValue;

use super::{FOR_OTHER_SITES, Remedy, date};
use crate::flow::trim;

/// The most bytes that a name and its value may have together.
pub(super) const MOST_BYTES: usize = 4096;

/// The most bytes of an attribute's value. A longer attribute does not count.
const LONGEST_ATTRIBUTE: usize = 1024;

/// How many names of lost cookies are looked for: what is wrong with the line is clear by then.
const MOST_LOST: usize = 16;

/// For how long a cookie may be kept: 400 days.
const LONGEST_AGE: i64 = 400 * 86_400;

/// A line of `Set-Cookie`, read as browsers read it (RFC 6265bis, section “The Set-Cookie Header
/// Field”). Every line can be read; what is wrong with it is said when it is [kept](Self::keep).
///
/// `Debug` does not show the value, which is a secret.
///
/// # Examples
///
/// ```
/// use cors_flow::cookie::{SameSite, SetCookie};
///
/// let line = SetCookie::from_bytes(b"sid=1; Domain=.Example.com; Path=/; HttpOnly; SameSite=lax");
/// assert_eq!((line.name(), line.value()), (&b"sid"[..], &b"1"[..]));
/// assert_eq!(line.domain(), Some(&b"example.com"[..]));
/// assert_eq!(line.path(), Some(&b"/"[..]));
/// assert_eq!(line.same_site(), Some(SameSite::Lax));
/// assert!(line.is_http_only() && !line.is_secure() && !line.is_partitioned());
/// assert!(!format!("{line:?}").contains('1'));
/// ```
#[derive(Clone, PartialEq, Eq)]
// They are independent of each other, as the attributes are.
#[allow(clippy::struct_excessive_bools)]
pub struct SetCookie {
    name: Vec<u8>,
    value: Vec<u8>,
    has_equals_sign: bool,
    control: Option<Control>,
    is_secure: bool,
    is_http_only: bool,
    is_partitioned: bool,
    same_site: Option<SameSite>,
    domain: Option<Vec<u8>>,
    path: Option<Vec<u8>>,
    max_age: Option<i64>,
    expires: Option<i64>,
    lost: Vec<Vec<u8>>,
}

/// The value of the attribute `SameSite`.
///
/// # Examples
///
/// See [`SetCookie`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SameSite {
    /// Sent with any request.
    None,
    /// Sent with what the site itself asks for, and when a person follows a link to it.
    Lax,
    /// Sent only with what the site itself asks for.
    Strict,
    /// The value is empty, or none of the three: as if the attribute were absent.
    Unknown,
}

impl SameSite {
    /// The value as servers write it, such as `Lax`. [`Unknown`](Self::Unknown) is not a value; for it, this is
    /// `Unknown`.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(cors_flow::cookie::SameSite::Lax.as_str(), "Lax");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Lax => "Lax",
            Self::Strict => "Strict",
            Self::Unknown => "Unknown",
        }
    }
}

/// A byte that has no place in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    /// Any but a tab, anywhere.
    Byte(u8),
    /// A tab inside of the name or of the value.
    Tab,
}

impl SetCookie {
    /// Reads the value of a header `Set-Cookie`. The time that it takes is linear in the length.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::cookie::SetCookie;
    ///
    /// let line = SetCookie::from_bytes(b"a=1; Path=/, b=2");
    /// assert_eq!(line.name(), b"a");
    /// assert_eq!(line.lost().collect::<Vec<_>>(), [b"b"]);
    /// ```
    #[must_use]
    pub fn from_bytes(line: &[u8]) -> Self {
        let mut parts = line.split(|&byte| byte == b';');
        let pair = parts.next().unwrap_or_default();
        let (name, value, has_equals_sign) = match split_at(b'=', pair) {
            (name, Some(value)) => (trim(name), trim(value), true),
            (value, None) => (&b""[..], trim(value), false),
        };
        let mut cookie = Self {
            name: name.to_vec(),
            value: value.to_vec(),
            has_equals_sign,
            control: None,
            is_secure: false,
            is_http_only: false,
            is_partitioned: false,
            same_site: None,
            domain: None,
            path: None,
            max_age: None,
            expires: None,
            // A value may have a comma in it, but hardly one before a space.
            lost: lost_in(value, true)
                .take(MOST_LOST)
                .map(<[u8]>::to_vec)
                .collect(),
        };
        let control = line.iter().copied().find(|byte| is_control(*byte));
        cookie.control = control.map(Control::Byte);
        if cookie.control.is_none() && (name.contains(&b'\t') || value.contains(&b'\t')) {
            cookie.control = Some(Control::Tab);
        }
        for attribute in parts {
            let lost = lost_in(attribute, false);
            let more = MOST_LOST.saturating_sub(cookie.lost.len());
            cookie.lost.extend(lost.take(more).map(<[u8]>::to_vec));
            let (name, value) = split_at(b'=', attribute);
            cookie.set(trim(name), trim(value.unwrap_or_default()));
        }
        cookie
    }

    /// Reads a line that is in a [`HeaderMap`](http::HeaderMap).
    ///
    /// # Examples
    ///
    /// See [`header_value`](Self::header_value).
    #[must_use]
    pub fn from_header_value(line: &HeaderValue) -> Self {
        let mut bytes = Vec::with_capacity(line.len());
        for &byte in line.as_bytes() {
            let control = bytes.last().and_then(|&lead| control_of([lead, byte]));
            if control.is_some() {
                bytes.pop();
            }
            bytes.push(control.unwrap_or(byte));
        }
        Self::from_bytes(&bytes)
    }

    /// A line as a value for a [`HeaderMap`](http::HeaderMap), as [`Flow::receive`](crate::Flow::receive)
    /// takes it. A `HeaderValue` cannot hold the control bytes for which browsers drop a line, so two bytes
    /// stand for each: those of UTF-8's overlong form, which no text has.
    ///
    /// # Examples
    ///
    /// ```
    /// use cors_flow::cookie::SetCookie;
    ///
    /// let line = b"sid=1\x01; Path=/";
    /// let value = SetCookie::header_value(line);
    /// assert_eq!(value.as_bytes(), b"sid=1\xC0\x81; Path=/");
    /// assert_eq!(SetCookie::from_header_value(&value), SetCookie::from_bytes(line));
    /// ```
    #[must_use]
    #[allow(clippy::missing_panics_doc)] // It does not: what `HeaderValue` refuses is replaced.
    pub fn header_value(line: &[u8]) -> HeaderValue {
        let mut bytes = Vec::with_capacity(line.len());
        for &byte in line {
            if is_control(byte) {
                bytes.extend([0xC0 + (byte >> 6), 0x80 + (byte & 0x3F)]);
            } else {
                bytes.push(byte);
            }
        }
        let mut value = HeaderValue::from_bytes(&bytes).expect("no control byte is left");
        // `Debug` does not show it.
        value.set_sensitive(true);
        value
    }

    /// One attribute (section “The Set-Cookie Header Field”, from “The Expires Attribute” on).
    fn set(&mut self, name: &[u8], value: &[u8]) {
        if value.len() > LONGEST_ATTRIBUTE {
            return;
        }
        match &name.to_ascii_lowercase()[..] {
            // If the last cannot be read, none counts: so Chromium and Firefox, while to the draft
            // the last that can be read does.
            b"expires" => self.expires = date::parse(value),
            b"max-age" => self.max_age = seconds(value),
            b"domain" => {
                // To engines, a dot alone is not empty: no host is below it.
                let domain = match value {
                    [b'.', rest @ ..] if !rest.is_empty() => rest,
                    _ => value,
                };
                self.domain = Some(domain.to_ascii_lowercase());
            }
            b"path" => self.path = Some(value.to_vec()),
            b"secure" => self.is_secure = true,
            b"httponly" => self.is_http_only = true,
            b"partitioned" => self.is_partitioned = true,
            b"samesite" => {
                let values = [SameSite::None, SameSite::Lax, SameSite::Strict];
                let is_it =
                    |known: &SameSite| value.eq_ignore_ascii_case(known.as_str().as_bytes());
                self.same_site = Some(values.into_iter().find(is_it).unwrap_or(SameSite::Unknown));
            }
            _ => {}
        }
    }

    /// Changes what a remedy changes in a line.
    pub(super) fn mend(&mut self, remedy: &Remedy) {
        match remedy {
            Remedy::Attributes(attributes) => self.set_all(attributes),
            Remedy::CrossSiteAttributes => self.set_all(&FOR_OTHER_SITES.join("; ")),
            Remedy::Domain(domain) => self.set(b"domain", domain.as_bytes()),
            Remedy::Path(path) => self.set(b"path", path),
            Remedy::NoDomain => self.domain = None,
            Remedy::Later => (self.max_age, self.expires) = (None, None),
            Remedy::NoControlBytes => self.control = None,
            Remedy::Shorten => self
                .value
                .truncate(MOST_BYTES.saturating_sub(self.name.len())),
            Remedy::NameAndValue => {
                (self.name, self.value) = (b"NAME".to_vec(), b"VALUE".to_vec());
            }
            _ => {}
        }
    }

    /// Which of [`FOR_OTHER_SITES`] it has.
    pub(crate) fn has_for_other_sites(&self) -> [bool; 3] {
        let is_none = self.same_site == Some(SameSite::None);
        [is_none, self.is_secure, self.is_partitioned]
    }

    fn set_all(&mut self, attributes: &str) {
        for attribute in attributes.split("; ") {
            let (name, value) = split_at(b'=', attribute.as_bytes());
            self.set(name, value.unwrap_or_default());
        }
    }

    /// The cookie's name. It is empty if the line has no `=` before the attributes: then all of it is
    /// the value.
    ///
    /// # Examples
    ///
    /// See [`SetCookie`].
    #[must_use]
    pub fn name(&self) -> &[u8] {
        &self.name
    }

    /// The cookie's value: a secret. This crate never prints it.
    ///
    /// # Examples
    ///
    /// See [`SetCookie`].
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// Whether the line has the attribute `Secure`.
    ///
    /// # Examples
    ///
    /// See [`SetCookie`].
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// Whether the line has the attribute `HttpOnly`.
    ///
    /// # Examples
    ///
    /// See [`SetCookie`].
    #[must_use]
    pub fn is_http_only(&self) -> bool {
        self.is_http_only
    }

    /// Whether the line has the attribute `Partitioned`.
    ///
    /// # Examples
    ///
    /// See [`SetCookie`].
    #[must_use]
    pub fn is_partitioned(&self) -> bool {
        self.is_partitioned
    }

    /// The last `SameSite`; `None` if there is none.
    ///
    /// # Examples
    ///
    /// See [`SetCookie`].
    #[must_use]
    pub fn same_site(&self) -> Option<SameSite> {
        self.same_site
    }

    /// The last `Domain`, in lower case and without a dot before it; `None` if there is none. An empty one counts
    /// as absent.
    ///
    /// # Examples
    ///
    /// See [`SetCookie`].
    #[must_use]
    pub fn domain(&self) -> Option<&[u8]> {
        self.domain.as_deref()
    }

    /// The last `Path`; `None` if there is none. Without a `/` at its beginning it counts as absent.
    ///
    /// # Examples
    ///
    /// See [`SetCookie`].
    #[must_use]
    pub fn path(&self) -> Option<&[u8]> {
        self.path.as_deref()
    }

    /// When the cookie expires, if the response came at that time; `None` if it ends with the browser's
    /// session. `Max-Age` wins over `Expires`. No cookie is kept for more than 400 days.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use cors_flow::cookie::SetCookie;
    ///
    /// let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    /// let line = SetCookie::from_bytes(b"sid=1; Max-Age=60");
    /// assert_eq!(line.expires(now), Some(now + Duration::from_secs(60)));
    /// assert_eq!(SetCookie::from_bytes(b"sid=1").expires(now), None);
    /// ```
    #[must_use]
    pub fn expires(&self, now: SystemTime) -> Option<SystemTime> {
        self.expiry(date::seconds_of(now)).map(date::time_of)
    }

    /// The names of the cookies that browsers do not see, because they are in the line of another: what
    /// follows a comma belongs to the first cookie. At most 16.
    ///
    /// # Examples
    ///
    /// ```
    /// let line = cors_flow::cookie::SetCookie::from_bytes(b"a=1; Path=/, b=2; Path=/");
    /// assert!(line.lost().eq([b"b"]));
    /// ```
    pub fn lost(&self) -> impl Iterator<Item = &[u8]> {
        self.lost.iter().map(Vec::as_slice)
    }

    pub(super) fn has_equals_sign(&self) -> bool {
        self.has_equals_sign
    }

    pub(super) fn control(&self) -> Option<Control> {
        self.control
    }

    pub(super) fn len(&self) -> usize {
        self.name.len() + self.value.len()
    }

    /// In seconds since 1970.
    pub(super) fn expiry(&self, now: i64) -> Option<i64> {
        let latest = now.saturating_add(LONGEST_AGE);
        match (self.max_age, self.expires) {
            (Some(age), _) if age <= 0 => Some(i64::MIN),
            (Some(age), _) => Some(now.saturating_add(age).min(latest)),
            (None, expires) => expires.map(|expires| expires.min(latest)),
        }
    }
}

/// Without the value.
impl fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |bytes: &[u8]| bytes.escape_ascii().to_string();
        f.debug_struct("SetCookie")
            .field("name", &text(&self.name))
            .field("is_secure", &self.is_secure)
            .field("is_http_only", &self.is_http_only)
            .field("is_partitioned", &self.is_partitioned)
            .field("same_site", &self.same_site)
            .field("domain", &self.domain().map(text))
            .field("path", &self.path().map(text))
            .field("max_age", &self.max_age)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// Whether browsers drop a line for it.
fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\t'
}

/// The control byte for which these two stand.
fn control_of([lead, trail]: [u8; 2]) -> Option<u8> {
    let is_overlong = matches!(lead, 0xC0 | 0xC1) && (0x80..=0xBF).contains(&trail);
    let byte = ((lead & 1) << 6) + (trail & 0x3F);
    (is_overlong && is_control(byte)).then_some(byte)
}

/// Before the first such byte, and after it, if there is one.
fn split_at(separator: u8, text: &[u8]) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|&byte| byte == separator) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

/// The value of `Max-Age`: digits, perhaps after a `-`. One that is too large counts as the largest.
fn seconds(value: &[u8]) -> Option<i64> {
    let digits = value.strip_prefix(b"-").unwrap_or(value);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = digits.iter().fold(0_i64, |sum, digit| {
        sum.saturating_mul(10)
            .saturating_add(i64::from(digit - b'0'))
    });
    Some(if digits.len() < value.len() {
        -number
    } else {
        number
    })
}

/// The names before a `=`, each after a comma, and after a space if one is needed: cookies that somebody
/// folded into one line.
fn lost_in(text: &[u8], needs_space: bool) -> impl Iterator<Item = &[u8]> {
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    text.split(|&byte| byte == b',')
        .skip(1)
        .filter_map(move |part| {
            let name = trim(part);
            let is_after = !needs_space || part.len() > name.len();
            let (name, value) = split_at(b'=', name);
            let is_name = value.is_some() && !name.is_empty() && name.iter().all(is_of_name);
            (is_after && is_name).then_some(name)
        })
}
