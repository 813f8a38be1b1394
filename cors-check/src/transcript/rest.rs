//! What comes after a head, as far as it was read with it.

/// How many bytes of a body are kept.
pub const MOST_OF_BODY: usize = 4096;

/// The beginning of a body, and what may be another head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rest {
    /// At most [`MOST_OF_BODY`] bytes. Of plain heads it is what had come with them, which depends on how they came:
    /// nothing waits for more.
    pub begin: Vec<u8>,
    /// The number of a line in the paste, from 1, that could begin another request or response, and was not read as
    /// one.
    pub unread: Option<usize>,
}

impl Rest {
    pub(super) fn is_full(&self) -> bool {
        self.begin.len() == MOST_OF_BODY
    }

    /// The next line, with its end.
    pub(super) fn push(&mut self, line: &[u8]) {
        let room = MOST_OF_BODY - self.begin.len();
        self.begin.extend(&line[..line.len().min(room)]);
    }
}
