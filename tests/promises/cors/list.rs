//! The lists of the CORS headers: which lines are lists of tokens, which items they have, and how
//! that differs from what `headers` reads.

use headers::HeaderMapExt;
use headers::{AccessControlAllowHeaders, AccessControlAllowMethods, AccessControlExposeHeaders};
use headers_allow_credentials::cors::CredentialsMode::Omit;
use headers_allow_credentials::cors::ExposedError::{InvalidExposeHeaders, NotExposed};
use headers_allow_credentials::cors::PreflightError::{
    HeaderNotAllowed, InvalidAllowHeaders, InvalidAllowMethods, MethodNotAllowed,
};
use headers_allow_credentials::cors::{check_exposed, check_preflight};
use headers_allow_credentials::cors::{ExposedError, PreflightError};
use http::header::HeaderName;
use http::StatusCode;
use serde_json::Value;
use testkit::response::headers;

const METHODS: &str = "access-control-allow-methods";
const HEADERS: &str = "access-control-allow-headers";
const EXPOSE: &str = "access-control-expose-headers";

/// What a list of a response says of an item, if it is a list at all.
#[derive(Debug, PartialEq)]
enum List {
    Has,
    HasNot,
    Malformed,
}

use List::{Has, HasNot, Malformed};

/// A preflight for this method and these unsafe headers.
fn preflight(method: &str, names: &str, lines: &[(&str, &[u8])]) -> Result<(), PreflightError> {
    let request = headers([
        ("origin", "null"),
        ("access-control-request-method", method),
        ("access-control-request-headers", names),
    ]);
    let any = [("access-control-allow-origin", &b"*"[..])];
    let response = headers(any.into_iter().chain(lines.iter().copied()));
    check_preflight(&request, Omit, StatusCode::OK, &response)
}

fn exposed(item: &str, lines: &[&[u8]]) -> Result<(), ExposedError> {
    let name = HeaderName::from_bytes(item.as_bytes()).unwrap();
    let lines = lines.iter().map(|line| (EXPOSE, *line));
    check_exposed(&name, Omit, &headers(lines))
}

/// What these lines say of the item: the same in each of the three headers.
fn look_up(item: &str, lines: &[&[u8]]) -> List {
    let good = [(HEADERS, item.as_bytes())];
    let methods = lines.iter().map(|line| (METHODS, *line));
    let methods = match preflight(
        item,
        item,
        &good.into_iter().chain(methods).collect::<Vec<_>>(),
    ) {
        Ok(()) => Has,
        Err(MethodNotAllowed) => HasNot,
        Err(InvalidAllowMethods) => Malformed,
        Err(error) => panic!("{error:?}"),
    };
    let good = [(METHODS, item.as_bytes())];
    let names = lines.iter().map(|line| (HEADERS, *line));
    let names = match preflight(
        item,
        item,
        &good.into_iter().chain(names).collect::<Vec<_>>(),
    ) {
        Ok(()) => Has,
        Err(HeaderNotAllowed { index: 0 }) => HasNot,
        Err(InvalidAllowHeaders) => Malformed,
        Err(error) => panic!("{error:?}"),
    };
    let exposed = match exposed(item, lines) {
        Ok(()) => Has,
        Err(NotExposed) => HasNot,
        Err(InvalidExposeHeaders) => Malformed,
        Err(error) => panic!("{error:?}"),
    };
    assert_eq!(
        (&methods, &names),
        (&exposed, &exposed),
        "{item} in {lines:?}"
    );
    exposed
}

