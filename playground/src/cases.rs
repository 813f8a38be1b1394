//! The cases: what an API answers, how it is asked, and the rule of the standard that decides.

mod exposed;
mod generated;
mod parsing;
mod preflight;
mod preflight_lists;
mod redirect;
mod refused;
mod response;
mod safelist;
mod whole;

pub use generated::generated;

use cors_flow::headers_allow_credentials::AccessControlAllowCredentials;
use cors_flow::{CredentialsMode, Origin};
use headers::HeaderMapExt;
use http::header::{HeaderMap, HeaderName, HeaderValue, ACCESS_CONTROL_ALLOW_CREDENTIALS};
use serde::Serialize;

const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
const ALLOW_CREDENTIALS: &str = "Access-Control-Allow-Credentials";

/// With credentials and without, as that changes what `*` means and which cookies go along.
const MODES: [CredentialsMode; 2] = [CredentialsMode::Include, CredentialsMode::SameOrigin];

// Of every list: of methods, of headers, of exposed headers.
const FAULT: &str = "One item that is not a token makes the whole list fail.";
const SYNTAX: &str = "Empty items, spaces and tabs are ignored.";
const LINES: &str = "All lines of a list count.";

/// One request, and what it is answered.
#[derive(Clone, Debug)]
pub struct Case {
    pub id: String,
    pub group: &'static str,
    /// The rule that decides, in a sentence.
    pub rule: String,
    pub credentials: CredentialsMode,
    /// Of the page that asks. A sandboxed frame has an opaque one, so that its request says `null`.
    pub origin: Origin,
    pub method: String,
    /// The request's own headers.
    pub headers: Vec<(String, String)>,
    /// The answer to a preflight, whether or not a browser sends one.
    pub preflight: Option<Answer>,
    pub answer: Answer,
    /// The only origin that gets this answer, if not all do.
    pub answered_to: Option<String>,
    /// The header that the page wants to read: then it is not enough to get the response.
    pub read: Option<String>,
    /// The differences known for this one case. `differences` has those that follow from a rule.
    pub differs: Vec<Difference>,
    /// What the playground's client makes of the response, if that is not what is on the wire.
    pub client: Option<&'static str>,
}

/// How the page asks: by `fetch` of a URL, by `fetch` of a `new Request`, by `XMLHttpRequest`.
pub const WAYS: [&str; 3] = ["fetch", "request", "xhr"];

/// An engine that is known to differ from the crate.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    pub engine: Engine,
    pub why: &'static str,
    /// The ways of asking in which its verdict differs: none if only what it sends does.
    pub ways: &'static [&'static str],
}

/// The engines that the cases were put to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

/// What a server sends back.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A status, and header lines as they stand on the wire, without their line ends.
    Lines(u16, Vec<Vec<u8>>),
    /// A whole message, for what is not a status and lines.
    Message(Vec<u8>),
}

impl Answer {
    /// The lines as a header map, if an HTTP library would write that map as exactly these lines.
    pub fn header_map(&self) -> Option<HeaderMap> {
        let Self::Lines(_, lines) = self else {
            return None;
        };
        let mut map = HeaderMap::new();
        for line in lines {
            let colon = line.iter().position(|&byte| byte == b':')?;
            let name = HeaderName::from_bytes(&line[..colon]).ok()?;
            let value = HeaderValue::from_bytes(line[colon + 1..].strip_prefix(b" ")?).ok()?;
            let first = !map.contains_key(&name);
            if name == ACCESS_CONTROL_ALLOW_CREDENTIALS && value == "true" && first {
                map.typed_insert(AccessControlAllowCredentials);
            } else {
                map.append(name, value);
            }
        }
        let written = map.iter().map(|(name, value)| {
            let name = title_case(name.as_str());
            [name.as_bytes(), b": ", value.as_bytes()].concat()
        });
        // A parser strips spaces around a value, but a line that has them is there to test just
        // that.
        let strips = |value: &HeaderValue| value.as_bytes().trim_ascii() != value.as_bytes();
        (written.eq(lines.iter().cloned()) && !map.values().any(strips)).then_some(map)
    }

    /// What is sent, line by line, escaped.
    pub fn shown(&self) -> Vec<String> {
        match self {
            Self::Lines(200, lines) => lines.iter().map(|line| escape(line)).collect(),
            Self::Lines(status, lines) => std::iter::once(format!("HTTP/1.1 {status}"))
                .chain(lines.iter().map(|line| escape(line)))
                .collect(),
            Self::Message(message) => {
                let text = escape(message);
                text.split("\\r\\n").map(str::to_owned).collect()
            }
        }
    }
}

/// As browsers write most names, and hyper if asked for title case.
pub fn title_case(name: &str) -> String {
    let mut after_hyphen = true;
    name.chars()
        .map(|c| {
            let upper = std::mem::replace(&mut after_hyphen, c == '-');
            if upper {
                c.to_ascii_uppercase()
            } else {
                c
            }
        })
        .collect()
}

/// Escapes the bytes that a terminal would act on or could not show.
fn escape(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&byte| match byte {
            b' '..=b'~' if byte != b'\\' => char::from(byte).to_string(),
            _ => byte.escape_ascii().to_string(),
        })
        .collect()
}

