//! Text from the other side, made safe for a terminal.

/// How many bytes of a value are shown: a server may send a megabyte.
const LONGEST_SHOWN: usize = 160;

/// How many bytes of a URL are shown: a useful one may well be long.
const LONGEST_URL: usize = 1000;

/// How many lines of one header are shown: a thousand would hide the verdict.
const MOST_LINES: usize = 4;

/// Printable ASCII as it is and the rest escaped, cut to what a person would read.
pub fn shown(text: &[u8]) -> String {
    shown_up_to(LONGEST_SHOWN, text)
}

pub fn shown_url(url: impl AsRef<str>) -> String {
    shown_up_to(LONGEST_URL, url.as_ref().as_bytes())
}

fn shown_up_to(most: usize, text: &[u8]) -> String {
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

/// A header line.
pub fn shown_line(name: &[u8], value: &[u8]) -> String {
    let separator = if value.is_empty() { ":" } else { ": " };
    [&shown(name), separator, &shown(value)].concat()
}

/// The lines of one header, each with its name and its value, as far as a person would read them.
pub fn shown_lines<'a>(lines: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Vec<String> {
    let mut shown: Vec<_> = lines.map(|(name, value)| shown_line(name, value)).collect();
    let more = shown.len().saturating_sub(MOST_LINES);
    if more > 0 {
        shown.truncate(MOST_LINES);
        shown.push(format!("(and {more} more)"));
    }
    shown
}
