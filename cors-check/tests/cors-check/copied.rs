//! `cors-check curl ..`: what browsers' developer tools copy, with what the browser made of it.

use std::fs;
use std::path::PathBuf;

use cors_check::transcript::copied::{Author, author, curl, shell};
use serde_json::Value;

use crate::program::{bare, printed, report};
use crate::server::{Answer, Asked, Server, right};

pub const SHOP: &str = "http://127.0.0.1:9001";

pub fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

/// What the server answers of which the copies are: to a preflight, and to the request itself. `A`: the page's
/// origin is allowed, `T`: credentials, `M`: methods, `H`: headers, `E`: `ETag`.
const ANSWERS: &str = "
/ok 204 ATMH 200 ATE
/wild 204 *MH 200 *
/wild-true 204 *TMH 200 *T
/none 204 - 200 -
/upper 200 AtMH 200 At
/noacac 200 AMH 200 A
/other 200 OT 200 OT
/twice 200 A*T 200 A*T
/list 200 LT 200 LT
/bad 200 BT 200 BT
/pf-404 404 - 200 AT
/pf-404-cors 404 ATMH 200 ATMH
/pf-nomethod 204 ATmH 200 AT
/pf-noheader 204 ATMh 200 AT
/pf-upper 204 AtMH 204 AtMH
/pf-noacac 204 AMH 204 AMH
/pf-ok-actual-bad 204 ATMH 200 A
/pf-starmethods 204 AT+ 200 AT
/pf-redirect 301 AT> 200 AT
/redir-nocors 302 > 302 >
/third 200 AT 200 AT
/500-cors 500 AT 500 AT
";

pub fn answer(asked: &Asked) -> Answer {
    let path = asked.path.split('?').next().unwrap();
    let row = ANSWERS
        .lines()
        .find_map(|line| line.strip_prefix(path)?.strip_prefix(' '));
    let Some(row) = row else {
        return (404, Vec::new());
    };
    let row: Vec<_> = row.split(' ').collect();
    let [status, signs] = if asked.method == "OPTIONS" {
        [row[0], row[1]]
    } else {
        [row[2], row[3]]
    };
    // `/third` allows the page, and not `null`.
    let origin = if path == "/third" {
        SHOP
    } else {
        asked.header("origin").unwrap_or(SHOP)
    };
    let lines = signs.chars().map(|sign| {
        let (name, value) = match sign {
            'A' => ("allow-origin", origin.to_owned()),
            '*' => ("allow-origin", "*".into()),
            'O' => ("allow-origin", "https://shop.example".into()),
            'L' => ("allow-origin", format!("{SHOP}, https://shop.example")),
            'B' => ("allow-origin", "127.0.0.1:9001".into()),
            'T' => ("allow-credentials", "true".into()),
            't' => ("allow-credentials", "True".into()),
            'M' => ("allow-methods", "GET, PUT, POST, DELETE".into()),
            'm' => ("allow-methods", "GET, POST".into()),
            '+' => ("allow-methods", "*".into()),
            'H' => (
                "allow-headers",
                "content-type, x-csrf-token, authorization".into(),
            ),
            'h' => ("allow-headers", "content-type".into()),
            'E' => ("expose-headers", "ETag".into()),
            '>' => return ("location", "/ok".to_owned()),
            _ => return ("x", String::new()),
        };
        let name = match name {
            "allow-origin" => "access-control-allow-origin",
            "allow-credentials" => "access-control-allow-credentials",
            "allow-methods" => "access-control-allow-methods",
            "allow-headers" => "access-control-allow-headers",
            _ => "access-control-expose-headers",
        };
        (name, value)
    });
    (status.parse().unwrap(), lines.collect())
}

#[test]
fn judges_every_copy_as_the_browser_did() {
    let server = Server::new(answer);
    let cases = fs::read_to_string(data("copies.json")).unwrap();
    let cases: Value = serde_json::from_str(&cases).unwrap();
    let mut judged = 0;
    for case in cases.as_array().unwrap() {
        let name = case["f"].as_str().unwrap();
        let text = fs::read_to_string(data(&format!("copies/{name}.txt"))).unwrap();
        let (words, _) = shell::bash(&text).unwrap();
        // All of them are read.
        let copied = curl(words[1..].iter().cloned()).unwrap();
        assert!(copied.origin().is_some(), "{name}");
        let expected = match (&case["truth"], &case["path"]) {
            (Value::String(truth), _) if truth == "allowed" => 0,
            (Value::String(truth), _) if truth == "blocked" => 1,
            (Value::String(truth), path) if truth == "preflight row" && path == "ok" => 0,
            _ => continue,
        };
        if name.contains("-h2-") {
            continue;
        }
        let to_server = |word: &String| {
            // As in bash, no word has a NUL.
            let word = word.split('\0').next().unwrap();
            let host = server.address.to_string();
            word.replace("127.0.0.1:9002", &host)
                .replace("127.0.0.1:9003", &host)
        };
        let words: Vec<_> = words.iter().map(to_server).collect();
        let args = ["--send", "-k"].into_iter();
        let args: Vec<_> = args.chain(words.iter().map(String::as_str)).collect();
        let (status, stdout, stderr) = bare(&args);
        assert_eq!(status, expected, "{name}: {stdout}{stderr}");
        judged += 1;
    }
    assert!(judged >= 38, "{judged}");
}

