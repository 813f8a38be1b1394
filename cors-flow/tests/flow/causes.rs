//! Who answered a refused request, and why, from its status and headers alone.

use cors_flow::{Cause, Destination, Difference, Finding, Flow, Lead, Note, Report, Request};
use expect_test::{Expect, expect};
use headers_allow_credentials::cors::CredentialsMode::{Include, SameOrigin};
use http::header::HeaderValue;

use crate::{API, answered, flow, map, origin, request, status, url};

const NONE: &str = "allow-origin=- allow-credentials=- allow-methods=- allow-headers=-";

fn put() -> Request {
    request("PUT", API).header("x-a", "1").credentials(Include)
}

/// Short forms: `#` for a response that has none of the headers of CORS.
fn asked(request: &Request, answers: &str) -> Report {
    answered(request, &answers.replace('#', NONE))
}

fn refused(report: &Report) -> &Finding {
    report
        .refused()
        .unwrap_or_else(|| panic!("it is allowed:\n{report}"))
}

/// `ANSWERS -> CAUSES`, each in brief.
#[track_caller]
fn causes(request: &Request, rows: &[&str]) {
    for row in rows {
        let (answers, expected) = row.split_once(" -> ").unwrap();
        let report = asked(request, answers);
        let causes: Vec<_> = refused(&report).causes.iter().map(brief).collect();
        assert_eq!(causes.join(", "), expected, "{answers}\n{report}");
    }
}

fn brief(cause: &Cause) -> String {
    let of_lead = |lead: &Lead| format!("{:?}", lead.to);
    let what = match cause {
        Cause::PreflightRedirect(lead)
        | Cause::Redirect(lead)
        | Cause::BareRedirect(lead)
        | Cause::LedToLogin(lead) => of_lead(lead),
        Cause::Tainted { by, last } => [of_lead(by), of_lead(last)].join(" "),
        Cause::ErrorResponse {
            after_preflight,
            is_bare,
            ..
        } => format!("{after_preflight} {is_bare}"),
        Cause::NotOnList { sign, .. } => format!("{sign:?}"),
        Cause::Misspelt { name, meant, lacks } => format!("{name} {meant} {lacks:?}"),
        Cause::Differs { by, .. } => format!("{by:?}"),
        Cause::Unlisted {
            method, headers, ..
        } => format!("{method:?} {headers:?}"),
        _ => String::new(),
    };
    [cause.code(), what].join(" ").trim_end().to_owned()
}

#[test]
fn of_preflights() {
    causes(
        &put(),
        &[
            "401 # -> PreflightStatus",
            "404 # -> PreflightStatus",
            "405 # -> PreflightStatus",
            "404 -> OnlyStatus",
            "301 -> OnlyStatus",
            "401 -> PreflightStatus",
            "403 # -> PreflightStatus",
            // A list that lacks something is often the reason of the status.
            "400 allow-methods=GET -> Unlisted Some(\"PUT\") []",
            "403 allow-headers=x-b -> Unlisted None [\"x-a\"]",
            "401 allow-headers=x-b -> PreflightStatus",
            "403 allow-headers=X-A -> PreflightStatus",
            "403 allow-methods=* allow-headers=* -> PreflightStatus",
            "200 allow-methods=GET -> ",
            // What handles CORS refuses on purpose.
            "403 # vary=Origin -> NotOnList Refusal(403)",
            "404 # vary=Origin -> PreflightStatus, NotOnList Headers",
            "200 # vary=accept-encoding,ORIGIN -> NotOnList Headers",
            "200 # vary=accept-encoding -> NoCors",
            "200 # -> NoCors",
            "200 allow-origin=- -> NotOnList Headers",
            // Where a redirect leads.
            "301 # location=https://api.example/me/ -> PreflightRedirect Slash",
            "302 # location=https://auth.example/ -> PreflightRedirect Login",
            "302 # location=/login?next=/me -> PreflightRedirect Login",
            "302 # location=/v2/me -> PreflightRedirect Here",
            "302 # location=//b.example/ -> PreflightRedirect Elsewhere",
            "302 # -> PreflightStatus",
        ],
    );
    let insecure = request("PUT", "http://api.example/me");
    causes(
        &insecure,
        &["301 # location=https://api.example/me -> PreflightRedirect Https"],
    );
}

#[test]
fn of_responses() {
    causes(
        &put(),
        &[
            // The origin is on the list: its preflight passed.
            "200 | 200 # -> NotOnList Preflight",
            "200 | 200 # vary=Origin -> NotOnList Preflight",
            "200 | 401 # -> ErrorResponse true true",
            "200 | 401 # vary=Origin -> ErrorResponse true true",
            "200 | 403 # vary=Origin -> ErrorResponse true true",
            "200 | 401 allow-origin=* -> ErrorResponse true false",
            // The page to log in takes no preflight.
            "200 | 307 location=/login | 404 # -> LedToLogin Login",
        ],
    );
    causes(
        &request("GET", API).credentials(Include),
        &[
            "200 # -> NoCors",
            "404 # -> ErrorResponse false true",
            "403 # vary=Origin -> NotOnList Refusal(403)",
            "500 # vary=Origin -> ErrorResponse false true, NotOnList Headers",
            "500 allow-credentials=- -> ErrorResponse false false",
            "200 # expose-headers=etag -> NotOnList Headers",
            "200 # x-rack-cors=miss -> NotOnList Headers",
            "200 allow-credentials=yes -> ",
            "200 allow-origin=* -> ",
            "200 allow-origin=https://b.example -> NotOnList Other",
            "200 allow-origin=null -> NotOnList Null",
            "200 allow-origin=https://api.example -> NotOnList Own",
            // A cache that does not tell pages apart.
            "200 allow-origin=https://b.example age=9 -> Cached, NotOnList Other",
            "200 allow-origin=https://b.example age=9 vary=Origin -> NotOnList Other",
            "200 allow-origin=https://b.example age=0 -> NotOnList Other",
            "200 # x-cache=HIT,from,b -> Cached, NoCors",
            "200 # x-cache=MISS x-cache-lookup=HIT -> NoCors",
            "200 # x-cache=MISS,from,whit-1 -> NoCors",
            "200 # x-cache=RefreshHit,from,b -> Cached, NoCors",
            // The status is what the cache keeps.
            "403 # age=3 -> ErrorResponse false true, Cached",
            "403 allow-origin=- allow-credentials=- allow-methods=GET age=3 -> NotOnList Refusal(403), Cached",
            "302 # age=3 location=/signin -> BareRedirect Login, Cached",
            "301 # age=3 location=/me/ -> BareRedirect Slash, Cached",
            "200 # x-drupal-cache=HIT -> Cached, NoCors",
            "200 # cdn-cache=HIT -> Cached, NoCors",
            "403 # cf-mitigated=challenge -> RobotCheck",
            "403 # cf-mitigated=x -> ErrorResponse false true",
            // Redirects.
            "302 # location=//b.example/x -> Redirect Elsewhere",
            "302 # location=https://login.b.example/ -> Redirect Login",
            "302 # location=/me/ -> BareRedirect Slash",
            "302 allow-credentials=- location=//b.example/ -> Redirect Elsewhere",
            "302 location=//b.example/ | 200 # -> Tainted Elsewhere Itself",
            "302 location=//sso.b.example/ | 200 # -> Tainted Login Itself",
            "302 location=/login | 404 # -> LedToLogin Login",
            "302 location=/login | 302 location=/login/2 | 200 # -> LedToLogin Login",
            "302 location=/x | 404 # -> ErrorResponse false true",
            // The server could send `null` and `true`, and must not.
            "302 location=//b.example/ | 200 allow-credentials=- -> Tainted Elsewhere Itself",
        ],
    );
    let public = request("GET", API)
        .header("x-a", "1")
        .credentials(SameOrigin);
    causes(
        &public,
        &["200 | 302 location=//b.example/ | 404 allow-origin=* -> OnlyStatus"],
    );
}

