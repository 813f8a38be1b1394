//! The cookies of responses: what the report says of them, and what a page does with them.

use std::sync::{Arc, Mutex};

use cors_flow::cookie::{Browser, Fate, SetCookie};
use cors_flow::{CookieFinding, Finding, Flow, Page, Report, Request, Step, trace};
use expect_test::expect;
use headers_allow_credentials::cors::CredentialsMode::{Include, SameOrigin};
use http::header::{COOKIE, HeaderValue};
use http::{HeaderMap, Response, StatusCode};
use tower::service_fn;

use crate::{ALLOW_ORIGIN, API, PAGE, answered, found, judges, map, origin, request, sent, status};
use crate::{url, willing};

/// Of each cookie the name, and its fate in the four browsers.
fn fates(report: &Report) -> String {
    let cookie = |cookie: &CookieFinding| {
        let fate = |browser| match cookie.fate(browser) {
            Fate::Sent => "sent".to_owned(),
            Fate::Deleted => "-".to_owned(),
            Fate::Unknown => "?".to_owned(),
            fate => fate.code().unwrap(),
        };
        let mut fates = Browser::ALL.map(fate).to_vec();
        fates.dedup();
        format!("{}: {}", cookie.name().escape_ascii(), fates.join(" "))
    };
    let cookies = report.cookies();
    cookies.iter().map(cookie).collect::<Vec<_>>().join(", ")
}

fn get() -> Request {
    request("GET", API).credentials(Include)
}

/// To an API of the page's site.
fn near() -> Request {
    request("GET", "https://api.app.example/v1/me").credentials(Include)
}

#[test]
fn are_judged_wherever_they_come_from() {
    let put = || request("PUT", API).credentials(Include);
    let unknown = || Request::to_unknown_url(http::Method::GET).credentials(Include);
    for (request, answers, expected) in [
        (get(), "200", ""),
        (
            get(),
            "200 set-cookie=a=1",
            "a: CrossSiteByDefault sent NotPartitioned CrossSiteByDefault",
        ),
        (
            near(),
            "200 set-cookie=a=1 set-cookie=b=2;Path=/x",
            "a: sent, b: Path",
        ),
        // One that is refused, by CORS or as a redirect.
        (near(), "200 set-cookie=a=1 allow-origin=-", "a: sent"),
        (near(), "302 set-cookie=a=1 location=mailto:x", "a: sent"),
        (near(), "404 set-cookie=a=1", "a: sent"),
        // Nobody gets as far as to the cookies.
        (
            near(),
            "200 set-cookie=a=1 content-length=1 content-length=2",
            "",
        ),
        // On the way, and at the end.
        (
            near(),
            "302 set-cookie=a=1 location=/x | 200 set-cookie=b=1",
            "a: sent, b: sent",
        ),
        (put(), "200 set-cookie=a=1 | 200", "a: Preflight"),
        (
            get().credentials(SameOrigin),
            "200 set-cookie=a=1",
            "a: Mode",
        ),
        (request("GET", PAGE), "200 set-cookie=a=1", "a: sent"),
        // Once cross-origin, a request stays so, even at home.
        (
            request("GET", PAGE),
            "302 location=https://api.example/ | 302 location=https://app.example/ set-cookie=a=1 | 200 set-cookie=b=1",
            "a: Mode, b: Mode",
        ),
        // What is so at any URL.
        (unknown(), "200 set-cookie=a=1", ""),
        (unknown(), "200 set-cookie=a=1;Domain=com;Path=/x", ""),
        (unknown(), "200 set-cookie=a=1;Domain=1.2", ""),
        (
            unknown().credentials(SameOrigin),
            "200 set-cookie=a=1",
            "a: Mode",
        ),
        (
            unknown(),
            "200 set-cookie=a=1;Secure,b=2",
            "b: TwoInOneLine",
        ),
        (
            unknown(),
            "200 set-cookie=a=1;SameSite=None",
            "a: NoneWithoutSecure ? NoneWithoutSecure",
        ),
        (
            unknown(),
            "200 set-cookie=__Host-a=1;Secure;Path=/;Domain=b.example",
            "__Host-a: PrefixWithDomain",
        ),
        (unknown(), "200 set-cookie=a=1;Max-Age=0", "a: Expired"),
        (unknown(), "200 set-cookie=a=;Max-Age=0", ""),
        (
            near(),
            "200 set-cookie=a=1;Secure,b=2;Path=/x,c=3",
            "a: Path, b: TwoInOneLine, c: TwoInOneLine",
        ),
        (near(), "200 set-cookie=a=;Max-Age=0", "a: -"),
        // What is asked next.
        (
            near().then(url("https://api.app.example/x")),
            "200 set-cookie=a=1",
            "a: Path",
        ),
        (
            near().then(url("https://other.app.example/v1/x")),
            "200 set-cookie=a=1",
            "a: Host",
        ),
        (
            near().then(url("http://api.app.example/v1/x")),
            "200 set-cookie=a=1;Secure",
            "a: SecureOverHttp",
        ),
        // By the server's clock.
        (
            near(),
            "200 set-cookie=a=1;Expires=1-Jan-2001-00:00:01 date=1-Jan-2001-00:00:00",
            "a: sent",
        ),
        (
            near(),
            "200 set-cookie=a=1;Expires=1-Jan-2001-00:00:00 date=1-Jan-2001-00:00:01",
            "a: -",
        ),
        (
            near(),
            "200 set-cookie=a=1;Expires=1-Jan-2001-00:00:00 date=x",
            "a: -",
        ),
    ] {
        let report = answered(&request, answers);
        assert_eq!(fates(&report), expected, "{answers}\n{report}");
    }
    assert!(
        Report::of_header_alone([(status(200), map(&[("set-cookie", "a=1")]))])
            .cookies()
            .is_empty()
    );
}

