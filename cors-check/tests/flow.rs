//! The flow asks and decides as the Fetch standard says: rule by rule, in tables, without a socket.

use cors_check::flow::{
    is_safelisted, Error, Finding, Flow, Kind, Outgoing, RedirectError, Request, Sent, SetupError,
    Step, Url, Verdict,
};
use headers_allow_credentials::cors::{CheckError, CredentialsMode, ExposedError, PreflightError};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use proptest::prelude::*;
use CredentialsMode::{Include, Omit, SameOrigin};

const PAGE: &str = "https://app.example";
const API: &str = "https://api.example/me";

type Lines<'a> = &'a [(&'a str, &'a str)];

fn map(lines: &[(impl AsRef<str>, impl AsRef<str>)]) -> HeaderMap {
    lines
        .iter()
        .map(|(name, value)| {
            let value = HeaderValue::from_bytes(value.as_ref().as_bytes()).unwrap();
            (name.as_ref().parse::<HeaderName>().unwrap(), value)
        })
        .fold(HeaderMap::new(), |mut map, (name, value)| {
            map.append(name, value);
            map
        })
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

fn request(method: &str, to: &str) -> Request {
    Request {
        method: Method::from_bytes(method.as_bytes()).unwrap(),
        ..Request::new(url(to), PAGE)
    }
}

fn flow(request: Request) -> Flow {
    Flow::new(request).unwrap()
}

#[track_caller]
fn sent(flow: &Flow) -> Outgoing {
    match flow.step() {
        Step::Send(sent) => sent,
        Step::Done(verdict) => panic!("nothing more is sent: {verdict:?}"),
    }
}

#[track_caller]
fn done(flow: &Flow) -> Verdict {
    match flow.step() {
        Step::Send(sent) => panic!("more is sent: {sent:?}"),
        Step::Done(verdict) => verdict.clone(),
    }
}

fn header<'a>(sent: &'a Outgoing, name: &str) -> Option<&'a str> {
    assert!(sent.headers.get_all(name).iter().count() <= 1);
    sent.headers.get(name).map(|value| value.to_str().unwrap())
}

/// What a server answers that allows all that it is asked for.
fn willing(sent: &Outgoing) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (asked, allows) in [
        ("origin", "access-control-allow-origin"),
        (
            "access-control-request-method",
            "access-control-allow-methods",
        ),
        (
            "access-control-request-headers",
            "access-control-allow-headers",
        ),
    ] {
        if let Some(value) = sent.headers.get(asked) {
            headers.insert(allows, value.clone());
        }
    }
    headers.insert(
        "access-control-allow-credentials",
        HeaderValue::from_static("true"),
    );
    headers
}

fn redirected(sent: &Outgoing, location: &str) -> HeaderMap {
    let mut headers = willing(sent);
    headers.insert(
        "location",
        HeaderValue::from_bytes(location.as_bytes()).unwrap(),
    );
    headers
}

/// Runs against willing servers, redirected with these statuses to these locations. Gives what was
/// sent, and the verdict.
fn follow(request: Request, redirects: &[(u16, &str)]) -> (Vec<Outgoing>, Verdict) {
    let mut flow = flow(request);
    let (mut all, mut redirects) = (Vec::new(), redirects.iter());
    loop {
        let out = match flow.step() {
            Step::Send(sent) => sent,
            Step::Done(verdict) => return (all, verdict.clone()),
        };
        let redirect = match out.kind {
            Sent::Preflight => None,
            Sent::Request => redirects.next(),
        };
        let (status, headers) = match redirect {
            Some((status, location)) => (*status, redirected(&out, location)),
            None => (200, willing(&out)),
        };
        flow.receive(StatusCode::from_u16(status).unwrap(), &headers);
        all.push(out);
    }
}

/// The error of the last step, which is the only one.
#[track_caller]
fn failure(verdict: &Verdict) -> Error {
    assert!(!verdict.allowed);
    let (last, before) = verdict.steps.split_last().unwrap();
    assert!(before.iter().all(Finding::allowed), "{verdict:?}");
    last.error.unwrap()
}

/// `§N` in a value fills it up to N bytes.
fn filled(value: &str, filling: &str) -> String {
    match value.split_once('§') {
        Some((start, length)) => {
            let length = length.parse::<usize>().unwrap() - start.len();
            format!("{start}{}", filling.repeat(length))
        }
        None => value.into(),
    }
}

