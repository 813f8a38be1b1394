use cors_flow::Sent;

use crate::{API, flow, judges, request, sent};

#[test]
fn six_are_normalized_and_three_need_no_preflight() {
    for (given, expected, kind) in [
        ("get", "GET", Sent::Request),
        ("Head", "HEAD", Sent::Request),
        ("pOST", "POST", Sent::Request),
        ("put", "PUT", Sent::Preflight),
        ("delete", "DELETE", Sent::Preflight),
        ("options", "OPTIONS", Sent::Preflight),
        ("patch", "patch", Sent::Preflight),
        ("Patch", "Patch", Sent::Preflight),
        ("PATCH", "PATCH", Sent::Preflight),
        ("query", "query", Sent::Preflight),
        ("Chicken", "Chicken", Sent::Preflight),
    ] {
        let flow = flow(&request(given, API));
        assert_eq!(flow.actual().method, expected, "{given}");
        assert_eq!(sent(&flow).kind, kind, "{given}");
    }
    // So a server that allows PATCH does not allow `patch`.
    let row = "omit 200 allow-methods=PATCH -> preflight: MethodWrongCase";
    judges(&request("patch", API), &[row]);
}
