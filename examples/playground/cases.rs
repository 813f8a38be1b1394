//! The cases: what an API answers, how it is asked, and the rule of the standard that decides.

use headers::HeaderMapExt;
use headers_allow_credentials::cors::CredentialsMode;
use headers_allow_credentials::AccessControlAllowCredentials;
use http::header::{HeaderMap, HeaderName, HeaderValue, ACCESS_CONTROL_ALLOW_CREDENTIALS};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};

const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
const ALLOW_CREDENTIALS: &str = "Access-Control-Allow-Credentials";

use CredentialsMode::{Include, Omit, SameOrigin};

/// One request, and what it is answered.
#[derive(Clone, Debug)]
pub struct Case {
    pub id: String,
    pub group: &'static str,
    /// The rule that decides, in a sentence.
    pub rule: String,
    pub credentials: CredentialsMode,
    /// From an opaque origin, so that the request says `Origin: null`.
    pub opaque: bool,
    pub method: &'static str,
    /// The request's own headers: any of them makes it one that is preflighted.
    pub headers: Vec<(&'static str, &'static str)>,
    pub preflight: Option<Answer>,
    pub answer: Answer,
    /// The engines whose verdict is known to be another than the crate's, and why.
    pub differs: Vec<(Engine, &'static str)>,
    /// What the playground's client makes of the response, where it is not what stands on the wire.
    pub client: Option<&'static str>,
}

/// The engines that the cases were put to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }
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
    /// The lines as a header map, where an HTTP library writes that map as just these lines.
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
        // A parser strips blanks around a value: that they are there is the point of such a line.
        let strips = |value: &HeaderValue| value.as_bytes().trim_ascii() != value.as_bytes();
        (written.eq(lines.iter().cloned()) && !map.values().any(strips)).then_some(map)
    }

    /// What is sent, line by line, fit to be shown.
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

/// As hyper writes a name when it is asked for title case.
fn title_case(name: &str) -> String {
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

/// Text stays as it is; bytes that a terminal would act on, or could not show, do not.
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
    fn new(group: &'static str, id: &str, rule: &str) -> Self {
        Self {
            id: id.to_owned(),
            group,
            rule: rule.to_owned(),
            credentials: Include,
            opaque: false,
            method: "GET",
            headers: Vec::new(),
            preflight: None,
            answer: Answer::Lines(200, Vec::new()),
            differs: Vec::new(),
            client: None,
        }
    }

    /// Lines that somebody typed.
    pub fn typed(credentials: CredentialsMode, lines: Vec<Vec<u8>>) -> Self {
        let mut case = Self::new("Typed", "typed", "Typed.").mode(credentials);
        case.answer = Answer::Lines(200, lines);
        case
    }

    /// The serialized origin that the request says, from a page of that origin.
    pub fn origin<'a>(&self, page: &'a str) -> &'a str {
        if self.opaque {
            "null"
        } else {
            page
        }
    }

    fn mode(mut self, credentials: CredentialsMode) -> Self {
        self.credentials = credentials;
        self
    }

    fn with_opaque_origin(mut self) -> Self {
        self.opaque = true;
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
        self.differs.push((engine, why));
        self
    }

    /// The playground's client reads the response otherwise than it stands on the wire, so that it is
    /// the client, not the crate, that differs from these engines.
    fn client(mut self, note: &'static str, differs: &[Engine]) -> Self {
        self.client = Some(note);
        differs
            .iter()
            .fold(self, |case, &engine| case.differs(engine, note))
    }

    /// What was given so far becomes the answer to the preflight of such a request, with all the
    /// methods and headers allowed; the lines that follow are of the actual response.
    fn preflights(
        mut self,
        method: &'static str,
        headers: &[(&'static str, &'static str)],
    ) -> Self {
        self = self
            .line("Access-Control-Allow-Methods", "PUT, DELETE")
            .line("Access-Control-Allow-Headers", "x-playground")
            // Else the answer to one way of asking would serve the next as well.
            .line("Access-Control-Max-Age", "0");
        self.preflight = Some(std::mem::replace(
            &mut self.answer,
            Answer::Lines(200, Vec::new()),
        ));
        self.method = method;
        self.headers = headers.to_vec();
        self
    }
}

const ENGINES: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::WebKit];
const PASSES_OVER: &str = "The playground's client passes over a line with a control byte.";
const DOES_NOT_READ: &str =
    "The playground's client does not read a response with a NUL or a bare CR.";

/// Every listed case, for a page of that origin.
pub fn list(page: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    one_credentials_line(page, &mut cases);
    repeated_credentials_lines(page, &mut cases);
    names(page, &mut cases);
    one_origin_line(page, &mut cases);
    repeated_origin_lines(page, &mut cases);
    without_credentials(page, &mut cases);
    preflights(page, &mut cases);
    redirects(page, &mut cases);
    wire_forms(page, &mut cases);
    opaque_origin(page, &mut cases);
    cases
}

