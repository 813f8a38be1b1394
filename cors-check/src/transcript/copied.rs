//! A request as a command that was copied: of curl, httpie, xh or wget, in the words of a shell; of PowerShell;
//! or `fetch(..)`.
//!
//! Browsers' developer tools copy a request so, and people copy what they typed. A browser's copy has all headers
//! that were sent. Which of them are the page's says [`author`].

use std::{error, fmt};

use cors_flow::CredentialsMode;
use url::Url;

mod arguments;
mod browser;
mod curl;
mod curl_options;
mod fetch;
mod httpie;
mod powershell;
mod prompt;
pub mod shell;
mod wget;

pub use browser::{Author, author};
pub use curl::{curl, percent_encoded};
pub(super) use prompt::{Begins, begins};
use shell::Unsplit;

/// A request, as a command asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The URL, with the query that options add.
    pub url: Url,
    /// The method, if the command says one.
    pub method: Option<String>,
    /// All headers in order, also those that the command sets by options of their own (`-A`, `-u`, ..).
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
    /// The credentials mode. Only `fetch(..)` says it.
    pub mode: Option<CredentialsMode>,
    /// How to connect.
    pub connection: Connection,
}

/// A body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Body {
    /// There is none.
    #[default]
    None,
    /// Data, in parts that are joined.
    Data(Vec<Part>),
    /// The fields of a form, which are sent as `multipart/form-data`.
    Form(Vec<Field>),
}

impl Body {
    fn of_text(text: String) -> Self {
        Self::Data(vec![Part::of(Source::Text(text))])
    }
}

impl Part {
    /// As it is, and the first.
    fn of(source: Source) -> Self {
        Self {
            source,
            joined: false,
            prefix: String::new(),
            encoded: false,
        }
    }
}

/// A part of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where its bytes come from.
    pub source: Source,
    /// Whether `&` stands between it and the part before.
    pub joined: bool,
    /// What stands before it: of `--data-urlencode NAME@FILE`, `NAME=`.
    pub prefix: String,
    /// Whether it is percent-encoded.
    pub encoded: bool,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Source,
    /// The name of the file that is sent, if it is one.
    pub filename: Option<String>,
    /// Its type, if it is said.
    pub content_type: Option<String>,
}

/// Where bytes come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// They are in the command.
    Text(String),
    /// A file, whose name is in the command.
    File {
        /// The name.
        name: String,
        /// Whether its line ends are left out, as `-d @FILE` does.
        stripped: bool,
    },
}

/// How to connect, as curl's options of these names say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// `--insecure`
    pub insecure: bool,
    /// `--cacert`
    pub cacert: Option<String>,
    /// `--cert`, as the name of a PEM file.
    pub cert: Option<String>,
    /// `--key`
    pub key: Option<String>,
    /// `--proxy`
    pub proxy: Option<String>,
    /// `--max-time`
    pub max_time: Option<String>,
    /// `--resolve`, and each `--connect-to` that is one.
    pub resolve: Vec<String>,
}

impl Copied {
    /// A GET of a URL.
    #[must_use]
    pub fn get(url: Url) -> Self {
        Self {
            url,
            method: None,
            headers: Vec::new(),
            body: Body::None,
            mode: None,
            connection: Connection::default(),
        }
    }

    /// The URL, if its host is told.
    #[must_use]
    pub fn known_url(&self) -> Option<&Url> {
        let is_known = self.url.host_str() != Some(super::UNKNOWN_HOST);
        is_known.then_some(&self.url)
    }

    /// The method that is sent.
    #[must_use]
    pub fn method(&self) -> &str {
        match (&self.method, &self.body) {
            (Some(method), _) => method,
            (None, Body::None) => "GET",
            (None, _) => "POST",
        }
    }

    /// The value of a header, of its first line.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.headers.iter();
        let line = lines.find(|(given, _)| given.eq_ignore_ascii_case(name));
        line.map(|(_, value)| value.as_str())
    }

    /// If this is a preflight: the method that it asks for, and the names of the headers.
    ///
    /// ```
    /// use cors_check::transcript::copied::curl;
    ///
    /// let words = ["-XOPTIONS", "http://a.test/", "-H", "Access-Control-Request-Method: PUT"];
    /// let copied = curl(words.map(String::from))?;
    /// assert_eq!(copied.preflight(), Some(("PUT", vec![])));
    /// # Ok::<_, cors_check::transcript::copied::Error>(())
    /// ```
    #[must_use]
    pub fn preflight(&self) -> Option<(&str, Vec<&str>)> {
        if self.method() != "OPTIONS" {
            return None;
        }
        let names = self.header("access-control-request-headers");
        let names = names.unwrap_or_default().split(',').map(str::trim);
        let method = self.header("access-control-request-method")?;
        Some((method, names.filter(|name| !name.is_empty()).collect()))
    }

    /// The origin of the page that asks: `Origin`, or else that of `Referer`.
    #[must_use]
    pub fn origin(&self) -> Option<String> {
        match self.header("origin") {
            Some(origin) => Some(origin.to_owned()),
            None => origin_of(self.header("referer")?),
        }
    }
}

/// The origin of a page of that URL.
pub(super) fn origin_of(url: &str) -> Option<String> {
    let origin = Url::parse(url).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

/// A command in a text, and how long it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub copied: Copied,
    /// How many bytes of the text it takes up.
    pub length: usize,
}

/// Reads the command that a text begins with. `has_input` is whether another command's output goes into it.
pub(super) fn read(text: &str, has_input: bool) -> Result<Found, Error> {
    let (text, removed) = prompt::removed(text);
    let (copied, length) = read_plain(&text, has_input)?;
    let length = length + removed(length);
    Ok(Found { copied, length })
}

