//! What the user should know about a verdict, wherever the answer came from.

use cors_check::flow::{Error, Finding};
use headers_allow_credentials::cors::{CredentialsMode, PreflightError};
use http::header::{HeaderMap, HeaderName, ACCESS_CONTROL_ALLOW_HEADERS};

/// If the one rule decided that no browser follows today: without credentials, they let `*` cover
/// Authorization.
pub fn is_authorization_by_wildcard(
    findings: &[Finding],
    mode: CredentialsMode,
    preflight: &HeaderMap,
) -> bool {
    let lines = preflight.get_all(ACCESS_CONTROL_ALLOW_HEADERS).iter();
    let mut items = lines.flat_map(|line| line.as_bytes().split(|&byte| byte == b','));
    let is_the_rule = matches!(
        findings.last().and_then(|finding| finding.error),
        Some(Error::Preflight(
            PreflightError::AuthorizationNotNamed { .. }
        ))
    );
    is_the_rule && mode != CredentialsMode::Include && items.any(|item| item.trim_ascii() == b"*")
}

pub const AUTHORIZATION_BY_WILDCARD: &str =
    "without credentials, today's browsers let `*` cover Authorization, although the Fetch standard \
     does not allow it: name Authorization, so that the outcome does not depend on the browser.";

/// What a preflight leaves open of the headers that the page wants to read.
pub fn on_exposure(findings: &[Finding], unanswered: &[HeaderName]) -> Vec<String> {
    let mut notes = Vec::new();
    if findings.iter().any(|finding| finding.foretold) {
        notes.push(
            "the response itself decides which headers the page may read. The request was not sent, \
             so they were judged by the preflight's response."
                .into(),
        );
    }
    if !unanswered.is_empty() {
        let names = unanswered.iter().map(|name| format!("`{name}`"));
        notes.push(format!(
            "whether the page may read {} is not known: only the response itself can tell.",
            names.collect::<Vec<_>>().join(", ")
        ));
    }
    notes
}
