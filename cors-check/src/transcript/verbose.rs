//! Requests and responses among other lines: in what `curl -v`, `wget -S`, httpie, a proxy or a log print.
//!
//! What stands before the first line of a head stands before all of its lines, and is taken off. A body is
//! printed as it is, and any of its lines may look like a head. So where requests are told, a response comes only
//! after one; elsewhere it comes first, or right after a head that another may follow. Any other line that could begin
//! one is told, see [`Rest::unread`](super::Rest::unread).

use url::Url;

use super::copied::{self, Begins, Copied};
use super::first::{could_begin, is_header, is_of_cors, is_of_rest_client, request_at, status_at};
use super::heads::{self, MOST_CONVERSATIONS, status};
use super::prefix::Prefix;
use super::{Error, Exchange, LIMIT, UNKNOWN_HOST, colours, lines, records};

/// What there is in a text.
#[derive(Default)]
pub(super) struct Found {
    pub exchanges: Vec<Exchange>,
    /// The last request without a response, or why it cannot be told.
    pub request: Option<Result<Copied, copied::Error>>,
    /// The commands before the first response, each once.
    pub commands: Vec<Result<Copied, copied::Error>>,
    /// The last response is not a final one.
    pub is_interim: bool,
    /// The number of a line that looks like a status line, and nothing like a head comes after it.
    pub suspicious: Option<usize>,
    /// Several requests came before the first of their responses, so nothing tells which is whose.
    pub is_parallel: bool,
    /// Where the last command ends.
    pub after: usize,
}

/// How long the first line of a head may be: longer than servers take a URL.
const LONGEST: usize = 1 << 16;

/// How many commands are looked for: each may be as long as the text.
const MOST_COMMANDS: usize = 100;

pub(super) fn read(text: &[u8]) -> Result<Found, Error> {
    let mut reader = Reader {
        left: LIMIT,
        may_begin: true,
        is_cut: !text.ends_with(b"\n"),
        ..Reader::default()
    };
    let mut records = records::of(text);
    reader.is_recorded = records.is_some();
    let mut skipped = 0;
    let mut last = 1;
    for (number, line) in lines::of(text) {
        last = number;
        let offset = line.as_ptr() as usize - text.as_ptr() as usize;
        if offset < skipped {
            continue;
        }
        if reader.is_idle() && reader.commands < MOST_COMMANDS {
            if let Some(length) = reader.command(&text[offset..], line) {
                skipped = offset + length;
                reader.found.after = skipped;
                continue;
            }
        }
        match &mut records {
            Some(records) => {
                for made in records.line(number, line)? {
                    reader.line(number, &made)?;
                }
            }
            None => reader.line(number, line)?,
        }
    }
    if let Some(records) = &mut records {
        for made in records.end(last)? {
            reader.line(last, &made)?;
        }
    }
    reader.end()
}

#[derive(Default)]
// They are independent of each other.
#[allow(clippy::struct_excessive_bools)]
struct Reader {
    found: Found,
    part: Part,
    /// The text's last line has no end.
    is_cut: bool,
    /// A response may begin: nothing came yet, or a request.
    may_begin: bool,
    /// A program wrote it whose heads are told from everything else.
    is_recorded: bool,
    /// Requests are told, or curl's marks.
    is_marked: bool,
    /// curl said that it asks again, after a redirect or for a login.
    is_repeated: bool,
    /// Nothing but blank lines came since the last head.
    is_after_head: bool,
    /// What comes is the last head's body, as it was received.
    is_in_body: bool,
    /// curl spoke of TLS, or of a connection without.
    secure: Option<bool>,
    asked: Option<Copied>,
    /// If no command says what was asked, the number of the request's first line.
    told: Option<usize>,
    /// Two requests wait for an answer.
    is_parallel: bool,
    /// Requests have no version, as in an editor.
    is_of_editor: bool,
    /// The number of the first line that could begin something, and did not.
    unread: Option<usize>,
    commands: usize,
    left: usize,
}

