//! Of all values of up to four bytes, exactly one is accepted: `true`. Every value is tried.

use std::hint::black_box;
use std::thread;

use headers_allow_credentials::AccessControlAllowCredentials;

/// Whether `from_bytes` accepts the value.
fn is_accepted(value: &[u8]) -> bool {
    AccessControlAllowCredentials::from_bytes(value).is_ok()
}

/// How many values of four bytes begin so, and which of them are accepted.
fn try_all(beginnings: impl Iterator<Item = u16>) -> (u64, Vec<[u8; 4]>) {
    let mut accepted = Vec::new();
    let mut tried = 0;
    for beginning in beginnings {
        for end in 0..=u16::MAX {
            // Hidden from the optimizer, which could otherwise leave out the loop.
            let value = black_box(u32::from(beginning) << 16 | u32::from(end)).to_be_bytes();
            tried += 1;
            if is_accepted(&value) {
                accepted.push(value);
            }
        }
    }
    (tried, accepted)
}

#[test]
fn one_value_of_four_bytes_is_accepted() {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<_> = (0..threads)
        .map(|first| thread::spawn(move || try_all((0..=u16::MAX).skip(first).step_by(threads))))
        .collect();
    let parts: Vec<_> = parts.into_iter().map(|part| part.join().unwrap()).collect();
    assert_eq!(parts.iter().map(|part| part.0).sum::<u64>(), 1 << 32);
    let accepted: Vec<_> = parts.into_iter().flat_map(|part| part.1).collect();
    assert_eq!(accepted, [*b"true"]);
}

#[test]
fn no_shorter_value_is_accepted() {
    assert!(!is_accepted(&[]));
    for len in 1..4 {
        for value in 0..1_u32 << (8 * len) {
            assert!(
                !is_accepted(&value.to_le_bytes()[..len]),
                "{value:#x} in {len} bytes"
            );
        }
    }
}
