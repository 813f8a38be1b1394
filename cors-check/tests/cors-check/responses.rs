//! Responses that a server can send: almost right, and with bodies that look like a right one.

use proptest::prelude::*;

/// The origin of the page that asks.
pub const PAGE: &str = "https://app.example.com";

/// A response that every page may read.
const RIGHT: &str = "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: https://app.example.com\r\n\
                     Access-Control-Allow-Credentials: true\r\n\r\n";

/// Names, and values between bars.
const LINES: [(&str, &str); 9] = [
    (
        "Access-Control-Allow-Origin",
        "https://app.example.com|https://app.example.com|*|null|https://app.example.com/|\
         HTTPS://app.example.com|https://app.example.com, *|",
    ),
    (
        "Access-Control-Allow-Credentials",
        "true|true|True|false|true,true|true;|\"true\"|",
    ),
    ("Access-Control-Expose-Headers", "etag|*|ETag, x|e tag|x,|"),
    (
        "Location",
        "/end|/end?|?x||mailto:x@y.test|http://[|http://u:p@127.0.0.1:9/x",
    ),
    ("Content-Disposition", "inline|attachment|"),
    ("WWW-Authenticate", "Basic realm=x|Digest"),
    ("Proxy-Authenticate", "Basic realm=x"),
    ("ETag", "\"1\"|"),
    ("Via", "1.1 x"),
];

/// Statuses. The last one is in no registry.
const STATUSES: [u16; 20] = [
    101, 200, 200, 200, 200, 201, 204, 206, 300, 301, 302, 303, 304, 307, 308, 401, 407, 417, 500,
    600,
];

/// A name in some case, a value with something around or in it, and a line end.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let line = prop::sample::select(LINES.to_vec()).prop_flat_map(|(name, values)| {
        let values: Vec<_> = values.split('|').collect();
        (Just(name), prop::sample::select(values))
    });
    let before = prop::sample::select(vec!["", " ", " ", " ", "\t ", "\r\n ", " \r\n\t"]);
    let after = prop::sample::select(vec!["", "", "", "", " ", "\t\t", "\r\n "]);
    // A byte that is no control byte, somewhere in it.
    let byte =
        prop_oneof![9 => Just(None), 1 => (any::<prop::sample::Index>(), 0x80_u8..).prop_map(Some)];
    let end = prop::sample::select(vec!["\r\n", "\r\n", "\n"]);
    (line, any::<bool>(), before, byte, after, end).prop_map(
        |((name, value), is_lower, before, byte, after, end)| {
            let mut value = value.as_bytes().to_vec();
            // What a URL beyond ASCII leads to is not the matter here.
            if let Some((at, byte)) = byte.filter(|_| name != "Location") {
                value.insert(at.index(value.len() + 1), byte);
            }
            // curl follows no Location that begins on the next line, and a browser does.
            let before = match name {
                "Location" => before.trim_start_matches([' ', '\r', '\n']),
                _ => before,
            };
            let name = if is_lower {
                name.to_lowercase()
            } else {
                name.to_owned()
            };
            let (before, after) = (before.as_bytes(), after.as_bytes());
            [name.as_bytes(), b":", before, &value, after, end.as_bytes()].concat()
        },
    )
}

/// A response with at most one body, whose length it says.
pub fn response() -> impl Strategy<Value = Vec<u8>> {
    let version = prop::sample::select(vec!["1.1", "1.1", "1.0"]);
    let status = prop::sample::select(STATUSES.to_vec());
    let reason = prop::sample::select(vec!["", " ", " OK", " \u{fffd}"]);
    let right = prop::bool::weighted(0.6);
    let lines = prop::collection::vec(line(), 0..5);
    let body = prop::sample::select(vec!["", "x", "HTTP/", RIGHT]);
    (version, status, reason, right, lines, body).prop_map(
        |(version, status, reason, right, lines, body)| {
            let first = format!("HTTP/{version} {status}{reason}\r\n");
            let right = if right {
                RIGHT.split_once("\r\n").unwrap().1.trim_end()
            } else {
                "X: y"
            };
            let body = if matches!(status, 101 | 204 | 304) {
                ""
            } else {
                body
            };
            let lines = lines.concat();
            let length = format!("\r\nContent-Length: {}\r\n", body.len());
            let parts = [first.as_bytes(), right.as_bytes(), length.as_bytes()];
            [&parts.concat()[..], &lines, b"\r\n", body.as_bytes()].concat()
        },
    )
}
