//! What the crate says is what RFC 6265bis says: a second implementation, step by step as the draft and in
//! another way, has the same outcome on generated lines, a million of them, for each browser.
//!
//! Each run has a seed of its own, which a failure prints. `CORS_MODEL_SEED` repeats it. As the crate is
//! not optimized in tests, a plain run does a tenth of them; `CORS_MODEL_LINES=1000000` does all.

use std::collections::HashMap;
use std::time::{Duration, UNIX_EPOCH};
use std::{env, thread};

use cors_flow::CredentialsMode::Include;
use cors_flow::cookie::{Browser, Context, Fate, SetCookie};
use cors_flow::{Origin, Url};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use testkit::model::cookie::{self as model, Case, Outcome, Place};
use testkit::near_miss_cookie::cookie_case;

/// Batches are seeded one by one, so that a seed stands for the same lines on any number of threads.
const LINES: u64 = 100_000;
const LINES_PER_BATCH: u64 = 1000;
const THREADS: u64 = 2;

/// Parsing URLs would take most of the time: there are few.
#[derive(Default)]
struct Known {
    urls: HashMap<String, Url>,
    pages: HashMap<String, Origin>,
}

impl Known {
    fn url(&mut self, place: &Place) -> Url {
        let text = format!("{}://{}{}", place.scheme, place.host, place.path);
        let parsed = |text: &String| text.parse().unwrap();
        self.urls
            .entry(text.clone())
            .or_insert_with(|| parsed(&text))
            .clone()
    }

    fn page(&mut self, (scheme, host): (&str, &str)) -> Origin {
        let text = format!("{scheme}://{host}");
        let parsed = |text: &String| text.parse().unwrap();
        self.pages
            .entry(text.clone())
            .or_insert_with(|| parsed(&text))
            .clone()
    }

    fn ours(&mut self, case: &Case) -> [Outcome; 4] {
        let (page, set, next) = (
            self.page(case.page),
            self.url(&case.set),
            self.url(&case.next),
        );
        let now = UNIX_EPOCH + Duration::from_secs(case.now.unsigned_abs());
        let set = Context::new(&page, &set, Include, now);
        let next = Context::new(&page, &next, Include, now);
        let line = SetCookie::from_bytes(&case.line);
        Browser::ALL.map(|browser| match Fate::of(&line, &set, &next, browser) {
            Fate::Sent => Outcome::Sent,
            Fate::NotSent(_) => Outcome::Kept,
            Fate::Deleted => Outcome::Deleted,
            Fate::Dropped(_) => Outcome::Dropped,
            Fate::Unknown => unreachable!("the URLs are known"),
        })
    }
}

const MODELS: [model::Browser; 4] = [
    model::Browser::Chrome,
    model::Browser::Firefox,
    model::Browser::Safari,
    model::Browser::Blocking,
];

#[test]
fn says_the_same_of_any_line() {
    let number = |name| {
        let value = env::var(name).ok();
        value.map(|value| {
            value
                .parse::<u64>()
                .unwrap_or_else(|_| panic!("{name} is a whole number"))
        })
    };
    let seed = number("CORS_MODEL_SEED").unwrap_or_else(rand::random);
    let count = number("CORS_MODEL_LINES").unwrap_or(LINES) / LINES_PER_BATCH;
    let batches = move |first: u64| {
        let mut known = Known::default();
        let mut tally = HashMap::<(usize, Outcome), u64>::new();
        for batch in (first..count).step_by(usize::try_from(THREADS).unwrap()) {
            let mut rng = SmallRng::seed_from_u64(seed.wrapping_add(batch));
            for _ in 0..LINES_PER_BATCH {
                let case = cookie_case(&mut rng);
                let expected = MODELS.map(|browser| case.expected(browser));
                let line = case.line.escape_ascii();
                assert_eq!(
                    known.ours(&case),
                    expected,
                    "CORS_MODEL_SEED={seed} `{line}` {case:?}"
                );
                for (browser, outcome) in expected.into_iter().enumerate() {
                    *tally.entry((browser, outcome)).or_default() += 1;
                }
            }
        }
        tally
    };
    let threads: Vec<_> = (0..THREADS)
        .map(|first| thread::spawn(move || batches(first)))
        .collect();
    let mut tally = HashMap::<_, u64>::new();
    for thread in threads {
        for (outcome, count) in thread.join().unwrap() {
            *tally.entry(outcome).or_default() += count;
        }
    }
    // A million lines prove little if they all have the same outcome.
    for browser in 0..4 {
        for outcome in [
            Outcome::Dropped,
            Outcome::Deleted,
            Outcome::Kept,
            Outcome::Sent,
        ] {
            let thousandths = 1000 * tally[&(browser, outcome)] / (count * LINES_PER_BATCH);
            assert!(
                thousandths >= 10,
                "{thousandths} thousandths are {outcome:?} in {browser}"
            );
        }
    }
}
