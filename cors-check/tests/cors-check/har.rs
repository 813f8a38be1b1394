//! `cors-check -` with a HAR: each request of a page to another origin, as the browser took it.

use std::fs;
use std::io::Write;

use serde_json::{Value, json};

use crate::copied::data;
use crate::program::{Outcome, cors_check, judge, outcome, report};

const PAGE: &str = crate::program::PAGE;

/// The verdict, the method and the URL of each line of the summary.
fn summary(stdout: &str) -> Vec<(String, String)> {
    let line = |line: &str| {
        let words = ["allowed ", "not allowed ", "unclear "];
        let word = words.into_iter().find(|word| line.starts_with(word))?;
        let rest: Vec<_> = line[word.len()..].split_whitespace().take(2).collect();
        Some((word.trim().to_owned(), rest.join(" ")))
    };
    let lines = stdout.lines().take_while(|line| !line.is_empty());
    lines.filter_map(line).collect()
}

/// Chrome tells which requests failed, and Firefox made the same.
#[test]
fn judges_every_request_as_the_browser_did() {
    let text = fs::read(data("har/chrome-devtools.har")).unwrap();
    let har: Value = serde_json::from_slice(&text).unwrap();
    let entries = har["log"]["entries"].as_array().unwrap().iter();
    let entries = entries.filter(|entry| entry["request"]["method"] != "OPTIONS");
    let expected: Vec<_> = entries
        .map(|entry| {
            let word = match entry["response"]["_error"].as_str() {
                None => "allowed",
                Some("net::ERR_FAILED") => "not allowed",
                // There was no response.
                Some(_) => "unclear",
            };
            let [method, url] =
                ["method", "url"].map(|name| entry["request"][name].as_str().unwrap());
            (word.to_owned(), format!("{method} {url}"))
        })
        .collect();
    assert!(expected.len() > 30);
    for file in ["har/chrome-devtools.har", "har/firefox-devtools.har"] {
        let (status, stdout, stderr) = judge(&[], &fs::read(data(file)).unwrap());
        assert_eq!((status, stderr.as_str()), (1, ""), "{file}");
        assert_eq!(summary(&stdout), expected, "{file}");
        assert!(stdout.ends_with(" not allowed, 2 unclear.\n"), "{stdout}");
        let report = judge(&["--json"], &fs::read(data(file)).unwrap());
        let report: Value = serde_json::from_str(&report.1).unwrap();
        assert_eq!(
            report["reports"].as_array().unwrap().len(),
            expected.len() - 2,
            "{file}"
        );
    }
}

/// An entry: its method and URL, the request's headers, the status and the response's headers. `RIGHT` and
/// `PAGE` as everywhere.
fn entry(text: &str) -> Value {
    let text = text.replace(
        "RIGHT",
        "access-control-allow-origin: PAGE|access-control-allow-credentials: true",
    );
    let text = text.replace("PAGE", PAGE);
    let parts: Vec<_> = text.split(" / ").collect();
    let headers = |part: &str| {
        let lines = part.split('|').filter(|line| !line.is_empty());
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            json!({"name": name, "value": value})
        };
        lines.map(header).collect::<Vec<_>>()
    };
    let (method, url) = parts[0].split_once(' ').unwrap();
    json!({
        "request": {"method": method, "url": url, "headers": headers(parts[1]), "cookies": []},
        "response": {"status": parts[2].parse::<u16>().unwrap(), "headers": headers(parts[3]),
            "content": {"size": 5, "text": "hello"}},
    })
}

fn har(entries: &[&str]) -> Vec<u8> {
    let entries: Vec<_> = entries.iter().map(|text| entry(text)).collect();
    let har = json!({"log": {"version": "1.2", "creator": {"name": "x"}, "entries": entries}});
    serde_json::to_vec_pretty(&har).unwrap()
}

fn judged(args: &[&str], entries: &[&str]) -> Outcome {
    judge(args, &har(entries))
}

const GET: &str = "GET https://api.example.com/ / origin: PAGE|cookie: a=b / 200 / RIGHT|date: x";
const PREFLIGHT: &str = "OPTIONS https://api.example.com/ / origin: PAGE|access-control-request-method: PUT / 204 / \
                         RIGHT|access-control-allow-methods: PUT";
const PUT: &str =
    "PUT https://api.example.com/ / origin: PAGE|cookie: a=b|user-agent: Mozilla/5.0 / 200 / RIGHT";

