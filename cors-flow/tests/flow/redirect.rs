use CredentialsMode::{Include, Omit, SameOrigin};
use cors_flow::{Flow, Outgoing, Request, Sent};
use headers_allow_credentials::cors::CredentialsMode;
use http::{HeaderValue, StatusCode};

use crate::{API, PAGE, done, flow, follow, found, header, judges, origin, redirected, request};
use crate::{run, sent, status, url, willing, with_headers};

/// The page's origin, the URLs on the way, and the `Origin` that arrives at each, if any does.
const ORIGINS: &[(&str, &str, &str)] = &[
    (PAGE, "//app.example/", "none"),
    (PAGE, "//app.example:443/x", "none"),
    (PAGE, "http://app.example/", "PAGE"),
    (PAGE, "//app.example:8443/", "PAGE"),
    (PAGE, "//www.app.example/", "PAGE"),
    ("null", "//app.example/ /x", "null null"),
    ("foo://abc", "//a.example/", "foo://abc"),
    (PAGE, "/ /x", "none none"),
    (PAGE, "/ //a.example/ /x", "none PAGE PAGE"),
    (PAGE, "/ //a.example/ //b.example/", "none PAGE null"),
    (PAGE, "//a.example/ /x x?y", "PAGE PAGE PAGE"),
    (PAGE, "//a.example/ //b.example/", "PAGE null"),
    (PAGE, "//a.example/ http://a.example/", "PAGE null"),
    (PAGE, "//a.example/ //a.example:8443/", "PAGE null"),
    // Tainted for good, even back at home.
    (PAGE, "//a.example/ //app.example/ /x", "PAGE null null"),
    (PAGE, "/ //a.example/ //app.example/", "none PAGE null"),
];

/// The `Origin` of all that is of this kind.
fn origins(sent: &[Outgoing], kind: Sent) -> String {
    let sent = sent.iter().filter(|sent| sent.kind == kind);
    let origins: Vec<_> = sent
        .map(|sent| header(sent, "origin").unwrap_or("none"))
        .collect();
    origins.join(" ").replace(PAGE, "PAGE")
}

#[test]
fn sends_the_origin_that_a_browser_sends() {
    for (page, urls, expected) in ORIGINS {
        let mut urls = urls.split(' ');
        let first = url(PAGE).join(urls.next().unwrap()).unwrap();
        let redirects: Vec<_> = urls.map(|url| (307, url)).collect();
        for method in ["GET", "HEAD", "POST", "PUT"] {
            let flow = Flow::new(&origin(page), &request(method, first.as_str()));
            let (sent, report) = run(flow.unwrap(), &redirects);
            assert!(report.allowed(), "{report}");
            // A method that changes things says where it comes from, even to its own origin.
            let says = match method {
                "GET" | "HEAD" => expected.to_string(),
                _ => expected.replace("none", "PAGE"),
            };
            assert_eq!(origins(&sent, Sent::Request), says, "{report}");
            // A PUT is asked for at each URL that is not, or no longer, the page's own.
            let asked = match method {
                "PUT" => expected.replace("none ", "").replace("none", ""),
                _ => String::new(),
            };
            assert_eq!(origins(&sent, Sent::Preflight), asked, "{report}");
        }
    }
}

#[test]
fn each_is_checked() {
    judges(
        &request("GET", API),
        &[
            "omit 302 location=/x allow-origin=- -> redirect: MissingAllowOrigin",
            "omit 302 location=/x | 302 location=//b.example/ | 200 -> \
             redirect, redirect, response",
            // For what it was sent, which is `null` here.
            "omit 302 location=//b.example/ | 200 allow-origin=https://app.example -> \
             redirect, response: AllowOriginMismatch",
            // Even at home again.
            "omit 302 location=//app.example/ | 200 allow-origin=- -> \
             redirect, response: MissingAllowOrigin",
        ],
    );
    judges(
        &request("GET", PAGE),
        &["omit 302 location=/x allow-origin=- | 200 allow-origin=- -> redirect, response"],
    );
}

/// Once cross-origin, a request stays so.
#[test]
fn may_make_it_cross_origin() {
    let mut flow = flow(&request("GET", PAGE));
    for (to, expected) in [("/x", false), (API, false), (PAGE, true), ("/x", true)] {
        assert_eq!(flow.is_cross_origin(), expected, "{to}");
        let headers = redirected(&sent(&flow), to.as_bytes());
        flow.receive(StatusCode::FOUND, &headers);
        let last = flow.report().exchanges().last().unwrap();
        assert_eq!(last.is_cross_origin(), expected, "{to}");
    }
}