#[derive(Default)]
enum Part {
    #[default]
    Other,
    /// A line that may begin a head.
    Maybe(Block),
    Response(Block),
    Request(Block),
}

/// The first line of a head, and the lines after it.
#[derive(Default)]
struct Block {
    prefix: Prefix,
    number: usize,
    /// As `curl -si` would print them.
    text: Vec<u8>,
    lines: usize,
    /// A blank line has ended it.
    complete: bool,
    /// How long the text was before the last line, if that only looks blank.
    before_blank: Option<usize>,
    /// A blank line came, which either ended it or stands between its lines.
    has_gap: bool,
    /// How many blank lines stand between its lines.
    gaps: usize,
}

impl Block {
    fn push(&mut self, line: &[u8]) {
        self.text.extend_from_slice(line);
        self.text.push(b'\n');
        self.lines += 1;
    }

    /// PowerShell's list of a response's properties has only the beginning of a longer one.
    fn is_shortened(&self) -> bool {
        self.prefix.0.starts_with(b"RawContent") && self.text.trim_ascii_end().ends_with(b"...")
    }

    /// Whether this blank line may stand between two lines. It does, if the next one goes on.
    fn is_gap(&self, line: &[u8]) -> bool {
        let may_be = if self.prefix.is_blank() {
            self.prefix.is_empty() && (self.lines == 1 || self.gaps > 0)
        } else {
            self.prefix.strip(line).is_none()
        };
        may_be && !self.has_gap && colours::removed(line).trim_ascii().is_empty()
    }

    /// Whether it goes on with this line after a gap.
    fn goes_on(&self, line: &[u8]) -> bool {
        let content = self.prefix.strip(line).map(colours::removed);
        let is_end = |content: &[u8]| content.is_empty() && !self.prefix.is_empty();
        content.is_some_and(|content| is_header(&content) || is_end(&content))
    }

    /// The line without what stands before curl's marks.
    fn bare(&self, line: &[u8]) -> Vec<u8> {
        colours::removed(self.prefix.before_mark(line).unwrap_or(line))
    }

    /// Whether curl says this of a transfer whose lines it marks.
    fn is_remark(&self, line: &[u8]) -> bool {
        let bare = self.bare(line);
        self.prefix.is_mark() && is_remark(&bare)
    }
}

/// Whether curl says this of a transfer.
fn is_remark(line: &[u8]) -> bool {
    let starts: [&[u8]; 4] = [b"* ", b"{ [", b"} [", b"*\t"];
    line == b"*" || starts.iter().any(|start| line.starts_with(start))
}

impl Reader {
    fn is_idle(&self) -> bool {
        matches!(self.part, Part::Other)
    }