#[test]
fn may_have_to_be_kept() {
    let all = "set-cookie=sid=1;SameSite=None;Secure;Partitioned";
    judges(
        &request("GET", API).keep("sid").keep("sid"),
        &[
            "include 200 -> response, cookie: CookieNotSet",
            &format!("include 200 {all} -> response, cookie"),
            &format!("same-origin 200 {all} -> response, cookie: Mode"),
            "include 200 set-cookie=sid=1;SameSite=Lax -> response, cookie: CrossSite",
            "include 200 set-cookie=sid=1;SameSite=None;Secure -> response, cookie: NotPartitioned",
            "include 200 set-cookie=other=1 -> response, cookie: CookieNotSet",
            // Over there, it is deleted or replaced.
            &format!(
                "include 200 {all} set-cookie=sid=;Secure;Partitioned;SameSite=None;Max-Age=0 -> response, cookie: Expired"
            ),
            &format!("include 200 {all};Path=/x {all} -> response, cookie"),
            &format!("include 200 {all} {all};Path=/x -> response, cookie"),
            &format!("include 200 {all};Path=/x -> response, cookie: Path"),
            "include 200 set-cookie=a=1;Path=/,sid=2 -> response, cookie: TwoInOneLine",
            &format!("include 302 location=/x {all} | 200 -> redirect, response, cookie"),
            // If the page does not get the response, that is the last finding.
            &format!("include 200 allow-origin=* {all} -> response: WildcardAllowOrigin"),
        ],
    );
    judges(
        &request("GET", API)
            .keep("sid")
            .cookie(HeaderValue::from_static("a=1; sid=2")),
        &[
            // What a person gives shows nothing of what a browser keeps.
            "include 200 -> response, cookie: CookieNotSet",
            "omit 200 -> response, cookie: CookieNotSet",
            "include 200 set-cookie=sid=;Max-Age=0 -> response, cookie: CrossSiteByDefault",
        ],
    );
    // Nothing is known of a cookie before the request is sent.
    judges(
        &request("PUT", API).keep("sid"),
        &["include 200 -> preflight"],
    );
    let report = answered(
        &get().keep("sid"),
        "200 set-cookie=sid=1;SameSite=None;Secure",
    );
    let finding = report.refused().unwrap();
    assert_eq!(
        (finding.cookie.as_deref(), finding.browser),
        (Some(&b"sid"[..]), Some(Browser::Safari))
    );
    let of = (finding.exchange, finding.url.clone(), finding.status);
    assert_eq!(of, (Some(0), Some(url(API)), Some(StatusCode::OK)));
}

#[test]
fn have_names_that_cookies_can_have() {
    use cors_flow::SetupError::InvalidCookieName;
    for name in ["", "a=b", "a;b", " a", "a\t", "a\u{1}", "a\n"] {
        let error = Flow::new(&origin(PAGE), &get().keep(name)).unwrap_err();
        assert_eq!(error, InvalidCookieName, "{name:?}");
    }
    for name in ["a", "a b", "__Host-a", "\"ä\""] {
        Flow::new(&origin(PAGE), &get().keep(name)).unwrap();
    }
}

/// What the server received, in each `Cookie`.
async fn fetched(
    page: &mut Page,
    asks: Vec<Request>,
    set: &'static [(&'static str, &'static str)],
) -> String {
    let log = Arc::new(Mutex::new(Vec::new()));
    let mut app = service_fn(|request: http::Request<String>| {
        let cookie = request
            .headers()
            .get(COOKIE)
            .map(|cookie| cookie.to_str().unwrap().to_owned());
        let path = request.uri().path();
        log.lock().unwrap().push(format!(
            "{} {path} {}",
            request.method(),
            cookie.unwrap_or_default()
        ));
        let mut response = Response::builder().header("access-control-allow-credentials", "true");
        let origin = request.headers().get("origin");
        response = response.header(
            ALLOW_ORIGIN,
            origin.map_or("null", |origin| origin.to_str().unwrap()),
        );
        response = response.header("access-control-allow-methods", "PUT");
        for (_, line) in set.iter().filter(|(at, _)| *at == path) {
            response = response.header("set-cookie", *line);
        }
        if path == "/redirect" {
            response = response.status(302).header("location", "/next");
        }
        async { response.body(()) }
    });
    for request in asks {
        let _ = page.fetch(&mut app, request).await.unwrap();
    }
    let log = log.lock().unwrap();
    log.iter()
        .map(|line| line.trim_end())
        .collect::<Vec<_>>()
        .join(", ")
}

