//! What the README says is true: who accepts what, what `*` means, the oldest compilers. And each
//! cost is the same wherever it is stated.

use headers::HeaderMapExt;
use headers_allow_credentials::AccessControlAllowCredentials;
use serde_json::Value;
use testkit::readme::assert_section;
use testkit::response::response;

fn yes(accepted: bool, right: bool) -> &'static str {
    match (accepted, right) {
        (true, true) => "yes",
        (true, false) => "**yes**",
        (false, _) => "no",
    }
}

/// The version of `headers` that this test runs with.
fn version_of_headers() -> &'static str {
    let lock = include_str!("../../Cargo.lock");
    let (_, package) = lock.split_once("name = \"headers\"\nversion = \"").unwrap();
    package.split('"').next().unwrap()
}

/// `hyperx` 1.4.0 cannot share a dependency graph with today's servers, and `rama-http-headers`
/// 0.4.0 brings types of its own: CONTRIBUTING.md says how their columns were read off.
#[test]
fn who_accepts_what() {
    let headers = version_of_headers();
    let mut table = vec![
        format!(
            "| lines | browsers | this crate | `headers` {headers} | `hyperx` 1.4.0 | \
             `rama-http-headers` 0.4.0 |"
        ),
        "|---|---|---|---|---|---|".to_owned(),
    ];
    let recording: Value =
        serde_json::from_str(include_str!("../../playground/tests/data/engines.json")).unwrap();
    for (recorded, lines, hyperx, rama) in [
        ("true", &["true"][..], true, true),
        ("case-upper", &["TRUE"], true, false),
        ("true-true", &["true", "true"], false, true),
        ("true-false", &["true", "false"], false, true),
    ] {
        let map = response(&[] as &[&str], lines);
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
    assert_section(
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md"),
        "accepts",
        &table.join("\n"),
    );
}

/// The README and the docs of `cors` have the same table of what `*` means.
#[test]
fn what_a_wildcard_means() {
    let table = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| line.trim_start_matches("//! "));
        lines
            .skip_while(|line| !line.starts_with("| response header |"))
            .take_while(|line| line.starts_with('|'))
            .map(str::to_owned)
            .collect()
    };
    let readme = table(include_str!("../../README.md"));
    assert_eq!(readme.len(), 6, "{readme:?}");
    assert_eq!(table(include_str!("../../src/cors.rs")), readme);
}

/// The oldest compilers are those of the manifests.
#[test]
fn oldest_compiler_is_that_of_the_manifest() {
    let rust = |manifest: &str| {
        let (_, version) = manifest.split_once("rust-version = \"").unwrap();
        version.split('"').next().unwrap().to_owned()
    };
    let promised = format!("Rust {}", rust(include_str!("../../Cargo.toml")));
    for text in [
        include_str!("../../README.md"),
        include_str!("../../CHANGELOG.md"),
    ] {
        assert!(text.replace('\n', " ").contains(&promised), "{promised}");
    }
    let promised = format!("Rust {}", rust(include_str!("../../cors-check/Cargo.toml")));
    assert!(include_str!("../../cors-check/README.md").contains(&promised));
}

const COST: &str = include_str!("../../benches/README.md");

/// This crate's instructions, in the row of the table that begins so.
fn instructions(row: &str) -> u64 {
    let row = format!("| {row} | ");
    let (_, cells) = COST
        .split_once(&row)
        .unwrap_or_else(|| panic!("no row {row}"));
    let count = cells.split(' ').next().unwrap().replace(',', "");
    count.parse().expect("a count")
}

/// Two digits of a number, with commas between its thousands.
fn rounded(number: u64) -> String {
    let unit = 10_u64.pow(number.ilog10().saturating_sub(1));
    with_commas((number + unit / 2) / unit * unit)
}

fn with_commas(number: u64) -> String {
    match number {
        0..=999 => number.to_string(),
        _ => format!("{},{:03}", with_commas(number / 1000), number % 1000),
    }
}

#[test]
fn stated_costs_are_those_of_the_table() {
    let docs = include_str!("../../src/cors/preflight.rs").replace("\n///", "");
    let most = rounded(instructions(
        "`check_preflight`, 64 KiB of 2-byte names of 64 KiB",
    ));
    let stated = format!("a list of 64 KiB cost about {most}, which");
    assert!(docs.contains(&stated), "the docs do not say “{stated}”");
    for (row, stated) in [
        ("3 headers", "instructions for 3 names of 3"),
        ("10 headers of 10", "for 10 of 10"),
        ("100 headers of 100", "for 100 of 100"),
    ] {
        let count = rounded(instructions(&format!("`check_preflight`, {row}")));
        let stated = format!("{count} {stated}");
        assert!(docs.contains(&stated), "the docs do not say “{stated}”");
    }
    let per_byte = |text| {
        let count = instructions(&format!("`check_preflight`, 64 KiB of {text}"));
        (count + (32 << 10)) / (64 << 10)
    };
    let (token, commas) = (per_byte("one token"), per_byte("commas"));
    let stated =
        format!("costs {token} a byte if it is one long name, and {commas} if it is all commas");
    assert!(docs.contains(&stated), "the docs do not say “{stated}”");

    let prose = COST.replace('\n', " ");
    let stated = format!(
        "it takes {} instructions, and `typed_insert` takes {}.",
        instructions("`insert` of `.into()`, no line before"),
        instructions("`typed_insert`, no line before"),
    );
    assert!(prose.contains(&stated), "the prose does not say “{stated}”");
    let stated = format!(
        "about {commas} instructions for each byte of 64 KiB of commas, and {token} for each byte"
    );
    assert!(prose.contains(&stated), "the prose does not say “{stated}”");
}