#[test]
fn of_origins_that_are_almost_right() {
    for (named, expected) in [
        ("https://app.example/", Some(Difference::Slash)),
        ("https://app.example/x", Some(Difference::Path)),
        ("https://APP.example", Some(Difference::Case)),
        ("http://app.example", Some(Difference::Scheme)),
        ("app.example", Some(Difference::NoScheme)),
        ("https://app.example:443", Some(Difference::DefaultPort)),
        ("https://app.example:443/", Some(Difference::DefaultPort)),
        ("https://App.example:443", Some(Difference::Spelling)),
        ("https://App.example/", Some(Difference::Spelling)),
        ("HTTPS://app.example/", Some(Difference::Spelling)),
        ("https:/app.example", Some(Difference::Spelling)),
        ("https://app.example.", None),
        ("https://App.example/x", Some(Difference::Path)),
        ("https://app.example?x", Some(Difference::Path)),
        ("https://app.example:80", Some(Difference::Port)),
        ("https://app.example.:8443", None),
        (
            "https://app.example,",
            Some(Difference::List { has_it: true }),
        ),
        (
            "https://app.example,https://app.example",
            Some(Difference::Repeated),
        ),
        ("*,*", Some(Difference::Repeated)),
        ("*,*,*", Some(Difference::Repeated)),
        ("https://app.example:3000/", Some(Difference::Port)),
        ("https://*.example", Some(Difference::Pattern)),
        ("\"https://app.example\"", Some(Difference::Quotes)),
        (
            "https://app.example,https://b.example",
            Some(Difference::List { has_it: true }),
        ),
        (
            "https://a.example,https://b.example",
            Some(Difference::List { has_it: false }),
        ),
        ("https://app.example.b", None),
        ("https://x.app.example", None),
        ("https://b.example/", None),
        ("b.example", Some(Difference::NoOrigin)),
        (r"/\.app\.example$/", Some(Difference::Pattern)),
        ("https://.+\\.example", Some(Difference::Pattern)),
        ("undefined", Some(Difference::NoOrigin)),
        ("$http_origin", Some(Difference::NoOrigin)),
        ("true", Some(Difference::NoOrigin)),
        ("", Some(Difference::Empty)),
    ] {
        let report = asked(&request("GET", API), &format!("200 allow-origin={named}"));
        let differs = |cause: &Cause| match cause {
            Cause::Differs { by, .. } => Some(*by),
            _ => None,
        };
        assert_eq!(
            refused(&report).causes.iter().find_map(differs),
            expected,
            "{named}"
        );
    }
}

#[test]
fn of_redirects_by_their_urls() {
    for row in [
        "http://a.example/ https://a.example/ Https",
        "http://a.example/x https://a.example/x/ Https",
        "http://a.example:80/x?a=1 https://a.example:444/x?a=1 Https",
        "http://a.example/x https://www.a.example/x Host",
        "http://a.example/x?a=1 https://a.example/x Elsewhere",
        "https://a.example/x http://a.example/x/ Insecure",
        "http://a.example/x http://www.a.example/x Host",
        "https://a.example/x https://auth.example/x Login",
        "https://a.example/x https://a.example/x/ Slash",
        "https://a.example/x?sort=last_login https://a.example/x/?sort=last_login Slash",
        "https://a.example/x https://a.example/x/last-login Here",
        "https://a.example/x https://a.example/x Itself",
        "https://a.example/x https://a.example/y Here",
        "https://a.example/x https://a.example/Account/Login Login",
        "https://a.example/x https://a.example/login.php Login",
        "https://a.example/x https://a.example/wp-login.php Login",
        "https://a.example/x https://a.example/plugins Here",
        "https://a.example/x https://a.example/users/sign_in Login",
        "https://a.example/login https://a.example/login/2 Here",
        "https://a.example/login https://idp.example/ Login",
        "https://a.example/x https://b.example/?SAMLRequest=x Login",
        "https://a.example/x https://a.example/?page=Sign-In Login",
        "https://a.example/x https://a.example/?page=account Here",
        "https://a.example/x https://b.auth.example/ Elsewhere",
        "https://a.example/x https://cdn.example/x Host",
        // What is for logins itself, such as their API, and may be elsewhere.
        "https://a.example/auth/login https://www.a.example/auth/login Host",
        "https://a.example/api/auth/me https://a.example/login Login",
        "https://a.example/auth/session https://a.example/login Login",
        "https://a.example/login/me https://a.example/login Login",
        "https://a.example/x https://a.example/login.action Login",
        // Data.
        "https://a.example/x https://a.example/api/v2/account/7 Here",
        "https://a.example/x https://a.example/api/session/7 Here",
        "https://a.example/x https://cdn.example/id/7.json Elsewhere",
        "https://a.example/x https://cdn.example/assets/login.png Elsewhere",
        "https://a.example/x https://b.s3.example/f?client_id=2 Elsewhere",
        "https://a.example/x https://a.example/y?next=/login Here",
        "https://a.example/x https://b.example/sso-api?url=x Login",
        "https://a.example/x https://b.okta.com/y Login",
        "https://a.example/x https://b.cloudflareaccess.com/y Login",
        "https://a.example/x https://a.example/sessions/new Login",
        "https://a.example/x https://a.example/?route=account/login Login",
        "https://a.example/x https://a.example/ui/#/login Login",
        "https://a.example/x https://b.example/unauthorized Login",
        "https://a.example/x https://a.example/mfa Login",
        "https://a.example/x https://a.example/session-expired Login",
        "https://a.example/x https://cdn.example/y Elsewhere",
    ] {
        let words: Vec<_> = row.split(' ').collect();
        let lead = Lead::new(&url(words[0]), &url(words[1]));
        assert_eq!(format!("{:?}", lead.to), words[2], "{row}");
    }
    let lead = Lead {
        url: Some(url("https://b.example/")),
        to: Destination::Elsewhere,
        port: Some(8443),
    };
    let from = url("https://a.example:8443/x");
    assert_eq!(Lead::new(&from, &url("https://b.example/#x")), lead);
    // The placeholder of a URL that nobody told is not shown.
    let unknown = Request::to_unknown_url("PUT".parse().unwrap());
    let report = asked(&unknown, "302 # location=/x");
    assert!(!report.to_string().contains("invalid"), "{report}");
}

