//! The CORS check.

use std::fmt;

use headers_allow_credentials::cors::{check, CheckError, CredentialsMode};
use headers_allow_credentials::{AccessControlAllowCredentials, ParseError};

use super::{get, show, values};
use crate::response::{headers, Line};

pub const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
pub const ALLOW_CREDENTIALS: &str = "Access-Control-Allow-Credentials";

/// A request, and the header lines of its response in the order of the wire.
pub struct Case<'a> {
    /// An origin without a space, like every serialized origin, so that no joined value equals it.
    /// And not `*`: with credentials, the standard's text would compare it, and the crate always
    /// refuses it.
    pub origin: &'a [u8],
    pub mode: CredentialsMode,
    pub lines: Vec<Line>,
}

impl fmt::Display for Case<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = self.origin.escape_ascii();
        writeln!(f, "origin `{origin}`, mode {}", self.mode)?;
        show(&self.lines, f)
    }
}

impl Case<'_> {
    /// What `check` says of the case as a header map.
    pub fn ours(&self) -> Result<(), CheckError> {
        let response = headers(self.lines.iter().map(|(name, value)| (name, value)));
        check(self.origin, self.mode, &response)
    }

    /// What the standard says of it, and which error is documented for that.
    pub fn expected(&self) -> Result<(), CheckError> {
        expected(self.origin, self.mode, &self.lines)
    }
}

pub(super) fn expected(
    origin: &[u8],
    mode: CredentialsMode,
    response: &[Line],
) -> Result<(), CheckError> {
    cors_check(origin, mode, response).map_err(|step| error(step, response))
}

/// The literal check. What fails is the number of a step.
fn cors_check(request_origin: &[u8], mode: CredentialsMode, response: &[Line]) -> Result<(), u8> {
    // 1. Let origin be the result of getting `Access-Control-Allow-Origin`.
    let origin = get(ALLOW_ORIGIN, response);
    // 2. Null: failure.
    if origin.is_none() {
        return Err(2);
    }
    // 3. Not `include`, and origin is `*`: success.
    if mode.as_str() != "include" && origin == Some(b"*".to_vec()) {
        return Ok(());
    }
    // 4. The request's origin is not origin: failure.
    if origin != Some(request_origin.to_vec()) {
        return Err(4);
    }
    // 5. Not `include`: success.
    if mode != CredentialsMode::Include {
        return Ok(());
    }
    // 6. Let credentials be the result of getting `Access-Control-Allow-Credentials`.
    let credentials = get(ALLOW_CREDENTIALS, response);
    // 7. `true`: success.
    if credentials == Some(b"true".to_vec()) {
        return Ok(());
    }
    // 8. Failure.
    Err(8)
}

/// The error that is documented for a failure at that step.
fn error(step: u8, response: &[Line]) -> CheckError {
    let name = if step == 8 {
        ALLOW_CREDENTIALS
    } else {
        ALLOW_ORIGIN
    };
    match (step, values(name, response).as_slice()) {
        (2, []) => CheckError::MissingAllowOrigin,
        (4, [b"*"]) => CheckError::WildcardAllowOrigin,
        (4, [_]) => CheckError::AllowOriginMismatch,
        (4, [_, _, ..]) => CheckError::RepeatedAllowOrigin,
        (8, []) => CheckError::MissingAllowCredentials,
        (8, [value]) => {
            let reason = AccessControlAllowCredentials::from_bytes(value).unwrap_err();
            CheckError::InvalidAllowCredentials(reason)
        }
        (8, [_, _, ..]) => CheckError::InvalidAllowCredentials(ParseError::Repeated),
        (_, lines) => panic!("no failure at step {step} by {lines:?}"),
    }
}
