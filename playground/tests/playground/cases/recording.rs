//! `tests/data/engines.json`: what each engine answered, one line per case.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::live::browser::Browser;
use crate::program::{Answer, Answers, Case, Hops, Origins};

const FILE: &str = "tests/data/engines.json";

#[derive(Deserialize, Serialize)]
pub struct Recording {
    /// The version of each engine.
    pub engines: BTreeMap<String, String>,
    pub cases: Vec<Row>,
}

/// A case as it was put to the engines, and whether each let the page read the response. What the
/// case is called or said to show is not part of it, so changing a sentence needs no browser.
///
/// The ports differ from run to run: `{port}`, `{api}` and `{elsewhere}` stand for what changes.
#[derive(Deserialize, Serialize)]
pub struct Row {
    pub id: String,
    credentials: String,
    from: String,
    method: String,
    headers: Vec<(String, String)>,
    preflight: Option<Vec<String>>,
    wire: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answered_to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    read: Option<String>,
    pub answers: BTreeMap<String, Answer>,
    /// What each engine sent, if a redirect led it on.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hops: BTreeMap<String, Hops>,
}

impl Row {
    fn of(case: &Case, origins: &Origins) -> Self {
        // The answer to a preflight is on the wire only if there is one.
        let sent = case.preflight.as_deref();
        let sent = sent.filter(|_| case.verdict.preflight.is_some());
        let masked = |line: &String| without_ports(line, origins);
        let lines = |lines: &[String]| lines.iter().map(masked).collect();
        Self {
            id: case.id.clone(),
            credentials: case.credentials.clone(),
            from: case.from.clone(),
            method: case.method.clone(),
            headers: case.headers.clone(),
            preflight: sent.map(lines),
            wire: lines(&case.wire),
            answered_to: case.answered_to.as_ref().map(masked),
            read: case.read.clone(),
            answers: BTreeMap::new(),
            hops: BTreeMap::new(),
        }
    }

    /// Whether the response is a redirect.
    pub fn leads_on(&self) -> bool {
        self.wire.iter().any(|line| line.starts_with("Location: "))
    }

    /// Whether this row is of that very case: the same request, the same response.
    pub fn asks_as(&self, case: &Case, origins: &Origins) -> bool {
        let asked = Self {
            answers: self.answers.clone(),
            hops: self.hops.clone(),
            ..Self::of(case, origins)
        };
        serde_json::to_value(asked).ok() == serde_json::to_value(self).ok()
    }
}

/// The line with `{api}` and `{elsewhere}` for the hosts of the API's two halves, with `{port}` for
/// the page's port, and for what the port was cut to in a near-miss.
fn without_ports(line: &str, origins: &Origins) -> String {
    let host = |origin: &str| origin.trim_start_matches("http://").to_owned();
    let line = line
        .replace(&host(&origins.api), "{api}")
        .replace(&host(&origins.elsewhere), "{elsewhere}");
    let port = origins.page.rsplit(':').next();
    let port = port.expect("a page's origin names its port");
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
    pub fn of(cases: &[&Case], origins: &Origins) -> Self {
        Self {
            engines: BTreeMap::new(),
            cases: cases.iter().map(|case| Row::of(case, origins)).collect(),
        }
    }

    pub fn row(&self, id: &str) -> Option<&Row> {
        self.cases.iter().find(|row| row.id == id)
    }

    /// What the engine answered to that case.
    pub fn answer(&self, case: &Case, engine: &str) -> Option<&Answer> {
        self.row(&case.id)?.answers.get(engine)
    }

    pub fn write_down(&mut self, browser: &Browser, answers: &Answers) {
        self.engines
            .insert(browser.engine.to_owned(), browser.version());
        for row in &mut self.cases {
            let (answer, hops) = &answers[&row.id];
            row.answers
                .insert(browser.engine.to_owned(), answer.clone());
            if row.leads_on() {
                row.hops.insert(browser.engine.to_owned(), hops.clone());
            }
        }
    }

    /// One line per case, so that a diff of a new recording shows what changed.
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
