//! A preflight that is refused without a word is asked again: what is asked, and what comes of it.

// `expect_test` writes what it expects so.
#![allow(clippy::needless_raw_string_hashes)]

use expect_test::expect;

use crate::program::{PAGE, bare, cors_check, outcome};
use crate::server::{Answer, Asked, Server, right};

/// Refuses without a word, or with this status, what is not on these lists; and names that are not sorted, which no
/// browser sends.
fn strict(asked: &Asked, methods: &str, names: &str, refused: u16) -> Answer {
    let lists = |list: &str, header: &str| {
        let mut asked = asked.header(header).unwrap_or_default().split(',');
        asked.all(|name| name.is_empty() || list.split(' ').any(|listed| listed == name))
    };
    let is_listed = lists(methods, "access-control-request-method")
        && lists(names, "access-control-request-headers")
        && (asked
            .header("access-control-request-headers")
            .unwrap_or_default())
        .split(',')
        .is_sorted();
    if is_listed {
        right(asked)
    } else {
        (refused, Vec::new())
    }
}

/// The path decides what the server's lists have.
fn server() -> Server {
    Server::new(|asked| match asked.path.as_str() {
        "/method" => strict(asked, "GET POST", "content-type x-a", 403),
        "/headers" => strict(asked, "PUT", "content-type x-a", 200),
        "/names" => strict(asked, "PUT", "authorization content-type", 200),
        "/token" => strict(asked, "PUT", "a-token x-requested-with", 200),
        "/get" => strict(asked, "POST", "x-a", 200),
        "/many" => strict(asked, "PUT", "x-0 x-1 x-3 x-4 x-5 x-6", 200),
        "/both" => strict(asked, "GET", "x-a", 404),
        "/port" if asked.header("origin") != Some("https://app.example.com") => (200, Vec::new()),
        "/delete" => strict(asked, "PUT DELETE", "", 204),
        // As rs/cors does it by default.
        "/wild" => {
            let (status, mut lines) = strict(asked, "PUT", "x-a", 204);
            for (name, value) in &mut lines {
                if *name == "access-control-allow-origin" {
                    *value = "*".into();
                }
            }
            (status, lines)
        }
        "/slash" => (301, vec![("location", "/slash/".into())]),
        "/list" => (301, vec![("location", "/list/".into())]),
        "/list/" => {
            let (status, mut lines) = right(asked);
            lines.retain(|(name, _)| *name != "access-control-allow-methods");
            (status, lines)
        }
        "/sign" => (302, vec![("location", "/login".into())]),
        "/orgin" => (200, vec![("access-control-allow-orgin", PAGE.into())]),
        "/closed" => (301, vec![("location", "/closed/".into())]),
        "/star" => (301, vec![("location", "/star/".into())]),
        "/star/" => (204, vec![("access-control-allow-origin", "*".into())]),
        "/large" => (413, Vec::new()),
        "/robots" => (403, vec![("cf-mitigated", "challenge".into())]),
        "/tunnel" => (200, vec![("ngrok-error-code", "ERR_NGROK_6024".into())]),
        "/away" => (302, vec![("location", "https://login.invalid/".into())]),
        "/words" => (
            403,
            vec![
                ("x-body", "No".into()),
                ("content-type", "text/plain".into()),
            ],
        ),
        "/login" | "/closed/" => (401, Vec::new()),
        "/past" => (404, right(asked).1),
        "/nobody" => (404, Vec::new()),
        _ => right(asked),
    })
}

const PORT: &str = "https://app.example.com:8443";

