//! Every error of the crate's checks, once.

use headers_allow_credentials::cors::{CheckError, ExposedError, PreflightError};
use headers_allow_credentials::ParseError;

pub const REASONS: [ParseError; 7] = [
    ParseError::Repeated,
    ParseError::Empty,
    ParseError::False,
    ParseError::WrongCase,
    ParseError::List,
    ParseError::Padded,
    ParseError::Other,
];

/// The check's own errors. It has one more for each reason.
pub const CHECK: [CheckError; 5] = [
    CheckError::MissingAllowOrigin,
    CheckError::RepeatedAllowOrigin,
    CheckError::WildcardAllowOrigin,
    CheckError::AllowOriginMismatch,
    CheckError::MissingAllowCredentials,
];

pub const EXPOSED: [ExposedError; 5] = [
    ExposedError::Forbidden,
    ExposedError::MissingExposeHeaders,
    ExposedError::InvalidExposeHeaders,
    ExposedError::WildcardExposeHeaders,
    ExposedError::NotExposed,
];

/// A preflight's own errors, those about a name with these indices. It has one more for each error
/// of the check.
#[must_use]
pub const fn preflight(
    not_allowed: usize,
    wildcard: usize,
    authorization: usize,
) -> [PreflightError; 10] {
    [
        PreflightError::InvalidRequest,
        PreflightError::Status,
        PreflightError::InvalidAllowMethods,
        PreflightError::InvalidAllowHeaders,
        PreflightError::MethodNotAllowed,
        PreflightError::MethodWrongCase,
        PreflightError::WildcardAllowMethods,
        PreflightError::HeaderNotAllowed { index: not_allowed },
        PreflightError::WildcardAllowHeaders { index: wildcard },
        PreflightError::AuthorizationNotNamed {
            index: authorization,
        },
    ]
}