fn one_credentials_line(page: &str, cases: &mut Vec<Case>) {
    let case =
        |id: &str, rule: &str| Case::new("Allow-Credentials, one line", id, rule).origin_line(page);
    cases
        .push(case("true", "`true`, byte for byte, shares the response.").credentials_line("true"));
    cases.push(case("absent", "No line: the response is withheld."));
    for (id, value) in [
        ("case-capital", "True"),
        ("case-upper", "TRUE"),
        ("case-second", "tRue"),
        ("case-last", "truE"),
        ("case-halves", "trUE"),
        ("case-mixed", "TrUe"),
    ] {
        cases.push(case(id, "The value is case-sensitive.").credentials_line(value));
    }
    for (id, value) in [
        ("false", "false"),
        ("false-capital", "False"),
        ("false-upper", "FALSE"),
        ("one", "1"),
        ("zero", "0"),
        ("yes", "yes"),
        ("on", "on"),
        ("null", "null"),
        ("wildcard", "*"),
        ("structured-true", "?1"),
    ] {
        cases.push(case(id, "There is no other value than `true`.").credentials_line(value));
    }
    for (id, value) in [
        ("quoted", "\"true\""),
        ("single-quoted", "'true'"),
        ("parameter", "true;q=1"),
        ("semicolon", "true;"),
        ("assignment", "=true"),
        ("percent", "%74rue"),
        ("comment", "true (yes)"),
    ] {
        cases.push(case(id, "The value has no syntax of its own.").credentials_line(value));
    }
    for (id, value) in [
        ("full-width", "ｔｒｕｅ".as_bytes()),
        ("umlaut", "trüe".as_bytes()),
        ("not-utf-8", b"true\xFF"),
        ("cyrillic", "trуe".as_bytes()),
    ] {
        cases.push(case(id, "The bytes must be four, and these.").credentials_line(value));
    }
    for (id, value) in [
        ("prefix", "tru"),
        ("first-letter", "t"),
        ("letter-more", "truee"),
        ("letter-before", "ttrue"),
        ("blank-inside", "tr ue"),
        ("tab-inside", "tr\tue"),
        ("twice-unseparated", "truetrue"),
        ("twice-blank", "true true"),
    ] {
        cases.push(case(id, "The bytes must be four, and these.").credentials_line(value));
    }
    for (id, value) in [
        ("list", "true, true"),
        ("list-no-blank", "true,true"),
        ("list-of-one", "true,"),
        ("list-empty-first", ",true"),
        ("list-mixed", "true, false"),
    ] {
        cases.push(
            case(id, "A list is compared as it is, not item by item.").credentials_line(value),
        );
    }
    cases.push(
        case("empty", "An empty line is there, and is not `true`.")
            .raw("Access-Control-Allow-Credentials:"),
    );
    cases.push(
        case("blank", "Blanks alone are stripped to an empty value.").credentials_line("   "),
    );
    for (id, line) in [
        (
            "no-blank-after-colon",
            "Access-Control-Allow-Credentials:true",
        ),
        ("blanks-before", "Access-Control-Allow-Credentials:    true"),
        ("blanks-after", "Access-Control-Allow-Credentials: true    "),
        ("tab-before", "Access-Control-Allow-Credentials:\ttrue"),
        ("tab-after", "Access-Control-Allow-Credentials: true\t"),
        (
            "blanks-and-tabs",
            "Access-Control-Allow-Credentials: \t true \t ",
        ),
    ] {
        cases.push(case(id, "Blanks and tabs around a value are not part of it.").raw(line));
    }
    cases.push(
        case(
            "many-blanks-after",
            "Blanks and tabs around a value are not part of it.",
        )
        .credentials_line(format!("true{}", " ".repeat(500))),
    );
    for (id, value) in [
        ("no-break-space-after", &b"true\xC2\xA0"[..]),
        ("no-break-space-latin-1", b"\xA0true"),
        ("byte-order-mark", b"\xEF\xBB\xBFtrue"),
        ("zero-width-space", b"true\xE2\x80\x8B"),
    ] {
        cases.push(
            case(id, "Only tab, LF, CR and space are HTTP whitespace.").credentials_line(value),
        );
    }
    cases.push(case("long", "8 KiB of garbage is garbage.").credentials_line("true".repeat(2048)));
}

