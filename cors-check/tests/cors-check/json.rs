//! `--json` prints what the README says, field by field.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::program::{ask, report};
use crate::readme::README;
use crate::server::{Server, right};

#[test]
fn prints_json() {
    let server = Server::new(right);
    let url = server.url("/me");
    let whole = report(ask("--json -X PUT --send --read etag", &url));
    let step = |kind: &str, method: &str, header: Option<&str>, message: &str| {
        json!({
            "kind": kind, "url": url, "method": method, "status": 200, "allowed": true,
            "code": null, "then": [], "causes": [], "header": header, "foretold": false, "message": message,
        })
    };
    let expected = json!({
        "version": 1,
        "allowed": true,
        "origin": "https://app.example.com",
        "mode": "include",
        "steps": [
            step("preflight", "OPTIONS", None, "The preflight allows the PUT."),
            step("response", "PUT", None, "The page may read the response."),
            step("exposed", "PUT", Some("etag"), "The page may read `etag`."),
        ],
        "advice": [],
        "alternatives": [],
        "cookies": [],
        "unsent": null,
        "unanswered": [],
        "strangers": [],
        "notes": [],
    });
    assert_eq!(whole, expected);

    let stopped = report(ask("--json -X PUT --read etag --credentials omit", &url));
    assert_eq!(stopped["mode"], "omit");
    assert_eq!(
        (&stopped["unsent"], &stopped["unanswered"]),
        (&json!("PUT"), &json!(["etag"]))
    );
    assert_eq!(stopped["notes"].as_array().unwrap().len(), 2);

    // What a terminal would act on is escaped, and parses back to what it was.
    let report = report(ask("--json", &server.url("/%1B\u{9b}31m?\u{202e}")));
    let shown = report["steps"][0]["url"].as_str().unwrap();
    assert!(shown.ends_with("/%1B%C2%9B31m?%E2%80%AE"), "{shown}");
}

/// The fields of a table, each with what it says of it.
fn fields(table: &'static str) -> BTreeMap<&'static str, &'static str> {
    let row = |line: &'static str| line.strip_prefix("| `")?.split_once("` | ");
    table.lines().filter_map(row).collect()
}

#[test]
fn the_readme_says_what_each_field_is() {
    let tables = README.split_once("<!-- json -->\n").unwrap().1;
    let tables = tables.split_once("<!-- /json -->").unwrap().0;
    let mut tables = tables.split("\nEach of `").map(fields);
    let [
        of_report,
        of_step,
        of_cookie,
        of_browser,
        of_advice,
        of_alternative,
    ] = std::array::from_fn(|_| tables.next().unwrap());
    assert!(tables.next().is_none());
    let server = Server::new(|asked| {
        let (status, mut lines) = right(asked);
        match asked.path.as_str() {
            "/next" => lines.push(("location", "/star".into())),
            "/star" => lines[0].1 = "*".into(),
            "/slash" => lines = vec![("location", "/slash/".into())],
            "/login" => {
                lines.push(("set-cookie", "sid=1; Path=/".into()));
                return (status, lines);
            }
            _ => return (status, lines),
        }
        (302, lines)
    });
    let asked = [
        ("-X PUT --send", "/"),
        ("-X PUT --read etag", "/"),
        ("", "/next"),
        ("", "/slash"),
        ("--keep sid", "/login"),
    ];
    let reports = asked.map(|(args, path)| {
        let args = format!("--json --read x-a {args}");
        report(ask(&args, &server.url(path)))
    });
    let all = |field: &str| -> Vec<&Value> {
        let each = reports.iter().map(|report| &report[field]);
        each.flat_map(|all| all.as_array().unwrap()).collect()
    };
    let (steps, cookies) = (all("steps"), all("cookies"));
    let browsers = cookies
        .iter()
        .flat_map(|cookie| cookie["browsers"].as_object().unwrap().values());
    for (fields, objects) in [
        (&of_report, reports.iter().collect()),
        (&of_step, steps.clone()),
        (&of_cookie, cookies.clone()),
        (&of_browser, browsers.collect()),
        (&of_advice, all("advice")),
        (&of_alternative, all("alternatives")),
    ] {
        for object in &objects {
            let keys = object.as_object().unwrap().keys();
            assert!(keys.eq(fields.keys()), "{object}");
        }
        // Each has a value somewhere.
        for field in fields.keys() {
            assert!(
                objects.iter().any(|object| !object[*field].is_null()),
                "{field}"
            );
        }
    }
    // What is in backticks in the README.
    for (field, count) in [("kind", 5), ("code", 1)] {
        let values: BTreeSet<_> = steps
            .iter()
            .filter_map(|step| step[field].as_str())
            .collect();
        let told = of_step[field]
            .split('`')
            .filter(|word| values.contains(word));
        assert_eq!(told.count(), count, "{values:?}");
    }
}
