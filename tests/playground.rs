//! The playground takes what strangers send: a try is two headers and no more, and nobody can stop it.

mod engines {
    // Of what the engines' test shares, only a part is of use here.
    #[allow(dead_code)]
    pub mod playground;
}

use std::io::{Read, Write};
use std::net::TcpStream;

use engines::playground::Playground;
use reqwest::header::{CONTENT_TYPE, HOST};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{json, Value};

fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

/// What the playground answers to these lines, typed into its form.
async fn try_lines(page: &str, lines: &[&str]) -> (StatusCode, Value) {
    let body = json!({ "lines": lines, "credentials": "include" }).to_string();
    let request = client().post(format!("{page}/try")).body(body);
    answer(request.header(CONTENT_TYPE, "application/json")).await
}

/// The lines are sent as they are typed, and as the one response that they are part of.
#[tokio::test]
async fn typed_lines_are_sent() {
    let playground = tokio::task::spawn_blocking(Playground::start)
        .await
        .unwrap();
    let typed = [
        "Access-Control-Allow-Origin: {origin}",
        "access-control-allow-credentials:  true ",
    ];
    let (status, answer) = try_lines(&playground.page, &typed).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["crate"]["shared"], true);

    let url = answer["url"].as_str().unwrap();
    let (host, path) = url.trim_start_matches("http://").split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    let mut received = [0; 1024];
    let length = stream.read(&mut received).unwrap();
    let received = String::from_utf8_lossy(&received[..length]).into_owned();
    let page = &playground.page;
    let lines = format!(
        "\r\nAccess-Control-Allow-Origin: {page}\r\naccess-control-allow-credentials:  true \r\n"
    );
    assert!(received.contains(&lines), "{received}");
}

#[tokio::test]
async fn nothing_but_the_two_headers_is_sent() {
    let playground = tokio::task::spawn_blocking(Playground::start)
        .await
        .unwrap();
    let credentials = "Access-Control-Allow-Credentials: true";
    let long = format!("Access-Control-Allow-Origin: {}", "a".repeat(1024));
    let grows = format!("Access-Control-Allow-Origin: {}", "{origin}".repeat(60));
    for (lines, error) in [
        (
            vec!["Location: http://other.invalid/"],
            "line 1 has another name",
        ),
        (vec!["Set-Cookie: a=b"], "line 1 has another name"),
        (
            vec!["Access-Control-Allow-Credentials : true"],
            "line 1 has another name",
        ),
        (
            vec![credentials, "Access-Control-Allow-Credentials"],
            "line 2 has no colon",
        ),
        (
            vec!["Access-Control-Allow-Origin: a\r\nSet-Cookie: b"],
            "line 1 has a control",
        ),
        (
            vec!["Access-Control-Allow-Origin: a\nb"],
            "line 1 has a control",
        ),
        (
            vec!["Access-Control-Allow-Origin: a\0b"],
            "line 1 has a control",
        ),
        (vec![&long], "line 1 is too long"),
        (vec![&grows], "line 1 is too long"),
        (vec![credentials; 17], "too many lines"),
    ] {
        let (status, answer) = try_lines(&playground.page, &lines).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{lines:?}");
        let said = answer["error"].as_str().unwrap();
        assert!(said.starts_with(error), "{said}");
    }
    let (status, _) = try_lines(&playground.page, &[credentials; 16]).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_no_try_is_told_so() {
    let playground = tokio::task::spawn_blocking(Playground::start)
        .await
        .unwrap();
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

/// A page under another name would have another origin, and a name that leads here from elsewhere is
/// how a stranger's page would get at this one.
#[tokio::test]
async fn other_hosts_and_too_many_cases_are_refused() {
    let playground = tokio::task::spawn_blocking(Playground::start)
        .await
        .unwrap();
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

/// On each of the three ports: garbage, half a request, and a client that leaves at once.
#[tokio::test]
async fn strangers_stop_nothing() {
    let playground = tokio::task::spawn_blocking(Playground::start)
        .await
        .unwrap();
    let page = playground.page.clone();
    let (_, before) = answer(client().get(format!("{page}/cases"))).await;
    let mut hosts: Vec<_> = before["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["url"].as_str().unwrap())
        .chain([page.as_str()])
        .map(|url| {
            url.trim_start_matches("http://")
                .split('/')
                .next()
                .unwrap()
                .to_owned()
        })
        .collect();
    hosts.sort();
    hosts.dedup();
    assert_eq!(hosts.len(), 3);
    for host in &hosts {
        for sent in [
            &b"\0\xFF\r\n\r\n"[..],
            b"GET / HT",
            b"GET /case/none HTTP/1.1\r\n\r\n",
            b"GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n",
            b"",
        ] {
            for _ in 0..20 {
                let mut stream = TcpStream::connect(host).unwrap();
                // It may have hung up before all of it was sent.
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