fn repeated_credentials_lines(page: &str, cases: &mut Vec<Case>) {
    let rule = "Lines are joined with `, ` before they are compared.";
    for (id, values) in [
        ("true-true", &["true", "true"][..]),
        ("true-false", &["true", "false"]),
        ("false-true", &["false", "true"]),
        ("true-capital", &["true", "True"]),
        ("true-empty", &["true", ""]),
        ("empty-true", &["", "true"]),
        ("empty-empty", &["", ""]),
        ("true-three-times", &["true", "true", "true"]),
        ("empty-true-empty", &["", "true", ""]),
        ("true-empty-true", &["true", "", "true"]),
        ("halves", &["tr", "ue"]),
    ] {
        let mut case = Case::new("Allow-Credentials, repeated lines", id, rule).origin_line(page);
        for value in values {
            case = case.credentials_line(value);
        }
        cases.push(case);
    }
    let case = |id: &str, rule: &str| Case::new("Allow-Credentials, repeated lines", id, rule);
    cases.push(
        case(
            "true-apart",
            "Lines of one name need not stand together to be joined.",
        )
        .credentials_line("true")
        .origin_line(page)
        .credentials_line("true"),
    );
    cases.push(
        case(
            "true-other-case-name",
            "Names that differ in case are one name.",
        )
        .origin_line(page)
        .credentials_line("true")
        .line("access-control-allow-credentials", "true"),
    );
    let mut sixteen = case("true-sixteen-times", rule).origin_line(page);
    for _ in 0..16 {
        sixteen = sixteen.credentials_line("true");
    }
    cases.push(sixteen);
}

const SPACE_BEFORE_COLON: &str = "It reads a header whose name has a blank before the colon.";
const BLANK_BEFORE_COLON: &str =
    "HTTP leaves to a client how it reads a blank before the colon (RFC 9112, 5.1).";

fn names(page: &str, cases: &mut Vec<Case>) {
    let case = |id: &str, rule: &str| Case::new("Names", id, rule);
    let rule = "Names compare without regard to ASCII case.";
    for (id, origin, credentials) in [
        (
            "name-lower",
            "access-control-allow-origin",
            "access-control-allow-credentials",
        ),
        (
            "name-upper",
            "ACCESS-CONTROL-ALLOW-ORIGIN",
            "ACCESS-CONTROL-ALLOW-CREDENTIALS",
        ),
        (
            "name-mixed",
            "aCCESS-cONTROL-aLLOW-oRIGIN",
            "Access-control-Allow-credentials",
        ),
    ] {
        cases.push(case(id, rule).line(origin, page).line(credentials, "true"));
    }
    for (id, name) in [
        ("name-underscores", "Access_Control_Allow_Credentials"),
        ("name-singular", "Access-Control-Allow-Credential"),
        ("name-prefixed", "X-Access-Control-Allow-Credentials"),
    ] {
        cases.push(
            case(id, "Another name is another header.")
                .origin_line(page)
                .line(name, "true"),
        );
    }
    cases.push(
        case("name-quoted", "A quote is no part of a name.")
            .origin_line(page)
            .line("\"Access-Control-Allow-Credentials\"", "true"),
    );
    cases.push(
        case("name-blank-after", BLANK_BEFORE_COLON)
            .origin_line(page)
            .line("Access-Control-Allow-Credentials ", "true")
            .differs(Engine::Chromium, SPACE_BEFORE_COLON),
    );
    cases.push(
        case("origin-name-blank-after", BLANK_BEFORE_COLON)
            .line("Access-Control-Allow-Origin ", page)
            .credentials_line("true")
            .differs(Engine::Chromium, SPACE_BEFORE_COLON),
    );
    cases.push(
        case("name-tab-after", BLANK_BEFORE_COLON)
            .origin_line(page)
            .line("Access-Control-Allow-Credentials\t", "true")
            .differs(Engine::Chromium, SPACE_BEFORE_COLON),
    );
    cases.push(
        case("name-blank-after-beside", BLANK_BEFORE_COLON)
            .origin_line(page)
            .credentials_line("true")
            .line("Access-Control-Allow-Credentials ", "true")
            .differs(Engine::Chromium, SPACE_BEFORE_COLON),
    );
    cases.push(
        case(
            "name-order",
            "The order of the two headers does not matter.",
        )
        .credentials_line("true")
        .origin_line(page),
    );
}

