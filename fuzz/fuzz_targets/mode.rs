//! The credentials mode, as the fuzzer generates it.

use headers_allow_credentials::cors::CredentialsMode;
use libfuzzer_sys::arbitrary::{self, Arbitrary};

#[derive(Arbitrary, Clone, Copy, Debug)]
pub enum Mode {
    Omit,
    SameOrigin,
    Include,
}

impl From<Mode> for CredentialsMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Omit => Self::Omit,
            Mode::SameOrigin => Self::SameOrigin,
            Mode::Include => Self::Include,
        }
    }
}
