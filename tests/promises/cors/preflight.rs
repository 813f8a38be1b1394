//! What a preflight's response allows, as tables: the request, the order of the steps, the status,
//! the methods and the headers, each without and with credentials.

use std::iter::once;

use headers_allow_credentials::cors::CredentialsMode::{Include, Omit, SameOrigin};
use headers_allow_credentials::cors::PreflightError::{self, *};
use headers_allow_credentials::cors::{check_preflight, CheckError};
use headers_allow_credentials::ParseError;
use http::header::{HeaderMap, HeaderValue};
use http::StatusCode;
use testkit::response::headers;

use super::{CHECK_ERRORS, ORIGIN};

type Outcome = Result<(), PreflightError>;

/// The headers of a preflight for this method, with these lines of
/// `Access-Control-Request-Headers`.
fn asks(method: &str, names: &[&str]) -> HeaderMap {
    let names = names
        .iter()
        .map(|line| ("access-control-request-headers", *line));
    headers(
        [
            ("origin", ORIGIN),
            ("access-control-request-method", method),
        ]
        .into_iter()
        .chain(names),
    )
}

/// A response that passes the CORS check in each mode, with these lines of
/// `Access-Control-Allow-Methods` and `Access-Control-Allow-Headers`.
fn allows(methods: &[&str], names: &[&str]) -> HeaderMap {
    let methods = methods
        .iter()
        .map(|line| ("access-control-allow-methods", *line));
    let names = names
        .iter()
        .map(|line| ("access-control-allow-headers", *line));
    headers(
        [
            ("access-control-allow-origin", ORIGIN),
            ("access-control-allow-credentials", "true"),
        ]
        .into_iter()
        .chain(methods)
        .chain(names),
    )
}

/// What the check says of the two, without and with credentials.
fn both(request: &HeaderMap, response: &HeaderMap) -> (Outcome, Outcome) {
    let check = |mode| check_preflight(request, mode, StatusCode::NO_CONTENT, response);
    assert_eq!(check(Omit), check(SameOrigin));
    (check(Omit), check(Include))
}

#[test]
fn request_is_a_preflight() {
    let good = [
        ("origin", ORIGIN),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "x-burrow"),
    ];
    let allowed = allows(&["PUT"], &["x-burrow"]);
    assert_eq!(both(&headers(good), &allowed), (Ok(()), Ok(())));

    let refused = (Err(InvalidRequest), Err(InvalidRequest));
    assert_eq!(both(&HeaderMap::new(), &allowed), refused);
    // `Origin` and the method have exactly one line.
    for repeated in ["origin", "access-control-request-method"] {
        let lines = good.into_iter().filter(|(name, _)| *name != repeated);
        assert_eq!(both(&headers(lines), &allowed), refused, "no {repeated}");

        let again = good.into_iter().filter(|(name, _)| *name == repeated);
        let lines = good.into_iter().chain(again);
        assert_eq!(
            both(&headers(lines), &allowed),
            refused,
            "two of {repeated}"
        );
    }
    // There may be no unsafe headers.
    assert_eq!(
        both(&headers(good.into_iter().take(2)), &allowed),
        (Ok(()), Ok(()))
    );
}

/// With a response that allows exactly this origin, so that nothing else can fail.
fn with_origin(origin: &[u8]) -> Outcome {
    let request = headers([
        (&b"origin"[..], origin),
        (b"access-control-request-method", b"GET"),
    ]);
    let response = headers([("access-control-allow-origin", origin)]);
    check_preflight(&request, Omit, StatusCode::OK, &response)
}

