use cors_flow::{Sent, is_safelisted};
use http::HeaderName;

use crate::{API, PAGE, flow, header, request, sent, with_headers};

/// A header, the values with which it is sent without asking, and those with which it is not. Two
/// spaces separate values, `''` is an empty one, and `§N` fills one up to N bytes.
const VALUES: &[(&str, &str, &str)] = &[
    (
        "Accept",
        "''  test  text/html;q=0.9, */*  text\t/html  tür  !#$%&'*+,-./09;=AZ^_`az|~1  §127  §128",
        "\"  (  )  a:b  <  >  ?  @  [  \\  ]  {  }  §129",
    ),
    (
        "Accept-Language",
        "''  de-CH, fr;q=0.8, *  nn-NO,nn,en  §128",
        "de_CH  @  de\tfr  ü  §129",
    ),
    (
        "CONTENT-language",
        "''  de-CH, fr;q=0.8, *  nn-NO,nn,en  §128",
        "de_CH  @  de\tfr  ü  §129",
    ),
    // Three types, whatever their parameters.
    (
        "Content-Type",
        "text/plain  Text/Plain;charset=utf-8  text/plain; charset=UTF-8  text/plain;  \
         text/plain;garbage  text/plain \t;x  text/plain;x=§128  multipart/form-data  \
         multipart/form-data; boundary=x  application/x-www-form-urlencoded",
        "''  text  text/  /plain  text /plain  text/ plain  text\t/\tplain  text/plain,  \
         ,text/plain  text/plain,text/plain  text/plain,x/x  text/plain/x  text/plain;x=\"y\"  \
         text/plain2  text/html  application/json  application/xml  text/plain;x=§129",
    ),
    // From a first byte, to a last one or the end.
    (
        "Range",
        "bytes=0-  bytes=100-200  bytes=9-10  bytes=7-7  bytes=007-7  bytes=0-§128  \
         bytes=18446744073709551616-18446744073709551617",
        "''  bytes=10-9  bytes=1-0  bytes=-200  bytes=-0  bytes=-  bytes=  bytes  bytes 0-  \
         bytes = 0-  bytes=\t0-  bytes=100 -200  bytes=100- 200  Bytes=0-  MB=0-  0-  \
         bytes=+0-1  bytes=0--1  bytes=a-b  bytes=0-1x  bytes=0-1,3-4  bytes=0-§129  \
         bytes=18446744073709551617-18446744073709551616",
    ),
    ("Authorization", "", "Basic eDp5"),
    ("X-CSRF-Token", "", "1"),
    ("X-Requested-With", "", "XMLHttpRequest"),
    ("If-None-Match", "", "\"x\""),
    ("Cache-Control", "", "no-cache"),
    ("User-Agent", "", "x"),
    ("Last-Event-ID", "", "1"),
    ("Save-Data", "", "on"),
    ("DPR", "", "2"),
    ("*", "", "1"),
];

fn values(listed: &str) -> impl Iterator<Item = String> {
    let listed = listed.split("  ").filter(|value| !value.is_empty());
    listed.map(|value| match value.split_once('§') {
        Some((start, length)) => {
            let length = length.parse::<usize>().unwrap() - start.len();
            format!("{start}{}", "1".repeat(length))
        }
        None => value.replace("''", ""),
    })
}

/// The names that a preflight asks for, if there is one.
fn asked(method: &str, lines: &[(&str, &str)]) -> Option<String> {
    let sent = sent(&flow(&with_headers(request(method, API), lines)));
    let names = header(&sent, "access-control-request-headers");
    match sent.kind {
        Sent::Request => None,
        Sent::Preflight => Some(names.unwrap_or_default().into()),
    }
}

#[test]
fn asks_first_unless_the_value_is_safe() {
    for (name, safe, not_safe) in VALUES {
        for value in values(safe) {
            let lines = [(*name, value.as_str())];
            assert_eq!(asked("GET", &lines), None, "{name}: {value}");
            assert_eq!(asked("PUT", &lines), Some(String::new()), "{name}: {value}");
        }
        for value in values(not_safe) {
            let lines = [(*name, value.as_str())];
            for method in ["GET", "POST", "PUT"] {
                let names = Some(name.to_lowercase());
                assert_eq!(asked(method, &lines), names, "{method} {name}: {value}");
            }
        }
    }
    // The whitespace around a value is not part of it.
    let padded = format!(" {}\t", "1".repeat(128));
    assert_eq!(asked("GET", &[("Accept", &padded)]), None);
}

#[test]
fn asks_for_names_in_lower_case_sorted_and_each_once() {
    for (lines, expected) in [
        (
            &[
                ("X-b", "1"),
                ("x-C", "2"),
                ("X-A", "3"),
                ("Content-Type", "a/b"),
                ("Accept", "*/*"),
                ("x-B", "4"),
            ][..],
            Some("content-type,x-a,x-b,x-c"),
        ),
        (
            &[("X-1", "1"), ("X-", "1"), ("X-Z", "1"), ("X_a", "1")],
            Some("x-,x-1,x-z,x_a"),
        ),
        // Line by line: one that is unsafe is enough.
        (&[("Accept", "a"), ("Accept", "b")], None),
        (&[("Accept", "a"), ("Accept", "?")], Some("accept")),
    ] {
        assert_eq!(asked("GET", lines).as_deref(), expected, "{lines:?}");
    }
    // To the page's own origin, nothing needs a preflight.
    let own = with_headers(request("PUT", PAGE), &[("X-A", "1")]);
    assert_eq!(sent(&flow(&own)).kind, Sent::Request);
}

/// Those that `http` does not accept, but a browser can send.
#[test]
fn control_bytes_are_unsafe() {
    for byte in (0..b' ').filter(|byte| *byte != b'\t').chain([0x7F]) {
        for (name, start) in [
            ("accept", "x"),
            ("content-type", "text/plain;"),
            ("content-type", "text/plain"),
            ("accept-language", ""),
            ("content-language", ""),
            ("range", "bytes=0-"),
        ] {
            let value = [start.as_bytes(), &[byte]].concat();
            let safe = is_safelisted(&HeaderName::from_static(name), &value);
            assert!(!safe, "{name}: {byte:#x}");
        }
    }
}

/// All safe values together may have 1,024 bytes, the browser's own `Accept` included.
#[test]
fn safe_values_have_a_total_limit() {
    let full = "a".repeat(128);
    let all = Some("accept-language,content-language".to_owned());
    for (length, expected) in [(125, None), (126, all)] {
        let mut lines = vec![("Accept-Language", full.as_str()); 7];
        lines.push(("Content-Language", &full[..length]));
        // `*/*` has three bytes.
        let names = asked("GET", &lines);
        let expected = expected.map(|names| ["accept,", &names].concat());
        assert_eq!(names, expected, "{length}");

        lines.push(("Accept", &full[..128 - length]));
        let names = asked("GET", &lines);
        assert_eq!(
            names, None,
            "the page's own Accept in place of the browser's"
        );
        lines.push(("Range", "bytes=0-"));
        let names = asked("GET", &lines).unwrap();
        assert_eq!(names, "accept,accept-language,content-language,range");
    }
}
