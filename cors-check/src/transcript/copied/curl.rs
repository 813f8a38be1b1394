//! A command of curl, read from its words.

use base64::prelude::{BASE64_STANDARD, Engine};
use url::Url;

use super::curl_options::{Role, Row, by_letter, by_name};
use super::{Body, Connection, Copied, Error, Field, Part, Source};

/// Reads the words after `curl` as curl does.
///
/// ```
/// use cors_check::transcript::copied::curl;
///
/// let words = ["-sXPUT", "https://api.example.com/me", "-H", "X-A: 1", "--compressed"];
/// let copied = curl(words.map(String::from))?;
/// assert_eq!((copied.method(), copied.url.path()), ("PUT", "/me"));
/// assert_eq!(copied.header("x-a"), Some("1"));
/// # Ok::<_, cors_check::transcript::copied::Error>(())
/// ```
///
/// # Errors
///
/// If curl would refuse the words, or would ask something that cannot be said here.
pub fn curl(words: impl IntoIterator<Item = String>) -> Result<Copied, Error> {
    let mut reader = Reader::default();
    let mut words = words.into_iter();
    let mut only_urls = false;
    while let Some(word) = words.next() {
        match word.strip_prefix('-') {
            Some("-") if !only_urls => only_urls = true,
            Some(rest) if !only_urls && !rest.is_empty() => match rest.strip_prefix('-') {
                Some(name) => {
                    let unknown = || Error::UnknownOption(word.clone());
                    let (row, is_off) = by_name(name).ok_or_else(unknown)?;
                    let argument = if row.takes { words.next() } else { None };
                    reader.option(row, is_off, argument)?;
                }
                None => reader.letters(rest, &mut words)?,
            },
            _ => reader.urls.push(word),
        }
    }
    reader.finish()
}

#[derive(Default)]
// Each is an option of its own.
#[allow(clippy::struct_excessive_bools)]
struct Reader {
    urls: Vec<String>,
    method: Option<String>,
    headers: Vec<(String, String)>,
    /// Names that `-H 'Name:'` takes away.
    removed: Vec<String>,
    data: Vec<Part>,
    query: Vec<String>,
    form: Vec<Field>,
    agent: Option<String>,
    login: Option<String>,
    is_json: bool,
    is_get: bool,
    is_head: bool,
    is_literal: bool,
    connection: Connection,
}

impl Reader {
    /// Options of one letter, which may stand together, the last with its argument.
    fn letters(
        &mut self,
        letters: &str,
        words: &mut impl Iterator<Item = String>,
    ) -> Result<(), Error> {
        for (at, letter) in letters.char_indices() {
            let unknown = || Error::UnknownOption(format!("-{letter}"));
            let row = by_letter(letter).ok_or_else(unknown)?;
            if !row.takes {
                self.option(row, false, None)?;
                continue;
            }
            let rest = &letters[at + letter.len_utf8()..];
            let argument = if rest.is_empty() {
                words.next()
            } else {
                Some(rest.to_owned())
            };
            return self.option(row, false, argument);
        }
        Ok(())
    }

    fn option(&mut self, row: Row, is_off: bool, argument: Option<String>) -> Result<(), Error> {
        match row.role {
            Role::Refused if !is_off => return Err(Error::Refused(row.name)),
            Role::Refused | Role::Nothing => {}
            Role::Used if row.takes => {
                let missing = || Error::MissingArgument(format!("--{}", row.name));
                return self.with_argument(row.name, argument.ok_or_else(missing)?);
            }
            Role::Used => match row.name {
                "get" => self.is_get = !is_off,
                "head" => self.is_head = !is_off,
                "insecure" => self.connection.insecure = !is_off,
                _ => self.is_literal = !is_off,
            },
        }
        if row.takes && argument.is_none() {
            return Err(Error::MissingArgument(format!("--{}", row.name)));
        }
        Ok(())
    }