fn one_origin_line(page: &str, cases: &mut Vec<Case>) {
    let case = |id: &str, rule: &str| Case::new("Allow-Origin, one line", id, rule);
    let host = page.trim_start_matches("http://");
    let (address, port) = host
        .split_once(':')
        .expect("a page's origin names its port");
    let exact = "The serialized origin must be there byte for byte.";
    for (id, value, rule) in [
        (
            "origin-absent",
            None,
            "No Allow-Origin: the response is withheld.",
        ),
        (
            "origin-wildcard",
            Some("*".to_owned()),
            "The wildcard does not count in mode `include`.",
        ),
        (
            "origin-null",
            Some("null".into()),
            "`null` is an origin too, and not this one.",
        ),
        (
            "origin-slash",
            Some(format!("{page}/")),
            "An origin has no trailing slash.",
        ),
        (
            "origin-path",
            Some(format!("{page}/index.html")),
            "An origin has no path.",
        ),
        (
            "origin-query",
            Some(format!("{page}?")),
            "An origin has no query.",
        ),
        (
            "origin-fragment",
            Some(format!("{page}#")),
            "An origin has no fragment.",
        ),
        (
            "origin-https",
            Some(format!("https://{host}")),
            "The scheme is part of the origin.",
        ),
        ("origin-upper-scheme", Some(format!("HTTP://{host}")), exact),
        (
            "origin-no-scheme",
            Some(host.to_owned()),
            "The scheme is part of the origin.",
        ),
        (
            "origin-relative",
            Some(format!("//{host}")),
            "The scheme is part of the origin.",
        ),
        ("origin-one-slash", Some(format!("http:/{host}")), exact),
        (
            "origin-no-port",
            Some(format!("http://{address}")),
            "The port is part of the origin.",
        ),
        (
            "origin-other-port",
            Some(format!("http://{address}:1")),
            "The port is part of the origin.",
        ),
        (
            "origin-port-zero",
            Some(format!("http://{address}:0{port}")),
            exact,
        ),
        (
            "origin-localhost",
            Some(format!("http://localhost:{port}")),
            "Hosts compare as they are written.",
        ),
        (
            "origin-short-address",
            Some(format!("http://127.1:{port}")),
            "Hosts compare as they are written.",
        ),
        (
            "origin-dot",
            Some(format!("http://{address}.:{port}")),
            "Hosts compare as they are written.",
        ),
        (
            "origin-user",
            Some(format!("http://user@{host}")),
            "An origin has no user.",
        ),
        (
            "origin-host-wildcard",
            Some("http://*".into()),
            "There are no patterns.",
        ),
        (
            "origin-port-wildcard",
            Some(format!("http://{address}:*")),
            "There are no patterns.",
        ),
        (
            "origin-two-wildcards",
            Some("**".into()),
            "There are no patterns.",
        ),
        ("origin-quoted", Some(format!("\"{page}\"")), exact),
        ("origin-in-angles", Some(format!("<{page}>")), exact),
        (
            "origin-list",
            Some(format!("{page}, http://other.invalid")),
            "There is no list of origins.",
        ),
        (
            "origin-list-of-same",
            Some(format!("{page}, {page}")),
            "There is no list of origins.",
        ),
        (
            "origin-list-of-one",
            Some(format!("{page},")),
            "There is no list of origins.",
        ),
        (
            "origin-list-by-blank",
            Some(format!("{page} http://other.invalid")),
            "There is no list of origins.",
        ),
        (
            "origin-and-wildcard",
            Some(format!("{page}, *")),
            "There is no list of origins.",
        ),
        ("origin-cut", Some(page[..page.len() - 1].to_owned()), exact),
        ("origin-longer", Some(format!("{page}0")), exact),
        (
            "origin-self",
            Some("self".into()),
            "There are no keywords but `*`.",
        ),
        (
            "origin-true",
            Some("true".into()),
            "There are no keywords but `*`.",
        ),
    ] {
        let mut case = case(id, rule);
        if let Some(value) = value {
            case = case.origin_line(value);
        }
        cases.push(case.credentials_line("true"));
    }
    cases.push(
        case("origin-empty", "An empty line is there, and is no origin.")
            .raw("Access-Control-Allow-Origin:")
            .credentials_line("true"),
    );
    cases.push(
        case(
            "origin-padded",
            "Blanks and tabs around a value are not part of it.",
        )
        .origin_line(format!(" \t{page}\t "))
        .credentials_line("true"),
    );
    cases.push(
        case(
            "origin-no-break-space",
            "Only tab, LF, CR and space are HTTP whitespace.",
        )
        .origin_line(format!("{page}\u{a0}"))
        .credentials_line("true"),
    );
}

fn repeated_origin_lines(page: &str, cases: &mut Vec<Case>) {
    for (id, values) in [
        ("origin-twice", [page, page]),
        ("origin-then-other", [page, "http://other.invalid"]),
        ("other-then-origin", ["http://other.invalid", page]),
        ("origin-then-wildcard", [page, "*"]),
        ("wildcard-then-origin", ["*", page]),
        ("origin-then-null", [page, "null"]),
        ("origin-then-empty", [page, ""]),
        ("empty-then-origin", ["", page]),
    ] {
        cases.push(
            Case::new(
                "Allow-Origin, repeated lines",
                id,
                "Lines are joined with `, ` before they are compared.",
            )
            .origin_line(values[0])
            .origin_line(values[1])
            .credentials_line("true"),
        );
    }
    let lower = "access-control-allow-origin";
    let case = |id: &str| {
        Case::new(
            "Allow-Origin, repeated lines",
            id,
            "Names that differ in case are one name.",
        )
    };
    cases.push(
        case("origin-then-empty-lower")
            .origin_line(page)
            .line(lower, "")
            .credentials_line("true"),
    );
    cases.push(
        case("empty-lower-then-origin")
            .line(lower, "")
            .origin_line(page)
            .credentials_line("true"),
    );
    cases.push(
        case("origin-then-origin-lower")
            .origin_line(page)
            .line(lower, page)
            .credentials_line("true"),
    );
}

