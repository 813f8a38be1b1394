use cors_flow::{Flow, Note};
use http::StatusCode;

use crate::{origin, redirected, request, sent};

/// The page, what it asks, and the origin that is blocked.
#[test]
fn is_an_insecure_url_of_a_secure_page() {
    for (page, to, blocked) in [
        (
            "https://app.example",
            "http://a.example/",
            Some("http://a.example"),
        ),
        (
            "https://app.example",
            "http://a.example:81/x",
            Some("http://a.example:81"),
        ),
        (
            "https://app.example",
            "http://app.example/",
            Some("http://app.example"),
        ),
        (
            "https://app.example",
            "http://192.0.2.1/",
            Some("http://192.0.2.1"),
        ),
        (
            "https://app.example",
            "http://[2001:db8::1]/",
            Some("http://[2001:db8::1]"),
        ),
        (
            "https://app.example",
            "http://localhost.example/",
            Some("http://localhost.example"),
        ),
        (
            "https://app.example",
            "http://notlocalhost/",
            Some("http://notlocalhost"),
        ),
        ("https://app.example", "https://a.example/", None),
        // On this machine.
        ("https://app.example", "http://localhost:8080/", None),
        ("https://app.example", "http://a.localhost/", None),
        ("https://app.example", "http://LOCALHOST./", None),
        ("https://app.example", "http://127.1.2.3/", None),
        ("https://app.example", "http://[::1]/", None),
        ("http://app.example", "http://a.example/", None),
        ("http://localhost:3000", "http://a.example/", None),
        ("null", "http://a.example/", None),
    ] {
        let flow = Flow::new(&origin(page), &request("GET", to)).unwrap();
        let expected: Vec<_> = blocked
            .map(|to| Note::MixedContent(to.into()))
            .into_iter()
            .collect();
        assert_eq!(flow.report().notes(), expected, "{page} {to}");

        // A redirect there is the same.
        let mut flow = Flow::new(&origin(page), &request("GET", "https://first.example/")).unwrap();
        let headers = redirected(&sent(&flow), to.as_bytes());
        flow.receive(StatusCode::FOUND, &headers);
        assert_eq!(flow.report().notes(), expected, "{page} {to}");
    }
}
