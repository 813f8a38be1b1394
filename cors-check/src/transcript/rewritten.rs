//! A reader whose bytes a function makes of those of another.

use std::io::{self, BufRead, Read};

use super::LIMIT;

struct Rewritten<F> {
    make: F,
    /// What is ready to be read, and how much of it has been.
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

/// Reads what `make` appends to the buffer that it gets. It returns whether its input goes on, and
/// is not called after the end: at a terminal, more could follow.
pub(super) fn rewritten(make: impl FnMut(&mut Vec<u8>) -> io::Result<bool>) -> impl BufRead {
    Rewritten {
        make,
        ready: Vec::new(),
        at: 0,
        ended: false,
    }
}

/// Reads what `rewrite` makes of each line, which it gets with its line end. The end of the input is
/// an empty line. One of more than [`LIMIT`] bytes comes in parts.
pub(super) fn by_line(
    mut input: impl BufRead,
    mut rewrite: impl FnMut(&[u8], &mut Vec<u8>),
) -> impl BufRead {
    rewritten(move |ready| {
        let mut line = Vec::new();
        let mut part = (&mut input).take(LIMIT as u64);
        part.read_until(b'\n', &mut line)?;
        rewrite(&line, ready);
        Ok(!line.is_empty())
    })
}

impl<F: FnMut(&mut Vec<u8>) -> io::Result<bool>> BufRead for Rewritten<F> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.ready.len() {
            self.ready.clear();
            self.at = 0;
            while self.ready.is_empty() && !self.ended {
                self.ended = !(self.make)(&mut self.ready)?;
            }
        }
        Ok(&self.ready[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.ready.len());
    }
}

impl<F: FnMut(&mut Vec<u8>) -> io::Result<bool>> Read for Rewritten<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}