#[test]
fn origin_is_null_or_a_scheme_and_a_host() {
    for origin in [
        "null",
        "https://rabbit.invalid",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "https://rabbit.invalid.",
        "https://xn--rbbit-gra.invalid",
        "https://a_b.invalid",
        "file://",
        "a://b",
        "Z://b",
        "moz-extension://7b1c0a52-0d0b-4a1e-9d7b-1d6f2b3c4d5e",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        "web+app.v2-x://host",
        // The host is not validated, as long as it contains nothing else.
        "https://!\"$%&'()*+-.:;<=>[]^_`{|}~",
    ] {
        assert_eq!(with_origin(origin.as_bytes()), Ok(()), "{origin}");
    }
    for malformed in [
        "",
        "*",
        "NULL",
        "nul",
        "nulll",
        "null, null",
        "rabbit.invalid",
        "//rabbit.invalid",
        "://rabbit.invalid",
        "https:",
        "https:/",
        "https:/rabbit.invalid",
        "https//rabbit.invalid",
        "https:rabbit.invalid",
        "1http://rabbit.invalid",
        "+http://rabbit.invalid",
        "ht_tp://rabbit.invalid",
        "ht tp://rabbit.invalid",
        "https ://rabbit.invalid",
        "https://rabbit.invalid/",
        "https://rabbit.invalid/path",
        "https://rabbit.invalid?query",
        "https://rabbit.invalid#fragment",
        "https://user@rabbit.invalid",
        "https://rabbit.invalid\\",
        "https://rabbit.invalid,https://fox.invalid",
        "https://rabbit.invalid https://fox.invalid",
        "https://rabbit.invalid ",
        " https://rabbit.invalid",
        "https://rabbit\t.invalid",
    ] {
        assert_eq!(
            with_origin(malformed.as_bytes()),
            Err(InvalidRequest),
            "{malformed}"
        );
    }
    for byte in 0x80..=0xff {
        let origin = [b"https://", &[byte][..]].concat();
        assert_eq!(with_origin(&origin), Err(InvalidRequest), "{byte:#x}");
        let origin = [&[byte][..], b"https://"].concat();
        assert_eq!(with_origin(&origin), Err(InvalidRequest), "{byte:#x}");
    }
}

#[test]
fn method_and_names_of_the_request_are_tokens() {
    let any = headers([
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "*"),
        ("access-control-allow-headers", "*"),
    ]);
    for method in [
        "", " PUT", "PUT ", "PUT, GET", "PUT,", "\"PUT\"", "P UT", "P/T", "P\u{dc}T",
    ] {
        assert_eq!(
            both(&asks(method, &[]), &any).0,
            Err(InvalidRequest),
            "{method}"
        );
    }
    for method in ["PUT", "x", "0", "!#$%&'*+-.^_`|~", "*"] {
        assert_eq!(both(&asks(method, &[]), &any).0, Ok(()), "{method}");
    }
    for names in [
        &["a b"][..],
        &["\"a\""],
        &["a;b"],
        &["a: b"],
        &["a/b"],
        &["a,b c"],
        &["a b,c"],
        &["\u{e9}"],
        &["a", "b c"],
        &["b c", "a"],
    ] {
        assert_eq!(
            both(&asks("PUT", names), &any).0,
            Err(InvalidRequest),
            "{names:?}"
        );
    }
    // What a log or a proxy may make of a browser's line.
    for names in [
        &[""][..],
        &[","],
        &["", ""],
        &["a, b"],
        &["a ,\tB,", "c"],
        &[" a "],
    ] {
        assert_eq!(both(&asks("PUT", names), &any).0, Ok(()), "{names:?}");
    }
}

/// A fault in the 40th name is a fault in the request too.
#[test]
fn every_name_of_the_request_is_read() {
    for count in [1, 31, 32, 33, 40, 64, 65, 200] {
        let names = vec!["x"; count].join(",");
        let response = allows(&["PUT"], &["x"]);
        assert_eq!(
            both(&asks("PUT", &[&names]), &response).1,
            Ok(()),
            "{count}"
        );
        let names = format!("{names},a b");
        assert_eq!(
            both(&asks("PUT", &[&names]), &response).1,
            Err(InvalidRequest),
            "{count}"
        );
    }
}

