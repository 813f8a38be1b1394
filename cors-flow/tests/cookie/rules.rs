//! The rules, in the order of the module's errors.

use cors_flow::cookie::{Browser, Context, KeepError, ReadError, SendError, SetCookie};
use cors_flow::{CredentialsMode, CredentialsMode::Include};

use crate::{fates, judges, now, origin, url, words};

#[test]
fn only_with_credentials() {
    for (mode, page, expected) in [
        ("include", "https://app.example.com", "sent"),
        ("same-origin", "https://app.example.com", "Mode"),
        ("omit", "https://app.example.com", "Mode"),
        ("same-origin", "https://api.example.com", "sent"),
        ("omit", "https://api.example.com", "Mode"),
    ] {
        let api = "https://api.example.com/";
        let found = fates(page, api, mode, b"sid=1", api);
        assert_eq!(words(&found), expected, "{mode} {page}");
    }
    // Kept in one mode, asked in another.
    let (page, api) = (
        origin("https://app.example.com"),
        url("https://api.example.com/"),
    );
    let context = |mode: CredentialsMode| Context::new(&page, &api, mode, now());
    for browser in Browser::ALL {
        let cookie = SetCookie::from_bytes(b"sid=1")
            .keep(&context(Include), browser)
            .unwrap();
        let omit = CredentialsMode::Omit;
        assert_eq!(cookie.send(&context(omit)), Err(SendError::Mode(omit)));
        assert_eq!(
            cookie.send(&context(Include).preflight()),
            Err(SendError::Preflight)
        );
        let kept = SetCookie::from_bytes(b"sid=1").keep(&context(Include).preflight(), browser);
        assert_eq!(kept, Err(KeepError::Preflight));
    }
}

#[test]
fn a_name_and_a_value() {
    judges(&[
        "https://a.example https://a.example/: a=1 -> sent",
        "https://a.example https://a.example/: a= -> sent",
        "https://a.example https://a.example/: a -> sent",
        "https://a.example https://a.example/: =v -> sent MissingName sent sent",
        "https://a.example https://a.example/:  =v; Secure -> sent MissingName sent sent",
        "https://a.example https://a.example/: =v=1 -> MissingName MissingName sent MissingName",
        "https://a.example https://a.example/: = -> Empty",
        "https://a.example https://a.example/: ; Secure -> Empty",
        "https://a.example https://a.example/: \t -> Empty",
        "https://a.example https://a.example/: a\tb=1 -> Tab sent sent Tab",
        "https://a.example https://a.example/: a=1\t2 -> Tab sent sent Tab",
        "https://a.example https://a.example/: \ta\t=\t1\t -> sent",
        "https://a.example https://a.example/: a=1; x\ty -> sent",
        "https://a.example https://a.example/: a=1\u{1} -> ControlByte",
        "https://a.example https://a.example/: a=1; Secure\u{7F} -> ControlByte",
        "https://a.example https://a.example/: a\u{0}=1 -> ControlByte",
        "https://a.example https://a.example/: é=ü -> sent",
    ]);
    let api = "https://a.example/";
    for (name, value, expected) in [
        (4096, 0, "sent"),
        (1, 4095, "sent"),
        (1, 4096, "TooLarge"),
        (4097, 0, "TooLarge"),
    ] {
        let line = [
            &b"n".repeat(name)[..],
            b"=",
            &b"v".repeat(value),
            b"; Path=/",
        ]
        .concat();
        let found = fates("https://a.example", api, "include", &line, api);
        assert_eq!(words(&found), expected, "{name} {value}");
    }
}

