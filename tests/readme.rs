//! The README's first table and its compatibility table are what the code and the data say.

#[path = "common/readme.rs"]
mod readme;

use headers::HeaderMapExt;
use headers_allow_credentials::compat::{Support, BCD_VERSION, TABLE};
use headers_allow_credentials::AccessControlAllowCredentials;
use http::header::{HeaderMap, HeaderValue, ACCESS_CONTROL_ALLOW_CREDENTIALS};

fn yes(accepted: bool, right: bool) -> &'static str {
    match (accepted, right) {
        (true, true) => "yes",
        (true, false) => "**yes**",
        (false, _) => "no",
    }
}

/// `hyperx` 1.4.0 cannot share a dependency graph with today's servers, and `rama-http-headers` 0.2.0
/// brings types of its own: their columns were read off a program of their own.
#[test]
fn who_accepts_what() {
    let mut table = vec![
        "| lines | browsers | this crate | `headers` 0.4.2 | `hyperx` 1.4.0 | `rama-http-headers` 0.2.0 |"
            .to_owned(),
        "|---|---|---|---|---|---|".to_owned(),
    ];
    for (lines, browsers, hyperx, rama) in [
        (&["true"][..], true, true, true),
        (&["TRUE"], false, true, false),
        (&["true", "true"], false, false, true),
        (&["true", "false"], false, false, true),
    ] {
        let mut map = HeaderMap::new();
        for line in lines {
            map.append(
                ACCESS_CONTROL_ALLOW_CREDENTIALS,
                HeaderValue::from_static(line),
            );
        }
        let ours = map.typed_get::<AccessControlAllowCredentials>().is_some();
        let headers = map
            .typed_get::<headers::AccessControlAllowCredentials>()
            .is_some();
        let answers = [browsers, ours, headers, hyperx, rama].map(|answer| yes(answer, browsers));
        let lines = lines
            .iter()
            .map(|line| format!("`{line}`"))
            .collect::<Vec<_>>()
            .join(" and ");
        table.push(format!("| {lines} | {} |", answers.join(" | ")));
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