/// What is sent is what the browser sent, but for what it adds of its own.
#[test]
fn sends_what_the_page_sent() {
    let server = Server::new(right);
    let url = server.url("/ok");
    let args = [
        "--send",
        "-H",
        "User-Agent: mine",
        "curl",
        &url,
        "-X",
        "PUT",
        "-H",
        "Origin: https://a.test",
        "-H",
        "Referer: https://b.test/x",
        "-H",
        "x-csrf-token: 1",
        "-H",
        "Cookie: a=b",
        "-H",
        "User-Agent: browser",
        "-H",
        "If-None-Match: \"1\"",
        "-H",
        "Sec-Fetch-Mode: cors",
        "--data-raw",
        "@it's",
    ];
    let (status, stdout, stderr) = bare(&args);
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    let note = "\nNote: left out, as the browser adds them: if-none-match, referer, sec-*. If the page \
                itself sets if-none-match, say so before `curl`: `-H 'if-none-match: VALUE'`.\n";
    assert!(stdout.contains(note), "{stdout}");
    let [preflight, put] = &server.asked()[..] else {
        panic!("{stdout}")
    };
    let asked = preflight.header("access-control-request-headers");
    assert_eq!(asked, Some("user-agent,x-csrf-token"));
    assert_eq!(
        (put.header("cookie"), put.header("origin")),
        (Some("a=b"), Some("https://a.test"))
    );
    assert_eq!(put.header("user-agent"), Some("mine"));
    assert_eq!(
        (put.header("if-none-match"), put.header("referer")),
        (None, None)
    );
    assert_eq!(put.body, b"@it's");
}

/// A preflight's row is asked alone, even with `--send`.
#[test]
fn asks_only_the_preflight_of_a_preflight() {
    let server = Server::new(answer);
    let url = server.url("/ok");
    for (method, names) in [
        ("PUT", "x-a"),
        ("GET", ""),
        ("POST", "content-type,accept,range"),
    ] {
        let method = format!("Access-Control-Request-Method: {method}");
        let names_line = format!("Access-Control-Request-Headers: {names}");
        let args = [
            "--send",
            "curl",
            &url,
            "-XOPTIONS",
            "-H",
            &method,
            "-H",
            &names_line,
            "-H",
            "origin: https://a.test",
        ];
        let (_, stdout, stderr) = bare(&args);
        let asked = server.asked();
        let [preflight] = &asked[..] else {
            panic!("{stdout}{stderr}{asked:?}")
        };
        let mut sorted: Vec<_> = names.split(',').collect();
        sorted.sort_unstable();
        let asks = preflight
            .header("access-control-request-headers")
            .unwrap_or_default();
        assert_eq!(asks, sorted.join(","));
        assert!(!stdout.contains("--send"), "{stdout}");
    }
}

/// The mode is not in a copy, unless it has a cookie.
#[test]
fn says_what_the_other_mode_would_change() {
    const SAME: &str = "For `same-origin`, the verdict is the same.";
    const GETS: &str = "For `same-origin`, the default of `fetch`, the page gets the response";
    let server = Server::new(answer);
    for (path, args, expected) in [
        ("/ok", "", SAME),
        ("/none", "", SAME),
        ("/wild", "", GETS),
        (
            "/wild",
            "-X PUT",
            "For `same-origin`, the default of `fetch`, the preflight passes",
        ),
        (
            "/wild",
            "-b a=b",
            "gets an error instead of the response.\nNote: left out",
        ),
    ] {
        let url = server.url(path);
        let args = format!("curl {url} -H origin:https://a.test -H accept-language:en {args}");
        let said = printed(bare(&args.split_whitespace().collect::<Vec<_>>()));
        assert!(said.contains(expected), "{path} {args}: {said}");
    }
    // `same-origin` ignores the cookies that these are about.
    let (url, next) = (server.url("/wild"), server.url("/ok"));
    for option in [["--keep", "sid"], ["--then", &next]] {
        let copy = ["curl", &url, "-H", "origin:https://a.test"];
        let said = printed(bare(&[&option[..], &copy].concat()));
        assert!(!said.contains("For `same-origin`"), "{said}");
    }
    let args = [
        "--json",
        "--credentials",
        "omit",
        "curl",
        &server.url("/wild"),
        "-H",
        "origin: null",
    ];
    let report = report(bare(&args));
    assert_eq!(
        (&report["allowed"], &report["notes"]),
        (&true.into(), &Value::Array(vec![]))
    );
}