/// A method, headers, and the names that a preflight asks for; `-` if there is no preflight, and
/// nothing if there is one for the method alone. `§N` fills a value up to N bytes.
const PREFLIGHTS: &[(&str, Lines<'static>, &str)] = &[
    // Methods.
    ("GET", &[], "-"),
    ("HEAD", &[], "-"),
    ("POST", &[], "-"),
    ("PUT", &[], ""),
    ("DELETE", &[], ""),
    ("OPTIONS", &[], ""),
    ("PATCH", &[], ""),
    ("patch", &[], ""),
    ("Chicken", &[], ""),
    // Accept: no delimiters but a few.
    ("GET", &[("Accept", "test")], "-"),
    ("GET", &[("Accept", "")], "-"),
    ("GET", &[("Accept", "text/html;q=0.9, */*")], "-"),
    ("GET", &[("Accept", "text\t/html")], "-"),
    ("GET", &[("Accept", "tür")], "-"),
    ("GET", &[("Accept", "\"")], "accept"),
    ("GET", &[("Accept", "(")], "accept"),
    ("GET", &[("Accept", ")")], "accept"),
    ("GET", &[("Accept", "a:b")], "accept"),
    ("GET", &[("Accept", "<")], "accept"),
    ("GET", &[("Accept", ">")], "accept"),
    ("GET", &[("Accept", "?")], "accept"),
    ("GET", &[("Accept", "@")], "accept"),
    ("GET", &[("Accept", "[")], "accept"),
    ("GET", &[("Accept", "\\")], "accept"),
    ("GET", &[("Accept", "]")], "accept"),
    ("GET", &[("Accept", "{")], "accept"),
    ("GET", &[("Accept", "}")], "accept"),
    ("GET", &[("Accept", "!#$%&'*+,-./09;=AZ^_`az|~1")], "-"),
    ("GET", &[("Accept", "§127")], "-"),
    ("GET", &[("Accept", "§128")], "-"),
    ("GET", &[("Accept", "§129")], "accept"),
    // The spaces around a value are not part of it.
    ("GET", &[("Accept", " §128")], "-"),
    // Languages: letters, digits, and what joins them.
    ("GET", &[("Accept-Language", "de-CH, fr;q=0.8, *")], "-"),
    ("GET", &[("Accept-Language", "")], "-"),
    ("GET", &[("Accept-Language", "de_CH")], "accept-language"),
    ("GET", &[("Accept-Language", "@")], "accept-language"),
    ("GET", &[("Accept-Language", "de\tfr")], "accept-language"),
    ("GET", &[("Accept-Language", "ü")], "accept-language"),
    ("GET", &[("Accept-Language", "§128")], "-"),
    ("GET", &[("Accept-Language", "§129")], "accept-language"),
    ("GET", &[("Content-Language", "fr")], "-"),
    ("GET", &[("Content-Language", "@")], "content-language"),
    ("GET", &[("CONTENT-language", "nn-NO,nn,en")], "-"),
    ("GET", &[("Content-Language", "§128")], "-"),
    ("GET", &[("Content-Language", "§129")], "content-language"),
    // Content-Type: three types, whatever their parameters.
    ("POST", &[("Content-Type", "text/plain")], "-"),
    ("POST", &[("Content-Type", "Text/Plain;charset=utf-8")], "-"),
    (
        "POST",
        &[("Content-Type", "text/plain; charset=UTF-8")],
        "-",
    ),
    ("POST", &[("Content-Type", "text/plain;")], "-"),
    ("POST", &[("Content-Type", "text/plain;garbage")], "-"),
    ("POST", &[("Content-Type", "text/plain \t;x")], "-"),
    ("POST", &[("Content-Type", "multipart/form-data")], "-"),
    (
        "POST",
        &[("Content-Type", "multipart/form-data; boundary=x")],
        "-",
    ),
    (
        "POST",
        &[("Content-Type", "application/x-www-form-urlencoded")],
        "-",
    ),
    ("GET", &[("Content-Type", "text/plain")], "-"),
    ("POST", &[("Content-Type", "")], "content-type"),
    ("POST", &[("Content-Type", "text")], "content-type"),
    ("POST", &[("Content-Type", "text/")], "content-type"),
    ("POST", &[("Content-Type", "/plain")], "content-type"),
    ("POST", &[("Content-Type", "text /plain")], "content-type"),
    ("POST", &[("Content-Type", "text/ plain")], "content-type"),
    (
        "POST",
        &[("Content-Type", "text\t/\tplain")],
        "content-type",
    ),
    ("POST", &[("Content-Type", "text/plain,")], "content-type"),
    ("POST", &[("Content-Type", ",text/plain")], "content-type"),
    (
        "POST",
        &[("Content-Type", "text/plain,text/plain")],
        "content-type",
    ),
    (
        "POST",
        &[("Content-Type", "text/plain,x/x")],
        "content-type",
    ),
    ("POST", &[("Content-Type", "text/plain/x")], "content-type"),
    (
        "POST",
        &[("Content-Type", "text/plain;x=\"y\"")],
        "content-type",
    ),
    ("POST", &[("Content-Type", "text/plain2")], "content-type"),
    ("POST", &[("Content-Type", "text/html")], "content-type"),
    (
        "POST",
        &[("Content-Type", "application/json")],
        "content-type",
    ),
    (
        "POST",
        &[("Content-Type", "application/xml")],
        "content-type",
    ),
    ("POST", &[("Content-Type", "text/plain;x=§128")], "-"),
    (
        "POST",
        &[("Content-Type", "text/plain;x=§129")],
        "content-type",
    ),
    ("PUT", &[("Content-Type", "text/plain")], ""),
    (
        "PUT",
        &[("Content-Type", "application/json")],
        "content-type",
    ),
    // Range: from a first byte, to a last one or the end.
    ("GET", &[("Range", "bytes=0-")], "-"),
    ("GET", &[("Range", "bytes=100-200")], "-"),
    ("GET", &[("Range", "bytes=9-10")], "-"),
    ("GET", &[("Range", "bytes=7-7")], "-"),
    ("GET", &[("Range", "bytes=007-7")], "-"),
    (
        "GET",
        &[("Range", "bytes=18446744073709551616-18446744073709551617")],
        "-",
    ),
    (
        "GET",
        &[("Range", "bytes=18446744073709551617-18446744073709551616")],
        "range",
    ),
    ("GET", &[("Range", "bytes=10-9")], "range"),
    ("GET", &[("Range", "bytes=1-0")], "range"),
    ("GET", &[("Range", "bytes=-200")], "range"),
    ("GET", &[("Range", "bytes=-0")], "range"),
    ("GET", &[("Range", "bytes=-")], "range"),
    ("GET", &[("Range", "bytes=")], "range"),
    ("GET", &[("Range", "bytes")], "range"),
    ("GET", &[("Range", "")], "range"),
    ("GET", &[("Range", "bytes 0-")], "range"),
    ("GET", &[("Range", "bytes = 0-")], "range"),
    ("GET", &[("Range", "bytes=\t0-")], "range"),
    ("GET", &[("Range", "bytes=100 -200")], "range"),
    ("GET", &[("Range", "bytes=100- 200")], "range"),
    ("GET", &[("Range", "Bytes=0-")], "range"),
    ("GET", &[("Range", "MB=0-")], "range"),
    ("GET", &[("Range", "0-")], "range"),
    ("GET", &[("Range", "bytes=+0-1")], "range"),
    ("GET", &[("Range", "bytes=0--1")], "range"),
    ("GET", &[("Range", "bytes=a-b")], "range"),
    ("GET", &[("Range", "bytes=0-1x")], "range"),
    ("GET", &[("Range", "bytes=0-1,3-4")], "range"),
    ("GET", &[("Range", "bytes=0-§128")], "-"),
    ("GET", &[("Range", "bytes=0-§129")], "range"),
    // All others.
    ("GET", &[("Authorization", "Basic eDp5")], "authorization"),
    ("GET", &[("X-CSRF-Token", "1")], "x-csrf-token"),
    (
        "GET",
        &[("X-Requested-With", "XMLHttpRequest")],
        "x-requested-with",
    ),
    ("GET", &[("If-None-Match", "\"x\"")], "if-none-match"),
    ("GET", &[("Cache-Control", "no-cache")], "cache-control"),
    ("GET", &[("User-Agent", "x")], "user-agent"),
    ("GET", &[("Last-Event-ID", "1")], "last-event-id"),
    ("GET", &[("Save-Data", "on")], "save-data"),
    ("GET", &[("DPR", "2")], "dpr"),
    ("GET", &[("*", "1")], "*"),
    // Sorted, in lower case, each once; the safe ones are not asked for.
    (
        "PUT",
        &[
            ("X-b", "1"),
            ("x-C", "2"),
            ("X-A", "3"),
            ("Content-Type", "a/b"),
            ("Accept", "*/*"),
            ("x-B", "4"),
        ],
        "content-type,x-a,x-b,x-c",
    ),
    (
        "GET",
        &[("X-1", "1"), ("X-", "1"), ("X-Z", "1"), ("X_a", "1")],
        "x-,x-1,x-z,x_a",
    ),
    // Line by line: one that is unsafe is enough.
    ("GET", &[("Accept", "a"), ("Accept", "b")], "-"),
    ("GET", &[("Accept", "a"), ("Accept", "?")], "accept"),
];

#[test]
fn sends_a_preflight_only_if_it_must() {
    for (method, lines, expected) in PREFLIGHTS {
        let name = format!("{method} {lines:?}");
        let lines: Vec<_> = lines
            .iter()
            .map(|(name, value)| (*name, filled(value, "1")))
            .collect();
        let flow = flow(Request {
            headers: map(&lines),
            ..request(method, API)
        });
        let sent = sent(&flow);
        if *expected == "-" {
            assert_eq!(sent.kind, Sent::Request, "{name}");
            continue;
        }
        assert_eq!(sent.kind, Sent::Preflight, "{name}");
        let asked = header(&sent, "access-control-request-headers");
        assert_eq!(asked.unwrap_or_default(), *expected, "{name}");
        assert_eq!(asked.is_some(), !expected.is_empty(), "{name}");
    }
}

/// Those that `http` does not accept, but a browser can send.
#[test]
fn control_bytes_are_unsafe() {
    for byte in (0..b' ').filter(|byte| *byte != b'\t').chain([0x7F]) {
        for (name, value) in [
            ("accept", vec![b'x', byte]),
            ("content-type", [&b"text/plain;"[..], &[byte]].concat()),
            ("content-type", [&b"text/plain"[..], &[byte]].concat()),
            ("accept-language", vec![byte]),
            ("content-language", vec![byte]),
            ("range", [&b"bytes=0-"[..], &[byte]].concat()),
        ] {
            let safe = is_safelisted(&HeaderName::from_static(name), &value);
            assert!(!safe, "{name}: {byte:#x}");
        }
    }
}

/// All safe values together may have 1,024 bytes, the browser's own `Accept` included.
#[test]
fn safe_values_have_a_total_limit() {
    let lines = |length: usize| {
        let mut lines = vec![("Accept", "a".repeat(128)); 4];
        lines.extend(vec![("Accept-Language", "b".repeat(128)); 3]);
        lines.push(("Content-Language", "c".repeat(length)));
        map(&lines)
    };
    let headers = |length| Request {
        headers: lines(length),
        ..request("GET", API)
    };
    assert_eq!(sent(&flow(headers(128))).kind, Sent::Request);

    let mut one_more = headers(128);
    one_more
        .headers
        .append("range", HeaderValue::from_static("bytes=0-"));
    let sent_one_more = sent(&flow(one_more));
    assert_eq!(
        header(&sent_one_more, "access-control-request-headers"),
        Some("accept,accept-language,content-language,range"),
    );

    // `*/*` has three bytes.
    for (length, kind) in [(125, Sent::Request), (126, Sent::Preflight)] {
        let mut request = headers(length);
        request.headers.remove("accept");
        for _ in 0..4 {
            request.headers.append(
                "accept-language",
                HeaderValue::from_str(&"a".repeat(128)).unwrap(),
            );
        }
        assert_eq!(sent(&flow(request)).kind, kind, "{length}");
    }
}

#[test]
fn writes_a_preflight_as_browsers_do() {
    let flow = flow(Request {
        headers: map(&[("X-CSRF-Token", "secret"), ("Authorization", "secret")]),
        cookie: Some(HeaderValue::from_static("secret")),
        credentials: Include,
        body: true,
        ..request("put", "https://api.example:8443/me?x=y#fragment")
    });
    let sent = sent(&flow);
    assert_eq!(sent.method, Method::OPTIONS);
    assert_eq!(sent.url.as_str(), "https://api.example:8443/me?x=y");
    assert!(!sent.body);
    assert_eq!(
        sent.headers,
        map(&[
            ("accept", "*/*"),
            ("origin", PAGE),
            ("access-control-request-method", "PUT"),
            (
                "access-control-request-headers",
                "authorization,x-csrf-token"
            ),
        ]),
    );
    let actual = flow.actual();
    assert_eq!((actual.kind, actual.method), (Sent::Request, Method::PUT));
    assert!(actual.body);
    assert_eq!(
        actual.headers,
        map(&[
            ("accept", "*/*"),
            ("origin", PAGE),
            ("x-csrf-token", "secret"),
            ("authorization", "secret"),
            ("cookie", "secret"),
        ]),
    );
}

#[test]
fn normalizes_six_methods() {
    for (given, expected) in [
        ("get", "GET"),
        ("Head", "HEAD"),
        ("pOST", "POST"),
        ("put", "PUT"),
        ("delete", "DELETE"),
        ("options", "OPTIONS"),
        ("patch", "patch"),
        ("Patch", "Patch"),
        ("PATCH", "PATCH"),
        ("query", "query"),
    ] {
        assert_eq!(
            flow(request(given, API)).actual().method,
            expected,
            "{given}"
        );
    }
    // So a server that allows PATCH does not allow `patch`.
    let mut flow = flow(request("patch", API));
    let mut headers = willing(&sent(&flow));
    headers.insert(
        "access-control-allow-methods",
        HeaderValue::from_static("PATCH"),
    );
    flow.receive(StatusCode::OK, &headers);
    let error = PreflightError::MethodWrongCase;
    assert_eq!(failure(&done(&flow)), Error::Preflight(error));
}

#[test]
fn says_what_no_page_can_ask_for() {
    let with_body = |method| Request {
        body: true,
        ..request(method, API)
    };
    let from = |origin| Request::new(url(API), origin);
    for (request, expected, message) in [
        (
            request("CONNECT", API),
            SetupError::ForbiddenMethod,
            "choose another",
        ),
        (request("trace", API), SetupError::ForbiddenMethod, "TRACE"),
        (
            request("Track", API),
            SetupError::ForbiddenMethod,
            "TypeError",
        ),
        (
            request("GET", "ftp://api.example/"),
            SetupError::Scheme,
            "https://",
        ),
        (request("GET", "data:,x"), SetupError::Scheme, "http://"),
        (
            request("GET", "https://u@api.example/"),
            SetupError::UrlCredentials,
            "leave them out",
        ),
        (
            request("GET", "https://:p@api.example/"),
            SetupError::UrlCredentials,
            "Authorization",
        ),
        (
            with_body("GET"),
            SetupError::BodyNotAllowed,
            "leave out the body",
        ),
        (
            with_body("head"),
            SetupError::BodyNotAllowed,
            "another method",
        ),
        (
            from("https://app.example/"),
            SetupError::InvalidOrigin("browsers write this origin as `https://app.example`".into()),
            "not an origin: browsers write this origin as",
        ),
    ] {
        let error = Flow::new(request).unwrap_err();
        assert_eq!(error, expected);
        assert!(error.to_string().contains(message), "{error}");
    }
    // An empty user name is none.
    assert!(Flow::new(request("GET", "https://:@api.example/")).is_ok());
}

#[test]
fn leaves_out_what_no_page_can_set() {
    for (name, value, forbidden) in [
        ("Accept-Charset", "utf-8", true),
        ("Accept-Encoding", "", true),
        ("Access-Control-Request-Headers", "x", true),
        ("Access-Control-Request-Method", "PUT", true),
        ("Connection", "close", true),
        ("Content-Length", "42", true),
        ("Cookie", "a=b", true),
        ("Cookie2", "a=b", true),
        ("Date", "x", true),
        ("DNT", "1", true),
        ("Expect", "100-continue", true),
        ("Host", "x", true),
        ("Keep-Alive", "x", true),
        ("Origin", "https://b.example", true),
        ("Referer", "x", true),
        ("Set-Cookie", "a=b", true),
        ("TE", "trailers", true),
        ("Trailer", "x", true),
        ("Transfer-Encoding", "chunked", true),
        ("Upgrade", "h2c", true),
        ("Via", "x", true),
        ("Proxy-", "x", true),
        ("Proxy-Authorization", "x", true),
        ("Sec-", "x", true),
        ("Sec-Fetch-Site", "same-origin", true),
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
        ("User-Agent", "x", false),
        ("Secret", "x", false),
        ("Proxy", "x", false),
        ("Cookies", "x", false),
        ("Access-Control-Request-Private-Network", "true", false),
    ] {
        let headers = map(&[(name, value), (name, value)]);
        let flow = flow(Request {
            headers,
            ..request("GET", API)
        });
        let name: HeaderName = name.parse().unwrap();
        let dropped = if forbidden { vec![&name] } else { vec![] };
        assert_eq!(
            flow.dropped().iter().collect::<Vec<_>>(),
            dropped,
            "{name}: {value}"
        );
        let actual = flow.actual().headers;
        let kept = actual
            .get_all(&name)
            .iter()
            .filter(|kept| *kept == value)
            .count();
        assert_eq!(kept, if forbidden { 0 } else { 2 }, "{name}: {value}");
    }
}

#[test]
fn whitespace_around_a_value_is_not_part_of_it() {
    let flow = flow(Request {
        headers: map(&[("X-A", "\t 1 2 \t"), ("X-B", "  ")]),
        ..request("GET", API)
    });
    let actual = flow.actual();
    assert_eq!(
        (header(&actual, "x-a"), header(&actual, "x-b")),
        (Some("1 2"), Some(""))
    );
}

/// What a preflight is answered, next to what a willing server says, and the error.
#[test]
fn decides_on_a_preflight_as_the_library_does() {
    let both = |name: &'static str| vec![("access-control-allow-origin", name)];
    let methods = |list: &'static str| vec![("access-control-allow-methods", list)];
    let headers = |lists: &[&'static str]| {
        let name = "access-control-allow-headers";
        lists.iter().map(|list| (name, *list)).collect::<Vec<_>>()
    };
    for (status, lines, mode, expected, message) in [
        (204, both("*"), Omit, None, "allows the PUT"),
        (
            204,
            both("*"),
            Include,
            Some(PreflightError::Check(CheckError::WildcardAllowOrigin)),
            "wildcard",
        ),
        (
            302,
            both(PAGE),
            Omit,
            Some(PreflightError::Status),
            "has the status 302, outside 200 to 299, and browsers accept no other: send 204",
        ),
        (
            404,
            both(PAGE),
            Omit,
            Some(PreflightError::Status),
            "has the status 404, outside",
        ),
        (
            401,
            both("null"),
            Omit,
            Some(PreflightError::Check(CheckError::AllowOriginMismatch)),
            "After that, the status would fail: the preflight's response has the status 401, outside",
        ),
        (
            200,
            methods("*"),
            Include,
            Some(PreflightError::WildcardAllowMethods),
            "",
        ),
        (
            200,
            methods("*"),
            SameOrigin,
            None,
            "allows",
        ),
        (
            200,
            headers(&["*", "x-a"]),
            Include,
            Some(PreflightError::WildcardAllowHeaders { index: 1 }),
            "is a name and not a wildcard: if the page may make the request, name `x-csrf-token` there.",
        ),
        (
            200,
            headers(&["x-csrf-token"]),
            Include,
            Some(PreflightError::HeaderNotAllowed { index: 0 }),
            "does not list `x-a`: if the page may make the request, name that header there.",
        ),
    ] {
        let mut flow = flow(Request {
            credentials: mode,
            headers: map(&[("X-CSRF-Token", "1"), ("X-A", "1")]),
            ..request("PUT", API)
        });
        let mut headers = willing(&sent(&flow));
        for (name, _) in &lines {
            headers.remove(*name);
        }
        for (name, value) in &lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        flow.receive(StatusCode::from_u16(status).unwrap(), &headers);
        let finding = flow.verdict().steps.last().unwrap().clone();
        assert_eq!(finding.error, expected.map(Error::Preflight), "{lines:?}");
        assert_eq!(finding.kind, Kind::Preflight);
        assert_eq!(
            (finding.kind.as_str(), finding.kind.to_string()),
            ("preflight", "preflight".into())
        );
        assert_eq!(finding.status.unwrap().as_u16(), status);
        assert_eq!(finding.code(), expected.map(|error| format!("{error:?}")));
        let late = finding.message.contains("After that, the status");
        assert_eq!(late, status == 401, "{}", finding.message);
        assert!(
            finding.message.contains(message),
            "{lines:?}: {}",
            finding.message
        );
        match expected {
            None => assert_eq!(sent(&flow).kind, Sent::Request),
            Some(_) => assert!(!done(&flow).allowed),
        }
    }
}

#[test]
fn decides_on_a_response_as_the_library_does() {
    for (mode, lines, expected) in [
        (Omit, &[("access-control-allow-origin", "*")][..], None),
        (
            Include,
            &[("access-control-allow-origin", "*")],
            Some(CheckError::WildcardAllowOrigin),
        ),
        (Include, &[], Some(CheckError::MissingAllowOrigin)),
        (
            Include,
            &[("access-control-allow-origin", PAGE)],
            Some(CheckError::MissingAllowCredentials),
        ),
    ] {
        // Whatever the status, but for a redirect that is allowed.
        for status in [200, 204, 304, 404, 500, 302] {
            let mut flow = flow(Request {
                credentials: mode,
                ..request("GET", API)
            });
            flow.receive(StatusCode::from_u16(status).unwrap(), &map(lines));
            let verdict = done(&flow);
            assert_eq!(verdict.allowed, expected.is_none());
            assert_eq!(
                verdict.steps[0].error,
                expected.map(Error::Check),
                "{lines:?}"
            );
            assert_eq!(verdict.steps[0].kind, Kind::Response);
        }
    }
}

/// The page's origin, the URLs on the way, and the `Origin` that arrives at each.
const ORIGINS: &[(&str, &[&str], &[&str])] = &[
    (PAGE, &["https://app.example/"], &["-"]),
    (PAGE, &["https://app.example:443/x"], &["-"]),
    (PAGE, &["http://app.example/"], &[PAGE]),
    (PAGE, &["https://app.example:8443/"], &[PAGE]),
    (PAGE, &["https://www.app.example/"], &[PAGE]),
    ("null", &["https://app.example/", "/x"], &["null", "null"]),
    (
        "chrome-extension://abc",
        &["https://a.example/"],
        &["chrome-extension://abc"],
    ),
    (PAGE, &["/", "/x"], &["-", "-"]),
    (PAGE, &["/", "https://a.example/", "/x"], &["-", PAGE, PAGE]),
    (
        PAGE,
        &["/", "https://a.example/", "https://b.example/"],
        &["-", PAGE, "null"],
    ),
    (
        PAGE,
        &["https://a.example/", "/x", "x?y"],
        &[PAGE, PAGE, PAGE],
    ),
    (
        PAGE,
        &["https://a.example/", "//b.example/"],
        &[PAGE, "null"],
    ),
    (
        PAGE,
        &["https://a.example/", "http://a.example/"],
        &[PAGE, "null"],
    ),
    (
        PAGE,
        &["https://a.example/", "https://a.example:8443/"],
        &[PAGE, "null"],
    ),
    // Tainted for good, even back at home.
    (
        PAGE,
        &[
            "https://a.example/",
            "https://app.example/",
            "/x",
            "https://a.example/",
        ],
        &[PAGE, "null", "null", "null"],
    ),
    (
        PAGE,
        &["/", "/", "https://a.example/", "https://app.example/"],
        &["-", "-", PAGE, "null"],
    ),
];

#[test]
fn sends_the_origin_that_a_browser_sends() {
    for (page, urls, expected) in ORIGINS {
        let first = url(PAGE).join(urls[0]).unwrap();
        let redirects: Vec<_> = urls[1..].iter().map(|url| (307, *url)).collect();
        for method in ["GET", "HEAD", "POST", "PUT"] {
            let asked = Request {
                method: method.parse().unwrap(),
                ..Request::new(first.clone(), *page)
            };
            let (sent, verdict) = follow(asked, &redirects);
            assert!(verdict.allowed, "{verdict:?}");
            let requests = sent.iter().filter(|sent| sent.kind == Sent::Request);
            let origins: Vec<_> = requests
                .map(|sent| header(sent, "origin").unwrap_or("-"))
                .collect();
            // A method that changes things says where it comes from, even to its own origin.
            let says = |origin: &&'static str| match (method, *origin) {
                ("POST" | "PUT", "-") => PAGE,
                (_, origin) => origin,
            };
            assert_eq!(
                origins,
                expected.iter().map(says).collect::<Vec<_>>(),
                "{method} {urls:?}"
            );
            // A PUT is asked for at each URL that is not, or no longer, the page's own.
            let preflights = sent.iter().filter(|sent| sent.kind == Sent::Preflight);
            let asked: Vec<_> = preflights
                .map(|sent| header(sent, "origin").unwrap())
                .collect();
            let crossed = expected.iter().copied().filter(|origin| *origin != "-");
            let crossed: Vec<_> = if method == "PUT" {
                crossed.collect()
            } else {
                vec![]
            };
            assert_eq!(asked, crossed, "{method} {urls:?}");
        }
    }
}