#[test]
fn domain() {
    judges(&[
        "https://app.example.com https://api.example.com/: a=1; Domain=example.com -> sent",
        "https://app.example.com https://api.example.com/: a=1; Domain=.EXAMPLE.com -> sent",
        "https://app.example.com https://api.example.com/: a=1; Domain=api.example.com -> sent",
        "https://app.example.com https://api.example.com/: a=1; Domain= -> sent",
        "https://app.example.com https://api.example.com/: a=1; Domain -> sent",
        "https://app.example.com https://api.example.com/: a=1; Domain=. -> DomainForeign",
        "https://app.example.com https://api.example.com/: a=1; Domain=app.example.com -> DomainForeign",
        "https://app.example.com https://api.example.com/: a=1; Domain=x.api.example.com -> DomainForeign",
        "https://app.example.com https://api.example.com/: a=1; Domain=pi.example.com -> DomainForeign",
        "https://app.example.com https://api.example.com/: a=1; Domain=example.com. -> DomainForeign",
        "https://app.example.com https://api.example.com/: a=1; Domain=..example.com -> DomainForeign",
        "https://app.example.com https://api.example.com/: a=1; Domain=example.com:443 -> DomainForeign",
        "https://app.example.com https://api.example.com/: a=1; Domain=https://example.com -> DomainForeign",
        "https://app.example.com https://api.example.com/: a=1; Domain=\"example.com\" -> DomainForeign",
        "https://app.example.com https://api.example.com/: a=1; Domain=exämple.com -> DomainNotAscii",
        "https://app.example.com https://api.example.com/: a=1; Domain=com -> PublicSuffix",
        "https://app.example.com https://api.example.com/: a=1; Domain=.com -> PublicSuffix",
        "https://app.example.com https://api.example.com/: a=1; Domain=org -> PublicSuffix",
        "https://a.github.io https://a.github.io/: a=1; Domain=github.io -> PublicSuffix",
        "https://a.github.io https://b.a.github.io/: a=1; Domain=a.github.io -> sent",
        // The last one counts.
        "https://app.example.com https://api.example.com/: a=1; Domain=x.example; Domain=example.com -> sent",
        "https://app.example.com https://api.example.com/: a=1; Domain=example.com; Domain=x.example -> DomainForeign",
        "https://app.example.com https://api.example.com/: a=1; Domain=x.example; Domain= -> sent",
        // A host that is a public suffix: for itself alone.
        "https://github.io https://github.io/: a=1; Domain=github.io -> sent",
        "http://localhost http://localhost/: a=1; Domain=localhost -> sent",
        "http://api.localhost http://api.localhost/: a=1; Domain=localhost -> PublicSuffix",
        // Above the site.
        "https://app.up.railway.app https://app.up.railway.app/: a=1; Domain=railway.app -> DomainAboveSite DomainAboveSite sent DomainAboveSite",
        // Addresses have no parents.
        "http://127.0.0.1 http://127.0.0.1/: a=1; Domain=127.0.0.1 -> sent",
        "http://127.0.0.1 http://127.0.0.1/: a=1; Domain=0.0.1 -> DomainForeign",
        "http://127.0.0.1 http://127.0.0.1/: a=1; Domain=1 -> PublicSuffix",
        "http://[::1] http://[::1]/: a=1; Domain=[::1] -> sent",
    ]);
    // For the host alone, or for those below it as well.
    let next = "https://x.api.example.com/";
    for (line, expected) in [
        ("a=1", "Host"),
        ("a=1; Domain=", "Host"),
        ("a=1; Domain=api.example.com", "sent"),
        ("a=1; Domain=example.com", "sent"),
    ] {
        let api = "https://api.example.com/";
        let found = fates(
            "https://app.example.com",
            api,
            "include",
            line.as_bytes(),
            next,
        );
        assert_eq!(words(&found), expected, "{line}");
    }
}