/// The first step that fails gives the error: each row fixes what the row above it names.
#[test]
fn order_of_failure() {
    let check = |request: &HeaderMap, status: u16, lines: &[(&str, &str)]| {
        let status = StatusCode::from_u16(status).unwrap();
        let response = headers(lines.iter().copied());
        check_preflight(request, Include, status, &response)
    };
    let origin = ("access-control-allow-origin", ORIGIN);
    let credentials = ("access-control-allow-credentials", "true");
    let bad_methods = ("access-control-allow-methods", "\"");
    let bad_headers = ("access-control-allow-headers", "\"");
    let no_methods = ("access-control-allow-methods", "GET");
    let no_headers = ("access-control-allow-headers", "a");
    let (methods, names) = (
        ("access-control-allow-methods", "PUT"),
        ("access-control-allow-headers", "a, b"),
    );

    let request = asks("PUT", &["b,c"]);
    let check = |status, lines: &[_]| check(&request, status, lines);
    let invalid = check_preflight(
        &HeaderMap::new(),
        Include,
        StatusCode::NOT_FOUND,
        &headers([bad_methods, bad_headers]),
    );
    assert_eq!(invalid, Err(InvalidRequest));
    for (status, lines, error) in [
        (
            404,
            &[bad_methods, bad_headers][..],
            Check(CheckError::MissingAllowOrigin),
        ),
        (
            404,
            &[origin, bad_methods, bad_headers],
            Check(CheckError::MissingAllowCredentials),
        ),
        (
            404,
            &[origin, credentials, bad_methods, bad_headers],
            Status,
        ),
        (
            200,
            &[origin, credentials, bad_methods, bad_headers],
            InvalidAllowMethods,
        ),
        (
            200,
            &[origin, credentials, no_methods, bad_headers],
            InvalidAllowHeaders,
        ),
        (
            200,
            &[origin, credentials, no_methods, no_headers],
            MethodNotAllowed,
        ),
        (
            200,
            &[origin, credentials, methods, no_headers],
            HeaderNotAllowed { index: 0 },
        ),
        (
            200,
            &[origin, credentials, methods, names],
            HeaderNotAllowed { index: 1 },
        ),
    ] {
        assert_eq!(check(status, lines), Err(error), "{status} {lines:?}");
    }
}

#[test]
fn every_check_error_fails_the_preflight() {
    let request = asks("GET", &[]);
    let invalid = (
        &[ORIGIN][..],
        &["TRUE"][..],
        CheckError::InvalidAllowCredentials(ParseError::WrongCase),
    );
    for (allow_origin, allow_credentials, error) in CHECK_ERRORS.into_iter().chain([invalid]) {
        let response = testkit::response::response(allow_origin, allow_credentials);
        assert_eq!(both(&request, &response).1, Err(Check(error)));
    }
    // Without credentials, a wildcard is enough, and Allow-Credentials does not matter.
    let response = testkit::response::response(&["*"], &["TRUE"]);
    assert_eq!(both(&request, &response).0, Ok(()));
}

#[test]
fn status_is_an_ok_status() {
    let (request, response) = (asks("PUT", &[]), allows(&["PUT"], &[]));
    for status in 100..=999 {
        let status = StatusCode::from_u16(status).unwrap();
        let expected = if (200..=299).contains(&status.as_u16()) {
            Ok(())
        } else {
            Err(Status)
        };
        for mode in [Omit, SameOrigin, Include] {
            assert_eq!(
                check_preflight(&request, mode, status, &response),
                expected,
                "{status}"
            );
        }
    }
}

#[test]
fn methods() {
    const REFUSED: Outcome = Err(MethodNotAllowed);
    const CASE: Outcome = Err(MethodWrongCase);
    const WILDCARD: Outcome = Err(WildcardAllowMethods);
    for (method, lines, without, with) in [
        // Listed.
        ("PUT", &["PUT"][..], Ok(()), Ok(())),
        ("PUT", &["GET, PUT, DELETE"], Ok(()), Ok(())),
        ("PUT", &["GET", "PUT"], Ok(()), Ok(())),
        ("PUT", &["PUT, *"], Ok(()), Ok(())),
        ("patch", &["patch"], Ok(()), Ok(())),
        ("OPTIONS", &["OPTIONS"], Ok(()), Ok(())),
        // Not listed.
        ("PUT", &[], REFUSED, REFUSED),
        ("PUT", &[""], REFUSED, REFUSED),
        ("PUT", &["GET, POST"], REFUSED, REFUSED),
        (
            "PUT",
            &["PU", "UT", "PUTT", "PPUT", "P-UT", "PVT"],
            REFUSED,
            REFUSED,
        ),
        ("DELETE", &["PUT"], REFUSED, REFUSED),
        // Listed in another case.
        ("PUT", &["put"], CASE, CASE),
        ("PUT", &["Put"], CASE, CASE),
        ("patch", &["PATCH"], CASE, CASE),
        ("patch", &["GET, PATCH, PUT"], CASE, CASE),
        ("PUT", &["put, PUT"], Ok(()), Ok(())),
        ("PUT", &["PUT, put"], Ok(()), Ok(())),
        // Bytes that differ by the bit of a letter's case, and are not letters.
        ("a^", &["a~"], REFUSED, REFUSED),
        ("~", &["^"], REFUSED, REFUSED),
        // Covered by a wildcard, but only without credentials.
        ("PUT", &["*"], Ok(()), WILDCARD),
        ("PUT", &["GET, *"], Ok(()), WILDCARD),
        ("PUT", &["GET", "*"], Ok(()), WILDCARD),
        ("patch", &["*"], Ok(()), WILDCARD),
        ("PUT", &["**"], REFUSED, REFUSED),
        ("PUT", &["P*"], REFUSED, REFUSED),
        ("PUT", &["put, *"], Ok(()), CASE),
        ("PUT", &["*, put"], Ok(()), CASE),
        // `*` is also a name, which a request may have.
        ("*", &["*"], Ok(()), Ok(())),
        ("*", &["PUT, *"], Ok(()), Ok(())),
        ("*", &["PUT"], REFUSED, REFUSED),
        // Safelisted, byte for byte.
        ("GET", &[], Ok(()), Ok(())),
        ("HEAD", &[], Ok(()), Ok(())),
        ("POST", &[], Ok(()), Ok(())),
        ("POST", &["PUT"], Ok(()), Ok(())),
        ("POST", &["post"], Ok(()), Ok(())),
        ("post", &[], REFUSED, REFUSED),
        ("Get", &["GET"], CASE, CASE),
        ("HEADS", &[], REFUSED, REFUSED),
        ("GE", &[], REFUSED, REFUSED),
    ] {
        assert_eq!(
            both(&asks(method, &[]), &allows(lines, &[])),
            (without, with),
            "{method} by {lines:?}",
        );
    }
}

