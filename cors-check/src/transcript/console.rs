//! The messages in which browsers say that CORS blocks something.

use cors_flow::CredentialsMode;

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
const PARTS: [&str; 14] = [
    "blocked by CORS policy",
    "is therefore not allowed access",
    "header is present on the requested resource",
    "Cross-Origin Resource Sharing error",
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
    "in CORS header 'Access-Control-Allow-Credentials'",
];

/// Parts of messages that name CORS, though its headers do not matter, and what does.
const NOT_MENDED: [(&str, &str); 6] = [
    (
        "The request client is not a secure context",
        "no CORS header helps here: the server is in a local network, which only a page served over HTTPS may reach. Serve \
         the page over HTTPS",
    ),
    (
        "Permission was denied for this request to access",
        "no CORS header helps here: the server is in a local network, and the user did not permit the page to reach into \
         it. Permit it in the page's settings; a frame needs `allow=\"local-network-access\"`, too",
    ),
    (
        "target IP address space",
        "no CORS header helps here: the server is not in the network that the page named with `targetAddressSpace`. \
         Change the page",
    ),
    (
        "Access-Control-Allow-Private-Network",
        "the server is in a local network, and a preflight for that needs `Access-Control-Allow-Private-Network: true`, \
         which this command does not check",
    ),
    ("only supported for protocol schemes", NOT_HTTP),
    ("CORS request not http", NOT_HTTP),
];

const NOT_HTTP: &str = "no CORS header helps here: this is not an HTTP URL (`file:`, for example), so there are no headers. Serve the page and \
                        its files over HTTP";

/// Parts of messages that are not about CORS, and what to do.
const OTHERS: [(&str, &str); 4] = [
    ("Content Security Policy directive", POLICY),
    ("Content-Security-Policy: The page", POLICY),
    ("Mixed Content: ", MIXED),
    ("mixed active content", MIXED),
];

const POLICY: &str = "this message is not about CORS, and no CORS header helps: the page's own Content-Security-Policy blocks the request. \
     Change that policy";

const MIXED: &str = "this message is not about CORS, and no CORS header helps: an HTTPS page asks an HTTP URL. Ask over HTTPS";

/// The beginning of the text on one line, with plain quotes: terminals break lines, and editors change quotes.
fn plain(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(&text[..text.len().min(MOST)]);
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").replace(['\u{2018}', '\u{2019}'], "'")
}

pub(super) fn read(text: &[u8]) -> Option<Complaint> {
    let text = plain(text);
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
        let word = rest.split(' ').next()?.trim_end_matches(['.', ',', ':']);
        Some(word.trim_matches(['\'', '"']).to_owned())
    };
    // A long one may be shown in part.
    let is_url = |url: &String| {
        (url.starts_with("http://") || url.starts_with("https://")) && !url.contains('\u{2026}')
    };
    let urls = [
        quoted("(redirected from '"),
        quoted("Redirect from '"),
        quoted(" at '"),
        after("remote resource at "),
        after(" cannot load "),
        after("Failed to load "),
    ];
    let url = urls.into_iter().flatten().find(is_url);
    // `app.js:1 PUT https://.. net::ERR_FAILED`
    let failed = text.split_once(" net::ERR_").and_then(|(before, _)| {
        let mut words = before.rsplit(' ');
        let (url, method) = (words.next()?.to_owned(), words.next()?);
        (is_url(&url) && method.bytes().all(|byte| byte.is_ascii_uppercase()))
            .then(|| (url, method.to_owned()))
    });
    let (failed_url, failed_method) = failed.unzip();
    let url = url.or(failed_url);
    let origin = quoted(" origin '").or_else(|| quoted("Origin '"));
    let origin = origin.or_else(|| {
        let (before, _) = text.split_once(" is not allowed by Access-Control-Allow-Origin")?;
        let origin = before.rsplit_once("Origin ")?.1;
        Some(origin.to_owned())
    });
    let between = |before: &str, end: &str| {
        let (_, rest) = text.split_once(before)?;
        let word = rest.split_once(end)?.0.trim_matches(['\'', ' ']);
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
        .or_else(|| between("header '", "' is not allowed according to"));
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

/// What helps instead of a header of CORS, of a message that names CORS.
pub(super) fn not_mended(text: &[u8]) -> Option<&'static str> {
    let is_of_cors = read(text).is_some();
    among(&NOT_MENDED, text).filter(|_| is_of_cors)
}

/// What helps if something else than CORS blocks it.
pub(super) fn of_other_policy(text: &[u8]) -> Option<&'static str> {
    among(&OTHERS, text)
}

fn among(messages: &[(&str, &'static str)], text: &[u8]) -> Option<&'static str> {
    let text = plain(text);
    let message = messages.iter().find(|(part, _)| text.contains(part))?;
    Some(message.1)
}
