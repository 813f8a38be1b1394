//! `cors-check URL` asks a server as a browser would and says what a page gets: the built program,
//! against servers on loopback, in plain text and by TLS, and side by side with the real curl.

// The form in which expect-test writes texts.
#![allow(clippy::needless_raw_string_hashes)]

mod server;

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use expect_test::{expect, Expect};
use http::{Method, Version};
use serde_json::{json, Value};

use server::{raw, Answer, Asked, Server, Tls};

const PAGE: &str = "https://app.example";

fn cors_check() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cors-check"));
    command.stdin(Stdio::null());
    command.env_remove("CLICOLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// The exit status, stdout and stderr.
fn outcome(output: Output) -> (i32, String, String) {
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    for text in [&stdout, &stderr] {
        assert!(
            text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')),
            "not fit for a terminal: {text:?}"
        );
    }
    assert!(!stderr.contains("panicked"), "{stderr}");
    (output.status.code().expect("no signal"), stdout, stderr)
}

/// Asks for a page at [`PAGE`].
fn run(args: &[&str]) -> (i32, String, String) {
    outcome(
        cors_check()
            .args(["--origin", PAGE])
            .args(args)
            .output()
            .unwrap(),
    )
}

#[track_caller]
fn prints(url: &str, args: &[&str], expected: &Expect) {
    let (status, stdout, stderr) = run(&[args, &[url]].concat());
    let server = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let printed = format!("{stdout}{stderr}[{status}]\n").replace(&server, "http://server");
    expected.assert_eq(&printed);
}

/// What a right server answers: it allows whatever it is asked for.
fn right(asked: &Asked) -> Answer {
    let echo = |name| asked.header(name).unwrap_or_default().to_owned();
    let mut lines = vec![
        ("access-control-allow-origin", echo("origin")),
        ("access-control-allow-credentials", "true".into()),
    ];
    if asked.method == Method::OPTIONS {
        lines.push((
            "access-control-allow-methods",
            echo("access-control-request-method"),
        ));
        lines.push((
            "access-control-allow-headers",
            echo("access-control-request-headers"),
        ));
    } else {
        lines.push(("access-control-expose-headers", "etag".into()));
        lines.push(("etag", "\"1\"".into()));
    }
    (200, lines)
}

fn redirect(asked: &Asked, to: &str) -> Answer {
    let (_, mut lines) = right(asked);
    lines.push(("location", to.into()));
    (302, lines)
}

/// A server that says `*` to everything, and is fixed line by line.
#[test]
fn names_each_mistake_in_turn() {
    let fixed = Arc::new(Mutex::new(0));
    let so_far = Arc::clone(&fixed);
    let server = Server::new(move |asked| {
        let so_far = *so_far.lock().unwrap();
        let line = |name, from, right: &str| {
            let value = if so_far >= from { right } else { "*" };
            (name, value.to_owned())
        };
        let lines = vec![
            line(
                "access-control-allow-origin",
                1,
                asked.header("origin").unwrap(),
            ),
            ("access-control-allow-credentials", "true".into()),
            line("access-control-allow-methods", 2, "GET, PUT"),
            line("access-control-allow-headers", 3, "x-csrf-token"),
            line("access-control-expose-headers", 4, "etag"),
            ("etag", "\"1\"".into()),
        ];
        (204, lines)
    });
    let url = server.url("/me");
    let ask = |options: &[&str]| {
        let asked = ["-X", "PUT", "-H", "X-CSRF-Token: 1", "--read", "ETag", &url];
        run(&[options, &asked].concat())
    };
    for (so_far, code, name) in [
        (
            0,
            "Check(WildcardAllowOrigin)",
            "Access-Control-Allow-Origin is the wildcard `*`",
        ),
        (
            1,
            "WildcardAllowMethods",
            "Access-Control-Allow-Methods has `*`",
        ),
        (
            2,
            "WildcardAllowHeaders { index: 0 }",
            "Access-Control-Allow-Headers has `*`, which with credentials mode `include` is a name and not \
             a wildcard: if the page may make the request, name `x-csrf-token` there.",
        ),
        (
            3,
            "WildcardExposeHeaders",
            "For `etag`: Access-Control-Expose-Headers has `*`",
        ),
    ] {
        *fixed.lock().unwrap() = so_far;
        for options in [&[][..], &["--send"]] {
            let (status, stdout, stderr) = ask(options);
            assert!(stdout.contains(name), "{so_far}: {stdout}");
            let verdict = if so_far == 3 && options.is_empty() {
                "\nNot allowed, if the response exposes what the preflight's response does: a page at \
                 https://app.example cannot read all the headers that it wants to read. The PUT was not \
                 sent: add `--send` to be sure.\n"
            } else {
                "\nNot allowed: "
            };
            assert!(stdout.contains(verdict), "{so_far}: {stdout}");
            assert_eq!((status, stderr.as_str()), (1, ""), "{so_far}: {stdout}");
            let (status, stdout, _) = ask(&[options, &["--json"]].concat());
            let report: Value = serde_json::from_str(&stdout).unwrap();
            let steps = report["steps"].as_array().unwrap();
            let last = steps.last().unwrap();
            assert_eq!(
                (&last["code"], &report["allowed"]),
                (&json!(code), &json!(false))
            );
            assert_eq!(status, 1, "{so_far}");
        }
    }
    *fixed.lock().unwrap() = 4;
    server.asked();
    let (status, stdout, _) = ask(&[]);
    assert!(stdout.contains("\nAllowed: a page at https://app.example gets what it asked for, "));
    assert_eq!(status, 0, "{stdout}");
    assert!(server
        .asked()
        .iter()
        .all(|asked| asked.method == Method::OPTIONS));
    let (status, stdout, _) = ask(&["--send"]);
    assert!(stdout.contains("\nAllowed: a page at https://app.example gets what it asked for.\n"));
    assert_eq!(status, 0, "{stdout}");
}

#[test]
fn prints_a_trace() {
    let server = Server::new(right);
    prints(
        &server.url("/me"),
        &[],
        &expect![[r#"
        > GET http://server/me
        > origin: https://app.example
        < 200
        < access-control-allow-origin: https://app.example
        < access-control-allow-credentials: true
        < access-control-expose-headers: etag
        The page may read the response.

        Allowed: a page at https://app.example gets what it asked for.
        [0]
    "#]],
    );
    prints(
        &server.url("/me"),
        &[
            "-X",
            "put",
            "--send",
            "-d",
            "x",
            "-H",
            "Authorization: Bearer secret",
            "--read",
            "ETag",
        ],
        &expect![[r#"
            > OPTIONS http://server/me
            > origin: https://app.example
            > access-control-request-method: PUT
            > access-control-request-headers: authorization
            < 200
            < access-control-allow-origin: https://app.example
            < access-control-allow-credentials: true
            < access-control-allow-methods: PUT
            < access-control-allow-headers: authorization
            The preflight allows the PUT.

            > PUT http://server/me
            > authorization: (not shown)
            > content-type: text/plain;charset=UTF-8
            > origin: https://app.example
            < 200
            < access-control-allow-origin: https://app.example
            < access-control-allow-credentials: true
            < access-control-expose-headers: etag
            The page may read the response.
            The page may read `etag`.

            Allowed: a page at https://app.example gets what it asked for.
            [0]
        "#]],
    );
    prints(
        &server.url("/me"),
        &["-X", "DELETE", "--read", "ETag", "--read", "Expires"],
        &expect![[r#"
            > OPTIONS http://server/me
            > origin: https://app.example
            > access-control-request-method: DELETE
            < 200
            < access-control-allow-origin: https://app.example
            < access-control-allow-credentials: true
            < access-control-allow-methods: DELETE
            < access-control-allow-headers:
            The preflight allows the DELETE.
            The page may read `expires`.

            Allowed: a page at https://app.example gets what it asked for, as far as the preflight decides. The DELETE was not sent: add `--send` to send it and check its response.
            Note: whether the page may read `etag` is not known: only the response itself can tell. Add `--send` to send the request.
            [0]
        "#]],
    );
    let server = Server::new(|asked| match asked.path.as_str() {
        "/" => redirect(asked, "/login?next=%2F"),
        _ => (
            403,
            vec![(
                "access-control-allow-origin",
                "a\x1B[31m\u{e9}".replace('\x1B', "\t"),
            )],
        ),
    });
    prints(
        &server.url("/"),
        &["-H", "Host: x", "-H", "Origin: x"],
        &expect![[r#"
            > GET http://server/
            > origin: https://app.example
            < 302
            < access-control-allow-origin: https://app.example
            < access-control-allow-credentials: true
            < location: /login?next=%2F
            < access-control-expose-headers: etag
            The redirect (302) passes the CORS check, and is followed.

            > GET http://server/login?next=%2F
            > origin: https://app.example
            < 403
            < access-control-allow-origin: a\t[31m\xc3\xa9
            Not allowed: Access-Control-Allow-Origin does not match the request's origin, byte for byte: if the page may read the response, send its origin exactly as in the request's Origin header (no trailing slash, no path, no list), with `Vary: Origin`.

            Not allowed: a browser sends the request, but a page at https://app.example gets an error instead of the response.
            Note: a page cannot set `host`, `origin`. Browsers leave out such a header, and so does this request. The page's origin is `--origin`.
            Note: no cookie was sent, and with one the server may answer differently: add `-H 'Cookie: NAME=VALUE'` to send one. To another site, a browser sends only cookies with `SameSite=None; Secure`, and some browsers not even those.
            [1]
        "#]],
    );
}

#[test]
fn prints_json() {
    let server = Server::new(right);
    let url = server.url("/me");
    let (status, stdout, stderr) = run(&["--json", "-X", "PUT", "--send", "--read", "etag", &url]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    let report: Value = serde_json::from_str(&stdout).unwrap();
    let step = |kind: &str, message: &str, status: Option<u16>, header: Option<&str>| {
        json!({
            "kind": kind, "url": url, "allowed": true, "code": null, "message": message,
            "status": status, "header": header, "foretold": false,
        })
    };
    assert_eq!(
        report,
        json!({
            "allowed": true,
            "steps": [
                step("preflight", "The preflight allows the PUT.", Some(200), None),
                step("response", "The page may read the response.", Some(200), None),
                step("exposed", "The page may read `etag`.", None, Some("etag")),
            ],
            "unsent": null,
            "unanswered": [],
            "notes": [],
        })
    );

    let (status, stdout, _) = run(&["--json", "-X", "PUT", "--read", "etag", &url]);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((status, &report["allowed"]), (0, &json!(true)));
    assert_eq!(
        (&report["unsent"], &report["unanswered"]),
        (&json!("PUT"), &json!(["etag"]))
    );
    assert_eq!(report["notes"].as_array().unwrap().len(), 1);

    // What a terminal would act on is escaped, and parses back to what it was.
    let url = server.url("/%1B\u{9b}31m?\u{202e}");
    let (_, stdout, _) = run(&["--json", &url]);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert!(report["steps"][0]["url"]
        .as_str()
        .unwrap()
        .ends_with("/%1B%C2%9B31m?%E2%80%AE"));
}

#[test]
fn asks_as_a_browser_does() {
    let server = Server::new(right);
    let url = server.url("/me?x=y#fragment");
    assert_eq!(run(&[&url]).0, 0);
    let [asked] = &server.asked()[..] else {
        panic!("one request");
    };
    assert_eq!((&asked.method, asked.path.as_str()), (&Method::GET, "/me"));
    assert_eq!(asked.version, Version::HTTP_11);
    assert_eq!(asked.header("origin"), Some(PAGE));
    assert_eq!(asked.header("accept"), Some("*/*"));
    assert_eq!(
        asked.header("host"),
        Some(server.address.to_string().as_str())
    );
    assert!(asked.header("user-agent").unwrap().contains("cors-check/"));
    assert_eq!(asked.headers.len(), 4, "{asked:?}");

    // No cookie and no secret goes with the preflight.
    let args = [
        "-X",
        "PUT",
        "--send",
        "-d",
        "a=b",
        "--data",
        "c",
        "-H",
        "Cookie: a=b",
        "-H",
        "Cookie: c=d",
        "--header",
        "X-Secret: 1",
        "-H",
        "Content-Type: application/json",
        "-H",
        "X-Empty;",
        "-H",
        "user-agent: mine",
        &url,
    ];
    assert_eq!(run(&args).0, 0);
    let [preflight, asked] = &server.asked()[..] else {
        panic!("two requests");
    };
    assert_eq!(preflight.method, Method::OPTIONS);
    assert_eq!(
        preflight.header("access-control-request-method"),
        Some("PUT")
    );
    assert_eq!(
        preflight.header("access-control-request-headers"),
        Some("content-type,user-agent,x-empty,x-secret")
    );
    assert!(preflight.header("cookie").is_none() && preflight.header("x-secret").is_none());
    assert!(preflight.body.is_empty() && preflight.header("content-type").is_none());
    assert_eq!(
        (&asked.method, &asked.body[..]),
        (&Method::PUT, &b"a=b&c"[..])
    );
    assert_eq!(asked.header("cookie"), Some("a=b; c=d"));
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert_eq!(
        (asked.header("x-secret"), asked.header("x-empty")),
        (Some("1"), Some(""))
    );
    assert_eq!(asked.header("user-agent"), Some("mine"));

    // A body is sent as text, and makes it a POST.
    assert_eq!(run(&["-d", "x", "--send", &url]).0, 0);
    let [asked] = &server.asked()[..] else {
        panic!("one request");
    };
    assert_eq!(asked.method, Method::POST);
    assert_eq!(
        asked.header("content-type"),
        Some("text/plain;charset=UTF-8")
    );

    // Without credentials, no cookie.
    for (mode, expected) in [
        ("omit", None),
        ("same-origin", None),
        ("include", Some("a=b")),
    ] {
        assert_eq!(
            run(&["--credentials", mode, "-H", "Cookie: a=b", &url]).0,
            0
        );
        assert_eq!(server.asked()[0].header("cookie"), expected);
    }
}

#[test]
fn sends_no_unsafe_method_without_send() {
    let server = Server::new(right);
    let url = server.url("/");
    for method in ["PUT", "delete", "PATCH", "OPTIONS", "QUERY"] {
        let (status, stdout, _) = run(&["-X", method, &url]);
        assert!(
            stdout.contains(" was not sent: add `--send` to send it"),
            "{stdout}"
        );
        assert_eq!(status, 0, "{stdout}");
        let asked = server.asked();
        assert_eq!(asked.len(), 1);
        assert!(asked[0].header("access-control-request-method").is_some());
    }
    // Without a preflight there is nothing else that may be sent.
    let own = format!("http://{}", server.address);
    for args in [
        &["--origin", PAGE, "-X", "POST", &url][..],
        &["--origin", PAGE, "-d", "x", &url],
        &["--origin", &own, "-X", "PUT", &url],
    ] {
        let (status, stdout, stderr) = outcome(cors_check().args(args).output().unwrap());
        assert!(stderr.contains("without a preflight"), "{stderr}");
        assert!(stderr.contains("add `--send` to send it"), "{stderr}");
        assert_eq!((status, stdout.as_str()), (2, ""), "{args:?}");
        assert!(server.asked().is_empty());
    }
    // What is safe is sent.
    for method in ["GET", "HEAD", "head"] {
        assert_eq!(run(&["-X", method, "-H", "X-A: 1", &url]).0, 0);
        assert_eq!(server.asked()[1].method, method.to_uppercase().as_str());
    }
}

#[test]
fn follows_redirects_as_a_browser_does() {
    let third = Server::new(right);
    let to = third.url("/end");
    let second = Server::new(move |asked| redirect(asked, &to));
    let to = second.url("/");
    let first = Server::new(move |asked| match (asked.path.as_str(), &asked.method) {
        ("/", &Method::OPTIONS) => right(asked),
        ("/", _) => redirect(asked, "/next"),
        _ if asked.method == Method::OPTIONS => right(asked),
        _ => redirect(asked, &to),
    });
    let (status, stdout, _) = run(&[
        "-H",
        "Authorization: Bearer x",
        "-H",
        "X-A: 1",
        &first.url("/"),
    ]);
    // The second server redirects its preflight, too, which no browser follows.
    assert!(stdout.contains("has the status 302"), "{stdout}");
    assert_eq!(status, 1, "{stdout}");

    for server in [&first, &second, &third] {
        server.asked();
    }
    let (status, stdout, _) = run(&["-H", "Cookie: a=b", &first.url("/")]);
    assert_eq!(status, 0, "{stdout}");
    let got = |server: &Server, expected: &str| {
        let asked = server.asked();
        assert!(!asked.is_empty());
        for asked in asked {
            assert_eq!(asked.header("origin"), Some(expected), "{asked:?}");
        }
    };
    got(&first, PAGE);
    got(&second, "null");
    got(&third, "null");

    // Authorization calls for a preflight at the first server, and does not go to the second.
    let secret = "Authorization: Bearer x";
    assert_eq!(run(&["-H", secret, &first.url("/")]).0, 0);
    let sent = first.asked();
    assert_eq!(sent.len(), 4);
    assert!(sent
        .iter()
        .all(|asked| asked.header("authorization").is_some() == (asked.method == Method::GET)));
    let [asked] = &second.asked()[..] else {
        panic!("one request");
    };
    assert_eq!(
        (&asked.method, asked.header("authorization")),
        (&Method::GET, None)
    );
    assert!(
        stdout.contains(&format!("> GET {}\n> origin: null\n", third.url("/end"))),
        "{stdout}"
    );
}

#[test]
fn follows_twenty_redirects() {
    let server = Server::new(|asked| redirect(asked, "/again"));
    let (status, stdout, _) = run(&["--json", &server.url("/")]);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["steps"].as_array().unwrap().len(), 21);
    assert_eq!(report["steps"][20]["code"], "TooManyRedirects");
    assert_eq!((status, server.asked().len()), (1, 21));
    // A browser does not follow a redirect that fails the check.
    let server = Server::new(|_| (302, vec![("location", "/next".into())]));
    let (status, stdout, _) = run(&[&server.url("/")]);
    assert!(
        stdout.contains("Access-Control-Allow-Origin is missing"),
        "{stdout}"
    );
    assert_eq!((status, server.asked().len()), (1, 1));
}

#[test]
fn does_not_check_its_own_origin() {
    let server = Server::new(|_| (200, vec![("x-a", "1".into())]));
    let own = format!("http://{}", server.address);
    let args = [
        "--origin",
        &own,
        "--read",
        "X-A",
        "-H",
        "X-B: 1",
        "-H",
        "Cookie: a=b",
        &server.url("/"),
    ];
    let (status, stdout, _) = outcome(cors_check().args(args).output().unwrap());
    assert!(
        stdout.contains("has the page's own origin, so there is no CORS check"),
        "{stdout}"
    );
    assert_eq!(status, 0, "{stdout}");
    let [asked] = &server.asked()[..] else {
        panic!("one request");
    };
    assert_eq!(
        (asked.header("origin"), asked.header("cookie")),
        (None, Some("a=b"))
    );
}

#[test]
fn prints_notes() {
    let server = Server::new(|asked| {
        let (_, mut lines) = right(asked);
        if ["/star", "/none"].contains(&asked.path.as_str()) {
            lines.retain(|(name, _)| *name != "access-control-allow-headers");
        }
        if asked.path == "/star" {
            lines.push(("access-control-allow-headers", "a, *".into()));
        }
        (if asked.path == "/401" { 401 } else { 200 }, lines)
    });
    let cookie = "\nNote: no cookie was sent";
    let unsent = "\nNote: the Cookie was not sent";
    let dropped = "\nNote: a page cannot set `te`, `origin`. Browsers leave";
    let json = "\nNote: the body looks like JSON";
    let method =
        "\nNote: a page cannot set `x-http-method` with a forbidden method. Browsers leave";
    let mixed =
        "\nAllowed by CORS: a page at https://app.example gets what it asked for if everything \
                 is served over HTTPS.\nNote: browsers block this as mixed content, ";
    let mixed_put =
        "\nAllowed by CORS: a page at https://app.example gets what it asked for if everything is \
         served over HTTPS, as far as the preflight decides. The PUT was not sent: ";
    let wildcard = "\nNote: without credentials, today's browsers let `*` cover Authorization";
    let elsewhere_login = "\nNote: the Cookie went only to the host of the URL.";
    let port = server.address.port();
    let resolve = format!("api.example:{port}:127.0.0.1");
    let elsewhere = format!("http://api.example:{port}/");
    let (login, url) = (server.url("/401"), server.url("/"));
    let (star, none) = (server.url("/star"), server.url("/none"));
    let another_host = format!("http://localhost:{port}/401");
    let redirecting = Server::new(move |asked| redirect(asked, &another_host));
    let to_another_host = redirecting.url("/");
    for (args, expected) in [
        (&[url.as_str()][..], ""),
        (&[&login], cookie),
        (&["-H", "Cookie: a=b", &login], ""),
        (&["--credentials", "same-origin", &login], ""),
        (
            &["--credentials", "same-origin", "-H", "Cookie: a=b", &url],
            unsent,
        ),
        (
            &["--credentials", "omit", "-H", "Cookie: a=b", &url],
            unsent,
        ),
        (&["-H", "TE: x", "-H", "Origin: x", &url], dropped),
        (&["-H", "X-HTTP-Method: TRACE", &url], method),
        (
            &["--credentials", "omit", "-H", "Authorization: x", &star],
            wildcard,
        ),
        (&["-H", "Authorization: x", &star], ""),
        (
            &["--credentials", "omit", "-H", "Authorization: x", &none],
            "",
        ),
        (&["-H", "Cookie: a=b", &to_another_host], elsewhere_login),
        (&["-d", " {\"a\": 1}", "--send", &url], json),
        (&["-d", "a=b", "--send", &url], ""),
        (
            &[
                "-d",
                "{}",
                "-H",
                "Content-Type: application/json",
                "--send",
                &url,
            ],
            "",
        ),
        (&["--resolve", &resolve, &elsewhere], mixed),
        (&["-X", "PUT", "--resolve", &resolve, &elsewhere], mixed_put),
    ] {
        let (status, stdout, stderr) = run(args);
        assert_eq!(stderr, "", "{args:?}");
        // A note does not change the verdict.
        assert_eq!(
            status == 0,
            stdout.contains("\nAllowed"),
            "{args:?}: {stdout}"
        );
        for note in [
            cookie,
            unsent,
            dropped,
            method,
            json,
            mixed,
            mixed_put,
            wildcard,
            elsewhere_login,
        ] {
            assert_eq!(
                stdout.contains(note),
                note == expected,
                "{args:?}: {stdout}"
            );
        }
        assert_eq!(
            stdout.contains("\nNote: "),
            !expected.is_empty(),
            "{args:?}: {stdout}"
        );
    }
}

#[test]
fn speaks_tls() {
    let tls = Tls::new(&["api.example", "127.0.0.1"]);
    let authority = tls.authority();
    let authority = authority.to_str().unwrap();
    for (protocols, version) in [
        (&["h2", "http/1.1"][..], Version::HTTP_2),
        (&["h2"], Version::HTTP_2),
        (&["http/1.1"], Version::HTTP_11),
        (&[], Version::HTTP_11),
    ] {
        let server = Server::start("127.0.0.1:0", tls.speaks(protocols), right);
        let port = server.address.port();
        let url = format!("https://api.example:{port}/me");
        let resolve = format!("api.example:{port}:127.0.0.1");
        let ask = |args: &[&str]| {
            run(&[
                &[
                    "-X",
                    "PUT",
                    "--send",
                    "-d",
                    "x",
                    "--resolve",
                    &resolve,
                    &url,
                ],
                args,
            ]
            .concat())
        };
        for trust in [&["--cacert", authority][..], &["-k"], &["--insecure"]] {
            let (status, stdout, stderr) = ask(trust);
            assert_eq!(status, 0, "{protocols:?} {trust:?}: {stdout}{stderr}");
            let asked = server.asked();
            assert_eq!(asked.len(), 2);
            assert!(
                asked.iter().all(|asked| asked.version == version),
                "{asked:?}"
            );
            assert_eq!(asked[1].body, b"x");
        }
        let (status, _, stderr) = ask(&[]);
        assert!(
            stderr.contains("not from an authority that is trusted here"),
            "{stderr}"
        );
        assert_eq!(status, 2);

        // The platform's roots, which can be replaced on Unix.
        #[cfg(all(unix, not(target_vendor = "apple")))]
        {
            let mut command = cors_check();
            command.args(["--origin", PAGE, "--resolve", &resolve, &url]);
            let output = command
                .env("SSL_CERT_FILE", authority)
                .env_remove("SSL_CERT_DIR")
                .output();
            let (status, stdout, stderr) = outcome(output.unwrap());
            assert_eq!(status, 0, "{stdout}{stderr}");
            let output = command
                .env("SSL_CERT_FILE", "/dev/null")
                .env("SSL_CERT_DIR", "/dev/null")
                .output();
            let (status, _, stderr) = outcome(output.unwrap());
            assert!(stderr.contains("as this platform has no root"), "{stderr}");
            assert_eq!(status, 2);
        }
    }
    // `-k` accepts a certificate for another name, too.
    let server = Server::start(
        "127.0.0.1:0",
        Tls::new(&["other.example"]).speaks(&[]),
        right,
    );
    let (status, _, stderr) = run(&["-k", &format!("https://{}/", server.address)]);
    assert_eq!((status, stderr.as_str()), (0, ""));
}

#[test]
fn speaks_ipv6() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        return;
    }
    let server = Server::start("[::1]:0", None, right);
    let port = server.address.port();
    assert_eq!(run(&[&server.url("/")]).0, 0);
    for resolve in [
        format!("api.example:{port}:[::1]"),
        format!("*:{port}:::1"),
        format!("[::2]:{port}:[::1]"),
    ] {
        let host = if resolve.starts_with("[::2]") {
            "[::2]"
        } else {
            "api.example"
        };
        let url = format!("http://{host}:{port}/");
        let (status, stdout, stderr) = run(&["--resolve", &resolve, &url]);
        assert_eq!(status, 0, "{resolve}: {stdout}{stderr}");
    }
    assert_eq!(
        server.asked()[1].header("host"),
        Some(format!("api.example:{port}").as_str())
    );
}

#[test]
fn connects_to_the_address_of_resolve() {
    let server = Server::new(right);
    let port = server.address.port();
    let (here, nowhere) = (
        format!("a.invalid:{port}:127.0.0.1"),
        format!("a.invalid:{port}:127.0.0.2"),
    );
    let url = format!("http://a.invalid:{port}/");
    for (resolve, found) in [
        (&[here.as_str()][..], true),
        // The last one counts.
        (&[&nowhere, &here], true),
        (&[&here, &nowhere], false),
        (&[&here.replace("a.invalid", "A.INVALID")], true),
        (&[&format!("+{here}")], true),
        (&[&format!("a.invalid:{port}:127.0.0.2,127.0.0.1")], true),
        (&[&format!("a.invalid:{}:127.0.0.1", port ^ 1)], false),
        (&[&here.replace("a.", "b.")], false),
    ] {
        let args: Vec<_> = resolve
            .iter()
            .flat_map(|entry| ["--resolve", entry])
            .collect();
        let (status, _, stderr) = run(&[&args[..], &["-m", "10", &url]].concat());
        assert_eq!(status, if found { 0 } else { 2 }, "{resolve:?}: {stderr}");
    }
}

#[test]
fn says_why_it_could_not_ask() {
    let https = |address| format!("https://{address}/");
    let http = |address| format!("http://{address}/");
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let clear = Server::new(right);
    let tls = Tls::new(&["other.example"]);
    let secure = Server::start("127.0.0.1:0", tls.speaks(&[]), right);
    let authority = tls.authority();
    let authority = authority.to_str().unwrap();
    let tls = Tls::self_signed("127.0.0.1");
    let self_signed = Server::start("127.0.0.1:0", tls.speaks(&[]), right);
    let itself = tls.authority();
    let itself = itself.to_str().unwrap();
    let tls = Tls::valid(2001, 2002);
    let expired = Server::start("127.0.0.1:0", tls.speaks(&[]), right);
    let expired_authority = tls.authority();
    let expired_authority = expired_authority.to_str().unwrap();
    let tls = Tls::valid(4000, 4001);
    let future = Server::start("127.0.0.1:0", tls.speaks(&[]), right);
    let future_authority = tls.authority();
    let future_authority = future_authority.to_str().unwrap();
    let tls = Tls::new(&["127.0.0.1"]).asks_for_a_certificate();
    let asks_client = Server::start("127.0.0.1:0", tls, right);
    let tls = Tls::new(&["127.0.0.1"]);
    let other_protocol = Server::start("127.0.0.1:0", tls.speaks(&["smtp"]), right);
    let head = |length: usize| format!("HTTP/1.1 200 OK\r\nX-A: {}\r\n\r\n", "x".repeat(length));
    let lines = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(20_000));
    let endless = "x".repeat(1 << 20);
    for (name, url, args, expected) in [
        (
            "no such name",
            "http://nobody.invalid/",
            &[][..],
            "the name nobody.invalid cannot be resolved (",
        ),
        (
            "nobody there",
            &http(closed),
            &[],
            "127.0.0.1 refused the connection: check the port",
        ),
        (
            "no TLS",
            &https(clear.address),
            &[],
            "is not TLS: check the port, or try `http://`",
        ),
        ("TLS", &http(secure.address), &[], "or try `https://`"),
        (
            "unknown authority",
            &https(secure.address),
            &[],
            "or accept any with `-k`",
        ),
        (
            "another name",
            &https(secure.address),
            &["--cacert", authority],
            "the certificate of 127.0.0.1 is for another name",
        ),
        (
            "an expired certificate",
            &https(expired.address),
            &["--cacert", expired_authority],
            "the certificate of 127.0.0.1 has expired: renew it, or accept any with `-k`",
        ),
        (
            "a certificate of the future",
            &https(future.address),
            &["--cacert", future_authority],
            "the certificate of 127.0.0.1 is not valid yet: check the clocks, or accept any",
        ),
        (
            "a client certificate",
            &https(asks_client.address),
            &["-k"],
            "127.0.0.1 asks for a client certificate (received fatal alert: CertificateRequired), \
             which `cors-check` does not have: use a URL that needs none",
        ),
        (
            "another application protocol",
            &https(other_protocol.address),
            &["-k"],
            "127.0.0.1 refused the TLS connection (received fatal alert: NoApplicationProtocol): check \
             the host name, and that the server speaks HTTP",
        ),
        (
            "an authority's certificate",
            &https(self_signed.address),
            &["--cacert", itself],
            "is a CA certificate, which is not accepted for a server: make one that is not",
        ),
        (
            "a link-local address",
            "http://[fe80::1]:1/",
            &["-m", "5"],
            if cfg!(target_os = "linux") {
                "cannot connect to [fe80::1]"
            } else {
                "[fe80::1]"
            },
        ),
        (
            "silence",
            &http(raw("", false)),
            &["--max-time", "0.2"],
            "did not answer within 0.2 s: try again",
        ),
        (
            "silence, TLS",
            &https(raw("", false)),
            &["-m", "0.2"],
            "more time with `--max-time`",
        ),
        (
            "half a head",
            &http(raw("HTTP/1.1 200 OK\r\n", false)),
            &["-m", "0.2"],
            "within 0.2 s",
        ),
        (
            "nothing",
            &http(raw("", true)),
            &[],
            "closed the connection",
        ),
        (
            "a cut head",
            &http(raw("HTTP/1.1 200 OK\r\nX-A", true)),
            &[],
            "closed the connection",
        ),
        (
            "another protocol",
            &http(raw("220 mail.example ESMTP\r\n", true)),
            &[],
            "is not valid HTTP: check the port, or look for a malformed header line with `curl -v`, or try \
             `https://`",
        ),
        (
            "bytes",
            &http(raw(b"\x00\x1B[31m\xFF\r\n\r\n", true)),
            &[],
            "is not valid HTTP",
        ),
        (
            // A client that skips the line would see one Allow-Origin, but browsers see two.
            "a control byte in a header",
            &http(raw(
                "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: https://app.example\r\n\
                 Access-Control-Allow-Credentials: true\r\n\
                 Access-Control-Allow-Origin: \x1B[31m\r\n\r\n",
                true,
            )),
            &[],
            "is not valid HTTP",
        ),
        (
            "a long URL",
            &format!("{}{}", http(closed), "x".repeat(1 << 16)),
            &[],
            "this URL cannot be sent, as it is longer than 64 KiB or its host",
        ),
        (
            "an endless line",
            &http(raw(endless, false)),
            &[],
            "is not valid HTTP",
        ),
        (
            "a large head",
            &http(raw(head(300_000), true)),
            &[],
            "larger than 256 KiB",
        ),
        (
            "many lines",
            &http(raw(lines, true)),
            &[],
            "larger than 256 KiB",
        ),
        (
            "an endless head",
            &http(raw(
                format!("HTTP/1.1 200 OK\r\nX-A: {}", "x".repeat(1 << 20)),
                false,
            )),
            &[],
            "larger than 256 KiB",
        ),
    ] {
        let begin = Instant::now();
        let (status, stdout, stderr) = run(&[args, &[url]].concat());
        assert!(stderr.contains(expected), "{name}: {stderr}");
        assert!(
            stderr.starts_with("error: ") && stderr.lines().count() == 1,
            "{name}: {stderr}"
        );
        assert_eq!(status, 2, "{name}: {stdout}");
        assert!(begin.elapsed() < Duration::from_secs(20), "{name}");
        // It shows what it tried, but no verdict.
        assert!(
            stdout.starts_with("> GET ") && !stdout.contains("llowed"),
            "{name}: {stdout}"
        );
        let (status, stdout, _) = run(&[args, &["--json", url]].concat());
        assert_eq!((status, stdout.as_str()), (2, ""), "{name}");
    }
    // Just below the limit.
    let (status, _, stderr) = run(&[&http(raw(head(250_000), true))]);
    assert_eq!((status, stderr.as_str()), (1, ""));
}

#[test]
fn a_large_head_by_http2_is_a_failure() {
    let tls = Tls::new(&["127.0.0.1"]);
    for (length, code, expected) in [(100_000, 1, ""), (400_000, 2, "larger than 256 KiB")] {
        let answer = move |_: &Asked| (200, vec![("x-a", "x".repeat(length))]);
        let server = Server::start("127.0.0.1:0", tls.speaks(&["h2"]), answer);
        let (status, _, stderr) = run(&["-k", &format!("https://{}/", server.address)]);
        assert!(stderr.contains(expected), "{length}: {stderr}");
        assert_eq!(status, code, "{length}: {stderr}");
    }
}

#[test]
fn reads_no_body() {
    for tls in [None, Some(Tls::new(&["127.0.0.1"]).speaks(&["h2"]))] {
        let scheme = if tls.is_some() { "https" } else { "http" };
        let server = Server::start("127.0.0.1:0", tls, |asked| {
            let (status, mut lines) = right(asked);
            lines.push(("x-endless", String::new()));
            if asked.path == "/" && asked.method == Method::DELETE {
                lines.push(("location", "/next".into()));
                return (302, lines);
            }
            (status, lines)
        });
        let url = format!("{scheme}://{}/", server.address);
        let begin = Instant::now();
        let (status, stdout, stderr) = run(&["-k", "-X", "DELETE", "--send", &url]);
        // The redirect keeps the method, so that each URL has a preflight.
        assert_eq!(status, 0, "{stdout}{stderr}");
        assert!(begin.elapsed() < Duration::from_secs(10));
    }
}

#[test]
fn reads_a_head_strictly() {
    let lines = |lines: &str| http_raw(&format!("HTTP/1.1 200 OK\r\n{lines}\r\n"));
    let right = "Access-Control-Allow-Origin: https://app.example\r\n";
    for (name, head, status) in [
        (
            "folded",
            "Access-Control-Allow-Credentials:\r\n true\r\n",
            0,
        ),
        (
            "repeated",
            "Access-Control-Allow-Credentials: true\r\naccess-control-allow-credentials: true\r\n",
            1,
        ),
        // A malformed line: browsers do not agree on what to make of it, so it is an error.
        (
            "no header",
            "oops\r\nAccess-Control-Allow-Credentials: true\r\n",
            2,
        ),
        (
            "a space before the colon",
            "Access-Control-Allow-Credentials : true\r\n",
            2,
        ),
        (
            "spaces around",
            "Access-Control-Allow-Credentials:\t true \r\n",
            0,
        ),
        (
            "other bytes",
            "Access-Control-Allow-Credentials: true\u{e9}\r\n",
            1,
        ),
    ] {
        let (code, stdout, stderr) = run(&[&lines(&format!("{right}{head}"))]);
        assert_eq!(code, status, "{name}: {stdout}{stderr}");
    }
    // An interim response is not the response.
    let interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n";
    let url = http_raw(&format!(
        "{interim}{right}Access-Control-Allow-Credentials: true\r\n\r\n"
    ));
    assert_eq!(run(&[&url]).0, 0);
}

fn http_raw(message: &str) -> String {
    format!("http://{}/", raw(message, true))
}

#[test]
fn refuses_wrong_usage() {
    let server = Server::new(right);
    let url = server.url("/");
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let empty = file("empty.pem", "\n");
    let wrong = file(
        "wrong.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    for (args, expected) in [
        (&["--origin", PAGE][..], "<URL>"),
        (&[&url], "a URL needs `--origin`, the origin of the page"),
        (
            &["--origin", "https://app.example/", &url],
            "browsers write this origin as `https://app.example`",
        ),
        (
            &["--origin", PAGE, "api.example"],
            "expected a URL that begins with `http://`",
        ),
        (
            &["--origin", PAGE, "localhost:80"],
            "expected a URL that begins with `http://`",
        ),
        (
            &["--origin", PAGE, "https://"],
            "expected a URL that begins with `http://`",
        ),
        (
            &["--origin", PAGE, "file:///x"],
            "expected a URL that begins with `http://`",
        ),
        (
            &["--origin", PAGE, "http://u:p@a.invalid/"],
            "leave them out",
        ),
        (
            &["--origin", PAGE, "-X", "a b", &url],
            "expected a method, such as `PUT`",
        ),
        (
            &["--origin", PAGE, "-X", "trace", &url],
            "choose another method",
        ),
        (
            &["--origin", PAGE, "-X", "GET", "-d", "x", &url],
            "leave out the body",
        ),
        (
            &["--origin", PAGE, "-H", "X-A", &url],
            "expected `Name: value`, or `Name;`",
        ),
        (
            &["--origin", PAGE, "-H", "X-A:", &url],
            "expected `Name: value`, or `Name;`",
        ),
        (
            &["--origin", PAGE, "-H", "X A: 1", &url],
            "before the colon, without spaces",
        ),
        (
            &["--origin", PAGE, "-H", "X-A: \x01", &url],
            "without control characters",
        ),
        (&["--origin", PAGE, "--read", "a b", &url], "such as `ETag`"),
        (
            &["--origin", PAGE, "--max-time", "0", &url],
            "a number of seconds above 0",
        ),
        (
            &["--origin", PAGE, "--max-time", "1e300", &url],
            "a number of seconds above 0",
        ),
        (
            &["--origin", PAGE, "--max-time", "NaN", &url],
            "a number of seconds above 0",
        ),
        (
            &["--origin", PAGE, "--resolve", "a", &url],
            "`HOST:PORT:ADDRESS`",
        ),
        (
            &["--origin", PAGE, "--resolve", "a:80:b", &url],
            "`HOST:PORT:ADDRESS`",
        ),
        (
            &["--origin", PAGE, "--resolve", ":80:::1", &url],
            "`HOST:PORT:ADDRESS`",
        ),
        (
            &["--origin", PAGE, "--resolve", "[::1]:x:::1", &url],
            "`HOST:PORT:ADDRESS`",
        ),
        (
            &["--origin", PAGE, "--cacert", "/nobody", &url],
            "`--cacert /nobody` cannot be read: ",
        ),
        (
            &["--origin", PAGE, "--cacert", &empty, &url],
            "has no certificate: expected PEM",
        ),
        (
            &["--origin", PAGE, "--cacert", &wrong, &url],
            "is not a PEM file of certificates: ",
        ),
        (
            &["--origin", PAGE, "-d", "@/nobody", &url],
            "`--data @/nobody` cannot be read: ",
        ),
        (&["--send", "-"], "`--send` works only with a URL"),
        (
            &["--resolve", "a:1:::1", "-"],
            "`--resolve` works only with a URL",
        ),
        (
            &["-X", "PUT", "-"],
            "need `--origin`, the origin of the page that asks",
        ),
    ] {
        let (status, stdout, stderr) = outcome(cors_check().args(args).output().unwrap());
        assert_eq!((status, stdout.as_str()), (2, ""), "{args:?}");
        assert!(stderr.contains(expected), "{args:?}: {stderr}");
        assert!(server.asked().is_empty(), "{args:?}");
    }
}

/// Options that curl has, too, under each of their names.
#[test]
fn sends_what_curl_would_send() {
    let server = Server::new(right);
    let url = server.url("/");
    let folder = tempfile::tempdir().unwrap();
    let body = folder.path().join("body");
    std::fs::write(&body, "a\r\nb\n").unwrap();
    let body = body.to_str().unwrap();
    for (data, expected) in [
        (&format!("@{body}")[..], "ab"),
        ("@-", "cd"),
        ("-x", "-x"),
        ("", ""),
    ] {
        for (method, name) in [("-X", "-d"), ("--method", "--data"), ("--request", "-d")] {
            let mut command = cors_check();
            command.args(["--origin", PAGE, method, "PUT", name, data, "--send", &url]);
            let mut child = command
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let mut stdin = child.stdin.take().unwrap();
            // The program need not read it.
            let _ = std::io::Write::write_all(&mut stdin, b"c\nd");
            drop(stdin);
            let (status, _, stderr) = outcome(child.wait_with_output().unwrap());
            assert_eq!((status, stderr.as_str()), (0, ""));
            let asked = &server.asked()[1];
            assert_eq!(asked.method, Method::PUT);
            assert_eq!(asked.body, expected.as_bytes());
        }
    }
}

#[test]
fn keeps_its_exit_status_if_the_pipe_is_closed() {
    for (origin, expected) in [(PAGE, 0), ("null", 1)] {
        let server = Server::new(|asked| {
            let (status, mut lines) = right(asked);
            lines[0].1 = PAGE.into();
            (status, lines)
        });
        let mut command = cors_check();
        command.args(["--origin", origin, &server.url("/")]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(expected));
    }
    #[cfg(target_os = "linux")]
    let server = Server::new(right);
    #[cfg(target_os = "linux")]
    for json in [&[][..], &["--json"]] {
        let full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut command = cors_check();
        command
            .args(["--origin", PAGE, &server.url("/")])
            .args(json)
            .stdout(full);
        let (status, _, stderr) = outcome(command.stderr(Stdio::piped()).output().unwrap());
        assert!(
            stderr.starts_with("error: standard output cannot be written: "),
            "{stderr}"
        );
        assert_eq!(status, 2);
    }
}

/// What is on the screen of a terminal, by `script`, which every Linux has.
#[cfg(target_os = "linux")]
fn screen(env: &[(&str, &str)], url: &str) -> String {
    let program = cors_check().get_program().to_str().unwrap().to_owned();
    let mut script = Command::new("script");
    script.args([
        "-qec",
        &format!("{program} --origin {PAGE} {url}"),
        "/dev/null",
    ]);
    script
        .stdin(Stdio::null())
        // In CI, colours are taken to be fine on any terminal.
        .env_remove("CI")
        .env_remove("CLICOLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("NO_COLOR")
        .env("TERM", "xterm");
    script.envs(env.iter().copied());
    String::from_utf8(script.output().unwrap().stdout).unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn colours_only_a_terminal() {
    let server = Server::new(right);
    let coloured = screen(&[], &server.url("/"));
    assert!(coloured.contains("\x1b[32mAllowed: "), "{coloured}");
    for env in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let plain = screen(&[env], &server.url("/"));
        assert!(
            plain.contains("Allowed: ") && !plain.contains('\x1b'),
            "{plain}"
        );
    }
    assert!(screen(&[("NO_COLOR", "")], &server.url("/")).contains('\x1b'));
    let mut piped = cors_check();
    piped
        .args(["--origin", PAGE, &server.url("/")])
        .env("CLICOLOR_FORCE", "1");
    let (_, stdout, _) = outcome(piped.output().unwrap());
    assert!(stdout.contains("\nAllowed: "), "{stdout}");
    let wrong = Server::new(|_| (200, vec![("access-control-allow-origin", "x".into())]));
    let coloured = screen(&[], &wrong.url("/"));
    assert!(coloured.contains("\x1b[31mNot allowed: "), "{coloured}");
    assert!(!coloured.contains("Waiting"), "{coloured}");
}

#[test]
#[cfg(target_os = "linux")]
fn says_that_it_waits() {
    let server = Server::new(|asked| {
        std::thread::sleep(Duration::from_millis(2200));
        right(asked)
    });
    let waited = screen(&[], &server.url("/"));
    assert!(
        waited.contains("Waiting for 127.0.0.1 (the time limit is 30 s) ..."),
        "{waited}"
    );
    assert!(waited.contains("Allowed: "), "{waited}");
}

/// What the real curl prints, to standard output and to standard error.
fn curl(args: &[&str]) -> Vec<u8> {
    // Not with the user's own settings and proxies.
    let output = Command::new("curl")
        .args(["-q", "--noproxy", "*", "--max-time", "20"])
        .args(args)
        .output()
        .unwrap_or_else(|error| panic!("this test needs curl in the PATH: {error}"));
    [output.stdout, output.stderr].concat()
}

/// Judges what was printed, for a page at [`PAGE`].
fn judge(args: &[&str], printed: &[u8]) -> (i32, String, String) {
    let mut command = cors_check();
    command.args(["--origin", PAGE]).args(args).arg("-");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), printed).unwrap();
    outcome(child.wait_with_output().unwrap())
}

/// The real curl gets the same answers to the same requests, and what it prints is judged the same.
#[test]
fn agrees_with_curl() {
    let server = Server::new(|asked| {
        let (status, mut lines) = right(asked);
        match asked.path.as_str() {
            "/star" => lines[0].1 = "*".into(),
            "/case" => lines[1].1 = "True".into(),
            "/gone" => return (410, lines),
            "/bare" => lines.clear(),
            _ => {}
        }
        (status, lines)
    });
    for path in ["/", "/star", "/case", "/gone", "/bare"] {
        let url = server.url(path);
        let origin = format!("Origin: {PAGE}");
        let preflight = ["-X", "OPTIONS", "-H", "Access-Control-Request-Method: PUT"];
        for (args, asked) in [(&[][..], &[][..]), (&["-X", "PUT"], &preflight)] {
            let (direct, stdout, _) = run(&[args, &[&url]].concat());
            for form in ["-si", "-sv"] {
                let printed = curl(&[asked, &[form, "-H", &origin, &url]].concat());
                let (status, pasted, stderr) = judge(args, &printed);
                assert_eq!(
                    status, direct,
                    "{path} {form} {args:?}: {stdout}{pasted}{stderr}"
                );
            }
        }
    }
}

/// While it waits for the head, curl shows its progress on the same line.
#[test]
fn reads_what_curl_prints_about_a_slow_server() {
    let server = Server::new(|asked| {
        std::thread::sleep(Duration::from_millis(1100));
        right(asked)
    });
    let origin = format!("Origin: {PAGE}");
    let printed = curl(&["-v", "-H", &origin, &server.url("/")]);
    let (status, stdout, stderr) = judge(&[], &printed);
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
}

const README: &str = include_str!("../../README.md");

/// The blocks of the README in that language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    let blocks = README.split(fence.as_str()).skip(1);
    blocks
        .map(|block| block.split_once("```").unwrap().0)
        .collect()
}

/// Runs it in a shell in which `cors-check` is the built program.
fn in_shell(script: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_cors-check"))
        .parent()
        .unwrap();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = [program.to_owned()]
        .into_iter()
        .chain(std::env::split_paths(&paths));
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).stdin(Stdio::null());
    shell.env("PATH", std::env::join_paths(paths).unwrap());
    shell.output().unwrap()
}

/// Each command prints what the README shows, apart from the server's address.
#[test]
fn prints_what_the_readme_shows() {
    let tls = Tls::new(&["api.example"]);
    let server = Server::start("127.0.0.1:0", tls.speaks(&["http/1.1"]), |asked| {
        let mut lines = vec![
            (
                "access-control-allow-origin",
                asked.header("origin").unwrap().to_owned(),
            ),
            ("access-control-allow-credentials", "true".to_owned()),
        ];
        match asked.path.as_str() {
            "/star" => {
                lines = vec![
                    ("access-control-allow-origin", "*".into()),
                    ("access-control-allow-methods", "*".into()),
                    ("access-control-allow-headers", "*".into()),
                ];
                return (204, lines);
            }
            "/case" => lines[1].1 = "True".into(),
            _ => {}
        }
        (200, lines)
    });
    let port = server.address.port();
    let connects = format!("--resolve api.example:{port}:127.0.0.1 -k");
    let examples = blocks("console");
    assert_eq!(examples.len(), 3);
    for example in examples {
        let (command, printed) = example.split_once('\n').unwrap();
        let script = command
            .strip_prefix("$ ")
            .unwrap()
            .replace(
                "https://api.example/",
                &format!("https://api.example:{port}/"),
            )
            .replace(
                "cors-check --origin https://app.example -X",
                &format!("cors-check {connects} --origin https://app.example -X"),
            )
            .replace(
                "cors-check --origin https://app.example https:",
                &format!("cors-check {connects} --origin https://app.example https:"),
            )
            .replace("curl ", &format!("curl -q --noproxy '*' {connects} "));
        let output = outcome(in_shell(&script));
        let stdout = output
            .1
            .replace(&format!("api.example:{port}"), "api.example");
        assert_eq!(stdout, printed, "{script}: {}", output.2);
        let allowed = printed.contains("\nAllowed: ");
        assert_eq!(output.0, i32::from(!allowed), "{script}");
    }
}

/// The recipe passes, and fails if a deploy breaks one of the requests.
#[test]
fn the_recipe_of_the_readme_works() {
    let [_, recipe] = blocks("sh")[..] else {
        panic!("how to install it, and the recipe");
    };
    for (broken, expected) in [("", 0), ("etag", 1), ("content-type", 1), ("true", 1)] {
        let server = Server::new(move |asked| {
            let (status, mut lines) = right(asked);
            lines.retain(|(_, value)| broken.is_empty() || value != broken);
            (status, lines)
        });
        let url = server.url("");
        let recipe = recipe.replace("API=https://api.example", &format!("API={url}"));
        let output = in_shell(&recipe);
        assert_eq!(output.status.code(), Some(expected), "{broken}: {output:?}");
    }
}
