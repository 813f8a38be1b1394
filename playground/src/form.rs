//! What somebody typed into the page's form: as a case, or what to type instead.
//!
//! Such a response can do nothing but be judged: it has only the headers that decide and the one
//! that the page wants to read, and no value has a byte that could end a line. An error repeats
//! nothing that was typed.

use cors_flow::{CredentialsMode, Flow, Origin, Request, SetupError};
use http::header::{
    HeaderName, ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS,
    ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
};
use http::{HeaderValue, Method};
use serde::Deserialize;

use crate::cases::{Answer, Case};

/// Of the response, of the preflight's response, and of the request's headers.
const MOST_LINES: usize = 16;
const LONGEST_LINE: usize = 1024;
/// Of a method or a header's name.
const LONGEST_NAME: usize = 64;

pub const EXPECTED: &str =
    "expected JSON with `lines`, a list of strings, and `credentials`; you may add \
                            `method`, `headers`, `read`, and `preflight` with `status` and `lines`";
pub const TOO_MUCH: &str = "too large: at most 16 lines of 1,024 bytes per field";

/// A browser or a parser acts on these in a response, even if the page only wants to read them. The
/// same goes for names that begin with `access-control-`, `proxy-` or `sec-`.
const NOT_SENT: [&str; 22] = [
    "accept-ch",
    "alt-svc",
    "authentication-info",
    "clear-site-data",
    "connection",
    "content-encoding",
    "content-length",
    "critical-ch",
    "keep-alive",
    "location",
    "nel",
    "refresh",
    "report-to",
    "reporting-endpoints",
    "set-cookie",
    "set-cookie2",
    "set-login",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "www-authenticate",
];

/// What the form sends. All but the first two may be left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Try {
    /// The response's header lines.
    lines: Vec<String>,
    credentials: String,
    method: Option<String>,
    /// The request's header lines.
    #[serde(default)]
    headers: Vec<String>,
    preflight: Option<Preflight>,
    /// The name of the response header that the page wants to read.
    read: Option<String>,
}

/// The answer to a preflight: sent if the request calls for one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Preflight {
    status: i64,
    lines: Vec<String>,
}

/// What cannot be sent, and what to type instead.
pub struct Invalid {
    /// The field of [`Try`] that it is in.
    pub field: &'static str,
    pub error: String,
}

fn invalid<T>(field: &'static str, error: impl Into<String>) -> Result<T, Invalid> {
    let error = error.into();
    Err(Invalid { field, error })
}

impl Try {
    /// As a case, for a page of that origin.
    pub fn case(self, page: &Origin) -> Result<Case, Invalid> {
        let credentials: CredentialsMode = self.credentials.parse().or_else(|error| {
            let error = format!("{error}");
            invalid("credentials", error)
        })?;
        let method = method(self.method)?;
        let headers = request_headers(&self.headers)?;
        let read = self.read.filter(|name| !name.is_empty());
        let name = read.as_deref().map(readable).transpose()?;
        let lines = answer_lines("lines", &self.lines, page, name.as_ref())?;
        let (status, allowed) = match &self.preflight {
            Some(Preflight { status, lines }) => {
                let lines = answer_lines("preflight", lines, page, None)?;
                (final_status(*status)?, lines)
            }
            None => (204, Vec::new()),
        };
        let mut case = Case::typed(page, credentials, lines);
        case.method = method;
        case.headers = headers;
        // Even if the request should not need one: the browser decides.
        case.preflight = Some(Answer::Lines(status, allowed));
        case.read = read;
        Ok(case)
    }
}

fn method(typed: Option<String>) -> Result<String, Invalid> {
    let method = typed.unwrap_or_else(|| "GET".to_owned());
    let token = Method::from_bytes(method.as_bytes()).ok();
    let Some(token) = token.filter(|_| method.len() <= LONGEST_NAME) else {
        let error = format!(
            "the method is not one word of at most {LONGEST_NAME} characters: write one, such as PUT"
        );
        return invalid("method", error);
    };
    match dropped(&to_anywhere(token)) {
        Ok(_) => Ok(method),
        Err(error) => invalid("method", error.to_string()),
    }
}

fn to_anywhere(method: Method) -> Request {
    Request::new(method, "http://127.0.0.1/".parse().expect("a URL"))
}

/// The headers that a browser would leave out of a page's request.
fn dropped(request: &Request) -> Result<Vec<HeaderName>, SetupError> {
    let flow = Flow::new(&Origin::opaque(), request)?;
    Ok(flow.dropped().to_vec())
}

