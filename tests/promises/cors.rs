//! What credentials change, as tables: each promise of `cors` with the cases that would break it.

use headers_allow_credentials::cors::CheckError;

mod check;
mod exposed;
mod list;
mod preflight;
mod wpt;

const ORIGIN: &str = "https://rabbit.invalid";

/// Lines of `Access-Control-Allow-Origin` and of `Access-Control-Allow-Credentials`, and the error
/// that they give a request with credentials from [`ORIGIN`].
const CHECK_ERRORS: [(&[&str], &[&str], CheckError); 5] = [
    (&[], &["true"], CheckError::MissingAllowOrigin),
    (
        &[ORIGIN, ORIGIN],
        &["true"],
        CheckError::RepeatedAllowOrigin,
    ),
    (&["*"], &["true"], CheckError::WildcardAllowOrigin),
    (
        &["https://fox.invalid"],
        &["true"],
        CheckError::AllowOriginMismatch,
    ),
    (&[ORIGIN], &[], CheckError::MissingAllowCredentials),
];
