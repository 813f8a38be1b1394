//! The reader of heads: finds those that count in what `curl -si` prints.
//!
//! curl prints the heads of a whole conversation one after the other, and after the last of them
//! its body. It drops the bodies in between. Nothing marks where the heads end and the body begins,
//! and a body may well contain the text of a head. So a status line is looked for only after a head
//! that curl goes on from (see `Head::may_be_followed`), and only right after it.

use std::io::{self, BufRead, Read};
use std::{error, fmt};

/// The most bytes that all heads together may have: far more than any server sends, and little
/// enough to keep in memory.
pub const LIMIT: usize = 1 << 20;

/// The heads that count: a browser makes the CORS check on each of them.
#[derive(Debug)]
pub struct Heads {
    /// Those of the redirects that curl followed, in order.
    pub redirects: Vec<Head>,
    /// The one after which a body comes, or nothing.
    pub last: Head,
}

/// The head of one response.
#[derive(Debug)]
pub struct Head {
    /// The first line as received, without its line end and the whitespace before that.
    pub status_line: Vec<u8>,
    /// The status in it, at least 100 and at most 999.
    pub status: u16,
    /// The header lines in order. Lines without a colon are not header lines and not among them.
    pub lines: Vec<Line>,
    /// Whether a blank line ended the head. If not, the input ended in the middle of it.
    pub complete: bool,
}

/// One header line, with the folded lines that continue it.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Everything before the first colon, even a space.
    pub name: Vec<u8>,
    /// Everything after it, without the whitespace (SP and TAB) on either side.
    pub value: Vec<u8>,
}

impl Line {
    /// Whether the name is this one, ASCII case ignored. A name with a space before the colon is
    /// not.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// Whether it would be this header but for a space before the colon.
    #[must_use]
    pub fn is_with_space(&self, name: &str) -> bool {
        let bare = trim(&self.name);
        bare != self.name && bare.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// Why there is no usable head. Its message says what was expected and contains none of the input.
#[derive(Debug)]
pub enum Error {
    /// No byte at all, or only line ends.
    Empty,
    /// The input does not begin with a status line.
    NoStatusLine,
    /// Lines of a browser's developer tools, which have no status line.
    DevTools,
    /// UTF-16, in which the bytes that were received are lost.
    Utf16,
    /// Informational responses (1xx), and after them nothing.
    OnlyInterim,
    /// The heads have more than [`LIMIT`] bytes.
    TooLong,
    /// The input could not be read.
    Io(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => {
                "no HTTP response on standard input, which is empty: expected what `curl -si URL` \
                 prints (`curl -sSi URL` also says why it prints nothing)"
            }
            Self::NoStatusLine => {
                "no HTTP response on standard input: expected it to begin with a status line, such \
                 as `HTTP/1.1 200 OK`, which curl prints with `-i` (`curl -v` and `wget -S` print it \
                 to standard error: add `2>&1`)"
            }
            Self::Utf16 => {
                "standard input is UTF-16, as PowerShell writes it, and not what the server sent: let \
                 curl write the file (`curl.exe -si URL -o FILE`), or ask the server with `cors-check \
                 --origin ORIGIN URL`"
            }
            Self::DevTools => {
                "these lines look copied from a browser's developer tools, which do not show a \
                 response as it was sent: give what `curl -si URL` prints instead, or ask the server \
                 with `cors-check --origin ORIGIN URL`"
            }
            Self::OnlyInterim => {
                "only an interim response (1xx) on standard input: expected the final one after it"
            }
            Self::TooLong => {
                "no end of the response's head in the first 1 MiB of standard input: expected a \
                 blank line after the header lines"
            }
            Self::Io(error) => return write!(f, "standard input cannot be read: {error}"),
        })
    }
}

impl error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads the heads that the input begins with, and gives the last of them with the redirects before
/// it.
///
/// It stops at the end of the last head, so that an endless body does not keep it waiting. Only
/// after a head that may be followed by another does it look at what comes next, and there only
/// until it sees that this is not a status line.
pub fn read(input: impl BufRead) -> Result<Heads, Error> {
    let mut reader = Reader { input, left: LIMIT };
    reader.skip_line_ends()?;
    let mut status_line = reader.status_line()?.ok_or(Error::NoStatusLine)?;
    let mut redirects = Vec::new();
    let mut previous = None;
    loop {
        let head = reader.head(status_line)?;
        let next = if head.complete && head.may_be_followed(previous) {
            reader.status_line()?
        } else {
            None
        };
        status_line = match next {
            Some(next) => next,
            None if head.status < 200 => return Err(Error::OnlyInterim),
            None => {
                let last = head;
                return Ok(Heads { redirects, last });
            }
        };
        previous = Some(head.status);
        if head.location().is_some() {
            redirects.push(head);
        }
    }
}

impl Head {
    fn has(&self, name: &str) -> bool {
        self.lines.iter().any(|line| line.is(name))
    }

    /// Where it sends a client, if it is a redirect.
    #[must_use]
    pub fn location(&self) -> Option<&[u8]> {
        // An empty Location leads nowhere: curl ignores it.
        let leads_on = |line: &&Line| line.is("location") && !line.value.is_empty();
        let line = self.lines.iter().find(leads_on)?;
        (300..=399)
            .contains(&self.status)
            .then_some(&line.value[..])
    }

