//! `--strangers`: whom a server takes for the page.

use serde_json::{Value, json};

use crate::program::{PAGE, ask, bare};
use crate::readme;
use crate::server::{Answer, Asked, Server, right};

/// Whether the origin is one that the path's way of comparing lets pass.
fn lets_pass(path: &str, origin: &str) -> bool {
    match path {
        "/echo" => true,
        "/null" => origin == PAGE || origin == "null",
        "/ends" => origin.ends_with("example.com"),
        "/subdomains" => origin.starts_with("https://") && origin.ends_with(".example.com"),
        "/begins" => origin.starts_with(PAGE),
        // As the pattern `^https://app.example.com$` does.
        "/dot" => {
            let host = origin
                .strip_prefix("https://app")
                .and_then(|rest| rest.get(1..));
            host == Some("example.com")
        }
        "/scheme" => {
            origin.trim_start_matches("http").trim_start_matches('s') == "://app.example.com"
        }
        _ => origin == PAGE,
    }
}

fn answers(asked: &Asked) -> Answer {
    if asked.path == "/wild" {
        let every = ("access-control-allow-origin", "*".into());
        return (200, vec![every]);
    }
    if asked.path == "/down" {
        return (503, Vec::new());
    }
    if asked.path == "/login" {
        return (
            401,
            answers(&Asked {
                path: "/right".into(),
                ..asked.clone()
            })
            .1,
        );
    }
    // It has no list of methods, and would let any origin in.
    if asked.path == "/lists" {
        let (status, mut lines) = right(asked);
        lines.retain(|(name, _)| *name != "access-control-allow-methods");
        return (status, lines);
    }
    if lets_pass(&asked.path, asked.header("origin").unwrap()) {
        right(asked)
    } else {
        (200, Vec::new())
    }
}

/// The path, how many strangers may read it, and what is said of it.
const SERVERS: [(&str, usize, &str); 8] = [
    (
        "/echo",
        9,
        "Too open: `https://evil.example` and 8 more may read the response with credentials. The server \
                  allows any origin, most likely by",
    ),
    (
        "/null",
        1,
        "Too open: `null` may read the response with credentials. Take `null` off the",
    ),
    (
        "/ends",
        5,
        "does not look at the beginning of the host: compare whole origins, or begin the pattern with \
                  `^https://`.\n",
    ),
    (
        "/subdomains",
        2,
        "credentials. The server allows every subdomain: list those that need it",
    ),
    (
        "/begins",
        2,
        "credentials. The server does not look at the end of the Origin: ",
    ),
    (
        "/dot",
        1,
        "Too open: `https://appxexample.com` may read the response with credentials. A dot in",
    ),
    (
        "/scheme",
        1,
        "Too open: `http://app.example.com` may read the response with credentials. Compare the scheme",
    ),
    (
        "/right",
        0,
        "No stranger may read the response with credentials.\n",
    ),
];

#[test]
fn asks_for_pages_that_nobody_trusts() {
    let server = Server::new(answers);
    for (path, allowed, expected) in SERVERS {
        // What the page wants to read does not matter.
        let (status, stdout, stderr) = ask(
            "--strangers --read etag --credentials same-origin",
            &server.url(path),
        );
        // The page's own request has no credentials, and may pass all the same.
        assert_eq!(
            (status, stderr.as_str()),
            (i32::from(allowed > 0), ""),
            "{path}: {stdout}"
        );
        assert_eq!(
            stdout.matches("\nyes  ").count(),
            allowed,
            "{path}: {stdout}"
        );
        assert!(stdout.contains(expected), "{path}: {stdout}");
        assert!(server.asked().iter().all(|asked| asked.method == "GET"));
    }
}

/// The origin `null` is that of many pages, whoever asks.
#[test]
fn null_is_a_stranger_to_itself() {
    let open = Server::new(|_| {
        let lines = vec![
            ("access-control-allow-origin", "null".into()),
            ("access-control-allow-credentials", "true".into()),
        ];
        (200, lines)
    });
    let to = open.url("/");
    let leads = Server::new(move |asked| {
        let mut lines = answers(asked).1;
        lines.push(("location", to.clone()));
        (302, lines)
    });
    for (origin, url) in [("null", open.url("/")), (PAGE, leads.url("/right"))] {
        let (status, stdout, _) = bare(&["--strangers", "--origin", origin, &url]);
        let expected = "\nToo open: `null` may read the response with credentials. Take `null` off";
        assert!(status == 1 && stdout.contains(expected), "{stdout}");
    }
}

