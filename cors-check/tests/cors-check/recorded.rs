//! `cors-check -` with what real programs printed: it is judged as the browser did, and what it is wrapped in
//! changes nothing.

use std::fs;

use cors_check::transcript::copied::shell;
use serde_json::Value;

use crate::copied::{answer, data};
use crate::program::{Outcome, bare, judge};
use crate::server::Server;

struct Case {
    file: String,
    origin: Option<String>,
    /// The exit status that agrees with the browser; or unknown.
    truth: Option<i64>,
    text: Vec<u8>,
}

fn cases() -> Vec<Case> {
    let cases = fs::read_to_string(data("pastes.json")).unwrap();
    let cases: Value = serde_json::from_str(&cases).unwrap();
    let case = |case: &Value| {
        let file = case["file"].as_str().unwrap().to_owned();
        let text = fs::read(data(&format!("pastes/{file}"))).unwrap();
        let origin = case["origin"].as_str().map(str::to_owned);
        let truth = case["truth"].as_i64();
        Case {
            file,
            origin,
            truth,
            text,
        }
    };
    cases.as_array().unwrap().iter().map(case).collect()
}

impl Case {
    fn judge(&self, text: &[u8]) -> Outcome {
        let origin = self.origin.as_deref();
        let args: Vec<_> = origin
            .into_iter()
            .flat_map(|origin| ["--origin", origin])
            .collect();
        judge(&args, text)
    }
}

/// Those that have no response, or not all of it.
const REFUSED: [&str; 10] = [
    "chrome-curl-cmd-PUT-ok.txt",
    "chrome-fetch-node-PUT-ok.txt",
    "chrome-powershell-PUT-ok.txt",
    "console-chrome-with-location.txt",
    "console-safari-cred.txt",
    "console-safari.txt",
    "envoy-access.log",
    "firefox-copyrequestheaders-PUT-ok.txt",
    "newman-verbose.txt",
    "wget-S-ok-selected-from-HTTP.txt",
];

#[test]
fn judges_every_paste_as_the_browser_did() {
    for case in cases() {
        let (status, stdout, stderr) = case.judge(&case.text);
        let name = &case.file;
        if REFUSED.contains(&&name[..]) {
            assert_eq!((status, &stdout[..]), (2, ""), "{name}");
            let says = |part: &str| stderr.contains(part);
            assert!(
                says("cors-check --origin ") || says("paste the whole head"),
                "{name}: {stderr}"
            );
        } else if let Some(truth) = case.truth {
            assert_eq!(i64::from(status), truth, "{name}: {stdout}{stderr}");
        } else if name == "httpie-put.txt" {
            assert!(
                status == 2 && stderr.contains("sends a preflight before this"),
                "{stderr}"
            );
        } else {
            assert!(status < 2, "{name}: {stdout}{stderr}");
        }
    }
}

/// What other programs put around the same text.
fn wrapped(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let each = |before: &str, after: &str| {
        let lines = text.lines().map(|line| format!("{before}{line}{after}\n"));
        lines.collect::<String>().into_bytes()
    };
    let numbered = text.lines().zip(1..);
    let numbered = numbered.map(|(line, number)| format!("{number}: {line}\n"));
    let units = text.encode_utf16().flat_map(u16::to_be_bytes);
    vec![
        ("CRLF", each("", "\r")),
        ("quote", each("> ", "")),
        ("log", each("api-1  | ", "")),
        ("numbers", numbered.collect::<String>().into_bytes()),
        ("double-spaced", each("", "\n")),
        (
            "fence",
            format!("Hi,\n```\n{text}\n```\nthanks").into_bytes(),
        ),
        (
            "prompt",
            format!("me@box:~$ cat response.txt\n{text}me@box:~$ ").into_bytes(),
        ),
        ("blank lines", format!("\n\n{text}").into_bytes()),
        ("UTF-16", [0xFE, 0xFF].into_iter().chain(units).collect()),
        ("mark", ["\u{feff}", text].concat().into_bytes()),
    ]
}

#[test]
fn judges_it_the_same_in_whatever_it_is_wrapped() {
    let (mut same, mut refused) = (0, Vec::new());
    for case in cases() {
        let plain = ["HTTP/", "GET ", "*  ", "< "]
            .iter()
            .any(|start| case.text.starts_with(start.as_bytes()));
        let (Ok(text), Some(truth), true) = (std::str::from_utf8(&case.text), case.truth, plain)
        else {
            continue;
        };
        if REFUSED.contains(&&case.file[..]) {
            continue;
        }
        for (wrapper, wrapped) in wrapped(text) {
            if wrapper == case.file.trim_end_matches(".txt") {
                continue;
            }
            let (status, stdout, stderr) = case.judge(&wrapped);
            if status == 2 {
                refused.push(format!("{wrapper} {}", case.file));
                continue;
            }
            assert_eq!(
                i64::from(status),
                truth,
                "{wrapper} {}: {stdout}{stderr}",
                case.file
            );
            same += 1;
        }
    }
    assert!(same > 80 && refused.len() < same / 10, "{same} {refused:?}");
}

/// The command that is printed asks what was copied.
#[test]
fn prints_a_command_to_copy() {
    let server = Server::new(answer);
    for case in cases() {
        let (_, _, stderr) = case.judge(&case.text);
        let command = stderr
            .lines()
            .find_map(|line| line.strip_prefix("  cors-check "));
        let Some(command) = command.filter(|command| command.ends_with("/ok")) else {
            continue;
        };
        let (words, _) = shell::bash(command).unwrap();
        let to_server = |word: &String| word.replace("127.0.0.1:9002", &server.address.to_string());
        let words: Vec<_> = words.iter().map(to_server).collect();
        let args: Vec<_> = ["--send"]
            .into_iter()
            .chain(words.iter().map(String::as_str))
            .collect();
        let (status, stdout, stderr) = bare(&args);
        assert_eq!(status, 0, "{}: {stdout}{stderr}", case.file);
        let [preflight, put] = &server.asked()[..] else {
            panic!("{}", case.file)
        };
        let names = preflight.header("access-control-request-headers");
        assert_eq!(names, Some("content-type,x-csrf-token"), "{}", case.file);
        assert_eq!(
            put.header("cookie"),
            Some("sid=s3cr3t; theme=dark"),
            "{}",
            case.file
        );
        if !case.file.contains("requestheaders") {
            assert_eq!(
                put.body, br#"{"name":"O'Neil","q":"50% & more"}"#,
                "{}",
                case.file
            );
        }
    }
}
