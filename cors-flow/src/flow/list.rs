//! The items of a value that is a list.

use super::whitespace::trim;

/// “Get, decode, and split”: at the commas that are not in a quoted string.
pub(crate) fn items(value: &[u8]) -> Vec<&[u8]> {
    let (mut items, mut start, mut at) = (Vec::new(), 0, 0);
    while at < value.len() {
        match value[at] {
            b'"' => at = end_of_quoted(value, at),
            b',' => {
                items.push(trim(&value[start..at]));
                at += 1;
                start = at;
            }
            _ => at += 1,
        }
    }
    items.push(trim(&value[start..]));
    items
}

/// Past the quoted string that begins there, or to the end if nothing ends it.
fn end_of_quoted(value: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < value.len() {
        match value[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    value.len()
}