    fn with_argument(&mut self, name: &'static str, argument: String) -> Result<(), Error> {
        match name {
            "url" => self.urls.push(argument),
            "request" => self.method = Some(argument),
            "header" => return self.header(&argument),
            "cookie" if argument.is_empty() => {}
            "cookie" if !argument.contains('=') => return Err(Error::File("-b")),
            "cookie" => self.add("Cookie", argument),
            "data" | "data-ascii" => self.data(&argument, true),
            "data-binary" => self.data(&argument, false),
            "data-raw" => self.push(Source::Text(argument)),
            "json" => {
                self.is_json = true;
                self.data(&argument, false);
                if let Some(part) = self.data.last_mut() {
                    part.joined = false;
                }
            }
            "data-urlencode" => {
                let part = urlencoded(&argument);
                self.data.push(part);
            }
            "url-query" => {
                let text = match argument.strip_prefix('+') {
                    Some(raw) => raw.to_owned(),
                    None => of_part(&urlencoded(&argument)).ok_or(Error::File("--url-query"))?,
                };
                self.query.push(text);
            }
            "form" => self.form.push(field(&argument)?),
            "form-string" => {
                let (name, value) = argument
                    .split_once('=')
                    .ok_or(Error::Refused("form-string"))?;
                self.form.push(Field {
                    name: name.into(),
                    value: Source::Text(value.into()),
                    filename: None,
                    content_type: None,
                });
            }
            "user" => self.login = Some(argument),
            "oauth2-bearer" => self.add("Authorization", format!("Bearer {argument}")),
            "user-agent" => self.agent = Some(argument),
            "referer" => {
                let url = argument.strip_suffix(";auto").unwrap_or(&argument);
                self.add("Referer", url.to_owned());
            }
            "range" => self.add("Range", format!("bytes={argument}")),
            "resolve" => self.connection.resolve.push(argument),
            "connect-to" => self.connection.resolve.push(connect_to(&argument)?),
            "cacert" => self.connection.cacert = Some(argument),
            "cert" => self.connection.cert = Some(argument),
            "key" => self.connection.key = Some(argument),
            "proxy" => self.connection.proxy = Some(argument),
            _ => self.connection.max_time = Some(argument),
        }
        Ok(())
    }

    fn add(&mut self, name: &str, value: String) {
        if !value.is_empty() {
            self.headers.push((name.to_owned(), value));
        }
    }

    fn header(&mut self, line: &str) -> Result<(), Error> {
        if line.starts_with('@') {
            return Err(Error::File("-H"));
        }
        match line.split_once(':') {
            // A pseudo-header of HTTP/2, which some tools copy.
            Some(("", _)) => {}
            Some((name, value)) if value.trim().is_empty() => self.removed.push(name.to_owned()),
            Some((name, value)) => {
                let (name, value) = (name.to_owned(), value.trim().to_owned());
                self.headers.push((name, value));
            }
            None => {
                let name = line.strip_suffix(';').ok_or(Error::Header)?;
                self.headers.push((name.to_owned(), String::new()));
            }
        }
        Ok(())
    }

    fn data(&mut self, argument: &str, stripped: bool) {
        let source = match argument.strip_prefix('@') {
            Some(name) => Source::File {
                name: name.to_owned(),
                stripped,
            },
            None => Source::Text(argument.to_owned()),
        };
        self.push(source);
    }

    fn push(&mut self, source: Source) {
        self.data.push(Part {
            joined: !self.data.is_empty(),
            ..Part::of(source)
        });
    }

    fn finish(mut self) -> Result<Copied, Error> {
        let url = super::only(std::mem::take(&mut self.urls))?;
        let mut url = parse(&if self.is_literal {
            url
        } else {
            unglobbed(&url)?
        })?;
        for (at, part) in self.data.iter_mut().enumerate() {
            part.joined &= at > 0;
        }
        let mut query = std::mem::take(&mut self.query);
        if self.is_get {
            let texts = self.data.drain(..).map(|part| of_part(&part));
            query.extend(texts.collect::<Option<Vec<_>>>().ok_or(Error::File("-d"))?);
        }
        if !query.is_empty() {
            let before = url.query().map(|query| format!("{query}&"));
            let query = before.unwrap_or_default() + &query.join("&");
            url.set_query(Some(&query));
        }
        let body = match (self.data.is_empty(), self.form.is_empty()) {
            (true, true) => Body::None,
            (false, true) => Body::Data(self.data),
            (true, false) => Body::Form(self.form),
            (false, false) => return Err(Error::Refused("form")),
        };
        let is_absent = |headers: &[(String, String)], name: &str| {
            let mut given = headers.iter().map(|(given, _)| given).chain(&self.removed);
            !given.any(|given| given.eq_ignore_ascii_case(name))
        };
        let mut add = |name: &str, value: &str| {
            if is_absent(&self.headers, name) {
                self.headers.push((name.to_owned(), value.to_owned()));
            }
        };
        if let Some(agent) = self.agent.filter(|agent| !agent.is_empty()) {
            add("User-Agent", &agent);
        }
        if let Some(login) = self.login {
            add(
                "Authorization",
                &format!("Basic {}", BASE64_STANDARD.encode(login)),
            );
        }
        match &body {
            Body::Data(_) if self.is_json => {
                add("Content-Type", "application/json");
                add("Accept", "application/json");
            }
            Body::Data(_) => add("Content-Type", "application/x-www-form-urlencoded"),
            _ => {}
        }
        let method = match self.method {
            None if self.is_head => Some("HEAD".into()),
            method => method,
        };
        Ok(Copied {
            url,
            method,
            headers: self.headers,
            body,
            mode: None,
            connection: self.connection,
        })
    }
}