/// No more than the answers show.
#[test]
fn concludes_no_more_than_it_knows() {
    const NO: &str = "No stranger may read the response with credentials.";
    const NOTHING: &str = "This proves nothing about other pages: the server refuses this page, too. Fix that, then run \
                           `--strangers` again.";
    const PUBLIC: &str = " Without credentials, every page may read the response.";
    let error = " But the server answered each of them, and the page, with an error: what it does otherwise is not known.";
    let server = Server::new(answers);
    for (args, path, verdict, more) in [
        ("", "/right", NO, ""),
        ("", "/login", NO, error),
        ("--credentials same-origin", "/wild", NO, PUBLIC),
        ("", "/wild", NOTHING, PUBLIC),
        ("", "/down", NOTHING, ""),
        ("-X PUT", "/lists", NOTHING, ""),
        ("-X PUT --send", "/lists", NOTHING, ""),
    ] {
        let (_, stdout, _) = ask(&format!("--strangers {args}"), &server.url(path));
        // Apart from what has to change, which comes before it.
        let expected = format!("\n\n{verdict}{more}\n");
        assert!(stdout.ends_with(&expected), "{args} {path}: {stdout}");
    }
}

#[test]
fn sends_nothing_that_changes_anything() {
    let server = Server::new(answers);
    for (args, expected) in [
        ("-X PUT", "No stranger may send the PUT with credentials.\n"),
        (
            "-X PUT --send",
            "No stranger may read the response with credentials.\n",
        ),
        (
            "-d x --send",
            "No stranger may read the response with credentials.\n",
        ),
    ] {
        let args = format!("--strangers {args}");
        let (status, stdout, _) = ask(&args, &server.url("/right"));
        assert!(status == 0 && stdout.contains(expected), "{args}: {stdout}");
        let (status, stdout, _) = ask(&args, &server.url("/echo"));
        assert!(
            status == 1 && stdout.matches("\nyes  ").count() == 9,
            "{args}: {stdout}"
        );
        for asked in server.asked() {
            let is_of_page = asked.header("origin") == Some(PAGE);
            assert!(is_of_page || asked.method == "OPTIONS", "{args}: {asked:?}");
        }
    }
}

/// The origins that are asked for, in order, and whether they may.
#[test]
fn a_page_has_its_own_strangers() {
    let server = Server::new(|asked| {
        let (status, mut lines) = right(asked);
        lines.retain(|(_, value)| value != "null");
        (status, lines)
    });
    let port = server.address.port();
    for (page, expected) in [
        (
            "http://localhost:3000",
            "https://evil.example null http://localhost:8443 http://localhost.evil.example:3000 \
             http://evillocalhost:3000 http://evil.localhost:3000",
        ),
        (
            "https://example.com:8443",
            "https://evil.example null http://example.com:8443 https://example.com:8444 \
             https://example.com.evil.example:8443 https://evilexample.com:8443 \
             https://evil.example.com:8443",
        ),
        (
            "https://[::1]",
            "https://evil.example null http://[::1] https://[::1]:8443",
        ),
        ("null", "https://evil.example null"),
        // The server's own origin is nobody's stranger.
        (
            &format!("https://127.0.0.1:{port}"),
            "https://evil.example null https://127.0.0.1:8443",
        ),
    ] {
        let url = server.url("/");
        let (status, stdout, stderr) = bare(&["--origin", page, "--strangers", "--json", &url]);
        assert_eq!((status, stderr.as_str()), (1, ""), "{page}");
        let report: Value = serde_json::from_str(&stdout).unwrap();
        let expected = expected
            .split(' ')
            .map(|origin| json!({"origin": origin, "allowed": origin != "null"}));
        assert_eq!(report["strangers"], expected.collect::<Value>(), "{page}");
        let notes = report["notes"].as_array().unwrap();
        assert!(
            notes
                .iter()
                .any(|note| note.as_str().unwrap().starts_with("Too open: ")),
            "{page}"
        );
    }
}

/// The recipe passes, and fails if a deploy lets strangers in.
#[test]
fn the_recipe_of_the_readme_works() {
    let [_, _, recipe] = readme::blocks("sh")[..] else {
        panic!("how to install it, and two recipes");
    };
    for (path, expected) in [("/right", 0), ("/ends", 1)] {
        let server = Server::new(move |asked| {
            let asked = Asked {
                path: path.into(),
                ..asked.clone()
            };
            answers(&asked)
        });
        let api = format!("API={}", server.url(""));
        let recipe = recipe.replace("API=https://api.example.com", &api);
        let output = readme::in_shell(&recipe);
        assert_eq!(output.status.code(), Some(expected), "{path}: {output:?}");
        assert!(server.asked().len() >= 10);
    }
}