#[tokio::test]
async fn go_with_the_next_fetch() {
    let at = |method: &str, path: &str| {
        request(method, &format!("https://api.app.example{path}")).credentials(Include)
    };
    let set = &[
        ("/login", "sid=1; Path=/"),
        ("/login", "late=1; Path=/; Max-Age=0"),
        ("/login", "far=1; Domain=b.example"),
        ("/logout", "sid=; Path=/; Max-Age=0"),
        ("/redirect", "hop=1"),
        ("/path/x", "deep=1"),
        ("/path/x", "root=1; Path=/"),
        ("/renew", "a=2; Path=/"),
        ("/set/a", "a=1; Path=/"),
        ("/set/b", "b=1; Path=/"),
    ];
    for (asks, expected) in [
        (
            vec![at("GET", "/login"), at("GET", "/me")],
            "GET /login, GET /me sid=1",
        ),
        (
            vec![at("GET", "/login"), at("PUT", "/me")],
            "GET /login, OPTIONS /me, PUT /me sid=1",
        ),
        (
            vec![
                at("GET", "/login"),
                at("GET", "/me").credentials(SameOrigin),
            ],
            "GET /login, GET /me",
        ),
        (
            vec![
                at("GET", "/login").credentials(SameOrigin),
                at("GET", "/me"),
            ],
            "GET /login, GET /me",
        ),
        (
            vec![at("GET", "/login"), at("GET", "/logout"), at("GET", "/me")],
            "GET /login, GET /logout sid=1, GET /me",
        ),
        (
            vec![at("GET", "/redirect")],
            "GET /redirect, GET /next hop=1",
        ),
        // Longer paths first, then older ones, which a new value does not change.
        (
            vec![at("GET", "/path/x"), at("GET", "/path/y")],
            "GET /path/x, GET /path/y deep=1; root=1",
        ),
        (
            vec![
                at("GET", "/set/a"),
                at("GET", "/set/b"),
                at("GET", "/renew"),
                at("GET", "/me"),
            ],
            "GET /set/a, GET /set/b a=1, GET /renew a=1; b=1, GET /me a=2; b=1",
        ),
        // What is given stands for the store, and over it.
        (
            vec![
                at("GET", "/set/a"),
                at("GET", "/set/b"),
                at("GET", "/me").cookie(HeaderValue::from_static("x=0; a=9")),
            ],
            "GET /set/a, GET /set/b a=1, GET /me x=0; a=9; b=1",
        ),
    ] {
        let mut page = Page::new(origin(PAGE));
        assert_eq!(fetched(&mut page, asks, set).await, expected);
    }
}

/// Chrome's default rules: third-party cookies are allowed, Lax is the default.
#[tokio::test]
async fn are_kept_as_chrome_does() {
    let asks = || vec![get(), get()];
    for (line, expected) in [
        ("a=1; SameSite=None; Secure", "GET /me, GET /me a=1"),
        ("a=1", "GET /me, GET /me"),
        ("a=1; SameSite=Lax", "GET /me, GET /me"),
    ] {
        let mut page = Page::new(origin(PAGE));
        let set = Box::leak(Box::new([("/me", line)]));
        assert_eq!(fetched(&mut page, asks(), set).await, expected);
    }
}

#[test]
fn of_a_page_are_kept_by_its_own_flows_alone() {
    let mut page = Page::new(origin(PAGE));
    let cookies = |page: &Page| {
        let sent = page.flow(&near()).unwrap().actual();
        sent.headers
            .get(COOKIE)
            .map(|cookie| cookie.to_str().unwrap().to_owned())
    };
    let mut flow = page.flow(&near()).unwrap();
    let copy = page.clone();
    flow.receive(
        status(500),
        &map(&[("set-cookie", "a=1"), ("set-cookie", "=nameless")]),
    );
    assert_eq!(cookies(&page), None);
    page.remember(&flow);
    assert_eq!(cookies(&page).as_deref(), Some("a=1; nameless"));
    assert_eq!(cookies(&copy), None);
    // A flow without a page has no cookies, and takes none away.
    let mut flow = crate::flow(&near());
    let mut headers = willing(&sent(&flow));
    headers.extend(map(&[("set-cookie", "b=1"), ("location", "/v1/x")]));
    flow.receive(status(302), &headers);
    assert_eq!(sent(&flow).headers.get(COOKIE), None);
    page.remember(&flow);
    assert_eq!(cookies(&page).as_deref(), Some("a=1; nameless"));
}

