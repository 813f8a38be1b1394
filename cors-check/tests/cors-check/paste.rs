//! `cors-check -` judges what is pasted: what it prints of each sort of verdict, and how it reads
//! standard input. What is read, and how a browser judges it, is tested where that is done.

// The form in which expect-test writes texts.
#![allow(clippy::needless_raw_string_hashes)]

use std::process::Child;
use std::time::{Duration, Instant};

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::program::{Outcome, PAGE, feed, judge, outcome, printed, report, start};

/// `L:`, `O:`, `C:`, `M:`, `H:` and `E:` are short for the names of Location and of the headers of
/// CORS, and `RIGHT` for the lines that a page at [`PAGE`] needs.
fn spelled_out(heads: &str) -> Vec<u8> {
    let names = [
        ("RIGHT", "O: PAGE\nC: true"),
        ("PAGE", PAGE),
        ("\nL:", "\nlocation:"),
        ("\nO:", "\nAccess-Control-Allow-Origin:"),
        ("\nC:", "\nAccess-Control-Allow-Credentials:"),
        ("\nM:", "\nAccess-Control-Allow-Methods:"),
        ("\nH:", "\nAccess-Control-Allow-Headers:"),
        ("\nE:", "\nAccess-Control-Expose-Headers:"),
    ];
    let spelled = |heads: String, (short, long)| heads.replace(short, long);
    let heads = names.into_iter().fold(heads.to_owned(), spelled);
    format!("HTTP/1.1 {heads}\n\n").into_bytes()
}

/// What is printed for each of these options and heads, one after the other. `page` stands for the
/// option that names it.
#[track_caller]
fn prints(cases: &[(&str, &str)], expected: &Expect) {
    let printed = cases.iter().map(|(args, heads)| {
        let printed = printed(judge_spelled_out(args, heads));
        format!("$ cors-check {args}\n{printed}").replace(" \n", "\n")
    });
    expected.assert_eq(&printed.collect::<String>());
}

fn judge_spelled_out(args: &str, heads: &str) -> Outcome {
    let args = args.replace("page", &format!("--origin {PAGE}"));
    let args: Vec<_> = args.split_whitespace().collect();
    judge(&args, &spelled_out(heads))
}

#[track_caller]
fn json(args: &str, heads: &str) -> Value {
    report(judge_spelled_out(&format!("{args} --json"), heads))
}

