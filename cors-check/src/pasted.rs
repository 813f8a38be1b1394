//! What people paste, as `curl -i` would have printed it.
//!
//! The reader of [`heads`](crate::heads) takes what `curl -si` prints. Other commands print the
//! same heads in another form: `curl -v` puts `< ` before each line and its own remarks in between,
//! `wget -S` indents the lines. A log or an editor adds colours or a byte order mark. All that is
//! removed here, and nothing else: a value keeps its bytes.

use std::io::{self, BufRead, Read};

/// The most bytes of one line that are looked at. The heads themselves have a limit of their own.
const LONGEST_LINE: u64 = 1 << 20;

/// The most bytes in all, remarks included: a transcript may never end.
const MOST: u64 = 1 << 26;

/// What the input is, by its first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// It begins with a status line, or with something that is not recognized.
    Plain,
    /// `curl -v`: the lines of a head begin with `<`.
    Verbose,
    /// `wget -S`: the lines of a head are indented.
    Indented,
    /// Lines of a browser's developer tools, which do not show a head as it was sent.
    DevTools,
    /// UTF-16, in which some Windows shells write a command's output.
    Utf16,
}

/// Reads heads of any [`Form`] in the form of `curl -si`.
///
/// It reads no further than needed: for plain input, no byte beyond those that are asked for; for
/// the other forms, to the end of a line.
pub struct Pasted<R> {
    input: io::Take<R>,
    form: Form,
    /// What is ready to be read, and how much of it has been.
    ready: Vec<u8>,
    at: usize,
    colours: Colours,
    /// Indented: in the middle of a head, which the next line may end.
    in_head: bool,
    ended: bool,
}

