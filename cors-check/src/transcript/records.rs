//! Programs that write heads line by line in a form of their own: each line becomes one that `curl -v`
//! would print.

/// The programs.
pub(super) enum Records {
    /// `curl --trace-ascii`: whether the lines of a record were sent or received.
    Trace(Option<&'static str>),
    /// Python's `http.client`, with `debuglevel`.
    Python { in_head: bool },
    /// `nghttp -v`: the request's pseudo-headers and headers, so far.
    Nghttp {
        request: Option<Vec<String>>,
        in_head: bool,
    },
    /// `mitmdump --flow-detail 3`.
    Mitmdump(Option<&'static str>),
}

/// Which one wrote the text, by the first line that tells.
pub(super) fn of(text: &[u8]) -> Option<Records> {
    // A program says so soon, and a body may be long.
    let beginning = &text[..text.len().min(1 << 18)];
    let mut lines = super::lines::of(beginning);
    lines.find_map(|(_, line)| {
        let begins = |start: &[u8]| line.starts_with(start);
        let has = |part: &[u8]| line.windows(part.len()).any(|at| at == part);
        if begins(b"== Info:") || begins(b"=> Send ") || begins(b"<= Recv ") {
            Some(Records::Trace(None))
        } else if begins(b"send: b'") || begins(b"send: b\"") || begins(b"reply: '") {
            Some(Records::Python { in_head: false })
        } else if begins(b"[") && (has(b"] recv (stream_id=") || has(b"] send HEADERS frame")) {
            Some(Records::Nghttp {
                request: None,
                in_head: false,
            })
        } else if mitmdump_status(line).is_some() {
            Some(Records::Mitmdump(None))
        } else {
            None
        }
    })
}

impl Records {
    /// What becomes of a line.
    pub fn line(&mut self, line: &[u8]) -> Vec<Vec<u8>> {
        match self {
            Self::Trace(mark) => trace(mark, line),
            Self::Python { in_head } => python(in_head, line),
            Self::Nghttp { request, in_head } => nghttp(request, in_head, line),
            Self::Mitmdump(mark) => mitmdump(mark, line),
        }
    }

    /// What is left at the end.
    pub fn end(&mut self) -> Vec<Vec<u8>> {
        self.line(b"")
    }
}

fn marked(mark: &str, line: &[u8]) -> Vec<u8> {
    [mark.as_bytes(), line].concat()
}

fn trace(mark: &mut Option<&'static str>, line: &[u8]) -> Vec<Vec<u8>> {
    if let Some(rest) = line.strip_prefix(b"== Info:") {
        return vec![marked("*", rest)];
    }
    if line.starts_with(b"=> ") || line.starts_with(b"<= ") {
        *mark = if line.starts_with(b"=> Send header") {
            Some("> ")
        } else if line.starts_with(b"<= Recv header") {
            Some("< ")
        } else {
            None
        };
        return Vec::new();
    }
    let is_hex = |byte: &u8| byte.is_ascii_hexdigit();
    match (mark, line.split_at_checked(6)) {
        (Some(mark), Some((number, rest)))
            if number.ends_with(b": ") && number[..4].iter().all(is_hex) =>
        {
            vec![marked(mark, rest)]
        }
        _ => Vec::new(),
    }
}

fn python(in_head: &mut bool, line: &[u8]) -> Vec<Vec<u8>> {
    let mut made = Vec::new();
    let mut end = |in_head: &mut bool| {
        if std::mem::take(in_head) {
            made.push(b"< ".to_vec());
        }
    };
    if let Some(rest) = line.strip_prefix(b"send: b") {
        end(in_head);
        let text = unescaped(rest.get(1..).unwrap_or_default());
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
        made.push(marked("< ", unescaped(rest).trim_ascii_end()));
    } else if let (Some(rest), true) = (line.strip_prefix(b"header: "), *in_head) {
        made.push(marked("< ", rest));
    } else {
        end(in_head);
    }
    made
}

/// A string of Python, up to its quote.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut bytes = text.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\'' => break,
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

fn nghttp(request: &mut Option<Vec<String>>, in_head: &mut bool, line: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(line);
    let mut made = Vec::new();
    let received = text.find("] recv (stream_id=").and_then(|at| {
        let rest = &text[at..];
        rest.find(") ").map(|end| rest[end + 2..].to_owned())
    });
    let is_entry = text.starts_with('[') || !text.starts_with(' ');
    if is_entry {
        if let Some(lines) = request.take() {
            let value = |name: &str| {
                lines
                    .iter()
                    .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
            };
            if let (Some(method), Some(path), Some(host)) =
                (value(":method"), value(":path"), value(":authority"))
            {
                made.push(format!("> {method} {path} HTTP/2"));
                made.push(format!("> host: {host}"));
                let rest = lines.iter().filter(|line| !line.starts_with(':'));
                made.extend(rest.map(|line| format!("> {line}")));
                made.push("> ".into());
            }
        }
        match &received {
            Some(header) => {
                match header.strip_prefix(":status: ") {
                    Some(status) => made.push(format!("< HTTP/2 {}", status.trim())),
                    None => made.push(format!("< {header}")),
                }
                *in_head = true;
            }
            None if std::mem::take(in_head) => made.push("< ".into()),
            None => {}
        }
    }
    if text.contains("] send HEADERS frame") {
        *request = Some(Vec::new());
    } else if let (Some(lines), false) = (request, is_entry) {
        let line = text.trim();
        if !line.starts_with([';', '(']) && lines.len() < 1000 {
            lines.push(line.to_owned());
        }
    }
    made.into_iter().map(String::into_bytes).collect()
}

/// ` << 200 OK 12b`: the status and what follows it.
fn mitmdump_status(line: &[u8]) -> Option<&[u8]> {
    let rest = line.trim_ascii().strip_prefix(b"<< ")?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_version = rest.starts_with(b"HTTP/");
    (digits == 3 && rest.get(3) == Some(&b' ') && !is_version).then_some(rest)
}

fn mitmdump(mark: &mut Option<&'static str>, line: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(line);
    if let Some(status) = mitmdump_status(line) {
        *mark = Some("< ");
        return vec![marked("< HTTP/1.1 ", status)];
    }
    // `ADDRESS: METHOD URL`
    let sent = text.split_once(": ").and_then(|(_, rest)| {
        let mut words = rest.split(' ');
        let (method, url) = (words.next()?, words.next()?);
        let is_method = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
        (is_method && url.starts_with("http") && !line.starts_with(b" "))
            .then(|| format!("> {method} {url} HTTP/1.1"))
    });
    if let Some(sent) = sent {
        *mark = Some("> ");
        return vec![sent.into_bytes()];
    }
    match (*mark, line.strip_prefix(b"    ")) {
        (Some(mark), Some(header)) => vec![marked(mark, header)],
        (Some(of), None) => {
            *mark = None;
            vec![marked(of, b"")]
        }
        _ => Vec::new(),
    }
}