#[test]
fn items_are_tokens_with_commas_and_whitespace_around_them() {
    for (line, list) in [
        (&b"a"[..], Has),
        (b"a,b", Has),
        (b"b,a", Has),
        (b"b, a", Has),
        (b"b ,a", Has),
        (b"b\t,\ta", Has),
        (b" \t a \t ", Has),
        (b"b , \t a \t , c", Has),
        (b"a,a", Has),
        // Empty items are ignored.
        (b"", HasNot),
        (b" ", HasNot),
        (b"\t", HasNot),
        (b",", HasNot),
        (b",,,", HasNot),
        (b" , ,\t, ", HasNot),
        (b",a", Has),
        (b"a,", Has),
        (b"a,,b", Has),
        (b",, ,a ,\t,", Has),
        // Other items.
        (b"b", HasNot),
        (b"aa", HasNot),
        (b"ab", HasNot),
        (b"ba", HasNot),
        (b"a-a", HasNot),
        (b"b,c", HasNot),
        // Not a token.
        (b"a b", Malformed),
        (b"a\tb", Malformed),
        (b"a  b,c", Malformed),
        (b"b,a c", Malformed),
        (b"\"a\"", Malformed),
        (b"a\"", Malformed),
        (b"\"a", Malformed),
        (b"\"", Malformed),
        (b"\"b, a, c\"", Malformed),
        (b"a;q=1", Malformed),
        (b"a; b", Malformed),
        (b"a=b", Malformed),
        (b"a:", Malformed),
        (b"a/b", Malformed),
        (b"(a)", Malformed),
        (b"<a>", Malformed),
        (b"[a]", Malformed),
        (b"{a}", Malformed),
        (b"a?", Malformed),
        (b"a@b", Malformed),
        (b"a\\", Malformed),
        (b"\xe4", Malformed),
        (b"a\xa0", Malformed),
        (b"\xa0a", Malformed),
        (b"a,\xe2\x80\x8b", Malformed),
        // Wherever the fault is, and whatever was found before it.
        (b"a,b c", Malformed),
        (b"b c,a", Malformed),
        (b"a,b c,d", Malformed),
        (b"a, \"b\"", Malformed),
        (b"\"b\", a", Malformed),
        (b"a, ;", Malformed),
        (b"; ,a", Malformed),
        (b"a,\"", Malformed),
    ] {
        assert_eq!(look_up("a", &[line]), list, "{}", line.escape_ascii());
    }
}

#[test]
fn each_line_is_parsed_alone_and_all_count() {
    for (lines, list) in [
        (&[&b"a"[..], b"b"][..], Has),
        (&[b"b", b"a"], Has),
        (&[b"", b"a"], Has),
        (&[b"a", b""], Has),
        (&[b"", b""], HasNot),
        (&[b"b", b"c"], HasNot),
        (&[b"b", b"c", b"d,a"], Has),
        (&[b"a", b"b c"], Malformed),
        (&[b"b c", b"a"], Malformed),
        (&[b"b", b"a", b"\""], Malformed),
        // Joined before they are parsed, these would be an item in quotes.
        (&[b"\"b", b"a\""], Malformed),
    ] {
        assert_eq!(look_up("a", lines), list, "{lines:?}");
    }
}

/// RFC 9110, section 5.6.2, byte by byte.
#[test]
fn every_byte_is_a_tchar_or_not() {
    let tchars = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for byte in std::iter::once(b'\t').chain(b' '..=b'~').chain(0x80..=0xff) {
        let is_tchar = tchars.as_bytes().contains(&byte);
        // Alone, at an item's start, in it and at its end.
        for line in [
            &[byte][..],
            &[byte, b'b'],
            &[b'b', byte, b'b'],
            &[b'b', byte],
        ] {
            let list = match byte {
                b',' => HasNot,
                b' ' | b'\t' if line.len() < 3 => HasNot,
                // Found, found in another case, and a wildcard.
                b'a' | b'A' | b'*' if line.len() == 1 => continue,
                _ if is_tchar => HasNot,
                _ => Malformed,
            };
            assert_eq!(look_up("a", &[line]), list, "{}", line.escape_ascii());
        }
        // As the item that is looked for, and after it.
        let token = [b'a', byte];
        if is_tchar {
            let item = std::str::from_utf8(&token).unwrap();
            assert_eq!(look_up(item, &[&token]), Has, "{item}");
            assert_eq!(look_up(item, &[b"b, c", &token, b"a"]), Has, "{item}");
        }
        let list = match byte {
            b',' | b' ' | b'\t' => Has,
            _ if is_tchar => HasNot,
            _ => Malformed,
        };
        assert_eq!(look_up("a", &[&token]), list, "{}", token.escape_ascii());
    }
}

