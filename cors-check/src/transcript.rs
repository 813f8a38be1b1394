//! What people paste, and what is in it: [`read`].
//!
//! `curl -si` prints the heads of a conversation as they were sent. Other programs print the same heads in
//! another form, often with the requests: `curl -v`, `wget -S`, httpie, a proxy, a log. A browser's developer
//! tools show lists of headers. What each form adds is taken off first, so that one reader reads all heads. Nothing
//! in a value changes: colours, which a log or a terminal adds, are taken off only around lines, names and
//! values.
//!
//! A paste may have no response in it, but say what to ask: a command that was copied, a request, a browser's
//! message. What cannot be read is refused, with what to paste instead; no line of a head is passed over.
//!
//! Of plain heads, as `curl -si` prints them, it waits for no more than their last byte, so that a body that never
//! ends does no harm. Everything else is read to its end. Time and memory are bounded whatever the input
//! is, see [`LIMIT`].

use std::io::{self, BufRead, Read};
use std::{error, fmt};

mod ahead;
mod colours;
mod console;
pub mod copied;
mod firefox;
mod first;
mod form;
pub mod har;
pub(crate) mod heads;
mod lines;
mod other;
mod panel;
mod prefix;
mod records;
mod rest;
mod verbose;

use ahead::Ahead;
use copied::Copied;
use har::Har;

pub use console::Complaint;
pub use heads::{Head, Line};
pub use rest::{MOST_OF_BODY, Rest};

/// The most bytes that all heads together may have: far more than any server sends, and little
/// enough to keep in memory.
///
/// Remarks and other lines that are not of a head do not count, but of the whole input no more than 64 MiB
/// are read.
pub const LIMIT: usize = 1 << 20;

/// The host of a request that does not name one.
pub const UNKNOWN_HOST: &str = "unknown.invalid";

/// The most bytes that are read in all: a transcript may never end.
const MOST: u64 = 1 << 26;

/// The most bytes of an archive, of which only a part is kept.
const MOST_OF_HAR: u64 = 1 << 28;

/// What a paste has in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// Responses, in order, with the requests that they answer if those are in it.
    Exchanges(Vec<Exchange>),
    /// A request without a response.
    Request(Box<Copied>),
    /// Several commands without a response, each as far as it can be followed.
    Commands(Vec<Result<Copied, copied::Error>>),
    /// A browser's message that something is blocked.
    Complaint(Complaint),
    /// An archive.
    Har(Har),
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The request.
    pub asked: Option<Box<Copied>>,
    /// The response's head.
    pub head: Head,
    /// A browser shows it, so a browser sent the request.
    pub is_of_panel: bool,
    /// curl said that it asked because of the response before.
    pub follows: bool,
    /// What the head lacks.
    pub lacks: Lacks,
}

/// What the paste does not have of a head.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lacks {
    /// Nothing.
    #[default]
    Nothing,
    /// The status. In its place, the head has 200.
    Status,
    /// The status, and perhaps header lines.
    Lines,
}

impl Exchange {
    fn new(asked: Option<Copied>, head: Head) -> Self {
        Self {
            asked: asked.map(Box::new),
            head,
            is_of_panel: false,
            follows: false,
            lacks: Lacks::Nothing,
        }
    }
}

/// Reads what was pasted.
///
/// ```
/// use cors_check::transcript::{Pasted, read};
///
/// let pasted = "> GET /a HTTP/1.1\n> Host: api.example.com\n> \n< HTTP/1.1 200 OK\n< Vary: Origin\n< \nbody";
/// let Pasted::Exchanges(exchanges) = read(pasted.as_bytes())? else { panic!() };
/// assert_eq!(exchanges[0].head.headers()["vary"], "Origin");
/// let asked = exchanges[0].asked.as_ref().unwrap();
/// assert_eq!(asked.url.as_str(), "https://api.example.com/a");
/// # Ok::<_, cors_check::transcript::Error>(())
/// ```
///
/// # Errors
///
/// If there is nothing in it that can be judged or asked, if a line of a head is not a header, if it is too large, or if it
/// cannot be read.
pub fn read(mut input: impl BufRead) -> Result<Pasted, Error> {
    read_as(&mut input, false)
}

/// The same at a terminal, where waiting for what may follow would keep a person waiting: plain heads end with
/// their blank line.
///
/// # Errors
///
/// As [`read`].
pub fn read_typed(mut input: impl BufRead) -> Result<Pasted, Error> {
    read_as(&mut input, true)
}