#[test]
fn judges_the_header_alone() {
    let cases = [
        ("", "200\nC: \"true\" \\ \0\u{9b}"),
        ("", "302\nL: /b\nC: true"),
        ("", "302\nL: /b\n\nHTTP/2 200\nRIGHT"),
    ];
    prints(
        &cases,
        &expect![[r#"
            $ cors-check
            < 200
            < Access-Control-Allow-Credentials: "true" \\ \x00\xc2\x9b
            Not allowed: Access-Control-Allow-Credentials is not `true`: send exactly `true`, or omit the header to refuse credentials.

            Not allowed: no page gets this response with credentials.
            Note: check both headers with `curl -si -H 'Origin: https://app.example.com' URL | cors-check - --origin https://app.example.com`.
            [1]
            $ cors-check
            < 302
            < Access-Control-Allow-Credentials: true
            < location: /b
            Access-Control-Allow-Credentials is `true`.

            Allowed by this header. Access-Control-Allow-Origin also matters; it was not checked.
            Note: check both headers with `curl -siL -H 'Origin: https://app.example.com' URL | cors-check - --origin https://app.example.com`.
            Note: curl did not follow the redirect: `curl -siL URL` prints the response that it leads to, which has to pass, too.
            [0]
            $ cors-check
            < 302
            < location: /b
            Not allowed: Access-Control-Allow-Credentials is missing: to let this page read what it fetches with credentials, send `true`.

            Not allowed: no page gets this response with credentials.
            Note: if the request had no `Origin`, this proves nothing: many servers send CORS headers only if there is one. Check both headers with `curl -siL -H 'Origin: https://app.example.com' URL | cors-check - --origin https://app.example.com`.
            Note: curl went on from this response (302), but a browser does not: what came after it was not judged.
            [1]
        "#]],
    );
}

#[test]
fn makes_the_whole_check() {
    let cases = [
        ("page --read x-a", "200\nC: true\nVary: x\nO: PAGE\nE: x-a"),
        (
            "--origin null",
            "200\nAccess-Control-Allow-Credentials : true\nO: *\nC:",
        ),
    ];
    prints(
        &cases,
        &expect![[r#"
            $ cors-check page --read x-a
            < 200
            < Access-Control-Allow-Origin: https://app.example.com
            < Access-Control-Allow-Credentials: true
            < Access-Control-Expose-Headers: x-a
            The page may read the response.
            The page may read `x-a`, but this response does not have it.

            Allowed: a page at https://app.example.com gets what it asked for.
            Note: a cache may keep this response, and give it to a page of another origin, which then gets an error: send `Vary: Origin` with it, unless no other origin may read it.
            [0]
            $ cors-check --origin null
            < 200
            < Access-Control-Allow-Origin: *
            < Access-Control-Allow-Credentials:
            Not allowed: Access-Control-Allow-Origin cannot be `*` with credentials: to let this page read it, send its origin and `Vary: Origin`. Also: Access-Control-Allow-Credentials is empty: send `true`, or omit the header to refuse credentials.

            Not allowed: a browser sends the request, but a page of origin `null` gets an error instead of the response.
            Note: a line has a space between `access-control-allow-credentials` and its colon. Chromium reads that line anyway, Firefox and WebKit do not.

            What the page has to change:
              be served by http or https, or without `sandbox` (or with `allow-same-origin` in it), so that it has an origin of its own: any sandboxed page has the origin `null`, so no server should allow it with credentials
              ask without credentials, if it needs no cookies (`credentials: "omit"`, `withCredentials = false`): these headers allow that. By default, `fetch` sends no credentials to another origin

            What the server would have to send to the request as it is:
              to GET
                access-control-allow-origin: null
                access-control-allow-credentials: true
                vary: origin
            [1]
        "#]],
    );
    // The input ends before the head does.
    let cut = b"HTTP/1.1 302\nLocation: /\nAccess-Control-Allow-Origin: *";
    let (_, stdout, _) = judge(&["--origin", PAGE, "--credentials", "omit"], cut);
    let note = "\nNote: the input has no blank line after the headers: some may be missing.\n";
    assert!(stdout.ends_with(note), "{stdout}");
}

#[test]
fn follows_the_redirects() {
    let cases = [
        ("page", "302\nL: /right\n\nHTTP/2 200\nRIGHT"),
        (
            "page",
            "302\nL: /b\nRIGHT\n\n\
             HTTP/2 307\nL: //b.example.com\nRIGHT\n\n\
             HTTP/2 301\nL: //c.example.com\nRIGHT\n\n\
             HTTP/2 200\nRIGHT",
        ),
        // curl goes on from it, but a browser does not.
        ("page", "300\nL: /b\nRIGHT\n\nHTTP/2 404"),
        ("page --credentials omit", "302\nL: /\nO: *"),
    ];
    prints(
        &cases,
        &expect![[r#"
            $ cors-check page
            < 302
            < location: /right
            Not allowed: the server redirects, and a redirect needs the CORS headers, too: send them, or let the page request the URL that it leads to directly.

            Not allowed: a browser does not follow the redirect, and a page at https://app.example.com gets an error instead of the response.
            Note: if the request had no `Origin`, this proves nothing: many servers send CORS headers only if there is one. Ask with `curl -siL -H 'Origin: https://app.example.com' URL`.
            Note: curl went on from this response (302), but a browser does not: what came after it was not judged.

            What the server has to send:
              to GET
                access-control-allow-origin: https://app.example.com
                access-control-allow-credentials: true
                vary: origin
              to GET, after the redirect
                access-control-allow-origin: https://app.example.com
                access-control-allow-credentials: true
                vary: origin
            [1]
            $ cors-check page
            < 302
            < Access-Control-Allow-Origin: https://app.example.com
            < Access-Control-Allow-Credentials: true
            < location: /b
            The redirect (302) passes the CORS check, so a browser follows it.

            < 307
            < Access-Control-Allow-Origin: https://app.example.com
            < Access-Control-Allow-Credentials: true
            < location: //b.example.com
            The redirect (307) passes the CORS check, so a browser follows it.

            > GET https://b.example.com/
            > origin: https://app.example.com
            < 301
            < Access-Control-Allow-Origin: https://app.example.com
            < Access-Control-Allow-Credentials: true
            < location: //c.example.com
            The redirect (301) passes the CORS check, so a browser follows it.

            > GET https://c.example.com/
            > origin: null
            < 200
            < Access-Control-Allow-Origin: https://app.example.com
            < Access-Control-Allow-Credentials: true
            Not allowed: a redirect to another origin, https://c.example.com, has turned the request's Origin into `null`, which this response does not allow, and should not: any sandboxed page has the origin `null`. So let the page request `https://c.example.com/` directly.

            Not allowed: a browser sends the request, but a page at https://app.example.com gets an error instead of the response.
            Note: if a redirect led to another origin, a browser goes on with `Origin: null`, which no server should allow: let the page request the final URL.
            Note: check the last URL for the origin `null` with `curl -si -H 'Origin: null' URL | cors-check - --origin null`.

            What the server has to send:
              to GET https://b.example.com/, in place of the redirect
                200
                access-control-allow-origin: https://app.example.com
                access-control-allow-credentials: true
                vary: origin

            Or what the page can do instead:
              request https://c.example.com/ directly, which has to allow the request
            [1]
            $ cors-check page
            < 300
            < Access-Control-Allow-Origin: https://app.example.com
            < Access-Control-Allow-Credentials: true
            The page may read the response.

            Allowed: a page at https://app.example.com gets what it asked for.
            Note: a cache may keep this response, and give it to a page of another origin, which then gets an error: send `Vary: Origin` with it, unless no other origin may read it.
            Note: curl went on from this response (300), but a browser does not: what came after it was not judged.
            [0]
            $ cors-check page --credentials omit
            < 302
            < Access-Control-Allow-Origin: *
            < location: /
            The redirect (302) passes the CORS check, so a browser follows it.

            The redirect is allowed for a page at https://app.example.com. The response after it was not checked.
            Note: curl did not follow the redirect: `curl -siL URL` prints the response that it leads to, which has to pass, too.
            [0]
        "#]],
    );
}

/// With a method or a header that calls for a preflight, the head is what that was answered.
#[test]
fn judges_a_preflight() {
    let cases = [(
        "page -X PUT -H X-A:1 --read etag",
        "200\nRIGHT\nM: PUT\nH: x-a",
    )];
    prints(
        &cases,
        &expect![[r#"
            $ cors-check page -X PUT -H X-A:1 --read etag
            < 200
            < Access-Control-Allow-Origin: https://app.example.com
            < Access-Control-Allow-Credentials: true
            < Access-Control-Allow-Methods: PUT
            < Access-Control-Allow-Headers: x-a
            The preflight allows the PUT.

            The preflight passes for a page at https://app.example.com. The PUT was not sent, so its response was not checked.
            Note: whether the page may read `etag` is not known, because the request was not sent.
            Note: this was judged as the answer to a preflight: `curl -si -X OPTIONS -H 'Origin: https://app.example.com' -H 'Access-Control-Request-Method: PUT' -H 'Access-Control-Request-Headers: x-a' URL`. The response to the request itself has to pass, too: check it without the method and the headers.
            [0]
        "#]],
    );
    for (args, heads, code) in [
        ("-d {} -H X-A:1", "204\nRIGHT", "HeaderNotAllowed"),
        ("-X PUT", "302\nL: /\nRIGHT", "Status"),
        (
            "-H Authorization:x",
            "204\nRIGHT\nH: *",
            "AuthorizationNotNamed",
        ),
    ] {
        let report = json(&format!("page {args}"), heads);
        let last = report["steps"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (&last["code"], &report["allowed"]),
            (&json!(code), &json!(false))
        );
    }
}

#[test]
fn prints_json() {
    let alone = json("", "200\nC: TRUE\u{9b}");
    assert_eq!(
        (&alone["origin"], &alone["steps"][0]["url"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(alone["steps"][0]["code"], "InvalidAllowCredentials");
    let note = alone["notes"][0].as_str().unwrap();
    assert!(
        note.starts_with("check both headers with `curl -si -H"),
        "{note}"
    );
    let heads = "302\nL: https://b.example.com/x\nRIGHT\n\nHTTP/1.1 404\nO: *";
    let report = json("page", heads);
    let steps = ["kind", "url", "status", "code"].map(|field| {
        let steps = report["steps"].as_array().unwrap().iter();
        steps.map(|step| step[field].clone()).collect::<Vec<_>>()
    });
    let expected = json!([
        ["redirect", "response"],
        [null, "https://b.example.com/x"],
        [302, 404],
        [null, "WildcardAllowOrigin"],
    ]);
    assert_eq!(json!(steps), expected);
    // The heads count as cross-origin, whatever the page's origin is.
    let report = json("--origin https://unknown.invalid", "200");
    assert_eq!(report["steps"][0]["code"], "MissingAllowOrigin");
}

#[test]
fn cuts_what_is_long() {
    let line = "Access-Control-Allow-Credentials: true\n".repeat(1000);
    let value = "x".repeat(9000);
    let input = format!("200 {value}\n{line}O: {value}");
    let (status, stdout, _) = judge(&["--origin", PAGE], &spelled_out(&input));
    assert!(stdout.contains("xxx... (9000 bytes)\n"), "{stdout}");
    assert!(stdout.contains("\n< (and 996 more)\n"), "{stdout}");
    assert!(stdout.len() < 2000, "{stdout}");
    assert_eq!(status, 1);
}

#[test]
fn says_what_to_do_if_there_is_no_response() {
    let endless = "\n".repeat(2 << 20);
    for (input, expected) in [
        ("", "error: standard input is empty: expected "),
        (
            "<p>SECRET\x1B",
            "error: no HTTP response on standard input: ",
        ),
        (&endless, "error: no HTTP response on standard input: "),
    ] {
        for args in [&[][..], &["--origin", PAGE, "--json"]] {
            let (status, stdout, stderr) = judge(args, input.as_bytes());
            assert_eq!((status, stdout.as_str()), (2, ""));
            assert!(stderr.starts_with(expected), "{stderr}");
            assert_eq!(stderr.lines().count(), 1, "{stderr}");
        }
    }
}

/// Ends a child that does not end by itself, so that a test fails instead of waiting.
fn ends_by_itself(child: &mut Child) -> bool {
    let deadline = Instant::now() + Duration::from_secs(20);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            child.kill().unwrap();
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}

#[test]
fn does_not_wait_for_the_end_of_a_body() {
    for input in [
        &b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"[..],
        b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\nHello",
    ] {
        let mut child = start(&["-"]);
        feed(&mut child, input);
        // Here curl would still be waiting for the rest: `wait_with_output` would close stdin.
        assert!(ends_by_itself(&mut child), "{}", input.escape_ascii());
        assert_eq!(outcome(child.wait_with_output().unwrap()).0, 1);
    }
}

/// So much of it as came with the head.
#[test]
fn looks_at_the_body() {
    for (pasted, expected) in [
        (
            "HTTP/1.1 403 X\n\nInvalid CORS request",
            "< (body) Invalid CORS request\n",
        ),
        (
            "HTTP/1.1 200 X\n\nHTTP/1.1 200 X\n",
            "Note: line 3 of the input looks like",
        ),
        (
            "HTTP/1.1 204 X\nAllow: GET\n\n",
            "If it answers a preflight, say",
        ),
    ] {
        let (_, stdout, _) = judge(&["--origin", PAGE], pasted.as_bytes());
        assert!(stdout.contains(expected), "{stdout}");
    }
    // Another request comes right after its last byte.
    let sent = format!("> GET / HTTP/1.1\n> Host: a.test\n> Origin: {PAGE}\n> \n");
    let glued = format!("{sent}< HTTP/1.1 403 X\n< \n{}{sent}", "x".repeat(70_000));
    let (_, stdout, _) = judge(&[], glued.as_bytes());
    assert!(
        stdout.contains("line 7 of the input looks like"),
        "{stdout}"
    );
    // Nothing of it decides, and no more of it is kept.
    let long = format!("HTTP/1.1 403 X\n\n{}", "x".repeat(9000));
    let (status, stdout, _) = judge(&["--origin", PAGE], long.as_bytes());
    assert!(status == 1 && stdout.len() < 1500, "{stdout}");
}

/// A value that breaks off could become right only if what it begins with is wanted.
#[test]
fn a_list_that_breaks_off_may_go_on() {
    let head = spelled_out("200 X\nRIGHT\nE: x-a, ET");
    for (read, expected) in [("etag", 2), ("x-other", 1)] {
        let (status, stdout, stderr) =
            judge(&["--origin", PAGE, "--read", read], head.trim_ascii_end());
        assert_eq!(status, expected, "{read}: {stdout}{stderr}");
    }
}

/// What was sent is not told, and so not whether a cookie was.
#[test]
fn a_pasted_refusal_is_not_blamed_on_a_missing_cookie() {
    let said = printed(judge_spelled_out("page", "401\nRIGHT"));
    assert!(said.contains("< 401"), "{said}");
    assert!(!said.contains("no cookie was sent"), "{said}");
}
