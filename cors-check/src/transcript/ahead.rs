//! A reader that can look at what it is going to give, and asks for the end of its input only once: at
//! a terminal, more could follow.

use std::io::{self, BufRead, Read};

pub(super) struct Ahead<R> {
    input: R,
    /// What was looked at, and how much of it has been read.
    seen: Vec<u8>,
    at: usize,
    /// How much more has come.
    come: usize,
    ended: bool,
}

impl<R: BufRead> Ahead<R> {
    pub(super) fn of(input: R) -> Self {
        Self {
            input,
            seen: Vec::new(),
            at: 0,
            come: 0,
            ended: false,
        }
    }

    /// The next bytes, which are not consumed: so many, or fewer if the input ends before that.
    pub(super) fn look(&mut self, length: usize) -> io::Result<&[u8]> {
        loop {
            let missing = (self.at + length).saturating_sub(self.seen.len());
            if missing == 0 {
                break;
            }
            let more = match self.more() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                more => more?,
            };
            let taken = missing.min(more.len());
            if taken == 0 {
                break;
            }
            let more = more[..taken].to_vec();
            self.seen.extend(more);
            self.take(taken);
        }
        let next = &self.seen[self.at..];
        Ok(&next[..length.min(next.len())])
    }

    /// What has come so far. More may come, but that would have to be waited for.
    pub(super) fn come(&mut self) -> io::Result<&[u8]> {
        self.look(self.at_hand())
    }

    /// How much can be looked at without waiting.
    pub(super) fn at_hand(&self) -> usize {
        self.seen.len() - self.at + self.come
    }

    fn take(&mut self, amount: usize) {
        self.input.consume(amount);
        self.come -= amount;
    }

    /// What comes after `seen`.
    fn more(&mut self) -> io::Result<&[u8]> {
        if self.ended {
            return Ok(&[]);
        }
        let more = self.input.fill_buf()?;
        self.come = more.len();
        self.ended = more.is_empty();
        Ok(more)
    }
}

impl<R: BufRead> BufRead for Ahead<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.seen.len() {
            return Ok(&self.seen[self.at..]);
        }
        self.seen.clear();
        self.at = 0;
        self.more()
    }

    fn consume(&mut self, amount: usize) {
        if self.at < self.seen.len() {
            self.at += amount;
        } else {
            self.take(amount);
        }
    }
}

impl<R: BufRead> Read for Ahead<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}
