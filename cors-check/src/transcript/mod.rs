//! What people paste, and the response heads in it: [`read`].
//!
//! `curl -si` prints the heads of a conversation as they were sent. Other programs print the same
//! heads in another form, which the first line tells. What each form adds is taken off first, so
//! that one reader finds the heads in all of them:
//!
//! - `curl -v`: `< ` before each line of a head, and curl's remarks in between;
//! - `wget -S`: an indentation.
//!
//! A log or a terminal adds colours to any form: they are taken off around lines, names and values.
//! Nothing else in a value changes. What has no head in it is refused, with what to paste instead.
//!
//! It waits for no more input than it needs: of plain heads, for their last byte; in the other
//! forms, for the end of a line. Only if a body or another head begins with `HTTP/`, more of it may be
//! needed to tell which it is. So a body that never ends does no harm. Time and memory are bounded
//! whatever the input is, see [`LIMIT`].

use std::io::{self, BufRead, Read};
use std::{error, fmt};

mod ahead;
mod colours;
mod dev_tools;
mod form;
pub(crate) mod heads;
mod indented;
mod rewritten;
mod verbose;

use ahead::Ahead;
use form::Form;
use heads::Bodies;

pub use heads::{Head, Heads, Line};

/// The most bytes that all heads together may have: far more than any server sends, and little
/// enough to keep in memory.
///
/// As many are read to recognize the form. Remarks and other lines that are not of a head do not
/// count, but of the whole input no more than 64 MiB are read.
pub const LIMIT: usize = 1 << 20;

/// The most bytes that are read in all: a transcript may never end.
const MOST: u64 = 1 << 26;

/// Reads the response heads that the input begins with, as `curl -si`, `curl -v` or `wget -S` print
/// them: the last one, and the redirects before it.
///
/// ```
/// let pasted = "< HTTP/1.1 302 Found\n< Location: /b\n< \n* Issue another request\n\
///               < HTTP/1.1 200 OK\n< Vary: Origin\n< \nbody";
/// let heads = cors_check::transcript::read(pasted.as_bytes())?;
/// assert_eq!(heads.redirects[0].status, 302);
/// assert_eq!(heads.last.headers()["vary"], "Origin");
/// # Ok::<_, cors_check::transcript::Error>(())
/// ```
///
/// # Errors
///
/// If there is no final response, if it is in a form that does not keep what the server sent, if it
/// is too large, or if the input cannot be read.
pub fn read(input: impl BufRead) -> Result<Heads, Error> {
    let mut input = Ahead::of(input.take(MOST));
    let (form, line) = form::recognize(&mut input)?;
    let input = line.chain(input);
    match form {
        Form::Plain => heads::read(input, Bodies::Printed),
        Form::Verbose => heads::read(verbose::heads(input), Bodies::LeftOut),
        Form::Indented => heads::read(indented::heads(input), Bodies::LeftOut),
        Form::DevTools => Err(Error::DevTools),
        Form::Utf16 => Err(Error::Utf16),
    }
}

/// Why there is no head to judge. The message says what to do, and contains none of the input.
///
/// ```
/// let error = cors_check::transcript::read(&b"<!doctype html>"[..]).unwrap_err();
/// assert!(error.to_string().contains("expected a status line"));
/// ```
#[non_exhaustive]
#[derive(Debug)]
pub enum Error {
    /// No byte at all, or only line ends.
    Empty,
    /// Something other than a status line comes first.
    NoStatusLine,
    /// Lines of a browser's developer tools, which do not show a head as it was sent.
    DevTools,
    /// UTF-16, in which some Windows shells write a command's output: the bytes that were received
    /// are lost.
    Utf16,
    /// Interim responses (1xx), and after them nothing.
    OnlyInterim,
    /// The heads have more than [`LIMIT`] bytes.
    TooLong,
    /// A head has more header names than [`http::HeaderMap`] holds, at most 24,576.
    TooManyNames,
    /// The input could not be read.
    Io(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => {
                "standard input is empty: expected what `curl -si URL` prints (`curl -sSi URL` says \
                 why it prints nothing)"
            }
            Self::NoStatusLine => {
                "no HTTP response on standard input: expected a status line first, such as \
                 `HTTP/1.1 200 OK`, which curl prints with `-i` (`curl -v` and `wget -S` print it to \
                 standard error: add `2>&1`)"
            }
            Self::DevTools => {
                "these lines look copied from a browser's developer tools, which do not show a \
                 response as it was sent: paste what `curl -si URL` prints, or ask the server with \
                 `cors-check --origin ORIGIN URL`"
            }
            Self::Utf16 => {
                "standard input is UTF-16, as PowerShell writes it, and not what the server sent: let \
                 curl write the file (`curl.exe -si URL -o FILE`), or ask the server with `cors-check \
                 --origin ORIGIN URL`"
            }
            Self::OnlyInterim => {
                "standard input has only an interim response (1xx): expected the final one after it"
            }
            Self::TooLong => {
                "the response's head does not end in the first 1 MiB of standard input: expected a \
                 blank line after the header lines"
            }
            Self::TooManyNames => {
                "the response has more header names than can be read: leave out those that have \
                 nothing to do with CORS"
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