#[test]
fn secure() {
    judges(&[
        "http://app.example.com http://api.example.com/: a=1; Secure -> SecureOverHttp",
        "https://app.example.com https://api.example.com/: a=1; Secure -> sent",
        "http://localhost:1 http://localhost:2/: a=1; Secure -> sent sent SecureOverHttp sent",
        "http://127.0.0.1 http://127.0.0.1:2/: a=1; Secure -> sent sent SecureOverHttp sent",
        "http://[::1] http://[::1]:2/: a=1; Secure -> sent sent SecureOverHttp sent",
        "http://x.localhost http://x.localhost/: a=1; Secure -> sent sent SecureOverHttp sent",
        "https://a.example https://a.example/: a=1; SameSite=None -> NoneWithoutSecure NoneWithoutSecure sent NoneWithoutSecure",
        "https://a.example https://a.example/: a=1; SameSite=none; secure=x -> sent",
        "https://a.example https://a.example/: a=1; Partitioned -> PartitionedWithoutSecure",
        "https://a.example https://a.example/: a=1; Partitioned; Secure -> sent",
        "https://a.example https://a.example/: a=1; \"Secure\" -> sent",
    ]);
    let found = fates(
        "http://app.example.com",
        "https://api.example.com/",
        "include",
        b"a=1; Secure; SameSite=None",
        "http://api.example.com/",
    );
    assert_eq!(
        words(&found),
        "SecureOverHttp SecureOverHttp SecureOverHttp NotPartitioned"
    );
}

#[test]
fn prefixes() {
    let all = [
        "__Secure-a=1; Secure -> sent",
        "__SECURE-a=1; Path=/ -> PrefixWithoutSecure",
        "__Secure-a=1; Secure; Domain=example.com -> sent",
        "__Host-a=1; Secure; Path=/ -> sent",
        "__host-a=1; Path=/ -> PrefixWithoutSecure",
        "__Host-a=1; Secure -> PrefixWithoutRootPath sent PrefixWithoutRootPath PrefixWithoutRootPath",
        "__Host-a=1; Secure; Path= -> PrefixWithoutRootPath sent PrefixWithoutRootPath PrefixWithoutRootPath",
        "__Host-a=1; Secure; Path=/v1 -> PrefixWithoutRootPath",
        "__Host-a=1; Secure; Path=/; Domain=example.com -> PrefixWithDomain",
        "__Host-a=1; Secure; Path=/; Domain=api.example.com -> PrefixWithDomain",
        "__Host-a=1; Secure; Path=/; Domain= -> sent",
        "__Http-a=1; Secure; HttpOnly -> sent",
        "__Http-a=1; Secure -> PrefixWithoutHttpOnly PrefixWithoutHttpOnly sent PrefixWithoutHttpOnly",
        "__Http-a=1; HttpOnly -> PrefixWithoutSecure PrefixWithoutSecure sent PrefixWithoutSecure",
        "__Host-Http-a=1; Secure; Path=/; HttpOnly -> sent",
        "__HOST-http-a=1; Secure; Path=/ -> PrefixWithoutHttpOnly PrefixWithoutHttpOnly sent PrefixWithoutHttpOnly",
        "__Host-Http-a=1; Secure; HttpOnly; Path=/x -> PrefixWithoutRootPath",
        "__Host-Http-a=1; Secure; HttpOnly; Path=/; Domain=example.com -> PrefixWithDomain",
        "=__Secure-a=1; Secure -> MissingName MissingName PrefixInValue MissingName",
        "__Secure-a; Secure -> PrefixInValue sent PrefixInValue PrefixInValue",
        "__Host-a -> PrefixInValue PrefixWithoutSecure PrefixInValue PrefixInValue",
        "__Http-a -> PrefixInValue PrefixWithoutSecure sent PrefixInValue",
        "__Secur-a=1 -> sent",
        "x__Secure-a=1 -> sent",
    ];
    let rows = all.map(|row| format!("https://app.example.com https://api.example.com/: {row}"));
    judges(&rows.each_ref().map(|row| &row[..]));
    // The default path is not `/`.
    judges(&[
        "https://a.example https://a.example/v1/x: __Host-a=1; Secure -> PrefixWithoutRootPath",
    ]);
}

