use cors_flow::{Exchange, Sent};
use headers_allow_credentials::cors::CredentialsMode::{Include, Omit};
use http::{HeaderValue, Method};

use crate::{API, PAGE, flow, follow, judges, map, request, sent, with_headers};

#[test]
fn is_written_as_browsers_do() {
    let lines = [("X-CSRF-Token", "secret"), ("Authorization", "secret")];
    let request = request("put", "https://api.example:8443/me?x=y#fragment")
        .cookie(HeaderValue::from_static("secret"))
        .credentials(Include)
        .body("secret".to_owned());
    let flow = flow(&with_headers(request, &lines));
    let sent = sent(&flow);
    assert_eq!((sent.kind, sent.method), (Sent::Preflight, Method::OPTIONS));
    assert_eq!(sent.url.as_str(), "https://api.example:8443/me?x=y");
    assert!(!sent.body);
    let names = "authorization,x-csrf-token";
    assert_eq!(
        sent.headers,
        map(&[
            ("accept", "*/*"),
            ("origin", PAGE),
            ("access-control-request-method", "PUT"),
            ("access-control-request-headers", names),
        ]),
    );
    let actual = flow.actual();
    assert_eq!((actual.kind, actual.method), (Sent::Request, Method::PUT));
    assert_eq!(actual.url, sent.url);
    assert!(actual.body);
    assert_eq!(
        actual.headers,
        map(&[
            ("accept", "*/*"),
            ("origin", PAGE),
            ("x-csrf-token", "secret"),
            ("authorization", "secret"),
            ("cookie", "secret"),
        ]),
    );
}

#[test]
fn is_judged_as_the_library_does() {
    let lines = [("X-CSRF-Token", "1"), ("X-A", "1")];
    let request = with_headers(request("PUT", API), &lines);
    judges(
        &request,
        &[
            "omit 204 allow-origin=* -> preflight",
            "include 204 allow-origin=* -> preflight: WildcardAllowOrigin",
            "omit 299 -> preflight",
            "omit 300 -> preflight: Status",
            "omit 404 -> preflight: Status",
            "include 200 allow-methods=* -> preflight: WildcardAllowMethods",
            "same-origin 200 allow-methods=* -> preflight",
            "include 200 allow-headers=*,x-a -> preflight x-csrf-token: WildcardAllowHeaders",
            "include 200 allow-headers=x-csrf-token -> preflight x-a: HeaderNotAllowed",
            "include 200 allow-headers=a/b -> preflight: InvalidAllowHeaders",
            // A redirect is one only for a request.
            "omit 307 location=/x -> preflight: Status",
            // What would fail next, so that all can be mended at once. An error page often lacks
            // the headers, and then the status is the cause.
            "omit 401 allow-origin=x -> preflight: AllowOriginMismatch Status",
            "omit 404 allow-origin=- allow-credentials=- -> preflight: MissingAllowOrigin Status",
            "include 404 allow-credentials=x -> preflight: InvalidAllowCredentials Status",
            "include 200 allow-origin=- allow-credentials=- -> \
             preflight: MissingAllowOrigin MissingAllowCredentials",
            "include 404 allow-origin=- allow-credentials=- -> \
             preflight: MissingAllowOrigin MissingAllowCredentials Status",
        ],
    );
}

/// With a listener on the upload, a request that would need no preflight has one, and its answer need not
/// name the method.
#[test]
fn goes_before_an_upload_that_is_listened_to() {
    let post = || request("POST", API).upload_listener();
    let sent = sent(&flow(&post()));
    assert_eq!(sent.kind, Sent::Preflight);
    assert_eq!(sent.headers["access-control-request-method"], "POST");
    judges(
        &post(),
        &["omit 204 -> preflight", "omit 404 -> preflight: Status"],
    );
    let put = request("PUT", API).upload_listener();
    judges(
        &put,
        &[
            "omit 204 -> preflight",
            "omit 204 allow-methods=GET -> preflight: MethodNotAllowed",
        ],
    );
}

/// As a browser does that has the answer in its cache.
#[test]
fn may_be_skipped() {
    let mut flow = flow(&request("PUT", API));
    assert_eq!(sent(&flow).kind, Sent::Preflight);
    flow.skip_preflight();
    assert_eq!(sent(&flow).kind, Sent::Request);
}

#[test]
fn carries_no_credentials() {
    for (mode, expected) in [(Include, [false, true]), (Omit, [false, false])] {
        let (_, report) = follow(&request("PUT", API).credentials(mode), &[]);
        let carries = report.exchanges().iter().map(Exchange::carries_credentials);
        assert_eq!(carries.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn asks_for_the_headers_that_are_set() {
    let mut asked = sent(&flow(&request("PUT", API).header("x-a", "1")));
    let name = |name: &str| name.parse::<http::HeaderName>().unwrap();
    asked.set_requested_headers(&["x-c", "authorization", "x-c"].map(name));
    let names = "access-control-request-headers";
    assert_eq!(asked.headers[names], "authorization,x-c");
    asked.set_requested_headers(&[]);
    assert!(!asked.headers.contains_key(names));
}
