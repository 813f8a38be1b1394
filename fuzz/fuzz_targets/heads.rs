//! On any bytes the reader of heads of the example `explain` ends without a panic, and what it gives
//! does not depend on how the bytes come in, is what they say, and is what httparse reads.

#![no_main]

use std::io::BufReader;

use libfuzzer_sys::fuzz_target;

#[path = "../../examples/explain/heads.rs"]
mod heads;

use heads::{Error, Head};

/// The head, or the error's message.
type Outcome = Result<Head, String>;

fn outcome(read: Result<Head, Error>) -> Outcome {
    read.map_err(|error| error.to_string())
}

/// `Head` is no `PartialEq`: only tests would need it.
#[track_caller]
fn assert_same(one: &Outcome, other: &Outcome) {
    assert_eq!(format!("{one:?}"), format!("{other:?}"));
}

/// The head as a server would send it.
fn written(head: &Head) -> Vec<u8> {
    let mut wire = [&head.status_line[..], b"\r\n"].concat();
    for line in &head.lines {
        wire.extend([&line.name[..], b": ", &line.value, b"\r\n"].concat());
    }
    wire.extend(b"\r\n");
    wire
}

fn is_part(part: &[u8], input: &[u8]) -> bool {
    part.is_empty() || input.windows(part.len()).any(|at| at == part)
}

/// What httparse takes, ours takes too, and both see the same in it. Ours takes more (folded lines,
/// blanks before a colon, more versions) and may have read on to a later head.
fn hold_to_httparse(input: &[u8], read: &Outcome, len: usize) {
    let mut lines = [httparse::EMPTY_HEADER; 64];
    let mut theirs = httparse::Response::new(&mut lines);
    let Ok(httparse::Status::Complete(their_len)) = theirs.parse(input) else {
        return;
    };
    let status = theirs.code.unwrap();
    if status < 200 {
        return;
    }
    assert!(len >= their_len, "ours ends before httparse's");
    if len > their_len {
        return;
    }
    let head = read.as_ref().expect("httparse takes it");
    assert_eq!(head.status, status);
    assert!(head.complete);
    let ours = head
        .lines
        .iter()
        .map(|line| (&line.name[..], &line.value[..]));
    let theirs = theirs
        .headers
        .iter()
        .map(|line| (line.name.as_bytes(), line.value));
    assert!(ours.eq(theirs), "{head:?}");
}

fuzz_target!(|input: &[u8]| {
    let mut left = input;
    let read = outcome(heads::last(&mut left));
    let len = input.len() - left.len();

    // However the bytes come in.
    let by_byte = BufReader::with_capacity(1, input);
    assert_same(&read, &outcome(heads::last(by_byte)));

    hold_to_httparse(input, &read, len);

    if read.is_err() {
        return;
    }
    // Whatever follows those that were read.
    assert_same(&read, &outcome(heads::last(&input[..len])));

    let head = read.unwrap();
    assert!((200..=999).contains(&head.status));
    assert!(is_part(&head.status_line, input), "{head:?}");
    for line in &head.lines {
        assert!(is_part(&line.name, input), "{head:?}");
        assert!(!(line.is("x") && line.is_with_blank("x")), "{head:?}");
    }

    // To write the head and read it again changes nothing.
    let again = outcome(heads::last(&written(&head)[..]));
    let complete = Head {
        complete: true,
        ..head
    };
    assert_same(&Ok(complete), &again);
});
