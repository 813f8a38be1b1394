//! Of all values of up to four bytes, exactly one is accepted: `true`. Every value is tried.

use std::hint::black_box;
use std::thread;

use headers_allow_credentials::AccessControlAllowCredentials;

/// Whether `from_bytes` accepts the value. The value is hidden from the optimizer, which could otherwise
/// leave out the loops below.
fn is_accepted(value: &[u8]) -> bool {
    AccessControlAllowCredentials::from_bytes(black_box(value)).is_ok()
}

/// How many values there are, and which of them are accepted.
fn try_all(values: impl Iterator<Item = u32>) -> (u64, Vec<[u8; 4]>) {
    let mut accepted = Vec::new();
    let mut tried = 0;
    for value in values {
        let value = value.to_be_bytes();
        tried += 1;
        if is_accepted(&value) {
            accepted.push(value);
        }
    }
    (tried, accepted)
}

#[test]
fn one_value_of_four_bytes_is_accepted() {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<_> = (0..threads)
        .map(|first| {
            // The threads share out the first two bytes. Each thread tries all values of the others.
            let high = (0..1_u32 << 16).skip(first).step_by(threads);
            let values = high.flat_map(|high| (0..1 << 16).map(move |low| high << 16 | low));
            thread::spawn(|| try_all(values))
        })
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
