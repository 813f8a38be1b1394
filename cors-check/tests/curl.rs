//! The command beside the real curl, and at a terminal.
//!
//! The tests need `curl` and, on Linux, `script`. So `cargo test` leaves them out, and `.ci/run curl`
//! runs them: `cargo test -p cors-check --test curl`.

#![allow(dead_code)] // Of what it shares with the other tests, these need only a part.

#[path = "cors-check/program.rs"]
mod program;
#[path = "cors-check/readme.rs"]
mod readme;
#[path = "cors-check/responses.rs"]
mod responses;
#[path = "cors-check/server.rs"]
mod server;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::Duration;

use program::{PAGE, cors_check, judge, outcome, report, run};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use server::{Server, right};

/// What curl prints, to standard output and to standard error.
fn curl(args: &[&str]) -> Vec<u8> {
    // Not with the user's own settings and proxies.
    let output = Command::new("curl")
        .args(["-q", "--noproxy", "*", "--max-time", "20"])
        .args(args)
        .output()
        .unwrap_or_else(|error| panic!("this test needs curl in the PATH: {error}"));
    [output.stdout, output.stderr].concat()
}

#[test]
fn judges_what_curl_prints() {
    const ALLOWED: &str = "\nAllowed by this header. ";
    const MISSING: &str = "\nNot allowed: Access-Control-Allow-Credentials is missing";
    let server = Server::new(|asked| {
        let right = ("access-control-allow-credentials", "true".to_owned());
        let to_right = ("location", "/right".to_owned());
        match asked.path.as_str() {
            "/right" => (200, vec![right]),
            "/case" => (200, vec![(right.0, "True".to_owned())]),
            "/twice" => (200, vec![right.clone(), right]),
            "/redirect" => (303, vec![to_right]),
            "/right-redirect" => (303, vec![to_right, right]),
            _ => (404, Vec::new()),
        }
    });
    for (path, option, status, verdict) in [
        ("/right", "-i", 0, ALLOWED),
        ("/right", "-I", 0, ALLOWED),
        ("/case", "-i", 1, "is `true` in the wrong case"),
        ("/twice", "-i", 1, "more than once"),
        ("/redirect", "-i", 1, MISSING),
        ("/redirect", "-iL", 1, "went on from this response (303)"),
        ("/right-redirect", "-i", 0, ALLOWED),
        ("/right-redirect", "-iL", 0, ALLOWED),
        ("/nothing", "-i", 1, MISSING),
    ] {
        let (code, stdout, _) = judge(&[], &curl(&["-s", option, &server.url(path)]));
        assert!(stdout.contains(verdict), "{path} {option}: {stdout}");
        assert_eq!(code, status, "{path} {option}");
    }
}

/// curl gets the same answers to the same requests, and what it prints is judged the same.
#[test]
fn agrees_with_curl() {
    let server = Server::new(|asked| {
        let (status, mut lines) = right(asked);
        match asked.path.as_str() {
            "/star" => lines[0].1 = "*".into(),
            "/case" => lines[1].1 = "True".into(),
            "/gone" => return (410, lines),
            "/bare" => lines.clear(),
            _ => {}
        }
        (status, lines)
    });
    let origin = format!("Origin: {PAGE}");
    let preflight = ["-X", "OPTIONS", "-H", "Access-Control-Request-Method: PUT"];
    for path in ["/", "/star", "/case", "/gone", "/bare"] {
        let url = server.url(path);
        for (args, asked) in [(&[][..], &[][..]), (&["-X", "PUT"], &preflight)] {
            let (direct, stdout, _) = run(&[args, &[&url]].concat());
            for form in ["-si", "-sv"] {
                let printed = curl(&[asked, &[form, "-H", &origin, &url]].concat());
                let (status, pasted, _) = judge(&[&["--origin", PAGE], args].concat(), &printed);
                assert_eq!(status, direct, "{path} {form}: {stdout}{pasted}");
            }
        }
    }
}

/// A server that answers the path `/1` with the second of these, and others by what all pages may read.
fn serve(responses: Vec<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let end = format!(
            "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: {PAGE}\r\n\
             Access-Control-Allow-Credentials: true\r\nContent-Length: 0\r\n\r\n"
        );
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut part = [0; 4096];
                match stream.read(&mut part) {
                    Ok(length @ 1..) => request.extend(&part[..length]),
                    _ => break,
                }
            }
            let request = String::from_utf8_lossy(&request);
            let path = request.split(' ').nth(1).unwrap_or_default();
            let index = path.trim_start_matches('/').parse::<usize>().ok();
            let response = index.and_then(|index| responses.get(index));
            // A client may leave at any time.
            let _ = stream.write_all(response.map_or(end.as_bytes(), |response| response));
        }
    });
    url
}

