//! On any bytes, the reader of what people paste ends without a panic, whatever form it takes them for, and
//! gives the same heads however the bytes arrive. What the splitters of words give is in the text.

#![no_main]

use std::io::BufReader;

use cors_check::transcript::copied::{curl, shell};
use cors_check::transcript::{self, Pasted, Rest};
use libfuzzer_sys::fuzz_target;

/// How much of a body was read with its head depends on how it arrived.
fn without_bodies(mut pasted: Pasted) -> Pasted {
    if let Pasted::Exchanges(exchanges) = &mut pasted {
        for exchange in exchanges {
            exchange.head.rest = Rest::default();
        }
    }
    pasted
}

fuzz_target!(|input: &[u8]| {
    let message = |error: transcript::Error| error.to_string();
    let whole = transcript::read(input).map(without_bodies).map_err(message);
    let by_byte = BufReader::with_capacity(1, input);
    let by_byte = transcript::read(by_byte).map(without_bodies);
    assert_eq!(by_byte.map_err(message), whole);
    match whole {
        Ok(Pasted::Exchanges(exchanges)) => assert!(!exchanges.is_empty()),
        Err(error) => assert!(error.lines().count() == 1 && error.len() > 20, "{error}"),
        Ok(_) => {}
    }

    let text = String::from_utf8_lossy(input);
    for split in [shell::bash(&text), shell::cmd(&text)] {
        let Ok((words, length)) = split else { continue };
        assert!(text.is_char_boundary(length));
        // To quote the words and split them again changes nothing.
        let quoted = |word: &String| format!("'{}'", word.replace('\'', r"'\''"));
        let again: Vec<_> = words.iter().map(quoted).collect();
        assert_eq!(
            shell::bash(&again.join(" ")).map(|(words, _)| words),
            Ok(words.clone())
        );
        if let Ok(copied) = curl(words) {
            assert!(matches!(copied.url.scheme(), "http" | "https"));
        }
    }
});
