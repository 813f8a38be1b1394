//! The heads that count in what `curl -si` prints.
//!
//! curl prints the heads of a whole conversation one after the other, and after the last of them
//! its body. It drops the bodies in between. Nothing marks where the heads end and the body begins,
//! and a body may well contain the text of a head. So the first head counts, unless something shows
//! that curl went on from it (see `Head::next`): then the status line of another comes right after it.
//! What looks like another in the beginning of a body is told, see [`Rest`].

use std::io::{BufRead, Read};

use cors_flow::cookie::SetCookie;
use http::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, LOCATION, SET_COOKIE, VIA};

use super::ahead::Ahead;
use super::first::could_begin;
use super::rest::Rest;
use super::{Error, LIMIT, colours, lines};

/// The heads that count: a browser makes the CORS check on each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heads {
    /// Those that curl went on from to another URL, in order: see [`Head::curl_goes_on_to`].
    pub redirects: Vec<Head>,
    /// The one after which a body comes, or nothing.
    pub last: Head,
}

/// The head of one response.
///
/// ```
/// use cors_check::transcript::{Pasted, read};
///
/// let pasted = "HTTP/1.1 200 OK\nVary: Accept\nvary:Origin\nVary : no";
/// let Pasted::Exchanges(exchanges) = read(pasted.as_bytes())? else { panic!() };
/// let head = &exchanges[0].head;
/// assert_eq!((&head.status_line[..], head.status), (&b"HTTP/1.1 200 OK"[..], 200));
/// assert_eq!(head.lines[1].name, b"vary");
/// // The name with a space is not a name.
/// let values: Vec<_> = head.headers().get_all("vary").iter().collect();
/// assert_eq!(values, ["Accept", "Origin"]);
/// // No blank line follows.
/// assert!(!head.complete);
/// # Ok::<_, cors_check::transcript::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The first line as received, without its line end and the whitespace before that.
    pub status_line: Vec<u8>,
    /// The status in it, at least 100 and at most 999.
    pub status: u16,
    /// The header lines in order, as received. Lines without a colon are not among them.
    pub lines: Vec<Line>,
    /// Whether a blank line ended the head. If not, the input ended in the middle of it.
    pub complete: bool,
    /// The input ends with its last line, of which the end may be missing.
    pub is_cut: bool,
    /// What comes after it, as far as it was read with it.
    pub rest: Rest,
    headers: HeaderMap,
}

/// One header line, with the folded lines that continue it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Everything before the first colon, even a space.
    pub name: Vec<u8>,
    /// Everything after it, without the whitespace (SP and TAB) on either side.
    pub value: Vec<u8>,
}

