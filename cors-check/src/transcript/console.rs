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
    /// The method.
    pub method: Option<String>,
    /// A header, which the preflight's answer does not allow.
    pub header: Option<String>,
    /// A preflight failed, so the method or a header called for one.
    pub is_of_preflight: bool,
}

/// How much of the text is read: a message comes soon, and is short.
const MOST: usize = 1 << 16;

/// Parts of messages: Chromium's, Firefox's, WebKit's.
const PARTS: [&str; 11] = [
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
    " net::ERR_",
];

/// What scripts get to know instead, in Chromium, Firefox, WebKit, and with axios.
const WITHOUT_CAUSE: [&str; 5] = [
    "Failed to fetch",
    "NetworkError when attempting to fetch resource",
    "TypeError: Load failed",
    "AxiosError",
    "ERR_NETWORK",
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
    // `app.js:1 PUT https://.. net::ERR_FAILED`
    let failed = text.split_once(" net::ERR_").and_then(|(before, _)| {
        let mut words = before.rsplit(char::is_whitespace);
        let (url, method) = (words.next()?.to_owned(), words.next()?);
        (is_url(&url) && method.bytes().all(|byte| byte.is_ascii_uppercase()))
            .then(|| (url, method.to_owned()))
    });
    let (failed_url, failed_method) = failed.unzip();
    let url = url.or(failed_url);
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
    // Of a stack: `at Axios.<computed> [as put]`, `at axios.put(`.
    let called = ["post", "put", "patch", "delete"].into_iter().find(|name| {
        let calls = [format!("[as {name}]"), format!("axios.{name}")];
        calls.iter().any(|call| text.contains(call))
    });
    let method = between("Method ", " is not allowed by")
        .or(failed_method)
        .or_else(|| called.map(str::to_ascii_uppercase));
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
        is_of_preflight: method.as_ref().is_some_and(|method| method != "GET")
            || header.is_some()
            || preflight.iter().any(has),
        method,
        header,
    })
}

/// Whether it is what scripts get to know, which names neither the cause nor the URL.
pub(super) fn is_without_cause(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&text[..text.len().min(MOST)]);
    let is_whole = text.trim() == "Load failed";
    is_whole || WITHOUT_CAUSE.iter().any(|part| text.contains(part))
}

/// Whether something else than CORS blocks it.
pub(super) fn is_of_other_policy(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&text[..text.len().min(MOST)]);
    [
        "Content Security Policy directive",
        "Content-Security-Policy: The page",
        "Mixed Content: ",
        "mixed active content",
    ]
    .iter()
    .any(|part| text.contains(part))
}