#[test]
fn same_site() {
    let same = "https://app.example.com https://api.example.com/: a=1";
    let cross = "https://app.example https://api.example/: a=1";
    for line in [
        "; SameSite=Strict",
        "; SameSite=lax",
        "; SameSite",
        "",
        "; SameSite=None; Secure",
    ] {
        judges(&[&format!("{same}{line} -> sent")]);
    }
    for (line, expected) in [
        (
            "",
            "CrossSiteByDefault sent NotPartitioned CrossSiteByDefault",
        ),
        (
            "; SameSite=",
            "CrossSiteByDefault sent NotPartitioned CrossSiteByDefault",
        ),
        (
            "; SameSite=Bogus; Secure",
            "CrossSiteByDefault sent NotPartitioned CrossSiteByDefault",
        ),
        (
            "; Secure; Partitioned",
            "CrossSiteByDefault sent sent CrossSiteByDefault",
        ),
        ("; SameSite=Lax", "CrossSite"),
        ("; SameSite=STRICT; Secure; Partitioned", "CrossSite"),
        (
            "; SameSite=None; Secure",
            "sent sent NotPartitioned NotPartitioned",
        ),
        ("; SameSite=None; Secure; Partitioned", "sent"),
        // The last one counts.
        ("; SameSite=Lax; SameSite=None; Secure; Partitioned", "sent"),
        ("; SameSite=None; Secure; SameSite=Lax", "CrossSite"),
        (
            "; SameSite=None; Secure; SameSite=x",
            "CrossSiteByDefault sent NotPartitioned CrossSiteByDefault",
        ),
    ] {
        judges(&[&format!("{cross}{line} -> {expected}")]);
    }
    judges(&[
        // The scheme counts in Chrome alone.
        "http://example.com https://example.com/: a=1; SameSite=Strict -> CrossSite sent sent CrossSite",
        "http://example.com https://example.com/: a=1 -> CrossSiteByDefault sent sent CrossSiteByDefault",
        "http://example.com https://example.com/: a=1; SameSite=None; Secure -> sent sent sent NotPartitioned",
        // Without https, nothing can be partitioned.
        "http://app.example http://api.example/: a=1 -> CrossSiteByDefault sent ThirdPartyBlocked CrossSiteByDefault",
        "http://localhost http://127.0.0.1/: a=1; SameSite=None; Secure -> sent sent SecureOverHttp NotPartitioned",
        "http://localhost http://127.0.0.1/: a=1 -> CrossSiteByDefault sent ThirdPartyBlocked CrossSiteByDefault",
        // A sandboxed page has no site.
        "null https://api.example/: a=1 -> CrossSiteByDefault sent NotPartitioned CrossSiteByDefault",
        "null https://api.example/: a=1; SameSite=None; Secure; Partitioned -> sent",
    ]);
}

#[test]
fn expiry() {
    let rows = [
        "a=1; Max-Age=1 -> sent",
        "a=1; Max-Age=0 -> -",
        "a=1; Max-Age=-5 -> -",
        "a=1; Max-Age=99999999999999999999999999 -> sent",
        "a=1; Max-Age=-99999999999999999999999999 -> -",
        "a=1; Max-Age=x -> sent",
        "a=1; Max-Age= -> sent",
        "a=1; Max-Age=- -> sent",
        "a=1; Max-Age=0x -> sent",
        "a=1; Max-Age=+0 -> sent",
        "a=1; Max-Age=0; Max-Age=x -> sent",
        "a=1; Max-Age=0; Max-Age=5 -> sent",
        "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT -> -",
        "a=1; Expires=Wed, 31 Dec 2025 23:59:59 GMT -> -",
        "a=1; Expires=Thu, 01 Jan 2026 00:00:01 GMT -> sent",
        "a=1; Expires=never -> sent",
        "a=1; Expires=0 -> sent",
        "a=1; Expires=-1 -> sent",
        "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Expires=x -> sent",
        "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=x -> -",
        "a=1; Expires=Sat, 01 Jan 0100 00:00:00 GMT -> -",
        "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=5 -> sent",
        "a=1; Max-Age=0; Expires=Fri, 01 Jan 2100 00:00:00 GMT -> -",
    ];
    let rows = rows.map(|row| format!("https://a.example https://a.example/: {row}"));
    judges(&rows.each_ref().map(|row| &row[..]));
    // What should delete a cookie is dropped itself.
    judges(&[
        "https://app.example https://api.example/: a=; Max-Age=0 -> CrossSiteByDefault - NotPartitioned CrossSiteByDefault",
    ]);
}

