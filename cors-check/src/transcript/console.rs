//! The messages in which browsers say that CORS blocks something.

use headers_allow_credentials::cors::CredentialsMode;

/// What such a message says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaint {
    /// The URL that the page asked for, before any redirect.
    pub url: Option<String>,
    /// The page's origin.
    pub origin: Option<String>,
    /// The credentials mode.
    pub mode: Option<CredentialsMode>,
    /// The method, which the preflight's answer does not allow.
    pub method: Option<String>,
    /// A header, which the preflight's answer does not allow.
    pub header: Option<String>,
    /// A preflight failed, so the method or a header called for one.
    pub is_of_preflight: bool,
}

/// How much of the text is read: a message comes soon, and is short.
const MOST: usize = 1 << 16;

/// Parts of messages: Chromium's, Firefox's, WebKit's.
const PARTS: [&str; 10] = [
    "blocked by CORS policy",
    "Cross-Origin Request Blocked",
    "disallows reading the remote resource",
    "due to access control checks",
    "is not allowed by Access-Control-Allow-",
    "Credentials flag is true",
    "credentials flag is true",
    "Preflight response is not successful",
    "Response to preflight request",
    "(Reason: CORS",
];

/// Parts that are only there if the request carries credentials.
const WITH_CREDENTIALS: [&str; 5] = [
    "credentials mode is 'include'",
    "Credentials flag is true",
    "credentials flag is true",
    "Credential is not supported",
    "in CORS header \u{2018}Access-Control-Allow-Credentials\u{2019}",
];

pub(super) fn read(text: &[u8]) -> Option<Complaint> {
    let text = String::from_utf8_lossy(&text[..text.len().min(MOST)]);
    let has = |part: &&str| text.contains(*part);
    if !PARTS.iter().any(has) {
        return None;
    }
    let quoted = |before: &str| {
        let rest = text.split_once(before)?.1;
        Some(rest.split_once('\'')?.0.to_owned())
    };
    let after = |before: &str| {
        let rest = text.split_once(before)?.1;
        let end = rest.find(|c: char| c.is_whitespace()).unwrap_or(rest.len());
        let word = rest[..end].trim_end_matches('.');
        Some(
            word.trim_matches(['\u{2018}', '\u{2019}', '\'', '"'])
                .to_owned(),
        )
    };
    let is_url = |url: &String| url.starts_with("http://") || url.starts_with("https://");
    let url = quoted("(redirected from '")
        .or_else(|| quoted(" at '"))
        .or_else(|| after("remote resource at "))
        .or_else(|| after("Fetch API cannot load "))
        .or_else(|| after("XMLHttpRequest cannot load "))
        .filter(is_url);
    let origin = quoted("from origin '").or_else(|| {
        let (before, _) = text.split_once(" is not allowed by Access-Control-Allow-Origin")?;
        let origin = before.rsplit_once("Origin ")?.1;
        Some(origin.to_owned())
    });
    let between = |before: &str, end: &str| {
        let (_, rest) = text.split_once(before)?;
        let word = rest
            .split_once(end)?
            .0
            .trim_matches(['\u{2018}', '\u{2019}', '\'', ' ']);
        let is_word = super::lines::is_token(word.as_bytes());
        is_word.then(|| word.to_owned())
    };
    let method = between("Method ", " is not allowed by");
    let header = between("Request header field ", " is not allowed by")
        .or_else(|| between("header \u{2018}", "\u{2019} is not allowed according to"));
    let preflight = ["preflight", "Preflight", "Access-Control-Allow-Methods"];
    Some(Complaint {
        url,
        origin,
        mode: WITH_CREDENTIALS
            .iter()
            .any(has)
            .then_some(CredentialsMode::Include),
        is_of_preflight: method.is_some() || header.is_some() || preflight.iter().any(has),
        method,
        header,
    })
}
