//! The lists of the CORS headers, read once and without allocating.
//!
//! They are `#method` and `#field-name` (Fetch standard, section “HTTP new-header syntax”; RFC
//! 9110, section 5.6.1): tokens with commas between them, and spaces or tabs around them. Empty
//! items are ignored. To “extract header list values” (section “Headers”) is to parse each line by
//! itself, and one line that does not parse fails them all. An item in quotes is not a token.

use std::iter;

use http::header::{GetAll, HeaderValue};

/// A line is not a list of tokens.
#[derive(Debug)]
pub(super) struct Malformed;

/// Reads the lists in all lines of a header, and calls `each` with every item, in order.
///
/// `scan` gets a line from the beginning of an item on, and its result goes to `each` with the item.
/// It also returns how many bytes it knows to belong to the item, so that these are not read twice.
///
/// If it fails, ignore what `each` was given.
#[inline]
pub(super) fn read<'a, T>(
    lines: &GetAll<'a, HeaderValue>,
    scan: impl Fn(&'a [u8]) -> (T, usize),
    mut each: impl FnMut(&'a [u8], T),
) -> Result<(), Malformed> {
    lines
        .iter()
        .try_for_each(|line| read_line(line.as_bytes(), &scan, &mut each))
}

/// Out of line, so that the loop over the lines does not compete with this one for registers.
#[inline(never)]
fn read_line<'a, T>(
    mut line: &'a [u8],
    scan: &impl Fn(&'a [u8]) -> (T, usize),
    each: &mut impl FnMut(&'a [u8], T),
) -> Result<(), Malformed> {
    loop {
        // Whitespace before an item, and empty items.
        while let [b',' | b' ' | b'\t', after @ ..] = line {
            line = after;
        }
        if line.is_empty() {
            return Ok(());
        }
        let (scanned, len) = scan_item(line, scan);
        let (item, after) = line.split_at(len);
        each(item, scanned);
        line = after;
        while let [b' ' | b'\t', after @ ..] = line {
            line = after;
        }
        // If the item is empty, what follows it is neither a comma nor the end.
        line = match line {
            [] => return Ok(()),
            [b',', after @ ..] => after,
            _ => return Err(Malformed),
        };
    }
}

/// For [`read`]: nothing.
pub(super) fn skip(_: &[u8]) -> ((), usize) {
    ((), 0)
}

/// For [`read`]: a bit set for each of these names that the item equals, ignoring ASCII case (bit 0
/// is the first). There can be at most 32 names, and each must be a token.
///
/// They are compared before the item's end is known, so that an item that is a name is read once.
#[inline]
pub(super) fn find(names: &[&[u8]], line: &[u8]) -> (u32, usize) {
    let (mut found, mut len) = (0, 0);
    for (bit, name) in names.iter().enumerate() {
        if starts_with(line, name) {
            found |= 1 << bit;
            len = name.len();
        }
    }
    (found, len)
}

/// The items of lines that [`read`] has accepted, one by one, each with the result of `scan`.
#[inline]
pub(super) fn items<'a, T>(
    lines: &GetAll<'a, HeaderValue>,
    scan: impl Fn(&'a [u8]) -> (T, usize),
) -> impl Iterator<Item = (&'a [u8], T)> {
    let (mut lines, mut line) = (lines.iter(), &b""[..]);
    iter::from_fn(move || loop {
        match line {
            [] => line = lines.next()?.as_bytes(),
            // There, whatever is not a token separates two of them.
            [first, after @ ..] if !is_tchar(*first) => line = after,
            _ => {
                let (scanned, len) = scan_item(line, &scan);
                let (item, after) = line.split_at(len);
                line = after;
                return Some((item, scanned));
            }
        }
    })
}

#[inline]
fn scan_item<'a, T>(line: &'a [u8], scan: impl Fn(&'a [u8]) -> (T, usize)) -> (T, usize) {
    let (scanned, mut len) = scan(line);
    while !token_ends(line, len) {
        len += 1;
    }
    (scanned, len)
}

/// Whether the line begins with exactly this token, not a longer one, ignoring ASCII case. It
/// compares from the end, as names often begin alike.
#[inline]
fn starts_with(line: &[u8], token: &[u8]) -> bool {
    let same = |(&a, &b)| a == b || folded(a) == folded(b);
    token.len() <= line.len()
        && token_ends(line, token.len())
        && line[..token.len()].iter().zip(token).rev().all(same)
}

fn token_ends(line: &[u8], at: usize) -> bool {
    line.get(at).map_or(true, |&byte| !is_tchar(byte))
}

/// `token` (RFC 9110, section 5.6.2).
pub(super) fn is_token(value: &[u8]) -> bool {
    !value.is_empty() && value.iter().all(|&byte| is_tchar(byte))
}

fn is_tchar(byte: u8) -> bool {
    folded(byte) != 0
}

pub(super) fn folded(byte: u8) -> u8 {
    FOLDED[usize::from(byte)]
}

/// Each `tchar` (RFC 9110, section 5.6.2) in lower case, and 0 for any other byte. As a table, it
/// answers both questions of the loops in one load.
static FOLDED: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        if byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~'
            )
        {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};
