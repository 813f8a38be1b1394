//! What a page can ask for at all.

use cors_flow::SetupError::{
    BodyNotAllowed, ForbiddenMethod, InvalidHeaderName, InvalidHeaderValue, Scheme, TooManyHeaders,
    TooManyToRead, UrlCredentials,
};
use cors_flow::{Flow, Request};
use headers_allow_credentials::cors::CredentialsMode;

use crate::{API, PAGE, flow, origin, request, url};

#[test]
fn says_what_no_page_can_ask_for() {
    let body = |method| request(method, API).body("x".to_owned());
    let get = || request("GET", API);
    for (request, expected) in [
        (request("CONNECT", API), ForbiddenMethod),
        (request("trace", API), ForbiddenMethod),
        (request("Track", API), ForbiddenMethod),
        (request("GET", "ftp://api.example/"), Scheme),
        (request("GET", "data:,x"), Scheme),
        (request("GET", "https://u@api.example/"), UrlCredentials),
        (request("GET", "https://:p@api.example/"), UrlCredentials),
        (body("GET"), BodyNotAllowed),
        (body("head"), BodyNotAllowed),
        (get().header("a b", "1"), InvalidHeaderName),
        (get().header("", "1"), InvalidHeaderName),
        (get().read("a b"), InvalidHeaderName),
        (get().header("x-a", "1\n"), InvalidHeaderValue),
        (get().header("x-a", &b"\0"[..]), InvalidHeaderValue),
        // The first argument that is wrong.
        (get().header("x-a", "\n").read(""), InvalidHeaderValue),
        (get().read("").header("x-a", "\n"), InvalidHeaderName),
        (request("TRACE", API).read(""), InvalidHeaderName),
    ] {
        let error = Flow::new(&origin(PAGE), &request).unwrap_err();
        assert_eq!(error, expected, "{request:?}");
    }
    // An empty user name is none.
    flow(&request("GET", "https://:@api.example/"));
    flow(&body("DELETE"));
}

#[test]
fn six_methods_have_a_constructor() {
    for (request, method) in [
        (Request::get(url(API)), "GET"),
        (Request::head(url(API)), "HEAD"),
        (Request::post(url(API)), "POST"),
        (Request::put(url(API)), "PUT"),
        (Request::patch(url(API)), "PATCH"),
        (Request::delete(url(API)), "DELETE"),
    ] {
        let flow = flow(&request);
        assert_eq!(flow.actual().method, method);
        assert_eq!(flow.report().mode(), CredentialsMode::SameOrigin);
    }
}

/// As many as there may be leave room for those that the browser adds.
#[test]
fn there_may_be_thousands_of_headers() {
    let with = |count: usize| {
        let add = |request: Request, at| request.header(format!("x-{at}"), "1");
        let request = (0..count).fold(request("PUT", API), add);
        Flow::new(&origin(PAGE), &request).map(|flow| flow.actual().headers.len())
    };
    assert_eq!(with(10_000).unwrap(), 10_002);
    assert_eq!(with(10_001).unwrap_err(), TooManyHeaders);
    assert_eq!(with(40_000).unwrap_err(), TooManyHeaders);
    let read = |count: usize| {
        let read = |request: Request, at| request.read(format!("x-{at}"));
        let request = (0..count).fold(request("GET", API), read);
        Flow::new(&origin(PAGE), &request).map(|_| ())
    };
    assert_eq!((read(100), read(101)), (Ok(()), Err(TooManyToRead)));
}
