//! What the panel of a browser's developer tools shows: a list of names and values, on one line or on two, with
//! or without the status and the request.
//!
//! The list is not the head as it was sent, but it has every line of it: names in lower case, values joined at
//! worst, as a browser does before it judges them.

use url::Url;

use super::copied::Copied;
use super::heads::{self, status};
use super::lines::{self, is_token};
use super::records::TSHARK_HTTP2;
use super::{Error, Exchange, LIMIT, Lacks, Pasted};

/// Titles of sections, and the section that follows.
const TITLES: [(&str, Section); 12] = [
    ("general", Section::General),
    ("headers", Section::Unknown),
    ("summary", Section::General),
    ("request", Section::Request),
    ("request headers", Section::Request),
    // Of a request that Chrome did not send, or does not show.
    ("provisional headers are shown", Section::Request),
    ("learn more", Section::Request),
    ("learn more about provisional headers", Section::Request),
    ("response", Section::Response),
    ("response headers", Section::Response),
    ("view source", Section::Unknown),
    ("raw", Section::Unknown),
];

/// What a panel says besides headers.
const LABELS: [&str; 21] = [
    "request url",
    "request method",
    "status code",
    "status",
    "remote address",
    "referrer policy",
    "url",
    "source",
    "address",
    "initiator",
    "scheme",
    "filename",
    "version",
    "transferred",
    "request priority",
    "dns resolution",
    "method",
    "tracking protection",
    "proxy",
    "early hints headers",
    "redirect",
];

/// Headers that only a request has. In a panel, those of the request come last.
const OF_REQUESTS: [&str; 15] = [
    ":authority",
    ":method",
    ":path",
    ":scheme",
    "accept",
    "accept-encoding",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "cookie",
    "host",
    "origin",
    "referer",
    "sec-fetch-mode",
    "user-agent",
];

/// Those that hardly any whole response lacks.
const USUAL: [&str; 8] = [
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "date",
    "etag",
    "server",
    "transfer-encoding",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Unknown,
    General,
    Request,
    Response,
}

#[derive(Debug)]
struct Entry {
    section: Section,
    /// In lower case.
    name: String,
    value: String,
}

/// The response, or the request if only that is shown.
pub(super) fn read(text: &[u8]) -> Result<Option<Pasted>, Error> {
    if text.len() > LIMIT {
        return Ok(None);
    }
    let mut first_status = None;
    let mut is_marked = false;
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut is_indented = None;
    for (number, line) in lines::of(text) {
        // `wget -S` indents the head, and goes on without that.
        let is_blank = line.trim_ascii().is_empty();
        let begins_blank = line.starts_with(b" ");
        if !is_blank && *is_indented.get_or_insert(begins_blank) && !begins_blank {
            break;
        }
        // WebKit puts such a space into a URL, where it may break.
        let line = String::from_utf8_lossy(line).replace('\u{200b}', "");
        let line = match line.strip_prefix("< ") {
            Some(rest) => {
                is_marked = true;
                rest.to_owned()
            }
            None => line,
        };
        let trimmed = line.trim();
        match status(trimmed.as_bytes()) {
            Some(status) if first_status.is_none() && lines.is_empty() => {
                first_status = Some(status);
            }
            _ if trimmed.is_empty() || trimmed.starts_with("```") => {}
            _ => lines.push((number, trimmed.to_owned())),
        }
    }
    // Wireshark's fields of HTTP/2, among others.
    let fields: Vec<_> = lines
        .iter()
        .filter_map(|(number, line)| Some((*number, line.strip_prefix("Header: ")?.to_owned())))
        .collect();
    let is_first = |line: &str| line.starts_with(":status: ") || line.starts_with(":method: ");
    if fields.iter().filter(|(_, line)| is_first(line)).count() > 1 {
        return Err(TSHARK_HTTP2);
    }
    if !fields.is_empty() {
        lines = fields;
    }
    let table = table(&lines)?;
    let Some(entries) = entries(table.as_deref().unwrap_or(&lines))? else {
        return Ok(None);
    };
    let pasted = pasted(&entries, first_status, is_marked)?;
    let is_without_request = matches!(&pasted, Some(Pasted::Exchanges(all)) if all.iter().all(|one| one.asked.is_none()));
    // A panel in another language than English has labels that are not known.
    let is_of_request = |entry: &Entry| {
        entry.section == Section::Request
            && matches!(&entry.name[..], "origin" | "access-control-request-method")
    };
    let names_method = |entry: &Entry| matches!(&entry.name[..], ":method" | "request method");
    if is_without_request && entries.iter().any(is_of_request) && !entries.iter().any(names_method)
    {
        return Err(Error::RequestUnread);
    }
    Ok(pasted)
}

