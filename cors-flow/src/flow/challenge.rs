//! What a 401 asks for (RFC 9110, section 11.6.1).

use http::header::{HeaderMap, WWW_AUTHENTICATE};

use super::value::items;

/// How many are read: a server has a few.
const MOST: usize = 8;

/// What `WWW-Authenticate` asks for: a way to log in.
///
/// # Examples
///
/// ```
/// use cors_flow::{Flow, Note, Origin, Request};
/// use http::{HeaderMap, HeaderValue, StatusCode};
///
/// let page: Origin = "https://app.example.com".parse()?;
/// let mut flow = Flow::new(&page, &Request::get("https://api.example.com/me".parse()?))?;
/// let mut headers = HeaderMap::new();
/// headers.insert("access-control-allow-origin", HeaderValue::from_static("*"));
/// headers.insert("www-authenticate", HeaderValue::from_static("Bearer realm=\"api\""));
/// flow.receive(StatusCode::UNAUTHORIZED, &headers);
/// let [Note::Unauthorized { challenges, .. }] = flow.report().notes() else { panic!("there is one") };
/// assert_eq!(challenges[0].scheme, "Bearer");
/// assert_eq!(challenges[0].realm.as_deref(), Some("api"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Challenge {
    /// The scheme, such as `Basic`, in the server's letters.
    pub scheme: String,
    /// The realm, without its quotes. The server chooses it: it may hold anything.
    pub realm: Option<String>,
    /// Why it refuses what came, such as `invalid_token` (RFC 6750, section 3). It may hold anything, too.
    pub error: Option<String>,
}

/// Those of a response.
pub(super) fn of(headers: &HeaderMap) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    for line in headers.get_all(WWW_AUTHENTICATE) {
        for item in items(line.as_bytes()) {
            let item = String::from_utf8_lossy(item);
            let (word, rest) = split_word(&item);
            let (name, value) = if rest.starts_with('=') {
                (word, rest)
            } else if word.is_empty() || challenges.len() == MOST {
                continue;
            } else {
                challenges.push(Challenge {
                    scheme: word.to_owned(),
                    realm: None,
                    error: None,
                });
                split_word(rest)
            };
            let value = value.strip_prefix('=').map(str::trim_start);
            if let (Some(last), Some(value)) = (challenges.last_mut(), value) {
                let parameter = match name.to_ascii_lowercase().as_str() {
                    "realm" => &mut last.realm,
                    "error" => &mut last.error,
                    _ => continue,
                };
                parameter.get_or_insert_with(|| unquoted(value));
            }
        }
    }
    challenges
}

/// A token, and what follows it after spaces.
fn split_word(text: &str) -> (&str, &str) {
    let end = text.find([' ', '\t', '=']).unwrap_or(text.len());
    (&text[..end], text[end..].trim_start())
}

fn unquoted(value: &str) -> String {
    let Some(quoted) = value.strip_prefix('"') else {
        return value.to_owned();
    };
    let mut text = String::new();
    let mut chars = quoted.chars();
    while let Some(c) = chars.next().filter(|c| *c != '"') {
        text.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    text
}
