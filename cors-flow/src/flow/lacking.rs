//! All that a response lacks: each error, once those before it are mended.

use headers_allow_credentials::cors::{
    CheckError, CredentialsMode, PreflightError, check, check_preflight,
};
use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    HeaderMap, HeaderName, HeaderValue, ORIGIN,
};

/// How many errors are told: a request may have thousands of headers.
const MOST: usize = 16;

/// Those of a preflight's response, in the order in which the standard finds them.
pub(super) fn of_preflight(
    asked: &HeaderMap,
    mode: CredentialsMode,
    status: StatusCode,
    response: &HeaderMap,
) -> Vec<PreflightError> {
    let (mut status, mut response) = (status, response.clone());
    let (mut errors, origin) = (Vec::new(), asked.get(ORIGIN));
    while let Err(error) = check_preflight(asked, mode, status, &response) {
        errors.push(error);
        match error {
            PreflightError::Check(error) => mend(error, origin, &mut response),
            PreflightError::Status => status = StatusCode::NO_CONTENT,
            PreflightError::InvalidAllowHeaders => {
                copy(
                    asked,
                    &ACCESS_CONTROL_REQUEST_HEADERS,
                    &mut response,
                    &ACCESS_CONTROL_ALLOW_HEADERS,
                );
            }
            _ => match error.header_name(asked).map(HeaderValue::from_str) {
                Some(Ok(name)) => drop(response.try_append(ACCESS_CONTROL_ALLOW_HEADERS, name)),
                _ => copy(
                    asked,
                    &ACCESS_CONTROL_REQUEST_METHOD,
                    &mut response,
                    &ACCESS_CONTROL_ALLOW_METHODS,
                ),
            },
        }
        if errors.len() == MOST {
            break;
        }
    }
    errors
}

/// Those of any other response.
pub(super) fn of_response(
    origin: &HeaderValue,
    mode: CredentialsMode,
    response: &HeaderMap,
) -> Vec<CheckError> {
    let (mut response, mut errors) = (response.clone(), Vec::new());
    while let Err(error) = check(origin.as_bytes(), mode, &response) {
        errors.push(error);
        mend(error, Some(origin), &mut response);
        if errors.len() == MOST {
            break;
        }
    }
    errors
}

fn mend(error: CheckError, origin: Option<&HeaderValue>, response: &mut HeaderMap) {
    match (error, origin) {
        (CheckError::MissingAllowCredentials | CheckError::InvalidAllowCredentials(_), _) => {
            let value = HeaderValue::from_static("true");
            drop(response.try_insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, value));
        }
        (_, Some(origin)) => drop(response.try_insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone())),
        (_, None) => {}
    }
}

fn copy(from: &HeaderMap, asked: &HeaderName, to: &mut HeaderMap, allows: &HeaderName) {
    to.remove(allows);
    if let Some(value) = from.get(asked) {
        drop(to.try_insert(allows.clone(), value.clone()));
    }
}