/// The rows of PowerShell's table of headers, as `Name: value`.
fn table(lines: &[(usize, String)]) -> Result<Option<Vec<(usize, String)>>, Error> {
    let is_title = |(_, line): &(usize, String)| {
        let words: Vec<_> = line.split_whitespace().collect();
        matches!(words[..], ["Key" | "Name", "Value"])
    };
    let Some(title) = lines.iter().position(is_title) else {
        return Ok(None);
    };
    let mut rows = Vec::new();
    let rule = |line: &str| line.bytes().all(|byte| matches!(byte, b'-' | b' '));
    for (number, line) in lines[title + 1..].iter().filter(|(_, line)| !rule(line)) {
        let Some((name, value)) = line.split_once(' ') else {
            break;
        };
        let value = value.trim();
        if [name, value]
            .iter()
            .any(|text| text.ends_with("...") || text.ends_with('\u{2026}'))
        {
            return Err(Error::Shortened);
        }
        // Newer versions show a list of values.
        let list = value
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        rows.push((*number, format!("{name}: {}", list.unwrap_or(value))));
    }
    Ok(Some(rows))
}

/// The names and values; nothing if that is not what the lines are.
fn entries(lines: &[(usize, String)]) -> Result<Option<Vec<Entry>>, Error> {
    let first = lines.iter().find(|(_, line)| title(line).is_none());
    let Some((_, first)) = first else {
        return Ok(None);
    };
    let on_one_line = pair(first).is_some_and(|(_, value)| !value.is_empty());
    if !on_one_line && name(first).is_none() {
        return Ok(None);
    }
    let mut entries = Vec::new();
    let mut section = Section::Unknown;
    let mut wrong = None;
    let mut lines = lines.iter();
    while let Some((number, line)) = lines.next() {
        if let Some(next) = title(line) {
            section = next;
            continue;
        }
        let found = if on_one_line {
            pair(line)
        } else {
            name(line).map(|name| {
                let value = lines.next().map(|(_, value)| value.as_str());
                (name, value.unwrap_or_default())
            })
        };
        if found.is_none() && is_joined_label(line) {
            continue;
        }
        let Some((name, value)) = found else {
            wrong.get_or_insert(*number);
            continue;
        };
        // The value between the two names was empty, and is not shown.
        if !on_one_line && value.to_ascii_lowercase().starts_with("access-control-") {
            wrong.get_or_insert(*number);
        }
        let name = name.to_ascii_lowercase();
        if section == Section::Unknown && OF_REQUESTS.contains(&&name[..]) {
            section = Section::Request;
        }
        entries.push(Entry {
            section,
            name,
            value: value.to_owned(),
        });
    }
    let is = |name: &str| entries.iter().any(|entry: &Entry| entry.name == name);
    let is_of_panel = entries
        .iter()
        .any(|entry| entry.name.starts_with("access-control-"))
        || is("request url")
        || is(":authority")
        || (is("status") && is("url"))
        || USUAL.iter().filter(|name| is(name)).count() > 2;
    match wrong {
        _ if !is_of_panel => Ok(None),
        Some(number) => Err(Error::Line { number }),
        None => Ok(Some(entries)),
    }
}

/// Whether a copy joined a label and its value: `VersionHTTP/2`.
fn is_joined_label(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    LABELS.iter().any(|label| line.starts_with(label))
}

fn title(line: &str) -> Option<Section> {
    let line = line.to_ascii_lowercase();
    // `Response Headers (256 B)`
    let line = line
        .split(" (")
        .next()
        .unwrap_or_default()
        .trim_end_matches(':');
    TITLES
        .iter()
        .find(|(title, _)| *title == line)
        .map(|(_, section)| *section)
}

