//! Which headers a page may send without a preflight.
//!
//! Each case refuses the preflight, and shares the response itself. So the page gets the response
//! only if the browser sends no preflight.

use cors_flow::{
    CredentialsMode::{Omit, SameOrigin},
    Origin,
};

use super::{Case, Engine};

const GROUP: &str = "Whether a request needs a preflight";

const ACCEPT: &str =
    "`Accept` is safe if it has none of `\"():<>?@[\\]{}` and no control byte other than a tab.";
const LANGUAGE: &str = "Languages are safe if they are made of letters, digits and ` *,-.;=`.";
const CONTENT_TYPE: &str = "`Content-Type` is safe if a form can send it, whatever its parameters.";
const RANGE: &str =
    "`Range` is safe if it is one range of bytes with a start that is not after its end.";
const LIMIT: &str = "A value of more than 128 bytes is not safe.";
const TOGETHER: &str = "If safe values have more than 1,024 bytes together, none of them is safe.";
const OTHER: &str = "No other header is safe.";
const METHOD: &str = "GET, HEAD and POST are safe.";

const NOT_ASCII: &str = "It sends a preflight for an `Accept` that is not ASCII.";
const CLIENT_HINTS: &str = "It treats client hints such as `DPR` as safe.";
const NUMBERS: &str = "It limits the numbers of a `Range` to 64 bits or fewer.";
const UNIT: &str = "It ignores the case of the unit of a `Range`.";
const JOINED: &str = "It joins lines of one name before it measures them.";
const NO_TOTAL: &str = "It does not limit the total length of safe values.";
const PARAMETERS: &str =
    "It sends a preflight if a parameter of `Content-Type` is malformed, not ASCII or has a comma.";

