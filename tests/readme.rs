//! The README's first table and its compatibility table are what the code and the data say.

#[path = "common/readme.rs"]
mod readme;

use headers::HeaderMapExt;
use headers_allow_credentials::compat::{Support, BCD_VERSION, TABLE};
use headers_allow_credentials::AccessControlAllowCredentials;
use http::header::{HeaderMap, HeaderValue, ACCESS_CONTROL_ALLOW_CREDENTIALS};
use serde_json::Value;

fn yes(accepted: bool, right: bool) -> &'static str {
    match (accepted, right) {
        (true, true) => "yes",
        (true, false) => "**yes**",
        (false, _) => "no",
    }
}

/// The version of `headers` that this test runs with.
fn version_of_headers() -> &'static str {
    let lock = include_str!("../Cargo.lock");
    let (_, package) = lock.split_once("name = \"headers\"\nversion = \"").unwrap();
    package.split('"').next().unwrap()
}

/// `hyperx` 1.4.0 cannot share a dependency graph with today's servers, and `rama-http-headers` 0.2.0
/// brings types of its own: CONTRIBUTING.md says how their columns were read off.
#[test]
fn who_accepts_what() {
    let headers = version_of_headers();
    let mut table = vec![
        format!(
            "| lines | browsers | this crate | `headers` {headers} | `hyperx` 1.4.0 | \
             `rama-http-headers` 0.2.0 |"
        ),
        "|---|---|---|---|---|---|".to_owned(),
    ];
    let recording: Value = serde_json::from_str(include_str!("data/engines.json")).unwrap();
    for (recorded, lines, hyperx, rama) in [
        ("true", &["true"][..], true, true),
        ("case-upper", &["TRUE"], true, false),
        ("true-true", &["true", "true"], false, true),
        ("true-false", &["true", "false"], false, true),
    ] {
        let mut map = HeaderMap::new();
        for line in lines {
            map.append(
                ACCESS_CONTROL_ALLOW_CREDENTIALS,
                HeaderValue::from_static(line),
            );
        }
        let cases = recording["cases"].as_array().unwrap();
        let case = cases.iter().find(|case| case["id"] == recorded).unwrap();
        let mut engines = case["answers"].as_object().unwrap().values();
        let browsers = engines.next().unwrap();
        assert!(engines.all(|engine| engine == browsers), "{recorded}");
        let browsers = browsers.as_bool().unwrap();
        let ours = map.typed_get::<AccessControlAllowCredentials>().is_some();
        let headers = map
            .typed_get::<headers::AccessControlAllowCredentials>()
            .is_some();
        let answers = [browsers, ours, headers, hyperx, rama].map(|answer| yes(answer, browsers));
        let lines: Vec<_> = lines.iter().map(|line| format!("`{line}`")).collect();
        table.push(format!(
            "| {} | {} |",
            lines.join(" and "),
            answers.join(" | ")
        ));
    }
    readme::hold("accepts", &table.join("\n"));
}

#[test]
fn compatibility() {
    let cell =
        |support: Option<Support>| support.map_or("—".to_owned(), |support| support.to_string());
    let mut table = vec![
        format!("| browser | platform | MDN 2017 | BCD {BCD_VERSION} |"),
        "|---|---|---|---|".to_owned(),
    ];
    table.extend(TABLE.iter().map(|row| {
        let platform = row.browser.platform();
        format!(
            "| {} | {platform} | {} | {} |",
            row.browser,
            cell(row.mdn),
            cell(row.bcd)
        )
    }));
    readme::hold("compat", &table.join("\n"));
}