/// What `--origin` and a GET leave of a copy is said.
#[test]
fn says_what_does_not_count() {
    let server = Server::new(answer);
    let url = server.url("/ok");
    let copy = ["curl", &url, "-H", "Origin: https://b.test"];
    let said = printed(bare(&[&["--origin", "https://a.test"], &copy[..]].concat()));
    assert!(said.contains("> origin: https://a.test\n"), "{said}");
    assert!(
        said.contains(
            "Note: the copy is of a page at https://b.test. This is for the page that `--origin` names"
        ),
        "{said}"
    );
    let same = printed(bare(&[&["--origin", "https://b.test"], &copy[..]].concat()));
    assert!(!same.contains("of a page at"), "{same}");
    let asked = printed(bare(
        &[&copy[..], &["-H", "Access-Control-Request-Method: PUT"]].concat(),
    ));
    assert!(
        asked.contains("adds them: access-control-request-method."),
        "{asked}"
    );
}

/// The words after `curl`, and a part of the error; or of the trace, if it begins with `>`.
const WORDS: &str = r"
 => the command has no URL: copy the whole command, such as `curl 'https:
-h => curl's `--help` asks for nothing
-V => curl's `--version` asks for nothing
--proxy-user|x|URL => curl's `--proxy-user` cannot be followed
-K|x|URL => curl's `--config` cannot be followed
URL|--next|URL => curl's `--next` cannot be followed
-T|x|URL => curl's `--upload-file` cannot be followed
--silnt|URL => curl has no option `--silnt`
--xCONTROL|URL => curl has no option `--x\x01`
--request=PUT|URL => curl has no option `--request=PUT`
-sSEcert.pem|--key|key.pem|--tlsuser => curl's `--tlsuser` cannot be followed
-X => `--request` needs an argument
URL|URL => more than one URL
URL[1-3] => more than one URL
URL{a,b} => more than one URL
-b|cookies.txt|URL => `-b` names a file here
-H|@x|URL => `-H` names a file here
-H|X|URL => a header of the command has no colon
ftp://a.test/ => neither `http` nor `https`
http://a.test:x/ => the command's URL is not valid
URL|-d|@/nobody => `--data @/nobody` cannot be read
--connect-to|a:80:b:80|URL => curl's `--connect-to` cannot be followed
URL|-H|Sec-Fetch-Mode: navigate => of a page that the browser opened
URL|-H|Sec-Fetch-Mode: no-cors => of an image
NONE|URL => neither an `Origin` nor a `Referer`
-sSLvi|--compressed|-o|x|-w|%{http_code}|--http1.1|--no-keepalive|URL => > GET URL
--url|URL|-sXPUT => > OPTIONS URL
-I|URL => > HEAD URL
-G|-d|a=1|--data-urlencode|b=x y|URL => > GET URL?a=1&b=x%20y
URL\[a\]\{b\} => > GET URL[a]%7Bb%7D
-g|URL[a] => > GET URL[a]
--json|{}|URL => > access-control-request-headers: content-type
-u|a:b|URL => > access-control-request-headers: authorization
--oauth2-bearer|x|URL => > access-control-request-headers: authorization
--head|--no-head|URL => > GET URL
";

#[test]
fn reads_words_as_curl_does() {
    let server = Server::new(answer);
    let url = server.url("/ok");
    for line in WORDS.trim_matches('\n').lines() {
        let (words, expected) = line.split_once(" => ").unwrap();
        let words = words.replace("URL", &url).replace("CONTROL", "\u{1}");
        let expected = match expected.strip_prefix("> ") {
            Some(line) => format!("> {}", line.replace("URL", &url)),
            None => expected.to_owned(),
        };
        let origin = match words.strip_prefix("NONE|") {
            Some(_) => &[][..],
            None => &["-H", "Origin: https://a.test"],
        };
        let words = words
            .trim_start_matches("NONE|")
            .split('|')
            .filter(|word| !word.is_empty());
        let args: Vec<_> = ["curl"]
            .into_iter()
            .chain(origin.iter().copied())
            .chain(words)
            .collect();
        let (status, stdout, stderr) = bare(&args);
        if expected.starts_with("> ") {
            assert!(
                format!("\n{stdout}").contains(&format!("\n{expected}\n")),
                "{line}: {stdout}{stderr}"
            );
        } else {
            assert!(
                stderr.starts_with("error: ") && stderr.contains(&expected),
                "{line}: {stdout}{stderr}"
            );
            assert_eq!((status, stdout.as_str()), (2, ""), "{line}");
        }
    }
    // Bodies.
    for (words, body) in [
        ("-d|a|-d|b", "a&b"),
        ("--json|a|--json|b", "ab"),
        ("--data-urlencode|n=x&|--data-raw|@", "n=x%26&@"),
    ] {
        let words = words.split('|');
        let args = ["--send", "curl", &url, "-H", "origin: https://a.test"];
        let args: Vec<_> = args.into_iter().chain(words).collect();
        let (status, stdout, stderr) = bare(&args);
        assert_eq!(status, 0, "{stdout}{stderr}");
        assert_eq!(server.asked().last().unwrap().body, body.as_bytes());
    }
    let form = [
        "--send",
        "curl",
        &url,
        "-H",
        "origin: https://a.test",
        "-F",
        "n=v;type=text/plain",
    ];
    assert_eq!(bare(&form).0, 0);
    let form = server.asked().pop().unwrap();
    let kind = form.header("content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"n\"\r\nContent-Type: text/plain\r\n\r\nv\r\n\
         --{boundary}--\r\n"
    );
    assert_eq!(String::from_utf8(form.body).unwrap(), expected);
}

/// A POST may change something.
#[test]
fn sends_nothing_unsafe_without_leave() {
    let server = Server::new(answer);
    let args = [
        "curl",
        &server.url("/ok"),
        "-H",
        "origin: https://a.test",
        "-d",
        "x",
    ];
    let (status, _, stderr) = bare(&args);
    assert!(status == 2 && stderr.contains("add `--send`"), "{stderr}");
    assert!(server.asked().is_empty());
}

#[test]
fn splits_words_as_shells_do() {
    for (text, expected) in [
        (r#"a 'b c' "d \" e" \f"#, &["a", "b c", "d \" e", "f"][..]),
        ("a \\\n  b\\\r\n c\nd", &["a", "b", "c"]),
        ("a '' b; c", &["a", "", "b"]),
        ("a 2>&1 | b", &["a"]),
        ("a b#c # d 'e\nf", &["a", "b#c"]),
        ("a > /dev/null -b", &["a", "-b"]),
        (
            r"a$'\'\n\x41\u00e9\ud83d\ude00\101\q'",
            &["a'\nA\u{e9}\u{1f600}A\\q"],
        ),
        ("$ a $", &["$", "a", "$"]),
    ] {
        assert_eq!(shell::bash(text).unwrap().0, expected, "{text}");
    }
    for (text, error) in [
        ("a 'b", shell::Unsplit::Open),
        ("a \"b", shell::Unsplit::Open),
        ("a $'b", shell::Unsplit::Open),
        ("a \"$TOKEN\"", shell::Unsplit::Unknown),
        ("a $(b)", shell::Unsplit::Unknown),
        ("a `b`", shell::Unsplit::Unknown),
    ] {
        assert_eq!(shell::bash(text), Err(error), "{text}");
    }
    for (text, expected) in [
        (
            r#"a "b c" d\e "f\"g" "h\\""#,
            &["a", "b c", r"d\e", "f\"g", r"h\"][..],
        ),
        (
            r#"a ^"b^" ^"c^\^"d^\^"^" ^%x^%"#,
            &["a", "b", "c\"d\"", "%x%"],
        ),
        ("a ^\r\n  b ^\n c\r\nd", &["a", "b", "c"]),
        ("a ^\"b^\n\nc^\"", &["a", "b\nc"]),
        ("a \"b^c\" d & e", &["a", "b^c", "d"]),
    ] {
        assert_eq!(shell::cmd(text).unwrap().0, expected, "{text}");
    }
    assert_eq!(shell::cmd("a \"b"), Err(shell::Unsplit::Open));
}

#[test]
fn knows_whose_a_header_is() {
    for (names, expected) in [
        (
            "authority Sec-Fetch-Mode sec-ch-ua Proxy-Authorization Accept-Language Priority TE DNT Host Cookie Set-Cookie :path",
            Author::Browser,
        ),
        (
            "User-Agent Cache-Control Pragma If-None-Match If-Modified-Since",
            Author::BrowserMostLikely,
        ),
        (
            "Accept Authorization Content-Type Range X-Requested-With",
            Author::Page,
        ),
    ] {
        for name in names.split(' ') {
            assert_eq!(author(name), expected, "{name}");
        }
    }
}
