//! Colours, as a terminal, a log or an editor adds them: `ESC [`, digits and semicolons, `m`.

use std::io::BufRead;

use super::peek;
use super::rewritten::rewritten;

const ESC: u8 = 0x1B;

/// The length of `ESC [` and sixteen digits. No colour is longer.
const LONGEST: usize = 18;

/// The input without its colours. All other control sequences stay.
pub(super) fn without(mut input: impl BufRead) -> impl BufRead {
    rewritten(move |ready| {
        let bytes = input.fill_buf()?;
        let text = bytes.iter().position(|&byte| byte == ESC);
        let length = text.unwrap_or(bytes.len());
        ready.extend_from_slice(&bytes[..length]);
        input.consume(length);
        if text.is_none() {
            return Ok(length > 0);
        }

        let mut sequence = Vec::new();
        loop {
            let next = peek(&mut input)?;
            let is_part = match (sequence.len(), next) {
                (0, Some(ESC)) | (1, Some(b'[')) => true,
                (2..LONGEST, Some(byte)) => byte.is_ascii_digit() || byte == b';',
                _ => false,
            };
            match next {
                Some(byte) if is_part => sequence.push(byte),
                Some(b'm') if sequence.len() >= 2 => sequence.clear(),
                _ => {
                    // It is not a colour.
                    ready.append(&mut sequence);
                    return Ok(next.is_some());
                }
            }
            input.consume(1);
            if sequence.is_empty() {
                return Ok(true);
            }
        }
    })
}
