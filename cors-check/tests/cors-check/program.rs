//! The built program, run.

use std::io::{self, Write};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// The origin of the page that asks.
pub const PAGE: &str = "https://app.example.com";

/// The exit status, stdout and stderr.
pub type Outcome = (i32, String, String);

pub fn cors_check() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cors-check"));
    command.stdin(Stdio::null());
    command.env_remove("CLICOLOR").env_remove("CLICOLOR_FORCE");
    for name in [
        "http_proxy",
        "no_proxy",
        "NO_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        command.env_remove(name);
    }
    command
}

pub fn outcome(output: Output) -> Outcome {
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    for text in [&stdout, &stderr] {
        assert!(
            text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')),
            "not fit for a terminal: {text:?}"
        );
    }
    assert!(!stderr.contains("panicked"), "{stderr}");
    (output.status.code().expect("no signal"), stdout, stderr)
}

/// Runs it with these arguments alone.
pub fn bare(args: &[&str]) -> Outcome {
    outcome(cors_check().args(args).output().unwrap())
}

/// Asks for a page at [`PAGE`].
pub fn run(args: &[&str]) -> Outcome {
    bare(&[&["--origin", PAGE], args].concat())
}

/// The same, with arguments that have no spaces, and then the URL.
pub fn ask(args: &str, url: &str) -> Outcome {
    let args: Vec<_> = args.split_whitespace().chain([url]).collect();
    run(&args)
}

pub fn start(args: &[&str]) -> Child {
    let mut command = cors_check();
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.args(args).spawn().unwrap()
}

/// Writes all that the program is willing to read.
pub fn feed(child: &mut Child, input: &[u8]) {
    match child.stdin.as_mut().unwrap().write_all(input) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written.unwrap(),
    }
}

/// What it makes of this on standard input.
pub fn judge(args: &[&str], input: &[u8]) -> Outcome {
    let mut child = start(&[args, &["-"]].concat());
    feed(&mut child, input);
    outcome(child.wait_with_output().unwrap())
}

/// All that is seen of it.
pub fn printed((status, stdout, stderr): Outcome) -> String {
    format!("{stdout}{stderr}[{status}]\n")
}

/// The report that is printed with `--json`: one line, which agrees with the exit status.
#[track_caller]
pub fn report((status, stdout, stderr): Outcome) -> Value {
    assert_eq!((stdout.lines().count(), stderr.as_str()), (1, ""));
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["allowed"], status == 0, "{report}");
    report
}
