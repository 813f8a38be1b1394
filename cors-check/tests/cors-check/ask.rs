//! `cors-check URL` asks a server as a browser would, and prints what a page gets.

// The form in which expect-test writes texts.
#![allow(clippy::needless_raw_string_hashes)]

use expect_test::{Expect, expect};
use http::{Method, Version};

use crate::program::{PAGE, ask, bare, feed, outcome, printed, report, start};
use crate::readme;
use crate::server::{Answer, Asked, Server, right};

#[track_caller]
fn prints(args: &str, url: &str, expected: &Expect) {
    let server = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let printed = printed(ask(args, url)).replace(&server, "http://server");
    expected.assert_eq(&printed);
}

fn redirect(asked: &Asked, to: &str) -> Answer {
    let (_, mut lines) = right(asked);
    lines.push(("location", to.into()));
    (302, lines)
}

#[test]
fn prints_a_trace() {
    let server = Server::new(right);
    let url = server.url("/me");
    let all = "-X put --send -d x -H Authorization:secret --read ETag";
    prints(
        all,
        &url,
        &expect![[r#"
        > OPTIONS http://server/me
        > origin: https://app.example.com
        > access-control-request-method: PUT
        > access-control-request-headers: authorization
        < 200
        < access-control-allow-origin: https://app.example.com
        < access-control-allow-credentials: true
        < access-control-allow-methods: PUT
        < access-control-allow-headers: authorization
        The preflight allows the PUT.

        > PUT http://server/me
        > authorization: (not shown)
        > content-type: text/plain;charset=UTF-8
        > origin: https://app.example.com
        < 200
        < access-control-allow-origin: https://app.example.com
        < access-control-allow-credentials: true
        < access-control-expose-headers: etag
        The page may read the response.
        The page may read `etag`.

        Allowed: a page at https://app.example.com gets what it asked for.
        [0]
    "#]],
    );
    prints(
        "-X DELETE --read ETag --read Expires",
        &url,
        &expect![[r#"
            > OPTIONS http://server/me
            > origin: https://app.example.com
            > access-control-request-method: DELETE
            < 200
            < access-control-allow-origin: https://app.example.com
            < access-control-allow-credentials: true
            < access-control-allow-methods: DELETE
            < access-control-allow-headers:
            The preflight allows the DELETE.
            The page may read `expires`.

            The preflight passes for a page at https://app.example.com. The DELETE was not sent, so its response was not checked.
            Note: whether the page may read `etag` is not known, because the request was not sent.
            Note: add `--send` to send the request and check its response.
            [0]
        "#]],
    );
    let server = Server::new(|asked| match asked.path.as_str() {
        "/" => redirect(asked, "/login?next=%2F"),
        _ => (
            403,
            vec![("access-control-allow-origin", "a\t[31m\u{e9}".into())],
        ),
    });
    prints(
        "-H Host:x -H Origin:x",
        &server.url("/"),
        &expect![[r#"
            > GET http://server/
            > origin: https://app.example.com
            < 302
            < access-control-allow-origin: https://app.example.com
            < access-control-allow-credentials: true
            < location: /login?next=%2F
            < access-control-expose-headers: etag
            The redirect (302) passes the CORS check, so a browser follows it.

            > GET http://server/login?next=%2F
            > origin: https://app.example.com
            < 403
            < access-control-allow-origin: a\t[31m\xc3\xa9
            Not allowed: a redirect has led to `http://server/login?next=%2F` to log in, which a fetch cannot complete: answer a fetch with 401.

            Not allowed: a browser sends the request, but a page at https://app.example.com gets an error instead of the response.
            Note: a page cannot set `host` or `origin`: browsers leave it out, and so does this request.
            Note: `--origin` already gives the page's origin. The header is ignored.
            Note: no cookie was sent, and with one the server may answer differently: add `-H 'Cookie: NAME=VALUE'` to send one. But app.example.com and 127.0.0.1 are two sites, since an IP address is a site of its own, so a browser may not send it there. When you set it, send `SameSite=None; Secure; Partitioned`, or serve the API from the page's site.

            What the server has to send:
              to GET http://server/, in place of the redirect
                401
                access-control-allow-origin: https://app.example.com
                access-control-allow-credentials: true
                vary: origin
            And the page: navigate to the login when it gets the 401.
            [1]
        "#]],
    );
}

#[test]
fn asks_as_a_browser_does() {
    let server = Server::new(right);
    let url = server.url("/me?x=y#fragment");
    assert_eq!(ask("", &url).0, 0);
    let asked = server.asked_once();
    assert_eq!((&asked.method, asked.path.as_str()), (&Method::GET, "/me"));
    assert_eq!(asked.version, Version::HTTP_11);
    let host = server.address.to_string();
    for (name, value) in [("origin", PAGE), ("accept", "*/*"), ("host", &host)] {
        assert_eq!(asked.header(name), Some(value));
    }
    assert!(asked.header("user-agent").unwrap().contains("cors-check/"));
    assert_eq!(asked.headers.len(), 4, "{asked:?}");

    // No cookie and no secret goes with the preflight.
    let args = "-X PUT --send -d a=b --data c -H Cookie:a=b -H Cookie:c=d --header X-Secret:1 \
                -H Content-Type:application/json -H X-Empty; -H user-agent:mine";
    assert_eq!(ask(args, &url).0, 0);
    let [preflight, asked] = &server.asked()[..] else {
        panic!("two requests");
    };
    assert_eq!(
        (&preflight.method, &asked.method),
        (&Method::OPTIONS, &Method::PUT)
    );
    assert_eq!(
        (&preflight.body[..], &asked.body[..]),
        (&b""[..], &b"a=b&c"[..])
    );
    let names = "content-type,user-agent,x-empty,x-secret";
    for (name, by_preflight, by_request) in [
        ("access-control-request-method", Some("PUT"), None),
        ("access-control-request-headers", Some(names), None),
        ("cookie", None, Some("a=b; c=d")),
        ("content-type", None, Some("application/json")),
        ("x-secret", None, Some("1")),
        ("x-empty", None, Some("")),
    ] {
        assert_eq!(preflight.header(name), by_preflight, "{name}");
        assert_eq!(asked.header(name), by_request, "{name}");
    }
    assert_eq!(asked.header("user-agent"), Some("mine"));

    // A body is sent as text, and makes it a POST.
    assert_eq!(ask("-d x --send", &url).0, 0);
    let asked = server.asked_once();
    let text = "text/plain;charset=UTF-8";
    assert_eq!(
        (asked.method.as_str(), asked.header("content-type")),
        ("POST", Some(text))
    );

    // The mode decides on cookies.
    let modes = [
        ("omit", None),
        ("same-origin", None),
        ("include", Some("a=b")),
    ];
    for (mode, expected) in modes {
        let args = format!("--credentials {mode} -H Cookie:a=b");
        assert_eq!(ask(&args, &url).0, 0);
        assert_eq!(server.asked_once().header("cookie"), expected);
    }

    // To the page's own origin, neither an Origin nor a preflight.
    let own = format!("http://{}", server.address);
    let (status, stdout, _) = bare(&["--origin", &own, "-H", "X-B: 1", "-H", "Cookie: a", &url]);
    assert!(stdout.contains("so there is no CORS check"), "{stdout}");
    let asked = server.asked_once();
    assert_eq!(
        (status, asked.header("origin"), asked.header("cookie")),
        (0, None, Some("a"))
    );
}

#[test]
fn sends_no_unsafe_method_without_send() {
    let server = Server::new(right);
    let url = server.url("/");
    for method in ["PUT", "delete", "PATCH", "QUERY"] {
        let (status, stdout, _) = ask(&format!("-X {method}"), &url);
        assert!(stdout.contains("\nNote: add `--send` to send "), "{stdout}");
        assert_eq!(status, 0, "{stdout}");
        let asked = server.asked_once();
        assert!(asked.header("access-control-request-method").is_some());
    }
    // Without a preflight there is nothing else that may be sent.
    let own = format!("http://{}", server.address);
    for (origin, option, value) in [(PAGE, "-X", "POST"), (PAGE, "-d", "x"), (&own, "-X", "PUT")] {
        let (status, stdout, stderr) = bare(&["--origin", origin, option, value, &url]);
        assert!(stderr.contains("without a preflight"), "{stderr}");
        assert!(stderr.ends_with(": add `--send` to send it\n"), "{stderr}");
        assert_eq!((status, stdout.as_str()), (2, ""), "{value}");
        assert!(server.asked().is_empty());
    }
    // What is safe is sent.
    for method in ["GET", "HEAD", "head", "OPTIONS"] {
        assert_eq!(ask(&format!("-X {method} -H X-A:1"), &url).0, 0);
        assert_eq!(server.asked()[1].method, method.to_uppercase().as_str());
    }
}

#[test]
fn follows_redirects_as_a_browser_does() {
    let third = Server::new(right);
    let to = third.url("/end");
    let second = Server::new(move |asked| redirect(asked, &to));
    let to = second.url("/");
    let first = Server::new(move |asked| match (&asked.method, asked.path.as_str()) {
        (&Method::OPTIONS, _) => right(asked),
        (_, "/") => redirect(asked, "/next"),
        _ => redirect(asked, &to),
    });
    // Authorization calls for a preflight at the first server, and does not go to the second.
    let (status, stdout, _) = ask("-H Authorization:x", &first.url("/"));
    assert_eq!(status, 0, "{stdout}");
    let origin_null = format!("> GET {}\n> origin: null\n", third.url("/end"));
    assert!(stdout.contains(&origin_null), "{stdout}");
    let sent = [&first, &second, &third].map(|server| {
        let line = |asked: Asked| {
            let header = |name| asked.header(name).unwrap_or("-").to_owned();
            format!(
                "{} {} {}",
                asked.method,
                header("origin"),
                header("authorization")
            )
        };
        server.asked().into_iter().map(line).collect::<Vec<_>>()
    });
    let preflight = "OPTIONS https://app.example.com -";
    let get = "GET https://app.example.com x";
    assert_eq!(sent[0], [preflight, get, preflight, get]);
    assert_eq!(sent[1..], [["GET null -"], ["GET null -"]]);
    // The second server redirects its preflight, too, which no browser follows.
    let refused = report(ask("--json -H X-A:1", &first.url("/")));
    assert_eq!(
        refused["steps"].as_array().unwrap().last().unwrap()["code"],
        "Status"
    );
    assert!(third.asked().is_empty());

    let endless = Server::new(|asked| redirect(asked, "/again"));
    let refused = report(ask("--json", &endless.url("/")));
    assert_eq!(refused["steps"][20]["code"], "TooManyRedirects");
    assert_eq!(endless.asked().len(), 21);
}

/// What the command says of its options, and that it passes on what the flow says. A note does not
/// change the exit status.
#[test]
fn prints_notes() {
    const NO_COOKIE: &str = "no cookie was sent, and";
    const NO_COOKIE_HERE: &str = "no cookie was sent, and with one the server may answer differently: add `-H 'Cookie: \
                                  NAME=VALUE'` to send one. But app.example.com and 127.0.0.1 are two sites";
    const ELSEWHERE: &str = "the Cookie went only to the host of the URL.";
    const GIVEN: &str = "the Cookie was sent as if the browser had it.";
    const NULL: &str = "`Access-Control-Allow-Origin: null` lets any sandboxed page";
    const TO_LOGIN: &str = "a redirect led to a login page";
    const NONE_SET: &str = "the response to this POST sets no cookie.";
    const JSON: &str = "the body looks like JSON, but";
    const MIXED: &str = "browsers block this as mixed content, ";
    let server = Server::new(|asked| {
        let (_, mut lines) = right(asked);
        let status = match asked.path.as_str() {
            _ if asked.method == Method::OPTIONS => 200,
            "/away" => {
                let to = "http://localhost:PORT/401".replace("PORT", port(asked));
                lines.push(("location", to));
                302
            }
            "/sso" => {
                let to = "http://localhost:PORT/authorize".replace("PORT", port(asked));
                lines.push(("location", to));
                302
            }
            "/authorize" => {
                let to = "http://127.0.0.1:PORT/200?to=SignIn".replace("PORT", port(asked));
                lines.push(("location", to));
                302
            }
            "/robots" => {
                lines.push(("cf-mitigated", "challenge".into()));
                403
            }
            "/old" => {
                lines.push(("location", "/200".into()));
                302
            }
            "/home" => {
                lines.push(("location", "/200?to=SignIn".into()));
                302
            }
            "/basic" => {
                lines.push(("www-authenticate", "Basic realm=x".into()));
                401
            }
            path => path[1..].parse().unwrap(),
        };
        (status, lines)
    });
    let resolve = format!(
        "--resolve api.example.com:{}:127.0.0.1",
        server.address.port()
    );
    let json = "-d [] -H Content-Type:application/json --send";
    for (args, path, expected) in [
        ("", "/200", &[][..]),
        ("", "/401", &[NO_COOKIE]),
        ("", "/403", &[NO_COOKIE]),
        ("", "/404", &[]),
        ("-H Cookie:a=b", "/200", &[GIVEN]),
        ("-H Cookie:a=b", "/401", &[GIVEN]),
        ("--credentials same-origin", "/401", &[]),
        ("", "/basic", &["the server asks for Basic (realm `x`)."]),
        (
            "-H Authorization:x",
            "/401",
            &["the server does not accept the Auth"],
        ),
        (
            "-H Authorization:x",
            "/away",
            &["the page's Authorization was removed", NULL],
        ),
        ("", "/away", &[NULL, NO_COOKIE]),
        ("", "/old", &[]),
        // It is the first of them that a cookie would have kept from leading there.
        ("", "/sso", &[NULL, TO_LOGIN, NO_COOKIE_HERE]),
        ("", "/robots", &[]),
        ("", "/home", &[TO_LOGIN, NO_COOKIE]),
        ("-H Cookie:a=b", "/away", &[NULL, GIVEN, ELSEWHERE]),
        ("-d {} --send", "/200", &[NONE_SET, JSON]),
        ("-d a=b --send", "/200", &[NONE_SET]),
        ("-d a=b --send -H Cookie:a", "/200", &[GIVEN]),
        (json, "/200", &[NONE_SET]),
        (
            "-H withCredentials:true",
            "/200",
            &["`withcredentials` is an option"],
        ),
        (
            "--credentials omit -H Cookie:a",
            "/200",
            &["the Cookie was not sent"],
        ),
        (&resolve, "/200", &[MIXED]),
    ] {
        let mut url = server.url(path);
        if expected == [MIXED] {
            url = url.replace("127.0.0.1", "api.example.com");
        }
        let (status, stdout, stderr) = ask(args, &url);
        assert_eq!((status, stderr.as_str()), (0, ""), "{args}: {stdout}");
        let notes = stdout.split("\nNote: ").skip(1).collect::<Vec<_>>();
        let fits = |(note, expected): (&&str, &&str)| note.starts_with(expected);
        assert_eq!(notes.len(), expected.len(), "{args} {path}: {stdout}");
        assert!(
            notes.iter().zip(expected).all(fits),
            "{args} {path}: {stdout}"
        );
    }
    // The other site is named, unless it is none.
    for (origin, expected) in [
        (
            "http://localhost:1",
            "\nNote: the Cookie was sent as if the browser had it. But localhost and 127.0.0.1 are two sites, so a browser may not send it there. ",
        ),
        ("http://127.0.0.1:1", "as if the browser had it.\n"),
    ] {
        let (_, stdout, _) = bare(&["--origin", origin, "-H", "Cookie: a=b", &server.url("/200")]);
        assert!(stdout.contains(expected), "{stdout}");
    }
}

fn port(asked: &Asked) -> &str {
    asked.header("host").unwrap().rsplit(':').next().unwrap()
}

/// Options that curl has, too, under each of their names.
#[test]
fn sends_what_curl_would_send() {
    let server = Server::new(right);
    let url = server.url("/");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body");
    std::fs::write(&file, "a\r\nb\n").unwrap();
    let file = format!("@{}", file.to_str().unwrap());
    for (options, content, expected) in [
        (["-X", "-d"], &file[..], "ab"),
        (["--method", "--data"], "@-", "cd"),
        (["--request", "-d"], "-x", "-x"),
        (["-X", "--data"], "", ""),
    ] {
        let [method, data] = options;
        let args = [
            "--origin", PAGE, method, "PUT", "--send", data, content, &url,
        ];
        let mut child = start(&args);
        feed(&mut child, b"c\nd");
        let (status, _, stderr) = outcome(child.wait_with_output().unwrap());
        assert_eq!((status, stderr.as_str()), (0, ""));
        let asked = &server.asked()[1];
        assert_eq!(
            (asked.method.as_str(), &asked.body[..]),
            ("PUT", expected.as_bytes())
        );
    }
}

#[test]
fn prints_what_the_readme_shows() {
    assert_eq!(readme::prints(|command| !command.contains("curl")), 3);
}

/// The recipe passes, and fails if a deploy breaks one of the requests.
#[test]
fn the_recipe_of_the_readme_works() {
    let [_, recipe, _] = readme::blocks("sh")[..] else {
        panic!("how to install it, and two recipes");
    };
    for (broken, expected) in [("", 0), ("etag", 1), ("content-type", 1), ("true", 1)] {
        let server = Server::new(move |asked| {
            let (status, mut lines) = right(asked);
            lines.retain(|(_, value)| broken.is_empty() || value != broken);
            (status, lines)
        });
        let api = format!("API={}", server.url(""));
        let recipe = recipe.replace("API=https://api.example.com", &api);
        let output = readme::in_shell(&recipe);
        assert_eq!(output.status.code(), Some(expected), "{broken}: {output:?}");
        assert!(!server.asked().is_empty());
    }
}
