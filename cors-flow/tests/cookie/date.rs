//! The dates of `Expires`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cors_flow::cookie::SetCookie;

/// When a cookie of that `Expires` does so, in seconds since 1970. It is read in the distant future, as
/// no cookie is kept for more than 400 days.
fn date(text: &str) -> Option<i64> {
    let line = SetCookie::from_bytes(format!("a=1; Expires={text}").as_bytes());
    let late = UNIX_EPOCH + Duration::from_secs(9000 * 366 * 86_400);
    let seconds = |time: SystemTime| match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap(),
        Err(error) => -i64::try_from(error.duration().as_secs()).unwrap(),
    };
    line.expires(late).map(seconds)
}

#[test]
fn are_read_loosely() {
    for (text, expected) in [
        ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
        ("Thu, 01-Jan-1970 00:00:01 GMT", Some(1)),
        ("Thu Jan  1 00:01:00 1970", Some(60)),
        ("1 jan 70 1:0:0", Some(3600)),
        ("jAnuary 1 00:00:00 1970", Some(0)),
        ("00:00:00 1 Jan 1970", Some(0)),
        ("1970 00:00:00 Jan 02", Some(86_400)),
        ("1st Jan 1970th 00:00:00Z", Some(0)),
        ("00:00:00x 1 Jan 1970", Some(0)),
        ("00:00:00:59 1 Jan 1970", Some(0)),
        ("(1)Jan[1970]{00:00:00}", Some(0)),
        ("1 Jan 1970 00:00:00 5 Feb 1999 01:01:01", Some(0)),
        ("31 Dec 69 23:59:59", Some(3_155_759_999)),
        ("31 Dec 1969 23:59:59", Some(-1)),
        ("29 Feb 2024 00:00:00", Some(1_709_164_800)),
        ("29 Feb 2000 00:00:00", Some(951_782_400)),
        ("1 Mar 2024 00:00:00", Some(1_709_251_200)),
        ("31 Dec 9999 23:59:59", Some(253_402_300_799)),
        ("1 Jan 1601 00:00:00", Some(-11_644_473_600)),
        ("31 Dec 1600 23:59:59", Some(-11_644_473_601)),
        ("29 Feb 2023 00:00:00", None),
        ("29 Feb 1900 00:00:00", None),
        ("31 Apr 2024 00:00:00", None),
        ("31 Jun 2024 00:00:00", None),
        ("31 Sep 2024 00:00:00", None),
        ("31 Nov 2024 00:00:00", None),
        ("30 Feb 2024 00:00:00", None),
        ("0 Jan 2024 00:00:00", None),
        ("32 Jan 2024 00:00:00", None),
        ("1 Jan 2024 24:00:00", None),
        ("1 Jan 2024 00:60:00", None),
        ("1 Jan 2024 00:00:60", None),
        ("1 Jan 2024 00:00", None),
        ("1 Jan 2024 000:00:00", None),
        ("1 Jan 2024 00:0x:00", None),
        ("1 Jan 2024", None),
        ("Jan 2024 00:00:00", None),
        ("1 2024 00:00:00", None),
        ("1 Ja 2024 00:00:00", None),
        ("1 Jan 00:00:00", None),
        ("1 Jan 5 00:00:00", None),
        ("1 Jan 12345 00:00:00", None),
        ("1 Jan 123 00:00:00", Some(-58_285_699_200)),
        ("1 Jan 1970: 00:00:00", None),
        ("1: Jan 1970 00:00:00", None),
        ("1: 2 Jan 1970 00:00:00", Some(86_400)),
        ("00:00:00 1:1:1 2 Jan 1970", Some(86_400)),
        ("", None),
        ("-1", None),
    ] {
        assert_eq!(date(text), expected, "{text}");
    }
}

#[test]
fn a_clock_may_stand_before_1970() {
    let line = SetCookie::from_bytes(b"a=1; Max-Age=5");
    let before = |seconds| UNIX_EPOCH - Duration::from_secs(seconds);
    assert_eq!(line.expires(before(10)), Some(before(5)));
}

/// Each day is the next of the one before, around the years that are leap years or not by an exception.
#[test]
fn follow_each_other() {
    let months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
    for first in [1895, 1995, 2095] {
        let mut expected = date(&format!("1 Jan {first} 00:00:00")).unwrap();
        for year in first..first + 10 {
            for month in months.split(' ') {
                for day in 1..=31 {
                    if let Some(found) = date(&format!("{day} {month} {year} 00:00:00")) {
                        assert_eq!(found, expected, "{day} {month} {year}");
                        expected += 86_400;
                    }
                }
            }
        }
        let next = format!("1 Jan {} 00:00:00", first + 10);
        assert_eq!(date(&next), Some(expected), "{next}");
    }
}