    /// If a command begins in this line, the length of the text that it takes up.
    fn command(&mut self, rest: &[u8], line: &[u8]) -> Option<usize> {
        // A line of a body may be long, and a prompt is not.
        let shown = colours::removed(&line[..line.len().min(4096)]);
        let is_request = request_at(&shown).is_some();
        let shown = String::from_utf8_lossy(&shown);
        let (asked, length) = match copied::begins(&shown)? {
            // It may be told better here, be of a body, or have been answered.
            Begins::Said { .. }
                if self.is_recorded || !self.found.exchanges.is_empty() || is_request =>
            {
                return None;
            }
            Begins::Unknown { at } | Begins::Said { at } => {
                let name = shown[at..].split_whitespace().next().unwrap_or_default();
                (Err(copied::Error::Word(name.to_owned())), line.len())
            }
            // A body may speak of commands.
            Begins::At { is_said: true, .. } if !self.found.exchanges.is_empty() => return None,
            Begins::At { at, has_input, .. } => {
                self.commands += 1;
                // The colours of a prompt are not worth more.
                let text = String::from_utf8_lossy(&rest[..rest.len().min(LIMIT)]);
                let first = text.lines().next().unwrap_or_default();
                // Colours may come before it.
                let mut names = shown[at..].split_inclusive([' ', '\t', '(']);
                let start = first.find(names.next().unwrap_or_default())?;
                let quoted = first[..start].ends_with('`');
                let end = if quoted {
                    first[start..].find('`')
                } else {
                    None
                };
                let end = end.map_or(text.len(), |length| start + length);
                let (asked, length) = match copied::read(&text[start..end], has_input) {
                    Ok(found) => {
                        let (taken, others) = text.split_at(start + found.length);
                        let others = others.lines().next().unwrap_or_default();
                        // Nothing tells which of two in a line is answered.
                        let is_one = !matches!(copied::begins(others), Some(Begins::At { .. }));
                        let asked = is_one.then_some(found.copied);
                        (
                            asked.ok_or(copied::Error::SeveralUrls),
                            lines::length(rest, taken.matches('\n').count()),
                        )
                    }
                    Err(error) => (Err(error), line.len()),
                };
                if self.found.exchanges.is_empty() && !self.found.commands.contains(&asked) {
                    self.found.commands.push(asked.clone());
                }
                (asked, length)
            }
        };
        self.may_begin = true;
        self.is_in_body = false;
        self.is_repeated = false;
        self.told = None;
        self.is_parallel = false;
        self.asked = asked.as_ref().ok().cloned();
        self.secure = self
            .asked
            .as_ref()
            .map(|asked| asked.url.scheme() == "https");
        self.found.request = Some(asked);
        Some(length)
    }

    fn line(&mut self, number: usize, line: &[u8]) -> Result<(), Error> {
        loop {
            if let Part::Request(block) | Part::Response(block) = &mut self.part {
                if block.is_gap(line) {
                    block.has_gap = true;
                    return Ok(());
                }
                if std::mem::take(&mut block.has_gap) {
                    block.complete = !block.goes_on(line);
                    block.gaps += 1;
                }
            }
            match std::mem::take(&mut self.part) {
                Part::Other => {
                    self.other(number, line);
                    return Ok(());
                }
                Part::Maybe(block) => {
                    if is_confirmed(&block, line) {
                        self.begin(block, line);
                    } else {
                        self.found.suspicious.get_or_insert(block.number);
                        self.unread.get_or_insert(block.number);
                    }
                }
                Part::Request(block) if block.complete => self.end_request(&block),
                Part::Response(block) if block.complete => self.end_response(block)?,
                Part::Request(block) => {
                    if self.request(block, number, line)? {
                        return Ok(());
                    }
                }
                Part::Response(block) => {
                    if self.response(block, number, line)? {
                        return Ok(());
                    }
                }
            }
        }
    }

    fn take(&mut self, length: usize) -> Result<(), Error> {
        self.left = self.left.checked_sub(length + 1).ok_or(Error::TooLong)?;
        Ok(())
    }

    /// A line outside of heads.
    fn other(&mut self, number: usize, line: &[u8]) {
        if line.len() > LONGEST {
            // A body without line ends; a head may come right after its last byte.
            let end = &line[line.len() - LONGEST / 16..];
            if request_at(end).or_else(|| status_at(end)).is_some() {
                self.unread.get_or_insert(number);
            }
            self.is_after_head = false;
            self.of_body(line);
            return;
        }
        let shown = colours::removed(line);
        self.remark(&shown);
        let asks_at = request_at(&shown);
        let at = asks_at.or_else(|| status_at(&shown));
        if let Some(at) = at {
            let is_new =
                self.found.exchanges.is_empty() || self.is_of_editor || !is_of_rest_client(&shown);
            let prefix = self.prefix(&shown[..at]).filter(|prefix| {
                if asks_at.is_some() {
                    is_new
                } else {
                    self.may_begin(prefix)
                }
            });
            if let Some(prefix) = prefix {
                let content = shown[at..].trim_ascii_end();
                let mut block = Block {
                    prefix,
                    number,
                    ..Block::default()
                };
                block.push(content);
                self.part = match (asks_at, block.prefix.is_mark()) {
                    (Some(_), true) if !block.prefix.is_received() => Part::Request(block),
                    (None, true) if block.prefix.is_received() => Part::Response(block),
                    _ => Part::Maybe(block),
                };
                return;
            }
        }
        if at.is_some() || is_of_cors(&shown) {
            self.unread.get_or_insert(number);
        }
        self.is_after_head &= shown.trim_ascii().is_empty();
        self.of_body(line);
    }

