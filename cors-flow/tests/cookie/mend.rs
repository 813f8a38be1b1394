//! What to change, all at once, and that it is enough.

use std::time::Duration;

use cors_flow::CredentialsMode::Include;
use cors_flow::cookie::{Context, Remedy, SetCookie, remedies};

use crate::{fates, now, origin, url, words};

/// `PAGE URL: LINE -> REMEDIES -> PAGE URL: LINE`: after the remedies, all is well in every browser.
#[test]
fn is_enough() {
    for row in [
        "https://app.example.com https://api.example.com/: a=1 ->  -> https://app.example.com https://api.example.com/: a=1",
        "https://app.example https://api.example/: a=1 -> CrossSiteAttributes -> https://app.example https://api.example/: a=1; SameSite=None; Secure; Partitioned",
        "https://app.example https://api.example/: a=; Max-Age=0 -> CrossSiteAttributes -> https://app.example https://api.example/: a=; Max-Age=0; SameSite=None; Secure; Partitioned",
        "https://app.example https://api.example/: a=1; SameSite=None -> CrossSiteAttributes -> https://app.example https://api.example/: a=1; SameSite=None; Secure; Partitioned",
        "https://app.example https://api.example/v1: __Host-a=1; Domain=app.example -> NoDomain Attributes(Secure; Path=/) CrossSiteAttributes -> https://app.example https://api.example/v1: __Host-a=1; Secure; Path=/; SameSite=None; Partitioned",
        "https://app.example https://api.example/: __Host-Http-a=1 -> Attributes(Secure; Path=/) Attributes(HttpOnly) CrossSiteAttributes -> https://app.example https://api.example/: __Host-Http-a=1; Secure; Path=/; SameSite=None; Partitioned; HttpOnly",
        "http://app.example http://api.example/: a=1; Path=/x -> Https CrossSiteAttributes Path(/) -> http://app.example https://api.example/: a=1; Path=/; SameSite=None; Secure; Partitioned",
        "http://localhost:1 http://127.0.0.1:2/: a=1 -> SameHost -> http://localhost:1 http://localhost:2/: a=1",
        "http://app.example.com https://api.example.com/: a=1 -> SameScheme -> https://app.example.com https://api.example.com/: a=1",
        "https://a.example https://a.example/: =1 -> NameAndValue -> https://a.example https://a.example/: a=1",
        "https://a.example https://a.example/: a=1\t2; Path=/x -> NoControlBytes Path(/) -> https://a.example https://a.example/: a=12; Path=/",
        "https://a.up.railway.app https://a.up.railway.app/: a=1; Domain=railway.app -> Domain(a.up.railway.app) -> https://a.up.railway.app https://a.up.railway.app/: a=1; Domain=a.up.railway.app",
        "http://a.example http://a.example/: a=1; Secure -> Https SameScheme -> https://a.example https://a.example/: a=1; Secure",
        // Each of these hides the next, in every browser.
        "https://app.example https://api.example/: a=1; SameSite=Lax; Path=/x -> CrossSiteAttributes Path(/) -> https://app.example https://api.example/: a=1; SameSite=None; Secure; Partitioned; Path=/",
        "http://localhost:1 http://127.0.0.1:2/: a=1; SameSite=Lax; Path=/x -> SameHost Path(/) -> http://localhost:1 http://localhost:2/: a=1; SameSite=Lax; Path=/",
        "https://a.up.railway.app https://a.up.railway.app/: a=1; Domain=railway.app; SameSite=None -> Domain(a.up.railway.app) Attributes(Secure) -> https://a.up.railway.app https://a.up.railway.app/: a=1; Domain=a.up.railway.app; SameSite=None; Secure",
        "https://a.example https://a.example/: a=1\x012; Path=/x -> NoControlBytes Path(/) -> https://a.example https://a.example/: a=12; Path=/",
        "https://a.example https://a.example/: ; Path=/x -> NameAndValue Path(/) -> https://a.example https://a.example/: a=1; Path=/",
        "https://a.example https://a.example/: a=1; Partitioned -> Attributes(Secure) -> https://a.example https://a.example/: a=1; Partitioned; Secure",
    ] {
        let [before, expected, after] = row.split(" -> ").collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        let parts = |text: &str| {
            let (who, line) = text.split_once(": ").unwrap();
            let (page, api) = who.split_once(' ').unwrap();
            (page.to_owned(), api.to_owned(), line.to_owned())
        };
        let (page, api, line) = parts(before);
        let (page, api) = (origin(&page), url(&api));
        let context = Context::new(&page, &api, Include, now());
        let found = remedies(&SetCookie::from_bytes(line.as_bytes()), &context, &context);
        let found: Vec<_> = found
            .iter()
            .map(|remedy| format!("{remedy:?}").replace('"', "").replace("[47]", "/"))
            .collect();
        assert_eq!(found.join(" "), expected, "{row}");
        let (page, api, line) = parts(after);
        let after = words(&fates(&page, &api, "include", line.as_bytes(), &api));
        assert!(after == "sent" || after == "-", "{row}: {after}");
    }
}

#[test]
fn may_be_about_the_page() {
    let (page, api) = (origin("https://app.example"), url("https://api.example/"));
    let line = SetCookie::from_bytes(b"a=1");
    let context = Context::new(&page, &api, Include, now());
    let found = remedies(&line, &context.preflight(), &context);
    assert_eq!(
        found,
        [Remedy::WithTheResponse, Remedy::CrossSiteAttributes]
    );
    let omit = Context::new(&page, &api, cors_flow::CredentialsMode::Omit, now());
    let found = remedies(&line, &omit, &omit);
    assert_eq!(found, [Remedy::Include, Remedy::CrossSiteAttributes]);
}

#[test]
fn may_hide_the_next() {
    let (page, api) = (origin("https://a.example"), url("https://a.example/"));
    let soon = Context::new(&page, &api, Include, now());
    let late = Context::new(&page, &api, Include, now() + Duration::from_secs(5));
    let root = Remedy::Path(b"/".to_vec());
    let line = SetCookie::from_bytes(b"a=1; Max-Age=5; Path=/x");
    assert_eq!(remedies(&line, &soon, &late), [Remedy::Later, root.clone()]);
    let insecure = url("http://a.example/");
    let insecure = Context::new(&page, &insecure, Include, now());
    let line = SetCookie::from_bytes(b"a=1; Secure; Path=/x");
    assert_eq!(
        remedies(&line, &soon, &insecure),
        [root.clone(), Remedy::Https]
    );
    let large = [b"a=".to_vec(), vec![b'1'; 5000], b"; Path=/x".to_vec()].concat();
    assert_eq!(
        remedies(&SetCookie::from_bytes(&large), &soon, &soon),
        [Remedy::Shorten, root]
    );
}

/// Between two sites, no line helps.
#[test]
fn ends_where_nothing_helps() {
    let (page, set) = (origin("https://a.example"), url("https://a.example/"));
    let other = url("https://b.example/");
    for page in [&page, &origin("https://c.example")] {
        let (set, next) = (
            Context::new(page, &set, Include, now()),
            Context::new(page, &other, Include, now()),
        );
        assert_eq!(remedies(&SetCookie::from_bytes(b"a=1"), &set, &next), []);
    }
}
