//! `cors-check -` says of every response head that curl prints whether it allows credentials: the
//! built program, on heads as curl printed them, on bad input, and behind the real curl.

// As expect-test writes its texts.
#![allow(clippy::needless_raw_string_hashes)]

use std::io::{self, Read, Write};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use axum::response::{AppendHeaders, Redirect};
use axum::routing::get;
use axum::Router;
use axum_extra::TypedHeader;
use expect_test::{expect, Expect};
use headers_allow_credentials::cors::CheckError as Error;
use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};
use http::header::ACCESS_CONTROL_ALLOW_CREDENTIALS;
use proptest::prelude::*;

use cors_check::heads;
use cors_check::pasted::Pasted;

fn cors_check() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cors-check"));
    command.arg("-");
    command
}

fn start(command: &mut Command) -> Child {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Writes all that the program is willing to read.
fn feed(child: &mut Child, input: &[u8]) {
    match child.stdin.as_mut().unwrap().write_all(input) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written.unwrap(),
    }
}

/// What came of it: the exit status, stdout and stderr.
fn outcome(output: Output) -> (i32, String, String) {
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stdout
            .bytes()
            .all(|byte| matches!(byte, b' '..=b'~' | b'\n')),
        "stdout is not fit for a terminal: {stdout:?}"
    );
    assert!(!stderr.contains("panicked"), "{stderr}");
    (output.status.code().expect("no signal"), stdout, stderr)
}