/// Over http, nothing takes the place of a secure cookie.
#[test]
fn that_are_secure_stay_so() {
    /// What goes with the next request to `/x/y` over https and over http, once the line was received.
    fn receive(page: &mut Page, at: &str, line: &str) -> String {
        let mut flow = page.flow(&request("GET", at).credentials(Include)).unwrap();
        flow.receive(status(200), &map(&[("set-cookie", line)]));
        page.remember(&flow);
        let sent = |scheme| {
            let mut next = url(at);
            next.set_scheme(scheme).unwrap();
            next.set_path("/x/y");
            let next = request("GET", next.as_str()).credentials(Include);
            let cookie = page.flow(&next).unwrap().actual().headers.remove(COOKIE);
            cookie.map_or(String::new(), |cookie| cookie.to_str().unwrap().to_owned())
        };
        format!("{} | {}", sent("https"), sent("http"))
    }
    let [home, secure_home] = ["http://app.example/", "https://app.example/"];
    let below = "http://www.app.example/";

    let mut page = Page::new(origin("http://app.example"));
    let mut receive_there = |at, line| receive(&mut page, at, line);
    for (at, line, expected) in [
        (secure_home, "a=1; SameSite=None; Secure; Path=/x", "a=1 | "),
        (home, "a=2; Path=/x", "a=1 | "),
        (home, "a=2; Path=/x/y", "a=1 | "),
        (home, "a=2; Domain=app.example; Path=/x", "a=1 | "),
        (home, "a=; Path=/x; Max-Age=0", "a=1 | "),
        (below, "a=2; Path=/x", " | "),
        // Of another name, or above it, a cookie hides nothing.
        (home, "b=1; Path=/x", "a=1 | b=1"),
        (home, "a=2; Path=/", "a=1 | b=1; a=2"),
    ] {
        assert_eq!(receive_there(at, line), expected, "{at} {line}");
    }

    // Nor does one of another host.
    let mut page = Page::new(origin("http://app.example"));
    let secure = "a=1; SameSite=None; Secure; Path=/x";
    receive(&mut page, "https://www.app.example/", secure);
    let beside = receive(&mut page, "http://api.app.example/", "a=2; Path=/x");
    assert_eq!(beside, " | a=2");

    let mut page = Page::new(origin("https://app.example"));
    for value in ["a=1; Secure", "a=2"] {
        let line = format!("{value}; Path=/x");
        let sent = receive(&mut page, secure_home, &line);
        assert!(sent.starts_with(&value[..3]), "{sent}");
    }
}

/// A server cannot fill the memory.
#[test]
fn are_not_kept_without_end() {
    let mut page = Page::new(origin(PAGE));
    for round in 0..4 {
        let mut headers = HeaderMap::new();
        for at in 0..775 {
            let line = format!("c{round}-{at}=1; Path=/v1").parse().unwrap();
            headers.append("set-cookie", line);
        }
        let mut flow = page.flow(&near()).unwrap();
        flow.receive(status(200), &headers);
        page.remember(&flow);
    }
    let sent = page.flow(&near()).unwrap().actual();
    let cookies = sent.headers[COOKIE]
        .to_str()
        .unwrap()
        .split("; ")
        .collect::<Vec<_>>();
    assert_eq!(cookies.len(), 3000);
    assert_eq!((cookies[0], cookies[2999]), ("c0-100=1", "c3-774=1"));
}

/// A hundred cookies do not hide the one that gets lost.
#[test]
fn are_not_told_without_end() {
    let mut lines = vec![("set-cookie", "a=1; Path=/"); 99];
    lines.push(("set-cookie", "lost=1; Domain=com"));
    let mut flow = crate::flow(&near());
    let mut headers = willing(&sent(&flow));
    headers.extend(map(&lines));
    flow.receive(status(200), &headers);
    let lines = trace::cookies(flow.report(), 0);
    assert_eq!(lines.len(), 21);
    assert!(lines[0].text.contains("`lost`"), "{lines:?}");
    assert_eq!(lines[20].text, "(and 80 more cookies)");
    assert!(trace::cookies(flow.report(), 1).is_empty());
    assert_eq!(flow.report().cookies().len(), 100);
    let Step::Done(report) = flow.step() else {
        panic!("it is at its end")
    };
    assert!(report.to_string().contains("(and 80 more cookies)"));
}

