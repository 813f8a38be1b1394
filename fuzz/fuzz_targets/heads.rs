//! On any bytes, the reader of heads in `cors-check` ends without a panic. What it returns does not
//! depend on how the bytes arrive, contains only what is in them, and is what httparse reads.

#![no_main]

use std::io::BufReader;

use libfuzzer_sys::fuzz_target;

use cors_check::heads::{self, Error, Head, Heads};

/// The heads, or the error's message.
type Outcome = Result<Heads, String>;

fn outcome(read: Result<Heads, Error>) -> Outcome {
    read.map_err(|error| error.to_string())
}

/// `Heads` is not `PartialEq`, as only tests would need it.
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

/// What httparse accepts, ours accepts too, and both read the same. Ours accepts more (folded
/// lines, spaces before a colon, more versions) and may have read on to a later head.
fn compare_with_httparse(input: &[u8], read: &Outcome, len: usize) {
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
    let head = &read.as_ref().expect("httparse accepts it").last;
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
    let read = outcome(heads::read(&mut left));
    let len = input.len() - left.len();

    // However the bytes arrive.
    let by_byte = BufReader::with_capacity(1, input);
    assert_same(&read, &outcome(heads::read(by_byte)));

    compare_with_httparse(input, &read, len);

    if read.is_err() {
        return;
    }
    // Whatever follows the bytes that were read.
    assert_same(&read, &outcome(heads::read(&input[..len])));

    let Heads { redirects, last } = read.unwrap();
    assert!((200..=999).contains(&last.status));
    for head in &redirects {
        assert!(head.complete && head.location().is_some(), "{head:?}");
    }
    for head in redirects.iter().chain([&last]) {
        assert!(is_part(&head.status_line, input), "{head:?}");
        for line in &head.lines {
            assert!(is_part(&line.name, input), "{head:?}");
            assert!(!(line.is("x") && line.is_with_space("x")), "{head:?}");
        }
    }

    // To write the heads and read them again changes nothing.
    let wire: Vec<u8> = redirects.iter().chain([&last]).flat_map(written).collect();
    let again = outcome(heads::read(&wire[..]));
    let last = Head {
        complete: true,
        ..last
    };
    assert_same(&Ok(Heads { redirects, last }), &again);
});
