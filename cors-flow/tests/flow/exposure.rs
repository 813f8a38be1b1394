use cors_flow::Request;
use http::{HeaderMap, StatusCode};

use crate::{API, PAGE, done, flow, judges, request};

fn read(request: Request, names: &[&str]) -> Request {
    names
        .iter()
        .fold(request, |request, name| request.read(*name))
}

#[test]
fn says_which_headers_the_page_may_read() {
    judges(
        &read(request("GET", API), &["ETag", "Content-Type"]),
        &[
            "include 200 -> response, exposed etag: MissingExposeHeaders, exposed content-type",
            "include 200 expose-headers=etag -> response, exposed etag, exposed content-type",
            "include 200 expose-headers=* -> \
             response, exposed etag: WildcardExposeHeaders, exposed content-type",
            "same-origin 200 expose-headers=* -> response, exposed etag, exposed content-type",
            "include 200 expose-headers=( -> \
             response, exposed etag: InvalidExposeHeaders, exposed content-type",
            "include 200 expose-headers=x -> \
             response, exposed etag: NotExposed, exposed content-type",
            // Of a redirect, it reads nothing.
            "include 302 location=/ expose-headers=x | 200 expose-headers=etag -> \
             redirect, response, exposed etag, exposed content-type",
        ],
    );
    // The page's own origin hides nothing but cookies.
    let forbidden = "omit 200 expose-headers=*,set-cookie2 -> \
                     response, exposed set-cookie: Forbidden, exposed set-cookie2: Forbidden";
    for to in [API, PAGE] {
        judges(
            &read(request("GET", to), &["Set-Cookie", "Set-Cookie2"]),
            &[forbidden],
        );
    }
    judges(
        &read(request("GET", PAGE), &["etag", "x-any"]),
        &["include 200 expose-headers=( -> response, exposed etag, exposed x-any"],
    );
}

/// Without the actual request, what the preflight's response says of it is all there is. But some
/// headers can be read whatever comes, and some never.
#[test]
fn is_foretold_by_the_preflight() {
    judges(
        &read(request("PUT", API), &["etag", "expires"]),
        &[
            "include 204 -> preflight, exposed expires",
            "include 204 expose-headers=etag -> preflight, foretold etag, exposed expires",
            // What it does not expose, the response may.
            "include 204 expose-headers=* -> preflight, exposed expires",
            "include 204 expose-headers=x-total -> preflight, exposed expires",
            // Not by that of another URL, nor by a redirect.
            "include 204 expose-headers=etag | 307 location=/x expose-headers=etag -> \
             preflight, redirect, exposed expires",
        ],
    );
    judges(
        &request("PUT", API).read("set-cookie"),
        &["omit 204 -> preflight, exposed set-cookie: Forbidden"],
    );
}

/// Nothing was asked: so nothing is allowed, not even what a page can always read.
#[test]
fn says_nothing_if_nothing_was_asked() {
    for read in ["etag", "content-type"] {
        let mut flow = flow(&request("POST", API).read(read));
        flow.stop();
        assert!(!done(&flow).allowed(), "{}", flow.report());
        assert!(done(&flow).exchanges().is_empty());
        assert_eq!(done(&flow).unsent().unwrap().method, "POST");
        let before = done(&flow).to_json();
        flow.stop();
        flow.receive(StatusCode::OK, &HeaderMap::new());
        flow.receive_nothing("x");
        assert_eq!(done(&flow).to_json(), before);
    }
}
