//! Which response headers a page may read, as tables.

use headers_allow_credentials::cors::check_exposed;
use headers_allow_credentials::cors::CredentialsMode::{Include, Omit, SameOrigin};
use headers_allow_credentials::cors::ExposedError::{self, *};
use http::header::HeaderName;
use testkit::response::headers;

type Outcome = Result<(), ExposedError>;

/// What the check says of that header and these lines of `Access-Control-Expose-Headers`, without
/// and with credentials.
fn both(name: &str, lines: &[&str]) -> (Outcome, Outcome) {
    let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
    let lines = lines
        .iter()
        .map(|line| ("access-control-expose-headers", *line));
    let response = headers(lines.chain([("x-request-id", "1")]));
    let without = check_exposed(&name, Omit, &response);
    assert_eq!(without, check_exposed(&name, SameOrigin, &response));
    (without, check_exposed(&name, Include, &response))
}

const LISTS: [&[&str]; 7] = [
    &[],
    &[""],
    &["*"],
    &["x-other"],
    &["a b"],
    &["set-cookie, set-cookie2"],
    &["*, cache-control", "pragma"],
];

#[test]
fn cookies_are_never_exposed() {
    for name in ["set-cookie", "Set-Cookie", "set-cookie2", "SET-COOKIE2"] {
        for lines in LISTS {
            assert_eq!(
                both(name, lines),
                (Err(Forbidden), Err(Forbidden)),
                "{name} by {lines:?}"
            );
        }
    }
    // Similar names can be exposed.
    for name in [
        "cookie",
        "set-cookie1",
        "set-cookie22",
        "x-set-cookie",
        "set-cooki",
    ] {
        assert_eq!(both(name, &[name]), (Ok(()), Ok(())), "{name}");
    }
}

#[test]
fn safelisted_names_are_always_exposed() {
    for name in [
        "cache-control",
        "content-language",
        "Content-Length",
        "CONTENT-TYPE",
        "expires",
        "last-modified",
        "pragma",
    ] {
        for lines in LISTS {
            assert_eq!(both(name, lines), (Ok(()), Ok(())), "{name} by {lines:?}");
        }
    }
    // Similar names are not, nor are safelisted request headers.
    for name in [
        "content-encoding",
        "content-types",
        "accept",
        "accept-language",
        "age",
        "date",
        "etag",
        "expire",
        "location",
        "vary",
    ] {
        assert_eq!(
            both(name, &[]),
            (Err(MissingExposeHeaders), Err(MissingExposeHeaders)),
            "{name}"
        );
        assert_eq!(
            both(name, &["x-other"]),
            (Err(NotExposed), Err(NotExposed)),
            "{name}"
        );
    }
}

#[test]
fn other_names() {
    const WILDCARD: Outcome = Err(WildcardExposeHeaders);
    const REFUSED: Outcome = Err(NotExposed);
    const INVALID: Outcome = Err(InvalidExposeHeaders);
    for (name, lines, without, with) in [
        // Listed, ignoring case.
        ("etag", &["etag"][..], Ok(()), Ok(())),
        ("etag", &["ETag"], Ok(()), Ok(())),
        ("etag", &["x-request-id, ETAG"], Ok(()), Ok(())),
        ("etag", &["x-request-id", "etag"], Ok(()), Ok(())),
        ("etag", &["etag, *"], Ok(()), Ok(())),
        // Not listed. An empty line is a line.
        (
            "etag",
            &[],
            Err(MissingExposeHeaders),
            Err(MissingExposeHeaders),
        ),
        ("etag", &[""], REFUSED, REFUSED),
        ("etag", &[" , "], REFUSED, REFUSED),
        ("etag", &["", ""], REFUSED, REFUSED),
        ("etag", &["x-request-id"], REFUSED, REFUSED),
        (
            "etag",
            &["eta", "tag", "etags", "x-etag", "e-tag"],
            REFUSED,
            REFUSED,
        ),
        ("a^", &["a~"], REFUSED, REFUSED),
        // Covered by a wildcard, but only without credentials.
        ("etag", &["*"], Ok(()), WILDCARD),
        ("etag", &["x-request-id, *"], Ok(()), WILDCARD),
        ("etag", &["*", "x-request-id"], Ok(()), WILDCARD),
        ("etag", &["", "*"], Ok(()), WILDCARD),
        ("authorization", &["*"], Ok(()), WILDCARD),
        ("etag", &["**"], REFUSED, REFUSED),
        ("etag", &["e*"], REFUSED, REFUSED),
        // `*` is also a name, which a response may have.
        ("*", &["*"], Ok(()), Ok(())),
        ("*", &["etag"], REFUSED, REFUSED),
        // If one item is not a token, nothing is exposed.
        ("etag", &["etag, a b"], INVALID, INVALID),
        ("etag", &["a b, etag"], INVALID, INVALID),
        ("etag", &["\"etag\""], INVALID, INVALID),
        ("etag", &["*, a b"], INVALID, INVALID),
        ("etag", &["etag", "a b"], INVALID, INVALID),
        ("etag", &["a b", "etag"], INVALID, INVALID),
        ("etag", &["etag; x-request-id"], INVALID, INVALID),
    ] {
        assert_eq!(both(name, lines), (without, with), "{name} by {lines:?}");
    }
}

/// Whether the response has the header is not checked.
#[test]
fn header_need_not_be_there() {
    assert_eq!(
        both("x-request-id", &["x-request-id, x-not-there"]),
        (Ok(()), Ok(()))
    );
    assert_eq!(
        both("x-not-there", &["x-request-id, x-not-there"]),
        (Ok(()), Ok(()))
    );
}

#[test]
fn no_other_header_is_looked_at() {
    let name = HeaderName::from_static("etag");
    for other in [
        "access-control-allow-headers",
        "access-control-allow-origin",
        "access-control-request-headers",
        "x-access-control-expose-headers",
    ] {
        for value in ["etag", "*", "\""] {
            let outcome = check_exposed(&name, Omit, &headers([(other, value)]));
            assert_eq!(outcome, Err(MissingExposeHeaders), "{other}");
        }
    }
}