#[test]
fn says_of_each_what_is_told() {
    let without = |text: &str, part: &str| text.replace(part, "");
    let wild = GET.replace("RIGHT", "access-control-allow-origin: *");
    let wild_without = without(&wild, "|cookie: a=b");
    let elsewhere = GET.replace("origin: PAGE", "origin: https://b.test");
    let cases: &[(&[&str], &[&str], i32, &str)] = &[
        (
            &[],
            &[GET],
            0,
            "allowed     GET https://api.example.com/ 200 (mode `include`, by cookies)",
        ),
        (
            &[],
            &[PREFLIGHT, PUT],
            0,
            "allowed     PUT https://api.example.com/ 200 (mode `include`, by cookies)\n",
        ),
        (
            &[],
            &[PUT, PREFLIGHT],
            0,
            "\nAllowed: 1 request to another origin, 1 allowed.\n",
        ),
        (
            &[],
            &[&PREFLIGHT.replace("s: PUT", "s: GET"), PUT],
            1,
            "Access-Control-Allow-Methods does not list",
        ),
        // In the browser's cache; or asked by something else.
        (
            &[],
            &[PUT],
            0,
            "(its preflight is not in the HAR: most likely, the browser had it in its cache)",
        ),
        (
            &[],
            &[&PUT.replace("Mozilla/5.0", "curl/8")],
            2,
            "unclear     PUT https://api.example.com/ 200 (its preflight is not in the HAR",
        ),
        // What no page can ask does not keep the others from being judged.
        (
            &[],
            &[&GET.replace("https://api", "https://u:p@api"), GET],
            0,
            "unclear     GET https://u:p@api.example.com/ 200 (no page can ask for a URL with a user name",
        ),
        // A preflight alone.
        (
            &[],
            &[PREFLIGHT],
            0,
            "allowed     OPTIONS https://api.example.com/ 204",
        ),
        // The mode.
        (&[], &[&wild], 1, "not allowed GET"),
        // In full, as any other response.
        (
            &[],
            &[&wild],
            1,
            "\nWhat the server has to send:\n  to GET https://api.example.com/\n",
        ),
        (
            &[],
            &[&wild.replace("|date: x", "|set-cookie: c=d")],
            1,
            "Every browser keeps `c`",
        ),
        (
            &["--credentials", "omit"],
            &[&wild],
            0,
            "allowed     GET https://api.example.com/ 200\n",
        ),
        (
            &[],
            &[GET, &wild_without],
            0,
            "allowed     GET https://api.example.com/ 200 (mode `same-origin`, by cookies)",
        ),
        (
            &[],
            &[&wild_without],
            2,
            "some verdicts depend on the credentials mode",
        ),
        (
            &[],
            &[&without(&without(GET, "|cookie: a=b"), "RIGHT|")],
            1,
            "not allowed GET",
        ),
        (
            &[],
            &[&wild_without.replace("origin: PAGE", "origin: PAGE|sec-fetch-dest: font")],
            0,
            "allowed     GET",
        ),
        // What a HAR does not have.
        (
            &[],
            &[&GET.replace(" / 200 / RIGHT|date: x", " / 403 / ")],
            2,
            "the response's headers are not in the HAR",
        ),
        (
            &[],
            &[&GET.replace(" / 200 / RIGHT|date: x", " / 0 / ")],
            2,
            "the HAR has no response",
        ),
        (
            &[],
            &[&GET.replace(" / 200 / RIGHT", " / 304 / etag: x")],
            2,
            "a 304: the headers",
        ),
        // To which CORS does not apply.
        (
            &[],
            &["GET https://app.example.com/ / referer: PAGE/x / 200 / date: x"],
            2,
            "has no request of a page to another origin",
        ),
        (
            &[],
            &["GET https://api.example.com/ / referer: PAGE/x / 200 / date: x"],
            2,
            "has no request of a page to another origin",
        ),
        (
            &[],
            &[
                GET,
                "GET https://b.test/x.png / sec-fetch-mode: no-cors|referer: PAGE/x / 200 / date: x",
            ],
            0,
            "CORS does not apply to 1 other.",
        ),
        (
            &[],
            &["GET wss://api.example.com/ / origin: PAGE / 101 / date: x"],
            2,
            "has no request of a page",
        ),
        // Of another page.
        (
            &["--origin", "https://b.test"],
            &[GET],
            2,
            "no request in this HAR is from a page of the origin that `--origin` gives",
        ),
        (&["--origin", PAGE], &[GET], 0, "allowed     GET"),
        (
            &["--origin", PAGE],
            &[GET, &elsewhere],
            0,
            "1 other is from a page of another origin.",
        ),
        (
            &["--origin", PAGE],
            &[GET, &elsewhere, &elsewhere],
            0,
            "2 others are from pages of other origins.",
        ),
        // Any header may show the cause.
        (
            &["--origin", PAGE],
            &[&GET.replace(" / 200 / RIGHT", " / 403 / cf-mitigated: challenge")],
            1,
            "a firewall answered with a challenge",
        ),
        // `null`, after a redirect or of a sandboxed page.
        (
            &["--origin", PAGE],
            &[&GET.replace("origin: PAGE", "origin: null")],
            1,
            "a page of origin `null`|> origin: null",
        ),
    ];
    for (args, entries, status, expected) in cases {
        let (exit, stdout, stderr) = judged(args, entries);
        let said = [&stdout[..], &stderr].concat();
        let is_said = expected.split('|').any(|part| said.contains(part));
        assert!(
            exit == *status && is_said,
            "{entries:?}: {said}[{exit}], and not {expected}"
        );
    }
    // One that is for each origin by itself is not told to be so.
    let notes = |entry: &str| report(judged(&["--json"], &[entry]))["notes"].to_string();
    assert!(notes(GET).contains("Vary"));
    assert!(!notes(&GET.replace("date: x", "vary: Origin")).contains("Vary"));
    // What a response sets is not lost, and no value is printed; browsers may join lines.
    let login = GET.replace("GET ", "POST ").replace("|cookie: a=b", "");
    let login = login.replace(
        "date: x",
        "vary: Origin|set-cookie: sid=S3CRET\nb=S3CRET; SameSite=Lax",
    );
    let told = report(judged(&["--json"], &[&login]));
    let cookies = told["cookies"].as_array().unwrap().iter();
    let names: Vec<_> = cookies.map(|cookie| &cookie["name"]).collect();
    assert_eq!(names, ["sid", "b"]);
    for args in [&["--credentials", "include"][..], &["--json"]] {
        let (_, stdout, stderr) = judged(args, &[&login]);
        let said = [stdout, stderr].concat();
        for wrong in ["sets no cookie", "Vary", "S3CRET"] {
            assert!(!said.contains(wrong), "{said}");
        }
    }
    let alone = report(judged(&["--json"], &[GET]));
    assert_eq!(
        (&alone["origin"], &alone["steps"][0]["status"]),
        (&PAGE.into(), &200.into())
    );
}