/// The page's origin, its headers, the path, how often it is asked again, and the note.
const CASES: [(&str, &str, &str, usize, &str); 24] = [
    (PAGE, "x-a x-b", "/headers", 2, ""),
    (PAGE, "x-b", "/headers", 1, ""),
    (PAGE, "authorization content-type x-b", "/headers", 4, ""),
    (PAGE, "x-b authorization x-c content-type", "/names", 4, ""),
    (PAGE, "x-a", "/method", 3, ""),
    (PAGE, "x-b", "/both", 3, ""),
    // Which of the headers matter is not asked to the end.
    (
        PAGE,
        "x-b x-c",
        "/both",
        3,
        "even for GET, the same server refuses `x-b` and `x-c`: add the missing ones to its list",
    ),
    (
        PAGE,
        "x-0 x-1 x-2 x-3 x-4 x-5 x-6 x-7",
        "/many",
        4,
        "without `x-0`, `x-1`, `x-2`, `x-3`, `x-6` and `x-7` the same server allows it: add the missing ones",
    ),
    (
        PORT,
        "",
        "/port",
        3,
        "allows `https://app.example.com`, without the port: add exactly `https://app.example.com:8443` to",
    ),
    (
        PAGE,
        "",
        "/slash",
        1,
        "/slash/ allows the same preflight, without a redirect.",
    ),
    (
        PAGE,
        "",
        "/closed",
        1,
        "/closed/: the server wants a login for the preflight (401). A preflight never",
    ),
    (
        PAGE,
        "",
        "/star",
        1,
        "/star/: the preflight's Access-Control-Allow-Origin cannot be `*` with credentials",
    ),
    (PORT, "x-a", "/nobody", 4, ""),
    (PAGE, "x-a", "/words", 3, ""),
    // Nothing that a list could mend, and nobody else's business.
    (PAGE, "x-a", "/login", 0, ""),
    (PAGE, "x-a", "/large", 0, ""),
    (PAGE, "x-a", "/robots", 0, ""),
    (PAGE, "x-a", "/tunnel", 0, ""),
    (PAGE, "x-a", "/sign", 0, ""),
    (PAGE, "x-a", "/orgin", 0, ""),
    ("null", "x-a", "/nobody", 0, ""),
    (PAGE, "x-a", "/past", 0, ""),
    (PAGE, "x-a", "/away", 0, ""),
    (PAGE, "x-a", "/right", 0, "add `--send` to send"),
];

#[test]
fn asks_what_is_on_a_list() {
    let server = server();
    for (origin, names, path, times, expected) in CASES {
        let mut args = vec!["--origin", origin, "-X", "PUT"];
        let headers: Vec<_> = names
            .split_whitespace()
            .map(|name| format!("{name}: 1"))
            .collect();
        let url = server.url(path);
        args.extend(headers.iter().flat_map(|header| ["-H", header.as_str()]));
        let (_, stdout, stderr) = bare(&[&args[..], &[&url]].concat());
        assert_eq!(stderr, "", "{path}");
        let notes: Vec<_> = stdout.split("\nNote: ").skip(1).collect();
        assert_eq!(notes.len(), usize::from(!expected.is_empty()), "{stdout}");
        assert!(notes.concat().contains(expected), "{path}: {stdout}");
        // Each is shown, and each is a preflight without a secret.
        assert_eq!(
            stdout.matches("\nAsked again ").count(),
            times,
            "{path}: {stdout}"
        );
        let asked = server.asked();
        assert_eq!(asked.len(), times + 1, "{path}: {asked:?}");
        for asked in asked {
            assert_eq!(asked.method, "OPTIONS");
            assert!(asked.header("access-control-request-method").is_some());
            assert_eq!(asked.header("x-a"), None);
        }
        // The reason comes after what it was found by.
        let reason = stdout
            .rfind("\nNot allowed: ")
            .and_then(|verdict| stdout[..verdict].rfind("\nNot allowed: "));
        assert!(
            times == 0 || reason > stdout.rfind("\nAsked again "),
            "{stdout}"
        );
        if times > 1 {
            let (_, stdout, _) = bare(&[&args[..], &["--no-probes", &url]].concat());
            assert!(
                !stdout.contains("Asked again") && server.asked().len() == 1,
                "{stdout}"
            );
        }
    }
}