fn without_credentials(page: &str, cases: &mut Vec<Case>) {
    let unseen = "Outside `include` Allow-Credentials is not looked at.";
    let wildcard = "Outside `include` the wildcard suffices.";
    let exact = "In every mode the origin must be there byte for byte.";
    let joined = "In every mode lines are joined before they are compared.";
    let slash = format!("{page}/");
    for (mode, group) in [
        (Omit, "Credentials mode `omit`"),
        (SameOrigin, "Credentials mode `same-origin`"),
    ] {
        for (id, origins, credentials, rule) in [
            (
                "origin",
                &[page][..],
                &[][..],
                "Outside `include` the origin suffices.",
            ),
            ("origin-true", &[page], &["true"], unseen),
            ("origin-false", &[page], &["false"], unseen),
            ("origin-upper", &[page], &["TRUE"], unseen),
            ("origin-true-true", &[page], &["true", "true"], unseen),
            ("wildcard", &["*"], &[], wildcard),
            ("wildcard-true", &["*"], &["true"], wildcard),
            ("wildcard-false", &["*"], &["false"], wildcard),
            ("wildcard-twice", &["*", "*"], &[], joined),
            ("origin-twice", &[page, page], &[], joined),
            ("wildcard-empty", &["*", ""], &[], joined),
            (
                "wildcard-padded",
                &["  *  "],
                &[],
                "Blanks and tabs around a value are not part of it.",
            ),
            (
                "wildcard-list",
                &["*, *"],
                &[],
                "There is no list of origins.",
            ),
            (
                "none",
                &[],
                &[],
                "In every mode Allow-Origin must be there.",
            ),
            (
                "none-true",
                &[],
                &["true"],
                "Allow-Credentials alone shares nothing.",
            ),
            ("null", &["null"], &["true"], exact),
            ("slash", &[&slash], &[], exact),
            ("empty", &[""], &[], exact),
        ] {
            let mut case = Case::new(group, &format!("{mode}-{id}"), rule).mode(mode);
            for value in origins {
                case = case.origin_line(value);
            }
            for value in credentials {
                case = case.credentials_line(value);
            }
            cases.push(case);
        }
    }
}

fn preflights(page: &str, cases: &mut Vec<Case>) {
    const HEADER: &[(&str, &str)] = &[("X-Playground", "1")];
    let case = |id: &str, rule: &str| Case::new("Preflighted requests", id, rule);
    let answer = |case: Case| case.origin_line(page).credentials_line("true");
    let alike = "A preflight's response is checked like any other, with the actual request's mode.";
    cases.push(answer(
        case("preflight-put", alike)
            .origin_line(page)
            .credentials_line("true")
            .preflights("PUT", &[]),
    ));
    cases.push(answer(
        case("preflight-delete", alike)
            .origin_line(page)
            .credentials_line("true")
            .preflights("DELETE", &[]),
    ));
    cases.push(answer(
        case("preflight-header", alike)
            .origin_line(page)
            .credentials_line("true")
            .preflights("GET", HEADER),
    ));
    cases.push(answer(
        case("preflight-method-and-header", alike)
            .origin_line(page)
            .credentials_line("true")
            .preflights("PUT", HEADER),
    ));
    let opaque = case("preflight-opaque", alike).with_opaque_origin();
    let opaque = opaque
        .origin_line("null")
        .credentials_line("true")
        .preflights("PUT", &[]);
    cases.push(opaque.origin_line("null").credentials_line("true"));
    for (id, values) in [
        ("preflight-absent", &[][..]),
        ("preflight-capital", &["True"]),
        ("preflight-false", &["false"]),
        ("preflight-twice", &["true", "true"]),
        ("preflight-list", &["true, true"]),
        ("preflight-empty-too", &["true", ""]),
    ] {
        for (method, headers, by) in [("PUT", &[][..], "method"), ("GET", HEADER, "header")] {
            let mut case = case(
                &format!("{id}-{by}"),
                "Where the preflight's response is not `true`, the actual request is not sent.",
            )
            .origin_line(page);
            for value in values {
                case = case.credentials_line(value);
            }
            cases.push(answer(case.preflights(method, headers)));
        }
    }
    let origin = "Allow-Origin of the preflight's response counts as of any other.";
    cases.push(answer(
        case("preflight-wildcard", origin)
            .origin_line("*")
            .credentials_line("true")
            .preflights("PUT", &[]),
    ));
    cases.push(answer(
        case("preflight-no-origin", origin)
            .credentials_line("true")
            .preflights("PUT", &[]),
    ));
    cases.push(answer(
        case("preflight-slash", origin)
            .origin_line(format!("{page}/"))
            .credentials_line("true")
            .preflights("PUT", &[]),
    ));
    let both = "The actual response is checked too.";
    let passed = |id: &str| {
        case(id, both)
            .origin_line(page)
            .credentials_line("true")
            .preflights("PUT", &[])
    };
    cases.push(passed("preflight-then-absent").origin_line(page));
    cases.push(
        passed("preflight-then-capital")
            .origin_line(page)
            .credentials_line("True"),
    );
    cases.push(
        passed("preflight-then-wildcard")
            .origin_line("*")
            .credentials_line("true"),
    );
    for mode in [Omit, SameOrigin] {
        cases.push(
            case(
                &format!("preflight-{mode}"),
                "Outside `include` a preflight's Allow-Credentials is not looked at either.",
            )
            .mode(mode)
            .origin_line("*")
            .credentials_line("False")
            .preflights("PUT", &[])
            .origin_line("*")
            .credentials_line("False"),
        );
    }
    for (status, rule) in [
        (204, "A preflight's status may be 204."),
        (299, "A preflight's status may be 299."),
        (300, "A preflight's status must be 200 to 299."),
        (304, "A preflight's status must be 200 to 299."),
        (404, "A preflight's status must be 200 to 299."),
        (500, "A preflight's status must be 200 to 299."),
    ] {
        cases.push(answer(
            case(&format!("preflight-status-{status}"), rule)
                .origin_line(page)
                .credentials_line("true")
                .status(status)
                .preflights("PUT", &[]),
        ));
    }
}