fn refused(index: usize) -> Outcome {
    Err(HeaderNotAllowed { index })
}

fn wildcard(index: usize) -> Outcome {
    Err(WildcardAllowHeaders { index })
}

fn unnamed(index: usize) -> Outcome {
    Err(AuthorizationNotNamed { index })
}

#[test]
fn names() {
    for (asked, lines, without, with) in [
        // Listed, ignoring case.
        (&["a"][..], &["a"][..], Ok(()), Ok(())),
        (&["x-burrow"], &["X-Burrow"], Ok(()), Ok(())),
        (&["X-BURROW"], &["x-burrow"], Ok(()), Ok(())),
        (&["x-burrow"], &["content-type, X-BURROW"], Ok(()), Ok(())),
        (&["x-burrow"], &["content-type", "x-burrow"], Ok(()), Ok(())),
        (&["a,b"], &["b, a"], Ok(()), Ok(())),
        (&["a,b"], &["b", "a"], Ok(()), Ok(())),
        (&["a", "b"], &["a, b"], Ok(()), Ok(())),
        (&["a,a"], &["a"], Ok(()), Ok(())),
        (&[], &[], Ok(()), Ok(())),
        (&[""], &[], Ok(()), Ok(())),
        (&[], &["a, b"], Ok(()), Ok(())),
        // Not listed.
        (&["a"], &[], refused(0), refused(0)),
        (&["a"], &[""], refused(0), refused(0)),
        (
            &["x-burrow"],
            &["x-burro", "-burrow", "x-burrows", "xx-burrow"],
            refused(0),
            refused(0),
        ),
        (&["x-burrow"], &["x_burrow"], refused(0), refused(0)),
        (&["a-b"], &["a", "b", "a, b"], refused(0), refused(0)),
        (&["a~"], &["a^"], refused(0), refused(0)),
        // One of several is missing. The index counts from 0 over all lines and ignores empty
        // items.
        (&["a,b"], &["a"], refused(1), refused(1)),
        (&["a,b"], &["b"], refused(0), refused(0)),
        (&["a", "b"], &["a"], refused(1), refused(1)),
        (&["a", ",,", " , b"], &["a"], refused(1), refused(1)),
        (&["a,b,c"], &["c, a"], refused(1), refused(1)),
        (&["a,b,c"], &["a"], refused(1), refused(1)),
        // Covered by a wildcard, but only without credentials.
        (&["a"], &["*"], Ok(()), wildcard(0)),
        (&["a,b"], &["*"], Ok(()), wildcard(0)),
        (&["a,b"], &["a, *"], Ok(()), wildcard(1)),
        (&["a,b"], &["*, a"], Ok(()), wildcard(1)),
        (&["a,b"], &["a", "*"], Ok(()), wildcard(1)),
        (&["a"], &["a, *"], Ok(()), Ok(())),
        (&["a"], &["**"], refused(0), refused(0)),
        (&["a"], &["a*"], refused(0), refused(0)),
        // `*` is also a name, which a request may have.
        (&["*"], &["*"], Ok(()), Ok(())),
        (&["*,a"], &["*"], Ok(()), wildcard(1)),
        (&["*"], &["a"], refused(0), refused(0)),
        // `Authorization` must be listed by its own name, in any mode.
        (&["authorization"], &["Authorization"], Ok(()), Ok(())),
        (&["AUTHORIZATION"], &["authorization"], Ok(()), Ok(())),
        (&["authorization"], &["*, authorization"], Ok(()), Ok(())),
        (&["authorization"], &["*"], unnamed(0), unnamed(0)),
        (&["Authorization"], &["*"], unnamed(0), unnamed(0)),
        (&["authorization"], &[], unnamed(0), unnamed(0)),
        (&["authorization"], &["a"], unnamed(0), unnamed(0)),
        (
            &["authorization"],
            &["authorisation, authorizatio, *"],
            unnamed(0),
            unnamed(0),
        ),
        (&["a,authorization"], &["*"], unnamed(1), wildcard(0)),
        (&["a,authorization"], &["a, *"], unnamed(1), unnamed(1)),
        (&["a,authorization"], &["b"], refused(0), refused(0)),
        (&["authorization,b"], &["a"], unnamed(0), unnamed(0)),
        (&["x-authorization"], &["*"], Ok(()), wildcard(0)),
        (&["authorizations"], &["*"], Ok(()), wildcard(0)),
        (&["proxy-authorization"], &["*"], Ok(()), wildcard(0)),
    ] {
        let outcome = both(&asks("GET", asked), &allows(&[], lines));
        assert_eq!(outcome, (without, with), "{asked:?} by {lines:?}");
    }
}

