//! The playground takes what strangers send: a try is the headers that decide and no more, it is
//! judged as the crate judges it, and no request can stop the playground.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use cors_flow::Error;
use reqwest::header::{CONTENT_TYPE, HOST, USER_AGENT};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{json, Value};
use testkit::request;

use crate::program::{Arrived, Origins, Playground};
use crate::typed;

fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

async fn start() -> Playground {
    tokio::task::spawn_blocking(Playground::start)
        .await
        .unwrap()
}

/// What the playground answers to this, typed into its form.
async fn try_typed(page: &str, typed: &Value) -> (StatusCode, Value) {
    let request = client().post(format!("{page}/try")).body(typed.to_string());
    answer(request.header(CONTENT_TYPE, "application/json")).await
}

const ORIGIN: &str = "Access-Control-Allow-Origin: {origin}";
const CREDENTIALS: &str = "Access-Control-Allow-Credentials: true";
const METHODS: &str = "Access-Control-Allow-Methods: PUT";
const HEADERS: &str = "Access-Control-Allow-Headers: X-B";

/// A try that is allowed, with these fields in place of its own.
fn with(fields: Value) -> Value {
    let mut typed = json!({
        "lines": [ORIGIN, CREDENTIALS],
        "credentials": "include",
        "method": "PUT",
        "headers": ["X-B: 1"],
        "preflight": { "status": 204, "lines": [ORIGIN, CREDENTIALS, METHODS, HEADERS] },
        "read": null,
    });
    let Value::Object(fields) = fields else {
        panic!("an object of fields");
    };
    typed.as_object_mut().unwrap().extend(fields);
    typed
}

/// A connection to where a try is, and what comes back on it.
struct Wire {
    stream: TcpStream,
    host: String,
    path: String,
}

impl Wire {
    fn of(answer: &Value) -> Self {
        let url = answer["url"].as_str().unwrap();
        let (host, path) = url.trim_start_matches("http://").split_once('/').unwrap();
        Self {
            stream: TcpStream::connect(host).unwrap(),
            host: host.to_owned(),
            path: format!("/{path}?way=fetch"),
        }
    }

    /// The answer to a request, with its body.
    fn send(&mut self, method: &str, headers: &str) -> String {
        let Self { stream, host, path } = self;
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut received = String::new();
        loop {
            let mut part = [0; 1024];
            let length = stream.read(&mut part).unwrap();
            assert_ne!(length, 0, "it ended: {received}");
            received += std::str::from_utf8(&part[..length]).unwrap();
            let lower = received.to_lowercase();
            let Some((head, body)) = lower.split_once("\r\n\r\n") else {
                continue;
            };
            // For a 204, hyper sends the length of the body that it leaves out.
            let has_body = method != "HEAD" && !head.starts_with("http/1.1 204");
            if !has_body || body.len() == 2 {
                return received;
            }
        }
    }
}

/// The lines are sent as they are typed, and as the one response that they are part of.
#[tokio::test]
async fn typed_lines_are_sent() {
    let playground = start().await;
    let page = &playground.page;
    // As from a form without a preflight.
    let lines = [ORIGIN, "access-control-allow-credentials:  true "];
    let typed = json!({ "lines": lines, "credentials": "include" });
    let (status, answer) = try_typed(page, &typed).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["crate"]["allowed"], true);
    assert_eq!(answer["requests"]["preflight"], Value::Null);

    let received = Wire::of(&answer).send("GET", "");
    let lines = format!(
        "\r\nAccess-Control-Allow-Origin: {page}\r\naccess-control-allow-credentials:  true \r\n"
    );
    assert!(received.contains(&lines), "{received}");
}