impl<R: BufRead> Pasted<R> {
    /// Reads the first line, or as much of it as tells the form.
    ///
    /// # Errors
    ///
    /// Those of the input.
    pub fn new(input: R) -> io::Result<Self> {
        let mut pasted = Self {
            input: input.take(MOST),
            form: Form::Plain,
            ready: Vec::new(),
            at: 0,
            colours: Colours::Text,
            in_head: false,
            ended: false,
        };
        pasted.recognize()?;
        Ok(pasted)
    }

    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    fn recognize(&mut self) -> io::Result<()> {
        const MARK: &[u8] = b"\xEF\xBB\xBF";
        let mut line = Vec::new();
        let mut remarks: Vec<u8> = Vec::new();
        let mut at_start = true;
        // Byte by byte: somebody may be typing a plain head.
        while let Some(byte) = self.next_byte()? {
            self.colours.filter(&[byte], &mut line);
            if matches!(line[..], [0xFE, 0xFF] | [0xFF, 0xFE]) {
                self.form = Form::Utf16;
                return Ok(());
            }
            if at_start && line == MARK {
                line.clear();
                at_start = false;
            }
            match line.last() {
                Some(b'\n') if line.iter().all(|byte| matches!(byte, b'\r' | b'\n')) => {
                    // Blank lines before it are skipped, but not without end.
                    self.ready.append(&mut line);
                    if self.ready.len() as u64 > LONGEST_LINE {
                        break;
                    }
                }
                // curl's own, about its options. They tell nothing of what follows.
                Some(b'\n') if line.starts_with(b"Note: ") || line.starts_with(b"Warning: ") => {
                    remarks.append(&mut line);
                    if remarks.len() as u64 > LONGEST_LINE {
                        break;
                    }
                }
                Some(b'\n') => break,
                _ if line == b"HTTP/" || line.len() as u64 > LONGEST_LINE => break,
                _ => {}
            }
        }
        if line.is_empty() {
            // There is nothing else, and they are not a head.
            self.ready.append(&mut remarks);
            return Ok(());
        }
        self.form = form(&line);
        match self.form {
            Form::Plain | Form::DevTools | Form::Utf16 => self.ready.append(&mut line),
            Form::Verbose | Form::Indented => {
                self.ready.clear();
                self.take_line(&line);
            }
        }
        Ok(())
    }

    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.input.fill_buf() {
                Ok(bytes) => {
                    let byte = bytes.first().copied();
                    self.input.consume(usize::from(byte.is_some()));
                    return Ok(byte);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Makes more ready to be read, unless the input has ended.
    fn advance(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.at = 0;
        while self.ready.is_empty() && !self.ended {
            match self.form {
                Form::Plain | Form::DevTools | Form::Utf16 => {
                    let bytes = self.input.fill_buf()?;
                    let length = bytes.len();
                    self.colours.filter(bytes, &mut self.ready);
                    self.input.consume(length);
                    if length == 0 {
                        self.ended = true;
                        self.colours.finish(&mut self.ready);
                    }
                }
                Form::Verbose | Form::Indented => {
                    let mut raw = Vec::new();
                    let input = &mut self.input;
                    let length = input.take(LONGEST_LINE).read_until(b'\n', &mut raw)?;
                    let mut line = Vec::new();
                    self.colours.filter(&raw, &mut line);
                    self.ended = length == 0;
                    self.take_line(&line);
                }
            }
        }
        Ok(())
    }

    /// Takes a line of another form, and makes ready what it is in a head.
    fn take_line(&mut self, line: &[u8]) {
        match self.form {
            Form::Verbose => {
                let line = without_meter(line);
                let rest = line.strip_prefix(b"<").unwrap_or_default();
                // curl ends a head with the line `< `, and an editor may remove its space.
                if rest.starts_with(b" ") || matches!(rest, b"\n" | b"\r\n") {
                    self.ready
                        .extend_from_slice(rest.strip_prefix(b" ").unwrap_or(rest));
                }
            }
            Form::Indented => {
                let content = line.trim_ascii_start();
                let is_indented = content.len() < line.len() && !content.is_empty();
                let begins = is_indented && content.starts_with(b"HTTP/");
                if self.in_head && (begins || !is_indented) {
                    self.ready.push(b'\n');
                    self.in_head = false;
                }
                self.in_head |= begins;
                if self.in_head {
                    self.ready.extend_from_slice(content);
                }
            }
            Form::Plain | Form::DevTools | Form::Utf16 => {}
        }
    }
}

impl<R: BufRead> Read for Pasted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let length = ready.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ready[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Pasted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.ready.len() {
            self.advance()?;
        }
        Ok(&self.ready[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.ready.len());
    }
}

fn form(line: &[u8]) -> Form {
    let begins = |starts: &[&str]| {
        starts
            .iter()
            .any(|start| line.starts_with(start.as_bytes()))
    };
    let content = line.trim_ascii_start();
    if begins(&["HTTP/"]) {
        Form::Plain
    } else if begins(&["* ", "> ", "< ", "{ [", "} [", "  % Total"]) {
        Form::Verbose
    } else if content.starts_with(b"HTTP/")
        || begins(&[
            "--1",
            "--2",
            "Resolving ",
            "Connecting to ",
            "HTTP request sent",
            "Spider mode",
        ])
    {
        Form::Indented
    } else if is_of_dev_tools(line) {
        Form::DevTools
    } else {
        Form::Plain
    }
}

/// A line of `curl -v` without the progress meter that curl may have written before it. Each state
/// of the meter begins with a carriage return, and only its last is followed by the line.
fn without_meter(line: &[u8]) -> &[u8] {
    // In any other line, a carriage return is the server's, which must not make a line of its own.
    if !line.starts_with(b"\r") {
        return line;
    }
    let content = line.trim_ascii_end();
    let start = content.iter().rposition(|&byte| byte == b'\r');
    let last = &line[start.map_or(0, |at| at + 1)..];
    let is_of_meter = |byte: &u8| {
        matches!(
            byte,
            b'0'..=b'9' | b' ' | b':' | b'-' | b'.' | b'k' | b'M' | b'G'
        )
    };
    match last.iter().position(|byte| !is_of_meter(byte)) {
        Some(at) => &last[at..],
        None => line,
    }
}

/// The titles of a panel, a pseudo-header, or a header without a status line before it.
fn is_of_dev_tools(line: &[u8]) -> bool {
    const TITLES: [&str; 8] = [
        "general",
        "headers",
        "request url",
        "request method",
        "response headers",
        "scheme",
        "status",
        "summary",
    ];
    let line = line.trim_ascii();
    if line.starts_with(b"curl: (") {
        return false;
    }
    let is_title = |title: &str| line.eq_ignore_ascii_case(title.as_bytes());
    if TITLES.iter().any(|title| is_title(title)) {
        return true;
    }
    let colon = line.iter().skip(1).position(|&byte| byte == b':');
    let name = colon.map(|colon| &line[..=colon]).unwrap_or_default();
    let is_name = |&byte: &u8| byte.is_ascii_alphanumeric() || b"-_: ".contains(&byte);
    !name.is_empty() && name.len() < 64 && name.iter().all(is_name)
}

/// Removes the colours: `ESC [`, digits and semicolons, `m`. Everything else stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colours {
    Text,
    /// After ESC.
    Escape,
    /// After `ESC [` and some bytes of numbers, kept in case it turns out not to be a colour.
    Numbers([u8; 16], usize),
}

const ESC: u8 = 0x1B;

impl Colours {
    /// Writes what was kept back: it is not a colour.
    fn finish(&mut self, to: &mut Vec<u8>) {
        match *self {
            Self::Text => {}
            Self::Escape => to.push(ESC),
            Self::Numbers(seen, length) => {
                to.extend([ESC, b'[']);
                to.extend_from_slice(&seen[..length]);
            }
        }
        *self = Self::Text;
    }

    /// Writes the bytes without colours. What may become a colour is kept back until that is clear.
    fn filter(&mut self, bytes: &[u8], to: &mut Vec<u8>) {
        for &byte in bytes {
            *self = match (*self, byte) {
                (Self::Text, ESC) => Self::Escape,
                (Self::Text, _) => {
                    to.push(byte);
                    Self::Text
                }
                (Self::Escape, b'[') => Self::Numbers([0; 16], 0),
                (Self::Numbers(..), b'm') => Self::Text,
                (Self::Numbers(mut seen, length), b'0'..=b'9' | b';') if length < seen.len() => {
                    seen[length] = byte;
                    Self::Numbers(seen, length + 1)
                }
                (mut held, _) => {
                    held.finish(to);
                    if byte == ESC {
                        Self::Escape
                    } else {
                        to.push(byte);
                        Self::Text
                    }
                }
            };
        }
    }
}
