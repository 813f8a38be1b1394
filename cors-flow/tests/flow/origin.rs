use cors_flow::{Origin, OriginError};
use url::ParseError;

use crate::{origin, url};

#[test]
fn is_written_in_one_way() {
    use OriginError::{File, Invalid, List, Padded, Wildcard};
    for text in [
        "https://app.example",
        "http://app.example:8080",
        "http://localhost:3000",
        "http://127.0.0.1",
        "http://[::1]:8080",
        "https://xn--bcher-kva.example",
        "https://app.example.",
        "chrome-extension://abcdefgh",
        "moz-extension://0f1e2d3c-aaaa",
        "tauri://localhost",
        "capacitor://localhost:1",
        "null",
    ] {
        assert_eq!(origin(text).as_str(), text);
        assert_eq!(origin(text).to_string(), text);
    }
    let spelling = |serialized: &str| {
        let serialized = serialized.into();
        OriginError::Spelling { serialized }
    };
    let scheme = |host: &str| OriginError::MissingScheme { host: host.into() };
    let invalid = |reason| Invalid { reason };
    for (text, expected) in [
        (" https://app.example", Padded),
        ("https://app.example\n", Padded),
        ("null ", Padded),
        ("https://a.example,https://b.example", List),
        ("https://a.example https://b.example", List),
        ("*", Wildcard),
        ("https://*.example", Wildcard),
        ("file:///home/x.html", File),
        ("https://app.example/", spelling("https://app.example")),
        ("https://app.example/x?y#z", spelling("https://app.example")),
        ("https://app.example:443", spelling("https://app.example")),
        ("http://app.example:80", spelling("http://app.example")),
        ("http://app.example:0080", spelling("http://app.example")),
        ("HTTPS://app.example", spelling("https://app.example")),
        ("https://App.example", spelling("https://app.example")),
        ("https://u:p@app.example", spelling("https://app.example")),
        ("https:///app.example", spelling("https://app.example")),
        ("https://app\t.example", spelling("https://app.example")),
        (
            "https://b\u{FC}cher.example",
            spelling("https://xn--bcher-kva.example"),
        ),
        ("http://0x7f.1", spelling("http://127.0.0.1")),
        ("http://[0:0::1]", spelling("http://[::1]")),
        (
            "blob:https://app.example/1-2",
            spelling("https://app.example"),
        ),
        (
            "chrome-extension://abc/x.html",
            spelling("chrome-extension://abc"),
        ),
        ("NULL", spelling("null")),
        ("app.example", scheme("app.example")),
        ("localhost:3000", scheme("localhost:3000")),
        ("127.0.0.1:80", scheme("127.0.0.1:80")),
        ("", invalid(None)),
        ("/", invalid(None)),
        ("//app.example", invalid(None)),
        ("app.example/x", invalid(None)),
        ("mailto:a@app.example", invalid(None)),
        ("data:text/html;x", invalid(None)),
        ("about:blank", invalid(None)),
        ("data://", invalid(None)),
        ("https://", invalid(Some(ParseError::EmptyHost))),
        (
            "https://app.example:99999",
            invalid(Some(ParseError::InvalidPort)),
        ),
        ("https://a%00.example", invalid(Some(ParseError::IdnaError))),
        ("http://[::1", invalid(Some(ParseError::InvalidIpv6Address))),
        (
            "http://1.2.3.256",
            invalid(Some(ParseError::InvalidIpv4Address)),
        ),
    ] {
        assert_eq!(text.parse::<Origin>(), Err(expected), "{text:?}");
    }
}

/// Two URLs; whether the second has the first's origin, and whether it belongs to its site.
#[test]
fn is_the_same_or_of_the_same_site() {
    for (page, to, same_origin, same_site) in [
        ("https://app.example", "https://app.example/x", true, true),
        (
            "https://app.example",
            "https://APP.EXAMPLE:443/",
            true,
            true,
        ),
        (
            "https://app.example",
            "https://app.example:8443/",
            false,
            true,
        ),
        ("https://app.example", "http://app.example/", false, false),
        ("http://app.example", "https://app.example/", false, false),
        ("https://app.example", "wss://app.example/", false, false),
        (
            "https://app.example.com",
            "https://example.com/",
            false,
            true,
        ),
        (
            "https://app.example.com",
            "https://a.b.example.com/",
            false,
            true,
        ),
        (
            "https://app.example.com",
            "https://app.example.org/",
            false,
            false,
        ),
        (
            "https://app.example.com",
            "https://notexample.com/",
            false,
            false,
        ),
        // Public suffixes of registries and of companies.
        ("https://a.co.uk", "https://x.a.co.uk/", false, true),
        ("https://a.co.uk", "https://b.co.uk/", false, false),
        ("https://a.github.io", "https://b.github.io/", false, false),
        ("https://a.github.io", "https://x.a.github.io/", false, true),
        ("https://github.io", "https://github.io/", true, true),
        ("https://github.io", "https://a.github.io/", false, false),
        ("https://com", "https://com/", true, true),
        ("https://com", "https://a.com/", false, false),
        // A suffix that no list has is one label.
        ("https://a.internal", "https://x.a.internal/", false, true),
        ("https://a.internal", "https://b.internal/", false, false),
        (
            "http://localhost:3000",
            "http://localhost:8080/",
            false,
            true,
        ),
        ("http://localhost", "http://a.localhost/", false, false),
        ("http://x.a.localhost", "http://a.localhost/", false, true),
        ("http://a.localhost", "http://b.localhost/", false, false),
        ("http://localhost", "http://127.0.0.1/", false, false),
        ("http://127.0.0.1", "http://127.0.0.1:81/", false, true),
        ("http://127.0.0.1", "http://127.0.0.2/", false, false),
        ("http://1.2.0.1", "http://3.4.0.1/", false, false),
        ("http://[::1]", "http://[::1]:81/", false, true),
        ("http://[::1]", "http://[::2]/", false, false),
        // A dot at its end makes it another host, of another domain.
        ("https://example.com", "https://example.com./", false, false),
        (
            "https://example.com.",
            "https://a.example.com./",
            false,
            true,
        ),
        (
            "https://a.example.com.",
            "https://b.example.com/",
            false,
            false,
        ),
        ("null", "https://app.example/", false, false),
        ("null", "data:,x", false, false),
        (
            "chrome-extension://abc",
            "chrome-extension://abc/",
            false,
            false,
        ),
        ("chrome-extension://abc", "https://abc/", false, false),
        ("https://app.example", "data:,x", false, false),
    ] {
        let (page, to) = (origin(page), url(to));
        assert_eq!(page.is_same_origin(&to), same_origin, "{page} {to}");
        assert_eq!(page.is_same_site(&to), same_site, "{page} {to}");
    }
}
