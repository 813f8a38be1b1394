//! Only one line of exactly `true` is accepted. Every way to read the header refuses anything else,
//! for the reason that the documentation of `ParseError` promises.

mod properties;

use std::iter;

use headers::{Header, HeaderMapExt};
use headers_allow_credentials::AccessControlAllowCredentials as Credentials;
use headers_allow_credentials::ParseError::WrongCase;
use headers_allow_credentials::ParseError::{self, Empty, False, List, Other, Padded, Repeated};
use http::header::{HeaderMap, HeaderName, HeaderValue};

/// Values that a header map can hold.
const REFUSED: &[(&[u8], ParseError)] = &[
    (b"", Empty),
    (b",", List),
    (b",,", List),
    (b", ", List),
    (b"true,", List),
    (b",true", List),
    (b"true,true", List),
    (b"true, true", List),
    (b"true, true, true", List),
    (b"true, false", List),
    (b"false, true", List),
    (b"True, True", List),
    (b"true, ", List),
    (b", true", List),
    (b" true,", List),
    (b"true\t,\ttrue", List),
    (b"\xff,", List),
    (b" true", Padded),
    (b"true ", Padded),
    (b" true ", Padded),
    (b"\ttrue", Padded),
    (b"true\t", Padded),
    (b" \t true\t \t", Padded),
    (b" True", Other),
    (b"TRUE ", Other),
    (b" false", Other),
    (b"false ", Other),
    (b" ", Other),
    (b"\t", Other),
    (b"1", Other),
    (b"0", Other),
    (b"t", Other),
    (b"tru", Other),
    (b"rue", Other),
    (b"truee", Other),
    (b"ttrue", Other),
    (b"eurt", Other),
    (b"tr ue", Other),
    (b"true true", Other),
    (b"true;", Other),
    (b"true; a=b", Other),
    (b"truetrue", Other),
    (b"\"true\"", Other),
    (b"'true'", Other),
    (b"?1", Other),
    (b"yes", Other),
    (b"null", Other),
    (b"*", Other),
    (b"fals", Other),
    (b"falsee", Other),
    // A no-break space, as one byte of Latin-1 and as two of UTF-8.
    (b"\xa0true", Other),
    (b"true\xa0", Other),
    (b"\xc2\xa0true", Other),
    (b"true\xc2\xa0", Other),
    // Looks like `true`: a full-width `t`, a Cyrillic `е`, a zero-width space.
    ("\u{ff54}rue".as_bytes(), Other),
    ("tru\u{435}".as_bytes(), Other),
    ("true\u{200b}".as_bytes(), Other),
    // The high bit set, which a compare of seven bits would pass over.
    (b"\xf4rue", Other),
    (b"tru\xe5", Other),
    (b"\xf4\xf2\xf5\xe5", Other),
    ("vrai\u{a0}é".as_bytes(), Other),
];

/// Values that a header map cannot hold: only `from_bytes` sees them.
const REFUSED_BYTES: &[(&[u8], ParseError)] = &[
    (b"\ntrue", Padded),
    (b"true\n", Padded),
    (b"true\r\n", Padded),
    (b"\r\n true", Padded),
    (b"\r\n\t true \t\r\n", Padded),
    (b"true\r\ntrue", Other),
    (b"true,\r\n true", List),
    (b"\r\n", Other),
    // The vertical tab and the form feed are not HTTP whitespace.
    (b"\x0btrue", Other),
    (b"true\x0b", Other),
    (b"\x0ctrue", Other),
    (b"true\x0c", Other),
    (b"\0", Other),
    (b"\0true", Other),
    (b"true\0", Other),
    (b"tru\0", Other),
    (b"true\x7f", Other),
    (b"\0\0\0\0", Other),
];

/// Each way to write the word in upper and lower case, the one in lower case first.
fn spellings(word: &str) -> impl Iterator<Item = Vec<u8>> + '_ {
    (0..1_u32 << word.len()).map(move |upper| {
        let letters = word.bytes().enumerate();
        letters
            .map(|(at, letter)| match upper >> at & 1 {
                1 => letter.to_ascii_uppercase(),
                _ => letter,
            })
            .collect()
    })
}

/// A response's headers with these lines of ours among others.
fn response<V: AsRef<[u8]>>(lines: &[V]) -> HeaderMap {
    testkit::response::response(&["*"], lines)
}

/// `Header::decode` on the lines alone.
fn decode(headers: &HeaderMap) -> Result<Credentials, headers::Error> {
    Credentials::decode(&mut headers.get_all(Credentials::name()).iter())
}

/// Each way to read these lines from a header map refuses them.
#[track_caller]
fn assert_refused<V: AsRef<[u8]>>(lines: &[V], reason: ParseError) {
    let headers = response(lines);
    let shown: Vec<_> = lines
        .iter()
        .map(|line| line.as_ref().escape_ascii().to_string())
        .collect();
    let error = decode(&headers).unwrap_err().to_string();
    assert_eq!(error, headers::Error::from(reason).to_string(), "{shown:?}");
    assert_eq!(headers.typed_get::<Credentials>(), None, "{shown:?}");
    assert!(headers.typed_try_get::<Credentials>().is_err(), "{shown:?}");
    assert_eq!(
        Credentials::from_headers(&headers),
        Err(reason),
        "{shown:?}"
    );
}

/// `from_bytes`, too, refuses that value.
#[track_caller]
fn assert_bytes_refused(value: &[u8], reason: ParseError) {
    assert_eq!(
        Credentials::from_bytes(value),
        Err(reason),
        "{}",
        value.escape_ascii()
    );
}