    /// What stands before a head of which the first line has this before it, unless that is a sentence.
    fn prefix(&self, before: &[u8]) -> Option<Prefix> {
        let prefix = Prefix(before.to_vec());
        // The last line of a body may have no end.
        if self.is_in_body && prefix.is_mark() {
            Some(Prefix(before[before.len() - 2..].to_vec()))
        } else if prefix.is_plausible() {
            Some(prefix)
        } else {
            (self.is_in_body || self.told.is_some()).then(Prefix::default)
        }
    }

    /// A line of a body, or of what is printed beside it.
    fn of_body(&mut self, line: &[u8]) {
        let is = |start: &[u8]| line.starts_with(start);
        let is_marks = self.is_marked && (is_remark(line) || is(b"> ") || is(b"< "));
        // A fence ends what was printed.
        self.is_in_body &= !is(b"```");
        if !self.is_in_body || is_marks {
            return;
        }
        let last = self.found.exchanges.last_mut();
        if let Some(last) = last.filter(|last| !last.head.rest.is_full()) {
            // What curl says may come right after the last byte of a body.
            let remarks: [&[u8]; 2] = [b"* Connection #", b"* Closing connection"];
            let length = remarks
                .iter()
                .filter_map(|remark| lines::find(line, remark))
                .min();
            let line = &line[..length.filter(|_| self.is_marked).unwrap_or(line.len())];
            last.head.rest.push(&[line, b"\n"].concat());
        }
    }

    /// What programs say of their requests.
    fn remark(&mut self, line: &[u8]) {
        let has = |part: &[u8]| lines::has(line, part);
        if line.len() > 1000 {
            return;
        }
        let is_repeated = has(b"Issue another request");
        self.is_repeated |= is_repeated;
        self.may_begin |= is_repeated || line.starts_with(b"HTTP request sent");
        if line.starts_with(b"```") {
            self.may_begin |= !self.is_marked;
        }
        let is_remark = has(b"* ") || line.starts_with(b"Connected to");
        if is_remark
            && (has(b"SSL connection")
                || has(b"TLS handshake")
                || has(b"ALPN")
                || has(b":scheme: https"))
        {
            self.secure = Some(true);
        } else if is_remark && has(b"Connected to ") {
            // A command says it better, but not of what a redirect led to.
            let is_secure = names_port(line, b" port 443");
            if is_secure || names_port(line, b" port 80") || self.commands == 0 {
                self.secure = Some(is_secure);
            }
        }
    }

    fn may_begin(&self, prefix: &Prefix) -> bool {
        if self.may_begin || self.is_recorded {
            return true;
        }
        if self.is_marked || prefix.is_received() || (prefix.is_blank() && !prefix.is_empty()) {
            return false;
        }
        // Right after a head that has no body, or that curl went on from.
        let last = self.found.exchanges.last().map(|exchange| &exchange.head);
        self.is_after_head
            && last.is_some_and(|last| last.has_no_body() || last.curl_goes_on_to().is_some())
    }