/// Names that are almost right, of headers that are missing.
#[test]
fn of_misspelt_headers() {
    for (name, meant) in [
        ("allow-origins", "allow-origin"),
        ("allow-orgin", "allow-origin"),
        ("allowed-origin", "allow-origin"),
        ("origin", "allow-origin"),
        ("allow-credential", "allow-credentials"),
        ("allow-method", "allow-methods"),
        ("allowed-methods", "allow-methods"),
        ("request-method", "allow-methods"),
        ("allow-header", "allow-headers"),
        ("request-headers", "allow-headers"),
    ] {
        let value = match meant {
            "allow-origin" => "https://app.example",
            "allow-credentials" => "true",
            "allow-methods" => "PUT",
            _ => "x-b,X-A",
        };
        let answer = format!("200 {meant}=- access-control-{name}={value}");
        let report = answered(&put(), &answer);
        let misspelt = Cause::Misspelt {
            name: format!("access-control-{name}").parse().unwrap(),
            meant: format!("access-control-{meant}").parse().unwrap(),
            lacks: Vec::new(),
        };
        assert_eq!(refused(&report).causes, [misspelt], "{report}");
        let line = format!("\n< access-control-{name}: {value}\n");
        assert!(report.to_string().contains(&line), "{report}");
    }
    let request_of_token = request("GET", API).header("authorization", "Bearer 1");
    let answer = "200 allow-headers=- access-control-allow-header=authorization";
    let report = answered(&request_of_token, answer);
    assert_eq!(refused(&report).causes[0].code(), "Misspelt", "{report}");
    // With the wrong value, the right name does not help.
    let put = || put().header("x-b", "1").read("etag");
    for (request, answer, lacks) in [
        (
            request("GET", API),
            "allow-origin=- access-control-allow-origins=*",
            "",
        ),
        (
            request("GET", API),
            "allow-origin=- access-control-allow-origins=https://b.example",
            "https://app.example",
        ),
        (
            put(),
            "allow-origin=- access-control-allow-orgin=*",
            "https://app.example",
        ),
        (
            put(),
            "allow-credentials=- access-control-allow-credential=1",
            "true",
        ),
        (
            put(),
            "allow-methods=- access-control-allow-method=GET,POST",
            "PUT",
        ),
        (
            request("patch", API),
            "allow-methods=- access-control-allow-method=PATCH",
            "patch",
        ),
        (
            put(),
            "allow-headers=- access-control-allow-header=x-c",
            "x-a` and `x-b",
        ),
        (
            request("GET", API).read("etag"),
            "access-control-expose-header=x-c",
            "etag",
        ),
    ] {
        let said = refused(&answered(&request, &format!("200 {answer}"))).to_string();
        let expected = match lacks {
            "" => "`.".to_owned(),
            lacks => format!("`, and it has to name `{lacks}`."),
        };
        let (_, call_it) = said.split_once(": call it `").unwrap();
        assert_eq!(
            call_it.trim_start_matches(|c: char| c != '`'),
            expected,
            "{said}"
        );
    }
}

/// A header exposed by the wrong response.
#[test]
fn of_headers_that_the_preflight_exposes() {
    let asked = put().read("etag").read("x-b");
    let report = self::asked(&asked, "200 expose-headers=etag | 200");
    let causes: Vec<_> = report
        .findings()
        .iter()
        .map(|finding| &finding.causes[..])
        .collect();
    assert_eq!(causes, [&[][..], &[], &[Cause::ExposedByPreflight], &[]]);
}