#[test]
fn checks_each_redirect() {
    let mut flow = flow(request("GET", API));
    flow.receive(StatusCode::FOUND, &map(&[("location", "/x")]));
    let error = Error::Check(CheckError::MissingAllowOrigin);
    assert_eq!(failure(&done(&flow)), error);

    // The next is checked for what it was sent.
    let (all, verdict) = follow(
        request("GET", API),
        &[(302, "https://b.example/"), (302, "/y")],
    );
    assert_eq!(all.len(), 3);
    assert_eq!(header(&all[2], "origin"), Some("null"));
    assert!(verdict.allowed);
    let urls: Vec<_> = verdict.steps.iter().map(|step| step.url.as_str()).collect();
    assert_eq!(urls, [API, "https://b.example/", "https://b.example/y"]);

    let mut flow = self::flow(request("GET", API));
    flow.receive(
        StatusCode::FOUND,
        &redirected(&sent(&flow), "https://b.example/"),
    );
    flow.receive(
        StatusCode::OK,
        &map(&[("access-control-allow-origin", PAGE)]),
    );
    let error = Error::Check(CheckError::AllowOriginMismatch);
    assert_eq!(failure(&done(&flow)), error);
}

#[test]
fn a_request_that_returns_home_is_still_checked() {
    let mut flow = flow(request("GET", API));
    flow.receive(StatusCode::FOUND, &redirected(&sent(&flow), PAGE));
    assert!(flow.is_cross_origin());
    flow.receive(StatusCode::OK, &HeaderMap::new());
    let error = Error::Check(CheckError::MissingAllowOrigin);
    assert_eq!(failure(&done(&flow)), error);
}