    fn begin(&mut self, mut block: Block, line: &[u8]) {
        if !block.text.starts_with(b"HTTP/") {
            self.part = Part::Request(block);
            return;
        }
        // Only its first line was selected from where it begins.
        if block.prefix.is_empty() && !line.trim_ascii().is_empty() {
            let blank = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
            block.prefix = Prefix(blank.copied().collect());
        }
        self.part = Part::Response(block);
    }

    /// Whether the line was taken; if not, the request has ended before it.
    fn request(&mut self, mut block: Block, number: usize, line: &[u8]) -> Result<bool, Error> {
        let shown = colours::removed(line);
        let content = block.prefix.strip(line).map(colours::removed);
        match content {
            Some(content) if is_header(&content) => {
                self.take(content.len())?;
                block.push(&content);
                self.part = Part::Request(block);
                return Ok(true);
            }
            _ if block.is_remark(line) => {
                self.remark(&shown);
                self.part = Part::Request(block);
                return Ok(true);
            }
            Some(content) if content.trim_ascii().is_empty() => {}
            _ if shown.trim_ascii().is_empty() || shown.starts_with(b"```") => {}
            // hurl writes `HTTP 200`.
            _ if could_begin(&shown) || shown.starts_with(b"HTTP ") => {}
            _ => return Err(Error::Line { number }),
        }
        self.end_request(&block);
        Ok(false)
    }

    /// Whether the line was taken; if not, the head has ended before it.
    fn response(&mut self, mut block: Block, number: usize, line: &[u8]) -> Result<bool, Error> {
        let shown = colours::removed(line);
        let is_blank = shown.trim_ascii().is_empty();
        let Some(content) = block.prefix.strip(line) else {
            if block.prefix.is_received() {
                return self.among_received(block, number, line, &shown);
            }
            if !block.prefix.is_blank() && !is_blank && !block.is_shortened() {
                return Err(Error::Line { number });
            }
            block.complete = true;
            self.end_response(block)?;
            return Ok(is_blank);
        };
        // A blank line of a head continues the one before it, unless an indentation is its only mark.
        let is_indented = block.prefix.is_blank() && !block.prefix.is_empty();
        if content.is_empty() || (is_indented && content.trim_ascii().is_empty()) {
            block.complete = true;
            self.end_response(block)?;
            return Ok(true);
        }
        let bare = colours::removed(content);
        if status(bare.trim_ascii_end()).is_some() {
            // An interim response may not end, and `wget -q` leaves no line between heads.
            let current = block
                .text
                .split(|&byte| byte == b'\n')
                .next()
                .and_then(status);
            if is_indented || current.is_some_and(|status| status < 200) {
                block.complete = true;
                self.end_response(block)?;
                self.may_begin = true;
                return Ok(false);
            }
            return Err(Error::Line { number });
        }
        if bare.starts_with(b"```") && !bare.contains(&b':') {
            block.complete = true;
            self.end_response(block)?;
            return Ok(false);
        }
        let continues = matches!(content[0], b' ' | b'\t') && block.lines > 1;
        let before_blank = block.before_blank.take();
        if !continues && lines::colon(content).is_none() {
            let Some(length) = before_blank else {
                return Err(Error::Line { number });
            };
            // That line was the end.
            block.text.truncate(length);
            block.complete = true;
            self.end_response(block)?;
            return Ok(false);
        }
        let is_blank = content.trim_ascii().is_empty();
        block.before_blank = is_blank.then_some(block.text.len());
        self.take(content.len())?;
        block.push(content);
        self.part = Part::Response(block);
        Ok(true)
    }

    /// A line among those that curl marks as received.
    fn among_received(
        &mut self,
        block: Block,
        number: usize,
        line: &[u8],
        shown: &[u8],
    ) -> Result<bool, Error> {
        let bare = block.bare(line);
        let last = block
            .text
            .split(|&byte| byte == b'\n')
            .rev()
            .nth(1)
            .unwrap_or_default();
        // `curl -iv` prints each line twice.
        let is_repeated = bare.trim_ascii() == last.trim_ascii() && !last.is_empty();
        if block.is_remark(line) || is_repeated {
            self.remark(shown);
            self.part = Part::Response(block);
            return Ok(true);
        }
        if bare.trim_ascii().is_empty() || request_at(shown).is_some() {
            self.end_response(block)?;
            return Ok(bare.trim_ascii().is_empty());
        }
        Err(Error::Line { number })
    }

