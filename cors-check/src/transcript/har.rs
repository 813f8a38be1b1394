//! HAR (HTTP Archive 1.2): what a browser's network panel, a proxy or a test tool saves.
//!
//! It is read as it comes, and only what matters is kept: bodies are not.

use std::fmt;
use std::io::BufRead;

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use url::Url;

use super::copied::Copied;
use super::heads::Head;
use super::{Error, LIMIT};

/// An archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Har {
    /// The program that wrote it.
    pub creator: String,
    /// The requests to `http` and `https` URLs, in order.
    pub entries: Vec<Entry>,
}

/// A request and its response, as the program tells them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The request.
    pub asked: Copied,
    /// The response, unless there was none, or nothing is told of it.
    pub head: Option<Head>,
    /// The response's status, if there was one.
    pub status: Option<u16>,
    /// What the request was for, as Chrome tells it: `fetch`, `xhr`, `font`, ..
    pub kind: Option<String>,
    /// Why the browser did not pass the response on, as Chrome tells it.
    pub error: Option<String>,
}

/// The most bytes that are kept.
const MOST_KEPT: usize = 64 * LIMIT;

/// The most requests.
const MOST_ENTRIES: usize = 20_000;

/// The most headers of one request or response.
const MOST_HEADERS: usize = 10_000;

pub(super) fn read(input: impl BufRead) -> Result<Har, Error> {
    let file: File = serde_json::from_reader(input).map_err(|error| match error.classify() {
        serde_json::error::Category::Io => Error::Io(error.into()),
        serde_json::error::Category::Eof => Error::JsonCut,
        _ if error.to_string().starts_with(TOO_LARGE) => Error::HarTooLarge,
        _ => Error::Json,
    })?;
    let log = file.log.ok_or(Error::Json)?;
    Ok(Har {
        creator: log.creator.name,
        entries: log.entries.0,
    })
}

const TOO_LARGE: &str = "too large";

#[derive(Deserialize)]
struct File {
    log: Option<Log>,
}

#[derive(Deserialize)]
struct Log {
    #[serde(default)]
    creator: Creator,
    entries: Entries,
}

#[derive(Default, Deserialize)]
struct Creator {
    #[serde(default)]
    name: String,
}

struct Entries(Vec<Entry>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Entries, A::Error> {
        let mut kept = Vec::new();
        let mut left = MOST_KEPT;
        while let Some(entry) = entries.next_element::<RawEntry>()? {
            let size = entry.size();
            left = left
                .checked_sub(size)
                .ok_or_else(|| de::Error::custom(TOO_LARGE))?;
            if kept.len() == MOST_ENTRIES {
                return Err(de::Error::custom(TOO_LARGE));
            }
            kept.extend(entry.into_entry());
        }
        Ok(Entries(kept))
    }
}

#[derive(Deserialize)]
struct RawEntry {
    request: RawRequest,
    #[serde(default)]
    response: RawResponse,
    #[serde(default, rename = "_resourceType")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct RawRequest {
    method: String,
    url: String,
    #[serde(default)]
    headers: Headers,
    #[serde(default)]
    cookies: Cookies,
}

#[derive(Default, Deserialize)]
struct RawResponse {
    #[serde(default)]
    status: i64,
    #[serde(default)]
    headers: Headers,
    #[serde(default, rename = "_error")]
    error: Option<String>,
}

#[derive(Default)]
struct Headers(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Headers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(HeadersVisitor)
    }
}

struct HeadersVisitor;

#[derive(Deserialize)]
struct RawHeader {
    name: String,
    #[serde(default)]
    value: String,
}

impl<'de> Visitor<'de> for HeadersVisitor {
    type Value = Headers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of headers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut headers: A) -> Result<Headers, A::Error> {
        let mut kept = Vec::new();
        while let Some(RawHeader { name, value }) = headers.next_element()? {
            if kept.len() == MOST_HEADERS {
                return Err(de::Error::custom(TOO_LARGE));
            }
            kept.push((name, value));
        }
        Ok(Headers(kept))
    }
}

/// Whether there is any.
#[derive(Default)]
struct Cookies(bool);

impl<'de> Deserialize<'de> for Cookies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let cookies = Vec::<de::IgnoredAny>::deserialize(deserializer)?;
        Ok(Self(!cookies.is_empty()))
    }
}

impl RawEntry {
    fn size(&self) -> usize {
        let headers = self
            .request
            .headers
            .0
            .iter()
            .chain(&self.response.headers.0);
        // Each line of a value becomes a header.
        let headers = headers.map(|(name, value)| {
            let lines = value.split('\n').count();
            lines
                .saturating_mul(name.len() + 64)
                .saturating_add(value.len())
        });
        let rest = self.request.url.len() + self.request.method.len() + 256;
        headers.fold(rest, usize::saturating_add)
    }

    /// Nothing if it is not a request by HTTP.
    fn into_entry(self) -> Option<Entry> {
        let url = Url::parse(&self.request.url).ok()?;
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let mut asked = Copied::get(url);
        asked.method = Some(self.request.method);
        asked.headers = self.request.headers.0;
        if self.request.cookies.0 && asked.header("cookie").is_none() {
            asked
                .headers
                .push(("Cookie".into(), "(in the archive)".into()));
        }
        let status = u16::try_from(self.response.status).ok();
        let status = status.filter(|status| (100..=999).contains(status));
        let headers = self.response.headers.0;
        // Without any header, they were left out: no server sends none.
        let is_told = !headers.is_empty();
        let head = status.filter(|_| is_told).map(|status| {
            // Chrome joins some lines so.
            let lines = headers.into_iter().flat_map(|(name, value)| {
                let values = value
                    .split('\n')
                    .map(|value| (name.clone(), value.to_owned()));
                values.collect::<Vec<_>>()
            });
            Head::of(status, lines)
        });
        Some(Entry {
            asked,
            head: head.and_then(Result::ok),
            status,
            kind: self.kind,
            error: self.response.error,
        })
    }
}