#[test]
fn changes_the_method() {
    for (code, method, expected) in [
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
        let name = format!("{code} {method}");
        let lines = [
            ("Content-Type", "application/json"),
            ("Content-Encoding", "gzip"),
            ("Content-Language", "fr"),
            ("Content-Location", "/x"),
            ("X-A", "1"),
        ];
        let body = !matches!(method, "GET" | "HEAD");
        let asked = with_headers(request(method, API), &lines);
        let asked = if body { asked.body("x".into()) } else { asked };
        let (sent, report) = follow(&asked, &[(code, "/next")]);
        assert!(report.allowed(), "{report}");
        // A preflight and a request at each URL.
        let [_, _, preflight, last] = &sent[..] else {
            panic!("{report}")
        };
        let changed = method != expected;
        assert_eq!(last.method, expected, "{name}");
        assert_eq!(last.body, body && !changed, "{name}");
        for (header, _) in &lines[..4] {
            let kept = last.headers.contains_key(*header);
            assert_eq!(kept, !changed, "{name}: {header}");
        }
        // Asked for again, at the next URL and for what is left.
        let names = if changed {
            "x-a"
        } else {
            "content-encoding,content-location,content-type,x-a"
        };
        assert_eq!(preflight.url.path(), "/next");
        let asked = header(preflight, "access-control-request-headers");
        assert_eq!(asked, Some(names), "{name}");
        let asked = header(preflight, "access-control-request-method");
        assert_eq!(asked, Some(expected), "{name}");
    }
}

#[test]
fn is_none_with_another_status_or_without_a_location() {
    for code in [200, 201, 300, 304, 305, 306, 309, 399, 400] {
        let (sent, report) = follow(&request("GET", API), &[(code, "/next")]);
        assert_eq!((sent.len(), report.allowed()), (1, true), "{code}");
    }
    for code in [301, 302, 303, 307, 308] {
        let mut flow = flow(&request("GET", API));
        flow.receive(status(code), &willing(&sent(&flow)));
        assert!(done(&flow).allowed(), "{code}");
    }
}

#[test]
fn another_origin_does_not_get_the_authorization() {
    for (from, to, kept) in [
        (API, "/next", true),
        (API, "https://api.example:443/next", true),
        (API, "https://api.example:8443/", false),
        (API, "https://app.example/", false),
        (PAGE, "/next", true),
        (PAGE, API, false),
    ] {
        let lines = [("Authorization", "Bearer x"), ("X-A", "1")];
        let (sent, _) = follow(&with_headers(request("GET", from), &lines), &[(307, to)]);
        let last = &sent.last().unwrap();
        let authorization = header(last, "authorization");
        assert_eq!(authorization.is_some(), kept, "{from} {to}");
        assert_eq!(header(last, "x-a"), Some("1"), "{from} {to}");
    }
}

#[test]
fn a_cookie_is_sent_only_with_credentials_and_to_its_host() {
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
        let cookie = HeaderValue::from_static("a=b");
        let asked = request("GET", from).credentials(mode).cookie(cookie);
        let carries = flow(&asked).carries_credentials();
        assert_eq!(carries, expected[0], "{mode} {from}");
        let (sent, _) = follow(&asked, &[(302, to)]);
        let got: Vec<_> = sent.iter().map(|sent| header(sent, "cookie")).collect();
        let expected = expected.map(|sent| sent.then_some("a=b"));
        assert_eq!(got, expected, "{mode} {from} {to}");
    }
}

#[test]
fn is_not_followed_anywhere() {
    judges(
        &request("GET", API),
        &[
            "omit 302 location=https:// -> redirect: InvalidLocation",
            "omit 302 location=https://a<b/ -> redirect: InvalidLocation",
            "omit 302 location=https://api.example:99999/ -> redirect: InvalidLocation",
            "omit 302 location=mailto:a@a.example -> redirect: LocationScheme",
            "omit 302 location=data:text/plain,x -> redirect: LocationScheme",
            "omit 302 location=ftp://api.example/ -> redirect: LocationScheme",
            "omit 302 location=javascript:x -> redirect: LocationScheme",
            "omit 302 location=https://u:p@api.example/ -> redirect: LocationCredentials",
            "omit 302 location=https://u@api.example/ -> redirect: LocationCredentials",
            "omit 302 location=//:p@api.example/ -> redirect: LocationCredentials",
            "omit 302 location=https://u:p@app.example/ -> redirect: LocationCredentials",
            "omit 302 location=/x location=/x -> redirect: RepeatedLocation",
            "omit 302 location= -> redirect: EmptyLocation",
            "omit 300 location=/x -> response",
            "omit 302 location=https://:@api.example/ | 200 -> redirect, response",
            "omit 302 location=https://@api.example/ | 200 -> redirect, response",
            "omit 302 location=/é | 200 -> redirect, response",
            "omit 302 location=\\\\b.example\\x | 200 -> redirect, response",
            "omit 302 location=? | 200 -> redirect, response",
        ],
    );
    judges(
        &request("GET", PAGE),
        &[
            "omit 302 location=javascript:x -> redirect: LocationScheme",
            "omit 302 location=https://u:p@api.example/ -> redirect: LocationCredentials",
            "omit 302 location=https://u:p@app.example/ | 200 -> redirect, response",
        ],
    );
}