    fn end_request(&mut self, block: &Block) {
        self.is_marked = true;
        self.may_begin = true;
        self.is_in_body = false;
        let first = block.text.split(|&byte| byte == b'\n').next();
        self.is_of_editor = first.is_some_and(is_of_rest_client);
        let asked = request(block, self.secure);
        if let (Some(_), Some(other)) = (self.told, &self.asked) {
            // curl may ask the same once more, on another connection.
            self.is_parallel |= asked.as_ref() != Some(other) && other.method() != "CONNECT";
        }
        self.told = Some(block.number);
        self.asked = asked;
        self.found.request = self.asked.clone().map(Ok).or(self.found.request.take());
    }

    fn end_response(&mut self, mut block: Block) -> Result<(), Error> {
        self.is_marked |= block.prefix.is_received();
        if block.is_shortened() {
            return Err(Error::Shortened);
        }
        if block.complete {
            block.text.push(b'\n');
        }
        let status_line = block.text.iter().take_while(|&&byte| byte != b'\n');
        self.take(status_line.count())?;
        let head = heads::one(&block.text, block.number)?;
        self.may_begin = false;
        self.is_after_head = true;
        let is_tunnel = self
            .asked
            .as_ref()
            .is_some_and(|asked| asked.method() == "CONNECT");
        let is_tunnel = (is_tunnel && (200..300).contains(&head.status))
            || (!self.is_marked
                && (self.asked.is_some() || head.lines.is_empty())
                && head.is_of_proxy(None));
        if (head.status < 200 && head.status != 101) || is_tunnel {
            self.may_begin = true;
            self.found.is_interim = !is_tunnel;
            return Ok(());
        }
        if self.is_parallel {
            return Err(Error::Unpaired);
        }
        if self.found.exchanges.len() == MOST_CONVERSATIONS {
            return Err(Error::TooMany);
        }
        // What was answered before a login is not an answer.
        let is_repeated = std::mem::take(&mut self.is_repeated);
        if let (true, Some(last)) = (is_repeated, self.found.exchanges.last()) {
            if last.head.is_asked_again() {
                self.found.exchanges.pop();
            }
        }
        let asked = self.asked.take();
        self.told = None;
        if let (None, Some(Err(error))) = (&asked, &self.found.request) {
            // What was asked is there, and decides what the answer means.
            return Err(Error::Copied(error.clone()));
        }
        if let (false, Some(asked)) = (self.is_marked, &asked) {
            self.is_repeated = head.is_asked_again();
            let next = followed(asked, &head);
            let headers = next.iter().flat_map(|next| &next.headers);
            // Every redirect keeps them.
            self.take(headers.map(|(name, value)| name.len() + value.len()).sum())?;
            self.asked = next;
        }
        let prefix = &block.prefix;
        let is_whole = prefix.is_empty() || prefix.0 == b"< ";
        self.is_in_body = is_whole && block.complete && !self.is_recorded;
        self.found.exchanges.push(Exchange {
            follows: is_repeated,
            ..Exchange::new(asked, head)
        });
        Ok(())
    }

