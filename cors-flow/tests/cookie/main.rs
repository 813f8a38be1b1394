//! Which browsers keep a cookie and send it next: rule by rule, in tables.

mod cost;
mod date;
mod line;
mod measured;
mod mend;
mod model;
mod rules;
mod site;
mod wpt;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cors_flow::cookie::{Browser, Context, Fate, SetCookie};
use cors_flow::{CredentialsMode, Origin, Url};

/// 1 January 2026.
const NOW: u64 = 1_767_225_600;

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW)
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

fn origin(text: &str) -> Origin {
    text.parse().unwrap()
}

/// What becomes of a line, and whether the page then sends the cookie to the next URL: for Chrome,
/// Firefox, Safari and a browser that blocks third-party cookies.
fn fates(page: &str, set: &str, mode: &str, line: &[u8], next: &str) -> [Fate; 4] {
    let (page, set, next) = (origin(page), url(set), url(next));
    let mode: CredentialsMode = mode.parse().unwrap();
    let set = Context::new(&page, &set, mode, now());
    let next = Context::new(&page, &next, mode, now());
    let line = SetCookie::from_bytes(line);
    Browser::ALL.map(|browser| Fate::of(&line, &set, &next, browser))
}

/// The same, as a word for each; one word if all are the same.
fn words(fates: &[Fate; 4]) -> String {
    let word = |fate: &Fate| {
        let code = fate.code();
        code.unwrap_or_else(|| if *fate == Fate::Deleted { "-" } else { "sent" }.to_owned())
    };
    let words = fates.iter().map(word).collect::<Vec<_>>();
    if words.iter().all(|word| *word == words[0]) {
        return words[0].clone();
    }
    words.join(" ")
}

/// `PAGE URL: LINE -> FATES`, in mode `include`, and asked again.
#[track_caller]
fn judges(rows: &[&str]) {
    for row in rows {
        let (asked, expected) = row.rsplit_once(" -> ").unwrap();
        let (who, line) = asked.split_once(": ").unwrap();
        let (page, url) = who.split_once(' ').unwrap();
        let found = fates(page, url, "include", line.as_bytes(), url);
        assert_eq!(words(&found), expected, "{row}");
    }
}
