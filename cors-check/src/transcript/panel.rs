//! What the panel of a browser's developer tools shows: a list of names and values, on one line or on two, with
//! or without the status and the request. There may be several, one after the other.
//!
//! The list is not the head as it was sent, but it has every line of it: names in lower case, values joined at
//! worst, as a browser does before it judges them. A panel may also show the head as it was sent, `Raw`.

use url::Url;

use super::copied::Copied;
use super::first::request_at;
use super::heads::{self, MOST_CONVERSATIONS, status};
use super::lines::{self, is_token};
use super::records::tshark;
use super::{Error, Exchange, LIMIT, Lacks, Pasted, firefox};

/// Titles of sections, and the section that follows.
const TITLES: [(&str, Section); 13] = [
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
    ("view parsed", Section::Unknown),
    ("raw", Section::Unknown),
];

/// With this, Chrome's panel begins.
const URL: &str = "request url";

/// What a panel says besides headers.
const LABELS: [&str; 19] = [
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

/// Headers that no response has. One may have an `Origin`, in vain.
const ONLY_OF_REQUESTS: [&str; 7] = [
    ":authority",
    ":method",
    ":path",
    "access-control-request-method",
    "cookie",
    "referer",
    "user-agent",
];

/// Headers that only a response has, besides the answers of CORS.
const OF_RESPONSES: [&str; 5] = ["date", "etag", "server", "set-cookie", "vary"];

/// Those that a response or a request has only once.
const ONCE: [&str; 15] = [
    ":authority",
    ":method",
    ":path",
    ":scheme",
    ":status",
    "access-control-request-method",
    "content-length",
    "content-type",
    "date",
    "etag",
    "origin",
    "request method",
    "request url",
    "status code",
    "user-agent",
];

/// Headers whose values are names of headers.
const OF_NAMES: [&str; 4] = [
    "access-control-allow-headers",
    "access-control-expose-headers",
    "access-control-request-headers",
    "vary",
];

/// What `wget -S` says after a head.
const OF_WGET: [&str; 5] = [
    "--",
    "Length: ",
    "Location: ",
    "Remote file ",
    "Saving to: ",
];

/// Titles that each panel has only once.
const TITLED_ONCE: [&str; 4] = ["request", "request headers", "response", "response headers"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Unknown,
    General,
    Request,
    Response,
}

#[derive(Debug)]
struct Entry {
    /// Of its line.
    number: usize,
    section: Section,
    /// In lower case.
    name: String,
    value: String,
}

/// The responses, or the request if only that is shown.
pub(super) fn read(text: &[u8]) -> Result<Option<Pasted>, Error> {
    if text.len() > LIMIT {
        return Ok(None);
    }
    let (lines, is_marked) = shown(text)?;
    read_lines(&lines, is_marked, false)
}

/// The same if a panel says the request's URL first. It may show the heads as they were sent, and names their request.
pub(super) fn read_titled(text: &[u8]) -> Result<Option<Pasted>, Error> {
    if text.len() > LIMIT {
        return Ok(None);
    }
    let (lines, is_marked) = shown(text)?;
    // A command, or what it printed.
    let is_other = |(_, line): &(usize, &[u8])| {
        let starts: [&[u8]; 3] = [b"> ", b"< ", b"$ "];
        starts.iter().any(|start| line.starts_with(start))
    };
    if lines::of(text).any(|line| is_other(&line)) {
        return Ok(None);
    }
    let mut first = lines
        .iter()
        .take_while(|(_, line)| begins_raw(line).is_none());
    let is_titled = first.any(|(_, line)| {
        let start = line.get(..URL.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(URL))
    });
    if !is_titled {
        return Ok(None);
    }
    read_lines(&lines, is_marked, true)
}

/// Lines with their numbers, and whether some had the mark of `curl -v`.
type Shown = (Vec<(usize, String)>, bool);

/// Those with something on them.
fn shown(text: &[u8]) -> Result<Shown, Error> {
    let mut is_marked = false;
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut is_indented = None;
    for (number, line) in lines::of(text) {
        // `wget -S` indents the head, and goes on without that.
        let is_blank = line.trim_ascii().is_empty();
        let begins_blank = line.starts_with(b" ");
        let is_after = !is_blank && *is_indented.get_or_insert(begins_blank) && !begins_blank;
        if is_after
            && OF_WGET
                .iter()
                .any(|start| line.starts_with(start.as_bytes()))
        {
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
        if !trimmed.is_empty() && !trimmed.starts_with("```") {
            lines.push((number, trimmed.to_owned()));
        }
    }
    // Wireshark's fields of HTTP/2, among others.
    let fields: Vec<_> = lines
        .iter()
        .filter_map(|(number, line)| Some((*number, line.strip_prefix("Header: ")?.to_owned())))
        .collect();
    let is_first = |line: &str| line.starts_with(":status: ") || line.starts_with(":method: ");
    if fields.iter().filter(|(_, line)| is_first(line)).count() > 1 {
        return Err(tshark::HTTP2);
    }
    if !fields.is_empty() {
        lines = fields;
    }
    Ok((firefox::renamed(lines), is_marked))
}

fn read_lines(
    lines: &[(usize, String)],
    is_marked: bool,
    is_titled: bool,
) -> Result<Option<Pasted>, Error> {
    let table = table(lines)?;
    let Some(panels) = panels(table.as_deref().unwrap_or(lines), is_titled)? else {
        return Ok(None);
    };
    let mut all = Vec::new();
    for entries in &panels {
        match pasted(entries, is_marked)? {
            Some(Pasted::Exchanges(exchanges)) => all.extend(exchanges),
            pasted if panels.len() == 1 => return Ok(pasted),
            _ => {
                let number = entries[0].number;
                return Err(Error::AnotherPanel { number });
            }
        }
    }
    Ok(Some(Pasted::Exchanges(all)))
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

/// The names and values of each panel; nothing if that is not what the lines are.
fn panels(lines: &[(usize, String)], is_titled: bool) -> Result<Option<Vec<Vec<Entry>>>, Error> {
    let begins_list = |line: &str| title(line).is_some() || status(line.as_bytes()).is_some();
    let first = lines.iter().find(|(_, line)| !begins_list(line));
    let Some((_, first)) = first else {
        return Ok(None);
    };
    if !is_titled && !is_on_one_line(first) && name(first).is_none() {
        return Ok(None);
    }
    let mut panels = vec![Vec::new()];
    let mut titles = Vec::new();
    let mut section = Section::Unknown;
    let mut on_one_line = false;
    let mut begins = true;
    let mut wrong = None;
    let mut lines = lines.iter();
    while let Some((number, line)) = lines.next() {
        let number = *number;
        let is_of_another = match title(line) {
            // What is before the second of them may be of either.
            Some((_, Section::General)) => true,
            Some((title, _)) => titles.contains(&title),
            None => names_url(line),
        };
        if is_of_another && !panels[panels.len() - 1].is_empty() {
            panels.push(Vec::new());
            titles.clear();
            section = Section::Unknown;
            (on_one_line, begins) = (false, true);
        }
        let last = panels.len() - 1;
        let entries: &mut Vec<Entry> = &mut panels[last];
        let mut push = |section, name: &str, value: &str| {
            entries.push(Entry {
                number,
                section,
                name: name.to_ascii_lowercase(),
                value: value.to_owned(),
            });
        };
        if let Some((title, next)) = title(line) {
            if TITLED_ONCE.contains(&title) {
                titles.push(title);
            }
            // `view source` is of the section around it, unless that is over.
            if next != Section::Unknown || section == Section::General {
                section = next;
            }
            begins = true;
            continue;
        }
        if let Some(raw) = begins_raw(line) {
            begins = true;
            match raw {
                Raw::Response(status) => {
                    section = Section::Unknown;
                    push(section, ":status", &status.to_string());
                }
                Raw::Request(method) => {
                    section = Section::Request;
                    push(section, ":method", method);
                }
            }
            continue;
        }
        if begins || OF_REQUESTS.contains(&&line.to_ascii_lowercase()[..]) {
            on_one_line = is_on_one_line(line) || (on_one_line && name(line) != Some(line));
            begins = false;
        }
        let found = if on_one_line {
            pair(line)
        } else {
            name(line).map(|name| {
                let value = lines.next().map(|(_, value)| value.as_str());
                (name, value.unwrap_or_default())
            })
        };
        let Some((name, value)) = found else {
            wrong.get_or_insert(number);
            continue;
        };
        // The value between the two names was empty, and is not shown.
        let is_of_cors = value.to_ascii_lowercase().starts_with("access-control-");
        let is_name = (is_of_cors && !OF_NAMES.contains(&&name.to_ascii_lowercase()[..]))
            || names_url(value)
            || begins_block(value);
        if !on_one_line && is_name {
            wrong.get_or_insert(number);
        }
        let is_of_request = OF_REQUESTS.contains(&&name.to_ascii_lowercase()[..]);
        if section == Section::Unknown && is_of_request {
            section = Section::Request;
        }
        push(section, name, value);
    }
    panels.retain(|entries| !entries.is_empty());
    if panels.len() > MOST_CONVERSATIONS {
        return Err(Error::TooMany);
    }
    match wrong {
        _ if !is_titled && !are_of_panel(&panels) => Ok(None),
        Some(number) => Err(Error::Line { number }),
        None => match panels.iter().find_map(|entries| another(entries)) {
            Some(number) => Err(Error::AnotherPanel { number }),
            None => Ok(Some(panels)),
        },
    }
}

fn are_of_panel(panels: &[Vec<Entry>]) -> bool {
    let is = |name: &str| panels.iter().flatten().any(|entry| entry.name == name);
    let mut all = panels.iter().flatten();
    all.any(|entry| entry.name.starts_with("access-control-"))
        || is("request url")
        || is(":authority")
        || (is("status") && is("url"))
        || USUAL.iter().filter(|name| is(name)).count() > 2
}

/// The number of a line that is of another response or request than those before it.
fn another(entries: &[Entry]) -> Option<usize> {
    let is_request = |entry: &Entry| entry.section == Section::Request;
    let is_another = |(at, entry): (usize, &Entry)| {
        let is_repeated = || {
            let mut before = entries[..at]
                .iter()
                .filter(|other| is_request(other) == is_request(entry));
            before.any(|other| other.name == entry.name)
        };
        let name = &entry.name[..];
        let is_misplaced = match entry.section {
            Section::Request => {
                OF_RESPONSES.contains(&name) || name.starts_with("access-control-allow-")
            }
            Section::Response => ONLY_OF_REQUESTS.contains(&name),
            _ => false,
        };
        let is_another = is_misplaced || (ONCE.contains(&&entry.name[..]) && is_repeated());
        is_another.then_some(entry.number)
    };
    entries.iter().enumerate().find_map(is_another)
}

/// The first line of a head as it was sent.
enum Raw<'a> {
    Response(u16),
    Request(&'a str),
}

fn begins_raw(line: &str) -> Option<Raw<'_>> {
    if let Some(status) = status(line.as_bytes()) {
        return Some(Raw::Response(status));
    }
    let (method, rest) = line.split_once(' ')?;
    let is_line = request_at(line.as_bytes()) == Some(0) && rest.contains(" HTTP/");
    is_line.then_some(Raw::Request(method))
}

fn begins_block(line: &str) -> bool {
    title(line).is_some() || begins_raw(line).is_some()
}

/// Whether it names a request's URL, with which a panel begins.
fn names_url(line: &str) -> bool {
    let name = pair(line).map_or(line, |(name, _)| name);
    let name = name.trim_end_matches(':');
    name.eq_ignore_ascii_case(URL) || name.eq_ignore_ascii_case("url")
}

fn title(line: &str) -> Option<(&'static str, Section)> {
    let line = line.to_ascii_lowercase();
    // `**Response Headers** (256 B)`
    let line = line.split(" (").next().unwrap_or_default();
    let line = line.trim_matches(['*', '#', ':', ' ']);
    TITLES.into_iter().find(|(title, _)| *title == line)
}

fn is_on_one_line(line: &str) -> bool {
    pair(line).is_some_and(|(_, value)| !value.is_empty())
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

fn pasted(entries: &[Entry], is_marked: bool) -> Result<Option<Pasted>, Error> {
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
    let status = told.filter(is_final);
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
    let head = heads::one(text.as_bytes(), 1)?;
    let usual = responses
        .iter()
        .filter(|entry| USUAL.contains(&&entry.name[..]))
        .count();
    let lacks = match status {
        Some(_) => Lacks::Nothing,
        None if is_marked || usual < 2 => Lacks::Lines,
        None => Lacks::Status,
    };
    // Without a URL, or in another language than English, whose labels are not known.
    let is_told = |entry: &Entry| match &entry.name[..] {
        ":method" | "request method" => entry.value != "GET",
        "origin" | "access-control-request-method" => entry.section == Section::Request,
        _ => false,
    };
    if asked.is_none() && entries.iter().any(is_told) {
        return Err(Error::RequestUnread);
    }
    Ok(Some(Pasted::Exchanges(vec![Exchange {
        asked: asked.map(Box::new),
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
    let mut asked = Copied::get(Url::parse(&url?).ok()?);
    let method = value("request method")
        .or_else(|| value(":method"))
        .or_else(|| value("method"));
    asked.method = method.map(str::to_owned);
    asked.headers = headers
        .map(|entry| (entry.name.clone(), entry.value.clone()))
        .collect();
    // With a URL alone, the options may say more.
    (asked.method.is_some() || !asked.headers.is_empty()).then_some(asked)
}
