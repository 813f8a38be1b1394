//! `transcript::read` finds the heads in whatever people paste, as they were sent, and reads no
//! further.

use std::io::{self, BufRead, BufReader, Read};
use std::thread;

use cors_check::transcript::{self, Error, Head, LIMIT, Line, Pasted, Rest};
use cors_flow::{CredentialsMode, Flow, Request};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use proptest::prelude::*;

#[path = "responses.rs"]
mod responses;

#[derive(Debug, PartialEq, Eq)]
struct Heads {
    /// Those that curl went on from.
    redirects: Vec<Head>,
    last: Head,
}

fn heads_of(input: impl BufRead) -> Result<Heads, Error> {
    transcript::read(input).map(heads_in)
}

fn heads_in(pasted: Pasted) -> Heads {
    let Pasted::Exchanges(exchanges) = pasted else {
        panic!("there is no response")
    };
    let mut heads: Vec<_> = exchanges
        .into_iter()
        .map(|exchange| exchange.head)
        .collect();
    let mut last = heads.pop().unwrap();
    // How much of it was read depends on how it came.
    last.rest = Rest::default();
    heads.retain(|head| head.curl_goes_on_to().is_some());
    let redirects = heads;
    Heads { redirects, last }
}

/// What it reads, however the bytes arrive; or the error's message.
fn read(input: &[u8]) -> Result<Heads, String> {
    let message = |error: Error| error.to_string();
    let whole = heads_of(input).map_err(message);
    let by_byte = BufReader::with_capacity(1, input);
    assert_eq!(heads_of(by_byte).map_err(message), whole);
    whole
}

