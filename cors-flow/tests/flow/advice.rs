//! What to send instead, and what the page can do: sufficient, and no more than that.

use std::collections::HashMap;

use CredentialsMode::{Include, Omit, SameOrigin};
use cors_flow::advice::{Advice, Alternative};
use cors_flow::{Error, Flow, Kind, Outgoing, Report, Request, Sent, Step, is_redirect};
use expect_test::expect;
use headers_allow_credentials::cors::CredentialsMode;
use http::header::{LOCATION, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::SmallRng;
use testkit::near_miss::near_miss;

use crate::{ALLOW_CREDENTIALS, ALLOW_HEADERS, ALLOW_METHODS, ALLOW_ORIGIN, EXPOSE_HEADERS};
use crate::{API, PAGE, answered, origin, redirected, request, status, url, willing};

const NONE: &str = "allow-origin=- allow-credentials=- allow-methods=- allow-headers=-";

fn brief(advice: &Advice) -> String {
    let headers = advice.headers.iter().map(|(name, value)| {
        let name = name.as_str().trim_start_matches("access-control-");
        format!(" {name}={}", value.to_str().unwrap())
    });
    let to = [
        advice.method.as_str(),
        &advice.url.as_ref().map_or("?", |url| url.as_str())["https:".len()..],
    ];
    format!(
        "{} {}{}",
        to.join(" "),
        advice.status.as_u16(),
        headers.collect::<String>()
    )
}

/// `ANSWERS -> ADVICE`, a line each.
#[track_caller]
fn advises(request: &Request, rows: &[(&str, &[&str])]) {
    for (answers, expected) in rows {
        let report = answered(request, &answers.replace('#', NONE));
        let advice: Vec<_> = report.advice().iter().map(brief).collect();
        assert_eq!(advice, *expected, "{answers}\n{report}");
    }
}

#[test]
fn is_all_that_the_server_has_to_send() {
    let asked = request("PUT", API).header("x-b", "1").header("x-a", "1");
    let preflight = "OPTIONS //api.example/me 204 allow-origin=https://app.example allow-credentials=true \
                     allow-methods=PUT allow-headers=x-a,x-b vary=origin";
    let own_status = &preflight.replace("204", "200");
    let response = "PUT //api.example/me 200 allow-origin=https://app.example allow-credentials=true \
                    expose-headers=etag vary=origin";
    let error = &response.replace("200", "404");
    advises(
        &asked
            .clone()
            .credentials(Include)
            .read("etag")
            .read("expires")
            .read("set-cookie"),
        &[
            ("404 #", &[preflight, response]),
            ("200 #", &[own_status, response]),
            (
                "200 allow-origin=* allow-headers=*",
                &[own_status, response],
            ),
            ("302 location=//b.example/ #", &[preflight, response]),
            ("200 | 404 #", &[error]),
            ("200 | 200", &[response]),
            // No server can let a page read that.
            ("200 | 200 expose-headers=etag", &[]),
            ("200", &[]),
        ],
    );
    // Without credentials, `*` is right and stays.
    let preflight =
        "OPTIONS //api.example/me 204 allow-origin=* allow-methods=PUT allow-headers=x-a,x-b";
    let (public, response) = (
        "PUT //api.example/me 200 allow-origin=*",
        "PUT //api.example/me 200 allow-origin=https://app.example vary=origin",
    );
    advises(
        &asked.credentials(Omit),
        &[
            ("404 allow-origin=*", &[preflight, public]),
            ("200 allow-origin=* allow-methods=* allow-headers=*", &[]),
            ("200 | 200 allow-origin=x", &[response]),
        ],
    );
    // A malformed list fails even if nothing is asked of it.
    let preflight = "OPTIONS //api.example/me 200 allow-origin=https://app.example allow-methods=PUT \
                     allow-headers= vary=origin";
    advises(
        &request("PUT", API),
        &[("200 allow-headers=a/b", &[preflight, response])],
    );
    // A status that an engine refuses is not kept.
    for (code, instead) in [("101", "200"), ("407", "401")] {
        let line =
            format!("GET //api.example/me {instead} allow-origin=https://app.example vary=origin");
        advises(&request("GET", API), &[(&*format!("{code} #"), &[&*line])]);
    }
    // Of the page's own origin nothing is needed but what browsers refuse.
    let own = request("GET", PAGE);
    let line = "GET //app.example/ 200 content-disposition=a";
    advises(
        &own,
        &[("200 content-disposition=a content-disposition=b", &[line])],
    );
}

#[test]
fn leads_through_no_redirect_that_makes_the_origin_null() {
    let get = request("GET", API).credentials(Include);
    let share = "allow-origin=https://app.example allow-credentials=true vary=origin";
    let at = |code: &str| format!("GET //api.example/me {code} {share}");
    let (ok, login, moved) = (&*at("200"), &*at("401"), &*at("307"));
    let next = format!("GET //api.example/me/ 200 {share}");
    advises(
        &get,
        &[
            ("302 # location=//b.example/", &[ok]),
            ("302 # location=//auth.example/", &[login]),
            ("302 # location=/login", &[login]),
            ("302 location=/login | 404 #", &[login]),
            ("307 # location=/me/", &[moved, &next]),
            ("302 location=//b.example/ | 200 #", &[ok]),
            ("302 location=//b.example/ | 200 allow-credentials=-", &[ok]),
            (
                "302 location=//b.example/ | 302 location=//c.example/ | 200 #",
                &[ok],
            ),
            (
                "302 location=//sso.example/ | 302 location=//c.example/ | 200 #",
                &[login],
            ),
            (
                "302 location=//b.example/ | 302 location=//auth.example/ | 404 #",
                &[ok],
            ),
            // Whatever else is wrong.
            (
                "302 location=//b.example/ allow-origin=https://app.example/",
                &[ok],
            ),
            (
                "302 location=//b.example/ content-disposition=a content-disposition=b",
                &[&*format!("{ok} content-disposition=a")],
            ),
            ("302 location=mailto:x", &[ok]),
            (
                "302 location=/x location=/y",
                &[&*format!("{ok} location=/x")],
            ),
            ("302 location=", &[ok]),
        ],
    );
    // What is for everybody is for `null`, too.
    let public = request("GET", API).read("etag").credentials(Omit);
    let exposed = "GET //b.example/ 200 allow-origin=* expose-headers=etag";
    advises(
        &public,
        &[("302 location=//b.example/ | 200 allow-origin=*", &[exposed])],
    );
    // HTTPS is not to be left for that.
    let insecure = request("GET", "http://api.example/me");
    let redirect = format!("301 location={API}");
    for answers in [format!("{redirect} #"), format!("{redirect} | 200 #")] {
        let report = answered(&insecure, &answers.replace('#', NONE));
        assert_eq!(
            (report.advice(), report.alternatives()),
            (&[][..], &[Alternative::Ask(url(API))][..])
        );
    }
}

/// `METHOD HEADERS MODE ANSWERS -> ALTERNATIVES`.
#[test]
fn is_also_what_the_page_can_do() {
    for row in [
        "PUT x-a include 200 # -> ",
        // Headers that a library adds, if that helps.
        "PUT x-a,baggage include 200 allow-headers=x-a -> not baggage",
        "PUT x-a,baggage include 200 allow-headers=baggage -> ",
        "PUT x-a,baggage include 200 # -> ",
        "PUT x-a,traceparent,baggage include 200 allow-headers=x-a,traceparent -> not baggage",
        "GET traceparent include 200 # -> not traceparent, simple",
        "GET traceparent,x-a include 200 # -> ",
        "PUT traceparent include 404 # -> ",
        "GET content-type include 404 # -> not content-type, simple",
        "POST content-type include 404 # -> ",
        "PUT access-control-allow-origin include 404 # -> not access-control-allow-origin",
        // The method as the server lists it.
        "patch - include 200 allow-methods=PATCH -> write PATCH",
        "patch - include 200 allow-methods=Patch -> ",
        "PUT - include 200 allow-methods=put -> ",
        // Another mode.
        "PUT x-a include 200 allow-headers=* -> omit",
        "PUT x-a include 200 allow-headers=* allow-methods=* -> omit",
        "PUT x-a include 200 allow-headers=* allow-origin=https://app.example/ -> ",
        "PUT x-a omit 200 allow-headers=x-b -> ",
        "GET - include 200 allow-origin=* -> omit",
        "GET - include 401 allow-origin=* -> ",
        "GET - include 200 allow-credentials=TRUE -> omit",
        "GET - include 302 allow-origin=* location=//b.example/ -> ask https://b.example/, omit",
        // Another URL, if it is not a login.
        "GET - include 302 # location=/me/ -> ask https://api.example/me/",
        "GET - include 302 # location=//auth.example/ -> log in",
        "GET - include 302 location=//b.example/ | 200 # -> ask https://b.example/",
        "GET - include 302 location=//b.example/ | 302 location=//c.example/ | 200 # -> ask https://c.example/",
        "GET - include 302 location=//sso.example/ | 302 location=//c.example/ | 200 # -> log in",
        "PUT - include 307 # location=/me/ -> ask https://api.example/me/",
        "GET - include 302 location=http://api.example/me/ | 200 # -> ask https://api.example/me/",
        "PUT - include 307 # location=/login -> ",
        "GET x-requested-with include 302 # location=/login -> ",
        // Not where it was asked, nor by the port of plain HTTP.
        "PUT - include 307 # location=/me -> ",
        "GET - include 302 # location=/me -> ",
        "GET - include 302 location=/x | 302 # location=/x -> ",
        "PUT - include 307 # location=http://api.example:8000/me/ -> ask https://api.example/me/",
        "GET - include 302 location=/login | 404 # -> log in",
        // No header at all.
        "PUT withcredentials,x-a include 200 allow-headers=x-a -> not withcredentials",
        "GET withcredentials include 404 # -> not withcredentials, simple",
    ] {
        let (asked, expected) = row.split_once(" -> ").unwrap();
        let [method, headers, mode, answers] = asked.splitn(4, ' ').collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        let headers = headers.split(',').filter(|name| *name != "-");
        let request = headers.fold(request(method, API), |request, name| {
            request.header(name, "a/b")
        });
        let report = answered(
            &request.credentials(mode.parse().unwrap()),
            &answers.replace('#', NONE),
        );
        let found: Vec<_> = report.alternatives().iter().map(in_brief).collect();
        assert_eq!(found.join(", "), expected, "{row}\n{report}");
    }
    // A preflight that asks for no header.
    let listens = request("POST", API).upload_listener();
    let report = answered(&listens, &format!("404 {NONE}"));
    assert!(report.alternatives().is_empty(), "{report}");
}

/// What is no header has to go, whatever the server sends, and so that is said first.
#[test]
fn begins_with_the_page_if_the_page_is_wrong() {
    let asked = request("PUT", API).header("withCredentials", "true");
    let report = answered(&asked, "200 allow-headers=x-a").to_string();
    let (_, refused) = report.split_once("Not allowed: ").unwrap();
    expect![[r#"
        `withcredentials` is an option of the call, not a header: do not send it.

        Not allowed: a browser does not send the request after this preflight, and a page at https://app.example gets an error instead of the response.

        What the page has to change:
          do not send `withcredentials` (the option is `credentials: "include"` of `fetch`, or `withCredentials = true` of an XMLHttpRequest)

        What the server would have to send to the request as it is:
          to OPTIONS https://api.example/me
            200
            access-control-allow-origin: https://app.example
            access-control-allow-methods: PUT
            access-control-allow-headers: withcredentials
            vary: origin
          to PUT https://api.example/me
            access-control-allow-origin: https://app.example
            vary: origin
        Keep the other entries of the server's lists.
    "#]]
    .assert_eq(refused);
}

/// What is said of those that a page sends, and no list should have.
#[test]
fn names_no_header_that_a_page_should_not_send() {
    let asked = ["access-control-max-age", "withcredentials", "x-a", "x-b"];
    let asked = asked.iter().fold(request("GET", API), |request, name| {
        request.header(*name, "1")
    });
    let report = answered(&asked, "200 allow-headers=x");
    expect![[r#"
        `access-control-max-age` is a response header, and the page sends it in the request: do not send it. Also: `withcredentials` is an option of the call, not a header: do not send it. Also: Access-Control-Allow-Headers lacks `x-a`: to let this page send it, add it. Add `x-b`, too."#]]
    .assert_eq(&report.refused().unwrap().to_string());
    // A server may have it on its list: then a note says it.
    let asked = request("GET", API).header("withcredentials", "1");
    let is_noted = |report: &Report| report.to_string().contains("\nNote: `withcredentials` is");
    assert!(is_noted(&answered(&asked, "200 | 200")));
    assert!(is_noted(&answered(&asked, "200 | 200 allow-origin=x")));
    assert!(!is_noted(&answered(&asked, "200 allow-headers=x")));
}

/// The block is for this request: it says so if a list of the server's has more, for others.
#[test]
fn leaves_the_lists_what_else_they_have() {
    let asked = request("PUT", API).header("x-a", "1").credentials(Include);
    let is_told = |request: &Request, answers: &str| {
        let report = answered(request, answers).to_string();
        assert!(
            report.contains("\nWhat the server has to send:\n"),
            "{report}"
        );
        report.contains("\nKeep the other entries of the server's lists.")
    };
    for (lists, expected) in [
        ("allow-headers=x-b", true),
        ("allow-methods=GET,PUT", true),
        ("allow-headers=*", false),
        ("allow-methods=PUT allow-headers=X-A", false),
        ("allow-methods=-", false),
    ] {
        let answer = format!("200 allow-credentials=- {lists}");
        assert_eq!(is_told(&asked, &answer), expected, "{lists}");
    }
    assert!(is_told(&asked.read("etag"), "200 | 200 expose-headers=x-b"));
}

/// What is said of redirects: the page and the server share the work, or the page asks another URL.
#[test]
fn says_what_to_do_in_place_of_a_redirect() {
    let get = request("GET", API).credentials(Include);
    let blocks = |request: &Request, answers: &str| {
        let report = answered(request, &answers.replace('#', NONE)).to_string();
        let (_, blocks) = report.split_once("\n\nWhat ").unwrap();
        blocks.to_owned()
    };
    expect![[r#"
        the server has to send:
          to GET https://api.example/me, in place of the redirect
            401
            access-control-allow-origin: https://app.example
            access-control-allow-credentials: true
            vary: origin
        And the page: navigate to the login when it gets the 401.
    "#]]
    .assert_eq(&blocks(&get, "302 # location=//auth.example/"));
    expect![[r#"
        the server has to send:
          to GET https://api.example/me, in place of the redirect
            200
            access-control-allow-origin: https://app.example
            access-control-allow-credentials: true
            vary: origin

        Or what the page can do instead:
          request https://b.example/x directly, which has to allow the request
    "#]]
    .assert_eq(&blocks(&get, "302 location=//b.example/x | 200 #"));
    let put = request("PUT", API).credentials(Include);
    let of_preflight = blocks(&put, "302 # location=//auth.example/");
    assert!(!of_preflight.contains("login"), "{of_preflight}");
}

/// A page that shares its origin with all that are sandboxed has to get another one, or ask for what is public.
#[test]
fn tells_pages_of_origin_null_to_change() {
    for (mode, to_send, alternatives) in [
        (Include, "null", &[Alternative::OwnOrigin][..]),
        (Omit, "*", &[]),
    ] {
        for method in ["GET", "PUT"] {
            let asked = request(method, API).credentials(mode);
            let mut flow = Flow::new(&origin("null"), &asked).unwrap();
            flow.receive(StatusCode::OK, &HeaderMap::new());
            let report = flow.report();
            let mut advised = report.advice().iter();
            assert!(
                advised.all(|advice| advice.headers[0].1 == to_send),
                "{report}"
            );
            assert_eq!(report.alternatives(), alternatives);
            let title = if alternatives.is_empty() {
                "\n\nWhat the server has to send:\n"
            } else {
                "\n\nWhat the page has to change:\n"
            };
            assert!(report.to_string().contains(title), "{report}");
        }
    }
}

/// A page that has to get its cookie back is not told to ask without credentials.
#[test]
fn leaves_the_credentials_to_who_needs_them() {
    let site = "or serve the API from the page's site";
    for (to, line, change) in [
        (API, "sid=1", format!("send `SameSite=None; Secure; Partitioned`, {site}")),
        // No more than it lacks.
        (API, "sid=1;SameSite=None;Secure", format!("send `Partitioned`, {site}")),
        (
            "http://api.example/me",
            "sid=1",
            "serve the API over https and send `SameSite=None; Secure; Partitioned`, or serve it from the page's site"
                .to_owned(),
        ),
        (
            API,
            "sid=1;Max-Age=0",
            "send a later Expires or Max-Age if it is to be kept".to_owned(),
        ),
    ] {
        let asked = request("GET", to).credentials(Include).keep("sid");
        let report = answered(&asked, &format!("200 set-cookie={line}"));
        let change = format!(
            "\n\nWhat has to change so that every browser keeps `sid` and sends it back:\n  {change}\n"
        );
        assert!(report.to_string().contains(&change), "{report}");
        assert!(!report.allowed() && report.alternatives().is_empty());
    }
    let report = answered(
        &request("POST", API).credentials(Include),
        "200 allow-credentials=- set-cookie=sid=1",
    );
    assert!(
        !report.allowed() && report.alternatives().is_empty(),
        "{report}"
    );
    let report = answered(
        &request("POST", API).credentials(Include),
        "200 allow-credentials=-",
    );
    assert_eq!(report.alternatives(), [Alternative::WithoutCredentials]);
    let report = answered(&request("GET", API).keep("sid"), "200 allow-origin=*");
    assert!(!report.allowed() && report.advice().is_empty());
}

/// Requests to URLs that nobody told are told apart.
#[test]
fn is_for_unknown_urls_too() {
    let unknown = Request::to_unknown_url(Method::GET);
    let report = answered(&unknown, &format!("302 location=/x {NONE}")).to_string();
    assert!(report.contains("\n  to GET\n    access-"), "{report}");
    assert!(
        report.contains("\n  to GET, after the redirect\n"),
        "{report}"
    );
    let report = answered(&request("OPTIONS", API), &format!("200 {NONE}")).to_string();
    let itself = format!("\n  to OPTIONS {API}, after its preflight\n");
    assert!(report.contains(&itself), "{report}");
}

fn in_brief(alternative: &Alternative) -> String {
    match alternative {
        Alternative::Ask(url) => format!("ask {url}"),
        Alternative::LogIn => "log in".into(),
        Alternative::LeaveOut { headers, is_simple } => {
            let names: Vec<_> = headers.iter().map(HeaderName::as_str).collect();
            format!(
                "not {}{}",
                names.join(" "),
                if *is_simple { ", simple" } else { "" }
            )
        }
        Alternative::WriteMethod(method) => format!("write {method}"),
        Alternative::WithoutCredentials => "omit".into(),
        other => panic!("{other:?}"),
    }
}

/// What a server does: a status, lines next to those of a willing one, a location, and a seed.
type Answer = (u16, Vec<(usize, usize)>, Option<&'static str>, u64);

const CODES: [u16; 9] = [200, 204, 301, 302, 307, 308, 401, 404, 500];
const NAMES: [&str; 7] = [
    ALLOW_ORIGIN,
    ALLOW_CREDENTIALS,
    ALLOW_METHODS,
    ALLOW_HEADERS,
    EXPOSE_HEADERS,
    "vary",
    "content-disposition",
];
/// `-` takes the header away, `~` makes it almost right.
const VALUES: [&str; 17] = [
    "-",
    "~",
    "*",
    "null",
    "true",
    "True",
    "",
    "https://app.example",
    "https://app.example/",
    "https://b.example",
    "PUT",
    "put",
    "x-a",
    "x-b, etag",
    "a b",
    "Origin",
    "authorization,x-a",
];
const LOCATIONS: [&str; 8] = [
    "/x",
    "/me/",
    "//b.example/",
    "https://app.example/",
    "//auth.example/",
    "/login",
    "mailto:x",
    "http://b.example/",
];

fn answer() -> impl Strategy<Value = Answer> {
    (
        prop_oneof![2 => Just(200), 1 => prop::sample::select(&CODES[..])],
        prop::collection::vec((0..NAMES.len(), 0..VALUES.len()), 0..4),
        prop::option::of(prop::sample::select(&LOCATIONS[..])),
        any::<u64>(),
    )
}

/// One that answers the same request in the same way, and to those that it is told of as advised.
struct Server<'a> {
    answers: &'a [Answer],
    known: HashMap<String, usize>,
    /// How many of them were seen before there was advice.
    seen: usize,
    advice: Vec<Advice>,
}

impl Server<'_> {
    fn answer(&mut self, sent: &Outgoing) -> (StatusCode, HeaderMap) {
        let next = self.known.len();
        // What is asked of a preflight belongs to it.
        let asks = sent.headers.get("access-control-request-method");
        let key = format!("{} {} {asks:?}", sent.method, sent.url);
        let at = *self.known.entry(key).or_insert(next);
        let (code, lines, location, seed) = &self.answers[at % self.answers.len()];
        let mut headers = match location {
            Some(location) => redirected(sent, location.as_bytes()),
            None => willing(sent),
        };
        for (name, value) in lines {
            match VALUES[*value] {
                "-" => drop(headers.remove(NAMES[*name])),
                "~" => {
                    let mut rng = SmallRng::seed_from_u64(*seed);
                    let right = headers.get(NAMES[*name]).map(HeaderValue::as_bytes);
                    let near = near_miss(right.unwrap_or(b"origin"), &mut rng);
                    headers.insert(NAMES[*name], HeaderValue::from_bytes(&near).unwrap());
                }
                value if value.len() % 2 == 0 => {
                    drop(headers.insert(NAMES[*name], HeaderValue::from_static(value)));
                }
                value => drop(headers.append(NAMES[*name], HeaderValue::from_static(value))),
            }
        }
        let kind = if sent.kind == Sent::Preflight {
            Kind::Preflight
        } else {
            Kind::Response
        };
        // Of two preflights to one URL, each has its method.
        let is_told = |advice: &&Advice| {
            let allows = advice
                .headers
                .iter()
                .find(|(name, _)| name == ALLOW_METHODS);
            let is_of_method = allows.map(|(_, value)| value) == asks;
            is_of_method
                && (advice.to, &advice.method, advice.url.as_ref())
                    == (kind, &sent.method, Some(&sent.url))
        };
        let Some(told) = self.advice.iter().find(is_told) else {
            return (status(*code), headers);
        };
        // What else is wrong with a response that nobody has seen, nobody knows.
        if at >= self.seen {
            headers.clear();
        }
        for (name, value) in &told.headers {
            headers.insert(name, value.clone());
        }
        if !is_redirect(told.status, &headers) {
            headers.remove(LOCATION);
        }
        (told.status, headers)
    }

    fn asked(&mut self, request: &Request) -> Report {
        let mut flow = Flow::new(&origin(PAGE), request).unwrap();
        while let Step::Send(sent) = flow.step() {
            let (code, headers) = self.answer(&sent);
            flow.receive(code, &headers);
        }
        flow.into_report()
    }
}

fn items(value: &HeaderValue) -> impl Iterator<Item = &str> {
    let items = value.to_str().unwrap().split(',');
    items.filter(|item| !item.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    /// A server that sends what it is advised to send is allowed, and it is told nothing else.
    #[test]
    fn is_sufficient_and_names_nobody_else(
        method in prop::sample::select(&["GET", "POST", "PUT", "put", "patch", "DELETE", "OPTIONS"][..]),
        headers in prop::sample::subsequence(&["x-a", "content-type", "authorization", "baggage"][..], 0..4),
        read in prop::sample::subsequence(&["etag", "expires", "x-b"][..], 0..3),
        mode in prop::sample::select(vec![Omit, SameOrigin, Include, Include]),
        answers in prop::collection::vec(answer(), 1..7),
        to in prop::sample::select(&[API, PAGE, "http://api.example/x"][..]),
    ) {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = Request::new(method, url(to)).credentials(mode);
        let request = headers.iter().fold(request, |request, name| request.header(*name, "a/b"));
        let request = read.iter().fold(request, |request, name| request.read(*name));
        let mut server = Server { answers: &answers, known: HashMap::new(), seen: 0, advice: Vec::new() };
        let report = server.asked(&request);
        let Some(refused) = report.refused() else {
            prop_assert!(report.advice().is_empty() && report.alternatives().is_empty());
            return Ok(());
        };
        for (at, advice) in report.advice().iter().enumerate() {
            let next = report.advice().get(at + 1);
            for (name, value) in &advice.headers {
                let is_right = match name.as_str() {
                    ALLOW_ORIGIN => value == PAGE || value == "*" && mode != Include,
                    ALLOW_CREDENTIALS => value == "true" && mode == Include,
                    ALLOW_METHODS => next.is_some_and(|next| value == next.method.as_str()),

                    ALLOW_HEADERS => items(value).all(|name| headers.contains(&name)),
                    EXPOSE_HEADERS => items(value).all(|name| read.contains(&name)),
                    _ => name == VARY || name == "content-disposition",
                };
                prop_assert!(is_right, "{name}: {value:?}\n{report}");
            }
        }
        if report.advice().is_empty() {
            // To ask the same by HTTPS is the one way that headers are not.
            let is_upgrade = |alternative: &Alternative| matches!(alternative, Alternative::Ask(_));
            prop_assert!(report.alternatives().iter().any(is_upgrade), "{report}");
            return Ok(());
        }
        (server.seen, server.advice) = (server.known.len(), report.advice().to_vec());
        let mended = server.asked(&request);
        let is_lost = matches!(refused.error, Some(Error::Network(_)));
        prop_assert!(mended.allowed() && !is_lost, "{report}\n=>\n{mended}");
    }
}