/// Only letters have a case, though other bytes can differ by the same bit.
#[test]
fn only_the_case_of_letters_is_ignored() {
    for byte in b'!'..=b'~' {
        let name = [b'a', byte];
        let Ok(item) = HeaderName::from_bytes(&name) else {
            continue;
        };
        for other in b'!'..=b'~' {
            let line = [b'A', other];
            if HeaderName::from_bytes(&line).is_ok() {
                let is_same = byte.eq_ignore_ascii_case(&other);
                let outcome = exposed(item.as_str(), &[&line]);
                assert_eq!(
                    outcome.is_ok(),
                    is_same,
                    "{item} by {}",
                    line.escape_ascii()
                );
            }
        }
    }
}

/// What the type of `headers` reads in a line of that header.
fn read_by_headers(name: &str, line: &str) -> Vec<String> {
    fn texts<T: ToString>(items: impl Iterator<Item = T>) -> Vec<String> {
        items.map(|item| item.to_string()).collect()
    }
    let map = headers([(name, line)]);
    match name {
        METHODS => texts(map.typed_get::<AccessControlAllowMethods>().unwrap().iter()),
        HEADERS => texts(map.typed_get::<AccessControlAllowHeaders>().unwrap().iter()),
        _ => texts(
            map.typed_get::<AccessControlExposeHeaders>()
                .unwrap()
                .iter(),
        ),
    }
}

/// How many recorded cases of the playground have this line. All three engines refuse each of them.
fn refused_by_engines(name: &str, line: &str) -> usize {
    let recording = include_str!("../../../playground/tests/data/engines.json");
    let recording: Value = serde_json::from_str(recording).unwrap();
    let cases = recording["cases"].as_array().unwrap().iter();
    let has_line = |lines: &Value| {
        let mut lines = lines.as_array().into_iter().flatten();
        lines.any(|sent| {
            let sent = sent.as_str().and_then(|sent| sent.split_once(": "));
            sent.is_some_and(|sent| sent.0.eq_ignore_ascii_case(name) && sent.1 == line)
        })
    };
    let cases = cases.filter(|case| has_line(&case["preflight"]) || has_line(&case["wire"]));
    cases
        .inspect(|case| {
            let mut answers = case["answers"].as_object().unwrap().values();
            assert!(answers.all(|answer| answer == false), "{case}");
        })
        .count()
}

/// The types of `headers` honour quotes, and they skip an item that is not a token or stop at it.
/// Browsers do none of this. For six of these lines, the playground's recording has their answers.
#[test]
fn headers_reads_lists_that_browsers_refuse() {
    let mut recorded = 0;
    for (name, line, read) in [
        (METHODS, "\"PUT\"", &[][..]),
        (METHODS, "a b, PUT", &["PUT"]),
        (METHODS, "PUT, \"GET\"", &["PUT"]),
        (METHODS, "\"PUT, GET\"", &[]),
        (HEADERS, "x-playground, a b", &["x-playground"]),
        (HEADERS, "a b, x-playground", &[]),
        (HEADERS, "x-playground, \"a, b\"", &["x-playground"]),
        (EXPOSE, "X-Exposed, a b", &["x-exposed"]),
        (EXPOSE, "a b, X-Exposed", &["x-exposed"]),
        (EXPOSE, "\"a\", X-Exposed", &["x-exposed"]),
    ] {
        recorded += usize::from(refused_by_engines(name, line) > 0);
        assert_eq!(read_by_headers(name, line), read, "{name}: {line}");
        // A safelisted method and no unsafe header, so that only the list itself can fail.
        let judged = || preflight("GET", "", &[(name, line.as_bytes())]);
        match name {
            METHODS => assert_eq!(judged(), Err(InvalidAllowMethods), "{line}"),
            HEADERS => assert_eq!(judged(), Err(InvalidAllowHeaders), "{line}"),
            _ => {
                let outcome = exposed("x-exposed", &[line.as_bytes()]);
                assert_eq!(outcome, Err(InvalidExposeHeaders), "{line}");
            }
        }
    }
    assert_eq!(recorded, 6);
}
