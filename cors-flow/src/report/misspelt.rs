//! Headers of CORS whose names are almost right.

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, HeaderMap, HeaderName,
};

use super::{Cause, Error};

const RIGHT: [HeaderName; 5] = [
    ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_ALLOW_CREDENTIALS,
    ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_HEADERS,
    ACCESS_CONTROL_EXPOSE_HEADERS,
];

/// How many letters may differ. Those that are right differ in more.
const MOST: usize = 3;

/// The headers that these errors miss, and that the response has by another name. `lacks` is what the second of
/// its arguments lacks in a response with the first.
pub(crate) fn causes<'a>(
    errors: impl IntoIterator<Item = &'a Error>,
    headers: &HeaderMap,
    lacks: impl Fn(&HeaderMap, &HeaderName) -> Vec<String>,
) -> Vec<Cause> {
    let mut missing: Vec<_> = errors
        .into_iter()
        .filter_map(Error::missing_header)
        .collect();
    missing.dedup();
    let misspelt = |meant: HeaderName| {
        let mut names = headers.keys();
        let name = names.find(|name| self::meant(name).as_ref() == Some(&meant))?;
        let mut renamed = headers.clone();
        for line in headers.get_all(name) {
            // Too many headers are as they were.
            let _ = renamed.try_append(meant.clone(), line.clone());
        }
        Some(Cause::Misspelt {
            name: name.clone(),
            lacks: lacks(&renamed, &meant),
            meant,
        })
    };
    missing.retain(|name| !headers.contains_key(name));
    missing.into_iter().filter_map(misspelt).collect()
}

/// What a header that no browser knows is meant to be, if it looks like one of CORS.
pub(crate) fn meant(name: &HeaderName) -> Option<HeaderName> {
    if RIGHT.contains(name) {
        return None;
    }
    let name = name.as_str();
    // `Allow` is left out, or put in another form, or taken from the request's.
    let bare = |name: &str| ["allowed-", "allow-", "request-"].map(|part| name.replace(part, ""));
    let is_near = |right: &HeaderName| {
        let [_, bare_right, _] = bare(right.as_str());
        let mut forms = bare(name).into_iter();
        is_near(name, right.as_str()) || forms.any(|form| is_near(&form, &bare_right))
    };
    RIGHT.into_iter().find(is_near)
}

fn is_near(one: &str, other: &str) -> bool {
    one.len().abs_diff(other.len()) <= MOST && distance(one.as_bytes(), other.as_bytes()) <= MOST
}

/// How many letters have to be put in, left out or replaced (Levenshtein).
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (before, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[before + 1];
            row[before + 1] = replaced.min(diagonal + 1).min(row[before] + 1);
        }
    }
    row[other.len()]
}
