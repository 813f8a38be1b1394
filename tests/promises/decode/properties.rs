//! On any bytes, `from_bytes` is `value == b"true"`, and the reason for a refusal is the one
//! that a literal reading of `ParseError` gives.

use headers_allow_credentials::AccessControlAllowCredentials;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rand::rngs::SmallRng;
use rand::SeedableRng;
use testkit::model::parse;
use testkit::near_miss::near_miss;

/// The verdict is `value == b"true"`, and the reason is the model's.
#[track_caller]
fn assert_as_the_model(value: &[u8]) {
    let ours = AccessControlAllowCredentials::from_bytes(value);
    assert_eq!(ours.is_ok(), value == b"true", "{}", value.escape_ascii());
    assert_eq!(ours, parse::from_bytes(value), "{}", value.escape_ascii());
}

/// Bytes that have a meaning to some step, and any other.
fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![
        4 => select(b"\t\n\r ,".as_slice()),
        2 => select(b"truefalsTRUEFALS".as_slice()),
        1 => select(b"\x0b\x0c\0\x7f\xa0\";".as_slice()),
        1 => any::<u8>(),
    ]
}

/// HTTP whitespace, and sometimes bytes that look like it.
fn spaces() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => vec(select(b"\t\n\r ".as_slice()), 0..36),
        1 => vec(select(b"\t \x0b\x0c\xa0".as_slice()), 0..4),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes(value in vec(any::<u8>(), 0..100)) {
        assert_as_the_model(&value);
    }

    #[test]
    fn bytes_with_a_meaning(value in vec(byte(), 0..80)) {
        assert_as_the_model(&value);
    }

    #[test]
    fn near_misses(word in select(&["true", "false"]), seed: u64) {
        let rng = &mut SmallRng::seed_from_u64(seed);
        assert_as_the_model(&near_miss(word.as_bytes(), rng));
    }

    /// Spaces around either word, up to and past the length that is explained.
    #[test]
    fn padded(
        before in spaces(),
        word in select(&["true", "false", "TRUE", "true, true", ""]),
        after in spaces(),
    ) {
        assert_as_the_model(&[&before, word.as_bytes(), &after].concat());
    }
}
