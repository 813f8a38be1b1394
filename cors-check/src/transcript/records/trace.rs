//! `curl --trace-ascii`.

use super::{Made, RECEIVED, SENT, marked, of_head};
use crate::transcript::Error;
use crate::transcript::lines::{find, has};

/// `curl --trace-ascii`. Of a line, 64 bytes are in one row.
#[derive(Default)]
pub struct Trace {
    /// Whether the rows of a record were sent or received.
    mark: Option<&'static str>,
    /// The line so far; where in the record its last row begins, and how long that is.
    begun: Option<(Vec<u8>, usize, usize)>,
}

/// If a record begins here, the mark of its lines, which is empty if they are of no head.
pub fn begun(line: &[u8]) -> Option<&'static str> {
    let at = find(line, b"=> Send ").or_else(|| find(line, b"<= Recv "))?;
    // A body may come right before it.
    let record = &line[at..];
    let begins = |start: &[u8]| record.starts_with(start);
    has(record, b" bytes (0x").then_some(if begins(b"=> Send header") {
        SENT
    } else if begins(b"<= Recv header") {
        RECEIVED
    } else {
        ""
    })
}

/// `0040: ` and the row.
fn row_at(line: &[u8]) -> Option<(usize, &[u8])> {
    let end = line.iter().position(|&byte| byte == b':')?;
    let digits = std::str::from_utf8(&line[..end]).ok()?;
    let is_offset = (4..=8).contains(&end) && !digits.starts_with('+');
    let offset = usize::from_str_radix(digits, 16)
        .ok()
        .filter(|_| is_offset)?;
    let row = &line[end + 1..];
    // An editor may have removed the space at its end.
    (row.is_empty() || row[0] == b' ').then(|| (offset, row.get(1..).unwrap_or_default()))
}

/// Whether the row has its bytes in hexadecimal, and then their characters.
fn is_hex(row: &[u8]) -> bool {
    row.len() > 48
        && row[..48].chunks(3).all(|byte| {
            byte == b"   " || (byte[2] == b' ' && byte[..2].iter().all(u8::is_ascii_hexdigit))
        })
}

/// What curl says in between, after its time and the numbers of transfer and connection.
fn remark(line: &[u8]) -> Option<Vec<u8>> {
    let is_before = |byte: &u8| byte.is_ascii_digit() || b":.[]-x ".contains(byte);
    let at = line.iter().position(|byte| !is_before(byte))?;
    let line = &line[at..];
    match line.strip_prefix(b"== Info:") {
        Some(rest) => Some(marked("*", rest)),
        None => line.starts_with(b"* ").then(|| line.to_vec()),
    }
}

impl Trace {
    pub fn line(&mut self, number: usize, line: &[u8]) -> Made {
        const ROW: usize = 64;
        let row = row_at(line);
        let record = begun(line).filter(|_| row.is_none());
        let remark = remark(line).filter(|_| row.is_none());
        if record.is_some() || remark.is_some() {
            let mut made: Vec<_> = self.whole().into_iter().collect();
            made.extend(remark);
            self.mark = record.filter(|mark| !mark.is_empty());
            return Ok(made);
        }
        let Some(mark) = self.mark else {
            return Ok(Vec::new());
        };
        let Some((at, row)) = row else {
            // `-i` prints the line, too.
            let begun = self.begun.as_ref().map_or(&b""[..], |(begun, ..)| begun);
            let is_known = line.trim_ascii().is_empty() || line.trim_ascii() == begun.trim_ascii();
            return is_known.then(Vec::new).ok_or(Error::Line { number });
        };
        if is_hex(row) {
            return Err(Error::Form {
                printed: "curl --trace",
                instead: "curl -v` or `curl --trace-ascii -",
            });
        }
        if let Some((begun, last, length)) = &mut self.begun {
            // An editor may have removed a space at its end.
            if at == *last + ROW && (ROW - 1..=ROW).contains(length) {
                begun.resize(begun.len() + ROW - *length, b' ');
                begun.extend(row);
                (*last, *length) = (at, row.len());
                return Ok(Vec::new());
            }
        }
        of_head(mark, number, row)?;
        let before = self.whole();
        self.begun = Some((row.to_vec(), at, row.len()));
        Ok(before.into_iter().collect())
    }

    /// The line that was begun, with its mark.
    pub fn whole(&mut self) -> Option<Vec<u8>> {
        let (line, ..) = self.begun.take()?;
        Some(marked(self.mark?, &line))
    }
}
