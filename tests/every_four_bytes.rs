//! Proven, not sampled: of all values of up to four bytes exactly one is the header, `true`.

use std::hint::black_box;
use std::thread;

use headers_allow_credentials::AccessControlAllowCredentials;

/// Whether `from_bytes` takes the value, of which the optimizer knows nothing: else it could see
/// through the loops below and leave them out.
fn is_taken(value: &[u8]) -> bool {
    AccessControlAllowCredentials::from_bytes(black_box(value)).is_ok()
}

/// Those of the values that are taken, and how many there are in all.
fn try_all(values: impl Iterator<Item = u32>) -> (u64, Vec<[u8; 4]>) {
    let mut taken = Vec::new();
    let mut tried = 0;
    for value in values {
        let value = value.to_be_bytes();
        tried += 1;
        if is_taken(&value) {
            taken.push(value);
        }
    }
    (tried, taken)
}

#[test]
fn one_value_of_four_bytes_is_taken() {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<_> = (0..threads)
        .map(|first| {
            // The first two bytes are dealt out to the threads, the others go round in each.
            let high = (0..1_u32 << 16).skip(first).step_by(threads);
            let values = high.flat_map(|high| (0..1 << 16).map(move |low| high << 16 | low));
            thread::spawn(|| try_all(values))
        })
        .collect();
    let parts: Vec<_> = parts.into_iter().map(|part| part.join().unwrap()).collect();
    assert_eq!(parts.iter().map(|part| part.0).sum::<u64>(), 1 << 32);
    let taken: Vec<_> = parts.into_iter().flat_map(|part| part.1).collect();
    assert_eq!(taken, [*b"true"]);
}

#[test]
fn no_shorter_value_is_taken() {
    assert!(!is_taken(&[]));
    for len in 1..4 {
        for value in 0..1_u32 << (8 * len) {
            assert!(
                !is_taken(&value.to_le_bytes()[..len]),
                "{value:#x} in {len} bytes"
            );
        }
    }
}
