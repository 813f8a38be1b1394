//! The two examples, each against the other: what the server sends, the client understands.

use std::net::{Ipv4Addr, SocketAddr};

use headers_allow_credentials::cors::{check_preflight, CheckError, CredentialsMode};
use testkit::request::preflight;

// The examples' own `main` is not called: it takes a fixed port, and a command line.
#[allow(dead_code)]
#[path = "../client.rs"]
mod client;
#[allow(dead_code)]
#[path = "../server.rs"]
mod server;

/// Serves the example on a port that the system picks, until the test ends.
async fn serve() -> SocketAddr {
    let any_port = (Ipv4Addr::LOCALHOST, 0);
    let listener = tokio::net::TcpListener::bind(any_port).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, server::app()).await });
    address
}

const ALLOWED: &str = "Credentials are allowed.\nThe page may read the response.";

#[tokio::test]
async fn trusted_page_may_read_both_routes() {
    let address = serve().await;
    for path in ["name", "status"] {
        for origin in ["https://app.example.com", "https://admin.example.com"] {
            let url = format!("http://{address}/{path}");
            assert_eq!(client::ask(&url, origin).await.unwrap(), ALLOWED, "{path}");
        }
    }
}

/// The README asks this server with `cors-check -X PUT`.
#[tokio::test]
async fn trusted_page_may_put_json() {
    let address = serve().await;
    let asked = preflight("https://app.example.com", "PUT", &["content-type"]);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.request(reqwest::Method::OPTIONS, format!("http://{address}/name"));
    let answer = request.headers(asked.clone()).send().await.unwrap();
    let mode = CredentialsMode::Include;
    let outcome = check_preflight(&asked, mode, answer.status(), answer.headers());
    assert_eq!(outcome, Ok(()));
}

#[tokio::test]
async fn other_page_is_told_why_it_may_not() {
    let address = serve().await;
    for path in ["name", "status"] {
        let url = format!("http://{address}/{path}");
        let said = client::ask(&url, "https://evil.example").await.unwrap();
        let error = CheckError::MissingAllowOrigin;
        let expected = format!("The page may not read the response: {error}.");
        assert!(said.ends_with(&expected), "{path}: {said}");
    }
}
