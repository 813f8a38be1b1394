//! What Chromium 156, with third-party cookies allowed and blocked, and Firefox 153 did with a cookie over
//! real sockets: the first `fetch` sets it, the second may carry it. Safari was not measured.

use cors_flow::cookie::Browser::{Blocking, Chrome, Firefox};

use crate::fates;

/// Relations of page and API, by the words of the table.
fn relation(name: &str) -> (&str, &str) {
    match name {
        "https, same site" => ("https://app.site.test", "https://api.site.test/v1/x"),
        "https, cross site" => ("https://app.site.test", "https://api.other.test/v1/x"),
        "http, same site" => ("http://app.site.test", "http://api.site.test/v1/x"),
        "http, cross site" => ("http://app.site.test", "http://api.other.test/v1/x"),
        "127.0.0.1 to localhost" => ("http://127.0.0.1:1", "http://localhost:2/v1/x"),
        "http page, https API" => ("http://app.site.test", "https://api.site.test/v1/x"),
        "a host's root" => ("https://app.site.test", "https://api.site.test/x"),
        name => panic!("no such relation: {name}"),
    }
}

#[test]
fn is_what_happens() {
    const NO: [bool; 3] = [false; 3];
    const YES: [bool; 3] = [true; 3];
    for (attributes, name, expected) in [
        ("", "https, same site", YES),
        ("", "https, cross site", [false, false, true]),
        ("; SameSite=Lax", "https, cross site", NO),
        ("; SameSite=None", "https, same site", NO),
        (
            "; SameSite=None; Secure",
            "https, cross site",
            [true, false, true],
        ),
        (
            "; SameSite=None; Secure; Partitioned",
            "https, cross site",
            YES,
        ),
        (
            "; SameSite=Bogus; Secure",
            "https, cross site",
            [false, false, true],
        ),
        ("", "http, cross site", [false, false, true]),
        ("; SameSite=None; Secure", "http, same site", NO),
        ("; SameSite=None; Secure", "http, cross site", NO),
        (
            "; SameSite=None; Secure",
            "127.0.0.1 to localhost",
            [true, false, true],
        ),
        (
            "; SameSite=Strict",
            "http page, https API",
            [false, false, true],
        ),
        (
            "; Domain=site.test; SameSite=None; Secure",
            "https, same site",
            YES,
        ),
        ("; Domain=app.site.test", "https, same site", NO),
        ("; Domain=other.test", "https, same site", NO),
        ("; Domain=test", "https, same site", NO),
        ("; Path=/elsewhere", "https, same site", NO),
    ] {
        let (page, api) = relation(name);
        let line = format!("c=1{attributes}");
        assert_eq!(
            sent(page, api, "include", &line, api),
            expected,
            "{line} {name}"
        );
    }
    let (page, api) = relation("a host's root");
    assert_eq!(
        sent(page, api, "include", "__Host-c=1; Secure", api),
        [false, false, true]
    );
    let (page, api) = relation("https, same site");
    for mode in ["omit", "same-origin"] {
        assert_eq!(sent(page, api, mode, "c=1", api), NO, "{mode}");
    }
}

fn sent(page: &str, set: &str, mode: &str, line: &str, next: &str) -> [bool; 3] {
    let fates = fates(page, set, mode, line.as_bytes(), next);
    [Chrome, Blocking, Firefox].map(|browser| fates[browser as usize].is_sent())
}