/// A few names are looked for one by one, more of them in an index, some at a time. The outcome does
/// not depend on how many there are.
#[test]
fn any_number_of_names() {
    for count in [1, 2, 15, 16, 17, 31, 32, 33, 127, 128, 129, 200] {
        let names: Vec<_> = (0..count).map(|index| format!("x-{index}")).collect();
        let request = asks("PUT", &[&names.join(",")]);
        let check = |listed: &str| both(&request, &allows(&["PUT"], &[listed]));
        let mut reversed = names.clone();
        reversed.reverse();
        assert_eq!(check(&reversed.join(", ")), (Ok(()), Ok(())), "{count}");
        assert_eq!(check("*"), (Ok(()), wildcard(0)), "{count}");
        for missing in 0..count {
            let others = names
                .iter()
                .enumerate()
                .filter(|(index, _)| *index != missing);
            let others: Vec<_> = others.map(|(_, name)| name.as_str()).collect();
            let listed = others.join(",");
            assert_eq!(
                check(&listed),
                (refused(missing), refused(missing)),
                "{missing} of {count}"
            );

            let listed: Vec<_> = others.into_iter().chain(once("*")).collect();
            let expected = (Ok(()), wildcard(missing));
            assert_eq!(check(&listed.join(",")), expected, "{missing} of {count}");
        }
    }
}

/// Once more than an index holds: with the same names again, in another case, they are no more.
#[test]
fn thousands_of_names() {
    let names: Vec<_> = (0..5000).map(|index| format!("X-{index}")).collect();
    let sent = names.join(",").to_ascii_lowercase();
    let request = asks("PUT", &[&sent, &names[..3000].join(","), &sent]);
    let without = |missing: usize| {
        [&names[..missing], &names[missing + 1..]]
            .concat()
            .join(", ")
    };
    assert_eq!(
        both(&request, &allows(&["PUT"], &[&names.join(",")])),
        (Ok(()), Ok(()))
    );
    assert_eq!(
        both(&request, &allows(&["PUT"], &["*"])),
        (Ok(()), wildcard(0))
    );
    for missing in [0, 127, 128, 2175, 2176, 2177, 4223, 4224, 4999] {
        let outcome = both(&request, &allows(&["PUT"], &[&without(missing)]));
        assert_eq!(outcome, (refused(missing), refused(missing)));
        let outcome = both(&request, &allows(&["PUT"], &[&without(missing), "*"]));
        assert_eq!(outcome, (Ok(()), wildcard(missing)));
    }
    // What else is wrong comes first, as with a few names.
    let outcome = both(&request, &allows(&["GET"], &["x, a b"]));
    assert_eq!(
        outcome,
        (Err(InvalidAllowHeaders), Err(InvalidAllowHeaders))
    );
    let outcome = both(&request, &allows(&["GET"], &["x"]));
    assert_eq!(outcome, (Err(MethodNotAllowed), Err(MethodNotAllowed)));
}

