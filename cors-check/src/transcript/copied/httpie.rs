//! A command of httpie, or of xh, which takes the same words.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::Value;

use super::arguments::Options;
use super::{Body, Copied, Error, Field, Source, curl, percent_encoded};

const OPTIONS: Options = Options {
    long: &[
        "auth",
        "auth-type",
        "boundary",
        "cert",
        "cert-key",
        "cert-key-pass",
        "ciphers",
        "default-scheme",
        "format-options",
        "history-print",
        "http-version",
        "interface",
        "max-headers",
        "max-redirects",
        "output",
        "pretty",
        "print",
        "proxy",
        "raw",
        "resolve",
        "response-charset",
        "response-mime",
        "session",
        "session-read-only",
        "ssl",
        "style",
        "timeout",
        "verify",
    ],
    short: "APaops",
    flags: "46FISbcdfhjmqvx",
};

/// Options that change nothing here, besides those of one letter.
const NOTHING: &[&str] = &[
    "all",
    "body",
    "boundary",
    "check-status",
    "chunked",
    "ciphers",
    "compress",
    "continue",
    "debug",
    "download",
    "follow",
    "format-options",
    "headers",
    "history-print",
    "http-version",
    "ignore-netrc",
    "ignore-stdin",
    "interface",
    "max-headers",
    "max-redirects",
    "meta",
    "native-tls",
    "no-stream",
    "offline",
    "output",
    "path-as-is",
    "pretty",
    "print",
    "quiet",
    "response-charset",
    "response-mime",
    "sorted",
    "ssl",
    "stream",
    "style",
    "timeout",
    "traceback",
    "unsorted",
    "verbose",
];

/// What stands between an item's name and its value. Of those at one place, the longest counts.
const SIGNS: [&str; 9] = ["==@", ":=@", "==", ":=", "=@", ":@", ":", "=", "@"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Json,
    Form,
    Multipart,
}

/// Reads the words after the program's name. `has_input` is whether something is sent to its standard input.
pub(super) fn read(
    words: impl IntoIterator<Item = String>,
    mut is_secure: bool,
    has_input: bool,
) -> Result<Copied, Error> {
    let mut kind = Kind::Json;
    let mut raw = None;
    let mut insecure = false;
    let mut login = None;
    let mut is_bearer = false;
    let mut is_json = false;
    let arguments = OPTIONS.read(words)?;
    for (name, value) in arguments.options {
        match &name[..] {
            "j" | "json" => is_json = true,
            "f" | "form" => kind = Kind::Form,
            "multipart" => kind = Kind::Multipart,
            "raw" => raw = Some(value),
            "https" => is_secure = true,
            "default-scheme" => is_secure = value == "https",
            "verify" => insecure = matches!(&value[..], "no" | "false"),
            "a" | "auth" => login = Some(value),
            "A" | "auth-type" if matches!(&value[..], "basic" | "bearer") => {
                is_bearer = value == "bearer";
            }
            "A" => return Err(Error::Word("-A".to_owned())),
            name if name.len() == 1 || NOTHING.contains(&name) => {}
            name => return Err(Error::Word(format!("--{name}"))),
        }
    }
    let is_method = |word: &String| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let has_method = arguments.words.len() > 1 && is_method(&arguments.words[0]);
    let mut words = arguments.words.into_iter();
    let method = if has_method { words.next() } else { None };
    let url = words.next().ok_or(Error::MissingUrl)?;
    let mut copied = Copied::get(curl::parse(&with_scheme(&url, is_secure))?);
    copied.method = method.map(|method| method.to_ascii_uppercase());
    copied.connection.insecure = insecure;
    let mut fields = Vec::new();
    for word in words {
        let (name, sign, value) = match item(&word) {
            Some(item) => item,
            None => match word.strip_suffix(';') {
                Some(name) => (name.to_owned(), ":", String::new()),
                None => return Err(Error::Word(word.clone())),
            },
        };
        // Without the value, which may be a secret.
        let refused = Error::Word(format!("{name}{sign}"));
        match sign {
            ":" if value.trim().is_empty() && !word.ends_with(';') => {}
            ":" => copied.headers.push((name, value.trim().to_owned())),
            "==" => {
                copied.url.query_pairs_mut().append_pair(&name, &value);
            }
            "=" if !name.contains('[') => fields.push((name, Value::from(value))),
            ":=" if !name.contains('[') => {
                let value = serde_json::from_str(&value).map_err(|_| refused)?;
                fields.push((name, value));
            }
            // Files, and values in values.
            _ => return Err(refused),
        }
    }
    if let Some(login) = login {
        let login = if is_bearer {
            format!("Bearer {login}")
        } else {
            format!("Basic {}", BASE64_STANDARD.encode(login))
        };
        copied.headers.push(("Authorization".to_owned(), login));
    }
    let has_data = has_input || raw.is_some() || !fields.is_empty();
    if is_json && !has_data && copied.header("content-type").is_none() {
        // httpie says so of no data, too, and that takes a preflight. xh may not.
        return Err(Error::Word("--json".to_owned()));
    }
    let body = match (raw, kind) {
        (Some(raw), _) => Some(raw),
        (None, Kind::Multipart) => None,
        (None, Kind::Form) if has_data => Some(form(&fields)),
        (None, _) if has_data => Some(json(&fields)),
        _ => None,
    };
    if let (Kind::Multipart, None) = (kind, &body) {
        let field = |(name, value): (String, Value)| Field {
            name,
            value: Source::Text(text(&value)),
            filename: None,
            content_type: None,
        };
        copied.body = Body::Form(fields.into_iter().map(field).collect());
    } else if let Some(body) = body {
        copied.body = Body::of_text(body);
        if copied.header("content-type").is_none() {
            let kind = match kind {
                Kind::Form => "application/x-www-form-urlencoded; charset=utf-8",
                _ => "application/json",
            };
            copied
                .headers
                .push(("Content-Type".to_owned(), kind.to_owned()));
        }
    }
    Ok(copied)
}

/// `NAME`, what stands after it, and the value. A backslash takes the meaning from what comes after it.
fn item(word: &str) -> Option<(String, &'static str, String)> {
    let mut name = String::new();
    let mut chars = word.char_indices();
    while let Some((at, c)) = chars.next() {
        if let Some(sign) = SIGNS.iter().find(|sign| word[at..].starts_with(**sign)) {
            return Some((name, *sign, word[at + sign.len()..].to_owned()));
        }
        match c {
            '\\' => name.extend(chars.next().map(|(_, c)| c)),
            c => name.push(c),
        }
    }
    None
}

/// `:3000/a` is of the own machine.
fn with_scheme(url: &str, is_secure: bool) -> String {
    if url.contains("://") {
        return url.to_owned();
    }
    let scheme = if is_secure { "https" } else { "http" };
    match url.strip_prefix(':') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{scheme}://localhost:{rest}")
        }
        Some(rest) => format!("{scheme}://localhost{rest}"),
        None => format!("{scheme}://{url}"),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

fn form(fields: &[(String, Value)]) -> String {
    let encoded = |text: &str| percent_encoded(text.as_bytes());
    let field =
        |(name, value): &(String, Value)| format!("{}={}", encoded(name), encoded(&text(value)));
    fields.iter().map(field).collect::<Vec<_>>().join("&")
}

fn json(fields: &[(String, Value)]) -> String {
    let field = |(name, value): &(String, Value)| format!("{}: {value}", Value::from(&name[..]));
    format!(
        "{{{}}}",
        fields.iter().map(field).collect::<Vec<_>>().join(", ")
    )
}
