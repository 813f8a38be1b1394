//! Of all values of up to four bytes, exactly one is accepted: `true`. Every value is tried.

use std::hint::black_box;
use std::thread;

use headers_allow_credentials::AccessControlAllowCredentials;

/// Whether `from_bytes` accepts the value.
fn is_accepted(value: &[u8]) -> bool {
    AccessControlAllowCredentials::from_bytes(value).is_ok()
}

/// How many values of four bytes begin so, and how many of them are accepted. None may be but `true`.
fn try_all(beginnings: impl Iterator<Item = u16>) -> (u64, u64) {
    let (mut tried, mut accepted) = (0, 0);
    for beginning in beginnings {
        for end in 0..=u16::MAX {
            // Hidden from the optimizer, which could otherwise leave out the loop.
            let value = black_box(u32::from(beginning) << 16 | u32::from(end)).to_be_bytes();
            tried += 1;
            if is_accepted(&value) {
                assert_eq!(value, *b"true");
                accepted += 1;
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
    let (mut tried, mut accepted) = (0, 0);
    for part in parts {
        let part = part.join().unwrap();
        tried += part.0;
        accepted += part.1;
    }
    assert_eq!((tried, accepted), (1 << 32, 1));
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