    /// Whether curl may have gone on from this response and printed another head right after this
    /// one.
    ///
    /// After every other head comes a body, whatever it looks like. After these, too, if curl did
    /// not go on (a redirect without `-L`, say): what follows counts as a body unless it begins
    /// with a status line, which no server's page for these cases does. The Content-Length would
    /// not help, as curl drops the body if it goes on.
    fn may_be_followed(&self, previous: Option<u16>) -> bool {
        match self.status {
            // Interim responses, `101` if curl asked for HTTP/2 in the clear, and what makes it ask
            // again without `Expect: 100-continue`.
            100..=199 | 417 => true,
            200..=299 => self.may_be_of_proxy(previous),
            300..=399 => self.location().is_some(),
            // Without a challenge there is nothing to answer.
            401 => self.has("www-authenticate"),
            407 => self.has("proxy-authenticate"),
            _ => false,
        }
    }

    /// Whether this may be a proxy's reply to CONNECT, after which the server's own head comes.
    ///
    /// Such a reply opens a connection: it comes first, or after a response that made curl connect
    /// again. It has no body and so nothing that describes one, and the headers of CORS are not a
    /// proxy's.
    fn may_be_of_proxy(&self, previous: Option<u16>) -> bool {
        let opens_connection = previous.is_none_or(|status| status >= 300);
        let describes_body = self.lines.iter().any(|line| {
            line.is("content-type")
                || line.is("transfer-encoding")
                || line.is("content-length") && line.value != b"0"
        });
        opens_connection
            && !describes_body
            && !self.has("access-control-allow-credentials")
            && !self.has("access-control-allow-origin")
    }
}

struct Reader<R> {
    input: R,
    /// How much of [`LIMIT`] is left.
    left: usize,
}

impl<R: BufRead> Reader<R> {
    /// A pasted head often begins with a blank line.
    fn skip_line_ends(&mut self) -> Result<(), Error> {
        loop {
            match self.peek()? {
                None => return Err(Error::Empty),
                Some(b'\r' | b'\n') if self.left > 0 => self.advance(),
                Some(_) => return Ok(()),
            }
        }
    }

    /// The status line that comes next, with its status, or None if something else does.
    fn status_line(&mut self) -> Result<Option<(Vec<u8>, u16)>, Error> {
        const START: &[u8] = b"HTTP/";
        // Byte by byte: a line may be of the body, whose end may never come.
        for &byte in START {
            if self.peek()? != Some(byte) {
                return Ok(None);
            }
            if self.left == 0 {
                return Err(Error::TooLong);
            }
            self.advance();
        }
        let Some(rest) = self.line()? else {
            return Ok(None);
        };
        let line = [START, &rest].concat();
        // It does not start with a space, so this only removes those at its end.
        let line = trim(&line);
        Ok(status(line).map(|status| (line.to_vec(), status)))
    }

    /// The rest of a head.
    fn head(&mut self, (status_line, status): (Vec<u8>, u16)) -> Result<Head, Error> {
        let mut lines: Vec<Line> = Vec::new();
        // Whether a folded line would continue the last of `lines`: not at the start and not after
        // a line without a colon, which is not a header.
        let mut continues = false;
        let complete = loop {
            let Some(line) = self.line()? else {
                break false;
            };
            if line.is_empty() {
                break true;
            }
            if matches!(line[0], b' ' | b'\t') {
                if let (true, Some(folded)) = (continues, lines.last_mut()) {
                    folded.fold(&line);
                }
                continue;
            }
            let colon = line.iter().position(|&byte| byte == b':');
            continues = colon.is_some();
            lines.extend(colon.map(|colon| Line {
                name: line[..colon].to_vec(),
                value: trim(&line[colon + 1..]).to_vec(),
            }));
        };
        Ok(Head {
            status_line,
            status,
            lines,
            complete,
        })
    }

    /// The next line without its line end, CRLF or LF; None at the end of the input.
    fn line(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut line = Vec::new();
        let limit = u64::try_from(self.left).unwrap_or(u64::MAX);
        let read = (&mut self.input).take(limit).read_until(b'\n', &mut line)?;
        self.left -= read;
        if line.ends_with(b"\n") {
            line.pop();
            if line.ends_with(b"\r") {
                line.pop();
            }
        } else if self.left == 0 {
            return Err(Error::TooLong);
        } else if read == 0 {
            return Ok(None);
        }
        Ok(Some(line))
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.input.fill_buf() {
                Ok(bytes) => return Ok(bytes.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Past the byte that `peek` showed.
    fn advance(&mut self) {
        self.input.consume(1);
        self.left -= 1;
    }
}

impl Line {
    /// Continues the value by a folded line: the fold counts as one space (RFC 9112, section 5.2).
    fn fold(&mut self, line: &[u8]) {
        let more = trim(line);
        // A space at either end would not survive the parser.
        if !self.value.is_empty() && !more.is_empty() {
            self.value.push(b' ');
        }
        self.value.extend_from_slice(more);
    }
}

/// The status of a status line: `HTTP/1.1 200 OK`, `HTTP/2 200`, with or without a reason phrase.
fn status(line: &[u8]) -> Option<u16> {
    let (version, rest) = split_once(line.strip_prefix(b"HTTP/")?, b' ')?;
    let is_number = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let is_version = match split_once(version, b'.') {
        Some((major, minor)) => is_number(major) && is_number(minor),
        None => is_number(version),
    };
    let code = split_once(rest, b' ').map_or(rest, |(code, _reason)| code);
    match *code {
        [a @ b'1'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9'] if is_version => {
            let digit = |byte: u8| u16::from(byte - b'0');
            Some(100 * digit(a) + 10 * digit(b) + digit(c))
        }
        _ => None,
    }
}

fn split_once(text: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|&byte| byte == separator)?;
    Some((&text[..at], &text[at + 1..]))
}

/// Without the whitespace that an HTTP parser removes around a value (RFC 9112, section 5.1): SP
/// and TAB, and no other whitespace.
pub(crate) fn trim(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}
