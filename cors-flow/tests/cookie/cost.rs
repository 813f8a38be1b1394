//! A line takes time in proportion to its length, whatever is in it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use cors_flow::CredentialsMode::Include;
use cors_flow::cookie::{Browser, Context, SetCookie};

use crate::{now, origin, url};

/// What the line is made of.
const PARTS: [&str; 14] = [
    "a",
    ";",
    "; ",
    "=",
    ", a=1",
    ";,a=1",
    " ",
    ";Path=/x",
    ";Domain=a.example",
    ";Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    ";Max-Age=99999",
    "; SameSite=None; Secure; Partitioned",
    "\t",
    "\u{e9}",
];

/// How long it takes to read and judge so many lines of that length.
fn cost(part: &str, length: usize, lines: usize) -> Duration {
    let (page, api) = (
        origin("https://app.example.com"),
        url("https://api.example.com/v1/me"),
    );
    let context = Context::new(&page, &api, Include, now());
    let line = ["a=1; ", &part.repeat(length / part.len())].concat();
    let start = Instant::now();
    for _ in 0..lines {
        let line = SetCookie::from_bytes(black_box(line.as_bytes()));
        for browser in Browser::ALL {
            let cookie = line.keep(&context, browser);
            black_box(cookie.map(|cookie| cookie.send(&context)).is_ok());
        }
    }
    start.elapsed()
}

#[test]
fn is_linear() {
    for part in PARTS {
        // As many bytes in an eighth of the lines: to go through a line again and again would take eight
        // times as long. A busy machine may disturb some measurements, but not all.
        let mut measured = Vec::new();
        let is_linear = (0..20).any(|_| {
            let (short, long) = (cost(part, 8 << 10, 16), cost(part, 64 << 10, 2));
            measured.push((short, long));
            long < 3 * short
        });
        assert!(is_linear, "{part:?}: {measured:?}");
        let (short, long) = measured[measured.len() - 1];
        println!("8 KiB {:?}, 64 KiB {:?}: {part:?}", short / 16, long / 2);
    }
}

/// A list of cookies in one line is not a list without end.
#[test]
fn is_bounded() {
    let line = ["a=1", &"; , b=1".repeat(10_000)].concat();
    assert_eq!(SetCookie::from_bytes(line.as_bytes()).lost().count(), 16);
    let line = ["a=1", &", b=1".repeat(10_000)].concat();
    assert_eq!(SetCookie::from_bytes(line.as_bytes()).lost().count(), 16);
}
