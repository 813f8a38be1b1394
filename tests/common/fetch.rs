//! The Fetch standard's CORS check a second time, as literal as the standard's text. The model test
//! and the fuzz target both hold `cors::check` to it.

use std::fmt;

use headers_allow_credentials::cors::{check, CredentialsMode, Error};
use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};
use http::header::{HeaderMap, HeaderName, HeaderValue};

pub const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
pub const ALLOW_CREDENTIALS: &str = "Access-Control-Allow-Credentials";

/// A request, and the header lines of its response in the order of the wire.
pub struct Case<'a> {
    /// Without a space, as every serialized origin: only then is a joined value never one.
    pub origin: &'a [u8],
    pub mode: CredentialsMode,
    pub lines: Vec<(&'static str, Vec<u8>)>,
}

impl fmt::Display for Case<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "origin `{}`, mode {}",
            self.origin.escape_ascii(),
            self.mode
        )?;
        self.lines
            .iter()
            .try_for_each(|(name, value)| writeln!(f, "{name}: `{}`", value.escape_ascii()))
    }
}

impl Case<'_> {
    /// What `check` says of the case as a header map.
    pub fn ours(&self) -> Result<(), Error> {
        let mut headers = HeaderMap::with_capacity(self.lines.len());
        for (name, value) in &self.lines {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_bytes(value).unwrap());
        }
        check(self.origin, self.mode, &headers)
    }

    /// What the standard says of it, and which error is documented for that.
    pub fn expected(&self) -> Result<(), Error> {
        self.cors_check().map_err(|step| self.error(step))
    }

    /// The literal check. What fails is the number of a step.
    fn cors_check(&self) -> Result<(), u8> {
        // 1. Let origin be the result of getting `Access-Control-Allow-Origin`.
        let origin = self.get(ALLOW_ORIGIN);
        // 2. Null: failure.
        if origin.is_none() {
            return Err(2);
        }
        // 3. Not `include`, and origin is `*`: success.
        if self.mode.as_str() != "include" && origin == Some(b"*".to_vec()) {
            return Ok(());
        }
        // 4. The request's origin is not origin: failure.
        if origin != Some(self.origin.to_vec()) {
            return Err(4);
        }
        // 5. Not `include`: success.
        if self.mode != CredentialsMode::Include {
            return Ok(());
        }
        // 6. Let credentials be the result of getting `Access-Control-Allow-Credentials`.
        let credentials = self.get(ALLOW_CREDENTIALS);
        // 7. `true`: success.
        if credentials == Some(b"true".to_vec()) {
            return Ok(());
        }
        // 8. Failure.
        Err(8)
    }

    /// To *get* a header.
    fn get(&self, name: &str) -> Option<Vec<u8>> {
        let values = self.values(name);
        if values.is_empty() {
            return None;
        }
        Some(values.join(b", ".as_slice()))
    }

    /// The values of all lines of that name, in order.
    fn values(&self, name: &str) -> Vec<&[u8]> {
        let lines = self.lines.iter();
        lines
            .filter(|line| line.0.eq_ignore_ascii_case(name))
            .map(|line| line.1.as_slice())
            .collect()
    }

    /// The error that is documented for a failure at that step.
    fn error(&self, step: u8) -> Error {
        let name = if step == 8 {
            ALLOW_CREDENTIALS
        } else {
            ALLOW_ORIGIN
        };
        match (step, self.values(name).as_slice()) {
            (2, []) => Error::MissingAllowOrigin,
            (4, [b"*"]) => Error::WildcardAllowOrigin,
            (4, [_]) => Error::AllowOriginMismatch,
            (4, [_, _, ..]) => Error::RepeatedAllowOrigin,
            (8, []) => Error::MissingAllowCredentials,
            (8, [value]) => {
                let reason = AccessControlAllowCredentials::from_bytes(value).unwrap_err();
                Error::InvalidAllowCredentials(reason)
            }
            (8, [_, _, ..]) => Error::InvalidAllowCredentials(ParseError::Repeated),
            _ => panic!("no failure at step {step} of\n{self}"),
        }
    }
}
