//! The lists of the CORS headers, read once and without allocating.
//!
//! They are `#method` and `#field-name` (Fetch standard, section “HTTP new-header syntax”; RFC
//! 9110, section 5.6.1): tokens with commas between them, and spaces or tabs around them. Empty
//! items are ignored. To “extract header list values” (section “Headers”) is to parse each line by
//! itself, and one line that does not parse fails them all. An item in quotes is not a token.

use http::header::{GetAll, HeaderValue};

/// A line is not a list of tokens.
#[derive(Debug)]
pub(super) struct Malformed;

/// Reads the lists in all lines of a header. It calls `each` with every item, in order, and with a
/// bit set for each of `names` that the item equals, ignoring ASCII case (bit 0 is the first).
/// There can be at most 32 names, and each must be a token.
///
/// If it fails, ignore what `each` was given.
#[inline]
pub(super) fn read<'a>(
    lines: &GetAll<'a, HeaderValue>,
    names: &[&[u8]],
    mut each: impl FnMut(&'a [u8], u32),
) -> Result<(), Malformed> {
    lines
        .iter()
        .try_for_each(|line| read_line(line.as_bytes(), names, &mut each))
}

/// Out of line, so that the loop over the lines does not compete with this one for registers.
#[inline(never)]
fn read_line<'a>(
    mut line: &'a [u8],
    names: &[&[u8]],
    each: &mut impl FnMut(&'a [u8], u32),
) -> Result<(), Malformed> {
    loop {
        // Whitespace before an item, and empty items.
        while let [b',' | b' ' | b'\t', after @ ..] = line {
            line = after;
        }
        if line.is_empty() {
            return Ok(());
        }
        // The item is compared before its end is known, so one that is a name is not read twice.
        let (mut found, mut len) = (0, 0);
        for (bit, name) in names.iter().enumerate() {
            if starts_with(line, name) {
                found |= 1 << bit;
                len = name.len();
            }
        }
        while !token_ends(line, len) {
            len += 1;
        }
        let (item, after) = line.split_at(len);
        each(item, found);
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

fn folded(byte: u8) -> u8 {
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
