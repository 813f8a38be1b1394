//! Control bytes in `Set-Cookie`. Browsers read such a line and drop its cookie, and the HTTP library
//! refuses the whole head. In other lines they are refused, since browsers do not agree on them.

use cors_flow::cookie::SetCookie;

const VERSION: &[u8] = b"HTTP/1.";
const NAME: &[u8] = b"set-cookie:";

/// The place of the status's first digit.
const STATUS: usize = b"HTTP/1.1 ".len();

/// Goes through the heads of an answer, part by part.
pub struct Controls {
    at: At,
    /// Another head follows.
    is_interim: bool,
}

/// What the next byte belongs to.
enum At {
    /// The status line, and its place there.
    Status(usize),
    /// A line that may be of `Set-Cookie`, and its place there.
    Name(usize),
    /// The value of `Set-Cookie`.
    Value,
    /// Another line.
    Other,
    /// The end of an empty line.
    End,
    /// What is no head: a body, or another protocol.
    Body,
}

impl Controls {
    pub fn new() -> Self {
        Self {
            at: At::Status(0),
            is_interim: false,
        }
    }

    /// The next part, with each of those bytes as [`SetCookie::header_value`] writes it.
    pub fn replaced(&mut self, part: &[u8]) -> Vec<u8> {
        let mut replaced = Vec::with_capacity(part.len());
        for &byte in part {
            let ends = matches!(byte, 0 | b'\r' | b'\n');
            if matches!(self.at, At::Value) && byte.is_ascii_control() && !ends {
                replaced.extend(SetCookie::header_value(&[byte]).as_bytes());
            } else {
                replaced.push(byte);
            }
            self.pass(byte);
        }
        replaced
    }

    fn pass(&mut self, byte: u8) {
        let is = |expected: Option<&u8>| expected == Some(&byte.to_ascii_lowercase());
        self.at = match self.at {
            At::Body => At::Body,
            At::Name(0) | At::End if byte == b'\n' && self.is_interim => At::Status(0),
            At::Name(0) | At::End if byte == b'\n' => At::Body,
            _ if byte == b'\n' => At::Name(0),
            At::Status(at) if VERSION.get(at).is_some_and(|expected| *expected != byte) => At::Body,
            At::Status(at) => {
                if at == STATUS {
                    self.is_interim = byte == b'1';
                }
                At::Status(at + 1)
            }
            At::Name(0) if byte == b'\r' => At::End,
            At::Name(at) if is(NAME.get(at)) && at + 1 == NAME.len() => At::Value,
            At::Name(at) if is(NAME.get(at)) => At::Name(at + 1),
            At::Value => At::Value,
            At::Name(_) | At::Other | At::End => At::Other,
        };
    }
}