/// To cases above, on the same server: a request that is sent on to another one changes its origin.
fn redirects(page: &str, cases: &mut Vec<Case>) {
    for (id, credentials, to, rule) in [
        (
            "redirect",
            Some("true"),
            "true",
            "Each response on the way is checked.",
        ),
        (
            "redirect-absent",
            None,
            "true",
            "A redirect is checked before it is followed.",
        ),
        (
            "redirect-capital",
            Some("True"),
            "true",
            "A redirect is checked before it is followed.",
        ),
        (
            "redirect-to-absent",
            Some("true"),
            "absent",
            "Each response on the way is checked.",
        ),
    ] {
        let mut case = Case::new("Redirects", id, rule)
            .status(302)
            .origin_line(page);
        if let Some(value) = credentials {
            case = case.credentials_line(value);
        }
        cases.push(case.line("Location", format!("/case/{to}")));
    }
}

fn wire_forms(page: &str, cases: &mut Vec<Case>) {
    let case = |id: &str, rule: &str| Case::new("Forms on the wire", id, rule);
    let right = format!("{ALLOW_ORIGIN}: {page}\r\n{ALLOW_CREDENTIALS}: true\r\n");
    for (id, line) in [
        (
            "folded-before",
            "Access-Control-Allow-Credentials:\r\n true",
        ),
        (
            "folded-after",
            "Access-Control-Allow-Credentials: true\r\n ",
        ),
    ] {
        cases.push(
            case(
                id,
                "A folded line is read as blanks, and these are around the value.",
            )
            .origin_line(page)
            .raw(line),
        );
    }
    cases.push(
        case(
            "folded-inside",
            "A folded line is read as blanks, and these are inside the value.",
        )
        .origin_line(page)
        .raw("Access-Control-Allow-Credentials: tr\r\n ue"),
    );
    for (id, value) in [
        ("control-after", &b"true\x01"[..]),
        ("vertical-tab-after", b"true\x0B"),
        ("form-feed-before", b"\x0Ctrue"),
        ("delete-after", b"true\x7F"),
    ] {
        cases.push(
            case(id, "Only tab, LF, CR and space are HTTP whitespace.")
                .origin_line(page)
                .credentials_line(value)
                .client(PASSES_OVER, &[]),
        );
    }
    let invalid = "A NUL or a bare CR is invalid, or is read as a blank (RFC 9110, 5.5).";
    for (id, line, differs) in [
        (
            "nul-after",
            &b"Access-Control-Allow-Credentials: true\0"[..],
            &[][..],
        ),
        (
            "cr-inside",
            b"Access-Control-Allow-Credentials: tr\rue",
            &[],
        ),
        (
            "cr-after",
            b"Access-Control-Allow-Credentials: true\r",
            &[Engine::Chromium, Engine::WebKit],
        ),
        (
            "cr-then-line",
            b"Access-Control-Allow-Credentials: true\rX-Other: 1",
            &[Engine::Chromium],
        ),
        (
            "line-then-cr",
            b"X-Other: 1\rAccess-Control-Allow-Credentials: true",
            &[Engine::Chromium],
        ),
    ] {
        let case = case(id, invalid).origin_line(page).raw(line);
        cases.push(case.client(DOES_NOT_READ, differs));
    }
    for (id, line, rule, note, differs) in [
        (
            "cr-elsewhere",
            &b"X-Other: a\rb"[..],
            invalid,
            DOES_NOT_READ,
            &ENGINES[..],
        ),
        (
            "nul-elsewhere",
            b"X-Other: a\0b",
            invalid,
            DOES_NOT_READ,
            &[],
        ),
        (
            "control-elsewhere",
            b"X-Other: a\x01b",
            "Other headers do not matter.",
            PASSES_OVER,
            &[],
        ),
    ] {
        let case = case(id, rule).origin_line(page).credentials_line("true");
        cases.push(case.raw(line).client(note, differs));
    }
    cases.push(
        case(
            "fold-hides",
            "A folded line belongs to the header before it.",
        )
        .origin_line(page)
        .raw("X-Other: 1\r\n Access-Control-Allow-Credentials: true"),
    );
    cases.push(
        case(
            "origin-control-line-beside",
            "Lines are joined with `, ` before they are compared.",
        )
        .origin_line(page)
        .origin_line("\x01")
        .credentials_line("true")
        .client(PASSES_OVER, &ENGINES),
    );
    cases.push(
        case(
            "control-line-beside",
            "Lines are joined with `, ` before they are compared.",
        )
        .origin_line(page)
        .credentials_line("true")
        .credentials_line("\x01")
        .client(PASSES_OVER, &ENGINES),
    );
    cases.push(
        case(
            "control-unseen",
            "Outside `include` Allow-Credentials is not looked at.",
        )
        .mode(SameOrigin)
        .origin_line(page)
        .credentials_line("true\x01")
        .client(PASSES_OVER, &[]),
    );
    cases.push(
        case("no-colon", "A line without a colon is no header.")
            .origin_line(page)
            .raw("Access-Control-Allow-Credentials true"),
    );
    cases.push(
        case("equals-sign", "A line without a colon is no header.")
            .origin_line(page)
            .raw("Access-Control-Allow-Credentials=true"),
    );
    cases.push(
        case("line-feeds", "A bare LF ends a line as CRLF does.")
            .raw(format!("{ALLOW_ORIGIN}: {page}\n{ALLOW_CREDENTIALS}: true")),
    );
    let mut others = case("many-other-lines", "Other headers do not matter.");
    for number in 1..=60 {
        others = others.line("X-Other", number.to_string());
    }
    cases.push(others.origin_line(page).credentials_line("true"));
    for status in [201, 404, 500] {
        cases.push(
            case(
                &format!("status-{status}"),
                "The response's status does not matter.",
            )
            .origin_line(page)
            .credentials_line("true")
            .status(status),
        );
    }
    cases.push(
        case(
            "status-404-absent",
            "The response's status does not matter.",
        )
        .origin_line(page)
        .status(404),
    );
    cases.push(
        case("http-1-0", "The version of HTTP does not matter.").message(format!(
            "HTTP/1.0 200 OK\r\n{right}Content-Length: 2\r\n\r\nok"
        )),
    );
    cases.push(
        case("no-reason", "The reason phrase does not matter.").message(format!(
            "HTTP/1.1 200 \r\n{right}Content-Length: 2\r\n\r\nok"
        )),
    );
    cases.push(
        case("early-hints", "Only the final response's headers count.").message(format!(
            "HTTP/1.1 103 Early Hints\r\n{right}\r\n\
             HTTP/1.1 200 OK\r\n{ALLOW_ORIGIN}: {page}\r\nContent-Length: 2\r\n\r\nok"
        )),
    );
    cases.push(
        case("continue", "Only the final response's headers count.").message(format!(
            "HTTP/1.1 100 Continue\r\n{ALLOW_CREDENTIALS}: false\r\n\r\n\
             HTTP/1.1 200 OK\r\n{right}Content-Length: 2\r\n\r\nok"
        )),
    );
    cases.push(
        case("trailer", "A trailer is not among the headers.").message(format!(
            "HTTP/1.1 200 OK\r\n{ALLOW_ORIGIN}: {page}\r\nTrailer: {ALLOW_CREDENTIALS}\r\n\
             Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n{ALLOW_CREDENTIALS}: true\r\n\r\n"
        )),
    );
    cases.push(
        case("in-the-body", "The body is not among the headers.").message(format!(
            "HTTP/1.1 200 OK\r\n{ALLOW_ORIGIN}: {page}\r\nContent-Length: 42\r\n\r\n\
             {ALLOW_CREDENTIALS}: true\r\n\r\n"
        )),
    );
}

