//! The date of `Expires` (RFC 6265bis, section “Dates”), as seconds since 1970.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The date as a time, if it is one.
pub(crate) fn parse_date(text: &[u8]) -> Option<SystemTime> {
    parse(text).map(time_of)
}

/// So many seconds after 1970, or before.
pub(super) fn time_of(seconds: i64) -> SystemTime {
    let time = match u64::try_from(seconds) {
        Ok(after) => UNIX_EPOCH.checked_add(Duration::from_secs(after)),
        Err(_) => UNIX_EPOCH.checked_sub(Duration::from_secs(seconds.unsigned_abs())),
    };
    // As far away as a clock can tell.
    time.unwrap_or(UNIX_EPOCH)
}

/// Since 1970.
pub(super) fn seconds_of(time: SystemTime) -> i64 {
    let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => seconds(since),
        Err(error) => -seconds(error.duration()),
    }
}

/// The date, if it is one. Of a text that names a part twice, the first counts; what is no part of a
/// date is skipped.
pub(super) fn parse(text: &[u8]) -> Option<i64> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(|&byte| is_delimiter(byte)) {
        // To the draft, a number with a colon after it is one, too. Chromium and Firefox skip it.
        let number = |least, most| number(token, least, most).filter(|_| !token.contains(&b':'));
        if time.is_none() && clock(token).is_some() {
            time = clock(token);
        } else if day.is_none() && number(1, 2).is_some() {
            day = number(1, 2);
        } else if month.is_none() && month_of(token).is_some() {
            month = month_of(token);
        } else if year.is_none() && number(2, 4).is_some() {
            year = number(2, 4);
        }
    }
    let ((hour, minute, second), day, month, year) = (time?, day?, month?, year?);
    let year = match year {
        70..=99 => year + 1900,
        0..=69 => year + 2000,
        _ => year,
    };
    let is_valid =
        (1..=days_of(month, year)).contains(&day) && hour <= 23 && minute <= 59 && second <= 59;
    is_valid
        .then(|| days_since_1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

/// *delimiter*.
fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'/' | b';'..=b'@' | b'['..=b'`' | b'{'..=b'~')
}

/// `digits [ non-digit *OCTET ]`, of so many digits.
fn number(token: &[u8], least: usize, most: usize) -> Option<i64> {
    let end = token.iter().position(|byte| !byte.is_ascii_digit());
    let number = &token[..end.unwrap_or(token.len())];
    (least..=most).contains(&number.len()).then(|| {
        number
            .iter()
            .fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'))
    })
}

/// *time*: `1*2DIGIT ":" 1*2DIGIT ":" 1*2DIGIT [ non-digit *OCTET ]`.
fn clock(token: &[u8]) -> Option<(i64, i64, i64)> {
    let mut parts = token.splitn(3, |&byte| byte == b':');
    let mut exact = || {
        let part = parts.next()?;
        let is_whole = part.iter().all(u8::is_ascii_digit);
        number(part, 1, 2).filter(|_| is_whole)
    };
    let (hour, minute) = (exact()?, exact()?);
    Some((hour, minute, number(parts.next()?, 1, 2)?))
}

/// *month*, from 1: the first three letters decide, in any case.
fn month_of(token: &[u8]) -> Option<i64> {
    let months = b"janfebmaraprmayjunjulaugsepoctnovdec".chunks(3);
    let start = token.get(..3)?;
    (1..)
        .zip(months)
        .find_map(|(number, name)| start.eq_ignore_ascii_case(name).then_some(number))
}

fn days_of(month: i64, year: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March, so that a leap day is the last of its year.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let in_year = (153 * month + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + in_year - 719_468
}
