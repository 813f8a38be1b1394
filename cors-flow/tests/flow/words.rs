//! Every sentence, in one place to read them aloud. Those of the library's errors are its own.

use std::fmt::{Display, Write};

use CredentialsMode::Include;
use cors_flow::{
    Error, FetchError, Finding, Flow, Note, Origin, RedirectError, Report, Request, ResponseError,
};
use cors_flow::{Kind, SetupError, trace};
use expect_test::{Expect, expect};
use headers_allow_credentials::cors::CredentialsMode;
use http::StatusCode;

use crate::{ALLOW_CREDENTIALS, API, PAGE, answered, flow, follow, map, origin, request, run, url};

fn say(sentences: impl IntoIterator<Item: Display>, expected: &Expect) {
    let mut all = String::new();
    for sentence in sentences {
        writeln!(all, "{sentence}").unwrap();
    }
    expected.assert_eq(&all);
}

/// The findings and the verdict of a report, without the requests, responses and notes.
fn outcome(report: &Report) -> String {
    let findings = report.findings().iter().map(Finding::to_string);
    let conclusion = trace::conclusion(report);
    let mut lines: Vec<_> = findings.collect();
    lines.push(format!("=> {}\n", conclusion[1].text));
    lines.join("\n")
}

#[test]
fn of_outcomes() {
    let get = || request("GET", API).credentials(Include);
    let put = || request("PUT", API).credentials(Include);
    let plain = || request("GET", "http://api.example/me");
    let nobody = |request: &Request| {
        let mut flow = flow(request);
        flow.receive_nothing("Nobody is there.");
        flow.into_report()
    };
    let untrusted = |request: &Request, answers: &str| {
        let mut report = answered(request, answers);
        report.note(Note::Untrusted("the certificate is not trusted.".into()));
        report
    };
    let sandboxed = Flow::new(&Origin::opaque(), &get()).unwrap();
    let by_wildcard = request("GET", API).header("authorization", "x");
    let alone = |value: &str| {
        Report::of_header_alone([(StatusCode::OK, map(&[(ALLOW_CREDENTIALS, value)]))])
    };
    let read = get().read("etag").read("expires").read("set-cookie");
    let none = "200 allow-origin=- allow-credentials=-";
    say(
        vec![
            ("allowed", answered(&put(), "200 | 200")),
            ("its own origin", answered(&request("PUT", PAGE), "200")),
            ("sandboxed", run(sandboxed, &[]).1),
            ("redirected", answered(&get(), "302 location=/x | 200")),
            (
                "redirected, without its login",
                answered(
                    &get().header("authorization", "x"),
                    "200 | 302 location=//b.example/x | 401",
                ),
            ),
            (
                "a cookie that nobody keeps",
                answered(&get(), "200 set-cookie=sid=1;Domain=com"),
            ),
            (
                "the same cookie again",
                answered(
                    &get(),
                    "302 location=/x set-cookie=sid=1;Domain=com | 200 set-cookie=sid=1",
                ),
            ),
            (
                "a cookie without a name",
                answered(&get(), "200 set-cookie=a;Domain=com"),
            ),
            (
                "a cookie that nobody sends back",
                answered(
                    &get().then(url("https://api.example/x")),
                    "200 set-cookie=sid=1;SameSite=None;Secure;Partitioned;Path=/me",
                ),
            ),
            (
                "a cookie that nobody keeps, untrusted",
                untrusted(&get(), "200 set-cookie=sid=1;Domain=com"),
            ),
            ("denied, untrusted", untrusted(&get(), "401")),
            ("not sent, untrusted", untrusted(&put(), "200")),
            ("denied, mixed content", answered(&plain(), "401")),
            (
                "cookies that some browsers keep",
                answered(&get(), "200 set-cookie=a=1 set-cookie=b=1"),
            ),
            ("from home", follow(&request("GET", PAGE), &[(302, API)]).1),
            ("mixed content", answered(&plain(), "200")),
            ("mixed content, refused", answered(&plain(), none)),
            ("not asked", answered(&get().read("expires"), "")),
            ("not sent", answered(&put().read("expires"), "200")),
            (
                "foretold",
                answered(&put().read("etag"), "200 expose-headers=etag"),
            ),
            ("not followed yet", answered(&get(), "302 location=/x")),
            (
                "not followed yet, read",
                answered(&get().read("expires"), "302 location=/x"),
            ),
            ("preflight", answered(&put(), "200 allow-credentials=yes")),
            ("preflight, status", answered(&put(), "404")),
            (
                "preflight, and more",
                answered(&put(), &none.replace("200", "404")),
            ),
            ("by wildcard", answered(&by_wildcard, "200 allow-headers=*")),
            ("response", answered(&put(), &["200 | ", none].concat())),
            ("redirect", answered(&get(), "302 location=mailto:x")),
            (
                "redirect, check",
                answered(&get(), "302 location=/ allow-origin=*"),
            ),
            ("headers", answered(&read, "200")),
            ("no response", nobody(&get())),
            ("no preflight's response", nobody(&put())),
            ("no response, insecure", nobody(&plain())),
            ("the header alone", alone("true")),
            ("the header alone, refused", alone("True")),
            ("nothing", Report::of_header_alone([])),
        ]
        .into_iter()
        .map(|(name, report)| format!("[{name}]\n{}", outcome(&report))),
        &expect![[r#"
            [allowed]
            The preflight allows the PUT.
            The page may read the response.
            => Allowed: a page at https://app.example gets what it asked for.

            [its own origin]
            The URL has the page's own origin, so there is no CORS check.
            => Allowed: a page at https://app.example gets what it asked for.

            [sandboxed]
            The page may read the response.
            => Allowed: a page of origin `null` gets what it asked for.

            [redirected]
            The redirect (302) passes the CORS check, so a browser follows it.
            The page may read the response.
            => Allowed: a page at https://app.example gets what it asked for.

            [redirected, without its login]
            The preflight allows the GET.
            The redirect (302) passes the CORS check, so a browser follows it.
            The page may read the response.
            => Allowed by CORS, but the server answers 401, after a redirect that removed Authorization: a page at https://app.example gets that response.

            [a cookie that nobody keeps]
            The page may read the response.
            => Allowed: a page at https://app.example gets what it asked for, but no browser keeps its cookie `sid`.

            [the same cookie again]
            The redirect (302) passes the CORS check, so a browser follows it.
            The page may read the response.
            => Allowed: a page at https://app.example gets what it asked for, but some browsers drop, or do not send back, its cookie `sid`.

            [a cookie without a name]
            The page may read the response.
            => Allowed: a page at https://app.example gets what it asked for, but no browser keeps its cookie.

            [a cookie that nobody sends back]
            The page may read the response.
            => Allowed: a page at https://app.example gets what it asked for, but no browser sends back its cookie `sid`.

            [a cookie that nobody keeps, untrusted]
            The page may read the response.
            => Allowed by CORS: a page at https://app.example gets what it asked for once browsers accept the certificate, but no browser keeps its cookie `sid`.

            [denied, untrusted]
            The page may read the response.
            => Allowed by CORS, but the server answers 401: a page at https://app.example gets that response once browsers accept the certificate.

            [not sent, untrusted]
            The preflight allows the PUT.
            => The preflight passes for a page at https://app.example once browsers accept the certificate. The PUT was not sent, so its response was not checked.

            [denied, mixed content]
            The page may read the response.
            => Allowed by CORS, but the server answers 401: a page at https://app.example gets that response if everything is served over HTTPS.

            [cookies that some browsers keep]
            The page may read the response.
            => Allowed: a page at https://app.example gets what it asked for, but some browsers drop, or do not send back, 2 of its cookies.

            [from home]
            The redirect (302) is from the page's own origin, so a browser follows it.
            The page may read the response.
            => Allowed: a page at https://app.example gets what it asked for.

            [mixed content]
            The page may read the response.
            => Allowed by CORS: a page at https://app.example gets what it asked for if everything is served over HTTPS.

            [mixed content, refused]
            Access-Control-Allow-Origin is missing, and no other header shows that the server handles CORS for this URL: set it up there. If it is already set up, the server does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end).
            => Not allowed: even over HTTPS, a page at https://app.example gets an error instead of the response.

            [not asked]
            The page may read `expires`.
            => Nothing is known: there was no response.

            [not sent]
            The preflight allows the PUT.
            The page may read `expires`.
            => The preflight passes for a page at https://app.example. The PUT was not sent, so its response was not checked.

            [foretold]
            The preflight allows the PUT.
            The page may read `etag`.
            => The preflight passes for a page at https://app.example. The PUT was not sent, so its response was not checked.

            [not followed yet]
            The redirect (302) passes the CORS check, so a browser follows it.
            => The redirect is allowed for a page at https://app.example. The response after it was not checked.

            [not followed yet, read]
            The redirect (302) passes the CORS check, so a browser follows it.
            The page may read `expires`.
            => The redirect is allowed for a page at https://app.example. The response after it was not checked.

            [preflight]
            the preflight's Access-Control-Allow-Credentials is not `true`: send exactly `true`, or omit the header to refuse credentials.
            => Not allowed: a browser does not send the request after this preflight, and a page at https://app.example gets an error instead of the response.

            [preflight, status]
            the preflight has the CORS headers, but its status is 404, and only 200 to 299 will do: let the CORS layer answer OPTIONS itself (204), instead of passing it on.
            => Not allowed: a browser does not send the request after this preflight, and a page at https://app.example gets an error instead of the response.

            [preflight, and more]
            nothing answers OPTIONS at this URL (404). Often a route is for one method only, so that OPTIONS never gets to the CORS layer: handle CORS before routing, or add a route for OPTIONS. If the URL is wrong, fix that first. Also: the preflight's Access-Control-Allow-Origin is missing, although something handles CORS here (see its other headers): the server does not have exactly `https://app.example` on its list (byte for byte: `https://`, no port, no slash at the end). Also: the preflight's Access-Control-Allow-Credentials is missing: to let this page read what it fetches with credentials, send `true`.
            => Not allowed: a browser does not send the request after this preflight, and a page at https://app.example gets an error instead of the response.

            [by wildcard]
            Access-Control-Allow-Headers does not list Authorization by name: to let this page send it, add `Authorization`.
            => Not allowed: by the Fetch standard, a browser does not send the request after this preflight, and a page at https://app.example gets an error instead of the response.

            [response]
            The preflight allows the PUT.
            Access-Control-Allow-Origin is missing, although the preflight's response had it: only answers to OPTIONS get the headers, and this response needs them, too.
            => Not allowed: a browser sends the request, but a page at https://app.example gets an error instead of the response.

            [redirect]
            Location is neither an `http` nor an `https` URL, so a browser does not follow it: redirect to an `https` URL.
            => Not allowed: a browser does not follow the redirect, and a page at https://app.example gets an error instead of the response.

            [redirect, check]
            the server redirects to `https://api.example/`, and a redirect needs the CORS headers, too: send them, or let the page request `https://api.example/` directly. Also: Access-Control-Allow-Origin cannot be `*` with credentials: to let this page read it, send its origin and `Vary: Origin`.
            => Not allowed: a browser does not follow the redirect, and a page at https://app.example gets an error instead of the response.

            [headers]
            The page may read the response.
            `etag` is not readable: Access-Control-Expose-Headers is missing: to let this page read the header, send its name there.
            The page may read `expires`, but this response does not have it.
            `set-cookie` is not readable: Set-Cookie and Set-Cookie2 can never be read by a page: send the value in another header or in the body.
            => Not allowed: a page at https://app.example cannot read all the headers that it wants to read.

            [no response]
            Nobody is there.
            => Not allowed: there is no response, and a page at https://app.example gets an error instead of the response.

            [no preflight's response]
            Nobody is there.
            => Not allowed: there is no response, and a page at https://app.example gets an error instead of the response.

            [no response, insecure]
            Nobody is there.
            => Not allowed: there is no response, and a page at https://app.example gets an error instead of the response.

            [the header alone]
            Access-Control-Allow-Credentials is `true`.
            => Allowed by this header. Access-Control-Allow-Origin also matters; it was not checked.

            [the header alone, refused]
            Access-Control-Allow-Credentials is `true` in the wrong case: send `true` in lower case.
            => Not allowed: no page gets this response with credentials.

            [nothing]
            => Nothing is known: there was no response.

        "#]],
    );
}

#[test]
fn of_notes() {
    say(
        [
            Note::Dropped(vec!["cookie".parse().unwrap()]),
            Note::Dropped(vec![
                "host".parse().unwrap(),
                "x-http-method".parse().unwrap(),
            ]),
            Note::CookieWithheld(CredentialsMode::SameOrigin),
            Note::CookieWithheld(CredentialsMode::Omit),
            Note::MixedContent("http://api.example".into()),
            Note::AuthorizationByWildcard,
            Note::SameLocations,
            Note::NullNamed,
            Note::MaybeNull,
            Note::Foretold,
            Note::Unanswered(vec!["etag".parse().unwrap()]),
            Note::Unanswered(
                ["etag", "x-a", "x-b"]
                    .map(|name| name.parse().unwrap())
                    .into(),
            ),
            Note::Driver("the certificate was not verified.".into()),
        ],
        &expect![[r#"
            a page cannot set `cookie`: browsers leave it out, and so does this request.
            a page cannot set `host` or `x-http-method` with a forbidden method: browsers leave it out, and so does this request.
            the Cookie was not sent: with credentials mode `same-origin`, a browser sends none here.
            the Cookie was not sent: with credentials mode `omit`, a browser sends none here.
            browsers block this as mixed content, whatever the headers say: no HTTPS page can request http://api.example. Serve it over HTTPS.
            without credentials, today's browsers let `*` cover Authorization, although the Fetch standard does not allow it: list Authorization in Access-Control-Allow-Headers, and all agree.
            Chromium and Firefox follow a redirect whose lines of Location are all the same. The Fetch standard does not allow it, and WebKit does not follow.
            `null` is the origin of sandboxed and local pages, not of this one.
            if a redirect led to another origin, a browser goes on with `Origin: null`, which no server should allow: let the page request the final URL.
            the request was not sent, so what the page may read was judged by the preflight's response. The response itself decides.
            whether the page may read `etag` is not known, because the request was not sent.
            whether the page may read `etag`, `x-a` or `x-b` is not known, because the request was not sent.
            the certificate was not verified.
        "#]],
    );
}

#[test]
fn of_errors() {
    say(
        [
            ResponseError::DifferentContentLength,
            ResponseError::DifferentLocation,
            ResponseError::SwitchingProtocols,
        ],
        &expect![[r#"
            Content-Length is sent with two different values, which Chromium and Firefox refuse: send a single line
            Location is sent with two different values, which Chromium and Firefox refuse: send a single line
            the status is 101, which Chromium and WebKit refuse: send another status
        "#]],
    );
    say(
        [
            RedirectError::InvalidLocation,
            RedirectError::EmptyLocation,
            RedirectError::RepeatedLocation,
            RedirectError::LocationScheme,
            RedirectError::TooManyRedirects,
            RedirectError::LocationCredentials,
        ],
        &expect![[r#"
            Location is not a valid URL, so the redirect leads nowhere: send an absolute URL, or a path
            Location is empty, so the redirect leads to the same URL again: send an absolute URL, or a path
            Location is sent more than once: send a single line (often a proxy and the application each add one)
            Location is neither an `http` nor an `https` URL, so a browser does not follow it: redirect to an `https` URL
            this is the 21st redirect, and a browser follows at most 20: look for a loop, or redirect straight to the last URL
            Location has a user name or a password, which browsers refuse in a cross-origin request: leave them out of the URL
        "#]],
    );
    say(
        [
            SetupError::ForbiddenMethod,
            SetupError::Scheme,
            SetupError::UrlCredentials,
            SetupError::BodyNotAllowed,
            SetupError::InvalidHeaderName,
            SetupError::InvalidHeaderValue,
            SetupError::InvalidCookieName,
            SetupError::TooManyHeaders,
            SetupError::TooManyToRead,
        ],
        &expect![[r#"
            no page can send CONNECT, TRACE or TRACK, in any case (`fetch` throws a TypeError): choose another method
            expected a URL that begins with `http://` or `https://`
            no page can ask for a URL with a user name or a password (`fetch` throws a TypeError): leave them out, and add an Authorization header if the page sends one
            no page can send a body with GET or HEAD (`fetch` throws a TypeError): choose another method, or leave out the body
            a header's name is not valid (`fetch` throws a TypeError): use letters, digits and hyphens, as in `x-csrf-token`
            a header's value is not valid: leave out control characters
            no cookie can have this name: leave out `=`, `;`, control characters, and spaces around it
            there are more than 10,000 headers: send fewer
            there are more than 100 response headers to read: name fewer
        "#]],
    );
    say(
        [
            FetchError::Setup(SetupError::Scheme),
            FetchError::Service("the database is down".into()),
            FetchError::Url("a b".parse::<http::Uri>().unwrap_err()),
        ],
        &expect![[r#"
            expected a URL that begins with `http://` or `https://`
            the service failed: the database is down
            the request's URL does not fit an `http::Uri`: invalid uri character
        "#]],
    );
}

#[test]
fn of_origins() {
    say(
        [
            "",
            "app.example",
            "localhost:3000",
            " https://app.example",
            "https://a.example, https://b.example",
            "https://a.example https://b.example",
            "https://*.example",
            "file:///home/x.html",
            "https://app.example/",
            "https://APP.example:443",
            "https://:80",
            "https://a.example:99999",
        ]
        .map(|text| format!("{text:?}: {}", text.parse::<Origin>().unwrap_err())),
        &expect![[r#"
            "": expected `scheme://host` or `scheme://host:port`, such as `https://app.example.com`, or `null`
            "app.example": the scheme is missing: write `https://app.example` or `http://app.example`
            "localhost:3000": the scheme is missing: write `https://localhost:3000` or `http://localhost:3000`
            " https://app.example": leave out the spaces around the origin
            "https://a.example, https://b.example": expected one origin, not a list
            "https://a.example https://b.example": expected one origin, not a list
            "https://*.example": expected one origin, without a wildcard
            "file:///home/x.html": expected `null`, which is the origin of a local file
            "https://app.example/": browsers write this origin as `https://app.example`
            "https://APP.example:443": browsers write this origin as `https://app.example`
            "https://:80": empty host: expected `scheme://host` or `scheme://host:port`, such as `https://app.example.com`
            "https://a.example:99999": invalid port number: expected `scheme://host` or `scheme://host:port`, such as `https://app.example.com`
        "#]],
    );
}

#[test]
fn names_for_programs() {
    let network = Error::Network(String::new());
    let redirect = Error::Redirect(RedirectError::TooManyRedirects);
    assert_eq!(
        [network.code(), redirect.code()],
        ["NetworkError", "TooManyRedirects"]
    );
    assert_eq!(origin(PAGE).to_string(), PAGE);
    assert_eq!(
        format!("{:>6}|{:8}|", Origin::opaque(), Kind::Exposed),
        "  null|exposed |"
    );
}