/// A preflight gets its answer, an actual OPTIONS the other one, and the server tells what arrived.
#[tokio::test]
async fn a_typed_preflight_is_answered() {
    let playground = start().await;
    let page = &playground.page;
    // Once with lines that an HTTP library writes, and once with lines that none would.
    for odd in [
        "Access-Control-Allow-Methods",
        "access-control-allow-methods",
    ] {
        let methods = format!("{odd}: PUT, OPTIONS");
        let lines = [ORIGIN, CREDENTIALS, &methods, HEADERS];
        let preflight = json!({ "status": 204, "lines": lines });
        let (status, answer) = try_typed(page, &with(json!({ "preflight": preflight }))).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(answer["crate"]["allowed"], true, "{answer}");
        assert_eq!(answer["crate"]["preflight"], true);
        let preflight = [
            "OPTIONS".to_owned(),
            format!("Origin: {page}"),
            "Access-Control-Request-Method: PUT".to_owned(),
            "Access-Control-Request-Headers: x-b".to_owned(),
        ];
        assert_eq!(answer["requests"]["preflight"], json!(preflight));
        let actual = [
            "PUT".to_owned(),
            "X-B: 1".to_owned(),
            format!("Origin: {page}"),
        ];
        assert_eq!(answer["requests"]["actual"], json!(actual));

        let arrived = format!("{page}/arrived/{}", answer["id"].as_str().unwrap());
        let arrived = || async { self::answer(client().get(&arrived)).await.1 };
        let of_browser = |preflight, request| json!({ "preflight": preflight, "request": request });
        assert_eq!(arrived().await, of_browser(Value::Null, Value::Null));
        let mut wire = Wire::of(&answer);
        let received = wire.send("OPTIONS", "Access-Control-Request-Method: PUT\r\n");
        assert!(received.starts_with("HTTP/1.1 204 "), "{received}");
        assert!(
            received.contains(&format!("\r\n{methods}\r\n")),
            "{received}"
        );
        assert_eq!(arrived().await, of_browser("absent".into(), Value::Null));
        // On the same connection: nothing is left over from before.
        for method in ["PUT", "HEAD", "OPTIONS"] {
            let received = wire.send(method, "User-Agent: another\r\n");
            assert!(
                received.starts_with("HTTP/1.1 200 "),
                "{method}: {received}"
            );
            assert!(!received.contains(&methods), "{method}: {received}");
            assert_eq!(received.ends_with("ok"), method != "HEAD", "{received}");
        }
        assert_eq!(
            arrived().await,
            of_browser("absent".into(), "absent".into())
        );
    }
}

/// A browser sends a preflight for the reasons that the page gives.
#[tokio::test]
async fn a_preflight_is_sent_if_it_is_needed() {
    let playground = start().await;
    for (method, headers, names) in [
        ("GET", json!([]), None),
        (
            "post",
            json!(["Accept: a", "accept-language: b", "Content-Language: c"]),
            None,
        ),
        (
            "HEAD",
            json!(["Content-Type: Text/Plain;charset=utf-8"]),
            None,
        ),
        (
            "GET",
            json!(["Content-Type: application/json"]),
            Some("content-type"),
        ),
        (
            "GET",
            json!(["X-B: 1", "Accept: a", "A: 2", "x-b: 3"]),
            Some("a,x-b"),
        ),
        ("patch", json!(["Accept: a"]), Some("")),
        ("OPTIONS", json!([]), Some("")),
    ] {
        let fields = json!({ "method": method, "headers": headers });
        let (_, answer) = try_typed(&playground.page, &with(fields)).await;
        let preflight = answer["requests"]["preflight"].as_array();
        let asked = preflight.map(|lines| {
            let mut lines = lines.iter().filter_map(Value::as_str);
            lines.find_map(|line| line.strip_prefix("Access-Control-Request-Headers: "))
        });
        assert_eq!(asked.map(Option::unwrap_or_default), names, "{method}");
    }
}

/// The same answer as from the crate without a server, and as from the literal model.
#[tokio::test]
async fn a_typed_preflight_is_judged_as_by_the_crate_and_the_model() {
    let playground = start().await;
    let page = &playground.page;
    for typed in typed::all() {
        let mut fields = typed.fields();
        // The form sends the two together.
        let lines = fields["preflight"].take();
        fields["preflight"] = json!({ "status": typed.status, "lines": lines });
        fields.as_object_mut().unwrap().remove("status");
        let (status, answer) = try_typed(page, &fields).await;
        assert_eq!(status, StatusCode::OK, "{answer}");

        let model = typed.model(page);
        let outcome = model.ours();
        assert_eq!(outcome, model.expected(), "{model}");
        let said = &answer["crate"];
        let code = outcome.err().map(|error| Error::Preflight(error).code());
        assert_eq!(said["code"], json!(code), "{model}");
        assert_eq!(said["preflight"], outcome.is_ok(), "{model}");
        let request = request::preflight(page, typed.method, typed.names);
        let header = outcome.err().and_then(|error| error.header_name(&request));
        assert_eq!(said["header"], json!(header), "{model}");
    }
}

