//! How `cors-check URL` connects, by which protocols, and what it says if that fails.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use http::{Method, Version};
use serde_json::Value;
use testkit::http2::{END_HEADERS, END_STREAM, HEADERS, SETTINGS, frame, literal};

use crate::program::{PAGE, ask, bare, cors_check, outcome, run};
use crate::server::{Asked, Server, Tls, raw, right, talks};

const HEAD: &str = "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: https://app.example.com\r\n";

#[test]
fn speaks_tls() {
    let tls = Tls::new("api.example.com");
    let authority = tls.authority();
    let authority = authority.to_str().unwrap();
    let trusting = format!("--cacert {authority}");
    for (protocols, version, trust) in [
        (&["h2", "http/1.1"][..], Version::HTTP_2, &trusting[..]),
        (&["h2"], Version::HTTP_2, "-k"),
        (&["http/1.1"], Version::HTTP_11, "--insecure"),
        (&[], Version::HTTP_11, &trusting),
    ] {
        let server = Server::start("127.0.0.1:0", tls.speaks(protocols), right);
        let port = server.address.port();
        let url = format!("https://api.example.com:{port}/me");
        let resolve = format!("--resolve api.example.com:{port}:127.0.0.1");
        let (status, stdout, stderr) = ask(&format!("-X PUT --send -d x {resolve} {trust}"), &url);
        assert_eq!(status, 0, "{protocols:?} {trust}: {stdout}{stderr}");
        let [preflight, asked] = &server.asked()[..] else {
            panic!("two requests");
        };
        assert_eq!((preflight.version, asked.version), (version, version));
        assert_eq!(asked.body, b"x");
        let (status, _, stderr) = ask(&resolve, &url);
        assert!(
            stderr.contains("self-signed, or from an authority that is not trusted here"),
            "{stderr}"
        );
        assert_eq!(status, 2);

        // The platform's roots, which can be replaced on Unix.
        #[cfg(all(unix, not(target_vendor = "apple")))]
        for (file, option, expected, error) in [
            (authority, "", 0, ""),
            ("/dev/null", "", 2, "as this platform has no root"),
            ("/dev/zero", "-k ", 0, ""),
        ] {
            let mut command = cors_check();
            command.env("SSL_CERT_FILE", file).env("SSL_CERT_DIR", file);
            let args = format!("{option}--origin {PAGE} {resolve} {url}");
            let output = command.args(args.split(' ')).output();
            let (status, _, stderr) = outcome(output.unwrap());
            assert!(stderr.contains(error), "{stderr}");
            assert_eq!(status, expected, "{stderr}");
        }
    }
    // `-k` accepts a certificate for another name, too.
    let tls = Tls::new("other.example.com");
    let server = Server::start("127.0.0.1:0", tls.speaks(&[]), right);
    assert_eq!(ask("-k", &format!("https://{}/", server.address)).0, 0);
}

#[test]
fn speaks_ipv6() {
    if TcpListener::bind("[::1]:0").is_err() {
        return;
    }
    let server = Server::start("[::1]:0", None, right);
    let port = server.address.port();
    assert_eq!(run(&[&server.url("/")]).0, 0);
    for (resolve, host) in [
        (format!("api.example.com:{port}:[::1]"), "api.example.com"),
        (format!("*:{port}:::1"), "api.example.com"),
        (format!("[::2]:{port}:[::1]"), "[::2]"),
    ] {
        server.asked();
        let url = format!("http://{host}:{port}/");
        let (status, stdout, stderr) = ask(&format!("--resolve {resolve}"), &url);
        assert_eq!(status, 0, "{resolve}: {stdout}{stderr}");
        assert_eq!(
            server.asked()[0].header("host"),
            Some(&format!("{host}:{port}")[..])
        );
    }
}

#[test]
fn connects_to_the_address_of_resolve() {
    let server = Server::new(right);
    let port = server.address.port().to_string();
    let url = format!("http://a.invalid:{port}/");
    for (resolve, found) in [
        ("a.invalid:PORT:HERE", true),
        // The last one counts.
        ("a.invalid:PORT:127.0.0.2 a.invalid:PORT:HERE", true),
        ("a.invalid:PORT:HERE a.invalid:PORT:127.0.0.2", false),
        ("A.INVALID:PORT:HERE", true),
        ("+a.invalid:PORT:HERE", true),
        ("a.invalid:PORT:127.0.0.2,HERE", true),
        ("a.invalid:1:HERE", false),
        ("b.invalid:PORT:HERE", false),
    ] {
        let args = resolve.replace("PORT", &port).replace("HERE", "127.0.0.1");
        let args = format!("-m 10 --resolve {}", args.replace(' ', " --resolve "));
        let (status, _, stderr) = ask(&args, &url);
        assert_eq!(status, if found { 0 } else { 2 }, "{resolve}: {stderr}");
    }
}

