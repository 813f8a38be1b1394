//! A case: a page asks twice, and the second request says which cookie of the first answer it carries.

use cors_flow::Url;
use serde::{Deserialize, Serialize};

use super::relation::{Ports, Relation};

/// What the texts of a case stand for: `{c}` for a name that no other case has, `{host}` for the host
/// that is asked first, and `{to 4096}` for as many `x` as make the name and the value together that
/// long. Each character of a line is a byte.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Case {
    pub id: String,
    pub relation: String,
    /// The line of `Set-Cookie`.
    pub line: String,
    /// A line that an earlier answer has, from the same URL.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub stands: Stands,
    #[serde(default, skip_serializing_if = "is_default")]
    pub allows: Allows,
    pub status: u16,
    /// The credentials mode of the first request, and of the second.
    pub modes: [String; 2],
    /// The path of the first request.
    pub path: String,
    /// The path of the second, perhaps after `//` and a host.
    pub next: String,
}

/// Which answer has the line.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stands {
    #[default]
    Response,
    /// That to the preflight, and no other.
    Preflight,
    /// A redirect, to a response without it.
    Redirect,
}

/// What the first answer says to the CORS check.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Allows {
    #[default]
    Page,
    /// No `Access-Control-Allow-Origin`.
    Nobody,
    /// `*`, which is not for requests with credentials.
    Anyone,
    /// The page, but no `Access-Control-Allow-Credentials`.
    WithoutCredentials,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The steps of a case, as its URLs name them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    Before,
    First,
    /// Where the redirect leads.
    Moved,
    Next,
}

impl Step {
    pub const ALL: [Self; 4] = [Self::Before, Self::First, Self::Moved, Self::Next];
}

impl Case {
    pub fn new(relation: &Relation, id: &str, line: &str) -> Self {
        Self {
            id: id.to_owned(),
            relation: relation.name.to_owned(),
            line: line.to_owned(),
            before: String::new(),
            stands: Stands::Response,
            allows: Allows::Page,
            status: 200,
            modes: ["include", "include"].map(str::to_owned),
            path: "/login".to_owned(),
            next: "/me".to_owned(),
        }
    }

    pub fn before(self, before: &str) -> Self {
        let before = before.to_owned();
        Self { before, ..self }
    }

    pub fn stands(self, stands: Stands) -> Self {
        Self { stands, ..self }
    }

    pub fn allows(self, allows: Allows) -> Self {
        Self { allows, ..self }
    }

    pub fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub fn modes(self, modes: [&str; 2]) -> Self {
        let modes = modes.map(str::to_owned);
        Self { modes, ..self }
    }

    pub fn paths(self, path: &str, next: &str) -> Self {
        let (path, next) = (path.to_owned(), next.to_owned());
        Self { path, next, ..self }
    }

    pub fn relation(&self) -> &'static Relation {
        Relation::named(&self.relation)
    }

    /// What `{c}` stands for. No other case's begins or ends with it and a byte that it may have.
    pub fn token(&self) -> String {
        self.id.replace('-', "_")
    }

    /// The URL of a step.
    pub fn url(&self, step: Step, ports: Ports) -> Url {
        let relation = self.relation();
        let mut url = relation.api(&self.id, ports);
        let path = if step == Step::Next {
            &self.next
        } else {
            &self.path
        };
        let path = self.expand(path);
        let path = match path.strip_prefix("//") {
            None => path.as_str(),
            Some(rest) => {
                let (host, _) = rest.split_once('/').expect("a host and a path");
                url.set_host(Some(host)).expect("a host");
                &rest[host.len()..]
            }
        };
        url.set_path(path);
        url.set_query(Some(&format!("{}&{step:?}", self.id)));
        url
    }

    /// The lines that the answers have, the earlier one first.
    pub fn lines(&self) -> [String; 2] {
        [&self.before, &self.line].map(|line| self.expand(line))
    }

    /// A text with what it stands for.
    pub fn expand(&self, text: &str) -> String {
        let host = self.relation().host(&self.id);
        let text = text.replace("{c}", &self.token()).replace("{host}", &host);
        let part = |part: &str| {
            let Some((before, rest)) = part.split_once("{to ") else {
                return part.to_owned();
            };
            let (length, after) = rest.split_once('}').expect("a length");
            let length: usize = length.parse().expect("a length");
            let others = format!("{before}{after}").replace([' ', '='], "").len();
            format!("{before}{}{after}", "x".repeat(length - others))
        };
        text.split(';').map(part).collect::<Vec<_>>().join(";")
    }

    /// Of a header `Cookie`, the case's own pairs, in short and sorted: their order is not compared.
    pub fn pairs(&self, header: &str) -> String {
        let token = self.token();
        let is_of_token = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let is_own = |pair: &&str| {
            pair.match_indices(&token).any(|(at, _)| {
                !pair[..at].ends_with(is_of_token)
                    && !pair[at + token.len()..].starts_with(is_of_token)
            })
        };
        let short = |pair: &str| {
            let fill = "x".repeat(64);
            match (pair.find(&fill), pair.rfind(&fill)) {
                (Some(start), Some(end)) => {
                    let end = &pair[end + fill.len()..];
                    format!("{}{{x}}{}", &pair[..start], end.trim_start_matches('x'))
                }
                _ => pair.to_owned(),
            }
            .replace(&token, "{c}")
        };
        let mut own: Vec<_> = header.split("; ").filter(is_own).map(short).collect();
        own.sort_unstable();
        own.join("; ")
    }
}