/// What was found out is the reason, and nothing else that it could have been.
#[test]
fn settles_the_reason() {
    let server = server();
    let refused_of = |method: &str, origin: &str, names: &str, path: &str| {
        let headers = names.split_whitespace().map(|name| format!("{name}: 1"));
        let headers: Vec<_> = headers.collect();
        let mut args = vec!["--origin", origin, "-X", method];
        args.extend(headers.iter().flat_map(|header| ["-H", header.as_str()]));
        let url = server.url(path);
        args.push(&url);
        let (_, stdout, _) = bare(&args);
        let reason = stdout.split("Not allowed: ").nth(1).unwrap_or_default();
        reason.split('\n').next().unwrap_or_default().to_owned()
    };
    let refused = |origin: &str, names: &str, path: &str| refused_of("PUT", origin, names, path);
    expect![[r#"
        `x-b` is not on the server's list of allowed headers, so it answers without Access-Control-Allow-Origin.
        `PUT` is not on the server's list of allowed methods, so it answers 403.
        `PUT` is not on the server's list of allowed methods, and `x-b` is not on that of allowed headers, so it answers 404.
        the preflight's Access-Control-Allow-Origin is missing, and no other header shows that the server handles CORS for OPTIONS at this URL: set it up there. If it is already set up, the server does not have exactly `https://app.example.com:8443` on its list (byte for byte: `https://`, this port, no slash at the end).
        `PUT` is not on the server's list of allowed methods, so it answers without Access-Control-Allow-Origin.
        `PUT` is not on the server's list of allowed methods, so it answers 404.
        at least one of `x-0`, `x-1`, `x-2`, `x-3`, `x-6` and `x-7` is not on the server's list of allowed headers, so it answers without Access-Control-Allow-Origin.
        `x-b` and `x-c` are not on the server's list of allowed headers, so it answers without Access-Control-Allow-Origin.
        `x-b` is not on the server's list of allowed headers, so it answers without Access-Control-Allow-Origin.
        `authorization` is not on the server's list of allowed headers, so it answers without Access-Control-Allow-Origin.
        `PATCH` is not on the server's list of allowed methods, so it answers without Access-Control-Allow-Origin.
        `PATCH` is not on the server's list of allowed methods, so it answers 403.
    "#]]
    .assert_eq(&[
        refused(PAGE, "x-b", "/headers"),
        refused(PAGE, "x-a", "/method"),
        refused(PAGE, "x-b", "/both"),
        refused(PORT, "", "/port"),
        // A list of methods may lack GET, too.
        refused(PAGE, "", "/get"),
        refused(PAGE, "x-b x-c", "/both"),
        refused(PAGE, "x-0 x-1 x-2 x-3 x-4 x-5 x-6 x-7", "/many"),
        refused(PAGE, "x-b authorization x-c", "/names"),
        refused(PAGE, "x-b", "/wild"),
        refused(PAGE, "a-token authorization x-requested-with", "/token"),
        refused_of("PATCH", PAGE, "", "/delete"),
        refused_of("PATCH", PAGE, "x-a", "/method"),
        String::new(),
    ].join("\n"));
}

/// Where a redirect leads may not allow the request, either: that is said of it.
#[test]
fn does_not_send_the_page_to_another_refusal() {
    let server = server();
    for (path, verdict) in [
        ("/list", "the origin is allowed, but not the request (200)"),
        (
            "/star",
            "`*` allows any origin, but not with credentials (204)",
        ),
    ] {
        let url = server.url(path);
        let (_, stdout, _) = bare(&["--origin", PAGE, "-X", "PUT", &url]);
        for expected in [
            format!("\nAsked again at {url}/: {verdict}.\n"),
            format!("\n  request {url}/ directly, which has to allow the request\n"),
        ] {
            assert!(stdout.contains(&expected), "{stdout}");
        }
    }
}

/// A server that answers no further question does not take the answer away.
#[test]
fn ends_in_time() {
    let server = Server::new(|asked| {
        if asked.header("access-control-request-headers").is_none() {
            std::thread::sleep(std::time::Duration::from_secs(5));
        }
        (200, Vec::new())
    });
    let url = server.url("/");
    let mut command = cors_check();
    command.args(["--origin", PAGE, "-m", "1", "-H", "x-a: 1", &url]);
    let (status, stdout, stderr) = outcome(command.output().unwrap());
    assert!(
        stdout.contains("Asked again without `x-a`: no answer in time.\n"),
        "{stdout}"
    );
    assert_eq!((status, stderr.as_str()), (1, ""), "{stdout}");
}
