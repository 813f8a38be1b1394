//! In which form the heads are, by the first line that tells.

use std::io::{BufRead, Read};

use super::{Error, LIMIT, colours, dev_tools, indented, verbose};

/// A form of heads.
pub(super) enum Form {
    /// `curl -si`: as they were sent. Whatever is not recognized counts as this, too.
    Plain,
    /// `curl -v`.
    Verbose,
    /// `wget -S`.
    Indented,
    /// A browser's developer tools.
    DevTools,
    /// Any of them as UTF-16.
    Utf16,
}

/// The form, and the line that tells it. Before that may be a byte order mark, blank lines, and what
/// curl says of its own options.
pub(super) fn recognize(input: &mut impl BufRead) -> Result<(Form, Vec<u8>), Error> {
    let mut input = input.take(LIMIT as u64);
    let mut has_remarks = false;
    loop {
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line)? == 0 {
            let is_blank = !has_remarks && input.limit() > 0;
            return Err(if is_blank {
                Error::Empty
            } else {
                Error::NoStatusLine
            });
        }
        if line.starts_with(b"\xFE\xFF") || line.starts_with(b"\xFF\xFE") {
            return Ok((Form::Utf16, line));
        }
        if let Some(rest) = colours::trim_start(&line).strip_prefix(b"\xEF\xBB\xBF") {
            line = rest.to_vec();
        }
        let text = colours::removed(&line);
        if text.starts_with(b"Note: ") || text.starts_with(b"Warning: ") {
            has_remarks = true;
        } else if text.iter().any(|byte| !matches!(byte, b'\r' | b'\n')) {
            return Ok((form(&text), line));
        }
    }
}

fn form(line: &[u8]) -> Form {
    if verbose::begins_with(line) {
        Form::Verbose
    } else if indented::begins_with(line) {
        Form::Indented
    } else if dev_tools::begins_with(line) {
        Form::DevTools
    } else {
        Form::Plain
    }
}