/// In each, the last head is `HTTP/1.1 200 This` with the line `X: true`, after a redirect for every
/// status that begins with 30.
const FORMS: &[&[u8]] = &[
    // Line ends of all kinds, before the head too.
    b"HTTP/1.1 200 This\r\nDate: x\r\nX: true\r\n\r\nbody",
    b"HTTP/1.1 200 This\nDate: x\nX: true\n\nbody",
    b"HTTP/1.1 200 This\nDate: x\r\nX: true\n\r\nbody",
    b"\r\n\nHTTP/1.1 200 This\r\nX: true\r\n\r\n",
    // Whitespace after the status line and around the value, or none.
    b"HTTP/1.1 200 This \t\r\nX:\t \ttrue \t\r\n\r\n",
    b"HTTP/1.1 200 This\r\nx:true\r\n\r\n",
    // A value that begins on a folded line.
    b"HTTP/1.1 200 This\r\nX:\r\n\x20true\r\n\x20\r\n\r\n",
    // Any bytes in other lines.
    b"HTTP/1.1 200 This\r\nY: \x00\xFF\r\x1B\r\n: \r\n\xFF: y\r\nX: true\r\n\r\n\x00\xFF",
    // A proxy's reply to CONNECT, and a talkative one.
    b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 This\r\nX: true\r\n\r\n",
    b"HTTP/1.0 200 OK\r\nDate: x\r\nVia: 1.1 proxy\r\nContent-Length: 0\r\n\r\n\
      HTTP/1.1 200 This\r\nX: true\r\n\r\n",
    // Interim responses, also after a proxy's reply.
    b"HTTP/1.1 100 Continue\n\nHTTP/1.1 200 This\nX: true\n\n",
    b"HTTP/1.1 101 Switching Protocols\nUpgrade: h2c\n\nHTTP/1.1 200 This\nX: true\n\n",
    b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n\
      HTTP/1.1 200 This\r\nX: true\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nProxy-Agent: x\r\nvia: x\r\n\r\nHTTP/1.1 200 This\r\nX: true\r\n\r\n",
    b"HTTP/1.0 200 Tunnel Established\r\nDate: x\r\n\r\nHTTP/1.1 200 This\r\nX: true\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nX: no\r\n\r\nHTTP/1.1 200 This\r\nX: true\r\n\r\n",
    // Redirects under -L, each through a proxy.
    b"HTTP/1.1 200 Connection established\r\n\r\n\
      HTTP/1.1 301 Moved\r\nlocation: https://b.test/\r\nContent-Length: 9\r\n\r\n\
      HTTP/1.1 200 Connection established\r\n\r\n\
      HTTP/2 307 \r\nLocation: /c\r\n\r\nHTTP/1.1 200 This\r\nX: true\r\n\r\n",
    // A login at the proxy and one at the server, and a server that does not do Expect.
    b"HTTP/1.1 407 Login\r\nProxy-Authenticate: Digest\r\nContent-Length: 9\r\n\r\n\
      HTTP/1.1 200 Connection established\r\n\r\n\
      HTTP/1.1 401 Login\r\nWWW-Authenticate: Digest\r\nContent-Length: 9\r\n\r\n\
      HTTP/1.1 200 This\r\nX: true\r\n\r\n",
    b"HTTP/1.1 417 Expectation Failed\r\nContent-Length: 9\r\n\r\n\
      HTTP/1.1 200 This\r\nX: true\r\n\r\n",
    // What curl says of its options.
    b"Note: x\r\nWarning: x\r\nHTTP/1.1 200 This\r\nX: true\r\n\r\n",
    // A byte order mark, and colours, as of curl at a terminal.
    b"\xEF\xBB\xBFHTTP/1.1 200 This\r\nX: true\r\n\r\n",
    b"\x1B[1mHTTP/1.1\x1B[0m 200 This\r\n\x1B[1;36mX\x1B[0m: true\x1B[m\r\n\r\n",
    b"\x1B[m\xEF\xBB\xBF\x1B[32mHTTP/2 302\nLocation: /\n\n\
      \x1B[32mHTTP/1.1 200 This\n\x1B[0mX: true\n\n",
    // Of httpie, which colours every part; around the ends of lines; in the other forms.
    b"\x1B[34mHTTP\x1B[39m/\x1B[34m1.1\x1B[39m \x1B[34m200\x1B[39m \x1B[36mThis\x1B[39;49;00m\r\n\
      \x1B[36mX\x1B[39;49;00m:\x1B[39m \x1B[33mtrue\x1B[39m\r\n\x1B[m\r\n",
    b"\x1B[32mHTTP/1.1 200 This\r\x1B[m\n\x1B[32mX: true\r\x1B[m\n\x1B[32m\r\x1B[m\n",
    b"\x1B[1m* x\x1B[m\n\x1B[1m<\x1B[m \x1B[2mHTTP/1.1\x1B[m 200 This\n< \x1B[1mX\x1B[m: true\n<\x1B[m \n",
    b"\x1B[1m  HTTP/1.1 302 Found\n  Location: /x\n\x1B[1m  \x1B[2mHTTP/1.1 200 This\n  X: true\n",
    // curl -v; selected from the end of a head, without the spaces at the ends of lines; cut.
    b"*   Trying 127.0.0.1:80...\n* Connected to a.test (127.0.0.1) port 80 (#0)\n\
      > GET / HTTP/1.1\n> Host: a.test\n> X: no\n> \n\
      < HTTP/1.1 200 This\n< X: true\n< Content-Type: x\n< \n{ [4 bytes data]\n< HTTP/1.1 200 Body\n",
    b"< \r\n< HTTP/2 302\r\n< location: /\r\n<\r\n* Connection #0 left intact\r\n\
      > GET / HTTP/2\r\n>\r\n< HTTP/1.1 200 This\r\n< X: true\r\n<\r\n",
    b"* Connected\n< HTTP/1.1 200 This\n< X: true\n",
    // In curl -v, a proxy's answer is what CONNECT is answered, and an interim response may not end.
    b"> CONNECT a.test:443 HTTP/1.1\n> \n< HTTP/1.1 200 OK\n< Content-Type: x\n< X: no\n< \n\
      > GET / HTTP/1.1\n> \n< HTTP/1.1 200 This\n< X: true\n< \n",
    b"> GET / HTTP/1.1\n> \n< HTTP/1.1 100 C\n< HTTP/1.1 103 E\n< X: no\n< HTTP/1.1 200 This\n\
      < X: true\n< \n",
    b"< HTTP/1.1 100 C\n< \n< HTTP/1.1 103 E\n< \n< HTTP/1.1 200 This\n< X: true\n< \n",
    // Logins, of which it tells the length in vain: bodies are not among the lines.
    b"> GET / HTTP/1.1\n< HTTP/1.1 401 Login\n< WWW-Authenticate: Digest\n< \n\
      * Issue another request to this URL: 'http://a.test/'\n< HTTP/1.1 200 This\n< X: true\n< \n",
    b"< HTTP/1.1 401 Login\n< WWW-Authenticate: Digest\n< Content-Length: 28\n< \n\
      > GET / HTTP/1.1\n< HTTP/1.1 200 This\n< X: true\n< \n",
    // curl -v with its meter; of a slow server, whose head comes on the meter's line.
    b"  % Total    % Received\r  0     0\n* Connected\n< HTTP/1.1 200 This\n< X: true\n< \n",
    b"Note: Unnecessary use of -X or --request, GET is already inferred.\n\
      \x20 % Total    % Received % Xferd  Average Speed   Time\n\
      \r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0*   Trying\r\n\
      > GET / HTTP/1.1\r\n> \r\n\
      \r  0     0    0     0    0     0      0      0 --:--:--  0:00:01 --:--:--     0\
      \r  0     0    0     0    0     0      0      0 --:--:--  0:00:02 --:--:--     0\
      < HTTP/1.1 200 This\r\n< X: true\r\n< \r\n",
    // A carriage return that the server sends does not make a line.
    b"* Connected\n< HTTP/1.1 200 This\r\n< Y: b\r< X: no\r\n< Y: b\r  12< X: no\r\n\
      < X: true\r\n< \r\n",
    // wget -S; wget -qS, which leaves no line between heads; indented by a tab.
    b"--2026-11-24 03:00:00--  http://a.test/\nResolving a.test... 127.0.0.1\n\
      HTTP request sent, awaiting response... \n  HTTP/1.1 302 Found\n  Location: /x\n\
      Location: /x [following]\n--2026-11-24 03:00:00--  http://a.test/x\n\
      HTTP request sent, awaiting response... \n\
      \x20 HTTP/1.1 200 This\n  X: true\nLength: 4 [text/plain]\n",
    b"  HTTP/1.1 302 Found\n  Location: /x\n  HTTP/1.1 200 This\n  X: true\n",
    b"\n\tHTTP/1.1 200 This\n\tX: true\n\n\tbody\n",
];

