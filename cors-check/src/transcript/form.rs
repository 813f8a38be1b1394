//! Whether the input is plain heads, which are read as they come, or something else.

use std::io::BufRead;

use super::ahead::Ahead;
use super::heads::status;
use super::{Error, LIMIT, colours};

/// Whether the input begins with a head as it was sent: with a status line, and then a header or a blank line.
/// Before that may be a byte order mark, blank lines, and what curl says of its own options: that is consumed.
pub(super) fn is_plain(input: &mut Ahead<impl BufRead>, typed: bool) -> Result<bool, Error> {
    let mut consumed = 0;
    let mut has_remarks = false;
    loop {
        let line = line_at(input, 0)?;
        let length = line.len();
        let (is_bom, text) = match colours::trim_start(&line).strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) => (true, rest),
            None => (false, &line[..]),
        };
        let shown = colours::removed(text);
        let is_remark = shown.starts_with(b"Note: ") || shown.starts_with(b"Warning: ");
        let is_blank = shown.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
        if consumed >= LIMIT || (length == 0 && has_remarks) {
            return Err(Error::NoStatusLine);
        }
        has_remarks |= is_remark;
        if (is_blank || is_remark) && length > 0 && !is_bom {
            input.consume(length);
            consumed += length;
            continue;
        }
        if status(shown.trim_ascii_end()).is_none() {
            return Ok(false);
        }
        if is_bom {
            let mark = length - text.len();
            input.consume(mark);
            continue;
        }
        return is_head(input, length, typed);
    }
}

/// Whether what comes after a status line of that length is of the head as it was sent.
fn is_head(input: &mut Ahead<impl BufRead>, at: usize, typed: bool) -> Result<bool, Error> {
    let second = line_at(input, at)?;
    if !is_blank(&second) {
        return Ok(is_header(&second));
    }
    if typed || second.is_empty() {
        return Ok(true);
    }
    // A head without headers; or one with a blank line after every line.
    let third = line_at(input, at + second.len())?;
    if third.is_empty() || status(third.trim_ascii_end()).is_some() {
        return Ok(true);
    }
    let fourth = line_at(input, at + second.len() + third.len())?;
    Ok(!is_blank(&third) && (fourth.is_empty() || !is_blank(&fourth)))
}

pub(super) fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

/// Whether it has a name and a colon. In a plain head, any bytes may be a name.
fn is_header(line: &[u8]) -> bool {
    let shown = colours::removed(line);
    let begins_blank = matches!(shown.first(), Some(b' ' | b'\t'));
    let is_marked = shown
        .strip_prefix(b"< ")
        .is_some_and(super::lines::is_header);
    !begins_blank && !is_marked && shown.contains(&b':')
}

/// The line that begins so far ahead, with its end, or what there is of it. None of it is consumed.
fn line_at(input: &mut Ahead<impl BufRead>, at: usize) -> Result<Vec<u8>, Error> {
    let mut length = 0;
    loop {
        // More than the next byte only if nobody has to wait for it.
        let wanted = input.at_hand().clamp(at + length + 1, at + LIMIT);
        let seen = input.look(wanted)?;
        let is_all = seen.len() < wanted || wanted == at + LIMIT;
        let line = seen.get(at..).unwrap_or_default();
        length += (&line[length..]).skip_until(b'\n')?;
        let line = &line[..length];
        if is_all || line.ends_with(b"\n") {
            return Ok(line.to_vec());
        }
    }
}

/// Whether a JSON object begins, and not what curl says of a number of bytes, `{ [5 bytes data]`. A byte order mark
/// before it is consumed.
pub(super) fn is_json(input: &mut Ahead<impl BufRead>) -> Result<bool, Error> {
    /// An object may be indented.
    const MOST: usize = 100;
    if input.look(3)? == b"\xEF\xBB\xBF" {
        input.consume(3);
    }
    Ok(begins_json(input.look(MOST)?))
}

fn begins_json(text: &[u8]) -> bool {
    let rest = text.trim_ascii_start().strip_prefix(b"{");
    let first = rest.and_then(|rest| rest.trim_ascii_start().first());
    matches!(first, Some(b'"' | b'}'))
}

/// A JSON object in a text that was decoded: all of it, or in a fence of Markdown.
pub(super) fn json(text: &[u8]) -> Option<&[u8]> {
    const FENCE: &[u8] = b"```";
    let text = text.trim_ascii();
    let fenced = text.strip_prefix(FENCE).and_then(|text| {
        let begin = text.iter().position(|&byte| byte == b'\n')?;
        text[begin..].strip_suffix(FENCE)
    });
    Some(fenced.unwrap_or(text)).filter(|text| begins_json(text))
}

/// The text as UTF-8 or what it is, without a byte order mark. UTF-16 is what some Windows shells write.
pub(super) fn decoded(text: Vec<u8>) -> Vec<u8> {
    let units = |from: fn([u8; 2]) -> u16| {
        let pairs = text[2..].chunks_exact(2);
        let units = pairs.map(move |pair| from([pair[0], pair[1]]));
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect::<String>()
            .into_bytes()
    };
    match &text[..] {
        [0xFF, 0xFE, ..] => units(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => units(u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => rest.to_vec(),
        _ => text,
    }
}
