//! The cookies, certificates and passwords of a page's requests.

// The form in which expect-test writes texts.
#![allow(clippy::needless_raw_string_hashes)]

use expect_test::expect;
use http::Method;
use serde_json::json;
use tokio_rustls::rustls::version::{TLS12, TLS13};

use crate::program::{PAGE, ask, bare, feed, outcome, printed, report, start};
use crate::server::{Server, Tls, right};

/// Sets cookies, and wants them back.
fn logins() -> Server {
    Server::new(|asked| {
        let (mut status, mut lines) = right(asked);
        let cookie = asked.header("cookie").unwrap_or_default();
        let set = match asked.path.as_str() {
            "/login" => Some("sid=SECRET; Path=/"),
            "/narrow" => Some("sid=SECRET; Path=/auth"),
            "/csrf" => Some("csrf=SECRET; Path=/"),
            "/logout" => Some("sid=; Path=/; Max-Age=0"),
            _ => None,
        };
        if asked.path == "/me" && !cookie.contains("sid=SECRET") {
            status = 401;
        }
        lines.extend(set.map(|set| ("set-cookie", set.to_owned())));
        (status, lines)
    })
}

/// A page of the same site asks for one URL after the other, with what it got.
#[test]
fn go_with_what_the_page_asks_next() {
    let server = logins();
    for (args, path, sent, expected) in [
        ("--then /me", "/login", "- sid=SECRET", ""),
        ("--then /me --then /auth/x", "/narrow", "- - sid=SECRET", ""),
        ("--then /me --keep sid", "/login", "- sid=SECRET", ""),
        ("--then /me --keep sid", "/narrow", "- -", "Path"),
        (
            "--then /me --then /login --read etag --keep sid",
            "/narrow",
            "- - -",
            "Path",
        ),
        ("--keep sid", "/login", "-", ""),
        ("--keep sid", "/csrf", "-", "CookieNotSet"),
        (
            "--then /me --keep sid",
            "/csrf",
            "- csrf=SECRET",
            "CookieNotSet",
        ),
        // Judged where it is set: a logout is free to delete it.
        (
            "--then /login --then /me --keep sid --keep csrf",
            "/csrf",
            "- csrf=SECRET csrf=SECRET;sid=SECRET",
            "",
        ),
        (
            "--then /login --then /me --keep sid",
            "/logout",
            "- - sid=SECRET",
            "",
        ),
        (
            "--then /logout --then /me --keep sid",
            "/login",
            "- sid=SECRET -",
            "",
        ),
        (
            "--keep sid --keep sid -H Cookie:sid=SECRET",
            "/me",
            "sid=SECRET",
            // It was typed, which shows nothing of what a browser keeps.
            "CookieNotSet",
        ),
        ("--then /me --credentials omit", "/login", "- -", ""),
    ] {
        let args = args.replace("--then ", &format!("--then {}", server.url("")));
        let url = server.url(path);
        let args: Vec<_> = args.split(' ').collect();
        let args = [
            &["--json", "--origin", "http://127.0.0.1:1"],
            &args[..],
            &[&url],
        ]
        .concat();
        let report = report(bare(&args));
        let cookies = server.asked();
        let cookies = cookies
            .iter()
            .map(|asked| asked.header("cookie").unwrap_or("-"));
        let cookies: Vec<_> = cookies.map(|cookie| cookie.replace("; ", ";")).collect();
        assert_eq!(cookies.join(" "), sent, "{args:?}");
        let steps = report["steps"].as_array().unwrap();
        let codes = steps.iter().filter_map(|step| step["code"].as_str());
        assert_eq!(codes.collect::<Vec<_>>().join(" "), expected, "{args:?}");
        assert!(!report.to_string().contains("SECRET"));
    }
}