#[test]
fn finds_the_heads_in_every_form() {
    for input in FORMS {
        let name = input.escape_ascii();
        let Heads { redirects, last } =
            read(input).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(last.status_line, b"HTTP/1.1 200 This", "{name}");
        let values: Vec<_> = last.headers().get_all("x").iter().collect();
        assert_eq!(values, ["true"], "{name}");
        let expected = input.windows(3).filter(|at| at == b" 30").count();
        assert_eq!(redirects.len(), expected, "{name}");
        assert!(
            redirects.iter().all(|head| head.status / 10 == 30),
            "{name}"
        );
    }
}

/// Whatever line of a transcript the selection begins with.
#[test]
fn recognizes_any_first_line() {
    let verbose = "* x|> GET|< |{ [4 bytes data]|} [5 bytes data]|  % Total    % Received";
    let wget =
        "--1999-|--2026-|Resolving x|Connecting to x|HTTP request sent|Spider mode|  HTTP/2 100";
    for (lines, head) in [(verbose, "< HTTP/2 404\n< \n"), (wget, "  HTTP/2 404\n")] {
        for line in lines.split('|') {
            let heads = read(format!("{line}\n{head}").as_bytes());
            assert_eq!(heads.map(|heads| heads.last.status), Ok(404), "{line}");
        }
    }
}

/// Status lines in which the status is 200.
const STATUS_LINES: &str = "HTTP/1.1 200 OK|HTTP/1.1 200 |HTTP/1.1 200|HTTP/1.0 200 OK|HTTP/2 200|HTTP/3 200|HTTP/1.1 200 \u{fffd}";

/// What is not a status line.
const OTHER_LINES: &str = "|H|HTTP/|HTTP/1.1 is older than HTTP/2|http/1.1 200 OK|HTTP/1.1|HTTP/1.1 20|HTTP/1.1 2000|\
     HTTP/1.1 2x0 OK|HTTP/1.1 099 OK|HTTP/1.1  200 OK|HTTP/1.1\t200 OK|HTTP/1. 200 OK|\
     HTTP/.1 200 OK|HTTP/x 200 OK|HTTP/ 200 OK|HTTP/ 1.1 200 OK|GET / HTTP/1.1";

#[test]
fn only_a_status_line_begins_a_head() {
    let read = |heads: &str| read(format!("{heads}\r\nX: y\r\n\r\n").as_bytes());
    let after_redirect =
        |line: &str| read(&format!("HTTP/1.1 302 This\r\nLocation: /\r\n\r\n{line}"));
    for line in STATUS_LINES.split('|') {
        for heads in [read(line), after_redirect(line)] {
            let head = heads.unwrap().last;
            assert_eq!(head.status_line, line.trim_end().as_bytes());
            assert_eq!((head.status, head.lines.len()), (200, 1), "{line}");
        }
    }
    assert_eq!(read("HTTP/1.1 999 ").unwrap().last.status, 999);
    // The last response of HTTP/1.1 to a request for another protocol.
    assert_eq!(read("HTTP/1.1 101 ").unwrap().last.status, 101);
    for line in OTHER_LINES.split('|') {
        let input = format!("{line}\r\nX: y\r\n\r\n");
        let pasted = transcript::read(input.as_bytes());
        assert!(!matches!(pasted, Ok(Pasted::Exchanges(_))), "{line}");
        assert_eq!(after_redirect(line).unwrap().last.status, 302, "{line}");
    }
    for line in ["\r\nHTTP/1.1 200 OK", " HTTP/1.1 200 OK"] {
        assert_eq!(after_redirect(line).unwrap().last.status, 302, "{line}");
    }
}