// Of one type, so that what comes after it is compiled once, and here.
fn read_as(input: &mut dyn BufRead, typed: bool) -> Result<Pasted, Error> {
    let mut input = Ahead::of(input.take(MOST_OF_HAR));
    if form::is_plain(&mut input, typed)? {
        let conversations = heads::read(input, typed)?;
        let heads = conversations
            .into_iter()
            .flat_map(|heads| heads.redirects.into_iter().chain([heads.last]));
        let exchanges = heads.map(|head| Exchange::new(None, head)).collect();
        return Ok(Pasted::Exchanges(exchanges));
    }
    if form::is_json(&mut input)? {
        return Ok(Pasted::Har(har::read(input)?));
    }
    let mut text = Vec::new();
    input.take(MOST).read_to_end(&mut text)?;
    let text = form::decoded(text);
    match form::json(&text) {
        Some(json) => Ok(Pasted::Har(har::read(json)?)),
        None => of_text(&text),
    }
}

fn of_text(text: &[u8]) -> Result<Pasted, Error> {
    if text.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
        return Err(Error::Empty);
    }
    if let Some(pasted) = panel::read_titled(text)? {
        return Ok(cut(pasted, text));
    }
    let mut found = verbose::read(text).map_err(|error| match error {
        Error::Line { number } if is_cut_at(text, number) => Error::Cut,
        error => error,
    })?;
    if !found.exchanges.is_empty() {
        return Ok(Pasted::Exchanges(found.exchanges));
    }
    if found.is_interim {
        return Err(Error::OnlyInterim);
    }
    if other::is_of_packets(text) {
        return Err(Error::Packets);
    }
    // Of what `curl .. | grep ..` prints, only header lines are left.
    let (command, printed) = text.split_at(found.after.min(text.len()));
    let ends = lines::split(command).count() - 1;
    let printed = [&b"\n".repeat(ends), printed].concat();
    let is_several = found.commands.len() > 1;
    let pasted = match panel::read(&printed)? {
        None if found.after > 0 && !is_several => panel::read(text)?,
        pasted => pasted,
    };
    match (pasted, found.request) {
        (Some(Pasted::Exchanges(_)), _) if is_several => return Err(Error::Unpaired),
        _ if is_several => return Ok(Pasted::Commands(found.commands)),
        (Some(pasted), request) => {
            return Ok(match (cut(pasted, text), request) {
                (Pasted::Exchanges(exchanges), Some(request)) => of_command(exchanges, &request?),
                (pasted, _) => pasted,
            });
        }
        (None, request) => found.request = request,
    }
    if let Some(why) = console::not_mended(text) {
        return Err(Error::OtherPolicy(why));
    }
    if let Some(complaint) = console::read(text) {
        return Ok(Pasted::Complaint(complaint));
    }
    if let (None, Some(why)) = (&found.request, console::of_other_policy(text)) {
        return Err(Error::OtherPolicy(why));
    }
    if found.request.is_none() && console::is_without_cause(text) {
        return Err(Error::NoCause);
    }
    match found.request {
        Some(Ok(_)) if found.is_parallel => Err(Error::Unpaired),
        Some(Ok(request)) => Ok(Pasted::Request(Box::new(request))),
        Some(Err(error)) => Err(Error::Copied(error)),
        None => Err(other::refused(text, found.suspicious)),
    }
}

/// What a panel shows, with whether its last value may be cut.
fn cut(mut pasted: Pasted, text: &[u8]) -> Pasted {
    if let Pasted::Exchanges(exchanges) = &mut pasted {
        for head in exchanges.iter_mut().map(|exchange| &mut exchange.head) {
            let is_last = |line: &Line| text.ends_with(&line.value);
            head.is_cut = !text.ends_with(b"\n") && head.lines.last().is_some_and(is_last);
        }
    }
    pasted
}

/// A list of headers, as a panel shows it, after a command that says what was asked.
fn of_command(mut exchanges: Vec<Exchange>, request: &Copied) -> Pasted {
    for exchange in exchanges
        .iter_mut()
        .filter(|exchange| exchange.asked.is_none())
    {
        exchange.asked = Some(Box::new(request.clone()));
        exchange.is_of_panel = false;
    }
    Pasted::Exchanges(exchanges)
}

/// Whether the line of that number is the last, and has no end.
fn is_cut_at(text: &[u8], number: usize) -> bool {
    !text.ends_with(b"\n") && lines::split(text).count() == number
}

