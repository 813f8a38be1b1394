//! Sends any server what a browser would send, and says whether a page gets the response and, if
//! not, why and what to send instead. `--help` says the rest.

mod excerpt;
mod follow;
mod generate;
mod hints;
mod limits;
mod modes;
mod net;
mod options;
mod outcome;
mod paste;
mod print;
mod probes;
mod strangers;

use std::env;
use std::io::{self, Write};
use std::process::{self, ExitCode};

use clap::Parser;
use clap::error::ContextKind;

use options::{Options, Target};
use outcome::{CannotTell, Outcome, exit_code};
use print::Printer;

fn main() -> ExitCode {
    let (arguments, words) = follow::split(env::args_os());
    let mut options = Options::try_parse_from(arguments).unwrap_or_else(|error| refuse(error));
    let mut printer = Printer::new(options.json);
    let followed = match &options.target {
        Some(Target::Curl) => follow::words(&mut options, words),
        _ => Ok(()),
    };
    let outcome = match (&options.target, options.generate) {
        _ if followed.is_err() => followed.map(|()| Outcome::Allowed),
        (Some(Target::Url(_)), None) if options.of.is_some() => Err(hints::TWO_URLS.into()),
        (_, Some(what)) => {
            printer.failed = generate::generate(what).err();
            Ok(Outcome::Allowed)
        }
        (Some(Target::Url(url)), None) => net::ask(&options, url, &mut printer),
        // Without a target there is something to generate.
        (Some(Target::Input | Target::Curl) | None, None) => paste::judge(&options, &mut printer),
    };
    let outcome = match (outcome, printer.failed) {
        // A reader that closes the pipe, as `| head -1` does, has seen enough. The exit status
        // still answers.
        (outcome, None) => outcome,
        (outcome, Some(error)) if error.kind() == io::ErrorKind::BrokenPipe => outcome,
        (_, Some(error)) => Err(CannotTell(format!(
            "standard output cannot be written: {error}"
        ))),
    };
    if let Err(CannotTell(why)) = &outcome {
        // If even stderr is closed, there is nobody to tell.
        let _ = writeln!(io::stderr(), "error: {why}");
    }
    exit_code(&outcome)
}

/// Says what is wrong with the arguments, or what was asked for: the help, the version.
fn refuse(mut error: clap::Error) -> ! {
    if !error.use_stderr() {
        error.exit();
    }
    // clap suggests to pass an option that it does not know as a value.
    error.remove(ContextKind::Suggested);
    // It repeats arguments, which may have been pasted from anywhere.
    let text = error.render().to_string();
    let fit = |c: char| match c {
        '\n' => c.to_string(),
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    };
    let _ = io::stderr().write_all(text.chars().map(fit).collect::<String>().as_bytes());
    process::exit(2);
}