/// Heads that no other follows, whatever the body looks like.
#[test]
fn does_not_take_a_body_for_a_head() {
    for head in [
        "HTTP/1.1 200 This\r\nContent-Type: text/plain",
        "HTTP/1.1 200 This\r\ncontent-length: 80",
        "HTTP/1.1 200 This\r\nTransfer-Encoding: chunked",
        "HTTP/1.1 200 This\r\naccess-control-allow-origin: *",
        "HTTP/1.1 200 This\r\naccess-control-allow-credentials: no",
        // After a proxy's reply, and after an interim response.
        "HTTP/1.1 200 Proxy\r\n\r\nHTTP/1.1 200 This",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 This",
        // A redirect to nowhere.
        "HTTP/1.1 302 This\r\nLocation: ",
        // Without a challenge.
        "HTTP/1.1 401 This\r\nProxy-Authenticate: Basic",
        "HTTP/1.1 407 This\r\nWWW-Authenticate: Basic",
        "HTTP/1.1 404 This\r\nLocation: /",
        "HTTP/1.1 500 This",
        // Nothing shows that a proxy sent it.
        "HTTP/1.1 200 This",
        "HTTP/1.1 205 This\r\nDate: x",
        "HTTP/1.1 200 This\r\nDate: x\r\nVia: x",
        "HTTP/1.1 200 This\r\nVia: x\r\nContent-Length: 21",
        "HTTP/1.1 200 Connection established\r\nContent-Type: x\r\nX: This",
        // So long is the body, or nobody knows how long it is.
        "HTTP/1.1 302 This\r\nLocation: /\r\nContent-Length: 21",
        "HTTP/1.1 302 This\r\nLocation: /\r\nContent-Length: 20",
        "HTTP/1.1 302 This\r\nLocation: /\r\nContent-Length: 19\r\ncontent-length: 19",
        "HTTP/1.1 401 This\r\nWWW-Authenticate: Basic\r\nContent-Length: 21",
        "HTTP/1.1 401 This\r\nWWW-Authenticate: Basic",
        "HTTP/1.1 401 This\r\nWWW-Authenticate: Basic\r\nContent-Length: x",
        "HTTP/1.1 401 This\r\nWWW-Authenticate: Basic\r\nContent-Length: 3\r\nContent-Length: 4",
        "HTTP/1.1 401 This\r\nWWW-Authenticate: Basic\r\nContent-Length: 3\r\nTransfer-Encoding: chunked",
        "HTTP/1.1 401 This\r\nWWW-Authenticate: Basic\r\nContent-Length: 3\r\nContent-Encoding: gzip",
        "HTTP/1.1 401 This\r\nWWW-Authenticate: Basic\r\nContent-Length: 9999999",
        "HTTP/1.1 407 This\r\nProxy-Authenticate: Basic",
        "HTTP/1.1 417 This",
    ] {
        let heads = read(format!("{head}\r\n\r\nHTTP/1.1 200 Body\r\n\r\n").as_bytes()).unwrap();
        let line = heads.last.status_line.escape_ascii().to_string();
        assert!(!line.ends_with("Body"), "{head}: {heads:?}");
        assert_eq!(heads.redirects, [], "{head}");
    }
}

/// Any line of a body may look like one of a head, and no program marks it.
#[test]
fn does_not_take_a_body_for_a_head_in_other_forms() {
    for input in [
        "> GET / HTTP/1.1\n< HTTP/1.1 302 This\n< Location: /\n< \n< HTTP/1.1 200 Body\n< \n",
        "< HTTP/1.1 302 This\n< Location: /\n< \n* Closing connection\n< HTTP/1.1 200 Body\n< \n",
        "< HTTP/1.1 401 This\n< WWW-Authenticate: x\n< \n> GET\n> x y z\n< HTTP/1.1 200 Body\n< \n",
        "  HTTP/1.1 401 This\n  WWW-Authenticate: x\nbody\n  HTTP/1.1 200 Body\n",
    ] {
        let heads = read(input.as_bytes()).unwrap();
        assert!(heads.last.status_line.ends_with(b"This"), "{input}");
        assert_eq!(heads.redirects, [], "{input}");
    }
}

/// After a redirect that curl does not follow, at most so much of the body is read.
#[test]
fn looks_no_further_than_the_limit() {
    for (length, status) in [(LIMIT, 302), (LIMIT + 1, 200), (LIMIT - 1, 200)] {
        let head = format!("HTTP/1.1 302 X\nLocation: /\nContent-Length: {length}\n\n");
        let mut body = b"HTTP/1.1 200 Body\n\n".to_vec();
        body.resize(LIMIT, b'x');
        let input = [head.as_bytes(), &body].concat();
        assert_eq!(read(&input).unwrap().last.status, status, "{length}");
    }
}

