//! What a body says for itself, in a line: the beginning of a text, or the title of an HTML page.

use cors_flow::{Flow, Sent};
use http::StatusCode;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};

/// How many bytes a line has at most.
const LONGEST: usize = 150;

/// What kind of text a body is, by what its response says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    Plain,
    /// JSON, which may be on several lines.
    Data,
    Markup,
    /// Nothing is said.
    Unknown,
}

/// Whether the latest response's body says why there is no answer. Nothing if that response is not refused and
/// not an error: then nobody asks why.
pub fn says_why(flow: &Flow) -> Option<bool> {
    let exchange = flow.report().exchanges().last()?;
    let is_error = exchange.status().is_some_and(is_error);
    let is_refused = flow.report().refused().is_some();
    (is_refused || is_error).then(|| is_error || exchange.sent().kind == Sent::Preflight)
}

pub fn is_error(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

/// The line, if the body is a text. `is_error` is whether the body says why there is no answer; if it
/// does not, it may hold what a log must not, such as a token in JSON.
pub fn excerpt(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    is_error: bool,
) -> Option<String> {
    let is_binary = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    let text = kind(headers)?;
    if body.iter().any(is_binary) || text == Text::Data && !is_error {
        return None;
    }
    let body = String::from_utf8_lossy(body);
    let body = body.trim_start_matches('\u{feff}').trim();
    let line = match text {
        Text::Markup => of_markup(status, body),
        Text::Unknown if body.starts_with('<') => of_markup(status, body),
        Text::Data => body.to_owned(),
        Text::Plain | Text::Unknown => body.lines().next().unwrap_or_default().to_owned(),
    };
    Some(shortened(&spaced(&line))).filter(|line| !line.is_empty())
}

/// Whether it may be a text.
pub fn is_text(headers: &HeaderMap) -> bool {
    kind(headers).is_some()
}

/// None if it is not a text.
fn kind(headers: &HeaderMap) -> Option<Text> {
    let coding = headers.get(CONTENT_ENCODING);
    if coding.is_some_and(|coding| coding != "identity") {
        return None;
    }
    let Some(given) = headers.get(CONTENT_TYPE) else {
        return Some(Text::Unknown);
    };
    let given = given.to_str().ok()?.to_ascii_lowercase();
    let essence = given.split(';').next().unwrap_or_default().trim();
    let ends = |suffix| essence.ends_with(suffix);
    match essence {
        _ if ends("/json") || ends("+json") => Some(Text::Data),
        "text/html" => Some(Text::Markup),
        _ if ends("/xml") || ends("+xml") => Some(Text::Markup),
        _ if essence.starts_with("text/") => Some(Text::Plain),
        _ => None,
    }
}

/// The title of a page; or its text, if there is none or it repeats the status only.
fn of_markup(status: StatusCode, page: &str) -> String {
    let title = element(page, "title").map(text);
    let title = title.filter(|title| !title.is_empty());
    match title {
        Some(title) if says_more(status, &title) => title,
        title => {
            let body = text(element(page, "body").unwrap_or(page));
            title.filter(|_| body.is_empty()).unwrap_or(body)
        }
    }
}

/// What `CloudFront` writes over whatever went wrong.
const NOTHING: &str = "the request could not be satisfied";

/// Whether it says more than that there is an error, and which.
fn says_more(status: StatusCode, title: &str) -> bool {
    let code = status.as_str();
    let reason = status
        .canonical_reason()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let known = ["error", "http", "status", "page", code];
    let title = title.to_ascii_lowercase();
    if title.contains(NOTHING) {
        return false;
    }
    let words = title.split(|c: char| !c.is_ascii_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty());
    words.any(|word| !known.contains(&word) && !reason.split(' ').any(|known| known == word))
}

/// What is in the first element of that name, up to the end if it is cut off.
fn element<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    // Of the same length, so that places are the same.
    let lower = page.to_ascii_lowercase();
    let begin = lower.find(&format!("<{name}"))?;
    let begin = begin + lower[begin..].find('>')? + 1;
    let end = lower[begin..].find(&format!("</{name}"));
    Some(&page[begin..end.map_or(page.len(), |end| begin + end)])
}

/// The text between tags, without that of scripts and styles.
fn text(mut page: &str) -> String {
    let mut text = String::new();
    while let Some(at) = page.find('<') {
        text += &page[..at];
        text.push(' ');
        page = &page[at..];
        let lower = page.to_ascii_lowercase();
        let end = match () {
            () if lower.starts_with("<!--") => "-->",
            () if lower.starts_with("<![cdata[") => {
                page = &page["<![cdata[".len()..];
                continue;
            }
            () if lower.starts_with("<script") => "</script>",
            () if lower.starts_with("<style") => "</style>",
            () => ">",
        };
        let Some(length) = lower.find(end) else {
            page = "";
            break;
        };
        page = &page[length + end.len()..];
    }
    text += page;
    let text = text.replace("]]>", " ");
    // The last one, so that nothing is read twice.
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(spaced(&text), |text, (from, to)| text.replace(from, to))
}

/// With one space between words.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cut after a word, if it is long.
fn shortened(line: &str) -> String {
    if line.len() <= LONGEST {
        return line.to_owned();
    }
    let mut end = LONGEST;
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let end = line[..end].rfind(' ').unwrap_or(end);
    format!("{} ..", &line[..end])
}