/// Nothing can be told: the error is one line, and there is no verdict.
#[track_caller]
fn fails(url: &str, args: &str, expected: &str) {
    let begin = Instant::now();
    let (status, stdout, stderr) = ask(args, url);
    assert!(stderr.contains(expected), "{stderr}");
    assert!(stderr.starts_with("error: "), "{stderr}");
    assert_eq!((status, stderr.lines().count()), (2, 1), "{stdout}{stderr}");
    assert!(begin.elapsed() < Duration::from_secs(20), "{stderr}");
    // It shows what it tried.
    assert!(stdout.starts_with("> GET "), "{stdout}");
    assert!(!stdout.contains("llowed"), "{stdout}");
}

fn http(address: SocketAddr) -> String {
    format!("http://{address}/")
}

fn https(address: SocketAddr) -> String {
    format!("https://{address}/")
}

#[test]
fn says_why_it_could_not_connect() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    let closed = http(closed.unwrap());
    let refused = "127.0.0.1 refused the connection: check the port";
    fails(&closed, "", refused);
    let (status, stdout, _) = ask("--json", &closed);
    assert_eq!((status, stdout.as_str()), (2, ""));
    let too_long = "this URL cannot be sent, as it is longer than 64 KiB or its host";
    fails(&(closed + &"x".repeat(1 << 16)), "", too_long);
    let not_found = "the name nobody.invalid cannot be resolved (";
    fails("http://nobody.invalid/", "", not_found);
    // No interface is given for this address, which other platforms than Linux say otherwise.
    let is_linux = cfg!(target_os = "linux");
    let cannot = if is_linux {
        "cannot connect to [fe80::1]"
    } else {
        "[fe80::1]"
    };
    fails("http://[fe80::1]:1/", "-m 5", cannot);
}

#[test]
fn says_why_it_could_not_speak_tls() {
    let host = "127.0.0.1";
    let server = |tls| Server::start("127.0.0.1:0", tls, right).address;
    let not_tls = "is not TLS: check the port, or try `http://`";
    fails(&https(Server::new(right).address), "", not_tls);
    let any = Tls::new("other.example.com");
    fails(&http(server(any.speaks(&[]))), "", "or try `https://`");
    fails(
        &https(server(any.speaks(&[]))),
        "",
        "or accept any with `-k`",
    );
    let self_signed =
        "is a CA certificate, which neither this command nor Firefox accepts for a server: make";
    for (tls, expected) in [
        (
            any,
            "is not valid for that name, and browsers refuse it as well: use a name that it is for, or accept",
        ),
        (
            Tls::valid(2001, 2002),
            "has expired, and browsers refuse it as well: renew it, or accept",
        ),
        (
            Tls::valid(4000, 4001),
            "is not valid yet, and browsers refuse it as well: check the clocks, ",
        ),
        (Tls::self_signed(host), self_signed),
    ] {
        let args = format!("--cacert {}", tls.authority().display());
        let expected = format!("the certificate of {host} {expected}");
        let url = https(server(tls.speaks(&[])));
        fails(&url, &args, &expected);
        // What is let pass is told all the same.
        let (status, stdout, _) = ask(&format!("-k {args}"), &url);
        let (wrong, _) = expected.split_once(':').unwrap();
        let note = format!("Note: {wrong}. `-k` let it pass; a browser sends nothing until");
        assert!(status == 0 && stdout.contains(&note), "{stdout}");
        let verdict = "\nAllowed by CORS: a page at https://app.example.com gets what it asked for once browsers accept \
                       the certificate.\n";
        assert!(stdout.contains(verdict), "{stdout}");
        let (_, stdout, _) = ask(&format!("-k {args} -X PUT"), &url);
        let verdict = "\nThe preflight passes for a page at https://app.example.com once browsers accept the certificate. ";
        assert!(stdout.contains(verdict), "{stdout}");
    }
    let tls = Tls::new(host);
    let refused = "127.0.0.1 refused the TLS connection (received fatal alert: \
                   NoApplicationProtocol): check the host name, and that the server speaks HTTP";
    fails(&https(server(tls.speaks(&["smtp"]))), "-k", refused);
}