/// Values as sent, and as a browser judges them.
#[test]
fn a_value_never_becomes_valid() {
    for (sent, judged) in [
        (&b"true"[..], &b"true"[..]),
        (b"\t ", b""),
        (b"GET,\tPUT", b"GET,\tPUT"),
        (b"true,\n\ttrue", b"true, true"),
        (b"tr\r\n\x20ue", b"tr ue"),
        (b"true\x00", b"true\xFF"),
        (b"\x00", b"\xFF"),
        (b"true\r", b"true\xFF"),
        (b"\x7Ftrue", b"\xFFtrue"),
        (b"\x0Btrue", b"\xFFtrue"),
        (b"true\xC2\xA0", b"true\xC2\xA0"),
        (b"true\xFF", b"true\xFF"),
        // Only colours are taken off, and only around the value.
        (b"\x1B[31mtrue\x1B[m", b"true"),
        (b"\x1B[0m \x1B[31m\x1B[1m\ttrue \x1B[m \x1B[m", b"true"),
        (b"tr\x1B[0mue", b"tr\xFF[0mue"),
        (b"\x1B[mtr\x1B[0;1mue\x1B[m", b"tr\xFF[0;1mue"),
        (b"tr\x1B[m\r\n\x20\x1B[mue", b"tr ue"),
        (b"\x1B[m\x1B[m", b""),
        (b"\x1B[2Jtrue", b"\xFF[2Jtrue"),
        (b"\x1B]0;x\x07", b"\xFF]0;x\xFF"),
        (b"\x1B[1\x1B[31mx\x1B", b"\xFF[1\xFF[31mx\xFF"),
        (b"\x1B[1234567890123456mx", b"x"),
        (b"\x1B[12345678901234567mx", b"\xFF[12345678901234567mx"),
    ] {
        let input = [b"HTTP/1.1 200 OK\r\nX: y\r\nX:", sent, b"\r\n\r\n"].concat();
        let head = read(&input).unwrap().last;
        let values: Vec<_> = head.headers().get_all("x").iter().collect();
        assert_eq!(values, [&b"y"[..], judged], "{}", sent.escape_ascii());
    }
    let input = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\x0B\x00\xFF\r\n\r\n";
    let head = read(input).unwrap().last;
    assert_eq!(
        head.headers()["set-cookie"],
        &b"a=1\xC0\x8B\xC0\x80\xFF"[..]
    );
}

#[test]
fn leaves_out_what_is_not_a_header() {
    let head = read(
        b"HTTP/1.1 302 Found\nX : 1\n: 2\nX\xFF: 3\nLocation:\nLocation: /b\nLocation: /c\nX: 4\n\n",
    );
    let head = head.unwrap().last;
    assert_eq!(head.lines.len(), 7);
    assert!(head.lines[0].is_with_space("x") && !head.lines[0].is("x"));
    assert!(head.lines[6].is("x") && !head.lines[6].is_with_space("x"));
    let values = |name: &str| -> Vec<_> { head.headers().get_all(name).iter().collect() };
    assert_eq!(values("x"), ["4"]);
    assert_eq!(values("location"), ["", "/b", "/c"]);
    assert_eq!(head.headers().len(), 4);
    assert_eq!(head.curl_goes_on_to(), Some(&b"/b"[..]));
    for status in [299, 300, 304, 399, 400] {
        let head = read(format!("HTTP/2 {status}\nLocation: /\n\n").as_bytes());
        let goes_on = head.unwrap().last.curl_goes_on_to().is_some();
        assert_eq!(goes_on, (300..400).contains(&status), "{status}");
    }
}

/// curl goes on from more responses than a browser does. The verdict is the browser's, with an origin
/// and without one.
#[test]
fn a_browser_does_not_go_on_as_curl_does() {
    const RIGHT: &str = "access-control-allow-origin: https://app.example.com\n\
                         access-control-allow-credentials: true\n";
    let origin = ["--origin", crate::program::PAGE];
    for (args, head, allowed, codes) in [
        (&origin[..], "300 X\nlocation: /", true, &[None][..]),
        (&origin, "304 X\nlocation: /", true, &[None]),
        (&origin, "302 X\nlocation:", false, &[Some("EmptyLocation")]),
        (
            &origin,
            "302 X\nlocation: \t",
            false,
            &[Some("EmptyLocation")],
        ),
        (
            &origin,
            "302 X\nlocation:\nlocation: /",
            false,
            &[Some("RepeatedLocation")],
        ),
        (
            &origin,
            "302 X\nlocation: /",
            false,
            &[None, Some("MissingAllowOrigin")],
        ),
        (&[], "300 X\nlocation: /", true, &[None]),
        (
            &[],
            "302 X\nlocation: /",
            false,
            &[None, Some("MissingAllowCredentials")],
        ),
    ] {
        // Of what comes after it, nothing is right.
        let input = format!("HTTP/1.1 {head}\n{RIGHT}\nHTTP/1.1 200 OK\n\n");
        let args = [args, &["--json"]].concat();
        let report = crate::program::report(crate::program::judge(&args, input.as_bytes()));
        let steps = report["steps"].as_array().unwrap().iter();
        let found: Vec<_> = steps.map(|step| step["code"].as_str()).collect();
        assert_eq!(
            (&report["allowed"], &found[..]),
            (&allowed.into(), codes),
            "{input}"
        );
    }
}