/// A name on a line of its own.
fn name(line: &str) -> Option<&str> {
    let name = line.strip_suffix(':').unwrap_or(line);
    let token = name.strip_prefix(':').unwrap_or(name);
    let is_label = LABELS.contains(&&name.to_ascii_lowercase()[..]);
    (is_token(token.as_bytes()) || is_label).then_some(name)
}

/// A name and its value on one line, with a colon, an arrow or a tab between them.
fn pair(line: &str) -> Option<(&str, &str)> {
    let arrow = line.split_once(" \u{2192} ");
    let colon = || {
        let at = line.char_indices().skip(1).find(|(_, c)| *c == ':')?.0;
        Some((&line[..at], &line[at + 1..]))
    };
    let (before, value) = arrow.or_else(|| line.split_once('\t')).or_else(colon)?;
    Some((name(before.trim_end())?, value.trim()))
}

fn pasted(
    entries: &[Entry],
    status: Option<u16>,
    is_marked: bool,
) -> Result<Option<Pasted>, Error> {
    let value = |name: &str| {
        entries
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| &entry.value[..])
    };
    let told = value(":status")
        .or_else(|| value("status code"))
        .or_else(|| value("status"));
    let told = told.and_then(|text| {
        let digits: String = text.chars().filter(char::is_ascii_digit).take(3).collect();
        digits
            .parse()
            .ok()
            .filter(|status| (100..=999).contains(status))
    });
    let is_final = |status: &u16| *status == 101 || *status >= 200;
    let status = status.or(told).filter(is_final);
    let is_label = |name: &str| LABELS.contains(&name) || name.starts_with(':');
    let of = |section: fn(Section) -> bool| {
        let entries = entries.iter();
        entries.filter(move |entry| section(entry.section) && !is_label(&entry.name))
    };
    let responses: Vec<_> =
        of(|section| matches!(section, Section::Response | Section::Unknown)).collect();
    let asked = asked(&value, of(|section| section == Section::Request));
    if responses.is_empty() && status.is_none() {
        let names_method = asked.as_ref().is_some_and(|asked| asked.method.is_some());
        let request = asked.map(|asked| Pasted::Request(Box::new(asked)));
        return if names_method {
            Ok(request)
        } else {
            Err(Error::RequestUnread)
        };
    }
    let mut text = format!("HTTP/1.1 {}\n", status.unwrap_or(200));
    for entry in &responses {
        text.extend([&entry.name, ": ", &entry.value, "\n"]);
    }
    text.push('\n');
    let Ok(head) = heads::one(text.as_bytes(), 1) else {
        return Ok(None);
    };
    let usual = responses
        .iter()
        .filter(|entry| USUAL.contains(&&entry.name[..]))
        .count();
    let lacks = match status {
        Some(_) => Lacks::Nothing,
        None if is_marked || usual < 2 => Lacks::Lines,
        None => Lacks::Status,
    };
    let asked = asked.map(Box::new);
    Ok(Some(Pasted::Exchanges(vec![Exchange {
        asked,
        head,
        is_of_panel: true,
        follows: false,
        lacks,
    }])))
}

/// The request, if its URL is shown.
fn asked<'a>(
    value: &impl Fn(&str) -> Option<&'a str>,
    headers: impl Iterator<Item = &'a Entry>,
) -> Option<Copied> {
    let url = value("request url")
        .or_else(|| value("url"))
        .map(str::to_owned);
    let url = url.or_else(|| {
        let [scheme, host, path] = [":scheme", ":authority", ":path"].map(value);
        Some(format!("{}://{}{}", scheme?, host?, path?))
    });
    let url = url.or_else(|| {
        let [scheme, host, path] = ["scheme", "host", "filename"].map(value);
        Some(format!("{}://{}{}", scheme?, host?, path?))
    })?;
    let mut asked = Copied::get(Url::parse(&url).ok()?);
    let method = value("request method")
        .or_else(|| value(":method"))
        .or_else(|| value("method"));
    asked.method = method.map(str::to_owned);
    asked.headers = headers
        .map(|entry| (entry.name.clone(), entry.value.clone()))
        .collect();
    Some(asked)
}
