//! The three checks are the Fetch standard's: a second implementation, as literal as the standard's
//! text, gives the same outcome on a million cases of each. The cases are near-misses, so that each
//! step decides many of them.
//!
//! Each run has a seed of its own, which a failure prints. `CORS_MODEL_SEED` repeats it.

use std::collections::HashMap;
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::{env, thread};

use headers_allow_credentials::cors::CredentialsMode::{self, Include, Omit, SameOrigin};
use headers_allow_credentials::cors::{CheckError, PreflightError};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use testkit::errors::{self, CHECK, EXPOSED, REASONS};
use testkit::near_miss::{check_case, exposed_case, preflight_case};

/// Batches are seeded one by one, so that a seed stands for the same cases on any number of
/// threads.
const BATCHES: u64 = 1000;
const CASES_PER_BATCH: u64 = 1000;
const THREADS: usize = 2;

/// Makes a case.
type Generate<C> = fn(&mut dyn Rng) -> C;
/// The case's mode, and what the crate and the model say of it.
type Judge<C, E> = fn(&C) -> (CredentialsMode, Result<(), E>, Result<(), E>);

/// How often each mode had each outcome.
struct Tally<E>(HashMap<(CredentialsMode, Result<(), E>), u64>);

impl<E: Copy + Debug + Eq + Hash + Send + 'static> Tally<E> {
    /// Compares the two on a million cases.
    fn of<C: Display + 'static>(generate: Generate<C>, judge: Judge<C, E>) -> Self {
        let seed = match env::var("CORS_MODEL_SEED") {
            Ok(seed) => seed.parse().expect("CORS_MODEL_SEED is a whole number"),
            Err(_) => rand::random(),
        };
        let parts: Vec<_> = (0..THREADS)
            .map(|first| {
                thread::spawn(move || {
                    let mut tally = Self(HashMap::new());
                    for batch in (0..BATCHES).skip(first).step_by(THREADS) {
                        tally.add_batch(seed, batch, generate, judge);
                    }
                    tally
                })
            })
            .collect();
        let mut tally = Self(HashMap::new());
        for part in parts {
            for (outcome, count) in part.join().unwrap().0 {
                *tally.0.entry(outcome).or_default() += count;
            }
        }
        tally
    }

    fn add_batch<C: Display>(
        &mut self,
        seed: u64,
        batch: u64,
        generate: Generate<C>,
        judge: Judge<C, E>,
    ) {
        let mut rng = SmallRng::seed_from_u64(seed.wrapping_add(batch));
        for _ in 0..CASES_PER_BATCH {
            let case = generate(&mut rng);
            let (mode, ours, expected) = judge(&case);
            assert_eq!(ours, expected, "CORS_MODEL_SEED={seed} comes to\n{case}");
            *self.0.entry((mode, expected)).or_default() += 1;
        }
    }

    /// A million cases prove little if they all have the same outcome. `kind` maps several errors
    /// to one.
    fn assert_mixed(&self, errors: &[E], kind: fn(E) -> E) {
        let thousandths = |is_meant: &dyn Fn(CredentialsMode, Result<(), E>) -> bool| {
            let meant = self
                .0
                .iter()
                .filter(|((mode, outcome), _)| is_meant(*mode, *outcome));
            1000 * meant.map(|(_, count)| count).sum::<u64>() / (BATCHES * CASES_PER_BATCH)
        };
        assert_eq!(thousandths(&|_, _| true), 1000);
        for mode in [Omit, SameOrigin, Include] {
            let accepted = thousandths(&|its_mode, outcome| its_mode == mode && outcome.is_ok());
            assert!(
                accepted >= 50,
                "{accepted} thousandths accepted in mode {mode}"
            );
        }
        for error in errors {
            let hit = thousandths(&|_, outcome| outcome.map_err(kind) == Err(*error));
            assert!(hit >= 5, "{hit} thousandths are {error:?}");
        }
    }
}

#[test]
fn check_matches_the_standard_on_a_million_responses() {
    let invalid = REASONS.map(CheckError::InvalidAllowCredentials);
    let errors = [&CHECK[..], &invalid].concat();
    Tally::of(check_case, |case| (case.mode, case.ours(), case.expected()))
        .assert_mixed(&errors, |error| error);
}

#[test]
fn check_preflight_matches_the_standard_on_a_million_preflights() {
    use PreflightError as E;

    const IN_CHECK: E = E::Check(CheckError::MissingAllowOrigin);
    // About the first name, and about any other.
    let errors = [
        &[IN_CHECK][..],
        &errors::preflight(0, 0, 0),
        &errors::preflight(1, 1, 1),
    ]
    .concat();
    Tally::of(preflight_case, |case| {
        (case.mode, case.ours(), case.expected())
    })
    .assert_mixed(&errors, |error| match error {
        E::Check(_) => IN_CHECK,
        E::HeaderNotAllowed { index: 1.. } => E::HeaderNotAllowed { index: 1 },
        E::WildcardAllowHeaders { index: 1.. } => E::WildcardAllowHeaders { index: 1 },
        E::AuthorizationNotNamed { index: 1.. } => E::AuthorizationNotNamed { index: 1 },
        error => error,
    });
}

#[test]
fn check_exposed_matches_the_standard_on_a_million_lists() {
    Tally::of(exposed_case, |case| {
        (case.mode, case.ours(), case.expected())
    })
    .assert_mixed(&EXPOSED, |error| error);
}
