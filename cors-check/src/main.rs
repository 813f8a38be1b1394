//! Sends any server what a browser would send, and says whether a page gets the response and, if
//! not, why and what to send instead. `--help` says the rest.

mod ask;
mod client;
mod failure;
mod json;
mod notes;
mod options;
mod paste;
mod shown;
mod tls;
mod trace;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use options::{Options, Target};
use trace::Trace;

fn main() -> ExitCode {
    let options = Options::parse();
    let mut trace = Trace::new(!options.json || matches!(options.target, Target::Input));
    let outcome = match &options.target {
        Target::Url(url) => ask::ask(&options, url, &mut trace),
        Target::Input => paste::paste(&options).map(|(allowed, report)| {
            trace.text(&report);
            allowed
        }),
    };
    let outcome = match (outcome, trace.failed) {
        // A reader that closes the pipe, as `| head -1` does, has seen enough. The exit status
        // still answers.
        (outcome, None) => outcome,
        (outcome, Some(error)) if error.kind() == io::ErrorKind::BrokenPipe => outcome,
        (_, Some(error)) => Err(format!("standard output cannot be written: {error}")),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            // If even stderr is closed, there is nobody to tell.
            let _ = writeln!(io::stderr(), "error: {message}");
            ExitCode::from(2)
        }
    }
}