/// The URL as curl reads it: without a scheme it is `http`.
pub(super) fn parse(url: &str) -> Result<Url, Error> {
    let url = if url.contains("://") {
        Url::parse(url)
    } else {
        Url::parse(&format!("http://{url}"))
    };
    let url = url.map_err(Error::Url)?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(Error::Scheme),
    }
}

/// The URL without curl's patterns: `{a,b}` and `[1-3]` stand for several, unless a backslash is before them.
fn unglobbed(url: &str) -> Result<String, Error> {
    let mut plain = String::new();
    let mut chars = url.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if matches!(chars.peek(), Some('[' | ']' | '{' | '}')) => {
                plain.extend(chars.next());
            }
            '[' if is_ipv6(chars.clone()) => {
                plain.push(c);
                plain.extend(chars.by_ref().take_while(|c| *c != ']'));
                plain.push(']');
            }
            '{' | '[' => return Err(Error::SeveralUrls),
            c => plain.push(c),
        }
    }
    Ok(plain)
}

/// Whether an address comes in the brackets, or nothing, which curl takes as they are.
fn is_ipv6(rest: impl Iterator<Item = char>) -> bool {
    let inner: String = rest.take_while(|c| *c != ']').collect();
    let address = inner.split('%').next().unwrap_or_default();
    inner.is_empty() || address.parse::<std::net::Ipv6Addr>().is_ok()
}

/// `HOST1:PORT1:HOST2:PORT2` as what `--resolve` takes, if that can say it.
fn connect_to(text: &str) -> Result<String, Error> {
    const REFUSED: Error = Error::Refused("connect-to");
    let (host, rest) = match text.starts_with('[').then(|| text.find("]:")).flatten() {
        Some(end) => (&text[..=end], &text[end + 2..]),
        None => text.split_once(':').ok_or(REFUSED)?,
    };
    let (port, rest) = rest.split_once(':').ok_or(REFUSED)?;
    let (address, to_port) = rest.rsplit_once(':').ok_or(REFUSED)?;
    let bare = address.trim_start_matches('[').trim_end_matches(']');
    let is_address = bare.parse::<std::net::IpAddr>().is_ok();
    if !is_address || host.is_empty() || port.is_empty() || !(to_port.is_empty() || to_port == port)
    {
        return Err(REFUSED);
    }
    Ok(format!("{host}:{port}:{address}"))
}

/// `--data-urlencode`: `CONTENT`, `=CONTENT`, `NAME=CONTENT`, `@FILE` or `NAME@FILE`.
fn urlencoded(argument: &str) -> Part {
    let at = argument.find(['=', '@']);
    let (name, rest) = argument.split_at(at.unwrap_or(0));
    let prefix = if name.is_empty() {
        String::new()
    } else {
        format!("{name}=")
    };
    let source = match rest.strip_prefix('@') {
        Some(name) => Source::File {
            name: name.to_owned(),
            stripped: false,
        },
        None => Source::Text(match at {
            Some(_) => rest[1..].to_owned(),
            None => rest.to_owned(),
        }),
    };
    Part {
        source,
        joined: true,
        prefix,
        encoded: true,
    }
}

fn of_part(part: &Part) -> Option<String> {
    let Source::Text(text) = &part.source else {
        return None;
    };
    Some(if part.encoded {
        part.prefix.clone() + &percent_encoded(text.as_bytes())
    } else {
        text.clone()
    })
}

/// Every byte but letters, digits and `-._~` as `%XX`, or close to that.
#[must_use]
pub fn percent_encoded(bytes: &[u8]) -> String {
    let text: String = url::form_urlencoded::byte_serialize(bytes).collect();
    text.replace('+', "%20")
}

/// `-F`: `NAME=VALUE`, `NAME=@FILE` or `NAME=<FILE`, with `;type=` and `;filename=`.
fn field(argument: &str) -> Result<Field, Error> {
    let (name, rest) = argument.split_once('=').ok_or(Error::Refused("form"))?;
    let mut field = Field {
        name: name.to_owned(),
        value: Source::Text(String::new()),
        filename: None,
        content_type: None,
    };
    let mut parts = rest.split(';');
    let value = parts.next().unwrap_or_default();
    for part in parts {
        match part.trim().split_once('=') {
            Some(("type", kind)) => field.content_type = Some(kind.to_owned()),
            Some(("filename", name)) => field.filename = Some(name.trim_matches('"').to_owned()),
            _ => return Err(Error::Refused("form")),
        }
    }
    let file = |name: &str| Source::File {
        name: name.trim_matches('"').to_owned(),
        stripped: false,
    };
    field.value = match value.as_bytes().first() {
        Some(b'@') => {
            let name = value[1..].trim_matches('"');
            let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
            field.filename.get_or_insert_with(|| last.to_owned());
            file(&value[1..])
        }
        Some(b'<') => file(&value[1..]),
        _ => Source::Text(value.trim_matches('"').to_owned()),
    };
    Ok(field)
}
