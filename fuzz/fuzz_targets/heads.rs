//! On any bytes, the reader of what people paste ends without a panic. What it returns does not
//! depend on how the bytes arrive, and is what httparse reads.

#![no_main]

use std::io::{BufRead, BufReader};

use libfuzzer_sys::fuzz_target;

use cors_check::transcript::{self, Head, Pasted, Rest};

#[derive(Debug, PartialEq, Eq)]
struct Heads {
    /// Those that curl went on from.
    redirects: Vec<Head>,
    last: Head,
}

/// The heads; if there is no response, what there is instead; or the error's message.
fn read(input: impl BufRead) -> Result<Heads, String> {
    let pasted = transcript::read(input).map_err(|error| error.to_string())?;
    let Pasted::Exchanges(exchanges) = pasted else {
        return Err(format!("{pasted:?}"));
    };
    let mut heads: Vec<_> = exchanges
        .into_iter()
        .map(|exchange| exchange.head)
        .collect();
    let mut last = heads.pop().expect("there is one");
    // How much of it was read with the head depends on how it arrives.
    last.rest = Rest::default();
    heads.retain(|head| head.curl_goes_on_to().is_some());
    let redirects = heads;
    Ok(Heads { redirects, last })
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

/// What httparse accepts, ours accepts too, and both read the same, but for what no server sends and a paste
/// may have: an editor's or a terminal's changes, and a URL on a line of its own. Ours accepts more: folded
/// lines, spaces before a colon, more versions.
fn compare_with_httparse(input: &[u8]) {
    let mut lines = [httparse::EMPTY_HEADER; 64];
    let mut theirs = httparse::Response::new(&mut lines);
    let Ok(httparse::Status::Complete(len)) = theirs.parse(input) else {
        return;
    };
    let status = theirs.code.unwrap();
    let reason = theirs.reason.unwrap_or_default().to_ascii_lowercase();
    // With a header in the reason phrase, the line breaks are lost, and ours refuses it.
    if status < 200 || reason.contains("access-control-") {
        return;
    }
    let head = match read(&input[..len]) {
        Ok(heads) => heads.last,
        Err(error) => {
            let is_changed = ["this contains", "among header lines"];
            assert!(
                is_changed.iter().any(|part| error.contains(part)),
                "{error}"
            );
            return;
        }
    };
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
    let whole = read(input);

    // However the bytes arrive, and whatever follows those that were read.
    let mut by_byte = BufReader::with_capacity(1, input);
    assert_eq!(read(&mut by_byte), whole);
    let len = input.len() - by_byte.get_ref().len();
    if whole.is_ok() {
        assert_eq!(read(&input[..len]), whole);
    }

    compare_with_httparse(input);

    let Ok(Heads {
        redirects,
        mut last,
    }) = whole
    else {
        return;
    };
    assert!(last.status == 101 || (200..=999).contains(&last.status));
    for head in &redirects {
        assert!(
            head.complete && head.curl_goes_on_to().is_some(),
            "{head:?}"
        );
    }
    // Colours are not part of what is read, and in other forms the status line is made.
    if input.contains(&0x1B) || !input.starts_with(b"HTTP/") {
        return;
    }
    for head in redirects.iter().chain([&last]) {
        for line in &head.lines {
            assert!(!(line.is("x") && line.is_with_space("x")), "{head:?}");
        }
    }

    // To write the heads and read them again changes nothing, unless what follows one is by chance as
    // long as its body.
    let has_length = |head: &Head| head.headers().contains_key("content-length");
    if redirects.iter().any(has_length) {
        return;
    }
    let wire: Vec<u8> = redirects.iter().chain([&last]).flat_map(written).collect();
    (last.complete, last.is_cut) = (true, false);
    // Alone, a head may look like one of another form.
    if let Ok(again) = read(&wire[..]) {
        assert_eq!(again, Heads { redirects, last });
    }
});