/// Firefox ignores an empty line next to `true`. Whether that matters depends on the preflight, if
/// there is one: a request with safe headers only has none, whatever is typed for it.
#[tokio::test]
async fn a_known_difference_is_listed_for_a_try() {
    let playground = start().await;
    let lines = [ORIGIN, CREDENTIALS, "Access-Control-Allow-Credentials: "];
    let with_methods = |methods| json!({ "status": 204, "lines": [ORIGIN, CREDENTIALS, methods] });
    let empty = json!({ "status": 204, "lines": [] });
    for (method, header, preflight, is_listed) in [
        ("GET", "Accept: a", empty.clone(), true),
        ("PUT", "Accept: a", with_methods(METHODS), true),
        (
            "PUT",
            "Accept: a",
            with_methods("Access-Control-Allow-Methods: a"),
            false,
        ),
        ("PUT", "X-B: 1", with_methods(METHODS), false),
        ("PUT", "Accept: a", empty, false),
    ] {
        let fields = json!({
            "lines": lines, "credentials": "include", "method": method,
            "headers": [header], "preflight": preflight,
        });
        let (_, answer) = try_typed(&playground.page, &fields).await;
        let differs = answer["differs"].as_array().unwrap();
        let engines: Vec<_> = differs
            .iter()
            .map(|it| it["engine"].as_str().unwrap())
            .collect();
        let expected = if is_listed { &["firefox"][..] } else { &[] };
        assert_eq!(engines, expected, "{answer}");
    }
}

#[tokio::test]
async fn a_header_is_read_if_it_is_exposed() {
    let playground = start().await;
    for (expose, read, code) in [
        ("Access-Control-Expose-Headers: x-id", "X-Id", None),
        (
            "Access-Control-Expose-Headers: a",
            "X-Id",
            Some("NotExposed"),
        ),
        (
            "Access-Control-Expose-Headers: *",
            "X-Id",
            Some("WildcardExposeHeaders"),
        ),
        (
            "Access-Control-Expose-Headers: *",
            "Set-Cookie",
            Some("Forbidden"),
        ),
        ("Access-Control-Expose-Headers: *", "content-length", None),
    ] {
        let id = if read == "X-Id" {
            &["X-Id: 7"][..]
        } else {
            &[]
        };
        let lines = [&[ORIGIN, CREDENTIALS, expose], id].concat();
        let fields = json!({ "lines": lines, "read": read });
        let (status, answer) = try_typed(&playground.page, &with(fields)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["read"], read);
        assert_eq!(answer["crate"]["code"], json!(code), "{expose}");
        assert_eq!(answer["crate"]["allowed"], code.is_none(), "{expose}");
    }
}