#[test]
fn says_what_to_do_if_there_is_no_response() {
    let names = (0..25_000).map(|index| format!("x{index}:"));
    let names = format!(
        "HTTP/1.1 200 OK\n{}\n\n",
        names.collect::<Vec<_>>().join("\n")
    );
    for (inputs, expected) in [
        (
            &[&b""[..], b"\r\n\n", b"\r"][..],
            "standard input is empty: expected what `curl -si URL` prints",
        ),
        (
            &[
                b"<p>SECRET\x1B",
                b"<p>a: b</p>\n",
                b":) SECRET\n",
                b"Note: SECRET\n",
                b"* Could not resolve host: SECRET\n",
                b"Resolving SECRET... failed\n",
            ],
            "expected a status line first, such as `HTTP/1.1 200 OK`, which curl prints with `-i` \
             (`curl -v` and `wget -S` print it to standard error: add `2>&1`)",
        ),
        (
            &[
                b"HTTP/1.1 200 OK\nSECRET\n",
                b"HTTP/1.1 200 OK\nx: y\nSECRET\n\n",
                b"HTTP/1.1 200 OK\n x\nx: y\n\n",
                b"HTTP/1.1 200 OK\nx: y\nHTTP/1.1 200 SECRET\n\n",
                b"> GET / HTTP/1.1\n< HTTP/1.1 200 OK\n< HTTP/1.1 200 SECRET\n< \n",
                b"< HTTP/1.1 200 OK\n< x: y\nSECRET\n< a: b\n< \n",
                b"api | HTTP/1.1 200 OK\napi | x: y\nweb | SECRET\n",
                b"access-control-allow-origin\n*\nnot a name\nx\n",
                b"access-control-allow-credentials\naccess-control-allow-origin\n*\ndate\nx\n",
            ],
            "is among header lines, but is not one: paste the response as it was printed",
        ),
        (
            &[
                b"HTTP/1.1 200 OK\nx: y\nSECRET",
                b"HTTP/1.1 200 OK\n  x: y\n  SECRET",
            ],
            "in the middle of a header line, so others may be missing",
        ),
        (
            &[
                b"x \"GET /SECRET HTTP/1.1\" 200 12\n",
                b"1.2.3.4 - - [x] \"OPTIONS /me HTTP/2.0\" 404 0 \"-\"\n",
            ],
            "a server's access log, which has no response headers: ask the server",
        ),
        (
            &[b"  HTTP/1.1 103 SECRET\nRequest URL\nSECRET\n"],
            "this has a request's headers, but not its URL and method",
        ),
        (
            &[b"curl: (6) Could not resolve host: SECRET\n"],
            "curl got no response, and says why",
        ),
        // Bytes that are not UTF-8 are longer as text.
        (
            &[b"\xA1\xA1\xA1\xA1 restish put https://a.test/ PUT\nHTTP/1.1 200 OK\n\n"],
            "`PUT` cannot be followed",
        ),
        (
            &[b"$ http https://a.test/ user[password]=SECRET\nHTTP/1.1 200 OK\n\n"],
            "`user[password]=` cannot be followed",
        ),
        (
            &[b"{\"a\": 1}\n", b" [{\"a\": \"SECRET\"}]"],
            "this is JSON, but not a HAR",
        ),
        (
            &[b"GET https://a.test/x 200 OK\n"],
            "ask the server, with `cors-check --origin ORIGIN 'https://a.test/x'`",
        ),
        (
            &[b"HTTP/1.1 103 SECRET\n\n", b"HTTP/1.1 103 SECRET\n"],
            "expected the final one after it",
        ),
        (
            &[names.as_bytes()],
            "leave out those that have nothing to do with CORS",
        ),
    ] {
        for input in inputs {
            let error = read(input).unwrap_err();
            assert!(error.contains(expected), "{error}");
            assert!(!error.contains("SECRET"), "{error}");
        }
    }
}

/// Reads as the function does.
struct Reader<F>(F);

impl<F: FnMut(&mut [u8]) -> io::Result<usize>> Read for Reader<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (self.0)(buffer)
    }
}

/// A terminal: a byte or a line at a time, each after a signal. At the end, whoever asks for more waits for
/// ever, or learns once that it is the end.
#[test]
fn waits_for_no_more_than_it_needs() {
    for (left, ends, status, complete) in [
        (&b"HTTP/1.1 404 X\r\n\r\n"[..], false, 404, true),
        (b"\nHTTP/1.1 404 X\nA: b\n\n", false, 404, true),
        (b"HTTP/1.1 200 X\nContent-Type: x\n\n", false, 200, true),
        (b"HTTP/1.1 302 X\nLocation: /\n\n{", false, 302, true),
        (b"HTTP/1.1 302 X\nLocation: /\n\nHe", false, 302, true),
        (b"HTTP/1.1 302 X\nLocation: /\n\n\x1B[1", true, 302, true),
        (
            b"HTTP/1.1 401 X\nWWW-Authenticate: x\n\nHTTP/",
            false,
            401,
            true,
        ),
        // So long that it is not the body: the head has 12 bytes.
        (
            b"HTTP/1.1 401 X\nWWW-Authenticate: x\nContent-Length: 9\n\nHTTP/2 404\n\n",
            false,
            404,
            true,
        ),
        (b"\x1B[1mHTTP/1.1 404 X\x1B[m\n\n", false, 404, true),
        (b"* x\n< HTTP/1.1 404 X\n< \n", true, 404, true),
        (b"HTTP/1.1 302 X\nLocation: /\n\n", true, 302, true),
        (b"HTTP/1.1 302 X\nLocation: /\n", true, 302, false),
        (b"HTTP/1.1 404 X\nA: \x1B[1", true, 404, false),
        (b"< HTTP/1.1 404 X\n< A: ", true, 404, false),
        (b"  HTTP/1.1 404 X\n  A: ", true, 404, false),
        (b"  HTTP/1.1 404 X\n  A: b\n", true, 404, false),
        // Nothing else is looked for.
        (b"HTTP/1.1 204 X\n\n", false, 204, true),
    ] {
        let name = left.escape_ascii();
        for by_line in [false, true] {
            let (mut left, mut ends) = (left, ends);
            let mut interrupted = false;
            let terminal = Reader(|buffer: &mut [u8]| {
                interrupted = !interrupted;
                if interrupted {
                    return Err(io::ErrorKind::Interrupted.into());
                }
                if left.is_empty() {
                    assert!(ends, "waits for more");
                    ends = false;
                    return Ok(0);
                }
                let end = left.iter().position(|byte| !by_line || *byte == b'\n');
                left.read(&mut buffer[..end.map_or(left.len(), |at| at + 1)])
            });
            let typed = transcript::read_typed(BufReader::new(terminal));
            let head = heads_in(typed.unwrap()).last;
            assert_eq!((head.status, head.complete), (status, complete), "{name}");
        }
    }
    let failing = Reader(|_: &mut [u8]| Err(io::Error::other("gone")));
    let failing = BufReader::new(b"HTTP/1.1 200 OK\n".chain(failing));
    let error = heads_of(failing).unwrap_err().to_string();
    assert_eq!(error, "standard input cannot be read: gone");
}