/// What was not asked is said, and why.
#[test]
fn tell_what_the_page_did_not_ask() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/none" => (200, Vec::new()),
        _ => right(asked),
    });
    for (args, path, expected) in [
        (
            "--then /a --then /b",
            "/none",
            "Note: `--then /a` was not asked, since the page does not get the response before it.\n",
        ),
        (
            "--then /none --then /b",
            "/ok",
            "Note: `--then /b` was not asked, since the page does not get the response before it.\n",
        ),
        (
            "-X PUT --then /a",
            "/ok",
            "Note: `--then /a` was not asked, since the PUT before it was not sent.\n",
        ),
        ("--then /none", "/ok", ""),
    ] {
        let args = args.replace("--then ", &format!("--then {}", server.url("")));
        let (_, said, _) = ask(&args, &server.url(path));
        let said = said.replace(&server.url(""), "");
        let told = said.matches("was not asked").count();
        assert_eq!(told, usize::from(!expected.is_empty()), "{args}: {said}");
        assert!(said.contains(expected), "{args}: {said}");
    }
}

#[test]
fn are_told_of() {
    let server = logins();
    let told = |origin: &str, args: &[&str]| {
        let printed = printed(bare(&[&["--origin", origin], args].concat()));
        assert!(!printed.contains("SECRET"));
        printed.replace(&server.url(""), "http://server")
    };
    let (near, far) = ("http://127.0.0.1:1", "http://localhost:1");
    let (login, narrow, me) = (
        server.url("/login"),
        server.url("/narrow"),
        server.url("/me"),
    );
    let told = [
        told(near, &["-d", "u=v", "--send", &login, "--then", &me]),
        told(near, &["--then", &me, &narrow]),
        told(far, &["--keep", "sid", &login]),
        told(far, &["-H", "X-A: 1", "-X", "PUT", "--keep", "sid", &login]),
    ];
    expect![[r#"
        > POST http://server/login
        > content-type: text/plain;charset=UTF-8
        > origin: http://127.0.0.1:1
        < 200
        < access-control-allow-origin: http://127.0.0.1:1
        < access-control-allow-credentials: true
        < access-control-expose-headers: etag
        Every browser keeps `sid`, and sends it to http://server/me.
        The page may read the response.

        > GET http://server/me
        > origin: http://127.0.0.1:1
        > cookie: (not shown)
        < 200
        < access-control-allow-origin: http://127.0.0.1:1
        < access-control-allow-credentials: true
        < access-control-expose-headers: etag
        The page may read the response.

        Allowed: a page at http://127.0.0.1:1 gets what it asked for.
        [0]

        > GET http://server/narrow
        > origin: http://127.0.0.1:1
        < 200
        < access-control-allow-origin: http://127.0.0.1:1
        < access-control-allow-credentials: true
        < access-control-expose-headers: etag
        Every browser keeps `sid`, but does not send it to http://server/me: its path is `/auth`, which does not cover `/me`. Send `Path=/`.
        The page may read the response.

        > GET http://server/me
        > origin: http://127.0.0.1:1
        < 401
        < access-control-allow-origin: http://127.0.0.1:1
        < access-control-allow-credentials: true
        < access-control-expose-headers: etag
        The page may read the response.

        Allowed by CORS, but the server answers 401: a page at http://127.0.0.1:1 gets that response.
        Note: no cookie was sent to http://server/me, and with one the server may answer differently: see above what becomes of those that were set.
        [0]

        > GET http://server/login
        > origin: http://localhost:1
        < 200
        < access-control-allow-origin: http://localhost:1
        < access-control-allow-credentials: true
        < access-control-expose-headers: etag
        Chrome and browsers that block third-party cookies drop `sid`: without SameSite it counts as Lax, and localhost and 127.0.0.1 are two sites. Firefox keeps it, and sends it back. Safari drops it: a third-party cookie has to be Partitioned, which takes https. Use the same host for both, `localhost` or `127.0.0.1`.
        The page may read the response.
        Chrome does not keep `sid`: without SameSite it counts as Lax, and localhost and 127.0.0.1 are two sites.

        Not allowed: a page at http://localhost:1 gets the response, but a cookie that it needs does not come back in every browser.

        What has to change so that every browser keeps `sid` and sends it back:
          use the same host for both, `localhost` or `127.0.0.1`
        [1]

        > OPTIONS http://server/login
        > origin: http://localhost:1
        > access-control-request-method: PUT
        > access-control-request-headers: x-a
        < 200
        < access-control-allow-origin: http://localhost:1
        < access-control-allow-credentials: true
        < access-control-allow-methods: PUT
        < access-control-allow-headers: x-a
        Every browser drops `sid`: a preflight's response sets no cookies. Send it with the response to the request that follows. Use the same host for both, `localhost` or `127.0.0.1`.
        The preflight allows the PUT.

        The preflight passes for a page at http://localhost:1. The PUT was not sent, so its response was not checked.
        Note: add `--send` to send the request and check its response.
        Note: whether the cookies of `--keep` are kept is not known, because the request was not sent.
        [0]
    "#]].assert_eq(&told.join("\n"));
}

/// What is pasted is judged for the URL that is named, if one is.
#[test]
fn are_told_of_what_is_pasted() {
    let head = |line: &str| {
        format!(
            "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: {PAGE}\n\
             Access-Control-Allow-Credentials: true\n{line}\n\n"
        )
    };
    let told = |args: &[&str], line: &str| {
        let mut child = start(args);
        feed(&mut child, head(line).as_bytes());
        let printed = printed(outcome(child.wait_with_output().unwrap()));
        let lines = printed
            .lines()
            .filter(|line| !line.starts_with(['<', '>']) && !line.is_empty());
        lines.collect::<Vec<_>>().join("\n") + "\n"
    };
    let (api, me) = (
        "https://api.example.com/login",
        "https://api.example.com/me",
    );
    let line = "Set-Cookie: sid=1; SameSite=None";
    let told = [
        told(&["--origin", PAGE, "-", api], "Set-Cookie: sid=1; Path=/"),
        told(&["--origin", PAGE, "-", api], line),
        told(&["--origin", PAGE, "-"], line),
        told(&["-"], line),
        told(&["--origin", PAGE, "-"], "Set-Cookie: sid=1"),
        told(
            &["--origin", PAGE, "--keep", "sid", "--then", me, "-", api],
            "Set-Cookie: sid=1; Path=/login",
        ),
    ];
    expect![[r#"
        Every browser keeps `sid`, and sends it back.
        The page may read the response.
        Allowed: a page at https://app.example.com gets what it asked for.
        Note: a cache may keep this response, and give it to a page of another origin, which then gets an error: send `Vary: Origin` with it, unless no other origin may read it.
        [0]

        Chrome, Firefox and browsers that block third-party cookies drop `sid`: it has SameSite=None without Secure. Safari keeps it, and sends it back. Send `Secure`.
        The page may read the response.
        Allowed: a page at https://app.example.com gets what it asked for, but some browsers drop, or do not send back, its cookie `sid`.
        Note: a cache may keep this response, and give it to a page of another origin, which then gets an error: send `Vary: Origin` with it, unless no other origin may read it.
        [0]

        Chrome, Firefox and browsers that block third-party cookies drop `sid`: it has SameSite=None without Secure. Send `Secure`.
        The page may read the response.
        Allowed: a page at https://app.example.com gets what it asked for, but some browsers drop, or do not send back, its cookie `sid`.
        Note: a cache may keep this response, and give it to a page of another origin, which then gets an error: send `Vary: Origin` with it, unless no other origin may read it.
        Note: whether browsers keep these cookies depends on the URL: add it after the `-`.
        [0]

        Chrome, Firefox and browsers that block third-party cookies drop `sid`: it has SameSite=None without Secure. Send `Secure`.
        Access-Control-Allow-Credentials is `true`.
        Allowed by this header. Access-Control-Allow-Origin also matters; it was not checked.
        Note: check both headers with `curl -si -H 'Origin: https://app.example.com' URL | cors-check - --origin https://app.example.com`.
        Note: whether browsers keep these cookies depends on the page and the URL: `cors-check --origin ORIGIN - URL`.
        [0]

        The page may read the response.
        Allowed: a page at https://app.example.com gets what it asked for.
        Note: a cache may keep this response, and give it to a page of another origin, which then gets an error: send `Vary: Origin` with it, unless no other origin may read it.
        Note: whether browsers keep these cookies depends on the URL: add it after the `-`.
        [0]

        Every browser keeps `sid`, but does not send it to https://api.example.com/me: its path is `/login`, which does not cover `/me`. Send `Path=/`.
        The page may read the response.
        Chrome does not send `sid` back: its path is `/login`, which does not cover `/me`.
        Not allowed: a page at https://app.example.com gets the response, but a cookie that it needs does not come back in every browser.
        What has to change so that every browser keeps `sid` and sends it back:
          send `Path=/`
        [1]
    "#]].assert_eq(&told.join("\n"));
    let mut child = start(&["--json", "--origin", PAGE, "-"]);
    feed(&mut child, head(line).as_bytes());
    let report = report(outcome(child.wait_with_output().unwrap()));
    let cookie = &report["cookies"][0];
    assert_eq!(cookie["url"], json!(null));
    assert_eq!(
        cookie["browsers"]["safari"],
        json!({"kept": null, "sent": null, "code": null})
    );
    assert_eq!(
        cookie["browsers"]["firefox"],
        json!({"kept": false, "sent": false, "code": "NoneWithoutSecure"})
    );
}

/// A client certificate goes with the request, to the hosts that were named, and never with a preflight.
#[test]
fn are_shown_by_tls() {
    let demanded = "a preflight never carries a client certificate";
    let anonymous = "without credentials a request carries none";
    let missing = "127.0.0.1 demands a client certificate: give one with `--cert FILE`";
    let allowed = "\nAllowed by CORS: a page";
    let refused = "127.0.0.1 does not accept the client certificate of `--cert` (";
    for version in [&TLS12, &TLS13] {
        let (tls, other) = (Tls::new("127.0.0.1"), Tls::new("127.0.0.1"));
        let start = |demands| {
            let config = tls.asks_for_a_certificate(demands, version);
            Server::start("127.0.0.1:0", config, |asked| {
                let (status, mut lines) = right(asked);
                let to = asked
                    .header("host")
                    .unwrap()
                    .replace("127.0.0.1", "localhost");
                lines.push(("location", format!("https://{to}/")));
                (if asked.path == "/away" { 302 } else { status }, lines)
            })
        };
        let (strict, lax) = (start(true), start(false));
        let cert = format!("-k --cert {}", tls.client().display());
        let foreign = format!("-k --cert {}", other.client().display());
        for (server, args, path, expected, seen) in [
            (&strict, "-k -X PUT", "/", demanded, ""),
            (&strict, &format!("{cert} -X PUT"), "/", demanded, ""),
            (
                &strict,
                &format!("{cert} --credentials omit"),
                "/",
                anonymous,
                "",
            ),
            (&strict, "-k", "/", missing, ""),
            (&strict, &foreign, "/", refused, ""),
            (&strict, &cert, "/", allowed, "GET+"),
            (
                &lax,
                &format!("{cert} -X PUT --send"),
                "/",
                allowed,
                "OPTIONS PUT+",
            ),
            (&lax, "-k", "/", allowed, "GET"),
            (
                &lax,
                &format!("{cert} --credentials omit"),
                "/",
                allowed,
                "GET",
            ),
            (&lax, &cert, "/away", allowed, "GET+ GET"),
        ] {
            let url = format!("https://{}{path}", server.address);
            // The last one does not allow the origin `null`; to ask for that is not the matter here.
            let (status, stdout, stderr) = ask(args, &url);
            let exit = match expected {
                _ if expected == allowed => 0,
                _ if expected == demanded || expected == anonymous => 1,
                _ => 2,
            };
            let said = format!("{stdout}{stderr}");
            assert!(said.contains(expected), "{args}: {said}");
            assert_eq!(status, exit, "{args}: {said}");
            let shows = |asked: &crate::server::Asked| {
                let mark = if asked.is_identified { "+" } else { "" };
                format!("{}{mark}", asked.method)
            };
            let asked = server.asked();
            let asked: Vec<_> = asked.iter().map(shows).collect();
            assert_eq!(asked.join(" "), seen, "{args}");
        }
        let url = format!("https://{}/", strict.address);
        let demanded = report(ask("--json -k -X PUT", &url));
        assert_eq!(demanded["steps"][0]["code"], "CertificateDemanded");
        assert_eq!(demanded["steps"][0]["method"], Method::OPTIONS.as_str());
    }
    // After the handshake, as nginx does it.
    let server = Server::new(|_| (496, Vec::new()));
    for (args, is_told) in [("", true), ("-X PUT", false), ("--credentials omit", false)] {
        let (status, stdout, _) = ask(args, &server.url("/"));
        let expected = format!("\nNote: {missing}");
        assert_eq!(stdout.contains(&expected), is_told, "{stdout}");
        assert_eq!(status, 1);
    }
}
