//! Hosts that browsers ask only by HTTPS: the rule, and that the command tells of it.

#[path = "../../src/net/hsts.rs"]
mod rule;

use cors_flow::Url;
use http::{HeaderMap, HeaderValue};

use crate::program::ask;
use crate::server::{Server, Tls, right};

/// A URL that is asked by HTTP, one that is asked then, its line, and whether the first is no more.
const LINES: [(&str, &str, &str, bool); 12] = [
    (
        "http://a.test/",
        "https://a.test/x",
        "max-age=31536000",
        true,
    ),
    (
        "http://a.test:81/",
        "https://a.test:444/",
        " Max-Age = \"1\" ; x=y",
        true,
    ),
    (
        "http://b.a.test/",
        "https://a.test/",
        "max-age=1; includeSubDomains",
        true,
    ),
    ("http://b.a.test/", "https://a.test/", "max-age=1", false),
    (
        "http://ba.test/",
        "https://a.test/",
        "max-age=1; includeSubDomains",
        false,
    ),
    (
        "http://a.test/",
        "https://b.a.test/",
        "max-age=1; includeSubDomains",
        false,
    ),
    (
        "http://a.test/",
        "https://a.test/",
        "max-age=0; includeSubDomains",
        false,
    ),
    (
        "http://a.test/",
        "https://a.test/",
        "includeSubDomains",
        false,
    ),
    ("http://a.test/", "https://a.test/", "max-age=x", false),
    ("https://a.test/", "https://a.test/", "max-age=1", false),
    // Only by HTTPS, and only of a name.
    ("http://a.test/", "http://a.test/", "max-age=1", false),
    (
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "max-age=1",
        false,
    ),
];

#[test]
fn a_host_is_asked_by_https_once_it_says_so() {
    for (first, then, line, expected) in LINES {
        let (first, then): (Url, Url) = (first.parse().unwrap(), then.parse().unwrap());
        let mut headers = HeaderMap::new();
        headers.insert("strict-transport-security", HeaderValue::from_static(line));
        let bare = HeaderMap::new();
        let host = rule::host(&[(&first, &bare), (&then, &headers)]);
        let is_named = host.is_some_and(|host| Some(&host[..]) == first.host_str());
        assert_eq!(is_named, expected, "{first} {then} {line}");
    }
}

#[test]
fn tells_that_a_browser_goes_to_https() {
    let tls = Tls::new("localhost");
    let secure = Server::start("127.0.0.1:0", tls.speaks(&[]), |asked| {
        let (status, mut lines) = right(asked);
        lines.push(("strict-transport-security", "max-age=9".into()));
        (status, lines)
    });
    let to = format!("https://localhost:{}/", secure.address.port());
    let plain = Server::new(move |asked| {
        let (_, mut lines) = right(asked);
        lines.push(("location", to.clone()));
        (302, lines)
    });
    let url = format!("http://localhost:{}/", plain.address.port());
    let trust = format!("--cacert {}", tls.authority().display());
    for (args, expected) in [(&trust[..], true), ("-k", false)] {
        let (_, stdout, stderr) = ask(args, &url);
        let note =
            "Note: localhost sends Strict-Transport-Security: a browser that has seen it goes";
        assert_eq!(stdout.contains(note), expected, "{stdout}{stderr}");
    }
}
