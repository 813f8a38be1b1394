//! What an answer says for itself: the function, and that the command shows it.

#[allow(dead_code)]
#[path = "../../src/excerpt.rs"]
mod read;

use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderValue, StatusCode};

use crate::program::{PAGE, ask};
use crate::server::{Server, raw};

/// A status, a type, a body, and the line. All but the last two say why there is no answer.
const BODIES: [(u16, &str, &str, &str); 23] = [
    (
        403,
        "text/plain;charset=UTF-8",
        "Invalid CORS request\nx",
        "Invalid CORS request",
    ),
    (
        403,
        "",
        "\n  Invalid\tCORS  request",
        "Invalid CORS request",
    ),
    (
        404,
        "application/json",
        "{\n  \"message\":\"no Route\"\n}",
        "{ \"message\":\"no Route\" }",
    ),
    (401, "application/problem+json", "{}", "{}"),
    (
        400,
        "text/html",
        "<title>400 No required\n SSL certificate</title><p>x",
        "400 No required SSL certificate",
    ),
    // A title that says no more than the status does.
    (
        404,
        "text/html",
        "<title>Error</title><body><pre>Cannot OPTIONS /x</pre>",
        "Cannot OPTIONS /x",
    ),
    (
        403,
        "text/html",
        "<TITLE>403 Forbidden</TITLE><h1>x",
        "403 Forbidden x",
    ),
    (
        403,
        "text/html",
        "<title>403 Forbidden</title><body><br></body>",
        "403 Forbidden",
    ),
    (
        403,
        "text/html",
        "<TITLE>ERROR: The request could not be satisfied</TITLE><BODY><H1>403 ERROR</H1>This distribution is not",
        "403 ERROR This distribution is not",
    ),
    (429, "text/html", "error code: 1015", "error code: 1015"),
    (
        500,
        "",
        "<html><script>let x = 1 < 2;</script><!-- <b> -->a&nbsp;&amp;lt;<style>b{}</style>",
        "a &lt;",
    ),
    (
        403,
        "application/xml",
        "<?xml version=\"1.0\"?><Error><Code>No</Code><m><![CDATA[why]]></m>",
        "No why",
    ),
    (403, "text/html", "<title>cut", "cut"),
    (403, "text/html", "<", ""),
    (403, "text/plain", "   ", ""),
    (403, "text/plain", "a\u{1B}[31mb", ""),
    (403, "image/png", "PNG", ""),
    (403, "application/octet-stream", "x", ""),
    (403, "\u{e9}", "x", ""),
    (403, "text/plain", "\u{e4}\u{1f600}", "\u{e4}\u{1f600}"),
    (403, "text/plain", "\u{feff}x", "x"),
    // What is only refused.
    (200, "application/json", "{\"access_token\":\"x\"}", ""),
    (200, "text/html", "<title>Sign in</title>", "Sign in"),
];

#[test]
fn reads_a_line_of_a_text() {
    for (status, content_type, body, expected) in BODIES {
        let mut headers = HeaderMap::new();
        if !content_type.is_empty() {
            let value = HeaderValue::from_bytes(content_type.as_bytes()).unwrap();
            headers.insert("content-type", value);
        }
        let status = StatusCode::from_u16(status).unwrap();
        let line = read::excerpt(status, &headers, body.as_bytes(), status != StatusCode::OK);
        assert_eq!(line.unwrap_or_default(), expected, "{body}");
        // It is not a text then.
        headers.insert("content-encoding", HeaderValue::from_static("br"));
        assert_eq!(read::excerpt(status, &headers, body.as_bytes(), true), None);
    }
    let long = format!("{}\u{e9}", "word ".repeat(100));
    let line = read::excerpt(
        StatusCode::FORBIDDEN,
        &HeaderMap::new(),
        long.as_bytes(),
        true,
    )
    .unwrap();
    assert_eq!(line, format!("{}..", "word ".repeat(29) + "word "));
}

#[test]
fn shows_what_an_error_says_and_reads_no_more_of_it() {
    let text = |status, body: &str| {
        format!(
            "HTTP/1.1 {status} x\r\nContent-Type: text/plain\r\nContent-Length: 9999999\r\n\r\n{body}"
        )
    };
    let begin = Instant::now();
    for (answer, args, expected) in [
        // What is not sent is not waited for, and what is not needed is not read.
        (
            text(403, "no\u{1F600}\r\nx"),
            "-X PUT",
            "< (body) no\\xf0\\x9f\\x98\\x80\n",
        ),
        (text(500, &"x".repeat(1 << 22)), "", "< (body) xxxxx"),
        (text(403, "\0no"), "", ""),
    ] {
        let (status, stdout, stderr) = ask(args, &format!("http://{}/", raw(answer, false)));
        assert_eq!((status, stderr.as_str()), (1, ""));
        assert_eq!(stdout.contains("(body)"), !expected.is_empty(), "{stdout}");
        assert!(stdout.contains(expected), "{stdout}");
    }
    assert!(begin.elapsed() < Duration::from_secs(15));
    // What the page may read is not shown.
    let server = Server::new(|_| {
        let right = [
            ("access-control-allow-origin", PAGE),
            ("access-control-allow-credentials", "true"),
            ("x-body", "secret"),
        ];
        (
            200,
            right.map(|(name, value)| (name, value.to_owned())).to_vec(),
        )
    });
    let (status, stdout, _) = ask("", &server.url("/"));
    assert!(status == 0 && !stdout.contains("secret"), "{stdout}");
}
