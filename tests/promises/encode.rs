//! What is sent is one line, `true`, whatever was there before. It can be read back in every way:
//! by the typed methods of a header map, by `headers`' own type, and by each of the conversions.

use bytes::Bytes;
use headers::{Header, HeaderMapExt};
use headers_allow_credentials::{AccessControlAllowCredentials as Credentials, ParseError};
use http::header::{
    HeaderMap, HeaderValue, ACCESS_CONTROL_ALLOW_CREDENTIALS, CONTENT_TYPE, SET_COOKIE, VARY,
};
use http::Response;

/// A response's headers, of which one has several lines, with these lines of ours among them.
fn response(stale: &[&str]) -> HeaderMap {
    let ours = stale
        .iter()
        .map(|line| (ACCESS_CONTROL_ALLOW_CREDENTIALS, *line));
    let before = [(CONTENT_TYPE, "text/plain"), (SET_COOKIE, "a=1")];
    let after = [(SET_COOKIE, "b=2"), (VARY, "Origin"), (SET_COOKIE, "a=1")];
    testkit::response::headers(before.into_iter().chain(ours).chain(after))
}

/// The lines of our header.
fn lines(headers: &HeaderMap) -> Vec<&HeaderValue> {
    headers
        .get_all(ACCESS_CONTROL_ALLOW_CREDENTIALS)
        .iter()
        .collect()
}

#[test]
fn typed_insert_leaves_one_line_and_the_other_headers() {
    for stale in [
        &[][..],
        &["false"],
        &["true"],
        &["true", "TRUE", "true"],
        &["", "a", "true"],
    ] {
        let mut headers = response(stale);
        headers.typed_insert(Credentials);
        assert_eq!(lines(&headers), ["true"], "over {stale:?}");

        headers.remove(ACCESS_CONTROL_ALLOW_CREDENTIALS);
        assert_eq!(headers, response(&[]), "over {stale:?}");
    }
}

#[test]
fn encode_adds_one_ordinary_value() {
    let mut values = Vec::new();
    Credentials.encode(&mut values);
    assert_eq!(values, ["true"]);
    assert!(!values[0].is_sensitive());
}

#[test]
fn what_is_inserted_can_be_read_back() {
    let mut headers = response(&["True", "false"]);
    headers.typed_insert(Credentials);
    assert_eq!(headers.typed_get(), Some(Credentials));
    assert_eq!(headers.typed_try_get().unwrap(), Some(Credentials));
    assert_eq!(Credentials::from_headers(&headers), Ok(Some(Credentials)));
}

#[test]
fn response_builder_accepts_it_as_a_value() {
    let response = Response::builder()
        .header(Credentials::name(), Credentials)
        .body(())
        .unwrap();
    assert_eq!(lines(response.headers()), ["true"]);
    assert_eq!(response.headers().typed_get(), Some(Credentials));
}

#[test]
fn headers_own_type_reads_ours_and_ours_reads_theirs() {
    let mut headers = HeaderMap::new();
    headers.typed_insert(Credentials);
    assert_eq!(
        headers.typed_get(),
        Some(headers::AccessControlAllowCredentials)
    );

    let mut headers = HeaderMap::new();
    headers.typed_insert(headers::AccessControlAllowCredentials);
    assert_eq!(headers.typed_get(), Some(Credentials));
}

/// There is no conversion back: theirs may come from repeated lines, which browsers refuse.
#[test]
fn converts_into_headers_own_type() {
    let theirs = headers::AccessControlAllowCredentials::from(Credentials);
    assert_eq!(theirs, headers::AccessControlAllowCredentials);
}

#[test]
fn prints_as_its_value() {
    assert_eq!(Credentials.as_str(), "true");
    assert_eq!(Credentials.to_string(), "true");
    assert_eq!(
        format!("{Credentials:>6}|{Credentials:<6}|{Credentials:*^7}"),
        "  true|true  |*true**"
    );
    assert_eq!(format!("{Credentials:2}|{Credentials:.2}"), "true|tr");
    assert_eq!(format!("{Credentials:?}"), "AccessControlAllowCredentials");
}

/// Each conversion from text or bytes is `from_bytes`.
#[test]
fn parses_from_text_and_bytes() {
    for text in [
        "true",
        "",
        "false",
        "True",
        "true, true",
        " true",
        "yes",
        "tru\u{435}",
    ] {
        let expected = Credentials::from_bytes(text.as_bytes());
        assert_eq!(text.parse::<Credentials>(), expected);
        assert_eq!(Credentials::try_from(text), expected);
        assert_eq!(Credentials::try_from(text.as_bytes()), expected);
        assert_eq!(
            Credentials::try_from(Bytes::from_static(text.as_bytes())),
            expected
        );
        assert_eq!(
            Credentials::try_from(&HeaderValue::from_bytes(text.as_bytes()).unwrap()),
            expected
        );
    }
    assert_eq!("true".parse(), Ok(Credentials));
    assert_eq!("True".parse::<Credentials>(), Err(ParseError::WrongCase));
}

#[test]
fn converts_into_text_and_bytes_and_back() {
    let text: &'static str = Credentials.into();
    assert_eq!(text, "true");
    assert_eq!(text.parse(), Ok(Credentials));

    let bytes = Bytes::from(Credentials);
    assert_eq!(bytes, "true");
    assert_eq!(Credentials::try_from(bytes), Ok(Credentials));

    let value = HeaderValue::from(Credentials);
    assert_eq!(value, "true");
    assert_eq!(Credentials::try_from(&value), Ok(Credentials));
}