fn read_plain(text: &str, has_input: bool) -> Result<(Copied, usize), Error> {
    let end = text.find(|c: char| c.is_whitespace() || c == '(');
    let name = text[..end.unwrap_or(text.len())].to_ascii_lowercase();
    match name.strip_suffix(".exe").unwrap_or(&name) {
        "fetch" => return fetch::read(text),
        name if name.starts_with('$') || powershell::NAMES.contains(&name) => {
            return powershell::read(text);
        }
        _ => {}
    }
    let is_of_cmd = {
        let line = text.lines().next().unwrap_or_default();
        text.contains("^\"") || line.trim_end().ends_with('^')
    };
    let (words, length, is_redirected) = if is_of_cmd {
        let (words, length) = shell::cmd(text)?;
        (words, length, false)
    } else {
        shell::bash_with_input(text)?
    };
    let words = words.into_iter().skip(1);
    let has_input = has_input || is_redirected;
    let copied = match &name[..] {
        "http" | "xh" => httpie::read(words, false, has_input),
        "https" | "xhs" => httpie::read(words, true, has_input),
        "wget" => wget::read(words),
        _ => curl(words),
    };
    Ok((copied?, length))
}

/// The one URL.
fn only(urls: Vec<String>) -> Result<String, Error> {
    let mut urls = urls.into_iter();
    match (urls.next(), urls.next()) {
        (Some(url), None) => Ok(url),
        (None, _) => Err(Error::MissingUrl),
        _ => Err(Error::SeveralUrls),
    }
}

/// Why a copied command cannot be followed. The message says what to do.
///
/// ```
/// use cors_check::transcript::copied::{Error, curl};
///
/// let error = curl(["--next".to_owned()]).unwrap_err();
/// assert_eq!(error, Error::Refused("next"));
/// assert!(error.to_string().contains("`--next`"));
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// Not an option of curl.
    UnknownOption(String),
    /// An option of that name, which would change what is asked.
    Refused(&'static str),
    /// The last option needs an argument.
    MissingArgument(String),
    /// No URL.
    MissingUrl,
    /// More than one URL, or a pattern that stands for several.
    SeveralUrls,
    /// Not a URL.
    Url(url::ParseError),
    /// Not an `http` or `https` URL.
    Scheme,
    /// Headers or cookies that a file has.
    File(&'static str),
    /// Neither `Name: value` nor `Name;`.
    Header,
    /// The command's words cannot be told.
    Unsplit(Unsplit),
    /// Code that is not what a browser copies.
    Code,
    /// What cannot be followed: a word of a command of another program than curl, that program's name, or a
    /// method in a sentence.
    Word(String),
}

impl From<Unsplit> for Error {
    fn from(error: Unsplit) -> Self {
        Self::Unsplit(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const INSTEAD: &str = "let curl ask, and judge what it prints: `curl -v .. 2>&1 | cors-check --origin ORIGIN -`";
        match self {
            Self::UnknownOption(option) => write!(
                f,
                "curl has no option `{}`: what comes after `curl` is curl's, and the options of \
                 `cors-check` go before it",
                cors_flow::escaped(option.as_bytes())
            ),
            Self::Refused(name @ ("help" | "manual" | "version")) => write!(
                f,
                "curl's `--{name}` asks for nothing: give the whole copied command (`cors-check --help` says what else \
                 can be asked)"
            ),
            Self::Refused(name) => write!(
                f,
                "curl's `--{name}` cannot be followed, and without it something else would be asked: leave it \
                 out, or {INSTEAD}"
            ),
            Self::MissingArgument(option) => write!(
                f,
                "`{option}` needs an argument: copy the whole command"
            ),
            Self::MissingUrl => f.write_str(
                "the command has no URL: copy the whole command, such as `curl 'https://api.example.com/me' -H 'Origin: \
                 https://app.example.com'`",
            ),
            Self::SeveralUrls => f.write_str(
                "the command has more than one URL (or a pattern in it, see `--globoff`): give \
                 one of them at a time",
            ),
            Self::Url(error) => write!(f, "the command's URL is not valid: {error}"),
            Self::Scheme => f.write_str("the command's URL is neither `http` nor `https`"),
            Self::File(option) => write!(
                f,
                "`{option}` names a file here, which is not read: give its content in the command, or {INSTEAD}"
            ),
            Self::Header => f.write_str(
                "a header of the command has no colon: expected `-H 'Name: value'`, or `-H 'Name;'` \
                 for an empty value",
            ),
            Self::Unsplit(Unsplit::Open) => {
                f.write_str("the command breaks off within quotes: copy the whole command")
            }
            Self::Unsplit(Unsplit::Unknown) => f.write_str(
                "the command has a variable or another command in it, which only your shell knows: run it \
                 there, as `cors-check curl ..`",
            ),
            Self::Word(word) => write!(
                f,
                "this line says what was asked, but its `{}` cannot be followed: leave the line out, and say what was \
                 asked with options, as `cors-check --origin ORIGIN -X METHOD -H 'NAME: VALUE' URL` (to paste the \
                 response, with `-` in place of `URL`)",
                cors_flow::escaped(word.as_bytes())
            ),
            Self::Code => f.write_str(
                "this code is not what a browser copies: say what it asks for, as `cors-check --origin ORIGIN \
                 -X METHOD -H 'NAME: VALUE' URL`",
            ),
        }
    }
}

impl error::Error for Error {}