/// A refusal names the field and says what to type instead, but repeats nothing that was typed.
#[tokio::test]
async fn headers_that_do_not_decide_are_refused() {
    let playground = start().await;
    let page = &playground.page;
    let long = format!("Access-Control-Allow-Origin: {}", "a".repeat(1024));
    let grows = format!("Access-Control-Allow-Origin: {}", "{origin}".repeat(60));
    let many = vec![CREDENTIALS; 17];
    let line = |line: &str| json!({ "lines": [line] });
    let preflight =
        |status: i64, line: &str| json!({ "preflight": { "status": status, "lines": [line] } });
    let header = |line: &str| json!({ "headers": [line] });
    let reads = |name: &str, line: &str| json!({ "read": name, "lines": [line] });
    let long_header = format!("X-Evil: {}", "a".repeat(1024));
    let long_name = "X".repeat(65);
    for (fields, field, error) in [
        (
            line("Location: http://evil.invalid/"),
            "lines",
            "line 1 has another name",
        ),
        (
            line("Set-Cookie: evil=b"),
            "lines",
            "line 1 has another name",
        ),
        (line("X-Evil: 1"), "lines", "line 1 has another name"),
        (
            line("Access-Control-Max-Age: 600"),
            "lines",
            "line 1 has another name",
        ),
        (
            line("Access-Control-Allow-Credentials : true"),
            "lines",
            "line 1 has another name",
        ),
        (
            json!({ "lines": [CREDENTIALS, "Access-Control-Allow-Credentials"] }),
            "lines",
            "line 2 has no colon",
        ),
        (
            line("Access-Control-Allow-Origin: a\r\nSet-Cookie: evil"),
            "lines",
            "line 1 has a control",
        ),
        (
            line("Access-Control-Allow-Origin: a\nevil"),
            "lines",
            "line 1 has a control",
        ),
        (
            line("Access-Control-Allow-Methods: a\0evil"),
            "lines",
            "line 1 has a control",
        ),
        (line(&long), "lines", "line 1 is too long"),
        (line(&grows), "lines", "line 1 is too long"),
        (json!({ "lines": many }), "lines", "too many lines"),
        (
            preflight(204, "Location: /evil"),
            "preflight",
            "line 1 of the preflight's answer has another name",
        ),
        (
            // The page reads headers of the response, not of the preflight's.
            json!({
                "read": "X-Id",
                "lines": ["X-Id: 1"],
                "preflight": { "status": 204, "lines": ["X-Id: 1"] },
            }),
            "preflight",
            "line 1 of the preflight's answer has another name",
        ),
        (
            preflight(204, "Access-Control-Allow-Methods: a\rb"),
            "preflight",
            "line 1 of the preflight's answer has a control",
        ),
        (
            preflight(204, &long),
            "preflight",
            "line 1 of the preflight's answer is too long",
        ),
        (
            json!({ "preflight": { "status": 204, "lines": many } }),
            "preflight",
            "too many lines of the preflight's answer",
        ),
        (preflight(101, METHODS), "status", "the preflight's status"),
        (preflight(199, METHODS), "status", "the preflight's status"),
        (preflight(600, METHODS), "status", "the preflight's status"),
        (preflight(-1, METHODS), "status", "the preflight's status"),
        (
            preflight(65_736, METHODS),
            "status",
            "the preflight's status",
        ),
        (
            json!({ "method": "" }),
            "method",
            "the method is not one word",
        ),
        (
            json!({ "method": "evil method" }),
            "method",
            "the method is not one word",
        ),
        (
            json!({ "method": "GET\r\n" }),
            "method",
            "the method is not one word",
        ),
        (
            json!({ "method": long_name }),
            "method",
            "the method is not one word",
        ),
        (
            json!({ "method": "Connect" }),
            "method",
            "no page can send CONNECT",
        ),
        (
            json!({ "method": "trace" }),
            "method",
            "no page can send CONNECT",
        ),
        (
            json!({ "method": "TRACK" }),
            "method",
            "no page can send CONNECT",
        ),
        (header("X-Evil"), "headers", "request header 1 has no colon"),
        (header(": evil"), "headers", "request header 1 has no name"),
        (
            header("X-Evil : a"),
            "headers",
            "request header 1 has no name",
        ),
        (
            header(&format!("{long_name}: a")),
            "headers",
            "request header 1 has no name",
        ),
        (
            header("X-Evil: a\r\nb"),
            "headers",
            "request header 1 has a character",
        ),
        (
            header("X-Evil: \u{e9}"),
            "headers",
            "request header 1 has a character",
        ),
        (
            header(&long_header),
            "headers",
            "request header 1 is too long",
        ),
        (
            json!({ "headers": ["X-B: 1", "Cookie: evil=1"] }),
            "headers",
            "request header 2 is one that no page may set",
        ),
        (
            header("Origin: a"),
            "headers",
            "request header 1 is one that no page may set",
        ),
        (
            header("hOST: a"),
            "headers",
            "request header 1 is one that no page may set",
        ),
        (
            header("Access-Control-Request-Method: evil"),
            "headers",
            "request header 1 is one that no page may set",
        ),
        (
            header("Sec-Evil: a"),
            "headers",
            "request header 1 is one that no page may set",
        ),
        (
            header("proxy-evil: a"),
            "headers",
            "request header 1 is one that no page may set",
        ),
        (
            header("X-HTTP-Method-Override: evil, trace"),
            "headers",
            "request header 1 is one that no page may set",
        ),
        (
            json!({ "headers": vec!["X-Evil: 1"; 17] }),
            "headers",
            "too many request headers",
        ),
        (
            reads("X Evil", METHODS),
            "read",
            "the header to read is not one name",
        ),
        (
            reads(&long_name, METHODS),
            "read",
            "the header to read is not one name",
        ),
        (
            reads("X-Evil", METHODS),
            "read",
            "the header to read is not in the response",
        ),
        (
            reads("Location", METHODS),
            "read",
            "browsers act on the header to read",
        ),
        (
            reads("Location", "Location: /evil"),
            "lines",
            "line 1 has a header that browsers",
        ),
        (
            reads("Set-Cookie", "Set-Cookie: evil"),
            "lines",
            "line 1 has a header that browsers",
        ),
        (
            reads("content-length", "Content-Length: 9"),
            "lines",
            "line 1 has a header that browsers",
        ),
        (
            reads("Transfer-Encoding", "Transfer-Encoding: evil"),
            "lines",
            "line 1 has a header that browsers",
        ),
        (
            reads("Access-Control-Max-Age", "Access-Control-Max-Age: 600"),
            "lines",
            "line 1 has a header that browsers",
        ),
        (
            reads("X-Id", "X-Id: a\nevil"),
            "lines",
            "line 1 has a control",
        ),
        (
            json!({ "credentials": "evil" }),
            "credentials",
            "unknown credentials mode",
        ),
    ] {
        let (status, answer) = try_typed(page, &with(fields.clone())).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
        let said = answer["error"].as_str().unwrap();
        assert!(said.starts_with(error), "{fields}: {said}");
        assert_eq!(answer["field"], field, "{fields}");
        assert!(!said.to_lowercase().contains("evil"), "{said}");
    }
    let most = json!({
        "lines": vec![CREDENTIALS; 16],
        "headers": vec!["X-B: 1"; 16],
        "preflight": { "status": 599, "lines": vec![CREDENTIALS; 16] },
    });
    let (status, _) = try_typed(page, &with(most)).await;
    assert_eq!(status, StatusCode::OK);
}