    fn end(mut self) -> Result<Found, Error> {
        match std::mem::take(&mut self.part) {
            Part::Other => {}
            Part::Maybe(block) if block.text.starts_with(b"HTTP/") && block.prefix.is_blank() => {
                self.end_response(block)?;
            }
            Part::Maybe(block) | Part::Request(block) => {
                if block.text.starts_with(b"HTTP/") {
                    self.unread.get_or_insert(block.number);
                } else {
                    self.end_request(&block);
                }
            }
            Part::Response(mut block) => {
                block.complete |= block.has_gap;
                if self.is_cut {
                    block.text.pop();
                }
                self.end_response(block)?;
            }
        }
        self.found.is_parallel |= self.is_parallel;
        let unread = self.unread.or(self.told);
        if let Some(first) = self.found.exchanges.first_mut() {
            first.head.rest.unread = unread;
        }
        Ok(self.found)
    }
}

/// What curl asks after a redirect or for a login, by a command that was printed once. Of that, the body does not
/// matter.
fn followed(asked: &Copied, head: &heads::Head) -> Option<Copied> {
    let url = if head.is_asked_again() {
        asked.url.clone()
    } else {
        let location = std::str::from_utf8(head.curl_goes_on_to()?).ok()?;
        asked.url.join(location).ok()?
    };
    let mut next = Copied::get(url);
    next.method = Some(asked.method().to_owned());
    next.headers.clone_from(&asked.headers);
    Some(next)
}

/// Whether a head goes on with this line.
fn is_confirmed(block: &Block, line: &[u8]) -> bool {
    let Some(content) = block.prefix.strip(line) else {
        return false;
    };
    let content = colours::removed(content);
    let content = content.trim_ascii();
    // In a log, only a header shows that it is a head.
    let is_indented = block.prefix.is_blank() && !block.prefix.is_empty();
    let may_be_empty = (block.prefix.is_blank() && content.is_empty())
        || (is_indented && status(content).is_some());
    is_header(content) || may_be_empty
}

/// The request that these lines are of.
fn request(block: &Block, secure: Option<bool>) -> Option<Copied> {
    let text = String::from_utf8_lossy(&block.text);
    let mut lines = text.lines();
    let mut words = lines.next()?.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let version = words.next().unwrap_or_default();
    let mut headers = Vec::new();
    for line in lines {
        // A pseudo-header has a colon before its name, too.
        let at = line.char_indices().skip(1).find(|(_, c)| *c == ':')?.0;
        headers.push((
            line[..at].trim().to_owned(),
            line[at + 1..].trim().to_owned(),
        ));
    }
    let value = |name: &str| {
        let mut lines = headers.iter();
        let line = lines.find(|(given, _)| given.eq_ignore_ascii_case(name));
        line.map(|(_, value)| value.as_str())
    };
    let url = if target.starts_with('/') || target == "*" {
        let host = value("host")
            .or_else(|| value(":authority"))
            .unwrap_or(UNKNOWN_HOST);
        let is_secure =
            secure.unwrap_or_else(|| !version.starts_with("HTTP/1") || is_probably_secure(host));
        let scheme = if is_secure { "https" } else { "http" };
        Url::parse(&format!(
            "{scheme}://{host}{}",
            target.trim_start_matches('*')
        ))
    } else if method == "CONNECT" {
        Url::parse(&format!("http://{UNKNOWN_HOST}"))
    } else {
        Url::parse(target)
    };
    let mut copied = Copied::get(url.ok()?);
    copied.method = Some(method.to_owned());
    copied.headers = headers;
    Some(copied)
}

/// If nothing tells it: only a developer's own machine is asked without TLS.
fn is_probably_secure(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port),
        _ => (host, ""),
    };
    let is_own = name == "localhost"
        || name.ends_with(".localhost")
        || name.starts_with('[')
        || name.parse::<std::net::Ipv4Addr>().is_ok();
    port == "443" || (port != "80" && !is_own)
}

/// Whether the line names that port, and not one whose number only begins so.
fn names_port(line: &[u8], port: &[u8]) -> bool {
    let mut places = line.windows(port.len()).enumerate();
    places.any(|(at, part)| {
        let after = line.get(at + port.len());
        part == port && !after.is_some_and(u8::is_ascii_digit)
    })
}
