//! `cors::check` is the Fetch standard's CORS check: a second implementation, as literal as the
//! standard's text, comes to the same on a million responses. They are made of near-misses, so that
//! each step is the one that decides, many times over.
//!
//! Each run has a seed of its own, which a failure prints. `CORS_MODEL_SEED` repeats it.

use std::collections::HashMap;
use std::{env, thread};

use headers_allow_credentials::cors::CredentialsMode::{self, Include, Omit, SameOrigin};
use headers_allow_credentials::cors::Error;
use headers_allow_credentials::ParseError;
use rand::rngs::SmallRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};

#[path = "common/fetch.rs"]
mod fetch;

use fetch::{Case, ALLOW_CREDENTIALS, ALLOW_ORIGIN};

const ORIGINS: [&[u8]; 8] = [
    b"https://rabbit.invalid",
    b"http://rabbit.invalid",
    b"https://rabbit.invalid:8443",
    b"https://www.rabbit.invalid",
    b"https://fox.invalid",
    b"http://127.0.0.1:8080",
    b"http://[::1]:8080",
    b"null",
];

/// Case by case, from a seed.
struct Generator(SmallRng);

impl Generator {
    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices.choose(&mut self.0).unwrap().clone()
    }

    fn one_in(&mut self, count: u32) -> bool {
        self.0.random_ratio(1, count)
    }

    /// A byte that a header value can hold, mostly one that matters somewhere.
    fn byte(&mut self) -> u8 {
        match self.0.random_range(0..4) {
            0 => self.0.random_range(b' '..=b'~'),
            1 => self.0.random_range(0x80..=0xff),
            _ => self.pick(b" \t,,*/:.\"';\xa0trueTRUEnull08"),
        }
    }

    /// One small change.
    fn edit(&mut self, value: &mut Vec<u8>) {
        let at = self.0.random_range(0..=value.len());
        let byte = self.byte();
        match (self.0.random_range(0..9), value.get_mut(at)) {
            (0, Some(old)) => *old = byte,
            (1, Some(_)) => drop(value.remove(at)),
            (2 | 3, Some(old)) if old.is_ascii_alphabetic() => *old ^= 0x20,
            (4, _) => value.push(byte),
            (5, _) => value.extend(self.pick(&[&b" "[..], b"\t", b"/", b",", b", ", b":443"])),
            (6, _) => value.insert(0, self.pick(b" \t")),
            (7, _) => *value = [value, &b", "[..], value].concat(),
            _ => value.insert(at, byte),
        }
    }

    fn near(&mut self, value: &[u8]) -> Vec<u8> {
        let mut value = value.to_vec();
        for _ in 0..self.pick(&[1, 1, 1, 2, 3]) {
            self.edit(&mut value);
        }
        value
    }

    fn any_case(&mut self, word: &[u8]) -> Vec<u8> {
        word.iter()
            .map(|&letter| {
                if self.one_in(2) {
                    letter ^ 0x20
                } else {
                    letter
                }
            })
            .collect()
    }

    fn allow_origin(&mut self, origin: &[u8]) -> Vec<u8> {
        match self.0.random_range(0..20) {
            0..=12 => origin.to_vec(),
            13 | 14 => b"*".to_vec(),
            15 => self.pick(&ORIGINS).to_vec(),
            16 => self
                .pick(&[&b""[..], b"*, *", b"* ", b"**", b"true", b"NULL"])
                .to_vec(),
            17 => self.near(b"*"),
            _ => self.near(origin),
        }
    }

    fn allow_credentials(&mut self) -> Vec<u8> {
        match self.0.random_range(0..20) {
            0..=10 => b"true".to_vec(),
            11 => Vec::new(),
            12 => self.any_case(b"true"),
            13 => self.any_case(b"false"),
            14 => self
                .pick(&[&b"true, true"[..], b"true,", b"true, false", b","])
                .to_vec(),
            15 => self
                .pick(&[&b" true"[..], b"true ", b"\ttrue\t", b"true  "])
                .to_vec(),
            16 => self
                .pick(&[&b"1"[..], b"*", b"yes", b"\"true\"", b"null"])
                .to_vec(),
            _ => self.near(b"true"),
        }
    }

    fn case(&mut self) -> Case<'static> {
        let origin = self.pick(&ORIGINS);
        let mode = self.pick(&[Include, Include, Include, Include, SameOrigin, Omit]);
        let mut lines = Vec::new();
        // In any order of names: a header map keeps the lines of one together.
        for _ in 0..self.pick(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 0]) {
            let name = self.pick(&[ALLOW_ORIGIN, "access-control-allow-origin"]);
            lines.push((name, self.allow_origin(origin)));
        }
        for _ in 0..self.pick(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 0, 0]) {
            let name = self.pick(&[ALLOW_CREDENTIALS, "access-control-allow-credentials"]);
            lines.push((name, self.allow_credentials()));
        }
        for _ in 0..self.0.random_range(0..3) {
            let name = self.pick(&[
                "Vary",
                "Origin",
                "Access-Control-Allow-Headers",
                "Access-Control-Expose-Headers",
                "X-Access-Control-Allow-Origin",
            ]);
            lines.push((name, self.pick(&[&b"true"[..], b"*", origin]).to_vec()));
        }
        lines.shuffle(&mut self.0);
        Case {
            origin,
            mode,
            lines,
        }
    }
}

