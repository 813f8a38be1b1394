//! What is in a line.

use cors_flow::cookie::{SameSite, SetCookie};

use crate::now;

fn read(line: &str) -> SetCookie {
    SetCookie::from_bytes(line.as_bytes())
}

#[test]
fn has_a_name_and_a_value() {
    for (line, name, value) in [
        ("a=1", "a", "1"),
        ("  a  =  1  ; x", "a", "1"),
        ("a==1=", "a", "=1="),
        ("a", "", "a"),
        ("=a=b", "", "a=b"),
        ("a=\"1;2\"", "a", "\"1"),
        ("a=1, b=2", "a", "1, b=2"),
        ("", "", ""),
    ] {
        let cookie = read(line);
        assert_eq!(cookie.name(), name.as_bytes(), "{line}");
        assert_eq!(cookie.value(), value.as_bytes(), "{line}");
    }
}

#[test]
fn has_attributes() {
    let cookie =
        read("a=1; SECURE; httponly=x; Partitioned; samesite= STRICT ; Domain=.A.b; Path = /x");
    assert!(cookie.is_secure() && cookie.is_http_only() && cookie.is_partitioned());
    assert_eq!(cookie.same_site(), Some(SameSite::Strict));
    assert_eq!(
        (cookie.domain(), cookie.path()),
        (Some(&b"a.b"[..]), Some(&b"/x"[..]))
    );
    assert_eq!(cookie.expires(now()), None);
    let plain = read("a=1; Secured; Max-Age=x");
    assert!(!plain.is_secure() && !plain.is_http_only() && !plain.is_partitioned());
    assert_eq!(
        (plain.domain(), plain.path(), plain.same_site()),
        (None, None, None)
    );
    assert_eq!(
        read("a; SameSite=Nöne").same_site(),
        Some(SameSite::Unknown)
    );
    assert!(read("a; Max-Age=0").expires(now()).unwrap() < now());
    let minute = std::time::Duration::from_secs(60);
    assert_eq!(read("a; Max-Age=60").expires(now()), Some(now() + minute));
}

#[test]
fn may_have_lost_other_cookies() {
    for (line, lost) in [
        ("a=1", ""),
        ("a=1; Path=/, b=2", "b"),
        ("a=1; Path=/,b=2; Secure, c=3", "b c"),
        ("a=1, b=2", "b"),
        // A value may well be a list.
        ("a=1,b=2", ""),
        ("a=1, 2, x y=3", ""),
        ("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", ""),
        (
            "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT, b=2; Path=/",
            "b",
        ),
        ("a=1; Path=/, =2", ""),
        ("a=1; Path=/, b", ""),
    ] {
        let cookie = read(line);
        let names = cookie
            .lost()
            .map(|name| String::from_utf8_lossy(name).into_owned());
        assert_eq!(names.collect::<Vec<_>>().join(" "), lost, "{line}");
    }
}

#[test]
fn never_shows_its_value() {
    let cookie = read("sid=hunter2; Path=/\u{1b}; Secure; Max-Age=60");
    assert_eq!(
        format!("{cookie:?}"),
        "SetCookie { name: \"sid\", is_secure: true, is_http_only: false, is_partitioned: false, \
         same_site: None, domain: None, path: Some(\"/\\\\x1b\"), max_age: Some(60), expires: None, .. }",
    );
}

/// A `HeaderValue` cannot hold every line, and stands for each all the same.
#[test]
fn goes_into_a_header() {
    let every: Vec<u8> = (0..=255).collect();
    let lines = [
        b"a=1; Path=/".to_vec(),
        b"\xC0\xC0\x01\x7F\xC1\t\xC0\x89\xC0\xA0\x80".to_vec(),
        [b"a=", &every[..]].concat(),
    ];
    let each = every.iter().map(|byte| vec![b'a', *byte, b'=']);
    for line in lines.into_iter().chain(each) {
        let value = SetCookie::header_value(&line);
        let read = SetCookie::from_header_value(&value);
        assert_eq!(
            read,
            SetCookie::from_bytes(&line),
            "{}",
            line.escape_ascii()
        );
        assert_eq!(format!("{value:?}"), "Sensitive");
    }
}
