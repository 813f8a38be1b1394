//! Forms on the wire: what a parser of HTTP makes of bytes before any check.

use cors_flow::{CredentialsMode::SameOrigin, Origin};

use super::{Case, Engine, ALLOW_CREDENTIALS, ALLOW_ORIGIN};

const ENGINES: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::WebKit];
const PASSES_OVER: &str = "The playground's client skips a line with a control byte.";
const DOES_NOT_READ: &str =
    "The playground's client does not read a response with a NUL or a bare CR.";

pub fn list(page: &Origin, cases: &mut Vec<Case>) {
    let case = |id: &str, rule: &str| Case::new(page, "Forms on the wire", id, rule);
    let right = format!("{ALLOW_ORIGIN}: {page}\r\n{ALLOW_CREDENTIALS}: true\r\n");
    for (id, line) in [
        (
            "folded-before",
            "Access-Control-Allow-Credentials:\r\n true",
        ),
        (
            "folded-after",
            "Access-Control-Allow-Credentials: true\r\n ",
        ),
    ] {
        cases.push(
            case(
                id,
                "A line fold is read as spaces, which here are around the value.",
            )
            .own_origin_line()
            .raw(line),
        );
    }
    cases.push(
        case(
            "folded-inside",
            "A line fold is read as spaces, which here are inside the value.",
        )
        .own_origin_line()
        .raw("Access-Control-Allow-Credentials: tr\r\n ue"),
    );
    for (id, value) in [
        ("control-after", &b"true\x01"[..]),
        ("vertical-tab-after", b"true\x0B"),
        ("form-feed-before", b"\x0Ctrue"),
        ("delete-after", b"true\x7F"),
    ] {
        cases.push(
            case(id, "Only tab, LF, CR and space are HTTP whitespace.")
                .own_origin_line()
                .credentials_line(value)
                .client(PASSES_OVER, &[]),
        );
    }
    let invalid = "A NUL or a bare CR is invalid, or is read as a space (RFC 9110, 5.5).";
    for (id, line, differs) in [
        (
            "nul-after",
            &b"Access-Control-Allow-Credentials: true\0"[..],
            &[][..],
        ),
        (
            "cr-inside",
            b"Access-Control-Allow-Credentials: tr\rue",
            &[],
        ),
        (
            "cr-after",
            b"Access-Control-Allow-Credentials: true\r",
            &[Engine::Chromium, Engine::WebKit],
        ),
        (
            "cr-then-line",
            b"Access-Control-Allow-Credentials: true\rX-Other: 1",
            &[Engine::Chromium],
        ),
        (
            "line-then-cr",
            b"X-Other: 1\rAccess-Control-Allow-Credentials: true",
            &[Engine::Chromium],
        ),
    ] {
        let case = case(id, invalid).own_origin_line().raw(line);
        cases.push(case.client(DOES_NOT_READ, differs));
    }
    for (id, line, rule, note, differs) in [
        (
            "cr-elsewhere",
            &b"X-Other: a\rb"[..],
            invalid,
            DOES_NOT_READ,
            &ENGINES[..],
        ),
        (
            "nul-elsewhere",
            b"X-Other: a\0b",
            invalid,
            DOES_NOT_READ,
            &[],
        ),
        (
            "control-elsewhere",
            b"X-Other: a\x01b",
            "Other headers do not matter.",
            PASSES_OVER,
            &[],
        ),
    ] {
        let case = case(id, rule).own_origin_line().credentials_line("true");
        cases.push(case.raw(line).client(note, differs));
    }
    cases.push(
        case(
            "fold-hides",
            "A folded line belongs to the header before it.",
        )
        .own_origin_line()
        .raw("X-Other: 1\r\n Access-Control-Allow-Credentials: true"),
    );
    cases.push(
        case(
            "origin-control-line-beside",
            "Lines are joined with `, ` before they are compared.",
        )
        .own_origin_line()
        .origin_line("\x01")
        .credentials_line("true")
        .client(PASSES_OVER, &ENGINES),
    );
    cases.push(
        case(
            "control-line-beside",
            "Lines are joined with `, ` before they are compared.",
        )
        .own_origin_line()
        .credentials_line("true")
        .credentials_line("\x01")
        .client(PASSES_OVER, &ENGINES),
    );
    cases.push(
        case(
            "control-unseen",
            "Outside `include`, Allow-Credentials is ignored.",
        )
        .mode(SameOrigin)
        .own_origin_line()
        .credentials_line("true\x01")
        .client(PASSES_OVER, &[]),
    );
    cases.push(
        case("no-colon", "A line without a colon is not a header.")
            .own_origin_line()
            .raw("Access-Control-Allow-Credentials true"),
    );
    cases.push(
        case("equals-sign", "A line without a colon is not a header.")
            .own_origin_line()
            .raw("Access-Control-Allow-Credentials=true"),
    );
    cases.push(
        case("line-feeds", "A bare LF ends a line as CRLF does.")
            .raw(format!("{ALLOW_ORIGIN}: {page}\n{ALLOW_CREDENTIALS}: true")),
    );
    let mut others = case("many-other-lines", "Other headers do not matter.");
    for number in 1..=60 {
        others = others.line("X-Other", number.to_string());
    }
    cases.push(others.own_origin_line().credentials_line("true"));
    for status in [201, 404, 500] {
        cases.push(
            case(
                &format!("status-{status}"),
                "The response's status does not matter.",
            )
            .own_origin_line()
            .credentials_line("true")
            .status(status),
        );
    }
    cases.push(
        case(
            "status-404-absent",
            "The response's status does not matter.",
        )
        .own_origin_line()
        .status(404),
    );
    cases.push(
        case("http-1-0", "The version of HTTP does not matter.").message(format!(
            "HTTP/1.0 200 OK\r\n{right}Content-Length: 2\r\n\r\nok"
        )),
    );
    cases.push(
        case("no-reason", "The reason phrase does not matter.").message(format!(
            "HTTP/1.1 200 \r\n{right}Content-Length: 2\r\n\r\nok"
        )),
    );
    cases.push(
        case("early-hints", "Only the final response's headers count.").message(format!(
            "HTTP/1.1 103 Early Hints\r\n{right}\r\n\
             HTTP/1.1 200 OK\r\n{ALLOW_ORIGIN}: {page}\r\nContent-Length: 2\r\n\r\nok"
        )),
    );
    cases.push(
        case("continue", "Only the final response's headers count.").message(format!(
            "HTTP/1.1 100 Continue\r\n{ALLOW_CREDENTIALS}: false\r\n\r\n\
             HTTP/1.1 200 OK\r\n{right}Content-Length: 2\r\n\r\nok"
        )),
    );
    cases.push(
        case("trailer", "A trailer is not among the headers.").message(format!(
            "HTTP/1.1 200 OK\r\n{ALLOW_ORIGIN}: {page}\r\nTrailer: {ALLOW_CREDENTIALS}\r\n\
             Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n{ALLOW_CREDENTIALS}: true\r\n\r\n"
        )),
    );
    cases.push(
        case("in-the-body", "The body is not among the headers.").message(format!(
            "HTTP/1.1 200 OK\r\n{ALLOW_ORIGIN}: {page}\r\nContent-Length: 42\r\n\r\n\
             {ALLOW_CREDENTIALS}: true\r\n\r\n"
        )),
    );
}
