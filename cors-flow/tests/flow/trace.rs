//! The report for a person.

use cors_flow::trace::{self, Line, Part};
use cors_flow::{Report, Request, Sent, Step};
use expect_test::{Expect, expect};
use headers_allow_credentials::cors::CredentialsMode::Include;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::{ALLOW_CREDENTIALS, ALLOW_ORIGIN, API, EXPOSE_HEADERS};
use crate::{
    answered, flow, header, map, redirected, request, sent, willing, willing_but, with_headers,
};

#[track_caller]
fn printed(report: &Report, expected: &Expect) {
    expected.assert_eq(&report.to_string());
}

#[test]
fn of_a_whole_conversation() {
    let lines = [
        ("Content-Type", "application/json"),
        ("Authorization", "secret"),
        ("Host", "forbidden"),
        ("Accept", "text/html"),
        ("Accept", "*/*"),
    ];
    let request = with_headers(request("PUT", "https://api.example/me?x=1#y"), &lines);
    let request = request
        .cookie(HeaderValue::from_static("sid=secret"))
        .credentials(Include);
    let mut flow = flow(&request.read("etag").read("x-request-id"));
    let mut requests = 0;
    while let Step::Send(sent) = flow.step() {
        let mut headers = willing(&sent);
        headers.insert("set-cookie", HeaderValue::from_static("secret"));
        if sent.kind == Sent::Request {
            requests += 1;
            headers.insert("etag", HeaderValue::from_static("secret"));
            headers.insert(EXPOSE_HEADERS, HeaderValue::from_static("etag"));
        }
        let code = if sent.kind == Sent::Request && requests == 1 {
            headers.insert("location", HeaderValue::from_static("//b.example/next"));
            StatusCode::PERMANENT_REDIRECT
        } else {
            StatusCode::OK
        };
        flow.receive(code, &headers);
    }
    printed(
        flow.report(),
        &expect![[r#"
            > OPTIONS https://api.example/me?x=1
            > origin: https://app.example
            > access-control-request-method: PUT
            > access-control-request-headers: authorization,content-type
            < 200
            < access-control-allow-origin: https://app.example
            < access-control-allow-credentials: true
            < access-control-allow-methods: PUT
            < access-control-allow-headers: authorization,content-type
            Every browser drops a cookie without a name: a preflight's response sets no cookies. Send it with the response to the request that follows. app.example and api.example are two sites: send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site.
            The preflight allows the PUT.

            > PUT https://api.example/me?x=1
            > content-type: application/json
            > authorization: (not shown)
            > accept: text/html
            > accept: */*
            > origin: https://app.example
            > cookie: (not shown)
            < 308
            < access-control-allow-origin: https://app.example
            < access-control-allow-credentials: true
            < location: //b.example/next
            < access-control-expose-headers: etag
            Chrome and browsers that block third-party cookies drop a cookie without a name: without SameSite it counts as Lax, and app.example and api.example are two sites. Firefox keeps it, and sends it back. Safari drops it: it is not Partitioned. Send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site.
            The redirect (308) passes the CORS check, so a browser follows it.

            > OPTIONS https://b.example/next
            > origin: null
            > access-control-request-method: PUT
            > access-control-request-headers: content-type
            < 200
            < access-control-allow-origin: null
            < access-control-allow-credentials: true
            < access-control-allow-methods: PUT
            < access-control-allow-headers: content-type
            Every browser drops a cookie without a name: a preflight's response sets no cookies. Send it with the response to the request that follows. app.example and b.example are two sites: send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site.
            The preflight allows the PUT.

            > PUT https://b.example/next
            > content-type: application/json
            > accept: text/html
            > accept: */*
            > origin: null
            < 200
            < access-control-allow-origin: null
            < access-control-allow-credentials: true
            < access-control-expose-headers: etag
            Chrome and browsers that block third-party cookies drop a cookie without a name: without SameSite it counts as Lax, and app.example and b.example are two sites. Firefox keeps it, and sends it back. Safari drops it: it is not Partitioned. Send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site.
            The page may read the response.
            The page may read `etag`.
            `x-request-id` is not readable: Access-Control-Expose-Headers does not list the header: to let this page read it, add its name.

            Not allowed: a page at https://app.example cannot read all the headers that it wants to read.
            Note: a page cannot set `host`: browsers leave it out, and so does this request.
            Note: the page's Authorization was removed, since the redirect leaves the origin (Chrome 119, Firefox 111, Safari 16.1): let the page request https://b.example/next directly.

            What the server has to send:
              to PUT https://api.example/me?x=1, in place of the redirect
                200
                access-control-allow-origin: https://app.example
                access-control-allow-credentials: true
                access-control-expose-headers: etag,x-request-id
                vary: origin

            Or what the page can do instead:
              request https://b.example/next directly, which has to allow the request
        "#]],
    );
}

#[test]
fn of_the_pages_own_origin_and_of_silence() {
    let mut flow = flow(&request("POST", "https://app.example/x"));
    let headers = redirected(&sent(&flow), b"https://api.example/");
    flow.receive(StatusCode::FOUND, &headers);
    flow.receive_nothing("the connection was refused.");
    printed(
        flow.report(),
        &expect![[r#"
            > POST https://app.example/x
            > origin: https://app.example
            < 302
            < location: https://api.example/
            The redirect (302) is from the page's own origin, so a browser follows it.

            > GET https://api.example/
            > origin: https://app.example
            Not allowed: the connection was refused.

            Not allowed: there is no response, and a page at https://app.example gets an error instead of the response.
        "#]],
    );
}

/// The request lines would be made up.
#[test]
fn of_an_unknown_url() {
    let unknown = Request::to_unknown_url("PUT".parse().unwrap());
    let mut flow = flow(&unknown.credentials(Include).read("expires"));
    flow.receive(StatusCode::OK, &willing(&sent(&flow)));
    let headers = redirected(&sent(&flow), b"https://a.example/");
    flow.receive(StatusCode::TEMPORARY_REDIRECT, &headers);
    flow.receive(StatusCode::NOT_FOUND, &HeaderMap::new());
    printed(
        flow.report(),
        &expect![[r#"
            < 200
            < access-control-allow-origin: https://app.example
            < access-control-allow-credentials: true
            < access-control-allow-methods: PUT
            The preflight allows the PUT.

            < 307
            < access-control-allow-origin: https://app.example
            < access-control-allow-credentials: true
            < location: https://a.example/
            The redirect (307) passes the CORS check, so a browser follows it.

            > OPTIONS https://a.example/
            > origin: https://app.example
            > access-control-request-method: PUT
            < 404
            Not allowed: nothing answers OPTIONS at this URL (404). Often a route is for one method only, so that OPTIONS never gets to the CORS layer: handle CORS before routing, or add a route for OPTIONS. If the URL is wrong, fix that first. The response has no CORS headers either (no Access-Control-Allow-Origin).

            Not allowed: a browser does not send the request after this preflight, and a page at https://app.example gets an error instead of the response.
            Note: if a redirect led to another origin, a browser goes on with `Origin: null`, which no server should allow: let the page request the final URL.

            What the server has to send:
              to OPTIONS https://a.example/
                204
                access-control-allow-origin: https://app.example
                access-control-allow-credentials: true
                access-control-allow-methods: PUT
                vary: origin
              to PUT https://a.example/
                access-control-allow-origin: https://app.example
                access-control-allow-credentials: true
                vary: origin
        "#]],
    );

    let redirect = map(&[("location", "/x"), (ALLOW_CREDENTIALS, "true")]);
    let heads = [
        (StatusCode::FOUND, redirect),
        (StatusCode::OK, HeaderMap::new()),
    ];
    printed(
        &Report::of_header_alone(heads),
        &expect![[r#"
            < 302
            < access-control-allow-credentials: true
            < location: /x
            Access-Control-Allow-Credentials is `true`.

            < 200
            Not allowed: Access-Control-Allow-Credentials is missing: to let this page read what it fetches with credentials, send `true`.

            Not allowed: no page gets this response with credentials.
        "#]],
    );
}

/// A terminal must not obey a server, nor a page of output hide the verdict.
#[test]
fn shows_no_byte_raw_and_not_all_lines() {
    let lines = [
        ("Accept", "t\u{FC}r"),
        ("X-Secret", "secret"),
        ("Range", "\"bytes\""),
    ];
    let mut flow = flow(&with_headers(request("GET", API), &lines).credentials(Include));
    flow.receive(StatusCode::OK, &willing(&sent(&flow)));
    let mut headers = map(&[(ALLOW_ORIGIN, "\"\\'\t\u{FF}")]);
    for _ in 0..5 {
        headers.append(ALLOW_CREDENTIALS, HeaderValue::from_static(""));
    }
    headers.append(EXPOSE_HEADERS, HeaderValue::from_static("a"));
    for _ in 0..3 {
        headers.append(EXPOSE_HEADERS, HeaderValue::from_static("b"));
    }
    flow.receive(StatusCode::OK, &headers);
    printed(
        flow.report(),
        &expect![[r#"
            > OPTIONS https://api.example/me
            > origin: https://app.example
            > access-control-request-method: GET
            > access-control-request-headers: range,x-secret
            < 200
            < access-control-allow-origin: https://app.example
            < access-control-allow-credentials: true
            < access-control-allow-methods: GET
            < access-control-allow-headers: range,x-secret
            The preflight allows the GET.

            > GET https://api.example/me
            > accept: t\xc3\xbcr
            > x-secret: (not shown)
            > range: "bytes"
            > origin: https://app.example
            < 200
            < access-control-allow-origin: "\\'\t\xc3\xbf
            < access-control-allow-credentials:
            < access-control-allow-credentials:
            < access-control-allow-credentials:
            < access-control-allow-credentials:
            < (and 1 more)
            < access-control-expose-headers: a
            < access-control-expose-headers: b
            < access-control-expose-headers: b
            < access-control-expose-headers: b
            Not allowed: Access-Control-Allow-Origin is not an origin (an origin begins with a scheme, such as `https://`; a bare word is often a variable that is not set): send exactly `https://app.example` and `Vary: Origin`. Also: Access-Control-Allow-Credentials is sent more than once, often by a proxy and the application: send a single `true`.

            Not allowed: a browser sends the request, but a page at https://app.example gets an error instead of the response.

            What the server has to send:
              to GET https://api.example/me
                access-control-allow-origin: https://app.example
                access-control-allow-credentials: true
                vary: origin
        "#]],
    );
}

#[test]
fn cuts_long_values_and_longer_urls() {
    let lines = |url: usize, accept: usize| {
        let url = format!("https://api.example/{}", "y".repeat(url - 20));
        let flow = flow(&request("GET", &url).header("accept", "x".repeat(accept)));
        let [first, accept, ..] = &trace::request(&flow.actual())[..] else {
            panic!("it has a header")
        };
        [first.text.clone(), accept.text.clone()]
    };
    let [url, accept] = lines(1000, 160);
    assert_eq!([url.len(), accept.len()], [1006, 170]);
    assert!(url.ends_with("yyy") && accept.ends_with("xxx"));
    let [cut_url, cut_accept] = lines(1001, 161);
    assert_eq!(cut_url, url + "... (1001 bytes)");
    assert_eq!(cut_accept, accept + "... (161 bytes)");
}

/// Such as a driver has them that reads the bytes itself.
#[test]
fn shows_lines_that_a_map_cannot_hold() {
    let mut flow = flow(&request("GET", API));
    flow.receive(StatusCode::OK, &willing(&sent(&flow)));
    let lines: &[(&[u8], &[u8])] = &[
        (b"ACCESS-Control-Allow-Origin", b"\x1B[31m\0\xFF"),
        (b"x-other", b"not shown"),
        (b"access-control-allow-origin", b""),
    ];
    let shown = trace::response_of(&flow.report().exchanges()[0], lines);
    let line = |text: &str| Line {
        part: Part::Response,
        text: text.into(),
    };
    assert_eq!(
        shown,
        [
            line("< 200"),
            line(r"< ACCESS-Control-Allow-Origin: \x1b[31m\x00\xff"),
            line("< access-control-allow-origin:"),
        ],
    );
}

/// Whatever a driver says, it is one line.
#[test]
fn has_lines_of_printable_ascii() {
    let mut flow = flow(&request("GET", API));
    flow.receive_nothing("no route\nto \u{1B}[31mb\u{FC}cher \\ \"x\"");
    let line = trace::finding(&flow.report().findings()[0]);
    assert_eq!(line.part, Part::Refused);
    assert_eq!(
        line.text,
        r#"Not allowed: no route\nto \u{1b}[31mb\u{fc}cher \ "x""#
    );
}

#[test]
fn has_parts_for_colours() {
    let part = |lines: Vec<Line>| lines.into_iter().map(|line| line.part).collect::<Vec<_>>();
    let mut flow = flow(&request("GET", "http://api.example/").read("etag"));
    let out = sent(&flow);
    assert_eq!(part(trace::request(&out)), [Part::Request, Part::Request]);
    flow.receive(StatusCode::OK, &willing_but(&out, &[("x-a", "1")]));
    let report = flow.report();
    let exchange = &report.exchanges()[0];
    assert_eq!(part(trace::response(exchange)), [Part::Response; 3]);
    let findings = report
        .findings()
        .iter()
        .map(|finding| trace::finding(finding).part);
    assert_eq!(findings.collect::<Vec<_>>(), [Part::Allowed, Part::Refused]);
    let lines = part(trace::conclusion(report));
    assert_eq!(
        lines[..4],
        [Part::Blank, Part::Failed, Part::Note, Part::Blank]
    );
    assert_eq!(lines[4..], [Part::Advice; 5]);
    let report = answered(&request("PUT", API), "200");
    assert_eq!(
        part(trace::conclusion(&report)),
        [Part::Blank, Part::Unchecked]
    );
    let mut flow = self::flow(&request("GET", API));
    flow.receive(StatusCode::OK, &willing(&out));
    assert_eq!(
        part(trace::conclusion(flow.report())),
        [Part::Blank, Part::Passed]
    );
    assert_eq!(header(&out, "origin"), Some(crate::PAGE));
    assert_eq!(exchange.sent().url, out.url);
    assert!(exchange.is_cross_origin());
}

#[test]
fn what_the_server_says_itself() {
    let mut flow = flow(&request("GET", API));
    flow.receive_body(b"of no response");
    flow.receive(StatusCode::FORBIDDEN, &HeaderMap::new());
    flow.receive_body(&[b" Invalid \x1bCORS request ", &b"x"[..].repeat(200)[..]].concat());
    flow.receive_body(b"\r\n ");
    let lines = trace::response(&flow.report().exchanges()[0]);
    assert_eq!(lines[0].text, "< 403");
    let long = "x".repeat(138);
    let line = format!("< (body) Invalid \\x1bCORS request {long}... (222 bytes)");
    assert_eq!(lines.last().unwrap().text, line);
    assert_eq!(lines.len(), 2);
}