fn request_headers(typed: &[String]) -> Result<Vec<(String, String)>, Invalid> {
    let invalid = |error| invalid("headers", error);
    if typed.len() > MOST_LINES {
        return invalid(format!(
            "too many request headers: at most {MOST_LINES} are sent"
        ));
    }
    let mut headers = Vec::new();
    for (number, line) in (1..).zip(typed) {
        let invalid = |error: &str| invalid(format!("request header {number} {error}"));
        if line.len() > LONGEST_LINE {
            return invalid(&format!(
                "is too long: at most {LONGEST_LINE} bytes are sent"
            ));
        }
        let Some((name, value)) = line.split_once(':') else {
            return invalid("has no colon: write `Name: value`");
        };
        let value = value.trim_matches([' ', '\t']);
        let name_of = HeaderName::from_bytes(name.as_bytes()).ok();
        let Some(name_of) = name_of.filter(|_| name.len() <= LONGEST_NAME) else {
            return invalid(&format!(
                "has no name, or one that cannot be sent: write `Name: value`, with no space \
                 before the colon and at most {LONGEST_NAME} characters there"
            ));
        };
        // A browser and the playground's client write other characters in different bytes.
        let is_ascii = value
            .bytes()
            .all(|byte| matches!(byte, b'\t' | b' '..=b'~'));
        let Some(value_of) = HeaderValue::from_str(value).ok().filter(|_| is_ascii) else {
            return invalid("has a character that is not visible ASCII: remove it");
        };
        let one = to_anywhere(Method::GET).header(name_of, value_of);
        if !dropped(&one).is_ok_and(|dropped| dropped.is_empty()) {
            return invalid("is one that no page may set, and browsers leave it out: remove it");
        }
        headers.push((name.to_owned(), value.to_owned()));
    }
    Ok(headers)
}

/// A header that the page can be asked to read.
fn readable(typed: &str) -> Result<HeaderName, Invalid> {
    match HeaderName::from_bytes(typed.as_bytes()) {
        Ok(name) if typed.len() <= LONGEST_NAME => Ok(name),
        _ => invalid(
            "read",
            format!(
                "the header to read is not one name of at most {LONGEST_NAME} characters: write one, \
                 such as X-Request-Id"
            ),
        ),
    }
}

/// Lines of a response, with `{origin}` replaced.
fn answer_lines(
    field: &'static str,
    typed: &[String],
    page: &Origin,
    read: Option<&HeaderName>,
) -> Result<Vec<Vec<u8>>, Invalid> {
    let whose = if field == "preflight" {
        " of the preflight's answer"
    } else {
        ""
    };
    let invalid = |error| invalid(field, error);
    if typed.len() > MOST_LINES {
        return invalid(format!(
            "too many lines{whose}: at most {MOST_LINES} are sent"
        ));
    }
    let mut lines = Vec::new();
    let mut found = false;
    for (number, line) in (1..).zip(typed) {
        let invalid = |error: &str| invalid(format!("line {number}{whose} {error}"));
        let line = line.replace("{origin}", page.as_str());
        if line.len() > LONGEST_LINE {
            return invalid(&format!(
                "is too long: at most {LONGEST_LINE} bytes are sent"
            ));
        }
        let Some((name, value)) = line.split_once(':') else {
            return invalid("has no colon: write `Name: value`");
        };
        let name = HeaderName::from_bytes(name.as_bytes()).ok();
        found |= name.is_some() && name.as_ref() == read;
        match name {
            Some(
                ACCESS_CONTROL_ALLOW_CREDENTIALS
                | ACCESS_CONTROL_ALLOW_HEADERS
                | ACCESS_CONTROL_ALLOW_METHODS
                | ACCESS_CONTROL_ALLOW_ORIGIN
                | ACCESS_CONTROL_EXPOSE_HEADERS,
            ) => {}
            Some(name) if Some(&name) == read => {
                if is_acted_on(&name) {
                    return invalid(
                        "has a header that browsers act on, so it is not sent: remove the line",
                    );
                }
            }
            _ => {
                let also = if field == "lines" {
                    ", and the header to read,"
                } else {
                    ""
                };
                return invalid(&format!(
                    "has another name: only Access-Control-Allow-Origin, -Allow-Credentials, \
                     -Allow-Methods, -Allow-Headers and -Expose-Headers{also} are sent, with no \
                     space before the colon"
                ));
            }
        }
        if HeaderValue::from_bytes(value.as_bytes()).is_err() {
            return invalid("has a control character, which no header value may have: remove it");
        }
        lines.push(line.into_bytes());
    }
    match read {
        Some(name) if !found && !is_there_or_forbidden(name) => absent(name),
        _ => Ok(lines),
    }
}

/// A header that is not in the response cannot be read.
fn absent<T>(name: &HeaderName) -> Result<T, Invalid> {
    let error = if is_acted_on(name) {
        "browsers act on the header to read, so it is not sent: choose another, such as X-Request-Id"
    } else {
        "the header to read is not in the response: add a line for it"
    };
    invalid("read", error)
}

/// What the server writes anyway, and what no page reads even if it is there.
fn is_there_or_forbidden(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "content-length" | "set-cookie" | "set-cookie2"
    )
}

fn is_acted_on(name: &HeaderName) -> bool {
    let name = name.as_str();
    NOT_SENT.contains(&name) || begins(name, &["access-control-", "proxy-", "sec-"])
}

fn begins(name: &str, with: &[&str]) -> bool {
    with.iter().any(|with| name.starts_with(with))
}

/// A status that ends an answer.
fn final_status(typed: i64) -> Result<u16, Invalid> {
    match u16::try_from(typed) {
        Ok(status @ 200..=599) => Ok(status),
        _ => invalid(
            "status",
            "the preflight's status is not a number from 200 to 599: write one, such as 204",
        ),
    }
}