/// A hash of a long name does not overflow. Each call has another key.
#[test]
fn long_names_among_many() {
    let names = format!("{}{}", "x,".repeat(16), "~".repeat(40_000));
    let (request, response) = (asks("PUT", &[&names]), allows(&["PUT"], &[&names]));
    for _ in 0..20 {
        assert_eq!(both(&request, &response), (Ok(()), Ok(())));
    }
}

/// The first name that is refused gives the error, however many are.
#[test]
fn first_of_many_names_is_the_error() {
    let names: Vec<_> = (0..100).map(|index| format!("x-{index}")).collect();
    let request = asks("PUT", &[&names.join(",")]);
    for first in [0, 1, 15, 16, 17, 99] {
        let listed = names[..first].join(",");
        let outcome = both(&request, &allows(&["PUT"], &[&listed]));
        assert_eq!(outcome, (refused(first), refused(first)));
    }
    let names = [names.join(","), "authorization".to_owned()].join(",");
    let outcome = both(&asks("PUT", &[&names]), &allows(&["PUT"], &["*"]));
    assert_eq!(outcome, (unnamed(100), wildcard(0)));
}

#[test]
fn header_name_is_the_name_at_the_index() {
    let request = asks("PUT", &["X-A, x-b", ", X-C"]);
    for (index, name) in [
        (0, Some("X-A")),
        (1, Some("x-b")),
        (2, Some("X-C")),
        (3, None),
    ] {
        for error in [
            HeaderNotAllowed { index },
            WildcardAllowHeaders { index },
            AuthorizationNotNamed { index },
        ] {
            assert_eq!(error.header_name(&request), name, "{error:?}");
        }
    }
    for error in [
        InvalidRequest,
        Check(CheckError::MissingAllowOrigin),
        Status,
        InvalidAllowMethods,
        InvalidAllowHeaders,
        MethodNotAllowed,
        MethodWrongCase,
        WildcardAllowMethods,
    ] {
        assert_eq!(error.header_name(&request), None, "{error:?}");
    }
    // A request other than the one that was judged.
    let index = 0;
    assert_eq!(
        HeaderNotAllowed { index }.header_name(&HeaderMap::new()),
        None
    );
    assert_eq!(
        HeaderNotAllowed { index }.header_name(&asks("PUT", &["a,b c"])),
        None
    );
}

/// Without credentials, `*` covers every other header, so that this one is all that is refused.
#[test]
fn only_authorization_by_wildcard() {
    for (asked, lines, expected) in [
        ("authorization", &["*"][..], true),
        ("AUTHORIZATION", &["x, *"], true),
        ("a,authorization,b", &["*"], true),
        ("a,authorization", &["a", "*"], true),
        ("authorization", &[], false),
        ("authorization", &["x"], false),
        ("authorization", &["**"], false),
        ("a,authorization", &["b"], false),
    ] {
        let (request, response) = (asks("PUT", &[asked]), allows(&["PUT"], lines));
        for mode in [Omit, SameOrigin, Include] {
            let error = check_preflight(&request, mode, StatusCode::OK, &response).unwrap_err();
            assert_eq!(
                error.is_only_authorization_by_wildcard(mode, &response),
                expected && mode != Include,
                "{asked} by {lines:?} in {mode}"
            );
        }
    }
    // Neither for another error, nor by a response that cannot have given this one.
    let (index, response) = (0, allows(&["PUT"], &["*"]));
    for error in [HeaderNotAllowed { index }, MethodNotAllowed, Status] {
        assert!(!error.is_only_authorization_by_wildcard(Omit, &response));
    }
    let error = AuthorizationNotNamed { index };
    for lines in [&["*, \""][..], &["*", "a b"]] {
        assert!(!error.is_only_authorization_by_wildcard(Omit, &allows(&[], lines)));
    }
}

/// Other headers do not matter, whatever values they have.
#[test]
fn other_headers_are_not_looked_at() {
    let mut request = asks("PUT", &["a"]);
    let mut response = allows(&["PUT"], &["a"]);
    for name in [
        "content-type",
        "access-control-max-age",
        "access-control-expose-headers",
        "vary",
    ] {
        request.insert(name, HeaderValue::from_bytes(b"\"\xff").unwrap());
        response.insert(name, HeaderValue::from_bytes(b"\"\xff").unwrap());
    }
    assert_eq!(both(&request, &response), (Ok(()), Ok(())));
}
