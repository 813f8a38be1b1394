//! Python's `http.client`, with `debuglevel`.

use super::{Made, marked};
use crate::transcript::Error;

pub fn line(in_head: &mut bool, number: usize, line: &[u8]) -> Made {
    let mut made = Vec::new();
    let mut end = |in_head: &mut bool| {
        if std::mem::take(in_head) {
            made.push(b"< ".to_vec());
        }
    };
    if let Some(rest) = line.strip_prefix(b"send: b") {
        end(in_head);
        let text = rest
            .split_first()
            .map(|(quote, text)| unescaped(text, *quote));
        let text = text.unwrap_or_default();
        let head = text
            .split(|&byte| byte == b'\n')
            .take_while(|line| !line.trim_ascii().is_empty());
        let mut lines: Vec<_> = head
            .map(|line| marked("> ", line.trim_ascii_end()))
            .collect();
        lines.push(b"> ".to_vec());
        // A body is sent, too.
        let begins = lines[0].ends_with(b"HTTP/1.1");
        lines.retain(|_| begins);
        made.extend(lines);
    } else if let Some(rest) = line.strip_prefix(b"reply: '") {
        end(in_head);
        *in_head = true;
        made.push(marked("< ", unescaped(rest, b'\'').trim_ascii_end()));
    } else if let Some(rest) = line.strip_prefix(b"header: ") {
        if !*in_head {
            return Err(Error::Line { number });
        }
        made.push(marked("< ", rest));
    } else {
        end(in_head);
    }
    Ok(made)
}

/// A string of Python, up to its quote.
fn unescaped(text: &[u8], quote: u8) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut bytes = text.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            byte if byte == quote => break,
            b'\\' => match bytes.next() {
                Some(b'n') => plain.push(b'\n'),
                Some(b'r') => plain.push(b'\r'),
                Some(b't') => plain.push(b'\t'),
                Some(byte) => plain.push(byte),
                None => {}
            },
            byte => plain.push(byte),
        }
    }
    plain
}