/// Why there is nothing to judge. The message says what to do, and contains none of the input but a URL.
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
    /// No response, and nothing that says what to ask.
    NoStatusLine,
    /// A line of a head is not a header.
    Line {
        /// Its number in the input, from 1.
        number: usize,
    },
    /// The input ends in the middle of a header line.
    Cut,
    /// A line has something in it that an editor, a web page, a chat or a terminal adds.
    Artefact(&'static str),
    /// Nothing tells which request is answered.
    Unpaired,
    /// Packets with the text in them.
    Packets,
    /// PowerShell shows only the beginning of something.
    Shortened,
    /// What a program shows without headers, or in a form that is not read.
    Form {
        /// The program, and its options.
        printed: &'static str,
        /// A command that prints them.
        instead: &'static str,
    },
    /// Lines of an access log, which has no headers.
    AccessLog,
    /// A file of JSON, and not a HAR.
    Json,
    /// A file of JSON that does not end, or is longer than 256 MiB.
    JsonCut,
    /// A HAR with more in it than can be kept.
    HarTooLarge,
    /// A browser's message about what no header of CORS mends, and what does.
    OtherPolicy(&'static str),
    /// A script's message, from which browsers keep the cause.
    NoCause,
    /// curl says that it failed.
    CurlFailed,
    /// A response's headers, in no form that is known.
    HeadersUnread,
    /// Something else that names a URL.
    OnlyUrl(String),
    /// A command that cannot be followed.
    Copied(copied::Error),
    /// Headers of a request, and nothing that says what it asks for.
    RequestUnread,
    /// Headers of another response or request than those before them, and it is not told of which.
    AnotherPanel {
        /// The number of their line in the input, from 1.
        number: usize,
    },
    /// Interim responses (1xx), and after them nothing.
    OnlyInterim,
    /// The heads have more than [`LIMIT`] bytes.
    TooLong,
    /// More than 1,000 responses.
    TooMany,
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
            Self::Line { number } => {
                return write!(
                    f,
                    "line {number} of the input is among header lines, but is not one: paste the response as it \
                     was printed, or leave out that line if it does not belong there"
                );
            }
            Self::Cut => {
                "the input ends in the middle of a header line, so others may be missing: paste the whole head"
            }
            Self::Artefact(what) => {
                return write!(
                    f,
                    "this contains {what}, which an editor, a web page, a chat or a terminal adds: paste it as plain text, \
                     or ask the server, with `cors-check --origin ORIGIN URL`"
                );
            }
            Self::Unpaired => {
                "this has several requests, and does not say which of them the response answers: paste one at a time, \
                 with its response (curl sends one after the other without `--parallel`)"
            }
            Self::Packets => {
                "these are packets: paste what curl prints with `-v`, or what Wireshark shows under `Follow HTTP Stream`"
            }
            Self::Shortened => {
                "PowerShell shows only the beginning of this (`...`): paste what \
                 `(Invoke-WebRequest ..).RawContent` prints"
            }
            Self::Form { printed, instead } => {
                return write!(
                    f,
                    "the headers cannot be read from this output of `{printed}`: paste what `{instead}` prints"
                );
            }
            Self::AccessLog => {
                "this looks like a server's access log, which has no response headers: ask the server, with \
                 `cors-check --origin ORIGIN URL`"
            }
            Self::Json => {
                "this is JSON, but not a HAR: in the browser's network panel, choose `Save all as HAR`, or ask the \
                 server, with `cors-check --origin ORIGIN URL`"
            }
            Self::JsonCut => {
                "this is JSON that breaks off, or is longer than 256 MiB: save the HAR again, with only the \
                 requests that matter"
            }
            Self::HarTooLarge => {
                "this HAR has more than 20,000 requests, or too many headers to keep: save it again, with only the requests that matter"
            }
            Self::OtherPolicy(why) => why,
            Self::NoCause => {
                "browsers do not tell scripts the cause, so it is not in this message: paste the console's own \
                 (`Access to fetch at ..`, `Cross-Origin Request Blocked ..`), or copy the request as cURL in the \
                 network panel and put `cors-check` before it"
            }
            Self::CurlFailed => {
                "curl got no response, and says why: fix that first, or ask the server with `cors-check --origin ORIGIN \
                 URL`, which says what a browser makes of it"
            }
            Self::HeadersUnread => {
                "this has a response's headers, in a form that cannot be read: paste it as `curl -si URL` prints it, or \
                 the response's headers alone, one on a line, as `Name: value`"
            }
            Self::OnlyUrl(url) => {
                return write!(
                    f,
                    "there is no HTTP response in this, only a URL: ask the server, with `cors-check --origin \
                     ORIGIN '{}'`",
                    cors_flow::escaped(url.as_bytes())
                );
            }
            Self::Copied(error) => return error.fmt(f),
            Self::RequestUnread => {
                "this has a request's headers, but not its URL and method (with English labels): paste \
                 the response's headers alone, with `--origin`, `-X` and `-H` for the request, or copy the request as \
                 cURL and put `cors-check` before it"
            }
            Self::AnotherPanel { number } => {
                return write!(
                    f,
                    "line {number} of the input seems to be of another response or request than those before it: paste \
                     one panel at a time, from its URL on"
                );
            }
            Self::OnlyInterim => {
                "standard input has only an interim response (1xx): expected the final one after it"
            }
            Self::TooLong => {
                "the response's head does not end in the first 1 MiB of standard input: expected a \
                 blank line after the header lines"
            }
            Self::TooMany => {
                "there are more than 1,000 responses on standard input: paste those that matter"
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

impl From<copied::Error> for Error {
    fn from(error: copied::Error) -> Self {
        Self::Copied(error)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
