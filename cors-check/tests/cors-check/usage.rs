//! How the command is called: wrong usage, the help, and what is made from it.

use std::fs;
use std::process::Stdio;

use crate::program::{PAGE, bare, cors_check, feed, outcome, start};
use crate::server::{Server, Tls, right};

/// Arguments between bars, and a part of the error. `URL` is a server's, and `FOLDER` has files.
const WRONG: &str = r"
    => <URL>
URL => a URL needs `--origin`, the origin of the page that asks, such as `--origin https
--origin|https://app.example.com/|URL => this origin as `https://app.example.com`
--origin|https://A.example.com|- => this origin as `https://a.example.com`
--origin|*|- => without a wildcard
--orign|null|- => unexpected argument '--orign' found
ORIGIN|--silent|URL => unexpected argument '--silent' found
ORIGIN|--xCONTROL|URL => unexpected argument '--x\u{1}' found
ORIGIN|api.example.com => expected a URL that begins with `http://` or `https://`, or `-`
ORIGIN|localhost:80 => expected a URL that begins with `http://`
wget|URL => only curl's commands are read here: paste this one to `cors-check -`
curl https://a.test => leave out the quotes around the whole command
ORIGIN|https:// => empty host: expected a URL that begins with `http://`
ORIGIN|file:///x => expected a URL that begins with `http://`
ORIGIN|http://u:p@a.invalid/ => leave them out
ORIGIN|-X|a b|URL => expected a method, such as `PUT`
ORIGIN|-X|trace|URL => choose another method
ORIGIN|-X|trace|- => choose another method
ORIGIN|-X|GET|-d|x|URL => leave out the body
ORIGIN|-H|X-A|URL => expected `Name: value`, or `Name;`
ORIGIN|-H|X-A:|URL => expected `Name: value`, or `Name;`
ORIGIN|-H|X A: 1|URL => before the colon, without spaces
ORIGIN|-H|X-A: TAB|URL => without control characters
ORIGIN|--read|a b|URL => such as `ETag`
ORIGIN|--credentials|Include|- => [possible values: omit, same-origin, include]
ORIGIN|--max-time|0|URL => a number of seconds above 0
ORIGIN|--max-time|1e300|URL => a number of seconds above 0
ORIGIN|--max-time|NaN|URL => a number of seconds above 0
ORIGIN|--resolve|a|URL => `HOST:PORT:ADDRESS`
ORIGIN|--resolve|a:80:b|URL => `HOST:PORT:ADDRESS`
ORIGIN|--resolve|:80:::1|URL => `HOST:PORT:ADDRESS`
ORIGIN|--resolve|[::1]:x:::1|URL => `HOST:PORT:ADDRESS`
ORIGIN|--cacert|/nobody|URL => `--cacert /nobody` cannot be read:
ORIGIN|--cacert|FOLDER/empty.pem|URL => has no certificate: expected PEM
ORIGIN|--cacert|FOLDER/wrong.pem|URL => is not a PEM file of certificates:
ORIGIN|-d|@/nobody|URL => `--data @/nobody` cannot be read:
--send|- => `--send` works only with a URL: leave it out
--cacert|x|- => `--cacert` works only with a URL
-k|- => `--insecure` works only with a URL
--no-probes|- => `--no-probes` works only with a URL
--strangers|- => `--strangers` works only with a URL
-x|p:1|- => `--proxy` works only with a URL
-m|1|- => `--max-time` works only with a URL
--resolve|a:1:::1|- => `--resolve` works only with a URL
--credentials|omit|- => `--credentials` needs `--origin`, the origin of the page
-X|PUT|- => `-X`, `-H`, `-d`, `--read`, `--keep` and `--then` need `--origin`, the origin of the page
ORIGIN|URL|URL => there are two URLs, and a page asks for one at a time: give the next one with `--then`
ORIGIN|-|x => expected a URL that begins with `http://` or `https://`
ORIGIN|--then|x|URL => expected a URL that begins with `http://` or `https://`
ORIGIN|--then|URL|- => `--keep` and `--then` need the URL of the response: add it after `-`
ORIGIN|--keep|a|- => `--keep` and `--then` need the URL of the response: add it after `-`
ORIGIN|--keep|a=b|URL => no cookie can have this name: leave out `=`
ORIGIN|--keep|a=b|-|URL => no cookie can have this name: leave out `=`
ORIGIN|--cert|x|- => `--cert` works only with a URL
ORIGIN|--key|x|URL => --cert <FILE>
ORIGIN|--cert|/nobody|URL => `--cert /nobody` cannot be read:
ORIGIN|--cert|FOLDER/empty.pem|URL => has no certificate: expected PEM
ORIGIN|--cert|FOLDER/cut.pem|URL => is not a PEM file of certificates: it is damaged, or cut off
ORIGIN|--cert|FOLDER/wrong.pem|URL => wrong.pem` has no private key that can be read: expected PEM
ORIGIN|--cert|FOLDER/wrong.pem|--key|FOLDER/encrypted.pem|URL => encrypted.pem` has no private key that can be read
ORIGIN|--cert|FOLDER/wrong.pem|--key|/nobody|URL => `--key /nobody` cannot be read:
ORIGIN|--cert|FOLDER/one.pem|--key|FOLDER/other.pem|URL => other.pem` is not that of the certificate: give both
--generate|manual => [possible values: man, complete-bash, complete-zsh, complete-fish]
--generate|man|- => '--generate <KIND>' cannot be used with
--generate|man|--json => '--generate <KIND>' cannot be used with
";

#[test]
fn refuses_wrong_usage() {
    let server = Server::new(right);
    let url = server.url("/");
    let folder = tempfile::tempdir().unwrap();
    let wrong = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let encrypted = wrong.replace("CERTIFICATE", "ENCRYPTED PRIVATE KEY");
    let (one, other) = (Tls::new("one"), Tls::new("other"));
    let (one, other) = (
        fs::read(one.client()).unwrap(),
        fs::read(other.client()).unwrap(),
    );
    for (name, content) in [
        ("empty.pem", &b"\n"[..]),
        ("wrong.pem", wrong.as_bytes()),
        ("cut.pem", &wrong.as_bytes()[..40]),
        ("encrypted.pem", encrypted.as_bytes()),
        ("one.pem", &one),
        ("other.pem", &other),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let folder = folder.path().to_str().unwrap();
    for line in WRONG.trim_matches('\n').lines() {
        let (args, expected) = line.split_once(" => ").unwrap();
        let args = args
            .replace("ORIGIN", &format!("--origin|{PAGE}"))
            .replace("URL", &url);
        let args = args.replace("FOLDER", folder).replace("CONTROL", "\x01");
        let args: Vec<_> = args
            .trim()
            .split('|')
            .filter(|arg| !arg.is_empty())
            .collect();
        let (status, stdout, stderr) = bare(&args);
        assert_eq!((status, stdout.as_str()), (2, ""), "{line}");
        assert!(
            stderr.starts_with("error: ") && stderr.contains(expected),
            "{line}: {stderr}"
        );
        assert!(server.asked().is_empty(), "{line}");
        // What sends or trusts is never suggested.
        assert!(!stderr.contains("similar"), "{line}: {stderr}");
    }
}

fn help() -> String {
    let (status, stdout, stderr) = bare(&["--help"]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    stdout
}

#[test]
fn help_fits_a_terminal() {
    let help = help();
    for part in [
        "curl -si",
        "same-origin",
        "--generate",
        "Examples:",
        "Exit status:",
    ] {
        assert!(help.contains(part), "{part}: {help}");
    }
    assert_eq!(help.lines().find(|line| line.len() > 80), None);
}

#[test]
fn generates_what_names_every_option() {
    let help = help();
    let options = help
        .lines()
        .filter(|line| line.trim_start().starts_with('-'));
    let options = options.map(|line| line.split_once("--").unwrap().1);
    let options: Vec<_> = options
        .map(|name| name.split(' ').next().unwrap())
        .collect();
    assert!(
        options.len() >= 15 && options.contains(&"generate"),
        "{options:?}"
    );
    for (kind, begins) in [
        ("man", ".TH cors-check 1"),
        ("complete-bash", "complete -F "),
        ("complete-zsh", "#compdef cors-check\n"),
        ("complete-fish", "complete -c cors-check "),
    ] {
        let (status, stdout, stderr) = bare(&["--generate", kind]);
        assert_eq!((status, stderr.as_str()), (0, ""), "{kind}");
        assert!(stdout.contains(begins), "{kind}: {stdout}");
        // As a man page is shown, and fish has the names without hyphens.
        let shown = [
            (r"\-", "-"),
            (r"\*(Aq", "'"),
            (r"\\", r"\"),
            (" -l ", " --"),
        ]
        .into_iter();
        let plain = shown.fold(stdout.clone(), |text, (from, to)| text.replace(from, to));
        for option in &options {
            let named = format!("--{option}");
            let after = plain.split(&named).skip(1);
            let mut whole = after.filter(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()));
            assert!(whole.next().is_some(), "{kind}: {option}: {stdout}");
        }
        if kind == "man" {
            // Headings are in capitals there.
            let plain = plain.to_lowercase();
            let details = help.split_once("What it does:\n").unwrap().1;
            for line in details.lines() {
                let text = line.trim().trim_end_matches(':').to_lowercase();
                assert!(plain.contains(&text), "{line}: {stdout}");
            }
        }
    }
}

/// Whoever closes the pipe has seen enough. The exit status still answers.
#[test]
fn keeps_its_exit_status_if_the_pipe_is_closed() {
    let server = Server::new(|asked| {
        let (status, mut lines) = right(asked);
        lines[0].1 = PAGE.into();
        (status, lines)
    });
    let (url, head) = (
        server.url("/"),
        "HTTP/2 200\nAccess-Control-Allow-Credentials: true\n\n",
    );
    for (args, input, expected) in [
        (&["--origin", PAGE, &url][..], "", 0),
        (&["--origin", "null", &url], "", 1),
        (&["-"], head, 0),
        (&["-"], "HTTP/2 200\n\n", 1),
        (&["--generate", "man"], "", 0),
    ] {
        let mut child = start(args);
        drop(child.stdout.take());
        feed(&mut child, input.as_bytes());
        let (status, _, stderr) = outcome(child.wait_with_output().unwrap());
        assert_eq!((status, stderr.as_str()), (expected, ""), "{args:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn says_that_its_output_cannot_be_written() {
    let server = Server::new(right);
    let url = server.url("/");
    for args in [
        &["--origin", PAGE, &url][..],
        &["--origin", PAGE, "--json", &url],
        &["-"],
        &["--generate", "man"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = cors_check();
        command
            .args(args)
            .stdout(full.unwrap())
            .stderr(Stdio::piped());
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        feed(&mut child, b"HTTP/1.1 200 OK\r\n\r\n");
        let (status, _, stderr) = outcome(child.wait_with_output().unwrap());
        assert!(
            stderr.starts_with("error: standard output cannot be written: "),
            "{stderr}"
        );
        assert_eq!(status, 2, "{args:?}");
    }
}
