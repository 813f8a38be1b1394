//! What bounds a run: whatever a server sends or a file holds, it ends in time, and reads no more
//! than it can keep.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};
use std::{process, thread};

use crate::outcome::CannotTell;

/// The most bytes that are read of a file.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// How long the rest of a run may take once its time is over, to say so in better words.
const GRACE: Duration = Duration::from_millis(250);

/// Ends the process with exit status 2 if it is still there then: some waits cannot be ended
/// otherwise, such as for a file that never ends, or for a parser that is always given more.
pub fn end_in(patience: Duration) {
    let end = Instant::now() + patience + GRACE;
    thread::spawn(move || {
        thread::sleep(end.saturating_duration_since(Instant::now()));
        // If stderr is closed, there is nobody to tell.
        let _ = writeln!(
            io::stderr(),
            "error: no answer within {} s: a server or a file sent nothing, or did not stop. Give it \
             more time with `--max-time`",
            patience.as_secs_f64()
        );
        process::exit(2);
    });
}

/// All of a file, or of standard input if the name is `-`. `option` is what stands before the name.
pub fn read_file(option: &str, name: &Path) -> Result<Vec<u8>, CannotTell> {
    let failed = |error: io::Error| {
        let name = cors_flow::escaped(name.as_os_str().as_encoded_bytes());
        CannotTell(format!("`{option}{name}` cannot be read: {error}"))
    };
    let mut bytes = Vec::new();
    let read = if name == Path::new("-") {
        take(io::stdin().lock(), &mut bytes)
    } else {
        File::open(name).and_then(|file| take(file, &mut bytes))
    };
    read.map_err(failed)?;
    if bytes.len() as u64 > LARGEST_FILE {
        let error = "it is larger than 64 MiB, the most that is read";
        return Err(failed(io::Error::other(error)));
    }
    Ok(bytes)
}

/// The same without its line ends, as curl reads what `-d @FILE` names.
pub fn read_text(option: &str, name: &Path) -> Result<Vec<u8>, CannotTell> {
    let mut bytes = read_file(option, name)?;
    bytes.retain(|byte| !matches!(byte, b'\r' | b'\n' | 0));
    Ok(bytes)
}

fn take(input: impl Read, bytes: &mut Vec<u8>) -> io::Result<usize> {
    input.take(LARGEST_FILE + 1).read_to_end(bytes)
}
