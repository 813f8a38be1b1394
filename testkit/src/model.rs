//! The standard's algorithms a second time, as literal as its text, and free to allocate. The model
//! tests and the fuzz targets both compare the crate with them.

use std::fmt;

pub mod check;
pub mod cookie;
pub mod exposed;
pub mod parse;
pub mod preflight;

use crate::response::Line;

/// Shows lines as they are on the wire, except for bytes that a terminal would act on.
fn show(lines: &[Line], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    lines
        .iter()
        .try_for_each(|(name, value)| writeln!(f, "{name}: `{}`", value.escape_ascii()))
}

/// The values of all lines of that name, in order.
fn values<'a>(name: &str, lines: &'a [Line]) -> Vec<&'a [u8]> {
    let lines = lines.iter();
    lines
        .filter(|line| line.0.eq_ignore_ascii_case(name))
        .map(|line| line.1.as_slice())
        .collect()
}

/// To *get* a header.
fn get(name: &str, lines: &[Line]) -> Option<Vec<u8>> {
    let values = values(name, lines);
    if values.is_empty() {
        return None;
    }
    Some(values.join(b", ".as_slice()))
}

/// A header's value does not parse by its ABNF.
#[derive(Debug)]
struct Failure;

/// To *extract header list values*, of a header whose ABNF is `#token`: `None` for null.
fn extract_list<'a>(name: &str, lines: &'a [Line]) -> Option<Result<Vec<&'a [u8]>, Failure>> {
    // 1. If list does not contain name, then return null.
    let lines = values(name, lines);
    if lines.is_empty() {
        return None;
    }
    // 2. is for headers that can have a single line only.
    // 3. Let values be an empty list.
    let mut values = Vec::new();
    // 4. For each header that list contains with name, let extract be the result of extracting
    // header values. If extract is failure, then return failure. Append each value in extract to
    // values.
    for line in lines {
        match extract(line) {
            Err(failure) => return Some(Err(failure)),
            Ok(extract) => values.extend(extract),
        }
    }
    // 5. Return values.
    Some(Ok(values))
}

/// `#token`, which is `[ token ] *( OWS "," OWS [ token ] )`: no token has a comma.
fn extract(line: &[u8]) -> Result<Vec<&[u8]>, Failure> {
    let elements = line.split(|&byte| byte == b',').map(trim);
    let present: Vec<_> = elements.filter(|element| !element.is_empty()).collect();
    if present.iter().all(|element| is_token(element)) {
        Ok(present)
    } else {
        Err(Failure)
    }
}

/// Without the optional white space around it: `OWS` is `*( SP / HTAB )`.
fn trim(mut element: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = element {
        element = rest;
    }
    element
}

/// `1*tchar`.
fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty()
        && bytes.iter().all(|&byte| {
            byte.is_ascii_alphabetic()
                || byte.is_ascii_digit()
                || b"!#$%&'*+-.^_`|~".contains(&byte)
        })
}

/// Whether the list contains that item, as it stands.
fn contains(list: &[&[u8]], item: &[u8]) -> bool {
    list.contains(&item)
}

/// Whether the list has a byte-case-insensitive match for that item.
fn matches_in_any_case(list: &[&[u8]], item: &[u8]) -> bool {
    list.iter().any(|listed| listed.eq_ignore_ascii_case(item))
}