fn opaque_origin(page: &str, cases: &mut Vec<Case>) {
    for (id, mode, origins, credentials, rule) in [
        (
            "opaque-null",
            Include,
            &["null"][..],
            Some("true"),
            "An opaque origin is serialized as `null`.",
        ),
        (
            "opaque-absent",
            Include,
            &["null"],
            None,
            "For `null` too Allow-Credentials must be `true`.",
        ),
        (
            "opaque-capital",
            Include,
            &["null"],
            Some("True"),
            "For `null` too Allow-Credentials must be `true`.",
        ),
        (
            "opaque-upper-null",
            Include,
            &["NULL"],
            Some("true"),
            "`null` is case-sensitive.",
        ),
        (
            "opaque-page",
            Include,
            &[page],
            Some("true"),
            "The page's origin is not its sandboxed frame's.",
        ),
        (
            "opaque-wildcard",
            Include,
            &["*"],
            Some("true"),
            "The wildcard does not count in mode `include`.",
        ),
        (
            "opaque-none",
            Include,
            &[],
            Some("true"),
            "No Allow-Origin is not the origin `null`.",
        ),
        (
            "opaque-twice",
            Include,
            &["null", "null"],
            Some("true"),
            "Lines are joined with `, ` before they are compared.",
        ),
        (
            "opaque-omit-wildcard",
            Omit,
            &["*"],
            None,
            "Outside `include` the wildcard suffices.",
        ),
        (
            "opaque-same-origin-null",
            SameOrigin,
            &["null"],
            None,
            "Outside `include` the origin suffices.",
        ),
    ] {
        let mut case = Case::new("An opaque origin", id, rule)
            .mode(mode)
            .with_opaque_origin();
        for value in origins {
            case = case.origin_line(value);
        }
        if let Some(value) = credentials {
            case = case.credentials_line(value);
        }
        cases.push(case);
    }
}

