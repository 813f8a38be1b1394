use http::{HeaderName, HeaderValue};

use crate::{API, flow, header, request, with_headers};

/// Headers that a browser leaves out, whatever their value.
const FORBIDDEN: &str = "Accept-Charset Accept-Encoding Access-Control-Request-Headers \
                         Access-Control-Request-Method Connection Content-Length Cookie Cookie2 \
                         Date DNT Expect Host Keep-Alive Origin Referer Set-Cookie TE Trailer \
                         Transfer-Encoding Upgrade Via Proxy- Proxy-Authorization Sec- \
                         Sec-Fetch-Site";

const ALLOWED: &str =
    "User-Agent Secret Proxy Cookies Access-Control-Request-Private-Network X-Method";

/// Values of headers that name methods, and whether one is forbidden.
const METHODS: &[(&str, &str, bool)] = &[
    ("X-HTTP-Method", "TRACE", true),
    ("X-HTTP-Method-Override", "track", true),
    ("X-Method-Override", "Connect", true),
    ("X-HTTP-Method", "GET, trace ", true),
    ("X-HTTP-Method", "trace,", true),
    ("X-HTTP-Method", "\"a\\\"b\",TRACE", true),
    ("X-HTTP-Method", "\"abc\\\"d\",TRACE", true),
    ("X-HTTP-Method", "\",TRACE\",", false),
    ("X-HTTP-Method", "\",TRACE", false),
    ("X-HTTP-Method", "\"\\", false),
    ("X-HTTP-Method", "GETTRACE", false),
    ("X-HTTP-Method", "PUT", false),
    ("X-HTTP-Method", "", false),
];

#[test]
fn leaves_out_what_no_page_can_set() {
    let forbidden = FORBIDDEN
        .split(' ')
        .flat_map(|name| [(name, "TRACE", true), (name, "", true)]);
    let allowed = ALLOWED.split(' ').map(|name| (name, "TRACE", false));
    for (name, value, forbidden) in forbidden.chain(allowed).chain(METHODS.iter().copied()) {
        let twice = [(name, value); 2];
        let flow = flow(&with_headers(request("GET", API), &twice));
        let name: HeaderName = name.parse().unwrap();
        let dropped = if forbidden { vec![&name] } else { vec![] };
        let line = format!("{name}: {value}");
        assert_eq!(flow.dropped().iter().collect::<Vec<_>>(), dropped, "{line}");
        // `Origin` is there, but it is the browser's own.
        let values = flow.actual().headers;
        let kept = values.get_all(&name).iter().filter(|kept| *kept == value);
        assert_eq!(kept.count(), if forbidden { 0 } else { 2 }, "{line}");
    }
}

#[test]
fn whitespace_around_a_value_is_not_part_of_it() {
    let lines = [("X-A", "\t 1 2 \t"), ("X-B", "  "), ("X-C", "\t\u{E9} ")];
    let actual = flow(&with_headers(request("GET", API), &lines)).actual();
    assert_eq!(header(&actual, "x-a"), Some("1 2"));
    assert_eq!(header(&actual, "x-b"), Some(""));
    let value = HeaderValue::from_bytes("\u{E9}".as_bytes()).unwrap();
    assert_eq!(actual.headers["x-c"], value);
}
