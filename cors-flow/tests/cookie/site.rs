//! One site, or two, and why.

use cors_flow::cookie::{SiteDifference, site_difference};

use crate::{origin, url};

#[test]
fn says_why() {
    for (page, api, expected) in [
        (
            "https://app.example.com",
            "https://api.example.com:8443",
            "",
        ),
        ("https://example.com", "https://a.b.example.com", ""),
        ("http://localhost:3000", "http://localhost:8080", ""),
        ("http://127.0.0.1", "http://127.0.0.1:1", ""),
        ("http://intranet", "http://intranet", ""),
        ("https://a.b.github.io", "https://b.github.io", ""),
        (
            "https://app.example",
            "https://api.example",
            "app.example and api.example are two sites",
        ),
        (
            "https://x.app.com",
            "https://y.api.com",
            "app.com and api.com are two sites",
        ),
        ("http://a", "http://b", "a and b are two sites"),
        (
            "https://x.a.herokuapp.com",
            "https://b.herokuapp.com",
            "a.herokuapp.com and b.herokuapp.com are two sites, since herokuapp.com is a public suffix",
        ),
        (
            "https://a.co.uk",
            "https://b.co.uk",
            "a.co.uk and b.co.uk are two sites, since co.uk is a public suffix",
        ),
        (
            "https://github.io",
            "https://a.github.io",
            "github.io and a.github.io are two sites, since github.io is a public suffix",
        ),
        (
            "http://localhost",
            "http://127.0.0.1",
            "localhost and 127.0.0.1 are two sites",
        ),
        (
            "http://[::1]",
            "http://127.0.0.1",
            "[::1] and 127.0.0.1 are two sites",
        ),
        (
            "http://a.localhost",
            "http://localhost",
            "a.localhost and localhost are two sites",
        ),
        (
            "https://10.0.0.1",
            "https://10.0.0.2",
            "10.0.0.1 and 10.0.0.2 are two sites, since an IP address is a site of its own",
        ),
        (
            "https://app.example.com",
            "https://10.0.0.2",
            "app.example.com and 10.0.0.2 are two sites, since an IP address is a site of its own",
        ),
        (
            "http://app.example.com",
            "https://api.example.com",
            "http and https are two sites, even though the domain is the same",
        ),
        (
            "https://a.example.",
            "https://a.example",
            "a.example. and a.example are two sites",
        ),
        (
            "null",
            "https://a.example",
            "the page's origin is opaque and belongs to no site",
        ),
        (
            "chrome-extension://abc",
            "https://a.example",
            "the page's origin is opaque and belongs to no site",
        ),
    ] {
        let (page, api) = (origin(page), url(api));
        let difference = site_difference(&page, &api);
        let said = difference.map(|difference| difference.to_string());
        assert_eq!(said.unwrap_or_default(), expected, "{page} {api}");
        assert_eq!(page.is_same_site(&api), expected.is_empty(), "{page} {api}");
    }
}

/// Only then does it help to use one name for both.
#[test]
fn knows_two_names_of_this_machine() {
    for (page, api, expected) in [
        ("http://localhost", "http://127.0.0.1", true),
        ("http://a.localhost", "http://b.localhost", true),
        ("http://127.0.0.1", "http://192.168.0.1", false),
        ("http://localhost", "http://intranet", false),
    ] {
        let difference = site_difference(&origin(page), &url(api));
        let is_loopback = matches!(difference, Some(SiteDifference::Loopback { .. }));
        assert_eq!(is_loopback, expected, "{page} {api}");
    }
}
