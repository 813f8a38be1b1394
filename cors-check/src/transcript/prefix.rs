//! What stands before each line of a head: `< `, an indentation, a log's time and name.

use super::colours;

/// Text without colours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Prefix(pub Vec<u8>);

impl Prefix {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn is_blank(&self) -> bool {
        self.0.iter().all(|byte| matches!(byte, b' ' | b'\t'))
    }

    /// Whether it is curl's mark of what was received.
    pub fn is_received(&self) -> bool {
        self.0.ends_with(b"< ")
    }

    /// Whether it is curl's mark of what was sent or received.
    pub fn is_mark(&self) -> bool {
        self.is_received() || self.0.ends_with(b"> ")
    }

    /// Whether it may stand before what was sent or received, and is not the beginning of a sentence.
    pub fn is_plausible(&self) -> bool {
        self.0.len() <= 100
            && (self.is_blank() || self.0.ends_with(b" ") || self.0.ends_with(b"\t"))
    }

    /// The line without it. A log's numbers may differ, and what continues an entry may be indented instead.
    pub fn strip<'a>(&self, line: &'a [u8]) -> Option<&'a [u8]> {
        if self.is_empty() {
            return Some(line);
        }
        let (mut rest, mut expected) = (line, &self.0[..]);
        let mut is_indentation = !self.is_blank();
        let mut is_same = true;
        while let Some((&first, others)) = expected.split_first() {
            rest = colours::trim_start(rest);
            let Some((&byte, after)) = rest.split_first() else {
                // An editor may have removed the space at its end.
                let is_bare = line.trim_ascii_end().len() >= self.0.trim_ascii_end().len();
                return (is_same && is_bare).then_some(b"");
            };
            let are_digits = byte.is_ascii_digit() && first.is_ascii_digit();
            is_same &= byte == first || are_digits;
            is_indentation &= byte == b' ';
            if !is_same && !is_indentation {
                return None;
            }
            (rest, expected) = if are_digits {
                (after_digits(rest), after_digits(expected))
            } else {
                (after, others)
            };
        }
        Some(colours::trim_start(rest))
    }

    /// The line without as many bytes as come before curl's mark, if those are alike.
    pub fn before_mark<'a>(&self, line: &'a [u8]) -> Option<&'a [u8]> {
        Self(self.0[..self.0.len().saturating_sub(2)].to_vec()).strip(line)
    }
}

fn after_digits(text: &[u8]) -> &[u8] {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit());
    &text[digits.count()..]
}