#[test]
fn of_caches_and_other_notes() {
    let past = "expires=Thu,-01-Jan-1970-00:00:00-GMT";
    let future = "expires=Fri,-01-Jan-2100-00:00:00-GMT";
    for (answer, vary) in [
        // Without a word, a cache decides by the status.
        ("200 cache-control=-", true),
        ("404 cache-control=-", true),
        ("201 cache-control=-", false),
        ("200 cache-control=no-store", false),
        ("200 cache-control=no-cache", false),
        ("200 cache-control=- pragma=no-cache", false),
        ("200 age=9", true),
        ("201 cache-control=max-age=60", true),
        ("201 cache-control=s-maxage=60", true),
        ("200 cache-control=max-age=0", false),
        // The browser's own cache keeps that, too.
        ("200 cache-control=private,max-age=60", true),
        ("201 cache-control=private", true),
        ("201 cache-control=public", true),
        ("200 cache-control=public vary=Origin", false),
        ("200 cache-control=public allow-origin=*", false),
        (&format!("200 cache-control=- {past}"), false),
        (&format!("200 cache-control=max-age=60 {past}"), true),
        (&format!("201 cache-control=- {future}"), true),
        ("200 cache-control=- expires=0", false),
        // A redirect is kept like any response.
        ("301 cache-control=- location=/x | 200", true),
        ("302 cache-control=- location=/x | 200", false),
    ] {
        for (method, vary) in [("GET", vary), ("POST", false)] {
            let report = asked(&request(method, API), answer);
            assert!(report.allowed());
            assert_eq!(
                report.notes().contains(&Note::VaryMissing),
                vary,
                "{method} {answer}"
            );
        }
    }
    let get = request("GET", API).credentials(Include);
    for (request, answer, expected) in [
        (get.clone(), "200 allow-origin=*", true),
        (
            get.clone().cookie(HeaderValue::from_static("a=b")),
            "200 allow-origin=*",
            false,
        ),
        (get.clone(), "401 allow-origin=*", false),
        (get.clone(), "200 #", false),
        (get.credentials(SameOrigin), "200 allow-origin=*", false),
    ] {
        let report = asked(&request, answer);
        assert_eq!(
            report.notes().contains(&Note::WildcardWithoutCookie),
            expected,
            "{report}"
        );
    }
    for (answers, to_ask) in [
        (
            "302 location=//b.example/x | 200",
            Some(Some("https://b.example/x")),
        ),
        ("302 location=//b.example/x | 200 allow-origin=*", None),
        ("302 location=//sso.b.example/x | 200", Some(None)),
        ("302 location=/x | 200", None),
        // Where the page's Authorization is needed, it is told already.
        ("200 | 302 location=//b.example/x | 200", Some(None)),
    ] {
        let expected = to_ask.map(|to_ask| Note::NullAllowed(to_ask.map(url)));
        let mut asking = request("GET", API);
        if answers.starts_with("200 ") {
            asking = asking.header("authorization", "x");
        }
        let report = asked(&asking, answers);
        assert!(report.allowed());
        let is_of_null = |note: &&Note| matches!(note, Note::NullAllowed(_));
        assert_eq!(
            report.notes().iter().find(is_of_null),
            expected.as_ref(),
            "{report}"
        );
    }
    let login = Note::LedToLogin;
    for (answers, expected) in [
        ("302 location=/login | 200", true),
        ("302 location=/x | 200", false),
        ("302 location=/login | 200 #", false),
    ] {
        let report = asked(&request("GET", API), answers);
        assert_eq!(report.notes().contains(&login), expected, "{report}");
    }
}