/// Any number of slashes before a host count as two.
#[test]
fn a_location_may_begin_with_more_slashes() {
    for location in [
        "//b.example/x",
        "///b.example/x",
        "//\\b.example/x",
        " /\t///\\/b.example/x",
    ] {
        let mut flow = flow(&request("GET", API));
        let headers = redirected(&sent(&flow), location.as_bytes());
        flow.receive(StatusCode::FOUND, &headers);
        assert_eq!(
            sent(&flow).url.as_str(),
            "https://b.example/x",
            "{location}"
        );
    }
}

#[test]
fn a_location_may_be_any_bytes() {
    for (bytes, path) in [(&b"/\xE9"[..], "/%C3%A9"), (b"/\xC3\xA9", "/%C3%A9")] {
        let mut flow = flow(&request("GET", API));
        let headers = redirected(&sent(&flow), bytes);
        flow.receive(StatusCode::FOUND, &headers);
        assert_eq!(sent(&flow).url.path(), path);
    }
}

/// A browser sends a URL's user name and password only in answer to a 401, and a report that shows
/// them would leak them.
#[test]
fn user_information_is_left_out() {
    for mode in [SameOrigin, Include, Omit] {
        let asked = request("GET", PAGE).credentials(mode);
        let asked = asked.header("authorization", "Bearer page");
        let (sent, report) = follow(&asked, &[(302, "https://u:p@app.example/")]);
        assert_eq!(sent[1].url.as_str(), "https://app.example/", "{mode}");
        assert_eq!(sent[1].headers["authorization"], "Bearer page", "{mode}");
        assert_eq!(report.findings()[1].url.as_ref(), Some(&sent[1].url));
    }
}

#[test]
fn twenty_are_followed() {
    for to in ["/round", "https://app.example/x"] {
        let (sent, report) = follow(&request("GET", API), &[(302, to); 20]);
        assert_eq!((sent.len(), report.allowed()), (21, true));
        let (sent, report) = follow(&request("GET", API), &[(302, to); 21]);
        assert_eq!(sent.len(), 21);
        assert!(found(&report).ends_with("redirect: TooManyRedirects"));
    }
    // The scheme is looked at before the count.
    let mut redirects = vec![(302, "/round"); 20];
    redirects.push((302, "mailto:x"));
    let (_, report) = follow(&request("GET", API), &redirects);
    assert!(found(&report).ends_with("redirect: LocationScheme"));
}

/// The first URL is not known. If a redirect names an origin, the next one is.
#[test]
fn from_an_unknown_url() {
    let unknown = || Request::to_unknown_url("GET".parse().unwrap());
    for (redirects, expected) in [
        ("/x", "? ?"),
        ("/x y ?z", "? ? ? ?"),
        (
            "//a.example/ /x",
            "? https://a.example/ https://a.example/x",
        ),
    ] {
        let redirects: Vec<_> = redirects.split(' ').map(|to| (302, to)).collect();
        let asked = unknown().header("authorization", "x").credentials(Include);
        let (sent, report) = follow(&asked, &redirects);
        assert!(report.allowed(), "{report}");
        let requests = report.exchanges().iter().zip(report.findings());
        let requests = requests.filter(|(exchange, _)| exchange.sent().kind == Sent::Request);
        let urls: Vec<_> = requests
            .inspect(|(exchange, finding)| assert_eq!(exchange.url(), finding.url.as_ref()))
            .map(|(exchange, _)| exchange.url().map_or("?", |url| url.as_str()))
            .collect();
        assert_eq!(urls.join(" "), expected);
        // Nobody knows whether the origin changed, so nothing is taken away.
        let last = sent.last().unwrap();
        assert_eq!(header(last, "origin"), Some(PAGE));
        assert_eq!(header(last, "authorization"), Some("x"));
    }
    // Between two known URLs it does, and to the page's own, which the unknown URL is not of.
    let asked = unknown().header("authorization", "x");
    for redirects in [
        &[(302, "https://a.example/"), (302, "https://b.example/")][..],
        &[(302, "/x"), (302, "https://app.example/")],
    ] {
        let (sent, _) = follow(&asked, redirects);
        let last = sent.last().unwrap();
        assert_eq!(header(last, "origin"), Some("null"));
        assert!(!last.headers.contains_key("authorization"));
    }
    // It counts as cross-origin, so that all is checked.
    let row = "omit 302 location=https://u:p@a.example/ -> redirect: LocationCredentials";
    judges(&unknown(), &[row]);
}
