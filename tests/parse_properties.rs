//! On any bytes at all `from_bytes` is `value == b"true"`, and the reason for a refusal is the one
//! that a literal reading of `ParseError` gives.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, Index};

#[path = "common/reason.rs"]
mod reason;

use reason::holds;

/// Bytes that have a meaning to some step, and any other.
fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![
        4 => select(b"\t\n\r ,".as_slice()),
        2 => select(b"truefalsTRUEFALS".as_slice()),
        1 => select(b"\x0b\x0c\0\x7f\xa0\";".as_slice()),
        1 => any::<u8>(),
    ]
}

/// Where to change a value, and how.
#[derive(Clone, Debug)]
enum Edit {
    Insert(Index, u8),
    Replace(Index, u8),
    Remove(Index),
    FlipBit(Index, u8),
    Repeat,
}

impl Edit {
    fn apply(self, value: &mut Vec<u8>) {
        let len = value.len();
        match self {
            Self::Insert(at, byte) => value.insert(at.index(len + 1), byte),
            _ if len == 0 => {}
            Self::Replace(at, byte) => value[at.index(len)] = byte,
            Self::Remove(at) => drop(value.remove(at.index(len))),
            Self::FlipBit(at, bit) => value[at.index(len)] ^= 1 << bit,
            Self::Repeat => value.extend_from_within(..),
        }
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        3 => (at(), byte()).prop_map(|(at, byte)| Edit::Insert(at, byte)),
        2 => (at(), byte()).prop_map(|(at, byte)| Edit::Replace(at, byte)),
        1 => at().prop_map(Edit::Remove),
        // Bit 5 is the one between upper and lower case.
        2 => (at(), prop_oneof![Just(5), 0..8_u8]).prop_map(|(at, bit)| Edit::FlipBit(at, bit)),
        1 => Just(Edit::Repeat),
    ]
}

/// HTTP whitespace, and a little of what looks like it.
fn blanks() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => vec(select(b"\t\n\r ".as_slice()), 0..36),
        1 => vec(select(b"\t \x0b\x0c\xa0".as_slice()), 0..4),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes(value in vec(any::<u8>(), 0..100)) {
        holds(&value);
    }

    #[test]
    fn telling_bytes(value in vec(byte(), 0..80)) {
        holds(&value);
    }

    #[test]
    fn near_misses(word in select(&["true", "false"]), edits in vec(edit(), 0..4)) {
        let mut value = word.as_bytes().to_vec();
        for edit in edits {
            edit.apply(&mut value);
        }
        holds(&value);
    }

    /// Blanks around either word, up to and past the length that is explained.
    #[test]
    fn padded(
        before in blanks(),
        word in select(&["true", "false", "TRUE", "true, true", ""]),
        after in blanks(),
    ) {
        holds(&[&before, word.as_bytes(), &after].concat());
    }
}
