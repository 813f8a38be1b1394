//! `tests/data/engines.json`: what each engine answered, a line a case.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::browser::Browser;
use super::playground::{Answers, Case};

const FILE: &str = "tests/data/engines.json";

#[derive(Deserialize, Serialize)]
pub struct Recording {
    /// The version of each engine.
    pub engines: BTreeMap<String, String>,
    pub cases: Vec<Row>,
}

/// A case as it was put to the engines, and whether each let the page read the response.
///
/// The page's port is another in every run: `{host}` and `{port}` stand for what changes.
#[derive(Deserialize, Serialize)]
pub struct Row {
    pub id: String,
    rule: String,
    credentials: String,
    from: String,
    method: String,
    headers: Vec<(String, String)>,
    preflight: Option<Vec<String>>,
    wire: Vec<String>,
    pub answers: BTreeMap<String, bool>,
}

impl Row {
    fn of(case: &Case, page: &str) -> Self {
        let port = page
            .rsplit(':')
            .next()
            .expect("a page's origin names its port");
        let lines = |lines: &[String]| lines.iter().map(|line| without_port(line, port)).collect();
        Self {
            id: case.id.clone(),
            rule: case.rule.clone(),
            credentials: case.credentials.clone(),
            from: case.from.clone(),
            method: case.method.clone(),
            headers: case.headers.clone(),
            preflight: case.preflight.as_deref().map(lines),
            wire: lines(&case.wire),
            answers: BTreeMap::new(),
        }
    }

    /// Whether this row is of that very case: the same request, the same response.
    pub fn asks_as(&self, case: &Case, page: &str) -> bool {
        let asked = Self {
            answers: self.answers.clone(),
            ..Self::of(case, page)
        };
        serde_json::to_value(asked).ok() == serde_json::to_value(self).ok()
    }
}

/// The line with `{port}` for the port, and for what the port was cut to in a near-miss.
fn without_port(line: &str, port: &str) -> String {
    let line = line.replace(port, "{port}");
    let cut = &port[..port.len() - 1];
    match line.strip_suffix(&format!(":{cut}")) {
        Some(before) => format!("{before}:{{port cut}}"),
        None => line,
    }
}

impl Recording {
    pub fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
        let text = std::fs::read_to_string(path).expect("tests/data/engines.json is there");
        Self::parse(&text)
    }

    pub fn parse(text: &str) -> Self {
        serde_json::from_str(text).expect("tests/data/engines.json is a recording")
    }

    /// A recording of these cases that no engine has answered yet.
    pub fn of(cases: &[&Case], page: &str) -> Self {
        Self {
            engines: BTreeMap::new(),
            cases: cases.iter().map(|case| Row::of(case, page)).collect(),
        }
    }

    pub fn row(&self, id: &str) -> Option<&Row> {
        self.cases.iter().find(|row| row.id == id)
    }

    /// What the engine answered to that case.
    pub fn answer(&self, case: &Case, engine: &str) -> Option<bool> {
        self.row(&case.id)?.answers.get(engine).copied()
    }

    pub fn write_down(&mut self, browser: &Browser, answers: &Answers) {
        self.engines
            .insert(browser.engine.to_owned(), browser.version());
        for row in &mut self.cases {
            row.answers
                .insert(browser.engine.to_owned(), answers[&row.id]);
        }
    }

    /// A line a case, so that a new recording shows what changed.
    pub fn to_json(&self) -> String {
        let line = |row: &Row| serde_json::to_string(row).expect("a row is JSON");
        let rows: Vec<_> = self.cases.iter().map(line).collect();
        let engines = serde_json::to_string(&self.engines).expect("versions are JSON");
        format!(
            "{{\"engines\": {engines},\n\"cases\": [\n{}\n]}}\n",
            rows.join(",\n")
        )
    }

    pub fn save(&self) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
        std::fs::write(path, self.to_json()).expect("tests/data/engines.json can be written");
    }
}
