//! The report for programs.

use cors_check::flow::{Finding, Verdict};
use serde_json::json;

/// The verdict, its steps, and the notes that a person would get. `with_url` is false for pasted
/// heads, whose URLs are not known.
pub fn report(verdict: &Verdict, with_url: bool, notes: &[String]) -> String {
    let step = |finding: &Finding| {
        json!({
            "kind": finding.kind.as_str(),
            "url": with_url.then(|| finding.url.as_str()),
            "allowed": finding.allowed(),
            "code": finding.code(),
            "message": finding.message,
            "status": finding.status.map(|status| status.as_u16()),
            "header": finding.header.as_ref().map(http::HeaderName::as_str),
            "foretold": finding.foretold,
        })
    };
    let names = |name: &http::HeaderName| name.as_str().to_owned();
    let report = json!({
        "allowed": verdict.allowed,
        "steps": verdict.steps.iter().map(step).collect::<Vec<_>>(),
        "unsent": verdict.unsent.as_ref().map(|unsent| unsent.method.as_str()),
        "unanswered": verdict.unanswered.iter().map(names).collect::<Vec<_>>(),
        "notes": notes,
    });
    format!("{report}\n")
}