#[test]
fn says_what_is_wrong_with_an_answer() {
    const LATE: &str =
        "did not answer within 0.5 s: try again, or give it more time with `--max-time`";
    const CLOSED: &str = "closed the connection";
    const NOT_HTTP: &str = "is not valid HTTP: check the port, or look for a malformed header line \
                            with `curl -v`, or try `https://`";
    const LARGE: &str = "larger than 256 KiB";
    let head = |rest: &str| format!("{HEAD}{rest}");
    let large = |length| head(&format!("X-A: {}", "x".repeat(length)));
    for (answer, close, expected) in [
        (String::new(), true, CLOSED),
        (head("X-A"), true, CLOSED),
        ("220 mail.example.com ESMTP\r\n".into(), true, NOT_HTTP),
        ("\0\x1B[31m\u{ff}\r\n\r\n".into(), true, NOT_HTTP),
        ("x".repeat(1 << 20), false, NOT_HTTP),
        // Browsers do not agree on what to make of a malformed line, and a client that skips it
        // could see one Allow-Origin of two.
        (
            head("Access-Control-Allow-Origin: \x1B\r\n\r\n"),
            true,
            NOT_HTTP,
        ),
        (head("oops\r\nA: b\r\n\r\n"), true, NOT_HTTP),
        (head("A : b\r\n\r\n"), true, NOT_HTTP),
        (large(300_000) + "\r\n\r\n", true, LARGE),
        (head(&"a: b\r\n".repeat(20_000)) + "\r\n", true, LARGE),
        (large(1 << 20), false, LARGE),
        (
            head(&format!("Content-Length: {}\r\n\r\n", u64::MAX)),
            true,
            LARGE,
        ),
    ] {
        fails(&http(raw(answer, close)), "", expected);
    }
    // Side by side, as each waits.
    thread::scope(|scope| {
        for (url, args) in [
            (http(raw("", false)), "--max-time 0.5"),
            (http(raw(head(""), false)), "--max-time 0.5"),
            (https(raw("", false)), "-m 0.5"),
        ] {
            scope.spawn(move || fails(&url, args, LATE));
        }
    });
    // Just below the limit it is judged.
    assert_eq!(ask("", &http(raw(large(250_000) + "\r\n\r\n", true))).0, 1);
    let tls = Tls::new("127.0.0.1").speaks(&["h2"]);
    for (length, status) in [(100_000, 1), (400_000, 2)] {
        let answer = move |_: &Asked| (200, vec![("x-a", "x".repeat(length))]);
        let server = Server::start("127.0.0.1:0", tls.clone(), answer);
        let (code, _, stderr) = ask("-k", &https(server.address));
        assert_eq!(
            (code, stderr.contains(LARGE)),
            (status, status == 2),
            "{stderr}"
        );
    }
}

#[test]
fn reads_no_body() {
    for tls in [None, Some(Tls::new("127.0.0.1").speaks(&["h2"]))] {
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
        // The redirect keeps the method, so that each URL has a preflight.
        let (status, stdout, stderr) = ask("-k -X DELETE --send", &url);
        assert_eq!(status, 0, "{stdout}{stderr}");
        assert!(begin.elapsed() < Duration::from_secs(10));
    }
}

/// Browsers drop a cookie with a control byte, and read the rest of the head, however it comes in parts.
#[test]
fn reads_cookies_with_control_bytes() {
    let right = format!("{HEAD}Access-Control-Allow-Credentials: true\r\n");
    let interim = "HTTP/1.1 103 Early\r\nset-cookie: a=\x01\r\n\r\n";
    for (head, expected) in [
        (
            format!("{right}Set-Cookie: sid=1\x01; Path=/\r\n\r\n"),
            "ControlByte",
        ),
        (
            format!("{interim}{right}sEt-cOOKIE:\x7Fsid=1\r\n\r\n"),
            "ControlByte",
        ),
        (format!("{right}Set-Cookie: sid=1\x00\r\n\r\n"), "refused"),
        (format!("{right}Set-Cookies: sid=1\x01\r\n\r\n"), "refused"),
        (
            format!("{right}X: 1\r\n\r\n").replace("200 OK", "200 O\x01"),
            "refused",
        ),
    ] {
        for part in [1, 7, head.len()] {
            let url = http(in_parts(&head, part));
            let (status, stdout, stderr) = bare(&["--json", "--origin", PAGE, &url]);
            let report: Value = serde_json::from_str(&stdout).unwrap_or_default();
            let code = &report["cookies"][0]["browsers"]["chrome"]["code"];
            let said = match status {
                2 => "refused",
                _ => code.as_str().unwrap_or_default(),
            };
            assert_eq!(said, expected, "{part}: {head:?}: {stdout}{stderr}");
        }
    }
}