pub fn list(page: &Origin, cases: &mut Vec<Case>) {
    let long = |start: &str, length: usize| format!("{start}{}", "a".repeat(length - start.len()));
    for (id, method, name, value, rule) in [
        ("get", "GET", "", "", METHOD),
        ("head", "HEAD", "", "", METHOD),
        ("post", "POST", "", "", METHOD),
        ("options", "OPTIONS", "", "", METHOD),
        ("patch", "PATCH", "", "", METHOD),
        ("accept", "GET", "Accept", "text/html;q=0.9, */*", ACCEPT),
        ("accept-empty", "GET", "Accept", "", ACCEPT),
        ("accept-tab", "GET", "Accept", "text\t/html", ACCEPT),
        ("accept-not-ascii", "GET", "Accept", "t\u{fc}r", ACCEPT),
        (
            "accept-punctuation",
            "GET",
            "Accept",
            "!#$%&'*+,-./09;=AZ^_`az|~",
            ACCEPT,
        ),
        ("accept-quote", "GET", "Accept", "a\"b", ACCEPT),
        ("accept-parenthesis", "GET", "Accept", "a(b", ACCEPT),
        ("accept-colon", "GET", "Accept", "a:b", ACCEPT),
        ("accept-angle", "GET", "Accept", "a<b", ACCEPT),
        ("accept-question-mark", "GET", "Accept", "a?b", ACCEPT),
        ("accept-at", "GET", "Accept", "a@b", ACCEPT),
        ("accept-bracket", "GET", "Accept", "a[b", ACCEPT),
        ("accept-backslash", "GET", "Accept", "a\\b", ACCEPT),
        ("accept-brace", "GET", "Accept", "a{b", ACCEPT),
        ("accept-128", "GET", "Accept", &long("", 128), LIMIT),
        ("accept-129", "GET", "Accept", &long("", 129), LIMIT),
        (
            "accept-language",
            "GET",
            "Accept-Language",
            "de-CH, fr;q=0.8, *",
            LANGUAGE,
        ),
        (
            "accept-language-empty",
            "GET",
            "Accept-Language",
            "",
            LANGUAGE,
        ),
        (
            "accept-language-underscore",
            "GET",
            "Accept-Language",
            "de_CH",
            LANGUAGE,
        ),
        (
            "accept-language-tab",
            "GET",
            "Accept-Language",
            "de\tfr",
            LANGUAGE,
        ),
        (
            "accept-language-not-ascii",
            "GET",
            "Accept-Language",
            "\u{fc}",
            LANGUAGE,
        ),
        (
            "accept-language-128",
            "GET",
            "Accept-Language",
            &long("", 128),
            LIMIT,
        ),
        (
            "accept-language-129",
            "GET",
            "Accept-Language",
            &long("", 129),
            LIMIT,
        ),
        (
            "content-language",
            "GET",
            "Content-Language",
            "nn-NO, nn",
            LANGUAGE,
        ),
        (
            "content-language-at",
            "GET",
            "Content-Language",
            "nn@NO",
            LANGUAGE,
        ),
        (
            "content-language-128",
            "GET",
            "Content-Language",
            &long("", 128),
            LIMIT,
        ),
        (
            "content-language-129",
            "GET",
            "Content-Language",
            &long("", 129),
            LIMIT,
        ),
        (
            "type-plain",
            "POST",
            "Content-Type",
            "text/plain",
            CONTENT_TYPE,
        ),
        (
            "type-upper",
            "POST",
            "Content-Type",
            "TEXT/PLAIN",
            CONTENT_TYPE,
        ),
        (
            "type-charset",
            "POST",
            "Content-Type",
            "text/plain;charset=utf-8",
            CONTENT_TYPE,
        ),
        (
            "type-parameter",
            "POST",
            "Content-Type",
            "text/plain; a",
            CONTENT_TYPE,
        ),
        (
            "type-form",
            "POST",
            "Content-Type",
            "application/x-www-form-urlencoded",
            CONTENT_TYPE,
        ),
        (
            "type-multipart",
            "POST",
            "Content-Type",
            "multipart/form-data;boundary=a",
            CONTENT_TYPE,
        ),
        (
            "type-json",
            "POST",
            "Content-Type",
            "application/json",
            CONTENT_TYPE,
        ),
        (
            "type-html",
            "POST",
            "Content-Type",
            "text/html",
            CONTENT_TYPE,
        ),
        ("type-empty", "POST", "Content-Type", "", CONTENT_TYPE),
        (
            "type-no-slash",
            "POST",
            "Content-Type",
            "text",
            CONTENT_TYPE,
        ),
        (
            "type-wildcard",
            "POST",
            "Content-Type",
            "text/*",
            CONTENT_TYPE,
        ),
        (
            "type-longer",
            "POST",
            "Content-Type",
            "text/plainer",
            CONTENT_TYPE,
        ),
        (
            "type-quote",
            "POST",
            "Content-Type",
            "text/plain;a=\"b\"",
            CONTENT_TYPE,
        ),
        (
            "type-semicolons",
            "POST",
            "Content-Type",
            "text/plain;;",
            CONTENT_TYPE,
        ),
        (
            "type-not-ascii",
            "POST",
            "Content-Type",
            "text/plain;a=\u{fc}",
            CONTENT_TYPE,
        ),
        (
            "type-comma",
            "POST",
            "Content-Type",
            "text/plain;a=b,c",
            CONTENT_TYPE,
        ),
        (
            "type-two",
            "POST",
            "Content-Type",
            "text/plain, text/plain",
            CONTENT_TYPE,
        ),
        (
            "type-128",
            "POST",
            "Content-Type",
            &long("text/plain;a=", 128),
            LIMIT,
        ),
        (
            "type-129",
            "POST",
            "Content-Type",
            &long("text/plain;a=", 129),
            LIMIT,
        ),
        ("range", "GET", "Range", "bytes=0-1", RANGE),
        ("range-open", "GET", "Range", "bytes=5-", RANGE),
        ("range-suffix", "GET", "Range", "bytes=-5", RANGE),
        ("range-two", "GET", "Range", "bytes=0-1,3-4", RANGE),
        ("range-space", "GET", "Range", "bytes=0 - 1", RANGE),
        ("range-backwards", "GET", "Range", "bytes=5-1", RANGE),
        ("range-unit", "GET", "Range", "lines=0-1", RANGE),
        ("range-no-dash", "GET", "Range", "bytes=5", RANGE),
        ("range-upper", "GET", "Range", "Bytes=0-1", RANGE),
        ("range-32-bits", "GET", "Range", "bytes=0-4294967296", RANGE),
        (
            "range-63-bits",
            "GET",
            "Range",
            "bytes=0-9223372036854775807",
            RANGE,
        ),
        (
            "range-64-bits",
            "GET",
            "Range",
            "bytes=0-18446744073709551616",
            RANGE,
        ),
        (
            "range-128",
            "GET",
            "Range",
            &format!("bytes=0-{}", "9".repeat(120)),
            LIMIT,
        ),
        (
            "range-129",
            "GET",
            "Range",
            &format!("bytes=0-{}", "9".repeat(121)),
            LIMIT,
        ),
        ("x-header", "GET", "X-Playground", "1", OTHER),
        ("if-match", "GET", "If-Match", "*", OTHER),
        ("authorization", "GET", "Authorization", "Basic cjpy", OTHER),
        ("dpr", "GET", "DPR", "2", OTHER),
        ("save-data", "GET", "Save-Data", "on", OTHER),
        ("width", "GET", "Width", "2", OTHER),
        ("viewport-width", "GET", "Viewport-Width", "2", OTHER),
        ("device-memory", "GET", "Device-Memory", "2", OTHER),
        ("downlink", "GET", "Downlink", "2", OTHER),
        ("rtt", "GET", "RTT", "2", OTHER),
        ("ect", "GET", "ECT", "4g", OTHER),
        (
            "x-requested-with",
            "GET",
            "X-Requested-With",
            "XMLHttpRequest",
            OTHER,
        ),
        ("cache-control", "GET", "Cache-Control", "no-cache", OTHER),
    ] {
        let header = [(name, value)];
        let headers = if name.is_empty() { &[][..] } else { &header };
        let case = Case::new(page, GROUP, &format!("safe-{id}"), rule).mode(SameOrigin);
        let case = case.asks_first(method, headers).own_origin_line();
        cases.push(match id {
            "accept-not-ascii" => case.differs(Engine::Firefox, NOT_ASCII),
            "type-semicolons" | "type-not-ascii" | "type-comma" => {
                case.differs(Engine::Firefox, PARAMETERS)
            }
            "range-upper" => case.differs(Engine::WebKit, UNIT),
            "range-63-bits" => case.differs(Engine::Chromium, NUMBERS),
            "range-64-bits" | "range-128" => case
                .differs(Engine::Chromium, NUMBERS)
                .differs(Engine::Firefox, NUMBERS)
                .differs(Engine::WebKit, NUMBERS),
            "dpr" | "save-data" | "width" | "viewport-width" | "device-memory" | "downlink"
            | "rtt" | "ect" => case.differs(Engine::Chromium, CLIENT_HINTS),
            _ => case,
        });
    }
    repeated(page, cases);
}

/// Several lines of one name, each of them safe by itself. An `XMLHttpRequest` would join them, as
/// the standard says, and so these are asked in the mode that it does not have.
fn repeated(page: &Origin, cases: &mut Vec<Case>) {
    for (id, count, length, rule) in [
        ("two-128", 2, 128, LIMIT),
        ("two-63", 2, 63, LIMIT),
        ("nine-100", 9, 100, TOGETHER),
        ("eight-128", 8, 128, TOGETHER),
        ("nine-128", 9, 128, TOGETHER),
    ] {
        let value = "a".repeat(length);
        let headers = vec![("Accept", &value[..]); count];
        let case = Case::new(page, GROUP, &format!("safe-accept-{id}"), rule).mode(Omit);
        let case = case.asks_first("GET", &headers).own_origin_line();
        cases.push(match id {
            "two-63" => case,
            "nine-128" => case.differs(Engine::Firefox, NO_TOTAL),
            _ => case
                .differs(Engine::Chromium, JOINED)
                .differs(Engine::WebKit, JOINED),
        });
    }
}