/// The sentences, to read them aloud.
#[test]
fn are_told_of() {
    let to = |page: &str, request: Request, line: &str| {
        let mut flow = Flow::new(&origin(page), &request).unwrap();
        let mut headers = willing(&sent(&flow));
        headers.extend(map(&[("set-cookie", line)]));
        flow.receive(status(200), &headers);
        let told = trace::cookies(flow.report(), 0)
            .into_iter()
            .map(|line| line.text);
        told.chain([String::new()]).collect::<Vec<_>>().join("\n")
    };
    let say = |request: Request, line: &str| to(PAGE, request, line);
    let local = || request("GET", "http://127.0.0.1:8080/").credentials(Include);
    let secure = || request("GET", "https://app.example/").credentials(Include);
    let shared = || request("GET", "https://api.up.railway.app/").credentials(Include);
    let plain = || request("GET", "http://api.example/").credentials(Include);
    let told = [
        say(near(), "sid=1; Path=/"),
        say(near(), "sid=1"),
        say(near(), "sid=; Max-Age=0"),
        say(near(), "sid=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
        say(
            near().then(url("https://api.app.example/auth/me")),
            "sid=1; Path=/auth",
        ),
        say(
            near().then(url("https://api.app.example/v1/auth/refresh")),
            "sid=1; Path=/auth",
        ),
        say(near().then(url("https://b.app.example/v1/x")), "sid=1"),
        say(
            near().then(url("https://b.app.example/v1/x")),
            "sid=1; Domain=api.app.example",
        ),
        say(near(), "sid=1; Path=/, b=2; Secure"),
        say(near(), "sid=1; Domain=b.example"),
        say(near(), "sid=1; Domain=example"),
        say(
            shared(),
            "sid=1; SameSite=None; Secure; Partitioned; Domain=railway.app",
        ),
        say(near(), "sid=1; SameSite=None"),
        say(near(), "sid=1; Partitioned"),
        say(near(), "__Host-sid=1; Secure; Path=/; Domain=app.example"),
        say(near(), "__Host-sid=1; Path=/"),
        say(near(), "__Host-sid=1; Secure"),
        say(near(), "__Http-sid=1; Secure; Path=/"),
        say(near(), "a\tb=1; Path=/"),
        say(near(), "=v; Path=/"),
        say(near(), "="),
        say(near(), "__Secure-v; Path=/"),
        say(near(), "sid=1; Domain=\u{e9}"),
        say(near(), &format!("{}=1", "long".repeat(2000))),
        say(get(), "sid=1"),
        say(get(), "sid=1; SameSite=Strict"),
        say(get(), "sid=1; SameSite=Nonee; Secure"),
        say(near(), "sid=1; Path=/; SameSite=Nonee"),
        say(get(), "sid=1; SameSite=None; Secure"),
        say(get(), "sid=1; SameSite=None; Secure; Partitioned; Path=/"),
        say(get(), "sid=; Max-Age=0"),
        say(get().credentials(SameOrigin), "sid=1"),
        say(plain(), "sid=1; Path=/"),
        say(plain(), "sid=1; Path=/; SameSite=None; Secure"),
        to("http://localhost:3000", local(), "sid=1; Path=/"),
        to(
            "http://localhost:3000",
            local(),
            "sid=1; Path=/; SameSite=Lax",
        ),
        to(
            "http://app.example",
            secure(),
            "sid=1; Path=/; SameSite=Strict",
        ),
        to("null", get(), "sid=1; Path=/"),
        say(near(), "XSRF-TOKEN=1; Path=/"),
        say(near(), "XSRF-TOKEN=1; Path=/; Domain=app.example"),
        say(near(), "__Host-csrf=1; Path=/; Secure"),
        say(near(), "_csrf=1; Path=/; HttpOnly"),
        say(
            get(),
            "csrftoken=1; Path=/; SameSite=None; Secure; Partitioned",
        ),
        say(get(), "csrftoken=1; Path=/"),
        answered(&near(), "200 allow-credentials=- set-cookie=sid=1;Path=/").cookies()[0]
            .to_string(),
        answered(
            &near(),
            "302 location=/x allow-origin=- set-cookie=sid=1;Path=/x",
        )
        .cookies()[0]
            .to_string(),
    ];
    expect![[r#"
        Every browser keeps `sid`, and sends it back.

        Every browser keeps `sid`, and sends it back, to `/v1` and below.

        Every browser deletes `sid`, as its Expires or Max-Age says.

        Every browser deletes `sid`, as its Expires or Max-Age says. Send a later Expires or Max-Age if it is to be kept.

        Every browser keeps `sid`, and sends it to https://api.app.example/auth/me.

        Every browser keeps `sid`, but does not send it to https://api.app.example/v1/auth/refresh: its path is `/auth`, which does not cover `/v1/auth/refresh`. Send `Path=/`.

        Every browser keeps `sid`, but does not send it to https://b.app.example/v1/x: without a Domain it is for api.app.example alone, not for b.app.example. Send `Domain=app.example`.

        Every browser keeps `sid`, but does not send it to https://b.app.example/v1/x: its Domain is api.app.example, which does not cover b.app.example. Send `Domain=app.example`.

        Every browser keeps `sid`, and sends it to `/, b=2` and below, so not to this URL.
        Every browser drops `b`: it comes after a comma in the line of `sid`, and one Set-Cookie line sets one cookie. Send a Set-Cookie line for each cookie.

        Every browser drops `sid`: its Domain, `b.example`, is neither api.app.example nor a parent of it. Leave out Domain.

        Every browser drops `sid`: its Domain, `example`, is a public suffix. Leave out Domain.

        Chrome, Firefox and browsers that block third-party cookies drop `sid`: its Domain, `railway.app`, reaches beyond the site api.up.railway.app. Safari keeps it, and sends it back. Send `Domain=api.up.railway.app`.

        Chrome, Firefox and browsers that block third-party cookies drop `sid`: it has SameSite=None without Secure. Safari keeps it, and sends it back, to `/v1` and below. Send `Secure`.

        Every browser drops `sid`: it is Partitioned without Secure. Send `Secure`.

        Every browser drops `__Host-sid`: a name with `__Host-` must not have a Domain. Leave out Domain.

        Every browser drops `__Host-sid`: a name with `__Host-` needs Secure. Send `Secure; Path=/`.

        Every browser drops `__Host-sid`: a name with `__Host-` needs Path=/. Send `Path=/`.

        Chrome, Firefox and browsers that block third-party cookies drop `__Http-sid`: a name with `__Http-` needs HttpOnly. Safari keeps it, and sends it back. Send `HttpOnly`.

        Chrome and browsers that block third-party cookies drop `a\tb`: there is a tab inside of its name or its value. Firefox and Safari keep it, and send it back. Leave out control characters.

        Chrome, Safari and browsers that block third-party cookies keep a cookie without a name, and send it back. Firefox drops it: the line begins with `=`. Send `NAME=VALUE`.

        Every browser drops a cookie without a name: it has neither a name nor a value. Send `NAME=VALUE`.

        Chrome, Safari and browsers that block third-party cookies drop a cookie without a name: it has no name, and its value begins with a prefix that only names may have. Firefox drops it: a name with `__Secure-` needs Secure. Send `NAME=VALUE; Secure`.

        Every browser drops `sid`: its Domain is not ASCII. Leave out Domain.

        Every browser drops `longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong... (8000 bytes)`: its name and value are 8001 bytes long, and 4096 are the most. Keep less in it.

        Chrome and browsers that block third-party cookies drop `sid`: without SameSite it counts as Lax, and app.example and api.example are two sites. Firefox keeps it, and sends it back. Safari drops it: it is not Partitioned. Send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site.

        Every browser drops `sid`: it has SameSite=Strict, and app.example and api.example are two sites. Send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site.

        Chrome and browsers that block third-party cookies drop `sid`: without SameSite it counts as Lax, and app.example and api.example are two sites. Firefox keeps it, and sends it back. Safari drops it: it is not Partitioned. Its SameSite has a value that browsers do not know, and so counts as absent. Send `SameSite=None; Partitioned`, or serve the API from the page's site.

        Every browser keeps `sid`, and sends it back.

        Chrome and Firefox keep `sid`, and send it back. Safari and browsers that block third-party cookies drop it: it is not Partitioned, and app.example and api.example are two sites. Send `Partitioned`, or serve the API from the page's site.

        Every browser keeps `sid`, and sends it back.

        Chrome and browsers that block third-party cookies do not delete `sid`, since the line is ignored: without SameSite it counts as Lax, and app.example and api.example are two sites. Firefox deletes it, as its Expires or Max-Age says. Safari does not delete it, since the line is ignored: it is not Partitioned. Send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site.

        Every browser drops `sid`: with credentials mode `same-origin`, the cookies of this response are ignored. Let the page send requests with credentials mode `include`, here and wherever the cookie is needed. app.example and api.example are two sites: send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site.

        Chrome and browsers that block third-party cookies drop `sid`: without SameSite it counts as Lax, and app.example and api.example are two sites. Firefox keeps it, and sends it back. Safari drops it: a third-party cookie has to be Partitioned, which takes https. Serve the API over https and send `SameSite=None; Secure; Partitioned`, or serve it from the page's site.

        Every browser drops `sid`: it is Secure, and comes from an http URL. app.example and api.example are two sites: serve the API over https and send `Partitioned`, or serve it from the page's site.

        Chrome and browsers that block third-party cookies drop `sid`: without SameSite it counts as Lax, and localhost and 127.0.0.1 are two sites. Firefox keeps it, and sends it back. Safari drops it: a third-party cookie has to be Partitioned, which takes https. Use the same host for both, `localhost` or `127.0.0.1`.

        Every browser drops `sid`: it has SameSite=Lax, and localhost and 127.0.0.1 are two sites. Use the same host for both, `localhost` or `127.0.0.1`.

        Chrome and browsers that block third-party cookies drop `sid`: it has SameSite=Strict, and http and https are two sites, even though the domain is the same. Firefox and Safari keep it, and send it back. Serve both over https.

        Chrome and browsers that block third-party cookies drop `sid`: without SameSite it counts as Lax, and the page's origin is opaque and belongs to no site. Firefox keeps it, and sends it back. Safari drops it: it is not Partitioned. Send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site.

        Every browser keeps `XSRF-TOKEN`, and sends it back. The page's script cannot read it: without a Domain it is for api.app.example alone. Send `Domain=app.example`.

        Every browser keeps `XSRF-TOKEN`, and sends it back.

        Every browser keeps `__Host-csrf`, and sends it back. The page's script cannot read it: without a Domain it is for api.app.example alone. Send the value in the response's body, too.

        Every browser keeps `_csrf`, and sends it back.

        Every browser keeps `csrftoken`, and sends it back. The page's script cannot read it: without a Domain it is for api.example alone. Send the value in the response's body, too.

        Chrome and browsers that block third-party cookies drop `csrftoken`: without SameSite it counts as Lax, and app.example and api.example are two sites. Firefox keeps it, and sends it back. Safari drops it: it is not Partitioned. Send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site.

        Every browser keeps `sid`, and sends it back. A cookie is kept even if the page gets an error.
        Every browser keeps `sid`, and sends it to `/x` and below, so not to this URL. A cookie is kept even if the page gets an error."#]].assert_eq(&told.join("\n"));
}

/// What a page of `PAGE` is told of the last of these: `URL LINE LINE | URL LINE`, asked one after the other.
fn in_turn(steps: &str) -> Report {
    let mut page = Page::new(origin(PAGE));
    let reports = steps.split(" | ").map(|step| {
        let mut words = step.split(' ');
        let request = request("GET", words.next().unwrap()).credentials(Include);
        let mut flow = page.flow(&request).unwrap();
        let mut headers = willing(&sent(&flow));
        let lines: Vec<_> = words.map(|line| ("set-cookie", line)).collect();
        headers.extend(map(&lines));
        flow.receive(status(200), &headers);
        page.remember(&flow);
        flow.into_report()
    });
    reports.last().unwrap()
}

/// A line deletes the cookie of its name, Domain and Path, and no other.
#[test]
fn that_stay_are_found() {
    let near = "https://api.app.example";
    let far = "https://api.example/";
    let partitioned = "SameSite=None;Secure;Partitioned";
    for (steps, expected) in [
        (
            format!("{near}/auth/login sid=1 | {near}/logout sid=;Max-Age=0"),
            "sid: OtherCookie",
        ),
        (
            format!("{near}/auth/login sid=1 | {near}/auth/logout sid=;Max-Age=0"),
            "sid: -",
        ),
        (
            format!("{near}/ sid=1;Domain=app.example | {near}/ sid=;Max-Age=0"),
            "sid: OtherCookie",
        ),
        (
            format!("{near}/ sid=1 | {near}/ sid=;Max-Age=0;Domain=app.example"),
            "sid: OtherCookie",
        ),
        // Nothing is there, or nothing of that host.
        (format!("{near}/ a=1 | {near}/ sid=;Max-Age=0"), "sid: -"),
        (
            format!("https://b.app.example/ sid=1 | {near}/ sid=;Max-Age=0"),
            "sid: -",
        ),
        // One of two is deleted, or both in one response.
        (
            format!("{near}/ sid=1 sid=1;Path=/x | {near}/ sid=;Max-Age=0"),
            "sid: -",
        ),
        (
            format!("{near}/ sid=1;Path=/x | {near}/ sid=;Max-Age=0 sid=;Max-Age=0;Path=/x"),
            "sid: -, sid: -",
        ),
        // It takes away an old one, beside the one that is set.
        (
            format!("{near}/ sid=1 | {near}/ sid=;Max-Age=0;Path=/x sid=2"),
            "sid: -, sid: sent",
        ),
        (
            format!("{near}/ sid=1 sid=;Max-Age=0;Path=/x"),
            "sid: sent, sid: -",
        ),
        // To Firefox, all that is cross-site is kept apart.
        (
            format!("{far} sid=1;{partitioned} | {far} sid=;Max-Age=0;SameSite=None;Secure"),
            "sid: OtherCookie - NotPartitioned",
        ),
        (
            format!("{far} sid=1;SameSite=None;Secure | {far} sid=;Max-Age=0;{partitioned}"),
            "sid: OtherCookie -",
        ),
        (
            format!("{far} sid=1;{partitioned} | {far} sid=;Max-Age=0;{partitioned}"),
            "sid: -",
        ),
    ] {
        assert_eq!(fates(&in_turn(&steps)), expected, "{steps}");
    }
    let found = |answers: &str| fates(&answered(&self::near(), answers));
    let deletes = "200 set-cookie=sid=;Max-Age=0;Path=/y";
    assert_eq!(
        found(&format!("302 location=/x set-cookie=sid=1 | {deletes}")),
        "sid: sent, sid: OtherCookie"
    );
    let long_ago = "set-cookie=sid=1;Max-Age=9 date=1-Jan-2001-00:00:00";
    assert_eq!(
        found(&format!("302 location=/x {long_ago} | {deletes}")),
        "sid: sent, sid: -"
    );
}

#[test]
fn with_control_bytes_are_dropped() {
    let mut page = Page::new(origin(PAGE));
    let mut flow = page.flow(&near()).unwrap();
    let mut headers = willing(&sent(&flow));
    headers.append("set-cookie", SetCookie::header_value(b"sid=1\x01"));
    headers.append("set-cookie", SetCookie::header_value(b"other=1"));
    flow.receive(status(200), &headers);
    assert_eq!(fates(flow.report()), "sid: ControlByte, other: sent");
    page.remember(&flow);
    let sent = page.flow(&near()).unwrap().actual();
    assert_eq!(sent.headers[COOKIE], "other=1");
}

#[test]
fn that_stay_are_told_of() {
    let say = |steps: &str| {
        let report = in_turn(steps);
        format!(
            "{}\n{}",
            report.cookies()[0],
            trace::conclusion(&report)[1].text
        )
    };
    let near = "https://api.app.example";
    let far = "https://api.example/";
    let told = [
        say(&format!(
            "{near}/auth/login sid=1 | {near}/logout sid=;Max-Age=0"
        )),
        say(&format!(
            "{near}/ sid=1;Domain=app.example;Path=/app | {near}/ sid=;Max-Age=0"
        )),
        say(&format!(
            "{near}/ sid=1 | {near}/ sid=;Max-Age=0;Domain=app.example"
        )),
        say(&format!(
            "{far} sid=1;SameSite=None;Secure;Partitioned | {far} sid=;Max-Age=0;SameSite=None;Secure"
        )),
        say(&format!(
            "{far} sid=1;SameSite=None;Secure | {far} sid=;Max-Age=0;SameSite=None;Secure;Partitioned"
        )),
        say(&format!("{far} sid=;Max-Age=0;SameSite=None")),
    ];
    expect![[r#"
        No browser deletes `sid`: it was set for the path `/auth`, and this line deletes one for the path `/`. Send `Path=/auth`.
        Allowed: a page at https://app.example gets what it asked for, but not every browser deletes the cookies that it should.

        No browser deletes `sid`: it was set with `Domain=app.example`, and this line deletes one without a Domain; it was set for the path `/app`, and this line deletes one for the path `/`. Send `Domain=app.example; Path=/app`.
        Allowed: a page at https://app.example gets what it asked for, but not every browser deletes the cookies that it should.

        No browser deletes `sid`: it was set without a Domain, and this line deletes one with `Domain=app.example`. Leave out Domain.
        Allowed: a page at https://app.example gets what it asked for, but not every browser deletes the cookies that it should.

        Chrome does not delete `sid`: it was set as Partitioned, and this line deletes one without Partitioned. Firefox deletes it, as its Expires or Max-Age says. Safari and browsers that block third-party cookies do not delete it, since the line is ignored: it is not Partitioned, and app.example and api.example are two sites. Send `Partitioned`, or serve the API from the page's site.
        Allowed: a page at https://app.example gets what it asked for, but not every browser deletes the cookies that it should.

        Chrome does not delete `sid`: it was set without Partitioned, and this line deletes one as Partitioned. Firefox, Safari and browsers that block third-party cookies delete it, as its Expires or Max-Age says. Leave out Partitioned.
        Allowed: a page at https://app.example gets what it asked for, but not every browser deletes the cookies that it should.

        Chrome, Firefox and browsers that block third-party cookies do not delete `sid`, since the line is ignored: it has SameSite=None without Secure. Safari does not delete it, since the line is ignored: it is not Partitioned, and app.example and api.example are two sites. Send `Secure; Partitioned`, or serve the API from the page's site.
        Allowed: a page at https://app.example gets what it asked for, but not every browser deletes the cookies that it should."#]].assert_eq(&told.join("\n\n"));
}

#[test]
fn that_are_needed_are_told_of() {
    let say = |answers: &str| {
        let report = answered(&get().keep("sid"), answers);
        let last: Vec<_> = report.findings().iter().map(Finding::to_string).collect();
        format!(
            "{}\n{}",
            last.last().unwrap(),
            trace::conclusion(&report)[1].text
        )
    };
    let told = [
        say("200"),
        say("200 set-cookie=sid=1"),
        say("200 set-cookie=sid=1;SameSite=None;Secure"),
        say("200 set-cookie=sid=1;SameSite=None;Secure;Partitioned;Path=/x"),
        say("200 set-cookie=sid=1;SameSite=None;Secure;Partitioned"),
    ];
    expect![[r#"
        No response sets `sid`: send it in a line of Set-Cookie.
        Not allowed: a page at https://app.example gets the response, but a cookie that it needs does not come back in every browser.

        Chrome does not keep `sid`: without SameSite it counts as Lax, and app.example and api.example are two sites.
        Not allowed: a page at https://app.example gets the response, but a cookie that it needs does not come back in every browser.

        Safari does not keep `sid`: it is not Partitioned, and app.example and api.example are two sites.
        Not allowed: a page at https://app.example gets the response, but a cookie that it needs does not come back in every browser.

        Chrome does not send `sid` back: its path is `/x`, which does not cover `/me`.
        Not allowed: a page at https://app.example gets the response, but a cookie that it needs does not come back in every browser.

        Every browser sends `sid` with the next request.
        Allowed: a page at https://app.example gets what it asked for."#]].assert_eq(&told.join("\n\n"));
    assert_eq!(
        found(&answered(&get().keep("sid"), "200")),
        "response, cookie: CookieNotSet"
    );
}

/// A login whose cookie gets lost says so.
#[test]
fn come_before_the_verdict() {
    let report = answered(&get(), "200 set-cookie=sid=secret;HttpOnly");
    expect![[r#"
        > GET https://api.example/me
        > origin: https://app.example
        < 200
        < access-control-allow-origin: https://app.example
        < access-control-allow-credentials: true
        Chrome and browsers that block third-party cookies drop `sid`: without SameSite it counts as Lax, and app.example and api.example are two sites. Firefox keeps it, and sends it back. Safari drops it: it is not Partitioned. Send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site.
        The page may read the response.

        Allowed: a page at https://app.example gets what it asked for, but some browsers drop, or do not send back, its cookie `sid`.
    "#]].assert_eq(&report.to_string());
    // What a preflight sets does not count.
    let put = request("PUT", "https://api.app.example/").credentials(Include);
    let report = answered(&put, "200 set-cookie=a=1 | 200 set-cookie=a=1");
    assert!(report.to_string().ends_with("gets what it asked for.\n"));
    // Nothing shows the value.
    let report = answered(&get(), "200 set-cookie=sid=secret;HttpOnly");
    assert!(!format!("{report:?}").contains("secret"));
    let asked = get().cookie(HeaderValue::from_static("sid=secret"));
    let report = answered(&asked, "200");
    assert_eq!(report.exchanges()[0].sent().headers[COOKIE], "sid=secret");
    assert!(!format!("{report:?} {report}").contains("secret"));
}
