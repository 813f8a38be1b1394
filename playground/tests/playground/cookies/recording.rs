//! `tests/data/cookies.json`: which pairs came back to the server from each engine, a line for each case.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::case::Case;
use super::column::Column;
use crate::live::browser::Browser;

#[derive(Deserialize, Serialize)]
pub struct Recording {
    /// The version of each engine.
    pub engines: BTreeMap<String, String>,
    pub cases: Vec<Row>,
}

#[derive(Deserialize, Serialize)]
pub struct Row {
    #[serde(flatten)]
    pub case: Case,
    /// By column.
    pub answers: BTreeMap<String, String>,
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/cookies.json")
}

impl Recording {
    pub fn read() -> Self {
        let text = std::fs::read_to_string(file()).expect("tests/data/cookies.json is there");
        serde_json::from_str(&text).expect("tests/data/cookies.json is a recording")
    }

    /// A recording of these cases that no engine has answered yet.
    pub fn of(cases: &[Case]) -> Self {
        let row = |case: &Case| Row {
            case: case.clone(),
            answers: BTreeMap::new(),
        };
        Self {
            engines: BTreeMap::new(),
            cases: cases.iter().map(row).collect(),
        }
    }

    pub fn write_down(
        &mut self,
        browser: &Browser,
        column: &Column,
        answers: &BTreeMap<String, String>,
    ) {
        let version = browser.version();
        self.engines.insert(browser.engine.to_owned(), version);
        for row in &mut self.cases {
            let answer = answers[&row.case.id].clone();
            row.answers.insert(column.name.to_owned(), answer);
        }
    }

    /// One line a case, so that a diff shows what changed.
    pub fn save(&self) {
        let line = |row: &Row| serde_json::to_string(row).expect("a row is JSON");
        let rows: Vec<_> = self.cases.iter().map(line).collect();
        let engines = serde_json::to_string(&self.engines).expect("versions are JSON");
        let rows = rows.join(",\n");
        let text = format!("{{\"engines\": {engines},\n\"cases\": [\n{rows}\n]}}\n");
        std::fs::write(file(), text).expect("tests/data/cookies.json can be written");
    }
}