/// How often each mode came to each outcome.
type Tally = HashMap<(CredentialsMode, Result<(), Error>), u64>;

/// Batches are seeded one by one, so that a seed stands for the same cases on any number of threads.
const BATCHES: u64 = 1000;
const CASES_PER_BATCH: u64 = 1000;

fn run_batch(seed: u64, batch: u64, tally: &mut Tally) {
    let mut generator = Generator(SmallRng::seed_from_u64(seed.wrapping_add(batch)));
    for _ in 0..CASES_PER_BATCH {
        let case = generator.case();
        let expected = case.expected();
        assert_eq!(
            case.ours(),
            expected,
            "CORS_MODEL_SEED={seed} comes to\n{case}"
        );
        *tally.entry((case.mode, expected)).or_default() += 1;
    }
}

#[test]
fn check_is_the_standards_on_a_million_responses() {
    let seed = match env::var("CORS_MODEL_SEED") {
        Ok(seed) => seed.parse().expect("CORS_MODEL_SEED is a whole number"),
        Err(_) => rand::random(),
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<_> = (0..threads)
        .map(|first| {
            thread::spawn(move || {
                let mut tally = Tally::new();
                let batches = (0..BATCHES).skip(first).step_by(threads);
                batches.for_each(|batch| run_batch(seed, batch, &mut tally));
                tally
            })
        })
        .collect();
    let mut tally = Tally::new();
    for part in parts {
        for (outcome, count) in part.join().unwrap() {
            *tally.entry(outcome).or_default() += count;
        }
    }
    assert_mixed(&tally);
}

/// A million cases prove little where they all come to the same.
fn assert_mixed(tally: &Tally) {
    let per_cent = |is_meant: &dyn Fn(CredentialsMode, Result<(), Error>) -> bool| {
        let meant = tally
            .iter()
            .filter(|((mode, outcome), _)| is_meant(*mode, *outcome));
        100 * meant.map(|(_, count)| count).sum::<u64>() / (BATCHES * CASES_PER_BATCH)
    };
    assert_eq!(per_cent(&|_, _| true), 100, "{tally:?}");
    for (mode, least) in [(Omit, 5), (SameOrigin, 5), (Include, 10)] {
        let accepted = per_cent(&|its_mode, outcome| its_mode == mode && outcome.is_ok());
        assert!(
            accepted >= least,
            "{accepted} % accepted in mode {mode}: {tally:?}"
        );
    }
    let reasons = [
        ParseError::Repeated,
        ParseError::Empty,
        ParseError::False,
        ParseError::WrongCase,
        ParseError::List,
        ParseError::Padded,
        ParseError::Other,
    ];
    let errors = [
        Error::MissingAllowOrigin,
        Error::RepeatedAllowOrigin,
        Error::WildcardAllowOrigin,
        Error::AllowOriginMismatch,
        Error::MissingAllowCredentials,
    ];
    for error in errors
        .into_iter()
        .chain(reasons.map(Error::InvalidAllowCredentials))
    {
        let hit = per_cent(&|_, outcome| outcome == Err(error));
        assert!(hit >= 1, "{hit} % are {error:?}: {tally:?}");
    }
}
