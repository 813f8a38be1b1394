//! What the three engines of `tests/data/engines.json` were recorded to answer.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::Value;

/// The engines that were asked, and the answers of each.
pub struct Recording {
    /// The version of each engine.
    pub engines: BTreeMap<String, String>,
    answers: HashMap<String, Value>,
}

#[derive(Deserialize)]
struct File {
    engines: BTreeMap<String, String>,
    cases: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    answers: Value,
}

impl Recording {
    pub fn read() -> Self {
        let text = include_str!("../tests/data/engines.json");
        let file: File = serde_json::from_str(text).expect("engines.json is a recording");
        let rows = file.cases.into_iter();
        Self {
            engines: file.engines,
            answers: rows.map(|row| (row.id, row.answers)).collect(),
        }
    }

    /// What each engine answered to the case of that id: by `fetch` and by `XMLHttpRequest`, say,
    /// it may have been two things.
    pub fn answers(&self, id: &str) -> Option<&Value> {
        self.answers.get(id)
    }
}
