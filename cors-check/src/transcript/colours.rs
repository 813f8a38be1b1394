//! Colours, as a terminal, a log or an editor adds them: `ESC [`, digits and semicolons, `m`.
//!
//! They are put around lines, names, colons and values, and there they are taken off. Inside a value,
//! the server sent them: without them, the value could become valid.

/// The length of `ESC [` and sixteen digits. No colour is longer.
const LONGEST: usize = 18;

/// The text without the colours at its start.
pub(super) fn trim_start(mut text: &[u8]) -> &[u8] {
    while let Some(length) = length(text) {
        text = &text[length..];
    }
    text
}

/// The text without the colours at its end.
pub(super) fn trim_end(mut text: &[u8]) -> &[u8] {
    while let Some(at) = last(text) {
        text = &text[..at];
    }
    text
}

/// The text without the colours in it.
pub(super) fn removed(mut text: &[u8]) -> Vec<u8> {
    if !text.contains(&0x1B) {
        return text.to_vec();
    }
    let mut rest = Vec::with_capacity(text.len());
    loop {
        text = trim_start(text);
        let Some((&first, others)) = text.split_first() else {
            return rest;
        };
        rest.push(first);
        text = others;
    }
}

/// The text without the beginning of a colour at its end.
pub(super) fn without_cut(text: &[u8]) -> &[u8] {
    let at = text.iter().rposition(|&byte| byte == 0x1B);
    let (rest, tail) = text.split_at(at.unwrap_or(text.len()));
    let is_cut = tail == b"\x1B" || length(&[tail, b"m"].concat()) == Some(tail.len() + 1);
    if is_cut { rest } else { text }
}

/// How long the colour is that the text begins with.
fn length(text: &[u8]) -> Option<usize> {
    let codes = text.strip_prefix(b"\x1B[")?;
    let is_of_code = |byte: &u8| byte.is_ascii_digit() || *byte == b';';
    let end = codes.iter().position(|byte| !is_of_code(byte))?;
    let length = end + 2;
    (codes[end] == b'm' && length <= LONGEST).then_some(length + 1)
}

/// Where the colour begins that the text ends with.
fn last(text: &[u8]) -> Option<usize> {
    let tail = text.len().saturating_sub(LONGEST + 1);
    let at = tail + text[tail..].iter().rposition(|&byte| byte == 0x1B)?;
    (length(&text[at..]) == Some(text.len() - at)).then_some(at)
}