fn run(args: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut child = start(cors_check().args(args));
    feed(&mut child, input);
    outcome(child.wait_with_output().unwrap())
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

/// The expected output: the status line of the head that counts, and the verdict on it.
const ALLOWED: [&str; 2] = [
    "HTTP/1.1 200 This\n",
    "\nAllowed, as far as this header goes.\n",
];

/// Heads of all shapes in which the last head, `200 This`, allows credentials.
const ALLOWING: &[(&str, &[u8])] = &[
    (
        "CRLF and a body",
        b"HTTP/1.1 200 This\r\nDate: x\r\nAccess-Control-Allow-Credentials: true\r\n\r\nbody",
    ),
    (
        "bare LF, as pasted",
        b"HTTP/1.1 200 This\nDate: x\nAccess-Control-Allow-Credentials: true\n\nbody",
    ),
    (
        "CRLF and LF mixed",
        b"HTTP/1.1 200 This\nDate: x\r\nAccess-Control-Allow-Credentials: true\n\r\nbody",
    ),
    (
        "line ends before the head",
        b"\r\n\nHTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials: true\r\n\r\n",
    ),
    (
        "any case of the name",
        b"HTTP/1.1 200 This\r\naccess-control-ALLOW-credentials: true\r\n\r\n",
    ),
    (
        "spaces and tabs around the value, or none",
        b"HTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials:\t \ttrue \t\r\n\r\n",
    ),
    (
        "no space before the value",
        b"HTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials:true\r\n\r\n",
    ),
    (
        "a value that begins on a folded line",
        b"HTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials:\r\n\x20true\r\n\x20\r\n\r\n",
    ),
    (
        "a folded line before any header",
        b"HTTP/1.1 200 This\r\n\x20x\r\nAccess-Control-Allow-Credentials: true\r\n\r\n",
    ),
    (
        "a line without a colon, and one that continues it",
        b"HTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials: true\r\nx\r\n\x20y\r\n\r\n",
    ),
    (
        "a line of the name with a space before the colon next to a good one",
        b"HTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials: true\r\n\
          Access-Control-Allow-Credentials : false\r\n\r\n",
    ),
    (
        "any bytes in other lines",
        b"HTTP/1.1 200 This\r\nX: \x00\xFF\r\x1B\r\n: \r\n\xFF: y\r\n\
          Access-Control-Allow-Credentials: true\r\n\r\n\x00\xFF",
    ),
    (
        "a proxy's reply to CONNECT",
        b"HTTP/1.1 200 Connection established\r\n\r\n\
          HTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials: true\r\n\r\n",
    ),
    (
        "a talkative proxy's reply to CONNECT",
        b"HTTP/1.0 200 OK\r\nDate: x\r\nVia: 1.1 proxy\r\nContent-Length: 0\r\n\r\n\
          HTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials: true\r\n\r\n",
    ),
    (
        "100 Continue, with bare LF",
        b"HTTP/1.1 100 Continue\n\n\
          HTTP/1.1 200 This\nAccess-Control-Allow-Credentials: true\n\n",
    ),
    (
        "early hints after a proxy's reply",
        b"HTTP/1.1 200 Connection established\r\n\r\n\
          HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n\
          HTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials: true\r\n\r\n",
    ),
    (
        "a switch to another version",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n\
          HTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials: true\r\n\r\n",
    ),
    (
        "redirects under -L, each through a proxy",
        b"HTTP/1.1 200 Connection established\r\n\r\n\
          HTTP/1.1 301 Moved\r\nlocation: https://b.test/\r\nContent-Length: 9\r\n\
          Access-Control-Allow-Credentials: true\r\n\r\n\
          HTTP/1.1 200 Connection established\r\n\r\n\
          HTTP/2 307 \r\nLocation: /c\r\nAccess-Control-Allow-Credentials: true\r\n\r\n\
          HTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials: true\r\n\r\n",
    ),
    (
        "a login at the proxy, and one at the server",
        b"HTTP/1.1 407 Login\r\nProxy-Authenticate: Digest\r\nContent-Length: 9\r\n\r\n\
          HTTP/1.1 200 Connection established\r\n\r\n\
          HTTP/1.1 401 Login\r\nWWW-Authenticate: Digest\r\nContent-Length: 9\r\n\r\n\
          HTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials: true\r\n\r\n",
    ),
    (
        "a server that does not do Expect",
        b"HTTP/1.1 417 Expectation Failed\r\nContent-Length: 9\r\n\r\n\
          HTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials: true\r\n\r\n",
    ),
];

#[test]
fn reads_what_curl_prints() {
    for (name, input) in ALLOWING {
        let (status, stdout, stderr) = run(&[], input);
        for part in ALLOWED {
            assert!(stdout.contains(part), "{name}: {stdout}");
        }
        assert_eq!((status, stderr.as_str()), (0, ""), "{name}: {stdout}");
    }
}

#[test]
fn reads_every_version_of_a_status_line() {
    for line in [
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200 ",
        "HTTP/1.1 200",
        "HTTP/1.0 200 OK",
        "HTTP/2 200",
        "HTTP/2 200 ",
        "HTTP/3 200",
        "HTTP/1.1 404 Not Found: \u{fffd}",
        "HTTP/1.1 999 ",
    ] {
        let input = format!("{line}\r\nAccess-Control-Allow-Credentials: true\r\n\r\n");
        let (status, stdout, _) = run(&[], input.as_bytes());
        let shown = line.replace('\u{fffd}', r"\xef\xbf\xbd");
        assert_eq!(stdout.lines().next(), Some(shown.trim_end()), "{line}");
        assert_eq!(status, 0, "{line}");
    }
}

/// Heads that no other follows, whatever the body looks like.
const LAST_HEADS: &[(&str, &[u8])] = &[
    (
        "content type",
        b"HTTP/1.1 200 This\r\nContent-Type: text/plain\r\n\r\n",
    ),
    ("length", b"HTTP/1.1 200 This\r\ncontent-length: 80\r\n\r\n"),
    (
        "chunks",
        b"HTTP/1.1 200 This\r\nTransfer-Encoding: chunked\r\n\r\n",
    ),
    (
        "a header of CORS",
        b"HTTP/1.1 200 This\r\naccess-control-allow-origin: *\r\n\r\n",
    ),
    (
        "the other header of CORS",
        b"HTTP/1.1 200 This\r\naccess-control-allow-credentials: no\r\n\r\n",
    ),
    (
        "after a proxy's reply",
        b"HTTP/1.1 200 Proxy\r\n\r\nHTTP/1.1 200 This\r\n\r\n",
    ),
    (
        "after 100 Continue",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 This\r\n\r\n",
    ),
    ("304", b"HTTP/1.1 304 This\r\n\r\n"),
    (
        "a redirect to nowhere",
        b"HTTP/1.1 302 This\r\nLocation: \r\n\r\n",
    ),
    (
        "401 without a challenge",
        b"HTTP/1.1 401 This\r\nProxy-Authenticate: Basic\r\n\r\n",
    ),
    (
        "407 without a challenge",
        b"HTTP/1.1 407 This\r\nWWW-Authenticate: Basic\r\n\r\n",
    ),
    ("404", b"HTTP/1.1 404 This\r\nLocation: /\r\n\r\n"),
    ("500", b"HTTP/1.1 500 This\r\n\r\n"),
];

#[test]
fn does_not_mistake_a_body_for_a_head() {
    const BODY: &[u8] = b"HTTP/1.1 200 Body\r\nAccess-Control-Allow-Credentials: true\r\n\r\n";
    for (name, head) in LAST_HEADS {
        let (status, stdout, _) = run(&[], &[head, BODY].concat());
        let first = stdout.lines().next().unwrap();
        assert!(first.ends_with("This"), "{name}: {stdout}");
        assert_eq!(status, 1, "{name}: {stdout}");
    }
}

#[test]
fn only_a_status_line_starts_another_head() {
    const REDIRECT: &str = "HTTP/1.1 302 This\r\nLocation: /\r\n\r\n";
    for body in [
        "",
        "H",
        "HTTP/",
        "HTTP/1.1 is older than HTTP/2",
        "\r\nHTTP/1.1 200 OK",
        " HTTP/1.1 200 OK",
        "http/1.1 200 OK",
        "HTTP/1.1",
        "HTTP/1.1 20",
        "HTTP/1.1 2000",
        "HTTP/1.1 2x0 OK",
        "HTTP/1.1 099 OK",
        "HTTP/1.1  200 OK",
        "HTTP/1.1\t200 OK",
        "HTTP/1. 200 OK",
        "HTTP/.1 200 OK",
        "HTTP/x 200 OK",
        "HTTP/ 200 OK",
        "HTTP/ 1.1 200 OK",
        "GET / HTTP/1.1",
    ] {
        let head = "\r\nAccess-Control-Allow-Credentials: true\r\n\r\n";
        let (status, stdout, _) = run(&[], [REDIRECT, body, head].concat().as_bytes());
        assert!(
            stdout.starts_with("HTTP/1.1 302 This\n"),
            "{body}: {stdout}"
        );
        assert_eq!(status, 1, "{body}: {stdout}");
        // If nothing comes before it, such a line is not a response at all.
        if !body.trim_start().starts_with("HTTP/1.1 200 OK") {
            let (status, stdout, _) = run(&[], [body, head].concat().as_bytes());
            assert_eq!((status, stdout.as_str()), (2, ""), "{body}");
        }
    }
}

/// The values of the header's lines, with the reason that they get by themselves.
const REFUSED: &[(&[&[u8]], ParseError)] = &[
    (&[b"true", b"true"], ParseError::Repeated),
    // A byte that `http` does not accept does not make a line disappear.
    (&[b"true", b"\x00"], ParseError::Repeated),
    (&[b""], ParseError::Empty),
    (&[b"\t "], ParseError::Empty),
    (&[b"False"], ParseError::False),
    (&[b"True"], ParseError::WrongCase),
    (&[b"true, true"], ParseError::List),
    (&[b"true,\n\ttrue"], ParseError::List),
    (&[b"tr\r\n\x20ue"], ParseError::Other),
    (&[b"\"true\""], ParseError::Other),
    (&[b"true\x00"], ParseError::Other),
    (&[b"\x00"], ParseError::Other),
    (&[b"true\r"], ParseError::Other),
    (&[b"\x7Ftrue"], ParseError::Other),
    (&[b"\x0Btrue"], ParseError::Other),
    (&[b"true\xC2\xA0"], ParseError::Other),
    (&[b"true\xFF"], ParseError::Other),
];

#[test]
fn says_why_the_header_alone_is_refused() {
    const NAMES: [&[u8]; 2] = [
        b"Access-Control-Allow-Credentials:",
        b"access-control-allow-credentials: ",
    ];
    for (values, reason) in REFUSED {
        let mut input = b"HTTP/1.1 200 OK\r\n".to_vec();
        for (name, value) in NAMES.iter().zip(*values) {
            input.extend([name, *value, b"\r\n"].concat());
        }
        input.extend(b"\r\n");
        let name = input.escape_ascii();
        let (status, stdout, _) = run(&[], &input);
        let verdict =
            format!("\n\nNot allowed.\n{reason}.\nAccess-Control-Allow-Origin decides, too");
        assert!(stdout.contains(&verdict), "{name}: {stdout}");
        assert_eq!(status, 1, "{name}");
    }
}

/// `L:`, `O:` and `C:` are short for the names of Location and of the two headers.
fn spelled_out(heads: &str) -> Vec<u8> {
    let heads = heads
        .replace("\nL:", "\nLocation:")
        .replace("\nO:", "\nAccess-Control-Allow-Origin:")
        .replace("\nC:", "\nAccess-Control-Allow-Credentials:");
    format!("{heads}\n\n").into_bytes()
}

/// Both headers, the mode, and the step that decides: for `https://a.test`.
const CHECKS: &[(&str, &str, u8, Result<(), Error>)] = &[
    ("", "include", 2, Err(Error::MissingAllowOrigin)),
    ("", "omit", 2, Err(Error::MissingAllowOrigin)),
    (
        "O: https://a.test\nO: https://a.test",
        "omit",
        4,
        Err(Error::RepeatedAllowOrigin),
    ),
    ("O: *", "include", 4, Err(Error::WildcardAllowOrigin)),
    ("O: *", "same-origin", 3, Ok(())),
    ("O: *\nC: no", "omit", 3, Ok(())),
    (
        "O: https://a.test/",
        "include",
        4,
        Err(Error::AllowOriginMismatch),
    ),
    (
        "O: https://a.test/",
        "omit",
        4,
        Err(Error::AllowOriginMismatch),
    ),
    (
        "O: https://a.test\0",
        "omit",
        4,
        Err(Error::AllowOriginMismatch),
    ),
    ("O: \u{7f}*", "omit", 4, Err(Error::AllowOriginMismatch)),
    ("O: https://a.test", "omit", 5, Ok(())),
    ("O: https://a.test\nC: no", "same-origin", 5, Ok(())),
    ("O: https://a.test\nC: true", "include", 7, Ok(())),
    (
        "O: https://a.test",
        "include",
        8,
        Err(Error::MissingAllowCredentials),
    ),
    (
        "O: https://a.test\nC: True",
        "include",
        8,
        Err(Error::InvalidAllowCredentials(ParseError::WrongCase)),
    ),
];

#[test]
fn makes_the_whole_check() {
    for (lines, mode, step, expected) in CHECKS {
        let name = format!("{lines:?} {mode}");
        let input = spelled_out(&format!("HTTP/1.1 200 OK\n{lines}"));
        let args = ["--origin", "https://a.test", "--credentials", mode];
        let (status, stdout, _) = run(&args, &input);
        let request = format!("for https://a.test with credentials mode `{mode}`.\n");
        let (code, verdict) = match expected {
            Ok(()) => (
                0,
                format!("\nAllowed by step {step} of the CORS check, {request}"),
            ),
            Err(error) => (
                1,
                format!("\nNot allowed by step {step} of the CORS check, {request}{error}.\n"),
            ),
        };
        assert!(stdout.contains(&verdict), "{name}: {stdout}");
        assert_eq!(status, code, "{name}");
        // Without credentials, that header is not mentioned.
        assert!(
            *mode == "include" || !stdout.contains("After that"),
            "{name}: {stdout}"
        );
        if *mode == "include" {
            assert_eq!(
                run(&args[..2], &input),
                (status, stdout, String::new()),
                "{name}"
            );
        }
    }
}

#[track_caller]
fn prints(args: &[&str], input: &[u8], expected: &Expect) {
    let (status, stdout, stderr) = run(args, input);
    expected.assert_eq(&format!("{stdout}{stderr}[{status}]\n"));
}

#[test]
fn prints_this_header_alone() {
    prints(
        &[],
        b"HTTP/2 200 \r\ncontent-type: text/plain\r\naccess-control-allow-credentials: true\r\n\r\n",
        &expect![[r#"
            HTTP/2 200
            access-control-allow-credentials: true

            Allowed, as far as this header goes.
            Access-Control-Allow-Origin decides, too: check both with `curl -si -H 'Origin: https://app.example' URL | cors-check - --origin https://app.example`.
            [0]
        "#]],
    );
    prints(
        &[],
        b"HTTP/1.1 200 \x1B[31mOK\x1B]2;x\x07\r\nAccess-Control-Allow-Credentials: \"true\" \\ \x00\xFF\r\n\r\n",
        &expect![[r#"
            HTTP/1.1 200 OK\x1b]2;x\x07
            Access-Control-Allow-Credentials: "true" \\ \x00\xff

            Not allowed.
            Access-Control-Allow-Credentials is not `true`, its only valid value: send `true` (four lower-case letters, no quotes), or omit the header to refuse credentials.
            Access-Control-Allow-Origin decides, too: check both with `curl -si -H 'Origin: https://app.example' URL | cors-check - --origin https://app.example`.
            [1]
        "#]],
    );
    prints(
        &[],
        b"HTTP/1.1 200 OK\r\nVary: Origin\r\n\r\n",
        &expect![[r#"
            HTTP/1.1 200 OK
            (no Access-Control-Allow-Credentials)

            Not allowed.
            Access-Control-Allow-Credentials is missing from the response: send `Access-Control-Allow-Credentials: true`.
            Access-Control-Allow-Origin decides, too: check both with `curl -si -H 'Origin: https://app.example' URL | cors-check - --origin https://app.example`.
            Note: many servers send these headers only in answer to a request with an `Origin`, which this command sends.
            [1]
        "#]],
    );
}

#[test]
fn prints_both_headers() {
    prints(
        &["--origin", "https://a.test"],
        b"HTTP/2 200 \r\naccess-control-allow-credentials: true\r\n\
          access-control-allow-origin: https://a.test\r\n\r\n",
        &expect![[r#"
            HTTP/2 200
            access-control-allow-origin: https://a.test
            access-control-allow-credentials: true

            Allowed by step 7 of the CORS check, for https://a.test with credentials mode `include`.
            The origin is right, and Access-Control-Allow-Credentials is `true`.
            [0]
        "#]],
    );
    prints(
        &["--origin", "null"],
        b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Credentials : true\r\n\
          access-control-allow-origin: *\r\naccess-control-allow-credentials:\r\n\r\n",
        &expect![[r#"
            HTTP/1.1 200 OK
            access-control-allow-origin: *
            access-control-allow-credentials:
            Access-Control-Allow-Credentials : true  (not that header: it has a space before the colon. Chromium 156 reads it anyway, Firefox and WebKit do not)

            Not allowed by step 4 of the CORS check, for null with credentials mode `include`.
            Access-Control-Allow-Origin is the wildcard `*`, which does not count for a request with credentials mode `include`: if the page may read the response, name its origin instead, with `Vary: Origin`.
            After that, step 8 would fail: Access-Control-Allow-Credentials has an empty value: send `true`, or omit the header to refuse credentials.
            [1]
        "#]],
    );
    prints(
        &["--origin", "https://a.test"],
        b"HTTP/1.1 200 OK\r\n\r\n",
        &expect![[r#"
            HTTP/1.1 200 OK
            (no Access-Control-Allow-Origin)
            (no Access-Control-Allow-Credentials)

            Not allowed by step 2 of the CORS check, for https://a.test with credentials mode `include`.
            Access-Control-Allow-Origin is missing: if the page may read the response, name its origin there, with `Vary: Origin`.
            After that, step 8 would fail: Access-Control-Allow-Credentials is missing from the response, and the request's credentials mode is `include`: send `Access-Control-Allow-Credentials: true`.
            Note: many servers send these headers only in answer to a request with an `Origin`: `curl -si -H 'Origin: https://a.test' URL`.
            [1]
        "#]],
    );
    prints(
        &["--origin", "https://a.test", "--credentials", "omit"],
        b"HTTP/1.1 302 Found\r\nLocation: /\r\nAccess-Control-Allow-Origin: *",
        &expect![[r#"
            HTTP/1.1 302 Found
            Access-Control-Allow-Origin: *
            (no Access-Control-Allow-Credentials)

            Allowed by step 3 of the CORS check, for https://a.test with credentials mode `omit`.
            In this mode the wildcard `*` is enough.
            Note: this is a redirect. A browser checks it, and then the response that it leads to: `curl -siL URL` prints both.
            Note: the input ends in the middle of the head: lines may be missing.
            [0]
        "#]],
    );
}

/// Redirects before a response that is right for `https://a.test`; and what fails there, with
/// `--origin` and without, or nothing.
const REDIRECTS: &[(&str, &str, &str)] = &[
    ("302\nL: /\nO: https://a.test\nC: true", "", ""),
    ("302\nL: /", "(302) fails step 2 ", "(302) does not"),
    ("302\nL: /\nO: *\nC: true", "(302) fails step 4 ", ""),
    (
        "302\nL: /\nO: https://a.test\nC: no",
        "(302) fails step 8 ",
        "(302) does not",
    ),
    (
        "302\nL: /\nO: https://a.test\nC: true\n\nHTTP/2 307\nL: /\nO: https://a.test",
        "(307) fails step 8 ",
        "(307) does not",
    ),
    (
        "301\nL: /\nO: https://b.test\n\nHTTP/2 307\nL: /\nC: true",
        "(301) fails step 4 ",
        "(301) does not",
    ),
];

#[test]
fn makes_the_check_on_each_redirect() {
    const CHECK: &[&str] = &["--origin", "https://a.test"];
    const RIGHT: &str = "O: https://a.test\nC: true";
    for (redirects, by_check, by_header) in REDIRECTS {
        let input = spelled_out(&format!("HTTP/2 {redirects}\n\nHTTP/2 200\n{RIGHT}"));
        for (args, expected) in [(CHECK, by_check), (&[], by_header)] {
            let (status, stdout, _) = run(args, &input);
            let (code, verdict) = match *expected {
                "" => (
                    0,
                    "\nEach redirect before this response passes, too.\n".into(),
                ),
                fails => (
                    1,
                    format!("\nNot allowed: the redirect before this response {fails}"),
                ),
            };
            assert!(stdout.contains(&verdict), "{redirects}: {stdout}");
            assert_eq!(status, code, "{redirects}");
        }
    }
    // A redirect that passes makes nothing right that comes after it.
    let input = spelled_out(&format!("HTTP/2 302\nL: /\n{RIGHT}\n\nHTTP/2 404"));
    for (args, verdict) in [
        (CHECK, "\nNot allowed by step 2 "),
        (&[], "\nNot allowed.\n"),
    ] {
        let (status, stdout, _) = run(args, &input);
        assert!(stdout.contains(verdict), "{stdout}");
        assert!(!stdout.contains("passes"), "{stdout}");
        assert_eq!(status, 1, "{stdout}");
    }
}

#[test]
fn prints_the_redirect_that_fails() {
    let input = spelled_out("HTTP/2 302\nL: /right\n\nHTTP/2 200\nO: https://a.test\nC: true");
    prints(
        &["--origin", "https://a.test"],
        &input,
        &expect![[r#"
            HTTP/2 302
            (no Access-Control-Allow-Origin)
            (no Access-Control-Allow-Credentials)

            HTTP/2 200
            Access-Control-Allow-Origin: https://a.test
            Access-Control-Allow-Credentials: true

            Not allowed: the redirect before this response (302) fails step 2 of the CORS check, for https://a.test with credentials mode `include`.
            Access-Control-Allow-Origin is missing: if the page may read the response, name its origin there, with `Vary: Origin`.
            After that, step 8 would fail: Access-Control-Allow-Credentials is missing from the response, and the request's credentials mode is `include`: send `Access-Control-Allow-Credentials: true`.
            A browser checks each redirect, too, and does not follow one that fails.
            Note: many servers send these headers only in answer to a request with an `Origin`: `curl -siL -H 'Origin: https://a.test' URL`.
            [1]
        "#]],
    );
    prints(
        &[],
        &input,
        &expect![[r#"
            HTTP/2 302
            (no Access-Control-Allow-Credentials)

            HTTP/2 200
            Access-Control-Allow-Credentials: true

            Not allowed: the redirect before this response (302) does not allow credentials.
            Access-Control-Allow-Credentials is missing from the response: send `Access-Control-Allow-Credentials: true`.
            A browser checks each redirect, too, and does not follow one that fails.
            Access-Control-Allow-Origin decides, too: check both with `curl -siL -H 'Origin: https://app.example' URL | cors-check - --origin https://app.example`.
            Note: many servers send these headers only in answer to a request with an `Origin`, which this command sends.
            [1]
        "#]],
    );
}

/// A redirect to another origin makes the request's own `null`, and the heads do not show whether
/// it was another.
#[test]
fn says_when_the_origin_becomes_null() {
    const CROSSED: &str =
        "\nNote: if a redirect led to an origin other than its own, a browser goes \
        on with `Origin: null`, and every response after that has to allow `null`: check the last \
        URL with `curl -si -H 'Origin: null' URL | cors-check - --origin null --credentials ";
    const OF_OTHERS: &str = "\nNote: `null` is the origin of sandboxed and local pages, not ";
    const RIGHT: &str = "O: https://a.test\nC: true";
    const NULL: &str = "O: null\nC: true";
    for (location, redirect, last, mode, expected) in [
        ("https://b.test/", RIGHT, RIGHT, "include", Some(CROSSED)),
        ("HTTPS:b", RIGHT, RIGHT, "omit", Some(CROSSED)),
        ("//b.test", RIGHT, RIGHT, "include", Some(CROSSED)),
        ("/\\b.test", RIGHT, RIGHT, "include", Some(CROSSED)),
        ("//b.test", RIGHT, NULL, "include", Some(CROSSED)),
        ("//b.test", RIGHT, "O: *", "include", Some(CROSSED)),
        // The wildcard allows `null`, too.
        ("//b.test", RIGHT, "O: *", "omit", None),
        ("/https://b.test/", RIGHT, RIGHT, "include", None),
        ("b?https://b.test", RIGHT, RIGHT, "include", None),
        ("#b:", RIGHT, RIGHT, "include", None),
        ("/", RIGHT, NULL, "include", Some(OF_OTHERS)),
        ("/", RIGHT, "O: NULL", "include", None),
        // The redirect itself is asked for with the page's origin.
        ("//b.test", NULL, RIGHT, "include", Some(OF_OTHERS)),
    ] {
        let input = format!("HTTP/2 302\nL: {location}\n{redirect}\n\nHTTP/2 200\n{last}");
        for (origin, expected) in [("https://a.test", expected), ("null", None)] {
            let args = ["--origin", origin, "--credentials", mode];
            let (_, stdout, _) = run(&args, &spelled_out(&input));
            for (note, end) in [
                (CROSSED, format!("{mode}`.\n")),
                (OF_OTHERS, format!("{origin}.\n")),
            ] {
                let is_there = stdout.contains(&[note, &end].concat());
                assert_eq!(is_there, expected == Some(note), "{input}: {stdout}");
            }
        }
    }
}

/// The same heads as others print them, or as a log or an editor keeps them.
const OTHER_FORMS: &[(&str, &[u8])] = &[
    (
        "a byte order mark",
        b"\xEF\xBB\xBFHTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials: true\r\n\r\n",
    ),
    (
        "colours, as of curl at a terminal",
        b"\x1B[1mHTTP/1.1\x1B[0m 200 This\r\n\x1B[1;36mAccess-Control-Allow-Credentials\x1B[0m: \
          true\x1B[m\r\n\r\n",
    ),
    (
        "both",
        b"\xEF\xBB\xBF\x1B[32mHTTP/1.1 200 This\n\x1B[0mAccess-Control-Allow-Credentials: true\n\n",
    ),
    (
        "curl -v",
        b"*   Trying 127.0.0.1:80...\n* Connected to a.test (127.0.0.1) port 80 (#0)\n\
          > GET / HTTP/1.1\n> Host: a.test\n> Access-Control-Allow-Credentials: no\n> \n\
          < HTTP/1.1 200 This\n< Access-Control-Allow-Credentials: true\n< \n\
          { [4 bytes data]\n< HTTP/1.1 200 Body\n",
    ),
    (
        "curl -v, pasted without spaces at the ends, and a redirect",
        b"< HTTP/2 302\r\n< location: /\r\n< access-control-allow-credentials: true\r\n<\r\n\
          * Connection #0 left intact\r\n> GET / HTTP/2\r\n>\r\n\
          < HTTP/1.1 200 This\r\n< Access-Control-Allow-Credentials: true\r\n<\r\n",
    ),
    (
        "curl -v, cut",
        b"* Connected\n< HTTP/1.1 200 This\n< Access-Control-Allow-Credentials: true\n",
    ),
    (
        "curl -v with its meter",
        b"  % Total    % Received\r  0     0\n* Connected\n< HTTP/1.1 200 This\n\
          < Access-Control-Allow-Credentials: true\n< \n",
    ),
    (
        "curl -v of a slow server, with its meter before the head",
        b"Note: Unnecessary use of -X or --request, GET is already inferred.\n\
          \x20 % Total    % Received % Xferd  Average Speed   Time\n\
          \r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0*   Trying\r\n\
          > GET / HTTP/1.1\r\n> \r\n\
          \r  0     0    0     0    0     0      0      0 --:--:--  0:00:01 --:--:--     0\
          \r  0     0    0     0    0     0      0      0 --:--:--  0:00:02 --:--:--     0\
          < HTTP/1.1 200 This\r\n< Access-Control-Allow-Credentials: true\r\n< \r\n",
    ),
    (
        "curl -v with a warning first",
        b"Warning: Couldn't read data\n* Connected\n< HTTP/1.1 200 This\n\
          < Access-Control-Allow-Credentials: true\n< \n",
    ),
    (
        "curl -si with a note and a warning first",
        b"Note: x\r\nWarning: x\r\nHTTP/1.1 200 This\r\nAccess-Control-Allow-Credentials: true\r\n\r\n",
    ),
    (
        "wget -S",
        b"--2026-11-24 03:00:00--  http://a.test/\nResolving a.test... 127.0.0.1\n\
          HTTP request sent, awaiting response... \n\
          \x20 HTTP/1.1 302 Found\n  Location: /x\n  Access-Control-Allow-Credentials: true\n\
          Location: /x [following]\n--2026-11-24 03:00:00--  http://a.test/x\n\
          HTTP request sent, awaiting response... \n\
          \x20 HTTP/1.1 200 This\n  Access-Control-Allow-Credentials: true\nLength: 4 [text/plain]\n",
    ),
    (
        "wget -qS",
        b"  HTTP/1.1 200 This\n  Access-Control-Allow-Credentials: true\n",
    ),
    (
        "indented by a tab",
        b"\n\tHTTP/1.1 200 This\n\tAccess-Control-Allow-Credentials: true\n\n\tbody\n",
    ),
];

#[test]
fn reads_other_forms_of_a_head() {
    for (name, input) in OTHER_FORMS {
        let (status, stdout, stderr) = run(&[], input);
        for part in ALLOWED {
            assert!(stdout.contains(part), "{name}: {stdout}");
        }
        assert_eq!((status, stderr.as_str()), (0, ""), "{name}: {stdout}");
        // However the bytes come in.
        let whole = heads::read(Pasted::new(*input).unwrap()).unwrap();
        let slow = io::BufReader::with_capacity(1, *input);
        let by_byte = heads::read(Pasted::new(slow).unwrap()).unwrap();
        assert_eq!(format!("{whole:?}"), format!("{by_byte:?}"), "{name}");
    }
    // A carriage return that the server sends does not make a line.
    for line in [
        "X-A: b\r< Access-Control-Allow-Credentials: true",
        "X-A: b\r  12< C: true",
    ] {
        let head = format!("* Connected\n< HTTP/1.1 200 OK\r\n< {line}\r\n< \r\n");
        let head = heads::read(Pasted::new(head.as_bytes()).unwrap())
            .unwrap()
            .last;
        let names: Vec<_> = head.lines.iter().map(|line| &line.name[..]).collect();
        assert_eq!(names, [b"X-A"], "{line}");
    }
    // Nothing but colours is taken off.
    let input = b"HTTP/1.1 200 OK\r\nA: \x1B[2J\x1B]0;x\x07\x1B[1\x1B[31mx\x1B[1234567890123456789m\x1B\r\n\r\n";
    let head = heads::read(Pasted::new(&input[..]).unwrap()).unwrap().last;
    assert_eq!(
        head.lines[0].value,
        b"\x1B[2J\x1B]0;x\x07\x1B[1x\x1B[1234567890123456789m\x1B"
    );
}

#[test]
fn says_what_to_use_instead_of_developer_tools() {
    for input in [
        "access-control-allow-origin: *\naccess-control-allow-credentials: true\n",
        "Request URL: https://a.test/\nRequest Method: GET\nStatus Code: 200 OK\n",
        "Request URL\nhttps://a.test/\nStatus Code\n200 OK\n",
        ":status: 200\naccess-control-allow-origin: *\n",
        "General\n\nRequest URL: x\n",
        "\nResponse Headers\nServer: x\n",
        "Summary\nURL: https://a.test/\nStatus: 200\n",
    ] {
        let (status, stdout, stderr) = run(&[], input.as_bytes());
        assert_eq!((status, stdout.as_str()), (2, ""), "{input}");
        assert!(
            stderr.contains("a browser's developer tools"),
            "{input}: {stderr}"
        );
        assert!(
            stderr.contains("`cors-check --origin ORIGIN URL`"),
            "{stderr}"
        );
    }
    for input in [
        "curl: (6) Could not resolve host: a.test\n",
        "{\"a\": 1}\n",
        "<p>a: b</p>\n",
    ] {
        let (status, _, stderr) = run(&[], input.as_bytes());
        assert_eq!(status, 2);
        assert!(!stderr.contains("developer tools"), "{input}: {stderr}");
    }
}

/// With a method or a header that calls for a preflight, the head is what that was answered.
#[test]
fn judges_a_preflight() {
    let right = "O: https://a.test\nC: true\nAccess-Control-Allow-Methods: PUT\n";
    for (status, lines, args, expected) in [
        (
            204,
            right,
            &["-X", "PUT"][..],
            Ok("The preflight allows the PUT."),
        ),
        (
            200,
            "O: https://a.test",
            &["-X", "PUT"],
            Err("Access-Control-Allow-Credentials is missing"),
        ),
        (404, right, &["-X", "PUT"], Err("outside 200 to 299")),
        (
            302,
            "L: /x\nO: https://a.test\nC: true",
            &["-X", "PUT"],
            Err("outside 200 to 299"),
        ),
        (
            204,
            right,
            &["-X", "put", "-H", "X-A: 1"],
            Err("does not list `x-a`: if the page"),
        ),
        (
            204,
            right,
            &["-X", "patch"],
            Err("does not list the request's method"),
        ),
        (
            204,
            right,
            &["-d", "{}", "-H", "Content-Type: application/json"],
            Err("does not list `content-type`: if the page"),
        ),
    ] {
        let input = spelled_out(&format!("HTTP/1.1 {status} X\n{lines}"));
        let args = [&["--origin", "https://a.test"], args].concat();
        let (code, stdout, stderr) = run(&args, &input);
        let (verdict, message) = match expected {
            Ok(message) => (
                "\nAllowed by the rules for preflights, for https://a.test ",
                message,
            ),
            Err(message) => (
                "\nNot allowed by the rules for preflights, for https://a.test ",
                message,
            ),
        };
        assert!(
            stdout.contains(verdict) && stdout.contains(message),
            "{stdout}{stderr}"
        );
        assert!(
            stdout.contains("`curl -si -X OPTIONS -H 'Origin: https://a.test' -H 'Access-"),
            "{stdout}"
        );
        assert_eq!(code, i32::from(expected.is_err()), "{stdout}");
    }
}

/// Only the response itself says what the page may read, but most servers expose the same with
/// each.
#[test]
fn foretells_what_the_page_may_read() {
    let right = "HTTP/1.1 204 X\nO: https://a.test\nC: true\nAccess-Control-Allow-Methods: PUT\n";
    let args = [
        "--origin",
        "https://a.test",
        "-X",
        "PUT",
        "--read",
        "ETag",
        "--read",
        "Expires",
    ];
    let judge = |line: &str| run(&args, &spelled_out(&format!("{right}{line}")));
    let foretold = "\nNote: the response itself decides which headers the page may read.";
    let unknown = "\nNote: whether the page may read `etag` is not known";
    for (line, status, told, note) in [
        (
            "Access-Control-Expose-Headers: *",
            1,
            "\nNot readable: For `etag`: ",
            foretold,
        ),
        (
            "Access-Control-Expose-Headers: etag",
            0,
            "\nThe page may read `etag`.\n",
            foretold,
        ),
        ("A: b", 0, "\nThe page may read `expires`.\n", unknown),
    ] {
        let (code, stdout, _) = judge(line);
        assert!(stdout.contains(told) && stdout.contains(note), "{stdout}");
        assert_eq!(code, status, "{stdout}");
    }
    let (_, stdout, _) = run(&[&args[..], &["--json"]].concat(), &spelled_out(right));
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["unanswered"], serde_json::json!(["etag"]));
}

/// The one rule that no browser follows today.
#[test]
fn says_if_browsers_do_not_follow_the_rule() {
    let head = "HTTP/1.1 204 X\nO: https://a.test\nAccess-Control-Allow-Headers: *\n";
    let args = [
        "--origin",
        "https://a.test",
        "-H",
        "Authorization: x",
        "--credentials",
        "omit",
    ];
    let (status, stdout, _) = run(&args, &spelled_out(head));
    assert!(
        stdout.contains("\nNote: without credentials, today's browsers let `*` cover"),
        "{stdout}"
    );
    assert_eq!(status, 1, "{stdout}");
}

/// The heads count as cross-origin, whatever the page's origin is.
#[test]
fn heads_are_cross_origin_to_every_page() {
    for origin in ["https://pasted.invalid", "https://elsewhere.invalid"] {
        let (status, stdout, _) = run(&["--origin", origin], b"HTTP/1.1 200 OK\n\n");
        assert!(stdout.contains("Not allowed by step 2 of"), "{stdout}");
        assert_eq!(status, 1, "{stdout}");
    }
}

#[test]
fn says_what_the_page_may_read() {
    let input = spelled_out(
        "HTTP/1.1 200 OK\nO: https://a.test\nC: true\nAccess-Control-Expose-Headers: X-A",
    );
    let args = ["--origin", "https://a.test", "--read", "X-A", "--read"];
    let (status, stdout, _) = run(&[&args[..], &["Expires"]].concat(), &input);
    assert!(
        stdout.contains("\nThe page may read `x-a`, but this response does not have it.\n"),
        "{stdout}"
    );
    assert_eq!(status, 0, "{stdout}");
    let (status, stdout, _) = run(&[&args[..], &["ETag"]].concat(), &input);
    assert!(stdout.contains("\nNot readable: For `etag`: "), "{stdout}");
    assert!(
        stdout.contains(", but the page cannot read all the headers that it wants to read.\n"),
        "{stdout}"
    );
    assert_eq!(status, 1, "{stdout}");
}

#[test]
fn prints_json() {
    let json = |args: &[&str], heads: &str| {
        let (status, stdout, stderr) = run(&[&["--json"], args].concat(), &spelled_out(heads));
        assert_eq!((stderr.as_str(), stdout.lines().count()), ("", 1));
        let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!(report["allowed"], status == 0, "{report}");
        report
    };
    let report = json(&[], "HTTP/1.1 200 OK\nC: true");
    assert_eq!(report["steps"][0]["kind"], "response");
    assert_eq!(report["steps"][0]["url"], serde_json::Value::Null);
    assert!(report["notes"][0]
        .as_str()
        .unwrap()
        .starts_with("Access-Control-Allow-Origin decides, too"));
    let report = json(&[], "HTTP/1.1 200 OK\nC: TRUE\u{9b}");
    assert_eq!(report["steps"][0]["code"], "InvalidAllowCredentials(Other)");
    let heads = "HTTP/1.1 302 Found\nL: /\nO: https://a.test\nC: true\n\nHTTP/1.1 404 X\nO: *";
    let report = json(&["--origin", "https://a.test", "--read", "etag"], heads);
    let steps = report["steps"].as_array().unwrap();
    let codes: Vec<_> = steps.iter().map(|step| step["code"].as_str()).collect();
    assert_eq!(codes, [None, Some("WildcardAllowOrigin")]);
    assert_eq!(steps[0]["status"], 302);
}

#[test]
fn cuts_what_is_long() {
    let line = "Access-Control-Allow-Credentials: true\n".repeat(1000);
    let value = "x".repeat(9000);
    let input = format!("HTTP/1.1 200 {value}\n{line}Access-Control-Allow-Origin: {value}\n\n");
    let (status, stdout, _) = run(&["--origin", "https://a.test"], input.as_bytes());
    assert!(stdout.contains("xxx... (9000 bytes)\n"), "{stdout}");
    assert!(stdout.contains("\n(and 996 more)\n"), "{stdout}");
    assert!(stdout.len() < 2000, "{stdout}");
    assert_eq!(status, 1);
}

#[test]
fn takes_only_a_serialized_origin() {
    for origin in [
        "null",
        "https://a.test",
        "http://localhost:3000",
        "https://a.test:80",
        "https://a.test:8443",
        "https://xn--mnchen-3ya.de",
        "https://a.test.",
        "http://127.0.0.1:8080",
        "http://[::1]",
        "http://[::1]:8080",
        "http://[2001:db8::a]",
        "http://[::ffff:102:304]",
        "chrome-extension://abcdef",
    ] {
        let input = format!("HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: {origin}\n\n");
        let args = ["--origin", origin, "--credentials", "omit"];
        assert_eq!(run(&args, input.as_bytes()).0, 0, "{origin}");
    }
    for (origin, expected) in [
        ("https://a.test/", "as `https://a.test`"),
        ("https://a.test:8443/", "as `https://a.test:8443`"),
        ("https://a.test/x", "as `https://a.test`"),
        ("https://a.test?x", "as `https://a.test`"),
        ("https://a.test#x", "as `https://a.test`"),
        ("https://u:p@a.test", "as `https://a.test`"),
        ("https://a.test:443", "as `https://a.test`"),
        ("http://a.test:80", "as `http://a.test`"),
        ("http://[::1]:80", "as `http://[::1]`"),
        ("https://a.test:", "as `https://a.test`"),
        ("https://a.test:08", "as `https://a.test:8`"),
        (
            "https://a.test:+8",
            "invalid port number: expected `scheme://host`",
        ),
        (
            "https://a.test:65536",
            "invalid port number: expected `scheme://host`",
        ),
        ("https://A.test", "as `https://a.test`"),
        ("HTTPS://a.test", "as `https://a.test`"),
        (
            "Chrome-Extension://abcdef/",
            "as `chrome-extension://abcdef`",
        ),
        ("x://", "expected `scheme://host`"),
        ("x://a:1/", "as `x://a:1`"),
        ("://a.test", "expected `scheme://host`"),
        ("1s://a.test", "expected `scheme://host`"),
        ("a_b://a.test", "expected `scheme://host`"),
        ("mailto:a", "expected `scheme://host`"),
        ("https://", "empty host: expected `scheme://host`"),
        ("https://:8443", "empty host: expected `scheme://host`"),
        ("file:///x", "expected `null`"),
        ("https://*.a.test", "without a wildcard"),
        ("https://münchen.de", "as `https://xn--mnchen-3ya.de`"),
        ("https://127.1", "as `https://127.0.0.1`"),
        ("https://127.0.0.01", "as `https://127.0.0.1`"),
        ("https://a.0x1", "invalid IPv4 address: expected"),
        ("https://[0::1]", "as `https://[::1]`"),
        ("https://[::1", "invalid IPv6 address: expected"),
        ("https://[2001:db8::A]", "as `https://[2001:db8::a]`"),
        ("https://[::ffff:1.2.3.4]", "as `https://[::ffff:102:304]`"),
        (" https://a.test", "leave out the spaces"),
        ("https://a.test ", "leave out the spaces"),
        ("https://a.test https://b.test", "not a list"),
        ("https://a.test, https://b.test", "not a list"),
        ("a.test", "expected `scheme://host`"),
        ("*", "without a wildcard"),
        ("", "expected `scheme://host`"),
        ("NULL", "or `null`"),
    ] {
        let (status, stdout, stderr) = run(&["--origin", origin], b"HTTP/1.1 200 OK\n\n");
        assert_eq!((status, stdout.as_str()), (2, ""), "{origin}");
        assert!(stderr.contains(expected), "{origin}: {stderr}");
    }
}

#[test]
fn refuses_wrong_options() {
    for (args, expected) in [
        (
            &["--credentials", "omit"][..],
            "error: `--credentials` needs `--origin`, the origin of the page that asks\n",
        ),
        (
            &["--origin", "null", "--credentials", "Include"],
            "[possible values: omit, same-origin, include]",
        ),
        (
            &["https://a.test"],
            "Usage: cors-check [OPTIONS] --origin ORIGIN URL",
        ),
        (&["--orign", "null"], "'--origin'"),
    ] {
        let (status, stdout, stderr) = run(args, b"HTTP/1.1 200 OK\n\n");
        assert_eq!((status, stdout.as_str()), (2, ""), "{args:?}");
        assert!(stderr.contains(expected), "{args:?}: {stderr}");
    }
}

#[test]
fn help_fits_a_terminal() {
    let (status, stdout, stderr) = run(&["--help"], b"");
    assert_eq!((status, stderr.as_str()), (0, ""));
    for part in [
        "curl -si",
        "--origin",
        "same-origin",
        "Examples:",
        "Exit status:",
    ] {
        assert!(stdout.contains(part), "{part}: {stdout}");
    }
    assert_eq!(stdout.lines().find(|line| line.len() > 80), None);
}

#[test]
fn says_what_was_expected_if_there_is_no_response() {
    let long_line = [b"HTTP/1.1 200 OK\nx: ".to_vec(), vec![b'y'; heads::LIMIT]].concat();
    let long_heads = "HTTP/1.1 100 Continue\n\n"
        .repeat(heads::LIMIT / 20)
        .into_bytes();
    let long_head = format!("HTTP/1.1 200 OK\n{}", "x: y\n".repeat(heads::LIMIT / 5)).into_bytes();
    for (name, input, expected) in [
        (
            "nothing",
            &b""[..],
            "standard input, which is empty: expected what `curl -si URL` prints",
        ),
        ("line ends", b"\r\n\n", "standard input, which is empty"),
        (
            "endless line ends",
            &vec![b'\n'; heads::LIMIT + 1],
            "expected it to begin with a status line",
        ),
        (
            "a body",
            b"<p>SECRET\x1B",
            "expected it to begin with a status line",
        ),
        (
            "a body of zeros",
            &vec![0; heads::LIMIT + 1],
            "expected it to begin with a status line",
        ),
        (
            "a request",
            b"GET /SECRET HTTP/1.1\n\n",
            "which curl prints with `-i` (`curl -v` and `wget -S` print it to standard error: add `2>&1`)",
        ),
        (
            "a note alone",
            b"Note: SECRET\n",
            "expected it to begin with a status line",
        ),
        (
            "curl -v without a response",
            b"* Could not resolve host: SECRET\n",
            "expected it to begin with a status line",
        ),
        (
            "UTF-16",
            b"\xFF\xFEH\0T\0",
            "standard input is UTF-16, as PowerShell writes it",
        ),
        (
            "UTF-16, the other way round",
            b"\xFE\xFF\0H\0T",
            "let curl write the file (`curl.exe -si URL -o FILE`)",
        ),
        (
            "an interim response",
            b"HTTP/1.1 103 SECRET\n\n",
            "expected the final one",
        ),
        (
            "a cut interim response",
            b"HTTP/1.1 103 SECRET\n",
            "expected the final one",
        ),
        ("an endless line", &long_line, "in the first 1 MiB"),
        ("an endless head", &long_head, "in the first 1 MiB"),
        ("endless heads", &long_heads, "in the first 1 MiB"),
    ] {
        let (status, stdout, stderr) = run(&[], input);
        assert_eq!((status, stdout.as_str()), (2, ""), "{name}");
        assert!(stderr.contains(expected), "{name}: {stderr}");
        assert!(stderr.starts_with("error: "), "{name}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{name}: {stderr}");
        assert!(!stderr.contains("SECRET"), "{name}: {stderr}");
    }
}

/// The limit applies at every byte of a head that begins just before it.
#[test]
fn heads_end_at_the_limit() {
    const INTERIM: &str = "HTTP/1.1 100 Continue\nx:";
    for room in 0..40 {
        let mut input = INTERIM.as_bytes().to_vec();
        input.resize(heads::LIMIT - room - 2, b'y');
        input.extend(b"\n\nHTTP/1.1 200 OK\n\n");
        let read = heads::read(&input[..]);
        if room < b"HTTP/1.1 200 OK\n\n".len() {
            assert!(
                matches!(read, Err(heads::Error::TooLong)),
                "{room}: {read:?}"
            );
        } else {
            assert_eq!(read.unwrap().last.status, 200, "{room}");
        }
    }
}

/// Gives one byte at a time, each after an interruption, and cannot be read once it has ended.
struct Slow {
    left: &'static [u8],
    interrupt: bool,
    ended: bool,
}

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        assert!(!self.ended, "read after the end");
        self.interrupt = !self.interrupt;
        if self.interrupt {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let read = self.left.read(&mut buffer[..1])?;
        self.ended = read == 0;
        Ok(read)
    }
}

/// Signals interrupt a read, and at a terminal the input can go on after its end.
#[test]
fn reads_from_a_terminal() {
    let read = |left| {
        let (interrupt, ended) = (false, false);
        heads::read(io::BufReader::new(Slow {
            left,
            interrupt,
            ended,
        }))
        .unwrap()
        .last
    };
    let head = read(b"\nHTTP/1.1 302 Found\nLocation: /\n\nHTTP/1.1 404 Not Found\n\n");
    assert_eq!((head.status, head.complete), (404, true));
    let head = read(b"HTTP/1.1 302 Found\nLocation: /\n");
    assert_eq!((head.status, head.complete), (302, false));
}

#[test]
fn does_not_wait_for_the_end_of_a_body() {
    for (name, input) in [
        (
            "a body",
            &b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"[..],
        ),
        (
            "a body after a redirect",
            b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\nHello",
        ),
    ] {
        let mut child = start(&mut cors_check());
        feed(&mut child, input);
        // Here curl would still be waiting for the rest: `wait_with_output` would close stdin.
        assert!(ends_by_itself(&mut child), "{name}");
        assert_eq!(outcome(child.wait_with_output().unwrap()).0, 1, "{name}");
    }
}

#[test]
fn keeps_its_exit_status_if_the_pipe_is_closed() {
    for (line, expected) in [("Access-Control-Allow-Credentials: true", 0), ("X: y", 1)] {
        let mut child = start(&mut cors_check());
        drop(child.stdout.take());
        feed(
            &mut child,
            format!("HTTP/1.1 200 OK\r\n{line}\r\n\r\n").as_bytes(),
        );
        let (status, _, stderr) = outcome(child.wait_with_output().unwrap());
        assert_eq!((status, stderr.as_str()), (expected, ""), "{line}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn says_that_its_output_cannot_be_written() {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut child = cors_check()
        .stdin(Stdio::piped())
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    feed(&mut child, b"HTTP/1.1 200 OK\r\n\r\n");
    let (status, _, stderr) = outcome(child.wait_with_output().unwrap());
    assert_eq!(status, 2);
    assert!(
        stderr.starts_with("error: standard output cannot be written: "),
        "{stderr}"
    );
}

/// `script`, which is part of every Linux, gives the program a terminal to read from.
#[test]
#[cfg(target_os = "linux")]
fn says_what_it_waits_for_at_a_terminal() {
    let mut script = Command::new("script");
    script.args([
        "-qec",
        &format!("{} -", cors_check().get_program().to_str().unwrap()),
        "/dev/null",
    ]);
    let mut child = start(&mut script);
    feed(&mut child, b"HTTP/1.1 404 Not Found\n\n");
    assert!(ends_by_itself(&mut child));
    let output = child.wait_with_output().unwrap();
    let screen = String::from_utf8(output.stdout).unwrap();
    assert!(
        screen.contains("Paste a response head, as `curl -si URL` prints it"),
        "{screen}"
    );
    assert!(screen.contains("\nNot allowed."), "{screen}");
    assert_eq!(output.status.code(), Some(1), "{screen}");
    assert!(!run(&[], b"HTTP/1.1 404 Not Found\n\n").2.contains("Paste"));
}

/// What servers send, correct and wrong.
fn server() -> Router {
    let name = ACCESS_CONTROL_ALLOW_CREDENTIALS;
    let (wrong, twice) = (name.clone(), name);
    let twice = AppendHeaders([(twice.clone(), "true"), (twice, "true")]);
    let right = TypedHeader(AccessControlAllowCredentials);
    let redirect = Redirect::to("/right");
    let right_redirect = (right, redirect.clone());
    Router::new()
        .route("/right", get(move || async move { (right, "body") }))
        .route("/case", get(|| async { ([(wrong, "True")], "body") }))
        .route("/twice", get(|| async { (twice, "body") }))
        .route("/redirect", get(|| async { redirect }))
        .route("/right-redirect", get(|| async { right_redirect }))
}

#[tokio::test]
async fn answers_behind_the_real_curl() {
    const ALLOWED: &str = "\nAllowed, as far as this header goes.";
    const MISSING: &str = "\nAccess-Control-Allow-Credentials is missing";
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async { axum::serve(listener, server()).await.unwrap() });
    let asked = tokio::task::spawn_blocking(move || {
        let wrong_case = format!("\nNot allowed.\n{}.", ParseError::WrongCase);
        let repeated = format!("\nNot allowed.\n{}.", ParseError::Repeated);
        for (path, option, status, verdict) in [
            ("/right", "-i", 0, ALLOWED),
            ("/right", "-I", 0, ALLOWED),
            ("/case", "-i", 1, &wrong_case),
            ("/twice", "-i", 1, &repeated),
            ("/redirect", "-i", 1, MISSING),
            (
                "/redirect",
                "-iL",
                1,
                "\nNot allowed: the redirect before this response (303)",
            ),
            ("/right-redirect", "-i", 0, ALLOWED),
            ("/right-redirect", "-iL", 0, ALLOWED),
            ("/nothing", "-i", 1, MISSING),
        ] {
            // The user's own settings and proxies stay out of it.
            let mut curl = Command::new("curl")
                .args(["-q", "--noproxy", "*", "--max-time", "20", "-s", option])
                .arg(format!("http://{address}{path}"))
                .stdout(Stdio::piped())
                .spawn()
                .unwrap_or_else(|error| panic!("this test needs curl in the PATH: {error}"));
            let printed = curl.stdout.take().unwrap();
            let output = cors_check().stdin(printed).output().unwrap();
            curl.wait().unwrap();
            let (code, stdout, stderr) = outcome(output);
            assert!(
                stdout.contains(verdict),
                "{path} {option}: {stdout}{stderr}"
            );
            assert_eq!(code, status, "{path} {option}");
        }
    });
    asked.await.unwrap();
    server.abort();
}

/// A header line as the generator makes it, and as it is expected back; None if it is not a header.
fn header_line() -> impl Strategy<Value = (Vec<u8>, Option<heads::Line>)> {
    let part = prop::collection::vec(any::<u8>(), 1..8).prop_filter(
        "one line, no spaces outside",
        |part| {
            let is_space = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t'));
            !part.iter().any(|byte| matches!(byte, b'\r' | b'\n'))
                && !is_space(part.first())
                && !is_space(part.last())
        },
    );
    let field = (
        "[!-9;-~]{1,12}[ \t]{0,2}",
        prop::collection::vec(part, 0..4),
        "[ \t]{0,2}",
        "[ \t]{1,2}",
        "\r?\n",
    )
        .prop_map(|(name, parts, space, fold, end)| {
            let value =
                parts.join(&[space.as_bytes(), end.as_bytes(), fold.as_bytes()].concat()[..]);
            let line = heads::Line {
                name: name.clone().into_bytes(),
                value: parts.join(&b" "[..]),
            };
            let wire = [
                name.as_bytes(),
                b":",
                space.as_bytes(),
                &value,
                space.as_bytes(),
                end.as_bytes(),
            ];
            (wire.concat(), Some(line))
        });
    let no_field =
        "[!-9;-~][ -9;-~]{0,12}\r?\n(( |\t)x: y\r?\n)?".prop_map(|wire| (wire.into_bytes(), None));
    prop_oneof![4 => field, 1 => no_field]
}

/// Heads that others follow.
fn earlier_heads() -> impl Strategy<Value = Vec<&'static [u8]>> {
    prop::collection::vec(
        prop::sample::select(vec![
            &b"HTTP/1.1 100 Continue\r\n\r\n"[..],
            b"HTTP/2 302 \r\nlocation: /\r\ncontent-length: 3\r\n\r\n",
            b"HTTP/1.1 401 Login\nWWW-Authenticate: Digest\n\n",
            b"HTTP/1.0 407 Login\r\nproxy-authenticate: Digest\r\n\r\n",
        ]),
        0..4,
    )
}

/// Bytes that have more of a head to them than random ones.
fn near_heads() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(
        prop_oneof![
            prop::sample::select(vec![
                &b"HTTP/1.1 200 OK\r\n"[..],
                b"HTTP/2 302 \nlocation: x\n\n",
                b"HTTP/1.1 100\r\n\r\n",
                b"HTTP/",
                b"\r",
                b"\n",
                b"\r\n\r\n",
                b": ",
                b" ",
                b"\t",
                b"\n  HTTP/1.1 200 OK\n",
                b"\n< HTTP/1.1 200 OK\n< \n",
                b"* x\n",
                b"\x1B[1m",
                b"\x1B[",
                b"\xEF\xBB\xBF",
            ])
            .prop_map(<[u8]>::to_vec),
            prop::collection::vec(any::<u8>(), 0..6),
        ],
        0..24,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn reader_gives_back_the_lines_and_leaves_the_body(
        earlier in earlier_heads(),
        lines in prop::collection::vec(header_line(), 0..8),
        body in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let (wire, expected): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
        let head = [b"HTTP/1.1 404 Not Found\r\n", &wire.concat()[..], b"\r\n"].concat();
        let input = [&earlier.concat()[..], &head, &body].concat();
        let mut left = &input[..];
        let heads::Heads { redirects, last: read } = heads::read(&mut left).unwrap();
        let followed = earlier.iter().filter(|head| head.starts_with(b"HTTP/2 302")).count();
        prop_assert_eq!(redirects.len(), followed);
        prop_assert!(redirects.iter().all(|head| head.location() == Some(b"/")));
        prop_assert_eq!(read.status_line, b"HTTP/1.1 404 Not Found");
        prop_assert_eq!(read.status, 404);
        prop_assert_eq!(read.lines, expected.into_iter().flatten().collect::<Vec<_>>());
        prop_assert!(read.complete);
        prop_assert_eq!(left, body);
    }

    #[test]
    fn reader_of_other_forms_never_panics(input in near_heads(), size in 1..40_usize) {
        let whole = heads::read(Pasted::new(&input[..]).unwrap());
        let parts = io::BufReader::with_capacity(size, &input[..]);
        let in_parts = heads::read(Pasted::new(parts).unwrap());
        prop_assert_eq!(format!("{whole:?}"), format!("{in_parts:?}"));
        // Plain heads without colours are left as they are.
        if input.starts_with(b"HTTP/") && !input.contains(&0x1B) {
            prop_assert_eq!(format!("{whole:?}"), format!("{:?}", heads::read(&input[..])));
        }
    }

    #[test]
    fn reader_never_panics(input in near_heads()) {
        match heads::read(&input[..]) {
            Ok(heads::Heads { redirects, last }) => {
                prop_assert!((200..=999).contains(&last.status));
                let mut lines = last.lines.iter();
                prop_assert!(!lines.any(|line| line.is_with_space("x") && line.is("x")));
                prop_assert!(redirects.iter().all(|head| head.complete && head.location().is_some()));
            }
            Err(error) => prop_assert!(error.to_string().contains("expected")),
        }
    }
}