#[test]
fn paths() {
    for (line, set, next, expected) in [
        ("a=1", "/v1/auth/login", "/v1/auth/refresh", "sent"),
        ("a=1", "/v1/auth/login", "/v1/auth", "sent"),
        ("a=1", "/v1/auth/login", "/v1/authx", "Path"),
        ("a=1", "/v1/auth/login", "/me", "Path"),
        ("a=1", "/login", "/me", "sent"),
        (
            "a=1; Path=/auth",
            "/v1/auth/login",
            "/v1/auth/refresh",
            "Path",
        ),
        ("a=1; Path=/auth", "/x", "/auth", "sent"),
        ("a=1; Path=/auth", "/x", "/auth/x", "sent"),
        ("a=1; Path=/auth", "/x", "/authx", "Path"),
        ("a=1; Path=/auth/", "/x", "/auth", "Path"),
        ("a=1; Path=/auth/", "/x", "/auth/x", "sent"),
        ("a=1; Path=/AUTH", "/x", "/auth", "Path"),
        ("a=1; Path=/auth?x", "/x", "/auth?x", "Path"),
        ("a=1; Path=auth", "/v1/x", "/v1", "sent"),
        ("a=1; Path=/x; Path=/", "/", "/me", "sent"),
        ("a=1; Path=/x; Path=", "/v1/x", "/x", "Path"),
    ] {
        let [set, next] = [set, next].map(|path| format!("https://a.example{path}"));
        let found = fates("https://a.example", &set, "include", line.as_bytes(), &next);
        assert_eq!(words(&found), expected, "{line} {set} {next}");
    }
    // Longer than 1,024 bytes, an attribute does not count.
    for (length, expected) in [(1023, "Path"), (1024, "sent")] {
        let line = format!("a=1; Path=/{}", "x".repeat(length));
        let api = "https://a.example/";
        let found = fates("https://a.example", api, "include", line.as_bytes(), api);
        assert_eq!(words(&found), expected, "{length}");
    }
}

/// Of two pages that ask one API, each has its own.
#[test]
fn partitions() {
    let line = SetCookie::from_bytes(b"a=1; SameSite=None; Secure; Partitioned");
    let plain = SetCookie::from_bytes(b"a=1; SameSite=None; Secure");
    let api = url("https://api.example/");
    let [one, other, own] = [
        "https://one.example",
        "https://other.example",
        "https://api.example",
    ]
    .map(origin);
    let at = |page| Context::new(page, &api, Include, now());
    for browser in Browser::ALL {
        let cookie = line.keep(&at(&one), browser).unwrap();
        assert_eq!(cookie.send(&at(&one)), Ok(()));
        let kept_for = Some("https://one.example".to_owned());
        assert_eq!(
            cookie.send(&at(&other)),
            Err(SendError::OtherPartition { kept_for })
        );
        // Set as a first party, without a partition.
        let cookie = plain.keep(&at(&own), browser).unwrap();
        let error = cookie.send(&at(&one)).err();
        let expected = match browser {
            Browser::Chrome => None,
            Browser::Firefox => Some("OtherPartition"),
            _ => Some("NotPartitioned"),
        };
        assert_eq!(
            error.map(|error| error.code()).as_deref(),
            expected,
            "{browser}"
        );
        assert_eq!(cookie.send(&at(&own)), Ok(()));
    }
    let cookie = plain.keep(&at(&one), Browser::Firefox).unwrap();
    assert_eq!(
        cookie.send(&at(&other)).unwrap_err().code(),
        "OtherPartition"
    );
    assert_eq!(cookie.send(&at(&one)), Ok(()));
    // Pages of one site share it, whatever the scheme.
    let subdomain = origin("https://x.one.example");
    assert_eq!(cookie.send(&at(&subdomain)), Ok(()));
}