impl Case {
    /// What is sent to a request with that `Origin`.
    pub fn answer_to(&self, is_preflight: bool, origin: Option<&HeaderValue>) -> Answer {
        let is_meant = |meant: &String| origin.is_some_and(|origin| origin == meant);
        if !self.answered_to.as_ref().is_none_or(is_meant) {
            return Answer::Lines(200, Vec::new());
        }
        match &self.preflight {
            Some(preflight) if is_preflight => preflight.clone(),
            _ => self.answer.clone(),
        }
    }

    fn new(page: &Origin, group: &'static str, id: &str, rule: &str) -> Self {
        Self {
            id: id.to_owned(),
            group,
            rule: rule.to_owned(),
            credentials: CredentialsMode::Include,
            origin: page.clone(),
            method: "GET".to_owned(),
            headers: Vec::new(),
            preflight: None,
            answer: Answer::Lines(200, Vec::new()),
            answered_to: None,
            read: None,
            differs: Vec::new(),
            client: None,
        }
    }

    /// What somebody typed: so far, no more than these lines of a response.
    pub fn typed(page: &Origin, credentials: CredentialsMode, lines: Vec<Vec<u8>>) -> Self {
        let mut case = Self::new(page, "Typed", "typed", "Typed.").mode(credentials);
        case.answer = Answer::Lines(200, lines);
        case
    }

    fn mode(mut self, credentials: CredentialsMode) -> Self {
        self.credentials = credentials;
        self
    }

    fn line(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let line = [name.as_bytes(), b": ", value.as_ref()].concat();
        if let Answer::Lines(_, lines) = &mut self.answer {
            lines.push(line);
        }
        self
    }

    fn origin_line(self, value: impl AsRef<[u8]>) -> Self {
        self.line(ALLOW_ORIGIN, value)
    }

    /// Allow-Origin, with the origin of the case's page.
    fn own_origin_line(self) -> Self {
        let own = self.origin.to_string();
        self.origin_line(own)
    }

    fn credentials_line(self, value: impl AsRef<[u8]>) -> Self {
        self.line(ALLOW_CREDENTIALS, value)
    }

    /// A line as it is, for one that is not `name: value`.
    fn raw(mut self, line: impl AsRef<[u8]>) -> Self {
        if let Answer::Lines(_, lines) = &mut self.answer {
            lines.push(line.as_ref().to_vec());
        }
        self
    }

    fn status(mut self, code: u16) -> Self {
        if let Answer::Lines(status, _) = &mut self.answer {
            *status = code;
        }
        self
    }

    fn message(mut self, message: String) -> Self {
        self.answer = Answer::Message(message.into_bytes());
        self
    }

    fn differs(mut self, engine: Engine, why: &'static str) -> Self {
        self.differs.push(Difference {
            engine,
            why,
            ways: &WAYS,
        });
        self
    }

    /// It sends something else, with the same outcome.
    fn sends_another(mut self, engine: Engine, why: &'static str) -> Self {
        let ways = &[];
        self.differs.push(Difference { engine, why, ways });
        self
    }

    /// The playground's client does not read the response as it is on the wire. So it is the
    /// client, not the crate, that differs from these engines.
    fn client(mut self, note: &'static str, differs: &[Engine]) -> Self {
        self.client = Some(note);
        differs
            .iter()
            .fold(self, |case, &engine| case.differs(engine, note))
    }

    /// What was given so far becomes the answer to the preflight of such a request, with all the
    /// methods and headers allowed; the lines that follow are of the actual response.
    fn preflights(self, method: &str, headers: &[(&str, &str)]) -> Self {
        self.line("Access-Control-Allow-Methods", "PUT, DELETE")
            .line("Access-Control-Allow-Headers", "x-playground")
            .asks_first(method, headers)
    }

    /// The same, with only what was given so far allowed.
    fn asks_first(mut self, method: &str, headers: &[(&str, &str)]) -> Self {
        // Else the answer to one way of asking would serve the next as well.
        self = self.line("Access-Control-Max-Age", "0");
        let answer = Answer::Lines(200, Vec::new());
        self.preflight = Some(std::mem::replace(&mut self.answer, answer));
        method.clone_into(&mut self.method);
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        self.headers = headers.iter().map(owned).collect();
        self
    }

    fn answered_to(mut self, origin: &str) -> Self {
        self.answered_to = Some(origin.to_owned());
        self
    }

    fn reads(mut self, name: &str) -> Self {
        self.read = Some(name.to_owned());
        self
    }
}

/// Every listed case, for a page of that origin. `api` and `elsewhere` are the origins of the API's
/// two halves.
pub fn list(page: &Origin, api: &Origin, elsewhere: &Origin) -> Vec<Case> {
    let mut cases = Vec::new();
    response::list(page, &mut cases);
    preflight::list(page, &mut cases);
    preflight_lists::list(page, &mut cases);
    exposed::list(page, &mut cases);
    safelist::list(page, &mut cases);
    redirect::list(page, api, elsewhere, &mut cases);
    refused::list(page, elsewhere, &mut cases);
    whole::list(page, &mut cases);
    parsing::list(page, &mut cases);
    response::opaque_origin(page, &mut cases);
    cases
}