/// Whatever a server sends, and whatever its body looks like, asking it and pasting what curl got of it
/// give the same verdict for the same reasons.
#[test]
fn judges_any_response_as_it_judges_what_curl_prints() {
    const CASES: usize = 400;
    let mut runner = TestRunner::deterministic();
    let response = || {
        responses::response()
            .new_tree(&mut runner)
            .unwrap()
            .current()
    };
    let responses: Vec<_> = std::iter::repeat_with(response).take(CASES).collect();
    let url = serve(responses.clone());
    let verdict = |report: &Value| {
        let steps = report["steps"].as_array().unwrap().iter();
        let codes: Vec<_> = steps.map(|step| step["code"].clone()).collect();
        (report["allowed"].clone(), codes)
    };
    let check = |index: usize| {
        let mode = ["include", "omit"][index % 2];
        let read = ["etag", "content-type"][usize::from(index % 3 > 0)];
        let args = ["--json", "--read", read, "--credentials", mode];
        let url = format!("{url}/{index}");
        let direct = report(run(&[&args[..], &[&url]].concat()));
        for form in ["-siL", "-svL"] {
            let origin = format!("Origin: {PAGE}");
            // In the order in which a person sees it.
            let printed = curl(&[form, "--stderr", "-", "-H", &origin, &url]);
            let outcome = judge(&[&["--origin", PAGE], &args[..]].concat(), &printed);
            let sent = responses[index].escape_ascii();
            let printed = printed.escape_ascii();
            // After a redirect to another origin, curl goes on with the page's, and a browser does not.
            if form == "-svL" && outcome.0 == 2 && outcome.2.contains("sends `Origin: null`") {
                continue;
            }
            assert_eq!(
                verdict(&report(outcome)),
                verdict(&direct),
                "{sent}\ncurl printed {printed}"
            );
        }
        direct["allowed"] == true
    };
    let counts = std::thread::scope(|scope| {
        let part = |first| {
            move || {
                (first..CASES)
                    .step_by(4)
                    .filter(|&index| check(index))
                    .count()
            }
        };
        let threads: Vec<_> = (0..4).map(|first| scope.spawn(part(first))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum::<usize>()
    });
    assert!(
        (CASES / 8..CASES - CASES / 8).contains(&counts),
        "{counts} allowed"
    );
}

/// While it waits for the head, curl shows its progress on the same line.
#[test]
fn reads_what_curl_prints_about_a_slow_server() {
    let server = Server::new(|asked| {
        std::thread::sleep(Duration::from_millis(1100));
        right(asked)
    });
    let printed = curl(&["-v", "-H", &format!("Origin: {PAGE}"), &server.url("/")]);
    let (status, stdout, stderr) = judge(&["--origin", PAGE], &printed);
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
}

#[test]
fn prints_what_the_readme_shows() {
    assert_eq!(readme::prints(|command| command.contains("curl")), 1);
}

/// What is on the screen of a terminal where somebody types this, and goes on to wait.
#[cfg(target_os = "linux")]
fn screen(env: &[(&str, &str)], args: &[&str], typed: &str) -> String {
    let program = cors_check().get_program().to_str().unwrap().to_owned();
    let mut script = Command::new("timeout");
    script
        .args(["20", "script", "-qec"])
        .arg(format!("{program} {}", args.join(" ")))
        .arg("/dev/null")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // In CI, colours are taken to be fine on any terminal.
        .env_remove("CI")
        .env_remove("CLICOLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("NO_COLOR")
        .env("TERM", "xterm")
        .envs(env.iter().copied());
    let mut child = script.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    let status = output.status.code();
    String::from_utf8(output.stdout).unwrap() + &format!("{status:?}")
}

#[test]
#[cfg(target_os = "linux")]
fn colours_only_a_terminal() {
    let server = Server::new(right);
    let url = server.url("/");
    let args = ["--origin", PAGE, &url];
    for (env, is_coloured) in [
        (&[][..], true),
        (&[("NO_COLOR", "")], true),
        (&[("NO_COLOR", "1")], false),
        (&[("TERM", "dumb")], false),
    ] {
        let screen = screen(env, &args, "");
        assert!(screen.contains("Allowed: "), "{screen}");
        assert_eq!(
            screen.contains("\x1b[32mAllowed: "),
            is_coloured,
            "{screen}"
        );
        assert_eq!(screen.contains('\x1b'), is_coloured, "{screen}");
    }
    let mut piped = cors_check();
    let output = piped.args(args).env("CLICOLOR_FORCE", "1").output();
    let (_, stdout, _) = outcome(output.unwrap());
    assert!(stdout.contains("\nAllowed: "), "{stdout}");
    let wrong = Server::new(|_| (200, vec![("access-control-allow-origin", "x".into())]));
    let screen = screen(&[], &["--origin", PAGE, &wrong.url("/")], "");
    assert!(screen.contains("\x1b[31mNot allowed: "), "{screen}");
    assert!(!screen.contains("Waiting"), "{screen}");
}

#[test]
#[cfg(target_os = "linux")]
fn says_at_a_terminal_what_it_waits_for() {
    const HEAD: &str = "HTTP/1.1 404 Not Found\n\n";
    const PASTE: &str = "Paste a response, as `curl -si URL` prints it";
    let server = Server::new(|asked| {
        std::thread::sleep(Duration::from_millis(2200));
        right(asked)
    });
    let waited = screen(&[], &["--origin", PAGE, &server.url("/")], "");
    assert!(
        waited.contains("Waiting for 127.0.0.1 (the time limit is 30 s) ..."),
        "{waited}"
    );
    assert!(waited.contains("Allowed: "), "{waited}");
    let pasted = screen(&[], &["-"], HEAD);
    assert!(pasted.contains(PASTE), "{pasted}");
    assert!(
        pasted.contains("Not allowed: ") && pasted.ends_with("Some(1)"),
        "{pasted}"
    );
    assert!(!judge(&[], HEAD.as_bytes()).2.contains(PASTE));
}
