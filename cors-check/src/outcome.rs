//! How a run ends.

use std::process::ExitCode;

/// Whether the page gets what it asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Allowed,
    Refused,
}

/// Why that could not be told, and what to try: a sentence without its beginning and its full stop.
#[derive(Debug)]
pub struct CannotTell(pub String);

impl<E: ToString> From<E> for CannotTell {
    fn from(why: E) -> Self {
        Self(why.to_string())
    }
}

impl From<bool> for Outcome {
    fn from(allowed: bool) -> Self {
        if allowed {
            Self::Allowed
        } else {
            Self::Refused
        }
    }
}

/// The exit status.
pub fn exit_code(outcome: &Result<Outcome, CannotTell>) -> ExitCode {
    ExitCode::from(match outcome {
        Ok(Outcome::Allowed) => 0,
        Ok(Outcome::Refused) => 1,
        Err(CannotTell(_)) => 2,
    })
}