/// What stands in a body is not a head's line.
#[test]
fn leaves_bodies_as_they_are() {
    let head = HEAD.replace("200 OK", "403 No") + "Content-Type: text/plain\r\n\r\n";
    for (byte, shown) in [("", "< (body) Set-Cookie: a"), ("\x01", "< 403")] {
        let (status, stdout, stderr) =
            ask("", &http(raw(format!("{head}Set-Cookie: a{byte}"), true)));
        assert_eq!(status, 1, "{stderr}");
        let last = stdout
            .lines()
            .rfind(|line| line.starts_with("< (body)") || line.starts_with("< 4"));
        assert_eq!(last, Some(shown), "{stdout}");
    }
}

/// A server that answers with that, so many bytes at a time.
fn in_parts(answer: &str, part: usize) -> SocketAddr {
    let bytes = answer.as_bytes().to_vec();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream.set_nodelay(true).unwrap();
            let _ = stream.read(&mut [0; 4096]);
            for part in bytes.chunks(part) {
                let _ = stream.write_all(part);
                thread::sleep(Duration::from_micros(200));
            }
        }
    });
    address
}

#[test]
fn reads_a_head_as_browsers_do() {
    const NAME: &str = "Access-Control-Allow-Credentials";
    for (lines, status) in [
        (format!("{NAME}:\r\n true"), 0),
        (format!("{NAME}:\t true "), 0),
        (format!("{NAME}: true\r\n{NAME}: true"), 1),
        (format!("{NAME}: true\u{e9}"), 1),
    ] {
        // An interim response is not the response.
        let interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
        let url = http(raw(format!("{interim}{HEAD}{lines}\r\n\r\n"), true));
        let (code, stdout, stderr) = ask("", &url);
        assert_eq!(code, status, "{lines}: {stdout}{stderr}");
    }
}

/// Some servers answer at once and close, whatever arrives. Thirty times, the same answer.
#[test]
fn reads_an_answer_that_comes_before_the_request() {
    let answer = format!("{HEAD}Access-Control-Allow-Credentials: true\r\n\r\n");
    let tls = Tls::new("127.0.0.1").speaks(&["http/1.1"]);
    for (scheme, tls) in [("http", None), ("https", Some(tls))] {
        let answer = answer.clone();
        let address = talks(tls, move |stream| stream.write_all(answer.as_bytes()));
        for _ in 0..30 {
            let (status, stdout, stderr) = ask("-k", &format!("{scheme}://{address}/"));
            assert_eq!(status, 0, "{scheme}: {stdout}{stderr}");
        }
    }
}

#[test]
fn reads_chunks_of_http_1_0() {
    let rest =
        "Access-Control-Allow-Credentials: true\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    let answer = format!("{HEAD}{rest}").replacen("1.1", "1.0", 1);
    let (status, stdout, stderr) = ask("", &http(raw(answer, true)));
    assert_eq!(status, 0, "{stdout}{stderr}");
}

