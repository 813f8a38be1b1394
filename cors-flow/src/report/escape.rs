//! Text from the other side, made safe for a terminal.

/// How many bytes of a value are shown: a server may send a megabyte.
const LONGEST_SHOWN: usize = 160;

/// How many bytes of a URL are shown: a useful one may well be long.
const LONGEST_URL: usize = 1000;

/// Makes a text from the other side fit for a terminal or a log: printable ASCII as it is, any other
/// byte escaped as in a Rust string, cut after 160 bytes with a word on how many there are.
///
/// # Examples
///
/// ```
/// assert_eq!(cors_flow::escaped(b"tr\x1B[0mue \"quoted\""), r#"tr\x1b[0mue "quoted""#);
/// ```
#[must_use]
pub fn escaped(text: &[u8]) -> String {
    escaped_up_to(LONGEST_SHOWN, text)
}

pub(super) fn escaped_url(url: &url::Url) -> String {
    escaped_up_to(LONGEST_URL, url.as_str().as_bytes())
}

pub(super) fn escaped_up_to(most: usize, text: &[u8]) -> String {
    let mut shown = String::new();
    for &byte in text.iter().take(most) {
        match byte {
            // `escape_ascii` would escape quotes, too, and `"true"` is a mistake that people make.
            b'"' | b'\'' => shown.push(byte.into()),
            _ => shown.extend(byte.escape_ascii().map(char::from)),
        }
    }
    if text.len() > most {
        shown += "... (";
        shown += &text.len().to_string();
        shown += " bytes)";
    }
    shown
}

/// A line in which what came from the other side is escaped already, but perhaps not what a driver
/// says.
pub(super) fn printable(line: &str) -> String {
    let mut shown = String::new();
    for c in line.chars() {
        match c {
            ' '..='~' => shown.push(c),
            _ => shown.extend(c.escape_default()),
        }
    }
    shown
}