/// A near-miss: the same for the same seed and index.
///
/// Its bytes are such as HTTP allows in a value. The rest of them, control bytes, end in how a
/// parser takes them, and stand in the list.
pub fn generated(page: &str, seed: u64, index: u64) -> Case {
    let rng = &mut StdRng::seed_from_u64(seed.rotate_left(32) ^ index);
    let mut case = Case::new(
        "Generated",
        &format!("generated-{seed}-{index}"),
        "Generated.",
    );
    case.credentials = *[Include, Include, Include, Omit, SameOrigin]
        .choose(rng)
        .expect("some");
    let mut lines = Vec::new();
    for (name, good, others) in [
        (ALLOW_ORIGIN, page, &["*", "null", ""]),
        (ALLOW_CREDENTIALS, "true", &["false", "*", ""]),
    ] {
        let count = *[1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 0]
            .choose(rng)
            .expect("some");
        for _ in 0..count {
            let value = match rng.random_range(0..10) {
                0..=5 => good.as_bytes().to_vec(),
                6 => others.choose(rng).expect("some").as_bytes().to_vec(),
                _ => near_miss(good, rng),
            };
            let name = match rng.random_range(0..10) {
                0 => name.to_ascii_lowercase(),
                1 => name.to_ascii_uppercase(),
                _ => name.to_owned(),
            };
            lines.push([name.as_bytes(), b": ", &value].concat());
        }
    }
    lines.shuffle(rng);
    case.answer = Answer::Lines(200, lines);
    case
}

fn near_miss(good: &str, rng: &mut StdRng) -> Vec<u8> {
    let mut value = good.as_bytes().to_vec();
    for _ in 0..rng.random_range(1..=2) {
        let at = rng.random_range(0..value.len().max(1));
        match rng.random_range(0..8) {
            0 | 1 => value.iter_mut().skip(at).take(1).for_each(|byte| {
                *byte ^= u8::from(byte.is_ascii_alphabetic()) * 0x20;
            }),
            2 => value.insert(at, byte(rng)),
            3 => value.push(byte(rng)),
            4 => value
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|old| *old = byte(rng)),
            5 => drop(value.drain(at..(at + 1).min(value.len()))),
            6 => value.extend([b", ", good.as_bytes()].concat()),
            _ => {
                let blank = *b" \t".choose(rng).expect("some");
                value.insert(0, blank);
                value.push(blank);
            }
        }
    }
    value
}

/// A byte that a field value may hold, the telling ones more often.
fn byte(rng: &mut StdRng) -> u8 {
    if rng.random_bool(0.5) {
        *b" \t,;/\"*:.eE\xA0".choose(rng).expect("some")
    } else {
        match rng.random_range(0x20..=0xFF) {
            0x7F => b'~',
            byte => byte,
        }
    }
}
