//! HTTP/2 by hand, for what no library sends.

/// Kinds of frames and their flags (RFC 9113, section 6).
pub const HEADERS: u8 = 1;
pub const SETTINGS: u8 = 4;
pub const ACK: u8 = 1;
pub const END_STREAM: u8 = 1;
pub const END_HEADERS: u8 = 4;

/// A frame (RFC 9113, section 4.1) of at most 255 bytes, on one of the first streams.
#[must_use]
pub fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).expect("a short payload");
    [&[0, 0, length, kind, flags, 0, 0, 0, stream][..], payload].concat()
}

/// A header that is in no table (RFC 7541, section 6.2.2), of at most 126 bytes each.
#[must_use]
pub fn literal(name: &str, value: &str) -> Vec<u8> {
    let length = |text: &str| u8::try_from(text.len()).expect("a short text");
    [
        &[0, length(name)][..],
        name.as_bytes(),
        &[length(value)],
        value.as_bytes(),
    ]
    .concat()
}