/// A blank at the end of a value is not part of it. A `Connection` has no meaning, and the library
/// refuses it, so that is asked again by HTTP/1.1.
#[test]
fn reads_a_head_of_http2_as_browsers_do() {
    for (name, value) in [("x-a", "b"), ("connection", "keep-alive")] {
        let head = [
            vec![0x88],
            literal("access-control-allow-origin", PAGE),
            literal("access-control-allow-credentials", "true "),
            literal(name, value),
        ];
        let answer = [
            frame(SETTINGS, 0, 0, &[]),
            frame(HEADERS, END_STREAM | END_HEADERS, 1, &head.concat()),
        ]
        .concat();
        let lines = format!("{name}: {value}\r\nAccess-Control-Allow-Credentials: true\r\n\r\n");
        let by_http1 = format!("{HEAD}{lines}");
        let tls = Tls::new("localhost").speaks(&["h2", "http/1.1"]);
        let address = talks(tls, move |stream| {
            let (mut request, mut read) = (Vec::new(), [0; 4096]);
            let asks = |request: &[u8]| {
                // The end of a head of HTTP/1.1, or the head of a frame with all headers.
                let ends = [&b"\r\n\r\n"[..], &[1, 5, 0, 0, 0, 1]];
                let is_http2 = usize::from(request.starts_with(b"PRI "));
                let end = ends[is_http2];
                request.windows(end.len()).any(|bytes| bytes == end)
            };
            while !asks(&request) {
                let length = stream.read(&mut read)?;
                request.extend_from_slice(&read[..length]);
            }
            if !request.starts_with(b"PRI ") {
                return stream.write_all(by_http1.as_bytes());
            }
            stream.write_all(&answer)?;
            // Until the client has read it.
            stream.read(&mut read).map(drop)
        });
        // The dot is not part of the name that the certificate is for.
        let url = format!("https://localhost.:{}/", address.port());
        let (status, stdout, stderr) = ask("-k", &url);
        assert_eq!(status, 0, "{name}: {stdout}{stderr}");
    }
}

#[test]
fn a_name_of_this_machine_is_looked_up_by_nobody() {
    let server = Server::new(right);
    for host in ["localhost", "localhost.", "app.localhost", "LOCALHOST"] {
        let url = format!("http://{host}:{}/", server.address.port());
        let (status, _, stderr) = ask("", &url);
        assert_eq!(status, 0, "{host}: {stderr}");
    }
}

/// Whatever is sent without end, the run ends in time, and within a gigabyte and a half.
#[cfg(unix)]
#[test]
fn ends_whatever_sends_without_end() {
    let flood = "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1000);
    let flood = http(talks(None, move |stream| {
        loop {
            stream.write_all(flood.as_bytes())?;
        }
    }));
    let nobody = "http://127.0.0.1:9/";
    let secure = "https://127.0.0.1:9/";
    let ends = |(env, args, url, expected): (&str, &str, &str, &str)| {
        let program = env!("CARGO_BIN_EXE_cors-check");
        let script =
            format!("ulimit -v 1500000; {env}{program} -m 0.5 --origin {PAGE} {args} {url}");
        let mut command = Command::new("sh");
        // Silent, but open.
        let child = command.args(["-c", &script]).stdin(Stdio::piped());
        let child = child.stdout(Stdio::piped()).stderr(Stdio::piped());
        let begin = Instant::now();
        let mut child = child.spawn().unwrap();
        let stdin = child.stdin.take();
        let (status, _, stderr) = outcome(child.wait_with_output().unwrap());
        drop(stdin);
        assert!(stderr.contains(expected), "{args}: {stderr}");
        assert_eq!(status, 2, "{args}: {stderr}");
        assert!(begin.elapsed() < Duration::from_secs(10), "{args}");
    };
    // Some only wait.
    thread::scope(|scope| {
        for row in [
            ("", "", &flood[..], "no answer within 0.5 s"),
            ("", "--send --data @-", nobody, "no answer within 0.5 s"),
            ("", "--send --data @/dev/zero", nobody, "larger than 64 MiB"),
            ("", "--cacert /dev/zero", secure, "larger than 64 MiB"),
            ("SSL_CERT_FILE=/dev/zero ", "", secure, "larger than 64 MiB"),
        ] {
            scope.spawn(move || ends(row));
        }
    });
}

/// A body is not judged. But if its beginning shows that a browser cannot read it, a note says so.
#[test]
fn notes_a_body_that_begins_broken() {
    const NOTE: &str = "Note: the body ends early, or is not encoded";
    for (rest, expected) in [
        ("Content-Length: 2\r\n\r\nok", false),
        ("Content-Length: 0\r\n\r\n", false),
        (
            "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            false,
        ),
        ("Transfer-Encoding: chunked\r\n\r\nx\r\n", true),
        (
            "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1F?",
            true,
        ),
        ("Content-Encoding: br\r\nContent-Length: 2\r\n\r\nok", false),
    ] {
        let head = format!("{HEAD}Access-Control-Allow-Credentials: true\r\n{rest}");
        let (status, stdout, stderr) = ask("", &http(raw(head, true)));
        let noted = stdout.contains(NOTE);
        assert_eq!((status, noted), (0, expected), "{rest:?}: {stdout}{stderr}");
    }
}