#[test]
fn reads_no_endless_input() {
    const LIMITED: &str = "does not end in the first 1 MiB";
    const NO_HEAD: &str = "expected a status line first";
    // Long lines, as each takes its time in an unoptimized build.
    let remark = ["* ", &"x".repeat(100_000), "\n"].concat();
    let marked = remark.replace("* ", "< ");
    let rows = [
        ("", "\n", NO_HEAD),
        ("", "\0", NO_HEAD),
        ("", "Note: x\n", NO_HEAD),
        ("", &remark, NO_HEAD),
        ("* x\n", "x", NO_HEAD),
        ("< \n", &marked, NO_HEAD),
        ("HTTP/1.1 200 OK\nx: ", "y", LIMITED),
        ("HTTP/1.1 200 OK\n", "x: y\n", LIMITED),
        ("", "HTTP/1.1 100 Continue\n\n", LIMITED),
        ("", "< HTTP/1.1 100 Continue\n< \n", LIMITED),
        ("", "  HTTP/1.1 100 Continue\n", LIMITED),
    ];
    let read = |(begin, part, expected): (&str, &str, &str)| {
        // A megabyte or so at a time, which is faster.
        let part = part.repeat(LIMIT / part.len()).into_bytes();
        let mut left = begin.as_bytes();
        let endless = Reader(|buffer: &mut [u8]| {
            if left.is_empty() {
                left = &part;
            }
            left.read(buffer)
        });
        let error = heads_of(BufReader::new(endless)).unwrap_err();
        assert!(error.to_string().contains(expected), "{begin}: {error}");
    };
    // Each takes a while.
    thread::scope(|scope| {
        for row in rows {
            scope.spawn(move || read(row));
        }
    });
}

/// The limit applies at every byte of a head that begins just before it.
#[test]
fn heads_end_at_the_limit() {
    const LAST: &[u8] = b"HTTP/1.1 200 OK\n\n";
    for room in [0, 1, LAST.len() - 1, LAST.len(), LAST.len() + 1] {
        let mut input = b"HTTP/1.1 100 Continue\nx:".to_vec();
        input.resize(LIMIT - room - 2, b'y');
        input.extend([b"\n\n", LAST].concat());
        match heads_of(&input[..]) {
            Ok(heads) => assert!(room >= LAST.len() && heads.last.complete, "{room}"),
            Err(Error::TooLong) => assert!(room < LAST.len(), "{room}"),
            Err(error) => panic!("{room}: {error}"),
        }
    }
}

/// A header line as the generator makes it, and as it is expected back.
fn header_line() -> impl Strategy<Value = (Vec<u8>, Line)> {
    let part = prop::collection::vec(any::<u8>(), 0..8).prop_map(|mut part| {
        part.retain(|byte| !b" \t\r\n\x1B".contains(byte));
        [&part[..], b"."].concat()
    });
    let parts = prop::collection::vec(part, 0..4);
    let field = ("[!-9;-~]{1,12}[ \t]{0,2}", parts, "[ \t]{0,2}", "\r?\n");
    field.prop_map(|(name, parts, space, end)| {
        let fold = format!("{space}{end}\t{space}");
        let value = [b"", &parts.join(fold.as_bytes())[..], b""].join(space.as_bytes());
        let wire = [format!("{name}:").as_bytes(), &value, end.as_bytes()].concat();
        let (name, value) = (name.into_bytes(), parts.join(&b" "[..]));
        (wire, Line { name, value })
    })
}