#[test]
fn redirects_change_the_method() {
    for (status, method, expected) in [
        (301, "GET", "GET"),
        (301, "HEAD", "HEAD"),
        (301, "POST", "GET"),
        (301, "PUT", "PUT"),
        (302, "HEAD", "HEAD"),
        (302, "POST", "GET"),
        (302, "DELETE", "DELETE"),
        (303, "GET", "GET"),
        (303, "HEAD", "HEAD"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (303, "patch", "GET"),
        (307, "POST", "POST"),
        (307, "PUT", "PUT"),
        (308, "POST", "POST"),
        (308, "HEAD", "HEAD"),
    ] {
        let name = format!("{status} {method}");
        let body = !matches!(method, "GET" | "HEAD");
        let asked = Request {
            headers: map(&[
                ("Content-Type", "application/json"),
                ("Content-Encoding", "gzip"),
                ("Content-Language", "fr"),
                ("Content-Location", "/x"),
                ("X-A", "1"),
            ]),
            body,
            ..request(method, API)
        };
        let (sent, verdict) = follow(asked, &[(status, "/next")]);
        assert!(verdict.allowed, "{name}");
        let last = sent.last().unwrap();
        assert_eq!(last.method, expected, "{name}");
        let changed = method != expected;
        assert_eq!(last.body, body && !changed, "{name}");
        assert_eq!(
            last.headers.contains_key("content-type"),
            !changed,
            "{name}"
        );
        // Asked for again, at the next URL and for what is left.
        let asked = header(&sent[2], "access-control-request-headers");
        let names = if changed {
            "x-a"
        } else {
            "content-encoding,content-location,content-type,x-a"
        };
        assert_eq!(
            (sent[2].kind, asked),
            (Sent::Preflight, Some(names)),
            "{name}"
        );
        assert_eq!(sent[2].url.path(), "/next");
        assert_eq!(
            header(&sent[2], "access-control-request-method"),
            Some(expected),
            "{name}"
        );
    }
}

#[test]
fn no_other_status_is_a_redirect() {
    for status in [200, 201, 300, 304, 305, 306, 309, 399, 400] {
        let (sent, verdict) = follow(request("GET", API), &[(status, "/next")]);
        assert_eq!((sent.len(), verdict.allowed), (1, true), "{status}");
    }
    // Nor is one without a Location.
    for status in [301, 302, 303, 307, 308] {
        let mut flow = flow(request("GET", API));
        flow.receive(
            StatusCode::from_u16(status).unwrap(),
            &willing(&sent(&flow)),
        );
        assert!(done(&flow).allowed, "{status}");
    }
}

#[test]
fn another_origin_does_not_get_the_authorization() {
    for (from, to, kept) in [
        (API, "/next", true),
        (API, "https://api.example:443/next", true),
        (API, "https://api.example:8443/", false),
        (API, "https://app.example/", false),
        ("https://app.example/", "/next", true),
        ("https://app.example/", API, false),
    ] {
        let asked = Request {
            headers: map(&[("Authorization", "Bearer x"), ("X-A", "1")]),
            ..request("GET", from)
        };
        let (sent, _) = follow(asked, &[(307, to)]);
        let last = sent.last().unwrap();
        assert_eq!(
            last.headers.contains_key("authorization"),
            kept,
            "{from} {to}"
        );
        assert_eq!(header(last, "x-a"), Some("1"), "{from} {to}");
    }
}

#[test]
fn a_cookie_is_sent_only_with_credentials() {
    for (mode, from, to, expected) in [
        (Include, API, "/next", [true, true]),
        (Include, API, "https://api.example:8443/", [true, true]),
        (Include, API, "https://b.example/", [true, false]),
        (Include, API, "http://api.example/", [true, false]),
        (Include, "http://api.example/", API, [true, true]),
        (SameOrigin, API, "/next", [false, false]),
        (Omit, API, "/next", [false, false]),
        (Omit, PAGE, "/next", [false, false]),
        (SameOrigin, PAGE, "/next", [true, true]),
        (SameOrigin, PAGE, "https://app.example:8443/", [true, false]),
        (Include, PAGE, "https://app.example:8443/", [true, true]),
    ] {
        let asked = Request {
            credentials: mode,
            cookie: Some(HeaderValue::from_static("a=b")),
            ..request("GET", from)
        };
        let (sent, _) = follow(asked, &[(302, to)]);
        let got: Vec<_> = sent
            .iter()
            .map(|sent| header(sent, "cookie") == Some("a=b"))
            .collect();
        assert_eq!(got, expected, "{mode} {from} {to}");
    }
}

#[test]
fn says_why_a_redirect_is_not_followed() {
    use RedirectError::{InvalidLocation, LocationCredentials, LocationScheme};
    for (from, location, expected) in [
        (API, "https://", Some(InvalidLocation)),
        (API, "https://a b/", Some(InvalidLocation)),
        (API, "https://api.example:99999/", Some(InvalidLocation)),
        (API, "mailto:a@a.example", Some(LocationScheme)),
        (API, "data:text/plain,x", Some(LocationScheme)),
        (API, "ftp://api.example/", Some(LocationScheme)),
        (API, "javascript:x", Some(LocationScheme)),
        (API, "https://u:p@api.example/", Some(LocationCredentials)),
        (API, "https://u@api.example/", Some(LocationCredentials)),
        (API, "//:p@api.example/", Some(LocationCredentials)),
        (API, "https://:@api.example/", None),
        (API, "https://@api.example/", None),
        (PAGE, "https://u:p@app.example/", None),
        (PAGE, "https://u:p@api.example/", Some(LocationCredentials)),
        (API, "https://u:p@app.example/", Some(LocationCredentials)),
        (API, "/é", None),
        (API, "\\\\b.example\\x", None),
        (API, "?", None),
    ] {
        let (_, verdict) = follow(request("GET", from), &[(302, location)]);
        match expected {
            None => assert!(verdict.allowed, "{location}"),
            Some(error) => {
                assert_eq!(failure(&verdict), Error::Redirect(error), "{location}");
                let finding = verdict.steps.last().unwrap();
                assert_eq!(finding.code(), Some(format!("{error:?}")));
                assert!(!finding.message.contains("example"), "{}", finding.message);
                let message = finding.message.strip_suffix('.').unwrap();
                assert_eq!(message, error.to_string());
                assert!(
                    message.starts_with("Location ") && message.contains(": "),
                    "{message}"
                );
            }
        }
    }
    let mut flow = flow(request("GET", API));
    let mut headers = redirected(&sent(&flow), "/x");
    headers.append("location", HeaderValue::from_static("/x"));
    flow.receive(StatusCode::FOUND, &headers);
    let error = Error::Redirect(RedirectError::RepeatedLocation);
    assert_eq!(failure(&done(&flow)), error);
}

#[test]
fn a_location_may_be_any_bytes() {
    for (bytes, path) in [
        (&b"/\xE9"[..], "/%C3%A9"),
        (b"/\xC3\xA9", "/%C3%A9"),
        (b"", "/me"),
    ] {
        let mut flow = flow(request("GET", API));
        let mut headers = willing(&sent(&flow));
        headers.insert("location", HeaderValue::from_bytes(bytes).unwrap());
        flow.receive(StatusCode::FOUND, &headers);
        assert_eq!(sent(&flow).url.path(), path);
    }
}

/// A browser sends a URL's user name and password only in answer to a 401, and a report that shows
/// them would leak them.
#[test]
fn user_information_of_a_redirect_is_left_out() {
    for mode in [SameOrigin, Include, Omit] {
        let asked = Request {
            credentials: mode,
            headers: map(&[("Authorization", "Bearer page")]),
            ..request("GET", PAGE)
        };
        let (sent, verdict) = follow(asked, &[(302, "https://u:p@app.example/")]);
        assert_eq!(sent[1].url.as_str(), "https://app.example/", "{mode}");
        assert_eq!(sent[1].headers["authorization"], "Bearer page", "{mode}");
        assert_eq!(verdict.steps[1].url, sent[1].url, "{mode}");
    }
}

#[test]
fn follows_twenty_redirects() {
    for to in ["/round", "", "https://app.example/x"] {
        let (sent, verdict) = follow(request("GET", API), &[(302, to); 20]);
        assert_eq!((sent.len(), verdict.allowed), (21, true));
        let (sent, verdict) = follow(request("GET", API), &[(302, to); 21]);
        assert_eq!(sent.len(), 21);
        let error = Error::Redirect(RedirectError::TooManyRedirects);
        assert_eq!(failure(&verdict), error);
    }
    // The scheme is looked at before the count.
    let mut redirects = vec![(302, "/round"); 20];
    redirects.push((302, "mailto:x"));
    let (_, verdict) = follow(request("GET", API), &redirects);
    let error = Error::Redirect(RedirectError::LocationScheme);
    assert_eq!(failure(&verdict), error);
}

/// A redirect is one only for a request, not for its preflight.
#[test]
fn a_redirect_of_the_preflight_is_a_failure() {
    let mut flow = flow(request("PUT", API));
    flow.receive(
        StatusCode::TEMPORARY_REDIRECT,
        &redirected(&sent(&flow), "/x"),
    );
    let error = Error::Preflight(PreflightError::Status);
    assert_eq!(failure(&done(&flow)), error);
}

#[test]
fn says_which_headers_the_page_may_read() {
    let exposed = "access-control-expose-headers";
    for (mode, to, lines, name, expected) in [
        (Include, API, &[][..], "content-type", Ok(())),
        (
            Include,
            API,
            &[],
            "ETag",
            Err(ExposedError::MissingExposeHeaders),
        ),
        (Include, API, &[(exposed, "etag")], "ETag", Ok(())),
        (
            Include,
            API,
            &[(exposed, "*")],
            "ETag",
            Err(ExposedError::WildcardExposeHeaders),
        ),
        (SameOrigin, API, &[(exposed, "*")], "ETag", Ok(())),
        (
            Omit,
            API,
            &[(exposed, "*")],
            "Set-Cookie",
            Err(ExposedError::Forbidden),
        ),
        (
            Omit,
            API,
            &[(exposed, "set-cookie2")],
            "Set-Cookie2",
            Err(ExposedError::Forbidden),
        ),
        (
            Include,
            API,
            &[(exposed, "a b")],
            "ETag",
            Err(ExposedError::InvalidExposeHeaders),
        ),
        (
            Include,
            API,
            &[(exposed, "x")],
            "ETag",
            Err(ExposedError::NotExposed),
        ),
        // The page's own origin hides nothing but cookies.
        (Include, PAGE, &[], "ETag", Ok(())),
        (Include, PAGE, &[(exposed, "a b")], "X-Any", Ok(())),
        (
            Include,
            PAGE,
            &[],
            "Set-Cookie",
            Err(ExposedError::Forbidden),
        ),
    ] {
        let mut flow = flow(Request {
            credentials: mode,
            read: vec![name.parse().unwrap(), "expires".parse().unwrap()],
            ..request("GET", to)
        });
        let mut headers = willing(&sent(&flow));
        headers.extend(map(lines));
        headers.insert("etag", HeaderValue::from_static("\"1\""));
        flow.receive(StatusCode::OK, &headers);
        let verdict = done(&flow);
        assert_eq!(verdict.allowed, expected.is_ok(), "{name} {lines:?}");
        let [response, finding, expires] = &verdict.steps[..] else {
            panic!("{verdict:?}");
        };
        assert!(response.allowed() && expires.allowed());
        assert_eq!(flow.is_cross_origin(), to != PAGE);
        assert_eq!(finding.kind, Kind::Exposed);
        assert_eq!(
            finding.error,
            expected.err().map(Error::Exposed),
            "{name} {lines:?}"
        );
        assert_eq!(finding.header.as_ref().unwrap(), name);
        assert!(finding
            .message
            .contains(&format!("`{}`", name.to_lowercase())));
        assert!(!finding.foretold);
        // To be allowed to read it does not make it be there.
        assert!(
            expires.message.ends_with("does not have it."),
            "{}",
            expires.message
        );
    }
}

/// Without the actual request, what the preflight's response says of it is all there is.
#[test]
fn may_stop_before_the_request() {
    let exposed = "access-control-expose-headers";
    for (lines, expected) in [
        (&[][..], None),
        (&[(exposed, "etag")], Some(Ok(()))),
        (
            &[(exposed, "*")],
            Some(Err(ExposedError::WildcardExposeHeaders)),
        ),
        (&[(exposed, "")], Some(Err(ExposedError::NotExposed))),
    ] {
        let mut flow = flow(Request {
            credentials: Include,
            read: vec!["etag".parse().unwrap(), "expires".parse().unwrap()],
            ..request("PUT", API)
        });
        let mut headers = willing(&sent(&flow));
        headers.extend(map(lines));
        flow.receive(StatusCode::NO_CONTENT, &headers);
        flow.stop();
        let verdict = done(&flow);
        assert_eq!(verdict.unsent.as_ref().unwrap().method, "PUT");
        let etag = verdict
            .steps
            .iter()
            .find(|step| step.header == Some("etag".parse().unwrap()));
        match expected {
            None => assert_eq!(verdict.unanswered, ["etag"]),
            Some(expected) => {
                assert!(verdict.unanswered.is_empty());
                assert!(etag.unwrap().foretold);
                assert_eq!(
                    etag.unwrap().error,
                    expected.err().map(Error::Exposed),
                    "{lines:?}"
                );
            }
        }
        assert_eq!(
            verdict.allowed,
            expected.unwrap_or(Ok(())).is_ok(),
            "{lines:?}"
        );
        // That one may be read whatever comes.
        let last = verdict.steps.last().unwrap();
        assert!(last.allowed() && !last.foretold);
    }

    // Nothing was asked: so nothing is allowed.
    let mut flow = flow(request("POST", API));
    flow.stop();
    let verdict = done(&flow);
    assert!(!verdict.allowed && verdict.steps.is_empty());
    flow.stop();
    flow.receive(StatusCode::OK, &HeaderMap::new());
    flow.receive_nothing("x");
    assert!(done(&flow).steps.is_empty());
}

#[test]
fn no_response_is_a_network_error() {
    for (method, kind) in [("GET", Kind::Response), ("PUT", Kind::Preflight)] {
        let mut flow = flow(request(method, API));
        flow.receive_nothing("Nobody is there.");
        let verdict = done(&flow);
        assert_eq!(failure(&verdict), Error::Network);
        assert_eq!(verdict.steps[0].kind, kind);
        assert_eq!(verdict.steps[0].message, "Nobody is there.");
        assert_eq!(verdict.steps[0].code().unwrap(), "NetworkError");
        assert_eq!(verdict.steps[0].status, None);
    }
}

/// A method or a header name, a value, and a location: near what counts, and far from it.
fn part() -> impl Strategy<Value = Vec<u8>> {
    let near = [
        "GET",
        "post",
        "PUT",
        "x",
        "accept",
        "range",
        "bytes=0-1",
        "content-type",
        "text/plain",
        "*",
        "/",
        "//",
        "https://a.example/",
        "https://app.example/",
        "u:p@",
        "x-http-method",
        "\"",
        ",",
        "\\",
        "true",
        "https://app.example",
        "null",
        "access-control-expose-headers",
        "",
        "?",
        "#",
        "etag",
    ];
    prop::collection::vec(
        prop_oneof![
            4 => prop::sample::select(near.to_vec()).prop_map(|part| part.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>(), 0..4),
        ],
        0..3,
    )
    .prop_map(|parts| parts.concat())
}

fn lines() -> impl Strategy<Value = HeaderMap> {
    prop::collection::vec((part(), part()), 0..5).prop_map(|lines| {
        let lines = lines.iter().filter_map(|(name, value)| {
            let name = HeaderName::from_bytes(name).ok()?;
            Some((name, HeaderValue::from_bytes(value).ok()?))
        });
        lines.fold(HeaderMap::new(), |mut map, (name, value)| {
            map.append(name, value);
            map
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    /// Any request, any answers: no panic, an end, and a verdict that is of one mind with its
    /// steps.
    #[test]
    fn ends_whatever_comes(
        method in part(),
        headers in lines(),
        at_home in any::<bool>(),
        mode in prop::sample::select(vec![Omit, SameOrigin, Include]),
        answers in prop::collection::vec((any::<bool>(), 100..600_u16, lines(), prop::option::of(part())), 1..8),
    ) {
        let request = Request {
            method: Method::from_bytes(&method).unwrap_or_default(),
            headers,
            credentials: mode,
            read: vec!["etag".parse().unwrap()],
            ..Request::new(url(if at_home { PAGE } else { API }), PAGE)
        };
        let Ok(mut flow) = Flow::new(request) else {
            return Ok(());
        };
        let mut requests = 0;
        for (willing_to, status, headers, location) in answers.iter().cycle() {
            let Step::Send(sent) = flow.step() else { break };
            requests += 1;
            prop_assert!(requests <= 42);
            let redirect = requests % 3 != 0;
            let mut headers = headers.clone();
            if *willing_to {
                headers.extend(willing(&sent));
            }
            if let (true, Some(Ok(location))) = (redirect, location.as_ref().map(|bytes| HeaderValue::from_bytes(bytes))) {
                headers.insert("location", location);
            }
            let status = match (sent.kind, redirect) {
                (Sent::Request, true) => 302,
                (Sent::Preflight, _) if *willing_to => 200,
                _ => *status,
            };
            flow.receive(StatusCode::from_u16(status).unwrap(), &headers);
        }
        let verdict = done(&flow);
        prop_assert_eq!(verdict.allowed, verdict.steps.iter().all(Finding::allowed));
        for step in &verdict.steps {
            prop_assert!(step.message.ends_with('.'), "{}", step.message);
            prop_assert!(step.message.bytes().all(|byte| matches!(byte, b' '..=b'~')));
        }
    }
}