impl Line {
    /// Whether the name is this one, ASCII case ignored. A name with a space before the colon is
    /// not.
    ///
    /// ```
    /// use cors_check::transcript::Line;
    ///
    /// let line = |name: &[u8]| Line { name: name.into(), value: b"x".into() };
    /// assert!(line(b"VARY").is("vary"));
    /// assert!(!line(b"vary ").is("vary"));
    /// ```
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// Whether it would be this header but for a space before the colon.
    ///
    /// ```
    /// use cors_check::transcript::Line;
    ///
    /// let line = |name: &[u8]| Line { name: name.into(), value: b"x".into() };
    /// assert!(line(b"VARY ").is_with_space("vary"));
    /// assert!(!line(b"vary").is_with_space("vary"));
    /// ```
    #[must_use]
    pub fn is_with_space(&self, name: &str) -> bool {
        let bare = trim(&self.name);
        bare != self.name && bare.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// How many conversations are read at most.
pub(super) const MOST_CONVERSATIONS: usize = 1000;

/// What may come right after a head.
#[derive(Clone, Copy)]
enum Next {
    /// A body, whatever it looks like.
    Body,
    /// Another head.
    Head,
    /// Another head, if curl followed the redirect.
    Redirected,
    /// Another head, if curl asked again: with a login, or without `Expect`.
    Repeated,
}

/// Reads the heads that the input begins with: conversation by conversation, each with its redirects
/// and its last head. They may come after blank lines.
///
/// It waits for no more than the end of the last head, so that an endless body does not keep it waiting. Only
/// after a head that may be followed by another does it look at what comes next, and there only
/// until it sees that this is not a status line, or not the head's body.
///
/// A second conversation comes right after the first only if that has no body: by its status, by its
/// length, or because it answers a preflight. If the input is `typed`, it is not looked for.
pub(super) fn read(input: Ahead<impl BufRead>, typed: bool) -> Result<Vec<Heads>, Error> {
    let mut reader = Reader {
        input,
        left: LIMIT,
        number: 0,
        is_cut: false,
    };
    reader.skip_line_ends()?;
    let mut status_line = reader.status_line()?.ok_or(Error::NoStatusLine)?;
    let mut conversations = Vec::new();
    loop {
        let heads = reader.conversation(status_line)?;
        let may_another_follow = heads.last.complete && heads.last.has_no_body() && !typed;
        conversations.push(heads);
        let next = if may_another_follow {
            reader.skip_line_ends()?;
            reader.status_line()?
        } else {
            None
        };
        match next {
            Some(next) if conversations.len() < MOST_CONVERSATIONS => status_line = next,
            Some(_) => return Err(Error::TooMany),
            None => break,
        }
    }
    let last = conversations.last_mut().map(|heads| &mut heads.last);
    if let Some(head) = last.filter(|head| head.complete) {
        let lines = reader.input.come()?.split_inclusive(|&byte| byte == b'\n');
        for (line, number) in lines.zip(reader.number + 1..) {
            head.rest.push(line);
            if head.rest.unread.is_none() && could_begin(&colours::removed(line)) {
                head.rest.unread = Some(number);
            }
        }
    }
    Ok(conversations)
}

/// One head, of which the text has all lines and nothing else. The first is number `number` of the input.
pub(super) fn one(text: &[u8], number: usize) -> Result<Head, Error> {
    let mut reader = Reader {
        input: Ahead::of(text),
        left: LIMIT,
        number: number.saturating_sub(1),
        is_cut: false,
    };
    let status_line = reader.status_line()?.ok_or(Error::NoStatusLine)?;
    reader.head(status_line)
}

impl Head {
    /// One of which a program tells the status and the lines.
    pub(super) fn of(
        status: u16,
        lines: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Error> {
        let lines = lines.map(|(name, value)| Line {
            name: name.into_bytes(),
            value: trim(value.as_bytes()).to_vec(),
        });
        let lines: Vec<_> = lines.collect();
        Ok(Self {
            status_line: format!("HTTP/1.1 {status}").into_bytes(),
            status,
            headers: headers(&lines)?,
            lines,
            complete: true,
            is_cut: false,
            rest: Rest::default(),
        })
    }

    /// The headers as a browser judges them, without the lines whose name is not valid.
    ///
    /// A control byte in a value becomes the byte 0xFF, which no valid value of a header of CORS
    /// has. `http` does not accept the control byte itself; without the line, the header would be
    /// absent or one of two lines be left, and without the byte the value could become valid. In
    /// `Set-Cookie`, it is as [`SetCookie::header_value`] has it.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Where `curl -L` goes on to from this response: the first Location in [`Head::headers`] that
    /// is not empty, if the status is 300 to 399.
    ///
    /// This is curl's rule, and tells which responses curl printed. Whether a browser follows is
    /// another question: 300 and 304 are not redirects to it, for instance.
    ///
    /// ```
    /// use cors_check::transcript::{Pasted, read};
    ///
    /// let pasted = "HTTP/1.1 302 Found\nLocation: /b\n\nHTTP/1.1 201 Created\nLocation: /b\n\n";
    /// let Pasted::Exchanges(exchanges) = read(pasted.as_bytes())? else { panic!() };
    /// let goes_on_to = exchanges.iter().map(|exchange| exchange.head.curl_goes_on_to());
    /// assert!(goes_on_to.eq([Some(&b"/b"[..]), None]));
    /// # Ok::<_, cors_check::transcript::Error>(())
    /// ```
    #[must_use]
    pub fn curl_goes_on_to(&self) -> Option<&[u8]> {
        let mut lines = self.headers.get_all(LOCATION).iter();
        let location = lines.find(|location| !location.is_empty())?;
        (300..=399)
            .contains(&self.status)
            .then_some(location.as_bytes())
    }

    /// What may come after this head; `previous` is the status of the one before it.
    fn next(&self, previous: Option<u16>) -> Next {
        let has = |name| self.headers.contains_key(name);
        match self.status {
            // `101` if curl asked for HTTP/2 in the clear.
            100..=199 => Next::Head,
            200..=299 if self.is_of_proxy(previous) => Next::Head,
            300..=399 if self.curl_goes_on_to().is_some() => Next::Redirected,
            // Without a challenge there is nothing to answer.
            401 if has("www-authenticate") => Next::Repeated,
            407 if has("proxy-authenticate") => Next::Repeated,
            417 => Next::Repeated,
            _ => Next::Body,
        }
    }

    /// Whether it makes curl ask the same again: with a login, or without `Expect`.
    pub(super) fn is_asked_again(&self) -> bool {
        matches!(self.next(None), Next::Repeated)
    }

    /// Whether no body comes after it: by its status or its length, or since it answers a preflight.
    pub(super) fn has_no_body(&self) -> bool {
        matches!(self.status, 204 | 304) || self.length() == Some(0) || self.answers_preflight()
    }

    /// Whether it has what only the answer to a preflight needs, and is a success.
    ///
    /// ```
    /// use cors_check::transcript::{Pasted, read};
    ///
    /// let pasted = "HTTP/1.1 200 OK\nAccess-Control-Allow-Methods: PUT\n\n";
    /// let Pasted::Exchanges(exchanges) = read(pasted.as_bytes())? else { panic!() };
    /// assert!(exchanges[0].head.answers_preflight());
    /// # Ok::<_, cors_check::transcript::Error>(())
    /// ```
    #[must_use]
    pub fn answers_preflight(&self) -> bool {
        let has = |name| self.headers.contains_key(name);
        matches!(self.status, 200..=299)
            && (has("access-control-allow-methods") || has("access-control-allow-headers"))
    }

    /// Whether this is a proxy's answer to CONNECT, after which the server's own head comes.
    ///
    /// Such an answer opens a connection: it comes first, or after a response that made curl connect
    /// again. It has no body and so nothing that describes one, and the headers of CORS are not a
    /// proxy's. Its reason phrase says what it is, or its headers do: they are a proxy's, and none or
    /// `Content-Length: 0` is beside them.
    pub(super) fn is_of_proxy(&self, previous: Option<u16>) -> bool {
        let opens_connection = previous.is_none_or(|status| status >= 300);
        let has = |name| self.headers.contains_key(name);
        let describes = [
            "access-control-allow-credentials",
            "access-control-allow-origin",
            "content-type",
            "transfer-encoding",
        ];
        let is_empty = has("content-length") && self.length() == Some(0);
        if !opens_connection
            || describes.into_iter().any(has)
            || (has("content-length") && !is_empty)
        {
            return false;
        }
        let line = self.status_line.to_ascii_lowercase();
        let names = |phrase: &str| lines::has(&line, phrase.as_bytes());
        let is_proxys = |name: &&HeaderName| **name == VIA || name.as_str().starts_with("proxy-");
        names("connection established")
            || names("tunnel established")
            || self.headers.keys().any(|name| is_proxys(&name))
                && (is_empty || self.headers.keys().all(|name| is_proxys(&name)))
    }

    /// How long the body is, as it is printed, if its length was told before it.
    fn length(&self) -> Option<usize> {
        let has = |name| self.headers.contains_key(name);
        // curl may have decoded it.
        if has("transfer-encoding") || has("content-encoding") {
            return None;
        }
        let mut lines = self.headers.get_all(CONTENT_LENGTH).iter();
        let first = lines.next()?;
        let is_number = first.as_bytes().iter().all(u8::is_ascii_digit);
        let is_one = is_number && lines.all(|line| line == first);
        first.to_str().ok()?.parse().ok().filter(|_| is_one)
    }
}

/// The lines as [`Head::headers`] gives them.
fn headers(lines: &[Line]) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    for Line { name, value } in lines {
        let Ok(name) = HeaderName::from_bytes(name) else {
            continue;
        };
        if name == SET_COOKIE {
            headers
                .try_append(name, SetCookie::header_value(value))
                .map_err(|_| Error::TooManyNames)?;
            continue;
        }
        let is_accepted = |byte: u8| byte == b'\t' || !byte.is_ascii_control();
        let value = value
            .iter()
            .map(|&byte| if is_accepted(byte) { byte } else { 0xFF });
        let value = HeaderValue::from_bytes(&value.collect::<Vec<_>>());
        let value = value.expect("no control byte is left");
        if headers.try_append(name, value).is_err() {
            return Err(Error::TooManyNames);
        }
    }
    Ok(headers)
}

struct Reader<R> {
    input: Ahead<R>,
    /// How much of [`LIMIT`] is left.
    left: usize,
    /// How many lines have been read.
    number: usize,
    /// The last of them has no end.
    is_cut: bool,
}

impl<R: BufRead> Reader<R> {
    /// From that status line to a response that curl does not go on from.
    fn conversation(&mut self, mut status_line: (Vec<u8>, u16)) -> Result<Heads, Error> {
        let mut redirects = Vec::new();
        let mut previous = None;
        loop {
            let head = self.head(status_line)?;
            let next = if head.complete && self.goes_on(&head, head.next(previous))? {
                self.status_line()?
            } else {
                None
            };
            status_line = match next {
                Some(next) => next,
                // After `101`, the connection is not HTTP/1.1 any more: no other head comes.
                None if head.status < 200 && head.status != 101 => return Err(Error::OnlyInterim),
                None => {
                    let last = head;
                    return Ok(Heads { redirects, last });
                }
            };
            previous = Some(head.status);
            if head.curl_goes_on_to().is_some() {
                redirects.push(head);
            }
        }
    }

    fn skip_line_ends(&mut self) -> Result<(), Error> {
        while self.left > 0 && matches!(self.input.look(1)?, b"\r" | b"\n") {
            self.number += usize::from(self.input.look(1)? == b"\n");
            self.input.consume(1);
            self.left -= 1;
        }
        Ok(())
    }

    /// Whether something shows that what comes after this head is not its body.
    fn goes_on(&mut self, head: &Head, next: Next) -> Result<bool, Error> {
        Ok(match next {
            Next::Body => false,
            Next::Head => true,
            // Whether it is another head is looked at again, but before that its end need not come.
            _ if !self.is_at_start()? => false,
            Next::Redirected => self.is_as_long_as(head.length())? != Some(true),
            Next::Repeated => self.is_as_long_as(head.length())? == Some(false),
        })
    }

    /// Whether the rest of the input is so long: None if this cannot be told.
    fn is_as_long_as(&mut self, length: Option<usize>) -> Result<Option<bool>, Error> {
        /// A terminal or an editor may add the end of a line.
        const LINE_END: usize = 2;
        let Some(length) = length.filter(|length| *length <= LIMIT) else {
            return Ok(None);
        };
        let rest = self.input.look(length + LINE_END + 1)?;
        let is_line_end = |rest: &[u8]| matches!(rest, b"" | b"\n" | b"\r\n");
        Ok(Some(rest.get(length..).is_some_and(is_line_end)))
    }

    /// Whether a status line may begin here.
    fn is_at_start(&mut self) -> Result<bool, Error> {
        const START: &[u8] = b"HTTP/";
        /// Colours may come before it and in it, but not without end.
        const MOST: usize = 100;
        // Byte by byte: what comes may be of a body, whose end may never come.
        for length in 1..MOST {
            let text = self.input.look(length)?;
            let is_end = text.len() < length;
            let text = colours::removed(colours::without_cut(text));
            if text == START {
                return Ok(true);
            }
            if is_end || !START.starts_with(&text) {
                break;
            }
        }
        Ok(false)
    }

    /// The status line that comes next, with its status, or None if something else does.
    fn status_line(&mut self) -> Result<Option<(Vec<u8>, u16)>, Error> {
        if !self.is_at_start()? {
            return Ok(None);
        }
        let Some(line) = self.line()? else {
            return Ok(None);
        };
        let line = colours::removed(&line);
        // It does not start with a space, so this only removes those at its end.
        let line = trim(&line);
        Ok(status(line).map(|status| (line.to_vec(), status)))
    }

    /// The rest of a head.
    fn head(&mut self, (status_line, status): (Vec<u8>, u16)) -> Result<Head, Error> {
        // The line breaks are lost, and with them the headers.
        let lower = status_line.to_ascii_lowercase();
        if lines::has(&lower, lines::OF_CORS) {
            let number = self.number;
            return Err(Error::Line { number });
        }
        let mut lines: Vec<Line> = Vec::new();
        let mut is_cut = false;
        let complete = loop {
            let Some(line) = self.line()? else {
                break false;
            };
            is_cut = self.is_cut;
            let line = colours::trim_end(colours::trim_start(&line));
            if line.is_empty() {
                break true;
            }
            let number = self.number;
            if matches!(line[0], b' ' | b'\t') {
                match lines.last_mut() {
                    Some(folded) => folded.fold(line),
                    // It only looks blank.
                    None if trim(line).is_empty() => {}
                    None => return Err(Error::Line { number }),
                }
                continue;
            }
            let Some(colon) = lines::colon(line) else {
                return Err(match line {
                    [b'\r', ..] => Error::Artefact("a second carriage return"),
                    _ if is_cut => Error::Cut,
                    _ => Error::Line { number },
                });
            };
            let line = Line {
                name: colours::trim_end(&line[..colon]).to_vec(),
                value: bare(&line[colon + 1..]).to_vec(),
            };
            if let Some(artefact) = line.artefact() {
                return Err(Error::Artefact(artefact));
            }
            lines.push(line);
        };
        Ok(Head {
            status_line,
            status,
            headers: headers(&lines)?,
            lines,
            complete,
            is_cut,
            rest: Rest::default(),
        })
    }

    /// The next line without its line end, CRLF or LF; None at the end of the input.
    fn line(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut line = Vec::new();
        let limit = u64::try_from(self.left).unwrap_or(u64::MAX);
        let read = (&mut self.input).take(limit).read_until(b'\n', &mut line)?;
        self.left -= read;
        self.number += 1;
        self.is_cut = !line.ends_with(b"\n");
        if line.ends_with(b"\n") {
            line.pop();
            line.truncate(colours::trim_end(&line).len());
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
}

impl Line {
    /// What a header of CORS has in it, or before it, that shows that an editor, a page or a terminal changed it.
    fn artefact(&self) -> Option<&'static str> {
        const IN_VALUES: [(&[u8], &str); 7] = [
            ("\u{a0}".as_bytes(), "a no-break space"),
            ("\u{200b}".as_bytes(), "a space that is not shown"),
            ("\u{2060}".as_bytes(), "a space that is not shown"),
            ("\u{feff}".as_bytes(), "a space that is not shown"),
            (b"<http", "a link's markup"),
            (b"](http", "a link's markup"),
            (b"\x1B]8;", "a terminal's link"),
        ];
        let lower = self.name.to_ascii_lowercase();
        match &lower[..lines::find(&lower, lines::OF_CORS)?] {
            [] => {
                let mut all = IN_VALUES.into_iter();
                let found = all.find(|(part, _)| lines::has(&self.value, part));
                found.map(|(_, what)| what)
            }
            before => {
                let is_other = before.iter().any(u8::is_ascii_alphanumeric);
                (!is_other).then_some("something before the name of a header")
            }
        }
    }

    /// Continues the value by a folded line: the fold counts as one space (RFC 9112, section 5.2).
    fn fold(&mut self, line: &[u8]) {
        let more = bare(line);
        // A space at either end would not survive the parser.
        if !self.value.is_empty() && !more.is_empty() {
            self.value.push(b' ');
        }
        self.value.extend_from_slice(more);
    }
}

/// The status of a status line: `HTTP/1.1 200 OK`, `HTTP/2 200`, with or without a reason phrase.
pub(super) fn status(line: &[u8]) -> Option<u16> {
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

/// The same, and without the colours there.
fn bare(mut text: &[u8]) -> &[u8] {
    loop {
        let inner = colours::trim_end(colours::trim_start(trim(text)));
        if inner.len() == text.len() {
            return text;
        }
        text = inner;
    }
}