#[test]
fn one_line_of_true_is_accepted() {
    let headers = response(&["true"]);
    assert!(decode(&headers).is_ok());
    assert_eq!(headers.typed_get(), Some(Credentials));
    assert_eq!(headers.typed_try_get().unwrap(), Some(Credentials));
    assert_eq!(Credentials::from_headers(&headers), Ok(Some(Credentials)));
    assert_eq!(Credentials::from_bytes(b"true"), Ok(Credentials));
}

#[test]
fn name_is_accepted_in_any_case() {
    let name = HeaderName::from_bytes(b"ACCESS-Control-allow-CREDENTIALS").unwrap();
    assert_eq!(&name, Credentials::name());
    let headers = HeaderMap::from_iter([(name, HeaderValue::from_static("true"))]);
    assert_eq!(headers.typed_get(), Some(Credentials));
    assert_eq!(Credentials::from_headers(&headers), Ok(Some(Credentials)));
}

#[test]
fn only_decode_refuses_an_absent_header() {
    let headers = response::<&str>(&[]);
    assert!(decode(&headers).is_err());
    assert_eq!(headers.typed_get::<Credentials>(), None);
    assert_eq!(headers.typed_try_get::<Credentials>().unwrap(), None);
    assert_eq!(Credentials::from_headers(&headers), Ok(None));
    assert_eq!(Credentials::from_headers(&HeaderMap::new()), Ok(None));
}

#[test]
fn any_other_value_is_refused() {
    for &(value, reason) in REFUSED {
        assert_refused(&[value], reason);
        assert_bytes_refused(value, reason);
    }
}

#[test]
fn any_other_bytes_are_refused() {
    for &(value, reason) in REFUSED_BYTES {
        assert!(
            HeaderValue::from_bytes(value).is_err(),
            "{}",
            value.escape_ascii()
        );
        assert_bytes_refused(value, reason);
    }
}

#[test]
fn other_spellings_of_true_are_in_the_wrong_case() {
    let others: Vec<_> = spellings("true").skip(1).collect();
    assert_eq!(others.len(), 15);
    for value in others {
        assert_refused(&[&value], WrongCase);
        assert_bytes_refused(&value, WrongCase);
    }
}

#[test]
fn false_is_refused_in_any_case() {
    assert_eq!(spellings("false").count(), 32);
    for value in spellings("false") {
        assert_refused(&[&value], False);
        assert_bytes_refused(&value, False);
    }
}

#[test]
fn long_values_are_other() {
    let garbage: Vec<_> = (0x20..0x7f)
        .chain(0x80..=0xff)
        .cycle()
        .take(8 << 10)
        .collect();
    // Something that would be a reason of its own in a short value.
    let list = b"true, ".repeat(1 << 10);
    let padded = [&b"true"[..], &[b' '; 8 << 10]].concat();
    for value in [garbage, list, padded] {
        assert_refused(&[&value], Other);
        assert_bytes_refused(&value, Other);
    }
}

/// A reason is looked for in at most 64 bytes.
#[test]
fn values_over_64_bytes_get_no_specific_reason() {
    let list = |len: usize| [vec![b'a'; len - 1], b",".to_vec()].concat();
    let before = |len: usize| [vec![b' '; len - 4], b"true".to_vec()].concat();
    let after = |len: usize| [b"true".to_vec(), vec![b'\t'; len - 4]].concat();
    for (value, longer, reason) in [
        (list(64), list(65), List),
        (before(64), before(65), Padded),
        (after(64), after(65), Padded),
    ] {
        assert_eq!((value.len(), longer.len()), (64, 65));
        assert_refused(&[&value], reason);
        assert_bytes_refused(&value, reason);
        assert_refused(&[&longer], Other);
        assert_bytes_refused(&longer, Other);
    }
}

#[test]
fn two_and_three_lines_are_refused_in_every_order() {
    const LINES: [&str; 4] = ["true", "false", "True", ""];
    for first in LINES {
        for second in LINES {
            assert_refused(&[first, second], Repeated);
            for third in LINES {
                assert_refused(&[first, second, third], Repeated);
            }
        }
    }
}

#[test]
fn a_thousand_lines_are_refused() {
    assert_refused(&["true"; 1000], Repeated);
}

/// How many lines `decode` asks an iterator for.
fn lines_asked_for<'v>(lines: impl IntoIterator<Item = &'v HeaderValue>) -> (bool, usize) {
    let (mut lines, mut asked) = (lines.into_iter(), 0);
    let mut counted = iter::from_fn(|| {
        asked += 1;
        lines.next()
    });
    let is_ok = Credentials::decode(&mut counted).is_ok();
    (is_ok, asked)
}

#[test]
fn decode_looks_at_no_more_than_two_lines() {
    let (good, bad) = (
        HeaderValue::from_static("true"),
        HeaderValue::from_static("no"),
    );
    assert_eq!(lines_asked_for([]), (false, 1));
    assert_eq!(lines_asked_for([&good]), (true, 2));
    assert_eq!(lines_asked_for([&good, &good]), (false, 2));
    assert_eq!(lines_asked_for([&good, &bad, &good]), (false, 2));
    assert_eq!(lines_asked_for(iter::repeat(&good)), (false, 2));
    assert!(lines_asked_for(iter::repeat(&bad)).1 <= 2);
}

/// An iterator may go on after its end unless it is fused. `decode` stops at the first end.
#[test]
fn decode_stops_at_the_first_end() {
    let good = HeaderValue::from_static("true");
    let mut unfused = [None, Some(&good)].into_iter();
    assert!(Credentials::decode(&mut iter::from_fn(|| unfused.next().unwrap())).is_err());
    assert_eq!(unfused.len(), 1);

    let mut unfused = [Some(&good), None, Some(&good)].into_iter();
    assert!(Credentials::decode(&mut iter::from_fn(|| unfused.next().unwrap())).is_ok());
    assert_eq!(unfused.len(), 1);
}
