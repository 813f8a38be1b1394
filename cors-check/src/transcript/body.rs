//! What comes after a head, as far as it was read with it.

/// How many bytes of a body are kept.
const MOST: usize = 4096;

/// The beginning of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// At most 4096 bytes.
    pub begin: Vec<u8>,
    /// The number of a line in the paste, from 1, that could begin another request or response, and was not read as
    /// one.
    pub unread: Option<usize>,
}

impl Body {
    /// The next line, with its end.
    pub(super) fn push(&mut self, line: &[u8]) {
        let room = MOST - self.begin.len();
        self.begin.extend(&line[..line.len().min(room)]);
    }
}