/// Each case comes with what the engines were recorded to answer, and the engines with their
/// versions.
#[tokio::test]
async fn cases_include_the_recorded_answers() {
    let playground = start().await;
    let recorded: Value = serde_json::from_str(include_str!("../data/engines.json")).unwrap();
    let page = &playground.page;
    let (_, listed) = answer(client().get(format!("{page}/cases?count=3"))).await;
    assert_eq!(listed["engines"], recorded["engines"]);
    let cases = listed["cases"].as_array().unwrap();
    let rows = recorded["cases"].as_array().unwrap();
    assert_eq!(cases.len(), rows.len() + 3);
    for case in cases {
        let row = rows.iter().find(|row| row["id"] == case["id"]);
        let answers = row.map_or(&Value::Null, |row| &row["answers"]);
        assert_eq!(&case["recorded"], answers, "{}", case["id"]);
        assert_eq!(answers.is_null(), case["generated"] == true);
    }
}

/// Each login is answered by its line, beside which there is what the crate says of each browser. Of the
/// cookies that come, only the names are told, and only of those that a login sets.
#[tokio::test]
async fn a_login_is_answered_by_its_line() {
    let playground = start().await;
    let page = &playground.page;
    let (_, listed) = answer(client().get(format!("{page}/cases"))).await;
    let login = &listed["login"];
    let get = |url: &Value| client().get(url.as_str().unwrap()).header("origin", page);
    let lines = |response: &reqwest::Response| {
        assert_eq!(response.headers()["access-control-allow-origin"], **page);
        assert_eq!(
            response.headers()["access-control-allow-credentials"],
            "true"
        );
        let lines = response.headers().get_all("set-cookie").iter();
        let lines = lines.map(|line| format!("Set-Cookie: {}", line.to_str().unwrap()));
        lines.collect::<Vec<_>>()
    };
    let mut said = Vec::new();
    let mut forgotten = Vec::new();
    for login in login["logins"].as_array().unwrap() {
        let line = login["line"].as_str().unwrap();
        let url = login["url"].as_str().unwrap();
        assert!(url.starts_with("http://localhost:"), "{url}");
        assert!(line.starts_with(&format!("Set-Cookie: {}=", login["name"].as_str().unwrap())));
        let response = get(&login["url"]).send().await.unwrap();
        assert_eq!(lines(&response), [line]);
        forgotten.push(format!("{line}; Max-Age=0"));
        let comes = ["chrome", "firefox", "safari", "blocking"].map(|browser| {
            let said = &login["crate"][browser];
            let is_well = ["Kept and sent", "Deleted"].contains(&said["word"].as_str().unwrap());
            assert_eq!(said["reason"].is_null(), is_well, "{said}");
            said["comes"].as_str().unwrap()
        });
        said.push(format!(
            "{}: {}",
            login["id"].as_str().unwrap(),
            comes.join(" ")
        ));
    }
    let expected = [
        "plain: gone sent gone gone",
        "lax: gone gone gone gone",
        "none: gone gone gone gone",
        "none-secure: sent sent gone gone",
        "partitioned: sent sent gone sent",
        "domain: gone gone gone gone",
        "path: kept kept gone gone",
        "host: sent sent gone gone",
        "logout: gone gone gone gone",
    ];
    assert_eq!(said, expected);
    let forget = get(&login["forget"]).send().await.unwrap();
    assert_eq!(lines(&forget), forgotten);
    for url in [&login["next"], &login["elsewhere"]] {
        let cookies = "sid=1; playground-plain=secret;playground-lax; playground-laxer=2; __Host-playground=3";
        let (_, names) = answer(get(url).header("cookie", cookies)).await;
        let own = ["playground-plain", "playground-lax", "__Host-playground"];
        assert_eq!(names, json!(own));
        assert_eq!(answer(get(url)).await.1, json!([]));
    }
    let unknown = Value::from(login["next"].as_str().unwrap().replace("names", "unknown"));
    assert_eq!(answer(get(&unknown)).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_invalid_try_is_refused_with_a_reason() {
    let playground = start().await;
    let url = format!("{}/try", playground.page);
    let json = "application/json";
    let large = format!("{{\"lines\": [\"{}\"]}}", "a".repeat(100_000));
    for (body, content_type, status) in [
        ("not JSON", json, StatusCode::BAD_REQUEST),
        ("{\"lines\": 1}", json, StatusCode::UNPROCESSABLE_ENTITY),
        (
            "{\"lines\": [], \"credentials\": \"Include\"}",
            json,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "{\"lines\": [], \"credentials\": \"omit\", \"header\": []}",
            json,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "{\"lines\": [], \"credentials\": \"omit\", \"preflight\": {\"status\": \"204\", \"lines\": []}}",
            json,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("{}", "text/plain", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (&large, json, StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let request = client()
            .post(&url)
            .header(CONTENT_TYPE, content_type)
            .body(body.to_owned());
        let (seen, answer) = answer(request).await;
        assert_eq!(seen, status, "{body:.40}");
        assert!(answer["error"].is_string(), "{body:.40}");
    }
}

/// A page under another name would have another origin. And a stranger's page could reach this one
/// by a name that it points here.
#[tokio::test]
async fn other_hosts_and_too_many_cases_are_refused() {
    let playground = start().await;
    let page = &playground.page;
    let elsewhere = client()
        .get(format!("{page}/"))
        .header(HOST, "other.invalid");
    assert_eq!(answer(elsewhere).await.0, StatusCode::MISDIRECTED_REQUEST);
    for query in ["?count=10001", "?count=many", "?seed=-1"] {
        let (status, answer) = answer(client().get(format!("{page}/cases{query}"))).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
        assert!(answer["error"].is_string(), "{query}");
    }
}

/// A link may lead to the page, and the page may ask for the rest. Whatever a foreign page asks for
/// by itself is refused: as an image, in a frame, by a script or by a form.
#[tokio::test]
async fn what_the_page_does_not_ask_is_refused() {
    let playground = start().await;
    let page = &playground.page;
    let (site, destination) = ("sec-fetch-site", "sec-fetch-dest");
    let foreign = "http://foreign.invalid";
    for (method, path) in [
        (Method::GET, "/"),
        (Method::GET, "/cases?count=10000"),
        (Method::POST, "/report"),
        (Method::POST, "/try"),
        (Method::GET, "/arrived/try-1"),
        (Method::GET, "/cookie/seen"),
        (Method::GET, "/none"),
    ] {
        let url = format!("{page}{path}");
        let asked = |headers: &[(&str, &str)]| {
            let request = client().request(method.clone(), &url);
            let headers = headers.iter();
            answer(headers.fold(request, |request, (name, value)| {
                request.header(*name, *value)
            }))
        };
        for headers in [
            &[(site, "cross-site")][..],
            &[(site, "same-site")],
            &[(site, "cross-site"), (destination, "image")],
            &[(site, "cross-site"), (destination, "iframe")],
            &[(site, "same-origin"), (site, "cross-site")],
            &[
                (site, "cross-site"),
                (destination, "document"),
                ("origin", foreign),
            ],
            // A browser that says no more.
            &[("origin", foreign)],
            &[("origin", "null")],
            &[("origin", page), ("origin", foreign)],
        ] {
            let (status, answer) = asked(headers).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path}: {headers:?}");
            let error = answer["error"].as_str().unwrap();
            assert!(
                error.ends_with(&format!("open {page}/ in a tab of its own")),
                "{error}"
            );
        }
        let (status, _) = asked(&[(site, "cross-site"), (destination, "document")]).await;
        assert_eq!(
            status == StatusCode::FORBIDDEN,
            path != "/",
            "{path}: {status}"
        );
        if path.starts_with("/cases") {
            continue;
        }
        for headers in [
            &[][..],
            &[(site, "none"), (destination, "document")],
            &[(site, "same-origin"), (destination, "empty")],
            &[(site, "same-origin"), ("origin", page)],
            &[("origin", page)],
        ] {
            let (status, _) = asked(headers).await;
            assert_ne!(status, StatusCode::FORBIDDEN, "{path}: {headers:?}");
        }
    }
    let opened = client().get(page).send().await.unwrap();
    assert_eq!(opened.headers()["x-frame-options"], "DENY");
}

/// However many cases a run has, no more than a few are in memory.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_long_run_takes_little_memory() {
    const MOST: u64 = 600;
    let playground = start().await;
    let page = &playground.page;
    let (_, listed) = answer(client().get(format!("{page}/cases"))).await;
    let before = playground.most_kilobytes();
    let (_, more) = answer(client().get(format!("{page}/cases?count=500"))).await;
    let count = |run: &Value| run["cases"].as_array().unwrap().len();
    assert_eq!(count(&more), count(&listed) + 500);
    let grown = playground.most_kilobytes() - before;
    assert!(grown <= MOST, "{grown} kB");
}

fn report_to(page: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
    let request = client().post(format!("{page}/report")).body(body);
    request.header(CONTENT_TYPE, "application/json")
}

#[tokio::test]
async fn only_a_report_is_taken_for_one() {
    let playground = start().await;
    let page = &playground.page;
    let right = json!({
        "userAgent": "Test/1", "seed": "7", "ms": 1, "cookie": [true],
        "logins": { "plain": ["sent", "gone"] },
        "results": [{ "id": "true", "fetch": true, "xhr": null }],
        "tried": [[null, true]],
    });
    let with = |field: &str, value: Value| {
        let mut report = right.clone();
        report[field] = value;
        report
    };
    let mut wrong = vec![
        json!([]),
        json!([right]),
        json!("results"),
        json!(1),
        json!(null),
    ];
    wrong.extend([
        with("userAgent", json!(1)),
        with("seed", json!(7)),
        with("ms", json!("1")),
        with("cookie", json!({})),
        with("logins", json!([])),
        with("tried", json!([[]])),
        with("more", json!(1)),
        with("results", json!({})),
        with("results", json!([[]])),
        with("results", json!([1, "true"])),
        with("results", json!([{ "fetch": true }])),
        with("results", json!([{ "id": "true", "fetch": 1 }])),
        with("results", json!([{ "id": "true", "arrived": null }])),
    ]);
    for report in wrong {
        let (status, answer) = answer(report_to(page, report.to_string())).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{report}");
        assert!(answer["error"].is_string(), "{report}");
    }
    for (body, status) in [
        ("{".to_owned(), StatusCode::BAD_REQUEST),
        (" ".repeat(5 << 20), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        assert_eq!(answer(report_to(page, body)).await.0, status);
    }
    // The page sends nothing for a try that was refused.
    for report in [&right, &with("tried", json!([null]))] {
        let taken = answer(report_to(page, report.to_string())).await.0;
        assert_eq!(taken, StatusCode::NO_CONTENT);
    }
    // Nothing before the one that was right was handed on.
    let report = playground.next_report(Duration::from_secs(10)).unwrap();
    assert_eq!((&*report.agent, report.cookie), ("Test/1", vec![true]));
}

#[tokio::test]
async fn a_report_that_nobody_reads_is_refused() {
    let mut process = Command::new(env!("CARGO_BIN_EXE_playground"))
        .arg("--json")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut stdout = BufReader::new(process.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    drop(stdout);
    let origins: Value = serde_json::from_str(&line).unwrap();
    let page = origins["page"].as_str().unwrap();
    let report = json!({ "userAgent": "Test/1", "ms": 1, "cookie": [], "results": [] });
    let (status, answer) = answer(report_to(page, report.to_string())).await;
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer["error"].is_string(), "{answer}");
}

/// Requests are recognized after each redirect, up to the last one that a browser follows. The
/// trail goes no further, whatever the query says.
#[tokio::test]
async fn what_was_sent_after_redirects_is_reported() {
    let playground = start().await;
    let page = &playground.page;
    let url = format!("{}/case/redirect-loop", playground.origins.api);
    let get = |query: String| {
        let request = client().get(format!("{url}?way=fetch{query}"));
        request
            .header("origin", page)
            .header(USER_AGENT, "Test/1")
            .send()
    };
    // reqwest follows ten redirects, so this takes more than one turn.
    assert!(get(String::new()).await.is_err());
    for hop in [11, 21, 22, 255] {
        get(format!("&from=redirect-loop&hop={hop}")).await.ok();
    }
    let report = json!({
        "userAgent": "Test/1", "ms": 1, "cookie": [],
        "results": [{ "id": "redirect-loop", "fetch": true }],
    });
    let taken = answer(report_to(page, report.to_string())).await.0;
    assert_eq!(taken, StatusCode::NO_CONTENT);
    let hops = playground.next_report(Duration::from_secs(10)).unwrap();
    let hops = hops.hops("redirect-loop", "fetch");
    assert_eq!(hops.len(), 22);
    assert!(hops.iter().all(Arrived::is_of_page), "{hops:?}");
}

/// On each of the three ports: garbage, half a request, and a client that leaves at once.
#[tokio::test]
async fn strangers_cannot_stop_it() {
    let playground = start().await;
    let Origins {
        page,
        api,
        elsewhere,
    } = &playground.origins;
    let (_, before) = answer(client().get(format!("{page}/cases"))).await;
    for origin in [page, api, elsewhere] {
        let host = origin.strip_prefix("http://").unwrap();
        for sent in [
            &b"\0\xFF\r\n\r\n"[..],
            b"GET / HT",
            b"GET /case/none HTTP/1.1\r\n\r\n",
            b"GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n",
            b"",
        ] {
            for _ in 0..20 {
                let mut stream = TcpStream::connect(host).unwrap();
                // It may have closed the connection before everything was sent.
                stream.write_all(sent).ok();
            }
        }
        let mut stream = TcpStream::connect(host).unwrap();
        let endless = "a".repeat(1 << 20);
        write!(stream, "GET /{endless} HTTP/1.1\r\n").ok();
    }
    let (_, after) = answer(client().get(format!("{page}/cases"))).await;
    assert_eq!(before, after);
}

/// A browser leaves port 80 out of an origin.
#[test]
fn port_80_is_refused() {
    let output = Command::new(env!("CARGO_BIN_EXE_playground"))
        .args(["--port", "80"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("pick another than 80"), "{said}");
    assert_eq!(output.status.code(), Some(1));
}

/// The table for people: columns as wide as what is in them, and no spaces at the end of a line.
#[test]
fn the_printed_table_is_aligned() {
    let mut process = Command::new(env!("CARGO_BIN_EXE_playground"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(process.stdout.take().unwrap());
    let is_before_the_end = |line: &String| !line.contains("What does your browser say?");
    let lines: Vec<_> = stdout
        .lines()
        .map(Result::unwrap)
        .take_while(is_before_the_end)
        .collect();
    process.kill().unwrap();
    process.wait().unwrap();

    assert!(lines.iter().all(|line| line == line.trim_end()));
    let rows: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("  "))
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .collect();
    let codes = lines.iter().filter_map(|line| {
        let code = line.strip_prefix("  refused  ")?.rsplit("  ").next()?;
        line.rfind(code)
    });
    let columns: BTreeSet<_> = codes.collect();
    assert_eq!(columns.len(), 1, "{columns:?}");
    let allowed = rows.iter().filter(|row| row[0] == "allowed").count();
    let total = format!("{} cases: {allowed} allowed by this crate,", rows.len());
    assert!(lines.iter().any(|line| line.starts_with(&total)), "{total}");
}
