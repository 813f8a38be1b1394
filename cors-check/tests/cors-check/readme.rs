//! The examples of the README, run.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::program::outcome;
use crate::server::{Server, Tls, right};

pub const README: &str = include_str!("../../README.md");

/// The blocks of the README in that language.
pub fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    let blocks = README.split(fence.as_str()).skip(1);
    blocks
        .map(|block| block.split_once("```").unwrap().0)
        .collect()
}

/// Runs it in a shell in which `cors-check` is the built program.
pub fn in_shell(script: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_cors-check"))
        .parent()
        .unwrap();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = [program.to_owned()]
        .into_iter()
        .chain(std::env::split_paths(&paths));
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).stdin(Stdio::null());
    shell.env("PATH", std::env::join_paths(paths).unwrap());
    shell.output().unwrap()
}

/// Each command of this sort prints what the README shows, apart from the server's address. Returns
/// how many there are.
pub fn prints(is_meant: impl Fn(&str) -> bool) -> usize {
    let tls = Tls::new("api.example.com");
    let server = Server::start("127.0.0.1:0", tls.speaks(&["http/1.1"]), |asked| {
        let (status, mut lines) = right(asked);
        match asked.path.as_str() {
            "/star" => {
                let names = [
                    "access-control-allow-origin",
                    "access-control-allow-methods",
                    "access-control-allow-headers",
                ];
                lines = names.map(|name| (name, "*".to_owned())).to_vec();
                return (204, lines);
            }
            "/case" => lines[1].1 = "True".into(),
            _ => {}
        }
        // Without the lists, and kept by no cache.
        lines.truncate(3);
        if asked.path == "/login" {
            lines.push(("set-cookie", "sid=1; Path=/; HttpOnly".into()));
        }
        (status, lines)
    });
    let port = server.address.port();
    let authority = tls.authority();
    let trusts = format!("--cacert {}", authority.display());
    let connects = format!("--resolve api.example.com:{port}:127.0.0.1 {trusts}");
    let examples = blocks("console").into_iter();
    let examples = examples.map(|example| example.split_once('\n').unwrap());
    let examples: Vec<_> = examples.filter(|(command, _)| is_meant(command)).collect();
    for (command, printed) in &examples {
        let programs = command.strip_prefix("$ ").unwrap().split(" | ");
        let programs = programs.map(|program| match program.split_once(' ').unwrap() {
            (_, args) if args.ends_with(" -") => program.to_owned(),
            ("curl", args) => format!("curl -q --noproxy '*' {connects} {args}"),
            (name, args) => format!("{name} {connects} {args}"),
        });
        let script = programs.collect::<Vec<_>>().join(" | ");
        let here = format!("https://api.example.com:{port}/");
        let script = script.replace("https://api.example.com/", &here);
        let (status, stdout, stderr) = outcome(in_shell(&script));
        let stdout = stdout.replace(&here, "https://api.example.com/");
        assert_eq!(stdout, *printed, "{script}: {stderr}");
        assert_eq!(status == 0, printed.contains("\nAllowed: "), "{script}");
    }
    examples.len()
}
