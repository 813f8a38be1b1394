//! What comes after a head, as far as it was read with it.

use super::colours;
use super::heads::status;

/// How many bytes of a body are kept.
const MOST: usize = 4096;

/// The beginning of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// At most 4096 bytes.
    pub begin: Vec<u8>,
    /// The number of a line in it, or after it, that could begin another response, from 1.
    pub status_line: Option<usize>,
}

impl Body {
    /// The next line, with its end.
    pub(super) fn push(&mut self, number: usize, line: &[u8]) {
        if self.status_line.is_none() && status(colours::removed(line).trim_ascii_end()).is_some() {
            self.status_line = Some(number);
        }
        let room = MOST - self.begin.len();
        self.begin.extend(&line[..line.len().min(room)]);
    }
}