#[test]
fn a_script_reads_some() {
    let api = url("https://api.example.com/");
    let page = origin("https://app.example.com");
    let context = Context::new(&page, &api, Include, now());
    let host = |domain: &str, is_host_only| {
        let domain = domain.to_owned();
        Err(ReadError::Host {
            domain,
            is_host_only,
        })
    };
    for (line, reader, expected) in [
        ("a=1", "https://api.example.com", Ok(())),
        (
            "a=1; HttpOnly",
            "https://api.example.com",
            Err(ReadError::HttpOnly),
        ),
        (
            "a=1",
            "https://app.example.com",
            host("api.example.com", true),
        ),
        ("a=1; Domain=example.com", "https://app.example.com", Ok(())),
        (
            "a=1; Domain=api.example.com",
            "https://app.example.com",
            host("api.example.com", false),
        ),
        (
            "a=1; Domain=example.com; Secure",
            "http://app.example.com",
            Err(ReadError::Secure),
        ),
        ("a=1; Domain=example.com", "http://app.example.com", Ok(())),
        (
            "a=1; Domain=example.com",
            "null",
            host("example.com", false),
        ),
    ] {
        let cookie = SetCookie::from_bytes(line.as_bytes()).keep(&context, Browser::Chrome);
        assert_eq!(
            cookie.unwrap().read(&origin(reader)),
            expected,
            "{line} {reader}"
        );
    }
    assert_eq!(ReadError::HttpOnly.code(), "HttpOnly");
}

/// All but its value, which is a secret.
#[test]
fn a_cookie_says_what_it_is() {
    let (page, api) = (origin("https://a.example"), url("https://www.a.example/"));
    let context = Context::new(&page, &api, Include, now());
    for (line, domain, is_host_only) in [
        ("a=secret", "www.a.example", true),
        ("a=secret; Domain=a.example", "a.example", false),
    ] {
        let line = SetCookie::from_bytes(line.as_bytes());
        let cookie = line.keep(&context, Browser::Firefox).unwrap();
        assert_eq!(cookie.domain(), domain);
        assert_eq!(cookie.is_host_only(), is_host_only);
        let debug = format!("{cookie:?} {line:?}");
        assert!(
            debug.contains(domain) && !debug.contains("secret"),
            "{debug}"
        );
        assert!(
            debug.contains(&format!("browser: {:?}", Browser::Firefox)),
            "{debug}"
        );
    }
    assert_eq!(format!("{:>8}", Browser::Firefox), " firefox");
}

#[test]
fn a_cookie_may_be_kept_and_not_sent() {
    let (page, api) = ("https://app.example", "https://api.example/");
    let kept = |line: &[u8]| fates(page, api, "include", line, api).map(|fate| fate.is_kept());
    assert_eq!(kept(b"a=1; Path=/x"), [false, true, false, false]);
    let all = b"a=1; SameSite=None; Secure; Partitioned; Path=/x";
    assert_eq!(kept(all), [true; 4]);
    assert_eq!(kept(&[all, &b"; Max-Age=0"[..]].concat()), [false; 4]);
}

/// A cookie that is kept for a minute is not sent after an hour.
#[test]
fn time_passes() {
    let (page, api) = (origin("https://a.example"), url("https://a.example/"));
    let at = |seconds| {
        let time = now() + std::time::Duration::from_secs(seconds);
        Context::new(&page, &api, Include, time)
    };
    let cookie = SetCookie::from_bytes(b"a=1; Max-Age=60")
        .keep(&at(0), Browser::Chrome)
        .unwrap();
    assert!(!cookie.is_expired());
    assert_eq!(cookie.send(&at(59)), Ok(()));
    assert_eq!(cookie.send(&at(60)), Err(SendError::Expired));
    // Nothing is kept for more than 400 days.
    for line in [
        "a=1; Max-Age=99999999",
        "a=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT",
    ] {
        let cookie = SetCookie::from_bytes(line.as_bytes())
            .keep(&at(0), Browser::Chrome)
            .unwrap();
        assert_eq!(cookie.send(&at(400 * 86_400 - 1)), Ok(()));
        assert_eq!(cookie.send(&at(400 * 86_400)), Err(SendError::Expired));
    }
}