#[test]
fn reads_it_as_windows_and_markdown_have_it() {
    let text = String::from_utf8(har(&[GET])).unwrap();
    let units = ["\u{feff}", &text].concat();
    let units = units.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for input in [units, format!("```json\n{text}\n```\n").into_bytes()] {
        let (status, stdout, stderr) = judge(&[], &input);
        assert_eq!(status, 0, "{stdout}{stderr}");
    }
}

#[test]
fn refuses_what_is_not_an_archive() {
    let whole = har(&[GET]);
    // Made as text, which is faster.
    let log = |entries: &str| format!("{{\"log\": {{\"entries\": [{entries}]}}}}");
    let headers = vec!["{\"name\": \"\"}"; 10_001].join(",");
    let of_many_headers = format!(
        "{{\"request\": {{\"method\": \"GET\", \"url\": \"http://a.test/\", \"headers\": [{headers}]}}}}"
    );
    let one = "{\"request\": {\"method\": \"GET\", \"url\": \"http://a.test/\"}}";
    for (input, expected) in [
        (&b"{}"[..], "this is JSON, but not a HAR"),
        (b"{\"log\": 1}", "this is JSON, but not a HAR"),
        (
            b"\xEF\xBB\xBF {\"log\": {\"entries\": [{}]}}",
            "this is JSON, but not a HAR",
        ),
        (b"{\"log\": {\"entries\": []}}", "has no request of a page"),
        (&whole[..whole.len() / 2], "JSON that breaks off"),
        (log(&of_many_headers).as_bytes(), "too many headers"),
        (
            log(&vec![one; 20_001].join(",")).as_bytes(),
            "more than 20,000 requests",
        ),
    ] {
        let (status, stdout, stderr) = judge(&[], input);
        assert_eq!((status, stdout.as_str()), (2, ""));
        assert!(stderr.contains(expected), "{stderr}");
    }
}

/// Each line of a value becomes a header, with the name.
#[test]
fn is_too_large_by_lines_of_a_value() {
    let [name, value] = ["x".repeat(1 << 20), "\n".repeat(1 << 10)];
    let text = GET.replace("date: x", &format!("{name}: {value}"));
    let (status, _, stderr) = judged(&[], &[&text]);
    assert!(
        status == 2 && stderr.contains("too many headers to keep"),
        "{stderr}"
    );
}

/// Bodies are not kept: 6 MB of them fit into a process that may have 4 MB of data.
#[test]
#[cfg(target_os = "linux")]
fn keeps_no_bodies() {
    let mut child = std::process::Command::new("sh")
        .args([
            "-c",
            "ulimit -d 4000; exec \"$0\" -",
            cors_check().get_program().to_str().unwrap(),
        ])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let text = String::from_utf8(har(&[GET])).unwrap();
    let (before, after) = text.split_once("hello").unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(before.as_bytes()).unwrap();
    let body = vec![b'x'; 1 << 20];
    for _ in 0..6 {
        stdin.write_all(&body).unwrap();
    }
    stdin.write_all(after.as_bytes()).unwrap();
    drop(stdin);
    assert_eq!(outcome(child.wait_with_output().unwrap()).0, 0);
}