/// Up to so many of the pieces, between bars, with any bytes among them.
fn pieces(text: &str, most: usize) -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<_> = text
        .split('|')
        .map(|piece| piece.as_bytes().to_vec())
        .collect();
    let any = prop::collection::vec(any::<u8>(), 0..6);
    let piece = prop_oneof![prop::sample::select(known), any];
    prop::collection::vec(piece, 0..most).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn gives_back_the_lines_and_leaves_the_body(
        earlier in prop::collection::vec(prop::sample::select(vec![
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/2 302 \r\nlocation: /\r\ncontent-length: 3\r\n\r\n",
            "HTTP/1.1 401 Login\nWWW-Authenticate: Digest\nContent-Length: 3\n\n",
            "HTTP/1.0 407 Login\r\nproxy-authenticate: Digest\r\nContent-Length: 0\r\n\r\n",
        ]), 0..4),
        lines in prop::collection::vec(header_line(), 1..8),
        body in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let (wire, expected): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
        let last = [b"HTTP/1.1 404 Not Found\r\n", &wire.concat()[..], b"\r\n"].concat();
        let heads = [earlier.concat().as_bytes(), &last].concat();
        let input = [&heads[..], &body].concat();
        let mut by_byte = BufReader::with_capacity(1, &input[..]);
        let read = heads_of(&mut by_byte).unwrap();
        prop_assert_eq!(*by_byte.get_ref(), &body);
        let followed = earlier.iter().filter(|head| head.starts_with("HTTP/2 302")).count();
        prop_assert_eq!(read.redirects.len(), followed);
        prop_assert!(read.redirects.iter().all(|head| head.curl_goes_on_to() == Some(b"/")));
        prop_assert_eq!(&read.last.status_line, b"HTTP/1.1 404 Not Found");
        prop_assert_eq!(&read.last.lines, &expected);
        prop_assert!(read.last.complete);
        // The same by `curl -v`.
        let heads = earlier.iter().map(|head| head.as_bytes()).chain([&last[..]]);
        let verbose = heads.flat_map(|head| {
            let lines = head.split_inclusive(|byte| *byte == b'\n');
            let lines: Vec<_> = lines.map(|line| [b"< ", line].concat()).collect();
            [b"> GET / HTTP/1.1\n> \n", &lines.concat()[..]].concat()
        });
        let verbose = [&b"* x\n"[..], &verbose.collect::<Vec<_>>(), &body].concat();
        prop_assert_eq!(heads_of(&verbose[..]).unwrap(), read);
    }

    #[test]
    fn never_panics(
        input in pieces("HTTP/1.1 200 OK\r\n|HTTP/2 302 \nlocation: x\n\n|HTTP/1.1 100\r\n\r\n|\
            HTTP/|\r|\n|\r\n\r\n|: | |\t|\n  HTTP/1.1 200 OK\n|\n< HTTP/1.1 200 OK\n< \n|* x\n|\
            \u{1B}[1m|\u{1B}[|\u{feff}", 24),
        size in 1..40_usize,
    ) {
        let whole = read(&input);
        let in_parts = heads_of(BufReader::with_capacity(size, &input[..]));
        prop_assert_eq!(&in_parts.map_err(|error| error.to_string()), &whole);
        if let Ok(Heads { redirects, last }) = whole {
            prop_assert!(last.status == 101 || (200..=999).contains(&last.status));
            prop_assert!(redirects.iter().all(|head| head.complete && head.curl_goes_on_to().is_some()));
        }
    }

    /// The parser is the one that the command has for a server's answer.
    #[test]
    fn judges_what_an_http_parser_reads(wire in responses::response(), is_omit: bool) {
        let mut lines = [httparse::EMPTY_HEADER; 32];
        let mut parsed = httparse::Response::new(&mut lines);
        let mut config = httparse::ParserConfig::default();
        config.allow_obsolete_multiline_headers_in_responses(true);
        prop_assert!(config.parse_response(&mut parsed, &wire).unwrap().is_complete());
        let mut headers = HeaderMap::new();
        for line in parsed.headers.iter() {
            let value = line.value.iter();
            let value: Vec<_> = value.map(|&byte| if b"\r\n".contains(&byte) { b' ' } else { byte }).collect();
            headers.append(
                HeaderName::from_bytes(line.name.as_bytes()).unwrap(),
                HeaderValue::from_bytes(&value).unwrap(),
            );
        }
        let heads = heads_of(&wire[..]).unwrap();
        let head = heads.redirects.first().unwrap_or(&heads.last);
        prop_assert_eq!(Some(head.status), parsed.code);
        let judged = |headers: &HeaderMap| {
            let mode = if is_omit { CredentialsMode::Omit } else { CredentialsMode::Include };
            let request = Request::to_unknown_url(Method::GET).credentials(mode).read("etag");
            let mut flow = Flow::new(&responses::PAGE.parse().unwrap(), &request).unwrap();
            flow.receive(StatusCode::from_u16(head.status).unwrap(), headers);
            let report = flow.into_report();
            let codes: Vec<_> = report.findings().iter().map(cors_flow::Finding::code).collect();
            (report.allowed(), codes)
        };
        prop_assert_eq!(judged(head.headers()), judged(&headers));
    }
}