/// What a body says of CORS is the cause, if nothing else tells.
#[test]
fn of_bodies() {
    let get = || request("GET", API).credentials(Include);
    for (request, answers, body, expected) in [
        (
            get(),
            "500 #",
            "Error: Not allowed by CORS",
            "NotOnList Words(500)",
        ),
        (
            get(),
            "500 #",
            "Error: no such table",
            "ErrorResponse false true",
        ),
        (
            get(),
            "403 #",
            "Origin checking failed",
            "NotOnList Words(403)",
        ),
        (get(), "403 #", "Forbidden", "ErrorResponse false true"),
        (
            get(),
            "403 #",
            "{\"error\":\"quota exceeded\",\"origin\":\"203.0.113.5\"}",
            "ErrorResponse false true",
        ),
        (
            put(),
            "500 #",
            "TypeError: Cannot read id at cors (/app/node_modules/cors/lib/index.js:188:7)",
            "PreflightStatus",
        ),
        (
            get(),
            "400 #",
            "Invalid CORS request",
            "NotOnList Words(400)",
        ),
        (
            get(),
            "521 #",
            "The origin web server is down",
            "ErrorResponse false true",
        ),
        (
            get(),
            "404 # vary=Origin",
            "cors",
            "ErrorResponse false true, NotOnList Headers",
        ),
        (get(), "200 #", "about CORS", "NoCors"),
        (
            get(),
            "404 #",
            "CORS Playground - page not found",
            "ErrorResponse false true",
        ),
        (
            get(),
            "403 #",
            "The origin server said no",
            "ErrorResponse false true",
        ),
        (
            put(),
            "403 #",
            "AccessForbidden CORSResponse: CORS is not enabled",
            "NotOnList Words(403)",
        ),
        (
            put(),
            "400 allow-methods=GET",
            "Disallowed CORS method",
            "Unlisted Some(\"PUT\") []",
        ),
        (put(), "401 #", "no session", "PreflightStatus"),
    ] {
        let mut flow = flow(&request);
        let (code, lines) = answers.split_once(' ').unwrap();
        let lines: Vec<_> = lines
            .replace('#', NONE)
            .split(' ')
            .map(ToOwned::to_owned)
            .collect();
        let lines: Vec<_> = lines.iter().map(|word| crate::line(word)).collect();
        let lines: Vec<_> = lines
            .iter()
            .map(|(name, value)| (&**name, *value))
            .collect();
        let headers = crate::willing_but(&crate::sent(&flow), &lines);
        flow.receive(status(code.parse().unwrap()), &headers);
        let advice = flow.report().advice().to_vec();
        flow.receive_body(body.as_bytes());
        let report = flow.report();
        let causes: Vec<_> = refused(report).causes.iter().map(brief).collect();
        assert_eq!(causes.join(", "), expected, "{body}\n{report}");
        assert_eq!(report.advice(), advice);
    }
    let mut flow = flow(&put());
    flow.receive(status(403), &map(&[]));
    flow.receive_body(b"Origin not allowed");
    expect![[r#"
        the server refuses the preflight (403), and its message is about the origin or CORS. One of these is not on its lists: the origin, exactly `https://app.example` (byte for byte: `https://`, no port, no slash at the end); the method `PUT`; the header `x-a`.
    "#]]
    .assert_eq(&format!("{}\n", refused(flow.report())));
}

/// Whether a body refuses the page's origin, or speaks of another.
#[test]
fn of_bodies_that_speak_of_origins() {
    for (code, body, is_of_cors) in [
        (403, "Origin https://app.example is not allowed", true),
        (403, "Origin https://app.example not in whitelist", true),
        (403, "Origin app.example is not in the allowlist", true),
        (
            403,
            r#"{"error_description":"Origin \"https://app.example\" is not allowed."}"#,
            true,
        ),
        (
            403,
            "CORS: https://my-app.preview-7.example.org is not allowed",
            true,
        ),
        (403, "CORS does not allow this origin", true),
        (403, "CORS error", true),
        (
            403,
            "Request origin https://app.example has been rejected",
            true,
        ),
        (403, "cors: origin https://app.example: forbidden", true),
        (403, "Bad origin", true),
        (403, "Illegal origin", true),
        (403, "Origin verification failed", true),
        (403, "Origin not supported", true),
        (403, "Cross-origin requests are prohibited", true),
        (
            403,
            "Blocking Cross Origin API request for /api. Origin: https://app.example",
            true,
        ),
        (
            403,
            "HTTP Origin header (https://app.example) didn't match request.base_url",
            true,
        ),
        (
            500,
            "Error: CORS not supported for origin https://app.example",
            true,
        ),
        (
            500,
            "Error: boom at cors (/app/node_modules/cors/lib/index.js:188:7)",
            false,
        ),
        // Data.
        (
            403,
            r#"{"message":"Forbidden","origin":"203.0.113.5"}"#,
            false,
        ),
        (
            403,
            r#"{"error":"invalid token","origin":"api-gateway"}"#,
            false,
        ),
        (400, r#"{"error":"origin airport code is invalid"}"#, false),
        (400, "unknown ref origin/main", false),
        (403, "corsair.example is forbidden", false),
        (403, "cors.example is forbidden", false),
    ] {
        let mut flow = flow(&request("GET", "https://cors.example/"));
        flow.receive(status(code), &map(&[]));
        flow.receive_body(body.as_bytes());
        let causes: Vec<_> = refused(flow.report()).causes.iter().map(brief).collect();
        let words = format!("NotOnList Words({code})");
        assert_eq!(causes == [words], is_of_cors, "{body}: {causes:?}");
    }
}

/// What a body says of a list, or of a certificate, is no longer a guess.
#[test]
fn of_bodies_that_are_sure() {
    let say = |code: u16, lists: &[(&str, &str)], body: &str| {
        let mut flow = flow(&put());
        flow.receive(status(code), &map(lists));
        flow.receive_body(body.as_bytes());
        format!("{}\n", refused(flow.report()))
    };
    let lists = [(crate::ALLOW_METHODS, "GET")];
    let told = [
        say(400, &lists, "Disallowed CORS method"),
        say(400, &lists, "Disallowed CORS origin"),
        say(400, &[], "400 No required SSL certificate was sent"),
        say(403, &[], "No certificate"),
    ];
    expect![[r#"
        the server answers the preflight with 400, and its Access-Control-Allow-Methods does not list `PUT`. That is why. Also: the preflight's Access-Control-Allow-Origin is missing, and the status is 400: something handles CORS here and refuses this request. It does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end). Also: the preflight's Access-Control-Allow-Credentials is missing: to let this page read what it fetches with credentials, send `true`.
        the server answers the preflight with 400, and its Access-Control-Allow-Methods does not list `PUT`. That may be why. Also: the preflight's Access-Control-Allow-Origin is missing, and the status is 400: something handles CORS here and refuses this request. It does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end). Also: the preflight's Access-Control-Allow-Credentials is missing: to let this page read what it fetches with credentials, send `true`.
        the server demands a client certificate for the preflight (400). A preflight never carries a cookie, an Authorization header or a client certificate: ask for one without demanding it (nginx: `ssl_verify_client optional`), and check it for every method but OPTIONS.
        the preflight is refused (403), by something in front of the CORS layer (a login, a firewall, a CSRF check), or by the CORS layer itself, because the origin, the method or a header is not on its lists. A preflight never carries a cookie, an Authorization header or a client certificate: let OPTIONS through before such checks. The response has no CORS headers either (no Access-Control-Allow-Origin).
    "#]].assert_eq(&told.concat());
}

/// What else the lists lack, if it is known that the origin is refused.
#[test]
fn of_origins_that_are_refused_with_lists() {
    for (answer, also) in [
        ("204 # vary=Origin", ""),
        (
            "200 allow-origin=- allow-credentials=- allow-headers=- allow-methods=GET",
            "Access-Control-Allow-Methods does not list `PUT`",
        ),
        (
            "200 allow-origin=- allow-credentials=- allow-methods=- allow-headers=*",
            "Access-Control-Allow-Headers cannot use `*`",
        ),
        (
            "200 allow-origin=- allow-credentials=- allow-methods=- allow-headers=x-b",
            "Access-Control-Allow-Headers lacks `x-a`",
        ),
        (
            "200 allow-origin=- allow-methods=- allow-headers=- allow-credentials=false",
            "Access-Control-Allow-Credentials cannot be `false`",
        ),
    ] {
        let mut report = asked(&put(), answer);
        report.settle(false, Vec::new());
        let said = refused(&report).to_string();
        let more: Vec<_> = said.split(" Also: ").skip(1).collect();
        assert_eq!(more.len(), usize::from(!also.is_empty()), "{said}");
        assert!(more.concat().contains(also), "{said}");
    }
}

/// What tells who answered, only if something is wrong.
#[test]
fn shows_who_answered() {
    let told = [
        ("server", "x"),
        ("via", "1.1 a"),
        ("www-authenticate", "Basic"),
        ("x-other", "x"),
    ];
    for (method, code, shown) in [("GET", 200, false), ("GET", 401, true), ("PUT", 200, true)] {
        let mut flow = flow(&request(method, API));
        let mut headers = map(&told);
        headers.insert(crate::ALLOW_ORIGIN, HeaderValue::from_static("*"));
        flow.receive(status(code), &headers);
        let report = flow.report().to_string();
        for (name, _) in told {
            let line = format!("\n< {name}: ");
            assert_eq!(
                report.contains(&line),
                shown && name != "x-other",
                "{report}"
            );
        }
    }
}

fn say(rows: &[(Request, &str)], expected: &Expect) {
    let row = |(request, answers): &(Request, &str)| {
        let report = asked(request, answers);
        format!("[{answers}]\n{}\n", refused(&report))
    };
    expected.assert_eq(&rows.iter().map(row).collect::<String>());
}

/// An origin, as it has to be on a list.
#[test]
fn say_what_is_wrong_on_lists() {
    for (page, expected) in [
        (
            "https://app.example:8443",
            "(byte for byte: `https://`, this port, no slash at the end)",
        ),
        (
            "http://[::1]",
            "(byte for byte: `http://`, no port, no slash at the end)",
        ),
        ("null", "exactly `null` on its list (and should not: "),
    ] {
        let mut flow = Flow::new(&origin(page), &request("GET", API)).unwrap();
        flow.receive(status(200), &map(&[("vary", "Origin")]));
        let said = refused(flow.report()).to_string();
        assert!(
            said.contains(&format!("exactly `{page}`")) && said.contains(expected),
            "{said}"
        );
    }
}

/// Once it is known that neither the method nor a header is the reason.
#[test]
fn say_only_what_is_left() {
    for (code, expected) in [
        (400, "bad request (400): the origin is not on its list, or"),
        (403, "itself, because the origin is not on its list."),
    ] {
        let mut report = asked(&put(), &format!("{code} #"));
        report.settle(false, Vec::new());
        let said = refused(&report).to_string();
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn are_said() {
    let get = || request("GET", API).credentials(Include);
    let codes = [
        400, 401, 403, 404, 405, 407, 413, 429, 495, 496, 500, 502, 511, 304,
    ];
    let of_codes: Vec<_> = codes.iter().map(|code| format!("{code} #")).collect();
    let of_codes = of_codes.iter().map(String::as_str);
    let preflights = of_codes.chain([
        "204 #",
        "204 # allow=GET,PUT",
        "403 # vary=Origin",
        "413 # vary=Origin",
        "500 # vary=Origin",
        "404",
        "401 allow-methods=GET allow-headers=x-b",
        "200 allow-origin=null",
        "200 allow-origin=https://app.example/ allow-credentials=1 allow-methods=GET allow-headers=x-b",
        "307 # location=/login",
        "307 # location=/me/",
        "307 # location=//b.example/",
        "307 # location=/me",
        "200 allow-origin=- access-control-allow-origins=https://app.example",
        "401 # vary=Origin",
        "200 allow-methods=GET",
        "200 allow-methods=put",
        "200 allow-methods=*",
        "200 | 200 #",
        "200 | 401 #",
        "200 | 500 allow-origin=*",
        "200 expose-headers=etag | 200",
    ]);
    let preflights = preflights.map(|answers| (put().header("x-c", "1").read("etag"), answers));
    let responses = [
        "404 #",
        "404 # vary=Origin",
        "429 #",
        "502 #",
        "503 #",
        "403 # cf-mitigated=challenge",
        "200 #",
        "200 # vary=Origin",
        "200 allow-origin=https://b.example age=5",
        "200 # age=5",
        "200 allow-origin=http://app.example",
        "200 allow-origin=https://app.example:443",
        "200 allow-origin=https://App.example/",
        "200 allow-origin=*,*",
        "200 allow-origin=https://api.example",
        "200 allow-origin=undefined",
        "302 # location=//sso.b.example/",
        "302 # location=//b.example/",
        "302 # location=http://api.example/me/",
        "302 # location=/me/",
        "302 location=//sso.b.example/ | 200 #",
        "302 location=//b.example/ | 200 #",
        "302 location=//b.example/ | 403 #",
        "302 # location=/me",
        "302 location=/login | 404 #",
    ];
    let responses = responses.into_iter().map(|answers| (get(), answers));
    let insecure = (
        request("GET", "http://api.example/me"),
        "301 # location=https://api.example/me",
    );
    let port = (request("GET", API), "200 allow-origin=-");
    let rows: Vec<_> = preflights
        .chain(responses)
        .chain([insecure, port])
        .collect();
    say(
        &rows,
        &expect![[r#"
            [400 #]
            the server rejects the preflight as a bad request (400): the origin, the method or a header is not on its lists, or it demands a login or a client certificate. A preflight never carries a cookie, an Authorization header or a client certificate: answer OPTIONS before that. The response has no CORS headers either (no Access-Control-Allow-Origin).
            [401 #]
            the server wants a login for the preflight (401). A preflight never carries a cookie, an Authorization header or a client certificate: answer OPTIONS before asking for a login. The response has no CORS headers either (no Access-Control-Allow-Origin).
            [403 #]
            the preflight is refused (403), by something in front of the CORS layer (a login, a firewall, a CSRF check), or by the CORS layer itself, because the origin, the method or a header is not on its lists. A preflight never carries a cookie, an Authorization header or a client certificate: let OPTIONS through before such checks. The response has no CORS headers either (no Access-Control-Allow-Origin).
            [404 #]
            nothing answers OPTIONS at this URL (404). Often a route is for one method only, so that OPTIONS never gets to the CORS layer: handle CORS before routing, or add a route for OPTIONS. If the URL is wrong, fix that first. The response has no CORS headers either (no Access-Control-Allow-Origin).
            [405 #]
            this URL does not accept OPTIONS (405): handle CORS before routing, or let the route accept OPTIONS, too. (Some CORS libraries answer 405 if the method is not on their list.) The response has no CORS headers either (no Access-Control-Allow-Origin).
            [407 #]
            a proxy wants a login for the preflight (407). A preflight never carries a cookie, an Authorization header or a client certificate: let the proxy pass OPTIONS without a login. The response has no CORS headers either (no Access-Control-Allow-Origin).
            [413 #]
            the preflight's status is 413, and only 200 to 299 will do: send 204 to OPTIONS. The response has no CORS headers either (no Access-Control-Allow-Origin).
            [429 #]
            the preflight hit a rate limit (429): do not count OPTIONS, and send Access-Control-Max-Age, so that browsers ask less often. The response has no CORS headers either (no Access-Control-Allow-Origin).
            [495 #]
            the server does not accept the client certificate that it was sent (495). A browser's preflight never carries a cookie, an Authorization header or a client certificate: ask for one without demanding it (nginx: `ssl_verify_client optional`), and check it for every method but OPTIONS. The response has no CORS headers either (no Access-Control-Allow-Origin).
            [496 #]
            the server demands a client certificate for the preflight (496). A preflight never carries a cookie, an Authorization header or a client certificate: ask for one without demanding it (nginx: `ssl_verify_client optional`), and check it for every method but OPTIONS. The response has no CORS headers either (no Access-Control-Allow-Origin).
            [500 #]
            the server failed on the preflight (500): its log says why. Fix that first. Only then look at CORS: this response has no Access-Control-Allow-Origin.
            [502 #]
            a gateway got no answer from the server behind it (502). CORS is not the cause: fix that first. Only then look at CORS: this response has no Access-Control-Allow-Origin.
            [511 #]
            the server wants a login for the preflight (511). A preflight never carries a cookie, an Authorization header or a client certificate: answer OPTIONS before asking for a login. Only then look at CORS: this response has no Access-Control-Allow-Origin.
            [304 #]
            the preflight's status is 304, and only 200 to 299 will do: send 204 to OPTIONS. The response has no CORS headers either (no Access-Control-Allow-Origin).
            [204 #]
            the preflight's Access-Control-Allow-Origin is missing, and no other header shows that the server handles CORS for OPTIONS at this URL: set it up there. If it is already set up, one of these is not on the server's lists: the origin, exactly `https://app.example` (byte for byte: `https://`, no port, no slash at the end); the method `PUT`; one of the headers `x-a` and `x-c`.
            [204 # allow=GET,PUT]
            the preflight's Access-Control-Allow-Origin is missing, and no other header shows that the server handles CORS for OPTIONS at this URL (`Allow` is how a framework answers OPTIONS by itself): set it up there. If it is already set up, one of these is not on the server's lists: the origin, exactly `https://app.example` (byte for byte: `https://`, no port, no slash at the end); the method `PUT`; one of the headers `x-a` and `x-c`.
            [403 # vary=Origin]
            the preflight's Access-Control-Allow-Origin is missing, and the status is 403: something handles CORS here and refuses this request. One of these is not on its lists: the origin, exactly `https://app.example` (byte for byte: `https://`, no port, no slash at the end); the method `PUT`; one of the headers `x-a` and `x-c`.
            [413 # vary=Origin]
            the preflight's status is 413, and only 200 to 299 will do: send 204 to OPTIONS. Also: the preflight's Access-Control-Allow-Origin is missing, although something handles CORS here (see its other headers): the server does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end).
            [500 # vary=Origin]
            the server failed on the preflight (500): its log says why. Fix that first. Also: the preflight's Access-Control-Allow-Origin is missing, although something handles CORS here (see its other headers): one of these is not on the server's lists: the origin, exactly `https://app.example` (byte for byte: `https://`, no port, no slash at the end); the method `PUT`; one of the headers `x-a` and `x-c`.
            [404]
            the preflight has the CORS headers, but its status is 404, and only 200 to 299 will do: let the CORS layer answer OPTIONS itself (204), instead of passing it on.
            [401 allow-methods=GET allow-headers=x-b]
            the server wants a login for the preflight (401). A preflight never carries a cookie, an Authorization header or a client certificate: answer OPTIONS before asking for a login. Also: Access-Control-Allow-Methods does not list `PUT`: to let this page send the request, add it. Also: Access-Control-Allow-Headers lacks `x-a`: to let this page send it, add it. Add `x-c`, too.
            [200 allow-origin=null]
            the preflight's Access-Control-Allow-Origin is `null`: the server does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end).
            [200 allow-origin=https://app.example/ allow-credentials=1 allow-methods=GET allow-headers=x-b]
            the preflight's Access-Control-Allow-Origin has a slash at its end, and an origin has none: send exactly `https://app.example` and `Vary: Origin`. Also: the preflight's Access-Control-Allow-Credentials is not `true`: send exactly `true`, or omit the header to refuse credentials. Also: Access-Control-Allow-Methods does not list `PUT`: to let this page send the request, add it. Also: Access-Control-Allow-Headers lacks `x-a`: to let this page send it, add it. Add `x-c`, too.
            [307 # location=/login]
            the preflight is redirected to `https://api.example/login`, and no browser follows that. The redirect leads to a login. A preflight never carries a cookie, an Authorization header or a client certificate: answer OPTIONS before asking for a login.
            [307 # location=/me/]
            the preflight is redirected to `https://api.example/me/`, and no browser follows that: let the page request `https://api.example/me/` directly.
            [307 # location=//b.example/]
            the preflight is redirected to `https://b.example/`, and no browser follows that: let the page request `https://b.example/` directly, or answer OPTIONS here. If it leads to a login: a preflight never carries a cookie, an Authorization header or a client certificate.
            [307 # location=/me]
            the preflight is redirected to `https://api.example/me`, and no browser follows that. That is the same URL, most likely to see whether a cookie comes back, or because nothing tells the server that it was asked over HTTPS (`X-Forwarded-Proto`). A preflight never carries a cookie, an Authorization header or a client certificate: answer OPTIONS before that.
            [200 allow-origin=- access-control-allow-origins=https://app.example]
            `Access-Control-Allow-Origins` is not a response header that browsers know: call it `Access-Control-Allow-Origin`.
            [401 # vary=Origin]
            the server wants a login for the preflight (401). A preflight never carries a cookie, an Authorization header or a client certificate: answer OPTIONS before asking for a login. Also: the preflight's Access-Control-Allow-Origin is missing, although something handles CORS here (see its other headers): the server does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end).
            [200 allow-methods=GET]
            Access-Control-Allow-Methods does not list `PUT`: to let this page send the request, add it.
            [200 allow-methods=put]
            Access-Control-Allow-Methods lists `PUT` only in another case, but case matters: use the same case.
            [200 allow-methods=*]
            Access-Control-Allow-Methods cannot use `*` with credentials: to let this page use `PUT`, add it.
            [200 | 200 #]
            Access-Control-Allow-Origin is missing, although the preflight's response had it: only answers to OPTIONS get the headers, and this response needs them, too.
            [200 | 401 #]
            the server does not accept the request's login, or wants one (401): fix that first. The page cannot see the error: Access-Control-Allow-Origin is missing, and error responses need it, too. The preflight passed, so this comes from something before the CORS layer (a login, a gateway), or from an error page that drops its headers (nginx: `add_header .. always`).
            [200 | 500 allow-origin=*]
            the server failed (500): its log says why. Fix that first. The page cannot see the error, since error responses need the right CORS headers, too. Also: Access-Control-Allow-Origin cannot be `*` with credentials: to let this page read it, send its origin and `Vary: Origin`.
            [200 expose-headers=etag | 200]
            `etag` is not readable: Access-Control-Expose-Headers is missing: to let this page read the header, send its name there. The preflight's response has it, but only this response counts.
            [404 #]
            the server has nothing at this URL (404): if the URL is wrong, fix that first. The page cannot see the error: Access-Control-Allow-Origin is missing, and error responses need it, too. If other responses have it, this one comes from something before the CORS layer (a login, a gateway), or from an error page that drops its headers (nginx: `add_header .. always`).
            [404 # vary=Origin]
            the server has nothing at this URL (404): if the URL is wrong, fix that first. The page cannot see the error: Access-Control-Allow-Origin is missing, and error responses need it, too. If other responses have it, this one comes from something before the CORS layer (a login, a gateway), or from an error page that drops its headers (nginx: `add_header .. always`). Also: something handles CORS here (see its other headers). Perhaps the server does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end).
            [429 #]
            there were too many requests (429): wait, or ask less often. The page cannot see the error: Access-Control-Allow-Origin is missing, and error responses need it, too. If other responses have it, this one comes from something before the CORS layer (a login, a gateway), or from an error page that drops its headers (nginx: `add_header .. always`).
            [502 #]
            a gateway got no answer from the server behind it (502): fix that first. The page cannot see the error: Access-Control-Allow-Origin is missing, and error responses need it, too. If other responses have it, this one comes from something before the CORS layer (a login, a gateway), or from an error page that drops its headers (nginx: `add_header .. always`).
            [503 #]
            the server is down or overloaded, or a gateway cannot reach it (503): fix that first. The page cannot see the error: Access-Control-Allow-Origin is missing, and error responses need it, too. If other responses have it, this one comes from something before the CORS layer (a login, a gateway), or from an error page that drops its headers (nginx: `add_header .. always`).
            [403 # cf-mitigated=challenge]
            a firewall answered with a challenge for people, which a fetch cannot pass: exempt this URL in the firewall.
            [200 #]
            Access-Control-Allow-Origin is missing, and no other header shows that the server handles CORS for this URL: set it up there. If it is already set up, the server does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end).
            [200 # vary=Origin]
            Access-Control-Allow-Origin is missing, although something handles CORS here (see its other headers): the server does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end).
            [200 allow-origin=https://b.example age=5]
            the response comes from a cache, which may have stored it for another page, or for a request without Origin: send `Vary: Origin` with every response of this URL, and empty the cache. If that is not it: Access-Control-Allow-Origin names another origin: the server does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end).
            [200 # age=5]
            the response comes from a cache, which may have stored it for another page, or for a request without Origin: send `Vary: Origin` with every response of this URL, and empty the cache. If that is not it: Access-Control-Allow-Origin is missing, and no other header shows that the server handles CORS for this URL: set it up there. If it is already set up, the server does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end).
            [200 allow-origin=http://app.example]
            Access-Control-Allow-Origin has another scheme than the page's origin (`http` is not `https`): send exactly `https://app.example` and `Vary: Origin`.
            [200 allow-origin=https://app.example:443]
            Access-Control-Allow-Origin names the scheme's default port, and an origin leaves it out: send exactly `https://app.example` and `Vary: Origin`.
            [200 allow-origin=https://App.example/]
            Access-Control-Allow-Origin is the page's origin written in another way (its case, a slash at its end, its port), and browsers compare byte for byte: send exactly `https://app.example` and `Vary: Origin`.
            [200 allow-origin=*,*]
            Access-Control-Allow-Origin has the same value more than once, and browsers accept only one (often a proxy and the application each add the header): send exactly `https://app.example` and `Vary: Origin`.
            [200 allow-origin=https://api.example]
            Access-Control-Allow-Origin names the server's own origin, and not the page's: the server does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end).
            [200 allow-origin=undefined]
            Access-Control-Allow-Origin is not an origin (an origin begins with a scheme, such as `https://`; a bare word is often a variable that is not set): send exactly `https://app.example` and `Vary: Origin`.
            [302 # location=//sso.b.example/]
            the server redirects to `https://sso.b.example/` to log in, which a fetch cannot complete: answer a fetch with 401.
            [302 # location=//b.example/]
            the server redirects to `https://b.example/`, another origin. After that redirect, a browser sends `Origin: null`, which no server should allow: let the page request `https://b.example/` directly. If it leads to a login, answer 401 instead.
            [302 # location=http://api.example/me/]
            the server redirects to `http://api.example/me/`, another origin. After that redirect, a browser sends `Origin: null`, which no server should allow: let the page request `https://api.example/me/` directly (and tell the server that it is asked over HTTPS: `X-Forwarded-Proto`).
            [302 # location=/me/]
            the server redirects to `https://api.example/me/`, and a redirect needs the CORS headers, too: send them, or let the page request `https://api.example/me/` directly.
            [302 location=//sso.b.example/ | 200 #]
            a redirect to another origin, https://sso.b.example, has turned the request's Origin into `null`, which this response does not allow, and should not: any sandboxed page has the origin `null`. The redirect leads to a login, which a fetch cannot complete: answer a fetch with 401.
            [302 location=//b.example/ | 200 #]
            a redirect to another origin, https://b.example, has turned the request's Origin into `null`, which this response does not allow, and should not: any sandboxed page has the origin `null`. So let the page request `https://b.example/` directly.
            [302 location=//b.example/ | 403 #]
            a redirect to another origin, https://b.example, has turned the request's Origin into `null`, which this response does not allow, and should not: any sandboxed page has the origin `null`. So let the page request `https://b.example/` directly. It answers 403: fix that, too.
            [302 # location=/me]
            the server redirects to `https://api.example/me`, the same URL, most likely to see whether a cookie comes back, or because nothing tells the server that it was asked over HTTPS (`X-Forwarded-Proto`). Answer the request without that.
            [302 location=/login | 404 #]
            a redirect has led to `https://api.example/login` to log in, which a fetch cannot complete: answer a fetch with 401.
            [301 # location=https://api.example/me]
            the server redirects to `https://api.example/me`, another origin. After that redirect, a browser sends `Origin: null`, which no server should allow: let the page request `https://api.example/me` directly.
            [200 allow-origin=-]
            Access-Control-Allow-Origin is missing, although something handles CORS here (see its other headers): the server does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end).
        "#]],
    );
}
